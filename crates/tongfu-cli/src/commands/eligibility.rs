//! `eligibility` and `parameters`.

use super::Answer;
use super::plan::{finished, progress};
use crate::arguments::{EligibilityTask, ParametersTask};
use crate::desk::Desk;
use crate::output::Ended;
use crate::table::table;
use tongfu_api::NaiveDate;
use tongfu_api::types::eligibility::{
    EligibilityAsk, EligibilityOutcome, EligibilityReason, ParameterEnd, ParameterSave,
    ParametersQuery, RecheckRead, RecheckStart,
};
use tongfu_api::types::people::PeopleFind;

pub fn eligibility(desk: &Desk, task: &EligibilityTask) -> Answer {
    match task {
        EligibilityTask::Check { person, date } => check(desk, person, *date),
        EligibilityTask::Recheck {
            date,
            since_parameter,
        } => recheck(desk, *date, since_parameter.clone()),
    }
}

pub fn parameters(desk: &Desk, task: &ParametersTask) -> Answer {
    match task {
        ParametersTask::List { query, date } => list(desk, query, *date),
        ParametersTask::Set(new) => {
            let text = |day: Option<NaiveDate>| day.map(|day| day.to_string()).unwrap_or_default();
            let saved = desk.session.parameter_save(ParameterSave {
                replaces: new.replaces.clone(),
                name: new.name.clone(),
                area: new.area.clone(),
                value: new.value.clone(),
                unit: new.unit.clone(),
                valid_from: text(new.from),
                valid_to: text(new.to),
                source: new.source.clone(),
                confidence: new.confidence.clone(),
            })?;
            let Some(id) = &saved.id else {
                let said: Vec<String> = saved
                    .problems
                    .iter()
                    .map(|problem| problem.message.clone())
                    .collect();
                return Err(Ended::done(&saved, "").refused(said.join("\n")));
            };
            let told = desk.say("CLI_PARAMETER_SET", &[("id", id)]);
            Ok(Ended::done(&saved, told))
        }
        ParametersTask::End { id, last } => {
            let last = last.to_string();
            desk.session.parameter_end(ParameterEnd {
                id: id.clone(),
                last: last.clone(),
            })?;
            let told = desk.say("CLI_PARAMETER_ENDED", &[("last", &last)]);
            Ok(Ended::done(
                serde_json::json!({ "id": id, "last": last }),
                told,
            ))
        }
    }
}

/// The id of a person: as given, or of the only one that a search finds.
fn person_id(desk: &Desk, person: &str) -> Result<String, Ended> {
    let found = desk.session.people_find(PeopleFind {
        query: person.to_owned(),
        limit: 1,
        offset: 0,
    });
    match found {
        Ok(found) if found.total == 1 => Ok(found.hits[0].id.clone()),
        Ok(found) if found.total > 1 => Err(Ended::used_wrongly(desk.say(
            "CLI_PERSON_NOT_ONE",
            &[("person", person), ("count", &found.total.to_string())],
        ))),
        // Nobody goes by this name: an id, or refused as one.
        _ => Ok(person.to_owned()),
    }
}

fn outcome(desk: &Desk, of: EligibilityOutcome) -> String {
    let code = match of {
        EligibilityOutcome::Eligible => "OUTCOME_ELIGIBLE",
        EligibilityOutcome::NotEligible => "OUTCOME_NOT_ELIGIBLE",
        EligibilityOutcome::EvidenceMissing => "OUTCOME_EVIDENCE_MISSING",
    };
    desk.say(code, &[])
}

fn reasons(desk: &Desk, list: &[EligibilityReason]) -> String {
    let rows: Vec<Vec<String>> = list
        .iter()
        .map(|reason| {
            let rests: Vec<String> = reason
                .rests_on
                .iter()
                .map(|basis| {
                    let mut text = format!("{} {} ({})", basis.label, basis.value, basis.source);
                    if basis.estimate {
                        text = format!("{text} [{}]", desk.say("CLI_ESTIMATE", &[]));
                    }
                    text
                })
                .collect();
            vec![
                reason.clause.clone(),
                reason.code.clone(),
                reason.sentence.clone(),
                rests.join("; "),
            ]
        })
        .collect();
    table(
        &desk.heading(&["CLI_CLAUSE", "CLI_CODE", "CLI_REASON", "CLI_BASIS"]),
        &rows,
    )
}

