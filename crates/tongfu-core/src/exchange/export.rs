//! Making a package for another office.

use super::{devices, province, shared_streams};
use crate::security::device;
use crate::store::log::{self, ChainHead, ChainKey};
use crate::store::{Role, Store};
use crate::{Error, Result};
use rusqlite::{Connection, OptionalExtension, TransactionBehavior, params};
use std::path::{Path, PathBuf};
use tongfu_package::checkpoint::Checkpoint;
use tongfu_package::keys::{DelegatedCertificate, DeviceKeys, KeyRing};
use tongfu_package::operation::{
    DeviceId, Hash32, OfficeId, Operation, Section, SectionClass, StreamName,
};
use tongfu_package::package::{
    Announcement, ChainRange, Counts, Destination, HeaderDraft, PackageKind, Position, Sender,
    StreamDigest, VectorEntry, Writer,
};

/// The schema version written into headers.
const SCHEMA: u32 = 1;

/// A package that was written.
#[derive(Debug, Clone)]
pub struct Exported {
    /// Its id.
    pub package: String,
    /// Where it lies.
    pub path: PathBuf,
    /// The office it is for.
    pub destination: OfficeId,
    /// Operations in it.
    pub operations: u32,
    /// First own operation in it; 0 when there is none.
    pub from_sequence: u64,
    /// Last own operation in it; 0 when there is none.
    pub to_sequence: u64,
    /// Bytes of the file.
    pub bytes: u64,
}

/// One chain's part of a package.
struct Part {
    key: ChainKey,
    range: ChainRange,
    checkpoint: Checkpoint,
}

/// Writes a package into `folder`: for the province, or, at the province, for
/// `destination` (by division code); without one the province needs to have
/// granted exactly one office.
///
/// Errors: `DEVICE_NOT_GRANTED`, `DESTINATION_UNKNOWN`, `DESTINATION_NEEDED`,
/// `PACKAGE_*`.
pub fn export(store: &mut Store, folder: &Path, destination: Option<&str>) -> Result<Exported> {
    let ring = devices::keys_in_force(store)?;
    let destination = destination_of(store, &ring, destination)?;
    let keys = device::keys(store.tables())?;
    let streams = shared_streams(store, destination);
    let parts = parts(store, &keys, &streams, destination)?;
    let own = store.own().clone();
    let package = store.new_id();
    let sender = Sender {
        device: own.device,
        office: OfficeId(own.office.id.0),
        epoch: own.epoch,
        key: keys.verifying_key(),
    };
    let keyset = (own.office.role == Role::Province).then(|| ring.keyset().as_bytes().to_vec());
    let sections = count_sections(store.tables(), &parts)?;
    let counts = Counts {
        operations: parts
            .iter()
            .map(|part| part.range.last - part.range.first + 1)
            .sum(),
        sections,
        checkpoints: parts.len() as u64,
        keysets: u64::from(keyset.is_some()),
        others: 0,
    };
    let draft = HeaderDraft {
        package: package.into(),
        kind: if parts.is_empty() {
            PackageKind::Acknowledgement
        } else {
            PackageKind::Operations
        },
        sender,
        destination: Destination::Office(destination),
        schema: SCHEMA,
        app: store.author().app,
        ranges: parts.iter().map(|part| part.range).collect(),
        position: Position::WHOLE,
        keyset_version: ring.keyset().content().version,
        certificate: ring
            .delegated(own.device)
            .map(DelegatedCertificate::as_bytes)
            .map(<[u8]>::to_vec),
    };
    let announcement = Announcement {
        counts,
        vector: vector(store, &streams)?,
        digests: digests(store, &streams)?,
    };
    let name = format!(
        "{}-{}-{}.tongfu",
        own.office.code,
        store.today().format("%Y%m%d"),
        &draft.package.to_string().replace('-', "")[20..]
    );
    let path = folder.join(&name);
    std::fs::create_dir_all(folder)?;
    let mut writer = Writer::new(
        &path,
        draft,
        announcement,
        &ring.recipients(destination),
        &keys,
    )?;
    if let Some(keyset) = keyset {
        writer.write(&tongfu_package::package::Frame::Keyset(keyset))?;
    }
    let mut exported = Exported {
        package: uuid::Uuid::from_bytes(package).to_string(),
        path,
        destination,
        operations: 0,
        from_sequence: 0,
        to_sequence: 0,
        bytes: 0,
    };
    for part in &parts {
        write_chain(store.tables(), &mut writer, part, &mut exported)?;
        if part.key.device == own.device
            && part.key.epoch == own.epoch
            && part.range.stream == store.own_stream()
        {
            (exported.from_sequence, exported.to_sequence) = (part.range.first, part.range.last);
        }
    }
    exported.bytes = writer.finish()?.file_length;
    let moment = store.now().timestamp_millis();
    let transaction = store
        .connection_mut()
        .transaction_with_behavior(TransactionBehavior::Immediate)?;
    transaction.execute(
        "INSERT INTO package (id, direction, office, operations, state, moment, file_name) VALUES (?1, 'out', ?2, ?3, 'written', ?4, ?5)",
        params![package, destination.0, exported.operations, moment, name],
    )?;
    transaction.commit()?;
    Ok(exported)
}

