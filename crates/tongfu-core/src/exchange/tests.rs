//! County and province, with files between them.

mod attachments;

use super::*;
use crate::security::records::OFFICE_USER;
use crate::security::vault::Kdf;
use crate::store::{Environment, Founding, Office};
use chrono::{NaiveDate, TimeZone, Utc};
use std::path::PathBuf;
use std::sync::Arc;
use tongfu_package::value::Value;

struct Desk {
    folder: tempfile::TempDir,
    store: Store,
}

fn desk(role: Role, code: &str, name: &str) -> Desk {
    let folder = tempfile::tempdir().unwrap();
    let environment = Environment {
        now: Arc::new(|| Utc.with_ymd_and_hms(2026, 11, 20, 2, 0, 0).unwrap()),
        today: NaiveDate::from_ymd_opt(2026, 11, 20),
        machine: "machine-a".into(),
        app: "test".into(),
    };
    let founding = Founding {
        office: Office::founded(role, code, name),
        user_name: "古丽",
        passphrase: "long enough",
        kdf: Kdf {
            memory_kib: 64,
            passes: 1,
        },
    };
    let store = Store::create(&folder.path().join("store"), &founding, environment)
        .unwrap()
        .store;
    Desk { folder, store }
}

impl Desk {
    fn write(&mut self, id: u8, name: &str) {
        let today = self.store.today();
        self.store
            .write("user.rename", today, |change| {
                change.set(
                    &OFFICE_USER,
                    [id; 16],
                    &[("name", Some(Value::Text(name.into())))],
                )
            })
            .unwrap();
    }

    fn export(&mut self) -> PathBuf {
        let out = self.folder.path().join("out");
        export(&mut self.store, &out, None).unwrap().path
    }

    fn bytes(&self) -> Vec<u8> {
        std::fs::read(self.folder.path().join("store/store.db")).unwrap()
    }

    fn digest(&self, stream: &StreamName) -> Vec<u8> {
        self.store.digests(Some(&stream.to_string())).unwrap()[0]
            .digest
            .to_vec()
    }
}

fn granted() -> (Desk, Desk) {
    let mut county = desk(Role::County, "654004", "霍尔果斯市");
    let mut province = desk(Role::Province, "650000", "新疆维吾尔自治区");
    grant(&mut province, &mut county);
    (county, province)
}

fn grant(province: &mut Desk, county: &mut Desk) {
    let request = devices::request(&county.store).unwrap();
    let fingerprint = request.fingerprint().to_string();
    let grant =
        devices::grant(&mut province.store, request.as_bytes(), Some(&fingerprint)).unwrap();
    assert!(grant.confirmed);
    assert!(devices::accept(&mut county.store, &grant.file).unwrap());
}

#[test]
fn a_county_package_is_taken_and_acknowledged() {
    let (mut county, mut province) = granted();
    county.write(7, "甲");
    assert_eq!(unacknowledged(&county.store).unwrap(), 2);
    let package = county.export();
    let imported = import(&mut province.store, &package).unwrap();
    assert_eq!(
        (
            imported.state,
            imported.applied,
            imported.waiting,
            imported.cases
        ),
        (ImportState::Applied, 2, 0, 0)
    );
    let stream = county.store.own_stream();
    assert_eq!(county.digest(&stream), province.digest(&stream));
    let before = province.bytes();
    let again = import(&mut province.store, &package).unwrap();
    assert_eq!(
        (again.state, again.applied, again.duplicates),
        (ImportState::Duplicate, 0, 2)
    );
    assert_eq!(province.bytes(), before);
    let answer = province.export();
    let imported = import(&mut county.store, &answer).unwrap();
    assert_eq!(imported.acknowledged, 2);
    assert_eq!(unacknowledged(&county.store).unwrap(), 0);
    county.write(7, "乙");
    let exported = export(&mut county.store, &county.folder.path().join("out"), None).unwrap();
    assert_eq!(
        (
            exported.operations,
            exported.from_sequence,
            exported.to_sequence
        ),
        (1, 3, 3)
    );
}

