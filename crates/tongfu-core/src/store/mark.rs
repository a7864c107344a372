//! The high-water mark outside the database: a database that is behind its
//! mark, has none, or woke up on another machine is a clone or a restored
//! backup, and opens a new epoch, so that two laptops can never write the same
//! place of a chain (exchange.md §5).

use super::log::{self, ChainKey};
use crate::Result;
use rusqlite::Connection;
use serde::{Deserialize, Serialize};
use std::collections::BTreeMap;
use std::io::Write as _;
use std::path::Path;
use tongfu_package::operation::DeviceId;

const FILE: &str = "mark.json";

/// What the file beside the database says.
#[derive(Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Mark {
    /// Fingerprint of the machine that wrote last.
    machine: String,
    /// The epoch it wrote in.
    epoch: u32,
    /// Last sequence of each own chain of that epoch, by stream name.
    sequences: BTreeMap<String, u64>,
}

impl Mark {
    /// The state of the database on `machine`.
    pub fn of(
        connection: &Connection,
        device: DeviceId,
        epoch: u32,
        machine: &str,
    ) -> Result<Self> {
        let mut statement = connection.prepare_cached(
            "SELECT s.name, c.stream FROM chain c JOIN stream s ON s.id = c.stream WHERE c.device = ?1 AND c.epoch = ?2",
        )?;
        let streams: Vec<(String, i64)> = statement
            .query_map(rusqlite::params![device.0, epoch], |row| {
                Ok((row.get(0)?, row.get(1)?))
            })?
            .collect::<rusqlite::Result<_>>()?;
        let mut sequences = BTreeMap::new();
        for (name, stream) in streams {
            sequences.insert(
                name,
                log::head(
                    connection,
                    &ChainKey {
                        stream,
                        device,
                        epoch,
                    },
                )?
                .held,
            );
        }
        Ok(Self {
            machine: machine.to_owned(),
            epoch,
            sequences,
        })
    }

    /// Reads the mark in `folder`; `None` when there is none or it is damaged.
    pub fn read(folder: &Path) -> Option<Self> {
        serde_json::from_slice(&std::fs::read(folder.join(FILE)).ok()?).ok()
    }

    /// Replaces the mark in `folder`, whole or not at all.
    pub fn save(&self, folder: &Path) -> Result<()> {
        let temporary = folder.join("mark.json.new");
        let mut file = std::fs::File::create(&temporary)?;
        file.write_all(&serde_json::to_vec(self).map_err(std::io::Error::from)?)?;
        file.sync_all()?;
        std::fs::rename(&temporary, folder.join(FILE))?;
        Ok(())
    }

    /// The epoch of the last write.
    pub fn epoch(&self) -> u32 {
        self.epoch
    }

    /// Whether the database whose state is `now` is the one that wrote this
    /// mark, and nothing of it was lost. A database ahead of its mark lost
    /// power between commit and mark; it is the same one.
    pub fn continued_by(&self, now: &Self) -> bool {
        self.machine == now.machine
            && self.epoch <= now.epoch
            && (self.epoch < now.epoch
                || self.sequences.iter().all(|(stream, sequence)| {
                    now.sequences.get(stream).copied().unwrap_or(0) >= *sequence
                }))
    }
}
