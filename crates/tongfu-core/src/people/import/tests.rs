//! Mapping, what wins, stopping: files made in memory, a store in memory.

use super::*;
use crate::people::Field;
use crate::store::testing::county;
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};
use tongfu_tables::{Limits, grid};

/// A valid number for the `n`th invented person.
pub(super) fn number(n: u32) -> String {
    let body = format!("65400419900101{:03}", 100 + n);
    let check = crate::people::rules::check_character(body.as_bytes()).unwrap();
    format!("{body}{}", char::from(check))
}

pub(super) fn book(text: &str) -> Workbook {
    grid::read_bytes(text.as_bytes(), "名单.csv", &Limits::default()).unwrap()
}

pub(super) fn planned(store: &Store, text: &str, choice: &Choice, wins: &WinsOf) -> ImportPlan {
    let workbook = book(text);
    let settled = settle(&workbook, choice, &remembered(store).unwrap()).unwrap();
    let read = read(
        &workbook,
        &settled.layout,
        &circumstances(store),
        &Watch::default(),
    )
    .unwrap();
    plan(store, read, wins, &Watch::default()).unwrap()
}

pub(super) fn imported(store: &mut Store, text: &str) -> Applied {
    let plan = planned(store, text, &Choice::default(), &WinsOf::default());
    apply_watched(store, &plan, &Watch::default())
        .unwrap()
        .value
}

pub(super) fn only(store: &Store) -> PersonId {
    store
        .tables()
        .query_row("SELECT id FROM person", [], |row| row.get(0))
        .unwrap()
}

fn text_of(store: &Store, field: Field) -> Option<String> {
    let held = store::person(store.tables(), only(store)).unwrap().unwrap();
    held.values.text(field).map(str::to_owned)
}

fn income(store: &Store) -> Option<i64> {
    store
        .tables()
        .query_row("SELECT income_per_head FROM household", [], |row| {
            row.get(0)
        })
        .unwrap()
}

fn list(phone: &str, remarks: &str, income: &str) -> String {
    format!(
        "姓名,身份证号码,联系电话,备注,户编号,人均纯收入\n甲乙,{},{phone},{remarks},H1,{income}\n",
        number(1)
    )
}

#[test]
fn what_wins_is_chosen_by_field() {
    // (wins of phone, of remarks, of income) → what the record says afterwards.
    let cases = [
        (Wins::File, Wins::File, Wins::File, "13900000002", "", 2_000),
        (
            Wins::Record,
            Wins::Record,
            Wins::Record,
            "13800000001",
            "",
            1_000,
        ),
        (
            Wins::Fill,
            Wins::Fill,
            Wins::Fill,
            "13800000001",
            "新",
            1_000,
        ),
    ];
    for (phone, remarks, of_income, phone_after, remarks_after, income_after) in cases {
        let mut store = county("2026-11-20");
        imported(&mut store, &list("13800000001", "", "10"));
        let mut wins = WinsOf::default();
        wins.set(Field::Phone, phone);
        wins.set(Field::Remarks, remarks);
        wins.set(Field::IncomePerHead, of_income);
        let text = if remarks == Wins::File {
            list("13900000002", "", "20")
        } else {
            list("13900000002", "新", "20")
        };
        let plan = planned(&store, &text, &Choice::default(), &wins);
        apply(&mut store, &plan).unwrap();
        assert_eq!(text_of(&store, Field::Phone).unwrap(), phone_after);
        assert_eq!(
            text_of(&store, Field::Remarks).unwrap_or_default(),
            remarks_after
        );
        assert_eq!(income(&store), Some(income_after));
    }
}

#[test]
fn a_column_speaks_for_the_fields_it_fills() {
    let mut wins = WinsOf::default();
    wins.set(Field::Address, Wins::Record);
    wins.set(Field::Category, Wins::Fill);
    assert_eq!(wins.of(Field::Township), Wins::Record);
    assert_eq!(wins.of(Field::CategoryWritten), Wins::Fill);
    assert_eq!(wins.of(Field::Phone), Wins::File);
    wins.set(Field::Township, Wins::File);
    assert_eq!(wins.of(Field::Township), Wins::File);
}

#[test]
fn a_record_that_wins_keeps_its_household() {
    let mut store = county("2026-11-20");
    imported(&mut store, &list("", "", "10"));
    let mut wins = WinsOf::default();
    wins.set(Field::HouseholdNumber, Wins::Record);
    let text = list("", "", "20").replace("H1", "H2");
    let plan = planned(&store, &text, &Choice::default(), &wins);
    assert_eq!(plan.tally().unchanged, 1);
    apply(&mut store, &plan).unwrap();
    assert_eq!(income(&store), Some(1_000), "H2 was not made either");
}

