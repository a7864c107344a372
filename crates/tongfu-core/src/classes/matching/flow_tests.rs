//! Applications, a run and what follows, in a store.

mod eligibility;

use super::{EnrolmentState, model::Weights};
use crate::base::{ClassId, Fen, PersonId};
use crate::classes::applications::{self, NewApplication, Saved};
use crate::classes::matching;
use crate::classes::model::{Class, ClassState, Timing};
use crate::classes::ops as class_ops;
use crate::people::{self, Entry, Field};
use crate::store::{Environment, Office, Role, Store};
use chrono::{NaiveDate, TimeZone, Utc};
use std::collections::BTreeSet;
use std::sync::Arc;

fn date(text: &str) -> NaiveDate {
    text.parse().unwrap()
}

fn store() -> Store {
    let environment = Environment {
        now: Arc::new(|| Utc.with_ymd_and_hms(2026, 11, 24, 2, 0, 0).unwrap()),
        today: Some(date("2026-11-24")),
        machine: "machine-a".into(),
        app: "test".into(),
    };
    Store::in_memory(
        Office::founded(Role::County, "654004", "霍尔果斯市"),
        "古丽",
        environment,
    )
    .unwrap()
}

fn number(born: &str, serial: u32) -> String {
    let first = format!("654004{born}{serial:03}");
    let weights = [7, 9, 10, 5, 8, 4, 2, 1, 6, 3, 7, 9, 10, 5, 8, 4, 2];
    let sum: u32 = first
        .bytes()
        .zip(weights)
        .map(|(digit, weight)| u32::from(digit - b'0') * weight)
        .sum();
    format!("{first}{}", char::from(b"10X98765432"[(sum % 11) as usize]))
}

/// Adds `count` people; every third is of a monitored household, every second
/// wishes for the second occupation first.
fn add_people(store: &mut Store, count: u32) -> Vec<PersonId> {
    let rows: Vec<[String; 3]> = (0..count)
        .map(|index| {
            let category = if index % 3 == 0 {
                "边缘易致贫户"
            } else {
                "一般农户"
            };
            [
                format!("学员{index}"),
                number("19900101", index),
                category.to_owned(),
            ]
        })
        .collect();
    let entries = rows
        .iter()
        .zip(0u32..)
        .map(|([name, number, category], index)| {
            let wish = if index % 2 == 0 {
                ("OCC-HARV", "OCC-TRAC")
            } else {
                ("OCC-TRAC", "OCC-HARV")
            };
            Entry::new()
                .with(Field::Name, name)
                .with(Field::DocumentNumber, number)
                .with(Field::Category, category)
                .with(Field::Wish1, wish.0)
                .with(Field::Wish2, wish.1)
        });
    let plan = people::preview_entries(store, entries).unwrap();
    let written = people::apply(store, &plan).unwrap();
    let mut people: Vec<(String, PersonId)> =
        people::lines(store, &people::changed_people(&written.changed))
            .unwrap()
            .into_iter()
            .map(|line| (line.name, line.person))
            .collect();
    people.sort_by_key(|(name, _)| name["学员".len()..].parse::<u32>().unwrap());
    people.into_iter().map(|(_, person)| person).collect()
}

fn add_class(
    store: &mut Store,
    id: u8,
    occupation: &str,
    seats: u32,
    min_size: u32,
    reserves: &[(&str, u32)],
) -> ClassId {
    let class = Class {
        id: ClassId([id; 16]),
        name: format!("第{id}班"),
        project: None,
        occupation: occupation.into(),
        level: "初级工".into(),
        institution: None,
        site: None,
        workshop: None,
        state: ClassState::Open,
        seats,
        min_size,
        max_size: 50,
        enrolled: 0,
        timing: Timing {
            start: date("2027-03-01"),
            training_days: 24,
            exam_days: 10,
            permit_days: 75,
            travel_days: 5,
        },
        pass_permille: 900,
        targets: Vec::new(),
        reserves: reserves
            .iter()
            .map(|(kind, seats)| ((*kind).to_owned(), *seats))
            .collect(),
        funding: Vec::new(),
        cost: Fen(0),
    };
    write_class(store, &class);
    class.id
}

