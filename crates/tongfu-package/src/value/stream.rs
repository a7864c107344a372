//! Values read and written part by part, where building a [`Value`] first
//! would only cost. The encoding is the same.

use super::{Value, skip};
use crate::cbor::{Encoder, StrictDecoder};
use crate::error::FormatError;

/// Writes the parts of one value one after the other. Whoever uses it keeps
/// counts right and keys in their order.
pub struct ValueWriter(Encoder);

impl ValueWriter {
    /// Nothing yet.
    pub fn new() -> Self {
        Self::with_capacity(256)
    }

    /// Nothing yet, with room for `bytes`.
    pub fn with_capacity(bytes: usize) -> Self {
        Self(Encoder::with_capacity(bytes))
    }

    /// Begins an array of `count` values.
    pub fn array(&mut self, count: usize) -> &mut Self {
        self.0.array(count as u64);
        self
    }

    /// Begins a map of `count` pairs of a number and a value.
    pub fn map(&mut self, count: usize) -> &mut Self {
        self.0.map(count as u64);
        self
    }

    /// A number, or a key.
    pub fn int(&mut self, value: i64) -> &mut Self {
        self.0.i64(value);
        self
    }

    /// A byte string.
    pub fn bytes(&mut self, value: &[u8]) -> &mut Self {
        self.0.bytes(value);
        self
    }

    /// A text.
    pub fn text(&mut self, value: &str) -> &mut Self {
        self.0.str(value);
        self
    }

    /// A whole value.
    pub fn value(&mut self, value: &Value) -> &mut Self {
        value.encode_into(&mut self.0);
        self
    }

    /// What another writer wrote.
    pub fn encoded(&mut self, bytes: &[u8]) -> &mut Self {
        self.0.raw(bytes);
        self
    }

    /// What was written so far.
    pub fn as_slice(&self) -> &[u8] {
        self.0.as_slice()
    }

    /// How much is written.
    pub fn len(&self) -> usize {
        self.0.len()
    }

    /// Whether nothing is written.
    pub fn is_empty(&self) -> bool {
        self.len() == 0
    }

    /// What was written.
    pub fn finish(self) -> Vec<u8> {
        self.0.finish()
    }
}

impl std::fmt::Debug for ValueWriter {
    /// Without what is in it.
    fn fmt(&self, formatter: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        formatter
            .debug_struct("ValueWriter")
            .field("len", &self.len())
            .finish_non_exhaustive()
    }
}

impl Default for ValueWriter {
    fn default() -> Self {
        Self::new()
    }
}

/// Reads the parts of one value one after the other, each as strictly as
/// [`Value::decode`].
pub struct ValueReader<'b>(StrictDecoder<'b>);

const WHAT: &str = "value";

impl<'b> ValueReader<'b> {
    /// Reads from the beginning of `bytes`.
    pub fn new(bytes: &'b [u8]) -> Self {
        Self(StrictDecoder::new(bytes))
    }

    /// How many values follow in an array. The number may be a lie.
    pub fn array(&mut self) -> Result<u64, FormatError> {
        self.0.array(WHAT)
    }

    /// How many pairs follow in a map. The number may be a lie.
    pub fn map(&mut self) -> Result<u64, FormatError> {
        self.0.map(WHAT)
    }

    /// A number, or a key.
    pub fn int(&mut self) -> Result<i64, FormatError> {
        self.0.i64(WHAT)
    }

    /// A byte string.
    pub fn bytes(&mut self) -> Result<&'b [u8], FormatError> {
        self.0.bytes(WHAT)
    }

    /// A text.
    pub fn text(&mut self) -> Result<&'b str, FormatError> {
        self.0.str(WHAT)
    }

    /// A whole value.
    pub fn value(&mut self) -> Result<Value, FormatError> {
        Value::decode_from(&mut self.0)
    }

    /// Passes over a value.
    pub fn skip(&mut self) -> Result<(), FormatError> {
        skip(&mut self.0)
    }

    /// Refuses anything after what was read.
    pub fn end(&self) -> Result<(), FormatError> {
        self.0.end()
    }
}
