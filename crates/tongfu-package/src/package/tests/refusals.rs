use std::io::Cursor;

use proptest::prelude::*;

use super::*;
use crate::operation::SUITE;
use crate::value::Value;

/// The byte values tried at every place: all single bits, all bits, zero and
/// its neighbours.
fn changes(byte: u8) -> impl Iterator<Item = u8> {
    (0..8)
        .map(move |bit| byte ^ 1 << bit)
        .chain([
            !byte,
            0x00,
            0xff,
            byte.wrapping_add(1),
            byte.wrapping_sub(1),
        ])
        .filter(move |changed| *changed != byte)
}

/// Refused by `inspect` and by `open` alike, from a file.
fn refused(sample: &Sample, bytes: &[u8]) -> PackageError {
    let path = sample.file("damaged.tongfu", bytes);
    let error = inspect(&path).unwrap_err();
    assert_eq!(sample.read(&path).map(|_| ()), Err(error.clone()));
    error
}

/// Refused by what `inspect` and `open` both begin with, without the disk;
/// now and then from a file as well.
fn refused_at(sample: &Sample, at: usize, bytes: &[u8]) -> PackageError {
    let error = verify::verify_file(&mut Cursor::new(bytes)).unwrap_err();
    if at.is_multiple_of(16) {
        assert_eq!(refused(sample, bytes), error);
    }
    error
}

#[test]
fn every_truncation_is_refused() {
    let sample = Sample::new();
    let file = fs::read(sample.write("a.tongfu").path).unwrap();
    for end in 0..file.len() {
        let error = refused_at(&sample, end, &file[..end]);
        assert_eq!(error.code(), "PACKAGE_CUT", "{end}");
    }
    refused(&sample, &file[..file.len() - 1]);
}

#[test]
fn every_changed_byte_is_refused() {
    let sample = Sample::new();
    let file = fs::read(sample.write("a.tongfu").path).unwrap();
    let mut damaged = file.clone();
    for at in 0..file.len() {
        for changed in changes(file[at]) {
            damaged[at] = changed;
            let verified = verify::verify_file(&mut Cursor::new(&damaged));
            assert!(verified.is_err(), "byte {at} as {changed:#x}");
        }
        damaged[at] = file[at] ^ 0x20;
        refused_at(&sample, at, &damaged);
        damaged[at] = file[at];
    }
    assert!(verify::verify_file(&mut Cursor::new(&damaged)).is_ok());
}

#[test]
fn every_removed_or_inserted_byte_is_refused() {
    let sample = Sample::new();
    let file = fs::read(sample.write("a.tongfu").path).unwrap();
    for at in 0..file.len() {
        let mut damaged = file.clone();
        damaged.remove(at);
        refused_at(&sample, at, &damaged);
        damaged = file.clone();
        damaged.insert(at, 0);
        refused_at(&sample, at, &damaged);
    }
}

#[test]
fn nothing_may_follow() {
    let sample = Sample::new();
    let file = fs::read(sample.write("a.tongfu").path).unwrap();
    let trailing = PackageError::Altered {
        part: Part::Trailing,
    };
    for rest in [&[0u8][..], b"\n", &[0; 5000], &file, &file[..9]] {
        assert_eq!(refused(&sample, &[&file, rest].concat()), trailing);
    }
}

#[test]
fn other_files_are_named_as_what_they_are() {
    let sample = Sample::new();
    let file = fs::read(sample.write("a.tongfu").path).unwrap();
    let mut later = file.clone();
    later[4] = b'2';
    let mut text_mode = file.clone();
    text_mode.remove(5);
    for (bytes, code) in [
        (&b"PK\x03\x04 a workbook"[..], "PACKAGE_NOT_ONE"),
        (b"\x89PNG\r\n\x1a\n", "PACKAGE_NOT_ONE"),
        (&[0; 4096], "PACKAGE_NOT_ONE"),
        (b"", "PACKAGE_CUT"),
        (&later, "PACKAGE_TOO_NEW"),
        (&text_mode, "PACKAGE_ALTERED"),
    ] {
        assert_eq!(refused(&sample, bytes).code(), code);
    }
    assert_eq!(
        inspect(&sample.path("missing.tongfu")).unwrap_err().code(),
        "PACKAGE_IO"
    );
    assert_eq!(
        inspect(sample.folder.path()).unwrap_err().code(),
        "PACKAGE_IO"
    );
}

