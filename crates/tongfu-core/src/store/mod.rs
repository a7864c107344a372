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
//!   knows other fields than the one that wrote last: then the folds are made
//!   again.
//!
//! Deliberately absent: any rule of the domain.

mod change;
mod check;
pub mod digest;
mod environment;
pub mod fold;
mod history;
pub mod log;
mod mark;
pub mod own;
mod project;
pub mod register;
pub mod registry;
pub mod write;

#[cfg(test)]
pub(crate) mod testing;
#[cfg(test)]
mod tests;

pub use change::{Change, FieldWrite, Written};
pub use check::Checked;
pub use environment::Environment;
pub use history::FieldHistory;
pub use own::{Office, Own, Role, User};

use crate::base::{EntityId, UserId};
use crate::security::vault::{Kdf, Vault};
use crate::security::{self, users};
use crate::{Error, ErrorKind, Result};
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
];

/// An open store.
#[derive(Debug)]
pub struct Store {
    connection: Connection,
    folder: Option<PathBuf>,
    environment: Environment,
    own: Own,
    user: User,
    clock: HybridClock,
    /// Held as long as the store is open: one program at a time.
    _lock: Option<std::fs::File>,
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

/// Fills `bytes` from the operating system's generator.
pub(crate) fn random(bytes: &mut [u8]) -> Result<()> {
    getrandom::fill(bytes).map_err(|_| Error::new(ErrorKind::Failed, "RANDOM_FAILED"))
}

/// Bytes of the operating system's generator, asked for many at a time. Each
/// is handed out once and wiped here.
pub(crate) struct RandomStock {
    bytes: Zeroizing<[u8; 4096]>,
    left: usize,
}

impl Default for RandomStock {
    fn default() -> Self {
        Self {
            bytes: Zeroizing::new([0; 4096]),
            left: 0,
        }
    }
}

impl std::fmt::Debug for RandomStock {
    /// Without what is in it.
    fn fmt(&self, formatter: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        formatter
            .debug_struct("RandomStock")
            .field("left", &self.left)
            .finish_non_exhaustive()
    }
}

impl RandomStock {
    /// Fills `wanted`, which is shorter than the stock.
    pub(crate) fn fill(&mut self, wanted: &mut [u8]) -> Result<()> {
        if self.left < wanted.len() {
            random(self.bytes.as_mut_slice())?;
            self.left = self.bytes.len();
        }
        let from = self.left.saturating_sub(wanted.len());
        let taken = &mut self.bytes[from..self.left];
        wanted.copy_from_slice(taken);
        taken.fill(0);
        self.left = from;
        Ok(())
    }
}

/// A UUID of version 7 for the moment `millis`.
pub(crate) fn fresh_id(millis: u64) -> EntityId {
    fresh_id_from(millis, &mut RandomStock::default())
}

/// As [`fresh_id`], for many.
pub(crate) fn fresh_id_from(millis: u64, stock: &mut RandomStock) -> EntityId {
    let mut random = [0u8; 10];
    // A generator that fails leaves the time; ids of one laptop still differ by
    // it, and the operating systems of our users never fail here.
    let _ = stock.fill(&mut random);
    uuid::Builder::from_unix_timestamp_millis(millis, &random)
        .into_uuid()
        .into_bytes()
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
        let (vault, key, recovery_code) = Vault::create(founding.passphrase, &founding.kdf)?;
        let connection = open_database(&folder.join(DATABASE), &key)?;
        let store = Self::found(
            connection,
            Some(folder.to_owned()),
            Some(lock),
            founding,
            environment,
            &recovery_code,
        )?;
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
        let founding = Founding {
            office,
            user_name,
            passphrase: "",
            kdf: Kdf::default(),
        };
        Self::found(connection, None, None, &founding, environment, "")
    }

