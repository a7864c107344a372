//! Facts, reasons and outcomes of eligibility.

use crate::base::{ApplicationId, EntityId, PersonId};
use crate::parameters::{Area, Dated};
use chrono::NaiveDate;
use std::collections::BTreeMap;

/// The answer of the rule.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Outcome {
    /// May be enrolled.
    Eligible,
    /// Something that is known stands against it.
    NotEligible,
    /// Nothing that is known stands against it, but something is not known.
    EvidenceMissing,
}

impl Outcome {
    /// Every outcome.
    pub const ALL: [Self; 3] = [Self::Eligible, Self::NotEligible, Self::EvidenceMissing];

    /// The word in the record.
    pub const fn word(self) -> &'static str {
        match self {
            Self::Eligible => "eligible",
            Self::NotEligible => "not_eligible",
            Self::EvidenceMissing => "evidence_missing",
        }
    }

    /// The outcome with this word.
    pub fn from_word(word: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|outcome| outcome.word() == word)
    }
}

/// What a reason does to the outcome.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Effect {
    /// Speaks for the person.
    For,
    /// Refuses.
    Against,
    /// Something is not known.
    Missing,
    /// Is said beside, and changes nothing.
    Note,
}

impl Effect {
    /// Every effect.
    pub const ALL: [Self; 4] = [Self::For, Self::Against, Self::Missing, Self::Note];

    /// The word in the record.
    pub const fn word(self) -> &'static str {
        match self {
            Self::For => "for",
            Self::Against => "against",
            Self::Missing => "missing",
            Self::Note => "note",
        }
    }

    /// The effect with this word.
    pub fn from_word(word: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|effect| effect.word() == word)
    }
}

/// Which edition of the rule decides.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum RuleVersion {
    /// Age, residence, category, income line; succession of categories in 2026.
    V1,
}

impl RuleVersion {
    /// The edition by which decisions are made today.
    pub const CURRENT: Self = Self::V1;

    /// Its number in the record.
    pub const fn number(self) -> i64 {
        match self {
            Self::V1 => 1,
        }
    }
}

/// Everything the rule looks at. There is deliberately no place for sex,
/// ethnic group, herding, wishes, consent, or what somebody declined.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Facts {
    pub birth: Option<NaiveDate>,
    /// Code of a category, `ordinary`, or a spoken name.
    pub category: Option<String>,
    /// County of the registered address.
    pub county: Option<String>,
    /// Township of the registered address, where no county is named: the
    /// office's own register names none.
    pub township: Option<String>,
    /// Where the person lives, if elsewhere, as written.
    pub residence: Option<String>,
    /// The county read from it.
    pub residence_county: Option<String>,
    /// Net income per head and year, in fen.
    pub income_per_head: Option<i64>,
    pub income_year: Option<i64>,
    pub income_source: Option<String>,
    pub income_evidence: Option<String>,
    /// First and last day on which what is said of the household holds.
    pub valid_from: Option<NaiveDate>,
    pub valid_to: Option<NaiveDate>,
}

impl Facts {
    /// The facts by the key of the field where each is entered, in the order
    /// of a form; those not known are left out.
    pub fn listed(&self) -> Vec<(&'static str, String)> {
        let day = |date: Option<NaiveDate>| date.map(|date| date.to_string());
        let number = |number: Option<i64>| number.map(|number| number.to_string());
        [
            ("birth_date", day(self.birth)),
            ("category", self.category.clone()),
            ("county", self.county.clone()),
            ("township", self.township.clone()),
            ("residence", self.residence.clone()),
            ("residence_county", self.residence_county.clone()),
            ("income_per_head", number(self.income_per_head)),
            ("income_year", number(self.income_year)),
            ("income_source", self.income_source.clone()),
            ("income_evidence", self.income_evidence.clone()),
            ("valid_from", day(self.valid_from)),
            ("valid_to", day(self.valid_to)),
        ]
        .into_iter()
        .filter_map(|(key, value)| Some((key, value?)))
        .collect()
    }
}

/// The parameters in force for one area on one day, by name.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Rulebook {
    /// The day of the decision.
    pub date: NaiveDate,
    /// Division code for which it is decided.
    pub area: String,
    /// Area of the office that decides: who is registered or lives there.
    pub office: Area,
    /// Those in force, at most one by name.
    pub entries: BTreeMap<String, Dated>,
}

/// A parameter that a reason rests on, as it was.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Basis {
    /// The entry; `None` when it is shipped with the program.
    pub id: Option<EntityId>,
    pub name: String,
    pub area: String,
    pub value: i64,
    pub unit: String,
    pub valid_from: Option<NaiveDate>,
    pub valid_to: Option<NaiveDate>,
    pub source: String,
    pub confidence: String,
    /// Whether it is an estimate, which is shown as one.
    pub estimate: bool,
}

impl From<&Dated> for Basis {
    fn from(entry: &Dated) -> Self {
        Self {
            id: entry.id,
            name: entry.name.clone(),
            area: entry.area.code().to_owned(),
            value: entry.value,
            unit: entry.unit.clone(),
            valid_from: entry.valid_from,
            valid_to: entry.valid_to,
            source: entry.source.clone(),
            confidence: entry.confidence.clone(),
            estimate: entry.is_estimate(),
        }
    }
}

/// One reason, without words.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Reason {
    /// Stable code, such as `ELIGIBILITY_INCOME_BELOW`.
    pub code: String,
    pub effect: Effect,
    /// Clause of the rule: `age`, `residence`, `category` or `income`.
    pub clause: String,
    /// Values for the sentence.
    pub params: Vec<(String, String)>,
    /// The parameters it rests on.
    pub rests_on: Vec<Basis>,
    /// Key of the field in which what is missing is entered.
    pub field: Option<String>,
}

impl Reason {
    /// Whether a parameter it rests on is an estimate.
    pub fn estimate(&self) -> bool {
        self.rests_on.iter().any(|basis| basis.estimate)
    }
}

/// The rule's answer with every reason.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Verdict {
    pub outcome: Outcome,
    pub reasons: Vec<Reason>,
}

impl Verdict {
    /// The codes of the reasons with `effect`.
    pub fn codes(&self, effect: Effect) -> Vec<&str> {
        self.reasons
            .iter()
            .filter(|reason| reason.effect == effect)
            .map(|reason| reason.code.as_str())
            .collect()
    }
}

/// A decision as it was frozen.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Decision {
    pub id: EntityId,
    pub person: PersonId,
    /// The application it was made for.
    pub application: Option<ApplicationId>,
    pub decided_on: NaiveDate,
    /// [`RuleVersion::number`].
    pub rule_version: i64,
    pub area: String,
    pub verdict: Verdict,
    /// The facts used, as [`Facts::listed`].
    pub facts: Vec<(String, String)>,
    /// Why it was decided anew; empty for the first.
    pub why: String,
    /// The decision whose place it takes.
    pub supersedes: Option<EntityId>,
}

/// What is otherwise today than when a decision was made.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Difference {
    /// The outcome.
    Outcome { was: Outcome, now: Outcome },
    /// A fact, by the key of its field.
    Fact {
        field: String,
        was: Option<String>,
        now: Option<String>,
    },
    /// A parameter, by its name.
    Parameter {
        name: String,
        was: Option<Box<Basis>>,
        now: Option<Box<Basis>>,
    },
    /// The edition of the rule.
    Rule { was: i64, now: i64 },
}
