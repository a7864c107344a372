//! When a retention duty is over, and what a request does until then.

use super::model::Duty;
use chrono::{Datelike, NaiveDate};

/// The day from which a duty of `years` after `event` is over. Counted from
/// 29 February it ends on 1 March.
pub(super) fn until(event: NaiveDate, years: u32) -> NaiveDate {
    let year = i32::try_from(years)
        .ok()
        .and_then(|years| event.year().checked_add(years))
        .unwrap_or(i32::MAX);
    event
        .with_year(year)
        .or_else(|| NaiveDate::from_ymd_opt(year, 3, 1))
        .unwrap_or(NaiveDate::MAX)
}

/// The duties that hold on `today`, the longest first.
pub(super) fn in_force(mut duties: Vec<Duty>, today: NaiveDate) -> Vec<Duty> {
    duties.retain(|duty| today < duty.until);
    duties.sort_by(|a, b| (b.until, &b.code).cmp(&(a.until, &a.code)));
    duties
}

/// The day from which none of `duties` holds; `None` when there are none.
pub(super) fn kept_until(duties: &[Duty]) -> Option<NaiveDate> {
    duties.iter().map(|duty| duty.until).max()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn day(text: &str) -> NaiveDate {
        text.parse().unwrap()
    }

    fn duty(code: &str, event: &str, years: u32) -> Duty {
        Duty {
            code: code.to_owned(),
            last_event: day(event),
            years,
            until: until(day(event), years),
        }
    }

    #[test]
    fn years_are_counted_by_the_calendar() {
        assert_eq!(until(day("2026-11-25"), 10), day("2036-11-25"));
        assert_eq!(until(day("2024-02-29"), 10), day("2034-03-01"));
        assert_eq!(until(day("2024-02-29"), 4), day("2028-02-29"));
        assert_eq!(until(day("2026-01-01"), u32::MAX), NaiveDate::MAX);
    }

    #[test]
    fn the_longest_duty_decides_and_a_duty_ends_on_its_day() {
        let duties = vec![
            duty("training", "2026-06-30", 10),
            duty("accounts", "2026-05-01", 30),
        ];
        let held = in_force(duties.clone(), day("2030-01-01"));
        assert_eq!(kept_until(&held), Some(day("2056-05-01")));
        assert_eq!(held[0].code, "accounts");
        assert_eq!(in_force(duties.clone(), day("2036-06-29")).len(), 2);
        assert_eq!(in_force(duties.clone(), day("2036-06-30")).len(), 1);
        assert_eq!(kept_until(&in_force(duties, day("2056-05-01"))), None);
    }
}
