//! Planning: runs as tasks, scenarios, acceptance.

use super::demand::tone;
use super::{count, date, id, occupation_name, region_name, yuan};
use crate::session::Session;
use crate::tasks::Progress;
use crate::types::plan::{
    BindingLimit, FundUse, PlanAccept, PlanAccepted, PlanPin, PlanRun, Proposal, Scenario,
    ScenarioSummary, ServedDemand, Unserved,
};
use crate::types::session::{Id, TaskId};
use crate::words;
use std::ops::ControlFlow;
use tongfu_core::base::ScenarioId;
use tongfu_core::planning::{self, model, scenario};
use tongfu_core::{Error, Result};

/// Parts of a share in the unit of the boundary: thousandths of a percent.
const PPM10: f64 = 100_000.0;

/// Where each stage lies on the way, in thousandths: measured on the sample
/// counties, so that the bar moves about evenly.
fn stage(stage: planning::Stage) -> (&'static str, u32) {
    match stage {
        planning::Stage::Relaxation => ("STAGE_RELAXATION", 50),
        planning::Stage::Cuts => ("STAGE_CUTS", 200),
        planning::Stage::Dive => ("STAGE_DIVE", 400),
        planning::Stage::Neighbourhood => ("STAGE_NEIGHBOURHOOD", 550),
        planning::Stage::Search => ("STAGE_SEARCH", 750),
    }
}

pub fn run(session: &Session, wanted: PlanRun) -> Result<TaskId> {
    let request = model::Request {
        from: date(&wanted.from)?,
        weeks: wanted.weeks,
        pins: wanted.pins.iter().map(pin).collect::<Result<_>>()?,
        name: wanted.name.clone().filter(|name| !name.trim().is_empty()),
    };
    let pins = serde_json::to_string(&wanted.pins)
        .map_err(|fault| Error::refused("PIN_UNKNOWN").with("what", fault))?;
    let gap = f64::from(wanted.gap_ppm10.max(1)) / PPM10;
    // Refusals of the request itself come at once, not from the task.
    let prepared = session.with_store(|store| planning::prepare(store, &request))?;
    session.start_task("STAGE_DERIVE", move |session, progress| {
        solve(session, progress, &prepared, gap, &pins)
    })
}

/// What the person pinned for a scenario, so that the next run starts from it.
/// A wish of this laptop's user, not a part of the plan.
fn pins_setting(scenario: &str) -> String {
    format!("scenario.{scenario}.pins")
}

/// Solves without holding the store, then keeps the scenario.
fn solve(
    session: &Session,
    progress: &Progress,
    prepared: &planning::Prepared,
    gap: f64,
    pins: &str,
) -> Result<Option<String>> {
    let options = planning::Options {
        gap,
        ..planning::Options::default()
    };
    let found = planning::solve(prepared, &options, &mut |sign| {
        let (code, permille) = stage(sign.stage);
        progress.report(code, permille);
        if progress.cancelled() {
            ControlFlow::Break(())
        } else {
            ControlFlow::Continue(())
        }
    })?;
    if progress.cancelled() {
        return Err(Error::refused("PLAN_CANCELLED"));
    }
    progress.report("STAGE_SAVE", 980);
    session.with_store(|store| {
        planning::keep(store, &found)?;
        store.set_setting(&pins_setting(&found.id), Some(pins))
    })?;
    Ok(Some(found.id))
}

fn pin(wanted: &PlanPin) -> Result<model::Pin> {
    Ok(model::Pin {
        occupation: wanted.occupation.clone(),
        place: wanted.place.clone(),
        site: wanted.site.clone(),
        start: date(&wanted.start)?,
        at_least: wanted.at_least,
        at_most: wanted.at_most,
    })
}

pub fn scenarios(session: &Session, (): ()) -> Result<Vec<ScenarioSummary>> {
    let found = session.with_store(|store| planning::list(store))?;
    Ok(found.iter().map(summary).collect())
}

fn summary(of: &scenario::Summary) -> ScenarioSummary {
    ScenarioSummary {
        id: of.id.clone(),
        name: of.name.clone(),
        created: of
            .created
            .to_rfc3339_opts(chrono::SecondsFormat::Secs, true),
        classes: of.classes,
        seats: of.seats,
        objective_fen: of.objective_fen,
        cost_fen: of.cost_fen,
        accepted: of.accepted,
    }
}

pub fn scenario(session: &Session, wanted: Id) -> Result<Scenario> {
    let which: ScenarioId = id(&wanted.id)?;
    let (found, accepted, pins) = session.with_store(|store| {
        let found = planning::read(store, which)?;
        let accepted = planning::accepted(store, &found)?;
        let pins = store.setting(&pins_setting(&found.id))?;
        Ok((found, accepted, pins))
    })?;
    let pins = pins
        .and_then(|text| serde_json::from_str(&text).ok())
        .unwrap_or_default();
    let whole = !found.proposals.is_empty() && accepted.len() == found.proposals.len();
    let proposals = found
        .proposals
        .iter()
        .map(|one| proposal(session, one, accepted.contains(&one.id)))
        .collect();
    Ok(Scenario {
        summary: summary(&planning::summary(&found, whole)),
        from: found.start.to_string(),
        weeks: found.weeks,
        status: found.status.clone(),
        bound_fen: found.bound_fen,
        gap_ppm10: found.gap_ppm10,
        pins,
        proposals,
        binding: found
            .binding
            .iter()
            .map(|limit| binding(session, limit))
            .collect(),
        unserved: found
            .unserved
            .iter()
            .map(|missing| unserved(session, missing))
            .collect(),
        placements: found.placements,
        money: found.money.iter().map(fund_use).collect(),
    })
}

