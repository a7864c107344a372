//! Erasure and retention: what goes when a person asks for it, what stays and
//! until when, and what is erased when its time is over (domain.md §2, §10).
//!
//! Owns the tables `erasure_request`, `erased_person` and `erased_section`.
//!
//! Invariants
//! - A second person agrees to every erasure, to the very entries that go; who
//!   agreed stays after the person is gone.
//! - With a retention duty in force an erasure request purges contact and
//!   sensitive data at once and locks the rest to storage and audit; without one
//!   everything goes at once.
//! - An erased person stays erased: a package or a backup made before brings
//!   nobody back. The same real person may be added again as a new record.
//! - What a request locks and what an erasure purges follows from the set of
//!   operations held, at every office.
//! - The reason of a request lies with the person and goes with them; that an
//!   erasure took place, and when, stays.
//!
//! Deliberately absent: an erasure of somebody else. An entry that turns out to
//! be the same person as an erased one is a living record, and a case for a
//! person to decide.

pub mod model;
mod ops;
pub mod records;
mod rules;
mod store;

#[cfg(test)]
mod tests;

pub use model::{Assessment, Duty, ErasureLine, ErasureState, RetentionLine};
pub use records::is_mark;
pub(super) use store::is_locked_name;

pub use ops::{
    Outcome, ask, asked, assess, erase_due, erasures, follow_up, request, retention, withdraw,
};
