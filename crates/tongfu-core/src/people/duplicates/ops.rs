//! Finding, comparing and deciding.

use super::super::model::{Datum, Field, Values};
use super::super::ops::{Shown, shown};
use super::super::records::IDENTITY_DECISION;
use super::super::rules::fold;
use super::super::store::{self, Held};
use super::identity::{DIFFERENT, SAME};
use super::rules::{Block, Evidence, Traits, compare};
use crate::base::{EntityId, HouseholdId, PersonId, derived_id};
use crate::store::{Store, Written};
use crate::{Error, Result};
use rusqlite::{Connection, OptionalExtension, params};
use std::collections::{BTreeMap, BTreeSet, HashSet};
use std::hash::{DefaultHasher, Hash, Hasher};
use tongfu_package::value::Value;

/// Two people who may be one.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Suggestion {
    /// The lower id.
    pub one: PersonId,
    /// The higher id.
    pub other: PersonId,
    /// What it is worth; at least [`super::rules::SUGGESTED`].
    pub points: i32,
    /// What they have in common.
    pub evidence: Vec<Evidence>,
}

/// More entries than this with one telephone, card or household are no
/// likeness but a default (the village office's telephone): they are left out.
const CROWD: usize = 20;
/// More entries than this born on one day or of one name are compared by what
/// else they share.
const MANY: usize = 2_000;

/// Pairs of people who may be one and of whom nobody has decided, the most
/// alike first, then by id.
pub fn suggestions(store: &Store) -> Result<Vec<Suggestion>> {
    let tables = store.tables();
    let aliases = aliases(tables)?;
    let mut people: Vec<(PersonId, Traits)> = Vec::new();
    let mut blocks: Vec<(u64, usize, u32)> = Vec::new();
    store::everybody(tables, |held| {
        if aliases.contains_key(&held.id) {
            return Ok(());
        }
        let traits = Traits::of(&held.values, held.household);
        let index = u32::try_from(people.len()).unwrap_or(u32::MAX);
        for block in traits.blocks() {
            blocks.push((hash(&block), crowd(&block), index));
        }
        people.push((held.id, traits));
        Ok(())
    })?;
    blocks.sort_unstable();
    let decided = told_apart(tables, &aliases)?;
    let mut seen: HashSet<(u32, u32)> = HashSet::new();
    let mut found = Vec::new();
    for group in blocks.chunk_by(|a, b| a.0 == b.0) {
        if group
            .first()
            .is_some_and(|(_, crowd, _)| group.len() > *crowd)
        {
            continue;
        }
        for (at, (_, _, one)) in group.iter().enumerate() {
            for (_, _, other) in &group[at + 1..] {
                let (Some((one_id, one_traits)), Some((other_id, other_traits))) =
                    (people.get(*one as usize), people.get(*other as usize))
                else {
                    continue;
                };
                let Some((points, evidence)) = compare(one_traits, other_traits) else {
                    continue;
                };
                let pair = ordered(*one_id, *other_id);
                if !seen.insert((*one.min(other), *one.max(other))) || decided.contains(&pair) {
                    continue;
                }
                found.push(Suggestion {
                    one: pair.0,
                    other: pair.1,
                    points,
                    evidence,
                });
            }
        }
    }
    found.sort_unstable_by(|a, b| (b.points, a.one, a.other).cmp(&(a.points, b.one, b.other)));
    Ok(found)
}

fn hash(block: &Block) -> u64 {
    let mut hasher = DefaultHasher::new();
    block.hash(&mut hasher);
    hasher.finish()
}

fn crowd(block: &Block) -> usize {
    match block {
        Block::Phone(_) | Block::Card(_) | Block::Household(_) => CROWD,
        Block::Number(_) | Block::Birth(_) | Block::Name(_) => MANY,
    }
}

fn ordered(one: PersonId, other: PersonId) -> (PersonId, PersonId) {
    (one.min(other), one.max(other))
}

/// Entries that stand behind another one, with that one.
fn aliases(tables: &Connection) -> Result<BTreeMap<PersonId, PersonId>> {
    let mut statement =
        tables.prepare_cached("SELECT id, canonical FROM person_identity WHERE canonical <> id")?;
    Ok(statement
        .query_map([], |row| Ok((row.get(0)?, row.get(1)?)))?
        .collect::<rusqlite::Result<_>>()?)
}

