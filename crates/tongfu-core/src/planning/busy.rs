//! Classes on record in an instance: each holds its room, beds and instructor
//! week by week through a pinned occupation that costs nothing and graduates
//! nobody, so that a new plan never uses them twice.

use super::derive::Mapping;
use super::model::{Existing, Facts};
use super::rules;
use crate::base::ClassId;
use std::collections::{BTreeMap, BTreeSet};
use tongfu_solver::plan;

/// Leading part of occupations that stand for classes on record.
pub const BUSY: &str = "busy-";

/// What a place still has in each week.
struct Left {
    rooms: Vec<u32>,
    beds: Vec<u32>,
    instructors: BTreeMap<String, Vec<u32>>,
}

/// The parts of an instance that a class on record is written into.
#[derive(Debug)]
pub struct Parts {
    /// Occupations.
    pub occupations: Vec<plan::Occupation>,
    /// Sites.
    pub venues: Vec<plan::Venue>,
    /// Mobile workshops.
    pub containers: Vec<plan::Container>,
    /// People.
    pub groups: Vec<plan::Group>,
    /// Pins.
    pub pins: Vec<plan::Pin>,
}

/// Pins every class on record into the rooms, beds and instructors it uses;
/// returns which occupation stands for which class.
pub fn hold(
    facts: &Facts,
    closed: &[u32],
    mapping: &Mapping,
    parts: &mut Parts,
) -> BTreeMap<String, ClassId> {
    let Parts {
        occupations,
        venues,
        containers,
        groups,
        pins,
    } = parts;
    let mut held: BTreeMap<String, ClassId> = BTreeMap::new();
    let weeks = facts.weeks as usize;
    let mut left: BTreeMap<String, Left> = BTreeMap::new();
    let mut people: BTreeMap<String, u32> = BTreeMap::new();
    let mut existing: Vec<&Existing> = facts.existing.iter().collect();
    existing.sort_by_key(|class| (class.start, class.id));
    for class in existing {
        let Some(place) = class
            .place
            .and_then(|place| mapping.place_id(place))
            .map(str::to_owned)
        else {
            continue;
        };
        for (from, to) in runs(facts, closed, class) {
            let venue = venues.iter().position(|venue| venue.id == place);
            let container = containers
                .iter()
                .position(|container| container.id == place);
            let left = left.entry(place.clone()).or_insert_with(|| {
                match venue.map(|index| &venues[index]) {
                    Some(venue) => Left {
                        rooms: vec![venue.rooms; weeks],
                        beds: vec![venue.beds; weeks],
                        instructors: venue
                            .instructors
                            .iter()
                            .map(|(family, count)| (family.clone(), vec![*count; weeks]))
                            .collect(),
                    },
                    None => Left {
                        rooms: vec![1; weeks],
                        beds: vec![u32::MAX; weeks],
                        instructors: BTreeMap::new(),
                    },
                }
            });
            let span = from as usize..to as usize;
            // What is already promised twice can't be pinned twice: the
            // overlap shows on the class, the plan goes on with what is left.
            if left.rooms[span.clone()].contains(&0) {
                continue;
            }
            let beds = left.beds[span.clone()].iter().copied().min().unwrap_or(0);
            let seats = class
                .seats
                .max(1)
                .min(beds)
                .min(container.map_or(u32::MAX, |index| containers[index].seats));
            if seats == 0 {
                continue;
            }
            let instructor = left
                .instructors
                .get(&class.occupation)
                .is_some_and(|counts| !counts[span.clone()].contains(&0))
                .then(|| class.occupation.clone());
            left.rooms[span.clone()]
                .iter_mut()
                .for_each(|rooms| *rooms -= 1);
            if venue.is_some() {
                left.beds[span.clone()]
                    .iter_mut()
                    .for_each(|beds| *beds -= seats);
            }
            if let Some(counts) = instructor
                .as_ref()
                .and_then(|family| left.instructors.get_mut(family))
            {
                counts[span].iter_mut().for_each(|count| *count -= 1);
            }
            let id = format!("{BUSY}{}", people.len() + 1);
            let mut site = None;
            if let Some(index) = venue {
                venues[index].occupations.push(id.clone());
            }
            if let Some(index) = container {
                containers[index].occupations.push(id.clone());
                site = Some(containers[index].start.clone());
            }
            occupations.push(plan::Occupation {
                id: id.clone(),
                train: to - from,
                exam: 0,
                min: seats,
                max: seats,
                pass: 0.0,
                workshop: None,
                instructor,
                class_cost: 0,
                seat_cost: 0,
            });
            pins.push(plan::Pin {
                occupation: id.clone(),
                place: place.clone(),
                site,
                start: from,
                at_least: 1,
                at_most: 1,
            });
            held.insert(id.clone(), class.id);
            people.insert(id, seats);
        }
    }
    if !people.is_empty() {
        let all = people
            .values()
            .fold(0u32, |sum, seats| sum.saturating_add(*seats));
        groups.push(plan::Group {
            id: "in-class".to_owned(),
            people: all,
            need: 0,
            interest: people,
        });
    }
    held
}

/// Weeks `[from, to)` of the horizon in which a class on record is taught,
/// without the closed ones.
fn runs(facts: &Facts, closed: &[u32], class: &Existing) -> Vec<(u32, u32)> {
    let closed: BTreeSet<u32> = closed.iter().copied().collect();
    let first = rules::week_of(facts.start, class.start).max(0);
    let last = rules::week_of(facts.start, class.training_end).min(i64::from(facts.weeks) - 1);
    let mut runs: Vec<(u32, u32)> = Vec::new();
    for week in first..=last {
        let Ok(week) = u32::try_from(week) else {
            continue;
        };
        if closed.contains(&week) {
            continue;
        }
        match runs.last_mut() {
            Some(run) if run.1 == week => run.1 += 1,
            _ => runs.push((week, week + 1)),
        }
    }
    runs
}
