use std::collections::BTreeMap;

use serde_json::Value as Json;

use super::*;
use crate::FormatError;
use crate::checkpoint::Checkpoint;
use crate::identifiers::from_hex;
use crate::keys::signed::{verify, verifying_key};
use crate::operation::{DeviceId, Hash32, StreamName};
use crate::testing::{COUNTY, Chain, Laptop, NEIGHBOUR, PROVINCE, World, recovery};

/// Bits changed at every place: the lowest, one in the middle, all.
const FLIPS: [u8; 3] = [0x01, 0x10, 0xff];

/// Every truncation, every changed byte, and an extra one.
fn damaged(bytes: &[u8]) -> Vec<Vec<u8>> {
    let mut all: Vec<Vec<u8>> = (0..bytes.len()).map(|end| bytes[..end].to_vec()).collect();
    for at in 0..bytes.len() {
        for flip in FLIPS {
            let mut changed = bytes.to_vec();
            changed[at] ^= flip;
            all.push(changed);
        }
    }
    all.push([bytes, &[0]].concat());
    all
}

/// All of Wycheproof's Ed25519 cases through the functions that every
/// signature of the program goes through.
#[test]
fn wycheproof_ed25519() {
    fn hex(text: &Json) -> Vec<u8> {
        text.as_str()
            .unwrap()
            .as_bytes()
            .chunks(2)
            .map(|pair| u8::from_str_radix(std::str::from_utf8(pair).unwrap(), 16).unwrap())
            .collect()
    }
    let file: Json =
        serde_json::from_str(include_str!("../../tests/vectors/ed25519.json")).unwrap();
    let tests = file["tests"].as_array().unwrap();
    assert_eq!(tests.len(), 151);
    for test in tests {
        let key: [u8; 32] = hex(&test["key"]).try_into().unwrap();
        let key = verifying_key(&key, "test").unwrap();
        // A signature of another length has no place in any of our structures.
        let accepted = <[u8; 64]>::try_from(hex(&test["signature"])).is_ok_and(|signature| {
            verify(b"", &hex(&test["message"]), &signature, &key, "test").is_ok()
        });
        assert_eq!(Some(accepted), test["valid"].as_bool(), "{test}");
    }
}

#[test]
fn weak_public_keys_are_refused() {
    // The neutral element and a point of order 8 of edwards25519.
    let mut one = [0; 32];
    one[0] = 1;
    let eight =
        from_hex("26e8958fc2b227b045c3f489f2ef98f0d5dfac05d3c63339b13802886d53fc05").unwrap();
    for key in [[0; 32], one, eight] {
        assert!(verifying_key(&key, "test").is_err());
        assert!(RootPublic::from_bytes(&key).is_err());
    }
    // Points of low order of curve25519, and a key that age could not open.
    let low = from_hex("e0eb7a7c3b41b8ae1656e3faf19fc46ada098deb9c32b1fd866205165f49b800").unwrap();
    let mut top = *recovery(9).public().as_bytes();
    top[31] |= 0x80;
    for key in [[0; 32], one, low, top] {
        assert!(X25519Public::from_bytes(key).is_err());
    }
}

#[test]
fn secrets_go_out_and_come_back() {
    let mut bytes = [7; 64];
    bytes[40] = 1;
    let keys = DeviceKeys::from_secret_bytes(&bytes);
    assert_eq!(*keys.to_secret_bytes(), bytes);
    assert!(!format!("{keys:?}").contains("0707"));
    let root = RootKeys::from_secret_bytes(&[3; 32]);
    assert_eq!(*root.to_secret_bytes(), [3; 32]);
    let key = recovery(1);
    let text = key.to_text();
    assert!(text.starts_with("AGE-SECRET-KEY-1"));
    let spaced = format!(" {}\n{} ", &text[..30], &text[30..]);
    for typed in [text.as_str(), &spaced, &text.to_lowercase()] {
        let read = RecoveryKey::from_text(typed).unwrap();
        assert_eq!(read.to_secret_bytes(), key.to_secret_bytes());
    }
    let mut wrong = text.to_string();
    wrong.replace_range(40..41, if &wrong[40..41] == "Q" { "P" } else { "Q" });
    for typed in ["", "AGE-SECRET-KEY-1", &wrong, &key.public().to_string()] {
        assert!(RecoveryKey::from_text(typed).is_err(), "{typed}");
    }
}

