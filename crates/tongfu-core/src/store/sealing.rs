//! From what an action writes to its operations: encoded, sealed and chained.
//! Pure but for random salts, so that a large action is sealed beside the
//! thread that puts it into the database.

use super::change::{OPERATION_FILL, SCHEMA};
use super::log::ChainHead;
use super::registry::EntityKind;
use super::write::{self, ENTITY_WRITE, EntityWrite, Group};
use super::{Author, RandomStock};
use crate::base::EntityId;
use crate::{Error, ErrorKind, Result};
use std::collections::{BTreeMap, HashMap};
use tongfu_package::operation::{
    Action, ActorId, HybridClock, OpId, Operation, PersonId, SectionClass, SectionSeal,
    seal_section,
};
use tongfu_package::value::{Value, ValueReader, ValueWriter};

/// A salt of a person's sections.
pub(super) type Salt = [u8; 32];

/// What an action writes to one entity, ready for an operation.
#[derive(Debug)]
pub(super) enum Ready {
    /// To an entity that the action made: its fields, from `place` on.
    Made {
        kind: &'static EntityKind,
        entity: EntityId,
        place: usize,
        size: usize,
    },
    /// To any other, with the salt of its sections if it has some.
    Write {
        write: EntityWrite,
        salt: Option<Salt>,
    },
}

/// Bytes of a seal in the encoding: person, class, 16 bytes and their heads.
const SEAL: usize = 40;

/// The most bytes that a field takes in the public part of an operation.
pub(super) fn public_size(kind: &EntityKind, key: u16, value: &Value) -> usize {
    let personal = kind
        .field_by_key(key)
        .is_some_and(|field| field.personal.is_some());
    let value = match value {
        _ if personal => 0,
        Value::Null | Value::Bool(_) => 1,
        Value::Int(_) => 9,
        Value::Text(text) => text.len() + 5,
        Value::Bytes(bytes) => bytes.len() + 5,
        other => other.encode().len(),
    };
    value + 3
}

/// The salts that stand in the database already.
pub(super) fn known_salts(ready: &[Ready]) -> HashMap<EntityId, Salt> {
    ready
        .iter()
        .filter_map(|one| match one {
            Ready::Write { write, salt } => salt.map(|salt| (write.entity, salt)),
            Ready::Made { .. } => None,
        })
        .collect()
}

/// The most bytes that the heads of a write and its seals take.
pub(super) const HEADS: usize = 48 + 2 * SEAL;

impl Ready {
    fn of(&self) -> (u16, EntityId) {
        match self {
            Self::Made { kind, entity, .. } => (kind.key, *entity),
            Self::Write { write, .. } => (write.kind, write.entity),
        }
    }

    fn size(&self) -> usize {
        match self {
            Self::Made { size, .. } => *size,
            Self::Write { write, .. } => {
                let kind = super::registry::kind(write.kind);
                let fields = write.groups.iter().flat_map(|group| &group.fields);
                let prev: usize = write.groups.iter().map(|group| group.prev.len()).sum();
                let values: usize = fields
                    .filter_map(|(key, value)| Some(public_size(kind?, *key, value)))
                    .sum();
                values + 17 * prev + 8 * write.groups.len() + HEADS
            }
        }
    }
}

/// How many of `ready` go into each operation: at most [`OPERATION_FILL`] bytes,
/// and to each entity once.
pub(super) fn portions(ready: &[Ready]) -> Result<Vec<usize>> {
    let mut portions: Vec<usize> = Vec::new();
    let mut filled = 0;
    let mut before = None;
    for one in ready {
        let size = one.size();
        if size > tongfu_package::operation::MAX_OPERATION_BYTES - 4096 {
            return Err(Error::refused("ENTRY_TOO_LARGE").with("bytes", size));
        }
        let entity = Some(one.of());
        match portions.last_mut() {
            Some(last) if filled + size <= OPERATION_FILL && before != entity => {
                *last += 1;
                filled += size;
            }
            _ => {
                portions.push(1);
                filled = size;
            }
        }
        before = entity;
    }
    Ok(portions)
}

/// What stands at the place of an entity without fields: an empty map.
pub(super) const NO_FIELDS: u8 = 0xa0;

/// Packs the fields of an entity that the action made, in order.
pub(super) fn pack_fields(packed: &mut ValueWriter, fields: &[(u16, Value)]) {
    packed.map(fields.len());
    for (key, value) in fields {
        packed.int(i64::from(*key)).value(value);
    }
}

/// The fields that [`pack_fields`] packed at `place`.
pub(super) fn unpack_fields(packed: &[u8], place: usize) -> Result<BTreeMap<u16, Value>> {
    let damaged = || Error::new(ErrorKind::Failed, "STORE_DAMAGED");
    let mut reader = ValueReader::new(packed.get(place..).unwrap_or_default());
    (0..reader.map()?)
        .map(|_| {
            let key = u16::try_from(reader.int()?).map_err(|_| damaged())?;
            Ok((key, reader.value()?))
        })
        .collect()
}

