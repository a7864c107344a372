//! A roster as the page imports it: mapping, preview, rows, commit, undo.

#![allow(clippy::unwrap_used)]

use serde_json::{Value, json};
use std::sync::Arc;
use tongfu_api::types::session::{TaskId, TaskState};
use tongfu_api::{FixedDialogs, Session, SessionOptions};

const LIST: &str = "谁,身份证号码,联系电话\n甲乙,654004199001051231,13800000001\n丙丁,654004198512312048,\n戊己,12345,\n";
const PASSPHRASE: &str = "a long enough passphrase";

fn session(folder: &std::path::Path) -> Session {
    let session = Session::new(SessionOptions {
        store: folder.join("store"),
        language: Some("zh-CN".into()),
        today: "2026-11-20".parse().ok(),
        opened: None,
        dialogs: Box::new(Arc::new(FixedDialogs::default())),
    });
    call(
        &session,
        "store_create",
        json!({"role": "county", "office_code": "654004", "office_name": "霍尔果斯市",
            "user_name": "古丽", "passphrase": PASSPHRASE}),
    );
    session
}

fn call(session: &Session, name: &str, params: Value) -> Value {
    session
        .call(name, params)
        .unwrap_or_else(|failure| panic!("{name}: {failure:?}"))
}

fn task(session: &Session, name: &str, params: Value) -> Option<String> {
    let started = call(session, name, params);
    let id = TaskId {
        task: started["task"].as_str().unwrap().to_owned(),
    };
    let ended = session.wait_for_task(&id, |_| {}).unwrap();
    assert_eq!(ended.state, TaskState::Done, "{name}: {:?}", ended.failure);
    ended.result
}

fn folds(session: &Session) -> Vec<Value> {
    call(session, "store_digest", Value::Null)["streams"]
        .as_array()
        .unwrap()
        .iter()
        .map(|stream| stream["fold_digest"].clone())
        .collect()
}

#[test]
fn the_page_maps_looks_imports_and_undoes() {
    let folder = tempfile::tempdir().unwrap();
    let session = session(folder.path());
    let before = folds(&session);
    let token = session
        .adopt_bytes("名单.csv", LIST.as_bytes().to_vec())
        .token;
    let layout = call(&session, "people_import_layout", json!({"token": token}));
    assert_eq!(layout["missing"], json!(["姓名"]));
    assert_eq!(layout["source"], json!("recognised"));
    let sample = layout["columns"][1]["sample"].as_str().unwrap();
    assert!(!sample.contains("19900105"), "shown masked: {sample}");
    let choice = json!({"token": token, "columns": [{"column": "A", "field": "name"}],
        "wins": {"phone": "fill"}});
    task(&session, "people_import_prepare", choice);
    let summary = call(&session, "people_import_summary", json!({"token": token}));
    assert_eq!(
        [&summary["rows"], &summary["added"], &summary["rejected"]],
        [&json!(3), &json!(2), &json!(1)]
    );
    assert_eq!(summary["applied"], json!(false));
    assert_eq!(folds(&session), before, "a preview writes nothing");
    let rows = |fate: Value, query: &str, offset: u32| {
        call(
            &session,
            "people_import_rows",
            json!({"token": token, "fate": fate, "query": query, "offset": offset, "limit": 1}),
        )
    };
    assert_eq!(rows(Value::Null, "", 0)["total"], json!(3));
    assert_eq!(rows(Value::Null, "", 1)["rows"][0]["name"], json!("丙丁"));
    assert_eq!(rows(Value::Null, "1231", 0)["rows"][0]["row"], json!(2));
    let rejected = rows(json!("reject"), "", 0);
    assert_eq!(rejected["total"], json!(1));
    let problems = rejected["rows"][0]["problems"].as_array().unwrap();
    assert!(!problems.is_empty());

    let import = task(&session, "people_import_commit", json!({"token": token})).unwrap();
    let summary = call(&session, "people_import_summary", json!({"token": token}));
    assert_eq!(summary["import"], json!(import));
    let again = session
        .call("people_import_commit", json!({"token": token}))
        .unwrap_err();
    assert_eq!(again.code, "IMPORT_APPLIED");

    // The same form again: its mapping and its rules are remembered.
    let next = session
        .adopt_bytes("又一份.csv", LIST.as_bytes().to_vec())
        .token;
    let layout = call(&session, "people_import_layout", json!({"token": next}));
    assert_eq!(layout["source"], json!("remembered"));
    assert_eq!(layout["missing"], json!([]));
    assert_eq!(layout["wins"]["phone"], json!("fill"));

    let list = call(&session, "people_imports", Value::Null);
    assert_eq!(list[0]["file_name"], json!("名单.csv"));
    assert_eq!(list[0]["who"], json!("古丽"));
    let report = call(
        &session,
        "people_import_undo_preview",
        json!({"id": import}),
    );
    assert_eq!(
        [&report["removed"], &report["obstacles"]],
        [&json!(2), &json!([])]
    );
    task(
        &session,
        "people_import_undo",
        json!({"id": import, "partial": false}),
    );
    assert_eq!(folds(&session), before);
    call(&session, "people_import_forget", json!({"token": token}));
    let gone = session
        .call("people_import_summary", json!({"token": token}))
        .unwrap_err();
    assert_eq!(gone.code, "IMPORT_NOT_PREPARED");
}

#[test]
fn what_was_read_of_a_file_goes_with_the_lock() {
    let folder = tempfile::tempdir().unwrap();
    let session = session(folder.path());
    let text = LIST.replace('谁', "姓名");
    let token = session.adopt_bytes("名单.csv", text.into_bytes()).token;
    task(&session, "people_import_prepare", json!({"token": token}));
    call(&session, "store_lock", Value::Null);
    call(
        &session,
        "store_unlock",
        json!({"passphrase": PASSPHRASE, "user_name": null}),
    );
    let gone = session
        .call("people_import_commit", json!({"token": token}))
        .unwrap_err();
    assert_eq!(gone.code, "IMPORT_NOT_PREPARED");
}
