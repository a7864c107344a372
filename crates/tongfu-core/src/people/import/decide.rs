//! One row after another against the record.

use super::choice::WinsOf;
use super::{Decision, HighRisk, SameNumber};
use crate::Result;
use crate::base::{HouseholdId, PersonId};
use crate::people::model::{Datum, Field, Kept, Values};
use crate::people::records::{HOUSEHOLD, PERSON};
use crate::people::rules::{Reading, differences, fold, identity_key};
use crate::people::store::{self, Changes, Held};
use rusqlite::Connection;
use std::collections::{BTreeMap, BTreeSet, HashMap, HashSet};

/// What a taken row writes about a person.
#[derive(Debug)]
pub(super) enum Effect {
    /// Everything it says, of somebody new.
    New { household: Option<HouseholdId> },
    /// Of somebody on record, with the household they move to.
    Changed {
        person: PersonId,
        household: Option<HouseholdId>,
        changes: Changes,
    },
}

/// What the rows of a file write about a household.
#[derive(Debug, Default)]
pub(super) struct PendingHousehold {
    pub(super) number: String,
    /// As the tables hold it, with what earlier rows brought.
    values: Values,
    /// Fields that an earlier row of the file spoke of: the first one counts.
    spoken: BTreeSet<Field>,
    pub(super) changes: Changes,
}

/// What the rows decided so far come to, beside the decisions.
#[derive(Debug, Default)]
pub(super) struct Effects {
    pub(super) households: BTreeMap<HouseholdId, PendingHousehold>,
    pub(super) same_number: Vec<SameNumber>,
    pub(super) high_risk: Vec<HighRisk>,
}

pub(super) struct Decider<'c> {
    connection: &'c Connection,
    home: &'c str,
    wins: &'c WinsOf,
    /// Numbers of the file that are on record: all others need no question.
    on_record: HashSet<String>,
    /// Row by identity key, of the rows taken.
    seen: HashMap<String, u32>,
    /// First row by number.
    numbers: HashMap<String, u32>,
    pub(super) effects: Effects,
}

/// What a row says of its household.
struct OfHousehold {
    id: HouseholdId,
    /// Fields of it that the row changes, with what was there.
    fields: Vec<(Field, Option<Datum>, Datum)>,
}

impl<'c> Decider<'c> {
    /// `numbers` are those of all rows that will be decided.
    pub(super) fn new(
        connection: &'c Connection,
        home: &'c str,
        wins: &'c WinsOf,
        numbers: &HashSet<&str>,
    ) -> Result<Self> {
        Ok(Self {
            connection,
            home,
            wins,
            on_record: store::numbers_among(connection, numbers)?,
            seen: HashMap::with_capacity(numbers.len()),
            numbers: HashMap::with_capacity(numbers.len()),
            effects: Effects::default(),
        })
    }

    pub(super) fn decide(
        &mut self,
        row: u32,
        reading: &Reading,
    ) -> Result<(Decision, Option<Effect>)> {
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
        let held = if self.on_record.contains(number) {
            store::with_number(self.connection, number)?
        } else {
            Vec::new()
        };
        let (same, others): (Vec<Held>, Vec<Held>) = held.into_iter().partition(|held| {
            held.values
                .text(Field::Name)
                .is_some_and(|held| fold(held) == fold(name))
        });
        let of_row = self.numbers.get(number).copied();
        self.numbers.entry(number.to_owned()).or_insert(row);
        // By id: the first is the canonical one.
        if let Some(held) = same.into_iter().next() {
            return self.update(row, reading, &held);
        }
        if of_row.is_some() || !others.is_empty() {
            self.effects.same_number.push(SameNumber {
                row,
                of_row,
                people: others.iter().map(|held| held.id).collect(),
            });
        }
        let household = self.household(values, None)?;
        Ok((
            Decision::Added,
            Some(Effect::New {
                household: household.map(|household| household.id),
            }),
        ))
    }

    /// A row about somebody on record.
    fn update(
        &mut self,
        row: u32,
        reading: &Reading,
        held: &Held,
    ) -> Result<(Decision, Option<Effect>)> {
        let values = &reading.values;
        let mut changes: Changes = differences(values, &held.values, Kept::Person)
            .into_iter()
            .filter(|(field, _)| self.wins.lets(*field, held.values.get(*field).is_some()))
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
        let household = self.household(values, Some(held))?;
        let moves = household
            .as_ref()
            .map(|household| household.id)
            .filter(|household| held.household != Some(*household));
        let mut fields: Vec<Field> = changes.keys().copied().collect();
        for (field, value) in &changes {
            let replaced = held.values.get(*field);
            if let (Some(before), Some(after)) = (replaced, value)
                && PERSON.field(field.key()).is_some_and(|f| f.high_risk)
            {
                self.effects.high_risk.push(HighRisk {
                    row,
                    person: held.id,
                    field: *field,
                    before: before.clone(),
                    after: after.clone(),
                });
            }
        }
        for (field, before, after) in household.into_iter().flat_map(|of| of.fields) {
            fields.push(field);
            if let Some(before) = before
                && HOUSEHOLD.field(field.key()).is_some_and(|f| f.high_risk)
            {
                self.effects.high_risk.push(HighRisk {
                    row,
                    person: held.id,
                    field,
                    before,
                    after,
                });
            }
        }
        if moves.is_some() && !fields.contains(&Field::HouseholdNumber) {
            fields.push(Field::HouseholdNumber);
        }
        if fields.is_empty() {
            return Ok((Decision::Unchanged { person: held.id }, None));
        }
        Ok((
            Decision::Updated {
                person: held.id,
                fields,
            },
            Some(Effect::Changed {
                person: held.id,
                household: moves,
                changes,
            }),
        ))
    }

    /// The household that a row names, unless the record's own counts instead,
    /// and the fields of it that the row changes.
    fn household(&mut self, values: &Values, held: Option<&Held>) -> Result<Option<OfHousehold>> {
        let Some(number) = values.text(Field::HouseholdNumber) else {
            return Ok(None);
        };
        let id = store::household_id(number, self.home);
        let own = held.and_then(|held| held.household);
        if held.is_some()
            && own != Some(id)
            && !self.wins.lets(Field::HouseholdNumber, own.is_some())
        {
            return Ok(None);
        }
        if !self.effects.households.contains_key(&id) {
            let pending = PendingHousehold {
                number: number.to_owned(),
                values: store::household(self.connection, id)?,
                ..PendingHousehold::default()
            };
            self.effects.households.insert(id, pending);
        }
        let Some(pending) = self.effects.households.get_mut(&id) else {
            return Ok(None);
        };
        let mut fields = Vec::new();
        for (field, value) in differences(values, &pending.values, Kept::Household) {
            let before = pending.values.get(field).cloned();
            if pending.spoken.contains(&field) || !self.wins.lets(field, before.is_some()) {
                continue;
            }
            pending.values.set(field, value.clone());
            pending.changes.insert(field, Some(value.clone()));
            fields.push((field, before, value));
        }
        pending
            .spoken
            .extend(values.kept(Kept::Household).map(|(field, _)| field));
        Ok(Some(OfHousehold { id, fields }))
    }
}

/// A category that is known takes the place of the word that was not.
pub(in crate::people) fn settle_category(changes: &mut Changes) {
    if matches!(changes.get(&Field::Category), Some(Some(Datum::Text(_)))) {
        changes.entry(Field::CategoryWritten).or_insert(None);
    }
}
