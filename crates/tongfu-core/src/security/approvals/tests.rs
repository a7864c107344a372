//! Approvals against what they promise.

use super::super::model::UserRole;
use super::super::testing::{user, work_as};
use super::*;
use crate::store::User;
use crate::store::testing::{county, day, environment};
use proptest::prelude::*;

fn request(reason: &str) -> Request<'_> {
    Request {
        purpose: &EXPORT_UNMASKED,
        scope: "everybody",
        for_whom: "县人社局",
        reason,
        person: None,
    }
}

struct Scene {
    store: Store,
    officer: User,
    coordinator: User,
    finance: User,
}

fn scene() -> Scene {
    let mut store = county("2026-11-20");
    let officer = user(&mut store, "甲", UserRole::Officer);
    let coordinator = user(&mut store, "乙", UserRole::Coordinator);
    let finance = user(&mut store, "丙", UserRole::Finance);
    work_as(&mut store, &officer);
    Scene {
        store,
        officer,
        coordinator,
        finance,
    }
}

fn present(user: &User) -> Present {
    Present::assumed(user.clone())
}

#[test]
fn a_request_is_decided_by_another_and_used_once() {
    let mut scene = scene();
    let store = &mut scene.store;
    let id = ask(store, &request("核对参保")).unwrap().value;
    let code = |outcome: Result<Written<()>>| outcome.unwrap_err().code;
    assert_eq!(
        code(take(store, id, &EXPORT_UNMASKED, "everybody")),
        "APPROVAL_WAITING"
    );
    assert_eq!(
        code(decide(store, id, &present(&scene.officer), true, "")),
        "APPROVAL_OWN"
    );
    assert_eq!(
        code(decide(store, id, &present(&scene.finance), true, "")),
        "ROLE_MAY_NOT"
    );
    decide(store, id, &present(&scene.coordinator), true, "").unwrap();
    // The decision is the coordinator's in the log, and the officer still works.
    let decision = derived_id("approval decision", &[&id.0, &scene.coordinator.id.0]);
    let history = store.history(&APPROVAL_DECISION, &decision).unwrap();
    assert!(history.iter().all(|entry| entry.who == "乙"), "{history:?}");
    assert_eq!(store.user(), &scene.officer);
    assert_eq!(
        code(take(store, id, &PAYMENT, "everybody")),
        "APPROVAL_PURPOSE"
    );
    assert_eq!(
        code(take(store, id, &EXPORT_UNMASKED, "class 7")),
        "APPROVAL_SCOPE"
    );
    work_as(store, &scene.coordinator);
    assert_eq!(
        code(take(store, id, &EXPORT_UNMASKED, "everybody")),
        "APPROVAL_NOT_YOURS"
    );
    work_as(store, &scene.officer);
    take(store, id, &EXPORT_UNMASKED, "everybody").unwrap();
    assert_eq!(
        code(take(store, id, &EXPORT_UNMASKED, "everybody")),
        "APPROVAL_USED"
    );
    give_back(store, id).unwrap();
    take(store, id, &EXPORT_UNMASKED, "everybody").unwrap();
    assert_eq!(get(store, id).unwrap().state, ApprovalState::Used);
    assert_eq!(
        code(decide(
            store,
            id,
            &present(&scene.coordinator),
            false,
            "晚了"
        )),
        "APPROVAL_DECIDED"
    );
}

#[test]
fn a_no_needs_a_word_and_holds() {
    let mut scene = scene();
    let store = &mut scene.store;
    assert_eq!(
        ask(store, &request(" ")).unwrap_err().code,
        "REASON_MISSING"
    );
    let id = ask(store, &request("核对参保")).unwrap().value;
    assert_eq!(
        decide(store, id, &present(&scene.coordinator), false, " ")
            .unwrap_err()
            .code,
        "REASON_MISSING"
    );
    assert_eq!(waiting_for(store, scene.coordinator.id).unwrap().len(), 1);
    assert_eq!(waiting_for(store, scene.officer.id).unwrap().len(), 0);
    assert_eq!(waiting_for(store, scene.finance.id).unwrap().len(), 0);
    decide(store, id, &present(&scene.coordinator), false, "不必要").unwrap();
    assert_eq!(
        take(store, id, &EXPORT_UNMASKED, "everybody")
            .unwrap_err()
            .code,
        "APPROVAL_REFUSED"
    );
    assert!(waiting_for(store, scene.coordinator.id).unwrap().is_empty());
}

