//! The instance as an integer programme.
//!
//! Columns: classes (integer) and their seats per occupation, place, site and
//! start; seats per group and occupation; heads that earn their need; heads
//! per slice and week; people waiting per occupation and week; fen per set of
//! budgets that may pay the same classes; and for containers that a pin sends
//! elsewhere, where they stand and move. Who pays which class and which group
//! sits in which class is a transport problem with whole supplies, so it is
//! settled afterwards without loss.

mod choose;
mod rows;

use std::collections::{BTreeMap, BTreeSet};

use super::PlanError;
use super::instance::{Instance, Occupation, Pin};
use crate::highs::Programme;
use choose::Builder;

/// More columns than this are refused: the relaxation alone would take longer
/// than anybody waits and more memory than an office machine has.
const MOST_COLUMNS: usize = 600_000;

/// Where a class is held; indices into the instance.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub(super) enum Place {
    Venue(usize),
    Container { container: usize, site: usize },
}

/// Classes of one occupation, place and start.
#[derive(Debug, Clone)]
pub(super) struct ClassColumn {
    pub occupation: usize,
    pub place: Place,
    pub start: u32,
    /// Week in which its graduates enter the pool.
    pub ready: u32,
    /// Column of the number of classes.
    pub classes: usize,
    /// Column of their seats.
    pub seats: usize,
    /// Most classes that fit at once.
    pub most: u32,
    /// Most seats of one class here.
    pub largest: u32,
    /// Which budgets may pay; index into [`Model::signatures`].
    pub signature: Option<usize>,
}

/// Demand lines that differ in nothing but region and id.
#[derive(Debug, Clone)]
pub(super) struct Slice {
    pub occupation: usize,
    /// Indices of the demand lines.
    pub members: Vec<usize>,
    pub heads: f64,
    pub to: u32,
    pub permit: Option<usize>,
    /// Possible first weeks of work with the week of leaving the pool and the
    /// column of the heads.
    pub options: Vec<Choice>,
}

#[derive(Debug, Clone, Copy)]
pub(super) struct Choice {
    pub week: u32,
    pub leave: u32,
    pub column: usize,
}

/// The weeks for which the pool of an occupation has a column.
#[derive(Debug, Clone, Copy)]
pub(super) struct Pool {
    pub first: u32,
    pub last: u32,
    pub column: usize,
}

impl Pool {
    /// Column of the people waiting at the end of a week.
    pub fn at(self, week: u32) -> Option<usize> {
        (self.first..=self.last)
            .contains(&week)
            .then(|| self.column + (week - self.first) as usize)
    }
}

/// What a row of the programme says.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub(super) enum Row {
    Largest,
    Smallest,
    Rooms {
        venue: usize,
        week: u32,
    },
    Beds {
        venue: usize,
        week: u32,
    },
    Workshops {
        venue: usize,
        kind: usize,
        week: u32,
    },
    Instructors {
        venue: usize,
        kind: usize,
        week: u32,
    },
    Container {
        container: usize,
        week: u32,
    },
    Position,
    Cost,
    Budget(usize),
    Seats(usize),
    People(usize),
    Earned,
    Work(usize),
    Pool,
    Demand(usize),
    Permit(usize),
}

/// How much is left out beforehand.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Detail {
    /// Everything that cannot pay, and moves nobody asked for, are left out.
    Reduced,
    /// The definition word for word, as a yardstick.
    Full,
}

/// The programme and what its columns and rows mean.
#[derive(Debug, Clone)]
pub(super) struct Model {
    pub programme: Programme,
    /// Fen per unit of the objective and of the money columns.
    pub unit: f64,
    pub classes: Vec<ClassColumn>,
    pub slices: Vec<Slice>,
    /// Seats by group and occupation.
    pub enrolled: Vec<Vec<Option<usize>>>,
    pub pools: Vec<Option<Pool>>,
    /// Sets of budgets that may pay the same classes.
    pub signatures: Vec<Vec<usize>>,
    /// Columns of the possible moves of containers.
    pub moves: Vec<usize>,
    pub rows: Vec<Row>,
    /// Names of workshop types and instructor families that rows refer to.
    pub kinds: Vec<String>,
    /// Per column the largest value any plan can give it; finite, for proofs.
    pub implied: Vec<f64>,
    index: BTreeMap<(usize, Place, u32), usize>,
}

