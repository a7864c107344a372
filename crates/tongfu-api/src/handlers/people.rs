//! People: finding, the record, import.

use super::{count, id, row_problem, sentence, table_error, workbook};
use crate::session::Session;
use crate::types::people::{
    FieldChange, FieldConflict, FieldProblem, ImportFile, ImportReport, MatchKind, PeopleFind,
    PeopleFound, PersonApplication, PersonField, PersonHit, PersonRecord, PersonSave, PersonSaved,
    PreviewRow, RowFate, RowProblem,
};
use crate::types::session::{Id, SavedFile};
use crate::words;
use std::collections::BTreeMap;
use tongfu_core::base::{PersonId, Problem};
use tongfu_core::people::import::{Decision, ImportPlan};
use tongfu_core::people::rules::mask_number;
use tongfu_core::people::{self, Datum, Entry, Field, HistoryLine, Saved};
use tongfu_core::store::Store;
use tongfu_core::{Error, Result};
use tongfu_tables::{rejects, roster};

/// Rows of a preview that the page shows; the counts are of all rows.
const PREVIEW_ROWS: usize = 2_000;

pub fn find(session: &Session, wanted: PeopleFind) -> Result<PeopleFound> {
    let limit = usize::try_from(wanted.limit).unwrap_or(usize::MAX);
    let offset = usize::try_from(wanted.offset).unwrap_or(usize::MAX);
    let everybody = wanted.query.trim().is_empty();
    let found = session.search_people(&wanted.query, limit, offset)?;
    let ids: Vec<PersonId> = found.hits.iter().map(|hit| hit.person).collect();
    let lines = session.with_store(|store| people::lines(store, &ids))?;
    let kinds: BTreeMap<PersonId, MatchKind> = found
        .hits
        .iter()
        .map(|hit| (hit.person, match_kind(hit.matched)))
        .collect();
    let hits = lines
        .into_iter()
        .map(|line| {
            let matched = kinds
                .get(&line.person)
                .copied()
                .filter(|_| !everybody)
                .unwrap_or(MatchKind::All);
            hit_of(line, matched)
        })
        .collect();
    Ok(PeopleFound {
        total: count(found.total),
        hits,
    })
}

/// A person as a line of a list.
pub(super) fn hit_of(line: people::PersonLine, matched: MatchKind) -> PersonHit {
    PersonHit {
        matched,
        id: line.person.to_string(),
        name: line.name,
        id_masked: line.number_masked,
        phone_masked: line.phone_masked,
        township: line.township,
        sex: line.sex.map_or("", |sex| sex.code()).to_owned(),
        category: line.category,
        wish: line.wishes.into_iter().next().unwrap_or_default(),
    }
}

pub(super) fn match_kind(kind: people::MatchKind) -> MatchKind {
    match kind {
        people::MatchKind::Name => MatchKind::Name,
        people::MatchKind::Pinyin => MatchKind::Pinyin,
        people::MatchKind::Initials => MatchKind::Initials,
        people::MatchKind::Document => MatchKind::IdTail,
        people::MatchKind::Phone => MatchKind::Phone,
        people::MatchKind::Place => MatchKind::Place,
    }
}

pub(super) fn written(datum: &Datum) -> String {
    match datum {
        Datum::Text(text) => text.clone(),
        Datum::Date(date) => date.to_string(),
        Datum::Int(number) => number.to_string(),
        Datum::Bool(yes) => yes.to_string(),
    }
}

pub fn get(session: &Session, wanted: Id) -> Result<PersonRecord> {
    let person: PersonId = id(&wanted.id)?;
    session.with_store(|store| record(store, person))
}

fn record(store: &Store, person: PersonId) -> Result<PersonRecord> {
    let record = people::record(store, person)?.ok_or_else(|| Error::absent("PERSON_ABSENT"))?;
    let history = people::history(store, person)?;
    let conflicts = conflicts(&history);
    let conflicted = |field: Field| {
        conflicts
            .iter()
            .any(|conflict| conflict.field == field.key())
    };
    let name = people::name(store, person)?.unwrap_or_default();
    Ok(PersonRecord {
        id: person.to_string(),
        name,
        fields: record
            .values
            .iter()
            .map(|shown| PersonField {
                key: shown.field.key().to_owned(),
                value: written(&shown.value),
                masked: shown.masked,
                conflicted: conflicted(shown.field),
            })
            .collect(),
        applications: applications(store, person)?,
        history: history.iter().map(change).collect(),
        conflicts,
    })
}

