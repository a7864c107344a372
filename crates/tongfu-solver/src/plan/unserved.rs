//! For every demand not fully served, the first thing that stops it.

use std::collections::{BTreeMap, BTreeSet};

use super::flow::transport;
use super::instance::{Instance, Occupation};
use super::model::{calendar_allows, entry_weeks, payers};
use super::solution::{PlannedClass, Solution};

/// What stops a demand, in the order in which it is asked.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum Obstacle {
    /// No class that could still start would have graduates in time, or no
    /// week is left in which anybody could begin.
    TooLate,
    /// Less than one permit is left.
    Permits,
    /// No room, bed, workshop or container is free, or nobody teaches it.
    Seats,
    /// No instructor is free.
    Instructors,
    /// No budget that may pay has enough left.
    Money,
    /// Too few people who want it are left.
    People,
    /// It could be served, but that costs more than it brings.
    NotWorth,
}

impl Obstacle {
    /// The stable word of the obstacle.
    pub fn word(self) -> &'static str {
        match self {
            Self::TooLate => "too_late",
            Self::Permits => "permits",
            Self::Seats => "seats",
            Self::Instructors => "instructors",
            Self::Money => "money",
            Self::People => "people",
            Self::NotWorth => "not_worth",
        }
    }
}

/// A demand with heads still missing.
#[derive(Debug, Clone, PartialEq)]
pub struct Unserved {
    /// Id of the demand.
    pub demand: String,
    /// Heads not served.
    pub missing: f64,
    pub obstacle: Obstacle,
}

/// Heads below this count as served.
const NOBODY: f64 = 1e-3;

/// Every demand of the instance that the solution does not fully serve, in the
/// instance's order.
///
/// The obstacle is that of the class that comes nearest to being possible: one
/// more seat in a class planned in time, or else one more class of the fewest
/// seats, is tried against rooms and beds, instructors, money and people in
/// this order, and the farthest point reached counts.
pub fn unserved(instance: &Instance, solution: &Solution) -> Vec<Unserved> {
    let state = State::new(instance, solution);
    let mut served: BTreeMap<&str, f64> = BTreeMap::new();
    for placement in &solution.placements {
        *served.entry(&placement.demand).or_default() += placement.heads;
    }
    instance
        .demand
        .iter()
        .enumerate()
        .filter_map(|(index, d)| {
            let missing = f64::from(d.heads) - served.get(d.id.as_str()).copied().unwrap_or(0.0);
            (missing > NOBODY).then(|| Unserved {
                demand: d.id.clone(),
                missing,
                obstacle: state.obstacle(index),
            })
        })
        .collect()
}

