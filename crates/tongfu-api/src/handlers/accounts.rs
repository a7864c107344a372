//! Who works here: unlocking, switching, users and their roles.

use super::{count, id};
use crate::session::{Session, auto_lock_minutes, set_auto_lock_minutes};
use crate::types::accounts::{
    Account, AccountUnlock, AutoLock, OfficeUser, OfficeUsers, PassphraseChange, SessionWho,
    StoreRecover, UserCreate, UserPassphrase, UserReadmit, UserRole, UserRoleSet,
};
use crate::types::session::{Id, StoreInfo};
use tongfu_core::Result;
use tongfu_core::base::UserId;
use tongfu_core::security::model::UserRole as CoreRole;
use tongfu_core::security::vault::{Account as VaultAccount, Vault};
use tongfu_core::security::{accounts, responsibility, users};
use tongfu_core::store::Store;

pub fn role(role: UserRole) -> CoreRole {
    match role {
        UserRole::Officer => CoreRole::Officer,
        UserRole::Coordinator => CoreRole::Coordinator,
        UserRole::Finance => CoreRole::Finance,
        UserRole::Administrator => CoreRole::Administrator,
        UserRole::Reporter => CoreRole::Reporter,
        UserRole::Reviewer => CoreRole::Reviewer,
        UserRole::CaseHandler => CoreRole::CaseHandler,
        UserRole::Auditor => CoreRole::Auditor,
    }
}

fn shown_role(role: CoreRole) -> UserRole {
    match role {
        CoreRole::Officer => UserRole::Officer,
        CoreRole::Coordinator => UserRole::Coordinator,
        CoreRole::Finance => UserRole::Finance,
        CoreRole::Administrator => UserRole::Administrator,
        CoreRole::Reporter => UserRole::Reporter,
        CoreRole::Reviewer => UserRole::Reviewer,
        CoreRole::CaseHandler => UserRole::CaseHandler,
        CoreRole::Auditor => UserRole::Auditor,
    }
}

pub fn list(session: &Session, (): ()) -> Result<Vec<Account>> {
    let folder = session.folder();
    if !Vault::exists(folder) {
        return Ok(Vec::new());
    }
    let now = (session.environment().now)();
    Vault::read(folder)?
        .accounts()?
        .into_iter()
        .map(|account| {
            let wait = Vault::waits(folder, account.user, now);
            Ok(Account {
                user: account.user.to_string(),
                name: session.remembered_name(account.user),
                mark: account.mark,
                wait_seconds: count(wait.as_millis().div_ceil(1000)),
            })
        })
        .collect()
}

pub fn unlock(session: &Session, key: AccountUnlock) -> Result<StoreInfo> {
    let user: UserId = id(&key.user)?;
    // An open store holds its own lock: another user takes over from it.
    session.put_store(None);
    let mut store = Store::open_as(
        session.folder(),
        &key.passphrase,
        VaultAccount::Known(user),
        session.environment(),
    )?;
    super::erasure::after_unlock(&mut store);
    let described = super::store::describe(&store, None);
    session.put_store(Some(store));
    described
}

pub fn recover(session: &Session, wanted: StoreRecover) -> Result<StoreInfo> {
    session.put_store(None);
    let mut store = accounts::recover(
        session.folder(),
        &wanted.code,
        &wanted.passphrase,
        session.environment(),
    )?;
    super::erasure::after_unlock(&mut store);
    let described = super::store::describe(&store, None);
    session.put_store(Some(store));
    described
}

/// Tries a passphrase while the store stays usable for others: trying takes
/// long, and longer after wrong ones.
pub fn prove(session: &Session, user: UserId, passphrase: &str) -> Result<accounts::Proof> {
    session.with_store(|_| Ok(()))?;
    accounts::prove(
        session.folder(),
        VaultAccount::Known(user),
        passphrase,
        (session.environment().now)(),
    )
}

