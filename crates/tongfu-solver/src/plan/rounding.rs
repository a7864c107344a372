//! From the relaxation to whole classes: rounding a few at a time and solving
//! again, and improving the result occupation by occupation.

use super::PlanError;
use super::Stage;
use super::model::Row;
use super::proof::Proof;
use super::run::{Run, WHOLE};
use crate::highs::{Ending, Point};

/// Rounds of improvement at most, and without success.
const IMPROVEMENTS: u64 = 90;
const PATIENCE: u64 = 24;
/// Every so many rounds all occupations are freed.
const EVERYWHERE: u64 = 6;
/// Share of all losses that counts for every occupation, so that those without
/// loss get their turn: they may hold what others need.
const BASE: f64 = 0.03;
/// What is left of the interest in an occupation once it was tried.
const TIRED: f64 = 0.4;

/// A point of the tightened relaxation with its objective.
type Valued = (Point, f64);

impl Run<'_, '_, '_> {
    /// Classes and moves: what is rounded.
    pub(super) fn rounded_columns(&self) -> Vec<usize> {
        let model = &self.session.model;
        model
            .classes
            .iter()
            .map(|class| class.classes)
            .chain(model.moves.iter().copied())
            .collect()
    }

    /// Rounds the optimum of the relaxation. Returns the point found, with
    /// whole classes and moves.
    pub(super) fn dive(&mut self, root: &(Point, Proof)) -> Result<Option<Valued>, PlanError> {
        if !self.watch.enter(Stage::Dive) {
            return Ok(None);
        }
        let mut limits = self.session.limits.clone();
        let found = self.descend(
            (root.0.clone(), root.1.bound),
            &mut limits,
            0,
            f64::NEG_INFINITY,
        )?;
        self.ascend(&limits)?;
        if let Some((point, _)) = &found {
            self.settle(&point.columns)?;
        }
        Ok(found)
    }

    /// Rounds a few counts at a time and solves again, until all are whole;
    /// `None` if that ends nowhere, below `least`, or is stopped. The order of
    /// rounding is shaken by `shake`, if it is not 0.
    fn descend(
        &mut self,
        (mut point, mut objective): Valued,
        limits: &mut [(f64, f64)],
        shake: u64,
        least: f64,
    ) -> Result<Option<Valued>, PlanError> {
        let columns = self.rounded_columns();
        loop {
            let mut open: Vec<(f64, usize)> = columns
                .iter()
                .filter(|&&column| {
                    let value = point.columns[column];
                    (value - value.round()).abs() > WHOLE
                })
                .map(|&column| {
                    let up = point.columns[column].ceil() - point.columns[column];
                    (up + jitter(shake, column), column)
                })
                .collect();
            if open.is_empty() {
                return Ok(Some((point, objective)));
            }
            open.sort_by(|a, b| a.0.total_cmp(&b.0).then(a.1.cmp(&b.1)));
            let step = (open.len() / 8).max(1);
            let mut changed = Vec::new();
            for (index, &(up, column)) in open.iter().enumerate() {
                let value = point.columns[column];
                let (lower, upper) = limits[column];
                if index < step && (up <= 0.5 || index == 0) {
                    changed.push((column, value.ceil(), upper.max(value.ceil())));
                } else if index + step >= open.len() && up > 0.85 {
                    changed.push((column, lower, value.floor()));
                }
            }
            let mut back: Vec<(usize, f64, f64)> = changed
                .iter()
                .map(|&(column, _, _)| (column, limits[column].0, limits[column].1))
                .collect();
            let mut next = self.try_bounds(&changed, limits)?;
            if next.is_none() && self.watch.stopped().is_none() {
                // The counts rounded up do not fit together: round the first of
                // them down instead.
                back[0].2 = point.columns[back[0].0].floor();
                next = self.try_bounds(&back, limits)?;
            }
            match next {
                Some((next, value)) if value > least => (point, objective) = (next, value),
                _ => return Ok(None),
            }
        }
    }

    /// Takes back all bounds and returns to the basis of the root.
    fn ascend(&mut self, limits: &[(f64, f64)]) -> Result<(), PlanError> {
        let own = &self.session.limits;
        let undo: Vec<(usize, f64, f64)> = own
            .iter()
            .zip(limits)
            .enumerate()
            .filter(|(_, (own, changed))| own != changed)
            .map(|(column, (own, _))| (column, own.0, own.1))
            .collect();
        if let Some(tight) = &mut self.session.tight {
            tight.highs.bounds(&undo)?;
            if let Some(basis) = &tight.basis {
                tight.highs.set_basis(basis)?;
            }
        }
        Ok(())
    }

    /// Changes bounds of the tightened relaxation and solves it; `None` if
    /// nothing fits or the search must end.
    fn try_bounds(
        &mut self,
        changed: &[(usize, f64, f64)],
        limits: &mut [(f64, f64)],
    ) -> Result<Option<Valued>, PlanError> {
        for &(column, lower, upper) in changed {
            limits[column] = (lower, upper);
        }
        let Self { session, watch, .. } = self;
        let Some(tight) = &mut session.tight else {
            return Ok(None);
        };
        tight.highs.bounds(changed)?;
        // A failure here costs a better plan, not the bound: go on without.
        match tight.highs.run(&mut || watch.tick()) {
            Ok(Ending::Optimal) => Ok(Some((tight.highs.point()?, tight.highs.objective()))),
            Ok(Ending::Infeasible | Ending::Limit | Ending::Interrupted) | Err(_) => Ok(None),
        }
    }

    /// Where the plan in hand falls short of the bound, by occupation: reduced
    /// costs times distances from the better bound, and duals times slacks, add
    /// up to the gap.
    fn losses(&self, root: &(Point, Proof), point: &[f64]) -> Vec<f64> {
        let session = &*self.session;
        let model = &session.model;
        let mut losses = vec![0.0; session.instance.occupations.len()];
        let reduced = &root.1.reduced;
        let column = |column: usize| {
            let (lower, upper) = session.limits[column];
            let cost = reduced[column];
            if cost > 0.0 {
                cost * (upper.min(model.implied[column]) - point[column])
            } else {
                cost * (lower - point[column])
            }
        };
        for class in &model.classes {
            losses[class.occupation] += column(class.classes) + column(class.seats);
        }
        for slice in &model.slices {
            for choice in &slice.options {
                losses[slice.occupation] += column(choice.column);
            }
        }
        for (occupation, pool) in model.pools.iter().enumerate() {
            for week in pool.iter().flat_map(|pool| pool.first..=pool.last) {
                if let Some(waiting) = pool.as_ref().and_then(|pool| pool.at(week)) {
                    losses[occupation] += column(waiting);
                }
            }
        }
        for (row, kind) in model.rows.iter().enumerate() {
            if let Row::Demand(slice) = kind {
                let used: f64 = model.programme.terms(row).map(|(c, v)| v * point[c]).sum();
                losses[model.slices[*slice].occupation] +=
                    root.0.row_duals[row] * (model.programme.row_upper[row] - used);
            }
        }
        losses
    }

    /// Frees the classes of a few occupations, in which the plan in hand loses
    /// most, holds all others, and rounds again; keeps what is better.
    pub(super) fn improve(
        &mut self,
        root: &(Point, Proof),
        found: Valued,
    ) -> Result<(), PlanError> {
        let (mut held, mut objective) = (found.0.columns, found.1);
        let mut settled = objective;
        let mut interest = vec![1.0; self.session.instance.occupations.len()];
        let mut limits = self.session.limits.clone();
        let mut last = 0;
        for round in 1..=IMPROVEMENTS {
            if !self.watch.poll() {
                break;
            }
            let losses = self.losses(root, &held);
            let mut order: Vec<usize> = (0..losses.len()).collect();
            let share = BASE * losses.iter().sum::<f64>();
            let wanted = |occupation: usize| (losses[occupation] + share) * interest[occupation];
            order.sort_by(|a, b| wanted(*b).total_cmp(&wanted(*a)).then(a.cmp(b)));
            if round % EVERYWHERE != 0 {
                order.truncate(2 + round as usize % 4);
            }
            for &occupation in order.iter().filter(|_| round % EVERYWHERE != 0) {
                interest[occupation] *= TIRED;
            }
            let mut changed: Vec<(usize, f64, f64)> = Vec::new();
            for class in &self.session.model.classes {
                let column = class.classes;
                let (lower, upper) = if order.contains(&class.occupation) {
                    self.session.limits[column]
                } else {
                    (held[column].round(), held[column].round())
                };
                if limits[column] != (lower, upper) {
                    changed.push((column, lower, upper));
                }
            }
            let least = objective + 1e-6 * objective.abs().max(1.0);
            let better = match self.try_bounds(&changed, &mut limits)? {
                Some(freed) if freed.1 > least => self.descend(freed, &mut limits, round, least)?,
                _ => None,
            };
            if let Some((point, value)) = better {
                (held, objective) = (point.columns, value);
                interest.fill(1.0);
                last = round;
                if objective >= self.target() {
                    self.settle(&held)?;
                    settled = objective;
                }
            }
            if self.good_enough() || round - last >= PATIENCE || self.watch.stopped().is_some() {
                break;
            }
        }
        self.ascend(&limits)?;
        if objective > settled {
            self.settle(&held)?;
        }
        Ok(())
    }
}

/// A number of `[0, 0.3)` from the round and the column; 0 in round 0.
fn jitter(round: u64, column: usize) -> f64 {
    if round == 0 {
        return 0.0;
    }
    let mut z = (round << 32 ^ column as u64).wrapping_mul(0x9e37_79b9_7f4a_7c15);
    z = (z ^ z >> 30).wrapping_mul(0xbf58_476d_1ce4_e5b9);
    z = (z ^ z >> 27).wrapping_mul(0x94d0_49bb_1331_11eb);
    0.3 * ((z ^ z >> 31) >> 11) as f64 / (1_u64 << 53) as f64
}
