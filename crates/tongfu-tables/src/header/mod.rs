//! Which sheet, which rows are the header, which column is which field.
//!
//! A header is found by its words, never by its place: titles, unit lines and
//! blank rows stand above it, it may have two or three rows with merged
//! parents, and its columns come in any order. The words are compared after
//! [`normalise`], against the synonyms of the fields.

mod candidate;
mod chosen;
mod words;

use serde::Serialize;

use crate::grid::Workbook;
use candidate::Candidate;
use words::Index;

pub use chosen::{at_row, guess, missing, on_sheet, remembered};
pub(crate) use words::reads_as;
pub use words::{Normalised, normalise};

/// A field that a column may hold.
#[derive(Debug, Clone, Copy)]
pub struct Field {
    /// Stable key, e.g. `document_number`.
    pub key: &'static str,
    /// Header texts, the best first, compared after [`normalise`]. One that
    /// begins with `~` is found anywhere in a header.
    pub synonyms: &'static [&'static str],
    /// False for what must never be stored: the column is named as dropped and
    /// its cells are not read.
    pub stored: bool,
}

/// The fields of one kind of list.
#[derive(Debug, Clone, Copy)]
pub struct Schema {
    pub fields: &'static [Field],
    /// Each group needs at least one of its fields; the first is named when
    /// none is there.
    pub needed: &'static [&'static [&'static str]],
    /// Words that say a column is about somebody else (户主, 配偶, 单位): it
    /// counts only for a synonym that has the word too.
    pub others: &'static [&'static str],
    /// Words before a field's name that change nothing (学员姓名).
    pub qualifiers: &'static [&'static str],
}

/// What a column of the chosen sheet is.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Column {
    /// 0-based.
    pub index: usize,
    /// `A`, `B`, … as the office names it.
    pub letter: String,
    /// Header text as written, parents before children, joined by `/`.
    pub header: String,
    /// Key of the field, `None` for a column that is not known.
    pub field: Option<&'static str>,
    /// A column recognised as one that is never stored.
    pub dropped: bool,
}

/// The header found in a workbook.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Layout {
    /// Index into [`crate::Workbook::sheets`].
    pub sheet: usize,
    pub sheet_name: String,
    /// First and last header row, as [`crate::Row::number`].
    pub header_first: u32,
    pub header_last: u32,
    /// Every column with a header, in order, known or not.
    pub columns: Vec<Column>,
    /// Hash of the normalised headers in order: the same form gives the same
    /// value, whatever its title and data. 16 hex digits.
    pub fingerprint: String,
}

impl Layout {
    /// The column of a field.
    pub fn column(&self, key: &str) -> Option<&Column> {
        self.columns.iter().find(|c| c.field == Some(key))
    }

    /// The columns that are never stored.
    pub fn dropped(&self) -> impl Iterator<Item = &Column> {
        self.columns.iter().filter(|c| c.dropped)
    }

    /// Gives a column another field, or none: what a person chose in the
    /// preview, and what is remembered for this fingerprint. A field has one
    /// column, so it leaves the one it had. Columns that are never stored stay
    /// dropped.
    pub fn assign(&mut self, index: usize, field: Option<&'static str>) {
        let allowed = self
            .columns
            .iter()
            .any(|column| column.index == index && !column.dropped);
        if !allowed {
            return;
        }
        for column in &mut self.columns {
            if column.index == index {
                column.field = field;
            } else if field.is_some() && column.field == field {
                column.field = None;
            }
        }
    }
}

/// What was found in a workbook for one kind of list.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Recognised {
    /// The best sheet, and the other sheets that have all needed columns too.
    Found { best: Layout, others: Vec<Layout> },
    /// No sheet has all needed columns: the keys that the best header lacks,
    /// and the header texts seen there.
    Missing {
        missing: Vec<&'static str>,
        seen: Vec<String>,
    },
}

/// How far down a header is looked for, in rows that hold something.
const SEARCH_ROWS: usize = 60;
const ROWS_AFTER_FOUND: usize = 6;
const DEEPEST_HEADER: usize = 3;
/// Rows below a header that are looked at to see whether a column is used.
const SAMPLE_ROWS: usize = 60;

/// The best reading of each sheet, best first.
fn candidates(workbook: &Workbook, index: &Index) -> Vec<Candidate> {
    let mut best: Vec<Candidate> = Vec::new();
    for (at, sheet) in workbook.sheets.iter().enumerate() {
        let mut best_of_sheet: Option<Candidate> = None;
        let mut last = sheet.rows.len().min(SEARCH_ROWS);
        let mut first = 0;
        while first < last {
            for depth in 1..=DEEPEST_HEADER {
                let Some(candidate) = Candidate::of(sheet, at, first, depth, index) else {
                    continue;
                };
                if best_of_sheet
                    .as_ref()
                    .is_none_or(|b| candidate.rank() > b.rank())
                {
                    // A whole header found: a better one can only be near.
                    if candidate.missing.is_empty() {
                        last = last.min(first + ROWS_AFTER_FOUND);
                    }
                    best_of_sheet = Some(candidate);
                }
            }
            first += 1;
        }
        best.extend(best_of_sheet);
    }
    // The first of equals wins: sheets stand in the order people gave them.
    best.sort_by_key(|candidate| std::cmp::Reverse(candidate.rank()));
    best
}

/// Finds the header of a list in a workbook.
pub fn recognise(workbook: &Workbook, schema: &Schema) -> Recognised {
    let index = Index::of(schema);
    let best = candidates(workbook, &index);
    let complete = |c: &Candidate| c.missing.is_empty();
    if best.first().is_some_and(complete) {
        let mut layouts = best
            .into_iter()
            .filter(complete)
            .enumerate()
            .filter(|(n, candidate)| *n == 0 || candidate.rows_below > 0)
            .map(|(_, candidate)| candidate)
            .map(|c| c.into_layout(workbook));
        if let Some(first) = layouts.next() {
            return Recognised::Found {
                best: first,
                others: layouts.collect(),
            };
        }
        return Recognised::Missing {
            missing: Vec::new(),
            seen: Vec::new(),
        };
    }
    match best.first().filter(|c| c.score > 0) {
        Some(candidate) => Recognised::Missing {
            missing: candidate.missing.clone(),
            seen: candidate
                .headers
                .iter()
                .take(60)
                .map(|h| crate::text::cut(&h.shown, 30))
                .collect(),
        },
        None => Recognised::Missing {
            missing: schema
                .needed
                .iter()
                .filter_map(|group| group.first().copied())
                .collect(),
            seen: widest_row(workbook),
        },
    }
}

/// The texts of the row that holds most cells: what a person would take for
/// the header when nothing is known.
fn widest_row(workbook: &Workbook) -> Vec<String> {
    workbook
        .sheets
        .iter()
        .flat_map(|s| s.rows.iter().take(SEARCH_ROWS))
        .max_by_key(|r| (r.filled().count(), std::cmp::Reverse(r.number)))
        .map(|r| {
            r.filled()
                .take(40)
                .map(|(_, c)| crate::text::cut(&one_line(&c.text()), 20))
                .collect()
        })
        .unwrap_or_default()
}

fn one_line(text: &str) -> String {
    text.split_whitespace().collect::<Vec<_>>().join(" ")
}

#[cfg(test)]
mod tests;
