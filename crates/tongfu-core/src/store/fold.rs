//! Folding: from operations to the projected tables. Every step depends on the
//! set of operations held, so the order of arrival cannot show.

use super::erasure::{self, Marks};
use super::register::{FieldState, Register};
use super::registry::{self, EntityKind, FieldType};
use super::write::{self, ENTITY_WRITE, EntityWrite};
use crate::base::EntityId;
use crate::{Error, ErrorKind, Result};
use rusqlite::types::Value as Sql;
use rusqlite::{Connection, OptionalExtension, params};
use std::collections::{BTreeMap, BTreeSet};
use std::fmt::Write as _;
use tongfu_package::operation::{OpId, Operation};
use tongfu_package::value::Value;

/// An entity that changed: kind key and id.
pub type Changed = (u16, EntityId);

/// What a fold changed.
#[derive(Debug, Default)]
pub struct Folded {
    /// Entities with a new state.
    pub changed: BTreeSet<Changed>,
    /// High-risk fields that came to have several different values.
    pub cases: u32,
}

/// One operation ready to fold: its writes with personal values joined.
#[derive(Debug)]
pub struct Foldable {
    /// The operation.
    pub op: OpId,
    /// Local number of its stream.
    pub stream: i64,
    /// What it writes.
    pub writes: Vec<EntityWrite>,
}

/// Makes the projected tables of every kind.
pub fn create_projections(connection: &Connection) -> Result<()> {
    for kind in registry::kinds() {
        let mut sql = format!(
            "CREATE TABLE {} (id BLOB PRIMARY KEY, stream INTEGER NOT NULL, conflicted INTEGER NOT NULL DEFAULT 0",
            kind.table
        );
        for field in kind.fields {
            let column_type = match field.holds {
                FieldType::Text => "TEXT",
                FieldType::Int | FieldType::Date | FieldType::Bool => "INTEGER",
                FieldType::Id | FieldType::Structured | FieldType::Bytes => "BLOB",
            };
            let _ = write!(sql, ", {} {column_type}", field.column);
        }
        sql.push_str(") WITHOUT ROWID;");
        sql.push_str(kind.extra_sql);
        connection.execute_batch(&sql)?;
    }
    Ok(())
}

/// Drops every fold, projected tables and those that `extra_sql` made.
pub fn drop_folds(connection: &Connection) -> Result<()> {
    let kept: BTreeSet<&str> = registry::OTHER_TABLES
        .iter()
        .filter(|(_, travel)| *travel != registry::Travel::Fold)
        .map(|(table, _)| *table)
        .collect();
    let mut statement = connection.prepare(
        "SELECT name FROM sqlite_schema WHERE type = 'table' AND name NOT LIKE 'sqlite_%'",
    )?;
    let tables: Vec<String> = statement
        .query_map([], |row| row.get(0))?
        .collect::<rusqlite::Result<_>>()?;
    for table in tables {
        if matches!(table.as_str(), "register" | "conflict" | "locked_person") {
            connection.execute_batch(&format!("DELETE FROM {table}"))?;
        } else if !kept.contains(table.as_str()) {
            // The name comes from this database's own schema.
            connection.execute_batch(&format!("DROP TABLE \"{}\"", table.replace('"', "\"\"")))?;
        }
    }
    Ok(())
}

/// A fingerprint of the registry; when it changes, the folds are made again.
pub fn registry_fingerprint() -> String {
    use sha2::{Digest, Sha256};
    let mut hasher = Sha256::new();
    for kind in registry::kinds() {
        hasher.update(format!("{}|{}|{}\n", kind.key, kind.table, kind.extra_sql));
        for field in kind.fields {
            hasher.update(format!(
                "{}|{}|{:?}|{:?}|{}\n",
                field.key, field.column, field.holds, field.personal, field.high_risk
            ));
        }
    }
    hasher
        .finalize()
        .iter()
        .map(|byte| format!("{byte:02x}"))
        .collect()
}

