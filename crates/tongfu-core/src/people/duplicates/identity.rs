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
use std::collections::{BTreeMap, BTreeSet};

use super::super::rules::identity_key;

/// The verdict that two entries are one person.
pub(in super::super) const SAME: &str = "same";
/// The verdict that they are two.
pub(in super::super) const DIFFERENT: &str = "different";

/// Keeps the identities after the entry `id` changed or went.
pub(in super::super) fn derive_of_person(connection: &Connection, id: &EntityId) -> Result<()> {
    let row: Option<(Option<String>, Option<String>)> = connection
        .prepare_cached("SELECT document_number, name FROM person WHERE id = ?1")?
        .query_row([id], |row| Ok((row.get(0)?, row.get(1)?)))
        .optional()?;
    let there = row.is_some();
    let key = row.and_then(|(number, name)| identity_key(number.as_deref(), name.as_deref()));
    let before: Option<(Option<String>, bool)> = connection
        .prepare_cached("SELECT key, there FROM person_identity WHERE id = ?1")?
        .query_row([id], |row| Ok((row.get(0)?, row.get(1)?)))
        .optional()?;
    if before == Some((key.clone(), there)) || (before.is_none() && !there) {
        return Ok(());
    }
    let mut affected = match &before {
        Some(_) => class_of(connection, id)?,
        None => BTreeSet::new(),
    };
    affected.insert(*id);
    connection
        .prepare_cached(
            "INSERT INTO person_identity (id, key, canonical, there) VALUES (?1, ?2, ?1, ?3)
             ON CONFLICT (id) DO UPDATE SET key = excluded.key, there = excluded.there",
        )?
        .execute(params![id, key, there])?;
    // A new entry that nothing ties to another is its own person.
    if before.is_none() && ties(connection, id)?.is_empty() {
        return Ok(());
    }
    settle(connection, affected)
}

/// Keeps the identities after the decision `id` changed or went.
pub(in super::super) fn derive_of_decision(connection: &Connection, id: &EntityId) -> Result<()> {
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

/// Entries that were one person with `id` so far.
fn class_of(connection: &Connection, id: &EntityId) -> Result<BTreeSet<EntityId>> {
    let mut statement = connection.prepare_cached(
        "SELECT other.id FROM person_identity JOIN person_identity AS other ON other.canonical = person_identity.canonical
         WHERE person_identity.id = ?1",
    )?;
    Ok(statement
        .query_map([id], |row| row.get(0))?
        .collect::<rusqlite::Result<_>>()?)
}

/// The entries on record that a tie joins to `id`.
fn ties(connection: &Connection, id: &EntityId) -> Result<BTreeSet<EntityId>> {
    let mut tied: BTreeSet<EntityId> = BTreeSet::new();
    let own: Option<(Option<String>, bool)> = connection
        .prepare_cached("SELECT key, there FROM person_identity WHERE id = ?1")?
        .query_row([id], |row| Ok((row.get(0)?, row.get(1)?)))
        .optional()?;
    let Some((key, true)) = own else {
        return Ok(tied);
    };
    if let Some(key) = key {
        let mut statement = connection
            .prepare_cached("SELECT id FROM person_identity WHERE key = ?1 AND id <> ?2")?;
        let mut rows = statement.query(params![key, id])?;
        while let Some(row) = rows.next()? {
            tied.insert(row.get(0)?);
        }
    }
    let mut decided: BTreeMap<EntityId, bool> = BTreeMap::new();
    let mut statement = connection.prepare_cached(
        "SELECT other, same FROM identity_tie WHERE one = ?1 UNION ALL SELECT one, same FROM identity_tie WHERE other = ?1",
    )?;
    let mut rows = statement.query([id])?;
    while let Some(row) = rows.next()? {
        decided.insert(row.get(0)?, row.get(1)?);
    }
    for (other, same) in decided {
        let there: bool = connection
            .prepare_cached(
                "SELECT EXISTS (SELECT 1 FROM person_identity WHERE id = ?1 AND there)",
            )?
            .query_row([other], |row| row.get(0))?;
        if same && there {
            tied.insert(other);
        } else {
            tied.remove(&other);
        }
    }
    Ok(tied)
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
        let Some(canonical) = class.first().copied() else {
            continue;
        };
        for entry in &class {
            open.remove(entry);
            connection
                .prepare_cached(
                    "UPDATE person_identity SET canonical = ?2 WHERE id = ?1 AND canonical <> ?2",
                )?
                .execute(params![entry, canonical])?;
        }
        // An entry that went leaves no trace once nobody is tied through it.
        connection
            .prepare_cached("DELETE FROM person_identity WHERE id = ?1 AND NOT there")?
            .execute([seed])?;
    }
    Ok(())
}
