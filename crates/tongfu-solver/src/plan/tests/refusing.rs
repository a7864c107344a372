use super::*;
use crate::FaultKind;
use crate::testing::tiny;
use proptest::prelude::*;
use serde_json::{Value, json};

fn value() -> Value {
    serde_json::from_str(&plain().to_json()).unwrap()
}

fn faults(change: impl Fn(&mut Value)) -> Vec<(String, FaultKind)> {
    let mut value = value();
    change(&mut value);
    match Instance::from_json(value.to_string().as_bytes()) {
        Ok(_) => Vec::new(),
        Err(error) => {
            assert_eq!(error.code(), "PLAN_FORMAT");
            let PlanError::Format(faults) = error else {
                return Vec::new();
            };
            faults.into_iter().map(|f| (f.path, f.kind)).collect()
        }
    }
}

#[test]
fn every_fault_is_named_by_its_path() {
    assert_eq!(faults(|_| {}), vec![]);
    let cases: Vec<(&str, Value, FaultKind)> = vec![
        ("/format", json!("tongfu-plan/9"), FaultKind::WrongFormat),
        ("/weeks", json!(0), FaultKind::TooSmall),
        ("/weeks", json!(5000), FaultKind::TooLarge),
        ("/weeks", json!("ten"), FaultKind::WrongType),
        ("/closed_weeks", json!({}), FaultKind::WrongType),
        ("/idle_cost", json!(-1), FaultKind::TooSmall),
        ("/idle_cost", json!(0.5), FaultKind::WrongType),
        ("/cost_weight", json!(-0.5), FaultKind::TooSmall),
        ("/return_share", json!(1.5), FaultKind::TooLarge),
        ("/occupations/0/train", json!(0), FaultKind::TooSmall),
        ("/occupations/0/max", json!(4), FaultKind::Order),
        ("/occupations/0/pass", json!(1.01), FaultKind::TooLarge),
        ("/occupations/0/class_cost", json!(-5), FaultKind::TooSmall),
        ("/occupations/0/id", json!(""), FaultKind::Empty),
        ("/venues/0/rooms", json!(-1), FaultKind::TooSmall),
        ("/venues/0/workshops/w", json!(-1), FaultKind::TooSmall),
        ("/venues/0/occupations/0", json!("X"), FaultKind::Unknown),
        ("/containers/0/start", json!("S9"), FaultKind::Unknown),
        ("/containers/0/id", json!("V"), FaultKind::Duplicate),
        ("/containers/0/sites/1", json!("S1"), FaultKind::Duplicate),
        ("/budgets/0/amount", json!(-1), FaultKind::TooSmall),
        ("/budgets/0/mobile", json!(1), FaultKind::WrongType),
        ("/budgets/0/occupations", json!(["X"]), FaultKind::Unknown),
        ("/groups/0/people", json!(null), FaultKind::WrongType),
        ("/groups/0/interest", json!({"X": 1}), FaultKind::Unknown),
        ("/demand/0/occupation", json!("X"), FaultKind::Unknown),
        ("/demand/0/permit", json!("X"), FaultKind::Unknown),
        ("/demand/0/to", json!(15), FaultKind::OutsideHorizon),
        ("/demand/0/to", json!(6), FaultKind::Order),
        ("/demand/0/heads", json!(-3), FaultKind::TooSmall),
        ("/demand/0/heads", json!(1e300), FaultKind::WrongType),
        ("/demand/0/min_stay", json!(0), FaultKind::TooSmall),
        ("/permits/0/to", json!(-1), FaultKind::TooSmall),
    ];
    for (pointer, wrong, kind) in cases {
        let found = faults(|v| *v.pointer_mut(pointer).unwrap() = wrong.clone());
        let mut path = String::new();
        for part in pointer.split('/').skip(1) {
            match part.parse::<usize>() {
                Ok(index) => path.push_str(&format!("[{index}]")),
                Err(_) if path.is_empty() => path.push_str(part),
                Err(_) => path.push_str(&format!(".{part}")),
            }
        }
        assert!(
            found
                .iter()
                .any(|(at, k)| at.starts_with(&path) && *k == kind),
            "{pointer} {wrong}: {found:?}"
        );
    }
}

