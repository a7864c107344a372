//! Sheets against a store in memory.

use super::*;
use crate::base::Problem;
use crate::people::import::{Step, Watch, apply, preview_entries};
use crate::people::rules::check_character;
use crate::people::{self, Entry, Field};
use crate::store::Store;
use crate::store::testing::county;
use proptest::prelude::*;
use std::collections::BTreeMap;
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};

const TODAY: &str = "2026-11-20";

/// A valid number of somebody invented, born on `birth` (`YYYYMMDD`).
fn number(birth: &str, order: u32) -> String {
    let body = format!("654004{birth}{order:03}");
    let check = check_character(body.as_bytes()).unwrap();
    format!("{body}{}", char::from(check))
}

fn row(id: RowId, cells: &[(Field, &str)]) -> SheetRow {
    SheetRow {
        id,
        cells: cells
            .iter()
            .map(|(field, text)| (*field, (*text).to_owned()))
            .collect(),
    }
}

fn person(id: RowId, name: &str, number: &str) -> SheetRow {
    row(id, &[(Field::Name, name), (Field::DocumentNumber, number)])
}

fn codes(check: &RowCheck) -> Vec<&'static str> {
    check.problems.iter().map(|problem| problem.code).collect()
}

fn of(checks: &[RowCheck], id: RowId) -> &RowCheck {
    checks.iter().find(|check| check.row == id).unwrap()
}

fn add(store: &mut Store, entry: Entry<'_>) {
    let plan = preview_entries(store, [entry]).unwrap();
    apply(store, &plan).unwrap();
}

fn people_of(store: &Store) -> u64 {
    u64::from(people::counts(store).unwrap().people)
}

#[test]
fn a_number_fills_birth_date_and_sex_and_cells_are_written_as_they_are_stored() {
    let store = county(TODAY);
    let typed = number("19900307", 12).to_lowercase();
    let checks = Sheet::default()
        .check(
            &store,
            &[row(
                7,
                &[
                    (Field::Name, "买买提．艾力"),
                    (Field::DocumentNumber, &format!(" {typed} ")),
                    (Field::Wish1, "电焊"),
                    (Field::Education, "大专"),
                    (Field::Category, "低保户"),
                    (Field::Phone, "138 0000 0000"),
                ],
            )],
            &[],
        )
        .unwrap();
    let check = of(&checks, 7);
    assert_eq!(check.fate, Fate::Added);
    assert_eq!(
        check.fills,
        [
            (Field::BirthDate, "1990-03-07".to_owned()),
            (Field::Sex, "2".to_owned())
        ]
    );
    let normal: BTreeMap<Field, &str> = check
        .normal
        .iter()
        .map(|(field, text)| (*field, text.as_str()))
        .collect();
    assert_eq!(normal[&Field::Name], "买买提·艾力");
    assert_eq!(normal[&Field::DocumentNumber], typed.to_uppercase());
    assert_eq!(normal[&Field::Phone], "13800000000");
    assert_eq!(normal[&Field::Category], "低保对象");
    // 电焊 is no occupation by itself: kept as written, and said so.
    assert!(codes(check).contains(&"ENTRY_WISH_WRITTEN"), "{check:?}");
    assert!(!normal.contains_key(&Field::Wish1));
}

#[test]
fn an_address_and_a_household_on_record_fill_township_and_village() {
    let mut store = county(TODAY);
    add(
        &mut store,
        Entry::new()
            .with(Field::Name, "沈晓永")
            .with(Field::DocumentNumber, &number("19850101", 11))
            .with(Field::Address, "霍尔果斯市莫乎尔牧场2村3组84号")
            .with(Field::HouseholdNumber, "6540047438193"),
    );
    let mut sheet = Sheet::default();
    let fills = |sheet: &mut Sheet, cells: &[(Field, &str)]| {
        sheet.check(&store, &[row(1, cells)], &[]).unwrap()[0]
            .fills
            .clone()
    };
    let found = fills(&mut sheet, &[(Field::HouseholdNumber, "6540047438193")]);
    assert_eq!(
        found,
        [
            (Field::Township, "莫乎尔牧场".to_owned()),
            (Field::Village, "2村".to_owned())
        ]
    );
    assert!(fills(&mut sheet, &[(Field::HouseholdNumber, "1")]).is_empty());
    let typed = [
        (Field::HouseholdNumber, "6540047438193"),
        (Field::Village, "3村"),
    ];
    assert!(fills(&mut sheet, &typed).is_empty(), "what is typed counts");
    let found = fills(&mut sheet, &[(Field::Address, "土门镇青石湾村三组")]);
    assert_eq!(found[1], (Field::Village, "青石湾村".to_owned()));
}

