//! Undoing an import, days later: people it added go, fields it changed return
//! to what they were, and what depends on either stays and is named.
//!
//! All of it is judged by values, not by who wrote: a later import that was
//! itself undone is no obstacle. What the import replaced is read from the log,
//! so any laptop of the office can undo it.

use super::records::ROSTER_IMPORT;
use super::watch::{Step, Watch};
use crate::base::{EntityId, HouseholdId, ImportId, PersonId};
use crate::people::model::Field;
use crate::people::records::{DISCLOSURE, HOUSEHOLD, PERSON};
use crate::people::store as people;
use crate::security::users;
use crate::store::register::Register;
use crate::store::registry::{self, EntityKind};
use crate::store::write::DELETED;
use crate::store::{FieldWrite, Store, Written, date_from_days, days, fold, log};
use crate::{Error, Result};
use chrono::{DateTime, NaiveDate, Utc};
use rusqlite::{OptionalExtension, Row, params};
use std::collections::{BTreeMap, BTreeSet, HashMap};
use tongfu_package::operation::OpId;
use tongfu_package::value::Value;

/// An import as the list shows it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ImportLine {
    /// The import.
    pub id: ImportId,
    /// Name of the file, without folders.
    pub file_name: String,
    /// The day it was made.
    pub day: NaiveDate,
    /// What became of its rows.
    pub tally: super::Tally,
    /// Who imported.
    pub who: String,
    /// When it was recorded.
    pub recorded_at: DateTime<Utc>,
    /// People undone so far; all of them when `undone_on` is set.
    pub undone: u32,
    /// The day on which all of it was undone, on this laptop.
    pub undone_on: Option<NaiveDate>,
}

/// Why something of an import can't be undone.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Depends {
    /// Fields were changed after the import: by column, who did it last, when.
    Edited {
        /// Columns of the record.
        fields: Vec<&'static str>,
        /// Name of the user.
        who: String,
        /// The day on which it happened.
        day: NaiveDate,
    },
    /// Entries of another kind speak of the person.
    Used {
        /// Table of the kind, such as `application`.
        kind: &'static str,
        /// How many.
        count: u32,
    },
    /// The person, whom the import did not bring, belongs to a household that
    /// it did bring.
    Member,
}

/// Something of an import that stays, with the reason.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Obstacle {
    /// The person; `None` where it is a household's own fields.
    pub person: Option<PersonId>,
    /// Name of the person or of the household's head.
    pub name: String,
    /// Number of the household, where it is about one.
    pub household: Option<String>,
    /// Why.
    pub depends: Depends,
}

/// What undoing an import would do.
#[derive(Debug, Clone)]
pub struct UndoPlan {
    /// The import.
    pub import: ImportLine,
    /// People who go.
    pub removed: u32,
    /// People of whose record fields return to what they were.
    pub returned: u32,
    /// Households that go or whose fields return.
    pub households: u32,
    /// What stays, person by person; empty when all of it can be undone.
    pub obstacles: Vec<Obstacle>,
    reverts: Vec<Revert>,
}

/// What undoing an import did.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Undone {
    /// People who went.
    pub removed: u32,
    /// People whose fields returned.
    pub returned: u32,
    /// Obstacles that stay.
    pub kept: u32,
}

