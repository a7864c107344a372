//! The only place that speaks to HiGHS: a linear programme as plain vectors,
//! and an owned solver object that prints nothing.
//!
//! All programmes maximise. Duals follow HiGHS: the price of a row is the
//! change of the objective per unit of its right-hand side.

#![expect(
    unsafe_code,
    reason = "HiGHS is reached through its C interface; every pointer passed here comes from a slice whose length was checked against the model"
)]

use std::ffi::{CStr, c_char, c_int, c_void};
use std::panic::{AssertUnwindSafe, catch_unwind, resume_unwind};
use std::ptr::{NonNull, null, null_mut};

use highs_sys as sys;
use sys::HighsInt;

/// A programme: maximise `cost · x`, `row_lower ≤ A x ≤ row_upper`,
/// `lower ≤ x ≤ upper`, some columns integer. Rows are stored one after another.
#[derive(Debug, Clone, Default)]
pub(crate) struct Programme {
    pub cost: Vec<f64>,
    pub lower: Vec<f64>,
    pub upper: Vec<f64>,
    pub integer: Vec<bool>,
    pub row_lower: Vec<f64>,
    pub row_upper: Vec<f64>,
    pub start: Vec<HighsInt>,
    pub index: Vec<HighsInt>,
    pub value: Vec<f64>,
}

impl Programme {
    pub(crate) fn columns(&self) -> usize {
        self.cost.len()
    }

    pub(crate) fn rows(&self) -> usize {
        self.row_lower.len()
    }

    /// Adds a column and returns its number.
    pub(crate) fn column(&mut self, cost: f64, lower: f64, upper: f64, integer: bool) -> usize {
        self.cost.push(cost);
        self.lower.push(lower);
        self.upper.push(upper);
        self.integer.push(integer);
        self.cost.len() - 1
    }

    /// Adds a row and returns its number; terms of the same column are summed.
    pub(crate) fn row(&mut self, terms: &[(usize, f64)], lower: f64, upper: f64) -> usize {
        let mut sorted: Vec<(usize, f64)> = terms.to_vec();
        sorted.sort_by_key(|term| term.0);
        sorted.dedup_by(|later, earlier| {
            let same = later.0 == earlier.0;
            if same {
                earlier.1 += later.1;
            }
            same
        });
        self.start.push(self.index.len() as HighsInt);
        for (column, value) in sorted {
            if value != 0.0 {
                self.index.push(column as HighsInt);
                self.value.push(value);
            }
        }
        self.row_lower.push(lower);
        self.row_upper.push(upper);
        self.rows() - 1
    }

    /// The terms of one row.
    pub(crate) fn terms(&self, row: usize) -> impl Iterator<Item = (usize, f64)> + '_ {
        let from = self.start[row] as usize;
        let to = self
            .start
            .get(row + 1)
            .map_or(self.index.len(), |next| *next as usize);
        self.index[from..to]
            .iter()
            .zip(&self.value[from..to])
            .map(|(column, value)| (*column as usize, *value))
    }
}

/// How a run ended.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Ending {
    Optimal,
    Infeasible,
    /// The objective target or another limit that was set stopped the run.
    Limit,
    /// The watcher asked to stop, or the time was over.
    Interrupted,
}

/// HiGHS refused or failed; the number is its model status or, negative, that
/// of the call.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
#[error("the optimiser failed with status {0}")]
pub struct Failure(pub i32);

/// Values and duals after a run.
#[derive(Debug, Clone, Default)]
pub(crate) struct Point {
    pub columns: Vec<f64>,
    pub column_duals: Vec<f64>,
    pub rows: Vec<f64>,
    pub row_duals: Vec<f64>,
}

/// Which columns and rows are basic.
#[derive(Debug, Clone)]
pub(crate) struct Basis {
    columns: Vec<HighsInt>,
    rows: Vec<HighsInt>,
}

/// Asked again and again during a run; false ends it.
type Watcher<'w> = &'w mut dyn FnMut() -> bool;

struct Listening<'w, 'f> {
    watcher: &'w mut Watcher<'f>,
    panic: Option<Box<dyn std::any::Any + Send>>,
}

