//! `people import`, `people imports`, `people undo-import`.

use super::Answer;
use crate::arguments::RosterArguments;
use crate::desk::Desk;
use crate::output::Ended;
use crate::table::table;
use serde_json::{Value, json};
use std::collections::BTreeMap;
use tongfu_api::types::imports::{
    ColumnChoice, ImportLine, ImportUndo, RosterChoice, RosterLayout, UndoReport, Wins,
};
use tongfu_api::types::people::{ImportFile, ImportReport, RowProblem};
use tongfu_api::types::session::{Id, TaskState};

pub fn import(desk: &Desk, wanted: &RosterArguments) -> Answer {
    let choice = choice(desk, wanted)?;
    let token = choice.token.clone();
    // Before the rows: which sheets are there, and which is read.
    let layout = desk.session.people_import_layout(choice.clone())?;
    let report = if wanted.dry_run {
        desk.session.people_import_preview(choice)?
    } else {
        desk.session.people_import_apply(choice)?
    };
    if let Some(path) = &wanted.rejects {
        desk.dialogs.write_to(path);
        desk.session.people_import_rejects(ImportFile { token })?;
    }
    let text = told(desk, &report, &layout);
    Ok(Ended::done(figures(&report, &layout), text))
}

fn choice(desk: &Desk, wanted: &RosterArguments) -> Result<RosterChoice, Ended> {
    let pair = |text: &str| -> Result<(String, String), Ended> {
        text.split_once('=')
            .filter(|(left, right)| !left.trim().is_empty() && !right.trim().is_empty())
            .map(|(left, right)| (left.trim().to_owned(), right.trim().to_owned()))
            .ok_or_else(|| Ended::used_wrongly(desk.say("CLI_PAIR_WRONG", &[("pair", text)])))
    };
    let mut columns = Vec::with_capacity(wanted.map.len());
    for text in &wanted.map {
        let (field, column) = pair(text)?;
        columns.push(ColumnChoice {
            column,
            field: (field != "-").then_some(field),
        });
    }
    let mut wins = BTreeMap::new();
    for text in &wanted.wins {
        let (field, who) = pair(text)?;
        let one = match who.as_str() {
            "file" => Wins::File,
            "record" => Wins::Record,
            "fill" => Wins::Fill,
            _ => {
                return Err(Ended::used_wrongly(
                    desk.say("CLI_PAIR_WRONG", &[("pair", text)]),
                ));
            }
        };
        wins.insert(field, one);
    }
    Ok(RosterChoice {
        token: desk.file(&wanted.file).token,
        sheet: wanted.sheet.map(|sheet| sheet.saturating_sub(1)),
        header_row: wanted.header_row,
        columns,
        wins: (!wins.is_empty()).then_some(wins),
    })
}

fn problems(found: &[RowProblem]) -> Vec<Value> {
    found.iter().map(|one| json!({ "row": one.row, "code": one.code, "message": one.message, "column": one.column })).collect()
}

/// Sheets that hold something and were not read.
fn other_sheets(layout: &RosterLayout) -> Vec<&str> {
    layout
        .sheets
        .iter()
        .filter(|sheet| sheet.sheet != layout.sheet && sheet.lines > 0)
        .map(|sheet| sheet.name.as_str())
        .collect()
}

fn figures(report: &ImportReport, layout: &RosterLayout) -> Value {
    json!({
        "rows": report.rows,
        "added": report.added,
        "updated": report.updated,
        "unchanged": report.unchanged,
        "duplicates": report.duplicates,
        "rejected": problems(&report.rejected),
        "warnings": problems(&report.warnings),
        "encoding": report.encoding,
        "columns": report.columns,
        "unknown_columns": report.unknown_columns,
        "dropped_columns": report.dropped_columns,
        "applied": report.applied,
        "import": report.import,
        "other_sheets": other_sheets(layout),
    })
}

fn told(desk: &Desk, report: &ImportReport, layout: &RosterLayout) -> String {
    let count = |number: u32| number.to_string();
    let rejected = report.rejected.len().to_string();
    let mut text = desk.say(
        if report.applied {
            "CLI_IMPORTED"
        } else {
            "CLI_WOULD_IMPORT"
        },
        &[
            ("rows", &count(report.rows)),
            ("added", &count(report.added)),
            ("updated", &count(report.updated)),
            ("unchanged", &count(report.unchanged)),
            ("duplicates", &count(report.duplicates)),
            ("rejected", &rejected),
        ],
    );
    text.push('\n');
    if let Some(id) = &report.import {
        text.push_str(&desk.say("CLI_IMPORT_ID", &[("id", id)]));
        text.push('\n');
    }
    let others = other_sheets(layout);
    if !others.is_empty() {
        text.push_str(&desk.say("CLI_OTHER_SHEETS", &[("sheets", &others.join(", "))]));
        text.push('\n');
    }
    let heading = desk.heading(&["CLI_ROW", "CLI_CODE", "CLI_MESSAGE"]);
    for (title, found) in [
        ("CLI_REJECTED", &report.rejected),
        ("CLI_WARNINGS", &report.warnings),
    ] {
        if !found.is_empty() {
            let rows: Vec<Vec<String>> = found
                .iter()
                .map(|one| vec![one.row.to_string(), one.code.clone(), one.message.clone()])
                .collect();
            text.push_str(&format!(
                "\n{}\n{}",
                desk.say(title, &[]),
                table(&heading, &rows)
            ));
        }
    }
    text
}

