//! What a plan is derived from, read out of the store through the features
//! that own it.

use super::explain::Dates;
use super::model::{
    Budget, Course, Curve, Existing, Facts, Group, Line, Parameters, Place, Pool, Request, Site,
    Workshop,
};
use super::rules;
use crate::base::{BudgetId, InstitutionId, IsoWeek, reference};
use crate::classes::model::{Capacity, Class, ClassState};
use crate::classes::{self, matching};
use crate::demand;
use crate::demand::rules::permit_code;
use crate::people;
use crate::store::Store;
use crate::{Error, ErrorKind, Result};
use chrono::NaiveDate;
use std::collections::BTreeMap;

/// Setting that holds parameters an office changed, as JSON.
pub const PARAMETERS: &str = "plan.parameters";

/// The parameters in force on this laptop.
///
/// Errors: `PLAN_PARAMETERS` when what was kept can't be read.
pub fn parameters(store: &Store) -> Result<Parameters> {
    match store.setting(PARAMETERS)? {
        Some(text) => serde_json::from_str(&text)
            .map_err(|error| Error::new(ErrorKind::Failed, "PLAN_PARAMETERS").because(error)),
        None => Ok(Parameters::default()),
    }
}

/// Everything a plan over the horizon of `request` is derived from.
///
/// Errors: those of [`rules::check_horizon`]; `PLAN_PARAMETERS`.
pub fn facts(store: &Store, request: &Request) -> Result<Facts> {
    rules::check_horizon(request.from, request.weeks)?;
    let parameters = parameters(store)?;
    let start = rules::first_monday(request.from);
    let capacity = classes::store::capacity(store.tables())?;
    let all = classes::classes(store.tables())?;
    let counts = matching::counts(store)?;
    let matched = |class: &Class| counts.get(&class.id).map_or(0, |counts| counts.enrolled);
    let existing: Vec<Existing> = all
        .iter()
        .filter(|class| class.state != ClassState::Cancelled)
        .map(|class| existing(class, matched(class)))
        .collect();
    let terms = capacity.terms;
    Ok(Facts {
        start,
        weeks: request.weeks,
        class_min: terms.class_min,
        class_max: terms.class_max,
        permit_lead_days: terms.permit_lead_days,
        travel_days: terms.travel_days,
        curves: curves(store, start, request.weeks)?,
        courses: courses(&capacity),
        sites: sites(&capacity),
        workshops: capacity
            .workshops
            .iter()
            .map(|workshop| Workshop {
                id: workshop.id,
                name: workshop.name.clone(),
                occupations: workshop.occupations.clone(),
                seats: workshop.seats,
                move_days: workshop.move_days,
                home: workshop.home.clone(),
            })
            .collect(),
        budgets: budgets(&capacity, &all),
        pools: capacity
            .permits
            .iter()
            .map(|pool| Pool {
                category: permit_code(&pool.category),
                capacity: pool.capacity,
            })
            .collect(),
        groups: people::interest(store, store.today())?
            .into_iter()
            .map(|group| Group {
                id: group.group.to_owned(),
                people: group.people,
                interest: group.interest,
            })
            .collect(),
        existing,
        pins: request.pins.clone(),
        rate: reference::exchange_rate(store.today()).map(|rate| rate.kzt_per_cny),
        domestic_month_fen: domestic_month(&parameters, &store.office().code),
        parameters,
    })
}

fn curves(store: &Store, start: NaiveDate, weeks: u32) -> Result<Vec<Curve>> {
    Ok(demand::curves(
        store,
        IsoWeek::of(start),
        usize::try_from(weeks).unwrap_or(0),
    )?
    .into_iter()
    .filter(|curve| curve.heads.iter().any(|heads| *heads > 0))
    .map(|curve| Curve {
        region: curve.region,
        occupation: curve.occupation,
        heads: curve.heads,
        lines: curve
            .lines
            .into_iter()
            .map(|line| Line {
                id: line.id,
                region: line.region,
                occupation: line.occupation,
                permit: permit_code(&line.permit),
                heads: line.headcount,
                start: line.window.start(),
                end: line.window.end(),
                wage_low: line.wage_low.map(i64::from),
                wage_high: line.wage_high.map(i64::from),
            })
            .collect(),
    })
    .collect())
}

