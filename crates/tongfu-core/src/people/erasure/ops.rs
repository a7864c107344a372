//! Asking for an erasure, taking it back, carrying it out.

use super::super::model::Field;
use super::super::records::{HOUSEHOLD, PERSON};
use super::super::store as people_store;
use super::model::{Assessment, Duty, ErasureLine, ErasureState, RetentionLine};
use super::records::{
    ERASED_PERSON, ERASED_SECTION, ERASURE_REQUEST, NAMING, erased_id, names_person, request_id,
};
use super::{rules, store as kept};
use crate::base::{ApprovalId, EntityId, PersonId};
use crate::parameters;
use crate::people::import::records::ROSTER_IMPORT;
use crate::security::approvals::{self, Approval, ApprovalState, ERASURE, Request};
use crate::store::Written;
use crate::store::erasure;
use crate::store::registry::{self, EntityKind};
use crate::store::{Change, FieldWrite, Role, Store, date_value, fold};
use crate::{Error, ErrorKind, Result};
use chrono::NaiveDate;
use rusqlite::OptionalExtension;
use std::collections::{BTreeMap, BTreeSet};
use tongfu_package::operation::SectionClass;
use tongfu_package::value::Value;

/// What a request led to.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Outcome {
    /// Nothing is left of the person.
    Erased,
    /// Contact data went; the rest is locked until `until`.
    Locked {
        /// The request.
        request: EntityId,
        /// The day from which it may be erased.
        until: NaiveDate,
    },
}

/// What an erasure of the person would do; nothing is changed.
///
/// Errors: `ERASURE_AT_COUNTY`: the province's own stream does not reach the
/// county whose record it is; `PERSON_ABSENT`, `RETENTION_PARAMETER_MISSING`.
pub fn assess(store: &Store, person: PersonId) -> Result<Assessment> {
    if store.office().role == Role::Province {
        return Err(Error::refused("ERASURE_AT_COUNTY"));
    }
    let tables = store.tables();
    // Somebody in the bin may be erased too: their sections still lie there.
    let known = !fold::load(tables, PERSON.key, &person.0)?
        .writes()
        .is_empty();
    if !known || erasure::is_locked(tables, &person.0)? {
        return Err(Error::absent("PERSON_ABSENT"));
    }
    let canonical = people_store::canonical(tables, person)?;
    let entries = people_store::aliases(tables, canonical)?;
    let mut fields = BTreeSet::new();
    for entry in &entries {
        if let Some(held) = people_store::person(tables, *entry)? {
            fields.extend(held.values.iter().map(|(field, _)| field));
        }
    }
    let of_class = |wanted: SectionClass| -> Vec<Field> {
        fields
            .iter()
            .copied()
            .filter(|field| {
                PERSON
                    .field(field.key())
                    .is_some_and(|known| known.personal == Some(wanted))
            })
            .collect()
    };
    let ids: Vec<EntityId> = entries.iter().map(|entry| entry.0).collect();
    let duties = rules::in_force(duties(store, &ids)?, store.today());
    Ok(Assessment {
        person: canonical,
        contact: of_class(SectionClass::Contact),
        statutory: of_class(SectionClass::Statutory),
        households: u32::try_from(touched_households(store, &ids)?.len()).unwrap_or(u32::MAX),
        kept_until: rules::kept_until(&duties),
        duties,
        entries,
    })
}

/// Every retention duty that the events of the entries found, in force or over.
fn duties(store: &Store, entries: &[EntityId]) -> Result<Vec<Duty>> {
    let (tables, area) = (store.tables(), store.office().code.as_str());
    let mut found = Vec::new();
    for duty in registry::retention() {
        let mut last = None;
        for entry in entries {
            last = last.max((duty.last_event)(tables, entry)?);
        }
        let Some(last_event) = last else { continue };
        // The parameter of the event's day; one that came into force later
        // rules what happened before there was any.
        let parameter = match parameters::in_force(tables, duty.parameter, area, last_event)? {
            Some(parameter) => Some(parameter),
            None => parameters::in_force(tables, duty.parameter, area, store.today())?,
        };
        let years = parameter
            .and_then(|parameter| u32::try_from(parameter.value).ok())
            .ok_or_else(|| {
                Error::refused("RETENTION_PARAMETER_MISSING").with("parameter", duty.parameter)
            })?;
        found.push(Duty {
            code: duty.code.to_owned(),
            last_event,
            years,
            until: rules::until(last_event, years),
        });
    }
    Ok(found)
}

