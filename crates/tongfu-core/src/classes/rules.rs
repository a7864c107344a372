//! Ready in time, quotas, states (domain.md §5).

use super::model::{Class, ClassState, Course, Terms, Timing, Tone};
use crate::base::IsoWeek;
use chrono::{Days, NaiveDate};

/// Days of slack from which a class is safe.
pub const SAFE_DAYS: i64 = 14;

/// Share expected to pass where a course states none, in thousandths: an
/// estimate, shown as one.
pub const PASS_PERMILLE: u32 = 900;

/// Days from the ready date to the opening of the window; negative is late.
pub fn slack_days(ready: NaiveDate, opens: NaiveDate) -> i64 {
    (opens - ready).num_days()
}

/// How close that is; no window means nothing is served.
pub fn tone(slack: Option<i64>) -> Tone {
    match slack {
        None => Tone::Surplus,
        Some(days) if days < 0 => Tone::Late,
        Some(days) if days < SAFE_DAYS => Tone::Tight,
        Some(_) => Tone::Safe,
    }
}

/// Whether people ready on `ready` can work in the whole of `week`.
pub fn serves(ready: NaiveDate, week: IsoWeek) -> bool {
    ready <= week.monday()
}

/// The dates of a class of `course` that starts on `start`.
pub fn timing(course: &Course, terms: &Terms, start: NaiveDate) -> Timing {
    Timing {
        start,
        training_days: course.days,
        exam_days: course.exam_days,
        permit_days: terms.permit_lead_days,
        travel_days: terms.travel_days,
    }
}

/// The last day on which the shortest course of an occupation can start and
/// still serve work that begins on `opens`.
pub fn last_safe_start<'c>(
    courses: impl Iterator<Item = &'c Course>,
    terms: &Terms,
    opens: NaiveDate,
) -> Option<NaiveDate> {
    courses
        .map(|course| timing(course, terms, opens).total_days())
        .min()
        .and_then(|days| opens.checked_sub_days(Days::new(days)))
}

/// People of a class who are expected to be ready: those in it once it no
/// longer takes people in, its seats before, times the share that passes,
/// rounded half up.
pub fn expected_graduates(class: &Class, matched: u32) -> u32 {
    if class.state == ClassState::Cancelled {
        return 0;
    }
    let inside = class.enrolled.saturating_add(matched);
    let people = if class.state >= ClassState::Running || inside >= class.seats {
        inside
    } else {
        class.seats
    };
    let pass = u64::from(class.pass_permille.min(1000));
    u32::try_from((u64::from(people) * pass + 500) / 1000).unwrap_or(u32::MAX)
}

/// What a quota may not exceed, in the order of domain.md §5.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum Limit {
    /// Open gap in the window.
    Gap,
    /// Permits of the category.
    Permits,
    /// Seats and rooms of the site.
    Seats,
    /// Instructors.
    Instructors,
    /// Money.
    Budget,
    /// Seats of the mobile workshop.
    Container,
    /// Largest class.
    ClassSize,
}

impl Limit {
    /// The code of its sentence.
    pub const fn code(self) -> &'static str {
        match self {
            Self::Gap => "QUOTA_GAP",
            Self::Permits => "QUOTA_PERMITS",
            Self::Seats => "QUOTA_SEATS",
            Self::Instructors => "QUOTA_INSTRUCTORS",
            Self::Budget => "QUOTA_BUDGET",
            Self::Container => "QUOTA_CONTAINER",
            Self::ClassSize => "QUOTA_CLASS_SIZE",
        }
    }
}

/// The smallest limit and which one it is; of equals the first in the order of
/// domain.md §5. `None` without any limit.
pub fn quota(limits: impl IntoIterator<Item = (Limit, u32)>) -> Option<(Limit, u32)> {
    limits
        .into_iter()
        .min_by_key(|(limit, heads)| (*heads, *limit))
}

/// Whether a class may go from one state to another.
pub fn may_become(from: ClassState, to: ClassState) -> bool {
    use ClassState::{Cancelled, Closed, Examined, Filed, Open, Planned, Running};
    matches!(
        (from, to),
        (Planned, Filed)
            | (Filed, Open)
            | (Open, Running)
            | (Running, Examined)
            | (Examined, Closed)
            | (Planned | Filed | Open | Running, Cancelled)
    )
}
