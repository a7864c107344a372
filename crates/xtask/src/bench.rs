//! `cargo xtask bench`: builds the measuring program and runs it. Only what it
//! needs from outside is made here: an interpreter with openpyxl.

use crate::tree::Tree;
use std::path::{Path, PathBuf};
use std::process::{Command, ExitCode, Stdio};

const PROGRAM: &str = "tongfu-measure";

/// What to measure.
#[derive(Debug, clap::Args)]
pub struct Wanted {
    /// Only these rows of the goals.
    #[arg(long = "row", value_name = "N")]
    rows: Vec<String>,
    /// People in the rosters.
    #[arg(long, value_name = "N")]
    people: Option<u32>,
    /// Writes the figures here, too.
    #[arg(long, value_name = "FILE")]
    json: Option<PathBuf>,
}

/// Builds, measures, prints the table.
pub fn run(tree: &Tree, wanted: &Wanted) -> ExitCode {
    match measure(tree, wanted) {
        Ok(true) => ExitCode::SUCCESS,
        Ok(false) => ExitCode::FAILURE,
        Err(fault) => {
            eprintln!("{fault}");
            ExitCode::FAILURE
        }
    }
}

fn measure(tree: &Tree, wanted: &Wanted) -> Result<bool, String> {
    // What an office would get.
    let program = tree.build(PROGRAM, &["--release"])?;
    let mut command = Command::new(&program);
    command.current_dir(tree.root()).args(arguments(wanted));
    if needs_python(wanted) {
        let target = program
            .parent()
            .and_then(Path::parent)
            .ok_or("the measuring program lies nowhere")?;
        command
            .arg("--python")
            .arg(python(&target.join("measure"))?);
    }
    let status = command
        .stdin(Stdio::null())
        .status()
        .map_err(|fault| format!("{PROGRAM} cannot be started: {fault}"))?;
    Ok(status.success())
}

/// Row 5 alone is held against openpyxl.
fn needs_python(wanted: &Wanted) -> bool {
    wanted.rows.is_empty() || wanted.rows.iter().any(|row| row == "5")
}

fn arguments(wanted: &Wanted) -> Vec<std::ffi::OsString> {
    let mut arguments: Vec<std::ffi::OsString> = Vec::new();
    for row in &wanted.rows {
        arguments.extend(["--row".into(), row.into()]);
    }
    if let Some(people) = wanted.people {
        arguments.extend(["--people".into(), people.to_string().into()]);
    }
    if let Some(json) = &wanted.json {
        arguments.extend(["--json".into(), json.into()]);
    }
    arguments
}

/// An interpreter that knows openpyxl, in a folder of its own under `folder`.
fn python(folder: &Path) -> Result<PathBuf, String> {
    let place = folder.join("venv");
    let program = if cfg!(windows) {
        place.join("Scripts").join("python.exe")
    } else {
        place.join("bin").join("python")
    };
    let knows = Command::new(&program)
        .args(["-c", "import openpyxl"])
        .stderr(Stdio::null())
        .status();
    if knows.is_ok_and(|status| status.success()) {
        return Ok(program);
    }
    let own = if cfg!(windows) { "python" } else { "python3" };
    let steps: [(&Path, &[&str]); 2] = [
        (Path::new(own), &["-m", "venv"]),
        (&program, &["-m", "pip", "install", "--quiet", "openpyxl"]),
    ];
    for (index, (program, words)) in steps.into_iter().enumerate() {
        let mut command = Command::new(program);
        command.args(words);
        if index == 0 {
            command.arg(&place);
        }
        let done = command.stdin(Stdio::null()).status();
        if !done.is_ok_and(|status| status.success()) {
            return Err("openpyxl, the peer of row 5, cannot be installed".to_owned());
        }
    }
    Ok(program)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_was_asked_is_passed_on() {
        let wanted = Wanted {
            rows: vec!["6".to_owned(), "growth".to_owned()],
            people: Some(5),
            json: Some("out.json".into()),
        };
        assert_eq!(
            arguments(&wanted),
            [
                "--row", "6", "--row", "growth", "--people", "5", "--json", "out.json"
            ]
        );
        assert!(!needs_python(&wanted));
        assert!(needs_python(&Wanted {
            rows: Vec::new(),
            ..wanted
        }));
    }
}
