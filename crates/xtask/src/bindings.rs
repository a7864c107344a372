//! The page's typed client.

use crate::tree::Tree;
use std::process::Command;

const PATH: &str = "ui/src/backend/generated.ts";
const GENERATOR: &str = "tongfu-bindings";

/// Writes the client, or with `check` says whether it is what it should be.
pub fn run(tree: &Tree, check: bool) -> Result<Vec<String>, String> {
    let wanted = generate(tree)?;
    let path = tree.root().join(PATH);
    if check {
        let held = std::fs::read_to_string(&path).unwrap_or_default();
        return Ok(compare(&held, &wanted));
    }
    std::fs::write(&path, wanted).map_err(|fault| format!("{PATH}: {fault}"))?;
    Ok(Vec::new())
}

/// What the generator prints.
fn generate(tree: &Tree) -> Result<String, String> {
    let printed = Command::new(tree.build(GENERATOR, &[])?)
        .output()
        .map_err(|fault| format!("the generator cannot be started: {fault}"))?;
    String::from_utf8(printed.stdout)
        .map_err(|fault| format!("the generator printed no text: {fault}"))
}

/// The first line in which the two differ.
fn compare(held: &str, wanted: &str) -> Vec<String> {
    if held == wanted {
        return Vec::new();
    }
    let same = held
        .lines()
        .zip(wanted.lines())
        .take_while(|(a, b)| a == b)
        .count();
    vec![format!(
        "{PATH}:{}: out of date, run `cargo xtask bindings`",
        same + 1
    )]
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_old_client_is_found_with_its_line() {
        assert_eq!(compare("a\nb\n", "a\nb\n"), Vec::<String>::new());
        assert!(compare("a\nb\n", "a\nc\n")[0].contains(":2:"));
        assert!(compare("", "a\n")[0].contains(":1:"));
    }
}
