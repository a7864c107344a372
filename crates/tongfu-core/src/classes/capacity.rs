//! Capacity: the file it comes in, and changing it in the program.

use super::model::{
    Budget, Capacity, Class, ClassState, Course, Institution, Instructor, MobileWorkshop, PermitPool, Site, Terms, Timing,
};
use super::records::{BUDGET, COURSE, INSTITUTION, INSTRUCTOR, MOBILE_WORKSHOP, PERMIT_POOL, SITE, TERMS};
use super::{ops, rules, store as queries};
use crate::base::{
    BudgetId, ClassId, CourseId, EntityId, Fen, InstitutionId, InstructorId, PermitPoolId, SiteId, WorkshopId, derived_id,
    reference,
};
use crate::store::{Change, Store, Written, date_value};
use crate::{Error, ErrorKind, Result};
use chrono::NaiveDate;
use serde::Deserialize;
use std::collections::BTreeMap;
use tongfu_package::value::Value;

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
    Error::new(ErrorKind::Input, "CAPACITY_FORMAT").with("path", path).with("reason", reason.to_string())
}

fn occupation(name: &str, path: &str) -> Result<String> {
    reference::occupation_by_name(name)
        .map(|found| found.id.to_owned())
        .ok_or_else(|| Error::new(ErrorKind::Input, "CAPACITY_OCCUPATION").with("name", name).with("path", path))
}

