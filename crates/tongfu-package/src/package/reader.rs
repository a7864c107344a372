//! Opening a package: verified first, then decrypted, frame by frame.

use std::fs::File;
use std::io::{self, BufRead, BufReader, Chain, Cursor, Read, Take};
use std::path::Path;
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};

use age::DecryptError;
use age::stream::StreamReader;
use ed25519_dalek::VerifyingKey;
use sha2::{Digest, Sha256};

use crate::keys::{DeviceKeys, RecoveryKey};
use crate::operation::Hash32;
use crate::package::error::{PackageError, Part};
use crate::package::frame::{Counts, Frame, HELLO, Hello, TRAILER, Trailer, split_frame};
use crate::package::header::Header;
use crate::package::verify::verify_file;
use crate::package::{MAX_FRAME_BYTES, WINDOW_LOG};

const BUFFER: usize = 1 << 17;
/// Longest text before the sealed bytes: some six thousand recipients.
const MAX_SEAL_HEADER_BYTES: usize = 1 << 20;

/// The secret keys this store may try.
#[derive(Debug, Clone, Default)]
pub struct OpenKeys {
    /// This laptop's keys, and earlier ones of it if there are.
    pub devices: Vec<DeviceKeys>,
    /// The office's recovery key, when somebody brought it.
    pub recovery: Option<RecoveryKey>,
}

/// What a package held, once all of it was read and found consistent.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct PackageTotals {
    pub counts: Counts,
    /// Bytes of all frames.
    pub content_length: u64,
}

/// Verifies the whole file (as [`inspect`](crate::package::inspect) does), then
/// the sender, then opens it and reads its first frame.
///
/// `sender_lookup` gives the Ed25519 key that the header's sender is known by.
///
/// Errors: those of `inspect`; [`PackageError::SenderUnknown`] when the lookup
/// gives none, [`PackageError::Signature`] when it gives another key than the
/// package is signed with or when the first frame names another sender or
/// header; [`PackageError::NotForUs`] when no key opens it.
pub fn open(
    path: &Path,
    keys: &OpenKeys,
    sender_lookup: &dyn Fn(&Header) -> Option<VerifyingKey>,
) -> Result<Opened, PackageError> {
    let mut file = File::open(path)?;
    let header = verify_file(&mut file)?;
    let sender = header.sender();
    match sender_lookup(&header) {
        None => {
            return Err(PackageError::SenderUnknown {
                device: sender.device,
                office: sender.office,
            });
        }
        Some(key) if key != sender.key => return Err(PackageError::Signature),
        Some(_) => {}
    }
    Opened::start(file, header, keys)
}

/// State shared with the bottom of the stack of readers: `age` gives back no
/// way to it.
struct Source {
    hasher: Sha256,
    /// A real failure of the disk, as against bytes that do not decrypt.
    failure: Option<PackageError>,
}

type Shared = Arc<Mutex<Source>>;

/// Hashes what is really decrypted: the file could change between the pass
/// that verified it and this one, and age alone proves no sender.
pub(super) struct HashingReader {
    file: Take<File>,
    source: Shared,
}

impl HashingReader {
    /// The next `length` bytes of `file`.
    pub(super) fn new(file: File, length: u64) -> Self {
        Self {
            file: file.take(length),
            source: Arc::new(Mutex::new(Source {
                hasher: Sha256::new(),
                failure: None,
            })),
        }
    }
}

impl Read for HashingReader {
    fn read(&mut self, buffer: &mut [u8]) -> io::Result<usize> {
        let result = self.file.read(buffer);
        let mut source = lock(&self.source);
        match &result {
            Ok(read) => source.hasher.update(&buffer[..*read]),
            Err(error) if error.kind() == io::ErrorKind::Interrupted => {}
            Err(error) => {
                source.failure = Some(io::Error::new(error.kind(), error.to_string()).into());
            }
        }
        result
    }
}

type Sealed = Chain<Cursor<Vec<u8>>, BufReader<HashingReader>>;
type Plain = BufReader<StreamReader<Sealed>>;
type Content = BufReader<zstd::Decoder<'static, Plain>>;

/// The decompressed frames, as they come.
struct Frames {
    content: Content,
    /// Bytes of frames that are still to come.
    remaining: u64,
    /// Over all frames so far, the trailer excepted.
    hasher: Sha256,
    /// The frame read last, without its length.
    buffer: Vec<u8>,
}

impl Frames {
    /// Reads the next frame into the buffer.
    fn advance(&mut self) -> Result<(), PackageError> {
        const WRONG: PackageError = PackageError::Frames { what: "frame" };
        let after_length = self.remaining.checked_sub(4).ok_or(WRONG)?;
        let mut length = [0; 4];
        self.content.read_exact(&mut length).map_err(unreadable)?;
        let length = u32::from_be_bytes(length);
        let size = usize::try_from(length).map_err(|_| WRONG)?;
        if size > MAX_FRAME_BYTES {
            return Err(PackageError::TooLarge { what: "frame" });
        }
        self.remaining = after_length.checked_sub(length.into()).ok_or(WRONG)?;
        self.buffer.resize(size, 0);
        self.content
            .read_exact(&mut self.buffer)
            .map_err(unreadable)
    }

