//! Capacity and classes.

use crate::base::{
    BudgetId, ClassId, CourseId, DemandLineId, Fen, InstitutionId, InstructorId, PermitPoolId,
    ProjectId, SiteId, WorkshopId,
};
use chrono::{Days, NaiveDate};

/// A training institution.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Institution {
    /// Its id.
    pub id: InstitutionId,
    /// Its name.
    pub name: String,
    /// Number of its licence.
    pub licence: String,
    /// Where it teaches.
    pub sites: Vec<Site>,
    /// Its instructors by occupation.
    pub instructors: Vec<Instructor>,
}

/// A place where an institution teaches.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Site {
    /// Its id.
    pub id: SiteId,
    /// Its name.
    pub name: String,
    /// People at a time.
    pub seats: u32,
    /// Classes at a time.
    pub rooms: u32,
    /// Beds; absent: as many as seats.
    pub beds: Option<u32>,
}

/// Instructors of one occupation.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Instructor {
    /// Its id.
    pub id: InstructorId,
    /// Occupation.
    pub occupation: String,
    /// How many.
    pub count: u32,
}

/// What one occupation and level takes.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Course {
    /// Its id.
    pub id: CourseId,
    /// Occupation.
    pub occupation: String,
    /// Level of the certificate.
    pub level: String,
    /// Hours of training.
    pub hours: u32,
    /// Calendar days of training.
    pub days: u32,
    /// Calendar days of exam and certificate.
    pub exam_days: u32,
    /// Share expected to pass, in thousandths.
    pub pass_permille: u32,
    /// Cost of a class whatever its size.
    pub class_cost: Fen,
    /// Cost of a seat.
    pub seat_cost: Fen,
}

/// A mobile workshop.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct MobileWorkshop {
    /// Its id.
    pub id: WorkshopId,
    /// Its name, such as `MW-01`.
    pub name: String,
    /// Occupations it can teach.
    pub occupations: Vec<String>,
    /// People of one class.
    pub seats: u32,
    /// Days a move takes: road, border, set-up.
    pub move_days: u32,
    /// Division code of the place where it stands.
    pub home: String,
}

/// Work permits of one category.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct PermitPool {
    /// Its id.
    pub id: PermitPoolId,
    /// Category as bulletins write it.
    pub category: String,
    /// People.
    pub capacity: u32,
}

/// Money of one source and year.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Budget {
    /// Its id.
    pub id: BudgetId,
    /// Name of the source.
    pub source: String,
    /// Budget year.
    pub year: i32,
    /// Amount.
    pub amount: Fen,
    /// First day of application.
    pub apply_from: NaiveDate,
    /// Last day of application.
    pub apply_to: NaiveDate,
    /// Day on which the money arrives.
    pub released: NaiveDate,
    /// Day by which it must be settled.
    pub settle_by: NaiveDate,
}

/// The office's terms.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Terms {
    /// Smallest class.
    pub class_min: u32,
    /// Largest class.
    pub class_max: u32,
    /// Days from application for a work permit to its issue.
    pub permit_lead_days: u32,
    /// Days of travel.
    pub travel_days: u32,
}

impl Default for Terms {
    /// What holds until an office states its own: an estimate.
    fn default() -> Self {
        Self {
            class_min: 10,
            class_max: 50,
            permit_lead_days: 75,
            travel_days: 5,
        }
    }
}

/// All capacity of the office.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Capacity {
    /// Institutions by name.
    pub institutions: Vec<Institution>,
    /// Courses by occupation and level.
    pub courses: Vec<Course>,
    /// Mobile workshops by name.
    pub workshops: Vec<MobileWorkshop>,
    /// Permit pools by category.
    pub permits: Vec<PermitPool>,
    /// Budgets by year and source.
    pub budgets: Vec<Budget>,
    /// Terms.
    pub terms: Terms,
}

/// The state of a class.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum ClassState {
    Planned,
    Filed,
    Open,
    Running,
    Examined,
    Closed,
    Cancelled,
}

impl ClassState {
    /// The word in the log and in Fluent keys.
    pub const fn word(self) -> &'static str {
        match self {
            Self::Planned => "planned",
            Self::Filed => "filed",
            Self::Open => "open",
            Self::Running => "running",
            Self::Examined => "examined",
            Self::Closed => "closed",
            Self::Cancelled => "cancelled",
        }
    }

    /// The state of `word`; an unknown one (a newer version's) counts as
    /// planned, the state in which least may be done.
    pub fn from_word(word: &str) -> Self {
        [
            Self::Filed,
            Self::Open,
            Self::Running,
            Self::Examined,
            Self::Closed,
            Self::Cancelled,
        ]
        .into_iter()
        .find(|state| state.word() == word)
        .unwrap_or(Self::Planned)
    }

    /// Whether people may apply.
    pub const fn takes_applications(self) -> bool {
        matches!(self, Self::Planned | Self::Filed | Self::Open)
    }
}

/// When a class begins and what lies between that and work.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Timing {
    /// First day of training.
    pub start: NaiveDate,
    /// Calendar days of training.
    pub training_days: u32,
    /// Calendar days of exam and certificate.
    pub exam_days: u32,
    /// Days until the work permit is there.
    pub permit_days: u32,
    /// Days of travel.
    pub travel_days: u32,
}

impl Timing {
    /// Days from the first day of training to the ready date.
    pub fn total_days(&self) -> u64 {
        u64::from(self.training_days)
            + u64::from(self.exam_days)
            + u64::from(self.permit_days)
            + u64::from(self.travel_days)
    }

    fn after(&self, days: u64) -> NaiveDate {
        self.start
            .checked_add_days(Days::new(days))
            .unwrap_or(NaiveDate::MAX)
    }

    /// Last day of training.
    pub fn training_end(&self) -> NaiveDate {
        self.after(u64::from(self.training_days.max(1)) - 1)
    }

    /// Day of the certificate.
    pub fn certificate(&self) -> NaiveDate {
        self.after(u64::from(self.training_days) + u64::from(self.exam_days))
    }

    /// `start + training + exam and certificate + permit lead time + travel`
    /// (domain.md §5).
    pub fn ready(&self) -> NaiveDate {
        self.after(self.total_days())
    }
}

/// A class.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Class {
    /// Its id.
    pub id: ClassId,
    /// Its name.
    pub name: String,
    /// The project it belongs to.
    pub project: Option<ProjectId>,
    /// Occupation.
    pub occupation: String,
    /// Level of the certificate.
    pub level: String,
    /// The institution.
    pub institution: Option<InstitutionId>,
    /// The site, for a class at a site.
    pub site: Option<SiteId>,
    /// The mobile workshop, for a class in one.
    pub workshop: Option<WorkshopId>,
    /// Its state.
    pub state: ClassState,
    /// Seats.
    pub seats: u32,
    /// Smallest size.
    pub min_size: u32,
    /// Largest size.
    pub max_size: u32,
    /// People taken in outside a matching run.
    pub enrolled: u32,
    /// Dates.
    pub timing: Timing,
    /// Share expected to pass, in thousandths.
    pub pass_permille: u32,
    /// Demand lines it is meant for, in order.
    pub targets: Vec<DemandLineId>,
    /// Reserved seats by type, in order.
    pub reserves: Vec<(String, u32)>,
    /// What pays for it.
    pub funding: Vec<(BudgetId, Fen)>,
    /// What it costs.
    pub cost: Fen,
}

/// How close a class is to its window.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Tone {
    /// Two weeks or more to spare.
    Safe,
    /// Less than two weeks.
    Tight,
    /// Too late.
    Late,
    /// Serves nothing.
    Surplus,
}
