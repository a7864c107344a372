//! The register of an entity: every known write of it, and what follows from
//! the set of them. Pure: bytes in, state out.
//!
//! A write names the writes it replaces (`prev`) per field. The current values
//! of a field are the known writes that no known write replaces. The value
//! shown is the one with the greatest causal depth through `prev`, ties by
//! operation id: no clock has a say (exchange.md §1).

use super::write::{DELETED, EntityWrite, Group};
use crate::{Error, ErrorKind, Result};
use std::collections::{BTreeMap, BTreeSet};
use tongfu_package::FormatError;
use tongfu_package::operation::OpId;
use tongfu_package::value::{Value, ValueReader, ValueWriter};

/// One operation's part in an entity.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct KnownWrite {
    /// The operation.
    pub op: OpId,
    /// Local number of its stream.
    pub stream: i64,
    /// What it wrote.
    pub groups: Vec<Group>,
}

/// All known writes of one entity, ordered by operation id.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Register {
    writes: Vec<KnownWrite>,
}

/// A field's current state.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct FieldState {
    /// The writes nobody replaced, with their values, ordered by operation id.
    pub heads: Vec<(OpId, Value)>,
    /// Index into `heads` of the value shown.
    pub shown: usize,
}

impl FieldState {
    /// The value shown.
    pub fn value(&self) -> &Value {
        self.heads
            .get(self.shown)
            .map_or(&Value::Null, |(_, value)| value)
    }

    /// Whether the current values differ.
    pub fn conflicted(&self) -> bool {
        self.heads.windows(2).any(|pair| pair[0].1 != pair[1].1)
    }
}

fn damaged() -> Error {
    Error::new(ErrorKind::Failed, "STORE_DAMAGED")
}

fn unreadable(_: FormatError) -> Error {
    damaged()
}

/// Writes what one operation wrote to an entity: `[operation, stream, [[[prev…],
/// {field: value}]…]]`.
pub fn encode_known(writer: &mut ValueWriter, op: OpId, stream: i64, groups: &[Group]) {
    writer.array(3).bytes(&op.0).int(stream).array(groups.len());
    for group in groups {
        writer.array(2).array(group.prev.len());
        for op in &group.prev {
            writer.bytes(&op.0);
        }
        writer.map(group.fields.len());
        for (key, value) in &group.fields {
            writer.int(i64::from(*key)).value(value);
        }
    }
}

impl KnownWrite {
    /// Reads what [`encode_known`] wrote.
    pub fn read(reader: &mut ValueReader<'_>) -> Result<Self> {
        let exactly = |reader: &mut ValueReader<'_>, length: u64| match reader.array() {
            Ok(found) if found == length => Ok(()),
            _ => Err(damaged()),
        };
        let id = |reader: &mut ValueReader<'_>| {
            let bytes = reader.bytes().map_err(unreadable)?;
            Ok(OpId(bytes.try_into().map_err(|_| damaged())?))
        };
        exactly(reader, 3)?;
        let op = id(reader)?;
        let stream = reader.int().map_err(unreadable)?;
        let groups = (0..reader.array().map_err(unreadable)?)
            .map(|_| {
                exactly(reader, 2)?;
                let prev = (0..reader.array().map_err(unreadable)?)
                    .map(|_| id(reader))
                    .collect::<Result<_>>()?;
                let fields = (0..reader.map().map_err(unreadable)?)
                    .map(|_| {
                        let key = reader.int().map_err(unreadable)?;
                        let key = u16::try_from(key).map_err(|_| damaged())?;
                        Ok((key, reader.value().map_err(unreadable)?))
                    })
                    .collect::<Result<_>>()?;
                Ok(Group {
                    prev,
                    fields,
                    personal: BTreeMap::new(),
                })
            })
            .collect::<Result<_>>()?;
        Ok(Self { op, stream, groups })
    }
}

