//! Measures writing and opening one package of 100,000 operations with their
//! personal sections, and prints times and sizes.
//!
//! `cargo run -p tongfu-package --example throughput`

#![allow(clippy::unwrap_used)]

use std::time::Instant;

use tongfu_package::checkpoint::Checkpoint;
use tongfu_package::keys::{DeviceKeys, Recipient};
use tongfu_package::operation::{
    Action, ActionId, ActorId, DeviceId, Hash32, HybridClock, OfficeId, Operation, PackageId,
    PersonId, SUITE, Section, SectionClass, SectionSeal, StreamName,
};
use tongfu_package::package::{
    Announcement, ChainRange, Counts, Destination, Frame, HeaderDraft, OpenKeys, PackageKind,
    Position, Sender, Writer, open,
};
use tongfu_package::value::Value;

const OPERATIONS: u64 = 100_000;

/// Sixteen bytes that look random and are always the same.
fn noise(number: u64) -> [u8; 16] {
    let mut state = number.wrapping_mul(0x9e37_79b9_7f4a_7c15) ^ 0x5851_f42d_4c95_7f2d;
    let mut bytes = [0; 16];
    for chunk in bytes.chunks_mut(8) {
        state ^= state >> 30;
        state = state.wrapping_mul(0xbf58_476d_1ce4_e5b9);
        state ^= state >> 27;
        chunk.copy_from_slice(&state.to_le_bytes());
    }
    bytes
}

fn main() {
    let keys = DeviceKeys::from_secret_bytes(&[1; 64]);
    let recipient = DeviceKeys::from_secret_bytes(&[2; 64]);
    let office = OfficeId(noise(1));
    let device = DeviceId(noise(2));
    let stream = StreamName::Office(office);

    let started = Instant::now();
    let mut previous = Hash32::ZERO;
    let mut records = Vec::new();
    let mut plain = 0;
    for sequence in 1..=OPERATIONS {
        let person = PersonId(noise(sequence));
        let salt: [u8; 32] = [noise(sequence + 1), noise(sequence + 2)]
            .concat()
            .try_into()
            .unwrap();
        let phone = format!("139{:08}", sequence * 7919 % 100_000_000);
        let mut section = Section {
            op: Operation::id(previous),
            person,
            class: SectionClass::Contact,
            salt,
            bytes: Value::map([(7, Value::Text(phone))]).encode(),
        };
        let operation = Operation {
            suite: SUITE,
            stream,
            device,
            epoch: 1,
            sequence,
            previous,
            clock: HybridClock {
                millis: 1_790_000_000_000 + sequence,
                counter: 0,
            },
            event_date: 20_717,
            recorded_at: 1_790_000_000_000 + sequence as i64,
            actor: ActorId(noise(3)),
            on_behalf_of: None,
            action: Action {
                id: ActionId(noise(4)),
                index: sequence as u32 - 1,
                count: OPERATIONS as u32,
            },
            kind: 257,
            schema: 1,
            app: "0.1.0".to_owned(),
            body: Value::map([
                (0, Value::Bytes(person.as_bytes().to_vec())),
                (3, Value::Int(sequence as i64 % 97)),
                (
                    9,
                    Value::Array(vec![Value::Bytes(previous.as_bytes()[..16].to_vec())]),
                ),
            ]),
            sections: vec![SectionSeal {
                person,
                class: section.class,
                seal: section.seal(),
            }],
        };
        let encoded = operation.encode();
        previous = Operation::hash(&encoded);
        section.op = Operation::id(previous);
        plain += encoded.len() + section.encode().len();
        records.push((encoded, section));
    }
    println!("encode and seal  {:>8.0?}", started.elapsed());

    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("throughput.tongfu");
    let started = Instant::now();
    let draft = HeaderDraft {
        package: PackageId(noise(5)),
        kind: PackageKind::Operations,
        sender: Sender {
            device,
            office,
            epoch: 1,
            key: keys.verifying_key(),
        },
        destination: Destination::Office(office),
        schema: 1,
        app: "0.1.0".to_owned(),
        ranges: vec![ChainRange {
            stream,
            device,
            epoch: 1,
            first: 1,
            last: OPERATIONS,
            before: Hash32::ZERO,
            after: previous,
        }],
        position: Position::WHOLE,
        keyset_version: 1,
        certificate: None,
    };
    let announcement = Announcement {
        counts: Counts {
            operations: OPERATIONS,
            sections: OPERATIONS,
            checkpoints: 1,
            ..Counts::default()
        },
        ..Announcement::default()
    };
    let recipients = [Recipient {
        office,
        device: None,
        key: recipient.x25519(),
    }];
    let mut writer = Writer::new(&path, draft, announcement, &recipients, &keys).unwrap();
    for (operation, section) in &records {
        writer.write_operation(operation).unwrap();
        writer.write_section(section).unwrap();
    }
    let checkpoint = Checkpoint::sign(stream, device, 1, OPERATIONS, previous, &keys);
    writer.write_checkpoint(&checkpoint).unwrap();
    let summary = writer.finish().unwrap();
    println!("write package    {:>8.0?}", started.elapsed());

    let started = Instant::now();
    let open_keys = OpenKeys {
        devices: vec![recipient],
        recovery: None,
    };
    let mut opened = open(&path, &open_keys, &|_| Some(keys.verifying_key())).unwrap();
    let mut hashed = Hash32::ZERO;
    let mut current = None;
    while let Some(frame) = opened.next_frame().unwrap() {
        match frame {
            Frame::Operation(bytes) => {
                let operation = Operation::decode(&bytes).unwrap();
                assert_eq!(operation.previous, hashed);
                hashed = opened.last_operation_hash().unwrap();
                current = Some(operation);
            }
            Frame::Section(section) => {
                current.as_ref().unwrap().check_section(&section).unwrap();
            }
            _ => {}
        }
    }
    println!("open and check   {:>8.0?}", started.elapsed());
    println!(
        "{} operations, {plain} bytes plain, {} bytes in the file",
        opened.totals().unwrap().counts.operations,
        summary.file_length
    );
}
