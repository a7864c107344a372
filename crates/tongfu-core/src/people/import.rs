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

use super::model::{Datum, Entry, Field, Kept, Values};
use super::rules::{self, Circumstances, Reading, differences, fold, identity_key};
use super::store::{self, Changes, Held};
use crate::base::{HouseholdId, PersonId, Problem};
use crate::store::{Store, Written};
use crate::{Error, Result};
use rusqlite::Connection;
use std::collections::{BTreeMap, BTreeSet, HashMap};
use tongfu_tables::header::Column;
use tongfu_tables::roster::{Roster, RosterField, RosterRow};

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
    readings: Vec<(u32, Reading)>,
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
    pub fn values(&self, index: usize) -> Option<&Values> {
        self.readings.get(index).map(|(_, reading)| &reading.values)
    }
}

/// Decides every row of a roster; writes nothing.
pub fn preview(store: &Store, roster: &Roster) -> Result<ImportPlan> {
    let yes_means_category = yes_means(roster);
    let circumstances = Circumstances {
        today: store.today(),
        home: &store.office().code,
    };
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
    let mut plan = decide(store.tables(), readings, &store.office().code)?;
    plan.encoding = roster.encoding.clone();
    plan.columns = roster.layout.columns.clone();
    Ok(plan)
}

/// Decides entries that come from no file; their place in `entries`, from 1,
/// is their row.
pub fn preview_entries<'a>(
    store: &Store,
    entries: impl IntoIterator<Item = Entry<'a>>,
) -> Result<ImportPlan> {
    let circumstances = Circumstances {
        today: store.today(),
        home: &store.office().code,
    };
    let readings = (1..)
        .zip(entries)
        .map(|(row, entry)| (row, rules::read(&entry, &circumstances)))
        .collect();
    decide(store.tables(), readings, &store.office().code)
}

/// Writes what `plan` decided, as one action; the value is its tally.
///
/// Errors: `IMPORT_STALE` when the tables have changed since the preview so
/// that a row would now be decided otherwise: nothing is written, and the
/// preview is to be looked at again.
pub fn apply(store: &mut Store, plan: &ImportPlan) -> Result<Written<Tally>> {
    let today = store.today();
    store.write("people.import", today, |change| {
        let mut decider = Decider::new(change.tables(), &plan.home);
        let mut decided = Vec::with_capacity(plan.rows.len());
        for (index, (row, reading)) in plan.readings.iter().enumerate() {
            let (decision, effect) = decider.decide(*row, reading)?;
            if plan.rows.get(index).map(|planned| &planned.decision) != Some(&decision) {
                return Err(Error::refused("IMPORT_STALE").with("row", row));
            }
            decided.push(effect);
        }
        let households = decider.households;
        for effect in decided.into_iter().flatten() {
            let id = match effect.person {
                Some(person) => person,
                None => PersonId(change.new_id()),
            };
            store::set_person(change, id, &effect.changes, effect.household)?;
        }
        for (id, pending) in households {
            if !pending.changes.is_empty() {
                store::set_household(change, id, &plan.home, &pending.number, &pending.changes)?;
            }
        }
        Ok(plan.tally())
    })
}

fn decide(
    connection: &Connection,
    readings: Vec<(u32, Reading)>,
    home: &str,
) -> Result<ImportPlan> {
    // One look at the tables for all rows.
    let connection = &connection.unchecked_transaction()?;
    let mut decider = Decider::new(connection, home);
    let mut rows = Vec::with_capacity(readings.len());
    let mut rejected = Vec::new();
    let mut warnings = Vec::new();
    for (row, reading) in &readings {
        let (decision, _) = decider.decide(*row, reading)?;
        match decision {
            Decision::Rejected => {
                let reasons = reading.problems.iter().filter(|problem| problem.refuses);
                rejected.push(RejectedRow {
                    row: *row,
                    reasons: reasons
                        .map(|problem| problem.clone().at_row(*row))
                        .collect(),
                });
            }
            // The row that counts has said it already.
            Decision::Duplicate { .. } => {}
            _ => warnings.extend(
                reading
                    .notices()
                    .map(|problem| problem.clone().at_row(*row)),
            ),
        }
        rows.push(PlannedRow {
            row: *row,
            decision,
        });
    }
    let same_number = decider.same_number;
    Ok(ImportPlan {
        rows,
        rejected,
        warnings,
        same_number,
        encoding: None,
        columns: Vec::new(),
        readings,
        home: home.to_owned(),
    })
}

/// What a taken row writes about a person; `person` is `None` for a new one.
#[derive(Debug)]
struct Effect {
    person: Option<PersonId>,
    household: Option<HouseholdId>,
    changes: Changes,
}

/// What the rows of a file write about a household.
#[derive(Debug, Default)]
struct PendingHousehold {
    number: String,
    /// As the tables hold it, with what earlier rows brought.
    values: Values,
    /// Fields that an earlier row of the file spoke of: the first one counts.
    spoken: BTreeSet<Field>,
    changes: Changes,
}