fn applications(store: &Store, person: PersonId) -> Result<Vec<PersonApplication>> {
    super::classes::applications_of(store, person)
}

/// Fields that several current writes disagree on.
fn conflicts(history: &[HistoryLine]) -> Vec<FieldConflict> {
    let mut current: BTreeMap<Field, Vec<&HistoryLine>> = BTreeMap::new();
    for line in history.iter().filter(|line| line.current) {
        current.entry(line.field).or_default().push(line);
    }
    current
        .into_iter()
        .filter(|(_, lines)| lines.iter().any(|line| line.value != lines[0].value))
        .map(|(field, lines)| FieldConflict {
            field: field.key().to_owned(),
            values: lines.into_iter().map(change).collect(),
        })
        .collect()
}

fn change(line: &HistoryLine) -> FieldChange {
    FieldChange {
        field: line.field.key().to_owned(),
        value: line.value.as_ref().map(written).unwrap_or_default(),
        replaced: line.replaced.first().map(written),
        who: line.who.clone(),
        when: line
            .recorded_at
            .to_rfc3339_opts(chrono::SecondsFormat::Secs, true),
        device: line.device.clone(),
    }
}

pub(super) fn field_problem(session: &Session, problem: &Problem) -> FieldProblem {
    FieldProblem {
        field: problem.field.unwrap_or_default().to_owned(),
        code: problem.code.to_owned(),
        message: sentence(session, problem),
        refuses: problem.refuses,
        fix: problem.fix.clone(),
    }
}

/// The form's fields; a key that is no field is refused rather than lost.
pub(super) fn entry(fields: &BTreeMap<String, String>) -> Result<Entry<'_>> {
    let mut entry = Entry::new();
    for (key, text) in fields {
        let field = Field::from_key(key).ok_or_else(|| {
            Error::refused("FIELD_UNKNOWN")
                .with("table", "person")
                .with("field", key)
        })?;
        entry.put(field, text, false);
    }
    Ok(entry)
}

pub fn check(session: &Session, form: PersonSave) -> Result<PersonSaved> {
    let person = form.id.as_deref().map(id::<PersonId>).transpose()?;
    let problems =
        session.with_store(|store| people::check(store, person, &entry(&form.fields)?))?;
    Ok(PersonSaved {
        id: form.id,
        problems: problems
            .iter()
            .map(|problem| field_problem(session, problem))
            .collect(),
    })
}

pub fn save(session: &Session, form: PersonSave) -> Result<PersonSaved> {
    let person = form.id.as_deref().map(id::<PersonId>).transpose()?;
    let saved = session.with_changes(|store| {
        let saved = people::save(store, person, &entry(&form.fields)?)?;
        let changed = match &saved {
            Saved::Done { written, .. } => written.changed.clone(),
            Saved::Refused(_) => Vec::new(),
        };
        Ok((saved, changed))
    })?;
    let problems = |found: &[Problem]| {
        found
            .iter()
            .map(|problem| field_problem(session, problem))
            .collect()
    };
    Ok(match saved {
        Saved::Done {
            person, notices, ..
        } => PersonSaved {
            id: Some(person.to_string()),
            problems: problems(&notices),
        },
        Saved::Refused(reasons) => PersonSaved {
            id: None,
            problems: problems(&reasons),
        },
    })
}

pub fn delete(session: &Session, wanted: Id) -> Result<()> {
    let person: PersonId = id(&wanted.id)?;
    session
        .with_changes(|store| people::delete(store, &[person]).map(|written| ((), written.changed)))
}

pub fn import_preview(session: &Session, wanted: ImportFile) -> Result<ImportReport> {
    let file = session.file(&wanted.token)?;
    let roster = roster::read(&workbook(session, &file)?)
        .map_err(|refusal| table_error(session, &refusal))?;
    let plan = session.with_store(|store| people::preview(store, &roster))?;
    Ok(report(
        session,
        wanted.token,
        file.name,
        &roster,
        &plan,
        false,
    ))
}

