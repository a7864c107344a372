//! Finding people as fast as one types: by name (dots, width and blanks do not
//! matter), pinyin, initials, the end of the document number, phone, township
//! or village.
//!
//! Everything that can be searched lies in a few arenas in memory, in the
//! order of the names' sound. They hold document numbers and phones in the
//! clear: drop the index when the store is locked.

mod arena;
mod companions;
mod reading;
mod word;

use super::records::PERSON;
use super::rules::{fold, is_blank, readings};
use crate::Result;
use crate::base::{EntityId, PersonId};
use crate::store::Store;
use arena::{Arena, TEXT};
use companions::Companions;
use reading::{
    CANONICAL, Line, SELECT, SELECT_ALIASES, decided_of, one_person_with, read_line, sharing,
    sharing_with,
};
use rusqlite::OptionalExtension;
use std::cmp::Ordering;
use std::collections::{BTreeMap, BTreeSet, HashMap};
use word::Word;

/// By what a person was found.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum MatchKind {
    /// The Chinese or Latin name.
    Name,
    /// Its pinyin.
    Pinyin,
    /// The first letters of its pinyin.
    Initials,
    /// The document number, or its end.
    Document,
    /// The phone number or a part of it.
    Phone,
    /// Township or village.
    Place,
}

impl MatchKind {
    /// Stable name.
    pub const fn key(self) -> &'static str {
        match self {
            Self::Name => "name",
            Self::Pinyin => "pinyin",
            Self::Initials => "initials",
            Self::Document => "document",
            Self::Phone => "phone",
            Self::Place => "place",
        }
    }
}

/// How well something matches, the best last; 0 is no match.
mod score {
    pub(super) const NONE: u8 = 0;
    pub(super) const PLACE: u8 = 1;
    pub(super) const PHONE_WITHIN: u8 = 2;
    pub(super) const INITIALS_BEGIN: u8 = 3;
    pub(super) const PINYIN_PART: u8 = 4;
    pub(super) const NAME_WITHIN: u8 = 5;
    pub(super) const PINYIN_BEGIN: u8 = 6;
    pub(super) const PHONE_END: u8 = 7;
    pub(super) const DOCUMENT_END: u8 = 8;
    pub(super) const INITIALS: u8 = 9;
    pub(super) const NAME_BEGIN: u8 = 10;
    pub(super) const PINYIN: u8 = 11;
    pub(super) const NAME: u8 = 12;
    pub(super) const PHONE: u8 = 13;
    pub(super) const DOCUMENT: u8 = 14;
}

fn kind(score: u8) -> MatchKind {
    match score {
        score::DOCUMENT | score::DOCUMENT_END => MatchKind::Document,
        score::PHONE | score::PHONE_END | score::PHONE_WITHIN => MatchKind::Phone,
        score::NAME | score::NAME_BEGIN | score::NAME_WITHIN => MatchKind::Name,
        score::PINYIN | score::PINYIN_BEGIN | score::PINYIN_PART => MatchKind::Pinyin,
        score::INITIALS | score::INITIALS_BEGIN => MatchKind::Initials,
        _ => MatchKind::Place,
    }
}

/// Changed entries that stand behind the ordered ones before everything is
/// ordered again.
const TAIL: usize = 2_000;

/// A person found.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Hit {
    /// The person.
    pub person: PersonId,
    /// By what.
    pub matched: MatchKind,
}

/// What a search found.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Found {
    /// How many in all.
    pub total: usize,
    /// The page asked for, the best match first, then by sound of the name.
    pub hits: Vec<Hit>,
}

/// Everybody on record, ready to be searched; entries of one person once.
#[derive(Debug, Clone, Default)]
pub struct SearchIndex {
    people: Vec<PersonId>,
    names: Arena,
    /// Latin names, and Chinese ones written with Latin letters.
    latin: Arena,
    sounds: Arena,
    /// How later parts of a name sound.
    parts: Arena,
    initials: Arena,
    numbers: Arena,
    phones: Arena,
    /// Place of each entry.
    places: Vec<u32>,
    /// Township and village with their sound, by number.
    place_texts: Arena,
    place_numbers: HashMap<String, u32>,
    /// Entries before this one are in order of sound, name and id.
    ordered: usize,
    /// The ordered entries by id.
    by_id: Vec<u32>,
    /// Entries behind the ordered ones that are still true.
    tail: BTreeMap<PersonId, u32>,
    /// Entries that are not true any more.
    gone: BTreeSet<u32>,
    companions: Companions,
}

/// People handed over at once while the index is built.
const BATCH: usize = 512;

