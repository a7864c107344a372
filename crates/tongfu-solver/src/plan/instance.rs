//! `tongfu-plan/1`: what the planner is told. Money is in whole fen, time in
//! whole weeks from 0, intervals of weeks are `[from, to)`.

use std::collections::{BTreeMap, BTreeSet};

use serde::Serialize;

use super::PlanError;
use crate::format::{FaultKind, Faults, Node, parse};

/// The name every instance carries in its `format` field.
pub const PLAN_FORMAT: &str = "tongfu-plan/1";

/// Longest horizon that is planned at once, in weeks: twenty years.
pub const MOST_WEEKS: u32 = 1040;
/// Largest amount of money in one field, in fen: ten billion yuan. Sums of
/// such amounts stay exact in 64 bits.
pub const MOST_FEN: i64 = 1_000_000_000_000;
/// Largest count of people, seats, rooms or heads in one field.
pub const MOST_COUNT: u32 = 10_000_000;

/// One planning problem. Build it in code or read it with
/// [`Instance::from_json`]; [`Instance::validate`] says whether it keeps the
/// format, and the solver refuses one that does not.
#[derive(Debug, Clone, PartialEq, Serialize)]
#[serde(tag = "format", rename = "tongfu-plan/1")]
pub struct Instance {
    /// Length of the horizon.
    pub weeks: u32,
    /// Weeks in which no class runs.
    pub closed_weeks: Vec<u32>,
    /// Weight of cost against gain; 1 unless a parameter says otherwise.
    pub cost_weight: f64,
    /// Fen lost per trained person and week without work.
    pub idle_cost: i64,
    /// Share of those whose work ends who can be placed again.
    pub return_share: f64,
    pub occupations: Vec<Occupation>,
    pub venues: Vec<Venue>,
    pub containers: Vec<Container>,
    pub budgets: Vec<Budget>,
    pub groups: Vec<Group>,
    pub demand: Vec<Demand>,
    pub permits: Vec<Permit>,
    pub pins: Vec<Pin>,
}

/// What is taught, and what a class of it needs and costs.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct Occupation {
    pub id: String,
    /// Weeks of training.
    pub train: u32,
    /// Weeks from the end of training to the certificate.
    pub exam: u32,
    /// Fewest seats of a class.
    pub min: u32,
    /// Most seats of a class.
    pub max: u32,
    /// Share of the seats that graduates.
    pub pass: f64,
    /// Type of workshop a class occupies.
    pub workshop: Option<String>,
    /// Family of instructor a class occupies.
    pub instructor: Option<String>,
    /// Fen per class.
    pub class_cost: i64,
    /// Fen per seat.
    pub seat_cost: i64,
}

/// A place with rooms.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct Venue {
    pub id: String,
    pub rooms: u32,
    pub beds: u32,
    /// Workshops by type; a missing type counts as 0.
    pub workshops: BTreeMap<String, u32>,
    /// Instructors by family; a missing family counts as 0.
    pub instructors: BTreeMap<String, u32>,
    /// Occupations it teaches.
    pub occupations: Vec<String>,
}

/// A mobile workshop: one class at a time, with its own instructor and beds.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct Container {
    pub id: String,
    pub occupations: Vec<String>,
    /// Where it can stand.
    pub sites: Vec<String>,
    /// Where it stands in week 0.
    pub start: String,
    /// Weeks it is away during a move.
    pub move_weeks: u32,
    /// Fen per move.
    pub move_cost: i64,
    pub seats: u32,
}

/// A funding line.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct Budget {
    pub id: String,
    /// Fen.
    pub amount: i64,
    /// First week in which a paid class may start.
    pub start_from: u32,
    /// Week by which its graduates must be there.
    pub assessed_by: u32,
    /// Whether it may pay classes in containers.
    pub mobile: bool,
    /// Occupations it pays; `None`: all.
    pub occupations: Option<Vec<String>>,
}

/// People of one kind of need.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct Group {
    pub id: String,
    pub people: u32,
    /// Fen one of them in work counts beyond the gain.
    pub need: i64,
    /// Most of them who want an occupation.
    pub interest: BTreeMap<String, u32>,
}

