//! One operation of the log: encoding, hash, name, personal sections.
//!
//! An operation is a deterministic CBOR array with a fixed field order
//! (`FORMAT.md` §3). The bytes that were hashed are the operation: they are
//! stored and forwarded as they are, never encoded again by a later version.
//! Personal data stands beside it, bound by a seal that cannot be tried
//! against guesses without the person's salt.

use std::cmp::Ordering;
use std::fmt;
use std::str::FromStr;

use hmac::{Hmac, KeyInit, Mac};
use sha2::{Digest, Sha256};

use crate::cbor::{Encoder, StrictDecoder};
use crate::error::FormatError;
use crate::identifiers::text_form;
pub use crate::identifiers::{
    ActionId, ActorId, CaseId, DeviceId, Hash32, OfficeId, OpId, PackageId, PersonId,
};
use crate::value::Value;

mod outline;

pub use outline::Outline;

/// SHA-256, HMAC-SHA-256, Ed25519, X25519 with ChaCha20-Poly1305 (age v1).
/// Number 2 is reserved for SM2, SM3 and SM4.
pub const SUITE: u8 = 1;

/// Longest encoding of one operation, in bytes; larger actions are groups.
pub const MAX_OPERATION_BYTES: usize = 64 * 1024;

/// Elements of the array that version 1 knows; later ones may append.
const FIELDS: u64 = 17;

const HASH_DOMAIN: &[u8] = b"tongfu operation v1\0";
const SEAL_DOMAIN: &[u8] = b"tongfu section v1\0";

/// Hybrid logical clock, for display only: no rule depends on it.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Default)]
pub struct HybridClock {
    /// Milliseconds since 1970-01-01 UTC of the greatest clock seen.
    pub millis: u64,
    /// Counts operations within one millisecond.
    pub counter: u32,
}

/// The readers a chain is for; sequence and hash chain are per
/// (device, epoch, stream).
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum StreamName {
    /// What the province publishes to all.
    Public,
    /// What one office and the province share.
    Office(OfficeId),
    /// Complaints and protected findings: the readers of one case.
    Restricted(CaseId),
}

impl StreamName {
    /// The 1 or 17 bytes that stand in encodings: a kind (0, 1, 2) and the id.
    pub fn to_bytes(&self) -> Vec<u8> {
        let (kind, id) = match self {
            Self::Public => return vec![0],
            Self::Office(id) => (1, id.as_bytes()),
            Self::Restricted(id) => (2, id.as_bytes()),
        };
        let mut bytes = Vec::with_capacity(17);
        bytes.push(kind);
        bytes.extend_from_slice(id);
        bytes
    }

    /// The inverse of [`to_bytes`](Self::to_bytes).
    pub fn from_bytes(bytes: &[u8]) -> Result<Self, FormatError> {
        match bytes {
            [0] => Ok(Self::Public),
            [1, id @ ..] => Ok(Self::Office(id.try_into()?)),
            [2, id @ ..] => Ok(Self::Restricted(id.try_into()?)),
            _ => Err(FormatError::Field { what: "stream" }),
        }
    }
}

impl fmt::Display for StreamName {
    /// `public`, `office:<uuid>` or `restricted:<uuid>`.
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Public => formatter.write_str("public"),
            Self::Office(id) => write!(formatter, "office:{id}"),
            Self::Restricted(id) => write!(formatter, "restricted:{id}"),
        }
    }
}

impl FromStr for StreamName {
    type Err = FormatError;

    fn from_str(text: &str) -> Result<Self, FormatError> {
        match text.split_once(':') {
            None if text == "public" => Ok(Self::Public),
            Some(("office", id)) => Ok(Self::Office(id.parse()?)),
            Some(("restricted", id)) => Ok(Self::Restricted(id.parse()?)),
            _ => Err(FormatError::Field { what: "stream" }),
        }
    }
}

/// How long a personal section must or may be kept.
#[derive(Debug, Clone, Copy)]
pub enum SectionClass {
    /// 1: contact and sensitive data, purged on request.
    Contact,
    /// 2: what statute obliges to keep.
    Statutory,
    /// 3: restricted to the readers of a case.
    Restricted,
    /// A class of a later version, carried unchanged.
    Unknown(u8),
}

impl SectionClass {
    /// The number in encodings and seals.
    pub const fn number(self) -> u8 {
        match self {
            Self::Contact => 1,
            Self::Statutory => 2,
            Self::Restricted => 3,
            Self::Unknown(number) => number,
        }
    }

    /// The class of `number`; never fails, unknown ones are kept.
    pub const fn from_number(number: u8) -> Self {
        match number {
            1 => Self::Contact,
            2 => Self::Statutory,
            3 => Self::Restricted,
            number => Self::Unknown(number),
        }
    }
}

