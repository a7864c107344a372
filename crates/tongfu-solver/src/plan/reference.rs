//! The yardstick: the definition word for word, given whole to HiGHS's own
//! integer search.

use std::time::Duration;

use super::model::{Detail, Model};
use super::{Instance, PlanError};
use crate::highs::Highs;

/// What HiGHS's integer search reached by itself.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct ReferenceRun {
    /// Fen; `None` if it found no plan.
    pub objective: Option<f64>,
    /// Fen.
    pub bound: f64,
    /// Columns of the programme.
    pub columns: usize,
}

/// Solves the full programme (no cuts of ours, nothing left out, all moves of
/// containers possible) by HiGHS's integer search on one thread, up to the gap
/// or the time limit. For measuring only.
///
/// # Errors
/// As [`super::solve`].
pub fn solve_by_mip(
    instance: &Instance,
    gap: f64,
    time_limit: Duration,
) -> Result<ReferenceRun, PlanError> {
    instance.validate()?;
    super::pins::contradiction(instance, &instance.pins)?;
    let mut model = Model::build(instance, &instance.pins, Detail::Full)?;
    if model.programme.columns() == 0 {
        return Ok(ReferenceRun {
            objective: Some(0.0),
            bound: 0.0,
            columns: 0,
        });
    }
    for (column, (lower, upper)) in model
        .limits(instance, &instance.pins)
        .into_iter()
        .enumerate()
    {
        model.programme.lower[column] = lower;
        model.programme.upper[column] = upper;
    }
    let mut highs = Highs::new(&model.programme, true)?;
    highs.real(c"mip_rel_gap", gap)?;
    highs.real(c"time_limit", time_limit.as_secs_f64())?;
    highs.run(&mut || true)?;
    Ok(ReferenceRun {
        objective: highs.feasible().then(|| highs.objective() * model.unit),
        bound: highs.dual_bound() * model.unit,
        columns: model.programme.columns(),
    })
}