#[test]
fn rows_of_one_number_know_of_each_other_and_forget_again() {
    let store = county(TODAY);
    let same = number("19900307", 11);
    let mut sheet = Sheet::default();
    let checks = sheet
        .check(
            &store,
            &[person(1, "沈晓永", &same), person(2, "阿依努尔", &same)],
            &[],
        )
        .unwrap();
    for (id, other) in [(1, 2), (2, 1)] {
        assert_eq!(of(&checks, id).fate, Fate::Added);
        let found: Vec<(&str, Option<u32>)> = of(&checks, id)
            .problems
            .iter()
            .map(|problem| (problem.code, problem.row))
            .collect();
        assert_eq!(found, [("ENTRY_SAME_NUMBER", Some(other))]);
    }
    // The second turns out to be the same person.
    let checks = sheet
        .check(&store, &[person(2, "沈 晓永", &same)], &[])
        .unwrap();
    assert_eq!(of(&checks, 1).fate, Fate::Added);
    assert!(of(&checks, 1).problems.is_empty());
    assert_eq!(of(&checks, 2).fate, Fate::Twice);
    assert_eq!(codes(of(&checks, 2)), ["ENTRY_TWICE"]);
    // The first goes: the second is alone.
    let checks = sheet.check(&store, &[], &[1]).unwrap();
    assert_eq!(checks.len(), 1);
    assert_eq!(
        (of(&checks, 2).fate.clone(), codes(of(&checks, 2)).len()),
        (Fate::Added, 0)
    );
}

#[test]
fn namesakes_of_one_day_are_noticed() {
    let store = county(TODAY);
    let mut sheet = Sheet::default();
    sheet
        .check(&store, &[person(1, "沈晓永", &number("19900307", 11))], &[])
        .unwrap();
    let checks = sheet
        .check(&store, &[person(2, "沈晓永", &number("19900307", 13))], &[])
        .unwrap();
    assert_eq!(codes(of(&checks, 1)), ["ENTRY_SAME_NAME"]);
    assert_eq!(codes(of(&checks, 2)), ["ENTRY_SAME_NAME"]);
    assert_eq!(of(&checks, 2).fate, Fate::Added);
}

#[test]
fn likeness_to_people_on_record_is_said() {
    let mut store = county(TODAY);
    let held = number("19900307", 11);
    add(
        &mut store,
        Entry::new()
            .with(Field::Name, "沈晓永")
            .with(Field::DocumentNumber, &held),
    );
    let check = |cells: &[(Field, &str)]| {
        let checks = Sheet::default()
            .check(&store, &[row(1, cells)], &[])
            .unwrap();
        (checks[0].fate.clone(), codes(&checks[0]))
    };
    let number_of = (Field::DocumentNumber, held.as_str());
    let (fate, found) = check(&[(Field::Name, "沈晓永"), number_of]);
    assert!(matches!(fate, Fate::Unchanged { .. }));
    assert_eq!(found, ["ENTRY_UNCHANGED"]);
    let phone = (Field::Phone, "13800000000");
    let (fate, found) = check(&[(Field::Name, "沈晓永"), number_of, phone]);
    assert!(matches!(fate, Fate::Updated { .. }));
    assert_eq!(found, ["ENTRY_UPDATES"]);
    let (fate, found) = check(&[(Field::Name, "买买提"), number_of]);
    assert_eq!((fate, found), (Fate::Added, vec!["PERSON_SAME_NUMBER"]));
    let other = number("19900307", 31);
    let (fate, found) = check(&[(Field::Name, "沈晓永"), (Field::DocumentNumber, &other)]);
    assert_eq!((fate, found), (Fate::Added, vec!["PERSON_SAME_NAME"]));
}

