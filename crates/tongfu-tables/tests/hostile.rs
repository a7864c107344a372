//! Samples with bytes changed, cut and repeated: whatever comes, it is read or
//! refused, never a panic and never more memory than the limits allow.
#![allow(clippy::unwrap_used)]

use std::path::PathBuf;

use proptest::prelude::*;
use tongfu_tables::{Limits, bulletin, grid, roster};

const SAMPLES: [&str; 5] = [
    "roster-gb18030.csv",
    "roster-wps.xlsx",
    "roster-old.xls",
    "roster-second-visit.csv",
    "bulletin-horgos-2026Q4.xlsx",
];

fn sample(name: &str) -> Vec<u8> {
    let path = PathBuf::from(env!("CARGO_MANIFEST_DIR"))
        .join("../../tests/fixtures")
        .join(name);
    std::fs::read(path).unwrap()
}

/// Reads to the end: also what was recognised must bear any content.
fn try_all(bytes: &[u8], name: &str) {
    if let Ok(workbook) = grid::read_bytes(bytes, name, &Limits::default()) {
        if let Ok(people) = roster::read(&workbook) {
            assert!(people.rows.is_sorted_by_key(|r| r.row));
        }
        if let Ok(demand) = bulletin::read(&workbook) {
            assert!(demand.lines.is_sorted_by_key(|l| l.row));
        }
    }
}

/// The parts of a packed sample, unpacked, changed and packed again: a change
/// of the packed bytes rarely gets past its checksum.
fn repacked(bytes: &[u8], part: usize, at: usize, with: &[u8]) -> Option<Vec<u8>> {
    use std::io::{Cursor, Read, Write};
    let mut archive = zip::ZipArchive::new(Cursor::new(bytes)).ok()?;
    let mut writer = zip::ZipWriter::new(Cursor::new(Vec::new()));
    let parts = archive.len();
    for index in 0..parts {
        let mut file = archive.by_index(index).ok()?;
        let name = file.name().ok()?.into_owned();
        let mut content = Vec::new();
        file.read_to_end(&mut content).ok()?;
        if index == part % parts && !content.is_empty() {
            let from = at % content.len();
            let to = (from + with.len()).min(content.len());
            content.splice(from..to, with.iter().copied());
        }
        writer
            .start_file(name, zip::write::SimpleFileOptions::default())
            .ok()?;
        writer.write_all(&content).ok()?;
    }
    Some(writer.finish().ok()?.into_inner())
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(150))]

    #[test]
    fn changed_bytes(
        n in 0..SAMPLES.len(),
        changes in prop::collection::vec((any::<prop::sample::Index>(), any::<u8>()), 1..12),
    ) {
        let mut bytes = sample(SAMPLES[n]);
        for (at, byte) in changes {
            let at = at.index(bytes.len());
            bytes[at] = byte;
        }
        try_all(&bytes, SAMPLES[n]);
    }

    #[test]
    fn cut_and_repeated(n in 0..SAMPLES.len(), from in any::<prop::sample::Index>(), twice in any::<bool>()) {
        let mut bytes = sample(SAMPLES[n]);
        bytes.truncate(from.index(bytes.len()) + 1);
        if twice {
            bytes.extend_from_within(..);
        }
        try_all(&bytes, SAMPLES[n]);
    }

    #[test]
    fn changed_parts(
        part in 0usize..16,
        at in any::<usize>(),
        with in prop_oneof![
            prop::collection::vec(any::<u8>(), 1..9),
            prop::sample::select(vec![
                b"99999999999".to_vec(), b"\"><c r=\"XFD1048576\"><v>1</v></c>".to_vec(), b"<".to_vec(),
                b"</row>".to_vec(), b"&#x0;".to_vec(), b"t=\"s\"".to_vec(), b"-1".to_vec(),
            ]),
        ],
    ) {
        let bytes = sample("roster-wps.xlsx");
        if let Some(bytes) = repacked(&bytes, part, at, &with) {
            try_all(&bytes, "a.xlsx");
        }
    }

    /// Records of an old workbook with their kinds, sizes and contents changed:
    /// the first kilobytes after the header hold most of them.
    #[test]
    fn changed_records(
        changes in prop::collection::vec((512usize..20_000, any::<u16>()), 1..20),
    ) {
        let mut bytes = sample("roster-old.xls");
        for (at, word) in changes {
            bytes[at..at + 2].copy_from_slice(&word.to_le_bytes());
        }
        try_all(&bytes, "a.xls");
    }
}

#[test]
fn cuts_of_every_length_near_the_ends() {
    for name in SAMPLES {
        let bytes = sample(name);
        for length in (0..64).step_by(3).chain(bytes.len() - 24..bytes.len()) {
            try_all(&bytes[..length], name);
        }
    }
}
