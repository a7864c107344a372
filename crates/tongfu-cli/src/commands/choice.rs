//! `choice`, `people my-record`, `classes notice`.

use super::Answer;
use crate::arguments::{ChoiceTask, ConsentTask, PaperFor};
use crate::desk::Desk;
use crate::output::Ended;
use crate::table::table;
use serde_json::json;
use std::path::Path;
use tongfu_api::NaiveDate;
use tongfu_api::types::choice::{
    ChoiceSaved, FormEnter, FormPadPrint, FormSettle, NoticeAsk, PrintPerson, StatementSave,
    WishesImport,
};
use tongfu_api::types::session::SavedFile;

pub fn run(desk: &Desk, task: &ChoiceTask) -> Answer {
    match task {
        ChoiceTask::Pad {
            count,
            form,
            language,
            out,
        } => pad(desk, *count, form, language, out),
        ChoiceTask::Pads => pads(desk),
        ChoiceTask::Enter {
            number,
            person,
            signed,
            witness,
            classes,
        } => {
            let saved = desk.session.form_enter(FormEnter {
                number: number.clone(),
                person: person.clone(),
                signed_on: day(desk, *signed),
                witness: witness.clone(),
                classes: classes.clone(),
            })?;
            ended(desk, saved, "CLI_FORM_ENTERED", &[("number", number)])
        }
        ChoiceTask::Settle { number, void } => {
            let state = if void.is_some() { "voided" } else { "returned" };
            let saved = desk.session.form_settle(FormSettle {
                number: number.clone(),
                state: state.to_owned(),
                cause: void.clone().unwrap_or_default(),
            })?;
            ended(desk, saved, "CLI_STATED", &[])
        }
        ChoiceTask::Consent(task) => consent(desk, task),
        ChoiceTask::Sheet(paper) => {
            desk.dialogs.write_to(&paper.out);
            let saved = desk.session.print_consent_sheet(wanted(paper))?;
            written(desk, saved.as_ref())
        }
        ChoiceTask::Wishes { file, round, asked } => {
            let imported = desk.session.wishes_import(WishesImport {
                token: desk.file(file).token,
                round: round.clone(),
                asked_on: day(desk, *asked),
            })?;
            let text = desk.say(
                "CLI_SURVEYED",
                &[
                    ("rows", &imported.rows.to_string()),
                    ("surveys", &imported.surveys.to_string()),
                    ("rejected", &imported.rejected.len().to_string()),
                ],
            );
            Ok(Ended::done(imported, text))
        }
    }
}

fn day(desk: &Desk, given: Option<NaiveDate>) -> String {
    given.unwrap_or_else(|| desk.session.today()).to_string()
}

fn wanted(paper: &PaperFor) -> PrintPerson {
    PrintPerson {
        person: paper.person.clone(),
        language: paper.language.clone(),
    }
}

fn written(desk: &Desk, saved: Option<&SavedFile>) -> Answer {
    let name = saved.map_or("", |saved| saved.name.as_str());
    let text = desk.say("CLI_PRINTED", &[("file", name)]);
    Ok(Ended::done(json!({ "file": saved }), text))
}

/// Done with its notices, or refused with every reason.
fn ended(desk: &Desk, saved: ChoiceSaved, code: &str, params: &[(&str, &str)]) -> Answer {
    let mut lines: Vec<String> = saved
        .problems
        .iter()
        .map(|problem| format!("{} [{}]", problem.message, problem.code))
        .collect();
    lines.extend(saved.effect.clone());
    if !saved.saved {
        let message = format!(
            "{}\n{}",
            desk.say("CLI_CHOICE_REFUSED", &[]),
            lines.join("\n")
        );
        return Ok(Ended::done(saved, "").refused(message));
    }
    lines.insert(0, desk.say(code, params));
    Ok(Ended::done(saved, lines.join("\n")))
}

fn pad(desk: &Desk, count: u32, form: &str, language: &str, out: &Path) -> Answer {
    desk.dialogs.write_to(out);
    let printed = desk.session.form_pad_print(FormPadPrint {
        form: form.to_owned(),
        language: language.to_owned(),
        count,
    })?;
    let text = printed.as_ref().map_or_else(String::new, |pad| {
        desk.say(
            "CLI_PAD",
            &[
                ("count", &pad.count.to_string()),
                ("first", &pad.first),
                ("last", &pad.last),
            ],
        )
    });
    Ok(Ended::done(json!({ "pad": printed }), text))
}

fn pads(desk: &Desk) -> Answer {
    let forms = desk.session.form_desk(())?;
    let heading = desk.heading(&[
        "CLI_FORM_COUNT",
        "CLI_FORM_ENTERED_COUNT",
        "CLI_FORM_RETURNED",
        "CLI_FORM_VOIDED",
        "CLI_FORM_OUT",
    ]);
    let rows: Vec<Vec<String>> = forms
        .pads
        .iter()
        .map(|pad| {
            vec![
                pad.count.to_string(),
                pad.entered.to_string(),
                pad.returned.to_string(),
                pad.voided.to_string(),
                pad.out.join(" "),
            ]
        })
        .collect();
    let text = table(&heading, &rows);
    Ok(Ended::done(forms, text))
}

fn consent(desk: &Desk, task: &ConsentTask) -> Answer {
    let saved = desk.session.choice_state(StatementSave {
        person: task.person.clone(),
        purpose: task.purpose.clone(),
        answer: task.answer.clone(),
        language: task.language.clone(),
        said_on: day(desk, task.said),
        manner: task.manner.clone(),
        witness: task.witness.clone(),
        form_number: task.form.clone(),
        scan: String::new(),
        guardian_name: task.guardian.clone(),
        guardian_relation: task.relation.clone(),
    })?;
    ended(desk, saved, "CLI_STATED", &[])
}

pub fn my_record(desk: &Desk, paper: &PaperFor) -> Answer {
    desk.dialogs.write_to(&paper.out);
    let saved = desk.session.print_own_record(wanted(paper))?;
    written(desk, saved.as_ref())
}

pub fn notice(
    desk: &Desk,
    class: &str,
    first: Option<NaiveDate>,
    last: Option<NaiveDate>,
    out: &Path,
) -> Answer {
    desk.dialogs.write_to(out);
    let saved = desk.session.print_notice(NoticeAsk {
        class_id: class.to_owned(),
        first: first.map(|day| day.to_string()),
        last: last.map(|day| day.to_string()),
    })?;
    written(desk, saved.as_ref())
}
