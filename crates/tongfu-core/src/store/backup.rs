//! Backups: copies of the database under the same key, and the way back.
//!
//! Invariants
//! - A backup lies in a folder with the vault that opens it and with the list
//!   of what was erased, so it is worth something without the laptop.
//! - An erasure is not over before it is done in every backup that can be
//!   reached: each is opened, erased in, compacted. One that cannot be opened
//!   is listed with the day since which it owes the erasure.
//! - A restore looks at the backup read-only first, erases again in it whatever
//!   was erased since, and opens a new epoch (exchange.md §5).

mod restore;

pub use restore::{BackupContents, Restored};

use super::erasure::{self, Known};
use super::{Office, Store, StoreKey, days, fold, log, own};
use crate::security::vault::Vault;
use crate::{Error, Result};
use chrono::{DateTime, NaiveDate, Utc};
use rusqlite::{Connection, OpenFlags, OptionalExtension, TransactionBehavior, params};
use std::path::{Path, PathBuf};
use std::time::Duration;

/// Where backups go unless somebody says otherwise, in the store's folder.
const FOLDER: &str = "backups";

/// Ending of a backup's file name.
const EXTENSION: &str = "tongfu-backup";

/// Backups kept in a folder, unless the setting `backup.keep` says otherwise.
const KEEP: usize = 7;

/// Days after which a changed store is backed up by itself, unless the setting
/// `backup.days` says otherwise.
const DAYS: i64 = 1;

/// Operations after which it is backed up on the same day too, at locking.
const CHANGES: i64 = 500;

/// A backup.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Backup {
    /// Where it lies.
    pub path: PathBuf,
    /// When it was made.
    pub made: DateTime<Utc>,
    /// Operations in it.
    pub operations: u64,
    /// Bytes of the file.
    pub bytes: u64,
    /// Whether it is there now.
    pub reachable: bool,
    /// The day since which it has not been reached by an erasure.
    pub owes_since: Option<NaiveDate>,
}

fn name(office: &Office, moment: DateTime<Utc>) -> String {
    format!(
        "tongfu-{}-{}.{EXTENSION}",
        office.code,
        moment.format("%Y%m%dT%H%M%S%3fZ")
    )
}

fn operations(connection: &Connection) -> Result<u64> {
    let count: i64 =
        connection.query_row("SELECT count(*) FROM operation", [], |row| row.get(0))?;
    Ok(count.unsigned_abs())
}

fn size(path: &Path) -> u64 {
    std::fs::metadata(path).map_or(0, |found| found.len())
}

/// Copies a whole database, page by page.
fn copy(from: &Connection, to: &Path, key: &StoreKey) -> Result<()> {
    /// Pages a step; nothing waits between the steps.
    const PAGES: i32 = 4096;
    let temporary = to.with_extension("part");
    let _ = std::fs::remove_file(&temporary);
    {
        let mut target = super::open_database(&temporary, &key.0)?;
        rusqlite::backup::Backup::new(from, &mut target)?.run_to_completion(
            PAGES,
            Duration::ZERO,
            None,
        )?;
    }
    std::fs::rename(&temporary, to)?;
    Ok(())
}

/// Erases in a database whatever `known` says and compacts it; how many marks
/// were new to it.
fn erase_in(connection: &mut Connection, known: &Known) -> Result<u32> {
    bring_up_to_date(connection)?;
    let transaction = connection.transaction_with_behavior(TransactionBehavior::Immediate)?;
    let new = known.apply(&transaction)?;
    transaction.commit()?;
    if new > 0 || erasure::is_unsettled(connection)? {
        connection.execute_batch("VACUUM")?;
        erasure::note_settled(connection)?;
    }
    Ok(new)
}

fn remember(connection: &Connection, path: &Path, made: DateTime<Utc>, count: u64) -> Result<()> {
    connection
        .prepare_cached("INSERT OR REPLACE INTO backup (path, moment, operations, bytes, owes_since) VALUES (?1, ?2, ?3, ?4, NULL)")?
        .execute(params![
            path.to_string_lossy(),
            made.timestamp_millis(),
            count.cast_signed(),
            size(path).cast_signed()
        ])?;
    Ok(())
}

fn forget(connection: &Connection, path: &Path) -> Result<()> {
    connection
        .prepare_cached("DELETE FROM backup WHERE path = ?1")?
        .execute([path.to_string_lossy()])?;
    Ok(())
}

fn read_backups(connection: &Connection) -> Result<Vec<Backup>> {
    let mut statement = connection.prepare_cached(
        "SELECT path, moment, operations, bytes, owes_since FROM backup ORDER BY moment DESC, path DESC",
    )?;
    let found = statement
        .query_map([], |row| {
            let path = PathBuf::from(row.get::<_, String>(0)?);
            Ok(Backup {
                reachable: path.exists(),
                path,
                made: DateTime::from_timestamp_millis(row.get(1)?).unwrap_or_default(),
                operations: row.get::<_, i64>(2)?.unsigned_abs(),
                bytes: row.get::<_, i64>(3)?.unsigned_abs(),
                owes_since: row
                    .get::<_, Option<i64>>(4)?
                    .and_then(super::date_from_days),
            })
        })?
        .collect::<rusqlite::Result<_>>()?;
    Ok(found)
}

