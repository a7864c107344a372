//! What a host lends the session: dialogs and a place for what is written.
//!
//! The page never sees a path: a chosen file becomes a token, a written file a
//! name (and, where the host has no save dialog, a token to download it by).

use crate::types::session::FilePurpose;
use std::io::{self, Write};
use std::path::{Path, PathBuf};
use std::sync::{Arc, Mutex, PoisonError};

/// A dialog's words, in the session's language.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct DialogWords {
    /// Title of the window.
    pub title: String,
    /// Name of the file filter.
    pub filter: String,
    /// Extensions of the filter, without the dot.
    pub extensions: &'static [&'static str],
}

/// Where a host put what the session gave it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Saved {
    /// File name, without its folder.
    pub name: String,
    /// Token to download it by, where the host has no save dialog.
    pub download: Option<String>,
}

/// Dialogs of a host. Every method may block: hosts call the session from a
/// thread that may wait.
pub trait HostDialogs: Send + Sync {
    /// True where native file dialogs exist.
    fn native(&self) -> bool;

    /// Lets the person choose an existing file; `None` when they cancel.
    fn choose_file(&self, purpose: FilePurpose, words: &DialogWords) -> Option<PathBuf>;

    /// Lets the person choose where `bytes` go; `None` when they cancel.
    fn save(&self, suggested: &str, words: &DialogWords, bytes: &[u8])
    -> io::Result<Option<Saved>>;

    /// Lets the person choose a folder for a file that the program writes
    /// itself; `None` when they cancel.
    fn choose_folder(&self, words: &DialogWords) -> io::Result<Option<PathBuf>>;

    /// Told of a file written into the folder of [`HostDialogs::choose_folder`];
    /// answers the token to download it by, where the host has no dialogs.
    fn written(&self, path: &Path) -> io::Result<Option<String>>;
}

impl<T: HostDialogs + ?Sized> HostDialogs for Arc<T> {
    fn native(&self) -> bool {
        (**self).native()
    }

    fn choose_file(&self, purpose: FilePurpose, words: &DialogWords) -> Option<PathBuf> {
        (**self).choose_file(purpose, words)
    }

    fn save(
        &self,
        suggested: &str,
        words: &DialogWords,
        bytes: &[u8],
    ) -> io::Result<Option<Saved>> {
        (**self).save(suggested, words, bytes)
    }

    fn choose_folder(&self, words: &DialogWords) -> io::Result<Option<PathBuf>> {
        (**self).choose_folder(words)
    }

    fn written(&self, path: &Path) -> io::Result<Option<String>> {
        (**self).written(path)
    }
}

/// Where the store lies unless the host is told: `tongfu/store` in the folder
/// that the platform gives a person's programs for their data.
pub fn default_store() -> PathBuf {
    let folder = |variable: &str| {
        std::env::var_os(variable)
            .filter(|value| !value.is_empty())
            .map(PathBuf::from)
    };
    let home = || folder("HOME").unwrap_or_default();
    let data = if cfg!(target_os = "windows") {
        folder("LOCALAPPDATA").unwrap_or_default()
    } else if cfg!(target_os = "macos") {
        home().join("Library/Application Support")
    } else {
        folder("XDG_DATA_HOME").unwrap_or_else(|| home().join(".local/share"))
    };
    data.join("tongfu").join("store")
}

/// Writes `bytes` beside `path` first and renames, so that no reader ever sees
/// half a file.
pub fn write_file(path: &Path, bytes: &[u8]) -> io::Result<Saved> {
    let name = path
        .file_name()
        .ok_or(io::ErrorKind::InvalidInput)?
        .to_string_lossy()
        .into_owned();
    let temporary = path.with_file_name(format!(".{name}.part"));
    let outcome = (|| {
        if let Some(folder) = path.parent() {
            std::fs::create_dir_all(folder)?;
        }
        let mut file = std::fs::File::create(&temporary)?;
        file.write_all(bytes)?;
        file.sync_all()?;
        std::fs::rename(&temporary, path)
    })();
    if outcome.is_err() {
        // What matters is the first failure; the half-written file is ours.
        let _ = std::fs::remove_file(&temporary);
    }
    outcome.map(|()| Saved {
        name,
        download: None,
    })
}

/// A host without dialogs, such as the command line: what would be asked is
/// said beforehand.
#[derive(Debug, Default)]
pub struct FixedDialogs {
    target: Mutex<Option<PathBuf>>,
}

impl FixedDialogs {
    /// The next file or folder that the session writes goes to `path`.
    pub fn write_to(&self, path: &Path) {
        *self.target.lock().unwrap_or_else(PoisonError::into_inner) = Some(path.to_owned());
    }

    fn take(&self) -> Option<PathBuf> {
        self.target
            .lock()
            .unwrap_or_else(PoisonError::into_inner)
            .take()
    }
}

impl HostDialogs for FixedDialogs {
    fn native(&self) -> bool {
        false
    }

    fn choose_file(&self, _: FilePurpose, _: &DialogWords) -> Option<PathBuf> {
        None
    }

    fn save(&self, _: &str, _: &DialogWords, bytes: &[u8]) -> io::Result<Option<Saved>> {
        self.take().map(|path| write_file(&path, bytes)).transpose()
    }

    fn choose_folder(&self, _: &DialogWords) -> io::Result<Option<PathBuf>> {
        let chosen = self.take();
        if let Some(folder) = &chosen {
            std::fs::create_dir_all(folder)?;
        }
        Ok(chosen)
    }

    fn written(&self, _: &Path) -> io::Result<Option<String>> {
        Ok(None)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_file_appears_whole_or_not_at_all() {
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("a.xlsx");
        assert_eq!(write_file(&path, b"whole").unwrap().name, "a.xlsx");
        assert_eq!(std::fs::read(&path).unwrap(), b"whole");
        assert!(
            write_file(&folder.path().join("new/b.xlsx"), b"x").is_ok(),
            "a folder that is absent is made"
        );
        assert!(
            write_file(&path.join("c.xlsx"), b"x").is_err(),
            "a file is no folder"
        );
        let left: Vec<_> = std::fs::read_dir(folder.path())
            .unwrap()
            .map(|entry| entry.unwrap().file_name())
            .collect();
        assert_eq!(left.len(), 2, "nothing half-written is left: {left:?}");
    }
}
