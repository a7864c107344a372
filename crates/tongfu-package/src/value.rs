//! The values an operation's body and the key files are made of.

use std::collections::BTreeMap;

use minicbor::data::Type;

use crate::cbor::{Encoder, StrictDecoder};
use crate::error::FormatError;

/// Deepest nesting of arrays and maps that is read.
pub const MAX_DEPTH: usize = 16;
/// Most parts (numbers, texts, arrays, maps, keys …) of one value that are read.
pub const MAX_PARTS: usize = 1 << 18;
/// Longest encoding that is read, in bytes.
pub const MAX_BYTES: usize = 4 << 20;

/// A value of the deterministic subset of CBOR (RFC 8949 §4.2.1): no floats, no
/// tags, nothing of indefinite length, map keys are integers of a registry.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Hash, Default)]
pub enum Value {
    #[default]
    Null,
    Bool(bool),
    Int(i64),
    Bytes(Vec<u8>),
    Text(String),
    Array(Vec<Value>),
    Map(BTreeMap<i64, Value>),
}

impl Value {
    /// The one encoding of this value.
    pub fn encode(&self) -> Vec<u8> {
        let mut encoder = Encoder::with_capacity(64);
        self.encode_into(&mut encoder);
        encoder.finish()
    }

    pub(crate) fn encode_into(&self, encoder: &mut Encoder) {
        match self {
            Self::Null => {
                encoder.null();
            }
            Self::Bool(value) => {
                encoder.bool(*value);
            }
            Self::Int(value) => {
                encoder.i64(*value);
            }
            Self::Bytes(value) => {
                encoder.bytes(value);
            }
            Self::Text(value) => {
                encoder.str(value);
            }
            Self::Array(values) => {
                encoder.array(values.len() as u64);
                for value in values {
                    value.encode_into(encoder);
                }
            }
            Self::Map(entries) => {
                encoder.map(entries.len() as u64);
                // §4.2.1 sorts keys by their encoded bytes: 0, 1, 2 … -1, -2 …
                for (key, value) in entries.range(0..).chain(entries.range(..0).rev()) {
                    encoder.i64(*key);
                    value.encode_into(encoder);
                }
            }
        }
    }

    /// Reads exactly one value. Refuses every encoding but the deterministic
    /// one, text that is no UTF-8, anything after the value, and what exceeds
    /// [`MAX_DEPTH`], [`MAX_PARTS`] or [`MAX_BYTES`].
    pub fn decode(bytes: &[u8]) -> Result<Self, FormatError> {
        if bytes.len() > MAX_BYTES {
            return Err(FormatError::TooLarge { what: "value" });
        }
        let mut decoder = StrictDecoder::new(bytes);
        let value = Self::decode_from(&mut decoder)?;
        decoder.end()?;
        Ok(value)
    }

    /// Reads one value where `decoder` stands; its input must be bounded.
    pub(crate) fn decode_from(decoder: &mut StrictDecoder<'_>) -> Result<Self, FormatError> {
        let mut parts = MAX_PARTS;
        decode_nested(decoder, 0, &mut parts)
    }

    /// The number, if it is one.
    pub fn as_int(&self) -> Option<i64> {
        match self {
            Self::Int(value) => Some(*value),
            _ => None,
        }
    }

    /// The truth value, if it is one.
    pub fn as_bool(&self) -> Option<bool> {
        match self {
            Self::Bool(value) => Some(*value),
            _ => None,
        }
    }

    /// The text, if it is one.
    pub fn as_text(&self) -> Option<&str> {
        match self {
            Self::Text(value) => Some(value),
            _ => None,
        }
    }

    /// The bytes, if it is a byte string.
    pub fn as_bytes(&self) -> Option<&[u8]> {
        match self {
            Self::Bytes(value) => Some(value),
            _ => None,
        }
    }

    /// The elements, if it is an array.
    pub fn as_array(&self) -> Option<&[Value]> {
        match self {
            Self::Array(values) => Some(values),
            _ => None,
        }
    }

    /// The entries, if it is a map.
    pub fn as_map(&self) -> Option<&BTreeMap<i64, Value>> {
        match self {
            Self::Map(entries) => Some(entries),
            _ => None,
        }
    }

    /// The entry of `key`, if it is a map that has one.
    pub fn get(&self, key: i64) -> Option<&Value> {
        self.as_map()?.get(&key)
    }

    /// A map from pairs; a later pair of the same key wins.
    pub fn map(entries: impl IntoIterator<Item = (i64, Value)>) -> Self {
        Self::Map(entries.into_iter().collect())
    }
}

