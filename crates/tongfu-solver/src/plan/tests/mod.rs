//! The planner: against an exhaustive search on small instances, against its
//! own checker everywhere, and on the shipped samples.

mod checking;
mod explaining;
mod refusing;
mod solving;

use std::ops::ControlFlow;

use super::*;
use crate::testing::fixture;

/// A shipped sample.
fn sample(name: &str) -> Instance {
    Instance::from_json(&fixture(&format!("plan/{name}.json"))).unwrap()
}

/// Solves without limits and has the plan checked.
fn solved(instance: &Instance, gap: f64) -> Solution {
    let options = Options {
        gap,
        ..Options::default()
    };
    let solution = solve(instance, &options, &mut |_| ControlFlow::Continue(())).unwrap();
    check(instance, &solution).unwrap();
    solution
}

/// One occupation, one venue, one budget, one group, one demand line of ten
/// heads in weeks 6 to 12, served best by one class started in week 2 or
/// before; nothing is scarce.
fn plain() -> Instance {
    Instance {
        weeks: 14,
        closed_weeks: vec![],
        cost_weight: 1.0,
        idle_cost: 1_000,
        return_share: 0.0,
        occupations: vec![Occupation {
            id: "O".to_owned(),
            train: 2,
            exam: 1,
            min: 5,
            max: 20,
            pass: 1.0,
            workshop: Some("w".to_owned()),
            instructor: Some("i".to_owned()),
            class_cost: 100_000,
            seat_cost: 10_000,
        }],
        venues: vec![Venue {
            id: "V".to_owned(),
            rooms: 2,
            beds: 40,
            workshops: [("w".to_owned(), 2)].into(),
            instructors: [("i".to_owned(), 2)].into(),
            occupations: vec!["O".to_owned()],
        }],
        containers: vec![Container {
            id: "M".to_owned(),
            occupations: vec!["O".to_owned()],
            sites: vec!["S1".to_owned(), "S2".to_owned()],
            start: "S1".to_owned(),
            move_weeks: 1,
            move_cost: 50_000,
            seats: 20,
        }],
        budgets: vec![Budget {
            id: "B".to_owned(),
            amount: 100_000_000,
            start_from: 0,
            assessed_by: 14,
            mobile: true,
            occupations: None,
        }],
        groups: vec![Group {
            id: "G".to_owned(),
            people: 100,
            need: 0,
            interest: [("O".to_owned(), 100)].into(),
        }],
        demand: vec![Demand {
            id: "D".to_owned(),
            occupation: "O".to_owned(),
            region: "R".to_owned(),
            from: 6,
            to: 12,
            min_stay: 2,
            heads: 10,
            weekly_gain: 50_000,
            lead: 1,
            permit: Some("P".to_owned()),
        }],
        permits: vec![Permit {
            id: "P".to_owned(),
            capacity: 100,
            from: 0,
            to: 14,
        }],
        pins: vec![],
    }
}

/// A pin on the venue of [`plain`].
fn pin(start: u32, at_least: u32, at_most: u32) -> Pin {
    Pin {
        occupation: "O".to_owned(),
        place: "V".to_owned(),
        site: None,
        start,
        at_least,
        at_most,
    }
}
