//! One officer's action as the log holds it: which operations, and which
//! entities they wrote.

use super::Store;
use super::fold::Changed;
use super::write::{self, ENTITY_WRITE};
use crate::{Error, ErrorKind, Result};
use rusqlite::{OptionalExtension, params};
use std::collections::BTreeSet;
use tongfu_package::operation::{OpId, Outline};

/// The operations of one action and what they wrote.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct ActionWrites {
    /// Its operations.
    pub operations: BTreeSet<OpId>,
    /// Kind and id of every entity written, in the order of writing.
    pub entities: Vec<Changed>,
}

impl Store {
    /// The action that the operation `op` belongs to.
    ///
    /// Errors: `OPERATION_ABSENT` when this store does not hold it.
    pub fn action(&self, op: &OpId) -> Result<ActionWrites> {
        type Place = (i64, [u8; 16], u32, i64, Vec<u8>);
        let place: Option<Place> = self
            .tables()
            .prepare_cached(
                "SELECT stream, device, epoch, sequence, bytes FROM operation WHERE op_id = ?1",
            )?
            .query_row([op.0], |row| {
                Ok((
                    row.get(0)?,
                    row.get(1)?,
                    row.get(2)?,
                    row.get(3)?,
                    row.get(4)?,
                ))
            })
            .optional()?;
        let (stream, device, epoch, sequence, bytes) =
            place.ok_or_else(|| Error::new(ErrorKind::Absent, "OPERATION_ABSENT"))?;
        let action = Outline::read(&bytes)?.action;
        // The operations of an action follow one another in their chain.
        let first = sequence - i64::from(action.index);
        let mut statement = self.tables().prepare_cached(
            "SELECT op_id, bytes FROM operation WHERE stream = ?1 AND device = ?2 AND epoch = ?3
             AND sequence >= ?4 AND sequence < ?5 ORDER BY sequence",
        )?;
        let mut rows = statement.query(params![
            stream,
            device,
            epoch,
            first,
            first + i64::from(action.count)
        ])?;
        let mut found = ActionWrites::default();
        while let Some(row) = rows.next()? {
            let bytes: Vec<u8> = row.get(1)?;
            let outline = Outline::read(&bytes)?;
            if outline.action.id != action.id || outline.kind != ENTITY_WRITE {
                continue;
            }
            found.operations.insert(OpId(row.get(0)?));
            let writes = write::writes_in(&outline, &bytes)?;
            found
                .entities
                .extend(writes.iter().map(|write| (write.kind, write.entity)));
        }
        Ok(found)
    }
}