fn check(desk: &Desk, person: &str, date: Option<NaiveDate>) -> Answer {
    let standing = desk.session.eligibility_check(EligibilityAsk {
        person: person_id(desk, person)?,
        date: date.map(|day| day.to_string()),
    })?;
    let mut text = desk.say(
        "CLI_ELIGIBILITY",
        &[
            ("name", &standing.name),
            ("date", &standing.date),
            ("outcome", &outcome(desk, standing.outcome)),
        ],
    );
    text.push('\n');
    text.push_str(&reasons(desk, &standing.reasons));
    for decision in &standing.decisions {
        text.push_str(&format!(
            "\n{}\n",
            desk.say(
                "CLI_DECIDED",
                &[
                    ("date", &decision.decided_on),
                    ("outcome", &outcome(desk, decision.outcome)),
                ],
            )
        ));
        if !decision.differences.is_empty() {
            let rows: Vec<Vec<String>> = decision
                .differences
                .iter()
                .map(|one| vec![one.what.clone(), one.was.clone(), one.now.clone()])
                .collect();
            let heading = desk.heading(&["CLI_PARAMETER", "CLI_WAS", "CLI_NOW"]);
            text.push_str(&table(&heading, &rows));
        }
    }
    Ok(Ended::done(standing, text))
}

fn recheck(desk: &Desk, date: Option<NaiveDate>, since_parameter: Option<String>) -> Answer {
    let task = desk.session.eligibility_recheck(RecheckStart {
        date: date.map(|day| day.to_string()),
        since_parameter,
    })?;
    let status = desk.session.wait_for_task(&task, progress(desk))?;
    let id = finished(desk, status)?.unwrap_or_default();
    let found = desk.session.eligibility_recheck_read(RecheckRead {
        id,
        query: String::new(),
        after: None,
        limit: u32::MAX,
        offset: 0,
    })?;
    let mut text = desk.say(
        "CLI_RECHECKED",
        &[
            ("date", &found.date),
            ("people", &found.people.to_string()),
            ("affected", &found.affected.to_string()),
        ],
    );
    text.push('\n');
    if !found.lines.is_empty() {
        let rows: Vec<Vec<String>> = found
            .lines
            .iter()
            .map(|line| {
                vec![
                    line.name.clone(),
                    line.township.clone(),
                    outcome(desk, line.before),
                    outcome(desk, line.after),
                    line.reasons.join(" "),
                ]
            })
            .collect();
        let heading = desk.heading(&[
            "CLI_NAME",
            "CLI_TOWNSHIP",
            "CLI_WAS",
            "CLI_NOW",
            "CLI_REASON",
        ]);
        text.push_str(&table(&heading, &rows));
    }
    Ok(Ended::done(found, text))
}

fn list(desk: &Desk, query: &str, date: Option<NaiveDate>) -> Answer {
    let found = desk.session.parameters_list(ParametersQuery {
        query: query.to_owned(),
        state: None,
        date: date.map(|day| day.to_string()),
    })?;
    let rows: Vec<Vec<String>> = found
        .lines
        .iter()
        .map(|line| {
            let day = |day: &Option<String>| day.clone().unwrap_or_default();
            let estimate = if line.estimate {
                format!(" [{}]", desk.say("CLI_ESTIMATE", &[]))
            } else {
                String::new()
            };
            vec![
                line.name.clone(),
                line.area.clone(),
                format!("{}{estimate}", line.value_text),
                day(&line.valid_from),
                day(&line.valid_to),
                line.source.clone(),
                line.id.clone().unwrap_or_default(),
            ]
        })
        .collect();
    let heading = desk.heading(&[
        "CLI_PARAMETER",
        "CLI_AREA",
        "CLI_VALUE",
        "CLI_VALID_FROM",
        "CLI_VALID_TO",
        "CLI_SOURCE",
        "CLI_PARAMETER_ID",
    ]);
    let text = format!(
        "{}{}\n",
        table(&heading, &rows),
        desk.say("CLI_PARAMETERS", &[("total", &found.total.to_string())])
    );
    Ok(Ended::done(found, text))
}
