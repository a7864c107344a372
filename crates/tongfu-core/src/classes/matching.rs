//! Matching applicants to class seats, and what happens afterwards.
//!
//! Order of a run: the list is closed (numbers are issued, its digest is
//! recorded), then the lot is drawn, then the run is published with every
//! result and its reason, in one action. A published run never changes; what
//! follows is an enrolment: a promotion from the waitlist or a seat given back.
//!
//! Deliberately absent: ethnic group, health, political, religious and marital
//! data; anybody's score but one's own in a reason.

pub mod classes;
pub mod model;
mod ops;
pub mod rules;
mod store;
pub mod values;

#[cfg(test)]
mod flow_tests;
#[cfg(test)]
mod tests;

pub use model::{ClassOutcome, Cutoff, Outcome, Reason, Run, Weights};
pub use ops::{Declined, close, decline, match_and_publish, preview, publish};
pub use store::{Enrolment, EnrolmentState, run, runs};

use crate::Result;
use crate::base::{ClassId, EntityId, MatchRunId, PersonId};
use crate::store::Store;
use std::collections::{BTreeMap, BTreeSet};

/// How many people stand where in a class.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub struct Counts {
    /// People who hold a seat by a run or from the waitlist.
    pub enrolled: u32,
    /// People whose application names the class.
    pub applicants: u32,
    /// People waiting.
    pub waitlist: u32,
}

/// Counts of every class that has any.
pub fn counts(store: &Store) -> Result<BTreeMap<ClassId, Counts>> {
    let mut counts: BTreeMap<ClassId, Counts> = BTreeMap::new();
    for entry in store::enrolments(store.tables())?
        .iter()
        .filter(|entry| entry.state.holds_seat())
    {
        counts.entry(entry.class).or_default().enrolled += 1;
    }
    for application in super::applications::applications(store)?
        .iter()
        .filter(|application| !application.withdrawn)
    {
        for class in &application.classes {
            counts.entry(*class).or_default().applicants += 1;
        }
    }
    for (class, waiting) in store::waitlists(store.tables())? {
        counts.entry(class).or_default().waitlist =
            u32::try_from(waiting.len()).unwrap_or(u32::MAX);
    }
    Ok(counts)
}

/// People who hold a seat in a class.
pub fn seated(store: &Store) -> Result<BTreeSet<PersonId>> {
    let entries = store::enrolments(store.tables())?;
    Ok(entries
        .iter()
        .filter(|entry| entry.state.holds_seat())
        .map(|entry| entry.person)
        .collect())
}

/// Everything that matching holds about `people` or `classes`: their results
/// and enrolments, and runs of which nothing else is left. For whoever takes
/// people or classes off the record.
pub(crate) fn traces(
    store: &Store,
    people: &BTreeSet<PersonId>,
    classes: &BTreeSet<ClassId>,
) -> Result<Vec<(u16, EntityId)>> {
    store::traces(store.tables(), people, classes)
}

/// A person in a class's lists.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ClassPerson {
    /// The person.
    pub person: PersonId,
    /// Rank of the class among the person's preferences, from 1; 0 unknown.
    pub preference: u32,
    /// Kind of seat, of a member.
    pub slot: Option<String>,
    /// Place on the waitlist, from 1.
    pub position: Option<u32>,
    /// Why, in the words of the deciding run.
    pub reasons: Vec<Reason>,
}

/// The lists of one class.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct ClassPeople {
    /// People who hold a seat.
    pub members: Vec<ClassPerson>,
    /// People waiting, in order.
    pub waitlist: Vec<ClassPerson>,
    /// Everybody whose application names the class.
    pub applicants: Vec<ClassPerson>,
    /// Cutoffs of the deciding run.
    pub cutoffs: Vec<Cutoff>,
    /// The run that decided last.
    pub run: Option<MatchRunId>,
}

/// Members, waitlist, applicants and cutoffs of a class.
pub fn class_people(store: &Store, class: ClassId) -> Result<ClassPeople> {
    let tables = store.tables();
    let deciding = store::deciding_runs(tables)?.get(&class).copied();
    let decided = match deciding {
        Some(id) => Some(store::whole(tables, id)?),
        None => None,
    };
    let result_of = |person: PersonId| {
        decided.as_ref().and_then(|(run, list)| {
            let index = run
                .results
                .iter()
                .position(|result| result.person == person)?;
            Some((&run.results[index], list.applicants.get(index)?))
        })
    };
    let entry = |person: PersonId, slot: Option<String>, position: Option<u32>| {
        let result = result_of(person);
        let rank = result.and_then(|(_, applicant)| {
            applicant
                .preferences
                .iter()
                .position(|(known, _)| *known == class)
        });
        let about = |reason: &&Reason| reason.class == Some(class) || reason.class.is_none();
        ClassPerson {
            person,
            preference: rank.map_or(0, rules::number),
            slot,
            position,
            reasons: result.map_or_else(Vec::new, |(result, _)| {
                result.reasons.iter().filter(about).cloned().collect()
            }),
        }
    };
    let members = store::enrolments(tables)?
        .into_iter()
        .filter(|enrolment| enrolment.class == class && enrolment.state.holds_seat())
        .map(|enrolment| entry(enrolment.person, Some(enrolment.slot), None))
        .collect();
    let waitlist = store::waitlists(tables)?
        .remove(&class)
        .unwrap_or_default()
        .into_iter()
        .zip(1..)
        .map(|(person, position)| entry(person, None, Some(position)))
        .collect();
    let applicants = super::applications::applications(store)?
        .into_iter()
        .filter(|application| !application.withdrawn)
        .filter_map(|application| {
            let rank = application
                .classes
                .iter()
                .position(|known| *known == class)?;
            Some(ClassPerson {
                preference: rules::number(rank),
                ..entry(application.person, None, None)
            })
        })
        .collect();
    let cutoffs = decided
        .as_ref()
        .and_then(|(run, _)| run.classes.iter().find(|outcome| outcome.class == class))
        .map_or_else(Vec::new, |outcome| outcome.cutoffs.clone());
    Ok(ClassPeople {
        members,
        waitlist,
        applicants,
        cutoffs,
        run: deciding,
    })
}

/// What came of a person's application in the run that decided last.
pub fn result_of(store: &Store, person: PersonId) -> Result<Option<Outcome>> {
    let person = crate::people::canonical(store, person)?;
    for run in runs(store)?
        .into_iter()
        .filter(|run| run.published_on.is_some())
    {
        let Some(id) = run.id else { continue };
        let (run, _) = store::whole(store.tables(), id)?;
        if let Some(result) = run
            .results
            .into_iter()
            .find(|result| result.person == person)
        {
            return Ok(Some(result));
        }
    }
    Ok(None)
}
