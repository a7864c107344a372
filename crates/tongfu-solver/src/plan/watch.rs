//! Keeping watch over a search: progress, cancelling, time.

use std::ops::ControlFlow;
use std::time::{Duration, Instant};

use super::{Options, Progress, Stage, Status};

/// How many ticks of the solver go by between two reports without news.
const QUIET: u32 = 64;

/// Listens to the solver on behalf of the caller.
pub(super) struct Watch<'p> {
    progress: &'p mut dyn FnMut(Progress) -> ControlFlow<()>,
    /// Only a caller who asks for a time limit makes the solver look at a clock.
    deadline: Option<Instant>,
    stage: Stage,
    objective: Option<f64>,
    bound: Option<f64>,
    ticks: u32,
    stop: Option<Status>,
}

impl<'p> Watch<'p> {
    pub fn new(
        options: &Options,
        progress: &'p mut dyn FnMut(Progress) -> ControlFlow<()>,
    ) -> Self {
        Self {
            progress,
            deadline: options
                .time_limit
                .and_then(|limit| Instant::now().checked_add(limit)),
            stage: Stage::Relaxation,
            objective: None,
            bound: None,
            ticks: 0,
            stop: None,
        }
    }

    /// Why the search must end, if it must.
    pub fn stopped(&self) -> Option<Status> {
        self.stop
    }

    /// Seconds left, if time is limited.
    pub fn seconds_left(&self) -> Option<f64> {
        self.deadline.map(|deadline| {
            deadline
                .checked_duration_since(Instant::now())
                .unwrap_or(Duration::ZERO)
                .as_secs_f64()
        })
    }

    /// Enters a stage; false if the search must end.
    pub fn enter(&mut self, stage: Stage) -> bool {
        self.stage = stage;
        self.report()
    }

    /// Takes note of a better plan or bound, in fen.
    pub fn news(&mut self, objective: Option<f64>, bound: Option<f64>) -> bool {
        self.objective = objective.or(self.objective);
        self.bound = bound.or(self.bound);
        self.report()
    }

    /// What the solver asks; false tells it to stop. Its own incumbents are
    /// not reported: a plan counts when it is written out and checked.
    pub fn tick(&mut self) -> bool {
        self.ticks = self.ticks.wrapping_add(1);
        if self.ticks.is_multiple_of(QUIET) {
            return self.report();
        }
        self.stop.is_none()
    }

    /// Asks between two runs; false if the search must end.
    pub fn poll(&mut self) -> bool {
        self.report()
    }

    fn report(&mut self) -> bool {
        if self.stop.is_some() {
            return false;
        }
        let progress = Progress {
            stage: self.stage,
            objective: self.objective,
            bound: self.bound,
        };
        if (self.progress)(progress).is_break() {
            self.stop = Some(Status::Cancelled);
        } else if self
            .deadline
            .is_some_and(|deadline| Instant::now() >= deadline)
        {
            self.stop = Some(Status::TimeLimit);
        }
        self.stop.is_none()
    }
}
