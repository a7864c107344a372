//! The bound, recomputed from the duals.
//!
//! Any multipliers of the rows give a valid upper bound when every column is
//! put at its better end (weak duality); so the bound handed out does not rest
//! on the solver's tolerances, and its reduced costs may rule columns out.

use super::cuts::Cut;
use super::model::Model;

/// A bound in units of the programme, with the reduced cost of every column.
#[derive(Debug, Clone)]
pub(super) struct Proof {
    pub bound: f64,
    pub reduced: Vec<f64>,
}

/// Upper bound for all plans within the column bounds `limits`, from the duals
/// of the rows of the model followed by those of the cuts.
pub(super) fn prove(
    model: &Model,
    limits: &[(f64, f64)],
    cuts: &[Cut],
    row_duals: &[f64],
) -> Proof {
    let programme = &model.programme;
    let mut reduced = programme.cost.clone();
    let mut bound = 0.0;
    for (row, &dual) in row_duals.iter().enumerate().take(programme.rows()) {
        let side = if dual > 0.0 {
            programme.row_upper[row]
        } else {
            programme.row_lower[row]
        };
        // A dual of the wrong sign proves nothing about a one-sided row.
        if dual == 0.0 || !side.is_finite() {
            continue;
        }
        bound += dual * side;
        for (column, value) in programme.terms(row) {
            reduced[column] -= dual * value;
        }
    }
    for (cut, dual) in cuts.iter().zip(&row_duals[programme.rows()..]) {
        if *dual < 0.0 {
            bound += dual * cut.bound;
            for &(column, value) in &cut.terms {
                reduced[column] -= dual * value;
            }
        }
    }
    for (column, &cost) in reduced.iter().enumerate() {
        let (lower, upper) = limits[column];
        bound += if cost > 0.0 {
            cost * upper.min(model.implied[column])
        } else {
            cost * lower
        };
    }
    Proof { bound, reduced }
}
