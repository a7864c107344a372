//! The deterministic subset of CBOR, over `minicbor`.
//!
//! `minicbor` reads lengths of any width; [`StrictDecoder`] refuses every head
//! that is not the shortest, and everything of indefinite length, so each
//! structure has one encoding only.

use minicbor::Decoder;
use minicbor::data::Type;
use minicbor::encode::Write;

use crate::error::FormatError;

/// Encoder into memory; writing there cannot fail.
pub(crate) struct Encoder(minicbor::Encoder<Memory>);

struct Memory(Vec<u8>);

impl Write for Memory {
    type Error = std::convert::Infallible;

    fn write_all(&mut self, bytes: &[u8]) -> Result<(), Self::Error> {
        self.0.extend_from_slice(bytes);
        Ok(())
    }
}

macro_rules! put {
    ($($name:ident($type:ty)),* $(,)?) => {
        $(pub(crate) fn $name(&mut self, value: $type) -> &mut Self {
            // The only error of the encoder is that of its writer: never.
            let _ = self.0.$name(value);
            self
        })*
    };
}

impl Encoder {
    pub(crate) fn with_capacity(capacity: usize) -> Self {
        Self(minicbor::Encoder::new(Memory(Vec::with_capacity(capacity))))
    }

    put!(
        u8(u8),
        u32(u32),
        u64(u64),
        i32(i32),
        i64(i64),
        bool(bool),
        bytes(&[u8]),
        str(&str),
        array(u64),
        map(u64),
    );

    pub(crate) fn null(&mut self) -> &mut Self {
        let _ = self.0.null();
        self
    }

    /// Appends bytes that already are deterministic CBOR.
    pub(crate) fn raw(&mut self, encoded: &[u8]) -> &mut Self {
        self.0.writer_mut().0.extend_from_slice(encoded);
        self
    }

    /// What was written so far.
    pub(crate) fn as_slice(&self) -> &[u8] {
        &self.0.writer().0
    }

    /// Bytes written so far.
    pub(crate) fn len(&self) -> usize {
        self.0.writer().0.len()
    }

    pub(crate) fn finish(self) -> Vec<u8> {
        self.0.into_writer().0
    }
}

/// Bytes of the shortest head for the argument `value`.
fn head_length(value: u64) -> usize {
    match value {
        0..=23 => 1,
        24..=0xff => 2,
        0x100..=0xffff => 3,
        0x1_0000..=0xffff_ffff => 5,
        _ => 9,
    }
}

/// Decoder that accepts one encoding per value. `what` names the field in errors.
pub(crate) struct StrictDecoder<'b>(Decoder<'b>);

impl<'b> StrictDecoder<'b> {
    pub(crate) fn new(bytes: &'b [u8]) -> Self {
        Self(Decoder::new(bytes))
    }

    fn checked<T>(
        &mut self,
        what: &'static str,
        read: impl FnOnce(&mut Decoder<'b>) -> Result<T, minicbor::decode::Error>,
        length: impl FnOnce(&T) -> usize,
    ) -> Result<T, FormatError> {
        let start = self.0.position();
        let value = read(&mut self.0).map_err(|error| refused(what, &error))?;
        if self.0.position() - start == length(&value) {
            Ok(value)
        } else {
            Err(FormatError::NotDeterministic { what })
        }
    }

    pub(crate) fn datatype(&self, what: &'static str) -> Result<Type, FormatError> {
        self.0.datatype().map_err(|error| refused(what, &error))
    }

    pub(crate) fn u64(&mut self, what: &'static str) -> Result<u64, FormatError> {
        self.checked(what, |d| d.u64(), |value| head_length(*value))
    }

    pub(crate) fn u32(&mut self, what: &'static str) -> Result<u32, FormatError> {
        u32::try_from(self.u64(what)?).map_err(|_| FormatError::Field { what })
    }

    pub(crate) fn u8(&mut self, what: &'static str) -> Result<u8, FormatError> {
        u8::try_from(self.u64(what)?).map_err(|_| FormatError::Field { what })
    }

    pub(crate) fn i64(&mut self, what: &'static str) -> Result<i64, FormatError> {
        // The argument of a negative number n is -1 - n: all bits of n inverted.
        self.checked(
            what,
            |d| d.i64(),
            |value| head_length((*value ^ (*value >> 63)) as u64),
        )
    }

    pub(crate) fn i32(&mut self, what: &'static str) -> Result<i32, FormatError> {
        i32::try_from(self.i64(what)?).map_err(|_| FormatError::Field { what })
    }

    pub(crate) fn bool(&mut self, what: &'static str) -> Result<bool, FormatError> {
        self.checked(what, |d| d.bool(), |_| 1)
    }

    pub(crate) fn null(&mut self, what: &'static str) -> Result<(), FormatError> {
        self.checked(what, |d| d.null(), |()| 1)
    }

    pub(crate) fn is_null(&self, what: &'static str) -> Result<bool, FormatError> {
        Ok(self.datatype(what)? == Type::Null)
    }

    pub(crate) fn bytes(&mut self, what: &'static str) -> Result<&'b [u8], FormatError> {
        self.checked(
            what,
            |d| d.bytes(),
            |value| head_length(value.len() as u64) + value.len(),
        )
    }

    pub(crate) fn array_of<const N: usize>(
        &mut self,
        what: &'static str,
    ) -> Result<[u8; N], FormatError> {
        self.bytes(what)?
            .try_into()
            .map_err(|_| FormatError::Field { what })
    }

    pub(crate) fn str(&mut self, what: &'static str) -> Result<&'b str, FormatError> {
        self.checked(
            what,
            |d| d.str(),
            |value| head_length(value.len() as u64) + value.len(),
        )
    }

    /// Number of elements that follow.
    pub(crate) fn array(&mut self, what: &'static str) -> Result<u64, FormatError> {
        let length = self.checked(what, |d| d.array(), |value| head_length(value.unwrap_or(0)))?;
        length.ok_or(FormatError::NotDeterministic { what })
    }

    /// Refuses an array of another length.
    pub(crate) fn array_exactly(
        &mut self,
        length: u64,
        what: &'static str,
    ) -> Result<(), FormatError> {
        if self.array(what)? == length {
            Ok(())
        } else {
            Err(FormatError::Field { what })
        }
    }

    /// Number of pairs that follow.
    pub(crate) fn map(&mut self, what: &'static str) -> Result<u64, FormatError> {
        let length = self.checked(what, |d| d.map(), |value| head_length(value.unwrap_or(0)))?;
        length.ok_or(FormatError::NotDeterministic { what })
    }

    /// Bytes read so far.
    pub(crate) fn position(&self) -> usize {
        self.0.position()
    }

    /// Refuses anything after what was read.
    pub(crate) fn end(&self) -> Result<(), FormatError> {
        match self.0.input().len() - self.0.position() {
            0 => Ok(()),
            extra => Err(FormatError::Trailing { extra }),
        }
    }
}

fn refused(what: &'static str, error: &minicbor::decode::Error) -> FormatError {
    if error.is_type_mismatch() {
        FormatError::Field { what }
    } else {
        FormatError::Malformed { what }
    }
}
