//! Adding, reading and removing what is attached to a person.

use super::model::{Document, NewCertificate, NewDocument, NewModule};
use super::records::{CERTIFICATE, COMPLETED_MODULE, DOCUMENT, DOCUMENT_PART};
use super::{rules, store};
use crate::base::{EntityId, PersonId, Problem};
use crate::store::registry::EntityKind;
use crate::store::{FieldWrite, Store, Written, date_value};
use crate::{Error, Result, parameters, people};
use chrono::NaiveDate;
use sha2::{Digest, Sha256};
use tongfu_package::value::Value;

/// What became of something typed in.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Saved {
    /// It was written; its id.
    Done(Written<EntityId>),
    /// Nothing was written; every reason.
    Refused(Vec<Problem>),
}

/// Parameter: what the documents of one person may take, in MiB.
const LIMIT: &str = "attachments.person.mebibytes";

/// Where no such parameter is in force.
const USUAL_LIMIT_MEBIBYTES: u64 = 20;

/// What the documents of one person may take today, in bytes.
pub fn limit_bytes(store: &Store) -> Result<u64> {
    let area = &store.office().code;
    let entry = parameters::in_force(store.tables(), LIMIT, area, store.today())?;
    let mebibytes = entry
        .and_then(|entry| u64::try_from(entry.value).ok())
        .unwrap_or(USUAL_LIMIT_MEBIBYTES);
    Ok(mebibytes.saturating_mul(1024 * 1024))
}

/// The documents of a person under all their entries, the latest added first.
pub fn documents(store: &Store, person: PersonId) -> Result<Vec<Document>> {
    store::documents(store, person)
}

fn known(store: &Store, person: PersonId) -> Result<()> {
    people::name(store, person)?
        .map(|_| ())
        .ok_or_else(|| Error::absent("PERSON_ABSENT"))
}

fn text(text: &str) -> Option<Value> {
    let text = text.trim();
    (!text.is_empty()).then(|| Value::Text(text.to_owned()))
}

fn id_value(id: EntityId) -> Value {
    Value::Bytes(id.to_vec())
}

fn int(number: usize) -> Value {
    Value::Int(i64::try_from(number).unwrap_or(i64::MAX))
}

/// Adds a document whole, in one action.
///
/// Errors: `PERSON_ABSENT`. Refusals: see [`rules::document_problems`].
pub fn add_document(store: &mut Store, new: &NewDocument<'_>) -> Result<Saved> {
    known(store, new.person)?;
    let used = store::documents(store, new.person)?
        .iter()
        .map(|document| document.size)
        .sum();
    let today = store.today();
    let limit = limit_bytes(store)?;
    let problems = rules::document_problems(new.title, new.date, new.bytes, used, limit, today);
    let (true, Some(media)) = (problems.is_empty(), rules::media_type(new.bytes)) else {
        return Ok(Saved::Refused(problems));
    };
    let person = Some(id_value(new.person.0));
    let parts: Vec<&[u8]> = new.bytes.chunks(rules::PART).collect();
    let column = if new.kind.kept_by_statute() {
        "kept"
    } else {
        "loose"
    };
    let written = store.write("attachments.add", today, |change| {
        let document = change.new_id();
        change.set(
            &DOCUMENT,
            document,
            &[
                ("person", person.clone()),
                ("kind", text(new.kind.word())),
                ("media_type", text(media.word())),
                ("size", Some(int(new.bytes.len()))),
                ("parts", Some(int(parts.len()))),
                ("title", text(new.title)),
                ("date", new.date.map(date_value)),
                (
                    "sha256",
                    Some(Value::Bytes(Sha256::digest(new.bytes).to_vec())),
                ),
            ],
        )?;
        for (number, part) in parts.iter().enumerate() {
            let id = change.new_id();
            change.set(
                &DOCUMENT_PART,
                id,
                &[
                    ("person", person.clone()),
                    ("document", Some(id_value(document))),
                    ("number", Some(int(number))),
                    (column, Some(Value::Bytes(part.to_vec()))),
                ],
            )?;
        }
        Ok(document)
    })?;
    Ok(Saved::Done(written))
}

/// A document with its bytes.
///
/// Errors: `DOCUMENT_ABSENT`, `DOCUMENT_INCOMPLETE` (held, parts),
/// `DOCUMENT_DAMAGED`.
pub fn read_document(store: &Store, id: EntityId) -> Result<(Document, Vec<u8>)> {
    let document =
        store::document(store.tables(), id)?.ok_or_else(|| Error::absent("DOCUMENT_ABSENT"))?;
    if !document.complete() {
        return Err(Error::refused("DOCUMENT_INCOMPLETE")
            .with("held", document.held)
            .with("parts", document.parts));
    }
    let (digest, bytes) = store::content(store.tables(), id)?;
    if Sha256::digest(&bytes).as_slice() != digest {
        return Err(Error::refused("DOCUMENT_DAMAGED"));
    }
    Ok((document, bytes))
}

