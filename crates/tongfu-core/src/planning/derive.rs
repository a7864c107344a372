//! From a county's facts to a `tongfu-plan/1` instance and back (planning.md,
//! "From a county's data to an instance").
//!
//! Choices the format leaves open:
//! - A venue is a site. An institution's instructors are shared out to its
//!   sites beforehand ([`rules::share_instructors`]), so that two sites never
//!   count the same person. A family of instructors is one occupation.
//! - A mobile workshop may stand at its home and at the sites that pins or
//!   existing classes name: nothing in an instance wants training at a place,
//!   so no other site could make a plan better.
//! - Permit pools are annual, as quotas are.
//! - Classes on record cover demand before slices are cut, take people out of
//!   the groups, and hold their rooms, beds and instructors through pinned
//!   `busy-…` occupations that cost nothing and graduate nobody.

use super::model::{Course, Curve, Existing, Facts, Line, Place, Site};
use super::{busy, rules};
use crate::base::{BudgetId, ClassId, DemandLineId};
use crate::demand::rules::{Slice, slices};
use crate::{Error, Result};
use std::collections::BTreeMap;
use tongfu_solver::plan;

/// What a demand id of the instance stands for.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Want {
    /// Region of Kazakhstan.
    pub region: String,
    /// Occupation.
    pub occupation: String,
    /// People of the slice.
    pub heads: u32,
    /// First week.
    pub from: u32,
    /// First week after it.
    pub to: u32,
    /// Lines whose windows the slice lies in, in order of their start.
    pub lines: Vec<Line>,
}

/// Demand that no instance can hold: nobody may teach the occupation.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Untaught {
    /// Region of Kazakhstan.
    pub region: String,
    /// Occupation.
    pub occupation: String,
    /// People at the peak.
    pub heads: u32,
    /// First week with demand.
    pub from: u32,
    /// First week after the last.
    pub to: u32,
}

/// The way back from instance ids to the county.
#[derive(Debug, Clone, Default, PartialEq)]
pub struct Mapping {
    /// Demand slices by id.
    pub wants: BTreeMap<String, Want>,
    /// Sites and mobile workshops by id.
    pub places: BTreeMap<String, Place>,
    /// Budget lines by id, with the name of the source.
    pub budgets: BTreeMap<String, (BudgetId, String)>,
    /// Permit category and year by id.
    pub permits: BTreeMap<String, (String, i32)>,
    /// Classes on record by the occupation that holds their place.
    pub busy: BTreeMap<String, ClassId>,
    /// Demand outside the instance.
    pub untaught: Vec<Untaught>,
}

impl Mapping {
    /// Whether an occupation of the instance stands for a class on record.
    pub fn is_busy(occupation: &str) -> bool {
        occupation.starts_with(busy::BUSY)
    }

    /// Instance id of a place.
    pub fn place_id(&self, place: Place) -> Option<&str> {
        self.places
            .iter()
            .find(|(_, known)| **known == place)
            .map(|(id, _)| id.as_str())
    }
}

/// An instance with the way back.
#[derive(Debug, Clone)]
pub struct Derived {
    /// What the solver reads.
    pub instance: plan::Instance,
    /// What its ids mean.
    pub mapping: Mapping,
}

