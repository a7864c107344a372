//! Importing rosters: mapping, preview, progress, the list, undo.

use super::boundary;
use super::people::{RowFate, RowProblem};
use std::collections::BTreeMap;

boundary! {
    /// Which of two values of a field stays.
    #[derive(Copy, Eq)]
    enum Wins { File, Record, Fill }

    /// A column by its letter or header; no field: not taken.
    struct ColumnChoice { pub column: String, pub field: Option<String> }

    /// A roster and what the person says about it. What is left out is as
    /// recognised or remembered.
    #[derive(Default)]
    struct RosterChoice {
        pub token: String,
        /// From 0.
        #[serde(default)]
        pub sheet: Option<u32>,
        /// First row of the header, from 1.
        #[serde(default)]
        pub header_row: Option<u32>,
        #[serde(default)]
        pub columns: Vec<ColumnChoice>,
        /// By field; absent: as remembered.
        #[serde(default)]
        pub wins: Option<BTreeMap<String, Wins>>,
    }

    /// Where a mapping comes from.
    #[derive(Copy, Eq)]
    enum MappingSource { Recognised, Remembered, Chosen }

    struct SheetLine { pub sheet: u32, pub name: String, pub hidden: bool, pub lines: u32 }
    struct ColumnLine {
        pub letter: String,
        pub header: String,
        pub field: Option<String>,
        /// Recognised as one that is never stored.
        pub dropped: bool,
        /// The first value below the header, masked where it is a number.
        pub sample: String,
    }
    /// A field a column may be; `record` is its field of the record, by which
    /// it is said what wins.
    struct FieldName { pub key: String, pub name: String, pub record: String }

    /// The header of a roster with its mapping, to be looked at and changed.
    struct RosterLayout {
        pub token: String,
        pub file_name: String,
        pub sheet: u32,
        pub sheets: Vec<SheetLine>,
        pub header_first: u32,
        pub header_last: u32,
        pub columns: Vec<ColumnLine>,
        /// Names of needed fields without a column.
        pub missing: Vec<String>,
        pub source: MappingSource,
        pub wins: BTreeMap<String, Wins>,
        /// Every field a column may be, in the order of a roster.
        pub fields: Vec<FieldName>,
    }

    struct HighRiskLine { pub row: u32, pub name: String, pub field: String, pub before: String, pub after: String }
    struct SkippedLine { pub row: u32, pub reason: String, pub text: String }

    /// What a prepared import would do, or did.
    struct ImportSummary {
        pub file_name: String,
        pub applied: bool,
        /// The record of the import, to undo it by.
        pub import: Option<String>,
        pub encoding: Option<String>,
        pub layout: RosterLayout,
        pub rows: u32,
        pub added: u32,
        pub updated: u32,
        pub unchanged: u32,
        pub duplicates: u32,
        pub rejected: u32,
        pub warned: u32,
        /// High-risk fields that change: how many, and the first of them.
        pub high_risk_count: u32,
        pub high_risk: Vec<HighRiskLine>,
        pub skipped: Vec<SkippedLine>,
    }

    /// A part of the rows of a prepared import.
    struct RowsWanted {
        pub token: String,
        pub fate: Option<RowFate>,
        /// Part of a name, the tail of a number, or a row.
        pub query: String,
        pub offset: u32,
        pub limit: u32,
    }
    struct ImportRow {
        pub row: u32,
        pub fate: RowFate,
        pub name: String,
        pub id_masked: String,
        /// Fields that change.
        pub changes: Vec<String>,
        /// The row that counts instead of a duplicate.
        pub of_row: Option<u32>,
        pub problems: Vec<RowProblem>,
    }
    struct RowsFound { pub total: u32, pub rows: Vec<ImportRow> }

    /// An import on record.
    struct ImportLine {
        pub id: String,
        pub file_name: String,
        pub day: String,
        pub who: String,
        pub when: String,
        pub rows: u32,
        pub added: u32,
        pub updated: u32,
        pub unchanged: u32,
        pub duplicates: u32,
        pub rejected: u32,
        /// People undone so far.
        pub undone: u32,
        /// The day on which all of it was undone.
        pub undone_on: Option<String>,
    }

    struct ImportUndo { pub id: String, pub partial: bool }
    /// Something that stays, and why.
    struct UndoObstacle {
        pub person: Option<String>,
        pub name: String,
        pub household: Option<String>,
        pub reason: String,
    }
    struct UndoReport {
        pub import: ImportLine,
        pub removed: u32,
        pub returned: u32,
        pub households: u32,
        pub obstacles: Vec<UndoObstacle>,
    }
}
