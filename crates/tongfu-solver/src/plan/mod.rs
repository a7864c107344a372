//! The seasonal plan: which classes, where, when, how many seats.
//!
//! Method: the linear relaxation by the simplex method, tightened by cuts that
//! know the problem (whole classes of limited size fill a pool out of which
//! slices, permits and wishes draw: `cuts`); a dive along the tightened
//! relaxation, improved by freeing a few occupations at a time (`rounding`);
//! RENS on classes and moves where that is not good enough; and last an integer
//! search over the classes that reduced costs cannot rule out (`run`). The
//! bound is that of the tightened relaxation, recomputed here from its duals
//! (`proof`), or of the integer search where that is lower.
//!
//! Absent on purpose: rooms have no names (they are counted), people have no
//! names (groups are), and a container's moves are not chosen where no pin
//! asks for a site, because sites differ in nothing the objective sees.

mod assemble;
mod binding;
mod check;
mod cuts;
mod flow;
mod instance;
mod model;
mod pins;
mod proof;
mod reference;
mod rounding;
mod run;
mod session;
mod solution;
mod unserved;
mod watch;

#[cfg(test)]
mod tests;

use std::ops::ControlFlow;
use std::time::Duration;

pub use check::{Violation, ViolationKind, check};
pub use instance::{
    Budget, Container, Demand, Group, Instance, MOST_COUNT, MOST_FEN, MOST_WEEKS, Occupation,
    PLAN_FORMAT, Permit, Pin, Venue,
};
pub use pins::Limit;
pub use reference::{ReferenceRun, solve_by_mip};
pub use session::Session;
pub use solution::{
    Binding, HeldBack, LimitKind, Move, Placement, PlannedClass, Solution, Status, What,
};
pub use unserved::{Obstacle, Unserved, unserved};

use crate::format::FormatFault;
use crate::highs::Failure;

/// When the search may stop.
#[derive(Debug, Clone, PartialEq)]
pub struct Options {
    /// Proven gap that is good enough, a share of the objective.
    pub gap: f64,
    /// Wall time. A run ended by it says so and is not reproducible.
    pub time_limit: Option<Duration>,
    /// Nodes of the final integer search; reproducible.
    pub node_limit: u32,
}

impl Default for Options {
    /// Half a percent, no time limit, 2,000 nodes.
    fn default() -> Self {
        Self {
            gap: 0.005,
            time_limit: None,
            node_limit: 2000,
        }
    }
}

/// Where the search stands.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Stage {
    /// The linear relaxation.
    Relaxation,
    /// Tightening it by cuts.
    Cuts,
    /// Rounding along the relaxation, and improving the result.
    Dive,
    /// The small integer programme around the relaxation.
    Neighbourhood,
    /// The integer search over what is left.
    Search,
}

/// A sign of life; sent often, from inside the solver.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Progress {
    pub stage: Stage,
    /// Objective of the best plan so far, in fen.
    pub objective: Option<f64>,
    /// Proven bound so far, in fen.
    pub bound: Option<f64>,
}

/// Why there is no plan.
#[derive(Debug, Clone, PartialEq, thiserror::Error)]
pub enum PlanError {
    /// The instance violates `tongfu-plan/1`: every fault found, never empty.
    #[error("the instance violates tongfu-plan/1: {}", .0.first().map(ToString::to_string).unwrap_or_default())]
    Format(Vec<FormatFault>),
    /// No plan keeps the pins: a smallest set of pins and limits that
    /// contradict each other. Without any one of them there is a plan.
    #[error("{} pins contradict {} limits", .pins.len(), .limits.len())]
    PinsContradict { pins: Vec<Pin>, limits: Vec<Limit> },
    /// The instance has more possible classes and placements than are solved
    /// at once.
    #[error("{columns} columns are too many")]
    TooLarge { columns: usize },
    /// The optimiser failed; nothing is wrong with the instance.
    #[error(transparent)]
    Solver(#[from] Failure),
    /// The plan found breaks a rule when checked again; it is not handed out.
    #[error("the plan found breaks a rule: {0}")]
    Unsound(String),
}

impl PlanError {
    /// Stable code of the refusal.
    pub fn code(&self) -> &'static str {
        match self {
            Self::Format(_) => "PLAN_FORMAT",
            Self::PinsContradict { .. } => "PLAN_PINS_CONTRADICT",
            Self::TooLarge { .. } => "PLAN_TOO_LARGE",
            Self::Solver(_) => "PLAN_SOLVER",
            Self::Unsound(_) => "PLAN_UNSOUND",
        }
    }

    /// What the message of the code needs. `PLAN_FORMAT`: `path`, `fault` (a
    /// word of [`crate::FaultKind::word`]), `value`, `more` (further faults).
    /// `PLAN_PINS_CONTRADICT`: `pins`, `limits` (lists joined by `; `).
    /// `PLAN_TOO_LARGE`: `columns`. `PLAN_SOLVER`: `status`. `PLAN_UNSOUND`:
    /// `rule`.
    pub fn params(&self) -> Vec<(&'static str, String)> {
        match self {
            Self::Format(faults) => {
                let first = faults.first();
                vec![
                    ("path", first.map_or_else(String::new, |f| f.path.clone())),
                    ("fault", first.map_or("", |f| f.kind.word()).to_owned()),
                    ("value", first.map_or_else(String::new, |f| f.value.clone())),
                    ("more", faults.len().saturating_sub(1).to_string()),
                ]
            }
            Self::PinsContradict { pins, limits } => vec![
                (
                    "pins",
                    pins.iter().map(pins::label).collect::<Vec<_>>().join("; "),
                ),
                (
                    "limits",
                    limits
                        .iter()
                        .map(ToString::to_string)
                        .collect::<Vec<_>>()
                        .join("; "),
                ),
            ],
            Self::TooLarge { columns } => vec![("columns", columns.to_string())],
            Self::Solver(failure) => vec![("status", failure.0.to_string())],
            Self::Unsound(rule) => vec![("rule", rule.clone())],
        }
    }
}

/// Solves one instance.
///
/// `progress` is called often; answering `Break` ends the search with status
/// `cancelled` and the best plan so far. There always is a plan: without pins
/// at least the empty one.
///
/// # Errors
/// See [`PlanError`]; an instance that keeps its format is refused only for
/// contradicting pins or its size.
pub fn solve(
    instance: &Instance,
    options: &Options,
    progress: &mut dyn FnMut(Progress) -> ControlFlow<()>,
) -> Result<Solution, PlanError> {
    Session::new(instance)?.solve(options, progress)
}
