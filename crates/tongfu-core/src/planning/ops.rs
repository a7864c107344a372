//! Running the planner without holding the store, keeping scenarios, and
//! accepting them.

use super::derive::{self, Derived};
use super::model::{Facts, Request};
use super::scenario::{Scenario, Summary};
use super::{explain, rules, store as facts_of};
use crate::base::{EntityId, IsoWeek, ScenarioId};
use crate::store::Store;
use crate::{Error, ErrorKind, Result};
use chrono::{DateTime, Utc};
use std::ops::ControlFlow;
use tongfu_solver::plan::{self, PlanError, Solution};

pub use tongfu_solver::plan::{Options, Progress, Stage};

/// A run ready to be solved: nothing in it touches the store.
#[derive(Debug, Clone)]
pub struct Prepared {
    /// Id of the scenario to be.
    pub id: ScenarioId,
    /// Name of the scenario to be.
    pub name: String,
    /// When it was asked for.
    pub created: DateTime<Utc>,
    /// What it is derived from.
    pub facts: Facts,
    /// The instance and the way back.
    pub derived: Derived,
}

/// Reads what a plan needs and derives the instance.
///
/// Errors: those of [`derive::derive`].
pub fn prepare(store: &Store, request: &Request) -> Result<Prepared> {
    let facts = facts_of::facts(store, request)?;
    let derived = derive::derive(&facts)?;
    let (first, last) = (
        IsoWeek::of(facts.start),
        IsoWeek::of(facts.start).plus(i64::from(facts.weeks) - 1),
    );
    let name = request
        .name
        .clone()
        .filter(|name| !name.trim().is_empty())
        .unwrap_or_else(|| format!("{first} – {last}"));
    Ok(Prepared {
        id: ScenarioId(store.new_id()),
        name,
        created: store.now(),
        facts,
        derived,
    })
}

/// Solves a prepared run. `progress` is called often; answering `Break` ends
/// the search with the best plan so far.
///
/// Errors: `PLAN_PINS_CONTRADICT` with `pins` and `limits` in the county's
/// words; `PLAN_TOO_LARGE`; `PLAN_SOLVER`.
pub fn solve(
    prepared: &Prepared,
    options: &Options,
    progress: &mut dyn FnMut(Progress) -> ControlFlow<()>,
) -> Result<Scenario> {
    let solution = plan::solve(&prepared.derived.instance, options, progress)
        .map_err(|error| refusal(prepared, error))?;
    Ok(scenario(prepared, &solution))
}

/// The solver's refusal with its ids put into the county's words.
fn refusal(prepared: &Prepared, error: PlanError) -> Error {
    let (facts, mapping) = (&prepared.facts, &prepared.derived.mapping);
    let name = |id: &str| match mapping.places.get(id) {
        Some(place) => explain::place_name(facts, *place),
        None => mapping
            .budgets
            .get(id)
            .map_or_else(|| id.to_owned(), |(_, source)| source.clone()),
    };
    match error {
        PlanError::PinsContradict { pins, limits } => {
            let pins: Vec<String> = pins
                .iter()
                .map(|pin| {
                    let start = rules::week_start(facts.start, pin.start);
                    // A pin that holds a class on record is named by what it
                    // trains.
                    let class = mapping
                        .busy
                        .get(&pin.occupation)
                        .and_then(|id| facts.existing.iter().find(|class| class.id == *id));
                    let occupation =
                        class.map_or(pin.occupation.as_str(), |class| class.occupation.as_str());
                    format!(
                        "{} {occupation} {start}: {}–{}",
                        name(&pin.place),
                        pin.at_least,
                        pin.at_most
                    )
                })
                .collect();
            let limits: Vec<String> = limits
                .iter()
                .map(|limit| {
                    let resource = limit.what.resource.as_deref().unwrap_or_default();
                    format!("{} {} {resource}", limit.kind.word(), name(&limit.what.id))
                        .trim_end()
                        .to_owned()
                })
                .collect();
            Error::refused("PLAN_PINS_CONTRADICT")
                .with("pins", pins.join("; "))
                .with("limits", limits.join("; "))
        }
        other => {
            let kind = if matches!(other, PlanError::TooLarge { .. }) {
                ErrorKind::Refused
            } else {
                ErrorKind::Failed
            };
            other
                .params()
                .into_iter()
                .fold(Error::new(kind, other.code()), |error, (key, value)| {
                    error.with(key, value)
                })
        }
    }
}

