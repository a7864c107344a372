//! Handlers' keys: made at the province, published to all, wrapped at home.
//!
//! The public half is an entity of the `public` stream; whatever another stream
//! says about it is not believed. The secret half lies in this laptop's own
//! table, wrapped by its user's passphrase; it can also be printed once and
//! kept in an envelope, from which it is restored.

use super::model::HandlerKeyId;
use super::records::HANDLER_KEY;
use super::rules;
use super::wrap::{Wrapped, delay};
use crate::base::UserId;
use crate::security::vault::Kdf;
use crate::store::register::Register;
use crate::store::write::EntityWrite;
use crate::store::{Change, Role, Store, User, date_from_days, date_value, fold, log};
use crate::{Error, ErrorKind, Result};
use chrono::NaiveDate;
use rusqlite::params;
use tongfu_package::keys::X25519Public;
use tongfu_package::operation::StreamName;
use tongfu_package::sealed::ReaderKey;
use tongfu_package::value::Value;
use zeroize::Zeroizing;

/// A handler's public key.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct HandlerKey {
    /// The key.
    pub id: HandlerKeyId,
    /// The handler.
    pub name: String,
    /// Division code of the office whose people they must not judge.
    pub office_code: String,
    /// What is sealed to.
    pub public: X25519Public,
    /// First day in force.
    pub valid_from: NaiveDate,
    /// Last day in force; `None` while it has no end.
    pub valid_to: Option<NaiveDate>,
}

impl HandlerKey {
    /// Whether new cases are sealed to it on `date`.
    pub fn holds_on(&self, date: NaiveDate) -> bool {
        self.valid_from <= date && self.valid_to.is_none_or(|to| date <= to)
    }
}

/// A key that was made.
#[derive(Debug)]
pub struct Created {
    /// The key.
    pub id: HandlerKeyId,
    /// The secret half to print once and keep in a sealed envelope.
    pub paper: Zeroizing<String>,
}

/// A handler who gave their passphrase: proof of the right to read. Dropped, it
/// leaves nothing behind.
#[derive(Debug)]
pub struct Unlocked {
    user: UserId,
    office_codes: Vec<String>,
    keys: Vec<ReaderKey>,
}

impl Unlocked {
    /// Whose keys they are.
    pub fn user(&self) -> UserId {
        self.user
    }

    pub(super) fn keys(&self) -> &[ReaderKey] {
        &self.keys
    }

    /// Whether this handler may judge people of the office `accused`.
    pub(super) fn impartial(&self, accused: Option<&str>) -> bool {
        self.office_codes
            .iter()
            .all(|own| rules::impartial(own, accused))
    }
}

fn place(id: &HandlerKeyId) -> Vec<u8> {
    let mut place = b"tongfu handler key v1\0".to_vec();
    place.extend_from_slice(&id.0);
    place
}

/// Makes a key for `user`, wrapped by `passphrase`, and publishes its public
/// half. An earlier key of the same user takes no new cases from today on and
/// still opens the old ones. `office_code` is the office whose people the
/// handler must not judge; absent, this one.
///
/// Errors: `HANDLER_PROVINCE_ONLY`, `PASSPHRASE_SHORT`, `CASE_OFFICE_CODE`.
pub fn create(
    store: &mut Store,
    user: &User,
    passphrase: &str,
    office_code: Option<&str>,
    kdf: &Kdf,
) -> Result<Created> {
    if store.office().role != Role::Province {
        return Err(Error::refused("HANDLER_PROVINCE_ONLY"));
    }
    crate::security::check_passphrase(passphrase)?;
    let office_code = office_code.unwrap_or(&store.office().code).to_owned();
    if !rules::is_office_code(&office_code) {
        return Err(Error::refused("CASE_OFFICE_CODE").with("code", office_code));
    }
    let mut secret = Zeroizing::new([0; 32]);
    crate::store::random(secret.as_mut())?;
    let key = ReaderKey::from_secret_bytes(&secret);
    let id = HandlerKeyId(store.new_id());
    let wrapped = Wrapped::seal(passphrase, kdf, &place(&id), secret.as_ref())?;
    let today = store.today();
    let earlier: Vec<HandlerKeyId> = local_keys(store, user)?
        .into_iter()
        .map(|(id, _, _)| id)
        .collect();
    let ended: Vec<HandlerKey> = all(store)?
        .into_iter()
        .filter(|known| earlier.contains(&known.id) && known.holds_on(today))
        .collect();
    let name = user.name.clone();
    let user = user.id;
    store.write_into(
        StreamName::Public,
        "protection.handler.create",
        today,
        |change| {
            keep(change, &id, user, &wrapped)?;
            for key in &ended {
                let last = today.pred_opt().unwrap_or(today);
                change.set(
                    &HANDLER_KEY,
                    key.id.0,
                    &[("valid_to", Some(date_value(last)))],
                )?;
            }
            change.set(
                &HANDLER_KEY,
                id.0,
                &[
                    ("name", Some(Value::Text(name))),
                    ("office_code", Some(Value::Text(office_code))),
                    (
                        "public_key",
                        Some(Value::Bytes(key.public().as_bytes().to_vec())),
                    ),
                    ("valid_from", Some(date_value(today))),
                ],
            )
        },
    )?;
    Ok(Created {
        id,
        paper: key.to_text(),
    })
}

