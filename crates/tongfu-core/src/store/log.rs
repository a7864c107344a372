//! The log: appending own operations, taking received ones, hash chains.

use super::erasure::{self, Marks};
use super::fold::{self, Folded, Gathering};
use super::write::{self, EntityWrite};
use crate::{Error, ErrorKind, Result};
use rusqlite::{Connection, OptionalExtension, params};
use tongfu_package::FormatError;
use tongfu_package::checkpoint::Checkpoint;
use tongfu_package::operation::{
    DeviceId, Hash32, Link, OpId, Operation, Outline, Section, StreamName,
};

/// Local number of the public stream in every store.
pub const PUBLIC: i64 = 1;

/// One chain: a device's operations of one epoch in one stream.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub struct ChainKey {
    /// Local number of the stream.
    pub stream: i64,
    /// The author.
    pub device: DeviceId,
    /// The author's epoch.
    pub epoch: u32,
}

/// How far a chain is held without a gap, and how far folded.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct ChainHead {
    /// Last sequence number held without a gap.
    pub held: u64,
    /// Its hash.
    pub hash: Hash32,
    /// Last sequence number whose action took effect.
    pub folded: u64,
}

/// What taking operations did.
#[derive(Debug, Default)]
pub struct Taken {
    /// Operations stored that were not known.
    pub stored: u32,
    /// Operations known already.
    pub known: u32,
    /// Chains written twice: another operation stands at a known place.
    pub forks: u32,
}

/// The local number of a stream, made when it is new.
pub fn stream_number(connection: &Connection, name: &StreamName) -> Result<i64> {
    let text = name.to_string();
    if let Some(id) = find_stream(connection, &text)? {
        return Ok(id);
    }
    connection
        .prepare_cached("INSERT INTO stream (name) VALUES (?1)")?
        .execute([&text])?;
    Ok(connection.last_insert_rowid())
}

/// The local number of a stream, if this store knows it.
pub fn find_stream(connection: &Connection, name: &str) -> Result<Option<i64>> {
    Ok(connection
        .prepare_cached("SELECT id FROM stream WHERE name = ?1")?
        .query_row([name], |row| row.get(0))
        .optional()?)
}

/// The state of a chain; an unknown one starts at nothing.
pub fn head(connection: &Connection, key: &ChainKey) -> Result<ChainHead> {
    let found: Option<(i64, [u8; 32], i64)> = connection
        .prepare_cached(
            "SELECT held, hash, folded FROM chain WHERE stream = ?1 AND device = ?2 AND epoch = ?3",
        )?
        .query_row(params![key.stream, key.device.0, key.epoch], |row| {
            Ok((row.get(0)?, row.get(1)?, row.get(2)?))
        })
        .optional()?;
    Ok(found.map_or(
        ChainHead {
            held: 0,
            hash: Hash32::ZERO,
            folded: 0,
        },
        |(held, hash, folded)| ChainHead {
            held: held.cast_unsigned(),
            hash: Hash32(hash),
            folded: folded.cast_unsigned(),
        },
    ))
}

/// Stores the state of a chain.
pub fn set_head(connection: &Connection, key: &ChainKey, head: &ChainHead) -> Result<()> {
    connection
        .prepare_cached("INSERT OR REPLACE INTO chain (stream, device, epoch, held, hash, folded) VALUES (?1, ?2, ?3, ?4, ?5, ?6)")?
        .execute(params![key.stream, key.device.0, key.epoch, head.held.cast_signed(), head.hash.0, head.folded.cast_signed()])?;
    Ok(())
}

/// Stores the bytes of an operation and returns its local number; the caller
/// keeps the chain.
pub fn insert(
    connection: &Connection,
    key: &ChainKey,
    sequence: u64,
    op: &OpId,
    bytes: &[u8],
) -> Result<i64> {
    connection
        .prepare_cached("INSERT INTO operation (op_id, stream, device, epoch, sequence, bytes) VALUES (?1, ?2, ?3, ?4, ?5, ?6)")?
        .execute(params![op.0, key.stream, key.device.0, key.epoch, sequence.cast_signed(), bytes])?;
    Ok(connection.last_insert_rowid())
}

/// Stores a section of the own operation with this local number; its salt is
/// the person's.
pub fn insert_section(
    connection: &Connection,
    operation: i64,
    person: &[u8; 16],
    class: u8,
    bytes: &[u8],
) -> Result<()> {
    connection
        .prepare_cached(
            "INSERT INTO section (operation, person, class, salt, bytes) VALUES (?1, ?2, ?3, NULL, ?4)",
        )?
        .execute(params![operation, person, class, bytes])?;
    Ok(())
}

