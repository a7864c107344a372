//! Everything known about keys at one moment: the keyset in force and the
//! certificates that office administrators issued under it.

use std::collections::BTreeMap;

use crate::keys::certificate::{DelegatedCertificate, DeviceCertificate};
use crate::keys::error::KeyError;
use crate::keys::keyset::Keyset;
use crate::keys::secret::X25519Public;
use crate::operation::{DeviceId, OfficeId, StreamName};

/// One key a package is sealed to.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub struct Recipient {
    pub office: OfficeId,
    /// None is the office's recovery key.
    pub device: Option<DeviceId>,
    pub key: X25519Public,
}

/// The keyset in force with delegated certificates that it allows.
#[derive(Debug, Clone)]
pub struct KeyRing {
    keyset: Keyset,
    delegated: BTreeMap<DeviceId, DelegatedCertificate>,
}

impl KeyRing {
    /// A ring of the keyset alone.
    pub fn new(keyset: Keyset) -> Self {
        Self {
            keyset,
            delegated: BTreeMap::new(),
        }
    }

    /// The keyset in force.
    pub fn keyset(&self) -> &Keyset {
        &self.keyset
    }

    /// What a delegated certificate says, if its issuer is an administrator of
    /// the device's own office, not revoked, and signed it.
    ///
    /// Errors: [`KeyError::Issuer`], [`KeyError::DeviceRevoked`],
    /// [`KeyError::DeviceKnown`] if the keyset has the device with other keys,
    /// [`KeyError::Format`] for a signature that does not fit.
    pub fn check<'c>(
        &self,
        certificate: &'c DelegatedCertificate,
    ) -> Result<&'c DeviceCertificate, KeyError> {
        let claimed = &certificate.claimed().public;
        let (device, office, issuer) = (claimed.device, claimed.office, certificate.issuer());
        if self.keyset.revocation(device).is_some() {
            return Err(KeyError::DeviceRevoked { device });
        }
        if self
            .keyset
            .device(device)
            .is_some_and(|known| !known.public.same_keys(claimed))
        {
            return Err(KeyError::DeviceKnown { device });
        }
        let key = self
            .keyset
            .device(issuer)
            .filter(|_| self.keyset.is_administrator(issuer, office))
            .map(|known| known.public.ed25519)
            .ok_or(KeyError::Issuer {
                device: issuer,
                office,
            })?;
        Ok(certificate.verify(&key)?)
    }

    /// Takes a delegated certificate in, after [`check`](Self::check). Two for
    /// one device with different keys are refused.
    pub fn add(&mut self, certificate: DelegatedCertificate) -> Result<(), KeyError> {
        let public = self.check(&certificate)?.public.clone();
        let device = public.device;
        if self
            .delegated
            .get(&device)
            .is_some_and(|known| !known.claimed().public.same_keys(&public))
        {
            return Err(KeyError::DeviceKnown { device });
        }
        self.delegated.insert(device, certificate);
        Ok(())
    }

    /// The certificate of a device, revoked or not; the keyset's comes first.
    pub fn device(&self, device: DeviceId) -> Option<&DeviceCertificate> {
        self.keyset.device(device).or_else(|| {
            self.delegated
                .get(&device)
                .map(DelegatedCertificate::claimed)
        })
    }

    /// The delegated certificate of a device, to put into its packages. None
    /// once the keyset itself lists the device.
    pub fn delegated(&self, device: DeviceId) -> Option<&DelegatedCertificate> {
        if self.keyset.device(device).is_some() {
            return None;
        }
        self.delegated.get(&device)
    }

    /// Whether the operation at this position may count: the device is known
    /// and not revoked before it.
    pub fn accepts(&self, device: DeviceId, stream: StreamName, epoch: u32, sequence: u64) -> bool {
        self.device(device).is_some()
            && self
                .keyset
                .revocation(device)
                .is_none_or(|revocation| revocation.covers(stream, epoch, sequence))
    }

    /// Everybody a package for `office` is sealed to: its unrevoked devices in
    /// the order of their ids, then its recovery key.
    pub fn recipients(&self, office: OfficeId) -> Vec<Recipient> {
        let mut recipients: Vec<Recipient> = self
            .keyset
            .content()
            .devices
            .iter()
            .chain(
                self.delegated
                    .values()
                    .map(DelegatedCertificate::claimed)
                    .filter(|one| self.keyset.device(one.public.device).is_none()),
            )
            .map(|certificate| &certificate.public)
            .filter(|public| {
                public.office == office && self.keyset.revocation(public.device).is_none()
            })
            .map(|public| Recipient {
                office,
                device: Some(public.device),
                key: public.x25519,
            })
            .collect();
        recipients.sort_unstable();
        let recovery = self.keyset.office(office).and_then(|keys| keys.recovery);
        recipients.extend(recovery.map(|key| Recipient {
            office,
            device: None,
            key,
        }));
        recipients
    }
}
