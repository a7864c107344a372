//! The mechanism against an oracle that follows its definition step by step,
//! and against the properties it promises.

use std::collections::{BTreeMap, BTreeSet};

use proptest::prelude::*;

use super::*;
use crate::FaultKind;
use crate::testing::{fixture, match_instance};

/// The definition word for word: rounds of proposals, a new choice over all
/// candidates of a class, a run from the start after every closing.
fn oracle(instance: &Instance) -> (BTreeMap<String, (String, Slot)>, Vec<String>) {
    let lots: BTreeMap<&str, [u8; 32]> = instance
        .applicants
        .iter()
        .map(|a| (a.id.as_str(), lot(&instance.lottery_seed, &a.id)))
        .collect();
    let people: BTreeMap<&str, &Applicant> = instance
        .applicants
        .iter()
        .map(|a| (a.id.as_str(), a))
        .collect();
    let mut open: BTreeMap<&str, &Class> = instance
        .classes
        .iter()
        .map(|c| (c.id.as_str(), c))
        .collect();
    let mut closed = Vec::new();
    loop {
        let mut held: BTreeMap<&str, Vec<(&str, Slot)>> = BTreeMap::new();
        let mut next: BTreeMap<&str, usize> = people.keys().map(|id| (*id, 0)).collect();
        let mut free: Vec<&str> = people.keys().copied().collect();
        while !free.is_empty() {
            let mut proposals: BTreeMap<&str, Vec<&str>> = BTreeMap::new();
            for id in std::mem::take(&mut free) {
                let prefs = &people[id].prefs;
                let at = next.get_mut(id).unwrap();
                while *at < prefs.len() && !open.contains_key(prefs[*at].as_str()) {
                    *at += 1;
                }
                if let Some(class) = prefs.get(*at) {
                    proposals.entry(class).or_default().push(id);
                }
            }
            for (class, new) in proposals {
                let members = held.entry(class).or_default();
                let mut candidates: Vec<&str> = members.iter().map(|m| m.0).chain(new).collect();
                candidates.sort_by_key(|id| (-people[id].priority[class], lots[id]));
                let c = open[class];
                let mut chosen: Vec<(&str, Slot)> = Vec::new();
                let mut left = candidates.clone();
                for reserve in &c.reserves {
                    let room = (c.seats as usize - chosen.len()).min(reserve.seats as usize);
                    let take: Vec<&str> = left
                        .iter()
                        .copied()
                        .filter(|id| people[id].types.contains(&reserve.kind))
                        .take(room)
                        .collect();
                    left.retain(|id| !take.contains(id));
                    chosen.extend(take.into_iter().map(|id| (id, reserve.kind.clone())));
                }
                let room = c.seats as usize - chosen.len();
                chosen.extend(left.iter().take(room).map(|id| (*id, OPEN.to_owned())));
                for id in candidates {
                    if !chosen.iter().any(|(kept, _)| *kept == id) {
                        *next.get_mut(id).unwrap() += 1;
                        free.push(id);
                    }
                }
                *members = chosen;
            }
        }
        let low = open
            .values()
            .map(|c| (held.get(c.id.as_str()).map_or(0, Vec::len), *c))
            .filter(|(number, c)| *number < c.min_size as usize)
            .min_by(|(a, c), (b, d)| {
                let share = |number: usize, class: &Class| match class.seats {
                    0 => 0.0,
                    seats => number as f64 / f64::from(seats),
                };
                share(*a, c).total_cmp(&share(*b, d)).then(c.id.cmp(&d.id))
            });
        match low {
            Some((_, class)) => {
                open.remove(class.id.as_str());
                closed.push(class.id.clone());
            }
            None => {
                let mut result = BTreeMap::new();
                for (class, members) in held {
                    for (id, slot) in members {
                        result.insert(id.to_owned(), (class.to_owned(), slot));
                    }
                }
                return (result, closed);
            }
        }
    }
}

fn assert_equal(instance: &Instance) {
    let solution = solve(instance).unwrap();
    let (assigned, closed) = oracle(instance);
    let found: BTreeMap<String, (String, Slot)> = solution
        .applicants
        .iter()
        .filter_map(|a| Some((a.id.clone(), (a.class.clone()?, a.slot.clone()?))))
        .collect();
    assert_eq!(found, assigned);
    assert_eq!(solution.closed, closed);
}

