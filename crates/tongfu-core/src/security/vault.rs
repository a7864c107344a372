//! The vault: the random database key, wrapped once by the passphrase
//! (Argon2id) and once by the recovery code, in a file beside the database.

use crate::{Error, ErrorKind, Result};
use argon2::{Algorithm, Argon2, Params, Version};
use chacha20poly1305::aead::{Aead, KeyInit, Payload};
use chacha20poly1305::{XChaCha20Poly1305, XNonce};
use serde::{Deserialize, Serialize};
use sha2::{Digest, Sha256};
use std::io::Write as _;
use std::path::Path;
use std::time::Duration;
use zeroize::Zeroizing;

const FILE: &str = "vault.json";
const ATTEMPTS: &str = "attempts";
const DOMAIN: &[u8] = b"tongfu vault v1";

/// Letters of the recovery code: no 0/O, 1/I/L, so that it can be read aloud.
const ALPHABET: &[u8; 32] = b"23456789ABCDEFGHJKMNPQRSTUVWXYZ*";

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

#[derive(Debug, Serialize, Deserialize)]
struct Wrapped {
    salt: String,
    nonce: String,
    key: String,
}

/// The file beside the database.
#[derive(Debug, Serialize, Deserialize)]
pub struct Vault {
    version: u32,
    kdf: Kdf,
    passphrase: Wrapped,
    recovery: Wrapped,
}

fn damaged() -> Error {
    Error::new(ErrorKind::Failed, "STORE_DAMAGED").with("file", FILE)
}

fn hex(bytes: &[u8]) -> String {
    bytes.iter().map(|byte| format!("{byte:02x}")).collect()
}

