//! `people`.

use super::Answer;
use crate::desk::Desk;
use crate::output::Ended;
use crate::table::table;
use serde_json::{Value, json};
use std::path::Path;
use tongfu_api::types::people::{ImportFile, ImportReport, PeopleFind, RowProblem};

pub fn import(desk: &Desk, file: &Path, dry_run: bool, rejects: Option<&Path>) -> Answer {
    let wanted = ImportFile {
        token: desk.file(file).token,
    };
    let report = if dry_run {
        desk.session.people_import_preview(wanted.clone())?
    } else {
        desk.session.people_import_apply(wanted.clone())?
    };
    if let Some(path) = rejects {
        desk.dialogs.write_to(path);
        desk.session.people_import_rejects(wanted)?;
    }
    let text = told(desk, &report);
    Ok(Ended::done(figures(&report), text))
}

fn problems(found: &[RowProblem]) -> Vec<Value> {
    found.iter().map(|one| json!({ "row": one.row, "code": one.code, "message": one.message, "column": one.column })).collect()
}

fn figures(report: &ImportReport) -> Value {
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
    })
}

fn told(desk: &Desk, report: &ImportReport) -> String {
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

pub fn find(desk: &Desk, query: &str, limit: u32) -> Answer {
    let found = desk.session.people_find(PeopleFind {
        query: query.to_owned(),
        limit,
        offset: 0,
    })?;
    let heading = desk.heading(&["CLI_NAME", "CLI_ID_NUMBER", "CLI_PHONE", "CLI_TOWNSHIP"]);
    let rows: Vec<Vec<String>> = found
        .hits
        .iter()
        .map(|hit| {
            vec![
                hit.name.clone(),
                hit.id_masked.clone(),
                hit.phone_masked.clone(),
                hit.township.clone(),
            ]
        })
        .collect();
    let text = format!(
        "{}{}\n",
        table(&heading, &rows),
        desk.say("CLI_FOUND", &[("total", &found.total.to_string())])
    );
    let hits: Vec<Value> = found
        .hits
        .iter()
        .map(|hit| {
            json!({
                "id": hit.id,
                "name": hit.name,
                "id_masked": hit.id_masked,
                "phone_masked": hit.phone_masked,
                "township": hit.township,
                "match": hit.matched,
            })
        })
        .collect();
    Ok(Ended::done(
        json!({ "hits": hits, "total": found.total }),
        text,
    ))
}
