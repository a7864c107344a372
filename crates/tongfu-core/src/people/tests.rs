//! People against real files and a store in memory.

mod dossier;
mod forms;
mod many;

use super::import::{RejectedRow, apply, preview, preview_entries};
use super::*;
use crate::base::{EntityId, PersonId};
use crate::store::{Environment, Office, Role, Store};
use chrono::{NaiveDate, TimeZone, Utc};
use std::collections::BTreeMap;
use std::path::PathBuf;
use std::sync::Arc;
use tongfu_package::value::Value;
use tongfu_tables::roster::Roster;
use tongfu_tables::{Limits, grid, roster};

fn environment() -> Environment {
    Environment {
        now: Arc::new(|| Utc.with_ymd_and_hms(2026, 11, 20, 2, 0, 0).unwrap()),
        today: NaiveDate::from_ymd_opt(2026, 11, 20),
        machine: "machine-a".into(),
        app: "test".into(),
    }
}

fn county() -> Store {
    Store::in_memory(
        Office::founded(Role::County, "654004", "霍尔果斯市"),
        "古丽",
        environment(),
    )
    .unwrap()
}

fn fixture(name: &str) -> Roster {
    let path = PathBuf::from(env!("CARGO_MANIFEST_DIR"))
        .join("../../tests/fixtures")
        .join(name);
    roster::read(&grid::read(&path, &Limits::default()).unwrap()).unwrap()
}

fn expected() -> serde_json::Value {
    let path = PathBuf::from(env!("CARGO_MANIFEST_DIR")).join("../../tests/fixtures/expected.json");
    serde_json::from_slice(&std::fs::read(path).unwrap()).unwrap()
}

fn import(store: &mut Store, name: &str) -> (ImportPlan, Tally) {
    let plan = preview(store, &fixture(name)).unwrap();
    let written = apply(store, &plan).unwrap();
    assert_eq!(written.value, plan.tally());
    (plan, written.value)
}

fn pairs(value: &serde_json::Value) -> Vec<(u32, String)> {
    value
        .as_array()
        .unwrap()
        .iter()
        .map(|pair| {
            (
                u32::try_from(pair[0].as_u64().unwrap()).unwrap(),
                pair[1].as_str().unwrap().to_owned(),
            )
        })
        .collect()
}

fn rejected(rows: &[RejectedRow]) -> Vec<(u32, String)> {
    rows.iter()
        .map(|row| (row.row, row.reasons[0].code.to_owned()))
        .collect()
}

fn person_count(store: &Store) -> u32 {
    store
        .tables()
        .query_row("SELECT count(*) FROM person", [], |row| row.get(0))
        .unwrap()
}

const ALI: &str = "654004199003071236";

fn ali() -> Entry<'static> {
    Entry::new()
        .with(Field::Name, "买买提·阿卜杜拉")
        .with(Field::DocumentNumber, ALI)
}

fn add(store: &mut Store, entries: Vec<Entry<'_>>) -> Tally {
    let plan = preview_entries(store, entries).unwrap();
    apply(store, &plan).unwrap().value
}

/// A valid number for the `n`th invented person.
fn number(n: u32) -> String {
    let birth = NaiveDate::from_ymd_opt(1970, 1, 1).unwrap()
        + chrono::Duration::days(i64::from(n / 1000) * 3);
    let body = format!("654004{}{:03}", birth.format("%Y%m%d"), n % 1000);
    let check = rules::check_character(body.as_bytes()).unwrap();
    format!("{body}{}", char::from(check))
}

