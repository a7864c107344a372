//! Users, their passphrases and their work, on stores in files.

use super::accounts::{self, prove, recover};
use super::model::UserRole;
use super::records::OFFICE_USER;
use super::responsibility::{self, APPLICATION, CLASS, CONFLICT};
use super::vault::{Account, Kdf, Vault};
use super::*;
use crate::base::UserId;
use crate::store::fold::Folded;
use crate::store::log::{self, Taken};
use crate::store::testing::{county, day, environment};
use crate::store::{Environment, Founding, Office, Role, Store, User};
use chrono::{DateTime, Duration, Utc};
use proptest::prelude::*;
use std::collections::{BTreeMap, BTreeSet};
use std::path::Path;
use std::sync::Arc;
use std::sync::atomic::{AtomicI64, Ordering};
use tongfu_package::value::Value;

const FIRST: &str = "long enough";
const SECOND: &str = "another one";

/// A clock that goes an hour on at every look: no try has to wait.
fn hourly() -> Environment {
    let hours = AtomicI64::new(0);
    Environment {
        now: Arc::new(move || {
            DateTime::<Utc>::from_timestamp(1_800_000_000, 0).unwrap()
                + Duration::hours(hours.fetch_add(1, Ordering::Relaxed))
        }),
        ..environment("2026-11-20")
    }
}

fn founded(folder: &Path) -> (Store, String) {
    let founding = Founding {
        office: Office::founded(Role::County, "654004", "霍尔果斯市"),
        user_name: "古丽",
        passphrase: FIRST,
        kdf: Kdf {
            memory_kib: 64,
            passes: 1,
        },
    };
    let founded = Store::create(folder, &founding, hourly()).unwrap();
    (founded.store, founded.recovery_code)
}

fn open(folder: &Path, passphrase: &str, name: Option<&str>) -> Result<Store> {
    Store::open(folder, passphrase, name, hourly())
}

fn refusal<T>(outcome: Result<T>) -> &'static str {
    match outcome {
        Ok(_) => "done",
        Err(error) => error.code,
    }
}

#[test]
fn users_open_with_their_own_passphrase_and_in_their_own_name() {
    let folder = tempfile::tempdir().unwrap();
    let (mut store, _) = founded(folder.path());
    let officer = accounts::add(&mut store, "王强", UserRole::Officer, Some(SECOND))
        .unwrap()
        .value;
    assert_eq!(
        refusal(accounts::add(&mut store, "王强", UserRole::Officer, None)),
        "USER_EXISTS"
    );
    assert_eq!(
        refusal(accounts::add(&mut store, "李", UserRole::Reviewer, None)),
        "USER_ROLE_OFFICE"
    );
    let without = accounts::add(&mut store, "赵", UserRole::Finance, None)
        .unwrap()
        .value;
    assert_eq!(accounts::holders(&store).unwrap().len(), 2);
    drop(store);
    let mut store = open(folder.path(), SECOND, Some("王强")).unwrap();
    assert_eq!(store.user(), &officer);
    // An officer manages no users.
    let id = store.own().creator;
    assert_eq!(refusal(accounts::suspend(&mut store, id)), "ROLE_MAY_NOT");
    assert_eq!(
        refusal(accounts::give_passphrase(&mut store, without.id, SECOND)),
        "ROLE_MAY_NOT"
    );
    drop(store);
    assert_eq!(
        refusal(open(folder.path(), SECOND, Some("赵"))),
        "USER_NO_PASSPHRASE"
    );
    assert_eq!(
        refusal(open(folder.path(), SECOND, None)),
        "STORE_PASSPHRASE"
    );
    let mut store = open(folder.path(), FIRST, None).unwrap();
    accounts::give_passphrase(&mut store, without.id, "now a third").unwrap();
    drop(store);
    assert!(open(folder.path(), "now a third", Some("赵")).is_ok());
}

