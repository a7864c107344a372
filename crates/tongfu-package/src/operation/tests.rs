use proptest::prelude::*;

use super::*;

fn operation() -> Operation {
    Operation {
        suite: SUITE,
        stream: StreamName::Office(OfficeId([7; 16])),
        device: DeviceId([1; 16]),
        epoch: 3,
        sequence: 2,
        previous: Hash32([9; 32]),
        clock: HybridClock {
            millis: 1_790_000_000_000,
            counter: 4,
        },
        event_date: 20_000,
        recorded_at: 1_790_000_000_123,
        actor: ActorId([2; 16]),
        on_behalf_of: Some(ActorId([3; 16])),
        action: Action {
            id: ActionId([4; 16]),
            index: 0,
            count: 2,
        },
        kind: 258,
        schema: 1,
        app: "0.1.0".to_owned(),
        body: Value::map([(0, Value::from("采棉工")), (4, Value::Int(-5))]),
        sections: Vec::new(),
    }
}

fn section(bytes: &[u8], class: SectionClass) -> Section {
    Section {
        op: OpId([0; 16]),
        person: PersonId([8; 16]),
        class,
        salt: [5; 32],
        bytes: bytes.to_vec(),
    }
}

fn with_sections(sections: &[Section]) -> Operation {
    let mut operation = operation();
    operation.sections = sections
        .iter()
        .map(|section| SectionSeal {
            person: section.person,
            class: section.class,
            seal: section.seal(),
        })
        .collect();
    operation
}

#[test]
fn what_is_written_is_read() {
    let mut all = vec![operation()];
    all.push(Operation {
        stream: StreamName::Public,
        sequence: 1,
        previous: Hash32::ZERO,
        on_behalf_of: None,
        event_date: -30_000,
        recorded_at: i64::MIN,
        epoch: u32::MAX,
        kind: u32::MAX,
        ..operation()
    });
    all.push(Operation {
        stream: StreamName::Restricted(CaseId([6; 16])),
        sequence: u64::MAX,
        clock: HybridClock {
            millis: u64::MAX,
            counter: u32::MAX,
        },
        ..with_sections(&[
            section(b"a", SectionClass::Contact),
            section(b"b", SectionClass::Unknown(200)),
        ])
    });
    for operation in all {
        let encoded = operation.encode_checked().unwrap();
        assert_eq!(Operation::decode(&encoded), Ok(operation.clone()));
        let link = Link::decode(&encoded).unwrap();
        assert_eq!(
            (link.stream, link.sequence, link.previous),
            (operation.stream, operation.sequence, operation.previous)
        );
    }
}

#[test]
fn every_changed_byte_is_another_operation() {
    let original = with_sections(&[section(b"x", SectionClass::Contact)]);
    let encoded = original.encode();
    let hash = Operation::hash(&encoded);
    for at in 0..encoded.len() {
        for flip in [1, 2, 0x10, 0x80, 0xff] {
            let mut changed = encoded.clone();
            changed[at] ^= flip;
            assert_ne!(Operation::hash(&changed), hash);
            if let Ok(read) = Operation::decode(&changed) {
                assert_ne!(read, original, "byte {at}");
                assert_eq!(read.encode(), changed, "byte {at}");
            }
        }
        assert!(Operation::decode(&encoded[..at]).is_err());
    }
}

#[test]
fn inconsistent_operations_are_refused() {
    let field = |what| Err(FormatError::Field { what });
    let wrong = [
        (
            Operation {
                sequence: 0,
                ..operation()
            },
            field("sequence"),
        ),
        (
            Operation {
                sequence: 1,
                ..operation()
            },
            field("sequence"),
        ),
        (
            Operation {
                previous: Hash32::ZERO,
                ..operation()
            },
            field("sequence"),
        ),
        (
            Operation {
                action: Action {
                    index: 2,
                    ..operation().action
                },
                ..operation()
            },
            field("action"),
        ),
        (
            Operation {
                suite: 2,
                ..operation()
            },
            Err(FormatError::TooNew {
                what: "suite",
                found: 2,
            }),
        ),
        (
            with_sections(&[
                section(b"a", SectionClass::Contact),
                section(b"b", SectionClass::Contact),
            ]),
            Err(FormatError::NotDeterministic { what: "sections" }),
        ),
        (
            Operation {
                body: Value::Bytes(vec![0; MAX_OPERATION_BYTES]),
                ..operation()
            },
            Err(FormatError::TooLarge { what: "operation" }),
        ),
    ];
    for (operation, expected) in wrong {
        assert_eq!(operation.encode_checked(), expected);
    }
}

