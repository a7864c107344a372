//! Who looked at what is masked, when and why.

use super::super::model::Field;
use super::super::records::DISCLOSURE;
use super::super::store;
use super::home::entries;
use super::{name, reveal};
use crate::base::{EntityId, PersonId};
use crate::store::{Store, Written};
use crate::{Error, Result};
use chrono::{DateTime, NaiveDate, Utc};

/// One look at a masked value.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Access {
    pub person: PersonId,
    /// Empty when nobody of that id is on record any more.
    pub name: String,
    /// Key of the field, or the word of what was printed or exported.
    pub field: String,
    pub reason: String,
    /// Name of the user.
    pub who: String,
    /// The laptop, in hex.
    pub device: String,
    pub event_date: NaiveDate,
    pub recorded_at: DateTime<Utc>,
}

/// Which looks are wanted; what is not said filters nothing.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct AccessFilter {
    /// Of one person, under whatever entries they stand.
    pub person: Option<PersonId>,
    /// Part of the name of the person or the reason.
    pub text: String,
    /// Name of the user.
    pub who: Option<String>,
    /// First and last event date.
    pub from: Option<NaiveDate>,
    pub to: Option<NaiveDate>,
}

impl AccessFilter {
    fn takes(&self, access: &Access) -> bool {
        let text = self.text.trim();
        (text.is_empty() || access.name.contains(text) || access.reason.contains(text))
            && self.who.as_ref().is_none_or(|who| *who == access.who)
            && self.from.is_none_or(|from| access.event_date >= from)
            && self.to.is_none_or(|to| access.event_date <= to)
    }
}

/// The access log, the latest look first.
pub fn access(store: &Store, filter: &AccessFilter) -> Result<Vec<Access>> {
    let of = match filter.person {
        Some(person) => Some(entries(store, person)?),
        None => None,
    };
    type Row = (EntityId, Option<EntityId>, Option<String>, Option<String>);
    let rows: Vec<Row> = store
        .tables()
        .prepare_cached("SELECT id, person, field, reason FROM disclosure")?
        .query_map([], |row| {
            Ok((row.get(0)?, row.get(1)?, row.get(2)?, row.get(3)?))
        })?
        .collect::<rusqlite::Result<_>>()?;
    let mut found = Vec::new();
    for (id, person, field, reason) in rows {
        let Some(person) = person.map(PersonId) else {
            continue;
        };
        if of.as_ref().is_some_and(|of| !of.contains(&person)) {
            continue;
        }
        // The first write: a disclosure is written once.
        let Some(written) = store.history(&DISCLOSURE, &id)?.pop() else {
            continue;
        };
        let access = Access {
            person,
            name: name(store, person)?.unwrap_or_default(),
            field: field.unwrap_or_default(),
            reason: reason.unwrap_or_default(),
            who: written.who,
            device: written
                .device
                .0
                .iter()
                .map(|byte| format!("{byte:02x}"))
                .collect(),
            event_date: written.event_date,
            recorded_at: written.recorded_at,
        };
        if filter.takes(&access) {
            found.push((id, access));
        }
    }
    found.sort_by_key(|(id, access)| std::cmp::Reverse((access.recorded_at, *id)));
    Ok(found.into_iter().map(|(_, access)| access).collect())
}

/// The whole value of a masked field as the record shows it: of the entry
/// itself, else of another entry that is the same person. Recorded like
/// [`reveal`].
///
/// Errors: `REASON_MISSING`, `PERSON_ABSENT`, `FIELD_ABSENT`.
pub fn reveal_shown(
    store: &mut Store,
    person: PersonId,
    field: Field,
    reason: &str,
) -> Result<Written<String>> {
    let held =
        store::person(store.tables(), person)?.ok_or_else(|| Error::absent("PERSON_ABSENT"))?;
    let mut from = person;
    if held.values.text(field).is_none() {
        for entry in entries(store, person)? {
            let other = store::person(store.tables(), entry)?;
            if other.is_some_and(|other| other.values.text(field).is_some()) {
                from = entry;
                break;
            }
        }
    }
    reveal(store, from, field, reason)
}
