//! The file capacity comes in.

use super::super::model::{
    Budget, Capacity, Class, ClassState, Course, Institution, Instructor, MobileWorkshop,
    PermitPool, Site, Timing,
};
use super::super::{ops, rules, store as queries};
use super::{check_budget, write_all};
use crate::base::{
    BudgetId, ClassId, CourseId, EntityId, Fen, InstitutionId, InstructorId, PermitPoolId, SiteId,
    WorkshopId, derived_id, reference,
};
use crate::store::{Store, Written};
use crate::{Error, ErrorKind, Result};
use chrono::{Datelike, NaiveDate};
use serde::Deserialize;
use std::collections::BTreeMap;

/// Years a class may begin in; another one is a slip of the pen.
const YEARS: std::ops::Range<i32> = 1950..2200;

#[derive(Debug, Deserialize)]
struct File {
    #[serde(default)]
    institutions: Vec<FileInstitution>,
    #[serde(default)]
    mobile_workshops: Vec<FileWorkshop>,
    #[serde(default)]
    courses: Vec<FileCourse>,
    permits: Option<FilePermits>,
    #[serde(default)]
    budget: Vec<FileBudget>,
    class_size: Option<FileSize>,
    #[serde(default)]
    open_classes: Vec<FileClass>,
}

#[derive(Debug, Deserialize)]
struct FileInstitution {
    name: String,
    #[serde(default)]
    licence: String,
    #[serde(default)]
    sites: Vec<FileSite>,
    #[serde(default)]
    instructors: BTreeMap<String, u32>,
}

#[derive(Debug, Deserialize)]
struct FileSite {
    name: String,
    seats: u32,
    rooms: u32,
    beds: Option<u32>,
}

#[derive(Debug, Deserialize)]
struct FileWorkshop {
    id: String,
    occupations: Vec<String>,
    seats: u32,
    move_days: u32,
    #[serde(default)]
    home: String,
}

#[derive(Debug, Deserialize)]
struct FileCourse {
    occupation: String,
    level: String,
    hours: u32,
    days: u32,
    exam_days: u32,
    pass_permille: Option<u32>,
    cost_per_class: serde_json::Number,
    cost_per_seat: serde_json::Number,
}

#[derive(Debug, Deserialize)]
struct FilePermits {
    lead_time_days: u32,
    travel_days: u32,
    #[serde(default)]
    capacity: BTreeMap<String, u32>,
}

#[derive(Debug, Deserialize)]
struct FileBudget {
    source: String,
    year: i32,
    amount_yuan: serde_json::Number,
    apply_from: NaiveDate,
    apply_to: NaiveDate,
    released: NaiveDate,
    settle_by: NaiveDate,
}

#[derive(Debug, Deserialize)]
struct FileSize {
    min: u32,
    max: u32,
}

#[derive(Debug, Deserialize)]
struct FileClass {
    name: String,
    occupation: String,
    level: String,
    institution: String,
    site: Option<String>,
    start: NaiveDate,
    seats: u32,
    #[serde(default)]
    enrolled: u32,
}

/// What a capacity file held.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub struct CapacityReport {
    pub institutions: u32,
    pub courses: u32,
    pub mobile_workshops: u32,
    pub permits: u32,
    pub budgets: u32,
    pub open_classes: u32,
}

fn format_error(path: &str, reason: impl ToString) -> Error {
    Error::new(ErrorKind::Input, "CAPACITY_FORMAT")
        .with("path", path)
        .with("reason", reason.to_string())
}

fn occupation(name: &str, path: &str) -> Result<String> {
    reference::occupation_by_name(name)
        .map(|found| found.id.to_owned())
        .ok_or_else(|| {
            Error::new(ErrorKind::Input, "CAPACITY_OCCUPATION")
                .with("name", name)
                .with("path", path)
        })
}

fn yuan(number: &serde_json::Number, path: &str) -> Result<Fen> {
    Fen::parse_yuan(&number.to_string())
        .filter(|fen| fen.0 >= 0)
        .ok_or_else(|| format_error(path, number))
}

fn count(length: usize) -> u32 {
    u32::try_from(length).unwrap_or(u32::MAX)
}

