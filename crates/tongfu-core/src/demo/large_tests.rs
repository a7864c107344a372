//! Likeness in a large invented county.

use super::large::county;
use crate::base::PersonId;
use crate::people::{Entry, Field, apply, duplicates, preview_entries};
use crate::store::testing;
use std::collections::{BTreeMap, BTreeSet};

/// In a large county all planted pairs are found, and few others.
#[test]
fn planted_pairs_are_found_among_twenty_thousand() {
    let people = std::env::var("TONGFU_PEOPLE")
        .ok()
        .and_then(|text| text.parse().ok())
        .unwrap_or(20_000);
    let mut store = testing::county("2026-11-20");
    let invented = county(people, 7, true);
    let typed: Vec<Vec<(Field, String)>> = invented.iter().map(|one| one.fields()).collect();
    let entries = typed.iter().map(|fields| {
        fields.iter().fold(Entry::new(), |entry, (field, text)| {
            entry.with(*field, text)
        })
    });
    let plan = preview_entries(&store, entries).unwrap();
    assert_eq!(plan.tally().added as usize, invented.len());
    apply(&mut store, &plan).unwrap();
    let by_number: BTreeMap<String, PersonId> = {
        let mut statement = store
            .tables()
            .prepare("SELECT document_number, id FROM person")
            .unwrap();
        statement
            .query_map([], |row| Ok((row.get(0)?, row.get(1)?)))
            .unwrap()
            .collect::<rusqlite::Result<_>>()
            .unwrap()
    };
    let id = |index: usize| {
        let number = &typed[index]
            .iter()
            .find(|(field, _)| *field == Field::DocumentNumber)
            .unwrap()
            .1;
        by_number[number]
    };
    let truth: BTreeMap<(PersonId, PersonId), &str> = invented
        .iter()
        .enumerate()
        .filter_map(|(index, person)| {
            let (of, kind) = person.second_of?;
            let (a, b) = (id(of), id(index));
            Some(((a.min(b), a.max(b)), kind.key()))
        })
        .collect();
    let suggestions = duplicates::suggestions(&store).unwrap();
    let mut wrong: BTreeMap<String, usize> = BTreeMap::new();
    for pair in &suggestions {
        if !truth.contains_key(&(pair.one, pair.other)) {
            *wrong.entry(format!("{:?}", pair.evidence)).or_default() += 1;
        }
    }
    let found: BTreeSet<(PersonId, PersonId)> = suggestions
        .into_iter()
        .map(|pair| (pair.one, pair.other))
        .collect();
    let right = truth.keys().filter(|pair| found.contains(*pair)).count();
    let mut missed: BTreeMap<&str, usize> = BTreeMap::new();
    for (pair, kind) in &truth {
        if !found.contains(pair) {
            *missed.entry(kind).or_default() += 1;
        }
    }
    let recall = right as f64 / truth.len() as f64;
    let precision = right as f64 / found.len() as f64;
    println!(
        "planted {}, found {}, recall {recall:.4}, precision {precision:.4}, missed {missed:?}",
        truth.len(),
        found.len()
    );
    assert!(recall >= 0.98, "recall {recall}, missed {missed:?}");
    assert!(precision >= 0.9, "precision {precision}");
}