// By number, so that `Unknown(1)` cannot differ from `Contact`.
impl PartialEq for SectionClass {
    fn eq(&self, other: &Self) -> bool {
        self.number() == other.number()
    }
}

impl Eq for SectionClass {}

impl PartialOrd for SectionClass {
    fn partial_cmp(&self, other: &Self) -> Option<Ordering> {
        Some(self.cmp(other))
    }
}

impl Ord for SectionClass {
    fn cmp(&self, other: &Self) -> Ordering {
        self.number().cmp(&other.number())
    }
}

impl std::hash::Hash for SectionClass {
    fn hash<H: std::hash::Hasher>(&self, state: &mut H) {
        self.number().hash(state);
    }
}

text_form!(StreamName);

/// The group an operation belongs to: the fold applies it when all are there.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub struct Action {
    pub id: ActionId,
    /// From 0 to `count - 1`.
    pub index: u32,
    /// Operations in the group, at least 1.
    pub count: u32,
}

/// What the public part of an operation says about one personal section.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct SectionSeal {
    pub person: PersonId,
    pub class: SectionClass,
    /// See [`seal_section`].
    pub seal: [u8; 16],
}

/// A personal section, as it travels inside a sealed package only.
#[derive(Clone, PartialEq, Eq)]
pub struct Section {
    pub op: OpId,
    pub person: PersonId,
    pub class: SectionClass,
    /// The person's random salt; purged with the sections on erasure.
    pub salt: [u8; 32],
    pub bytes: Vec<u8>,
}

impl fmt::Debug for Section {
    /// Without salt and content: a log line must not hold personal data.
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter
            .debug_struct("Section")
            .field("op", &self.op)
            .field("person", &self.person)
            .field("class", &self.class)
            .field("length", &self.bytes.len())
            .finish_non_exhaustive()
    }
}

impl Section {
    /// The array `[op, person, class, salt, bytes]`.
    pub fn encode(&self) -> Vec<u8> {
        let mut encoder = Encoder::with_capacity(self.bytes.len() + 80);
        encoder.array(5).bytes(self.op.as_bytes());
        self.encode_rest(&mut encoder);
        encoder.finish()
    }

    /// The inverse of [`encode`](Self::encode).
    pub fn decode(bytes: &[u8]) -> Result<Self, FormatError> {
        let mut decoder = StrictDecoder::new(bytes);
        decoder.array_exactly(5, "section")?;
        let op = OpId(decoder.array_of("section op")?);
        Self::decode_rest(op, decoder)
    }

    /// The array `[person, class, salt, bytes]`, for where `op` is known.
    pub(crate) fn encode_without_op(&self) -> Vec<u8> {
        let mut encoder = Encoder::with_capacity(self.bytes.len() + 64);
        encoder.array(4);
        self.encode_rest(&mut encoder);
        encoder.finish()
    }

    /// The inverse of [`encode_without_op`](Self::encode_without_op).
    pub(crate) fn decode_without_op(op: OpId, bytes: &[u8]) -> Result<Self, FormatError> {
        let mut decoder = StrictDecoder::new(bytes);
        decoder.array_exactly(4, "section")?;
        Self::decode_rest(op, decoder)
    }

    fn encode_rest(&self, encoder: &mut Encoder) {
        encoder
            .bytes(self.person.as_bytes())
            .u8(self.class.number())
            .bytes(&self.salt)
            .bytes(&self.bytes);
    }

    fn decode_rest(op: OpId, mut decoder: StrictDecoder<'_>) -> Result<Self, FormatError> {
        let section = Self {
            op,
            person: PersonId(decoder.array_of("section person")?),
            class: SectionClass::from_number(decoder.u8("section class")?),
            salt: decoder.array_of("section salt")?,
            bytes: decoder.bytes("section bytes")?.to_vec(),
        };
        decoder.end()?;
        Ok(section)
    }

    /// The seal its operation must carry.
    pub fn seal(&self) -> [u8; 16] {
        seal_section(&self.salt, self.person, self.class, &self.bytes)
    }
}

/// HMAC-SHA-256 under the person's random salt over a domain string, person,
/// class and bytes, cut to 16 bytes. Without the salt a seal tells nothing,
/// however few the possible contents.
pub fn seal_section(
    salt: &[u8; 32],
    person: PersonId,
    class: SectionClass,
    bytes: &[u8],
) -> [u8; 16] {
    let mut seal = [0; 16];
    seal.copy_from_slice(
        &section_mac(salt, person, class, bytes)
            .finalize()
            .into_bytes()[..16],
    );
    seal
}

