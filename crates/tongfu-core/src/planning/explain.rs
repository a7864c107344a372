//! From a solution back to the county: what each class serves, when it is
//! ready, what it costs and brings, what binds, and what stays unserved.

use super::derive::{Derived, Mapping, Want};
use super::model::{Facts, Place};
use super::rules::{self, Batch, Part, Start};
use super::scenario::{BindingLimit, FundUse, HeldBack, Move, Proposal, Served, Unserved};
use crate::classes::rules::slack_days;
use chrono::{Duration, NaiveDate};
use std::collections::BTreeMap;
use tongfu_solver::plan::{self, Instance, LimitKind, PlannedClass, Solution};

/// A person counts as served from half a person on: expected heads are shares.
const HALF: f64 = 0.5;

/// Dates of a class that starts on `start`.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Dates {
    /// Last day of training.
    pub training_end: NaiveDate,
    /// Day of the certificate.
    pub certificate: NaiveDate,
    /// Day on which its graduates can begin to work.
    pub ready: NaiveDate,
}

fn fen(value: f64) -> i64 {
    // Solver values are sums of whole fen times shares; rounding is at the end.
    value.round() as i64
}

/// Name of a place.
pub fn place_name(facts: &Facts, place: Place) -> String {
    match place {
        Place::Site(id) => facts
            .sites
            .iter()
            .find(|site| site.id == id)
            .map(|site| site.name.clone()),
        Place::Workshop(id) => facts
            .workshops
            .iter()
            .find(|workshop| workshop.id == id)
            .map(|workshop| workshop.name.clone()),
    }
    .unwrap_or_default()
}

fn place_key(place: Place) -> String {
    match place {
        Place::Site(id) => id.to_string(),
        Place::Workshop(id) => id.to_string(),
    }
}

/// The classes a plan proposes, without those on record.
pub fn proposals(
    facts: &Facts,
    derived: &Derived,
    solution: &Solution,
    dates: &dyn Fn(&super::model::Course, NaiveDate) -> Dates,
) -> Vec<Proposal> {
    let (instance, mapping) = (&derived.instance, &derived.mapping);
    let mut classes: Vec<&PlannedClass> = solution
        .classes
        .iter()
        .filter(|class| !Mapping::is_busy(&class.occupation))
        .collect();
    classes.sort_by(|a, b| {
        (a.start, &a.occupation, &a.place, &a.site).cmp(&(
            b.start,
            &b.occupation,
            &b.place,
            &b.site,
        ))
    });
    let served = served(instance, &classes, solution, facts.weeks);
    let mut proposals = Vec::with_capacity(classes.len());
    for (index, class) in classes.iter().enumerate() {
        let Some(course) = facts
            .courses
            .iter()
            .find(|course| course.occupation == class.occupation)
        else {
            continue;
        };
        let Some(place) = mapping.places.get(&class.place).copied() else {
            continue;
        };
        let start = rules::week_start(facts.start, class.start);
        let dates = dates(course, start);
        let parts: Vec<(&Part, &Start, &plan::Demand)> = served
            .parts
            .iter()
            .filter(|part| part.class == index)
            .map(|part| {
                (
                    part,
                    &served.starts[part.start].0,
                    served.starts[part.start].1,
                )
            })
            .collect();
        let gain: f64 = parts
            .iter()
            .map(|(part, start, demand)| {
                let week = start.leave + demand.lead;
                part.people * demand.weekly_gain as f64 * f64::from(demand.to.saturating_sub(week))
            })
            .sum();
        let first: Vec<_> = parts.iter().filter(|(part, ..)| !part.again).collect();
        let window_opens = window(facts, mapping, &first);
        let wants: Vec<&Want> = first
            .iter()
            .filter_map(|(_, _, demand)| mapping.wants.get(&demand.id))
            .collect();
        let cost_fen = class.funding.values().sum();
        proposals.push(Proposal {
            id: format!("P{}", proposals.len() + 1),
            occupation: class.occupation.clone(),
            level: course.level.clone(),
            place: place_key(place),
            place_name: place_name(facts, place),
            mobile: matches!(place, Place::Workshop(_)),
            site: class.site.clone(),
            classes: class.classes,
            seats: class.seats,
            min_size: facts.class_min,
            max_size: facts.class_max,
            start,
            training_end: dates.training_end,
            certificate: dates.certificate,
            ready: dates.ready,
            window_opens,
            slack_days: window_opens
                .and_then(|opens| i32::try_from(slack_days(dates.ready, opens)).ok()),
            cost_fen,
            gain_fen: fen(gain),
            funding: funding(mapping, class),
            groups: class
                .groups
                .iter()
                .filter(|(_, seats)| **seats > 0)
                .map(|(group, seats)| (group.clone(), *seats))
                .collect(),
            serves: regions(facts, &first),
            lines: super::derive::lines_served(&wants)
                .iter()
                .map(ToString::to_string)
                .collect(),
        });
    }
    proposals
}

