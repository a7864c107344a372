//! What the planner reads, the parameters it works with, and what a scenario
//! holds. A scenario is kept as JSON on the laptop that made it.

use crate::base::{BudgetId, ClassId, DemandLineId, SiteId, WorkshopId};
use chrono::NaiveDate;
use serde::{Deserialize, Serialize};
use std::collections::BTreeMap;

/// Parameters of a plan that no table of the county holds. Each stands in the
/// scenario it was used for, so that a figure can be traced.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(default)]
pub struct Parameters {
    /// Shortest stay abroad that is planned, in weeks. An assumption.
    pub min_stay_weeks: u32,
    /// Share of those whose work ends who can be sent again, in thousandths.
    /// An assumption.
    pub return_share_permille: u32,
    /// Cost of a trained person waiting for one week, in fen. An assumption.
    pub idle_cost_fen: i64,
    /// Weight of cost against gain, in thousandths.
    pub cost_weight_permille: u32,
    /// Cost of moving a mobile workshop once, in fen. An assumption.
    pub move_cost_fen: i64,
    /// Worth of one person's work by need group, in fen, beside what they earn.
    pub need_fen: BTreeMap<String, i64>,
    /// Domestic wage the gain is measured against, yuan a year; absent: the
    /// newest full year of the province in `cn_income.csv`, else the country's.
    pub baseline_yuan_per_year: Option<i64>,
    /// First days of the spring festival (lunar new year).
    pub spring_festivals: Vec<NaiveDate>,
}

/// First days of the lunar years 2025–2040.
const SPRING_FESTIVALS: &[(i32, u32, u32)] = &[
    (2025, 1, 29),
    (2026, 2, 17),
    (2027, 2, 6),
    (2028, 1, 26),
    (2029, 2, 13),
    (2030, 2, 3),
    (2031, 1, 23),
    (2032, 2, 11),
    (2033, 1, 31),
    (2034, 2, 19),
    (2035, 2, 8),
    (2036, 1, 28),
    (2037, 2, 15),
    (2038, 2, 4),
    (2039, 1, 24),
    (2040, 2, 12),
];

impl Default for Parameters {
    fn default() -> Self {
        Self {
            min_stay_weeks: 2,
            return_share_permille: 900,
            idle_cost_fen: 5_000,
            cost_weight_permille: 1_000,
            move_cost_fen: 300_000,
            need_fen: BTreeMap::from([
                ("monitored".to_owned(), 90_000),
                ("low_income".to_owned(), 50_000),
            ]),
            baseline_yuan_per_year: None,
            spring_festivals: SPRING_FESTIVALS
                .iter()
                .filter_map(|(year, month, day)| NaiveDate::from_ymd_opt(*year, *month, *day))
                .collect(),
        }
    }
}

/// What an officer asks the planner.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Request {
    /// First day; the plan begins on the Monday of its week or the next one.
    pub from: NaiveDate,
    /// Weeks of the horizon, 1–156.
    pub weeks: u32,
    /// Classes asked for, forbidden or limited.
    pub pins: Vec<Pin>,
    /// Name of the scenario; absent: made from the dates.
    pub name: Option<String>,
}

/// A class of the plan that an officer fixes: at least and at most so many.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Pin {
    /// Occupation, such as `OCC-HARV`.
    pub occupation: String,
    /// Id of a site or a mobile workshop.
    pub place: String,
    /// Where a mobile workshop stands.
    pub site: Option<String>,
    /// First day of training; its week counts.
    pub start: NaiveDate,
    /// At least so many classes.
    pub at_least: u32,
    /// At most so many classes.
    pub at_most: u32,
}

/// Where a class is taught.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum Place {
    /// A site of an institution.
    Site(SiteId),
    /// A mobile workshop.
    Workshop(WorkshopId),
}

/// One demand line as far as the planner needs it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Line {
    /// The line.
    pub id: DemandLineId,
    /// Region of Kazakhstan, ISO 3166-2.
    pub region: String,
    /// Occupation.
    pub occupation: String,
    /// Permit category; empty where none is needed.
    pub permit: String,
    /// People wanted at the peak.
    pub heads: u32,
    /// First day of work.
    pub start: NaiveDate,
    /// Last day of work.
    pub end: NaiveDate,
    /// Tenge a month.
    pub wage_low: Option<i64>,
    /// Tenge a month.
    pub wage_high: Option<i64>,
}

