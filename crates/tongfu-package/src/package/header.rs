//! What a package says of itself without a key: no personal data in it.

use std::fmt;

use ed25519_dalek::VerifyingKey;
use sha2::{Digest, Sha256};

use crate::error::FormatError;
use crate::fields::{self, Fields, fixed, int, number, octets, tuple};
use crate::keys::signed::verifying_key;
use crate::operation::{DeviceId, Hash32, OfficeId, PackageId, SUITE, StreamName};
use crate::value::Value;

/// Version of the format that this crate writes.
pub const FORMAT: u64 = 1;
/// Highest `min_reader` that this crate understands.
pub const READER: u64 = 1;

const DIGEST_DOMAIN: &[u8] = b"tongfu header v1\0";

mod key {
    pub const FORMAT: i64 = 0;
    pub const MIN_READER: i64 = 1;
    pub const SUITE: i64 = 2;
    pub const PACKAGE: i64 = 3;
    pub const KIND: i64 = 4;
    pub const SENDER_DEVICE: i64 = 5;
    pub const SENDER_OFFICE: i64 = 6;
    pub const SENDER_EPOCH: i64 = 7;
    pub const SENDER_KEY: i64 = 8;
    pub const DESTINATION: i64 = 9;
    pub const SCHEMA: i64 = 10;
    pub const APP: i64 = 11;
    pub const RANGES: i64 = 12;
    pub const POSITION: i64 = 13;
    pub const KEYSET: i64 = 14;
    pub const CONTENT_LENGTH: i64 = 15;
    pub const PAYLOAD_LENGTH: i64 = 16;
    pub const PAYLOAD_SHA256: i64 = 17;
    pub const CERTIFICATE: i64 = 18;
}

/// What a package is for.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum PackageKind {
    Operations,
    Snapshot,
    Acknowledgement,
    Bulletin,
    Quota,
    Keyset,
    Attachment,
    /// A kind of a later version.
    Unknown(u32),
}

impl PackageKind {
    /// The number in the header.
    pub const fn number(self) -> u32 {
        match self {
            Self::Operations => 1,
            Self::Snapshot => 2,
            Self::Acknowledgement => 3,
            Self::Bulletin => 4,
            Self::Quota => 5,
            Self::Keyset => 6,
            Self::Attachment => 7,
            Self::Unknown(number) => number,
        }
    }

    /// The inverse of [`number`](Self::number); never fails.
    pub const fn from_number(number: u32) -> Self {
        match number {
            1 => Self::Operations,
            2 => Self::Snapshot,
            3 => Self::Acknowledgement,
            4 => Self::Bulletin,
            5 => Self::Quota,
            6 => Self::Keyset,
            7 => Self::Attachment,
            number => Self::Unknown(number),
        }
    }
}

/// Whom a package is for.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Destination {
    /// Every office it is sealed to: what the province publishes.
    All,
    Office(OfficeId),
}

impl Destination {
    pub(crate) fn to_value(self) -> Value {
        match self {
            Self::All => Value::Null,
            Self::Office(office) => octets(office),
        }
    }

    pub(crate) fn from_value(value: Option<Value>) -> Result<Self, FormatError> {
        match value {
            None | Some(Value::Null) => Ok(Self::All),
            Some(value) => Ok(Self::Office(OfficeId(fixed(value, "destination")?))),
        }
    }
}

impl From<OfficeId> for Destination {
    fn from(office: OfficeId) -> Self {
        Self::Office(office)
    }
}

impl fmt::Display for Destination {
    /// `*`, or the office's id.
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::All => formatter.write_str("*"),
            Self::Office(office) => office.fmt(formatter),
        }
    }
}

/// The operations of one chain in the package: `first..=last` without holes.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct ChainRange {
    pub stream: StreamName,
    pub device: DeviceId,
    pub epoch: u32,
    pub first: u64,
    pub last: u64,
    /// Hash of the operation before `first`; [`Hash32::ZERO`] if that is 1.
    pub before: Hash32,
    /// Hash of the operation at `last`.
    pub after: Hash32,
}

/// Part `index` (from 1) of `count`.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Position {
    pub index: u32,
    pub count: u32,
}

impl Position {
    /// The only part.
    pub const WHOLE: Self = Self { index: 1, count: 1 };
}

