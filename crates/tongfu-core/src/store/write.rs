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
use tongfu_package::operation::{OpId, PersonId, SectionClass};
use tongfu_package::value::Value;

/// The operation kind of entity writes.
pub const ENTITY_WRITE: u32 = 1;

/// The field that marks an entity as deleted in every kind.
pub const DELETED: u16 = 0;

/// Fields that replace the same earlier writes.
#[derive(Debug, Clone, PartialEq, Eq)]
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

fn int(value: &Value) -> Result<i64> {
    match value {
        Value::Int(number) => Ok(*number),
        _ => Err(damaged()),
    }
}

fn key(value: &Value) -> Result<u16> {
    u16::try_from(int(value)?).map_err(|_| damaged())
}

fn id(value: &Value) -> Result<[u8; 16]> {
    match value {
        Value::Bytes(bytes) => bytes.as_slice().try_into().map_err(|_| damaged()),
        _ => Err(damaged()),
    }
}

fn list(value: &Value) -> Result<&[Value]> {
    match value {
        Value::Array(items) => Ok(items),
        _ => Err(damaged()),
    }
}

fn map(value: &Value) -> Result<&BTreeMap<i64, Value>> {
    match value {
        Value::Map(entries) => Ok(entries),
        _ => Err(damaged()),
    }
}

fn fields(value: &Value) -> Result<BTreeMap<u16, Value>> {
    map(value)?
        .iter()
        .map(|(k, v)| Ok((u16::try_from(*k).map_err(|_| damaged())?, v.clone())))
        .collect()
}

fn fields_value(fields: &BTreeMap<u16, Value>, keep: impl Fn(u16) -> bool) -> Value {
    Value::Map(
        fields
            .iter()
            .filter(|(k, _)| keep(**k))
            .map(|(k, v)| (i64::from(*k), v.clone()))
            .collect(),
    )
}

impl EntityWrite {
    /// The public part: personal values are left out.
    pub fn public_value(&self) -> Value {
        let groups = self
            .groups
            .iter()
            .map(|group| {
                let hidden = |k: u16| group.personal.values().any(|keys| keys.contains(&k));
                Value::Array(vec![
                    Value::Array(
                        group
                            .prev
                            .iter()
                            .map(|op| Value::Bytes(op.0.to_vec()))
                            .collect(),
                    ),
                    fields_value(&group.fields, |k| !hidden(k)),
                    Value::Map(
                        group
                            .personal
                            .iter()
                            .map(|(class, keys)| {
                                (
                                    i64::from(*class),
                                    Value::Array(
                                        keys.iter().map(|k| Value::Int(i64::from(*k))).collect(),
                                    ),
                                )
                            })
                            .collect(),
                    ),
                ])
            })
            .collect();
        Value::Array(vec![
            Value::Int(i64::from(self.kind)),
            Value::Bytes(self.entity.to_vec()),
            Value::Array(groups),
        ])
    }

    /// The personal values of `class`, or `None` when there are none.
    pub fn section_value(&self, class: u8) -> Option<Value> {
        let mut found = BTreeMap::new();
        for group in &self.groups {
            for key in group.personal.get(&class).into_iter().flatten() {
                if let Some(value) = group.fields.get(key) {
                    found.insert(i64::from(*key), value.clone());
                }
            }
        }
        (!found.is_empty()).then(|| {
            Value::Array(vec![
                Value::Int(i64::from(self.kind)),
                Value::Bytes(self.entity.to_vec()),
                Value::Map(found),
            ])
        })
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

    fn from_value(value: &Value) -> Result<Self> {
        let [kind, entity, groups] = list(value)? else {
            return Err(damaged());
        };
        let groups = list(groups)?
            .iter()
            .map(|group| {
                let [prev, public, personal] = list(group)? else {
                    return Err(damaged());
                };
                Ok(Group {
                    prev: list(prev)?
                        .iter()
                        .map(|op| Ok(OpId(id(op)?)))
                        .collect::<Result<_>>()?,
                    fields: fields(public)?,
                    personal: map(personal)?
                        .iter()
                        .map(|(class, keys)| {
                            let class = u8::try_from(*class).map_err(|_| damaged())?;
                            Ok((class, list(keys)?.iter().map(key).collect::<Result<_>>()?))
                        })
                        .collect::<Result<_>>()?,
                })
            })
            .collect::<Result<_>>()?;
        Ok(Self {
            kind: key(kind)?,
            entity: id(entity)?,
            groups,
        })
    }
}

/// Body of an entity operation.
pub fn body(verb: &str, writes: &[EntityWrite]) -> Value {
    Value::Map(BTreeMap::from([
        (1, Value::Text(verb.to_owned())),
        (
            2,
            Value::Array(writes.iter().map(EntityWrite::public_value).collect()),
        ),
    ]))
}

/// The verb and the writes of a body; personal values still missing. Keys of a
/// newer version beside them are not an error.
pub fn read_body(body: &Value) -> Result<(String, Vec<EntityWrite>)> {
    let entries = map(body)?;
    let verb = match entries.get(&1) {
        Some(Value::Text(verb)) => verb.clone(),
        _ => return Err(damaged()),
    };
    let writes = list(entries.get(&2).ok_or_else(damaged)?)?
        .iter()
        .map(EntityWrite::from_value)
        .collect::<Result<_>>()?;
    Ok((verb, writes))
}

/// The personal sections of `writes`: one per person and class, in order. The
/// person of an entity with personal fields is the entity itself.
pub fn sections(writes: &[EntityWrite]) -> Vec<(PersonId, SectionClass, Vec<u8>)> {
    let mut found: BTreeMap<(EntityId, u8), Vec<Value>> = BTreeMap::new();
    for write in writes {
        for class in write.classes() {
            if let Some(value) = write.section_value(class) {
                found.entry((write.entity, class)).or_default().push(value);
            }
        }
    }
    found
        .into_iter()
        .map(|((person, class), values)| {
            (
                PersonId(person),
                SectionClass::from_number(class),
                Value::Array(values).encode(),
            )
        })
        .collect()
}

/// Puts the personal values of one section's bytes into `writes`.
pub fn join_section(
    writes: &mut [EntityWrite],
    person: &PersonId,
    class: u8,
    bytes: &[u8],
) -> Result<()> {
    for item in list(&Value::decode(bytes)?)? {
        let [kind, entity, values] = list(item)? else {
            return Err(damaged());
        };
        let (kind, entity) = (key(kind)?, id(entity)?);
        if entity != person.0 {
            return Err(damaged());
        }
        let values = fields(values)?;
        for write in writes
            .iter_mut()
            .filter(|write| write.kind == kind && write.entity == entity)
        {
            for group in &mut write.groups {
                for key in group.personal.get(&class).into_iter().flatten() {
                    if let Some(value) = values.get(key) {
                        group.fields.insert(*key, value.clone());
                    }
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
