//! Cutting: which sections go, and what is left of their entities.

use super::{
    Cut, EVERY_CLASS, cuts, is_buried, note_purge, register_subjects, speaking_of, write_subjects,
    written_fields,
};
use crate::Result;
use crate::base::EntityId;
use crate::store::fold::{self, Stored};
use crate::store::register::Register;
use crate::store::registry::{self, EntityKind};
use crate::store::write::{self, EntityWrite};
use rusqlite::{Connection, params};
use std::collections::BTreeSet;
use tongfu_package::operation::{OpId, Outline};

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
    let mut reached: Vec<(i64, EntityId, u8)> = Vec::new();
    {
        let mut statement =
            connection.prepare_cached("SELECT operation, person, class FROM section")?;
        let mut rows = statement.query([])?;
        while let Some(row) = rows.next()? {
            let (entity, class): (EntityId, u8) = (row.get(1)?, row.get(2)?);
            if cut.reaches(class) && entities.contains(&entity) {
                reached.push((row.get(0)?, entity, class));
            }
        }
    }
    let mut refused = Vec::with_capacity(reached.len());
    for (operation, entity, class) in reached {
        if cut.refuses(&stored(connection, operation)?.1, &entity, class) {
            refused.push((operation, entity, class));
        }
    }
    for (operation, entity, class) in refused {
        connection
            .prepare_cached(
                "DELETE FROM section WHERE operation = ?1 AND person = ?2 AND class = ?3",
            )?
            .execute(params![operation, entity, class])?;
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

/// A stored operation and what it writes, without the personal values.
fn stored(connection: &Connection, number: i64) -> Result<(Stored, Vec<EntityWrite>)> {
    let (op, bytes): (_, Vec<u8>) = connection
        .prepare_cached("SELECT op_id, bytes FROM operation WHERE id = ?1")?
        .query_row([number], |row| Ok((row.get(0)?, row.get(1)?)))?;
    let outline = Outline::read(&bytes)?;
    let writes = write::writes_in(&outline, &bytes)?;
    let stored = Stored {
        number,
        op: OpId(op),
        outline,
        bytes,
    };
    Ok((stored, writes))
}

/// The local number of an operation.
fn number_of(connection: &Connection, op: &OpId) -> Result<i64> {
    Ok(connection
        .prepare_cached("SELECT id FROM operation WHERE op_id = ?1")?
        .query_row([op.0], |row| row.get(0))?)
}

/// Whether a received section is refused: its entity is buried, or a cut
/// reaches it and its operation, with these writes, does not name the cut.
pub fn refuses(
    connection: &Connection,
    entity: &EntityId,
    class: u8,
    writes: &[EntityWrite],
) -> Result<bool> {
    if is_buried(connection, entity)? {
        return Ok(true);
    }
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
        .any(|cut| cut.refuses(writes, entity, class)))
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
        let (operation, _) = stored(connection, number_of(connection, &write.op)?)?;
        let Some(foldable) = fold::foldable(connection, write.stream, &operation)? else {
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
        let operation = number_of(connection, &known.op)?;
        let classes: Vec<u8> = connection
            .prepare_cached("SELECT class FROM section WHERE operation = ?1 AND person = ?2")?
            .query_map(params![operation, entity], |row| row.get(0))?
            .collect::<rusqlite::Result<_>>()?;
        if classes.is_empty() {
            continue;
        }
        let (_, writes) = stored(connection, operation)?;
        for class in classes {
            if reaching
                .iter()
                .any(|cut| cut.refuses(&writes, entity, class))
            {
                gone += connection
                    .prepare_cached(
                        "DELETE FROM section WHERE operation = ?1 AND person = ?2 AND class = ?3",
                    )?
                    .execute(params![operation, entity, class])?;
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
