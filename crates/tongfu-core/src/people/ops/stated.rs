//! What is stated of a person and household where a rule of income, category,
//! age and residence asks. Sex, ethnic group, herding and wishes are left out:
//! they are no input to such a rule (domain.md §2).

use super::super::model::{Field, Values};
use super::super::rules::read_address;
use super::super::store;
use crate::Result;
use crate::base::PersonId;
use crate::store::Store;
use chrono::NaiveDate;

/// See the module.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Stated {
    /// The canonical entry.
    pub person: PersonId,
    pub birth: Option<NaiveDate>,
    /// Code of the category, or `ordinary`.
    pub category: Option<String>,
    /// A category that no table knew when it was entered, as written.
    pub category_written: Option<String>,
    /// County of the registered address, six digits.
    pub county: Option<String>,
    pub township: Option<String>,
    /// Where the person lives, if elsewhere, as written.
    pub residence: Option<String>,
    /// The county read from it.
    pub residence_county: Option<String>,
    /// Net income per head and year, in fen.
    pub income_per_head: Option<i64>,
    pub income_year: Option<i64>,
    pub income_source: Option<String>,
    pub income_evidence: Option<String>,
    /// First and last day on which what is said of the household holds.
    pub valid_from: Option<NaiveDate>,
    pub valid_to: Option<NaiveDate>,
}

/// What is stated of the one person that `person` and its like are: the lowest
/// entry first, then what the others add. `None` when nobody is on record.
pub fn stated(store: &Store, person: PersonId) -> Result<Option<Stated>> {
    let tables = store.tables();
    let canonical = store::canonical(tables, person)?;
    let mut values = Values::default();
    let mut known = false;
    for entry in store::aliases(tables, canonical)? {
        let Some(held) = store::person(tables, entry)? else {
            continue;
        };
        known = true;
        let household = match held.household {
            Some(id) => store::household(tables, id)?,
            None => Values::default(),
        };
        // The statements of one household are taken together: a year belongs
        // to its income.
        let whole = values.get(Field::IncomePerHead).is_none();
        for (field, value) in held.values.iter() {
            if values.get(field).is_none() {
                values.set(field, value.clone());
            }
        }
        for (field, value) in household.iter().filter(|_| whole) {
            values.set(field, value.clone());
        }
    }
    let text = |field| values.text(field).map(str::to_owned);
    let residence = text(Field::Residence);
    let home = &store.office().code;
    Ok(known.then(|| Stated {
        person: canonical,
        birth: values.date(Field::BirthDate),
        category: text(Field::Category),
        category_written: text(Field::CategoryWritten),
        county: text(Field::County),
        township: text(Field::Township),
        residence_county: residence
            .as_deref()
            .and_then(|written| read_address(written, home).county)
            .map(str::to_owned),
        residence,
        income_per_head: values.int(Field::IncomePerHead),
        income_year: values.int(Field::IncomeYear),
        income_source: text(Field::IncomeSource),
        income_evidence: text(Field::IncomeEvidence),
        valid_from: values.date(Field::HouseholdFrom),
        valid_to: values.date(Field::HouseholdTo),
    }))
}

/// Everybody of whom something is stated, each once, by id.
pub fn stated_ids(store: &Store) -> Result<Vec<PersonId>> {
    let mut found = Vec::new();
    store::everybody(store.tables(), |held| {
        if store::canonical(store.tables(), held.id)? == held.id {
            found.push(held.id);
        }
        Ok(())
    })?;
    Ok(found)
}