impl Group {
    /// Sets a field, and under which class it is personal.
    pub(super) fn put(&mut self, kind: &EntityKind, key: u16, value: Value) {
        if let Some(class) = kind.field_by_key(key).and_then(|field| field.personal) {
            self.personal.entry(class.number()).or_default().push(key);
        }
        self.fields.insert(key, value);
    }
}

/// What all operations of an action say alike.
pub(super) struct Heading {
    pub author: Author,
    pub verb: &'static str,
    pub action: tongfu_package::operation::ActionId,
    pub count: u32,
    /// The clock of the first.
    pub clock: HybridClock,
    /// Days since 1970-01-01.
    pub event_date: i32,
    pub recorded_at: i64,
}

/// An operation with what belongs to it.
pub(super) struct Sealed {
    pub op: OpId,
    pub bytes: Vec<u8>,
    /// The chain with it.
    pub head: ChainHead,
    pub writes: Vec<EntityWrite>,
    pub sections: Vec<(PersonId, SectionClass, Vec<u8>)>,
    /// Salts that were made for it.
    pub salts: Vec<(EntityId, Salt)>,
}

/// Seals one operation after the other.
pub(super) struct Sealing<'a> {
    pub heading: &'a Heading,
    /// Fields of the entities that the action made.
    pub packed: &'a [u8],
    pub ready: std::vec::IntoIter<Ready>,
    pub portions: std::vec::IntoIter<usize>,
    pub index: u32,
    pub head: ChainHead,
    pub random: RandomStock,
    /// Salts of the entities of this action: at first [`known_salts`].
    pub salts: HashMap<EntityId, Salt>,
}

impl Sealing<'_> {
    fn seal(&mut self, portion: usize) -> Result<Sealed> {
        let mut writes = Vec::with_capacity(portion);
        let mut made = Vec::new();
        let mut public = ValueWriter::with_capacity(OPERATION_FILL);
        for ready in self.ready.by_ref().take(portion) {
            let write = match ready {
                Ready::Write { write, .. } => write,
                Ready::Made {
                    kind,
                    entity,
                    place,
                    ..
                } => {
                    let mut group = Group::default();
                    for (key, value) in unpack_fields(self.packed, place)? {
                        group.put(kind, key, value);
                    }
                    if !group.personal.is_empty() && !self.salts.contains_key(&entity) {
                        let mut salt = [0; 32];
                        self.random.fill(&mut salt)?;
                        self.salts.insert(entity, salt);
                        made.push((entity, salt));
                    }
                    EntityWrite {
                        kind: kind.key,
                        entity,
                        groups: vec![group],
                    }
                }
            };
            write.encode_public(&mut public);
            writes.push(write);
        }
        let sections = write::sections(&writes);
        let seals = sections
            .iter()
            .map(|(person, class, bytes)| {
                let salt = self
                    .salts
                    .get(&person.0)
                    .ok_or_else(|| Error::new(ErrorKind::Failed, "STORE_DAMAGED"))?;
                Ok(SectionSeal {
                    person: *person,
                    class: *class,
                    seal: seal_section(salt, *person, *class, bytes),
                })
            })
            .collect::<Result<Vec<_>>>()?;
        let heading = self.heading;
        let operation = Operation {
            suite: tongfu_package::operation::SUITE,
            stream: heading.author.stream,
            device: heading.author.device,
            epoch: heading.author.epoch,
            sequence: self.head.held + 1,
            previous: self.head.hash,
            clock: HybridClock {
                millis: heading.clock.millis,
                counter: heading.clock.counter.saturating_add(self.index),
            },
            event_date: heading.event_date,
            recorded_at: heading.recorded_at,
            actor: ActorId(heading.author.user),
            on_behalf_of: None,
            action: Action {
                id: heading.action,
                index: self.index,
                count: heading.count,
            },
            kind: ENTITY_WRITE,
            schema: SCHEMA,
            app: heading.author.app.clone(),
            body: Value::Null,
            sections: seals,
        };
        let body = write::encode_body(heading.verb, writes.len(), &public.finish());
        let bytes = operation.encode_around(&body)?;
        let hash = Operation::hash(&bytes);
        self.index += 1;
        self.head = ChainHead {
            held: operation.sequence,
            hash,
            folded: operation.sequence,
        };
        Ok(Sealed {
            op: Operation::id(hash),
            bytes,
            head: self.head,
            writes,
            sections,
            salts: made,
        })
    }
}

impl Iterator for Sealing<'_> {
    type Item = Result<Sealed>;

    fn next(&mut self) -> Option<Self::Item> {
        let portion = self.portions.next()?;
        Some(self.seal(portion))
    }
}