impl SearchIndex {
    /// Reads everybody.
    pub fn build(store: &Store) -> Result<Self> {
        let tables = store.tables();
        let mut behind: HashMap<PersonId, Vec<Line>> = HashMap::new();
        let mut statement =
            tables.prepare(&format!("{SELECT_ALIASES} WHERE canonical <> person.id"))?;
        let mut rows = statement.query([])?;
        while let Some(row) = rows.next()? {
            behind.entry(row.get(7)?).or_default().push(read_line(row)?);
        }
        let mut statement = tables.prepare(&format!("{SELECT} WHERE {CANONICAL}"))?;
        let mut rows = statement.query([])?;
        // One thread reads, another takes in what was read.
        std::thread::scope(|scope| {
            let (to, from) = std::sync::mpsc::sync_channel::<Vec<Line>>(4);
            let taking = scope.spawn(move || {
                let mut index = Self::default();
                for line in from.into_iter().flatten() {
                    let aliases = behind.get(&line.person).map_or(&[][..], Vec::as_slice);
                    index.push(&line, aliases);
                }
                index.order();
                index
            });
            let mut batch = Vec::with_capacity(BATCH);
            while let Some(row) = rows.next()? {
                batch.push(read_line(row)?);
                if batch.len() == BATCH {
                    // The other thread ends before this one only by a panic.
                    let _ = to.send(std::mem::replace(&mut batch, Vec::with_capacity(BATCH)));
                }
            }
            let _ = to.send(batch);
            drop(to);
            Ok(taking
                .join()
                .unwrap_or_else(|panic| std::panic::resume_unwind(panic)))
        })
    }

    /// Takes in what changed since: the entities of a write, or of an exchange.
    pub fn refresh(&mut self, store: &Store, changed: &[(u16, EntityId)]) -> Result<()> {
        let changed: Vec<PersonId> = changed
            .iter()
            .filter(|(kind, _)| *kind == PERSON.key)
            .map(|(_, id)| PersonId(*id))
            .chain(decided_of(store.tables(), changed)?)
            .collect();
        if self.tail.len() + self.gone.len() + changed.len() > TAIL.max(self.people.len() / 20) {
            *self = Self::build(store)?;
            return Ok(());
        }
        let tables = store.tables();
        // Which entry stands for a person may have changed for all that share
        // a number or were one person, before or now.
        let mut touched: BTreeSet<PersonId> = changed.iter().copied().collect();
        for id in &changed {
            touched.extend(self.companions.of(*id));
            if let Some(entry) = self.entry(*id) {
                let number = String::from_utf8_lossy(self.numbers.first(entry)).into_owned();
                touched.extend(sharing(tables, &number)?);
            }
            touched.extend(sharing_with(tables, *id)?);
            touched.extend(one_person_with(tables, *id)?);
        }
        for id in touched {
            self.companions.forget(id);
            if let Some(entry) = self.entry(id) {
                self.gone.insert(u32::try_from(entry).unwrap_or(u32::MAX));
                self.tail.remove(&id);
            }
            let line = tables
                .prepare_cached(&format!("{SELECT} WHERE person.id = ?1 AND {CANONICAL}"))?
                .query_row([id], read_line)
                .optional()?;
            if let Some(line) = line {
                self.tail
                    .insert(id, u32::try_from(self.people.len()).unwrap_or(u32::MAX));
                let aliases = tables
                    .prepare_cached(&format!(
                        "{SELECT_ALIASES} WHERE canonical = ?1 AND person.id <> ?1"
                    ))?
                    .query_map([id], read_line)?
                    .collect::<rusqlite::Result<Vec<_>>>()?;
                self.push(&line, &aliases);
            }
        }
        Ok(())
    }

    /// How many people can be found.
    pub fn len(&self) -> usize {
        self.people.len() - self.gone.len()
    }

    /// Whether nobody can be found.
    pub fn is_empty(&self) -> bool {
        self.len() == 0
    }

    /// The entry of a person that is still true.
    fn entry(&self, person: PersonId) -> Option<usize> {
        let ordered = self
            .by_id
            .binary_search_by_key(&person, |entry| self.people[*entry as usize])
            .ok()
            .map(|at| self.by_id[at]);
        ordered
            .filter(|entry| !self.gone.contains(entry))
            .or_else(|| self.tail.get(&person).copied())
            .map(|entry| entry as usize)
    }

    /// Adds a person, who is also found by what other entries of them say.
    fn push(&mut self, line: &Line, aliases: &[Line]) {
        self.people.push(line.person);
        let behind = aliases.iter().map(|alias| alias.person).collect();
        self.companions.set(line.person, behind);
        for arena in [
            &mut self.names,
            &mut self.latin,
            &mut self.sounds,
            &mut self.parts,
            &mut self.initials,
            &mut self.numbers,
            &mut self.phones,
        ] {
            arena.entry();
        }
        self.push_texts(line);
        aliases.iter().for_each(|alias| self.push_texts(alias));
        let place = self.place(&line.township, &line.village);
        self.places.push(place);
    }