/// What a second person agrees to: these entries and no others. An entry that
/// turns out to be the same person afterwards needs to be asked for anew.
fn scope(assessment: &Assessment) -> String {
    let entries: BTreeSet<String> = assessment.entries.iter().map(PersonId::to_string).collect();
    let entries: Vec<String> = entries.into_iter().collect();
    format!("erase {}", entries.join(" "))
}

/// Asks a second person to agree to an erasure (domain.md §10).
///
/// Errors: `ERASURE_REASON_MISSING`, and those of [`assess`] and
/// [`approvals::ask`].
pub fn ask(store: &mut Store, person: PersonId, reason: &str) -> Result<Written<ApprovalId>> {
    if reason.trim().is_empty() {
        return Err(Error::refused("ERASURE_REASON_MISSING"));
    }
    let assessment = assess(store, person)?;
    let named = crate::people::name(store, assessment.person)?;
    let request = Request {
        purpose: &ERASURE,
        scope: &scope(&assessment),
        for_whom: &named.unwrap_or_else(|| assessment.person.to_string()),
        reason,
        person: Some(assessment.person),
    };
    approvals::ask(store, &request)
}

/// What the user who works asked for this very erasure, while it waits or can
/// be used.
pub fn asked(store: &Store, assessment: &Assessment) -> Result<Option<Approval>> {
    let (scope, user) = (scope(assessment), store.user().id);
    Ok(approvals::list(store)?.into_iter().find(|approval| {
        approval.purpose == ERASURE.word
            && approval.scope == scope
            && approval.asked_by == user
            && matches!(
                approval.state,
                ApprovalState::Waiting | ApprovalState::Granted
            )
    }))
}

/// Erases a person and every entry that is them, as a second person agreed.
/// Without a retention duty in force they are erased at once; with one, contact
/// and sensitive data go at once and the rest is locked until the duty is over.
///
/// Errors: `APPROVAL_NEEDED` without an approval, those of [`assess`] and
/// [`approvals::take`]. Nothing is erased then, and the approval is not used.
pub fn request(
    store: &mut Store,
    person: PersonId,
    approval: Option<ApprovalId>,
) -> Result<Outcome> {
    let approval = approval.ok_or_else(|| Error::new(ErrorKind::Denied, "APPROVAL_NEEDED"))?;
    let assessment = assess(store, person)?;
    let granted = approvals::get(store, approval)?;
    approvals::take(store, approval, &ERASURE, &scope(&assessment))?;
    let outcome = carry_out(store, &assessment, &granted);
    if outcome.is_err() {
        approvals::give_back(store, approval)?;
    }
    outcome
}

fn carry_out(store: &mut Store, assessment: &Assessment, granted: &Approval) -> Result<Outcome> {
    let reason = granted.reason.as_str();
    let approved_by = granted
        .decisions
        .iter()
        .find(|decision| decision.granted && decision.by != granted.asked_by)
        .map(|decision| decision.by.0);
    let entries: Vec<EntityId> = assessment.entries.iter().map(|entry| entry.0).collect();
    let today = store.today();
    let Some(until) = assessment.kept_until else {
        let due = Due {
            entries,
            requested_on: today,
            approved_by,
        };
        erase(store, &[due])?;
        return Ok(Outcome::Erased);
    };
    let request = request_id(&assessment.person.0);
    store.write("people.erasure_request", today, |change| {
        change.set(
            &ERASURE_REQUEST,
            request,
            &[
                ("person", Some(Value::Bytes(assessment.person.0.to_vec()))),
                (
                    "entries",
                    Some(Value::Array(
                        entries
                            .iter()
                            .map(|entry| Value::Bytes(entry.to_vec()))
                            .collect(),
                    )),
                ),
                ("requested_on", Some(date_value(today))),
                ("kept_until", Some(date_value(until))),
                ("state", word(ErasureState::Locked)),
                ("reason", Some(Value::Text(reason.to_owned()))),
                ("duties", Some(kept::duties_value(&assessment.duties))),
                ("approved_by", by(approved_by)),
            ],
        )?;
        for entry in &entries {
            mark_cut(change, &PERSON, *entry, Some(SectionClass::Contact), None)?;
        }
        Ok(())
    })?;
    store.settle()?;
    Ok(Outcome::Locked { request, until })
}

fn by(user: Option<EntityId>) -> Option<Value> {
    user.map(|user| Value::Bytes(user.to_vec()))
}

fn word(state: ErasureState) -> Option<Value> {
    Some(Value::Text(state.word().to_owned()))
}

