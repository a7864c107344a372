//! Recording a case, and what its handler does with it.

use super::content::{self, Content, PART};
use super::handler::{self, Unlocked};
use super::model::{CaseId, CaseLine, CaseState, Clock, EntryKind, Message, MessageId, Report};
use super::records::{CASE_ENTRY, CASE_EVIDENCE, CASE_MESSAGE, PROTECTED_CASE};
use super::{Accused, Matter, holding, rules, store as queries};
use crate::base::{PersonId, Problem};
use crate::parameters;
use crate::people;
use crate::security::{permissions, users};
use crate::store::{Store, Written, date_value};
use crate::{Error, ErrorKind, Result};
use chrono::NaiveDate;
use tongfu_package::operation::StreamName;
use tongfu_package::value::Value;

/// A case that was recorded.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Opened {
    /// The case.
    pub id: CaseId,
    /// Its number, for the person to ask by.
    pub number: String,
    /// When the first answer is due.
    pub answer_due: NaiveDate,
    /// When the decision is due.
    pub decision_due: NaiveDate,
    /// Whether new placements with the employer are stopped.
    pub holds: bool,
}

/// What became of a report.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Saved {
    /// It was sealed and recorded.
    Done(Opened),
    /// Nothing was written; every reason.
    Refused(Vec<Problem>),
}

fn id_value(id: &[u8; 16]) -> Option<Value> {
    Some(Value::Bytes(id.to_vec()))
}

/// Days of a clock from the parameters in force.
fn days(store: &Store, clock: Clock, until: &str) -> Result<u32> {
    let name = format!("protection.{}.{until}.days", clock.word());
    let found = parameters::in_force(store.tables(), &name, &store.office().code, store.today())?;
    found
        .and_then(|parameter| u32::try_from(parameter.value).ok())
        .ok_or_else(|| Error::refused("CASE_CLOCK_UNKNOWN").with("parameter", name))
}

/// Records a report. Its content is sealed to the province's handlers outside
/// the accused office before anything is written; nobody here can read it
/// afterwards. A finding about an employer stops new placements with them.
///
/// Errors: `CASE_NO_HANDLER`, `CASE_NO_IMPARTIAL_HANDLER` (nothing is written;
/// the report can be kept by [`super::keep_draft`]), `PERSON_ABSENT`,
/// `CASE_CLOCK_UNKNOWN`. Everything wrong with the report is in
/// [`Saved::Refused`].
pub fn open(store: &mut Store, report: &Report) -> Result<Saved> {
    let problems = rules::problems(report);
    if !problems.is_empty() {
        return Ok(Saved::Refused(problems));
    }
    let person_name = match report.person {
        Some(person) => {
            people::name(store, person)?.ok_or_else(|| Error::absent("PERSON_ABSENT"))?
        }
        None => String::new(),
    };
    let content = Content::of(report, person_name);
    let today = store.today();
    let keys = handler::in_force(store, today)?;
    let readers = content::readers(&keys, &content.accused)?;
    let clock = report.matter.clock();
    let case = CaseId(store.new_id());
    let number = rules::number(&store.office().code, today, &case.0);
    let answer_due = rules::after_working_days(today, days(store, clock, "answer")?);
    let decision_due = rules::after_working_days(today, days(store, clock, "decision")?);
    let sealed = content::seal(
        &readers,
        &content::place(case, "report", 0),
        &content.encode(),
    )?;
    let evidence = report.evidence.as_ref().map(|(_, bytes)| bytes.as_slice());
    let parts: Vec<(u32, Value)> = (0u32..)
        .zip(evidence.unwrap_or_default().chunks(PART))
        .map(|(part, bytes)| {
            content::seal(&readers, &content::place(case, "evidence", part), bytes)
                .map(|sealed| (part, sealed))
        })
        .collect::<Result<_>>()?;
    let stopped = match (clock, &content.accused.employer) {
        (Clock::Finding, Some(employer)) => Some(employer.clone()),
        _ => None,
    };
    store.write("protection.case.open", today, |change| {
        change.set(
            &PROTECTED_CASE,
            case.0,
            &[
                ("number", Some(Value::Text(number.clone()))),
                ("clock", Some(Value::Text(clock.word().to_owned()))),
                ("opened_on", Some(date_value(today))),
                ("answer_due", Some(date_value(answer_due))),
                ("decision_due", Some(date_value(decision_due))),
                (
                    "state",
                    Some(Value::Text(CaseState::Opened.word().to_owned())),
                ),
                ("sealed", Some(sealed)),
            ],
        )?;
        for (part, sealed) in parts {
            let id = change.new_id();
            change.set(
                &CASE_EVIDENCE,
                id,
                &[
                    ("case_id", id_value(&case.0)),
                    ("part", Some(Value::Int(i64::from(part)))),
                    ("sealed", Some(sealed)),
                ],
            )?;
        }
        if let Some(employer) = &stopped {
            holding::place_blind(change, case, &number, employer, today)?;
        }
        Ok(())
    })?;
    Ok(Saved::Done(Opened {
        id: case,
        number,
        answer_due,
        decision_due,
        holds: stopped.is_some(),
    }))
}

