//! This laptop's own keys, kept inside the encrypted file.

use super::vault::normal_code;
use crate::store::own::{meta, set_meta};
use crate::store::{Role, random};
use crate::{Error, ErrorKind, Result};
use rusqlite::Connection;
use sha2::{Digest, Sha256};
use tongfu_package::keys::{DeviceKeys, RecoveryKey, RootKeys, X25519Public};
use zeroize::Zeroizing;

const DEVICE_KEYS: &str = "device_keys";
const ROOT_KEY: &str = "root_key";
const RECOVERY_PUBLIC: &str = "recovery_public";

fn damaged() -> Error {
    Error::new(ErrorKind::Failed, "STORE_DAMAGED").with("file", "keys")
}

/// Makes the device's keys, the province's root key, and keeps the public half
/// of the recovery key, whose secret half is the printed code.
pub fn make_keys(connection: &Connection, role: Role, recovery_code: &str) -> Result<()> {
    let mut device = Zeroizing::new([0; 64]);
    random(device.as_mut())?;
    set_meta(connection, DEVICE_KEYS, device.as_ref())?;
    if role == Role::Province {
        let mut root = Zeroizing::new([0; 32]);
        random(root.as_mut())?;
        set_meta(connection, ROOT_KEY, root.as_ref())?;
    }
    if !recovery_code.is_empty() {
        set_meta(
            connection,
            RECOVERY_PUBLIC,
            recovery_key(recovery_code).public().as_bytes(),
        )?;
    }
    Ok(())
}

/// The key that opens packages of this office with the printed code.
pub fn recovery_key(code: &str) -> RecoveryKey {
    let mut hasher = Sha256::new();
    hasher.update(b"tongfu recovery package key v1\0");
    hasher.update(normal_code(code).as_bytes());
    RecoveryKey::from_secret_bytes(&Zeroizing::new(hasher.finalize().into()))
}

/// The device's signing and opening keys.
pub fn keys(connection: &Connection) -> Result<DeviceKeys> {
    let bytes = Zeroizing::new(meta(connection, DEVICE_KEYS)?.ok_or_else(damaged)?);
    let bytes: &[u8; 64] = bytes.as_slice().try_into().map_err(|_| damaged())?;
    Ok(DeviceKeys::from_secret_bytes(bytes))
}

/// The root key; only the province's store has one.
pub fn root(connection: &Connection) -> Result<Option<RootKeys>> {
    let Some(bytes) = meta(connection, ROOT_KEY)?.map(Zeroizing::new) else {
        return Ok(None);
    };
    let bytes: &[u8; 32] = bytes.as_slice().try_into().map_err(|_| damaged())?;
    Ok(Some(RootKeys::from_secret_bytes(bytes)))
}

/// The public half of the office's recovery key.
pub fn recovery_public(connection: &Connection) -> Result<Option<X25519Public>> {
    let Some(bytes) = meta(connection, RECOVERY_PUBLIC)? else {
        return Ok(None);
    };
    let bytes: [u8; 32] = bytes.as_slice().try_into().map_err(|_| damaged())?;
    Ok(Some(X25519Public::from_bytes(bytes)?))
}
