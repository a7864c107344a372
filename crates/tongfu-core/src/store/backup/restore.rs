//! The way back: looking into a backup, and putting it in the store's place.

use super::{FOLDER, copy, erase_in, has_table, name, operations, read_backups, remember};
use crate::base::UserId;
use crate::security::model::UserRole;
use crate::security::vault::{Account, Vault};
use crate::security::{permissions, users};
use crate::store::erasure::Known;
use crate::store::mark::Mark;
use crate::store::{
    DATABASE, Environment, MIGRATIONS, Office, Store, StoreKey, days, lock, open_database,
    open_existing, own, version,
};
use crate::{Error, ErrorKind, Result};
use chrono::{DateTime, Utc};
use rusqlite::{Connection, OpenFlags, OptionalExtension, params};
use std::path::{Path, PathBuf};

/// What a backup holds, read without changing it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct BackupContents {
    /// Whose it is.
    pub office: Office,
    /// When its last operation was recorded.
    pub newest: Option<DateTime<Utc>>,
    /// Operations in it.
    pub operations: u64,
    /// Operations of the store as it is now, where it can be opened.
    pub operations_now: Option<u64>,
    /// Erasures since, which a restore does again.
    pub erasures: u32,
}

/// What a restore did.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Restored {
    /// Operations in the store now.
    pub operations: u64,
    /// Erasures done again.
    pub erasures: u32,
    /// The epoch in which this laptop writes from now on.
    pub epoch: u32,
    /// Where the database that was replaced lies.
    pub replaced: Option<PathBuf>,
}

impl Store {
    /// Looks into a backup without changing anything. `folder` is the store's,
    /// which need not exist; `open` is that store, where it is open: nobody
    /// else reads its database then.
    ///
    /// Errors: `BACKUP_UNREADABLE`, `STORE_PASSPHRASE`, `STORE_NEWER`,
    /// `STORE_DAMAGED`; `ROLE_MAY_NOT` and `USER_SUSPENDED` for a passphrase that
    /// is not an administrator's.
    pub fn look_into_backup(
        folder: &Path,
        file: &Path,
        account: Account<'_>,
        passphrase: &str,
        now: DateTime<Utc>,
        open: Option<&Store>,
    ) -> Result<BackupContents> {
        let (key, user) = key_of(folder, file, account, passphrase, now)?;
        let (connection, office) = open_read_only(file, &key)?;
        let opened = match open {
            Some(_) => None,
            None => open_current(folder, &key).ok(),
        };
        let current = open.map(Store::tables).or(opened.as_ref());
        require_administrator(current.unwrap_or(&connection), user)?;
        let known = known_erasures(folder, file, current)?;
        let newest: Option<Vec<u8>> = connection
            .query_row(
                "SELECT bytes FROM operation ORDER BY id DESC LIMIT 1",
                [],
                |row| row.get(0),
            )
            .optional()?;
        let newest = newest
            .and_then(|bytes| tongfu_package::operation::Operation::decode(&bytes).ok())
            .and_then(|operation| DateTime::from_timestamp_millis(operation.recorded_at));
        Ok(BackupContents {
            office,
            newest,
            operations: operations(&connection)?,
            operations_now: current.map(operations).transpose()?,
            erasures: known.missing_in(&connection)?,
        })
    }

    /// Puts a backup in the place of the database in `folder`, or starts one
    /// there. What was erased since is erased in it before anybody can open it;
    /// the database that it replaces becomes a backup itself.
    ///
    /// Errors: those of [`Store::look_into_backup`], `STORE_BUSY`,
    /// `BACKUP_OF_ANOTHER_STORE`.
    pub fn restore(
        folder: &Path,
        file: &Path,
        account: Account<'_>,
        passphrase: &str,
        environment: &Environment,
    ) -> Result<Restored> {
        let (key, user) = key_of(folder, file, account, passphrase, (environment.now)())?;
        let (looked_at, office) = open_read_only(file, &key)?;
        std::fs::create_dir_all(folder)?;
        let _lock = lock(folder)?;
        let current = open_current(folder, &key).ok();
        require_administrator(current.as_ref().unwrap_or(&looked_at), user)?;
        drop(looked_at);
        if let Some(current) = &current
            && own::read(current)?.office.id != office.id
        {
            return Err(Error::refused("BACKUP_OF_ANOTHER_STORE").with("office", &office.name));
        }
        let known = known_erasures(folder, file, current.as_ref())?;
        let fresh = folder.join("store.db.restoring");
        let _ = std::fs::remove_file(&fresh);
        std::fs::copy(file, &fresh)?;
        let mut connection = open_database(&fresh, &key.0)?;
        let erasures = erase_in(&mut connection, &known)?;
        let mut epoch = own::read(&connection)?.epoch;
        if let Some(current) = &current {
            epoch = epoch.max(own::read(current)?.epoch);
        }
        epoch = Mark::read(folder).map_or(epoch, |mark| mark.epoch().max(epoch)) + 1;
        own::remember_epoch(&connection, epoch)?;
        let replaced = match &current {
            Some(current) => Some(set_aside(
                folder,
                current,
                &connection,
                &office,
                &key,
                environment,
            )?),
            None => None,
        };
        let count = operations(&connection)?;
        connection.close().map_err(|(_, fault)| fault)?;
        drop(current);
        known.save(folder)?;
        if !Vault::exists(folder)
            && let Some(beside) = file.parent()
        {
            Vault::read(beside)?.save(folder)?;
        }
        std::fs::rename(&fresh, folder.join(DATABASE))?;
        Ok(Restored {
            operations: count,
            erasures,
            epoch,
            replaced,
        })
    }
}

