//! `--demo`: straight into the demonstration county.

use tongfu_api::Session;
use tongfu_api::types::session::{
    Failure, OfficeRole, StoreCreate, StoreState, StoreUnlock, TaskState,
};

/// Passphrase of a demonstration store, unless `TONGFU_PASSPHRASE` names
/// another. It protects invented people only, so it is no secret.
pub const PASSPHRASE: &str = "tongfu-demo";

/// Opens the demonstration store, making it when it is absent.
pub fn open(session: &Session) -> Result<(), Failure> {
    let passphrase = std::env::var("TONGFU_PASSPHRASE").unwrap_or_else(|_| PASSPHRASE.to_owned());
    if session.app_state(())?.store == StoreState::Locked {
        session.store_unlock(StoreUnlock {
            passphrase,
            user_name: None,
        })?;
    } else {
        session.store_create(StoreCreate {
            role: OfficeRole::County,
            office_code: "654004".to_owned(),
            office_name: "霍尔果斯市".to_owned(),
            user_name: String::new(),
            passphrase,
        })?;
    }
    if session.store_info(())?.demo {
        return Ok(());
    }
    let task = session.demo_load(())?;
    let ended = session.wait_for_task(&task, |_| {})?;
    match (ended.state, ended.failure) {
        (TaskState::Done, _) => Ok(()),
        (_, Some(failure)) => Err(failure),
        (_, None) => Err(tongfu_api::session::broke(session.language())),
    }
}
