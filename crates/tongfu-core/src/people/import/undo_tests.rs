//! Undo against examples, the samples, and a model that knows only values.

use super::tests::{imported, number, only};
use super::*;
use crate::base::HouseholdId;
use crate::people::{Entry, Saved, delete, household_id, save};
use crate::store::registry;
use crate::store::testing::county;
use proptest::prelude::*;
use std::collections::{BTreeMap, BTreeSet};
use std::path::PathBuf;
use tongfu_tables::{Limits, grid};

fn fold(store: &Store) -> Vec<(String, [u8; 32])> {
    store
        .digests(None)
        .unwrap()
        .into_iter()
        .map(|stream| (stream.stream, stream.fold_digest))
        .collect()
}

fn sample(store: &mut Store, name: &str) -> ImportId {
    let path = PathBuf::from(env!("CARGO_MANIFEST_DIR"))
        .join("../../tests/fixtures")
        .join(name);
    let workbook = grid::read(&path, &Limits::default()).unwrap();
    let settled = settle(&workbook, &Choice::default(), &Layouts::new()).unwrap();
    let read = read(
        &workbook,
        &settled.layout,
        &circumstances(store),
        &Watch::default(),
    )
    .unwrap();
    let plan = plan(store, read, &WinsOf::default(), &Watch::default()).unwrap();
    let applied = apply_watched(store, &plan, &Watch::default()).unwrap();
    applied.value.import.unwrap()
}

#[test]
fn undoing_the_samples_returns_the_folds_one_by_one() {
    let mut store = county("2026-11-20");
    let mut stack = Vec::new();
    for name in [
        "roster-gb18030.csv",
        "roster-second-visit.csv",
        "roster-wps.xlsx",
        "roster-old.xls",
    ] {
        let before = fold(&store);
        stack.push((name, sample(&mut store, name), before));
    }
    assert_eq!(imports(&store).unwrap().len(), 4);
    for (name, id, before) in stack.into_iter().rev() {
        let plan = undo_plan(&store, id, &Watch::default()).unwrap();
        assert_eq!(plan.obstacles, [], "{name}");
        undo(&mut store, id, false).unwrap();
        assert_eq!(fold(&store), before, "{name}");
        let error = undo(&mut store, id, true).unwrap_err();
        assert_eq!(error.code, "IMPORT_ABSENT");
    }
    let list = imports(&store).unwrap();
    assert_eq!(list.len(), 4, "what was undone stays in the list");
    assert!(list.iter().all(|line| line.undone_on.is_some()));
    assert!(list.iter().all(|line| line.who == "古丽"));
    let rebuilt = fold(&store);
    store.rebuild().unwrap();
    assert_eq!(fold(&store), rebuilt);
}

fn row(n: u32, phone: &str) -> String {
    format!("姓名,身份证号码,电话\n甲乙,{},{phone}\n", number(n))
}

#[test]
fn a_later_edit_is_named_and_nothing_is_undone() {
    let mut store = county("2026-11-20");
    let import = imported(&mut store, &row(1, "13800000001")).import.unwrap();
    let person = only(&store);
    save(
        &mut store,
        Some(person),
        &Entry::new().with(Field::Remarks, "来过"),
    )
    .unwrap();
    let before = fold(&store);
    let plan = undo_plan(&store, import, &Watch::default()).unwrap();
    assert_eq!(plan.obstacles.len(), 1);
    let obstacle = &plan.obstacles[0];
    assert_eq!(obstacle.person, Some(person));
    assert_eq!(obstacle.name, "甲乙");
    assert_eq!(
        obstacle.depends,
        Depends::Edited {
            fields: vec!["remarks"],
            who: "古丽".into(),
            day: "2026-11-20".parse().unwrap()
        }
    );
    let error = undo(&mut store, import, false).unwrap_err();
    assert_eq!(error.code, "IMPORT_UNDO_BLOCKED");
    let error = undo(&mut store, import, true).unwrap_err();
    assert_eq!(error.code, "IMPORT_UNDO_NOTHING");
    assert_eq!(fold(&store), before);
}

