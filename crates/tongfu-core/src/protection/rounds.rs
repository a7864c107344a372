//! Rounds of the voluntariness check: commit, close, draw, ask, count.
//!
//! Invariants: the commitment to the seed is in the log before the list is
//! closed, the list's digest before the seed is shown; the seed is shown to
//! nobody before. Whoever asks or types an answer stands outside the person's
//! recruiting chain. "Not reached" is counted apart and is never an answer.
//! There is no count by asker.

mod answers;

pub use answers::{ANSWERS, Answer, LANGUAGES, Outcome, QUESTIONS, Tally, answer, tally};

use super::model::RoundId;
use super::records::{CHECK_MEMBER, CHECK_ROUND};
use super::rules::draw::{self as rules, List, Listed, Published, PublishedMember};
use crate::base::{EntityId, PersonId, derived_id};
use crate::parameters;
use crate::people::rules::fold;
use crate::store::{Store, Written, date_from_days, date_value};
use crate::{Error, Result};
use chrono::NaiveDate;
use rusqlite::{OptionalExtension, params};
use std::collections::{BTreeMap, BTreeSet};
use tongfu_package::value::Value;

/// The parameter that says how many of a list are asked.
const SHARE: &str = "voluntariness.sample.permille";

/// Somebody who may be drawn, with who recruited them: names of the users who
/// made their record or application and of witnesses.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Candidate {
    /// The person.
    pub person: PersonId,
    /// Who recruited them.
    pub chain: BTreeSet<String>,
}

impl Candidate {
    fn recruited_by(&self, name: &str) -> bool {
        in_chain(&self.chain, name)
    }
}

fn in_chain(chain: &BTreeSet<String>, name: &str) -> bool {
    let name = fold(name);
    chain.iter().any(|one| fold(one) == name)
}

/// A round.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Round {
    /// The round.
    pub id: RoundId,
    /// When its seed was committed to.
    pub committed_on: NaiveDate,
    /// SHA-256 of the seed.
    pub commitment: String,
    /// Who asks.
    pub askers: Vec<String>,
    /// Share to be asked, in thousandths.
    pub permille: u32,
    /// When its list was closed.
    pub closed_on: Option<NaiveDate>,
    /// SHA-256 of the list; empty before.
    pub digest: String,
    /// People on the list.
    pub listed: u32,
    /// When it was drawn.
    pub drawn_on: Option<NaiveDate>,
    /// The seed; empty before.
    pub seed: String,
    /// Whether this laptop holds its seed and can close and draw it.
    pub here: bool,
}

fn id_value(id: &EntityId) -> Option<Value> {
    Some(Value::Bytes(id.to_vec()))
}

fn count(number: usize) -> Option<Value> {
    Some(Value::Int(i64::try_from(number).unwrap_or(i64::MAX)))
}

fn member_id(round: RoundId, person: PersonId) -> EntityId {
    derived_id("check-member", &[&round.0, &person.0])
}

/// Starts a round: draws a seed, keeps it on this laptop and publishes only its
/// hash. `askers` are the people who will ask, one name each or several with
/// commas between.
///
/// Errors: `DRAW_NO_ASKER`, `DRAW_SHARE_UNKNOWN`.
pub fn start_round(store: &mut Store, askers: &[String]) -> Result<Written<RoundId>> {
    let mut names: Vec<String> = Vec::new();
    let written = askers
        .iter()
        .flat_map(|list| list.split([',', '，', '、', ';', '；', '\n']))
        .map(str::trim);
    for name in written {
        if !name.is_empty() && !names.iter().any(|known| fold(known) == fold(name)) {
            names.push(name.to_owned());
        }
    }
    if names.is_empty() {
        return Err(Error::refused("DRAW_NO_ASKER"));
    }
    let today = store.today();
    let permille = parameters::in_force(store.tables(), SHARE, &store.office().code, today)?
        .map(|parameter| parameter.value.clamp(1, 1000))
        .ok_or_else(|| Error::refused("DRAW_SHARE_UNKNOWN").with("parameter", SHARE))?;
    let mut random = [0; 32];
    crate::store::random(&mut random)?;
    let seed: String = random.iter().map(|byte| format!("{byte:02x}")).collect();
    store.write("protection.check.commit", today, |change| {
        let round = RoundId(change.new_id());
        change
            .tables()
            .prepare_cached("INSERT INTO check_seed (round, seed) VALUES (?1, ?2)")?
            .execute(params![round.0, seed])?;
        change.set(
            &CHECK_ROUND,
            round.0,
            &[
                ("committed_on", Some(date_value(today))),
                ("commitment", Some(Value::Text(rules::commitment(&seed)))),
                ("askers", count(names.len())),
                (
                    "asker_names",
                    Some(Value::Array(names.into_iter().map(Value::Text).collect())),
                ),
                ("permille", Some(Value::Int(permille))),
            ],
        )?;
        Ok(round)
    })
}

