//! What can be wrong with a file as a whole.

use thiserror::Error;

/// A refusal of a whole file. `code()` is stable and is the key of the words
/// shown; `params()` are their arguments.
#[derive(Debug, Clone, PartialEq, Eq, Error)]
pub enum TableError {
    /// The bytes are no spreadsheet and no delimited text.
    #[error("{file}: not a table")]
    NotATable { file: String },
    /// The workbook asks for a password.
    #[error("{file}: protected by a password")]
    Encrypted { file: String },
    /// A binary file of WPS (`.et`, `.ett`): it must be saved as xlsx first.
    #[error("{file}: WPS binary workbook")]
    WpsBinary { file: String },
    /// More than [`crate::Limits`] allow; `limit` names which of them.
    #[error("{file}: more than {max} {limit}")]
    TooLarge {
        file: String,
        limit: &'static str,
        max: u64,
    },
    /// The file is of a known kind but broken.
    #[error("{file}: damaged: {detail}")]
    Damaged { file: String, detail: String },
    /// No cell of any sheet holds anything.
    #[error("{file}: empty")]
    Empty { file: String },
    /// The file can't be read from its place.
    #[error("{file}: {detail}")]
    Io { file: String, detail: String },
    /// No sheet has the columns that are needed; `missing` are field keys,
    /// `seen` the header texts of the best row found.
    #[error("{file}: columns missing: {missing:?}")]
    ColumnsMissing {
        file: String,
        missing: Vec<&'static str>,
        seen: Vec<String>,
    },
    /// The output can't be written.
    #[error("{file}: not written: {detail}")]
    Write { file: String, detail: String },
}

impl TableError {
    /// Stable code, the key of the words.
    pub fn code(&self) -> &'static str {
        match self {
            Self::NotATable { .. } => "NOT_A_TABLE",
            Self::Encrypted { .. } => "TABLE_ENCRYPTED",
            Self::WpsBinary { .. } => "TABLE_ET",
            Self::TooLarge { .. } => "TABLE_TOO_LARGE",
            Self::Damaged { .. } => "TABLE_DAMAGED",
            Self::Empty { .. } => "TABLE_EMPTY",
            Self::Io { .. } => "TABLE_IO",
            Self::ColumnsMissing { .. } => "TABLE_COLUMNS_MISSING",
            Self::Write { .. } => "TABLE_WRITE",
        }
    }

    /// Arguments of the words: always `file` (the name without its folders).
    pub fn params(&self) -> Vec<(&'static str, String)> {
        let mut params = Vec::with_capacity(3);
        match self {
            Self::NotATable { file }
            | Self::Encrypted { file }
            | Self::WpsBinary { file }
            | Self::Empty { file } => params.push(("file", file.clone())),
            Self::TooLarge { file, limit, max } => {
                params.push(("file", file.clone()));
                params.push(("limit", (*limit).to_owned()));
                params.push(("max", max.to_string()));
            }
            Self::Damaged { file, detail }
            | Self::Io { file, detail }
            | Self::Write { file, detail } => {
                params.push(("file", file.clone()));
                params.push(("detail", detail.clone()));
            }
            Self::ColumnsMissing {
                file,
                missing,
                seen,
            } => {
                params.push(("file", file.clone()));
                params.push(("missing", missing.join(",")));
                params.push(("seen", seen.join("、")));
            }
        }
        params
    }
}