/// Takes a capacity file (JSON) as one action: what it names is added or
/// brought up to date, what it does not name stays. The same file again changes
/// nothing.
///
/// Errors: `CAPACITY_FORMAT` (path, reason), `CAPACITY_OCCUPATION` (name,
/// path), `CAPACITY_INSTITUTION` (name); nothing is changed then.
pub fn import(store: &mut Store, text: &str) -> Result<Written<CapacityReport>> {
    let file: File = serde_json::from_str(text)
        .map_err(|error| format_error(&format!("{}:{}", error.line(), error.column()), error))?;
    let today = store.today();
    let office = store.office().id.0;
    let before = queries::capacity(store.tables())?;
    let (capacity, classes) = resolve(&file, &office, &before, today)?;
    let report = CapacityReport {
        institutions: count(capacity.institutions.len()),
        courses: count(capacity.courses.len()),
        mobile_workshops: count(capacity.workshops.len()),
        permits: count(capacity.permits.len()),
        budgets: count(capacity.budgets.len()),
        open_classes: count(classes.len()),
    };
    let known: BTreeMap<ClassId, Class> = queries::classes(store.tables())?
        .into_iter()
        .map(|class| (class.id, class))
        .collect();
    store.write("capacity.import", today, |change| {
        write_all(change, &office, &capacity)?;
        for class in &classes {
            if !known.contains_key(&class.id) {
                ops::write(change, class)?;
            }
        }
        Ok(report)
    })
}

fn resolve(
    file: &File,
    office: &EntityId,
    before: &Capacity,
    today: NaiveDate,
) -> Result<(Capacity, Vec<Class>)> {
    let mut terms = before.terms;
    let id = |domain: &str, parts: &[&str]| {
        let mut all: Vec<&[u8]> = vec![office];
        all.extend(parts.iter().map(|part| part.as_bytes()));
        derived_id(domain, &all)
    };
    let mut capacity = Capacity::default();
    for (at, read) in file.institutions.iter().enumerate() {
        let path = format!("institutions[{at}]");
        if read.name.trim().is_empty() {
            return Err(format_error(&format!("{path}.name"), "empty"));
        }
        capacity.institutions.push(Institution {
            id: InstitutionId(id("institution", &[&read.name])),
            name: read.name.clone(),
            licence: read.licence.clone(),
            sites: read
                .sites
                .iter()
                .map(|site| Site {
                    id: SiteId(id("site", &[&read.name, &site.name])),
                    name: site.name.clone(),
                    seats: site.seats,
                    rooms: site.rooms,
                    beds: site.beds,
                })
                .collect(),
            instructors: read
                .instructors
                .iter()
                .map(|(name, count)| {
                    let occupation = occupation(name, &format!("{path}.instructors"))?;
                    Ok(Instructor {
                        id: InstructorId(id("instructor", &[&read.name, &occupation])),
                        occupation,
                        count: *count,
                    })
                })
                .collect::<Result<_>>()?,
        });
    }
    for (at, read) in file.mobile_workshops.iter().enumerate() {
        let path = format!("mobile_workshops[{at}].occupations");
        capacity.workshops.push(MobileWorkshop {
            id: WorkshopId(id("mobile workshop", &[&read.id])),
            name: read.id.clone(),
            occupations: read
                .occupations
                .iter()
                .map(|name| occupation(name, &path))
                .collect::<Result<_>>()?,
            seats: read.seats,
            move_days: read.move_days,
            home: read.home.clone(),
        });
    }
    for (at, read) in file.courses.iter().enumerate() {
        let path = format!("courses[{at}]");
        let occupation = occupation(&read.occupation, &format!("{path}.occupation"))?;
        if read.days == 0 {
            return Err(format_error(&format!("{path}.days"), read.days));
        }
        let pass = read.pass_permille.unwrap_or(rules::PASS_PERMILLE);
        if pass > 1000 {
            return Err(format_error(&format!("{path}.pass_permille"), pass));
        }
        capacity.courses.push(Course {
            id: CourseId(id("course", &[&occupation, &read.level])),
            occupation,
            level: read.level.clone(),
            hours: read.hours,
            days: read.days,
            exam_days: read.exam_days,
            pass_permille: pass,
            class_cost: yuan(&read.cost_per_class, &format!("{path}.cost_per_class"))?,
            seat_cost: yuan(&read.cost_per_seat, &format!("{path}.cost_per_seat"))?,
        });
    }
    if let Some(permits) = &file.permits {
        terms.permit_lead_days = permits.lead_time_days;
        terms.travel_days = permits.travel_days;
        for (category, heads) in &permits.capacity {
            capacity.permits.push(PermitPool {
                id: PermitPoolId(id("permit pool", &[category])),
                category: category.clone(),
                capacity: *heads,
            });
        }
    }
    if let Some(size) = &file.class_size {
        if size.min == 0 || size.min > size.max {
            return Err(format_error(
                "class_size",
                format!("{} – {}", size.min, size.max),
            ));
        }
        (terms.class_min, terms.class_max) = (size.min, size.max);
    }
    capacity.terms = terms;
    for (at, read) in file.budget.iter().enumerate() {
        let path = format!("budget[{at}]");
        let budget = Budget {
            id: BudgetId(id("budget", &[&read.source, &read.year.to_string()])),
            source: read.source.clone(),
            year: read.year,
            amount: yuan(&read.amount_yuan, &format!("{path}.amount_yuan"))?,
            apply_from: read.apply_from,
            apply_to: read.apply_to,
            released: read.released,
            settle_by: read.settle_by,
        };
        check_budget(&budget).map_err(|error| error.with("path", &path))?;
        capacity.budgets.push(budget);
    }
    let classes = file
        .open_classes
        .iter()
        .enumerate()
        .map(|(at, read)| {
            open_class(
                read,
                &format!("open_classes[{at}]"),
                &capacity,
                before,
                today,
                &id,
            )
        })
        .collect::<Result<_>>()?;
    Ok((capacity, classes))
}