impl Model {
    /// The class a pin speaks of, if the model has it.
    pub fn pinned(&self, instance: &Instance, pin: &Pin) -> Option<usize> {
        let occupation = position(&instance.occupations, |o| o.id == pin.occupation)?;
        let place = place_of(instance, pin)?;
        self.index.get(&(occupation, place, pin.start)).copied()
    }

    /// Builds the programme for the instance under the given pins.
    pub fn build(instance: &Instance, pins: &[Pin], detail: Detail) -> Result<Self, PlanError> {
        let mut builder = Builder::new(instance, pins, detail);
        builder.choose_slices();
        builder.choose_classes();
        builder.count()?;
        builder.columns();
        builder.capacity_rows();
        builder.container_rows();
        builder.money_rows();
        builder.people_rows();
        builder.pool_rows();
        let model = builder.model;
        debug_assert_eq!(model.rows.len(), model.programme.rows());
        debug_assert_eq!(model.implied.len(), model.programme.columns());
        Ok(model)
    }

    /// Column bounds with the pins applied.
    pub fn limits(&self, instance: &Instance, pins: &[Pin]) -> Vec<(f64, f64)> {
        let programme = &self.programme;
        let mut limits: Vec<(f64, f64)> = programme
            .lower
            .iter()
            .copied()
            .zip(programme.upper.iter().copied())
            .collect();
        for pin in pins {
            if let Some(class) = self.pinned(instance, pin) {
                let (lower, upper) = &mut limits[self.classes[class].classes];
                *lower = lower.max(f64::from(pin.at_least));
                *upper = upper.min(f64::from(pin.at_most));
            }
        }
        limits
    }
}

pub(super) fn position<T>(list: &[T], test: impl FnMut(&T) -> bool) -> Option<usize> {
    list.iter().position(test)
}

/// Where a pin's class would be held.
pub(super) fn place_of(instance: &Instance, pin: &Pin) -> Option<Place> {
    if let Some(venue) = position(&instance.venues, |v| v.id == pin.place) {
        return Some(Place::Venue(venue));
    }
    let container = position(&instance.containers, |c| c.id == pin.place)?;
    let site = position(&instance.containers[container].sites, |s| {
        Some(s) == pin.site.as_ref()
    })?;
    Some(Place::Container { container, site })
}

/// The budgets that may pay a class.
pub(super) fn payers(
    instance: &Instance,
    occupation: &Occupation,
    start: u32,
    mobile: bool,
) -> Vec<usize> {
    let ready = start + occupation.train + occupation.exam;
    instance
        .budgets
        .iter()
        .enumerate()
        .filter(|(_, b)| {
            b.amount > 0
                && start >= b.start_from
                && ready <= b.assessed_by
                && (b.mobile || !mobile)
                && b.occupations
                    .as_ref()
                    .is_none_or(|list| list.contains(&occupation.id))
        })
        .map(|(index, _)| index)
        .collect()
}

/// Whether the calendar lets a class start: its training lies in open weeks
/// and its graduates are there before the horizon ends.
pub(super) fn calendar_allows(
    weeks: u32,
    closed: &BTreeSet<u32>,
    occupation: &Occupation,
    start: u32,
) -> bool {
    start + occupation.train + occupation.exam <= weeks
        && (start..start + occupation.train).all(|week| !closed.contains(&week))
}

/// Weeks in which somebody may begin at a demand line, leaving the pool
/// within the horizon.
pub(super) fn entry_weeks(instance: &Instance, demand: usize) -> std::ops::Range<u32> {
    let d = &instance.demand[demand];
    let permit = d
        .permit
        .as_ref()
        .and_then(|id| instance.permits.iter().find(|p| &p.id == id));
    let mut from = d.from.max(d.lead);
    let mut to = (d.to + 1).saturating_sub(d.min_stay);
    if let Some(permit) = permit {
        from = from.max(permit.from);
        to = to.min(permit.to);
    }
    from..to.max(from)
}

/// Most seats the groups together fill in an occupation.
pub(super) fn most_people(instance: &Instance, occupation: &str) -> u64 {
    instance
        .groups
        .iter()
        .map(|g| {
            u64::from(
                g.interest
                    .get(occupation)
                    .copied()
                    .unwrap_or(0)
                    .min(g.people),
            )
        })
        .sum()
}
