//! Eligibility: the answer in words, decisions with differences, the re-check.

use super::parameters::{area_name, label, value_text};
use super::{count, date, id, yuan};
use crate::session::Session;
use crate::types::eligibility::{
    DifferenceKind, EligibilityAnew, EligibilityAsk, EligibilityDecision, EligibilityDifference,
    EligibilityOutcome, EligibilityReason, EligibilityStanding, OpenEvidenceLine, ParameterBasis,
    ReasonEffect, RecheckCount, RecheckFound, RecheckLine, RecheckRead, RecheckStart,
};
use crate::types::session::TaskId;
use crate::words;
use std::collections::BTreeMap;
use tongfu_core::base::{PersonId, reference};
use tongfu_core::eligibility::{
    self, Affected, Basis, Comparison, Decision, Difference, Effect, Outcome, Reason, Standing,
};
use tongfu_core::people::{self, PersonLine};
use tongfu_core::{Error, Result};

/// People whose answers are asked for while the store is held once.
const CHUNK: usize = 200;

/// What a re-check found; kept while the store is open, and no longer.
pub(crate) struct Recheck {
    id: String,
    date: chrono::NaiveDate,
    people: usize,
    affected: Vec<Affected>,
}

fn outcome(of: Outcome) -> EligibilityOutcome {
    match of {
        Outcome::Eligible => EligibilityOutcome::Eligible,
        Outcome::NotEligible => EligibilityOutcome::NotEligible,
        Outcome::EvidenceMissing => EligibilityOutcome::EvidenceMissing,
    }
}

/// The outcome in words.
pub(crate) fn outcome_name(session: &Session, of: EligibilityOutcome) -> String {
    let code = match of {
        EligibilityOutcome::Eligible => "OUTCOME_ELIGIBLE",
        EligibilityOutcome::NotEligible => "OUTCOME_NOT_ELIGIBLE",
        EligibilityOutcome::EvidenceMissing => "OUTCOME_EVIDENCE_MISSING",
    };
    words::say(session.language(), code, [])
}

fn effect(of: Effect) -> ReasonEffect {
    match of {
        Effect::For => ReasonEffect::For,
        Effect::Against => ReasonEffect::Against,
        Effect::Missing => ReasonEffect::Missing,
        Effect::Note => ReasonEffect::Note,
    }
}

fn category_name(session: &Session, code: &str) -> String {
    match reference::category(code) {
        Some(known) if session.language() != "en" => known.name_zh.to_owned(),
        Some(known) => known.name_en.to_owned(),
        None if code == people::model::ORDINARY => {
            words::say(session.language(), "people-choice-category-ordinary", [])
        }
        None => code.to_owned(),
    }
}

/// A value of a reason as it is said: names for codes, yuan for fen.
fn spoken(session: &Session, name: &str, value: &str) -> String {
    match name {
        "category" | "successor" => category_name(session, value),
        "income" | "line" => value.parse().map_or_else(|_| value.to_owned(), yuan),
        "area" => area_name(session, value),
        "parameter" => label(session, value),
        _ => value.to_owned(),
    }
}

fn with_values<V: AsRef<str>, N: AsRef<str>>(
    session: &Session,
    params: &[(N, V)],
) -> Vec<(String, String)> {
    params
        .iter()
        .map(|(name, value)| {
            (
                name.as_ref().to_owned(),
                spoken(session, name.as_ref(), value.as_ref()),
            )
        })
        .collect()
}

/// The sentence of a reason that refuses an application.
pub(super) fn refusal(session: &Session, problem: &tongfu_core::base::Problem) -> String {
    let params = with_values(session, &problem.params);
    say(session, problem.code, &params)
}

fn say(session: &Session, code: &str, params: &[(String, String)]) -> String {
    words::say(
        session.language(),
        code,
        params
            .iter()
            .map(|(name, value)| (name.as_str(), value.as_str())),
    )
}

fn basis(session: &Session, of: &Basis) -> ParameterBasis {
    ParameterBasis {
        name: of.name.clone(),
        label: label(session, &of.name),
        area_name: area_name(session, &of.area),
        value: value_text(session, of.value, &of.unit),
        valid_from: of.valid_from.map(|day| day.to_string()),
        valid_to: of.valid_to.map(|day| day.to_string()),
        source: of.source.clone(),
        confidence: of.confidence.clone(),
        estimate: of.estimate,
    }
}

fn clause(session: &Session, clause: &str) -> String {
    let code = match clause {
        "age" => "CLAUSE_AGE",
        "residence" => "CLAUSE_RESIDENCE",
        "category" => "CLAUSE_CATEGORY",
        "income" => "CLAUSE_INCOME",
        _ => return clause.to_owned(),
    };
    words::say(session.language(), code, [])
}

