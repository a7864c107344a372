//! Properties of the rule; decisions in a store.

use super::model::{Difference, Effect, Facts, Outcome, RuleVersion, Rulebook};
use super::{Comparison, affected, decide_anew, decisions, latest, open_evidence, standing};
use super::{freeze, question, rulebook, rules};
use crate::base::{ApplicationId, EntityId, PersonId, reference};
use crate::parameters::{self, NewParameter};
use crate::people::{self, Entry, Field};
use crate::store::Store;
use crate::store::testing::{county, day};
use proptest::option;
use proptest::prelude::*;

const LINES: [(&str, i64); 4] = [
    ("income.dibao.fen", 600_000),
    ("income.disposable.fen", 1_800_000),
    ("income.monitoring_line.fen", 800_000),
    ("income.regular_line.fen", 900_000),
];

fn parameter(name: &str, value: i64, from: &str) -> NewParameter {
    NewParameter {
        name: name.to_owned(),
        area: "654004".to_owned(),
        value,
        unit: "fen".to_owned(),
        valid_from: Some(day(from)),
        valid_to: None,
        source: "某文件".to_owned(),
        confidence: "high".to_owned(),
    }
}

fn enter(store: &mut Store, new: &NewParameter) -> EntityId {
    match parameters::set(store, new).unwrap() {
        parameters::Saved::Done(written) => written.value,
        parameters::Saved::Refused(problems) => panic!("{problems:?}"),
    }
}

fn with_lines() -> Store {
    let mut store = county("2026-11-25");
    for (name, value) in LINES {
        enter(&mut store, &parameter(name, value, "2020-01-01"));
    }
    store
}

fn book(date: &str) -> Rulebook {
    rulebook(&with_lines(), "654004", day(date)).unwrap()
}

fn outcome(facts: &Facts, book: &Rulebook) -> Outcome {
    rules::decide(facts, book, RuleVersion::CURRENT).outcome
}

fn any_facts() -> impl Strategy<Value = Facts> {
    let categories: Vec<String> = reference::categories()
        .iter()
        .map(|category| category.code.to_owned())
        .chain(["ordinary", "监测户", "低保户", "说不清"].map(str::to_owned))
        .collect();
    let days = |first: i64, last: i64| {
        (first..last).prop_map(|number| crate::store::date_from_days(number).unwrap())
    };
    let county = || {
        option::of(prop::sample::select(vec![
            "654004".to_owned(),
            "654021".to_owned(),
        ]))
    };
    let text = || option::of(Just("某某证明".to_owned()));
    (
        (
            option::of(days(-8_000, 19_000)),
            option::of(prop::sample::select(categories)),
            county(),
            text(),
            option::of(Just("某处".to_owned())),
            county(),
        ),
        (
            option::of(-100_000i64..3_000_000),
            option::of(2020i64..2030),
            text(),
            text(),
            option::of(days(20_000, 21_000)),
            option::of(days(20_000, 21_000)),
        ),
    )
        .prop_map(|(person, household)| Facts {
            birth: person.0,
            category: person.1,
            county: person.2,
            township: person.3,
            residence_county: person.4.as_ref().and(person.5.clone()),
            residence: person.4,
            income_per_head: household.0,
            income_year: household.1,
            income_source: household.2,
            income_evidence: household.3,
            valid_from: household.4,
            valid_to: household.5,
        })
}

