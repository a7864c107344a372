//! Checks a solution against its instance from the definitions alone; it
//! shares nothing with the solver. Whole quantities are added up as integers.

use std::collections::{BTreeMap, BTreeSet};
use std::fmt;

use super::instance::{Instance, Occupation};
use super::solution::{Move, PlannedClass, Solution};

/// Which rule a solution breaks. Numbers refer to the constraints of the
/// definition of `tongfu-plan/1`.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum ViolationKind {
    /// Names something the instance does not have.
    Unknown,
    /// Classes of no seats' worth, or seats outside `min·classes..max·classes` (1).
    Size,
    /// Training in a closed week or graduates after the horizon (1).
    Calendar,
    /// The place does not teach this, or not at this site (1).
    Offer,
    Rooms,
    Beds,
    Workshops,
    Instructors,
    /// A container teaches two classes at once or where it is not (3).
    Container,
    /// A move that cannot be driven (3).
    Move,
    /// Cost and funding differ, or a budget pays what it may not (4).
    Funding,
    Budget,
    /// Seats and people differ (5).
    Groups,
    Interest,
    People,
    /// A placement outside its weeks, or not a number (6).
    Placement,
    Demand,
    Permit,
    /// More people leave the pool than are in it (6).
    Pool,
    /// A pin is not kept (7).
    Pin,
    /// The objective claimed is not the one found (8).
    Objective,
    /// The bound claimed lies below the objective.
    Bound,
}

/// One broken rule and where.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Violation {
    pub kind: ViolationKind,
    /// The class, week, line or amount concerned, for the eye.
    pub place: String,
}

impl fmt::Display for Violation {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{:?} {}", self.kind, self.place)
    }
}

/// People are expectations: so much of one is a rounding error.
const HEADS: f64 = 1e-4;
const NEGATIVE_HEADS: f64 = 1e-6;
/// Fen, and share of the objective, that two ways of adding up may differ.
const FEN: f64 = 10.0;
const SHARE: f64 = 1e-6;

/// Checks feasibility and recomputes the objective in fen.
///
/// # Errors
/// Every rule broken, in the order of the definition.
pub fn check(instance: &Instance, solution: &Solution) -> Result<f64, Vec<Violation>> {
    let (mut checker, objective) = examine(instance, solution);
    let tolerance = SHARE * objective.abs().max(1.0) + FEN;
    if (solution.objective - objective).abs() > tolerance || !solution.objective.is_finite() {
        checker.add(ViolationKind::Objective, format!("{objective}"));
    }
    if solution.bound < objective - tolerance || !solution.bound.is_finite() {
        checker.add(ViolationKind::Bound, format!("{}", solution.bound));
    }
    if checker.violations.is_empty() {
        Ok(objective)
    } else {
        Err(checker.violations)
    }
}

/// The objective of a solution in fen, whatever it claims and breaks.
pub(super) fn objective(instance: &Instance, solution: &Solution) -> f64 {
    examine(instance, solution).1
}

fn examine<'i>(instance: &'i Instance, solution: &Solution) -> (Checker<'i>, f64) {
    let mut checker = Checker::new(instance);
    for class in &solution.classes {
        checker.class(class);
    }
    checker.capacities();
    checker.moves(&solution.moves);
    checker.pins(&solution.classes);
    checker.money_and_people();
    for placement in &solution.placements {
        checker.placement(&placement.demand, placement.week, placement.heads);
    }
    let objective = checker.objective();
    (checker, objective)
}

struct Checker<'i> {
    instance: &'i Instance,
    violations: Vec<Violation>,
    closed: BTreeSet<u32>,
    occupations: BTreeMap<&'i str, usize>,
    venues: BTreeMap<&'i str, usize>,
    containers: BTreeMap<&'i str, usize>,
    budgets: BTreeMap<&'i str, usize>,
    groups: BTreeMap<&'i str, usize>,
    demand: BTreeMap<&'i str, usize>,
    permits: BTreeMap<&'i str, usize>,
    /// Use of a venue's resource per week.
    rooms: BTreeMap<(usize, u32), u64>,
    beds: BTreeMap<(usize, u32), u64>,
    workshops: BTreeMap<(usize, &'i str, u32), u64>,
    instructors: BTreeMap<(usize, &'i str, u32), u64>,
    /// Per container the weeks and site of its classes.
    busy: Vec<Vec<(u32, u32, String)>>,
    spent: Vec<i64>,
    /// Seats by group and occupation.
    seated: BTreeMap<(usize, usize), u64>,
    cost: i64,
    move_cost: i64,
    /// Change of each pool per week.
    flow: Vec<Vec<f64>>,
    placed: Vec<f64>,
    served: Vec<f64>,
    permitted: Vec<f64>,
    gain: f64,
}

fn by_id<'i, T>(list: &'i [T], id: impl Fn(&'i T) -> &'i str) -> BTreeMap<&'i str, usize> {
    list.iter()
        .enumerate()
        .map(|(index, item)| (id(item), index))
        .collect()
}

