//! The frames inside the seal.
//!
//! On the wire a frame is a big-endian `u32` length and that many bytes of
//! deterministic CBOR: `[tag, content]`, the content a byte string. So a frame
//! of a later version can be carried on without being understood.
//!
//! Hashes do not compress, and those of a chain follow from its operations: an
//! operation behind its predecessor travels without the 32 bytes of `previous`,
//! a section behind its operation without the name of it. The reader puts
//! them back, so both sides see the operation byte for byte as it was hashed.

use std::borrow::Cow;

use crate::cbor::{Encoder, StrictDecoder};
use crate::checkpoint::Checkpoint;
use crate::error::FormatError;
use crate::fields::{self, Fields, array, fixed, int, number, octets, tuple};
use crate::keys::{Recipient, X25519Public};
use crate::operation::{
    DeviceId, Hash32, OfficeId, Operation, PackageId, Section, StreamName, previous_at,
};
use crate::package::header::{Destination, HeaderDraft, Sender};
use crate::value::Value;

pub(crate) const HELLO: u64 = 1;
pub(crate) const OPERATION: u64 = 2;
pub(crate) const SECTION: u64 = 3;
pub(crate) const CHECKPOINT: u64 = 4;
pub(crate) const KEYSET: u64 = 5;
/// An operation without its `previous`, which is the operation framed last.
pub(crate) const NEXT_OPERATION: u64 = 6;
/// A section without its `op`, which is the operation framed last.
pub(crate) const OWN_SECTION: u64 = 7;
pub(crate) const TRAILER: u64 = 31;

/// One frame between the first and the last.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Frame {
    /// An operation, byte for byte as it was hashed.
    Operation(Vec<u8>),
    Section(Section),
    Checkpoint(Checkpoint),
    /// A keyset as it was signed.
    Keyset(Vec<u8>),
    /// A frame of a later version, byte for byte.
    Unknown {
        tag: u64,
        bytes: Vec<u8>,
    },
}

/// How many frames of each sort lie between the first and the last.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub struct Counts {
    pub operations: u64,
    pub sections: u64,
    pub checkpoints: u64,
    pub keysets: u64,
    pub others: u64,
}

impl Counts {
    pub(crate) fn count(&mut self, tag: u64) {
        *match tag {
            OPERATION | NEXT_OPERATION => &mut self.operations,
            SECTION | OWN_SECTION => &mut self.sections,
            CHECKPOINT => &mut self.checkpoints,
            KEYSET => &mut self.keysets,
            _ => &mut self.others,
        } += 1;
    }

    fn to_value(self) -> Value {
        Value::Array(
            [
                self.operations,
                self.sections,
                self.checkpoints,
                self.keysets,
                self.others,
            ]
            .map(number)
            .to_vec(),
        )
    }

    fn from_value(values: Vec<Value>) -> Result<Self, FormatError> {
        let [operations, sections, checkpoints, keysets, others] =
            tuple(Value::Array(values), "counts")?;
        Ok(Self {
            operations: int(operations, "counts")?,
            sections: int(sections, "counts")?,
            checkpoints: int(checkpoints, "counts")?,
            keysets: int(keysets, "counts")?,
            others: int(others, "counts")?,
        })
    }
}

/// That the sender holds a chain without holes up to here: a cumulative
/// acknowledgement.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct VectorEntry {
    pub stream: StreamName,
    pub device: DeviceId,
    pub epoch: u32,
    pub sequence: u64,
    /// Hash of the operation at `sequence`: tells a fork from an agreement.
    pub hash: Hash32,
}

/// SHA-256 over (device, epoch, sequence, op_id) of all the sender holds of a
/// stream within its vector.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct StreamDigest {
    pub stream: StreamName,
    pub digest: Hash32,
}

/// What the sender of a package says in its first frame about itself.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Announcement {
    /// Frames that will follow; the writer refuses to finish with others.
    pub counts: Counts,
    pub vector: Vec<VectorEntry>,
    pub digests: Vec<StreamDigest>,
}

/// The first frame: repeats inside the seal what the header says outside.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Hello {
    pub package: PackageId,
    pub sender: Sender,
    pub destination: Destination,
    pub recipients: Vec<Recipient>,
    pub counts: Counts,
    pub vector: Vec<VectorEntry>,
    pub digests: Vec<StreamDigest>,
    /// [`HeaderDraft::digest`] of the header it belongs to.
    pub header: Hash32,
}

