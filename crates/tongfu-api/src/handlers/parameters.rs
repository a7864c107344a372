//! Parameters: list, new value, end.

use super::{count, date, id, sentence, yuan};
use crate::session::Session;
use crate::types::eligibility::{
    ParameterChoice, ParameterEnd, ParameterLine, ParameterSave, ParameterSaved, ParameterState,
    ParametersFound, ParametersQuery,
};
use crate::types::people::FieldProblem;
use crate::words;
use chrono::NaiveDate;
use std::collections::BTreeMap;
use tongfu_core::Result;
use tongfu_core::base::{EntityId, Fen, PersonId, Problem, reference};
use tongfu_core::eligibility::rules;
use tongfu_core::parameters::{self, Dated, NewParameter, Saved};
use tongfu_core::store::Store;

/// An id of an entity without a type of its own.
pub(super) fn entity(text: &str) -> Result<EntityId> {
    id::<PersonId>(text).map(|id| id.0)
}

/// What a parameter is called; its name where nobody has words for it.
pub(super) fn label(session: &Session, name: &str) -> String {
    let code = format!("parameters-name-{}", name.replace(['.', '_'], "-"));
    let said = words::say(session.language(), &code, []);
    if said == code { name.to_owned() } else { said }
}

/// The name of an area of China, or its code.
pub(super) fn area_name(session: &Session, code: &str) -> String {
    if code.is_empty() {
        return words::say(session.language(), "AREA_EVERYWHERE", []);
    }
    if let Some(county) = reference::county(code) {
        return county.name.to_owned();
    }
    words::say(session.language(), "AREA_CODE", [("area", code)])
}

/// A value with its unit, in words.
pub(super) fn value_text(session: &Session, value: i64, unit: &str) -> String {
    let (code, value) = match unit {
        "fen" => ("VALUE_FEN", yuan(value)),
        "days" => ("VALUE_DAYS", value.to_string()),
        "years" => ("VALUE_YEARS", value.to_string()),
        "permille" => ("VALUE_PERMILLE", value.to_string()),
        "count" => ("VALUE_COUNT", value.to_string()),
        other => return format!("{value} {other}"),
    };
    words::say(session.language(), code, [("value", value.as_str())])
}

fn state(store: &Store, entry: &Dated, day: NaiveDate) -> Result<ParameterState> {
    let office = &store.office().code;
    if entry.valid_to.is_some_and(|to| to < day) {
        return Ok(ParameterState::Ended);
    }
    if entry.valid_from.is_some_and(|from| day < from) {
        return Ok(ParameterState::Coming);
    }
    if entry.area.narrowness(office).is_none() {
        return Ok(ParameterState::Elsewhere);
    }
    let counts = parameters::in_force(store.tables(), &entry.name, office, day)?;
    Ok(if counts.as_ref() == Some(entry) {
        ParameterState::InForce
    } else {
        ParameterState::Outranked
    })
}

pub fn list(session: &Session, wanted: ParametersQuery) -> Result<ParametersFound> {
    let day = wanted
        .date
        .as_deref()
        .map_or_else(|| Ok(session.today()), date)?;
    let entries = session.with_store(|store| {
        parameters::all(store.tables())?
            .into_iter()
            .map(|entry| Ok((state(store, &entry, day)?, entry)))
            .collect::<Result<Vec<_>>>()
    })?;
    let mut units: BTreeMap<String, String> = rules::parameter_names()
        .into_iter()
        .map(|name| {
            let unit = name.rsplit('.').next().unwrap_or_default();
            (name.to_owned(), unit.to_owned())
        })
        .collect();
    units.extend(
        entries
            .iter()
            .map(|(_, entry)| (entry.name.clone(), entry.unit.clone())),
    );
    let query = wanted.query.trim().to_lowercase();
    let lines: Vec<ParameterLine> = entries
        .iter()
        .filter(|(state, _)| wanted.state.is_none_or(|only| only == *state))
        .map(|(state, entry)| line(session, entry, *state))
        .filter(|line| {
            [
                &line.name,
                &line.label,
                &line.source,
                &line.area_name,
                &line.area,
            ]
            .iter()
            .any(|text| text.to_lowercase().contains(&query))
        })
        .collect();
    Ok(ParametersFound {
        date: day.to_string(),
        total: count(lines.len()),
        lines,
        choices: units
            .into_iter()
            .map(|(name, unit)| ParameterChoice {
                label: label(session, &name),
                name,
                unit,
            })
            .collect(),
    })
}