/// What a handler wrote.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Entry {
    /// Answer, progress or outcome.
    pub kind: EntryKind,
    /// When.
    pub entered_on: NaiveDate,
    /// The words.
    pub text: String,
}

/// A file that was sealed with a case.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Evidence {
    /// Its name.
    pub name: String,
    /// Its bytes.
    pub bytes: Vec<u8>,
}

/// A case as its handler reads it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Read {
    /// What everybody sees of it.
    pub line: CaseLine,
    /// What about.
    pub matter: Matter,
    /// The person, where they were on record.
    pub person: Option<PersonId>,
    /// Their name on the day of the report.
    pub person_name: String,
    /// Whom it is about.
    pub accused: Accused,
    /// What happened.
    pub words: String,
    /// The evidence.
    pub evidence: Option<Evidence>,
    /// What handlers wrote, by day.
    pub entries: Vec<Entry>,
    /// What the person is told.
    pub messages: Vec<Message>,
}

/// Opens the content and holds the handler to impartiality.
pub(super) fn unsealed(store: &Store, handler: &Unlocked, case: CaseId) -> Result<Content> {
    let sealed = queries::sealed(store.tables(), case)?;
    let plain = content::open(handler, &content::place(case, "report", 0), &sealed)?;
    let content = Content::decode(&plain)?;
    if !handler.impartial(content.accused.office_code.as_deref()) {
        return Err(Error::new(ErrorKind::Denied, "CASE_CONFLICT_OF_INTEREST"));
    }
    Ok(content)
}

/// Reads a case with the handler's keys.
///
/// Errors: `SEALED_NOT_FOR_US`, `SEALED_ALTERED`, `SEALED_MOVED`,
/// `CASE_CONFLICT_OF_INTEREST`, `CASE_ABSENT`, `CASE_ERASED`,
/// `CASE_EVIDENCE_INCOMPLETE`.
pub fn read(store: &Store, handler: &Unlocked, case: CaseId) -> Result<Read> {
    let content = unsealed(store, handler, case)?;
    let tables = store.tables();
    let evidence = match &content.evidence_name {
        Some(name) => {
            let parts = queries::evidence(tables, case)?;
            let in_order = parts
                .iter()
                .map(|(part, _)| *part)
                .eq(0..content.evidence_parts);
            if !in_order {
                return Err(Error::new(ErrorKind::Input, "CASE_EVIDENCE_INCOMPLETE"));
            }
            let mut bytes = Vec::new();
            for (part, sealed) in parts {
                let place = content::place(case, "evidence", part);
                bytes.extend_from_slice(&content::open(handler, &place, &sealed)?);
            }
            Some(Evidence {
                name: name.clone(),
                bytes,
            })
        }
        None => None,
    };
    let mut entries = Vec::new();
    for (id, kind, entered_on, sealed) in queries::entries(tables, case)? {
        let plain = content::open(handler, &content::entry_place(case, &id), &sealed)?;
        entries.push(Entry {
            kind,
            entered_on,
            text: String::from_utf8_lossy(&plain).into_owned(),
        });
    }
    Ok(Read {
        line: queries::case(store, case)?,
        matter: content.matter,
        person: content.person,
        person_name: content.person_name,
        accused: content.accused,
        words: content.words,
        evidence,
        entries,
        messages: queries::messages(tables, Some(case))?,
    })
}

