//! A block copied in a table program, as it comes over the clipboard: cells
//! between tabs, rows between line breaks, quotes around a cell that holds
//! either.

use super::super::import::field_of;
use super::super::model::Field;
use crate::{Error, Result};
use std::collections::BTreeMap;
use tongfu_tables::grid::{Cell, Format, Row, Sheet, Workbook};
use tongfu_tables::header::{self, Recognised, Schema};
use tongfu_tables::roster::{self, RosterField, SCHEMA};

/// Most rows of one block.
pub const PASTE_ROWS: usize = 20_000;

/// A block, ready for the sheet.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Pasted {
    /// It came with headings, by which its columns were taken.
    pub headings: bool,
    /// Text by field, row by row; blank cells are left out.
    pub rows: Vec<BTreeMap<Field, String>>,
    /// Headings that name no field of ours.
    pub unknown: Vec<String>,
    /// Columns that stood right of the last field of the sheet.
    pub beyond: usize,
}

/// Reads a block. Where its first rows are headings (of which one is the name
/// or the number), they say what each column is; otherwise the columns are
/// `fields` in turn.
///
/// Errors: `ENTRY_PASTE_TOO_LONG` above [`PASTE_ROWS`] rows.
pub fn paste(text: &str, fields: &[Field]) -> Result<Pasted> {
    let block = block(text);
    if block.len() > PASTE_ROWS {
        return Err(Error::refused("ENTRY_PASTE_TOO_LONG")
            .with("rows", block.len())
            .with("most", PASTE_ROWS));
    }
    if let Some(pasted) = with_headings(&block) {
        return Ok(pasted);
    }
    let width = block.iter().map(Vec::len).max().unwrap_or_default();
    let rows = block
        .into_iter()
        .map(|cells| {
            fields
                .iter()
                .zip(cells)
                .map(|(field, text)| (*field, one_line(*field, &text)))
                .filter(|(_, text)| !text.is_empty())
                .collect()
        })
        .collect();
    Ok(Pasted {
        headings: false,
        rows,
        unknown: Vec::new(),
        beyond: width.saturating_sub(fields.len()),
    })
}

/// Cells by row. A quote opens a quoted cell only at its beginning, and only
/// when it is closed before a tab, a line break or the end; anything else is
/// text as typed.
fn block(text: &str) -> Vec<Vec<String>> {
    let text = text.strip_prefix('\u{feff}').unwrap_or(text);
    let mut rows = Vec::new();
    let mut row = Vec::new();
    let mut rest = text;
    loop {
        let (cell, after) = quoted(rest).unwrap_or_else(|| {
            let end = rest.find(['\t', '\n', '\r']).unwrap_or(rest.len());
            (rest[..end].to_owned(), &rest[end..])
        });
        row.push(cell);
        rest = match after.as_bytes().first() {
            Some(b'\t') => &after[1..],
            Some(b'\r') if after.as_bytes().get(1) == Some(&b'\n') => {
                rows.push(std::mem::take(&mut row));
                &after[2..]
            }
            Some(_) => {
                rows.push(std::mem::take(&mut row));
                &after[1..]
            }
            None => {
                rows.push(std::mem::take(&mut row));
                break;
            }
        };
    }
    let blank = |row: &Vec<String>| row.iter().all(|cell| cell.trim().is_empty());
    // What table programs end a block with.
    while rows.last().is_some_and(blank) {
        rows.pop();
    }
    rows
}

fn quoted(text: &str) -> Option<(String, &str)> {
    let body = text.strip_prefix('"')?;
    let mut cell = String::new();
    let mut rest = body;
    loop {
        let end = rest.find('"')?;
        cell.push_str(&rest[..end]);
        rest = &rest[end + 1..];
        match rest.chars().next() {
            Some('"') => {
                cell.push('"');
                rest = &rest[1..];
            }
            None | Some('\t' | '\n' | '\r') => return Some((cell, rest)),
            Some(_) => return None,
        }
    }
}

/// A cell of a sheet has one line: a break between answers becomes the mark
/// that separates answers, any other a blank.
fn one_line(field: Field, text: &str) -> String {
    let between = match field {
        Field::Wish1 | Field::Wish2 | Field::Wish3 | Field::WishWritten | Field::Languages => "、",
        _ => " ",
    };
    text.split(['\n', '\r', '\t'])
        .map(str::trim)
        .filter(|part| !part.is_empty())
        .collect::<Vec<_>>()
        .join(between)
}

/// The block by its headings; `None` when it has none.
fn with_headings(block: &[Vec<String>]) -> Option<Pasted> {
    // A whole roster needs a name and a number; a block may hold less.
    let schema = Schema {
        needed: &[],
        ..SCHEMA
    };
    let rows = (1..)
        .zip(block)
        .map(|(number, cells)| Row {
            number,
            cells: cells
                .iter()
                .map(|cell| match cell.trim() {
                    "" => Cell::Empty,
                    _ => Cell::Text(cell.as_str().into()),
                })
                .collect(),
        })
        .filter(|row| row.filled().next().is_some())
        .collect();
    let workbook = Workbook {
        file: String::new(),
        format: Format::Text,
        encoding: None,
        sheets: vec![Sheet {
            name: String::new(),
            hidden: false,
            rows,
            merges: Vec::new(),
        }],
    };
    let Recognised::Found { best, .. } = header::recognise(&workbook, &schema) else {
        return None;
    };
    let known = best
        .columns
        .iter()
        .filter(|one| one.field.is_some())
        .count();
    let telling = [RosterField::Name, RosterField::DocumentNumber]
        .iter()
        .any(|field| best.column(field.key()).is_some());
    if !telling || known < 2 || known * 2 < best.columns.len() {
        return None;
    }
    let unknown = best
        .columns
        .iter()
        .filter(|column| column.field.is_none())
        .map(|column| column.header.clone())
        .collect();
    let roster = roster::read_as(&workbook, best);
    let rows = roster
        .rows
        .iter()
        .map(|row| {
            row.cells
                .iter()
                .filter_map(|(column, cell)| {
                    let field = field_of(*column)?;
                    Some((field, one_line(field, &cell.text)))
                })
                .filter(|(_, text)| !text.is_empty())
                .collect()
        })
        .collect();
    Some(Pasted {
        headings: true,
        rows,
        unknown,
        beyond: 0,
    })
}
