//! Why a package was refused or could not be made.

use std::io;

use thiserror::Error;

use crate::error::FormatError;
use crate::operation::{DeviceId, OfficeId};

/// Which part of the file was not as the sender wrote it.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Part {
    Magic,
    Header,
    Payload,
    /// Bytes after the end.
    Trailing,
}

impl Part {
    /// Stable word for params.
    pub const fn name(self) -> &'static str {
        match self {
            Self::Magic => "magic",
            Self::Header => "header",
            Self::Payload => "payload",
            Self::Trailing => "trailing",
        }
    }
}

/// Why a package was refused or could not be made.
#[derive(Debug, Clone, PartialEq, Eq, Error)]
pub enum PackageError {
    /// The file does not begin as a package does.
    #[error("not a package")]
    NotOne,
    /// The file ends too early.
    #[error("cut off: {found} of {expected} bytes")]
    Cut { expected: u64, found: u64 },
    /// The file is not as the sender wrote it.
    #[error("altered: {}", part.name())]
    Altered { part: Part },
    /// The signature is not that of the sender named in the header: a changed
    /// header, a forged sender, or a payload put under another header.
    #[error("the signature does not fit")]
    Signature,
    /// Nobody we know certified the sender.
    #[error("unknown sender {device}")]
    SenderUnknown { device: DeviceId, office: OfficeId },
    /// The sender was revoked before everything in the package.
    #[error("revoked sender {device}")]
    SenderRevoked { device: DeviceId },
    /// None of our keys opens it.
    #[error("sealed for office {destination}")]
    NotForUs { destination: String },
    /// A newer version of the program is needed.
    #[error("needs reader {needed}")]
    TooNew { needed: u64, supported: u64 },
    /// Hash and signature fit, and yet the content contradicts itself.
    #[error("inconsistent content: {what}")]
    Frames { what: &'static str },
    /// Larger than the format allows.
    #[error("too large: {what}")]
    TooLarge { what: &'static str },
    /// There is nobody to seal it to.
    #[error("no recipient")]
    NoRecipient,
    /// A package file of this name exists already.
    #[error("the file exists already")]
    Exists,
    /// The disk is full.
    #[error("no space left")]
    DiskFull,
    /// Reading or writing failed.
    #[error("input or output failed: {detail}")]
    Io { kind: io::ErrorKind, detail: String },
}

impl PackageError {
    /// Stable code for sentences and scripts.
    pub fn code(&self) -> &'static str {
        match self {
            Self::NotOne => "PACKAGE_NOT_ONE",
            Self::Cut { .. } => "PACKAGE_CUT",
            Self::Altered { .. } => "PACKAGE_ALTERED",
            Self::Signature => "PACKAGE_SIGNATURE",
            Self::SenderUnknown { .. } => "PACKAGE_SENDER_UNKNOWN",
            Self::SenderRevoked { .. } => "PACKAGE_SENDER_REVOKED",
            Self::NotForUs { .. } => "PACKAGE_NOT_FOR_US",
            Self::TooNew { .. } => "PACKAGE_TOO_NEW",
            Self::Frames { .. } => "PACKAGE_FRAMES",
            Self::TooLarge { .. } => "PACKAGE_TOO_LARGE",
            Self::NoRecipient => "PACKAGE_NO_RECIPIENT",
            Self::Exists => "PACKAGE_EXISTS",
            Self::DiskFull => "PACKAGE_DISK_FULL",
            Self::Io { .. } => "PACKAGE_IO",
        }
    }

    /// The values the sentence needs.
    pub fn params(&self) -> Vec<(&'static str, String)> {
        match self {
            Self::NotOne | Self::Signature | Self::NoRecipient | Self::Exists | Self::DiskFull => {
                Vec::new()
            }
            Self::Cut { expected, found } => vec![
                ("expected", expected.to_string()),
                ("found", found.to_string()),
            ],
            Self::Altered { part } => vec![("part", part.name().to_owned())],
            Self::SenderUnknown { device, office } => {
                vec![
                    ("device", device.to_string()),
                    ("office", office.to_string()),
                ]
            }
            Self::SenderRevoked { device } => vec![("device", device.to_string())],
            Self::NotForUs { destination } => vec![("destination", destination.clone())],
            Self::TooNew { needed, supported } => vec![
                ("needed", needed.to_string()),
                ("supported", supported.to_string()),
            ],
            Self::Frames { what } | Self::TooLarge { what } => vec![("what", (*what).to_owned())],
            Self::Io { detail, .. } => vec![("detail", detail.clone())],
        }
    }

    /// A structure inside an authentic package that does not hold to the format.
    pub(crate) fn inside(error: &FormatError) -> Self {
        match error {
            FormatError::TooNew { found, .. } => Self::TooNew {
                needed: *found,
                supported: super::READER,
            },
            FormatError::Malformed { what }
            | FormatError::NotDeterministic { what }
            | FormatError::Forbidden { what }
            | FormatError::TooLarge { what }
            | FormatError::Field { what }
            | FormatError::Signature { what } => Self::Frames { what },
            FormatError::Trailing { .. } => Self::Frames { what: "frame" },
            FormatError::Seal => Self::Frames { what: "section" },
        }
    }
}

impl From<io::Error> for PackageError {
    fn from(error: io::Error) -> Self {
        match error.kind() {
            io::ErrorKind::StorageFull | io::ErrorKind::QuotaExceeded => Self::DiskFull,
            io::ErrorKind::AlreadyExists => Self::Exists,
            kind => Self::Io {
                kind,
                detail: error.to_string(),
            },
        }
    }
}
