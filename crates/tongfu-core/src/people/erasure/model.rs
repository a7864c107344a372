//! What is known of an erasure before and after it.

use super::super::model::Field;
use crate::base::{EntityId, PersonId};
use chrono::NaiveDate;

/// One reason why a record must be kept for a time.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord)]
pub struct Duty {
    /// Names the duty in sentences, such as `training`.
    pub code: String,
    /// The event from which the years count.
    pub last_event: NaiveDate,
    /// Years, from the parameter in force on that day.
    pub years: u32,
    /// The day from which the duty is over.
    pub until: NaiveDate,
}

/// What an erasure of a person would do.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Assessment {
    /// The canonical entry.
    pub person: PersonId,
    /// Every entry that is this person.
    pub entries: Vec<PersonId>,
    /// Fields that hold contact and sensitive data: they go at once.
    pub contact: Vec<Field>,
    /// Fields that a statute obliges the office to keep while a duty lasts.
    pub statutory: Vec<Field>,
    /// Households that name the person as their head or have no other member.
    pub households: u32,
    /// Duties still in force.
    pub duties: Vec<Duty>,
    /// The day from which no duty is in force; `None` when none is now.
    pub kept_until: Option<NaiveDate>,
}

/// How far an erasure is.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum ErasureState {
    /// Kept in storage and shown nowhere until the duty is over.
    Locked,
    /// Taken back while it was locked.
    Withdrawn,
    /// Nothing is left but that it took place.
    Erased,
}

impl ErasureState {
    /// The word in the log.
    pub const fn word(self) -> &'static str {
        match self {
            Self::Locked => "locked",
            Self::Withdrawn => "withdrawn",
            Self::Erased => "erased",
        }
    }
}

/// An erasure as an administrator or auditor sees it: that it exists, since
/// when, until when and why; never whom it concerns by name.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ErasureLine {
    /// The request, or the mark of an erasure that is done.
    pub id: EntityId,
    /// The entry it concerns.
    pub person: PersonId,
    /// How far it is.
    pub state: ErasureState,
    /// When it was asked for.
    pub requested_on: Option<NaiveDate>,
    /// The day from which a locked record may be erased.
    pub kept_until: Option<NaiveDate>,
    /// When it was done.
    pub erased_on: Option<NaiveDate>,
    /// What obliges the office to keep a locked record.
    pub duties: Vec<Duty>,
    /// Why it was asked for, as long as the record lies in storage.
    pub reason: Option<String>,
    /// The second person, who agreed to it.
    pub approved_by: Option<EntityId>,
    /// A living entry with the same number and name as the locked one: a case
    /// for a person to decide.
    pub same_as: Option<PersonId>,
}

/// When the record of a person may be erased.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct RetentionLine {
    /// The canonical entry.
    pub person: PersonId,
    /// Their name; empty while the record is locked.
    pub name: String,
    /// The day from which no duty is in force.
    pub until: NaiveDate,
    /// Whether that day has come.
    pub over: bool,
    /// Whether an erasure was asked for: it is erased when its day has come.
    pub requested: bool,
}
