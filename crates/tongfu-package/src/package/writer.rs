//! Making a package, frame by frame, without ever holding it in memory and
//! without a readable byte of its content on the disk.

use std::fs::{self, File, OpenOptions};
use std::io::{self, BufWriter, Seek, SeekFrom, Write};
use std::path::{Path, PathBuf};

use age::stream::StreamWriter;
use sha2::{Digest, Sha256};

use crate::checkpoint::Checkpoint;
use crate::keys::signed::sign;
use crate::keys::{DeviceKeys, Recipient};
use crate::operation::{Hash32, MAX_OPERATION_BYTES, Operation, Section};
use crate::package::error::PackageError;
use crate::package::frame::{
    Announcement, CHECKPOINT, Counts, Frame, HELLO, Hello, KEYSET, OWN_SECTION, TRAILER, Trailer,
    encode_frame, operation_content, section_content,
};
use crate::package::header::{Header, HeaderDraft};
use crate::package::verify::{SIGNATURE_DOMAIN, hash_rest, verify_file};
use crate::package::{MAGIC, MAX_FRAME_BYTES, MAX_HEADER_BYTES, WINDOW_LOG, within_ratio};

/// Compression level of zstd.
const LEVEL: i32 = 6;
const BUFFER: usize = 1 << 17;

/// A finished package, as it was read back from the disk.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct PackageSummary {
    pub path: PathBuf,
    pub header: Header,
    pub counts: Counts,
    /// Bytes of the whole file.
    pub file_length: u64,
    /// SHA-256 of the whole file.
    pub file_sha256: Hash32,
}

/// Counts and hashes the sealed bytes on their way to the file.
struct Payload {
    file: BufWriter<File>,
    hasher: Sha256,
    length: u64,
}

impl Write for Payload {
    fn write(&mut self, bytes: &[u8]) -> io::Result<usize> {
        let written = self.file.write(bytes)?;
        self.hasher.update(&bytes[..written]);
        self.length += written as u64;
        Ok(written)
    }

    fn flush(&mut self) -> io::Result<()> {
        self.file.flush()
    }
}

/// The temporary file beside the package; it goes away unless it was renamed.
struct Temporary {
    path: PathBuf,
    renamed: bool,
}

impl Drop for Temporary {
    fn drop(&mut self) {
        if !self.renamed {
            // Nothing to be done if it fails: the next attempt overwrites it.
            let _ = fs::remove_file(&self.path);
        }
    }
}

/// A package in the making. Dropped unfinished, it leaves nothing behind.
pub struct Writer {
    // Before `temporary`, so that the file is closed when it is removed.
    content: zstd::Encoder<'static, StreamWriter<Payload>>,
    temporary: Temporary,
    path: PathBuf,
    draft: HeaderDraft,
    keys: DeviceKeys,
    announced: Counts,
    counts: Counts,
    content_length: u64,
    hasher: Sha256,
    /// Hash of the operation written last.
    last: Option<Hash32>,
}

impl std::fmt::Debug for Writer {
    fn fmt(&self, formatter: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        formatter
            .debug_struct("Writer")
            .field("path", &self.path)
            .field("counts", &self.counts)
            .finish_non_exhaustive()
    }
}

