//! One search: from the relaxation to a plan with a proof.

use super::assemble::{Draft, draft, least};
use super::binding::binding;
use super::check::{check, objective};
use super::proof::{Proof, prove};
use super::session::{Session, Tight, changes};
use super::solution::{Solution, Status};
use super::watch::Watch;
use super::{Options, PlanError, Stage};
use crate::highs::{Ending, Failure, Highs, Point, Programme};

/// Rounds of cuts at most; the bound settles well before.
const ROUNDS: usize = 16;
/// A round that moves the bound by less than this share is the last.
const PROGRESS: f64 = 2e-5;
/// A count this near to a whole number is one.
pub(super) const WHOLE: f64 = 1e-6;
/// Nodes of the seat programme once all classes are settled.
const SEAT_NODES: i32 = 200;
/// Nodes of the neighbourhood around the relaxation.
const NEIGHBOURHOOD_NODES: u32 = 60;

/// A plan in hand, with the point it came from.
#[derive(Debug, Clone)]
struct Incumbent {
    solution: Solution,
    point: Option<Vec<f64>>,
}

/// Whether the objective reported is that of the point reported.
fn consistent(highs: &Highs, programme: &Programme) -> Result<bool, PlanError> {
    if !highs.feasible() {
        return Ok(true);
    }
    let point = highs.point()?.columns;
    let found: f64 = programme
        .cost
        .iter()
        .zip(&point)
        .map(|(cost, value)| cost * value)
        .sum();
    Ok((found - highs.objective()).abs() <= 1e-6 * (1.0 + found.abs()))
}

/// One search.
pub(super) struct Run<'s, 'o, 'p> {
    pub session: &'s mut Session,
    options: &'o Options,
    pub watch: Watch<'p>,
    best: Option<Incumbent>,
    /// Fen.
    bound: f64,
    /// Duals of the relaxation without cuts.
    prices: Option<Vec<f64>>,
}

impl<'s, 'o, 'p> Run<'s, 'o, 'p> {
    pub fn new(session: &'s mut Session, options: &'o Options, watch: Watch<'p>) -> Self {
        Self {
            session,
            options,
            watch,
            best: None,
            bound: f64::INFINITY,
            prices: None,
        }
    }

    /// Searches and puts the proof to the best plan.
    pub fn plan(mut self) -> Result<Solution, PlanError> {
        self.trivial()?;
        let ended = self.search()?;
        self.finish(ended)
    }

    /// The least plan and the bound that needs no relaxation, so that there is
    /// an answer whenever the search is cut short.
    fn trivial(&mut self) -> Result<(), PlanError> {
        let session = &*self.session;
        let duals = vec![0.0; session.model.programme.rows()];
        let proof = prove(&session.model, &session.limits, &[], &duals);
        self.bound = proof.bound * session.model.unit;
        let draft = least(&session.instance, &session.model, &session.limits)
            .ok_or_else(|| PlanError::Unsound("the least plan does not fit".to_owned()))?;
        self.offer(draft, None)
    }

    /// Takes a plan if it is the best so far.
    fn offer(&mut self, draft: Draft, point: Option<Vec<f64>>) -> Result<(), PlanError> {
        let mut solution = Solution {
            objective: 0.0,
            bound: f64::MAX,
            gap: 0.0,
            status: Status::GapReached,
            classes: draft.classes,
            moves: draft.moves,
            placements: draft.placements,
            binding: Vec::new(),
        };
        solution.objective = objective(&self.session.instance, &solution);
        if let Err(violations) = check(&self.session.instance, &solution) {
            let first = violations.first().map(ToString::to_string);
            return Err(PlanError::Unsound(first.unwrap_or_default()));
        }
        let better = self
            .best
            .as_ref()
            .is_none_or(|best| solution.objective > best.solution.objective);
        if better {
            self.watch.news(Some(solution.objective), None);
            self.best = Some(Incumbent { solution, point });
        }
        Ok(())
    }

    fn objective(&self) -> f64 {
        self.best
            .as_ref()
            .map_or(f64::NEG_INFINITY, |best| best.solution.objective)
    }

    fn gap(&self) -> f64 {
        (self.bound - self.objective()).max(0.0) / self.objective().abs().max(1.0)
    }

    pub(super) fn good_enough(&self) -> bool {
        self.gap() <= self.options.gap || self.closed()
    }

