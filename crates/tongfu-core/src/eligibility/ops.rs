//! Asking, freezing, deciding anew, and asking about everybody.

use super::model::{
    Decision, Difference, Effect, Facts, Outcome, Reason, RuleVersion, Rulebook, Verdict,
};
use super::records::ELIGIBILITY_DECISION;
use super::{rules, store as queries, values};
use crate::base::{ApplicationId, EntityId, PersonId};
use crate::parameters::{self, Area, Dated};
use crate::people::{self, Stated};
use crate::store::{Change, Store, Written, date_value};
use crate::{Error, Result};
use chrono::{Days, NaiveDate};
use std::collections::BTreeMap;
use tongfu_package::value::Value;

/// The facts of a person as the rule takes them.
fn facts(stated: Stated) -> Facts {
    Facts {
        birth: stated.birth,
        category: stated.category.or(stated.category_written),
        county: stated.county,
        township: stated.township,
        residence: stated.residence,
        residence_county: stated.residence_county,
        income_per_head: stated.income_per_head,
        income_year: stated.income_year,
        income_source: stated.income_source,
        income_evidence: stated.income_evidence,
        valid_from: stated.valid_from,
        valid_to: stated.valid_to,
    }
}

/// The area whose parameters count for a person: the county of the registered
/// address where the office is responsible for it, else the office's own.
fn area_of(store: &Store, facts: &Facts) -> String {
    let office = &store.office().code;
    facts
        .county
        .as_ref()
        .filter(|county| Area::read(office).is_some_and(|area| area.narrowness(county).is_some()))
        .unwrap_or(office)
        .clone()
}

/// The parameters in force for `area` on `date` that the rule may ask for.
pub fn rulebook(store: &Store, area: &str, date: NaiveDate) -> Result<Rulebook> {
    let mut entries = BTreeMap::new();
    for name in rules::parameter_names() {
        if let Some(found) = parameters::in_force(store.tables(), name, area, date)? {
            entries.insert(name.to_owned(), found);
        }
    }
    Ok(Rulebook {
        date,
        area: area.to_owned(),
        office: Area::read(&store.office().code).unwrap_or_default(),
        entries,
    })
}

/// The facts of the one person that `person` is, and the rule's answer on
/// `date`.
///
/// Errors: `PERSON_ABSENT`.
pub fn verdict(store: &Store, person: PersonId, date: NaiveDate) -> Result<(Facts, Verdict)> {
    let stated = people::stated(store, person)?.ok_or_else(|| Error::absent("PERSON_ABSENT"))?;
    let facts = facts(stated);
    let book = rulebook(store, &area_of(store, &facts), date)?;
    let verdict = rules::decide(&facts, &book, RuleVersion::CURRENT);
    Ok((facts, verdict))
}

/// What holds for a person: the answer now, every decision with what is
/// otherwise now.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Standing {
    pub person: PersonId,
    pub date: NaiveDate,
    pub area: String,
    pub facts: Facts,
    pub now: Verdict,
    /// The last first.
    pub decisions: Vec<(Decision, Vec<Difference>)>,
}

/// See [`Standing`]; asked for `date`.
///
/// Errors: `PERSON_ABSENT`.
pub fn standing(store: &Store, person: PersonId, date: NaiveDate) -> Result<Standing> {
    let person = people::canonical(store, person)?;
    let (facts, now) = verdict(store, person, date)?;
    let decisions = queries::decisions(store.tables(), person)?
        .into_iter()
        .rev()
        .map(|decision| {
            let differences = rules::differences(&decision, &facts, &now);
            (decision, differences)
        })
        .collect();
    Ok(Standing {
        person,
        date,
        area: area_of(store, &facts),
        facts,
        now,
        decisions,
    })
}

/// What is frozen.
struct Frozen<'d> {
    person: PersonId,
    application: Option<ApplicationId>,
    date: NaiveDate,
    area: &'d str,
    facts: &'d Facts,
    verdict: &'d Verdict,
    why: &'d str,
    supersedes: Option<EntityId>,
}

