//! The store: made, opened, closed, looked into.

use super::{count, hex, sentence};
use crate::session::Session;
use crate::types::exchange::{Digests, StoreChecked, StreamDigest};
use crate::types::session::{
    AppState, FilePurpose, FileToken, Language, OfficeRole, PickFile, StatusBar, StoreCreate,
    StoreInfo, StoreUnlock, UserAdd,
};
use crate::words;
use tongfu_core::security::model::UserRole;
use tongfu_core::security::vault::Kdf;
use tongfu_core::security::{accounts, users};
use tongfu_core::store::{Founding, Office, Role, Store};
use tongfu_core::{Error, Result};

pub fn app_state(session: &Session, (): ()) -> Result<AppState> {
    Ok(AppState {
        store: session.store_state(),
        store_label: session.folder().display().to_string(),
        language: session.language().to_owned(),
        today: session.today().to_string(),
        version: env!("CARGO_PKG_VERSION").to_owned(),
        native_dialogs: session.dialogs().native(),
    })
}

fn role(role: OfficeRole) -> Role {
    match role {
        OfficeRole::County => Role::County,
        OfficeRole::Port => Role::Port,
        OfficeRole::Province => Role::Province,
    }
}

pub(super) fn office_role(role: Role) -> OfficeRole {
    match role {
        Role::County => OfficeRole::County,
        Role::Port => OfficeRole::Port,
        Role::Province => OfficeRole::Province,
    }
}

pub fn create(session: &Session, wanted: StoreCreate) -> Result<StoreInfo> {
    let code = wanted.office_code.trim();
    if code.len() != 6 || !code.bytes().all(|byte| byte.is_ascii_digit()) {
        return Err(Error::refused("OFFICE_CODE").with("code", code));
    }
    let name = wanted.office_name.trim();
    if name.is_empty() {
        return Err(Error::refused("OFFICE_NAME_MISSING"));
    }
    // A founder without a name is called what they are.
    let unnamed = words::say(session.language(), "USER_ROLE_ADMINISTRATOR", []);
    let user_name = match wanted.user_name.trim() {
        "" => unnamed.as_str(),
        given => given,
    };
    let founding = Founding {
        office: Office::founded(role(wanted.role), code, name),
        user_name,
        passphrase: &wanted.passphrase,
        kdf: Kdf::default(),
    };
    let founded = Store::create(session.folder(), &founding, session.environment())?;
    let described = describe(&founded.store, Some(founded.recovery_code));
    session.put_store(Some(founded.store));
    described
}

pub fn unlock(session: &Session, key: StoreUnlock) -> Result<StoreInfo> {
    // An open store holds its own lock: another user takes over from it.
    session.put_store(None);
    let user = key
        .user_name
        .as_deref()
        .map(str::trim)
        .filter(|name| !name.is_empty());
    let mut store = Store::open(
        session.folder(),
        &key.passphrase,
        user,
        session.environment(),
    )?;
    super::erasure::after_unlock(&mut store);
    let described = describe(&store, None);
    session.put_store(Some(store));
    described
}

pub fn lock(session: &Session, (): ()) -> Result<AppState> {
    super::erasure::before_lock(session);
    session.put_store(None);
    app_state(session, ())
}

pub fn info(session: &Session, (): ()) -> Result<StoreInfo> {
    session.with_store(|store| describe(store, None))
}

pub fn user_add(session: &Session, wanted: UserAdd) -> Result<StoreInfo> {
    session.with_store(|store| {
        let role = UserRole::usual(store.office().role);
        accounts::add(store, &wanted.name, role, None)?;
        session.remember_names(store);
        describe(store, None)
    })
}

pub(super) fn describe(store: &Store, recovery_code: Option<String>) -> Result<StoreInfo> {
    let office = store.office();
    let operations: u64 = store
        .digests(None)?
        .iter()
        .map(|stream| stream.operations)
        .sum();
    Ok(StoreInfo {
        role: office_role(office.role),
        office_id: office.id.to_string(),
        office_code: office.code.clone(),
        office_name: office.name.clone(),
        device_id: hex(&store.own().device.0),
        device_fingerprint: tongfu_core::exchange::devices::own_public(store)?
            .fingerprint()
            .to_string(),
        epoch: store.own().epoch,
        schema: count(store.schema()),
        user_name: store.user().name.clone(),
        users: users::listed(store.tables(), store.own())?
            .into_iter()
            .map(|one| one.user.name)
            .collect(),
        people: count(tongfu_core::people::counts(store)?.people),
        bulletins: count(tongfu_core::demand::count(store)?),
        classes: count(tongfu_core::classes::classes(store.tables())?.len()),
        operations: count(operations),
        demo: tongfu_core::demo::is_loaded(store)?,
        recovery_code,
    })
}