fn unhex<const N: usize>(text: &str) -> Result<[u8; N]> {
    let bytes = unhex_all(text)?;
    bytes.try_into().map_err(|_| damaged())
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

fn wrap(wrapping: &[u8; 32], salt: &[u8; 16], key: &[u8; 32]) -> Result<Wrapped> {
    let mut nonce = [0; 24];
    crate::store::random(&mut nonce)?;
    let sealed = XChaCha20Poly1305::new(wrapping.into())
        .encrypt(
            &XNonce::from(nonce),
            Payload {
                msg: key,
                aad: DOMAIN,
            },
        )
        .map_err(|_| damaged())?;
    Ok(Wrapped {
        salt: hex(salt),
        nonce: hex(&nonce),
        key: hex(&sealed),
    })
}

fn unwrap(wrapping: &[u8; 32], wrapped: &Wrapped) -> Result<Option<Zeroizing<[u8; 32]>>> {
    let nonce: [u8; 24] = unhex(&wrapped.nonce)?;
    let sealed = unhex_all(&wrapped.key)?;
    let opened = XChaCha20Poly1305::new(wrapping.into())
        .decrypt(
            &XNonce::from(nonce),
            Payload {
                msg: &sealed,
                aad: DOMAIN,
            },
        )
        .ok()
        .map(Zeroizing::new);
    opened
        .map(|key| {
            <[u8; 32]>::try_from(key.as_slice())
                .map(Zeroizing::new)
                .map_err(|_| damaged())
        })
        .transpose()
}

fn from_passphrase(kdf: &Kdf, salt: &[u8; 16], passphrase: &str) -> Result<Zeroizing<[u8; 32]>> {
    // The file is not trusted with the cost: a forged one must not take the
    // machine's memory.
    if kdf.memory_kib > 1024 * 1024 || kdf.passes > 64 {
        return Err(damaged());
    }
    let params = Params::new(kdf.memory_kib, kdf.passes, 1, Some(32)).map_err(|_| damaged())?;
    let mut key = Zeroizing::new([0; 32]);
    Argon2::new(Algorithm::Argon2id, Version::V0x13, params)
        .hash_password_into(passphrase.as_bytes(), salt, key.as_mut())
        .map_err(|_| damaged())?;
    Ok(key)
}

/// The recovery code holds 160 random bits, so one hash is enough.
fn from_code(salt: &[u8; 16], code: &str) -> Zeroizing<[u8; 32]> {
    let mut hasher = Sha256::new();
    hasher.update(b"tongfu recovery v1\0");
    hasher.update(salt);
    hasher.update(normal_code(code).as_bytes());
    Zeroizing::new(hasher.finalize().into())
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

impl Vault {
    /// Whether `folder` holds a vault.
    pub fn exists(folder: &Path) -> bool {
        folder.join(FILE).exists()
    }

    /// A new vault with its database key and recovery code.
    pub fn create(
        passphrase: &str,
        kdf: &Kdf,
    ) -> Result<(Self, Zeroizing<[u8; 32]>, Zeroizing<String>)> {
        let mut key = Zeroizing::new([0; 32]);
        crate::store::random(key.as_mut())?;
        let code = recovery_code()?;
        let mut salts = [[0; 16]; 2];
        for salt in &mut salts {
            crate::store::random(salt)?;
        }
        let vault = Self {
            version: 1,
            kdf: kdf.clone(),
            passphrase: wrap(
                &*from_passphrase(kdf, &salts[0], passphrase)?,
                &salts[0],
                &key,
            )?,
            recovery: wrap(&from_code(&salts[1], &code), &salts[1], &key)?,
        };
        Ok((vault, key, code))
    }

    /// Reads the vault in `folder`.
    pub fn read(folder: &Path) -> Result<Self> {
        let vault: Self =
            serde_json::from_slice(&std::fs::read(folder.join(FILE))?).map_err(|_| damaged())?;
        if vault.version != 1 {
            return Err(Error::refused("STORE_NEWER").with("version", vault.version));
        }
        Ok(vault)
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

    /// The database key. After wrong passphrases the answer takes longer each
    /// time, also across restarts.
    ///
    /// Errors: `STORE_PASSPHRASE`.
    pub fn open(&self, folder: &Path, passphrase: &str) -> Result<Zeroizing<[u8; 32]>> {
        let failures = failures(folder);
        if failures > 0 {
            std::thread::sleep(delay(failures));
        }
        let wrapping = from_passphrase(&self.kdf, &unhex(&self.passphrase.salt)?, passphrase)?;
        match unwrap(&wrapping, &self.passphrase)? {
            Some(key) => {
                if failures > 0 {
                    let _ = std::fs::remove_file(folder.join(ATTEMPTS));
                }
                Ok(key)
            }
            None => {
                std::fs::write(folder.join(ATTEMPTS), (failures + 1).to_string())?;
                Err(Error::new(ErrorKind::Denied, "STORE_PASSPHRASE")
                    .with("failures", failures + 1))
            }
        }
    }

    /// Opens with the recovery code and sets a new passphrase.
    ///
    /// Errors: `STORE_RECOVERY_CODE`, `PASSPHRASE_SHORT`.
    pub fn recover(&mut self, folder: &Path, code: &str, passphrase: &str) -> Result<()> {
        super::check_passphrase(passphrase)?;
        let wrapping = from_code(&unhex(&self.recovery.salt)?, code);
        let key = unwrap(&wrapping, &self.recovery)?
            .ok_or_else(|| Error::new(ErrorKind::Denied, "STORE_RECOVERY_CODE"))?;
        let mut salt = [0; 16];
        crate::store::random(&mut salt)?;
        self.passphrase = wrap(
            &*from_passphrase(&self.kdf, &salt, passphrase)?,
            &salt,
            &key,
        )?;
        self.save(folder)
    }
}

fn failures(folder: &Path) -> u32 {
    std::fs::read_to_string(folder.join(ATTEMPTS))
        .ok()
        .and_then(|text| text.trim().parse().ok())
        .unwrap_or(0)
}

/// A quarter of a second, doubled with every failure, at most half a minute.
fn delay(failures: u32) -> Duration {
    Duration::from_millis(250u64.saturating_mul(1 << failures.saturating_sub(1).min(7)))
        .min(Duration::from_secs(30))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn cheap() -> Kdf {
        Kdf {
            memory_kib: 64,
            passes: 1,
        }
    }

    #[test]
    fn the_passphrase_and_the_code_open_it_and_nothing_else() {
        let folder = tempfile::tempdir().unwrap();
        let (vault, key, code) = Vault::create("correct horse", &cheap()).unwrap();
        vault.save(folder.path()).unwrap();
        let mut vault = Vault::read(folder.path()).unwrap();
        assert_eq!(*vault.open(folder.path(), "correct horse").unwrap(), *key);
        assert_eq!(
            vault.open(folder.path(), "correct hors").unwrap_err().code,
            "STORE_PASSPHRASE"
        );
        assert_eq!(
            vault
                .recover(folder.path(), "AAAA", "new passphrase")
                .unwrap_err()
                .code,
            "STORE_RECOVERY_CODE"
        );
        vault
            .recover(
                folder.path(),
                &code.to_lowercase().replace('-', " "),
                "new passphrase",
            )
            .unwrap();
        let vault = Vault::read(folder.path()).unwrap();
        assert_eq!(*vault.open(folder.path(), "new passphrase").unwrap(), *key);
    }

    #[test]
    fn the_delay_rises_and_is_bounded() {
        assert!(delay(1) < delay(2) && delay(2) < delay(5));
        assert_eq!(delay(60), Duration::from_secs(30));
    }
}