#[test]
fn the_order_of_sections_does_not_matter_to_the_hash() {
    let (a, b) = (
        section(b"a", SectionClass::Statutory),
        section(b"b", SectionClass::Contact),
    );
    assert_eq!(
        with_sections(&[a.clone(), b.clone()]).encode(),
        with_sections(&[b, a]).encode()
    );
}

#[test]
fn elements_of_a_later_version_are_passed_over() {
    let encoded = operation().encode();
    assert_eq!(encoded[0], 0x80 | 17);
    let mut later = encoded.clone();
    later[0] = 0x80 | 18;
    later.extend(Value::map([(3, Value::from("new"))]).encode());
    assert_eq!(Operation::decode(&later), Ok(operation()));
    assert_ne!(Operation::hash(&later), Operation::hash(&encoded));
    // Passed over, but not any form will do.
    later.truncate(encoded.len());
    later.extend([0x18, 0x01]);
    assert!(Operation::decode(&later).is_err());
}

#[test]
fn a_section_fits_only_its_seal() {
    let good = section("张三 13900000000".as_bytes(), SectionClass::Contact);
    let operation = with_sections(std::slice::from_ref(&good));
    assert_eq!(operation.check_section(&good), Ok(()));
    let mut changed = vec![good.clone(); 5];
    changed[0].bytes[0] ^= 1;
    changed[1].salt[31] ^= 1;
    changed[2].class = SectionClass::Statutory;
    changed[3].person = PersonId([0; 16]);
    changed[4].bytes.push(0);
    for section in changed {
        assert_eq!(operation.check_section(&section), Err(FormatError::Seal));
    }
}

#[test]
fn unknown_classes_survive() {
    let section = section(b"later", SectionClass::from_number(77));
    assert_eq!(Section::decode(&section.encode()), Ok(section.clone()));
    assert_eq!(section.class, SectionClass::Unknown(77));
    assert_eq!(SectionClass::Unknown(1), SectionClass::Contact);
}

#[test]
fn text_forms() {
    let office = StreamName::Office(OfficeId([0xab; 16]));
    for (stream, text) in [
        (StreamName::Public, "public"),
        (office, "office:abababab-abab-abab-abab-abababababab"),
        (
            StreamName::Restricted(CaseId([1; 16])),
            "restricted:01010101-0101-0101-0101-010101010101",
        ),
    ] {
        assert_eq!(stream.to_string(), text);
        assert_eq!(text.parse(), Ok(stream));
        assert_eq!(StreamName::from_bytes(&stream.to_bytes()), Ok(stream));
    }
    for text in [
        "",
        "Public",
        "public:",
        "office",
        "office:",
        "office:ABABABAB-abab-abab-abab-abababababab",
        "office:abababababababababababababababab",
    ] {
        assert!(text.parse::<StreamName>().is_err(), "{text}");
    }
    for bytes in [&[] as &[u8], &[0, 0], &[1], &[3], &[2; 18]] {
        assert!(StreamName::from_bytes(bytes).is_err());
    }
    let id = OpId([0x0f; 16]);
    assert_eq!(id.to_string(), "0f".repeat(16));
    assert_eq!(id.to_string().parse(), Ok(id));
    assert!("0F".repeat(16).parse::<OpId>().is_err());
}

proptest! {
    #[test]
    fn noise_never_panics(noise in prop::collection::vec(any::<u8>(), 0..400)) {
        let _ = Operation::decode(&noise);
        let _ = Section::decode(&noise);
        let _ = Link::decode(&noise);
        let _ = Outline::read(&noise);
    }

    /// What is accepted has the bytes of its own encoding, so no two byte
    /// strings are the same operation under different hashes.
    #[test]
    fn damaged_operations_never_read_as_others(
        damage in prop::collection::vec((any::<prop::sample::Index>(), any::<u8>()), 1..4),
    ) {
        let mut encoded = with_sections(&[section(b"x", SectionClass::Contact)]).encode();
        for (at, byte) in damage {
            let at = at.index(encoded.len());
            encoded[at] = byte;
        }
        let whole = Operation::decode(&encoded);
        prop_assert_eq!(whole.clone().map(|_| ()), Outline::read(&encoded).map(|_| ()));
        if let Ok(read) = whole {
            let outline = Outline::read(&encoded).unwrap();
            let body = &encoded[outline.body.clone()];
            prop_assert_eq!(body, read.body.encode());
            prop_assert_eq!(
                (outline.link.sequence, outline.action, outline.kind),
                (read.sequence, read.action, read.kind)
            );
            prop_assert_eq!(read.encode_around(body).unwrap(), read.encode());
            for seal in &read.sections {
                prop_assert_eq!(outline.sections.iter().find(|s| *s == seal), outline.seal(seal.person, seal.class));
            }
            prop_assert_eq!(read.encode(), encoded);
        }
    }
}