impl Hello {
    pub(crate) fn new(
        draft: &HeaderDraft,
        recipients: &[Recipient],
        announcement: Announcement,
    ) -> Self {
        Self {
            package: draft.package,
            sender: draft.sender,
            destination: draft.destination,
            recipients: recipients.to_vec(),
            counts: announcement.counts,
            vector: announcement.vector,
            digests: announcement.digests,
            header: draft.digest(),
        }
    }

    pub(crate) fn encode(&self) -> Vec<u8> {
        let recipients = self.recipients.iter().map(|recipient| {
            Value::Array(vec![
                octets(recipient.office),
                recipient.device.map_or(Value::Null, octets),
                octets(recipient.key.as_bytes()),
            ])
        });
        let vector = self.vector.iter().map(|entry| {
            Value::Array(vec![
                octets(entry.stream.to_bytes()),
                octets(entry.device),
                number(entry.epoch.into()),
                number(entry.sequence),
                octets(entry.hash),
            ])
        });
        let digests = self
            .digests
            .iter()
            .map(|entry| Value::Array(vec![octets(entry.stream.to_bytes()), octets(entry.digest)]));
        Value::map([
            (0, octets(self.package)),
            (
                1,
                Value::Array(vec![
                    octets(self.sender.device),
                    octets(self.sender.office),
                    number(self.sender.epoch.into()),
                    octets(self.sender.key.as_bytes()),
                ]),
            ),
            (2, self.destination.to_value()),
            (3, Value::Array(recipients.collect())),
            (4, self.counts.to_value()),
            (5, Value::Array(vector.collect())),
            (6, Value::Array(digests.collect())),
            (7, octets(self.header)),
        ])
        .encode()
    }

    pub(crate) fn decode(bytes: &[u8]) -> Result<Self, FormatError> {
        let mut fields = Fields::decode(bytes, "hello")?;
        let [device, office, epoch, key] =
            tuple(Value::Array(fields.array(1, "sender")?), "sender")?;
        Ok(Self {
            package: PackageId(fields.fixed(0, "package")?),
            sender: Sender {
                device: DeviceId(fixed(device, "sender")?),
                office: OfficeId(fixed(office, "sender")?),
                epoch: int(epoch, "sender")?,
                key: crate::keys::signed::verifying_key(&fixed(key, "sender")?, "sender")?,
            },
            destination: Destination::from_value(fields.optional(2))?,
            recipients: each(fields.array(3, "recipients")?, read_recipient)?,
            counts: Counts::from_value(fields.array(4, "counts")?)?,
            vector: each(fields.array(5, "vector")?, read_entry)?,
            digests: each(fields.array(6, "digests")?, |value| {
                let [stream, digest] = tuple(value, "digests")?;
                Ok(StreamDigest {
                    stream: read_stream(stream)?,
                    digest: Hash32(fixed(digest, "digests")?),
                })
            })?,
            header: Hash32(fields.fixed(7, "header")?),
        })
    }
}

/// The last frame.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Trailer {
    pub counts: Counts,
    /// SHA-256 over all frames before this one, lengths included.
    pub sha256: Hash32,
}

impl Trailer {
    pub(crate) fn encode(&self) -> Vec<u8> {
        Value::map([(0, self.counts.to_value()), (1, octets(self.sha256))]).encode()
    }

    pub(crate) fn decode(bytes: &[u8]) -> Result<Self, FormatError> {
        let mut fields = Fields::decode(bytes, "trailer")?;
        Ok(Self {
            counts: Counts::from_value(fields.array(0, "counts")?)?,
            sha256: Hash32(fields.fixed(1, "sha256")?),
        })
    }
}

/// Length and CBOR of one frame, ready to be written.
pub(crate) fn encode_frame(tag: u64, content: &[u8]) -> Vec<u8> {
    let mut encoder = Encoder::with_capacity(content.len() + 16);
    encoder.raw(&[0; 4]).array(2).u64(tag).bytes(content);
    let mut frame = encoder.finish();
    // A frame too long for its length is refused by the writer before it lands.
    let length = u32::try_from(frame.len() - 4).unwrap_or(u32::MAX);
    frame[..4].copy_from_slice(&length.to_be_bytes());
    frame
}