proptest! {
    /// Less income never makes anybody less eligible.
    #[test]
    fn the_outcome_is_monotone_in_income(
        facts in any_facts(), low in -100_000i64..3_000_000, more in 0i64..3_000_000,
    ) {
        let book = book("2026-03-01");
        let poor = Facts { income_per_head: Some(low), ..facts.clone() };
        let rich = Facts { income_per_head: Some(low + more), ..facts };
        if outcome(&rich, &book) == Outcome::Eligible {
            prop_assert_eq!(outcome(&poor, &book), Outcome::Eligible);
        }
        if outcome(&poor, &book) == Outcome::NotEligible {
            prop_assert_eq!(outcome(&rich, &book), Outcome::NotEligible);
        }
    }

    /// More evidence never turns an answer into `evidence missing`.
    #[test]
    fn added_evidence_never_makes_evidence_missing(facts in any_facts(), more in any_facts()) {
        let book = book("2026-03-01");
        // A person of whom enough is known that most are not `evidence missing`.
        let facts = Facts {
            birth: facts.birth.or(Some(day("1990-01-01"))),
            category: facts.category.or(Some("JC3".to_owned())),
            county: facts.county.or(Some("654004".to_owned())),
            ..facts
        };
        let before = outcome(&facts, &book);
        // What is added must itself be usable: a year of that income, a
        // validity that holds, a place that is known.
        let usable = facts.income_year.or(more.income_year).is_none_or(|year| (2025..=2026).contains(&year));
        if before == Outcome::EvidenceMissing || !usable {
            return Ok(());
        }
        let added = Facts {
            township: facts.township.or(more.township),
            income_per_head: facts.income_per_head.or(more.income_per_head),
            income_year: facts.income_year.or(more.income_year),
            income_source: facts.income_source.or(more.income_source),
            income_evidence: facts.income_evidence.or(more.income_evidence),
            ..facts
        };
        prop_assert_ne!(outcome(&added, &book), Outcome::EvidenceMissing);
    }

    /// Nobody is refused without a reason against, and never on an estimate.
    #[test]
    fn nobody_is_refused_on_an_estimate_or_on_nothing(facts in any_facts()) {
        let mut book = book("2026-03-01");
        for entry in book.entries.values_mut().filter(|entry| entry.unit == "fen") {
            entry.confidence = "estimate".to_owned();
        }
        let verdict = rules::decide(&facts, &book, RuleVersion::CURRENT);
        prop_assert_eq!(
            verdict.outcome == Outcome::NotEligible,
            !verdict.codes(Effect::Against).is_empty()
        );
        prop_assert!(!verdict.codes(Effect::Against).contains(&"ELIGIBILITY_INCOME_ABOVE"));
    }

    /// Parameters that are not in force on the date change nothing.
    #[test]
    fn only_what_is_in_force_on_the_date_counts(facts in any_facts(), value in 0i64..2_000_000) {
        let mut store = with_lines();
        let before = rulebook(&store, "654004", day("2026-03-01")).unwrap();
        for (name, _) in LINES {
            enter(&mut store, &parameter(name, value, "2026-03-02"));
            let mut ended = parameter(name, value, "2026-01-01");
            ended.valid_to = Some(day("2026-02-28"));
            enter(&mut store, &ended);
            let mut elsewhere = parameter(name, value, "2026-01-01");
            elsewhere.area = "654021".to_owned();
            enter(&mut store, &elsewhere);
        }
        let after = rulebook(&store, "654004", day("2026-03-01")).unwrap();
        prop_assert_eq!(
            rules::decide(&facts, &before, RuleVersion::CURRENT),
            rules::decide(&facts, &after, RuleVersion::CURRENT)
        );
    }
}

/// The struct itself is read: what it has no place for cannot be an input.
#[test]
fn group_attributes_wishes_and_refusals_are_no_facts() {
    let source = include_str!("model.rs");
    let body = source.split("pub struct Facts {").nth(1).unwrap();
    let body = body.split("\n}").next().unwrap();
    let fields: Vec<&str> = body
        .lines()
        .filter_map(|line| line.trim().strip_prefix("pub ")?.split(':').next())
        .collect();
    assert_eq!(
        fields,
        [
            "birth",
            "category",
            "county",
            "township",
            "residence",
            "residence_county",
            "income_per_head",
            "income_year",
            "income_source",
            "income_evidence",
            "valid_from",
            "valid_to"
        ]
    );
    // Every fact is frozen and compared.
    let whole = Facts {
        birth: Some(day("1990-01-01")),
        category: Some("DB".into()),
        county: Some("654004".into()),
        township: Some("某乡".into()),
        residence: Some("某处".into()),
        residence_county: Some("654004".into()),
        income_per_head: Some(1),
        income_year: Some(2025),
        income_source: Some("某".into()),
        income_evidence: Some("某".into()),
        valid_from: Some(day("2026-01-01")),
        valid_to: Some(day("2026-12-31")),
    };
    assert_eq!(whole.listed().len(), fields.len());
}

