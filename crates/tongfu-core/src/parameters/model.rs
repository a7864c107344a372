//! A parameter and the area it holds for.

use crate::base::EntityId;
use chrono::NaiveDate;

/// Where a parameter holds: a division code of six digits, ending in `0000`
/// for a province and `00` for a prefecture; empty for everywhere.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Hash, Default)]
pub struct Area(String);

impl Area {
    /// The area written as `text`; `None` unless it is empty or six digits.
    pub fn read(text: &str) -> Option<Self> {
        let text = text.trim();
        let digits = text.len() == 6 && text.bytes().all(|byte| byte.is_ascii_digit());
        (text.is_empty() || digits).then(|| Self(text.to_owned()))
    }

    /// As written.
    pub fn code(&self) -> &str {
        &self.0
    }

    /// How narrow an area is that holds `code`: 3 the county itself, 2 its
    /// prefecture, 1 its province, 0 everywhere; `None` when it does not hold it.
    pub fn narrowness(&self, code: &str) -> Option<u8> {
        let same = |digits: usize| code.len() == 6 && self.0.get(..digits) == code.get(..digits);
        match self.0.as_str() {
            "" => Some(0),
            area if area.ends_with("0000") => same(2).then_some(1),
            area if area.ends_with("00") => same(4).then_some(2),
            area => (area == code).then_some(3),
        }
    }
}

/// A parameter with its validity and where it comes from.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Dated {
    /// The entry; `None` when it is shipped with the program.
    pub id: Option<EntityId>,
    /// Such as `retention.training.years`.
    pub name: String,
    /// Where it holds.
    pub area: Area,
    /// In its unit.
    pub value: i64,
    /// `fen`, `days`, `years`, `permille`, `count`.
    pub unit: String,
    /// First day in force; `None` when it always was.
    pub valid_from: Option<NaiveDate>,
    /// Last day in force; `None` when it has no end yet.
    pub valid_to: Option<NaiveDate>,
    /// Document or authority.
    pub source: String,
    /// `high`, `medium`, `low`, `estimate`, `assumption`.
    pub confidence: String,
}

impl Dated {
    /// Whether it is in force on `date`.
    pub fn holds_on(&self, date: NaiveDate) -> bool {
        self.valid_from.is_none_or(|from| from <= date) && self.valid_to.is_none_or(|to| date <= to)
    }

    /// Whether it is an estimate, which is shown as one.
    pub fn is_estimate(&self) -> bool {
        matches!(self.confidence.as_str(), "estimate" | "assumption")
    }
}

/// What is typed in.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct NewParameter {
    pub name: String,
    pub area: String,
    pub value: i64,
    pub unit: String,
    pub valid_from: Option<NaiveDate>,
    pub valid_to: Option<NaiveDate>,
    pub source: String,
    pub confidence: String,
}
