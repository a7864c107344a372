//! The rule of eligibility (domain.md §2). Pure.
//!
//! Four clauses, each with its reasons: age, residence, category, income. One
//! reason against makes `not eligible`; else one thing missing makes `evidence
//! missing`; else the person is eligible. Categories and their income lines
//! come from `category_rules.csv` and `category_succession.csv`, every number
//! from a parameter.

use super::model::{
    Basis, Decision, Difference, Effect, Facts, Outcome, Reason, RuleVersion, Rulebook, Verdict,
};
use crate::base::Problem;
use crate::base::reference::{
    CategoryMatch, CategoryRule, category_by_name, category_rule, category_rules, succession,
};
use crate::parameters::Dated;
use crate::people::model::ORDINARY;
use chrono::Datelike;
use std::collections::{BTreeMap, BTreeSet};

/// Years below which nobody is enrolled.
pub const AGE_MIN: &str = "eligibility.age.min.years";
/// Years below which a guardian must agree before training.
pub const AGE_ADULT: &str = "eligibility.age.adult.years";
/// Years above which nobody is enrolled, where an area has such a rule.
pub const AGE_MAX: &str = "eligibility.age.max.years";
/// How many years before the date's year an income may be of.
pub const INCOME_AGE: &str = "eligibility.income.age.years";
/// Whether an ordinary rural household is taken as rural workers on the move:
/// 1 yes, 0 no.
pub const ORDINARY_RULE: &str = "eligibility.ordinary.count";

/// Every code of a reason; each stands in the table of cases.
pub const CODES: &[&str] = &[
    "ELIGIBILITY_AGE",
    "ELIGIBILITY_AGE_UNDER",
    "ELIGIBILITY_AGE_OVER",
    "ELIGIBILITY_AGE_UNKNOWN",
    "ELIGIBILITY_AGE_RULE_MISSING",
    "ELIGIBILITY_MINOR_GUARDIAN",
    "ELIGIBILITY_RESIDENT",
    "ELIGIBILITY_RESIDENT_REGISTER",
    "ELIGIBILITY_RESIDENCE_ELSEWHERE",
    "ELIGIBILITY_RESIDENCE_MISSING",
    "ELIGIBILITY_RESIDENCE_UNREADABLE",
    "ELIGIBILITY_CATEGORY",
    "ELIGIBILITY_CATEGORY_SUCCEEDED",
    "ELIGIBILITY_CATEGORY_MISSING",
    "ELIGIBILITY_CATEGORY_UNKNOWN",
    "ELIGIBILITY_CATEGORY_ASK",
    "ELIGIBILITY_CATEGORY_NOT_YET",
    "ELIGIBILITY_ORDINARY",
    "ELIGIBILITY_ORDINARY_OPEN",
    "ELIGIBILITY_ORDINARY_ADMITTED",
    "ELIGIBILITY_INCOME_BELOW",
    "ELIGIBILITY_INCOME_ABOVE",
    "ELIGIBILITY_LINE_MISSING",
    "ELIGIBILITY_LINE_ESTIMATED",
    "ELIGIBILITY_INCOME_MISSING",
    "ELIGIBILITY_INCOME_YEAR_MISSING",
    "ELIGIBILITY_INCOME_OLD",
    "ELIGIBILITY_INCOME_YEAR_FUTURE",
    "ELIGIBILITY_INCOME_SOURCE_MISSING",
    "ELIGIBILITY_INCOME_EVIDENCE_MISSING",
    "ELIGIBILITY_HOUSEHOLD_NOT_VALID",
];

/// The names of all parameters the rule may ask for.
pub fn parameter_names() -> BTreeSet<&'static str> {
    category_rules()
        .iter()
        .flat_map(|rule| [rule.line, rule.times])
        .flatten()
        .chain([AGE_MIN, AGE_ADULT, AGE_MAX, INCOME_AGE, ORDINARY_RULE])
        .collect()
}

