use std::time::Duration;

use super::*;
use crate::testing::{tiny, vary};
use proptest::prelude::*;

/// Ours proven optimal, against the definition word for word in an exhaustive
/// integer search: cuts, reductions and reduced-cost fixing lose nothing.
fn assert_optimal(instance: &Instance) {
    let reference = solve_by_mip(instance, 0.0, Duration::from_secs(60));
    let options = Options {
        gap: 0.0,
        node_limit: 100_000,
        ..Options::default()
    };
    let ours = solve(instance, &options, &mut |_| ControlFlow::Continue(()));
    let (ours, reference) = match (ours, reference) {
        (Ok(ours), Ok(reference)) => (ours, reference),
        (Err(ours), Err(reference)) => {
            assert_eq!(ours, reference);
            return;
        }
        (ours, reference) => panic!("{ours:?} but {reference:?}"),
    };
    let objective = check(instance, &ours).unwrap();
    let optimum = reference.objective.unwrap();
    let tolerance = 1e-5 * optimum.abs() + 20.0;
    assert!(
        (objective - optimum).abs() <= tolerance,
        "{objective} but {optimum}\n{}",
        instance.to_json()
    );
    assert!(
        ours.bound >= optimum - tolerance,
        "bound {} < {optimum}",
        ours.bound
    );
    assert!(
        ours.bound - objective <= tolerance,
        "gap {} not closed",
        ours.gap
    );
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(200))]

    #[test]
    fn small_plans_are_optimal(seed in 0_u64..1_000_000) {
        assert_optimal(&tiny(seed));
    }

    /// The bound holds at every stage at which a search may end.
    #[test]
    fn a_search_cut_short_has_a_true_bound(seed in 0_u64..1_000_000, reports in 0_usize..12) {
        let mut instance = tiny(seed);
        instance.pins.clear();
        let optimum = solved(&instance, 0.0).objective;
        let mut left = reports;
        let cut = solve(&instance, &Options { gap: 0.0, ..Options::default() }, &mut |_| {
            left = left.saturating_sub(1);
            if left == 0 { ControlFlow::Break(()) } else { ControlFlow::Continue(()) }
        })
        .unwrap();
        check(&instance, &cut).unwrap();
        prop_assert!(cut.bound >= optimum - 1e-5 * optimum.abs() - 20.0);
        prop_assert!(
            matches!(cut.status, Status::Cancelled | Status::Optimal | Status::GapReached)
        );
    }
}

#[test]
fn samples_reach_their_gaps() {
    for (name, gap) in [
        ("county-52", 0.005),
        ("county-104", 0.005),
        ("township-52", 0.01),
        ("scarce-104", 0.01),
    ] {
        let solution = solved(&sample(name), gap);
        assert!(solution.gap <= gap, "{name}: {}", solution.gap);
        assert!(solution.objective > 0.0);
        assert_eq!(solution.status, Status::GapReached);
        assert!(!solution.binding.is_empty());
        assert!(solution.binding.iter().all(|b| b.price > 0.0));
    }
}

#[test]
fn varied_samples_reach_their_gaps() {
    for (name, gap) in [
        ("township-52", 0.005),
        ("county-52", 0.005),
        ("scarce-104", 0.01),
    ] {
        for seed in 1..=3 {
            let solution = solved(&vary(&sample(name), seed), gap);
            assert!(solution.gap <= gap, "{name} {seed}: {}", solution.gap);
        }
    }
}

#[test]
fn without_demand_the_empty_plan_is_optimal() {
    for name in ["county-52", "township-52"] {
        let mut instance = sample(name);
        instance.demand.clear();
        let solution = solved(&instance, 0.005);
        assert_eq!(solution.classes, vec![]);
        assert_eq!(solution.moves, vec![]);
        assert_eq!(solution.placements, vec![]);
        assert_eq!(
            (solution.objective, solution.bound, solution.gap),
            (0.0, 0.0, 0.0)
        );
        assert_eq!(solution.status, Status::Optimal);
    }
}

#[test]
fn nothing_at_all_has_an_empty_plan() {
    let mut instance = plain();
    instance.venues.clear();
    instance.containers.clear();
    let solution = solved(&instance, 0.0);
    assert_eq!((solution.objective, solution.bound), (0.0, 0.0));
    assert_eq!(solution.status, Status::Optimal);
    for part in 0..4 {
        let mut instance = plain();
        match part {
            0 => instance.occupations[0].max = 4,
            1 => instance.budgets.clear(),
            2 => instance.groups.clear(),
            _ => instance.permits[0].capacity = 0,
        }
        if part == 0 {
            assert!(matches!(instance.validate(), Err(PlanError::Format(_))));
            continue;
        }
        let solution = solved(&instance, 0.0);
        assert_eq!(solution.classes, vec![]);
        assert_eq!(solution.objective, 0.0);
    }
}

#[test]
fn the_plain_plan_is_the_one_found_by_hand() {
    let solution = solved(&plain(), 0.0);
    // Ready in week 5, leaving at once for work from week 6 to 12.
    assert_eq!(solution.classes.len(), 1);
    let class = &solution.classes[0];
    assert_eq!((class.start, class.classes, class.seats), (2, 1, 10));
    assert_eq!(class.funding, [("B".to_owned(), 200_000)].into());
    assert_eq!(class.groups, [("G".to_owned(), 10)].into());
    assert_eq!(solution.objective, 10.0 * 6.0 * 50_000.0 - 200_000.0);
    assert_eq!(solution.status, Status::Optimal);
}