/// What the plan leaves free.
struct State<'i> {
    instance: &'i Instance,
    closed: BTreeSet<u32>,
    planned: &'i [PlannedClass],
    occupations: BTreeMap<&'i str, &'i Occupation>,
    rooms: BTreeMap<(&'i str, u32), u32>,
    beds: BTreeMap<(&'i str, u32), u32>,
    workshops: BTreeMap<(&'i str, &'i str, u32), u32>,
    instructors: BTreeMap<(&'i str, &'i str, u32), u32>,
    busy: BTreeSet<(&'i str, u32)>,
    permits: BTreeMap<&'i str, f64>,
    /// Seats per occupation, in the instance's order.
    seats: Vec<i64>,
}

/// How far one more class or seat gets.
#[derive(Clone, Copy)]
struct Trial<'i> {
    occupation: &'i Occupation,
    place: &'i str,
    mobile: bool,
    start: u32,
    /// Classes and seats more.
    more: (u32, u32),
}

impl<'i> State<'i> {
    fn new(instance: &'i Instance, solution: &'i Solution) -> Self {
        let mut state = Self {
            instance,
            closed: instance.closed_weeks.iter().copied().collect(),
            planned: &solution.classes,
            occupations: instance
                .occupations
                .iter()
                .map(|o| (o.id.as_str(), o))
                .collect(),
            rooms: BTreeMap::new(),
            beds: BTreeMap::new(),
            workshops: BTreeMap::new(),
            instructors: BTreeMap::new(),
            busy: BTreeSet::new(),
            permits: BTreeMap::new(),
            seats: vec![0; instance.occupations.len()],
        };
        for class in &solution.classes {
            let Some(o) = state.occupations.get(class.occupation.as_str()).copied() else {
                continue;
            };
            for week in class.start..class.start.saturating_add(o.train).min(instance.weeks) {
                let place = class.place.as_str();
                *state.rooms.entry((place, week)).or_default() += class.classes;
                *state.beds.entry((place, week)).or_default() += class.seats;
                state.busy.insert((place, week));
                if let Some(kind) = &o.workshop {
                    *state.workshops.entry((place, kind, week)).or_default() += class.classes;
                }
                if let Some(family) = &o.instructor {
                    *state.instructors.entry((place, family, week)).or_default() += class.classes;
                }
            }
            if let Some(index) = instance
                .occupations
                .iter()
                .position(|other| other.id == o.id)
            {
                state.seats[index] += i64::from(class.seats);
            }
        }
        let permits: BTreeMap<&str, &str> = instance
            .demand
            .iter()
            .filter_map(|d| Some((d.id.as_str(), d.permit.as_deref()?)))
            .collect();
        for placement in &solution.placements {
            if let Some(permit) = permits.get(placement.demand.as_str()) {
                *state.permits.entry(permit).or_default() += placement.heads;
            }
        }
        state
    }

    fn obstacle(&self, demand: usize) -> Obstacle {
        let d = &self.instance.demand[demand];
        let Some(o) = self.occupations.get(d.occupation.as_str()).copied() else {
            return Obstacle::TooLate;
        };
        let weeks = entry_weeks(self.instance, demand);
        let Some(leave) = weeks
            .end
            .checked_sub(1 + d.lead)
            .filter(|_| !weeks.is_empty())
        else {
            return Obstacle::TooLate;
        };
        let starts: Vec<u32> = (0..self.instance.weeks)
            .filter(|start| {
                start + o.train + o.exam <= leave
                    && calendar_allows(self.instance.weeks, &self.closed, o, *start)
            })
            .collect();
        if starts.is_empty() {
            return Obstacle::TooLate;
        }
        let exhausted = d.permit.as_ref().is_some_and(|id| {
            let used = self.permits.get(id.as_str()).copied().unwrap_or(0.0);
            self.instance
                .permits
                .iter()
                .any(|p| &p.id == id && used > f64::from(p.capacity) - 1.0 + NOBODY)
        });
        if exhausted {
            return Obstacle::Permits;
        }
        let mut farthest = Obstacle::Seats;
        for trial in self.trials(o, &starts, leave) {
            farthest = farthest.max(self.first_obstacle(&trial));
            if farthest == Obstacle::NotWorth {
                break;
            }
        }
        farthest
    }

    fn trials(&self, o: &'i Occupation, starts: &[u32], leave: u32) -> Vec<Trial<'i>> {
        let is_container = |place: &str| self.instance.containers.iter().any(|c| c.id == place);
        let mut trials: Vec<Trial> = self
            .planned
            .iter()
            .filter(|class| {
                class.occupation == o.id
                    && class.start + o.train + o.exam <= leave
                    && class.seats < o.max * class.classes
            })
            .map(|class| Trial {
                occupation: o,
                place: &class.place,
                mobile: is_container(&class.place),
                start: class.start,
                more: (0, 1),
            })
            .collect();
        let venues = self
            .instance
            .venues
            .iter()
            .map(|v| (&v.id, &v.occupations, false));
        let containers = self
            .instance
            .containers
            .iter()
            .map(|c| (&c.id, &c.occupations, true));
        for (place, taught, mobile) in venues.chain(containers) {
            if taught.contains(&o.id) {
                trials.extend(starts.iter().map(|&start| Trial {
                    occupation: o,
                    place,
                    mobile,
                    start,
                    more: (1, o.min),
                }));
            }
        }
        trials
    }

    fn first_obstacle(&self, trial: &Trial) -> Obstacle {
        let o = trial.occupation;
        let (classes, seats) = trial.more;
        let weeks = || trial.start..trial.start + o.train;
        let used = |table: &BTreeMap<(&str, u32), u32>, week| {
            table.get(&(trial.place, week)).copied().unwrap_or(0)
        };
        let fits = if trial.mobile {
            self.instance.containers.iter().any(|c| {
                let free = |week| classes == 0 || !self.busy.contains(&(trial.place, week));
                c.id == trial.place
                    && weeks().all(|week| free(week) && used(&self.beds, week) + seats <= c.seats)
            })
        } else {
            self.instance
                .venues
                .iter()
                .filter(|v| v.id == trial.place)
                .any(|v| {
                    weeks().all(|week| {
                        let workshop = o.workshop.as_ref().is_none_or(|kind| {
                            let key = (trial.place, kind.as_str(), week);
                            let taken = self.workshops.get(&key).copied().unwrap_or(0);
                            taken + classes <= v.workshops.get(kind).copied().unwrap_or(0)
                        });
                        used(&self.rooms, week) + classes <= v.rooms
                            && used(&self.beds, week) + seats <= v.beds
                            && workshop
                    })
                })
        };
        if !fits {
            return Obstacle::Seats;
        }
        if let (false, Some(family)) = (trial.mobile, &o.instructor) {
            let most = self
                .instance
                .venues
                .iter()
                .find(|v| v.id == trial.place)
                .and_then(|v| v.instructors.get(family))
                .copied()
                .unwrap_or(0);
            let taken = |week| {
                let key = (trial.place, family.as_str(), week);
                self.instructors.get(&key).copied().unwrap_or(0)
            };
            if weeks().any(|week| taken(week) + classes > most) {
                return Obstacle::Instructors;
            }
        }
        if !self.affordable(trial) {
            return Obstacle::Money;
        }
        if !self.wanted(trial) {
            return Obstacle::People;
        }
        Obstacle::NotWorth
    }

    /// Whether all classes and the new one can be paid, if need be by other
    /// budgets than planned.
    fn affordable(&self, trial: &Trial) -> bool {
        let mut costs: Vec<i64> = Vec::new();
        let mut payable: Vec<Vec<usize>> = Vec::new();
        let mut add = |o: &Occupation, place: &str, start: u32, classes: u32, seats: u32| {
            let mobile = self.instance.containers.iter().any(|c| c.id == place);
            costs.push(o.class_cost * i64::from(classes) + o.seat_cost * i64::from(seats));
            payable.push(payers(self.instance, o, start, mobile));
        };
        for class in self.planned {
            if let Some(o) = self.occupations.get(class.occupation.as_str()) {
                add(o, &class.place, class.start, class.classes, class.seats);
            }
        }
        let (classes, seats) = trial.more;
        add(trial.occupation, trial.place, trial.start, classes, seats);
        let amounts: Vec<i64> = self.instance.budgets.iter().map(|b| b.amount).collect();
        transport(&costs, &amounts, |class, budget| {
            if payable[class].contains(&budget) {
                amounts[budget]
            } else {
                0
            }
        })
        .is_some()
    }

    /// Whether enough people want the new seats, if need be by seating others
    /// differently.
    fn wanted(&self, trial: &Trial) -> bool {
        let mut seats = self.seats.clone();
        for (index, o) in self.instance.occupations.iter().enumerate() {
            if o.id == trial.occupation.id {
                seats[index] += i64::from(trial.more.1);
            }
        }
        let people: Vec<i64> = self
            .instance
            .groups
            .iter()
            .map(|g| g.people.into())
            .collect();
        transport(&seats, &people, |occupation, group| {
            let id = &self.instance.occupations[occupation].id;
            let g = &self.instance.groups[group];
            g.interest.get(id).copied().unwrap_or(0).into()
        })
        .is_some()
    }
}