#[test]
fn fingerprints_are_compared_as_people_type_them() {
    let world = World::new();
    let fingerprint = world.county.request.fingerprint();
    let shown = fingerprint.to_string();
    assert_eq!(shown.len(), 6 * 4 + 5);
    for typed in [
        shown.clone(),
        shown.to_uppercase(),
        shown.replace(' ', ""),
        shown.replace(' ', "-"),
        format!("  {shown}\n"),
    ] {
        assert!(fingerprint.matches(&typed), "{typed}");
    }
    assert!(!fingerprint.matches(""));
    assert!(!fingerprint.matches(&shown[..24]));
    assert!(!fingerprint.matches(&world.second.request.fingerprint().to_string()));
    assert_eq!(world.county.request.confirm(Some(&shown)), Ok(true));
    assert_eq!(world.county.request.confirm(None), Ok(false));
    assert_eq!(
        world
            .county
            .request
            .confirm(Some("0000"))
            .map_err(|error| error.code()),
        Err("FINGERPRINT_DIFFERS")
    );
}

#[test]
fn a_checkpoint_is_its_devices_word() {
    let world = World::new();
    let chain = Chain::new(world.county.device, COUNTY, 3);
    let checkpoint = chain.checkpoint(&world.county.keys);
    let key = world.county.keys.verifying_key();
    let encoded = checkpoint.encode();
    assert_eq!(Checkpoint::decode(&encoded), Ok(checkpoint.clone()));
    assert_eq!(checkpoint.verify(&key), Ok(()));
    assert_eq!(
        checkpoint.verify(&world.second.keys.verifying_key()),
        Err(FormatError::Signature { what: "checkpoint" })
    );
    for changed in damaged(&encoded) {
        assert!(
            Checkpoint::decode(&changed)
                .ok()
                .is_none_or(|read| read.verify(&key).is_err())
        );
    }
}

#[test]
fn a_request_speaks_for_itself() {
    let world = World::new();
    let request = &world.county.request;
    assert_eq!(
        DeviceRequest::decode(request.as_bytes()),
        Ok(request.clone())
    );
    for changed in damaged(request.as_bytes()) {
        assert!(DeviceRequest::decode(&changed).is_err());
    }
    assert_eq!(DeviceRequest::decode(b"PK\x03\x04"), Err(KeyError::NotOne));
    assert_eq!(Grant::decode(request.as_bytes()), Err(KeyError::NotOne));
    // Small enough for one QR code.
    assert!(
        request.as_bytes().len() < 400,
        "{}",
        request.as_bytes().len()
    );
}

#[test]
fn a_keyset_is_the_roots_word() {
    let world = World::new();
    let root = world.root.public();
    let bytes = world.keyset.as_bytes();
    assert_eq!(Keyset::decode(bytes, &root), Ok(world.keyset.clone()));
    for changed in damaged(bytes) {
        assert!(Keyset::decode(&changed, &root).is_err());
    }
    let other = RootKeys::from_secret_bytes(&[0x77; 32]).public();
    assert_eq!(Keyset::decode(bytes, &other), Err(KeyError::OtherRoot));

    let content = world.keyset.content();
    assert_eq!(content.version, 3);
    assert_eq!(
        world.keyset.office(PROVINCE).unwrap().role,
        OfficeRole::Province
    );
    assert!(world.keyset.is_administrator(world.county.device, COUNTY));
    assert!(
        !world
            .keyset
            .is_administrator(world.county.device, NEIGHBOUR)
    );
    assert!(
        !world
            .keyset
            .device(world.neighbour.device)
            .unwrap()
            .confirmed
    );
}