/// Writes an answer, progress or the outcome into a case, sealed as the case
/// is. The first answer and the outcome stop their clocks.
///
/// Errors: those of [`read`], `CASE_WORDS_MISSING`, `CASE_CLOSED`.
pub fn add_entry(
    store: &mut Store,
    handler: &Unlocked,
    case: CaseId,
    kind: EntryKind,
    text: &str,
) -> Result<Written<()>> {
    let text = text.trim();
    if text.is_empty() {
        return Err(Error::refused("CASE_WORDS_MISSING"));
    }
    let content = unsealed(store, handler, case)?;
    let line = queries::case(store, case)?;
    if line.state == CaseState::Closed {
        return Err(Error::refused("CASE_CLOSED").with("number", line.number));
    }
    let today = store.today();
    let readers = content::readers(&handler::in_force(store, today)?, &content.accused)?;
    let entry = store.new_id();
    let sealed = content::seal(
        &readers,
        &content::entry_place(case, &entry),
        text.as_bytes(),
    )?;
    let state = match kind {
        EntryKind::Outcome => CaseState::Decided,
        EntryKind::Answer | EntryKind::Progress => line.state.max(CaseState::InHand),
    };
    let stream = queries::stream_of(store.tables(), PROTECTED_CASE.table, &case.0)?;
    store.write_into(stream, "protection.case.entry", today, |change| {
        change.set(
            &CASE_ENTRY,
            entry,
            &[
                ("case_id", id_value(&case.0)),
                ("kind", Some(Value::Text(kind.word().to_owned()))),
                ("entered_on", Some(date_value(today))),
                ("sealed", Some(sealed)),
            ],
        )?;
        change.set(
            &PROTECTED_CASE,
            case.0,
            &[("state", Some(Value::Text(state.word().to_owned())))],
        )
    })
}

/// Writes what the person is told. It is sealed to nobody: the office prints
/// it and hands it over by the case's number.
///
/// Errors: those of [`read`], `CASE_WORDS_MISSING`.
pub fn add_message(
    store: &mut Store,
    handler: &Unlocked,
    case: CaseId,
    text: &str,
) -> Result<Written<MessageId>> {
    let text = text.trim();
    if text.is_empty() {
        return Err(Error::refused("CASE_WORDS_MISSING"));
    }
    unsealed(store, handler, case)?;
    let today = store.today();
    let stream = queries::stream_of(store.tables(), PROTECTED_CASE.table, &case.0)?;
    store.write_into(stream, "protection.case.message", today, |change| {
        let id = change.new_id();
        change.set(
            &CASE_MESSAGE,
            id,
            &[
                ("case_id", id_value(&case.0)),
                ("text", Some(Value::Text(text.to_owned()))),
                ("written_on", Some(date_value(today))),
            ],
        )?;
        Ok(MessageId(id))
    })
}

/// Messages to the persons of cases, those to be handed over first. What they
/// say is read by those who hand them over; to others only that there are some
/// (domain.md §10).
pub fn messages(store: &Store) -> Result<Vec<Message>> {
    let mut found = queries::messages(store.tables(), None)?;
    let role = users::standing(store.tables(), store.own(), store.user().id)?.role;
    if !permissions::may(role, GIVEN) {
        for message in &mut found {
            message.text.clear();
        }
    }
    Ok(found)
}

/// The verb of handing a message over.
const GIVEN: &str = "protection.message.given";

/// Records that a message was handed over.
///
/// Errors: `CASE_ABSENT`.
pub fn message_given(store: &mut Store, message: MessageId) -> Result<Written<()>> {
    let stream = queries::stream_of(store.tables(), CASE_MESSAGE.table, &message.0)?;
    let today = store.today();
    store.write_into(stream, "protection.message.given", today, |change| {
        change.set(
            &CASE_MESSAGE,
            message.0,
            &[("given_on", Some(date_value(today)))],
        )
    })
}

/// Closes a case that is decided and whose person is told.
///
/// Errors: those of [`read`], `CASE_NOT_DECIDED`, `CASE_NO_MESSAGE`.
pub fn close(store: &mut Store, handler: &Unlocked, case: CaseId) -> Result<Written<()>> {
    unsealed(store, handler, case)?;
    let line = queries::case(store, case)?;
    if line.state < CaseState::Decided {
        return Err(Error::refused("CASE_NOT_DECIDED").with("number", line.number));
    }
    if queries::messages(store.tables(), Some(case))?.is_empty() {
        return Err(Error::refused("CASE_NO_MESSAGE").with("number", line.number));
    }
    let today = store.today();
    let stream: StreamName = queries::stream_of(store.tables(), PROTECTED_CASE.table, &case.0)?;
    store.write_into(stream, "protection.case.close", today, |change| {
        change.set(
            &PROTECTED_CASE,
            case.0,
            &[(
                "state",
                Some(Value::Text(CaseState::Closed.word().to_owned())),
            )],
        )
    })
}
