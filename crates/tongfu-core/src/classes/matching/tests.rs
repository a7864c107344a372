//! Matching: what the rules promise, on lists made up here.

use super::model::{Applicant, List, Offer, Weights};
use super::rules::*;
use crate::base::{ClassId, PersonId};
use crate::people::Sex;
use crate::people::rules::Group;
use proptest::prelude::*;

fn class(number: u8) -> ClassId {
    ClassId([number; 16])
}

fn applicant(number: u8, preferences: &[(u8, i64)], types: &[&str]) -> Applicant {
    Applicant {
        person: PersonId([number; 16]),
        preferences: preferences
            .iter()
            .map(|(id, points)| (class(*id), *points))
            .collect(),
        types: types.iter().map(|kind| (*kind).to_owned()).collect(),
    }
}

fn offer(number: u8, seats: u32, smallest: u32, reserves: &[(&str, u32)]) -> Offer {
    Offer {
        class: class(number),
        seats,
        smallest,
        reserves: reserves
            .iter()
            .map(|(kind, seats)| ((*kind).to_owned(), *seats))
            .collect(),
    }
}

#[test]
fn priority_is_need_test_and_language_and_nothing_else() {
    let weights = Weights {
        need_tier: 30,
        entry_test: 20,
        language: 10,
    };
    let points = |group, test_marks, speaks: &[Language], asked: &[Language]| {
        priority(
            &weights,
            &Standing {
                group,
                test_marks,
                speaks,
                asked,
            },
        )
    };
    assert_eq!(points(Group::Monitored, None, &[], &[]), 60);
    assert_eq!(
        points(Group::LowIncome, Some(50), &[], &[Language::Russian]),
        40
    );
    assert_eq!(
        points(
            Group::Other,
            Some(150),
            &[Language::Kazakh],
            &[Language::Russian, Language::Kazakh]
        ),
        30
    );
    assert_eq!(
        points(
            Group::Other,
            None,
            &[Language::Kazakh],
            &[Language::Russian]
        ),
        0
    );
}

#[test]
fn reserved_seats_go_by_income_group_and_sex() {
    assert_eq!(
        types(Group::Monitored, Some(Sex::Female)),
        ["monitored", "female"]
    );
    assert_eq!(types(Group::LowIncome, Some(Sex::Male)), ["low_income"]);
    assert!(types(Group::Other, None).is_empty());
}

#[test]
fn languages_are_read_as_bulletins_write_them() {
    assert_eq!(
        languages_asked("哈语或俄语初级"),
        [Language::Russian, Language::Kazakh]
    );
    assert_eq!(languages_asked("俄语初级"), [Language::Russian]);
    assert!(languages_asked("不限").is_empty());
}

#[test]
fn of_age_on_the_birthday() {
    let date = |text: &str| text.parse().unwrap();
    assert!(of_age(date("2009-05-01"), date("2027-05-01")));
    assert!(!of_age(date("2009-05-02"), date("2027-05-01")));
    assert!(
        !of_age(date("2030-01-01"), date("2027-05-01")),
        "born after it"
    );
}

#[test]
fn the_digest_of_a_list_shows_every_change() {
    let list = List {
        applicants: vec![
            applicant(1, &[(1, 5), (2, 4)], &["female"]),
            applicant(2, &[(1, 3)], &[]),
        ],
        offers: vec![offer(1, 2, 1, &[("female", 1)])],
    };
    let digest = list_digest(&list);
    let changed = |change: &dyn Fn(&mut List)| {
        let mut other = list.clone();
        change(&mut other);
        list_digest(&other)
    };
    assert_eq!(changed(&|_| ()), digest);
    for other in [
        changed(&|list| list.applicants.swap(0, 1)),
        changed(&|list| list.applicants[1].preferences[0].1 = 4),
        changed(&|list| list.applicants[0].types.clear()),
        changed(&|list| list.offers[0].seats = 3),
        changed(&|list| list.offers[0].reserves.clear()),
        changed(&|list| _ = list.applicants.pop()),
    ] {
        assert_ne!(other, digest);
    }
}

fn run(list: &List, seed: &str) -> Decided {
    decided(
        list,
        &tongfu_solver::matching::solve(&instance(list, seed)).unwrap(),
    )
}