/// Reasons as they are found.
struct Finding<'r> {
    book: &'r Rulebook,
    reasons: Vec<Reason>,
}

impl Finding<'_> {
    fn parameter(&self, name: &str) -> Option<&Dated> {
        self.book.entries.get(name)
    }

    fn add(&mut self, effect: Effect, clause: &'static str, code: &'static str) -> &mut Reason {
        self.reasons.push(Reason {
            code: code.to_owned(),
            effect,
            clause: clause.to_owned(),
            params: Vec::new(),
            rests_on: Vec::new(),
            field: None,
        });
        let last = self.reasons.len() - 1;
        &mut self.reasons[last]
    }
}

impl Reason {
    fn with(&mut self, name: &str, value: impl ToString) -> &mut Self {
        self.params.push((name.to_owned(), value.to_string()));
        self
    }

    fn on(&mut self, field: &str) -> &mut Self {
        self.field = Some(field.to_owned());
        self
    }

    fn resting(&mut self, entry: &Dated) -> &mut Self {
        self.rests_on.push(Basis::from(entry));
        self
    }
}

/// Whether the person with these facts is eligible under the parameters in
/// force, by the edition `version` of the rule.
pub fn decide(facts: &Facts, book: &Rulebook, version: RuleVersion) -> Verdict {
    let mut finding = Finding {
        book,
        reasons: Vec::new(),
    };
    match version {
        RuleVersion::V1 => {
            age(facts, &mut finding);
            residence(facts, &mut finding);
            category(facts, &mut finding);
        }
    }
    let has = |effect| finding.reasons.iter().any(|reason| reason.effect == effect);
    let outcome = if has(Effect::Against) {
        Outcome::NotEligible
    } else if has(Effect::Missing) {
        Outcome::EvidenceMissing
    } else {
        Outcome::Eligible
    };
    Verdict {
        outcome,
        reasons: finding.reasons,
    }
}

/// Under the working age nobody is enrolled; up to the age of majority a
/// guardian must agree before training; an upper age only where an area has
/// entered one.
fn age(facts: &Facts, finding: &mut Finding<'_>) {
    let Some(birth) = facts.birth else {
        finding
            .add(Effect::Missing, "age", "ELIGIBILITY_AGE_UNKNOWN")
            .on("birth_date");
        return;
    };
    let years = finding.book.date.years_since(birth).map_or(0, i64::from);
    let parameter = |finding: &Finding<'_>, name| finding.parameter(name).cloned();
    let Some(least) = parameter(finding, AGE_MIN) else {
        finding
            .add(Effect::Missing, "age", "ELIGIBILITY_AGE_RULE_MISSING")
            .with("parameter", AGE_MIN);
        return;
    };
    if years < least.value {
        finding
            .add(Effect::Against, "age", "ELIGIBILITY_AGE_UNDER")
            .with("age", years)
            .with("least", least.value)
            .resting(&least);
        return;
    }
    if let Some(most) = parameter(finding, AGE_MAX)
        && years > most.value
    {
        finding
            .add(Effect::Against, "age", "ELIGIBILITY_AGE_OVER")
            .with("age", years)
            .with("most", most.value)
            .resting(&most);
        return;
    }
    finding
        .add(Effect::For, "age", "ELIGIBILITY_AGE")
        .with("age", years)
        .resting(&least);
    match parameter(finding, AGE_ADULT) {
        Some(adult) if years < adult.value => {
            finding
                .add(Effect::Note, "age", "ELIGIBILITY_MINOR_GUARDIAN")
                .with("age", years)
                .with("adult", adult.value)
                .resting(&adult);
        }
        Some(_) => {}
        None => {
            finding
                .add(Effect::Missing, "age", "ELIGIBILITY_AGE_RULE_MISSING")
                .with("parameter", AGE_ADULT);
        }
    }
}

