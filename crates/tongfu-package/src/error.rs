//! What can be wrong with bytes that claim to be one of our structures.

use thiserror::Error;

/// Why bytes were refused as a value, an operation, a checkpoint or a key file.
///
/// [`code`](FormatError::code) is stable; `params` name the place for the
/// sentence the reader sees.
#[derive(Debug, Clone, PartialEq, Eq, Error)]
pub enum FormatError {
    /// The bytes end before the structure does, or are not CBOR at all.
    #[error("not well-formed: {what}")]
    Malformed { what: &'static str },
    /// Well-formed, but not the one encoding RFC 8949 §4.2.1 allows.
    #[error("not the deterministic encoding: {what}")]
    NotDeterministic { what: &'static str },
    /// A type that the format never uses: floats, tags, undefined, text keys.
    #[error("a type the format does not use: {what}")]
    Forbidden { what: &'static str },
    /// Something follows the structure.
    #[error("{extra} bytes after the end")]
    Trailing { extra: usize },
    /// Deeper, longer or with more parts than the limits of the format.
    #[error("larger than the format allows: {what}")]
    TooLarge { what: &'static str },
    /// A field is missing, of the wrong type or outside its range.
    #[error("field {what} is missing or outside its range")]
    Field { what: &'static str },
    /// A newer suite or version than this program reads.
    #[error("needs a newer version: {what} {found}")]
    TooNew { what: &'static str, found: u64 },
    /// An Ed25519 signature that `verify_strict` refuses.
    #[error("signature of {what} does not fit")]
    Signature { what: &'static str },
    /// A personal section whose seal is absent from the operation or differs.
    #[error("the section does not fit its seal")]
    Seal,
}

impl FormatError {
    /// Stable code for sentences and scripts.
    pub fn code(&self) -> &'static str {
        match self {
            Self::Malformed { .. } => "FORMAT_MALFORMED",
            Self::NotDeterministic { .. } => "FORMAT_NOT_DETERMINISTIC",
            Self::Forbidden { .. } => "FORMAT_FORBIDDEN",
            Self::Trailing { .. } => "FORMAT_TRAILING",
            Self::TooLarge { .. } => "FORMAT_TOO_LARGE",
            Self::Field { .. } => "FORMAT_FIELD",
            Self::TooNew { .. } => "FORMAT_TOO_NEW",
            Self::Signature { .. } => "FORMAT_SIGNATURE",
            Self::Seal => "FORMAT_SEAL",
        }
    }

    /// The values the sentence needs.
    pub fn params(&self) -> Vec<(&'static str, String)> {
        match self {
            Self::Malformed { what }
            | Self::NotDeterministic { what }
            | Self::Forbidden { what }
            | Self::TooLarge { what }
            | Self::Field { what }
            | Self::Signature { what } => vec![("what", (*what).to_owned())],
            Self::Trailing { extra } => vec![("extra", extra.to_string())],
            Self::TooNew { what, found } => {
                vec![("what", (*what).to_owned()), ("found", found.to_string())]
            }
            Self::Seal => Vec::new(),
        }
    }
}