/// Derives the instance.
///
/// Errors: those of [`rules::check_horizon`]; `PLAN_NO_COURSE`
/// without any course; `PIN_UNKNOWN` or `PIN_OUTSIDE` for a pin that names
/// nothing on record or a week outside the horizon.
pub fn derive(facts: &Facts) -> Result<Derived> {
    rules::check_horizon(facts.start, facts.weeks)?;
    if facts.courses.is_empty() {
        return Err(Error::refused("PLAN_NO_COURSE"));
    }
    let mut mapping = Mapping::default();
    let closed = rules::closed_weeks(facts.start, facts.weeks, &facts.parameters.spring_festivals);
    let courses: BTreeMap<&str, &Course> = facts
        .courses
        .iter()
        .map(|course| (course.occupation.as_str(), course))
        .collect();

    let mut used_permits: BTreeMap<(String, i32), u32> = BTreeMap::new();
    let curves = uncovered(facts, &mut used_permits);
    let permits = permits(facts, &curves, &used_permits, &mut mapping);
    let demand = demand(facts, &curves, &courses, &mut mapping);

    let occupations: Vec<plan::Occupation> = facts
        .courses
        .iter()
        .map(|course| occupation(facts, course))
        .collect();
    let venues = venues(facts, &mut mapping);
    let mut containers = containers(facts, &mut mapping);
    let groups = groups(facts, &courses);
    let pins = pins(facts, &courses, &mapping, &mut containers)?;
    let mut parts = busy::Parts {
        occupations,
        venues,
        containers,
        groups,
        pins,
    };
    mapping.busy = busy::hold(facts, &closed, &mapping, &mut parts);
    let budgets = budgets(facts, &mut mapping);

    let parameters = &facts.parameters;
    let instance = plan::Instance {
        weeks: facts.weeks,
        closed_weeks: closed,
        cost_weight: f64::from(parameters.cost_weight_permille) / 1000.0,
        idle_cost: parameters.idle_cost_fen,
        return_share: f64::from(parameters.return_share_permille.min(1000)) / 1000.0,
        occupations: parts.occupations,
        venues: parts.venues,
        containers: parts.containers,
        budgets,
        groups: parts.groups,
        demand,
        permits,
        pins: parts.pins,
    };
    Ok(Derived { instance, mapping })
}

fn occupation(facts: &Facts, course: &Course) -> plan::Occupation {
    plan::Occupation {
        id: course.occupation.clone(),
        train: rules::weeks_up(course.days).max(1),
        exam: rules::weeks_up(course.exam_days),
        min: facts.class_min.min(facts.class_max),
        max: facts.class_max,
        pass: f64::from(course.pass_permille.min(1000)) / 1000.0,
        workshop: None,
        instructor: Some(course.occupation.clone()),
        class_cost: course.class_cost_fen,
        seat_cost: course.seat_cost_fen,
    }
}

/// Weekly gain of the lines, weighted by their heads; `None` where no line says
/// what it pays.
fn gain(facts: &Facts, lines: &[Line]) -> Option<i64> {
    let (mut sum, mut heads) = (0i64, 0i64);
    for line in lines {
        let (low, high) = match (line.wage_low, line.wage_high) {
            (Some(low), Some(high)) => (low, high),
            (Some(only), None) | (None, Some(only)) => (only, only),
            (None, None) => continue,
        };
        let weight = i64::from(line.heads.max(1));
        sum = sum.checked_add(
            rules::weekly_gain(low, high, facts.rate?, facts.domestic_month_fen)?
                .checked_mul(weight)?,
        )?;
        heads += weight;
    }
    (heads > 0).then(|| sum.div_euclid(heads))
}