unsafe extern "C" fn listen(
    _kind: c_int,
    _message: *const c_char,
    _out: *const sys::HighsCallbackDataOut,
    answer: *mut sys::HighsCallbackDataIn,
    data: *mut c_void,
) {
    // SAFETY: HiGHS passes the pointer given to Highs_setCallback, which `run`
    // keeps alive for the whole run.
    let listening = unsafe { data.cast::<Listening>().as_mut() };
    let Some(listening) = listening else { return };
    if listening.panic.is_some() {
        return;
    }
    let go_on = catch_unwind(AssertUnwindSafe(|| (listening.watcher)()));
    let stop = match go_on {
        Ok(go_on) => !go_on,
        Err(panic) => {
            listening.panic = Some(panic);
            true
        }
    };
    // SAFETY: HiGHS passes its own struct or null.
    if let (true, Some(answer)) = (stop, unsafe { answer.as_mut() }) {
        answer.user_interrupt = 1;
    }
}

/// One solver object with its model, basis and options.
pub(crate) struct Highs {
    raw: NonNull<c_void>,
    columns: usize,
    rows: usize,
}

// SAFETY: the object is owned by one value and HiGHS keeps no thread-bound
// state in it; it is used by one thread at a time because all calls take &mut.
unsafe impl Send for Highs {}

impl std::fmt::Debug for Highs {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(f, "Highs({} columns, {} rows)", self.columns, self.rows)
    }
}

impl Drop for Highs {
    fn drop(&mut self) {
        // SAFETY: created by Highs_create and destroyed once.
        unsafe { sys::Highs_destroy(self.raw.as_ptr()) }
    }
}

fn checked(status: HighsInt) -> Result<(), Failure> {
    if status == sys::STATUS_ERROR {
        Err(Failure(-1))
    } else {
        Ok(())
    }
}

impl Highs {
    /// A silent, single-threaded solver holding the programme; `integer`
    /// decides whether integrality is passed on or relaxed.
    pub(crate) fn new(programme: &Programme, integer: bool) -> Result<Self, Failure> {
        // SAFETY: no argument; null is handled.
        let raw = NonNull::new(unsafe { sys::Highs_create() }).ok_or(Failure(-1))?;
        let mut highs = Self {
            raw,
            columns: programme.columns(),
            rows: programme.rows(),
        };
        highs.flag(c"output_flag", false)?;
        highs.flag(c"log_to_console", false)?;
        highs.int(c"threads", 1)?;
        highs.int(c"random_seed", 0)?;
        let kinds: Vec<HighsInt> = programme
            .integer
            .iter()
            .map(|whole| HighsInt::from(*whole && integer))
            .collect();
        // SAFETY: all vectors have the lengths given: `Programme` only grows
        // through `column` and `row`.
        checked(unsafe {
            sys::Highs_passMip(
                highs.raw.as_ptr(),
                programme.columns() as HighsInt,
                programme.rows() as HighsInt,
                programme.index.len() as HighsInt,
                sys::MATRIX_FORMAT_ROW_WISE,
                sys::OBJECTIVE_SENSE_MAXIMIZE,
                0.0,
                programme.cost.as_ptr(),
                programme.lower.as_ptr(),
                programme.upper.as_ptr(),
                programme.row_lower.as_ptr(),
                programme.row_upper.as_ptr(),
                programme.start.as_ptr(),
                programme.index.as_ptr(),
                programme.value.as_ptr(),
                kinds.as_ptr(),
            )
        })?;
        if !kinds.contains(&1) {
            // SAFETY: plain call on an owned object.
            checked(unsafe { sys::Highs_clearIntegrality(highs.raw.as_ptr()) })?;
            highs.text(c"solver", c"simplex")?;
        }
        Ok(highs)
    }

    pub(crate) fn flag(&mut self, name: &CStr, value: bool) -> Result<(), Failure> {
        // SAFETY: a terminated name and a plain value.
        checked(unsafe {
            sys::Highs_setBoolOptionValue(self.raw.as_ptr(), name.as_ptr(), value.into())
        })
    }

    pub(crate) fn int(&mut self, name: &CStr, value: i32) -> Result<(), Failure> {
        // SAFETY: a terminated name and a plain value.
        checked(unsafe { sys::Highs_setIntOptionValue(self.raw.as_ptr(), name.as_ptr(), value) })
    }

    pub(crate) fn real(&mut self, name: &CStr, value: f64) -> Result<(), Failure> {
        // SAFETY: a terminated name and a plain value.
        checked(unsafe { sys::Highs_setDoubleOptionValue(self.raw.as_ptr(), name.as_ptr(), value) })
    }