/// Pairs of canonical entries that somebody told apart.
fn told_apart(
    tables: &Connection,
    aliases: &BTreeMap<PersonId, PersonId>,
) -> Result<HashSet<(PersonId, PersonId)>> {
    let front = |id: PersonId| aliases.get(&id).copied().unwrap_or(id);
    let mut statement =
        tables.prepare_cached("SELECT one, other FROM identity_tie WHERE NOT same")?;
    let mut rows = statement.query([])?;
    let mut found = HashSet::new();
    while let Some(row) = rows.next()? {
        found.insert(ordered(front(row.get(0)?), front(row.get(1)?)));
    }
    Ok(found)
}

/// Somebody on record who may be the person in a form.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Alike {
    /// The canonical entry.
    pub person: PersonId,
    /// The name it stands under.
    pub name: String,
    /// What it is worth.
    pub points: i32,
    /// What they have in common.
    pub evidence: Vec<Evidence>,
    /// The same valid number and the same name: certainly the same person.
    pub certain: bool,
}

/// People on record who may be the one with `values`, the most alike first;
/// `own` is the entry being changed. Reads only entries that share a number,
/// birth date, telephone, card or household, so that it answers while somebody
/// types.
pub fn alike_to(
    store: &Store,
    own: Option<PersonId>,
    values: &Values,
    household: Option<HouseholdId>,
) -> Result<Vec<Alike>> {
    let tables = store.tables();
    let traits = Traits::of(values, household);
    let class: BTreeSet<PersonId> = match own {
        Some(id) => store::aliases(tables, store::canonical(tables, id)?)?
            .into_iter()
            .chain([id])
            .collect(),
        None => BTreeSet::new(),
    };
    let mut best: BTreeMap<PersonId, Alike> = BTreeMap::new();
    for block in traits.blocks() {
        let candidates = store::sharing(tables, &block)?;
        if candidates.len() > crowd(&block) {
            continue;
        }
        for held in candidates {
            if class.contains(&held.id) {
                continue;
            }
            let Some((points, evidence)) =
                compare(&traits, &Traits::of(&held.values, held.household))
            else {
                continue;
            };
            let person = store::canonical(tables, held.id)?;
            if let Some(own) = own
                && verdict_of(tables, own, person)? == Verdict::Different
            {
                continue;
            }
            let alike = Alike {
                person,
                name: held.values.text(Field::Name).unwrap_or_default().to_owned(),
                points,
                certain: certain(values, &held),
                evidence,
            };
            let held = best.entry(person).or_insert_with(|| alike.clone());
            if (alike.certain, alike.points) > (held.certain, held.points) {
                *held = alike;
            }
        }
    }
    let mut found: Vec<Alike> = best.into_values().collect();
    found.sort_by_key(|alike| (!alike.certain, -alike.points, alike.person));
    Ok(found)
}

fn certain(values: &Values, held: &Held) -> bool {
    let key = |values: &Values| {
        super::super::rules::identity_key(
            values.text(Field::DocumentNumber),
            values.text(Field::Name),
        )
    };
    key(values).is_some() && key(values) == key(&held.values)
}

/// What was decided of two entries.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Verdict {
    /// They are one person.
    Same,
    /// They are two.
    Different,
    /// Nobody has decided, or a decision was taken back.
    Open,
}

/// A field of two entries side by side.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct PairField {
    /// The field.
    pub field: Field,
    /// Value of the first, masked as everywhere.
    pub one: Option<Shown>,
    /// Value of the second.
    pub other: Option<Shown>,
    /// Both have a value and they differ.
    pub differs: bool,
}

/// Two entries side by side.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Pair {
    /// The lower id: the entry that stands in front once they are one.
    pub one: PersonId,
    /// The higher id.
    pub other: PersonId,
    /// Every field that one of them has.
    pub fields: Vec<PairField>,
    /// What they have in common; empty when too little to be suggested.
    pub evidence: Vec<Evidence>,
    /// What was decided.
    pub verdict: Verdict,
    /// Whether they are one person now, for whatever reason.
    pub one_person: bool,
}

