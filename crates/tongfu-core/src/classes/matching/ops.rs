//! Closing, drawing, publishing, and what happens afterwards.

use super::classes::{self, ClassFacts};
use super::model::{Applicant, List, Offer, Run, Weights};
use super::rules::{self, Language, Standing};
use super::store::{self as reads, Enrolment, EnrolmentState};
use super::values;
use crate::base::{ClassId, MatchRunId, PersonId, derived_id};
use crate::classes::applications;
use crate::classes::records_matching::{ENROLMENT, MATCH_RESULT, MATCH_RUN};
use crate::people;
use crate::store::{Change, Store, Written, date_value};
use crate::{Error, ErrorKind, Result};
use std::collections::{BTreeMap, BTreeSet, VecDeque};
use tongfu_package::value::Value;
use tongfu_solver::matching;

/// The lot of a preview: never one that is drawn.
const PREVIEW_SEED: &str = "preview";

/// The list as it would be closed now: everybody with an application that
/// counts and no seat, with the classes that take applications.
fn list(store: &Store, weights: &Weights) -> Result<List> {
    let facts: BTreeMap<ClassId, ClassFacts> = classes::facts(store)?
        .into_iter()
        .filter(|class| class.takes_applications && class.free_seats() > 0)
        .map(|class| (class.id, class))
        .collect();
    let enrolments = reads::enrolments(store.tables())?;
    let seated: BTreeSet<PersonId> = enrolments
        .iter()
        .filter(|entry| entry.state.holds_seat())
        .map(|entry| entry.person)
        .collect();
    let everybody: BTreeMap<PersonId, people::Applicant> = people::applicants(store)?
        .into_iter()
        .map(|person| (person.person, person))
        .collect();
    let asks = facts.values().any(|class| !class.languages.is_empty());
    let mut applicants = Vec::new();
    for application in applications::applications(store)? {
        let Some(person) = everybody.get(&application.person) else {
            continue;
        };
        if application.withdrawn || seated.contains(&application.person) {
            continue;
        }
        let speaks = if asks {
            speaks(store, person.person)?
        } else {
            Vec::new()
        };
        let preferences: Vec<(ClassId, i64)> = application
            .classes
            .iter()
            .filter_map(|class| facts.get(class))
            // Of age when signing is not of age when the class was moved.
            .filter(|class| {
                person
                    .birth
                    .is_some_and(|birth| rules::of_age(birth, class.start))
            })
            .map(|class| {
                let marks = application
                    .test_marks
                    .iter()
                    .find(|(known, _)| *known == class.id)
                    .map(|(_, marks)| *marks);
                let standing = Standing {
                    group: person.group,
                    test_marks: marks,
                    speaks: &speaks,
                    asked: &class.languages,
                };
                (class.id, rules::priority(weights, &standing))
            })
            .collect();
        if !preferences.is_empty() {
            let types = rules::types(person.group, person.sex);
            applicants.push(Applicant {
                person: person.person,
                preferences,
                types,
            });
        }
    }
    let wanted: BTreeSet<ClassId> = applicants
        .iter()
        .flat_map(|applicant| applicant.preferences.iter().map(|(class, _)| *class))
        .collect();
    let offers = facts
        .into_values()
        .filter(|class| wanted.contains(&class.id))
        .map(|class| Offer {
            class: class.id,
            seats: class.free_seats(),
            smallest: class.min_size.saturating_sub(class.enrolled),
            reserves: class.reserves,
        })
        .collect();
    Ok(List { applicants, offers })
}

/// Languages on a person's record.
fn speaks(store: &Store, person: PersonId) -> Result<Vec<Language>> {
    let Some(record) = people::record(store, person)? else {
        return Ok(Vec::new());
    };
    let has = |field| record.values.iter().any(|shown| shown.field == field);
    let known = [
        (people::Field::LanguageRu, Language::Russian),
        (people::Field::LanguageKk, Language::Kazakh),
    ];
    Ok(known
        .into_iter()
        .filter(|(field, _)| has(*field))
        .map(|(_, language)| language)
        .collect())
}

