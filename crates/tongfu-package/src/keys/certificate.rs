//! What a device is known by, and who vouches for it.

use std::fmt;

use ed25519_dalek::VerifyingKey;
use sha2::{Digest, Sha256};

use crate::error::FormatError;
use crate::fields::{Fields, number, octets};
use crate::identifiers::to_hex;
use crate::keys::secret::{DeviceKeys, X25519Public};
use crate::keys::signed::{envelope, open_envelope, verify, verifying_key};
use crate::operation::{DeviceId, OfficeId, SUITE};
use crate::value::Value;

const FINGERPRINT_DOMAIN: &[u8] = b"tongfu fingerprint v1\0";
const CERTIFICATE_DOMAIN: &[u8] = b"tongfu certificate v1\0";

/// The first 12 bytes of a SHA-256, as six groups of four hexadecimal digits:
/// short enough to read out over the telephone, long enough (96 bits) that
/// nobody makes a second one.
#[derive(Clone, Copy, PartialEq, Eq)]
pub struct Fingerprint([u8; 12]);

impl Fingerprint {
    pub(crate) fn of(parts: &[&[u8]]) -> Self {
        let mut hasher = Sha256::new();
        hasher.update(FINGERPRINT_DOMAIN);
        for part in parts {
            hasher.update(part);
        }
        let mut short = [0; 12];
        short.copy_from_slice(&hasher.finalize()[..12]);
        Self(short)
    }

    /// Whether a person typed this fingerprint: upper or lower case, spaces,
    /// colons and hyphens anywhere, all 24 digits.
    pub fn matches(&self, typed: &str) -> bool {
        let digits: String = typed
            .chars()
            .filter(|character| !character.is_whitespace() && !matches!(character, '-' | ':'))
            .flat_map(char::to_lowercase)
            .collect();
        digits == to_hex(&self.0)
    }
}

impl fmt::Display for Fingerprint {
    /// `3f2a 91bc 0d17 5e66 a0c9 772b`
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        for (position, group) in self.0.chunks(2).enumerate() {
            if position > 0 {
                formatter.write_str(" ")?;
            }
            formatter.write_str(&to_hex(group))?;
        }
        Ok(())
    }
}

impl fmt::Debug for Fingerprint {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(formatter, "Fingerprint({self})")
    }
}

/// The public side of one laptop.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct DevicePublic {
    pub device: DeviceId,
    pub office: OfficeId,
    pub ed25519: VerifyingKey,
    pub x25519: X25519Public,
    /// What the office calls it; empty in a certificate that an office
    /// administrator signed, because that one is readable outside the seal.
    pub name: String,
}

impl DevicePublic {
    /// Over device, office and both keys; the name may change.
    pub fn fingerprint(&self) -> Fingerprint {
        Fingerprint::of(&[
            self.device.as_bytes(),
            self.office.as_bytes(),
            self.ed25519.as_bytes(),
            self.x25519.as_bytes(),
        ])
    }

    /// Whether `other` is the same device with the same keys; names may differ.
    pub fn same_keys(&self, other: &Self) -> bool {
        self.device == other.device
            && self.office == other.office
            && self.ed25519 == other.ed25519
            && self.x25519 == other.x25519
    }
}

/// That a device belongs to an office. Inside a keyset the root's signature
/// over the keyset covers it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct DeviceCertificate {
    pub public: DevicePublic,
    /// Milliseconds since 1970-01-01 UTC, by the issuer's clock; display only.
    pub issued_at: i64,
    /// Whether a person compared the fingerprint.
    pub confirmed: bool,
    /// The device that granted it; none for the province's own first one.
    pub issuer: Option<DeviceId>,
}

impl DeviceCertificate {
    pub(crate) fn to_value(&self) -> Value {
        let mut entries = vec![
            (0, octets(self.public.device)),
            (1, octets(self.public.office)),
            (2, octets(self.public.ed25519.as_bytes())),
            (3, octets(self.public.x25519.as_bytes())),
            (5, Value::Int(self.issued_at)),
            (6, Value::Bool(self.confirmed)),
        ];
        if !self.public.name.is_empty() {
            entries.push((4, Value::Text(self.public.name.clone())));
        }
        if let Some(issuer) = self.issuer {
            entries.push((7, octets(issuer)));
        }
        Value::map(entries)
    }

