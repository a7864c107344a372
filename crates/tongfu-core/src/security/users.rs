//! The users of an office.

use super::model::{Standing, UserRole};
use super::records::OFFICE_USER;
use crate::base::{EntityId, UserId};
use crate::store::{Change, Own, User};
use crate::{Error, Result};
use rusqlite::{Connection, OptionalExtension};
use tongfu_package::operation::StreamName;
use tongfu_package::value::Value;

/// A user as lists show them.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct OfficeUser {
    /// Who.
    pub user: User,
    /// What they are and whether they may work.
    pub standing: Standing,
}

/// Adds a user.
///
/// Errors: `USER_NAME_MISSING`, `USER_EXISTS`.
pub fn add(change: &mut Change<'_>, own: &Own, user: &User, role: UserRole) -> Result<()> {
    let name = user.name.trim();
    if name.is_empty() {
        return Err(Error::refused("USER_NAME_MISSING"));
    }
    if find(change.tables(), &own_stream(own), name)?.is_some() {
        return Err(Error::refused("USER_EXISTS").with("name", name));
    }
    change.set(
        &OFFICE_USER,
        user.id.0,
        &[
            ("name", Some(Value::Text(name.to_owned()))),
            ("role", Some(Value::Text(role.word().to_owned()))),
        ],
    )
}

/// The province's table holds its counties' users too: an office's own are
/// those of its own stream.
fn own_stream(own: &Own) -> String {
    StreamName::Office(own.office.id.0.into()).to_string()
}

fn find(connection: &Connection, stream: &str, name: &str) -> Result<Option<User>> {
    // Two laptops may have made the same name: the lowest id is everybody's.
    Ok(connection
        .prepare_cached(
            "SELECT u.id, u.name FROM office_user u JOIN stream s ON s.id = u.stream WHERE u.name = ?1 AND s.name = ?2 ORDER BY u.id LIMIT 1",
        )?
        .query_row([name, stream], |row| {
            Ok(User {
                id: row.get(0)?,
                name: row.get(1)?,
            })
        })
        .optional()?)
}

/// The user of this office called `name`.
///
/// Errors: `USER_UNKNOWN`.
pub fn by_name(connection: &Connection, own: &Own, name: &str) -> Result<User> {
    find(connection, &own_stream(own), name.trim())?
        .ok_or_else(|| Error::absent("USER_UNKNOWN").with("name", name))
}

/// The user with `id`.
///
/// Errors: `USER_UNKNOWN`.
pub fn by_id(connection: &Connection, id: UserId) -> Result<User> {
    connection
        .prepare_cached("SELECT id, name FROM office_user WHERE id = ?1 AND name IS NOT NULL")?
        .query_row([id], |row| {
            Ok(User {
                id: row.get(0)?,
                name: row.get(1)?,
            })
        })
        .optional()?
        .ok_or_else(|| Error::absent("USER_UNKNOWN").with("name", id))
}

/// The name of a user, or the id as text where the user is not known here.
pub fn name(connection: &Connection, id: &EntityId) -> Result<String> {
    match by_id(connection, UserId(*id)) {
        Ok(user) => Ok(user.name),
        Err(error) if error.code == "USER_UNKNOWN" => Ok(UserId(*id).to_string()),
        Err(error) => Err(error),
    }
}

/// The users of this office with what they are, by name.
pub fn listed(connection: &Connection, own: &Own) -> Result<Vec<OfficeUser>> {
    let mut statement = connection.prepare_cached(
        "SELECT u.id, u.name FROM office_user u JOIN stream s ON s.id = u.stream WHERE u.name IS NOT NULL AND s.name = ?1 ORDER BY u.name, u.id",
    )?;
    let users: Vec<User> = statement
        .query_map([own_stream(own)], |row| {
            Ok(User {
                id: row.get(0)?,
                name: row.get(1)?,
            })
        })?
        .collect::<rusqlite::Result<_>>()?;
    users
        .into_iter()
        .map(|user| {
            Ok(OfficeUser {
                standing: standing(connection, own, user.id)?,
                user,
            })
        })
        .collect()
}

/// What a user is. Whoever created the store is its administrator until it
/// says otherwise; somebody without a role has the usual one of the office; a
/// role of a newer version counts as the one with the fewest rights; somebody
/// unknown may not work.
pub fn standing(connection: &Connection, own: &Own, user: UserId) -> Result<Standing> {
    let row: Option<(Option<String>, Option<bool>)> = connection
        .prepare_cached("SELECT role, suspended FROM office_user WHERE id = ?1")?
        .query_row([user], |row| Ok((row.get(0)?, row.get(1)?)))
        .optional()?;
    let is_creator = user == own.creator;
    let Some((role, suspended)) = row else {
        return Ok(Standing {
            role: UserRole::Administrator,
            suspended: !is_creator,
        });
    };
    let role = match role {
        Some(word) => word.parse().unwrap_or(UserRole::Auditor),
        None if is_creator => UserRole::Administrator,
        None => UserRole::usual(own.office.role),
    };
    Ok(Standing {
        role,
        suspended: suspended.unwrap_or(false),
    })
}

/// Users who may work and administer, the lowest id first.
pub fn administrators(connection: &Connection, own: &Own) -> Result<Vec<User>> {
    let mut found: Vec<User> = listed(connection, own)?
        .into_iter()
        .filter(|one| one.standing.role == UserRole::Administrator && !one.standing.suspended)
        .map(|one| one.user)
        .collect();
    found.sort_by_key(|user| user.id);
    Ok(found)
}
