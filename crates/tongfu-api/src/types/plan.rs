//! Planning: scenarios, what binds, acceptance.

use super::boundary;
use super::demand::SlackTone;

boundary! {
    struct PlanRun {
        /// First day; the plan starts on the Monday of its week or the next one.
        pub from: String,
        pub weeks: u32,
        pub pins: Vec<PlanPin>,
        /// Relative gap in thousandths of a percent: 500 = 0.5 %.
        pub gap_ppm10: u32,
        pub name: Option<String>,
    }
    struct PlanPin { pub occupation: String, pub place: String, pub site: Option<String>, pub start: String, pub at_least: u32, pub at_most: u32 }

    struct ScenarioSummary {
        pub id: String,
        pub name: String,
        pub created: String,
        pub classes: u32,
        pub seats: u32,
        pub objective_fen: i64,
        pub cost_fen: i64,
        pub accepted: bool,
    }
    struct Scenario {
        pub summary: ScenarioSummary,
        pub from: String,
        pub weeks: u32,
        pub status: String,
        pub bound_fen: i64,
        /// Thousandths of a percent.
        pub gap_ppm10: u32,
        /// What the person pinned or forbade for this run.
        pub pins: Vec<PlanPin>,
        pub proposals: Vec<Proposal>,
        pub binding: Vec<BindingLimit>,
        pub unserved: Vec<Unserved>,
        pub placements: u32,
        pub money: Vec<FundUse>,
    }
    struct Proposal {
        /// Stable within the scenario.
        pub id: String,
        pub occupation: String,
        pub occupation_name: String,
        pub place: String,
        pub place_name: String,
        pub mobile: bool,
        /// Where a mobile workshop stands for it; absent for a fixed site.
        pub site: Option<String>,
        pub site_name: Option<String>,
        pub classes: u32,
        pub seats: u32,
        pub start: String,
        pub certificate: String,
        pub ready: String,
        pub window_opens: Option<String>,
        pub slack_days: Option<i32>,
        pub tone: SlackTone,
        pub cost_fen: i64,
        /// Income expected from its graduates' work, fen.
        pub gain_fen: i64,
        pub funding: Vec<FundUse>,
        pub serves: Vec<ServedDemand>,
        pub accepted: bool,
    }
    struct FundUse { pub source: String, pub fen: i64 }
    struct ServedDemand { pub region: String, pub region_name: String, pub heads: u32, pub first_week: String }
    struct BindingLimit {
        pub kind: String,
        pub what: String,
        pub from_week: Option<String>,
        pub to_week: Option<String>,
        pub price_fen: i64,
        /// The sentence in the session's language.
        pub sentence: String,
        pub holds_back: Vec<String>,
    }
    struct Unserved { pub occupation: String, pub occupation_name: String, pub region: String, pub region_name: String, pub heads: u32, pub weeks: String, pub cause: String, pub sentence: String }
    struct PlanAccept { pub scenario: String, pub proposals: Option<Vec<String>> }
    struct PlanAccepted { pub projects: u32, pub classes: Vec<String> }
}