    /// Takes the frame in the buffer into the hash of the trailer.
    fn hash(&mut self) {
        // The length was at most MAX_FRAME_BYTES, so it fits.
        self.hasher.update((self.buffer.len() as u32).to_be_bytes());
        self.hasher.update(&self.buffer);
    }

    /// Nothing may follow the trailer, in the compression or in the seal.
    fn end(&mut self) -> Result<(), PackageError> {
        let empty = |rest: io::Result<&[u8]>| match rest {
            Ok([]) => Ok(()),
            Ok(_) => Err(PackageError::Frames { what: "end" }),
            Err(error) => Err(unreadable(error)),
        };
        if self.remaining > 0 {
            return Err(PackageError::Frames { what: "end" });
        }
        empty(self.content.fill_buf())?;
        empty(self.content.get_mut().get_mut().fill_buf())
    }
}

/// An authentic package that is being read. [`next_frame`](Self::next_frame)
/// ends with `Ok(None)` only after the trailer, the compression, the seal and
/// the file's hash all agreed: until then nothing of it may be kept.
pub struct Opened {
    header: Header,
    hello: Hello,
    frames: Frames,
    source: Shared,
    counts: Counts,
    /// Hash of the operation framed last.
    last: Option<Hash32>,
    state: State,
}

enum State {
    Reading,
    Done(PackageTotals),
    Failed(PackageError),
}

impl std::fmt::Debug for Opened {
    fn fmt(&self, formatter: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        formatter
            .debug_struct("Opened")
            .field("header", &self.header)
            .field("remaining", &self.frames.remaining)
            .finish_non_exhaustive()
    }
}

impl Opened {
    pub(super) fn start(file: File, header: Header, keys: &OpenKeys) -> Result<Self, PackageError> {
        let reader = HashingReader::new(file, header.payload_length);
        let source = reader.source.clone();
        let plain = unseal(reader, keys).map_err(|error| match error {
            DecryptError::NoMatchingKeys => PackageError::NotForUs {
                destination: header.draft.destination.to_string(),
            },
            _ => PackageError::Altered {
                part: Part::Payload,
            },
        });
        let mut frames = Frames {
            content: decompress(plain.map_err(|error| prefer_failure(&source, error))?)?,
            remaining: header.content_length,
            hasher: Sha256::new(),
            buffer: Vec::new(),
        };
        frames
            .advance()
            .map_err(|error| prefer_failure(&source, error))?;
        let hello = read_hello(&frames.buffer, &header)?;
        frames.hash();
        Ok(Self {
            header,
            hello,
            frames,
            source,
            counts: Counts::default(),
            last: None,
            state: State::Reading,
        })
    }

    /// The header, verified.
    pub fn header(&self) -> &Header {
        &self.header
    }

    /// The first frame, which agrees with the header.
    pub fn hello(&self) -> &Hello {
        &self.hello
    }

    /// The next frame between the first and the last; `Ok(None)` once the whole
    /// package was found consistent. After an error there is only that error.
    pub fn next_frame(&mut self) -> Result<Option<Frame>, PackageError> {
        match &self.state {
            State::Reading => {}
            State::Done(_) => return Ok(None),
            State::Failed(error) => return Err(error.clone()),
        }
        self.read_next().map_err(|error| {
            let error = prefer_failure(&self.source, error);
            self.state = State::Failed(error.clone());
            error
        })
    }

    /// [`Operation::hash`](crate::operation::Operation::hash) of the operation
    /// handed out last, so that nobody has to compute it twice.
    pub fn last_operation_hash(&self) -> Option<Hash32> {
        self.last
    }

    /// What the package held; `None` until [`next_frame`](Self::next_frame)
    /// said that it is complete.
    pub fn totals(&self) -> Option<PackageTotals> {
        match &self.state {
            State::Done(totals) => Some(totals.clone()),
            State::Reading | State::Failed(_) => None,
        }
    }

    /// Reads to the end without keeping frames: whether the package is whole.
    pub fn read_to_end(mut self) -> Result<PackageTotals, PackageError> {
        while self.next_frame()?.is_some() {}
        self.totals()
            .ok_or(PackageError::Frames { what: "trailer" })
    }

    fn read_next(&mut self) -> Result<Option<Frame>, PackageError> {
        self.frames.advance()?;
        let (tag, content) = split_frame(&self.frames.buffer).map_err(inside)?;
        if tag == TRAILER {
            let trailer = Trailer::decode(content).map_err(inside)?;
            return self.finish(&trailer).map(|()| None);
        }
        let frame = Frame::read(tag, content, &mut self.last).map_err(inside)?;
        self.frames.hash();
        self.counts.count(tag);
        Ok(Some(frame))
    }

