//! The vault: the random database key, wrapped for every user under their own
//! passphrase (Argon2id) and once under the recovery code, in a file beside
//! the database.
//!
//! Invariants: no passphrase, no key and no whole name stands in the file; a
//! wrap opens only for the user it was made for. The first version had one
//! passphrase for all; such a file is taken over at the first unlock.

mod attempts;
mod wrapping;

#[cfg(test)]
pub(crate) mod tests;

pub use wrapping::Kdf;

use crate::base::UserId;
use crate::store::User;
use crate::{Error, ErrorKind, Result};
use chrono::{DateTime, Utc};
use serde::{Deserialize, Serialize};
use sha2::{Digest, Sha256};
use std::io::Write as _;
use std::path::Path;
use std::time::Duration;
use wrapping::{Wrapped, hex, unhex};
use zeroize::Zeroizing;

const FILE: &str = "vault.json";
/// One passphrase for all.
const SHARED: u32 = 1;
/// A passphrase for every user.
const EACH: u32 = 2;
/// Bound to the recovery wrap, and to the one passphrase of the first version.
const CONTEXT: &[u8] = b"tongfu vault v1";
/// The account of the first version, where tries are counted.
const SHARED_ACCOUNT: &str = "shared";

/// Letters of the recovery code: no 0/O, 1/I/L, so that it can be read aloud.
const ALPHABET: &[u8; 32] = b"23456789ABCDEFGHJKMNPQRSTUVWXYZ*";

/// Whose passphrase is given.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Account<'a> {
    /// The one who created the store.
    First,
    /// The user of this name.
    Named(&'a str),
    /// The user with this id.
    Known(UserId),
}

/// What the file tells of a user before anything is open.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct AccountMark {
    /// The user.
    pub user: UserId,
    /// The first letter of their name; the rest is hidden.
    pub mark: String,
}

/// The key and whose passphrase gave it.
#[derive(Debug)]
pub struct Opened {
    /// The database key.
    pub key: Zeroizing<[u8; 32]>,
    /// The user; `None` where the file still has one passphrase for all.
    pub user: Option<UserId>,
}

#[derive(Debug, Clone, Serialize, Deserialize)]
struct UserWrap {
    user: String,
    mark: String,
    /// Finds the wrap by the name somebody types.
    tag: String,
    #[serde(flatten)]
    wrapped: Wrapped,
}

/// The file beside the database.
#[derive(Debug, Clone, Serialize, Deserialize)]
pub struct Vault {
    version: u32,
    kdf: Kdf,
    /// Salt of the names' tags.
    #[serde(default)]
    names: String,
    #[serde(default)]
    users: Vec<UserWrap>,
    /// The one passphrase of the first version.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    passphrase: Option<Wrapped>,
    recovery: Wrapped,
}

pub(crate) fn damaged() -> Error {
    Error::new(ErrorKind::Failed, "STORE_DAMAGED").with("file", FILE)
}

/// The code without the dashes and spaces people type.
pub fn normal_code(code: &str) -> Zeroizing<String> {
    Zeroizing::new(
        code.chars()
            .filter(|c| !c.is_whitespace() && *c != '-')
            .map(|c| c.to_ascii_uppercase())
            .collect(),
    )
}

fn recovery_code() -> Result<Zeroizing<String>> {
    let mut random = Zeroizing::new([0; 32]);
    crate::store::random(random.as_mut())?;
    let mut code = Zeroizing::new(String::new());
    for (index, byte) in random.iter().enumerate() {
        if index > 0 && index % 4 == 0 {
            code.push('-');
        }
        code.push(char::from(ALPHABET[usize::from(byte & 31)]));
    }
    Ok(code)
}

/// Bound to a user's wrap.
fn context(user: UserId) -> Vec<u8> {
    [b"tongfu vault v2 user\0".as_slice(), &user.0].concat()
}

fn mark(name: &str) -> String {
    name.trim()
        .chars()
        .next()
        .map_or_else(String::new, |first| format!("{first}＊"))
}