#[test]
fn the_same_instance_gives_the_same_bytes() {
    let instance = sample("township-52");
    assert_eq!(
        solved(&instance, 0.005).to_json(),
        solved(&instance, 0.005).to_json()
    );
    let again = Instance::from_json(instance.to_json().as_bytes()).unwrap();
    assert_eq!(again, instance);
}

#[test]
fn a_search_without_time_says_so() {
    let instance = sample("county-52");
    let options = Options {
        gap: 0.0,
        time_limit: Some(Duration::ZERO),
        ..Options::default()
    };
    let solution = solve(&instance, &options, &mut |_| ControlFlow::Continue(())).unwrap();
    assert_eq!(solution.status, Status::TimeLimit);
    check(&instance, &solution).unwrap();
    assert!(solution.bound >= solved(&instance, 0.005).objective);
}

#[test]
fn a_search_out_of_nodes_says_so() {
    let instance = sample("township-52");
    let options = Options {
        gap: 0.0,
        node_limit: 0,
        ..Options::default()
    };
    let solution = solve(&instance, &options, &mut |_| ControlFlow::Continue(())).unwrap();
    check(&instance, &solution).unwrap();
    assert_eq!(solution.status, Status::NodeLimit);
    assert!(solution.gap > 0.0 && solution.gap < 0.01);
}

#[test]
fn progress_never_takes_anything_back() {
    let (mut bound, mut objective) = (f64::INFINITY, f64::NEG_INFINITY);
    let mut stages = Vec::new();
    let options = Options::default();
    solve(&sample("township-52"), &options, &mut |progress| {
        assert!(progress.bound.is_none_or(|new| new <= bound));
        assert!(progress.objective.is_none_or(|new| new >= objective));
        bound = progress.bound.unwrap_or(bound);
        objective = progress.objective.unwrap_or(objective);
        if stages.last() != Some(&progress.stage) {
            stages.push(progress.stage);
        }
        ControlFlow::Continue(())
    })
    .unwrap();
    assert_eq!(stages[..2], [Stage::Relaxation, Stage::Cuts]);
    assert!(bound >= objective);
}

/// A what-if on a warm session gives what a fresh start gives.
#[test]
fn changed_pins_are_kept_and_can_be_taken_back() {
    let instance = sample("township-52");
    let options = Options {
        gap: 0.002,
        ..Options::default()
    };
    let mut quiet = |_: Progress| ControlFlow::Continue(());
    let mut session = Session::new(&instance).unwrap();
    let free = session.solve(&options, &mut quiet).unwrap();
    let first = free
        .classes
        .iter()
        .find(|class| class.site.is_none())
        .unwrap();
    let forbid = Pin {
        occupation: first.occupation.clone(),
        place: first.place.clone(),
        site: None,
        start: first.start,
        at_least: 0,
        at_most: 0,
    };
    session.set_pins(std::slice::from_ref(&forbid)).unwrap();
    let without = session.solve(&options, &mut quiet).unwrap();
    check(session.instance(), &without).unwrap();
    assert!(without.gap <= 0.002);
    let mut fresh = instance.clone();
    fresh.pins = vec![forbid];
    let again = solved(&fresh, 0.002);
    assert!(without.objective <= again.bound + 20.0 && again.objective <= without.bound + 20.0);
    assert!(without.objective <= free.bound + 20.0);

    session.set_pins(&[]).unwrap();
    let back = session.solve(&options, &mut quiet).unwrap();
    assert!(back.gap <= 0.002);
    assert!(back.bound >= free.objective - 20.0 && free.bound >= back.objective - 20.0);
}

/// A class that never pays, and one at another site of a container, are in the
/// plan when a pin wants them.
#[test]
fn pins_bring_in_what_was_left_out() {
    let mut instance = plain();
    instance.pins = vec![
        pin(11, 1, 1),
        Pin {
            place: "M".to_owned(),
            site: Some("S2".to_owned()),
            ..pin(3, 1, 1)
        },
    ];
    assert_optimal(&instance);
    let solution = solved(&instance, 0.0);
    assert!(
        solution
            .classes
            .iter()
            .any(|c| c.start == 11 && c.place == "V")
    );
    assert_eq!(
        solution.moves,
        vec![Move {
            container: "M".to_owned(),
            from: "S1".to_owned(),
            to: "S2".to_owned(),
            depart: 2,
        }]
    );
    let mut session = Session::new(&plain()).unwrap();
    session.set_pins(&instance.pins).unwrap();
    let options = Options {
        gap: 0.0,
        ..Options::default()
    };
    let warm = session
        .solve(&options, &mut |_| ControlFlow::Continue(()))
        .unwrap();
    assert_eq!(warm.objective, solution.objective);
}

/// Pins that forbid a container's classes at its own site send it elsewhere if
/// that pays.
#[test]
fn a_forbidden_site_is_left_for_another() {
    let mut instance = plain();
    instance.venues.clear();
    instance.pins = (0..14)
        .map(|start| Pin {
            place: "M".to_owned(),
            site: Some("S1".to_owned()),
            ..pin(start, 0, 0)
        })
        .collect();
    assert_optimal(&instance);
    let solution = solved(&instance, 0.0);
    assert_eq!(solution.moves.len(), 1);
    assert_eq!(solution.classes[0].site.as_deref(), Some("S2"));
}
