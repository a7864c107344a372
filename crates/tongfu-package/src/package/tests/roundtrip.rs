use super::*;
use crate::keys::DeviceKeys;
use crate::operation::Operation;
use crate::testing::recovery;

#[test]
fn every_frame_arrives_byte_for_byte() {
    let sample = Sample::new();
    let summary = sample.write("a.tongfu");
    assert_eq!(sample.read(&summary.path), Ok(sample.frames()));

    let file = fs::read(&summary.path).unwrap();
    assert_eq!(summary.file_length, file.len() as u64);
    assert_eq!(summary.file_sha256, sha256(&file));
    let header = inspect(&summary.path).unwrap();
    assert_eq!(header, summary.header);
    assert_eq!(header.draft, sample.draft(&sample.world.county));

    let mut opened = sample.open(&summary.path).unwrap();
    assert_eq!(opened.hello().recipients, sample.recipients());
    assert_eq!(opened.hello().vector, sample.announcement().vector);
    assert_eq!(opened.hello().digests, sample.announcement().digests);
    assert_eq!(opened.totals(), None);
    assert_eq!(opened.by_ref().count(), 9);
    assert_eq!(
        opened.totals().unwrap().counts,
        sample.announcement().counts
    );
    assert_eq!(opened.next_frame(), Ok(None));
}

#[test]
fn each_recipient_opens_it_and_nobody_else() {
    let sample = Sample::new();
    let path = sample.write("a.tongfu").path;
    let known = |header: &Header| known_sender(&sample.ring, header).ok();
    let mut keys = keys_of(&sample.world.province);
    keys.devices.insert(0, sample.world.neighbour.keys.clone());
    assert!(open(&path, &keys, &known).unwrap().read_to_end().is_ok());
    let recovered = OpenKeys {
        devices: Vec::new(),
        recovery: Some(recovery(2)),
    };
    assert!(
        open(&path, &recovered, &known)
            .unwrap()
            .read_to_end()
            .is_ok()
    );
    let others = OpenKeys {
        devices: vec![
            sample.world.neighbour.keys.clone(),
            sample.world.county.keys.clone(),
        ],
        recovery: Some(recovery(5)),
    };
    for keys in [others, OpenKeys::default()] {
        assert_eq!(
            open(&path, &keys, &known).map(|_| ()),
            Err(PackageError::NotForUs {
                destination: PROVINCE.to_string()
            })
        );
    }
}

#[test]
fn what_a_later_version_adds_to_the_header_is_passed_over() {
    use crate::value::Value;
    let sample = Sample::new();
    // A later version writes key 99 and kind 12, and both digests cover them.
    let mut draft = sample.draft(&sample.world.county);
    draft.kind = PackageKind::Unknown(12);
    let extend = |encoded: &[u8]| {
        let Value::Map(mut entries) = Value::decode(encoded).unwrap() else {
            panic!("a header is a map");
        };
        entries.insert(0, Value::Int(2));
        entries.insert(99, Value::from("later"));
        Value::Map(entries).encode()
    };
    let plain = Header::new(draft.clone(), 0, 0, Hash32::ZERO).encode();
    let mut hello = Hello::new(&draft, &sample.recipients(), Announcement::default());
    hello.header = Header::decode(&extend(&plain)).unwrap().digest;
    let first = frame::encode_frame(frame::HELLO, &hello.encode());
    let trailer = Trailer {
        counts: Counts::default(),
        sha256: sha256(&first),
    };
    let content = [
        first,
        frame::encode_frame(frame::TRAILER, &trailer.encode()),
    ]
    .concat();
    let payload = sample.seal(&compress(&content));
    let header = Header::new(
        draft,
        content.len() as u64,
        payload.len() as u64,
        sha256(&payload),
    );
    let start = start_of_file(&extend(&header.encode()), &sample.world.county.keys);
    let path = sample.file("later.tongfu", &[start, payload].concat());
    let read = inspect(&path).unwrap();
    assert_eq!((read.format, read.min_reader), (2, 1));
    assert_eq!(read.draft.kind, PackageKind::Unknown(12));
    assert_eq!(sample.read(&path), Ok(Vec::new()));
}

#[test]
fn the_header_is_the_same_whenever_it_is_made() {
    let sample = Sample::new();
    let (a, b) = (sample.write("a.tongfu"), sample.write("b.tongfu"));
    assert_eq!(a.header.draft, b.header.draft);
    assert_eq!(a.header.draft.digest(), b.header.draft.digest());
    assert_eq!(a.header.content_length, b.header.content_length);
    // The seal is not: its randomness is age's own.
    assert_ne!(a.header.payload_sha256, b.header.payload_sha256);
}

