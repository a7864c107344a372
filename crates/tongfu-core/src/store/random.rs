//! Random bytes and fresh ids.

use crate::base::EntityId;
use crate::{Error, ErrorKind, Result};
use zeroize::Zeroizing;

/// Fills `bytes` from the operating system's generator.
pub(crate) fn random(bytes: &mut [u8]) -> Result<()> {
    getrandom::fill(bytes).map_err(|_| Error::new(ErrorKind::Failed, "RANDOM_FAILED"))
}

/// Bytes of the operating system's generator, asked for many at a time. Each
/// is handed out once and wiped here.
pub(crate) struct RandomStock {
    bytes: Zeroizing<[u8; 4096]>,
    left: usize,
}

impl Default for RandomStock {
    fn default() -> Self {
        Self {
            bytes: Zeroizing::new([0; 4096]),
            left: 0,
        }
    }
}

impl std::fmt::Debug for RandomStock {
    /// Without what is in it.
    fn fmt(&self, formatter: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        formatter
            .debug_struct("RandomStock")
            .field("left", &self.left)
            .finish_non_exhaustive()
    }
}

impl RandomStock {
    /// Fills `wanted`, which is shorter than the stock.
    pub(crate) fn fill(&mut self, wanted: &mut [u8]) -> Result<()> {
        if self.left < wanted.len() {
            random(self.bytes.as_mut_slice())?;
            self.left = self.bytes.len();
        }
        let from = self.left.saturating_sub(wanted.len());
        let taken = &mut self.bytes[from..self.left];
        wanted.copy_from_slice(taken);
        taken.fill(0);
        self.left = from;
        Ok(())
    }
}

/// A UUID of version 7 for the moment `millis`.
pub(crate) fn fresh_id(millis: u64) -> EntityId {
    fresh_id_from(millis, &mut RandomStock::default())
}

/// The moment and the random part of the id made last.
static LAST: std::sync::Mutex<(u64, [u8; 10])> = std::sync::Mutex::new((0, [0; 10]));

/// As [`fresh_id`], for many.
pub(crate) fn fresh_id_from(millis: u64, stock: &mut RandomStock) -> EntityId {
    let mut random = [0u8; 10];
    // A generator that fails leaves the time; ids of one laptop still differ by
    // it, and the operating systems of our users never fail here.
    let _ = stock.fill(&mut random);
    // What is made in one millisecond keeps its order.
    if let Ok(mut last) = LAST.lock() {
        if last.0 == millis {
            let mut low = [0u8; 8];
            low[2..].copy_from_slice(&last.1[4..]);
            let next = (u64::from_be_bytes(low) + 1).to_be_bytes();
            random[..4].copy_from_slice(&last.1[..4]);
            random[4..].copy_from_slice(&next[2..]);
        }
        *last = (millis, random);
    }
    uuid::Builder::from_unix_timestamp_millis(millis, &random)
        .into_uuid()
        .into_bytes()
}
