//! What is left of somebody, in every byte.

mod desks;
mod everything;
mod histories;
mod laptops;

use super::super::rules::{check_character, fold as fold_name, sound};
use super::super::{self as people, Entry, SearchIndex};
use super::super::{Field, Saved};
use super::*;
use crate::Result;
use crate::base::{ApprovalId, PersonId};
use crate::classes::records::CLASS;
use crate::classes::records_matching::{APPLICATION, ENROLMENT};
use crate::security::accounts::Present;
use crate::security::model::UserRole;
use crate::security::{approvals, testing, users};
use crate::store::testing::{county, day, environment, hand_over, pages, set_today};
use crate::store::{Office, Role, Store, date_value};
use tongfu_package::value::Value;

/// Somebody invented.
#[derive(Debug, Clone)]
pub(super) struct Invented {
    name: String,
    latin: String,
    number: String,
    phone: String,
    card: String,
    passport: String,
}

/// The `n`th of them: no text of one occurs in another.
pub(super) fn invented(n: usize) -> Invented {
    const NAMES: [&str; 6] = [
        "古丽娜尔·买买提",
        "赵无敌",
        "钱有余",
        "孙大圣",
        "李逍遥",
        "周伯通",
    ];
    const LATIN: [&str; 6] = [
        "GULNAR MAMAT",
        "ZHAO WUDI",
        "QIAN YOUYU",
        "SUN DASHENG",
        "LI XIAOYAO",
        "ZHOU BOTONG",
    ];
    let body = format!("6540041990030712{n}");
    let check = char::from(check_character(body.as_bytes()).unwrap());
    Invented {
        name: NAMES[n].to_owned(),
        latin: LATIN[n].to_owned(),
        number: format!("{body}{check}"),
        phone: format!("1389999777{n}"),
        card: format!("622848123456789{n}17"),
        passport: format!("EJ123456{n}"),
    }
}

impl Invented {
    /// Everything by which they can be recognised, as written and as folded.
    pub(super) fn texts(&self) -> Vec<String> {
        let mut texts = vec![
            self.name.clone(),
            fold_name(&self.name),
            sound(&self.name),
            self.latin.clone(),
            self.number.clone(),
            self.phone.clone(),
            self.card.clone(),
            self.passport.clone(),
        ];
        texts.retain(|text| text.chars().count() > 1);
        texts
    }

    pub(super) fn entry<'e>(&'e self, household: &'e str, head: &'e str) -> Entry<'e> {
        let entry = Entry::new()
            .with(Field::Name, &self.name)
            .with(Field::LatinName, &self.latin)
            .with(Field::DocumentNumber, &self.number)
            .with(Field::Phone, &self.phone)
            .with(Field::BankCard, &self.card)
            .with(Field::PassportNumber, &self.passport)
            .with(Field::Address, "霍尔果斯市伊车嘎善乡");
        if household.is_empty() {
            return entry;
        }
        entry
            .with(Field::HouseholdNumber, household)
            .with(Field::HouseholdHead, head)
            .with(Field::IncomePerHead, "8000")
            .with(Field::IncomeYear, "2025")
            .with(Field::HouseholdSize, "3")
    }
}

/// Erases as two people do it: the one who works asks, another agrees.
pub(super) fn request(store: &mut Store, person: PersonId, reason: &str) -> Result<Outcome> {
    let approval = ask(store, person, reason)?.value;
    agree(store, approval);
    super::request(store, person, Some(approval))
}

/// A second administrator of the office agrees.
pub(super) fn agree(store: &mut Store, approval: ApprovalId) {
    let own = store.own().clone();
    let second = users::by_name(store.tables(), &own, "帕提古丽")
        .unwrap_or_else(|_| testing::user(store, "帕提古丽", UserRole::Administrator));
    approvals::decide(store, approval, &Present::assumed(second), true, "").unwrap();
}

pub(super) fn add(store: &mut Store, entry: &Entry<'_>) -> PersonId {
    match people::save(store, None, entry).unwrap() {
        Saved::Done { person, .. } => person,
        Saved::Refused(problems) => panic!("{problems:?}"),
    }
}

/// Which of `texts` occur in `bytes`.
pub(super) fn found(bytes: &[u8], texts: &[String]) -> Vec<String> {
    texts
        .iter()
        .filter(|text| memchr::memmem::find(bytes, text.as_bytes()).is_some())
        .cloned()
        .collect()
}