    pub(crate) fn text(&mut self, name: &CStr, value: &CStr) -> Result<(), Failure> {
        // SAFETY: two terminated strings.
        checked(unsafe {
            sys::Highs_setStringOptionValue(self.raw.as_ptr(), name.as_ptr(), value.as_ptr())
        })
    }

    /// New bounds for some columns. The basis is kept: the next run is warm.
    pub(crate) fn bounds(&mut self, changes: &[(usize, f64, f64)]) -> Result<(), Failure> {
        for &(column, lower, upper) in changes {
            debug_assert!(column < self.columns);
            // SAFETY: plain values; HiGHS refuses a column out of range.
            checked(unsafe {
                sys::Highs_changeColBounds(self.raw.as_ptr(), column as HighsInt, lower, upper)
            })?;
        }
        Ok(())
    }

    /// Adds rows `terms ≥ bound`; the basis is kept.
    pub(crate) fn at_least(&mut self, rows: &[(Vec<(usize, f64)>, f64)]) -> Result<(), Failure> {
        if rows.is_empty() {
            return Ok(());
        }
        let (mut start, mut index, mut value) = (Vec::new(), Vec::new(), Vec::new());
        for (terms, _) in rows {
            start.push(index.len() as HighsInt);
            for &(column, coefficient) in terms {
                index.push(column as HighsInt);
                value.push(coefficient);
            }
        }
        let lower: Vec<f64> = rows.iter().map(|row| row.1).collect();
        let upper = vec![f64::INFINITY; rows.len()];
        // SAFETY: the vectors have the lengths given.
        checked(unsafe {
            sys::Highs_addRows(
                self.raw.as_ptr(),
                rows.len() as HighsInt,
                lower.as_ptr(),
                upper.as_ptr(),
                index.len() as HighsInt,
                start.as_ptr(),
                index.as_ptr(),
                value.as_ptr(),
            )
        })?;
        self.rows += rows.len();
        Ok(())
    }

    /// Deletes the rows marked true; the others close up in their order.
    pub(crate) fn delete_rows(&mut self, marked: &[bool]) -> Result<(), Failure> {
        let mut mask: Vec<HighsInt> = marked.iter().map(|gone| HighsInt::from(*gone)).collect();
        if mask.len() != self.rows {
            return Err(Failure(-1));
        }
        // SAFETY: the mask has one entry per row, checked above.
        checked(unsafe { sys::Highs_deleteRowsByMask(self.raw.as_ptr(), mask.as_mut_ptr()) })?;
        self.rows -= marked.iter().filter(|gone| **gone).count();
        Ok(())
    }

    /// The basis of the last run, to be given to this or another object of the
    /// same shape.
    pub(crate) fn basis(&self) -> Result<Basis, Failure> {
        let mut basis = Basis {
            columns: vec![0; self.columns],
            rows: vec![0; self.rows],
        };
        // SAFETY: one entry per column and row.
        checked(unsafe {
            sys::Highs_getBasis(
                self.raw.as_ptr(),
                basis.columns.as_mut_ptr(),
                basis.rows.as_mut_ptr(),
            )
        })?;
        Ok(basis)
    }

    /// Starts the next run from a basis. Rows beyond it count as basic.
    pub(crate) fn set_basis(&mut self, basis: &Basis) -> Result<(), Failure> {
        const BASIC: HighsInt = 1;
        if basis.columns.len() != self.columns || basis.rows.len() > self.rows {
            return Err(Failure(-1));
        }
        let mut rows = basis.rows.clone();
        rows.resize(self.rows, BASIC);
        // SAFETY: one entry per column and row, checked above.
        checked(unsafe {
            sys::Highs_setBasis(self.raw.as_ptr(), basis.columns.as_ptr(), rows.as_ptr())
        })
    }

    /// A point to start an integer search from.
    pub(crate) fn start_from(&mut self, columns: &[f64]) -> Result<(), Failure> {
        if columns.len() != self.columns {
            return Err(Failure(-1));
        }
        // SAFETY: one value per column; HiGHS allows the other three to be null.
        checked(unsafe {
            sys::Highs_setSolution(self.raw.as_ptr(), columns.as_ptr(), null(), null(), null())
        })
    }

