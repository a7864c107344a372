//! Setting and ending parameters.

use super::model::NewParameter;
use super::records::PARAMETER;
use super::rules;
use crate::base::{EntityId, Problem};
use crate::store::{Change, Store, Written, date_value};
use crate::{Error, Result};
use chrono::NaiveDate;
use rusqlite::OptionalExtension;
use tongfu_package::value::Value;

/// What became of a new parameter.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Saved {
    /// It was written; its id.
    Done(Written<EntityId>),
    /// Nothing was written; every reason.
    Refused(Vec<Problem>),
}

fn text(text: &str) -> Option<Value> {
    Some(Value::Text(text.trim().to_owned()))
}

/// Adds a parameter.
pub fn set(store: &mut Store, new: &NewParameter) -> Result<Saved> {
    let problems = rules::problems(new);
    if !problems.is_empty() {
        return Ok(Saved::Refused(problems));
    }
    let today = store.today();
    let written = store.write("parameters.set", today, |change| add(change, new))?;
    Ok(Saved::Done(written))
}

fn add(change: &mut Change<'_>, new: &NewParameter) -> Result<EntityId> {
    let id = change.new_id();
    change.set(
        &PARAMETER,
        id,
        &[
            ("name", text(&new.name)),
            ("area", text(&new.area)),
            ("value", Some(Value::Int(new.value))),
            ("unit", text(&new.unit)),
            ("valid_from", new.valid_from.map(date_value)),
            ("valid_to", new.valid_to.map(date_value)),
            ("source", text(&new.source)),
            ("confidence", text(&new.confidence)),
        ],
    )?;
    Ok(id)
}

/// Puts `new` in the place of the entered parameter `old`: the old one ends on
/// the day before, both in one action. What was decided under the old one can
/// still be explained.
///
/// Errors: `PARAMETER_ABSENT`. Beside the reasons of [`set`] it refuses with
/// `PARAMETER_FROM_MISSING`, and with `PARAMETER_DATES` when `new` begins on or
/// before the first day of `old`.
pub fn replace(store: &mut Store, old: EntityId, new: &NewParameter) -> Result<Saved> {
    let held_from = first_day(store, old)?
        .ok_or_else(|| Error::absent("PARAMETER_ABSENT"))?
        .and_then(crate::store::date_from_days);
    let mut problems = rules::problems(new);
    let last = match new.valid_from {
        None => {
            problems.push(Problem::refuse("PARAMETER_FROM_MISSING").on("valid_from"));
            None
        }
        Some(from) => from.pred_opt(),
    };
    if let (Some(held_from), Some(last)) = (held_from, last)
        && last < held_from
    {
        problems.push(
            Problem::refuse("PARAMETER_DATES")
                .on("valid_from")
                .with("from", held_from)
                .with("to", last),
        );
    }
    let Some(last) = last.filter(|_| problems.is_empty()) else {
        return Ok(Saved::Refused(problems));
    };
    let today = store.today();
    let written = store.write("parameters.replace", today, |change| {
        change.set(&PARAMETER, old, &[("valid_to", Some(date_value(last)))])?;
        add(change, new)
    })?;
    Ok(Saved::Done(written))
}

fn first_day(store: &Store, id: EntityId) -> Result<Option<Option<i64>>> {
    Ok(store
        .tables()
        .prepare_cached("SELECT valid_from FROM parameter WHERE id = ?1")?
        .query_row([id], |row| row.get(0))
        .optional()?)
}

/// Ends an entered parameter with `last` as its last day.
///
/// Errors: `PARAMETER_ABSENT`, `PARAMETER_DATES`.
pub fn end(store: &mut Store, id: EntityId, last: NaiveDate) -> Result<Written<()>> {
    let from = first_day(store, id)?.ok_or_else(|| Error::absent("PARAMETER_ABSENT"))?;
    if let Some(from) = from.and_then(crate::store::date_from_days)
        && last < from
    {
        return Err(Error::refused("PARAMETER_DATES")
            .with("from", from)
            .with("to", last));
    }
    let today = store.today();
    store.write("parameters.end", today, |change| {
        change.set(&PARAMETER, id, &[("valid_to", Some(date_value(last)))])
    })
}