#[test]
fn every_missing_field_is_named() {
    let optional = ["/cost_weight", "/containers/0/site"];
    let mut pointers = Vec::new();
    let whole = value();
    for (key, field) in whole.as_object().unwrap() {
        pointers.push((String::new(), key.clone()));
        if let Some(first) = field.get(0).and_then(Value::as_object) {
            pointers.extend(
                first
                    .keys()
                    .map(|inner| (format!("/{key}/0"), inner.clone())),
            );
        }
    }
    for (parent, key) in pointers {
        let nullable = ["workshop", "instructor", "permit"].contains(&key.as_str());
        if optional.contains(&format!("{parent}/{key}").as_str()) || nullable {
            continue;
        }
        let found = faults(|v| {
            v.pointer_mut(&parent)
                .unwrap()
                .as_object_mut()
                .unwrap()
                .remove(&key);
        });
        assert!(
            found
                .iter()
                .any(|(path, kind)| path.ends_with(&key) && *kind == FaultKind::Missing),
            "{parent}/{key}: {found:?}"
        );
    }
}

#[test]
fn an_instance_built_in_code_is_checked_too() {
    let mut instance = plain();
    instance.cost_weight = f64::NAN;
    instance.occupations[0].pass = f64::INFINITY;
    instance.closed_weeks = vec![14, 3, 3];
    let error = solve(&instance, &Options::default(), &mut |_| {
        ControlFlow::Continue(())
    })
    .unwrap_err();
    let PlanError::Format(faults) = &error else {
        panic!("{error:?}");
    };
    let paths: Vec<&str> = faults.iter().map(|f| f.path.as_str()).collect();
    assert_eq!(
        paths,
        [
            "cost_weight",
            "closed_weeks[0]",
            "closed_weeks[2]",
            "occupations[0].pass"
        ]
    );
    let params = error.params();
    assert_eq!(params[0], ("path", "cost_weight".to_owned()));
    assert_eq!(params[3], ("more", "3".to_owned()));
    let broken = Instance::from_json(b"{\"weeks\": 3,\n").unwrap_err();
    assert_eq!(
        broken.params()[1..3],
        [
            ("fault", "not-json".to_owned()),
            ("value", "2:0".to_owned())
        ]
    );
}

proptest! {
    /// Whatever a sample is changed into, it is solved or refused; nothing
    /// panics and no number is lost.
    #[test]
    fn mangled_instances_are_solved_or_refused(
        seed in 0_u64..1000,
        path in prop::collection::vec(any::<prop::sample::Index>(), 1..4),
        wrong in prop::sample::select(vec![
            json!(null), json!(-1), json!(0), json!(1), json!(7), json!(1e18), json!(0.3),
            json!(""), json!("O0"), json!([]), json!({}), json!(true), json!(u64::MAX),
        ]),
    ) {
        let mut value: Value = serde_json::from_str(&tiny(seed).to_json()).unwrap();
        let mut pointer = String::new();
        for index in path {
            match value.pointer(&pointer).unwrap() {
                Value::Object(map) if !map.is_empty() => {
                    let key = map.keys().nth(index.index(map.len())).unwrap();
                    pointer.push_str(&format!("/{key}"));
                }
                Value::Array(list) if !list.is_empty() => {
                    pointer.push_str(&format!("/{}", index.index(list.len())));
                }
                _ => {}
            }
        }
        let at = value.pointer_mut(&pointer).unwrap();
        *at = wrong;
        if let Ok(instance) = Instance::from_json(value.to_string().as_bytes()) {
            match solve(&instance, &Options::default(), &mut |_| ControlFlow::Continue(())) {
                Ok(solution) => {
                    check(&instance, &solution).unwrap();
                    prop_assert!(solution.objective.is_finite() && solution.bound.is_finite());
                }
                Err(error) => prop_assert_eq!(error.code(), "PLAN_PINS_CONTRADICT"),
            }
        }
    }

    /// A refused set of pins is a contradiction, and none of it is too much.
    #[test]
    fn contradictions_are_as_small_as_they_can_be(
        wishes in prop::collection::vec((0_u32..12, 0_u32..4, 0_u32..3, any::<bool>()), 1..6),
        rooms in 1_u32..4,
        money in 0_i64..2_000_000,
        people in 0_u32..30,
    ) {
        let mut instance = plain();
        instance.venues[0].rooms = rooms;
        instance.budgets[0].amount = money;
        instance.groups[0].people = people;
        instance.pins = wishes
            .into_iter()
            .map(|(start, at_least, more, mobile)| {
                let pin = pin(start, at_least, at_least + more);
                if mobile {
                    Pin { place: "M".to_owned(), site: Some("S1".to_owned()), ..pin }
                } else {
                    pin
                }
            })
            .collect();
        match Session::new(&instance) {
            Ok(_) => {}
            Err(PlanError::PinsContradict { pins, limits }) => {
                prop_assert!(!pins.is_empty());
                let mut alone = instance.clone();
                alone.pins = pins.clone();
                prop_assert!(Session::new(&alone).is_err());
                for left_out in 0..pins.len() {
                    alone.pins = pins.clone();
                    alone.pins.remove(left_out);
                    prop_assert!(Session::new(&alone).is_ok(), "{pins:?} {limits:?}");
                }
            }
            Err(error) => panic!("{error}"),
        }
    }
}

