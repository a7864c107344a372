//! Demand: bulletins, the gap board, the peak calendar.

use super::boundary;
use super::people::RowProblem;

boundary! {
    struct BulletinSummary {
        pub id: String,
        pub issuer: String,
        pub quarter: String,
        pub collected: String,
        pub lines: u32,
        pub headcount: u32,
        pub stale: bool,
        pub superseded: bool,
    }
    struct BulletinReport {
        pub token: String,
        pub applied: bool,
        pub issuer: String,
        pub quarter: String,
        pub collected: String,
        pub lines: u32,
        pub headcount: u32,
        /// Lines of earlier bulletins of this issuer that no longer count.
        pub superseded: u32,
        pub added: Vec<LineChange>,
        pub withdrawn: Vec<LineChange>,
        pub changed: Vec<LineChange>,
        pub problems: Vec<RowProblem>,
        pub preview: Vec<DemandLine>,
    }
    struct LineChange {
        pub region: String,
        pub occupation: String,
        pub before: Option<u32>,
        pub after: Option<u32>,
    }
    struct DemandLine {
        pub id: Option<String>,
        pub region: String,
        pub region_name: String,
        pub occupation: String,
        pub occupation_name: String,
        pub headcount: u32,
        pub start: String,
        pub peak_start: String,
        pub peak_end: String,
        pub end: String,
        /// KZT per month.
        pub wage_low: Option<u32>,
        pub wage_high: Option<u32>,
        pub language: String,
        pub standard: String,
        pub permit: String,
        pub source: String,
        pub stale: bool,
    }
    struct BulletinDetail { pub summary: BulletinSummary, pub lines: Vec<DemandLine> }

    struct GapQuery { pub from: String, pub to: String }
    struct GapBoard { pub rows: Vec<GapRow> }
    struct GapRow {
        /// Empty for supply without a target.
        pub region: String,
        pub region_name: String,
        pub occupation: String,
        pub occupation_name: String,
        pub iso_week: String,
        pub demand: u32,
        pub covered: u32,
        /// Negative is a surplus.
        pub gap: i32,
        pub last_safe_start: Option<String>,
        pub disputed: bool,
    }

    struct CalendarQuery { pub from: String, pub weeks: u32 }
    struct PeakCalendar {
        /// Monday of the first week.
        pub from: String,
        /// Monday of each week.
        pub weeks: Vec<CalendarWeek>,
        pub rows: Vec<CalendarRow>,
        /// When money arrives: dates with the fund's name.
        pub money: Vec<MoneyArrival>,
        pub today: String,
    }
    struct CalendarWeek { pub iso_week: String, pub monday: String }
    struct MoneyArrival { pub date: String, pub source: String, pub fen: i64 }
    struct CalendarRow {
        pub occupation: String,
        pub occupation_name: String,
        pub regions: Vec<CalendarRegion>,
        /// Heads wanted per week, all regions.
        pub demand: Vec<u32>,
        /// People who will be ready, per week, by state of their class.
        pub supply: Vec<u32>,
        pub peak_heads: u32,
        pub peak_start: Option<String>,
        /// Heads ready beyond every week's demand: 0 = none.
        pub surplus: u32,
        pub unmet: u32,
        pub last_safe_start: Option<String>,
        pub bars: Vec<ClassBar>,
        pub disputed: bool,
        /// Some of its lines are older than a quarter and its grace.
        pub stale: bool,
    }
    struct CalendarRegion { pub region: String, pub region_name: String, pub demand: Vec<u32> }
    #[derive(Copy, Eq)]
    enum SlackTone { Safe, Tight, Late, Surplus }
    /// A class as a bar: body from start to certificate, tail to the ready date.
    struct ClassBar {
        pub id: String,
        pub name: String,
        pub state: String,
        pub proposed: bool,
        pub seats: u32,
        pub start: String,
        pub training_end: String,
        pub certificate: String,
        pub ready: String,
        pub window_opens: Option<String>,
        /// Days; negative is late. Absent where nothing is served.
        pub slack_days: Option<i32>,
        pub tone: SlackTone,
    }
}