    /// Runs until done or until the watcher returns false. A run that ends
    /// without a verdict (warm starts can, for numerical reasons) is repeated
    /// once from nothing.
    pub(crate) fn run(&mut self, mut watcher: Watcher) -> Result<Ending, Failure> {
        self.run_once(&mut watcher).or_else(|_| {
            // SAFETY: plain call on an owned object; the model is kept.
            checked(unsafe { sys::Highs_clearSolver(self.raw.as_ptr()) })?;
            self.run_once(&mut watcher)
        })
    }

    fn run_once(&mut self, watcher: &mut Watcher) -> Result<Ending, Failure> {
        let mut listening = Listening {
            watcher,
            panic: None,
        };
        let raw = self.raw.as_ptr();
        // SAFETY: `listening` outlives Highs_run, and the callback is taken
        // away again before it goes out of scope.
        unsafe {
            sys::Highs_setCallback(raw, Some(listen), (&raw mut listening).cast::<c_void>());
            sys::Highs_startCallback(raw, sys::kHighsCallbackSimplexInterrupt);
            sys::Highs_startCallback(raw, sys::kHighsCallbackMipInterrupt);
            sys::Highs_run(raw);
            sys::Highs_stopCallback(raw, sys::kHighsCallbackSimplexInterrupt);
            sys::Highs_stopCallback(raw, sys::kHighsCallbackMipInterrupt);
            sys::Highs_setCallback(raw, None, null_mut());
        }
        if let Some(panic) = listening.panic {
            resume_unwind(panic);
        }
        // SAFETY: plain call.
        match unsafe { sys::Highs_getModelStatus(raw) } {
            sys::MODEL_STATUS_OPTIMAL | sys::MODEL_STATUS_MODEL_EMPTY => Ok(Ending::Optimal),
            sys::MODEL_STATUS_INFEASIBLE | sys::MODEL_STATUS_UNBOUNDED_OR_INFEASIBLE => {
                Ok(Ending::Infeasible)
            }
            sys::MODEL_STATUS_OBJECTIVE_TARGET
            | sys::MODEL_STATUS_OBJECTIVE_BOUND
            | sys::MODEL_STATUS_REACHED_ITERATION_LIMIT
            | sys::MODEL_STATUS_REACHED_SOLUTION_LIMIT => Ok(Ending::Limit),
            sys::MODEL_STATUS_REACHED_TIME_LIMIT
            | sys::MODEL_STATUS_REACHED_INTERRUPT
            | sys::MODEL_STATUS_HIGHS_INTERRUPT => Ok(Ending::Interrupted),
            status => Err(Failure(status)),
        }
    }

    /// Values and duals of the last run.
    pub(crate) fn point(&self) -> Result<Point, Failure> {
        let mut point = Point {
            columns: vec![0.0; self.columns],
            column_duals: vec![0.0; self.columns],
            rows: vec![0.0; self.rows],
            row_duals: vec![0.0; self.rows],
        };
        // SAFETY: the vectors have one entry per column and row.
        checked(unsafe {
            sys::Highs_getSolution(
                self.raw.as_ptr(),
                point.columns.as_mut_ptr(),
                point.column_duals.as_mut_ptr(),
                point.rows.as_mut_ptr(),
                point.row_duals.as_mut_ptr(),
            )
        })?;
        Ok(point)
    }

    fn info(&self, name: &CStr) -> f64 {
        let mut value = f64::NAN;
        // SAFETY: a terminated name and a place for one number.
        unsafe { sys::Highs_getDoubleInfoValue(self.raw.as_ptr(), name.as_ptr(), &raw mut value) };
        value
    }

    /// The objective of the point of the last run.
    pub(crate) fn objective(&self) -> f64 {
        self.info(c"objective_function_value")
    }

    /// The proven upper bound of the last integer run.
    pub(crate) fn dual_bound(&self) -> f64 {
        self.info(c"mip_dual_bound")
    }

    /// Whether the last run left a feasible point.
    pub(crate) fn feasible(&self) -> bool {
        let mut status: HighsInt = 0;
        // SAFETY: a terminated name and a place for one number.
        unsafe {
            sys::Highs_getIntInfoValue(
                self.raw.as_ptr(),
                c"primal_solution_status".as_ptr(),
                &raw mut status,
            )
        };
        status == sys::SOLUTION_STATUS_FEASIBLE
    }
}
