//! Erasure in the store: what is buried, what is cut, who is locked.
//!
//! Three marks, each a fold of the *set* of operations, so that no order of
//! arrival shows (exchange.md §1):
//!
//! - A **buried** entity's sections and salt are gone and refused ever after;
//!   whatever is written of it folds to nothing. Every entity of a kind with a
//!   [`subject`](super::registry::EntityKind::subject) that ever named a buried
//!   person is buried with them.
//! - A **cut** purges the sections of one entity (of one class or all, with
//!   certain fields or any) in every operation that does not name the cut among
//!   what it replaces. A writer who
//!   knows the cut names it, so what is written afterwards stays, and what was
//!   written before or beside it goes wherever and whenever it arrives. A cut of
//!   a person's class reaches the entities that speak of them.
//! - A **locked** person, and every entity that speaks of them, is projected
//!   nowhere: the registers hold them, no table shows them.
//!
//! The chain is untouched by all three: it covers the seals of sections, never
//! their bytes. Buried ids and cuts outlive the database in [`Known`].

mod cutting;
mod known;
mod sweep;

pub use cutting::{cut, cut_late, read_after_cut, refuses};
pub use known::Known;
pub use sweep::sweep_local;

use super::fold::{self, Known as KnownOf};
use super::register::{FieldState, Register};
use super::registry::{self, EntityKind};
use super::write::EntityWrite;
use crate::Result;
use crate::base::EntityId;
use rusqlite::{Connection, params};
use std::collections::{BTreeMap, BTreeSet};
use tongfu_package::operation::OpId;
use tongfu_package::value::Value;

/// A cut of every class.
const EVERY_CLASS: i64 = -1;

/// Set in `meta` while purged bytes may still lie on free pages or in backups.
const PURGED: &str = "purged";

/// One cut.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Cut {
    /// Its id, which later writes name.
    pub id: EntityId,
    /// Kind of the entity.
    pub kind: u16,
    /// The entity.
    pub entity: EntityId,
    /// The class of sections; `None` for every class.
    pub class: Option<u8>,
    /// Only sections that hold one of these fields; `None` for all.
    pub fields: Option<BTreeSet<u16>>,
}

impl Cut {
    fn reaches(&self, class: u8) -> bool {
        self.class.is_none_or(|own| own == class)
    }

    /// Whether it refuses the section of `entity` and `class` of an operation
    /// with these writes. Which fields a section holds stands in the public
    /// part, so that the answer needs no section.
    fn refuses(&self, writes: &[EntityWrite], entity: &EntityId, class: u8) -> bool {
        let mut of_entity = writes.iter().filter(|write| write.entity == *entity);
        let groups = || {
            writes
                .iter()
                .filter(|write| write.entity == *entity)
                .flat_map(|write| &write.groups)
        };
        let holds = |fields: &BTreeSet<u16>| {
            groups()
                .filter_map(|group| group.personal.get(&class))
                .flatten()
                .any(|field| fields.contains(field))
        };
        self.reaches(class)
            && !groups().any(|group| group.prev.contains(&OpId(self.id)))
            && (of_entity.next().is_none() || self.fields.as_ref().is_none_or(holds))
    }
}

/// The fields of a cut as they stand in its row.
fn written_fields(fields: Option<&BTreeSet<u16>>) -> Option<String> {
    fields.map(|fields| {
        fields
            .iter()
            .map(u16::to_string)
            .collect::<Vec<_>>()
            .join(",")
    })
}

fn read_fields(text: Option<&str>) -> Option<BTreeSet<u16>> {
    text.map(|text| text.split(',').filter_map(|key| key.parse().ok()).collect())
}

/// Which of the three marks this store holds at all: most hold none, and then
/// folding asks nothing more.
#[derive(Debug, Clone, Copy, Default)]
pub struct Marks {
    /// Somebody is buried.
    pub buried: bool,
    /// Something is cut.
    pub cut: bool,
    /// Somebody is locked.
    pub locked: bool,
}

