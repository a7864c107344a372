//! Applications: a person's classes in the order they are wished for.
//!
//! Invariants: one application per person; only classes that take
//! applications; nobody who is not of age when the class starts, because its
//! graduates work abroad; nobody who is not eligible, while missing evidence
//! does not stand in the way. Eligibility is asked when an application is first
//! made, or made again after a withdrawal, and frozen with it; a change of
//! classes does not ask again. Withdrawing needs no reason, is always possible and
//! never lowers anybody's rank in anything.

use super::matching::classes::{self as known, ClassFacts};
use super::matching::{rules, values};
use super::records_matching::APPLICATION;
use crate::base::{ApplicationId, ClassId, EntityId, PersonId, Problem, derived_id, reference};
use crate::choice::{self, forms};
use crate::eligibility::{self, Question};
use crate::people;
use crate::security::responsibility;
use crate::store::{Change, Store, Written, date_from_days, date_value};
use crate::{Error, Result};
use chrono::NaiveDate;
use rusqlite::Connection;
use std::collections::{BTreeMap, BTreeSet};
use tongfu_package::value::Value;

/// The word of an application that counts.
const OPEN: &str = "open";
/// The word of one that was withdrawn.
const WITHDRAWN: &str = "withdrawn";

/// A person's application.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Application {
    /// Its id.
    pub id: ApplicationId,
    /// The person.
    pub person: PersonId,
    /// Classes, best first.
    pub classes: Vec<ClassId>,
    /// Day on which it was signed.
    pub signed_on: Option<NaiveDate>,
    /// Whether it was withdrawn.
    pub withdrawn: bool,
    /// Marks of the entry test by class, 0–100.
    pub test_marks: Vec<(ClassId, i64)>,
}

/// What is typed in.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct NewApplication {
    /// The person.
    pub person: PersonId,
    /// Classes, best first.
    pub classes: Vec<ClassId>,
    /// Day on which it was signed.
    pub signed_on: NaiveDate,
    /// Named witness, where there was one.
    pub witness: String,
    /// Number of the paper form, where there was one.
    pub form_number: String,
}

/// The id of a person's application.
pub fn id_of(person: PersonId) -> ApplicationId {
    ApplicationId(derived_id("application", &[&person.0]))
}

/// Everything that stands against an application: `APPLICATION_EMPTY`,
/// `APPLICATION_PERSON_ABSENT`, `APPLICATION_TWICE` (class),
/// `APPLICATION_CLASS_ABSENT` (class), `APPLICATION_CLASS_NOT_OPEN` (class),
/// `APPLICATION_UNDER_AGE` (class, start), `APPLICATION_AGE_UNKNOWN`,
/// `APPLICATION_NOT_ELIGIBLE` with the reasons of [`eligibility::refusals`].
pub fn check(store: &Store, person: PersonId, classes: &[ClassId]) -> Result<Vec<Problem>> {
    let question = question(store, person, store.today())?;
    check_with(store, person, classes, question.as_ref())
}

/// The question of eligibility that an application of `date` asks; `None` when
/// an earlier decision stands with it, or nobody is on record.
fn question(store: &Store, person: PersonId, date: NaiveDate) -> Result<Option<Question>> {
    let person = people::canonical(store, person)?;
    let stands = of_person(store, person)?.is_some_and(|found| !found.withdrawn)
        && eligibility::latest(store.tables(), person)?.is_some();
    if stands || people::stated(store, person)?.is_none() {
        return Ok(None);
    }
    eligibility::question(store, person, date).map(Some)
}

fn check_with(
    store: &Store,
    person: PersonId,
    classes: &[ClassId],
    question: Option<&Question>,
) -> Result<Vec<Problem>> {
    let facts: BTreeMap<ClassId, ClassFacts> = known::facts(store)?
        .into_iter()
        .map(|class| (class.id, class))
        .collect();
    let birth = people::lines(store, &[person])?
        .first()
        .map(|line| line.birth);
    let mut problems = problems(&facts, birth, classes);
    if let Some(question) = question {
        problems.extend(eligibility::refusals(&question.verdict));
    }
    Ok(problems)
}

