//! The inputs of the golden vectors: everything from fixed seeds.

use std::collections::{BTreeMap, BTreeSet};
use std::path::Path;

use tongfu_package::checkpoint::Checkpoint;
use tongfu_package::keys::{
    Cut, DelegatedCertificate, DeviceKeys, DeviceRequest, DeviceRequestDraft, Grant, GrantDraft,
    KeyRing, Keyset, KeysetContent, OfficeRole, RecoveryKey, Revocation, RootKeys,
};
use tongfu_package::operation::{
    Action, ActionId, ActorId, CaseId, DeviceId, Hash32, HybridClock, OfficeId, Operation,
    PackageId, PersonId, SUITE, Section, SectionClass, SectionSeal, StreamName,
};
use tongfu_package::package::{
    Announcement, ChainRange, Counts, Frame, HeaderDraft, PackageKind, PackageSummary, Position,
    Sender, StreamDigest, VectorEntry, Writer,
};
use tongfu_package::value::Value;

pub const PROVINCE: OfficeId = OfficeId([0xa1; 16]);
pub const COUNTY: OfficeId = OfficeId([0xb2; 16]);
const CREATED_AT: i64 = 1_790_000_000_000;

/// Lower-case hexadecimal.
pub fn hex(bytes: &[u8]) -> String {
    bytes.iter().map(|byte| format!("{byte:02x}")).collect()
}

/// 64 bytes counting up from `start`.
fn seed(start: u8) -> [u8; 64] {
    std::array::from_fn(|at| start.wrapping_add(at as u8))
}

pub struct Device {
    pub id: DeviceId,
    pub keys: DeviceKeys,
    pub request: DeviceRequest,
}

impl Device {
    fn new(start: u8, office: OfficeId, role: OfficeRole, code: &str, name: &str) -> Self {
        let id = DeviceId([start; 16]);
        let keys = DeviceKeys::from_secret_bytes(&seed(start));
        let draft = DeviceRequestDraft {
            office,
            role,
            code: code.to_owned(),
            office_name: name.to_owned(),
            device: id,
            device_name: format!("笔记本 {start}"),
            recovery: Some(RecoveryKey::from_secret_bytes(&[start; 32]).public()),
            created_at: CREATED_AT,
        };
        Self {
            id,
            request: DeviceRequest::sign(&draft, &keys).unwrap(),
            keys,
        }
    }
}

pub struct Golden {
    pub root: RootKeys,
    pub province: Device,
    pub county: Device,
    pub second: Device,
    pub keyset: Keyset,
    pub certificate: DelegatedCertificate,
    pub operations: Vec<Operation>,
    pub sections: Vec<Section>,
    pub checkpoint: Checkpoint,
}

impl Golden {
    pub fn new() -> Self {
        let root = RootKeys::from_secret_bytes(&[0x21; 32]);
        let province = Device::new(0x10, PROVINCE, OfficeRole::Province, "650000", "自治区");
        let county = Device::new(0x20, COUNTY, OfficeRole::County, "654004", "霍尔果斯市");
        let second = Device::new(0x30, COUNTY, OfficeRole::County, "654004", "霍尔果斯市");
        let lost = Device::new(0x40, COUNTY, OfficeRole::County, "654004", "霍尔果斯市");
        let cuts = BTreeMap::from([(
            (StreamName::Office(COUNTY), 1),
            Cut {
                sequence: 12,
                hash: Hash32([0xcc; 32]),
            },
        )]);
        let keyset = KeysetContent::first(&province.request, CREATED_AT)
            .granting(&county.request, true, province.id, CREATED_AT + 1)
            .unwrap()
            .granting(&lost.request, false, province.id, CREATED_AT + 2)
            .unwrap()
            .revoking(
                Revocation {
                    device: lost.id,
                    issued_at: CREATED_AT + 3,
                    cuts,
                },
                CREATED_AT + 3,
            )
            .sign(&root)
            .unwrap();
        let certificate = DelegatedCertificate::issue(
            second.request.public(),
            true,
            CREATED_AT + 4,
            county.id,
            &county.keys,
        )
        .unwrap();
        let (operations, sections) = chain(county.id);
        let encoded = operations[1].encode_checked().unwrap();
        let checkpoint = Checkpoint::sign(
            StreamName::Office(COUNTY),
            county.id,
            1,
            2,
            Operation::hash(&encoded),
            &county.keys,
        );
        Self {
            root,
            province,
            county,
            second,
            keyset,
            certificate,
            operations,
            sections,
            checkpoint,
        }
    }

