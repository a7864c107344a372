//! The store: one encrypted SQLite file per laptop, the log, and its folds.
//!
//! Owns: opening and creating, the write funnel, the log with its hash chains,
//! personal sections and checkpoints, the folds of every synced table, digest
//! and rebuild.
//!
//! Invariants
//! - [`Store::write`] is the only way to change a synced table. It makes the
//!   operations of one officer's action and folds them in one transaction,
//!   through the same fold that received operations go through.
//! - A fold depends on the *set* of operations held, never on their order of
//!   arrival.
//! - Opening a store writes nothing into the database, unless the program
//!   knows other fields than the one that wrote last (then the folds are made
//!   again), or the database does not know of an erasure (then it is done
//!   again).
//!
//! Deliberately absent: any rule of the domain.

pub mod action;
mod backup;
mod bulk;
mod change;
mod check;
mod difference;
pub mod digest;
pub mod drafts;
mod environment;
pub mod erasure;
pub mod fold;
mod history;
pub mod log;
mod mark;
pub mod own;
mod project;
mod random;
pub mod register;
pub mod registry;
mod sealing;
mod stop;
pub mod write;

#[cfg(test)]
pub(crate) mod testing;
#[cfg(test)]
mod tests;

pub use backup::{Backup, BackupContents, Restored};
pub use change::{Change, FieldWrite, Written};
pub use check::Checked;
pub use environment::Environment;
pub use history::FieldHistory;
pub use own::{Office, Own, Role, User};
pub(crate) use random::{RandomStock, fresh_id, fresh_id_from, random};

use crate::base::{EntityId, UserId};
use crate::security::model::UserRole;
use crate::security::vault::{Account, Kdf, Opened, Vault};
use crate::security::{self, accounts, users};
use crate::{Error, Result};
use chrono::{DateTime, Days, NaiveDate, Utc};
use mark::Mark;
use rusqlite::{Connection, TransactionBehavior};
use std::path::{Path, PathBuf};
use tongfu_package::operation::{DeviceId, HybridClock, StreamName};
use tongfu_package::value::Value;
use zeroize::Zeroizing;

/// The database's file in the store's folder.
const DATABASE: &str = "store.db";

/// Numbered migrations of the tables that do not follow from the registry;
/// never edited after a release.
const MIGRATIONS: &[&str] = &[
    include_str!("migrations/001_log.sql"),
    include_str!("migrations/002_sections_by_operation.sql"),
    include_str!("migrations/003_erasure.sql"),
    include_str!("migrations/004_protection.sql"),
    include_str!("migrations/005_drafts.sql"),
    include_str!("migrations/006_import.sql"),
];

/// An open store.
#[derive(Debug)]
pub struct Store {
    connection: Connection,
    folder: Option<PathBuf>,
    /// The database key, to wrap it for further users; none in memory.
    key: Option<StoreKey>,
    environment: Environment,
    own: Own,
    user: User,
    clock: HybridClock,
    /// For backups; `None` in memory.
    /// Held as long as the store is open: one program at a time.
    _lock: Option<std::fs::File>,
}

/// The database key; not shown by `Debug`.
#[derive(Clone)]
struct StoreKey(Zeroizing<[u8; 32]>);

impl std::fmt::Debug for StoreKey {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str("StoreKey")
    }
}

/// What a new store starts from.
#[derive(Debug)]
pub struct Founding<'a> {
    /// The office it belongs to.
    pub office: Office,
    /// The first user, who may do everything.
    pub user_name: &'a str,
    /// Unlocks it.
    pub passphrase: &'a str,
    /// Cost of trying passphrases.
    pub kdf: Kdf,
}

/// A new store and the code that opens it when the passphrase is lost.
#[derive(Debug)]
pub struct Founded {
    /// The store, open.
    pub store: Store,
    /// To be printed once and kept in a safe.
    pub recovery_code: String,
}

pub(crate) struct Author {
    pub stream: StreamName,
    pub device: DeviceId,
    pub epoch: u32,
    pub user: EntityId,
    pub app: String,
}

/// Days since 1970-01-01 as they stand in operations and date columns.
pub fn date_value(date: NaiveDate) -> Value {
    Value::Int(days(date))
}

/// Days since 1970-01-01.
pub fn days(date: NaiveDate) -> i64 {
    date.signed_duration_since(NaiveDate::default()).num_days()
}

/// The day `days` after 1970-01-01; `None` outside the calendar.
pub fn date_from_days(days: i64) -> Option<NaiveDate> {
    let epoch = NaiveDate::default();
    if days >= 0 {
        epoch.checked_add_days(Days::new(days.unsigned_abs()))
    } else {
        epoch.checked_sub_days(Days::new(days.unsigned_abs()))
    }
}

