use super::*;
use ViolationKind as Kind;

/// The kinds of violation after a change of a good plan.
fn found(instance: &Instance, change: impl Fn(&mut Solution)) -> Vec<Kind> {
    let mut solution = solved(&plain(), 0.0);
    change(&mut solution);
    match check(instance, &solution) {
        Ok(_) => Vec::new(),
        Err(violations) => violations.into_iter().map(|v| v.kind).collect(),
    }
}

#[test]
fn each_rule_has_a_violation() {
    let instance = plain();
    let one = |change: &dyn Fn(&mut Solution)| found(&instance, change);
    assert_eq!(one(&|_| {}), vec![]);
    let has = |kinds: Vec<Kind>, kind: Kind| assert!(kinds.contains(&kind), "{kind:?}: {kinds:?}");
    has(
        one(&|s| s.classes[0].occupation = "X".to_owned()),
        Kind::Unknown,
    );
    has(one(&|s| s.classes[0].place = "X".to_owned()), Kind::Unknown);
    has(one(&|s| s.classes[0].classes = 0), Kind::Size);
    has(one(&|s| s.classes[0].seats = 4), Kind::Size);
    has(one(&|s| s.classes[0].seats = 21), Kind::Size);
    has(one(&|s| s.classes[0].start = 12), Kind::Calendar);
    has(one(&|s| s.classes[0].start = u32::MAX), Kind::Calendar);
    has(one(&|s| s.classes[0].seats = 9), Kind::Groups);
    has(
        one(&|s| {
            s.classes[0].funding.insert("B".to_owned(), 199_999);
        }),
        Kind::Funding,
    );
    has(
        one(&|s| {
            s.classes[0].funding.insert("X".to_owned(), 0);
        }),
        Kind::Unknown,
    );
    has(
        one(&|s| {
            let class = s.classes[0].clone();
            s.classes.extend([class.clone(), class]);
        }),
        Kind::Rooms,
    );
    has(one(&|s| s.classes[0].classes = 3), Kind::Instructors);
    has(one(&|s| s.classes[0].classes = 3), Kind::Workshops);
    has(one(&|s| s.placements[0].week = 11), Kind::Placement);
    has(one(&|s| s.placements[0].week = 0), Kind::Placement);
    has(one(&|s| s.placements[0].heads = f64::NAN), Kind::Placement);
    has(one(&|s| s.placements[0].heads = -0.5), Kind::Placement);
    has(one(&|s| s.placements[0].heads = 10.1), Kind::Demand);
    has(one(&|s| s.placements[0].heads = 10.1), Kind::Pool);
    has(
        one(&|s| s.placements[0].demand = "X".to_owned()),
        Kind::Unknown,
    );
    has(one(&|s| s.objective += 100.0), Kind::Objective);
    has(one(&|s| s.objective = f64::NAN), Kind::Objective);
    has(one(&|s| s.bound -= 100.0), Kind::Bound);
    has(
        one(&|s| {
            s.moves.push(Move {
                container: "M".to_owned(),
                from: "S2".to_owned(),
                to: "S1".to_owned(),
                depart: 2,
            });
        }),
        Kind::Move,
    );
    has(
        one(&|s| {
            s.moves.push(Move {
                container: "M".to_owned(),
                from: "S1".to_owned(),
                to: "S2".to_owned(),
                depart: 13,
            });
        }),
        Kind::Move,
    );
    has(
        one(&|s| {
            s.classes[0].place = "M".to_owned();
            s.classes[0].site = Some("S2".to_owned());
        }),
        Kind::Container,
    );
    has(one(&|s| s.classes[0].place = "M".to_owned()), Kind::Offer);
}

#[test]
fn each_limit_of_the_instance_is_held() {
    let with = |kind: Kind, change: &dyn Fn(&mut Instance)| {
        let mut instance = plain();
        change(&mut instance);
        let kinds = found(&instance, |_| {});
        assert!(kinds.contains(&kind), "{kind:?}: {kinds:?}");
    };
    with(Kind::Rooms, &|i| i.venues[0].rooms = 0);
    with(Kind::Beds, &|i| i.venues[0].beds = 9);
    with(Kind::Workshops, &|i| i.venues[0].workshops.clear());
    with(Kind::Instructors, &|i| {
        i.venues[0].instructors.insert("i".to_owned(), 0);
    });
    with(Kind::Offer, &|i| i.venues[0].occupations.clear());
    with(Kind::Calendar, &|i| i.closed_weeks = vec![3]);
    with(Kind::Budget, &|i| i.budgets[0].amount = 199_999);
    with(Kind::Funding, &|i| i.budgets[0].start_from = 3);
    with(Kind::Funding, &|i| i.budgets[0].assessed_by = 4);
    with(Kind::Funding, &|i| i.budgets[0].occupations = Some(vec![]));
    with(Kind::People, &|i| i.groups[0].people = 9);
    with(Kind::Interest, &|i| {
        i.groups[0].interest.insert("O".to_owned(), 9);
    });
    with(Kind::Permit, &|i| i.permits[0].capacity = 9);
    with(Kind::Placement, &|i| i.permits[0].to = 6);
    with(Kind::Demand, &|i| i.demand[0].heads = 9);
    with(Kind::Pool, &|i| i.demand[0].lead = 2);
    with(Kind::Pin, &|i| i.pins = vec![pin(2, 0, 0)]);
    with(Kind::Pin, &|i| i.pins = vec![pin(3, 1, 2)]);
    with(Kind::Objective, &|i| i.cost_weight = 2.0);
    with(Kind::Objective, &|i| i.groups[0].need = 1000);
}

/// Need is earned by work, highest need first, and never by training alone.
#[test]
fn need_counts_who_works() {
    let mut instance = plain();
    instance.groups[0].need = 1_000;
    instance.groups.push(Group {
        id: "H".to_owned(),
        need: 5_000,
        ..instance.groups[0].clone()
    });
    let mut solution = solved(&plain(), 0.0);
    let before = solution.objective;
    solution.classes[0].groups = [("G".to_owned(), 6), ("H".to_owned(), 4)].into();
    solution.placements[0].heads = 7.0;
    // Three who are trained and not placed wait for nine weeks.
    let idle = 3.0 * 9.0 * 1_000.0;
    let need = 4.0 * 5_000.0 + 3.0 * 1_000.0;
    solution.objective = before - 3.0 * 6.0 * 50_000.0 - idle + need;
    solution.bound = solution.objective;
    assert_eq!(check(&instance, &solution), Ok(solution.objective));
}

#[test]
fn solutions_survive_their_format() {
    let solution = solved(&sample("township-52"), 0.005);
    let text = solution.to_json();
    assert!(text.starts_with("{\"format\":\"tongfu-plan-solution/1\""));
    assert_eq!(Solution::from_json(text.as_bytes()).unwrap(), solution);
}