const SELECT: &str =
    "SELECT r.id, committed_on, commitment, asker_names, permille, closed_on, digest, listed,
    drawn_on, r.seed, EXISTS (SELECT 1 FROM check_seed s WHERE s.round = r.id) FROM check_round r";

fn read_round(row: &rusqlite::Row<'_>) -> rusqlite::Result<Round> {
    let date = |index: usize| {
        Ok::<_, rusqlite::Error>(row.get::<_, Option<i64>>(index)?.and_then(date_from_days))
    };
    let text = |index: usize| {
        Ok::<_, rusqlite::Error>(row.get::<_, Option<String>>(index)?.unwrap_or_default())
    };
    let askers = row
        .get::<_, Option<Vec<u8>>>(3)?
        .and_then(|bytes| Value::decode(&bytes).ok())
        .and_then(|value| {
            Some(
                value
                    .as_array()?
                    .iter()
                    .filter_map(|name| name.as_text().map(str::to_owned))
                    .collect(),
            )
        })
        .unwrap_or_default();
    Ok(Round {
        id: RoundId(row.get(0)?),
        committed_on: date(1)?.unwrap_or_default(),
        commitment: text(2)?,
        askers,
        permille: row.get::<_, Option<u32>>(4)?.unwrap_or_default(),
        closed_on: date(5)?,
        digest: text(6)?,
        listed: row.get::<_, Option<u32>>(7)?.unwrap_or_default(),
        drawn_on: date(8)?,
        seed: text(9)?,
        here: row.get(10)?,
    })
}

/// All rounds, the newest first.
pub fn rounds(store: &Store) -> Result<Vec<Round>> {
    let mut statement = store
        .tables()
        .prepare_cached(&format!("{SELECT} ORDER BY committed_on DESC, r.id DESC"))?;
    let found = statement
        .query_map([], read_round)?
        .collect::<rusqlite::Result<_>>()?;
    Ok(found)
}

fn round(store: &Store, id: RoundId) -> Result<Round> {
    store
        .tables()
        .prepare_cached(&format!("{SELECT} WHERE r.id = ?1"))?
        .query_row([id.0], read_round)
        .optional()?
        .ok_or_else(|| Error::absent("DRAW_ABSENT"))
}

/// The seed of a round, on the laptop that committed to it.
fn kept_seed(store: &Store, id: RoundId) -> Result<String> {
    store
        .tables()
        .prepare_cached("SELECT seed FROM check_seed WHERE round = ?1")?
        .query_row([id.0], |row| row.get(0))
        .optional()?
        .ok_or_else(|| Error::absent("DRAW_SEED_ELSEWHERE"))
}

/// Closes a round's list: everybody in `candidates`, each once, and publishes
/// its digest.
///
/// Errors: `DRAW_ABSENT`, `DRAW_CLOSED`, `DRAW_LIST_EMPTY`,
/// `DRAW_SEED_ELSEWHERE`.
pub fn close_round(
    store: &mut Store,
    id: RoundId,
    candidates: &[Candidate],
) -> Result<Written<String>> {
    let open = round(store, id)?;
    if open.closed_on.is_some() {
        return Err(Error::refused("DRAW_CLOSED"));
    }
    kept_seed(store, id)?;
    let mut people: BTreeMap<String, (PersonId, BTreeSet<u32>)> = BTreeMap::new();
    for candidate in candidates {
        let barred = (0u32..)
            .zip(&open.askers)
            .filter(|(_, name)| candidate.recruited_by(name))
            .map(|(place, _)| place);
        people
            .entry(rules::mark(&id.0, &candidate.person.0))
            .or_insert_with(|| (candidate.person, BTreeSet::new()))
            .1
            .extend(barred);
    }
    if people.is_empty() {
        return Err(Error::refused("DRAW_LIST_EMPTY"));
    }
    let list = List {
        permille: open.permille,
        askers: u32::try_from(open.askers.len()).unwrap_or(u32::MAX),
        people: people
            .iter()
            .map(|(mark, (_, barred))| Listed {
                mark: mark.clone(),
                barred: barred.clone(),
            })
            .collect(),
    };
    let digest = rules::digest(&list);
    let today = store.today();
    store.write("protection.check.close", today, |change| {
        change.set(
            &CHECK_ROUND,
            id.0,
            &[
                ("closed_on", Some(date_value(today))),
                ("digest", Some(Value::Text(digest.clone()))),
                ("listed", count(people.len())),
            ],
        )?;
        for (mark, (person, barred)) in &people {
            let places = barred
                .iter()
                .map(|place| Value::Int(i64::from(*place)))
                .collect();
            change.set(
                &CHECK_MEMBER,
                member_id(id, *person),
                &[
                    ("round", id_value(&id.0)),
                    ("person", id_value(&person.0)),
                    ("mark", Some(Value::Text(mark.clone()))),
                    ("barred", Some(Value::Array(places))),
                ],
            )?;
        }
        Ok(digest)
    })
}