#[test]
fn an_old_request_is_void() {
    let folder = tempfile::tempdir().unwrap();
    let kdf = super::super::vault::Kdf {
        memory_kib: 64,
        passes: 1,
    };
    let founding = crate::store::Founding {
        office: crate::store::Office::founded(crate::store::Role::County, "654004", "县"),
        user_name: "古丽",
        passphrase: "long enough",
        kdf,
    };
    let mut store = Store::create(folder.path(), &founding, environment("2026-11-20"))
        .unwrap()
        .store;
    let coordinator = user(&mut store, "乙", UserRole::Coordinator);
    let id = ask(&mut store, &request("核对")).unwrap().value;
    let late = ask(&mut store, &request("再核对")).unwrap().value;
    decide(&mut store, id, &present(&coordinator), true, "").unwrap();
    drop(store);
    let open = |today| Store::open(folder.path(), "long enough", None, environment(today)).unwrap();
    assert_eq!(
        get(&open("2026-11-27"), id).unwrap().state,
        ApprovalState::Granted
    );
    let mut store = open("2026-11-28");
    assert_eq!(
        take(&mut store, id, &EXPORT_UNMASKED, "everybody")
            .unwrap_err()
            .code,
        "APPROVAL_EXPIRED"
    );
    assert_eq!(
        decide(&mut store, late, &present(&coordinator), true, "")
            .unwrap_err()
            .code,
        "APPROVAL_EXPIRED"
    );
}

#[test]
fn reason_and_recipient_stand_in_no_operation() {
    let mut scene = scene();
    let id = ask(&mut scene.store, &request("MARKER-REASON"))
        .unwrap()
        .value;
    decide(
        &mut scene.store,
        id,
        &present(&scene.coordinator),
        true,
        "MARKER-REMARK",
    )
    .unwrap();
    let mut statement = scene
        .store
        .tables()
        .prepare("SELECT bytes FROM operation")
        .unwrap();
    let operations: Vec<Vec<u8>> = statement
        .query_map([], |row| row.get(0))
        .unwrap()
        .collect::<rusqlite::Result<_>>()
        .unwrap();
    for bytes in operations {
        for marker in ["MARKER", "县人社局"] {
            assert!(memchr::memmem::find(&bytes, marker.as_bytes()).is_none());
        }
    }
}

#[test]
fn every_purpose_can_be_asked_for_and_decided() {
    for purpose in PURPOSES {
        assert!(!purpose.askers.is_empty() && !purpose.deciders.is_empty());
        for role in purpose.askers.iter().chain(purpose.deciders) {
            assert!(*role != UserRole::Auditor);
            assert!(permissions::may(*role, "approval.ask"));
        }
    }
}

proptest! {
    /// Whatever was decided, in whatever order: granted only when another said
    /// yes and nobody else said no, in time, and unused.
    #[test]
    fn the_state_follows_from_the_set_of_decisions(
        decisions in proptest::collection::vec((0u8..4, any::<bool>()), 0..6),
        used in any::<bool>(),
        late in any::<bool>(),
    ) {
        let asker = UserId([0; 16]);
        let expires = day("2026-11-27");
        let today = if late { day("2026-11-28") } else { day("2026-11-27") };
        let mut made: Vec<Decision> = decisions
            .iter()
            .map(|(by, granted)| Decision { by: UserId([*by; 16]), granted: *granted, on: expires, remark: String::new() })
            .collect();
        let outcome = state(asker, expires, &made, used, today);
        made.reverse();
        prop_assert_eq!(outcome, state(asker, expires, &made, used, today));
        let yes = decisions.iter().any(|(by, granted)| *by != 0 && *granted);
        let no = decisions.iter().any(|(by, granted)| *by != 0 && !*granted);
        prop_assert_eq!(outcome == ApprovalState::Granted, yes && !no && !used && !late);
    }
}