fn reason(session: &Session, of: &Reason) -> EligibilityReason {
    let params = with_values(session, &of.params);
    EligibilityReason {
        code: of.code.clone(),
        effect: effect(of.effect),
        clause: clause(session, &of.clause),
        sentence: say(session, &of.code, &params),
        hint: words::hint(
            session.language(),
            &of.code,
            params
                .iter()
                .map(|(name, value)| (name.as_str(), value.as_str())),
        ),
        field: of.field.clone(),
        rests_on: of
            .rests_on
            .iter()
            .map(|entry| basis(session, entry))
            .collect(),
        estimate: of.estimate(),
    }
}

/// A fact as people say it.
fn fact(session: &Session, field: &str, value: Option<&String>) -> String {
    let Some(value) = value else {
        return words::say(session.language(), "NOT_STATED", []);
    };
    match field {
        "category" => category_name(session, value),
        "county" | "residence_county" => area_name(session, value),
        "income_per_head" => value
            .parse()
            .map_or_else(|_| value.clone(), |fen| value_text(session, fen, "fen")),
        _ => value.clone(),
    }
}

fn field_name(session: &Session, field: &str) -> String {
    let code = format!("people-field-{}", field.replace('_', "-"));
    let said = words::say(session.language(), &code, []);
    if said == code { field.to_owned() } else { said }
}

fn difference(session: &Session, of: &Difference) -> EligibilityDifference {
    let name = |code| words::say(session.language(), code, []);
    let (kind, what, was, now) = match of {
        Difference::Outcome { was, now } => (
            DifferenceKind::Outcome,
            name("DIFFERENCE_OUTCOME"),
            outcome_name(session, outcome(*was)),
            outcome_name(session, outcome(*now)),
        ),
        Difference::Rule { was, now } => (
            DifferenceKind::Rule,
            name("DIFFERENCE_RULE"),
            was.to_string(),
            now.to_string(),
        ),
        Difference::Fact { field, was, now } => (
            DifferenceKind::Fact,
            field_name(session, field),
            fact(session, field, was.as_ref()),
            fact(session, field, now.as_ref()),
        ),
        Difference::Parameter {
            name: parameter,
            was,
            now,
        } => {
            let shown = |entry: &Option<Box<Basis>>| {
                entry.as_ref().map_or_else(
                    || name("NOT_STATED"),
                    |entry| value_text(session, entry.value, &entry.unit),
                )
            };
            (
                DifferenceKind::Parameter,
                label(session, parameter),
                shown(was),
                shown(now),
            )
        }
    };
    EligibilityDifference {
        kind,
        what,
        was,
        now,
    }
}

fn decision(
    session: &Session,
    (of, differences): &(Decision, Vec<Difference>),
    standing: bool,
) -> EligibilityDecision {
    EligibilityDecision {
        id: uuid::Uuid::from_bytes(of.id).to_string(),
        decided_on: of.decided_on.to_string(),
        outcome: outcome(of.verdict.outcome),
        rule_version: of.rule_version,
        why: of.why.clone(),
        standing,
        reasons: of
            .verdict
            .reasons
            .iter()
            .map(|one| reason(session, one))
            .collect(),
        differences: differences
            .iter()
            .map(|one| difference(session, one))
            .collect(),
    }
}

fn shown(session: &Session, of: &Standing, name: String) -> EligibilityStanding {
    EligibilityStanding {
        person: of.person.to_string(),
        name,
        date: of.date.to_string(),
        area_name: area_name(session, &of.area),
        outcome: outcome(of.now.outcome),
        reasons: of
            .now
            .reasons
            .iter()
            .map(|one| reason(session, one))
            .collect(),
        decisions: of
            .decisions
            .iter()
            .enumerate()
            .map(|(index, one)| decision(session, one, index == 0))
            .collect(),
    }
}

fn day(session: &Session, wanted: Option<&String>) -> Result<chrono::NaiveDate> {
    wanted.map_or_else(|| Ok(session.today()), |text| date(text))
}

pub fn check(session: &Session, wanted: EligibilityAsk) -> Result<EligibilityStanding> {
    let person: PersonId = id(&wanted.person)?;
    let day = day(session, wanted.date.as_ref())?;
    let (standing, name) = session.with_store(|store| {
        let standing = eligibility::standing(store, person, day)?;
        let name = people::name(store, standing.person)?.unwrap_or_default();
        Ok((standing, name))
    })?;
    Ok(shown(session, &standing, name))
}

pub fn decide_anew(session: &Session, wanted: EligibilityAnew) -> Result<EligibilityStanding> {
    let person: PersonId = id(&wanted.person)?;
    session.with_store(|store| eligibility::decide_anew(store, person, &wanted.reason))?;
    check(
        session,
        EligibilityAsk {
            person: wanted.person,
            date: None,
        },
    )
}

pub fn open_evidence(session: &Session, (): ()) -> Result<Vec<OpenEvidenceLine>> {
    let today = session.today();
    let (open, lines) = session.with_store(|store| {
        let open = eligibility::open_evidence(store, today)?;
        let ids: Vec<PersonId> = open.iter().map(|one| one.person).collect();
        Ok((open, by_id(people::lines(store, &ids)?)))
    })?;
    Ok(open
        .iter()
        .filter_map(|one| {
            let line = lines.get(&one.person)?;
            Some(OpenEvidenceLine {
                person: one.person.to_string(),
                name: line.name.clone(),
                township: line.township.clone(),
                decided_on: one.decided_on.to_string(),
                missing: one
                    .missing
                    .iter()
                    .map(|missing| reason(session, missing).sentence)
                    .collect(),
                now: outcome(one.now),
            })
        })
        .collect())
}