    fn finish(&mut self, trailer: &Trailer) -> Result<(), PackageError> {
        let sha256 = Hash32(self.frames.hasher.clone().finalize().into());
        if trailer.counts != self.counts || self.hello.counts != self.counts {
            return Err(PackageError::Frames { what: "counts" });
        }
        if trailer.sha256 != sha256 {
            return Err(PackageError::Frames { what: "trailer" });
        }
        self.frames.end()?;
        let payload = lock(&self.source).hasher.clone().finalize();
        if self.header.payload_sha256 != Hash32(payload.into()) {
            return Err(PackageError::Altered {
                part: Part::Payload,
            });
        }
        self.state = State::Done(PackageTotals {
            counts: self.counts,
            content_length: self.header.content_length,
        });
        Ok(())
    }
}

impl Iterator for Opened {
    type Item = Result<Frame, PackageError>;

    /// As [`next_frame`](Opened::next_frame), and ends after an error; whether
    /// it ended well is what [`totals`](Opened::totals) says.
    fn next(&mut self) -> Option<Self::Item> {
        if matches!(self.state, State::Failed(_)) {
            return None;
        }
        self.next_frame().transpose()
    }
}

fn inside(error: crate::FormatError) -> PackageError {
    PackageError::inside(&error)
}

/// The first frame, if it names the header it stands behind.
fn read_hello(frame: &[u8], header: &Header) -> Result<Hello, PackageError> {
    let (tag, content) = split_frame(frame).map_err(inside)?;
    if tag != HELLO {
        return Err(PackageError::Frames { what: "hello" });
    }
    let hello = Hello::decode(content).map_err(inside)?;
    if hello.header != header.digest
        || hello.package != header.draft.package
        || hello.sender != header.draft.sender
        || hello.destination != header.draft.destination
    {
        return Err(PackageError::Signature);
    }
    Ok(hello)
}

pub(super) fn unseal(
    reader: HashingReader,
    keys: &OpenKeys,
) -> Result<StreamReader<Sealed>, DecryptError> {
    let identities: Vec<age::x25519::Identity> = keys
        .devices
        .iter()
        .filter_map(DeviceKeys::identity)
        .chain(keys.recovery.as_ref().and_then(RecoveryKey::identity))
        .collect();
    let mut reader = BufReader::with_capacity(BUFFER, reader);
    let header = read_seal_header(&mut reader)?;
    let decryptor = age::Decryptor::new_buffered(Cursor::new(header).chain(reader))?;
    decryptor.decrypt(
        identities
            .iter()
            .map(|identity| identity as &dyn age::Identity),
    )
}

/// The text at the beginning of an age file, up to and with its last line.
///
/// The `age` crate reads it without a bound, and takes stanzas whose body lacks
/// the short line at its end, as its early versions wrote them; the format
/// allows neither.
pub(crate) fn read_seal_header(reader: &mut impl BufRead) -> Result<Vec<u8>, DecryptError> {
    const FULL_LINE: usize = 64 + 1;
    let mut header = Vec::new();
    let mut in_body = false;
    loop {
        let start = header.len();
        let room = MAX_SEAL_HEADER_BYTES.saturating_sub(start);
        reader
            .by_ref()
            .take(room as u64)
            .read_until(b'\n', &mut header)?;
        let line = &header[start..];
        if line.last() != Some(&b'\n') {
            return Err(DecryptError::InvalidHeader);
        }
        let last = line.starts_with(b"---");
        if last || line.starts_with(b"->") {
            if in_body {
                return Err(DecryptError::InvalidHeader);
            }
            if last {
                return Ok(header);
            }
            in_body = true;
        } else {
            in_body &= line.len() == FULL_LINE;
        }
    }
}

fn decompress(plain: StreamReader<Sealed>) -> Result<Content, PackageError> {
    let plain = BufReader::with_capacity(BUFFER, plain);
    let mut decoder = zstd::Decoder::with_buffer(plain)?.single_frame();
    decoder.window_log_max(WINDOW_LOG)?;
    Ok(BufReader::with_capacity(BUFFER, decoder))
}

fn lock(source: &Shared) -> MutexGuard<'_, Source> {
    source.lock().unwrap_or_else(PoisonError::into_inner)
}

/// The disk's own failure, if that is what was behind `error`.
fn prefer_failure(source: &Shared, error: PackageError) -> PackageError {
    lock(source).failure.clone().unwrap_or(error)
}

/// Decryption or decompression failed, or the frames end too early.
fn unreadable(error: io::Error) -> PackageError {
    match error.kind() {
        io::ErrorKind::UnexpectedEof => PackageError::Frames { what: "end" },
        _ => PackageError::Altered {
            part: Part::Payload,
        },
    }
}