impl Store {
    fn backup_parts(&self) -> Result<(PathBuf, StoreKey)> {
        match (&self.folder, &self.key) {
            (Some(folder), Some(key)) => Ok((folder.clone(), key.clone())),
            _ => Err(Error::refused("BACKUP_IN_MEMORY")),
        }
    }

    fn whole_setting<T: std::str::FromStr>(&self, key: &str, otherwise: T) -> Result<T> {
        Ok(self
            .setting(key)?
            .and_then(|text| text.parse().ok())
            .unwrap_or(otherwise))
    }

    /// Makes a backup in the store's own folder, or in a folder of this store
    /// below `to`, and removes the oldest beyond those that are kept there.
    ///
    /// Errors: `BACKUP_IN_MEMORY`, `FILE_FAILED`, `STORE_DISK_FULL`.
    pub fn backup(&mut self, to: Option<&Path>) -> Result<Backup> {
        let (folder, key) = self.backup_parts()?;
        let target = match to {
            Some(chosen) => chosen.join(format!(
                "tongfu-{}-{}",
                self.own.office.code,
                &uuid::Uuid::from_bytes(self.own.device.0)
                    .simple()
                    .to_string()[..8]
            )),
            None => folder.join(FOLDER),
        };
        std::fs::create_dir_all(&target)?;
        // A path that stays true when the program starts elsewhere.
        let target = std::fs::canonicalize(target)?;
        Vault::read(&folder)?.save(&target)?;
        Known::of(&self.connection)?.save(&target)?;
        let made = self.now();
        let path = target.join(name(&self.own.office, made));
        copy(&self.connection, &path, &key)?;
        let count = operations(&self.connection)?;
        remember(&self.connection, &path, made, count)?;
        self.rotate(&target)?;
        Ok(Backup {
            bytes: size(&path),
            path,
            made,
            operations: count,
            reachable: true,
            owes_since: None,
        })
    }

    fn rotate(&self, folder: &Path) -> Result<()> {
        let keep = self.whole_setting("backup.keep", KEEP)?.max(1);
        let there = read_backups(&self.connection)?
            .into_iter()
            .filter(|backup| backup.reachable && backup.path.parent() == Some(folder));
        for old in there.skip(keep) {
            std::fs::remove_file(&old.path)?;
            forget(&self.connection, &old.path)?;
        }
        Ok(())
    }

    /// Every backup of this store, newest first, wherever it lies.
    pub fn backups(&self) -> Result<Vec<Backup>> {
        read_backups(&self.connection)
    }

    /// Takes a backup that no longer exists off the list: a person says that it
    /// was destroyed.
    ///
    /// Errors: `BACKUP_ABSENT`, `BACKUP_STILL_THERE`.
    pub fn forget_backup(&mut self, path: &Path) -> Result<()> {
        if path.exists() {
            return Err(Error::refused("BACKUP_STILL_THERE"));
        }
        if !self.backups()?.iter().any(|backup| backup.path == path) {
            return Err(Error::absent("BACKUP_ABSENT"));
        }
        forget(&self.connection, path)
    }

    /// Makes a backup when the store changed and the last one, or the store
    /// itself, is older than the days between two; when `closing`, also after
    /// many changes.
    pub fn backup_when_due(&mut self, closing: bool) -> Result<Option<Backup>> {
        let Some(folder) = self.folder.clone() else {
            return Ok(None);
        };
        let own_folder = std::fs::canonicalize(&folder)?.join(FOLDER);
        let last = self
            .backups()?
            .into_iter()
            .find(|backup| backup.path.parent() == Some(own_folder.as_path()));
        let counted = last.as_ref().map_or(0, |backup| backup.operations);
        let since = match last {
            Some(backup) => backup.made,
            None => self.founded_at()?,
        };
        let changes =
            i64::try_from(operations(&self.connection)?.abs_diff(counted)).unwrap_or(i64::MAX);
        let age = days(self.today()) - days(super::environment::day_in_china(since));
        let aged = age >= self.whole_setting("backup.days", DAYS)?;
        let many = closing && changes >= self.whole_setting("backup.changes", CHANGES)?;
        if changes == 0 || !(aged || many) {
            return Ok(None);
        }
        self.backup(None).map(Some)
    }

