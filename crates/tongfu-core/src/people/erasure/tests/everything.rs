//! Somebody of whom every feature holds something: after an erasure nothing is
//! left of them, wherever it lay, and no way of coming back brings them back.

use super::desks::{Desk, granted};
use super::*;
use crate::base::ClassId;
use crate::choice::forms::{self, print_pad};
use crate::choice::model::{Answer, Guardian, Language, Manner, NewStatement, PadForm};
use crate::choice::wishes::{NewSurvey, record_survey};
use crate::classes::applications::{self, NewApplication};
use crate::eligibility;
use crate::exchange;
use crate::people::duplicates::{self, Verdict};
use crate::people::import::{
    Choice, Layouts, Watch, WinsOf, apply_watched, circumstances, plan, read, settle, undo,
};
use crate::people::model::Wishes;
use crate::protection::{self, Candidate};
use crate::security::responsibility;
use crate::store::drafts;
use crate::store::testing::open_backup;
use std::collections::BTreeMap;
use tongfu_tables::{Limits, grid};

const ALIAS: &str = "古丽娜·买买提江";
const ALIAS_PHONE: &str = "13566668888";
const ALIAS_NUMBER: &str = "654004198506153028";
const WITNESS: &str = "证人马大元";
const GUARDIAN: &str = "监护人牙生江";

/// Everything that is looked for afterwards.
fn traces(gone: &Invented) -> Vec<String> {
    let mut texts = gone.texts();
    texts.extend(
        [ALIAS, ALIAS_PHONE, ALIAS_NUMBER, WITNESS, GUARDIAN]
            .into_iter()
            .map(str::to_owned),
    );
    texts
}

fn bring_in(store: &mut Store, file: &str, text: &str) -> crate::base::ImportId {
    let book = grid::read_bytes(text.as_bytes(), file, &Limits::default()).unwrap();
    let settled = settle(&book, &Choice::default(), &Layouts::new()).unwrap();
    let rows = read(
        &book,
        &settled.layout,
        &circumstances(store),
        &Watch::default(),
    )
    .unwrap();
    let plan = plan(store, rows, &WinsOf::default(), &Watch::default()).unwrap();
    let applied = apply_watched(store, &plan, &Watch::default()).unwrap();
    applied.value.import.unwrap()
}

fn open_class(store: &mut Store, id: ClassId) {
    let class = crate::classes::model::Class {
        id,
        name: "收割机班".into(),
        project: None,
        occupation: "OCC-HARV".into(),
        level: "初级工".into(),
        institution: None,
        site: None,
        workshop: None,
        state: crate::classes::model::ClassState::Open,
        seats: 3,
        min_size: 1,
        max_size: 50,
        enrolled: 0,
        timing: crate::classes::model::Timing {
            start: day("2027-03-01"),
            training_days: 24,
            exam_days: 10,
            permit_days: 75,
            travel_days: 5,
        },
        pass_permille: 900,
        targets: Vec::new(),
        reserves: Vec::new(),
        funding: Vec::new(),
        cost: crate::base::Fen(0),
    };
    let today = store.today();
    store
        .write("test.class", today, |change| {
            crate::classes::ops::write(change, &class)
        })
        .unwrap();
}

struct Scene {
    person: PersonId,
    neighbour: PersonId,
}