fn contradiction(change: impl Fn(&mut Instance)) -> (Vec<Pin>, Vec<String>) {
    let mut instance = plain();
    change(&mut instance);
    match Session::new(&instance) {
        Err(error @ PlanError::PinsContradict { .. }) => {
            assert_eq!(error.code(), "PLAN_PINS_CONTRADICT");
            let PlanError::PinsContradict { pins, limits } = error else {
                return Default::default();
            };
            (pins, limits.iter().map(ToString::to_string).collect())
        }
        other => panic!("{other:?}"),
    }
}

#[test]
fn contradictions_name_the_limit() {
    let (pins, limits) = contradiction(|i| i.pins = vec![pin(2, 2, 2), pin(3, 1, 1), pin(9, 1, 1)]);
    assert_eq!(pins, vec![pin(2, 2, 2), pin(3, 1, 1)]);
    // Rooms and workshop forbid it too; one limit is enough for a contradiction.
    assert_eq!(limits, ["instructors V i [3, 4)"]);
    let (pins, limits) = contradiction(|i| {
        i.closed_weeks = vec![4];
        i.pins = vec![pin(3, 1, 2), pin(8, 1, 1)];
    });
    assert_eq!(
        (pins, limits),
        (vec![pin(3, 1, 2)], vec!["calendar O [3, 6)".to_owned()])
    );
    let (pins, limits) = contradiction(|i| i.pins = vec![pin(3, 2, 2), pin(3, 0, 1)]);
    assert_eq!((pins.len(), limits.len()), (2, 0));
    let (pins, limits) = contradiction(|i| {
        i.budgets[0].amount = 200_000;
        i.pins = vec![pin(1, 1, 1), pin(4, 0, 2), pin(6, 1, 1)];
    });
    assert_eq!((pins.len(), limits), (2, vec!["budget B".to_owned()]));
    let (_, limits) = contradiction(|i| {
        i.groups[0].interest.clear();
        i.pins = vec![pin(1, 1, 1)];
    });
    assert_eq!(limits, ["interest G O"]);
    let (pins, limits) = contradiction(|i| {
        let at = |start, site: &str| Pin {
            place: "M".to_owned(),
            site: Some(site.to_owned()),
            ..pin(start, 1, 1)
        };
        i.pins = vec![at(2, "S1"), at(4, "S2"), at(8, "S1")];
    });
    assert_eq!(pins.len(), 2);
    assert_eq!(limits, ["containers M"]);
    let (_, limits) = contradiction(|i| {
        i.venues[0].occupations.clear();
        i.pins = vec![pin(1, 1, 1)];
    });
    assert_eq!(limits, ["offer V O"]);
}

#[test]
fn refused_pins_leave_a_session_as_it_was() {
    let mut session = Session::new(&plain()).unwrap();
    let before = session.instance().clone();
    assert!(session.set_pins(&[pin(2, 9, 9)]).is_err());
    assert!(session.set_pins(&[pin(99, 0, 1)]).is_err());
    assert_eq!(session.instance(), &before);
    let solution = session
        .solve(&Options::default(), &mut |_| ControlFlow::Continue(()))
        .unwrap();
    check(&before, &solution).unwrap();
}