fn add(store: &mut Store, entry: &Entry<'_>) -> PersonId {
    match people::save(store, None, entry).unwrap() {
        people::Saved::Done { person, .. } => person,
        people::Saved::Refused(problems) => panic!("{problems:?}"),
    }
}

fn recipient() -> Entry<'static> {
    Entry::new()
        .with(Field::Name, "阿依古丽")
        .with(Field::DocumentNumber, "654004199001010018")
        .with(Field::Address, "霍尔果斯市莫乎尔牧场2村")
        .with(Field::Category, "低保户")
        .with(Field::HouseholdNumber, "654004001")
        .with(Field::IncomePerHead, "6200")
        .with(Field::IncomeYear, "2025")
        .with(Field::IncomeSource, "民政核对")
        .with(Field::IncomeEvidence, "低保证")
}

fn decide_for(store: &mut Store, person: PersonId) -> EntityId {
    let today = store.today();
    let asked = question(store, person, today).unwrap();
    store
        .write("test.freeze", today, |change| {
            freeze(change, &asked, ApplicationId([7; 16]))
        })
        .unwrap()
        .value
}

#[test]
fn a_decision_is_frozen_and_what_changes_is_a_difference() {
    let mut store = county("2026-11-25");
    let line = enter(
        &mut store,
        &parameter("income.dibao.fen", 650_000, "2026-01-01"),
    );
    let person = add(&mut store, &recipient());
    decide_for(&mut store, person);
    let first = latest(store.tables(), person).unwrap().unwrap();
    assert_eq!(first.verdict.outcome, Outcome::Eligible);
    assert_eq!(
        first.facts.iter().find(|(key, _)| key == "income_per_head"),
        Some(&("income_per_head".to_owned(), "620000".to_owned()))
    );
    let basis = rules::bases(&first.verdict)["income.dibao.fen"].clone();
    assert_eq!((basis.id, basis.value), (Some(line), 650_000));
    assert_eq!(
        standing(&store, person, day("2026-11-25"))
            .unwrap()
            .decisions[0]
            .1,
        []
    );

    people::save(
        &mut store,
        Some(person),
        &Entry::new().with(Field::IncomePerHead, "7000"),
    )
    .unwrap();
    let mut raised = parameter("income.dibao.fen", 680_000, "2026-11-01");
    raised.source = "提标文件".to_owned();
    parameters::replace(&mut store, line, &raised).unwrap();

    let now = standing(&store, person, day("2026-11-25")).unwrap();
    let (kept, differences) = &now.decisions[0];
    assert_eq!(kept, &first, "a decision is never written again");
    assert!(differences.contains(&Difference::Outcome {
        was: Outcome::Eligible,
        now: Outcome::NotEligible
    }));
    assert!(differences.contains(&Difference::Fact {
        field: "income_per_head".into(),
        was: Some("620000".into()),
        now: Some("700000".into())
    }));
    assert!(differences.iter().any(|one| matches!(
        one,
        Difference::Parameter { name, was: Some(was), now: Some(now) }
            if name == "income.dibao.fen" && was.value == 650_000 && now.value == 680_000
    )));
    assert_eq!(differences.len(), 3);

    assert_eq!(
        decide_anew(&mut store, person, "  ").unwrap_err().code,
        "REASON_MISSING"
    );
    let second = decide_anew(&mut store, person, "收入已核对").unwrap().value;
    let all = decisions(store.tables(), person).unwrap();
    assert_eq!(all.len(), 2);
    assert_eq!(all[0], first);
    assert_eq!((all[1].id, all[1].supersedes), (second, Some(first.id)));
    assert_eq!(all[1].verdict.outcome, Outcome::NotEligible);
    assert_eq!(all[1].why, "收入已核对");

    let before = store.tables().query_row(
        "SELECT hex(outcome) || hex(reasons) FROM eligibility_decision WHERE id = ?1",
        [first.id],
        |row| row.get::<_, String>(0),
    );
    store.rebuild().unwrap();
    let after = store.tables().query_row(
        "SELECT hex(outcome) || hex(reasons) FROM eligibility_decision WHERE id = ?1",
        [first.id],
        |row| row.get::<_, String>(0),
    );
    assert_eq!(before.unwrap(), after.unwrap());
}

