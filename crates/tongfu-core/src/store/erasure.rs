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

mod known;
mod sweep;

pub use known::Known;
pub use sweep::sweep_local;

use super::fold;
use super::register::{FieldState, Register};
use super::registry::{self, EntityKind};
use super::write::{self, EntityWrite};
use crate::Result;
use crate::base::EntityId;
use rusqlite::{Connection, params};
use std::collections::{BTreeMap, BTreeSet};
use tongfu_package::operation::{OpId, Operation};
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
        let there = connection
            .prepare_cached("DELETE FROM register WHERE kind = ?1 AND entity = ?2")?
            .execute(params![kind.key, entity])?;
        if there > 0 {
            hide(connection, kind, entity)?;
            if let Some(derive) = kind.derive {
                derive(connection, entity)?;
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

/// Puts a cut into force. Returns whether it was new.
pub fn cut(connection: &Connection, cut: &Cut) -> Result<bool> {
    let new = connection
        .prepare_cached("INSERT OR IGNORE INTO section_cut (cut, kind, entity, class, fields) VALUES (?1, ?2, ?3, ?4, ?5)")?
        .execute(params![
            cut.id,
            cut.kind,
            cut.entity,
            cut.class.map_or(EVERY_CLASS, i64::from),
            written_fields(cut.fields.as_ref())
        ])?;
    if new == 0 {
        return Ok(false);
    }
    note_purge(connection)?;
    let mut reached: Vec<(u16, EntityId)> = vec![(cut.kind, cut.entity)];
    reached.extend(
        speaking_of(connection, &cut.entity)?
            .into_iter()
            .map(|(kind, entity)| (kind.key, entity)),
    );
    let reached_ids: BTreeSet<EntityId> = reached.iter().map(|(_, entity)| *entity).collect();
    purge_refused(connection, &reached_ids, cut)?;
    for (kind, entity) in reached {
        read_again(connection, kind, &entity)?;
    }
    Ok(true)
}

/// Deletes the sections that a cut refuses, folded or waiting behind a gap, and
/// the salt of an entity that keeps no section under it.
fn purge_refused(connection: &Connection, entities: &BTreeSet<EntityId>, cut: &Cut) -> Result<()> {
    // One pass for all of them: sections are keyed by operation, and one that
    // waits behind a gap is in no register.
    let mut reached: Vec<(OpId, EntityId, u8)> = Vec::new();
    {
        let mut statement =
            connection.prepare_cached("SELECT op_id, person, class FROM section")?;
        let mut rows = statement.query([])?;
        while let Some(row) = rows.next()? {
            let (entity, class): (EntityId, u8) = (row.get(1)?, row.get(2)?);
            if cut.reaches(class) && entities.contains(&entity) {
                reached.push((OpId(row.get(0)?), entity, class));
            }
        }
    }
    let mut refused = Vec::with_capacity(reached.len());
    for (op, entity, class) in reached {
        if cut.refuses(&writes_of(connection, &op)?, &entity, class) {
            refused.push((op, entity, class));
        }
    }
    for (op, entity, class) in refused {
        connection
            .prepare_cached("DELETE FROM section WHERE op_id = ?1 AND person = ?2 AND class = ?3")?
            .execute(params![op.0, entity, class])?;
    }
    for entity in entities {
        connection
            .prepare_cached(
                "DELETE FROM person_salt WHERE person = ?1 AND NOT EXISTS (SELECT 1 FROM section WHERE person = ?1 AND salt IS NULL)",
            )?
            .execute([entity])?;
    }
    Ok(())
}

/// What an operation writes, without the personal values.
fn writes_in(bytes: &[u8]) -> Result<Vec<EntityWrite>> {
    let operation = Operation::decode(bytes)?;
    if operation.kind != write::ENTITY_WRITE {
        return Ok(Vec::new());
    }
    Ok(write::read_body(&operation.body)?.1)
}

fn writes_of(connection: &Connection, op: &OpId) -> Result<Vec<EntityWrite>> {
    let bytes: Vec<u8> = connection
        .prepare_cached("SELECT bytes FROM operation WHERE op_id = ?1")?
        .query_row([op.0], |row| row.get(0))?;
    writes_in(&bytes)
}

/// Whether a received section is refused: its entity is buried, or a cut
/// reaches it and its operation does not name the cut.
pub fn refuses(
    connection: &Connection,
    entity: &EntityId,
    class: u8,
    operation: &[u8],
) -> Result<bool> {
    if is_buried(connection, entity)? {
        return Ok(true);
    }
    let writes = writes_in(operation)?;
    let mut subjects = BTreeSet::new();
    for write in writes.iter().filter(|write| write.entity == *entity) {
        let kind = registry::kind(write.kind).filter(|kind| kind.subject.is_some());
        let Some(kind) = kind else {
            continue;
        };
        subjects.extend(register_subjects(
            kind,
            &fold::load(connection, kind.key, entity)?,
        ));
        subjects.extend(write_subjects(kind, write));
    }
    Ok(cuts(connection, entity, &subjects)?
        .iter()
        .any(|cut| cut.refuses(&writes, entity, class)))
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

/// Makes an entity's register again from the log, after some of its sections
/// went, and shows what is left.
fn read_again(connection: &Connection, kind_key: u16, entity: &EntityId) -> Result<()> {
    let Some(kind) = registry::kind(kind_key) else {
        return Ok(());
    };
    let known = fold::load(connection, kind_key, entity)?;
    if known.writes().is_empty() {
        return Ok(());
    }
    let mut register = Register::default();
    for write in known.writes() {
        let bytes: Vec<u8> = connection
            .prepare_cached("SELECT bytes FROM operation WHERE op_id = ?1")?
            .query_row([write.op.0], |row| row.get(0))?;
        let Some(foldable) = fold::foldable(connection, write.stream, write.op, &bytes)? else {
            continue;
        };
        for own in foldable.writes {
            if own.kind == kind_key && own.entity == *entity {
                register.add(write.op, write.stream, own);
            }
        }
    }
    fold::keep(connection, kind, entity, &register)?;
    Ok(())
}

/// Cuts the sections that came beside a cut of a person whom the entity speaks
/// of: it was not known yet when they were taken. Returns whether any went.
pub fn cut_late(
    connection: &Connection,
    kind: &EntityKind,
    entity: &EntityId,
    register: &Register,
) -> Result<bool> {
    let reaching = cuts(connection, entity, &register_subjects(kind, register))?;
    if reaching.is_empty() {
        return Ok(false);
    }
    let mut gone = 0;
    for known in register.writes() {
        let classes: Vec<u8> = connection
            .prepare_cached("SELECT class FROM section WHERE op_id = ?1 AND person = ?2")?
            .query_map(params![known.op.0, entity], |row| row.get(0))?
            .collect::<rusqlite::Result<_>>()?;
        if classes.is_empty() {
            continue;
        }
        let writes = writes_of(connection, &known.op)?;
        for class in classes {
            if reaching
                .iter()
                .any(|cut| cut.refuses(&writes, entity, class))
            {
                gone += connection
                    .prepare_cached(
                        "DELETE FROM section WHERE op_id = ?1 AND person = ?2 AND class = ?3",
                    )?
                    .execute(params![known.op.0, entity, class])?;
            }
        }
    }
    if gone > 0 {
        note_purge(connection)?;
    }
    Ok(gone > 0)
}

/// Makes [`cut_late`]'s result the entity's register.
pub fn read_after_cut(connection: &Connection, kind: &EntityKind, entity: &EntityId) -> Result<()> {
    read_again(connection, kind.key, entity)
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
