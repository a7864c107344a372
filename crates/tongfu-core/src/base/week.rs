//! ISO weeks: years have 52 or 53 of them, and a week belongs to the year of
//! its Thursday (ISO 8601).

use chrono::{Datelike, Duration, NaiveDate, Weekday};

/// An ISO week, ordered in time.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct IsoWeek {
    year: i32,
    week: u32,
}

impl IsoWeek {
    /// The week `week` of ISO year `year`; `None` when that year has no such
    /// week or lies outside 1900–9998, where no programme has classes.
    pub fn new(year: i32, week: u32) -> Option<Self> {
        if !(1900..=9998).contains(&year) {
            return None;
        }
        NaiveDate::from_isoywd_opt(year, week, Weekday::Mon).map(|_| Self { year, week })
    }

    /// The week that holds `date`.
    pub fn of(date: NaiveDate) -> Self {
        let week = date.iso_week();
        Self {
            year: week.year(),
            week: week.week(),
        }
    }

    /// ISO year.
    pub fn year(self) -> i32 {
        self.year
    }

    /// Week of the ISO year, from 1.
    pub fn week(self) -> u32 {
        self.week
    }

    /// Its first day.
    pub fn monday(self) -> NaiveDate {
        NaiveDate::from_isoywd_opt(self.year, self.week, Weekday::Mon).unwrap_or(NaiveDate::MIN)
    }

    /// The day whose value stands for the week (planning.md).
    pub fn thursday(self) -> NaiveDate {
        self.monday()
            .checked_add_signed(Duration::days(3))
            .unwrap_or(NaiveDate::MAX)
    }

    /// The week `weeks` later (or earlier, when negative).
    #[must_use]
    pub fn plus(self, weeks: i64) -> Self {
        // Past the end of the calendar there is no week: the last one stands.
        Duration::try_weeks(weeks)
            .and_then(|weeks| self.monday().checked_add_signed(weeks))
            .map_or(self, Self::of)
    }

    /// Weeks from `other` to `self`.
    pub fn since(self, other: Self) -> i64 {
        (self.monday() - other.monday()).num_weeks()
    }

    /// Weeks in ISO year `year`: 52 or 53.
    pub fn weeks_in_year(year: i32) -> u32 {
        if Self::new(year, 53).is_some() {
            53
        } else {
            52
        }
    }
}

impl std::fmt::Display for IsoWeek {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(f, "{:04}-W{:02}", self.year, self.week)
    }
}

impl std::str::FromStr for IsoWeek {
    type Err = ();

    /// Reads `2027-W35` (and `2027W35`).
    fn from_str(text: &str) -> Result<Self, ()> {
        let (year, week) = text.trim().split_once(['W', 'w']).ok_or(())?;
        let year = year.trim_end_matches('-').parse().map_err(|_| ())?;
        Self::new(year, week.parse().map_err(|_| ())?).ok_or(())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn years_have_52_or_53_weeks() {
        assert_eq!(IsoWeek::weeks_in_year(2026), 53);
        assert_eq!(IsoWeek::weeks_in_year(2027), 52);
        assert!(IsoWeek::new(2027, 53).is_none());
        let last = IsoWeek::new(2026, 53).unwrap();
        assert_eq!(last.plus(1), IsoWeek::new(2027, 1).unwrap());
        assert_eq!(IsoWeek::new(2027, 1).unwrap().since(last), 1);
    }

    #[test]
    fn text_goes_both_ways() {
        let week: IsoWeek = "2027-W35".parse().unwrap();
        assert_eq!(week.to_string(), "2027-W35");
        assert!("2027-W54".parse::<IsoWeek>().is_err());
        assert!("262142-W40".parse::<IsoWeek>().is_err());
        assert_eq!(week.plus(i64::MAX), week);
        assert_eq!(IsoWeek::of(week.thursday()), week);
    }
}
