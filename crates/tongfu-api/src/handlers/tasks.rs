//! Long tasks.

use crate::session::Session;
use crate::types::session::{TaskId, TaskStatus};
use tongfu_core::Result;

pub fn status(session: &Session, task: TaskId) -> Result<TaskStatus> {
    session.task_state(&task.task)
}

pub fn cancel(session: &Session, task: TaskId) -> Result<TaskStatus> {
    session.cancel_task(&task.task)
}
