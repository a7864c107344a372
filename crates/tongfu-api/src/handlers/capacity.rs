//! Capacity: institutions, courses, workshops, permits, budgets, terms.

use super::{date, id, occupation_name};
use crate::session::Session;
use crate::types::capacity::{
    Budget, Capacity, CapacityItem, CapacityRemove, CapacityReport, Choice, Choices, Course,
    Institution, InstructorCount, MobileWorkshop, PermitPool, Site,
};
use crate::types::people::ImportFile;
use std::str::FromStr;
use tongfu_core::base::{EntityId, Fen, ProjectId, reference};
use tongfu_core::classes::{self, capacity, model};
use tongfu_core::store::Store;
use tongfu_core::{Error, ErrorKind, Result};

pub fn choices(session: &Session, (): ()) -> Result<Choices> {
    let chinese = session.language() != "en";
    let choice = |code: &str, zh: &str, en: &str| Choice {
        code: code.to_owned(),
        name: if chinese || en.is_empty() { zh } else { en }.to_owned(),
    };
    Ok(Choices {
        occupations: reference::occupations()
            .iter()
            .map(|one| choice(one.id, one.name_zh, one.name_en))
            .collect(),
        regions: reference::regions()
            .iter()
            .map(|one| choice(one.iso, one.name_zh, one.name_en))
            .collect(),
        categories: reference::categories()
            .iter()
            .map(|one| choice(one.code, one.name_zh, one.name_en))
            .collect(),
        education: reference::education()
            .iter()
            .map(|one| choice(one.code, one.name_zh, ""))
            .collect(),
        ethnic: reference::ethnic_groups()
            .iter()
            .map(|one| choice(one.code, one.name_zh, one.short))
            .collect(),
        counties: reference::counties()
            .iter()
            .map(|one| choice(one.code, one.name, ""))
            .collect(),
    })
}

pub fn get(session: &Session, (): ()) -> Result<Capacity> {
    session.with_store(|store| read(session, store))
}

fn read(session: &Session, store: &Store) -> Result<Capacity> {
    let held = classes::store::capacity(store.tables())?;
    Ok(Capacity {
        institutions: held
            .institutions
            .iter()
            .map(|one| Institution {
                id: Some(one.id.to_string()),
                name: one.name.clone(),
                licence: one.licence.clone(),
                sites: one
                    .sites
                    .iter()
                    .map(|site| Site {
                        id: Some(site.id.to_string()),
                        name: site.name.clone(),
                        seats: site.seats,
                        rooms: site.rooms,
                        beds: site.beds,
                    })
                    .collect(),
                instructors: one
                    .instructors
                    .iter()
                    .map(|instructor| InstructorCount {
                        id: Some(instructor.id.to_string()),
                        occupation: instructor.occupation.clone(),
                        occupation_name: occupation_name(session, &instructor.occupation),
                        count: instructor.count,
                    })
                    .collect(),
            })
            .collect(),
        courses: held
            .courses
            .iter()
            .map(|one| Course {
                id: Some(one.id.to_string()),
                occupation: one.occupation.clone(),
                occupation_name: occupation_name(session, &one.occupation),
                level: one.level.clone(),
                hours: one.hours,
                days: one.days,
                exam_days: one.exam_days,
                pass_permille: one.pass_permille,
                class_cost_fen: one.class_cost.0,
                seat_cost_fen: one.seat_cost.0,
            })
            .collect(),
        mobile_workshops: held
            .workshops
            .iter()
            .map(|one| MobileWorkshop {
                id: Some(one.id.to_string()),
                name: one.name.clone(),
                occupations: one.occupations.clone(),
                seats: one.seats,
                move_days: one.move_days,
                home: one.home.clone(),
            })
            .collect(),
        permits: held
            .permits
            .iter()
            .map(|one| PermitPool {
                id: Some(one.id.to_string()),
                category: one.category.clone(),
                capacity: one.capacity,
            })
            .collect(),
        budgets: held
            .budgets
            .iter()
            .map(|one| Budget {
                id: Some(one.id.to_string()),
                source: one.source.clone(),
                year: one.year,
                amount_fen: one.amount.0,
                apply_from: one.apply_from.to_string(),
                apply_to: one.apply_to.to_string(),
                released: one.released.to_string(),
                settle_by: one.settle_by.to_string(),
            })
            .collect(),
        class_min: held.terms.class_min,
        class_max: held.terms.class_max,
        permit_lead_days: held.terms.permit_lead_days,
        travel_days: held.terms.travel_days,
    })
}

