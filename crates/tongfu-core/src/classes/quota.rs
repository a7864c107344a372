//! What limits the seats of a class (domain.md §5): the smallest of the open gap
//! in its window, permits, seats and rooms, instructors, money, the mobile
//! workshop and the largest class.

use super::board::{self, Supply, Targets};
use super::model::{Capacity, Class, ClassState};
use super::rules::{self, Limit};
use super::store as queries;
use crate::Result;
use crate::base::{BudgetId, ClassId, IsoWeek};
use crate::demand::rules::permit_code;
use crate::demand::{self, DemandLine};
use crate::store::Store;
use chrono::Datelike;
use std::collections::BTreeMap;

/// What limits a class and how many seats it leaves. `None` for a class that
/// has begun or is cancelled: its seats are no longer decided.
///
/// Errors: `CLASS_ABSENT`.
pub fn quota(store: &Store, id: ClassId) -> Result<Option<(Limit, u32)>> {
    let class = queries::class(store.tables(), id)?;
    if class.state >= ClassState::Running {
        return Ok(None);
    }
    let capacity = queries::capacity(store.tables())?;
    let lines = demand::effective_lines(store, store.today())?;
    let mut others = board::supply(store)?;
    others.retain(|other| other.class.id != id);
    let (from, weeks) = board::horizon(&lines, IsoWeek::of(class.timing.start), 1);
    let curves = demand::curves(store, from, usize::try_from(weeks).unwrap_or(0))?;
    let rows = board::rows(&lines, &curves, &others, from, weeks, &|_, _| None);
    let targets = Targets::new(&lines);
    let own = targets.of(&class);
    let mut limits = vec![
        (Limit::Gap, gap(&class, &own, &rows)),
        (Limit::ClassSize, class.max_size),
    ];
    limits.extend(
        permits(&capacity, &class, &own, &others, &targets).map(|left| (Limit::Permits, left)),
    );
    limits.extend(place(&capacity, &class, &others));
    limits.extend(money(&capacity, &class, &others).map(|left| (Limit::Budget, left)));
    Ok(rules::quota(limits))
}

/// Most people short in one week that the class can serve.
fn gap(class: &Class, own: &[&DemandLine], rows: &[board::GapRow]) -> u32 {
    let mut weeks: BTreeMap<IsoWeek, i64> = BTreeMap::new();
    for row in rows
        .iter()
        .filter(|row| row.occupation == class.occupation && row.gap > 0)
    {
        let meant = own.iter().any(|line| {
            line.region == row.region
                && (IsoWeek::of(line.window.start())..=IsoWeek::of(line.window.end()))
                    .contains(&row.week)
        });
        if meant && rules::serves(class.timing.ready(), row.week) {
            *weeks.entry(row.week).or_default() += row.gap;
        }
    }
    u32::try_from(weeks.into_values().max().unwrap_or(0)).unwrap_or(u32::MAX)
}

/// The permit category a class's lines need, and the year its permits begin in.
fn permit_need(class: &Class, own: &[&DemandLine]) -> Option<(String, i32)> {
    let category = own
        .iter()
        .map(|line| permit_code(&line.permit))
        .find(|category| !category.is_empty())?;
    let opens = own.iter().map(|line| line.window.start()).min()?;
    Some((category, class.timing.ready().max(opens).year()))
}

/// Permits of the class's category and year that other classes leave; a
/// category without a pool has none. `None` where no line needs a permit.
fn permits(
    capacity: &Capacity,
    class: &Class,
    own: &[&DemandLine],
    others: &[Supply],
    targets: &Targets<'_>,
) -> Option<u32> {
    let need = permit_need(class, own)?;
    let pool = capacity
        .permits
        .iter()
        .filter(|pool| permit_code(&pool.category) == need.0)
        .fold(0u32, |sum, pool| sum.saturating_add(pool.capacity));
    let used = others
        .iter()
        .filter(|other| {
            permit_need(&other.class, &targets.of(&other.class)).as_ref() == Some(&need)
        })
        .fold(0u32, |sum, other| sum.saturating_add(other.graduates));
    Some(pool.saturating_sub(used))
}

/// Whether two classes are taught on a common day.
fn overlap(a: &Class, b: &Class) -> bool {
    a.timing.start <= b.timing.training_end() && b.timing.start <= a.timing.training_end()
}

