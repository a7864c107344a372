//! What a person chose and may ask for: their wishes, and who looked at them.

use super::super::model::{Datum, Field, WISHES, WishPart, Wishes};
use super::super::records::DISCLOSURE;
use super::super::store::{self, Changes};
use crate::Result;
use crate::base::{EntityId, PersonId};
use crate::store::{Change, Store, Written};
use chrono::{DateTime, Utc};
use tongfu_package::value::Value;

/// Writes wishes into a person's fields: the parts of which something is said,
/// and those that are `cleared`; the others stay.
///
/// Errors: those of [`Change::set`].
pub fn set_wishes(
    change: &mut Change<'_>,
    person: PersonId,
    wishes: &Wishes,
    cleared: &[WishPart],
) -> Result<()> {
    let text = |text: &str| (!text.is_empty()).then(|| Datum::Text(text.to_owned()));
    let told = |part| wishes.says(part) || cleared.contains(&part);
    let mut changes = Changes::new();
    if told(WishPart::Occupations) {
        let places: [Field; WISHES] = [Field::Wish1, Field::Wish2, Field::Wish3];
        for (place, field) in places.into_iter().enumerate() {
            let wish = wishes.occupations.get(place).and_then(|wish| text(wish));
            changes.insert(field, wish);
        }
        changes.insert(Field::WishWritten, None);
    }
    if told(WishPart::When) {
        changes.insert(Field::WishWhen, text(&wishes.when));
    }
    if told(WishPart::Place) {
        changes.insert(Field::WishWhere, text(&wishes.place));
    }
    if told(WishPart::Willing) {
        let willing = wishes.willing.and_then(|willing| text(willing.word()));
        changes.insert(Field::WillingAbroad, willing);
    }
    if changes.is_empty() {
        return Ok(());
    }
    store::set_person(change, person, &changes, None)
}

/// That somebody looked at what is masked, or printed the record.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Disclosed {
    /// Key of the field, or [`PRINTED`].
    pub field: String,
    /// Why.
    pub reason: String,
    /// Who.
    pub who: String,
    /// When it was recorded.
    pub when: DateTime<Utc>,
}

/// Stands for the field where the whole record was printed.
pub const PRINTED: &str = "my_record";

/// Who looked at a person's masked values, the latest first.
pub fn disclosures(store: &Store, entries: &[PersonId]) -> Result<Vec<Disclosed>> {
    let mut found = Vec::new();
    for entry in entries {
        let rows: Vec<(EntityId, Option<String>, Option<String>)> = store
            .tables()
            .prepare_cached("SELECT id, field, reason FROM disclosure WHERE person = ?1")?
            .query_map([entry], |row| Ok((row.get(0)?, row.get(1)?, row.get(2)?)))?
            .collect::<rusqlite::Result<_>>()?;
        for (id, field, reason) in rows {
            let Some(written) = store.history(&DISCLOSURE, &id)?.into_iter().next() else {
                continue;
            };
            found.push(Disclosed {
                field: field.unwrap_or_default(),
                reason: reason.unwrap_or_default(),
                who: written.who,
                when: written.recorded_at,
            });
        }
    }
    found.sort_by_key(|disclosed| std::cmp::Reverse(disclosed.when));
    Ok(found)
}

/// Records that the person's whole record was printed, in `language`.
pub fn record_printing(store: &mut Store, person: PersonId, language: &str) -> Result<Written<()>> {
    let today = store.today();
    store.write("people.print", today, |change| {
        let id = change.new_id();
        change.set(
            &DISCLOSURE,
            id,
            &[
                ("person", Some(Value::Bytes(person.0.to_vec()))),
                ("field", Some(Value::Text(PRINTED.to_owned()))),
                ("reason", Some(Value::Text(language.to_owned()))),
            ],
        )
    })
}
