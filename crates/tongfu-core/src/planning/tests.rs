//! What the planner's rules promise, on small cases and on whatever proptest
//! thinks of.

use super::derive::derive;
use super::model::{
    Budget, Course, Curve, Existing, Facts, Group, Line, Parameters, Place, Pool, Site, Workshop,
};
use super::rules::*;
use crate::base::{BudgetId, ClassId, DemandLineId, SiteId, WorkshopId};
use chrono::{Duration, NaiveDate};
use proptest::prelude::*;
use std::collections::BTreeMap;

fn date(text: &str) -> NaiveDate {
    text.parse().unwrap()
}

#[test]
fn durations_round_up_and_windows_inward() {
    assert_eq!([0, 1, 7, 8, 24, 80].map(weeks_up), [0, 1, 1, 2, 4, 12]);
    let start = first_monday(date("2026-11-24"));
    assert_eq!(
        start,
        date("2026-11-30"),
        "a week that has begun cannot be planned"
    );
    assert_eq!(first_monday(date("2026-11-23")), date("2026-11-23"));
    assert_eq!(week_of(start, date("2026-12-06")), 0);
    assert_eq!(week_of(start, date("2026-11-29")), -1);
    // Money released on Tuesday 20 April 2027 can be spent from Monday 26 April.
    assert_eq!(
        week_start(
            start,
            first_whole_week_after(start, date("2027-04-20")) as u32
        ),
        date("2027-04-26")
    );
    assert_eq!(
        week_start(
            start,
            first_whole_week_after(start, date("2027-04-19")) as u32
        ),
        date("2027-04-26")
    );
}

#[test]
fn nobody_trains_over_the_spring_festival() {
    let start = date("2026-11-30");
    let closed = closed_weeks(
        start,
        60,
        &super::model::Parameters::default().spring_festivals,
    );
    // 2027-02-06: eve on Friday 5 February, sixth day on Friday 12 February;
    // 2028-01-26 is beyond the 60 weeks' end on 2028-01-23, its eve too.
    let days: Vec<NaiveDate> = closed.iter().map(|week| week_start(start, *week)).collect();
    assert_eq!(days, [date("2027-02-01"), date("2027-02-08")]);
}

#[test]
fn a_week_belongs_to_the_year_of_its_thursday() {
    let years = years(date("2026-12-28"), 60);
    assert_eq!(years, [(2026, 0, 1), (2027, 1, 53), (2028, 53, 60)]);
}

#[test]
fn gain_is_the_wage_abroad_less_the_one_at_home() {
    // 420,000 tenge at 61.31 are 6,850.43 yuan; less 1,379.16 yuan, times 7/30.
    assert_eq!(
        weekly_gain(390_000, 450_000, 61_310, 137_916),
        Some(127_662)
    );
    assert_eq!(weekly_gain(390_000, 450_000, 0, 137_916), None);
    assert!(weekly_gain(60_000, 60_000, 61_310, 137_916).unwrap() < 0);
}

#[test]
fn instructors_are_at_one_site_at_a_time() {
    assert_eq!(share_instructors(3, &[3, 1]), [2, 1]);
    assert_eq!(share_instructors(1, &[3, 1]), [1, 0]);
    assert_eq!(share_instructors(2, &[3, 1]), [1, 1]);
    assert_eq!(
        share_instructors(9, &[3, 1]),
        [3, 1],
        "no more than there are rooms"
    );
    assert_eq!(share_instructors(2, &[]), [0; 0]);
}

#[test]
fn those_who_wait_longest_go_first_and_come_back() {
    let batch = |class, week, people| Batch {
        class,
        week,
        people,
    };
    let start = |leave, to, people| Start { leave, to, people };
    let parts = attribute(
        &[batch(0, 2, 10.0), batch(1, 4, 10.0)],
        &[start(4, 9, 12.0), start(9, 12, 12.0)],
        0.5,
        20,
    );
    let of = |class: usize, index: usize, again: bool| -> f64 {
        parts
            .iter()
            .filter(|p| p.class == class && p.start == index && p.again == again)
            .map(|p| p.people)
            .sum()
    };
    assert_eq!((of(0, 0, false), of(1, 0, false)), (10.0, 2.0));
    assert_eq!(of(1, 1, false), 8.0, "the rest of the second class");
    assert_eq!(
        (of(0, 1, true), of(1, 1, true)),
        (4.0, 0.0),
        "half of those who came home, as far as needed"
    );
}