/// People wanted per week in one region and occupation, the larger of what
/// issuers say, before what exists is taken off.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Curve {
    /// Region of Kazakhstan, ISO 3166-2.
    pub region: String,
    /// Occupation.
    pub occupation: String,
    /// People per week of the plan.
    pub heads: Vec<u32>,
    /// Lines it is made of, in order of their start.
    pub lines: Vec<Line>,
}

/// A course.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Course {
    /// Occupation.
    pub occupation: String,
    /// Level of the certificate.
    pub level: String,
    /// Days of training.
    pub days: u32,
    /// Days of exam and certificate.
    pub exam_days: u32,
    /// Expected share that passes, in thousandths.
    pub pass_permille: u32,
    /// Cost of a class, in fen.
    pub class_cost_fen: i64,
    /// Cost of a seat, in fen.
    pub seat_cost_fen: i64,
}

/// A site with the instructors that were shared out to it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Site {
    /// The site.
    pub id: SiteId,
    /// Institution and site, as shown.
    pub name: String,
    /// Classes at a time.
    pub rooms: u32,
    /// People at a time: beds, or seats where beds are not given.
    pub beds: u32,
    /// Instructors by occupation.
    pub instructors: BTreeMap<String, u32>,
}

/// A mobile workshop.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Workshop {
    /// The workshop.
    pub id: WorkshopId,
    /// As shown.
    pub name: String,
    /// Occupations it can teach.
    pub occupations: Vec<String>,
    /// People of one class.
    pub seats: u32,
    /// Days a move takes.
    pub move_days: u32,
    /// Where it stands.
    pub home: String,
}

/// A budget line with what is not yet promised.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Budget {
    /// The line.
    pub id: BudgetId,
    /// Name of the source.
    pub source: String,
    /// Fen not yet promised to a class.
    pub free_fen: i64,
    /// Day from which it can be spent.
    pub released: NaiveDate,
    /// Day by which what it pays must be assessed.
    pub settle_by: NaiveDate,
}

/// A pool of work permits of one category, per calendar year.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Pool {
    /// Category as recorded.
    pub category: String,
    /// People a year.
    pub capacity: u32,
}

/// People who answered the survey of wishes, by need.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Group {
    /// `monitored`, `low_income` or `other`.
    pub id: String,
    /// People.
    pub people: u32,
    /// People who wish for an occupation.
    pub interest: BTreeMap<String, u32>,
}

/// A class that exists: it uses capacity, people and money, and covers demand.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Existing {
    /// The class.
    pub id: ClassId,
    /// Occupation.
    pub occupation: String,
    /// Where it is taught, if that place is on record.
    pub place: Option<Place>,
    /// First day.
    pub start: NaiveDate,
    /// Last day of training.
    pub training_end: NaiveDate,
    /// Day on which its graduates can begin to work.
    pub ready: NaiveDate,
    /// Seats.
    pub seats: u32,
    /// People in it; they are no longer among those who wish.
    pub enrolled: u32,
    /// Whether it still takes people in.
    pub takes_in: bool,
    /// Expected graduates.
    pub graduates: u32,
    /// Demand lines it is meant for, in order.
    pub targets: Vec<DemandLineId>,
}

/// Everything a plan is derived from.
#[derive(Debug, Clone, PartialEq)]
pub struct Facts {
    /// First day of the plan, a Monday.
    pub start: NaiveDate,
    /// Weeks of the plan.
    pub weeks: u32,
    /// Smallest class.
    pub class_min: u32,
    /// Largest class.
    pub class_max: u32,
    /// Days from application for a permit to entry.
    pub permit_lead_days: u32,
    /// Days of travel.
    pub travel_days: u32,
    /// Demand.
    pub curves: Vec<Curve>,
    /// Courses, one per occupation.
    pub courses: Vec<Course>,
    /// Sites.
    pub sites: Vec<Site>,
    /// Mobile workshops.
    pub workshops: Vec<Workshop>,
    /// Budget lines.
    pub budgets: Vec<Budget>,
    /// Permit pools.
    pub pools: Vec<Pool>,
    /// People.
    pub groups: Vec<Group>,
    /// Classes on record.
    pub existing: Vec<Existing>,
    /// Pins.
    pub pins: Vec<Pin>,
    /// Tenge per yuan in thousandths, at the dated rate.
    pub rate: Option<i64>,
    /// Domestic wage, fen a month.
    pub domestic_month_fen: i64,
    /// Parameters.
    pub parameters: Parameters,
}