/// Reads a stored operation and joins its personal sections.
pub fn foldable(
    connection: &Connection,
    stream: i64,
    op: OpId,
    bytes: &[u8],
) -> Result<Option<Foldable>> {
    let operation = Operation::decode(bytes)?;
    if operation.kind != ENTITY_WRITE {
        // A kind of a newer version: kept and forwarded, folded after the upgrade.
        return Ok(None);
    }
    let (_, mut writes) = write::read_body(&operation.body)?;
    if !operation.sections.is_empty() {
        let mut statement = connection
            .prepare_cached("SELECT person, class, bytes FROM section WHERE op_id = ?1")?;
        let mut rows = statement.query([op.0])?;
        // Sections are per person: finding their writes by a map keeps a large
        // import linear.
        let mut place: BTreeMap<EntityId, Vec<usize>> = BTreeMap::new();
        for (index, write) in writes.iter().enumerate() {
            place.entry(write.entity).or_default().push(index);
        }
        while let Some(row) = rows.next()? {
            let person: EntityId = row.get(0)?;
            let class: u8 = row.get(1)?;
            let bytes = row
                .get_ref(2)?
                .as_blob()
                .map_err(|_| Error::new(ErrorKind::Failed, "STORE_DAMAGED"))?;
            for index in place.get(&person).into_iter().flatten() {
                if let Some(found) = writes.get_mut(*index) {
                    write::join_section(std::slice::from_mut(found), &person.into(), class, bytes)?;
                }
            }
        }
    }
    Ok(Some(Foldable { op, stream, writes }))
}

/// Folds complete actions: updates registers, then projects each touched
/// entity once.
pub fn fold(connection: &Connection, operations: Vec<Foldable>, folded: &mut Folded) -> Result<()> {
    let mut touched: BTreeMap<Changed, Vec<(OpId, i64, EntityWrite)>> = BTreeMap::new();
    for operation in operations {
        for write in operation.writes {
            touched
                .entry((write.kind, write.entity))
                .or_default()
                .push((operation.op, operation.stream, write));
        }
    }
    let mut projected = Vec::with_capacity(touched.len());
    let marks = Marks::read(connection)?;
    for ((kind_key, entity), writes) in touched {
        // An unknown kind keeps its operations; there is nothing to project.
        let Some(kind) = registry::kind(kind_key) else {
            continue;
        };
        if marks.buried && erasure::is_buried(connection, &entity)? {
            continue;
        }
        let mut register = load(connection, kind_key, &entity)?;
        for (op, stream, write) in writes {
            register.add(op, stream, write);
        }
        save(connection, kind_key, &entity, &register)?;
        if kind.subject.is_some() && (marks.buried || marks.cut) {
            if bury_with_subject(connection, kind, &entity, &register)? {
                folded.changed.insert((kind.key, entity));
                continue;
            }
            if marks.cut && erasure::cut_late(connection, kind, &entity, &register)? {
                erasure::read_after_cut(connection, kind, &entity)?;
                register = load(connection, kind_key, &entity)?;
            }
        }
        folded.cases += project(connection, kind, &entity, &register, marks)?;
        projected.push((kind, entity));
    }
    for (kind, entity) in projected {
        if let Some(derive) = kind.derive {
            derive(connection, &entity)?;
        }
        folded.changed.insert((kind.key, entity));
    }
    Ok(())
}

/// An entity that ever spoke of a buried person is buried with them.
fn bury_with_subject(
    connection: &Connection,
    kind: &'static EntityKind,
    entity: &EntityId,
    register: &Register,
) -> Result<bool> {
    for subject in erasure::register_subjects(kind, register) {
        if erasure::is_buried(connection, &subject)? {
            return erasure::bury(connection, entity, &subject);
        }
    }
    Ok(false)
}

fn save(connection: &Connection, kind: u16, entity: &EntityId, register: &Register) -> Result<()> {
    connection
        .prepare_cached(
            "INSERT OR REPLACE INTO register (kind, entity, writes) VALUES (?1, ?2, ?3)",
        )?
        .execute(params![kind, entity, register.encode()])?;
    Ok(())
}

/// Makes `register` the one of an entity and shows what follows from it.
pub fn keep(
    connection: &Connection,
    kind: &'static EntityKind,
    entity: &EntityId,
    register: &Register,
) -> Result<()> {
    save(connection, kind.key, entity, register)?;
    project(connection, kind, entity, register, Marks::read(connection)?)?;
    match kind.derive {
        Some(derive) => derive(connection, entity),
        None => Ok(()),
    }
}

/// The register of an entity; empty when nothing is known of it.
pub fn load(connection: &Connection, kind: u16, entity: &EntityId) -> Result<Register> {
    let bytes: Option<Vec<u8>> = connection
        .prepare_cached("SELECT writes FROM register WHERE kind = ?1 AND entity = ?2")?
        .query_row(params![kind, entity], |row| row.get(0))
        .optional()?;
    bytes.map_or_else(|| Ok(Register::default()), |bytes| Register::decode(&bytes))
}