fn section_mac(
    salt: &[u8; 32],
    person: PersonId,
    class: SectionClass,
    bytes: &[u8],
) -> Hmac<Sha256> {
    // A 32-byte key, zero-padded to the 64-byte block, is what HMAC itself does
    // with it; the block form cannot fail.
    let mut key = hmac::digest::Key::<Hmac<Sha256>>::default();
    key[..32].copy_from_slice(salt);
    let mut mac = <Hmac<Sha256> as KeyInit>::new(&key);
    mac.update(SEAL_DOMAIN);
    mac.update(person.as_bytes());
    mac.update(&[class.number()]);
    mac.update(bytes);
    mac
}

/// One operation. Field order, meaning and limits: `FORMAT.md` §3.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Operation {
    /// [`SUITE`].
    pub suite: u8,
    pub stream: StreamName,
    pub device: DeviceId,
    pub epoch: u32,
    /// Position in the chain of (device, epoch, stream), from 1.
    pub sequence: u64,
    /// Hash of the operation before it; [`Hash32::ZERO`] for the first.
    pub previous: Hash32,
    pub clock: HybridClock,
    /// When it happened: days since 1970-01-01.
    pub event_date: i32,
    /// When it was recorded: milliseconds since 1970-01-01 UTC.
    pub recorded_at: i64,
    pub actor: ActorId,
    pub on_behalf_of: Option<ActorId>,
    pub action: Action,
    /// Number from the registry of operation kinds (`FORMAT.md` §9).
    pub kind: u32,
    /// Schema version of the body.
    pub schema: u32,
    /// Version of the program that wrote it.
    pub app: String,
    pub body: Value,
    /// One seal per (person, class); kept in that order by the encoding.
    pub sections: Vec<SectionSeal>,
}

impl Operation {
    /// The one encoding. It always succeeds; [`encode_checked`](Self::encode_checked)
    /// also holds it to the limits that [`decode`](Self::decode) enforces.
    pub fn encode(&self) -> Vec<u8> {
        self.encode_with(|encoder| self.body.encode_into(encoder))
    }

    fn encode_with(&self, body: impl FnOnce(&mut Encoder)) -> Vec<u8> {
        let mut encoder = Encoder::with_capacity(384);
        encoder
            .array(FIELDS)
            .u8(self.suite)
            .bytes(&self.stream.to_bytes())
            .bytes(self.device.as_bytes())
            .u32(self.epoch)
            .u64(self.sequence)
            .bytes(self.previous.as_bytes())
            .array(2)
            .u64(self.clock.millis)
            .u32(self.clock.counter)
            .i32(self.event_date)
            .i64(self.recorded_at)
            .bytes(self.actor.as_bytes());
        match &self.on_behalf_of {
            Some(actor) => encoder.bytes(actor.as_bytes()),
            None => encoder.null(),
        };
        encoder
            .array(3)
            .bytes(self.action.id.as_bytes())
            .u32(self.action.index)
            .u32(self.action.count)
            .u32(self.kind)
            .u32(self.schema)
            .str(&self.app);
        body(&mut encoder);
        let mut sections: Vec<&SectionSeal> = self.sections.iter().collect();
        sections.sort_unstable();
        encoder.array(sections.len() as u64);
        for section in sections {
            encoder
                .array(3)
                .bytes(section.person.as_bytes())
                .u8(section.class.number())
                .bytes(&section.seal);
        }
        encoder.finish()
    }

    /// The encoding, if every reader will accept it: within
    /// [`MAX_OPERATION_BYTES`], the depth and the parts of a [`Value`], with a
    /// consistent first position, action and sections.
    pub fn encode_checked(&self) -> Result<Vec<u8>, FormatError> {
        let encoded = self.encode();
        Self::decode(&encoded)?;
        Ok(encoded)
    }

    /// Reads one operation. Elements that a later version appended are checked
    /// for form and left out of the result: forward the bytes, never
    /// `decode(bytes).encode()`.
    pub fn decode(bytes: &[u8]) -> Result<Self, FormatError> {
        let (mut decoder, fields, link) = start(bytes)?;
        decoder.array_exactly(2, "clock")?;
        let clock = HybridClock {
            millis: decoder.u64("clock")?,
            counter: decoder.u32("clock")?,
        };
        let event_date = decoder.i32("event_date")?;
        let recorded_at = decoder.i64("recorded_at")?;
        let actor = ActorId(decoder.array_of("actor")?);
        let on_behalf_of = if decoder.is_null("on_behalf_of")? {
            decoder.null("on_behalf_of")?;
            None
        } else {
            Some(ActorId(decoder.array_of("on_behalf_of")?))
        };
        let action = outline::read_action(&mut decoder)?;
        let kind = decoder.u32("kind")?;
        let schema = decoder.u32("schema")?;
        let app = decoder.str("app")?.to_owned();
        let body = Value::decode_from(&mut decoder)?;
        let sections = outline::read_seals(&mut decoder)?;
        for _ in FIELDS..fields {
            Value::decode_from(&mut decoder)?;
        }
        decoder.end()?;
        Ok(Self {
            suite: link.suite,
            stream: link.stream,
            device: link.device,
            epoch: link.epoch,
            sequence: link.sequence,
            previous: link.previous,
            clock,
            event_date,
            recorded_at,
            actor,
            on_behalf_of,
            action,
            kind,
            schema,
            app,
            body,
            sections,
        })
    }

