//! Demand: the early-warning mechanism (人才缺口预警). Bulletins of ports,
//! employment services and employers, their lines, and the weekly curves that
//! follow.
//!
//! Owns the tables `bulletin`, `demand_line` and `demand_choice`.
//!
//! Invariants
//! - A bulletin is recorded whole or not at all, and never changes; its id
//!   follows from issuer, quarter and content.
//! - Of every issuer the latest bulletin counts, whatever order they came in;
//!   that is derived each time and stored nowhere.
//! - A week's value is that of its Thursday, rounded up.
//! - Where issuers disagree the largest figure counts and says so, until a
//!   person chooses.
//!
//! Deliberately absent: classes and what they cover (rank: classes use demand).

pub mod import;
pub mod model;
mod ops;
pub mod records;
pub mod rules;
mod store;

#[cfg(test)]
mod tests;

pub use import::{ImportPlan, Reading, apply, preview, read};
pub use model::{
    Bulletin, Changes, Curve, DemandLine, LineChange, NewBulletin, NewLine, Quarter, Window,
};
pub use ops::{
    all_lines, bulletin, bulletins, choose, count, curves, effective_lines, newest_bulletin, remove,
};
pub use store::grace;