#[test]
fn saving_takes_the_sound_rows_as_one_action_and_keeps_the_others() {
    let mut store = county(TODAY);
    let mut rows = vec![
        person(4, "阿依努尔·努尔别克", &number("19920512", 22)),
        person(2, "沈晓永", &number("19900307", 11)),
        // The same person, begun later, though it stands above.
        person(9, "沈晓永", &number("19900307", 11)),
        person(5, "买买提·艾力", "654004199003071230"),
        row(6, &[(Field::Name, " ")]),
        row(7, &[(Field::Name, "没有号码")]),
    ];
    rows[0]
        .cells
        .insert(Field::IncomePerHead, "说不清".to_owned());
    let before = store.digests(None).unwrap();
    let saved = save(&mut store, &rows).unwrap();
    assert_eq!((saved.taken.as_slice(), saved.tally.added), (&[2][..], 1));
    let kept: Vec<(RowId, Vec<&str>)> = saved
        .kept
        .iter()
        .map(|check| (check.row, codes(check)))
        .collect();
    assert_eq!(
        kept,
        [
            (4, vec!["FIELD_UNREADABLE"]),
            (5, vec!["ID_CHECK"]),
            (7, vec!["ID_MISSING"]),
            (9, vec!["ENTRY_TWICE"]),
        ]
    );
    assert_eq!(people_of(&store), 1);
    // Mended, they follow; the one on record says nothing new.
    rows[0].cells.remove(&Field::IncomePerHead);
    let saved = save(&mut store, &rows).unwrap();
    assert_eq!((saved.tally.added, saved.tally.unchanged), (1, 1));
    assert_eq!(people_of(&store), 2);
    let actions = store.digests(None).unwrap()[0].operations - before[0].operations;
    assert_eq!(actions, 2, "one action each time");
    let nothing = save(&mut store, &[row(6, &[])]).unwrap();
    assert!(nothing.taken.is_empty() && nothing.kept.is_empty());
}

#[test]
fn a_stopped_save_leaves_the_store_as_it_was_at_every_step() {
    let mut store = county(TODAY);
    let rows: Vec<SheetRow> = (1..=600)
        .map(|id| {
            let born = format!("{}{:02}01", 1970 + id / 12 % 30, 1 + id % 12);
            person(id, &format!("甲乙{id}"), &number(&born, id))
        })
        .collect();
    let before = store.digests(None).unwrap();
    for step in [Step::Reading, Step::Deciding, Step::Writing, Step::Saving] {
        let stop = Arc::new(AtomicBool::new(false));
        let wish = Arc::clone(&stop);
        let hears = move |at: Step, _: usize, _: usize| {
            if at == step {
                wish.store(true, Ordering::Relaxed);
            }
        };
        let stopped = save_watched(&mut store, &rows, &Watch::new(stop, &hears));
        assert_eq!(stopped.unwrap_err().code, "TASK_STOPPED", "{step:?}");
        assert_eq!(store.digests(None).unwrap(), before, "{step:?}");
        assert_eq!(people_of(&store), 0, "{step:?}");
    }
    let saved = save(&mut store, &rows).unwrap();
    assert_eq!((saved.taken.len(), saved.tally.added), (600, 600));
}

fn known(store: &Store) -> Known {
    Known::read(store, &|field, code| match (field, code) {
        (Field::Sex, "1") => "男".to_owned(),
        (Field::Sex, _) => "女".to_owned(),
        (Field::Category, _) => "一般农户".to_owned(),
        _ => code.to_owned(),
    })
    .unwrap()
}

