//! The gap board: region × occupation × week, what is wanted and who is ready.

use super::model::{Class, ClassState, Terms};
use super::{matching, rules, store as queries};
use crate::Result;
use crate::base::{DemandLineId, IsoWeek};
use crate::demand::{self, Curve, DemandLine};
use crate::store::Store;
use chrono::NaiveDate;
use std::collections::BTreeMap;
use std::ops::Range;

/// One cell of the board.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct GapRow {
    /// Region of Kazakhstan, ISO 3166-2; empty for supply without a target.
    pub region: String,
    /// Occupation.
    pub occupation: String,
    /// The week.
    pub week: IsoWeek,
    /// People wanted.
    pub demand: u32,
    /// People who will be ready.
    pub covered: u32,
    /// Demand less covered; negative is a surplus.
    pub gap: i64,
    /// Last day on which a class could start and still serve the week.
    pub last_safe_start: Option<NaiveDate>,
    /// Whether issuers disagree.
    pub disputed: bool,
}

/// The lines that count, by the ids classes know them under.
#[derive(Debug)]
pub struct Targets<'l> {
    lines: BTreeMap<DemandLineId, &'l DemandLine>,
}

impl<'l> Targets<'l> {
    /// Indexes the lines that count by their own ids and by those of the lines
    /// whose place they took: a new bulletin every quarter leaves no class
    /// without what it was meant for.
    pub fn new(lines: &'l [DemandLine]) -> Self {
        let heirs = lines
            .iter()
            .flat_map(|line| line.succeeds.iter().map(move |old| (*old, line)));
        Self {
            lines: heirs
                .chain(lines.iter().map(|line| (line.id, line)))
                .collect(),
        }
    }

    /// A class's target lines as they count today, in its order, each once. A
    /// line that was withdrawn is none of them any more.
    pub fn of(&self, class: &Class) -> Vec<&'l DemandLine> {
        let mut found: Vec<&DemandLine> = Vec::new();
        for line in class
            .targets
            .iter()
            .filter_map(|id| self.lines.get(id).copied())
        {
            if line.occupation == class.occupation && found.iter().all(|known| known.id != line.id)
            {
                found.push(line);
            }
        }
        found
    }

    /// First day of the earliest work the class is meant for: its window opens
    /// when its first target line begins, not when that line peaks, because
    /// people are asked for from then on.
    pub fn window_opens(&self, class: &Class) -> Option<NaiveDate> {
        self.of(class).iter().map(|line| line.window.start()).min()
    }
}

/// A class's expected graduates.
#[derive(Debug)]
pub struct Supply {
    /// The class.
    pub class: Class,
    /// People expected to be ready.
    pub graduates: u32,
}

/// Every class that is not cancelled, with its expected graduates.
pub fn supply(store: &Store) -> Result<Vec<Supply>> {
    let counts = matching::counts(store)?;
    Ok(queries::classes(store.tables())?
        .into_iter()
        .filter(|class| class.state != ClassState::Cancelled)
        .map(|class| {
            let matched = counts.get(&class.id).map_or(0, |counts| counts.enrolled);
            Supply {
                graduates: rules::expected_graduates(&class, matched),
                class,
            }
        })
        .collect())
}

/// Weeks beyond a span that are looked at to know whether somebody who waits in
/// it is ever wanted.
const HORIZON_WEEKS: i64 = 156;

/// The span together with the windows of all lines, as far as
/// [`HORIZON_WEEKS`] reach: first week and number of weeks.
pub fn horizon(lines: &[DemandLine], from: IsoWeek, weeks: u32) -> (IsoWeek, u32) {
    let (earliest, latest) = (
        from.plus(-HORIZON_WEEKS),
        from.plus(i64::from(weeks) + HORIZON_WEEKS),
    );
    let first = lines
        .iter()
        .map(|line| IsoWeek::of(line.window.start()))
        .min()
        .unwrap_or(from);
    let after = lines
        .iter()
        .map(|line| IsoWeek::of(line.window.end()).plus(1))
        .max()
        .unwrap_or(from);
    let first = first.clamp(earliest, from);
    let after = after.clamp(from.plus(i64::from(weeks)), latest);
    (first, u32::try_from(after.since(first)).unwrap_or(weeks))
}

/// The board from `from` over `weeks` weeks: a row for every week in which
/// something is wanted or somebody is ready, by occupation, region and week.
pub fn gaps(store: &Store, from: IsoWeek, weeks: u32) -> Result<Vec<GapRow>> {
    let lines = demand::effective_lines(store, store.today())?;
    let (first, all) = horizon(&lines, from, weeks);
    let demand = demand::curves(store, first, usize::try_from(all).unwrap_or(0))?;
    let supply = supply(store)?;
    let terms = queries::terms(store.tables())?;
    let courses = queries::courses(store.tables())?;
    let mut found = rows(
        &lines,
        &demand,
        &supply,
        first,
        all,
        &|occupation, opens| last_safe(&courses, &terms, occupation, opens),
    );
    let after = from.plus(i64::from(weeks));
    found.retain(|row| (from..after).contains(&row.week));
    Ok(found)
}

/// Person-weeks of `occupation` that nobody covers: per week what is short in
/// all regions together less what stands ready without work.
pub fn unmet<'r>(rows: impl IntoIterator<Item = &'r GapRow>, occupation: &str) -> u32 {
    let mut weeks: BTreeMap<IsoWeek, i64> = BTreeMap::new();
    for row in rows.into_iter().filter(|row| row.occupation == occupation) {
        *weeks.entry(row.week).or_default() += row.gap;
    }
    let sum = weeks
        .into_values()
        .filter(|gap| *gap > 0)
        .fold(0i64, i64::saturating_add);
    u32::try_from(sum).unwrap_or(u32::MAX)
}

