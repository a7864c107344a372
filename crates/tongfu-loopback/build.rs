//! Embeds the built page (`ui/dist`) so that the program is one file. Paths
//! that cargo watches are relative: several checkouts may share one target
//! folder.

use std::fmt::Write as _;
use std::path::{Path, PathBuf};

const ROOT: &str = "../../ui/dist";

fn files(folder: &Path, found: &mut Vec<PathBuf>) -> std::io::Result<()> {
    println!("cargo::rerun-if-changed={}", folder.display());
    for entry in std::fs::read_dir(folder)? {
        let path = entry?.path();
        if path.is_dir() {
            files(&path, found)?;
        } else {
            println!("cargo::rerun-if-changed={}", path.display());
            found.push(path);
        }
    }
    Ok(())
}

fn main() -> Result<(), Box<dyn std::error::Error>> {
    let mut found = Vec::new();
    files(Path::new(ROOT), &mut found).map_err(|_| "ui/dist is missing: run `make page` first")?;
    found.sort();
    let out = PathBuf::from(std::env::var("OUT_DIR")?);
    let copies = out.join("page");
    std::fs::create_dir_all(&copies)?;
    let mut source = String::from("pub(super) static FILES: &[(&str, &[u8])] = &[\n");
    for (number, file) in found.iter().enumerate() {
        let name = file
            .strip_prefix(ROOT)?
            .to_string_lossy()
            .replace('\\', "/");
        std::fs::copy(file, copies.join(number.to_string()))?;
        writeln!(
            source,
            "    ({name:?}, include_bytes!(concat!(env!(\"OUT_DIR\"), \"/page/{number}\"))),"
        )?;
    }
    source.push_str("];\n");
    std::fs::write(out.join("page.rs"), source)?;
    Ok(())
}
