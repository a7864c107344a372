//! The voluntariness check: rounds, whom to ask, counts, and its public check.

use super::protection::problems;
use super::{count, id};
use crate::session::Session;
use crate::types::people::ImportFile;
use crate::types::protection::{
    CheckAnswer, CheckAnswered, CheckChoices, CheckCounts, CheckDesk, CheckPerson, CheckRound,
    CheckStart, CheckVerified,
};
use crate::types::session::{Id, SavedFile};
use serde::{Deserialize, Serialize};
use std::collections::BTreeSet;
use tongfu_core::base::PersonId;
use tongfu_core::classes::recruiting;
use tongfu_core::people as records;
use tongfu_core::protection::{
    self, ANSWERS, Answer, Candidate, LANGUAGES, Outcome, Published, PublishedMember, QUESTIONS,
    Round, RoundId, rules,
};
use tongfu_core::store::Store;
use tongfu_core::{Error, ErrorKind, Result};

fn shown(store: &Store, round: Round) -> Result<CheckRound> {
    let tally = protection::tally(store, round.id)?;
    let answers = QUESTIONS
        .iter()
        .zip(tally.answers)
        .map(|(question, [yes, no, unsure, not_yet])| {
            let counts = CheckCounts {
                yes,
                no,
                unsure,
                not_yet,
            };
            ((*question).to_owned(), counts)
        })
        .collect();
    Ok(CheckRound {
        id: round.id.to_string(),
        committed_on: round.committed_on.to_string(),
        commitment: round.commitment,
        askers: round.askers,
        permille: round.permille,
        closed_on: round.closed_on.map(|day| day.to_string()),
        digest: round.digest,
        listed: round.listed,
        drawn_on: round.drawn_on.map(|day| day.to_string()),
        seed: round.seed,
        here: round.here,
        drawn: tally.drawn,
        reached: tally.reached,
        not_reached: tally.not_reached,
        declined: tally.declined,
        waiting: tally.waiting,
        without_asker: tally.without_asker,
        response_permille: tally.response_permille(),
        answers,
    })
}

fn round(store: &Store, wanted: RoundId) -> Result<CheckRound> {
    let found = protection::rounds(store)?
        .into_iter()
        .find(|round| round.id == wanted)
        .ok_or_else(|| Error::absent("DRAW_ABSENT"))?;
    shown(store, found)
}

fn words(list: &[&str]) -> Vec<String> {
    list.iter().map(|word| (*word).to_owned()).collect()
}

pub fn desk(session: &Session, (): ()) -> Result<CheckDesk> {
    session.with_store(|store| {
        Ok(CheckDesk {
            rounds: protection::rounds(store)?
                .into_iter()
                .map(|round| shown(store, round))
                .collect::<Result<_>>()?,
            choices: CheckChoices {
                questions: words(&QUESTIONS),
                languages: words(LANGUAGES),
                answers: words(ANSWERS),
            },
            user_name: store.user().name.clone(),
        })
    })
}

pub fn start(session: &Session, wanted: CheckStart) -> Result<CheckRound> {
    session.with_store(|store| {
        let written = protection::start_round(store, &wanted.askers)?;
        round(store, written.value)
    })
}

pub fn close(session: &Session, wanted: Id) -> Result<CheckRound> {
    let wanted: RoundId = id(&wanted.id)?;
    session.with_store(|store| {
        let candidates: Vec<Candidate> = recruiting::recruited(store, None)?
            .into_iter()
            .map(|one| Candidate {
                person: one.person,
                chain: one.by,
            })
            .collect();
        protection::close_round(store, wanted, &candidates)?;
        round(store, wanted)
    })
}

pub fn draw(session: &Session, wanted: Id) -> Result<CheckRound> {
    let wanted: RoundId = id(&wanted.id)?;
    session.with_store(|store| {
        protection::draw(store, wanted)?;
        round(store, wanted)
    })
}

pub fn people(session: &Session, wanted: Id) -> Result<Vec<CheckPerson>> {
    let wanted: RoundId = id(&wanted.id)?;
    session.with_store(|store| {
        let askers = round(store, wanted)?.askers;
        let mut found = Vec::new();
        for member in protection::members(store, wanted)? {
            let Some(asker) = member.asker else { continue };
            let line = records::lines(store, &[member.person])?.pop();
            let text = |pick: fn(&records::PersonLine) -> &String| {
                line.as_ref()
                    .map(|line| pick(line).clone())
                    .unwrap_or_default()
            };
            found.push(CheckPerson {
                person: member.person.to_string(),
                name: text(|line| &line.name),
                phone_masked: text(|line| &line.phone_masked),
                township: text(|line| &line.township),
                village: text(|line| &line.village),
                asker,
                asker_name: usize::try_from(asker)
                    .ok()
                    .and_then(|place| askers.get(place))
                    .cloned()
                    .unwrap_or_default(),
                outcome: member.outcome.map(|outcome| outcome.word().to_owned()),
            });
        }
        Ok(found)
    })
}

