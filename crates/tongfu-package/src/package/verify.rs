//! All that can be verified of a package without a secret key.

use std::fs::File;
use std::io::{self, Read, Seek, SeekFrom};
use std::path::Path;

use sha2::{Digest, Sha256};

use crate::error::FormatError;
use crate::keys::signed::verify;
use crate::operation::Hash32;
use crate::package::error::{PackageError, Part};
use crate::package::header::Header;
use crate::package::{MAGIC, MAX_HEADER_BYTES, PREFIX, SIGNATURE, within_ratio};

pub(crate) const SIGNATURE_DOMAIN: &[u8] = b"tongfu package v1\0";

/// Reads a file's header and verifies magic, lengths, the header's encoding,
/// the signature by the key that the header itself names, and the payload's
/// hash. Whether that key is the sender's is for [`open`](crate::package::open)
/// and [`known_sender`](crate::package::known_sender).
pub fn inspect(path: &Path) -> Result<Header, PackageError> {
    verify_file(&mut File::open(path)?)
}

/// [`inspect`] on an open file; leaves it positioned at the payload.
pub(crate) fn verify_file(file: &mut (impl Read + Seek)) -> Result<Header, PackageError> {
    let found = file.seek(SeekFrom::End(0))?;
    file.seek(SeekFrom::Start(0))?;
    let prefix = read_up_to(file, PREFIX)?;
    check_magic(&prefix)?;
    let cut = |expected: u64| PackageError::Cut { expected, found };
    let Some(length) = prefix.get(MAGIC.len()..PREFIX) else {
        return Err(cut((PREFIX + SIGNATURE) as u64));
    };
    let length = length
        .iter()
        .fold(0, |sum, byte| sum << 8 | usize::from(*byte));
    if length > MAX_HEADER_BYTES {
        return Err(PackageError::Altered { part: Part::Header });
    }
    let payload_at = (PREFIX + length + SIGNATURE) as u64;
    let mut encoded = read_up_to(file, length + SIGNATURE)?;
    if encoded.len() < length + SIGNATURE {
        return Err(cut(payload_at));
    }
    let signature: [u8; SIGNATURE] = encoded
        .split_off(length)
        .try_into()
        .map_err(|_| PackageError::Altered { part: Part::Header })?;
    let header = Header::decode(&encoded).map_err(|error| match error {
        error @ FormatError::TooNew { .. } => PackageError::inside(&error),
        _ => PackageError::Altered { part: Part::Header },
    })?;
    verify(
        SIGNATURE_DOMAIN,
        &encoded,
        &signature,
        &header.sender().key,
        "package",
    )
    .map_err(|_| PackageError::Signature)?;
    if !within_ratio(header.content_length, header.payload_length) {
        return Err(PackageError::TooLarge { what: "content" });
    }
    let expected = payload_at.saturating_add(header.payload_length);
    if found < expected {
        return Err(cut(expected));
    }
    if found > expected {
        return Err(PackageError::Altered {
            part: Part::Trailing,
        });
    }
    let (length, sha256) = hash_rest(file)?;
    if length < header.payload_length {
        return Err(cut(expected));
    }
    if length != header.payload_length || sha256 != header.payload_sha256 {
        return Err(PackageError::Altered {
            part: Part::Payload,
        });
    }
    file.seek(SeekFrom::Start(payload_at))?;
    Ok(header)
}

fn check_magic(prefix: &[u8]) -> Result<(), PackageError> {
    let start = &prefix[..prefix.len().min(MAGIC.len())];
    if start == MAGIC {
        return Ok(());
    }
    if MAGIC.starts_with(start) {
        return Err(PackageError::Cut {
            expected: (PREFIX + SIGNATURE) as u64,
            found: start.len() as u64,
        });
    }
    // The fifth byte is the version of everything that follows.
    match start {
        [
            0x89,
            b'T',
            b'F',
            b'P',
            version @ b'2'..=b'9',
            b'\r',
            b'\n',
            0x1a,
        ] => Err(PackageError::TooNew {
            needed: u64::from(version - b'0'),
            supported: super::READER,
        }),
        [0x89, b'T', b'F', b'P', b'1', ..] => Err(PackageError::Altered { part: Part::Magic }),
        _ => Err(PackageError::NotOne),
    }
}

/// As many of `length` bytes as there are.
fn read_up_to(file: &mut impl Read, length: usize) -> Result<Vec<u8>, io::Error> {
    let mut bytes = Vec::with_capacity(length);
    file.take(length as u64).read_to_end(&mut bytes)?;
    Ok(bytes)
}

/// Length and SHA-256 of all from here to the end.
pub(crate) fn hash_rest(file: &mut impl Read) -> Result<(u64, Hash32), io::Error> {
    let mut hasher = Sha256::new();
    let mut buffer = vec![0; 1 << 17];
    let mut length = 0;
    loop {
        match file.read(&mut buffer) {
            Ok(0) => return Ok((length, Hash32(hasher.finalize().into()))),
            Ok(read) => {
                hasher.update(&buffer[..read]);
                length += read as u64;
            }
            Err(error) if error.kind() == io::ErrorKind::Interrupted => {}
            Err(error) => return Err(error),
        }
    }
}