/// One slice of a seasonal curve: heads wanted over `[from, to)`.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct Demand {
    pub id: String,
    pub occupation: String,
    pub region: String,
    pub from: u32,
    pub to: u32,
    /// Fewest weeks a person placed here stays.
    pub min_stay: u32,
    pub heads: u32,
    /// Fen a person gains per week.
    pub weekly_gain: i64,
    /// Weeks between leaving the pool and starting work.
    pub lead: u32,
    pub permit: Option<String>,
}

/// A quota of work permits, usable for placements in weeks `[from, to)`.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct Permit {
    pub id: String,
    pub capacity: u32,
    pub from: u32,
    pub to: u32,
}

/// A decision taken beforehand about the number of classes of one kind.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Pin {
    pub occupation: String,
    /// A venue or a container.
    pub place: String,
    /// The site, for a container.
    pub site: Option<String>,
    pub start: u32,
    pub at_least: u32,
    pub at_most: u32,
}

impl Instance {
    /// Reads and validates an instance.
    ///
    /// # Errors
    /// [`PlanError::Format`] with every fault found, each with its path.
    pub fn from_json(text: &[u8]) -> Result<Self, PlanError> {
        let value = parse(text).map_err(PlanError::Format)?;
        let mut faults = Faults::default();
        let instance = read(&Node::root(&value), &mut faults);
        faults.into_result().map_err(PlanError::Format)?;
        instance.validate()?;
        Ok(instance)
    }

    /// The instance as JSON text of the format.
    pub fn to_json(&self) -> String {
        serde_json::to_string(self).unwrap_or_default()
    }

    /// Checks everything the types do not: ranges, references, ids, intervals.
    ///
    /// # Errors
    /// [`PlanError::Format`] with every fault found, each with its path.
    pub fn validate(&self) -> Result<(), PlanError> {
        let mut faults = Faults::default();
        validate(self, &mut faults);
        faults.into_result().map_err(PlanError::Format)
    }
}

const WEEKS: std::ops::RangeInclusive<i64> = 0..=MOST_WEEKS as i64;
const FEN: std::ops::RangeInclusive<i64> = 0..=MOST_FEN;
const COUNT: std::ops::RangeInclusive<i64> = 0..=MOST_COUNT as i64;

fn week(parent: &Node, key: &str, faults: &mut Faults) -> u32 {
    parent
        .field(key, faults)
        .map_or(0, |node| node.whole(WEEKS, faults) as u32)
}

fn count(parent: &Node, key: &str, faults: &mut Faults) -> u32 {
    parent
        .field(key, faults)
        .map_or(0, |node| node.whole(COUNT, faults) as u32)
}

fn fen(parent: &Node, key: &str, faults: &mut Faults) -> i64 {
    parent
        .field(key, faults)
        .map_or(0, |node| node.whole(FEN, faults))
}

fn text(parent: &Node, key: &str, faults: &mut Faults) -> String {
    parent
        .field(key, faults)
        .map_or_else(String::new, |node| node.text(faults))
}

fn optional_text(parent: &Node, key: &str, faults: &mut Faults) -> Option<String> {
    parent.optional(key, faults).map(|node| node.text(faults))
}

fn texts(parent: &Node, key: &str, faults: &mut Faults) -> Vec<String> {
    parent
        .field(key, faults)
        .map_or_else(Vec::new, |node| node.texts(faults))
}

fn counts(parent: &Node, key: &str, faults: &mut Faults) -> BTreeMap<String, u32> {
    parent
        .field(key, faults)
        .map_or_else(BTreeMap::new, |node| {
            node.table(COUNT, faults)
                .into_iter()
                .map(|(name, number)| (name, number as u32))
                .collect()
        })
}

fn list<T>(
    parent: &Node,
    key: &str,
    faults: &mut Faults,
    read: impl FnMut(Node, &mut Faults) -> T,
) -> Vec<T> {
    parent
        .field(key, faults)
        .map_or_else(Vec::new, |node| node.list(faults, read))
}

