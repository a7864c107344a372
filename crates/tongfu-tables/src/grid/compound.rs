//! OLE compound files, read with every chain bounded.
//!
//! The stream of the workbook is taken out here and handed on in a fresh,
//! minimal compound file, so that a hostile allocation table never reaches a
//! reader that trusts it. Format: MS-CFB.

use super::Refusal;

const END_OF_CHAIN: u32 = 0xffff_fffe;
const FREE: u32 = 0xffff_ffff;
const FAT_SECTOR: u32 = 0xffff_fffd;
const LAST_REGULAR: u32 = 0xffff_fffa;
/// Streams below this size live in the mini stream.
const MINI_CUTOFF: usize = 4096;
const HEADER: usize = 512;

struct Entry {
    name: String,
    start: u32,
    size: u64,
}

pub(super) struct Compound<'a> {
    bytes: &'a [u8],
    sector: usize,
    fat: Vec<u32>,
    mini_fat: Vec<u32>,
    mini_stream: Vec<u8>,
    entries: Vec<Entry>,
}

fn u16_at(bytes: &[u8], at: usize) -> Option<u16> {
    Some(u16::from_le_bytes(bytes.get(at..at + 2)?.try_into().ok()?))
}

fn u32_at(bytes: &[u8], at: usize) -> Option<u32> {
    Some(u32::from_le_bytes(bytes.get(at..at + 4)?.try_into().ok()?))
}

fn words(bytes: &[u8]) -> impl Iterator<Item = u32> + '_ {
    bytes
        .chunks_exact(4)
        .filter_map(|c| Some(u32::from_le_bytes(c.try_into().ok()?)))
}

impl<'a> Compound<'a> {
    pub(super) fn open(bytes: &'a [u8]) -> Result<Self, Refusal> {
        Self::parse(bytes).ok_or_else(|| Refusal::damaged("compound file"))
    }

    fn parse(bytes: &'a [u8]) -> Option<Self> {
        let sector = match u16_at(bytes, 30)? {
            9 => 512,
            12 => 4096,
            _ => return None,
        };
        let mut file = Self {
            bytes,
            sector,
            fat: Vec::new(),
            mini_fat: Vec::new(),
            mini_stream: Vec::new(),
            entries: Vec::new(),
        };
        let sectors = bytes.len() / sector + 1;
        let mut fat_sectors: Vec<u32> = words(bytes.get(76..HEADER)?).collect();
        let mut next = u32_at(bytes, 68)?;
        for _ in 0..sectors {
            if next >= LAST_REGULAR {
                break;
            }
            let mut more: Vec<u32> = words(file.sector(next)?).collect();
            next = more.pop()?;
            fat_sectors.append(&mut more);
        }
        for id in fat_sectors.into_iter().filter(|id| *id < LAST_REGULAR) {
            if file.fat.len() > sectors.saturating_add(sector) {
                break;
            }
            let more: Vec<u32> = words(file.sector(id)?).collect();
            file.fat.extend(more);
        }
        let directory = file.chain(u32_at(bytes, 48)?, usize::MAX)?;
        for raw in directory.chunks_exact(128) {
            let units: Vec<u16> = raw
                .get(..64)?
                .chunks_exact(2)
                .filter_map(|c| Some(u16::from_le_bytes(c.try_into().ok()?)))
                .take_while(|u| *u != 0)
                .collect();
            let low = u64::from(u32_at(raw, 120)?);
            let high = u64::from(u32_at(raw, 124)?);
            file.entries.push(Entry {
                name: String::from_utf16_lossy(&units),
                start: u32_at(raw, 116)?,
                // The high half is undefined in files of 512-byte sectors.
                size: if sector == 512 { low } else { low | high << 32 },
            });
        }
        let root = file.entries.first()?;
        let (root_start, root_size) = (root.start, root.size);
        if u32_at(bytes, 64)? > 0 {
            let mini_fat = file.chain(u32_at(bytes, 60)?, usize::MAX)?;
            file.mini_fat = words(&mini_fat).collect();
            file.mini_stream = file.chain(root_start, usize::try_from(root_size).ok()?)?;
        }
        Some(file)
    }

