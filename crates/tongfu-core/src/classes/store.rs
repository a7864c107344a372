//! Queries over capacity and classes.

use super::model::{
    Budget, Capacity, Class, ClassState, Course, Institution, Instructor, MobileWorkshop,
    PermitPool, Site, Terms, Timing,
};
use crate::base::{BudgetId, ClassId, DemandLineId, Fen, InstitutionId};
use crate::store::date_from_days;
use crate::{Error, Result};
use chrono::{Datelike, NaiveDate};
use rusqlite::{Connection, Row};
use std::collections::BTreeMap;
use tongfu_package::value::Value;

fn text(row: &Row<'_>, column: usize) -> rusqlite::Result<String> {
    Ok(row.get::<_, Option<String>>(column)?.unwrap_or_default())
}

fn number(row: &Row<'_>, column: usize) -> rusqlite::Result<u32> {
    // A value outside the range (a newer version's) shows as none.
    Ok(row
        .get::<_, Option<i64>>(column)?
        .and_then(|value| u32::try_from(value).ok())
        .unwrap_or_default())
}

fn money(row: &Row<'_>, column: usize) -> rusqlite::Result<Fen> {
    Ok(Fen(row.get::<_, Option<i64>>(column)?.unwrap_or_default()))
}

fn date(row: &Row<'_>, column: usize) -> rusqlite::Result<NaiveDate> {
    // A day outside any calendar in use shows as none; sums of weeks stay dates.
    let day = row.get::<_, Option<i64>>(column)?.and_then(date_from_days);
    Ok(day
        .filter(|day| (1900..2200).contains(&day.year()))
        .unwrap_or_default())
}

fn structured(row: &Row<'_>, column: usize) -> rusqlite::Result<Vec<Value>> {
    let bytes: Option<Vec<u8>> = row.get(column)?;
    Ok(match bytes.and_then(|bytes| Value::decode(&bytes).ok()) {
        Some(Value::Array(items)) => items,
        _ => Vec::new(),
    })
}

fn id16(value: &Value) -> Option<[u8; 16]> {
    value.as_bytes()?.try_into().ok()
}

/// The office's terms, or the estimates that hold until it states its own.
pub fn terms(connection: &Connection) -> Result<Terms> {
    let default = Terms::default();
    let mut statement = connection.prepare_cached(
        "SELECT class_min, class_max, permit_lead_days, travel_days FROM terms ORDER BY id LIMIT 1",
    )?;
    let mut rows = statement.query([])?;
    let Some(row) = rows.next()? else {
        return Ok(default);
    };
    let or = |column: usize, other: u32| -> rusqlite::Result<u32> {
        Ok(row
            .get::<_, Option<i64>>(column)?
            .and_then(|value| u32::try_from(value).ok())
            .unwrap_or(other))
    };
    Ok(Terms {
        class_min: or(0, default.class_min)?,
        class_max: or(1, default.class_max)?,
        permit_lead_days: or(2, default.permit_lead_days)?,
        travel_days: or(3, default.travel_days)?,
    })
}

/// All courses, by occupation and level.
pub fn courses(connection: &Connection) -> Result<Vec<Course>> {
    let mut statement = connection.prepare_cached(
        "SELECT id, occupation, level, hours, days, exam_days, pass_permille, class_cost_fen, seat_cost_fen
         FROM course ORDER BY occupation, level, id",
    )?;
    let courses = statement
        .query_map([], |row| {
            Ok(Course {
                id: row.get(0)?,
                occupation: text(row, 1)?,
                level: text(row, 2)?,
                hours: number(row, 3)?,
                days: number(row, 4)?,
                exam_days: number(row, 5)?,
                pass_permille: number(row, 6)?,
                class_cost: money(row, 7)?,
                seat_cost: money(row, 8)?,
            })
        })?
        .collect::<rusqlite::Result<_>>()?;
    Ok(courses)
}

fn institutions(connection: &Connection) -> Result<Vec<Institution>> {
    let mut sites: BTreeMap<InstitutionId, Vec<Site>> = BTreeMap::new();
    let mut statement = connection.prepare_cached(
        "SELECT institution, id, name, seats, rooms, beds FROM site ORDER BY name, id",
    )?;
    let mut rows = statement.query([])?;
    while let Some(row) = rows.next()? {
        let Some(institution) = row.get::<_, Option<InstitutionId>>(0)? else {
            continue;
        };
        sites.entry(institution).or_default().push(Site {
            id: row.get(1)?,
            name: text(row, 2)?,
            seats: number(row, 3)?,
            rooms: number(row, 4)?,
            beds: row.get(5)?,
        });
    }
    let mut instructors: BTreeMap<InstitutionId, Vec<Instructor>> = BTreeMap::new();
    let mut statement = connection.prepare_cached(
        "SELECT institution, id, occupation, count FROM instructor ORDER BY occupation, id",
    )?;
    let mut rows = statement.query([])?;
    while let Some(row) = rows.next()? {
        let Some(institution) = row.get::<_, Option<InstitutionId>>(0)? else {
            continue;
        };
        instructors
            .entry(institution)
            .or_default()
            .push(Instructor {
                id: row.get(1)?,
                occupation: text(row, 2)?,
                count: number(row, 3)?,
            });
    }
    let mut statement =
        connection.prepare_cached("SELECT id, name, licence FROM institution ORDER BY name, id")?;
    let found = statement
        .query_map([], |row| {
            let id: InstitutionId = row.get(0)?;
            Ok(Institution {
                id,
                name: text(row, 1)?,
                licence: text(row, 2)?,
                sites: sites.remove(&id).unwrap_or_default(),
                instructors: instructors.remove(&id).unwrap_or_default(),
            })
        })?
        .collect::<rusqlite::Result<_>>()?;
    Ok(found)
}