fn problems(
    facts: &BTreeMap<ClassId, ClassFacts>,
    birth: Option<Option<NaiveDate>>,
    classes: &[ClassId],
) -> Vec<Problem> {
    let mut problems = Vec::new();
    if classes.is_empty() {
        problems.push(Problem::refuse("APPLICATION_EMPTY").on("classes"));
    }
    match birth {
        None => problems.push(Problem::refuse("APPLICATION_PERSON_ABSENT").on("person")),
        Some(None) => problems.push(Problem::refuse("APPLICATION_AGE_UNKNOWN").on("person")),
        Some(Some(_)) => {}
    }
    let mut seen = BTreeSet::new();
    for class in classes {
        if !seen.insert(*class) {
            problems.push(
                Problem::refuse("APPLICATION_TWICE")
                    .on("classes")
                    .with("class", name(facts, *class)),
            );
            continue;
        }
        let Some(found) = facts.get(class) else {
            problems.push(
                Problem::refuse("APPLICATION_CLASS_ABSENT")
                    .on("classes")
                    .with("class", class),
            );
            continue;
        };
        if !found.takes_applications {
            problems.push(
                Problem::refuse("APPLICATION_CLASS_NOT_OPEN")
                    .on("classes")
                    .with("class", &found.name),
            );
        }
        if let Some(Some(birth)) = birth {
            // Every class there is sends its graduates abroad, so that no
            // guardian's consent lets a minor in.
            let reasons = choice::rules::may_apply(birth, false, found.start, true);
            problems.extend(
                reasons
                    .into_iter()
                    .map(|reason| reason.on("classes").with("class", &found.name)),
            );
        }
    }
    problems
}

fn name(facts: &BTreeMap<ClassId, ClassFacts>, class: ClassId) -> String {
    facts
        .get(&class)
        .map_or_else(|| class.to_string(), |found| found.name.clone())
}

/// What became of an application.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Saved {
    /// It was written.
    Done(Written<ApplicationId>),
    /// Nothing was written; every reason.
    Refused(Vec<Problem>),
}

/// Saves a person's application; it takes the place of an earlier one. The
/// paper form it stands on is entered in the same action.
///
/// Reasons: those of [`check`] and of [`forms::check`].
pub fn save(store: &mut Store, new: &NewApplication) -> Result<Saved> {
    let person = people::canonical(store, new.person)?;
    let question = question(store, person, new.signed_on)?;
    let mut problems = check_with(store, person, &new.classes, question.as_ref())?;
    let entry = forms::FormEntry {
        number: new.form_number.clone(),
        person,
        signed_on: new.signed_on,
        witness: new.witness.clone(),
    };
    let mut paper = None;
    if !new.form_number.trim().is_empty() {
        let checked = forms::check(store, &entry)?;
        problems.extend(checked.problems);
        paper = checked.number;
    }
    if problems.iter().any(|problem| problem.refuses) {
        return Ok(Saved::Refused(problems));
    }
    let id = id_of(person);
    let taker = store.user().id;
    let written = store.write("applications.save", new.signed_on, |change| {
        set(change, person, new, question.as_ref())?;
        responsibility::assign_new(
            change,
            responsibility::APPLICATION,
            id.0,
            taker,
            new.signed_on,
        )?;
        if let Some(number) = &paper {
            forms::enter_within(change, number, &entry)?;
        }
        Ok(id)
    })?;
    Ok(Saved::Done(written))
}

/// Writes an application, and with it the answer on eligibility that it asked
/// for.
fn set(
    change: &mut Change<'_>,
    person: PersonId,
    new: &NewApplication,
    question: Option<&Question>,
) -> Result<()> {
    if let Some(question) = question {
        eligibility::freeze(change, question, id_of(person))?;
    }
    let optional = |text: &str| (!text.is_empty()).then(|| Value::Text(text.to_owned()));
    change.set(
        &APPLICATION,
        id_of(person).0,
        &[
            ("person", Some(values::id(person.0))),
            ("classes", Some(values::classes(&new.classes))),
            ("signed_on", Some(date_value(new.signed_on))),
            ("witness_name", optional(&new.witness)),
            ("form_number", optional(&new.form_number)),
            ("state", Some(Value::Text(OPEN.to_owned()))),
        ],
    )
}

