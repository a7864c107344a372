//! The page's typed client.

use crate::tree::{Tree, cargo};
use serde_json::Value;
use std::process::{Command, Stdio};

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

/// Builds the generator within the workspace's features and runs it.
fn generate(tree: &Tree) -> Result<String, String> {
    let built = Command::new(cargo())
        .args([
            "build",
            "--workspace",
            "--locked",
            "--bin",
            GENERATOR,
            "--message-format",
            "json-render-diagnostics",
        ])
        .current_dir(tree.root())
        .stdin(Stdio::null())
        .stderr(Stdio::inherit())
        .output()
        .map_err(|fault| format!("cargo cannot be started: {fault}"))?;
    if !built.status.success() {
        return Err("the generator of bindings does not build".to_owned());
    }
    let program = executable(&String::from_utf8_lossy(&built.stdout))
        .ok_or("cargo names no generator of bindings")?;
    let printed = Command::new(program)
        .output()
        .map_err(|fault| format!("the generator cannot be started: {fault}"))?;
    String::from_utf8(printed.stdout)
        .map_err(|fault| format!("the generator printed no text: {fault}"))
}

/// The generator's path among cargo's messages.
fn executable(messages: &str) -> Option<String> {
    messages
        .lines()
        .filter_map(|line| serde_json::from_str::<Value>(line).ok())
        .filter(|message| {
            message.pointer("/target/name").and_then(Value::as_str) == Some(GENERATOR)
        })
        .find_map(|message| {
            message
                .get("executable")
                .and_then(Value::as_str)
                .map(str::to_owned)
        })
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

    #[test]
    fn the_generator_is_found_among_the_messages() {
        let messages = "{\"reason\":\"x\",\"target\":{\"name\":\"other\"},\"executable\":\"o\"}\nnoise\n\
                        {\"target\":{\"name\":\"tongfu-bindings\"},\"executable\":\"the/one\"}";
        assert_eq!(executable(messages).as_deref(), Some("the/one"));
    }
}
