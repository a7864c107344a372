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

#[cfg(test)]
mod tests {
    use super::*;
    use crate::base::PersonId;
    use crate::people;
    use crate::people::records::PERSON;
    use crate::store::testing::county;
    use crate::store::{Change, Store};
    use tongfu_package::value::Value;

    /// Tables, indexes and the memory for pages.
    fn shape(store: &Store) -> (Vec<String>, i64) {
        let tables = store.tables();
        let mut names = tables
            .prepare("SELECT type || name || coalesce(sql, '') FROM sqlite_schema ORDER BY 1")
            .unwrap();
        let names = names.query_map([], |row| row.get(0)).unwrap();
        let cache = tables.query_row("PRAGMA cache_size", [], |row| row.get(0));
        (
            names.collect::<rusqlite::Result<_>>().unwrap(),
            cache.unwrap(),
        )
    }

    /// As many people as make a table grow by much; the first and the last are
    /// one person.
    fn many(change: &mut Change<'_>) -> Result<(PersonId, PersonId)> {
        let mut ids = Vec::new();
        for place in 0..MUCH {
            let id = change.new_id();
            let number = match place {
                0 => "654004199003071236".to_owned(),
                _ if place + 1 == MUCH => "654004199003071236".to_owned(),
                other => format!("没有号码{other}"),
            };
            let fields = [
                ("name", Some(Value::Text("张三".to_owned()))),
                ("document_number", Some(Value::Text(number))),
                ("phone", Some(Value::Text(format!("139{place:08}")))),
            ];
            change.set(&PERSON, id, &fields)?;
            ids.push(PersonId(id));
        }
        Ok((ids[0], ids[MUCH - 1]))
    }

    #[test]
    fn a_table_that_doubles_has_its_indexes_and_everything_derived_afterwards() {
        let mut store = county("2026-11-20");
        let before = shape(&store);
        let today = store.today();
        let written = store.write("people.import", today, many).unwrap();
        assert!(written.operations > 8, "sealed by another thread");
        assert_eq!(shape(&store), before);
        let (first, last) = written.value;
        assert_eq!(people::canonical(&store, last).unwrap(), first);
        let found: i64 = store
            .tables()
            .query_row(
                "SELECT count(*) FROM person INDEXED BY person_phone WHERE phone = '13900000007'",
                [],
                |row| row.get(0),
            )
            .unwrap();
        assert_eq!(found, 1);
        assert_eq!(store.check().unwrap().problems, []);
    }

    #[test]
    fn what_fails_leaves_the_indexes_and_the_memory_as_they_were() {
        let mut store = county("2026-11-20");
        let before = shape(&store);
        let today = store.today();
        store
            .tables()
            .execute_batch(
                "CREATE TRIGGER refuses BEFORE INSERT ON person WHEN new.phone = '13900009000' BEGIN SELECT RAISE(ABORT, 'no'); END",
            )
            .unwrap();
        let refused = store.write("people.import", today, many);
        assert!(refused.is_err());
        store
            .tables()
            .execute_batch("DROP TRIGGER refuses")
            .unwrap();
        assert_eq!(shape(&store), before);
        let people: i64 = store
            .tables()
            .query_row("SELECT count(*) FROM person", [], |row| row.get(0))
            .unwrap();
        assert_eq!(people, 0);
    }
}
