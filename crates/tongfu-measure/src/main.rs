//! Measures the program against its peers, all in one run on one machine:
//! ratios, not times, are held against the goals.
//!
//! Every measurement is a *step* in a process of its own, so that its peak of
//! memory is its own; a [`rows::Row`] asks for the steps it needs and makes
//! ratios of them. All people are invented from a fixed seed.
//!
//! Deliberately absent: a verdict. The table says what was measured and what
//! the goal is; nothing here fails because a machine is slow.
#![cfg_attr(test, allow(clippy::unwrap_used))]

mod duplicates;
mod invent;
mod ours;
mod peers;
mod rows;
mod search;
mod steps;

use clap::Parser;
use rows::{Bench, Figure};
use serde_json::json;
use std::path::PathBuf;
use std::process::ExitCode;

/// A fifth of the time of a large import went into the system's allocator.
#[global_allocator]
static ALLOCATOR: mimalloc::MiMalloc = mimalloc::MiMalloc;

/// Anything that goes wrong ends the measurement with its text.
pub type Outcome<T> = Result<T, Box<dyn std::error::Error>>;

/// What to measure.
#[derive(Debug, Parser)]
#[command(name = "tongfu-measure")]
struct Arguments {
    /// Only these rows of the goals; all that are known without it.
    #[arg(long = "row", value_name = "N")]
    rows: Vec<String>,
    /// People in the rosters; other sizes of a row follow from it.
    #[arg(long, default_value_t = 100_000)]
    people: u32,
    /// Writes the figures here, too.
    #[arg(long, value_name = "FILE")]
    json: Option<PathBuf>,
    /// An interpreter that knows openpyxl, the peer of row 5.
    #[arg(long, value_name = "PROGRAM")]
    python: Option<PathBuf>,
    /// Keeps the files that were measured in this folder.
    #[arg(long, value_name = "FOLDER")]
    keep: Option<PathBuf>,
    /// One step, in this process.
    #[arg(long, hide = true)]
    step: Option<String>,
}

fn main() -> ExitCode {
    match run(&Arguments::parse()) {
        Ok(()) => ExitCode::SUCCESS,
        Err(fault) => {
            eprintln!("{fault}");
            ExitCode::FAILURE
        }
    }
}

fn run(arguments: &Arguments) -> Outcome<()> {
    let temporary = tempfile::tempdir()?;
    let folder = arguments
        .keep
        .clone()
        .unwrap_or_else(|| temporary.path().to_owned());
    std::fs::create_dir_all(&folder)?;
    if let Some(name) = &arguments.step {
        let measured = steps::run(name, &folder, arguments.people)?;
        println!("{}", serde_json::to_string(&measured)?);
        return Ok(());
    }
    let bench = Bench {
        folder,
        people: arguments.people,
        python: arguments.python.clone(),
    };
    let mut figures: Vec<Figure> = Vec::new();
    for row in rows::ROWS {
        if arguments.rows.is_empty() && row.on_demand
            || !arguments.rows.is_empty() && !arguments.rows.iter().any(|asked| asked == row.number)
        {
            continue;
        }
        eprintln!("row {}: {}", row.number, row.work);
        figures.extend((row.run)(&bench, row)?);
    }
    print!("{}", rows::table(&figures));
    if let Some(path) = &arguments.json {
        let all = json!({"people": bench.people, "figures": figures});
        std::fs::write(path, serde_json::to_vec_pretty(&all)?)?;
    }
    Ok(())
}
