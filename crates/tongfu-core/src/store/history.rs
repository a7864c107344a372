//! Who wrote what, when, on which laptop, and what it replaced.

use super::registry::EntityKind;
use super::write::{self, ENTITY_WRITE};
use super::{Store, fold};
use crate::base::EntityId;
use crate::security::users;
use crate::{Error, ErrorKind, Result};
use chrono::{DateTime, NaiveDate};
use rusqlite::OptionalExtension;
use std::collections::btree_map::Entry;
use std::collections::{BTreeMap, BTreeSet};
use tongfu_package::operation::{DeviceId, OpId, Operation};
use tongfu_package::value::Value;

/// One write of one field.
#[derive(Debug, Clone, PartialEq)]
pub struct FieldHistory {
    /// Column of the field.
    pub field: &'static str,
    /// What was written; [`Value::Null`] cleared it.
    pub value: Value,
    /// The values it replaced, as far as they are known.
    pub replaced: Vec<Value>,
    /// Name of the user, or their id where the user is unknown here.
    pub who: String,
    /// The laptop.
    pub device: DeviceId,
    /// When it happened.
    pub event_date: NaiveDate,
    /// When it was recorded.
    pub recorded_at: DateTime<chrono::Utc>,
    /// The action, such as `people.import`.
    pub verb: String,
    /// Whether it is one of the field's current values.
    pub current: bool,
    /// The operation.
    pub op: OpId,
}

impl Store {
    /// Every known write of an entity's fields, newest recorded first.
    pub fn history(&self, kind: &'static EntityKind, id: &EntityId) -> Result<Vec<FieldHistory>> {
        let register = fold::load(self.tables(), kind.key, id)?;
        let state = register.state();
        let mut values: BTreeMap<(OpId, u16), &Value> = BTreeMap::new();
        for known in register.writes() {
            for group in &known.groups {
                values.extend(
                    group
                        .fields
                        .iter()
                        .map(|(key, value)| ((known.op, *key), value)),
                );
            }
        }
        let mut history = Vec::new();
        for known in register.writes() {
            let operation = self.operation(&known.op)?;
            let verb = if operation.kind == ENTITY_WRITE {
                write::read_verb(&operation.body)?
            } else {
                String::new()
            };
            let who = users::name(self.tables(), &operation.actor.0)?;
            for group in &known.groups {
                for (key, value) in &group.fields {
                    let Some(field) = kind.field_by_key(*key) else {
                        continue;
                    };
                    history.push(FieldHistory {
                        field: field.column,
                        value: value.clone(),
                        replaced: group
                            .prev
                            .iter()
                            .filter_map(|prev| values.get(&(*prev, *key)))
                            .map(|v| (*v).clone())
                            .collect(),
                        who: who.clone(),
                        device: operation.device,
                        event_date: super::date_from_days(i64::from(operation.event_date))
                            .unwrap_or_default(),
                        recorded_at: DateTime::from_timestamp_millis(operation.recorded_at)
                            .unwrap_or_default(),
                        verb: verb.clone(),
                        current: state
                            .get(key)
                            .is_some_and(|s| s.heads.iter().any(|(op, _)| *op == known.op)),
                        op: known.op,
                    });
                }
            }
        }
        history.sort_by(|a, b| (b.recorded_at, b.op, a.field).cmp(&(a.recorded_at, a.op, b.field)));
        Ok(history)
    }

    /// Names of the users who first wrote the field `column` of each entity: who
    /// made it. By what the writes replace, not by any clock; two laptops that
    /// made the same entity are both named.
    pub fn creators(
        &self,
        kind: &'static EntityKind,
        column: &str,
        ids: &[EntityId],
    ) -> Result<BTreeMap<EntityId, BTreeSet<String>>> {
        let mut found: BTreeMap<EntityId, BTreeSet<String>> = BTreeMap::new();
        let Some(field) = kind.field(column) else {
            return Ok(found);
        };
        // A large import is one operation for many entities.
        let mut names: BTreeMap<OpId, String> = BTreeMap::new();
        for id in ids {
            let creators = found.entry(*id).or_default();
            for write in fold::load(self.tables(), kind.key, id)?.writes() {
                let first = write
                    .groups
                    .iter()
                    .any(|group| group.prev.is_empty() && group.fields.contains_key(&field.key));
                if !first {
                    continue;
                }
                let name = match names.entry(write.op) {
                    Entry::Occupied(known) => known.get().clone(),
                    Entry::Vacant(unknown) => {
                        let actor = self.operation(&write.op)?.actor;
                        unknown
                            .insert(users::name(self.tables(), &actor.0)?)
                            .clone()
                    }
                };
                creators.insert(name);
            }
        }
        Ok(found)
    }

    /// An operation of the log.
    pub fn operation(&self, op: &OpId) -> Result<Operation> {
        let bytes: Option<Vec<u8>> = self
            .tables()
            .prepare_cached("SELECT bytes FROM operation WHERE op_id = ?1")?
            .query_row([op.0], |row| row.get(0))
            .optional()?;
        Ok(Operation::decode(&bytes.ok_or_else(|| {
            Error::new(ErrorKind::Absent, "OPERATION_ABSENT")
        })?)?)
    }
}
