//! Stores for the tests of the features.

use super::{Environment, Office, Role, Store};
use chrono::NaiveDate;
use std::sync::Arc;

/// An environment whose today is `today` (`YYYY-MM-DD`).
pub(crate) fn environment(today: &str) -> Environment {
    Environment {
        now: Arc::new(chrono::Utc::now),
        today: Some(day(today)),
        machine: "test".to_owned(),
        app: "test".to_owned(),
    }
}

/// The day `YYYY-MM-DD`.
pub(crate) fn day(text: &str) -> NaiveDate {
    text.parse().unwrap()
}

/// An empty county store (霍尔果斯市) in memory.
pub(crate) fn county(today: &str) -> Store {
    Store::in_memory(
        Office::founded(Role::County, "654004", "霍尔果斯市"),
        "古丽",
        environment(today),
    )
    .unwrap()
}
