//! What lies of a person in tables that never travel.

use crate::Result;
use crate::store::registry;
use rusqlite::Connection;
use std::collections::BTreeSet;

/// Texts of `values` found in tables that stay on this laptop and are not the
/// store's own: their rows are deleted. Returns how many.
pub fn sweep_local(connection: &Connection, values: &BTreeSet<String>) -> Result<u32> {
    /// Tables of the store itself, which hold no words about people.
    const OWN: &[&str] = &[
        "meta",
        "setting",
        "stream",
        "fork",
        "acknowledged",
        "package",
        "backup",
        "erasure_rest",
    ];
    let mut swept = 0;
    let tables = registry::OTHER_TABLES
        .iter()
        .filter(|(table, travel)| *travel == registry::Travel::Local && !OWN.contains(table));
    for (table, _) in tables {
        let columns: Vec<String> = connection
            .prepare_cached("SELECT name FROM pragma_table_info(?1)")?
            .query_map([table], |row| row.get(0))?
            .collect::<rusqlite::Result<_>>()?;
        for column in columns {
            // Both names come from the program and the database's own schema.
            let sql = format!(
                "DELETE FROM {table} WHERE instr(CAST(\"{}\" AS BLOB), CAST(?1 AS BLOB)) > 0",
                column.replace('"', "\"\"")
            );
            for value in values.iter().filter(|value| !value.is_empty()) {
                let gone = connection.prepare_cached(&sql)?.execute([value])?;
                swept += u32::try_from(gone).unwrap_or(u32::MAX);
            }
        }
    }
    Ok(swept)
}