/// Who sends, and the key the signature is made with.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Sender {
    pub device: DeviceId,
    pub office: OfficeId,
    pub epoch: u32,
    pub key: VerifyingKey,
}

/// All of a header that is known before the payload is written.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct HeaderDraft {
    pub package: PackageId,
    pub kind: PackageKind,
    pub sender: Sender,
    pub destination: Destination,
    /// Schema version of the sender's store.
    pub schema: u32,
    /// Version of the sender's program.
    pub app: String,
    pub ranges: Vec<ChainRange>,
    pub position: Position,
    /// Version of the keyset the recipients were taken from; 0 before the
    /// first grant.
    pub keyset_version: u64,
    /// The sender's certificate by an office administrator, while no keyset
    /// lists the sender.
    pub certificate: Option<Vec<u8>>,
}

impl HeaderDraft {
    /// SHA-256 over a domain string and the header without the three fields
    /// that describe the payload. The first frame repeats it inside the seal,
    /// so that a payload cannot be put under another header.
    pub fn digest(&self) -> Hash32 {
        let mut hasher = Sha256::new();
        hasher.update(DIGEST_DOMAIN);
        hasher.update(Value::map(self.entries(FORMAT, READER)).encode());
        Hash32(hasher.finalize().into())
    }

    fn entries(&self, format: u64, min_reader: u64) -> Vec<(i64, Value)> {
        let ranges = self.ranges.iter().map(|range| {
            Value::Array(vec![
                octets(range.stream.to_bytes()),
                octets(range.device),
                number(range.epoch.into()),
                number(range.first),
                number(range.last),
                octets(range.before),
                octets(range.after),
            ])
        });
        let position = [self.position.index, self.position.count];
        let mut entries = vec![
            (key::FORMAT, number(format)),
            (key::MIN_READER, number(min_reader)),
            (key::SUITE, number(SUITE.into())),
            (key::PACKAGE, octets(self.package)),
            (key::KIND, number(self.kind.number().into())),
            (key::SENDER_DEVICE, octets(self.sender.device)),
            (key::SENDER_OFFICE, octets(self.sender.office)),
            (key::SENDER_EPOCH, number(self.sender.epoch.into())),
            (key::SENDER_KEY, octets(self.sender.key.as_bytes())),
            (key::DESTINATION, self.destination.to_value()),
            (key::SCHEMA, number(self.schema.into())),
            (key::APP, Value::Text(self.app.clone())),
            (key::RANGES, Value::Array(ranges.collect())),
            (
                key::POSITION,
                Value::Array(position.map(|part| number(part.into())).to_vec()),
            ),
            (key::KEYSET, number(self.keyset_version)),
        ];
        if let Some(certificate) = &self.certificate {
            entries.push((key::CERTIFICATE, octets(certificate)));
        }
        entries
    }
}

/// The header of a package.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Header {
    /// Version of the format it was written in.
    pub format: u64,
    /// Lowest reader that understands it.
    pub min_reader: u64,
    pub draft: HeaderDraft,
    /// Bytes of all frames, uncompressed.
    pub content_length: u64,
    /// Bytes of the age payload.
    pub payload_length: u64,
    pub payload_sha256: Hash32,
    /// See [`HeaderDraft::digest`]; over what was read, known or not.
    pub(crate) digest: Hash32,
}

impl Header {
    /// Who sends.
    pub fn sender(&self) -> &Sender {
        &self.draft.sender
    }

    pub(crate) fn new(
        draft: HeaderDraft,
        content_length: u64,
        payload_length: u64,
        payload_sha256: Hash32,
    ) -> Self {
        Self {
            format: FORMAT,
            min_reader: READER,
            digest: draft.digest(),
            draft,
            content_length,
            payload_length,
            payload_sha256,
        }
    }

    /// The one encoding. The two lengths are eight bytes each, so that the
    /// header's own length is known before the payload's.
    pub(crate) fn encode(&self) -> Vec<u8> {
        let mut entries = self.draft.entries(self.format, self.min_reader);
        entries.push((
            key::CONTENT_LENGTH,
            octets(self.content_length.to_be_bytes()),
        ));
        entries.push((
            key::PAYLOAD_LENGTH,
            octets(self.payload_length.to_be_bytes()),
        ));
        entries.push((key::PAYLOAD_SHA256, octets(self.payload_sha256)));
        Value::map(entries).encode()
    }

