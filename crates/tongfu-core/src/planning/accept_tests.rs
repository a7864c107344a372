//! From a plan to projects and classes, on the samples.

use super::accept;
use super::county_tests::{county, date, lines, request, run};
use super::model::Request;
use super::rules;
use super::scenario::Scenario;
use crate::base::ScenarioId;
use crate::classes::board::Targets;
use crate::classes::{self, ClassState};
use crate::demand::{self, DemandLine};
use crate::people;
use crate::projects;
use chrono::NaiveDate;
use std::collections::BTreeMap;

#[test]
fn accepting_makes_projects_and_classes_once() {
    let mut store = county("2026-11-24");
    let (_, scenario) = run(&mut store, &request(Vec::new()));
    let id: ScenarioId = scenario.id.parse().unwrap();
    let before = classes::classes(store.tables()).unwrap().len();
    let first = scenario.proposals[0].id.clone();
    assert_eq!(
        accept(&mut store, id, Some(&["P999".into()]), "")
            .unwrap_err()
            .code,
        "PROPOSAL_ABSENT"
    );
    let one = accept(&mut store, id, Some(std::slice::from_ref(&first)), "").unwrap();
    assert!(one.operations > 0);
    assert_eq!(
        super::accepted(&store, &scenario)
            .unwrap()
            .into_iter()
            .collect::<Vec<_>>(),
        [first]
    );
    assert!(!super::list(&store).unwrap()[0].accepted);
    let all = accept(&mut store, id, None, "").unwrap();
    let planned: u32 = scenario
        .proposals
        .iter()
        .map(|proposal| proposal.classes)
        .sum();
    assert_eq!(all.value.classes.len() as u32, planned);
    assert!(super::list(&store).unwrap()[0].accepted);
    let again = accept(&mut store, id, None, "").unwrap();
    assert_eq!((again.operations, again.value), (0, all.value.clone()));
    let classes = classes::classes(store.tables()).unwrap();
    assert_eq!(classes.len() - before, planned as usize);
    let lines: Vec<DemandLine> = lines(&store).into_values().collect();
    let targets = Targets::new(&lines);
    let capacity = classes::store::capacity(store.tables()).unwrap();
    let projects = projects::projects(&store).unwrap();
    for proposal in &scenario.proposals {
        let made: Vec<_> = classes
            .iter()
            .filter(|class| {
                class.occupation == proposal.occupation
                    && class.timing.start == proposal.start
                    && class.project.is_some()
            })
            .filter(|class| {
                class
                    .site
                    .map(|id| id.to_string())
                    .or(class.workshop.map(|id| id.to_string()))
                    == Some(proposal.place.clone())
            })
            .collect();
        assert_eq!(made.len() as u32, proposal.classes);
        assert_eq!(
            made.iter().map(|class| class.seats).sum::<u32>(),
            proposal.seats
        );
        assert_eq!(
            made.iter().map(|class| class.cost.0).sum::<i64>(),
            proposal.cost_fen
        );
        for class in made {
            assert_eq!(class.state, ClassState::Planned);
            assert_eq!(class.timing.ready(), proposal.ready);
            assert_eq!(
                targets.window_opens(class),
                proposal.window_opens,
                "the class says what the plan said"
            );
            assert_eq!(
                class.funding.iter().map(|(_, fen)| fen.0).sum::<i64>(),
                class.cost.0
            );
            assert!(
                class.min_size <= class.seats
                    && class.seats <= class.max_size
                    && class.reserves.is_empty()
            );
            assert_eq!(class.institution.is_some(), !proposal.mobile);
            let course = capacity
                .courses
                .iter()
                .find(|course| course.occupation == class.occupation)
                .unwrap();
            assert_eq!(
                class.cost.0,
                course.class_cost.0 + course.seat_cost.0 * i64::from(class.seats)
            );
            let project = projects
                .iter()
                .find(|project| Some(project.id) == class.project)
                .unwrap();
            assert!(
                !project.lines.is_empty()
                    && class
                        .targets
                        .iter()
                        .all(|line| project.lines.contains(line))
            );
        }
    }
    let names: std::collections::BTreeSet<&str> =
        classes.iter().map(|class| class.name.as_str()).collect();
    assert_eq!(names.len(), classes.len(), "no two classes of one name");
}