/// What a solution means for the county.
pub fn scenario(prepared: &Prepared, solution: &Solution) -> Scenario {
    let (facts, derived) = (&prepared.facts, &prepared.derived);
    let proposals = explain::proposals(facts, derived, solution, &|course, start| {
        facts_of::dates(facts, course, start)
    });
    Scenario {
        id: prepared.id.to_string(),
        name: prepared.name.clone(),
        created: prepared.created,
        start: facts.start,
        weeks: facts.weeks,
        status: status(solution).to_owned(),
        objective_fen: solution.objective.round() as i64,
        bound_fen: solution.bound.ceil() as i64,
        gap_ppm10: (solution.gap.max(0.0) * 100_000.0).ceil() as u32,
        moves: explain::moves(facts, derived, solution),
        binding: explain::binding(facts, derived, solution),
        unserved: explain::unserved(facts, derived, solution),
        placements: solution
            .placements
            .iter()
            .map(|placement| placement.heads)
            .sum::<f64>()
            .round() as u32,
        money: explain::money(&proposals),
        proposals,
        parameters: facts.parameters.clone(),
        rate: facts.rate,
        domestic_month_fen: facts.domestic_month_fen,
        basis: facts
            .existing
            .iter()
            .map(|class| (class.id.to_string(), class.occupation.clone()))
            .collect(),
    }
}

fn status(solution: &Solution) -> &'static str {
    match solution.status {
        plan::Status::Optimal => "optimal",
        plan::Status::GapReached => "gap_reached",
        plan::Status::NodeLimit => "node_limit",
        plan::Status::TimeLimit => "time_limit",
        plan::Status::Cancelled => "cancelled",
    }
}

/// Keeps a scenario on this laptop.
pub fn keep(store: &mut Store, scenario: &Scenario) -> Result<()> {
    let id: ScenarioId = scenario
        .id
        .parse()
        .map_err(|_| Error::refused("SCENARIO_ABSENT"))?;
    let body = serde_json::to_string(scenario)
        .map_err(|error| Error::new(ErrorKind::Failed, "SCENARIO_DAMAGED").because(error))?;
    store
        .tables()
        .prepare_cached(
            "INSERT OR REPLACE INTO scenario (id, created, name, body) VALUES (?1, ?2, ?3, ?4)",
        )?
        .execute(rusqlite::params![
            id,
            scenario.created.timestamp_millis(),
            scenario.name,
            body
        ])?;
    Ok(())
}

/// Forgets a scenario; what was accepted from it stays.
pub fn forget(store: &mut Store, id: ScenarioId) -> Result<()> {
    store
        .tables()
        .prepare_cached("DELETE FROM scenario WHERE id = ?1")?
        .execute([id])?;
    Ok(())
}

/// The scenario `id`.
///
/// Errors: `SCENARIO_ABSENT`, `SCENARIO_DAMAGED`.
pub fn read(store: &Store, id: ScenarioId) -> Result<Scenario> {
    use rusqlite::OptionalExtension;
    let body: Option<String> = store
        .tables()
        .prepare_cached("SELECT body FROM scenario WHERE id = ?1")?
        .query_row([id], |row| row.get(0))
        .optional()?;
    let body = body.ok_or_else(|| Error::absent("SCENARIO_ABSENT").with("scenario", id))?;
    serde_json::from_str(&body)
        .map_err(|error| Error::new(ErrorKind::Failed, "SCENARIO_DAMAGED").because(error))
}

/// The newest scenario, if there is one.
pub fn newest(store: &Store) -> Result<Option<ScenarioId>> {
    use rusqlite::OptionalExtension;
    let id: Option<EntityId> = store
        .tables()
        .prepare_cached("SELECT id FROM scenario ORDER BY created DESC, id DESC LIMIT 1")?
        .query_row([], |row| row.get(0))
        .optional()?;
    Ok(id.map(ScenarioId))
}

/// All scenarios, newest first. One that can't be read is left out.
pub fn list(store: &Store) -> Result<Vec<Summary>> {
    let mut statement = store
        .tables()
        .prepare_cached("SELECT body FROM scenario ORDER BY created DESC, id DESC")?;
    let bodies: Vec<String> = statement
        .query_map([], |row| row.get(0))?
        .collect::<rusqlite::Result<_>>()?;
    drop(statement);
    bodies
        .iter()
        .filter_map(|body| serde_json::from_str::<Scenario>(body).ok())
        .map(|scenario| {
            let accepted = super::accept::accepted(store, &scenario)?;
            Ok(summary(
                &scenario,
                !scenario.proposals.is_empty() && accepted.len() == scenario.proposals.len(),
            ))
        })
        .collect()
}

/// The scenario in a list.
pub fn summary(scenario: &Scenario, accepted: bool) -> Summary {
    Summary {
        id: scenario.id.clone(),
        name: scenario.name.clone(),
        created: scenario.created,
        classes: scenario
            .proposals
            .iter()
            .map(|proposal| proposal.classes)
            .sum(),
        seats: scenario
            .proposals
            .iter()
            .map(|proposal| proposal.seats)
            .sum(),
        objective_fen: scenario.objective_fen,
        cost_fen: scenario
            .proposals
            .iter()
            .map(|proposal| proposal.cost_fen)
            .sum(),
        accepted,
    }
}
