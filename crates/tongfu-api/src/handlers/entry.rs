//! Line entry: checking, suggesting, pasting, saving with progress.

use super::{count, sentence};
use crate::session::Session;
use crate::types::entry::{
    EntryCheck, EntryChecked, EntryFate, EntryOf, EntryPaste, EntryPasted, EntryProblem, EntryRow,
    EntryRowCheck, EntrySave, EntrySaved, EntrySuggest, EntrySuggestion,
};
use crate::types::session::TaskId;
use crate::words;
use std::collections::BTreeMap;
use tongfu_core::base::Problem;
use tongfu_core::people::Field;
use tongfu_core::people::entry::{self, Fate, Known, RowCheck, Sheet, SheetRow, SheetSaved};
use tongfu_core::people::import::{Step, Watch};
use tongfu_core::store::Store;
use tongfu_core::{Error, Result};

/// What is kept in memory of line entry, as long as the store is open.
#[derive(Default)]
pub(crate) struct OpenSheet {
    typed: Option<Typed>,
    /// What saving did, by the page's number for the sheet, until it is asked for.
    saved: Option<(u32, SheetSaved)>,
}

/// The sheet that is being typed.
struct Typed {
    /// The page's number for it.
    number: u32,
    sheet: Sheet,
    known: Known,
}

/// The word for a code of a field with few words of its own.
fn word(session: &Session, field: Field, code: &str) -> String {
    let id = format!("people-choice-{}-{code}", field.key().replace('_', "-"));
    words::say(session.language(), &id, [])
}

/// A value of a cell in words.
fn shown(session: &Session, field: Field, value: String) -> String {
    match field {
        Field::Sex => word(session, field, &value),
        _ => value,
    }
}

fn field(key: &str) -> Result<Field> {
    Field::from_key(key).ok_or_else(|| {
        Error::refused("FIELD_UNKNOWN")
            .with("table", "person")
            .with("field", key)
    })
}

fn rows(typed: Vec<EntryRow>) -> Result<Vec<SheetRow>> {
    typed
        .into_iter()
        .map(|row| {
            let cells = row
                .cells
                .into_iter()
                .map(|(key, text)| Ok((field(&key)?, text)))
                .collect::<Result<_>>()?;
            Ok(SheetRow { id: row.id, cells })
        })
        .collect()
}

fn new_sheet(session: &Session, store: &Store, number: u32) -> Result<Typed> {
    Ok(Typed {
        number,
        sheet: Sheet::default(),
        known: Known::read(store, &|field, code| word(session, field, code))?,
    })
}

pub fn check(session: &Session, wanted: EntryCheck) -> Result<EntryChecked> {
    let rows = rows(wanted.rows)?;
    let checks = session.with_sheet(|store, held| {
        if wanted.first {
            held.typed = Some(new_sheet(session, store, wanted.sheet)?);
        }
        match &mut held.typed {
            Some(open) if open.number == wanted.sheet => {
                open.sheet.check(store, &rows, &wanted.removed).map(Some)
            }
            _ => Ok(None),
        }
    })?;
    let typed: BTreeMap<u32, &SheetRow> = rows.iter().map(|row| (row.id, row)).collect();
    Ok(EntryChecked {
        known: checks.is_some(),
        rows: checks
            .unwrap_or_default()
            .into_iter()
            .map(|check| {
                let typed = typed.get(&check.row).copied();
                described(session, check, typed)
            })
            .collect(),
    })
}

fn described(session: &Session, check: RowCheck, typed: Option<&SheetRow>) -> EntryRowCheck {
    let cells = |values: Vec<(Field, String)>| {
        values
            .into_iter()
            .map(|(field, value)| (field, shown(session, field, value)))
    };
    let differs = |field: Field, value: &str| {
        let held = typed.and_then(|row| row.cells.get(&field));
        held.is_none_or(|held| held != value)
    };
    EntryRowCheck {
        id: check.row,
        fate: match check.fate {
            Fate::Blank => EntryFate::Blank,
            Fate::Added => EntryFate::Add,
            Fate::Updated { .. } => EntryFate::Update,
            Fate::Unchanged { .. } => EntryFate::Unchanged,
            Fate::Twice => EntryFate::Twice,
            Fate::Refused => EntryFate::Refused,
        },
        problems: check
            .problems
            .iter()
            .map(|problem| described_problem(session, problem))
            .collect(),
        normal: cells(check.normal)
            .filter(|(field, value)| differs(*field, value))
            .map(|(field, value)| (field.key().to_owned(), value))
            .collect(),
        fills: cells(check.fills)
            .map(|(field, value)| (field.key().to_owned(), value))
            .collect(),
    }
}

