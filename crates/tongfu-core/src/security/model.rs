//! The roles of the people who work at an office (domain.md §10).

use crate::store::Role;
use crate::{Error, Result};

/// What a user of an office is there for.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum UserRole {
    /// County officer: rosters, applications, the villages.
    Officer,
    /// Class coordinator: plans, classes, matching.
    Coordinator,
    /// County finance: budgets and payments.
    Finance,
    /// Administrator of the office: users, laptops, packages.
    Administrator,
    /// Port reporter: the quarterly bulletin.
    Reporter,
    /// Province reviewer: receives, decides, publishes.
    Reviewer,
    /// Protected-case handler of the province.
    CaseHandler,
    /// Auditor: reads, changes nothing.
    Auditor,
}

/// Every role, in the order in which lists show them.
pub const ROLES: &[UserRole] = &[
    UserRole::Officer,
    UserRole::Coordinator,
    UserRole::Finance,
    UserRole::Administrator,
    UserRole::Reporter,
    UserRole::Reviewer,
    UserRole::CaseHandler,
    UserRole::Auditor,
];

impl UserRole {
    /// The word in the log, at the boundary and on the command line.
    pub const fn word(self) -> &'static str {
        match self {
            Self::Officer => "officer",
            Self::Coordinator => "coordinator",
            Self::Finance => "finance",
            Self::Administrator => "administrator",
            Self::Reporter => "reporter",
            Self::Reviewer => "reviewer",
            Self::CaseHandler => "case_handler",
            Self::Auditor => "auditor",
        }
    }

    /// The roles that an office of this kind has.
    pub const fn of_office(office: Role) -> &'static [Self] {
        match office {
            Role::County => &[
                Self::Officer,
                Self::Coordinator,
                Self::Finance,
                Self::Administrator,
                Self::Auditor,
            ],
            Role::Port => &[Self::Reporter, Self::Administrator, Self::Auditor],
            Role::Province => &[
                Self::Reviewer,
                Self::CaseHandler,
                Self::Finance,
                Self::Administrator,
                Self::Auditor,
            ],
        }
    }

    /// The role of a user of such an office who was given none.
    pub const fn usual(office: Role) -> Self {
        match office {
            Role::County => Self::Officer,
            Role::Port => Self::Reporter,
            Role::Province => Self::Reviewer,
        }
    }
}

impl std::str::FromStr for UserRole {
    type Err = Error;
    fn from_str(text: &str) -> Result<Self> {
        ROLES
            .iter()
            .copied()
            .find(|role| role.word() == text)
            .ok_or_else(|| Error::refused("USER_ROLE_UNKNOWN").with("role", text))
    }
}

/// What a user is and whether they may work.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Standing {
    /// Their role.
    pub role: UserRole,
    /// They may not work until an administrator lets them again.
    pub suspended: bool,
}