/// Somebody on a closed list.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Member {
    /// The person.
    pub person: PersonId,
    /// Their mark in the published round.
    pub mark: String,
    /// Places of the askers who recruited them.
    pub barred: BTreeSet<u32>,
    /// Place of the asker drawn for them; `None` when they were not drawn.
    pub asker: Option<u32>,
    /// What came of asking; `None` before.
    pub outcome: Option<Outcome>,
}

/// Everybody on a round's list, by mark. What they answered is not in it.
pub fn members(store: &Store, id: RoundId) -> Result<Vec<Member>> {
    let mut statement = store.tables().prepare_cached(
        "SELECT m.person, m.mark, m.barred, m.asker, a.outcome FROM check_member m
         LEFT JOIN check_answer a ON a.round = m.round AND a.person = m.person
         WHERE m.round = ?1 AND m.person IS NOT NULL ORDER BY m.mark",
    )?;
    let found = statement
        .query_map([id.0], |row| {
            let barred = row
                .get::<_, Option<Vec<u8>>>(2)?
                .and_then(|bytes| Value::decode(&bytes).ok());
            Ok(Member {
                person: row.get(0)?,
                mark: row.get::<_, Option<String>>(1)?.unwrap_or_default(),
                barred: barred
                    .as_ref()
                    .and_then(Value::as_array)
                    .unwrap_or_default()
                    .iter()
                    .filter_map(|place| u32::try_from(place.as_int()?).ok())
                    .collect(),
                asker: row.get(3)?,
                outcome: row
                    .get::<_, Option<String>>(4)?
                    .and_then(|word| Outcome::from_word(&word)),
            })
        })?
        .collect::<rusqlite::Result<_>>()?;
    Ok(found)
}

fn list_of(round: &Round, members: &[Member]) -> List {
    List {
        permille: round.permille,
        askers: u32::try_from(round.askers.len()).unwrap_or(u32::MAX),
        people: members
            .iter()
            .map(|member| Listed {
                mark: member.mark.clone(),
                barred: member.barred.clone(),
            })
            .collect(),
    }
}

/// Draws a closed round: publishes the seed and who is asked by whom. Returns
/// how many were drawn.
///
/// Errors: `DRAW_ABSENT`, `DRAW_OPEN`, `DRAW_DRAWN`, `DRAW_SEED_ELSEWHERE`,
/// `DRAW_DIGEST` when the list is no longer the one that was closed.
pub fn draw(store: &mut Store, id: RoundId) -> Result<Written<u32>> {
    let closed = round(store, id)?;
    if closed.closed_on.is_none() {
        return Err(Error::refused("DRAW_OPEN"));
    }
    if closed.drawn_on.is_some() {
        return Err(Error::refused("DRAW_DRAWN"));
    }
    let seed = kept_seed(store, id)?;
    let members = members(store, id)?;
    let list = list_of(&closed, &members);
    if rules::digest(&list) != closed.digest {
        return Err(Error::refused("DRAW_DIGEST"));
    }
    let drawn = rules::draw(&list, &seed);
    let number = u32::try_from(drawn.len()).unwrap_or(u32::MAX);
    let today = store.today();
    store.write("protection.check.draw", today, |change| {
        change
            .tables()
            .prepare_cached("DELETE FROM check_seed WHERE round = ?1")?
            .execute([id.0])?;
        change.set(
            &CHECK_ROUND,
            id.0,
            &[
                ("drawn_on", Some(date_value(today))),
                ("seed", Some(Value::Text(seed))),
                ("drawn", count(drawn.len())),
            ],
        )?;
        for one in &drawn {
            change.set(
                &CHECK_MEMBER,
                member_id(id, members[one.person].person),
                &[("asker", Some(Value::Int(i64::from(one.asker))))],
            )?;
        }
        Ok(number)
    })
}

/// A drawn round as anybody can check it ([`rules::check`]).
///
/// Errors: `DRAW_ABSENT`, `DRAW_OPEN`.
pub fn published(store: &Store, id: RoundId) -> Result<Published> {
    let drawn = round(store, id)?;
    if drawn.drawn_on.is_none() {
        return Err(Error::refused("DRAW_OPEN"));
    }
    Ok(Published {
        method: rules::METHOD.to_owned(),
        commitment: drawn.commitment.clone(),
        permille: drawn.permille,
        askers: u32::try_from(drawn.askers.len()).unwrap_or(u32::MAX),
        digest: drawn.digest.clone(),
        seed: drawn.seed.clone(),
        members: members(store, id)?
            .into_iter()
            .map(|member| PublishedMember {
                mark: member.mark,
                barred: member.barred.into_iter().collect(),
                asker: member.asker,
            })
            .collect(),
    })
}
