//! Queries of erasure: over registers, because what is locked stands in no
//! table.

use super::super::duplicates::identity;
use super::super::import::records::ROSTER_IMPORT;
use super::super::records::{HOUSEHOLD, PERSON};
use super::super::rules::fold as fold_name;
use super::super::store::{HOUSEHOLD_OF, canonical};
use super::model::{Duty, ErasureLine, ErasureState};
use super::records::{ERASURE_REQUEST, NAMING, names_person};
use crate::Result;
use crate::base::{EntityId, PersonId};
use crate::store::register::Register;
use crate::store::registry::EntityKind;
use crate::store::{date_from_days, date_value, fold};
use rusqlite::{Connection, params};
use std::collections::BTreeSet;
use tongfu_package::value::Value;

/// Numbers of the person's fields by which a text can be recognised as theirs.
const NAMES: &[u16] = &[1, 2];
const NUMBERS: &[u16] = &[4, 14, 20, 25];

/// Shorter texts occur by chance in what others wrote.
const SHORTEST: usize = 2;

/// What was ever written of the people to be erased.
#[derive(Debug, Default)]
pub(crate) struct Known {
    names: BTreeSet<String>,
    numbers: BTreeSet<String>,
    households: BTreeSet<EntityId>,
}

impl Known {
    /// From every known write of `entries`.
    pub fn of(connection: &Connection, entries: &[EntityId]) -> Result<Self> {
        let mut known = Self::default();
        for entry in entries {
            let register = fold::load(connection, PERSON.key, entry)?;
            for (key, value) in values(&register) {
                match value {
                    Value::Text(text) if text.chars().count() < SHORTEST => {}
                    Value::Text(text) if NAMES.contains(&key) => {
                        known.names.insert(text.clone());
                    }
                    Value::Text(text) if NUMBERS.contains(&key) => {
                        known.numbers.insert(text.clone());
                    }
                    Value::Bytes(bytes) if key == HOUSEHOLD_OF => {
                        known
                            .households
                            .extend(EntityId::try_from(bytes.as_slice()));
                    }
                    _ => {}
                }
            }
        }
        Ok(known)
    }

    /// Whether nothing was ever written.
    pub fn is_empty(&self) -> bool {
        self.names.is_empty() && self.numbers.is_empty() && self.households.is_empty()
    }

    /// Names and numbers as written.
    pub fn texts(&self) -> BTreeSet<String> {
        self.names.union(&self.numbers).cloned().collect()
    }

    /// Numbers as written, and the id of the person itself: what half-typed work
    /// about them may hold.
    pub fn numbers_and(&self, person: &EntityId) -> BTreeSet<String> {
        let mut texts = self.numbers.clone();
        texts.insert(PersonId(*person).to_string());
        texts
    }

    /// Names as they are compared.
    pub fn folded_names(&self) -> BTreeSet<String> {
        self.names.iter().map(|name| fold_name(name)).collect()
    }

    /// Every household they ever belonged to.
    pub fn households(&self) -> &BTreeSet<EntityId> {
        &self.households
    }
}

/// Every value of every known write.
fn values(register: &Register) -> impl Iterator<Item = (u16, &Value)> {
    register
        .writes()
        .iter()
        .flat_map(|write| &write.groups)
        .flat_map(|group| group.fields.iter().map(|(key, value)| (*key, value)))
}

/// Entities of a kind in whose personal values a text stands. What one
/// operation wrote of one has no register: it stands in its sections alone.
fn holding(connection: &Connection, kind: &EntityKind, text: &str) -> Result<Vec<EntityId>> {
    // The name of the table is a constant of the registry.
    let mut statement = connection.prepare_cached(&format!(
        "SELECT entity FROM register WHERE kind = ?1 AND instr(writes, CAST(?2 AS BLOB)) > 0
         UNION SELECT e.id FROM {} e JOIN section s ON s.operation = e.operation AND s.person = e.id
         WHERE instr(s.bytes, CAST(?2 AS BLOB)) > 0",
        kind.table
    ))?;
    let found = statement
        .query_map(params![kind.key, text], |row| row.get(0))?
        .collect::<rusqlite::Result<_>>()?;
    Ok(found)
}

