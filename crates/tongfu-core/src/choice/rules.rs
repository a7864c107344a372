//! What is wrong with an answer, which one counts, who may apply.

use super::model::{Answer, Language, Manner, NewStatement, Statement};
use super::texts::{Asks, Purpose};
use crate::base::{EntityId, Problem};
use chrono::NaiveDate;

/// Years below which nobody works abroad and a guardian decides (domain.md §2;
/// Civil Code, article 17).
const ADULT: u32 = 18;

/// Whether somebody born on `birth` is under age on `date`.
pub fn under_age(birth: NaiveDate, date: NaiveDate) -> bool {
    date.years_since(birth).is_none_or(|years| years < ADULT)
}

/// What orders statements on one purpose: the day on which something was said,
/// then the moment of recording (the first six bytes of the id), and of one
/// moment a refusal or withdrawal after a consent, so that a no is never lost.
pub fn order(statement: &Statement) -> (NaiveDate, [u8; 6], bool, EntityId) {
    let mut moment = [0; 6];
    moment.copy_from_slice(&statement.id[..6]);
    let no = matches!(statement.answer, Answer::Refused | Answer::Withdrawn);
    (statement.said_on, moment, no, statement.id)
}

/// Everything wrong with an answer. `birth` is the person's, where it is known.
///
/// A refusal or withdrawal is only ever stopped by a wrong purpose or date:
/// `CHOICE_PURPOSE_UNKNOWN` (purpose), `CHOICE_DATE_FUTURE` (date),
/// `CHOICE_NOTICE_ONLY`, `CHOICE_ANSWER_MISSING`, `CHOICE_TEXT_ABSENT`
/// (language), `CHOICE_WITNESS_MISSING`, `CHOICE_SPOKEN`,
/// `CHOICE_GUARDIAN_MISSING`, `CHOICE_GUARDIAN_ADULT`.
pub fn problems(
    new: &NewStatement,
    purpose: Option<&Purpose>,
    birth: Option<NaiveDate>,
    today: NaiveDate,
) -> Vec<Problem> {
    let mut problems = Vec::new();
    if new.said_on > today {
        problems.push(
            Problem::refuse("CHOICE_DATE_FUTURE")
                .on("said_on")
                .with("date", new.said_on),
        );
    }
    let Some(purpose) = purpose else {
        problems.push(
            Problem::refuse("CHOICE_PURPOSE_UNKNOWN")
                .on("purpose")
                .with("purpose", &new.purpose),
        );
        return problems;
    };
    match (purpose.asks, new.answer) {
        (Asks::Notice, Answer::Informed) => {}
        (Asks::Notice, _) => problems.push(Problem::refuse("CHOICE_NOTICE_ONLY").on("answer")),
        (_, Answer::Informed) => {
            problems.push(Problem::refuse("CHOICE_ANSWER_MISSING").on("answer"));
        }
        _ => {}
    }
    if matches!(new.answer, Answer::Refused | Answer::Withdrawn) {
        return problems;
    }
    if purpose.text(new.language, new.said_on).is_none() {
        problems.push(
            Problem::refuse("CHOICE_TEXT_ABSENT")
                .on("language")
                .with("language", new.language.word()),
        );
    }
    if new.manner == Manner::Marked && new.witness.trim().is_empty() {
        problems.push(Problem::refuse("CHOICE_WITNESS_MISSING").on("witness"));
    }
    if new.answer == Answer::Given {
        if new.manner == Manner::Spoken {
            problems.push(Problem::refuse("CHOICE_SPOKEN").on("manner"));
        }
        let minor = birth.is_some_and(|birth| under_age(birth, new.said_on));
        let guardian = new.guardian.as_ref().is_some_and(|guardian| {
            !guardian.name.trim().is_empty() && !guardian.relation.trim().is_empty()
        });
        if (minor || birth.is_none()) && !guardian {
            problems.push(Problem::refuse("CHOICE_GUARDIAN_MISSING").on("guardian_name"));
        }
        if purpose.asks == Asks::Guardian && !minor && birth.is_some() {
            problems.push(Problem::refuse("CHOICE_GUARDIAN_ADULT").on("purpose"));
        }
    }
    problems
}

/// What stands against somebody in a class that starts on `start`: nobody under
/// 18 is placed abroad, and minors train only with a guardian's consent
/// (domain.md §2). `guardian_agreed` says whether that consent stands.
///
/// `APPLICATION_UNDER_AGE` (start), `APPLICATION_GUARDIAN_MISSING` (start).
pub fn may_apply(
    birth: NaiveDate,
    guardian_agreed: bool,
    start: NaiveDate,
    abroad: bool,
) -> Vec<Problem> {
    if !under_age(birth, start) {
        return Vec::new();
    }
    let code = match (abroad, guardian_agreed) {
        (true, _) => "APPLICATION_UNDER_AGE",
        (false, false) => "APPLICATION_GUARDIAN_MISSING",
        (false, true) => return Vec::new(),
    };
    vec![Problem::refuse(code).with("start", start)]
}

/// The language a paper in `language` is written in beside Chinese; `None` for
/// one in Chinese alone.
pub fn second(language: Language) -> Option<Language> {
    (language != Language::Chinese).then_some(language)
}
