//! What people do with people: check, save, delete, reveal; beside it what
//! they look at and count.

mod access;
mod choosing;
mod counting;
mod home;
mod many;
mod showing;
mod stated;

pub use access::{Access, AccessFilter, access, reveal_shown};
pub use choosing::{Disclosed, PRINTED, disclosures, record_printing, set_wishes};
pub use counting::{Applicant, Counts, GroupInterest, applicants, counts, interest};
pub use home::{Home, Member, entries, home, whole_history};
pub use many::{Before, Chosen, FOR_MANY, SavedMany, chosen, save_many, townships};
pub(super) use showing::shown;
pub use showing::{
    HistoryLine, PersonLine, Record, Shown, age, canonical, history, lines, name, record,
};
pub use stated::{Stated, stated, stated_ids};

use super::duplicates::{self, Alike, Evidence};
use super::import::settle_category;
use super::model::{Datum, Entry, Field, Kept, Values};
use super::records::{DISCLOSURE, PERSON};
use super::rules::{self, Circumstances, Reading, VALUE_UNREAD, contact_notices};
use super::store::{self, Changes, Held};
use crate::base::{EntityId, HouseholdId, PersonId, Problem};
use crate::store::{Store, Written};
use crate::{Error, Result};
use std::collections::BTreeSet;
use tongfu_package::value::Value;

/// What became of a form.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Saved {
    /// It was written.
    Done {
        /// The person.
        person: PersonId,
        /// What was written; no operations when nothing differed.
        written: Written<()>,
        /// What the person at the form may want to mend.
        notices: Vec<Problem>,
    },
    /// Nothing was written; every reason.
    Refused(Vec<Problem>),
}

/// What is wrong with a form, refusals and notices. `person` is the one being
/// changed; fields not in the form stay as they are on record.
///
/// Codes beside those of an import: `FIELD_UNREADABLE` (field),
/// `HOUSEHOLD_NUMBER_MISSING`, `PERSON_EXISTS` (person, name),
/// `PERSON_SAME_NUMBER`, `PERSON_SAME_NAME`, `PERSON_ALIKE`,
/// `PHONE_UNUSUAL`, `BANK_CARD_CHECK`, `PASSPORT_UNUSUAL`.
pub fn check(store: &Store, person: Option<PersonId>, form: &Entry<'_>) -> Result<Vec<Problem>> {
    Ok(read_form(store, person, form)?.problems)
}

struct Form {
    problems: Vec<Problem>,
    changes: Changes,
    household: Option<HouseholdId>,
}

/// Fields that have a meaning only together with the number or the name.
const TOGETHER: [Field; 4] = [
    Field::Name,
    Field::DocumentNumber,
    Field::Sex,
    Field::BirthDate,
];

/// Wishes are read as one ranked list: a form that speaks of one of them leaves
/// the others as they are.
const WISHED: [Field; 4] = [Field::Wish1, Field::Wish2, Field::Wish3, Field::WishWritten];

/// Fields by which somebody on record may be recognised.
const LIKENESS: [Field; 6] = [
    Field::Name,
    Field::DocumentNumber,
    Field::BirthDate,
    Field::Phone,
    Field::BankCard,
    Field::HouseholdNumber,
];

fn read_form(store: &Store, person: Option<PersonId>, form: &Entry<'_>) -> Result<Form> {
    let tables = store.tables();
    let held = match person {
        Some(id) => Some(store::person(tables, id)?.ok_or_else(|| Error::absent("PERSON_ABSENT"))?),
        None => None,
    };
    // What the form leaves out of the fields that are read together comes from
    // the record.
    let wished: &[Field] = if form.fields().any(|field| WISHED.contains(&field)) {
        &WISHED
    } else {
        &[]
    };
    let recorded: Vec<(Field, String)> = held
        .iter()
        .flat_map(|held| {
            TOGETHER
                .iter()
                .chain(wished)
                .filter_map(|field| Some((*field, written_form(held.values.get(*field)?))))
        })
        .collect();
    let mut entry = Entry::new();
    for (field, text) in &recorded {
        entry.put(*field, text, false);
    }
    for field in form.fields() {
        let written = form.get(field);
        entry.put(field, written.text, written.was_number);
    }
    let circumstances = Circumstances {
        today: store.today(),
        home: &store.office().code,
    };
    let mut reading = rules::read(&entry, &circumstances);
    let touched = touched(form);
    let household = notice(store, person, form, held.as_ref(), &mut reading)?;
    let mut changes: Changes = touched
        .iter()
        .map(|field| (*field, reading.values.get(*field).cloned()))
        .collect();
    if held.is_none() {
        changes.retain(|_, value| value.is_some());
        changes.extend(
            reading
                .values
                .iter()
                .map(|(field, value)| (field, Some(value.clone()))),
        );
    }
    settle_category(&mut changes);
    Ok(Form {
        problems: reading.problems,
        changes,
        household,
    })
}