#[test]
fn high_risk_fields_that_change_are_listed_with_both_values() {
    let mut store = county("2026-11-20");
    imported(
        &mut store,
        &format!(
            "姓名,身份证号码,人员类别,电话,户编号,人均纯收入\n甲乙,{},脱贫户,1,H1,10\n",
            number(1)
        ),
    );
    let plan = planned(
        &store,
        &format!(
            "姓名,身份证号码,人员类别,电话,户编号,人均纯收入\n甲乙,{},低保户,2,H1,20\n丙丁,{},低保户,3,H2,5\n",
            number(1),
            number(2)
        ),
        &Choice::default(),
        &WinsOf::default(),
    );
    let fields: Vec<(u32, Field)> = plan.high_risk.iter().map(|r| (r.row, r.field)).collect();
    assert_eq!(
        fields,
        [(2, Field::Category), (2, Field::IncomePerHead)],
        "the phone is no such field, and whoever is new has nothing to lose"
    );
    assert_eq!(plan.high_risk[1].before, Datum::Int(1_000));
    assert_eq!(plan.high_risk[1].after, Datum::Int(2_000));
}

#[test]
fn a_confirmed_mapping_is_used_next_time_for_the_same_layout_only() {
    let store = county("2026-11-20");
    let text = format!("谁,哪个号,打给谁\n甲乙,{},13800000001\n", number(1));
    let workbook = book(&text);
    let layouts = remembered(&store).unwrap();
    let first = settle(&workbook, &Choice::default(), &layouts).unwrap();
    assert_eq!(first.missing, ["name", "document_number"]);
    let choice = Choice {
        columns: vec![
            ("A".into(), Some(RosterField::Name)),
            ("哪个号".into(), Some(RosterField::DocumentNumber)),
            ("c".into(), Some(RosterField::Phone)),
        ],
        ..Choice::default()
    };
    let chosen = settle(&workbook, &choice, &layouts).unwrap();
    assert_eq!((chosen.source, chosen.missing.len()), (Source::Chosen, 0));
    let mut wins = WinsOf::default();
    wins.set(Field::Phone, Wins::Fill);
    remember(&store, &chosen.layout, &wins).unwrap();

    // Another title, other people, a column moved to the right: the same form.
    let again = book(&format!(
        "十二月名单,,,\n,谁,哪个号,打给谁\n,丙丁,{},1\n",
        number(2)
    ));
    let layouts = remembered(&store).unwrap();
    let next = settle(&again, &Choice::default(), &layouts).unwrap();
    assert_eq!((next.source, next.missing.len()), (Source::Remembered, 0));
    assert_eq!(next.layout.column("phone").unwrap().letter, "D");
    assert_eq!(next.wins, wins);
    let other = book(&format!("谁,哪个号,打给他\n丙丁,{},1\n", number(2)));
    let other = settle(&other, &Choice::default(), &layouts).unwrap();
    assert_eq!(other.source, Source::Recognised);

    remember(&store, &next.layout, &WinsOf::default()).unwrap();
    let layouts = remembered(&store).unwrap();
    let wins = &layouts[&next.layout.fingerprint].wins;
    assert!(wins.is_empty(), "the last word counts");
}

#[test]
fn a_column_that_is_not_taken_stays_so() {
    let store = county("2026-11-20");
    let workbook = book(&list("1", "秘密", ""));
    let choice = Choice {
        columns: vec![("备注".into(), None)],
        ..Choice::default()
    };
    let chosen = settle(&workbook, &choice, &Layouts::new()).unwrap();
    assert!(chosen.layout.column("remarks").is_none());
    remember(&store, &chosen.layout, &WinsOf::default()).unwrap();
    let next = settle(&workbook, &Choice::default(), &remembered(&store).unwrap()).unwrap();
    assert!(next.layout.column("remarks").is_none());
}

#[test]
fn impossible_mappings_are_refused() {
    let workbook = book("姓名,身份证号码,甲列,政治面貌\n甲,1,2,3\n");
    let refused = |columns: &[(&str, Option<RosterField>)]| {
        let choice = Choice {
            columns: columns
                .iter()
                .map(|(column, field)| ((*column).to_owned(), *field))
                .collect(),
            ..Choice::default()
        };
        settle(&workbook, &choice, &Layouts::new())
            .unwrap_err()
            .code
    };
    let phone = Some(RosterField::Phone);
    assert_eq!(refused(&[("A", phone), ("C", phone)]), "IMPORT_FIELD_TWICE");
    assert_eq!(
        refused(&[("C", phone), ("甲列", Some(RosterField::Remarks))]),
        "IMPORT_COLUMN_TWICE"
    );
    assert_eq!(refused(&[("Z", phone)]), "IMPORT_COLUMN_UNKNOWN");
    assert_eq!(refused(&[("政治面貌", phone)]), "IMPORT_COLUMN_DROPPED");
    let choice = Choice {
        columns: vec![("姓名".into(), None)],
        ..Choice::default()
    };
    let settled = settle(&workbook, &choice, &Layouts::new()).unwrap();
    assert_eq!(settled.missing, ["name"]);
    let store = county("2026-11-20");
    let error = read(
        &workbook,
        &settled.layout,
        &circumstances(&store),
        &Watch::default(),
    )
    .unwrap_err();
    assert_eq!(error.code, "TABLE_COLUMNS_MISSING");
}

