//! A list of people (花名册), cell by cell, as written.
//!
//! Deliberately absent: every check of a value. The core decides what a number,
//! a name or a category is worth; this module decides only which line is a
//! person and which cell is which field.

use std::collections::BTreeMap;

mod beside;
mod fields;

use serde::Serialize;

use crate::TableError;
use crate::grid::{Cell, Workbook};
use crate::header::{self, Layout, Recognised};
use crate::lines::{Fill, Line, Reading};

pub use crate::lines::{OtherSheet, Skip, SkippedLine};
pub use fields::SCHEMA;

/// Fields of a roster. `key()` is the stable name used in layouts.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum RosterField {
    Serial,
    Name,
    LatinName,
    Sex,
    /// Self-declared, optional: for aggregate outcome figures only (domain §2).
    Ethnic,
    DocumentType,
    DocumentNumber,
    BirthDate,
    Age,
    Education,
    /// Registered address (户籍地址), whole or its detail.
    Address,
    County,
    Township,
    Village,
    /// Where the person lives now (现住地址).
    Residence,
    Phone,
    Category,
    /// Net income per head of the household, yuan a year.
    IncomePerHead,
    HouseholdNumber,
    HouseholdHead,
    HouseholdSize,
    Relationship,
    /// Occupations wished for, the first three (培训意愿).
    OccupationWish,
    OccupationWish2,
    OccupationWish3,
    Level,
    WillingAbroad,
    Languages,
    Passport,
    PassportExpiry,
    BankCard,
    Employer,
    Remarks,
    /// Herder household (牧户).
    Herder,
    LanguageZh,
    LanguageKk,
    LanguageRu,
    WishWhen,
    WishWhere,
    Experience,
    Certificates,
    IncomeYear,
    IncomeSource,
}

impl RosterField {
    /// Every field, in the order of a roster.
    pub const ALL: [Self; 43] = [
        Self::Serial,
        Self::Name,
        Self::LatinName,
        Self::Sex,
        Self::Ethnic,
        Self::DocumentType,
        Self::DocumentNumber,
        Self::BirthDate,
        Self::Age,
        Self::Education,
        Self::Address,
        Self::County,
        Self::Township,
        Self::Village,
        Self::Residence,
        Self::Phone,
        Self::Category,
        Self::IncomePerHead,
        Self::HouseholdNumber,
        Self::HouseholdHead,
        Self::HouseholdSize,
        Self::Relationship,
        Self::OccupationWish,
        Self::OccupationWish2,
        Self::OccupationWish3,
        Self::Level,
        Self::WillingAbroad,
        Self::Languages,
        Self::Passport,
        Self::PassportExpiry,
        Self::BankCard,
        Self::Employer,
        Self::Remarks,
        Self::Herder,
        Self::LanguageZh,
        Self::LanguageKk,
        Self::LanguageRu,
        Self::WishWhen,
        Self::WishWhere,
        Self::Experience,
        Self::Certificates,
        Self::IncomeYear,
        Self::IncomeSource,
    ];

