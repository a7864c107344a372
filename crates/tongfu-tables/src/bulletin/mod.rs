//! A port's bulletin of shortage occupations (预警通报), domain §3.

mod amounts;
mod fields;
mod heading;
mod read;
mod window;

use chrono::NaiveDate;
use serde::Serialize;

use crate::header::Layout;
use crate::lines::{OtherSheet, SkippedLine};

pub use fields::SCHEMA;
pub use read::{read, read_as};

/// A quarter of a year.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Serialize)]
pub struct Quarter {
    pub year: i32,
    /// 1 to 4.
    pub quarter: u8,
}

/// A demand line as written; what could not be read is `None` and stands in
/// [`BulletinFile::problems`].
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct BulletinLine {
    /// Row of the sheet or the text file, from 1.
    pub row: u32,
    pub region: String,
    pub occupation: String,
    pub headcount: Option<u32>,
    pub start: Option<NaiveDate>,
    pub peak_start: Option<NaiveDate>,
    pub peak_end: Option<NaiveDate>,
    /// Last day, inclusive.
    pub end: Option<NaiveDate>,
    /// A season of the calendar (`S001`) in place of dates.
    pub season: Option<String>,
    /// KZT a month.
    pub wage_low: Option<u64>,
    pub wage_high: Option<u64>,
    pub language: String,
    pub standard: String,
    pub permit: String,
    pub employer: String,
    pub source: String,
    pub remarks: String,
    pub collected: Option<NaiveDate>,
}

/// How grave a problem is.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Serialize)]
#[serde(rename_all = "snake_case")]
pub enum Severity {
    /// The line (or the file) can be taken; a person should look.
    Warning,
    /// The line (or the file) can't be taken.
    Error,
}

/// A defect of a line or of the file, never of the program.
///
/// Codes of errors: `LINE_REGION_MISSING`, `LINE_OCCUPATION_MISSING`,
/// `LINE_HEADCOUNT` (missing, not whole, not positive), `LINE_DATE` (missing
/// or unreadable), `LINE_DATE_YEAR` (a day or month without its year),
/// `LINE_ORDER` (an end before its start, a peak outside its window),
/// `LINE_WAGE` (unreadable, or the highest below the lowest),
/// `BULLETIN_ISSUER_MISSING`, `BULLETIN_QUARTER_MISSING`, `BULLETIN_NO_LINES`.
///
/// Codes of warnings: `LINE_YEAR_ASSUMED` (a week without year, taken as its
/// next occurrence), `LINE_WAGE_MISSING`, `LINE_WAGE_CURRENCY`,
/// `LINE_COLLECTED` (unreadable date of collection), `BULLETIN_CURRENCY`,
/// `BULLETIN_QUARTER_CONFLICT`, `BULLETIN_DATE_MISSING`, `BULLETIN_TOTAL`
/// (the total written is not the sum of the lines).
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Problem {
    /// Row of the line; `None` for the file as a whole.
    pub row: Option<u32>,
    /// Letter of the column, where there is one.
    pub column: Option<String>,
    /// Stable code: `LINE_*` or `BULLETIN_*`.
    pub code: &'static str,
    pub severity: Severity,
    /// What stands there, cut to 60 characters.
    pub text: String,
}

/// A bulletin read from a workbook.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct BulletinFile {
    pub layout: Layout,
    /// Name of the issuer without 口岸, e.g. 霍尔果斯.
    pub issuer: Option<String>,
    pub quarter: Option<Quarter>,
    /// 发布日期.
    pub published: Option<NaiveDate>,
    /// 采集日期 of the file, else the latest of its lines, else `published`.
    pub collected: Option<NaiveDate>,
    /// Every line, also those with problems.
    pub lines: Vec<BulletinLine>,
    pub problems: Vec<Problem>,
    pub skipped: Vec<SkippedLine>,
    pub other_sheets: Vec<OtherSheet>,
    pub encoding: Option<String>,
}

impl BulletinFile {
    /// True when nothing of severity `Error` was found.
    pub fn is_clean(&self) -> bool {
        self.problems.iter().all(|p| p.severity < Severity::Error)
    }

    /// Sum of the headcounts that could be read.
    pub fn headcount(&self) -> u64 {
        self.lines
            .iter()
            .filter_map(|l| l.headcount)
            .map(u64::from)
            .sum()
    }
}

#[cfg(test)]
mod tests;