    /// Reads the header's bytes. Keys of later versions are passed over.
    ///
    /// Errors: [`FormatError::TooNew`] before anything else is looked at, if
    /// another suite or a later reader is asked for.
    pub(crate) fn decode(bytes: &[u8]) -> Result<Self, FormatError> {
        let mut fields = Fields::decode(bytes, "header")?;
        let min_reader = fields.int(key::MIN_READER, "min_reader")?;
        if min_reader > READER {
            return Err(FormatError::TooNew {
                what: "reader",
                found: min_reader,
            });
        }
        let suite = fields.int::<u8>(key::SUITE, "suite")?;
        if suite != SUITE {
            return Err(FormatError::TooNew {
                what: "suite",
                found: suite.into(),
            });
        }
        let digest = digest_of(bytes)?;
        let mut ranges = Vec::new();
        for range in fields.array(key::RANGES, "ranges")? {
            ranges.push(read_range(range)?);
        }
        let draft = HeaderDraft {
            package: PackageId(fields.fixed(key::PACKAGE, "package")?),
            kind: PackageKind::from_number(fields.int(key::KIND, "kind")?),
            sender: Sender {
                device: DeviceId(fields.fixed(key::SENDER_DEVICE, "sender_device")?),
                office: OfficeId(fields.fixed(key::SENDER_OFFICE, "sender_office")?),
                epoch: fields.int(key::SENDER_EPOCH, "sender_epoch")?,
                key: verifying_key(&fields.fixed(key::SENDER_KEY, "sender_key")?, "sender_key")?,
            },
            destination: Destination::from_value(fields.optional(key::DESTINATION))?,
            schema: fields.int(key::SCHEMA, "schema")?,
            app: fields.text(key::APP, "app")?,
            ranges,
            position: read_position(fields.array(key::POSITION, "position")?)?,
            keyset_version: fields.int(key::KEYSET, "keyset_version")?,
            certificate: fields.optional_bytes(key::CERTIFICATE, "certificate")?,
        };
        Ok(Self {
            format: fields.int(key::FORMAT, "format")?,
            min_reader,
            draft,
            content_length: u64::from_be_bytes(
                fields.fixed(key::CONTENT_LENGTH, "content_length")?,
            ),
            payload_length: u64::from_be_bytes(
                fields.fixed(key::PAYLOAD_LENGTH, "payload_length")?,
            ),
            payload_sha256: Hash32(fields.fixed(key::PAYLOAD_SHA256, "payload_sha256")?),
            digest,
        })
    }
}

/// Over the header as it was read, keys of later versions included.
fn digest_of(bytes: &[u8]) -> Result<Hash32, FormatError> {
    let Value::Map(mut entries) = Value::decode(bytes)? else {
        return Err(FormatError::Field { what: "header" });
    };
    for payload_key in [
        key::CONTENT_LENGTH,
        key::PAYLOAD_LENGTH,
        key::PAYLOAD_SHA256,
    ] {
        entries.remove(&payload_key);
    }
    let mut hasher = Sha256::new();
    hasher.update(DIGEST_DOMAIN);
    hasher.update(Value::Map(entries).encode());
    Ok(Hash32(hasher.finalize().into()))
}

fn read_range(value: Value) -> Result<ChainRange, FormatError> {
    let [stream, device, epoch, first, last, before, after] = tuple(value, "ranges")?;
    let range = ChainRange {
        stream: StreamName::from_bytes(&fields::bytes(stream, "stream")?)?,
        device: DeviceId(fixed(device, "device")?),
        epoch: int(epoch, "epoch")?,
        first: int(first, "first")?,
        last: int(last, "last")?,
        before: Hash32(fixed(before, "before")?),
        after: Hash32(fixed(after, "after")?),
    };
    if range.first == 0
        || range.first > range.last
        || (range.first == 1) != (range.before == Hash32::ZERO)
    {
        return Err(FormatError::Field { what: "ranges" });
    }
    Ok(range)
}

fn read_position(values: Vec<Value>) -> Result<Position, FormatError> {
    let [index, count] = tuple(Value::Array(values), "position")?;
    let position = Position {
        index: int(index, "position")?,
        count: int(count, "position")?,
    };
    if position.index == 0 || position.index > position.count {
        return Err(FormatError::Field { what: "position" });
    }
    Ok(position)
}
