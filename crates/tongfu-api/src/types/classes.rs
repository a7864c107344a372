//! Classes, projects, applications, matching.

use super::boundary;
use super::demand::SlackTone;
use super::plan::{FundUse, ServedDemand};

boundary! {
    struct ClassSummary {
        pub id: String,
        pub name: String,
        pub project: Option<String>,
        pub occupation: String,
        pub occupation_name: String,
        pub level: String,
        pub institution: String,
        pub site: String,
        pub state: String,
        pub seats: u32,
        pub min_size: u32,
        pub enrolled: u32,
        pub applicants: u32,
        pub waitlist: u32,
        pub start: String,
        pub certificate: String,
        pub ready: String,
        pub window_opens: Option<String>,
        pub slack_days: Option<i32>,
        pub tone: SlackTone,
        pub cost_fen: i64,
    }
    struct ClassDetail {
        pub summary: ClassSummary,
        pub reserves: Vec<Reserve>,
        pub funding: Vec<FundUse>,
        pub serves: Vec<ServedDemand>,
        /// What limits the quota, in words.
        pub binds: Option<String>,
        pub members: Vec<ClassPerson>,
        pub waitlist: Vec<ClassPerson>,
        pub applicants: Vec<ClassPerson>,
        pub cutoffs: Vec<Cutoff>,
    }
    struct Reserve { pub kind: String, pub seats: u32 }
    struct ClassPerson { pub person: String, pub name: String, pub id_masked: String, pub preference: u32, pub slot: Option<String>, pub position: Option<u32>, pub reason: String }
    struct Cutoff { pub slot: String, pub priority: Option<i64>, pub withheld: bool }
    /// Moves a class; every figure answers before it is saved.
    struct ClassMove { pub id: String, pub start: String, pub dry_run: bool }
    struct ClassMoved {
        pub before: ClassSummary,
        pub after: ClassSummary,
        /// Demand of the class's occupation that nobody covers, in person-weeks.
        pub unmet_before: u32,
        pub unmet_after: u32,
        pub problems: Vec<String>,
    }

    struct ProjectSummary { pub id: String, pub name: String, pub occupation_name: String, pub classes: u32, pub seats: u32, pub cost_fen: i64, pub state: String, pub lines: Vec<ServedDemand> }

    struct MatchRun {
        pub id: Option<String>,
        pub published: bool,
        pub created: String,
        pub instance_digest: String,
        pub lottery_seed: String,
        pub applicants: u32,
        pub placed: u32,
        pub first_choice: u32,
        pub closed: Vec<String>,
        pub results: Vec<MatchResult>,
        pub classes: Vec<MatchClass>,
    }
    struct MatchResult { pub person: String, pub name: String, pub id_masked: String, pub class_id: Option<String>, pub class_name: Option<String>, pub slot: Option<String>, pub preference: Option<u32>, pub reason: String }
    struct MatchClass { pub class_id: String, pub class_name: String, pub seats: u32, pub filled: u32, pub waitlist: u32, pub cutoffs: Vec<Cutoff>, pub closed: bool }
    struct MatchRequest { pub publish: bool }
    struct ApplicationSave { pub person: String, pub classes: Vec<String> }
    struct Seeded { pub applications: u32, pub people: u32 }
}
