//! `tongfu-match/1`: who applies for what, with which priority, and what the
//! classes hold.

use std::collections::{BTreeMap, HashMap};

use serde::Serialize;

use super::MatchError;
use crate::format::{FaultKind, Faults, Node, parse};

/// The name every instance carries in its `format` field.
pub const MATCH_FORMAT: &str = "tongfu-match/1";

/// The name of the seats that are for everybody; no reserve may bear it.
pub const OPEN: &str = "open";

/// Seats of one class at most.
const MOST_SEATS: i64 = 1_000_000;
/// Priorities lie within what every JSON reader holds exactly.
const MOST_PRIORITY: i64 = 9_007_199_254_740_991;

/// One matching problem.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
#[serde(tag = "format", rename = "tongfu-match/1")]
pub struct Instance {
    pub applicants: Vec<Applicant>,
    pub classes: Vec<Class>,
    /// Drawn publicly after the list of applicants was closed.
    pub lottery_seed: String,
}

/// One who applies.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Applicant {
    pub id: String,
    /// Ids of classes, best first.
    pub prefs: Vec<String>,
    /// By class, higher first; at least for every class in `prefs`.
    pub priority: BTreeMap<String, i64>,
    /// Kinds of reserve the person may take a seat of.
    pub types: Vec<String>,
}

/// One class with its seats.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Class {
    pub id: String,
    pub seats: u32,
    /// With fewer it does not take place; 0: always does.
    pub min_size: u32,
    /// Seats kept for kinds of people, filled in this order.
    pub reserves: Vec<Reserve>,
}

/// Seats kept for one kind of people.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Reserve {
    #[serde(rename = "type")]
    pub kind: String,
    pub seats: u32,
}

impl Instance {
    /// Reads and validates an instance.
    ///
    /// # Errors
    /// [`MatchError::Format`] with every fault found, each with its path.
    pub fn from_json(text: &[u8]) -> Result<Self, MatchError> {
        let value = parse(text).map_err(MatchError::Format)?;
        let mut faults = Faults::default();
        let instance = read(&Node::root(&value), &mut faults);
        faults.into_result().map_err(MatchError::Format)?;
        instance.validate()?;
        Ok(instance)
    }

    /// The instance as JSON text of the format.
    pub fn to_json(&self) -> String {
        serde_json::to_string(self).unwrap_or_default()
    }

    /// Checks what the types do not: ids, references, priorities, reserves.
    ///
    /// # Errors
    /// [`MatchError::Format`] with every fault found, each with its path.
    pub fn validate(&self) -> Result<(), MatchError> {
        let mut faults = Faults::default();
        validate(self, &mut faults);
        faults.into_result().map_err(MatchError::Format)
    }
}

fn text(parent: &Node, key: &str, faults: &mut Faults) -> String {
    parent
        .field(key, faults)
        .map_or_else(String::new, |node| node.text(faults))
}

fn seats(parent: &Node, key: &str, faults: &mut Faults) -> u32 {
    parent
        .field(key, faults)
        .map_or(0, |node| node.whole(0..=MOST_SEATS, faults) as u32)
}

fn read(root: &Node, faults: &mut Faults) -> Instance {
    root.format(MATCH_FORMAT, faults);
    let list = |key: &str, faults: &mut Faults| root.field(key, faults);
    Instance {
        applicants: list("applicants", faults).map_or_else(Vec::new, |node| {
            node.list(faults, |node, faults| Applicant {
                id: text(&node, "id", faults),
                prefs: node
                    .field("prefs", faults)
                    .map_or_else(Vec::new, |node| node.texts(faults)),
                priority: node
                    .field("priority", faults)
                    .map_or_else(BTreeMap::new, |node| {
                        node.table(-MOST_PRIORITY..=MOST_PRIORITY, faults)
                            .into_iter()
                            .collect()
                    }),
                types: node
                    .field("types", faults)
                    .map_or_else(Vec::new, |node| node.texts(faults)),
            })
        }),
        classes: list("classes", faults).map_or_else(Vec::new, |node| {
            node.list(faults, |node, faults| Class {
                id: text(&node, "id", faults),
                seats: seats(&node, "seats", faults),
                min_size: node
                    .optional("min_size", faults)
                    .map_or(0, |node| node.whole(0..=MOST_SEATS, faults) as u32),
                reserves: node
                    .optional("reserves", faults)
                    .map_or_else(Vec::new, |node| {
                        node.list(faults, |node, faults| Reserve {
                            kind: text(&node, "type", faults),
                            seats: seats(&node, "seats", faults),
                        })
                    }),
            })
        }),
        lottery_seed: root
            .field("lottery_seed", faults)
            .map_or_else(String::new, |node| node.text_or_whole(faults)),
    }
}

fn validate(instance: &Instance, faults: &mut Faults) {
    if instance.lottery_seed.is_empty() {
        faults.add("lottery_seed", FaultKind::Empty, "");
    }
    faults.ids(
        "applicants",
        instance.applicants.iter().map(|a| a.id.as_str()),
    );
    let classes = faults.ids("classes", instance.classes.iter().map(|c| c.id.as_str()));
    // Looked up half a million times in a large run; never iterated.
    let classes: HashMap<&str, ()> = classes.into_iter().map(|id| (id, ())).collect();
    for (i, class) in instance.classes.iter().enumerate() {
        let at = |field: &str| format!("classes[{i}].{field}");
        faults.range(&at("seats"), class.seats.into(), 0..=MOST_SEATS);
        faults.range(&at("min_size"), class.min_size.into(), 0..=MOST_SEATS);
        for (j, reserve) in class.reserves.iter().enumerate() {
            let at = |field: &str| format!("classes[{i}].reserves[{j}].{field}");
            faults.range(&at("seats"), reserve.seats.into(), 0..=MOST_SEATS);
            if reserve.kind.is_empty() {
                faults.add(at("type"), FaultKind::Empty, "");
            } else if reserve.kind == OPEN {
                faults.add(at("type"), FaultKind::NotAllowed, OPEN);
            }
        }
    }
    for (i, applicant) in instance.applicants.iter().enumerate() {
        for (j, class) in applicant.prefs.iter().enumerate() {
            let at = || format!("applicants[{i}].prefs[{j}]");
            if !classes.contains_key(class.as_str()) {
                faults.add(at(), FaultKind::Unknown, class);
            } else if applicant.prefs[..j].contains(class) {
                faults.add(at(), FaultKind::Duplicate, class);
            } else if !applicant.priority.contains_key(class) {
                let path = format!("applicants[{i}].priority.{class}");
                faults.add(path, FaultKind::Missing, "");
            }
        }
        for (class, priority) in &applicant.priority {
            let at = || format!("applicants[{i}].priority.{class}");
            if !classes.contains_key(class.as_str()) {
                faults.add(at(), FaultKind::Unknown, class);
            } else if !(-MOST_PRIORITY..=MOST_PRIORITY).contains(priority) {
                faults.range(&at(), *priority, -MOST_PRIORITY..=MOST_PRIORITY);
            }
        }
        for (j, kind) in applicant.types.iter().enumerate() {
            if kind.is_empty() {
                faults.add(format!("applicants[{i}].types[{j}]"), FaultKind::Empty, "");
            }
        }
    }
}
