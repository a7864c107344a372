//! One wrapped key: sealed under what a passphrase or a printed code becomes.

use super::damaged;
use crate::Result;
use argon2::{Algorithm, Argon2, Params, Version};
use chacha20poly1305::aead::{Aead, KeyInit, Payload};
use chacha20poly1305::{XChaCha20Poly1305, XNonce};
use serde::{Deserialize, Serialize};
use sha2::{Digest, Sha256};
use zeroize::Zeroizing;

/// Cost of trying a passphrase (RFC 9106).
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Kdf {
    /// Memory in KiB.
    pub memory_kib: u32,
    /// Passes.
    pub passes: u32,
}

impl Default for Kdf {
    /// 64 MiB and three passes: about a tenth of a second on an office laptop.
    fn default() -> Self {
        Self {
            memory_kib: 64 * 1024,
            passes: 3,
        }
    }
}

impl Kdf {
    /// What `passphrase` becomes (Argon2id). `None` where the cost is none that
    /// this program asks for: it is read from where anybody may have written,
    /// and must not take the machine's memory.
    pub(crate) fn key(&self, salt: &[u8; 16], passphrase: &str) -> Option<Zeroizing<[u8; 32]>> {
        if self.memory_kib > 1024 * 1024 || self.passes > 64 {
            return None;
        }
        let params = Params::new(self.memory_kib, self.passes, 1, Some(32)).ok()?;
        let mut key = Zeroizing::new([0; 32]);
        Argon2::new(Algorithm::Argon2id, Version::V0x13, params)
            .hash_password_into(passphrase.as_bytes(), salt, key.as_mut())
            .ok()?;
        Some(key)
    }
}

/// A key, sealed. `context` is bound to it: a wrap moved to another user opens
/// for nobody.
#[derive(Debug, Clone, Serialize, Deserialize)]
pub(super) struct Wrapped {
    salt: String,
    nonce: String,
    key: String,
}

pub(super) fn hex(bytes: &[u8]) -> String {
    bytes.iter().map(|byte| format!("{byte:02x}")).collect()
}

pub(super) fn unhex<const N: usize>(text: &str) -> Result<[u8; N]> {
    unhex_all(text)?.try_into().map_err(|_| damaged())
}

fn unhex_all(text: &str) -> Result<Vec<u8>> {
    if !text.is_ascii() || !text.len().is_multiple_of(2) {
        return Err(damaged());
    }
    (0..text.len())
        .step_by(2)
        .map(|at| {
            text.get(at..at + 2)
                .and_then(|pair| u8::from_str_radix(pair, 16).ok())
                .ok_or_else(damaged)
        })
        .collect()
}

fn seal(wrapping: &[u8; 32], salt: &[u8; 16], key: &[u8; 32], context: &[u8]) -> Result<Wrapped> {
    let mut nonce = [0; 24];
    crate::store::random(&mut nonce)?;
    let sealed = XChaCha20Poly1305::new(wrapping.into())
        .encrypt(
            &XNonce::from(nonce),
            Payload {
                msg: key,
                aad: context,
            },
        )
        .map_err(|_| damaged())?;
    Ok(Wrapped {
        salt: hex(salt),
        nonce: hex(&nonce),
        key: hex(&sealed),
    })
}

impl Wrapped {
    /// `key` under a passphrase, with a salt of its own.
    pub(super) fn under_passphrase(
        kdf: &Kdf,
        passphrase: &str,
        key: &[u8; 32],
        context: &[u8],
    ) -> Result<Self> {
        let mut salt = [0; 16];
        crate::store::random(&mut salt)?;
        seal(
            &*kdf.key(&salt, passphrase).ok_or_else(damaged)?,
            &salt,
            key,
            context,
        )
    }

    /// `key` under a printed code.
    pub(super) fn under_code(code: &str, key: &[u8; 32], context: &[u8]) -> Result<Self> {
        let mut salt = [0; 16];
        crate::store::random(&mut salt)?;
        seal(&from_code(&salt, code), &salt, key, context)
    }

    /// The key, when the passphrase is the right one.
    pub(super) fn with_passphrase(
        &self,
        kdf: &Kdf,
        passphrase: &str,
        context: &[u8],
    ) -> Result<Option<Zeroizing<[u8; 32]>>> {
        self.open(
            &*kdf
                .key(&unhex(&self.salt)?, passphrase)
                .ok_or_else(damaged)?,
            context,
        )
    }

    /// The key, when the code is the right one.
    pub(super) fn with_code(
        &self,
        code: &str,
        context: &[u8],
    ) -> Result<Option<Zeroizing<[u8; 32]>>> {
        self.open(&from_code(&unhex(&self.salt)?, code), context)
    }

    fn open(&self, wrapping: &[u8; 32], context: &[u8]) -> Result<Option<Zeroizing<[u8; 32]>>> {
        let nonce: [u8; 24] = unhex(&self.nonce)?;
        let sealed = unhex_all(&self.key)?;
        XChaCha20Poly1305::new(wrapping.into())
            .decrypt(
                &XNonce::from(nonce),
                Payload {
                    msg: &sealed,
                    aad: context,
                },
            )
            .ok()
            .map(Zeroizing::new)
            .map(|key| {
                <[u8; 32]>::try_from(key.as_slice())
                    .map(Zeroizing::new)
                    .map_err(|_| damaged())
            })
            .transpose()
    }
}

/// The recovery code holds 160 random bits, so one hash is enough.
fn from_code(salt: &[u8; 16], code: &str) -> Zeroizing<[u8; 32]> {
    let mut hasher = Sha256::new();
    hasher.update(b"tongfu recovery v1\0");
    hasher.update(salt);
    hasher.update(super::normal_code(code).as_bytes());
    Zeroizing::new(hasher.finalize().into())
}