/// Removes a document with its parts; what is held of it elsewhere goes with
/// the next package.
///
/// Errors: `DOCUMENT_ABSENT`.
pub fn remove_document(store: &mut Store, id: EntityId) -> Result<Written<()>> {
    if store::document(store.tables(), id)?.is_none() {
        return Err(Error::absent("DOCUMENT_ABSENT"));
    }
    let parts = store::parts(store.tables(), id)?;
    let today = store.today();
    store.write("attachments.remove", today, |change| {
        change.delete(&DOCUMENT, id)?;
        for part in parts {
            change.delete(&DOCUMENT_PART, part)?;
        }
        Ok(())
    })
}

/// Adds a certificate of a person, or changes the one with `id`.
///
/// Errors: `PERSON_ABSENT`, `HELD_CERTIFICATE_ABSENT`, `DOCUMENT_ABSENT` for a scan
/// that is no document of the person. Refusals: see
/// [`rules::certificate_problems`].
pub fn save_certificate(
    store: &mut Store,
    person: PersonId,
    id: Option<EntityId>,
    new: &NewCertificate,
) -> Result<Saved> {
    known(store, person)?;
    let problems = rules::certificate_problems(new, store.today());
    if !problems.is_empty() {
        return Ok(Saved::Refused(problems));
    }
    let held = store::certificates(store, person)?;
    if id.is_some_and(|id| held.iter().all(|one| one.id != id)) {
        return Err(Error::absent("HELD_CERTIFICATE_ABSENT"));
    }
    if let Some(scan) = new.document
        && store::documents(store, person)?
            .iter()
            .all(|document| document.id != scan)
    {
        return Err(Error::absent("DOCUMENT_ABSENT"));
    }
    let fields = [
        ("document", new.document.map(id_value)),
        ("standard", text(new.standard.word())),
        ("occupation", text(&new.occupation)),
        ("occupation_written", text(&new.occupation_written)),
        ("level", text(&new.level)),
        ("number", text(&new.number)),
        ("issuer", text(&new.issuer)),
        ("issued", new.issued.map(date_value)),
        ("valid_to", new.valid_to.map(date_value)),
    ];
    write(
        store,
        "attachments.certificate",
        &CERTIFICATE,
        person,
        id,
        &fields,
    )
}

/// Adds a module that a person completed, or changes the one with `id`.
///
/// Errors: `PERSON_ABSENT`, `MODULE_ABSENT`. Refusals: see
/// [`rules::module_problems`].
pub fn save_module(
    store: &mut Store,
    person: PersonId,
    id: Option<EntityId>,
    new: &NewModule,
) -> Result<Saved> {
    known(store, person)?;
    let problems = rules::module_problems(new, store.today());
    if !problems.is_empty() {
        return Ok(Saved::Refused(problems));
    }
    let held = store::modules(store, person)?;
    if id.is_some_and(|id| held.iter().all(|one| one.id != id)) {
        return Err(Error::absent("MODULE_ABSENT"));
    }
    let fields = [
        ("code", text(&new.code)),
        ("name", text(&new.name)),
        ("hours", new.hours.map(Value::Int)),
        ("institution", text(&new.institution)),
        ("completed", new.completed.map(date_value)),
    ];
    write(
        store,
        "attachments.module",
        &COMPLETED_MODULE,
        person,
        id,
        &fields,
    )
}

fn write(
    store: &mut Store,
    verb: &'static str,
    kind: &'static EntityKind,
    person: PersonId,
    id: Option<EntityId>,
    fields: &[FieldWrite<'_>],
) -> Result<Saved> {
    let today: NaiveDate = store.today();
    let written = store.write(verb, today, |change| {
        let entity = match id {
            Some(id) => id,
            None => {
                let id = change.new_id();
                change.set(kind, id, &[("person", Some(id_value(person.0)))])?;
                id
            }
        };
        change.set(kind, entity, fields)?;
        Ok(entity)
    })?;
    Ok(Saved::Done(written))
}

/// Removes a certificate of a person.
///
/// Errors: `HELD_CERTIFICATE_ABSENT`.
pub fn remove_certificate(
    store: &mut Store,
    person: PersonId,
    id: EntityId,
) -> Result<Written<()>> {
    let held = store::certificates(store, person)?;
    if held.iter().all(|one| one.id != id) {
        return Err(Error::absent("HELD_CERTIFICATE_ABSENT"));
    }
    let today = store.today();
    store.write("attachments.certificate_remove", today, |change| {
        change.delete(&CERTIFICATE, id)
    })
}

/// Removes a completed module of a person.
///
/// Errors: `MODULE_ABSENT`.
pub fn remove_module(store: &mut Store, person: PersonId, id: EntityId) -> Result<Written<()>> {
    let held = store::modules(store, person)?;
    if held.iter().all(|one| one.id != id) {
        return Err(Error::absent("MODULE_ABSENT"));
    }
    let today = store.today();
    store.write("attachments.module_remove", today, |change| {
        change.delete(&COMPLETED_MODULE, id)
    })
}
