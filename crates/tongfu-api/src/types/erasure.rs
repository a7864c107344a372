//! Erasure, retention, backups.

use super::accounts::ApprovalItem;
use super::boundary;

boundary! {
    /// One reason why a record must be kept for a time.
    struct RetentionDuty {
        /// The page's word is `erasure-duty-<code>`.
        pub code: String,
        pub last_event: String,
        pub years: u32,
        pub until: String,
    }

    /// What erasing a person would do; nothing is changed by asking.
    struct ErasureAssessment {
        pub person: String,
        pub entries: u32,
        /// Keys of fields that go at once in any case.
        pub goes: Vec<String>,
        /// Keys of fields that stay locked while a duty lasts.
        pub stays: Vec<String>,
        pub households: u32,
        pub duties: Vec<RetentionDuty>,
        /// Absent: nothing is kept, everything goes at once.
        pub kept_until: Option<String>,
        /// One's own request for this very erasure, while it waits or may be used.
        pub approval: Option<ApprovalItem>,
    }
    /// Asks a second person to agree.
    struct PersonEraseAsk { pub id: String, pub reason: String }
    /// `approval`: the granted request of a second person's approval.
    struct PersonErase { pub id: String, pub approval: Option<String> }
    /// `locked_until` is absent when everything went at once.
    struct ErasureDone { pub locked_until: Option<String>, pub request: Option<String> }

    #[derive(Copy, Eq)]
    enum ErasureState { Locked, Withdrawn, Erased }

    /// What an administrator or auditor may know: never a name.
    struct ErasureLine {
        pub id: String,
        pub person: String,
        pub state: ErasureState,
        pub requested_on: Option<String>,
        pub kept_until: Option<String>,
        pub erased_on: Option<String>,
        pub duties: Vec<RetentionDuty>,
        pub reason: Option<String>,
        /// Name of the second person, who agreed.
        pub approved_by: Option<String>,
        /// A living entry with the same number and name.
        pub same_as: Option<String>,
    }

    struct RetentionQuery { pub limit: u32 }
    struct RetentionLine { pub person: String, pub name: String, pub until: String, pub over: bool, pub requested: bool }
    struct RetentionList { pub lines: Vec<RetentionLine>, pub total: u32, pub over: u32, pub due: u32 }
    struct RetentionRun { pub erased: u32 }

    struct BackupLine {
        pub id: String,
        /// Where it lies, as text to show; never used as a path by the page.
        pub place: String,
        pub made: String,
        pub operations: u64,
        pub bytes: u64,
        pub reachable: bool,
        /// The day since which an erasure could not be done in it.
        pub owes_since: Option<String>,
        /// The day by which it must be reached or destroyed.
        pub owes_until: Option<String>,
        pub overdue: bool,
    }
    /// `elsewhere` asks for a folder, such as one on a stick.
    struct BackupMake { pub elsewhere: bool }
    /// A backup of the list by its id, or a file by its token.
    /// `user_name`: whose passphrase it is; the one who works, else the creator.
    struct RestoreFrom {
        pub backup: Option<String>,
        pub token: Option<String>,
        pub user_name: Option<String>,
        pub passphrase: String,
    }
    struct RestorePreview {
        pub office_name: String,
        pub office_code: String,
        pub newest: Option<String>,
        pub operations: u64,
        pub operations_now: Option<u64>,
        pub erasures: u32,
    }
    struct RestoreDone { pub operations: u64, pub erasures: u32, pub epoch: u32 }
}
