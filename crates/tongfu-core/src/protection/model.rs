//! What a protected case is made of.

use crate::base::{EntityId, OfficeId, PersonId};
use chrono::NaiveDate;

macro_rules! entity {
    ($($(#[$meta:meta])* $name:ident),* $(,)?) => {$(
        $(#[$meta])*
        #[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
        pub struct $name(pub EntityId);

        impl std::fmt::Display for $name {
            fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
                uuid::Uuid::from_bytes(self.0).fmt(f)
            }
        }

        impl std::str::FromStr for $name {
            type Err = uuid::Error;
            fn from_str(text: &str) -> Result<Self, Self::Err> {
                uuid::Uuid::parse_str(text).map(|id| Self(id.into_bytes()))
            }
        }
    )*};
}

entity! {
    /// A protected case.
    CaseId,
    /// A handler's key.
    HandlerKeyId,
    /// A message to the person of a case.
    MessageId,
    /// A draft kept for its author.
    DraftId,
    /// A round of the voluntariness check.
    RoundId,
}

/// Which dates a case has to meet.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Clock {
    /// Something unlawful was found.
    Finding,
    /// A person complains.
    Complaint,
}

impl Clock {
    /// The word in the record.
    pub const fn word(self) -> &'static str {
        match self {
            Self::Finding => "finding",
            Self::Complaint => "complaint",
        }
    }

    /// The clock with `word`.
    pub fn from_word(word: &str) -> Option<Self> {
        [Self::Finding, Self::Complaint]
            .into_iter()
            .find(|clock| clock.word() == word)
    }
}

macro_rules! matters {
    ($($(#[$meta:meta])* $variant:ident $word:literal $clock:ident,)*) => {
        /// What a case is about (domain.md §2). Sealed with the rest: outside
        /// the seal only the clock shows.
        #[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
        pub enum Matter {
            $($(#[$meta])* $variant,)*
        }

        impl Matter {
            /// Every matter, findings first.
            pub const ALL: &'static [Self] = &[$(Self::$variant,)*];

            /// The word in the record.
            pub const fn word(self) -> &'static str {
                match self { $(Self::$variant => $word,)* }
            }

            /// Which dates it has to meet.
            pub const fn clock(self) -> Clock {
                match self { $(Self::$variant => Clock::$clock,)* }
            }
        }
    };
}

matters! {
    /// A deposit was asked for.
    Deposit "deposit" Finding,
    /// A fee that the law does not know.
    UnlawfulFee "unlawful_fee" Finding,
    /// A passport is kept by others.
    PassportKept "passport_kept" Finding,
    /// Work on the visa-free stay.
    VisaFreePlacement "visa_free_placement" Finding,
    /// Another finding.
    OtherFinding "other_finding" Finding,
    /// Wages were not paid.
    UnpaidWages "unpaid_wages" Complaint,
    /// Papers are held.
    PapersHeld "papers_held" Complaint,
    /// Somebody was hurt.
    Injury "injury" Complaint,
    /// Force or threat.
    Coercion "coercion" Complaint,
    /// The contract is not the one that was agreed.
    ChangedContract "changed_contract" Complaint,
    /// Another complaint.
    OtherComplaint "other_complaint" Complaint,
}

impl Matter {
    /// The matter with `word`.
    pub fn from_word(word: &str) -> Option<Self> {
        Self::ALL
            .iter()
            .copied()
            .find(|matter| matter.word() == word)
    }
}

/// Whom a case is about; either may be unknown.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Accused {
    /// Employer or enterprise, as its name is known.
    pub employer: Option<String>,
    /// Division code of an office whose people are concerned.
    pub office_code: Option<String>,
}

/// What somebody reports.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Report {
    /// What about.
    pub matter: Matter,
    /// The person it happened to, where they are on record.
    pub person: Option<PersonId>,
    /// Whom it is about.
    pub accused: Accused,
    /// What happened, in words.
    pub words: String,
    /// File name and content of the evidence.
    pub evidence: Option<(String, Vec<u8>)>,
}

/// Where a case stands.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum CaseState {
    /// Recorded; nobody has answered yet.
    Opened,
    /// The handler gave a first answer.
    InHand,
    /// Decided.
    Decided,
    /// Decided, and the person was told.
    Closed,
}

impl CaseState {
    /// The word in the record.
    pub const fn word(self) -> &'static str {
        match self {
            Self::Opened => "opened",
            Self::InHand => "in_hand",
            Self::Decided => "decided",
            Self::Closed => "closed",
        }
    }

    /// The state with `word`; what a newer version wrote reads as in hand.
    pub fn from_word(word: &str) -> Self {
        [Self::Opened, Self::Decided, Self::Closed]
            .into_iter()
            .find(|state| state.word() == word)
            .unwrap_or(Self::InHand)
    }
}

/// Which date has passed.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Late {
    /// That of the first answer.
    Answer,
    /// That of the decision.
    Decision,
}

/// What everybody who may know of cases sees of one.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct CaseLine {
    /// The case.
    pub id: CaseId,
    /// Such as `654004-2026-7KQ2XM`.
    pub number: String,
    /// Which dates it has to meet.
    pub clock: Clock,
    /// When it was recorded.
    pub opened_on: NaiveDate,
    /// When the first answer is due.
    pub answer_due: NaiveDate,
    /// When the decision is due.
    pub decision_due: NaiveDate,
    /// Where it stands.
    pub state: CaseState,
    /// Whose stream it lies in; `None` for a stream that is no office's.
    pub office: Option<OfficeId>,
    /// Messages to the person that wait to be handed over.
    pub messages_waiting: u32,
    /// Whether a hold of it stands.
    pub holds: bool,
}

/// What a handler writes into a case.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum EntryKind {
    /// The first answer; stops the first clock.
    Answer,
    /// What was done.
    Progress,
    /// The decision; stops the second clock.
    Outcome,
}

impl EntryKind {
    /// The word in the record.
    pub const fn word(self) -> &'static str {
        match self {
            Self::Answer => "answer",
            Self::Progress => "progress",
            Self::Outcome => "outcome",
        }
    }

    /// The kind with `word`.
    pub fn from_word(word: &str) -> Option<Self> {
        [Self::Answer, Self::Progress, Self::Outcome]
            .into_iter()
            .find(|kind| kind.word() == word)
    }
}

/// A message to the person that the office may print: what it says was decided
/// by the handler, and nothing else of the case is in it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Message {
    /// The message.
    pub id: MessageId,
    /// Number of its case.
    pub case_number: String,
    /// Its words.
    pub text: String,
    /// When it was written.
    pub written_on: NaiveDate,
    /// When it was handed over.
    pub given_on: Option<NaiveDate>,
}