    /// Whether bound and plan are the same up to rounding errors.
    fn closed(&self) -> bool {
        self.bound - self.objective() <= 1e-7 * self.objective().abs() + 1.0
    }

    fn improve_bound(&mut self, fen: f64) {
        // A bound below a plan in hand is that plan's objective, rounded.
        let fen = fen.max(self.objective());
        if fen < self.bound {
            self.bound = fen;
            self.watch.news(None, Some(fen));
        }
    }

    /// Goes through the stages until the gap is reached or a limit is.
    fn search(&mut self) -> Result<Status, PlanError> {
        if self.session.model.programme.columns() == 0 {
            return Ok(Status::Optimal);
        }
        if !self.relax()? || !self.tighten()? {
            return Ok(self.ended(Status::NodeLimit));
        }
        if self.good_enough() {
            return Ok(Status::GapReached);
        }
        let Some(root) = self.root()? else {
            return Ok(self.ended(Status::NodeLimit));
        };
        let found = self.dive(&root)?;
        if self.good_enough() || self.watch.stopped().is_some() {
            return Ok(self.ended(Status::GapReached));
        }
        if let Some(found) = found {
            self.improve(&root, found)?;
        }
        if self.good_enough() || self.watch.stopped().is_some() {
            return Ok(self.ended(Status::GapReached));
        }
        self.neighbourhood(&root)?;
        if self.good_enough() || self.watch.stopped().is_some() {
            return Ok(self.ended(Status::GapReached));
        }
        self.exact(&root)?;
        let reached = if self.good_enough() {
            Status::GapReached
        } else {
            Status::NodeLimit
        };
        Ok(self.ended(reached))
    }

    /// The status of a search that would otherwise end with `status`.
    fn ended(&self, status: Status) -> Status {
        if self.good_enough() {
            Status::GapReached
        } else {
            self.watch.stopped().unwrap_or(status)
        }
    }

    /// The relaxation without cuts; false if it was cut short.
    fn relax(&mut self) -> Result<bool, PlanError> {
        if !self.watch.enter(Stage::Relaxation) {
            return Ok(false);
        }
        let Self { session, watch, .. } = self;
        match session.plain.run(&mut || watch.tick())? {
            Ending::Optimal => {}
            Ending::Infeasible | Ending::Limit => return Err(Failure(0).into()),
            Ending::Interrupted => return Ok(false),
        }
        let point = session.plain.point()?;
        let proof = prove(&session.model, &session.limits, &[], &point.row_duals);
        let bound = proof.bound * session.model.unit;
        if session.tight.is_none() {
            let mut highs = Highs::new(&session.model.programme, false)?;
            highs.bounds(&changes(&session.limits, &session.model))?;
            highs.set_basis(&session.plain.basis()?)?;
            session.tight = Some(Tight {
                highs,
                cuts: Vec::new(),
                basis: None,
            });
        }
        self.prices = Some(point.row_duals);
        self.improve_bound(bound);
        Ok(true)
    }

    /// Adds cuts until the bound settles; false if it was cut short.
    fn tighten(&mut self) -> Result<bool, PlanError> {
        if !self.watch.enter(Stage::Cuts) {
            return Ok(false);
        }
        for round in 0..=ROUNDS {
            let Some((point, proof)) = self.solve_tight()? else {
                return Ok(false);
            };
            let unit = self.session.model.unit;
            let before = self.bound;
            self.improve_bound(proof.bound * unit);
            let settled = before - self.bound < PROGRESS * self.bound.abs();
            if self.good_enough() || round == ROUNDS || (round > 0 && settled) {
                break;
            }
            let Some(tight) = &mut self.session.tight else {
                return Ok(false);
            };
            let cuts = self.session.separator.separate(&point.columns);
            if cuts.is_empty() {
                break;
            }
            let rows: Vec<(Vec<(usize, f64)>, f64)> = cuts
                .iter()
                .map(|cut| (cut.terms.clone(), cut.bound))
                .collect();
            tight.highs.at_least(&rows)?;
            tight.cuts.extend(cuts);
        }
        self.drop_slack_cuts()?;
        Ok(true)
    }

