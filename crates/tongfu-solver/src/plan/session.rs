//! The search for a plan, on relaxations that are kept warm: after a change of
//! pins the next plan starts from the last basis and from all cuts found.

use std::ops::ControlFlow;

use super::cuts::{Cut, Separator};
use super::instance::{Instance, Pin, validate_pins};
use super::model::{Detail, Model};
use super::pins::contradiction;
use super::run::Run;
use super::solution::Solution;
use super::watch::Watch;
use super::{Options, PlanError, Progress};
use crate::highs::{Basis, Highs};

/// One instance made ready: solve it, change its pins, solve it again.
#[derive(Debug)]
pub struct Session {
    pub(super) instance: Instance,
    pub(super) model: Model,
    pub(super) separator: Separator,
    /// The relaxation as defined; its duals are the prices.
    pub(super) plain: Highs,
    /// The relaxation with cuts.
    pub(super) tight: Option<Tight>,
    pub(super) limits: Vec<(f64, f64)>,
}

/// The relaxation with cuts, which belong to its last rows.
#[derive(Debug)]
pub(super) struct Tight {
    pub highs: Highs,
    pub cuts: Vec<Cut>,
    /// The basis of the optimum under the present pins.
    pub basis: Option<Basis>,
}

impl Session {
    /// Makes an instance ready with the pins it brings.
    ///
    /// # Errors
    /// [`PlanError::Format`], [`PlanError::PinsContradict`],
    /// [`PlanError::TooLarge`], or a failure of the solver.
    pub fn new(instance: &Instance) -> Result<Self, PlanError> {
        instance.validate()?;
        contradiction(instance, &instance.pins)?;
        let model = Model::build(instance, &instance.pins, Detail::Reduced)?;
        let limits = model.limits(instance, &instance.pins);
        let mut plain = Highs::new(&model.programme, false)?;
        plain.bounds(&changes(&limits, &model))?;
        Ok(Self {
            separator: Separator::new(instance, &model),
            instance: instance.clone(),
            plain,
            tight: None,
            limits,
            model,
        })
    }

    /// The instance with its present pins.
    pub fn instance(&self) -> &Instance {
        &self.instance
    }

    /// Replaces all pins. The next [`Session::solve`] starts warm, unless a pin
    /// concerns a container or a class that was left out as never paying.
    ///
    /// # Errors
    /// As [`Session::new`]; the session then keeps its old pins.
    pub fn set_pins(&mut self, pins: &[Pin]) -> Result<(), PlanError> {
        validate_pins(&self.instance, pins)?;
        contradiction(&self.instance, pins)?;
        let moves = pins
            .iter()
            .any(|pin| self.instance.containers.iter().any(|c| c.id == pin.place));
        let absent = pins
            .iter()
            .any(|pin| pin.at_least > 0 && self.model.pinned(&self.instance, pin).is_none());
        if moves || absent {
            let mut instance = self.instance.clone();
            instance.pins = pins.to_vec();
            *self = Self::new(&instance)?;
            return Ok(());
        }
        let limits = self.model.limits(&self.instance, pins);
        let changed: Vec<(usize, f64, f64)> = limits
            .iter()
            .zip(&self.limits)
            .enumerate()
            .filter(|(_, (new, old))| new != old)
            .map(|(column, (new, _))| (column, new.0, new.1))
            .collect();
        self.plain.bounds(&changed)?;
        if let Some(tight) = &mut self.tight {
            tight.highs.bounds(&changed)?;
        }
        self.limits = limits;
        self.instance.pins = pins.to_vec();
        Ok(())
    }

    /// Searches for a plan.
    ///
    /// # Errors
    /// A failure of the solver. A search that was cut short is no error: the
    /// plan then says so in its status.
    pub fn solve(
        &mut self,
        options: &Options,
        progress: &mut dyn FnMut(Progress) -> ControlFlow<()>,
    ) -> Result<Solution, PlanError> {
        let options = Options {
            // What is no share asks for the optimum.
            gap: options.gap.max(0.0),
            ..options.clone()
        };
        Run::new(self, &options, Watch::new(&options, progress)).plan()
    }
}

/// Bounds that differ from those of the programme.
pub(super) fn changes(limits: &[(f64, f64)], model: &Model) -> Vec<(usize, f64, f64)> {
    limits
        .iter()
        .enumerate()
        .filter(|(column, limit)| {
            **limit
                != (
                    model.programme.lower[*column],
                    model.programme.upper[*column],
                )
        })
        .map(|(column, limit)| (column, limit.0, limit.1))
        .collect()
}