/// Solves a closed list.
fn solve(list: &List, lottery_seed: &str, weights: BTreeMap<String, i64>) -> Result<Run> {
    let solution = matching::solve(&rules::instance(list, lottery_seed)).map_err(|error| {
        error.params().into_iter().fold(
            Error::new(ErrorKind::Failed, error.code()),
            |error, (name, value)| error.with(name, value),
        )
    })?;
    let decided = rules::decided(list, &solution);
    let count = |test: &dyn Fn(&super::Outcome) -> bool| {
        u32::try_from(decided.results.iter().filter(|result| test(result)).count())
            .unwrap_or(u32::MAX)
    };
    Ok(Run {
        id: None,
        published_on: None,
        closed_on: chrono::NaiveDate::MIN,
        list_digest: rules::list_digest(list),
        lottery_seed: lottery_seed.to_owned(),
        witnesses: String::new(),
        applicants: u32::try_from(list.applicants.len()).unwrap_or(u32::MAX),
        placed: count(&|result| result.class.is_some()),
        first_choice: count(&|result| result.preference == Some(1)),
        closed: decided.closed,
        weights,
        results: decided.results,
        classes: decided.classes,
    })
}

/// What a run over today's applications would give. Its lot is not the one
/// that will be drawn, so nobody can look for a lucky list.
///
/// Errors: `MATCH_NO_APPLICANTS`.
pub fn preview(store: &Store) -> Result<Run> {
    let weights = Weights::default();
    let list = list(store, &weights)?;
    if list.applicants.is_empty() {
        return Err(Error::refused("MATCH_NO_APPLICANTS"));
    }
    let points = weights
        .entries()
        .into_iter()
        .map(|(name, points)| (name.to_owned(), points))
        .collect();
    let mut run = solve(&list, PREVIEW_SEED, points)?;
    run.closed_on = store.today();
    Ok(run)
}

/// Closes the list: numbers are issued and the digest is recorded. The lot is
/// to be drawn afterwards. A list that is closed and not yet published stays
/// the one.
///
/// Errors: `MATCH_NO_APPLICANTS`.
pub fn close(store: &mut Store) -> Result<MatchRunId> {
    if let Some(waiting) = reads::waiting_run(store.tables())? {
        return Ok(waiting);
    }
    let weights = Weights::default();
    let list = list(store, &weights)?;
    if list.applicants.is_empty() {
        return Err(Error::refused("MATCH_NO_APPLICANTS"));
    }
    let today = store.today();
    let written = store.write("classes.match.close", today, |change| {
        let run = MatchRunId(change.new_id());
        change.set(
            &MATCH_RUN,
            run.0,
            &[
                ("closed_on", Some(date_value(today))),
                ("list_digest", Some(Value::Text(rules::list_digest(&list)))),
                ("applicants", Some(count_value(list.applicants.len()))),
                ("classes", Some(values::offers(&list.offers))),
                ("weights", Some(values::weights(&weights))),
            ],
        )?;
        for (index, applicant) in list.applicants.iter().enumerate() {
            change.set(
                &MATCH_RESULT,
                result_id(run, applicant.person),
                &[
                    ("run", Some(values::id(run.0))),
                    ("person", Some(values::id(applicant.person.0))),
                    ("number", Some(Value::Int(i64::from(rules::number(index))))),
                    (
                        "preferences",
                        Some(values::numbered(&applicant.preferences)),
                    ),
                    ("types", Some(values::texts(&applicant.types))),
                ],
            )?;
        }
        Ok(run)
    })?;
    Ok(written.value)
}

fn count_value(count: usize) -> Value {
    Value::Int(i64::try_from(count).unwrap_or(i64::MAX))
}

fn result_id(run: MatchRunId, person: PersonId) -> [u8; 16] {
    derived_id("match-result", &[&run.0, &person.0])
}

fn enrolment_id(class: ClassId, person: PersonId) -> [u8; 16] {
    derived_id("enrolment", &[&class.0, &person.0])
}

