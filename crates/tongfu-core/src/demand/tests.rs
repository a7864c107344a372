//! Demand: curves and slices over all inputs, bulletins on real files.

mod bulletins;
mod curves;

use super::model::{DemandLine, Window};
use crate::base::{BulletinId, DemandLineId};
use chrono::NaiveDate;

fn date(text: &str) -> NaiveDate {
    text.parse().unwrap()
}

fn window(start: &str, peak_start: &str, peak_end: &str, end: &str) -> Window {
    Window::new(date(start), date(peak_start), date(peak_end), date(end)).unwrap()
}

/// A line of `issuer`, whose number makes its id.
fn line(number: u8, issuer: &str, headcount: u32, window: Window) -> DemandLine {
    DemandLine {
        id: DemandLineId([number; 16]),
        bulletin: BulletinId([number; 16]),
        issuer: issuer.to_owned(),
        region: "KZ-59".to_owned(),
        occupation: "OCC-HARV".to_owned(),
        headcount,
        window,
        wage_low: None,
        wage_high: None,
        language: String::new(),
        standard: String::new(),
        permit: String::new(),
        employer: String::new(),
        source: String::new(),
        stale: false,
        superseded: false,
        succeeds: Vec::new(),
    }
}