    fn sector(&self, id: u32) -> Option<&'a [u8]> {
        // In files of 4096-byte sectors the header fills a whole sector.
        let start = (usize::try_from(id).ok()? + 1).checked_mul(self.sector)?;
        let end = (start + self.sector).min(self.bytes.len());
        self.bytes.get(start..end)
    }

    fn chain(&self, start: u32, size: usize) -> Option<Vec<u8>> {
        let mut out = Vec::new();
        let mut id = start;
        while id < LAST_REGULAR && out.len() < size {
            // Longer than the file: the chain bites its tail.
            if out.len() > self.bytes.len() {
                return None;
            }
            let sector = self.sector(id)?;
            if sector.is_empty() {
                return None;
            }
            out.extend_from_slice(sector);
            id = *self.fat.get(usize::try_from(id).ok()?)?;
        }
        out.truncate(size);
        Some(out)
    }

    fn mini_chain(&self, start: u32, size: usize) -> Option<Vec<u8>> {
        let mut out = Vec::new();
        let mut id = start;
        while id < LAST_REGULAR && out.len() < size {
            if out.len() > self.mini_stream.len() {
                return None;
            }
            let at = usize::try_from(id).ok()?.checked_mul(64)?;
            out.extend_from_slice(self.mini_stream.get(at..at + 64)?);
            id = *self.mini_fat.get(usize::try_from(id).ok()?)?;
        }
        out.truncate(size);
        Some(out)
    }

    pub(super) fn has(&self, name: &str) -> bool {
        self.entries
            .iter()
            .any(|e| e.name.eq_ignore_ascii_case(name))
    }

    /// The bytes of a stream; `None` if there is none of that name.
    pub(super) fn stream(&self, name: &str) -> Option<Result<Vec<u8>, Refusal>> {
        let entry = self
            .entries
            .iter()
            .find(|e| e.name.eq_ignore_ascii_case(name))?;
        let size = usize::try_from(entry.size).unwrap_or(usize::MAX);
        let stream = if size < MINI_CUTOFF {
            self.mini_chain(entry.start, size)
        } else {
            self.chain(entry.start, size)
        };
        Some(
            stream
                .filter(|s| s.len() == size)
                .ok_or_else(|| Refusal::damaged(name)),
        )
    }
}

