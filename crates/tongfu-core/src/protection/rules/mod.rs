//! Pure decisions on cases: dates, numbers, names of employers, who may read.

pub mod draw;

use super::model::{CaseState, Late, Matter, Report};
use crate::base::{EntityId, Problem};
use crate::people::rules::fold;
use chrono::{Datelike, Days, NaiveDate, Weekday};
use sha2::{Digest, Sha256};

/// Most bytes of evidence a case takes.
pub const EVIDENCE_MOST: usize = 1 << 20;
/// Most characters of words.
pub const WORDS_MOST: usize = 20_000;

/// Letters of case numbers: none that is mistaken for another.
const ALPHABET: &[u8; 31] = b"23456789ABCDEFGHJKMNPQRSTUVWXYZ";

/// Whether offices work on `date`: Monday to Friday. Public holidays are not
/// known here, so that a due date is never later than the rule's.
fn works(date: NaiveDate) -> bool {
    !matches!(date.weekday(), Weekday::Sat | Weekday::Sun)
}

/// The `count`-th working day after `date`.
pub fn after_working_days(date: NaiveDate, count: u32) -> NaiveDate {
    let mut day = date;
    let mut left = count;
    while left > 0 {
        let Some(next) = day.checked_add_days(Days::new(1)) else {
            return day;
        };
        day = next;
        left -= u32::from(works(day));
    }
    day
}

/// Which date of a case has passed on `today`; the decision's before the
/// answer's.
pub fn late(
    state: CaseState,
    answer_due: NaiveDate,
    decision_due: NaiveDate,
    today: NaiveDate,
) -> Option<Late> {
    match state {
        CaseState::Decided | CaseState::Closed => None,
        _ if decision_due < today => Some(Late::Decision),
        CaseState::Opened if answer_due < today => Some(Late::Answer),
        _ => None,
    }
}

/// The number of a case: the office, the year, six letters that follow from the
/// case's id, so that two laptops of an office never give the same one.
pub fn number(office_code: &str, opened_on: NaiveDate, case: &EntityId) -> String {
    let digest = Sha256::digest(case);
    let letters: String = digest
        .iter()
        .take(6)
        .map(|byte| char::from(ALPHABET[usize::from(*byte) % ALPHABET.len()]))
        .collect();
    format!("{office_code}-{}-{letters}", opened_on.year())
}

/// Everything wrong with a report: `CASE_WORDS_MISSING`, `CASE_WORDS_LONG`
/// (most), `CASE_EVIDENCE_EMPTY`, `CASE_EVIDENCE_LARGE` (most, in KiB),
/// `CASE_OFFICE_CODE` (code).
pub fn problems(report: &Report) -> Vec<Problem> {
    let mut problems = Vec::new();
    if report.words.trim().is_empty() {
        problems.push(Problem::refuse("CASE_WORDS_MISSING").on("words"));
    }
    if report.words.chars().count() > WORDS_MOST {
        problems.push(
            Problem::refuse("CASE_WORDS_LONG")
                .on("words")
                .with("most", WORDS_MOST),
        );
    }
    if let Some((_, bytes)) = &report.evidence {
        if bytes.is_empty() {
            problems.push(Problem::refuse("CASE_EVIDENCE_EMPTY").on("evidence"));
        }
        if bytes.len() > EVIDENCE_MOST {
            problems.push(
                Problem::refuse("CASE_EVIDENCE_LARGE")
                    .on("evidence")
                    .with("most", EVIDENCE_MOST / 1024),
            );
        }
    }
    if let Some(code) = &report.accused.office_code
        && !is_office_code(code)
    {
        problems.push(
            Problem::refuse("CASE_OFFICE_CODE")
                .on("office")
                .with("code", code),
        );
    }
    problems
}

/// Whether `code` is a division code of six digits.
pub fn is_office_code(code: &str) -> bool {
    code.len() == 6 && code.bytes().all(|byte| byte.is_ascii_digit())
}

/// Whether people of `office_code` may handle a case about `accused`: not their
/// own office's (domain.md §2: outside the accused office).
pub fn impartial(office_code: &str, accused: Option<&str>) -> bool {
    accused != Some(office_code)
}

/// Legal forms at the end of an employer's name; the longer ones first.
const FORMS: &[&str] = &[
    "有限责任公司",
    "股份有限公司",
    "有限公司",
    "公司",
    "товариществосограниченнойответственностью",
    "жауапкершілігішектеулісеріктестігі",
    "llp",
    "llc",
    "ltd",
    "тоо",
    "жшс",
    "ип",
    "кх",
    "шқ",
];

/// The form in which two names of an employer are the same: letters and digits
/// only, without the legal form before or behind.
pub fn employer_key(name: &str) -> String {
    let folded = fold(name);
    let bare = FORMS.iter().find_map(|form| {
        folded
            .strip_suffix(form)
            .or_else(|| folded.strip_prefix(form))
            .filter(|rest| rest.chars().count() >= 2)
    });
    bare.unwrap_or(&folded).to_owned()
}

/// The digest of an employer's name that stands in a hold; differs from hold to
/// hold, so that two holds do not show that they mean the same employer.
pub fn employer_mark(hold: &EntityId, name: &str) -> [u8; 32] {
    let mut hasher = Sha256::new();
    hasher.update(b"tongfu hold v1\0");
    hasher.update(hold);
    hasher.update(employer_key(name).as_bytes());
    hasher.finalize().into()
}

/// The matter that a "no" may be, by the order of the four questions (own
/// choice, holds passport, can leave, paid as agreed). It is offered to whoever
/// asked; nothing is opened by itself.
pub fn offered(answers: &[String; 4]) -> Option<Matter> {
    const MATTERS: [Matter; 4] = [
        Matter::Coercion,
        Matter::PassportKept,
        Matter::Coercion,
        Matter::UnpaidWages,
    ];
    answers
        .iter()
        .zip(MATTERS)
        .find(|(answer, _)| answer.as_str() == "no")
        .map(|(_, matter)| matter)
}