    fn push_texts(&mut self, line: &Line) {
        let name = fold(&line.name);
        self.names.push(&name);
        for latin in [name, fold(&line.latin)] {
            if latin.bytes().any(|byte| byte.is_ascii_lowercase()) {
                self.latin.push(&latin);
            }
        }
        let mut known = BTreeSet::new();
        for reading in readings(&line.name) {
            self.sounds.push(&reading.whole());
            reading.parts().for_each(|part| self.parts.push(&part));
            let initials = reading.initials();
            if !known.contains(&initials) {
                self.initials.push(&initials);
                known.insert(initials);
            }
        }
        self.numbers.push(&line.number);
        let digits: String = line.phone.chars().filter(char::is_ascii_digit).collect();
        self.phones.push(&digits);
    }

    fn place(&mut self, township: &str, village: &str) -> u32 {
        let text = fold(&format!("{township}{village}"));
        if let Some(number) = self.place_numbers.get(&text) {
            return *number;
        }
        let number = u32::try_from(self.place_numbers.len()).unwrap_or(u32::MAX);
        self.place_texts.entry();
        if !text.is_empty() {
            self.place_texts.push(&text);
            for name in [township, village] {
                for reading in readings(name).iter().take(1) {
                    self.place_texts.push(&reading.whole());
                    self.place_texts.push(&reading.initials());
                }
            }
        }
        self.place_numbers.insert(text, number);
        number
    }

    /// Puts all entries into the order of sound, name and id.
    fn order(&mut self) {
        let count = u32::try_from(self.people.len()).unwrap_or(u32::MAX);
        let mut order: Vec<u32> = (0..count).collect();
        order.sort_unstable_by(|a, b| self.compare(*a as usize, *b as usize));
        self.people = order
            .iter()
            .map(|entry| self.people[*entry as usize])
            .collect();
        self.places = order
            .iter()
            .map(|entry| self.places[*entry as usize])
            .collect();
        for arena in [
            &mut self.names,
            &mut self.latin,
            &mut self.sounds,
            &mut self.parts,
            &mut self.initials,
            &mut self.numbers,
            &mut self.phones,
        ] {
            *arena = arena.ordered(&order);
        }
        self.ordered = self.people.len();
        self.by_id = (0..count).collect();
        let people = &self.people;
        self.by_id
            .sort_unstable_by_key(|entry| people[*entry as usize]);
    }

    fn compare(&self, a: usize, b: usize) -> Ordering {
        let key = |entry: usize| {
            (
                self.sounds.first(entry),
                self.names.first(entry),
                self.people[entry],
            )
        };
        key(a).cmp(&key(b))
    }

    /// Finds people: the whole query as one word, or, of several words, those
    /// who match every one of them. A blank query finds everybody.
    pub fn find(&self, query: &str, limit: usize, offset: usize) -> Found {
        let words: Vec<Word> = query
            .split(is_blank)
            .map(Word::read)
            .filter(|word| !word.folded.is_empty())
            .collect();
        let mut scores = match words.as_slice() {
            [] if query.trim_matches(is_blank).is_empty() => vec![score::PLACE; self.people.len()],
            [] => return Found::default(),
            [word] => self.score(word),
            several => {
                let mut scores = self.score(&Word::read(
                    &several
                        .iter()
                        .map(|word| word.folded.as_str())
                        .collect::<String>(),
                ));
                let mut every = self.score(&several[0]);
                for word in &several[1..] {
                    let next = self.score(word);
                    every
                        .iter_mut()
                        .zip(next)
                        .for_each(|(held, next)| *held = (*held).min(next));
                }
                scores
                    .iter_mut()
                    .zip(every)
                    .for_each(|(held, every)| *held = (*held).max(every));
                scores
            }
        };
        for entry in &self.gone {
            if let Some(score) = scores.get_mut(*entry as usize) {
                *score = score::NONE;
            }
        }
        self.page(&scores, limit, offset)
    }

    /// Bytes that a search for `query` looks through: what its time is held
    /// against.
    pub fn extent(&self, query: &str) -> usize {
        let words = query.split(is_blank).map(Word::read);
        words.map(|word| self.extent_of(&word)).sum()
    }

    fn extent_of(&self, word: &Word) -> usize {
        let digits = word.folded.bytes().all(|byte| byte.is_ascii_digit());
        let names = match (digits, word.folded.is_ascii()) {
            (true, _) => 0,
            (_, true) => self.latin.len(),
            _ => self.names.len(),
        };
        let sounds = word.letters.as_ref().map_or(0, |_| {
            self.sounds.len() + self.parts.len() + self.initials.len()
        });
        let numbers = word
            .number
            .as_ref()
            .map_or(0, |_| self.numbers.len() + self.phones.len());
        names + sounds + numbers + self.place_texts.len()
    }