struct ServedParts<'a> {
    starts: Vec<(Start, &'a plan::Demand)>,
    parts: Vec<Part>,
}

/// Which class's graduates take which placement.
fn served<'a>(
    instance: &'a Instance,
    classes: &[&PlannedClass],
    solution: &Solution,
    weeks: u32,
) -> ServedParts<'a> {
    let demand: BTreeMap<&str, &plan::Demand> = instance
        .demand
        .iter()
        .map(|demand| (demand.id.as_str(), demand))
        .collect();
    let mut all = ServedParts {
        starts: Vec::new(),
        parts: Vec::new(),
    };
    for occupation in &instance.occupations {
        let batches: Vec<Batch> = classes
            .iter()
            .enumerate()
            .filter(|(_, class)| class.occupation == occupation.id)
            .map(|(index, class)| Batch {
                class: index,
                week: class.start + occupation.train + occupation.exam,
                people: occupation.pass * f64::from(class.seats),
            })
            .collect();
        let mut starts: Vec<(Start, &plan::Demand)> = solution
            .placements
            .iter()
            .filter_map(|placement| {
                demand
                    .get(placement.demand.as_str())
                    .map(|demand| (placement, *demand))
            })
            .filter(|(_, demand)| demand.occupation == occupation.id)
            .map(|(placement, demand)| {
                (
                    Start {
                        leave: placement.week.saturating_sub(demand.lead),
                        to: demand.to,
                        people: placement.heads,
                    },
                    demand,
                )
            })
            .collect();
        starts.sort_by(|a, b| (a.0.leave, a.1.from, &a.1.id).cmp(&(b.0.leave, b.1.from, &b.1.id)));
        let offset = all.starts.len();
        let plain: Vec<Start> = starts.iter().map(|(start, _)| *start).collect();
        all.parts.extend(
            rules::attribute(&batches, &plain, instance.return_share, weeks)
                .into_iter()
                .map(|part| Part {
                    start: part.start + offset,
                    ..part
                }),
        );
        all.starts.extend(starts);
    }
    all
}

/// First day of the earliest window that at least half a person serves.
fn window(
    facts: &Facts,
    mapping: &Mapping,
    parts: &[&(&Part, &Start, &plan::Demand)],
) -> Option<NaiveDate> {
    let mut people: BTreeMap<NaiveDate, f64> = BTreeMap::new();
    for (part, start, demand) in parts.iter().copied() {
        let Some(want) = mapping.wants.get(&demand.id) else {
            continue;
        };
        let monday = rules::week_start(facts.start, start.leave + demand.lead);
        let opens = want
            .lines
            .iter()
            .filter(|line| line.start < monday + Duration::days(7) && monday <= line.end)
            .map(|line| line.start)
            .min()
            .unwrap_or_else(|| rules::week_start(facts.start, want.from));
        *people.entry(opens).or_default() += part.people;
    }
    people
        .iter()
        .find(|(_, people)| **people >= HALF)
        .or_else(|| people.iter().next())
        .map(|(opens, _)| *opens)
}