/// Registered in the office's area, or living there.
fn residence(facts: &Facts, finding: &mut Finding<'_>) {
    let office = finding.book.office.clone();
    let inside = |code: &Option<String>| {
        code.as_deref()
            .is_some_and(|code| office.narrowness(code).is_some())
    };
    if inside(&facts.county) {
        finding.add(Effect::For, "residence", "ELIGIBILITY_RESIDENT");
    } else if inside(&facts.residence_county) {
        finding
            .add(Effect::For, "residence", "ELIGIBILITY_RESIDENT")
            .on("residence");
    } else if facts.residence.is_some() && facts.residence_county.is_none() {
        // Lives somewhere that no table knows: it may be here.
        finding
            .add(
                Effect::Missing,
                "residence",
                "ELIGIBILITY_RESIDENCE_UNREADABLE",
            )
            .on("residence");
    } else if let Some(county) = &facts.county {
        finding
            .add(
                Effect::Against,
                "residence",
                "ELIGIBILITY_RESIDENCE_ELSEWHERE",
            )
            .with("area", county)
            .on("address");
    } else if facts.township.is_some() {
        finding.add(Effect::For, "residence", "ELIGIBILITY_RESIDENT_REGISTER");
    } else {
        finding
            .add(
                Effect::Missing,
                "residence",
                "ELIGIBILITY_RESIDENCE_MISSING",
            )
            .on("address");
    }
}

/// What the stated category means today, and what it asks.
fn category(facts: &Facts, finding: &mut Finding<'_>) {
    let date = finding.book.date;
    let stated = facts.category.as_deref().unwrap_or_default().trim();
    if stated.is_empty() {
        finding
            .add(Effect::Missing, "category", "ELIGIBILITY_CATEGORY_MISSING")
            .on("category");
        return;
    }
    let code = if stated == ORDINARY {
        return ordinary(finding);
    } else {
        match category_by_name(stated) {
            CategoryMatch::Known(code) => code,
            CategoryMatch::NotLowIncome => return ordinary(finding),
            CategoryMatch::MustAsk => {
                finding
                    .add(Effect::Missing, "category", "ELIGIBILITY_CATEGORY_ASK")
                    .with("category", stated)
                    .on("category");
                return;
            }
            CategoryMatch::Unknown => {
                finding
                    .add(Effect::Missing, "category", "ELIGIBILITY_CATEGORY_UNKNOWN")
                    .with("category", stated)
                    .on("category");
                return;
            }
        }
    };
    let succeeded = succession(code, date);
    if let Some(step) = succeeded {
        finding
            .add(Effect::Note, "category", "ELIGIBILITY_CATEGORY_SUCCEEDED")
            .with("category", code)
            .with("successor", step.successor)
            .with("from", step.from);
    }
    let today = succeeded.map_or(code, |step| step.successor);
    let Some(rule) = category_rule(today, date) else {
        finding
            .add(Effect::Missing, "category", "ELIGIBILITY_CATEGORY_NOT_YET")
            .with("category", today)
            .on("category");
        return;
    };
    match rule.line {
        Some(line) if succeeded.is_none_or(|step| step.line_applies) => {
            income(facts, finding, rule, line);
        }
        _ => {
            finding
                .add(Effect::For, "category", "ELIGIBILITY_CATEGORY")
                .with("category", today);
        }
    }
}

/// An ordinary household is no low-income category. Whether its members are
/// taken as rural workers on the move (NZY) is a rule of the area; as long as
/// nobody has said, nobody is refused.
fn ordinary(finding: &mut Finding<'_>) {
    let rule = finding.parameter(ORDINARY_RULE).cloned();
    match rule {
        None => {
            finding
                .add(Effect::Missing, "category", "ELIGIBILITY_ORDINARY_OPEN")
                .with("parameter", ORDINARY_RULE)
                .on("category");
        }
        Some(rule) if rule.value == 0 => {
            finding
                .add(Effect::Against, "category", "ELIGIBILITY_ORDINARY")
                .on("category")
                .resting(&rule);
        }
        Some(rule) => {
            finding
                .add(Effect::For, "category", "ELIGIBILITY_ORDINARY_ADMITTED")
                .resting(&rule);
        }
    }
}

