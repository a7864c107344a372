//! The keys this laptop knows: the keyset in force, certificates issued under
//! it, the root it trusts.

use crate::store::own::{meta, set_meta};
use crate::{Error, ErrorKind, Result};
use rusqlite::Connection;
use tongfu_package::keys::{DelegatedCertificate, KeyRing, Keyset, RootPublic};
use tongfu_package::value::Value;

const KEYSET: &str = "keyset";
const ROOT_PUBLIC: &str = "root_public";
const DELEGATED: &str = "delegated";

/// The root this laptop trusts; none before its first grant.
pub fn root(connection: &Connection) -> Result<Option<RootPublic>> {
    let Some(bytes) = meta(connection, ROOT_PUBLIC)? else {
        return Ok(None);
    };
    let bytes: [u8; 32] = bytes
        .as_slice()
        .try_into()
        .map_err(|_| Error::new(ErrorKind::Failed, "STORE_DAMAGED").with("file", "root"))?;
    Ok(Some(RootPublic::from_bytes(&bytes)?))
}

/// The keys in force; none before the first grant.
pub fn load(connection: &Connection) -> Result<Option<KeyRing>> {
    let (Some(root), Some(keyset)) = (root(connection)?, meta(connection, KEYSET)?) else {
        return Ok(None);
    };
    let mut ring = KeyRing::new(Keyset::decode(&keyset, &root)?);
    for bytes in delegated(connection)? {
        // A certificate whose issuer was revoked since simply stops counting.
        if let Ok(certificate) = DelegatedCertificate::decode(&bytes) {
            let _ = ring.add(certificate);
        }
    }
    Ok(Some(ring))
}

/// The keys in force.
///
/// Errors: `DEVICE_NOT_GRANTED`.
pub fn required(connection: &Connection) -> Result<KeyRing> {
    load(connection)?.ok_or_else(|| Error::refused("DEVICE_NOT_GRANTED"))
}

/// Keeps a ring and the root it verified against.
pub fn save(connection: &Connection, ring: &KeyRing, root: &RootPublic) -> Result<()> {
    set_meta(connection, ROOT_PUBLIC, &root.to_bytes())?;
    set_meta(connection, KEYSET, ring.keyset().as_bytes())
}

/// Certificates issued under the keyset, as they were signed.
pub fn delegated(connection: &Connection) -> Result<Vec<Vec<u8>>> {
    let Some(bytes) = meta(connection, DELEGATED)? else {
        return Ok(Vec::new());
    };
    Ok(match Value::decode(&bytes)? {
        Value::Array(items) => items
            .into_iter()
            .filter_map(|item| match item {
                Value::Bytes(bytes) => Some(bytes),
                _ => None,
            })
            .collect(),
        _ => Vec::new(),
    })
}

/// Adds certificates issued under the keyset.
pub fn add_delegated(connection: &Connection, certificates: &[DelegatedCertificate]) -> Result<()> {
    let mut all = delegated(connection)?;
    for certificate in certificates {
        let bytes = certificate.as_bytes().to_vec();
        if !all.contains(&bytes) {
            all.push(bytes);
        }
    }
    set_meta(
        connection,
        DELEGATED,
        &Value::Array(all.into_iter().map(Value::Bytes).collect()).encode(),
    )
}
