//! The store against what it promises: one truth from any order of arrival.

use super::fold::Folded;
use super::log::{self, Taken};
use super::registry;
use super::write::ENTITY_WRITE;
use super::*;
use crate::security::records::OFFICE_USER;
use chrono::TimeZone;
use proptest::prelude::*;
use std::collections::BTreeSet;
use std::sync::Arc;
use tongfu_package::operation::{Action, ActionId, ActorId, Operation};

pub(crate) fn environment() -> Environment {
    Environment {
        now: Arc::new(|| Utc.with_ymd_and_hms(2026, 11, 20, 2, 0, 0).unwrap()),
        today: NaiveDate::from_ymd_opt(2026, 11, 20),
        machine: "machine-a".into(),
        app: "test".into(),
    }
}

fn store() -> Store {
    Store::in_memory(
        Office::founded(Role::County, "654004", "霍尔果斯市"),
        "古丽",
        environment(),
    )
    .unwrap()
}

fn rename(store: &mut Store, id: EntityId, name: &str) -> u32 {
    let today = store.today();
    store
        .write("user.rename", today, |change| {
            change.set(
                &OFFICE_USER,
                id,
                &[("name", Some(Value::Text(name.into())))],
            )
        })
        .unwrap()
        .operations
}

fn name(store: &Store, id: EntityId) -> Option<String> {
    use rusqlite::OptionalExtension;
    store
        .tables()
        .query_row("SELECT name FROM office_user WHERE id = ?1", [id], |row| {
            row.get(0)
        })
        .optional()
        .unwrap()
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
fn receive(store: &mut Store, operations: &[Vec<u8>]) -> Taken {
    let transaction = store.connection.transaction().unwrap();
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
    taken
}

#[test]
fn writing_what_is_so_already_writes_nothing() {
    let mut store = store();
    assert_eq!(rename(&mut store, [7; 16], "甲"), 1);
    assert_eq!(rename(&mut store, [7; 16], "甲"), 0);
    assert_eq!(rename(&mut store, [7; 16], "乙"), 1);
    let history = store.history(&OFFICE_USER, &[7; 16]).unwrap();
    assert_eq!(history.len(), 2);
    let newest = history.iter().find(|entry| entry.current).unwrap();
    assert_eq!(newest.value, Value::Text("乙".into()));
    assert_eq!(newest.replaced, vec![Value::Text("甲".into())]);
    assert_eq!(newest.who, "古丽");
}

#[test]
fn deletion_hides_and_a_new_write_revives() {
    let mut store = store();
    rename(&mut store, [7; 16], "甲");
    let today = store.today();
    store
        .write("user.remove", today, |change| {
            change.delete(&OFFICE_USER, [7; 16])
        })
        .unwrap();
    assert_eq!(name(&store, [7; 16]), None);
    rename(&mut store, [7; 16], "甲");
    assert_eq!(name(&store, [7; 16]).as_deref(), Some("甲"));
}

#[test]
fn an_action_takes_effect_only_when_it_is_whole() {
    let mut author = store();
    let before = operations(&author).len();
    let today = author.today();
    let written = author
        .write("user.add", today, |change| {
            for number in 0..2000u32 {
                let mut id = [0; 16];
                id[..4].copy_from_slice(&number.to_be_bytes());
                change.set(
                    &OFFICE_USER,
                    id,
                    &[(
                        "name",
                        Some(Value::Text(format!("经办{number:04}{}", "甲".repeat(20)))),
                    )],
                )?;
            }
            Ok(())
        })
        .unwrap();
    assert!(written.operations > 2, "{}", written.operations);
    let all = operations(&author);
    let mut reader = store();
    receive(&mut reader, &all[..all.len() - 1]);
    assert_eq!(name(&reader, [0; 16]), None);
    assert!(
        reader
            .digests(None)
            .unwrap()
            .iter()
            .any(|d| d.operations == all.len() as u64),
        "its own first operation and all but the last"
    );
    receive(&mut reader, &all[before..]);
    assert!(name(&reader, [0; 16]).is_some());
}

#[test]
fn operations_behind_a_gap_wait() {
    let mut author = store();
    for text in ["甲", "乙", "丙"] {
        rename(&mut author, [7; 16], text);
    }
    let all = operations(&author);
    let mut reader = store();
    receive(&mut reader, &all[2..]);
    assert_eq!(name(&reader, [7; 16]), None);
    receive(&mut reader, &all[..2]);
    assert_eq!(name(&reader, [7; 16]).as_deref(), Some("丙"));
}

#[test]
fn a_second_branch_of_a_chain_is_kept_apart() {
    let mut author = store();
    rename(&mut author, [7; 16], "甲");
    let all = operations(&author);
    let mut reader = store();
    receive(&mut reader, &all);
    let mut other = Operation::decode(all.last().unwrap()).unwrap();
    other.recorded_at += 1;
    let taken = receive(&mut reader, &[other.encode()]);
    assert_eq!((taken.stored, taken.known, taken.forks), (0, 0, 1));
    assert_eq!(name(&reader, [7; 16]).as_deref(), Some("甲"));
}

#[test]
fn unknown_kinds_and_fields_stay_byte_for_byte() {
    let author = store();
    let mut last = Operation::decode(operations(&author).last().unwrap()).unwrap();
    let previous = Operation::hash(&last.encode());
    last.previous = previous;
    last.sequence += 1;
    last.kind = 9_999;
    last.body = Value::Text("from a newer version".into());
    last.sections.clear();
    last.action = Action {
        id: ActionId([3; 16]),
        index: 0,
        count: 1,
    };
    let unknown_kind = last.encode();
    let mut newer = last.clone();
    newer.kind = ENTITY_WRITE;
    newer.previous = Operation::hash(&unknown_kind);
    newer.sequence += 1;
    newer.actor = ActorId([4; 16]);
    let write = super::write::EntityWrite {
        kind: OFFICE_USER.key,
        entity: [8; 16],
        groups: vec![super::write::Group {
            prev: vec![],
            fields: [(1, Value::Text("甲".into())), (999, Value::Int(5))].into(),
            personal: Default::default(),
        }],
    };
    let mut public = tongfu_package::value::ValueWriter::new();
    write.encode_public(&mut public);
    let body = super::write::encode_body("user.rename", 1, &public.finish());
    let unknown_field = newer.encode_around(&body).unwrap();
    let mut reader = store();
    let mut all = operations(&author);
    all.push(unknown_kind.clone());
    all.push(unknown_field.clone());
    receive(&mut reader, &all);
    assert_eq!(name(&reader, [8; 16]).as_deref(), Some("甲"));
    let kept = operations(&reader);
    assert!(kept.contains(&unknown_kind) && kept.contains(&unknown_field));
    // The unknown field waits in the log for the version that knows it.
    let register = fold::load(reader.tables(), OFFICE_USER.key, &[8; 16]).unwrap();
    assert_eq!(register.state()[&999].value(), &Value::Int(5));
}

#[test]
fn every_table_declares_how_it_travels() {
    let store = store();
    let mut statement = store
        .tables()
        .prepare("SELECT name FROM sqlite_schema WHERE type = 'table' AND name NOT LIKE 'sqlite_%'")
        .unwrap();
    let tables: BTreeSet<String> = statement
        .query_map([], |row| row.get(0))
        .unwrap()
        .collect::<rusqlite::Result<_>>()
        .unwrap();
    let declared: BTreeSet<String> = registry::kinds()
        .iter()
        .map(|kind| kind.table.to_owned())
        .chain(
            registry::OTHER_TABLES
                .iter()
                .map(|(table, _)| (*table).to_owned()),
        )
        .collect();
    assert_eq!(tables, declared);
}

#[test]
fn keys_of_the_registry_are_used_once() {
    let mut keys = BTreeSet::new();
    let mut tables = BTreeSet::new();
    for kind in registry::kinds() {
        assert!(keys.insert(kind.key), "kind {} twice", kind.key);
        assert!(tables.insert(kind.table), "table {} twice", kind.table);
        let fields: BTreeSet<u16> = kind.fields.iter().map(|field| field.key).collect();
        assert_eq!(
            fields.len(),
            kind.fields.len(),
            "{}: a field key twice",
            kind.table
        );
        assert!(
            !fields.contains(&0),
            "{}: 0 is the deletion mark",
            kind.table
        );
        let columns: BTreeSet<&str> = kind.fields.iter().map(|field| field.column).collect();
        assert_eq!(
            columns.len(),
            kind.fields.len(),
            "{}: a column twice",
            kind.table
        );
    }
}

fn founding(kdf: Kdf) -> Founding<'static> {
    Founding {
        office: Office::founded(Role::County, "654004", "霍尔果斯市"),
        user_name: "古丽",
        passphrase: "long enough",
        kdf,
    }
}