#[test]
fn the_highest_keyset_wins_and_none_goes_back() {
    let world = World::new();
    let next = world
        .keyset
        .content()
        .granting(&world.second.request, true, world.province.device, 50)
        .unwrap()
        .sign(&world.root)
        .unwrap();
    assert_eq!(next.replaces(&world.keyset), Ok(true));
    assert_eq!(next.replaces(&next), Ok(false));
    assert_eq!(
        world.keyset.replaces(&next),
        Err(KeyError::Rollback { known: 4, found: 3 })
    );
    let mut content = next.content().clone();
    content.issued_at += 1;
    let fork = content.sign(&world.root).unwrap();
    assert_eq!(fork.replaces(&next), Err(KeyError::Fork { version: 4 }));
    // The second laptop of an office does not become its administrator.
    assert!(!next.is_administrator(world.second.device, COUNTY));
}

#[test]
fn contradictory_keysets_are_not_signed() {
    let world = World::new();
    let sign = |change: &dyn Fn(&mut KeysetContent)| {
        let mut content = world.keyset.content().clone();
        change(&mut content);
        content.sign(&world.root).map(|_| ())
    };
    let wrong = |what| Err(KeyError::Inconsistent { what });
    assert_eq!(sign(&|_| ()), Ok(()));
    assert_eq!(sign(&|content| content.version = 0), wrong("version"));
    assert_eq!(
        sign(&|content| content.devices.push(content.devices[0].clone())),
        wrong("devices")
    );
    assert_eq!(
        sign(&|content| content.offices.push(content.offices[0].clone())),
        wrong("offices")
    );
    assert_eq!(
        sign(&|content| content.offices.retain(|office| office.office != COUNTY)),
        wrong("device_office")
    );
    assert_eq!(
        sign(&|content| content.offices[0].administrators = vec![world.county.device]),
        wrong("administrators")
    );
}

#[test]
fn a_known_device_keeps_its_keys() {
    let world = World::new();
    let content = world.keyset.content();
    let again = content
        .granting(&world.neighbour.request, true, world.province.device, 60)
        .unwrap()
        .sign(&world.root)
        .unwrap();
    assert!(again.device(world.neighbour.device).unwrap().confirmed);
    assert_eq!(again.content().devices.len(), content.devices.len());

    let mut draft = world.county.request.draft().clone();
    let stranger = DeviceRequest::sign(&draft, &world.neighbour.keys).unwrap();
    assert_eq!(
        content.granting(&stranger, true, world.province.device, 60),
        Err(KeyError::DeviceKnown {
            device: world.county.device
        })
    );
    draft.role = OfficeRole::Province;
    let promoted = DeviceRequest::sign(&draft, &world.county.keys).unwrap();
    assert_eq!(
        content.granting(&promoted, true, world.province.device, 60),
        Err(KeyError::OfficeRole { office: COUNTY })
    );
}

#[test]
fn a_revocation_cuts_at_positions() {
    let world = World::new();
    let device = world.county.device;
    let stream = StreamName::Office(COUNTY);
    let cut = Cut {
        sequence: 7,
        hash: Hash32([1; 32]),
    };
    let revoked = world.keyset.content().revoking(
        Revocation {
            device,
            issued_at: 70,
            cuts: BTreeMap::from([((stream, 1), cut)]),
        },
        70,
    );
    let keyset = revoked.sign(&world.root).unwrap();
    assert_eq!(
        Keyset::decode(keyset.as_bytes(), &world.root.public()),
        Ok(keyset.clone())
    );
    assert_eq!(keyset.revocation(device).unwrap().cuts[&(stream, 1)], cut);
    let mut ring = KeyRing::new(keyset);
    assert!(ring.accepts(device, stream, 1, 7));
    assert!(!ring.accepts(device, stream, 1, 8));
    assert!(!ring.accepts(device, stream, 2, 1));
    assert!(!ring.accepts(device, StreamName::Public, 1, 1));
    assert!(ring.accepts(world.neighbour.device, StreamName::Office(NEIGHBOUR), 9, 9));
    assert!(!ring.accepts(DeviceId([0xee; 16]), stream, 1, 1));
    // It certifies nobody any more, gets no packages, and is not granted again.
    assert_eq!(
        ring.add(world.certificate.clone()),
        Err(KeyError::Issuer {
            device,
            office: COUNTY
        })
    );
    let recipients = ring.recipients(COUNTY);
    assert_eq!(recipients.len(), 1);
    assert_eq!(recipients[0].device, None);
    assert_eq!(
        revoked.granting(&world.county.request, true, world.province.device, 80),
        Err(KeyError::DeviceRevoked { device })
    );
}

