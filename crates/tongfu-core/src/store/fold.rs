//! Folding: from operations to the projected tables. Every step depends on the
//! set of operations held, so the order of arrival cannot show.

use super::erasure::{self, Marks};
use super::project;
use super::register::{self, FieldState, KnownWrite, Register};
use super::registry::{self, EntityKind, FieldType};
use super::write::{self, ENTITY_WRITE, EntityWrite};
use crate::base::EntityId;
use crate::{Error, ErrorKind, Result};
use rusqlite::types::ValueRef;
use rusqlite::{Connection, OptionalExtension, params};
use std::collections::{BTreeMap, BTreeSet, HashSet};
use std::fmt::Write as _;
use tongfu_package::operation::{OpId, Outline};
use tongfu_package::value::{Value, ValueReader, ValueWriter};

/// An entity that changed: kind key and id.
pub type Changed = (u16, EntityId);

/// What a fold changed.
#[derive(Debug, Default)]
pub struct Folded {
    /// Entities with a new state.
    pub changed: BTreeSet<Changed>,
    /// Those of them for which [`derive`] is still to run.
    pub underived: BTreeSet<Changed>,
    /// High-risk fields that came to have several different values.
    pub cases: u32,
}

/// A stored operation, read as far as its place.
#[derive(Debug)]
pub struct Stored {
    /// Its local number.
    pub number: i64,
    /// Its name.
    pub op: OpId,
    /// Where it belongs.
    pub outline: Outline,
    /// Its bytes.
    pub bytes: Vec<u8>,
}

/// One operation ready to fold: its writes with personal values joined.
#[derive(Debug)]
pub struct Foldable {
    /// The operation.
    pub op: OpId,
    /// Its local number.
    pub number: i64,
    /// Local number of its stream.
    pub stream: i64,
    /// What it writes.
    pub writes: Vec<EntityWrite>,
}

/// What is known of an entity before a write.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Known {
    /// Nothing.
    Nothing,
    /// One operation, with this local number, wrote it.
    Sole(i64),
    /// Its writes stand in its register.
    Register,
}