fn destination_of(store: &Store, ring: &KeyRing, asked: Option<&str>) -> Result<OfficeId> {
    let own = OfficeId(store.office().id.0);
    let offices = &ring.keyset().content().offices;
    if let Some(code) = asked {
        return offices
            .iter()
            .find(|office| office.code == code && office.office != own)
            .map(|office| office.office)
            .ok_or_else(|| Error::absent("DESTINATION_UNKNOWN").with("code", code));
    }
    if store.office().role != Role::Province {
        return province(ring).ok_or_else(|| Error::refused("DEVICE_NOT_GRANTED"));
    }
    let others: Vec<_> = offices
        .iter()
        .filter(|office| office.office != own)
        .collect();
    match others.as_slice() {
        [one] => Ok(one.office),
        [] => Err(Error::refused("DESTINATION_NONE")),
        several => Err(Error::refused("DESTINATION_NEEDED").with(
            "codes",
            several
                .iter()
                .map(|office| office.code.as_str())
                .collect::<Vec<_>>()
                .join(", "),
        )),
    }
}

/// What of each shared chain the destination has not acknowledged, up to the
/// author's checkpoint: our own chains are signed now, others' as they came.
fn parts(
    store: &Store,
    keys: &DeviceKeys,
    streams: &[StreamName],
    destination: OfficeId,
) -> Result<Vec<Part>> {
    let connection = store.tables();
    let mut parts = Vec::new();
    for key in log::chains(connection)? {
        let Some(stream) = name_of(connection, key.stream, streams)? else {
            continue;
        };
        let head = log::head(connection, &key)?;
        let own = key.device == store.own().device;
        let checkpoint = if own {
            Checkpoint::sign(stream, key.device, key.epoch, head.held, head.hash, keys)
        } else {
            match stored_checkpoint(connection, &key)? {
                Some(checkpoint) if checkpoint.sequence <= head.held => checkpoint,
                _ => continue,
            }
        };
        let after = acknowledged(connection, destination, &key)?;
        if checkpoint.sequence <= after {
            continue;
        }
        let range = ChainRange {
            stream,
            device: key.device,
            epoch: key.epoch,
            first: after + 1,
            last: checkpoint.sequence,
            before: hash_at(connection, &key, after)?,
            after: checkpoint.hash,
        };
        parts.push(Part {
            key,
            range,
            checkpoint,
        });
    }
    Ok(parts)
}

/// The stream's name if it is one of `streams`.
pub(super) fn name_of(
    connection: &Connection,
    number: i64,
    streams: &[StreamName],
) -> Result<Option<StreamName>> {
    let text: String = connection
        .prepare_cached("SELECT name FROM stream WHERE id = ?1")?
        .query_row([number], |row| row.get(0))?;
    let name: StreamName = text.parse()?;
    Ok(streams.contains(&name).then_some(name))
}

fn stored_checkpoint(connection: &Connection, key: &ChainKey) -> Result<Option<Checkpoint>> {
    let bytes: Option<Vec<u8>> = connection
        .prepare_cached(
            "SELECT bytes FROM checkpoint WHERE stream = ?1 AND device = ?2 AND epoch = ?3",
        )?
        .query_row(params![key.stream, key.device.0, key.epoch], |row| {
            row.get(0)
        })
        .optional()?;
    Ok(bytes.map(|bytes| Checkpoint::decode(&bytes)).transpose()?)
}

/// The last sequence `office` said it holds of a chain.
pub(super) fn acknowledged(
    connection: &Connection,
    office: OfficeId,
    key: &ChainKey,
) -> Result<u64> {
    let sequence: Option<i64> = connection
        .prepare_cached("SELECT sequence FROM acknowledged WHERE office = ?1 AND stream = ?2 AND device = ?3 AND epoch = ?4")?
        .query_row(params![office.0, key.stream, key.device.0, key.epoch], |row| row.get(0))
        .optional()?;
    Ok(sequence.unwrap_or(0).cast_unsigned())
}