fn cheap() -> Kdf {
    Kdf {
        memory_kib: 64,
        passes: 1,
    }
}

#[test]
fn the_file_is_encrypted_and_opening_changes_nothing() {
    let folder = tempfile::tempdir().unwrap();
    let mut founded = Store::create(folder.path(), &founding(cheap()), environment()).unwrap();
    rename(&mut founded.store, [7; 16], "PLAINTEXT-MARKER");
    let digests = founded.store.digests(None).unwrap();
    assert_eq!(
        Store::open(folder.path(), "long enough", None, environment())
            .unwrap_err()
            .code,
        "STORE_BUSY"
    );
    drop(founded);
    let before = std::fs::read(folder.path().join(DATABASE)).unwrap();
    for entry in std::fs::read_dir(folder.path()).unwrap() {
        let bytes = std::fs::read(entry.unwrap().path()).unwrap();
        assert!(memchr::memmem::find(&bytes, b"PLAINTEXT-MARKER").is_none());
        assert!(memchr::memmem::find(&bytes, "古丽".as_bytes()).is_none());
    }
    assert_eq!(
        Store::open(folder.path(), "not this one", None, environment())
            .unwrap_err()
            .code,
        "STORE_PASSPHRASE"
    );
    assert_eq!(
        Store::open(folder.path(), "long enough", Some("nobody"), environment())
            .unwrap_err()
            .code,
        "USER_NO_PASSPHRASE"
    );
    let store = Store::open(folder.path(), "long enough", None, environment()).unwrap();
    assert_eq!(store.digests(None).unwrap(), digests);
    assert_eq!(store.own().epoch, 1);
    drop(store);
    assert_eq!(std::fs::read(folder.path().join(DATABASE)).unwrap(), before);
    assert_eq!(
        Store::create(folder.path(), &founding(cheap()), environment())
            .unwrap_err()
            .code,
        "STORE_EXISTS"
    );
}

