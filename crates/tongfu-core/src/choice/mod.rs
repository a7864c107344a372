//! Free choice: what a person was told, asked, and answered; the paper it was
//! answered on; what they wish to learn (domain.md §2, §5).
//!
//! Owns the tables `choice_statement`, `wish_survey`, `form_pad` and
//! `paper_form`.
//!
//! Invariants
//! - A statement is never changed: a later one of the same purpose counts, the
//!   earlier ones stay.
//! - Refusing and withdrawing are always taken, without a reason; nothing that
//!   ranks, matches or counts people reads these tables.
//! - A form number carries its own check digit and names the laptop that
//!   printed it; it is a number, not a seat, and is entered once.
//! - The survey answered last is what the person's record says they wish for.
//!
//! Deliberately absent: a reason for a refusal, a reminder to those who refused,
//! any count of who refused by village or officer.

pub mod forms;
pub mod model;
mod ops;
pub mod records;
pub mod rules;
mod store;
pub mod texts;
pub mod wishes;

#[cfg(test)]
mod tests;

pub use model::{
    Answer, FormNumber, FormState, Guardian, Language, Manner, NewStatement, PadForm, Standing,
    Statement,
};
pub use ops::{Stated, may, may_apply, standings, state};
