//! Why a key file was refused.

use thiserror::Error;

use crate::error::FormatError;
use crate::operation::{DeviceId, OfficeId};

/// Why a request, grant, certificate or keyset was refused.
#[derive(Debug, Clone, PartialEq, Eq, Error)]
pub enum KeyError {
    /// The file is no device request or grant at all.
    #[error("not a file of this kind")]
    NotOne,
    /// The bytes are not the structure they should be.
    #[error(transparent)]
    Format(#[from] FormatError),
    /// A keyset signed by another root than the one this store trusts.
    #[error("signed under another root key")]
    OtherRoot,
    /// A keyset older than the one in force.
    #[error("keyset {found} is older than {known}")]
    Rollback { known: u64, found: u64 },
    /// A second keyset of the same version with another content.
    #[error("another keyset of version {version} is in force")]
    Fork { version: u64 },
    /// The grant is for another device, or for other keys of this one.
    #[error("the grant is for device {device}")]
    OtherDevice { device: DeviceId },
    /// The granter has no right to grant, or its signature does not fit.
    #[error("device {device} may not grant here")]
    Granter { device: DeviceId },
    /// The certificate's issuer is no administrator of that office.
    #[error("device {device} may not certify for office {office}")]
    Issuer { device: DeviceId, office: OfficeId },
    /// The fingerprint the person compared is not the one of these keys.
    #[error("the fingerprint differs")]
    Fingerprint { expected: String },
    /// A device that is known with other keys or in another office.
    #[error("device {device} is known with other keys")]
    DeviceKnown { device: DeviceId },
    /// A device that was revoked.
    #[error("device {device} was revoked")]
    DeviceRevoked { device: DeviceId },
    /// An office that is known in another role.
    #[error("office {office} is known in another role")]
    OfficeRole { office: OfficeId },
    /// The keyset contradicts itself.
    #[error("the keyset contradicts itself: {what}")]
    Inconsistent { what: &'static str },
}

impl KeyError {
    /// Stable code for sentences and scripts.
    pub fn code(&self) -> &'static str {
        match self {
            Self::NotOne => "KEY_FILE_NOT_ONE",
            Self::Format(error) => match error {
                FormatError::Signature { .. } => "KEY_FILE_SIGNATURE",
                FormatError::TooNew { .. } => "KEY_FILE_TOO_NEW",
                _ => "KEY_FILE_ALTERED",
            },
            Self::OtherRoot => "KEYSET_OTHER_ROOT",
            Self::Rollback { .. } => "KEYSET_ROLLBACK",
            Self::Fork { .. } => "KEYSET_FORK",
            Self::OtherDevice { .. } => "GRANT_OTHER_DEVICE",
            Self::Granter { .. } => "GRANT_GRANTER",
            Self::Issuer { .. } => "CERTIFICATE_ISSUER",
            Self::Fingerprint { .. } => "FINGERPRINT_DIFFERS",
            Self::DeviceKnown { .. } => "DEVICE_KNOWN",
            Self::DeviceRevoked { .. } => "DEVICE_REVOKED",
            Self::OfficeRole { .. } => "OFFICE_ROLE",
            Self::Inconsistent { .. } => "KEYSET_INCONSISTENT",
        }
    }

    /// The values the sentence needs.
    pub fn params(&self) -> Vec<(&'static str, String)> {
        match self {
            Self::NotOne | Self::OtherRoot => Vec::new(),
            Self::Format(error) => error.params(),
            Self::Rollback { known, found } => {
                vec![("known", known.to_string()), ("found", found.to_string())]
            }
            Self::Fork { version } => vec![("version", version.to_string())],
            Self::OtherDevice { device }
            | Self::Granter { device }
            | Self::DeviceKnown { device }
            | Self::DeviceRevoked { device } => vec![("device", device.to_string())],
            Self::Issuer { device, office } => {
                vec![
                    ("device", device.to_string()),
                    ("office", office.to_string()),
                ]
            }
            Self::Fingerprint { expected } => vec![("expected", expected.clone())],
            Self::OfficeRole { office } => vec![("office", office.to_string())],
            Self::Inconsistent { what } => vec![("what", (*what).to_owned())],
        }
    }
}
