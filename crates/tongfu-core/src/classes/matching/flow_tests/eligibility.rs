//! Eligibility is asked with an application and frozen with it.

use super::{add_class, apply, codes, date, number, store};
use crate::base::{EntityId, PersonId};
use crate::classes::applications::{self, Saved};
use crate::eligibility::{self, Outcome};
use crate::parameters::{self, NewParameter};
use crate::people::{self, Entry, Field};
use crate::store::Store;

fn enter(store: &mut Store, name: &str, value: i64) -> EntityId {
    let new = NewParameter {
        name: name.to_owned(),
        area: "654004".to_owned(),
        value,
        unit: "fen".to_owned(),
        valid_from: Some(date("2026-01-01")),
        valid_to: None,
        source: "某文件".to_owned(),
        confidence: "high".to_owned(),
    };
    match parameters::set(store, &new).unwrap() {
        parameters::Saved::Done(written) => written.value,
        parameters::Saved::Refused(problems) => panic!("{problems:?}"),
    }
}

fn add(store: &mut Store, category: &str, income: &str) -> PersonId {
    let document = number("19900101", 7);
    let entry = Entry::new()
        .with(Field::Name, "阿依古丽")
        .with(Field::DocumentNumber, &document)
        .with(Field::Address, "霍尔果斯市莫乎尔牧场2村")
        .with(Field::Category, category)
        .with(Field::HouseholdNumber, "654004001")
        .with(Field::IncomePerHead, income)
        .with(Field::IncomeYear, "2025")
        .with(Field::IncomeSource, "民政核对")
        .with(Field::IncomeEvidence, "低保证");
    match people::save(store, None, &entry).unwrap() {
        people::Saved::Done { person, .. } => person,
        people::Saved::Refused(problems) => panic!("{problems:?}"),
    }
}

#[test]
fn who_is_not_eligible_is_refused_with_every_reason() {
    let mut store = store();
    enter(&mut store, "income.dibao.fen", 600_000);
    let class = add_class(&mut store, 1, "OCC-HARV", 10, 1, &[]);
    let person = add(&mut store, "低保户", "6000");
    assert_eq!(
        codes(apply(&mut store, person, &[class])),
        ["APPLICATION_NOT_ELIGIBLE", "ELIGIBILITY_INCOME_ABOVE"]
    );
    assert_eq!(
        applications::check(&store, person, &[class]).unwrap().len(),
        2
    );
    assert_eq!(applications::of_person(&store, person).unwrap(), None);
    assert_eq!(eligibility::latest(store.tables(), person).unwrap(), None);
}

#[test]
fn missing_evidence_may_apply_and_is_listed() {
    let mut store = store();
    let class = add_class(&mut store, 1, "OCC-HARV", 10, 1, &[]);
    let person = add(&mut store, "低保户", "5000");
    assert!(matches!(
        apply(&mut store, person, &[class]),
        Saved::Done(_)
    ));
    let decision = eligibility::latest(store.tables(), person)
        .unwrap()
        .unwrap();
    assert_eq!(decision.verdict.outcome, Outcome::EvidenceMissing);
    assert_eq!(decision.application, Some(applications::id_of(person)));
    assert_eq!(
        eligibility::open_evidence(&store, date("2026-11-24"))
            .unwrap()
            .len(),
        1
    );
}

#[test]
fn a_change_of_classes_does_not_decide_again_and_a_withdrawal_never_counts_against() {
    let mut store = store();
    let line = enter(&mut store, "income.dibao.fen", 600_000);
    let first = add_class(&mut store, 1, "OCC-HARV", 10, 1, &[]);
    let second = add_class(&mut store, 2, "OCC-TRAC", 10, 1, &[]);
    let person = add(&mut store, "低保户", "5000");
    assert!(matches!(
        apply(&mut store, person, &[first]),
        Saved::Done(_)
    ));
    let decision = eligibility::latest(store.tables(), person)
        .unwrap()
        .unwrap();
    assert_eq!(decision.verdict.outcome, Outcome::Eligible);

    // The line falls: the decision stands, another class may still be chosen.
    let lower = NewParameter {
        name: "income.dibao.fen".to_owned(),
        area: "654004".to_owned(),
        value: 400_000,
        unit: "fen".to_owned(),
        valid_from: Some(date("2026-11-01")),
        valid_to: None,
        source: "某文件".to_owned(),
        confidence: "high".to_owned(),
    };
    parameters::replace(&mut store, line, &lower).unwrap();
    let saved = apply(&mut store, person, &[second, first]);
    assert!(matches!(saved, Saved::Done(_)));
    let decisions = eligibility::decisions(store.tables(), person).unwrap();
    assert_eq!(decisions, std::slice::from_ref(&decision));

    // After a withdrawal it is a new application, asked as of today.
    applications::withdraw(&mut store, person).unwrap();
    assert_eq!(
        eligibility::standing(&store, person, date("2026-10-31"))
            .unwrap()
            .now
            .outcome,
        Outcome::Eligible,
        "withdrawing is no fact"
    );
    assert_eq!(
        codes(apply(&mut store, person, &[first])),
        ["APPLICATION_NOT_ELIGIBLE", "ELIGIBILITY_INCOME_ABOVE"]
    );
    let higher = NewParameter {
        value: 700_000,
        ..lower
    };
    let now = parameters::in_force(
        store.tables(),
        "income.dibao.fen",
        "654004",
        date("2026-11-24"),
    )
    .unwrap()
    .unwrap();
    parameters::replace(
        &mut store,
        now.id.unwrap(),
        &NewParameter {
            valid_from: Some(date("2026-11-20")),
            ..higher
        },
    )
    .unwrap();
    assert!(matches!(
        apply(&mut store, person, &[first]),
        Saved::Done(_)
    ));
    let decisions = eligibility::decisions(store.tables(), person).unwrap();
    assert_eq!(decisions.len(), 2);
    assert_eq!(decisions[0], decision);
    assert_eq!(decisions[1].supersedes, Some(decision.id));
}
