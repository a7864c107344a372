//! Queries over cases, their entries and messages.

use super::model::{CaseId, CaseLine, CaseState, Clock, EntryKind, Late, Message, MessageId};
use super::rules;
use crate::base::{EntityId, OfficeId};
use crate::store::{Store, date_from_days};
use crate::{Error, Result};
use chrono::NaiveDate;
use rusqlite::{Connection, OptionalExtension, Row};
use tongfu_package::operation::StreamName;

const SELECT: &str = "SELECT c.id, c.number, c.clock, c.opened_on, c.answer_due, c.decision_due,
    c.state, s.name,
    (SELECT count(*) FROM case_message m WHERE m.case_id = c.id AND m.given_on IS NULL),
    EXISTS (SELECT 1 FROM hold h WHERE h.case_id = c.id AND h.lifted_on IS NULL)
    FROM protected_case c JOIN stream s ON s.id = c.stream";

fn line(row: &Row<'_>) -> rusqlite::Result<Option<CaseLine>> {
    let date = |index: usize| {
        Ok::<_, rusqlite::Error>(row.get::<_, Option<i64>>(index)?.and_then(date_from_days))
    };
    let text = |index: usize| {
        Ok::<_, rusqlite::Error>(row.get::<_, Option<String>>(index)?.unwrap_or_default())
    };
    let (Some(opened_on), Some(answer_due), Some(decision_due)) = (date(3)?, date(4)?, date(5)?)
    else {
        // Half a case of a newer version.
        return Ok(None);
    };
    let office = match text(7)?.parse() {
        Ok(StreamName::Office(office)) => Some(OfficeId(office.0)),
        _ => None,
    };
    Ok(Some(CaseLine {
        id: CaseId(row.get(0)?),
        number: text(1)?,
        clock: Clock::from_word(&text(2)?).unwrap_or(Clock::Complaint),
        opened_on,
        answer_due,
        decision_due,
        state: CaseState::from_word(&text(6)?),
        office,
        messages_waiting: row.get(8)?,
        holds: row.get(9)?,
    }))
}

/// Every case this office may know of, the most urgent decision first, closed
/// ones last.
pub fn cases(store: &Store) -> Result<Vec<CaseLine>> {
    let mut statement = store.tables().prepare_cached(SELECT)?;
    let mut found: Vec<CaseLine> = statement
        .query_map([], line)?
        .filter_map(rusqlite::Result::transpose)
        .collect::<rusqlite::Result<_>>()?;
    found.sort_by(|a, b| {
        let over = |case: &CaseLine| case.state >= CaseState::Decided;
        (over(a), a.decision_due, &a.number).cmp(&(over(b), b.decision_due, &b.number))
    });
    Ok(found)
}

/// The case with `id`.
///
/// Errors: `CASE_ABSENT`.
pub fn case(store: &Store, id: CaseId) -> Result<CaseLine> {
    store
        .tables()
        .prepare_cached(&format!("{SELECT} WHERE c.id = ?1"))?
        .query_row([id.0], line)
        .optional()?
        .flatten()
        .ok_or_else(|| Error::absent("CASE_ABSENT"))
}

/// Cases that passed a date by `today`, with which.
pub fn overdue(store: &Store, today: NaiveDate) -> Result<Vec<(CaseLine, Late)>> {
    Ok(cases(store)?
        .into_iter()
        .filter_map(|case| {
            let late = rules::late(case.state, case.answer_due, case.decision_due, today)?;
            Some((case, late))
        })
        .collect())
}

/// The stream that the entity `id` of `table` lies in; `table` is a constant of
/// this feature.
pub(super) fn stream_of(
    connection: &Connection,
    table: &'static str,
    id: &EntityId,
) -> Result<StreamName> {
    let name: Option<String> = connection
        .prepare_cached(&format!(
            "SELECT s.name FROM {table} t JOIN stream s ON s.id = t.stream WHERE t.id = ?1"
        ))?
        .query_row([id], |row| row.get(0))
        .optional()?;
    Ok(name
        .ok_or_else(|| Error::absent("CASE_ABSENT"))?
        .parse::<StreamName>()?)
}

/// The sealed content of a case.
pub(super) fn sealed(connection: &Connection, id: CaseId) -> Result<Vec<u8>> {
    let sealed: Option<Option<Vec<u8>>> = connection
        .prepare_cached("SELECT sealed FROM protected_case WHERE id = ?1")?
        .query_row([id.0], |row| row.get(0))
        .optional()?;
    sealed
        .ok_or_else(|| Error::absent("CASE_ABSENT"))?
        // The section was purged: its retention is over.
        .ok_or_else(|| Error::absent("CASE_ERASED"))
}

/// The sealed parts of a case's evidence, in order.
pub(super) fn evidence(connection: &Connection, id: CaseId) -> Result<Vec<(u32, Vec<u8>)>> {
    let mut statement = connection.prepare_cached(
        "SELECT part, sealed FROM case_evidence WHERE case_id = ?1 AND sealed IS NOT NULL ORDER BY part",
    )?;
    let parts = statement
        .query_map([id.0], |row| Ok((row.get(0)?, row.get(1)?)))?
        .collect::<rusqlite::Result<_>>()?;
    Ok(parts)
}

/// An entry as it is stored: id, kind, day, sealed words.
pub(super) type SealedEntry = (EntityId, EntryKind, NaiveDate, Vec<u8>);

/// What handlers wrote into a case, by day.
pub(super) fn entries(connection: &Connection, id: CaseId) -> Result<Vec<SealedEntry>> {
    let mut statement = connection.prepare_cached(
        "SELECT id, kind, entered_on, sealed FROM case_entry
         WHERE case_id = ?1 AND sealed IS NOT NULL ORDER BY entered_on, id",
    )?;
    let entries = statement
        .query_map([id.0], |row| {
            let kind: Option<String> = row.get(1)?;
            let day: Option<i64> = row.get(2)?;
            Ok((
                row.get(0)?,
                kind.as_deref()
                    .and_then(EntryKind::from_word)
                    .unwrap_or(EntryKind::Progress),
                day.and_then(date_from_days).unwrap_or_default(),
                row.get(3)?,
            ))
        })?
        .collect::<rusqlite::Result<_>>()?;
    Ok(entries)
}

/// Messages to the persons of cases, those to be handed over first.
pub(super) fn messages(connection: &Connection, case: Option<CaseId>) -> Result<Vec<Message>> {
    let mut statement = connection.prepare_cached(
        "SELECT m.id, c.number, m.text, m.written_on, m.given_on FROM case_message m
         JOIN protected_case c ON c.id = m.case_id
         WHERE (?1 IS NULL OR m.case_id = ?1) AND m.text IS NOT NULL
         ORDER BY m.given_on IS NOT NULL, m.written_on, m.id",
    )?;
    let messages = statement
        .query_map([case.map(|case| case.0)], |row| {
            let date = |index: usize| {
                Ok::<_, rusqlite::Error>(row.get::<_, Option<i64>>(index)?.and_then(date_from_days))
            };
            Ok(Message {
                id: MessageId(row.get(0)?),
                case_number: row.get::<_, Option<String>>(1)?.unwrap_or_default(),
                text: row.get(2)?,
                written_on: date(3)?.unwrap_or_default(),
                given_on: date(4)?,
            })
        })?
        .collect::<rusqlite::Result<_>>()?;
    Ok(messages)
}