/// Keeps a wrapped secret in this laptop's own table.
fn keep(change: &Change<'_>, id: &HandlerKeyId, user: UserId, wrapped: &Wrapped) -> Result<()> {
    change
        .tables()
        .prepare_cached(
            "INSERT OR REPLACE INTO protection_key (id, user, memory_kib, passes, salt, nonce, wrapped)
             VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7)",
        )?
        .execute(params![
            id.0,
            user,
            wrapped.kdf.memory_kib,
            wrapped.kdf.passes,
            wrapped.salt,
            wrapped.nonce,
            wrapped.bytes
        ])?;
    Ok(())
}

/// Takes a printed key in on this laptop and wraps it by `passphrase`: after a
/// forgotten passphrase, on a new laptop, or for the handler's successor.
///
/// Errors: `HANDLER_PAPER`, `HANDLER_KEY_UNKNOWN`, `PASSPHRASE_SHORT`.
pub fn restore(
    store: &mut Store,
    user: &User,
    paper: &str,
    passphrase: &str,
    kdf: &Kdf,
) -> Result<HandlerKeyId> {
    crate::security::check_passphrase(passphrase)?;
    let key = ReaderKey::from_text(paper).map_err(|_| Error::refused("HANDLER_PAPER"))?;
    let known = all(store)?
        .into_iter()
        .find(|known| known.public == key.public())
        .ok_or_else(|| Error::absent("HANDLER_KEY_UNKNOWN"))?;
    let wrapped = Wrapped::seal(
        passphrase,
        kdf,
        &place(&known.id),
        key.to_secret_bytes().as_ref(),
    )?;
    let (today, user) = (store.today(), user.id);
    store.write("protection.handler.restore", today, |change| {
        keep(change, &known.id, user, &wrapped)
    })?;
    Ok(known.id)
}

/// Ends a key: no new case is sealed to it after `last`.
///
/// Errors: `HANDLER_PROVINCE_ONLY`, `HANDLER_KEY_UNKNOWN`.
pub fn retire(store: &mut Store, id: HandlerKeyId, last: NaiveDate) -> Result<()> {
    if store.office().role != Role::Province {
        return Err(Error::refused("HANDLER_PROVINCE_ONLY"));
    }
    if !all(store)?.iter().any(|known| known.id == id) {
        return Err(Error::absent("HANDLER_KEY_UNKNOWN"));
    }
    let today = store.today();
    store.write_into(
        StreamName::Public,
        "protection.handler.retire",
        today,
        |change| change.set(&HANDLER_KEY, id.0, &[("valid_to", Some(date_value(last)))]),
    )?;
    Ok(())
}

/// A secret of this laptop with its wrong tries.
type Local = (HandlerKeyId, Wrapped, u32);

fn local_keys(store: &Store, user: &User) -> Result<Vec<Local>> {
    let mut statement = store.tables().prepare_cached(
        "SELECT id, memory_kib, passes, salt, nonce, wrapped, failures FROM protection_key
         WHERE user = ?1 ORDER BY id",
    )?;
    let found = statement
        .query_map([user.id], |row| {
            Ok((
                HandlerKeyId(row.get(0)?),
                Wrapped::read(row, 1)?,
                row.get(6)?,
            ))
        })?
        .collect::<rusqlite::Result<_>>()?;
    Ok(found)
}