#[test]
fn a_check_finds_what_was_tampered_with() {
    let mut store = store();
    rename(&mut store, [7; 16], "甲");
    let checked = store.check().unwrap();
    assert_eq!((checked.operations, checked.problems.len()), (2, 0));
    store
        .connection
        .execute(
            "UPDATE office_user SET name = '乙' WHERE id = ?1",
            [[7u8; 16]],
        )
        .unwrap();
    let codes: Vec<_> = store
        .check()
        .unwrap()
        .problems
        .iter()
        .map(|problem| problem.code)
        .collect();
    assert_eq!(codes, ["CHECK_FOLD"]);
    store.rebuild().unwrap();
    assert_eq!(store.check().unwrap().problems.len(), 0);
    store
        .connection
        .execute(
            "UPDATE operation SET bytes = CAST(zeroblob(3) || substr(bytes, 4) AS BLOB) WHERE sequence = 1",
            [],
        )
        .unwrap();
    let checked = store.check().unwrap();
    assert!(
        !checked.problems.is_empty()
            && checked
                .problems
                .iter()
                .all(|problem| problem.code == "CHECK_CHAIN")
    );
}

#[test]
fn a_clone_and_a_restored_backup_open_a_new_epoch() {
    let folder = tempfile::tempdir().unwrap();
    let mut store = Store::create(folder.path(), &founding(cheap()), environment())
        .unwrap()
        .store;
    let backup = std::fs::read(folder.path().join(DATABASE)).unwrap();
    rename(&mut store, [7; 16], "甲");
    drop(store);
    let elsewhere = Environment {
        machine: "machine-b".into(),
        ..environment()
    };
    assert_eq!(
        Store::open(folder.path(), "long enough", None, elsewhere)
            .unwrap()
            .own()
            .epoch,
        2
    );
    assert_eq!(
        Store::open(folder.path(), "long enough", None, environment())
            .unwrap()
            .own()
            .epoch,
        1
    );
    std::fs::write(folder.path().join(DATABASE), backup).unwrap();
    let mut store = Store::open(folder.path(), "long enough", None, environment()).unwrap();
    assert_eq!(store.own().epoch, 2);
    rename(&mut store, [7; 16], "乙");
    drop(store);
    assert_eq!(
        Store::open(folder.path(), "long enough", None, environment())
            .unwrap()
            .own()
            .epoch,
        2
    );
}