fn mark_cut(
    change: &mut Change<'_>,
    kind: &EntityKind,
    entity: EntityId,
    class: Option<SectionClass>,
    fields: Option<&[u16]>,
) -> Result<EntityId> {
    let id = change.new_id();
    change.set(
        &ERASED_SECTION,
        id,
        &[
            ("entity", Some(Value::Bytes(entity.to_vec()))),
            ("entity_kind", Some(Value::Int(i64::from(kind.key)))),
            (
                "section_class",
                class.map(|class| Value::Int(i64::from(class.number()))),
            ),
            (
                "section_fields",
                fields.map(|fields| {
                    Value::Array(
                        fields
                            .iter()
                            .map(|field| Value::Int(i64::from(*field)))
                            .collect(),
                    )
                }),
            ),
        ],
    )?;
    Ok(id)
}

/// Takes a request back while the record is locked: it is shown again. Contact
/// data that went stays gone.
///
/// Errors: `ERASURE_ABSENT`, `ERASURE_NOT_LOCKED`.
pub fn withdraw(store: &mut Store, request: EntityId) -> Result<()> {
    let line = kept::requests(store.tables())?
        .into_iter()
        .find(|line| line.id == request)
        .ok_or_else(|| Error::absent("ERASURE_ABSENT"))?;
    if line.state != ErasureState::Locked {
        return Err(Error::refused("ERASURE_NOT_LOCKED"));
    }
    let today = store.today();
    store.write("people.erasure_withdraw", today, |change| {
        change.set(
            &ERASURE_REQUEST,
            request,
            &[("state", word(ErasureState::Withdrawn))],
        )
    })?;
    Ok(())
}

/// Every request and every erasure: what an administrator or auditor may know.
pub fn erasures(store: &Store) -> Result<Vec<ErasureLine>> {
    let mut lines = kept::requests(store.tables())?;
    lines.extend(kept::done(store.tables())?);
    Ok(lines)
}

/// When whose record may be erased, the earliest first: locked people, and
/// everybody whom a duty keeps or kept.
pub fn retention(store: &Store) -> Result<Vec<RetentionLine>> {
    let today = store.today();
    let mut lines: Vec<RetentionLine> = kept::requests(store.tables())?
        .into_iter()
        .filter(|line| line.state == ErasureState::Locked)
        .filter_map(|line| {
            let until = line.kept_until?;
            Some(RetentionLine {
                person: line.person,
                name: String::new(),
                until,
                over: until <= today,
                requested: true,
            })
        })
        .collect();
    let mut people: BTreeMap<PersonId, (String, Vec<EntityId>)> = BTreeMap::new();
    people_store::everybody(store.tables(), |held| {
        let canonical = people_store::canonical(store.tables(), held.id)?;
        let entry = people.entry(canonical).or_default();
        if held.id == canonical {
            entry.0 = held.values.text(Field::Name).unwrap_or_default().to_owned();
        }
        entry.1.push(held.id.0);
        Ok(())
    })?;
    for (person, (name, entries)) in people {
        if let Some(until) = rules::kept_until(&duties(store, &entries)?) {
            lines.push(RetentionLine {
                person,
                name,
                until,
                over: until <= today,
                requested: false,
            });
        }
    }
    lines.sort_by_key(|line| (line.until, line.person));
    Ok(lines)
}

/// Erases every locked record whose duty is over; how many people.
pub fn erase_due(store: &mut Store) -> Result<u32> {
    let today = store.today();
    let mut due = Vec::new();
    for line in kept::requests(store.tables())? {
        let over = line.kept_until.is_some_and(|until| until <= today);
        if line.state == ErasureState::Locked && over {
            let entries = kept::entries(store.tables(), &line.id)?;
            due.push(Due {
                entries,
                requested_on: line.requested_on.unwrap_or(today),
                approved_by: line.approved_by,
            });
        }
    }
    if due.is_empty() {
        return Ok(0);
    }
    erase(store, &due)?;
    Ok(u32::try_from(due.len()).unwrap_or(u32::MAX))
}

/// Somebody to be erased for good.
struct Due {
    /// Every entry that is them.
    entries: Vec<EntityId>,
    /// The day on which it was asked for.
    requested_on: NaiveDate,
    /// The second person, who agreed when it was asked for.
    approved_by: Option<EntityId>,
}

