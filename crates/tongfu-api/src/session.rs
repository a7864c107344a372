//! One person's session with one store.
//!
//! Owns: the store while it is open, the language, the tokens that stand for
//! files, the long tasks. Every host talks to the program through
//! [`Session::call`] or the typed methods beside it, and through nothing else.
//!
//! Invariants
//! - Without an open store every command that needs one is refused with
//!   `STORE_LOCKED` or `STORE_ABSENT`; locking drops the store and its keys.
//! - A path never leaves the session except to the host's own dialogs.
//! - Commands wait for each other only while one holds the store.
//! - Every command is asked of [`crate::rights`] before it runs, and a session
//!   that nobody used for as long as this laptop allows is locked first.

use crate::handlers::eligibility::Recheck;
use crate::handlers::entry::OpenSheet;
use crate::host::{DialogWords, HostDialogs};
use crate::imports::Imports;
use crate::rights::{self, Access};
use crate::tasks::Tasks;
use crate::types::session::{Failure, FileToken, SavedFile, StoreState};
use crate::words;
use chrono::{DateTime, Datelike, NaiveDate, Utc};
use serde::Serialize;
use serde::de::DeserializeOwned;
use serde_json::Value;
use std::collections::BTreeMap;
use std::path::{Path, PathBuf};
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};
use tongfu_core::base::UserId;
use tongfu_core::people::{Found, SearchIndex};
use tongfu_core::protection::handler::Unlocked;
use tongfu_core::security::permissions;
use tongfu_core::security::users;
use tongfu_core::security::vault::Vault;
use tongfu_core::store::fold::Changed;
use tongfu_core::store::{Environment, Store};
use tongfu_core::{Error, ErrorKind, Result};

/// Remembers the language beside the store, because the screen that asks for
/// the passphrase speaks it already.
const LANGUAGE_FILE: &str = "language";

/// What a host decides when it starts a session.
pub struct SessionOptions {
    /// Folder of the store; it need not exist yet.
    pub store: PathBuf,
    /// One of [`words::LANGUAGES`]; absent: the one chosen last on this store,
    /// else Chinese.
    pub language: Option<String>,
    /// A day that stands for today; absent: the clock's day in China.
    pub today: Option<NaiveDate>,
    /// The file the program was opened with from the desktop.
    pub opened: Option<PathBuf>,
    /// The host's dialogs.
    pub dialogs: Box<dyn HostDialogs>,
}

/// See the module. Clones share one session.
#[derive(Clone)]
pub struct Session {
    shared: Arc<Shared>,
}

struct Shared {
    folder: PathBuf,
    today: Option<NaiveDate>,
    dialogs: Box<dyn HostDialogs>,
    language: Mutex<&'static str>,
    store: Mutex<Option<Opened>>,
    files: Mutex<BTreeMap<String, Adopted>>,
    /// The file the program was opened with, until the page asks for it.
    opened: Mutex<Option<PathBuf>>,
    /// Names of those who can open the store, kept while the session lasts, so
    /// that a locked screen can offer them.
    names: Mutex<BTreeMap<UserId, String>>,
    imports: Imports,
    tasks: Tasks,
}

/// An open store with what is kept in memory of it: gone with the lock.
struct Opened {
    store: Store,
    /// Everybody, ready to be searched while somebody types; made at the first
    /// search.
    index: Option<SearchIndex>,
    /// What the last re-check of everybody found.
    recheck: Option<Recheck>,
    /// When somebody last used it.
    used: DateTime<Utc>,
    /// The handler's unwrapped keys, while they are at their desk.
    handler: Option<Unlocked>,
    /// The sheet of people that is being typed.
    sheet: OpenSheet,
}

/// Setting of the laptop: minutes without a command until the store is locked.
const AUTO_LOCK: &str = "auto_lock_minutes";
/// Minutes where nothing was set.
const AUTO_LOCK_USUAL: u32 = 10;
/// The longest that can be set.
pub(crate) const AUTO_LOCK_LONGEST: u32 = 240;

#[derive(Clone)]
enum Adopted {
    OnDisk(PathBuf),
    InMemory(String, Arc<[u8]>),
}

