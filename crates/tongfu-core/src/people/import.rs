//! Rosters into people: a decision for every row, then one write.
//!
//! `rows = added + updated + unchanged + duplicates + rejected`, always. The
//! preview decides and writes nothing; [`apply`] decides again on the tables
//! of its own transaction and writes nothing when they would decide otherwise.
//!
//! Same number and same folded name is one person: a second row of the file is
//! a duplicate, a row about somebody on record updates them, with the values it
//! brings and never with its blanks. The same number under another name is
//! nobody's decision but a person's (domain.md §2): the row is added as it
//! stands, so that nothing of the file is lost, and suggested as a possible
//! duplicate.

pub mod choice;
mod columns;
mod decide;
mod readings;
pub mod records;
mod undo;
mod watch;

#[cfg(test)]
mod files_tests;
#[cfg(test)]
mod tests;
#[cfg(test)]
mod undo_tests;

pub use choice::{Wins, WinsOf};
pub use columns::{Choice, Known, Layouts, Settled, Source, remember, remembered, settle};
pub use undo::{
    Depends, ImportLine, Obstacle, UndoPlan, Undone, imports, undo, undo_plan, undo_watched,
};
pub use watch::{Step, Watch};

use super::model::{Datum, Entry, Field, Values};
use super::rules::{self, Circumstances};
use super::store;
use crate::base::{ImportId, PersonId, Problem};
use crate::store::{Store, Written, date_value};
use crate::{Error, Result};
pub(super) use decide::settle_category;
use decide::{Decider, Effect, Effects};
use readings::Readings;
use std::collections::HashSet;
use tongfu_package::value::Value;
use tongfu_tables::header::{Column, Layout};
use tongfu_tables::roster::{self, Roster, RosterField, RosterLine, RosterRow};
use tongfu_tables::{SkippedLine, Workbook};

/// What becomes of a row.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Decision {
    /// A person nobody had on record.
    Added,
    /// A person on record, with the fields that change.
    Updated {
        /// The person.
        person: PersonId,
        /// The fields that change, of the person and the household.
        fields: Vec<Field>,
    },
    /// A person on record of whom the row says nothing new.
    Unchanged {
        /// The person.
        person: PersonId,
    },
    /// A person who stands in this file already.
    Duplicate {
        /// The row that counts.
        of_row: u32,
    },
    /// Not taken; the reasons stand with the row.
    Rejected,
}

/// A row and what becomes of it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct PlannedRow {
    /// Row of the sheet or text file, from 1.
    pub row: u32,
    /// What becomes of it.
    pub decision: Decision,
}

/// A row that is not taken, with every reason; the first is the one counted.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct RejectedRow {
    /// Row of the sheet or text file, from 1.
    pub row: u32,
    /// Why, at least one.
    pub reasons: Vec<Problem>,
}

/// Two entries that may be one person, for somebody to compare.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct SameNumber {
    /// The row that is added.
    pub row: u32,
    /// An earlier row of the file with the same number and another name.
    pub of_row: Option<u32>,
    /// People on record with the same number and another name.
    pub people: Vec<PersonId>,
}

/// A high-risk field that a row replaces, to be looked at before it is applied.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct HighRisk {
    /// The row.
    pub row: u32,
    /// Whose record changes.
    pub person: PersonId,
    /// The field, of the person or the household.
    pub field: Field,
    /// What is on record.
    pub before: Datum,
    /// What the row says.
    pub after: Datum,
}

/// The rows of a file, read but not yet held against the record.
#[derive(Debug, Clone, Default)]
pub struct ReadRoster {
    readings: Readings,
    /// Name of the file, without folders.
    file: Option<String>,
    encoding: Option<String>,
    columns: Vec<Column>,
    layout: String,
    skipped: Vec<SkippedLine>,
}

/// What an import would do.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ImportPlan {
    /// Every row, in the file's order.
    pub rows: Vec<PlannedRow>,
    /// Rows not taken, in order.
    pub rejected: Vec<RejectedRow>,
    /// Notices of rows that are taken, each with its row.
    pub warnings: Vec<Problem>,
    /// Rows added although their number is known under another name.
    pub same_number: Vec<SameNumber>,
    /// Encoding of a text file.
    pub encoding: Option<String>,
    /// The columns of the file and the fields they were taken for.
    pub columns: Vec<Column>,
    /// High-risk fields that change, in the file's order.
    pub high_risk: Vec<HighRisk>,
    /// Lines of the file that are nobody.
    pub skipped: Vec<SkippedLine>,
    file: Option<String>,
    layout: String,
    wins: WinsOf,
    readings: Readings,
    home: String,
}