#[test]
fn whatever_speaks_of_a_person_keeps_them_and_the_rest_goes_if_confirmed() {
    let mut store = county("2026-11-20");
    let text = format!("姓名,身份证号码\n甲乙,{}\n丙丁,{}\n", number(1), number(2));
    let import = imported(&mut store, &text).import.unwrap();
    let application = registry::kinds()
        .iter()
        .copied()
        .find(|kind| kind.table == "application")
        .unwrap();
    let subject = application.subject.unwrap();
    let person = only_named(&store, "丙丁");
    let today = store.today();
    store
        .write("test.apply", today, |change| {
            let id = change.new_id();
            change.set(
                application,
                id,
                &[(subject, Some(Value::Bytes(person.0.to_vec())))],
            )
        })
        .unwrap();
    let plan = undo_plan(&store, import, &Watch::default()).unwrap();
    assert_eq!((plan.removed, plan.obstacles.len()), (1, 1));
    assert_eq!(
        plan.obstacles[0].depends,
        Depends::Used {
            kind: "application",
            count: 1
        }
    );
    let undone = undo(&mut store, import, true).unwrap().value;
    assert_eq!((undone.removed, undone.kept), (1, 1));
    assert_eq!(only(&store), person);
    let line = imports(&store).unwrap().remove(0);
    assert_eq!((line.undone, line.undone_on), (1, None));
}

fn only_named(store: &Store, name: &str) -> PersonId {
    store
        .tables()
        .query_row("SELECT id FROM person WHERE name = ?1", [name], |row| {
            row.get(0)
        })
        .unwrap()
}

#[test]
fn looking_at_a_number_binds_nobody() {
    let mut store = county("2026-11-20");
    let import = imported(&mut store, &row(1, "1")).import.unwrap();
    let person = only(&store);
    crate::people::reveal(&mut store, person, Field::DocumentNumber, "核对").unwrap();
    undo(&mut store, import, false).unwrap();
    let looks: u32 = store
        .tables()
        .query_row("SELECT count(*) FROM disclosure", [], |row| row.get(0))
        .unwrap();
    assert_eq!(looks, 1, "that somebody looked stays on record");
}

#[test]
fn a_household_stays_while_others_belong_to_it() {
    let mut store = county("2026-11-20");
    let text = |n: u32| {
        format!(
            "姓名,身份证号码,户编号,人均纯收入\n甲乙,{},H1,10\n",
            number(n)
        )
    };
    let first = imported(&mut store, &text(1)).import.unwrap();
    imported(&mut store, &text(2));
    let plan = undo_plan(&store, first, &Watch::default()).unwrap();
    assert_eq!(plan.obstacles.len(), 1);
    assert_eq!(plan.obstacles[0].depends, Depends::Member);
    assert_eq!(plan.obstacles[0].household.as_deref(), Some("H1"));
    undo(&mut store, first, true).unwrap();
    let households: u32 = store
        .tables()
        .query_row("SELECT count(*) FROM household", [], |row| row.get(0))
        .unwrap();
    assert_eq!(households, 1);
}

#[test]
fn an_import_undone_can_be_made_again_and_undone_again() {
    let mut store = county("2026-11-20");
    let text = format!(
        "姓名,身份证号码,户编号,人均纯收入\n甲乙,{},H1,10\n",
        number(1)
    );
    let before = fold(&store);
    let first = imported(&mut store, &text).import.unwrap();
    undo(&mut store, first, false).unwrap();
    let second = imported(&mut store, &text).import.unwrap();
    assert_ne!(first, second);
    undo(&mut store, second, false).unwrap();
    assert_eq!(fold(&store), before);
}

// ---- a model that knows only values ---------------------------------------

#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Default)]
struct Somebody {
    phone: Option<u8>,
    household: Option<u8>,
}

type Instance = (u32, u32);

#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Default)]
struct Model {
    /// By person and how many times they had come before.
    people: BTreeMap<Instance, Somebody>,
    /// Income by household.
    households: BTreeMap<u8, Option<u8>>,
    /// Imports not undone whole.
    imports: BTreeSet<usize>,
    partly: BTreeMap<usize, u32>,
}