/// A correct file whose header was changed and signed again by the sender.
fn resigned(
    sample: &Sample,
    change: impl FnOnce(&mut std::collections::BTreeMap<i64, Value>),
) -> PathBuf {
    let summary = sample.write("original.tongfu");
    let file = fs::read(&summary.path).unwrap();
    fs::remove_file(&summary.path).unwrap();
    let encoded = summary.header.encode();
    let Value::Map(mut entries) = Value::decode(&encoded).unwrap() else {
        panic!("a header is a map");
    };
    change(&mut entries);
    let start = start_of_file(&Value::Map(entries).encode(), &sample.world.county.keys);
    let payload = &file[PREFIX + encoded.len() + SIGNATURE..];
    sample.file("resigned.tongfu", &[&start, payload].concat())
}

#[test]
fn later_readers_and_suites_are_named() {
    let sample = Sample::new();
    let path = resigned(&sample, |entries| {
        entries.insert(1, Value::Int(7));
    });
    let needed = PackageError::TooNew {
        needed: 7,
        supported: 1,
    };
    assert_eq!(inspect(&path), Err(needed.clone()));
    assert_eq!(sample.read(&path), Err(needed));
    let path = resigned(&sample, |entries| {
        entries.insert(2, Value::Int(i64::from(SUITE) + 1));
    });
    assert_eq!(sample.read(&path).unwrap_err().code(), "PACKAGE_TOO_NEW");
}

/// Even the sender cannot put a payload under another header than the one it
/// was sealed for.
#[test]
fn each_field_of_the_header_is_repeated_inside() {
    let sample = Sample::new();
    let other = |key: i64, value: &Value| match (key, value) {
        (12 | 18, _) => Value::Array(Vec::new()),
        (13, _) => Value::Array(vec![Value::Int(2), Value::Int(2)]),
        (_, Value::Int(number)) => Value::Int(number + 1),
        (_, Value::Bytes(bytes)) => Value::Bytes(bytes.iter().map(|byte| byte ^ 1).collect()),
        (_, Value::Text(text)) => Value::Text(format!("{text}x")),
        (key, value) => panic!("unexpected field {key}: {value:?}"),
    };
    // Not the sender's key, which the signature itself is held to.
    for key in [0, 3, 4, 5, 6, 7, 9, 10, 11, 12, 13, 14] {
        let path = resigned(&sample, |entries| {
            let changed = other(key, &entries[&key]);
            entries.insert(key, changed);
        });
        assert!(inspect(&path).is_ok(), "field {key}");
        let key_of_county = sample.world.county.keys.verifying_key();
        assert_eq!(
            open(&path, &keys_of(&sample.world.province), &|_| Some(
                key_of_county
            ))
            .map(|_| ()),
            Err(PackageError::Signature),
            "field {key}"
        );
    }
}

#[test]
fn headers_that_are_no_headers_are_refused() {
    let sample = Sample::new();
    for key in 0..18 {
        // An absent destination means all offices.
        if key == 9 {
            continue;
        }
        let path = resigned(&sample, |entries| {
            entries.remove(&key);
        });
        assert!(inspect(&path).is_err(), "without field {key}");
        let path = resigned(&sample, |entries| {
            entries.insert(key, Value::Bool(true));
        });
        assert!(inspect(&path).is_err(), "field {key} as a truth value");
    }
    // A header in another than the deterministic form, correctly signed.
    let encoded = sample.write("a.tongfu").header.encode();
    let mut longer = encoded.clone();
    assert_eq!(longer[2], 1);
    longer.splice(2..3, [0x18, 1]);
    let start = start_of_file(&longer, &sample.world.county.keys);
    let path = sample.file("longer.tongfu", &start);
    assert_eq!(
        inspect(&path),
        Err(PackageError::Altered { part: Part::Header })
    );
}

#[test]
fn seals_with_one_stanza_more_are_refused() {
    let sample = Sample::new();
    let content = sample.content().concat();
    let sealed = sample.seal(&compress(&content));
    let end = sealed.windows(4).position(|four| four == b"\n---").unwrap();
    let stanza = format!(
        "\n-> X25519 {}\n{}",
        "A".repeat(42) + "A",
        "A".repeat(42) + "A"
    );
    let mut added = sealed.clone();
    added.splice(end..end, stanza.into_bytes());
    assert!(
        sample
            .read(&sample.craft(content.len() as u64, &sealed))
            .is_ok()
    );
    // Put into a signed file the hash tells; signed anew by a recipient of its
    // own, the seal's own check does.
    let signed = fs::read(sample.craft(content.len() as u64, &sealed)).unwrap();
    let start = &signed[..signed.len() - sealed.len()];
    refused(&sample, &[start, &added].concat());
    assert_eq!(
        sample.read(&sample.craft(content.len() as u64, &added)),
        Err(PackageError::Altered {
            part: Part::Payload
        })
    );
}

