use std::fs;
use std::io::Write;
use std::path::{Path, PathBuf};

use tempfile::TempDir;

use super::writer::start_of_file;
use super::*;
use crate::keys::{DeviceKeys, KeyRing, Recipient};
use crate::operation::{Hash32, PackageId};
use crate::testing::{Chain, Laptop, PROVINCE, World};

mod making;
mod refusals;
mod roundtrip;
mod trust;
mod vectors;

/// A county's package for the province, with one frame of every sort.
struct Sample {
    world: World,
    ring: KeyRing,
    chain: Chain,
    folder: TempDir,
}

impl Sample {
    fn new() -> Self {
        let world = World::new();
        let chain = Chain::new(world.county.device, world.county.office, 3);
        Self {
            ring: world.ring(),
            world,
            chain,
            folder: tempfile::tempdir().unwrap(),
        }
    }

    fn path(&self, name: &str) -> PathBuf {
        self.folder.path().join(name)
    }

    /// A file of this content.
    fn file(&self, name: &str, bytes: &[u8]) -> PathBuf {
        let path = self.path(name);
        fs::write(&path, bytes).unwrap();
        path
    }

    fn draft(&self, sender: &Laptop) -> HeaderDraft {
        HeaderDraft {
            package: PackageId([0x70; 16]),
            kind: PackageKind::Operations,
            sender: Sender {
                device: sender.device,
                office: sender.office,
                epoch: 1,
                key: sender.keys.verifying_key(),
            },
            destination: PROVINCE.into(),
            schema: 1,
            app: "0.1.0".to_owned(),
            ranges: vec![ChainRange {
                stream: self.chain.stream,
                device: self.chain.device,
                epoch: 1,
                first: 1,
                last: 3,
                before: Hash32::ZERO,
                after: self.chain.last,
            }],
            position: Position::WHOLE,
            keyset_version: 3,
            certificate: None,
        }
    }

    fn announcement(&self) -> Announcement {
        Announcement {
            counts: Counts {
                operations: 3,
                sections: 3,
                checkpoints: 1,
                keysets: 1,
                others: 1,
            },
            vector: vec![VectorEntry {
                stream: self.chain.stream,
                device: self.chain.device,
                epoch: 1,
                sequence: 3,
                hash: self.chain.last,
            }],
            digests: vec![StreamDigest {
                stream: self.chain.stream,
                digest: Hash32([0xd1; 32]),
            }],
        }
    }

    fn frames(&self) -> Vec<Frame> {
        let operations = self.chain.operations.iter().cloned().map(Frame::Operation);
        let sections = self.chain.sections.iter().cloned().map(Frame::Section);
        let mut frames: Vec<Frame> = operations
            .zip(sections)
            .flat_map(|(operation, section)| [operation, section])
            .collect();
        frames.push(Frame::Checkpoint(
            self.chain.checkpoint(&self.world.county.keys),
        ));
        frames.push(Frame::Keyset(self.world.keyset.as_bytes().to_vec()));
        frames.push(Frame::Unknown {
            tag: 1_000_000,
            bytes: b"of a later version".to_vec(),
        });
        frames
    }

    fn recipients(&self) -> Vec<Recipient> {
        self.ring.recipients(PROVINCE)
    }

    fn write(&self, name: &str) -> PackageSummary {
        let draft = self.draft(&self.world.county);
        self.write_as(name, draft, &self.world.county.keys)
    }

    fn write_as(&self, name: &str, draft: HeaderDraft, keys: &DeviceKeys) -> PackageSummary {
        let mut writer = Writer::new(
            &self.path(name),
            draft,
            self.announcement(),
            &self.recipients(),
            keys,
        )
        .unwrap();
        for frame in self.frames() {
            writer.write(&frame).unwrap();
        }
        writer.finish().unwrap()
    }

    /// Opens as the province does.
    fn open(&self, path: &Path) -> Result<Opened, PackageError> {
        open(path, &keys_of(&self.world.province), &|header| {
            known_sender(&self.ring, header).ok()
        })
    }

    /// Opens and reads to the end as the province does.
    fn read(&self, path: &Path) -> Result<Vec<Frame>, PackageError> {
        let mut opened = self.open(path)?;
        let mut frames = Vec::new();
        while let Some(frame) = opened.next_frame()? {
            frames.push(frame);
        }
        assert!(opened.totals().is_some());
        Ok(frames)
    }

    /// A file with this payload under an otherwise correct, signed header.
    fn craft(&self, content_length: u64, payload: &[u8]) -> PathBuf {
        let header = Header::new(
            self.draft(&self.world.county),
            content_length,
            payload.len() as u64,
            sha256(payload),
        );
        let start = start_of_file(&header.encode(), &self.world.county.keys);
        self.file("crafted.tongfu", &[&start, payload].concat())
    }

    /// The content of a correct package: every frame with its length.
    fn content(&self) -> Vec<Vec<u8>> {
        let draft = self.draft(&self.world.county);
        let hello = Hello::new(&draft, &self.recipients(), self.announcement());
        let mut frames = vec![frame::encode_frame(frame::HELLO, &hello.encode())];
        frames.extend(self.frames().iter().map(|frame| match frame {
            Frame::Operation(bytes) => frame::encode_frame(frame::OPERATION, bytes),
            Frame::Section(section) => frame::encode_frame(frame::SECTION, &section.encode()),
            Frame::Checkpoint(one) => frame::encode_frame(frame::CHECKPOINT, &one.encode()),
            Frame::Keyset(bytes) => frame::encode_frame(frame::KEYSET, bytes),
            Frame::Unknown { tag, bytes } => frame::encode_frame(*tag, bytes),
        }));
        let trailer = Trailer {
            counts: self.announcement().counts,
            sha256: sha256(&frames.concat()),
        };
        frames.push(frame::encode_frame(frame::TRAILER, &trailer.encode()));
        frames
    }

    /// Seals bytes for the province.
    fn seal(&self, plain: &[u8]) -> Vec<u8> {
        let keys: Vec<_> = self
            .recipients()
            .iter()
            .map(|one| one.key.recipient().unwrap())
            .collect();
        let encryptor =
            age::Encryptor::with_recipients(keys.iter().map(|key| key as &dyn age::Recipient))
                .unwrap();
        let mut sealed = Vec::new();
        let mut stream = encryptor.wrap_output(&mut sealed).unwrap();
        stream.write_all(plain).unwrap();
        stream.finish().unwrap();
        sealed
    }
}

fn keys_of(laptop: &Laptop) -> OpenKeys {
    OpenKeys {
        devices: vec![laptop.keys.clone()],
        recovery: None,
    }
}

fn sha256(bytes: &[u8]) -> Hash32 {
    use sha2::Digest;
    Hash32(sha2::Sha256::digest(bytes).into())
}

fn compress(content: &[u8]) -> Vec<u8> {
    zstd::encode_all(content, 3).unwrap()
}