/// Makes a backup of the database that a restore replaces, and tells the
/// restored one of it and of every other backup.
fn set_aside(
    folder: &Path,
    current: &Connection,
    restored: &Connection,
    office: &Office,
    key: &StoreKey,
    environment: &Environment,
) -> Result<PathBuf> {
    let target = folder.join(FOLDER);
    std::fs::create_dir_all(&target)?;
    let target = std::fs::canonicalize(target)?;
    Vault::read(folder)?.save(&target)?;
    let made = (environment.now)();
    let path = target.join(name(office, made));
    copy(current, &path, key)?;
    // One of a version that knew no backups lists none.
    let listed = if has_table(current, "backup")? {
        read_backups(current)?
    } else {
        Vec::new()
    };
    for backup in listed {
        remember(restored, &backup.path, backup.made, backup.operations)?;
        restored.execute(
            "UPDATE backup SET owes_since = ?2 WHERE path = ?1",
            params![backup.path.to_string_lossy(), backup.owes_since.map(days)],
        )?;
    }
    remember(restored, &path, made, operations(current)?)?;
    Ok(path)
}

/// Whoever puts another database in the store's place must be an administrator
/// of the office, in the store as it is now, else in the backup. The one
/// passphrase of a vault that knew no users is its creator's.
fn require_administrator(database: &Connection, user: Option<UserId>) -> Result<()> {
    let own = own::read(database)?;
    let user = user.unwrap_or(own.creator);
    // A database of an earlier version knows no roles, only who made it.
    let standing = match users::standing(database, &own, user) {
        Ok(standing) => standing,
        Err(_) if user == own.creator => return Ok(()),
        Err(error) => return Err(error),
    };
    if standing.suspended {
        return Err(Error::new(ErrorKind::Denied, "USER_SUSPENDED"));
    }
    if standing.role == UserRole::Administrator {
        Ok(())
    } else {
        Err(permissions::role_may_not(standing.role, "store.restore"))
    }
}

/// The key of a backup and whose passphrase it was: from the vault beside it, else from the store's.
fn key_of(
    folder: &Path,
    file: &Path,
    account: Account<'_>,
    passphrase: &str,
    now: DateTime<Utc>,
) -> Result<(StoreKey, Option<UserId>)> {
    if !file.is_file() {
        return Err(Error::absent("BACKUP_ABSENT"));
    }
    let beside = file.parent().unwrap_or(Path::new("."));
    let mut refusal = Error::absent("BACKUP_WITHOUT_KEY");
    for place in [folder, beside] {
        if !Vault::exists(place) {
            continue;
        }
        match Vault::read(place).and_then(|vault| vault.open(place, account, passphrase, now)) {
            Ok(opened) => {
                let key = StoreKey(opened.key);
                if open_existing(file, &key.0, OpenFlags::SQLITE_OPEN_READ_ONLY).is_ok() {
                    return Ok((key, opened.user));
                }
                refusal = Error::new(ErrorKind::Input, "BACKUP_UNREADABLE");
            }
            Err(error) => refusal = error,
        }
    }
    Err(refusal)
}

fn open_read_only(file: &Path, key: &StoreKey) -> Result<(Connection, Office)> {
    let connection = open_existing(file, &key.0, OpenFlags::SQLITE_OPEN_READ_ONLY)
        .map_err(|fault| Error::new(ErrorKind::Input, "BACKUP_UNREADABLE").because(fault))?;
    let sound: String = connection.query_row("PRAGMA quick_check(1)", [], |row| row.get(0))?;
    if sound != "ok" {
        return Err(Error::new(ErrorKind::Input, "BACKUP_UNREADABLE"));
    }
    let version = version(&connection)?;
    if version > MIGRATIONS.len() {
        return Err(Error::refused("STORE_NEWER").with("version", version));
    }
    let office = own::read(&connection)?.office;
    Ok((connection, office))
}

fn open_current(folder: &Path, key: &StoreKey) -> Result<Connection> {
    open_existing(
        &folder.join(DATABASE),
        &key.0,
        OpenFlags::SQLITE_OPEN_READ_WRITE,
    )
}

/// Every erasure that this store, its folder or the backup's folder knows.
fn known_erasures(folder: &Path, file: &Path, current: Option<&Connection>) -> Result<Known> {
    let mut known = Known::read(folder)?;
    if let Some(beside) = file.parent() {
        known.join(Known::read(beside)?);
    }
    if let Some(current) = current
        && version(current)? == MIGRATIONS.len()
    {
        known.join(Known::of(current)?);
    }
    Ok(known)
}