fn decode_nested(
    decoder: &mut StrictDecoder<'_>,
    depth: usize,
    parts: &mut usize,
) -> Result<Value, FormatError> {
    const WHAT: &str = "value";
    *parts = parts
        .checked_sub(1)
        .ok_or(FormatError::TooLarge { what: "parts" })?;
    let value = match decoder.datatype(WHAT)? {
        Type::Null => {
            decoder.null(WHAT)?;
            Value::Null
        }
        Type::Bool => Value::Bool(decoder.bool(WHAT)?),
        Type::U8
        | Type::U16
        | Type::U32
        | Type::U64
        | Type::I8
        | Type::I16
        | Type::I32
        | Type::I64
        | Type::Int => Value::Int(decoder.i64(WHAT)?),
        Type::Bytes => Value::Bytes(decoder.bytes(WHAT)?.to_vec()),
        Type::String => Value::Text(decoder.str(WHAT)?.to_owned()),
        Type::Array => {
            let depth = deeper(depth)?;
            let length = decoder.array(WHAT)?;
            // No capacity from the claimed length: it may be a lie.
            let mut values = Vec::new();
            for _ in 0..length {
                values.push(decode_nested(decoder, depth, parts)?);
            }
            Value::Array(values)
        }
        Type::Map => {
            let depth = deeper(depth)?;
            let length = decoder.map(WHAT)?;
            let mut entries = BTreeMap::new();
            let mut last: Option<i64> = None;
            for _ in 0..length {
                let key = decoder.i64("key")?;
                if last.is_some_and(|last| !follows(last, key)) {
                    return Err(FormatError::NotDeterministic { what: "key" });
                }
                last = Some(key);
                entries.insert(key, decode_nested(decoder, depth, parts)?);
            }
            Value::Map(entries)
        }
        Type::BytesIndef | Type::StringIndef | Type::ArrayIndef | Type::MapIndef | Type::Break => {
            return Err(FormatError::NotDeterministic { what: WHAT });
        }
        _ => return Err(FormatError::Forbidden { what: WHAT }),
    };
    Ok(value)
}

/// Passes over one value, checking it as [`Value::decode_from`] does.
pub(crate) fn skip(decoder: &mut StrictDecoder<'_>) -> Result<(), FormatError> {
    let mut parts = MAX_PARTS;
    skip_nested(decoder, 0, &mut parts)
}

fn skip_nested(
    decoder: &mut StrictDecoder<'_>,
    depth: usize,
    parts: &mut usize,
) -> Result<(), FormatError> {
    const WHAT: &str = "value";
    *parts = parts
        .checked_sub(1)
        .ok_or(FormatError::TooLarge { what: "parts" })?;
    match decoder.datatype(WHAT)? {
        Type::Null => decoder.null(WHAT)?,
        Type::Bool => _ = decoder.bool(WHAT)?,
        Type::U8
        | Type::U16
        | Type::U32
        | Type::U64
        | Type::I8
        | Type::I16
        | Type::I32
        | Type::I64
        | Type::Int => _ = decoder.i64(WHAT)?,
        Type::Bytes => _ = decoder.bytes(WHAT)?,
        Type::String => _ = decoder.str(WHAT)?,
        Type::Array => {
            let depth = deeper(depth)?;
            for _ in 0..decoder.array(WHAT)? {
                skip_nested(decoder, depth, parts)?;
            }
        }
        Type::Map => {
            let depth = deeper(depth)?;
            let mut last: Option<i64> = None;
            for _ in 0..decoder.map(WHAT)? {
                let key = decoder.i64("key")?;
                if last.is_some_and(|last| !follows(last, key)) {
                    return Err(FormatError::NotDeterministic { what: "key" });
                }
                last = Some(key);
                skip_nested(decoder, depth, parts)?;
            }
        }
        Type::BytesIndef | Type::StringIndef | Type::ArrayIndef | Type::MapIndef | Type::Break => {
            return Err(FormatError::NotDeterministic { what: WHAT });
        }
        _ => return Err(FormatError::Forbidden { what: WHAT }),
    }
    Ok(())
}

fn deeper(depth: usize) -> Result<usize, FormatError> {
    if depth < MAX_DEPTH {
        Ok(depth + 1)
    } else {
        Err(FormatError::TooLarge { what: "depth" })
    }
}

/// Whether `key` stands after `last` in the order of encoded bytes.
fn follows(last: i64, key: i64) -> bool {
    match (last < 0, key < 0) {
        (false, false) => key > last,
        (false, true) => true,
        (true, false) => false,
        (true, true) => key < last,
    }
}

impl From<bool> for Value {
    fn from(value: bool) -> Self {
        Self::Bool(value)
    }
}

impl From<i64> for Value {
    fn from(value: i64) -> Self {
        Self::Int(value)
    }
}

impl From<&str> for Value {
    fn from(value: &str) -> Self {
        Self::Text(value.to_owned())
    }
}

impl From<String> for Value {
    fn from(value: String) -> Self {
        Self::Text(value)
    }
}

impl From<&[u8]> for Value {
    fn from(value: &[u8]) -> Self {
        Self::Bytes(value.to_vec())
    }
}

impl From<Vec<Value>> for Value {
    fn from(values: Vec<Value>) -> Self {
        Self::Array(values)
    }
}

mod stream;

pub use stream::{ValueReader, ValueWriter};

#[cfg(test)]
mod tests;
