//! When the people of a line are needed.

use chrono::NaiveDate;

use crate::dates::{self, DateFault, Edge, Span, Written};
use crate::grid::Cell;

/// The four days of a line, as far as they are written.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub(super) struct Window {
    pub(super) start: Option<NaiveDate>,
    pub(super) peak_start: Option<NaiveDate>,
    pub(super) peak_end: Option<NaiveDate>,
    pub(super) end: Option<NaiveDate>,
}

/// Why a cell gives no day, or with what reserve it does.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum WindowFault {
    Unreadable,
    YearMissing,
    /// A week without its year, taken as its next occurrence.
    YearAssumed,
}

/// What a line knows about years its dates do not state.
#[derive(Debug, Clone, Copy)]
pub(super) struct Years {
    /// The line's own column for the year.
    pub(super) stated: Option<i32>,
    /// The day after which weeks without year are looked for.
    pub(super) reference: Option<NaiveDate>,
}

/// The day that a cell gives, `not_before` an earlier day of the same line.
pub(super) fn day(
    cell: &Cell,
    edge: Edge,
    years: Years,
    not_before: Option<NaiveDate>,
) -> (Option<NaiveDate>, Option<WindowFault>) {
    match dates::from_cell(cell, edge) {
        Ok(date) => (Some(date), None),
        Err(DateFault::Unreadable) => (None, Some(WindowFault::Unreadable)),
        Err(DateFault::YearMissing) => match dates::read(&cell.text()) {
            Some(written) => resolve(written, edge, years, not_before),
            None => (None, Some(WindowFault::Unreadable)),
        },
    }
}

fn resolve(
    written: Written,
    edge: Edge,
    years: Years,
    not_before: Option<NaiveDate>,
) -> (Option<NaiveDate>, Option<WindowFault>) {
    if let Some(year) = written.year {
        return match written.resolve(year, edge) {
            Some(date) => (Some(date), None),
            None => (None, Some(WindowFault::Unreadable)),
        };
    }
    if let Some(year) = years.stated {
        let date = written.resolve(year, edge);
        // The column names the year of the start; an end may lie in the next.
        let wraps = matches!((date, not_before), (Some(d), Some(from)) if d < from);
        let date = if wraps {
            written.resolve(year.saturating_add(1), edge)
        } else {
            date
        };
        return match date {
            Some(date) => (Some(date), None),
            None => (None, Some(WindowFault::Unreadable)),
        };
    }
    match (written.span, not_before.or(years.reference)) {
        (Span::Week { .. }, Some(after)) => match dates::next_occurrence(written, after, edge) {
            Some(date) => (Some(date), Some(WindowFault::YearAssumed)),
            None => (None, Some(WindowFault::Unreadable)),
        },
        _ => (None, Some(WindowFault::YearMissing)),
    }
}

/// The two days of a span written in one cell.
pub(super) fn span(
    cell: &Cell,
    years: Years,
) -> (Option<NaiveDate>, Option<NaiveDate>, Option<WindowFault>) {
    let (left, right) = match cell {
        Cell::Text(text) => match (dates::read_range(text), dates::read(text)) {
            (Some(range), _) => range,
            // A month or a week alone is a span of itself.
            (None, Some(one)) => (one, one),
            (None, None) => return (None, None, Some(WindowFault::Unreadable)),
        },
        other => {
            return match dates::from_cell(other, Edge::First) {
                Ok(date) => (Some(date), Some(date), None),
                Err(_) => (None, None, Some(WindowFault::Unreadable)),
            };
        }
    };
    let (from, first_fault) = resolve(left, Edge::First, years, None);
    let (to, second_fault) = resolve(right, Edge::Last, years, from);
    (from, to, first_fault.or(second_fault))
}

impl Window {
    /// The days that are written stand in order, the peak inside the window.
    pub(super) fn in_order(&self) -> bool {
        let days: Vec<NaiveDate> = [self.start, self.peak_start, self.peak_end, self.end]
            .into_iter()
            .flatten()
            .collect();
        days.is_sorted()
    }
}