fn write(change: &mut Change<'_>, frozen: &Frozen<'_>) -> Result<EntityId> {
    let id = change.new_id();
    let why = frozen.why.trim();
    let text = |text: &str| Value::Text(text.to_owned());
    change.set(
        &ELIGIBILITY_DECISION,
        id,
        &[
            ("person", Some(values::id(frozen.person.0))),
            (
                "application",
                frozen
                    .application
                    .map(|application| values::id(application.0)),
            ),
            ("decided_on", Some(date_value(frozen.date))),
            (
                "rule_version",
                Some(Value::Int(RuleVersion::CURRENT.number())),
            ),
            ("area", Some(text(frozen.area))),
            ("supersedes", frozen.supersedes.map(values::id)),
            ("outcome", Some(text(frozen.verdict.outcome.word()))),
            ("reasons", Some(values::reasons(&frozen.verdict.reasons))),
            ("facts", Some(values::pairs(&frozen.facts.listed()))),
            ("why", (!why.is_empty()).then(|| text(why))),
        ],
    )?;
    Ok(id)
}

/// An answer that is to be frozen with an application, asked before the
/// action that saves it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Question {
    person: PersonId,
    date: NaiveDate,
    area: String,
    facts: Facts,
    /// The rule's answer.
    pub verdict: Verdict,
}

/// Asks about `person` on `date`, so that [`freeze`] can write the answer
/// down.
///
/// Errors: `PERSON_ABSENT`.
pub fn question(store: &Store, person: PersonId, date: NaiveDate) -> Result<Question> {
    let person = people::canonical(store, person)?;
    let (facts, verdict) = verdict(store, person, date)?;
    Ok(Question {
        person,
        date,
        area: area_of(store, &facts),
        facts,
        verdict,
    })
}

/// Writes an answer down with the application it was asked for.
pub fn freeze(
    change: &mut Change<'_>,
    question: &Question,
    application: ApplicationId,
) -> Result<EntityId> {
    let supersedes = queries::latest(change.tables(), question.person)?.map(|last| last.id);
    write(
        change,
        &Frozen {
            person: question.person,
            application: Some(application),
            date: question.date,
            area: &question.area,
            facts: &question.facts,
            verdict: &question.verdict,
            why: "",
            supersedes,
        },
    )
}

/// A person decides anew, with a reason, on the facts and parameters of today.
/// The earlier decision stays as it is.
///
/// Errors: `REASON_MISSING`, `PERSON_ABSENT`, `ELIGIBILITY_DECISION_ABSENT`
/// where nothing was decided yet.
pub fn decide_anew(store: &mut Store, person: PersonId, why: &str) -> Result<Written<EntityId>> {
    if why.trim().is_empty() {
        return Err(Error::refused("REASON_MISSING"));
    }
    let today = store.today();
    let asked = question(store, person, today)?;
    let last = queries::latest(store.tables(), asked.person)?
        .ok_or_else(|| Error::absent("ELIGIBILITY_DECISION_ABSENT"))?;
    store.write("eligibility.decide_anew", today, |change| {
        write(
            change,
            &Frozen {
                person: asked.person,
                application: last.application,
                date: asked.date,
                area: &asked.area,
                facts: &asked.facts,
                verdict: &asked.verdict,
                why,
                supersedes: Some(last.id),
            },
        )
    })
}

/// A decision that stands on `evidence missing`.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct OpenEvidence {
    pub person: PersonId,
    pub decided_on: NaiveDate,
    /// What was missing.
    pub missing: Vec<Reason>,
    /// The answer now.
    pub now: Outcome,
}

/// The open evidence: everybody whose decision stands on `evidence missing`.
pub fn open_evidence(store: &Store, date: NaiveDate) -> Result<Vec<OpenEvidence>> {
    let mut found = Vec::new();
    for person in queries::decided(store.tables())? {
        let Some(decision) = queries::latest(store.tables(), person)? else {
            continue;
        };
        if decision.verdict.outcome != Outcome::EvidenceMissing
            || people::stated(store, person)?.is_none()
        {
            continue;
        }
        let (_, now) = verdict(store, person, date)?;
        found.push(OpenEvidence {
            person,
            decided_on: decision.decided_on,
            missing: decision
                .verdict
                .reasons
                .into_iter()
                .filter(|reason| reason.effect == Effect::Missing)
                .collect(),
            now: now.outcome,
        });
    }
    Ok(found)
}

