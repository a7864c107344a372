//! What an action sets, held against what is known: only what changes something
//! is written, grouped by what it replaces.

use super::erasure::{self, Cut};
use super::register::FieldState;
use super::registry::EntityKind;
use super::write::{DELETED, EntityWrite, Group};
use crate::base::EntityId;
use crate::{Error, Result};
use rusqlite::Connection;
use std::collections::{BTreeMap, BTreeSet};
use tongfu_package::operation::OpId;
use tongfu_package::value::Value;

/// Errors: `ENTITY_ERASED` when the entity, or a person whom it is to speak of,
/// is buried.
pub(super) fn refuse_buried(
    connection: &Connection,
    kind: &'static EntityKind,
    entity: &EntityId,
    fields: &BTreeMap<u16, Value>,
) -> Result<()> {
    let set = fields.iter().map(|(key, value)| (*key, value));
    let mut named = erasure::subjects(kind, set);
    named.insert(*entity);
    for id in named {
        if erasure::is_buried(connection, &id)? {
            return Err(Error::refused("ENTITY_ERASED"));
        }
    }
    Ok(())
}

/// Parts a write in two: without the fields `apart`, and with them alone.
pub(super) fn split(
    write: EntityWrite,
    apart: &BTreeSet<u16>,
) -> impl Iterator<Item = EntityWrite> {
    let part = |wanted: bool| EntityWrite {
        kind: write.kind,
        entity: write.entity,
        groups: write
            .groups
            .iter()
            .filter_map(|group| {
                let mine = |key: &u16| apart.contains(key) == wanted;
                let fields: BTreeMap<u16, Value> = group
                    .fields
                    .iter()
                    .filter(|(key, _)| mine(key))
                    .map(|(key, value)| (*key, value.clone()))
                    .collect();
                let personal = group
                    .personal
                    .iter()
                    .map(|(class, keys)| {
                        (
                            *class,
                            keys.iter().copied().filter(mine).collect::<Vec<_>>(),
                        )
                    })
                    .filter(|(_, keys)| !keys.is_empty())
                    .collect();
                (!fields.is_empty()).then(|| Group {
                    prev: group.prev.clone(),
                    fields,
                    personal,
                })
            })
            .collect(),
    };
    [part(false), part(true)]
        .into_iter()
        .filter(|part| !part.groups.is_empty())
}

/// The cuts in force that reach an entity, whose subject may be set only now.
pub(super) fn known_cuts(
    connection: &Connection,
    kind: &'static EntityKind,
    entity: &EntityId,
    fields: &BTreeMap<u16, Value>,
    state: &BTreeMap<u16, FieldState>,
) -> Result<Vec<Cut>> {
    let heads = state
        .iter()
        .flat_map(|(key, field)| field.heads.iter().map(|(_, value)| (*key, value)));
    let set = fields.iter().map(|(key, value)| (*key, value));
    let subjects = erasure::subjects(kind, heads.chain(set));
    erasure::cuts(connection, entity, &subjects)
}

/// What erasure means for a write.
pub(super) struct Circumstances {
    /// Cuts that the write names, so that they leave it alone.
    pub(super) cuts: Vec<OpId>,
    /// Write even what is already so.
    pub(super) anew: bool,
}

/// Leaves out what is already so and groups the rest by what it replaces.
pub(super) fn entity_write(
    kind: &'static EntityKind,
    entity: EntityId,
    mut fields: BTreeMap<u16, Value>,
    state: &BTreeMap<u16, FieldState>,
    circumstances: &Circumstances,
) -> Option<EntityWrite> {
    // A deleted entity that is written again takes its mark back.
    let marked = state
        .get(&DELETED)
        .is_some_and(|mark| mark.value() == &Value::Bool(true));
    if marked {
        fields.entry(DELETED).or_insert(Value::Null);
    }
    let mut groups: BTreeMap<Vec<OpId>, Group> = BTreeMap::new();
    for (key, value) in fields {
        let current = state.get(&key);
        let unchanged = match current {
            None => value == Value::Null,
            Some(field) => field.heads.len() == 1 && *field.value() == value,
        };
        if unchanged && !circumstances.anew {
            continue;
        }
        let mut prev: Vec<OpId> = current
            .map(|field| field.heads.iter().map(|(op, _)| *op).collect())
            .unwrap_or_default();
        if !circumstances.cuts.is_empty() {
            prev.extend(&circumstances.cuts);
            prev.sort_unstable();
            prev.dedup();
        }
        let group = groups.entry(prev).or_insert_with_key(|prev| Group {
            prev: prev.clone(),
            ..Group::default()
        });
        group.put(kind, key, value);
    }
    (!groups.is_empty()).then(|| EntityWrite {
        kind: kind.key,
        entity,
        groups: groups.into_values().collect(),
    })
}
