//! Whether the sender a header names is one we know.

use ed25519_dalek::VerifyingKey;

use crate::keys::{DelegatedCertificate, DevicePublic, KeyError, KeyRing};
use crate::package::error::PackageError;
use crate::package::header::Header;

/// The key of a package's sender by what `ring` knows: the keyset, a delegated
/// certificate taken in before, or the one the header brings along.
///
/// A revoked sender still delivers what lies before its cuts, since packages
/// come late; each operation after a cut is for the importer to quarantine.
///
/// Errors: [`PackageError::SenderUnknown`]; [`PackageError::Signature`] when
/// the device is known with another key or in another office than the header
/// claims; [`PackageError::SenderRevoked`] when none of the sender's own ranges
/// begins before its cut.
pub fn known_sender(ring: &KeyRing, header: &Header) -> Result<VerifyingKey, PackageError> {
    let sender = header.sender();
    let unknown = PackageError::SenderUnknown {
        device: sender.device,
        office: sender.office,
    };
    if let Some(revocation) = ring.keyset().revocation(sender.device)
        && !header.draft.ranges.iter().any(|range| {
            range.device == sender.device
                && revocation.covers(range.stream, range.epoch, range.first)
        })
    {
        return Err(PackageError::SenderRevoked {
            device: sender.device,
        });
    }
    let public: DevicePublic = match (ring.device(sender.device), &header.draft.certificate) {
        (Some(known), _) => known.public.clone(),
        (None, Some(bytes)) => {
            let certificate = DelegatedCertificate::decode(bytes)
                .map_err(|error| PackageError::inside(&error))?;
            match ring.check(&certificate) {
                Ok(certificate) => certificate.public.clone(),
                Err(KeyError::DeviceRevoked { device }) => {
                    return Err(PackageError::SenderRevoked { device });
                }
                Err(_) => return Err(unknown),
            }
        }
        (None, None) => return Err(unknown),
    };
    if public.device == sender.device
        && public.office == sender.office
        && public.ed25519 == sender.key
    {
        Ok(public.ed25519)
    } else {
        Err(PackageError::Signature)
    }
}
