//! The list of offices, devices and revocations that the root signs.

use std::collections::{BTreeMap, BTreeSet};

use crate::error::FormatError;
use crate::fields::{Fields, fixed, int, number, octets, tuple};
use crate::keys::certificate::{DeviceCertificate, check_suite};
use crate::keys::error::KeyError;
use crate::keys::request::{DeviceRequest, optional_x25519};
use crate::keys::secret::{RootKeys, RootPublic, X25519Public};
use crate::keys::signed::{envelope, open_envelope, verify};
use crate::operation::{DeviceId, Hash32, OfficeId, SUITE, StreamName};
use crate::value::Value;

const DOMAIN: &[u8] = b"tongfu keyset v1\0";

/// What kind of office it is.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum OfficeRole {
    County,
    Port,
    Province,
}

impl OfficeRole {
    /// The number in encodings.
    pub const fn number(self) -> u8 {
        match self {
            Self::County => 1,
            Self::Port => 2,
            Self::Province => 3,
        }
    }

    /// The inverse of [`number`](Self::number).
    pub const fn from_number(number: u8) -> Result<Self, FormatError> {
        match number {
            1 => Ok(Self::County),
            2 => Ok(Self::Port),
            3 => Ok(Self::Province),
            _ => Err(FormatError::Field { what: "role" }),
        }
    }
}

/// What the keyset says of one office.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct OfficeKeys {
    pub office: OfficeId,
    /// Division code.
    pub code: String,
    pub name: String,
    pub role: OfficeRole,
    /// Public half of the recovery key, to which packages are sealed as well.
    pub recovery: Option<X25519Public>,
    /// Devices of this office that may certify further ones of it.
    pub administrators: Vec<DeviceId>,
}

/// The last operation of one chain that still counts.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Cut {
    pub sequence: u64,
    pub hash: Hash32,
}

/// That a device is not trusted any more, from known positions on: never from
/// a time, since its clock is its own. A chain without a cut counts not at all.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Revocation {
    pub device: DeviceId,
    /// Milliseconds since 1970-01-01 UTC; display only.
    pub issued_at: i64,
    /// By (stream, epoch).
    pub cuts: BTreeMap<(StreamName, u32), Cut>,
}

impl Revocation {
    /// Whether the operation at `sequence` of a chain still counts. The
    /// operation at the cut itself must also have the cut's hash.
    pub fn covers(&self, stream: StreamName, epoch: u32, sequence: u64) -> bool {
        self.cuts
            .get(&(stream, epoch))
            .is_some_and(|cut| sequence <= cut.sequence)
    }
}

/// What a keyset holds, before it is signed or after it was verified.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct KeysetContent {
    /// From 1; the highest one seen is in force.
    pub version: u64,
    /// Milliseconds since 1970-01-01 UTC, by the issuer's clock.
    pub issued_at: i64,
    pub offices: Vec<OfficeKeys>,
    /// Revoked devices stay: their earlier signatures are still checked.
    pub devices: Vec<DeviceCertificate>,
    pub revocations: Vec<Revocation>,
}

impl KeysetContent {
    /// Keyset 1: the province's own office and first device.
    pub fn first(province: &DeviceRequest, issued_at: i64) -> Self {
        Self {
            version: 1,
            issued_at,
            offices: vec![province.office_keys()],
            devices: vec![DeviceCertificate {
                public: province.public().clone(),
                issued_at,
                confirmed: true,
                issuer: None,
            }],
            revocations: Vec::new(),
        }
    }

    /// The next version, with the requested device. The first device of an
    /// office brings the office and becomes its administrator; a repeated
    /// request changes nothing but the version and what was confirmed.
    ///
    /// Errors: [`KeyError::DeviceKnown`] for a known device with other keys,
    /// [`KeyError::DeviceRevoked`], [`KeyError::OfficeRole`].
    pub fn granting(
        &self,
        request: &DeviceRequest,
        confirmed: bool,
        issuer: DeviceId,
        issued_at: i64,
    ) -> Result<Self, KeyError> {
        let public = request.public();
        let device = public.device;
        if self.revocations.iter().any(|one| one.device == device) {
            return Err(KeyError::DeviceRevoked { device });
        }
        let mut next = self.clone();
        next.version += 1;
        next.issued_at = issued_at;
        match next
            .offices
            .iter_mut()
            .find(|office| office.office == public.office)
        {
            None => next.offices.push(request.office_keys()),
            Some(office) if office.role != request.draft().role => {
                return Err(KeyError::OfficeRole {
                    office: public.office,
                });
            }
            Some(office) => office.recovery = office.recovery.or(request.draft().recovery),
        }
        match next
            .devices
            .iter_mut()
            .find(|known| known.public.device == device)
        {
            Some(known) if known.public.same_keys(public) => known.confirmed |= confirmed,
            Some(_) => return Err(KeyError::DeviceKnown { device }),
            None => next.devices.push(DeviceCertificate {
                public: public.clone(),
                issued_at,
                confirmed,
                issuer: Some(issuer),
            }),
        }
        Ok(next)
    }

