//! What the host lends the core: time, the machine's fingerprint, the
//! program's version. The core has no clock of its own.

use chrono::{DateTime, FixedOffset, NaiveDate, Utc};
use std::sync::Arc;

/// Lent by the host at open and create.
#[derive(Clone)]
pub struct Environment {
    /// The present moment.
    pub now: Arc<dyn Fn() -> DateTime<Utc> + Send + Sync>,
    /// A day that stands for today, where the host was told one.
    pub today: Option<NaiveDate>,
    /// Changes when the disk moves to another machine.
    pub machine: String,
    /// Version of the program, written into every operation.
    pub app: String,
}

impl std::fmt::Debug for Environment {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("Environment")
            .field("today", &self.today)
            .field("app", &self.app)
            .finish_non_exhaustive()
    }
}

impl Environment {
    /// Today in China (UTC+8), or the day the host was told.
    pub fn today(&self) -> NaiveDate {
        self.today.unwrap_or_else(|| day_in_china((self.now)()))
    }
}

/// The day of `moment` in China (UTC+8).
pub(super) fn day_in_china(moment: DateTime<Utc>) -> NaiveDate {
    match FixedOffset::east_opt(8 * 3600) {
        Some(china) => moment.with_timezone(&china).date_naive(),
        None => moment.date_naive(),
    }
}
