//! Instances to test and measure with: made from a seed, or shipped samples
//! made different by a seed. Nothing here is used by the program itself.

use crate::matching;
use crate::plan;

/// A small generator of numbers; the same seed gives the same numbers on every
/// machine (SplitMix64, Steele, Lea and Flood 2014).
#[derive(Debug, Clone)]
pub struct Numbers(u64);

impl Numbers {
    /// A stream of its own for every seed.
    pub fn new(seed: u64) -> Self {
        Self(seed.wrapping_mul(0x9e37_79b9_7f4a_7c15) ^ 0x7465_7374)
    }

    /// The next number.
    pub fn draw(&mut self) -> u64 {
        self.0 = self.0.wrapping_add(0x9e37_79b9_7f4a_7c15);
        let mut z = self.0;
        z = (z ^ z >> 30).wrapping_mul(0xbf58_476d_1ce4_e5b9);
        z = (z ^ z >> 27).wrapping_mul(0x94d0_49bb_1331_11eb);
        z ^ z >> 31
    }

    /// A number of `[0, below)`; 0 if `below` is 0.
    pub fn below(&mut self, below: u32) -> u32 {
        (self.draw() >> 32)
            .wrapping_mul(u64::from(below))
            .checked_shr(32)
            .unwrap_or(0) as u32
    }

    /// A number of `[least, most]`.
    pub fn between(&mut self, least: u32, most: u32) -> u32 {
        least + self.below(most.saturating_sub(least) + 1)
    }

    /// A share of `[least, most)`.
    pub fn share(&mut self, least: f64, most: f64) -> f64 {
        least + (most - least) * (self.draw() >> 11) as f64 / (1_u64 << 53) as f64
    }
}

/// A shipped sample; empty if it is not there, which no format accepts.
#[cfg(test)]
pub(crate) fn fixture(name: &str) -> Vec<u8> {
    let file = std::path::Path::new(env!("CARGO_MANIFEST_DIR"))
        .join("../../tests/fixtures")
        .join(name);
    std::fs::read(&file).unwrap_or_else(|fault| panic!("{}: {fault}", file.display()))
}

/// A plan made different by a seed: other sizes, costs, lengths, capacities,
/// wishes and curves, of the same kind as the given one. Seed 0 changes nothing.
pub fn vary(instance: &plan::Instance, seed: u64) -> plan::Instance {
    let mut varied = instance.clone();
    if seed == 0 {
        return varied;
    }
    let mut numbers = Numbers::new(seed);
    let mut around = |value: u32, spread: f64| {
        (f64::from(value) * numbers.share(1.0 - spread, 1.0 + spread)).round() as u32
    };
    for o in &mut varied.occupations {
        o.train = around(o.train, 0.4).max(1);
        o.max = around(o.max, 0.25).max(o.min);
        o.class_cost = i64::from(around((o.class_cost / 1000) as u32, 0.3)) * 1000;
        o.seat_cost = i64::from(around((o.seat_cost / 1000) as u32, 0.3)) * 1000;
        o.pass = (o.pass * f64::from(around(1000, 0.08)) / 1000.0).min(1.0);
    }
    for v in &mut varied.venues {
        v.rooms = around(v.rooms, 0.4).max(1);
        v.beds = around(v.beds, 0.4).max(20);
        for number in v.workshops.values_mut().chain(v.instructors.values_mut()) {
            *number = around(*number, 0.5).max(1);
        }
    }
    for c in &mut varied.containers {
        c.seats = around(c.seats, 0.3).max(10);
    }
    for b in &mut varied.budgets {
        b.amount = i64::from(around((b.amount / 10_000) as u32, 0.6)) * 10_000;
    }
    for g in &mut varied.groups {
        for number in g.interest.values_mut() {
            *number = around(*number, 0.7);
        }
    }
    for p in &mut varied.permits {
        p.capacity = around(p.capacity, 0.6);
    }
    let weeks = varied.weeks;
    for d in &mut varied.demand {
        d.heads = around(d.heads, 0.6).max(1);
        d.weekly_gain = i64::from(around(d.weekly_gain as u32, 0.15));
        let length = around(d.to - d.from, 0.2).max(d.min_stay);
        d.to = (d.from + length).min(weeks);
    }
    varied
}

