//! Stopping a long write on a person's wish.

use super::Store;
use crate::{Error, Result};
use rusqlite::Connection;
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};

/// Steps of the database's machine between two looks at the wish.
const STEPS: i32 = 20_000;

impl Store {
    /// Runs `work`; once `stop` is set, the statement that runs ends and the
    /// transaction is rolled back, unless it is being committed already.
    ///
    /// Errors: those of `work`; `TASK_STOPPED` when it was stopped.
    pub fn stoppable<R>(
        &mut self,
        stop: Option<Arc<AtomicBool>>,
        work: impl FnOnce(&mut Self) -> Result<R>,
    ) -> Result<R> {
        let Some(stop) = stop else {
            return work(self);
        };
        // From the commit on the wish comes too late: what follows it only
        // reads, and must not fail half-way.
        let committing = Arc::new(AtomicBool::new(false));
        let (wish, late) = (Arc::clone(&stop), Arc::clone(&committing));
        self.connection.progress_handler(
            STEPS,
            Some(move || wish.load(Ordering::Relaxed) && !late.load(Ordering::Relaxed)),
        )?;
        let reached = Arc::clone(&committing);
        self.connection.commit_hook(Some(move || {
            reached.store(true, Ordering::Relaxed);
            false
        }))?;
        let done = work(self);
        unhook(&mut self.connection)?;
        done.map_err(|error| {
            if stop.load(Ordering::Relaxed) && !committing.load(Ordering::Relaxed) {
                Error::refused("TASK_STOPPED").because(error)
            } else {
                error
            }
        })
    }
}

fn unhook(connection: &mut Connection) -> Result<()> {
    connection.progress_handler(0, None::<fn() -> bool>)?;
    connection.commit_hook(None::<fn() -> bool>)?;
    Ok(())
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::security::model::UserRole;
    use crate::security::testing;
    use crate::store::testing::{county, day};

    #[test]
    fn a_stopped_write_leaves_nothing_and_the_next_one_works() {
        let mut store = county("2026-11-20");
        let before = store.digests(None).unwrap();
        let stop = Arc::new(AtomicBool::new(true));
        let error = store
            .stoppable(Some(stop), |store| {
                store.write("test.count", day("2026-11-20"), |change| {
                    // Longer than the machine runs without a look at the wish.
                    Ok(change.tables().query_row(
                        "WITH RECURSIVE n(x) AS (SELECT 1 UNION ALL SELECT x + 1 FROM n WHERE x < 1000000) SELECT sum(x) FROM n",
                        [],
                        |row| row.get::<_, i64>(0),
                    )?)
                })
            })
            .unwrap_err();
        assert_eq!(error.code, "TASK_STOPPED");
        assert_eq!(store.digests(None).unwrap(), before);
        testing::user(&mut store, "阿依", UserRole::Officer);
        assert_ne!(store.digests(None).unwrap(), before);
    }

    #[test]
    fn without_a_wish_the_work_is_done() {
        let mut store = county("2026-11-20");
        let stop = Arc::new(AtomicBool::new(false));
        store
            .stoppable(Some(stop), |store| {
                Ok(testing::user(store, "阿依", UserRole::Officer))
            })
            .unwrap();
    }
}
