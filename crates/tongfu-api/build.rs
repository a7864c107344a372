//! Embeds every `assets/i18n/<language>/*.ftl` so that a host needs no files
//! beside it. Paths that cargo watches are relative: several checkouts may
//! share one target folder.

use std::fmt::Write as _;
use std::path::{Path, PathBuf};

const ROOT: &str = "../../assets/i18n";

fn entries(folder: &Path) -> Vec<PathBuf> {
    println!("cargo::rerun-if-changed={}", folder.display());
    let mut found: Vec<PathBuf> = std::fs::read_dir(folder)
        .map(|all| all.filter_map(|entry| Some(entry.ok()?.path())).collect())
        .unwrap_or_default();
    found.sort();
    found
}

fn main() -> Result<(), Box<dyn std::error::Error>> {
    let mut source = String::from("pub(super) static RESOURCES: &[(&str, &str, &str)] = &[\n");
    for folder in entries(Path::new(ROOT))
        .into_iter()
        .filter(|path| path.is_dir())
    {
        let language = folder
            .file_name()
            .unwrap_or_default()
            .to_string_lossy()
            .into_owned();
        for file in entries(&folder)
            .into_iter()
            .filter(|path| path.extension().is_some_and(|e| e == "ftl"))
        {
            println!("cargo::rerun-if-changed={}", file.display());
            let name = file
                .file_name()
                .unwrap_or_default()
                .to_string_lossy()
                .into_owned();
            let text = std::fs::read_to_string(&file)?;
            writeln!(source, "    ({language:?}, {name:?}, {text:?}),")?;
        }
    }
    source.push_str("];\n");
    std::fs::write(
        PathBuf::from(std::env::var("OUT_DIR")?).join("i18n.rs"),
        source,
    )?;
    Ok(())
}
