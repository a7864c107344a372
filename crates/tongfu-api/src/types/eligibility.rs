//! Eligibility and parameters.

use super::boundary;
use super::people::FieldProblem;

boundary! {
    #[derive(Copy, Eq)]
    enum EligibilityOutcome { Eligible, NotEligible, EvidenceMissing }
    #[derive(Copy, Eq)]
    enum ReasonEffect { For, Against, Missing, Note }

    /// A parameter as a reason rests on it.
    struct ParameterBasis {
        pub name: String,
        pub label: String,
        pub area_name: String,
        /// With its unit, in words.
        pub value: String,
        pub valid_from: Option<String>,
        pub valid_to: Option<String>,
        pub source: String,
        pub confidence: String,
        pub estimate: bool,
    }
    struct EligibilityReason {
        pub code: String,
        pub effect: ReasonEffect,
        /// Clause of the rule, in words.
        pub clause: String,
        pub sentence: String,
        /// What to do about it.
        pub hint: Option<String>,
        /// Key of the field in which what is missing is entered.
        pub field: Option<String>,
        pub rests_on: Vec<ParameterBasis>,
        pub estimate: bool,
    }
    #[derive(Copy, Eq)]
    enum DifferenceKind { Outcome, Fact, Parameter, Rule }
    /// What is otherwise now than when it was decided; all in words.
    struct EligibilityDifference { pub kind: DifferenceKind, pub what: String, pub was: String, pub now: String }
    struct EligibilityDecision {
        pub id: String,
        pub decided_on: String,
        pub outcome: EligibilityOutcome,
        pub rule_version: i64,
        /// Why it was decided anew; empty for the first.
        pub why: String,
        /// Whether it is the one that counts.
        pub standing: bool,
        pub reasons: Vec<EligibilityReason>,
        pub differences: Vec<EligibilityDifference>,
    }
    struct EligibilityAsk { pub person: String, pub date: Option<String> }
    struct EligibilityStanding {
        pub person: String,
        pub name: String,
        pub date: String,
        pub area_name: String,
        pub outcome: EligibilityOutcome,
        pub reasons: Vec<EligibilityReason>,
        /// The last first.
        pub decisions: Vec<EligibilityDecision>,
    }
    struct EligibilityAnew { pub person: String, pub reason: String }
    struct OpenEvidenceLine {
        pub person: String,
        pub name: String,
        pub township: String,
        pub decided_on: String,
        pub missing: Vec<String>,
        pub now: EligibilityOutcome,
    }

    /// A re-check of everybody: with the decisions made, or with the time
    /// before a parameter.
    struct RecheckStart { pub date: Option<String>, pub since_parameter: Option<String> }
    struct RecheckRead {
        /// The task's result.
        pub id: String,
        /// Part of a name or township.
        pub query: String,
        pub after: Option<EligibilityOutcome>,
        pub limit: u32,
        pub offset: u32,
    }
    struct RecheckCount { pub before: EligibilityOutcome, pub after: EligibilityOutcome, pub people: u32 }
    struct RecheckLine {
        pub person: String,
        pub name: String,
        pub id_masked: String,
        pub township: String,
        pub before: EligibilityOutcome,
        pub after: EligibilityOutcome,
        pub decided: Option<EligibilityOutcome>,
        pub reasons: Vec<String>,
    }
    struct RecheckFound {
        pub date: String,
        /// Everybody who was looked at.
        pub people: u32,
        pub affected: u32,
        pub counts: Vec<RecheckCount>,
        /// Lines that fit the question.
        pub total: u32,
        pub lines: Vec<RecheckLine>,
    }

    #[derive(Copy, Eq)]
    enum ParameterState { InForce, Coming, Ended, Outranked, Elsewhere }
    struct ParametersQuery {
        /// Part of a name, source or area.
        pub query: String,
        pub state: Option<ParameterState>,
        pub date: Option<String>,
    }
    struct ParameterLine {
        /// Absent: shipped with the program.
        pub id: Option<String>,
        pub name: String,
        pub label: String,
        pub area: String,
        pub area_name: String,
        /// In its unit; fen as fen.
        pub value: i64,
        pub value_text: String,
        pub unit: String,
        pub valid_from: Option<String>,
        pub valid_to: Option<String>,
        pub source: String,
        pub confidence: String,
        pub estimate: bool,
        pub state: ParameterState,
    }
    struct ParameterChoice { pub name: String, pub label: String, pub unit: String }
    struct ParametersFound {
        pub date: String,
        pub total: u32,
        pub lines: Vec<ParameterLine>,
        /// Names that may be entered: those on record and those that rules ask for.
        pub choices: Vec<ParameterChoice>,
    }
    struct ParameterSave {
        /// An entered parameter that ends the day before.
        pub replaces: Option<String>,
        pub name: String,
        pub area: String,
        /// As typed; yuan where the unit is fen.
        pub value: String,
        pub unit: String,
        pub valid_from: String,
        pub valid_to: String,
        pub source: String,
        pub confidence: String,
    }
    struct ParameterSaved { pub id: Option<String>, pub problems: Vec<FieldProblem> }
    struct ParameterEnd { pub id: String, pub last: String }
}