/// Who recruited a person, as known today.
fn chain(store: &Store, person: PersonId) -> Result<BTreeSet<String>> {
    Ok(recruiting::recruited(store, Some(person))?
        .into_iter()
        .flat_map(|one| one.by)
        .collect())
}

pub fn answer(session: &Session, form: CheckAnswer) -> Result<CheckAnswered> {
    let round: RoundId = id(&form.round)?;
    let person: PersonId = id(&form.person)?;
    let given = |question: &str| form.answers.get(question).cloned().unwrap_or_default();
    let answer = Answer {
        outcome: Outcome::from_word(&form.outcome)
            .ok_or_else(|| Error::refused("DRAW_OUTCOME").with("outcome", &form.outcome))?,
        asker: form.asker,
        language: form.language.clone(),
        answers: QUESTIONS.map(given),
    };
    let found = session.with_store(|store| {
        let chain = chain(store, person)?;
        protection::answer(store, round, person, &chain, &answer)
    })?;
    let offer = (found.is_empty() && answer.outcome == Outcome::Reached)
        .then(|| rules::offered(&answer.answers))
        .flatten();
    Ok(CheckAnswered {
        problems: problems(session, &found),
        offer: offer.map(|matter| matter.word().to_owned()),
    })
}

/// The file of a published round.
#[derive(Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
struct PublishedFile {
    method: String,
    commitment: String,
    permille: u32,
    askers: u32,
    digest: String,
    seed: String,
    members: Vec<PublishedPerson>,
}

#[derive(Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
struct PublishedPerson {
    mark: String,
    barred: Vec<u32>,
    asker: Option<u32>,
}

pub fn publish(session: &Session, wanted: Id) -> Result<Option<SavedFile>> {
    let wanted: RoundId = id(&wanted.id)?;
    let (published, office) = session.with_store(|store| {
        Ok((
            protection::published(store, wanted)?,
            store.office().code.clone(),
        ))
    })?;
    let name = format!("{office}-{}.json", &published.digest[..8]);
    let file = PublishedFile {
        method: published.method,
        commitment: published.commitment,
        permille: published.permille,
        askers: published.askers,
        digest: published.digest,
        seed: published.seed,
        members: published
            .members
            .into_iter()
            .map(|member| PublishedPerson {
                mark: member.mark,
                barred: member.barred,
                asker: member.asker,
            })
            .collect(),
    };
    let bytes = serde_json::to_vec_pretty(&file).map_err(std::io::Error::from)?;
    let words = session.dialog_words("DIALOG_CHECK_SAVE", &["json"]);
    session.save(&name, &words, &bytes)
}

/// Most people of a published round that is read: what a file may claim must
/// not take the machine.
const PEOPLE_MOST: usize = 1_000_000;

pub fn verify(session: &Session, wanted: ImportFile) -> Result<CheckVerified> {
    let file = session.file(&wanted.token)?;
    let unreadable = || Error::new(ErrorKind::Input, "DRAW_FILE").with("file", &file.name);
    let read: PublishedFile = serde_json::from_slice(&file.bytes).map_err(|_| unreadable())?;
    if read.members.len() > PEOPLE_MOST || read.askers > 10_000 || read.permille > 1000 {
        return Err(unreadable());
    }
    let published = Published {
        method: read.method,
        commitment: read.commitment,
        permille: read.permille,
        askers: read.askers,
        digest: read.digest,
        seed: read.seed,
        members: read
            .members
            .into_iter()
            .map(|member| PublishedMember {
                mark: member.mark,
                barred: member.barred,
                asker: member.asker,
            })
            .collect(),
    };
    let found = protection::check_draw(&published);
    Ok(CheckVerified {
        holds: found.is_empty(),
        listed: count(published.members.len()),
        drawn: count(
            published
                .members
                .iter()
                .filter(|member| member.asker.is_some())
                .count(),
        ),
        problems: problems(session, &found),
        digest: published.digest,
    })
}