#[test]
fn one_changes_ones_own_passphrase_with_the_old_one() {
    let folder = tempfile::tempdir().unwrap();
    let (store, _) = founded(folder.path());
    let now = store.now();
    assert_eq!(
        refusal(prove(
            folder.path(),
            Account::Known(store.user().id),
            "wrong",
            now
        )),
        "STORE_PASSPHRASE"
    );
    let old = |store: &Store| {
        prove(
            folder.path(),
            Account::Known(store.user().id),
            FIRST,
            store.now(),
        )
        .unwrap()
    };
    assert_eq!(
        refusal(accounts::change_passphrase(&store, old(&store), "short")),
        "PASSPHRASE_SHORT"
    );
    accounts::change_passphrase(&store, old(&store), SECOND).unwrap();
    drop(store);
    assert_eq!(
        refusal(open(folder.path(), FIRST, None)),
        "STORE_PASSPHRASE"
    );
    assert!(open(folder.path(), SECOND, None).is_ok());
}

#[test]
fn switching_needs_the_others_passphrase_and_keeps_the_store_open() {
    let folder = tempfile::tempdir().unwrap();
    let (mut store, _) = founded(folder.path());
    let other = accounts::add(&mut store, "王强", UserRole::Auditor, Some(SECOND))
        .unwrap()
        .value;
    let proof = prove(folder.path(), Account::Named("王强"), SECOND, store.now()).unwrap();
    let present = accounts::admit(&store, proof).unwrap();
    accounts::switch(&mut store, present);
    assert_eq!(store.user(), &other);
    let today = store.today();
    assert_eq!(
        refusal(store.write("people.import", today, |_| Ok(()))),
        "ROLE_MAY_NOT"
    );
    // The proof of another store admits nobody.
    let elsewhere = tempfile::tempdir().unwrap();
    let (stranger, _) = founded(elsewhere.path());
    let proof = prove(elsewhere.path(), Account::First, FIRST, stranger.now()).unwrap();
    assert_eq!(refusal(accounts::admit(&store, proof)), "STORE_PASSPHRASE");
}

#[test]
fn the_suspended_open_no_more_and_there_is_always_an_administrator() {
    let folder = tempfile::tempdir().unwrap();
    let (mut store, _) = founded(folder.path());
    let creator = store.own().creator;
    let other = accounts::add(&mut store, "王强", UserRole::Officer, Some(SECOND))
        .unwrap()
        .value;
    assert_eq!(refusal(accounts::suspend(&mut store, creator)), "USER_SELF");
    assert_eq!(
        refusal(accounts::set_role(&mut store, creator, UserRole::Officer)),
        "LAST_ADMINISTRATOR"
    );
    accounts::suspend(&mut store, other.id).unwrap();
    drop(store);
    assert_eq!(
        refusal(open(folder.path(), SECOND, Some("王强"))),
        "USER_NO_PASSPHRASE"
    );
    let mut store = open(folder.path(), FIRST, None).unwrap();
    assert_eq!(
        refusal(accounts::give_passphrase(&mut store, other.id, SECOND)),
        "USER_SUSPENDED"
    );
    accounts::readmit(&mut store, other.id, Some("now a third")).unwrap();
    accounts::set_role(&mut store, other.id, UserRole::Administrator).unwrap();
    accounts::set_role(&mut store, creator, UserRole::Officer).unwrap();
    assert_eq!(
        refusal(accounts::set_role(
            &mut store,
            creator,
            UserRole::Administrator
        )),
        "ROLE_MAY_NOT"
    );
    drop(store);
    assert!(open(folder.path(), "now a third", Some("王强")).is_ok());
}

#[test]
fn a_store_of_the_first_version_is_taken_over_at_the_first_unlock() {
    let folder = tempfile::tempdir().unwrap();
    let (mut store, code) = founded(folder.path());
    let other = accounts::add(&mut store, "王强", UserRole::Officer, None)
        .unwrap()
        .value;
    let key = *store.key().unwrap();
    let kdf = Kdf {
        memory_kib: 64,
        passes: 1,
    };
    // As the first version left it: one passphrase, no mark in the database.
    let old = super::vault::tests::shared(FIRST, &key, &code, &kdf).to_string();
    store
        .connection_mut()
        .execute("DELETE FROM meta WHERE key = 'vault'", [])
        .unwrap();
    drop(store);
    let file = folder.path().join("vault.json");
    std::fs::write(&file, &old).unwrap();
    assert_eq!(
        refusal(open(folder.path(), "not this", Some("王强"))),
        "STORE_PASSPHRASE"
    );
    let store = open(folder.path(), FIRST, Some("王强")).unwrap();
    assert_eq!(store.user(), &other);
    drop(store);
    let vault = Vault::read(folder.path()).unwrap();
    assert!(!vault.is_shared() && vault.holds(other.id));
    assert!(open(folder.path(), FIRST, None).is_ok());
    // An old copy of the file brings the one passphrase not back.
    std::fs::write(&file, &old).unwrap();
    assert_eq!(refusal(open(folder.path(), FIRST, None)), "STORE_DAMAGED");
}

