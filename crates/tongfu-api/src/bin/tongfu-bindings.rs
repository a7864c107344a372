//! Prints the page's typed client; `cargo xtask bindings` puts it in its place.

use std::io::Write;

fn main() -> std::io::Result<()> {
    std::io::stdout().write_all(tongfu_api::bindings::typescript().as_bytes())
}