/// Contents that an authentic but defective sender could seal.
#[test]
fn inconsistent_contents_are_refused() {
    let sample = Sample::new();
    let good = sample.content();
    let last = good.len() - 1;
    let read = |content: &[u8]| {
        let payload = sample.seal(&compress(content));
        sample
            .read(&sample.craft(content.len() as u64, &payload))
            .map_err(|error| error.code())
    };
    let frames = Err("PACKAGE_FRAMES");
    assert!(read(&good.concat()).is_ok());
    // Any frame missing, doubled, or the order changed.
    for at in 0..=last {
        let mut without = good.clone();
        let frame = without.remove(at);
        assert_eq!(read(&without.concat()), frames, "without frame {at}");
        let mut doubled = good.clone();
        doubled.insert(at, frame);
        assert_eq!(read(&doubled.concat()), frames, "frame {at} twice");
        if at > 0 {
            let mut swapped = good.clone();
            swapped.swap(at, at - 1);
            assert_eq!(read(&swapped.concat()), frames, "frame {at} too early");
        }
    }
    // Something after the trailer; no trailer; an empty content.
    assert_eq!(read(&[good.concat(), vec![0]].concat()), frames);
    assert_eq!(read(&[good.concat(), good[1].clone()].concat()), frames);
    assert_eq!(read(&good[..last].concat()), frames);
    assert_eq!(read(&[]), frames);
    // Frames that are no frames.
    for noise in [
        vec![0, 0, 0, 0],
        vec![0, 0, 0, 1, 0xf6],
        vec![0xff, 0xff, 0xff, 0xff],
        frame::encode_frame(frame::SECTION, b"no section"),
        frame::encode_frame(frame::CHECKPOINT, &[0x80]),
    ] {
        let mut with = good.clone();
        with.insert(1, noise);
        let code = read(&with.concat()).unwrap_err();
        assert!(
            matches!(code, "PACKAGE_FRAMES" | "PACKAGE_TOO_LARGE"),
            "{code}"
        );
    }
    // Other counts announced than delivered, in the trailer and in the hello.
    let mut trailer = Trailer {
        counts: sample.announcement().counts,
        sha256: sha256(&good[..last].concat()),
    };
    trailer.counts.operations += 1;
    let mut with = good.clone();
    with[last] = frame::encode_frame(frame::TRAILER, &trailer.encode());
    assert_eq!(read(&with.concat()), frames);
}

#[test]
fn lengths_and_compression_that_lie_are_refused() {
    let sample = Sample::new();
    let content = sample.content().concat();
    let honest = content.len() as u64;
    let read = |length: u64, plain: &[u8]| {
        let payload = sample.seal(plain);
        sample
            .read(&sample.craft(length, &payload))
            .map_err(|error| error.code())
    };
    let compressed = compress(&content);
    assert!(read(honest, &compressed).is_ok());
    for length in [0, 1, honest - 1, honest + 1, honest * 2] {
        assert_eq!(read(length, &compressed), Err("PACKAGE_FRAMES"), "{length}");
    }
    for length in [FREE_CONTENT_BYTES * 1024, MAX_CONTENT_BYTES + 1, u64::MAX] {
        assert_eq!(read(length, &compressed), Err("PACKAGE_TOO_LARGE"));
    }
    // A second compressed frame, or anything, behind the first.
    for rest in [&compress(b"") as &[u8], &compress(b"more"), b"\0"] {
        let plain = [&compressed, rest].concat();
        assert_eq!(read(honest, &plain), Err("PACKAGE_FRAMES"));
    }
    // Not compressed at all; compressed and cut; damaged inside.
    assert_eq!(read(honest, &content), Err("PACKAGE_ALTERED"));
    let cut = &compressed[..compressed.len() - 1];
    assert!(read(honest, cut).is_err());
    let mut damaged = compressed.clone();
    let middle = damaged.len() / 2;
    damaged[middle] ^= 1;
    assert!(read(honest, &damaged).is_err());
    // A window beyond the limit.
    let mut encoder = zstd::Encoder::new(Vec::new(), 3).unwrap();
    encoder.window_log(WINDOW_LOG + 1).unwrap();
    encoder.write_all(&content).unwrap();
    let wide = encoder.finish().unwrap();
    assert_eq!(read(honest, &wide), Err("PACKAGE_ALTERED"));
}

