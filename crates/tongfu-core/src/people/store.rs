//! Queries over people and households.

use super::duplicates::rules::Block;
use super::model::{Datum, Field, Holds, Kept, Values};
use super::records::{HOUSEHOLD, PERSON};
use super::rules;
use crate::Result;
use crate::base::{EntityId, HouseholdId, PersonId, derived_id};
use crate::store::{Change, FieldWrite, date_from_days, date_value, days};
use rusqlite::types::ValueRef;
use rusqlite::{Connection, OptionalExtension, Row, ToSql};
use std::collections::{BTreeMap, HashMap, HashSet};
use std::sync::LazyLock;
use tongfu_package::value::Value;

/// A person as the tables hold them.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Held {
    pub id: PersonId,
    pub household: Option<HouseholdId>,
    /// A field has several values of equal standing.
    pub conflicted: bool,
    pub values: Values,
}

/// Columns of the fields kept in `place`, in the order of [`Field::ALL`].
fn columns(place: Kept) -> String {
    Field::ALL
        .iter()
        .filter(|field| field.kept() == place)
        .map(|field| field.key())
        .collect::<Vec<_>>()
        .join(", ")
}

static SELECT_PERSON: LazyLock<String> = LazyLock::new(|| {
    format!(
        "SELECT id, household, conflicted, {} FROM person",
        columns(Kept::Person)
    )
});
static SELECT_HOUSEHOLD: LazyLock<String> = LazyLock::new(|| {
    format!(
        "SELECT id, {} FROM household WHERE id = ?1",
        columns(Kept::Household)
    )
});

fn read_values(row: &Row<'_>, place: Kept, first: usize) -> rusqlite::Result<Values> {
    let fields = Field::ALL.iter().filter(|field| field.kept() == place);
    let mut values = Values::default();
    for (index, field) in fields.enumerate() {
        let datum = match (field.holds(), row.get_ref(first + index)?) {
            (Holds::Text, ValueRef::Text(text)) => {
                Some(Datum::Text(String::from_utf8_lossy(text).into_owned()))
            }
            (Holds::Date, ValueRef::Integer(day)) => date_from_days(day).map(Datum::Date),
            (Holds::Int, ValueRef::Integer(number)) => Some(Datum::Int(number)),
            (Holds::Bool, ValueRef::Integer(yes)) => Some(Datum::Bool(yes != 0)),
            _ => None,
        };
        if let Some(datum) = datum {
            values.set(*field, datum);
        }
    }
    Ok(values)
}

fn read_person(row: &Row<'_>) -> rusqlite::Result<Held> {
    Ok(Held {
        id: row.get(0)?,
        household: row.get(1)?,
        conflicted: row.get(2)?,
        values: read_values(row, Kept::Person, 3)?,
    })
}

/// The person with `id`.
pub(super) fn person(connection: &Connection, id: PersonId) -> Result<Option<Held>> {
    Ok(connection
        .prepare_cached(&format!("{} WHERE id = ?1", *SELECT_PERSON))?
        .query_row([id], read_person)
        .optional()?)
}

/// People by id. A cached statement with a parameter and `ORDER BY` is planned
/// anew at every use, which costs more than sorting the few rows here.
fn by_id(connection: &Connection, sql: &str, parameter: impl ToSql) -> Result<Vec<Held>> {
    let mut statement = connection.prepare_cached(sql)?;
    let mut found: Vec<Held> = statement
        .query_map([parameter], read_person)?
        .collect::<rusqlite::Result<_>>()?;
    found.sort_unstable_by_key(|held| held.id);
    Ok(found)
}

static WITH_NUMBER: LazyLock<String> =
    LazyLock::new(|| format!("{} WHERE document_number = ?1", *SELECT_PERSON));

/// Everybody with this document number, by id.
pub(super) fn with_number(connection: &Connection, number: &str) -> Result<Vec<Held>> {
    by_id(connection, &WITH_NUMBER, number)
}

/// Everybody who shares `block`, by id; of a name nobody, for it has no index.
pub(super) fn sharing(connection: &Connection, block: &Block) -> Result<Vec<Held>> {
    let by = |column: &str, parameter: &dyn ToSql| {
        by_id(
            connection,
            &format!("{} WHERE {column} = ?1", *SELECT_PERSON),
            parameter,
        )
    };
    match block {
        Block::Number(number) => by("document_number", number),
        Block::Birth(birth) => by("birth_date", &days(*birth)),
        Block::Phone(phone) => by("phone", phone),
        Block::Card(card) => by("bank_card", card),
        Block::Household(household) => by("household", household),
        Block::Name(_) => Ok(Vec::new()),
    }
}

/// Of `numbers`, those on record. A file of a few rows asks for each, a large
/// one is answered by one pass over the index.
pub(super) fn numbers_among(
    connection: &Connection,
    numbers: &HashSet<&str>,
) -> Result<HashSet<String>> {
    const FEW: usize = 500;
    let mut found = HashSet::new();
    if numbers.len() <= FEW {
        let mut statement =
            connection.prepare_cached("SELECT 1 FROM person WHERE document_number = ?1")?;
        for number in numbers {
            if statement.exists([number])? {
                found.insert((*number).to_owned());
            }
        }
        return Ok(found);
    }
    let mut statement = connection
        .prepare_cached("SELECT document_number FROM person WHERE document_number NOT NULL")?;
    let mut rows = statement.query([])?;
    while let Some(row) = rows.next()? {
        if let Ok(number) = row.get_ref(0)?.as_str()
            && numbers.contains(number)
        {
            found.insert(number.to_owned());
        }
    }
    Ok(found)
}