/// The tag and the content of what follows a frame's length.
pub(crate) fn split_frame(bytes: &[u8]) -> Result<(u64, &[u8]), FormatError> {
    let mut decoder = StrictDecoder::new(bytes);
    decoder.array_exactly(2, "frame")?;
    let tag = decoder.u64("frame")?;
    let content = decoder.bytes("frame")?;
    decoder.end()?;
    Ok((tag, content))
}

impl Frame {
    /// `last` is the hash of the operation framed last, and is kept up to date.
    pub(crate) fn read(
        tag: u64,
        content: &[u8],
        last: &mut Option<Hash32>,
    ) -> Result<Self, FormatError> {
        const ORPHAN: FormatError = FormatError::Field {
            what: "predecessor",
        };
        Ok(match tag {
            OPERATION | NEXT_OPERATION => {
                let encoded = if tag == OPERATION {
                    content.to_vec()
                } else {
                    insert_previous(content, last.ok_or(ORPHAN)?)?
                };
                *last = Some(Operation::hash(&encoded));
                Self::Operation(encoded)
            }
            SECTION => Self::Section(Section::decode(content)?),
            OWN_SECTION => {
                let op = Operation::id(last.ok_or(ORPHAN)?);
                Self::Section(Section::decode_without_op(op, content)?)
            }
            CHECKPOINT => Self::Checkpoint(Checkpoint::decode(content)?),
            KEYSET => Self::Keyset(content.to_vec()),
            // Once only, at the beginning and at the end.
            HELLO | TRAILER => return Err(FormatError::Field { what: "frame" }),
            tag => Self::Unknown {
                tag,
                bytes: content.to_vec(),
            },
        })
    }
}

/// Tag and content for an operation behind the one with the hash `last`.
pub(crate) fn operation_content(encoded: &[u8], last: Option<Hash32>) -> (u64, Cow<'_, [u8]>) {
    if let Some(last) = last
        && let Ok(start) = previous_at(encoded)
        && encoded.get(start..start + 32) == Some(last.as_bytes())
    {
        let content = [&encoded[..start], &encoded[start + 32..]].concat();
        (NEXT_OPERATION, Cow::Owned(content))
    } else {
        (OPERATION, Cow::Borrowed(encoded))
    }
}

/// Tag and content for a section behind the operation with the hash `last`.
pub(crate) fn section_content(section: &Section, last: Option<Hash32>) -> (u64, Vec<u8>) {
    if last.map(Operation::id) == Some(section.op) {
        (OWN_SECTION, section.encode_without_op())
    } else {
        (SECTION, section.encode())
    }
}

fn insert_previous(content: &[u8], previous: Hash32) -> Result<Vec<u8>, FormatError> {
    let start = previous_at(content)?;
    let (before, after) = content.split_at(start);
    Ok([before, previous.as_bytes(), after].concat())
}

fn each<T>(
    values: Vec<Value>,
    read: impl Fn(Value) -> Result<T, FormatError>,
) -> Result<Vec<T>, FormatError> {
    values.into_iter().map(read).collect()
}

fn read_stream(value: Value) -> Result<StreamName, FormatError> {
    StreamName::from_bytes(&fields::bytes(value, "stream")?)
}

fn read_recipient(value: Value) -> Result<Recipient, FormatError> {
    let [office, device, key] = tuple(value, "recipients")?;
    Ok(Recipient {
        office: OfficeId(fixed(office, "recipients")?),
        device: match device {
            Value::Null => None,
            device => Some(DeviceId(fixed(device, "recipients")?)),
        },
        key: X25519Public::from_bytes(fixed(key, "recipients")?)?,
    })
}

fn read_entry(value: Value) -> Result<VectorEntry, FormatError> {
    let [stream, device, epoch, sequence, hash] =
        tuple(Value::Array(array(value, "vector")?), "vector")?;
    Ok(VectorEntry {
        stream: read_stream(stream)?,
        device: DeviceId(fixed(device, "vector")?),
        epoch: int(epoch, "vector")?,
        sequence: int(sequence, "vector")?,
        hash: Hash32(fixed(hash, "vector")?),
    })
}
