//! The checkout: its root, its files, and what cargo says about it.

use serde_json::Value;
use std::path::{Path, PathBuf};
use std::process::{Command, Stdio};

/// The checkout the task runs in.
#[derive(Debug)]
pub struct Tree {
    root: PathBuf,
}

/// A text file of the checkout.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct TextFile {
    /// Path from the root, with `/`.
    pub path: String,
    /// Its content.
    pub text: String,
}

impl Tree {
    /// The checkout this task was started in. Asked at run time: several
    /// checkouts may share one target folder, and with it this program.
    pub fn open() -> Result<Self, String> {
        let start = match std::env::var_os("CARGO_MANIFEST_DIR") {
            Some(folder) => PathBuf::from(folder),
            None => std::env::current_dir()
                .map_err(|fault| format!("the current folder cannot be read: {fault}"))?,
        };
        let found = start
            .ancestors()
            .find(|folder| folder.join("Cargo.lock").is_file());
        found
            .map(|root| Self {
                root: root.to_owned(),
            })
            .ok_or_else(|| "the checkout cannot be found".to_owned())
    }

    /// Its top folder.
    pub fn root(&self) -> &Path {
        &self.root
    }

    /// Every file that belongs to the project: what git tracks or would track.
    pub fn files(&self) -> Result<Vec<String>, String> {
        let listed = Command::new("git")
            .args([
                "ls-files",
                "--cached",
                "--others",
                "--exclude-standard",
                "-z",
            ])
            .current_dir(&self.root)
            .output()
            .map_err(|fault| format!("git cannot be started: {fault}"))?;
        if !listed.status.success() {
            return Err(format!(
                "git ls-files: {}",
                String::from_utf8_lossy(&listed.stderr)
            ));
        }
        let mut files: Vec<String> = String::from_utf8_lossy(&listed.stdout)
            .split('\0')
            .filter(|path| !path.is_empty() && self.root.join(path).is_file())
            .map(str::to_owned)
            .collect();
        files.sort();
        files.dedup();
        Ok(files)
    }

    /// The files whose path `wanted` accepts, read as text; others are skipped.
    pub fn texts(&self, wanted: impl Fn(&str) -> bool) -> Result<Vec<TextFile>, String> {
        let mut found = Vec::new();
        for path in self.files()?.into_iter().filter(|path| wanted(path)) {
            if let Ok(text) = std::fs::read_to_string(self.root.join(&path)) {
                found.push(TextFile { path, text });
            }
        }
        Ok(found)
    }

    /// Builds a program of the workspace and says where it lies; within the
    /// workspace's features, so that nothing is built twice. `options` are more
    /// of cargo's, such as a profile.
    pub fn build(&self, program: &str, options: &[&str]) -> Result<PathBuf, String> {
        let built = Command::new(cargo())
            .args([
                "build",
                "--workspace",
                "--locked",
                "--bin",
                program,
                "--message-format",
                "json-render-diagnostics",
            ])
            .args(options)
            .current_dir(&self.root)
            .stdin(Stdio::null())
            .stderr(Stdio::inherit())
            .output()
            .map_err(|fault| format!("cargo cannot be started: {fault}"))?;
        if !built.status.success() {
            return Err(format!("{program} does not build"));
        }
        executable(&String::from_utf8_lossy(&built.stdout), program)
            .ok_or_else(|| format!("cargo names no {program}"))
    }

    /// `cargo metadata` of this platform, from what is already on the machine.
    pub fn metadata(&self) -> Result<Value, String> {
        let platform = host_platform().ok_or("rustc does not name its platform")?;
        let answered = Command::new(cargo())
            .args([
                "metadata",
                "--format-version",
                "1",
                "--offline",
                "--locked",
                "--filter-platform",
                &platform,
            ])
            .current_dir(&self.root)
            .output()
            .map_err(|fault| format!("cargo cannot be started: {fault}"))?;
        if !answered.status.success() {
            return Err(format!(
                "cargo metadata: {}",
                String::from_utf8_lossy(&answered.stderr)
            ));
        }
        serde_json::from_slice(&answered.stdout).map_err(|fault| format!("cargo metadata: {fault}"))
    }
}

/// A program's path among cargo's messages.
fn executable(messages: &str, program: &str) -> Option<PathBuf> {
    messages
        .lines()
        .filter_map(|line| serde_json::from_str::<Value>(line).ok())
        .filter(|message| message.pointer("/target/name").and_then(Value::as_str) == Some(program))
        .find_map(|message| message.get("executable")?.as_str().map(PathBuf::from))
}

/// The cargo that runs this task.
pub fn cargo() -> String {
    std::env::var("CARGO").unwrap_or_else(|_| "cargo".to_owned())
}

fn host_platform() -> Option<String> {
    let rustc = std::env::var("RUSTC").unwrap_or_else(|_| "rustc".to_owned());
    let told = Command::new(rustc).arg("-vV").output().ok()?;
    let text = String::from_utf8(told.stdout).ok()?;
    text.lines()
        .find_map(|line| line.strip_prefix("host: "))
        .map(str::to_owned)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_program_is_found_among_the_messages() {
        let messages = "{\"reason\":\"x\",\"target\":{\"name\":\"other\"},\"executable\":\"o\"}\nnoise\n\
                        {\"target\":{\"name\":\"tongfu-bindings\"},\"executable\":\"the/one\"}";
        let found = |program| executable(messages, program);
        assert_eq!(found("tongfu-bindings"), Some(PathBuf::from("the/one")));
        assert_eq!(found("tongfu-measure"), None);
    }
}
