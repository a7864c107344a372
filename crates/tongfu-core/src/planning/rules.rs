//! Pure decisions of the planner: from days to weeks, from wages to gains, from
//! curves to slices, and who is taken to serve what. Sources: planning.md, "From
//! a county's data to an instance".

use crate::{Error, Result};
use chrono::{Datelike, Days, Duration, NaiveDate};
use std::collections::BTreeMap;

/// Refuses a horizon nobody can mean.
///
/// Errors: `PLAN_WEEKS` (weeks) outside 1–156 weeks; `PLAN_FROM` (from) outside
/// the years 1900–2199.
pub fn check_horizon(from: NaiveDate, weeks: u32) -> Result<()> {
    if !(1..=156).contains(&weeks) {
        return Err(Error::refused("PLAN_WEEKS").with("weeks", weeks));
    }
    if !(1900..2200).contains(&from.year()) {
        return Err(Error::refused("PLAN_FROM").with("from", from));
    }
    Ok(())
}

/// Weeks that `days` occupy: durations round up.
pub fn weeks_up(days: u32) -> u32 {
    days.div_ceil(7)
}

/// The plan's first day: the Monday of `from`'s week when `from` is one, else
/// the next Monday, because no week that has already begun can be planned.
pub fn first_monday(from: NaiveDate) -> NaiveDate {
    let past = i64::from(from.weekday().num_days_from_monday());
    from + Duration::days((7 - past) % 7)
}

/// Day on which week `week` of a plan that begins on `start` begins.
pub fn week_start(start: NaiveDate, week: u32) -> NaiveDate {
    start + Duration::weeks(i64::from(week))
}

/// Week of the plan that holds `date`; negative before its start.
pub fn week_of(start: NaiveDate, date: NaiveDate) -> i64 {
    (date - start).num_days().div_euclid(7)
}

/// First week that lies wholly after `date`: what is released on a Monday can
/// be spent from the next one. May be negative or beyond the horizon.
pub fn first_whole_week_after(start: NaiveDate, date: NaiveDate) -> i64 {
    week_of(start, date) + 1
}

/// Weeks of the plan in which nobody trains: every week that touches the
/// spring festival, from its eve to the sixth day after it.
pub fn closed_weeks(start: NaiveDate, weeks: u32, festivals: &[NaiveDate]) -> Vec<u32> {
    let mut closed: Vec<u32> = festivals
        .iter()
        .filter_map(|day| {
            Some((
                day.checked_sub_days(Days::new(1))?,
                day.checked_add_days(Days::new(6))?,
            ))
        })
        .flat_map(|(eve, last)| week_of(start, eve)..=week_of(start, last))
        .filter_map(|week| u32::try_from(week).ok())
        .filter(|week| *week < weeks)
        .collect();
    closed.sort_unstable();
    closed.dedup();
    closed
}

/// Calendar years a horizon touches, each with its weeks `[from, to)`. A week
/// belongs to the year of its Thursday, as ISO weeks do.
pub fn years(start: NaiveDate, weeks: u32) -> Vec<(i32, u32, u32)> {
    let mut years: Vec<(i32, u32, u32)> = Vec::new();
    for week in 0..weeks {
        let year = (week_start(start, week) + Duration::days(3)).year();
        match years.last_mut() {
            Some(last) if last.0 == year => last.2 = week + 1,
            _ => years.push((year, week, week + 1)),
        }
    }
    years
}

/// What a person gains in one week of work abroad, in fen: the midpoint of the
/// wage range (tenge a month) at `rate` (thousandths of a tenge per yuan) less
/// the domestic wage (fen a month), times 7/30. `None` without a rate.
pub fn weekly_gain(wage_low: i64, wage_high: i64, rate: i64, domestic_month: i64) -> Option<i64> {
    if rate <= 0 {
        return None;
    }
    let midpoint_twice = wage_low.checked_add(wage_high)?;
    // tenge → fen: × 1000 (rate in thousandths) × 100 (fen per yuan) ÷ rate.
    let month = midpoint_twice
        .checked_mul(100_000)?
        .checked_div(rate.checked_mul(2)?)?;
    Some(
        month
            .checked_sub(domestic_month)?
            .checked_mul(7)?
            .div_euclid(30),
    )
}

/// Shares the instructors of one institution and occupation among its sites,
/// `rooms` each: one at every site first, sites with most rooms first, then by
/// rooms still without one. An instructor is in one place at a time, so a share
/// never promises more than there are, and a site is given no more than it has
/// rooms to teach in.
pub fn share_instructors(count: u32, rooms: &[u32]) -> Vec<u32> {
    /// More than any school has.
    const MOST: u32 = 10_000;
    let mut given = vec![0u32; rooms.len()];
    for _ in 0..count.min(MOST) {
        let next = (0..rooms.len())
            .filter(|site| given[*site] < rooms[*site])
            .max_by_key(|site| {
                (
                    given[*site] == 0,
                    rooms[*site] - given[*site],
                    std::cmp::Reverse(*site),
                )
            });
        match next {
            Some(site) => given[site] += 1,
            None => break,
        }
    }
    given
}