/// A file the person chose, read whole.
#[derive(Clone)]
pub(crate) struct ChosenFile {
    pub name: String,
    pub bytes: Arc<[u8]>,
    /// Where it lies, when it came from the disk.
    pub path: Option<PathBuf>,
}

/// A panic inside one command must not lock out all later ones: the store
/// rolls its transaction back, so what the lock protects is still sound.
fn held<T>(lock: &Mutex<T>) -> MutexGuard<'_, T> {
    lock.lock().unwrap_or_else(PoisonError::into_inner)
}

impl Session {
    /// A session on the store in `options.store`, closed until unlocked.
    pub fn new(options: SessionOptions) -> Self {
        let remembered = || std::fs::read_to_string(options.store.join(LANGUAGE_FILE)).ok();
        let wanted = options
            .language
            .clone()
            .or_else(remembered)
            .unwrap_or_default();
        let language = words::language(wanted.trim()).unwrap_or(words::DEFAULT_LANGUAGE);
        Self {
            shared: Arc::new(Shared {
                folder: options.store,
                today: options.today,
                dialogs: options.dialogs,
                language: Mutex::new(language),
                store: Mutex::new(None),
                files: Mutex::new(BTreeMap::new()),
                opened: Mutex::new(options.opened),
                names: Mutex::new(BTreeMap::new()),
                imports: Imports::default(),
                tasks: Tasks::default(),
            }),
        }
    }

    /// Gives `path` a token, as if the person had chosen it in a dialog. For
    /// hosts that learn of files otherwise: arguments and drops.
    pub fn adopt_file(&self, path: &Path) -> FileToken {
        let name = path
            .file_name()
            .unwrap_or_default()
            .to_string_lossy()
            .into_owned();
        self.adopt(name, Adopted::OnDisk(path.to_owned()))
    }

    /// Gives received bytes a token. They stay in memory: an upload may hold
    /// people, and nothing of them may lie on the disk in clear.
    pub fn adopt_bytes(&self, name: &str, bytes: Vec<u8>) -> FileToken {
        let name = name
            .rsplit(['/', '\\'])
            .next()
            .unwrap_or_default()
            .to_owned();
        self.adopt(name.clone(), Adopted::InMemory(name, bytes.into()))
    }

    fn adopt(&self, name: String, adopted: Adopted) -> FileToken {
        let token = uuid::Uuid::now_v7().simple().to_string();
        held(&self.shared.files).insert(token.clone(), adopted);
        FileToken { token, name }
    }

    pub(crate) fn take_opened(&self) -> Option<PathBuf> {
        held(&self.shared.opened).take()
    }