/// The shortest course of each occupation: an instance knows one.
fn courses(capacity: &Capacity) -> Vec<Course> {
    let mut shortest: BTreeMap<&str, &classes::model::Course> = BTreeMap::new();
    for course in &capacity.courses {
        let known = shortest.entry(course.occupation.as_str()).or_insert(course);
        if (course.days + course.exam_days, &course.level)
            < (known.days + known.exam_days, &known.level)
        {
            *known = course;
        }
    }
    shortest
        .into_values()
        .map(|course| Course {
            occupation: course.occupation.clone(),
            level: course.level.clone(),
            days: course.days,
            exam_days: course.exam_days,
            pass_permille: course.pass_permille,
            class_cost_fen: course.class_cost.0,
            seat_cost_fen: course.seat_cost.0,
        })
        .collect()
}

fn sites(capacity: &Capacity) -> Vec<Site> {
    let mut sites = Vec::new();
    for institution in &capacity.institutions {
        let rooms: Vec<u32> = institution.sites.iter().map(|site| site.rooms).collect();
        let first = sites.len();
        sites.extend(institution.sites.iter().map(|site| Site {
            id: site.id,
            name: format!("{} {}", institution.name, site.name),
            rooms: site.rooms,
            beds: site.beds.unwrap_or(site.seats).min(site.seats),
            instructors: BTreeMap::new(),
        }));
        for instructor in &institution.instructors {
            for (site, share) in sites[first..]
                .iter_mut()
                .zip(rules::share_instructors(instructor.count, &rooms))
            {
                *site
                    .instructors
                    .entry(instructor.occupation.clone())
                    .or_default() += share;
            }
        }
    }
    sites
}

/// Budgets less what classes on record were promised.
fn budgets(capacity: &Capacity, all: &[Class]) -> Vec<Budget> {
    let mut promised: BTreeMap<BudgetId, i64> = BTreeMap::new();
    for class in all
        .iter()
        .filter(|class| class.state != ClassState::Cancelled)
    {
        for (budget, fen) in &class.funding {
            let sum = promised.entry(*budget).or_default();
            *sum = sum.saturating_add(fen.0);
        }
    }
    capacity
        .budgets
        .iter()
        .map(|budget| Budget {
            id: budget.id,
            source: budget.source.clone(),
            free_fen: budget
                .amount
                .0
                .saturating_sub(promised.get(&budget.id).copied().unwrap_or(0)),
            released: budget.released,
            settle_by: budget.settle_by,
        })
        .collect()
}

fn existing(class: &Class, matched: u32) -> Existing {
    let place = class
        .workshop
        .map(Place::Workshop)
        .or(class.site.map(Place::Site));
    Existing {
        id: class.id,
        occupation: class.occupation.clone(),
        place,
        start: class.timing.start,
        training_end: class.timing.training_end(),
        ready: class.timing.ready(),
        seats: class.seats,
        enrolled: class.enrolled.saturating_add(matched),
        takes_in: class.state.takes_applications(),
        graduates: classes::rules::expected_graduates(class, matched),
        targets: class.targets.clone(),
    }
}

/// Domestic wage, fen a month: the parameter, else the newest full year of the
/// office's province, else of the country.
fn domestic_month(parameters: &Parameters, office: &str) -> i64 {
    let yearly = |area: &str| {
        reference::cn_income()
            .iter()
            // A quarter's income is no year's.
            .filter(|row| row.key == "人均可支配收入" && row.note == "农村居民" && row.area == area)
            .filter_map(|row| Some((row.valid_from?, row.whole()?)))
            .max()
            .map(|(_, yuan)| yuan)
    };
    let province = reference::county(office).map(|county| county.province);
    let yuan = parameters
        .baseline_yuan_per_year
        .or_else(|| province.and_then(yearly))
        .or_else(|| yearly("全国"))
        .unwrap_or(0);
    yuan.saturating_mul(100) / 12
}

/// The dates of a class of `course` that starts on `start`, by the days the
/// county's terms name: the weeks of the instance are rounded, dates are not.
pub fn dates(facts: &Facts, course: &Course, start: NaiveDate) -> Dates {
    let timing = timing(facts, course, start);
    Dates {
        training_end: timing.training_end(),
        certificate: timing.certificate(),
        ready: timing.ready(),
    }
}

fn timing(facts: &Facts, course: &Course, start: NaiveDate) -> classes::model::Timing {
    classes::model::Timing {
        start,
        training_days: course.days,
        exam_days: course.exam_days,
        permit_days: facts.permit_lead_days,
        travel_days: facts.travel_days,
    }
}

/// The institution a site belongs to.
pub fn institution_of(capacity: &Capacity, site: crate::base::SiteId) -> Option<InstitutionId> {
    capacity
        .institutions
        .iter()
        .find(|institution| institution.sites.iter().any(|known| known.id == site))
        .map(|found| found.id)
}
