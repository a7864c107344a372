//! What two people must agree on, and what became of a request: pure.

use super::super::model::UserRole;
use super::super::model::UserRole::{
    Administrator, CaseHandler, Coordinator, Finance, Officer, Reviewer,
};
use crate::base::UserId;
use chrono::NaiveDate;

/// A kind of thing that needs a second person (domain.md §10: what moves money
/// or reveals unmasked data).
#[derive(Debug, PartialEq, Eq)]
pub struct Purpose {
    /// The word in the log.
    pub word: &'static str,
    /// Days after which an unused request is void.
    pub days: u64,
    /// Who may ask.
    pub askers: &'static [UserRole],
    /// Who may decide; never the one who asked.
    pub deciders: &'static [UserRole],
}

/// A list of people leaves with their numbers unmasked.
pub static EXPORT_UNMASKED: Purpose = Purpose {
    word: "export_unmasked",
    days: 7,
    askers: &[Officer, Coordinator, Administrator, Reviewer],
    deciders: &[Coordinator, Administrator, Reviewer],
};

/// Somebody's data are erased.
pub static ERASURE: Purpose = Purpose {
    word: "erasure",
    days: 30,
    askers: &[Officer, Coordinator, Administrator, Reviewer, CaseHandler],
    deciders: &[Administrator, Reviewer],
};

/// Money is released.
pub static PAYMENT: Purpose = Purpose {
    word: "payment",
    days: 30,
    askers: &[Coordinator, Finance, Administrator],
    deciders: &[Finance, Administrator],
};

/// Every purpose.
pub static PURPOSES: &[&Purpose] = &[&EXPORT_UNMASKED, &ERASURE, &PAYMENT];

/// The purpose with this word.
pub fn purpose(word: &str) -> Option<&'static Purpose> {
    PURPOSES.iter().copied().find(|known| known.word == word)
}

/// What became of a request.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum ApprovalState {
    /// Nobody decided yet.
    Waiting,
    /// It may be used once.
    Granted,
    /// Somebody said no.
    Refused,
    /// It was used.
    Used,
    /// Its time passed unused.
    Expired,
}

impl ApprovalState {
    /// The word at the boundary.
    pub const fn word(self) -> &'static str {
        match self {
            Self::Waiting => "waiting",
            Self::Granted => "granted",
            Self::Refused => "refused",
            Self::Used => "used",
            Self::Expired => "expired",
        }
    }
}

/// One decision on a request.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Decision {
    /// Who decided.
    pub by: UserId,
    /// Yes or no.
    pub granted: bool,
    /// When.
    pub on: NaiveDate,
    /// In their words.
    pub remark: String,
}

/// The state of a request. Decisions may come from several laptops: a no
/// outweighs any yes, and what the asker decided does not count.
pub fn state(
    asked_by: UserId,
    expires_on: NaiveDate,
    decisions: &[Decision],
    used: bool,
    today: NaiveDate,
) -> ApprovalState {
    let mut others = decisions
        .iter()
        .filter(|decision| decision.by != asked_by)
        .peekable();
    if used {
        ApprovalState::Used
    } else if others.peek().is_none() {
        if today > expires_on {
            ApprovalState::Expired
        } else {
            ApprovalState::Waiting
        }
    } else if others.any(|decision| !decision.granted) {
        ApprovalState::Refused
    } else if today > expires_on {
        ApprovalState::Expired
    } else {
        ApprovalState::Granted
    }
}