/// Somebody imported from a file with their name, with an alias that a person
/// merged, an entry that they were told apart from, and something of every
/// feature.
fn scene(store: &mut Store, gone: &Invented, stays: &Invented) -> Scene {
    bring_in(
        store,
        &format!("{}等人名单.csv", gone.name),
        &format!(
            "姓名,身份证号码,电话\n{},{},{}\n{},{},{}\n",
            gone.name, gone.number, gone.phone, stays.name, stays.number, stays.phone
        ),
    );
    let one = |store: &Store, name: &str| -> PersonId {
        store
            .tables()
            .query_row("SELECT id FROM person WHERE name = ?1", [name], |row| {
                row.get(0)
            })
            .unwrap()
    };
    let person = one(store, &gone.name);
    let neighbour = one(store, &stays.name);
    people::save(store, Some(person), &gone.entry("654004001", &gone.name)).unwrap();
    let alias = add(
        store,
        &Entry::new()
            .with(Field::Name, ALIAS)
            .with(Field::DocumentNumber, ALIAS_NUMBER)
            .with(Field::Phone, ALIAS_PHONE),
    );
    duplicates::decide(
        store,
        person,
        alias,
        Verdict::Same,
        &format!("{ALIAS}就是{}", gone.name),
    )
    .unwrap();
    // Told apart: whichever of the two the decision names first.
    duplicates::decide(
        store,
        neighbour,
        person,
        Verdict::Different,
        &format!("不是{}", gone.name),
    )
    .unwrap();
    let statement = NewStatement {
        person,
        purpose: "contact".to_owned(),
        answer: Answer::Given,
        language: Language::Uyghur,
        said_on: day("2026-11-18"),
        manner: Manner::Marked,
        witness: WITNESS.to_owned(),
        form_number: String::new(),
        scan: format!("{}.jpg", gone.name),
        guardian: Some(Guardian {
            name: GUARDIAN.to_owned(),
            relation: "父亲".to_owned(),
        }),
    };
    let stated = crate::choice::state(store, &statement).unwrap();
    assert!(
        matches!(stated, crate::choice::Stated::Done(..)),
        "{stated:?}"
    );
    record_survey(
        store,
        &NewSurvey {
            person,
            round: "2027-春".to_owned(),
            asked_on: day("2026-11-18"),
            language: Language::Uyghur,
            asked_by: WITNESS.to_owned(),
            wishes: Wishes {
                occupations: vec!["OCC-HARV".to_owned()],
                when: "冬天".to_owned(),
                place: gone.phone.clone(),
                willing: None,
            },
            cleared: Vec::new(),
        },
    )
    .unwrap();
    let numbers = print_pad(store, PadForm::Application, Language::Uyghur, 2)
        .unwrap()
        .value
        .numbers();
    let class = ClassId([7; 16]);
    open_class(store, class);
    let application = NewApplication {
        person,
        classes: vec![class],
        signed_on: day("2026-11-19"),
        witness: WITNESS.to_owned(),
        form_number: numbers[0].to_string(),
    };
    let saved = applications::save(store, &application).unwrap();
    assert!(matches!(saved, applications::Saved::Done(_)), "{saved:?}");
    assert_eq!(forms::of_person(store, person).unwrap().len(), 1);
    eligibility::decide_anew(store, person, &format!("{}补了材料", gone.name)).unwrap();
    people::reveal(
        store,
        person,
        Field::BankCard,
        &format!("核对{}", gone.name),
    )
    .unwrap();
    people::record_printing(store, person, "ug").unwrap();
    let colleague = testing::user(store, "努尔", UserRole::Officer);
    responsibility::assign(
        store,
        responsibility::APPLICATION,
        applications::id_of(person).0,
        colleague.id,
    )
    .unwrap();
    let round = protection::start_round(store, &["外面的人".to_owned()])
        .unwrap()
        .value;
    let candidate = |person| Candidate {
        person,
        chain: std::iter::once(WITNESS.to_owned()).collect(),
    };
    protection::close_round(store, round, &[candidate(person), candidate(neighbour)]).unwrap();
    protection::draw(store, round).unwrap();
    // Half typed: a form about them, and a sheet with a line of theirs.
    let keep = |store: &mut Store, key: &str, part: &str, body: String| {
        let parts: BTreeMap<String, Option<String>> =
            std::iter::once((part.to_owned(), Some(body))).collect();
        drafts::put(store, key, &parts).unwrap();
    };
    keep(
        store,
        &format!("person/{person}"),
        "form",
        "{\"phone\":\"13711112222\"}".to_owned(),
    );
    keep(
        store,
        "entry",
        "rows-0",
        format!(
            "[[1,{{\"name\":\"{}\"}},[]],[2,{{\"name\":\"{}\"}},[]]]",
            gone.name, stays.name
        ),
    );
    Scene { person, neighbour }
}

fn nothing_left(store: &Store, gone: &Invented, whose: &str) {
    let left = found(&pages(store.tables()), &traces(gone));
    assert_eq!(left, Vec::<String>::new(), "{whose}");
}