/// The curves less what classes on record will cover: their target lines in
/// order, then what pays best. Graduates without a target count here too, or
/// the planner would train people who are already there.
fn uncovered(facts: &Facts, used_permits: &mut BTreeMap<(String, i32), u32>) -> Vec<Curve> {
    let mut curves = facts.curves.clone();
    let mut existing: Vec<&Existing> = facts.existing.iter().collect();
    existing.sort_by_key(|class| (class.ready, class.id));
    for class in existing {
        let mut order: Vec<(usize, i64, usize)> = Vec::new();
        for (index, curve) in facts
            .curves
            .iter()
            .enumerate()
            .filter(|(_, curve)| curve.occupation == class.occupation)
        {
            let target = class
                .targets
                .iter()
                .position(|target| curve.lines.iter().any(|line| line.id == *target));
            order.push((
                target.unwrap_or(usize::MAX),
                -gain(facts, &curve.lines).unwrap_or(0),
                index,
            ));
        }
        order.sort_unstable();
        let ready = u32::try_from((class.ready - facts.start).num_days().max(0))
            .map_or(facts.weeks, rules::weeks_up);
        let mut most: BTreeMap<(String, i32), u32> = BTreeMap::new();
        for week in ready..facts.weeks {
            let mut left = class.graduates;
            let mut by_permit: BTreeMap<String, u32> = BTreeMap::new();
            for (_, _, index) in &order {
                let curve = &mut curves[*index];
                let permit = permit_of(&curve.lines);
                let Some(wanted) = curve.heads.get_mut(week as usize) else {
                    continue;
                };
                let taken = left.min(*wanted);
                *wanted -= taken;
                left -= taken;
                if let Some(permit) = permit.filter(|_| taken > 0) {
                    *by_permit.entry(permit).or_default() += taken;
                }
            }
            let year = rules::year_of(facts.start, week);
            for (permit, heads) in by_permit {
                let peak = most.entry((permit, year)).or_default();
                *peak = (*peak).max(heads);
            }
        }
        for (key, heads) in most {
            let used = used_permits.entry(key).or_default();
            *used = used.saturating_add(heads);
        }
    }
    curves
}

/// The permit category of a curve's lines: the first that needs one.
fn permit_of(lines: &[Line]) -> Option<String> {
    lines
        .iter()
        .map(|line| line.permit.as_str())
        .find(|permit| !permit.is_empty())
        .map(str::to_owned)
}

/// One pool per category and calendar year. A category in demand without a pool
/// on record has no permits: nobody may work without one.
fn permits(
    facts: &Facts,
    curves: &[Curve],
    used: &BTreeMap<(String, i32), u32>,
    mapping: &mut Mapping,
) -> Vec<plan::Permit> {
    let mut capacity: BTreeMap<String, u32> = BTreeMap::new();
    for pool in &facts.pools {
        let people = capacity.entry(pool.category.clone()).or_default();
        *people = people.saturating_add(pool.capacity);
    }
    for permit in curves.iter().filter_map(|curve| permit_of(&curve.lines)) {
        capacity.entry(permit).or_default();
    }
    let mut pools = Vec::new();
    for (number, (category, people)) in (1..).zip(&capacity) {
        for (year, from, to) in rules::years(facts.start, facts.weeks) {
            let id = format!("permit-{number}-{year}");
            let left =
                people.saturating_sub(used.get(&(category.clone(), year)).copied().unwrap_or(0));
            mapping.permits.insert(id.clone(), (category.clone(), year));
            pools.push(plan::Permit {
                id,
                capacity: left,
                from,
                to,
            });
        }
    }
    pools
}