/// What the site, the instructors or the mobile workshop leave. Seats of all
/// classes that share a day with this one count against it together.
fn place(capacity: &Capacity, class: &Class, others: &[Supply]) -> Vec<(Limit, u32)> {
    let beside: Vec<&Class> = others
        .iter()
        .map(|other| &other.class)
        .filter(|other| overlap(other, class))
        .collect();
    let taken = occupied_by(capacity, &beside, class);
    let mut limits = Vec::new();
    if let Some(workshop) = class
        .workshop
        .and_then(|id| capacity.workshops.iter().find(|workshop| workshop.id == id))
    {
        limits.push((
            Limit::Container,
            if taken.contains(&"CLASS_WORKSHOP") {
                0
            } else {
                workshop.seats
            },
        ));
        // It brings its own instructor and beds.
        return limits;
    }
    if let Some(id) = class.site
        && let Some(site) = capacity
            .institutions
            .iter()
            .flat_map(|one| &one.sites)
            .find(|site| site.id == id)
    {
        let used = beside
            .iter()
            .filter(|other| other.site == Some(id))
            .fold(0u32, |sum, other| sum.saturating_add(other.seats));
        limits.push((
            Limit::Seats,
            if taken.contains(&"CLASS_ROOM") {
                0
            } else {
                site.seats.saturating_sub(used)
            },
        ));
    }
    if taken.contains(&"CLASS_INSTRUCTOR") {
        limits.push((Limit::Instructors, 0));
    }
    limits
}

/// What the class needs and other classes have on a day of its training:
/// `CLASS_ROOM`, `CLASS_INSTRUCTOR`, `CLASS_WORKSHOP`.
pub(super) fn occupied(capacity: &Capacity, all: &[Class], class: &Class) -> Vec<&'static str> {
    let beside: Vec<&Class> = all
        .iter()
        .filter(|other| {
            other.id != class.id && other.state != ClassState::Cancelled && overlap(other, class)
        })
        .collect();
    occupied_by(capacity, &beside, class)
}

fn occupied_by(capacity: &Capacity, beside: &[&Class], class: &Class) -> Vec<&'static str> {
    if let Some(workshop) = class.workshop {
        let busy = beside.iter().any(|other| other.workshop == Some(workshop));
        return if busy {
            vec!["CLASS_WORKSHOP"]
        } else {
            Vec::new()
        };
    }
    let mut taken = Vec::new();
    let institution = capacity
        .institutions
        .iter()
        .find(|one| class.institution == Some(one.id));
    let site =
        institution.and_then(|one| one.sites.iter().find(|site| class.site == Some(site.id)));
    if let Some(site) = site
        && busiest(class, beside, |other| other.site == Some(site.id)) >= site.rooms
    {
        taken.push("CLASS_ROOM");
    }
    if let Some(institution) = institution {
        let instructors = institution
            .instructors
            .iter()
            .filter(|entry| entry.occupation == class.occupation)
            .fold(0u32, |sum, entry| sum.saturating_add(entry.count));
        let teaching = busiest(class, beside, |other| {
            other.institution == Some(institution.id)
                && other.workshop.is_none()
                && other.occupation == class.occupation
        });
        if teaching >= instructors {
            taken.push("CLASS_INSTRUCTOR");
        }
    }
    taken
}

/// Most classes of `which` taught on one day of the class's training. The most
/// are always reached on a day on which one of them begins, or on its first.
fn busiest(class: &Class, beside: &[&Class], which: impl Fn(&Class) -> bool) -> u32 {
    let same: Vec<&Class> = beside
        .iter()
        .copied()
        .filter(|other| which(other))
        .collect();
    let days = same
        .iter()
        .map(|other| other.timing.start.max(class.timing.start))
        .chain([class.timing.start]);
    days.map(|day| {
        same.iter()
            .filter(|other| other.timing.start <= day && day <= other.timing.training_end())
            .count()
    })
    .max()
    .and_then(|most| u32::try_from(most).ok())
    .unwrap_or(0)
}

/// Seats that the money can pay: budgets whose release lies before the start
/// and whose settlement lies after the certificate, less what other classes
/// were promised. `None` where no course says what a seat costs.
fn money(capacity: &Capacity, class: &Class, others: &[Supply]) -> Option<u32> {
    let course = capacity
        .courses
        .iter()
        .find(|course| course.occupation == class.occupation && course.level == class.level)?;
    let mut promised: BTreeMap<BudgetId, i64> = BTreeMap::new();
    for (budget, fen) in others.iter().flat_map(|other| &other.class.funding) {
        let sum = promised.entry(*budget).or_default();
        *sum = sum.saturating_add(fen.0);
    }
    let free = capacity
        .budgets
        .iter()
        .filter(|budget| {
            budget.released < class.timing.start && class.timing.certificate() <= budget.settle_by
        })
        .map(|budget| {
            budget
                .amount
                .0
                .saturating_sub(promised.get(&budget.id).copied().unwrap_or(0))
                .max(0)
        })
        .fold(0i64, i64::saturating_add);
    let for_seats = free.saturating_sub(course.class_cost.0);
    if for_seats < 0 {
        return Some(0);
    }
    Some(
        for_seats
            .checked_div(course.seat_cost.0)
            .map_or(u32::MAX, |seats| u32::try_from(seats).unwrap_or(u32::MAX)),
    )
}