/// How many rows an import decides which way.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub struct Tally {
    /// Rows of the file.
    pub rows: u32,
    pub added: u32,
    pub updated: u32,
    pub unchanged: u32,
    pub duplicates: u32,
    pub rejected: u32,
}

impl ImportPlan {
    /// The counts; they sum to the rows.
    pub fn tally(&self) -> Tally {
        let mut tally = Tally::default();
        for row in &self.rows {
            tally.rows += 1;
            match row.decision {
                Decision::Added => tally.added += 1,
                Decision::Updated { .. } => tally.updated += 1,
                Decision::Unchanged { .. } => tally.unchanged += 1,
                Decision::Duplicate { .. } => tally.duplicates += 1,
                Decision::Rejected => tally.rejected += 1,
            }
        }
        tally
    }

    /// What the row at `index` of [`Self::rows`] says, as it would be stored.
    pub fn values(&self, index: usize) -> Option<Values> {
        self.readings.get(index).map(|(_, reading)| reading.values)
    }

    /// The text of one field of the row at `index`; empty when it has none.
    pub fn text(&self, index: usize, field: Field) -> &str {
        self.readings.text(index, field).unwrap_or_default()
    }
}

/// Reads the rows of a workbook below the header of `layout`, one by one;
/// needs no store, so that it stays usable meanwhile. `home` is the office's
/// code.
///
/// Errors: `TABLE_COLUMNS_MISSING` when no column is the name or the number;
/// `TASK_STOPPED`.
pub fn read(
    workbook: &Workbook,
    layout: &Layout,
    circumstances: &Circumstances<'_>,
    watch: &Watch<'_>,
) -> Result<ReadRoster> {
    columns::complete(workbook, layout)?;
    let yes_means_category = yes_means(layout);
    let half = |lines, watch: &Watch<'_>| -> Result<_> {
        let mut readings = Readings::default();
        let mut skipped = Vec::new();
        let expected = roster::Lines::len(&lines);
        for (count, line) in lines.enumerate() {
            watch.at(Step::Reading, count, expected)?;
            match line {
                RosterLine::Person(row) => {
                    let reading = rules::read(&entry(&row, yes_means_category), circumstances);
                    readings.push(row.row, reading);
                }
                RosterLine::Skipped(line) => skipped.push(line),
            }
        }
        Ok((readings, skipped))
    };
    // Rows are read each for itself: two processors share them.
    let (first, second) = roster::halves(workbook, layout);
    let (readings, skipped) = std::thread::scope(|scope| {
        let stop = watch.stop();
        let second = scope.spawn(|| half(second, &Watch::silent(stop)));
        let (mut readings, mut skipped) = half(first, watch)?;
        let (more, others) = second
            .join()
            .unwrap_or_else(|panic| std::panic::resume_unwind(panic))?;
        readings.append(more);
        skipped.extend(others);
        Ok::<_, Error>((readings, skipped))
    })?;
    Ok(ReadRoster {
        readings,
        file: Some(workbook.file.clone()),
        encoding: workbook.encoding.clone(),
        columns: layout.columns.clone(),
        layout: layout.fingerprint.clone(),
        skipped,
    })
}

/// Decides every row against the record; writes nothing.
///
/// Errors: `TASK_STOPPED`.
pub fn plan(
    store: &Store,
    read: ReadRoster,
    wins: &WinsOf,
    watch: &Watch<'_>,
) -> Result<ImportPlan> {
    let home = store.office().code.as_str();
    // One look at the tables for all rows.
    let tables = &store.tables().unchecked_transaction()?;
    let mut decider = Decider::new(tables, home, wins, &numbers(&read.readings))?;
    let mut rows = Vec::with_capacity(read.readings.len());
    let mut rejected = Vec::new();
    let mut warnings = Vec::new();
    for (count, (row, reading)) in read.readings.iter().enumerate() {
        watch.at(Step::Deciding, count, read.readings.len())?;
        let (decision, _) = decider.decide(row, &reading)?;
        match decision {
            Decision::Rejected => {
                let reasons = reading.problems.iter().filter(|problem| problem.refuses);
                rejected.push(RejectedRow {
                    row,
                    reasons: reasons.map(|problem| problem.clone().at_row(row)).collect(),
                });
            }
            // The row that counts has said it already.
            Decision::Duplicate { .. } => {}
            _ => warnings.extend(reading.notices().map(|problem| problem.clone().at_row(row))),
        }
        rows.push(PlannedRow { row, decision });
    }
    let Effects {
        same_number,
        high_risk,
        ..
    } = decider.effects;
    Ok(ImportPlan {
        rows,
        rejected,
        warnings,
        same_number,
        high_risk,
        encoding: read.encoding,
        columns: read.columns,
        skipped: read.skipped,
        file: read.file,
        layout: read.layout,
        wins: wins.clone(),
        readings: read.readings,
        home: home.to_owned(),
    })
}