impl Writer {
    /// Begins a package at `path`, in a temporary file beside it
    /// (`<path>.part`), sealed to `recipients` and signed by `keys`; writes the
    /// first frame. A left-over temporary file is overwritten, a package of
    /// this name never.
    ///
    /// Errors: [`PackageError::NoRecipient`]; [`PackageError::Exists`];
    /// [`PackageError::Frames`] if `draft.sender` has another key than `keys`
    /// or the header would not be accepted; [`PackageError::TooLarge`] if the
    /// header has too many ranges; [`PackageError::DiskFull`], [`PackageError::Io`].
    pub fn new(
        path: &Path,
        draft: HeaderDraft,
        announcement: Announcement,
        recipients: &[Recipient],
        keys: &DeviceKeys,
    ) -> Result<Self, PackageError> {
        if recipients.is_empty() {
            return Err(PackageError::NoRecipient);
        }
        if path.exists() {
            return Err(PackageError::Exists);
        }
        if draft.sender.key != keys.verifying_key() {
            return Err(PackageError::Frames { what: "sender" });
        }
        let placeholder = Header::new(draft.clone(), 0, 0, Hash32::ZERO).encode();
        if placeholder.len() > MAX_HEADER_BYTES {
            return Err(PackageError::TooLarge { what: "header" });
        }
        Header::decode(&placeholder).map_err(|error| PackageError::inside(&error))?;
        let keys_of_age: Vec<age::x25519::Recipient> = recipients
            .iter()
            .map(|recipient| recipient.key.recipient())
            .collect::<Option<_>>()
            .ok_or(PackageError::NoRecipient)?;
        let encryptor = age::Encryptor::with_recipients(
            keys_of_age.iter().map(|key| key as &dyn age::Recipient),
        )
        .map_err(|_| PackageError::NoRecipient)?;

        let mut name = path.as_os_str().to_owned();
        name.push(".part");
        let temporary = Temporary {
            path: PathBuf::from(name),
            renamed: false,
        };
        let file = OpenOptions::new()
            .read(true)
            .write(true)
            .create(true)
            .truncate(true)
            .open(&temporary.path)?;
        let mut file = BufWriter::with_capacity(BUFFER, file);
        // Zeros where magic, header and signature will stand: a half-written
        // file is no package.
        file.write_all(&vec![0; MAGIC.len() + 4 + placeholder.len() + 64])?;
        let sealed = encryptor.wrap_output(Payload {
            file,
            hasher: Sha256::new(),
            length: 0,
        })?;
        let mut content = zstd::Encoder::new(sealed, LEVEL)?;
        content.window_log(WINDOW_LOG)?;
        content.include_checksum(true)?;

        let announced = announcement.counts;
        let hello = Hello::new(&draft, recipients, announcement).encode();
        let mut writer = Self {
            content,
            temporary,
            path: path.to_owned(),
            draft,
            keys: keys.clone(),
            announced,
            counts: Counts::default(),
            content_length: 0,
            hasher: Sha256::new(),
            last: None,
        };
        let frame = writer.put(HELLO, &hello)?;
        writer.hasher.update(&frame);
        Ok(writer)
    }

    /// Writes one frame.
    pub fn write(&mut self, frame: &Frame) -> Result<(), PackageError> {
        match frame {
            Frame::Operation(bytes) => self.write_operation(bytes),
            Frame::Section(section) => self.write_section(section),
            Frame::Checkpoint(checkpoint) => self.write_checkpoint(checkpoint),
            Frame::Keyset(bytes) => self.write_counted(KEYSET, bytes),
            Frame::Unknown { tag, bytes } => match *tag {
                HELLO..=OWN_SECTION | TRAILER => Err(PackageError::Frames { what: "frame" }),
                tag => self.write_counted(tag, bytes),
            },
        }
    }

    /// Writes an operation as it was hashed, byte for byte. Chains take the
    /// least room one after the other, each operation before its sections.
    pub fn write_operation(&mut self, encoded: &[u8]) -> Result<(), PackageError> {
        if encoded.len() > MAX_OPERATION_BYTES {
            return Err(PackageError::TooLarge { what: "operation" });
        }
        let (tag, content) = operation_content(encoded, self.last);
        self.write_counted(tag, &content)?;
        self.last = Some(Operation::hash(encoded));
        Ok(())
    }

    /// Writes a personal section, best right behind its operation.
    pub fn write_section(&mut self, section: &Section) -> Result<(), PackageError> {
        let (tag, content) = section_content(section, self.last);
        self.write_counted(tag, &content)
    }

    /// Writes a checkpoint.
    pub fn write_checkpoint(&mut self, checkpoint: &Checkpoint) -> Result<(), PackageError> {
        self.write_counted(CHECKPOINT, &checkpoint.encode())
    }

