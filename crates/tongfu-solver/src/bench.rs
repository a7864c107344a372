//! The ratios of the goals, measured. Every function returns plain numbers;
//! printing and judging is the caller's.

use std::ops::ControlFlow;
use std::time::{Duration, Instant};

use crate::matching::seats::{Numbers, accept, rank};
use crate::matching::{self, number};
use crate::plan::{self, Options, Pin, PlanError, Session};

/// One plan against HiGHS's own integer search.
#[derive(Debug, Clone, PartialEq)]
pub struct PlanRatio {
    /// Seconds to the proven gap, reading not included.
    pub ours: f64,
    /// The gap reached, a share.
    pub gap: f64,
    /// Seconds HiGHS's integer search took to the same gap, or the cap.
    pub mip: f64,
    /// The gap it reached, if it found a plan.
    pub mip_gap: Option<f64>,
    /// `ours / mip`.
    pub ratio: f64,
}

fn quiet(_: plan::Progress) -> ControlFlow<()> {
    ControlFlow::Continue(())
}

/// Seconds and gap of one plan alone.
///
/// # Errors
/// As [`plan::solve`].
pub fn plan_seconds(instance: &plan::Instance, gap: f64) -> Result<(f64, f64), PlanError> {
    let options = Options {
        gap,
        ..Options::default()
    };
    let begin = Instant::now();
    let solution = plan::solve(instance, &options, &mut quiet)?;
    Ok((begin.elapsed().as_secs_f64(), solution.gap))
}

/// Time to a proven gap, ours and that of HiGHS's integer search on the full
/// programme, which is capped.
///
/// # Errors
/// As [`plan::solve`].
pub fn plan_ratio(
    instance: &plan::Instance,
    gap: f64,
    cap: Duration,
) -> Result<PlanRatio, PlanError> {
    let (ours, reached) = plan_seconds(instance, gap)?;
    let begin = Instant::now();
    let run = plan::solve_by_mip(instance, gap, cap)?;
    let mip = begin.elapsed().as_secs_f64();
    Ok(PlanRatio {
        ours,
        gap: reached,
        mip,
        mip_gap: run
            .objective
            .map(|objective| (run.bound - objective) / objective.abs().max(1.0)),
        ratio: ours / mip,
    })
}

/// A what-if: the first planned class is forbidden. Returns the seconds of the
/// first plan and of the one after the pin.
///
/// # Errors
/// As [`plan::solve`].
pub fn what_if_seconds(instance: &plan::Instance, gap: f64) -> Result<(f64, f64), PlanError> {
    let options = Options {
        gap,
        ..Options::default()
    };
    let begin = Instant::now();
    let mut session = Session::new(instance)?;
    let solution = session.solve(&options, &mut quiet)?;
    let first = begin.elapsed().as_secs_f64();
    let pins: Vec<Pin> = solution
        .classes
        .iter()
        .filter(|class| class.site.is_none())
        .take(1)
        .map(|class| Pin {
            occupation: class.occupation.clone(),
            place: class.place.clone(),
            site: None,
            start: class.start,
            at_least: 0,
            at_most: 0,
        })
        .collect();
    let begin = Instant::now();
    session.set_pins(&pins)?;
    session.solve(&options, &mut quiet)?;
    Ok((first, begin.elapsed().as_secs_f64()))
}

/// Matching against sorting.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct MatchRatio {
    /// Seconds of ranking and deferred acceptance.
    pub matching: f64,
    /// Seconds of sorting the same entries by class, priority and lot.
    pub sorting: f64,
    /// Seconds from the instance to the solution with its reasons, for notice.
    pub whole: f64,
    /// Applications.
    pub entries: usize,
    /// `matching / sorting`.
    pub ratio: f64,
}

/// Matching `applicants` to `classes` against sorting their entries: the best
/// of some runs each, taken in turn.
pub fn match_ratio(applicants: u32, classes: u32, seed: u64, runs: u32) -> MatchRatio {
    let instance = crate::testing::match_instance(applicants, classes, seed);
    let begin = Instant::now();
    let solution = matching::solve(&instance);
    let whole = begin.elapsed().as_secs_f64();
    drop(solution);
    let numbers = number(&instance);
    let (mut matching, mut sorting) = (f64::INFINITY, f64::INFINITY);
    for _ in 0..runs.max(1) {
        let begin = Instant::now();
        let ranking = rank(&numbers);
        let outcome = accept(&numbers, &ranking);
        matching = matching.min(begin.elapsed().as_secs_f64());
        std::hint::black_box(&outcome);
        let mut entries = entries(&numbers);
        let begin = Instant::now();
        entries.sort_unstable();
        sorting = sorting.min(begin.elapsed().as_secs_f64());
        std::hint::black_box(&entries);
    }
    MatchRatio {
        matching,
        sorting,
        whole,
        entries: numbers.class.len(),
        ratio: matching / sorting,
    }
}

/// Class, priority from the highest, lot, applicant.
type Entry = (u32, i64, [u8; 32], u32);

fn entries(numbers: &Numbers) -> Vec<Entry> {
    let mut entries = Vec::with_capacity(numbers.class.len());
    for (applicant, lot) in numbers.lots.iter().enumerate() {
        for application in numbers.first[applicant]..numbers.first[applicant + 1] {
            let application = application as usize;
            entries.push((
                numbers.class[application],
                -numbers.priority[application],
                *lot,
                applicant as u32,
            ));
        }
    }
    entries
}