fn fund_use(of: &scenario::FundUse) -> FundUse {
    FundUse {
        source: of.source.clone(),
        fen: of.fen,
    }
}

fn served(session: &Session, of: &scenario::Served) -> ServedDemand {
    ServedDemand {
        region: of.region.clone(),
        region_name: region_name(session, &of.region),
        heads: of.heads,
        first_week: tongfu_core::base::IsoWeek::of(of.first_week).to_string(),
    }
}

fn proposal(session: &Session, of: &scenario::Proposal, accepted: bool) -> Proposal {
    Proposal {
        id: of.id.clone(),
        occupation: of.occupation.clone(),
        occupation_name: occupation_name(session, &of.occupation),
        place: of.place.clone(),
        place_name: of.place_name.clone(),
        mobile: of.mobile,
        site: of.site.clone(),
        site_name: of.site.as_deref().map(super::site_name),
        classes: of.classes,
        seats: of.seats,
        start: of.start.to_string(),
        certificate: of.certificate.to_string(),
        ready: of.ready.to_string(),
        window_opens: of.window_opens.map(|day| day.to_string()),
        slack_days: of.slack_days,
        tone: tone(of.slack_days),
        cost_fen: of.cost_fen,
        gain_fen: of.gain_fen,
        funding: of.funding.iter().map(fund_use).collect(),
        serves: of.serves.iter().map(|part| served(session, part)).collect(),
        accepted,
    }
}

fn week(day: Option<chrono::NaiveDate>) -> Option<String> {
    day.map(|day| tongfu_core::base::IsoWeek::of(day).to_string())
}

/// Names instead of codes in what a sentence is filled with.
fn spoken(session: &Session, params: Vec<(&'static str, String)>) -> Vec<(&'static str, String)> {
    let group = |id: &str| {
        let code = match id {
            "monitored" => "GROUP_MONITORED",
            "low-income" | "low_income" => "GROUP_LOW_INCOME",
            "other" => "GROUP_OTHER",
            _ => return region_name(session, id),
        };
        words::say(session.language(), code, [])
    };
    params
        .into_iter()
        .map(|(name, value)| {
            let said = match name {
                "occupation" => occupation_name(session, &value),
                "region" => region_name(session, &value),
                "name" => group(&value),
                "price" => value.parse().map_or(value, yuan),
                _ => value,
            };
            (name, said)
        })
        .collect()
}

fn say(session: &Session, code: &str, params: &[(&'static str, String)]) -> String {
    words::say(
        session.language(),
        code,
        params.iter().map(|(name, value)| (*name, value.as_str())),
    )
}

fn binding(session: &Session, of: &scenario::BindingLimit) -> BindingLimit {
    let params = spoken(session, of.params());
    let what = params
        .iter()
        .find(|(name, _)| *name == "name")
        .map(|(_, value)| value.clone())
        .unwrap_or_default();
    BindingLimit {
        kind: of.kind.clone(),
        what,
        from_week: week(of.from),
        to_week: week(of.to),
        price_fen: of.price_fen,
        sentence: say(session, of.code(), &params),
        holds_back: of
            .holds_back
            .iter()
            .map(|class| {
                format!(
                    "{} · {} · {}",
                    occupation_name(session, &class.occupation),
                    class.place_name,
                    class.start
                )
            })
            .collect(),
    }
}

fn unserved(session: &Session, of: &scenario::Unserved) -> Unserved {
    let params = spoken(session, of.params());
    Unserved {
        occupation: of.occupation.clone(),
        occupation_name: occupation_name(session, &of.occupation),
        region: of.region.clone(),
        region_name: region_name(session, &of.region),
        heads: of.heads,
        weeks: format!(
            "{} – {}",
            tongfu_core::base::IsoWeek::of(of.from),
            tongfu_core::base::IsoWeek::of(of.to)
        ),
        cause: of.cause.clone(),
        sentence: say(session, &of.cause, &params),
    }
}

pub fn accept(session: &Session, wanted: PlanAccept) -> Result<PlanAccepted> {
    let which: ScenarioId = id(&wanted.scenario)?;
    let accepted = session
        .with_store(|store| planning::accept(store, which, wanted.proposals.as_deref(), ""))?
        .value;
    Ok(PlanAccepted {
        projects: count(accepted.projects.len()),
        classes: accepted.classes.iter().map(ToString::to_string).collect(),
    })
}
