//! What is sent, received, acknowledged, waiting.

use super::export::is_own_office;
use super::{province, ring};
use crate::Result;
use crate::store::Store;
use crate::store::log;
use chrono::{DateTime, Utc};
use tongfu_package::keys::KeyRing;
use tongfu_package::operation::OfficeId;

/// A package that left or came.
#[derive(Debug, Clone)]
pub struct Exchanged {
    /// Its id.
    pub package: String,
    /// Whether it came in.
    pub incoming: bool,
    /// Name of the other office.
    pub office: String,
    /// Operations in it.
    pub operations: u32,
    /// `written`, `acknowledged` or `applied`.
    pub state: String,
    /// When it was written or taken.
    pub moment: DateTime<Utc>,
    /// Its file name.
    pub file_name: String,
}

/// One stream's figures.
#[derive(Debug, Clone)]
pub struct StreamStatus {
    /// Its name.
    pub stream: String,
    /// Operations held.
    pub operations: u32,
    /// Operations that the other side said it holds.
    pub acknowledged: u32,
    /// Digest, in hex.
    pub digest: String,
}

/// The state of exchange.
#[derive(Debug, Clone)]
pub struct Status {
    /// Whether this laptop was let in.
    pub granted: bool,
    /// Operations of this office that the province has not acknowledged.
    pub unacknowledged: u32,
    /// Operations behind a gap.
    pub waiting: u32,
    /// High-risk fields with several values.
    pub conflicts: u32,
    /// Version of the keys in force; 0 before the first grant.
    pub keyset_version: u64,
    /// Every stream held.
    pub streams: Vec<StreamStatus>,
    /// Packages, newest first.
    pub packages: Vec<Exchanged>,
}

/// Operations of this office that the province has not acknowledged; at the
/// province, those of its own that some granted office has not.
pub fn unacknowledged(store: &Store) -> Result<u32> {
    let ring = ring::load(store.tables())?;
    count(store, ring.as_ref())
}

fn count(store: &Store, ring: Option<&KeyRing>) -> Result<u32> {
    let own = OfficeId(store.office().id.0);
    let reader = ring.and_then(province).filter(|office| *office != own);
    let connection = store.tables();
    let mut unacknowledged = 0;
    for key in log::chains(connection)? {
        if !is_own_office(ring, store, key.device) {
            continue;
        }
        let held = log::head(connection, &key)?.held;
        // The province's own stream has no other reader; what it publishes is
        // counted against nobody until an office is granted.
        let acknowledged = match reader {
            Some(reader) => super::export::acknowledged(connection, reader, &key)?,
            None if ring.is_some() => held,
            None => 0,
        };
        unacknowledged += u32::try_from(held.saturating_sub(acknowledged)).unwrap_or(u32::MAX);
    }
    Ok(unacknowledged)
}

/// The state of exchange.
pub fn status(store: &Store) -> Result<Status> {
    let connection = store.tables();
    let ring = ring::load(connection)?;
    let name = |office: [u8; 16]| {
        ring.as_ref()
            .and_then(|ring| {
                ring.keyset()
                    .office(OfficeId(office))
                    .map(|office| office.name.clone())
            })
            .unwrap_or_default()
    };
    let mut statement = connection
        .prepare_cached("SELECT id, direction, office, operations, state, moment, file_name FROM package ORDER BY moment DESC, id LIMIT 200")?;
    let packages = statement
        .query_map([], |row| {
            Ok(Exchanged {
                package: uuid::Uuid::from_bytes(row.get(0)?).to_string(),
                incoming: row.get::<_, String>(1)? == "in",
                office: name(row.get(2)?),
                operations: row.get(3)?,
                state: row.get(4)?,
                moment: DateTime::from_timestamp_millis(row.get(5)?).unwrap_or_default(),
                file_name: row.get(6)?,
            })
        })?
        .collect::<rusqlite::Result<_>>()?;
    let waiting = connection.query_row(
        "SELECT count(*) FROM operation o LEFT JOIN chain c ON c.stream = o.stream AND c.device = o.device AND c.epoch = o.epoch
         WHERE o.sequence > coalesce(c.held, 0)",
        [],
        |row| row.get(0),
    )?;
    let conflicts = connection.query_row(
        "SELECT count(*) FROM conflict WHERE high_risk = 1",
        [],
        |row| row.get(0),
    )?;
    let mut streams = Vec::new();
    for figure in store.digests(None)? {
        let acknowledged: i64 = connection
            .prepare_cached(
                "SELECT coalesce(sum(most), 0) FROM (SELECT max(a.sequence) AS most FROM acknowledged a
                 JOIN stream s ON s.id = a.stream WHERE s.name = ?1 GROUP BY a.device, a.epoch)",
            )?
            .query_row([&figure.stream], |row| row.get(0))?;
        streams.push(StreamStatus {
            operations: u32::try_from(figure.operations).unwrap_or(u32::MAX),
            acknowledged: u32::try_from(acknowledged).unwrap_or(u32::MAX),
            digest: figure
                .digest
                .iter()
                .map(|byte| format!("{byte:02x}"))
                .collect(),
            stream: figure.stream,
        });
    }
    Ok(Status {
        granted: ring.is_some(),
        unacknowledged: count(store, ring.as_ref())?,
        waiting,
        conflicts,
        keyset_version: ring
            .as_ref()
            .map_or(0, |ring| ring.keyset().content().version),
        streams,
        packages,
    })
}
