//! What a planning run answers, as it is kept: plain values, dates and ids as
//! text, so that a scenario can be read by anybody who has the file.

use super::model::Parameters;
use crate::classes::model::Tone;
use crate::classes::rules::tone;
use chrono::{DateTime, NaiveDate, Utc};
use serde::{Deserialize, Serialize};

/// A finished planning run.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Scenario {
    /// UUID.
    pub id: String,
    /// Name shown.
    pub name: String,
    /// When it was asked for.
    pub created: DateTime<Utc>,
    /// First day, a Monday.
    pub start: NaiveDate,
    /// Weeks of the horizon.
    pub weeks: u32,
    /// How the search ended: `optimal`, `gap_reached`, `node_limit`,
    /// `time_limit` or `cancelled`.
    pub status: String,
    /// Value of the plan, in fen.
    pub objective_fen: i64,
    /// Proven upper bound of any plan's value, in fen.
    pub bound_fen: i64,
    /// Proven relative gap in thousandths of a percent: 500 = 0.5 %.
    pub gap_ppm10: u32,
    /// The classes proposed, in order of their start.
    pub proposals: Vec<Proposal>,
    /// Moves of mobile workshops.
    pub moves: Vec<Move>,
    /// What binds, most valuable first.
    pub binding: Vec<BindingLimit>,
    /// Demand that stays unserved, largest first.
    pub unserved: Vec<Unserved>,
    /// Expected people at work under this plan, whole people.
    pub placements: u32,
    /// What each budget line pays.
    pub money: Vec<FundUse>,
    /// Parameters it rests on.
    pub parameters: Parameters,
    /// Tenge per yuan in thousandths, and the domestic wage in fen a month.
    pub rate: Option<i64>,
    /// Domestic wage the gain is measured against, fen a month.
    pub domestic_month_fen: i64,
    /// Classes on record when it was made, with their occupations.
    pub basis: Vec<(String, String)>,
}

/// Classes proposed: identical ones that start together.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Proposal {
    /// `P1`, `P2` …, stable within the scenario.
    pub id: String,
    /// Occupation.
    pub occupation: String,
    /// Level of the certificate.
    pub level: String,
    /// Id of the site or of the mobile workshop.
    pub place: String,
    /// Name of the place.
    pub place_name: String,
    /// Whether it is a mobile workshop.
    pub mobile: bool,
    /// Where the mobile workshop stands.
    pub site: Option<String>,
    /// Number of classes.
    pub classes: u32,
    /// Seats of all of them together.
    pub seats: u32,
    /// Smallest class.
    pub min_size: u32,
    /// Largest class.
    pub max_size: u32,
    /// First day of training.
    pub start: NaiveDate,
    /// Last day of training.
    pub training_end: NaiveDate,
    /// Day of the certificate.
    pub certificate: NaiveDate,
    /// Day on which its graduates can begin to work.
    pub ready: NaiveDate,
    /// First day of the earliest window it serves.
    pub window_opens: Option<NaiveDate>,
    /// Days from `ready` to `window_opens`; negative is late.
    pub slack_days: Option<i32>,
    /// Cost, in fen.
    pub cost_fen: i64,
    /// What its graduates are expected to gain by work, in fen.
    pub gain_fen: i64,
    /// Who pays.
    pub funding: Vec<FundUse>,
    /// Seats by need group.
    pub groups: Vec<(String, u32)>,
    /// The demand it serves.
    pub serves: Vec<Served>,
    /// Demand lines it is meant for, in order.
    pub lines: Vec<String>,
}

impl Proposal {
    /// How close it is to its window.
    pub fn tone(&self) -> Tone {
        tone(self.slack_days.map(i64::from))
    }
}

/// Part of a budget line.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct FundUse {
    /// Id of the budget line.
    pub budget: String,
    /// Name of the source.
    pub source: String,
    /// Fen.
    pub fen: i64,
}

/// Demand served in one region.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Served {
    /// Region of Kazakhstan.
    pub region: String,
    /// Expected people.
    pub heads: u32,
    /// Monday of the first week of work.
    pub first_week: NaiveDate,
}

