//! Setting and ending parameters.

use super::model::NewParameter;
use super::records::PARAMETER;
use super::rules;
use crate::base::{EntityId, Problem};
use crate::store::{Store, Written, date_value};
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
    let written = store.write("parameters.set", today, |change| {
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
    })?;
    Ok(Saved::Done(written))
}

/// Ends an entered parameter with `last` as its last day.
///
/// Errors: `PARAMETER_ABSENT`, `PARAMETER_DATES`.
pub fn end(store: &mut Store, id: EntityId, last: NaiveDate) -> Result<Written<()>> {
    let from: Option<Option<i64>> = store
        .tables()
        .prepare_cached("SELECT valid_from FROM parameter WHERE id = ?1")?
        .query_row([id], |row| row.get(0))
        .optional()?;
    let from = from.ok_or_else(|| Error::absent("PARAMETER_ABSENT"))?;
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