pub fn import_apply(session: &Session, wanted: ImportFile) -> Result<ImportReport> {
    let file = session.file(&wanted.token)?;
    let roster = roster::read(&workbook(session, &file)?)
        .map_err(|refusal| table_error(session, &refusal))?;
    let plan = session.with_changes(|store| {
        let plan = people::preview(store, &roster)?;
        let written = people::apply(store, &plan)?;
        Ok((plan, written.changed))
    })?;
    let report = report(
        session,
        wanted.token.clone(),
        file.name,
        &roster,
        &plan,
        true,
    );
    // The rows were decided against the tables as they were: asked again, all
    // of them would be unchanged and none rejected otherwise.
    session.remember_rejects(&wanted.token, rejected_sentences(session, &plan));
    Ok(report)
}

pub fn import_rejects(session: &Session, wanted: ImportFile) -> Result<Option<SavedFile>> {
    let file = session.file(&wanted.token)?;
    let original = workbook(session, &file)?;
    let roster = roster::read(&original).map_err(|refusal| table_error(session, &refusal))?;
    let rejected = match session.remembered_rejects(&wanted.token) {
        Some(remembered) => remembered,
        None => {
            let plan = session.with_store(|store| people::preview(store, &roster))?;
            rejected_sentences(session, &plan)
        }
    };
    let header = words::say(session.language(), "REJECTS_REASON", []);
    let bytes = rejects::xlsx_bytes(&original, &roster.layout, &rejected, &header)
        .map_err(|refusal| table_error(session, &refusal))?;
    let stem = file
        .name
        .rsplit_once('.')
        .map_or(file.name.as_str(), |(stem, _)| stem);
    let suggested = words::say(session.language(), "REJECTS_FILE", [("file", stem)]);
    let dialog = session.dialog_words("DIALOG_REJECTS", &["xlsx"]);
    session.save(&format!("{suggested}.xlsx"), &dialog, &bytes)
}

/// Row and sentence of every reason why a row was not taken.
fn rejected_sentences(session: &Session, plan: &ImportPlan) -> Vec<(u32, String)> {
    plan.rejected
        .iter()
        .flat_map(|rejected| {
            rejected
                .reasons
                .iter()
                .map(|reason| (rejected.row, sentence(session, reason)))
        })
        .collect()
}

fn report(
    session: &Session,
    token: String,
    file_name: String,
    roster: &roster::Roster,
    plan: &ImportPlan,
    applied: bool,
) -> ImportReport {
    let tally = plan.tally();
    let mut columns = BTreeMap::new();
    for column in &plan.columns {
        if let Some(field) = column.field {
            columns
                .entry(field.to_owned())
                .or_insert_with(|| column.header.clone());
        }
    }
    let headers = |wanted: &dyn Fn(&tongfu_tables::header::Column) -> bool| -> Vec<String> {
        roster
            .layout
            .columns
            .iter()
            .filter(|column| wanted(column))
            .map(|column| column.header.clone())
            .collect()
    };
    ImportReport {
        token,
        file_name,
        applied,
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
fn rejection(session: &Session, rejected: &people::import::RejectedRow) -> Option<RowProblem> {
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
    let text = |field| {
        plan.values(index)
            .and_then(|values| values.text(field))
            .unwrap_or_default()
            .to_owned()
    };
    let (fate, changes) = match &row.decision {
        Decision::Added => (RowFate::Add, Vec::new()),
        Decision::Updated { fields, .. } => (
            RowFate::Update,
            fields.iter().map(|field| field.key().to_owned()).collect(),
        ),
        Decision::Unchanged { .. } => (RowFate::Unchanged, Vec::new()),
        Decision::Duplicate { of_row } => (RowFate::Duplicate, vec![of_row.to_string()]),
        Decision::Rejected => (RowFate::Reject, Vec::new()),
    };
    Some(PreviewRow {
        row: row.row,
        fate,
        name: text(Field::Name),
        id_masked: mask_number(&text(Field::DocumentNumber)),
        changes,
    })
}