#[test]
fn nothing_of_any_feature_is_left_and_nothing_comes_back() {
    let (mut county, mut province) = granted();
    let (gone, stays) = (invented(0), invented(1));
    let scene = scene(&mut county.store, &gone, &stays);
    let there = found(&pages(county.store.tables()), &traces(&gone));
    // How a name sounds, and how it is compared, lie in memory alone.
    assert!(there.len() + 2 >= traces(&gone).len(), "found {there:?}");
    let before = county.export();
    exchange::import(&mut province.store, &before).unwrap();
    let backup = county.store.backup(None).unwrap();
    let stick = tempfile::tempdir().unwrap();
    let copy = stick.path().join("copy.tongfu-backup");
    std::fs::copy(&backup.path, &copy).unwrap();

    let outcome = request(
        &mut county.store,
        scene.person,
        &format!("{}要求", gone.name),
    );
    assert_eq!(outcome.unwrap(), Outcome::Erased);
    nothing_left(&county.store, &gone, "the county");
    let left = found(
        &pages(&open_backup(&county.store, &backup.path)),
        &traces(&gone),
    );
    assert_eq!(left, Vec::<String>::new(), "the backup");
    // What was half typed of them is gone, and nobody else's line with it.
    let key = format!("person/{}", scene.person);
    assert_eq!(drafts::get(&county.store, &key).unwrap(), None);
    let sheet = drafts::get(&county.store, "entry").unwrap().unwrap();
    assert_eq!(
        sheet.parts["rows-0"],
        format!("[[2,{{\"name\":\"{}\"}},[]]]", stays.name)
    );
    let line = erasures(&county.store).unwrap().remove(0);
    let own = county.store.own().clone();
    let second = users::by_name(county.store.tables(), &own, "帕提古丽").unwrap();
    assert_eq!(line.approved_by, Some(second.id.0), "who agreed stays");
    for table in [
        "application",
        "choice_statement",
        "wish_survey",
        "paper_form",
        "eligibility_decision",
        "identity_decision",
        "disclosure",
        "approval_request",
    ] {
        assert_eq!(rows(&county.store, table), 0, "{table}");
    }
    assert!(
        people::record(&county.store, scene.neighbour)
            .unwrap()
            .is_some()
    );
    // The neighbour's part of the round stays.
    assert_eq!(rows(&county.store, "check_member"), 1);
    sound_and_rebuilt(&mut county.store);
    nothing_left(&county.store, &gone, "the county, folded anew");

    // The province follows, whatever comes late.
    let after = county.export();
    exchange::import(&mut province.store, &after).unwrap();
    nothing_left(&province.store, &gone, "the province");
    let late = exchange::import(&mut province.store, &before).unwrap();
    assert_eq!(late.applied, 0);
    nothing_left(&province.store, &gone, "the province after a late package");
    sound_and_rebuilt(&mut province.store);

    // A copy of the backup that no erasure could reach, put back.
    let (county, restored) = county.closed(|place| {
        Store::restore(
            place,
            &copy,
            crate::security::vault::Account::First,
            super::desks::PASSPHRASE,
            &super::desks::clock(),
        )
        .unwrap()
    });
    assert!(restored.erasures > 0);
    let mut county: Desk = county;
    nothing_left(&county.store, &gone, "the county after a restore");
    assert_eq!(people::record(&county.store, scene.person).unwrap(), None);
    sound_and_rebuilt(&mut county.store);
    // And a package made before, brought back to where it came from.
    let again = county.export();
    exchange::import(&mut province.store, &again).unwrap();
    nothing_left(&province.store, &gone, "the province at the end");
}

/// An import added one person and changed another, who was there before.
#[test]
fn undoing_an_import_brings_nobody_back() {
    for erased_first in [false, true] {
        let mut store = county("2026-11-20");
        let (gone, stays) = (invented(0), invented(1));
        let before = add(&mut store, &gone.entry("", ""));
        let import = bring_in(
            &mut store,
            &format!("{}.csv", gone.name),
            &format!(
                "姓名,身份证号码,电话\n{},{},{ALIAS_PHONE}\n{},{},{}\n",
                gone.name, gone.number, stays.name, stays.number, stays.phone
            ),
        );
        if erased_first {
            request(&mut store, before, "本人要求").unwrap();
        }
        let undone = undo(&mut store, import, false).unwrap().value;
        assert_eq!(undone.removed, 1, "whom it added");
        if !erased_first {
            assert_eq!(undone.returned, 1);
            request(&mut store, before, "本人要求").unwrap();
        }
        assert_eq!(people::record(&store, before).unwrap(), None);
        assert_eq!(rows(&store, "person"), 0);
        nothing_left(&store, &gone, "the county");
        sound_and_rebuilt(&mut store);
        nothing_left(&store, &gone, "the county, folded anew");
        // What this laptop remembers of an undone import goes with a name in it.
        let listed = crate::people::import::imports(&store).unwrap();
        assert_eq!(listed.len(), usize::from(erased_first));
    }
}

#[test]
fn a_locked_record_takes_what_was_half_typed_along_by_its_number() {
    let mut store = county("2026-11-20");
    let gone = invented(0);
    let person = add(&mut store, &gone.entry("", ""));
    enrol(&mut store, person, 1, "2026-03-01", 30);
    for (key, body) in [
        (format!("person/{person}"), "{\"phone\":\"13711112222\"}"),
        ("entry".to_owned(), "[[1,{\"name\":\"别人\"},[]]]"),
    ] {
        let parts = std::iter::once(("rows-0".to_owned(), Some(body.to_owned()))).collect();
        drafts::put(&mut store, &key, &parts).unwrap();
    }
    let outcome = request(&mut store, person, "本人要求").unwrap();
    assert!(matches!(outcome, Outcome::Locked { .. }));
    let lines = drafts::list(&store).unwrap();
    assert_eq!(
        lines
            .iter()
            .map(|line| line.key.as_deref())
            .collect::<Vec<_>>(),
        [Some("entry")]
    );
    let left = found(&pages(store.tables()), &["13711112222".to_owned()]);
    assert_eq!(left, Vec::<String>::new());
    sound_and_rebuilt(&mut store);
}

