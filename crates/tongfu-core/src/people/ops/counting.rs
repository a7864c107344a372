//! Counts, interest for planning, applicants: each person once.

use super::super::model::{Field, Sex, Values, Willing};
use super::super::rules::{Group, group_of};
use super::super::store::{self, Held};
use crate::Result;
use crate::base::PersonId;
use crate::store::Store;
use chrono::{Datelike, NaiveDate};
use std::collections::{BTreeMap, BTreeSet};

/// Occupations wished for, the most wished first.
pub(super) fn wishes(values: &Values) -> impl Iterator<Item = &str> {
    [Field::Wish1, Field::Wish2, Field::Wish3]
        .into_iter()
        .filter_map(|field| values.text(field))
}

/// How many people are on record, each counted once.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Counts {
    /// People, entries of one person counted once.
    pub people: u32,
    /// Households.
    pub households: u32,
    /// People by category code, `ordinary`, or `""` where nobody has asked.
    pub by_category: BTreeMap<String, u32>,
    /// People with at least one wish.
    pub with_wish: u32,
    /// People with a field in conflict.
    pub conflicted: u32,
}

/// Counts people and households.
pub fn counts(store: &Store) -> Result<Counts> {
    let mut counts = Counts::default();
    store::everybody(store.tables(), |held| {
        if store::canonical(store.tables(), held.id)? == held.id {
            counts.people += 1;
            counts.with_wish += u32::from(wishes(&held.values).next().is_some());
            counts.conflicted += u32::from(held.conflicted);
            let category = held.values.text(Field::Category).unwrap_or_default();
            *counts.by_category.entry(category.to_owned()).or_default() += 1;
        }
        Ok(())
    })?;
    counts.households = store
        .tables()
        .query_row("SELECT count(*) FROM household", [], |row| row.get(0))?;
    Ok(counts)
}

/// What a group of people wishes to learn.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct GroupInterest {
    /// [`Group::key`].
    pub group: &'static str,
    /// [`Group::need_tier`].
    pub need_tier: u32,
    /// People with at least one wish who may be planned for, each once.
    pub people: u32,
    /// Of them, those who wish for an occupation, by its id.
    pub interest: BTreeMap<String, u32>,
}

/// The years below which nobody is placed abroad (domain.md §2).
const ADULT: i32 = 18;

/// Interest for planning, from the survey of wishes: all groups, the neediest
/// first. A person counts once, whatever entries or numbers they stand under;
/// nobody under 18 on `today` and nobody who said no to work abroad counts.
pub fn interest(store: &Store, today: NaiveDate) -> Result<Vec<GroupInterest>> {
    let mut groups: Vec<GroupInterest> = Group::ALL
        .iter()
        .map(|group| GroupInterest {
            group: group.key(),
            need_tier: group.need_tier(),
            people: 0,
            interest: BTreeMap::new(),
        })
        .collect();
    // Two entries with one number are one seat even while nobody has decided
    // whether they are one person.
    let mut counted: BTreeSet<String> = BTreeSet::new();
    let mut people: BTreeSet<PersonId> = BTreeSet::new();
    store::everybody(store.tables(), |held| {
        let values = &held.values;
        let said_no = values.text(Field::WillingAbroad) == Some(Willing::No.word());
        let minor = values
            .date(Field::BirthDate)
            .is_some_and(|birth| turns(birth, ADULT) > today);
        let wished: BTreeSet<&str> = wishes(values).collect();
        if said_no || minor || wished.is_empty() {
            return Ok(());
        }
        let person = store::canonical(store.tables(), held.id)?;
        if !people.insert(person) {
            return Ok(());
        }
        if let Some(number) = values.text(Field::DocumentNumber)
            && !counted.insert(number.to_owned())
        {
            return Ok(());
        }
        let group = group_of(values.text(Field::Category)).key();
        if let Some(found) = groups.iter_mut().find(|found| found.group == group) {
            found.people += 1;
            for occupation in wished {
                *found.interest.entry(occupation.to_owned()).or_default() += 1;
            }
        }
        Ok(())
    })?;
    Ok(groups)
}

/// The day on which somebody born on `birth` turns `years`.
fn turns(birth: NaiveDate, years: i32) -> NaiveDate {
    let year = birth.year() + years;
    // Born on 29 February: of age on 1 March in other years.
    birth
        .with_year(year)
        .or_else(|| NaiveDate::from_ymd_opt(year, 3, 1))
        .unwrap_or(NaiveDate::MAX)
}

/// What applications and reports need to know of a person.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Applicant {
    /// The canonical entry.
    pub person: PersonId,
    pub name: String,
    pub sex: Option<Sex>,
    pub birth: Option<NaiveDate>,
    pub group: Group,
    /// Code of the category, or `ordinary`.
    pub category: Option<String>,
    /// Ids of the occupations wished for, the most wished first.
    pub wishes: Vec<String>,
    pub willing_abroad: Option<String>,
    pub county: Option<String>,
    pub township: Option<String>,
}

/// Everybody, once, by id: for applications and planning.
pub fn applicants(store: &Store) -> Result<Vec<Applicant>> {
    let mut found = Vec::new();
    store::everybody(store.tables(), |held| {
        if store::canonical(store.tables(), held.id)? == held.id {
            found.push(applicant(&held));
        }
        Ok(())
    })?;
    Ok(found)
}

fn applicant(held: &Held) -> Applicant {
    let text = |field| held.values.text(field).map(str::to_owned);
    Applicant {
        person: held.id,
        name: text(Field::Name).unwrap_or_default(),
        sex: held.values.text(Field::Sex).and_then(Sex::from_code),
        birth: held.values.date(Field::BirthDate),
        group: group_of(held.values.text(Field::Category)),
        category: text(Field::Category),
        wishes: wishes(&held.values).map(str::to_owned).collect(),
        willing_abroad: text(Field::WillingAbroad),
        county: text(Field::County),
        township: text(Field::Township),
    }
}