#[test]
fn sample_rosters_give_exactly_what_is_expected() {
    let expected = expected();
    for name in [
        "roster-gb18030.csv",
        "roster-wps.xlsx",
        "roster-old.xls",
        "roster-second-visit.csv",
    ] {
        let says = &expected[name];
        let mut store = county();
        let (plan, tally) = import(&mut store, name);
        assert_eq!(
            u64::from(tally.rows),
            says["rows"].as_u64().unwrap(),
            "{name}"
        );
        assert_eq!(
            rejected(&plan.rejected),
            pairs(&says["reject_rows"]),
            "{name}"
        );
        let warned: Vec<(u32, String)> = plan
            .warnings
            .iter()
            .map(|problem| (problem.row.unwrap(), problem.code.to_owned()))
            .collect();
        assert_eq!(warned, pairs(&says["warn_rows"]), "{name}");
        assert_eq!(
            u64::from(tally.duplicates),
            says["duplicates_within"].as_u64().unwrap(),
            "{name}"
        );
        assert_eq!(
            u64::from(tally.rejected),
            says["must_reject"].as_u64().unwrap(),
            "{name}"
        );
        assert_eq!((tally.updated, tally.unchanged), (0, 0), "{name}");
        assert_eq!(
            tally.added,
            tally.rows - tally.rejected - tally.duplicates,
            "{name}"
        );
        assert_eq!(person_count(&store), tally.added, "{name}");
        assert_eq!(
            u64::from(tally.added + tally.duplicates),
            says["ids_ok"].as_u64().unwrap(),
            "{name}"
        );
        assert!(plan.same_number.is_empty(), "{name}");
        // The same file again changes nothing.
        let again = preview(&store, &fixture(name)).unwrap();
        assert_eq!(again.tally().unchanged, tally.added, "{name}");
        assert_eq!(apply(&mut store, &again).unwrap().operations, 0, "{name}");
    }
}

#[test]
fn the_second_visit_updates_phones_and_adds_people() {
    let mut store = county();
    import(&mut store, "roster-gb18030.csv");
    let (plan, tally) = import(&mut store, "roster-second-visit.csv");
    assert_eq!(
        (tally.updated, tally.added, tally.rejected, tally.duplicates),
        (30, 30, 0, 0)
    );
    for row in &plan.rows {
        if let Decision::Updated { fields, .. } = &row.decision {
            assert_eq!(fields, &[Field::Phone], "row {}", row.row);
        }
    }
    assert_eq!(counts(&store).unwrap().people, 145);
}

#[test]
fn columns_of_the_samples_become_fields() {
    let mut store = county();
    import(&mut store, "roster-gb18030.csv");
    let index = SearchIndex::build(&store).unwrap();
    let person = index.find("654123197511176910", 10, 0).hits[0].person;
    let record = record(&store, person).unwrap().unwrap();
    let shown: BTreeMap<Field, Datum> = record
        .values
        .iter()
        .map(|shown| (shown.field, shown.value.clone()))
        .collect();
    for (field, value) in [
        (Field::Name, "买买提·阿卜杜拉"),
        (Field::DocumentNumber, "654123********6910"),
        (Field::Sex, "1"),
        (Field::Ethnic, "05"),
        (Field::Education, "30"),
        (Field::Category, model::ORDINARY),
        (Field::Phone, "19488766344"),
        (Field::County, "654004"),
        (Field::Township, "莫乎尔牧场"),
        (Field::Village, "2村"),
        (Field::Wish1, "OCC-TALLY"),
        (Field::WishLevel, "初级工"),
        (Field::HouseholdNumber, "6540049577633"),
    ] {
        assert_eq!(
            shown.get(&field),
            Some(&Datum::Text(value.into())),
            "{field:?}"
        );
    }
    assert_eq!(shown.get(&Field::IncomePerHead), Some(&Datum::Int(746_100)));
    assert_eq!(record.age, Some(51));
}

#[test]
fn every_occupation_of_the_samples_is_known() {
    for name in [
        "roster-gb18030.csv",
        "roster-wps.xlsx",
        "roster-old.xls",
        "roster-second-visit.csv",
    ] {
        let store = county();
        let plan = preview(&store, &fixture(name)).unwrap();
        for index in 0..plan.rows.len() {
            let values = plan.values(index).unwrap();
            assert!(
                values
                    .text(Field::Wish1)
                    .is_some_and(|wish| wish.starts_with("OCC-")),
                "{name} row {}",
                plan.rows[index].row
            );
            assert_eq!(values.text(Field::WishWritten), None, "{name}");
        }
    }
}

#[test]
fn a_preview_writes_nothing() {
    let store = county();
    let before = store.digests(None).unwrap();
    preview(&store, &fixture("roster-wps.xlsx")).unwrap();
    assert_eq!(store.digests(None).unwrap(), before);
    assert_eq!(person_count(&store), 0);
}

