//! Imports in the types of the boundary.

use super::wins_told;
use crate::handlers::people::written;
use crate::handlers::{count, row_problem, sentence};
use crate::imports::Prepared;
use crate::session::Session;
use crate::types::imports::{
    ColumnLine, FieldName, HighRiskLine, ImportLine, ImportRow, ImportSummary, MappingSource,
    RosterLayout, RowsFound, RowsWanted, SheetLine, SkippedLine, UndoObstacle, UndoReport,
};
use crate::types::people::{ImportReport, PreviewRow, RowFate, RowProblem};
use crate::words;
use std::collections::{BTreeMap, HashMap};
use tongfu_core::Result;
use tongfu_core::base::Problem;
use tongfu_core::people::import::{
    self, Decision, Depends, ImportPlan, Obstacle, Settled, Source, UndoPlan, WinsOf, field_of,
};
use tongfu_core::people::rules::mask_number;
use tongfu_core::people::{self, Field};
use tongfu_core::store::Store;
use tongfu_tables::header::{Column, Layout};
use tongfu_tables::roster::RosterField;
use tongfu_tables::{Skip, Workbook};

/// Rows of a report that the page shows; the counts are of all rows.
const PREVIEW_ROWS: usize = 2_000;

/// High-risk changes that are listed; the count is of all.
const HIGH_RISK_ROWS: usize = 500;

/// Rows of a page at most.
const PAGE: u32 = 500;

pub(super) fn sheets(workbook: &Workbook) -> Vec<(String, bool, usize)> {
    workbook
        .sheets
        .iter()
        .map(|sheet| (sheet.name.clone(), sheet.hidden, sheet.rows.len()))
        .collect()
}

/// The first value of each column below the header; long numbers masked.
pub(super) fn samples(workbook: &Workbook, layout: &Layout) -> Vec<String> {
    let rows = workbook
        .sheets
        .get(layout.sheet)
        .map_or(&[][..], |sheet| &sheet.rows);
    layout
        .columns
        .iter()
        .map(|column| {
            if column.dropped {
                return String::new();
            }
            let first = rows
                .iter()
                .filter(|row| row.number > layout.header_last)
                .take(50)
                .map(|row| row.cell(column.index).text())
                .find(|text| !text.is_empty())
                .unwrap_or_default();
            let digits = first.chars().filter(char::is_ascii_digit).count();
            if digits >= 7 {
                mask_number(&first)
            } else {
                tongfu_tables::text::cut(&first, 20)
            }
        })
        .collect()
}

fn column_name(session: &Session, field: RosterField) -> String {
    words::say(session.language(), &format!("COLUMN_{}", field.key()), [])
}

pub(super) fn layout(
    session: &Session,
    token: &str,
    file_name: &str,
    settled: &Settled,
    sheets: &[(String, bool, usize)],
    samples: &[String],
    wins: &WinsOf,
) -> RosterLayout {
    let missing = settled
        .missing
        .iter()
        .filter_map(|key| RosterField::from_key(key))
        .map(|field| column_name(session, field));
    RosterLayout {
        token: token.to_owned(),
        file_name: file_name.to_owned(),
        sheet: count(settled.layout.sheet),
        sheets: (0u32..)
            .zip(sheets)
            .map(|(sheet, (name, hidden, lines))| SheetLine {
                sheet,
                name: name.clone(),
                hidden: *hidden,
                lines: count(*lines),
            })
            .collect(),
        header_first: settled.layout.header_first,
        header_last: settled.layout.header_last,
        columns: settled
            .layout
            .columns
            .iter()
            .enumerate()
            .map(|(place, column)| ColumnLine {
                letter: column.letter.clone(),
                header: column.header.clone(),
                field: column.field.map(str::to_owned),
                dropped: column.dropped,
                sample: samples.get(place).cloned().unwrap_or_default(),
            })
            .collect(),
        missing: missing.collect(),
        source: match settled.source {
            Source::Recognised => MappingSource::Recognised,
            Source::Remembered => MappingSource::Remembered,
            Source::Chosen => MappingSource::Chosen,
        },
        wins: wins_told(wins),
        fields: RosterField::ALL
            .into_iter()
            .filter_map(|field| {
                Some(FieldName {
                    key: field.key().to_owned(),
                    name: column_name(session, field),
                    record: field_of(field)?.key().to_owned(),
                })
            })
            .collect(),
    }
}