fn small_instance() -> impl Strategy<Value = Instance> {
    let class = (
        0_u32..6,
        0_u32..4,
        prop::collection::vec((0_u32..3, 0_u32..4), 0..3),
    );
    let applicant = (
        prop::collection::vec((0_usize..6, -2_i64..4), 0..6),
        prop::collection::btree_set(0_u32..3, 0..3),
    );
    (
        prop::collection::vec(class, 1..7),
        prop::collection::vec(applicant, 0..30),
        0_u32..1000,
    )
        .prop_map(|(classes, applicants, seed)| Instance {
            lottery_seed: format!("seed {seed}"),
            applicants: applicants
                .into_iter()
                .enumerate()
                .map(|(index, (wishes, types))| {
                    let mut prefs: Vec<String> = Vec::new();
                    let mut priority = BTreeMap::new();
                    for (class, value) in wishes {
                        let id = format!("C{}", class % classes.len());
                        if !prefs.contains(&id) {
                            prefs.push(id.clone());
                            priority.insert(id, value);
                        }
                    }
                    Applicant {
                        id: format!("A{index}"),
                        prefs,
                        priority,
                        types: types.into_iter().map(|kind| format!("t{kind}")).collect(),
                    }
                })
                .collect(),
            classes: classes
                .into_iter()
                .enumerate()
                .map(|(index, (seats, min_size, reserves))| Class {
                    id: format!("C{index}"),
                    seats,
                    min_size,
                    reserves: reserves
                        .into_iter()
                        .map(|(kind, seats)| Reserve {
                            kind: format!("t{kind}"),
                            seats,
                        })
                        .collect(),
                })
                .collect(),
        })
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(600))]

    #[test]
    fn it_is_the_mechanism_of_the_definition(instance in small_instance()) {
        assert_equal(&instance);
    }

    /// No class holds too many; nobody waits for a class with a free seat;
    /// whoever is refused has a lower rank than everybody in a kind of seat
    /// open to them (no justified envy).
    #[test]
    fn it_is_stable(instance in small_instance()) {
        let solution = solve(&instance).unwrap();
        let people: BTreeMap<&str, &Applicant> =
            instance.applicants.iter().map(|a| (a.id.as_str(), a)).collect();
        let key = |id: &str, class: &str| {
            (-people[id].priority[class], lot(&instance.lottery_seed, id))
        };
        for result in &solution.classes {
            let class = instance.classes.iter().find(|c| c.id == result.id).unwrap();
            let members: Vec<&ApplicantResult> = solution
                .applicants
                .iter()
                .filter(|a| a.class.as_deref() == Some(class.id.as_str()))
                .collect();
            prop_assert!(members.len() <= class.seats as usize);
            prop_assert!(members.len() >= class.min_size as usize);
            if !result.waitlist.is_empty() {
                prop_assert_eq!(members.len(), class.seats as usize);
            }
            for id in &result.waitlist {
                for member in &members {
                    let slot = member.slot.as_deref().unwrap();
                    if slot == OPEN || people[id.as_str()].types.iter().any(|t| t == slot) {
                        prop_assert!(key(&member.id, &class.id) < key(id, &class.id));
                    }
                }
            }
            for reserve in &class.reserves {
                let kept: u32 = class
                    .reserves
                    .iter()
                    .filter(|r| r.kind == reserve.kind)
                    .map(|r| r.seats)
                    .sum();
                let taken = members.iter().filter(|m| m.slot.as_ref() == Some(&reserve.kind));
                prop_assert!(taken.count() <= kept as usize);
            }
        }
    }

    /// Everybody outside the first choice is told why, class by class, in the
    /// order of preference; the reasons of a stable result are true.
    #[test]
    fn every_refusal_has_a_true_reason(instance in small_instance()) {
        let solution = solve(&instance).unwrap();
        for (applicant, result) in instance.applicants.iter().zip(&solution.applicants) {
            let missed = match result.preference {
                Some(preference) => preference as usize - 1,
                None => applicant.prefs.len(),
            };
            let told: Vec<&String> =
                result.reasons.iter().filter_map(|reason| reason.class.as_ref()).collect();
            prop_assert_eq!(told, applicant.prefs[..missed].iter().collect::<Vec<_>>());
            prop_assert_eq!(result.reason.is_some(), result.preference != Some(1));
            for reason in &result.reasons {
                let Some(class) = &reason.class else {
                    prop_assert_eq!(reason.code, ReasonCode::MatchNoPreference);
                    continue;
                };
                let class = solution.classes.iter().find(|c| &c.id == class);
                prop_assert_eq!(reason.code == ReasonCode::MatchClosed, class.is_none());
                let Some(class) = class else { continue };
                prop_assert_eq!(reason.own, Some(applicant.priority[&class.id]));
                prop_assert!(reason.position.unwrap() as usize <= class.waitlist.len());
                let shown = class
                    .cutoffs
                    .iter()
                    .any(|c| Some(&c.slot) == reason.slot.as_ref() && c.priority == reason.cutoff);
                prop_assert!(shown);
                match reason.code {
                    ReasonCode::MatchCutoff => prop_assert!(reason.own < reason.cutoff),
                    ReasonCode::MatchLottery => prop_assert_eq!(reason.own, reason.cutoff),
                    _ => prop_assert_eq!(reason.cutoff, None),
                }
            }
        }
        for cutoff in solution.classes.iter().flat_map(|c| &c.cutoffs) {
            prop_assert!(cutoff.priority.is_none() || cutoff.taken >= FEWEST_COVERED);
        }
    }

    /// Nobody does better by naming other classes (where no class can close).
    #[test]
    fn telling_the_truth_is_best(
        instance in small_instance(),
        liar in any::<prop::sample::Index>(),
        lie in Just((0..6).collect::<Vec<usize>>()).prop_shuffle(),
        length in 0_usize..6,
    ) {
        let mut instance = instance;
        prop_assume!(!instance.applicants.is_empty());
        for class in &mut instance.classes {
            class.min_size = 0;
        }
        let liar = liar.index(instance.applicants.len());
        let truth = solve(&instance).unwrap().applicants[liar].preference;
        let mut other = instance.clone();
        let prefs = &instance.applicants[liar].prefs;
        other.applicants[liar].prefs =
            lie.into_iter().filter_map(|at| prefs.get(at).cloned()).take(length).collect();
        let lied = solve(&other).unwrap().applicants[liar].class.clone();
        let lied = lied.and_then(|class| prefs.iter().position(|p| *p == class));
        if let Some(lied) = lied {
            prop_assert!(truth.is_some_and(|truth| truth as usize - 1 <= lied));
        }
    }

    /// After somebody leaves, the others stay and the seat does not stay empty.
    #[test]
    fn a_freed_seat_goes_to_the_waitlist(
        instance in small_instance(),
        leaver in any::<prop::sample::Index>(),
    ) {
        let solution = solve(&instance).unwrap();
        for result in &solution.classes {
            let class = instance.classes.iter().find(|c| c.id == result.id).unwrap();
            let standing = |id: &str| {
                let a = instance.applicants.iter().find(|a| a.id == id).unwrap();
                Standing {
                    id: a.id.clone(),
                    priority: a.priority[&class.id],
                    types: a.types.clone(),
                }
            };
            let mut members: Vec<Standing> = solution
                .applicants
                .iter()
                .filter(|a| a.class.as_ref() == Some(&class.id))
                .map(|a| standing(&a.id))
                .collect();
            let waitlist: Vec<Standing> =
                result.waitlist.iter().map(|id| standing(id)).collect();
            let unchanged = promote(class, &members, &waitlist, &instance.lottery_seed);
            prop_assert_eq!(unchanged.promoted.len(), 0);
            prop_assert_eq!(unchanged.seats.len(), members.len());
            if members.is_empty() {
                continue;
            }
            members.remove(leaver.index(members.len()));
            let after = promote(class, &members, &waitlist, &instance.lottery_seed);
            let seated: BTreeSet<&str> =
                after.seats.iter().map(|seat| seat.applicant.as_str()).collect();
            prop_assert!(members.iter().all(|member| seated.contains(member.id.as_str())));
            prop_assert_eq!(after.promoted.len(), waitlist.len().min(1));
        }
    }
}