    fn found(
        mut connection: Connection,
        folder: Option<PathBuf>,
        lock: Option<std::fs::File>,
        founding: &Founding<'_>,
        environment: Environment,
        recovery_code: &str,
    ) -> Result<Self> {
        let millis = u64::try_from((environment.now)().timestamp_millis()).unwrap_or(0);
        let mut device = [0; 16];
        random(&mut device)?;
        let user = User {
            id: UserId(fresh_id(millis)),
            name: founding.user_name.to_owned(),
        };
        let own = Own {
            office: founding.office.clone(),
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
        security::device::make_keys(&transaction, founding.office.role, recovery_code)?;
        transaction.commit()?;
        let mut store = Self {
            connection,
            folder,
            environment,
            own,
            user,
            clock: HybridClock::default(),
            _lock: lock,
        };
        let today = store.today();
        let user = store.user.clone();
        store.write("user.add", today, |change| users::add(change, &user))?;
        Ok(store)
    }

    /// Opens the store in `folder` as `user_name`, or as its creator.
    ///
    /// Errors: `STORE_ABSENT`, `STORE_PASSPHRASE`, `STORE_BUSY`,
    /// `STORE_NEWER`, `STORE_DAMAGED`, `USER_UNKNOWN`.
    pub fn open(
        folder: &Path,
        passphrase: &str,
        user_name: Option<&str>,
        environment: Environment,
    ) -> Result<Self> {
        if !folder.join(DATABASE).exists() || !Vault::exists(folder) {
            return Err(Error::absent("STORE_ABSENT"));
        }
        let lock = lock(folder)?;
        let key = Vault::read(folder)?.open(folder, passphrase)?;
        let mut connection = open_database(&folder.join(DATABASE), &key)?;
        let version = version(&connection)?;
        if version > MIGRATIONS.len() {
            return Err(Error::refused("STORE_NEWER").with("version", version));
        }
        let known = fold::registry_fingerprint();
        let written = if version == MIGRATIONS.len() {
            own::meta(&connection, "registry")?
        } else {
            None
        };
        if written.as_deref() != Some(known.as_bytes()) {
            let transaction =
                connection.transaction_with_behavior(TransactionBehavior::Immediate)?;
            migrate(&transaction)?;
            log::refold(&transaction)?;
            own::set_meta(&transaction, "registry", known.as_bytes())?;
            transaction.commit()?;
        }
        let mut own = own::read(&connection)?;
        let now = Mark::of(&connection, own.device, own.epoch, &environment.machine)?;
        let continued = Mark::read(folder).is_some_and(|mark| mark.continued_by(&now));
        if !continued {
            // Taken up with the first write; reading alone needs no new life.
            own.epoch += 1;
        }
        let user = match user_name {
            Some(name) => users::by_name(&connection, name)?,
            None => users::by_id(&connection, own.creator)?,
        };
        Ok(Self {
            connection,
            folder: Some(folder.to_owned()),
            environment,
            own,
            user,
            clock: HybridClock::default(),
            _lock: Some(lock),
        })
    }

    /// Opens the vault of the store in `folder` with the recovery code and sets
    /// a new passphrase.
    ///
    /// Errors: `STORE_ABSENT`, `STORE_RECOVERY_CODE`, `PASSPHRASE_SHORT`.
    pub fn recover(folder: &Path, code: &str, passphrase: &str) -> Result<()> {
        if !Vault::exists(folder) {
            return Err(Error::absent("STORE_ABSENT"));
        }
        let _lock = lock(folder)?;
        Vault::read(folder)?.recover(folder, code, passphrase)
    }

    /// Adds a user of this office.
    ///
    /// Errors: `USER_NAME_MISSING`, `USER_EXISTS`.
    pub fn add_user(&mut self, name: &str) -> Result<User> {
        let user = User {
            id: UserId(self.new_id()),
            name: name.trim().to_owned(),
        };
        let today = self.today();
        self.write("user.add", today, |change| users::add(change, &user))?;
        Ok(user)
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

    /// Another user takes over.
    ///
    /// Errors: `USER_UNKNOWN`.
    pub fn switch_user(&mut self, name: &str) -> Result<()> {
        self.user = users::by_name(&self.connection, name)?;
        Ok(())
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

fn open_database(path: &Path, key: &Zeroizing<[u8; 32]>) -> Result<Connection> {
    use std::fmt::Write as _;
    let connection = Connection::open(path)?;
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
    // One program at a time holds the store, so its locks and its cache need
    // not be taken anew for every statement.
    connection.pragma_update(None, "locking_mode", "EXCLUSIVE")?;
    // The first read tells whether the key is right.
    connection.query_row("SELECT count(*) FROM sqlite_schema", [], |row| {
        row.get::<_, i64>(0)
    })?;
    Ok(connection)
}

fn configure(connection: &Connection) -> Result<()> {
    connection.execute_batch(
        "PRAGMA foreign_keys = ON;
         PRAGMA temp_store = MEMORY;
         PRAGMA synchronous = FULL;
         PRAGMA cache_size = -65536;",
    )?;
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