fn enrol(store: &mut Store, person: PersonId, n: u8, start: &str, days: i64) {
    let today = store.today();
    store
        .write("test.enrol", today, |change| {
            change.set(
                &CLASS,
                [n; 16],
                &[
                    ("name", Some(Value::Text("收割机班".into()))),
                    ("start", Some(date_value(day(start)))),
                    ("training_days", Some(Value::Int(days))),
                    ("exam_days", Some(Value::Int(1))),
                ],
            )?;
            change.set(
                &APPLICATION,
                [n + 100; 16],
                &[("person", Some(Value::Bytes(person.0.to_vec())))],
            )?;
            change.set(
                &ENROLMENT,
                [n + 50; 16],
                &[
                    ("person", Some(Value::Bytes(person.0.to_vec()))),
                    ("class", Some(Value::Bytes(vec![n; 16]))),
                    ("state", Some(Value::Text("admitted".into()))),
                ],
            )
        })
        .unwrap();
}

pub(super) fn sound_and_rebuilt(store: &mut Store) {
    let checked = store.check().unwrap();
    assert_eq!(checked.problems, Vec::new());
    let before = store.digests(None).unwrap();
    store.rebuild().unwrap();
    assert_eq!(store.digests(None).unwrap(), before);
}

fn rows(store: &Store, table: &str) -> u32 {
    store
        .tables()
        .query_row(&format!("SELECT count(*) FROM {table}"), [], |row| {
            row.get(0)
        })
        .unwrap()
}

fn household_of(store: &Store, person: PersonId) -> people::Record {
    people::record(store, person).unwrap().unwrap()
}

fn shown(record: &people::Record, field: Field) -> Option<String> {
    record
        .values
        .iter()
        .find(|shown| shown.field == field)
        .map(|shown| format!("{:?}", shown.value))
}

#[test]
fn without_a_duty_everything_goes_at_once() {
    let mut store = county("2026-11-20");
    let (gone, stays) = (invented(0), invented(1));
    let person = add(&mut store, &gone.entry("654004001", &gone.name));
    let other = add(&mut store, &stays.entry("654004001", &gone.name));
    people::reveal(
        &mut store,
        person,
        Field::BankCard,
        &format!("核对{}的卡", gone.name),
    )
    .unwrap();
    // Something of theirs lies in a table of this laptop too.
    store
        .tables()
        .execute(
            "INSERT INTO scenario (id, created, name, body) VALUES (x'01', 1, 'a', ?1), (x'02', 1, 'b', 'of nobody')",
            [format!("{{\"note\":\"{}\"}}", gone.phone)],
        )
        .unwrap();
    let texts = gone.texts();
    let there = found(&pages(store.tables()), &texts);
    assert!(there.len() >= 6, "the scan finds them before: {there:?}");

    let assessment = assess(&store, person).unwrap();
    assert_eq!(assessment.kept_until, None);
    assert!(assessment.contact.contains(&Field::Phone));
    assert!(assessment.statutory.contains(&Field::DocumentNumber));
    assert_eq!(assessment.households, 1);
    assert_eq!(
        request(&mut store, person, " ").unwrap_err().code,
        "ERASURE_REASON_MISSING"
    );
    assert_eq!(
        request(&mut store, person, "本人要求").unwrap(),
        Outcome::Erased
    );

    assert_eq!(found(&pages(store.tables()), &texts), Vec::<String>::new());
    assert!(!store.is_unsettled().unwrap());
    assert_eq!(people::record(&store, person).unwrap(), None);
    assert_eq!(
        (rows(&store, "disclosure"), rows(&store, "scenario")),
        (0, 1)
    );
    // The household's other member keeps what is the household's.
    let record = household_of(&store, other);
    assert_eq!(shown(&record, Field::HouseholdHead), None);
    assert_eq!(
        shown(&record, Field::HouseholdSize).as_deref(),
        Some("Int(3)")
    );
    assert!(shown(&record, Field::IncomePerHead).is_some());
    let lines = erasures(&store).unwrap();
    assert_eq!(lines.len(), 1);
    assert_eq!(
        (lines[0].state, lines[0].person),
        (ErasureState::Erased, person)
    );
    sound_and_rebuilt(&mut store);

    // The same real person may come again.
    let again = add(&mut store, &gone.entry("654004001", &gone.name));
    assert_ne!(again, person);
    assert_eq!(
        shown(&household_of(&store, other), Field::HouseholdHead),
        Some(format!("Text({:?})", gone.name))
    );
    sound_and_rebuilt(&mut store);
}

