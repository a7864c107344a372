//! What needs a person, most urgent first. Each item names its sentence and
//! the page's route that solves it.

use super::{occupation_name, region_name};
use crate::session::Session;
use crate::types::session::{Severity, TodayItem};
use std::collections::BTreeMap;
use tongfu_core::base::IsoWeek;
use tongfu_core::classes::{self, ClassState, Tone, applications, board, calendar, matching};
use tongfu_core::store::{Role, Store};
use tongfu_core::{Result, demand, exchange, people, planning};

/// Days ahead in which a last safe start is worth a word.
const STARTS_WITHIN_DAYS: i64 = 28;
/// Weeks of demand that are looked at.
const WEEKS: u32 = 60;

fn item(code: &str, severity: Severity, target: &str, params: &[(&str, String)]) -> TodayItem {
    TodayItem {
        code: code.to_owned(),
        severity,
        params: params
            .iter()
            .map(|(name, value)| ((*name).to_owned(), value.clone()))
            .collect(),
        target: target.to_owned(),
    }
}

pub fn list(session: &Session, (): ()) -> Result<Vec<TodayItem>> {
    session.with_store(|store| {
        let mut items = Vec::new();
        if store.office().role == Role::County {
            late_classes(store, &mut items)?;
            last_starts(session, store, &mut items)?;
            beginnings(store, &mut items)?;
        }
        stale_bulletins(store, &mut items)?;
        exchange_matters(store, &mut items)?;
        super::protection::today(store, &mut items)?;
        items.sort_by_key(|one| match one.severity {
            Severity::Late => 0,
            Severity::Tight => 1,
            Severity::Note => 2,
        });
        Ok(items)
    })
}

/// Classes that are not over and whose graduates will be late, or nearly.
fn late_classes(store: &Store, items: &mut Vec<TodayItem>) -> Result<()> {
    let mut bars: Vec<calendar::Bar> = calendar::bars(store)?.into_values().collect();
    bars.retain(|bar| bar.class.state < ClassState::Closed);
    bars.sort_by_key(|bar| (bar.slack_days, bar.class.id));
    for bar in bars {
        let (Some(slack), Some(opens)) = (bar.slack_days, bar.window_opens) else {
            continue;
        };
        let (code, severity) = match bar.tone {
            Tone::Late => ("TODAY_CLASS_LATE", Severity::Late),
            Tone::Tight => ("TODAY_CLASS_TIGHT", Severity::Tight),
            Tone::Safe | Tone::Surplus => continue,
        };
        let params = [
            ("class", bar.class.name.clone()),
            ("ready", bar.class.timing.ready().to_string()),
            ("window", opens.to_string()),
            ("days", slack.abs().to_string()),
        ];
        items.push(item(
            code,
            severity,
            &format!("classes/{}", bar.class.id),
            &params,
        ));
    }
    Ok(())
}

/// Gaps whose last safe start is near: one item for an occupation and region.
fn last_starts(session: &Session, store: &Store, items: &mut Vec<TodayItem>) -> Result<()> {
    let today = store.today();
    let mut nearest: BTreeMap<(String, String), (chrono::NaiveDate, i64)> = BTreeMap::new();
    for row in board::gaps(store, IsoWeek::of(today), WEEKS)? {
        let Some(start) = row.last_safe_start.filter(|start| *start >= today) else {
            continue;
        };
        if row.gap <= 0 || (start - today).num_days() > STARTS_WITHIN_DAYS {
            continue;
        }
        let entry = nearest
            .entry((row.occupation, row.region))
            .or_insert((start, row.gap));
        entry.0 = entry.0.min(start);
        entry.1 = entry.1.max(row.gap);
    }
    for ((occupation, region), (start, gap)) in nearest {
        let params = [
            ("occupation", occupation_name(session, &occupation)),
            ("region", region_name(session, &region)),
            ("date", start.to_string()),
            ("days", (start - today).num_days().to_string()),
            ("gap", gap.to_string()),
        ];
        items.push(item("TODAY_LAST_START", Severity::Tight, "demand", &params));
    }
    Ok(())
}

/// What a new office has not done yet, and what waits for its next step.
fn beginnings(store: &Store, items: &mut Vec<TodayItem>) -> Result<()> {
    if people::counts(store)?.people == 0 {
        items.push(item("TODAY_NO_PEOPLE", Severity::Note, "people", &[]));
    }
    if demand::count(store)? == 0 {
        items.push(item("TODAY_NO_BULLETIN", Severity::Note, "demand", &[]));
    }
    let capacity = classes::store::capacity(store.tables())?;
    if capacity.institutions.is_empty() && capacity.workshops.is_empty() {
        items.push(item("TODAY_NO_CAPACITY", Severity::Note, "plan", &[]));
    }
    if let Some(newest) = planning::list(store)?.into_iter().next()
        && !newest.accepted
        && newest.classes > 0
    {
        items.push(item(
            "TODAY_PLAN_WAITING",
            Severity::Note,
            "plan",
            &[("scenario", newest.name)],
        ));
    }
    let open = applications::applications(store)?
        .iter()
        .filter(|application| !application.withdrawn)
        .count();
    if open > 0
        && matching::runs(store)?
            .iter()
            .all(|run| run.published_on.is_none())
    {
        items.push(item(
            "TODAY_UNMATCHED",
            Severity::Note,
            "classes",
            &[("applications", open.to_string())],
        ));
    }
    Ok(())
}

fn stale_bulletins(store: &Store, items: &mut Vec<TodayItem>) -> Result<()> {
    for bulletin in demand::bulletins(store)?
        .into_iter()
        .filter(|bulletin| bulletin.stale && !bulletin.superseded)
    {
        let params = [
            ("issuer", bulletin.issuer),
            ("quarter", bulletin.quarter.to_string()),
        ];
        items.push(item(
            "TODAY_BULLETIN_STALE",
            Severity::Tight,
            "demand",
            &params,
        ));
    }
    Ok(())
}

fn exchange_matters(store: &Store, items: &mut Vec<TodayItem>) -> Result<()> {
    let status = exchange::status(store)?;
    if status.conflicts > 0 {
        items.push(item(
            "TODAY_CONFLICTS",
            Severity::Tight,
            "people",
            &[("cases", status.conflicts.to_string())],
        ));
    }
    let quarantined = exchange::quarantined(store)?.len();
    if quarantined > 0 {
        items.push(item(
            "TODAY_QUARANTINE",
            Severity::Note,
            "exchange",
            &[("files", quarantined.to_string())],
        ));
    }
    if store.office().role == Role::Province {
        return Ok(());
    }
    if !status.granted {
        items.push(item("TODAY_NOT_GRANTED", Severity::Note, "exchange", &[]));
    } else if status.unacknowledged > 0 {
        let params = [("operations", status.unacknowledged.to_string())];
        items.push(item(
            "TODAY_UNACKNOWLEDGED",
            Severity::Note,
            "exchange",
            &params,
        ));
    }
    Ok(())
}