impl<'i> Checker<'i> {
    fn new(instance: &'i Instance) -> Self {
        let weeks = instance.weeks as usize + 1;
        Self {
            instance,
            violations: Vec::new(),
            closed: instance.closed_weeks.iter().copied().collect(),
            occupations: by_id(&instance.occupations, |o| &o.id),
            venues: by_id(&instance.venues, |v| &v.id),
            containers: by_id(&instance.containers, |c| &c.id),
            budgets: by_id(&instance.budgets, |b| &b.id),
            groups: by_id(&instance.groups, |g| &g.id),
            demand: by_id(&instance.demand, |d| &d.id),
            permits: by_id(&instance.permits, |p| &p.id),
            rooms: BTreeMap::new(),
            beds: BTreeMap::new(),
            workshops: BTreeMap::new(),
            instructors: BTreeMap::new(),
            busy: vec![Vec::new(); instance.containers.len()],
            spent: vec![0; instance.budgets.len()],
            seated: BTreeMap::new(),
            cost: 0,
            move_cost: 0,
            flow: vec![vec![0.0; weeks]; instance.occupations.len()],
            placed: vec![0.0; instance.occupations.len()],
            served: vec![0.0; instance.demand.len()],
            permitted: vec![0.0; instance.permits.len()],
            gain: 0.0,
        }
    }

    fn add(&mut self, kind: ViolationKind, place: impl Into<String>) {
        self.violations.push(Violation {
            kind,
            place: place.into(),
        });
    }

    fn class(&mut self, class: &PlannedClass) {
        let instance = self.instance;
        let name = format!("{} {} {}", class.occupation, class.place, class.start);
        let Some(&occupation) = self.occupations.get(class.occupation.as_str()) else {
            return self.add(ViolationKind::Unknown, name);
        };
        let o = &instance.occupations[occupation];
        let (classes, seats) = (u64::from(class.classes), u64::from(class.seats));
        let end = u64::from(class.start) + u64::from(o.train);
        let ready = end + u64::from(o.exam);
        if ready > u64::from(instance.weeks) {
            return self.add(ViolationKind::Calendar, name);
        }
        let (end, ready) = (end as u32, ready as u32);
        if (class.start..end).any(|week| self.closed.contains(&week)) {
            self.add(ViolationKind::Calendar, name.clone());
        }
        if classes == 0 || seats < u64::from(o.min) * classes || seats > u64::from(o.max) * classes
        {
            self.add(ViolationKind::Size, name.clone());
        }
        let mobile = if let Some(&container) = self.containers.get(class.place.as_str()) {
            self.container_class(container, class, end, &name);
            true
        } else if let Some(&venue) = self.venues.get(class.place.as_str()) {
            self.venue_class(venue, o, class, end, &name);
            false
        } else {
            return self.add(ViolationKind::Unknown, name);
        };
        self.funding(o, class, ready, mobile, &name);
        let mut people = 0;
        for (id, number) in &class.groups {
            match self.groups.get(id.as_str()) {
                Some(&group) => {
                    people += u64::from(*number);
                    *self.seated.entry((group, occupation)).or_default() += u64::from(*number);
                }
                None => self.add(ViolationKind::Unknown, format!("{name}: {id}")),
            }
        }
        if people != seats {
            self.add(ViolationKind::Groups, name);
        }
        self.flow[occupation][ready as usize] += o.pass * f64::from(class.seats);
    }

    fn container_class(&mut self, container: usize, class: &PlannedClass, end: u32, name: &str) {
        let c = &self.instance.containers[container];
        let site = class.site.clone().unwrap_or_default();
        if class.classes != 1
            || class.seats > c.seats
            || !c.occupations.contains(&class.occupation)
            || !c.sites.contains(&site)
        {
            self.add(ViolationKind::Offer, name);
        }
        self.busy[container].push((class.start, end, site));
    }

    fn venue_class(
        &mut self,
        venue: usize,
        o: &'i Occupation,
        class: &PlannedClass,
        end: u32,
        name: &str,
    ) {
        if !self.instance.venues[venue]
            .occupations
            .contains(&class.occupation)
        {
            self.add(ViolationKind::Offer, name);
        }
        let (classes, seats) = (u64::from(class.classes), u64::from(class.seats));
        for week in class.start..end {
            *self.rooms.entry((venue, week)).or_default() += classes;
            *self.beds.entry((venue, week)).or_default() += seats;
            if let Some(kind) = &o.workshop {
                *self.workshops.entry((venue, kind, week)).or_default() += classes;
            }
            if let Some(family) = &o.instructor {
                *self.instructors.entry((venue, family, week)).or_default() += classes;
            }
        }
    }