fn millis_of(environment: &Environment) -> u64 {
    u64::try_from((environment.now)().timestamp_millis()).unwrap_or(0)
}

impl Store {
    /// Creates a store in `folder`, which must not hold one.
    ///
    /// Errors: `STORE_EXISTS`, `PASSPHRASE_SHORT`, `FILE_FAILED`.
    pub fn create(
        folder: &Path,
        founding: &Founding<'_>,
        environment: Environment,
    ) -> Result<Founded> {
        if folder.join(DATABASE).exists() || Vault::exists(folder) {
            return Err(Error::refused("STORE_EXISTS"));
        }
        security::check_passphrase(founding.passphrase)?;
        std::fs::create_dir_all(folder)?;
        let lock = lock(folder)?;
        let user = User {
            id: UserId(fresh_id(millis_of(&environment))),
            name: founding.user_name.trim().to_owned(),
        };
        let (vault, key, recovery_code) = Vault::create(&user, founding.passphrase, &founding.kdf)?;
        let connection = open_database(&folder.join(DATABASE), &key)?;
        let mut store = Self::found(
            connection,
            user,
            &founding.office,
            environment,
            &recovery_code,
        )?;
        store.folder = Some(folder.to_owned());
        store.key = Some(StoreKey(key));
        store._lock = Some(lock);
        store.raise_mark()?;
        // Last, so that a crash before leaves a folder that says it has no store.
        vault.save(folder)?;
        Ok(Founded {
            store,
            recovery_code: recovery_code.to_string(),
        })
    }

    /// A store in memory, without encryption: for tests and simulations.
    pub fn in_memory(office: Office, user_name: &str, environment: Environment) -> Result<Self> {
        let connection = Connection::open_in_memory()?;
        configure(&connection)?;
        let user = User {
            id: UserId(fresh_id(millis_of(&environment))),
            name: user_name.to_owned(),
        };
        Self::found(connection, user, &office, environment, "")
    }

    fn found(
        mut connection: Connection,
        user: User,
        office: &Office,
        environment: Environment,
        recovery_code: &str,
    ) -> Result<Self> {
        let mut device = [0; 16];
        random(&mut device)?;
        let own = Own {
            office: office.clone(),
            device: DeviceId(device),
            epoch: 1,
            creator: user.id,
        };
        let transaction = connection.transaction_with_behavior(TransactionBehavior::Immediate)?;
        migrate(&transaction)?;
        fold::create_projections(&transaction)?;
        own::set_meta(
            &transaction,
            "registry",
            fold::registry_fingerprint().as_bytes(),
        )?;
        own::found(&transaction, &own)?;
        security::device::make_keys(&transaction, office.role, recovery_code)?;
        accounts::mark_each(&transaction)?;
        transaction.commit()?;
        let mut store = Self {
            connection,
            folder: None,
            key: None,
            environment,
            own,
            user,
            clock: HybridClock::default(),
            _lock: None,
        };
        let today = store.today();
        let (own, user) = (store.own.clone(), store.user.clone());
        store.write("user.add", today, |change| {
            users::add(change, &own, &user, UserRole::Administrator)
        })?;
        Ok(store)
    }

    /// Opens the store in `folder` as `user_name`, or as its creator.
    ///
    /// Errors: those of [`Store::open_as`].
    pub fn open(
        folder: &Path,
        passphrase: &str,
        user_name: Option<&str>,
        environment: Environment,
    ) -> Result<Self> {
        let account = user_name.map_or(Account::First, Account::Named);
        Self::open_as(folder, passphrase, account, environment)
    }

    /// Opens the store in `folder` with the passphrase of `account`.
    ///
    /// Errors: `STORE_ABSENT`, `STORE_PASSPHRASE`, `USER_NO_PASSPHRASE`,
    /// `USER_SUSPENDED`, `STORE_BUSY`, `STORE_NEWER`, `STORE_DAMAGED`,
    /// `USER_UNKNOWN`.
    pub fn open_as(
        folder: &Path,
        passphrase: &str,
        account: Account<'_>,
        environment: Environment,
    ) -> Result<Self> {
        let now = (environment.now)();
        let (mut store, vault, user) = Self::unlock_with(folder, environment, |vault| {
            vault.open(folder, account, passphrase, now)
        })?;
        accounts::enter(&mut store, vault, user, account, passphrase)?;
        Ok(store)
    }