/// Takes one received operation: stored if new, counted if known, kept as a
/// fork when the chain already has another one at its place.
pub fn take(connection: &Connection, bytes: &[u8], taken: &mut Taken) -> Result<ChainKey> {
    let link = Link::decode(bytes)?;
    let op = Operation::id(Operation::hash(bytes));
    let key = ChainKey {
        stream: stream_number(connection, &link.stream)?,
        device: link.device,
        epoch: link.epoch,
    };
    let there: Option<[u8; 16]> = connection
        .prepare_cached("SELECT op_id FROM operation WHERE stream = ?1 AND device = ?2 AND epoch = ?3 AND sequence = ?4")?
        .query_row(params![key.stream, key.device.0, key.epoch, link.sequence.cast_signed()], |row| row.get(0))
        .optional()?;
    match there {
        Some(known) if known == op.0 => taken.known += 1,
        Some(_) => {
            let new = connection
                .prepare_cached("INSERT OR IGNORE INTO fork (op_id, stream, device, epoch, sequence, bytes) VALUES (?1, ?2, ?3, ?4, ?5, ?6)")?
                .execute(params![op.0, key.stream, key.device.0, key.epoch, link.sequence.cast_signed(), bytes])?;
            taken.forks += u32::from(new > 0);
        }
        None => {
            insert(connection, &key, link.sequence, &op, bytes)?;
            taken.stored += 1;
        }
    }
    Ok(key)
}

/// Takes received personal sections. Sections of one operation come together,
/// so it is read once.
#[derive(Debug, Default)]
pub struct SectionTaker {
    /// The operation looked at last.
    current: Option<Sealing>,
}

/// An operation whose sections come.
#[derive(Debug)]
struct Sealing {
    op: OpId,
    number: i64,
    outline: Outline,
    bytes: Vec<u8>,
    /// What it writes, read when an erasure may refuse its sections.
    writes: Option<Vec<EntityWrite>>,
}

impl SectionTaker {
    /// Stores a section after comparing it with its seal. A section that was
    /// erased is refused silently: the mark stands.
    pub fn take(&mut self, connection: &Connection, section: &Section) -> Result<()> {
        if self
            .current
            .as_ref()
            .is_none_or(|sealing| sealing.op != section.op)
        {
            self.current = Sealing::find(connection, &section.op)?;
        }
        let Some(sealing) = &mut self.current else {
            return Err(Error::new(ErrorKind::Input, "PACKAGE_FRAMES").with("what", "section"));
        };
        let marks = Marks::read(connection)?;
        if (marks.buried || marks.cut) && sealing.is_refused(connection, section)? {
            return Ok(());
        }
        sealing
            .outline
            .seal(section.person, section.class)
            .ok_or(FormatError::Seal)?
            .check(section)?;
        connection
            .prepare_cached("INSERT OR IGNORE INTO person_salt (person, salt) VALUES (?1, ?2)")?
            .execute(params![section.person.0, section.salt])?;
        // Two laptops that derived the same id gave it two salts: each section
        // keeps its own where it is not the store's.
        let own_salt =
            (salt(connection, &section.person.0)? != Some(section.salt)).then_some(section.salt);
        connection
            .prepare_cached("INSERT OR IGNORE INTO section (operation, person, class, salt, bytes) VALUES (?1, ?2, ?3, ?4, ?5)")?
            .execute(params![sealing.number, section.person.0, section.class.number(), own_salt, section.bytes])?;
        Ok(())
    }
}

impl Sealing {
    fn find(connection: &Connection, op: &OpId) -> Result<Option<Self>> {
        let found: Option<(i64, Vec<u8>)> = connection
            .prepare_cached("SELECT id, bytes FROM operation WHERE op_id = ?1")?
            .query_row([op.0], |row| Ok((row.get(0)?, row.get(1)?)))
            .optional()?;
        Ok(match found {
            Some((number, bytes)) => Some(Self {
                op: *op,
                number,
                outline: Outline::read(&bytes)?,
                bytes,
                writes: None,
            }),
            None => None,
        })
    }

    fn is_refused(&mut self, connection: &Connection, section: &Section) -> Result<bool> {
        let writes = match &mut self.writes {
            Some(writes) => writes,
            none => none.insert(write::writes_in(&self.outline, &self.bytes)?),
        };
        erasure::refuses(
            connection,
            &section.person.0,
            section.class.number(),
            writes,
        )
    }
}

/// Stores the salt of an entity that has none.
pub fn insert_salt(connection: &Connection, entity: &[u8; 16], salt: &[u8; 32]) -> Result<()> {
    connection
        .prepare_cached("INSERT INTO person_salt (person, salt) VALUES (?1, ?2)")?
        .execute(params![entity, salt])?;
    Ok(())
}

/// The salt of a person, if this store holds it.
pub fn salt(connection: &Connection, person: &[u8; 16]) -> Result<Option<[u8; 32]>> {
    Ok(connection
        .prepare_cached("SELECT salt FROM person_salt WHERE person = ?1")?
        .query_row([person], |row| row.get(0))
        .optional()?)
}

