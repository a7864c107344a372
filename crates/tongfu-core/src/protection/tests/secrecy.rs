//! Content appears nowhere but behind the handler's passphrase: whole databases
//! and packages are searched for it, page by page and value by value.

use super::*;
use crate::security::device;
use rusqlite::types::ValueRef;
use tongfu_package::package::{self, Frame, OpenKeys};

const WORDS: &str = "经理收走证件的经过七三九一";
const EMPLOYER: &str = "秘密农场八四一二";
const FILE: &str = "物证六六三一.jpg";
const EVIDENCE: &[u8] = b"EVIDENCE-BYTES-5520-OF-THE-CASE";
const ENTRY: &str = "处理人笔记九九零三";
const OFFICE: &str = "650422";
const MESSAGE: &str = "护照已要求归还五五一九";

fn secrets() -> Vec<(&'static str, &'static [u8])> {
    vec![
        ("words", WORDS.as_bytes()),
        ("employer", EMPLOYER.as_bytes()),
        ("file name", FILE.as_bytes()),
        ("evidence", EVIDENCE),
        ("entry", ENTRY.as_bytes()),
        ("accused office", OFFICE.as_bytes()),
        ("matter", b"passport_kept"),
    ]
}

fn holds_bytes(haystack: &[u8], needle: &[u8]) -> bool {
    memchr::memmem::find(haystack, needle).is_some()
}

/// Searches the pages of the database, free ones included, and every value of
/// every table.
fn assert_nothing_in(store: &Store, whose: &str) {
    let folder = tempfile::tempdir().unwrap();
    let copy = folder.path().join("pages.db");
    store
        .tables()
        .backup("main", &copy, None::<fn(rusqlite::backup::Progress)>)
        .unwrap();
    let pages = std::fs::read(&copy).unwrap();
    let mut values = Vec::new();
    let tables: Vec<String> = store
        .tables()
        .prepare("SELECT name FROM sqlite_schema WHERE type = 'table'")
        .unwrap()
        .query_map([], |row| row.get(0))
        .unwrap()
        .collect::<rusqlite::Result<_>>()
        .unwrap();
    assert!(tables.iter().any(|table| table == "protected_case"));
    for table in tables {
        let mut statement = store
            .tables()
            .prepare(&format!("SELECT * FROM {table}"))
            .unwrap();
        let columns = statement.column_count();
        let mut rows = statement.query([]).unwrap();
        while let Some(row) = rows.next().unwrap() {
            for column in 0..columns {
                if let ValueRef::Text(bytes) | ValueRef::Blob(bytes) = row.get_ref(column).unwrap()
                {
                    values.extend_from_slice(bytes);
                    values.push(0);
                }
            }
        }
    }
    for (what, secret) in secrets() {
        assert!(
            !holds_bytes(&pages, secret),
            "{what} in the pages of {whose}"
        );
        assert!(
            !holds_bytes(&values, secret),
            "{what} in a value of {whose}"
        );
    }
}

/// Opens a package with the receiver's keys and searches every frame.
fn assert_nothing_in_package(path: &std::path::Path, receiver: &Store) {
    let keys = OpenKeys {
        devices: vec![device::keys(receiver.tables()).unwrap()],
        recovery: None,
    };
    let opened = package::open(path, &keys, &|header| Some(header.sender().key)).unwrap();
    let (mut content, mut sections) = (Vec::new(), 0);
    for frame in opened {
        match frame.unwrap() {
            Frame::Operation(bytes) | Frame::Keyset(bytes) | Frame::Unknown { bytes, .. } => {
                content.extend_from_slice(&bytes);
            }
            Frame::Section(section) => {
                sections += 1;
                content.extend_from_slice(&section.bytes);
            }
            Frame::Checkpoint(checkpoint) => content.extend_from_slice(&checkpoint.encode()),
        }
    }
    assert!(sections > 0, "nothing was searched");
    for (what, secret) in secrets() {
        assert!(
            !holds_bytes(&content, secret),
            "{what} in {}",
            path.display()
        );
    }
}

