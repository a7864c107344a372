//! One error for the whole core: a stable code, the values that fill its
//! sentence, and a kind that says who can do something about it.

use thiserror::Error as ThisError;

/// Shorthand used everywhere in the core.
pub type Result<T, E = Error> = std::result::Result<T, E>;

/// Who can do something about an error.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum ErrorKind {
    /// The input breaks a rule; the person can mend it.
    Refused,
    /// What was asked for does not exist.
    Absent,
    /// The passphrase, the user or the right does not suffice.
    Denied,
    /// A file or package cannot be taken.
    Input,
    /// The disk, the database or the machine failed; nothing was changed.
    Failed,
}

/// What went wrong, without words: those come from Fluent by `code`.
#[derive(Debug, ThisError)]
#[error("{code} {params:?}")]
pub struct Error {
    /// Who can do something about it.
    pub kind: ErrorKind,
    /// Stable code in capitals, such as `STORE_PASSPHRASE`.
    pub code: &'static str,
    /// Values for the sentence, by Fluent variable name.
    pub params: Vec<(&'static str, String)>,
    /// What lies underneath, for the diagnostic bundle only.
    #[source]
    pub source: Option<Box<dyn std::error::Error + Send + Sync>>,
}

impl Error {
    /// An error of `kind` with `code` and no values.
    pub fn new(kind: ErrorKind, code: &'static str) -> Self {
        Self {
            kind,
            code,
            params: Vec::new(),
            source: None,
        }
    }

    /// The input breaks a rule.
    pub fn refused(code: &'static str) -> Self {
        Self::new(ErrorKind::Refused, code)
    }

    /// What was asked for does not exist.
    pub fn absent(code: &'static str) -> Self {
        Self::new(ErrorKind::Absent, code)
    }

    /// Adds a value for the sentence.
    #[must_use]
    pub fn with(mut self, name: &'static str, value: impl ToString) -> Self {
        self.params.push((name, value.to_string()));
        self
    }

    /// Adds the cause.
    #[must_use]
    pub fn because(mut self, source: impl std::error::Error + Send + Sync + 'static) -> Self {
        self.source = Some(Box::new(source));
        self
    }
}

impl From<rusqlite::Error> for Error {
    fn from(source: rusqlite::Error) -> Self {
        let code = match source.sqlite_error_code() {
            Some(rusqlite::ErrorCode::DiskFull) => "STORE_DISK_FULL",
            Some(rusqlite::ErrorCode::DatabaseBusy | rusqlite::ErrorCode::DatabaseLocked) => {
                "STORE_BUSY"
            }
            Some(rusqlite::ErrorCode::NotADatabase) => "STORE_DAMAGED",
            Some(rusqlite::ErrorCode::DatabaseCorrupt) => "STORE_DAMAGED",
            _ => "STORE_FAILED",
        };
        Self::new(ErrorKind::Failed, code).because(source)
    }
}

impl From<std::io::Error> for Error {
    fn from(source: std::io::Error) -> Self {
        let code = match source.kind() {
            std::io::ErrorKind::StorageFull => "STORE_DISK_FULL",
            _ => "FILE_FAILED",
        };
        Self::new(ErrorKind::Failed, code)
            .with("reason", &source)
            .because(source)
    }
}

impl From<tongfu_package::FormatError> for Error {
    fn from(source: tongfu_package::FormatError) -> Self {
        Self::new(ErrorKind::Input, "LOG_DAMAGED")
            .with("reason", &source)
            .because(source)
    }
}

impl From<tongfu_package::keys::KeyError> for Error {
    fn from(source: tongfu_package::keys::KeyError) -> Self {
        Self {
            kind: ErrorKind::Input,
            code: source.code(),
            params: source.params(),
            source: Some(Box::new(source)),
        }
    }
}