pub fn switch(session: &Session, wanted: AccountUnlock) -> Result<SessionWho> {
    let proof = prove(session, id(&wanted.user)?, &wanted.passphrase)?;
    session.with_store(|store| {
        let present = accounts::admit(store, proof)?;
        accounts::switch(store, present);
        described(store)
    })
}

pub fn who(session: &Session, (): ()) -> Result<SessionWho> {
    session.with_store(|store| described(store))
}

fn described(store: &Store) -> Result<SessionWho> {
    let user = store.user();
    let standing = users::standing(store.tables(), store.own(), user.id)?;
    Ok(SessionWho {
        user: user.id.to_string(),
        name: user.name.clone(),
        role: shown_role(standing.role),
        office_role: super::store::office_role(store.office().role),
        auto_lock_minutes: auto_lock_minutes(store)?,
        may_not: crate::rights::may_not(standing.role)
            .into_iter()
            .map(str::to_owned)
            .collect(),
    })
}

pub fn passphrase_change(session: &Session, wanted: PassphraseChange) -> Result<()> {
    let user = session.with_store(|store| Ok(store.user().id))?;
    let proof = prove(session, user, &wanted.old)?;
    session.with_store(|store| accounts::change_passphrase(store, proof, &wanted.new))
}

pub fn auto_lock_set(session: &Session, wanted: AutoLock) -> Result<SessionWho> {
    session.with_store(|store| {
        set_auto_lock_minutes(store, wanted.minutes)?;
        described(store)
    })
}

pub fn users_list(session: &Session, (): ()) -> Result<OfficeUsers> {
    session.with_store(|store| listed(store))
}

fn listed(store: &Store) -> Result<OfficeUsers> {
    let holders = accounts::holders(store)?;
    let users = users::listed(store.tables(), store.own())?
        .into_iter()
        .map(|one| {
            Ok(OfficeUser {
                user: one.user.id.to_string(),
                name: one.user.name,
                role: shown_role(one.standing.role),
                suspended: one.standing.suspended,
                passphrase_here: holders.contains(&one.user.id),
                is_me: one.user.id == store.user().id,
                open_things: count(responsibility::open_of(store, one.user.id)?.len()),
            })
        })
        .collect::<Result<_>>()?;
    Ok(OfficeUsers {
        users,
        roles: CoreRole::of_office(store.office().role)
            .iter()
            .map(|role| shown_role(*role))
            .collect(),
    })
}

/// Changes something about users and answers how they stand then.
fn changed(session: &Session, work: impl FnOnce(&mut Store) -> Result<()>) -> Result<OfficeUsers> {
    session.with_store(|store| {
        work(store)?;
        session.remember_names(store);
        listed(store)
    })
}

pub fn user_create(session: &Session, wanted: UserCreate) -> Result<OfficeUsers> {
    changed(session, |store| {
        let passphrase = wanted.passphrase.as_deref();
        accounts::add(store, &wanted.name, role(wanted.role), passphrase).map(|_| ())
    })
}

pub fn user_role_set(session: &Session, wanted: UserRoleSet) -> Result<OfficeUsers> {
    let user = id(&wanted.user)?;
    changed(session, |store| {
        accounts::set_role(store, user, role(wanted.role)).map(|_| ())
    })
}

pub fn user_suspend(session: &Session, wanted: Id) -> Result<OfficeUsers> {
    let user = id(&wanted.id)?;
    changed(session, |store| accounts::suspend(store, user).map(|_| ()))
}

pub fn user_readmit(session: &Session, wanted: UserReadmit) -> Result<OfficeUsers> {
    let user = id(&wanted.user)?;
    changed(session, |store| {
        accounts::readmit(store, user, wanted.passphrase.as_deref()).map(|_| ())
    })
}

pub fn user_passphrase(session: &Session, wanted: UserPassphrase) -> Result<OfficeUsers> {
    let user = id(&wanted.user)?;
    changed(session, |store| {
        accounts::give_passphrase(store, user, &wanted.passphrase).map(|_| ())
    })
}
