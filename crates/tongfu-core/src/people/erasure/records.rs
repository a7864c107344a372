//! How requests and erasures travel, and what their folds do to the store.

use super::super::rules::fold as fold_name;
use super::model::ErasureState;
use super::store;
use crate::Result;
use crate::base::{EntityId, derived_id};
use crate::store::erasure::{self, Cut};
use crate::store::fold;
use crate::store::registry::{EntityKind, Field, FieldType};
use rusqlite::{Connection, OptionalExtension, params};
use std::collections::BTreeSet;
use tongfu_package::operation::SectionClass::Statutory;
use tongfu_package::value::Value;

/// A request to erase a person that a retention duty holds back. Its id follows
/// from the person's.
pub static ERASURE_REQUEST: EntityKind = EntityKind {
    key: 13,
    table: "erasure_request",
    fields: &[
        Field::new(1, "person", FieldType::Id),
        // Ids of every entry that is this person.
        Field::new(2, "entries", FieldType::Structured),
        Field::new(3, "requested_on", FieldType::Date),
        Field::new(4, "kept_until", FieldType::Date),
        // locked or withdrawn
        Field::new(5, "state", FieldType::Text).high_risk(),
        Field::new(6, "reason", FieldType::Text).personal(Statutory),
        // [code, day of the last event, years, day] …
        Field::new(7, "duties", FieldType::Structured),
        // The user who agreed: the approval itself goes with the person.
        Field::new(8, "approved_by", FieldType::Id),
    ],
    extra_sql: "",
    // Not the subject's: what it locks must not hide the request itself.
    subject: None,
    derive: Some(|connection, ids| each(connection, ids, derive_request)),
};

/// That a person was erased. Its id follows from the person's.
pub static ERASED_PERSON: EntityKind = EntityKind {
    key: 14,
    table: "erased_person",
    fields: &[
        Field::new(1, "person", FieldType::Id),
        Field::new(2, "erased_on", FieldType::Date),
        Field::new(3, "requested_on", FieldType::Date),
        Field::new(4, "approved_by", FieldType::Id),
    ],
    extra_sql: "",
    subject: None,
    derive: Some(|connection, ids| each(connection, ids, derive_erased)),
};

/// That sections of an entity were erased; see [`Cut`].
pub static ERASED_SECTION: EntityKind = EntityKind {
    key: 15,
    table: "erased_section",
    fields: &[
        Field::new(1, "entity", FieldType::Id),
        Field::new(2, "entity_kind", FieldType::Int),
        // Absent: every class.
        Field::new(3, "section_class", FieldType::Int),
        // Field numbers; absent: whatever a section holds.
        Field::new(4, "section_fields", FieldType::Structured),
    ],
    extra_sql: "",
    subject: None,
    derive: Some(|connection, ids| each(connection, ids, derive_cut)),
};

/// Whether entities of this kind lock or erase others: what is kept in memory of
/// people must be read anew.
pub fn is_mark(kind: u16) -> bool {
    [&ERASURE_REQUEST, &ERASED_PERSON, &ERASED_SECTION]
        .iter()
        .any(|mark| mark.key == kind)
}

/// The id of the request to erase a person.
pub(super) fn request_id(person: &EntityId) -> EntityId {
    derived_id("erasure-request", &[person])
}

/// The id of the mark that a person was erased.
pub(super) fn erased_id(person: &EntityId) -> EntityId {
    derived_id("erased-person", &[person])
}

fn each(
    connection: &Connection,
    ids: &[EntityId],
    derive: fn(&Connection, &EntityId) -> Result<()>,
) -> Result<()> {
    ids.iter().try_for_each(|id| derive(connection, id))
}

fn derive_request(connection: &Connection, id: &EntityId) -> Result<()> {
    let state: Option<Option<String>> = connection
        .prepare_cached("SELECT state FROM erasure_request WHERE id = ?1")?
        .query_row([id], |row| row.get(0))
        .optional()?;
    let locked = state.flatten().as_deref() == Some(ErasureState::Locked.word());
    let people = if locked {
        // Two laptops that knew different entries of the person lock them all.
        let heads = fold::load(connection, ERASURE_REQUEST.key, id)?.state();
        heads
            .get(&2)
            .into_iter()
            .flat_map(|entries| &entries.heads)
            .flat_map(|(_, value)| store::ids(value))
            .collect()
    } else {
        Vec::new()
    };
    for person in &people {
        if !erasure::is_locked(connection, person)? {
            // What somebody was typing about them holds contact data as well.
            let known = store::Known::of(connection, &[*person])?;
            erasure::sweep_local(connection, &known.numbers_and(person))?;
        }
    }
    erasure::lock(connection, id, &people)
}

fn derive_erased(connection: &Connection, id: &EntityId) -> Result<()> {
    let person: Option<Option<EntityId>> = connection
        .prepare_cached("SELECT person FROM erased_person WHERE id = ?1")?
        .query_row([id], |row| row.get(0))
        .optional()?;
    if let Some(person) = person.flatten() {
        erasure::bury(connection, &person, id)?;
    }
    Ok(())
}

fn derive_cut(connection: &Connection, id: &EntityId) -> Result<()> {
    type Row = (Option<EntityId>, Option<u16>, Option<u8>, Option<Vec<u8>>);
    let row: Option<Row> = connection
        .prepare_cached(
            "SELECT entity, entity_kind, section_class, section_fields FROM erased_section WHERE id = ?1",
        )?
        .query_row([id], |row| {
            Ok((row.get(0)?, row.get(1)?, row.get(2)?, row.get(3)?))
        })
        .optional()?;
    let Some((Some(entity), Some(kind), class, fields)) = row else {
        return Ok(());
    };
    let fields = fields
        .map(|bytes| Value::decode(&bytes))
        .transpose()?
        .map(|value| store::numbers(&value));
    erasure::cut(
        connection,
        &Cut {
            id: *id,
            kind,
            entity,
            class,
            fields,
        },
    )?;
    connection
        .prepare_cached("DELETE FROM erasure_rest WHERE entity = ?1")?
        .execute([entity])?;
    Ok(())
}

/// What this laptop holds of a person outside their own entity goes when they
/// are buried: rows of its own tables that name them. Households that name them
/// as head are noted, to be written anew. Answers what is buried beside them.
pub(crate) fn before_burial(connection: &Connection, entity: &EntityId) -> Result<Vec<EntityId>> {
    let known = store::Known::of(connection, &[*entity])?;
    let mut texts = known.numbers_and(entity);
    texts.extend(known.texts());
    erasure::sweep_local(connection, &texts)?;
    if known.is_empty() {
        return Ok(vec![request_id(entity)]);
    }
    for household in store::households_naming(connection, &known, &BTreeSet::from([*entity]))? {
        connection
            .prepare_cached("INSERT OR IGNORE INTO erasure_rest (entity) VALUES (?1)")?
            .execute(params![household])?;
    }
    Ok(vec![request_id(entity)])
}

/// Fields of a household in which a person may be named: the head, and where
/// its income is known from.
pub(super) const NAMING: &[u16] = &[3, 7, 8];

/// The field of a household that names its head.
pub(super) const HEAD: u16 = 3;

/// Whether a household's text names a person with one of these names or numbers.
pub(super) fn names_person(field: u16, text: &str, known: &store::Known) -> bool {
    if field == HEAD {
        return known.folded_names().contains(&fold_name(text));
    }
    known.texts().iter().any(|value| text.contains(value))
}