proptest! {
    #[test]
    fn nothing_is_lost_when_shared_out(held in proptest::collection::vec(0u32..500, 0..8), amount in 0u32..3000) {
        let mut left = held.clone();
        take_in_proportion(&mut left, amount);
        let (before, after): (u32, u32) = (held.iter().sum(), left.iter().sum());
        prop_assert_eq!(before - after, amount.min(before));
        prop_assert!(held.iter().zip(&left).all(|(held, left)| left <= held));
    }

    #[test]
    fn amounts_and_seats_split_to_the_last_fen(amount in 0i64..10_000_000_000, seats in 1u32..300, classes in 1u32..9) {
        let split = split_seats(seats, classes);
        prop_assert_eq!(split.iter().sum::<u32>(), seats);
        prop_assert!(split.iter().max().unwrap() - split.iter().min().unwrap() <= 1);
        prop_assert_eq!(split_amount(amount, &split).iter().sum::<i64>(), amount);
    }

    #[test]
    fn instructors_are_never_made_up(count in 0u32..12, rooms in proptest::collection::vec(0u32..5, 0..5)) {
        let given = share_instructors(count, &rooms);
        prop_assert_eq!(given.iter().sum::<u32>(), count.min(rooms.iter().sum()));
        prop_assert!(given.iter().zip(&rooms).all(|(given, rooms)| given <= rooms));
    }

    #[test]
    fn nobody_is_placed_twice(
        batches in proptest::collection::vec((0usize..4, 0u32..20, 0.0f64..30.0), 0..6),
        starts in proptest::collection::vec((0u32..20, 1u32..10, 0.0f64..30.0), 0..8),
    ) {
        let batches: Vec<Batch> = batches.into_iter().map(|(class, week, people)| Batch { class, week, people }).collect();
        let starts: Vec<Start> = starts.into_iter().map(|(leave, stay, people)| Start { leave, to: leave + stay, people }).collect();
        let parts = attribute(&batches, &starts, 0.9, 40);
        let first: f64 = parts.iter().filter(|part| !part.again).map(|part| part.people).sum();
        prop_assert!(first <= batches.iter().map(|batch| batch.people).sum::<f64>() + 1e-6);
        for (index, start) in starts.iter().enumerate() {
            let placed: f64 = parts.iter().filter(|part| part.start == index).map(|part| part.people).sum();
            prop_assert!(placed <= start.people + 1e-6);
        }
    }
}

const OCCUPATIONS: [&str; 3] = ["OCC-HARV", "OCC-COLD", "OCC-PICK"];

fn at(day: i64) -> NaiveDate {
    date("2026-11-30") + Duration::days(day)
}

fn curve() -> impl Strategy<Value = Curve> {
    (
        0usize..3,
        0usize..4,
        proptest::collection::vec(0u32..60, 40),
        -30i64..300,
        0i64..120,
        proptest::option::of(0i64..900_000),
    )
        .prop_map(|(occupation, region, heads, start, length, wage)| {
            let (region, occupation) = (format!("KZ-{region}"), OCCUPATIONS[occupation].to_owned());
            let line = Line {
                id: DemandLineId([1; 16]),
                region: region.clone(),
                occupation: occupation.clone(),
                permit: if length % 3 == 0 {
                    String::new()
                } else {
                    "cat4".to_owned()
                },
                heads: 30,
                start: at(start),
                end: at(start + length),
                wage_low: wage,
                wage_high: wage.map(|wage| wage + 10_000),
            };
            Curve {
                region,
                occupation,
                heads,
                lines: vec![line],
            }
        })
}

fn existing() -> impl Strategy<Value = Existing> {
    (
        0u8..20,
        0usize..3,
        0u8..4,
        -60i64..320,
        1i64..70,
        0u32..60,
        any::<bool>(),
    )
        .prop_map(
            |(id, occupation, place, start, days, seats, takes_in)| Existing {
                id: ClassId([id; 16]),
                occupation: OCCUPATIONS[occupation].to_owned(),
                place: match place {
                    0 => None,
                    1 => Some(Place::Workshop(WorkshopId([7; 16]))),
                    n => Some(Place::Site(SiteId([n; 16]))),
                },
                start: at(start),
                training_end: at(start + days),
                ready: at(start + days + 90),
                seats,
                enrolled: 0,
                takes_in,
                graduates: seats,
                targets: Vec::new(),
            },
        )
}

