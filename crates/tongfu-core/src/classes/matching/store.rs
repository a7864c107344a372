//! Reading runs, results and enrolments.

use super::model::{Applicant, List, Outcome, Run};
use super::values;
use crate::base::{ClassId, EntityId, MatchRunId, PersonId};
use crate::classes::records_matching::{ENROLMENT, MATCH_RESULT, MATCH_RUN};
use crate::store::{Store, date_from_days};
use crate::{Error, Result};
use chrono::NaiveDate;
use rusqlite::{Connection, OptionalExtension, Row};
use std::collections::{BTreeMap, BTreeSet};

/// Where a person stands in a class.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum EnrolmentState {
    /// By a published run.
    Admitted,
    /// From the waitlist afterwards.
    Promoted,
    /// Gave the seat back; needs no reason.
    Declined,
    /// Went on to a class wished for more.
    Moved,
}

impl EnrolmentState {
    /// The word in the log.
    pub fn word(self) -> &'static str {
        match self {
            Self::Admitted => "admitted",
            Self::Promoted => "promoted",
            Self::Declined => "declined",
            Self::Moved => "moved",
        }
    }

    fn from_word(word: &str) -> Option<Self> {
        [Self::Admitted, Self::Promoted, Self::Declined, Self::Moved]
            .into_iter()
            .find(|state| state.word() == word)
    }

    /// Whether the person holds a seat.
    pub fn holds_seat(self) -> bool {
        matches!(self, Self::Admitted | Self::Promoted)
    }
}

/// A person's place in a class.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Enrolment {
    /// The person.
    pub person: PersonId,
    /// The class.
    pub class: ClassId,
    /// The run it comes from.
    pub run: MatchRunId,
    /// `open` or the type of the reserved seat.
    pub slot: String,
    /// Where it stands.
    pub state: EnrolmentState,
}

/// All enrolments, by class and person.
pub fn enrolments(tables: &Connection) -> Result<Vec<Enrolment>> {
    let mut statement = tables.prepare_cached(
        "SELECT person, class, run, slot, state FROM enrolment ORDER BY class, person, id",
    )?;
    let rows = statement.query_map([], |row| {
        let ids: (Option<EntityId>, Option<EntityId>, Option<EntityId>) =
            (row.get(0)?, row.get(1)?, row.get(2)?);
        let (slot, state): (Option<String>, Option<String>) = (row.get(3)?, row.get(4)?);
        Ok((ids, slot, state))
    })?;
    let mut found = Vec::new();
    for row in rows {
        if let ((Some(person), Some(class), Some(run)), slot, Some(state)) = row?
            && let Some(state) = EnrolmentState::from_word(&state)
        {
            found.push(Enrolment {
                person: PersonId(person),
                class: ClassId(class),
                run: MatchRunId(run),
                slot: slot.unwrap_or_else(|| "open".to_owned()),
                state,
            });
        }
    }
    Ok(found)
}

const RUN_COLUMNS: &str = "id, closed_on, list_digest, applicants, classes, weights, lottery_seed, coalesce(witness_names, witnesses), published_on, \
                           placed, first_choice, closed_classes, outcome";

struct Header {
    run: Run,
    offers: Vec<super::model::Offer>,
}

fn header(row: &Row<'_>) -> rusqlite::Result<Header> {
    let date = |days: Option<i64>| days.and_then(date_from_days);
    let count = |number: Option<i64>| {
        number
            .and_then(|number| u32::try_from(number).ok())
            .unwrap_or_default()
    };
    let blob = |index: usize| -> rusqlite::Result<tongfu_package::value::Value> {
        let bytes: Option<Vec<u8>> = row.get(index)?;
        Ok(values::stored(bytes.as_deref()))
    };
    let offers = values::read_offers(&blob(4)?);
    let closed = values::read_classes(&blob(11)?);
    let run = Run {
        id: Some(row.get(0)?),
        published_on: date(row.get(8)?),
        closed_on: date(row.get(1)?).unwrap_or(NaiveDate::MIN),
        list_digest: row.get::<_, Option<String>>(2)?.unwrap_or_default(),
        lottery_seed: row.get::<_, Option<String>>(6)?.unwrap_or_default(),
        witnesses: row.get::<_, Option<String>>(7)?.unwrap_or_default(),
        applicants: count(row.get(3)?),
        placed: count(row.get(9)?),
        first_choice: count(row.get(10)?),
        weights: values::read_weights(&blob(5)?),
        results: Vec::new(),
        classes: values::read_outcomes(&blob(12)?, &offers, &closed),
        closed,
    };
    Ok(Header { run, offers })
}

/// All runs without their results, newest first.
pub fn runs(store: &Store) -> Result<Vec<Run>> {
    let mut statement = store
        .tables()
        .prepare_cached(&format!("SELECT {RUN_COLUMNS} FROM match_run ORDER BY coalesce(published_on, closed_on) DESC, id DESC"))?;
    let headers: Vec<Header> = statement
        .query_map([], header)?
        .collect::<rusqlite::Result<_>>()?;
    Ok(headers.into_iter().map(|header| header.run).collect())
}

/// The run that is closed and not yet published, if there is one.
pub(super) fn waiting_run(tables: &Connection) -> Result<Option<MatchRunId>> {
    Ok(tables
        .prepare_cached(
            "SELECT id FROM match_run WHERE published_on IS NULL ORDER BY id DESC LIMIT 1",
        )?
        .query_row([], |row| row.get(0))
        .optional()?)
}

/// The run `id` with its results.
///
/// Errors: `MATCH_RUN_ABSENT`.
pub fn run(store: &Store, id: MatchRunId) -> Result<Run> {
    let (run, _) = whole(store.tables(), id)?;
    Ok(run)
}