fn names_salt() -> Result<String> {
    let mut salt = [0; 16];
    crate::store::random(&mut salt)?;
    Ok(hex(&salt))
}

impl Vault {
    /// Whether `folder` holds a vault.
    pub fn exists(folder: &Path) -> bool {
        folder.join(FILE).exists()
    }

    /// A new vault with its database key and recovery code.
    pub fn create(
        user: &User,
        passphrase: &str,
        kdf: &Kdf,
    ) -> Result<(Self, Zeroizing<[u8; 32]>, Zeroizing<String>)> {
        let mut key = Zeroizing::new([0; 32]);
        crate::store::random(key.as_mut())?;
        let code = recovery_code()?;
        let mut vault = Self {
            version: EACH,
            kdf: kdf.clone(),
            names: names_salt()?,
            users: Vec::new(),
            passphrase: None,
            recovery: Wrapped::under_code(&code, &key, CONTEXT)?,
        };
        vault.give(user, passphrase, &key)?;
        Ok((vault, key, code))
    }

    /// Reads the vault in `folder`.
    ///
    /// Errors: `STORE_NEWER`, `STORE_DAMAGED`, `FILE_FAILED`.
    pub fn read(folder: &Path) -> Result<Self> {
        let vault: Self =
            serde_json::from_slice(&std::fs::read(folder.join(FILE))?).map_err(|_| damaged())?;
        match (vault.version, &vault.passphrase) {
            (SHARED, Some(_)) | (EACH, None) => Ok(vault),
            (SHARED | EACH, _) => Err(damaged()),
            (version, _) => Err(Error::refused("STORE_NEWER").with("version", version)),
        }
    }

    /// Writes the vault into `folder`, whole or not at all.
    pub fn save(&self, folder: &Path) -> Result<()> {
        let temporary = folder.join("vault.json.new");
        let mut file = std::fs::File::create(&temporary)?;
        file.write_all(&serde_json::to_vec_pretty(self).map_err(std::io::Error::from)?)?;
        file.sync_all()?;
        std::fs::rename(&temporary, folder.join(FILE))?;
        Ok(())
    }

    /// Whether the file still has one passphrase for all.
    pub fn is_shared(&self) -> bool {
        self.version == SHARED
    }

    /// The users who have a passphrase here, the creator first.
    pub fn accounts(&self) -> Result<Vec<AccountMark>> {
        self.users
            .iter()
            .map(|wrap| {
                Ok(AccountMark {
                    user: UserId(unhex(&wrap.user)?),
                    mark: wrap.mark.clone(),
                })
            })
            .collect()
    }

    /// How long the next try of this user would wait.
    pub fn waits(folder: &Path, user: UserId, now: DateTime<Utc>) -> Duration {
        attempts::waits(folder, &hex(&user.0), now)
    }

    /// Whether `user` has a passphrase here.
    pub fn holds(&self, user: UserId) -> bool {
        let wanted = hex(&user.0);
        self.users.iter().any(|wrap| wrap.user == wanted)
    }

    fn tag(&self, name: &str) -> String {
        let mut hasher = Sha256::new();
        hasher.update(b"tongfu vault name\0");
        hasher.update(self.names.as_bytes());
        hasher.update(name.trim().as_bytes());
        hex(&hasher.finalize())
    }

    fn wrap(&self, account: Account<'_>) -> Option<&UserWrap> {
        match account {
            Account::First => self.users.first(),
            Account::Named(name) => {
                let tag = self.tag(name);
                self.users.iter().find(|wrap| wrap.tag == tag)
            }
            Account::Known(user) => {
                let wanted = hex(&user.0);
                self.users.iter().find(|wrap| wrap.user == wanted)
            }
        }
    }

