//! The session of one run of the command line.

use crate::arguments::Arguments;
use crate::output::Ended;
use std::path::Path;
use std::sync::Arc;
use tongfu_api::types::session::{FileToken, StoreState, StoreUnlock};
use tongfu_api::{FixedDialogs, Session, SessionOptions, words};

/// A session with its fixed answers to dialogs.
pub struct Desk {
    pub session: Session,
    pub dialogs: Arc<FixedDialogs>,
}

impl Desk {
    /// A session on the store that the arguments name, still closed.
    pub fn new(arguments: &Arguments) -> Self {
        let store = arguments
            .store
            .clone()
            .unwrap_or_else(tongfu_api::default_store);
        Self::on(&store, arguments)
    }

    /// A session on another store, otherwise as the arguments say.
    pub fn on(store: &Path, arguments: &Arguments) -> Self {
        let dialogs = Arc::new(FixedDialogs::default());
        let session = Session::new(SessionOptions {
            store: store.to_owned(),
            language: arguments.lang.clone(),
            today: arguments.today,
            opened: None,
            dialogs: Box::new(Arc::clone(&dialogs)),
        });
        Self { session, dialogs }
    }

    /// A session with the store open.
    pub fn open(arguments: &Arguments) -> Result<Self, Ended> {
        let desk = Self::new(arguments);
        let state = desk.session.app_state(())?;
        if state.store == StoreState::Absent {
            // Says which store is absent before it asks for a passphrase.
            desk.session.store_info(())?;
        }
        let passphrase = desk.passphrase(arguments)?;
        desk.session.store_unlock(StoreUnlock {
            passphrase,
            user_name: arguments.user.clone(),
        })?;
        Ok(desk)
    }

    /// The passphrase from its file or from the environment.
    pub fn passphrase(&self, arguments: &Arguments) -> Result<String, Ended> {
        if let Some(file) = &arguments.passphrase_file {
            return self.first_line(file);
        }
        std::env::var("TONGFU_PASSPHRASE")
            .map_err(|_| Ended::used_wrongly(self.say("CLI_PASSPHRASE_MISSING", &[])))
    }

    /// The first line of a file with a passphrase.
    pub fn first_line(&self, file: &Path) -> Result<String, Ended> {
        let text = std::fs::read_to_string(file).map_err(|fault| {
            Ended::used_wrongly(self.say(
                "CLI_PASSPHRASE_FILE",
                &[
                    ("file", &file.display().to_string()),
                    ("reason", &fault.to_string()),
                ],
            ))
        })?;
        Ok(text.lines().next().unwrap_or_default().to_owned())
    }

    /// A token for a file named on the command line.
    pub fn file(&self, path: &Path) -> FileToken {
        self.session.adopt_file(path)
    }

    /// A sentence in the session's language.
    pub fn say(&self, code: &str, params: &[(&str, &str)]) -> String {
        words::say(self.session.language(), code, params.iter().copied())
    }

    /// A heading of a table.
    pub fn heading(&self, codes: &[&str]) -> Vec<String> {
        codes.iter().map(|code| self.say(code, &[])).collect()
    }
}
