//! The demo county: invented, valid, the same everywhere.

use super::{bulletins, capacity, invent};
use crate::base::reference;
use crate::people::{Entry, Field};
use chrono::NaiveDate;
use std::collections::BTreeSet;

fn date(text: &str) -> NaiveDate {
    text.parse().unwrap()
}

#[test]
fn two_thousand_different_people_with_valid_numbers() {
    let people = invent::people();
    assert_eq!(people.len(), 2_000);
    assert_eq!(people, invent::people(), "the same everywhere");
    let numbers: BTreeSet<&str> = people
        .iter()
        .map(|person| person.document_number.as_str())
        .collect();
    let phones: BTreeSet<&str> = people.iter().map(|person| person.phone.as_str()).collect();
    assert_eq!((numbers.len(), phones.len()), (2_000, 2_000));
    let today = date("2026-11-24");
    let circumstances = crate::people::rules::Circumstances {
        today,
        home: "654004",
    };
    for person in &people {
        let fields = person.fields();
        let mut entry = Entry::new();
        for (field, text) in &fields {
            entry.put(*field, text, false);
        }
        let reading = crate::people::rules::read(&entry, &circumstances);
        assert!(
            reading.problems.is_empty(),
            "{} {:?}",
            person.name,
            reading.problems
        );
        assert!(
            reading.values.text(Field::Township).is_some(),
            "{}",
            person.address
        );
    }
    let ethnic: BTreeSet<&str> = people.iter().map(|person| person.ethnic_name).collect();
    assert_eq!(ethnic.len(), 4);
    assert!(
        people.iter().any(|person| person.wishes.len() == 3)
            && people.iter().any(|person| person.wishes.is_empty())
    );
}

#[test]
fn bulletins_follow_the_season_calendar() {
    for today in ["2026-11-24", "2027-01-01", "2027-06-30", "2028-02-29"] {
        let today = date(today);
        let bulletins = bulletins::bulletins(today);
        assert_eq!(bulletins.len(), 2);
        for bulletin in &bulletins {
            assert!(bulletin.collected <= today);
            assert_eq!(
                (bulletin.year, bulletin.quarter),
                (
                    chrono::Datelike::year(&today),
                    chrono::Datelike::month0(&today) / 3 + 1
                )
            );
            for line in &bulletin.lines {
                assert!(
                    reference::region(line.region).is_some()
                        && reference::occupation(line.occupation).is_some()
                );
                assert!(
                    line.start > today
                        && line.start <= line.peak_start
                        && line.peak_start <= line.peak_end
                        && line.peak_end <= line.end
                );
                assert!(
                    line.headcount > 0 && line.wage_low > 100_000 && line.wage_low < line.wage_high
                );
            }
        }
        let heads = |occupation: &str| -> u32 {
            bulletins[0]
                .lines
                .iter()
                .filter(|line| line.occupation == occupation)
                .map(|line| line.headcount)
                .sum()
        };
        assert!(
            heads("OCC-HARV") > 200 && heads("OCC-GRADE") < 45,
            "what is wanted is not what is trained"
        );
    }
}

#[test]
fn capacity_names_what_the_reference_data_knows() {
    let file = capacity::capacity(date("2026-11-24"));
    for course in file["courses"].as_array().unwrap() {
        assert!(reference::occupation_by_name(course["occupation"].as_str().unwrap()).is_some());
    }
    assert_eq!(file["budget"][0]["year"], 2027);
    assert_eq!(
        capacity::capacity(date("2027-03-01"))["budget"][0]["year"],
        2027
    );
    assert_eq!(
        capacity::capacity(date("2027-08-01"))["budget"][0]["year"],
        2028
    );
}

use super::{Step, is_loaded, load, remove};
use crate::base::PersonId;
use crate::classes::{self, applications, matching};
use crate::people;
use crate::planning::{self, Request};
use crate::store::{Environment, Office, Role, Store};
use chrono::{TimeZone, Utc};
use std::ops::ControlFlow;
use std::sync::Arc;

fn store(role: Role) -> Store {
    let environment = Environment {
        now: Arc::new(|| Utc.with_ymd_and_hms(2026, 11, 24, 2, 0, 0).unwrap()),
        today: Some(date("2026-11-24")),
        machine: "machine-a".into(),
        app: "test".into(),
    };
    Store::in_memory(
        Office::founded(role, "654004", "霍尔果斯市"),
        "古丽",
        environment,
    )
    .unwrap()
}

/// Every row of every synced table.
fn rows(store: &Store) -> Vec<String> {
    let mut rows = Vec::new();
    for kind in crate::store::registry::kinds() {
        let mut statement = store
            .tables()
            .prepare(&format!("SELECT * FROM {} ORDER BY id", kind.table))
            .unwrap();
        let columns = statement.column_count();
        let mut found = statement.query([]).unwrap();
        while let Some(row) = found.next().unwrap() {
            let values: Vec<String> = (0..columns)
                .map(|column| format!("{:?}", row.get_ref(column).unwrap()))
                .collect();
            rows.push(format!("{} {}", kind.table, values.join("|")));
        }
    }
    rows
}