    /// The database key. After wrong passphrases the answer takes longer each
    /// time, for each user on their own, also across restarts.
    ///
    /// Errors: `STORE_PASSPHRASE` (failures, wait in seconds),
    /// `USER_NO_PASSPHRASE` (name) for somebody who has none here.
    pub fn open(
        &self,
        folder: &Path,
        account: Account<'_>,
        passphrase: &str,
        now: DateTime<Utc>,
    ) -> Result<Opened> {
        let (tried, user, wrapped, bound) = match &self.passphrase {
            Some(shared) => (SHARED_ACCOUNT, None, shared, CONTEXT.to_vec()),
            None => {
                let wrap = self.wrap(account).ok_or_else(|| no_passphrase(account))?;
                let user = UserId(unhex(&wrap.user)?);
                (wrap.user.as_str(), Some(user), &wrap.wrapped, context(user))
            }
        };
        let _turn = attempts::turn(folder, tried, now);
        match wrapped.with_passphrase(&self.kdf, passphrase, &bound)? {
            Some(key) => {
                attempts::right(folder, tried)?;
                Ok(Opened { key, user })
            }
            None => {
                let failures = attempts::wrong(folder, tried, now)?;
                Err(Error::new(ErrorKind::Denied, "STORE_PASSPHRASE")
                    .with("failures", failures)
                    .with("wait", attempts::delay(failures).as_millis().div_ceil(1000)))
            }
        }
    }

    /// The database key by the printed code.
    ///
    /// Errors: `STORE_RECOVERY_CODE`.
    pub fn recovered(&self, code: &str) -> Result<Zeroizing<[u8; 32]>> {
        self.recovery
            .with_code(code, CONTEXT)?
            .ok_or_else(|| Error::new(ErrorKind::Denied, "STORE_RECOVERY_CODE"))
    }

    /// Gives `user` a passphrase here, in place of the one they had.
    ///
    /// Errors: `PASSPHRASE_SHORT`.
    pub fn give(&mut self, user: &User, passphrase: &str, key: &[u8; 32]) -> Result<()> {
        super::check_passphrase(passphrase)?;
        let wrap = UserWrap {
            user: hex(&user.id.0),
            mark: mark(&user.name),
            tag: self.tag(&user.name),
            wrapped: Wrapped::under_passphrase(&self.kdf, passphrase, key, &context(user.id))?,
        };
        match self.users.iter_mut().find(|known| known.user == wrap.user) {
            Some(known) => *known = wrap,
            None => self.users.push(wrap),
        }
        Ok(())
    }

    /// Forgets the wrong tries of `user`: they were given a new passphrase.
    pub fn forgive(folder: &Path, user: UserId) -> Result<()> {
        attempts::right(folder, &hex(&user.0))
    }

    /// Takes a user's passphrase away; false when they had none.
    pub fn take_away(&mut self, user: UserId) -> bool {
        let wanted = hex(&user.0);
        let before = self.users.len();
        self.users.retain(|wrap| wrap.user != wanted);
        self.users.len() != before
    }

    /// Ends the one passphrase for all: from now on each user has their own.
    pub fn part(&mut self) -> Result<()> {
        self.version = EACH;
        self.passphrase = None;
        self.names = names_salt()?;
        Ok(())
    }

    /// Brings the file up to what is known of the users: `name` gives the
    /// present name, `None` for somebody who may not work here any more.
    /// Answers whether anything changed.
    pub fn settle(&mut self, name: impl Fn(UserId) -> Result<Option<String>>) -> Result<bool> {
        let mut kept = Vec::with_capacity(self.users.len());
        let mut changed = false;
        for mut wrap in self.users.clone() {
            let Some(name) = name(UserId(unhex(&wrap.user)?))? else {
                changed = true;
                continue;
            };
            let tag = self.tag(&name);
            if wrap.tag != tag {
                changed = true;
                wrap.tag = tag;
                wrap.mark = mark(&name);
            }
            kept.push(wrap);
        }
        self.users = kept;
        Ok(changed)
    }
}

fn no_passphrase(account: Account<'_>) -> Error {
    let error = Error::new(ErrorKind::Denied, "USER_NO_PASSPHRASE");
    match account {
        Account::Named(name) => error.with("name", name),
        Account::First | Account::Known(_) => error.with("name", ""),
    }
}