#[test]
fn an_administrator_certifies_for_its_own_office_only() {
    let world = World::new();
    let mut ring = world.ring();
    ring.add(world.certificate.clone()).unwrap();
    let keys: Vec<X25519Public> = ring.recipients(COUNTY).iter().map(|one| one.key).collect();
    assert_eq!(
        keys,
        [
            world.county.keys.x25519(),
            world.second.keys.x25519(),
            recovery(3).public()
        ]
    );
    assert!(ring.device(world.second.device).is_some());
    // Nothing that stands outside the seal names the laptop.
    assert_eq!(world.certificate.claimed().public.name, "");

    let issue = |public: &DevicePublic, issuer: &Laptop| {
        DelegatedCertificate::issue(public, true, 40, issuer.device, &issuer.keys).unwrap()
    };
    let third = Laptop::new(6, COUNTY, OfficeRole::County);
    assert_eq!(
        ring.add(issue(&third.public(), &world.neighbour)),
        Err(KeyError::Issuer {
            device: world.neighbour.device,
            office: COUNTY
        })
    );
    // A certified laptop is no administrator.
    assert_eq!(
        ring.add(issue(&third.public(), &world.second)),
        Err(KeyError::Issuer {
            device: world.second.device,
            office: COUNTY
        })
    );
    // Signed by another than it says.
    let forged = DelegatedCertificate::issue(
        &third.public(),
        true,
        40,
        world.county.device,
        &world.neighbour.keys,
    )
    .unwrap();
    assert_eq!(
        ring.add(forged).map_err(|error| error.code()),
        Err("KEY_FILE_SIGNATURE")
    );
    // Other keys for a device that is known.
    let mut stolen = world.neighbour.public();
    stolen.office = COUNTY;
    assert_eq!(
        ring.add(issue(&stolen, &world.county)),
        Err(KeyError::DeviceKnown {
            device: world.neighbour.device
        })
    );
    let mut changed = world.second.public();
    changed.x25519 = third.keys.x25519();
    assert_eq!(
        ring.add(issue(&changed, &world.county)),
        Err(KeyError::DeviceKnown {
            device: world.second.device
        })
    );
    for changed in damaged(world.certificate.as_bytes()) {
        assert!(
            DelegatedCertificate::decode(&changed)
                .ok()
                .is_none_or(|certificate| world.ring().add(certificate).is_err())
        );
    }
}

fn grant(world: &World, laptop: &Laptop, granter: &Laptop) -> GrantDraft {
    GrantDraft {
        device: laptop.device,
        office: laptop.office,
        keyset: world.keyset.as_bytes().to_vec(),
        root: world.root.public(),
        delegated: vec![world.certificate.clone()],
        confirmed_fingerprint: Some(laptop.request.fingerprint().to_string()),
        granter: granter.device,
        granted_at: 90,
    }
}