/// Takes `amount` from `from` in proportion to what each holds, whole units,
/// never more than there is; what division leaves over comes from the largest
/// remainder, ties from the first.
pub fn take_in_proportion(from: &mut [u32], amount: u32) {
    let total: u64 = from.iter().map(|n| u64::from(*n)).sum();
    if total == 0 {
        return;
    }
    let amount = u64::from(amount).min(total);
    let mut remainders: Vec<(u64, usize)> = Vec::with_capacity(from.len());
    let mut taken = 0;
    for (index, held) in from.iter_mut().enumerate() {
        let share = u64::from(*held) * amount;
        let whole = share / total;
        remainders.push((share % total, index));
        taken += whole;
        // `whole ≤ held` because `amount ≤ total`.
        *held -= u32::try_from(whole).unwrap_or(*held);
    }
    remainders.sort_by_key(|(rest, index)| (std::cmp::Reverse(*rest), *index));
    for (_, index) in remainders {
        if taken == amount {
            break;
        }
        if from[index] > 0 {
            from[index] -= 1;
            taken += 1;
        }
    }
}

/// Splits `seats` over `classes` as evenly as whole people allow, larger first.
pub fn split_seats(seats: u32, classes: u32) -> Vec<u32> {
    if classes == 0 {
        return Vec::new();
    }
    (0..classes)
        .map(|index| seats / classes + u32::from(index < seats % classes))
        .collect()
}

/// Splits `amount` over `weights` so that the parts sum up to it exactly.
pub fn split_amount(amount: i64, weights: &[u32]) -> Vec<i64> {
    let total: i64 = weights.iter().map(|w| i64::from(*w)).sum();
    if total == 0 {
        return vec![0; weights.len()];
    }
    let (mut left, mut rest) = (amount, total);
    weights
        .iter()
        .map(|weight| {
            // Each part is taken from what is left, so nothing is lost or made.
            let part = if rest == 0 {
                0
            } else {
                (i128::from(left) * i128::from(*weight) / i128::from(rest)) as i64
            };
            left -= part;
            rest -= i64::from(*weight);
            part
        })
        .collect()
}

/// Graduates that become free in a week, by the class they come from.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Batch {
    /// Index of the class.
    pub class: usize,
    /// Week in which they join the pool of trained people.
    pub week: u32,
    /// Expected people.
    pub people: f64,
}

/// People of one occupation who start work.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Start {
    /// Week in which they leave the pool.
    pub leave: u32,
    /// Week in which the work ends.
    pub to: u32,
    /// Expected people.
    pub people: f64,
}

/// One class's part in a start.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Part {
    /// Index of the class.
    pub class: usize,
    /// Index of the start.
    pub start: usize,
    /// Expected people.
    pub people: f64,
    /// Whether they worked abroad before under this plan.
    pub again: bool,
}

/// Says which class's graduates each start takes: those who have been free the
/// longest go first; `return_share` of those whose work ends are free again.
/// Expected people of all parts of a start sum up to it as far as there are
/// people.
pub fn attribute(batches: &[Batch], starts: &[Start], return_share: f64, weeks: u32) -> Vec<Part> {
    let mut free: std::collections::VecDeque<(usize, f64, bool)> =
        std::collections::VecDeque::new();
    let mut back: BTreeMap<u32, Vec<(usize, f64)>> = BTreeMap::new();
    let mut joining: BTreeMap<u32, Vec<&Batch>> = BTreeMap::new();
    let mut leaving: BTreeMap<u32, Vec<usize>> = BTreeMap::new();
    for batch in batches {
        joining.entry(batch.week).or_default().push(batch);
    }
    for (index, start) in starts.iter().enumerate() {
        leaving.entry(start.leave).or_default().push(index);
    }
    let mut parts = Vec::new();
    for week in 0..=weeks {
        free.extend(
            joining
                .remove(&week)
                .into_iter()
                .flatten()
                .map(|batch| (batch.class, batch.people, false)),
        );
        free.extend(
            back.remove(&week)
                .into_iter()
                .flatten()
                .map(|(class, people)| (class, people, true)),
        );
        for index in leaving.remove(&week).into_iter().flatten() {
            let start = &starts[index];
            let mut wanted = start.people;
            while wanted > 1e-7 {
                let Some(front) = free.front_mut() else { break };
                let taken = front.1.min(wanted);
                front.1 -= taken;
                wanted -= taken;
                parts.push(Part {
                    class: front.0,
                    start: index,
                    people: taken,
                    again: front.2,
                });
                back.entry(start.to)
                    .or_default()
                    .push((front.0, taken * return_share));
                if front.1 <= 1e-9 {
                    free.pop_front();
                }
            }
        }
    }
    parts
}

/// The calendar year week `week` belongs to: that of its Thursday.
pub fn year_of(start: NaiveDate, week: u32) -> i32 {
    (week_start(start, week) + Duration::days(3)).year()
}