    fn funding(
        &mut self,
        o: &Occupation,
        class: &PlannedClass,
        ready: u32,
        mobile: bool,
        name: &str,
    ) {
        let cost = o.class_cost * i64::from(class.classes) + o.seat_cost * i64::from(class.seats);
        self.cost += cost;
        let mut funded: i64 = 0;
        for (id, fen) in &class.funding {
            funded = funded.saturating_add(*fen);
            let Some(&budget) = self.budgets.get(id.as_str()) else {
                self.add(ViolationKind::Unknown, format!("{name}: {id}"));
                continue;
            };
            let b = &self.instance.budgets[budget];
            let may = class.start >= b.start_from
                && ready <= b.assessed_by
                && (b.mobile || !mobile)
                && b.occupations
                    .as_ref()
                    .is_none_or(|list| list.contains(&o.id));
            if *fen < 0 || (*fen > 0 && !may) {
                self.add(ViolationKind::Funding, format!("{name}: {id}"));
            }
            self.spent[budget] = self.spent[budget].saturating_add(*fen);
        }
        if funded != cost {
            self.add(ViolationKind::Funding, format!("{name}: {funded} ≠ {cost}"));
        }
    }

    fn capacities(&mut self) {
        let venues = &self.instance.venues;
        let mut over: Vec<(ViolationKind, String)> = Vec::new();
        let mut test = |kind, used: u64, limit: u32, venue: usize, week: u32, what: &str| {
            if used > u64::from(limit) {
                over.push((
                    kind,
                    format!("{} {what} {week}: {used} > {limit}", venues[venue].id),
                ));
            }
        };
        for (&(venue, week), &used) in &self.rooms {
            test(
                ViolationKind::Rooms,
                used,
                venues[venue].rooms,
                venue,
                week,
                "",
            );
        }
        for (&(venue, week), &used) in &self.beds {
            test(
                ViolationKind::Beds,
                used,
                venues[venue].beds,
                venue,
                week,
                "",
            );
        }
        for (&(venue, kind, week), &used) in &self.workshops {
            let limit = venues[venue].workshops.get(kind).copied().unwrap_or(0);
            test(ViolationKind::Workshops, used, limit, venue, week, kind);
        }
        for (&(venue, family, week), &used) in &self.instructors {
            let limit = venues[venue].instructors.get(family).copied().unwrap_or(0);
            test(ViolationKind::Instructors, used, limit, venue, week, family);
        }
        for (kind, place) in over {
            self.add(kind, place);
        }
    }

    fn moves(&mut self, moves: &[Move]) {
        let weeks = self.instance.weeks;
        for m in moves {
            if !self.containers.contains_key(m.container.as_str()) {
                self.add(ViolationKind::Unknown, m.container.clone());
            }
        }
        for (container, c) in self.instance.containers.iter().enumerate() {
            // Where it stands in each week; None on the road.
            let mut at: Vec<Option<&str>> = vec![Some(&c.start); weeks as usize];
            let mut site = c.start.as_str();
            let mut free = 0;
            let mut own: Vec<&Move> = moves.iter().filter(|m| m.container == c.id).collect();
            own.sort_by_key(|m| m.depart);
            for m in own {
                let name = format!("{} {} {}", m.container, m.to, m.depart);
                let arrival = u64::from(m.depart) + u64::from(c.move_weeks);
                if arrival >= u64::from(weeks) {
                    self.add(ViolationKind::Move, name);
                    continue;
                }
                let arrival = arrival as u32;
                if m.from != site || m.depart < free || !c.sites.contains(&m.to) {
                    self.add(ViolationKind::Move, name);
                }
                for week in m.depart..weeks {
                    at[week as usize] = (week >= arrival).then_some(m.to.as_str());
                }
                site = &m.to;
                free = arrival;
                self.move_cost += c.move_cost;
            }
            let mut used = vec![false; weeks as usize];
            for (from, to, site) in std::mem::take(&mut self.busy[container]) {
                for week in from..to {
                    let place = format!("{} {site} {week}", c.id);
                    if std::mem::replace(&mut used[week as usize], true)
                        || at[week as usize] != Some(site.as_str())
                    {
                        self.add(ViolationKind::Container, place);
                    }
                }
            }
        }
    }

