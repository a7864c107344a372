//! Looks through a packed file before anything reads it for its content: how
//! much it unpacks to, whether it is encrypted, what it is.

use std::io::{Cursor, Read};

use zip::ZipArchive;

use super::{Limits, Refusal};

/// What a packed file holds.
pub(super) enum Package {
    Xlsx,
    /// The text of `content.xml`.
    Ods(String),
    /// A workbook in Excel's binary form (`.xlsb`).
    BinaryWorkbook,
    Other,
}

/// Smallest XML of a shared string, `<si/>`: a declared count above what the
/// part can hold is a lie that would reserve memory.
const SMALLEST_STRING: u64 = 5;

/// Unpacks every XML part once, counting, so that what is read afterwards is
/// known to fit. The sizes a packed file declares are not believed.
pub(super) fn survey(bytes: &[u8], limits: &Limits) -> Result<Package, Refusal> {
    let mut archive =
        ZipArchive::new(Cursor::new(bytes)).map_err(|e| Refusal::damaged(e.to_string()))?;
    let mut budget = limits.unpacked_bytes;
    let mut has_workbook = false;
    let mut is_binary = false;
    let mut content = None;
    let mut manifest_encrypts = false;
    for index in 0..archive.len() {
        let Ok(part) = archive.by_index_raw(index) else {
            continue;
        };
        let name = match part.name() {
            Ok(name) => name.replace('\\', "/").to_ascii_lowercase(),
            Err(_) => continue,
        };
        if part.encrypted() {
            return Err(Refusal::Encrypted);
        }
        drop(part);
        has_workbook |= name.ends_with("workbook.xml") || name == "xl/workbook.xml";
        is_binary |= name.ends_with("xl/workbook.bin");
        let is_xml = name.ends_with(".xml") || name.ends_with(".rels");
        if !is_xml {
            continue;
        }
        let Ok(part) = archive.by_index(index) else {
            continue;
        };
        let keep = name == "content.xml" || name == "meta-inf/manifest.xml";
        let Unpacked { size, head, tags } = unpack(part, budget, keep)?;
        budget = budget.saturating_sub(size);
        if name == "content.xml" {
            content = Some(String::from_utf8_lossy(&head).into_owned());
        } else if name == "meta-inf/manifest.xml" {
            manifest_encrypts = head
                .windows(ENCRYPTION_MARK.len())
                .any(|w| w == ENCRYPTION_MARK);
        } else if name.ends_with("sharedstrings.xml")
            && declared_strings(&head).is_some_and(|n| n > size / SMALLEST_STRING + 1)
        {
            return Err(Refusal::damaged("sharedStrings.xml"));
        } else if name.ends_with("sharedstrings.xml") && tags > limits.cells * 2 {
            // Each string costs memory, even an empty one.
            return Err(Refusal::too_large("cells", limits.cells));
        }
    }
    if manifest_encrypts {
        return Err(Refusal::Encrypted);
    }
    Ok(match content {
        Some(content) if content.contains("office:spreadsheet") => Package::Ods(content),
        _ if has_workbook => Package::Xlsx,
        _ if is_binary => Package::BinaryWorkbook,
        _ => Package::Other,
    })
}

const ENCRYPTION_MARK: &[u8] = b"encryption-data";

/// A part of a packed file.
struct Unpacked {
    size: u64,
    /// All of its bytes if they are to be kept, else the first few thousand.
    head: Vec<u8>,
    /// How many tags it has.
    tags: u64,
}

fn unpack(mut part: impl Read, budget: u64, keep: bool) -> Result<Unpacked, Refusal> {
    const HEAD: usize = 4096;
    let mut size = 0u64;
    let mut tags = 0u64;
    let mut head = Vec::new();
    let mut chunk = vec![0u8; 64 << 10];
    // A part that can't be unpacked is the business of whoever needs it.
    while let Ok(read) = part.read(&mut chunk) {
        if read == 0 {
            break;
        }
        size += read as u64;
        if size > budget {
            return Err(Refusal::too_large("unpacked_bytes", budget));
        }
        let piece = chunk.get(..read).unwrap_or_default();
        tags += piece.iter().filter(|b| **b == b'<').count() as u64;
        let wanted = if keep {
            read
        } else {
            read.min(HEAD.saturating_sub(head.len()))
        };
        head.extend_from_slice(chunk.get(..wanted).unwrap_or_default());
    }
    Ok(Unpacked { size, head, tags })
}

/// The `uniqueCount` that a shared string table declares.
fn declared_strings(head: &[u8]) -> Option<u64> {
    const MARK: &[u8] = b"uniqueCount=";
    let at = head.windows(MARK.len()).position(|w| w == MARK)?;
    let digits: String = head
        .get(at + MARK.len() + 1..)?
        .iter()
        .take_while(|b| b.is_ascii_digit())
        .map(|b| char::from(*b))
        .collect();
    Some(digits.parse().unwrap_or(u64::MAX))
}
