//! The table of cases (`cases.csv`, readable by an officer) against the rule,
//! with the parameters of `case_parameters.csv` entered in a store.

use super::model::{Facts, Outcome, RuleVersion, Rulebook};
use super::{rulebook, rules};
use crate::base::reference;
use crate::parameters::{self, NewParameter};
use crate::people::rules::read_address;
use crate::store::Store;
use crate::store::testing::{county, day};
use std::collections::{BTreeMap, BTreeSet};

const CASES: &str = include_str!("cases.csv");
const PARAMETERS: &str = include_str!("case_parameters.csv");
const HOME: &str = "654004";

/// Rows as cells; no cell of these files holds a comma.
fn rows(text: &'static str) -> Vec<Vec<&'static str>> {
    text.lines()
        .skip(1)
        .map(|line| line.split(',').collect())
        .collect()
}

struct Variant {
    store: Store,
    without: Vec<&'static str>,
}

fn variant(name: &str) -> Variant {
    let mut store = county("2026-11-25");
    let mut without = Vec::new();
    for row in rows(PARAMETERS) {
        let [of, parameter, area, value, from, to, confidence] = row[..] else {
            panic!("{row:?}");
        };
        if of != name {
            continue;
        }
        if value.is_empty() {
            without.push(parameter);
            continue;
        }
        let new = NewParameter {
            name: parameter.to_owned(),
            area: area.to_owned(),
            value: value.parse().unwrap(),
            unit: parameter.rsplit('.').next().unwrap().to_owned(),
            valid_from: from.parse().ok(),
            valid_to: to.parse().ok(),
            source: "某文件".to_owned(),
            confidence: confidence.to_owned(),
        };
        assert!(matches!(
            parameters::set(&mut store, &new).unwrap(),
            parameters::Saved::Done(_)
        ));
    }
    Variant { store, without }
}

fn filled(text: &str) -> Option<String> {
    (!text.is_empty()).then(|| text.to_owned())
}

fn fen(text: &str) -> Option<i64> {
    if text.is_empty() {
        return None;
    }
    let positive = crate::base::Fen::parse_yuan(text.trim_start_matches('-')).unwrap();
    Some(if text.starts_with('-') {
        -positive.0
    } else {
        positive.0
    })
}

struct Case {
    number: &'static str,
    facts: Facts,
    book: Rulebook,
    outcome: Outcome,
    codes: Vec<String>,
}

fn cases() -> Vec<Case> {
    let mut variants: BTreeMap<&str, Variant> = BTreeMap::new();
    rows(CASES)
        .into_iter()
        .map(|row| {
            let [
                number,
                _,
                category,
                income,
                year,
                source,
                evidence,
                from,
                to,
                birth,
                county,
                township,
                residence,
                date,
                parameters,
                outcome,
                codes,
            ] = row[..]
            else {
                panic!("{row:?}");
            };
            let variant = variants
                .entry(parameters)
                .or_insert_with(|| variant(parameters));
            let mut book = rulebook(&variant.store, HOME, day(date)).unwrap();
            for name in &variant.without {
                book.entries.remove(*name);
            }
            Case {
                number,
                facts: Facts {
                    birth: birth.parse().ok(),
                    category: filled(category),
                    county: filled(county),
                    township: filled(township),
                    residence_county: read_address(residence, HOME).county.map(str::to_owned),
                    residence: filled(residence),
                    income_per_head: fen(income),
                    income_year: year.parse().ok(),
                    income_source: filled(source),
                    income_evidence: filled(evidence),
                    valid_from: from.parse().ok(),
                    valid_to: to.parse().ok(),
                },
                book,
                outcome: match outcome {
                    "可以" => Outcome::Eligible,
                    "不可以" => Outcome::NotEligible,
                    "缺证据" => Outcome::EvidenceMissing,
                    other => panic!("{number}: {other}"),
                },
                codes: codes
                    .split(' ')
                    .map(|code| format!("ELIGIBILITY_{code}"))
                    .collect(),
            }
        })
        .collect()
}

#[test]
fn every_case_of_the_table_comes_out_as_written() {
    let cases = cases();
    assert!(cases.len() >= 60);
    let wrong: Vec<String> = cases
        .iter()
        .filter_map(|case| {
            let verdict = rules::decide(&case.facts, &case.book, RuleVersion::V1);
            let codes: Vec<&str> = verdict
                .reasons
                .iter()
                .map(|reason| reason.code.as_str())
                .collect();
            (verdict.outcome != case.outcome || codes != case.codes).then(|| {
                format!(
                    "{}: {:?} {codes:?}, written {:?} {:?}",
                    case.number, verdict.outcome, case.outcome, case.codes
                )
            })
        })
        .collect();
    assert!(wrong.is_empty(), "{}", wrong.join("\n"));
}

#[test]
fn the_table_speaks_of_every_reason_every_category_and_every_outcome() {
    let cases = cases();
    let told: BTreeSet<&str> = cases
        .iter()
        .flat_map(|case| case.codes.iter().map(String::as_str))
        .collect();
    assert_eq!(told, rules::CODES.iter().copied().collect::<BTreeSet<_>>());
    let categories: BTreeSet<&str> = cases
        .iter()
        .filter_map(|case| case.facts.category.as_deref())
        .collect();
    for category in reference::categories() {
        assert!(
            categories.iter().any(|written| {
                *written == category.code
                    || reference::category_by_name(written)
                        == reference::CategoryMatch::Known(category.code)
            }),
            "{} has no case",
            category.code
        );
    }
    let outcomes: BTreeSet<Outcome> = cases.iter().map(|case| case.outcome).collect();
    assert_eq!(outcomes.len(), Outcome::ALL.len());
}

#[test]
fn every_reason_on_a_number_names_its_parameter_with_source() {
    for case in cases() {
        let verdict = rules::decide(&case.facts, &case.book, RuleVersion::V1);
        for reason in &verdict.reasons {
            let rests = matches!(
                reason.code.as_str(),
                "ELIGIBILITY_INCOME_BELOW"
                    | "ELIGIBILITY_INCOME_ABOVE"
                    | "ELIGIBILITY_LINE_ESTIMATED"
                    | "ELIGIBILITY_AGE"
                    | "ELIGIBILITY_AGE_UNDER"
                    | "ELIGIBILITY_AGE_OVER"
                    | "ELIGIBILITY_MINOR_GUARDIAN"
                    | "ELIGIBILITY_INCOME_OLD"
                    | "ELIGIBILITY_ORDINARY"
                    | "ELIGIBILITY_ORDINARY_ADMITTED"
            );
            assert_eq!(
                !reason.rests_on.is_empty(),
                rests,
                "{} {}",
                case.number,
                reason.code
            );
            assert!(reason.rests_on.iter().all(|basis| !basis.source.is_empty()));
        }
    }
}
