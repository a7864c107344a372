//! Pins that contradict each other or the limits.
//!
//! Every limit only ever says "at most", so the least plan that keeps the
//! lower ends of the pins (the fewest classes, the fewest seats, nobody
//! placed) is possible if any plan is. That makes the question exact and quick,
//! and a smallest contradiction a matter of leaving out one pin or limit after
//! the other (a deletion filter) in several orders.

use std::collections::{BTreeMap, BTreeSet};
use std::fmt;

use super::PlanError;
use super::flow::transport;
use super::instance::{Instance, Occupation, Pin};
use super::model::{Place, calendar_allows, payers, place_of, position};
use super::solution::{LimitKind, What};

/// A limit that takes part in a contradiction.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord)]
pub struct Limit {
    pub kind: LimitKind,
    pub what: What,
}

impl fmt::Display for Limit {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{} {}", self.kind.word(), self.what.id)?;
        if let Some(resource) = &self.what.resource {
            write!(f, " {resource}")?;
        }
        if let (Some(from), Some(to)) = (self.what.from, self.what.to) {
            write!(f, " [{from}, {to})")?;
        }
        Ok(())
    }
}

/// A pin in one line, for parameters of a message.
pub(super) fn label(pin: &Pin) -> String {
    let site = pin
        .site
        .as_ref()
        .map_or_else(String::new, |site| format!("/{site}"));
    format!(
        "{} {}{site} {}: {}–{}",
        pin.occupation, pin.place, pin.start, pin.at_least, pin.at_most
    )
}

/// Refuses pins that no plan keeps.
///
/// # Errors
/// [`PlanError::PinsContradict`] with a set of pins and limits of which none
/// can be left out.
pub(super) fn contradiction(instance: &Instance, pins: &[Pin]) -> Result<(), PlanError> {
    let all: Vec<usize> = (0..pins.len()).collect();
    let world = World::new(instance, pins);
    if world.possible(&all, &world.limits(&all)) {
        return Ok(());
    }
    // The order in which things are left out decides which contradiction is
    // left; large pins kept to the end make small sets.
    let mut by_size = all.clone();
    by_size.sort_by_key(|pin| (pins[*pin].at_least, *pin));
    let backwards: Vec<usize> = all.iter().rev().copied().collect();
    let mut found = Vec::new();
    for order in [all, by_size, backwards] {
        found.push(world.filtered(&order));
    }
    found.sort_by_key(|(pins, limits)| (pins.len() + limits.len(), pins.clone()));
    let (kept, limits) = found.swap_remove(0);
    Err(PlanError::PinsContradict {
        pins: kept.iter().map(|pin| pins[*pin].clone()).collect(),
        limits: limits.into_iter().collect(),
    })
}

struct World<'i> {
    instance: &'i Instance,
    pins: &'i [Pin],
    closed: BTreeSet<u32>,
}

/// One kind of class as pinned: the fewest.
struct Wanted<'i> {
    occupation: usize,
    o: &'i Occupation,
    place: Place,
    start: u32,
    classes: u32,
}

fn limit(kind: LimitKind, id: &str, resource: Option<&str>, weeks: Option<(u32, u32)>) -> Limit {
    Limit {
        kind,
        what: What {
            id: id.to_owned(),
            resource: resource.map(str::to_owned),
            from: weeks.map(|weeks| weeks.0),
            to: weeks.map(|weeks| weeks.1),
        },
    }
}

impl<'i> World<'i> {
    fn new(instance: &'i Instance, pins: &'i [Pin]) -> Self {
        Self {
            instance,
            pins,
            closed: instance.closed_weeks.iter().copied().collect(),
        }
    }

    /// A deletion filter: leaves out pins in the given order, then limits,
    /// as long as the contradiction stays.
    fn filtered(&self, order: &[usize]) -> (Vec<usize>, BTreeSet<Limit>) {
        let mut pins: Vec<usize> = order.to_vec();
        for pin in order {
            let fewer: Vec<usize> = pins.iter().copied().filter(|kept| kept != pin).collect();
            if !self.possible(&fewer, &self.limits(&fewer)) {
                pins = fewer;
            }
        }
        pins.sort_unstable();
        let mut limits = self.limits(&pins);
        for limit in limits.clone() {
            let mut fewer = limits.clone();
            fewer.remove(&limit);
            if !self.possible(&pins, &fewer) {
                limits = fewer;
            }
        }
        (pins, limits)
    }