#[derive(Debug, Clone, Default)]
struct Brought {
    added: BTreeMap<Instance, Somebody>,
    phones: BTreeMap<Instance, (Option<u8>, Option<u8>)>,
    moves: BTreeMap<Instance, (Option<u8>, Option<u8>)>,
    households: BTreeMap<u8, Option<u8>>,
    incomes: BTreeMap<u8, (Option<u8>, Option<u8>)>,
}

#[derive(Debug, Clone)]
struct ImportRow {
    person: u32,
    phone: Option<u8>,
    household: Option<u8>,
    income: Option<u8>,
}

#[derive(Debug, Clone)]
enum Act {
    Import(Vec<ImportRow>),
    Phone(u32, u8),
    Income(u32, u8),
    Delete(u32),
    Undo(usize, bool),
}

fn acts() -> impl Strategy<Value = Vec<Act>> {
    let row = (
        0u32..4,
        proptest::option::of(0u8..3),
        proptest::option::of(0u8..2),
        proptest::option::of(0u8..3),
    )
        .prop_map(|(person, phone, household, income)| ImportRow {
            person,
            phone,
            household,
            income,
        });
    let act = prop_oneof![
        4 => proptest::collection::vec(row, 1..4).prop_map(Act::Import),
        1 => (0u32..4, 0u8..3).prop_map(|(person, phone)| Act::Phone(person, phone)),
        1 => (0u32..4, 0u8..3).prop_map(|(person, income)| Act::Income(person, income)),
        1 => (0u32..4).prop_map(Act::Delete),
        4 => (0usize..6, any::<bool>()).prop_map(|(import, partial)| Act::Undo(import, partial)),
    ];
    proptest::collection::vec(act, 1..14)
}

fn phone(value: u8) -> String {
    format!("1380000000{value}")
}

fn csv(rows: &[ImportRow]) -> String {
    let mut text = String::from("姓名,身份证号码,电话,户编号,人均纯收入\n");
    for row in rows {
        text.push_str(&format!(
            "甲乙,{},{},{},{}\n",
            number(row.person),
            row.phone.map(phone).unwrap_or_default(),
            row.household.map(|h| format!("H{h}")).unwrap_or_default(),
            row.income.map(|i| format!("{i}0")).unwrap_or_default(),
        ));
    }
    text
}

impl Model {
    fn present(&self, person: u32) -> Option<Instance> {
        self.people
            .keys()
            .rev()
            .copied()
            .find(|(known, _)| *known == person)
    }

    fn import(&mut self, rows: &[ImportRow], comings: &mut BTreeMap<u32, u32>) -> Brought {
        let mut brought = Brought::default();
        let mut seen = BTreeSet::new();
        let mut said = BTreeSet::new();
        for row in rows.iter().filter(|row| seen.insert(row.person)) {
            if let Some(household) = row.household {
                self.households.entry(household).or_insert_with(|| {
                    brought.households.insert(household, None);
                    None
                });
                if let Some(income) = row.income
                    && said.insert(household)
                {
                    let before = self.households[&household];
                    if before != Some(income) {
                        self.households.insert(household, Some(income));
                        match brought.households.get_mut(&household) {
                            Some(made) => *made = Some(income),
                            None => {
                                brought.incomes.insert(household, (before, Some(income)));
                            }
                        }
                    }
                }
            }
            match self.present(row.person) {
                None => {
                    let turn = comings.entry(row.person).or_default();
                    *turn += 1;
                    let somebody = Somebody {
                        phone: row.phone,
                        household: row.household,
                    };
                    self.people.insert((row.person, *turn), somebody.clone());
                    brought.added.insert((row.person, *turn), somebody);
                }
                Some(instance) => {
                    let held = self.people.get_mut(&instance).unwrap();
                    if row.phone.is_some() && row.phone != held.phone {
                        brought.phones.insert(instance, (held.phone, row.phone));
                        held.phone = row.phone;
                    }
                    if row.household.is_some() && row.household != held.household {
                        brought
                            .moves
                            .insert(instance, (held.household, row.household));
                        held.household = row.household;
                    }
                }
            }
        }
        brought
    }

