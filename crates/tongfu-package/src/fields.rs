//! Reading the integer-keyed maps of headers and key files.
//!
//! Keys that this version does not know are passed over: whoever holds such a
//! structure also holds the bytes that were signed, so nothing is lost.

use std::collections::BTreeMap;

use crate::error::FormatError;
use crate::value::Value;

/// The entries of one map, taken out one by one.
pub(crate) struct Fields(BTreeMap<i64, Value>);

impl Fields {
    /// The map that `bytes` encode.
    pub(crate) fn decode(bytes: &[u8], what: &'static str) -> Result<Self, FormatError> {
        Self::of(Value::decode(bytes)?, what)
    }

    pub(crate) fn of(value: Value, what: &'static str) -> Result<Self, FormatError> {
        match value {
            Value::Map(entries) => Ok(Self(entries)),
            _ => Err(FormatError::Field { what }),
        }
    }

    /// The value of `key`; absent and null are the same.
    pub(crate) fn optional(&mut self, key: i64) -> Option<Value> {
        self.0.remove(&key).filter(|value| *value != Value::Null)
    }

    fn required(&mut self, key: i64, what: &'static str) -> Result<Value, FormatError> {
        self.optional(key).ok_or(FormatError::Field { what })
    }

    pub(crate) fn int<T: TryFrom<i64>>(
        &mut self,
        key: i64,
        what: &'static str,
    ) -> Result<T, FormatError> {
        int(self.required(key, what)?, what)
    }

    pub(crate) fn bool(&mut self, key: i64, what: &'static str) -> Result<bool, FormatError> {
        let value = self.required(key, what)?;
        value.as_bool().ok_or(FormatError::Field { what })
    }

    pub(crate) fn text(&mut self, key: i64, what: &'static str) -> Result<String, FormatError> {
        text(self.required(key, what)?, what)
    }

    pub(crate) fn optional_text(
        &mut self,
        key: i64,
        what: &'static str,
    ) -> Result<Option<String>, FormatError> {
        self.optional(key)
            .map(|value| text(value, what))
            .transpose()
    }

    pub(crate) fn bytes(&mut self, key: i64, what: &'static str) -> Result<Vec<u8>, FormatError> {
        bytes(self.required(key, what)?, what)
    }

    pub(crate) fn optional_bytes(
        &mut self,
        key: i64,
        what: &'static str,
    ) -> Result<Option<Vec<u8>>, FormatError> {
        self.optional(key)
            .map(|value| bytes(value, what))
            .transpose()
    }

    pub(crate) fn fixed<const N: usize>(
        &mut self,
        key: i64,
        what: &'static str,
    ) -> Result<[u8; N], FormatError> {
        fixed(self.required(key, what)?, what)
    }

    pub(crate) fn optional_fixed<const N: usize>(
        &mut self,
        key: i64,
        what: &'static str,
    ) -> Result<Option<[u8; N]>, FormatError> {
        self.optional(key)
            .map(|value| fixed(value, what))
            .transpose()
    }

    pub(crate) fn array(
        &mut self,
        key: i64,
        what: &'static str,
    ) -> Result<Vec<Value>, FormatError> {
        array(self.required(key, what)?, what)
    }
}

pub(crate) fn int<T: TryFrom<i64>>(value: Value, what: &'static str) -> Result<T, FormatError> {
    value
        .as_int()
        .and_then(|value| T::try_from(value).ok())
        .ok_or(FormatError::Field { what })
}

pub(crate) fn text(value: Value, what: &'static str) -> Result<String, FormatError> {
    match value {
        Value::Text(text) => Ok(text),
        _ => Err(FormatError::Field { what }),
    }
}

pub(crate) fn bytes(value: Value, what: &'static str) -> Result<Vec<u8>, FormatError> {
    match value {
        Value::Bytes(bytes) => Ok(bytes),
        _ => Err(FormatError::Field { what }),
    }
}

pub(crate) fn fixed<const N: usize>(
    value: Value,
    what: &'static str,
) -> Result<[u8; N], FormatError> {
    let bytes = bytes(value, what)?;
    bytes.try_into().map_err(|_| FormatError::Field { what })
}

pub(crate) fn array(value: Value, what: &'static str) -> Result<Vec<Value>, FormatError> {
    match value {
        Value::Array(values) => Ok(values),
        _ => Err(FormatError::Field { what }),
    }
}

/// The elements of an array of exactly `N`.
pub(crate) fn tuple<const N: usize>(
    value: Value,
    what: &'static str,
) -> Result<[Value; N], FormatError> {
    let values = array(value, what)?;
    values.try_into().map_err(|_| FormatError::Field { what })
}

/// A number for a field whose Rust type is unsigned. What exceeds 2^63 - 1,
/// which no counter or clock reaches, is written as that.
pub(crate) fn number(value: u64) -> Value {
    Value::Int(i64::try_from(value).unwrap_or(i64::MAX))
}

/// A byte string.
pub(crate) fn octets(bytes: impl AsRef<[u8]>) -> Value {
    Value::Bytes(bytes.as_ref().to_vec())
}
