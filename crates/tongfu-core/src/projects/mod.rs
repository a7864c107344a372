//! Projects: entries of the project repository. A project starts from gaps and
//! owns classes.
//!
//! Invariants: every project names at least one demand line it starts from;
//! its id follows from what it was accepted from, so that accepting the same
//! thing twice, or on two laptops, makes one project.
//!
//! Deliberately absent: the classes themselves (they name their project), and
//! money (classes carry their funding).

pub mod model;
pub mod ops;
pub mod records;
pub mod store;

#[cfg(test)]
mod tests;

pub use model::{Project, ProjectState};
pub use store::{project, projects};
