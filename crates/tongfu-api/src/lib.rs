//! Commands, queries and their types: all that a host can ask of the program.
//!
//! Invariants: no host is named here, nothing is printed, no path reaches a
//! page. A command is one line in [`commands`]; the page's client is generated
//! from the same line. Errors leave as `{code, params, message, hint, trace
//! id}`, the words coming from Fluent by code.
#![cfg_attr(test, allow(clippy::unwrap_used))]

pub mod bindings;
pub mod commands;
mod handlers;
pub mod host;
mod imports;
pub mod offline;
pub mod rights;
pub mod session;
pub mod tasks;
pub mod types;
pub mod words;

pub use chrono::NaiveDate;
pub use host::{DialogWords, FixedDialogs, HostDialogs, Saved, default_store};
pub use session::{Session, SessionOptions};