/// Publishes a closed run under the lot drawn in front of `witnesses`: every
/// result with its reason, and the enrolments, in one action.
///
/// Errors: `MATCH_RUN_ABSENT`; `MATCH_PUBLISHED` for a run that is published;
/// `MATCH_SEED_MISSING`; `MATCH_LIST_CHANGED` when the list on record is not
/// the one whose digest was recorded.
pub fn publish(
    store: &mut Store,
    id: MatchRunId,
    lottery_seed: &str,
    witnesses: &str,
) -> Result<Written<Run>> {
    let (known, list) = reads::whole(store.tables(), id)?;
    if known.published_on.is_some() {
        return Err(Error::refused("MATCH_PUBLISHED").with("run", id));
    }
    let lottery_seed = lottery_seed.trim();
    if lottery_seed.is_empty() || lottery_seed == PREVIEW_SEED {
        return Err(Error::refused("MATCH_SEED_MISSING"));
    }
    if rules::list_digest(&list) != known.list_digest {
        return Err(Error::refused("MATCH_LIST_CHANGED").with("run", id));
    }
    let mut run = solve(&list, lottery_seed, known.weights)?;
    let today = store.today();
    run.id = Some(id);
    run.closed_on = known.closed_on;
    run.published_on = Some(today);
    run.witnesses = witnesses.trim().to_owned();
    store.write("classes.match.publish", today, |change| {
        change.set(
            &MATCH_RUN,
            id.0,
            &[
                ("lottery_seed", Some(Value::Text(run.lottery_seed.clone()))),
                (
                    "witness_names",
                    (!run.witnesses.is_empty()).then(|| Value::Text(run.witnesses.clone())),
                ),
                ("published_on", Some(date_value(today))),
                ("placed", Some(Value::Int(i64::from(run.placed)))),
                (
                    "first_choice",
                    Some(Value::Int(i64::from(run.first_choice))),
                ),
                ("closed_classes", Some(values::classes(&run.closed))),
                ("outcome", Some(values::outcomes(&run.classes))),
            ],
        )?;
        for result in &run.results {
            change.set(
                &MATCH_RESULT,
                result_id(id, result.person),
                &[
                    ("class", result.class.map(|class| values::id(class.0))),
                    ("slot", result.slot.clone().map(Value::Text)),
                    (
                        "preference",
                        result.preference.map(|rank| Value::Int(i64::from(rank))),
                    ),
                    ("waiting", Some(values::numbered(&result.waiting))),
                    ("reasons", Some(values::reasons(&result.reasons))),
                ],
            )?;
            if let (Some(class), Some(slot)) = (result.class, &result.slot) {
                enrol(
                    change,
                    class,
                    result.person,
                    id,
                    slot,
                    EnrolmentState::Admitted,
                )?;
            }
        }
        Ok(run)
    })
}

fn enrol(
    change: &mut Change<'_>,
    class: ClassId,
    person: PersonId,
    run: MatchRunId,
    slot: &str,
    state: EnrolmentState,
) -> Result<()> {
    change.set(
        &ENROLMENT,
        enrolment_id(class, person),
        &[
            ("person", Some(values::id(person.0))),
            ("class", Some(values::id(class.0))),
            ("run", Some(values::id(run.0))),
            ("slot", Some(Value::Text(slot.to_owned()))),
            ("state", Some(Value::Text(state.word().to_owned()))),
        ],
    )
}

/// Closes the list, draws the lot from `entropy` (randomness of the host, drawn
/// after the list is closed) and publishes.
///
/// Errors: those of [`close`] and [`publish`].
pub fn match_and_publish(
    store: &mut Store,
    entropy: impl FnOnce() -> [u8; 16],
    witnesses: &str,
) -> Result<Written<Run>> {
    let run = close(store)?;
    let seed: String = entropy().iter().map(|byte| format!("{byte:02x}")).collect();
    publish(store, run, &seed, witnesses)
}

/// What giving a seat back brought about.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Declined {
    /// People who came off the waitlist, with their class.
    pub promoted: Vec<(PersonId, ClassId)>,
}