struct Decider<'c> {
    connection: &'c Connection,
    home: &'c str,
    /// Row by identity key, of the rows taken.
    seen: HashMap<String, u32>,
    /// First row by number.
    numbers: HashMap<String, u32>,
    households: BTreeMap<HouseholdId, PendingHousehold>,
    same_number: Vec<SameNumber>,
}

impl<'c> Decider<'c> {
    fn new(connection: &'c Connection, home: &'c str) -> Self {
        Self {
            connection,
            home,
            seen: HashMap::new(),
            numbers: HashMap::new(),
            households: BTreeMap::new(),
            same_number: Vec::new(),
        }
    }

    fn decide(&mut self, row: u32, reading: &Reading) -> Result<(Decision, Option<Effect>)> {
        let values = &reading.values;
        let (number, name) = (values.text(Field::DocumentNumber), values.text(Field::Name));
        let (Some(number), Some(name), None) = (number, name, reading.refusal()) else {
            return Ok((Decision::Rejected, None));
        };
        let Some(key) = identity_key(Some(number), Some(name)) else {
            return Ok((Decision::Rejected, None));
        };
        if let Some(of_row) = self.seen.get(&key) {
            return Ok((Decision::Duplicate { of_row: *of_row }, None));
        }
        self.seen.insert(key, row);
        let (same, others): (Vec<Held>, Vec<Held>) = store::with_number(self.connection, number)?
            .into_iter()
            .partition(|held| {
                held.values
                    .text(Field::Name)
                    .is_some_and(|held| fold(held) == fold(name))
            });
        let (household, household_fields) = self.household(values)?;
        // By id: the first is the canonical one.
        if let Some(held) = same.into_iter().next() {
            self.numbers.entry(number.to_owned()).or_insert(row);
            let mut changes: Changes = differences(values, &held.values, Kept::Person)
                .into_iter()
                .map(|(field, value)| (field, Some(value)))
                .collect();
            settle_category(&mut changes);
            // A field that disagrees with the number says nothing against one
            // on record, which somebody may have mended.
            for problem in reading.notices() {
                match problem.code {
                    "ID_SEX" => _ = changes.remove(&Field::Sex),
                    "ID_BIRTH" => _ = changes.remove(&Field::BirthDate),
                    _ => {}
                }
            }
            let moves = household.filter(|household| held.household != Some(*household));
            let mut fields: Vec<Field> = changes.keys().copied().collect();
            fields.extend(household_fields);
            if moves.is_some() && !fields.contains(&Field::HouseholdNumber) {
                fields.push(Field::HouseholdNumber);
            }
            if fields.is_empty() {
                return Ok((Decision::Unchanged { person: held.id }, None));
            }
            let effect = Effect {
                person: Some(held.id),
                household: moves,
                changes,
            };
            return Ok((
                Decision::Updated {
                    person: held.id,
                    fields,
                },
                Some(effect),
            ));
        }
        let of_row = self.numbers.get(number).copied();
        if of_row.is_some() || !others.is_empty() {
            self.same_number.push(SameNumber {
                row,
                of_row,
                people: others.iter().map(|held| held.id).collect(),
            });
        }
        self.numbers.entry(number.to_owned()).or_insert(row);
        let changes = values
            .kept(Kept::Person)
            .map(|(field, value)| (field, Some(value.clone())))
            .collect();
        Ok((
            Decision::Added,
            Some(Effect {
                person: None,
                household,
                changes,
            }),
        ))
    }

    /// The household that a row names, and the fields of it that the row
    /// changes.
    fn household(&mut self, values: &Values) -> Result<(Option<HouseholdId>, Vec<Field>)> {
        let Some(number) = values.text(Field::HouseholdNumber) else {
            return Ok((None, Vec::new()));
        };
        let id = store::household_id(number, self.home);
        if !self.households.contains_key(&id) {
            let held = store::household(self.connection, id)?;
            let pending = PendingHousehold {
                number: number.to_owned(),
                values: held,
                ..PendingHousehold::default()
            };
            self.households.insert(id, pending);
        }
        let Some(pending) = self.households.get_mut(&id) else {
            return Ok((None, Vec::new()));
        };
        let mut changed = Vec::new();
        for (field, value) in differences(values, &pending.values, Kept::Household) {
            if pending.spoken.contains(&field) {
                continue;
            }
            pending.values.set(field, value.clone());
            pending.changes.insert(field, Some(value));
            changed.push(field);
        }
        pending
            .spoken
            .extend(values.kept(Kept::Household).map(|(field, _)| field));
        Ok((Some(id), changed))
    }
}

/// A category that is known takes the place of the word that was not.
pub(super) fn settle_category(changes: &mut Changes) {
    if matches!(changes.get(&Field::Category), Some(Some(Datum::Text(_)))) {
        changes.entry(Field::CategoryWritten).or_insert(None);
    }
}

/// Columns such as 是否脱贫户 hold yes and no; yes is the category they ask for.
fn yes_means(roster: &Roster) -> Option<&'static str> {
    let header = &roster.layout.column(RosterField::Category.key())?.header;
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
fn field_of(column: RosterField) -> Option<Field> {
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
    })
}