fn write_class(store: &mut Store, class: &Class) {
    let today = store.today();
    store
        .write("class.test", today, |change| {
            class_ops::write(change, class)
        })
        .unwrap();
}

fn apply(store: &mut Store, person: PersonId, classes: &[ClassId]) -> Saved {
    let new = NewApplication {
        person,
        classes: classes.to_vec(),
        signed_on: date("2026-11-24"),
        witness: "马主任".into(),
        form_number: String::new(),
    };
    applications::save(store, &new).unwrap()
}

fn codes(saved: Saved) -> Vec<&'static str> {
    match saved {
        Saved::Done(_) => Vec::new(),
        Saved::Refused(problems) => problems.into_iter().map(|problem| problem.code).collect(),
    }
}

#[test]
fn an_application_is_refused_with_every_reason() {
    let mut store = store();
    let people = add_people(&mut store, 1);
    let open = add_class(&mut store, 1, "OCC-HARV", 10, 1, &[]);
    let mut begun = crate::classes::class(store.tables(), open).unwrap();
    begun.id = ClassId([2; 16]);
    begun.timing.start = date("2026-11-24");
    write_class(&mut store, &begun);
    let mut cancelled = begun.clone();
    cancelled.id = ClassId([3; 16]);
    cancelled.timing.start = date("2027-03-01");
    cancelled.state = ClassState::Cancelled;
    write_class(&mut store, &cancelled);
    let absent = ClassId([4; 16]);
    assert_eq!(
        codes(apply(
            &mut store,
            people[0],
            &[begun.id, cancelled.id, absent, open, open]
        )),
        [
            "APPLICATION_CLASS_NOT_OPEN",
            "APPLICATION_CLASS_NOT_OPEN",
            "APPLICATION_CLASS_ABSENT",
            "APPLICATION_TWICE"
        ]
    );
    assert_eq!(
        codes(apply(&mut store, people[0], &[])),
        ["APPLICATION_EMPTY"]
    );
    assert_eq!(
        codes(apply(&mut store, PersonId([9; 16]), &[open])),
        ["APPLICATION_PERSON_ABSENT"]
    );
    assert!(applications::applications(&store).unwrap().is_empty());
    assert_eq!(codes(apply(&mut store, people[0], &[open])), [""; 0]);
    assert_eq!(
        applications::of_person(&store, people[0])
            .unwrap()
            .unwrap()
            .classes,
        [open]
    );
}

#[test]
fn nobody_under_age_applies_for_work_abroad() {
    let mut store = store();
    let class = add_class(&mut store, 1, "OCC-HARV", 10, 1, &[]);
    let numbers = [number("20090301", 1), number("20090302", 1)];
    let names = ["到期", "未到期"];
    let entries = numbers.iter().zip(names).map(|(number, name)| {
        Entry::new()
            .with(Field::Name, name)
            .with(Field::DocumentNumber, number)
            .with(Field::Wish1, "OCC-HARV")
    });
    let plan = people::preview_entries(&store, entries).unwrap();
    let written = people::apply(&mut store, &plan).unwrap();
    let ids = people::changed_people(&written.changed);
    for line in people::lines(&store, &ids).unwrap() {
        let expected: &[&str] = if line.name == "到期" {
            &[]
        } else {
            &["APPLICATION_UNDER_AGE"]
        };
        assert_eq!(codes(apply(&mut store, line.person, &[class])), expected);
    }
}

/// Twenty people, two classes of six, two seats kept for monitored households.
fn county() -> (Store, Vec<PersonId>, [ClassId; 2]) {
    let mut store = store();
    let people = add_people(&mut store, 20);
    let harvest = add_class(&mut store, 1, "OCC-HARV", 6, 4, &[("monitored", 2)]);
    let tractor = add_class(&mut store, 2, "OCC-TRAC", 6, 4, &[]);
    for (index, person) in people.iter().enumerate() {
        let classes = if index % 2 == 0 {
            [harvest, tractor]
        } else {
            [tractor, harvest]
        };
        assert!(matches!(
            apply(&mut store, *person, &classes),
            Saved::Done(_)
        ));
    }
    (store, people, [harvest, tractor])
}

