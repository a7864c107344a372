//! What somebody may be about to type: by its beginning, by pinyin, by its
//! first letters, the most used first.

use super::super::model::{Field, ORDINARY, Sex, Willing};
use super::super::rules::{fold, readings};
use super::sheet::Sheet;
use crate::Result;
use crate::base::reference::{self, Category, CategoryMatch, category_by_name};
use crate::store::Store;
use rusqlite::Connection;
use std::collections::{BTreeMap, HashMap};

/// Most suggestions of one answer: a list that one can take in at a glance.
const MOST: usize = 12;

/// Something that a cell may hold.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Suggestion {
    /// The text for the cell.
    pub text: String,
    /// How many people have it, on record and in the sheet.
    pub uses: u32,
}

/// A candidate with the ways in which it is typed.
#[derive(Debug, Clone)]
struct Candidate {
    text: String,
    folded: String,
    sounds: Vec<String>,
    initials: Vec<String>,
    uses: u32,
}

impl Candidate {
    fn new(text: &str, uses: u32) -> Self {
        let mut candidate = Self {
            text: text.to_owned(),
            folded: fold(text),
            sounds: Vec::new(),
            initials: Vec::new(),
            uses,
        };
        for reading in readings(text) {
            candidate.sounds.push(reading.whole());
            candidate.initials.push(reading.initials());
        }
        candidate
    }

    /// How well it fits what is typed, the best first; `None` when it does not.
    fn rank(&self, typed: &str) -> Option<u8> {
        if self.folded.starts_with(typed) {
            return Some(0);
        }
        if self.initials.iter().any(|one| one.starts_with(typed))
            || self.sounds.iter().any(|one| one.starts_with(typed))
        {
            return Some(1);
        }
        let within =
            self.folded.contains(typed) || self.sounds.iter().any(|one| one.contains(typed));
        within.then_some(2)
    }
}

/// Everything that can be suggested, read once for a sheet. How often a place
/// is used comes from the people on record.
#[derive(Debug, Clone, Default)]
pub struct Known {
    lists: HashMap<Field, Vec<Candidate>>,
    /// Villages on record by township.
    villages: BTreeMap<String, Vec<Candidate>>,
}

/// What a category is called without what stands in brackets behind it: the
/// name that fits a cell, and that is read back as the same category.
pub(super) fn short_name(category: &Category) -> &'static str {
    let name = category.name_zh;
    name.split(['(', '（']).next().unwrap_or(name)
}

fn counted(connection: &Connection, column: &'static str) -> Result<BTreeMap<String, u32>> {
    let sql = format!(
        "SELECT {column}, count(*) FROM person WHERE {column} IS NOT NULL AND {column} <> '' GROUP BY 1"
    );
    let mut statement = connection.prepare_cached(&sql)?;
    let counts = statement
        .query_map([], |row| Ok((row.get(0)?, row.get(1)?)))?
        .collect::<rusqlite::Result<_>>()?;
    Ok(counts)
}