#[test]
fn an_erasure_needs_a_second_person_and_covers_what_was_asked_for() {
    let mut store = county("2026-11-20");
    let (one, other) = (invented(0), invented(1));
    let person = add(&mut store, &one.entry("", ""));
    let alias = add(&mut store, &other.entry("", ""));
    let refused = super::super::request(&mut store, person, None);
    assert_eq!(refused.unwrap_err().code, "APPROVAL_NEEDED");
    let officer = testing::user(&mut store, "努尔", UserRole::Officer);
    testing::work_as(&mut store, &officer);
    let asked = ask(&mut store, person, "本人要求").unwrap().value;
    let go = |store: &mut Store| super::super::request(store, person, Some(asked));
    assert_eq!(go(&mut store).unwrap_err().code, "APPROVAL_WAITING");
    let own = approvals::decide(
        &mut store,
        asked,
        &Present::assumed(officer.clone()),
        true,
        "",
    );
    assert_eq!(own.unwrap_err().code, "APPROVAL_OWN");
    agree(&mut store, asked);
    let assessment = assess(&store, person).unwrap();
    assert_eq!(
        super::super::asked(&store, &assessment)
            .unwrap()
            .unwrap()
            .id,
        asked
    );
    // Another entry turns out to be the same person: nobody agreed to that.
    duplicates::decide(&mut store, person, alias, Verdict::Same, "").unwrap();
    assert_eq!(go(&mut store).unwrap_err().code, "APPROVAL_SCOPE");
    assert!(people::record(&store, person).unwrap().is_some());
    duplicates::decide(&mut store, person, alias, Verdict::Open, "").unwrap();
    // An export's approval is none, and another's neither.
    let auditor = testing::user(&mut store, "审计", UserRole::Auditor);
    testing::work_as(&mut store, &auditor);
    assert_eq!(go(&mut store).unwrap_err().code, "APPROVAL_NOT_YOURS");
    assert_eq!(
        ask(&mut store, person, "要求").unwrap_err().code,
        "ROLE_MAY_NOT"
    );
    testing::work_as(&mut store, &officer);
    assert_eq!(go(&mut store).unwrap(), Outcome::Erased);
    assert!(people::record(&store, alias).unwrap().is_some());
    assert_eq!(go(&mut store).unwrap_err().code, "PERSON_ABSENT");
    // A retention run is not an officer's.
    let refused = withdraw(&mut store, [1; 16]).unwrap_err();
    assert_eq!(refused.code, "ERASURE_ABSENT");
}

/// No public field of any kind can hold what somebody is called or said: those
/// that hold text are named here, each with why it is about no person.
#[test]
fn every_text_outside_the_sections_is_accounted_for() {
    const HARMLESS: &[(&str, &str)] = &[
        ("application", "form_number"),
        ("application", "state"),
        // Of an earlier version; nothing writes it.
        ("application", "witness"),
        ("match_run", "witnesses"),
        // The people of the office, who are answerable for what they write.
        ("office_user", "name"),
    ];
    const WORDS: &[&str] = &[
        "name", "witness", "reason", "remark", "remarks", "text", "words", "phone", "number",
        "why", "note", "head", "employer",
    ];
    const OF_NO_PERSON: &[&str] = &[
        "institution",
        "site",
        "mobile_workshop",
        "class",
        "project",
        "parameter",
        "bulletin",
        "demand_line",
        "demand_choice",
    ];
    for kind in crate::store::registry::kinds() {
        if OF_NO_PERSON.contains(&kind.table) {
            assert_eq!(kind.subject, None, "{}", kind.table);
            continue;
        }
        for field in kind.fields.iter().filter(|field| {
            field.personal.is_none()
                && field.holds == crate::store::registry::FieldType::Text
                && field
                    .column
                    .split('_')
                    .any(|word| WORDS.contains(&word) || word == "witnesses")
        }) {
            let known = HARMLESS.contains(&(kind.table, field.column))
                || field.column.ends_with("_number")
                || field.column == "number";
            assert!(
                known,
                "{}.{} may hold words about a person in the public part",
                kind.table, field.column
            );
        }
    }
}
