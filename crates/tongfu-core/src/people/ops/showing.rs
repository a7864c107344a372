//! What is shown of people: records, lines of lists, history; masked.

use super::super::erasure;
use super::super::model::{Datum, Field, Holds, Sex};
use super::super::records::PERSON;
use super::super::rules::{mask_card, mask_number, mask_phone};
use super::super::store::{self, Held};
use super::counting::wishes;
use crate::Result;
use crate::base::PersonId;
use crate::store::{FieldHistory, Store, date_from_days};
use chrono::{DateTime, NaiveDate, Utc};
use tongfu_package::value::Value;

/// A value as it may be shown.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Shown {
    /// The field.
    pub field: Field,
    /// Its value, masked where [`Self::masked`].
    pub value: Datum,
    /// The whole value needs [`reveal`].
    pub masked: bool,
}

/// Everything held about a person and their household.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Record {
    /// The entry that was asked for.
    pub person: PersonId,
    /// All entries that are this person, the lowest first.
    pub entries: Vec<PersonId>,
    /// Values of the person and the household, in the order of a form.
    pub values: Vec<Shown>,
    /// Other members of the household: id and name.
    pub household: Vec<(PersonId, String)>,
    /// Several laptops wrote different values into a field.
    pub conflicted: bool,
    /// Whole years.
    pub age: Option<u32>,
}

/// The record of a person; `None` when there is none.
pub fn record(store: &Store, person: PersonId) -> Result<Option<Record>> {
    let tables = store.tables();
    let Some(held) = store::person(tables, person)? else {
        return Ok(None);
    };
    let mut values = held.values.clone();
    let entries = store::aliases(tables, store::canonical(tables, person)?)?;
    let mut home = held.household;
    // What this entry leaves blank, another entry of the person may say.
    for alias in entries.iter().filter(|alias| **alias != person) {
        let Some(other) = store::person(tables, *alias)? else {
            continue;
        };
        home = home.or(other.household);
        for (field, value) in other.values.iter() {
            if values.get(field).is_none() {
                values.set(field, value.clone());
            }
        }
    }
    let mut household = Vec::new();
    if let Some(id) = home {
        for (field, value) in store::household(tables, id)?.iter() {
            let hidden = field == Field::HouseholdHead
                && erasure::is_locked_name(tables, value.text().unwrap_or_default())?;
            if !hidden {
                values.set(field, value.clone());
            }
        }
        household = store::members(tables, id)?
            .into_iter()
            .filter(|member| !entries.contains(&member.id))
            .map(|member| {
                (
                    member.id,
                    member
                        .values
                        .text(Field::Name)
                        .unwrap_or_default()
                        .to_owned(),
                )
            })
            .collect();
    }
    let age = held
        .values
        .date(Field::BirthDate)
        .and_then(|birth| age(birth, store.today()));
    Ok(Some(Record {
        person,
        entries,
        values: values
            .iter()
            .map(|(field, value)| shown(field, value))
            .collect(),
        household,
        conflicted: held.conflicted,
        age,
    }))
}

/// Whole years from `birth` to `today`.
pub fn age(birth: NaiveDate, today: NaiveDate) -> Option<u32> {
    today.years_since(birth)
}

/// A value as it may be shown.
pub(in super::super) fn shown(field: Field, value: &Datum) -> Shown {
    match (masking(field), value) {
        (Some(mask), Datum::Text(text)) => Shown {
            field,
            value: Datum::Text(mask(text)),
            masked: true,
        },
        _ => Shown {
            field,
            value: value.clone(),
            masked: false,
        },
    }
}

/// How a field is masked on screens and in exports (domain.md §10).
fn masking(field: Field) -> Option<fn(&str) -> String> {
    match field {
        Field::DocumentNumber => Some(mask_number),
        Field::BankCard | Field::PassportNumber => Some(mask_card),
        _ => None,
    }
}

