//! Line entry: a sheet of people, checked row by row, saved as one action.

use super::boundary;
use std::collections::BTreeMap;

boundary! {
    /// A row as typed; `id` numbers rows in the order in which they were begun.
    struct EntryRow { pub id: u32, pub cells: BTreeMap<String, String> }
    /// Rows that changed. `sheet` is the page's number for its sheet; `first`
    /// begins it anew, so that all its rows follow.
    struct EntryCheck { pub sheet: u32, pub first: bool, pub rows: Vec<EntryRow>, pub removed: Vec<u32> }
    /// `known` is false when the program knows nothing of the sheet any more:
    /// all its rows are wanted again.
    struct EntryChecked { pub known: bool, pub rows: Vec<EntryRowCheck> }
    /// What saving would make of a row.
    #[derive(Copy, Eq)]
    enum EntryFate { Blank, Add, Update, Unchanged, Twice, Refused }
    struct EntryRowCheck {
        pub id: u32,
        pub fate: EntryFate,
        pub problems: Vec<EntryProblem>,
        /// Cells as they are stored, where that differs from what was typed.
        pub normal: BTreeMap<String, String>,
        /// What follows for blank cells.
        pub fills: BTreeMap<String, String>,
    }
    struct EntryProblem {
        pub field: String,
        pub code: String,
        pub message: String,
        pub hint: Option<String>,
        pub refuses: bool,
        /// A text that would mend the cell.
        pub fix: Option<String>,
        /// Another row that this one is like.
        pub of_row: Option<u32>,
    }
    struct EntrySuggest { pub sheet: u32, pub field: String, pub text: String, pub township: String }
    struct EntrySuggestion { pub text: String, pub uses: u32 }
    /// A block from the clipboard; `fields` are the columns from the cell on
    /// that it falls into.
    struct EntryPaste { pub text: String, pub fields: Vec<String> }
    struct EntryPasted {
        pub headings: bool,
        pub rows: Vec<BTreeMap<String, String>>,
        pub unknown: Vec<String>,
        pub beyond: u32,
    }
    struct EntrySave { pub sheet: u32, pub rows: Vec<EntryRow> }
    /// The sheet whose saving has ended.
    struct EntryOf { pub sheet: u32 }
    struct EntrySaved {
        pub added: u32,
        pub updated: u32,
        pub unchanged: u32,
        /// Rows that are on record now.
        pub taken: Vec<u32>,
        /// Rows that stay in the sheet, with their reasons.
        pub kept: Vec<EntryRowCheck>,
    }
}