fn regions(facts: &Facts, parts: &[&(&Part, &Start, &plan::Demand)]) -> Vec<Served> {
    let mut found: BTreeMap<&str, (f64, u32)> = BTreeMap::new();
    for (part, start, demand) in parts.iter().copied() {
        let week = start.leave + demand.lead;
        let entry = found.entry(demand.region.as_str()).or_insert((0.0, week));
        entry.0 += part.people;
        entry.1 = entry.1.min(week);
    }
    let mut served: Vec<Served> = found
        .into_iter()
        .filter(|(_, (people, _))| *people >= HALF)
        .map(|(region, (people, week))| Served {
            region: region.to_owned(),
            heads: people.round() as u32,
            first_week: rules::week_start(facts.start, week),
        })
        .collect();
    served.sort_by(|a, b| (b.heads, &a.region).cmp(&(a.heads, &b.region)));
    served
}

fn funding(mapping: &Mapping, class: &PlannedClass) -> Vec<FundUse> {
    class
        .funding
        .iter()
        .filter(|(_, fen)| **fen != 0)
        .filter_map(|(id, fen)| {
            let (budget, source) = mapping.budgets.get(id)?;
            Some(FundUse {
                budget: budget.to_string(),
                source: source.clone(),
                fen: *fen,
            })
        })
        .collect()
}

/// What each budget line pays, over all proposals.
pub fn money(proposals: &[Proposal]) -> Vec<FundUse> {
    let mut sums: BTreeMap<(String, String), i64> = BTreeMap::new();
    for part in proposals.iter().flat_map(|proposal| &proposal.funding) {
        *sums
            .entry((part.source.clone(), part.budget.clone()))
            .or_default() += part.fen;
    }
    sums.into_iter()
        .map(|((source, budget), fen)| FundUse {
            budget,
            source,
            fen,
        })
        .collect()
}

/// Moves of mobile workshops.
pub fn moves(facts: &Facts, derived: &Derived, solution: &Solution) -> Vec<Move> {
    solution
        .moves
        .iter()
        .filter_map(|step| {
            let place = derived.mapping.places.get(&step.container).copied()?;
            let container = derived
                .instance
                .containers
                .iter()
                .find(|container| container.id == step.container)?;
            Some(Move {
                workshop: place_key(place),
                name: place_name(facts, place),
                from: step.from.clone(),
                to: step.to.clone(),
                depart: rules::week_start(facts.start, step.depart),
                arrive: rules::week_start(facts.start, step.depart + container.move_weeks),
            })
        })
        .collect()
}

/// Kind, name, occupation and weeks of a limit.
type LimitKey = (
    &'static str,
    String,
    Option<String>,
    Option<u32>,
    Option<u32>,
);

/// What binds, in the county's words, most valuable first. The slices of one
/// region and occupation are one limit.
pub fn binding(facts: &Facts, derived: &Derived, solution: &Solution) -> Vec<BindingLimit> {
    let mapping = &derived.mapping;
    let mut merged: BTreeMap<LimitKey, (f64, Vec<HeldBack>)> = BTreeMap::new();
    for limit in &solution.binding {
        let what = &limit.what;
        let place = || {
            mapping
                .places
                .get(&what.id)
                .map(|place| place_name(facts, *place))
        };
        let (name, occupation) = match limit.kind {
            LimitKind::Rooms
            | LimitKind::Beds
            | LimitKind::Containers
            | LimitKind::Calendar
            | LimitKind::Offer => (place(), None),
            LimitKind::Workshops | LimitKind::Instructors => (place(), what.resource.clone()),
            LimitKind::Budget => (
                mapping
                    .budgets
                    .get(&what.id)
                    .map(|(_, source)| source.clone()),
                None,
            ),
            LimitKind::Permits => (
                mapping
                    .permits
                    .get(&what.id)
                    .map(|(category, _)| category.clone()),
                None,
            ),
            LimitKind::Demand => match mapping.wants.get(&what.id) {
                Some(want) => (Some(want.region.clone()), Some(want.occupation.clone())),
                None => (None, None),
            },
            LimitKind::People => (Some(what.id.clone()), None),
            LimitKind::Interest => (Some(what.id.clone()), what.resource.clone()),
        };
        // A limit on something that stands for classes on record is no limit
        // of the county's.
        let Some(name) = name.filter(|_| !occupation.as_deref().is_some_and(Mapping::is_busy))
        else {
            continue;
        };
        let held: Vec<HeldBack> = limit
            .classes
            .iter()
            .filter(|class| !Mapping::is_busy(&class.occupation))
            .filter_map(|class| {
                Some(HeldBack {
                    occupation: class.occupation.clone(),
                    place_name: place_name(facts, *mapping.places.get(&class.place)?),
                    start: rules::week_start(facts.start, class.start),
                })
            })
            .collect();
        let weeks = if limit.kind == LimitKind::Demand {
            (None, None)
        } else {
            (what.from, what.to)
        };
        let entry = merged
            .entry((limit.kind.word(), name, occupation, weeks.0, weeks.1))
            .or_insert((0.0, Vec::new()));
        entry.0 = entry.0.max(limit.price);
        for class in held {
            if !entry.1.contains(&class) {
                entry.1.push(class);
            }
        }
    }
    let mut limits: Vec<BindingLimit> = merged
        .into_iter()
        .filter(|(_, (price, _))| *price > 0.0)
        .map(
            |((kind, name, occupation, from, to), (price, holds_back))| BindingLimit {
                // Money is counted in fen; a price is worth reading per yuan.
                price_fen: fen(if kind == "budget" {
                    price * 100.0
                } else {
                    price
                }),
                kind: kind.to_owned(),
                name,
                occupation,
                from: from.map(|week| rules::week_start(facts.start, week)),
                to: to.map(|week| rules::week_start(facts.start, week) - Duration::days(1)),
                holds_back,
            },
        )
        .filter(|limit| limit.price_fen > 0)
        .collect();
    limits.sort_by(|a, b| {
        (b.price_fen, &a.kind, &a.name, a.from).cmp(&(a.price_fen, &b.kind, &b.name, b.from))
    });
    limits
}

