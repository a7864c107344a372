//! Who is one person: kept as `person_identity`, a pure function of the
//! projected entries and decisions.
//!
//! Two entries are tied when they have the same valid number and folded name,
//! unless somebody told them apart, or when somebody said that they are one.
//! A person is everybody tied to each other over any number of ties; the
//! canonical entry is the one with the lowest id.

use crate::Result;
use crate::base::EntityId;
use rusqlite::{Connection, OptionalExtension, params};
use std::collections::{BTreeMap, BTreeSet, HashSet};

use super::super::rules::identity_key;

/// The verdict that two entries are one person.
pub(in super::super) const SAME: &str = "same";
/// The verdict that they are two.
pub(in super::super) const DIFFERENT: &str = "different";

/// Entries changed at once for which one look at the tables tells who stands
/// alone.
const MANY: usize = 1000;

/// Keeps the identities after entries changed or went: all of them at once, for
/// the tables show every change already.
pub(in super::super) fn derive_of_people(connection: &Connection, ids: &[EntityId]) -> Result<()> {
    let concerned = match ids.len() < MANY {
        true => None,
        false => Some(not_alone(connection)?),
    };
    let mut affected = BTreeSet::new();
    for id in ids {
        if concerned.as_ref().is_some_and(|among| !among.contains(id)) {
            continue;
        }
        let class = class_of(connection, id)?;
        // An entry that nothing ties to another is its own person, and no row.
        if !class.is_empty() || !ties(connection, id)?.is_empty() {
            affected.extend(class);
            affected.insert(*id);
        }
    }
    settle(connection, affected)
}

/// Entries that share a number, were decided about, or are one with another.
fn not_alone(connection: &Connection) -> Result<HashSet<EntityId>> {
    let mut statement = connection.prepare_cached(
        "SELECT id FROM person WHERE document_number IN
             (SELECT document_number FROM person WHERE document_number NOT NULL
              GROUP BY document_number HAVING count(*) > 1)
         UNION SELECT one FROM identity_tie UNION SELECT other FROM identity_tie
         UNION SELECT id FROM person_identity",
    )?;
    Ok(statement
        .query_map([], |row| row.get(0))?
        .collect::<rusqlite::Result<_>>()?)
}

/// Keeps the identities after decisions changed or went.
pub(in super::super) fn derive_of_decisions(
    connection: &Connection,
    ids: &[EntityId],
) -> Result<()> {
    ids.iter()
        .try_for_each(|id| derive_of_decision(connection, id))
}

fn derive_of_decision(connection: &Connection, id: &EntityId) -> Result<()> {
    // Which pair a decision is about stands in it for ever; where it went, the
    // pair is remembered in `identity_tie`.
    let now: Option<(Option<EntityId>, Option<EntityId>, Option<String>)> = connection
        .prepare_cached("SELECT one, other, verdict FROM identity_decision WHERE id = ?1")?
        .query_row([id], |row| Ok((row.get(0)?, row.get(1)?, row.get(2)?)))
        .optional()?;
    let before: Option<(EntityId, EntityId)> = connection
        .prepare_cached("SELECT one, other FROM identity_tie WHERE decision = ?1")?
        .query_row([id], |row| Ok((row.get(0)?, row.get(1)?)))
        .optional()?;
    let mut affected = BTreeSet::new();
    if let Some((one, other)) = before {
        affected.extend([one, other]);
    }
    connection
        .prepare_cached("DELETE FROM identity_tie WHERE decision = ?1")?
        .execute([id])?;
    if let Some((Some(one), Some(other), verdict)) = now {
        affected.extend([one, other]);
        if let Some(verdict) =
            verdict.filter(|verdict| matches!(verdict.as_str(), SAME | DIFFERENT))
        {
            connection
                .prepare_cached(
                    "INSERT INTO identity_tie (decision, one, other, same) VALUES (?1, ?2, ?3, ?4)",
                )?
                .execute(params![id, one, other, verdict == SAME])?;
        }
    }
    let mut all = affected.clone();
    for entry in &affected {
        all.extend(class_of(connection, entry)?);
    }
    settle(connection, all)
}

