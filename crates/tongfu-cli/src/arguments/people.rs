//! Rosters, people, pairs that may be one person.

use super::{ErasureTask, PaperFor};
use clap::{Args, Subcommand};
use std::path::PathBuf;

#[derive(Debug, Subcommand)]
pub enum PeopleTask {
    /// Imports a roster: xlsx, xls, ods, or CSV in UTF-8 or GB18030.
    Import(RosterArguments),
    /// The imports made, newest first.
    Imports,
    /// Undoes an import as long as nothing depends on it.
    UndoImport {
        id: String,
        /// Undo what nothing depends on and leave the rest.
        #[arg(long)]
        partial: bool,
    },
    /// Pairs of entries that may be one person, the most alike first.
    Duplicates {
        #[arg(long, value_name = "N", default_value_t = 1_000_000)]
        limit: u32,
    },
    /// Two entries side by side.
    Compare { one: String, other: String },
    /// Says that two entries are one person; nothing is rewritten.
    Merge(PairReason),
    /// Says that two entries are two people.
    TellApart(PairReason),
    /// Takes such a decision back.
    Undecide(PairReason),
    /// The whole value of a masked field; that it was looked at is recorded.
    Reveal {
        id: String,
        /// `document_number`, `bank_card` or `passport_number`.
        field: String,
        #[arg(long, value_name = "TEXT")]
        reason: String,
    },
    /// Who looked at masked values, when and why.
    AccessLog {
        /// Only of this person.
        #[arg(long, value_name = "ID")]
        person: Option<String>,
        /// Only by this user.
        #[arg(long, value_name = "NAME")]
        who: Option<String>,
        #[arg(long, value_name = "DATE")]
        from: Option<String>,
        #[arg(long, value_name = "DATE")]
        to: Option<String>,
        /// Write it as a workbook.
        #[arg(long, value_name = "OUT.xlsx")]
        out: Option<PathBuf>,
    },
    /// Finds people by name, pinyin, initials, the number's tail, phone, place.
    Find {
        query: String,
        #[arg(long, value_name = "N", default_value_t = 20)]
        limit: u32,
    },
    /// Writes the list of people, numbers masked unless a second person agreed.
    Export {
        #[arg(long, value_name = "OUT.xlsx")]
        out: PathBuf,
        /// Whole numbers.
        #[arg(long, requires = "approval")]
        unmasked: bool,
        /// The request that was granted.
        #[arg(long, value_name = "ID", requires = "unmasked")]
        approval: Option<String>,
    },
    #[command(flatten)]
    Erasure(ErasureTask),
    /// Prints everything held about a person.
    MyRecord(PaperFor),
}

#[derive(Debug, Args)]
pub struct PairReason {
    pub one: String,
    pub other: String,
    #[arg(long, value_name = "TEXT", default_value = "")]
    pub reason: String,
}

#[derive(Debug, Args)]
pub struct RosterArguments {
    pub file: PathBuf,
    /// Only say what would happen.
    #[arg(long)]
    pub dry_run: bool,
    /// Write the rejected rows with their reasons here.
    #[arg(long, value_name = "OUT.xlsx")]
    pub rejects: Option<PathBuf>,
    /// The column of a field, by letter or header; `-=COLUMN` is not taken.
    #[arg(long, value_name = "FIELD=COLUMN", allow_hyphen_values = true)]
    pub map: Vec<String>,
    /// What wins in an update: file, record, or fill (only blanks).
    #[arg(long, value_name = "FIELD=file|record|fill")]
    pub wins: Vec<String>,
    /// First row of the header.
    #[arg(long, value_name = "N", value_parser = clap::value_parser!(u32).range(1..))]
    pub header_row: Option<u32>,
    /// The sheet, from 1.
    #[arg(long, value_name = "N", value_parser = clap::value_parser!(u32).range(1..))]
    pub sheet: Option<u32>,
}