/// The last safe start of any course of an occupation.
pub fn last_safe(
    courses: &[super::model::Course],
    terms: &Terms,
    occupation: &str,
    opens: NaiveDate,
) -> Option<NaiveDate> {
    rules::last_safe_start(
        courses
            .iter()
            .filter(|course| course.occupation == occupation),
        terms,
        opens,
    )
}

/// Allots graduates to demand. A class's graduates count for its target lines
/// in order, in the weeks of their windows from its ready week on, as far as
/// work is left there. Those whom no week of the span wants count where the
/// class was meant to serve, as a surplus, in the weeks in which it was; who
/// only waits for the season or is on the way home is none. A class without a
/// target stands in a row without a region from its ready week on.
pub fn rows(
    lines: &[DemandLine],
    demand: &[Curve],
    supply: &[Supply],
    from: IsoWeek,
    weeks: u32,
    last_safe_start: &dyn Fn(&str, NaiveDate) -> Option<NaiveDate>,
) -> Vec<GapRow> {
    let targets = Targets::new(lines);
    let index: BTreeMap<(&str, &str), usize> = demand
        .iter()
        .enumerate()
        .map(|(at, cell)| ((cell.occupation.as_str(), cell.region.as_str()), at))
        .collect();
    let width = usize::try_from(weeks).unwrap_or(0);
    // By week, then by curve.
    let mut covered = vec![vec![0u32; demand.len()]; width];
    let mut without: BTreeMap<&str, Vec<u32>> = BTreeMap::new();
    let mut ordered: Vec<&Supply> = supply.iter().collect();
    ordered.sort_by_key(|supply| (supply.class.timing.ready(), supply.class.id));
    for supply in ordered {
        let class = &supply.class;
        let ready = first_week(class, from, width);
        // The curve and the weeks of each target.
        let places: Vec<(usize, Range<usize>)> = targets
            .of(class)
            .into_iter()
            .filter_map(|line| {
                let at = index.get(&(line.occupation.as_str(), line.region.as_str()))?;
                Some((*at, window_weeks(line, from, width)))
            })
            .collect();
        if places.is_empty() {
            // Whoever left a class long closed found work in a season that no
            // bulletin speaks of any more.
            if class.targets.is_empty() || class.state != ClassState::Closed {
                let waiting = without
                    .entry(class.occupation.as_str())
                    .or_insert_with(|| vec![0; width]);
                for people in &mut waiting[ready..] {
                    *people = people.saturating_add(supply.graduates);
                }
            }
            continue;
        }
        let mut most = 0;
        for (week, covered) in covered.iter_mut().enumerate().skip(ready) {
            let mut left = supply.graduates;
            for (at, _) in places.iter().filter(|(_, weeks)| weeks.contains(&week)) {
                let open = demand[*at].heads[week].saturating_sub(covered[*at]);
                let taken = open.min(left);
                covered[*at] += taken;
                left -= taken;
            }
            most = most.max(supply.graduates - left);
        }
        let spare = supply.graduates - most;
        for (week, covered) in covered.iter_mut().enumerate().skip(ready) {
            let here = places
                .iter()
                .find(|(at, weeks)| weeks.contains(&week) && demand[*at].heads[week] > 0);
            if let Some((at, _)) = here {
                covered[*at] = covered[*at].saturating_add(spare);
            }
        }
    }
    let mut rows = Vec::new();
    for (at, cell) in demand.iter().enumerate() {
        for (week, (wanted, covered)) in cell.heads.iter().zip(&covered).enumerate() {
            let (wanted, ready) = (*wanted, covered[at]);
            if wanted == 0 && ready == 0 {
                continue;
            }
            let iso_week = from.plus(i64::try_from(week).unwrap_or(0));
            rows.push(GapRow {
                region: cell.region.clone(),
                occupation: cell.occupation.clone(),
                week: iso_week,
                demand: wanted,
                covered: ready,
                gap: i64::from(wanted) - i64::from(ready),
                last_safe_start: last_safe_start(&cell.occupation, iso_week.monday()),
                disputed: cell.disputed[week],
            });
        }
    }
    for (occupation, ready) in without {
        for (week, people) in ready
            .into_iter()
            .enumerate()
            .filter(|(_, people)| *people > 0)
        {
            rows.push(GapRow {
                region: String::new(),
                occupation: occupation.to_owned(),
                week: from.plus(i64::try_from(week).unwrap_or(0)),
                demand: 0,
                covered: people,
                gap: -i64::from(people),
                last_safe_start: None,
                disputed: false,
            });
        }
    }
    rows.sort_by(|a, b| {
        (&a.occupation, &a.region, a.week).cmp(&(&b.occupation, &b.region, b.week))
    });
    rows
}

/// Number of the first week the class's graduates serve, counted from `from`; at
/// most `width`.
fn first_week(class: &Class, from: IsoWeek, width: usize) -> usize {
    let ready = class.timing.ready();
    (0..width)
        .find(|week| rules::serves(ready, from.plus(i64::try_from(*week).unwrap_or(0))))
        .unwrap_or(width)
}

/// Numbers of the weeks a line's window touches, counted from `from`.
fn window_weeks(line: &DemandLine, from: IsoWeek, width: usize) -> Range<usize> {
    let number = |week: i64| usize::try_from(week.max(0)).unwrap_or(width).min(width);
    let first = number(IsoWeek::of(line.window.start()).since(from));
    let after = number(IsoWeek::of(line.window.end()).since(from) + 1);
    first..after.max(first)
}