/// Decides every row of a roster, the file winning; writes nothing.
pub fn preview(store: &Store, roster: &Roster) -> Result<ImportPlan> {
    let yes_means_category = yes_means(&roster.layout);
    let circumstances = circumstances(store);
    let readings = roster
        .rows
        .iter()
        .map(|row| {
            (
                row.row,
                rules::read(&entry(row, yes_means_category), &circumstances),
            )
        })
        .collect();
    let read = ReadRoster {
        readings,
        encoding: roster.encoding.clone(),
        columns: roster.layout.columns.clone(),
        layout: roster.layout.fingerprint.clone(),
        skipped: roster.skipped.clone(),
        ..ReadRoster::default()
    };
    plan(store, read, &WinsOf::default(), &Watch::default())
}

/// Decides entries that come from no file; their place in `entries`, from 1,
/// is their row.
pub fn preview_entries<'a>(
    store: &Store,
    entries: impl IntoIterator<Item = Entry<'a>>,
) -> Result<ImportPlan> {
    let circumstances = circumstances(store);
    let readings = (1..)
        .zip(entries)
        .map(|(row, entry)| (row, rules::read(&entry, &circumstances)))
        .collect();
    let read = ReadRoster {
        readings,
        ..ReadRoster::default()
    };
    plan(store, read, &WinsOf::default(), &Watch::default())
}

/// What readings of this store depend on.
pub fn circumstances(store: &Store) -> Circumstances<'_> {
    Circumstances {
        today: store.today(),
        home: &store.office().code,
    }
}

/// Writes what `plan` decided, as one action; the value is its tally.
///
/// Errors: `IMPORT_STALE` when the tables have changed since the preview so
/// that a row would now be decided otherwise: nothing is written, and the
/// preview is to be looked at again.
pub fn apply(store: &mut Store, plan: &ImportPlan) -> Result<Written<Tally>> {
    let written = apply_watched(store, plan, &Watch::default())?;
    Ok(Written {
        value: written.value.tally,
        operations: written.operations,
        changed: written.changed,
    })
}

/// What an import did.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Applied {
    /// The counts.
    pub tally: Tally,
    /// The record of the import; `None` when nothing was added or updated, or
    /// the rows came from no file.
    pub import: Option<ImportId>,
}

/// [`apply`] with progress, which can be stopped up to the commit: then the
/// store is what it was.
///
/// Errors: `IMPORT_STALE`, `TASK_STOPPED`.
pub fn apply_watched(
    store: &mut Store,
    plan: &ImportPlan,
    watch: &Watch<'_>,
) -> Result<Written<Applied>> {
    let today = store.today();
    let tally = plan.tally();
    store.stoppable(watch.stop(), |store| {
        store.write("people.import", today, |change| {
            let numbers = numbers(&plan.readings);
            let mut decider = Decider::new(change.tables(), &plan.home, &plan.wins, &numbers)?;
            for (index, (row, reading)) in plan.readings.iter().enumerate() {
                watch.at(Step::Writing, index, plan.readings.len())?;
                let (decision, effect) = decider.decide(row, &reading)?;
                if plan.rows.get(index).map(|planned| &planned.decision) != Some(&decision) {
                    return Err(Error::refused("IMPORT_STALE").with("row", row));
                }
                match effect {
                    None => {}
                    Some(Effect::New { household }) => {
                        let id = PersonId(change.new_id());
                        store::add_person(change, id, reading.values, household)?;
                    }
                    Some(Effect::Changed {
                        person,
                        household,
                        changes,
                    }) => store::set_person(change, person, &changes, household)?,
                }
            }
            for (id, pending) in decider.effects.households {
                if !pending.changes.is_empty() {
                    store::set_household(
                        change,
                        id,
                        &plan.home,
                        &pending.number,
                        &pending.changes,
                    )?;
                }
            }
            let import = match &plan.file {
                Some(file) if tally.added + tally.updated > 0 => {
                    let id = ImportId(change.new_id());
                    record(change, id, file, plan, tally, today)?;
                    Some(id)
                }
                _ => None,
            };
            watch.at(Step::Saving, 0, 0)?;
            Ok(Applied { tally, import })
        })
    })
}

