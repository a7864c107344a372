//! People: finding and the record.

use super::{count, id, sentence};
use crate::session::Session;
use crate::types::people::{
    FieldChange, FieldConflict, FieldProblem, MatchKind, PeopleFind, PeopleFound,
    PersonApplication, PersonField, PersonHit, PersonRecord, PersonSave, PersonSaved,
};
use crate::types::session::Id;
use std::collections::BTreeMap;
use tongfu_core::base::{PersonId, Problem};
use tongfu_core::people::{self, Datum, Entry, Field, HistoryLine, Saved};
use tongfu_core::security::model::UserRole;
use tongfu_core::security::permissions::{self, Matter};
use tongfu_core::security::users;
use tongfu_core::store::Store;
use tongfu_core::{Error, Result};

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

/// A stored value as it crosses the boundary.
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

/// Whether the one who works may see a field at all, masked or not.
fn may_see(role: UserRole, field: Field) -> bool {
    match field {
        Field::PassportNumber | Field::PassportExpiry => permissions::sees(role, Matter::Passport),
        Field::BankCard => permissions::sees(role, Matter::BankCard),
        _ => true,
    }
}

fn record(store: &Store, person: PersonId) -> Result<PersonRecord> {
    let role = users::standing(store.tables(), store.own(), store.user().id)?.role;
    let mut record =
        people::record(store, person)?.ok_or_else(|| Error::absent("PERSON_ABSENT"))?;
    record.values.retain(|shown| may_see(role, shown.field));
    let mut history = people::history(store, person)?;
    history.retain(|line| may_see(role, line.field));
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