fn demand(
    facts: &Facts,
    curves: &[Curve],
    courses: &BTreeMap<&str, &Course>,
    mapping: &mut Mapping,
) -> Vec<plan::Demand> {
    let lead = rules::weeks_up(facts.permit_lead_days.saturating_add(facts.travel_days));
    let mut found = Vec::new();
    for curve in curves {
        if !courses.contains_key(curve.occupation.as_str()) {
            let weeks: Vec<u32> = (0..)
                .zip(&curve.heads)
                .filter(|(_, heads)| **heads > 0)
                .map(|(week, _)| week)
                .collect();
            if let (Some(first), Some(last)) = (weeks.first(), weeks.last()) {
                mapping.untaught.push(Untaught {
                    region: curve.region.clone(),
                    occupation: curve.occupation.clone(),
                    heads: curve.heads.iter().copied().max().unwrap_or(0),
                    from: *first,
                    to: last + 1,
                });
            }
            continue;
        }
        let category = permit_of(&curve.lines);
        for slice in slices(&curve.heads) {
            let lines = lines_of(facts, curve, slice);
            // A line that doesn't say what it pays is worth what the others
            // of its occupation pay; if none says so, it can't be planned for.
            let weekly_gain = gain(facts, &lines)
                .or_else(|| gain(facts, &curve.lines))
                .or_else(|| {
                    let others: Vec<Line> = facts
                        .curves
                        .iter()
                        .filter(|other| other.occupation == curve.occupation)
                        .flat_map(|other| other.lines.iter().cloned())
                        .collect();
                    gain(facts, &others)
                })
                .unwrap_or(0)
                .max(0);
            // A permit counts in the year it begins in. A slice that spans the
            // year's turn draws on the year of its opening: cut in two, it
            // would ask everybody to travel twice.
            let year = rules::year_of(facts.start, slice.from);
            let permit = category.as_ref().and_then(|category| {
                mapping
                    .permits
                    .iter()
                    .find(|(_, known)| known.0 == *category && known.1 == year)
                    .map(|(id, _)| id.clone())
            });
            let id = format!("D{}", found.len() + 1);
            mapping.wants.insert(
                id.clone(),
                Want {
                    region: curve.region.clone(),
                    occupation: curve.occupation.clone(),
                    heads: slice.heads,
                    from: slice.from,
                    to: slice.to,
                    lines,
                },
            );
            found.push(plan::Demand {
                id,
                occupation: curve.occupation.clone(),
                region: curve.region.clone(),
                from: slice.from,
                to: slice.to,
                min_stay: facts.parameters.min_stay_weeks.max(1),
                heads: slice.heads,
                weekly_gain,
                lead,
                permit,
            });
        }
    }
    found
}

/// The lines whose windows overlap with a slice.
fn lines_of(facts: &Facts, curve: &Curve, slice: Slice) -> Vec<Line> {
    let (from, to) = (
        rules::week_start(facts.start, slice.from),
        rules::week_start(facts.start, slice.to),
    );
    curve
        .lines
        .iter()
        .filter(|line| line.start < to && from <= line.end)
        .cloned()
        .collect()
}

fn venues(facts: &Facts, mapping: &mut Mapping) -> Vec<plan::Venue> {
    (1..)
        .zip(&facts.sites)
        .map(|(number, site)| {
            let id = format!("V{number}");
            mapping.places.insert(id.clone(), Place::Site(site.id));
            plan::Venue {
                id,
                rooms: site.rooms,
                beds: site.beds,
                workshops: BTreeMap::new(),
                instructors: site.instructors.clone(),
                occupations: taught(facts, site),
            }
        })
        .collect()
}

fn taught(facts: &Facts, site: &Site) -> Vec<String> {
    facts
        .courses
        .iter()
        .filter(|course| {
            site.instructors
                .get(&course.occupation)
                .is_some_and(|count| *count > 0)
        })
        .map(|course| course.occupation.clone())
        .collect()
}

fn containers(facts: &Facts, mapping: &mut Mapping) -> Vec<plan::Container> {
    (1..)
        .zip(&facts.workshops)
        .map(|(number, workshop)| {
            let id = format!("MW{number}");
            mapping
                .places
                .insert(id.clone(), Place::Workshop(workshop.id));
            plan::Container {
                id,
                occupations: facts
                    .courses
                    .iter()
                    .map(|course| course.occupation.clone())
                    .filter(|occupation| workshop.occupations.contains(occupation))
                    .collect(),
                sites: vec![workshop.home.clone()],
                start: workshop.home.clone(),
                move_weeks: rules::weeks_up(workshop.move_days),
                move_cost: facts.parameters.move_cost_fen,
                seats: workshop.seats,
            }
        })
        .collect()
}