fn yuan(number: &serde_json::Number, path: &str) -> Result<Fen> {
    Fen::parse_yuan(&number.to_string()).filter(|fen| fen.0 >= 0).ok_or_else(|| format_error(path, number))
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
    let known: BTreeMap<ClassId, Class> =
        queries::classes(store.tables())?.into_iter().map(|class| (class.id, class)).collect();
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

/// Writes all of `capacity` into an action.
pub fn write_all(change: &mut Change<'_>, office: &EntityId, capacity: &Capacity) -> Result<()> {
    for institution in &capacity.institutions {
        write_institution(change, institution)?;
    }
    for course in &capacity.courses {
        write_course(change, course)?;
    }
    for workshop in &capacity.workshops {
        write_workshop(change, workshop)?;
    }
    for pool in &capacity.permits {
        write_permits(change, pool)?;
    }
    for budget in &capacity.budgets {
        write_budget(change, budget)?;
    }
    write_terms(change, office, &capacity.terms)
}

fn resolve(file: &File, office: &EntityId, before: &Capacity, today: NaiveDate) -> Result<(Capacity, Vec<Class>)> {
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
            occupations: read.occupations.iter().map(|name| occupation(name, &path)).collect::<Result<_>>()?,
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
            return Err(format_error("class_size", format!("{} – {}", size.min, size.max)));
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
        .map(|(at, read)| open_class(read, &format!("open_classes[{at}]"), &capacity, before, today, &id))
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
    let institution = capacity
        .institutions
        .iter()
        .chain(&before.institutions)
        .find(|institution| institution.name == read.institution)
        .ok_or_else(|| Error::new(ErrorKind::Input, "CAPACITY_INSTITUTION").with("name", &read.institution).with("path", path))?;
    let course = capacity
        .courses
        .iter()
        .chain(&before.courses)
        .find(|course| course.occupation == occupation && course.level == read.level)
        .ok_or_else(|| Error::new(ErrorKind::Input, "CAPACITY_COURSE").with("name", &read.occupation).with("path", path))?;
    let site = match (&read.site, institution.sites.as_slice()) {
        (Some(name), sites) => Some(
            sites
                .iter()
                .find(|site| &site.name == name)
                .ok_or_else(|| Error::new(ErrorKind::Input, "CAPACITY_SITE").with("name", name).with("path", path))?
                .id,
        ),
        (None, [only]) => Some(only.id),
        (None, _) => None,
    };
    let cost = course.seat_cost.0.saturating_mul(read.seats.into()).saturating_add(course.class_cost.0);
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
        state: if read.start <= today { ClassState::Running } else { ClassState::Open },
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

/// Refuses a budget whose dates contradict each other.
///
/// Errors: `BUDGET_DATES`, `BUDGET_AMOUNT` (source).
pub fn check_budget(budget: &Budget) -> Result<()> {
    if budget.amount.0 < 0 {
        return Err(Error::refused("BUDGET_AMOUNT").with("source", &budget.source));
    }
    if budget.apply_from > budget.apply_to || budget.released > budget.settle_by {
        return Err(Error::refused("BUDGET_DATES").with("source", &budget.source));
    }
    Ok(())
}

fn text(value: &str) -> Option<Value> {
    (!value.trim().is_empty()).then(|| Value::Text(value.trim().to_owned()))
}

fn int(value: impl Into<i64>) -> Option<Value> {
    Some(Value::Int(value.into()))
}

/// Writes an institution with its sites and instructors.
pub fn write_institution(change: &mut Change<'_>, institution: &Institution) -> Result<()> {
    change.set(&INSTITUTION, institution.id.0, &[("name", text(&institution.name)), ("licence", text(&institution.licence))])?;
    let owner = || Some(Value::Bytes(institution.id.0.to_vec()));
    for site in &institution.sites {
        change.set(
            &SITE,
            site.id.0,
            &[
                ("institution", owner()),
                ("name", text(&site.name)),
                ("seats", int(site.seats)),
                ("rooms", int(site.rooms)),
                ("beds", site.beds.and_then(int)),
            ],
        )?;
    }
    for instructor in &institution.instructors {
        change.set(
            &INSTRUCTOR,
            instructor.id.0,
            &[("institution", owner()), ("occupation", text(&instructor.occupation)), ("count", int(instructor.count))],
        )?;
    }
    Ok(())
}

/// Writes a course.
pub fn write_course(change: &mut Change<'_>, course: &Course) -> Result<()> {
    change.set(
        &COURSE,
        course.id.0,
        &[
            ("occupation", text(&course.occupation)),
            ("level", text(&course.level)),
            ("hours", int(course.hours)),
            ("days", int(course.days)),
            ("exam_days", int(course.exam_days)),
            ("pass_permille", int(course.pass_permille)),
            ("class_cost_fen", int(course.class_cost.0)),
            ("seat_cost_fen", int(course.seat_cost.0)),
        ],
    )
}

/// Writes a mobile workshop.
pub fn write_workshop(change: &mut Change<'_>, workshop: &MobileWorkshop) -> Result<()> {
    change.set(
        &MOBILE_WORKSHOP,
        workshop.id.0,
        &[
            ("name", text(&workshop.name)),
            ("occupations", Some(Value::Array(workshop.occupations.iter().map(|id| Value::Text(id.clone())).collect()))),
            ("seats", int(workshop.seats)),
            ("move_days", int(workshop.move_days)),
            ("home", text(&workshop.home)),
        ],
    )
}

/// Writes a permit pool.
pub fn write_permits(change: &mut Change<'_>, pool: &PermitPool) -> Result<()> {
    change.set(&PERMIT_POOL, pool.id.0, &[("category", text(&pool.category)), ("capacity", int(pool.capacity))])
}

/// Writes a budget.
pub fn write_budget(change: &mut Change<'_>, budget: &Budget) -> Result<()> {
    change.set(
        &BUDGET,
        budget.id.0,
        &[
            ("source", text(&budget.source)),
            ("year", int(budget.year)),
            ("amount_fen", int(budget.amount.0)),
            ("apply_from", Some(date_value(budget.apply_from))),
            ("apply_to", Some(date_value(budget.apply_to))),
            ("released", Some(date_value(budget.released))),
            ("settle_by", Some(date_value(budget.settle_by))),
        ],
    )
}

/// Writes the office's terms.
pub fn write_terms(change: &mut Change<'_>, office: &EntityId, terms: &Terms) -> Result<()> {
    change.set(
        &TERMS,
        derived_id("terms", &[office]),
        &[
            ("class_min", int(terms.class_min)),
            ("class_max", int(terms.class_max)),
            ("permit_lead_days", int(terms.permit_lead_days)),
            ("travel_days", int(terms.travel_days)),
        ],
    )
}

/// What can be saved one by one.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Item {
    /// With its sites and instructors; those it no longer names are removed.
    Institution(Institution),
    Course(Course),
    Workshop(MobileWorkshop),
    Permits(PermitPool),
    Budget(Budget),
    Terms(Terms),
}

/// Saves one item.
///
/// Errors: `CAPACITY_NAME_MISSING`, `CAPACITY_OCCUPATION` (name),
/// `CAPACITY_DAYS`, `CAPACITY_SIZE`, `BUDGET_DATES`, `BUDGET_AMOUNT` (source),
/// `CAPACITY_IN_USE` (classes) for a site left out where a class stands.
pub fn save(store: &mut Store, item: &Item) -> Result<Written<()>> {
    let missing = |name: &str| name.trim().is_empty();
    let nameless = match item {
        Item::Institution(one) => missing(&one.name) || one.sites.iter().any(|site| missing(&site.name)),
        Item::Course(one) => missing(&one.occupation) || missing(&one.level),
        Item::Workshop(one) => missing(&one.name),
        Item::Permits(one) => missing(&one.category),
        Item::Budget(one) => missing(&one.source),
        Item::Terms(_) => false,
    };
    if nameless {
        return Err(Error::refused("CAPACITY_NAME_MISSING"));
    }
    let named: Vec<&str> = match item {
        Item::Institution(one) => one.instructors.iter().map(|instructor| instructor.occupation.as_str()).collect(),
        Item::Course(one) => vec![one.occupation.as_str()],
        Item::Workshop(one) => one.occupations.iter().map(String::as_str).collect(),
        Item::Permits(_) | Item::Budget(_) | Item::Terms(_) => Vec::new(),
    };
    if let Some(unknown) = named.into_iter().find(|id| reference::occupation(id).is_none()) {
        return Err(Error::refused("CAPACITY_OCCUPATION").with("name", unknown));
    }
    match item {
        Item::Course(course) if course.days == 0 || course.pass_permille > 1000 => {
            return Err(Error::refused("CAPACITY_DAYS"));
        }
        Item::Terms(terms) if terms.class_min == 0 || terms.class_min > terms.class_max => {
            return Err(Error::refused("CAPACITY_SIZE"));
        }
        Item::Budget(budget) => check_budget(budget)?,
        _ => {}
    }
    let before = queries::capacity(store.tables())?;
    let mut left_out: Vec<SiteId> = Vec::new();
    if let Item::Institution(institution) = item
        && let Some(old) = before.institutions.iter().find(|old| old.id == institution.id)
    {
        let gone = old.sites.iter().filter(|site| institution.sites.iter().all(|kept| kept.id != site.id));
        left_out.extend(gone.map(|site| site.id));
        refuse_in_use(store, |class| class.site.is_some_and(|used| left_out.contains(&used)))?;
    }
    let office = store.office().id.0;
    let today = store.today();
    store.write("capacity.save", today, |change| match item {
        Item::Institution(institution) => {
            for site in &left_out {
                ops::remove(change, &SITE, site.0)?;
            }
            if let Some(old) = before.institutions.iter().find(|old| old.id == institution.id) {
                for gone in old.instructors.iter().filter(|old| institution.instructors.iter().all(|kept| kept.id != old.id)) {
                    ops::remove(change, &INSTRUCTOR, gone.id.0)?;
                }
            }
            write_institution(change, institution)
        }
        Item::Course(course) => write_course(change, course),
        Item::Workshop(workshop) => write_workshop(change, workshop),
        Item::Permits(pool) => write_permits(change, pool),
        Item::Budget(budget) => write_budget(change, budget),
        Item::Terms(terms) => write_terms(change, &office, terms),
    })
}

/// Refuses while a class that is neither closed nor cancelled uses something.
fn refuse_in_use(store: &Store, uses: impl Fn(&Class) -> bool) -> Result<()> {
    let using = queries::classes(store.tables())?
        .iter()
        .filter(|class| !matches!(class.state, ClassState::Closed | ClassState::Cancelled) && uses(class))
        .count();
    if using > 0 {
        return Err(Error::refused("CAPACITY_IN_USE").with("classes", using));
    }
    Ok(())
}

/// Removes an institution (with its sites and instructors), a course, a
/// workshop, a permit pool or a budget; `kind` is the name of its table.
///
/// Errors: `CAPACITY_KIND` for another kind, `CAPACITY_ABSENT`,
/// `CAPACITY_IN_USE` (classes) while a class that is not closed stands there.
pub fn remove(store: &mut Store, kind: &str, id: EntityId) -> Result<Written<()>> {
    let before = queries::capacity(store.tables())?;
    let known = match kind {
        "institution" => before.institutions.iter().any(|one| one.id.0 == id),
        "course" => before.courses.iter().any(|one| one.id.0 == id),
        "mobile_workshop" => before.workshops.iter().any(|one| one.id.0 == id),
        "permit_pool" => before.permits.iter().any(|one| one.id.0 == id),
        "budget" => before.budgets.iter().any(|one| one.id.0 == id),
        other => return Err(Error::refused("CAPACITY_KIND").with("kind", other)),
    };
    if !known {
        return Err(Error::absent("CAPACITY_ABSENT").with("kind", kind));
    }
    refuse_in_use(store, |class| {
        class.institution.is_some_and(|used| used.0 == id)
            || class.workshop.is_some_and(|used| used.0 == id)
            || class.funding.iter().any(|(budget, fen)| budget.0 == id && fen.0 > 0)
    })?;
    let today = store.today();
    store.write("capacity.remove", today, |change| match kind {
        "institution" => {
            for institution in before.institutions.iter().filter(|institution| institution.id.0 == id) {
                for site in &institution.sites {
                    ops::remove(change, &SITE, site.id.0)?;
                }
                for instructor in &institution.instructors {
                    ops::remove(change, &INSTRUCTOR, instructor.id.0)?;
                }
            }
            ops::remove(change, &INSTITUTION, id)
        }
        "course" => ops::remove(change, &COURSE, id),
        "mobile_workshop" => ops::remove(change, &MOBILE_WORKSHOP, id),
        "permit_pool" => ops::remove(change, &PERMIT_POOL, id),
        "budget" => ops::remove(change, &BUDGET, id),
        other => Err(Error::refused("CAPACITY_KIND").with("kind", other)),
    })
}