#[test]
fn a_grant_brings_keyset_root_and_certificate() {
    let world = World::new();
    let root = world.root.public();
    for (laptop, granter) in [
        (&world.county, &world.province),
        (&world.second, &world.county),
    ] {
        let file = Grant::sign(&grant(&world, laptop, granter), &granter.keys).unwrap();
        let read = Grant::decode(file.as_bytes()).unwrap();
        let accepted = read.accept(&laptop.public(), None, None).unwrap();
        assert_eq!(accepted.root, root);
        assert!(accepted.confirmed);
        assert_eq!(accepted.granter, granter.device);
        assert!(accepted.certificate.public.same_keys(&laptop.public()));
        assert_eq!(accepted.ring.keyset(), &world.keyset);
        assert!(
            read.accept(&laptop.public(), Some(&root), Some(&world.keyset))
                .is_ok()
        );
        for changed in damaged(file.as_bytes()) {
            assert!(
                Grant::decode(&changed)
                    .ok()
                    .is_none_or(|grant| grant.accept(&laptop.public(), Some(&root), None).is_err())
            );
        }
    }
}

#[test]
fn grants_of_others_are_refused() {
    let world = World::new();
    let own = world.county.public();
    let good = grant(&world, &world.county, &world.province);
    let accept = |draft: &GrantDraft, keys: &DeviceKeys| {
        Grant::sign(draft, keys)
            .unwrap()
            .accept(&own, None, None)
            .map(|accepted| accepted.confirmed)
            .map_err(|error| error.code())
    };
    let keys = &world.province.keys;
    assert_eq!(accept(&good, keys), Ok(true));
    let unconfirmed = GrantDraft {
        confirmed_fingerprint: None,
        ..good.clone()
    };
    assert_eq!(accept(&unconfirmed, keys), Ok(false));
    let misread = GrantDraft {
        confirmed_fingerprint: Some("0000".into()),
        ..good.clone()
    };
    assert_eq!(accept(&misread, keys), Err("FINGERPRINT_DIFFERS"));
    assert_eq!(
        accept(&grant(&world, &world.neighbour, &world.province), keys),
        Err("GRANT_OTHER_DEVICE")
    );
    // Signed by another than the granter it names; by a county that may not.
    assert_eq!(
        accept(&good, &world.neighbour.keys),
        Err("KEY_FILE_SIGNATURE")
    );
    assert_eq!(
        accept(
            &grant(&world, &world.county, &world.neighbour),
            &world.neighbour.keys
        ),
        Err("GRANT_GRANTER")
    );
    let unknown = GrantDraft {
        granter: DeviceId([0xee; 16]),
        ..good.clone()
    };
    assert_eq!(accept(&unknown, keys), Err("GRANT_GRANTER"));
    // A root of the attacker's own, against a store that has one.
    let other = RootKeys::from_secret_bytes(&[0x66; 32]);
    let rooted = GrantDraft {
        root: other.public(),
        keyset: world
            .keyset
            .content()
            .sign(&other)
            .unwrap()
            .as_bytes()
            .to_vec(),
        delegated: Vec::new(),
        ..good.clone()
    };
    let file = Grant::sign(&rooted, keys).unwrap();
    assert_eq!(
        file.accept(&own, Some(&world.root.public()), None)
            .map(|_| ()),
        Err(KeyError::OtherRoot)
    );
    assert_eq!(
        accept(
            &GrantDraft {
                keyset: rooted.keyset,
                ..good.clone()
            },
            keys
        ),
        Err("KEYSET_OTHER_ROOT")
    );
    // A keyset from before the one in force.
    let mut newer = world.keyset.content().clone();
    newer.version += 1;
    let newer = newer.sign(&world.root).unwrap();
    assert_eq!(
        Grant::sign(&good, keys)
            .unwrap()
            .accept(&own, None, Some(&newer))
            .map(|_| ()),
        Err(KeyError::Rollback { known: 4, found: 3 })
    );
    // This device, but not these keys.
    let mut swapped = own.clone();
    swapped.x25519 = world.second.keys.x25519();
    assert_eq!(
        Grant::sign(&good, keys)
            .unwrap()
            .accept(&swapped, None, None)
            .map(|_| ()),
        Err(KeyError::OtherDevice { device: own.device })
    );
}
