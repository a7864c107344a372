//! `classes` and `applications`.

use super::{Answer, yuan};
use crate::desk::Desk;
use crate::output::Ended;
use crate::table::table;
use serde_json::json;
use tongfu_api::types::classes::MatchRequest;

pub fn list(desk: &Desk) -> Answer {
    let classes = desk.session.classes_list(())?;
    let heading = desk.heading(&[
        "CLI_CLASS",
        "CLI_OCCUPATION",
        "CLI_SITE",
        "CLI_STATE",
        "CLI_SEATS",
        "CLI_ENROLLED",
        "CLI_START",
        "CLI_READY",
        "CLI_SLACK",
        "CLI_COST",
    ]);
    let rows: Vec<Vec<String>> = classes
        .iter()
        .map(|class| {
            vec![
                class.name.clone(),
                class.occupation_name.clone(),
                class.site.clone(),
                class.state.clone(),
                class.seats.to_string(),
                class.enrolled.to_string(),
                class.start.clone(),
                class.ready.clone(),
                class
                    .slack_days
                    .map_or_else(String::new, |days| days.to_string()),
                yuan(class.cost_fen),
            ]
        })
        .collect();
    let text = table(&heading, &rows);
    Ok(Ended::done(json!({ "classes": classes }), text))
}

pub fn seed_demo(desk: &Desk) -> Answer {
    let seeded = desk.session.applications_seed_demo(())?;
    let text = desk.say(
        "CLI_SEEDED",
        &[
            ("applications", &seeded.applications.to_string()),
            ("people", &seeded.people.to_string()),
        ],
    );
    Ok(Ended::done(seeded, text))
}

pub fn run_match(desk: &Desk, publish: bool) -> Answer {
    let run = desk.session.classes_match(MatchRequest { publish })?;
    let mut text = desk.say(
        if run.published {
            "CLI_MATCH_PUBLISHED"
        } else {
            "CLI_MATCH_TRIAL"
        },
        &[
            ("applicants", &run.applicants.to_string()),
            ("placed", &run.placed.to_string()),
            ("first", &run.first_choice.to_string()),
            ("closed", &run.closed.len().to_string()),
        ],
    );
    text.push('\n');
    let heading = desk.heading(&["CLI_CLASS", "CLI_SEATS", "CLI_FILLED", "CLI_WAITLIST"]);
    let rows: Vec<Vec<String>> = run
        .classes
        .iter()
        .map(|class| {
            vec![
                class.class_name.clone(),
                class.seats.to_string(),
                class.filled.to_string(),
                class.waitlist.to_string(),
            ]
        })
        .collect();
    text.push_str(&table(&heading, &rows));
    let heading = desk.heading(&["CLI_NAME", "CLI_ID_NUMBER", "CLI_CLASS", "CLI_REASON"]);
    let rows: Vec<Vec<String>> = run
        .results
        .iter()
        .map(|one| {
            vec![
                one.name.clone(),
                one.id_masked.clone(),
                one.class_name.clone().unwrap_or_default(),
                one.reason.clone(),
            ]
        })
        .collect();
    text.push('\n');
    text.push_str(&table(&heading, &rows));
    Ok(Ended::done(run, text))
}