/// Gives every entity a register, as if several operations had written it.
fn make_registers(store: &Store) {
    for kind in registry::kinds() {
        let select = format!("SELECT id FROM {} WHERE operation NOT NULL", kind.table);
        let mut statement = store.tables().prepare(&select).unwrap();
        let ids: Vec<EntityId> = statement
            .query_map([], |row| row.get(0))
            .unwrap()
            .collect::<rusqlite::Result<_>>()
            .unwrap();
        for id in ids {
            let register = fold::load(store.tables(), kind.key, &id).unwrap();
            assert_eq!(register.writes().len(), 1);
            let insert = "INSERT INTO register (kind, entity, writes) VALUES (?1, ?2, ?3)";
            store
                .tables()
                .execute(insert, rusqlite::params![kind.key, id, register.encode()])
                .unwrap();
            let update = format!("UPDATE {} SET operation = NULL WHERE id = ?1", kind.table);
            store.tables().execute(&update, [id]).unwrap();
        }
    }
}

fn registers(store: &Store) -> i64 {
    store
        .tables()
        .query_row("SELECT count(*) FROM register", [], |row| row.get(0))
        .unwrap()
}

#[test]
fn a_register_is_made_at_the_second_write() {
    use crate::people::records::PERSON;
    let mut store = store();
    let today = store.today();
    let set = |store: &mut Store, name: &str, phone: &str| {
        store
            .write("people.change", today, |change| {
                let fields = [
                    ("name", Some(Value::Text(name.into()))),
                    ("phone", Some(Value::Text(phone.into()))),
                ];
                change.set(&PERSON, [9; 16], &fields)
            })
            .unwrap()
            .operations
    };
    set(&mut store, "甲", "1");
    assert_eq!(registers(&store), 0);
    let held = fold::load(store.tables(), PERSON.key, &[9; 16]).unwrap();
    assert_eq!(held.state()[&1].value(), &Value::Text("甲".into()));
    assert_eq!(held.state()[&14].value(), &Value::Text("1".into()));
    // What is so already is known from the log alone.
    assert_eq!(set(&mut store, "甲", "1"), 0);
    assert_eq!(set(&mut store, "甲", "2"), 1);
    assert_eq!(registers(&store), 1);
    assert_eq!(store.history(&PERSON, &[9; 16]).unwrap().len(), 3);
    let figures = store.digests(None).unwrap();
    store.rebuild().unwrap();
    assert_eq!(store.digests(None).unwrap(), figures);
    assert_eq!(registers(&store), 1);
}

#[test]
fn a_deletion_known_alone_is_remembered() {
    let mut author = store();
    rename(&mut author, [7; 16], "甲");
    let today = author.today();
    let delete = |change: &mut Change<'_>| change.delete(&OFFICE_USER, [7; 16]);
    author.write("user.remove", today, delete).unwrap();
    let last = operations(&author).pop().unwrap();
    let mut alone = Operation::decode(&last).unwrap();
    alone.sequence = 1;
    alone.previous = tongfu_package::operation::Hash32::ZERO;
    alone.epoch += 1;
    let mut reader = store();
    receive(&mut reader, &[alone.encode()]);
    assert_eq!(name(&reader, [7; 16]), None);
    let held = fold::load(reader.tables(), OFFICE_USER.key, &[7; 16]).unwrap();
    assert_eq!(held.writes().len(), 1);
    reader.rebuild().unwrap();
    assert_eq!(
        fold::load(reader.tables(), OFFICE_USER.key, &[7; 16]).unwrap(),
        held
    );
}