fn workshops(connection: &Connection) -> Result<Vec<MobileWorkshop>> {
    let mut statement =
        connection.prepare_cached("SELECT id, name, occupations, seats, move_days, home FROM mobile_workshop ORDER BY name, id")?;
    let found = statement
        .query_map([], |row| {
            Ok(MobileWorkshop {
                id: row.get(0)?,
                name: text(row, 1)?,
                occupations: structured(row, 2)?
                    .iter()
                    .filter_map(Value::as_text)
                    .map(str::to_owned)
                    .collect(),
                seats: number(row, 3)?,
                move_days: number(row, 4)?,
                home: text(row, 5)?,
            })
        })?
        .collect::<rusqlite::Result<_>>()?;
    Ok(found)
}

fn permits(connection: &Connection) -> Result<Vec<PermitPool>> {
    let mut statement = connection
        .prepare_cached("SELECT id, category, capacity FROM permit_pool ORDER BY category, id")?;
    let found = statement
        .query_map([], |row| {
            Ok(PermitPool {
                id: row.get(0)?,
                category: text(row, 1)?,
                capacity: number(row, 2)?,
            })
        })?
        .collect::<rusqlite::Result<_>>()?;
    Ok(found)
}

/// All budgets, by year and source.
pub fn budgets(connection: &Connection) -> Result<Vec<Budget>> {
    let mut statement = connection.prepare_cached(
        "SELECT id, source, year, amount_fen, apply_from, apply_to, released, settle_by FROM budget ORDER BY year, source, id",
    )?;
    let found = statement
        .query_map([], |row| {
            Ok(Budget {
                id: row.get(0)?,
                source: text(row, 1)?,
                year: row.get::<_, Option<i32>>(2)?.unwrap_or_default(),
                amount: money(row, 3)?,
                apply_from: date(row, 4)?,
                apply_to: date(row, 5)?,
                released: date(row, 6)?,
                settle_by: date(row, 7)?,
            })
        })?
        .collect::<rusqlite::Result<_>>()?;
    Ok(found)
}

/// All capacity of the office.
pub fn capacity(connection: &Connection) -> Result<Capacity> {
    Ok(Capacity {
        institutions: institutions(connection)?,
        courses: courses(connection)?,
        workshops: workshops(connection)?,
        permits: permits(connection)?,
        budgets: budgets(connection)?,
        terms: terms(connection)?,
    })
}

/// All classes, by start, name and id.
pub fn classes(connection: &Connection) -> Result<Vec<Class>> {
    let mut statement = connection.prepare_cached(
        "SELECT id, name, project, occupation, level, institution, site, workshop, state, seats, min_size, max_size, enrolled,
                start, training_days, exam_days, permit_days, travel_days, pass_permille, targets, reserves, funding, cost_fen
         FROM class ORDER BY start, name, id",
    )?;
    let found = statement
        .query_map([], |row| {
            Ok(Class {
                id: row.get(0)?,
                name: text(row, 1)?,
                project: row.get(2)?,
                occupation: text(row, 3)?,
                level: text(row, 4)?,
                institution: row.get(5)?,
                site: row.get(6)?,
                workshop: row.get(7)?,
                state: ClassState::from_word(&text(row, 8)?),
                seats: number(row, 9)?,
                min_size: number(row, 10)?,
                max_size: number(row, 11)?,
                enrolled: number(row, 12)?,
                timing: Timing {
                    start: date(row, 13)?,
                    training_days: number(row, 14)?,
                    exam_days: number(row, 15)?,
                    permit_days: number(row, 16)?,
                    travel_days: number(row, 17)?,
                },
                pass_permille: number(row, 18)?,
                targets: structured(row, 19)?
                    .iter()
                    .filter_map(id16)
                    .map(DemandLineId)
                    .collect(),
                reserves: structured(row, 20)?
                    .iter()
                    .filter_map(|pair| {
                        let [kind, seats] = pair.as_array()? else {
                            return None;
                        };
                        Some((
                            kind.as_text()?.to_owned(),
                            u32::try_from(seats.as_int()?).ok()?,
                        ))
                    })
                    .collect(),
                funding: structured(row, 21)?
                    .iter()
                    .filter_map(|pair| {
                        let [budget, fen] = pair.as_array()? else {
                            return None;
                        };
                        Some((BudgetId(id16(budget)?), Fen(fen.as_int()?)))
                    })
                    .collect(),
                cost: money(row, 22)?,
            })
        })?
        .collect::<rusqlite::Result<_>>()?;
    Ok(found)
}

/// One class.
///
/// Errors: `CLASS_ABSENT`.
pub fn class(connection: &Connection, id: ClassId) -> Result<Class> {
    classes(connection)?
        .into_iter()
        .find(|class| class.id == id)
        .ok_or_else(|| Error::absent("CLASS_ABSENT").with("id", id))
}

/// How many classes are on record.
pub fn count(store: &crate::store::Store) -> Result<u32> {
    Ok(store
        .tables()
        .query_row("SELECT count(*) FROM class", [], |row| row.get(0))?)
}
