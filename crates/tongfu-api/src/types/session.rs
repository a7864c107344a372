//! Stores, users, the bar at the top, and today's list.

use super::boundary;
use std::collections::BTreeMap;

boundary! {
    /// Which of the first-run steps the page shows.
    #[derive(Copy, Eq)]
    enum StoreState { Absent, Locked, Open }

    /// The role an office plays; it decides which screens exist.
    #[derive(Copy, Eq)]
    enum OfficeRole { County, Port, Province }

    struct AppState {
        pub store: StoreState,
        /// Where the store lies, as text to show; never used as a path by the page.
        pub store_label: String,
        pub language: String,
        pub today: String,
        pub version: String,
        /// True where the host can show native file dialogs.
        pub native_dialogs: bool,
    }

    struct StoreCreate {
        pub role: OfficeRole,
        /// Division code of six digits.
        pub office_code: String,
        pub office_name: String,
        pub user_name: String,
        pub passphrase: String,
    }
    struct StoreUnlock { pub passphrase: String, pub user_name: Option<String> }

    struct StoreInfo {
        pub role: OfficeRole,
        pub office_id: String,
        pub office_code: String,
        pub office_name: String,
        pub device_id: String,
        pub device_fingerprint: String,
        pub epoch: u32,
        pub schema: u32,
        pub user_name: String,
        pub users: Vec<String>,
        pub people: u32,
        pub bulletins: u32,
        pub classes: u32,
        pub operations: u32,
        pub demo: bool,
        /// Opens the store when the passphrase is lost; told once, when the
        /// store is created, to be printed and kept in a safe.
        pub recovery_code: Option<String>,
    }

    /// The state of the office, always visible at the top.
    struct StatusBar {
        pub office_name: String,
        pub role: OfficeRole,
        pub user_name: String,
        pub unacknowledged: u32,
        pub waiting_cases: u32,
        pub newest_bulletin: Option<String>,
        pub newest_bulletin_stale: bool,
        pub demo: bool,
    }

    #[derive(Copy, Eq)]
    enum Severity { Late, Tight, Note }

    /// One thing that needs a person. `code` names the sentence, `params` fill it.
    struct TodayItem {
        pub code: String,
        pub severity: Severity,
        pub params: BTreeMap<String, String>,
        /// The page's route that solves it, such as `classes/<id>`.
        pub target: String,
    }

    /// A refusal or failure: the words come from Fluent by `code`.
    struct Failure {
        pub code: String,
        pub params: BTreeMap<String, String>,
        /// The sentence in the session's language, ready to show.
        pub message: String,
        /// What to do next, where there is something.
        pub hint: Option<String>,
        pub trace_id: String,
    }

    /// A long task that the page polls.
    struct TaskStatus {
        pub task: String,
        pub state: TaskState,
        /// 0–1000.
        pub permille: u32,
        /// Fluent code of what is being done.
        pub stage: String,
        pub elapsed_ms: u32,
        pub failure: Option<Failure>,
        /// The result's id once done (a scenario for a plan run).
        pub result: Option<String>,
    }
    #[derive(Copy, Eq)]
    enum TaskState { Running, Done, Failed, Cancelled }

    struct TaskId { pub task: String }
    struct Id { pub id: String }
    struct Language { pub language: String }
    /// A file the host chose or received; the page never sees its path.
    struct FileToken { pub token: String, pub name: String }
    /// What a file is wanted for; it decides the dialog's title and filter.
    #[derive(Copy, Eq)]
    enum FilePurpose { Roster, Bulletin, Capacity, Package, Request, Grant, Backup, Evidence, Check, Document }
    struct PickFile { pub purpose: FilePurpose }
    /// What a save dialog wrote.
    struct SavedFile {
        pub name: String,
        pub bytes: u32,
        /// Where the host has no save dialog: the token to download it by.
        pub download: Option<String>,
    }
    struct UserAdd { pub name: String }
}