/// Whether `user` has a handler's key on this laptop.
pub fn has_key(store: &Store, user: &User) -> Result<bool> {
    Ok(!local_keys(store, user)?.is_empty())
}

/// Unwraps the keys of `user` that `passphrase` opens. After wrong ones the
/// answer takes longer each time, also across restarts.
///
/// Errors: `HANDLER_KEY_ABSENT`, `HANDLER_PASSPHRASE` (failures).
pub fn unlock(store: &mut Store, user: &User, passphrase: &str) -> Result<Unlocked> {
    let local = local_keys(store, user)?;
    if local.is_empty() {
        return Err(Error::absent("HANDLER_KEY_ABSENT"));
    }
    let failures = local.iter().map(|(_, _, wrong)| *wrong).max().unwrap_or(0);
    std::thread::sleep(delay(failures));
    let mut keys = Vec::new();
    let mut ids = Vec::new();
    for (id, wrapped, _) in &local {
        let Some(secret) = wrapped.open(passphrase, &place(id))? else {
            continue;
        };
        let secret: Zeroizing<[u8; 32]> =
            Zeroizing::new(secret.as_slice().try_into().map_err(|_| {
                Error::new(ErrorKind::Failed, "STORE_DAMAGED").with("file", "protection")
            })?);
        keys.push(ReaderKey::from_secret_bytes(&secret));
        ids.push(*id);
    }
    let wrong = if keys.is_empty() { failures + 1 } else { 0 };
    if wrong != failures {
        store
            .connection_mut()
            .prepare_cached("UPDATE protection_key SET failures = ?2 WHERE user = ?1")?
            .execute(params![user.id, wrong])?;
    }
    if keys.is_empty() {
        return Err(Error::new(ErrorKind::Denied, "HANDLER_PASSPHRASE").with("failures", wrong));
    }
    let office_codes = all(store)?
        .into_iter()
        .filter(|known| ids.contains(&known.id))
        .map(|known| known.office_code)
        .collect();
    Ok(Unlocked {
        user: user.id,
        office_codes,
        keys,
    })
}

/// Every published key, the newest last.
pub fn all(store: &Store) -> Result<Vec<HandlerKey>> {
    let mut statement = store
        .tables()
        .prepare_cached("SELECT id FROM handler_key ORDER BY id")?;
    let ids: Vec<[u8; 16]> = statement
        .query_map([], |row| row.get(0))?
        .collect::<rusqlite::Result<_>>()?;
    let mut found = Vec::with_capacity(ids.len());
    for id in ids {
        found.extend(published(store, HandlerKeyId(id))?);
    }
    Ok(found)
}

/// The keys that new cases are sealed to on `date`.
pub fn in_force(store: &Store, date: NaiveDate) -> Result<Vec<HandlerKey>> {
    let mut keys = all(store)?;
    keys.retain(|key| key.holds_on(date));
    Ok(keys)
}

/// A key as the province published it: writes of other streams, which any
/// office's laptop could make, are left out.
fn published(store: &Store, id: HandlerKeyId) -> Result<Option<HandlerKey>> {
    let known = fold::load(store.tables(), HANDLER_KEY.key, &id.0)?;
    let mut public = Register::default();
    for write in known.writes().iter().filter(|w| w.stream == log::PUBLIC) {
        public.add(
            write.op,
            write.stream,
            EntityWrite {
                kind: HANDLER_KEY.key,
                entity: id.0,
                groups: write.groups.clone(),
            },
        );
    }
    let state = public.state();
    let value = |column: &str| {
        HANDLER_KEY
            .field(column)
            .and_then(|field| state.get(&field.key))
            .map(|field| field.value())
    };
    let date = |column: &str| {
        value(column)
            .and_then(Value::as_int)
            .and_then(date_from_days)
    };
    let text = |column: &str| {
        value(column)
            .and_then(Value::as_text)
            .unwrap_or_default()
            .to_owned()
    };
    let key = value("public_key")
        .and_then(Value::as_bytes)
        .and_then(|bytes| <[u8; 32]>::try_from(bytes).ok())
        .and_then(|bytes| X25519Public::from_bytes(bytes).ok());
    Ok(match (key, date("valid_from")) {
        (Some(public), Some(valid_from)) => Some(HandlerKey {
            id,
            name: text("name"),
            office_code: text("office_code"),
            public,
            valid_from,
            valid_to: date("valid_to"),
        }),
        _ => None,
    })
}