/// A run with the list it was closed with.
pub(super) fn whole(tables: &Connection, id: MatchRunId) -> Result<(Run, List)> {
    let header = tables
        .prepare_cached(&format!(
            "SELECT {RUN_COLUMNS} FROM match_run WHERE id = ?1"
        ))?
        .query_row([id], header)
        .optional()?
        .ok_or_else(|| Error::absent("MATCH_RUN_ABSENT").with("run", id))?;
    let mut run = header.run;
    let mut list = List {
        applicants: Vec::new(),
        offers: header.offers,
    };
    let mut statement = tables.prepare_cached(
        "SELECT person, number, preferences, types, class, slot, preference, waiting, reasons
         FROM match_result WHERE run = ?1 ORDER BY number, person",
    )?;
    let mut rows = statement.query([id])?;
    while let Some(row) = rows.next()? {
        let Some(person) = row.get::<_, Option<EntityId>>(0)? else {
            continue;
        };
        let blob = |index: usize| -> rusqlite::Result<tongfu_package::value::Value> {
            let bytes: Option<Vec<u8>> = row.get(index)?;
            Ok(values::stored(bytes.as_deref()))
        };
        let applicant: Applicant = values::read_applicant(person, &blob(2)?, &blob(3)?);
        let waiting = values::read_numbered(&blob(7)?);
        run.results.push(Outcome {
            person: applicant.person,
            number: row.get::<_, Option<u32>>(1)?.unwrap_or_default(),
            class: row.get(4)?,
            slot: row.get(5)?,
            preference: row.get(6)?,
            waiting: waiting
                .into_iter()
                .filter_map(|(class, place)| Some((class, u32::try_from(place).ok()?)))
                .collect(),
            reasons: values::read_reasons(&blob(8)?),
        });
        list.applicants.push(applicant);
    }
    Ok((run, list))
}

/// The published run that last decided about each class.
pub(super) fn deciding_runs(tables: &Connection) -> Result<BTreeMap<ClassId, MatchRunId>> {
    let mut statement = tables.prepare_cached(
        "SELECT id, classes FROM match_run WHERE published_on IS NOT NULL ORDER BY published_on, closed_on, id",
    )?;
    let mut rows = statement.query([])?;
    let mut deciding = BTreeMap::new();
    while let Some(row) = rows.next()? {
        let id: MatchRunId = row.get(0)?;
        let classes: Option<Vec<u8>> = row.get(1)?;
        for offer in values::read_offers(&values::stored(classes.as_deref())) {
            deciding.insert(offer.class, id);
        }
    }
    Ok(deciding)
}

/// Who waits for each class now, in order: those who waited when the deciding
/// run was published and have not got it, nor given it back, nor withdrawn.
pub(super) fn waitlists(tables: &Connection) -> Result<BTreeMap<ClassId, Vec<PersonId>>> {
    let enrolments = enrolments(tables)?;
    let settled: BTreeSet<(ClassId, PersonId)> = enrolments
        .iter()
        .map(|entry| (entry.class, entry.person))
        .collect();
    let withdrawn = super::super::applications::withdrawn(tables)?;
    let mut waiting: BTreeMap<ClassId, Vec<(u32, PersonId)>> = BTreeMap::new();
    let deciding = deciding_runs(tables)?;
    let runs: BTreeSet<MatchRunId> = deciding.values().copied().collect();
    for id in runs {
        let (run, _) = whole(tables, id)?;
        for result in run.results {
            for (class, position) in result.waiting {
                let counts = deciding.get(&class) == Some(&id)
                    && !settled.contains(&(class, result.person))
                    && !withdrawn.contains(&result.person);
                if counts {
                    waiting
                        .entry(class)
                        .or_default()
                        .push((position, result.person));
                }
            }
        }
    }
    Ok(waiting
        .into_iter()
        .map(|(class, mut list)| {
            list.sort_unstable();
            (class, list.into_iter().map(|(_, person)| person).collect())
        })
        .collect())
}

/// Ids of what is held about `people` or `classes`, by kind.
pub(super) fn traces(
    tables: &Connection,
    people: &BTreeSet<PersonId>,
    classes: &BTreeSet<ClassId>,
) -> Result<Vec<(u16, EntityId)>> {
    let mut found = Vec::new();
    let mut left: BTreeMap<MatchRunId, bool> = BTreeMap::new();
    let mut statement =
        tables.prepare_cached("SELECT id, person, run FROM match_result ORDER BY id")?;
    let mut rows = statement.query([])?;
    while let Some(row) = rows.next()? {
        let person: Option<PersonId> = row.get(1)?;
        let goes = person.is_some_and(|person| people.contains(&person));
        if goes {
            found.push((MATCH_RESULT.key, row.get(0)?));
        }
        if let Some(run) = row.get(2)? {
            *left.entry(run).or_default() |= !goes;
        }
    }
    found.extend(
        left.into_iter()
            .filter(|(_, something)| !something)
            .map(|(run, _)| (MATCH_RUN.key, run.0)),
    );
    let mut statement =
        tables.prepare_cached("SELECT id, person, class FROM enrolment ORDER BY id")?;
    let mut rows = statement.query([])?;
    while let Some(row) = rows.next()? {
        let (person, class): (Option<PersonId>, Option<ClassId>) = (row.get(1)?, row.get(2)?);
        if person.is_some_and(|person| people.contains(&person))
            || class.is_some_and(|class| classes.contains(&class))
        {
            found.push((ENROLMENT.key, row.get(0)?));
        }
    }
    Ok(found)
}