    fn pins(&mut self, classes: &[PlannedClass]) {
        for pin in &self.instance.pins {
            let number: u64 = classes
                .iter()
                .filter(|class| {
                    class.occupation == pin.occupation
                        && class.place == pin.place
                        && class.site == pin.site
                        && class.start == pin.start
                })
                .map(|class| u64::from(class.classes))
                .sum();
            if !(u64::from(pin.at_least)..=u64::from(pin.at_most)).contains(&number) {
                let place = format!("{} {} {}: {number}", pin.occupation, pin.place, pin.start);
                self.add(ViolationKind::Pin, place);
            }
        }
    }

    fn money_and_people(&mut self) {
        for (budget, b) in self.instance.budgets.iter().enumerate() {
            if self.spent[budget] > b.amount {
                self.add(
                    ViolationKind::Budget,
                    format!("{}: {}", b.id, self.spent[budget]),
                );
            }
        }
        let mut people = vec![0; self.instance.groups.len()];
        for ((group, occupation), number) in self.seated.clone() {
            people[group] += number;
            let g = &self.instance.groups[group];
            let id = &self.instance.occupations[occupation].id;
            if number > u64::from(g.interest.get(id).copied().unwrap_or(0)) {
                self.add(ViolationKind::Interest, format!("{} {id}: {number}", g.id));
            }
        }
        for (group, g) in self.instance.groups.iter().enumerate() {
            if people[group] > u64::from(g.people) {
                self.add(
                    ViolationKind::People,
                    format!("{}: {}", g.id, people[group]),
                );
            }
        }
    }

    fn placement(&mut self, id: &str, week: u32, heads: f64) {
        let name = format!("{id} {week}: {heads}");
        let Some(&demand) = self.demand.get(id) else {
            return self.add(ViolationKind::Unknown, name);
        };
        let d = &self.instance.demand[demand];
        let permit = d
            .permit
            .as_ref()
            .and_then(|id| self.permits.get(id.as_str()).copied());
        let in_permit = permit.is_none_or(|permit| {
            let p = &self.instance.permits[permit];
            (p.from..p.to).contains(&week)
        });
        if !heads.is_finite()
            || heads < -NEGATIVE_HEADS
            || week < d.from
            || u64::from(week) + u64::from(d.min_stay) > u64::from(d.to)
            || week < d.lead
            || !in_permit
        {
            return self.add(ViolationKind::Placement, name);
        }
        let Some(&occupation) = self.occupations.get(d.occupation.as_str()) else {
            return self.add(ViolationKind::Unknown, name);
        };
        self.placed[occupation] += heads;
        self.served[demand] += heads;
        if let Some(permit) = permit {
            self.permitted[permit] += heads;
        }
        self.gain += d.weekly_gain as f64 * f64::from(d.to - week) * heads;
        self.flow[occupation][(week - d.lead) as usize] -= heads;
        if d.to < self.instance.weeks {
            self.flow[occupation][d.to as usize] += self.instance.return_share * heads;
        }
    }

    /// Heads, permits and pools; then what all of it is worth.
    fn objective(&mut self) -> f64 {
        let instance = self.instance;
        for (demand, d) in instance.demand.iter().enumerate() {
            if self.served[demand] > f64::from(d.heads) + HEADS {
                self.add(
                    ViolationKind::Demand,
                    format!("{}: {}", d.id, self.served[demand]),
                );
            }
        }
        for (permit, p) in instance.permits.iter().enumerate() {
            if self.permitted[permit] > f64::from(p.capacity) + HEADS {
                self.add(
                    ViolationKind::Permit,
                    format!("{}: {}", p.id, self.permitted[permit]),
                );
            }
        }
        let (mut idle, mut need) = (0.0, 0.0);
        let mut order: Vec<usize> = (0..instance.groups.len()).collect();
        order.sort_by_key(|group| std::cmp::Reverse(instance.groups[*group].need));
        for (occupation, o) in instance.occupations.iter().enumerate() {
            let mut pool = 0.0;
            for week in 0..instance.weeks as usize {
                pool += self.flow[occupation][week];
                if pool < -HEADS {
                    self.add(ViolationKind::Pool, format!("{} {week}: {pool}", o.id));
                }
                idle += pool.max(0.0);
            }
            let mut left = self.placed[occupation];
            for &group in &order {
                let seats = self.seated.get(&(group, occupation)).copied().unwrap_or(0);
                let earned = left.min(o.pass * seats as f64);
                need += instance.groups[group].need as f64 * earned;
                left -= earned;
            }
        }
        self.gain + need
            - instance.idle_cost as f64 * idle
            - self.move_cost as f64
            - instance.cost_weight * self.cost as f64
    }
}
