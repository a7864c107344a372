//! Entries that may be one person: found over the whole county, shown side by
//! side, merged, unmerged, or told apart (domain.md §2).
//!
//! Owns the table `identity_decision`.
//!
//! Invariants
//! - Only the same valid number with the same folded name is one person without
//!   anybody deciding; everything here is a suggestion until a person decides.
//! - A decision is an operation about a pair of entries; no entry is rewritten,
//!   so that undoing a merge loses nothing.
//! - Who is one person with whom is a pure function of the entries and the
//!   decisions held, never of their order of arrival.
//!
//! Deliberately absent: anything that merges by likeness.

pub(super) mod identity;
mod ops;
pub mod rules;

#[cfg(test)]
mod tests;

pub use ops::{
    Alike, Pair, PairField, Suggestion, Verdict, alike_to, decide, decided, pair, suggestions,
};
pub use rules::{Evidence, NameForm, NameLikeness, Traits, compare};