impl Register {
    /// Reads a stored register.
    pub fn decode(bytes: &[u8]) -> Result<Self> {
        let mut reader = ValueReader::new(bytes);
        let count = reader.array().map_err(unreadable)?;
        let writes = (0..count)
            .map(|_| KnownWrite::read(&mut reader))
            .collect::<Result<_>>()?;
        reader.end().map_err(unreadable)?;
        Ok(Self { writes })
    }

    /// The stored form.
    pub fn encode(&self) -> Vec<u8> {
        let mut writer = ValueWriter::with_capacity(128 * self.writes.len());
        writer.array(self.writes.len());
        for write in &self.writes {
            encode_known(&mut writer, write.op, write.stream, &write.groups);
        }
        writer.finish()
    }

    /// Its writes, ordered by operation id.
    pub fn writes(&self) -> &[KnownWrite] {
        &self.writes
    }

    /// Adds one operation's write; the same operation again changes nothing.
    pub fn add(&mut self, op: OpId, stream: i64, write: EntityWrite) {
        if let Err(place) = self.writes.binary_search_by(|known| known.op.cmp(&op)) {
            let groups = write.groups;
            self.writes.insert(place, KnownWrite { op, stream, groups });
        }
    }

    /// The state of every field ever written.
    pub fn state(&self) -> BTreeMap<u16, FieldState> {
        if let [only] = self.writes.as_slice() {
            return only
                .groups
                .iter()
                .flat_map(|group| &group.fields)
                .map(|(key, value)| {
                    (
                        *key,
                        FieldState {
                            heads: vec![(only.op, value.clone())],
                            shown: 0,
                        },
                    )
                })
                .collect();
        }
        // Per field: its writes with what each replaces.
        let mut fields: BTreeMap<u16, BTreeMap<OpId, (&[OpId], &Value)>> = BTreeMap::new();
        for write in &self.writes {
            for group in &write.groups {
                for (key, value) in &group.fields {
                    fields
                        .entry(*key)
                        .or_default()
                        .insert(write.op, (&group.prev, value));
                }
            }
        }
        fields
            .into_iter()
            .map(|(key, writes)| {
                let replaced: BTreeSet<OpId> = writes
                    .values()
                    .flat_map(|(prev, _)| prev.iter().copied())
                    .collect();
                let depths = depths(&writes);
                let heads: Vec<(OpId, Value)> = writes
                    .iter()
                    .filter(|(op, _)| !replaced.contains(op))
                    .map(|(op, (_, value))| (*op, (*value).clone()))
                    .collect();
                let shown = heads
                    .iter()
                    .enumerate()
                    .max_by_key(|(_, (op, _))| (depths.get(op).copied().unwrap_or(0), *op))
                    .map_or(0, |(index, _)| index);
                (key, FieldState { heads, shown })
            })
            .collect()
    }

    /// Whether the entity is gone: the deletion is a current value and nothing
    /// was written beside it (a concurrent edit revives, exchange.md §2).
    pub fn deleted(&self, state: &BTreeMap<u16, FieldState>) -> bool {
        let Some(mark) = state.get(&DELETED) else {
            return false;
        };
        let deletions: BTreeSet<OpId> = mark
            .heads
            .iter()
            .filter(|(_, value)| *value == Value::Bool(true))
            .map(|(op, _)| *op)
            .collect();
        if deletions.is_empty() {
            return false;
        }
        // A deletion replaces the heads of every field it saw; a field head it
        // did not replace was written beside or after it.
        state
            .iter()
            .filter(|(key, _)| **key != DELETED)
            .all(|(_, field)| {
                field
                    .heads
                    .iter()
                    .all(|(op, value)| deletions.contains(op) || *value == Value::Null)
            })
    }
}