#[test]
fn somebody_in_the_bin_can_be_erased_and_nothing_is_written_of_the_erased() {
    let mut store = county("2026-11-20");
    let gone = invented(0);
    let person = add(&mut store, &gone.entry("654004001", &gone.name));
    people::delete(&mut store, &[person]).unwrap();
    assert!(!found(&pages(store.tables()), &gone.texts()).is_empty());
    request(&mut store, person, "本人要求").unwrap();
    assert_eq!(
        found(&pages(store.tables()), &gone.texts()),
        Vec::<String>::new()
    );
    assert_eq!(assess(&store, person).unwrap_err().code, "PERSON_ABSENT");
    let today = store.today();
    for (kind, id, fields) in [
        (
            &people::records::PERSON,
            person.0,
            vec![("name", Some(Value::Text("x".into())))],
        ),
        (
            &APPLICATION,
            [9; 16],
            vec![("person", Some(Value::Bytes(person.0.to_vec())))],
        ),
    ] {
        let refused = store.write("test.write", today, |change| change.set(kind, id, &fields));
        assert_eq!(refused.unwrap_err().code, "ENTITY_ERASED");
    }
    sound_and_rebuilt(&mut store);
}

#[test]
fn a_household_without_members_goes_with_the_last() {
    let mut store = county("2026-11-20");
    let gone = invented(0);
    let person = add(&mut store, &gone.entry("654004009", &gone.name));
    request(&mut store, person, "本人要求").unwrap();
    assert_eq!(rows(&store, "household"), 0);
    assert_eq!(
        found(&pages(store.tables()), &gone.texts()),
        Vec::<String>::new()
    );
    assert_eq!(
        found(&pages(store.tables()), &["654004009".to_owned()]),
        Vec::<String>::new()
    );
    sound_and_rebuilt(&mut store);
    let again = add(&mut store, &gone.entry("654004009", &gone.name));
    assert_eq!(
        shown(&household_of(&store, again), Field::HouseholdHead),
        Some(format!("Text({:?})", gone.name))
    );
    sound_and_rebuilt(&mut store);
}

#[test]
fn a_duty_locks_until_it_is_over() {
    let mut store = county("2026-11-20");
    let gone = invented(0);
    let person = add(&mut store, &gone.entry("654004001", &gone.name));
    let wife = invented(1);
    let other = add(&mut store, &wife.entry("654004001", &gone.name));
    enrol(&mut store, person, 1, "2026-03-01", 30);
    people::reveal(&mut store, person, Field::BankCard, "核对").unwrap();
    let Outcome::Locked { request: id, until } = request(&mut store, person, "不想再留").unwrap()
    else {
        panic!("a trainee's file must be kept");
    };
    // Start, 30 days and one of the exam; ten years by the shipped parameter.
    assert_eq!(until, day("2036-04-01"));
    let bytes = pages(store.tables());
    for contact in [&gone.phone, &gone.card, &gone.passport] {
        assert_eq!(
            found(&bytes, std::slice::from_ref(contact)),
            Vec::<String>::new()
        );
    }
    assert_eq!(found(&bytes, std::slice::from_ref(&gone.name)).len(), 1);
    // Shown nowhere, not even as the head of the household.
    assert_eq!(people::record(&store, person).unwrap(), None);
    assert_eq!(people::name(&store, person).unwrap(), None);
    assert_eq!(
        SearchIndex::build(&store)
            .unwrap()
            .find(&gone.name, 9, 0)
            .total,
        0
    );
    assert_eq!(
        shown(&household_of(&store, other), Field::HouseholdHead),
        None
    );
    assert_eq!(
        people::record(&store, other).unwrap().unwrap().household,
        Vec::new()
    );
    for table in ["application", "enrolment", "disclosure"] {
        assert_eq!(rows(&store, table), 0, "{table}");
    }
    let form = Entry::new().with(Field::Phone, "13800000000");
    assert_eq!(
        people::save(&mut store, Some(person), &form)
            .unwrap_err()
            .code,
        "PERSON_ABSENT"
    );
    // What an auditor may know.
    let line = erasures(&store).unwrap().remove(0);
    assert_eq!(
        (line.state, line.kept_until, line.reason.as_deref()),
        (ErasureState::Locked, Some(until), Some("不想再留"))
    );
    assert_eq!(
        (line.duties[0].code.as_str(), line.duties[0].years),
        ("training", 10)
    );
    let kept = retention(&store).unwrap();
    assert_eq!(
        (
            kept.len(),
            kept[0].over,
            kept[0].requested,
            kept[0].name.as_str()
        ),
        (1, false, true, "")
    );
    sound_and_rebuilt(&mut store);
    assert_eq!(erase_due(&mut store).unwrap(), 0);

    // Taken back: shown again, without what went.
    withdraw(&mut store, id).unwrap();
    assert_eq!(
        withdraw(&mut store, id).unwrap_err().code,
        "ERASURE_NOT_LOCKED"
    );
    let record = household_of(&store, person);
    assert!(shown(&record, Field::DocumentNumber).is_some());
    assert_eq!(shown(&record, Field::Phone), None);
    assert_eq!(
        (rows(&store, "enrolment"), rows(&store, "disclosure")),
        (1, 1)
    );
    people::save(&mut store, Some(person), &form).unwrap();
    assert_eq!(
        shown(&household_of(&store, person), Field::Phone).as_deref(),
        Some("Text(\"13800000000\")")
    );
    sound_and_rebuilt(&mut store);

    // Asked again: what was written since goes too; on its day nothing is left.
    request(&mut store, person, "再次要求").unwrap();
    assert_eq!(
        found(&pages(store.tables()), &["13800000000".to_owned()]),
        Vec::<String>::new()
    );
    set_today(&mut store, "2036-03-31");
    assert_eq!(erase_due(&mut store).unwrap(), 0);
    set_today(&mut store, "2036-04-01");
    assert_eq!(erase_due(&mut store).unwrap(), 1);
    let bytes = pages(store.tables());
    assert_eq!(found(&bytes, &gone.texts()), Vec::<String>::new());
    assert_eq!(
        found(&bytes, &["再次要求".to_owned(), "不想再留".to_owned()]),
        Vec::<String>::new()
    );
    let lines = erasures(&store).unwrap();
    assert_eq!((lines.len(), lines[0].state), (1, ErasureState::Erased));
    assert_eq!(lines[0].requested_on, Some(day("2026-11-20")));
    assert_eq!(household_of(&store, other).household, Vec::new());
    sound_and_rebuilt(&mut store);
}