/// One write of one field, as it may be shown.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct HistoryLine {
    /// The field.
    pub field: Field,
    /// What was written; `None` cleared it.
    pub value: Option<Datum>,
    /// What it replaced.
    pub replaced: Vec<Datum>,
    /// Who wrote it.
    pub who: String,
    /// The laptop, in hex.
    pub device: String,
    /// When it happened.
    pub event_date: NaiveDate,
    /// When it was recorded.
    pub recorded_at: DateTime<Utc>,
    /// The action, such as `people.import`.
    pub verb: String,
    /// Whether it is a current value.
    pub current: bool,
}

/// The history of a person's fields, newest first, masked like the record.
pub fn history(store: &Store, person: PersonId) -> Result<Vec<HistoryLine>> {
    Ok(store
        .history(&PERSON, &person.0)?
        .into_iter()
        .filter_map(line)
        .collect())
}

pub(super) fn line(entry: FieldHistory) -> Option<HistoryLine> {
    let field = Field::from_key(entry.field)?;
    let datum = |value: &Value| datum(field, value).map(|datum| shown(field, &datum).value);
    Some(HistoryLine {
        field,
        value: datum(&entry.value),
        replaced: entry.replaced.iter().filter_map(datum).collect(),
        who: entry.who,
        device: entry
            .device
            .0
            .iter()
            .map(|byte| format!("{byte:02x}"))
            .collect(),
        event_date: entry.event_date,
        recorded_at: entry.recorded_at,
        verb: entry.verb,
        current: entry.current,
    })
}

fn datum(field: Field, value: &Value) -> Option<Datum> {
    match (field.holds(), value) {
        (Holds::Date, Value::Int(day)) => date_from_days(*day).map(Datum::Date),
        (_, Value::Int(number)) => Some(Datum::Int(*number)),
        (_, Value::Text(text)) => Some(Datum::Text(text.clone())),
        (_, Value::Bool(yes)) => Some(Datum::Bool(*yes)),
        _ => None,
    }
}

/// A person in a list.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct PersonLine {
    pub person: PersonId,
    pub name: String,
    pub number_masked: String,
    pub phone_masked: String,
    pub township: String,
    pub village: String,
    pub sex: Option<Sex>,
    pub birth: Option<NaiveDate>,
    /// Code of the category, `ordinary`, or what was written and is unclear.
    pub category: String,
    /// Ids of the occupations wished for, the most wished first.
    pub wishes: Vec<String>,
    pub conflicted: bool,
}

/// The people `ids` as lines of a list, in that order; those gone are left out.
pub fn lines(store: &Store, ids: &[PersonId]) -> Result<Vec<PersonLine>> {
    let mut lines = Vec::with_capacity(ids.len());
    for id in ids {
        if let Some(held) = store::person(store.tables(), *id)? {
            lines.push(person_line(&held));
        }
    }
    Ok(lines)
}

fn person_line(held: &Held) -> PersonLine {
    let text = |field| held.values.text(field).unwrap_or_default().to_owned();
    PersonLine {
        person: held.id,
        name: text(Field::Name),
        number_masked: mask_number(&text(Field::DocumentNumber)),
        phone_masked: mask_phone(&text(Field::Phone)),
        township: text(Field::Township),
        village: text(Field::Village),
        sex: held.values.text(Field::Sex).and_then(Sex::from_code),
        birth: held.values.date(Field::BirthDate),
        category: held
            .values
            .text(Field::Category)
            .map_or_else(|| text(Field::CategoryWritten), str::to_owned),
        wishes: wishes(&held.values).map(str::to_owned).collect(),
        conflicted: held.conflicted,
    }
}

/// The one person that `person` and its like are.
pub fn canonical(store: &Store, person: PersonId) -> Result<PersonId> {
    store::canonical(store.tables(), person)
}

/// Names by id, for lists that hold people.
pub fn name(store: &Store, person: PersonId) -> Result<Option<String>> {
    Ok(store::person(store.tables(), person)?
        .and_then(|held| held.values.text(Field::Name).map(str::to_owned)))
}
