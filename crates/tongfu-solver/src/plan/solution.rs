//! `tongfu-plan-solution/1`: what the planner answers.

use std::collections::BTreeMap;

use serde::{Deserialize, Serialize};

/// How the search ended. A limit counted in nodes is reproducible, one of time
/// is not.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Status {
    /// No plan is better (within the solver's tolerance).
    Optimal,
    /// The proven gap is within what was asked for.
    GapReached,
    /// The number of nodes was used up; the bound still holds.
    NodeLimit,
    /// The time was used up; the bound still holds.
    TimeLimit,
    /// The caller asked to stop; the bound still holds.
    Cancelled,
}

/// A plan with the proof of how good it is.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(tag = "format", rename = "tongfu-plan-solution/1")]
pub struct Solution {
    /// Fen.
    pub objective: f64,
    /// Fen; no plan of the instance has a larger objective.
    pub bound: f64,
    /// `(bound − objective) / max(1, |objective|)`, a share.
    pub gap: f64,
    pub status: Status,
    pub classes: Vec<PlannedClass>,
    pub moves: Vec<Move>,
    pub placements: Vec<Placement>,
    pub binding: Vec<Binding>,
}

/// Identical classes that start together.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct PlannedClass {
    pub occupation: String,
    /// A venue or a container.
    pub place: String,
    /// The site, for a container.
    pub site: Option<String>,
    pub start: u32,
    pub classes: u32,
    /// Seats of all of them together.
    pub seats: u32,
    /// Fen by budget.
    pub funding: BTreeMap<String, i64>,
    /// Seats by group.
    pub groups: BTreeMap<String, u32>,
}

/// A container on its way: it leaves `from` in week `depart`.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Move {
    pub container: String,
    pub from: String,
    pub to: String,
    pub depart: u32,
}

/// Expected heads who start work at a demand in a week.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Placement {
    pub demand: String,
    pub week: u32,
    pub heads: f64,
}

/// The kinds of limit that can bind.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum LimitKind {
    Rooms,
    Beds,
    Workshops,
    Instructors,
    Containers,
    Budget,
    Permits,
    Demand,
    People,
    Interest,
    /// Closed weeks and the end of the horizon. Binds no price; only a pin can
    /// run against it.
    Calendar,
    /// What a place teaches, and the sizes of classes there. As `Calendar`.
    Offer,
}

impl LimitKind {
    /// The stable word of the kind, as in the JSON.
    pub fn word(self) -> &'static str {
        match self {
            Self::Rooms => "rooms",
            Self::Beds => "beds",
            Self::Workshops => "workshops",
            Self::Instructors => "instructors",
            Self::Containers => "containers",
            Self::Budget => "budget",
            Self::Permits => "permits",
            Self::Demand => "demand",
            Self::People => "people",
            Self::Interest => "interest",
            Self::Calendar => "calendar",
            Self::Offer => "offer",
        }
    }
}

/// Which limit is meant: the thing, the resource of it, the weeks.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
pub struct What {
    /// Id of the venue, container, budget, permit, demand or group.
    pub id: String,
    /// Workshop type, instructor family, or for interest the occupation.
    pub resource: Option<String>,
    /// First week, where the limit has weeks.
    pub from: Option<u32>,
    /// Week after the last.
    pub to: Option<u32>,
}

/// A limit that costs something: what one more unit of it would bring.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Binding {
    pub kind: LimitKind,
    pub what: What,
    /// Fen gained per extra unit, at the margin of the linear relaxation; for
    /// several weeks one unit more in all of them.
    pub price: f64,
    /// The classes it holds back, most valuable first.
    pub classes: Vec<HeldBack>,
}

/// A class that would pay if a limit were wider.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
pub struct HeldBack {
    pub occupation: String,
    pub place: String,
    pub site: Option<String>,
    pub start: u32,
}

impl Solution {
    /// The solution as JSON text of its format.
    pub fn to_json(&self) -> String {
        serde_json::to_string(self).unwrap_or_default()
    }

    /// Reads a solution, for checking somebody else's.
    ///
    /// # Errors
    /// The message of the JSON reader, with line and column.
    pub fn from_json(text: &[u8]) -> Result<Self, serde_json::Error> {
        serde_json::from_slice(text)
    }
}
