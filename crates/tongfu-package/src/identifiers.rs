//! Typed identifiers. Two that mean different things never compare.

use std::fmt;
use std::str::FromStr;

use crate::error::FormatError;

/// Lower-case hexadecimal of `bytes`.
pub(crate) fn to_hex(bytes: &[u8]) -> String {
    const DIGITS: &[u8; 16] = b"0123456789abcdef";
    let mut text = String::with_capacity(bytes.len() * 2);
    for byte in bytes {
        text.push(char::from(DIGITS[usize::from(byte >> 4)]));
        text.push(char::from(DIGITS[usize::from(byte & 15)]));
    }
    text
}

/// Exactly `N` bytes from exactly `2 N` lower-case hexadecimal digits.
pub(crate) fn from_hex<const N: usize>(text: &str) -> Option<[u8; N]> {
    fn digit(character: u8) -> Option<u8> {
        match character {
            b'0'..=b'9' => Some(character - b'0'),
            b'a'..=b'f' => Some(character - b'a' + 10),
            _ => None,
        }
    }
    let text = text.as_bytes();
    if text.len() != N * 2 {
        return None;
    }
    let mut bytes = [0; N];
    for (byte, pair) in bytes.iter_mut().zip(text.chunks_exact(2)) {
        *byte = digit(pair[0])? << 4 | digit(pair[1])?;
    }
    Some(bytes)
}

macro_rules! text_form {
    ($name:ident) => {
        impl std::fmt::Debug for $name {
            fn fmt(&self, formatter: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
                write!(formatter, "{}({self})", stringify!($name))
            }
        }

        impl serde::Serialize for $name {
            fn serialize<S: serde::Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
                serializer.collect_str(self)
            }
        }

        impl<'de> serde::Deserialize<'de> for $name {
            fn deserialize<D: serde::Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
                let text = <String as serde::Deserialize>::deserialize(deserializer)?;
                text.parse().map_err(serde::de::Error::custom)
            }
        }
    };
}
pub(crate) use text_form;

macro_rules! bytes_newtype {
    ($name:ident, $length:literal) => {
        impl $name {
            /// The bytes as they stand in the encoding.
            pub const fn as_bytes(&self) -> &[u8; $length] {
                &self.0
            }
        }

        impl From<[u8; $length]> for $name {
            fn from(bytes: [u8; $length]) -> Self {
                Self(bytes)
            }
        }

        impl From<$name> for [u8; $length] {
            fn from(value: $name) -> Self {
                value.0
            }
        }

        impl AsRef<[u8]> for $name {
            fn as_ref(&self) -> &[u8] {
                &self.0
            }
        }

        impl TryFrom<&[u8]> for $name {
            type Error = FormatError;

            fn try_from(bytes: &[u8]) -> Result<Self, FormatError> {
                bytes.try_into().map(Self).map_err(|_| FormatError::Field {
                    what: stringify!($name),
                })
            }
        }
    };
}

macro_rules! hex_identifier {
    ($(#[$meta:meta])* $name:ident, $length:literal) => {
        $(#[$meta])*
        #[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
        pub struct $name(pub [u8; $length]);

        bytes_newtype!($name, $length);
        text_form!($name);

        impl fmt::Display for $name {
            /// Lower-case hexadecimal without separators.
            fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
                formatter.write_str(&to_hex(&self.0))
            }
        }

        impl FromStr for $name {
            type Err = FormatError;

            fn from_str(text: &str) -> Result<Self, FormatError> {
                from_hex(text)
                    .map(Self)
                    .ok_or(FormatError::Field { what: stringify!($name) })
            }
        }
    };
}

macro_rules! uuid_identifier {
    ($(#[$meta:meta])* $name:ident) => {
        $(#[$meta])*
        #[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
        pub struct $name(pub [u8; 16]);

        bytes_newtype!($name, 16);
        text_form!($name);

        impl From<uuid::Uuid> for $name {
            fn from(uuid: uuid::Uuid) -> Self {
                Self(uuid.into_bytes())
            }
        }

        impl From<$name> for uuid::Uuid {
            fn from(value: $name) -> Self {
                uuid::Uuid::from_bytes(value.0)
            }
        }

        impl fmt::Display for $name {
            /// The hyphenated lower-case form of a UUID.
            fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
                fmt::Display::fmt(&uuid::Uuid::from_bytes(self.0).hyphenated(), formatter)
            }
        }

        impl FromStr for $name {
            type Err = FormatError;

            /// Reads only the form that `Display` writes.
            fn from_str(text: &str) -> Result<Self, FormatError> {
                let refused = FormatError::Field { what: stringify!($name) };
                let value = uuid::Uuid::try_parse(text)
                    .map(|uuid| Self(uuid.into_bytes()))
                    .map_err(|_| refused.clone())?;
                if value.to_string() == text { Ok(value) } else { Err(refused) }
            }
        }
    };
}

hex_identifier!(
    /// Name of an operation: the first 16 bytes of its [`Hash32`].
    OpId,
    16
);
hex_identifier!(
    /// A full SHA-256.
    Hash32,
    32
);
uuid_identifier!(
    /// A laptop, as it was made at `store create` (UUIDv7).
    DeviceId
);
uuid_identifier!(
    /// A person of the register (UUIDv7); merged persons keep their own.
    PersonId
);
uuid_identifier!(
    /// One officer's action: the group its operations belong to (UUIDv7).
    ActionId
);
uuid_identifier!(
    /// A user of the program who acts, or for whom somebody acts (UUIDv7).
    ActorId
);
uuid_identifier!(
    /// An office; it outlives its division code (UUIDv7).
    OfficeId
);
uuid_identifier!(
    /// A protected case with readers of its own (UUIDv7).
    CaseId
);
uuid_identifier!(
    /// A package file (UUIDv7).
    PackageId
);

impl Hash32 {
    /// What `previous` holds in the first operation of a chain.
    pub const ZERO: Self = Self([0; 32]);
}