    /// What the pins ask for at least, one entry per kind of class; `None` if
    /// two of them exclude each other.
    fn wanted(&self, pins: &[usize]) -> Option<Vec<Wanted<'i>>> {
        let mut kinds: BTreeMap<(usize, Place, u32), (u32, u32)> = BTreeMap::new();
        for &pin in pins {
            let p = &self.pins[pin];
            let occupation = position(&self.instance.occupations, |o| o.id == p.occupation)?;
            let place = place_of(self.instance, p)?;
            let entry = kinds
                .entry((occupation, place, p.start))
                .or_insert((0, u32::MAX));
            entry.0 = entry.0.max(p.at_least);
            entry.1 = entry.1.min(p.at_most);
        }
        kinds
            .into_iter()
            .map(|((occupation, place, start), (least, most))| {
                (least <= most).then(|| Wanted {
                    occupation,
                    o: &self.instance.occupations[occupation],
                    place,
                    start,
                    classes: least,
                })
            })
            .filter(|wanted| wanted.as_ref().is_none_or(|wanted| wanted.classes > 0))
            .collect()
    }

    /// Every limit the wanted classes touch.
    fn limits(&self, pins: &[usize]) -> BTreeSet<Limit> {
        let mut limits = BTreeSet::new();
        let Some(wanted) = self.wanted(pins) else {
            return limits;
        };
        let mut occupations: BTreeSet<usize> = BTreeSet::new();
        for w in &wanted {
            limits.extend([self.calendar(w), self.offer(w)]);
            limits.extend(self.uses(w).into_iter().map(|(limit, _, _)| limit));
            if let Place::Container { container, .. } = w.place {
                let id = &self.instance.containers[container].id;
                limits.insert(limit(LimitKind::Containers, id, None, None));
            }
            occupations.insert(w.occupation);
        }
        for b in &self.instance.budgets {
            limits.insert(limit(LimitKind::Budget, &b.id, None, None));
        }
        for g in &self.instance.groups {
            limits.insert(limit(LimitKind::People, &g.id, None, None));
            for &occupation in &occupations {
                let id = &self.instance.occupations[occupation].id;
                limits.insert(limit(LimitKind::Interest, &g.id, Some(id), None));
            }
        }
        limits
    }

    fn calendar(&self, w: &Wanted) -> Limit {
        let weeks = (w.start, w.start + w.o.train + w.o.exam);
        limit(LimitKind::Calendar, &w.o.id, None, Some(weeks))
    }

    fn place_id(&self, place: Place) -> &'i str {
        match place {
            Place::Venue(venue) => &self.instance.venues[venue].id,
            Place::Container { container, .. } => &self.instance.containers[container].id,
        }
    }

    fn offer(&self, w: &Wanted) -> Limit {
        limit(
            LimitKind::Offer,
            self.place_id(w.place),
            Some(&w.o.id),
            None,
        )
    }

    /// The weekly capacities a wanted class draws on: limit, use, capacity.
    fn uses(&self, w: &Wanted) -> Vec<(Limit, u64, u64)> {
        let Place::Venue(venue) = w.place else {
            return Vec::new();
        };
        let v = &self.instance.venues[venue];
        let classes = u64::from(w.classes);
        let seats = classes * u64::from(w.o.min);
        let mut uses = Vec::new();
        for week in w.start..w.start + w.o.train {
            let mut add = |kind, resource: Option<&str>, used: u64, most: u32| {
                let limit = limit(kind, &v.id, resource, Some((week, week + 1)));
                uses.push((limit, used, u64::from(most)));
            };
            add(LimitKind::Rooms, None, classes, v.rooms);
            add(LimitKind::Beds, None, seats, v.beds);
            if let Some(kind) = &w.o.workshop {
                let most = v.workshops.get(kind).copied().unwrap_or(0);
                add(LimitKind::Workshops, Some(kind), classes, most);
            }
            if let Some(family) = &w.o.instructor {
                let most = v.instructors.get(family).copied().unwrap_or(0);
                add(LimitKind::Instructors, Some(family), classes, most);
            }
        }
        uses
    }

    /// Whether the least plan for some pins keeps some limits.
    fn possible(&self, pins: &[usize], limits: &BTreeSet<Limit>) -> bool {
        let Some(wanted) = self.wanted(pins) else {
            return false;
        };
        let mut totals: BTreeMap<Limit, (u64, u64)> = BTreeMap::new();
        for w in &wanted {
            if limits.contains(&self.calendar(w))
                && !calendar_allows(self.instance.weeks, &self.closed, w.o, w.start)
            {
                return false;
            }
            if limits.contains(&self.offer(w)) && !self.offered(w) {
                return false;
            }
            for (limit, used, most) in self.uses(w) {
                let total = totals.entry(limit).or_insert((0, most));
                total.0 += used;
            }
        }
        totals
            .into_iter()
            .all(|(limit, (used, most))| used <= most || !limits.contains(&limit))
            && self.containers_fit(&wanted, limits)
            && self.money_fits(&wanted, limits)
            && self.people_fit(&wanted, limits)
    }

    fn offered(&self, w: &Wanted) -> bool {
        match w.place {
            Place::Venue(venue) => self.instance.venues[venue].occupations.contains(&w.o.id),
            Place::Container { container, .. } => {
                let c = &self.instance.containers[container];
                c.occupations.contains(&w.o.id) && c.seats >= w.o.min
            }
        }
    }

    /// One class at a time, and time to drive between sites.
    fn containers_fit(&self, wanted: &[Wanted], limits: &BTreeSet<Limit>) -> bool {
        self.instance
            .containers
            .iter()
            .enumerate()
            .all(|(index, c)| {
                if !limits.contains(&limit(LimitKind::Containers, &c.id, None, None)) {
                    return true;
                }
                let mut stops: Vec<(u32, u32, usize, u32)> = wanted
                    .iter()
                    .filter_map(|w| match w.place {
                        Place::Container { container, site } if container == index => {
                            Some((w.start, w.start + w.o.train, site, w.classes))
                        }
                        _ => None,
                    })
                    .collect();
                stops.sort_unstable();
                let mut at = position(&c.sites, |site| site == &c.start);
                let mut free = 0;
                stops.into_iter().all(|(start, end, site, classes)| {
                    let drive = if at == Some(site) { 0 } else { c.move_weeks };
                    let fits = classes <= 1 && free + drive <= start;
                    at = Some(site);
                    free = end;
                    fits
                })
            })
    }

    fn money_fits(&self, wanted: &[Wanted], limits: &BTreeSet<Limit>) -> bool {
        const ENOUGH: i64 = i64::MAX / 4;
        let costs: Vec<i64> = wanted
            .iter()
            .map(|w| {
                let seats = i64::from(w.classes) * i64::from(w.o.min);
                w.o.class_cost * i64::from(w.classes) + w.o.seat_cost * seats
            })
            .collect();
        // A budget that is no limit pays anything for anybody.
        let held: Vec<bool> = self
            .instance
            .budgets
            .iter()
            .map(|b| limits.contains(&limit(LimitKind::Budget, &b.id, None, None)))
            .collect();
        let amounts: Vec<i64> = self
            .instance
            .budgets
            .iter()
            .zip(&held)
            .map(|(b, held)| if *held { b.amount } else { ENOUGH })
            .collect();
        let paid_by: Vec<Vec<usize>> = wanted
            .iter()
            .map(|w| {
                let mobile = matches!(w.place, Place::Container { .. });
                payers(self.instance, w.o, w.start, mobile)
            })
            .collect();
        transport(&costs, &amounts, |class, budget| {
            if !held[budget] || paid_by[class].contains(&budget) {
                ENOUGH
            } else {
                0
            }
        })
        .is_some()
    }

    fn people_fit(&self, wanted: &[Wanted], limits: &BTreeSet<Limit>) -> bool {
        const ENOUGH: i64 = i64::MAX / 4;
        let groups = &self.instance.groups;
        let seats: Vec<i64> = wanted
            .iter()
            .map(|w| i64::from(w.classes) * i64::from(w.o.min))
            .collect();
        let mut occupations: Vec<i64> = vec![0; self.instance.occupations.len()];
        for (w, seats) in wanted.iter().zip(&seats) {
            occupations[w.occupation] += seats;
        }
        let people: Vec<i64> = groups
            .iter()
            .map(|g| {
                if limits.contains(&limit(LimitKind::People, &g.id, None, None)) {
                    g.people.into()
                } else {
                    ENOUGH
                }
            })
            .collect();
        transport(&occupations, &people, |occupation, group| {
            let id = &self.instance.occupations[occupation].id;
            let g = &groups[group];
            if limits.contains(&limit(LimitKind::Interest, &g.id, Some(id), None)) {
                g.interest.get(id).copied().unwrap_or(0).into()
            } else {
                ENOUGH
            }
        })
        .is_some()
    }
}
