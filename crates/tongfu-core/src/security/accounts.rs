//! Accounts on this laptop: who may open the store with which passphrase, and
//! what an administrator does with users.
//!
//! Invariants: exactly the users who may work and were given a passphrase here
//! can open the store; the printed code always can. There is always an
//! administrator who may work.

use super::model::UserRole;
use super::permissions::RECOVER;
use super::records::OFFICE_USER;
use super::users;
use super::vault::{Account, Opened, Vault};
use crate::base::UserId;
use crate::store::own::{meta, set_meta};
use crate::store::{Environment, Own, Store, User, Written, date_value};
use crate::{Error, ErrorKind, Result};
use chrono::{DateTime, Utc};
use rusqlite::Connection;
use std::path::Path;
use tongfu_package::value::Value;
use zeroize::Zeroizing;

/// Says inside the database that every user has a passphrase of their own, so
/// that an older copy of the vault's file opens nothing any more.
const EACH_HAS_ONE: &str = "vault";

/// A right passphrase, not yet looked at by the open store.
#[derive(Debug)]
pub struct Proof {
    user: UserId,
    key: Zeroizing<[u8; 32]>,
}

/// Somebody who has shown that they are here and may work.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Present(User);

impl Present {
    /// Who.
    pub fn user(&self) -> &User {
        &self.0
    }

    #[cfg(test)]
    pub(crate) fn assumed(user: User) -> Self {
        Self(user)
    }
}

fn text(text: &str) -> Option<Value> {
    Some(Value::Text(text.to_owned()))
}

fn suspended() -> Error {
    Error::new(ErrorKind::Denied, "USER_SUSPENDED")
}

/// Tries a user's passphrase against the vault in `folder`; needs no open
/// store, because it may take long.
///
/// Errors: `STORE_PASSPHRASE`, `USER_NO_PASSPHRASE`.
pub fn prove(
    folder: &Path,
    account: Account<'_>,
    passphrase: &str,
    now: DateTime<Utc>,
) -> Result<Proof> {
    let Opened { key, user } = Vault::read(folder)?.open(folder, account, passphrase, now)?;
    // An open store has taken a shared passphrase over.
    let user = user.ok_or_else(|| Error::new(ErrorKind::Denied, "STORE_PASSPHRASE"))?;
    Ok(Proof { user, key })
}

/// Lets the one with the proof act in this store.
///
/// Errors: `STORE_PASSPHRASE` for the proof of another store,
/// `USER_UNKNOWN`, `USER_SUSPENDED`.
pub fn admit(store: &Store, proof: Proof) -> Result<Present> {
    if store.key().is_none_or(|key| *key != *proof.key) {
        return Err(Error::new(ErrorKind::Denied, "STORE_PASSPHRASE"));
    }
    let user = users::by_id(store.tables(), proof.user)?;
    if users::standing(store.tables(), store.own(), user.id)?.suspended {
        return Err(suspended());
    }
    Ok(Present(user))
}

/// The one who works now.
///
/// Errors: `USER_SUSPENDED`.
pub fn present(store: &Store) -> Result<Present> {
    if users::standing(store.tables(), store.own(), store.user().id)?.suspended {
        return Err(suspended());
    }
    Ok(Present(store.user().clone()))
}

/// Another user takes over from the one who works.
pub fn switch(store: &mut Store, to: Present) {
    store.act_as(to.0);
}

/// Runs `work` on the vault's file and the key; a store in memory has none.
fn with_vault(
    store: &Store,
    work: impl FnOnce(&mut Vault, &[u8; 32]) -> Result<bool>,
) -> Result<()> {
    let (Some(folder), Some(key)) = (store.folder(), store.key()) else {
        return Ok(());
    };
    let mut vault = Vault::read(folder)?;
    if work(&mut vault, key)? {
        vault.save(folder)?;
    }
    Ok(())
}

fn check_role(store: &Store, role: UserRole) -> Result<()> {
    let office = store.office().role;
    if UserRole::of_office(office).contains(&role) {
        Ok(())
    } else {
        Err(Error::refused("USER_ROLE_OFFICE")
            .with("role", role.word())
            .with("office", office.word()))
    }
}

/// The user of this office with `id`; one of another office is as good as
/// unknown.
fn own_user(store: &Store, id: UserId) -> Result<User> {
    users::listed(store.tables(), store.own())?
        .into_iter()
        .map(|one| one.user)
        .find(|user| user.id == id)
        .ok_or_else(|| Error::absent("USER_UNKNOWN").with("name", id))
}