    /// How well every entry matches a word.
    fn score(&self, word: &Word) -> Vec<u8> {
        let mut scores = vec![score::NONE; self.people.len()];
        let mut raise = |entry: usize, score: u8| {
            if let Some(held) = scores.get_mut(entry) {
                *held = (*held).max(score);
            }
        };
        let needle = word.folded.as_bytes();
        if !word.folded.bytes().all(|byte| byte.is_ascii_digit()) {
            let names = if word.folded.is_ascii() {
                &self.latin
            } else {
                &self.names
            };
            names.find(needle, |entry, begins, ends| {
                raise(
                    entry,
                    match (begins, ends) {
                        (true, true) => score::NAME,
                        (true, false) => score::NAME_BEGIN,
                        _ => score::NAME_WITHIN,
                    },
                );
            });
        }
        if let Some(letters) = &word.letters {
            let begun = [&[TEXT], letters.as_bytes()].concat();
            self.sounds.find(&begun, |entry, _, ends| {
                raise(
                    entry,
                    if ends {
                        score::PINYIN
                    } else {
                        score::PINYIN_BEGIN
                    },
                )
            });
            self.parts
                .find(&begun, |entry, _, _| raise(entry, score::PINYIN_PART));
            self.initials.find(&begun, |entry, _, ends| {
                raise(
                    entry,
                    if ends {
                        score::INITIALS
                    } else {
                        score::INITIALS_BEGIN
                    },
                )
            });
        }
        if let Some(number) = &word.number {
            self.numbers.find(number.as_bytes(), |entry, begins, ends| {
                if ends {
                    raise(
                        entry,
                        if begins {
                            score::DOCUMENT
                        } else {
                            score::DOCUMENT_END
                        },
                    );
                }
            });
            self.phones.find(number.as_bytes(), |entry, begins, ends| {
                raise(
                    entry,
                    match (begins, ends) {
                        (true, true) => score::PHONE,
                        (_, true) => score::PHONE_END,
                        _ => score::PHONE_WITHIN,
                    },
                );
            });
        }
        let mut places = vec![false; self.place_numbers.len()];
        let mut any = false;
        self.place_texts.find(needle, |place, begins, _| {
            // Their sound counts from its beginning, their name anywhere.
            if (word.letters.is_none() || begins)
                && let Some(found) = places.get_mut(place)
            {
                *found = true;
                any = true;
            }
        });
        if any {
            for (entry, place) in self.places.iter().enumerate() {
                if places.get(*place as usize).copied().unwrap_or_default() {
                    raise(entry, score::PLACE);
                }
            }
        }
        scores
    }

    /// Counts the matches and picks a page of them, the best first.
    fn page(&self, scores: &[u8], limit: usize, offset: usize) -> Found {
        let mut counts = [0usize; score::DOCUMENT as usize + 1];
        for score in scores {
            counts[usize::from(*score)] += 1;
        }
        let mut found = Found {
            total: counts[1..].iter().sum(),
            hits: Vec::new(),
        };
        let mut skip = offset;
        for score in (1..=score::DOCUMENT).rev() {
            let count = counts[usize::from(score)];
            if skip >= count {
                skip -= count;
                continue;
            }
            let wanted = limit - found.hits.len();
            let page = self.level(scores, score).skip(skip).take(wanted);
            found.hits.extend(page.map(|entry| Hit {
                person: self.people[entry],
                matched: kind(score),
            }));
            skip = 0;
            if found.hits.len() == limit {
                break;
            }
        }
        found
    }

    /// The entries with exactly this score, in order of sound, name and id.
    fn level<'s>(&'s self, scores: &'s [u8], score: u8) -> impl Iterator<Item = usize> + 's {
        let (ordered, tail) = scores.split_at(self.ordered.min(scores.len()));
        let mut behind: Vec<usize> = memchr::memchr_iter(score, tail)
            .map(|at| at + self.ordered)
            .collect();
        behind.sort_unstable_by(|a, b| self.compare(*a, *b));
        let mut front = memchr::memchr_iter(score, ordered).peekable();
        let mut behind = behind.into_iter().peekable();
        std::iter::from_fn(move || match (front.peek(), behind.peek()) {
            (Some(a), Some(b)) if self.compare(*a, *b) == Ordering::Greater => behind.next(),
            (None, _) => behind.next(),
            _ => front.next(),
        })
    }
}

#[cfg(test)]
mod tests;
