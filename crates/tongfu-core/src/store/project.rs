//! Projecting: the row of an entity in its kind's table.

use super::log::PUBLIC;
use super::register::{FieldState, Register};
use super::registry::{self, EntityKind, FieldType};
use super::write::{DELETED, EntityWrite};
use crate::Result;
use crate::base::EntityId;
use rusqlite::types::{ToSqlOutput, ValueRef};
use rusqlite::{Connection, ToSql};
use std::collections::{BTreeMap, HashMap};
use std::fmt::Write as _;
use std::sync::LazyLock;
use tongfu_package::value::Value;

/// The statements of a kind, put together once: from constants of the registry.
struct Statements {
    insert: String,
    delete: String,
    sole: String,
}

static STATEMENTS: LazyLock<HashMap<u16, Statements>> = LazyLock::new(|| {
    registry::kinds()
        .iter()
        .map(|kind| (kind.key, Statements::of(kind)))
        .collect()
});

impl Statements {
    fn of(kind: &EntityKind) -> Self {
        let mut insert = format!(
            "INSERT OR REPLACE INTO {} VALUES (?1, ?2, ?3, ?4",
            kind.table
        );
        for index in 0..kind.fields.len() {
            let _ = write!(insert, ", ?{}", index + 5);
        }
        insert.push(')');
        Self {
            insert,
            delete: format!("DELETE FROM {} WHERE id = ?1", kind.table),
            sole: format!("SELECT operation FROM {} WHERE id = ?1", kind.table),
        }
    }
}

fn statements(kind: &'static EntityKind) -> &'static Statements {
    // Every kind has its statements: both come from the registry.
    &STATEMENTS[&kind.key]
}

/// The query for the only operation that wrote an entity.
pub(super) fn sole_of(kind: &'static EntityKind) -> &'static str {
    &statements(kind).sole
}

/// Writes the row of an entity that one operation wrote. False when that
/// operation deletes it: there is no row then, and nothing is done.
pub(super) fn sole(
    connection: &Connection,
    kind: &'static EntityKind,
    number: i64,
    stream: i64,
    write: &EntityWrite,
) -> Result<bool> {
    // Of several values for one field the last counts, as in a register.
    let value = |key: u16| {
        write
            .groups
            .iter()
            .rev()
            .find_map(|group| group.fields.get(&key))
    };
    if value(DELETED) == Some(&Value::Bool(true)) {
        return Ok(false);
    }
    insert(
        connection,
        kind,
        &write.entity,
        stream,
        false,
        Some(number),
        value,
    )?;
    Ok(true)
}

/// Writes the row of an entity from its register, or takes it away.
pub(super) fn register(
    connection: &Connection,
    kind: &'static EntityKind,
    entity: &EntityId,
    register: &Register,
    state: &BTreeMap<u16, FieldState>,
) -> Result<()> {
    if register.deleted(state) {
        connection
            .prepare_cached(&statements(kind).delete)?
            .execute([entity])?;
        return Ok(());
    }
    // The public stream absorbs an office's own copy of the same entity; local
    // stream numbers differ between laptops, operation ids do not.
    let writes = register.writes();
    let stream = if writes.iter().any(|write| write.stream == PUBLIC) {
        PUBLIC
    } else {
        writes.first().map_or(PUBLIC, |write| write.stream)
    };
    let conflicted = kind
        .fields
        .iter()
        .any(|field| state.get(&field.key).is_some_and(FieldState::conflicted));
    let value = |key: u16| state.get(&key).map(FieldState::value);
    insert(connection, kind, entity, stream, conflicted, None, value)
}

fn insert<'v>(
    connection: &Connection,
    kind: &'static EntityKind,
    entity: &EntityId,
    stream: i64,
    conflicted: bool,
    sole: Option<i64>,
    value: impl Fn(u16) -> Option<&'v Value>,
) -> Result<()> {
    let mut statement = connection.prepare_cached(&statements(kind).insert)?;
    statement.raw_bind_parameter(1, entity.as_slice())?;
    statement.raw_bind_parameter(2, stream)?;
    statement.raw_bind_parameter(3, conflicted)?;
    statement.raw_bind_parameter(4, sole)?;
    for (index, field) in (5..).zip(kind.fields) {
        let column = Column(field.holds, value(field.key).unwrap_or(&Value::Null));
        statement.raw_bind_parameter(index, column)?;
    }
    statement.raw_execute()?;
    Ok(())
}

/// The column form of a value. A value of another shape than the field holds
/// (a newer version's) is not shown, but stays in the log.
struct Column<'v>(FieldType, &'v Value);

impl ToSql for Column<'_> {
    fn to_sql(&self) -> rusqlite::Result<ToSqlOutput<'_>> {
        let borrowed = match (self.0, self.1) {
            (FieldType::Text, Value::Text(text)) => ValueRef::Text(text.as_bytes()),
            (FieldType::Int | FieldType::Date, Value::Int(number)) => ValueRef::Integer(*number),
            (FieldType::Bool, Value::Bool(yes)) => ValueRef::Integer(i64::from(*yes)),
            (FieldType::Id, Value::Bytes(bytes)) if bytes.len() == 16 => ValueRef::Blob(bytes),
            (FieldType::Bytes, Value::Bytes(bytes)) => ValueRef::Blob(bytes),
            (FieldType::Structured, Value::Null) => ValueRef::Null,
            (FieldType::Structured, value) => {
                return Ok(ToSqlOutput::Owned(value.encode().into()));
            }
            _ => ValueRef::Null,
        };
        Ok(ToSqlOutput::Borrowed(borrowed))
    }
}