const LOT: [u8; 16] = [0x5a; 16];

#[test]
fn a_run_is_closed_drawn_published_and_never_changes() {
    let (mut store, people, classes) = county();
    let seen = matching::preview(&store).unwrap();
    assert_eq!(
        (seen.applicants, seen.placed, seen.published_on),
        (20, 12, None)
    );
    assert!(
        matching::runs(&store).unwrap().is_empty(),
        "a preview leaves nothing behind"
    );
    let id = matching::close(&mut store).unwrap();
    assert_eq!(
        matching::close(&mut store).unwrap(),
        id,
        "closing twice closes once"
    );
    // What comes in afterwards is not in the list.
    let late = add_people_named(&mut store, "迟到");
    assert!(matches!(apply(&mut store, late, &classes), Saved::Done(_)));
    assert_eq!(
        matching::publish(&mut store, id, " ", "").unwrap_err().code,
        "MATCH_SEED_MISSING"
    );
    assert_eq!(
        matching::publish(&mut store, id, "preview", "")
            .unwrap_err()
            .code,
        "MATCH_SEED_MISSING"
    );
    let written =
        matching::publish(&mut store, id, "2027-03-01 抽签 417", "马主任、叶尔波").unwrap();
    assert_eq!(written.operations, 1, "one action");
    let run = matching::run(&store, id).unwrap();
    assert_eq!(run, written.value);
    assert_eq!(
        (run.applicants, run.placed, run.results.len()),
        (20, 12, 20)
    );
    assert_eq!(run.witnesses, "马主任、叶尔波");
    assert_eq!(run.weights["need_tier"], Weights::default().need_tier);
    assert!(
        run.results
            .iter()
            .all(|result| result.person != late && !result.reasons.is_empty())
    );
    assert_eq!(
        matching::publish(&mut store, id, "another lot", "")
            .unwrap_err()
            .code,
        "MATCH_PUBLISHED"
    );
    // Monitored households have the higher priority: the ones among them who
    // were not placed are outnumbered by seats, not passed over.
    for result in &run.results {
        let index = people
            .iter()
            .position(|person| *person == result.person)
            .unwrap();
        if index % 3 == 0 {
            assert!(
                result.class.is_some(),
                "seven of twenty come before the others"
            );
        }
    }
    let counts = matching::counts(&store).unwrap();
    assert_eq!(
        counts.values().map(|counts| counts.enrolled).sum::<u32>(),
        12
    );
    assert_eq!(counts[&classes[0]].applicants, 21);
    // Whoever has a seat is in no later run, whoever has none is.
    assert_eq!(
        matching::preview(&store).unwrap_err().code,
        "MATCH_NO_APPLICANTS"
    );
    assert_eq!(matching::run(&store, id).unwrap(), run);
}

fn add_people_named(store: &mut Store, name: &str) -> PersonId {
    let number = number("19910101", 7);
    let entry = Entry::new()
        .with(Field::Name, name)
        .with(Field::DocumentNumber, &number)
        .with(Field::Wish1, "OCC-HARV");
    let plan = people::preview_entries(store, [entry]).unwrap();
    let written = people::apply(store, &plan).unwrap();
    people::changed_people(&written.changed)[0]
}

#[test]
fn a_list_that_was_touched_is_not_published() {
    let (mut store, people, _) = county();
    let id = matching::close(&mut store).unwrap();
    let result = crate::base::derived_id("match-result", &[&id.0, &people[3].0]);
    let today = store.today();
    store
        .write("tamper", today, |change| {
            change.delete(&crate::classes::records_matching::MATCH_RESULT, result)
        })
        .unwrap();
    assert_eq!(
        matching::publish(&mut store, id, "7", "").unwrap_err().code,
        "MATCH_LIST_CHANGED"
    );
}

