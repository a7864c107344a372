//! Who lives in a household, and what became of a record: for the screen of
//! one person.

use super::super::model::{Field, Kept, Values};
use super::super::records::HOUSEHOLD;
use super::super::store;
use super::showing::{self, HistoryLine, age};
use crate::Result;
use crate::base::{HouseholdId, PersonId};
use crate::store::Store;
use chrono::NaiveDate;

/// A member of a household.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Member {
    pub person: PersonId,
    pub name: String,
    /// To the head of the household, as written.
    pub relationship: String,
    /// Code of the category, `ordinary`, or what was written and is unclear.
    pub category: String,
    pub birth: Option<NaiveDate>,
    /// Whole years.
    pub age: Option<u32>,
    /// The household is registered under this person's name.
    pub head: bool,
}

/// A household as its members see it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Home {
    /// What is stated of the household.
    pub values: Values,
    /// Everybody in it, each person once: the head first, then by birth.
    pub members: Vec<Member>,
}

/// The entries that are the same person as `person`, the lowest id first.
pub fn entries(store: &Store, person: PersonId) -> Result<Vec<PersonId>> {
    let tables = store.tables();
    store::aliases(tables, store::canonical(tables, person)?)
}

/// The household that some entry of the person names: the person's own first.
fn household_of(store: &Store, person: PersonId) -> Result<Option<HouseholdId>> {
    let own = std::iter::once(person);
    for entry in own.chain(entries(store, person)?) {
        let held = store::person(store.tables(), entry)?;
        if let Some(id) = held.and_then(|held| held.household) {
            return Ok(Some(id));
        }
    }
    Ok(None)
}

/// The household of a person; `None` where none is recorded.
pub fn home(store: &Store, person: PersonId) -> Result<Option<Home>> {
    let Some(id) = household_of(store, person)? else {
        return Ok(None);
    };
    let tables = store.tables();
    let values = store::household(tables, id)?;
    let head = values.text(Field::HouseholdHead).unwrap_or_default();
    let own = store::canonical(tables, person)?;
    let mut seen = std::collections::BTreeSet::new();
    let mut members = Vec::new();
    for held in store::members(tables, id)? {
        let canonical = store::canonical(tables, held.id)?;
        if !seen.insert(canonical) {
            continue;
        }
        let text = |field| held.values.text(field).unwrap_or_default().to_owned();
        let birth = held.values.date(Field::BirthDate);
        let name = text(Field::Name);
        members.push(Member {
            // The entry that is being looked at stands for itself.
            person: if canonical == own { person } else { held.id },
            relationship: text(Field::Relationship),
            category: held
                .values
                .text(Field::Category)
                .map_or_else(|| text(Field::CategoryWritten), str::to_owned),
            birth,
            age: birth.and_then(|birth| age(birth, store.today())),
            head: !name.is_empty() && name == head,
            name,
        });
    }
    members.sort_by_key(|member| (!member.head, member.birth, member.person));
    Ok(Some(Home { values, members }))
}

/// Every write of every field of a person: of all entries that are this
/// person, and of their household, newest first, masked like the record.
pub fn whole_history(store: &Store, person: PersonId) -> Result<Vec<HistoryLine>> {
    let mut found = Vec::new();
    for entry in entries(store, person)? {
        found.extend(showing::history(store, entry)?);
    }
    if let Some(id) = household_of(store, person)? {
        found.extend(
            store
                .history(&HOUSEHOLD, &id.0)?
                .into_iter()
                .filter_map(showing::line)
                // The household's county is how its number is read, no field.
                .filter(|line| line.field.kept() == Kept::Household),
        );
    }
    found.sort_by_key(|line| (std::cmp::Reverse(line.recorded_at), line.field));
    Ok(found)
}