    /// Writes the trailer, closes seal and file, signs the header, flushes to
    /// the disk, renames, reads the file back and verifies it.
    ///
    /// Errors: [`PackageError::Frames`] if other frames were written than
    /// announced; [`PackageError::TooLarge`] beyond the limits of readers.
    pub fn finish(mut self) -> Result<PackageSummary, PackageError> {
        if self.counts != self.announced {
            return Err(PackageError::Frames { what: "counts" });
        }
        let trailer = Trailer {
            counts: self.counts,
            sha256: Hash32(self.hasher.clone().finalize().into()),
        };
        self.put(TRAILER, &trailer.encode())?;
        let Self {
            content,
            mut temporary,
            path,
            draft,
            keys,
            counts,
            content_length,
            ..
        } = self;
        let payload = content.finish()?.finish()?;
        let header = Header::new(
            draft,
            content_length,
            payload.length,
            Hash32(payload.hasher.finalize().into()),
        );
        if !within_ratio(header.content_length, header.payload_length) {
            return Err(PackageError::TooLarge { what: "content" });
        }
        let mut file = payload
            .file
            .into_inner()
            .map_err(|error| PackageError::from(error.into_error()))?;
        let encoded = header.encode();
        file.seek(SeekFrom::Start(0))?;
        file.write_all(&start_of_file(&encoded, &keys))?;
        file.sync_all()?;
        drop(file);
        if path.exists() {
            return Err(PackageError::Exists);
        }
        fs::rename(&temporary.path, &path)?;
        temporary.renamed = true;
        sync_folder(&path);
        read_back(path, header, counts)
    }

    fn write_counted(&mut self, tag: u64, content: &[u8]) -> Result<(), PackageError> {
        let frame = self.put(tag, content)?;
        self.hasher.update(&frame);
        self.counts.count(tag);
        Ok(())
    }

    /// Writes a frame with its length and gives back what was written.
    fn put(&mut self, tag: u64, content: &[u8]) -> Result<Vec<u8>, PackageError> {
        let frame = encode_frame(tag, content);
        let length = frame.len() - 4;
        if length > MAX_FRAME_BYTES {
            return Err(PackageError::TooLarge { what: "frame" });
        }
        self.content.write_all(&frame)?;
        self.content_length += frame.len() as u64;
        Ok(frame)
    }
}

/// Magic, length of the header, header, signature.
pub(super) fn start_of_file(header: &[u8], keys: &DeviceKeys) -> Vec<u8> {
    let mut start = Vec::with_capacity(header.len() + 76);
    start.extend_from_slice(&MAGIC);
    // At most MAX_HEADER_BYTES: it fits.
    start.extend_from_slice(&(header.len() as u32).to_be_bytes());
    start.extend_from_slice(header);
    start.extend_from_slice(&sign(SIGNATURE_DOMAIN, header, keys.signing_key()));
    start
}

/// Makes the new name durable. Some file systems of removable disks cannot do
/// it and say so; the content is on the disk all the same.
fn sync_folder(path: &Path) {
    #[cfg(unix)]
    {
        let parent = path
            .parent()
            .filter(|parent| !parent.as_os_str().is_empty());
        if let Ok(folder) = File::open(parent.unwrap_or(Path::new("."))) {
            let _ = folder.sync_all();
        }
    }
    #[cfg(not(unix))]
    let _ = path;
}

fn read_back(
    path: PathBuf,
    header: Header,
    counts: Counts,
) -> Result<PackageSummary, PackageError> {
    let mut file = File::open(&path)?;
    if verify_file(&mut file)? != header {
        return Err(PackageError::Altered {
            part: super::Part::Header,
        });
    }
    file.seek(SeekFrom::Start(0))?;
    let (file_length, file_sha256) = hash_rest(&mut file)?;
    Ok(PackageSummary {
        path,
        header,
        counts,
        file_length,
        file_sha256,
    })
}