#[test]
fn the_same_list_and_lot_give_the_same_result() {
    let (mut store, ..) = county();
    let run = matching::match_and_publish(&mut store, || LOT, "")
        .unwrap()
        .value;
    let (_, list) = super::store::whole(store.tables(), run.id.unwrap()).unwrap();
    let solution =
        tongfu_solver::matching::solve(&super::rules::instance(&list, &run.lottery_seed)).unwrap();
    assert_eq!(
        super::rules::decided(&list, &solution).results,
        run.results,
        "anybody can run it again from the record"
    );
    assert_eq!(super::rules::list_digest(&list), run.list_digest);
}

#[test]
fn a_class_shows_its_people_with_reasons() {
    let (mut store, _, [harvest, _]) = county();
    matching::match_and_publish(&mut store, || LOT, "").unwrap();
    let lists = matching::class_people(&store, harvest).unwrap();
    assert_eq!((lists.members.len(), lists.applicants.len()), (6, 20));
    assert!(!lists.waitlist.is_empty());
    assert_eq!(
        lists
            .waitlist
            .iter()
            .map(|entry| entry.position.unwrap())
            .collect::<Vec<_>>(),
        (1..=lists.waitlist.len() as u32).collect::<Vec<_>>()
    );
    assert!(
        lists
            .members
            .iter()
            .all(|entry| entry.slot.is_some() && !entry.reasons.is_empty())
    );
    // Whoever waits is told why this class did not take them.
    let told = |entry: &matching::ClassPerson| {
        entry
            .reasons
            .iter()
            .any(|reason| reason.class == Some(harvest))
    };
    assert!(lists.waitlist.iter().all(told));
    // Two reserved seats: too few to tell a cutoff.
    let reserved = lists
        .cutoffs
        .iter()
        .find(|cutoff| cutoff.slot == "monitored")
        .unwrap();
    assert_eq!(reserved.priority, None);
}

#[test]
fn a_freed_seat_goes_down_the_waitlist_and_nobody_loses_a_place() {
    let (mut store, _, [harvest, tractor]) = county();
    let run = matching::match_and_publish(&mut store, || LOT, "")
        .unwrap()
        .value;
    let before = matching::class_people(&store, harvest).unwrap();
    let leaver = before.members[0].person;
    let order: Vec<PersonId> = before.waitlist.iter().map(|entry| entry.person).collect();
    let held: BTreeSet<PersonId> = matching::seated(&store).unwrap();
    let declined = matching::decline(&mut store, leaver, harvest)
        .unwrap()
        .value;
    assert!(!declined.promoted.is_empty());
    let after = matching::class_people(&store, harvest).unwrap();
    let seated = matching::seated(&store).unwrap();
    assert_eq!(after.members.len(), 6);
    assert!(!seated.contains(&leaver));
    assert!(
        held.iter()
            .all(|person| *person == leaver || seated.contains(person)),
        "nobody else lost a seat"
    );
    // The rest of the waitlist stands in the same order.
    let left: Vec<PersonId> = after.waitlist.iter().map(|entry| entry.person).collect();
    let expected: Vec<PersonId> = order
        .into_iter()
        .filter(|person| left.contains(person))
        .collect();
    assert_eq!(left, expected);
    // The run is what it was, and giving a seat back lowers nobody's rank.
    assert_eq!(matching::run(&store, run.id.unwrap()).unwrap(), run);
    assert!(!after.waitlist.iter().any(|entry| entry.person == leaver));
    let entries = super::store::enrolments(store.tables()).unwrap();
    let state = |person, class| {
        entries
            .iter()
            .find(|e| e.person == person && e.class == class)
            .map(|e| e.state)
    };
    assert_eq!(state(leaver, harvest), Some(EnrolmentState::Declined));
    for (person, class) in &declined.promoted {
        assert_eq!(state(*person, *class), Some(EnrolmentState::Promoted));
    }
    assert_eq!(
        matching::decline(&mut store, leaver, harvest)
            .unwrap_err()
            .code,
        "ENROLMENT_ABSENT"
    );
    // Applying again for another class is as possible as before.
    let mut third = crate::classes::class(store.tables(), tractor).unwrap();
    third.id = ClassId([7; 16]);
    third.min_size = 1;
    write_class(&mut store, &third);
    assert_eq!(codes(apply(&mut store, leaver, &[third.id])), [""; 0]);
    let again = matching::preview(&store).unwrap();
    let place = again
        .results
        .iter()
        .find(|result| result.person == leaver)
        .unwrap();
    assert_eq!(place.preference, Some(1));
}