/// Recipients without an end, or a line without one.
#[test]
fn a_seal_without_an_end_is_refused_before_it_fills_the_memory() {
    let sample = Sample::new();
    let stanza = format!("-> X25519 {}\n{}\n", "A".repeat(43), "A".repeat(43));
    let many = [
        b"age-encryption.org/v1\n".as_slice(),
        stanza.repeat(20_000).as_bytes(),
    ]
    .concat();
    for payload in [many, vec![b'a'; 3 << 20]] {
        assert_eq!(
            sample.read(&sample.craft(1, &payload)),
            Err(PackageError::Altered {
                part: Part::Payload
            })
        );
    }
}

#[test]
fn a_signature_has_one_form() {
    let sample = Sample::new();
    let summary = sample.write("a.tongfu");
    let mut file = fs::read(&summary.path).unwrap();
    let at = PREFIX + summary.header.encode().len();
    // The same S plus the order of the group satisfies the equation as well.
    let order: [u8; 32] = crate::identifiers::from_hex(
        "edd3f55c1a631258d69cf7a2def9de1400000000000000000000000000000010",
    )
    .unwrap();
    let mut carry = 0;
    for (byte, add) in file[at + 32..at + 64].iter_mut().zip(order) {
        let sum = u16::from(*byte) + u16::from(add) + carry;
        *byte = sum as u8;
        carry = sum >> 8;
    }
    assert_eq!(refused(&sample, &file), PackageError::Signature);
}

/// The file may be exchanged between the pass that verifies and the one that
/// decrypts: what was decrypted is hashed, too.
#[test]
fn a_payload_exchanged_after_the_check_is_refused() {
    let sample = Sample::new();
    let summary = sample.write("a.tongfu");
    let content = sample.content().concat();
    let mut payload = sample.seal(&compress(&content));
    let length = summary.header.payload_length as usize;
    let start = fs::read(&summary.path).unwrap();
    let start = &start[..start.len() - length];
    let mut header = summary.header.clone();
    header.payload_length = payload.len() as u64;
    header.content_length = content.len() as u64;
    let keys = keys_of(&sample.world.province);
    let opened = |payload: &[u8], header: &Header| {
        let path = sample.file("exchanged.tongfu", &[start, payload].concat());
        let mut file = fs::File::open(path).unwrap();
        std::io::Seek::seek(&mut file, std::io::SeekFrom::Start(start.len() as u64)).unwrap();
        Opened::start(file, header.clone(), &keys).and_then(Opened::read_to_end)
    };
    assert_eq!(
        opened(&payload, &header),
        Err(PackageError::Altered {
            part: Part::Payload
        })
    );
    header.payload_sha256 = sha256(&payload);
    assert!(opened(&payload, &header).is_ok());
    let end = payload.len() - 1;
    payload[end] ^= 1;
    assert!(opened(&payload, &header).is_err());
}

#[test]
fn after_an_error_there_is_only_that_error() {
    let sample = Sample::new();
    let mut content = sample.content();
    content.truncate(3);
    let payload = sample.seal(&compress(&content.concat()));
    let path = sample.craft(content.concat().len() as u64, &payload);
    let mut opened = sample.open(&path).unwrap();
    assert!(opened.next_frame().unwrap().is_some());
    assert!(opened.next_frame().unwrap().is_some());
    let error = opened.next_frame().unwrap_err();
    assert_eq!(opened.next_frame(), Err(error));
    assert_eq!(opened.totals(), None);
    assert!(opened.next().is_none());
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(200))]

    #[test]
    fn noise_never_panics(noise in prop::collection::vec(any::<u8>(), 0..600), magic in any::<bool>()) {
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("noise");
        let start: &[u8] = if magic { &MAGIC } else { &[] };
        fs::write(&path, [start, &noise].concat()).unwrap();
        prop_assert!(inspect(&path).is_err());
        let _ = Header::decode(&noise);
        let _ = Hello::decode(&noise);
        let _ = Trailer::decode(&noise);
        let _ = frame::split_frame(&noise);
    }

    /// Damage at several places at once.
    #[test]
    fn damaged_headers_never_panic(
        damage in prop::collection::vec((any::<prop::sample::Index>(), any::<u8>()), 1..6),
    ) {
        let sample = Sample::new();
        let mut encoded = Header::new(sample.draft(&sample.world.county), 1, 2, Hash32::ZERO).encode();
        for (at, byte) in damage {
            let at = at.index(encoded.len());
            encoded[at] = byte;
        }
        if let Ok(header) = Header::decode(&encoded) {
            prop_assert!(header.draft.position.index > 0);
        }
    }
}