#[derive(Debug, Clone)]
enum Revert {
    Delete(&'static EntityKind, EntityId),
    Set(&'static EntityKind, EntityId, Vec<FieldWrite<'static>>),
}

/// All imports of this office, the newest first; those undone whole stand in
/// the list of the laptop that undid them.
pub fn imports(store: &Store) -> Result<Vec<ImportLine>> {
    let own = log::find_stream(store.tables(), &store.own_stream().to_string())?;
    let mut found = Vec::new();
    let mut statement = store
        .tables()
        .prepare_cached(&format!("{SELECT} WHERE stream = ?1"))?;
    let mut rows = statement.query([own])?;
    while let Some(row) = rows.next()? {
        let mut line = read_line(row)?;
        authored(store, &mut line)?;
        found.push(line);
    }
    let mut statement = store.tables().prepare_cached(
        "SELECT id, file_name, imported, row_count, added, updated, unchanged, duplicates,
         rejected, added + updated, day, who, moment FROM import_undone",
    )?;
    let mut rows = statement.query([])?;
    while let Some(row) = rows.next()? {
        let mut line = read_line(row)?;
        line.undone_on = date_from_days(row.get(10)?);
        line.who = row.get(11)?;
        line.recorded_at = DateTime::from_timestamp_millis(row.get(12)?).unwrap_or_default();
        found.push(line);
    }
    found.sort_by_key(|line| std::cmp::Reverse((line.recorded_at, line.id)));
    Ok(found)
}

const SELECT: &str = "SELECT id, file_name, day, row_count, added, updated, unchanged, duplicates,
    rejected, coalesce(undone, 0) FROM roster_import";

fn read_line(row: &Row<'_>) -> rusqlite::Result<ImportLine> {
    let text = row.get::<_, Option<String>>(1)?.unwrap_or_default();
    let count =
        |index: usize| Ok::<u32, rusqlite::Error>(row.get::<_, Option<u32>>(index)?.unwrap_or(0));
    Ok(ImportLine {
        id: row.get(0)?,
        file_name: text,
        day: date_from_days(row.get::<_, Option<i64>>(2)?.unwrap_or(0)).unwrap_or_default(),
        tally: super::Tally {
            rows: count(3)?,
            added: count(4)?,
            updated: count(5)?,
            unchanged: count(6)?,
            duplicates: count(7)?,
            rejected: count(8)?,
        },
        who: String::new(),
        recorded_at: DateTime::default(),
        undone: count(9)?,
        undone_on: None,
    })
}

/// Puts in who imported and when; returns the operation that recorded it.
fn authored(store: &Store, line: &mut ImportLine) -> Result<OpId> {
    let first = store
        .history(&ROSTER_IMPORT, &line.id.0)?
        .into_iter()
        .find(|write| write.field == "row_count" && write.value != Value::Null)
        .ok_or_else(|| Error::absent("IMPORT_ABSENT"))?;
    line.who = first.who;
    line.recorded_at = first.recorded_at;
    Ok(first.op)
}

/// What undoing an import would do; writes nothing.
///
/// Errors: `IMPORT_ABSENT` when there is no such import or all of it was
/// undone, `IMPORT_NOT_OURS` for one of another office, `TASK_STOPPED`.
pub fn undo_plan(store: &Store, id: ImportId, watch: &Watch<'_>) -> Result<UndoPlan> {
    let tables = store.tables();
    let found = tables
        .prepare_cached(&format!("{SELECT} WHERE id = ?1"))?
        .query_row([id], read_line)
        .optional()?;
    let mut import = found.ok_or_else(|| Error::absent("IMPORT_ABSENT"))?;
    let stream: i64 = tables
        .prepare_cached("SELECT stream FROM roster_import WHERE id = ?1")?
        .query_row([id], |row| row.get(0))?;
    if log::find_stream(tables, &store.own_stream().to_string())? != Some(stream) {
        return Err(Error::refused("IMPORT_NOT_OURS"));
    }
    let op = authored(store, &mut import)?;
    let action = store.action(&op)?;
    let mut judge = Judge {
        store,
        operations: action.operations,
        used: used(store)?,
        going: BTreeSet::new(),
        leaving: BTreeSet::new(),
        staying: BTreeSet::new(),
        plan: UndoPlan {
            import,
            removed: 0,
            returned: 0,
            households: 0,
            obstacles: Vec::new(),
            reverts: Vec::new(),
        },
    };
    // People first: whether a household can go depends on who stays.
    for kind in [&PERSON, &HOUSEHOLD] {
        let of_kind = action.entities.iter().filter(|(key, _)| *key == kind.key);
        for (done, (_, entity)) in of_kind.enumerate() {
            watch.at(Step::Deciding, done, action.entities.len())?;
            if kind.key == PERSON.key {
                judge.person(PersonId(*entity))?;
            } else {
                judge.household(HouseholdId(*entity))?;
            }
        }
    }
    Ok(judge.plan)
}

/// Undoes an import as one action. Where something depends on what it brought,
/// nothing is undone unless `partial`: then the rest is.
///
/// Errors: those of [`undo_plan`]; `IMPORT_UNDO_BLOCKED` (people) without
/// `partial`; `IMPORT_UNDO_NOTHING` when nothing is left that can be undone.
pub fn undo(store: &mut Store, id: ImportId, partial: bool) -> Result<Written<Undone>> {
    undo_watched(store, id, partial, &Watch::default())
}

/// [`undo`] with progress, which can be stopped up to the commit.
///
/// Errors: those of [`undo`]; `TASK_STOPPED`.
pub fn undo_watched(
    store: &mut Store,
    id: ImportId,
    partial: bool,
    watch: &Watch<'_>,
) -> Result<Written<Undone>> {
    let plan = undo_plan(store, id, watch)?;
    let whole = plan.obstacles.is_empty();
    if !whole && !partial {
        return Err(Error::refused("IMPORT_UNDO_BLOCKED").with("people", plan.obstacles.len()));
    }
    if !whole && plan.reverts.is_empty() {
        return Err(Error::refused("IMPORT_UNDO_NOTHING").with("people", plan.obstacles.len()));
    }
    let undone = Undone {
        removed: plan.removed,
        returned: plan.returned,
        kept: u32::try_from(plan.obstacles.len()).unwrap_or(u32::MAX),
    };
    let today = store.today();
    store.stoppable(watch.stop(), |store| {
        store.write("people.undo_import", today, |change| {
            for (done, revert) in plan.reverts.iter().enumerate() {
                watch.at(Step::Writing, done, plan.reverts.len())?;
                match revert {
                    Revert::Delete(kind, id) => change.delete(kind, *id)?,
                    Revert::Set(kind, id, fields) => change.set(kind, *id, fields)?,
                }
            }
            if whole {
                change.delete(&ROSTER_IMPORT, id.0)?;
                remember_undone(change.tables(), &plan.import, today)?;
            } else {
                let so_far = plan.import.undone + plan.removed + plan.returned;
                change.set(
                    &ROSTER_IMPORT,
                    id.0,
                    &[("undone", Some(Value::Int(i64::from(so_far))))],
                )?;
            }
            watch.at(Step::Saving, 0, 0)?;
            Ok(undone)
        })
    })
}

fn remember_undone(
    tables: &rusqlite::Connection,
    import: &ImportLine,
    today: NaiveDate,
) -> Result<()> {
    let tally = import.tally;
    tables.execute(
        "INSERT OR REPLACE INTO import_undone (id, day, file_name, imported, row_count, added,
         updated, unchanged, duplicates, rejected, who, moment)
         VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8, ?9, ?10, ?11, ?12)",
        params![
            import.id,
            days(today),
            import.file_name,
            days(import.day),
            tally.rows,
            tally.added,
            tally.updated,
            tally.unchanged,
            tally.duplicates,
            tally.rejected,
            import.who,
            import.recorded_at.timestamp_millis(),
        ],
    )?;
    Ok(())
}