/// Longest chain of replacements below each write, over the known writes.
fn depths(writes: &BTreeMap<OpId, (&[OpId], &Value)>) -> BTreeMap<OpId, usize> {
    let mut depths: BTreeMap<OpId, usize> = BTreeMap::new();
    for start in writes.keys() {
        // Iterative, so that a long history cannot exhaust the call stack; an
        // entry on the path marks a cycle, which hashes make impossible but
        // received bytes might claim.
        let mut path = vec![(*start, false)];
        let mut open: BTreeSet<OpId> = BTreeSet::new();
        while let Some((op, children_done)) = path.pop() {
            if depths.contains_key(&op) {
                continue;
            }
            let Some((prev, _)) = writes.get(&op) else {
                continue;
            };
            if children_done {
                let depth = prev
                    .iter()
                    .filter(|p| writes.contains_key(p))
                    .map(|p| depths.get(p).copied().unwrap_or(0) + 1)
                    .max()
                    .unwrap_or(0);
                depths.insert(op, depth);
            } else if open.insert(op) {
                path.push((op, true));
                path.extend(
                    prev.iter()
                        .filter(|p| writes.contains_key(p) && !open.contains(p))
                        .map(|p| (*p, false)),
                );
            }
        }
    }
    depths
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    fn op(number: u8) -> OpId {
        OpId([number; 16])
    }

    fn write(prev: &[u8], fields: &[(u16, i64)]) -> EntityWrite {
        EntityWrite {
            kind: 1,
            entity: [0; 16],
            groups: vec![Group {
                prev: prev.iter().map(|p| op(*p)).collect(),
                fields: fields.iter().map(|(k, v)| (*k, Value::Int(*v))).collect(),
                personal: BTreeMap::new(),
            }],
        }
    }

    #[test]
    fn depth_beats_operation_id() {
        let mut register = Register::default();
        register.add(op(1), 1, write(&[], &[(1, 10)]));
        register.add(op(2), 1, write(&[1], &[(1, 20)]));
        register.add(op(9), 1, write(&[], &[(1, 90)]));
        let state = register.state();
        assert_eq!(state[&1].value(), &Value::Int(20));
        assert!(state[&1].conflicted());
        assert_eq!(state[&1].heads.len(), 2);
    }

    #[test]
    fn a_write_of_both_heads_ends_the_conflict() {
        let mut register = Register::default();
        register.add(op(1), 1, write(&[], &[(1, 10)]));
        register.add(op(2), 1, write(&[], &[(1, 20)]));
        register.add(op(3), 1, write(&[1, 2], &[(1, 30)]));
        let state = register.state();
        assert!(!state[&1].conflicted());
        assert_eq!(state[&1].value(), &Value::Int(30));
    }

    #[test]
    fn a_concurrent_edit_revives() {
        let mut register = Register::default();
        register.add(op(1), 1, write(&[], &[(1, 10)]));
        let mut deletion = write(&[1], &[(1, 0)]);
        deletion.groups[0].fields =
            BTreeMap::from([(DELETED, Value::Bool(true)), (1, Value::Null)]);
        register.add(op(2), 1, deletion);
        assert!(register.deleted(&register.state()));
        register.add(op(3), 1, write(&[1], &[(1, 11)]));
        assert!(!register.deleted(&register.state()));
    }

    proptest! {
        /// The state is a function of the set of writes.
        #[test]
        fn arrival_order_and_repeats_change_nothing(
            prevs in proptest::collection::vec(proptest::collection::vec(0usize..12, 0..3), 1..12),
            order in proptest::collection::vec(0usize..12, 0..40),
        ) {
            let writes: Vec<_> = prevs.iter().enumerate().map(|(i, prev)| {
                let prev: Vec<u8> = prev.iter().filter(|p| **p < i).map(|p| u8::try_from(*p).unwrap()).collect();
                (op(u8::try_from(i).unwrap()), write(&prev, &[(1, i64::try_from(i).unwrap() % 4)]))
            }).collect();
            let mut straight = Register::default();
            for (id, w) in &writes { straight.add(*id, 1, w.clone()); }
            let mut shuffled = Register::default();
            for index in order { if let Some((id, w)) = writes.get(index) { shuffled.add(*id, 1, w.clone()); } }
            for (id, w) in writes.iter().rev() { shuffled.add(*id, 1, w.clone()); }
            prop_assert_eq!(straight.state(), shuffled.state());
            prop_assert_eq!(straight.encode(), shuffled.encode());
            prop_assert_eq!(Register::decode(&straight.encode()).unwrap().state(), straight.state());
        }
    }
}
