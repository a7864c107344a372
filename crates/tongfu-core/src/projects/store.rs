//! Reading projects.

use super::model::{Project, ProjectState};
use crate::base::{DemandLineId, EntityId, ProjectId};
use crate::store::{Store, date_from_days};
use crate::{Error, Result};
use chrono::NaiveDate;
use rusqlite::{Connection, OptionalExtension, Row};
use tongfu_package::value::Value;

const COLUMNS: &str = "id, name, occupation, year, state, lines, opened, reason";

/// Ids out of a structured field; what is no id is left out.
pub(crate) fn ids(bytes: Option<&[u8]>) -> Vec<EntityId> {
    let Some(Ok(Value::Array(items))) = bytes.map(Value::decode) else {
        return Vec::new();
    };
    items
        .iter()
        .filter_map(|item| item.as_bytes().and_then(|bytes| bytes.try_into().ok()))
        .collect()
}

fn from_row(row: &Row<'_>) -> rusqlite::Result<Project> {
    let state: Option<String> = row.get(4)?;
    let lines: Option<Vec<u8>> = row.get(5)?;
    let opened: Option<i64> = row.get(6)?;
    Ok(Project {
        id: row.get(0)?,
        name: row.get::<_, Option<String>>(1)?.unwrap_or_default(),
        occupation: row.get::<_, Option<String>>(2)?.unwrap_or_default(),
        year: row.get::<_, Option<i32>>(3)?.unwrap_or_default(),
        state: state
            .as_deref()
            .and_then(ProjectState::from_word)
            .unwrap_or(ProjectState::Draft),
        lines: ids(lines.as_deref())
            .into_iter()
            .map(DemandLineId)
            .collect(),
        opened: opened.and_then(date_from_days).unwrap_or(NaiveDate::MIN),
        reason: row.get::<_, Option<String>>(7)?.unwrap_or_default(),
    })
}

/// The project `id` as the tables show it.
pub(crate) fn read(tables: &Connection, id: ProjectId) -> Result<Option<Project>> {
    Ok(tables
        .prepare_cached(&format!("SELECT {COLUMNS} FROM project WHERE id = ?1"))?
        .query_row([id], from_row)
        .optional()?)
}

/// The project `id`.
///
/// Errors: `PROJECT_ABSENT`.
pub fn project(store: &Store, id: ProjectId) -> Result<Project> {
    read(store.tables(), id)?.ok_or_else(|| Error::absent("PROJECT_ABSENT").with("project", id))
}

/// All projects by year, name and id.
pub fn projects(store: &Store) -> Result<Vec<Project>> {
    let mut statement = store.tables().prepare_cached(&format!(
        "SELECT {COLUMNS} FROM project ORDER BY year, name, id"
    ))?;
    let found = statement
        .query_map([], from_row)?
        .collect::<rusqlite::Result<_>>()?;
    Ok(found)
}