/// Entries that were one person with `id` so far; none when it stood alone.
fn class_of(connection: &Connection, id: &EntityId) -> Result<BTreeSet<EntityId>> {
    let mut statement = connection.prepare_cached(
        "SELECT other.id FROM person_identity JOIN person_identity AS other ON other.canonical = person_identity.canonical
         WHERE person_identity.id = ?1",
    )?;
    Ok(statement
        .query_map([id], |row| row.get(0))?
        .collect::<rusqlite::Result<_>>()?)
}

/// The entries on record with this number and name, where both are sound.
pub(in super::super) fn holders(
    connection: &Connection,
    number: Option<&str>,
    name: Option<&str>,
) -> Result<BTreeSet<EntityId>> {
    let mut found = BTreeSet::new();
    let (Some(number), Some(key)) = (number, identity_key(number, name)) else {
        return Ok(found);
    };
    let mut statement =
        connection.prepare_cached("SELECT id, name FROM person WHERE document_number = ?1")?;
    let mut rows = statement.query([number])?;
    while let Some(row) = rows.next()? {
        let name: Option<String> = row.get(1)?;
        if identity_key(Some(number), name.as_deref()).as_ref() == Some(&key) {
            found.insert(row.get(0)?);
        }
    }
    Ok(found)
}

/// The entries on record that a tie joins to `id`.
fn ties(connection: &Connection, id: &EntityId) -> Result<BTreeSet<EntityId>> {
    let own: Option<(Option<String>, Option<String>)> = connection
        .prepare_cached("SELECT document_number, name FROM person WHERE id = ?1")?
        .query_row([id], |row| Ok((row.get(0)?, row.get(1)?)))
        .optional()?;
    let Some((number, name)) = own else {
        return Ok(BTreeSet::new());
    };
    let mut tied = holders(connection, number.as_deref(), name.as_deref())?;
    tied.remove(id);
    let mut decided: BTreeMap<EntityId, bool> = BTreeMap::new();
    let mut statement = connection.prepare_cached(
        "SELECT other, same FROM identity_tie WHERE one = ?1 UNION ALL SELECT one, same FROM identity_tie WHERE other = ?1",
    )?;
    let mut rows = statement.query([id])?;
    while let Some(row) = rows.next()? {
        decided.insert(row.get(0)?, row.get(1)?);
    }
    for (other, same) in decided {
        if same && is_there(connection, &other)? {
            tied.insert(other);
        } else {
            tied.remove(&other);
        }
    }
    Ok(tied)
}

fn is_there(connection: &Connection, id: &EntityId) -> Result<bool> {
    Ok(connection
        .prepare_cached("SELECT 1 FROM person WHERE id = ?1")?
        .exists([id])?)
}

/// Makes the canonical entries of `affected` and of everybody tied to them anew.
fn settle(connection: &Connection, affected: BTreeSet<EntityId>) -> Result<()> {
    let mut open = affected;
    while let Some(seed) = open.pop_first() {
        let mut class = BTreeSet::from([seed]);
        let mut edge = vec![seed];
        while let Some(entry) = edge.pop() {
            for tied in ties(connection, &entry)? {
                if class.insert(tied) {
                    edge.push(tied);
                }
            }
        }
        if class.len() == 1 {
            // Alone, or gone.
            connection
                .prepare_cached("DELETE FROM person_identity WHERE id = ?1")?
                .execute([seed])?;
            continue;
        }
        let canonical = class.first().copied();
        for entry in &class {
            open.remove(entry);
            connection
                .prepare_cached(
                    "INSERT OR REPLACE INTO person_identity (id, canonical) VALUES (?1, ?2)",
                )?
                .execute(params![entry, canonical])?;
        }
    }
    Ok(())
}
