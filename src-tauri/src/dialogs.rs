//! Native dialogs of the desktop.

use std::io;
use std::path::{Path, PathBuf};
use tauri::async_runtime::block_on;
use tongfu_api::types::session::FilePurpose;
use tongfu_api::{DialogWords, HostDialogs, Saved};

/// The platform's own dialogs. Commands run on threads that may wait, so each
/// dialog is awaited in place.
pub struct Native;

fn dialog(words: &DialogWords) -> rfd::AsyncFileDialog {
    let dialog = rfd::AsyncFileDialog::new().set_title(&words.title);
    if words.extensions.is_empty() {
        dialog
    } else {
        dialog.add_filter(&words.filter, words.extensions)
    }
}

/// The next answer of a test run, which has nobody to click a native dialog:
/// the first line of the file named by `TONGFU_DIALOG_ANSWERS` is taken out and
/// answered. Compiled into debug builds only.
#[cfg(debug_assertions)]
fn prepared() -> Option<Option<PathBuf>> {
    let file = std::env::var_os("TONGFU_DIALOG_ANSWERS")?;
    let text = std::fs::read_to_string(&file).ok()?;
    let (first, rest) = text.split_once('\n').unwrap_or((&text, ""));
    std::fs::write(&file, rest).ok()?;
    Some((!first.is_empty()).then(|| PathBuf::from(first)))
}

#[cfg(not(debug_assertions))]
fn prepared() -> Option<Option<PathBuf>> {
    None
}

impl HostDialogs for Native {
    fn native(&self) -> bool {
        true
    }

    fn choose_file(&self, _: FilePurpose, words: &DialogWords) -> Option<PathBuf> {
        prepared().unwrap_or_else(|| {
            block_on(dialog(words).pick_file()).map(|file| file.path().to_owned())
        })
    }

    fn save(
        &self,
        suggested: &str,
        words: &DialogWords,
        bytes: &[u8],
    ) -> io::Result<Option<Saved>> {
        let chosen = prepared().unwrap_or_else(|| {
            block_on(dialog(words).set_file_name(suggested).save_file())
                .map(|file| file.path().to_owned())
        });
        chosen
            .map(|path| tongfu_api::host::write_file(&path, bytes))
            .transpose()
    }

    fn choose_folder(&self, words: &DialogWords) -> io::Result<Option<PathBuf>> {
        Ok(prepared().unwrap_or_else(|| {
            block_on(
                rfd::AsyncFileDialog::new()
                    .set_title(&words.title)
                    .pick_folder(),
            )
            .map(|folder| folder.path().to_owned())
        }))
    }

    fn written(&self, _: &Path) -> io::Result<Option<String>> {
        Ok(None)
    }
}