/// The line of a category: its parameter, times its multiplier. Both are
/// needed; what rests on either rests on both.
fn line_of(
    finding: &Finding<'_>,
    rule: &CategoryRule,
    name: &'static str,
) -> Result<(i64, Vec<Dated>), &'static str> {
    let line = finding.parameter(name).ok_or(name)?.clone();
    let Some(times) = rule.times else {
        return Ok((line.value, vec![line]));
    };
    let factor = finding.parameter(times).ok_or(times)?.clone();
    // Fen times permille, kept exact to the fen by rounding down: an income
    // must lie below the line.
    let value = i128::from(line.value) * i128::from(factor.value) / 1000;
    let value = i64::try_from(value).map_err(|_| name)?;
    Ok((value, vec![line, factor]))
}

/// The income of the household against the line of its category. Everything
/// missing is named at once, so that one visit is enough.
fn income(facts: &Facts, finding: &mut Finding<'_>, rule: &CategoryRule, name: &'static str) {
    let line = line_of(finding, rule, name);
    let usable = usable_income(facts, finding);
    let (line, rests_on) = match line {
        Ok(found) => found,
        Err(missing) => {
            finding
                .add(Effect::Missing, "income", "ELIGIBILITY_LINE_MISSING")
                .with("category", rule.code)
                .with("parameter", missing);
            return;
        }
    };
    let Some((income, year)) = usable else {
        return;
    };
    let estimated = rests_on.iter().any(Dated::is_estimate);
    let (effect, code) = if income < line {
        (Effect::For, "ELIGIBILITY_INCOME_BELOW")
    } else if estimated {
        (Effect::Missing, "ELIGIBILITY_LINE_ESTIMATED")
    } else {
        (Effect::Against, "ELIGIBILITY_INCOME_ABOVE")
    };
    let reason = finding
        .add(effect, "income", code)
        .with("category", rule.code)
        .with("income", income)
        .with("line", line)
        .with("year", year);
    for entry in &rests_on {
        reason.resting(entry);
    }
}

/// The income and its year, where both can be relied on; else says what is
/// missing.
fn usable_income(facts: &Facts, finding: &mut Finding<'_>) -> Option<(i64, i64)> {
    let before = finding.reasons.len();
    let date = finding.book.date;
    if facts.income_per_head.is_none() {
        finding
            .add(Effect::Missing, "income", "ELIGIBILITY_INCOME_MISSING")
            .on("income_per_head");
        return None;
    }
    let this_year = i64::from(date.year());
    match (facts.income_year, finding.parameter(INCOME_AGE).cloned()) {
        (None, _) => {
            finding
                .add(Effect::Missing, "income", "ELIGIBILITY_INCOME_YEAR_MISSING")
                .on("income_year");
        }
        (Some(year), _) if year > this_year => {
            finding
                .add(Effect::Missing, "income", "ELIGIBILITY_INCOME_YEAR_FUTURE")
                .with("year", year)
                .on("income_year");
        }
        (Some(year), Some(oldest)) if year < this_year - oldest.value => {
            finding
                .add(Effect::Missing, "income", "ELIGIBILITY_INCOME_OLD")
                .with("year", year)
                .with("oldest", this_year - oldest.value)
                .on("income_year")
                .resting(&oldest);
        }
        _ => {}
    }
    let blank = |text: &Option<String>| text.as_deref().is_none_or(|text| text.trim().is_empty());
    if blank(&facts.income_source) {
        finding
            .add(
                Effect::Missing,
                "income",
                "ELIGIBILITY_INCOME_SOURCE_MISSING",
            )
            .on("income_source");
    }
    if blank(&facts.income_evidence) {
        finding
            .add(
                Effect::Missing,
                "income",
                "ELIGIBILITY_INCOME_EVIDENCE_MISSING",
            )
            .on("income_evidence");
    }
    if facts.valid_from.is_some_and(|from| date < from)
        || facts.valid_to.is_some_and(|to| to < date)
    {
        finding
            .add(Effect::Missing, "income", "ELIGIBILITY_HOUSEHOLD_NOT_VALID")
            .on("valid_to");
    }
    (finding.reasons.len() == before)
        .then_some(())
        .and(Some((facts.income_per_head?, facts.income_year?)))
}

