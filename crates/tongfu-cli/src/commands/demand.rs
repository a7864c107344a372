//! `demand` and `capacity`.

use super::Answer;
use crate::desk::Desk;
use crate::output::Ended;
use crate::table::table;
use serde_json::{Value, json};
use std::path::Path;
use tongfu_api::types::demand::{BulletinReport, GapQuery, LineChange};
use tongfu_api::types::people::ImportFile;

pub fn import(desk: &Desk, file: &Path) -> Answer {
    let report = desk.session.demand_import_apply(ImportFile {
        token: desk.file(file).token,
    })?;
    let text = told(desk, &report);
    let problems: Vec<Value> = report
        .problems
        .iter()
        .map(|one| json!({ "row": one.row, "column": one.column, "code": one.code, "message": one.message }))
        .collect();
    let object = json!({
        "issuer": report.issuer,
        "quarter": report.quarter,
        "collected": report.collected,
        "lines": report.lines,
        "headcount": report.headcount,
        "superseded": report.superseded,
        "added": report.added.len(),
        "withdrawn": report.withdrawn.len(),
        "changed": report.changed.len(),
        "changes": { "added": report.added, "withdrawn": report.withdrawn, "changed": report.changed },
        "problems": problems,
    });
    Ok(Ended::done(object, text))
}

fn told(desk: &Desk, report: &BulletinReport) -> String {
    let mut text = desk.say(
        "CLI_BULLETIN_IMPORTED",
        &[
            ("issuer", &report.issuer),
            ("quarter", &report.quarter),
            ("lines", &report.lines.to_string()),
            ("headcount", &report.headcount.to_string()),
            ("superseded", &report.superseded.to_string()),
        ],
    );
    text.push('\n');
    let count = |heads: Option<u32>| heads.map_or_else(String::new, |heads| heads.to_string());
    let rows: Vec<Vec<String>> = [
        ("CLI_ADDED", &report.added),
        ("CLI_WITHDRAWN", &report.withdrawn),
        ("CLI_CHANGED", &report.changed),
    ]
    .into_iter()
    .flat_map(|(kind, changes)| changes.iter().map(move |change| (kind, change)))
    .map(|(kind, change): (&str, &LineChange)| {
        vec![
            desk.say(kind, &[]),
            change.region.clone(),
            change.occupation.clone(),
            count(change.before),
            count(change.after),
        ]
    })
    .collect();
    if !rows.is_empty() {
        let heading = desk.heading(&[
            "CLI_CHANGE",
            "CLI_REGION",
            "CLI_OCCUPATION",
            "CLI_BEFORE",
            "CLI_AFTER",
        ]);
        text.push_str(&table(&heading, &rows));
    }
    for problem in &report.problems {
        text.push_str(&format!(
            "{} {}: {}\n",
            problem.row, problem.code, problem.message
        ));
    }
    text
}

pub fn gaps(desk: &Desk, from: Option<&str>, to: Option<&str>) -> Answer {
    let board = desk.session.demand_gaps(GapQuery {
        from: from.unwrap_or_default().to_owned(),
        to: to.unwrap_or_default().to_owned(),
    })?;
    let heading = desk.heading(&[
        "CLI_REGION",
        "CLI_OCCUPATION",
        "CLI_WEEK",
        "CLI_DEMAND",
        "CLI_COVERED",
        "CLI_GAP",
        "CLI_LAST_SAFE_START",
    ]);
    let rows: Vec<Vec<String>> = board
        .rows
        .iter()
        .map(|row| {
            vec![
                row.region_name.clone(),
                row.occupation_name.clone(),
                row.iso_week.clone(),
                row.demand.to_string(),
                row.covered.to_string(),
                row.gap.to_string(),
                row.last_safe_start.clone().unwrap_or_default(),
            ]
        })
        .collect();
    let text = table(&heading, &rows);
    Ok(Ended::done(board, text))
}

pub fn capacity_import(desk: &Desk, file: &Path) -> Answer {
    let report = desk.session.capacity_import(ImportFile {
        token: desk.file(file).token,
    })?;
    let text = desk.say(
        "CLI_CAPACITY_IMPORTED",
        &[
            ("institutions", &report.institutions.to_string()),
            ("courses", &report.courses.to_string()),
            ("workshops", &report.mobile_workshops.to_string()),
            ("permits", &report.permits.to_string()),
            ("budgets", &report.budgets.to_string()),
            ("classes", &report.open_classes.to_string()),
        ],
    );
    Ok(Ended::done(report, text))
}
