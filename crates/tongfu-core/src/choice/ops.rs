//! Recording what somebody said, and asking what they said.

use super::model::{Answer, NewStatement, Standing, Statement};
use super::records::CHOICE_STATEMENT;
use super::texts::{self, Asks};
use super::{forms, rules, store};
use crate::base::{EntityId, PersonId, Problem};
use crate::people::{self, Datum, Field, Record};
use crate::store::{Store, Written, date_value};
use crate::{Error, Result};
use chrono::NaiveDate;
use tongfu_package::value::Value;

/// What became of a statement.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Stated {
    /// It was recorded; notices beside it.
    Done(Written<EntityId>, Vec<Problem>),
    /// Nothing was recorded; every reason.
    Refused(Vec<Problem>),
}

pub(super) fn record(store: &Store, person: PersonId) -> Result<Record> {
    people::record(store, person)?.ok_or_else(|| Error::absent("PERSON_ABSENT"))
}

fn birth(record: &Record) -> Option<NaiveDate> {
    record
        .values
        .iter()
        .find(|shown| shown.field == Field::BirthDate)
        .and_then(|shown| match shown.value {
            Datum::Date(date) => Some(date),
            _ => None,
        })
}

pub(super) fn optional(text: &str) -> Option<Value> {
    let text = text.trim();
    (!text.is_empty()).then(|| Value::Text(text.to_owned()))
}

/// Records a statement. Its day is the day on which it was said; the text's
/// version is the one read on that day. A form it names is entered with it.
///
/// Errors: `PERSON_ABSENT`. Reasons: those of [`rules::problems`] and
/// [`forms::check`].
pub fn state(store: &mut Store, new: &NewStatement) -> Result<Stated> {
    let record = record(store, new.person)?;
    let purpose = texts::purpose(&new.purpose);
    let mut problems = rules::problems(new, purpose, birth(&record), store.today());
    let entry = forms::FormEntry {
        number: new.form_number.clone(),
        person: new.person,
        signed_on: new.said_on,
        witness: new.witness.clone(),
    };
    let mut paper = None;
    if !new.form_number.trim().is_empty() {
        let checked = forms::check(store, &entry)?;
        problems.extend(checked.problems);
        paper = checked.number;
    }
    if problems.iter().any(|problem| problem.refuses) {
        return Ok(Stated::Refused(problems));
    }
    let version = purpose
        .and_then(|purpose| purpose.version(new.said_on))
        .map(|version| version.version.clone())
        .unwrap_or_default();
    let guardian = |part: fn(&super::Guardian) -> &str| {
        new.guardian
            .as_ref()
            .and_then(|guardian| optional(part(guardian)))
    };
    let written = store.write("choice.state", new.said_on, |change| {
        let id = change.new_id();
        change.set(
            &CHOICE_STATEMENT,
            id,
            &[
                ("person", Some(Value::Bytes(new.person.0.to_vec()))),
                ("purpose", optional(&new.purpose)),
                ("answer", optional(new.answer.word())),
                ("version", optional(&version)),
                ("language", optional(new.language.word())),
                ("said_on", Some(date_value(new.said_on))),
                ("manner", optional(new.manner.word())),
                ("witness", optional(&new.witness)),
                (
                    "form_number",
                    paper.as_ref().and_then(|number| optional(number.digits())),
                ),
                ("scan", optional(&new.scan)),
                ("guardian_name", guardian(|guardian| &guardian.name)),
                ("guardian_relation", guardian(|guardian| &guardian.relation)),
            ],
        )?;
        if let Some(number) = &paper {
            forms::enter_within(change, number, &entry)?;
        }
        Ok(id)
    })?;
    Ok(Stated::Done(written, problems))
}

/// What a person said of every purpose, in the order of a sheet.
///
/// Errors: `PERSON_ABSENT`.
pub fn standings(store: &Store, person: PersonId) -> Result<Vec<Standing>> {
    let record = record(store, person)?;
    let statements = store::statements(store.tables(), &record.entries)?;
    Ok(texts::purposes()
        .iter()
        .map(|purpose| standing(&purpose.key, &statements))
        .collect())
}

fn standing(purpose: &'static str, statements: &[Statement]) -> Standing {
    let mut history: Vec<Statement> = statements
        .iter()
        .filter(|statement| statement.purpose == purpose)
        .cloned()
        .collect();
    history.sort_by_key(|statement| std::cmp::Reverse(rules::order(statement)));
    Standing {
        purpose,
        last: history.first().cloned(),
        history,
    }
}

/// Whether something that needs consent may be done: the person agreed and has
/// not taken it back. Nobody asked is no.
///
/// Errors: `PERSON_ABSENT`, `CHOICE_PURPOSE_UNKNOWN`.
pub fn may(store: &Store, person: PersonId, purpose: &str) -> Result<bool> {
    if texts::purpose(purpose).is_none() {
        return Err(Error::refused("CHOICE_PURPOSE_UNKNOWN").with("purpose", purpose));
    }
    Ok(standings(store, person)?.into_iter().any(|standing| {
        standing.purpose == purpose
            && standing
                .last
                .is_some_and(|last| last.answer == Answer::Given)
    }))
}

/// What stands against a person in a class that starts on `start`. Somebody
/// whose birth date is not on record has no reason here: applications say that
/// themselves.
///
/// Errors: `PERSON_ABSENT`.
pub fn may_apply(
    store: &Store,
    person: PersonId,
    start: NaiveDate,
    abroad: bool,
) -> Result<Vec<Problem>> {
    let record = record(store, person)?;
    let Some(birth) = birth(&record) else {
        return Ok(Vec::new());
    };
    if !rules::under_age(birth, start) {
        return Ok(Vec::new());
    }
    let statements = store::statements(store.tables(), &record.entries)?;
    let agreed = texts::purposes()
        .iter()
        .filter(|purpose| purpose.asks == Asks::Guardian)
        .any(|purpose| {
            standing(&purpose.key, &statements)
                .last
                .is_some_and(|last| last.answer == Answer::Given)
        });
    Ok(rules::may_apply(birth, agreed, start, abroad))
}
