//! Capacity: changing it in the program, and the file it comes in.

mod file;

pub use file::{CapacityReport, import};

use super::model::{
    Budget, Capacity, Class, ClassState, Course, Institution, MobileWorkshop, PermitPool, Terms,
};
use super::records::{
    BUDGET, COURSE, INSTITUTION, INSTRUCTOR, MOBILE_WORKSHOP, PERMIT_POOL, SITE, TERMS,
};
use super::{ops, store as queries};
use crate::base::{EntityId, SiteId, derived_id, reference};
use crate::store::{Change, Store, Written, date_value};
use crate::{Error, Result};
use tongfu_package::value::Value;

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
    change.set(
        &INSTITUTION,
        institution.id.0,
        &[
            ("name", text(&institution.name)),
            ("licence", text(&institution.licence)),
        ],
    )?;
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
            &[
                ("institution", owner()),
                ("occupation", text(&instructor.occupation)),
                ("count", int(instructor.count)),
            ],
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
            (
                "occupations",
                Some(Value::Array(
                    workshop
                        .occupations
                        .iter()
                        .map(|id| Value::Text(id.clone()))
                        .collect(),
                )),
            ),
            ("seats", int(workshop.seats)),
            ("move_days", int(workshop.move_days)),
            ("home", text(&workshop.home)),
        ],
    )
}

/// Writes a permit pool.
pub fn write_permits(change: &mut Change<'_>, pool: &PermitPool) -> Result<()> {
    change.set(
        &PERMIT_POOL,
        pool.id.0,
        &[
            ("category", text(&pool.category)),
            ("capacity", int(pool.capacity)),
        ],
    )
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
        Item::Institution(one) => {
            missing(&one.name) || one.sites.iter().any(|site| missing(&site.name))
        }
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
        Item::Institution(one) => one
            .instructors
            .iter()
            .map(|instructor| instructor.occupation.as_str())
            .collect(),
        Item::Course(one) => vec![one.occupation.as_str()],
        Item::Workshop(one) => one.occupations.iter().map(String::as_str).collect(),
        Item::Permits(_) | Item::Budget(_) | Item::Terms(_) => Vec::new(),
    };
    if let Some(unknown) = named
        .into_iter()
        .find(|id| reference::occupation(id).is_none())
    {
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
        && let Some(old) = before
            .institutions
            .iter()
            .find(|old| old.id == institution.id)
    {
        let gone = old
            .sites
            .iter()
            .filter(|site| institution.sites.iter().all(|kept| kept.id != site.id));
        left_out.extend(gone.map(|site| site.id));
        refuse_in_use(store, |class| {
            class.site.is_some_and(|used| left_out.contains(&used))
        })?;
    }
    let office = store.office().id.0;
    let today = store.today();
    store.write("capacity.save", today, |change| match item {
        Item::Institution(institution) => {
            for site in &left_out {
                ops::remove(change, &SITE, site.0)?;
            }
            if let Some(old) = before
                .institutions
                .iter()
                .find(|old| old.id == institution.id)
            {
                for gone in old
                    .instructors
                    .iter()
                    .filter(|old| institution.instructors.iter().all(|kept| kept.id != old.id))
                {
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
        .filter(|class| {
            !matches!(class.state, ClassState::Closed | ClassState::Cancelled) && uses(class)
        })
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
            || class
                .funding
                .iter()
                .any(|(budget, fen)| budget.0 == id && fen.0 > 0)
    })?;
    let today = store.today();
    store.write("capacity.remove", today, |change| match kind {
        "institution" => {
            for institution in before
                .institutions
                .iter()
                .filter(|institution| institution.id.0 == id)
            {
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
