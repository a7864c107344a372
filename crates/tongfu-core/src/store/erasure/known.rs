//! What was erased, kept beside the database as ids only.

use super::{Cut, bury, cut, read_fields};
use crate::base::EntityId;
use crate::{Error, ErrorKind, Result};
use rusqlite::Connection;
use serde::{Deserialize, Serialize};
use std::collections::BTreeMap;
use std::io::Write as _;
use std::path::Path;

/// The file beside the database: what was erased, as ids only, so that a
/// restored backup cannot bring anybody back.
const FILE: &str = "erased.json";

/// What was erased, as ids.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Known {
    /// Buried entities with the entity that marks it.
    buried: BTreeMap<String, String>,
    /// Cuts by id.
    cuts: BTreeMap<String, KnownCut>,
}

/// Kind, entity, class or -1, fields.
type KnownCut = (u16, String, i64, Option<String>);

fn buried_of(connection: &Connection) -> Result<BTreeMap<String, String>> {
    Ok(connection
        .prepare_cached("SELECT person, op_id FROM tombstone")?
        .query_map([], |row| Ok((text(&row.get(0)?), text(&row.get(1)?))))?
        .collect::<rusqlite::Result<_>>()?)
}

fn cuts_of(connection: &Connection) -> Result<BTreeMap<String, KnownCut>> {
    Ok(connection
        .prepare_cached("SELECT cut, kind, entity, class, fields FROM section_cut")?
        .query_map([], |row| {
            Ok((
                text(&row.get(0)?),
                (row.get(1)?, text(&row.get(2)?), row.get(3)?, row.get(4)?),
            ))
        })?
        .collect::<rusqlite::Result<_>>()?)
}

fn text(id: &EntityId) -> String {
    uuid::Uuid::from_bytes(*id).simple().to_string()
}

fn id(text: &str) -> Option<EntityId> {
    uuid::Uuid::parse_str(text).ok().map(uuid::Uuid::into_bytes)
}

impl Known {
    /// What the database knows.
    pub fn of(connection: &Connection) -> Result<Self> {
        Ok(Self {
            buried: buried_of(connection)?,
            cuts: cuts_of(connection)?,
        })
    }

    /// What the file in `folder` says; nothing when there is none.
    ///
    /// Errors: `STORE_DAMAGED`: a file that cannot be read must not pass for
    /// one that says nobody was erased.
    pub fn read(folder: &Path) -> Result<Self> {
        match std::fs::read(folder.join(FILE)) {
            Ok(bytes) => serde_json::from_slice(&bytes).map_err(|fault| {
                Error::new(ErrorKind::Failed, "STORE_DAMAGED")
                    .with("file", FILE)
                    .because(fault)
            }),
            Err(fault) if fault.kind() == std::io::ErrorKind::NotFound => Ok(Self::default()),
            Err(fault) => Err(fault.into()),
        }
    }

    /// Adds what `other` knows.
    pub fn join(&mut self, other: Self) {
        self.buried.extend(other.buried);
        self.cuts.extend(other.cuts);
    }

    /// Whether nobody was ever erased.
    pub fn is_empty(&self) -> bool {
        self.buried.is_empty() && self.cuts.is_empty()
    }

    /// Replaces the file in `folder`, whole or not at all.
    pub fn save(&self, folder: &Path) -> Result<()> {
        let temporary = folder.join("erased.json.new");
        let mut file = std::fs::File::create(&temporary)?;
        file.write_all(&serde_json::to_vec(self).map_err(std::io::Error::from)?)?;
        file.sync_all()?;
        std::fs::rename(&temporary, folder.join(FILE))?;
        Ok(())
    }

    /// How many marks a database does not know yet, which may be of a version
    /// that knew no cuts.
    pub fn missing_in(&self, connection: &Connection) -> Result<u32> {
        let there = Self {
            buried: buried_of(connection)?,
            cuts: if crate::store::backup::has_table(connection, "section_cut")? {
                cuts_of(connection)?
            } else {
                BTreeMap::new()
            },
        };
        let missing = self
            .buried
            .keys()
            .filter(|entity| !there.buried.contains_key(*entity))
            .count()
            + self
                .cuts
                .keys()
                .filter(|cut| !there.cuts.contains_key(*cut))
                .count();
        Ok(u32::try_from(missing).unwrap_or(u32::MAX))
    }

    /// Erases in a database whatever it does not know to be erased; how many
    /// marks were new to it.
    pub fn apply(&self, connection: &Connection) -> Result<u32> {
        let mut new = 0;
        for (entity, mark) in &self.buried {
            if let (Some(entity), Some(mark)) = (id(entity), id(mark)) {
                new += u32::from(bury(connection, &entity, &mark)?);
            }
        }
        for (cut_id, (kind, entity, class, fields)) in &self.cuts {
            if let (Some(cut_id), Some(entity)) = (id(cut_id), id(entity)) {
                new += u32::from(cut(
                    connection,
                    &Cut {
                        id: cut_id,
                        kind: *kind,
                        entity,
                        class: u8::try_from(*class).ok(),
                        fields: read_fields(fields.as_deref()),
                    },
                )?);
            }
        }
        Ok(new)
    }
}