/// Erases people for good: the one place through which every full erasure goes.
/// A second person agreed to each: just now, or when the record was locked.
fn erase(store: &mut Store, people: &[Due]) -> Result<()> {
    let entries: Vec<EntityId> = people
        .iter()
        .flat_map(|due| due.entries.iter().copied())
        .collect();
    let households = touched_households(store, &entries)?;
    let known = kept::Known::of(store.tables(), &entries)?;
    let files = kept::imports_naming(store.tables(), &known)?;
    let today = store.today();
    store.write("people.erase", today, |change| {
        for (household, left) in &households {
            match left {
                Some(left) => write_household_anew(change, *household, left)?,
                None => {
                    let cut = mark_cut(change, &HOUSEHOLD, *household, None, None)?;
                    change.delete(&HOUSEHOLD, *household)?;
                    change.write_anew(*household, cut, &[]);
                }
            }
        }
        for import in &files {
            mark_cut(change, &ROSTER_IMPORT, *import, None, None)?;
        }
        for due in people {
            for entry in &due.entries {
                change.set(
                    &ERASED_PERSON,
                    erased_id(entry),
                    &[
                        ("person", Some(Value::Bytes(entry.to_vec()))),
                        ("erased_on", Some(date_value(today))),
                        ("requested_on", Some(date_value(due.requested_on))),
                        ("approved_by", by(due.approved_by)),
                    ],
                )?;
            }
        }
        Ok(())
    })?;
    store.settle()
}

/// Values by field number.
type Left = BTreeMap<u16, Value>;

/// The households that an erasure of `entries` touches, with what is left of
/// them; `None` where nobody is left.
fn touched_households(
    store: &Store,
    entries: &[EntityId],
) -> Result<BTreeMap<EntityId, Option<Left>>> {
    let tables = store.tables();
    let known = kept::Known::of(tables, entries)?;
    let erased: BTreeSet<EntityId> = entries.iter().copied().collect();
    let mut touched = BTreeMap::new();
    for household in known.households() {
        let there = !fold::load(tables, HOUSEHOLD.key, household)?
            .writes()
            .is_empty();
        if there && kept::members(tables, household, &erased)?.is_empty() {
            touched.insert(*household, None);
        }
    }
    for household in kept::households_naming(tables, &known, &erased)? {
        if touched.contains_key(&household) {
            continue;
        }
        let left = fold::load(tables, HOUSEHOLD.key, &household)?
            .state()
            .into_iter()
            .map(|(key, field)| (key, field.value().clone()))
            .filter(|(key, value)| match value {
                Value::Null => false,
                Value::Text(text) => !(NAMING.contains(key) && names_person(*key, text, &known)),
                _ => true,
            })
            .collect();
        touched.insert(household, Some(left));
    }
    Ok(touched)
}

/// Purges what names somebody in a household and writes the rest anew.
fn write_household_anew(change: &mut Change<'_>, household: EntityId, left: &Left) -> Result<()> {
    let cut = mark_cut(change, &HOUSEHOLD, household, None, Some(NAMING))?;
    let fields: Vec<FieldWrite<'_>> = left
        .iter()
        .filter_map(|(key, value)| {
            Some((HOUSEHOLD.field_by_key(*key)?.column, Some(value.clone())))
        })
        .collect();
    change.set(&HOUSEHOLD, household, &fields)?;
    change.write_anew(household, cut, NAMING);
    Ok(())
}

/// Writes households anew that still name somebody who was erased at another
/// laptop, which did not know them. Returns how many. The province leaves it to
/// the county whose households they are.
pub fn follow_up(store: &mut Store) -> Result<u32> {
    if store.office().role == Role::Province {
        return Ok(0);
    }
    let rest: Vec<EntityId> = store
        .tables()
        .prepare_cached("SELECT entity FROM erasure_rest ORDER BY entity")?
        .query_map([], |row| row.get(0))?
        .collect::<rusqlite::Result<_>>()?;
    if rest.is_empty() {
        return Ok(0);
    }
    let today = store.today();
    let households = u32::try_from(rest.len()).unwrap_or(u32::MAX);
    store.write("people.erase_rest", today, |change| {
        for household in rest {
            let named: Option<bool> = change
                .tables()
                .prepare_cached("SELECT 1 FROM household WHERE id = ?1")?
                .query_row([household], |_| Ok(true))
                .optional()?;
            let mut left: Left = fold::load(change.tables(), HOUSEHOLD.key, &household)?
                .state()
                .into_iter()
                .map(|(key, field)| (key, field.value().clone()))
                .filter(|(_, value)| *value != Value::Null)
                .collect();
            // Whose name it is cannot be known any more: none of these stays.
            left.retain(|key, _| !NAMING.contains(key));
            if named.is_some() {
                write_household_anew(change, household, &left)?;
            } else {
                mark_cut(change, &HOUSEHOLD, household, None, Some(NAMING))?;
            }
        }
        Ok(())
    })?;
    store.settle()?;
    Ok(households)
}