#[test]
fn a_header_row_chosen_by_hand_counts() {
    let text = format!(
        "姓名,身份证号码,备注\n甲,乙,丙\n姓名,身份证号码,联系电话\n丙丁,{},13800000001\n",
        number(3)
    );
    let workbook = book(&text);
    let choice = |header_row| Choice {
        header_row: Some(header_row),
        ..Choice::default()
    };
    let settled = settle(&workbook, &choice(3), &Layouts::new()).unwrap();
    assert_eq!(settled.layout.header_first, 3);
    assert!(settled.layout.column("phone").is_some());
    let refused = settle(&workbook, &choice(9), &Layouts::new()).unwrap_err();
    assert_eq!(refused.code, "HEADER_ROW_BLANK");
}

#[test]
fn an_import_that_changes_nothing_is_not_recorded() {
    let mut store = county("2026-11-20");
    assert!(imported(&mut store, &list("1", "", "")).import.is_some());
    let before = store.digests(None).unwrap();
    assert_eq!(imported(&mut store, &list("1", "", "")).import, None);
    assert_eq!(store.digests(None).unwrap(), before);
}

#[test]
fn stopping_leaves_the_store_as_it_was_at_every_step() {
    let mut store = county("2026-11-20");
    let mut text = String::from("姓名,身份证号码\n");
    for n in 0..800 {
        text.push_str(&format!("甲乙{n},{}\n", number(n)));
    }
    let before = store.digests(None).unwrap();
    let mut seen = 0;
    for step in [Step::Reading, Step::Deciding, Step::Writing, Step::Saving] {
        let stop = Arc::new(AtomicBool::new(false));
        let wish = Arc::clone(&stop);
        let hears = move |at: Step, done: usize, _: usize| {
            if at == step && (done > 0 || step == Step::Saving) {
                wish.store(true, Ordering::Relaxed);
            }
        };
        let watch = Watch::new(stop, &hears);
        let workbook = book(&text);
        let settled = settle(&workbook, &Choice::default(), &Layouts::new()).unwrap();
        let stopped = (|| {
            let read = read(&workbook, &settled.layout, &circumstances(&store), &watch)?;
            let plan = plan(&store, read, &WinsOf::default(), &watch)?;
            apply_watched(&mut store, &plan, &watch)
        })();
        assert_eq!(stopped.unwrap_err().code, "TASK_STOPPED", "{step:?}");
        assert_eq!(store.digests(None).unwrap(), before, "{step:?}");
        seen += 1;
    }
    assert_eq!(seen, 4);
    assert_eq!(imported(&mut store, &text).tally.added, 800);
}

#[test]
fn large_and_small_files_decide_alike() {
    // More numbers than are asked for one by one, a part of them on record.
    let mut store = county("2026-11-20");
    let rows = |range: std::ops::Range<u32>, phone: &str| {
        let mut text = String::from("姓名,身份证号码,电话\n");
        for n in range {
            text.push_str(&format!("甲乙{n},{},{phone}\n", number(n)));
        }
        text
    };
    imported(&mut store, &rows(0..200, "1"));
    let tally = imported(&mut store, &rows(0..800, "1")).tally;
    assert_eq!((tally.added, tally.unchanged), (600, 200));
    let tally = imported(&mut store, &rows(700..810, "2")).tally;
    assert_eq!((tally.added, tally.updated), (10, 100));
}

#[test]
fn a_row_with_a_value_that_cannot_be_read_is_taken_and_says_so() {
    let store = county("2026-11-20");
    let number = number(7);
    let entry = Entry::new()
        .with(Field::Name, "买买提·艾力")
        .with(Field::DocumentNumber, &number)
        .with(Field::IncomePerHead, "说不清")
        .with(Field::HouseholdSize, "无")
        .with(Field::Education, "读过几年书");
    let plan = preview_entries(&store, [entry]).unwrap();
    assert_eq!(plan.tally().added, 1);
    let told: Vec<(&str, Option<&str>)> = plan
        .warnings
        .iter()
        .map(|problem| (problem.code, problem.field))
        .collect();
    assert_eq!(
        told,
        [
            ("VALUE_UNREAD", Some("income_per_head")),
            ("VALUE_UNREAD", Some("education")),
        ]
    );
}