/// A person gives a seat back, without a reason and without any effect on
/// their other places. The freed seat goes to whoever the class would choose
/// now among its members and its waitlist; somebody promoted from another
/// class frees a seat there in turn.
///
/// Errors: `ENROLMENT_ABSENT`.
pub fn decline(store: &mut Store, person: PersonId, class: ClassId) -> Result<Written<Declined>> {
    let person = people::canonical(store, person)?;
    let mut enrolments = reads::enrolments(store.tables())?;
    let mut waitlists = reads::waitlists(store.tables())?;
    let deciding = reads::deciding_runs(store.tables())?;
    let held = enrolments
        .iter_mut()
        .find(|entry| entry.person == person && entry.class == class && entry.state.holds_seat())
        .ok_or_else(|| Error::absent("ENROLMENT_ABSENT"))?;
    held.state = EnrolmentState::Declined;
    let mut changed: Vec<Enrolment> = vec![held.clone()];
    let mut declined = Declined::default();
    let mut freed = VecDeque::from([class]);
    while let Some(class) = freed.pop_front() {
        let Some(run) = deciding.get(&class).copied() else {
            continue;
        };
        let (decided, list) = reads::whole(store.tables(), run)?;
        let waiting = waitlists.get(&class).cloned().unwrap_or_default();
        for (new, slot) in promotions(&decided, &list, class, &enrolments, &waiting) {
            for other in enrolments
                .iter_mut()
                .filter(|entry| entry.person == new && entry.state.holds_seat())
            {
                other.state = EnrolmentState::Moved;
                changed.push(other.clone());
                freed.push_back(other.class);
            }
            let entry = Enrolment {
                person: new,
                class,
                run,
                slot,
                state: EnrolmentState::Promoted,
            };
            enrolments.push(entry.clone());
            changed.push(entry);
            declined.promoted.push((new, class));
            // Whoever moved up no longer waits for what they wish for less.
            let preferences = list
                .applicants
                .iter()
                .find(|applicant| applicant.person == new);
            let rank = |class: ClassId| {
                preferences
                    .and_then(|p| p.preferences.iter().position(|(known, _)| *known == class))
            };
            for (other, waiting) in &mut waitlists {
                if *other == class || rank(*other) > rank(class) {
                    waiting.retain(|person| *person != new);
                }
            }
        }
    }
    let today = store.today();
    store.write("classes.decline", today, |change| {
        for entry in &changed {
            enrol(
                change,
                entry.class,
                entry.person,
                entry.run,
                &entry.slot,
                entry.state,
            )?;
        }
        Ok(declined)
    })
}

/// Whom a class would newly choose among its members of a run and its waitlist.
fn promotions(
    run: &Run,
    list: &List,
    class: ClassId,
    enrolments: &[Enrolment],
    waiting: &[PersonId],
) -> Vec<(PersonId, String)> {
    let Some(offer) = list.offers.iter().find(|offer| offer.class == class) else {
        return Vec::new();
    };
    let members: BTreeSet<PersonId> = enrolments
        .iter()
        .filter(|entry| {
            entry.class == class && run.id == Some(entry.run) && entry.state.holds_seat()
        })
        .map(|entry| entry.person)
        .collect();
    let standings = |people: &dyn Fn(&PersonId) -> bool| -> Vec<matching::Standing> {
        let chosen = list
            .applicants
            .iter()
            .enumerate()
            .filter(|(_, applicant)| people(&applicant.person));
        chosen
            .filter_map(|(index, _)| rules::standing_of(list, index, class))
            .collect()
    };
    let members = standings(&|person| members.contains(person));
    let waiting = standings(&|person| waiting.contains(person));
    let promotion = matching::promote(
        &rules::class_of(offer),
        &members,
        &waiting,
        &run.lottery_seed,
    );
    promotion
        .seats
        .into_iter()
        .filter(|seat| promotion.promoted.contains(&seat.applicant))
        .filter_map(|seat| {
            let index = seat.applicant.parse::<usize>().ok()?.checked_sub(1)?;
            list.applicants
                .get(index)
                .map(|applicant| (applicant.person, seat.slot))
        })
        .collect()
}
