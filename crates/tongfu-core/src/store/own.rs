//! Whose store this is: the office, the device with its epoch, the user.
//! Kept in `meta`, inside the encrypted file.

use crate::base::{EntityId, OfficeId, UserId, derived_id};
use crate::{Error, ErrorKind, Result};
use rusqlite::{Connection, OptionalExtension, params};
use tongfu_package::operation::DeviceId;

/// The role an office plays.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Role {
    /// A county: enrols, teaches, follows.
    County,
    /// A port: reports shortages every quarter.
    Port,
    /// The province: publishes, receives, decides.
    Province,
}

impl Role {
    /// The word in stores, packages and on the command line.
    pub const fn word(self) -> &'static str {
        match self {
            Self::County => "county",
            Self::Port => "port",
            Self::Province => "province",
        }
    }
}

impl std::str::FromStr for Role {
    type Err = Error;
    fn from_str(text: &str) -> Result<Self> {
        match text {
            "county" => Ok(Self::County),
            "port" => Ok(Self::Port),
            "province" => Ok(Self::Province),
            _ => Err(Error::refused("ROLE_UNKNOWN").with("role", text)),
        }
    }
}

/// An office: its id outlives its division code.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Office {
    /// Follows from role and founding code, so that two laptops of one county
    /// that never met belong to the same office.
    pub id: OfficeId,
    /// What it does.
    pub role: Role,
    /// Division code (GB/T 2260), six digits.
    pub code: String,
    /// Its name.
    pub name: String,
}

impl Office {
    /// The office founded under `code`.
    pub fn founded(role: Role, code: &str, name: &str) -> Self {
        let id = OfficeId(derived_id(
            "office",
            &[role.word().as_bytes(), code.as_bytes()],
        ));
        Self {
            id,
            role,
            code: code.to_owned(),
            name: name.to_owned(),
        }
    }
}

/// Who works.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct User {
    /// The user.
    pub id: UserId,
    /// The name they log in with.
    pub name: String,
}

/// What the store knows of itself.
#[derive(Debug, Clone)]
pub struct Own {
    /// The office it belongs to.
    pub office: Office,
    /// This laptop.
    pub device: DeviceId,
    /// Counts the lives of this laptop: a clone or a restored backup opens a
    /// new one.
    pub epoch: u32,
    /// The user who created the store.
    pub creator: UserId,
}

fn get(connection: &Connection, key: &str) -> Result<Option<Vec<u8>>> {
    Ok(connection
        .prepare_cached("SELECT value FROM meta WHERE key = ?1")?
        .query_row([key], |row| row.get(0))
        .optional()?)
}

/// Reads a value of this laptop's own.
pub fn meta(connection: &Connection, key: &'static str) -> Result<Option<Vec<u8>>> {
    get(connection, key)
}

/// Stores a value of this laptop's own.
pub fn set_meta(connection: &Connection, key: &'static str, value: &[u8]) -> Result<()> {
    connection
        .prepare_cached("INSERT OR REPLACE INTO meta (key, value) VALUES (?1, ?2)")?
        .execute(params![key, value])?;
    Ok(())
}

/// Keeps the epoch from which operations were written.
pub fn remember_epoch(connection: &Connection, epoch: u32) -> Result<()> {
    connection
        .prepare_cached("INSERT INTO meta (key, value) VALUES ('epoch', ?1) ON CONFLICT (key) DO UPDATE SET value = excluded.value WHERE value <> excluded.value")?
        .execute([epoch.to_be_bytes()])?;
    Ok(())
}

fn damaged() -> Error {
    Error::new(ErrorKind::Failed, "STORE_DAMAGED")
}

fn text(connection: &Connection, key: &str) -> Result<String> {
    String::from_utf8(get(connection, key)?.ok_or_else(damaged)?).map_err(|_| damaged())
}

fn id(connection: &Connection, key: &str) -> Result<EntityId> {
    get(connection, key)?
        .ok_or_else(damaged)?
        .try_into()
        .map_err(|_| damaged())
}

/// Writes the identity of a new store.
pub fn found(connection: &Connection, own: &Own) -> Result<()> {
    set_meta(connection, "office", &own.office.id.0)?;
    set_meta(connection, "office_role", own.office.role.word().as_bytes())?;
    set_meta(connection, "office_code", own.office.code.as_bytes())?;
    set_meta(connection, "office_name", own.office.name.as_bytes())?;
    set_meta(connection, "device", &own.device.0)?;
    set_meta(connection, "creator", &own.creator.0)?;
    remember_epoch(connection, own.epoch)
}

/// Reads the identity of a store.
pub fn read(connection: &Connection) -> Result<Own> {
    let epoch: [u8; 4] = get(connection, "epoch")?
        .ok_or_else(damaged)?
        .try_into()
        .map_err(|_| damaged())?;
    Ok(Own {
        office: Office {
            id: OfficeId(id(connection, "office")?),
            role: text(connection, "office_role")?.parse()?,
            code: text(connection, "office_code")?,
            name: text(connection, "office_name")?,
        },
        device: DeviceId(id(connection, "device")?),
        epoch: u32::from_be_bytes(epoch),
        creator: UserId(id(connection, "creator")?),
    })
}