/// The id given, or a fresh one for what is added.
fn id_or_new<T: FromStr + From<EntityId>>(store: &Store, given: Option<&str>) -> Result<T> {
    match given.filter(|text| !text.is_empty()) {
        Some(text) => id(text),
        None => Ok(T::from(store.new_id())),
    }
}

fn item(store: &Store, wanted: CapacityItem) -> Result<capacity::Item> {
    Ok(match wanted {
        CapacityItem::Institution(one) => capacity::Item::Institution(model::Institution {
            id: id_or_new(store, one.id.as_deref())?,
            name: one.name,
            licence: one.licence,
            sites: one
                .sites
                .into_iter()
                .map(|site| {
                    Ok(model::Site {
                        id: id_or_new(store, site.id.as_deref())?,
                        name: site.name,
                        seats: site.seats,
                        rooms: site.rooms,
                        beds: site.beds,
                    })
                })
                .collect::<Result<_>>()?,
            instructors: one
                .instructors
                .into_iter()
                .map(|instructor| {
                    Ok(model::Instructor {
                        id: id_or_new(store, instructor.id.as_deref())?,
                        occupation: instructor.occupation,
                        count: instructor.count,
                    })
                })
                .collect::<Result<_>>()?,
        }),
        CapacityItem::Course(one) => capacity::Item::Course(model::Course {
            id: id_or_new(store, one.id.as_deref())?,
            occupation: one.occupation,
            level: one.level,
            hours: one.hours,
            days: one.days,
            exam_days: one.exam_days,
            pass_permille: one.pass_permille,
            class_cost: Fen(one.class_cost_fen),
            seat_cost: Fen(one.seat_cost_fen),
        }),
        CapacityItem::MobileWorkshop(one) => capacity::Item::Workshop(model::MobileWorkshop {
            id: id_or_new(store, one.id.as_deref())?,
            name: one.name,
            occupations: one.occupations,
            seats: one.seats,
            move_days: one.move_days,
            home: one.home,
        }),
        CapacityItem::PermitPool(one) => capacity::Item::Permits(model::PermitPool {
            id: id_or_new(store, one.id.as_deref())?,
            category: one.category,
            capacity: one.capacity,
        }),
        CapacityItem::Budget(one) => capacity::Item::Budget(model::Budget {
            id: id_or_new(store, one.id.as_deref())?,
            source: one.source,
            year: one.year,
            amount: Fen(one.amount_fen),
            apply_from: date(&one.apply_from)?,
            apply_to: date(&one.apply_to)?,
            released: date(&one.released)?,
            settle_by: date(&one.settle_by)?,
        }),
        CapacityItem::Terms {
            class_min,
            class_max,
            permit_lead_days,
            travel_days,
        } => capacity::Item::Terms(model::Terms {
            class_min,
            class_max,
            permit_lead_days,
            travel_days,
        }),
    })
}

pub fn save(session: &Session, wanted: CapacityItem) -> Result<Capacity> {
    session.with_store(|store| {
        let item = item(store, wanted)?;
        capacity::save(store, &item)?;
        read(session, store)
    })
}

pub fn remove(session: &Session, wanted: CapacityRemove) -> Result<Capacity> {
    // Any typed id reads the same sixteen bytes; the kind decides what they are.
    let which: ProjectId = id(&wanted.id)?;
    session.with_store(|store| {
        capacity::remove(store, &wanted.kind, which.0)?;
        read(session, store)
    })
}

pub fn import(session: &Session, wanted: ImportFile) -> Result<CapacityReport> {
    let file = session.file(&wanted.token)?;
    let text = std::str::from_utf8(&file.bytes).map_err(|fault| {
        Error::new(ErrorKind::Input, "CAPACITY_FORMAT")
            .with("path", "")
            .with("reason", fault)
    })?;
    let text = text.trim_start_matches('\u{feff}');
    let report = session
        .with_store(|store| capacity::import(store, text))
        .map_err(|error| error.with("file", &file.name))?;
    let report = report.value;
    Ok(CapacityReport {
        institutions: report.institutions,
        courses: report.courses,
        mobile_workshops: report.mobile_workshops,
        permits: report.permits,
        budgets: report.budgets,
        open_classes: report.open_classes,
    })
}