pub(super) fn summary(
    session: &Session,
    store: &Store,
    token: &str,
    prepared: &Prepared,
) -> Result<ImportSummary> {
    let plan = &prepared.plan;
    let tally = plan.tally();
    let high_risk = plan.high_risk.iter().take(HIGH_RISK_ROWS).map(|change| {
        Ok(HighRiskLine {
            row: change.row,
            name: people::name(store, change.person)?.unwrap_or_default(),
            field: change.field.key().to_owned(),
            before: written(&change.before),
            after: written(&change.after),
        })
    });
    Ok(ImportSummary {
        file_name: prepared.file_name.clone(),
        applied: prepared.applied,
        import: prepared.import.map(|id| id.to_string()),
        encoding: plan.encoding.clone(),
        layout: layout(
            session,
            token,
            &prepared.file_name,
            &prepared.settled,
            &prepared.sheets,
            &prepared.samples,
            &prepared.wins,
        ),
        rows: tally.rows,
        added: tally.added,
        updated: tally.updated,
        unchanged: tally.unchanged,
        duplicates: tally.duplicates,
        rejected: tally.rejected,
        warned: count(plan.warnings.len()),
        high_risk_count: count(plan.high_risk.len()),
        high_risk: high_risk.collect::<Result<_>>()?,
        skipped: plan
            .skipped
            .iter()
            .filter(|line| line.kind != Skip::Blank)
            .take(PREVIEW_ROWS)
            .map(|line| SkippedLine {
                row: line.row,
                reason: words::say(session.language(), skip(line.kind), []),
                text: line.text.clone(),
            })
            .collect(),
    })
}

fn skip(kind: Skip) -> &'static str {
    match kind {
        Skip::Blank => "SKIPPED_BLANK",
        Skip::Header => "SKIPPED_HEADER",
        Skip::Total => "SKIPPED_TOTAL",
        Skip::Note => "SKIPPED_NOTE",
    }
}

fn fate(decision: &Decision) -> RowFate {
    match decision {
        Decision::Added => RowFate::Add,
        Decision::Updated { .. } => RowFate::Update,
        Decision::Unchanged { .. } => RowFate::Unchanged,
        Decision::Duplicate { .. } => RowFate::Duplicate,
        Decision::Rejected => RowFate::Reject,
    }
}

fn text(plan: &ImportPlan, index: usize, field: Field) -> &str {
    plan.text(index, field)
}

fn matches(plan: &ImportPlan, index: usize, row: u32, query: &str) -> bool {
    query.is_empty()
        || row.to_string() == query
        || text(plan, index, Field::Name).contains(query)
        || (query.len() >= 3
            && text(plan, index, Field::DocumentNumber)
                .ends_with(query.to_ascii_uppercase().as_str()))
}

pub(super) fn rows(session: &Session, plan: &ImportPlan, wanted: &RowsWanted) -> RowsFound {
    let query = wanted.query.trim();
    let found: Vec<usize> = (0..plan.rows.len())
        .filter(|index| {
            let row = &plan.rows[*index];
            wanted.fate.is_none_or(|fated| fated == fate(&row.decision))
                && matches(plan, *index, row.row, query)
        })
        .collect();
    let offset = usize::try_from(wanted.offset).unwrap_or(usize::MAX);
    let limit = usize::try_from(wanted.limit.min(PAGE)).unwrap_or(0);
    let page: Vec<usize> = found.iter().skip(offset).take(limit).copied().collect();
    let mut problems: HashMap<u32, Vec<&Problem>> = HashMap::new();
    if let (Some(first), Some(last)) = (page.first(), page.last()) {
        let shown = plan.rows[*first].row..=plan.rows[*last].row;
        for problem in &plan.warnings {
            if let Some(row) = problem.row.filter(|row| shown.contains(row)) {
                problems.entry(row).or_default().push(problem);
            }
        }
        for rejected in plan.rejected.iter().filter(|r| shown.contains(&r.row)) {
            problems
                .entry(rejected.row)
                .or_default()
                .extend(&rejected.reasons);
        }
    }
    let rows = page.iter().map(|index| {
        let row = &plan.rows[*index];
        let (changes, of_row) = match &row.decision {
            Decision::Updated { fields, .. } => (
                fields.iter().map(|field| field.key().to_owned()).collect(),
                None,
            ),
            Decision::Duplicate { of_row } => (Vec::new(), Some(*of_row)),
            _ => (Vec::new(), None),
        };
        ImportRow {
            row: row.row,
            fate: fate(&row.decision),
            name: text(plan, *index, Field::Name).to_owned(),
            id_masked: mask_number(text(plan, *index, Field::DocumentNumber)),
            changes,
            of_row,
            problems: problems
                .remove(&row.row)
                .unwrap_or_default()
                .into_iter()
                .map(|problem| row_problem(session, problem))
                .collect(),
        }
    });
    RowsFound {
        total: count(found.len()),
        rows: rows.collect(),
    }
}

