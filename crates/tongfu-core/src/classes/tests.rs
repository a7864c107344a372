//! The rules of domain.md §5.

mod board;
mod capacity;
mod county;
mod rules;

use super::model::{Class, ClassState, Timing};
use super::{capacity as capacity_file, ops, store as queries};
use crate::base::{ClassId, Fen};
use crate::demand;
use crate::store::{Environment, Office, Role, Store};
use chrono::{NaiveDate, TimeZone, Utc};
use std::path::PathBuf;
use std::sync::Arc;
use tongfu_tables::{Limits, bulletin, grid};

fn date(text: &str) -> NaiveDate {
    text.parse().unwrap()
}

fn county_on(today: &str) -> Store {
    let environment = Environment {
        now: Arc::new(|| Utc.with_ymd_and_hms(2026, 11, 20, 2, 0, 0).unwrap()),
        today: Some(date(today)),
        machine: "machine-a".into(),
        app: "test".into(),
    };
    Store::in_memory(
        Office::founded(Role::County, "654004", "霍尔果斯市"),
        "古丽",
        environment,
    )
    .unwrap()
}

fn fixture(name: &str) -> PathBuf {
    PathBuf::from(env!("CARGO_MANIFEST_DIR"))
        .join("../../tests/fixtures")
        .join(name)
}

fn import_bulletin(store: &mut Store, name: &str) -> demand::ImportPlan {
    let file = bulletin::read(&grid::read(&fixture(name), &Limits::default()).unwrap()).unwrap();
    demand::apply(store, demand::read(&file, name).bulletin.unwrap()).unwrap()
}

fn import_capacity(store: &mut Store) -> capacity_file::CapacityReport {
    let text = std::fs::read_to_string(fixture("capacity.json")).unwrap();
    capacity_file::import(store, &text).unwrap().value
}

/// The sample county with Horgos's and Alashankou's bulletins.
fn sample_county() -> Store {
    let mut store = county_on("2026-11-20");
    for name in [
        "bulletin-horgos-2026Q3.xlsx",
        "bulletin-horgos-2026Q4.xlsx",
        "bulletin-alashankou-2026Q4.xlsx",
    ] {
        import_bulletin(&mut store, name);
    }
    import_capacity(&mut store);
    store
}

/// A class of combine operators as the sample's course and terms make it.
fn class(number: u8, start: &str) -> Class {
    Class {
        id: ClassId([number; 16]),
        name: format!("收割机 {number} 班"),
        project: None,
        occupation: "OCC-HARV".to_owned(),
        level: "初级工".to_owned(),
        institution: None,
        site: None,
        workshop: None,
        state: ClassState::Planned,
        seats: 40,
        min_size: 10,
        max_size: 50,
        enrolled: 0,
        timing: Timing {
            start: date(start),
            training_days: 24,
            exam_days: 10,
            permit_days: 75,
            travel_days: 5,
        },
        pass_permille: 900,
        targets: Vec::new(),
        reserves: Vec::new(),
        funding: Vec::new(),
        cost: Fen(0),
    }
}

fn add(store: &mut Store, class: &Class) {
    let today = store.today();
    store
        .write("class.add", today, |change| ops::write(change, class))
        .unwrap();
    assert_eq!(&queries::class(store.tables(), class.id).unwrap(), class);
}
