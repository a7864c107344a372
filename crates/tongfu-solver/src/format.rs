//! Strict reading of the exchange formats: every fault is found and named by
//! its path, and nothing of a faulty file is used.

use std::collections::BTreeSet;
use std::fmt;
use std::ops::RangeInclusive;

use serde_json::{Map, Value};

/// What is wrong at one place of an instance.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum FaultKind {
    /// The text is no JSON; `value` holds `line:column`.
    NotJson,
    /// The `format` field names another format; `value` holds what it names.
    WrongFormat,
    /// A required field is absent.
    Missing,
    /// The value has another type; `value` holds the type that is asked for.
    WrongType,
    /// A number below what the field allows; `value` holds the smallest allowed.
    TooSmall,
    /// A number above what the field allows; `value` holds the largest allowed.
    TooLarge,
    /// An id or name of no characters.
    Empty,
    /// An id or entry that occurs before; `value` holds it.
    Duplicate,
    /// A reference to something the instance does not have; `value` holds it.
    Unknown,
    /// An interval or pair whose end lies before its beginning.
    Order,
    /// A week outside the horizon; `value` holds the number of weeks.
    OutsideHorizon,
    /// A field that must be absent or null here.
    NotAllowed,
}

impl FaultKind {
    /// A stable word for messages, in kebab case.
    pub fn word(self) -> &'static str {
        match self {
            Self::NotJson => "not-json",
            Self::WrongFormat => "wrong-format",
            Self::Missing => "missing",
            Self::WrongType => "wrong-type",
            Self::TooSmall => "too-small",
            Self::TooLarge => "too-large",
            Self::Empty => "empty",
            Self::Duplicate => "duplicate",
            Self::Unknown => "unknown",
            Self::Order => "order",
            Self::OutsideHorizon => "outside-horizon",
            Self::NotAllowed => "not-allowed",
        }
    }
}

/// One fault of an instance, with the path of the field (`demand[3].heads`).
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct FormatFault {
    pub path: String,
    pub kind: FaultKind,
    /// What belongs to the kind: see [`FaultKind`]. May be empty.
    pub value: String,
}

impl fmt::Display for FormatFault {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}: {}", self.path, self.kind.word())?;
        if !self.value.is_empty() {
            write!(f, " ({})", self.value)?;
        }
        Ok(())
    }
}

/// Collects the faults of one instance; a file of nothing but faults is cut
/// off so that the answer stays readable.
#[derive(Debug, Default)]
pub(crate) struct Faults {
    list: Vec<FormatFault>,
}

const MOST_FAULTS: usize = 100;

impl Faults {
    pub(crate) fn add(&mut self, path: impl Into<String>, kind: FaultKind, value: impl ToString) {
        if self.list.len() < MOST_FAULTS {
            self.list.push(FormatFault {
                path: path.into(),
                kind,
                value: value.to_string(),
            });
        }
    }

    pub(crate) fn into_result(self) -> Result<(), Vec<FormatFault>> {
        if self.list.is_empty() {
            Ok(())
        } else {
            Err(self.list)
        }
    }

    /// Whole numbers within a range, else a fault.
    pub(crate) fn range(&mut self, path: &str, number: i64, allowed: RangeInclusive<i64>) {
        if number < *allowed.start() {
            self.add(path, FaultKind::TooSmall, allowed.start());
        } else if number > *allowed.end() {
            self.add(path, FaultKind::TooLarge, allowed.end());
        }
    }

    /// A finite real number within a range, else a fault.
    pub(crate) fn real(&mut self, path: &str, number: f64, allowed: RangeInclusive<f64>) {
        if !number.is_finite() {
            self.add(path, FaultKind::WrongType, "number");
        } else if number < *allowed.start() {
            self.add(path, FaultKind::TooSmall, allowed.start());
        } else if number > *allowed.end() {
            self.add(path, FaultKind::TooLarge, allowed.end());
        }
    }

    /// Ids of a list: none empty, none twice. Returns the set of them.
    pub(crate) fn ids<'i>(
        &mut self,
        list: &str,
        ids: impl Iterator<Item = &'i str>,
    ) -> BTreeSet<&'i str> {
        let mut seen = BTreeSet::new();
        for (index, id) in ids.enumerate() {
            let path = format!("{list}[{index}].id");
            if id.is_empty() {
                self.add(path, FaultKind::Empty, "");
            } else if !seen.insert(id) {
                self.add(path, FaultKind::Duplicate, id);
            }
        }
        seen
    }

    /// A list of references: each known, none twice.
    pub(crate) fn references(&mut self, path: &str, names: &[String], known: &BTreeSet<&str>) {
        let mut seen = BTreeSet::new();
        for (index, name) in names.iter().enumerate() {
            let at = format!("{path}[{index}]");
            if !known.contains(name.as_str()) {
                self.add(at, FaultKind::Unknown, name);
            } else if !seen.insert(name) {
                self.add(at, FaultKind::Duplicate, name);
            }
        }
    }
}

/// One value of the file with its path. Reading it wrongly records a fault and
/// returns a stand-in, so that all faults of a file are found in one pass.
pub(crate) struct Node<'v> {
    value: &'v Value,
    path: String,
}

impl<'v> Node<'v> {
    pub(crate) fn root(value: &'v Value) -> Self {
        Self {
            value,
            path: String::new(),
        }
    }

