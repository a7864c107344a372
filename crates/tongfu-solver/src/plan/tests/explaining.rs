use super::*;
use crate::highs::Highs;
use crate::plan::model::{Detail, Model};
use crate::testing::tiny;
use proptest::prelude::*;

fn obstacle(change: impl Fn(&mut Instance)) -> Option<Obstacle> {
    let mut instance = plain();
    change(&mut instance);
    instance.validate().unwrap();
    let solution = solved(&instance, 0.0);
    let list = unserved(&instance, &solution);
    assert!(list.len() <= 1);
    list.first().map(|u| {
        assert_eq!(u.demand, "D");
        assert!(u.missing > 0.0);
        u.obstacle
    })
}

#[test]
fn the_first_obstacle_is_named() {
    assert_eq!(obstacle(|_| {}), None);
    assert_eq!(obstacle(|i| i.demand[0].lead = 11), Some(Obstacle::TooLate));
    assert_eq!(
        obstacle(|i| i.closed_weeks = (0..9).collect()),
        Some(Obstacle::TooLate)
    );
    assert_eq!(
        obstacle(|i| i.permits[0].capacity = 4),
        Some(Obstacle::Permits)
    );
    assert_eq!(
        obstacle(|i| {
            i.venues[0].rooms = 0;
            i.containers.clear();
        }),
        Some(Obstacle::Seats)
    );
    assert_eq!(
        obstacle(|i| {
            i.venues[0].instructors.clear();
            i.containers.clear();
        }),
        Some(Obstacle::Instructors)
    );
    assert_eq!(
        obstacle(|i| i.budgets[0].amount = 100_000),
        Some(Obstacle::Money)
    );
    assert_eq!(obstacle(|i| i.groups[0].people = 3), Some(Obstacle::People));
    assert_eq!(
        obstacle(|i| i.demand[0].weekly_gain = 100),
        Some(Obstacle::NotWorth)
    );
}

/// The relaxation's value in fen.
fn relaxed(instance: &Instance) -> f64 {
    let model = Model::build(instance, &[], Detail::Reduced).unwrap();
    if model.programme.columns() == 0 {
        return 0.0;
    }
    let mut highs = Highs::new(&model.programme, false).unwrap();
    highs.run(&mut || true).unwrap();
    highs.objective() * model.unit
}

/// How large classes may be.
fn sizes(instance: &Instance) -> Vec<(u32, u32)> {
    let model = Model::build(instance, &[], Detail::Reduced).unwrap();
    model
        .classes
        .iter()
        .map(|class| (class.most, class.largest))
        .collect()
}

/// One more unit of a limit; `None` for kinds that are not single numbers.
fn widened(instance: &Instance, binding: &Binding) -> Option<Instance> {
    let mut wider = instance.clone();
    let id = &binding.what.id;
    match binding.kind {
        LimitKind::Budget => wider.budgets.iter_mut().find(|b| b.id == *id)?.amount += 1000,
        LimitKind::Permits => wider.permits.iter_mut().find(|p| p.id == *id)?.capacity += 1,
        LimitKind::Demand => wider.demand.iter_mut().find(|d| d.id == *id)?.heads += 1,
        LimitKind::People => wider.groups.iter_mut().find(|g| g.id == *id)?.people += 1,
        LimitKind::Interest => {
            let occupation = binding.what.resource.clone()?;
            let group = wider.groups.iter_mut().find(|g| g.id == *id)?;
            *group.interest.get_mut(&occupation)? += 1;
        }
        _ => return None,
    }
    Some(wider)
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(60))]

    /// Prices are marginal: one unit more brings at most its price (the value
    /// is concave in every limit), one unit less costs at least as much.
    #[test]
    fn prices_bound_what_a_unit_brings(seed in 0_u64..1_000_000) {
        let mut instance = tiny(seed);
        instance.pins.clear();
        let before = relaxed(&instance);
        for binding in solved(&instance, 0.5).binding {
            prop_assert!(binding.price > 0.0);
            if let Some(wider) = widened(&instance, &binding) {
                let units = if binding.kind == LimitKind::Budget { 1000.0 } else { 1.0 };
                // A wish more can also make classes larger; the price is for
                // classes as they are.
                if sizes(&wider) != sizes(&instance) {
                    continue;
                }
                let gain = relaxed(&wider) - before;
                prop_assert!(
                    gain <= units * binding.price + 1e-6 * before.abs() + 1.0,
                    "{binding:?} brings {gain}"
                );
            }
        }
    }
}

#[test]
fn a_scarce_permit_has_its_price_and_holds_classes_back() {
    let mut instance = plain();
    instance.permits[0].capacity = 6;
    let solution = solved(&instance, 0.0);
    let binding: Vec<&Binding> = solution.binding.iter().collect();
    assert_eq!(binding.len(), 1, "{binding:?}");
    assert_eq!(binding[0].kind, LimitKind::Permits);
    assert_eq!(binding[0].what.id, "P");
    // Six weeks of gain less the seat and its share of a full class.
    let price = 6.0 * 50_000.0 - 10_000.0 - 100_000.0 / 20.0;
    assert!(
        (binding[0].price - price).abs() < 1.0,
        "{}",
        binding[0].price
    );
    assert!(
        binding[0]
            .classes
            .iter()
            .all(|class| class.occupation == "O")
    );
    assert!(!binding[0].classes.is_empty());
}

#[test]
fn neighbouring_weeks_are_one_limit() {
    let mut instance = plain();
    instance.containers.clear();
    instance.occupations[0].max = 6;
    instance.venues[0].rooms = 1;
    instance.closed_weeks = vec![0, 1];
    let solution = solved(&instance, 0.0);
    let rooms: Vec<&Binding> = solution
        .binding
        .iter()
        .filter(|b| b.kind == LimitKind::Rooms)
        .collect();
    assert!(!rooms.is_empty());
    for (binding, next) in rooms.iter().zip(rooms.iter().skip(1)) {
        assert_ne!(binding.what.to, next.what.from);
        assert_ne!(next.what.to, binding.what.from);
    }
    assert!(rooms.iter().any(|b| !b.classes.is_empty()));
}