/// Everything that can be asked without a handler's passphrase, in every role of
/// the office; at the province also as a handler to whom nothing was sealed.
fn assert_nothing_said(desk: &mut Desk, number: &str, told: bool) {
    let worker = desk.store.user().clone();
    for role in UserRole::of_office(desk.store.office().role) {
        let name = role.word();
        let user = desk.user_of(name, *role);
        testing::work_as(&mut desk.store, &user);
        let store = &mut desk.store;
        let cases = cases(store).unwrap();
        assert_eq!(cases.len(), 1);
        assert_eq!(cases[0].number, number, "that it exists is seen");
        assert!(cases[0].decision_due > cases[0].opened_on, "and its clock");
        let said = format!(
            "{cases:?} {:?} {:?} {:?} {:?} {:?}",
            all_holds(store).unwrap(),
            messages(store).unwrap(),
            drafts(store).unwrap(),
            overdue(store, store.today()).unwrap(),
            store
                .history(&records::PROTECTED_CASE, &cases[0].id.0)
                .unwrap()
        );
        for (what, secret) in secrets() {
            assert!(
                !holds_bytes(said.as_bytes(), secret),
                "{what} told to {name}"
            );
        }
        // What the person is told is for those who tell it.
        let tells = told && !matches!(role, UserRole::Auditor | UserRole::Finance);
        assert_eq!(
            holds_bytes(said.as_bytes(), MESSAGE.as_bytes()),
            tells,
            "{name}"
        );
        assert_eq!(messages(store).unwrap().len(), usize::from(told), "{name}");
        assert_eq!(
            handler::unlock(store, &user, PASSPHRASE).unwrap_err().code,
            "HANDLER_KEY_ABSENT",
            "{name}"
        );
        assert_only_the_handler_may(desk, &user, *role);
    }
    testing::work_as(&mut desk.store, &worker);
}

/// What a role may write of cases, through the funnel.
fn assert_only_the_handler_may(desk: &mut Desk, user: &User, role: UserRole) {
    testing::work_as(&mut desk.store, user);
    let today = desk.store.today();
    for verb in [
        "protection.case.entry",
        "protection.case.message",
        "protection.case.close",
        "protection.hold.place",
        "protection.hold.lift",
        "protection.handler.create",
        "protection.handler.restore",
    ] {
        let may = desk.store.write(verb, today, |_| Ok(())).is_ok();
        assert_eq!(may, role == UserRole::CaseHandler, "{role:?} {verb}");
    }
    let opens = desk
        .store
        .write("protection.case.open", today, |_| Ok(()))
        .is_ok();
    assert_eq!(opens, role != UserRole::Auditor, "{role:?} opens a case");
}

#[test]
fn content_is_read_by_the_handler_and_by_nobody_else_anywhere() {
    let (mut province, mut county, user) = offices();
    let mut neighbour = Desk::new(Role::County, "652702", "阿拉山口市");
    grant(&mut province, &mut neighbour);
    let person = county.person("马小红", "654004199003070022");
    let mut evidence = EVIDENCE.repeat(9_000);
    evidence.extend_from_slice(EVIDENCE);
    let case = opened(
        &mut county.store,
        &Report {
            matter: Matter::PassportKept,
            person: Some(person),
            accused: Accused {
                employer: Some(EMPLOYER.to_owned()),
                office_code: Some(OFFICE.to_owned()),
            },
            words: WORDS.to_owned(),
            evidence: Some((FILE.to_owned(), evidence.clone())),
        },
    );
    // The county, before anything is sent.
    assert_nothing_in(&county.store, "the county before sending");
    assert_nothing_said(&mut county, &case.number, false);
    let linked: i64 = county
        .store
        .tables()
        .query_row(
            "SELECT count(*) FROM section WHERE instr(bytes, ?1) > 0 AND person <> ?1",
            [person],
            |row| row.get(0),
        )
        .unwrap();
    assert_eq!(linked, 0, "nothing leads from the case to the person");

    // The package, and the county afterwards.
    let package = county.export(None);
    assert_nothing_in_package(&package, &province.store);
    assert_nothing_in(&county.store, "the county after sending");
    assert_nothing_said(&mut county, &case.number, false);
    county.store.rebuild().unwrap();
    assert_nothing_in(&county.store, "the county after a rebuild");

    // The province, for everybody but the handler.
    exchange::import(&mut province.store, &package).unwrap();
    assert_nothing_in(&province.store, "the province after importing");
    assert_nothing_said(&mut province, &case.number, false);

    // The handler, and nothing stays of it.
    let key = province.unlock(&user);
    let open = read(&province.store, &key, case.id).unwrap();
    assert_eq!((open.words.as_str(), open.person), (WORDS, Some(person)));
    assert_eq!(open.person_name, "马小红");
    assert_eq!(open.evidence.unwrap().bytes, evidence);
    add_entry(&mut province.store, &key, case.id, EntryKind::Answer, ENTRY).unwrap();
    assert_eq!(
        read(&province.store, &key, case.id).unwrap().entries[0].text,
        ENTRY
    );
    add_message(&mut province.store, &key, case.id, MESSAGE).unwrap();
    // Their keys open nothing for anybody else who works at the laptop.
    let reviewer = province.user_of("reviewer", UserRole::Reviewer);
    testing::work_as(&mut province.store, &reviewer);
    let refused = add_entry(
        &mut province.store,
        &key,
        case.id,
        EntryKind::Progress,
        "无事",
    );
    assert_eq!(refused.unwrap_err().code, "ROLE_MAY_NOT");
    drop(key);
    assert_nothing_in(&province.store, "the province after the handler read it");
    assert_nothing_said(&mut province, &case.number, true);

    // What goes back, and to others.
    for (desk, code) in [(&mut county, COUNTY), (&mut neighbour, "652702")] {
        let package = province.export(Some(code));
        assert_nothing_in_package(&package, &desk.store);
        exchange::import(&mut desk.store, &package).unwrap();
        assert_nothing_in(&desk.store, code);
    }
    assert!(
        cases(&neighbour.store).unwrap().is_empty(),
        "no county sees another's"
    );
    assert_eq!(cases(&county.store).unwrap()[0].state, CaseState::InHand);
    assert_nothing_said(&mut county, &case.number, true);
}