impl Marks {
    /// The marks there are now.
    pub fn read(connection: &Connection) -> Result<Self> {
        Ok(connection
            .prepare_cached(
                "SELECT EXISTS (SELECT 1 FROM tombstone), EXISTS (SELECT 1 FROM section_cut), EXISTS (SELECT 1 FROM locked_person)",
            )?
            .query_row([], |row| {
                Ok(Self {
                    buried: row.get(0)?,
                    cut: row.get(1)?,
                    locked: row.get(2)?,
                })
            })?)
    }
}

/// Whether the entity is buried.
pub fn is_buried(connection: &Connection, entity: &EntityId) -> Result<bool> {
    Ok(connection
        .prepare_cached("SELECT EXISTS (SELECT 1 FROM tombstone WHERE person = ?1)")?
        .query_row([entity], |row| row.get(0))?)
}

/// Whether the person is locked.
pub fn is_locked(connection: &Connection, person: &EntityId) -> Result<bool> {
    Ok(connection
        .prepare_cached("SELECT EXISTS (SELECT 1 FROM locked_person WHERE person = ?1)")?
        .query_row([person], |row| row.get(0))?)
}

/// The cuts of an entity itself.
fn own_cuts(connection: &Connection, entity: &EntityId) -> Result<Vec<Cut>> {
    let mut statement = connection.prepare_cached(
        "SELECT cut, kind, entity, class, fields FROM section_cut WHERE entity = ?1 ORDER BY cut",
    )?;
    let cuts = statement
        .query_map([entity], read_cut)?
        .collect::<rusqlite::Result<_>>()?;
    Ok(cuts)
}

fn read_cut(row: &rusqlite::Row<'_>) -> rusqlite::Result<Cut> {
    Ok(Cut {
        id: row.get(0)?,
        kind: row.get(1)?,
        entity: row.get(2)?,
        class: u8::try_from(row.get::<_, i64>(3)?).ok(),
        fields: read_fields(row.get::<_, Option<String>>(4)?.as_deref()),
    })
}

/// Every cut that reaches an entity that speaks of `subjects`.
pub fn cuts(
    connection: &Connection,
    entity: &EntityId,
    subjects: &BTreeSet<EntityId>,
) -> Result<Vec<Cut>> {
    let mut found = own_cuts(connection, entity)?;
    for subject in subjects {
        found.extend(own_cuts(connection, subject)?);
    }
    Ok(found)
}

/// The people that values of the subject field, and of fields beside it, name.
pub fn subjects<'v>(
    kind: &EntityKind,
    values: impl Iterator<Item = (u16, &'v Value)>,
) -> BTreeSet<EntityId> {
    let names = |key: u16| {
        kind.subject.is_some()
            && kind
                .field_by_key(key)
                .is_some_and(|field| field.speaks_of || kind.subject == Some(field.column))
    };
    values
        .filter(|(field, _)| names(*field))
        .filter_map(|(_, value)| match value {
            Value::Bytes(bytes) => EntityId::try_from(bytes.as_slice()).ok(),
            _ => None,
        })
        .collect()
}

/// The people whom an entity ever spoke of.
pub fn register_subjects(kind: &EntityKind, register: &Register) -> BTreeSet<EntityId> {
    subjects(
        kind,
        register
            .writes()
            .iter()
            .flat_map(|write| &write.groups)
            .flat_map(|group| group.fields.iter().map(|(key, value)| (*key, value))),
    )
}

/// Whether a row of the tables is held back: the entity or a person it speaks
/// of now is locked.
pub fn is_held_back(
    connection: &Connection,
    kind: &EntityKind,
    entity: &EntityId,
    state: &BTreeMap<u16, FieldState>,
) -> Result<bool> {
    if is_locked(connection, entity)? {
        return Ok(true);
    }
    let heads = state
        .iter()
        .flat_map(|(key, field)| field.heads.iter().map(|(_, value)| (*key, value)));
    for subject in subjects(kind, heads) {
        if is_locked(connection, &subject)? {
            return Ok(true);
        }
    }
    Ok(false)
}