/// Two entries side by side.
///
/// Errors: `PERSON_ABSENT`, `IDENTITY_ITSELF`.
pub fn pair(store: &Store, one: PersonId, other: PersonId) -> Result<Pair> {
    let (one, other) = different_entries(one, other)?;
    let tables = store.tables();
    let read = |id| -> Result<(Held, Values)> {
        let held = store::person(tables, id)?.ok_or_else(|| Error::absent("PERSON_ABSENT"))?;
        let mut values = held.values.clone();
        if let Some(household) = held.household {
            for (field, value) in store::household(tables, household)?.iter() {
                values.set(field, value.clone());
            }
        }
        Ok((held, values))
    };
    let ((held_one, values_one), (held_other, values_other)) = (read(one)?, read(other)?);
    let fields = Field::ALL
        .iter()
        .filter_map(|field| {
            let value = |values: &Values| values.get(*field).cloned();
            let (a, b): (Option<Datum>, Option<Datum>) = (value(&values_one), value(&values_other));
            (a.is_some() || b.is_some()).then(|| PairField {
                field: *field,
                differs: a.is_some() && b.is_some() && !alike(*field, a.as_ref(), b.as_ref()),
                one: a.map(|value| shown(*field, &value)),
                other: b.map(|value| shown(*field, &value)),
            })
        })
        .collect();
    let evidence = compare(
        &Traits::of(&held_one.values, held_one.household),
        &Traits::of(&held_other.values, held_other.household),
    );
    Ok(Pair {
        one,
        other,
        fields,
        evidence: evidence.map(|(_, evidence)| evidence).unwrap_or_default(),
        verdict: verdict_of(tables, one, other)?,
        one_person: store::canonical(tables, one)? == store::canonical(tables, other)?,
    })
}

/// Whether two values say the same.
fn alike(field: Field, one: Option<&Datum>, other: Option<&Datum>) -> bool {
    match (field, one, other) {
        (Field::Name | Field::HouseholdHead, Some(Datum::Text(a)), Some(Datum::Text(b))) => {
            fold(a) == fold(b)
        }
        (_, one, other) => one == other,
    }
}

fn different_entries(one: PersonId, other: PersonId) -> Result<(PersonId, PersonId)> {
    if one == other {
        return Err(Error::refused("IDENTITY_ITSELF"));
    }
    Ok(ordered(one, other))
}

fn decision_id(one: PersonId, other: PersonId) -> EntityId {
    derived_id("identity_decision", &[&one.0, &other.0])
}

fn verdict_of(tables: &Connection, one: PersonId, other: PersonId) -> Result<Verdict> {
    let (one, other) = ordered(one, other);
    let same: Option<bool> = tables
        .prepare_cached("SELECT same FROM identity_tie WHERE one = ?1 AND other = ?2")?
        .query_row(params![one, other], |row| row.get(0))
        .optional()?;
    Ok(match same {
        Some(true) => Verdict::Same,
        Some(false) => Verdict::Different,
        None => Verdict::Open,
    })
}

/// Decides of two entries: one person, two, or takes the decision back. The
/// reason may be empty; who and when stand in the operation.
///
/// Errors: `PERSON_ABSENT`, `IDENTITY_ITSELF`, `IDENTITY_CERTAIN` when the same
/// number and name make them one and there is nothing to take back.
pub fn decide(
    store: &mut Store,
    one: PersonId,
    other: PersonId,
    verdict: Verdict,
    reason: &str,
) -> Result<Written<()>> {
    let (one, other) = different_entries(one, other)?;
    for id in [one, other] {
        if store::person(store.tables(), id)?.is_none() {
            return Err(Error::absent("PERSON_ABSENT"));
        }
    }
    if verdict == Verdict::Open
        && verdict_of(store.tables(), one, other)? == Verdict::Open
        && store::canonical(store.tables(), one)? == store::canonical(store.tables(), other)?
    {
        return Err(Error::refused("IDENTITY_CERTAIN"));
    }
    let verb = match verdict {
        Verdict::Same => "people.merge",
        Verdict::Different => "people.tell_apart",
        Verdict::Open => "people.undecide",
    };
    let word = match verdict {
        Verdict::Same => Some(Value::Text(SAME.to_owned())),
        Verdict::Different => Some(Value::Text(DIFFERENT.to_owned())),
        Verdict::Open => None,
    };
    let reason = reason.trim();
    let today = store.today();
    store.write(verb, today, |change| {
        change.set(
            &IDENTITY_DECISION,
            decision_id(one, other),
            &[
                ("one", Some(Value::Bytes(one.0.to_vec()))),
                ("other", Some(Value::Bytes(other.0.to_vec()))),
                ("verdict", word),
                (
                    "reason",
                    (!reason.is_empty()).then(|| Value::Text(reason.to_owned())),
                ),
            ],
        )
    })
}

/// Pairs of which somebody has decided, the merged first, then by id.
pub fn decided(store: &Store) -> Result<Vec<(PersonId, PersonId, Verdict)>> {
    let mut statement = store.tables().prepare_cached(
        "SELECT one, other, same FROM identity_tie ORDER BY same DESC, one, other",
    )?;
    Ok(statement
        .query_map([], |row| {
            let verdict = if row.get(2)? {
                Verdict::Same
            } else {
                Verdict::Different
            };
            Ok((row.get(0)?, row.get(1)?, verdict))
        })?
        .collect::<rusqlite::Result<_>>()?)
}
