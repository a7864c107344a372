//! A new laptop asks to be certified.

use ed25519_dalek::VerifyingKey;

use crate::error::FormatError;
use crate::fields::{Fields, number, octets};
use crate::keys::certificate::{DevicePublic, Fingerprint, check_suite};
use crate::keys::error::KeyError;
use crate::keys::keyset::{OfficeKeys, OfficeRole};
use crate::keys::secret::{DeviceKeys, X25519Public};
use crate::keys::signed::{envelope, open_envelope, verify, verifying_key};
use crate::operation::{DeviceId, OfficeId, SUITE};
use crate::value::Value;

const MAGIC: &[u8; 8] = b"\x89TFR1\r\n\x1a";
const DOMAIN: &[u8] = b"tongfu request v1\0";

/// What goes into a request.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct DeviceRequestDraft {
    pub office: OfficeId,
    pub role: OfficeRole,
    /// Division code.
    pub code: String,
    pub office_name: String,
    pub device: DeviceId,
    pub device_name: String,
    /// Public half of the office's recovery key; a further laptop of an office
    /// that has one already leaves it out.
    pub recovery: Option<X25519Public>,
    /// Milliseconds since 1970-01-01 UTC.
    pub created_at: i64,
}

/// A request whose own signature was verified: whoever made it holds the
/// signing key it names. That the key is the laptop's is what comparing the
/// fingerprint shows.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct DeviceRequest {
    draft: DeviceRequestDraft,
    public: DevicePublic,
    encoded: Vec<u8>,
}

impl DeviceRequest {
    /// Signs `draft` with the new laptop's keys.
    pub fn sign(draft: &DeviceRequestDraft, keys: &DeviceKeys) -> Result<Self, KeyError> {
        let mut entries = vec![
            (0, number(SUITE.into())),
            (1, number(draft.role.number().into())),
            (2, octets(draft.office)),
            (3, Value::Text(draft.code.clone())),
            (4, Value::Text(draft.office_name.clone())),
            (5, octets(draft.device)),
            (6, Value::Text(draft.device_name.clone())),
            (7, octets(keys.verifying_key().as_bytes())),
            (8, octets(keys.x25519().as_bytes())),
            (10, Value::Int(draft.created_at)),
        ];
        if let Some(recovery) = draft.recovery {
            entries.push((9, octets(recovery.as_bytes())));
        }
        let body = Value::map(entries).encode();
        let mut bytes = MAGIC.to_vec();
        bytes.extend(envelope(DOMAIN, &body, keys.signing_key()));
        Self::decode(&bytes)
    }

    /// Reads a request file and verifies its signature.
    pub fn decode(bytes: &[u8]) -> Result<Self, KeyError> {
        let content = bytes.strip_prefix(MAGIC).ok_or(KeyError::NotOne)?;
        let (body, signature) = open_envelope(content, "request")?;
        let mut fields = Fields::decode(body, "request")?;
        check_suite(&mut fields)?;
        let key: VerifyingKey = verifying_key(&fields.fixed(7, "ed25519")?, "ed25519")?;
        verify(DOMAIN, body, &signature, &key, "request")?;
        let draft = DeviceRequestDraft {
            role: OfficeRole::from_number(fields.int(1, "role")?)?,
            office: OfficeId(fields.fixed(2, "office")?),
            code: fields.text(3, "code")?,
            office_name: fields.text(4, "office_name")?,
            device: DeviceId(fields.fixed(5, "device")?),
            device_name: fields.text(6, "device_name")?,
            recovery: optional_x25519(&mut fields, 9)?,
            created_at: fields.int(10, "created_at")?,
        };
        let public = DevicePublic {
            device: draft.device,
            office: draft.office,
            ed25519: key,
            x25519: X25519Public::from_bytes(fields.fixed(8, "x25519")?)?,
            name: draft.device_name.clone(),
        };
        Ok(Self {
            draft,
            public,
            encoded: bytes.to_vec(),
        })
    }

    /// The bytes of the request file.
    pub fn as_bytes(&self) -> &[u8] {
        &self.encoded
    }

    /// What was asked for.
    pub fn draft(&self) -> &DeviceRequestDraft {
        &self.draft
    }

    /// The public side of the new laptop.
    pub fn public(&self) -> &DevicePublic {
        &self.public
    }

    /// What the new laptop shows and the granter compares.
    pub fn fingerprint(&self) -> Fingerprint {
        self.public.fingerprint()
    }

    /// Whether the grant is confirmed: `typed` is what the granter was told.
    /// Nothing typed leaves it unconfirmed; something else is refused.
    pub fn confirm(&self, typed: Option<&str>) -> Result<bool, KeyError> {
        match typed {
            None => Ok(false),
            Some(typed) if self.fingerprint().matches(typed) => Ok(true),
            Some(_) => Err(KeyError::Fingerprint {
                expected: self.fingerprint().to_string(),
            }),
        }
    }

    /// The office as the keyset will hold it when this is its first device.
    pub fn office_keys(&self) -> OfficeKeys {
        OfficeKeys {
            office: self.draft.office,
            code: self.draft.code.clone(),
            name: self.draft.office_name.clone(),
            role: self.draft.role,
            recovery: self.draft.recovery,
            administrators: vec![self.draft.device],
        }
    }
}

pub(crate) fn optional_x25519(
    fields: &mut Fields,
    key: i64,
) -> Result<Option<X25519Public>, FormatError> {
    fields
        .optional_fixed(key, "x25519")?
        .map(X25519Public::from_bytes)
        .transpose()
}
