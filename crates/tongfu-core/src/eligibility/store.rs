//! Queries over decisions.

use super::model::{Decision, Outcome, Verdict};
use super::records::ELIGIBILITY_DECISION;
use super::values;
use crate::Result;
use crate::base::{EntityId, PersonId};
use crate::store::date_from_days;
use chrono::NaiveDate;
use rusqlite::{Connection, Row};
use std::collections::{BTreeMap, BTreeSet};

const SELECT: &str = "SELECT id, person, application, decided_on, rule_version, area, supersedes,
     outcome, reasons, facts, why FROM eligibility_decision";

/// `None` where the personal part has been erased: what was decided is then
/// no longer known.
fn read(row: &Row<'_>) -> rusqlite::Result<Option<Decision>> {
    let structured = |index: usize| -> rusqlite::Result<_> {
        let bytes: Option<Vec<u8>> = row.get(index)?;
        Ok(values::stored(bytes.as_deref()))
    };
    let outcome: Option<String> = row.get(7)?;
    let (Some(person), Some(outcome)) = (
        row.get::<_, Option<EntityId>>(1)?,
        outcome.as_deref().and_then(Outcome::from_word),
    ) else {
        return Ok(None);
    };
    Ok(Some(Decision {
        id: row.get(0)?,
        person: PersonId(person),
        application: row.get(2)?,
        decided_on: row
            .get::<_, Option<i64>>(3)?
            .and_then(date_from_days)
            .unwrap_or(NaiveDate::MIN),
        rule_version: row.get::<_, Option<i64>>(4)?.unwrap_or_default(),
        area: row.get::<_, Option<String>>(5)?.unwrap_or_default(),
        supersedes: row.get(6)?,
        verdict: Verdict {
            outcome,
            reasons: values::read_reasons(&structured(8)?),
        },
        facts: values::read_pairs(&structured(9)?),
        why: row.get::<_, Option<String>>(10)?.unwrap_or_default(),
    }))
}

/// The order of decisions: one stands after the one whose place it takes; of
/// two that took the place of the same one (on two laptops) the later day, then
/// the higher id.
fn sort(found: &mut [Decision]) {
    let before: BTreeMap<EntityId, Option<EntityId>> = found
        .iter()
        .map(|decision| (decision.id, decision.supersedes))
        .collect();
    let depth = |decision: &Decision| {
        let steps =
            std::iter::successors(decision.supersedes, |id| before.get(id).copied().flatten());
        // Bounded: what another laptop wrote may go in a circle.
        steps.take(before.len()).count()
    };
    found.sort_by_cached_key(|decision| (depth(decision), decision.decided_on, decision.id));
}

/// The decisions on a person, the first first.
pub fn decisions(connection: &Connection, person: PersonId) -> Result<Vec<Decision>> {
    let mut found: Vec<Decision> = connection
        .prepare_cached(&format!("{SELECT} WHERE person = ?1"))?
        .query_map([person], read)?
        .filter_map(rusqlite::Result::transpose)
        .collect::<rusqlite::Result<_>>()?;
    sort(&mut found);
    Ok(found)
}

/// The decision that stands for a person: the last one.
pub fn latest(connection: &Connection, person: PersonId) -> Result<Option<Decision>> {
    Ok(decisions(connection, person)?.pop())
}

/// Kind and id of every decision on one of `people`, for an action that takes
/// them back as a whole.
pub fn traces(
    connection: &Connection,
    people: &BTreeSet<PersonId>,
) -> Result<Vec<(u16, EntityId)>> {
    let mut statement = connection.prepare_cached(
        "SELECT person, id FROM eligibility_decision WHERE person IS NOT NULL ORDER BY id",
    )?;
    let found: Vec<(PersonId, EntityId)> = statement
        .query_map([], |row| Ok((row.get(0)?, row.get(1)?)))?
        .collect::<rusqlite::Result<_>>()?;
    Ok(found
        .into_iter()
        .filter(|(person, _)| people.contains(person))
        .map(|(_, id)| (ELIGIBILITY_DECISION.key, id))
        .collect())
}

/// Everybody on whom something was decided.
pub(super) fn decided(connection: &Connection) -> Result<Vec<PersonId>> {
    Ok(connection
        .prepare_cached(
            "SELECT DISTINCT person FROM eligibility_decision
             WHERE person IS NOT NULL ORDER BY person",
        )?
        .query_map([], |row| row.get(0))?
        .collect::<rusqlite::Result<_>>()?)
}
