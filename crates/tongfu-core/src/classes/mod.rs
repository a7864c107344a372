//! Capacity and classes: what can be taught where, and what is taught when.
//!
//! Owns: institutions, sites, instructors, courses, mobile workshops, permit
//! pools, budgets, terms; classes with their dates and slack; applications and
//! matching; the gap board and the peak calendar.
//!
//! Invariants
//! - A class's ready date follows from its start and the terms it was made
//!   under; nothing stores it.
//! - A published matching run never changes.
//!
//! Deliberately absent: which classes there should be (planning), money that
//! moved (finance).

pub mod applications;
pub mod board;
pub mod calendar;
pub mod capacity;
pub mod matching;
pub mod model;
pub mod ops;
pub mod quota;
pub mod records;
pub mod records_matching;
pub mod recruiting;
pub mod retention;
pub mod rules;
pub mod store;

#[cfg(test)]
mod tests;

pub use model::{
    Budget, Capacity, Class, ClassState, Course, Institution, MobileWorkshop, PermitPool, Site,
    Terms, Timing, Tone,
};
pub use store::{class, classes, count};