/// Demand that stays unserved by region, occupation and cause, largest first.
pub fn unserved(facts: &Facts, derived: &Derived, solution: &Solution) -> Vec<Unserved> {
    let mapping = &derived.mapping;
    let mut weeks: BTreeMap<(String, String, &'static str), BTreeMap<u32, f64>> = BTreeMap::new();
    for missing in plan::unserved(&derived.instance, solution) {
        let Some(want) = mapping.wants.get(&missing.demand) else {
            continue;
        };
        let by_week = weeks
            .entry((
                want.occupation.clone(),
                want.region.clone(),
                cause(missing.obstacle),
            ))
            .or_default();
        for week in want.from..want.to {
            *by_week.entry(week).or_default() += missing.missing;
        }
    }
    let mut found: Vec<Unserved> = weeks
        .into_iter()
        .filter_map(|((occupation, region, cause), weeks)| {
            let heads = weeks.values().copied().fold(0.0, f64::max);
            let (first, last) = (*weeks.keys().next()?, *weeks.keys().next_back()?);
            (heads >= HALF).then(|| Unserved {
                occupation,
                region,
                heads: heads.round() as u32,
                from: rules::week_start(facts.start, first),
                to: rules::week_start(facts.start, last + 1) - Duration::days(1),
                cause: cause.to_owned(),
            })
        })
        .collect();
    found.extend(mapping.untaught.iter().map(|untaught| Unserved {
        occupation: untaught.occupation.clone(),
        region: untaught.region.clone(),
        heads: untaught.heads,
        from: rules::week_start(facts.start, untaught.from),
        to: rules::week_start(facts.start, untaught.to) - Duration::days(1),
        cause: "UNSERVED_NO_COURSE".to_owned(),
    }));
    found.sort_by(|a, b| {
        (b.heads, &a.occupation, &a.region, &a.cause).cmp(&(
            a.heads,
            &b.occupation,
            &b.region,
            &b.cause,
        ))
    });
    found
}

/// Code of the sentence for the first thing that stops a demand.
fn cause(obstacle: plan::Obstacle) -> &'static str {
    match obstacle {
        plan::Obstacle::TooLate => "UNSERVED_TOO_LATE",
        plan::Obstacle::Permits => "UNSERVED_PERMITS",
        plan::Obstacle::Seats => "UNSERVED_SEATS",
        plan::Obstacle::Instructors => "UNSERVED_INSTRUCTORS",
        plan::Obstacle::Money => "UNSERVED_MONEY",
        plan::Obstacle::People => "UNSERVED_PEOPLE",
        plan::Obstacle::NotWorth => "UNSERVED_NOT_WORTH",
    }
}
