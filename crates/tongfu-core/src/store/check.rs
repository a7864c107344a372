//! Whether the store is what it says: file, chains, seals, folds.

use super::digest::StreamDigest;
use super::{Store, log};
use crate::Result;
use crate::base::Problem;
use rusqlite::params;
use tongfu_package::operation::{
    Hash32, Link, Operation, Outline, PersonId, SectionClass, seal_section,
};

/// What was looked at, and everything that is wrong.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Checked {
    /// Operations whose place in their chain was verified.
    pub operations: u64,
    /// Personal sections held to their seals.
    pub sections: u64,
    /// Everything wrong; empty when the store is sound.
    pub problems: Vec<Problem>,
}

impl Store {
    /// Looks at every page, link and seal, and folds the log anew beside the
    /// tables to compare. Changes nothing.
    pub fn check(&mut self) -> Result<Checked> {
        let mut checked = Checked {
            operations: 0,
            sections: 0,
            problems: Vec::new(),
        };
        self.check_file(&mut checked)?;
        self.check_chains(&mut checked)?;
        self.check_sections(&mut checked)?;
        if checked
            .problems
            .iter()
            .any(|problem| matches!(problem.code, "CHECK_CHAIN" | "CHECK_SEAL"))
        {
            // What cannot be read cannot be folded either.
            return Ok(checked);
        }
        let before = self.digests(None)?;
        let after = self.refolded_digests()?;
        for (now, anew) in before.iter().zip(&after) {
            if now.fold_digest != anew.fold_digest {
                checked
                    .problems
                    .push(Problem::refuse("CHECK_FOLD").with("stream", &now.stream));
            }
        }
        Ok(checked)
    }

    fn check_file(&self, checked: &mut Checked) -> Result<()> {
        for pragma in ["PRAGMA integrity_check", "PRAGMA foreign_key_check"] {
            let mut statement = self.tables().prepare(pragma)?;
            let mut rows = statement.query([])?;
            while let Some(row) = rows.next()? {
                let text: String = row.get(0)?;
                if text != "ok" {
                    checked
                        .problems
                        .push(Problem::refuse("CHECK_FILE").with("detail", text));
                }
            }
        }
        Ok(())
    }

    fn check_chains(&self, checked: &mut Checked) -> Result<()> {
        for key in log::chains(self.tables())? {
            let head = log::head(self.tables(), &key)?;
            let mut statement = self.tables().prepare_cached(
                "SELECT sequence, op_id, bytes FROM operation WHERE stream = ?1 AND device = ?2 AND epoch = ?3 ORDER BY sequence",
            )?;
            let mut rows = statement.query(params![key.stream, key.device.0, key.epoch])?;
            let (mut expected, mut previous) = (1u64, Hash32::ZERO);
            while let Some(row) = rows.next()? {
                let sequence = row.get::<_, i64>(0)?.cast_unsigned();
                let op: [u8; 16] = row.get(1)?;
                let bytes: Vec<u8> = row.get(2)?;
                let whole = Operation::decode(&bytes).is_ok();
                let link = Link::decode(&bytes).ok();
                let hash = Operation::hash(&bytes);
                let linked = sequence > head.held
                    || (sequence == expected
                        && link.as_ref().is_some_and(|link| link.previous == previous));
                if !whole
                    || link.is_none_or(|link| link.sequence != sequence)
                    || Operation::id(hash).0 != op
                    || !linked
                {
                    checked.problems.push(
                        Problem::refuse("CHECK_CHAIN")
                            .with("device", key.device)
                            .with("sequence", sequence),
                    );
                }
                (expected, previous) = (sequence + 1, hash);
                checked.operations += 1;
            }
        }
        Ok(())
    }

    fn check_sections(&self, checked: &mut Checked) -> Result<()> {
        let mut statement = self.tables().prepare_cached(
            "SELECT o.op_id, s.person, s.class, coalesce(s.salt, p.salt), s.bytes, o.bytes FROM section s
             JOIN operation o ON o.id = s.operation LEFT JOIN person_salt p ON p.person = s.person ORDER BY s.operation",
        )?;
        let mut rows = statement.query([])?;
        let mut current: Option<([u8; 16], Outline)> = None;
        while let Some(row) = rows.next()? {
            let op: [u8; 16] = row.get(0)?;
            if current.as_ref().is_none_or(|(known, _)| *known != op) {
                current = Outline::read(&row.get::<_, Vec<u8>>(5)?)
                    .ok()
                    .map(|outline| (op, outline));
            }
            let person = PersonId(row.get(1)?);
            let class = SectionClass::from_number(row.get(2)?);
            let salt: Option<[u8; 32]> = row.get(3)?;
            let bytes: Vec<u8> = row.get(4)?;
            let seal = salt.map(|salt| seal_section(&salt, person, class, &bytes));
            let sealed = current.as_ref().is_some_and(|(_, outline)| {
                seal.is_some() && outline.seal(person, class).map(|s| s.seal) == seal
            });
            if !sealed {
                checked.problems.push(
                    Problem::refuse("CHECK_SEAL")
                        .with("operation", uuid::Uuid::from_bytes(op))
                        .with("class", class.number()),
                );
            }
            checked.sections += 1;
        }
        Ok(())
    }

    /// The figures that folding the log anew would give.
    fn refolded_digests(&mut self) -> Result<Vec<StreamDigest>> {
        self.connection.execute_batch("BEGIN IMMEDIATE")?;
        let figures = log::refold(&self.connection).and_then(|_| self.digests(None));
        self.connection.execute_batch("ROLLBACK")?;
        figures
    }
}