#[test]
fn a_living_entry_of_somebody_erased_is_a_case_and_lives() {
    let mut store = county("2026-11-20");
    let gone = invented(0);
    let person = add(&mut store, &gone.entry("", ""));
    enrol(&mut store, person, 1, "2026-03-01", 30);
    request(&mut store, person, "本人要求").unwrap();
    let again = add(&mut store, &gone.entry("", ""));
    let line = erasures(&store).unwrap().remove(0);
    assert_eq!(
        (line.state, line.same_as),
        (ErasureState::Locked, Some(again))
    );
    set_today(&mut store, "2040-01-01");
    assert_eq!(erase_due(&mut store).unwrap(), 1);
    assert!(people::record(&store, again).unwrap().is_some());
    sound_and_rebuilt(&mut store);
}

#[test]
fn a_tampered_section_is_found_after_an_erasure() {
    let mut store = county("2026-11-20");
    let person = add(
        &mut store,
        &invented(0).entry("654004001", &invented(0).name),
    );
    add(
        &mut store,
        &invented(1).entry("654004001", &invented(0).name),
    );
    request(&mut store, person, "本人要求").unwrap();
    assert_eq!(store.check().unwrap().problems, Vec::new());
    let changed = store
        .tables()
        .execute(
            "UPDATE section SET bytes = CAST(bytes || x'00' AS BLOB) WHERE operation = (SELECT max(operation) FROM section)",
            [],
        )
        .unwrap();
    assert!(changed > 0);
    assert!(
        store
            .check()
            .unwrap()
            .problems
            .iter()
            .any(|problem| problem.code == "CHECK_SEAL")
    );
}

/// A large action is folded operation by operation; a cut in it reaches what
/// the same action writes further on.
#[test]
fn a_cut_reaches_what_its_own_action_writes_later() {
    use super::records::ERASED_SECTION;
    use crate::people::records::HOUSEHOLD;
    let mut store = county("2026-11-20");
    let today = store.today();
    let household = [255; 16];
    let written = store
        .write("people.change", today, |change| {
            let cut = [
                ("entity", Some(Value::Bytes(household.to_vec()))),
                ("entity_kind", Some(Value::Int(HOUSEHOLD.key.into()))),
            ];
            change.set(&ERASED_SECTION, [1; 16], &cut)?;
            for _ in 0..1000 {
                let other = change.new_id();
                change.set(
                    &HOUSEHOLD,
                    other,
                    &[("income_year", Some(Value::Int(2026)))],
                )?;
            }
            let head = Some(Value::Text(invented(0).name));
            change.set(&HOUSEHOLD, household, &[("household_head", head)])
        })
        .unwrap();
    assert!(written.operations > 1);
    let left: (i64, Option<String>) = store
        .tables()
        .query_row(
            "SELECT (SELECT count(*) FROM section WHERE person = ?1), household_head FROM household WHERE id = ?1",
            [household],
            |row| Ok((row.get(0)?, row.get(1)?)),
        )
        .unwrap();
    assert_eq!(left, (0, None));
    assert_eq!(store.check().unwrap().problems, Vec::new());
}
