//! What failed is kept whole, with a note beside it.

use crate::store::Store;
use crate::{Error, ErrorKind, Result};
use serde::{Deserialize, Serialize};
use sha2::{Digest, Sha256};
use std::path::Path;

/// The note beside a quarantined file.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct QuarantineNote {
    /// The package's own file name.
    pub file_name: String,
    /// The file's name in the quarantine.
    pub kept_as: String,
    /// Stable code of the refusal.
    pub code: String,
    /// The refusal in the words the person saw.
    pub sentence: String,
    /// When, RFC 3339.
    pub when: String,
}

/// Copies the file at `path` into the store's quarantine with a note; the same
/// file twice is kept once. A store in memory has no quarantine.
pub fn keep(
    store: &Store,
    path: &Path,
    error: &Error,
    sentence: &str,
) -> Result<Option<QuarantineNote>> {
    let Some(folder) = store.folder() else {
        return Ok(None);
    };
    if error.kind == ErrorKind::Failed {
        // The disk failed, not the package.
        return Ok(None);
    }
    let folder = folder.join("quarantine");
    std::fs::create_dir_all(&folder)?;
    let digest = digest_of(path)?;
    let file_name = path
        .file_name()
        .map(|name| name.to_string_lossy().into_owned())
        .unwrap_or_default();
    let kept_as = format!("{digest}.tongfu");
    let target = folder.join(&kept_as);
    if !target.exists() {
        let temporary = folder.join(format!("{digest}.part"));
        std::fs::copy(path, &temporary)?;
        std::fs::rename(&temporary, &target)?;
    }
    let note = QuarantineNote {
        file_name,
        kept_as,
        code: error.code.to_owned(),
        sentence: sentence.to_owned(),
        when: store.now().to_rfc3339(),
    };
    std::fs::write(
        folder.join(format!("{digest}.json")),
        serde_json::to_vec_pretty(&note).map_err(std::io::Error::from)?,
    )?;
    Ok(Some(note))
}

/// Everything in the quarantine, newest first.
pub fn list(store: &Store) -> Result<Vec<QuarantineNote>> {
    let Some(folder) = store.folder().map(|folder| folder.join("quarantine")) else {
        return Ok(Vec::new());
    };
    let Ok(entries) = std::fs::read_dir(folder) else {
        return Ok(Vec::new());
    };
    let mut notes: Vec<QuarantineNote> = entries
        .filter_map(std::result::Result::ok)
        .filter(|entry| {
            entry
                .path()
                .extension()
                .is_some_and(|extension| extension == "json")
        })
        .filter_map(|entry| serde_json::from_slice(&std::fs::read(entry.path()).ok()?).ok())
        .collect();
    notes.sort_by(|a, b| (&b.when, &a.kept_as).cmp(&(&a.when, &b.kept_as)));
    Ok(notes)
}

fn digest_of(path: &Path) -> Result<String> {
    use std::io::Read as _;
    let mut file = std::fs::File::open(path)?;
    let mut hasher = Sha256::new();
    let mut buffer = vec![0; 1 << 16];
    loop {
        let read = file.read(&mut buffer)?;
        if read == 0 {
            break;
        }
        hasher.update(&buffer[..read]);
    }
    Ok(hasher
        .finalize()
        .iter()
        .take(12)
        .map(|byte| format!("{byte:02x}"))
        .collect())
}