/// A plan small enough for an exhaustive search, with every feature of the
/// format: closed weeks, containers with sites, permits, budgets that may not
/// pay everything, pins.
pub fn tiny(seed: u64) -> plan::Instance {
    let mut n = Numbers::new(seed);
    let weeks = n.between(8, 16);
    let occupation = |index: u32| format!("O{index}");
    let count = n.between(1, 3);
    let some = |n: &mut Numbers| {
        let all: Vec<String> = (0..count).map(occupation).collect();
        let kept: Vec<String> = all.iter().filter(|_| n.below(3) > 0).cloned().collect();
        if kept.is_empty() { all } else { kept }
    };
    let occupations = (0..count)
        .map(|index| {
            let min = n.between(0, 4);
            plan::Occupation {
                id: occupation(index),
                train: n.between(1, 3),
                exam: n.between(0, 1),
                min,
                max: min + n.between(1, 8),
                pass: f64::from(n.between(6, 10)) / 10.0,
                workshop: (n.below(2) == 0).then(|| "w".to_owned()),
                instructor: (n.below(2) == 0).then(|| "i".to_owned()),
                class_cost: i64::from(n.below(40)) * 10_000,
                seat_cost: i64::from(n.below(10)) * 10_000,
            }
        })
        .collect();
    let venues: Vec<plan::Venue> = (0..n.between(1, 2))
        .map(|index| plan::Venue {
            id: format!("V{index}"),
            rooms: n.between(1, 2),
            beds: n.between(4, 16),
            workshops: [("w".to_owned(), n.between(0, 2))].into(),
            instructors: [("i".to_owned(), n.between(0, 2))].into(),
            occupations: some(&mut n),
        })
        .collect();
    let containers: Vec<plan::Container> = (0..n.below(2))
        .map(|index| plan::Container {
            id: format!("M{index}"),
            occupations: some(&mut n),
            sites: vec!["S1".to_owned(), "S2".to_owned(), "S3".to_owned()],
            start: "S1".to_owned(),
            move_weeks: n.between(0, 2),
            move_cost: i64::from(n.below(10)) * 10_000,
            seats: n.between(3, 8),
        })
        .collect();
    let budgets = (0..n.between(1, 3))
        .map(|index| plan::Budget {
            id: format!("B{index}"),
            amount: i64::from(n.below(300)) * 10_007,
            start_from: n.below(4),
            assessed_by: weeks - n.below(4),
            mobile: n.below(2) == 0,
            occupations: (n.below(2) == 0).then(|| some(&mut n)),
        })
        .collect();
    let groups = (0..n.between(1, 3))
        .map(|index| plan::Group {
            id: format!("G{index}"),
            people: n.between(2, 20),
            need: i64::from(n.below(4)) * 30_000,
            interest: (0..count)
                .filter(|_| n.below(4) > 0)
                .collect::<Vec<_>>()
                .into_iter()
                .map(|index| (occupation(index), n.between(0, 12)))
                .collect(),
        })
        .collect();
    let permits: Vec<plan::Permit> = (0..n.below(3))
        .map(|index| plan::Permit {
            id: format!("P{index}"),
            capacity: n.between(2, 12),
            from: n.below(3),
            to: weeks - n.below(3),
        })
        .collect();
    let demand = (0..n.between(1, 9))
        .map(|index| {
            let from = n.between(2, weeks - 3);
            plan::Demand {
                id: format!("D{index}"),
                occupation: occupation(n.below(count)),
                region: "R".to_owned(),
                from,
                to: n.between(from + 2, weeks),
                min_stay: n.between(1, 2),
                heads: n.between(1, 8),
                weekly_gain: i64::from(n.between(1, 12)) * 10_000,
                lead: n.below(3),
                permit: match permits.len() {
                    0 => None,
                    number => (n.below(3) > 0)
                        .then(|| permits[n.below(number as u32) as usize].id.clone()),
                },
            }
        })
        .collect();
    let pins = (0..n.below(3))
        .map(|_| {
            let container = containers.first().filter(|_| n.below(2) == 0);
            let at_least = n.below(2);
            plan::Pin {
                occupation: occupation(n.below(count)),
                place: container.map_or_else(|| venues[0].id.clone(), |c| c.id.clone()),
                site: container.map(|c| c.sites[n.below(3) as usize].clone()),
                start: n.below(weeks - 2),
                at_least,
                at_most: at_least + n.below(2),
            }
        })
        .collect();
    plan::Instance {
        weeks,
        closed_weeks: (n.below(2) == 0)
            .then(|| n.below(weeks))
            .into_iter()
            .collect(),
        cost_weight: 1.0,
        idle_cost: i64::from(n.below(3)) * 5_000,
        return_share: f64::from(n.below(11)) / 10.0,
        occupations,
        venues,
        containers,
        budgets,
        groups,
        demand,
        permits,
        pins,
    }
}

/// Applicants and classes in the proportions of a province: up to five
/// preferences each, reserves, minimum sizes, ties.
pub fn match_instance(applicants: u32, classes: u32, seed: u64) -> matching::Instance {
    let mut numbers = Numbers::new(seed);
    let kinds = ["monitored", "female", "township-remote"];
    let per_class = (applicants / classes.max(1)).max(1);
    let classes: Vec<matching::Class> = (0..classes)
        .map(|class| matching::Class {
            id: format!("C{class:05}"),
            seats: numbers.between(per_class.div_ceil(2), per_class + per_class / 3 + 1),
            min_size: numbers.between(0, per_class / 3),
            reserves: (0..numbers.below(3))
                .map(|_| matching::Reserve {
                    kind: kinds[numbers.below(3) as usize].to_owned(),
                    seats: numbers.between(1, per_class / 6 + 1),
                })
                .collect(),
        })
        .collect();
    matching::Instance {
        applicants: (0..applicants)
            .map(|applicant| {
                let mut prefs: Vec<String> = Vec::new();
                for _ in 0..numbers.between(1, 5) {
                    let class = numbers.below(classes.len() as u32) as usize;
                    if !prefs.contains(&classes[class].id) {
                        prefs.push(classes[class].id.clone());
                    }
                }
                matching::Applicant {
                    id: format!("A{applicant:07}"),
                    priority: prefs
                        .iter()
                        .map(|class| (class.clone(), i64::from(numbers.below(101))))
                        .collect(),
                    prefs,
                    types: kinds
                        .iter()
                        .filter(|_| numbers.below(3) == 0)
                        .map(|kind| (*kind).to_owned())
                        .collect(),
                }
            })
            .collect(),
        classes,
        lottery_seed: format!("measured {seed}"),
    }
}