    /// The next version, with `revocation` (replacing an earlier one of the
    /// same device); the device is no administrator any more.
    pub fn revoking(&self, revocation: Revocation, issued_at: i64) -> Self {
        let mut next = self.clone();
        next.version += 1;
        next.issued_at = issued_at;
        for office in &mut next.offices {
            office
                .administrators
                .retain(|device| *device != revocation.device);
        }
        next.revocations
            .retain(|known| known.device != revocation.device);
        next.revocations.push(revocation);
        next
    }

    /// Signs, after holding the content to what readers will demand of it.
    pub fn sign(&self, root: &RootKeys) -> Result<Keyset, KeyError> {
        let bytes = envelope(DOMAIN, &self.body(), root.signing_key());
        Keyset::decode(&bytes, &root.public())
    }

    fn body(&self) -> Vec<u8> {
        let mut offices: Vec<&OfficeKeys> = self.offices.iter().collect();
        offices.sort_by_key(|office| office.office);
        let mut devices: Vec<&DeviceCertificate> = self.devices.iter().collect();
        devices.sort_by_key(|certificate| certificate.public.device);
        let mut revocations: Vec<&Revocation> = self.revocations.iter().collect();
        revocations.sort_by_key(|revocation| revocation.device);
        Value::map([
            (0, number(SUITE.into())),
            (1, number(self.version)),
            (2, Value::Int(self.issued_at)),
            (
                3,
                Value::Array(offices.into_iter().map(office_value).collect()),
            ),
            (
                4,
                Value::Array(
                    devices
                        .into_iter()
                        .map(DeviceCertificate::to_value)
                        .collect(),
                ),
            ),
            (
                5,
                Value::Array(revocations.into_iter().map(revocation_value).collect()),
            ),
        ])
        .encode()
    }

    fn read(body: &[u8]) -> Result<Self, KeyError> {
        let mut fields = Fields::decode(body, "keyset")?;
        check_suite(&mut fields)?;
        let content = Self {
            version: fields.int(1, "version")?,
            issued_at: fields.int(2, "issued_at")?,
            offices: each(fields.array(3, "offices")?, read_office)?,
            devices: each(fields.array(4, "devices")?, DeviceCertificate::from_value)?,
            revocations: each(fields.array(5, "revocations")?, read_revocation)?,
        };
        content.check()?;
        Ok(content)
    }

    /// Ordered, without repetitions, without references into nothing.
    fn check(&self) -> Result<(), KeyError> {
        let wrong = |what| Err(KeyError::Inconsistent { what });
        if self.version == 0 {
            return wrong("version");
        }
        if !self.offices.is_sorted_by(|a, b| a.office < b.office) {
            return wrong("offices");
        }
        if !self
            .devices
            .is_sorted_by(|a, b| a.public.device < b.public.device)
        {
            return wrong("devices");
        }
        if !self.revocations.is_sorted_by(|a, b| a.device < b.device) {
            return wrong("revocations");
        }
        let offices: BTreeSet<OfficeId> = self.offices.iter().map(|one| one.office).collect();
        let devices: BTreeMap<DeviceId, OfficeId> = self
            .devices
            .iter()
            .map(|one| (one.public.device, one.public.office))
            .collect();
        if !devices.values().all(|office| offices.contains(office)) {
            return wrong("device_office");
        }
        for office in &self.offices {
            if !office.administrators.is_sorted_by(|a, b| a < b)
                || !office
                    .administrators
                    .iter()
                    .all(|device| devices.get(device) == Some(&office.office))
            {
                return wrong("administrators");
            }
        }
        Ok(())
    }
}

/// A keyset whose signature was verified against a root key.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Keyset {
    content: KeysetContent,
    encoded: Vec<u8>,
}

impl Keyset {
    /// Reads a keyset and verifies it against `root`.
    ///
    /// Errors: [`KeyError::OtherRoot`] if another key signed it (or it was
    /// altered), [`KeyError::Format`], [`KeyError::Inconsistent`].
    pub fn decode(bytes: &[u8], root: &RootPublic) -> Result<Self, KeyError> {
        let (body, signature) = open_envelope(bytes, "keyset")?;
        verify(DOMAIN, body, &signature, &root.0, "keyset").map_err(|_| KeyError::OtherRoot)?;
        Ok(Self {
            content: KeysetContent::read(body)?,
            encoded: bytes.to_vec(),
        })
    }

    /// The bytes as they were signed, to store and to pass on.
    pub fn as_bytes(&self) -> &[u8] {
        &self.encoded
    }