#[test]
fn withdrawing_takes_nobody_elses_place_and_leaves_the_waitlist() {
    let (mut store, _, [harvest, _]) = county();
    matching::match_and_publish(&mut store, || LOT, "").unwrap();
    let waiting = matching::class_people(&store, harvest).unwrap().waitlist;
    let (first, second) = (waiting[0].person, waiting[1].person);
    applications::withdraw(&mut store, first).unwrap();
    let after = matching::class_people(&store, harvest).unwrap();
    assert_eq!(after.waitlist[0].person, second);
    assert_eq!(after.members.len(), 6);
    assert_eq!(
        applications::withdraw(&mut store, PersonId([9; 16]))
            .unwrap_err()
            .code,
        "APPLICATION_ABSENT"
    );
}

#[test]
fn withdrawn_applications_change_nobody_elses_result() {
    let (mut store, people, _) = county();
    let full = matching::preview(&store).unwrap();
    let unplaced = full
        .results
        .iter()
        .rev()
        .find(|result| result.class.is_none())
        .unwrap()
        .person;
    applications::withdraw(&mut store, unplaced).unwrap();
    let smaller = matching::preview(&store).unwrap();
    assert_eq!(smaller.applicants as usize, people.len() - 1);
    assert!(
        smaller
            .results
            .iter()
            .all(|result| result.person != unplaced)
    );
}

#[test]
fn test_marks_count_for_the_class_they_are_of() {
    let (mut store, people, [harvest, _]) = county();
    assert_eq!(
        applications::set_test_marks(&mut store, people[1], harvest, 101)
            .unwrap_err()
            .code,
        "TEST_MARKS_RANGE"
    );
    applications::set_test_marks(&mut store, people[1], harvest, 100).unwrap();
    let id = matching::close(&mut store).unwrap();
    let (_, list) = super::store::whole(store.tables(), id).unwrap();
    let entry = list
        .applicants
        .iter()
        .find(|applicant| applicant.person == people[1])
        .unwrap();
    let points: Vec<i64> = entry
        .preferences
        .iter()
        .map(|(_, points)| *points)
        .collect();
    assert_eq!(points, [0, Weights::default().entry_test]);
}

#[test]
fn seeding_makes_the_same_applications_from_the_same_people() {
    let seeded = || {
        let mut store = store();
        add_people(&mut store, 40);
        add_class(&mut store, 1, "OCC-HARV", 6, 4, &[]);
        add_class(&mut store, 2, "OCC-TRAC", 6, 4, &[]);
        let first = applications::seed_demo(&mut store).unwrap();
        assert!(first.value.applications >= 20 && first.value.people == 40);
        assert_eq!(
            applications::seed_demo(&mut store)
                .unwrap()
                .value
                .applications,
            0,
            "nobody twice"
        );
        let mut names: Vec<(String, Vec<ClassId>)> = applications::applications(&store)
            .unwrap()
            .into_iter()
            .map(|application| {
                (
                    people::name(&store, application.person).unwrap().unwrap(),
                    application.classes,
                )
            })
            .collect();
        names.sort();
        names
    };
    let (one, other) = (seeded(), seeded());
    assert_eq!(one, other);
    for (name, classes) in one {
        let index: u32 = name["学员".len()..].parse().unwrap();
        assert_eq!(
            classes[0],
            ClassId([if index.is_multiple_of(2) { 1 } else { 2 }; 16]),
            "the first wish first"
        );
    }
}
