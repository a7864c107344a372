//! A project and its states.

use crate::base::{DemandLineId, ProjectId};
use crate::{Error, Result};
use chrono::NaiveDate;

/// Where a project stands (domain.md §4).
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum ProjectState {
    /// Being prepared.
    Draft,
    /// Filed, with a number.
    Filed,
    /// Its classes run.
    Running,
    /// Its outstanding conditions are met.
    ConditionsSupplemented,
    /// Approved.
    Approved,
    /// Settled.
    Settled,
    /// Its conditions were not met in time.
    Lapsed,
    /// Withdrawn by the county.
    Withdrawn,
}

impl ProjectState {
    /// All states, in order.
    pub const ALL: [Self; 8] = [
        Self::Draft,
        Self::Filed,
        Self::Running,
        Self::ConditionsSupplemented,
        Self::Approved,
        Self::Settled,
        Self::Lapsed,
        Self::Withdrawn,
    ];

    /// The word in the log.
    pub fn word(self) -> &'static str {
        match self {
            Self::Draft => "draft",
            Self::Filed => "filed",
            Self::Running => "running",
            Self::ConditionsSupplemented => "conditions_supplemented",
            Self::Approved => "approved",
            Self::Settled => "settled",
            Self::Lapsed => "lapsed",
            Self::Withdrawn => "withdrawn",
        }
    }

    /// The state called `word`.
    pub fn from_word(word: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|state| state.word() == word)
    }
}

/// An entry of the project repository.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Project {
    /// Its id.
    pub id: ProjectId,
    /// Name.
    pub name: String,
    /// Occupation its classes train for.
    pub occupation: String,
    /// Year of its first class.
    pub year: i32,
    /// Where it stands.
    pub state: ProjectState,
    /// Demand lines it starts from, in order; never empty.
    pub lines: Vec<DemandLineId>,
    /// Day on which it was set up.
    pub opened: NaiveDate,
    /// Reason given by whoever set it up; may be empty.
    pub reason: String,
}

/// A project to be set up.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct NewProject {
    /// Follows from what it is accepted from.
    pub id: ProjectId,
    /// Name.
    pub name: String,
    /// Occupation.
    pub occupation: String,
    /// Year of its first class.
    pub year: i32,
    /// Demand lines with a gap that it starts from.
    pub lines: Vec<DemandLineId>,
    /// Day on which it is set up.
    pub opened: NaiveDate,
    /// Reason; may be empty.
    pub reason: String,
}

impl NewProject {
    /// Refuses a project that starts from no gap (domain.md §4: 需求侧反向立项).
    ///
    /// Errors: `PROJECT_WITHOUT_GAP`.
    pub fn check(&self) -> Result<()> {
        if self.lines.is_empty() {
            return Err(Error::refused("PROJECT_WITHOUT_GAP").with("occupation", &self.occupation));
        }
        Ok(())
    }
}