fn read(root: &Node, faults: &mut Faults) -> Instance {
    root.format(PLAN_FORMAT, faults);
    Instance {
        weeks: week(root, "weeks", faults),
        closed_weeks: list(root, "closed_weeks", faults, |node, faults| {
            node.whole(WEEKS, faults) as u32
        }),
        cost_weight: root
            .optional("cost_weight", faults)
            .map_or(1.0, |node| node.real(0.0..=MOST_WEIGHT, faults)),
        idle_cost: fen(root, "idle_cost", faults),
        return_share: root
            .field("return_share", faults)
            .map_or(0.0, |node| node.real(0.0..=1.0, faults)),
        occupations: list(root, "occupations", faults, |node, faults| Occupation {
            id: text(&node, "id", faults),
            train: week(&node, "train", faults),
            exam: week(&node, "exam", faults),
            min: count(&node, "min", faults),
            max: count(&node, "max", faults),
            pass: node
                .field("pass", faults)
                .map_or(0.0, |node| node.real(0.0..=1.0, faults)),
            workshop: optional_text(&node, "workshop", faults),
            instructor: optional_text(&node, "instructor", faults),
            class_cost: fen(&node, "class_cost", faults),
            seat_cost: fen(&node, "seat_cost", faults),
        }),
        venues: list(root, "venues", faults, |node, faults| Venue {
            id: text(&node, "id", faults),
            rooms: count(&node, "rooms", faults),
            beds: count(&node, "beds", faults),
            workshops: counts(&node, "workshops", faults),
            instructors: counts(&node, "instructors", faults),
            occupations: texts(&node, "occupations", faults),
        }),
        containers: list(root, "containers", faults, |node, faults| Container {
            id: text(&node, "id", faults),
            occupations: texts(&node, "occupations", faults),
            sites: texts(&node, "sites", faults),
            start: text(&node, "start", faults),
            move_weeks: week(&node, "move_weeks", faults),
            move_cost: fen(&node, "move_cost", faults),
            seats: count(&node, "seats", faults),
        }),
        budgets: list(root, "budgets", faults, |node, faults| Budget {
            id: text(&node, "id", faults),
            amount: fen(&node, "amount", faults),
            start_from: week(&node, "start_from", faults),
            assessed_by: week(&node, "assessed_by", faults),
            mobile: node
                .field("mobile", faults)
                .is_some_and(|node| node.flag(faults)),
            occupations: node
                .nullable("occupations", faults)
                .map(|node| node.texts(faults)),
        }),
        groups: list(root, "groups", faults, |node, faults| Group {
            id: text(&node, "id", faults),
            people: count(&node, "people", faults),
            need: fen(&node, "need", faults),
            interest: counts(&node, "interest", faults),
        }),
        demand: list(root, "demand", faults, |node, faults| Demand {
            id: text(&node, "id", faults),
            occupation: text(&node, "occupation", faults),
            region: text(&node, "region", faults),
            from: week(&node, "from", faults),
            to: week(&node, "to", faults),
            min_stay: week(&node, "min_stay", faults),
            heads: count(&node, "heads", faults),
            weekly_gain: fen(&node, "weekly_gain", faults),
            lead: week(&node, "lead", faults),
            permit: optional_text(&node, "permit", faults),
        }),
        permits: list(root, "permits", faults, |node, faults| Permit {
            id: text(&node, "id", faults),
            capacity: count(&node, "capacity", faults),
            from: week(&node, "from", faults),
            to: week(&node, "to", faults),
        }),
        pins: list(root, "pins", faults, |node, faults| Pin {
            occupation: text(&node, "occupation", faults),
            place: text(&node, "place", faults),
            site: optional_text(&node, "site", faults),
            start: week(&node, "start", faults),
            at_least: count(&node, "at_least", faults),
            at_most: count(&node, "at_most", faults),
        }),
    }
}

/// Largest weight of cost; beyond it numbers lose their meaning.
const MOST_WEIGHT: f64 = 1000.0;

fn within(faults: &mut Faults, path: String, week: u32, last: u32, weeks: u32) {
    if week > last {
        faults.add(path, FaultKind::OutsideHorizon, weeks);
    }
}

fn money(faults: &mut Faults, path: String, fen: i64) {
    faults.range(&path, fen, FEN);
}

fn counted(faults: &mut Faults, path: String, number: u32) {
    faults.range(&path, number.into(), COUNT);
}

