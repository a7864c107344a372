//! Importing rosters: mapping, preview, progress, the list, undo.

pub(super) mod told;

use super::{columns_named, id, sentence, workbook};
use crate::imports::Prepared;
use crate::session::Session;
use crate::tasks::Progress;
use crate::types::imports::{
    ImportLine, ImportSummary, ImportUndo, RosterChoice, RosterLayout, RowsFound, RowsWanted,
    UndoReport, Wins,
};
use crate::types::people::{ImportFile, ImportReport};
use crate::types::session::{Id, SavedFile, TaskId};
use crate::words;
use std::collections::BTreeMap;
use std::sync::Arc;
use tongfu_core::base::ImportId;
use tongfu_core::people::import::{self, Choice, Settled, Source, Step, Watch, WinsOf, field_of};
use tongfu_core::people::rules::Circumstances;
use tongfu_core::people::{Field, ImportPlan};
use tongfu_core::{Error, Result};
use tongfu_tables::roster::RosterField;
use tongfu_tables::{Workbook, rejects};

/// The workbook of a file that is being imported, read once.
fn open(session: &Session, token: &str) -> Result<Arc<Workbook>> {
    if let Some(held) = session.imports().workbook(token) {
        return Ok(held);
    }
    let read = Arc::new(workbook(session, &session.file(token)?)?);
    session.imports().keep_workbook(token, &read);
    Ok(read)
}

fn roster_field(key: &str) -> Result<RosterField> {
    RosterField::from_key(key).ok_or_else(|| unknown_field(key))
}

fn unknown_field(key: &str) -> Error {
    Error::refused("FIELD_UNKNOWN")
        .with("table", "roster")
        .with("field", key)
}

/// A field of the record, by its own key or by that of a roster's column.
fn record_field(key: &str) -> Result<Field> {
    Field::from_key(key)
        .or_else(|| field_of(RosterField::from_key(key)?))
        .ok_or_else(|| unknown_field(key))
}

fn choice(wanted: &RosterChoice) -> Result<Choice> {
    let columns = wanted.columns.iter().map(|column| {
        let field = column.field.as_deref().map(roster_field).transpose()?;
        Ok((column.column.clone(), field))
    });
    Ok(Choice {
        sheet: wanted
            .sheet
            .map(|sheet| usize::try_from(sheet).unwrap_or(usize::MAX)),
        header_row: wanted.header_row,
        columns: columns.collect::<Result<_>>()?,
    })
}

fn wins(wanted: &RosterChoice, remembered: &WinsOf) -> Result<WinsOf> {
    let Some(said) = &wanted.wins else {
        return Ok(remembered.clone());
    };
    let mut wins = WinsOf::default();
    for (key, one) in said {
        let one = match one {
            Wins::File => import::Wins::File,
            Wins::Record => import::Wins::Record,
            Wins::Fill => import::Wins::Fill,
        };
        wins.set(record_field(key)?, one);
    }
    Ok(wins)
}

fn settle(session: &Session, workbook: &Workbook, wanted: &RosterChoice) -> Result<Settled> {
    let layouts = session.with_store(|store| import::remembered(store))?;
    import::settle(workbook, &choice(wanted)?, &layouts)
        .map_err(|error| columns_named(session, error))
}

/// The header of a roster with its mapping; decides no row.
pub fn layout(session: &Session, wanted: RosterChoice) -> Result<RosterLayout> {
    let workbook = open(session, &wanted.token)?;
    let settled = settle(session, &workbook, &wanted)?;
    let wins = wins(&wanted, &settled.wins)?;
    Ok(told::layout(
        session,
        &wanted.token,
        &workbook.file,
        &settled,
        &told::sheets(&workbook),
        &told::samples(&workbook, &settled.layout),
        &wins,
    ))
}

fn stage(step: Step, done: usize, of: usize) -> (&'static str, u32) {
    let share =
        |whole: usize| u32::try_from((done * whole).checked_div(of).unwrap_or(0)).unwrap_or(0);
    match step {
        Step::Reading => ("STAGE_IMPORT_READ", 300 + share(400)),
        Step::Deciding => ("STAGE_IMPORT_DECIDE", 700 + share(300)),
        Step::Writing => ("STAGE_IMPORT_WRITE", share(300)),
        Step::Saving => ("STAGE_SAVE", 300),
    }
}

