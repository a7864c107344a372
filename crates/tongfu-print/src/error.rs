//! Why a document cannot be printed.

use crate::document::Script;
use thiserror::Error;

/// A refusal; the words come from Fluent by [`PrintError::code`].
#[derive(Debug, Clone, PartialEq, Eq, Error)]
pub enum PrintError {
    /// No font of this machine has the letters.
    #[error("no font for {0:?}")]
    FontMissing(Vec<Script>),
    /// The template and the document do not fit: a fault of the program.
    #[error("the template failed: {0}")]
    Template(String),
}

impl PrintError {
    /// Stable code.
    pub const fn code(&self) -> &'static str {
        match self {
            Self::FontMissing(_) => "PRINT_FONT_MISSING",
            Self::Template(_) => "PRINT_FAILED",
        }
    }

    /// Values for the sentence.
    pub fn params(&self) -> Vec<(&'static str, String)> {
        match self {
            Self::FontMissing(scripts) => vec![(
                "scripts",
                scripts
                    .iter()
                    .map(|script| script.fonts()[0])
                    .collect::<Vec<_>>()
                    .join(", "),
            )],
            Self::Template(reason) => vec![("reason", reason.clone())],
        }
    }
}
