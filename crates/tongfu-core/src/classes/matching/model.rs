//! Applications, runs and their results as values.

use crate::base::{ClassId, MatchRunId, PersonId};
use chrono::NaiveDate;
use std::collections::BTreeMap;

/// Points by reason; shown with every run. Ethnic group, health, political,
/// religious and marital data have no place here (planning.md §B).
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Weights {
    /// Points per tier of need ([`crate::people::rules::Group::need_tier`]).
    pub need_tier: i64,
    /// Points for full marks in the entry test of the course.
    pub entry_test: i64,
    /// Points for a language that the class's demand asks for.
    pub language: i64,
}

impl Default for Weights {
    /// An assumption until the province publishes its own.
    fn default() -> Self {
        Self {
            need_tier: 30,
            entry_test: 30,
            language: 10,
        }
    }
}

impl Weights {
    /// Names and points, as they stand in a run.
    pub fn entries(&self) -> [(&'static str, i64); 3] {
        [
            ("need_tier", self.need_tier),
            ("entry_test", self.entry_test),
            ("language", self.language),
        ]
    }
}

/// What a run knows of a person.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Applicant {
    /// The person.
    pub person: PersonId,
    /// Classes wished for with the priority there, best first.
    pub preferences: Vec<(ClassId, i64)>,
    /// Types of reserved seats the person may take.
    pub types: Vec<String>,
}

/// What a run knows of a class.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Offer {
    /// The class.
    pub class: ClassId,
    /// Seats not yet taken.
    pub seats: u32,
    /// Fewest people still needed for it to be held.
    pub smallest: u32,
    /// Reserved seats by type, in order.
    pub reserves: Vec<(String, u32)>,
}

/// The closed list of a run. A person's number is their place in it, from 1.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct List {
    /// Applicants in the order of their numbers.
    pub applicants: Vec<Applicant>,
    /// Classes by id.
    pub offers: Vec<Offer>,
}

/// Why a person did or did not get a class; `params` name nobody else.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Reason {
    /// Code of the sentence.
    pub code: String,
    /// The class it speaks of.
    pub class: Option<ClassId>,
    /// Values for the sentence.
    pub params: Vec<(String, String)>,
}

/// What came of one applicant.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Outcome {
    /// The person.
    pub person: PersonId,
    /// Number in the list.
    pub number: u32,
    /// The class, if any.
    pub class: Option<ClassId>,
    /// `open` or the type of the reserved seat.
    pub slot: Option<String>,
    /// Rank of the class among the preferences, from 1.
    pub preference: Option<u32>,
    /// Place on the waitlist of each class preferred to the one got.
    pub waiting: Vec<(ClassId, u32)>,
    /// Why, one entry per class preferred to the one got and one for the result.
    pub reasons: Vec<Reason>,
}

/// The lowest priority that got a kind of slot.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Cutoff {
    /// `open` or the type of the reserved seats.
    pub slot: String,
    /// People in it.
    pub people: u32,
    /// The cutoff; absent where it is withheld or nobody was refused.
    pub priority: Option<i64>,
    /// It covers fewer than five people and would say something about one.
    pub withheld: bool,
}

/// What came of one class.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ClassOutcome {
    /// The class.
    pub class: ClassId,
    /// Seats there were.
    pub seats: u32,
    /// People who got one.
    pub filled: u32,
    /// People waiting.
    pub waiting: u32,
    /// Cutoffs by kind of slot.
    pub cutoffs: Vec<Cutoff>,
    /// Closed for want of applicants.
    pub closed: bool,
}

/// A run with its results.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Run {
    /// Its id; a preview has none.
    pub id: Option<MatchRunId>,
    /// Whether it is published.
    pub published_on: Option<NaiveDate>,
    /// Day on which the list was closed.
    pub closed_on: NaiveDate,
    /// SHA-256 of the closed list, hexadecimal.
    pub list_digest: String,
    /// The lot; empty until it is drawn.
    pub lottery_seed: String,
    /// Who saw it drawn.
    pub witnesses: String,
    /// Applicants.
    pub applicants: u32,
    /// Applicants with a class.
    pub placed: u32,
    /// Applicants with their first choice.
    pub first_choice: u32,
    /// Classes closed, in order.
    pub closed: Vec<ClassId>,
    /// Points by reason.
    pub weights: BTreeMap<String, i64>,
    /// Results by number.
    pub results: Vec<Outcome>,
    /// Classes by id.
    pub classes: Vec<ClassOutcome>,
}