/// Everybody, by id.
pub(super) fn everybody(
    connection: &Connection,
    mut each: impl FnMut(Held) -> Result<()>,
) -> Result<()> {
    let mut statement = connection.prepare_cached(&format!("{} ORDER BY id", *SELECT_PERSON))?;
    let mut rows = statement.query([])?;
    while let Some(row) = rows.next()? {
        each(read_person(row)?)?;
    }
    Ok(())
}

/// The one person that the identity fold makes of this entry and its like.
pub(super) fn canonical(connection: &Connection, id: PersonId) -> Result<PersonId> {
    let found = connection
        .prepare_cached("SELECT canonical FROM person_identity WHERE id = ?1")?
        .query_row([id], |row| row.get(0))
        .optional()?;
    Ok(found.unwrap_or(id))
}

/// The entries that are the person `canonical`, the lowest id first.
pub(super) fn aliases(connection: &Connection, canonical: PersonId) -> Result<Vec<PersonId>> {
    let mut statement =
        connection.prepare_cached("SELECT id FROM person_identity WHERE canonical = ?1")?;
    let mut found: Vec<PersonId> = statement
        .query_map([canonical], |row| row.get(0))?
        .collect::<rusqlite::Result<_>>()?;
    found.sort_unstable();
    Ok(if found.is_empty() {
        vec![canonical]
    } else {
        found
    })
}

/// What the tables hold of a household; empty when nothing is known.
pub(super) fn household(connection: &Connection, id: HouseholdId) -> Result<Values> {
    let found = connection
        .prepare_cached(&SELECT_HOUSEHOLD)?
        .query_row([id], |row| read_values(row, Kept::Household, 1))
        .optional()?;
    Ok(found.unwrap_or_default())
}

/// The members of a household, by id.
pub(super) fn members(connection: &Connection, id: HouseholdId) -> Result<Vec<Held>> {
    by_id(
        connection,
        &format!("{} WHERE household = ?1", *SELECT_PERSON),
        id,
    )
}

/// The id of the household with this number: follows from its county and
/// number. `home` is the office's code.
pub fn household_id(number: &str, home: &str) -> HouseholdId {
    let county = rules::household_county(number, home);
    HouseholdId(derived_id(
        "household",
        &[county.as_bytes(), number.as_bytes()],
    ))
}

fn value(datum: &Datum) -> Value {
    match datum {
        Datum::Text(text) => Value::Text(text.clone()),
        Datum::Date(date) => date_value(*date),
        Datum::Int(number) => Value::Int(*number),
        Datum::Bool(yes) => Value::Bool(*yes),
    }
}

/// Changes of the fields of one person: `None` clears.
pub(super) type Changes = BTreeMap<Field, Option<Datum>>;

/// Writes everything that is said of a new person, and which household they
/// belong to.
pub(super) fn add_person(
    change: &mut Change<'_>,
    id: PersonId,
    values: Values,
    household: Option<HouseholdId>,
) -> Result<()> {
    let household = household.map(|id| (HOUSEHOLD_OF, Value::Bytes(id.0.to_vec())));
    let fields = values
        .into_iter()
        .filter_map(|(field, datum)| Some((*KEYS.get(&field)?, owned_value(datum))))
        .chain(household)
        .collect();
    change.put_keyed(&PERSON, id.0, fields)
}

/// The keys of a person's fields in the log.
static KEYS: LazyLock<HashMap<Field, u16>> = LazyLock::new(|| {
    let of = |field: &Field| Some((*field, PERSON.field(field.key())?.key));
    let kept = Field::ALL
        .iter()
        .filter(|field| field.kept() == Kept::Person);
    kept.filter_map(of).collect()
});

/// The key of the household that a person belongs to.
pub(super) const HOUSEHOLD_OF: u16 = 12;

fn owned_value(datum: Datum) -> Value {
    match datum {
        Datum::Text(text) => Value::Text(text),
        other => value(&other),
    }
}

/// Writes changes of a person, and which household they belong to.
pub(super) fn set_person(
    change: &mut Change<'_>,
    id: PersonId,
    changes: &Changes,
    household: Option<HouseholdId>,
) -> Result<()> {
    let mut fields: Vec<FieldWrite<'_>> = changes
        .iter()
        .filter(|(field, _)| field.kept() == Kept::Person)
        .map(|(field, datum)| (field.key(), datum.as_ref().map(value)))
        .collect();
    if let Some(household) = household {
        fields.push(("household", Some(Value::Bytes(household.0.to_vec()))));
    }
    change.put(&PERSON, id.0, fields)
}

/// Writes changes of a household.
pub(super) fn set_household(
    change: &mut Change<'_>,
    id: HouseholdId,
    home: &str,
    number: &str,
    changes: &Changes,
) -> Result<()> {
    let county = rules::household_county(number, home).to_owned();
    let mut fields: Vec<FieldWrite<'_>> = vec![
        ("county", Some(Value::Text(county))),
        ("household_number", Some(Value::Text(number.to_owned()))),
    ];
    fields.extend(
        changes
            .iter()
            .filter(|(field, _)| {
                field.kept() == Kept::Household && **field != Field::HouseholdNumber
            })
            .map(|(field, datum)| (field.key(), datum.as_ref().map(value))),
    );
    change.put(&HOUSEHOLD, id.0, fields)
}

/// The id of an entity as a plain person.
pub(super) fn person_id(id: EntityId) -> PersonId {
    PersonId(id)
}
