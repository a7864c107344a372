//! Eligibility: whether a person may be enrolled in a class for low-income
//! people, and why (domain.md §2).
//!
//! Owns the table `eligibility_decision`.
//!
//! Invariants
//! - The rule is a pure function of the stated facts, the parameters in force
//!   on the date, and its own version.
//! - Where a threshold, a fact or its evidence is not there the outcome is
//!   `evidence missing`; nobody is refused on what is not known, nor on an
//!   estimate.
//! - A category without an income line is never refused for income.
//! - A decision is written once and never again. What changed since shows as a
//!   difference; a person decides anew, with a reason, in a new entry.
//! - Sex, ethnic group, herding, wishes, consent, refusals and withdrawals are
//!   no facts of this feature: [`Facts`] has no place for them.
//!
//! Deliberately absent: ranking of people; who gets a seat (classes).

pub mod model;
mod ops;
pub mod records;
pub mod rules;
mod store;
mod values;

#[cfg(test)]
mod case_tests;
#[cfg(test)]
mod tests;

pub use model::{
    Basis, Decision, Difference, Effect, Facts, Outcome, Reason, RuleVersion, Rulebook, Verdict,
};
pub use ops::{
    Affected, Comparison, OpenEvidence, Question, Standing, affected, decide_anew, freeze,
    open_evidence, question, rulebook, standing, verdict,
};
pub use rules::refusals;
pub use store::{decisions, latest, traces};