    /// What it says.
    pub fn content(&self) -> &KeysetContent {
        &self.content
    }

    /// Whether this one takes the place of `current`: the highest version wins.
    /// `Ok(false)` if it is the same one.
    ///
    /// Errors: [`KeyError::Rollback`] if it is older, [`KeyError::Fork`] if it
    /// has the same version and another content.
    pub fn replaces(&self, current: &Keyset) -> Result<bool, KeyError> {
        let (known, found) = (current.content.version, self.content.version);
        if found < known {
            Err(KeyError::Rollback { known, found })
        } else if found > known {
            Ok(true)
        } else if self.encoded == current.encoded {
            Ok(false)
        } else {
            Err(KeyError::Fork { version: found })
        }
    }

    /// The office with this id.
    pub fn office(&self, office: OfficeId) -> Option<&OfficeKeys> {
        let offices = &self.content.offices;
        let at = offices
            .binary_search_by_key(&office, |one| one.office)
            .ok()?;
        offices.get(at)
    }

    /// The certificate of a device, revoked or not.
    pub fn device(&self, device: DeviceId) -> Option<&DeviceCertificate> {
        let devices = &self.content.devices;
        let at = devices
            .binary_search_by_key(&device, |one| one.public.device)
            .ok()?;
        devices.get(at)
    }

    /// The revocation of a device.
    pub fn revocation(&self, device: DeviceId) -> Option<&Revocation> {
        let revocations = &self.content.revocations;
        let at = revocations
            .binary_search_by_key(&device, |one| one.device)
            .ok()?;
        revocations.get(at)
    }

    /// Whether `device` may certify further devices of `office`.
    pub fn is_administrator(&self, device: DeviceId, office: OfficeId) -> bool {
        self.revocation(device).is_none()
            && self
                .office(office)
                .is_some_and(|keys| keys.administrators.contains(&device))
    }
}

fn each<T>(
    values: Vec<Value>,
    read: impl Fn(Value) -> Result<T, FormatError>,
) -> Result<Vec<T>, FormatError> {
    values.into_iter().map(read).collect()
}

fn office_value(office: &OfficeKeys) -> Value {
    let mut administrators = office.administrators.clone();
    administrators.sort_unstable();
    administrators.dedup();
    let mut entries = vec![
        (0, octets(office.office)),
        (1, Value::Text(office.code.clone())),
        (2, Value::Text(office.name.clone())),
        (3, number(office.role.number().into())),
        (
            5,
            Value::Array(administrators.into_iter().map(octets).collect()),
        ),
    ];
    if let Some(recovery) = office.recovery {
        entries.push((4, octets(recovery.as_bytes())));
    }
    Value::map(entries)
}

fn read_office(value: Value) -> Result<OfficeKeys, FormatError> {
    let mut fields = Fields::of(value, "office")?;
    Ok(OfficeKeys {
        office: OfficeId(fields.fixed(0, "office")?),
        code: fields.text(1, "code")?,
        name: fields.text(2, "name")?,
        role: OfficeRole::from_number(fields.int(3, "role")?)?,
        recovery: optional_x25519(&mut fields, 4)?,
        administrators: each(fields.array(5, "administrators")?, |value| {
            fixed(value, "administrators").map(DeviceId)
        })?,
    })
}

fn revocation_value(revocation: &Revocation) -> Value {
    let cuts = revocation.cuts.iter().map(|((stream, epoch), cut)| {
        Value::Array(vec![
            octets(stream.to_bytes()),
            number((*epoch).into()),
            number(cut.sequence),
            octets(cut.hash),
        ])
    });
    Value::map([
        (0, octets(revocation.device)),
        (1, Value::Int(revocation.issued_at)),
        (2, Value::Array(cuts.collect())),
    ])
}

fn read_revocation(value: Value) -> Result<Revocation, FormatError> {
    let mut fields = Fields::of(value, "revocation")?;
    let mut revocation = Revocation {
        device: DeviceId(fields.fixed(0, "device")?),
        issued_at: fields.int(1, "issued_at")?,
        cuts: BTreeMap::new(),
    };
    for cut in fields.array(2, "cuts")? {
        let [stream, epoch, sequence, hash] = tuple(cut, "cuts")?;
        let stream = StreamName::from_bytes(&crate::fields::bytes(stream, "stream")?)?;
        let key = (stream, int(epoch, "epoch")?);
        if revocation
            .cuts
            .last_key_value()
            .is_some_and(|(last, _)| *last >= key)
        {
            return Err(FormatError::NotDeterministic { what: "cuts" });
        }
        revocation.cuts.insert(
            key,
            Cut {
                sequence: int(sequence, "sequence")?,
                hash: Hash32(fixed(hash, "hash")?),
            },
        );
    }
    Ok(revocation)
}
