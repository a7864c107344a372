//! A small world of fixed keys for the tests: a province, a county with two
//! laptops (the second certified by the first), and a neighbouring county.

use crate::checkpoint::Checkpoint;
use crate::keys::{
    DelegatedCertificate, DeviceKeys, DevicePublic, DeviceRequest, DeviceRequestDraft, KeyRing,
    Keyset, KeysetContent, OfficeRole, RecoveryKey, RootKeys,
};
use crate::operation::{
    Action, ActionId, ActorId, DeviceId, Hash32, HybridClock, OfficeId, Operation, PersonId, SUITE,
    Section, SectionClass, SectionSeal, StreamName,
};
use crate::value::Value;

pub(crate) const PROVINCE: OfficeId = OfficeId([0xa0; 16]);
pub(crate) const COUNTY: OfficeId = OfficeId([0xb0; 16]);
pub(crate) const NEIGHBOUR: OfficeId = OfficeId([0xc0; 16]);

pub(crate) struct Laptop {
    pub request: DeviceRequest,
    pub keys: DeviceKeys,
    pub device: DeviceId,
    pub office: OfficeId,
}

impl Laptop {
    pub(crate) fn new(seed: u8, office: OfficeId, role: OfficeRole) -> Self {
        let keys = DeviceKeys::from_secret_bytes(&[seed; 64]);
        let device = DeviceId([seed; 16]);
        let draft = DeviceRequestDraft {
            office,
            role,
            code: format!("65{seed:04}"),
            office_name: format!("office {seed}"),
            device,
            device_name: format!("laptop {seed}"),
            recovery: Some(recovery(seed).public()),
            created_at: 1_790_000_000_000,
        };
        Self {
            request: DeviceRequest::sign(&draft, &keys).unwrap(),
            keys,
            device,
            office,
        }
    }

    pub(crate) fn public(&self) -> DevicePublic {
        self.request.public().clone()
    }
}

pub(crate) fn recovery(seed: u8) -> RecoveryKey {
    RecoveryKey::from_secret_bytes(&[seed ^ 0xff; 32])
}

pub(crate) struct World {
    pub root: RootKeys,
    pub province: Laptop,
    pub county: Laptop,
    pub second: Laptop,
    pub neighbour: Laptop,
    pub keyset: Keyset,
    pub certificate: DelegatedCertificate,
}

impl World {
    pub(crate) fn new() -> Self {
        let root = RootKeys::from_secret_bytes(&[1; 32]);
        let province = Laptop::new(2, PROVINCE, OfficeRole::Province);
        let county = Laptop::new(3, COUNTY, OfficeRole::County);
        let second = Laptop::new(4, COUNTY, OfficeRole::County);
        let neighbour = Laptop::new(5, NEIGHBOUR, OfficeRole::County);
        let keyset = KeysetContent::first(&province.request, 10)
            .granting(&county.request, true, province.device, 20)
            .unwrap()
            .granting(&neighbour.request, false, province.device, 30)
            .unwrap()
            .sign(&root)
            .unwrap();
        let certificate =
            DelegatedCertificate::issue(&second.public(), true, 40, county.device, &county.keys)
                .unwrap();
        Self {
            root,
            province,
            county,
            second,
            neighbour,
            keyset,
            certificate,
        }
    }

    pub(crate) fn ring(&self) -> KeyRing {
        KeyRing::new(self.keyset.clone())
    }
}

/// A chain of operations of the county's first laptop, each with one section.
pub(crate) struct Chain {
    pub stream: StreamName,
    pub device: DeviceId,
    pub operations: Vec<Vec<u8>>,
    pub sections: Vec<Section>,
    pub last: Hash32,
}

impl Chain {
    pub(crate) fn new(device: DeviceId, office: OfficeId, length: u64) -> Self {
        let stream = StreamName::Office(office);
        let mut chain = Self {
            stream,
            device,
            operations: Vec::new(),
            sections: Vec::new(),
            last: Hash32::ZERO,
        };
        for sequence in 1..=length {
            let mut section = Section {
                op: Operation::id(Hash32::ZERO),
                person: PersonId([sequence as u8 ^ 0xe0; 16]),
                class: SectionClass::Contact,
                salt: [sequence as u8 ^ 0x55; 32],
                bytes: format!("person {sequence}").into_bytes(),
            };
            let operation = Operation {
                suite: SUITE,
                stream,
                device,
                epoch: 1,
                sequence,
                previous: chain.last,
                clock: HybridClock {
                    millis: 1_790_000_000_000 + sequence,
                    counter: 0,
                },
                event_date: 20_717,
                recorded_at: 1_790_000_000_000,
                actor: ActorId([0x11; 16]),
                on_behalf_of: None,
                action: Action {
                    id: ActionId([sequence as u8; 16]),
                    index: 0,
                    count: 1,
                },
                kind: 1,
                schema: 1,
                app: "0.1.0".to_owned(),
                body: Value::map([(0, Value::Int(sequence as i64))]),
                sections: vec![SectionSeal {
                    person: section.person,
                    class: section.class,
                    seal: section.seal(),
                }],
            };
            let encoded = operation.encode_checked().unwrap();
            chain.last = Operation::hash(&encoded);
            section.op = Operation::id(chain.last);
            chain.sections.push(section);
            chain.operations.push(encoded);
        }
        chain
    }

    pub(crate) fn checkpoint(&self, keys: &DeviceKeys) -> Checkpoint {
        let length = self.operations.len() as u64;
        Checkpoint::sign(self.stream, self.device, 1, length, self.last, keys)
    }
}