    /// The language of every sentence.
    pub fn language(&self) -> &'static str {
        *held(&self.shared.language)
    }

    /// Today in China, or the day the host was told.
    pub fn today(&self) -> NaiveDate {
        self.environment().today()
    }

    /// The Monday after today: the first day a plan made today can act on.
    pub fn next_monday(&self) -> NaiveDate {
        let today = self.today();
        today + chrono::Duration::days(7 - i64::from(today.weekday().num_days_from_monday()))
    }

    pub(crate) fn speak(&self, wanted: &str) -> Result<()> {
        let known = words::language(wanted)
            .ok_or_else(|| Error::refused("LANGUAGE_UNKNOWN").with("language", wanted))?;
        *held(&self.shared.language) = known;
        if self.shared.folder.is_dir() {
            std::fs::write(self.shared.folder.join(LANGUAGE_FILE), known)?;
        }
        Ok(())
    }

    pub(crate) fn folder(&self) -> &Path {
        &self.shared.folder
    }

    pub(crate) fn tasks(&self) -> &Tasks {
        &self.shared.tasks
    }

    pub(crate) fn imports(&self) -> &Imports {
        &self.shared.imports
    }

    pub(crate) fn dialogs(&self) -> &dyn HostDialogs {
        self.shared.dialogs.as_ref()
    }

    pub(crate) fn environment(&self) -> Environment {
        Environment {
            now: Arc::new(Utc::now),
            today: self.shared.today,
            machine: machine_fingerprint(),
            app: env!("CARGO_PKG_VERSION").to_owned(),
        }
    }

    pub(crate) fn store_state(&self) -> StoreState {
        if held(&self.shared.store).is_some() {
            StoreState::Open
        } else if Vault::exists(&self.shared.folder) {
            StoreState::Locked
        } else {
            StoreState::Absent
        }
    }

    pub(crate) fn put_store(&self, store: Option<Store>) {
        self.shared.imports.clear();
        if let Some(store) = &store {
            self.remember_names(store);
        }
        *held(&self.shared.store) = store.map(|store| Opened {
            store,
            index: None,
            recheck: None,
            used: Utc::now(),
            handler: None,
            sheet: OpenSheet::default(),
        });
    }

    /// Keeps the names of the office's users for the locked screen.
    pub(crate) fn remember_names(&self, store: &Store) {
        // Without them the screen shows the first letters.
        if let Ok(listed) = users::listed(store.tables(), store.own()) {
            *held(&self.shared.names) = listed
                .into_iter()
                .map(|one| (one.user.id, one.user.name))
                .collect();
        }
    }

    /// The name of a user, where this session had the store open before.
    pub(crate) fn remembered_name(&self, user: UserId) -> Option<String> {
        held(&self.shared.names).get(&user).cloned()
    }

    /// Lets the one who works use `command`, or refuses; locks a store that
    /// nobody used for too long.
    ///
    /// Errors: `STORE_LOCKED`, `USER_SUSPENDED`, `ROLE_MAY_NOT`.
    pub(crate) fn admit(&self, command: &str) -> Result<()> {
        let access = rights::access(command);
        if matches!(access, Access::Free | Access::Poll) {
            return Ok(());
        }
        let working = self.tasks().any_running();
        let mut held = held(&self.shared.store);
        // Without a store the command itself says whether it is locked or absent.
        let Some(opened) = held.as_mut() else {
            return Ok(());
        };
        let now = Utc::now();
        if !working && is_idle(opened.used, now, auto_lock_minutes(&opened.store)?) {
            *held = None;
            return Err(Error::new(ErrorKind::Denied, "STORE_LOCKED"));
        }
        opened.used = now;
        let store = &opened.store;
        let standing = users::standing(store.tables(), store.own(), store.user().id)?;
        if standing.suspended {
            return Err(Error::new(ErrorKind::Denied, "USER_SUSPENDED"));
        }
        if access.permits(standing.role) {
            Ok(())
        } else {
            Err(permissions::role_may_not(standing.role, command))
        }
    }

    /// As if nobody had used the store for so long.
    #[cfg(test)]
    pub(crate) fn idle_for(&self, idle: chrono::Duration) {
        if let Some(opened) = held(&self.shared.store).as_mut() {
            opened.used = Utc::now() - idle;
        }
    }

    fn with_opened<T>(&self, work: impl FnOnce(&mut Opened) -> Result<T>) -> Result<T> {
        match held(&self.shared.store).as_mut() {
            Some(opened) => work(opened),
            None if Vault::exists(&self.shared.folder) => {
                Err(Error::new(ErrorKind::Denied, "STORE_LOCKED"))
            }
            None => Err(Error::absent("STORE_ABSENT")),
        }
    }

    /// Runs `work` on the open store.
    pub(crate) fn with_store<T>(&self, work: impl FnOnce(&mut Store) -> Result<T>) -> Result<T> {
        self.with_opened(|opened| work(&mut opened.store))
    }

    /// Keeps the unwrapped keys of the handler at the desk, or drops them.
    pub(crate) fn put_handler(&self, handler: Option<Unlocked>) {
        if let Some(opened) = held(&self.shared.store).as_mut() {
            opened.handler = handler;
        }
    }

    /// Whether the handler who works gave their passphrase.
    pub(crate) fn handler_is_at_desk(&self) -> bool {
        held(&self.shared.store).as_ref().is_some_and(|opened| {
            let user = opened.store.user().id;
            opened.handler.as_ref().is_some_and(|h| h.user() == user)
        })
    }

    /// Runs `work` with the keys of the handler at the desk.
    pub(crate) fn with_handler<T>(
        &self,
        work: impl FnOnce(&mut Store, &Unlocked) -> Result<T>,
    ) -> Result<T> {
        self.with_opened(|opened| {
            let user = opened.store.user().id;
            match opened.handler.as_ref().filter(|h| h.user() == user) {
                Some(handler) => work(&mut opened.store, handler),
                None => Err(Error::new(ErrorKind::Denied, "HANDLER_LOCKED")),
            }
        })
    }

    /// Runs `work` on the open store and the sheet that is being typed.
    pub(crate) fn with_sheet<T>(
        &self,
        work: impl FnOnce(&Store, &mut OpenSheet) -> Result<T>,
    ) -> Result<T> {
        self.with_opened(|opened| work(&opened.store, &mut opened.sheet))
    }

    /// Runs `work`, which says what it changed, so that the search knows it.
    pub(crate) fn with_changes<T>(
        &self,
        work: impl FnOnce(&mut Store) -> Result<(T, Vec<Changed>)>,
    ) -> Result<T> {
        self.with_opened(|opened| {
            let (value, changed) = work(&mut opened.store)?;
            if let Some(index) = &mut opened.index
                && index.refresh(&opened.store, &changed).is_err()
            {
                // What was written stays; the next search reads everybody anew.
                opened.index = None;
            }
            Ok(value)
        })
    }

    /// Searches everybody.
    pub(crate) fn search_people(&self, query: &str, limit: usize, offset: usize) -> Result<Found> {
        self.with_opened(|opened| {
            if opened.index.is_none() {
                opened.index = Some(SearchIndex::build(&opened.store)?);
            }
            Ok(opened
                .index
                .as_ref()
                .map(|index| index.find(query, limit, offset))
                .unwrap_or_default())
        })
    }

    /// Keeps what a re-check found, in the place of an earlier one.
    pub(crate) fn keep_recheck(&self, found: Recheck) -> Result<()> {
        self.with_opened(|opened| {
            opened.recheck = Some(found);
            Ok(())
        })
    }

    /// Runs `work` on the open store and the last re-check.
    pub(crate) fn with_recheck<T>(
        &self,
        work: impl FnOnce(&Store, Option<&Recheck>) -> Result<T>,
    ) -> Result<T> {
        self.with_opened(|opened| work(&opened.store, opened.recheck.as_ref()))
    }

    /// Makes the next search read everybody anew, after something that changed
    /// more than it can say.
    pub(crate) fn forget_search(&self) {
        if let Some(opened) = held(&self.shared.store).as_mut() {
            opened.index = None;
        }
    }

    /// The file a token stands for.
    pub(crate) fn file(&self, token: &str) -> Result<ChosenFile> {
        let adopted = held(&self.shared.files)
            .get(token)
            .cloned()
            .ok_or_else(|| Error::absent("FILE_TOKEN_UNKNOWN"))?;
        Ok(match adopted {
            Adopted::InMemory(name, bytes) => ChosenFile {
                name,
                bytes,
                path: None,
            },
            Adopted::OnDisk(path) => {
                let name = path
                    .file_name()
                    .unwrap_or_default()
                    .to_string_lossy()
                    .into_owned();
                let bytes = std::fs::read(&path).map_err(|fault| {
                    Error::new(ErrorKind::Input, "FILE_UNREADABLE")
                        .with("file", &name)
                        .because(fault)
                })?;
                ChosenFile {
                    name,
                    bytes: bytes.into(),
                    path: Some(path),
                }
            }
        })
    }

    /// Words of the dialog with the title `code` and the filter `code.hint`.
    pub(crate) fn dialog_words(
        &self,
        code: &'static str,
        extensions: &'static [&'static str],
    ) -> DialogWords {
        let language = self.language();
        DialogWords {
            title: words::say(language, code, []),
            filter: words::hint(language, code, []).unwrap_or_default(),
            extensions,
        }
    }

    /// Gives `bytes` to the host to keep as a file; `None` when the person
    /// cancels.
    pub(crate) fn save(
        &self,
        suggested: &str,
        words: &DialogWords,
        bytes: &[u8],
    ) -> Result<Option<SavedFile>> {
        let saved = self.dialogs().save(suggested, words, bytes)?;
        Ok(saved.map(|saved| SavedFile {
            name: saved.name,
            bytes: u32::try_from(bytes.len()).unwrap_or(u32::MAX),
            download: saved.download,
        }))
    }

    /// Puts `error` into the session's language.
    pub(crate) fn failure(&self, error: &Error) -> Failure {
        failure(self.language(), error)
    }

    pub(crate) fn parameters<P: DeserializeOwned>(
        &self,
        command: &str,
        params: Value,
    ) -> std::result::Result<P, Failure> {
        let params = match params {
            Value::Object(fields) if fields.is_empty() => Value::Null,
            other => other,
        };
        serde_json::from_value(params).map_err(|fault| {
            self.failure(
                &Error::refused("COMMAND_PARAMETERS")
                    .with("command", command)
                    .with("reason", fault),
            )
        })
    }

    pub(crate) fn answer<R: Serialize>(
        &self,
        command: &str,
        result: &R,
    ) -> std::result::Result<Value, Failure> {
        serde_json::to_value(result).map_err(|fault| {
            self.failure(
                &Error::refused("COMMAND_ANSWER")
                    .with("command", command)
                    .with("reason", fault),
            )
        })
    }

    pub(crate) fn unknown_command(&self, name: &str) -> Failure {
        self.failure(&Error::absent("COMMAND_UNKNOWN").with("command", name))
    }
}