    /// Stable name, as in [`crate::header::Column::field`].
    pub const fn key(self) -> &'static str {
        match self {
            Self::Serial => "serial",
            Self::Name => "name",
            Self::LatinName => "latin_name",
            Self::Sex => "sex",
            Self::Ethnic => "ethnic",
            Self::DocumentType => "document_type",
            Self::DocumentNumber => "document_number",
            Self::BirthDate => "birth_date",
            Self::Age => "age",
            Self::Education => "education",
            Self::Address => "address",
            Self::County => "county",
            Self::Township => "township",
            Self::Village => "village",
            Self::Residence => "residence",
            Self::Phone => "phone",
            Self::Category => "category",
            Self::IncomePerHead => "income_per_head",
            Self::HouseholdNumber => "household_number",
            Self::HouseholdHead => "household_head",
            Self::HouseholdSize => "household_size",
            Self::Relationship => "relationship",
            Self::OccupationWish => "occupation_wish",
            Self::OccupationWish2 => "occupation_wish_2",
            Self::OccupationWish3 => "occupation_wish_3",
            Self::Level => "level",
            Self::WillingAbroad => "willing_abroad",
            Self::Languages => "languages",
            Self::Passport => "passport",
            Self::PassportExpiry => "passport_expiry",
            Self::BankCard => "bank_card",
            Self::Employer => "employer",
            Self::Remarks => "remarks",
            Self::Herder => "herder",
            Self::LanguageZh => "language_zh",
            Self::LanguageKk => "language_kk",
            Self::LanguageRu => "language_ru",
            Self::WishWhen => "wish_when",
            Self::WishWhere => "wish_where",
            Self::Experience => "experience",
            Self::Certificates => "certificates",
            Self::IncomeYear => "income_year",
            Self::IncomeSource => "income_source",
        }
    }

    /// The field of a stable name.
    pub fn from_key(key: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|field| field.key() == key)
    }
}

impl Serialize for RosterField {
    fn serialize<S: serde::Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.serialize_str(self.key())
    }
}

/// A cell as written, outer blanks removed.
#[derive(Debug, Clone, PartialEq, Eq, Default, Serialize)]
pub struct RawCell {
    /// Numbers in full digits as Excel holds them (15 significant digits),
    /// dates as `YYYY-MM-DD`.
    pub text: String,
    /// The workbook holds it as a number: an ID of 16 digits or more has
    /// already lost its tail.
    pub was_number: bool,
}

/// A line that is a person.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct RosterRow {
    /// Row of the sheet or the text file, from 1.
    pub row: u32,
    /// Non-blank cells only.
    pub cells: BTreeMap<RosterField, RawCell>,
}

impl RosterRow {
    /// The cell of a field, if it is not blank.
    pub fn get(&self, field: RosterField) -> Option<&RawCell> {
        self.cells.get(&field)
    }

    /// The text of a field, empty if blank.
    pub fn text(&self, field: RosterField) -> &str {
        self.cells.get(&field).map_or("", |c| c.text.as_str())
    }
}

/// A list of people read from a workbook.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Roster {
    pub layout: Layout,
    pub rows: Vec<RosterRow>,
    pub skipped: Vec<SkippedLine>,
    pub other_sheets: Vec<OtherSheet>,
    /// "utf-8", "gb18030", … of a text file.
    pub encoding: Option<String>,
}

/// Reads the list of people of a workbook: its best sheet, with the columns
/// recognised by their words.
///
/// Errors: `TABLE_COLUMNS_MISSING` with the keys `name`, `document_number`.
pub fn read(workbook: &Workbook) -> Result<Roster, TableError> {
    match header::recognise(workbook, &SCHEMA) {
        Recognised::Found { best, others } => {
            let mut roster = read_as(workbook, best);
            roster.other_sheets = OtherSheet::all(workbook, &others);
            Ok(roster)
        }
        Recognised::Missing { missing, seen } => Err(TableError::ColumnsMissing {
            file: workbook.file.clone(),
            missing,
            seen,
        }),
    }
}

/// A line below the header, read.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum RosterLine {
    /// A person.
    Person(RosterRow),
    /// Nobody, with the reason.
    Skipped(SkippedLine),
}

/// Reads with a layout already known: another sheet that [`header::recognise`]
/// found, or columns that a person assigned.
pub fn read_as(workbook: &Workbook, layout: Layout) -> Roster {
    let mut rows = Vec::new();
    let mut skipped = Vec::new();
    for line in lines(workbook, &layout) {
        match line {
            RosterLine::Person(row) => rows.push(row),
            RosterLine::Skipped(line) => skipped.push(line),
        }
    }
    Roster {
        rows,
        skipped,
        other_sheets: Vec::new(),
        encoding: workbook.encoding.clone(),
        layout,
    }
}