    pub(crate) fn path(&self) -> &str {
        if self.path.is_empty() {
            "$"
        } else {
            &self.path
        }
    }

    fn below(&self, key: &str) -> String {
        if self.path.is_empty() {
            key.to_owned()
        } else {
            format!("{}.{key}", self.path)
        }
    }

    fn object(&self, faults: &mut Faults) -> Option<&'v Map<String, Value>> {
        let object = self.value.as_object();
        if object.is_none() {
            faults.add(self.path(), FaultKind::WrongType, "object");
        }
        object
    }

    /// A field that may be absent or null.
    pub(crate) fn optional(&self, key: &str, faults: &mut Faults) -> Option<Node<'v>> {
        match self.object(faults)?.get(key) {
            None | Some(Value::Null) => None,
            Some(value) => Some(Node {
                value,
                path: self.below(key),
            }),
        }
    }

    /// A field that must be there.
    pub(crate) fn field(&self, key: &str, faults: &mut Faults) -> Option<Node<'v>> {
        let value = self.object(faults)?.get(key);
        if value.is_none() {
            faults.add(self.below(key), FaultKind::Missing, "");
        }
        value.map(|value| Node {
            value,
            path: self.below(key),
        })
    }

    /// A field that must be there but may be null.
    pub(crate) fn nullable(&self, key: &str, faults: &mut Faults) -> Option<Node<'v>> {
        self.field(key, faults).filter(|node| !node.value.is_null())
    }

    pub(crate) fn text(&self, faults: &mut Faults) -> String {
        match self.value.as_str() {
            Some(text) => text.to_owned(),
            None => {
                faults.add(self.path(), FaultKind::WrongType, "text");
                String::new()
            }
        }
    }

    /// Text, or a whole number as the text of its digits.
    pub(crate) fn text_or_whole(&self, faults: &mut Faults) -> String {
        match self.value {
            Value::Number(number) if number.is_i64() || number.is_u64() => number.to_string(),
            _ => self.text(faults),
        }
    }

    /// A whole number; `5.0` counts as one, `5.5` does not.
    pub(crate) fn whole(&self, allowed: RangeInclusive<i64>, faults: &mut Faults) -> i64 {
        const EXACT: f64 = 9_007_199_254_740_992.0;
        let number = match self.value {
            Value::Number(number) => number.as_i64().or_else(|| {
                number
                    .as_f64()
                    .filter(|real| real.fract() == 0.0 && real.abs() <= EXACT)
                    .map(|real| real as i64)
            }),
            _ => None,
        };
        match number {
            Some(number) => {
                faults.range(self.path(), number, allowed.clone());
                number.clamp(*allowed.start(), *allowed.end())
            }
            None => {
                faults.add(self.path(), FaultKind::WrongType, "whole number");
                *allowed.start()
            }
        }
    }

    pub(crate) fn real(&self, allowed: RangeInclusive<f64>, faults: &mut Faults) -> f64 {
        match self.value.as_f64() {
            Some(number) => {
                faults.real(self.path(), number, allowed);
                number
            }
            None => {
                faults.add(self.path(), FaultKind::WrongType, "number");
                0.0
            }
        }
    }

    pub(crate) fn flag(&self, faults: &mut Faults) -> bool {
        match self.value.as_bool() {
            Some(flag) => flag,
            None => {
                faults.add(self.path(), FaultKind::WrongType, "true or false");
                false
            }
        }
    }

    pub(crate) fn list<T>(
        &self,
        faults: &mut Faults,
        mut read: impl FnMut(Node<'v>, &mut Faults) -> T,
    ) -> Vec<T> {
        match self.value.as_array() {
            Some(items) => items
                .iter()
                .enumerate()
                .map(|(index, value)| {
                    read(
                        Node {
                            value,
                            path: format!("{}[{index}]", self.path),
                        },
                        faults,
                    )
                })
                .collect(),
            None => {
                faults.add(self.path(), FaultKind::WrongType, "list");
                Vec::new()
            }
        }
    }

    pub(crate) fn texts(&self, faults: &mut Faults) -> Vec<String> {
        self.list(faults, |node, faults| node.text(faults))
    }

    /// An object of whole numbers under free keys.
    pub(crate) fn table(
        &self,
        allowed: RangeInclusive<i64>,
        faults: &mut Faults,
    ) -> Vec<(String, i64)> {
        let Some(object) = self.object(faults) else {
            return Vec::new();
        };
        object
            .iter()
            .map(|(key, value)| {
                let node = Node {
                    value,
                    path: self.below(key),
                };
                (key.clone(), node.whole(allowed.clone(), faults))
            })
            .collect()
    }

    /// The `format` field must name `wanted`.
    pub(crate) fn format(&self, wanted: &str, faults: &mut Faults) {
        if let Some(node) = self.field("format", faults) {
            let found = node.text(faults);
            if !found.is_empty() && found != wanted {
                faults.add(node.path(), FaultKind::WrongFormat, found);
            }
        }
    }
}

/// Parses JSON text; a syntax error becomes a fault with line and column.
pub(crate) fn parse(text: &[u8]) -> Result<Value, Vec<FormatFault>> {
    serde_json::from_slice(text).map_err(|error| {
        vec![FormatFault {
            path: "$".to_owned(),
            kind: FaultKind::NotJson,
            value: format!("{}:{}", error.line(), error.column()),
        }]
    })
}
