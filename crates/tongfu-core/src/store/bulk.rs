//! Indexes while a table grows by much: sorting once is cheaper than finding
//! the place of each row in the order in which rows come.

use super::fold::Fresh;
use super::registry;
use crate::Result;
use rusqlite::Connection;
use std::collections::BTreeMap;

/// New rows of a kind below which its indexes stay.
const MUCH: usize = 10_000;

/// Pages kept in memory meanwhile, so that what will be read again for the
/// indexes need not be written and decrypted first.
const LARGE_CACHE_KIB: i64 = 160 * 1024;

/// Indexes that were dropped, to be made again in the same transaction.
#[must_use]
pub struct Aside(Vec<String>);

/// Drops the indexes of the projected tables that `fresh` entities grow by much:
/// by as many rows as there are already. Until they are made again, what looks
/// for rows by anything but their id goes through the whole table.
pub fn set_aside(connection: &Connection, fresh: &Fresh) -> Result<Aside> {
    let mut grown: BTreeMap<u16, usize> = BTreeMap::new();
    for (kind, _) in fresh {
        *grown.entry(*kind).or_default() += 1;
    }
    let mut aside = Vec::new();
    for (kind, new) in grown {
        let Some(kind) = registry::kind(kind).filter(|_| new >= MUCH) else {
            continue;
        };
        let held: usize = connection
            .query_row(&format!("SELECT count(*) FROM {}", kind.table), [], |row| {
                row.get::<_, i64>(0)
            })?
            .try_into()
            .unwrap_or(usize::MAX);
        if held > new {
            continue;
        }
        let indexes: Vec<(String, String)> = connection
            .prepare("SELECT name, sql FROM sqlite_schema WHERE type = 'index' AND tbl_name = ?1 AND sql NOT NULL ORDER BY name")?
            .query_map([kind.table], |row| Ok((row.get(0)?, row.get(1)?)))?
            .collect::<rusqlite::Result<_>>()?;
        for (name, sql) in indexes {
            // The name comes from this database's own schema.
            connection.execute_batch(&format!("DROP INDEX \"{}\"", name.replace('"', "\"\"")))?;
            aside.push(sql);
        }
    }
    if !aside.is_empty() {
        connection.pragma_update(None, "cache_size", -LARGE_CACHE_KIB)?;
    }
    Ok(Aside(aside))
}

impl Aside {
    /// Makes the indexes again once the rows are there; what failed goes back
    /// with the transaction, but for the memory.
    pub fn restore(self, connection: &Connection, done: Result<()>) -> Result<()> {
        if self.0.is_empty() {
            return done;
        }
        let made = done.and_then(|()| {
            self.0
                .iter()
                .try_for_each(|sql| Ok(connection.execute_batch(sql)?))
        });
        connection.pragma_update(None, "cache_size", -super::CACHE_KIB)?;
        made
    }
}
