//! Line entry: checking, suggesting, pasting, saving.

use super::{count, sentence};
use crate::session::Session;
use crate::types::entry::{
    EntryCheck, EntryChecked, EntryFate, EntryPaste, EntryPasted, EntryProblem, EntryRow,
    EntryRowCheck, EntrySave, EntrySaved, EntrySuggest, EntrySuggestion,
};
use crate::words;
use std::collections::BTreeMap;
use tongfu_core::base::Problem;
use tongfu_core::people::Field;
use tongfu_core::people::entry::{self, Fate, Known, RowCheck, Sheet, SheetRow};
use tongfu_core::store::Store;
use tongfu_core::{Error, Result};

/// What is kept in memory of the sheet that is open, as long as the store is.
pub(crate) struct OpenSheet {
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

fn new_sheet(session: &Session, store: &Store, number: u32) -> Result<OpenSheet> {
    Ok(OpenSheet {
        number,
        sheet: Sheet::default(),
        known: Known::read(store, &|field, code| word(session, field, code))?,
    })
}

pub fn check(session: &Session, wanted: EntryCheck) -> Result<EntryChecked> {
    let rows = rows(wanted.rows)?;
    let checks = session.with_sheet(|store, held| {
        if wanted.first {
            *held = Some(new_sheet(session, store, wanted.sheet)?);
        }
        match held {
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
        let open = match held {
            Some(open) if open.number == wanted.sheet => open,
            _ => held.insert(new_sheet(session, store, wanted.sheet)?),
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

pub fn save(session: &Session, wanted: EntrySave) -> Result<EntrySaved> {
    let rows = rows(wanted.rows)?;
    let saved = session.with_changes(|store| {
        let mut saved = entry::save(store, &rows)?;
        let changed = std::mem::take(&mut saved.changed);
        Ok((saved, changed))
    })?;
    // What is on record now is suggested from now on, and the rows that stay
    // are held against it: the sheet is begun anew.
    session.with_sheet(|_, held| {
        *held = None;
        Ok(())
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
