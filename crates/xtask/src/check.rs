//! The gate, step by step; it goes on after a failure so that one run tells
//! everything, and ends with one line of counts.

use crate::tree::{Tree, cargo};
use crate::{audit, bindings, structure};
use std::io::{BufRead, BufReader, Write};
use std::process::{Command, ExitCode, Stdio};
use std::time::Instant;

/// Tests that ran.
#[derive(Debug, Default, Clone, Copy, PartialEq, Eq)]
struct Counts {
    passed: u64,
    failed: u64,
    ignored: u64,
}

/// Reads a closing line of the test runner:
/// `test result: ok. 12 passed; 0 failed; 1 ignored; …`.
fn counts(line: &str) -> Option<Counts> {
    let (_, figures) = line.trim().strip_prefix("test result:")?.split_once('.')?;
    let mut counts = Counts::default();
    for part in figures.split(';') {
        let Some((number, what)) = part.trim().split_once(' ') else {
            continue;
        };
        let Ok(number) = number.parse() else { continue };
        match what {
            "passed" => counts.passed = number,
            "failed" => counts.failed = number,
            "ignored" => counts.ignored = number,
            _ => {}
        }
    }
    Some(counts)
}

struct Gate<'a> {
    tree: &'a Tree,
    failures: Vec<String>,
    tests: Counts,
}

impl Gate<'_> {
    fn begin(&self, name: &str) -> Instant {
        println!("\n== {name}");
        let _ = std::io::stdout().flush();
        Instant::now()
    }

    fn end(&mut self, name: &str, started: Instant, passed: bool) {
        println!(
            "== {name}: {} ({:.0} s)",
            if passed { "ok" } else { "FAILED" },
            started.elapsed().as_secs_f64()
        );
        if !passed {
            self.failures.push(name.to_owned());
        }
    }

    fn rule(&mut self, name: &str, rule: impl FnOnce(&Tree) -> Result<Vec<String>, String>) {
        let started = self.begin(name);
        let findings = rule(self.tree).unwrap_or_else(|fault| vec![fault]);
        for finding in &findings {
            println!("{finding}");
        }
        self.end(name, started, findings.is_empty());
    }

    fn command(&mut self, name: &str, program: &str, arguments: &[&str], folder: &str) {
        let started = self.begin(name);
        let status = Command::new(program)
            .args(arguments)
            .current_dir(self.tree.root().join(folder))
            .stdin(Stdio::null())
            .status();
        self.end(name, started, status.is_ok_and(|status| status.success()));
    }

    /// Runs cargo's tests, shows their output and counts them.
    fn tests(&mut self) {
        let name = "tests";
        let started = self.begin(name);
        let passed = self.stream_tests().unwrap_or_else(|fault| {
            println!("{fault}");
            false
        });
        self.end(name, started, passed && self.tests.passed > 0);
    }

    fn stream_tests(&mut self) -> std::io::Result<bool> {
        let mut running = Command::new(cargo())
            .args(["test", "--workspace", "--locked", "--no-fail-fast"])
            .current_dir(self.tree.root())
            .stdin(Stdio::null())
            .stdout(Stdio::piped())
            .spawn()?;
        if let Some(output) = running.stdout.take() {
            for line in BufReader::new(output).lines() {
                let line = line?;
                println!("{line}");
                if let Some(found) = counts(&line) {
                    self.tests.passed += found.passed;
                    self.tests.failed += found.failed;
                    self.tests.ignored += found.ignored;
                }
            }
        }
        Ok(running.wait()?.success())
    }
}

/// Runs every step.
pub fn run(tree: &Tree) -> ExitCode {
    let mut gate = Gate {
        tree,
        failures: Vec::new(),
        tests: Counts::default(),
    };
    let cargo = cargo();
    gate.rule("structure", structure::run);
    gate.rule("dependency audit", audit::run);
    gate.rule("bindings", |tree| bindings::run(tree, true));
    gate.command(
        "formatting",
        &cargo,
        &["fmt", "--all", "--", "--check"],
        ".",
    );
    gate.command("page: lint", "npm", &["run", "--silent", "lint"], "ui");
    gate.command("page: tests", "npm", &["run", "--silent", "test"], "ui");
    gate.command(
        "page: types and build",
        "npm",
        &["run", "--silent", "build"],
        "ui",
    );
    gate.command(
        "clippy",
        &cargo,
        &[
            "clippy",
            "--workspace",
            "--all-targets",
            "--locked",
            "--",
            "-D",
            "warnings",
        ],
        ".",
    );
    // The test of the window starts the programs themselves.
    gate.command(
        "programs",
        &cargo,
        &["build", "--workspace", "--bins", "--locked"],
        ".",
    );
    gate.tests();
    if gate.tests.ignored > 0 {
        println!(
            "{} tests are ignored: a test that does not run is none",
            gate.tests.ignored
        );
        gate.failures.push("no ignored tests".to_owned());
    }
    println!();
    for failure in &gate.failures {
        println!("FAILED: {failure}");
    }
    println!("{} passed, {} failed", gate.tests.passed, gate.tests.failed);
    if gate.failures.is_empty() {
        ExitCode::SUCCESS
    } else {
        ExitCode::FAILURE
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn closing_lines_are_counted_and_others_are_not() {
        let line = "test result: FAILED. 12 passed; 3 failed; 1 ignored; 0 measured; 4 filtered out; finished in 0.03s";
        assert_eq!(
            counts(line),
            Some(Counts {
                passed: 12,
                failed: 3,
                ignored: 1
            })
        );
        assert_eq!(counts("test rules::a ... ok"), None);
    }
}
