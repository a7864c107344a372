//! What each command does: parameters to the core, its answer to a type of
//! the boundary. No rule of the domain is decided here.

pub mod accounts;
pub mod approvals;
pub mod attachments;
pub mod capacity;
pub mod choice;
pub mod classes;
pub mod demand;
pub mod demo;
pub mod drafts;
pub mod duplicates;
pub mod eligibility;
pub mod entry;
pub mod erasure;
pub mod exchange;
pub mod hand_over;
pub mod imports;
pub mod many;
pub mod parameters;
pub mod people;
pub mod plan;
pub mod printing;
pub mod protection;
pub mod record;
pub mod store;
pub mod tasks;
pub mod today;
pub mod voluntariness;

use crate::session::{ChosenFile, Session};
use crate::types::people::RowProblem;
use crate::words;
use std::str::FromStr;
use tongfu_core::base::Problem;
use tongfu_core::base::reference;
use tongfu_core::{Error, ErrorKind, Result};
use tongfu_tables::{Limits, TableError, Workbook};

/// Reads an id of the boundary.
fn id<T: FromStr>(text: &str) -> Result<T> {
    text.parse()
        .map_err(|_| Error::absent("ID_UNKNOWN").with("id", text))
}

/// Reads a date of the boundary.
fn date(text: &str) -> Result<chrono::NaiveDate> {
    text.parse()
        .map_err(|_| Error::refused("DATE_UNREADABLE").with("value", text))
}

/// Counts at the boundary have 32 bits; no office comes near their end.
fn count(number: impl TryInto<u32>) -> u32 {
    number.try_into().unwrap_or(u32::MAX)
}

fn hex(bytes: &[u8]) -> String {
    bytes.iter().map(|byte| format!("{byte:02x}")).collect()
}

/// A refusal of the table readers as one of the core, columns by their names.
fn table_error(session: &Session, refusal: &TableError) -> Error {
    let error = Error::new(ErrorKind::Input, refusal.code());
    let whole = refusal
        .params()
        .into_iter()
        .fold(error, |error, (name, value)| error.with(name, value));
    columns_named(session, whole)
}

/// The same refusal with the columns that it misses by their names.
fn columns_named(session: &Session, mut error: Error) -> Error {
    for (name, value) in &mut error.params {
        let (separator, keys) = match *name {
            "missing" => (", ", value.split(',')),
            "field" if error.code == "IMPORT_FIELD_TWICE" => ("", value.split(',')),
            _ => continue,
        };
        let columns = keys
            .map(|key| words::say(session.language(), &format!("COLUMN_{key}"), []))
            .collect::<Vec<_>>();
        *value = columns.join(separator);
    }
    error
}

/// The chosen file as a workbook.
fn workbook(session: &Session, file: &ChosenFile) -> Result<Workbook> {
    tongfu_tables::grid::read_bytes(&file.bytes, &file.name, &Limits::default())
        .map_err(|refusal| table_error(session, &refusal))
}

/// The sentence of a problem in the session's language.
fn sentence(session: &Session, problem: &Problem) -> String {
    words::say(
        session.language(),
        problem.code,
        problem
            .params
            .iter()
            .map(|(name, value)| (*name, value.as_str())),
    )
}

fn row_problem(session: &Session, problem: &Problem) -> RowProblem {
    RowProblem {
        row: problem.row.unwrap_or_default(),
        column: problem.column.clone(),
        code: problem.code.to_owned(),
        message: sentence(session, problem),
    }
}

/// The name of an occupation in the session's language, or its id.
fn occupation_name(session: &Session, id: &str) -> String {
    match reference::occupation(id) {
        Some(known) if session.language() == "zh-CN" => known.name_zh.to_owned(),
        Some(known) => known.name_en.to_owned(),
        None => id.to_owned(),
    }
}

/// The name of a region in the session's language, or its code.
fn region_name(session: &Session, iso: &str) -> String {
    match reference::region(iso) {
        Some(known) if session.language() == "zh-CN" => known.name_zh.to_owned(),
        Some(known) => known.name_en.to_owned(),
        None => iso.to_owned(),
    }
}

/// Fen as yuan for a sentence: whole yuan from a hundred on, else with fen.
fn yuan(fen: i64) -> String {
    let (whole, rest) = (fen / 100, (fen % 100).abs());
    if rest == 0 || whole.abs() >= 100 {
        whole.to_string()
    } else {
        format!("{whole}.{rest:02}")
    }
}

/// Where a mobile workshop stands: a county by its code, else as written.
fn site_name(site: &str) -> String {
    reference::county(site).map_or_else(|| site.to_owned(), |county| county.name.to_owned())
}