/// Households in whose sections the people are named; those where somebody
/// else of the same name lives are left alone.
pub(crate) fn households_naming(
    connection: &Connection,
    known: &Known,
    erased: &BTreeSet<EntityId>,
) -> Result<BTreeSet<EntityId>> {
    let mut candidates = known.households.clone();
    for name in known.texts() {
        candidates.extend(holding(connection, &HOUSEHOLD, &name)?);
    }
    let names = known.folded_names();
    let mut found = BTreeSet::new();
    for household in candidates {
        let register = fold::load(connection, HOUSEHOLD.key, &household)?;
        let named = values(&register).any(|(key, value)| match value {
            Value::Text(text) => NAMING.contains(&key) && names_person(key, text, known),
            _ => false,
        });
        if named
            && !members(connection, &household, erased)?
                .iter()
                .any(|name| names.contains(&fold_name(name)))
        {
            found.insert(household);
        }
    }
    Ok(found)
}

/// Imports of rosters whose file is named after the people.
pub(crate) fn imports_naming(connection: &Connection, known: &Known) -> Result<Vec<EntityId>> {
    let mut found = BTreeSet::new();
    for text in known.texts() {
        found.extend(holding(connection, &ROSTER_IMPORT, &text)?);
    }
    Ok(found.into_iter().collect())
}

/// Names of the members of a household other than `erased`, locked ones
/// included.
pub(crate) fn members(
    connection: &Connection,
    household: &EntityId,
    erased: &BTreeSet<EntityId>,
) -> Result<Vec<String>> {
    let mut found = Vec::new();
    {
        let mut statement =
            connection.prepare_cached("SELECT id, name FROM person WHERE household = ?1")?;
        let mut rows = statement.query([household])?;
        while let Some(row) = rows.next()? {
            if !erased.contains(&row.get::<_, EntityId>(0)?) {
                found.push(row.get::<_, Option<String>>(1)?.unwrap_or_default());
            }
        }
    }
    for person in locked(connection)? {
        if erased.contains(&person) {
            continue;
        }
        let state = fold::load(connection, PERSON.key, &person)?.state();
        let of = state.get(&HOUSEHOLD_OF).map(|field| field.value().clone());
        if of == Some(Value::Bytes(household.to_vec())) {
            found.push(text(state.get(&1).map(|field| field.value())).unwrap_or_default());
        }
    }
    Ok(found)
}

fn text(value: Option<&Value>) -> Option<String> {
    match value {
        Some(Value::Text(text)) => Some(text.clone()),
        _ => None,
    }
}

/// Everybody who is locked.
pub(crate) fn locked(connection: &Connection) -> Result<Vec<EntityId>> {
    let mut statement =
        connection.prepare_cached("SELECT DISTINCT person FROM locked_person ORDER BY person")?;
    let found = statement
        .query_map([], |row| row.get(0))?
        .collect::<rusqlite::Result<_>>()?;
    Ok(found)
}

/// Whether somebody locked has this name: a household must not show it.
pub(crate) fn is_locked_name(connection: &Connection, name: &str) -> Result<bool> {
    for person in locked(connection)? {
        let state = fold::load(connection, PERSON.key, &person)?.state();
        let own = text(state.get(&1).map(|field| field.value()));
        if own.is_some_and(|own| fold_name(&own) == fold_name(name)) {
            return Ok(true);
        }
    }
    Ok(false)
}

/// The living entry with the same valid number and name as a locked one.
pub(super) fn same_as(connection: &Connection, locked: &EntityId) -> Result<Option<PersonId>> {
    let state = fold::load(connection, PERSON.key, locked)?.state();
    let shown = |key: u16| text(state.get(&key).map(|field| field.value()));
    let (number, name) = (shown(4), shown(1));
    let holders = identity::holders(connection, number.as_deref(), name.as_deref())?;
    let Some(first) = holders.first() else {
        return Ok(None);
    };
    canonical(connection, PersonId(*first)).map(Some)
}

/// The ids in a structured value.
pub(super) fn ids(value: &Value) -> Vec<EntityId> {
    match value {
        Value::Array(items) => items
            .iter()
            .filter_map(|item| match item {
                Value::Bytes(bytes) => EntityId::try_from(bytes.as_slice()).ok(),
                _ => None,
            })
            .collect(),
        _ => Vec::new(),
    }
}

/// The numbers of fields in a structured value.
pub(super) fn numbers(value: &Value) -> BTreeSet<u16> {
    match value {
        Value::Array(items) => items
            .iter()
            .filter_map(|item| match item {
                Value::Int(number) => u16::try_from(*number).ok(),
                _ => None,
            })
            .collect(),
        _ => BTreeSet::new(),
    }
}

