//! People and households: import, validation, duplicates, search, interest.
//!
//! Owns the tables `person`, `household`, `person_identity` and `disclosure`, and
//! what [`duplicates`] and [`erasure`] own.
//!
//! Invariants
//! - A stored document number is valid; a row or form without one is refused.
//! - Every imported row is added, updated, unchanged, a duplicate or rejected.
//! - An import never erases: blanks say nothing.
//! - The same valid number and folded name is one person without anybody
//!   deciding; `person_identity` derives it from the rows alone.
//! - Document numbers, bank cards and passports leave this feature masked,
//!   except through [`reveal`] and [`export::unmasked`], which record who
//!   looked and why.
//! - One person is one seat in [`interest`], whatever entries they stand under.
//!
//! Deliberately absent: political, religious, marital, pregnancy and health
//! data; the ethnic group as an input to anything; words for people.

pub mod duplicates;
pub mod entry;
pub mod erasure;
pub mod export;
pub mod import;
pub mod model;
mod ops;
pub mod records;
pub mod rules;
pub mod search;
mod store;

#[cfg(test)]
mod tests;

pub use import::{Decision, ImportPlan, Tally, apply, preview, preview_entries};
pub use model::{Datum, Entry, Field, Sex, Values};
pub use ops::{Access, AccessFilter, access, reveal_shown};
pub use ops::{
    Applicant, Counts, Disclosed, GroupInterest, HistoryLine, PRINTED, PersonLine, Record, Saved,
    Shown, age, applicants, canonical, changed_people, check, counts, delete, disclosures, history,
    interest, lines, name, record, record_printing, reveal, save, set_wishes,
};
pub use ops::{Before, Chosen, FOR_MANY, SavedMany, chosen, save_many, townships};
pub use ops::{Home, Member, entries, home, whole_history};
pub use ops::{Stated, stated, stated_ids};
pub use search::{Found, Hit, MatchKind, SearchIndex};
pub use store::household_id;