#[test]
fn suggestions_come_by_beginning_pinyin_and_initials_the_most_used_first() {
    let mut store = county(TODAY);
    for (order, village, wish) in [
        (11, "莫乎尔牧场2村", "焊工"),
        (13, "莫乎尔牧场12村", "果园工"),
        (15, "莫乎尔牧场12村", "果园工"),
        (17, "卡拉苏街道11村", "果园工"),
    ] {
        add(
            &mut store,
            Entry::new()
                .with(Field::Name, "某人")
                .with(Field::DocumentNumber, &number("19900307", order))
                .with(Field::Address, village)
                .with(Field::Wish1, wish),
        );
    }
    let known = known(&store);
    let mut sheet = Sheet::default();
    let texts = |sheet: &Sheet, field, typed: &str, township: &str| {
        known
            .suggest(field, typed, township, sheet)
            .into_iter()
            .map(|one| one.text)
            .collect::<Vec<_>>()
    };
    for typed in ["mhemc", "mohuer", "莫乎", "MHE"] {
        assert_eq!(
            texts(&sheet, Field::Township, typed, ""),
            ["莫乎尔牧场"],
            "{typed}"
        );
    }
    assert_eq!(
        texts(&sheet, Field::Village, "", "莫乎尔牧场"),
        ["12村", "2村"],
        "of the township, the most used first"
    );
    assert_eq!(
        texts(&sheet, Field::Village, "2", "莫乎尔牧场"),
        ["2村", "12村"],
        "what begins so comes before what has it within"
    );
    let wishes = texts(&sheet, Field::Wish1, "", "");
    assert!(wishes[0] == "果园工", "{wishes:?}");
    assert!(
        texts(&sheet, Field::Wish2, "hg", "")
            .iter()
            .any(|one| one == "焊工")
    );
    assert_eq!(texts(&sheet, Field::Category, "ybnh", ""), ["一般农户"]);
    assert_eq!(texts(&sheet, Field::Sex, "nan", ""), ["男"]);
    assert!(texts(&sheet, Field::Name, "某", "").is_empty());
    // What is typed in the sheet helps the next row.
    let typed = [(Field::Township, "莫乎尔牧场"), (Field::Village, "17村")];
    sheet.check(&store, &[row(1, &typed)], &[]).unwrap();
    assert_eq!(texts(&sheet, Field::Village, "17", "莫乎尔牧场"), ["17村"]);
}

#[test]
fn every_suggested_word_is_read_as_what_it_stands_for() {
    let store = county(TODAY);
    for category in crate::base::reference::categories() {
        let short = suggest::short_name(category);
        assert_eq!(
            crate::base::reference::category_by_name(short),
            crate::base::reference::CategoryMatch::Known(category.code),
            "{short}"
        );
    }
    let known = known(&store);
    for field in [Field::Education, Field::Wish1, Field::Ethnic] {
        for one in known.suggest(field, "", "", &Sheet::default()) {
            let typed = [(field, one.text.as_str())];
            let checks = Sheet::default()
                .check(&store, &[row(1, &typed)], &[])
                .unwrap();
            let of_field = checks[0]
                .problems
                .iter()
                .filter(|problem| problem.field == Some(field.key()));
            assert_eq!(of_field.count(), 0, "{}", one.text);
        }
    }
}

const COLUMNS: [Field; 3] = [Field::Name, Field::DocumentNumber, Field::Wish1];

fn texts(pasted: &Pasted) -> Vec<Vec<(Field, &str)>> {
    pasted
        .rows
        .iter()
        .map(|row| {
            row.iter()
                .map(|(field, text)| (*field, text.as_str()))
                .collect()
        })
        .collect()
}

#[test]
fn a_block_without_headings_falls_into_the_columns_in_turn() {
    let pasted = paste(
        "\u{feff}沈晓永\t654004199003071236\t\"电工\n焊工\"\t多出\r\n\r\n \"阿里\"\t\t\"说\"\"好\"\"\"\r\n\r\n",
        &COLUMNS,
    )
    .unwrap();
    assert!(!pasted.headings);
    assert_eq!(pasted.beyond, 1);
    assert_eq!(
        texts(&pasted),
        [
            vec![
                (Field::Name, "沈晓永"),
                (Field::DocumentNumber, "654004199003071236"),
                (Field::Wish1, "电工、焊工"),
            ],
            vec![],
            vec![(Field::Name, "\"阿里\""), (Field::Wish1, "说\"好\"")],
        ]
    );
}

#[test]
fn a_block_with_headings_falls_where_they_say() {
    let pasted = paste(
        "序号\t身份证号码\t姓名\t联系电话\t养羊数\n1\t654004199003071236\t沈晓永\t13800000000\t9\n2\t\t买买提\t\t\n",
        &COLUMNS,
    )
    .unwrap();
    assert!(pasted.headings);
    assert_eq!(pasted.unknown, ["养羊数"]);
    assert_eq!(
        texts(&pasted),
        [
            vec![
                (Field::Name, "沈晓永"),
                (Field::DocumentNumber, "654004199003071236"),
                (Field::Phone, "13800000000"),
            ],
            vec![(Field::Name, "买买提")],
        ]
    );
}