#[test]
fn a_plan_after_a_plan_counts_what_exists() {
    let mut store = county("2026-11-24");
    let (_, first) = run(&mut store, &request(Vec::new()));
    let id: ScenarioId = first.id.parse().unwrap();
    accept(&mut store, id, None, "").unwrap();
    let (prepared, second) = run(&mut store, &request(Vec::new()));
    assert!(second.basis.len() > first.basis.len());
    // Rooms, beds and instructors hold over both plans, week by week.
    let capacity = classes::store::capacity(store.tables()).unwrap();
    let proposed = second.proposals.iter().filter(|proposal| !proposal.mobile);
    let mut use_of: BTreeMap<(String, u32), (u32, u32)> = BTreeMap::new();
    let mut add = |place: String, start: NaiveDate, end: NaiveDate, classes: u32, seats: u32| {
        for week in rules::week_of(prepared.facts.start, start).max(0)
            ..=rules::week_of(prepared.facts.start, end)
        {
            let entry = use_of.entry((place.clone(), week as u32)).or_default();
            *entry = (entry.0 + classes, entry.1 + seats);
        }
    };
    for proposal in proposed {
        add(
            proposal.place.clone(),
            proposal.start,
            proposal.training_end,
            proposal.classes,
            proposal.seats,
        );
    }
    for class in classes::classes(store.tables()).unwrap() {
        if let Some(site) = class.site {
            add(
                site.to_string(),
                class.timing.start,
                class.timing.training_end(),
                1,
                class.seats,
            );
        }
    }
    for ((place, week), (rooms, seats)) in use_of {
        let site = capacity
            .institutions
            .iter()
            .flat_map(|i| &i.sites)
            .find(|site| site.id.to_string() == place)
            .unwrap();
        assert!(rooms <= site.rooms, "{place} week {week}: {rooms} classes");
        // The grader class of the samples has more people than its site.
        assert!(
            seats <= site.seats.max(45),
            "{place} week {week}: {seats} people"
        );
    }
    for budget in &capacity.budgets {
        let of = |money: &[super::scenario::FundUse]| -> i64 {
            money
                .iter()
                .filter(|part| part.budget == budget.id.to_string())
                .map(|part| part.fen)
                .sum()
        };
        assert!(of(&first.money) + of(&second.money) <= budget.amount.0);
    }
    // Nobody is counted for two seats.
    let people: u32 = people::interest(&store, store.today())
        .unwrap()
        .iter()
        .map(|group| group.people)
        .sum();
    let seats = |scenario: &Scenario| {
        scenario
            .proposals
            .iter()
            .map(|proposal| proposal.seats)
            .sum::<u32>()
    };
    assert!(seats(&first) + seats(&second) <= people);
    // The first plan is out of date only for occupations with new classes.
    if let Some(proposal) = second.proposals.first() {
        let second_id: ScenarioId = second.id.parse().unwrap();
        let (_, third) = run(&mut store, &request(Vec::new()));
        accept(
            &mut store,
            second_id,
            Some(std::slice::from_ref(&proposal.id)),
            "",
        )
        .unwrap();
        if let Some(same) = third
            .proposals
            .iter()
            .find(|other| other.occupation == proposal.occupation)
        {
            let third_id: ScenarioId = third.id.parse().unwrap();
            let error = accept(
                &mut store,
                third_id,
                Some(std::slice::from_ref(&same.id)),
                "",
            )
            .unwrap_err();
            assert_eq!(error.code, "SCENARIO_OUTDATED");
        }
    }
}

#[test]
fn a_project_starts_from_a_line_that_counts() {
    let mut store = county("2026-11-24");
    let (_, scenario) = run(&mut store, &request(Vec::new()));
    let id: ScenarioId = scenario.id.parse().unwrap();
    for bulletin in demand::bulletins(&store).unwrap() {
        demand::remove(&mut store, bulletin.id).unwrap();
    }
    let error = accept(&mut store, id, None, "").unwrap_err();
    assert_eq!(error.code, "PROJECT_WITHOUT_GAP");
    assert!(
        projects::projects(&store).unwrap().is_empty(),
        "nothing is half done"
    );
}

#[test]
fn a_stale_line_needs_a_recorded_reason() {
    let mut store = county("2027-02-01");
    let request = Request {
        from: date("2027-02-01"),
        ..request(Vec::new())
    };
    let (_, scenario) = run(&mut store, &request);
    let id: ScenarioId = scenario.id.parse().unwrap();
    assert_eq!(
        accept(&mut store, id, None, " ").unwrap_err().code,
        "PROJECT_LINE_STALE"
    );
    accept(&mut store, id, None, "新通报推迟发布").unwrap();
    assert!(
        projects::projects(&store)
            .unwrap()
            .iter()
            .all(|project| project.reason == "新通报推迟发布")
    );
}

#[test]
fn a_scenario_survives_keeping() {
    let mut store = county("2026-11-24");
    let (_, scenario) = run(
        &mut store,
        &Request {
            name: Some("春季".into()),
            ..request(Vec::new())
        },
    );
    let id: ScenarioId = scenario.id.parse().unwrap();
    assert_eq!(super::read(&store, id).unwrap(), scenario);
    assert_eq!(super::newest(&store).unwrap(), Some(id));
    assert_eq!(super::list(&store).unwrap()[0].name, "春季");
    super::forget(&mut store, id).unwrap();
    assert_eq!(super::read(&store, id).unwrap_err().code, "SCENARIO_ABSENT");
    assert_eq!(super::newest(&store).unwrap(), None);
}
