//! Enrolling a laptop: request, grant, acceptance. No network is needed; what
//! makes it safe is a person comparing the short fingerprint.

use super::ring;
use crate::security::device;
use crate::store::Store;
use crate::store::own::Role;
use crate::{Error, Result};
use rusqlite::TransactionBehavior;
use tongfu_package::keys::{
    DelegatedCertificate, DevicePublic, DeviceRequest, DeviceRequestDraft, Fingerprint, Grant,
    GrantDraft, KeyRing, KeysetContent, OfficeRole,
};
use tongfu_package::operation::{DeviceId, OfficeId};

/// What a grant says and whom it is for.
#[derive(Debug)]
pub struct Granted {
    /// The grant file.
    pub file: Vec<u8>,
    /// The new device.
    pub device: DeviceId,
    /// Its office's name.
    pub office: String,
    /// The fingerprint of its keys.
    pub fingerprint: Fingerprint,
    /// Whether somebody compared the fingerprint.
    pub confirmed: bool,
}

/// A laptop in the keyset.
#[derive(Debug)]
pub struct KnownDevice {
    /// Its public keys.
    pub public: DevicePublic,
    /// Name of its office.
    pub office: String,
    /// Whether its fingerprint was compared.
    pub confirmed: bool,
    /// Whether it was revoked.
    pub revoked: bool,
}

fn office_role(role: Role) -> OfficeRole {
    match role {
        Role::County => OfficeRole::County,
        Role::Port => OfficeRole::Port,
        Role::Province => OfficeRole::Province,
    }
}

/// This laptop's public side.
pub fn own_public(store: &Store) -> Result<DevicePublic> {
    let keys = device::keys(store.tables())?;
    Ok(DevicePublic {
        device: store.own().device,
        office: OfficeId(store.office().id.0),
        ed25519: keys.verifying_key(),
        x25519: keys.x25519(),
        name: String::new(),
    })
}

/// The request of this laptop to be let in.
pub fn request(store: &Store) -> Result<DeviceRequest> {
    let office = store.office();
    let draft = DeviceRequestDraft {
        office: OfficeId(office.id.0),
        role: office_role(office.role),
        code: office.code.clone(),
        office_name: office.name.clone(),
        device: store.own().device,
        device_name: format!("{}-{}", office.code, &store.own().device.to_string()[..4]),
        recovery: device::recovery_public(store.tables())?,
        created_at: store.now().timestamp_millis(),
    };
    Ok(DeviceRequest::sign(&draft, &device::keys(store.tables())?)?)
}

/// Makes the province's root keyset when it is first needed: the province
/// grants itself.
fn province_ring(store: &mut Store) -> Result<KeyRing> {
    if let Some(ring) = ring::load(store.tables())? {
        return Ok(ring);
    }
    let root = device::root(store.tables())?.ok_or_else(|| Error::refused("DEVICE_NOT_GRANTED"))?;
    let content = KeysetContent::first(&request(store)?, store.now().timestamp_millis());
    let ring = KeyRing::new(content.sign(&root)?);
    let transaction = store
        .connection_mut()
        .transaction_with_behavior(TransactionBehavior::Immediate)?;
    ring::save(&transaction, &ring, &root.public())?;
    transaction.commit()?;
    Ok(ring)
}

/// The keys in force; the province makes its first keyset on the way.
///
/// Errors: `DEVICE_NOT_GRANTED`.
pub fn keys_in_force(store: &mut Store) -> Result<KeyRing> {
    if store.office().role == Role::Province {
        province_ring(store)
    } else {
        ring::required(store.tables())
    }
}