fn record(
    change: &mut crate::store::Change<'_>,
    id: ImportId,
    file: &str,
    plan: &ImportPlan,
    tally: Tally,
    today: chrono::NaiveDate,
) -> Result<()> {
    let number = |count: u32| Some(Value::Int(i64::from(count)));
    change.set(
        &records::ROSTER_IMPORT,
        id.0,
        &[
            ("file_name", Some(Value::Text(file.to_owned()))),
            ("day", Some(date_value(today))),
            ("layout", Some(Value::Text(plan.layout.clone()))),
            ("row_count", number(tally.rows)),
            ("added", number(tally.added)),
            ("updated", number(tally.updated)),
            ("unchanged", number(tally.unchanged)),
            ("duplicates", number(tally.duplicates)),
            ("rejected", number(tally.rejected)),
        ],
    )
}

/// The document numbers that a file speaks of.
fn numbers(readings: &Readings) -> HashSet<&str> {
    (0..readings.len())
        .filter_map(|place| readings.text(place, Field::DocumentNumber))
        .collect()
}

/// Columns such as 是否脱贫户 hold yes and no; yes is the category they ask for.
fn yes_means(layout: &Layout) -> Option<&'static str> {
    let header = &layout.column(RosterField::Category.key())?.header;
    [
        ("脱贫户", "脱贫户"),
        ("建档立卡", "脱贫户"),
        ("低保", "低保户"),
        ("特困", "特困户"),
    ]
    .into_iter()
    .find(|(word, _)| header.contains("是否") && header.contains(word))
    .map(|(_, category)| category)
}

fn entry<'r>(row: &'r RosterRow, yes_means_category: Option<&'static str>) -> Entry<'r> {
    let mut entry = Entry::new();
    for (column, cell) in &row.cells {
        let Some(field) = field_of(*column) else {
            continue;
        };
        let text = match (field, yes_means_category, cell.text.trim()) {
            (Field::Category, Some(category), "是" | "√" | "1") => category,
            (Field::Category, Some(_), "否" | "×" | "0") => "",
            (_, _, text) => text,
        };
        entry.put(field, text, cell.was_number);
    }
    entry
}

/// The field that a roster's column fills. The serial number and the age say
/// nothing that is kept; the document's kind follows from its number.
pub fn field_of(column: RosterField) -> Option<Field> {
    Some(match column {
        RosterField::Serial | RosterField::Age | RosterField::DocumentType => return None,
        RosterField::Name => Field::Name,
        RosterField::LatinName => Field::LatinName,
        RosterField::Sex => Field::Sex,
        RosterField::Ethnic => Field::Ethnic,
        RosterField::DocumentNumber => Field::DocumentNumber,
        RosterField::BirthDate => Field::BirthDate,
        RosterField::Education => Field::Education,
        RosterField::Address => Field::Address,
        RosterField::County => Field::County,
        RosterField::Township => Field::Township,
        RosterField::Village => Field::Village,
        RosterField::Residence => Field::Residence,
        RosterField::Phone => Field::Phone,
        RosterField::Category => Field::Category,
        RosterField::IncomePerHead => Field::IncomePerHead,
        RosterField::HouseholdNumber => Field::HouseholdNumber,
        RosterField::HouseholdHead => Field::HouseholdHead,
        RosterField::HouseholdSize => Field::HouseholdSize,
        RosterField::Relationship => Field::Relationship,
        RosterField::OccupationWish => Field::Wish1,
        RosterField::OccupationWish2 => Field::Wish2,
        RosterField::OccupationWish3 => Field::Wish3,
        RosterField::Level => Field::WishLevel,
        RosterField::WillingAbroad => Field::WillingAbroad,
        RosterField::Languages => Field::Languages,
        RosterField::Passport => Field::PassportNumber,
        RosterField::PassportExpiry => Field::PassportExpiry,
        RosterField::BankCard => Field::BankCard,
        RosterField::Employer => Field::Employer,
        RosterField::Remarks => Field::Remarks,
        RosterField::Herder => Field::Herder,
        RosterField::LanguageZh => Field::LanguageZh,
        RosterField::LanguageKk => Field::LanguageKk,
        RosterField::LanguageRu => Field::LanguageRu,
        RosterField::WishWhen => Field::WishWhen,
        RosterField::WishWhere => Field::WishWhere,
        RosterField::Experience => Field::Experience,
        RosterField::Certificates => Field::Certificates,
        RosterField::IncomeYear => Field::IncomeYear,
        RosterField::IncomeSource => Field::IncomeSource,
    })
}
