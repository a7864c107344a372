//! Fonts found on this machine, read once.

use crate::document::Script;
use std::sync::LazyLock;
use typst_kit::fonts::{self, FontStore};

/// Finding fonts takes a second; they do not change while the program runs.
static STORE: LazyLock<FontStore> = LazyLock::new(|| {
    let mut store = FontStore::new();
    store.extend(fonts::system());
    store
});

pub(crate) fn store() -> &'static FontStore {
    &STORE
}

/// The font of this machine that writes `script`: the first family of its list
/// that is installed.
pub(crate) fn family(script: Script) -> Option<&'static str> {
    script
        .fonts()
        .iter()
        .copied()
        .find(|family| STORE.book().contains_family(&family.to_lowercase()))
}

/// Of `scripts`, those that no font of this machine writes.
pub fn missing_scripts(scripts: &[Script]) -> Vec<Script> {
    scripts
        .iter()
        .copied()
        .filter(|script| family(*script).is_none())
        .collect()
}