/// Minutes without a command until the store is locked.
pub(crate) fn auto_lock_minutes(store: &Store) -> Result<u32> {
    Ok(store
        .setting(AUTO_LOCK)?
        .and_then(|text| text.parse().ok())
        .filter(|minutes| (1..=AUTO_LOCK_LONGEST).contains(minutes))
        .unwrap_or(AUTO_LOCK_USUAL))
}

/// Sets them, from 1 to [`AUTO_LOCK_LONGEST`].
///
/// Errors: `AUTO_LOCK_RANGE`.
pub(crate) fn set_auto_lock_minutes(store: &mut Store, minutes: u32) -> Result<()> {
    if !(1..=AUTO_LOCK_LONGEST).contains(&minutes) {
        return Err(Error::refused("AUTO_LOCK_RANGE").with("longest", AUTO_LOCK_LONGEST));
    }
    store.set_setting(AUTO_LOCK, Some(&minutes.to_string()))
}

/// Whether nobody used it for too long. A clock set back by more than a few
/// minutes tells nothing, so that counts as too long.
fn is_idle(used: DateTime<Utc>, now: DateTime<Utc>, minutes: u32) -> bool {
    let passed = now - used;
    passed >= chrono::Duration::minutes(i64::from(minutes))
        || passed < chrono::Duration::minutes(-5)
}

/// `error` in words of `language`.
pub fn failure(language: &str, error: &Error) -> Failure {
    let params = rights::in_words(language, error);
    let pairs = || params.iter().map(|(name, value)| (*name, value.as_str()));
    Failure {
        code: error.code.to_owned(),
        params: params
            .iter()
            .map(|(name, value)| ((*name).to_owned(), value.clone()))
            .collect(),
        message: words::say(language, error.code, pairs()),
        hint: words::hint(language, error.code, pairs()),
        trace_id: uuid::Uuid::now_v7().simple().to_string(),
    }
}

/// The failure of a command that ended without an answer.
pub fn broke(language: &str) -> Failure {
    failure(language, &Error::new(ErrorKind::Failed, "COMMAND_BROKE"))
}

/// Tells one machine from another, so that a store carried to another laptop
/// opens a new epoch (exchange.md §5). Never leaves the laptop.
fn machine_fingerprint() -> String {
    let sources = ["/etc/machine-id", "/var/lib/dbus/machine-id"];
    let id = sources
        .iter()
        .find_map(|path| std::fs::read_to_string(path).ok())
        .unwrap_or_default();
    let host = std::env::var("COMPUTERNAME").unwrap_or_default();
    format!("{}|{host}", id.trim())
}
