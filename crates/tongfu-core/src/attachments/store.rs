//! Queries over documents, certificates and modules.

use super::model::{
    Certificate, Document, DocumentKind, MediaType, Module, NewCertificate, NewModule, Standard,
};
use super::records::{CERTIFICATE, COMPLETED_MODULE, DOCUMENT, DOCUMENT_PART};
use crate::Result;
use crate::base::{EntityId, PersonId};
use crate::people;
use crate::store::{Store, date_from_days};
use chrono::NaiveDate;
use rusqlite::{Connection, OptionalExtension, Row};
use std::collections::BTreeSet;

fn text(row: &Row<'_>, index: usize) -> rusqlite::Result<String> {
    Ok(row.get::<_, Option<String>>(index)?.unwrap_or_default())
}

fn date(row: &Row<'_>, index: usize) -> rusqlite::Result<Option<NaiveDate>> {
    Ok(row.get::<_, Option<i64>>(index)?.and_then(date_from_days))
}

/// Rows of all entries that are one person, in the order of their ids.
fn of_person<T>(
    store: &Store,
    person: PersonId,
    sql: &str,
    read: impl Fn(&Row<'_>) -> rusqlite::Result<Option<T>>,
) -> Result<Vec<T>> {
    let mut found = Vec::new();
    for entry in people::entries(store, person)? {
        let mut statement = store.tables().prepare_cached(sql)?;
        let mut rows = statement.query([entry])?;
        while let Some(row) = rows.next()? {
            found.extend(read(row)?);
        }
    }
    Ok(found)
}

const DOCUMENTS: &str = "SELECT id, person, kind, media_type, size, parts, title, date,
     (SELECT count(*) FROM document_part p WHERE p.document = d.id
      AND coalesce(p.kept, p.loose) IS NOT NULL) FROM document d";

/// `None` for a kind or sort that a newer version knows, and for what has been
/// erased.
fn read_document(row: &Row<'_>) -> rusqlite::Result<Option<Document>> {
    let (Some(person), Some(kind), Some(media)) = (
        row.get::<_, Option<EntityId>>(1)?,
        DocumentKind::from_word(&text(row, 2)?),
        MediaType::from_word(&text(row, 3)?),
    ) else {
        return Ok(None);
    };
    let count = |index: usize| -> rusqlite::Result<u64> {
        let number = row.get::<_, Option<i64>>(index)?.unwrap_or_default();
        Ok(u64::try_from(number).unwrap_or_default())
    };
    let small = |number: u64| u32::try_from(number).unwrap_or(u32::MAX);
    Ok(Some(Document {
        id: row.get(0)?,
        person: PersonId(person),
        kind,
        media,
        size: count(4)?,
        parts: small(count(5)?),
        title: text(row, 6)?,
        date: date(row, 7)?,
        held: small(count(8)?),
    }))
}

/// The documents of a person, the latest added first.
pub(super) fn documents(store: &Store, person: PersonId) -> Result<Vec<Document>> {
    let sql = format!("{DOCUMENTS} WHERE person = ?1");
    let mut found = of_person(store, person, &sql, read_document)?;
    found.sort_by_key(|document| std::cmp::Reverse(document.id));
    Ok(found)
}

/// The document with `id`.
pub(super) fn document(connection: &Connection, id: EntityId) -> Result<Option<Document>> {
    Ok(connection
        .prepare_cached(&format!("{DOCUMENTS} WHERE id = ?1"))?
        .query_row([id], read_document)
        .optional()?
        .flatten())
}

/// The digest that a document was added with, and its bytes as far as held.
pub(super) fn content(connection: &Connection, id: EntityId) -> Result<(Vec<u8>, Vec<u8>)> {
    let digest: Option<Vec<u8>> = connection
        .prepare_cached("SELECT sha256 FROM document WHERE id = ?1")?
        .query_row([id], |row| row.get(0))?;
    let mut statement = connection.prepare_cached(
        "SELECT coalesce(kept, loose) FROM document_part WHERE document = ?1 ORDER BY number",
    )?;
    let mut bytes = Vec::new();
    let mut rows = statement.query([id])?;
    while let Some(row) = rows.next()? {
        if let Some(part) = row.get::<_, Option<Vec<u8>>>(0)? {
            bytes.extend_from_slice(&part);
        }
    }
    Ok((digest.unwrap_or_default(), bytes))
}

/// The parts of a document.
pub(super) fn parts(connection: &Connection, id: EntityId) -> Result<Vec<EntityId>> {
    Ok(connection
        .prepare_cached("SELECT id FROM document_part WHERE document = ?1 ORDER BY number")?
        .query_map([id], |row| row.get(0))?
        .collect::<rusqlite::Result<_>>()?)
}

/// The certificates of a person, the latest issued first.
pub fn certificates(store: &Store, person: PersonId) -> Result<Vec<Certificate>> {
    let mut found = of_person(
        store,
        person,
        "SELECT id, person, document, standard, occupation, occupation_written, level, number,
         issuer, issued, valid_to FROM certificate WHERE person = ?1",
        |row| {
            let Some(standard) = Standard::from_word(&text(row, 3)?) else {
                return Ok(None);
            };
            Ok(Some(Certificate {
                id: row.get(0)?,
                person: row.get(1)?,
                said: NewCertificate {
                    document: row.get(2)?,
                    standard,
                    occupation: text(row, 4)?,
                    occupation_written: text(row, 5)?,
                    level: text(row, 6)?,
                    number: text(row, 7)?,
                    issuer: text(row, 8)?,
                    issued: date(row, 9)?,
                    valid_to: date(row, 10)?,
                },
            }))
        },
    )?;
    found.sort_by_key(|one| (std::cmp::Reverse(one.said.issued), one.id));
    Ok(found)
}

/// The modules a person completed, the latest first.
pub fn modules(store: &Store, person: PersonId) -> Result<Vec<Module>> {
    let mut found = of_person(
        store,
        person,
        "SELECT id, person, code, name, hours, institution, completed FROM completed_module
         WHERE person = ?1 AND name IS NOT NULL",
        |row| {
            Ok(Some(Module {
                id: row.get(0)?,
                person: row.get(1)?,
                said: NewModule {
                    code: text(row, 2)?,
                    name: text(row, 3)?,
                    hours: row.get(4)?,
                    institution: text(row, 5)?,
                    completed: date(row, 6)?,
                },
            }))
        },
    )?;
    found.sort_by_key(|one| (std::cmp::Reverse(one.said.completed), one.id));
    Ok(found)
}

/// Kind and id of everything attached to one of `people`, for an action that
/// takes it back as a whole.
pub fn traces(
    connection: &Connection,
    people: &BTreeSet<PersonId>,
) -> Result<Vec<(u16, EntityId)>> {
    let mut found = Vec::new();
    for kind in [&DOCUMENT, &DOCUMENT_PART, &CERTIFICATE, &COMPLETED_MODULE] {
        let mut statement = connection.prepare_cached(&format!(
            "SELECT person, id FROM {} WHERE person IS NOT NULL ORDER BY id",
            kind.table
        ))?;
        let rows: Vec<(PersonId, EntityId)> = statement
            .query_map([], |row| Ok((row.get(0)?, row.get(1)?)))?
            .collect::<rusqlite::Result<_>>()?;
        let of_them = rows
            .into_iter()
            .filter(|(person, _)| people.contains(person));
        found.extend(of_them.map(|(_, id)| (kind.key, id)));
    }
    Ok(found)
}