fn by_id(lines: Vec<PersonLine>) -> BTreeMap<PersonId, PersonLine> {
    lines.into_iter().map(|line| (line.person, line)).collect()
}

pub fn recheck(session: &Session, wanted: RecheckStart) -> Result<TaskId> {
    let asked = wanted.date.as_deref().map(date).transpose()?;
    let since = wanted
        .since_parameter
        .as_deref()
        .map(super::parameters::entity)
        .transpose()?;
    // Refusals of the request itself come at once, not from the task.
    let comparison = session.with_store(|store| match since {
        Some(parameter) => Comparison::since(store, parameter),
        None => Ok(Comparison::Decisions),
    })?;
    let day = asked.unwrap_or_else(|| comparison.day(session.today()));
    session.start_task("STAGE_RECHECK", move |session, progress| {
        let everybody = session.with_store(|store| people::stated_ids(store))?;
        let mut affected = Vec::new();
        for (index, chunk) in everybody.chunks(CHUNK).enumerate() {
            if progress.cancelled() {
                return Err(Error::refused("RECHECK_CANCELLED"));
            }
            let done = index * CHUNK * 1000 / everybody.len().max(1);
            progress.report("STAGE_RECHECK", count(done));
            affected.extend(
                session
                    .with_store(|store| eligibility::affected(store, chunk, day, &comparison))?,
            );
        }
        let id = uuid::Uuid::now_v7().simple().to_string();
        session.keep_recheck(Recheck {
            id: id.clone(),
            date: day,
            people: everybody.len(),
            affected,
        })?;
        Ok(Some(id))
    })
}

pub fn recheck_read(session: &Session, wanted: RecheckRead) -> Result<RecheckFound> {
    session.with_recheck(|store, kept| {
        let kept = kept
            .filter(|kept| kept.id == wanted.id)
            .ok_or_else(|| Error::absent("RECHECK_ABSENT"))?;
        let mut counts: BTreeMap<(Outcome, Outcome), u32> = BTreeMap::new();
        for one in &kept.affected {
            *counts.entry((one.before, one.after.outcome)).or_default() += 1;
        }
        let ids: Vec<PersonId> = kept.affected.iter().map(|one| one.person).collect();
        let lines = by_id(people::lines(store, &ids)?);
        let query = wanted.query.trim();
        let mut fitting: Vec<(&Affected, &PersonLine)> = kept
            .affected
            .iter()
            .filter_map(|one| Some((one, lines.get(&one.person)?)))
            .filter(|(one, line)| {
                wanted
                    .after
                    .is_none_or(|after| outcome(one.after.outcome) == after)
                    && (query.is_empty()
                        || line.name.contains(query)
                        || line.township.contains(query))
            })
            .collect();
        // By place and name: the order says nothing about anybody.
        fitting.sort_by(|(_, a), (_, b)| {
            (&a.township, &a.village, &a.name, a.person).cmp(&(
                &b.township,
                &b.village,
                &b.name,
                b.person,
            ))
        });
        let first = usize::try_from(wanted.offset).unwrap_or(usize::MAX);
        let limit = usize::try_from(wanted.limit).unwrap_or(usize::MAX);
        Ok(RecheckFound {
            date: kept.date.to_string(),
            people: count(kept.people),
            affected: count(kept.affected.len()),
            counts: counts
                .into_iter()
                .map(|((before, after), people)| RecheckCount {
                    before: outcome(before),
                    after: outcome(after),
                    people,
                })
                .collect(),
            total: count(fitting.len()),
            lines: fitting
                .into_iter()
                .skip(first)
                .take(limit)
                .map(|(one, line)| recheck_line(session, one, line))
                .collect(),
        })
    })
}

fn recheck_line(session: &Session, of: &Affected, line: &PersonLine) -> RecheckLine {
    // What decides: the reasons against, else what is missing, else the rest.
    let telling = |wanted: &dyn Fn(Effect) -> bool| -> Vec<String> {
        of.after
            .reasons
            .iter()
            .filter(|one| wanted(one.effect))
            .map(|one| reason(session, one).sentence)
            .collect()
    };
    let reasons = match of.after.outcome {
        Outcome::NotEligible => telling(&|effect| effect == Effect::Against),
        Outcome::EvidenceMissing => telling(&|effect| effect == Effect::Missing),
        Outcome::Eligible => telling(&|effect| effect == Effect::For),
    };
    RecheckLine {
        person: of.person.to_string(),
        name: line.name.clone(),
        id_masked: line.number_masked.clone(),
        township: line.township.clone(),
        before: outcome(of.before),
        after: outcome(of.after.outcome),
        decided: of.decided.map(outcome),
        reasons,
    }
}
