//! Somebody types a new person into a county of many: whether they may be on
//! record already is answered while they type.

use crate::steps::Measured;
use crate::{Outcome, ours};
use std::collections::{BTreeMap, BTreeSet};
use std::hint::black_box;
use std::path::Path;
use std::time::Instant;
use tongfu_core::base::PersonId;
use tongfu_core::demo::large::{Person, county};
use tongfu_core::people::{self, Entry, Field, duplicates};

/// Forms that are checked.
const FORMS: usize = 2_000;

/// Checks forms among `people` people, then compares everybody with everybody.
pub fn entry(folder: &Path, people: u32) -> Outcome<Measured> {
    let mut store = ours::create(&folder.join("duplicates"))?;
    let invented = county(people as usize, 7, true);
    let typed: Vec<Vec<(Field, String)>> = invented.iter().map(Person::fields).collect();
    let entries = typed.iter().map(|fields| form(fields));
    let plan = people::preview_entries(&store, entries)?;
    people::apply(&mut store, &plan)?;

    // Half are new to the county, half are somebody on record who is typed in
    // once more under a number of their own.
    let strangers = county(FORMS / 2, 8, false);
    let again = county(people as usize, 7, true);
    let seconds = again.iter().filter(|one| one.second_of.is_some());
    let forms: Vec<Vec<(Field, String)>> = strangers
        .iter()
        .chain(seconds.take(FORMS / 2))
        .map(Person::fields)
        .collect();
    let mut times = Vec::with_capacity(forms.len());
    for fields in &forms {
        let begun = Instant::now();
        black_box(people::check(&store, None, &form(fields))?);
        times.push(begun.elapsed().as_secs_f64() * 1e3);
    }
    times.sort_by(f64::total_cmp);
    let at = |share: usize| {
        times
            .get((times.len() * share / 100).min(times.len().saturating_sub(1)))
            .copied()
            .unwrap_or(0.0)
    };
    let begun = Instant::now();
    let found = duplicates::suggestions(&store)?;
    let all = begun.elapsed().as_secs_f64();
    let truth = truth(&store, &invented)?;
    let right = found
        .iter()
        .filter(|pair| truth.contains(&(pair.one, pair.other)))
        .count() as f64;
    Ok(Measured {
        seconds: times.iter().sum::<f64>() / 1e3,
        figures: BTreeMap::from([
            ("p50_ms".to_owned(), at(50)),
            ("p95_ms".to_owned(), at(95)),
            ("p99_ms".to_owned(), at(99)),
            ("everybody_s".to_owned(), all),
            ("planted".to_owned(), truth.len() as f64),
            ("recall".to_owned(), right / truth.len().max(1) as f64),
            ("precision".to_owned(), right / found.len().max(1) as f64),
        ]),
        ..Measured::default()
    })
}

fn form(fields: &[(Field, String)]) -> Entry<'_> {
    fields
        .iter()
        .fold(Entry::new(), |form, (field, text)| form.with(*field, text))
}

/// The planted pairs by the ids under which they were taken in.
fn truth(
    store: &tongfu_core::store::Store,
    invented: &[Person],
) -> Outcome<BTreeSet<(PersonId, PersonId)>> {
    let mut statement = store
        .tables()
        .prepare("SELECT document_number, id FROM person")?;
    let ids: BTreeMap<String, PersonId> = statement
        .query_map([], |row| Ok((row.get(0)?, row.get(1)?)))?
        .collect::<Result<_, _>>()?;
    let id = |person: &Person| ids.get(person.number()).copied();
    Ok(invented
        .iter()
        .filter_map(|second| {
            let first = invented.get(second.second_of?.0)?;
            let (one, other) = (id(first)?, id(second)?);
            Some((one.min(other), one.max(other)))
        })
        .collect())
}
