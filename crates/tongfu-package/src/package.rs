//! The sealed file that carries records between offices (`.tongfu`).
//!
//! ```text
//! magic | u32 header length | header | Ed25519 signature | age v1 payload
//! ```
//!
//! [`inspect`] tells what a file is without any key; [`open`] verifies hash,
//! signature and sender before anything is decrypted and then hands out the
//! frames one by one; [`Writer`] makes a package. Byte by byte: `FORMAT.md` §6.

mod audit;
mod error;
mod frame;
mod header;
mod reader;
mod trust;
mod verify;
mod writer;

pub use audit::ChainAudit;
pub use error::{PackageError, Part};
pub use frame::{Announcement, Counts, Frame, Hello, StreamDigest, Trailer, VectorEntry};
pub use header::{
    ChainRange, Destination, FORMAT, Header, HeaderDraft, PackageKind, Position, READER, Sender,
};
pub(crate) use reader::read_seal_header;
pub use reader::{OpenKeys, Opened, PackageTotals, open};
pub use trust::known_sender;
pub use verify::inspect;
pub use writer::{PackageSummary, Writer};

/// First bytes of every package: a byte that is no text, the format's name and
/// version, and line ends that show a transfer in text mode (as PNG does).
pub const MAGIC: [u8; 8] = *b"\x89TFP1\r\n\x1a";
/// Longest header, in bytes.
pub const MAX_HEADER_BYTES: usize = 64 * 1024;
/// Longest frame, in bytes after its length.
pub const MAX_FRAME_BYTES: usize = 4 << 20;
/// Most bytes of frames in one package.
pub const MAX_CONTENT_BYTES: u64 = 8 << 30;
/// Most bytes of frames for one byte of payload, beyond [`FREE_CONTENT_BYTES`].
pub const MAX_RATIO: u64 = 4096;
/// Frames up to this many bytes are read whatever their ratio.
pub const FREE_CONTENT_BYTES: u64 = 16 << 20;
/// Base-2 logarithm of the largest zstd window, in bytes.
pub const WINDOW_LOG: u32 = 23;

/// Bytes before the header: magic and length.
const PREFIX: usize = 12;
/// Bytes of the signature after the header.
const SIGNATURE: usize = 64;

/// Whether `content` bytes of frames may stand in `payload` bytes.
fn within_ratio(content: u64, payload: u64) -> bool {
    content <= MAX_CONTENT_BYTES
        && (content <= FREE_CONTENT_BYTES || content / MAX_RATIO <= payload)
}

#[cfg(test)]
mod tests;