fn budgets(facts: &Facts, mapping: &mut Mapping) -> Vec<plan::Budget> {
    let mut budgets = Vec::new();
    for budget in &facts.budgets {
        let start_from = rules::first_whole_week_after(facts.start, budget.released).max(0);
        let assessed_by = rules::week_of(facts.start, budget.settle_by).min(i64::from(facts.weeks));
        let (Ok(start_from), Ok(assessed_by)) =
            (u32::try_from(start_from), u32::try_from(assessed_by))
        else {
            continue;
        };
        if budget.free_fen <= 0 || start_from >= assessed_by {
            continue;
        }
        let id = format!("B{}", budgets.len() + 1);
        mapping
            .budgets
            .insert(id.clone(), (budget.id, budget.source.clone()));
        budgets.push(plan::Budget {
            id,
            amount: budget.free_fen,
            start_from,
            assessed_by,
            mobile: true,
            occupations: None,
        });
    }
    budgets
}

/// The groups less the people whom classes on record take.
fn groups(facts: &Facts, courses: &BTreeMap<&str, &Course>) -> Vec<plan::Group> {
    let mut groups = facts.groups.clone();
    for class in &facts.existing {
        let taken = if class.takes_in { class.seats } else { 0 };
        let mut wishing: Vec<u32> = groups
            .iter()
            .map(|group| group.interest.get(&class.occupation).copied().unwrap_or(0))
            .collect();
        let before = wishing.clone();
        rules::take_in_proportion(&mut wishing, taken);
        for ((group, before), after) in groups.iter_mut().zip(before).zip(wishing) {
            if before > after {
                group.interest.insert(class.occupation.clone(), after);
                group.people = group.people.saturating_sub(before - after);
            }
        }
    }
    groups
        .into_iter()
        .map(|group| plan::Group {
            need: facts
                .parameters
                .need_fen
                .get(&group.id)
                .copied()
                .unwrap_or(0),
            id: group.id,
            people: group.people,
            interest: group
                .interest
                .into_iter()
                .filter(|(wish, _)| courses.contains_key(wish.as_str()))
                .collect(),
        })
        .collect()
}

fn pins(
    facts: &Facts,
    courses: &BTreeMap<&str, &Course>,
    mapping: &Mapping,
    containers: &mut [plan::Container],
) -> Result<Vec<plan::Pin>> {
    let mut pins = Vec::with_capacity(facts.pins.len());
    for pin in &facts.pins {
        let place = parse_place(mapping, &pin.place)
            .ok_or_else(|| Error::refused("PIN_UNKNOWN").with("what", &pin.place))?;
        if !courses.contains_key(pin.occupation.as_str()) {
            return Err(Error::refused("PIN_UNKNOWN").with("what", &pin.occupation));
        }
        let start = u32::try_from(rules::week_of(facts.start, pin.start))
            .ok()
            .filter(|week| *week < facts.weeks)
            .ok_or_else(|| Error::refused("PIN_OUTSIDE").with("start", pin.start))?;
        let site = containers
            .iter_mut()
            .find(|container| container.id == place)
            .map(|container| {
                let site = pin.site.clone().unwrap_or_else(|| container.start.clone());
                if !container.sites.contains(&site) {
                    container.sites.push(site.clone());
                }
                site
            });
        pins.push(plan::Pin {
            occupation: pin.occupation.clone(),
            place,
            site,
            start,
            at_least: pin.at_least,
            at_most: pin.at_most,
        });
    }
    Ok(pins)
}

/// Instance id of a place given as the id of a site or workshop.
fn parse_place(mapping: &Mapping, text: &str) -> Option<String> {
    let id: crate::base::SiteId = text.parse().ok()?;
    mapping
        .places
        .iter()
        .find(|(_, place)| match place {
            Place::Site(site) => site.0 == id.0,
            Place::Workshop(workshop) => workshop.0 == id.0,
        })
        .map(|(id, _)| id.clone())
}

/// Demand lines of `wants`, each once, in order of their start.
pub fn lines_served(wants: &[&Want]) -> Vec<DemandLineId> {
    let mut lines: Vec<&Line> = wants.iter().flat_map(|want| &want.lines).collect();
    lines.sort_by_key(|line| (line.start, line.id));
    lines.dedup_by_key(|line| line.id);
    lines.into_iter().map(|line| line.id).collect()
}