/// A compound file of 512-byte sectors that holds one stream, `Workbook`.
pub(super) fn wrap_workbook(stream: &[u8]) -> Vec<u8> {
    const SECTOR: usize = 512;
    const IDS: usize = SECTOR / 4;
    let size = stream.len().max(MINI_CUTOFF);
    let data = size.div_ceil(SECTOR);
    // FAT sectors hold the ids of themselves, of the one directory sector and
    // of the data; ids beyond the header's 109 need DIFAT sectors.
    let mut fat = 1;
    let mut difat = 0;
    while fat * IDS < data + 1 + fat + difat || (fat > 109 && difat * (IDS - 1) < fat - 109) {
        if fat * IDS < data + 1 + fat + difat {
            fat += 1;
        } else {
            difat += 1;
        }
    }
    let id = |n: usize| u32::try_from(n).unwrap_or(FREE);
    // Order of sectors: FAT, DIFAT, directory, data.
    let directory = fat + difat;
    let first_data = directory + 1;
    let mut header = vec![0u8; HEADER];
    header[..8].copy_from_slice(b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1");
    header[24..26].copy_from_slice(&0x3eu16.to_le_bytes());
    header[26..28].copy_from_slice(&3u16.to_le_bytes());
    header[28..30].copy_from_slice(&0xfffeu16.to_le_bytes());
    header[30..32].copy_from_slice(&9u16.to_le_bytes());
    header[32..34].copy_from_slice(&6u16.to_le_bytes());
    header[44..48].copy_from_slice(&id(fat).to_le_bytes());
    header[48..52].copy_from_slice(&id(directory).to_le_bytes());
    header[56..60].copy_from_slice(&id(MINI_CUTOFF).to_le_bytes());
    header[60..64].copy_from_slice(&END_OF_CHAIN.to_le_bytes());
    let first_difat = if difat > 0 { id(fat) } else { END_OF_CHAIN };
    header[68..72].copy_from_slice(&first_difat.to_le_bytes());
    header[72..76].copy_from_slice(&id(difat).to_le_bytes());
    for slot in 0..109 {
        let value = if slot < fat { id(slot) } else { FREE };
        header[76 + slot * 4..80 + slot * 4].copy_from_slice(&value.to_le_bytes());
    }
    let mut out = header;
    let mut table: Vec<u32> = Vec::with_capacity(fat * IDS);
    table.resize(fat, FAT_SECTOR);
    table.resize(fat + difat, 0xffff_fffc);
    table.push(END_OF_CHAIN);
    for n in 0..data {
        table.push(if n + 1 == data {
            END_OF_CHAIN
        } else {
            id(first_data + n + 1)
        });
    }
    table.resize(fat * IDS, FREE);
    out.extend(table.iter().flat_map(|v| v.to_le_bytes()));
    for n in 0..difat {
        for slot in 0..IDS - 1 {
            let sector = 109 + n * (IDS - 1) + slot;
            let value = if sector < fat { id(sector) } else { FREE };
            out.extend(value.to_le_bytes());
        }
        let next = if n + 1 == difat {
            END_OF_CHAIN
        } else {
            id(fat + n + 1)
        };
        out.extend(next.to_le_bytes());
    }
    let entry = |name: &str, kind: u8, child: u32, start: u32, size: usize| {
        let mut raw = vec![0u8; 128];
        let units: Vec<u8> = name.encode_utf16().flat_map(u16::to_le_bytes).collect();
        raw[..units.len()].copy_from_slice(&units);
        let name_size = u16::try_from(units.len() + 2).unwrap_or(0);
        raw[64..66].copy_from_slice(&name_size.to_le_bytes());
        raw[66] = kind;
        raw[67] = 1;
        raw[68..72].copy_from_slice(&FREE.to_le_bytes());
        raw[72..76].copy_from_slice(&FREE.to_le_bytes());
        raw[76..80].copy_from_slice(&child.to_le_bytes());
        raw[116..120].copy_from_slice(&start.to_le_bytes());
        raw[120..124].copy_from_slice(&id(size).to_le_bytes());
        raw
    };
    out.extend(entry("Root Entry", 5, 1, END_OF_CHAIN, 0));
    out.extend(entry("Workbook", 2, FREE, id(first_data), size));
    out.extend(vec![0u8; SECTOR - 256]);
    out.extend_from_slice(stream);
    out.resize(HEADER + (first_data + data) * SECTOR, 0);
    out
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_wrapped_stream_comes_back() {
        // The last size needs more FAT sectors than the header names.
        for size in [0usize, 1, 4096, 70_000, 9 << 20] {
            let stream: Vec<u8> = (0..size).map(|n| (n % 251) as u8).collect();
            let file = wrap_workbook(&stream);
            let compound = Compound::open(&file).unwrap();
            let back = compound.stream("workbook").unwrap().unwrap();
            assert_eq!(back[..size], stream[..], "{size}");
            assert!(back[size..].iter().all(|b| *b == 0));
            assert!(!compound.has("EncryptedPackage"));
            assert!(compound.stream("Book").is_none());
        }
    }

    #[test]
    fn a_chain_that_bites_its_tail_is_damage() {
        let mut file = wrap_workbook(&vec![7u8; 8192]);
        // The first data sector (id 2) points at itself.
        file[HEADER + 8..HEADER + 12].copy_from_slice(&2u32.to_le_bytes());
        // and the stream claims a gigabyte.
        let entry = HEADER + 512 + 128;
        file[entry + 120..entry + 124].copy_from_slice(&(1u32 << 30).to_le_bytes());
        let compound = Compound::open(&file).unwrap();
        assert!(compound.stream("Workbook").unwrap().is_err());
    }
}
