//! Rounds of the voluntariness check: commit, close, draw, ask, count.
//!
//! Invariants: the commitment to the seed is in the log before the list is
//! closed, the list's digest before the seed is shown; the seed is shown to
//! nobody before. Whoever asks or types an answer stands outside the person's
//! recruiting chain. "Not reached" is counted apart and is never an answer.
//! There is no count by asker.

use super::model::RoundId;
use super::records::{CHECK_ANSWER, CHECK_MEMBER, CHECK_ROUND};
use super::rules::draw::{self as rules, List, Listed, Published, PublishedMember};
use crate::base::{EntityId, PersonId, Problem, derived_id};
use crate::parameters;
use crate::people::rules::fold;
use crate::store::{Store, Written, date_from_days, date_value};
use crate::{Error, ErrorKind, Result};
use chrono::NaiveDate;
use rusqlite::{OptionalExtension, params};
use std::collections::{BTreeMap, BTreeSet};
use tongfu_package::operation::StreamName;
use tongfu_package::value::Value;

/// The parameter that says how many of a list are asked.
const SHARE: &str = "voluntariness.sample.permille";

/// Languages in which somebody may be asked: ISO 639-1, and `other`.
pub const LANGUAGES: &[&str] = &["zh", "ug", "kk", "ky", "mn", "bo", "ru", "other"];

/// Answers to a question; `not_yet` is for wages before the first pay day.
pub const ANSWERS: &[&str] = &["yes", "no", "unsure", "not_yet"];

/// The four questions, by column, in the order they are asked (domain.md §2).
pub const QUESTIONS: [&str; 4] = [
    "own_choice",
    "holds_passport",
    "can_leave",
    "paid_as_agreed",
];

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

fn answer_id(round: RoundId, person: PersonId) -> EntityId {
    derived_id("check-answer", &[&round.0, &person.0])
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

/// What came of asking somebody.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Outcome {
    /// They answered.
    Reached,
    /// They could not be reached; counted apart.
    NotReached,
    /// They did not want to answer, which is their right.
    Declined,
}

impl Outcome {
    /// The word in the record.
    pub const fn word(self) -> &'static str {
        match self {
            Self::Reached => "reached",
            Self::NotReached => "not_reached",
            Self::Declined => "declined",
        }
    }

    /// The outcome with `word`.
    pub fn from_word(word: &str) -> Option<Self> {
        [Self::Reached, Self::NotReached, Self::Declined]
            .into_iter()
            .find(|outcome| outcome.word() == word)
    }
}

/// What is typed in after asking.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Answer {
    /// What came of it.
    pub outcome: Outcome,
    /// Place of the asker.
    pub asker: u32,
    /// One of [`LANGUAGES`]; only when reached.
    pub language: String,
    /// One of [`ANSWERS`] for each of [`QUESTIONS`]; only when reached.
    pub answers: [String; 4],
}

fn problems(answer: &Answer) -> Vec<Problem> {
    let mut problems = Vec::new();
    if answer.outcome != Outcome::Reached {
        return problems;
    }
    if !LANGUAGES.contains(&answer.language.as_str()) {
        problems.push(Problem::refuse("DRAW_LANGUAGE").on("language"));
    }
    for (question, given) in QUESTIONS.iter().zip(&answer.answers) {
        let wages = *question == "paid_as_agreed";
        if !ANSWERS.contains(&given.as_str()) || (given == "not_yet" && !wages) {
            problems.push(Problem::refuse("DRAW_ANSWER_MISSING").on(question));
        }
    }
    problems
}