fn described_problem(session: &Session, problem: &Problem) -> EntryProblem {
    let field = problem.field.and_then(Field::from_key);
    let params = problem
        .params
        .iter()
        .map(|(name, value)| (*name, value.as_str()));
    EntryProblem {
        field: problem.field.unwrap_or_default().to_owned(),
        code: problem.code.to_owned(),
        message: sentence(session, problem),
        hint: words::hint(session.language(), problem.code, params),
        refuses: problem.refuses,
        fix: problem.fix.clone().map(|fix| match field {
            Some(field) => shown(session, field, fix),
            None => fix,
        }),
        of_row: problem.row,
    }
}

pub fn suggest(session: &Session, wanted: EntrySuggest) -> Result<Vec<EntrySuggestion>> {
    let field = field(&wanted.field)?;
    session.with_sheet(|store, held| {
        let open = match &mut held.typed {
            Some(open) if open.number == wanted.sheet => open,
            typed => typed.insert(new_sheet(session, store, wanted.sheet)?),
        };
        Ok(open
            .known
            .suggest(field, &wanted.text, wanted.township.trim(), &open.sheet)
            .into_iter()
            .map(|one| EntrySuggestion {
                text: one.text,
                uses: one.uses,
            })
            .collect())
    })
}

pub fn paste(session: &Session, wanted: EntryPaste) -> Result<EntryPasted> {
    // A locked store takes nothing, not even from the clipboard.
    session.with_store(|_| Ok(()))?;
    let fields = wanted
        .fields
        .iter()
        .map(|key| field(key))
        .collect::<Result<Vec<_>>>()?;
    let pasted = entry::paste(&wanted.text, &fields)?;
    Ok(EntryPasted {
        headings: pasted.headings,
        rows: pasted
            .rows
            .into_iter()
            .map(|row| {
                row.into_iter()
                    .map(|(field, text)| (field.key().to_owned(), text))
                    .collect()
            })
            .collect(),
        unknown: pasted.unknown,
        beyond: count(pasted.beyond),
    })
}

/// How far saving is: looking at the rows anew takes longest.
fn stage(step: Step, done: usize, of: usize) -> (&'static str, u32) {
    let share =
        |whole: usize| u32::try_from((done * whole).checked_div(of).unwrap_or(0)).unwrap_or(0);
    match step {
        Step::Reading => ("STAGE_ENTRY_CHECK", share(500)),
        Step::Deciding => ("STAGE_IMPORT_DECIDE", 500 + share(100)),
        Step::Writing => ("STAGE_ENTRY_WRITE", 600 + share(100)),
        Step::Saving => ("STAGE_SAVE", 700),
    }
}

/// Starts saving the sound rows of a sheet; stopped, it saves none. What it
/// did is asked for with [`saved`].
pub fn save(session: &Session, wanted: EntrySave) -> Result<TaskId> {
    // An unknown field is refused at once.
    let rows = rows(wanted.rows)?;
    session.with_sheet(|_, _| Ok(()))?;
    session.start_task("STAGE_ENTRY_CHECK", move |session, progress| {
        let hears = |step, done, of| {
            let (code, permille) = stage(step, done, of);
            progress.report(code, permille);
        };
        let watch = Watch::new(progress.cancel_flag(), &hears);
        let saved = session.with_changes(|store| {
            let mut saved = entry::save_watched(store, &rows, &watch)?;
            let changed = std::mem::take(&mut saved.changed);
            Ok((saved, changed))
        })?;
        // What is on record now is suggested from now on, and the rows that
        // stay are held against it: the sheet is begun anew.
        session.with_sheet(|_, held| {
            *held = OpenSheet {
                typed: None,
                saved: Some((wanted.sheet, saved)),
            };
            Ok(())
        })?;
        Ok(None)
    })
}

/// What the last saving of a sheet did; said once.
///
/// Errors: `ENTRY_NOT_SAVED`.
pub fn saved(session: &Session, wanted: EntryOf) -> Result<EntrySaved> {
    let saved = session.with_sheet(|_, held| {
        let of_sheet = held.saved.take_if(|(sheet, _)| *sheet == wanted.sheet);
        let (_, saved) = of_sheet.ok_or_else(|| Error::absent("ENTRY_NOT_SAVED"))?;
        Ok(saved)
    })?;
    Ok(EntrySaved {
        added: saved.tally.added,
        updated: saved.tally.updated,
        unchanged: saved.tally.unchanged,
        taken: saved.taken,
        kept: saved
            .kept
            .into_iter()
            .map(|check| described(session, check, None))
            .collect(),
    })
}