#[test]
fn the_samples_are_solved_as_defined() {
    for name in ["match/small.json", "match/county.json"] {
        assert_equal(&Instance::from_json(&fixture(name)).unwrap());
    }
}

#[test]
fn the_same_input_gives_the_same_bytes() {
    let instance = match_instance(500, 20, 7);
    let again = Instance::from_json(instance.to_json().as_bytes()).unwrap();
    assert_eq!(again, instance);
    assert_eq!(
        solve(&instance).unwrap().to_json(),
        solve(&again).unwrap().to_json()
    );
}

#[test]
fn generated_instances_agree_with_the_oracle() {
    for seed in 0..6 {
        assert_equal(&match_instance(400, 24, seed));
    }
}

/// Priorities may lie farther apart than 32 bits hold.
#[test]
fn priorities_of_any_size_are_ranked() {
    let mut instance = match_instance(300, 12, 3);
    for priority in instance
        .applicants
        .iter_mut()
        .flat_map(|a| a.priority.values_mut())
    {
        *priority = (*priority - 50) * 100_000_000_000_000;
    }
    assert_equal(&instance);
}

/// A lot is the published formula and nothing else.
#[test]
fn lots_are_the_sha256_of_seed_and_id() {
    let hex: String = lot("2027-spring-1", "A000001")
        .iter()
        .map(|byte| format!("{byte:02x}"))
        .collect();
    assert_eq!(
        hex,
        "b7bbc08e4dbfced0bbe60108348f1d11920f2131b4836f5b1d559e17aff22912"
    );
}

