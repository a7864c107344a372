//! Which column is which field: by its words, as somebody said before of the
//! same layout, or as they say now.
//!
//! Remembered on this laptop only. A mapping says nothing of people and is
//! made in a minute; as a synced entity it would stay in the folds after the
//! import that brought it is undone, and two laptops would disagree about a
//! matter of no weight.

use super::choice::{Wins, WinsOf};
use crate::people::model::Field;
use crate::store::Store;
use crate::{Error, ErrorKind, Result};
use rusqlite::params;
use std::collections::{BTreeMap, BTreeSet};
use tongfu_tables::Workbook;
use tongfu_tables::header::{self, Layout};
use tongfu_tables::roster::{RosterField, SCHEMA};

/// What is remembered of one layout.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Known {
    /// Field of each column, by its place among those with a header; `None`
    /// for one that is not taken.
    columns: BTreeMap<usize, Option<RosterField>>,
    /// What wins.
    pub wins: WinsOf,
}

/// The layouts that this laptop remembers, by fingerprint.
pub type Layouts = BTreeMap<String, Known>;

/// Where the mapping of a file comes from.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Source {
    /// The words of the header.
    Recognised,
    /// What was confirmed for the same layout before.
    Remembered,
    /// What the person says now.
    Chosen,
}

/// What a person says about the columns of a file.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Choice {
    /// The sheet, from 0.
    pub sheet: Option<usize>,
    /// First row of the header, as the office counts.
    pub header_row: Option<u32>,
    /// Columns, by letter or header text, with their fields; `None` for not
    /// taken. Columns not named stay what they are.
    pub columns: Vec<(String, Option<RosterField>)>,
}

/// The header of a file with its mapping.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Settled {
    /// Header and mapping.
    pub layout: Layout,
    /// Where the mapping comes from.
    pub source: Source,
    /// What wins, as remembered.
    pub wins: WinsOf,
    /// Needed fields without a column.
    pub missing: Vec<&'static str>,
}

/// Finds the header of a roster and settles its columns.
///
/// Errors: `HEADER_ROW_BLANK` (row), `SHEET_UNKNOWN` (sheet),
/// `IMPORT_FIELD_TWICE` (field), `IMPORT_COLUMN_TWICE` (column),
/// `IMPORT_COLUMN_UNKNOWN` (column), `IMPORT_COLUMN_DROPPED` (column),
/// `TABLE_COLUMNS_MISSING` where nothing looks like a header. Needed fields
/// without a column are no error here: they stand in [`Settled::missing`].
pub fn settle(workbook: &Workbook, choice: &Choice, layouts: &Layouts) -> Result<Settled> {
    let mut layout = find(workbook, choice, layouts)?;
    let mut source = Source::Recognised;
    let mut wins = WinsOf::default();
    if let Some(known) = layouts.get(&layout.fingerprint) {
        source = Source::Remembered;
        wins = known.wins.clone();
        for (place, field) in &known.columns {
            if let Some(index) = layout.columns.get(*place).map(|column| column.index) {
                layout.assign(index, field.map(RosterField::key));
            }
        }
    }
    if !choice.columns.is_empty() {
        source = Source::Chosen;
        take(&mut layout, &choice.columns)?;
    }
    let missing = header::missing(&layout, &SCHEMA);
    Ok(Settled {
        layout,
        source,
        wins,
        missing,
    })
}

fn find(workbook: &Workbook, choice: &Choice, layouts: &Layouts) -> Result<Layout> {
    let unknown =
        |sheet: usize| Error::refused("SHEET_UNKNOWN").with("sheet", sheet.saturating_add(1));
    if let Some(sheet) = choice.sheet
        && workbook.sheets.get(sheet).is_none_or(|s| s.rows.is_empty())
    {
        return Err(unknown(sheet));
    }
    let guess = || header::guess(workbook, &SCHEMA);
    let found = match (choice.sheet, choice.header_row) {
        (sheet, Some(row)) => {
            let sheet = sheet
                .or_else(|| guess().map(|layout| layout.sheet))
                .unwrap_or_default();
            let found = header::at_row(workbook, &SCHEMA, sheet, row);
            return found.ok_or_else(|| Error::refused("HEADER_ROW_BLANK").with("row", row));
        }
        (Some(sheet), None) => header::on_sheet(workbook, &SCHEMA, sheet),
        (None, None) => header::remembered(workbook, &SCHEMA, |print| layouts.contains_key(print))
            .or_else(guess),
    };
    found.ok_or_else(|| {
        let needed = SCHEMA
            .needed
            .iter()
            .filter_map(|group| group.first().copied());
        columns_missing(workbook, &needed.collect::<Vec<_>>(), "")
    })
}

