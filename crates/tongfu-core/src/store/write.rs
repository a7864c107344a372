//! The body of an entity operation, and the personal sections beside it.
//!
//! Body: `{1: verb, 2: [[kind, entity, [[prev…], {field: value}, {class:
//! [field…]}]…]…]}`. A field listed under a class has its value in that
//! class's section: `[[kind, entity, {field: value}]…]`.
//!
//! Beside operations, `prev` names the cuts that its writer knew to reach the
//! entity (see [`super::erasure`]); an id of a cut is no operation and replaces
//! nothing.

use super::registry;
use crate::base::EntityId;
use crate::{Error, ErrorKind, Result};
use std::collections::BTreeMap;
use tongfu_package::FormatError;
use tongfu_package::operation::{OpId, Outline, PersonId, SectionClass};
use tongfu_package::value::{Value, ValueReader, ValueWriter};

/// The operation kind of entity writes.
pub const ENTITY_WRITE: u32 = 1;

/// The field that marks an entity as deleted in every kind.
pub const DELETED: u16 = 0;

/// Fields that replace the same earlier writes.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Group {
    /// The writes these fields replace, in order.
    pub prev: Vec<OpId>,
    /// Values by field key, personal ones included once their section is read.
    pub fields: BTreeMap<u16, Value>,
    /// Personal fields by section class.
    pub personal: BTreeMap<u8, Vec<u16>>,
}

/// What one operation writes to one entity.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct EntityWrite {
    /// Kind key.
    pub kind: u16,
    /// The entity.
    pub entity: EntityId,
    /// Its fields, grouped by what they replace.
    pub groups: Vec<Group>,
}

fn damaged() -> Error {
    Error::new(ErrorKind::Input, "LOG_DAMAGED")
}

fn unreadable(_: FormatError) -> Error {
    damaged()
}

/// Reads the parts of a body or section; everything unexpected is damage.
struct Parts<'b>(ValueReader<'b>);

impl<'b> Parts<'b> {
    fn new(bytes: &'b [u8]) -> Self {
        Self(ValueReader::new(bytes))
    }

    fn list(&mut self) -> Result<u64> {
        self.0.array().map_err(unreadable)
    }

    /// An array of exactly `length` values.
    fn exactly(&mut self, length: u64) -> Result<()> {
        if self.list()? == length {
            Ok(())
        } else {
            Err(damaged())
        }
    }

    fn map(&mut self) -> Result<u64> {
        self.0.map().map_err(unreadable)
    }

    fn int(&mut self) -> Result<i64> {
        self.0.int().map_err(unreadable)
    }

    fn key(&mut self) -> Result<u16> {
        u16::try_from(self.int()?).map_err(|_| damaged())
    }

    fn id(&mut self) -> Result<[u8; 16]> {
        let bytes = self.0.bytes().map_err(unreadable)?;
        bytes.try_into().map_err(|_| damaged())
    }

    fn text(&mut self) -> Result<&'b str> {
        self.0.text().map_err(unreadable)
    }

    fn skip(&mut self) -> Result<()> {
        self.0.skip().map_err(unreadable)
    }

    fn fields(&mut self) -> Result<BTreeMap<u16, Value>> {
        (0..self.map()?)
            .map(|_| Ok((self.key()?, self.0.value().map_err(unreadable)?)))
            .collect()
    }

    fn groups(&mut self) -> Result<Vec<Group>> {
        (0..self.list()?).map(|_| self.group()).collect()
    }

    fn group(&mut self) -> Result<Group> {
        self.exactly(3)?;
        let prev = (0..self.list()?)
            .map(|_| Ok(OpId(self.id()?)))
            .collect::<Result<_>>()?;
        let fields = self.fields()?;
        let personal = (0..self.map()?)
            .map(|_| {
                let class = u8::try_from(self.int()?).map_err(|_| damaged())?;
                let keys = (0..self.list()?)
                    .map(|_| self.key())
                    .collect::<Result<_>>()?;
                Ok((class, keys))
            })
            .collect::<Result<_>>()?;
        Ok(Group {
            prev,
            fields,
            personal,
        })
    }
}

impl EntityWrite {
    /// Writes the public part: personal values are left out.
    pub fn encode_public(&self, writer: &mut ValueWriter) {
        writer
            .array(3)
            .int(i64::from(self.kind))
            .bytes(&self.entity);
        writer.array(self.groups.len());
        for group in &self.groups {
            writer.array(3).array(group.prev.len());
            for op in &group.prev {
                writer.bytes(&op.0);
            }
            let public = |key: &u16| !group.personal.values().any(|keys| keys.contains(key));
            writer.map(group.fields.keys().filter(|key| public(key)).count());
            for (key, value) in group.fields.iter().filter(|(key, _)| public(key)) {
                writer.int(i64::from(*key)).value(value);
            }
            writer.map(group.personal.len());
            for (class, keys) in &group.personal {
                writer.int(i64::from(*class)).array(keys.len());
                for key in keys {
                    writer.int(i64::from(*key));
                }
            }
        }
    }

    /// The personal values of `class`; of several for one field the last.
    fn personal(&self, class: u8) -> BTreeMap<u16, &Value> {
        let mut found = BTreeMap::new();
        for group in &self.groups {
            for key in group.personal.get(&class).into_iter().flatten() {
                if let Some(value) = group.fields.get(key) {
                    found.insert(*key, value);
                }
            }
        }
        found
    }