    /// Every vector that has no randomness in it, by name.
    pub fn vectors(&self) -> BTreeMap<&'static str, String> {
        let mut vectors = BTreeMap::new();
        let mut put = |name, bytes: &[u8]| {
            assert!(vectors.insert(name, hex(bytes)).is_none());
        };
        put("value", &every_value().encode());
        for (operation, [bytes, hash, id]) in self.operations.iter().zip([
            ["operation_1", "operation_1_hash", "operation_1_id"],
            ["operation_2", "operation_2_hash", "operation_2_id"],
            ["operation_3", "operation_3_hash", "operation_3_id"],
        ]) {
            let encoded = operation.encode_checked().unwrap();
            put(bytes, &encoded);
            put(hash, Operation::hash(&encoded).as_bytes());
            put(id, Operation::id(Operation::hash(&encoded)).as_bytes());
        }
        put("section_1", &self.sections[0].encode());
        put("section_1_seal", &self.sections[0].seal());
        put("checkpoint", &self.checkpoint.encode());
        put(
            "county_ed25519",
            self.county.keys.verifying_key().as_bytes(),
        );
        put("county_x25519", self.county.keys.x25519().as_bytes());
        put("request", self.county.request.as_bytes());
        put(
            "request_fingerprint",
            self.county.request.fingerprint().to_string().as_bytes(),
        );
        put("keyset", self.keyset.as_bytes());
        put("certificate", self.certificate.as_bytes());
        put("grant", self.grant().as_bytes());
        put("header_digest", self.draft().digest().as_bytes());
        vectors
    }

    fn grant(&self) -> Grant {
        let draft = GrantDraft {
            device: self.second.id,
            office: COUNTY,
            keyset: self.keyset.as_bytes().to_vec(),
            root: self.root.public(),
            delegated: vec![self.certificate.clone()],
            confirmed_fingerprint: Some(self.second.request.fingerprint().to_string()),
            granter: self.county.id,
            granted_at: CREATED_AT + 5,
        };
        Grant::sign(&draft, &self.county.keys).unwrap()
    }

    pub fn draft(&self) -> HeaderDraft {
        HeaderDraft {
            package: PackageId([0x77; 16]),
            kind: PackageKind::Operations,
            sender: Sender {
                device: self.county.id,
                office: COUNTY,
                epoch: 1,
                key: self.county.keys.verifying_key(),
            },
            destination: PROVINCE.into(),
            schema: 1,
            app: "0.1.0".to_owned(),
            ranges: vec![ChainRange {
                stream: StreamName::Office(COUNTY),
                device: self.county.id,
                epoch: 1,
                first: 1,
                last: 2,
                before: Hash32::ZERO,
                after: self.checkpoint.hash,
            }],
            position: Position::WHOLE,
            keyset_version: 4,
            certificate: None,
        }
    }

    pub fn frames(&self) -> Vec<Frame> {
        let operation = |at: usize| Frame::Operation(self.operations[at].encode());
        vec![
            operation(0),
            Frame::Section(self.sections[0].clone()),
            operation(1),
            Frame::Section(self.sections[1].clone()),
            Frame::Checkpoint(self.checkpoint.clone()),
            Frame::Keyset(self.keyset.as_bytes().to_vec()),
            Frame::Unknown {
                tag: 4711,
                bytes: "以后的版本".as_bytes().to_vec(),
            },
        ]
    }

    pub fn announcement(&self) -> Announcement {
        let stream = StreamName::Office(COUNTY);
        Announcement {
            counts: Counts {
                operations: 2,
                sections: 2,
                checkpoints: 1,
                keysets: 1,
                others: 1,
            },
            vector: vec![VectorEntry {
                stream,
                device: self.county.id,
                epoch: 1,
                sequence: 2,
                hash: self.checkpoint.hash,
            }],
            digests: vec![StreamDigest {
                stream,
                digest: Hash32([0xdd; 32]),
            }],
        }
    }

    /// Writes the package at `path`; all but age's own randomness is fixed.
    pub fn write(&self, path: &Path) -> PackageSummary {
        let ring = KeyRing::new(self.keyset.clone());
        let mut writer = Writer::new(
            path,
            self.draft(),
            self.announcement(),
            &ring.recipients(PROVINCE),
            &self.county.keys,
        )
        .unwrap();
        for frame in self.frames() {
            writer.write(&frame).unwrap();
        }
        writer.finish().unwrap()
    }
}

