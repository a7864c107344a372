//! Who is responsible for which open thing, and handing one's work over
//! (交接).
//!
//! Each thing has at most one responsible user. A feature says
//! [`assign_new`] within the action that makes a thing and [`close`] within the
//! one that ends it. Handing over moves everything open in one action and keeps
//! the list, so that it can be printed again; authorship of what was written
//! before stays where it is, in the log.

use super::model::UserRole;
use super::records::{HAND_OVER, HAND_OVER_ITEM, RESPONSIBILITY};
use super::users;
use crate::base::{EntityId, HandOverId, UserId, derived_id};
use crate::store::{Change, Store, Written, date_from_days, date_value};
use crate::{Error, ErrorKind, Result};
use chrono::NaiveDate;
use rusqlite::{Connection, OptionalExtension, Row};
use std::collections::BTreeSet;
use tongfu_package::value::Value;

/// A class.
pub const CLASS: &str = "class";
/// An application for classes.
pub const APPLICATION: &str = "application";
/// A field that several laptops disagree on, named by its person or thing.
pub const CONFLICT: &str = "conflict";

/// One open thing and who is responsible for it.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord)]
pub struct Responsibility {
    /// What kind of thing: [`CLASS`] and the like.
    pub matter: String,
    /// Its id.
    pub thing: EntityId,
    /// The user.
    pub holder: UserId,
    /// Since when.
    pub since: NaiveDate,
}

/// A hand-over as lists show it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct HandOver {
    /// Its id.
    pub id: HandOverId,
    /// Who gave.
    pub giver: UserId,
    /// Who took.
    pub taker: UserId,
    /// When.
    pub given_on: NaiveDate,
    /// How many things.
    pub items: u32,
}

fn id_of(matter: &str, thing: &EntityId) -> EntityId {
    derived_id("responsibility", &[matter.as_bytes(), thing])
}

fn id_value(id: EntityId) -> Option<Value> {
    Some(Value::Bytes(id.to_vec()))
}

fn set(
    change: &mut Change<'_>,
    matter: &str,
    thing: EntityId,
    holder: UserId,
    since: NaiveDate,
) -> Result<()> {
    change.set(
        &RESPONSIBILITY,
        id_of(matter, &thing),
        &[
            ("matter", Some(Value::Text(matter.to_owned()))),
            ("thing", id_value(thing)),
            ("holder", id_value(holder.0)),
            ("since", Some(date_value(since))),
            ("done", None),
        ],
    )
}

/// Makes `holder` responsible for a thing that nobody is responsible for yet,
/// within the action that makes it.
pub fn assign_new(
    change: &mut Change<'_>,
    matter: &str,
    thing: EntityId,
    holder: UserId,
    since: NaiveDate,
) -> Result<()> {
    if holder_of(change.tables(), matter, &thing)?.is_some() {
        return Ok(());
    }
    set(change, matter, thing, holder, since)
}

/// Ends the responsibility for a thing, within the action that ends it.
pub fn close(change: &mut Change<'_>, matter: &str, thing: EntityId) -> Result<()> {
    if holder_of(change.tables(), matter, &thing)?.is_none() {
        return Ok(());
    }
    change.set(
        &RESPONSIBILITY,
        id_of(matter, &thing),
        &[("done", Some(Value::Bool(true)))],
    )
}

/// Everything kept here of things that go altogether: kind key and id, for the
/// action that removes them.
pub fn traces(store: &Store, things: &BTreeSet<EntityId>) -> Result<Vec<(u16, EntityId)>> {
    let mut found = Vec::new();
    for kind in [&RESPONSIBILITY, &HAND_OVER_ITEM] {
        let mut statement = store.tables().prepare_cached(&format!(
            "SELECT id, thing FROM {} WHERE thing IS NOT NULL",
            kind.table
        ))?;
        let mut rows = statement.query([])?;
        while let Some(row) = rows.next()? {
            if things.contains(&row.get::<_, EntityId>(1)?) {
                found.push((kind.key, row.get(0)?));
            }
        }
    }
    Ok(found)
}

/// The user, who must be of this office and may work.
fn working(store: &Store, id: UserId) -> Result<UserId> {
    let found = users::listed(store.tables(), store.own())?
        .into_iter()
        .find(|one| one.user.id == id)
        .ok_or_else(|| Error::absent("USER_UNKNOWN").with("name", id))?;
    if found.standing.suspended {
        return Err(Error::refused("TAKER_SUSPENDED").with("name", found.user.name));
    }
    Ok(id)
}

/// Makes `holder` responsible for a thing. What somebody else is responsible
/// for is given away by them or by an administrator.
///
/// Errors: `USER_UNKNOWN`, `TAKER_SUSPENDED`, `RESPONSIBILITY_NOT_YOURS`,
/// `ROLE_MAY_NOT`.
pub fn assign(
    store: &mut Store,
    matter: &str,
    thing: EntityId,
    holder: UserId,
) -> Result<Written<()>> {
    let holder = working(store, holder)?;
    let worker = store.user().id;
    let administers =
        users::standing(store.tables(), store.own(), worker)?.role == UserRole::Administrator;
    if let Some(before) = holder_of(store.tables(), matter, &thing)?
        && before != worker
        && !administers
    {
        let name = users::name(store.tables(), &before.0)?;
        return Err(Error::new(ErrorKind::Denied, "RESPONSIBILITY_NOT_YOURS").with("name", name));
    }
    let today = store.today();
    store.write("responsibility.assign", today, |change| {
        set(change, matter, thing, holder, today)
    })
}

