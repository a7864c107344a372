//! Bytes under a passphrase: Argon2id (RFC 9106), then XChaCha20-Poly1305, as
//! the vault wraps the store's key.

use crate::security::vault::Kdf;
use crate::{Error, ErrorKind, Result};
use chacha20poly1305::aead::{Aead, KeyInit, Payload};
use chacha20poly1305::{XChaCha20Poly1305, XNonce};
use rusqlite::Row;
use std::time::Duration;
use zeroize::Zeroizing;

/// Wrapped bytes with what is needed to try a passphrase on them.
#[derive(Debug, Clone)]
pub(super) struct Wrapped {
    pub kdf: Kdf,
    pub salt: [u8; 16],
    pub nonce: [u8; 24],
    pub bytes: Vec<u8>,
}

fn damaged() -> Error {
    Error::new(ErrorKind::Failed, "STORE_DAMAGED").with("file", "protection")
}

impl Wrapped {
    /// Wraps `plain` under `passphrase`; `place` says what it is and is
    /// authenticated with it.
    pub fn seal(passphrase: &str, kdf: &Kdf, place: &[u8], plain: &[u8]) -> Result<Self> {
        let (mut salt, mut nonce) = ([0; 16], [0; 24]);
        crate::store::random(&mut salt)?;
        crate::store::random(&mut nonce)?;
        let key = kdf.key(&salt, passphrase).ok_or_else(damaged)?;
        let bytes = XChaCha20Poly1305::new((&*key).into())
            .encrypt(
                &XNonce::from(nonce),
                Payload {
                    msg: plain,
                    aad: place,
                },
            )
            .map_err(|_| damaged())?;
        Ok(Self {
            kdf: kdf.clone(),
            salt,
            nonce,
            bytes,
        })
    }

    /// What was wrapped; `None` when the passphrase is another.
    pub fn open(&self, passphrase: &str, place: &[u8]) -> Result<Option<Zeroizing<Vec<u8>>>> {
        let key = self.kdf.key(&self.salt, passphrase).ok_or_else(damaged)?;
        let payload = Payload {
            msg: &self.bytes,
            aad: place,
        };
        Ok(XChaCha20Poly1305::new((&*key).into())
            .decrypt(&XNonce::from(self.nonce), payload)
            .ok()
            .map(Zeroizing::new))
    }

    /// The columns `memory_kib, passes, salt, nonce, wrapped` from `first` on.
    pub fn read(row: &Row<'_>, first: usize) -> rusqlite::Result<Self> {
        Ok(Self {
            kdf: Kdf {
                memory_kib: row.get(first)?,
                passes: row.get(first + 1)?,
            },
            salt: row.get(first + 2)?,
            nonce: row.get(first + 3)?,
            bytes: row.get(first + 4)?,
        })
    }
}

/// How long the next try waits: a quarter of a second, doubled with every
/// wrong passphrase, at most half a minute.
pub(super) fn delay(failures: u32) -> Duration {
    match failures {
        0 => Duration::ZERO,
        several => {
            Duration::from_millis(250 * (1 << (several - 1).min(7))).min(Duration::from_secs(30))
        }
    }
}