#[test]
fn a_stale_preview_is_refused_whole() {
    let mut store = county();
    let plan = preview(&store, &fixture("roster-wps.xlsx")).unwrap();
    apply(&mut store, &plan).unwrap();
    let people = person_count(&store);
    let error = apply(&mut store, &plan).unwrap_err();
    assert_eq!(error.code, "IMPORT_STALE");
    assert_eq!(person_count(&store), people);
}

#[test]
fn a_blank_never_erases_and_a_difference_updates() {
    let mut store = county();
    add(
        &mut store,
        vec![
            ali()
                .with(Field::Phone, "13812345678")
                .with(Field::Remarks, "会开车"),
        ],
    );
    let tally = add(
        &mut store,
        vec![ali().with(Field::Phone, "").with(Field::Education, "初中")],
    );
    assert_eq!((tally.updated, tally.added), (1, 0));
    let person = applicants(&store).unwrap()[0].person;
    let record = record(&store, person).unwrap().unwrap();
    let text = |field| {
        record
            .values
            .iter()
            .find(|shown| shown.field == field)
            .and_then(|shown| shown.value.text())
    };
    assert_eq!(
        (
            text(Field::Phone),
            text(Field::Remarks),
            text(Field::Education)
        ),
        (Some("13812345678"), Some("会开车"), Some("70"))
    );
}

#[test]
fn name_variants_with_the_same_number_are_one_person() {
    let mut store = county();
    let dots = vec![
        ali(),
        ali().with(Field::Name, "买买提•阿卜杜拉"),
        ali().with(Field::Name, "买买提 ‧ 阿卜杜拉"),
    ];
    let tally = add(&mut store, dots);
    assert_eq!((tally.added, tally.duplicates), (1, 2));
    assert_eq!(
        add(&mut store, vec![ali().with(Field::Name, "买买提阿卜杜拉")]).updated,
        1
    );
}

#[test]
fn the_same_number_under_another_name_is_added_and_suggested() {
    let mut store = county();
    let other = || ali().with(Field::Name, "肉孜·依明");
    let plan = preview_entries(&store, vec![ali(), other()]).unwrap();
    assert_eq!((plan.tally().added, plan.tally().duplicates), (2, 0));
    assert_eq!(
        (
            plan.same_number.len(),
            plan.same_number[0].row,
            plan.same_number[0].of_row
        ),
        (1, 2, Some(1))
    );
    add(&mut store, vec![ali()]);
    let plan = preview_entries(&store, vec![other()]).unwrap();
    assert_eq!(plan.same_number[0].people.len(), 1);
    apply(&mut store, &plan).unwrap();
    assert_eq!(
        counts(&store).unwrap().people,
        2,
        "nobody has decided that they are one"
    );
}

#[test]
fn a_mended_sex_is_not_unmended_by_the_same_roster() {
    let mut store = county();
    let row = || vec![ali().with(Field::Sex, "女")];
    add(&mut store, row());
    let person = applicants(&store).unwrap()[0].person;
    save(
        &mut store,
        Some(person),
        &Entry::new().with(Field::Sex, "1"),
    )
    .unwrap();
    assert_eq!(add(&mut store, row()).unchanged, 1);
    assert_eq!(applicants(&store).unwrap()[0].sex, Some(Sex::Male));
}

#[test]
fn households_are_shared_and_the_first_row_of_a_file_counts() {
    let mut store = county();
    let member = |name, number: &'static str, income| {
        Entry::new()
            .with(Field::Name, name)
            .with(Field::DocumentNumber, number)
            .with(Field::HouseholdNumber, "6540045900991")
            .with(Field::IncomePerHead, income)
    };
    let rows = || {
        vec![
            member("阿里", ALI, "9043"),
            member("王二", "65270119851231004X", "5000"),
        ]
    };
    let tally = add(&mut store, rows());
    assert_eq!(tally.added, 2);
    let (households, income): (u32, i64) = store
        .tables()
        .query_row(
            "SELECT count(*), max(income_per_head) FROM household",
            [],
            |row| Ok((row.get(0)?, row.get(1)?)),
        )
        .unwrap();
    assert_eq!((households, income), (1, 904_300));
    // Again: the first row agrees with the record, the second is not heard.
    assert_eq!(add(&mut store, rows()).unchanged, 2);
    let tally = add(&mut store, vec![member("阿里", ALI, "9500")]);
    assert_eq!((tally.updated, tally.unchanged), (1, 0));
    let person = applicants(&store).unwrap()[0].person;
    assert_eq!(record(&store, person).unwrap().unwrap().household.len(), 1);
    let same = household_id("6540045900991", "620622");
    assert_eq!(
        same,
        household_id("6540045900991", "654004"),
        "the number names its county"
    );
    assert_ne!(household_id("12", "620622"), household_id("12", "654004"));
}