/// Grants a request. The province grants any office's laptop by a new keyset;
/// an office's administrator grants further laptops of that office by a
/// certificate of its own. Without `fingerprint` the grant is unconfirmed.
///
/// Errors: `KEY_*` codes of the package crate, `DEVICE_NOT_GRANTED`.
pub fn grant(store: &mut Store, request: &[u8], fingerprint: Option<&str>) -> Result<Granted> {
    let request = DeviceRequest::decode(request)?;
    let confirmed = request.confirm(fingerprint)?;
    let now = store.now().timestamp_millis();
    let own = store.own().device;
    let keys = device::keys(store.tables())?;
    let mut ring = keys_in_force(store)?;
    let root_public = match device::root(store.tables())? {
        Some(root) => {
            let content = ring
                .keyset()
                .content()
                .granting(&request, confirmed, own, now)?;
            ring = KeyRing::new(content.sign(&root)?);
            root.public()
        }
        None => {
            let certificate =
                DelegatedCertificate::issue(request.public(), confirmed, now, own, &keys)?;
            ring.add(certificate.clone())?;
            let transaction = store
                .connection_mut()
                .transaction_with_behavior(TransactionBehavior::Immediate)?;
            ring::add_delegated(&transaction, &[certificate])?;
            transaction.commit()?;
            ring::root(store.tables())?.ok_or_else(|| Error::refused("DEVICE_NOT_GRANTED"))?
        }
    };
    let transaction = store
        .connection_mut()
        .transaction_with_behavior(TransactionBehavior::Immediate)?;
    ring::save(&transaction, &ring, &root_public)?;
    transaction.commit()?;
    let delegated = ring::delegated(store.tables())?
        .iter()
        .filter_map(|bytes| DelegatedCertificate::decode(bytes).ok())
        .filter(|certificate| certificate.claimed().public.office == request.public().office)
        .filter(|certificate| ring.check(certificate).is_ok())
        .collect();
    let draft = GrantDraft {
        device: request.public().device,
        office: request.public().office,
        keyset: ring.keyset().as_bytes().to_vec(),
        root: root_public,
        delegated,
        confirmed_fingerprint: confirmed.then(|| request.fingerprint().to_string()),
        granter: own,
        granted_at: now,
    };
    Ok(Granted {
        file: Grant::sign(&draft, &keys)?.as_bytes().to_vec(),
        device: request.public().device,
        office: request.draft().office_name.clone(),
        fingerprint: request.fingerprint(),
        confirmed,
    })
}

/// Takes the grant for this laptop; what was written before becomes valid with
/// it. Returns whether somebody compared the fingerprint.
///
/// Errors: `KEY_*` codes of the package crate.
pub fn accept(store: &mut Store, file: &[u8]) -> Result<bool> {
    let grant = Grant::decode(file)?;
    let pinned = ring::root(store.tables())?;
    let current = ring::load(store.tables())?;
    let accepted = grant.accept(
        &own_public(store)?,
        pinned.as_ref(),
        current.as_ref().map(KeyRing::keyset),
    )?;
    let transaction = store
        .connection_mut()
        .transaction_with_behavior(TransactionBehavior::Immediate)?;
    ring::save(&transaction, &accepted.ring, &accepted.root)?;
    ring::add_delegated(&transaction, &grant.claimed().delegated)?;
    transaction.commit()?;
    Ok(accepted.confirmed)
}

/// Every laptop this one knows, by office.
pub fn known(store: &Store) -> Result<Vec<KnownDevice>> {
    let Some(ring) = ring::load(store.tables())? else {
        return Ok(Vec::new());
    };
    let keyset = ring.keyset();
    let office = |id: OfficeId| {
        keyset
            .office(id)
            .map(|office| office.name.clone())
            .unwrap_or_default()
    };
    let mut devices: Vec<KnownDevice> = keyset
        .content()
        .devices
        .iter()
        .map(|certificate| KnownDevice {
            public: certificate.public.clone(),
            office: office(certificate.public.office),
            confirmed: certificate.confirmed,
            revoked: keyset.revocation(certificate.public.device).is_some(),
        })
        .collect();
    for bytes in ring::delegated(store.tables())? {
        let Ok(certificate) = DelegatedCertificate::decode(&bytes) else {
            continue;
        };
        let public = certificate.claimed().public.clone();
        if ring.delegated(public.device).is_some()
            && !devices
                .iter()
                .any(|known| known.public.device == public.device)
        {
            devices.push(KnownDevice {
                office: office(public.office),
                confirmed: certificate.claimed().confirmed,
                revoked: keyset.revocation(public.device).is_some(),
                public,
            });
        }
    }
    devices.sort_by(|a, b| (&a.office, a.public.device).cmp(&(&b.office, b.public.device)));
    Ok(devices)
}