    /// Solves the tightened relaxation as it stands.
    pub(super) fn solve_tight(&mut self) -> Result<Option<(Point, Proof)>, PlanError> {
        let Self { session, watch, .. } = self;
        let Some(tight) = &mut session.tight else {
            return Ok(None);
        };
        match tight.highs.run(&mut || watch.tick())? {
            Ending::Optimal => {}
            Ending::Infeasible | Ending::Limit => return Err(Failure(0).into()),
            Ending::Interrupted => return Ok(None),
        }
        let point = tight.highs.point()?;
        let proof = prove(
            &session.model,
            &session.limits,
            &tight.cuts,
            &point.row_duals,
        );
        Ok(Some((point, proof)))
    }

    fn drop_slack_cuts(&mut self) -> Result<(), PlanError> {
        let Some(tight) = &mut self.session.tight else {
            return Ok(());
        };
        let point = tight.highs.point()?;
        let rows = self.session.model.programme.rows();
        let slack: Vec<bool> = tight
            .cuts
            .iter()
            .map(|cut| cut.violation(&point.columns) < -1e-6 * (1.0 + cut.bound.abs()))
            .collect();
        let mut marked = vec![false; rows];
        marked.extend(&slack);
        tight.highs.delete_rows(&marked)?;
        let mut gone = slack.iter();
        tight
            .cuts
            .retain(|_| !gone.next().copied().unwrap_or(false));
        Ok(())
    }

    /// The optimum of the tightened relaxation, remembered as the basis to come
    /// back to.
    fn root(&mut self) -> Result<Option<(Point, Proof)>, PlanError> {
        let root = self.solve_tight()?;
        if root.is_some()
            && let Some(tight) = &mut self.session.tight
        {
            tight.basis = Some(tight.highs.basis()?);
        }
        Ok(root)
    }

    /// With all classes and moves as in a point: whole seats and groups, and
    /// the best placements for them.
    pub(super) fn settle(&mut self, point: &[f64]) -> Result<(), PlanError> {
        let session = &*self.session;
        let mut programme = session.model.programme.clone();
        for column in self.rounded_columns() {
            let count = point[column].round();
            programme.lower[column] = count;
            programme.upper[column] = count;
        }
        let mut highs = Highs::new(&programme, true)?;
        highs.real(c"mip_rel_gap", 0.2 * self.options.gap)?;
        highs.int(c"mip_max_nodes", SEAT_NODES)?;
        highs.real(c"mip_feasibility_tolerance", 1e-7)?;
        // Short and always run to its end: without it there is no plan.
        if highs.run(&mut || true).is_err() || !highs.feasible() {
            return Ok(());
        }
        let found = highs.point()?.columns;
        let Some(draft) = draft(&session.instance, &session.model, &found) else {
            return Ok(());
        };
        match self.offer(draft, Some(found)) {
            // Rounding errors of the solver may break a rule by a hair; such a
            // plan is dropped, not handed out.
            Err(PlanError::Unsound(_)) => Ok(()),
            other => other,
        }
    }

    /// The objective that closes the gap, in units of the programme.
    pub(super) fn target(&self) -> f64 {
        let share = self.options.gap / (1.0 + self.options.gap);
        (self.bound - share * self.bound.abs()) / self.session.model.unit
    }

    /// RENS: the integer programme in which every class and move keeps the
    /// floor or the ceiling of its value in the relaxation.
    fn neighbourhood(&mut self, root: &(Point, Proof)) -> Result<(), PlanError> {
        if !self.watch.enter(Stage::Neighbourhood) {
            return Ok(());
        }
        let mut limits = self.session.limits.clone();
        for column in self.rounded_columns() {
            let value = root.0.columns[column];
            limits[column] = ((value + WHOLE).floor(), (value - WHOLE).ceil());
        }
        let nodes = NEIGHBOURHOOD_NODES.min(self.options.node_limit);
        let target = self.target();
        self.integer(&limits, root, nodes, Some(target))?;
        Ok(())
    }

