use std::collections::BTreeMap;

use super::*;
use crate::keys::{Cut, DelegatedCertificate, OfficeRole, Revocation};

/// The file under another header, signed by `keys`.
fn under(sample: &Sample, draft: HeaderDraft, keys: &DeviceKeys) -> PathBuf {
    let summary = sample.write("original.tongfu");
    let file = fs::read(&summary.path).unwrap();
    fs::remove_file(&summary.path).unwrap();
    let payload = &file[file.len() - summary.header.payload_length as usize..];
    let header = Header::new(
        draft,
        summary.header.content_length,
        summary.header.payload_length,
        summary.header.payload_sha256,
    );
    let start = start_of_file(&header.encode(), keys);
    sample.file("forged.tongfu", &[&start, payload].concat())
}

fn code(sample: &Sample, path: &Path) -> Result<(), &'static str> {
    sample.read(path).map(|_| ()).map_err(|error| error.code())
}

#[test]
fn a_payload_stripped_and_signed_by_another_is_refused() {
    let sample = Sample::new();
    let neighbour = &sample.world.neighbour;
    // The neighbour puts its own name on the county's payload.
    let draft = sample.draft(neighbour);
    let path = under(&sample, draft, &neighbour.keys);
    assert!(inspect(&path).is_ok());
    assert_eq!(code(&sample, &path), Err("PACKAGE_SIGNATURE"));
}

#[test]
fn a_forged_sender_is_refused() {
    let sample = Sample::new();
    let (county, neighbour) = (&sample.world.county, &sample.world.neighbour);
    // The county's name and key, the neighbour's signature.
    let path = under(&sample, sample.draft(county), &neighbour.keys);
    assert_eq!(inspect(&path), Err(PackageError::Signature));
    assert_eq!(code(&sample, &path), Err("PACKAGE_SIGNATURE"));
    // The county's name with the neighbour's key, all in itself consistent.
    let mut draft = sample.draft(county);
    draft.sender.key = neighbour.keys.verifying_key();
    let path = sample.write_as("own.tongfu", draft, &neighbour.keys).path;
    let header = inspect(&path).unwrap();
    assert_eq!(
        known_sender(&sample.ring, &header),
        Err(PackageError::Signature)
    );
    let key = county.keys.verifying_key();
    assert_eq!(
        open(&path, &keys_of(&sample.world.province), &|_| Some(key)).map(|_| ()),
        Err(PackageError::Signature)
    );
    // Its own name, but the county's office.
    let mut draft = sample.draft(neighbour);
    draft.sender.office = county.office;
    let path = sample
        .write_as("office.tongfu", draft, &neighbour.keys)
        .path;
    assert_eq!(
        known_sender(&sample.ring, &inspect(&path).unwrap()),
        Err(PackageError::Signature)
    );
}

#[test]
fn an_unknown_sender_is_refused() {
    let sample = Sample::new();
    let stranger = Laptop::new(9, sample.world.county.office, OfficeRole::County);
    let summary = sample.write_as("a.tongfu", sample.draft(&stranger), &stranger.keys);
    let unknown = PackageError::SenderUnknown {
        device: stranger.device,
        office: stranger.office,
    };
    assert_eq!(
        known_sender(&sample.ring, &summary.header),
        Err(unknown.clone())
    );
    assert_eq!(sample.read(&summary.path), Err(unknown));
}

#[test]
fn a_certified_laptop_brings_its_certificate() {
    let sample = Sample::new();
    let world = &sample.world;
    let second = &world.second;
    let certified = |certificate: Option<&DelegatedCertificate>, name: &str| {
        let mut draft = sample.draft(second);
        draft.certificate = certificate.map(|one| one.as_bytes().to_vec());
        sample.write_as(name, draft, &second.keys)
    };
    let with = certified(Some(&world.certificate), "with.tongfu");
    assert_eq!(sample.read(&with.path), Ok(sample.frames()));
    let without = certified(None, "without.tongfu");
    assert_eq!(code(&sample, &without.path), Err("PACKAGE_SENDER_UNKNOWN"));
    // Known from before, it needs to bring nothing.
    let mut ring = sample.ring.clone();
    ring.add(world.certificate.clone()).unwrap();
    assert_eq!(
        known_sender(&ring, &without.header),
        Ok(second.keys.verifying_key())
    );
    // A certificate for another laptop, or by another county.
    let third = Laptop::new(6, second.office, OfficeRole::County);
    let other = DelegatedCertificate::issue(
        &third.public(),
        true,
        1,
        world.county.device,
        &world.county.keys,
    )
    .unwrap();
    let summary = certified(Some(&other), "other.tongfu");
    assert_eq!(
        known_sender(&sample.ring, &summary.header),
        Err(PackageError::Signature)
    );
    let foreign = DelegatedCertificate::issue(
        &second.public(),
        true,
        1,
        world.neighbour.device,
        &world.neighbour.keys,
    )
    .unwrap();
    let summary = certified(Some(&foreign), "foreign.tongfu");
    assert_eq!(code(&sample, &summary.path), Err("PACKAGE_SENDER_UNKNOWN"));
}

#[test]
fn a_revoked_sender_still_delivers_what_came_before() {
    let sample = Sample::new();
    let county = &sample.world.county;
    let summary = sample.write("a.tongfu");
    let revoked = |cut: Option<u64>| {
        let cuts = cut.map(|sequence| {
            (
                (sample.chain.stream, 1),
                Cut {
                    sequence,
                    hash: Hash32::ZERO,
                },
            )
        });
        let revocation = Revocation {
            device: county.device,
            issued_at: 1,
            cuts: BTreeMap::from_iter(cuts),
        };
        let content = sample.world.keyset.content().revoking(revocation, 1);
        let ring = KeyRing::new(content.sign(&sample.world.root).unwrap());
        known_sender(&ring, &summary.header)
    };
    assert_eq!(revoked(Some(2)), Ok(county.keys.verifying_key()));
    let refused = Err(PackageError::SenderRevoked {
        device: county.device,
    });
    assert_eq!(revoked(Some(0)), refused);
    assert_eq!(revoked(None), refused);
}