/// Reads and decides the rows of a file, holding the store only to decide.
fn prepare_now(session: &Session, wanted: &RosterChoice, watch: &Watch<'_>) -> Result<Prepared> {
    let workbook = open(session, &wanted.token)?;
    let settled = settle(session, &workbook, wanted)?;
    let wins = wins(wanted, &settled.wins)?;
    let (today, home) =
        session.with_store(|store| Ok((store.today(), store.office().code.clone())))?;
    let circumstances = Circumstances { today, home: &home };
    let read = import::read(&workbook, &settled.layout, &circumstances, watch)
        .map_err(|error| columns_named(session, error))?;
    let (sheets, samples) = (
        told::sheets(&workbook),
        told::samples(&workbook, &settled.layout),
    );
    let file_name = workbook.file.clone();
    drop(workbook);
    session.imports().give_up_workbook(&wanted.token);
    let plan = session.with_store(|store| import::plan(store, read, &wins, watch))?;
    Ok(Prepared {
        file_name,
        settled,
        sheets,
        samples,
        wins,
        plan,
        applied: false,
        import: None,
    })
}

/// Writes a prepared import and remembers the mapping that was confirmed by it.
fn apply_now(
    session: &Session,
    prepared: &Prepared,
    watch: &Watch<'_>,
) -> Result<Option<ImportId>> {
    let applied = session.with_changes(|store| {
        let written = import::apply_watched(store, &prepared.plan, watch)?;
        Ok((written.value, written.changed))
    })?;
    if prepared.settled.source == Source::Chosen || prepared.wins != prepared.settled.wins {
        session.with_store(|store| {
            import::remember(store, &prepared.settled.layout, &prepared.wins)
        })?;
    }
    Ok(applied.import)
}