#[test]
fn a_lost_stick_heals_on_the_next_trip() {
    let (mut county, mut province) = granted();
    county.write(7, "甲");
    let lost = county.export();
    county.write(7, "乙");
    let package = county.export();
    let imported = import(&mut province.store, &package).unwrap();
    assert_eq!(imported.applied, 3);
    // The lost one turns up: nothing new.
    let late = import(&mut province.store, &lost).unwrap();
    assert_eq!((late.applied, late.duplicates), (0, 2));
}

#[test]
fn a_preview_changes_nothing() {
    let (mut county, mut province) = granted();
    let package = county.export();
    let before = province.bytes();
    assert_eq!(preview(&mut province.store, &package).unwrap().applied, 1);
    assert_eq!(province.bytes(), before);
    assert_eq!(import(&mut province.store, &package).unwrap().applied, 1);
}

#[test]
fn what_is_not_ours_is_refused_and_nothing_changes() {
    let (mut county, mut province) = granted();
    let mut other = desk(Role::County, "652702", "阿拉山口市");
    grant(&mut province, &mut other);
    let package = county.export();
    let before = other.bytes();
    assert_eq!(
        import(&mut other.store, &package).unwrap_err().code,
        "PACKAGE_NOT_FOR_US"
    );
    assert_eq!(other.bytes(), before);
    // A sender nobody granted.
    let (mut stranger, _elsewhere) = granted();
    let forged = stranger.export();
    let before = province.bytes();
    let error = import(&mut province.store, &forged).unwrap_err();
    assert_eq!(error.code, "PACKAGE_SENDER_UNKNOWN");
    assert_eq!(province.bytes(), before);
    let note = quarantine(&province.store, &forged, &error, "来源不明")
        .unwrap()
        .unwrap();
    assert_eq!(quarantined(&province.store).unwrap(), vec![note.clone()]);
    let kept = province
        .folder
        .path()
        .join("store/quarantine")
        .join(note.kept_as);
    assert_eq!(std::fs::read(kept).unwrap(), std::fs::read(forged).unwrap());
}

#[test]
fn damage_is_refused_and_nothing_changes() {
    let (mut county, mut province) = granted();
    county.write(7, "甲");
    let package = county.export();
    let whole = std::fs::read(&package).unwrap();
    let before = province.bytes();
    let damaged = county.folder.path().join("damaged.tongfu");
    let mut variants: Vec<Vec<u8>> = (0..64)
        .map(|part| whole[..whole.len() * part / 64].to_vec())
        .collect();
    variants.push(whole[..whole.len() - 1].to_vec());
    variants.push([whole.as_slice(), &[0]].concat());
    // A fixed walk over the bits, so that a failure can be repeated.
    variants.extend((0..500usize).map(|step| {
        let mut bytes = whole.clone();
        let bit = step.wrapping_mul(2_654_435_761) % (bytes.len() * 8);
        bytes[bit / 8] ^= 1 << (bit % 8);
        bytes
    }));
    for bytes in variants {
        std::fs::write(&damaged, &bytes).unwrap();
        let error = import(&mut province.store, &damaged).unwrap_err();
        assert!(error.code.starts_with("PACKAGE_"), "{}", error.code);
        assert_eq!(province.bytes(), before);
    }
    assert_eq!(import(&mut province.store, &package).unwrap().applied, 2);
}

#[test]
fn a_wrong_fingerprint_is_refused() {
    let county = desk(Role::County, "654004", "霍尔果斯市");
    let mut province = desk(Role::Province, "650000", "新疆维吾尔自治区");
    let request = devices::request(&county.store).unwrap();
    assert!(
        devices::grant(
            &mut province.store,
            request.as_bytes(),
            Some("0000 0000 0000 0000 0000 0000")
        )
        .is_err()
    );
    let unconfirmed = devices::grant(&mut province.store, request.as_bytes(), None).unwrap();
    assert!(!unconfirmed.confirmed);
}

#[test]
fn without_a_grant_nothing_leaves() {
    let mut county = desk(Role::County, "654004", "霍尔果斯市");
    let out = county.folder.path().join("out");
    assert_eq!(
        export(&mut county.store, &out, None).unwrap_err().code,
        "DEVICE_NOT_GRANTED"
    );
}