fn line_figures(line: &ImportLine) -> Value {
    json!({
        "id": line.id,
        "file": line.file_name,
        "day": line.day,
        "who": line.who,
        "when": line.when,
        "rows": line.rows,
        "added": line.added,
        "updated": line.updated,
        "unchanged": line.unchanged,
        "duplicates": line.duplicates,
        "rejected": line.rejected,
        "undone": line.undone,
        "undone_on": line.undone_on,
    })
}

pub fn list(desk: &Desk) -> Answer {
    let lines = desk.session.people_imports(())?;
    let text = if lines.is_empty() {
        format!("{}\n", desk.say("CLI_IMPORTS_NONE", &[]))
    } else {
        let heading = desk.heading(&[
            "CLI_IMPORTS_ID",
            "CLI_IMPORTS_DAY",
            "CLI_IMPORTS_FILE",
            "CLI_IMPORTS_WHO",
            "CLI_IMPORTS_ADDED",
            "CLI_IMPORTS_UPDATED",
            "CLI_IMPORTS_REJECTED",
            "CLI_IMPORTS_UNDONE",
        ]);
        let rows: Vec<Vec<String>> = lines
            .iter()
            .map(|line| {
                vec![
                    line.id.clone(),
                    line.day.clone(),
                    line.file_name.clone(),
                    line.who.clone(),
                    line.added.to_string(),
                    line.updated.to_string(),
                    line.rejected.to_string(),
                    line.undone_on
                        .clone()
                        .unwrap_or_else(|| line.undone.to_string()),
                ]
            })
            .collect();
        table(&heading, &rows)
    };
    let imports: Vec<Value> = lines.iter().map(line_figures).collect();
    Ok(Ended::done(json!({ "imports": imports }), text))
}

fn undo_figures(report: &UndoReport, undone: bool) -> Value {
    let obstacles: Vec<Value> = report
        .obstacles
        .iter()
        .map(|one| {
            json!({
                "person": one.person,
                "name": one.name,
                "household": one.household,
                "reason": one.reason,
            })
        })
        .collect();
    json!({
        "import": report.import.id,
        "removed": report.removed,
        "returned": report.returned,
        "households": report.households,
        "obstacles": obstacles,
        "undone": undone,
    })
}

/// What stays, person by person.
fn obstacles(desk: &Desk, report: &UndoReport) -> String {
    let heading = desk.heading(&["CLI_UNDO_NAME", "CLI_UNDO_REASON"]);
    let rows: Vec<Vec<String>> = report
        .obstacles
        .iter()
        .map(|one| vec![one.name.clone(), one.reason.clone()])
        .collect();
    if rows.is_empty() {
        String::new()
    } else {
        table(&heading, &rows)
    }
}

pub fn undo(desk: &Desk, id: &str, partial: bool) -> Answer {
    let report = desk
        .session
        .people_import_undo_preview(Id { id: id.to_owned() })?;
    if !report.obstacles.is_empty() && !partial {
        let people = report.obstacles.len().to_string();
        let message = desk.say("IMPORT_UNDO_BLOCKED", &[("people", &people)]);
        let mut object = undo_figures(&report, false);
        object["error"] = json!({ "code": "IMPORT_UNDO_BLOCKED", "message": message });
        return Ok(Ended::done(object, obstacles(desk, &report)).refused(message));
    }
    let task = desk.session.people_import_undo(ImportUndo {
        id: id.to_owned(),
        partial,
    })?;
    let ended = desk.session.wait_for_task(&task, |_| {})?;
    if let Some(failure) = ended.failure {
        return Err(failure.into());
    }
    if ended.state != TaskState::Done {
        return Err(Ended::used_wrongly(desk.say("TASK_STOPPED", &[])));
    }
    let text = format!(
        "{}\n{}",
        desk.say(
            "CLI_UNDONE",
            &[
                ("removed", &report.removed.to_string()),
                ("returned", &report.returned.to_string()),
                ("kept", &report.obstacles.len().to_string()),
            ],
        ),
        obstacles(desk, &report)
    );
    Ok(Ended::done(undo_figures(&report, true), text))
}