    /// The integer search over all classes that the reduced costs of the root
    /// leave. A class whose use would push the bound to within the target is
    /// left out; the bound afterwards allows for that.
    fn exact(&mut self, root: &(Point, Proof)) -> Result<(), PlanError> {
        if !self.watch.enter(Stage::Search) {
            return Ok(());
        }
        let unit = self.session.model.unit;
        let slack = 0.9 * self.options.gap * self.objective().abs();
        let allowed = (self.objective() + slack) / unit;
        let proof = &root.1;
        let mut limits = self.session.limits.clone();
        for column in self.rounded_columns() {
            let (lower, upper) = limits[column];
            let cost = proof.reduced[column];
            if cost < 0.0 {
                let room = ((proof.bound - allowed) / -cost + 1e-6).floor().max(0.0);
                limits[column].1 = upper.min(lower + room);
            } else if cost > 0.0 {
                let room = ((proof.bound - allowed) / cost + 1e-6).floor().max(0.0);
                limits[column].0 = lower.max(upper - room);
            }
        }
        let ruled_out = limits != self.session.limits;
        let bound = self.integer(&limits, root, self.options.node_limit, None)?;
        if let Some(bound) = bound {
            let rest = if ruled_out {
                allowed
            } else {
                f64::NEG_INFINITY
            };
            self.improve_bound(bound.max(rest) * unit);
        }
        Ok(())
    }

    /// An integer search within column bounds; returns its proven bound in
    /// units of the programme, if it has one.
    fn integer(
        &mut self,
        limits: &[(f64, f64)],
        root: &(Point, Proof),
        nodes: u32,
        target: Option<f64>,
    ) -> Result<Option<f64>, PlanError> {
        let Self {
            session,
            watch,
            options,
            best,
            ..
        } = self;
        let mut programme = session.model.programme.clone();
        for (column, &(lower, upper)) in limits.iter().enumerate() {
            programme.lower[column] = lower;
            programme.upper[column] = upper;
        }
        if let Some(tight) = &session.tight {
            let duals = &root.0.row_duals[session.model.programme.rows()..];
            for (cut, dual) in tight.cuts.iter().zip(duals) {
                if *dual < -1e-9 {
                    programme.row(&cut.terms, cut.bound, f64::INFINITY);
                }
            }
        }
        let start = best
            .as_ref()
            .and_then(|best| best.point.as_ref())
            .filter(|point| {
                point
                    .iter()
                    .zip(limits)
                    .all(|(value, limit)| (limit.0 - WHOLE..=limit.1 + WHOLE).contains(value))
            });
        let mut attempt = |start: Option<&Vec<f64>>| -> Result<(Highs, Ending), PlanError> {
            let mut highs = Highs::new(&programme, true)?;
            highs.real(c"mip_rel_gap", 0.5 * options.gap)?;
            highs.int(c"mip_max_nodes", i32::try_from(nodes).unwrap_or(i32::MAX))?;
            if let Some(target) = target {
                highs.real(c"objective_target", target)?;
            }
            if let Some(seconds) = watch.seconds_left() {
                highs.real(c"time_limit", seconds)?;
            }
            if let Some(point) = start {
                highs.start_from(point)?;
            }
            let ending = highs.run(&mut || watch.tick())?;
            Ok((highs, ending))
        };
        let (mut highs, mut ending) = attempt(start)?;
        // HiGHS 1.16 counts the offset twice when it is given a start and
        // presolve leaves nothing to do: then objective and bound are wrong.
        if start.is_some() && !consistent(&highs, &programme)? {
            (highs, ending) = attempt(None)?;
        }
        if ending == Ending::Infeasible {
            return Ok(Some(f64::NEG_INFINITY));
        }
        let mut bound = Some(highs.dual_bound()).filter(|bound| bound.is_finite());
        if highs.feasible() {
            if !consistent(&highs, &programme)? {
                bound = None;
            }
            let found = highs.point()?.columns;
            self.settle(&found)?;
        }
        Ok(bound)
    }

    /// Puts proof, status and prices to the best plan.
    fn finish(self, ended: Status) -> Result<Solution, PlanError> {
        let closed = self.closed();
        // Hundredths of a fen are enough; the bound is rounded up.
        let bound = (self.bound.max(self.objective()) * 100.0).ceil() / 100.0;
        let Some(best) = self.best else {
            return Err(Failure(0).into());
        };
        let mut solution = best.solution;
        solution.objective = (solution.objective * 100.0).round() / 100.0;
        solution.bound = bound.max(solution.objective);
        let gap = (solution.bound - solution.objective) / solution.objective.abs().max(1.0);
        solution.gap = (gap * 1e9).ceil() / 1e9;
        solution.status = if closed { Status::Optimal } else { ended };
        if let Some(prices) = &self.prices {
            let session = &*self.session;
            solution.binding = binding(
                &session.instance,
                &session.model,
                &session.limits,
                prices,
                &solution.classes,
            );
        }
        Ok(solution)
    }
}
