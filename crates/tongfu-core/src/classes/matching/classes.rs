//! What matching needs to know of classes.

use super::rules::{self, Language};
use crate::Result;
use crate::base::{ClassId, DemandLineId};
use crate::classes::store as tables;
use crate::demand;
use crate::store::Store;
use chrono::NaiveDate;
use std::collections::BTreeMap;

/// A class as matching sees it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ClassFacts {
    /// The class.
    pub id: ClassId,
    /// Its name.
    pub name: String,
    /// Occupation.
    pub occupation: String,
    /// First day.
    pub start: NaiveDate,
    /// Seats.
    pub seats: u32,
    /// Fewest people for it to be held.
    pub min_size: u32,
    /// Reserved seats by type, in their published order.
    pub reserves: Vec<(String, u32)>,
    /// Whether people can apply: it is planned, filed or open and has not
    /// begun.
    pub takes_applications: bool,
    /// People who have a seat.
    pub enrolled: u32,
    /// Languages that its demand asks for, any of which will do.
    pub languages: Vec<Language>,
}

impl ClassFacts {
    /// Seats nobody has yet.
    pub fn free_seats(&self) -> u32 {
        self.seats.saturating_sub(self.enrolled)
    }
}

/// All classes, by start, name and id.
pub fn facts(store: &Store) -> Result<Vec<ClassFacts>> {
    let today = store.today();
    let asked: BTreeMap<DemandLineId, Vec<Language>> = demand::all_lines(store)?
        .into_iter()
        .map(|line| (line.id, rules::languages_asked(&line.language)))
        .collect();
    let mut seated: BTreeMap<ClassId, u32> = BTreeMap::new();
    for entry in super::store::enrolments(store.tables())?
        .iter()
        .filter(|entry| entry.state.holds_seat())
    {
        *seated.entry(entry.class).or_default() += 1;
    }
    Ok(tables::classes(store.tables())?
        .into_iter()
        .map(|class| {
            let mut languages: Vec<Language> = class
                .targets
                .iter()
                .filter_map(|line| asked.get(line))
                .flatten()
                .copied()
                .collect();
            languages.sort_unstable();
            languages.dedup();
            ClassFacts {
                id: class.id,
                start: class.timing.start,
                seats: class.seats,
                min_size: class.min_size,
                takes_applications: class.state.takes_applications() && class.timing.start > today,
                enrolled: class
                    .enrolled
                    .saturating_add(seated.get(&class.id).copied().unwrap_or(0)),
                name: class.name,
                occupation: class.occupation,
                reserves: class.reserves,
                languages,
            }
        })
        .collect())
}