fn watched<T>(progress: &Progress, work: impl FnOnce(&Watch<'_>) -> Result<T>) -> Result<T> {
    let hears = |step, done, of| {
        let (code, permille) = stage(step, done, of);
        progress.report(code, permille);
    };
    work(&Watch::new(progress.cancel_flag(), &hears))
}

/// Starts reading and deciding a roster; nothing is written.
pub fn prepare(session: &Session, wanted: RosterChoice) -> Result<TaskId> {
    // An unknown field or file is refused at once.
    choice(&wanted)?;
    session.file(&wanted.token)?;
    session.start_task("STAGE_IMPORT_OPEN", move |session, progress| {
        let prepared = watched(progress, |watch| prepare_now(session, &wanted, watch))?;
        session.imports().keep(&wanted.token, prepared);
        Ok(None)
    })
}

/// Starts writing a prepared roster; the task's result is the import's id.
pub fn commit(session: &Session, wanted: ImportFile) -> Result<TaskId> {
    let prepared = session.prepared(&wanted.token)?;
    if prepared.applied {
        return Err(Error::refused("IMPORT_APPLIED"));
    }
    drop(prepared);
    session.start_task("STAGE_IMPORT_WRITE", move |session, progress| {
        let prepared = session.prepared(&wanted.token)?;
        let import = watched(progress, |watch| apply_now(session, &prepared, watch))?;
        drop(prepared);
        written(session, &wanted.token, import);
        Ok(import.map(|id| id.to_string()))
    })
}

/// Marks a prepared import as written; its rows stay to be looked at.
fn written(session: &Session, token: &str, import: Option<ImportId>) {
    let taken = session.imports().take(token).and_then(Arc::into_inner);
    if let Some(mut prepared) = taken {
        prepared.applied = true;
        prepared.import = import;
        session.imports().keep(token, prepared);
    }
}

/// What a prepared import would do, or did.
pub fn summary(session: &Session, wanted: ImportFile) -> Result<ImportSummary> {
    let prepared = session.prepared(&wanted.token)?;
    session.with_store(|store| told::summary(session, store, &wanted.token, &prepared))
}

/// A page of the rows of a prepared import.
pub fn rows(session: &Session, wanted: RowsWanted) -> Result<RowsFound> {
    let prepared = session.prepared(&wanted.token)?;
    Ok(told::rows(session, &prepared.plan, &wanted))
}

/// Drops what was read of a file.
pub fn forget(session: &Session, wanted: ImportFile) -> Result<()> {
    session.imports().forget(&wanted.token);
    Ok(())
}

/// What importing a roster would do, in one call: for hosts that wait.
pub fn preview(session: &Session, wanted: RosterChoice) -> Result<ImportReport> {
    let prepared = prepare_now(session, &wanted, &Watch::default())?;
    let report = told::report(session, &wanted.token, &prepared);
    session.imports().keep(&wanted.token, prepared);
    Ok(report)
}

/// Imports a roster in one call.
pub fn apply(session: &Session, wanted: RosterChoice) -> Result<ImportReport> {
    let mut prepared = prepare_now(session, &wanted, &Watch::default())?;
    prepared.import = apply_now(session, &prepared, &Watch::default())?;
    prepared.applied = true;
    let report = told::report(session, &wanted.token, &prepared);
    session.imports().keep(&wanted.token, prepared);
    Ok(report)
}

/// Writes the workbook of rejected rows; null when the person cancels.
pub fn rejects(session: &Session, wanted: ImportFile) -> Result<Option<SavedFile>> {
    // Without a preview: decide now.
    let prepared = match session.prepared(&wanted.token) {
        Ok(prepared) => prepared,
        Err(_) => {
            let choice = RosterChoice {
                token: wanted.token.clone(),
                ..RosterChoice::default()
            };
            let prepared = prepare_now(session, &choice, &Watch::default())?;
            session.imports().keep(&wanted.token, prepared)
        }
    };
    let file = session.file(&wanted.token)?;
    let original = workbook(session, &file)?;
    let rejected = rejected_sentences(session, &prepared.plan);
    let header = words::say(session.language(), "REJECTS_REASON", []);
    let bytes = rejects::xlsx_bytes(&original, &prepared.settled.layout, &rejected, &header)
        .map_err(|refusal| super::table_error(session, &refusal))?;
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

/// All imports, newest first.
pub fn list(session: &Session, (): ()) -> Result<Vec<ImportLine>> {
    let lines = session.with_store(|store| import::imports(store))?;
    Ok(lines.iter().map(told::line).collect())
}

/// What undoing an import would do, and what stands against it.
pub fn undo_preview(session: &Session, wanted: Id) -> Result<UndoReport> {
    let import: ImportId = id(&wanted.id)?;
    let plan = session.with_store(|store| import::undo_plan(store, import, &Watch::default()))?;
    Ok(told::undo(session, &plan))
}

/// Starts undoing an import.
pub fn undo(session: &Session, wanted: ImportUndo) -> Result<TaskId> {
    let import: ImportId = id(&wanted.id)?;
    session.start_task("STAGE_UNDO", move |session, progress| {
        let hears = |step, done: usize, of: usize| {
            let share = |whole: usize| {
                u32::try_from((done * whole).checked_div(of).unwrap_or(0)).unwrap_or(0)
            };
            match step {
                Step::Reading | Step::Deciding => progress.report("STAGE_UNDO", share(300)),
                Step::Writing => progress.report("STAGE_UNDO", 300 + share(200)),
                Step::Saving => progress.report("STAGE_SAVE", 500),
            }
        };
        let watch = Watch::new(progress.cancel_flag(), &hears);
        session.with_changes(|store| {
            let written = import::undo_watched(store, import, wanted.partial, &watch)?;
            Ok(((), written.changed))
        })?;
        Ok(None)
    })
}

/// By field, as at the boundary.
fn wins_told(wins: &WinsOf) -> BTreeMap<String, Wins> {
    wins.iter()
        .map(|(field, one)| {
            let one = match one {
                import::Wins::File => Wins::File,
                import::Wins::Record => Wins::Record,
                import::Wins::Fill => Wins::Fill,
            };
            (field.key().to_owned(), one)
        })
        .collect()
}