fn take(layout: &mut Layout, chosen: &[(String, Option<RosterField>)]) -> Result<()> {
    let mut columns = BTreeSet::new();
    let mut fields = BTreeSet::new();
    let mut assigned = Vec::with_capacity(chosen.len());
    for (named, field) in chosen {
        let wanted = header::normalise(named).full;
        let column = layout
            .columns
            .iter()
            .find(|column| column.letter.eq_ignore_ascii_case(named.trim()))
            .or_else(|| {
                layout
                    .columns
                    .iter()
                    .find(|column| header::normalise(&column.header).full == wanted)
            })
            .ok_or_else(|| Error::refused("IMPORT_COLUMN_UNKNOWN").with("column", named))?;
        if column.dropped && field.is_some() {
            return Err(Error::refused("IMPORT_COLUMN_DROPPED").with("column", &column.header));
        }
        if !columns.insert(column.index) {
            return Err(Error::refused("IMPORT_COLUMN_TWICE").with("column", &column.header));
        }
        if let Some(field) = field
            && !fields.insert(*field)
        {
            return Err(Error::refused("IMPORT_FIELD_TWICE").with("field", field.key()));
        }
        assigned.push((column.index, *field));
    }
    for (index, field) in assigned {
        layout.assign(index, field.map(RosterField::key));
    }
    Ok(())
}

/// That every needed field has a column.
///
/// Errors: `TABLE_COLUMNS_MISSING` (file, missing, seen).
pub(super) fn complete(workbook: &Workbook, layout: &Layout) -> Result<()> {
    let missing = header::missing(layout, &SCHEMA);
    if missing.is_empty() {
        return Ok(());
    }
    let seen: Vec<&str> = layout
        .columns
        .iter()
        .map(|column| column.header.as_str())
        .collect();
    Err(columns_missing(workbook, &missing, &seen.join("、")))
}

fn columns_missing(workbook: &Workbook, missing: &[&str], seen: &str) -> Error {
    Error::new(ErrorKind::Input, "TABLE_COLUMNS_MISSING")
        .with("file", &workbook.file)
        .with("missing", missing.join(","))
        .with("seen", seen)
}

/// Everything that this laptop remembers of layouts.
pub fn remembered(store: &Store) -> Result<Layouts> {
    let mut layouts = Layouts::new();
    let mut statement = store
        .tables()
        .prepare_cached("SELECT fingerprint, place, field FROM import_layout")?;
    let mut rows = statement.query([])?;
    while let Some(row) = rows.next()? {
        let field: Option<String> = row.get(2)?;
        let place = usize::try_from(row.get::<_, i64>(1)?).unwrap_or(usize::MAX);
        layouts
            .entry(row.get(0)?)
            .or_default()
            .columns
            .insert(place, field.as_deref().and_then(RosterField::from_key));
    }
    let mut statement = store
        .tables()
        .prepare_cached("SELECT fingerprint, field, wins FROM import_wins")?;
    let mut rows = statement.query([])?;
    while let Some(row) = rows.next()? {
        let (field, wins): (String, String) = (row.get(1)?, row.get(2)?);
        if let (Some(field), Some(wins)) = (Field::from_key(&field), Wins::from_key(&wins)) {
            layouts
                .entry(row.get(0)?)
                .or_default()
                .wins
                .set(field, wins);
        }
    }
    Ok(layouts)
}

/// Remembers the mapping of a layout and what wins, in place of what was
/// remembered of it.
pub fn remember(store: &Store, layout: &Layout, wins: &WinsOf) -> Result<()> {
    let transaction = store.tables().unchecked_transaction()?;
    for table in ["import_layout", "import_wins"] {
        transaction.execute(
            &format!("DELETE FROM {table} WHERE fingerprint = ?1"),
            [&layout.fingerprint],
        )?;
    }
    for (place, column) in (0i64..).zip(&layout.columns) {
        if !column.dropped {
            transaction.execute(
                "INSERT INTO import_layout (fingerprint, place, field) VALUES (?1, ?2, ?3)",
                params![layout.fingerprint, place, column.field],
            )?;
        }
    }
    for (field, wins) in wins.iter() {
        transaction.execute(
            "INSERT INTO import_wins (fingerprint, field, wins) VALUES (?1, ?2, ?3)",
            params![layout.fingerprint, field.key(), wins.key()],
        )?;
    }
    transaction.commit()?;
    Ok(())
}
