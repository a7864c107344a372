//! What the search reads from the tables.

use super::super::records::IDENTITY_DECISION;
use crate::Result;
use crate::base::{EntityId, PersonId};
use rusqlite::{Connection, Row};

/// What the index keeps of a person.
pub(super) struct Line {
    pub(super) person: PersonId,
    pub(super) name: String,
    pub(super) latin: String,
    pub(super) number: String,
    pub(super) phone: String,
    pub(super) township: String,
    pub(super) village: String,
}

pub(super) const SELECT: &str =
    "SELECT person.id, name, latin_name, document_number, phone, township, village FROM person";
pub(super) const SELECT_ALIASES: &str = "SELECT person.id, name, latin_name, document_number, phone, township, village, canonical FROM person JOIN person_identity ON person_identity.id = person.id";
/// The entry that stands for a person.
pub(super) const CANONICAL: &str = "NOT EXISTS (SELECT 1 FROM person_identity WHERE person_identity.id = person.id AND canonical <> person.id)";

pub(super) fn read_line(row: &Row<'_>) -> rusqlite::Result<Line> {
    let text = |index: usize| {
        Ok::<_, rusqlite::Error>(row.get::<_, Option<String>>(index)?.unwrap_or_default())
    };
    Ok(Line {
        person: row.get(0)?,
        name: text(1)?,
        latin: text(2)?,
        number: text(3)?,
        phone: text(4)?,
        township: text(5)?,
        village: text(6)?,
    })
}

/// Everybody with this number.
pub(super) fn sharing(tables: &Connection, number: &str) -> Result<Vec<PersonId>> {
    let mut statement =
        tables.prepare_cached("SELECT id FROM person WHERE document_number = ?1")?;
    Ok(statement
        .query_map([number], |row| row.get(0))?
        .collect::<rusqlite::Result<_>>()?)
}

/// Everybody with the number of `id`.
pub(super) fn sharing_with(tables: &Connection, id: PersonId) -> Result<Vec<PersonId>> {
    let mut statement = tables
        .prepare_cached("SELECT other.id FROM person JOIN person AS other ON other.document_number = person.document_number WHERE person.id = ?1")?;
    Ok(statement
        .query_map([id], |row| row.get(0))?
        .collect::<rusqlite::Result<_>>()?)
}

/// Everybody who is one person with `id`.
pub(super) fn one_person_with(tables: &Connection, id: PersonId) -> Result<Vec<PersonId>> {
    let mut statement = tables
        .prepare_cached("SELECT other.id FROM person_identity JOIN person_identity AS other ON other.canonical = person_identity.canonical WHERE person_identity.id = ?1")?;
    Ok(statement
        .query_map([id], |row| row.get(0))?
        .collect::<rusqlite::Result<_>>()?)
}

/// The entries of which a decision was made or taken back.
pub(super) fn decided_of(
    tables: &Connection,
    changed: &[(u16, EntityId)],
) -> Result<Vec<PersonId>> {
    let mut found = Vec::new();
    let mut statement =
        tables.prepare_cached("SELECT one, other FROM identity_decision WHERE id = ?1")?;
    for (_, id) in changed
        .iter()
        .filter(|(kind, _)| *kind == IDENTITY_DECISION.key)
    {
        let mut rows = statement.query([id])?;
        while let Some(row) = rows.next()? {
            found.extend([row.get::<_, PersonId>(0)?, row.get(1)?]);
        }
    }
    Ok(found)
}
