//! Everything the programme knows, by feature.
//!
//! Invariants: no host, no network, no clock of its own (time comes in through
//! [`store::Environment`] or as an argument), no printing. Every change of a
//! synced table goes through [`store::Store::write`], which writes the
//! operations and folds them in one transaction. A feature reaches another
//! feature's tables only through that feature's functions, and only those of
//! lower rank: base → store, security → parameters → people → demand and what is
//! said of people → classes, projects → planning → exchange → demo.
#![cfg_attr(test, allow(clippy::unwrap_used))]

pub mod attachments;
pub mod base;
pub mod choice;
pub mod classes;
pub mod demand;
pub mod demo;
pub mod eligibility;
pub mod error;
pub mod exchange;
pub mod parameters;
pub mod people;
pub mod planning;
pub mod projects;
pub mod protection;
pub mod security;
pub mod store;

pub use error::{Error, ErrorKind, Result};