/// Who is spoken of by entries of other kinds, and by how many of each. That
/// somebody looked at a masked value binds nobody: the look stays on record.
fn used(store: &Store) -> Result<HashMap<EntityId, Vec<(&'static str, u32)>>> {
    let mut used: HashMap<EntityId, Vec<(&'static str, u32)>> = HashMap::new();
    for kind in registry::kinds() {
        let Some(subject) = kind.subject.filter(|_| kind.key != DISCLOSURE.key) else {
            continue;
        };
        // Constants of the registry, never received text.
        let mut statement = store.tables().prepare_cached(&format!(
            "SELECT {subject}, count(*) FROM {} WHERE {subject} NOT NULL GROUP BY {subject}",
            kind.table
        ))?;
        let mut rows = statement.query([])?;
        while let Some(row) = rows.next()? {
            used.entry(row.get(0)?)
                .or_default()
                .push((kind.table, row.get(1)?));
        }
    }
    Ok(used)
}

/// What an import did to one entity, and what became of it since.
struct Traces {
    /// The entity did not exist before.
    added: bool,
    /// It exists no more.
    gone: bool,
    /// Fields that say something else now, with a write that made them.
    edited: Vec<(&'static str, OpId)>,
    /// Fields that still say what the import wrote, with what it replaced.
    back: Vec<FieldWrite<'static>>,
}

/// `key_column` is the field that only a new entity gets from an import.
fn traces(
    kind: &'static EntityKind,
    key_column: &str,
    register: &Register,
    operations: &BTreeSet<OpId>,
) -> Traces {
    let mut values: BTreeMap<(OpId, u16), &Value> = BTreeMap::new();
    for known in register.writes() {
        for group in &known.groups {
            values.extend(
                group
                    .fields
                    .iter()
                    .map(|(key, value)| ((known.op, *key), value)),
            );
        }
    }
    // By field: what the import wrote, and what it replaced.
    let mut written: BTreeMap<u16, (&Value, &Value)> = BTreeMap::new();
    for known in register.writes() {
        if !operations.contains(&known.op) {
            continue;
        }
        for group in &known.groups {
            for (key, value) in &group.fields {
                let replaced = group.prev.iter().rev();
                let before = replaced
                    .filter_map(|prev| values.get(&(*prev, *key)))
                    .next()
                    .copied()
                    .unwrap_or(&Value::Null);
                written.insert(*key, (value, before));
            }
        }
    }
    let state = register.state();
    let added = kind
        .field(key_column)
        .and_then(|field| written.get(&field.key))
        .is_some_and(|(_, before)| **before == Value::Null);
    let mut traces = Traces {
        added,
        gone: register.deleted(&state),
        edited: Vec::new(),
        back: Vec::new(),
    };
    for (key, field_state) in &state {
        let Some(field) = kind.field_by_key(*key).filter(|_| *key != DELETED) else {
            continue;
        };
        let says = |value: &Value| field_state.heads.iter().all(|(_, head)| head == value);
        match written.get(key) {
            Some((now, before)) if says(now) => {
                let value = (**before != Value::Null).then(|| (*before).clone());
                traces.back.push((field.column, value));
            }
            // Returned to it already.
            Some((_, before)) if !added && says(before) => {}
            None if !added || says(&Value::Null) => {}
            _ => {
                let later = field_state
                    .heads
                    .iter()
                    .find(|(op, _)| !operations.contains(op))
                    .or_else(|| field_state.heads.first());
                if let Some((op, _)) = later {
                    traces.edited.push((field.column, *op));
                }
            }
        }
    }
    traces
}

/// Judges one entity of an import after another.
struct Judge<'s> {
    store: &'s Store,
    operations: BTreeSet<OpId>,
    used: HashMap<EntityId, Vec<(&'static str, u32)>>,
    /// People who go.
    going: BTreeSet<PersonId>,
    /// People who return to the household they had before.
    leaving: BTreeSet<PersonId>,
    /// People whom the import added and who stay.
    staying: BTreeSet<PersonId>,
    plan: UndoPlan,
}

impl Judge<'_> {
    fn edited(&self, edited: &[(&'static str, OpId)]) -> Result<Option<Depends>> {
        let Some((_, op)) = edited.last() else {
            return Ok(None);
        };
        let operation = self.store.operation(op)?;
        Ok(Some(Depends::Edited {
            fields: edited.iter().map(|(column, _)| *column).collect(),
            who: users::name(self.store.tables(), &operation.actor.0)?,
            day: date_from_days(i64::from(operation.event_date)).unwrap_or_default(),
        }))
    }

    fn named(&self, person: PersonId) -> Result<String> {
        let held = people::person(self.store.tables(), person)?;
        Ok(held
            .and_then(|held| held.values.text(Field::Name).map(str::to_owned))
            .unwrap_or_default())
    }

    fn person(&mut self, id: PersonId) -> Result<()> {
        let register = fold::load(self.store.tables(), PERSON.key, &id.0)?;
        let traces = traces(&PERSON, "document_number", &register, &self.operations);
        if traces.gone {
            return Ok(());
        }
        let mut depends: Vec<Depends> = self.edited(&traces.edited)?.into_iter().collect();
        if traces.added
            && let Some(used) = self.used.get(&id.0)
        {
            depends.extend(used.iter().map(|(kind, count)| Depends::Used {
                kind,
                count: *count,
            }));
        }
        if traces.added && depends.is_empty() {
            self.going.insert(id);
            self.plan.removed += 1;
            self.plan.reverts.push(Revert::Delete(&PERSON, id.0));
        } else if traces.added {
            self.staying.insert(id);
        } else if !traces.back.is_empty() {
            if traces.back.iter().any(|(column, _)| *column == "household") {
                self.leaving.insert(id);
            }
            self.plan.returned += 1;
            self.plan
                .reverts
                .push(Revert::Set(&PERSON, id.0, traces.back));
        }
        if !depends.is_empty() {
            let name = self.named(id)?;
            for depends in depends {
                self.plan.obstacles.push(Obstacle {
                    person: Some(id),
                    name: name.clone(),
                    household: None,
                    depends,
                });
            }
        }
        Ok(())
    }

    fn household(&mut self, id: HouseholdId) -> Result<()> {
        let tables = self.store.tables();
        let register = fold::load(tables, HOUSEHOLD.key, &id.0)?;
        let traces = traces(&HOUSEHOLD, "household_number", &register, &self.operations);
        if traces.gone {
            return Ok(());
        }
        let values = people::household(tables, id)?;
        let number = values.text(Field::HouseholdNumber).map(str::to_owned);
        if let Some(depends) = self.edited(&traces.edited)? {
            self.plan.obstacles.push(Obstacle {
                person: None,
                name: values
                    .text(Field::HouseholdHead)
                    .unwrap_or_default()
                    .to_owned(),
                household: number.clone(),
                depends,
            });
            if traces.added {
                return Ok(());
            }
        }
        if !traces.added {
            if !traces.back.is_empty() {
                self.plan.households += 1;
                self.plan
                    .reverts
                    .push(Revert::Set(&HOUSEHOLD, id.0, traces.back));
            }
            return Ok(());
        }
        let mut stays = false;
        for member in people::members(tables, id)? {
            if self.going.contains(&member.id) || self.leaving.contains(&member.id) {
                continue;
            }
            stays = true;
            // Who was brought by the import and stays has been named.
            if !self.staying.contains(&member.id) {
                self.plan.obstacles.push(Obstacle {
                    person: Some(member.id),
                    name: self.named(member.id)?,
                    household: number.clone(),
                    depends: Depends::Member,
                });
            }
        }
        if !stays {
            self.plan.households += 1;
            self.plan.reverts.push(Revert::Delete(&HOUSEHOLD, id.0));
        }
        Ok(())
    }
}