/// Whether a mark may reach the first write of an entity: then it needs a
/// register, by which the mark is followed.
pub fn is_reached(
    connection: &Connection,
    kind: &EntityKind,
    write: &EntityWrite,
    marks: Marks,
) -> Result<bool> {
    let subjects = write_subjects(kind, write);
    // A row names one person; a write that names several is another's making.
    if subjects.len() > 1 {
        return Ok(true);
    }
    if marks.cut && !cuts(connection, &write.entity, &subjects)?.is_empty() {
        return Ok(true);
    }
    for id in subjects.iter().chain([&write.entity]) {
        if (marks.buried && is_buried(connection, id)?)
            || (marks.locked && is_locked(connection, id)?)
        {
            return Ok(true);
        }
    }
    Ok(false)
}

/// Entities of kinds with a subject that ever named `person`.
fn speaking_of(
    connection: &Connection,
    person: &EntityId,
) -> Result<Vec<(&'static EntityKind, EntityId)>> {
    let mut found = Vec::new();
    for kind in registry::kinds()
        .iter()
        .filter(|kind| kind.subject.is_some())
    {
        let candidates: Vec<(EntityId, Vec<u8>)> = {
            // The id stands in the register's bytes as it is; the search over
            // bytes saves decoding those that cannot name it.
            let mut statement = connection.prepare_cached(
                "SELECT entity, writes FROM register WHERE kind = ?1 AND instr(writes, ?2) > 0",
            )?;
            statement
                .query_map(params![kind.key, person], |row| {
                    Ok((row.get(0)?, row.get(1)?))
                })?
                .collect::<rusqlite::Result<_>>()?
        };
        for (entity, bytes) in candidates {
            if register_subjects(kind, &Register::decode(&bytes)?).contains(person) {
                found.push((*kind, entity));
            }
        }
        // What one operation wrote has no register and names whom its row names.
        let Some(column) = kind.subject else {
            continue;
        };
        // Both names are constants of the registry.
        let mut statement = connection.prepare_cached(&format!(
            "SELECT id FROM {} WHERE {column} = ?1 AND operation NOT NULL",
            kind.table
        ))?;
        let mut rows = statement.query([person])?;
        while let Some(row) = rows.next()? {
            found.push((*kind, row.get(0)?));
        }
    }
    Ok(found)
}

/// Buries an entity and every entity that speaks of it. `mark` is the entity
/// whose operation says so. Returns whether it was new.
pub fn bury(connection: &Connection, entity: &EntityId, mark: &EntityId) -> Result<bool> {
    if is_buried(connection, entity)? {
        return Ok(false);
    }
    // What lies in tables of this laptop is found by what is still known.
    let beside = registry::before_burial(connection, entity)?;
    note_purge(connection)?;
    let mut all = vec![*entity];
    all.extend(
        speaking_of(connection, entity)?
            .into_iter()
            .map(|(_, id)| id),
    );
    all.extend(beside);
    for id in &all {
        connection
            .prepare_cached("INSERT OR IGNORE INTO tombstone (person, op_id) VALUES (?1, ?2)")?
            .execute(params![id, mark])?;
    }
    // One pass over the sections for all of them: they are keyed by operation,
    // and one that waits behind a gap is in no register.
    connection.execute_batch(
        "DELETE FROM section WHERE person IN (SELECT person FROM tombstone);
         DELETE FROM person_salt WHERE person IN (SELECT person FROM tombstone);",
    )?;
    for id in &all {
        forget_folds(connection, id)?;
    }
    Ok(true)
}