#[test]
fn the_printed_code_always_opens_for_an_administrator() {
    let folder = tempfile::tempdir().unwrap();
    let (mut store, code) = founded(folder.path());
    let creator = store.own().creator;
    // What two laptops that suspended each other's administrator leave behind.
    let today = store.today();
    store
        .write("user.suspend", today, |change| {
            change.set(
                &OFFICE_USER,
                creator.0,
                &[
                    ("suspended", Some(Value::Bool(true))),
                    ("role", Some(Value::Text("officer".into()))),
                ],
            )
        })
        .unwrap();
    drop(store);
    assert_eq!(refusal(open(folder.path(), FIRST, None)), "USER_SUSPENDED");
    assert_eq!(
        refusal(recover(folder.path(), "AAAA", SECOND, hourly())),
        "STORE_RECOVERY_CODE"
    );
    assert_eq!(
        refusal(recover(folder.path(), &code, "short", hourly())),
        "PASSPHRASE_SHORT"
    );
    let store = recover(folder.path(), &code, SECOND, hourly()).unwrap();
    assert_eq!(store.user().id, creator);
    let standing = users::standing(store.tables(), store.own(), creator).unwrap();
    assert_eq!(
        (standing.role, standing.suspended),
        (UserRole::Administrator, false)
    );
    drop(store);
    assert!(open(folder.path(), SECOND, None).is_ok());
}

#[derive(Debug, Clone)]
enum Step {
    Add(u8),
    Change(u8, u8),
    Suspend(u8),
    Readmit(u8),
    Reset(u8, u8),
}

fn steps() -> impl Strategy<Value = Vec<Step>> {
    let who = 0u8..3;
    let step = prop_oneof![
        (0u8..3).prop_map(Step::Add),
        (who.clone(), 0u8..3).prop_map(|(user, word)| Step::Change(user, word)),
        who.clone().prop_map(Step::Suspend),
        who.clone().prop_map(Step::Readmit),
        (who, 0u8..3).prop_map(|(user, word)| Step::Reset(user, word)),
    ];
    proptest::collection::vec(step, 0..8)
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(12))]

    /// Any sequence of adding, changing, suspending, readmitting and resetting
    /// keeps exactly the active users with a passphrase able to open; the
    /// printed code always can.
    #[test]
    fn exactly_the_active_users_open(steps in steps()) {
        let folder = tempfile::tempdir().unwrap();
        let (mut store, code) = founded(folder.path());
        let word = |number: u8| format!("passphrase {number}");
        let name = |user: u8| format!("用户{user}");
        let mut users: BTreeMap<u8, UserId> = BTreeMap::new();
        let mut words: BTreeMap<u8, u8> = BTreeMap::new();
        let mut suspended: BTreeSet<u8> = BTreeSet::new();
        for step in steps {
            match step {
                Step::Add(user) => {
                    let added = accounts::add(&mut store, &name(user), UserRole::Officer, Some(&word(0)));
                    prop_assert_eq!(added.is_ok(), !users.contains_key(&user));
                    if let Ok(added) = added {
                        users.insert(user, added.value.id);
                        words.insert(user, 0);
                    }
                }
                Step::Change(user, new) => {
                    if let (Some(id), Some(old)) = (users.get(&user), words.get(&user).copied()) {
                        let proof = prove(folder.path(), Account::Known(*id), &word(old), store.now()).unwrap();
                        accounts::change_passphrase(&store, proof, &word(new)).unwrap();
                        words.insert(user, new);
                    }
                }
                Step::Suspend(user) => {
                    if let Some(id) = users.get(&user) {
                        accounts::suspend(&mut store, *id).unwrap();
                        suspended.insert(user);
                        words.remove(&user);
                    }
                }
                Step::Readmit(user) => {
                    if let Some(id) = users.get(&user) {
                        accounts::readmit(&mut store, *id, None).unwrap();
                        suspended.remove(&user);
                    }
                }
                Step::Reset(user, new) => {
                    if let Some(id) = users.get(&user) {
                        let given = accounts::give_passphrase(&mut store, *id, &word(new));
                        prop_assert_eq!(given.is_ok(), !suspended.contains(&user));
                        if given.is_ok() {
                            words.insert(user, new);
                        }
                    }
                }
            }
        }
        drop(store);
        for user in users.keys() {
            for tried in 0..3 {
                let opens = Store::open(folder.path(), &word(tried), Some(&name(*user)), later(tried)).is_ok();
                prop_assert_eq!(opens, words.get(user) == Some(&tried));
            }
        }
        prop_assert!(recover(folder.path(), &code, SECOND, hourly()).is_ok());
        prop_assert!(open(folder.path(), SECOND, None).is_ok());
    }
}