#[test]
fn the_audit_follows_the_promised_chains() {
    let sample = Sample::new();
    let header = sample.write("a.tongfu").header;
    let operations: Vec<(Operation, Hash32)> = sample
        .chain
        .operations
        .iter()
        .map(|bytes| (Operation::decode(bytes).unwrap(), Operation::hash(bytes)))
        .collect();
    let audit = |header: &Header, order: &[usize]| {
        let mut audit = ChainAudit::new(header)?;
        for at in order {
            let (operation, hash) = &operations[*at];
            audit.operation(operation, *hash)?;
        }
        audit.finish()
    };
    let wrong = Err(PackageError::Frames { what: "chain" });
    assert_eq!(audit(&header, &[0, 1, 2]), Ok(()));
    for order in [
        &[] as &[usize],
        &[0, 1],
        &[0, 2],
        &[1, 0, 2],
        &[0, 0],
        &[0, 1, 2, 2],
    ] {
        assert_eq!(audit(&header, order), wrong, "{order:?}");
    }
    let mut other = header.clone();
    other.draft.ranges[0].after = Hash32([1; 32]);
    assert_eq!(audit(&other, &[0, 1, 2]), wrong);
    other.draft.ranges.clear();
    assert_eq!(audit(&other, &[0]), wrong);
    other.draft.ranges = [header.draft.ranges.clone(), header.draft.ranges.clone()].concat();
    assert_eq!(
        audit(&other, &[0]),
        Err(PackageError::Frames { what: "ranges" })
    );
}

#[test]
fn a_hundred_thousand_frames_come_back_in_order() {
    let sample = Sample::new();
    let mut draft = sample.draft(&sample.world.county);
    draft.ranges.clear();
    let announcement = Announcement {
        counts: Counts {
            others: 100_000,
            ..Counts::default()
        },
        ..Announcement::default()
    };
    let path = sample.path("many.tongfu");
    let keys: &DeviceKeys = &sample.world.county.keys;
    let mut writer = Writer::new(&path, draft, announcement, &sample.recipients(), keys).unwrap();
    let frame = |number: u32| Frame::Unknown {
        tag: 40,
        bytes: number.to_be_bytes().to_vec(),
    };
    for number in 0..100_000 {
        writer.write(&frame(number)).unwrap();
    }
    writer.finish().unwrap();
    let mut opened = sample.open(&path).unwrap();
    for number in 0..100_000 {
        assert_eq!(opened.next_frame(), Ok(Some(frame(number))));
    }
    assert_eq!(opened.next_frame(), Ok(None));
}

/// Whatever order chains come in, and whatever bytes a later version calls an
/// operation, they arrive as they were written.
#[test]
fn hashes_left_out_on_the_way_are_put_back() {
    let sample = Sample::new();
    let other = Chain::new(sample.world.second.device, sample.world.second.office, 4);
    let chain = &sample.chain;
    let operation = |chain: &Chain, at: usize| Frame::Operation(chain.operations[at].clone());
    let section = |chain: &Chain, at: usize| Frame::Section(chain.sections[at].clone());
    let frames = vec![
        section(chain, 0),
        operation(chain, 0),
        section(chain, 0),
        operation(chain, 1),
        operation(chain, 2),
        section(chain, 1),
        section(chain, 2),
        operation(&other, 0),
        operation(chain, 1),
        operation(&other, 1),
        operation(&other, 2),
        Frame::Operation(Vec::new()),
        section(&other, 2),
        Frame::Operation(b"\x91\x01no operation".to_vec()),
        operation(&other, 3),
    ];
    let mut counts = Counts::default();
    for frame in &frames {
        counts.count(match frame {
            Frame::Operation(_) => frame::OPERATION,
            _ => frame::SECTION,
        });
    }
    let path = sample.path("a.tongfu");
    let mut writer = Writer::new(
        &path,
        sample.draft(&sample.world.county),
        Announcement {
            counts,
            ..Announcement::default()
        },
        &sample.recipients(),
        &sample.world.county.keys,
    )
    .unwrap();
    for frame in &frames {
        writer.write(frame).unwrap();
    }
    writer.finish().unwrap();
    assert_eq!(sample.read(&path), Ok(frames));

    let mut opened = sample.open(&path).unwrap();
    while let Some(frame) = opened.next_frame().unwrap() {
        if let Frame::Operation(bytes) = frame {
            assert_eq!(opened.last_operation_hash(), Some(Operation::hash(&bytes)));
        }
    }
}

#[test]
fn only_the_hash_of_the_predecessor_is_left_out() {
    let sample = Sample::new();
    let operations = &sample.chain.operations;
    let first = Operation::hash(&operations[0]);
    let (tag, content) = frame::operation_content(&operations[1], Some(first));
    assert_eq!(tag, frame::NEXT_OPERATION);
    assert_eq!(content.len(), operations[1].len() - 32);
    for last in [
        None,
        Some(Hash32::ZERO),
        Some(Operation::hash(&operations[1])),
    ] {
        let (tag, content) = frame::operation_content(&operations[1], last);
        assert_eq!((tag, &*content), (frame::OPERATION, &operations[1][..]));
    }
    let mut last = Some(first);
    assert_eq!(
        Frame::read(tag, &content, &mut last),
        Ok(Frame::Operation(operations[1].clone()))
    );
    assert_eq!(last, Some(Operation::hash(&operations[1])));
    // Without a predecessor there is nothing to put back.
    for tag in [frame::NEXT_OPERATION, frame::OWN_SECTION] {
        assert!(Frame::read(tag, &content, &mut None).is_err());
    }
    assert!(Frame::read(frame::NEXT_OPERATION, &content[..40], &mut Some(first)).is_err());
}
