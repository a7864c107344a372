//! Long tasks on their own threads: progress, cancel, result.

use crate::session::{Session, failure};
use crate::types::session::{Failure, TaskId, TaskState, TaskStatus};
use std::collections::BTreeMap;
use std::sync::atomic::{AtomicBool, AtomicU32, Ordering};
use std::sync::{Arc, Mutex, PoisonError};
use std::time::{Duration, Instant};
use tongfu_core::{Error, Result};

/// What a task may do while it runs.
#[derive(Debug)]
pub struct Progress {
    permille: AtomicU32,
    cancelled: Arc<AtomicBool>,
    stage: Mutex<&'static str>,
}

impl Progress {
    /// Says what is being done (a Fluent code) and how far it is, 0–1000.
    pub fn report(&self, stage: &'static str, permille: u32) {
        *self.stage.lock().unwrap_or_else(PoisonError::into_inner) = stage;
        self.permille.store(permille.min(1000), Ordering::Relaxed);
    }

    /// Whether the person asked the task to stop.
    pub fn cancelled(&self) -> bool {
        self.cancelled.load(Ordering::Relaxed)
    }

    /// The flag behind [`Progress::cancelled`], for code that polls it itself.
    pub fn cancel_flag(&self) -> Arc<AtomicBool> {
        Arc::clone(&self.cancelled)
    }
}

/// How long a task took, and what came of it.
type Outcome = (Duration, Result<Option<String>>);

#[derive(Debug)]
struct Task {
    progress: Arc<Progress>,
    started: Instant,
    /// Set once: when it ended, and with what.
    ended: Arc<Mutex<Option<Outcome>>>,
}

/// The tasks of one session.
#[derive(Debug, Default)]
pub struct Tasks {
    running: Mutex<BTreeMap<String, Task>>,
}

impl Tasks {
    /// Whether a task has not ended yet.
    pub(crate) fn any_running(&self) -> bool {
        self.running
            .lock()
            .unwrap_or_else(PoisonError::into_inner)
            .values()
            .any(|task| {
                task.ended
                    .lock()
                    .unwrap_or_else(PoisonError::into_inner)
                    .is_none()
            })
    }
}

impl Session {
    /// Starts `work` on a thread of its own. Its result is the id that the
    /// page opens next, where there is one.
    pub(crate) fn start_task(
        &self,
        stage: &'static str,
        work: impl FnOnce(&Session, &Progress) -> Result<Option<String>> + Send + 'static,
    ) -> Result<TaskId> {
        let name = uuid::Uuid::now_v7().simple().to_string();
        let progress = Arc::new(Progress {
            permille: AtomicU32::new(0),
            cancelled: Arc::new(AtomicBool::new(false)),
            stage: Mutex::new(stage),
        });
        let ended = Arc::new(Mutex::new(None));
        let started = Instant::now();
        let task = Task {
            progress: Arc::clone(&progress),
            started,
            ended: Arc::clone(&ended),
        };
        let session = self.clone();
        std::thread::Builder::new()
            .name(format!("task-{stage}"))
            .spawn(move || {
                let outcome = std::panic::catch_unwind(std::panic::AssertUnwindSafe(|| {
                    work(&session, &progress)
                }))
                .unwrap_or_else(|_| Err(Error::new(tongfu_core::ErrorKind::Failed, "TASK_BROKE")));
                *ended.lock().unwrap_or_else(PoisonError::into_inner) =
                    Some((started.elapsed(), outcome));
            })
            .map_err(Error::from)?;
        self.tasks()
            .running
            .lock()
            .unwrap_or_else(PoisonError::into_inner)
            .insert(name.clone(), task);
        Ok(TaskId { task: name })
    }

    /// Waits for a task; for hosts that have nothing else to do.
    pub fn wait_for_task(
        &self,
        task: &TaskId,
        mut seen: impl FnMut(&TaskStatus),
    ) -> std::result::Result<TaskStatus, Failure> {
        loop {
            let status = self
                .task_state(&task.task)
                .map_err(|error| self.failure(&error))?;
            seen(&status);
            if status.state != TaskState::Running {
                return Ok(status);
            }
            std::thread::sleep(Duration::from_millis(50));
        }
    }

    pub(crate) fn task_state(&self, name: &str) -> Result<TaskStatus> {
        let running = self
            .tasks()
            .running
            .lock()
            .unwrap_or_else(PoisonError::into_inner);
        let task = running
            .get(name)
            .ok_or_else(|| Error::absent("TASK_UNKNOWN"))?;
        let ended = task.ended.lock().unwrap_or_else(PoisonError::into_inner);
        let mut status = TaskStatus {
            task: name.to_owned(),
            state: TaskState::Running,
            permille: task.progress.permille.load(Ordering::Relaxed),
            stage: (*task
                .progress
                .stage
                .lock()
                .unwrap_or_else(PoisonError::into_inner))
            .to_owned(),
            elapsed_ms: milliseconds(task.started.elapsed()),
            failure: None,
            result: None,
        };
        if let Some((elapsed, outcome)) = ended.as_ref() {
            status.elapsed_ms = milliseconds(*elapsed);
            match outcome {
                Ok(result) => {
                    status.state = TaskState::Done;
                    status.permille = 1000;
                    status.result.clone_from(result);
                }
                Err(_) if task.progress.cancelled() => status.state = TaskState::Cancelled,
                Err(error) => {
                    status.state = TaskState::Failed;
                    status.failure = Some(failure(self.language(), error));
                }
            }
        }
        Ok(status)
    }

    pub(crate) fn cancel_task(&self, name: &str) -> Result<TaskStatus> {
        if let Some(task) = self
            .tasks()
            .running
            .lock()
            .unwrap_or_else(PoisonError::into_inner)
            .get(name)
        {
            task.progress.cancelled.store(true, Ordering::Relaxed);
        }
        self.task_state(name)
    }
}

fn milliseconds(time: Duration) -> u32 {
    u32::try_from(time.as_millis()).unwrap_or(u32::MAX)
}