/// Adds a user; without a passphrase they can work here only after
/// [`give_passphrase`].
///
/// Errors: `USER_NAME_MISSING`, `USER_EXISTS`, `USER_ROLE_OFFICE`,
/// `PASSPHRASE_SHORT`, `ROLE_MAY_NOT`.
pub fn add(
    store: &mut Store,
    name: &str,
    role: UserRole,
    passphrase: Option<&str>,
) -> Result<Written<User>> {
    check_role(store, role)?;
    if let Some(passphrase) = passphrase {
        super::check_passphrase(passphrase)?;
    }
    let user = User {
        id: UserId(store.new_id()),
        name: name.trim().to_owned(),
    };
    let (own, today) = (store.own().clone(), store.today());
    let written = store.write("user.add", today, |change| {
        users::add(change, &own, &user, role)?;
        Ok(user)
    })?;
    if let Some(passphrase) = passphrase {
        with_vault(store, |vault, key| {
            vault.give(&written.value, passphrase, key).map(|()| true)
        })?;
    }
    Ok(written)
}

/// Refuses to leave the office without an administrator who may work.
fn keep_an_administrator(tables: &Connection, own: &Own, without: UserId) -> Result<()> {
    let others = users::administrators(tables, own)?
        .into_iter()
        .any(|user| user.id != without);
    if others {
        Ok(())
    } else {
        Err(Error::refused("LAST_ADMINISTRATOR"))
    }
}

/// Gives a user another role.
///
/// Errors: `USER_UNKNOWN`, `USER_ROLE_OFFICE`, `LAST_ADMINISTRATOR`,
/// `ROLE_MAY_NOT`.
pub fn set_role(store: &mut Store, id: UserId, role: UserRole) -> Result<Written<()>> {
    check_role(store, role)?;
    let user = own_user(store, id)?;
    let (own, today) = (store.own().clone(), store.today());
    store.write("user.role", today, |change| {
        if role != UserRole::Administrator {
            keep_an_administrator(change.tables(), &own, id)?;
        }
        change.set(&OFFICE_USER, user.id.0, &[("role", text(role.word()))])
    })
}

/// Ends a user's work: they can open the store no more, here at once, on the
/// office's other laptops as soon as they learn of it.
///
/// Errors: `USER_UNKNOWN`, `USER_SELF` for oneself, `LAST_ADMINISTRATOR`,
/// `ROLE_MAY_NOT`.
pub fn suspend(store: &mut Store, id: UserId) -> Result<Written<()>> {
    let user = own_user(store, id)?;
    if user.id == store.user().id {
        return Err(Error::refused("USER_SELF"));
    }
    let (own, today) = (store.own().clone(), store.today());
    let written = store.write("user.suspend", today, |change| {
        keep_an_administrator(change.tables(), &own, id)?;
        change.set(
            &OFFICE_USER,
            user.id.0,
            &[("suspended", Some(Value::Bool(true)))],
        )
    })?;
    with_vault(store, |vault, _| Ok(vault.take_away(id)))?;
    Ok(written)
}

/// Lets a suspended user work again, with a new passphrase on this laptop
/// where one is given.
///
/// Errors: `USER_UNKNOWN`, `PASSPHRASE_SHORT`, `ROLE_MAY_NOT`.
pub fn readmit(store: &mut Store, id: UserId, passphrase: Option<&str>) -> Result<Written<()>> {
    if let Some(passphrase) = passphrase {
        super::check_passphrase(passphrase)?;
    }
    let user = own_user(store, id)?;
    let today = store.today();
    let written = store.write("user.readmit", today, |change| {
        change.set(&OFFICE_USER, user.id.0, &[("suspended", None)])
    })?;
    if let Some(passphrase) = passphrase {
        give(store, &user, passphrase)?;
    }
    Ok(written)
}

fn give(store: &Store, user: &User, passphrase: &str) -> Result<()> {
    with_vault(store, |vault, key| {
        vault.give(user, passphrase, key).map(|()| true)
    })?;
    match store.folder() {
        Some(folder) => Vault::forgive(folder, user.id),
        None => Ok(()),
    }
}

/// Gives a user a passphrase on this laptop, in place of the one they had.
/// That an administrator did so stands in the history.
///
/// Errors: `USER_UNKNOWN`, `USER_SUSPENDED`, `PASSPHRASE_SHORT`,
/// `ROLE_MAY_NOT`.
pub fn give_passphrase(store: &mut Store, id: UserId, passphrase: &str) -> Result<Written<()>> {
    super::check_passphrase(passphrase)?;
    let user = own_user(store, id)?;
    if users::standing(store.tables(), store.own(), id)?.suspended {
        return Err(suspended());
    }
    let today = store.today();
    let written = store.write("user.passphrase", today, |change| {
        change.set(
            &OFFICE_USER,
            user.id.0,
            &[("passphrase_given", Some(date_value(today)))],
        )
    })?;
    give(store, &user, passphrase)?;
    Ok(written)
}