    pub(crate) fn from_value(value: Value) -> Result<Self, FormatError> {
        let mut fields = Fields::of(value, "certificate")?;
        Ok(Self {
            public: DevicePublic {
                device: DeviceId(fields.fixed(0, "device")?),
                office: OfficeId(fields.fixed(1, "office")?),
                ed25519: verifying_key(&fields.fixed(2, "ed25519")?, "ed25519")?,
                x25519: X25519Public::from_bytes(fields.fixed(3, "x25519")?)?,
                name: fields.optional_text(4, "name")?.unwrap_or_default(),
            },
            issued_at: fields.int(5, "issued_at")?,
            confirmed: fields.bool(6, "confirmed")?,
            issuer: fields.optional_fixed(7, "issuer")?.map(DeviceId),
        })
    }
}

/// A certificate signed by an administrator's device for its own office. It
/// travels in the header of the packages of the device it is for, so that
/// readers who only know the keyset can follow the chain to the root; whether
/// the issuer may issue is for [`KeyRing`](crate::keys::KeyRing) to say.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct DelegatedCertificate {
    certificate: DeviceCertificate,
    issuer: DeviceId,
    body: Vec<u8>,
    signature: [u8; 64],
    encoded: Vec<u8>,
}

impl DelegatedCertificate {
    /// Signs for `public` (its name is left out) with the keys of `issuer`.
    pub fn issue(
        public: &DevicePublic,
        confirmed: bool,
        issued_at: i64,
        issuer: DeviceId,
        keys: &DeviceKeys,
    ) -> Result<Self, FormatError> {
        let certificate = DeviceCertificate {
            public: DevicePublic {
                name: String::new(),
                ..public.clone()
            },
            issued_at,
            confirmed,
            issuer: Some(issuer),
        };
        let body = Value::map([(0, number(SUITE.into())), (1, certificate.to_value())]).encode();
        Self::decode(&envelope(CERTIFICATE_DOMAIN, &body, keys.signing_key()))
    }

    /// Reads one; verifies nothing yet.
    pub fn decode(bytes: &[u8]) -> Result<Self, FormatError> {
        let (body, signature) = open_envelope(bytes, "certificate")?;
        let mut fields = Fields::decode(body, "certificate")?;
        check_suite(&mut fields)?;
        let inner = fields.optional(1).ok_or(FormatError::Field {
            what: "certificate",
        })?;
        let certificate = DeviceCertificate::from_value(inner)?;
        if !certificate.public.name.is_empty() {
            return Err(FormatError::Field { what: "name" });
        }
        let issuer = certificate
            .issuer
            .ok_or(FormatError::Field { what: "issuer" })?;
        Ok(Self {
            certificate,
            issuer,
            body: body.to_vec(),
            signature,
            encoded: bytes.to_vec(),
        })
    }

    /// The bytes as they were signed.
    pub fn as_bytes(&self) -> &[u8] {
        &self.encoded
    }

    /// The device that signed it.
    pub fn issuer(&self) -> DeviceId {
        self.issuer
    }

    /// What it claims; trust it only after [`verify`](Self::verify).
    pub fn claimed(&self) -> &DeviceCertificate {
        &self.certificate
    }

    /// What it says, if the issuer's `key` signed it.
    pub fn verify(&self, key: &VerifyingKey) -> Result<&DeviceCertificate, FormatError> {
        verify(
            CERTIFICATE_DOMAIN,
            &self.body,
            &self.signature,
            key,
            "certificate",
        )?;
        Ok(&self.certificate)
    }
}

/// Refuses a suite of a later version; it stands under key 0 everywhere.
pub(crate) fn check_suite(fields: &mut Fields) -> Result<(), FormatError> {
    match fields.int::<u8>(0, "suite")? {
        SUITE => Ok(()),
        suite => Err(FormatError::TooNew {
            what: "suite",
            found: u64::from(suite),
        }),
    }
}
