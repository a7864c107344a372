//! Whether the operations of a package are the chains its header promised.

use std::collections::BTreeMap;

use crate::operation::{DeviceId, Hash32, Operation, StreamName};
use crate::package::error::PackageError;
use crate::package::header::{ChainRange, Header};

struct Chain {
    next: u64,
    previous: Hash32,
    range: ChainRange,
}

/// Follows the chains of one package: every operation in one of the header's
/// ranges, in order, without holes, linked by hash, ending at `after`.
pub struct ChainAudit(BTreeMap<(StreamName, DeviceId, u32), Chain>);

impl ChainAudit {
    /// Begins before the first operation. Two ranges of one chain are refused:
    /// they would be one.
    pub fn new(header: &Header) -> Result<Self, PackageError> {
        let mut chains = BTreeMap::new();
        for range in &header.draft.ranges {
            let chain = Chain {
                next: range.first,
                previous: range.before,
                range: *range,
            };
            let key = (range.stream, range.device, range.epoch);
            if chains.insert(key, chain).is_some() {
                return Err(PackageError::Frames { what: "ranges" });
            }
        }
        Ok(Self(chains))
    }

    /// Takes the next operation; `hash` is [`Operation::hash`] of its bytes.
    pub fn operation(&mut self, operation: &Operation, hash: Hash32) -> Result<(), PackageError> {
        const WRONG: PackageError = PackageError::Frames { what: "chain" };
        let key = (operation.stream, operation.device, operation.epoch);
        let chain = self.0.get_mut(&key).ok_or(WRONG)?;
        if operation.sequence != chain.next
            || operation.sequence > chain.range.last
            || operation.previous != chain.previous
        {
            return Err(WRONG);
        }
        chain.next += 1;
        chain.previous = hash;
        Ok(())
    }

    /// Whether every range came to its end.
    pub fn finish(self) -> Result<(), PackageError> {
        let complete = self
            .0
            .values()
            .all(|chain| chain.next == chain.range.last + 1 && chain.previous == chain.range.after);
        if complete {
            Ok(())
        } else {
            Err(PackageError::Frames { what: "chain" })
        }
    }
}
