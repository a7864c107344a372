//! What lies of a person in tables that never travel.

use crate::Result;
use crate::store::registry;
use rusqlite::Connection;
use std::collections::BTreeSet;

/// Texts of `values` found in tables that stay on this laptop and are not the
/// store's own: their rows are deleted; of a draft only the lines that hold
/// one. Returns how many.
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
        // By line.
        "draft",
    ];
    let mut swept = sweep_drafts(connection, values)?;
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

/// Half-typed work that names somebody: a part of a sheet holds many lines, of
/// which only theirs go; a part that is no list of lines goes whole, and a draft
/// whose key names them.
fn sweep_drafts(connection: &Connection, values: &BTreeSet<String>) -> Result<u32> {
    let named = |text: &str| {
        values
            .iter()
            .any(|value| !value.is_empty() && text.contains(value.as_str()))
    };
    let drafts: Vec<(i64, String, String)> = connection
        .prepare_cached("SELECT rowid, key, body FROM draft")?
        .query_map([], |row| Ok((row.get(0)?, row.get(1)?, row.get(2)?)))?
        .collect::<rusqlite::Result<_>>()?;
    let mut swept = 0;
    for (row, key, body) in drafts {
        if !named(&key) && !named(&body) {
            continue;
        }
        swept += 1;
        let lines = serde_json::from_str::<Vec<serde_json::Value>>(&body).unwrap_or_default();
        let left: Vec<serde_json::Value> = lines
            .into_iter()
            .filter(|line| !named(&line.to_string()))
            .collect();
        if named(&key) || left.is_empty() {
            connection
                .prepare_cached("DELETE FROM draft WHERE rowid = ?1")?
                .execute([row])?;
        } else {
            connection
                .prepare_cached("UPDATE draft SET body = ?2 WHERE rowid = ?1")?
                .execute(rusqlite::params![
                    row,
                    serde_json::Value::Array(left).to_string()
                ])?;
        }
    }
    Ok(swept)
}
