//! `plan` and `match`.

use super::{Answer, yuan};
use crate::arguments::PlanSolve;
use crate::desk::Desk;
use crate::output::Ended;
use crate::table::table;
use serde_json::{Value, json};
use std::io::IsTerminal;
use std::path::Path;
use std::time::Duration;
use tongfu_api::NaiveDate;
use tongfu_api::offline;
use tongfu_api::types::plan::{PlanAccept, PlanRun, Scenario};
use tongfu_api::types::session::{Id, TaskState, TaskStatus};

/// Parts of a share in the unit of the boundary: thousandths of a percent.
const PPM10: f64 = 100_000.0;

pub fn solve(desk: &Desk, wanted: &PlanSolve) -> Answer {
    let time_limit = wanted.time_limit.map(Duration::from_secs_f64);
    let solved = offline::plan_solve(
        desk.session.language(),
        &wanted.instance,
        &wanted.out,
        wanted.gap,
        time_limit,
    )?;
    let text = desk.say(
        "CLI_PLAN_SOLVED",
        &[
            ("status", &solved.status),
            ("objective", &yuan(solved.objective_fen)),
            ("bound", &yuan(solved.bound_fen)),
            ("gap", &percent(solved.gap)),
            ("classes", &solved.classes.to_string()),
            ("seats", &solved.seats.to_string()),
            ("seconds", &format!("{:.1}", solved.seconds)),
        ],
    );
    Ok(Ended::done(solved, text))
}

pub fn match_solve(desk: &Desk, instance: &Path, out: &Path) -> Answer {
    let solved = offline::match_solve(desk.session.language(), instance, out)?;
    let text = desk.say(
        "CLI_MATCH_SOLVED",
        &[
            ("applicants", &solved.applicants.to_string()),
            ("placed", &solved.placed.to_string()),
            ("first", &solved.first_choice.to_string()),
            ("closed", &solved.closed.to_string()),
        ],
    );
    Ok(Ended::done(solved, text))
}

fn percent(share: f64) -> String {
    format!("{:.3}", share * 100.0)
}

/// Tells people at a terminal what is being done; scripts read none of it.
pub fn progress(desk: &Desk) -> impl FnMut(&TaskStatus) + use<'_> {
    let told = std::io::stderr().is_terminal();
    let mut last = String::new();
    move |status| {
        if told && status.state == TaskState::Running && status.stage != last {
            last.clone_from(&status.stage);
            eprintln!("{}", desk.say(&status.stage, &[]));
        }
    }
}

/// The end of a task, or its failure.
pub fn finished(desk: &Desk, status: TaskStatus) -> Result<Option<String>, Ended> {
    match (status.state, status.failure) {
        (TaskState::Done, _) => Ok(status.result),
        (_, Some(failure)) => Err(failure.into()),
        (_, None) => Err(tongfu_api::session::broke(desk.session.language()).into()),
    }
}

pub fn run(desk: &Desk, from: NaiveDate, weeks: u32, gap: f64) -> Answer {
    // The boundary counts gaps in whole parts; a share is below one.
    #[expect(
        clippy::cast_possible_truncation,
        clippy::cast_sign_loss,
        reason = "0 ≤ gap < 1"
    )]
    let gap_ppm10 = (gap * PPM10).round() as u32;
    let task = desk.session.plan_run(PlanRun {
        from: from.to_string(),
        weeks,
        pins: Vec::new(),
        gap_ppm10,
        name: None,
    })?;
    let status = desk.session.wait_for_task(&task, progress(desk))?;
    let id = finished(desk, status)?.unwrap_or_default();
    let scenario = desk.session.plan_scenario(Id { id })?;
    let text = told(desk, &scenario);
    Ok(Ended::done(figures(&scenario), text))
}

/// The scenario as the contract of the command line names its parts.
pub fn figures(scenario: &Scenario) -> Value {
    let proposals: Vec<Value> = scenario
        .proposals
        .iter()
        .map(|proposal| {
            let mut object = json!(proposal);
            object["slack"] = json!(proposal.slack_days);
            object
        })
        .collect();
    json!({
        "scenario": scenario.summary.id,
        "from": scenario.from,
        "weeks": scenario.weeks,
        "status": scenario.status,
        "objective": scenario.summary.objective_fen,
        "bound": scenario.bound_fen,
        "gap": f64::from(scenario.gap_ppm10) / PPM10,
        "classes": scenario.summary.classes,
        "seats": scenario.summary.seats,
        "cost_fen": scenario.summary.cost_fen,
        "placements": scenario.placements,
        "proposals": proposals,
        "binding": scenario.binding,
        "unserved": scenario.unserved,
        "money": scenario.money,
    })
}

fn told(desk: &Desk, scenario: &Scenario) -> String {
    let mut text = desk.say(
        "CLI_PLAN_RUN",
        &[
            ("scenario", &scenario.summary.id),
            ("status", &scenario.status),
            ("objective", &yuan(scenario.summary.objective_fen)),
            ("bound", &yuan(scenario.bound_fen)),
            ("gap", &percent(f64::from(scenario.gap_ppm10) / PPM10)),
            ("classes", &scenario.summary.classes.to_string()),
            ("seats", &scenario.summary.seats.to_string()),
            ("cost", &yuan(scenario.summary.cost_fen)),
        ],
    );
    text.push('\n');
    let heading = desk.heading(&[
        "CLI_OCCUPATION",
        "CLI_SITE",
        "CLI_CLASSES",
        "CLI_SEATS",
        "CLI_START",
        "CLI_READY",
        "CLI_WINDOW",
        "CLI_SLACK",
        "CLI_COST",
        "CLI_GAIN",
    ]);
    let rows: Vec<Vec<String>> = scenario
        .proposals
        .iter()
        .map(|one| {
            vec![
                one.occupation_name.clone(),
                one.place_name.clone(),
                one.classes.to_string(),
                one.seats.to_string(),
                one.start.clone(),
                one.ready.clone(),
                one.window_opens.clone().unwrap_or_default(),
                one.slack_days
                    .map_or_else(String::new, |days| days.to_string()),
                yuan(one.cost_fen),
                yuan(one.gain_fen),
            ]
        })
        .collect();
    text.push_str(&table(&heading, &rows));
    for (title, sentences) in [
        (
            "CLI_BINDING",
            scenario
                .binding
                .iter()
                .map(|one| one.sentence.as_str())
                .collect::<Vec<_>>(),
        ),
        (
            "CLI_UNSERVED",
            scenario
                .unserved
                .iter()
                .map(|one| one.sentence.as_str())
                .collect(),
        ),
    ] {
        if !sentences.is_empty() {
            text.push_str(&format!("\n{}\n", desk.say(title, &[])));
            for sentence in sentences {
                text.push_str(&format!("  {sentence}\n"));
            }
        }
    }
    text
}

pub fn accept(desk: &Desk, scenario: Option<&str>) -> Answer {
    let scenario = match scenario {
        Some(id) => id.to_owned(),
        None => {
            let newest = desk.session.plan_scenarios(())?.into_iter().next();
            newest.map(|summary| summary.id).ok_or_else(|| {
                Ended::from(offline::refusal(desk.session.language(), "SCENARIO_NONE"))
            })?
        }
    };
    let accepted = desk.session.plan_accept(PlanAccept {
        scenario,
        proposals: None,
    })?;
    let text = desk.say(
        "CLI_PLAN_ACCEPTED",
        &[
            ("projects", &accepted.projects.to_string()),
            ("classes", &accepted.classes.len().to_string()),
        ],
    );
    Ok(Ended::done(accepted, text))
}