pub(super) fn report(session: &Session, token: &str, prepared: &Prepared) -> ImportReport {
    let plan = &prepared.plan;
    let tally = plan.tally();
    let mut columns = BTreeMap::new();
    for column in &plan.columns {
        if let Some(field) = column.field {
            columns
                .entry(field.to_owned())
                .or_insert_with(|| column.header.clone());
        }
    }
    let headers = |wanted: &dyn Fn(&Column) -> bool| -> Vec<String> {
        plan.columns
            .iter()
            .filter(|column| wanted(column))
            .map(|column| column.header.clone())
            .collect()
    };
    ImportReport {
        token: token.to_owned(),
        file_name: prepared.file_name.clone(),
        applied: prepared.applied,
        import: prepared.import.map(|id| id.to_string()),
        encoding: plan.encoding.clone(),
        columns,
        unknown_columns: headers(&|column| column.field.is_none() && !column.dropped),
        dropped_columns: headers(&|column| column.dropped),
        rows: tally.rows,
        added: tally.added,
        updated: tally.updated,
        unchanged: tally.unchanged,
        duplicates: tally.duplicates,
        rejected: plan
            .rejected
            .iter()
            .filter_map(|rejected| rejection(session, rejected))
            .collect(),
        warnings: plan
            .warnings
            .iter()
            .map(|problem| row_problem(session, problem))
            .collect(),
        preview: (0..plan.rows.len().min(PREVIEW_ROWS))
            .filter_map(|index| preview_row(plan, index))
            .collect(),
    }
}

/// One entry a row: the code of the first reason, the sentences of all.
pub fn rejection(session: &Session, rejected: &import::RejectedRow) -> Option<RowProblem> {
    let first = rejected.reasons.first()?;
    let sentences: Vec<String> = rejected
        .reasons
        .iter()
        .map(|reason| sentence(session, reason))
        .collect();
    Some(RowProblem {
        row: rejected.row,
        column: first.column.clone(),
        code: first.code.to_owned(),
        message: sentences.join(" "),
    })
}

fn preview_row(plan: &ImportPlan, index: usize) -> Option<PreviewRow> {
    let row = plan.rows.get(index)?;
    let changes = match &row.decision {
        Decision::Updated { fields, .. } => {
            fields.iter().map(|field| field.key().to_owned()).collect()
        }
        Decision::Duplicate { of_row } => vec![of_row.to_string()],
        _ => Vec::new(),
    };
    Some(PreviewRow {
        row: row.row,
        fate: fate(&row.decision),
        name: text(plan, index, Field::Name).to_owned(),
        id_masked: mask_number(text(plan, index, Field::DocumentNumber)),
        changes,
    })
}

pub(super) fn line(line: &import::ImportLine) -> ImportLine {
    let tally = line.tally;
    ImportLine {
        id: line.id.to_string(),
        file_name: line.file_name.clone(),
        day: line.day.to_string(),
        who: line.who.clone(),
        when: line
            .recorded_at
            .to_rfc3339_opts(chrono::SecondsFormat::Secs, true),
        rows: tally.rows,
        added: tally.added,
        updated: tally.updated,
        unchanged: tally.unchanged,
        duplicates: tally.duplicates,
        rejected: tally.rejected,
        undone: line.undone,
        undone_on: line.undone_on.map(|day| day.to_string()),
    }
}

pub(super) fn undo(session: &Session, plan: &UndoPlan) -> UndoReport {
    UndoReport {
        import: line(&plan.import),
        removed: plan.removed,
        returned: plan.returned,
        households: plan.households,
        obstacles: plan
            .obstacles
            .iter()
            .map(|obstacle| UndoObstacle {
                person: obstacle.person.map(|id| id.to_string()),
                name: obstacle.name.clone(),
                household: obstacle.household.clone(),
                reason: reason(session, obstacle),
            })
            .collect(),
    }
}

fn reason(session: &Session, obstacle: &Obstacle) -> String {
    let language = session.language();
    match &obstacle.depends {
        Depends::Edited { fields, who, day } => {
            let names: Vec<String> = fields
                .iter()
                .map(|column| record_field_name(language, column))
                .collect();
            let comma = if language == "zh-CN" { "、" } else { ", " };
            words::say(
                language,
                "UNDO_EDITED",
                [
                    ("fields", names.join(comma).as_str()),
                    ("who", who),
                    ("day", &day.to_string()),
                ],
            )
        }
        Depends::Used { kind, count } => {
            let code = format!("UNDO_USED_{}", kind.to_ascii_uppercase());
            let known = words::has(language, &code);
            words::say(
                language,
                if known { &code } else { "UNDO_USED" },
                [("count", count.to_string().as_str())],
            )
        }
        Depends::Member => words::say(language, "UNDO_MEMBER", []),
    }
}

/// A column of the record, as its form names it.
fn record_field_name(language: &str, column: &str) -> String {
    let column = if column == "household" {
        Field::HouseholdNumber.key()
    } else {
        column
    };
    let code = format!("people-field-{}", column.replace('_', "-"));
    words::say(language, &code, [])
}