fn open_class(
    read: &FileClass,
    path: &str,
    capacity: &Capacity,
    before: &Capacity,
    today: NaiveDate,
    id: &dyn Fn(&str, &[&str]) -> EntityId,
) -> Result<Class> {
    let occupation = occupation(&read.occupation, &format!("{path}.occupation"))?;
    if !YEARS.contains(&read.start.year()) {
        return Err(format_error(&format!("{path}.start"), read.start));
    }
    let institution = capacity
        .institutions
        .iter()
        .chain(&before.institutions)
        .find(|institution| institution.name == read.institution)
        .ok_or_else(|| {
            Error::new(ErrorKind::Input, "CAPACITY_INSTITUTION")
                .with("name", &read.institution)
                .with("path", path)
        })?;
    let course = capacity
        .courses
        .iter()
        .chain(&before.courses)
        .find(|course| course.occupation == occupation && course.level == read.level)
        .ok_or_else(|| {
            Error::new(ErrorKind::Input, "CAPACITY_COURSE")
                .with("name", &read.occupation)
                .with("path", path)
        })?;
    let site = match (&read.site, institution.sites.as_slice()) {
        (Some(name), sites) => Some(
            sites
                .iter()
                .find(|site| &site.name == name)
                .ok_or_else(|| {
                    Error::new(ErrorKind::Input, "CAPACITY_SITE")
                        .with("name", name)
                        .with("path", path)
                })?
                .id,
        ),
        (None, [only]) => Some(only.id),
        (None, _) => None,
    };
    let cost = course
        .seat_cost
        .0
        .saturating_mul(read.seats.into())
        .saturating_add(course.class_cost.0);
    Ok(Class {
        id: ClassId(id("class", &[&read.name, &read.start.to_string()])),
        name: read.name.clone(),
        project: None,
        occupation,
        level: read.level.clone(),
        institution: Some(institution.id),
        site,
        workshop: None,
        // The file says that it is open; its first day says whether it runs.
        state: if read.start <= today {
            ClassState::Running
        } else {
            ClassState::Open
        },
        seats: read.seats,
        min_size: capacity.terms.class_min,
        max_size: capacity.terms.class_max,
        enrolled: read.enrolled,
        timing: Timing {
            start: read.start,
            training_days: course.days,
            exam_days: course.exam_days,
            permit_days: capacity.terms.permit_lead_days,
            travel_days: capacity.terms.travel_days,
        },
        pass_permille: course.pass_permille,
        targets: Vec::new(),
        reserves: Vec::new(),
        funding: Vec::new(),
        cost: Fen(cost),
    })
}
