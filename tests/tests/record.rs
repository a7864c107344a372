//! The record of a person by the calls the page makes: household, revealing,
//! the access log, documents, certificates.
#![allow(
    clippy::unwrap_used,
    reason = "a test says where it failed by panicking"
)]

mod office;

use office::Office;
use serde_json::{Value, json};
use std::path::PathBuf;

const NUMBER: &str = "654004199003071236";
const CARD: &str = "6228480012345678903";

struct Desk {
    office: Office,
    folder: tempfile::TempDir,
    person: String,
}

impl Desk {
    fn new() -> Self {
        let folder = tempfile::tempdir().unwrap();
        let mut desk = Self {
            office: Office::county(&folder, "2026-11-25"),
            folder,
            person: String::new(),
        };
        let saved = desk.call(
            "person_save",
            json!({"id": null, "fields": {
                "name": "艾力·买买提", "document_number": NUMBER, "bank_card": CARD,
                "household_number": "6540040011", "household_head": "艾力·买买提",
                "income_per_head": "6200", "income_year": "2025",
            }}),
        );
        desk.person = saved["id"].as_str().unwrap().to_owned();
        desk
    }

    fn call(&self, name: &str, params: Value) -> Value {
        self.office.call(name, params)
    }

    fn refused(&self, name: &str, params: Value) -> String {
        self.office.refused(name, params)
    }

    fn id(&self) -> Value {
        json!({"id": self.person})
    }

    fn log(&self) -> Value {
        self.call(
            "access_log",
            json!({"person": null, "query": "", "who": null, "from": null, "to": null, "limit": 10, "offset": 0}),
        )
    }

    fn add(&self, name: &str, bytes: &[u8]) -> Value {
        let token = self.office.session.adopt_bytes(name, bytes.to_vec()).token;
        self.call(
            "document_add",
            json!({"person": self.person, "token": token, "kind": "consent", "title": "同意书/签名", "date": "2026-11-20"}),
        )
    }

    fn target(&self, name: &str) -> PathBuf {
        let path = self.folder.path().join(name);
        self.office.dialogs.write_to(&path);
        path
    }
}

#[test]
fn a_masked_value_is_shown_only_with_a_reason_and_the_log_says_so() {
    let desk = Desk::new();
    let reveal = |reason: &str| json!({"id": desk.person, "field": "bank_card", "reason": reason});
    let record = desk.call("person_get", desk.id()).to_string();
    let history = desk.call("person_history", desk.id()).to_string();
    for text in [&record, &history] {
        assert!(!text.contains(NUMBER) && !text.contains(CARD), "{text}");
    }
    assert_eq!(
        desk.refused("person_reveal", reveal("  ")),
        "REASON_MISSING"
    );
    assert_eq!(desk.log()["total"], 0);
    let shown = desk.call("person_reveal", reveal("发放补贴"));
    assert_eq!(
        (&shown["value"], &shown["seconds"]),
        (&json!(CARD), &json!(30))
    );
    let log = desk.log();
    let line = &log["lines"][0];
    assert_eq!(log["total"], 1);
    for (key, value) in [
        ("name", "艾力·买买提"),
        ("field_name", "社保卡账号"),
        ("reason", "发放补贴"),
        ("who", "古丽"),
    ] {
        assert_eq!(line[key], value);
    }
    assert!(!log.to_string().contains(CARD));
    let path = desk.target("log.xlsx");
    desk.call(
        "access_log_save",
        json!({"person": null, "query": "", "who": null, "from": null, "to": null, "limit": 0, "offset": 0}),
    );
    let book = tongfu_tables::grid::read(&path, &tongfu_tables::Limits::default()).unwrap();
    let text = format!("{book:?}");
    assert!(text.contains("发放补贴") && text.contains("古丽") && !text.contains(CARD));
}

#[test]
fn the_household_and_every_action_are_in_words() {
    let desk = Desk::new();
    let home = desk.call("person_household", desk.id());
    assert_eq!(home["members"][0]["this"], true);
    assert_eq!(home["members"][0]["head"], true);
    assert_eq!(home["income_per_head"], 620_000);
    let history = desk.call("person_history", desk.id());
    let lines = history.as_array().unwrap();
    assert!(lines.iter().any(|line| line["field"] == "income_per_head"));
    assert!(
        lines.iter().all(|line| line["action"] == "录入"),
        "{history}"
    );
}

