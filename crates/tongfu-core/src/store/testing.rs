//! Stores for the tests of the features.

use super::{Environment, Office, Role, Store};
use chrono::NaiveDate;
use std::sync::Arc;

/// An environment whose today is `today` (`YYYY-MM-DD`).
pub(crate) fn environment(today: &str) -> Environment {
    Environment {
        now: Arc::new(chrono::Utc::now),
        today: Some(day(today)),
        machine: "test".to_owned(),
        app: "test".to_owned(),
    }
}

/// The day `YYYY-MM-DD`.
pub(crate) fn day(text: &str) -> NaiveDate {
    text.parse().unwrap()
}

/// An empty county store (霍尔果斯市) in memory.
pub(crate) fn county(today: &str) -> Store {
    Store::in_memory(
        Office::founded(Role::County, "654004", "霍尔果斯市"),
        "古丽",
        environment(today),
    )
    .unwrap()
}

/// Moves the day that stands for today.
pub(crate) fn set_today(store: &mut Store, today: &str) {
    store.environment.today = Some(day(today));
}

/// Every page of the database as it is after decryption, free pages included.
#[expect(
    unsafe_code,
    reason = "only the interface of C reads pages that no table owns any more"
)]
pub(crate) fn pages(connection: &rusqlite::Connection) -> Vec<u8> {
    use rusqlite::ffi;
    let mut size: ffi::sqlite3_int64 = 0;
    // SAFETY: the handle is open as long as the connection is borrowed; what
    // SQLite allocates is copied and given back to it.
    unsafe {
        let bytes = ffi::sqlite3_serialize(connection.handle(), c"main".as_ptr(), &raw mut size, 0);
        assert!(!bytes.is_null(), "the pages cannot be read");
        let pages = std::slice::from_raw_parts(bytes, usize::try_from(size).unwrap()).to_vec();
        ffi::sqlite3_free(bytes.cast());
        pages
    }
}

/// Opens a backup of `store` with the store's key.
pub(crate) fn open_backup(store: &Store, path: &std::path::Path) -> rusqlite::Connection {
    let key = store.key.as_ref().unwrap();
    super::open_existing(path, &key.0, rusqlite::OpenFlags::SQLITE_OPEN_READ_ONLY).unwrap()
}

/// Gives `to` every operation, section and checkpoint that `from` holds, as a
/// package would, without the package.
pub(crate) fn hand_over(from: &Store, to: &mut Store) {
    hand_over_operations(&read_all(from), to);
}

/// What a package made now would hold: stream, operation, its sections.
pub(crate) type Held = Vec<(Vec<u8>, Vec<tongfu_package::operation::Section>)>;

/// Everything that `from` holds.
pub(crate) fn read_all(from: &Store) -> Held {
    use tongfu_package::operation::{Section, SectionClass};
    let operations: Vec<([u8; 16], Vec<u8>)> = from
        .tables()
        .prepare("SELECT op_id, bytes FROM operation ORDER BY stream, device, epoch, sequence")
        .unwrap()
        .query_map([], |row| Ok((row.get(0)?, row.get(1)?)))
        .unwrap()
        .collect::<rusqlite::Result<_>>()
        .unwrap();
    operations
        .into_iter()
        .map(|(op, bytes)| {
            let sections = from
                .tables()
                .prepare_cached(
                    "SELECT s.person, s.class, coalesce(s.salt, p.salt), s.bytes FROM section s
                     LEFT JOIN person_salt p ON p.person = s.person WHERE s.operation = (SELECT id FROM operation WHERE op_id = ?1)",
                )
                .unwrap()
                .query_map([op], |row| {
                    Ok(Section {
                        op: op.into(),
                        person: row.get::<_, [u8; 16]>(0)?.into(),
                        class: SectionClass::from_number(row.get(1)?),
                        salt: row.get(2)?,
                        bytes: row.get(3)?,
                    })
                })
                .unwrap()
                .collect::<rusqlite::Result<_>>()
                .unwrap();
            (bytes, sections)
        })
        .collect()
}

/// Takes what [`read_all`] read.
pub(crate) fn hand_over_operations(held: &Held, to: &mut Store) {
    use super::{fold::Folded, log};
    let transaction = to.connection_mut().transaction().unwrap();
    let mut taken = log::Taken::default();
    let mut taker = log::SectionTaker::default();
    let mut touched = std::collections::BTreeSet::new();
    for (bytes, sections) in held {
        touched.insert(log::take(&transaction, bytes, &mut taken).unwrap());
        for section in sections {
            taker.take(&transaction, section).unwrap();
        }
    }
    let mut folded = Folded::default();
    for key in &touched {
        log::advance(&transaction, key, &mut folded).unwrap();
    }
    transaction.commit().unwrap();
}