/// Changes the passphrase of whoever proved the old one.
///
/// Errors: `PASSPHRASE_SHORT`, and those of [`admit`].
pub fn change_passphrase(store: &Store, old: Proof, new: &str) -> Result<()> {
    super::check_passphrase(new)?;
    let present = admit(store, old)?;
    give(store, present.user(), new)
}

/// Whether a user has a passphrase on this laptop.
pub fn holders(store: &Store) -> Result<Vec<UserId>> {
    let mut holders = Vec::new();
    with_vault(store, |vault, _| {
        holders = vault.accounts()?.into_iter().map(|one| one.user).collect();
        Ok(false)
    })?;
    Ok(holders)
}

/// Brings the vault up to what the store knows: whoever was suspended or
/// renamed on another laptop. Called when packages were taken.
pub fn settle(store: &Store) -> Result<()> {
    with_vault(store, |vault, _| {
        vault.settle(|id| {
            if users::standing(store.tables(), store.own(), id)?.suspended {
                return Ok(None);
            }
            match users::by_id(store.tables(), id) {
                Ok(user) => Ok(Some(user.name)),
                Err(error) if error.code == "USER_UNKNOWN" => Ok(None),
                Err(error) => Err(error),
            }
        })
    })
}

/// Says that every user has a passphrase of their own.
pub(crate) fn mark_each(connection: &Connection) -> Result<()> {
    if meta(connection, EACH_HAS_ONE)?.is_none() {
        set_meta(connection, EACH_HAS_ONE, &[1])?;
    }
    Ok(())
}

/// The one who opened the store takes their place in it; a file with one
/// passphrase for all becomes one with a passphrase for each.
///
/// Errors: `USER_UNKNOWN`, `USER_SUSPENDED`, `STORE_DAMAGED` for an old copy of
/// the vault's file.
pub(crate) fn enter(
    store: &mut Store,
    mut vault: Vault,
    opened: Option<UserId>,
    account: Account<'_>,
    passphrase: &str,
) -> Result<()> {
    let user = match (opened, account) {
        (Some(id), _) | (None, Account::Known(id)) => users::by_id(store.tables(), id)?,
        (None, Account::Named(name)) => users::by_name(store.tables(), store.own(), name)?,
        (None, Account::First) => users::by_id(store.tables(), store.own().creator)?,
    };
    let standing = |id| users::standing(store.tables(), store.own(), id);
    if standing(user.id)?.suspended {
        settle(store)?;
        return Err(suspended());
    }
    if vault.is_shared() {
        if meta(store.tables(), EACH_HAS_ONE)?.is_some() {
            return Err(super::vault::damaged());
        }
        let creator = users::by_id(store.tables(), store.own().creator)?;
        vault.part()?;
        if let (Some(folder), Some(key)) = (store.folder(), store.key()) {
            if !standing(creator.id)?.suspended {
                vault.give(&creator, passphrase, key)?;
            }
            if creator.id != user.id {
                vault.give(&user, passphrase, key)?;
            }
            vault.save(folder)?;
        }
        mark_each(store.tables())?;
    }
    store.act_as(user);
    settle(store)
}

/// Opens the store in `folder` with the printed code and gives its
/// administrator a new passphrase: the creator, or whoever administers now, or
/// the creator again where nobody does.
///
/// Errors: `STORE_ABSENT`, `STORE_RECOVERY_CODE`, `PASSPHRASE_SHORT`,
/// `STORE_BUSY`, `STORE_NEWER`.
pub fn recover(
    folder: &Path,
    code: &str,
    passphrase: &str,
    environment: Environment,
) -> Result<Store> {
    super::check_passphrase(passphrase)?;
    let mut store = Store::unlock_with(folder, environment, |vault| {
        vault.recovered(code).map(|key| Opened { key, user: None })
    })?
    .0;
    let administrators = users::administrators(store.tables(), store.own())?;
    let creator = store.own().creator;
    let user = match administrators
        .iter()
        .find(|user| user.id == creator)
        .or_else(|| administrators.first())
    {
        Some(user) => user.clone(),
        None => users::by_id(store.tables(), creator)?,
    };
    store.act_as(user.clone());
    let today = store.today();
    store.write(RECOVER, today, |change| {
        change.set(
            &OFFICE_USER,
            user.id.0,
            &[
                ("role", text(UserRole::Administrator.word())),
                ("suspended", None),
                ("passphrase_given", Some(date_value(today))),
            ],
        )
    })?;
    with_vault(&store, |vault, key| {
        if vault.is_shared() {
            vault.part()?;
        }
        vault.give(&user, passphrase, key).map(|()| true)
    })?;
    Vault::forgive(folder, user.id)?;
    mark_each(store.tables())?;
    settle(&store)?;
    Ok(store)
}