fn facts() -> impl Strategy<Value = Facts> {
    (
        proptest::collection::vec(curve(), 0..5),
        proptest::collection::vec(existing(), 0..8),
        proptest::collection::vec((0u32..4, 0u32..80, 0u32..3), 2),
        proptest::collection::vec((-300i64..400, 0i64..400, -5i64..50), 0..4),
        0u32..40,
    )
        .prop_map(|(curves, existing, sites, budgets, capacity)| Facts {
            start: at(0),
            weeks: 40,
            class_min: 10,
            class_max: 50,
            permit_lead_days: 75,
            travel_days: 5,
            curves,
            courses: OCCUPATIONS[..2]
                .iter()
                .map(|occupation| Course {
                    occupation: (*occupation).to_owned(),
                    level: "初级工".to_owned(),
                    days: 24,
                    exam_days: 10,
                    pass_permille: 900,
                    class_cost_fen: 3_000_000,
                    seat_cost_fen: 180_000,
                })
                .collect(),
            sites: (2u8..)
                .zip(sites)
                .map(|(id, (rooms, beds, count))| Site {
                    id: SiteId([id; 16]),
                    name: format!("{id}"),
                    rooms,
                    beds,
                    instructors: BTreeMap::from([
                        ("OCC-HARV".to_owned(), count),
                        ("OCC-PICK".to_owned(), 1),
                    ]),
                })
                .collect(),
            workshops: vec![Workshop {
                id: WorkshopId([7; 16]),
                name: "MW".to_owned(),
                occupations: vec!["OCC-COLD".to_owned()],
                seats: 16,
                move_days: 4,
                home: "654004".to_owned(),
            }],
            budgets: budgets
                .into_iter()
                .zip(1u8..)
                .map(|((released, length, yuan), id)| Budget {
                    id: BudgetId([id; 16]),
                    source: format!("{id}"),
                    free_fen: yuan * 1_000_000,
                    released: at(released),
                    settle_by: at(released + length),
                })
                .collect(),
            pools: vec![Pool {
                category: "cat4".to_owned(),
                capacity,
            }],
            groups: vec![Group {
                id: "other".to_owned(),
                people: 100,
                interest: BTreeMap::from([
                    ("OCC-HARV".to_owned(), 60),
                    ("OCC-PICK".to_owned(), 60),
                ]),
            }],
            existing,
            pins: Vec::new(),
            rate: Some(61_310),
            domestic_month_fen: 137_916,
            parameters: Parameters::default(),
        })
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(96))]

    /// Whatever a county has on record, the instance keeps the format, classes
    /// on record fit into what there is, and nothing is invented.
    #[test]
    fn every_county_gives_a_valid_instance(facts in facts()) {
        let derived = derive(&facts).unwrap();
        derived.instance.validate().unwrap();
        for venue in &derived.instance.venues {
            for week in 0..derived.instance.weeks {
                let (mut rooms, mut beds, mut instructors) = (0, 0, 0);
                for pin in derived.instance.pins.iter().filter(|pin| pin.place == venue.id) {
                    let held = derived.instance.occupations.iter().find(|occupation| occupation.id == pin.occupation).unwrap();
                    if (pin.start..pin.start + held.train).contains(&week) {
                        prop_assert!(!derived.instance.closed_weeks.contains(&week));
                        rooms += 1;
                        beds += held.min;
                        instructors += u32::from(held.instructor.as_deref() == Some("OCC-HARV"));
                    }
                }
                prop_assert!(rooms <= venue.rooms && beds <= venue.beds);
                prop_assert!(instructors <= venue.instructors.get("OCC-HARV").copied().unwrap_or(0));
            }
        }
        for budget in &derived.instance.budgets {
            let (id, _) = &derived.mapping.budgets[&budget.id];
            let known = facts.budgets.iter().find(|known| known.id == *id).unwrap();
            prop_assert!(week_start(facts.start, budget.start_from) > known.released);
            prop_assert!(week_start(facts.start, budget.assessed_by) <= known.settle_by);
        }
        for curve in &facts.curves {
            let same = |region: &str, occupation: &str| region == curve.region && occupation == curve.occupation;
            for week in 0..facts.weeks {
                let wanted: u32 = facts.curves.iter().filter(|other| same(&other.region, &other.occupation)).map(|other| other.heads[week as usize]).sum();
                let asked: u32 = derived.instance.demand.iter()
                    .filter(|demand| same(&demand.region, &demand.occupation) && (demand.from..demand.to).contains(&week))
                    .map(|demand| demand.heads).sum();
                prop_assert!(asked <= wanted);
            }
        }
        let people: u32 = facts.groups.iter().map(|group| group.people).sum();
        prop_assert!(derived.instance.groups.iter().filter(|group| group.id != "in-class").map(|group| group.people).sum::<u32>() <= people);
    }
}
