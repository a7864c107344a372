//! What the page is told, by the calls the page makes.
#![allow(
    clippy::unwrap_used,
    reason = "a test says where it failed by panicking"
)]

mod office;

use office::Office;
use serde_json::{Value, json};

const TODAY: &str = "2026-11-20";

#[test]
fn the_calendar_places_weeks_and_days_on_one_scale() {
    let folder = tempfile::tempdir().unwrap();
    let desk = Office::county(&folder, TODAY);
    desk.call(
        "demand_import_apply",
        desk.sample("bulletin-horgos-2026Q4.xlsx"),
    );
    desk.call("capacity_import", desk.sample("capacity.json"));
    let calendar = desk.call("peak_calendar", json!({"from": "2026-11-02", "weeks": 52}));
    assert_eq!(calendar["from"], calendar["weeks"][0]["monday"]);
    let rows = calendar["rows"].as_array().unwrap();
    let row = |occupation: &str| {
        rows.iter()
            .find(|row| row["occupation"] == occupation)
            .unwrap()
    };
    let combine = row("OCC-HARV");
    assert_eq!(combine["peak_heads"], 481);
    assert!(
        combine["unmet"].as_u64().unwrap() >= 481,
        "person-weeks nobody covers: {}",
        combine["unmet"]
    );
    let graders = row("OCC-GRADE");
    assert!(
        graders["surplus"].as_u64().unwrap() >= 30,
        "{}",
        graders["surplus"]
    );
    let bar = &graders["bars"][0];
    assert_eq!(
        (&bar["start"], &bar["ready"], &bar["tone"]),
        (
            &json!("2026-11-09"),
            &json!("2027-02-09"),
            &json!("surplus")
        )
    );
    assert_eq!(
        calendar["money"].as_array().unwrap().len(),
        3,
        "three budgets arrive within the year"
    );
}

#[test]
fn the_demo_county_comes_and_goes_in_one_call_each() {
    let folder = tempfile::tempdir().unwrap();
    let desk = Office::county(&folder, TODAY);
    desk.call(
        "people_import_apply",
        desk.sample("roster-second-visit.csv"),
    );
    let task = desk.call("demo_load", Value::Null);
    desk.done(&task);
    let info = desk.call("store_info", Value::Null);
    assert_eq!(
        (&info["people"], &info["bulletins"], &info["demo"]),
        (&json!(2060), &json!(2), &json!(true))
    );
    desk.call("demo_remove", Value::Null);
    let info = desk.call("store_info", Value::Null);
    assert_eq!(
        (&info["people"], &info["bulletins"], &info["demo"]),
        (&json!(60), &json!(0), &json!(false))
    );
}

#[test]
fn the_page_finds_people_and_sees_masked_numbers_only() {
    let folder = tempfile::tempdir().unwrap();
    let desk = Office::county(&folder, TODAY);
    desk.call("people_import_apply", desk.sample("roster-gb18030.csv"));
    for query in ["买买提", "maimaiti", "mmt", "6910"] {
        let found = desk.call(
            "people_find",
            json!({"query": query, "limit": 20, "offset": 0}),
        );
        let hits = found["hits"].as_array().unwrap();
        assert!(
            hits.iter().any(|hit| hit["name"] == "买买提·阿卜杜拉"),
            "{query}: {found}"
        );
    }
    let found = desk.call(
        "people_find",
        json!({"query": "6910", "limit": 20, "offset": 0}),
    );
    let text = found.to_string();
    assert!(
        text.contains("654123********6910") && !text.contains("654123197511176910"),
        "{text}"
    );
    let record = desk.call("person_get", json!({"id": found["hits"][0]["id"]}));
    assert!(
        !record["fields"].to_string().contains("654123197511176910"),
        "numbers are masked on screen"
    );
    assert!(!record["history"].as_array().unwrap().is_empty());
}