/// What a form about somebody new says, with everything wrong with it.
pub(super) fn read_new(store: &Store, form: &Entry<'_>) -> Result<Reading> {
    let circumstances = Circumstances {
        today: store.today(),
        home: &store.office().code,
    };
    let mut reading = rules::read(form, &circumstances);
    notice(store, None, form, None, &mut reading)?;
    Ok(reading)
}

/// Adds what a form is told beside what an import is; the household that the
/// form names, else the one on record.
fn notice(
    store: &Store,
    person: Option<PersonId>,
    form: &Entry<'_>,
    held: Option<&Held>,
    reading: &mut Reading,
) -> Result<Option<HouseholdId>> {
    let household = reading
        .values
        .text(Field::HouseholdNumber)
        .map(|number| store::household_id(number, &store.office().code))
        .or(held.and_then(|held| held.household));
    // Whoever sits at a form can write it another way; a row of a file cannot.
    for problem in &mut reading.problems {
        if problem.code == VALUE_UNREAD {
            problem.code = "FIELD_UNREADABLE";
            problem.refuses = true;
        }
    }
    reading.problems.extend(contact_notices(&reading.values));
    if household.is_none() && reading.values.kept(Kept::Household).next().is_some() {
        // What is said of a household has no place without its number.
        reading
            .problems
            .push(Problem::refuse("HOUSEHOLD_NUMBER_MISSING").on(Field::HouseholdNumber.key()));
    }
    let touched = touched(form);
    if reading.refusal().is_none() && LIKENESS.iter().any(|field| touched.contains(field)) {
        // What the form does not speak of stands in the record.
        let mut values = held.map(|held| held.values.clone()).unwrap_or_default();
        for (field, value) in reading.values.iter() {
            values.set(field, value.clone());
        }
        reading
            .problems
            .extend(likenesses(store, person, &values, household)?);
    }
    Ok(household)
}

/// The fields that a form speaks of, with those that follow from them.
fn touched(form: &Entry<'_>) -> BTreeSet<Field> {
    let mut touched = BTreeSet::new();
    for field in form.fields() {
        match field {
            Field::Languages => {
                touched.extend([
                    Field::LanguageZh,
                    Field::LanguageKk,
                    Field::LanguageRu,
                    Field::LanguageOther,
                ]);
            }
            Field::Category => touched.extend([Field::Category, Field::CategoryWritten]),
            Field::Wish1 | Field::Wish2 | Field::Wish3 | Field::WishWritten => {
                touched.extend([Field::Wish1, Field::Wish2, Field::Wish3, Field::WishWritten]);
            }
            Field::Address => touched.extend([
                Field::Address,
                Field::County,
                Field::Township,
                Field::Village,
            ]),
            Field::DocumentNumber => touched.extend([Field::DocumentNumber, Field::DocumentType]),
            field => _ = touched.insert(field),
        }
    }
    touched
}

/// Others on record that are, or may be, the person in the form.
fn likenesses(
    store: &Store,
    person: Option<PersonId>,
    values: &Values,
    household: Option<HouseholdId>,
) -> Result<Vec<Problem>> {
    let found = duplicates::alike_to(store, person, values, household)?;
    Ok(found.iter().map(likeness).collect())
}

fn likeness(alike: &Alike) -> Problem {
    let has = |evidence| alike.evidence.contains(&evidence);
    let problem = if alike.certain {
        Problem::refuse("PERSON_EXISTS").on(Field::DocumentNumber.key())
    } else if has(Evidence::SameNumber) {
        Problem::warn("PERSON_SAME_NUMBER").on(Field::DocumentNumber.key())
    } else if has(Evidence::SameName) && has(Evidence::SameBirth) {
        Problem::warn("PERSON_SAME_NAME").on(Field::Name.key())
    } else {
        Problem::warn("PERSON_ALIKE").on(Field::Name.key())
    };
    problem
        .with("person", alike.person)
        .with("name", &alike.name)
}

