//! The demonstration county.

use crate::session::Session;
use crate::tasks::Progress;
use crate::types::session::{AppState, TaskId};
use tongfu_core::demo::{self, Step};
use tongfu_core::{Error, Result};

pub fn load(session: &Session, (): ()) -> Result<TaskId> {
    // Refused at once where it is loaded already or no store is open.
    if session.with_store(|store| demo::is_loaded(store))? {
        return Err(Error::refused("DEMO_LOADED"));
    }
    session.start_task("STAGE_DEMO_PEOPLE", fill)
}

fn fill(session: &Session, progress: &Progress) -> Result<Option<String>> {
    let loaded = session.with_store(|store| {
        demo::load(store, &mut |step| match step {
            Step::People => progress.report("STAGE_DEMO_PEOPLE", 50),
            Step::Bulletins => progress.report("STAGE_DEMO_BULLETINS", 750),
            Step::Capacity => progress.report("STAGE_DEMO_CAPACITY", 900),
        })
    });
    session.forget_search();
    loaded.map(|_| None)
}

pub fn remove(session: &Session, (): ()) -> Result<AppState> {
    let removed = session.with_store(|store| demo::remove(store).map(|_| ()));
    session.forget_search();
    removed?;
    super::store::app_state(session, ())
}