/// Tries of a property are days apart.
fn later(count: u8) -> Environment {
    let moment = DateTime::<Utc>::from_timestamp(1_900_000_000, 0).unwrap()
        + Duration::days(i64::from(count));
    Environment {
        now: Arc::new(move || moment),
        ..environment("2026-11-20")
    }
}

fn operations(store: &Store) -> Vec<Vec<u8>> {
    let mut statement = store
        .tables()
        .prepare("SELECT bytes FROM operation ORDER BY id")
        .unwrap();
    statement
        .query_map([], |row| row.get(0))
        .unwrap()
        .collect::<rusqlite::Result<_>>()
        .unwrap()
}

/// What exchange does, without the package around it.
fn receive(store: &mut Store, operations: &[Vec<u8>]) {
    let transaction = store.connection_mut().transaction().unwrap();
    let mut taken = Taken::default();
    let mut touched = BTreeSet::new();
    for bytes in operations {
        touched.insert(log::take(&transaction, bytes, &mut taken).unwrap());
    }
    let mut folded = Folded::default();
    for key in touched {
        log::advance(&transaction, &key, &mut folded).unwrap();
    }
    transaction.commit().unwrap();
}

#[test]
fn two_laptops_of_one_office_exchange_users_and_roles() {
    let (one, two) = (tempfile::tempdir().unwrap(), tempfile::tempdir().unwrap());
    let (mut first, _) = founded(one.path());
    let (mut second, _) = founded(two.path());
    let user = accounts::add(&mut first, "王强", UserRole::Coordinator, Some(SECOND))
        .unwrap()
        .value;
    receive(&mut second, &operations(&first));
    receive(&mut first, &operations(&second));
    let role = |store: &Store, id| users::standing(store.tables(), store.own(), id).unwrap();
    assert_eq!(role(&second, user.id).role, UserRole::Coordinator);
    // Both creators are administrators everywhere.
    for id in [first.own().creator, second.own().creator] {
        assert_eq!(role(&first, id).role, UserRole::Administrator);
        assert_eq!(role(&second, id).role, UserRole::Administrator);
    }
    // No passphrase travels: the other laptop's administrator gives one.
    let proved = prove(two.path(), Account::Known(user.id), SECOND, second.now());
    assert_eq!(refusal(proved), "USER_NO_PASSPHRASE");
    accounts::give_passphrase(&mut second, user.id, SECOND).unwrap();
    assert!(prove(two.path(), Account::Known(user.id), SECOND, second.now()).is_ok());
    // Suspended there, they open here no more.
    accounts::suspend(&mut second, user.id).unwrap();
    receive(&mut first, &operations(&second));
    assert!(role(&first, user.id).suspended);
    accounts::settle(&first).unwrap();
    assert!(!Vault::read(one.path()).unwrap().holds(user.id));
    drop(first);
    assert_eq!(
        refusal(open(one.path(), SECOND, Some("王强"))),
        "USER_NO_PASSPHRASE"
    );
}