/// A value as one would write it into a form.
fn written_form(value: &Datum) -> String {
    match value {
        Datum::Text(text) => text.clone(),
        Datum::Date(date) => date.to_string(),
        Datum::Int(number) => number.to_string(),
        Datum::Bool(yes) => if *yes { "yes" } else { "no" }.to_owned(),
    }
}

/// Adds a person, or changes the fields of `person` that the form holds: a
/// blank field is cleared, one that is not in the form stays.
///
/// Errors: `PERSON_ABSENT`. Everything wrong with the form itself is in
/// [`Saved::Refused`].
pub fn save(store: &mut Store, person: Option<PersonId>, form: &Entry<'_>) -> Result<Saved> {
    let Form {
        problems,
        changes,
        household,
    } = read_form(store, person, form)?;
    if problems.iter().any(|problem| problem.refuses) {
        return Ok(Saved::Refused(problems));
    }
    let home = store.office().code.clone();
    let number = match (changes.get(&Field::HouseholdNumber), household) {
        (Some(Some(Datum::Text(number))), _) => Some(number.clone()),
        (None, Some(household)) => store::household(store.tables(), household)?
            .text(Field::HouseholdNumber)
            .map(str::to_owned),
        _ => None,
    };
    let speaks_of_household = changes.keys().any(|field| field.kept() == Kept::Household);
    let verb = if person.is_some() {
        "people.change"
    } else {
        "people.add"
    };
    let today = store.today();
    let written = store.write(verb, today, |change| {
        let id = match person {
            Some(person) => person,
            None => PersonId(change.new_id()),
        };
        store::set_person(change, id, &changes, household)?;
        if let (Some(household), Some(number), true) = (household, number, speaks_of_household) {
            store::set_household(change, household, &home, &number, &changes)?;
        }
        Ok(id)
    })?;
    let Written {
        value: person,
        operations,
        changed,
    } = written;
    Ok(Saved::Done {
        person,
        written: Written {
            value: (),
            operations,
            changed,
        },
        notices: problems,
    })
}

/// Deletes people from the record; the log keeps what it must.
///
/// Errors: `PERSON_ABSENT`; nothing is deleted then.
pub fn delete(store: &mut Store, people: &[PersonId]) -> Result<Written<()>> {
    let today = store.today();
    store.write("people.delete", today, |change| {
        for person in people {
            if store::person(change.tables(), *person)?.is_none() {
                return Err(Error::absent("PERSON_ABSENT"));
            }
            change.delete(&PERSON, person.0)?;
        }
        Ok(())
    })
}

/// The whole value of a masked field. That it was looked at, and why, is
/// recorded.
///
/// Errors: `REASON_MISSING`, `PERSON_ABSENT`, `FIELD_ABSENT`.
pub fn reveal(
    store: &mut Store,
    person: PersonId,
    field: Field,
    reason: &str,
) -> Result<Written<String>> {
    let reason = reason.trim();
    if reason.is_empty() {
        return Err(Error::refused("REASON_MISSING"));
    }
    let held =
        store::person(store.tables(), person)?.ok_or_else(|| Error::absent("PERSON_ABSENT"))?;
    let value = held
        .values
        .text(field)
        .ok_or_else(|| Error::absent("FIELD_ABSENT").with("field", field.key()))?
        .to_owned();
    let today = store.today();
    store.write("people.reveal", today, |change| {
        let id = change.new_id();
        change.set(
            &DISCLOSURE,
            id,
            &[
                ("person", Some(Value::Bytes(person.0.to_vec()))),
                ("field", Some(Value::Text(field.key().to_owned()))),
                ("reason", Some(Value::Text(reason.to_owned()))),
            ],
        )?;
        Ok(value)
    })
}

/// The people among changed entities.
pub fn changed_people(changed: &[(u16, EntityId)]) -> Vec<PersonId> {
    changed
        .iter()
        .filter(|(kind, _)| *kind == PERSON.key)
        .map(|(_, id)| store::person_id(*id))
        .collect()
}
