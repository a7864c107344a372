//! An erasure as the page drives it: one asks, a colleague agrees at the same
//! laptop, the first carries it out.

#![allow(clippy::unwrap_used)]

use serde_json::{Value, json};
use std::sync::Arc;
use tongfu_api::{FixedDialogs, Session, SessionOptions};

const PASSPHRASE: &str = "a long enough passphrase";
const COLLEAGUE: &str = "another long passphrase";

fn call(session: &Session, name: &str, params: Value) -> Value {
    session
        .call(name, params)
        .unwrap_or_else(|failure| panic!("{name}: {failure:?}"))
}

#[test]
fn one_asks_another_agrees_and_nobody_alone_erases() {
    let folder = tempfile::tempdir().unwrap();
    let session = Session::new(SessionOptions {
        store: folder.path().join("store"),
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
    let users = call(
        &session,
        "user_create",
        json!({"name": "帕提古丽", "role": "administrator", "passphrase": COLLEAGUE}),
    );
    let colleague = users["users"]
        .as_array()
        .unwrap()
        .iter()
        .find(|user| user["name"] == "帕提古丽")
        .unwrap()["user"]
        .clone();
    let saved = call(
        &session,
        "person_save",
        json!({"id": null, "fields": {"name": "甲乙", "document_number": "654004199001051231"}}),
    );
    let person = saved["id"].clone();
    let assess = || call(&session, "person_erasure_assess", json!({"id": person}));
    assert_eq!(assess()["approval"], Value::Null);
    let refused = |params: Value| session.call("person_erase", params).unwrap_err().code;
    assert_eq!(
        refused(json!({"id": person, "approval": null})),
        "APPROVAL_NEEDED"
    );
    let reasonless = session.call("person_erase_ask", json!({"id": person, "reason": " "}));
    assert_eq!(reasonless.unwrap_err().code, "ERASURE_REASON_MISSING");
    let asked = call(
        &session,
        "person_erase_ask",
        json!({"id": person, "reason": "本人要求"}),
    );
    assert_eq!(
        (&asked["purpose"], &asked["for_whom"], &asked["state"]),
        (&json!("erasure"), &json!("甲乙"), &json!("waiting"))
    );
    let id = asked["id"].clone();
    // Whoever opens the dialog again finds what they asked for.
    assert_eq!(assess()["approval"]["id"], id);
    let go = json!({"id": person, "approval": id});
    assert_eq!(refused(go.clone()), "APPROVAL_WAITING");
    let decided = call(
        &session,
        "approval_decide",
        json!({"id": id, "granted": true, "remark": "",
            "decider": {"user": colleague, "passphrase": COLLEAGUE}}),
    );
    assert_eq!(decided["state"], "granted");
    let done = call(&session, "person_erase", go.clone());
    assert_eq!(done["locked_until"], Value::Null);
    assert_eq!(refused(go), "PERSON_ABSENT");
    let line = &call(&session, "erasures_list", Value::Null)[0];
    assert_eq!(
        (&line["state"], &line["approved_by"]),
        (&json!("erased"), &json!("帕提古丽"))
    );
    // The request went with the person.
    assert_eq!(call(&session, "approvals_list", Value::Null), json!([]));
}
