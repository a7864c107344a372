//! Queries over parameters, those of the program and the shipped ones.

use super::model::{Area, Dated};
use super::rules;
use crate::Result;
use crate::base::reference;
use crate::store::date_from_days;
use chrono::NaiveDate;
use rusqlite::{Connection, Row};
use std::sync::LazyLock;

static SHIPPED: LazyLock<Vec<Dated>> = LazyLock::new(|| {
    reference::parameter_defaults()
        .into_iter()
        .filter_map(|row| {
            Some(Dated {
                id: None,
                name: row.key.to_owned(),
                area: Area::read(row.area)?,
                value: row.whole()?,
                unit: row.unit.to_owned(),
                valid_from: row.valid_from,
                valid_to: row.valid_to,
                source: row.source.to_owned(),
                confidence: row.confidence.to_owned(),
            })
        })
        .collect()
});

/// The parameters that the program ships as a start.
pub fn shipped() -> &'static [Dated] {
    &SHIPPED
}

fn read(row: &Row<'_>) -> rusqlite::Result<Dated> {
    let text = |index: usize| {
        Ok::<_, rusqlite::Error>(row.get::<_, Option<String>>(index)?.unwrap_or_default())
    };
    let date = |index: usize| {
        Ok::<_, rusqlite::Error>(row.get::<_, Option<i64>>(index)?.and_then(date_from_days))
    };
    Ok(Dated {
        id: Some(row.get(0)?),
        name: text(1)?,
        area: Area::read(&text(2)?).unwrap_or_default(),
        value: row.get::<_, Option<i64>>(3)?.unwrap_or_default(),
        unit: text(4)?,
        valid_from: date(5)?,
        valid_to: date(6)?,
        source: text(7)?,
        confidence: text(8)?,
    })
}

const SELECT: &str =
    "SELECT id, name, area, value, unit, valid_from, valid_to, source, confidence FROM parameter";

/// Every parameter, entered and shipped, by name, area and first day.
pub fn all(connection: &Connection) -> Result<Vec<Dated>> {
    let mut found: Vec<Dated> = connection
        .prepare_cached(SELECT)?
        .query_map([], read)?
        .collect::<rusqlite::Result<_>>()?;
    found.extend(shipped().iter().cloned());
    found.sort_by(|a, b| {
        (&a.name, &a.area, a.valid_from, a.id).cmp(&(&b.name, &b.area, b.valid_from, b.id))
    });
    Ok(found)
}

/// The parameter `name` that counts in the division `area` on `date`; `None`
/// when none is in force: what rests on it is then not known.
pub fn in_force(
    connection: &Connection,
    name: &str,
    area: &str,
    date: NaiveDate,
) -> Result<Option<Dated>> {
    let entered: Vec<Dated> = connection
        .prepare_cached(&format!("{SELECT} WHERE name = ?1"))?
        .query_map([name], read)?
        .collect::<rusqlite::Result<_>>()?;
    let shipped = shipped().iter().filter(|entry| entry.name == name);
    Ok(rules::choose(entered.iter().chain(shipped), area, date).cloned())
}