fn line(session: &Session, entry: &Dated, state: ParameterState) -> ParameterLine {
    ParameterLine {
        id: entry.id.map(|id| PersonId(id).to_string()),
        name: entry.name.clone(),
        label: label(session, &entry.name),
        area: entry.area.code().to_owned(),
        area_name: area_name(session, entry.area.code()),
        value: entry.value,
        value_text: value_text(session, entry.value, &entry.unit),
        unit: entry.unit.clone(),
        valid_from: entry.valid_from.map(|day| day.to_string()),
        valid_to: entry.valid_to.map(|day| day.to_string()),
        source: entry.source.clone(),
        confidence: entry.confidence.clone(),
        estimate: entry.is_estimate(),
        state,
    }
}

/// A day as typed; blank is no day, what is no day is a problem.
fn typed_day(text: &str, field: &'static str, problems: &mut Vec<Problem>) -> Option<NaiveDate> {
    let text = text.trim();
    if text.is_empty() {
        return None;
    }
    match date(text) {
        Ok(day) => Some(day),
        Err(_) => {
            problems.push(
                Problem::refuse("DATE_UNREADABLE")
                    .on(field)
                    .with("value", text),
            );
            None
        }
    }
}

pub fn save(session: &Session, form: ParameterSave) -> Result<ParameterSaved> {
    let mut problems = Vec::new();
    let typed = form.value.trim();
    let value = if form.unit == "fen" {
        Fen::parse_yuan(typed).map(|fen| fen.0)
    } else {
        typed.parse::<i64>().ok().filter(|value| *value >= 0)
    };
    if value.is_none() {
        problems.push(
            Problem::refuse("PARAMETER_VALUE")
                .on("value")
                .with("value", typed),
        );
    }
    let new = NewParameter {
        valid_from: typed_day(&form.valid_from, "valid_from", &mut problems),
        valid_to: typed_day(&form.valid_to, "valid_to", &mut problems),
        name: form.name,
        area: form.area,
        value: value.unwrap_or_default(),
        unit: form.unit,
        source: form.source,
        confidence: form.confidence,
    };
    if !["high", "medium", "low", "estimate", "assumption"].contains(&new.confidence.as_str()) {
        problems.push(Problem::refuse("PARAMETER_CONFIDENCE").on("confidence"));
    }
    let old = form.replaces.as_deref().map(entity).transpose()?;
    if !problems.is_empty() {
        problems.extend(parameters::problems(&new));
    } else {
        let saved = session.with_store(|store| match old {
            Some(old) => parameters::replace(store, old, &new),
            None => parameters::set(store, &new),
        })?;
        match saved {
            Saved::Done(written) => {
                return Ok(ParameterSaved {
                    id: Some(PersonId(written.value).to_string()),
                    problems: Vec::new(),
                });
            }
            Saved::Refused(found) => problems.extend(found),
        }
    }
    Ok(ParameterSaved {
        id: None,
        problems: problems
            .iter()
            .map(|problem| FieldProblem {
                field: problem.field.unwrap_or_default().to_owned(),
                code: problem.code.to_owned(),
                message: sentence(session, problem),
                refuses: problem.refuses,
                fix: problem.fix.clone(),
            })
            .collect(),
    })
}

pub fn end(session: &Session, wanted: ParameterEnd) -> Result<()> {
    let parameter = entity(&wanted.id)?;
    let last = date(&wanted.last)?;
    session.with_store(|store| parameters::end(store, parameter, last).map(|_| ()))
}
