//! Changing a few fields of many people at once, and choosing whom by what is
//! recorded of them.

use super::super::model::{Entry, Field};
use super::super::store;
use super::{read_form, written_form};
use crate::base::{PersonId, Problem};
use crate::store::{Store, Written};
use crate::{Error, Result};
use rusqlite::named_params;
use std::collections::BTreeSet;

/// Fields that may be set for many. What identifies a person, what somebody
/// wishes and whether they are willing to go abroad is each person's own.
pub const FOR_MANY: &[Field] = &[
    Field::Category,
    Field::Herder,
    Field::Education,
    Field::Township,
    Field::Village,
    Field::Residence,
    Field::Employer,
    Field::Remarks,
];

/// A field and what stood in it as one types it, blank where nothing did.
pub type Before = Vec<(Field, String)>;

/// What became of a change of many.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum SavedMany {
    /// It was written as one action.
    Done {
        written: Written<()>,
        /// What the fields said before, so that it can be taken back.
        before: Vec<(PersonId, Before)>,
    },
    /// Nothing was written; every reason with the person whom it concerns.
    Refused(Vec<(PersonId, Problem)>),
}

/// Changes fields of many people, each by the rules of the single form, in one
/// action: all of them or none.
///
/// Errors: `PERSON_ABSENT`, `FIELD_NOT_FOR_MANY` (field).
pub fn save_many(store: &mut Store, forms: &[(PersonId, Entry<'_>)]) -> Result<SavedMany> {
    let mut refused = Vec::new();
    let mut before = Vec::with_capacity(forms.len());
    let mut all = Vec::with_capacity(forms.len());
    for (person, form) in forms {
        if let Some(field) = form.fields().find(|field| !FOR_MANY.contains(field)) {
            return Err(Error::refused("FIELD_NOT_FOR_MANY").with("field", field.key()));
        }
        let read = read_form(store, Some(*person), form)?;
        let refusals = read.problems.into_iter().filter(|problem| problem.refuses);
        let held = refused.len();
        refused.extend(refusals.map(|problem| (*person, problem)));
        if refused.len() > held {
            continue;
        }
        let values = store::person(store.tables(), *person)?
            .ok_or_else(|| Error::absent("PERSON_ABSENT"))?
            .values;
        let said = |field| values.get(field).map(written_form);
        before.push((
            *person,
            form.fields()
                .map(|field| {
                    let said = match field {
                        Field::Category => said(field).or_else(|| said(Field::CategoryWritten)),
                        field => said(field),
                    };
                    (field, said.unwrap_or_default())
                })
                .collect(),
        ));
        all.push((*person, read.changes));
    }
    if !refused.is_empty() {
        return Ok(SavedMany::Refused(refused));
    }
    let today = store.today();
    let written = store.write("people.change_many", today, |change| {
        for (person, changes) in &all {
            store::set_person(change, *person, changes, None)?;
        }
        Ok(())
    })?;
    Ok(SavedMany::Done { written, before })
}

/// By what people are chosen; what is not said chooses nobody out.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Chosen {
    /// Code of the category or `ordinary`; blank: without one.
    pub category: Option<String>,
    pub township: Option<String>,
    /// Code of the sex.
    pub sex: Option<String>,
    /// Youngest and oldest, in whole years today.
    pub age_from: Option<u32>,
    pub age_to: Option<u32>,
    /// Occupation among the wishes.
    pub wish: Option<String>,
    /// Word of the answer; blank: not asked.
    pub willing: Option<String>,
    /// With or without a phone.
    pub phone: Option<bool>,
}

/// Everybody who is chosen, entry by entry.
pub fn chosen(store: &Store, by: &Chosen) -> Result<BTreeSet<PersonId>> {
    // Somebody is `age` from the day on which that many years have passed.
    let years_ago = |years: u32| {
        let back = chrono::Months::new(years.saturating_mul(12));
        store.today().checked_sub_months(back)
    };
    let born_by = by.age_from.and_then(years_ago).map(crate::store::days);
    let born_after = by
        .age_to
        .and_then(|years| years_ago(years.saturating_add(1)))
        .map(crate::store::days);
    let mut statement = store.tables().prepare_cached(
        "SELECT id FROM person WHERE
           (:category IS NULL OR coalesce(category, '') = :category)
           AND (:township IS NULL OR coalesce(township, '') = :township)
           AND (:sex IS NULL OR coalesce(sex, '') = :sex)
           AND (:born_by IS NULL OR birth_date <= :born_by)
           AND (:born_after IS NULL OR birth_date > :born_after)
           AND (:wish IS NULL OR :wish IN (wish_1, wish_2, wish_3))
           AND (:willing IS NULL OR coalesce(willing_abroad, '') = :willing)
           AND (:phone IS NULL OR (phone IS NOT NULL) = :phone)",
    )?;
    let found = statement
        .query_map(
            named_params! {
                ":category": by.category, ":township": by.township, ":sex": by.sex,
                ":born_by": born_by, ":born_after": born_after, ":wish": by.wish,
                ":willing": by.willing, ":phone": by.phone,
            },
            |row| row.get(0),
        )?
        .collect::<rusqlite::Result<_>>()?;
    Ok(found)
}

/// The townships on record, by name.
pub fn townships(store: &Store) -> Result<Vec<String>> {
    Ok(store
        .tables()
        .prepare_cached(
            "SELECT DISTINCT township FROM person WHERE township IS NOT NULL ORDER BY township",
        )?
        .query_map([], |row| row.get(0))?
        .collect::<rusqlite::Result<_>>()?)
}