/// What is otherwise now than when `decision` was made: the outcome, fact by
/// fact, parameter by parameter. Parameters are compared where a reason of
/// either answer rests on them.
pub fn differences(decision: &Decision, facts: &Facts, now: &Verdict) -> Vec<Difference> {
    let mut found = Vec::new();
    if decision.verdict.outcome != now.outcome {
        found.push(Difference::Outcome {
            was: decision.verdict.outcome,
            now: now.outcome,
        });
    }
    let current = RuleVersion::CURRENT.number();
    if decision.rule_version != current {
        found.push(Difference::Rule {
            was: decision.rule_version,
            now: current,
        });
    }
    let before: BTreeMap<&str, &str> = decision
        .facts
        .iter()
        .map(|(key, value)| (key.as_str(), value.as_str()))
        .collect();
    let listed = facts.listed();
    let after: BTreeMap<&str, &str> = listed
        .iter()
        .map(|(key, value)| (*key, value.as_str()))
        .collect();
    let fields: BTreeSet<&str> = before.keys().chain(after.keys()).copied().collect();
    for field in fields {
        let (was, now) = (before.get(field), after.get(field));
        if was != now {
            found.push(Difference::Fact {
                field: field.to_owned(),
                was: was.map(|text| (*text).to_owned()),
                now: now.map(|text| (*text).to_owned()),
            });
        }
    }
    let (was, now) = (bases(&decision.verdict), bases(now));
    let names: BTreeSet<&str> = was.keys().chain(now.keys()).copied().collect();
    for name in names {
        let (was, now) = (was.get(name), now.get(name));
        if was.map(|basis| (basis.value, basis.id)) != now.map(|basis| (basis.value, basis.id)) {
            found.push(Difference::Parameter {
                name: name.to_owned(),
                was: was.map(|basis| Box::new((*basis).clone())),
                now: now.map(|basis| Box::new((*basis).clone())),
            });
        }
    }
    found
}

/// The parameters that the reasons of `verdict` rest on, by name.
pub fn bases(verdict: &Verdict) -> BTreeMap<&str, &Basis> {
    verdict
        .reasons
        .iter()
        .flat_map(|reason| &reason.rests_on)
        .map(|basis| (basis.name.as_str(), basis))
        .collect()
}

/// Names of the values of reasons that refuse.
const PARAMS: &[&str] = &[
    "age", "least", "most", "area", "category", "income", "line", "year",
];

/// The reasons of `verdict` against the person as problems of an application,
/// after `APPLICATION_NOT_ELIGIBLE`; empty when nothing refuses.
pub fn refusals(verdict: &Verdict) -> Vec<Problem> {
    if verdict.outcome != Outcome::NotEligible {
        return Vec::new();
    }
    let mut problems = vec![Problem::refuse("APPLICATION_NOT_ELIGIBLE").on("person")];
    for reason in &verdict.reasons {
        let known = CODES.iter().find(|code| **code == reason.code);
        let (Effect::Against, Some(code)) = (reason.effect, known) else {
            continue;
        };
        let mut problem = Problem::refuse(code).on("person");
        for (name, value) in &reason.params {
            if let Some(name) = PARAMS.iter().find(|known| *known == name) {
                problem = problem.with(name, value);
            }
        }
        problems.push(problem);
    }
    problems
}
