//! Holds the code to the stored vectors of format 1. They are never written
//! again: a difference is a break of the format, not an outdated test.

#![allow(clippy::unwrap_used)]

#[path = "golden/inputs.rs"]
mod inputs;

use std::fs;

use inputs::{COUNTY, Golden, PROVINCE, hex};
use serde_json::Value as Json;
use tongfu_package::checkpoint::Checkpoint;
use tongfu_package::keys::{
    DelegatedCertificate, DeviceRequest, Grant, KeyRing, Keyset, RecoveryKey,
};
use tongfu_package::operation::{Operation, Section};
use tongfu_package::package::{ChainAudit, Frame, OpenKeys, inspect, known_sender, open};
use tongfu_package::value::Value;

fn stored() -> Json {
    serde_json::from_str(include_str!("golden/format_v1.json")).unwrap()
}

fn bytes(text: &Json) -> Vec<u8> {
    text.as_str()
        .unwrap()
        .as_bytes()
        .chunks(2)
        .map(|pair| u8::from_str_radix(std::str::from_utf8(pair).unwrap(), 16).unwrap())
        .collect()
}

#[test]
fn what_is_written_is_what_was_written() {
    let stored = stored();
    let stored = stored["vectors"].as_object().unwrap();
    let written = Golden::new().vectors();
    assert_eq!(stored.len(), written.len());
    for (name, hex) in written {
        assert_eq!(stored[name], hex, "{name}");
    }
}

#[test]
fn what_was_written_is_read() {
    let golden = Golden::new();
    let stored = stored();
    let vector = |name: &str| bytes(&stored["vectors"][name]);
    for (operation, name) in
        golden
            .operations
            .iter()
            .zip(["operation_1", "operation_2", "operation_3"])
    {
        assert_eq!(Operation::decode(&vector(name)).as_ref(), Ok(operation));
    }
    let value = Value::decode(&vector("value")).unwrap();
    assert_eq!(value.encode(), vector("value"));
    let section = Section::decode(&vector("section_1")).unwrap();
    assert_eq!(section.seal().to_vec(), vector("section_1_seal"));
    assert_eq!(golden.operations[0].check_section(&section), Ok(()));
    let checkpoint = Checkpoint::decode(&vector("checkpoint")).unwrap();
    assert_eq!(
        checkpoint.verify(&golden.county.keys.verifying_key()),
        Ok(())
    );

    let request = DeviceRequest::decode(&vector("request")).unwrap();
    assert_eq!(request, golden.county.request);
    assert_eq!(
        request.fingerprint().to_string().as_bytes(),
        vector("request_fingerprint")
    );
    let root = golden.root.public();
    let keyset = Keyset::decode(&vector("keyset"), &root).unwrap();
    assert_eq!(keyset.content(), golden.keyset.content());
    let mut ring = KeyRing::new(keyset);
    ring.add(DelegatedCertificate::decode(&vector("certificate")).unwrap())
        .unwrap();
    assert_eq!(ring.recipients(COUNTY).len(), 3);
    let accepted = Grant::decode(&vector("grant"))
        .unwrap()
        .accept(golden.second.request.public(), Some(&root), None)
        .unwrap();
    assert!(accepted.confirmed);
}

/// The document shows the vectors it speaks of.
#[test]
fn the_document_has_the_same_vectors() {
    let document = include_str!("../FORMAT.md");
    let stored = stored();
    for name in [
        "operation_1",
        "operation_1_hash",
        "operation_1_id",
        "section_1_seal",
        "value",
    ] {
        let vector = stored["vectors"][name].as_str().unwrap();
        assert!(document.contains(vector), "{name}");
    }
}

#[test]
fn a_package_from_the_field_is_opened() {
    let golden = Golden::new();
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("field.tongfu");
    let file = bytes(&stored()["package"]);
    fs::write(&path, &file).unwrap();
    assert_eq!(&file[..8], b"\x89TFP1\r\n\x1a");

    let ring = KeyRing::new(golden.keyset.clone());
    let header = inspect(&path).unwrap();
    assert_eq!(header.draft, golden.draft());
    let recovery = RecoveryKey::from_secret_bytes(&[0x10; 32]);
    for keys in [
        OpenKeys {
            devices: vec![golden.province.keys.clone()],
            recovery: None,
        },
        OpenKeys {
            devices: Vec::new(),
            recovery: Some(recovery),
        },
    ] {
        let mut opened = open(&path, &keys, &|header| known_sender(&ring, header).ok()).unwrap();
        assert_eq!(opened.hello().vector, golden.announcement().vector);
        assert_eq!(opened.hello().digests, golden.announcement().digests);
        assert_eq!(opened.hello().recipients, ring.recipients(PROVINCE));
        let mut audit = ChainAudit::new(&header).unwrap();
        let mut frames = Vec::new();
        while let Some(frame) = opened.next_frame().unwrap() {
            if let Frame::Operation(bytes) = &frame {
                let operation = Operation::decode(bytes).unwrap();
                audit.operation(&operation, Operation::hash(bytes)).unwrap();
            }
            frames.push(frame);
        }
        assert_eq!(frames, golden.frames());
        assert_eq!(audit.finish(), Ok(()));
        assert_eq!(
            opened.totals().unwrap().counts,
            golden.announcement().counts
        );
    }
    // Written again it differs only in what age drew at random.
    let again = golden.write(&folder.path().join("again.tongfu"));
    assert_eq!(again.header.draft, header.draft);
    assert_eq!(again.header.content_length, header.content_length);
    let start = 12 + 200;
    let written = fs::read(&again.path).unwrap();
    assert_eq!(hex(&written[..start]), hex(&file[..start]));
}