    /// When the first operation held was recorded.
    fn founded_at(&self) -> Result<DateTime<Utc>> {
        let bytes: Option<Vec<u8>> = self
            .connection
            .query_row(
                "SELECT bytes FROM operation ORDER BY id LIMIT 1",
                [],
                |row| row.get(0),
            )
            .optional()?;
        let first = bytes
            .map(|bytes| tongfu_package::operation::Operation::decode(&bytes))
            .transpose()?;
        Ok(first
            .and_then(|operation| DateTime::from_timestamp_millis(operation.recorded_at))
            .unwrap_or_else(|| self.now()))
    }

    /// Whether purged bytes may still lie on free pages or in a backup that can
    /// be reached.
    pub fn is_unsettled(&self) -> Result<bool> {
        erasure::is_unsettled(&self.connection)
    }

    /// Finishes what an erasure began: keeps its ids beside the database,
    /// compacts the file, and erases in every backup. Does nothing when nothing
    /// was purged and no backup owes an erasure.
    pub fn settle(&mut self) -> Result<()> {
        let unsettled = self.is_unsettled()?;
        let owed = self
            .backups()?
            .iter()
            .any(|backup| backup.owes_since.is_some() && backup.reachable);
        if !unsettled && !owed {
            return Ok(());
        }
        let mut known = Known::of(&self.connection)?;
        if let Some(folder) = &self.folder {
            known.join(Known::read(folder)?);
            known.save(folder)?;
        }
        if unsettled {
            self.connection.execute_batch("VACUUM")?;
        }
        self.erase_in_backups(&known)?;
        erasure::note_settled(&self.connection)
    }

    fn erase_in_backups(&mut self, known: &Known) -> Result<()> {
        let Ok((folder, key)) = self.backup_parts() else {
            return Ok(());
        };
        self.adopt_strays(&folder, &key)?;
        let today = days(self.today());
        for backup in self.backups()? {
            let reached =
                super::open_existing(&backup.path, &key.0, OpenFlags::SQLITE_OPEN_READ_WRITE)
                    .and_then(|mut connection| erase_in(&mut connection, known));
            match reached {
                Ok(_) => {
                    if let Some(beside) = backup.path.parent() {
                        known.save(beside)?;
                    }
                    self.connection
                        .prepare_cached(
                            "UPDATE backup SET owes_since = NULL, bytes = ?2 WHERE path = ?1",
                        )?
                        .execute(params![
                            backup.path.to_string_lossy(),
                            size(&backup.path).cast_signed()
                        ])?;
                }
                Err(_) => {
                    self.connection
                        .prepare_cached("UPDATE backup SET owes_since = coalesce(owes_since, ?2) WHERE path = ?1")?
                        .execute(params![backup.path.to_string_lossy(), today])?;
                }
            }
        }
        Ok(())
    }

    /// Lists backups in the store's own folder that the database does not know,
    /// such as those made after a backup that was restored.
    fn adopt_strays(&self, folder: &Path, key: &StoreKey) -> Result<()> {
        let Ok(own_folder) = std::fs::canonicalize(folder.join(FOLDER)) else {
            return Ok(());
        };
        let known: Vec<PathBuf> = self.backups()?.into_iter().map(|b| b.path).collect();
        for entry in std::fs::read_dir(own_folder)? {
            let path = entry?.path();
            let is_backup = path.extension().is_some_and(|ending| ending == EXTENSION);
            if !is_backup || known.contains(&path) {
                continue;
            }
            let count = super::open_existing(&path, &key.0, OpenFlags::SQLITE_OPEN_READ_ONLY)
                .and_then(|connection| operations(&connection))
                .unwrap_or(0);
            let made = std::fs::metadata(&path)?
                .modified()
                .map_or_else(|_| self.now(), DateTime::<Utc>::from);
            remember(&self.connection, &path, made, count)?;
        }
        Ok(())
    }
}

/// Whether a table of erasure is there: an older backup has none of them.
pub(super) fn has_table(connection: &Connection, table: &str) -> Result<bool> {
    Ok(connection.query_row(
        "SELECT EXISTS (SELECT 1 FROM sqlite_schema WHERE type = 'table' AND name = ?1)",
        [table],
        |row| row.get(0),
    )?)
}

/// Migrates and folds anew what another version of the program wrote.
pub(super) fn bring_up_to_date(connection: &mut Connection) -> Result<()> {
    let version = super::version(connection)?;
    if version > super::MIGRATIONS.len() {
        return Err(Error::refused("STORE_NEWER").with("version", version));
    }
    let known = fold::registry_fingerprint();
    let written = if version == super::MIGRATIONS.len() {
        own::meta(connection, "registry")?
    } else {
        None
    };
    if written.as_deref() != Some(known.as_bytes()) {
        let transaction = connection.transaction_with_behavior(TransactionBehavior::Immediate)?;
        super::migrate(&transaction)?;
        log::refold(&transaction)?;
        own::set_meta(&transaction, "registry", known.as_bytes())?;
        transaction.commit()?;
    }
    Ok(())
}