#[test]
fn deciding_anew_needs_a_decision() {
    let mut store = county("2026-11-25");
    let person = add(&mut store, &recipient());
    assert_eq!(
        decide_anew(&mut store, person, "某理由").unwrap_err().code,
        "ELIGIBILITY_DECISION_ABSENT"
    );
}

#[test]
fn missing_evidence_stays_listed_until_somebody_decides_anew() {
    let mut store = county("2026-11-25");
    let person = add(&mut store, &recipient());
    decide_for(&mut store, person);
    let open = open_evidence(&store, day("2026-11-25")).unwrap();
    assert_eq!(open.len(), 1);
    assert_eq!(open[0].missing[0].code, "ELIGIBILITY_LINE_MISSING");
    assert_eq!(open[0].now, Outcome::EvidenceMissing);
    enter(
        &mut store,
        &parameter("income.dibao.fen", 650_000, "2026-01-01"),
    );
    let open = open_evidence(&store, day("2026-11-25")).unwrap();
    assert_eq!(open[0].now, Outcome::Eligible, "still open: nobody decided");
    decide_anew(&mut store, person, "标准已录入").unwrap();
    assert_eq!(open_evidence(&store, day("2026-11-25")).unwrap(), []);
}

#[test]
fn a_re_check_lists_whom_a_parameter_affects_and_changes_nothing() {
    let mut store = county("2026-11-25");
    let line = enter(
        &mut store,
        &parameter("income.dibao.fen", 600_000, "2026-01-01"),
    );
    let above = add(&mut store, &recipient());
    let untouched = add(
        &mut store,
        &Entry::new()
            .with(Field::Name, "巴合提")
            .with(Field::DocumentNumber, "654004199101010015")
            .with(Field::Address, "霍尔果斯市莫乎尔牧场3村")
            .with(Field::Category, "两后生"),
    );
    let raised = parameter("income.dibao.fen", 650_000, "2026-12-01");
    let parameters::Saved::Done(written) = parameters::replace(&mut store, line, &raised).unwrap()
    else {
        panic!("refused");
    };
    let everybody = people::stated_ids(&store).unwrap();
    assert_eq!(everybody.len(), 2);
    let comparison = Comparison::since(&store, written.value).unwrap();
    let date = comparison.day(store.today());
    assert_eq!(date, day("2026-12-01"));
    let found = affected(&store, &everybody, date, &comparison).unwrap();
    assert_eq!(found.len(), 1, "the other rests on no line: {untouched}");
    assert_eq!(
        (found[0].person, found[0].before, found[0].after.outcome),
        (above, Outcome::NotEligible, Outcome::Eligible)
    );
    assert_eq!(found[0].decided, None);
    // On a day before it is in force it affects nobody who rests on no new line.
    let early = affected(&store, &everybody, day("2026-11-25"), &comparison).unwrap();
    assert_eq!(early, []);
    // The one that ended, asked for a day after its end.
    let ended = Comparison::since(&store, line).unwrap();
    let found = affected(&store, &everybody, day("2026-12-01"), &ended).unwrap();
    assert_eq!((found.len(), found[0].before), (1, Outcome::NotEligible));
    // With decisions: nobody has one yet.
    let none = affected(&store, &everybody, date, &Comparison::Decisions).unwrap();
    assert_eq!(none, []);
    decide_for(&mut store, above);
    let later = affected(&store, &everybody, date, &Comparison::Decisions).unwrap();
    assert_eq!(
        (later.len(), later[0].before, later[0].after.outcome),
        (1, Outcome::NotEligible, Outcome::Eligible)
    );
    assert_eq!(decisions(store.tables(), above).unwrap().len(), 1);
    assert_eq!(
        Comparison::since(&store, [9; 16]).unwrap_err().code,
        "PARAMETER_ABSENT"
    );
}