/// Keeps the latest checkpoint of a chain; the signature was verified before.
pub fn take_checkpoint(connection: &Connection, checkpoint: &Checkpoint) -> Result<()> {
    let stream = stream_number(connection, &checkpoint.stream)?;
    connection
        .prepare_cached(
            "INSERT INTO checkpoint (stream, device, epoch, sequence, bytes) VALUES (?1, ?2, ?3, ?4, ?5)
             ON CONFLICT (stream, device, epoch) DO UPDATE SET sequence = excluded.sequence, bytes = excluded.bytes
             WHERE excluded.sequence > checkpoint.sequence",
        )?
        .execute(params![stream, checkpoint.device.0, checkpoint.epoch, checkpoint.sequence.cast_signed(), checkpoint.encode()])?;
    Ok(())
}

/// An operation of an action that is not complete yet.
struct Waiting {
    sequence: u64,
    number: i64,
    op: OpId,
    outline: Outline,
    bytes: Vec<u8>,
}

/// Follows a chain over what is stored: extends the part held without a gap,
/// checks every link, and folds every action that became complete.
pub fn advance(connection: &Connection, key: &ChainKey, folded: &mut Folded) -> Result<()> {
    let mut gathering = Gathering::default();
    follow(connection, key, &mut gathering, folded)?;
    gathering.finish(connection, folded)
}

fn follow(
    connection: &Connection,
    key: &ChainKey,
    gathering: &mut Gathering,
    folded: &mut Folded,
) -> Result<()> {
    let mut state = head(connection, key)?;
    let before = state;
    let mut pending: Vec<Waiting> = Vec::new();
    let mut statement = connection.prepare_cached(
        "SELECT sequence, id, op_id, bytes FROM operation WHERE stream = ?1 AND device = ?2 AND epoch = ?3 AND sequence > ?4 ORDER BY sequence",
    )?;
    let mut rows = statement.query(params![
        key.stream,
        key.device.0,
        key.epoch,
        state.folded.cast_signed()
    ])?;
    while let Some(row) = rows.next()? {
        let sequence = row.get::<_, i64>(0)?.cast_unsigned();
        let bytes: Vec<u8> = row.get(3)?;
        if sequence > state.held && sequence != state.held + 1 {
            break;
        }
        let outline = Outline::read(&bytes)?;
        if sequence > state.held {
            if outline.link.previous != state.hash {
                return Err(
                    Error::new(ErrorKind::Input, "PACKAGE_CHAIN").with("sequence", sequence)
                );
            }
            state.held = sequence;
            state.hash = Operation::hash(&bytes);
        }
        let action = outline.action;
        if usize::try_from(action.index).ok() != Some(pending.len()) {
            return Err(Error::new(ErrorKind::Input, "PACKAGE_CHAIN").with("sequence", sequence));
        }
        pending.push(Waiting {
            sequence,
            number: row.get(1)?,
            op: OpId(row.get(2)?),
            outline,
            bytes,
        });
        if action.index + 1 >= action.count {
            for waiting in pending.drain(..) {
                state.folded = waiting.sequence;
                if let Some(operation) = fold::foldable(connection, key.stream, &waiting.into())? {
                    gathering.add(connection, &operation, folded)?;
                }
            }
        }
    }
    if state != before {
        set_head(connection, key, &state)?;
    }
    Ok(())
}

impl From<Waiting> for fold::Stored {
    fn from(waiting: Waiting) -> Self {
        Self {
            number: waiting.number,
            op: waiting.op,
            outline: waiting.outline,
            bytes: waiting.bytes,
        }
    }
}

/// Drops every fold and makes it again from the log.
pub fn refold(connection: &Connection) -> Result<Folded> {
    fold::drop_folds(connection)?;
    fold::create_projections(connection)?;
    connection.execute_batch("UPDATE chain SET folded = 0")?;
    let mut folded = Folded::default();
    let mut gathering = Gathering::from_nothing();
    for key in chains(connection)? {
        // The links were checked when the operations came; folding starts again.
        follow(connection, &key, &mut gathering, &mut folded)?;
    }
    gathering.finish(connection, &mut folded)?;
    Ok(folded)
}

/// Every chain this store knows, in order.
pub fn chains(connection: &Connection) -> Result<Vec<ChainKey>> {
    let mut statement = connection.prepare_cached(
        "SELECT DISTINCT o.stream, o.device, o.epoch FROM operation o ORDER BY o.stream, o.device, o.epoch",
    )?;
    let keys = statement
        .query_map([], |row| {
            Ok(ChainKey {
                stream: row.get(0)?,
                device: DeviceId(row.get(1)?),
                epoch: row.get(2)?,
            })
        })?
        .collect::<rusqlite::Result<_>>()?;
    Ok(keys)
}
