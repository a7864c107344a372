//! Reading bulletins and lines. What a row of the log can't mean (a date out of
//! any calendar in use, a quarter 7) is left out, never shown wrong.

use super::model::{Bulletin, DemandLine, Quarter, Window};
use super::rules;
use crate::Result;
use crate::base::{BulletinId, DemandLineId};
use crate::store::{Store, date_from_days};
use chrono::{Datelike, NaiveDate};
use rusqlite::{Connection, Row};
use std::collections::{BTreeMap, BTreeSet};

/// Setting with the days of grace; absent: [`rules::GRACE_DAYS`].
const GRACE_SETTING: &str = "demand.grace_days";

/// A day as stored, if it lies in a year that bulletins speak of.
pub(crate) fn day(days: Option<i64>) -> Option<NaiveDate> {
    days.and_then(date_from_days)
        .filter(|date| (1900..2200).contains(&date.year()))
}

fn count(number: Option<i64>) -> Option<u32> {
    number.and_then(|number| u32::try_from(number).ok())
}

/// Days of grace in force on this laptop.
pub fn grace(store: &Store) -> Result<u32> {
    let kept = store.setting(GRACE_SETTING)?;
    Ok(kept
        .and_then(|days| days.parse().ok())
        .unwrap_or(rules::GRACE_DAYS))
}

/// All bulletins, newest quarter first, by day of collection, issuer and id.
pub(super) fn bulletins(
    tables: &Connection,
    grace: u32,
    today: NaiveDate,
) -> Result<Vec<Bulletin>> {
    let mut sums: BTreeMap<BulletinId, (u32, u32)> = BTreeMap::new();
    let mut statement = tables
        .prepare_cached("SELECT bulletin, headcount FROM demand_line WHERE bulletin IS NOT NULL")?;
    let mut rows = statement.query([])?;
    while let Some(row) = rows.next()? {
        let entry = sums.entry(row.get(0)?).or_default();
        entry.0 += 1;
        entry.1 = entry.1.saturating_add(count(row.get(1)?).unwrap_or(0));
    }
    let mut statement = tables
        .prepare_cached("SELECT id, issuer, year, quarter, collected, published FROM bulletin")?;
    let mut rows = statement.query([])?;
    let mut bulletins = Vec::new();
    while let Some(row) = rows.next()? {
        let id: BulletinId = row.get(0)?;
        let year: Option<i32> = row.get(2)?;
        let number: Option<u8> = row.get(3)?;
        let Some(quarter) = year
            .zip(number)
            .and_then(|(year, number)| Quarter::new(year, number))
        else {
            continue;
        };
        let (lines, headcount) = sums.get(&id).copied().unwrap_or_default();
        bulletins.push(Bulletin {
            id,
            issuer: row.get::<_, Option<String>>(1)?.unwrap_or_default(),
            quarter,
            collected: day(row.get(4)?).unwrap_or_else(|| quarter.last_day()),
            published: day(row.get(5)?),
            lines,
            headcount,
            stale: rules::is_stale(quarter, grace, today),
            superseded: false,
        });
    }
    let counting = rules::effective(&bulletins);
    for bulletin in &mut bulletins {
        bulletin.superseded = !counting.contains(&bulletin.id);
    }
    bulletins.sort_by(|a, b| {
        (b.quarter, b.collected, &a.issuer, a.id).cmp(&(a.quarter, a.collected, &b.issuer, b.id))
    });
    Ok(bulletins)
}

const LINE_COLUMNS: &str = "id, bulletin, region, occupation, headcount, start, peak_start, peak_end, last_day, \
     wage_low, wage_high, language, standard, permit, employer, source";

fn line(
    row: &Row<'_>,
    bulletins: &BTreeMap<BulletinId, &Bulletin>,
) -> rusqlite::Result<Option<DemandLine>> {
    let id: DemandLineId = row.get(0)?;
    let Some(bulletin) = row
        .get::<_, Option<BulletinId>>(1)?
        .and_then(|id| bulletins.get(&id))
    else {
        return Ok(None);
    };
    let days = [5, 6, 7, 8].map(|column| row.get::<_, Option<i64>>(column).map(day));
    let [
        Ok(Some(start)),
        Ok(Some(peak_start)),
        Ok(Some(peak_end)),
        Ok(Some(end)),
    ] = days
    else {
        return Ok(None);
    };
    let Some(window) = Window::new(start, peak_start, peak_end, end) else {
        return Ok(None);
    };
    let (Some(region), Some(occupation), Some(headcount)) = (
        row.get::<_, Option<String>>(2)?,
        row.get::<_, Option<String>>(3)?,
        count(row.get(4)?),
    ) else {
        return Ok(None);
    };
    let text = |column| {
        row.get::<_, Option<String>>(column)
            .map(Option::unwrap_or_default)
    };
    Ok(Some(DemandLine {
        id,
        bulletin: bulletin.id,
        issuer: bulletin.issuer.clone(),
        region,
        occupation,
        headcount,
        window,
        wage_low: count(row.get(9)?),
        wage_high: count(row.get(10)?),
        language: text(11)?,
        standard: text(12)?,
        permit: text(13)?,
        employer: text(14)?,
        source: text(15)?,
        stale: bulletin.stale,
        superseded: bulletin.superseded,
        succeeds: Vec::new(),
    }))
}

/// The lines of `bulletins`, in their order and the files' order.
pub(super) fn lines(tables: &Connection, bulletins: &[Bulletin]) -> Result<Vec<DemandLine>> {
    let by_id: BTreeMap<BulletinId, &Bulletin> = bulletins
        .iter()
        .map(|bulletin| (bulletin.id, bulletin))
        .collect();
    let mut statement = tables.prepare_cached(&format!(
        "SELECT {LINE_COLUMNS} FROM demand_line WHERE bulletin = ?1 ORDER BY ordinal, id"
    ))?;
    let mut found = Vec::new();
    for bulletin in bulletins {
        let mut rows = statement.query([bulletin.id])?;
        while let Some(row) = rows.next()? {
            found.extend(line(row, &by_id)?);
        }
    }
    Ok(found)
}

/// Choices between issuers: issuer by region and occupation.
pub(super) fn choices(tables: &Connection) -> Result<BTreeMap<(String, String), String>> {
    let mut statement = tables.prepare_cached(
        "SELECT region, occupation, issuer FROM demand_choice
         WHERE region IS NOT NULL AND occupation IS NOT NULL AND issuer IS NOT NULL ORDER BY id",
    )?;
    let found = statement
        .query_map([], |row| Ok(((row.get(0)?, row.get(1)?), row.get(2)?)))?
        .collect::<rusqlite::Result<_>>()?;
    Ok(found)
}

/// Ids of the lines of a bulletin, whatever state they are in.
pub(super) fn line_ids(
    tables: &Connection,
    bulletin: BulletinId,
) -> Result<BTreeSet<DemandLineId>> {
    let mut statement = tables.prepare_cached("SELECT id FROM demand_line WHERE bulletin = ?1")?;
    let found = statement
        .query_map([bulletin], |row| row.get(0))?
        .collect::<rusqlite::Result<_>>()?;
    Ok(found)
}

/// Whether the bulletin is on record.
pub(super) fn is_known(tables: &Connection, bulletin: BulletinId) -> Result<bool> {
    Ok(tables
        .prepare_cached("SELECT 1 FROM bulletin WHERE id = ?1")?
        .exists([bulletin])?)
}