/// The lines below a header one by one, so that no second copy of a large
/// list is held.
pub struct Lines<'a> {
    columns: Vec<(usize, RosterField)>,
    /// None where the layout's sheet is not there.
    sheet: Option<(Fill<'a>, Reading<'a>)>,
}

/// The lines below a header.
pub fn lines<'a>(workbook: &'a Workbook, layout: &'a Layout) -> Lines<'a> {
    Lines {
        columns: layout
            .columns
            .iter()
            .filter(|c| !c.dropped)
            .filter_map(|c| Some((c.index, RosterField::from_key(c.field?)?)))
            .collect(),
        sheet: workbook.sheets.get(layout.sheet).map(|sheet| {
            let key = RosterField::DocumentNumber.key();
            let hollow = [
                RosterField::Serial.key(),
                RosterField::Age.key(),
                RosterField::BirthDate.key(),
            ];
            (Fill::of(sheet), Reading::of(sheet, layout, key, &hollow))
        }),
    }
}

/// The first half of the lines and the others: each line is read for itself.
pub fn halves<'a>(workbook: &'a Workbook, layout: &'a Layout) -> (Lines<'a>, Lines<'a>) {
    let (mut first, mut second) = (lines(workbook, layout), lines(workbook, layout));
    let middle = first.len() / 2;
    if let Some((_, reading)) = &mut first.sheet {
        reading.keep(..middle);
    }
    if let Some((_, reading)) = &mut second.sheet {
        reading.keep(middle..);
    }
    (first, second)
}

impl Lines<'_> {
    /// How many are left.
    pub fn len(&self) -> usize {
        self.sheet.as_ref().map_or(0, |(_, reading)| reading.left())
    }

    /// Whether none is left.
    pub fn is_empty(&self) -> bool {
        self.len() == 0
    }
}

impl Iterator for Lines<'_> {
    type Item = RosterLine;

    fn next(&mut self) -> Option<RosterLine> {
        let (fill, reading) = self.sheet.as_mut()?;
        Some(match reading.next()? {
            Line::Skipped(skipped) => RosterLine::Skipped(skipped),
            Line::Row(row) => RosterLine::Person(RosterRow {
                row: row.number,
                cells: self
                    .columns
                    .iter()
                    .filter_map(|(index, field)| {
                        Some((*field, raw_cell(fill.value(row, *index), *field)?))
                    })
                    .collect(),
            }),
        })
    }
}

/// Error values that a text file or a writer of ods gives as text.
const ERRORS: [&str; 8] = [
    "#N/A", "#REF!", "#VALUE!", "#NAME?", "#DIV/0!", "#NUM!", "#NULL!", "#SPILL!",
];

fn raw_cell(cell: &Cell, field: RosterField) -> Option<RawCell> {
    // A birth date whose format was lost is a bare day number.
    let is_date = matches!(field, RosterField::BirthDate | RosterField::PassportExpiry);
    let text = match cell {
        Cell::Empty | Cell::Error(_) => return None,
        Cell::Number(value)
            if is_date && value.fract() == 0.0 && (3_660.0..80_000.0).contains(value) =>
        {
            match crate::dates::from_cell(cell, crate::dates::Edge::First) {
                Ok(date) => date.format("%Y-%m-%d").to_string(),
                Err(_) => cell.text(),
            }
        }
        Cell::DateTime(moment) if is_date => moment.date().format("%Y-%m-%d").to_string(),
        other => unguarded(other.text()),
    };
    if text.is_empty() || ERRORS.contains(&text.as_str()) {
        return None;
    }
    Some(RawCell {
        text,
        was_number: matches!(cell, Cell::Number(_)),
    })
}

/// A leading apostrophe is how people make Excel keep digits; typed into a cell
/// that is text already it stays visible.
fn unguarded(text: String) -> String {
    match text.strip_prefix(['\'', '’', '‘', '`']) {
        Some(rest) if rest.starts_with(|c: char| c.is_ascii_digit()) => rest.to_owned(),
        _ => text,
    }
}

#[cfg(test)]
mod tests;
