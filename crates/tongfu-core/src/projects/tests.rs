//! A project starts from gaps, once.

use super::model::{NewProject, ProjectState};
use super::{ops, project, projects};
use crate::base::{DemandLineId, OfficeId, ProjectId};
use crate::store::{Environment, Office, Role, Store};
use std::sync::Arc;

fn store() -> Store {
    let environment = Environment {
        now: Arc::new(|| "2026-11-24T02:00:00Z".parse().unwrap()),
        today: None,
        machine: "test".into(),
        app: "0.1.0".into(),
    };
    let office = Office {
        id: OfficeId([7; 16]),
        role: Role::County,
        code: "654004".into(),
        name: "霍尔果斯市".into(),
    };
    Store::in_memory(office, "阿依努尔", environment).unwrap()
}

fn new(lines: &[u8]) -> NewProject {
    NewProject {
        id: ProjectId([3; 16]),
        name: "2027年联合收割机驾驶员".into(),
        occupation: "OCC-HARV".into(),
        year: 2027,
        lines: lines.iter().map(|line| DemandLineId([*line; 16])).collect(),
        opened: "2026-11-24".parse().unwrap(),
        reason: String::new(),
    }
}

fn open(store: &mut Store, project: &NewProject) -> crate::Result<u32> {
    let today = store.today();
    Ok(store
        .write("project.open", today, |change| ops::open(change, project))?
        .operations)
}

#[test]
fn a_project_without_a_gap_is_refused() {
    let mut store = store();
    let error = open(&mut store, &new(&[])).unwrap_err();
    assert_eq!(error.code, "PROJECT_WITHOUT_GAP");
    assert!(projects(&store).unwrap().is_empty());
}

#[test]
fn opening_twice_makes_one_project() {
    let mut store = store();
    assert_eq!(open(&mut store, &new(&[1, 2])).unwrap(), 1);
    assert_eq!(open(&mut store, &new(&[2, 1])).unwrap(), 0, "nothing new");
    let found = project(&store, ProjectId([3; 16])).unwrap();
    assert_eq!(found.state, ProjectState::Draft);
    assert_eq!(found.lines, [DemandLineId([1; 16]), DemandLineId([2; 16])]);
    assert_eq!(open(&mut store, &new(&[3])).unwrap(), 1);
    assert_eq!(project(&store, ProjectId([3; 16])).unwrap().lines.len(), 3);
    assert_eq!(projects(&store).unwrap().len(), 1);
}

#[test]
fn states_have_one_word_each() {
    for state in ProjectState::ALL {
        assert_eq!(ProjectState::from_word(state.word()), Some(state));
    }
    assert_eq!(ProjectState::from_word("secret"), None);
}
