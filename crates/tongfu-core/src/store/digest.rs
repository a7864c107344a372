//! Two figures per stream: what is held, and what was made of it.

use super::{Store, registry};
use crate::Result;
use rusqlite::types::ValueRef;
use sha2::{Digest, Sha256};

/// The figures of one stream.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct StreamDigest {
    /// Its name.
    pub stream: String,
    /// Operations held without a gap.
    pub operations: u64,
    /// SHA-256 over (device, epoch, sequence, operation id) in order: equal
    /// wherever the same operations are held.
    pub digest: [u8; 32],
    /// SHA-256 over the projected tables: equal for equal readers on equal
    /// versions, and what `rebuild` must reproduce.
    pub fold_digest: [u8; 32],
}

impl Store {
    /// The figures of every stream that holds operations, or of `only`.
    pub fn digests(&self, only: Option<&str>) -> Result<Vec<StreamDigest>> {
        let connection = self.tables();
        let mut statement = connection.prepare_cached(
            "SELECT s.id, s.name FROM stream s WHERE EXISTS (SELECT 1 FROM operation o WHERE o.stream = s.id) ORDER BY s.name",
        )?;
        let streams: Vec<(i64, String)> = statement
            .query_map([], |row| Ok((row.get(0)?, row.get(1)?)))?
            .collect::<rusqlite::Result<_>>()?;
        let mut digests = Vec::new();
        for (number, stream) in streams {
            if only.is_some_and(|name| name != stream) {
                continue;
            }
            let (operations, digest) = self.held_digest(number)?;
            digests.push(StreamDigest {
                stream,
                operations,
                digest,
                fold_digest: self.fold_digest(number)?,
            });
        }
        Ok(digests)
    }

    fn held_digest(&self, stream: i64) -> Result<(u64, [u8; 32])> {
        let mut statement = self.tables().prepare_cached(
            "SELECT o.device, o.epoch, o.sequence, o.op_id FROM operation o
             JOIN chain c ON c.stream = o.stream AND c.device = o.device AND c.epoch = o.epoch
             WHERE o.stream = ?1 AND o.sequence <= c.held ORDER BY o.device, o.epoch, o.sequence",
        )?;
        let mut hasher = Sha256::new();
        hasher.update(b"tongfu stream digest v1\0");
        let mut rows = statement.query([stream])?;
        let mut operations = 0;
        while let Some(row) = rows.next()? {
            hasher.update(row.get::<_, [u8; 16]>(0)?);
            hasher.update(row.get::<_, u32>(1)?.to_be_bytes());
            hasher.update(row.get::<_, i64>(2)?.to_be_bytes());
            hasher.update(row.get::<_, [u8; 16]>(3)?);
            operations += 1;
        }
        Ok((operations, hasher.finalize().into()))
    }

    fn fold_digest(&self, stream: i64) -> Result<[u8; 32]> {
        let mut hasher = Sha256::new();
        hasher.update(b"tongfu fold digest v1\0");
        let mut kinds = registry::kinds().to_vec();
        kinds.sort_by_key(|kind| kind.key);
        for kind in kinds {
            hasher.update(kind.key.to_be_bytes());
            let columns: Vec<&str> = kind.fields.iter().map(|field| field.column).collect();
            // Constants of the registry, never received text.
            let sql = format!(
                "SELECT id, conflicted, {} FROM {} WHERE stream = ?1 ORDER BY id",
                columns.join(", "),
                kind.table
            );
            let mut statement = self.tables().prepare_cached(&sql)?;
            let mut rows = statement.query([stream])?;
            while let Some(row) = rows.next()? {
                for index in 0..columns.len() + 2 {
                    add(&mut hasher, row.get_ref(index)?);
                }
            }
        }
        Ok(hasher.finalize().into())
    }
}

fn add(hasher: &mut Sha256, value: ValueRef<'_>) {
    let (tag, bytes): (u8, &[u8]) = match &value {
        ValueRef::Null => (0, &[]),
        ValueRef::Integer(number) => {
            hasher.update([1]);
            hasher.update(number.to_be_bytes());
            return;
        }
        ValueRef::Real(number) => {
            hasher.update([2]);
            hasher.update(number.to_bits().to_be_bytes());
            return;
        }
        ValueRef::Text(text) => (3, text),
        ValueRef::Blob(blob) => (4, blob),
    };
    hasher.update([tag]);
    hasher.update((bytes.len() as u64).to_be_bytes());
    hasher.update(bytes);
}