/// Records what came of asking a person who was drawn. `chain` is who recruited
/// them, as it is known today. Returns the reasons when it is refused; a later
/// answer replaces an earlier one.
///
/// Errors: `DRAW_ABSENT`, `DRAW_NOT_DRAWN`, `DRAW_ASKER_UNKNOWN`,
/// `DRAW_ASKER_IN_CHAIN` (asker), `DRAW_TYPIST_IN_CHAIN` (user).
pub fn answer(
    store: &mut Store,
    id: RoundId,
    person: PersonId,
    chain: &BTreeSet<String>,
    answer: &Answer,
) -> Result<Vec<Problem>> {
    let drawn = round(store, id)?;
    let member = members(store, id)?
        .into_iter()
        .find(|member| member.person == person && member.asker.is_some())
        .ok_or_else(|| Error::absent("DRAW_NOT_DRAWN"))?;
    let asker = usize::try_from(answer.asker)
        .ok()
        .and_then(|place| drawn.askers.get(place))
        .ok_or_else(|| Error::absent("DRAW_ASKER_UNKNOWN"))?;
    if member.barred.contains(&answer.asker) || in_chain(chain, asker) {
        return Err(Error::new(ErrorKind::Denied, "DRAW_ASKER_IN_CHAIN").with("asker", asker));
    }
    let user = store.user().name.clone();
    if in_chain(chain, &user) {
        return Err(Error::new(ErrorKind::Denied, "DRAW_TYPIST_IN_CHAIN").with("user", user));
    }
    let problems = problems(answer);
    if !problems.is_empty() {
        return Ok(problems);
    }
    let reached = answer.outcome == Outcome::Reached;
    let said = |text: &String| reached.then(|| Value::Text(text.clone()));
    let today = store.today();
    let stream: StreamName = super::store::stream_of(store.tables(), CHECK_ROUND.table, &id.0)?;
    store.write_into(stream, "protection.check.answer", today, |change| {
        let mut fields = vec![
            ("round", id_value(&id.0)),
            ("person", id_value(&person.0)),
            ("asked_on", Some(date_value(today))),
            (
                "outcome",
                Some(Value::Text(answer.outcome.word().to_owned())),
            ),
            ("asker", Some(Value::Int(i64::from(answer.asker)))),
            ("language", said(&answer.language)),
        ];
        fields.extend(
            QUESTIONS
                .iter()
                .zip(&answer.answers)
                .map(|(question, given)| (*question, said(given))),
        );
        change.set(&CHECK_ANSWER, answer_id(id, person), &fields)
    })?;
    Ok(Vec::new())
}

/// Counts of a round, with what is unknown beside what is known.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Tally {
    /// People drawn.
    pub drawn: u32,
    /// People who answered.
    pub reached: u32,
    /// People who could not be reached.
    pub not_reached: u32,
    /// People who did not want to answer.
    pub declined: u32,
    /// People nobody has asked yet.
    pub waiting: u32,
    /// People the share asked for beyond those drawn, because nobody outside
    /// their recruiting chain asks.
    pub without_asker: u32,
    /// For each of [`QUESTIONS`]: yes, no, unsure, not yet.
    pub answers: [[u32; 4]; 4],
}

impl Tally {
    /// People who answered among those drawn, in thousandths; `None` when
    /// nobody was drawn.
    pub fn response_permille(&self) -> Option<u32> {
        (self.reached * 1000).checked_div(self.drawn)
    }
}

/// Counts the answers of a round.
///
/// Errors: `DRAW_ABSENT`.
pub fn tally(store: &Store, id: RoundId) -> Result<Tally> {
    let drawn = round(store, id)?;
    let all = members(store, id)?;
    let mut tally = Tally::default();
    for member in all.iter().filter(|member| member.asker.is_some()) {
        tally.drawn += 1;
        match member.outcome {
            Some(Outcome::Reached) => tally.reached += 1,
            Some(Outcome::NotReached) => tally.not_reached += 1,
            Some(Outcome::Declined) => tally.declined += 1,
            None => tally.waiting += 1,
        }
    }
    if drawn.drawn_on.is_some() {
        let listed = usize::try_from(drawn.listed).unwrap_or(usize::MAX);
        let wanted = u32::try_from(rules::wanted(listed, drawn.permille)).unwrap_or(u32::MAX);
        tally.without_asker = wanted.saturating_sub(tally.drawn);
    }
    let mut statement = store.tables().prepare_cached(
        "SELECT own_choice, holds_passport, can_leave, paid_as_agreed FROM check_answer
         WHERE round = ?1 AND outcome = 'reached'",
    )?;
    let mut rows = statement.query([id.0])?;
    while let Some(row) = rows.next()? {
        for (question, counts) in tally.answers.iter_mut().enumerate() {
            let given: Option<String> = row.get(question)?;
            let place = ANSWERS
                .iter()
                .position(|known| Some(*known) == given.as_deref());
            if let Some(count) = place.and_then(|place| counts.get_mut(place)) {
                *count += 1;
            }
        }
    }
    Ok(tally)
}