/// Writes the projected row and the conflicts of one entity; returns how many
/// high-risk fields are newly in conflict.
fn project(
    connection: &Connection,
    kind: &'static EntityKind,
    entity: &EntityId,
    register: &Register,
    marks: Marks,
) -> Result<u32> {
    let state = register.state();
    if marks.locked && erasure::is_held_back(connection, kind, entity, &state)? {
        erasure::hide(connection, kind, entity)?;
        return Ok(0);
    }
    let cases = conflicts(
        connection,
        kind,
        entity,
        &state,
        register.writes().len() > 1,
    )?;
    if register.deleted(&state) {
        connection
            .prepare_cached(&format!("DELETE FROM {} WHERE id = ?1", kind.table))?
            .execute([entity])?;
        return Ok(cases);
    }
    let mut sql = format!("INSERT OR REPLACE INTO {} VALUES (?1, ?2, ?3", kind.table);
    for index in 0..kind.fields.len() {
        let _ = write!(sql, ", ?{}", index + 4);
    }
    sql.push(')');
    // The public stream absorbs an office's own copy of the same entity; local
    // stream numbers differ between laptops, operation ids do not.
    let writes = register.writes();
    let stream = if writes
        .iter()
        .any(|write| write.stream == super::log::PUBLIC)
    {
        super::log::PUBLIC
    } else {
        writes
            .first()
            .map_or(super::log::PUBLIC, |write| write.stream)
    };
    let conflicted = kind
        .fields
        .iter()
        .any(|field| state.get(&field.key).is_some_and(FieldState::conflicted));
    let mut values = Vec::with_capacity(kind.fields.len() + 3);
    values.push(Sql::Blob(entity.to_vec()));
    values.push(Sql::Integer(stream));
    values.push(Sql::Integer(i64::from(conflicted)));
    for field in kind.fields {
        values.push(state.get(&field.key).map_or(Sql::Null, |field_state| {
            column(field.holds, field_state.value())
        }));
    }
    connection
        .prepare_cached(&sql)?
        .execute(rusqlite::params_from_iter(values))?;
    Ok(cases)
}

/// The column form of a value. A value of another shape than the field holds
/// (a newer version's) is not shown, but stays in the register.
fn column(holds: FieldType, value: &Value) -> Sql {
    match (holds, value) {
        (FieldType::Text, Value::Text(text)) => Sql::Text(text.clone()),
        (FieldType::Int | FieldType::Date, Value::Int(number)) => Sql::Integer(*number),
        (FieldType::Bool, Value::Bool(yes)) => Sql::Integer(i64::from(*yes)),
        (FieldType::Id, Value::Bytes(bytes)) if bytes.len() == 16 => Sql::Blob(bytes.clone()),
        (FieldType::Bytes, Value::Bytes(bytes)) => Sql::Blob(bytes.clone()),
        (FieldType::Structured, Value::Null) => Sql::Null,
        (FieldType::Structured, value) => Sql::Blob(value.encode()),
        _ => Sql::Null,
    }
}

fn conflicts(
    connection: &Connection,
    kind: &'static EntityKind,
    entity: &EntityId,
    state: &BTreeMap<u16, FieldState>,
    several: bool,
) -> Result<u32> {
    if !several {
        return Ok(0);
    }
    let mut before: BTreeSet<u16> = BTreeSet::new();
    {
        let mut statement = connection
            .prepare_cached("SELECT field FROM conflict WHERE kind = ?1 AND entity = ?2")?;
        let mut rows = statement.query(params![kind.key, entity])?;
        while let Some(row) = rows.next()? {
            before.insert(row.get(0)?);
        }
    }
    let mut cases = 0;
    let mut still = BTreeSet::new();
    for (key, field_state) in state {
        if !field_state.conflicted() {
            continue;
        }
        still.insert(*key);
        let high_risk = kind.field_by_key(*key).is_some_and(|field| field.high_risk);
        let heads = Value::Array(
            field_state
                .heads
                .iter()
                .map(|(op, _)| Value::Bytes(op.0.to_vec()))
                .collect(),
        )
        .encode();
        connection
            .prepare_cached("INSERT OR REPLACE INTO conflict (kind, entity, field, high_risk, heads) VALUES (?1, ?2, ?3, ?4, ?5)")?
            .execute(params![kind.key, entity, key, high_risk, heads])?;
        if high_risk && !before.contains(key) {
            cases += 1;
        }
    }
    for key in before.difference(&still) {
        connection
            .prepare_cached("DELETE FROM conflict WHERE kind = ?1 AND entity = ?2 AND field = ?3")?
            .execute(params![kind.key, entity, key])?;
    }
    Ok(cases)
}