/// Who is responsible for a thing, done or not.
pub fn holder_of(
    connection: &Connection,
    matter: &str,
    thing: &EntityId,
) -> Result<Option<UserId>> {
    Ok(connection
        .prepare_cached("SELECT holder FROM responsibility WHERE id = ?1")?
        .query_row([id_of(matter, thing)], |row| row.get(0))
        .optional()?
        .flatten())
}

fn responsibility(row: &Row<'_>) -> rusqlite::Result<Responsibility> {
    Ok(Responsibility {
        matter: row.get(0)?,
        thing: row.get(1)?,
        holder: row.get(2)?,
        since: date_from_days(row.get::<_, Option<i64>>(3)?.unwrap_or(0)).unwrap_or_default(),
    })
}

/// Everything open that `holder` is responsible for, by matter, the longest
/// held first.
pub fn open_of(store: &Store, holder: UserId) -> Result<Vec<Responsibility>> {
    let mut statement = store.tables().prepare_cached(
        "SELECT matter, thing, holder, since FROM responsibility WHERE holder = ?1 AND done IS NOT 1 AND matter IS NOT NULL AND thing IS NOT NULL ORDER BY matter, since, thing",
    )?;
    let found = statement
        .query_map([holder], responsibility)?
        .collect::<rusqlite::Result<_>>()?;
    Ok(found)
}

/// Gives everything open of one user to another, in one action.
///
/// Errors: `USER_UNKNOWN`, `TAKER_SUSPENDED`, `HAND_OVER_SELF`,
/// `HAND_OVER_NOTHING`, `ROLE_MAY_NOT`.
pub fn hand_over(store: &mut Store, giver: UserId, taker: UserId) -> Result<Written<HandOverId>> {
    if giver == taker {
        return Err(Error::refused("HAND_OVER_SELF"));
    }
    let taker = working(store, taker)?;
    let given = open_of(store, giver)?;
    if given.is_empty() {
        return Err(Error::refused("HAND_OVER_NOTHING"));
    }
    let today = store.today();
    let items = i64::try_from(given.len()).unwrap_or(i64::MAX);
    store.write("responsibility.hand_over", today, |change| {
        let id = change.new_id();
        change.set(
            &HAND_OVER,
            id,
            &[
                ("giver", id_value(giver.0)),
                ("taker", id_value(taker.0)),
                ("given_on", Some(date_value(today))),
                ("items", Some(Value::Int(items))),
            ],
        )?;
        for one in &given {
            set(change, &one.matter, one.thing, taker, today)?;
            change.set(
                &HAND_OVER_ITEM,
                derived_id("hand over item", &[&id, one.matter.as_bytes(), &one.thing]),
                &[
                    ("hand_over", id_value(id)),
                    ("matter", Some(Value::Text(one.matter.clone()))),
                    ("thing", id_value(one.thing)),
                    ("since", Some(date_value(one.since))),
                ],
            )?;
        }
        Ok(HandOverId(id))
    })
}

/// All hand-overs of this office, the newest first.
pub fn hand_overs(store: &Store) -> Result<Vec<HandOver>> {
    let mut statement = store.tables().prepare_cached(
        "SELECT h.id, h.giver, h.taker, h.given_on, h.items FROM hand_over h JOIN stream s ON s.id = h.stream WHERE s.name = ?1 AND h.giver IS NOT NULL AND h.taker IS NOT NULL ORDER BY h.given_on DESC, h.id DESC",
    )?;
    let found = statement
        .query_map([store.own_stream().to_string()], |row| {
            Ok(HandOver {
                id: row.get(0)?,
                giver: row.get(1)?,
                taker: row.get(2)?,
                given_on: date_from_days(row.get::<_, Option<i64>>(3)?.unwrap_or(0))
                    .unwrap_or_default(),
                items: row.get::<_, Option<u32>>(4)?.unwrap_or(0),
            })
        })?
        .collect::<rusqlite::Result<_>>()?;
    Ok(found)
}

/// What was handed over, with the day since which the giver held it.
///
/// Errors: `HAND_OVER_ABSENT`.
pub fn hand_over_list(store: &Store, id: HandOverId) -> Result<(HandOver, Vec<Responsibility>)> {
    let hand_over = hand_overs(store)?
        .into_iter()
        .find(|known| known.id == id)
        .ok_or_else(|| Error::absent("HAND_OVER_ABSENT"))?;
    let mut statement = store.tables().prepare_cached(
        "SELECT i.matter, i.thing, h.giver, i.since FROM hand_over_item i JOIN hand_over h ON h.id = i.hand_over WHERE i.hand_over = ?1 ORDER BY i.matter, i.since, i.thing",
    )?;
    let items = statement
        .query_map([id], responsibility)?
        .collect::<rusqlite::Result<_>>()?;
    Ok((hand_over, items))
}