#[test]
fn a_reason_tells_the_cutoff_and_only_ones_own_points() {
    // Five people fill class 1 with at least 70 points; the sixth has 64.
    let mut applicants: Vec<Applicant> = (1..=5)
        .map(|n| applicant(n, &[(1, 65 + i64::from(n) * 5)], &[]))
        .collect();
    applicants.push(applicant(6, &[(1, 64), (2, 64)], &[]));
    let list = List {
        applicants,
        offers: vec![offer(1, 5, 1, &[]), offer(2, 5, 1, &[])],
    };
    let found = run(&list, "2027");
    assert_eq!(
        (
            found.classes[0].cutoffs[0].priority,
            found.classes[0].cutoffs[0].withheld
        ),
        (Some(70), false)
    );
    assert_eq!(
        (
            found.classes[0].filled,
            found.classes[0].waiting,
            found.classes[1].filled
        ),
        (5, 1, 1)
    );
    assert!(
        found
            .results
            .iter()
            .all(|outcome| !outcome.reasons.is_empty())
    );
    let sixth = &found.results[5];
    assert_eq!(
        (sixth.preference, sixth.waiting.as_slice()),
        (Some(2), &[(class(1), 1)][..])
    );
    let codes: Vec<&str> = sixth
        .reasons
        .iter()
        .map(|reason| reason.code.as_str())
        .collect();
    assert_eq!(codes, ["MATCH_PLACED", "MATCH_CUTOFF"]);
    let params: Vec<(&str, &str)> = sixth.reasons[1]
        .params
        .iter()
        .map(|(name, value)| (name.as_str(), value.as_str()))
        .collect();
    assert_eq!(
        params,
        [
            ("slot", "open"),
            ("cutoff", "70"),
            ("own", "64"),
            ("position", "1")
        ]
    );
    assert_eq!(found.results[0].reasons[0].code, "MATCH_FIRST_CHOICE");
}

#[test]
fn a_cutoff_of_few_people_is_withheld() {
    let applicants = vec![applicant(1, &[(1, 80)], &[]), applicant(2, &[(1, 70)], &[])];
    let list = List {
        applicants,
        offers: vec![offer(1, 1, 1, &[])],
    };
    let found = run(&list, "2027");
    assert_eq!(
        (
            found.classes[0].cutoffs[0].priority,
            found.classes[0].cutoffs[0].withheld
        ),
        (None, true)
    );
    let second = &found.results[1].reasons;
    assert_eq!(
        second
            .iter()
            .map(|reason| reason.code.as_str())
            .collect::<Vec<_>>(),
        ["MATCH_NOT_PLACED", "MATCH_FULL"]
    );
    assert!(
        second[1].params.iter().all(|(_, value)| value != "80"),
        "nobody else's points"
    );
}

#[test]
fn a_class_that_closed_says_so() {
    let list = List {
        applicants: vec![applicant(1, &[(1, 50)], &[])],
        offers: vec![offer(1, 20, 10, &[])],
    };
    let found = run(&list, "2027");
    assert_eq!(found.closed, [class(1)]);
    assert!(found.classes[0].closed);
    let reasons = &found.results[0].reasons;
    assert_eq!(reasons[1].code, "MATCH_CLOSED");
    assert_eq!(
        reasons[1].params,
        [("smallest".to_owned(), "10".to_owned())]
    );
}

fn lists() -> impl Strategy<Value = List> {
    let people = proptest::collection::vec(
        (
            proptest::collection::vec((0u8..4, 0i64..5), 0..4),
            any::<bool>(),
        ),
        1..30,
    );
    (
        people,
        proptest::collection::vec((0u32..6, 0u32..3, 0u32..3), 4),
    )
        .prop_map(|(people, classes)| List {
            applicants: people
                .into_iter()
                .zip(1u8..)
                .map(|((mut preferences, woman), n)| {
                    let mut seen = std::collections::BTreeSet::new();
                    preferences.retain(|(id, _)| seen.insert(*id));
                    applicant(n, &preferences, if woman { &["female"] } else { &[] })
                })
                .collect(),
            offers: classes
                .into_iter()
                .zip(0u8..)
                .map(|((seats, smallest, female), n)| {
                    offer(n, seats, smallest, &[("female", female)])
                })
                .collect(),
        })
}

proptest! {
    /// Everybody has a reason for their result and one for every class they
    /// wished for more, and no reason holds a number that is not their own,
    /// the cutoff's or a place's.
    #[test]
    fn every_result_is_explained(list in lists()) {
        let found = run(&list, "2027-spring");
        prop_assert_eq!(found.results.len(), list.applicants.len());
        for (result, applicant) in found.results.iter().zip(&list.applicants) {
            prop_assert_eq!(result.person, applicant.person);
            let preferred = result.preference.map_or(applicant.preferences.len(), |rank| rank as usize - 1);
            let wanted = if applicant.preferences.is_empty() { 2 } else { preferred + 1 };
            prop_assert_eq!(result.reasons.len(), wanted, "{:?}", result);
            for (reason, (class, own)) in result.reasons[1..].iter().zip(&applicant.preferences) {
                prop_assert_eq!(reason.class, Some(*class));
                if let Some((_, told)) = reason.params.iter().find(|(name, _)| name == "own") {
                    prop_assert_eq!(told, &own.to_string());
                }
            }
        }
        for outcome in &found.classes {
            prop_assert!(outcome.filled <= outcome.seats);
            for cutoff in &outcome.cutoffs {
                prop_assert!(cutoff.priority.is_none() || cutoff.people >= 5);
            }
        }
    }
}
