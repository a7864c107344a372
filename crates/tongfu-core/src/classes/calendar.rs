//! The peak calendar: one row per occupation with demand, supply and classes.

use super::board::{self, Targets};
use super::model::{Class, Tone};
use super::{rules, store as queries};
use crate::Result;
use crate::base::{ClassId, Fen, IsoWeek};
use crate::demand;
use crate::store::Store;
use chrono::NaiveDate;
use std::collections::{BTreeMap, BTreeSet};

/// A class on the calendar.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Bar {
    /// The class.
    pub class: Class,
    /// First day of the work it is meant for.
    pub window_opens: Option<NaiveDate>,
    /// Days to spare; negative is late.
    pub slack_days: Option<i64>,
    /// How close that is.
    pub tone: Tone,
}

/// One occupation.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Row {
    /// Occupation.
    pub occupation: String,
    /// Demand by region and week, regions in order.
    pub regions: Vec<(String, Vec<u32>)>,
    /// Demand of all regions by week.
    pub demand: Vec<u32>,
    /// People who will be ready, by week.
    pub supply: Vec<u32>,
    /// Most people wanted in a week.
    pub peak_heads: u32,
    /// First day of the week of that peak.
    pub peak_start: Option<NaiveDate>,
    /// People ready beyond the most that any week from `from` on wants, the
    /// weeks after the calendar's last one included; 0 = none.
    pub surplus: u32,
    /// Person-weeks of the calendar's weeks that nobody covers
    /// ([`board::unmet`]).
    pub unmet: u32,
    /// Last day on which a class could start and still serve the whole window.
    pub last_safe_start: Option<NaiveDate>,
    /// Its classes.
    pub bars: Vec<Bar>,
    /// Whether issuers disagree in some week.
    pub disputed: bool,
    /// Whether a line of it is older than its quarter and the grace.
    pub stale: bool,
}

/// The calendar.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Calendar {
    /// First week.
    pub from: IsoWeek,
    /// Number of weeks.
    pub weeks: u32,
    /// Occupations that are wanted or taught, most wanted first.
    pub rows: Vec<Row>,
    /// When money arrives: day, source, amount.
    pub money: Vec<(NaiveDate, String, Fen)>,
}

/// How a class stands towards the work it is meant for.
pub fn bar(class: Class, targets: &Targets<'_>) -> Bar {
    let window_opens = targets.window_opens(&class);
    let slack_days = window_opens.map(|opens| rules::slack_days(class.timing.ready(), opens));
    Bar {
        tone: rules::tone(slack_days),
        slack_days,
        window_opens,
        class,
    }
}

/// Every class with its window and slack.
pub fn bars(store: &Store) -> Result<BTreeMap<ClassId, Bar>> {
    let lines = demand::effective_lines(store, store.today())?;
    let targets = Targets::new(&lines);
    Ok(queries::classes(store.tables())?
        .into_iter()
        .map(|class| (class.id, bar(class, &targets)))
        .collect())
}

/// The calendar of `weeks` weeks from `from`.
pub fn calendar(store: &Store, from: IsoWeek, weeks: u32) -> Result<Calendar> {
    let lines = demand::effective_lines(store, store.today())?;
    let targets = Targets::new(&lines);
    let width = usize::try_from(weeks).unwrap_or(0);
    // Lines that end after the calendar still want people who wait in it.
    let (first, all) = board::horizon(&lines, from, weeks);
    let reach = i64::from(all) - from.since(first);
    let mut demand = demand::curves(store, from, usize::try_from(reach).unwrap_or(width))?;
    let supply = board::supply(store)?;
    let gaps = board::gaps(store, from, weeks)?;
    let terms = queries::terms(store.tables())?;
    let courses = queries::courses(store.tables())?;
    let mut highest: BTreeMap<String, Vec<u32>> = BTreeMap::new();
    for cell in &mut demand {
        let sum = highest
            .entry(cell.occupation.clone())
            .or_insert_with(|| vec![0; cell.heads.len()]);
        for (sum, heads) in sum.iter_mut().zip(&cell.heads) {
            *sum = sum.saturating_add(*heads);
        }
        cell.heads.truncate(width);
        cell.disputed.truncate(width);
    }
    let occupations: BTreeSet<&str> = demand
        .iter()
        .filter(|cell| cell.heads.iter().any(|heads| *heads > 0))
        .map(|cell| cell.occupation.as_str())
        .chain(supply.iter().map(|supply| supply.class.occupation.as_str()))
        .collect();
    let end = from.plus(weeks.into()).monday();
    let mut rows = Vec::new();
    for occupation in occupations {
        let cells: Vec<_> = demand
            .iter()
            .filter(|cell| cell.occupation == occupation)
            .collect();
        let mut wanted = vec![0u32; width];
        for cell in &cells {
            for (sum, heads) in wanted.iter_mut().zip(&cell.heads) {
                *sum = sum.saturating_add(*heads);
            }
        }
        let mut ready = vec![0u32; width];
        let mut bars = Vec::new();
        for supply in supply
            .iter()
            .filter(|supply| supply.class.occupation == occupation)
        {
            for (week, sum) in ready.iter_mut().enumerate() {
                if rules::serves(
                    supply.class.timing.ready(),
                    from.plus(i64::try_from(week).unwrap_or(0)),
                ) {
                    *sum = sum.saturating_add(supply.graduates);
                }
            }
            // A bar shows while any of it lies in the picture.
            if supply.class.timing.ready() >= from.monday() && supply.class.timing.start < end {
                bars.push(bar(supply.class.clone(), &targets));
            }
        }
        let peak_heads = wanted.iter().copied().max().unwrap_or(0);
        let peak = wanted
            .iter()
            .position(|heads| *heads == peak_heads)
            .filter(|_| peak_heads > 0);
        let most_wanted = highest
            .get(occupation)
            .and_then(|heads| heads.iter().max())
            .copied()
            .unwrap_or(0);
        let most_ready = ready.iter().copied().max().unwrap_or(0);
        // The window that a class could still serve is the next to open.
        let opens = lines
            .iter()
            .filter(|line| {
                line.occupation == occupation
                    && line.window.start() >= from.monday()
                    && line.window.start() < end
            })
            .map(|line| line.window.start())
            .min();
        rows.push(Row {
            occupation: occupation.to_owned(),
            regions: cells
                .iter()
                .filter(|cell| cell.heads.iter().any(|heads| *heads > 0))
                .map(|cell| (cell.region.clone(), cell.heads.clone()))
                .collect(),
            peak_heads,
            peak_start: peak.map(|week| from.plus(i64::try_from(week).unwrap_or(0)).monday()),
            surplus: most_ready.saturating_sub(most_wanted),
            unmet: board::unmet(&gaps, occupation),
            last_safe_start: opens
                .and_then(|opens| board::last_safe(&courses, &terms, occupation, opens)),
            disputed: cells.iter().any(|cell| cell.disputed.contains(&true)),
            stale: lines
                .iter()
                .any(|line| line.stale && line.occupation == occupation),
            demand: wanted,
            supply: ready,
            bars,
        });
    }
    rows.sort_by(|a, b| (b.peak_heads, &a.occupation).cmp(&(a.peak_heads, &b.occupation)));
    let mut money: Vec<_> = queries::budgets(store.tables())?
        .into_iter()
        .filter(|budget| budget.released >= from.monday() && budget.released < end)
        .map(|budget| (budget.released, budget.source, budget.amount))
        .collect();
    money.sort();
    Ok(Calendar {
        from,
        weeks,
        rows,
        money,
    })
}
