//! A short text sealed to named readers: what a case of the protected handler
//! is kept in (`FORMAT.md` §10).
//!
//! An age v1 file whose plaintext repeats the place it belongs to. Whoever
//! opens it says which place they read it from; a sealed text that was moved
//! to another place does not open. Who wrote it is not proven here: that is
//! the business of the operation that carries it.

use std::fmt;
use std::io::{Cursor, Read, Write};

use age::DecryptError;
use thiserror::Error;
use zeroize::Zeroizing;

use crate::error::FormatError;
use crate::keys::{RecoveryKey, X25519Public};
use crate::package::read_seal_header;
use crate::value::Value;

/// Longest content of one sealed text, in bytes.
pub const MAX_SEALED_CONTENT: usize = 1 << 20;
/// Longest sealed text that is read, in bytes.
const MAX_SEALED: usize = MAX_SEALED_CONTENT + (64 << 10);
/// The plaintext is filled up to a multiple of this, so that its length tells
/// a short sentence from a page and nothing finer.
const BUCKET: usize = 1024;
const DOMAIN: &str = "tongfu sealed v1";

/// Why a text was not sealed or not opened.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Error)]
pub enum SealError {
    /// There is nobody to seal to.
    #[error("no reader")]
    NoReader,
    /// Longer than [`MAX_SEALED_CONTENT`].
    #[error("too long")]
    TooLarge,
    /// The key is not one of the readers'.
    #[error("sealed to others")]
    NotForUs,
    /// Altered, cut off, or not sealed by this format.
    #[error("altered")]
    Altered,
    /// It belongs to another place than it was read from.
    #[error("moved from its place")]
    Moved,
}

impl SealError {
    /// Stable code for sentences and scripts.
    pub const fn code(self) -> &'static str {
        match self {
            Self::NoReader => "SEALED_NO_READER",
            Self::TooLarge => "SEALED_TOO_LARGE",
            Self::NotForUs => "SEALED_NOT_FOR_US",
            Self::Altered => "SEALED_ALTERED",
            Self::Moved => "SEALED_MOVED",
        }
    }
}

/// A reader's secret key (X25519).
#[derive(Clone)]
pub struct ReaderKey(RecoveryKey);

impl ReaderKey {
    /// A 32-byte X25519 scalar; new keys from the operating system's randomness.
    pub fn from_secret_bytes(bytes: &[u8; 32]) -> Self {
        Self(RecoveryKey::from_secret_bytes(bytes))
    }

    /// The inverse of [`from_secret_bytes`](Self::from_secret_bytes).
    pub fn to_secret_bytes(&self) -> Zeroizing<[u8; 32]> {
        self.0.to_secret_bytes()
    }

    /// What others seal to.
    pub fn public(&self) -> X25519Public {
        self.0.public()
    }

    /// The form to print and keep in an envelope, with a checksum.
    pub fn to_text(&self) -> Zeroizing<String> {
        self.0.to_text()
    }

    /// Reads what [`to_text`](Self::to_text) printed.
    pub fn from_text(text: &str) -> Result<Self, FormatError> {
        RecoveryKey::from_text(text).map(Self)
    }
}

impl fmt::Debug for ReaderKey {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(formatter, "ReaderKey({})", self.public())
    }
}

/// Seals `content` to `readers`; `place` says what it belongs to and is
/// authenticated with it.
///
/// Errors: [`SealError::NoReader`], [`SealError::TooLarge`].
pub fn seal(readers: &[X25519Public], place: &[u8], content: &[u8]) -> Result<Vec<u8>, SealError> {
    if content.len() > MAX_SEALED_CONTENT {
        return Err(SealError::TooLarge);
    }
    let recipients: Vec<age::x25519::Recipient> = readers
        .iter()
        .map(X25519Public::recipient)
        .collect::<Option<_>>()
        .ok_or(SealError::NoReader)?;
    let encryptor =
        age::Encryptor::with_recipients(recipients.iter().map(|one| one as &dyn age::Recipient))
            .map_err(|_| SealError::NoReader)?;
    let plain = plaintext(place, content);
    let mut sealed = Vec::with_capacity(plain.len() + 1024);
    let mut writer = encryptor
        .wrap_output(&mut sealed)
        .map_err(|_| SealError::TooLarge)?;
    // Writing into memory does not fail.
    writer.write_all(&plain).map_err(|_| SealError::TooLarge)?;
    writer.finish().map_err(|_| SealError::TooLarge)?;
    Ok(sealed)
}