#[test]
fn the_search_finds_what_is_there() {
    // The test above would find a secret that was written.
    let mut county = Desk::new(Role::County, COUNTY, "霍尔果斯市");
    county.user(EMPLOYER);
    let found = std::panic::catch_unwind(std::panic::AssertUnwindSafe(|| {
        assert_nothing_in(&county.store, "a store that holds it");
    }));
    assert!(found.is_err());
}

#[test]
fn a_secret_key_is_not_stored_unwrapped() {
    let mut province = Desk::new(Role::Province, PROVINCE, "省");
    let user = province.user("阿依");
    province.work_as("阿依");
    let made = handler::create(&mut province.store, &user, PASSPHRASE, None, &cheap()).unwrap();
    let secret = tongfu_package::sealed::ReaderKey::from_text(&made.paper)
        .unwrap()
        .to_secret_bytes();
    let folder = tempfile::tempdir().unwrap();
    let copy = folder.path().join("pages.db");
    province
        .store
        .tables()
        .backup("main", &copy, None::<fn(rusqlite::backup::Progress)>)
        .unwrap();
    let pages = std::fs::read(&copy).unwrap();
    assert!(!holds_bytes(&pages, secret.as_ref()));
    assert!(!holds_bytes(&pages, made.paper.as_bytes()));
    assert!(!holds_bytes(&pages, PASSPHRASE.as_bytes()));
}

/// A case is no input to eligibility, ranking, matching or planning: their
/// sources do not name this feature or its tables.
#[test]
fn what_decides_about_people_does_not_know_protection() {
    let source = std::path::Path::new(env!("CARGO_MANIFEST_DIR")).join("src");
    let solver = source.join("../../tongfu-solver/src");
    let mut searched = 0;
    for folder in [
        source.join("eligibility"),
        source.join("classes"),
        source.join("choice"),
        source.join("demand"),
        source.join("people"),
        source.join("planning"),
        source.join("projects"),
        solver,
    ] {
        searched += search(&folder);
    }
    assert!(searched > 60, "{searched} files");
}

fn search(folder: &std::path::Path) -> usize {
    let entries = std::fs::read_dir(folder).unwrap();
    let mut files = 0;
    for entry in entries {
        let path = entry.unwrap().path();
        let tests = path.file_stem().is_some_and(|stem| stem == "tests");
        if tests {
            // Tests decide nothing.
        } else if path.is_dir() {
            files += search(&path);
        } else if path.extension().is_some_and(|end| end == "rs") {
            files += 1;
            let text = std::fs::read_to_string(&path).unwrap();
            for word in [
                "crate::protection",
                "protection::",
                "protected_case",
                "check_answer",
                "case_entry",
            ] {
                assert!(!text.contains(word), "{} names {word}", path.display());
            }
        }
    }
    files
}
