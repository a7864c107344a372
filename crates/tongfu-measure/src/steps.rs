//! Steps: one measurement each, in a process of its own.

use crate::{Outcome, duplicates, ours, peers, search};
use serde::{Deserialize, Serialize};
use std::collections::BTreeMap;
use std::path::Path;
use std::process::{Command, Stdio};

/// What a step measured.
#[derive(Debug, Clone, Default, Serialize, Deserialize)]
pub struct Measured {
    /// Time of the work itself, in seconds.
    pub seconds: f64,
    /// Peak of memory of the whole process in KiB; 0 where it is not known.
    #[serde(default)]
    pub rss_kib: u64,
    /// Further figures by name: parts of the time, bytes, counts.
    #[serde(default)]
    pub figures: BTreeMap<String, f64>,
}

impl Measured {
    /// A figure by name; 0 when the step has none of it.
    pub fn figure(&self, name: &str) -> f64 {
        self.figures.get(name).copied().unwrap_or(0.0)
    }
}

/// Runs the step `name` in this process, on the files in `folder`.
pub fn run(name: &str, folder: &Path, people: u32) -> Outcome<Measured> {
    let mut measured = match name {
        "rosters" => ours::write_rosters(folder, people)?,
        "import-xlsx" => ours::import(folder, "roster.xlsx")?,
        "import-csv" => ours::import(folder, "roster.csv")?,
        "import-parts" => ours::import_parts(folder, people)?,
        "plain-insert" => peers::insert_rows(folder)?,
        "duplicates" => duplicates::entry(folder, people)?,
        "search" => search::search(folder, people)?,
        "log" => ours::make_log(folder, people)?,
        "rebuild" => ours::rebuild(folder)?,
        "plain-log" => peers::insert_log(folder)?,
        other => return Err(format!("no such step: {other}").into()),
    };
    measured.rss_kib = peak_kib();
    Ok(measured)
}

/// Runs the step `name` in a process of its own.
pub fn spawn(name: &str, folder: &Path, people: u32) -> Outcome<Measured> {
    let output = Command::new(std::env::current_exe()?)
        .args(["--step", name, "--people", &people.to_string(), "--keep"])
        .arg(folder)
        .stdin(Stdio::null())
        .stderr(Stdio::inherit())
        .output()?;
    if !output.status.success() {
        return Err(format!("the step {name} failed").into());
    }
    let measured: Measured = serde_json::from_slice(&output.stdout)?;
    eprintln!(
        "  {name}: {:.2} s, {} MB, {:?}",
        measured.seconds,
        measured.rss_kib / 1024,
        measured.figures
    );
    Ok(measured)
}

/// Peak of this process's memory, where the system tells it.
fn peak_kib() -> u64 {
    let status = std::fs::read_to_string("/proc/self/status").unwrap_or_default();
    status
        .lines()
        .find_map(|line| line.strip_prefix("VmHWM:"))
        .and_then(|rest| rest.trim().trim_end_matches("kB").trim().parse().ok())
        .unwrap_or(0)
}
