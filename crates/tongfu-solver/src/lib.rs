//! Seasonal planning and class matching over plain data: no SQL, no files, no
//! clock except a time limit that the caller asks for.
//!
//! - [`plan`]: which classes, where, when, with how many seats
//!   (`tongfu-plan/1` → `tongfu-plan-solution/1`).
//! - [`matching`]: applicants to class seats by deferred acceptance
//!   (`tongfu-match/1` → `tongfu-match-solution/1`).
//! - [`bench`](mod@bench): the measured ratios of the goals, as plain numbers.
//!
//! Everything is single-threaded and deterministic: the same instance and
//! options give the same bytes, unless a time limit ended the search, which
//! the status then says.

#![cfg_attr(test, allow(clippy::unwrap_used))]

pub mod bench;
mod format;
mod highs;
pub mod matching;
pub mod plan;
pub mod testing;

pub use format::{FaultKind, FormatFault};
pub use highs::Failure;
