use std::io::Read;

use serde_json::Value as Json;

use super::*;
use crate::keys::RecoveryKey;
use crate::package::reader::{HashingReader, unseal};

fn bytes(text: &Json) -> Vec<u8> {
    text.as_str()
        .unwrap()
        .as_bytes()
        .chunks(2)
        .map(|pair| u8::from_str_radix(std::str::from_utf8(pair).unwrap(), 16).unwrap())
        .collect()
}

/// The published age vectors through the reader that opens packages. Those for
/// passphrases must fail: no package is sealed to one.
#[test]
fn published_age_vectors() {
    let sample = Sample::new();
    let file: Json = serde_json::from_str(include_str!("../../../tests/vectors/age.json")).unwrap();
    let tests = file["tests"].as_array().unwrap();
    assert_eq!(tests.len(), 92);
    let mut opened = 0;
    for test in tests {
        let sealed = match test.get("file") {
            Some(file) => bytes(file),
            None => zstd::decode_all(&bytes(&test["zstd"])[..]).unwrap(),
        };
        let path = sample.file("vector.age", &sealed);
        let devices = test["identities"]
            .as_array()
            .unwrap()
            .iter()
            .map(|text| {
                let key = RecoveryKey::from_text(text.as_str().unwrap()).unwrap();
                let mut secret = [0; 64];
                secret[32..].copy_from_slice(&*key.to_secret_bytes());
                DeviceKeys::from_secret_bytes(&secret)
            })
            .collect();
        let keys = OpenKeys {
            devices,
            recovery: None,
        };
        let reader = HashingReader::new(fs::File::open(path).unwrap(), sealed.len() as u64);
        let plain = unseal(reader, &keys).ok().and_then(|mut stream| {
            let mut plain = Vec::new();
            stream.read_to_end(&mut plain).ok()?;
            Some(plain)
        });
        let name = test["name"].as_str().unwrap();
        let expected = test["expect"] == "success" && test["passphrase"] == false;
        assert_eq!(plain.is_some(), expected, "{name}");
        if let Some(plain) = plain {
            assert_eq!(
                sha256(&plain).to_string(),
                test["payload"].as_str().unwrap(),
                "{name}"
            );
            opened += 1;
        }
    }
    assert_eq!(opened, 14);
}