    /// Opens the database with the key that `open` takes out of the vault; the
    /// creator seems to work until somebody takes their place.
    pub(crate) fn unlock_with(
        folder: &Path,
        environment: Environment,
        open: impl FnOnce(&Vault) -> Result<Opened>,
    ) -> Result<(Self, Vault, Option<UserId>)> {
        if !folder.join(DATABASE).exists() || !Vault::exists(folder) {
            return Err(Error::absent("STORE_ABSENT"));
        }
        let lock = lock(folder)?;
        let vault = Vault::read(folder)?;
        let Opened { key, user } = open(&vault)?;
        let mut connection = open_database(&folder.join(DATABASE), &key)?;
        backup::bring_up_to_date(&mut connection)?;
        // A database that somebody put back must not bring anybody back.
        let erased = erasure::Known::read(folder)?;
        if erased.missing_in(&connection)? > 0 {
            let transaction =
                connection.transaction_with_behavior(TransactionBehavior::Immediate)?;
            erased.apply(&transaction)?;
            transaction.commit()?;
        }
        let mut own = own::read(&connection)?;
        let now = Mark::of(&connection, own.device, own.epoch, &environment.machine)?;
        let mark = Mark::read(folder);
        if !mark.as_ref().is_some_and(|mark| mark.continued_by(&now)) {
            // Taken up with the first write; reading alone needs no new life.
            // Above the mark's too: the database may be one of an earlier life.
            own.epoch = mark.map_or(own.epoch, |mark| mark.epoch().max(own.epoch)) + 1;
        }
        let creator = User {
            id: own.creator,
            name: String::new(),
        };
        let mut store = Self {
            connection,
            folder: Some(folder.to_owned()),
            key: Some(StoreKey(key)),
            environment,
            own,
            user: creator,
            clock: HybridClock::default(),
            _lock: Some(lock),
        };
        // What an interrupted erasure left over; on a full disk it stays noted
        // and the store can be used.
        let _ = store.settle();
        Ok((store, vault, user))
    }

    /// The tables, for queries.
    pub fn tables(&self) -> &Connection {
        &self.connection
    }

    /// For the features that take what is not an officer's action: exchange.
    pub(crate) fn connection_mut(&mut self) -> &mut Connection {
        &mut self.connection
    }

    /// The folder the store lies in; `None` in memory.
    pub fn folder(&self) -> Option<&Path> {
        self.folder.as_deref()
    }

    /// Today in China, or the day the host was told.
    pub fn today(&self) -> NaiveDate {
        self.environment.today()
    }

    /// The present moment.
    pub fn now(&self) -> DateTime<Utc> {
        (self.environment.now)()
    }

    /// Whose store this is.
    pub fn own(&self) -> &Own {
        &self.own
    }

    /// The office it belongs to.
    pub fn office(&self) -> &Office {
        &self.own.office
    }

    /// Who works.
    pub fn user(&self) -> &User {
        &self.user
    }

    /// `user`, who has shown their passphrase, works from now on.
    pub(crate) fn act_as(&mut self, user: User) {
        self.user = user;
    }

    /// The database key, to wrap it for further users; none in memory.
    pub(crate) fn key(&self) -> Option<&[u8; 32]> {
        self.key.as_ref().map(|key| &*key.0)
    }

    /// A fresh id, version 7, made offline.
    pub fn new_id(&self) -> EntityId {
        fresh_id(u64::try_from(self.now().timestamp_millis()).unwrap_or(0))
    }

    /// A setting of this laptop.
    pub fn setting(&self, key: &str) -> Result<Option<String>> {
        use rusqlite::OptionalExtension;
        Ok(self
            .connection
            .prepare_cached("SELECT value FROM setting WHERE key = ?1")?
            .query_row([key], |row| row.get(0))
            .optional()?)
    }

    /// Keeps a setting of this laptop; `None` forgets it.
    pub fn set_setting(&mut self, key: &str, value: Option<&str>) -> Result<()> {
        match value {
            Some(value) => self
                .connection
                .prepare_cached("INSERT OR REPLACE INTO setting (key, value) VALUES (?1, ?2)")?
                .execute([key, value])?,
            None => self
                .connection
                .prepare_cached("DELETE FROM setting WHERE key = ?1")?
                .execute([key])?,
        };
        Ok(())
    }

    /// Drops every fold and makes it again from the log.
    pub fn rebuild(&mut self) -> Result<()> {
        let transaction = self
            .connection
            .transaction_with_behavior(TransactionBehavior::Immediate)?;
        log::refold(&transaction)?;
        transaction.commit()?;
        Ok(())
    }