    /// `Ok` with how many obstacles stay, or the code of the refusal.
    fn undo(&mut self, at: usize, brought: &Brought, partial: bool) -> Result<usize, &'static str> {
        let mut next = self.clone();
        let mut obstacles = 0;
        let mut changes = 0;
        let mut people = 0;
        let mut staying = BTreeSet::new();
        for (instance, as_brought) in &brought.added {
            match self.people.get(instance) {
                None => {}
                Some(now) if now == as_brought => {
                    next.people.remove(instance);
                    changes += 1;
                    people += 1;
                }
                Some(_) => {
                    staying.insert(*instance);
                    obstacles += 1;
                }
            }
        }
        let touched: BTreeSet<Instance> = brought
            .phones
            .keys()
            .chain(brought.moves.keys())
            .copied()
            .collect();
        for instance in touched {
            let Some(now) = self.people.get(&instance) else {
                continue;
            };
            let held = next.people.get_mut(&instance).unwrap();
            let (mut edited, mut returned) = (false, false);
            if let Some((before, after)) = brought.phones.get(&instance) {
                if now.phone == *after {
                    held.phone = *before;
                    returned = true;
                } else {
                    edited |= now.phone != *before;
                }
            }
            if let Some((before, after)) = brought.moves.get(&instance) {
                if now.household == *after {
                    held.household = *before;
                    returned = true;
                } else {
                    edited |= now.household != *before;
                }
            }
            obstacles += usize::from(edited);
            changes += usize::from(returned);
            people += u32::from(returned);
        }
        for (household, income) in &brought.households {
            let Some(now) = self.households.get(household) else {
                continue;
            };
            if now != income {
                obstacles += 1;
                continue;
            }
            let left: Vec<Instance> = next
                .people
                .iter()
                .filter(|(instance, somebody)| {
                    // Whoever belongs to it now and goes on doing so.
                    somebody.household == Some(*household)
                        && self.people[*instance].household == Some(*household)
                })
                .map(|(instance, _)| *instance)
                .collect();
            obstacles += left.iter().filter(|one| !staying.contains(*one)).count();
            if left.is_empty() {
                next.households.remove(household);
                changes += 1;
            }
        }
        for (household, (before, after)) in &brought.incomes {
            match self.households.get(household) {
                None => {}
                Some(now) if now == after => {
                    next.households.insert(*household, *before);
                    changes += 1;
                }
                Some(now) => obstacles += usize::from(now != before),
            }
        }
        if obstacles > 0 && !partial {
            return Err("IMPORT_UNDO_BLOCKED");
        }
        if obstacles > 0 && changes == 0 {
            return Err("IMPORT_UNDO_NOTHING");
        }
        if obstacles == 0 {
            next.imports.remove(&at);
            next.partly.remove(&at);
        } else {
            *next.partly.entry(at).or_default() += people;
        }
        *self = next;
        Ok(obstacles)
    }
}

