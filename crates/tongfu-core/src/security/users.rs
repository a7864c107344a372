//! The users of an office.

use super::records::OFFICE_USER;
use crate::base::{EntityId, UserId};
use crate::store::{Change, User};
use crate::{Error, Result};
use rusqlite::{Connection, OptionalExtension};
use tongfu_package::value::Value;

/// Adds a user.
///
/// Errors: `USER_NAME_MISSING`, `USER_EXISTS`.
pub fn add(change: &mut Change<'_>, user: &User) -> Result<()> {
    let name = user.name.trim();
    if name.is_empty() {
        return Err(Error::refused("USER_NAME_MISSING"));
    }
    if find(change.tables(), name)?.is_some() {
        return Err(Error::refused("USER_EXISTS").with("name", name));
    }
    change.set(
        &OFFICE_USER,
        user.id.0,
        &[("name", Some(Value::Text(name.to_owned())))],
    )
}

fn find(connection: &Connection, name: &str) -> Result<Option<User>> {
    // Two laptops may have made the same name: the lowest id is everybody's.
    Ok(connection
        .prepare_cached("SELECT id, name FROM office_user WHERE name = ?1 ORDER BY id LIMIT 1")?
        .query_row([name], |row| {
            Ok(User {
                id: row.get(0)?,
                name: row.get(1)?,
            })
        })
        .optional()?)
}

/// The user called `name`.
///
/// Errors: `USER_UNKNOWN`.
pub fn by_name(connection: &Connection, name: &str) -> Result<User> {
    find(connection, name.trim())?.ok_or_else(|| Error::absent("USER_UNKNOWN").with("name", name))
}

/// The user with `id`.
///
/// Errors: `USER_UNKNOWN`.
pub fn by_id(connection: &Connection, id: UserId) -> Result<User> {
    connection
        .prepare_cached("SELECT id, name FROM office_user WHERE id = ?1")?
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

/// All users, by name.
pub fn all(connection: &Connection) -> Result<Vec<User>> {
    let mut statement =
        connection.prepare_cached("SELECT id, name FROM office_user ORDER BY name, id")?;
    let users = statement
        .query_map([], |row| {
            Ok(User {
                id: row.get(0)?,
                name: row.get(1)?,
            })
        })?
        .collect::<rusqlite::Result<_>>()?;
    Ok(users)
}