#[test]
fn a_decided_category_takes_the_place_of_the_word() {
    let mut store = county();
    add(&mut store, vec![ali().with(Field::Category, "监测户")]);
    let line = |store: &Store| {
        lines(store, &[applicants(store).unwrap()[0].person])
            .unwrap()
            .remove(0)
    };
    assert_eq!(line(&store).category, "监测户");
    add(
        &mut store,
        vec![ali().with(Field::Category, "边缘易致贫户")],
    );
    assert_eq!(line(&store).category, "JC2");
    assert_eq!(
        add(&mut store, vec![ali().with(Field::Category, "监测户")]).unchanged,
        1
    );
    let written: Option<String> = store
        .tables()
        .query_row("SELECT category_written FROM person", [], |row| row.get(0))
        .unwrap();
    assert_eq!(written, None);
}

#[test]
fn identity_is_derived_from_the_rows_alone() {
    let mut store = county();
    let write = |store: &mut Store, id: EntityId, name: &str, number: &str| {
        let today = store.today();
        let fields = [
            ("name", Some(Value::Text(name.into()))),
            ("document_number", Some(Value::Text(number.into()))),
        ];
        store
            .write("people.add", today, |change| {
                change.set(&records::PERSON, id, &fields)
            })
            .unwrap();
    };
    let of = |store: &Store, id: u8| canonical(store, PersonId([id; 16])).unwrap().0[0];
    write(&mut store, [5; 16], "买买提·阿卜杜拉", ALI);
    write(&mut store, [3; 16], "买买提•阿卜杜拉", ALI);
    write(&mut store, [4; 16], "别人", ALI);
    assert_eq!((of(&store, 5), of(&store, 3), of(&store, 4)), (3, 3, 4));
    assert_eq!(
        record(&store, PersonId([5; 16])).unwrap().unwrap().entries,
        [PersonId([3; 16]), PersonId([5; 16])]
    );
    assert_eq!(counts(&store).unwrap().people, 2);
    delete(&mut store, &[PersonId([3; 16])]).unwrap();
    assert_eq!(of(&store, 5), 5);
    write(&mut store, [5; 16], "别人", ALI);
    assert_eq!((of(&store, 5), of(&store, 4)), (4, 4));
    let before = identities(&store);
    store.rebuild().unwrap();
    assert_eq!(identities(&store), before);
}

fn identities(store: &Store) -> Vec<(EntityId, EntityId)> {
    let mut statement = store
        .tables()
        .prepare("SELECT id, canonical FROM person_identity ORDER BY id")
        .unwrap();
    let rows = statement
        .query_map([], |row| Ok((row.get(0)?, row.get(1)?)))
        .unwrap();
    rows.collect::<rusqlite::Result<_>>().unwrap()
}

