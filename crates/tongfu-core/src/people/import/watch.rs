//! How far an import or the saving of a sheet is, and the wish to stop it.

use crate::{Error, Result};
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};

/// What is being done with the rows.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Step {
    /// Cells become rows.
    Reading,
    /// Rows are held against the record.
    Deciding,
    /// What was decided is decided again and put down.
    Writing,
    /// The database takes it in; its length is not known beforehand.
    Saving,
}

/// Hears how far an import is and may stop it. The default hears nothing.
#[derive(Default)]
pub struct Watch<'a> {
    stop: Option<Arc<AtomicBool>>,
    hears: Option<&'a dyn Fn(Step, usize, usize)>,
}

impl std::fmt::Debug for Watch<'_> {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("Watch").field("stop", &self.stop).finish()
    }
}

impl<'a> Watch<'a> {
    /// `hears` is told the step, how many rows are done, and of how many.
    pub fn new(stop: Arc<AtomicBool>, hears: &'a dyn Fn(Step, usize, usize)) -> Self {
        Self {
            stop: Some(stop),
            hears: Some(hears),
        }
    }

    /// Tells nobody and can be stopped.
    pub(super) fn silent(stop: Option<Arc<AtomicBool>>) -> Self {
        Self { stop, hears: None }
    }

    pub(super) fn stop(&self) -> Option<Arc<AtomicBool>> {
        self.stop.clone()
    }

    /// Tells how far `step` is, every few hundred rows.
    ///
    /// Errors: `TASK_STOPPED`.
    pub(in crate::people) fn at(&self, step: Step, done: usize, of: usize) -> Result<()> {
        if !done.is_multiple_of(256) {
            return Ok(());
        }
        if let Some(stop) = &self.stop
            && stop.load(Ordering::Relaxed)
        {
            return Err(Error::refused("TASK_STOPPED"));
        }
        if let Some(hears) = self.hears {
            hears(step, done, of);
        }
        Ok(())
    }
}
