//! The part of the command line on users, approvals and hand-over.

use clap::{Subcommand, ValueEnum};
use std::path::PathBuf;
use tongfu_api::types::accounts::UserRole;

/// The role of a user as a word.
#[derive(Debug, Clone, Copy, ValueEnum)]
#[value(rename_all = "snake_case")]
pub enum UserRoleWord {
    Officer,
    Coordinator,
    Finance,
    Administrator,
    Reporter,
    Reviewer,
    CaseHandler,
    Auditor,
}

impl From<UserRoleWord> for UserRole {
    fn from(word: UserRoleWord) -> Self {
        match word {
            UserRoleWord::Officer => Self::Officer,
            UserRoleWord::Coordinator => Self::Coordinator,
            UserRoleWord::Finance => Self::Finance,
            UserRoleWord::Administrator => Self::Administrator,
            UserRoleWord::Reporter => Self::Reporter,
            UserRoleWord::Reviewer => Self::Reviewer,
            UserRoleWord::CaseHandler => Self::CaseHandler,
            UserRoleWord::Auditor => Self::Auditor,
        }
    }
}

#[derive(Debug, Subcommand)]
pub enum UserTask {
    /// Adds somebody; their passphrase from TONGFU_NEW_PASSPHRASE or a file.
    Add {
        /// The name they work under.
        name: String,
        /// What they are there for; absent: the office's usual role.
        #[arg(long)]
        role: Option<UserRoleWord>,
        /// File whose first line is their passphrase.
        #[arg(long, value_name = "FILE")]
        new_passphrase_file: Option<PathBuf>,
    },
    /// Everybody who works at this office.
    List,
    /// Gives somebody another role.
    Role {
        name: String,
        #[arg(long)]
        role: UserRoleWord,
    },
    /// Ends somebody's work.
    Suspend { name: String },
    /// Lets a suspended user work again.
    Readmit {
        name: String,
        /// File whose first line is their new passphrase.
        #[arg(long, value_name = "FILE")]
        new_passphrase_file: Option<PathBuf>,
    },
    /// Sets a new passphrase: one's own, or that of somebody named.
    Passphrase {
        name: Option<String>,
        /// File whose first line is the new passphrase; else TONGFU_NEW_PASSPHRASE.
        #[arg(long, value_name = "FILE")]
        new_passphrase_file: Option<PathBuf>,
    },
    /// Opens with the printed code (TONGFU_RECOVERY_CODE) and sets the
    /// administrator's passphrase.
    Recover {
        /// File whose first line is the new passphrase; else TONGFU_NEW_PASSPHRASE.
        #[arg(long, value_name = "FILE")]
        new_passphrase_file: Option<PathBuf>,
    },
    /// Gives everything open of one user to another.
    HandOver {
        #[arg(long, value_name = "NAME")]
        from: String,
        #[arg(long, value_name = "NAME")]
        to: String,
        /// Write the list as a workbook here.
        #[arg(long, value_name = "OUT.xlsx")]
        out: Option<PathBuf>,
    },
}

#[derive(Debug, Subcommand)]
pub enum ApprovalTask {
    /// Asks to export people with whole numbers.
    Export {
        /// Who receives the list.
        #[arg(long = "for", value_name = "WHOM")]
        for_whom: String,
        /// Why.
        #[arg(long, value_name = "TEXT")]
        reason: String,
    },
    /// All requests.
    List,
    /// Grants a request.
    Grant {
        id: String,
        #[arg(long, value_name = "TEXT", default_value = "")]
        remark: String,
    },
    /// Refuses a request.
    Refuse {
        id: String,
        #[arg(long, value_name = "TEXT")]
        reason: String,
    },
}
