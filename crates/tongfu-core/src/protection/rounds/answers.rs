//! What the people who were drawn answered, and how many answered what.

use super::{id_value, in_chain, members, round};
use crate::base::{EntityId, PersonId, Problem, derived_id};
use crate::protection::model::RoundId;
use crate::protection::records::{CHECK_ANSWER, CHECK_ROUND};
use crate::protection::rules::draw as rules;
use crate::store::{Store, date_value};
use crate::{Error, ErrorKind, Result};
use std::collections::BTreeSet;
use tongfu_package::operation::StreamName;
use tongfu_package::value::Value;

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

fn answer_id(round: RoundId, person: PersonId) -> EntityId {
    derived_id("check-answer", &[&round.0, &person.0])
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
    let stream: StreamName =
        crate::protection::store::stream_of(store.tables(), CHECK_ROUND.table, &id.0)?;
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