fn validate(instance: &Instance, faults: &mut Faults) {
    let weeks = instance.weeks;
    faults.range("weeks", weeks.into(), 1..=MOST_WEEKS.into());
    faults.real("cost_weight", instance.cost_weight, 0.0..=MOST_WEIGHT);
    faults.real("return_share", instance.return_share, 0.0..=1.0);
    money(faults, "idle_cost".to_owned(), instance.idle_cost);
    let mut closed = BTreeSet::new();
    for (i, week) in instance.closed_weeks.iter().enumerate() {
        let path = format!("closed_weeks[{i}]");
        if !closed.insert(week) {
            faults.add(path.clone(), FaultKind::Duplicate, week);
        }
        within(faults, path, *week, weeks.saturating_sub(1), weeks);
    }
    let occupations = faults.ids(
        "occupations",
        instance.occupations.iter().map(|o| o.id.as_str()),
    );
    let venues = faults.ids("venues", instance.venues.iter().map(|v| v.id.as_str()));
    let containers = faults.ids(
        "containers",
        instance.containers.iter().map(|c| c.id.as_str()),
    );
    for (i, container) in instance.containers.iter().enumerate() {
        // A class names its place only, so a place must be one thing.
        if venues.contains(container.id.as_str()) {
            faults.add(
                format!("containers[{i}].id"),
                FaultKind::Duplicate,
                &container.id,
            );
        }
    }
    faults.ids("budgets", instance.budgets.iter().map(|b| b.id.as_str()));
    faults.ids("groups", instance.groups.iter().map(|g| g.id.as_str()));
    faults.ids("demand", instance.demand.iter().map(|d| d.id.as_str()));
    let permits = faults.ids("permits", instance.permits.iter().map(|p| p.id.as_str()));

    for (i, o) in instance.occupations.iter().enumerate() {
        let at = |field: &str| format!("occupations[{i}].{field}");
        faults.range(&at("train"), o.train.into(), 1..=MOST_WEEKS.into());
        faults.range(&at("exam"), o.exam.into(), WEEKS);
        counted(faults, at("min"), o.min);
        faults.range(&at("max"), o.max.into(), 1..=MOST_COUNT.into());
        if o.max < o.min {
            faults.add(at("max"), FaultKind::Order, o.min);
        }
        faults.real(&at("pass"), o.pass, 0.0..=1.0);
        money(faults, at("class_cost"), o.class_cost);
        money(faults, at("seat_cost"), o.seat_cost);
        for (field, name) in [("workshop", &o.workshop), ("instructor", &o.instructor)] {
            if name.as_deref() == Some("") {
                faults.add(at(field), FaultKind::Empty, "");
            }
        }
    }
    for (i, v) in instance.venues.iter().enumerate() {
        let at = |field: &str| format!("venues[{i}].{field}");
        counted(faults, at("rooms"), v.rooms);
        counted(faults, at("beds"), v.beds);
        for (name, table) in [("workshops", &v.workshops), ("instructors", &v.instructors)] {
            for (kind, number) in table {
                counted(faults, at(&format!("{name}.{kind}")), *number);
            }
        }
        faults.references(&at("occupations"), &v.occupations, &occupations);
    }
    for (i, c) in instance.containers.iter().enumerate() {
        let at = |field: &str| format!("containers[{i}].{field}");
        faults.references(&at("occupations"), &c.occupations, &occupations);
        let sites: BTreeSet<&str> = c.sites.iter().map(String::as_str).collect();
        faults.references(&at("sites"), &c.sites, &sites);
        if !sites.contains(c.start.as_str()) {
            faults.add(at("start"), FaultKind::Unknown, &c.start);
        }
        faults.range(&at("move_weeks"), c.move_weeks.into(), WEEKS);
        money(faults, at("move_cost"), c.move_cost);
        counted(faults, at("seats"), c.seats);
    }
    for (i, b) in instance.budgets.iter().enumerate() {
        let at = |field: &str| format!("budgets[{i}].{field}");
        money(faults, at("amount"), b.amount);
        // A line may be assessed, and a permit run out, after the horizon.
        faults.range(&at("start_from"), b.start_from.into(), WEEKS);
        faults.range(&at("assessed_by"), b.assessed_by.into(), WEEKS);
        if let Some(paid) = &b.occupations {
            faults.references(&at("occupations"), paid, &occupations);
        }
    }
    for (i, g) in instance.groups.iter().enumerate() {
        let at = |field: &str| format!("groups[{i}].{field}");
        counted(faults, at("people"), g.people);
        money(faults, at("need"), g.need);
        for (occupation, number) in &g.interest {
            let path = at(&format!("interest.{occupation}"));
            if !occupations.contains(occupation.as_str()) {
                faults.add(path, FaultKind::Unknown, occupation);
            } else {
                counted(faults, path, *number);
            }
        }
    }
    for (i, d) in instance.demand.iter().enumerate() {
        let at = |field: &str| format!("demand[{i}].{field}");
        if !occupations.contains(d.occupation.as_str()) {
            faults.add(at("occupation"), FaultKind::Unknown, &d.occupation);
        }
        if let Some(permit) = &d.permit
            && !permits.contains(permit.as_str())
        {
            faults.add(at("permit"), FaultKind::Unknown, permit);
        }
        within(faults, at("to"), d.to, weeks, weeks);
        if d.to <= d.from {
            faults.add(at("to"), FaultKind::Order, d.from);
        }
        // Who stays no whole week works not at all.
        faults.range(&at("min_stay"), d.min_stay.into(), 1..=MOST_WEEKS.into());
        faults.range(&at("lead"), d.lead.into(), WEEKS);
        counted(faults, at("heads"), d.heads);
        money(faults, at("weekly_gain"), d.weekly_gain);
    }
    for (i, p) in instance.permits.iter().enumerate() {
        let at = |field: &str| format!("permits[{i}].{field}");
        counted(faults, at("capacity"), p.capacity);
        faults.range(&at("to"), p.to.into(), WEEKS);
        if p.to < p.from {
            faults.add(at("to"), FaultKind::Order, p.from);
        }
    }
    pins(
        instance,
        &instance.pins,
        faults,
        &occupations,
        &venues,
        &containers,
    );
}