/// Every sort of value, with heads of every length and keys of both signs.
fn every_value() -> Value {
    let numbers = [
        0,
        23,
        24,
        255,
        256,
        65_535,
        65_536,
        4_294_967_295,
        4_294_967_296,
        i64::MAX,
        -1,
        -24,
        -25,
        -257,
        -65_537,
        -4_294_967_297,
        i64::MIN,
    ];
    Value::map([
        (0, Value::Null),
        (1, Value::Array(vec![Value::Bool(false), Value::Bool(true)])),
        (24, Value::Array(numbers.map(Value::Int).to_vec())),
        (256, Value::Bytes(vec![0, 255])),
        (-1, Value::from("汉字 қазақ")),
        (-300, Value::Map(BTreeMap::new())),
    ])
}

/// Two linked operations of one action, and one alone in a case's stream.
fn chain(device: DeviceId) -> (Vec<Operation>, Vec<Section>) {
    let mut sections = Vec::new();
    let mut operations: Vec<Operation> = Vec::new();
    for index in 0..2u32 {
        let previous = operations
            .last()
            .map_or(Hash32::ZERO, |last| Operation::hash(&last.encode()));
        let mut section = Section {
            op: Operation::id(previous),
            person: PersonId([0x50 + index as u8; 16]),
            class: [SectionClass::Contact, SectionClass::Unknown(9)][index as usize],
            salt: [0x60 + index as u8; 32],
            bytes: Value::map([(1, Value::from("1390000000"))]).encode(),
        };
        let operation = Operation {
            suite: SUITE,
            stream: StreamName::Office(COUNTY),
            device,
            epoch: 1,
            sequence: u64::from(index) + 1,
            previous,
            clock: HybridClock {
                millis: CREATED_AT as u64,
                counter: index,
            },
            event_date: 20_717,
            recorded_at: CREATED_AT,
            actor: ActorId([0x91; 16]),
            on_behalf_of: (index == 1).then_some(ActorId([0x92; 16])),
            action: Action {
                id: ActionId([0x93; 16]),
                index,
                count: 2,
            },
            kind: 257,
            schema: 1,
            app: "0.1.0".to_owned(),
            body: Value::map([
                (0, Value::Bytes(section.person.as_bytes().to_vec())),
                (1, Value::from("水果分选工")),
                (2, Value::Int(-i64::from(index))),
            ]),
            sections: vec![SectionSeal {
                person: section.person,
                class: section.class,
                seal: section.seal(),
            }],
        };
        section.op = Operation::id(Operation::hash(&operation.encode()));
        sections.push(section);
        operations.push(operation);
    }
    operations.push(Operation {
        stream: StreamName::Restricted(CaseId([0xe3; 16])),
        epoch: 70_000,
        sequence: 1,
        previous: Hash32::ZERO,
        event_date: -1,
        recorded_at: -1,
        kind: 70_000,
        body: every_value(),
        sections: Vec::new(),
        action: Action {
            id: ActionId([0x94; 16]),
            index: 0,
            count: 1,
        },
        ..operations[0].clone()
    });
    let ids: BTreeSet<PersonId> = sections.iter().map(|section| section.person).collect();
    assert_eq!(ids.len(), sections.len());
    (operations, sections)
}
