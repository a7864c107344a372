//! The file that brings a new laptop its certificate.

use crate::error::FormatError;
use crate::fields::{Fields, bytes, number, octets};
use crate::keys::certificate::{
    DelegatedCertificate, DeviceCertificate, DevicePublic, check_suite,
};
use crate::keys::error::KeyError;
use crate::keys::keyset::{Keyset, OfficeRole};
use crate::keys::ring::KeyRing;
use crate::keys::secret::{DeviceKeys, RootPublic};
use crate::keys::signed::{envelope, open_envelope, verify};
use crate::operation::{DeviceId, OfficeId, SUITE};
use crate::value::Value;

const MAGIC: &[u8; 8] = b"\x89TFG1\r\n\x1a";
const DOMAIN: &[u8] = b"tongfu grant v1\0";

/// What goes into a grant.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct GrantDraft {
    /// The device it is for.
    pub device: DeviceId,
    pub office: OfficeId,
    /// The keyset in force, as it was signed.
    pub keyset: Vec<u8>,
    pub root: RootPublic,
    /// Certificates under that keyset: the new device's own if an
    /// administrator grants it, and those of the office's other laptops.
    pub delegated: Vec<DelegatedCertificate>,
    /// The fingerprint a person compared; none leaves the grant unconfirmed.
    pub confirmed_fingerprint: Option<String>,
    /// The device that grants and signs.
    pub granter: DeviceId,
    /// Milliseconds since 1970-01-01 UTC.
    pub granted_at: i64,
}

/// A grant file that was read, but not yet held to the store it is for.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Grant {
    draft: GrantDraft,
    body: Vec<u8>,
    signature: [u8; 64],
    encoded: Vec<u8>,
}

/// What a verified grant brings.
#[derive(Debug, Clone)]
pub struct AcceptedGrant {
    /// Keyset and delegated certificates, verified.
    pub ring: KeyRing,
    /// The root to hold later keysets to.
    pub root: RootPublic,
    /// The new device's own certificate.
    pub certificate: DeviceCertificate,
    /// The device that granted.
    pub granter: DeviceId,
    /// Whether a person compared the fingerprint.
    pub confirmed: bool,
}

impl Grant {
    /// Signs `draft` with the keys of the granting device.
    pub fn sign(draft: &GrantDraft, keys: &DeviceKeys) -> Result<Self, KeyError> {
        let delegated = draft.delegated.iter().map(|one| octets(one.as_bytes()));
        let mut entries = vec![
            (0, number(SUITE.into())),
            (1, octets(draft.device)),
            (2, octets(draft.office)),
            (3, octets(&draft.keyset)),
            (4, octets(draft.root.to_bytes())),
            (5, Value::Array(delegated.collect())),
            (7, octets(draft.granter)),
            (8, Value::Int(draft.granted_at)),
        ];
        if let Some(fingerprint) = &draft.confirmed_fingerprint {
            entries.push((6, Value::Text(fingerprint.clone())));
        }
        let body = Value::map(entries).encode();
        let mut file = MAGIC.to_vec();
        file.extend(envelope(DOMAIN, &body, keys.signing_key()));
        Self::decode(&file)
    }

    /// Reads a grant file; [`accept`](Self::accept) verifies it.
    pub fn decode(file: &[u8]) -> Result<Self, KeyError> {
        let content = file.strip_prefix(MAGIC).ok_or(KeyError::NotOne)?;
        let (body, signature) = open_envelope(content, "grant")?;
        let mut fields = Fields::decode(body, "grant")?;
        check_suite(&mut fields)?;
        let mut delegated = Vec::new();
        for certificate in fields.array(5, "delegated")? {
            delegated.push(DelegatedCertificate::decode(&bytes(
                certificate,
                "delegated",
            )?)?);
        }
        let draft = GrantDraft {
            device: DeviceId(fields.fixed(1, "device")?),
            office: OfficeId(fields.fixed(2, "office")?),
            keyset: fields.bytes(3, "keyset")?,
            root: RootPublic::from_bytes(&fields.fixed(4, "root")?)?,
            delegated,
            confirmed_fingerprint: fields.optional_text(6, "fingerprint")?,
            granter: DeviceId(fields.fixed(7, "granter")?),
            granted_at: fields.int(8, "granted_at")?,
        };
        Ok(Self {
            draft,
            body: body.to_vec(),
            signature,
            encoded: file.to_vec(),
        })
    }

    /// The bytes of the grant file.
    pub fn as_bytes(&self) -> &[u8] {
        &self.encoded
    }

    /// What it claims; trust it only after [`accept`](Self::accept).
    pub fn claimed(&self) -> &GrantDraft {
        &self.draft
    }

    /// Holds the grant to the store it is for: `own` is that store's device,
    /// `pinned` the root it trusts already (none before its first grant),
    /// `current` the keyset in force there.
    ///
    /// The keyset must verify against the root, not be older than `current`,
    /// and certify `own` with exactly its keys, directly or by a certificate of
    /// an administrator; the granter must be a device of the province or an
    /// administrator of the office, and have signed the file.
    pub fn accept(
        &self,
        own: &DevicePublic,
        pinned: Option<&RootPublic>,
        current: Option<&Keyset>,
    ) -> Result<AcceptedGrant, KeyError> {
        let draft = &self.draft;
        if pinned.is_some_and(|root| *root != draft.root) {
            return Err(KeyError::OtherRoot);
        }
        let keyset = Keyset::decode(&draft.keyset, &draft.root)?;
        if let Some(current) = current {
            keyset.replaces(current)?;
        }
        let granter = self.check_granter(&keyset)?;
        let other = KeyError::OtherDevice {
            device: draft.device,
        };
        if draft.device != own.device || draft.office != own.office {
            return Err(other);
        }
        let mut ring = KeyRing::new(keyset);
        for certificate in &draft.delegated {
            ring.add(certificate.clone())?;
        }
        if ring.keyset().revocation(own.device).is_some() {
            return Err(KeyError::DeviceRevoked { device: own.device });
        }
        let certificate = ring
            .device(own.device)
            .filter(|certificate| certificate.public.same_keys(own))
            .cloned()
            .ok_or(other)?;
        let confirmed = match &draft.confirmed_fingerprint {
            None => false,
            Some(fingerprint) if own.fingerprint().matches(fingerprint) => true,
            Some(_) => {
                return Err(KeyError::Fingerprint {
                    expected: own.fingerprint().to_string(),
                });
            }
        };
        Ok(AcceptedGrant {
            ring,
            root: draft.root,
            certificate,
            granter,
            confirmed,
        })
    }

    fn check_granter(&self, keyset: &Keyset) -> Result<DeviceId, KeyError> {
        let device = self.draft.granter;
        let refused = KeyError::Granter { device };
        let certificate = keyset.device(device).ok_or(refused.clone())?;
        let of_province = keyset.revocation(device).is_none()
            && keyset
                .office(certificate.public.office)
                .is_some_and(|office| office.role == OfficeRole::Province);
        if !of_province && !keyset.is_administrator(device, self.draft.office) {
            return Err(refused);
        }
        verify(
            DOMAIN,
            &self.body,
            &self.signature,
            &certificate.public.ed25519,
            "grant",
        )
        .map_err(|error: FormatError| KeyError::Format(error))?;
        Ok(device)
    }
}
