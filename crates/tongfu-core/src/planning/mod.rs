//! Planning: from the county's data to classes that are ready in time.
//!
//! Owns: deriving a `tongfu-plan/1` instance, the way back from a solution,
//! scenarios (local table `scenario`), acceptance into projects and classes.
//!
//! Invariants
//! - The planner runs without the store: [`prepare`] reads, [`solve`] thinks,
//!   [`keep`] writes.
//! - No proposal is ready after its window opens without its slack saying so:
//!   dates follow from the days the terms name, and a window opens on the first
//!   day of the earliest line a proposal serves.
//! - Accepting twice does nothing twice: ids of projects and classes follow
//!   from the scenario and the proposal.
//!
//! Deliberately absent: any rule of the optimisation itself (`tongfu-solver`).

pub mod accept;
mod busy;
pub mod derive;
pub mod explain;
pub mod model;
mod ops;
pub mod rules;
pub mod scenario;
mod store;

#[cfg(test)]
mod accept_tests;
#[cfg(test)]
mod county_tests;
#[cfg(test)]
mod tests;

pub use accept::{Accepted, accept, accepted};
pub use model::{Parameters, Pin, Request};
pub use ops::{
    Options, Prepared, Progress, Stage, forget, keep, list, newest, prepare, read, solve, summary,
};
pub use scenario::{Proposal, Scenario, Summary};
pub use store::{PARAMETERS, facts, parameters};
