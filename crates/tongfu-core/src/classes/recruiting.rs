//! Who brought whom into the program: for the voluntariness check, whose
//! askers stand outside the recruiting chain (domain.md §2). Nothing counts or
//! ranks by it.

use super::records_matching::APPLICATION;
use crate::Result;
use crate::base::{EntityId, PersonId};
use crate::people;
use crate::people::records::PERSON;
use crate::store::Store;
use std::collections::{BTreeMap, BTreeSet};

/// Somebody who applied or holds a seat.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Recruited {
    /// The person.
    pub person: PersonId,
    /// Names of the users who made their record or application, and of the
    /// witness.
    pub by: BTreeSet<String>,
}

/// Everybody with an application, withdrawn ones included, or a seat, by
/// person: whoever withdrew is asked whether that was their choice, too. With
/// `only`, that person alone.
pub fn recruited(store: &Store, only: Option<PersonId>) -> Result<Vec<Recruited>> {
    let only = match only {
        Some(person) => Some(people::canonical(store, person)?),
        None => None,
    };
    let wanted = |person: PersonId| only.is_none_or(|only| only == person);
    let mut applications: BTreeMap<PersonId, Vec<(EntityId, String)>> = BTreeMap::new();
    {
        let mut statement = store.tables().prepare_cached(
            "SELECT person, id, coalesce(witness_name, witness) FROM application WHERE person IS NOT NULL ORDER BY id",
        )?;
        let mut rows = statement.query([])?;
        while let Some(row) = rows.next()? {
            let person = people::canonical(store, row.get(0)?)?;
            if !wanted(person) {
                continue;
            }
            let witness: Option<String> = row.get(2)?;
            applications
                .entry(person)
                .or_default()
                .push((row.get(1)?, witness.unwrap_or_default()));
        }
    }
    for person in super::matching::seated(store)? {
        let person = people::canonical(store, person)?;
        if wanted(person) {
            applications.entry(person).or_default();
        }
    }
    let mut entries: BTreeMap<PersonId, Vec<EntityId>> = BTreeMap::new();
    for person in applications.keys() {
        // Somebody gone from the record is not called.
        if let Some(record) = people::record(store, *person)? {
            entries.insert(
                *person,
                record.entries.iter().map(|entry| entry.0).collect(),
            );
        }
    }
    let ids: Vec<EntityId> = entries.values().flatten().copied().collect();
    let records = store.creators(&PERSON, "name", &ids)?;
    let ids: Vec<EntityId> = applications.values().flatten().map(|(id, _)| *id).collect();
    let made = store.creators(&APPLICATION, "person", &ids)?;
    Ok(entries
        .into_iter()
        .map(|(person, entries)| {
            let mut by: BTreeSet<String> = entries
                .iter()
                .filter_map(|entry| records.get(entry))
                .flatten()
                .cloned()
                .collect();
            for (id, witness) in applications.get(&person).into_iter().flatten() {
                by.extend(made.get(id).into_iter().flatten().cloned());
                if !witness.trim().is_empty() {
                    by.insert(witness.trim().to_owned());
                }
            }
            Recruited { person, by }
        })
        .collect())
}
