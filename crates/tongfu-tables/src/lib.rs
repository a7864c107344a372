//! Readers and writers of office files, for people who live in Excel and WPS.
//!
//! What this crate owns:
//! - [`grid`]: any spreadsheet or delimited text becomes a [`Workbook`] of
//!   sheets, rows and cells, with the row numbers that the office sees;
//! - [`header`]: which sheet, which rows are the header, which column is which
//!   field, whatever the order and the wording;
//! - [`roster`]: a list of people, cell by cell, as written;
//! - [`bulletin`]: a port's shortage bulletin, with every defect named;
//! - [`rejects`] and [`export`]: workbooks that go back to the office.
//!
//! Invariants:
//! - no input makes it panic, and memory stays within [`Limits`];
//! - nothing is silently dropped: a line is a row, or it stands in a list of
//!   skipped lines with the reason;
//! - columns that must not be stored (domain §2: political, religious,
//!   marital, pregnancy, health) never reach a row: they are named in the
//!   layout as dropped, and their cells are not read;
//! - text from a file never becomes a formula in a file.
//!
//! Deliberately absent: checks of ID numbers, names of regions and occupations
//! (the core knows them), SQL, a clock, words for people (they come from
//! Fluent, by [`TableError::code`] and the codes of [`bulletin::Problem`]).

#![cfg_attr(test, allow(clippy::unwrap_used))]

pub mod bulletin;
pub mod dates;
mod error;
pub mod export;
pub mod grid;
pub mod header;
mod lines;
pub mod rejects;
pub mod roster;
#[cfg(test)]
mod testing;
pub mod text;

pub use error::TableError;
pub use grid::{Cell, Format, Limits, Merge, Row, Sheet, Workbook};
pub use lines::{OtherSheet, Skip, SkippedLine};
