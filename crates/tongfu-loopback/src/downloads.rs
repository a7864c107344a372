//! What the session writes, until the browser has fetched it. Workbooks hold
//! people, so they stay in memory; packages are sealed and go through a
//! private folder that is removed at the end.

use std::collections::BTreeMap;
use std::io;
use std::path::{Path, PathBuf};
use std::sync::{Mutex, PoisonError};
use tongfu_api::types::session::FilePurpose;
use tongfu_api::{DialogWords, HostDialogs, Saved};

/// Files waiting to be fetched, by token.
#[derive(Debug)]
pub struct Downloads {
    waiting: Mutex<BTreeMap<String, (String, Vec<u8>)>>,
    folder: tempfile::TempDir,
}

impl Downloads {
    /// Makes the private folder.
    pub fn new() -> io::Result<Self> {
        Ok(Self {
            waiting: Mutex::new(BTreeMap::new()),
            folder: tempfile::Builder::new().prefix("tongfu-").tempdir()?,
        })
    }

    fn keep(&self, name: String, bytes: Vec<u8>) -> io::Result<String> {
        let mut random = [0u8; 16];
        getrandom::fill(&mut random).map_err(io::Error::other)?;
        let token: String = random.iter().map(|byte| format!("{byte:02x}")).collect();
        self.waiting
            .lock()
            .unwrap_or_else(PoisonError::into_inner)
            .insert(token.clone(), (name, bytes));
        Ok(token)
    }

    /// Name and bytes behind `token`; a download serves once.
    pub fn take(&self, token: &str) -> Option<(String, Vec<u8>)> {
        self.waiting
            .lock()
            .unwrap_or_else(PoisonError::into_inner)
            .remove(token)
    }
}

impl HostDialogs for Downloads {
    fn native(&self) -> bool {
        false
    }

    fn choose_file(&self, _: FilePurpose, _: &DialogWords) -> Option<PathBuf> {
        None
    }

    fn save(&self, suggested: &str, _: &DialogWords, bytes: &[u8]) -> io::Result<Option<Saved>> {
        let token = self.keep(suggested.to_owned(), bytes.to_vec())?;
        Ok(Some(Saved {
            name: suggested.to_owned(),
            download: Some(token),
        }))
    }

    fn choose_folder(&self, _: &DialogWords) -> io::Result<Option<PathBuf>> {
        Ok(Some(self.folder.path().to_owned()))
    }

    fn written(&self, path: &Path) -> io::Result<Option<String>> {
        let name = path
            .file_name()
            .unwrap_or_default()
            .to_string_lossy()
            .into_owned();
        let bytes = std::fs::read(path)?;
        std::fs::remove_file(path)?;
        self.keep(name, bytes).map(Some)
    }
}

/// Everything but letters, digits and `-._~` as `%XX` (RFC 3986).
pub fn percent_encode(text: &str) -> String {
    text.bytes()
        .map(|byte| match byte {
            b'A'..=b'Z' | b'a'..=b'z' | b'0'..=b'9' | b'-' | b'.' | b'_' | b'~' => {
                char::from(byte).to_string()
            }
            other => format!("%{other:02X}"),
        })
        .collect()
}

/// The reverse; `None` when it is no UTF-8 or a `%` stands alone.
pub fn percent_decode(text: &str) -> Option<String> {
    let mut bytes = Vec::with_capacity(text.len());
    let mut rest = text.as_bytes();
    while let Some((first, tail)) = rest.split_first() {
        if *first == b'%' {
            let (pair, after) = tail.split_at_checked(2)?;
            bytes.push(u8::from_str_radix(std::str::from_utf8(pair).ok()?, 16).ok()?);
            rest = after;
        } else {
            bytes.push(*first);
            rest = tail;
        }
    }
    String::from_utf8(bytes).ok()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn names_survive_percent_encoding() {
        for name in ["花名册 1.xlsx", "a%b.csv", "Қазақ.ods"] {
            assert_eq!(percent_decode(&percent_encode(name)).as_deref(), Some(name));
        }
        assert_eq!(percent_decode("%4"), None);
        assert_eq!(percent_decode("%zz"), None);
        assert_eq!(percent_decode("%ff"), None);
    }

    #[test]
    fn a_download_serves_once_and_leaves_no_file() {
        let downloads = Downloads::new().unwrap();
        let words = DialogWords {
            title: String::new(),
            filter: String::new(),
            extensions: &[],
        };
        let saved = downloads
            .save("退回.xlsx", &words, b"rows")
            .unwrap()
            .unwrap();
        let token = saved.download.unwrap();
        assert_eq!(
            downloads.take(&token),
            Some(("退回.xlsx".to_owned(), b"rows".to_vec()))
        );
        assert_eq!(downloads.take(&token), None);
        let folder = downloads.choose_folder(&words).unwrap().unwrap();
        std::fs::write(folder.join("a.tongfu"), b"sealed").unwrap();
        assert!(
            downloads
                .written(&folder.join("a.tongfu"))
                .unwrap()
                .is_some()
        );
        assert_eq!(std::fs::read_dir(&folder).unwrap().count(), 0);
    }
}