#[test]
fn sections_of_the_first_version_are_taken_over() {
    let mut connection = Connection::open_in_memory().unwrap();
    connection.execute_batch(MIGRATIONS[0]).unwrap();
    connection
        .execute_batch(
            "PRAGMA user_version = 1;
             INSERT INTO operation VALUES (5, x'0b', 1, x'00', 1, 1, x'00'), (6, x'0a', 1, x'00', 1, 2, x'00');
             INSERT INTO section VALUES (x'0a', x'01', 1, NULL, x'aa'), (x'0b', x'01', 2, x'99', x'bb');",
        )
        .unwrap();
    let transaction = connection.transaction().unwrap();
    migrate(&transaction).unwrap();
    let rows: Vec<String> = transaction
        .prepare("SELECT operation || ' ' || class || ' ' || quote(salt) || ' ' || hex(bytes) FROM section ORDER BY operation")
        .unwrap()
        .query_map([], |row| row.get(0))
        .unwrap()
        .collect::<rusqlite::Result<_>>()
        .unwrap();
    assert_eq!(rows, ["5 2 X'99' BB", "6 1 NULL AA"]);
}

#[derive(Debug, Clone)]
enum Step {
    Rename {
        at: usize,
        entity: u8,
        to: u8,
    },
    Delete {
        at: usize,
        entity: u8,
    },
    Carry {
        from: usize,
        to: usize,
        skip: usize,
        reverse: bool,
    },
}

fn steps() -> impl Strategy<Value = Vec<Step>> {
    proptest::collection::vec(
        prop_oneof![
            4 => (0usize..3, 0u8..3, 0u8..5).prop_map(|(at, entity, to)| Step::Rename { at, entity, to }),
            1 => (0usize..3, 0u8..3).prop_map(|(at, entity)| Step::Delete { at, entity }),
            3 => (0usize..3, 0usize..3, 0usize..6, any::<bool>())
                .prop_map(|(from, to, skip, reverse)| Step::Carry { from, to, skip, reverse }),
        ],
        1..40,
    )
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(40))]

    /// Three laptops of one county, packages late, twice, out of order: whoever
    /// holds the same operations shows the same, and rebuild agrees. The third
    /// has a register of every entity, the others only where they are needed.
    #[test]
    fn laptops_that_hold_the_same_show_the_same(steps in steps()) {
        let mut laptops = [store(), store(), store()];
        for step in steps {
            match step {
                Step::Rename { at, entity, to } => {
                    rename(&mut laptops[at], [entity + 1; 16], &format!("名{to}"));
                }
                Step::Delete { at, entity } => {
                    let today = laptops[at].today();
                    laptops[at].write("user.remove", today, |change| change.delete(&OFFICE_USER, [entity + 1; 16])).unwrap();
                }
                Step::Carry { from, to, skip, reverse } => {
                    let mut carried = operations(&laptops[from]);
                    if reverse { carried.reverse(); }
                    let keep = carried.len().saturating_sub(skip);
                    receive(&mut laptops[to], &carried[..keep]);
                }
            }
            make_registers(&laptops[2]);
        }
        let all: Vec<Vec<u8>> = laptops.iter().flat_map(operations).collect();
        for laptop in &mut laptops { receive(laptop, &all); }
        let figures = laptops[0].digests(None).unwrap();
        for laptop in &mut laptops {
            prop_assert_eq!(&laptop.digests(None).unwrap(), &figures);
            laptop.rebuild().unwrap();
            prop_assert_eq!(&laptop.digests(None).unwrap(), &figures);
        }
    }
}