/// What the tables hold, in the model's words.
fn held(store: &Store) -> (BTreeMap<u32, Somebody>, BTreeMap<u8, Option<u8>>) {
    let tables = store.tables();
    let ids: BTreeMap<HouseholdId, u8> = (0..2)
        .map(|h| (household_id(&format!("H{h}"), "654004"), h))
        .collect();
    let numbers: BTreeMap<String, u32> = (0..4).map(|n| (number(n), n)).collect();
    let mut people = BTreeMap::new();
    let mut statement = tables
        .prepare("SELECT document_number, phone, household FROM person")
        .unwrap();
    let mut rows = statement.query([]).unwrap();
    while let Some(row) = rows.next().unwrap() {
        let phone: Option<String> = row.get(1).unwrap();
        let household: Option<HouseholdId> = row.get(2).unwrap();
        people.insert(
            numbers[&row.get::<_, String>(0).unwrap()],
            Somebody {
                phone: phone.map(|text| text.as_bytes()[10] - b'0'),
                household: household.map(|id| ids[&id]),
            },
        );
    }
    let mut statement = tables
        .prepare("SELECT id, income_per_head FROM household")
        .unwrap();
    let households = statement
        .query_map([], |row| {
            let income: Option<i64> = row.get(1)?;
            Ok((
                ids[&row.get(0)?],
                income.map(|fen| u8::try_from(fen / 1_000).unwrap()),
            ))
        })
        .unwrap()
        .collect::<rusqlite::Result<_>>()
        .unwrap();
    (people, households)
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(120))]

    /// Imports, edits, deletions and undos in any order: the tables say what
    /// the model says, and where the model comes back to what it was, so do
    /// the folds, to the byte.
    #[test]
    fn undo_is_what_a_model_of_values_says(acts in acts()) {
        let mut store = county("2026-11-20");
        let mut model = Model::default();
        let mut comings = BTreeMap::new();
        let mut done: Vec<(ImportId, Brought)> = Vec::new();
        let mut folds: BTreeMap<Model, Vec<(String, [u8; 32])>> = BTreeMap::new();
        folds.insert(model.clone(), fold(&store));
        for act in acts {
            match act {
                Act::Import(rows) => {
                    let brought = model.import(&rows, &mut comings);
                    if let Some(id) = imported(&mut store, &csv(&rows)).import {
                        model.imports.insert(done.len());
                        done.push((id, brought));
                    }
                }
                Act::Phone(person, value) => {
                    if let Some(instance) = model.present(person) {
                        let somebody = model.people.get_mut(&instance).unwrap();
                        somebody.phone = Some(value);
                        edit(&mut store, person, &[(Field::Phone, phone(value))]);
                    }
                }
                Act::Income(person, value) => {
                    let household = model.present(person)
                        .and_then(|instance| model.people[&instance].household)
                        .filter(|household| model.households.contains_key(household));
                    if let Some(household) = household {
                        model.households.insert(household, Some(value));
                        edit(&mut store, person, &[
                            (Field::HouseholdNumber, format!("H{household}")),
                            (Field::IncomePerHead, format!("{value}0")),
                        ]);
                    }
                }
                Act::Delete(person) => {
                    if let Some(instance) = model.present(person) {
                        model.people.remove(&instance);
                        let id = with_number(&store, person);
                        delete(&mut store, &[id]).unwrap();
                    }
                }
                Act::Undo(at, partial) => {
                    let Some((id, brought)) = done.get(at) else { continue };
                    let told = undo(&mut store, *id, partial);
                    if !model.imports.contains(&at) {
                        prop_assert_eq!(told.unwrap_err().code, "IMPORT_ABSENT");
                        continue;
                    }
                    match (model.undo(at, brought, partial), told) {
                        (Ok(kept), Ok(undone)) => prop_assert_eq!(
                            u32::try_from(kept).unwrap(), undone.value.kept
                        ),
                        (Err(code), Err(error)) => prop_assert_eq!(code, error.code),
                        (wanted, told) => prop_assert!(false, "{wanted:?} but {told:?}"),
                    }
                }
            }
            let (people, households) = held(&store);
            let wanted: BTreeMap<u32, Somebody> = model.people.iter()
                .map(|((person, _), somebody)| (*person, somebody.clone()))
                .collect();
            prop_assert_eq!(people, wanted);
            prop_assert_eq!(&households, &model.households);
            let now = fold(&store);
            if let Some(before) = folds.insert(model.clone(), now.clone()) {
                prop_assert_eq!(before, now, "the folds differ where the values do not");
            }
        }
    }
}

fn with_number(store: &Store, person: u32) -> PersonId {
    store
        .tables()
        .query_row(
            "SELECT id FROM person WHERE document_number = ?1",
            [number(person)],
            |row| row.get(0),
        )
        .unwrap()
}

fn edit(store: &mut Store, person: u32, fields: &[(Field, String)]) {
    let id = with_number(store, person);
    let mut entry = Entry::new();
    for (field, text) in fields {
        entry.put(*field, text, false);
    }
    assert!(matches!(
        save(store, Some(id), &entry).unwrap(),
        Saved::Done { .. }
    ));
}