impl Known {
    /// Reads the reference lists and how often the people on record use them.
    /// `word` gives the word for a code of a field whose few words are the
    /// host's: sex, willingness, the ordinary household.
    pub fn read(store: &Store, word: &dyn Fn(Field, &str) -> String) -> Result<Self> {
        let connection = store.tables();
        let mut known = Self::default();
        let mut occupations: BTreeMap<String, u32> = BTreeMap::new();
        for column in ["wish_1", "wish_2", "wish_3"] {
            for (occupation, count) in counted(connection, column)? {
                *occupations.entry(occupation).or_insert(0) += count;
            }
        }
        let uses = |counts: &BTreeMap<String, u32>, code: &str| {
            counts.get(code).copied().unwrap_or_default()
        };
        let wishes: Vec<Candidate> = reference::occupations()
            .iter()
            .map(|one| Candidate::new(one.name_zh, uses(&occupations, one.id)))
            .collect();
        for field in [Field::Wish1, Field::Wish2, Field::Wish3] {
            known.lists.insert(field, wishes.clone());
        }
        let counts = counted(connection, "category")?;
        let mut categories: Vec<Candidate> = reference::categories()
            .iter()
            .map(|one| Candidate::new(short_name(one), uses(&counts, one.code)))
            .collect();
        let ordinary = word(Field::Category, ORDINARY);
        let readable = category_by_name(&ordinary) == CategoryMatch::NotLowIncome;
        categories.push(Candidate::new(
            if readable { &ordinary } else { ORDINARY },
            uses(&counts, ORDINARY),
        ));
        known.lists.insert(Field::Category, categories);
        for (field, list, column) in [
            (Field::Education, reference::education(), "education"),
            (Field::Ethnic, reference::ethnic_groups(), "ethnic"),
        ] {
            let counts = counted(connection, column)?;
            let candidates = list
                .iter()
                .map(|one| Candidate::new(one.name_zh, uses(&counts, one.code)))
                .collect();
            known.lists.insert(field, candidates);
        }
        for (field, codes) in [
            (Field::Sex, &[Sex::Male.code(), Sex::Female.code()][..]),
            (
                Field::WillingAbroad,
                &[
                    Willing::Yes.word(),
                    Willing::No.word(),
                    Willing::Later.word(),
                ][..],
            ),
        ] {
            let candidates = codes
                .iter()
                .map(|code| Candidate::new(&word(field, code), 0))
                .collect();
            known.lists.insert(field, candidates);
        }
        let townships = counted(connection, "township")?;
        known.lists.insert(
            Field::Township,
            townships
                .iter()
                .map(|(text, uses)| Candidate::new(text, *uses))
                .collect(),
        );
        let mut statement = connection.prepare_cached(
            "SELECT coalesce(township, ''), village, count(*) FROM person WHERE village IS NOT NULL AND village <> '' GROUP BY 1, 2",
        )?;
        let mut rows = statement.query([])?;
        while let Some(row) = rows.next()? {
            let (township, village, uses): (String, String, u32) =
                (row.get(0)?, row.get(1)?, row.get(2)?);
            known
                .villages
                .entry(township)
                .or_default()
                .push(Candidate::new(&village, uses));
        }
        Ok(known)
    }

    /// What may be meant by `typed` in `field`: what begins so, whole, by
    /// pinyin or by its first letters, before what has it within; of these the
    /// most used first. Blank text asks for everything. Villages are those of
    /// `township`, or all where it is blank or unknown. Fields without a list
    /// have no suggestions.
    pub fn suggest(
        &self,
        field: Field,
        typed: &str,
        township: &str,
        sheet: &Sheet,
    ) -> Vec<Suggestion> {
        let mut found: BTreeMap<String, Candidate> = BTreeMap::new();
        let mut take = |candidate: &Candidate| {
            found
                .entry(candidate.text.clone())
                .and_modify(|held| held.uses += candidate.uses)
                .or_insert_with(|| candidate.clone());
        };
        match field {
            Field::Village => {
                let typed_here = sheet.places();
                let of_township = self.villages.contains_key(township)
                    || typed_here.keys().any(|(town, _)| *town == township);
                let fits = |town: &str| !of_township || township.is_empty() || town == township;
                for (town, villages) in &self.villages {
                    if fits(town) {
                        villages.iter().for_each(&mut take);
                    }
                }
                for ((town, village), uses) in typed_here {
                    if fits(town) && !village.is_empty() {
                        take(&Candidate::new(village, uses));
                    }
                }
            }
            Field::Township => {
                self.lists
                    .get(&field)
                    .into_iter()
                    .flatten()
                    .for_each(&mut take);
                for ((town, _), uses) in sheet.places() {
                    if !town.is_empty() {
                        take(&Candidate::new(town, uses));
                    }
                }
            }
            field => self
                .lists
                .get(&field)
                .into_iter()
                .flatten()
                .for_each(&mut take),
        }
        let typed = fold(typed);
        let mut ranked: Vec<(u8, Candidate)> = found
            .into_values()
            .filter_map(|candidate| Some((candidate.rank(&typed)?, candidate)))
            .collect();
        ranked.sort_by(|(rank, one), (other_rank, other)| {
            (*rank == 2)
                .cmp(&(*other_rank == 2))
                .then(other.uses.cmp(&one.uses))
                .then(rank.cmp(other_rank))
        });
        ranked
            .into_iter()
            .take(MOST)
            .map(|(_, candidate)| Suggestion {
                text: candidate.text,
                uses: candidate.uses,
            })
            .collect()
    }
}
