//! Searching while typing, over as many people as a province has.

use crate::invent::Roster;
use crate::steps::Measured;
use crate::{Outcome, ours};
use rusqlite::params;
use std::hint::black_box;
use std::path::Path;
use std::time::Instant;
use tongfu_core::people::SearchIndex;
use tongfu_core::people::rules::{read_address, sound};

/// Whoever types sees so many.
const PAGE: usize = 50;
/// People who are looked for.
const WANTED: usize = 60;
/// Everything is asked so many times; the least time counts.
const TIMES: usize = 3;

/// What somebody types on the way to a person: the name character by
/// character, its pinyin, its initials, the number's end.
fn typed(name: &str, number: &str) -> Vec<String> {
    let mut queries: Vec<String> = (1..=name.chars().count())
        .map(|count| name.chars().take(count).collect())
        .collect();
    let sound = sound(name);
    queries.extend((1..=sound.len().min(8)).filter_map(|end| sound.get(..end).map(str::to_owned)));
    let initials: String = name
        .chars()
        .filter_map(|c| {
            tongfu_core::people::rules::sound(&c.to_string())
                .chars()
                .next()
        })
        .collect();
    queries.extend((1..=initials.len()).filter_map(|end| initials.get(..end).map(str::to_owned)));
    queries.extend(
        [4, 6, 18]
            .into_iter()
            .filter_map(|count| number.get(number.len() - count..).map(str::to_owned)),
    );
    queries
}

/// Searches among `people` people. The projected table is filled directly: the
/// way into it is another row.
pub fn search(folder: &Path, people: u32) -> Outcome<Measured> {
    let store = ours::create(&folder.join("search"))?;
    let tables = store.tables();
    let mut queries = Vec::new();
    tables.execute_batch("BEGIN IMMEDIATE")?;
    {
        let mut insert = tables.prepare(
            "INSERT INTO person (id, stream, name, document_number, phone, township, village) VALUES (?1, 1, ?2, ?3, ?4, ?5, ?6)",
        )?;
        for (at, row) in Roster::new(0).take(people as usize).enumerate() {
            let id = (at as u128).to_be_bytes();
            let place = read_address(&row[7], "654004");
            insert.execute(params![
                id,
                row[1],
                row[4],
                row[9],
                place.township,
                place.village
            ])?;
            if at % (people as usize / WANTED).max(1) == 0 {
                queries.extend(typed(&row[1], &row[4]));
            }
        }
    }
    tables.execute_batch("COMMIT")?;
    let mut measured = Measured::default();
    let begun = Instant::now();
    let index = SearchIndex::build(&store)?;
    measured
        .figures
        .insert("build_s".to_owned(), begun.elapsed().as_secs_f64());
    let begun = Instant::now();
    black_box(index.find("", PAGE, people as usize / 2));
    measured
        .figures
        .insert("list_ms".to_owned(), begun.elapsed().as_secs_f64() * 1e3);

    let (mut times, mut streamed, mut hits) = (Vec::new(), 0.0, 0);
    let memory = vec![
        0x2e_u8;
        queries
            .iter()
            .map(|query| index.extent(query))
            .max()
            .unwrap_or(0)
    ];
    for query in &queries {
        let extent = memory.get(..index.extent(query)).unwrap_or_default();
        let (mut ours, mut peer) = (f64::MAX, f64::MAX);
        for _ in 0..TIMES {
            let begun = Instant::now();
            let found = black_box(index.find(black_box(query), PAGE, 0));
            ours = ours.min(begun.elapsed().as_secs_f64());
            hits += found.total;
            let begun = Instant::now();
            black_box(stream(black_box(extent)));
            peer = peer.min(begun.elapsed().as_secs_f64());
        }
        times.push((ours, query));
        streamed += peer;
    }
    times.sort_by(|a, b| a.0.total_cmp(&b.0));
    let count = times.len().max(1);
    let at = |share: usize| {
        times
            .get((count * share / 100).min(count - 1))
            .map_or(0.0, |t| t.0)
    };
    let slowest: Vec<&String> = times
        .iter()
        .rev()
        .take(8)
        .map(|(_, query)| *query)
        .collect();
    eprintln!("  slowest: {slowest:?}");
    measured.seconds = times.iter().map(|time| time.0).sum();
    for (name, value) in [
        ("mean_ms", measured.seconds / count as f64 * 1e3),
        ("p50_ms", at(50) * 1e3),
        ("p99_ms", at(99) * 1e3),
        ("stream_ms", streamed / count as f64 * 1e3),
        ("queries", count as f64),
        ("hits", hits as f64),
    ] {
        measured.figures.insert(name.to_owned(), value);
    }
    Ok(measured)
}

/// Reads every byte once: what no search can do without.
fn stream(bytes: &[u8]) -> u64 {
    let (words, rest) = bytes.as_chunks::<8>();
    let mut sums = [0u64; 8];
    let (lines, tail) = words.as_chunks::<8>();
    for line in lines {
        for (sum, word) in sums.iter_mut().zip(line) {
            *sum = sum.wrapping_add(u64::from_le_bytes(*word));
        }
    }
    tail.iter()
        .map(|word| u64::from_le_bytes(*word))
        .chain(rest.iter().map(|byte| u64::from(*byte)))
        .chain(sums)
        .fold(0, u64::wrapping_add)
}