/// A mobile workshop on its way.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Move {
    /// Id of the workshop.
    pub workshop: String,
    /// Name of the workshop.
    pub name: String,
    /// Where it stood.
    pub from: String,
    /// Where it goes.
    pub to: String,
    /// First day of the move.
    pub depart: NaiveDate,
    /// First day it can teach there.
    pub arrive: NaiveDate,
}

/// A class that would pay if a limit were wider.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct HeldBack {
    /// Occupation.
    pub occupation: String,
    /// Name of the place.
    pub place_name: String,
    /// First day.
    pub start: NaiveDate,
}

/// A limit that costs something.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct BindingLimit {
    /// `rooms`, `beds`, `workshops`, `instructors`, `containers`, `budget`,
    /// `permits`, `demand`, `people` or `interest`.
    pub kind: String,
    /// What it concerns: name of a place, a source or a permit category, code
    /// of a region, or a need group.
    pub name: String,
    /// Occupation, where the limit has one.
    pub occupation: Option<String>,
    /// First day.
    pub from: Option<NaiveDate>,
    /// Last day.
    pub to: Option<NaiveDate>,
    /// What one more unit would bring, in fen (a yuan more, of money).
    pub price_fen: i64,
    /// Classes it holds back.
    pub holds_back: Vec<HeldBack>,
}

impl BindingLimit {
    /// Code of the sentence that says it.
    pub fn code(&self) -> &'static str {
        match self.kind.as_str() {
            "rooms" => "PLAN_BINDS_ROOMS",
            "beds" => "PLAN_BINDS_BEDS",
            "workshops" => "PLAN_BINDS_WORKSHOPS",
            "instructors" => "PLAN_BINDS_INSTRUCTORS",
            "containers" => "PLAN_BINDS_CONTAINERS",
            "budget" => "PLAN_BINDS_BUDGET",
            "permits" => "PLAN_BINDS_PERMITS",
            "demand" => "PLAN_BINDS_DEMAND",
            "people" => "PLAN_BINDS_PEOPLE",
            "interest" => "PLAN_BINDS_INTEREST",
            _ => "PLAN_BINDS_OTHER",
        }
    }

    /// Values for the sentence: `name`, `occupation` (its id), `from` and `to`
    /// (dates), `price` (fen), `classes` (how many are held back).
    pub fn params(&self) -> Vec<(&'static str, String)> {
        let date = |date: Option<NaiveDate>| date.map(|date| date.to_string()).unwrap_or_default();
        vec![
            ("name", self.name.clone()),
            ("occupation", self.occupation.clone().unwrap_or_default()),
            ("from", date(self.from)),
            ("to", date(self.to)),
            ("price", self.price_fen.to_string()),
            ("classes", self.holds_back.len().to_string()),
        ]
    }
}

/// Demand that stays unserved, with the first thing that stops it.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Unserved {
    /// Occupation.
    pub occupation: String,
    /// Region of Kazakhstan.
    pub region: String,
    /// Most people missing in one week.
    pub heads: u32,
    /// First day of the first week.
    pub from: NaiveDate,
    /// Last day of the last week.
    pub to: NaiveDate,
    /// Code of the cause's sentence.
    pub cause: String,
}

impl Unserved {
    /// Values for the sentence: `region`, `occupation` (codes), `heads`,
    /// `from`, `to`.
    pub fn params(&self) -> Vec<(&'static str, String)> {
        vec![
            ("region", self.region.clone()),
            ("occupation", self.occupation.clone()),
            ("heads", self.heads.to_string()),
            ("from", self.from.to_string()),
            ("to", self.to.to_string()),
        ]
    }
}

/// A scenario in a list.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Summary {
    /// UUID.
    pub id: String,
    /// Name shown.
    pub name: String,
    /// When it was asked for.
    pub created: DateTime<Utc>,
    /// Classes proposed.
    pub classes: u32,
    /// Seats proposed.
    pub seats: u32,
    /// Value, in fen.
    pub objective_fen: i64,
    /// Cost, in fen.
    pub cost_fen: i64,
    /// Whether every proposal was accepted.
    pub accepted: bool,
}