    /// SHA-256 over a domain string and the encoded bytes: what the next
    /// operation of the chain names as `previous`.
    pub fn hash(encoded: &[u8]) -> Hash32 {
        let mut hasher = Sha256::new();
        hasher.update(HASH_DOMAIN);
        hasher.update(encoded);
        Hash32(hasher.finalize().into())
    }

    /// The first 16 bytes of the hash.
    pub fn id(hash: Hash32) -> OpId {
        let mut id = [0; 16];
        id.copy_from_slice(&hash.0[..16]);
        OpId(id)
    }

    /// Whether `section` is one this operation sealed. That `section.op` names
    /// this operation is for the caller, who found the operation by it.
    ///
    /// Errors: [`FormatError::Seal`] if there is no seal for its person and
    /// class, or it differs.
    pub fn check_section(&self, section: &Section) -> Result<(), FormatError> {
        let sealed = self
            .sections
            .iter()
            .find(|seal| (seal.person, seal.class) == (section.person, section.class))
            .ok_or(FormatError::Seal)?;
        sealed.check(section)
    }
}

impl SectionSeal {
    /// Whether `section`, of this seal's person and class, is what was sealed.
    ///
    /// Errors: [`FormatError::Seal`].
    pub fn check(&self, section: &Section) -> Result<(), FormatError> {
        section_mac(&section.salt, section.person, section.class, &section.bytes)
            .verify_truncated_left(&self.seal)
            .map_err(|_| FormatError::Seal)
    }
}

/// Where an operation stands in its chain, read without its content.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Link {
    pub suite: u8,
    pub stream: StreamName,
    pub device: DeviceId,
    pub epoch: u32,
    pub sequence: u64,
    pub previous: Hash32,
}

impl Link {
    /// Reads the first six fields; what follows is not looked at.
    pub fn decode(bytes: &[u8]) -> Result<Self, FormatError> {
        start(bytes).map(|(_, _, link)| link)
    }
}

/// Where the 32 bytes of `previous` begin; what comes from there on may be
/// missing.
pub(crate) fn previous_at(bytes: &[u8]) -> Result<usize, FormatError> {
    let mut decoder = StrictDecoder::new(bytes);
    decoder.array("operation")?;
    decoder.u8("suite")?;
    decoder.bytes("stream")?;
    decoder.bytes("device")?;
    decoder.u32("epoch")?;
    decoder.u64("sequence")?;
    let head = decoder.position();
    match bytes.get(head..head + 2) {
        // A byte string of 32.
        Some([0x58, 0x20]) => Ok(head + 2),
        _ => Err(FormatError::Field { what: "previous" }),
    }
}

/// The decoder after the first six fields, the number of elements, the link.
fn start(bytes: &[u8]) -> Result<(StrictDecoder<'_>, u64, Link), FormatError> {
    if bytes.len() > MAX_OPERATION_BYTES {
        return Err(FormatError::TooLarge { what: "operation" });
    }
    let mut decoder = StrictDecoder::new(bytes);
    let fields = decoder.array("operation")?;
    if fields < FIELDS {
        return Err(FormatError::Field { what: "operation" });
    }
    let suite = decoder.u8("suite")?;
    if suite != SUITE {
        return Err(FormatError::TooNew {
            what: "suite",
            found: u64::from(suite),
        });
    }
    let link = Link {
        suite,
        stream: StreamName::from_bytes(decoder.bytes("stream")?)?,
        device: DeviceId(decoder.array_of("device")?),
        epoch: decoder.u32("epoch")?,
        sequence: decoder.u64("sequence")?,
        previous: Hash32(decoder.array_of("previous")?),
    };
    if link.sequence == 0 || (link.sequence == 1) != (link.previous == Hash32::ZERO) {
        return Err(FormatError::Field { what: "sequence" });
    }
    Ok((decoder, fields, link))
}

#[cfg(test)]
mod tests;