fn digests_of(store: &Store) -> Result<Digests> {
    let streams = store.digests(None)?;
    Ok(Digests {
        streams: streams
            .into_iter()
            .map(|figures| StreamDigest {
                stream: figures.stream,
                operations: figures.operations,
                digest: hex(&figures.digest),
                fold_digest: hex(&figures.fold_digest),
            })
            .collect(),
    })
}

pub fn digest(session: &Session, (): ()) -> Result<Digests> {
    session.with_store(|store| digests_of(store))
}

pub fn rebuild(session: &Session, (): ()) -> Result<Digests> {
    session.with_store(|store| {
        store.rebuild()?;
        digests_of(store)
    })
}

pub fn check(session: &Session, (): ()) -> Result<StoreChecked> {
    session.with_store(|store| {
        let checked = store.check()?;
        Ok(StoreChecked {
            sound: checked.problems.is_empty(),
            operations: checked.operations,
            findings: checked
                .problems
                .iter()
                .map(|problem| sentence(session, problem))
                .collect(),
        })
    })
}

pub fn set_language(session: &Session, wanted: Language) -> Result<AppState> {
    session.speak(&wanted.language)?;
    app_state(session, ())
}

pub fn status_bar(session: &Session, (): ()) -> Result<StatusBar> {
    session.with_store(|store| {
        let exchange = tongfu_core::exchange::status(store)?;
        let newest = tongfu_core::demand::newest_bulletin(store)?;
        Ok(StatusBar {
            office_name: store.office().name.clone(),
            role: office_role(store.office().role),
            user_name: store.user().name.clone(),
            unacknowledged: count(exchange.unacknowledged),
            waiting_cases: count(exchange.conflicts),
            newest_bulletin: newest
                .as_ref()
                .map(|bulletin| bulletin.collected.to_string()),
            newest_bulletin_stale: newest.is_some_and(|bulletin| bulletin.stale),
            demo: tongfu_core::demo::is_loaded(store)?,
        })
    })
}

pub fn pick_file(session: &Session, wanted: PickFile) -> Result<Option<FileToken>> {
    let (code, extensions): (&'static str, &'static [&'static str]) = match wanted.purpose {
        FilePurpose::Roster => ("DIALOG_ROSTER", &["xlsx", "xls", "ods", "csv", "txt", "et"]),
        FilePurpose::Bulletin => ("DIALOG_BULLETIN", &["xlsx", "xls", "ods", "csv", "et"]),
        FilePurpose::Capacity => ("DIALOG_CAPACITY", &["json"]),
        FilePurpose::Package => ("DIALOG_PACKAGE", &["tongfu"]),
        FilePurpose::Request => ("DIALOG_REQUEST", &["tongfu-request"]),
        FilePurpose::Grant => ("DIALOG_GRANT", &["tongfu-grant"]),
        FilePurpose::Document => ("DIALOG_DOCUMENT", &["jpg", "jpeg", "png", "pdf"]),
        FilePurpose::Backup => ("DIALOG_BACKUP", &["tongfu-backup"]),
        FilePurpose::Evidence => (
            "DIALOG_EVIDENCE",
            &["jpg", "jpeg", "png", "pdf", "txt", "mp3", "m4a", "amr"],
        ),
        FilePurpose::Check => ("DIALOG_CHECK", &["json"]),
    };
    let words = session.dialog_words(code, extensions);
    Ok(session
        .dialogs()
        .choose_file(wanted.purpose, &words)
        .map(|path| session.adopt_file(&path)))
}

pub fn opened_file(session: &Session, (): ()) -> Result<Option<FileToken>> {
    Ok(session.take_opened().map(|path| session.adopt_file(&path)))
}