/// Sets the classes of an application within an action that takes classes
/// away.
pub(crate) fn set_classes(
    change: &mut Change<'_>,
    id: ApplicationId,
    classes: &[ClassId],
) -> Result<()> {
    change.set(
        &APPLICATION,
        id.0,
        &[("classes", Some(values::classes(classes)))],
    )
}

/// Withdraws a person's application.
///
/// Errors: `APPLICATION_ABSENT`.
pub fn withdraw(store: &mut Store, person: PersonId) -> Result<Written<()>> {
    let person = people::canonical(store, person)?;
    if of_person(store, person)?.is_none() {
        return Err(Error::absent("APPLICATION_ABSENT"));
    }
    let today = store.today();
    store.write("applications.withdraw", today, |change| {
        change.set(
            &APPLICATION,
            id_of(person).0,
            &[("state", Some(Value::Text(WITHDRAWN.to_owned())))],
        )?;
        responsibility::close(change, responsibility::APPLICATION, id_of(person).0)
    })
}

/// Records the marks of the entry test of a class's course.
///
/// Errors: `APPLICATION_ABSENT`, `TEST_MARKS_RANGE`.
pub fn set_test_marks(
    store: &mut Store,
    person: PersonId,
    class: ClassId,
    marks: i64,
) -> Result<Written<()>> {
    if !(0..=100).contains(&marks) {
        return Err(Error::refused("TEST_MARKS_RANGE").with("marks", marks));
    }
    let person = people::canonical(store, person)?;
    let mut application =
        of_person(store, person)?.ok_or_else(|| Error::absent("APPLICATION_ABSENT"))?;
    application.test_marks.retain(|(known, _)| *known != class);
    application.test_marks.push((class, marks));
    application.test_marks.sort_unstable();
    let today = store.today();
    store.write("applications.test_marks", today, |change| {
        change.set(
            &APPLICATION,
            id_of(person).0,
            &[(
                "test_marks",
                Some(values::numbered(&application.test_marks)),
            )],
        )
    })
}

/// All applications, by person.
pub fn applications(store: &Store) -> Result<Vec<Application>> {
    read(store.tables(), None)
}

/// A person's application.
pub fn of_person(store: &Store, person: PersonId) -> Result<Option<Application>> {
    let person = people::canonical(store, person)?;
    Ok(read(store.tables(), Some(person))?.pop())
}

fn read(tables: &Connection, person: Option<PersonId>) -> Result<Vec<Application>> {
    let mut statement = tables.prepare_cached(
        "SELECT id, person, classes, signed_on, state, test_marks FROM application
         WHERE ?1 IS NULL OR person = ?1 ORDER BY person, id",
    )?;
    let mut rows = statement.query([person])?;
    let mut found = Vec::new();
    while let Some(row) = rows.next()? {
        let Some(person) = row.get::<_, Option<EntityId>>(1)? else {
            continue;
        };
        let blob = |index: usize| -> rusqlite::Result<Value> {
            let bytes: Option<Vec<u8>> = row.get(index)?;
            Ok(values::stored(bytes.as_deref()))
        };
        found.push(Application {
            id: row.get(0)?,
            person: PersonId(person),
            classes: values::read_classes(&blob(2)?),
            signed_on: row.get::<_, Option<i64>>(3)?.and_then(date_from_days),
            withdrawn: row.get::<_, Option<String>>(4)?.as_deref() == Some(WITHDRAWN),
            test_marks: values::read_numbered(&blob(5)?),
        });
    }
    Ok(found)
}

/// People who withdrew.
pub(super) fn withdrawn(tables: &Connection) -> Result<BTreeSet<PersonId>> {
    let mut statement = tables
        .prepare_cached("SELECT person FROM application WHERE state = ?1 AND person IS NOT NULL")?;
    let found = statement
        .query_map([WITHDRAWN], |row| row.get(0))?
        .collect::<rusqlite::Result<_>>()?;
    Ok(found)
}