/// The hash of the operation at `sequence`; zero before the first.
pub(super) fn hash_at(connection: &Connection, key: &ChainKey, sequence: u64) -> Result<Hash32> {
    if sequence == 0 {
        return Ok(Hash32::ZERO);
    }
    let bytes: Vec<u8> = connection
        .prepare_cached("SELECT bytes FROM operation WHERE stream = ?1 AND device = ?2 AND epoch = ?3 AND sequence = ?4")?
        .query_row(params![key.stream, key.device.0, key.epoch, sequence.cast_signed()], |row| row.get(0))?;
    Ok(Operation::hash(&bytes))
}

/// What we hold without a gap of the shared streams: the acknowledgement.
fn vector(store: &Store, streams: &[StreamName]) -> Result<Vec<VectorEntry>> {
    let connection = store.tables();
    let mut entries = Vec::new();
    for key in log::chains(connection)? {
        let Some(stream) = name_of(connection, key.stream, streams)? else {
            continue;
        };
        let ChainHead { held, hash, .. } = log::head(connection, &key)?;
        if held > 0 {
            entries.push(VectorEntry {
                stream,
                device: key.device,
                epoch: key.epoch,
                sequence: held,
                hash,
            });
        }
    }
    Ok(entries)
}

fn digests(store: &Store, streams: &[StreamName]) -> Result<Vec<StreamDigest>> {
    let mut found = Vec::new();
    for figure in store.digests(None)? {
        let stream: StreamName = figure.stream.parse()?;
        if streams.contains(&stream) {
            found.push(StreamDigest {
                stream,
                digest: Hash32(figure.digest),
            });
        }
    }
    Ok(found)
}

fn count_sections(connection: &Connection, parts: &[Part]) -> Result<u64> {
    let mut sections = 0;
    for part in parts {
        let count: i64 = connection
            .prepare_cached(
                "SELECT count(*) FROM operation o JOIN section s ON s.operation = o.id
                 WHERE o.stream = ?1 AND o.device = ?2 AND o.epoch = ?3 AND o.sequence BETWEEN ?4 AND ?5",
            )?
            .query_row(
                params![
                    part.key.stream,
                    part.key.device.0,
                    part.key.epoch,
                    part.range.first.cast_signed(),
                    part.range.last.cast_signed()
                ],
                |row| row.get(0),
            )?;
        sections += count.cast_unsigned();
    }
    Ok(sections)
}

fn write_chain(
    connection: &Connection,
    writer: &mut Writer,
    part: &Part,
    exported: &mut Exported,
) -> Result<()> {
    let mut statement = connection.prepare_cached(
        "SELECT op_id, bytes, id FROM operation WHERE stream = ?1 AND device = ?2 AND epoch = ?3 AND sequence BETWEEN ?4 AND ?5 ORDER BY sequence",
    )?;
    let mut section = connection.prepare_cached(
        "SELECT s.person, s.class, coalesce(s.salt, p.salt), s.bytes FROM section s
         LEFT JOIN person_salt p ON p.person = s.person WHERE s.operation = ?1",
    )?;
    let mut rows = statement.query(params![
        part.key.stream,
        part.key.device.0,
        part.key.epoch,
        part.range.first.cast_signed(),
        part.range.last.cast_signed()
    ])?;
    while let Some(row) = rows.next()? {
        let op: [u8; 16] = row.get(0)?;
        let bytes: Vec<u8> = row.get(1)?;
        writer.write_operation(&bytes)?;
        exported.operations += 1;
        let mut sections = section.query([row.get::<_, i64>(2)?])?;
        while let Some(row) = sections.next()? {
            writer.write_section(&Section {
                op: op.into(),
                person: row.get::<_, [u8; 16]>(0)?.into(),
                class: SectionClass::from_number(row.get(1)?),
                salt: row.get(2)?,
                bytes: row.get(3)?,
            })?;
        }
    }
    writer.write_checkpoint(&part.checkpoint)?;
    Ok(())
}

/// The chains this office's own devices wrote, for counting what nobody has
/// acknowledged yet.
pub(super) fn is_own_office(ring: Option<&KeyRing>, store: &Store, device: DeviceId) -> bool {
    device == store.own().device
        || ring
            .and_then(|ring| ring.device(device))
            .is_some_and(|known| known.public.office.0 == store.office().id.0)
}