    /// The version of the tables.
    pub fn schema(&self) -> usize {
        MIGRATIONS.len()
    }

    /// The stream this office writes into.
    pub fn own_stream(&self) -> StreamName {
        StreamName::Office(self.own.office.id.0.into())
    }

    pub(crate) fn author(&self) -> Author {
        Author {
            stream: self.own_stream(),
            device: self.own.device,
            epoch: self.own.epoch,
            user: self.user.id.0,
            app: self.environment.app.clone(),
        }
    }

    fn clock_after(&self, millis: u64) -> HybridClock {
        if millis > self.clock.millis {
            HybridClock { millis, counter: 0 }
        } else {
            HybridClock {
                millis: self.clock.millis,
                counter: self.clock.counter.saturating_add(1),
            }
        }
    }

    fn raise_mark(&self) -> Result<()> {
        match &self.folder {
            Some(folder) => Mark::of(
                &self.connection,
                self.own.device,
                self.own.epoch,
                &self.environment.machine,
            )?
            .save(folder),
            None => Ok(()),
        }
    }
}

/// One program at a time: the second is told, not kept waiting.
fn lock(folder: &Path) -> Result<std::fs::File> {
    let file = std::fs::OpenOptions::new()
        .create(true)
        .append(true)
        .open(folder.join("lock"))?;
    match file.try_lock() {
        Ok(()) => Ok(file),
        Err(std::fs::TryLockError::WouldBlock) => Err(Error::refused("STORE_BUSY")),
        Err(std::fs::TryLockError::Error(error)) => Err(error.into()),
    }
}

/// Opens a database for this program alone, made when it is not there.
fn open_database(path: &Path, key: &Zeroizing<[u8; 32]>) -> Result<Connection> {
    let connection = unlock(Connection::open(path)?, key)?;
    // One program at a time holds the store, so its locks and its cache need
    // not be taken anew for every statement.
    connection.pragma_update(None, "locking_mode", "EXCLUSIVE")?;
    Ok(connection)
}

/// Opens a database that must be there.
fn open_existing(
    path: &Path,
    key: &Zeroizing<[u8; 32]>,
    flags: rusqlite::OpenFlags,
) -> Result<Connection> {
    let connection =
        Connection::open_with_flags(path, flags | rusqlite::OpenFlags::SQLITE_OPEN_NO_MUTEX)?;
    unlock(connection, key)
}

fn unlock(connection: Connection, key: &Zeroizing<[u8; 32]>) -> Result<Connection> {
    use std::fmt::Write as _;
    // SQLCipher reports a wrong key on standard error; the caller says it.
    connection.pragma_update(None, "cipher_log_level", "NONE")?;
    let mut hex = Zeroizing::new(String::with_capacity(67));
    hex.push_str("x'");
    for byte in key.iter() {
        let _ = write!(hex, "{byte:02x}");
    }
    hex.push('\'');
    connection.pragma_update(None, "key", hex.as_str())?;
    configure(&connection)?;
    // The first read tells whether the key is right.
    connection.query_row("SELECT count(*) FROM sqlite_schema", [], |row| {
        row.get::<_, i64>(0)
    })?;
    Ok(connection)
}

/// Pages kept in memory.
const CACHE_KIB: i64 = 64 * 1024;

fn configure(connection: &Connection) -> Result<()> {
    connection.execute_batch(
        "PRAGMA foreign_keys = ON;
         PRAGMA temp_store = MEMORY;
         PRAGMA synchronous = FULL;",
    )?;
    connection.pragma_update(None, "cache_size", -CACHE_KIB)?;
    // A cached statement keeps its plan instead of being planned anew for every
    // new value of its parameters.
    connection.set_db_config(
        rusqlite::config::DbConfig::SQLITE_DBCONFIG_ENABLE_QPSG,
        true,
    )?;
    connection.set_prepared_statement_cache_capacity(128);
    Ok(())
}

fn version(connection: &Connection) -> Result<usize> {
    let version: u32 = connection.query_row("PRAGMA user_version", [], |row| row.get(0))?;
    Ok(usize::try_from(version).unwrap_or(usize::MAX))
}

fn migrate(connection: &Connection) -> Result<()> {
    let version = version(connection)?;
    for migration in MIGRATIONS.iter().skip(version) {
        connection.execute_batch(migration)?;
    }
    connection.pragma_update(
        None,
        "user_version",
        i64::try_from(MIGRATIONS.len()).unwrap_or(i64::MAX),
    )?;
    Ok(())
}
