//! Users, switching, approvals, hand-over.

use super::boundary;
use super::session::OfficeRole;

boundary! {
    /// What a user of an office is there for.
    #[derive(Copy, Eq)]
    enum UserRole { Officer, Coordinator, Finance, Administrator, Reporter, Reviewer, CaseHandler, Auditor }

    /// Somebody who can open the store on this laptop, before it is open.
    struct Account {
        pub user: String,
        /// The whole name, where this session knew the store open before.
        pub name: Option<String>,
        /// The first letter of the name, the rest hidden.
        pub mark: String,
        /// Seconds until the next try is answered at once.
        pub wait_seconds: u32,
    }
    struct AccountUnlock { pub user: String, pub passphrase: String }
    struct StoreRecover { pub code: String, pub passphrase: String }

    /// Who works, and what the page shows of it.
    struct SessionWho {
        pub user: String,
        pub name: String,
        pub role: UserRole,
        pub office_role: OfficeRole,
        /// Minutes without a command after which the store is locked.
        pub auto_lock_minutes: u32,
        /// Commands that this user's role may not use.
        pub may_not: Vec<String>,
    }
    struct PassphraseChange { pub old: String, pub new: String }
    struct AutoLock { pub minutes: u32 }

    struct OfficeUser {
        pub user: String,
        pub name: String,
        pub role: UserRole,
        pub suspended: bool,
        /// Whether they can open the store on this laptop.
        pub passphrase_here: bool,
        pub is_me: bool,
        /// Open things they are responsible for.
        pub open_things: u32,
    }
    struct OfficeUsers {
        pub users: Vec<OfficeUser>,
        /// The roles this office has.
        pub roles: Vec<UserRole>,
    }
    struct UserCreate { pub name: String, pub role: UserRole, pub passphrase: Option<String> }
    struct UserRoleSet { pub user: String, pub role: UserRole }
    struct UserPassphrase { pub user: String, pub passphrase: String }
    struct UserReadmit { pub user: String, pub passphrase: Option<String> }

    #[derive(Copy, Eq)]
    enum ApprovalState { Waiting, Granted, Refused, Used, Expired }
    struct ApprovalDecision { pub by: String, pub granted: bool, pub on: String, pub remark: String }
    /// Somebody who could decide at this laptop.
    struct Decider { pub user: String, pub name: String }
    struct ApprovalItem {
        pub id: String,
        pub purpose: String,
        pub for_whom: String,
        pub reason: String,
        pub asked_by: String,
        pub asked_on: String,
        pub expires_on: String,
        pub state: ApprovalState,
        pub decisions: Vec<ApprovalDecision>,
        /// Whether the one who works asked.
        pub mine: bool,
        /// Whether the one who works may decide now.
        pub may_decide: bool,
        /// Others who may decide and have a passphrase here.
        pub deciders: Vec<Decider>,
    }
    /// Decides as the one who works, or as another with their passphrase.
    struct ApprovalDecide {
        pub id: String,
        pub granted: bool,
        pub remark: String,
        pub decider: Option<Decide>,
    }
    struct Decide { pub user: String, pub passphrase: String }

    struct PeopleExport {
        /// Whole numbers: needs the approval.
        pub unmasked: bool,
        pub approval: Option<String>,
    }
    struct PeopleExportAsk { pub for_whom: String, pub reason: String }

    struct HandOverAsk { pub from: String, pub to: String }
    struct HandOverItem {
        /// What kind of thing, such as `class`.
        pub matter: String,
        pub thing: String,
        /// Its name; empty where it is gone.
        pub title: String,
        pub since: String,
    }
    struct HandOverSummary {
        pub id: String,
        pub giver: String,
        pub taker: String,
        pub given_on: String,
        pub items: u32,
    }
    struct HandOverList { pub summary: HandOverSummary, pub office_name: String, pub items: Vec<HandOverItem> }
    struct ResponsibilityAssign { pub matter: String, pub thing: String, pub user: String }
}
