//! Headers that the words alone don't settle: of a sheet or a row that a person
//! chose, of a form whose columns somebody assigned before, and the best guess
//! where needed columns are missing.

use super::candidate::Candidate;
use super::words::Index;
use super::{DEEPEST_HEADER, Layout, SEARCH_ROWS, Schema, candidates};
use crate::grid::Workbook;

/// The needed fields that no column of `layout` has; of each group the first.
pub fn missing(layout: &Layout, schema: &Schema) -> Vec<&'static str> {
    schema
        .needed
        .iter()
        .filter(|group| !group.iter().any(|key| layout.column(key).is_some()))
        .filter_map(|group| group.first().copied())
        .collect()
}

/// The header that begins in row `row` of a sheet, with as many rows as belong
/// to it. `None` where that row holds no two headers.
pub fn at_row(workbook: &Workbook, schema: &Schema, sheet: usize, row: u32) -> Option<Layout> {
    let index = Index::of(schema);
    let found = workbook.sheets.get(sheet)?;
    let first = found
        .rows
        .binary_search_by_key(&row, |row| row.number)
        .ok()?;
    (1..=DEEPEST_HEADER)
        .filter_map(|depth| Candidate::of_any(found, sheet, first, depth, &index))
        .max_by_key(Candidate::rank)
        .map(|candidate| candidate.into_layout(workbook))
}

/// The best header of one sheet, whether or not it has all needed columns.
pub fn on_sheet(workbook: &Workbook, schema: &Schema, sheet: usize) -> Option<Layout> {
    let index = Index::of(schema);
    candidates(workbook, &index)
        .into_iter()
        .find(|candidate| candidate.sheet == sheet)
        .filter(|candidate| candidate.score > 0)
        .map(|candidate| candidate.into_layout(workbook))
        .or_else(|| at_row(workbook, schema, sheet, widest_row(workbook, sheet)?))
}

/// The best header of the workbook, whether or not it has all needed columns;
/// where no word is known, the row with most cells.
pub fn guess(workbook: &Workbook, schema: &Schema) -> Option<Layout> {
    let index = Index::of(schema);
    candidates(workbook, &index)
        .into_iter()
        .next()
        .filter(|candidate| candidate.score > 0)
        .map(|candidate| candidate.into_layout(workbook))
        .or_else(|| {
            let sheet = workbook
                .sheets
                .iter()
                .position(|sheet| !sheet.hidden && !sheet.rows.is_empty())?;
            at_row(workbook, schema, sheet, widest_row(workbook, sheet)?)
        })
}

/// The best header whose fingerprint `known` remembers.
pub fn remembered(
    workbook: &Workbook,
    schema: &Schema,
    known: impl Fn(&str) -> bool,
) -> Option<Layout> {
    let index = Index::of(schema);
    let mut best: Option<Candidate> = None;
    for (at, sheet) in workbook.sheets.iter().enumerate() {
        for first in 0..sheet.rows.len().min(SEARCH_ROWS) {
            for depth in 1..=DEEPEST_HEADER {
                if let Some(candidate) = Candidate::of_any(sheet, at, first, depth, &index)
                    && known(&candidate.fingerprint())
                    && best
                        .as_ref()
                        .is_none_or(|best| candidate.rank() > best.rank())
                {
                    best = Some(candidate);
                }
            }
        }
    }
    best.map(|candidate| candidate.into_layout(workbook))
}

/// The first of the rows that hold most cells.
fn widest_row(workbook: &Workbook, sheet: usize) -> Option<u32> {
    workbook
        .sheets
        .get(sheet)?
        .rows
        .iter()
        .take(SEARCH_ROWS)
        .max_by_key(|row| (row.filled().count(), std::cmp::Reverse(row.number)))
        .map(|row| row.number)
}
