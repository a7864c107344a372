//! `people reveal`, `people access-log`.

use super::Answer;
use crate::desk::Desk;
use crate::output::Ended;
use crate::table::table;
use serde_json::json;
use std::path::Path;
use tongfu_api::types::record::{AccessQuery, PersonReveal};

pub fn reveal(desk: &Desk, id: &str, field: &str, reason: &str) -> Answer {
    let revealed = desk.session.person_reveal(PersonReveal {
        id: id.to_owned(),
        field: field.to_owned(),
        reason: reason.to_owned(),
    })?;
    let text = format!("{}\n", revealed.value);
    Ok(Ended::done(
        json!({ "field": field, "value": revealed.value }),
        text,
    ))
}

/// The looks that the arguments ask for.
pub fn query(
    person: &Option<String>,
    who: &Option<String>,
    from: &Option<String>,
    to: &Option<String>,
) -> AccessQuery {
    AccessQuery {
        person: person.clone(),
        query: String::new(),
        who: who.clone(),
        from: from.clone(),
        to: to.clone(),
        limit: u32::MAX,
        offset: 0,
    }
}

pub fn access_log(desk: &Desk, wanted: AccessQuery, out: Option<&Path>) -> Answer {
    if let Some(path) = out {
        desk.dialogs.write_to(path);
        desk.session.access_log_save(wanted.clone())?;
    }
    let found = desk.session.access_log(wanted)?;
    let heading = desk.heading(&[
        "ACCESS_WHEN",
        "ACCESS_WHO",
        "ACCESS_PERSON",
        "ACCESS_FIELD",
        "ACCESS_REASON",
    ]);
    let rows: Vec<Vec<String>> = found
        .lines
        .iter()
        .map(|line| {
            vec![
                line.when.clone(),
                line.who.clone(),
                line.name.clone(),
                line.field_name.clone(),
                line.reason.clone(),
            ]
        })
        .collect();
    let text = format!(
        "{}{}\n",
        table(&heading, &rows),
        desk.say("ACCESS_TOTAL", &[("total", &found.total.to_string())])
    );
    Ok(Ended::done(
        json!({ "lines": found.lines, "total": found.total }),
        text,
    ))
}