/// Drops the register and the rows of a buried entity.
fn forget_folds(connection: &Connection, entity: &EntityId) -> Result<()> {
    for kind in registry::kinds() {
        let known = fold::known(connection, kind, entity)?;
        connection
            .prepare_cached("DELETE FROM register WHERE kind = ?1 AND entity = ?2")?
            .execute(params![kind.key, entity])?;
        if known != KnownOf::Nothing {
            hide(connection, kind, entity)?;
            if let Some(derive) = kind.derive {
                derive(connection, &[*entity])?;
            }
        }
    }
    Ok(())
}

/// Takes an entity's row and its open questions out of the tables.
pub fn hide(connection: &Connection, kind: &EntityKind, entity: &EntityId) -> Result<()> {
    connection
        .prepare_cached("DELETE FROM conflict WHERE kind = ?1 AND entity = ?2")?
        .execute(params![kind.key, entity])?;
    // The name of the table is a constant of the registry.
    connection
        .prepare_cached(&format!("DELETE FROM {} WHERE id = ?1", kind.table))?
        .execute([entity])?;
    Ok(())
}

fn write_subjects(kind: &EntityKind, write: &EntityWrite) -> BTreeSet<EntityId> {
    subjects(
        kind,
        write
            .groups
            .iter()
            .flat_map(|group| group.fields.iter().map(|(key, value)| (*key, value))),
    )
}

/// Sets whom `request` locks, and shows or holds back what that changes.
pub fn lock(connection: &Connection, request: &EntityId, people: &[EntityId]) -> Result<()> {
    let before: BTreeSet<EntityId> = {
        let mut statement =
            connection.prepare_cached("SELECT person FROM locked_person WHERE request = ?1")?;
        statement
            .query_map([request], |row| row.get(0))?
            .collect::<rusqlite::Result<_>>()?
    };
    let after: BTreeSet<EntityId> = people.iter().copied().collect();
    for person in before.difference(&after) {
        connection
            .prepare_cached("DELETE FROM locked_person WHERE person = ?1 AND request = ?2")?
            .execute(params![person, request])?;
    }
    for person in after.difference(&before) {
        connection
            .prepare_cached("INSERT INTO locked_person (person, request) VALUES (?1, ?2)")?
            .execute(params![person, request])?;
    }
    for person in before.symmetric_difference(&after) {
        for kind in registry::kinds() {
            show(connection, kind, person)?;
        }
        for (kind, entity) in speaking_of(connection, person)? {
            show(connection, kind, &entity)?;
        }
    }
    Ok(())
}

/// Projects an entity again, if anything is known of it.
fn show(connection: &Connection, kind: &'static EntityKind, entity: &EntityId) -> Result<()> {
    let register = fold::load(connection, kind.key, entity)?;
    if register.writes().is_empty() {
        return Ok(());
    }
    fold::keep(connection, kind, entity, &register)
}

/// Notes that bytes were purged: free pages and backups must follow.
fn note_purge(connection: &Connection) -> Result<()> {
    connection.pragma_update(None, "secure_delete", true)?;
    super::own::set_meta(connection, PURGED, &[1])
}

/// Whether free pages or backups may still hold purged bytes.
pub fn is_unsettled(connection: &Connection) -> Result<bool> {
    Ok(super::own::meta(connection, PURGED)?.is_some_and(|value| value == [1]))
}

/// Notes that nothing purged is left.
pub fn note_settled(connection: &Connection) -> Result<()> {
    super::own::set_meta(connection, PURGED, &[0])
}

/// A fresh salt for an entity whose every class is cut in this action, so that
/// the seals of what went cannot be tried against guesses.
pub fn renew_salt(connection: &Connection, entity: &EntityId) -> Result<()> {
    connection
        .prepare_cached(
            "UPDATE section SET salt = (SELECT salt FROM person_salt WHERE person = ?1) WHERE person = ?1 AND salt IS NULL",
        )?
        .execute([entity])?;
    connection
        .prepare_cached("DELETE FROM person_salt WHERE person = ?1")?
        .execute([entity])?;
    Ok(())
}