/// Checks pins that come on their own, for a what-if.
pub(super) fn validate_pins(instance: &Instance, list: &[Pin]) -> Result<(), PlanError> {
    let mut faults = Faults::default();
    let occupations = instance.occupations.iter().map(|o| o.id.as_str()).collect();
    let venues = instance.venues.iter().map(|v| v.id.as_str()).collect();
    let containers = instance.containers.iter().map(|c| c.id.as_str()).collect();
    pins(
        instance,
        list,
        &mut faults,
        &occupations,
        &venues,
        &containers,
    );
    faults.into_result().map_err(PlanError::Format)
}

fn pins(
    instance: &Instance,
    list: &[Pin],
    faults: &mut Faults,
    occupations: &BTreeSet<&str>,
    venues: &BTreeSet<&str>,
    containers: &BTreeSet<&str>,
) {
    for (i, pin) in list.iter().enumerate() {
        let at = |field: &str| format!("pins[{i}].{field}");
        if !occupations.contains(pin.occupation.as_str()) {
            faults.add(at("occupation"), FaultKind::Unknown, &pin.occupation);
        }
        within(
            faults,
            at("start"),
            pin.start,
            instance.weeks.saturating_sub(1),
            instance.weeks,
        );
        counted(faults, at("at_least"), pin.at_least);
        counted(faults, at("at_most"), pin.at_most);
        if pin.at_most < pin.at_least {
            faults.add(at("at_most"), FaultKind::Order, pin.at_least);
        }
        if venues.contains(pin.place.as_str()) {
            if pin.site.is_some() {
                faults.add(at("site"), FaultKind::NotAllowed, "");
            }
        } else if containers.contains(pin.place.as_str()) {
            let sites = instance
                .containers
                .iter()
                .find(|c| c.id == pin.place)
                .map_or(&[][..], |c| &c.sites);
            match &pin.site {
                None => faults.add(at("site"), FaultKind::Missing, ""),
                Some(site) if !sites.contains(site) => {
                    faults.add(at("site"), FaultKind::Unknown, site);
                }
                Some(_) => {}
            }
        } else {
            faults.add(at("place"), FaultKind::Unknown, &pin.place);
        }
    }
}