/// Opens what [`seal`] made for `key` and `place`.
///
/// Errors: [`SealError::NotForUs`], [`SealError::Altered`],
/// [`SealError::Moved`], [`SealError::TooLarge`].
pub fn open(key: &ReaderKey, place: &[u8], sealed: &[u8]) -> Result<Zeroizing<Vec<u8>>, SealError> {
    if sealed.len() > MAX_SEALED {
        return Err(SealError::TooLarge);
    }
    let identity = key.0.identity().ok_or(SealError::NotForUs)?;
    let mut rest = Cursor::new(sealed);
    let header = read_seal_header(&mut rest).map_err(refusal)?;
    let decryptor =
        age::Decryptor::new_buffered(Cursor::new(header).chain(rest)).map_err(refusal)?;
    let mut reader = decryptor
        .decrypt(std::iter::once(&identity as &dyn age::Identity))
        .map_err(refusal)?;
    let mut plain = Zeroizing::new(Vec::with_capacity(sealed.len()));
    reader
        .read_to_end(&mut plain)
        .map_err(|_| SealError::Altered)?;
    let Ok(Value::Array(parts)) = Value::decode(&plain) else {
        return Err(SealError::Altered);
    };
    match parts.as_slice() {
        [
            Value::Text(domain),
            Value::Bytes(belongs),
            Value::Bytes(content),
            Value::Bytes(_),
        ] if domain == DOMAIN => {
            if belongs == place {
                Ok(Zeroizing::new(content.clone()))
            } else {
                Err(SealError::Moved)
            }
        }
        _ => Err(SealError::Altered),
    }
}

fn plaintext(place: &[u8], content: &[u8]) -> Zeroizing<Vec<u8>> {
    let with = |fill: usize| {
        Value::Array(vec![
            Value::Text(DOMAIN.to_owned()),
            Value::Bytes(place.to_vec()),
            Value::Bytes(content.to_vec()),
            Value::Bytes(vec![0; fill]),
        ])
        .encode()
    };
    let bare = with(0).len();
    // The head of the filling takes up to three bytes, which the next bucket
    // has room for.
    let target = bare.next_multiple_of(BUCKET);
    for fill in (0..=target - bare).rev() {
        let whole = with(fill);
        if whole.len() <= target {
            return Zeroizing::new(whole);
        }
    }
    Zeroizing::new(with(0))
}

fn refusal(error: DecryptError) -> SealError {
    match error {
        DecryptError::NoMatchingKeys => SealError::NotForUs,
        _ => SealError::Altered,
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    fn key(seed: u8) -> ReaderKey {
        ReaderKey::from_secret_bytes(&[seed; 32])
    }

    #[test]
    fn it_opens_for_its_readers_at_its_place_only() {
        let sealed = seal(
            &[key(1).public(), key(2).public()],
            b"case/1",
            "扣了护照".as_bytes(),
        )
        .unwrap();
        for reader in [1, 2] {
            assert_eq!(
                open(&key(reader), b"case/1", &sealed).unwrap().as_slice(),
                "扣了护照".as_bytes()
            );
        }
        assert_eq!(
            open(&key(3), b"case/1", &sealed).unwrap_err(),
            SealError::NotForUs
        );
        assert_eq!(
            open(&key(1), b"case/2", &sealed).unwrap_err(),
            SealError::Moved
        );
        assert_eq!(seal(&[], b"", b"x").unwrap_err(), SealError::NoReader);
        assert_eq!(
            seal(&[key(1).public()], b"", &vec![0; MAX_SEALED_CONTENT + 1]).unwrap_err(),
            SealError::TooLarge
        );
    }

    #[test]
    fn every_cut_and_every_changed_byte_is_refused() {
        let sealed = seal(&[key(1).public()], b"p", b"content").unwrap();
        for end in 0..sealed.len() {
            assert!(open(&key(1), b"p", &sealed[..end]).is_err(), "cut at {end}");
        }
        for at in 0..sealed.len() {
            let mut altered = sealed.clone();
            altered[at] ^= 1;
            assert!(open(&key(1), b"p", &altered).is_err(), "byte {at}");
        }
    }

    #[test]
    fn the_length_shows_the_bucket_only() {
        // Of the plaintext: age itself adds a stanza of random length.
        let length = |content: &[u8]| plaintext(b"p", content).len();
        assert_eq!(length(b""), length(&[7; 600]));
        assert!(length(&[7; 600]) < length(&[7; 1200]));
        for size in 0..2100 {
            let plain = plaintext(b"place", &vec![1; size]);
            assert!(plain.len() % BUCKET <= 2 || plain.len() % BUCKET >= BUCKET - 2);
        }
    }

    #[test]
    fn the_printed_key_is_read_back() {
        let text = key(9).to_text();
        assert_eq!(
            ReaderKey::from_text(&text.to_lowercase()).unwrap().public(),
            key(9).public()
        );
        assert!(ReaderKey::from_text("AGE-SECRET-KEY-1QQ").is_err());
    }

    proptest! {
        #![proptest_config(ProptestConfig::with_cases(48))]

        #[test]
        fn exactly_the_named_readers_open_it(
            named in proptest::collection::btree_set(1u8..12, 1..6),
            content in proptest::collection::vec(any::<u8>(), 0..3000),
        ) {
            let readers: Vec<X25519Public> = named.iter().map(|seed| key(*seed).public()).collect();
            let sealed = seal(&readers, b"place", &content).unwrap();
            for seed in 1u8..12 {
                match open(&key(seed), b"place", &sealed) {
                    Ok(opened) => {
                        prop_assert!(named.contains(&seed));
                        prop_assert_eq!(opened.as_slice(), content.as_slice());
                    }
                    Err(error) => {
                        prop_assert!(!named.contains(&seed));
                        prop_assert_eq!(error, SealError::NotForUs);
                    }
                }
            }
        }
    }
}