/// Duties as they travel.
pub(super) fn duties_value(duties: &[Duty]) -> Value {
    Value::Array(
        duties
            .iter()
            .map(|duty| {
                Value::Array(vec![
                    Value::Text(duty.code.clone()),
                    date_value(duty.last_event),
                    Value::Int(i64::from(duty.years)),
                    date_value(duty.until),
                ])
            })
            .collect(),
    )
}

fn duties(bytes: Option<Vec<u8>>) -> Result<Vec<Duty>> {
    let Some(Value::Array(items)) = bytes.map(|bytes| Value::decode(&bytes)).transpose()? else {
        return Ok(Vec::new());
    };
    Ok(items
        .into_iter()
        .filter_map(|item| {
            let Value::Array(parts) = item else {
                return None;
            };
            let [
                Value::Text(code),
                Value::Int(event),
                Value::Int(years),
                Value::Int(until),
            ] = <[Value; 4]>::try_from(parts).ok()?
            else {
                return None;
            };
            Some(Duty {
                code,
                last_event: date_from_days(event)?,
                years: u32::try_from(years).ok()?,
                until: date_from_days(until)?,
            })
        })
        .collect())
}

/// Every request, the one that ends first at the head.
pub(super) fn requests(connection: &Connection) -> Result<Vec<ErasureLine>> {
    type Row = (
        EntityId,
        Option<PersonId>,
        Option<i64>,
        Option<i64>,
        Option<String>,
        Option<String>,
        Option<Vec<u8>>,
        Option<EntityId>,
    );
    let rows: Vec<Row> = {
        let mut statement = connection.prepare_cached(
            "SELECT id, person, requested_on, kept_until, state, reason, duties, approved_by FROM erasure_request ORDER BY kept_until, id",
        )?;
        statement
            .query_map([], |row| {
                Ok((
                    row.get(0)?,
                    row.get(1)?,
                    row.get(2)?,
                    row.get(3)?,
                    row.get(4)?,
                    row.get(5)?,
                    row.get(6)?,
                    row.get(7)?,
                ))
            })?
            .collect::<rusqlite::Result<_>>()?
    };
    let mut lines = Vec::with_capacity(rows.len());
    for (id, person, requested_on, kept_until, state, reason, kept_for, approved_by) in rows {
        let Some(person) = person else { continue };
        let locked = state.as_deref() == Some(ErasureState::Locked.word());
        lines.push(ErasureLine {
            id,
            person,
            state: if locked {
                ErasureState::Locked
            } else {
                ErasureState::Withdrawn
            },
            requested_on: requested_on.and_then(date_from_days),
            kept_until: kept_until.and_then(date_from_days),
            erased_on: None,
            duties: duties(kept_for)?,
            reason,
            approved_by,
            same_as: if locked {
                same_as(connection, &person.0)?
            } else {
                None
            },
        });
    }
    Ok(lines)
}

/// Every erasure that was done, the newest first.
pub(super) fn done(connection: &Connection) -> Result<Vec<ErasureLine>> {
    let mut statement = connection.prepare_cached(
        "SELECT id, person, erased_on, requested_on, approved_by FROM erased_person WHERE person IS NOT NULL ORDER BY erased_on DESC, id",
    )?;
    let lines = statement
        .query_map([], |row| {
            Ok(ErasureLine {
                id: row.get(0)?,
                person: row.get(1)?,
                state: ErasureState::Erased,
                requested_on: row.get::<_, Option<i64>>(3)?.and_then(date_from_days),
                kept_until: None,
                erased_on: row.get::<_, Option<i64>>(2)?.and_then(date_from_days),
                duties: Vec::new(),
                reason: None,
                approved_by: row.get(4)?,
                same_as: None,
            })
        })?
        .collect::<rusqlite::Result<_>>()?;
    Ok(lines)
}

/// The entries that a request locks.
pub(super) fn entries(connection: &Connection, request: &EntityId) -> Result<Vec<EntityId>> {
    let state = fold::load(connection, ERASURE_REQUEST.key, request)?.state();
    let found: BTreeSet<EntityId> = state
        .get(&2)
        .into_iter()
        .flat_map(|field| &field.heads)
        .flat_map(|(_, value)| ids(value))
        .collect();
    Ok(found.into_iter().collect())
}
