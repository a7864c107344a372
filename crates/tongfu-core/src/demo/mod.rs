//! The demo county: two thousand invented people in Horgos, two ports'
//! bulletins, and what the county can teach and pay. Made by the program from
//! the reference data and a fixed seed, loaded and removed with one click.
//!
//! Invariants
//! - What the demo makes is listed on the laptop that loaded it; removing takes
//!   exactly that list and what cannot stand without it (a class taught at an
//!   invented school, an invented person's application), and nothing else.
//! - Loading never changes what the county has on record: what exists already
//!   is left out of the demo.
//! - Whatever the officer made out of an invented person under another name or
//!   number is no longer the demo's and stays.
//!
//! Deliberately absent: any other way into the tables than the features' own.

pub mod bulletins;
pub mod capacity;
pub mod invent;
pub mod large;
mod names;
mod ops;
pub mod random;

#[cfg(test)]
mod large_tests;
#[cfg(test)]
mod tests;

pub use ops::{Loaded, Removed, Step, is_loaded, load, remove};
