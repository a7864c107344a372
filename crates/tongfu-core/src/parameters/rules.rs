//! Which of several parameters counts, and what is wrong with a new one.

use super::model::{Area, Dated, NewParameter};
use crate::base::Problem;
use chrono::NaiveDate;
use std::cmp::Reverse;

/// The one of `entries` that counts for `area` on `date`.
pub(super) fn choose<'p>(
    entries: impl Iterator<Item = &'p Dated>,
    area: &str,
    date: NaiveDate,
) -> Option<&'p Dated> {
    entries
        .filter(|entry| entry.holds_on(date))
        .filter_map(|entry| Some((entry.area.narrowness(area)?, entry)))
        .max_by_key(|(narrowness, entry)| {
            (
                *narrowness,
                entry.id.is_some(),
                entry.valid_from,
                Reverse(entry.id),
            )
        })
        .map(|(_, entry)| entry)
}

/// Everything wrong with a new parameter: `PARAMETER_NAME_MISSING`,
/// `PARAMETER_AREA`, `PARAMETER_UNIT_MISSING`, `PARAMETER_SOURCE_MISSING`,
/// `PARAMETER_DATES`.
pub fn problems(new: &NewParameter) -> Vec<Problem> {
    let mut problems = Vec::new();
    for (text, field, code) in [
        (&new.name, "name", "PARAMETER_NAME_MISSING"),
        (&new.unit, "unit", "PARAMETER_UNIT_MISSING"),
        (&new.source, "source", "PARAMETER_SOURCE_MISSING"),
    ] {
        if text.trim().is_empty() {
            problems.push(Problem::refuse(code).on(field));
        }
    }
    if Area::read(&new.area).is_none() {
        problems.push(
            Problem::refuse("PARAMETER_AREA")
                .on("area")
                .with("area", &new.area),
        );
    }
    if let (Some(from), Some(to)) = (new.valid_from, new.valid_to)
        && to < from
    {
        problems.push(
            Problem::refuse("PARAMETER_DATES")
                .on("valid_to")
                .with("from", from)
                .with("to", to),
        );
    }
    problems
}
