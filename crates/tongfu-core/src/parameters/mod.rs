//! Parameters: every number that comes from a rule of some year and place
//! (domain.md, introduction). They have a value, an area, a validity, a source
//! and a confidence, are shipped as a start and edited in the program.
//!
//! Owns the table `parameter`.
//!
//! Invariants
//! - A rule asks for a parameter by name, area and the date of its event; it
//!   never carries a number of its own.
//! - Of several in force the one for the narrowest area counts, then an entry
//!   of the program before a shipped one, then the one that came into force
//!   last, then the lowest id.
//! - Changing one ends the old entry and adds a new one; what was decided under
//!   the old one can still be explained.

pub mod model;
mod ops;
pub mod records;
mod rules;
mod store;

#[cfg(test)]
mod tests;

pub use model::{Area, Dated, NewParameter};
pub use ops::{Saved, end, replace, set};
pub use rules::problems;
pub use store::{all, in_force, shipped};