/// What [`seed_demo`] made.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Seeded {
    /// Applications that now stand.
    pub applications: u32,
    /// People looked at.
    pub people: u32,
}

/// Makes applications for the people on record, so that a demonstration has
/// something to match: from each person's wishes in their order, then from
/// classes of neighbouring occupations. Which people apply follows from their
/// place in the list, so the same list gives the same applications. People who
/// have an application, hold a seat or said no to work abroad are left alone.
pub fn seed_demo(store: &mut Store) -> Result<Written<Seeded>> {
    let facts: BTreeMap<ClassId, ClassFacts> = known::facts(store)?
        .into_iter()
        .filter(|class| class.takes_applications)
        .map(|class| (class.id, class))
        .collect();
    let mut everybody = people::applicants(store)?;
    // Ids are random; names, birth dates and villages are not.
    everybody.sort_by(|a, b| {
        (&a.name, a.birth, &a.township, a.person).cmp(&(&b.name, b.birth, &b.township, b.person))
    });
    let taken: BTreeSet<PersonId> = read(store.tables(), None)?
        .into_iter()
        .map(|application| application.person)
        .chain(super::matching::seated(store)?)
        .collect();
    let today = store.today();
    let mut new = Vec::new();
    for (index, person) in everybody.iter().enumerate() {
        let said_no = person.willing_abroad.as_deref() == Some(people::model::Willing::No.word());
        if said_no || taken.contains(&person.person) || person.wishes.is_empty() {
            continue;
        }
        let draw = derived_id("seed-demo", &[&index.to_be_bytes()]);
        // Three in four who wish do apply.
        if draw[0].is_multiple_of(4) {
            continue;
        }
        let classes = wished(&facts, person, usize::from(draw[1] % 3));
        if classes.is_empty() || !problems(&facts, Some(person.birth), &classes).is_empty() {
            continue;
        }
        let question = question(store, person.person, today)?;
        let refused = question
            .as_ref()
            .is_some_and(|asked| !eligibility::refusals(&asked.verdict).is_empty());
        if !refused {
            let application = NewApplication {
                person: person.person,
                classes,
                signed_on: today,
                witness: String::new(),
                form_number: String::new(),
            };
            new.push((application, question));
        }
    }
    let people = u32::try_from(everybody.len()).unwrap_or(u32::MAX);
    store.write("applications.seed_demo", today, |change| {
        for (application, question) in &new {
            set(change, application.person, application, question.as_ref())?;
        }
        Ok(Seeded {
            applications: u32::try_from(new.len()).unwrap_or(u32::MAX),
            people,
        })
    })
}

/// Classes for somebody's wishes: those of each wished occupation, then up to
/// `neighbours` of the same families; of several the one that starts first.
fn wished(
    facts: &BTreeMap<ClassId, ClassFacts>,
    person: &people::Applicant,
    neighbours: usize,
) -> Vec<ClassId> {
    let suits = |class: &&ClassFacts| {
        person
            .birth
            .is_some_and(|birth| rules::of_age(birth, class.start))
    };
    let mut sorted: Vec<&ClassFacts> = facts.values().filter(suits).collect();
    sorted.sort_by(|a, b| (a.start, &a.name, a.id).cmp(&(b.start, &b.name, b.id)));
    let mut chosen: Vec<ClassId> = Vec::new();
    for wish in &person.wishes {
        chosen.extend(
            sorted
                .iter()
                .filter(|class| class.occupation == *wish)
                .map(|class| class.id),
        );
    }
    let family =
        |occupation: &str| reference::occupation(occupation).map(|occupation| occupation.family);
    let families: BTreeSet<&str> = person
        .wishes
        .iter()
        .filter_map(|wish| family(wish))
        .collect();
    let near: Vec<ClassId> = sorted
        .iter()
        .filter(|class| {
            !chosen.contains(&class.id)
                && family(&class.occupation).is_some_and(|family| families.contains(family))
        })
        .map(|class| class.id)
        .take(neighbours)
        .collect();
    chosen.extend(near);
    chosen.truncate(5);
    chosen
}