/// Makes the projected tables of every kind. `operation` is the local number
/// of the only operation that wrote the entity: it holds everything that is
/// known of it, so that there is no register. It is null where there is one.
pub fn create_projections(connection: &Connection) -> Result<()> {
    for kind in registry::kinds() {
        let mut sql = format!(
            "CREATE TABLE {} (id BLOB PRIMARY KEY, stream INTEGER NOT NULL, conflicted INTEGER NOT NULL DEFAULT 0, operation INTEGER",
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

/// Reads what a stored operation writes and joins its personal sections.
pub fn foldable(connection: &Connection, stream: i64, stored: &Stored) -> Result<Option<Foldable>> {
    if stored.outline.kind != ENTITY_WRITE {
        // A kind of a newer version: kept and forwarded, folded after the upgrade.
        return Ok(None);
    }
    let body = stored.bytes.get(stored.outline.body.clone());
    let (_, mut writes) = write::read_body(body.unwrap_or_default())?;
    if !stored.outline.sections.is_empty() {
        let mut statement = connection
            .prepare_cached("SELECT person, class, bytes FROM section WHERE operation = ?1")?;
        let mut rows = statement.query([stored.number])?;
        // Sections are per person: finding their writes by a map keeps a large
        // import linear.
        let mut place: BTreeMap<EntityId, Vec<usize>> = BTreeMap::new();
        for (index, write) in writes.iter().enumerate() {
            place.entry(write.entity).or_default().push(index);
        }
        while let Some(row) = rows.next()? {
            let person: EntityId = row.get(0)?;
            let class: u8 = row.get(1)?;
            let bytes = blob(row.get_ref(2)?)?;
            for index in place.get(&person).into_iter().flatten() {
                if let Some(found) = writes.get_mut(*index) {
                    write::join_section(found, class, bytes)?;
                }
            }
        }
    }
    Ok(Some(Foldable {
        op: stored.op,
        number: stored.number,
        stream,
        writes,
    }))
}

fn blob(value: ValueRef<'_>) -> Result<&[u8]> {
    value
        .as_blob()
        .map_err(|_| Error::new(ErrorKind::Failed, "STORE_DAMAGED"))
}

/// Entities of which the caller knows that nothing was known before.
pub type Fresh = HashSet<Changed>;

/// One operation's part in an entity.
pub struct Part {
    /// The operation.
    pub op: OpId,
    /// Its local number.
    pub number: i64,
    /// Local number of its stream.
    pub stream: i64,
    /// What it writes to the entity.
    pub write: EntityWrite,
}

/// Folds one operation, sparing the question what is known of `fresh` entities;
/// those that were folded are not fresh any more. What follows from the new
/// rows is left to [`derive`].
pub fn fold_own(
    connection: &Connection,
    operation: Foldable,
    fresh: &mut Fresh,
    folded: &mut Folded,
) -> Result<()> {
    let Foldable {
        op,
        number,
        stream,
        writes,
    } = operation;
    let marks = Marks::read(connection)?;
    let mut touched: BTreeMap<Changed, Vec<Part>> = BTreeMap::new();
    for write in writes {
        let parts = touched.entry((write.kind, write.entity)).or_default();
        parts.push(Part {
            op,
            number,
            stream,
            write,
        });
    }
    for (changed, parts) in touched {
        let is_fresh = fresh.remove(&changed);
        fold_entity(connection, changed, parts, is_fresh, marks, folded)?;
    }
    Ok(())
}

/// Takes operations' parts in one entity and projects it once. What a single
/// operation wrote stays in the log alone; a register is made when a second
/// one writes to it. An unknown kind keeps its operations; there is nothing to
/// project.
fn fold_entity(
    connection: &Connection,
    (kind_key, entity): Changed,
    parts: Vec<Part>,
    is_fresh: bool,
    marks: Marks,
    folded: &mut Folded,
) -> Result<()> {
    let Some(kind) = registry::kind(kind_key) else {
        return Ok(());
    };
    if marks.buried && erasure::is_buried(connection, &entity)? {
        return Ok(());
    }
    let before = if is_fresh {
        Known::Nothing
    } else {
        known(connection, kind, &entity)?
    };
    // What erasure may reach goes through a register.
    if before == Known::Nothing
        && let [part] = parts.as_slice()
        && !erasure::is_reached(connection, kind, &part.write, marks)?
        && project::sole(connection, kind, part.number, part.stream, &part.write)?
    {
        folded.underived.insert((kind_key, entity));
        return Ok(());
    }
    let mut register = load_known(connection, kind_key, &entity, before)?;
    for part in parts {
        register.add(part.op, part.stream, part.write);
    }
    save(connection, kind_key, &entity, &register)?;
    if kind.subject.is_some() && (marks.buried || marks.cut) {
        if bury_with_subject(connection, kind, &entity, &register)? {
            folded.changed.insert((kind_key, entity));
            return Ok(());
        }
        if marks.cut && erasure::cut_late(connection, kind, &entity, &register)? {
            erasure::read_after_cut(connection, kind, &entity)?;
            register = load(connection, kind_key, &entity)?;
        }
    }
    folded.cases += project(connection, kind, &entity, &register, marks, !is_fresh)?;
    folded.underived.insert((kind_key, entity));
    Ok(())
}

/// Gathers operations, so that an entity that many of them write is folded
/// once, in bounded memory.
#[derive(Default)]
pub struct Gathering {
    /// The parts one after the other: the operation's local number, then
    /// [`register::encode_known`].
    parts: ValueWriter,
    /// Of each part, its entity and where it begins.
    places: Vec<(Changed, usize)>,
    /// Nothing was known of any entity when the gathering began.
    from_nothing: bool,
    /// Parts were folded already.
    began: bool,
}

/// Bytes gathered before they are folded; what holds them may have grown to
/// twice as much.
const GATHERED_BYTES: usize = 112 << 20;

impl Gathering {
    /// A gathering for a store whose folds are empty.
    pub fn from_nothing() -> Self {
        Self {
            from_nothing: true,
            ..Self::default()
        }
    }

    /// Adds a complete operation; folds what was gathered when it is enough.
    pub fn add(
        &mut self,
        connection: &Connection,
        operation: &Foldable,
        folded: &mut Folded,
    ) -> Result<()> {
        for write in &operation.writes {
            let changed = (write.kind, write.entity);
            self.places.push((changed, self.parts.len()));
            self.parts.int(operation.number);
            register::encode_known(
                &mut self.parts,
                operation.op,
                operation.stream,
                &write.groups,
            );
        }
        let places = self.places.len() * size_of::<(Changed, usize)>();
        if self.parts.len() + places >= GATHERED_BYTES {
            self.fold(connection, folded)?;
        }
        Ok(())
    }

    /// Folds the rest, and then everything that follows.
    pub fn finish(mut self, connection: &Connection, folded: &mut Folded) -> Result<()> {
        self.fold(connection, folded)?;
        derive(connection, folded)
    }

    fn fold(&mut self, connection: &Connection, folded: &mut Folded) -> Result<()> {
        let is_fresh = self.from_nothing && !self.began;
        self.began = true;
        let bytes = std::mem::take(&mut self.parts).finish();
        let mut places = std::mem::take(&mut self.places);
        places.sort_unstable();
        let marks = Marks::read(connection)?;
        for chunk in places.chunk_by(|one, next| one.0 == next.0) {
            let Some(((kind, entity), _)) = chunk.first().copied() else {
                continue;
            };
            let parts = chunk
                .iter()
                .map(|(_, place)| {
                    let mut reader = ValueReader::new(bytes.get(*place..).unwrap_or_default());
                    let number = reader.int()?;
                    let KnownWrite { op, stream, groups } = KnownWrite::read(&mut reader)?;
                    Ok(Part {
                        op,
                        number,
                        stream,
                        write: EntityWrite {
                            kind,
                            entity,
                            groups,
                        },
                    })
                })
                .collect::<Result<_>>()?;
            fold_entity(connection, (kind, entity), parts, is_fresh, marks, folded)?;
        }
        Ok(())
    }
}

/// Runs what follows from the rows that were folded.
pub fn derive(connection: &Connection, folded: &mut Folded) -> Result<()> {
    let underived: Vec<Changed> = std::mem::take(&mut folded.underived).into_iter().collect();
    for of_kind in underived.chunk_by(|one, next| one.0 == next.0) {
        let kind = of_kind.first().and_then(|(key, _)| registry::kind(*key));
        if let Some(derive) = kind.and_then(|kind| kind.derive) {
            let ids: Vec<EntityId> = of_kind.iter().map(|(_, entity)| *entity).collect();
            derive(connection, &ids)?;
        }
    }
    folded.changed.extend(underived);
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
    project(
        connection,
        kind,
        entity,
        register,
        Marks::read(connection)?,
        true,
    )?;
    match kind.derive {
        Some(derive) => derive(connection, &[*entity]),
        None => Ok(()),
    }
}

/// Writes the projected row and the conflicts of one entity that has a
/// register, `known` if there was something of it; returns how many high-risk
/// fields are newly in conflict.
fn project(
    connection: &Connection,
    kind: &'static EntityKind,
    entity: &EntityId,
    register: &Register,
    marks: Marks,
    known: bool,
) -> Result<u32> {
    let state = register.state();
    if marks.locked && erasure::is_held_back(connection, kind, entity, &state)? {
        erasure::hide(connection, kind, entity)?;
        return Ok(0);
    }
    let several = register.writes().len() > 1;
    let cases = conflicts(connection, kind, entity, &state, several, known)?;
    project::register(connection, kind, entity, register, &state)?;
    Ok(cases)
}

/// What is known of an entity.
pub fn known(
    connection: &Connection,
    kind: &'static EntityKind,
    entity: &EntityId,
) -> Result<Known> {
    let sole: Option<Option<i64>> = connection
        .prepare_cached(project::sole_of(kind))?
        .query_row([entity], |row| row.get(0))
        .optional()?;
    if let Some(Some(number)) = sole {
        return Ok(Known::Sole(number));
    }
    // A deleted or locked entity has a register and no projected row.
    let kept: bool = connection
        .prepare_cached("SELECT EXISTS (SELECT 1 FROM register WHERE kind = ?1 AND entity = ?2)")?
        .query_row(params![kind.key, entity], |row| row.get(0))?;
    Ok(if kept {
        Known::Register
    } else {
        Known::Nothing
    })
}

/// The register of an entity; empty when nothing is known of it.
pub fn load(connection: &Connection, kind: u16, entity: &EntityId) -> Result<Register> {
    match registry::kind(kind) {
        Some(found) => load_known(connection, kind, entity, known(connection, found, entity)?),
        None => Ok(Register::default()),
    }
}

/// The register of an entity of which so much is known.
pub fn load_known(
    connection: &Connection,
    kind: u16,
    entity: &EntityId,
    known: Known,
) -> Result<Register> {
    match known {
        Known::Nothing => Ok(Register::default()),
        Known::Sole(number) => from_operation(connection, kind, entity, number),
        Known::Register => {
            let bytes: Vec<u8> = connection
                .prepare_cached("SELECT writes FROM register WHERE kind = ?1 AND entity = ?2")?
                .query_row(params![kind, entity], |row| row.get(0))?;
            Register::decode(&bytes)
        }
    }
}

/// The register of an entity that one operation wrote, made from it and its
/// sections.
fn from_operation(
    connection: &Connection,
    kind: u16,
    entity: &EntityId,
    number: i64,
) -> Result<Register> {
    let mut statement =
        connection.prepare_cached("SELECT op_id, stream, bytes FROM operation WHERE id = ?1")?;
    let mut rows = statement.query([number])?;
    let damaged = || Error::new(ErrorKind::Failed, "STORE_DAMAGED");
    let row = rows.next()?.ok_or_else(damaged)?;
    let bytes = blob(row.get_ref(2)?)?;
    let body = bytes.get(Outline::read(bytes)?.body).unwrap_or_default();
    let mut write = write::find_write(body, kind, entity)?.ok_or_else(damaged)?;
    let mut sections = connection
        .prepare_cached("SELECT class, bytes FROM section WHERE operation = ?1 AND person = ?2")?;
    let mut found = sections.query(params![number, entity])?;
    while let Some(section) = found.next()? {
        write::join_section(&mut write, section.get(0)?, blob(section.get_ref(1)?)?)?;
    }
    let mut register = Register::default();
    register.add(OpId(row.get(0)?), row.get(1)?, write);
    Ok(register)
}

fn conflicts(
    connection: &Connection,
    kind: &'static EntityKind,
    entity: &EntityId,
    state: &BTreeMap<u16, FieldState>,
    several: bool,
    known: bool,
) -> Result<u32> {
    if !several {
        return Ok(0);
    }
    let mut before: BTreeSet<u16> = BTreeSet::new();
    if known {
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
