//! From the sample roster, bulletins and capacity to a plan and its classes.

use super::model::{Pin, Place, Request};
use super::scenario::Scenario;
use super::{accept, derive, explain, rules};
use crate::base::{DemandLineId, ScenarioId};
use crate::classes;
use crate::demand::{self, DemandLine};
use crate::people;
use crate::store::{Environment, Office, Role, Store};
use chrono::{NaiveDate, TimeZone, Utc};
use std::collections::BTreeMap;
use std::ops::ControlFlow;
use std::path::PathBuf;
use std::sync::Arc;
use tongfu_solver::plan;
use tongfu_tables::{Limits, bulletin, grid, roster};

pub(super) fn date(text: &str) -> NaiveDate {
    text.parse().unwrap()
}

fn fixture(name: &str) -> PathBuf {
    PathBuf::from(env!("CARGO_MANIFEST_DIR"))
        .join("../../tests/fixtures")
        .join(name)
}

fn empty_county(today: &str) -> Store {
    let environment = Environment {
        now: Arc::new(|| Utc.with_ymd_and_hms(2026, 11, 24, 2, 0, 0).unwrap()),
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

fn import_bulletin(store: &mut Store, name: &str) {
    let file = bulletin::read(&grid::read(&fixture(name), &Limits::default()).unwrap()).unwrap();
    demand::apply(store, demand::read(&file, name).bulletin.unwrap()).unwrap();
}

/// The county of the samples.
pub(super) fn county(today: &str) -> Store {
    let mut store = empty_county(today);
    for name in [
        "roster-gb18030.csv",
        "roster-wps.xlsx",
        "roster-old.xls",
        "roster-second-visit.csv",
    ] {
        let read = roster::read(&grid::read(&fixture(name), &Limits::default()).unwrap()).unwrap();
        let plan = people::preview(&store, &read).unwrap();
        people::apply(&mut store, &plan).unwrap();
    }
    for name in [
        "bulletin-horgos-2026Q3.xlsx",
        "bulletin-horgos-2026Q4.xlsx",
        "bulletin-alashankou-2026Q4.xlsx",
    ] {
        import_bulletin(&mut store, name);
    }
    let text = std::fs::read_to_string(fixture("capacity.json")).unwrap();
    classes::capacity::import(&mut store, &text).unwrap();
    store
}

pub(super) fn request(pins: Vec<Pin>) -> Request {
    Request {
        from: date("2026-11-24"),
        weeks: 60,
        pins,
        name: None,
    }
}

fn options() -> super::Options {
    super::Options {
        gap: 0.01,
        node_limit: 200,
        ..super::Options::default()
    }
}

pub(super) fn run(store: &mut Store, request: &Request) -> (super::Prepared, Scenario) {
    let prepared = super::prepare(store, request).unwrap();
    let solution = plan::solve(&prepared.derived.instance, &options(), &mut |_| {
        ControlFlow::Continue(())
    })
    .unwrap();
    let objective = plan::check(&prepared.derived.instance, &solution).unwrap();
    assert!((objective - solution.objective).abs() <= 10.0 + 1e-6 * objective.abs());
    let scenario = super::ops::scenario(&prepared, &solution);
    super::keep(store, &scenario).unwrap();
    (prepared, scenario)
}

pub(super) fn lines(store: &Store) -> BTreeMap<DemandLineId, DemandLine> {
    demand::effective_lines(store, store.today())
        .unwrap()
        .into_iter()
        .map(|line| (line.id, line))
        .collect()
}

#[test]
fn the_samples_become_a_plan_that_is_honest_about_time_and_money() {
    let mut store = county("2026-11-24");
    let (prepared, scenario) = run(&mut store, &request(Vec::new()));
    prepared.derived.instance.validate().unwrap();
    assert!(!scenario.proposals.is_empty());
    assert!(scenario.bound_fen >= scenario.objective_fen && scenario.objective_fen > 0);
    let lines = lines(&store);
    let capacity = classes::store::capacity(store.tables()).unwrap();
    let closed: Vec<NaiveDate> = prepared
        .derived
        .instance
        .closed_weeks
        .iter()
        .map(|week| rules::week_start(prepared.facts.start, *week))
        .collect();
    assert_eq!(closed, [date("2027-02-01"), date("2027-02-08")]);
    for proposal in &scenario.proposals {
        // In time, or its slack says by how much it is not.
        let opens = proposal.window_opens.unwrap();
        assert_eq!(
            proposal.slack_days,
            Some((opens - proposal.ready).num_days() as i32),
            "{}",
            proposal.id
        );
        let served: Vec<&DemandLine> = proposal
            .lines
            .iter()
            .map(|line| &lines[&line.parse().unwrap()])
            .collect();
        assert!(
            !served.is_empty()
                && served
                    .iter()
                    .all(|line| line.occupation == proposal.occupation)
        );
        assert_eq!(
            served.iter().map(|line| line.window.start()).min(),
            Some(opens),
            "the earliest window it serves"
        );
        for served in &proposal.serves {
            assert!(
                served.first_week + chrono::Duration::days(6) >= proposal.ready,
                "nobody works before they are ready"
            );
        }
        assert!(
            proposal.start >= prepared.facts.start
                && proposal.start == rules::week_start(proposal.start, 0)
        );
        let course = capacity
            .courses
            .iter()
            .find(|course| course.occupation == proposal.occupation)
            .unwrap();
        assert_eq!(
            proposal.ready,
            proposal.start + chrono::Duration::days(i64::from(course.days + course.exam_days + 80)),
            "start, training, exam, permit and travel"
        );
        for week in &closed {
            let trains = proposal.start < *week + chrono::Duration::days(7)
                && *week <= proposal.training_end;
            assert!(!trains, "nobody trains over the spring festival");
        }
        let late = proposal.ready > opens;
        assert_eq!(proposal.tone() == classes::Tone::Late, late);
        // Money pays only what starts after it came and is assessed in time.
        assert_eq!(
            proposal.funding.iter().map(|part| part.fen).sum::<i64>(),
            proposal.cost_fen
        );
        for part in &proposal.funding {
            let budget = capacity
                .budgets
                .iter()
                .find(|budget| budget.id.to_string() == part.budget)
                .unwrap();
            assert!(
                budget.released < proposal.start && proposal.certificate <= budget.settle_by,
                "{}",
                part.source
            );
        }
        assert_eq!(
            proposal.cost_fen,
            course.class_cost.0 * i64::from(proposal.classes)
                + course.seat_cost.0 * i64::from(proposal.seats)
        );
        assert!(proposal.seats >= 10 * proposal.classes && proposal.seats <= 50 * proposal.classes);
        assert_eq!(
            proposal.groups.iter().map(|(_, seats)| seats).sum::<u32>(),
            proposal.seats
        );
    }
    // The county trains combine operators; the graders of the open class are
    // more than anybody asks for.
    assert!(
        scenario
            .proposals
            .iter()
            .any(|proposal| proposal.occupation == "OCC-HARV")
    );
    assert!(
        scenario
            .proposals
            .iter()
            .all(|proposal| proposal.occupation != "OCC-GRADE")
    );
    for budget in &capacity.budgets {
        let used: i64 = scenario
            .money
            .iter()
            .filter(|part| part.budget == budget.id.to_string())
            .map(|part| part.fen)
            .sum();
        assert!(used <= budget.amount.0);
    }
    assert!(!scenario.unserved.is_empty());
    for missing in &scenario.unserved {
        assert!(
            missing.cause.starts_with("UNSERVED_")
                && missing.heads > 0
                && missing.from < missing.to
        );
    }
    for limit in &scenario.binding {
        assert!(
            limit.price_fen > 0 && !limit.name.is_empty() && limit.code() != "PLAN_BINDS_OTHER",
            "{limit:?}"
        );
    }
    let people: u32 = prepared.facts.groups.iter().map(|group| group.people).sum();
    assert!(
        scenario
            .proposals
            .iter()
            .map(|proposal| proposal.seats)
            .sum::<u32>()
            <= people
    );
}

#[test]
fn the_instance_holds_what_the_county_says() {
    let store = county("2026-11-24");
    let prepared = super::prepare(&store, &request(Vec::new())).unwrap();
    let (instance, mapping) = (&prepared.derived.instance, &prepared.derived.mapping);
    let harvester = instance
        .occupations
        .iter()
        .find(|occupation| occupation.id == "OCC-HARV")
        .unwrap();
    assert_eq!(
        (
            harvester.train,
            harvester.exam,
            harvester.min,
            harvester.max
        ),
        (4, 2, 10, 50)
    );
    assert_eq!(
        (harvester.class_cost, harvester.seat_cost),
        (3_000_000, 180_000)
    );
    assert!(
        instance.demand.iter().all(|demand| demand.lead == 12),
        "80 days are twelve weeks"
    );
    // Released on 20 April 2027, a Tuesday: from Monday 26 April, 21 weeks on.
    let central = instance
        .budgets
        .iter()
        .find(|budget| mapping.budgets[&budget.id].1 == "中央就业补助资金")
        .unwrap();
    assert_eq!(
        rules::week_start(prepared.facts.start, central.start_from),
        date("2027-04-26")
    );
    assert_eq!(central.amount, 160_000_000);
    // Graders are wanted by a dozen, the open class brings forty.
    assert!(
        !mapping
            .wants
            .values()
            .any(|want| want.occupation == "OCC-GRADE")
    );
    // Beds are seats; the school's three combine instructors are at two sites.
    let school: Vec<&plan::Venue> = instance
        .venues
        .iter()
        .filter(|venue| venue.instructors.contains_key("OCC-HARV"))
        .collect();
    assert_eq!(
        school
            .iter()
            .map(|venue| venue.instructors["OCC-HARV"])
            .sum::<u32>(),
        3
    );
    assert_eq!(school.iter().map(|venue| venue.beds).sum::<u32>(), 160);
    // Ports that disagree: the larger figure of a week counts.
    let wanted = |region: &str, occupation: &str| -> u32 {
        let slices = mapping
            .wants
            .values()
            .filter(|want| want.region == region && want.occupation == occupation);
        let mut weeks: BTreeMap<u32, u32> = BTreeMap::new();
        for slice in slices {
            (slice.from..slice.to).for_each(|week| *weeks.entry(week).or_default() += slice.heads);
        }
        weeks.values().copied().max().unwrap_or(0)
    };
    assert_eq!(wanted("KZ-59", "OCC-HARV"), 170);
    assert_eq!(wanted("KZ-19", "OCC-PICK"), 124);
    // Midpoint 420,000 tenge at 61.31, less 16,550 yuan a year, times 7/30.
    let gain = |lines: usize| {
        instance
            .demand
            .iter()
            .filter(|demand| mapping.wants[&demand.id].lines.len() == lines)
            .count()
    };
    assert!(gain(2) > 0, "both ports' lines stand behind a slice");
    for demand in &instance.demand {
        assert!(demand.weekly_gain > 0 && demand.from < demand.to && demand.to <= instance.weeks);
        let want = &mapping.wants[&demand.id];
        for week in demand.from..demand.to {
            let thursday =
                rules::week_start(prepared.facts.start, week) + chrono::Duration::days(3);
            assert!(
                want.lines
                    .iter()
                    .any(|line| line.start <= thursday && thursday <= line.end),
                "windows inward"
            );
        }
    }
}

#[test]
fn no_demand_no_plan() {
    let mut store = empty_county("2026-11-24");
    let text = std::fs::read_to_string(fixture("capacity.json")).unwrap();
    classes::capacity::import(&mut store, &text).unwrap();
    let (_, scenario) = run(&mut store, &request(Vec::new()));
    assert!(scenario.proposals.is_empty() && scenario.objective_fen == 0);
    let id: ScenarioId = scenario.id.parse().unwrap();
    assert_eq!(
        accept(&mut store, id, None, "").unwrap_err().code,
        "SCENARIO_EMPTY"
    );
}

#[test]
fn what_cannot_be_planned_is_refused_with_its_reason() {
    let store = empty_county("2026-11-24");
    assert_eq!(
        super::prepare(&store, &request(Vec::new()))
            .unwrap_err()
            .code,
        "PLAN_NO_COURSE"
    );
    let store = county("2026-11-24");
    for weeks in [0, 157, u32::MAX] {
        let long = Request {
            weeks,
            ..request(Vec::new())
        };
        assert_eq!(
            super::prepare(&store, &long).unwrap_err().code,
            "PLAN_WEEKS"
        );
    }
    for from in [NaiveDate::MIN, NaiveDate::MAX, date("1899-12-31")] {
        let far = Request {
            from,
            ..request(Vec::new())
        };
        assert_eq!(super::prepare(&store, &far).unwrap_err().code, "PLAN_FROM");
    }
    let capacity = classes::store::capacity(store.tables()).unwrap();
    let site = capacity.institutions[0].sites[0].id.to_string();
    let pin = |occupation: &str, place: &str, start: &str, at_least: u32, at_most: u32| Pin {
        occupation: occupation.into(),
        place: place.into(),
        site: None,
        start: date(start),
        at_least,
        at_most,
    };
    let unknown = request(vec![pin("OCC-HARV", "no such place", "2027-05-03", 0, 0)]);
    assert_eq!(
        super::prepare(&store, &unknown).unwrap_err().code,
        "PIN_UNKNOWN"
    );
    let outside = request(vec![pin("OCC-HARV", &site, "2029-05-03", 0, 0)]);
    assert_eq!(
        super::prepare(&store, &outside).unwrap_err().code,
        "PIN_OUTSIDE"
    );
    // More classes than the school has instructors.
    let harvest = capacity
        .institutions
        .iter()
        .find(|institution| {
            institution
                .instructors
                .iter()
                .any(|instructor| instructor.occupation == "OCC-HARV")
        })
        .unwrap();
    let many = request(vec![pin(
        "OCC-HARV",
        &harvest.sites[0].id.to_string(),
        "2027-05-03",
        9,
        9,
    )]);
    let prepared = super::prepare(&store, &many).unwrap();
    let error =
        super::solve(&prepared, &options(), &mut |_| ControlFlow::Continue(())).unwrap_err();
    assert_eq!(error.code, "PLAN_PINS_CONTRADICT");
    let said = |name: &str| {
        error
            .params
            .iter()
            .find(|(key, _)| *key == name)
            .unwrap()
            .1
            .clone()
    };
    assert!(
        said("pins").contains(&harvest.name) && !said("limits").is_empty(),
        "in the county's words: {error}"
    );
}

#[test]
fn a_pin_forbids_and_asks() {
    let mut store = county("2026-11-24");
    let (_, free) = run(&mut store, &request(Vec::new()));
    let first = free
        .proposals
        .iter()
        .find(|proposal| !proposal.mobile)
        .unwrap();
    let pin = Pin {
        occupation: first.occupation.clone(),
        place: first.place.clone(),
        site: None,
        start: first.start,
        at_least: 0,
        at_most: 0,
    };
    let (_, pinned) = run(&mut store, &request(vec![pin]));
    let same = |other: &super::Proposal| {
        (&other.occupation, &other.place, other.start)
            == (&first.occupation, &first.place, first.start)
    };
    assert!(!pinned.proposals.iter().any(same));
    assert!(pinned.objective_fen <= free.bound_fen);
}

#[test]
fn the_same_county_gives_the_same_instance() {
    let (one, other) = (county("2026-11-24"), county("2026-11-24"));
    let instance = |store: &Store| {
        super::prepare(store, &request(Vec::new()))
            .unwrap()
            .derived
            .instance
            .to_json()
    };
    assert_eq!(instance(&one), instance(&other));
}

#[test]
fn an_existing_class_in_a_workshop_holds_it() {
    let store = county("2026-11-24");
    let mut facts = super::facts(&store, &request(Vec::new())).unwrap();
    let workshop = facts.workshops[0].clone();
    facts.existing.push(super::model::Existing {
        id: crate::base::ClassId([9; 16]),
        occupation: workshop.occupations[0].clone(),
        place: Some(Place::Workshop(workshop.id)),
        start: rules::week_start(facts.start, 3),
        training_end: rules::week_start(facts.start, 13) - chrono::Duration::days(1),
        ready: rules::week_start(facts.start, 26),
        seats: 12,
        enrolled: 0,
        takes_in: true,
        graduates: 11,
        targets: Vec::new(),
    });
    let derived = derive::derive(&facts).unwrap();
    let place = derived
        .mapping
        .place_id(Place::Workshop(workshop.id))
        .unwrap();
    let held: Vec<(u32, u32)> = derived
        .instance
        .pins
        .iter()
        .filter(|pin| pin.place == place)
        .map(|pin| {
            let occupation = derived
                .instance
                .occupations
                .iter()
                .find(|occupation| occupation.id == pin.occupation)
                .unwrap();
            (pin.start, pin.start + occupation.train)
        })
        .collect();
    // Weeks 9 and 10 are the spring festival.
    assert_eq!(held, [(3, 9), (11, 13)]);
    let solution = plan::solve(&derived.instance, &options(), &mut |_| {
        ControlFlow::Continue(())
    })
    .unwrap();
    let proposals = explain::proposals(&facts, &derived, &solution, &|course, start| {
        super::store::dates(&facts, course, start)
    });
    for proposal in proposals
        .iter()
        .filter(|proposal| proposal.place == workshop.id.to_string())
    {
        let weeks = rules::week_of(facts.start, proposal.start)
            ..=rules::week_of(facts.start, proposal.training_end);
        assert!(
            !weeks.into_iter().any(|week| (3..13).contains(&week)),
            "two classes in one workshop"
        );
    }
}
