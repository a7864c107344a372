//! `people duplicates`, `compare`, `merge`, `tell-apart`, `undecide`.

use super::Answer;
use crate::arguments::PairReason;
use crate::desk::Desk;
use crate::output::Ended;
use crate::table::table;
use tongfu_api::types::duplicates::{DuplicatesQuery, PairDecide, PairOf, PairVerdict, PairView};

fn evidence(desk: &Desk, keys: &[String]) -> String {
    let words: Vec<String> = keys
        .iter()
        .map(|key| desk.say(&format!("EVIDENCE_{}", key.to_uppercase()), &[]))
        .collect();
    words.join(&desk.say("CLI_COMMA", &[]))
}

pub fn list(desk: &Desk, limit: u32) -> Answer {
    let found = desk
        .session
        .duplicates_list(DuplicatesQuery { limit, offset: 0 })?;
    let heading = desk.heading(&[
        "CLI_NAME",
        "CLI_ID_NUMBER",
        "CLI_NAME",
        "CLI_ID_NUMBER",
        "CLI_EVIDENCE",
    ]);
    let rows: Vec<Vec<String>> = found
        .pairs
        .iter()
        .map(|pair| {
            vec![
                pair.one.name.clone(),
                pair.one.id_masked.clone(),
                pair.other.name.clone(),
                pair.other.id_masked.clone(),
                evidence(desk, &pair.evidence),
            ]
        })
        .collect();
    let text = format!(
        "{}{}\n",
        table(&heading, &rows),
        desk.say("CLI_PAIRS", &[("total", &found.total.to_string())])
    );
    Ok(Ended::done(found, text))
}

fn told(desk: &Desk, view: PairView) -> Ended {
    let heading = desk.heading(&["CLI_FIELD", "CLI_ONE", "CLI_OTHER"]);
    let rows: Vec<Vec<String>> = view
        .fields
        .iter()
        .map(|field| vec![field.key.clone(), field.one.clone(), field.other.clone()])
        .collect();
    let code = if view.one_person {
        "CLI_ONE_PERSON"
    } else {
        "CLI_TWO_PEOPLE"
    };
    let text = format!("{}{}\n", table(&heading, &rows), desk.say(code, &[]));
    Ended::done(view, text)
}

pub fn compare(desk: &Desk, one: &str, other: &str) -> Answer {
    let view = desk.session.duplicates_pair(PairOf {
        one: one.to_owned(),
        other: other.to_owned(),
    })?;
    Ok(told(desk, view))
}

pub fn decide(desk: &Desk, pair: &PairReason, verdict: PairVerdict) -> Answer {
    let view = desk.session.duplicates_decide(PairDecide {
        one: pair.one.clone(),
        other: pair.other.clone(),
        verdict,
        reason: pair.reason.clone(),
    })?;
    Ok(told(desk, view))
}