    /// The section classes this write touches.
    pub fn classes(&self) -> Vec<u8> {
        let mut classes: Vec<u8> = self
            .groups
            .iter()
            .flat_map(|group| group.personal.keys().copied())
            .collect();
        classes.sort_unstable();
        classes.dedup();
        classes
    }
}

/// The body of an entity operation, encoded; `public` is what
/// [`EntityWrite::encode_public`] wrote of its `count` writes.
pub fn encode_body(verb: &str, count: usize, public: &[u8]) -> Vec<u8> {
    let mut writer = ValueWriter::with_capacity(public.len() + verb.len() + 16);
    writer.map(2).int(1).text(verb).int(2).array(count);
    writer.encoded(public);
    writer.finish()
}

/// The verb and the writes of an encoded body; personal values still missing.
/// Keys of a newer version beside them are not an error.
pub fn read_body(body: &[u8]) -> Result<(String, Vec<EntityWrite>)> {
    let mut parts = Parts::new(body);
    let (mut verb, mut writes) = (None, None);
    for _ in 0..parts.map()? {
        match parts.int()? {
            1 => verb = Some(parts.text()?.to_owned()),
            2 => {
                let all = (0..parts.list()?)
                    .map(|_| {
                        parts.exactly(3)?;
                        Ok(EntityWrite {
                            kind: parts.key()?,
                            entity: parts.id()?,
                            groups: parts.groups()?,
                        })
                    })
                    .collect::<Result<_>>()?;
                writes = Some(all);
            }
            _ => parts.skip()?,
        }
    }
    Ok((verb.ok_or_else(damaged)?, writes.ok_or_else(damaged)?))
}

/// What a stored operation writes, without the personal values; nothing when it
/// is of another kind.
pub fn writes_in(outline: &Outline, bytes: &[u8]) -> Result<Vec<EntityWrite>> {
    if outline.kind != ENTITY_WRITE {
        return Ok(Vec::new());
    }
    let body = bytes.get(outline.body.clone());
    Ok(read_body(body.unwrap_or_default())?.1)
}

/// The verb of a body.
pub fn read_verb(body: &Value) -> Result<String> {
    let verb = body.get(1).and_then(Value::as_text).ok_or_else(damaged)?;
    Ok(verb.to_owned())
}

/// What an encoded body writes to one entity, without reading the others; the
/// first where it says it twice.
pub fn find_write(body: &[u8], kind: u16, entity: &EntityId) -> Result<Option<EntityWrite>> {
    let mut parts = Parts::new(body);
    for _ in 0..parts.map()? {
        if parts.int()? != 2 {
            parts.skip()?;
            continue;
        }
        for _ in 0..parts.list()? {
            parts.exactly(3)?;
            if (parts.key()?, parts.id()?) == (kind, *entity) {
                return Ok(Some(EntityWrite {
                    kind,
                    entity: *entity,
                    groups: parts.groups()?,
                }));
            }
            parts.skip()?;
        }
    }
    Ok(None)
}

/// The personal sections of `writes`: one per person and class, in order. The
/// person of an entity with personal fields is the entity itself.
pub fn sections(writes: &[EntityWrite]) -> Vec<(PersonId, SectionClass, Vec<u8>)> {
    let mut parts: Vec<(EntityId, u8, u16, BTreeMap<u16, &Value>)> = Vec::new();
    for write in writes {
        for class in write.classes() {
            let values = write.personal(class);
            if !values.is_empty() {
                parts.push((write.entity, class, write.kind, values));
            }
        }
    }
    // Stable: several kinds under one id stand in the order of their writes.
    parts.sort_by_key(|(entity, class, _, _)| (*entity, *class));
    parts
        .chunk_by(|a, b| (a.0, a.1) == (b.0, b.1))
        .filter_map(|chunk| {
            let (entity, class, _, _) = chunk.first()?;
            let mut writer = ValueWriter::new();
            writer.array(chunk.len());
            for (_, _, kind, values) in chunk {
                writer.array(3).int(i64::from(*kind)).bytes(entity);
                writer.map(values.len());
                for (key, value) in values {
                    writer.int(i64::from(*key)).value(value);
                }
            }
            let class = SectionClass::from_number(*class);
            Some((PersonId(*entity), class, writer.finish()))
        })
        .collect()
}

/// Puts the personal values of one section's bytes into `write`, whose entity
/// is the section's person.
pub fn join_section(write: &mut EntityWrite, class: u8, bytes: &[u8]) -> Result<()> {
    // The whole of it in the one form that is allowed, before a part is taken.
    let mut form = Parts::new(bytes);
    form.skip()?;
    form.0.end().map_err(unreadable)?;
    let mut parts = Parts::new(bytes);
    for _ in 0..parts.list()? {
        parts.exactly(3)?;
        let (kind, entity) = (parts.key()?, parts.id()?);
        if entity != write.entity {
            return Err(damaged());
        }
        let mut values = parts.fields()?;
        if kind != write.kind {
            continue;
        }
        let single = write.groups.len() == 1;
        for group in &mut write.groups {
            for key in group.personal.get(&class).into_iter().flatten() {
                let value = if single {
                    values.remove(key)
                } else {
                    values.get(key).cloned()
                };
                if let Some(value) = value {
                    group.fields.insert(*key, value);
                }
            }
        }
    }
    Ok(())
}

/// The section class a field's value belongs to, if it is personal.
pub fn personal_class(kind: u16, field: u16) -> Option<u8> {
    registry::kind(kind)?
        .field_by_key(field)?
        .personal
        .map(SectionClass::number)
}