#[test]
fn a_faulty_instance_is_refused_with_every_fault() {
    let faults = |change: &dyn Fn(&mut serde_json::Value)| {
        let mut value = serde_json::json!({
            "format": "tongfu-match/1",
            "lottery_seed": "s",
            "applicants": [
                {"id": "A", "prefs": ["C"], "priority": {"C": 1}, "types": []},
                {"id": "B", "prefs": [], "priority": {}, "types": ["t"]},
            ],
            "classes": [{"id": "C", "seats": 2, "min_size": 0, "reserves": []}],
        });
        change(&mut value);
        match Instance::from_json(value.to_string().as_bytes()) {
            Ok(_) => Vec::new(),
            Err(error) => {
                assert_eq!(error.code(), "MATCH_FORMAT");
                let MatchError::Format(faults) = error;
                faults.into_iter().map(|f| (f.path, f.kind)).collect()
            }
        }
    };
    assert_eq!(faults(&|_| {}), vec![]);
    let one = |path: &str, kind| vec![(path.to_owned(), kind)];
    assert_eq!(
        faults(&|v| v["format"] = "tongfu-match/2".into()),
        one("format", FaultKind::WrongFormat)
    );
    assert_eq!(
        faults(&|v| v["applicants"][1]["id"] = "A".into()),
        one("applicants[1].id", FaultKind::Duplicate)
    );
    assert_eq!(
        faults(&|v| v["applicants"][0]["prefs"] = serde_json::json!(["C", "D", "C"])),
        vec![
            ("applicants[0].prefs[1]".to_owned(), FaultKind::Unknown),
            ("applicants[0].prefs[2]".to_owned(), FaultKind::Duplicate),
        ]
    );
    assert_eq!(
        faults(&|v| v["applicants"][0]["priority"] = serde_json::json!({})),
        one("applicants[0].priority.C", FaultKind::Missing)
    );
    assert_eq!(
        faults(&|v| v["applicants"][0]["priority"]["C"] = serde_json::json!(1.5)),
        one("applicants[0].priority.C", FaultKind::WrongType)
    );
    assert_eq!(
        faults(&|v| v["classes"][0]["seats"] = serde_json::json!(-1)),
        one("classes[0].seats", FaultKind::TooSmall)
    );
    assert_eq!(
        faults(&|v| {
            v["classes"][0]["reserves"] = serde_json::json!([{"type": "open", "seats": 1}]);
        }),
        one("classes[0].reserves[0].type", FaultKind::NotAllowed)
    );
    assert_eq!(
        Instance::from_json(b"{\n nonsense").map_err(|e| e.params()[0].1.clone()),
        Err("$".to_owned())
    );
}