#[test]
fn people_are_never_taken_for_headings() {
    let block = "沈晓永\t654004199003071236\t男\n买买提·艾力\t\t女\n";
    let pasted = paste(block, &[Field::Name, Field::DocumentNumber, Field::Sex]).unwrap();
    assert!(!pasted.headings);
    assert_eq!(pasted.rows.len(), 2);
    let long = "x\n".repeat(PASTE_ROWS + 1);
    assert_eq!(
        paste(&long, &COLUMNS).unwrap_err().code,
        "ENTRY_PASTE_TOO_LONG"
    );
}

/// A cell as table programs put it on the clipboard.
fn copied(text: &str) -> String {
    if text.contains(['\t', '\n', '\r', '"']) {
        format!("\"{}\"", text.replace('"', "\"\""))
    } else {
        text.to_owned()
    }
}

proptest! {
    /// Whatever stands in a block comes out in the same cells, one line each.
    #[test]
    fn a_copied_block_comes_back(
        rows in prop::collection::vec(prop::collection::vec("[a-z\"\t\n,]{0,6}", 3), 1..6)
    ) {
        let text: String = rows
            .iter()
            .map(|row| row.iter().map(|cell| copied(cell)).collect::<Vec<_>>().join("\t") + "\r\n")
            .collect();
        let fields = [Field::Remarks, Field::Experience, Field::Certificates];
        let pasted = paste(&text, &fields).unwrap();
        let words = |text: &str| text.split_whitespace().map(str::to_owned).collect::<Vec<_>>();
        for (at, row) in rows.iter().enumerate() {
            for (field, cell) in fields.iter().zip(row) {
                let found = pasted.rows.get(at).and_then(|row| row.get(field));
                prop_assert_eq!(words(found.map_or("", String::as_str)), words(cell));
            }
        }
    }

    /// The order in which rows are typed and mended does not matter: the sheet
    /// says in the end what it says of a sheet read at once.
    #[test]
    fn a_sheet_typed_in_any_order_says_the_same(
        steps in prop::collection::vec((1_u32..6, 0_usize..3, 0_u32..3, prop::bool::ANY), 1..25)
    ) {
        let store = county(TODAY);
        let names = ["沈晓永", "买买提·艾力", "阿依努尔"];
        let mut sheet = Sheet::default();
        let mut last: BTreeMap<RowId, SheetRow> = BTreeMap::new();
        let mut said: BTreeMap<RowId, RowCheck> = BTreeMap::new();
        for (id, name, order, removed) in steps {
            let answers = if removed {
                last.remove(&id);
                said.remove(&id);
                sheet.check(&store, &[], &[id]).unwrap()
            } else {
                let row = person(id, names[name], &number("19900307", 11 + order));
                last.insert(id, row.clone());
                sheet.check(&store, &[row], &[]).unwrap()
            };
            said.extend(answers.into_iter().map(|check| (check.row, check)));
        }
        let rows: Vec<SheetRow> = last.into_values().collect();
        let anew = Sheet::default().check(&store, &rows, &[]).unwrap();
        let plain = |check: &RowCheck| -> (Fate, Vec<Problem>) {
            (check.fate.clone(), check.problems.clone())
        };
        prop_assert_eq!(said.len(), anew.len());
        for check in &anew {
            prop_assert_eq!(plain(&said[&check.row]), plain(check));
        }
    }

    /// Every typed row is saved or kept, never both and never lost.
    #[test]
    fn every_row_is_taken_or_kept(
        people in prop::collection::vec((0_usize..3, 0_u32..4, prop::bool::ANY), 1..12)
    ) {
        let mut store = county(TODAY);
        let names = ["沈晓永", "买买提·艾力", ""];
        let rows: Vec<SheetRow> = (1..)
            .zip(people)
            .map(|(id, (name, order, wrong))| {
                let mut row = person(id, names[name], &number("19900307", 11 + order));
                if wrong {
                    row.cells.insert(Field::Education, "看不懂".to_owned());
                }
                row
            })
            .collect();
        let saved = save(&mut store, &rows).unwrap();
        let mut all: Vec<RowId> = saved.taken.clone();
        all.extend(saved.kept.iter().map(|check| check.row));
        all.sort_unstable();
        prop_assert_eq!(all, rows.iter().map(|row| row.id).collect::<Vec<_>>());
        prop_assert_eq!(u64::from(saved.tally.added), people_of(&store));
        prop_assert!(saved.kept.iter().all(|check| check.problems.iter().any(|problem| problem.refuses)));
    }
}
