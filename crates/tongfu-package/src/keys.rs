//! Who may vouch for whom, without a network.
//!
//! A root key signs keysets; a keyset names the offices, the certified devices
//! and what was revoked; an office's administrators may certify further devices
//! of their own office. Every secret enters as bytes and leaves zeroized.

pub mod certificate;
pub mod error;
pub mod grant;
pub mod keyset;
pub mod request;
pub mod ring;
pub mod secret;

pub(crate) mod signed;

pub use certificate::{DelegatedCertificate, DeviceCertificate, DevicePublic, Fingerprint};
pub use ed25519_dalek::VerifyingKey;
pub use error::KeyError;
pub use grant::{AcceptedGrant, Grant, GrantDraft};
pub use keyset::{Cut, Keyset, KeysetContent, OfficeKeys, OfficeRole, Revocation};
pub use request::{DeviceRequest, DeviceRequestDraft};
pub use ring::{KeyRing, Recipient};
pub use secret::{DeviceKeys, RecoveryKey, RootKeys, RootPublic, X25519Public};

#[cfg(test)]
mod tests;
