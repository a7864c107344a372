//! Queries over statements, surveys, pads and forms.

use super::forms::{Form, Pad};
use super::model::{Answer, FormNumber, FormState, Guardian, Language, Manner, PadForm, Statement};
use super::wishes::Survey;
use crate::Result;
use crate::base::PersonId;
use crate::people::model::{Willing, Wishes};
use crate::store::date_from_days;
use chrono::NaiveDate;
use rusqlite::{Connection, OptionalExtension, Row};

fn text(row: &Row<'_>, index: usize) -> rusqlite::Result<String> {
    Ok(row.get::<_, Option<String>>(index)?.unwrap_or_default())
}

fn day(row: &Row<'_>, index: usize) -> rusqlite::Result<Option<NaiveDate>> {
    Ok(row.get::<_, Option<i64>>(index)?.and_then(date_from_days))
}

const STATEMENTS: &str = "SELECT id, person, purpose, answer, version, language, said_on, manner,
    witness, form_number, scan, guardian_name, guardian_relation
    FROM choice_statement WHERE person = ?1";

fn read_statement(row: &Row<'_>) -> rusqlite::Result<Option<Statement>> {
    let (Some(answer), Some(said_on)) = (Answer::from_word(&text(row, 3)?), day(row, 6)?) else {
        return Ok(None);
    };
    let guardian = Guardian {
        name: text(row, 11)?,
        relation: text(row, 12)?,
    };
    Ok(Some(Statement {
        id: row.get(0)?,
        person: row.get(1)?,
        purpose: text(row, 2)?,
        answer,
        version: text(row, 4)?,
        language: Language::from_word(&text(row, 5)?).unwrap_or(Language::Chinese),
        said_on,
        manner: Manner::from_word(&text(row, 7)?).unwrap_or(Manner::Spoken),
        witness: text(row, 8)?,
        form_number: text(row, 9)?,
        scan: text(row, 10)?,
        guardian: (!guardian.name.is_empty()).then_some(guardian),
    }))
}

/// Every statement of the entries `people`.
pub(super) fn statements(connection: &Connection, people: &[PersonId]) -> Result<Vec<Statement>> {
    let mut statement = connection.prepare_cached(STATEMENTS)?;
    let mut found = Vec::new();
    for person in people {
        let mut rows = statement.query([person])?;
        while let Some(row) = rows.next()? {
            found.extend(read_statement(row)?);
        }
    }
    Ok(found)
}

const SURVEYS: &str = "SELECT id, person, round, asked_on, language, asked_by, wish_1, wish_2,
    wish_3, wish_when, wish_where, willing_abroad, source FROM wish_survey WHERE person = ?1";

fn read_survey(row: &Row<'_>) -> rusqlite::Result<Option<Survey>> {
    let Some(asked_on) = day(row, 3)? else {
        return Ok(None);
    };
    let mut occupations = Vec::new();
    for index in 6..9 {
        let wish = text(row, index)?;
        if !wish.is_empty() {
            occupations.push(wish);
        }
    }
    Ok(Some(Survey {
        id: row.get(0)?,
        person: row.get(1)?,
        round: text(row, 2)?,
        asked_on,
        language: Language::from_word(&text(row, 4)?).unwrap_or(Language::Chinese),
        asked_by: text(row, 5)?,
        wishes: Wishes {
            occupations,
            when: text(row, 9)?,
            place: text(row, 10)?,
            willing: Willing::from_word(&text(row, 11)?),
        },
        imported: text(row, 12)? == super::wishes::IMPORTED,
    }))
}

/// Every survey of the entries `people`, the one that counts first.
pub(super) fn surveys(connection: &Connection, people: &[PersonId]) -> Result<Vec<Survey>> {
    let mut statement = connection.prepare_cached(SURVEYS)?;
    let mut found = Vec::new();
    for person in people {
        let mut rows = statement.query([person])?;
        while let Some(row) = rows.next()? {
            found.extend(read_survey(row)?);
        }
    }
    found.sort_by_key(|survey| std::cmp::Reverse((survey.asked_on, survey.id)));
    Ok(found)
}

/// Every pad, the newest first.
pub(super) fn pads(connection: &Connection) -> Result<Vec<Pad>> {
    let mut statement = connection.prepare_cached(
        "SELECT id, form, language, prefix, first, count, printed_on FROM form_pad",
    )?;
    let mut rows = statement.query([])?;
    let mut found = Vec::new();
    while let Some(row) = rows.next()? {
        let number =
            |index| Ok::<_, rusqlite::Error>(row.get::<_, Option<u32>>(index)?.unwrap_or_default());
        if let (Some(form), Some(printed_on)) = (PadForm::from_word(&text(row, 1)?), day(row, 6)?) {
            found.push(Pad {
                id: row.get(0)?,
                form,
                language: Language::from_word(&text(row, 2)?).unwrap_or(Language::Chinese),
                prefix: text(row, 3)?,
                first: number(4)?,
                count: number(5)?,
                printed_on,
            });
        }
    }
    found.sort_by_key(|pad| std::cmp::Reverse((pad.printed_on, pad.id)));
    Ok(found)
}

const FORMS: &str = "SELECT id, number, state, person, signed_on, witness, settled_on, cause,
    conflicted FROM paper_form";

fn read_form(row: &Row<'_>) -> rusqlite::Result<Option<Form>> {
    let (Some(number), Some(state)) = (
        FormNumber::read(&text(row, 1)?),
        FormState::from_word(&text(row, 2)?),
    ) else {
        return Ok(None);
    };
    Ok(Some(Form {
        id: row.get(0)?,
        number,
        state,
        person: row.get(3)?,
        signed_on: day(row, 4)?,
        witness: text(row, 5)?,
        settled_on: day(row, 6)?,
        cause: text(row, 7)?,
        conflicted: row.get(8)?,
    }))
}

/// What became of a number; `None` while nobody has said.
pub(super) fn form(connection: &Connection, number: &FormNumber) -> Result<Option<Form>> {
    let found = connection
        .prepare_cached(&format!("{FORMS} WHERE id = ?1"))?
        .query_row([super::forms::id_of(number)], read_form)
        .optional()?;
    Ok(found.flatten())
}

/// Everything known of forms, by number.
pub(super) fn forms(connection: &Connection) -> Result<Vec<Form>> {
    let mut statement = connection.prepare_cached(FORMS)?;
    let mut rows = statement.query([])?;
    let mut found = Vec::new();
    while let Some(row) = rows.next()? {
        found.extend(read_form(row)?);
    }
    found.sort_by(|a, b| a.number.cmp(&b.number));
    Ok(found)
}
