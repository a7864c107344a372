use super::model::NewParameter;
use super::{Saved, end, in_force, replace, set, shipped};
use crate::store::Store;
use crate::store::testing::{county, day};

fn store() -> Store {
    county("2026-11-20")
}

fn new(area: &str, value: i64, from: &str) -> NewParameter {
    NewParameter {
        name: "test.line".to_owned(),
        area: area.to_owned(),
        value,
        unit: "fen".to_owned(),
        valid_from: Some(day(from)),
        valid_to: None,
        source: "某文件".to_owned(),
        confidence: "high".to_owned(),
    }
}

fn value(store: &Store, area: &str, date: &str) -> Option<i64> {
    in_force(store.tables(), "test.line", area, day(date))
        .unwrap()
        .map(|found| found.value)
}

#[test]
fn the_narrowest_area_counts_then_the_latest() {
    let mut store = store();
    for parameter in [
        new("", 1, "2020-01-01"),
        new("650000", 2, "2020-01-01"),
        new("654000", 3, "2021-01-01"),
        new("654004", 4, "2026-01-01"),
        new("654004", 5, "2026-07-01"),
    ] {
        assert!(matches!(
            set(&mut store, &parameter).unwrap(),
            Saved::Done(_)
        ));
    }
    assert_eq!(value(&store, "654004", "2026-07-01"), Some(5));
    assert_eq!(value(&store, "654004", "2026-06-30"), Some(4));
    assert_eq!(value(&store, "654004", "2025-12-31"), Some(3));
    assert_eq!(value(&store, "654021", "2020-06-01"), Some(2));
    assert_eq!(value(&store, "620000", "2020-06-01"), Some(1));
    assert_eq!(value(&store, "654004", "2019-12-31"), None);
}

#[test]
fn an_ended_one_counts_until_its_last_day_and_an_entered_one_before_a_shipped_one() {
    let mut store = store();
    let name = "retention.training.years";
    let before = in_force(store.tables(), name, "654004", day("2026-11-20"))
        .unwrap()
        .unwrap();
    assert!(before.id.is_none() && before.value >= 10);
    let mut longer = new("", before.value + 5, "2026-01-01");
    longer.name = name.to_owned();
    let Saved::Done(written) = set(&mut store, &longer).unwrap() else {
        panic!("refused");
    };
    let held = |store: &Store, date: &str| {
        in_force(store.tables(), name, "654004", day(date))
            .unwrap()
            .unwrap()
            .value
    };
    assert_eq!(held(&store, "2026-11-20"), before.value + 5);
    end(&mut store, written.value, day("2026-11-20")).unwrap();
    assert_eq!(held(&store, "2026-11-20"), before.value + 5);
    assert_eq!(held(&store, "2026-11-21"), before.value);
    assert_eq!(
        end(&mut store, written.value, day("2025-01-01"))
            .unwrap_err()
            .code,
        "PARAMETER_DATES"
    );
}

#[test]
fn every_reason_against_a_new_one_is_named() {
    let mut store = store();
    let wrong = NewParameter {
        name: " ".to_owned(),
        area: "六五".to_owned(),
        unit: String::new(),
        source: String::new(),
        valid_to: Some(day("2019-01-01")),
        ..new("", 1, "2020-01-01")
    };
    let Saved::Refused(problems) = set(&mut store, &wrong).unwrap() else {
        panic!("taken");
    };
    let codes: Vec<&str> = problems.iter().map(|problem| problem.code).collect();
    assert_eq!(
        codes,
        [
            "PARAMETER_NAME_MISSING",
            "PARAMETER_UNIT_MISSING",
            "PARAMETER_SOURCE_MISSING",
            "PARAMETER_AREA",
            "PARAMETER_DATES"
        ]
    );
}

#[test]
fn every_shipped_one_can_be_read() {
    let rows = include_str!("../../../../assets/reference/parameters.csv")
        .lines()
        .filter(|line| !line.is_empty())
        .count();
    assert_eq!(shipped().len(), rows - 1);
    assert!(shipped().iter().all(|entry| !entry.source.is_empty()));
}

#[test]
fn a_new_value_ends_the_old_one_in_the_same_action() {
    let mut store = store();
    let Saved::Done(old) = set(&mut store, &new("654004", 1, "2026-01-01")).unwrap() else {
        panic!("refused");
    };
    let before = store
        .tables()
        .query_row("SELECT count(*) FROM operation", [], |row| {
            row.get::<_, i64>(0)
        });
    let saved = replace(&mut store, old.value, &new("654004", 2, "2026-07-01")).unwrap();
    assert!(matches!(saved, Saved::Done(_)));
    let after = store
        .tables()
        .query_row("SELECT count(*) FROM operation", [], |row| {
            row.get::<_, i64>(0)
        });
    assert_eq!(after.unwrap(), before.unwrap() + 1);
    assert_eq!(value(&store, "654004", "2026-06-30"), Some(1));
    assert_eq!(value(&store, "654004", "2026-07-01"), Some(2));
}

#[test]
fn a_new_value_needs_a_first_day_after_that_of_the_old_one() {
    let mut store = store();
    let Saved::Done(old) = set(&mut store, &new("654004", 1, "2026-01-01")).unwrap() else {
        panic!("refused");
    };
    let codes = |saved: Saved| match saved {
        Saved::Refused(problems) => problems.iter().map(|one| one.code).collect::<Vec<_>>(),
        Saved::Done(_) => panic!("taken"),
    };
    let mut endless = new("654004", 2, "2026-01-01");
    endless.valid_from = None;
    assert_eq!(
        codes(replace(&mut store, old.value, &endless).unwrap()),
        ["PARAMETER_FROM_MISSING"]
    );
    assert_eq!(
        codes(replace(&mut store, old.value, &new("654004", 2, "2026-01-01")).unwrap()),
        ["PARAMETER_DATES"]
    );
    assert_eq!(value(&store, "654004", "2026-06-30"), Some(1));
    assert_eq!(
        replace(&mut store, [9; 16], &new("", 2, "2026-07-01"))
            .unwrap_err()
            .code,
        "PARAMETER_ABSENT"
    );
}
