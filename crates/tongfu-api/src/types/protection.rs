//! Protected cases, holds, the voluntariness check.

use super::boundary;
use super::people::FieldProblem;
use std::collections::BTreeMap;

boundary! {
    #[derive(Copy, Eq)]
    enum CaseClock { Finding, Complaint }
    #[derive(Copy, Eq)]
    enum CaseState { Opened, InHand, Decided, Closed }
    #[derive(Copy, Eq)]
    enum CaseLate { Answer, Decision }

    /// What everybody who may know of cases sees of one.
    struct CaseRow {
        pub id: String,
        pub number: String,
        pub clock: CaseClock,
        pub opened_on: String,
        pub answer_due: String,
        pub decision_due: String,
        pub state: CaseState,
        pub late: Option<CaseLate>,
        /// Recorded by this office.
        pub own: bool,
        pub messages_waiting: u32,
        pub holds: bool,
    }
    struct HoldRow {
        pub case_number: String,
        /// Absent until the handler makes the name public.
        pub employer: Option<String>,
        pub placed_on: String,
        pub lifted_on: Option<String>,
    }
    struct CaseMessageRow {
        pub id: String,
        pub case_number: String,
        pub text: String,
        pub written_on: String,
        pub given_on: Option<String>,
    }
    struct CaseDraftRow { pub id: String, pub kept_on: String }
    struct HandlerRow {
        pub id: String,
        pub name: String,
        pub office_code: String,
        pub valid_from: String,
        pub valid_to: Option<String>,
        pub in_force: bool,
    }
    struct ProtectionDesk {
        pub cases: Vec<CaseRow>,
        pub holds: Vec<HoldRow>,
        pub messages: Vec<CaseMessageRow>,
        pub drafts: Vec<CaseDraftRow>,
        pub handlers: Vec<HandlerRow>,
        /// The user has a handler's key on this laptop.
        pub handler: bool,
        /// Its passphrase was given.
        pub unlocked: bool,
        /// What a case can be about: words by clock, in order.
        pub findings: Vec<String>,
        pub complaints: Vec<String>,
    }

    /// What somebody reports; `evidence` is a file's token.
    struct CaseReport {
        pub matter: String,
        pub person: Option<String>,
        pub employer: Option<String>,
        pub office_code: Option<String>,
        pub words: String,
        pub evidence: Option<String>,
    }
    struct CaseOpened {
        pub receipt: Option<CaseReceipt>,
        pub problems: Vec<FieldProblem>,
    }
    struct CaseReceipt {
        pub id: String,
        pub number: String,
        pub answer_due: String,
        pub decision_due: String,
        pub holds: bool,
    }
    struct CaseDraftKeep { pub report: CaseReport, pub passphrase: String }
    struct CaseDraftOpen { pub id: String, pub passphrase: String }

    struct HandlerCreate {
        pub passphrase: String,
        /// Whose people the handler must not judge; absent: this office.
        pub office_code: Option<String>,
    }
    /// `paper` is told once, to be printed and kept in a sealed envelope.
    struct HandlerCreated { pub id: String, pub paper: String }
    struct HandlerUnlock { pub passphrase: String }
    struct HandlerRestore { pub paper: String, pub passphrase: String }
    struct HandlerRetire { pub id: String, pub last: String }

    struct CaseEntry { pub kind: String, pub entered_on: String, pub text: String }
    /// A case as its handler reads it.
    struct CaseContent {
        pub row: CaseRow,
        pub matter: String,
        pub person: Option<String>,
        pub person_name: String,
        pub employer: Option<String>,
        pub office_code: Option<String>,
        pub words: String,
        pub evidence_name: Option<String>,
        pub evidence_bytes: u32,
        pub entries: Vec<CaseEntry>,
        pub messages: Vec<CaseMessageRow>,
    }
    /// What the handler does in one step; each part may be left out.
    struct CaseDecide {
        pub id: String,
        /// `answer`, `progress` or `outcome`.
        pub kind: String,
        pub text: Option<String>,
        /// What the person is told.
        pub message: Option<String>,
        /// Publishes a hold on this employer by name.
        pub hold: Option<String>,
        pub lift_hold: bool,
        pub close: bool,
    }
    struct HoldQuestion { pub employer: String }

    struct CheckStart { pub askers: Vec<String> }
    struct CheckCounts { pub yes: u32, pub no: u32, pub unsure: u32, pub not_yet: u32 }
    struct CheckRound {
        pub id: String,
        pub committed_on: String,
        pub commitment: String,
        pub askers: Vec<String>,
        pub permille: u32,
        pub closed_on: Option<String>,
        pub digest: String,
        pub listed: u32,
        pub drawn_on: Option<String>,
        pub seed: String,
        /// This laptop committed to the seed and can close and draw.
        pub here: bool,
        pub drawn: u32,
        pub reached: u32,
        pub not_reached: u32,
        pub declined: u32,
        pub waiting: u32,
        pub without_asker: u32,
        /// Answered among those drawn; absent when nobody was drawn.
        pub response_permille: Option<u32>,
        /// By question.
        pub answers: BTreeMap<String, CheckCounts>,
    }
    /// What a round can be asked in and answered with.
    struct CheckChoices {
        pub questions: Vec<String>,
        pub languages: Vec<String>,
        pub answers: Vec<String>,
    }
    struct CheckDesk { pub rounds: Vec<CheckRound>, pub choices: CheckChoices, pub user_name: String }
    /// Somebody to be asked. What they answered is not shown.
    struct CheckPerson {
        pub person: String,
        pub name: String,
        pub phone_masked: String,
        pub township: String,
        pub village: String,
        /// Place of the asker drawn for them.
        pub asker: u32,
        pub asker_name: String,
        pub outcome: Option<String>,
    }
    struct CheckAnswer {
        pub round: String,
        pub person: String,
        pub outcome: String,
        pub asker: u32,
        pub language: String,
        pub answers: BTreeMap<String, String>,
    }
    struct CheckAnswered {
        pub problems: Vec<FieldProblem>,
        /// A "no" may be a matter for a case: offered, never opened by itself.
        pub offer: Option<String>,
    }
    struct CheckVerified {
        pub holds: bool,
        pub listed: u32,
        pub drawn: u32,
        pub digest: String,
        pub problems: Vec<FieldProblem>,
    }
}