/// With what a re-check of everybody compares.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Comparison {
    /// With what was decided; who has no decision is not affected.
    Decisions,
    /// With the answer without this change of a parameter.
    Parameter(Box<Dated>),
}

impl Comparison {
    /// A comparison with the time before the parameter `id` was entered, or,
    /// where it has ended before `date`, with the time while it was in force.
    ///
    /// Errors: `PARAMETER_ABSENT`.
    pub fn since(store: &Store, id: EntityId) -> Result<Self> {
        parameters::all(store.tables())?
            .into_iter()
            .find(|entry| entry.id == Some(id))
            .map(|entry| Self::Parameter(Box::new(entry)))
            .ok_or_else(|| Error::absent("PARAMETER_ABSENT"))
    }

    /// The day for which it makes sense to ask: the first day of a parameter
    /// that is still to come, else `today`.
    pub fn day(&self, today: NaiveDate) -> NaiveDate {
        match self {
            Self::Decisions => today,
            Self::Parameter(entry) => entry.valid_from.map_or(today, |from| from.max(today)),
        }
    }

    /// `book` as it was before the change.
    fn before(&self, store: &Store, book: &Rulebook) -> Result<Rulebook> {
        let mut before = book.clone();
        let Self::Parameter(changed) = self else {
            return Ok(before);
        };
        if changed.area.narrowness(&book.area).is_none() {
            return Ok(before);
        }
        let old = if changed.valid_to.is_some_and(|to| to < book.date) {
            Some((**changed).clone())
        } else {
            match changed
                .valid_from
                .and_then(|from| from.checked_sub_days(Days::new(1)))
            {
                // What was in force on the day before; itself it was not.
                Some(day) => parameters::in_force(store.tables(), &changed.name, &book.area, day)?,
                None => None,
            }
        };
        match old {
            Some(old) => before.entries.insert(changed.name.clone(), old),
            None => before.entries.remove(&changed.name),
        };
        Ok(before)
    }
}

/// Somebody whose answer is otherwise.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Affected {
    pub person: PersonId,
    pub before: Outcome,
    pub after: Verdict,
    /// Whether a decision was made that this would differ from.
    pub decided: Option<Outcome>,
}

/// Whom of `people` a change affects on `date`. Nothing is changed by it.
/// Those whose outcome and reasons stay the same are left out.
pub fn affected(
    store: &Store,
    people: &[PersonId],
    date: NaiveDate,
    comparison: &Comparison,
) -> Result<Vec<Affected>> {
    let mut books: BTreeMap<String, (Rulebook, Rulebook)> = BTreeMap::new();
    let mut found = Vec::new();
    for person in people {
        let Some(stated) = people::stated(store, *person)? else {
            continue;
        };
        let facts = facts(stated);
        let area = area_of(store, &facts);
        if !books.contains_key(&area) {
            let book = rulebook(store, &area, date)?;
            let before = comparison.before(store, &book)?;
            books.insert(area.clone(), (book, before));
        }
        let Some((book, before_book)) = books.get(&area) else {
            continue;
        };
        let after = rules::decide(&facts, book, RuleVersion::CURRENT);
        let decided = queries::latest(store.tables(), *person)?;
        let before = match comparison {
            Comparison::Decisions => decided.as_ref().map(|last| last.verdict.clone()),
            Comparison::Parameter(_) => {
                Some(rules::decide(&facts, before_book, RuleVersion::CURRENT))
            }
        };
        let Some(before) = before else { continue };
        let rests = |verdict: &Verdict| -> Vec<(String, Option<EntityId>, i64)> {
            rules::bases(verdict)
                .into_iter()
                .map(|(name, basis)| (name.to_owned(), basis.id, basis.value))
                .collect()
        };
        let same = before.outcome == after.outcome
            && before
                .reasons
                .iter()
                .map(|reason| &reason.code)
                .eq(after.reasons.iter().map(|reason| &reason.code))
            && rests(&before) == rests(&after);
        if !same {
            found.push(Affected {
                person: *person,
                before: before.outcome,
                after,
                decided: decided.map(|last| last.verdict.outcome),
            });
        }
    }
    Ok(found)
}