#[test]
fn the_province_neither_decides_nor_lists_what_is_a_countys() {
    let mut county = county("2026-11-20");
    testing::user(&mut county, "王强", UserRole::Coordinator);
    let request = approvals::Request {
        purpose: &approvals::EXPORT_UNMASKED,
        scope: "everybody",
        for_whom: "县人社局",
        reason: "核对参保",
        person: None,
    };
    let id = approvals::ask(&mut county, &request).unwrap().value;
    let office = Office::founded(Role::Province, "650000", "新疆维吾尔自治区");
    let mut province = Store::in_memory(office, "古丽", environment("2026-11-20")).unwrap();
    receive(&mut province, &operations(&county));
    let rows: i64 = province
        .tables()
        .query_row("SELECT count(*) FROM approval_request", [], |row| {
            row.get(0)
        })
        .unwrap();
    assert_eq!(rows, 1, "the province holds the county's request");
    assert!(approvals::list(&province).unwrap().is_empty());
    assert_eq!(refusal(approvals::get(&province, id)), "APPROVAL_ABSENT");
    let listed = users::listed(province.tables(), province.own()).unwrap();
    assert_eq!(listed.len(), 1);
    // A name of a county is free at the province.
    assert!(accounts::add(&mut province, "王强", UserRole::Reviewer, None).is_ok());
}

#[test]
fn a_user_suspended_while_working_writes_no_more() {
    let mut store = county("2026-11-20");
    let officer = testing::user(&mut store, "王强", UserRole::Officer);
    testing::work_as(&mut store, &officer);
    let today = store.today();
    assert!(store.write("people.import", today, |_| Ok(())).is_ok());
    let creator = users::by_id(store.tables(), store.own().creator).unwrap();
    testing::work_as(&mut store, &creator);
    accounts::suspend(&mut store, officer.id).unwrap();
    testing::work_as(&mut store, &officer);
    assert_eq!(
        refusal(store.write("people.import", today, |_| Ok(()))),
        "USER_SUSPENDED"
    );
}

#[test]
fn handing_over_moves_everything_open_and_keeps_the_list() {
    let mut store = county("2026-11-20");
    let creator = users::by_id(store.tables(), store.own().creator).unwrap();
    let giver = testing::user(&mut store, "甲", UserRole::Coordinator);
    let taker = testing::user(&mut store, "乙", UserRole::Coordinator);
    let today = store.today();
    let since = day("2026-10-01");
    store
        .write("plan.accept", today, |change| {
            for thing in 0..40u8 {
                let matter = [CLASS, APPLICATION, CONFLICT][usize::from(thing % 3)];
                responsibility::assign_new(change, matter, [thing; 16], giver.id, since)?;
            }
            Ok(())
        })
        .unwrap();
    store
        .write("class.state", today, |change| {
            responsibility::close(change, CLASS, [0; 16])
        })
        .unwrap();
    // Nobody takes what another is responsible for.
    testing::work_as(&mut store, &taker);
    assert_eq!(
        refusal(responsibility::assign(&mut store, CLASS, [3; 16], taker.id)),
        "RESPONSIBILITY_NOT_YOURS"
    );
    testing::work_as(&mut store, &creator);
    assert_eq!(
        refusal(responsibility::hand_over(&mut store, giver.id, giver.id)),
        "HAND_OVER_SELF"
    );
    assert_eq!(
        refusal(responsibility::hand_over(&mut store, taker.id, giver.id)),
        "HAND_OVER_NOTHING"
    );
    let given = responsibility::open_of(&store, giver.id).unwrap();
    assert_eq!(given.len(), 39);
    let id = responsibility::hand_over(&mut store, giver.id, taker.id)
        .unwrap()
        .value;
    assert!(
        responsibility::open_of(&store, giver.id)
            .unwrap()
            .is_empty()
    );
    assert_eq!(responsibility::open_of(&store, taker.id).unwrap().len(), 39);
    let (summary, list) = responsibility::hand_over_list(&store, id).unwrap();
    assert_eq!((summary.items, summary.giver), (39, giver.id));
    assert_eq!(list, given);
    accounts::suspend(&mut store, giver.id).unwrap();
    assert_eq!(
        refusal(responsibility::hand_over(&mut store, taker.id, giver.id)),
        "TAKER_SUSPENDED"
    );
}

#[test]
fn a_role_of_a_newer_version_has_the_fewest_rights() {
    let mut store = county("2026-11-20");
    let user: User = testing::user(&mut store, "甲", UserRole::Officer);
    let today = store.today();
    store
        .write("user.role", today, |change| {
            change.set(
                &OFFICE_USER,
                user.id.0,
                &[("role", Some(Value::Text("warden".into())))],
            )
        })
        .unwrap();
    assert_eq!(
        users::standing(store.tables(), store.own(), user.id)
            .unwrap()
            .role,
        UserRole::Auditor
    );
}