/// A county with somebody and something of its own.
fn own(store: &mut Store) -> PersonId {
    let entry = Entry::new()
        .with(Field::Name, "阿迪力·买买提")
        .with(Field::DocumentNumber, "654004199003071236")
        .with(Field::HouseholdNumber, "6540041234567")
        .with(Field::Wish1, "OCC-HARV");
    let plan = people::preview_entries(store, [entry]).unwrap();
    let written = people::apply(store, &plan).unwrap();
    let file = serde_json::json!({
        "courses": [{"occupation": "联合收割机驾驶员", "level": "初级工", "hours": 100, "days": 14, "exam_days": 7,
                     "cost_per_class": 1, "cost_per_seat": 2}],
        "permits": {"lead_time_days": 60, "travel_days": 4, "capacity": {"4类": 3}},
        "class_size": {"min": 8, "max": 40},
    });
    classes::capacity::import(store, &file.to_string()).unwrap();
    people::changed_people(&written.changed)[0]
}

#[test]
fn loading_and_removing_leaves_the_county_as_it_was() {
    let mut store = store(Role::County);
    let person = own(&mut store);
    let before = rows(&store);
    let mut steps = Vec::new();
    let loaded = load(&mut store, &mut |step| steps.push(step)).unwrap();
    assert_eq!(steps, [Step::People, Step::Bulletins, Step::Capacity]);
    assert_eq!((loaded.people, loaded.bulletins), (2_000, 2));
    assert!(loaded.lines >= 20 && is_loaded(&store).unwrap());
    assert_eq!(
        load(&mut store, &mut |_| ()).unwrap_err().code,
        "DEMO_LOADED"
    );
    let after = rows(&store);
    assert!(
        before.iter().all(|row| after.contains(row)),
        "nothing of the county's own was changed"
    );
    // Work on it: a plan, its classes, applications, a run.
    let request = Request {
        from: date("2026-11-24"),
        weeks: 60,
        pins: Vec::new(),
        name: None,
    };
    let prepared = planning::prepare(&store, &request).unwrap();
    let options = planning::Options {
        gap: 0.02,
        node_limit: 50,
        ..planning::Options::default()
    };
    let scenario =
        planning::solve(&prepared, &options, &mut |_| ControlFlow::Continue(())).unwrap();
    planning::keep(&mut store, &scenario).unwrap();
    assert!(
        scenario
            .proposals
            .iter()
            .map(|proposal| proposal.seats)
            .sum::<u32>()
            > 100
    );
    planning::accept(&mut store, scenario.id.parse().unwrap(), None, "").unwrap();
    assert!(
        applications::seed_demo(&mut store)
            .unwrap()
            .value
            .applications
            > 100
    );
    let run = matching::match_and_publish(&mut store, || [7; 16], "")
        .unwrap()
        .value;
    assert!(run.placed > 50 && run.results.iter().all(|result| !result.reasons.is_empty()));
    let kept_application = applications::of_person(&store, person).unwrap().is_some();
    let removed = remove(&mut store).unwrap();
    assert_eq!((removed.people, removed.kept.len()), (2_000, 0));
    assert!(removed.classes > 0 && !is_loaded(&store).unwrap());
    let mut left = rows(&store);
    if kept_application {
        // The run the county's own person took part in is theirs too.
        left.retain(|row| !row.starts_with("match_") && !row.starts_with("application "));
    }
    assert_eq!(left, before);
    assert!(planning::list(&store).unwrap().is_empty());
    assert_eq!(remove(&mut store).unwrap_err().code, "DEMO_ABSENT");
}

#[test]
fn somebody_made_into_another_person_stays() {
    let mut store = store(Role::County);
    load(&mut store, &mut |_| ()).unwrap();
    let invented = &invent::people()[5];
    let person = people::applicants(&store)
        .unwrap()
        .into_iter()
        .find(|person| person.name == invented.name && person.birth == Some(invented.birth))
        .unwrap()
        .person;
    people::save(
        &mut store,
        Some(person),
        &Entry::new().with(Field::Name, "另一个人"),
    )
    .unwrap();
    let removed = remove(&mut store).unwrap();
    assert_eq!((removed.people, removed.kept), (1_999, vec![person]));
    assert_eq!(people::counts(&store).unwrap().people, 1);
}

#[test]
fn loading_again_after_removing_works() {
    let mut store = store(Role::County);
    load(&mut store, &mut |_| ()).unwrap();
    remove(&mut store).unwrap();
    assert_eq!(people::counts(&store).unwrap().people, 0);
    assert_eq!(load(&mut store, &mut |_| ()).unwrap().people, 2_000);
    let digest = rows(&store);
    store.rebuild().unwrap();
    assert_eq!(rows(&store), digest);
}

#[test]
fn only_a_county_is_demonstrated() {
    assert_eq!(
        load(&mut store(Role::Province), &mut |_| ())
            .unwrap_err()
            .code,
        "DEMO_COUNTY_ONLY"
    );
}
