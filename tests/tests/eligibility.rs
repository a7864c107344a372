//! Eligibility and parameters by the calls the page makes.
#![allow(
    clippy::unwrap_used,
    reason = "a test says where it failed by panicking"
)]

mod office;

use office::Office;
use serde_json::{Value, json};

struct Desk {
    office: Office,
    _folder: tempfile::TempDir,
}

impl Desk {
    fn new() -> Self {
        let folder = tempfile::tempdir().unwrap();
        Self {
            office: Office::county(&folder, "2026-11-25"),
            _folder: folder,
        }
    }

    fn call(&self, name: &str, params: Value) -> Value {
        self.office.call(name, params)
    }

    fn person(&self, name: &str, number: &str, income: &str, household: &str) -> String {
        let saved = self.call(
            "person_save",
            json!({"id": null, "fields": {
                "name": name, "document_number": number, "address": "霍尔果斯市莫乎尔牧场2村",
                "category": "低保户", "household_number": household, "income_per_head": income,
                "income_year": "2025", "income_source": "民政核对", "income_evidence": "低保证",
            }}),
        );
        saved["id"].as_str().unwrap().to_owned()
    }

    fn parameter(&self, value: &str, from: &str, replaces: Option<&str>) -> Value {
        self.call(
            "parameter_save",
            json!({"replaces": replaces, "name": "income.dibao.fen", "area": "654004",
                "value": value, "unit": "fen", "valid_from": from, "valid_to": "",
                "source": "某文件", "confidence": "high"}),
        )
    }

    fn recheck(&self, since: Option<&str>) -> Value {
        let task = self.call(
            "eligibility_recheck",
            json!({"date": null, "since_parameter": since}),
        );
        self.call(
            "eligibility_recheck_read",
            json!({"id": self.office.done(&task), "query": "", "after": null, "limit": 50, "offset": 0}),
        )
    }
}

#[test]
fn a_parameter_decides_and_the_re_check_says_for_whom() {
    let desk = Desk::new();
    let poor = desk.person("阿依古丽", "654004199001010018", "6200", "654004001");
    let rich = desk.person("巴合提", "654004199101010015", "9000", "654004002");
    let ask =
        |person: &str| desk.call("eligibility_check", json!({"person": person, "date": null}));
    // Without a line nobody is refused: the reason names the parameter.
    let before = ask(&rich);
    assert_eq!(before["outcome"], "evidence_missing");
    let missing = before["reasons"]
        .as_array()
        .unwrap()
        .iter()
        .find(|reason| reason["code"] == "ELIGIBILITY_LINE_MISSING")
        .unwrap();
    assert!(missing["sentence"].as_str().unwrap().contains("低保标准"));
    assert!(missing["hint"].as_str().unwrap().contains("参数"));

    let first = desk.parameter("6000", "2026-01-01", None);
    let id = first["id"].as_str().unwrap();
    assert_eq!(ask(&poor)["outcome"], "not_eligible");
    let found = desk.recheck(Some(id));
    assert_eq!(
        (&found["people"], &found["affected"]),
        (&json!(2), &json!(2))
    );

    // A higher line from December on: one of the two is affected, then.
    let second = desk.parameter("7000", "2026-12-01", Some(id));
    let found = desk.recheck(second["id"].as_str());
    assert_eq!(found["date"], "2026-12-01");
    let outcomes: Vec<(&str, &str, &str)> = found["lines"]
        .as_array()
        .unwrap()
        .iter()
        .map(|line| {
            (
                line["person"].as_str().unwrap(),
                line["before"].as_str().unwrap(),
                line["after"].as_str().unwrap(),
            )
        })
        .collect();
    assert!(outcomes.contains(&(poor.as_str(), "not_eligible", "eligible")));
    assert_eq!(
        ask(&poor)["outcome"],
        "not_eligible",
        "a re-check changes nothing"
    );

    let list = desk.call(
        "parameters_list",
        json!({"query": "低保标准", "state": null, "date": null}),
    );
    let states: Vec<&str> = list["lines"]
        .as_array()
        .unwrap()
        .iter()
        .map(|line| line["state"].as_str().unwrap())
        .collect();
    assert_eq!(states, ["in_force", "coming", "in_force"], "{list}");
}

#[test]
fn a_parameter_without_source_or_value_is_not_taken() {
    let desk = Desk::new();
    let saved = desk.call(
        "parameter_save",
        json!({"replaces": null, "name": "income.dibao.fen", "area": "65", "value": "六千",
            "unit": "fen", "valid_from": "2026-13-01", "valid_to": "", "source": "", "confidence": ""}),
    );
    assert!(saved["id"].is_null());
    let codes: Vec<&str> = saved["problems"]
        .as_array()
        .unwrap()
        .iter()
        .map(|problem| problem["code"].as_str().unwrap())
        .collect();
    assert_eq!(
        codes,
        [
            "PARAMETER_VALUE",
            "DATE_UNREADABLE",
            "PARAMETER_CONFIDENCE",
            "PARAMETER_SOURCE_MISSING",
            "PARAMETER_AREA"
        ]
    );
}

#[test]
fn what_is_not_there_is_said() {
    let desk = Desk::new();
    desk.person("阿依古丽", "654004199001010018", "6200", "654004001");
    let found = desk.recheck(None);
    assert_eq!(found["affected"], 0);
    let refused = desk.office.refused(
        "eligibility_recheck_read",
        json!({"id": "x", "query": "", "after": null, "limit": 5, "offset": 0}),
    );
    assert_eq!(refused, "RECHECK_ABSENT");
    let refused = desk.office.refused(
        "eligibility_decide_anew",
        json!({"person": "00000000-0000-0000-0000-000000000001", "reason": "某理由"}),
    );
    assert_eq!(refused, "PERSON_ABSENT");
}