#[test]
fn interest_counts_a_person_once_and_no_minor() {
    let mut store = county();
    let numbers: Vec<String> = (1..6).map(|n| number(n * 7)).collect();
    let body = "65400420091120001";
    let minor = format!(
        "{body}{}",
        char::from(rules::check_character(body.as_bytes()).unwrap())
    );
    let wish = |name, number, category, first, second| {
        Entry::new()
            .with(Field::Name, name)
            .with(Field::DocumentNumber, number)
            .with(Field::Category, category)
            .with(Field::Wish1, first)
            .with(Field::Wish2, second)
    };
    add(
        &mut store,
        vec![
            wish("甲", &numbers[0], "边缘易致贫户", "焊工", "叉车司机"),
            wish("乙", &numbers[1], "低保户", "焊工", "焊工"),
            wish("丙", &numbers[2], "一般农户", "焊工", ""),
            wish("丁", &numbers[3], "一般农户", "", ""),
            wish("戊", &numbers[4], "低保户", "焊工", "").with(Field::WillingAbroad, "否"),
            wish("己", &minor, "低保户", "焊工", ""),
            // The same number under another name: one seat until decided.
            wish("丙二", &numbers[2], "低保户", "焊工", ""),
        ],
    );
    let found = interest(&store, store.today()).unwrap();
    let total: u32 = found.iter().map(|group| group.people).sum();
    assert_eq!(total, 3);
    let neediest = &found[0];
    assert_eq!(
        (neediest.group, neediest.need_tier, neediest.people),
        ("monitored", 2, 1)
    );
    assert_eq!(
        neediest.interest,
        BTreeMap::from([("OCC-FORK".into(), 1), ("OCC-WELD".into(), 1)])
    );
    let welders: u32 = found
        .iter()
        .filter_map(|group| group.interest.get("OCC-WELD"))
        .sum();
    assert_eq!(welders, 3, "a wish written twice counts once");
    // A year later the minor is of age.
    let later = NaiveDate::from_ymd_opt(2027, 11, 20).unwrap();
    assert_eq!(
        interest(&store, later)
            .unwrap()
            .iter()
            .map(|group| group.people)
            .sum::<u32>(),
        4
    );
    assert_eq!(
        interest(&store, later.pred_opt().unwrap())
            .unwrap()
            .iter()
            .map(|group| group.people)
            .sum::<u32>(),
        3
    );
}

#[test]
fn every_field_has_its_column() {
    for field in Field::ALL {
        let kind = match field.kept() {
            model::Kept::Person => &records::PERSON,
            model::Kept::Household => &records::HOUSEHOLD,
            model::Kept::Entry => continue,
        };
        let column = kind
            .field(field.key())
            .unwrap_or_else(|| panic!("{field:?}"));
        let holds = match field.holds() {
            model::Holds::Text => crate::store::registry::FieldType::Text,
            model::Holds::Date => crate::store::registry::FieldType::Date,
            model::Holds::Int => crate::store::registry::FieldType::Int,
            model::Holds::Bool => crate::store::registry::FieldType::Bool,
        };
        assert_eq!(column.holds, holds, "{field:?}");
        assert_eq!(Field::from_key(field.key()), Some(*field));
    }
    for kind in [&records::PERSON, &records::HOUSEHOLD] {
        assert!(
            kind.fields.iter().all(|field| field.personal.is_some()),
            "everything about people lies beside the operation"
        );
        let forbidden = [
            "political",
            "religion",
            "marital",
            "pregnan",
            "health",
            "disab",
        ];
        assert!(
            kind.fields
                .iter()
                .all(|field| forbidden.iter().all(|word| !field.column.contains(word)))
        );
    }
}

proptest::proptest! {
    #![proptest_config(proptest::prelude::ProptestConfig::with_cases(48))]

    /// Whatever the rows: they add up, and doing it twice changes nothing.
    #[test]
    fn rows_add_up_and_a_second_import_changes_nothing(
        rows in proptest::collection::vec((0u32..6, "[甲乙丙·• ]{0,3}", proptest::bool::weighted(0.2), "[0-9]{0,3}"), 0..20)
    ) {
        let numbers: Vec<String> = rows.iter().map(|(n, _, wrong, _)| if *wrong { format!("{}0", number(*n)) } else { number(*n) }).collect();
        let entries = || rows.iter().zip(&numbers).map(|((_, name, _, phone), number)| {
            Entry::new().with(Field::Name, name).with(Field::DocumentNumber, number).with(Field::Phone, phone).with(Field::HouseholdNumber, phone)
        });
        let mut store = county();
        let plan = preview_entries(&store, entries()).unwrap();
        let tally = plan.tally();
        proptest::prop_assert_eq!(tally.rows as usize, rows.len());
        proptest::prop_assert_eq!(tally.rows, tally.added + tally.updated + tally.unchanged + tally.duplicates + tally.rejected);
        proptest::prop_assert_eq!(plan.rejected.len() as u32, tally.rejected);
        apply(&mut store, &plan).unwrap();
        proptest::prop_assert_eq!(person_count(&store), tally.added);
        let again = preview_entries(&store, entries()).unwrap();
        proptest::prop_assert_eq!(again.tally().unchanged, tally.added);
        proptest::prop_assert_eq!(apply(&mut store, &again).unwrap().operations, 0);
    }
}
