//! Prints golden vectors of the format as this crate writes it now.
//!
//! The stored ones are never replaced: they are what files out in the field
//! look like. This is for the first vectors of a later version of the format.
//!
//! `cargo run -p tongfu-package --example golden`

#![allow(clippy::unwrap_used)]

#[allow(dead_code, reason = "the test reads more of them than this prints")]
#[path = "../tests/golden/inputs.rs"]
mod inputs;

use inputs::{Golden, hex};

fn main() {
    let golden = Golden::new();
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("golden.tongfu");
    golden.write(&path);
    let file = serde_json::json!({
        "vectors": golden.vectors(),
        "package": hex(&std::fs::read(path).unwrap()),
    });
    println!("{}", serde_json::to_string_pretty(&file).unwrap());
}