#[test]
fn a_document_is_added_shown_saved_and_removed() {
    let desk = Desk::new();
    let mut picture = vec![0xff, 0xd8, 0xff, 0xe0];
    picture.extend(vec![7; 100_000]);
    picture.extend([0xff, 0xd9]);
    let refused = desk.add("photo.jpg", b"MZ no picture at all");
    assert_eq!(refused["id"], Value::Null);
    assert_eq!(refused["problems"][0]["code"], "DOCUMENT_TYPE");
    let id = json!({"id": desk.add("a.bin", &picture)["id"]});
    let listed = desk.call("documents_list", desk.id());
    assert_eq!(listed["documents"][0]["media_type"], "image/jpeg");
    assert_eq!(listed["used"], 100_006);
    let content = desk.call("document_content", id.clone());
    assert!(
        content["base64"]
            .as_str()
            .unwrap()
            .starts_with("/9j/4AcHBwcH")
    );
    let path = desk.target("out.jpg");
    desk.call("document_save", id.clone());
    assert_eq!(std::fs::read(path).unwrap(), picture);
    desk.call("document_remove", id.clone());
    assert_eq!(desk.refused("document_content", id), "DOCUMENT_ABSENT");
    assert_eq!(desk.call("documents_list", desk.id())["used"], 0);
}

#[test]
fn a_pdf_is_saved_and_not_shown() {
    let desk = Desk::new();
    let id = json!({"id": desk.add("form.pdf", b"%PDF-1.7\n%%EOF\n")["id"]});
    assert_eq!(desk.refused("document_content", id), "DOCUMENT_NOT_SHOWN");
}

#[test]
fn a_certificate_that_carries_the_identity_number_is_masked_and_keeps_it() {
    let desk = Desk::new();
    let certificate = |id: Value, number: Value, level: &str| {
        json!({"person": desk.person, "id": id, "standard": "cn", "occupation": "",
            "occupation_written": "焊工", "level": level, "number": number, "issuer": "",
            "issued": "2024-06-01", "valid_to": "2025-06-01", "document": null})
    };
    let saved = desk.call(
        "certificate_save",
        certificate(Value::Null, json!(NUMBER), "五级"),
    );
    let changed = certificate(saved["id"].clone(), Value::Null, "四级");
    desk.call("certificate_save", changed);
    let held = desk.call("qualifications_list", desk.id());
    let line = &held["certificates"][0];
    assert_eq!(
        (&line["level"], &line["valid"]),
        (&json!("四级"), &json!(false))
    );
    assert_eq!(line["number_masked"], true);
    assert_eq!(line["number"], "654004********1236");
    let wrong = json!({"person": desk.person, "id": null, "code": "", "name": "", "hours": "很多", "institution": "", "completed": "昨天"});
    let refused = desk.call("module_save", wrong);
    assert_eq!(refused["problems"][0]["code"], "DATE_UNREADABLE");
    let good = json!({"person": desk.person, "id": null, "code": "", "name": "安全生产", "hours": "16", "institution": "", "completed": ""});
    let id = desk.call("module_save", good)["id"].clone();
    desk.call("module_remove", json!({"person": desk.person, "id": id}));
    assert_eq!(
        desk.call("qualifications_list", desk.id())["modules"],
        json!([])
    );
}

#[test]
fn a_filter_is_kept_and_many_are_changed_and_changed_back() {
    let desk = Desk::new();
    let other = desk.call(
        "person_save",
        json!({"id": null, "fields": {"name": "古丽·玉素甫", "document_number": "654004199003070022", "phone": "13812345678"}}),
    );
    assert_ne!(other["id"], Value::Null, "{other}");
    let filter = json!({"category": null, "township": null, "sex": null, "age_from": null, "age_to": null, "wish": null, "willing": null, "phone": true});
    let found = desk.call(
        "people_chosen",
        json!({"query": "", "filter": filter, "limit": 10, "offset": 0}),
    );
    assert_eq!(
        (&found["total"], &found["hits"][0]["id"]),
        (&json!(1), &other["id"])
    );
    let kept = desk.call(
        "people_filter_save",
        json!({"name": "有电话", "filter": filter}),
    );
    assert_eq!(kept["filters"][0]["filter"]["phone"], true);
    assert_eq!(
        desk.refused("people_filter_save", json!({"name": " ", "filter": filter})),
        "FILTER_NAME"
    );
    let left = desk.call("people_filter_remove", json!({"id": "有电话"}));
    assert_eq!(left["filters"], json!([]));
    let change = |id: &Value| json!({"id": id, "fields": {"remarks": "秋收后联系"}});
    let saved = desk.call(
        "people_save_many",
        json!({"changes": [change(&json!(desk.person)), change(&other["id"])]}),
    );
    assert_eq!(saved["saved"], 2);
    let remarks = || {
        let record = desk.call("person_get", desk.id());
        let fields = record["fields"].as_array().unwrap();
        fields.iter().any(|field| field["key"] == "remarks")
    };
    assert!(remarks());
    desk.call("people_save_many", json!({"changes": saved["before"]}));
    assert!(!remarks());
}
