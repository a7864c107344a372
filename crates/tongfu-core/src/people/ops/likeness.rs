//! Entries that may be one person, for somebody to compare side by side
//! (domain.md §2). What is certain is not here: it is one person already.

use super::super::model::{Field, Values};
use super::super::rules::{fold, sound};
use super::super::store;
use crate::Result;
use crate::base::{HouseholdId, PersonId};
use crate::store::Store;
use std::collections::{BTreeMap, BTreeSet};

/// What two entries have in common.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Likeness {
    /// The document number, under different names.
    Number,
    /// Name and birth date.
    NameAndBirth,
    /// The sound of the name, and phone, bank card or household.
    SoundAndContact,
}

/// Two people who may be one.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub struct Suggestion {
    /// What they have in common; the strongest only.
    pub likeness: Likeness,
    /// The lower id.
    pub one: PersonId,
    /// The higher id.
    pub other: PersonId,
}

/// More entries than this with one thing in common are no likeness but a
/// default (a phone of the village office): they are left out.
const CROWD: usize = 20;

type Shared = BTreeMap<(Likeness, String), Vec<PersonId>>;

/// Pairs of people who may be one, the strongest likeness first, then by id.
pub fn suggestions(store: &Store) -> Result<Vec<Suggestion>> {
    let mut shared: Shared = BTreeMap::new();
    store::everybody(store.tables(), |held| {
        if store::canonical(store.tables(), held.id)? == held.id {
            share(&mut shared, held.id, &held.values, held.household);
        }
        Ok(())
    })?;
    let mut pairs = BTreeSet::new();
    let mut suggestions = Vec::new();
    // In the order of the keys: the strongest likeness of a pair comes first.
    for ((likeness, _), people) in shared {
        if people.len() > CROWD {
            continue;
        }
        for (index, one) in people.iter().enumerate() {
            for other in &people[index + 1..] {
                if pairs.insert((*one, *other)) {
                    suggestions.push(Suggestion {
                        likeness,
                        one: *one,
                        other: *other,
                    });
                }
            }
        }
    }
    suggestions.sort_unstable();
    Ok(suggestions)
}

fn share(shared: &mut Shared, id: PersonId, values: &Values, household: Option<HouseholdId>) {
    let mut put = |likeness, key: String| shared.entry((likeness, key)).or_default().push(id);
    let Some(name) = values.text(Field::Name) else {
        return;
    };
    if let Some(number) = values.text(Field::DocumentNumber) {
        put(Likeness::Number, number.to_owned());
    }
    if let Some(birth) = values.date(Field::BirthDate) {
        put(Likeness::NameAndBirth, format!("{}|{birth}", fold(name)));
    }
    let sound = sound(name);
    for (kind, field) in [("phone", Field::Phone), ("card", Field::BankCard)] {
        if let Some(contact) = values.text(field) {
            put(
                Likeness::SoundAndContact,
                format!("{kind}|{contact}|{sound}"),
            );
        }
    }
    if let Some(household) = household {
        put(
            Likeness::SoundAndContact,
            format!("household|{household}|{sound}"),
        );
    }
}
