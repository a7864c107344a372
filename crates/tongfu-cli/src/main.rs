//! `tongfu`: the whole program without a window, for offices, scripts and
//! measurement.
//!
//! Invariants: with `--json` standard output carries exactly one JSON object
//! and nothing else; messages go to standard error. It ends with 0 when it was
//! done, 1 when it was refused, 2 when it was used wrongly. Everything it does
//! is a command of the API.
#![cfg_attr(test, allow(clippy::unwrap_used))]

mod arguments;
mod commands;
mod desk;
mod output;
mod table;

use arguments::Arguments;
use clap::Parser;
use clap::error::ErrorKind;
use output::Ended;
use std::process::ExitCode;

/// A fifth of the time of a large import went into the system's allocator.
#[global_allocator]
static ALLOCATOR: mimalloc::MiMalloc = mimalloc::MiMalloc;

fn main() -> ExitCode {
    let line: Vec<std::ffi::OsString> = std::env::args_os().collect();
    match Arguments::try_parse_from(&line) {
        Ok(arguments) => commands::run(&arguments).print(arguments.json),
        Err(fault)
            if matches!(
                fault.kind(),
                ErrorKind::DisplayHelp | ErrorKind::DisplayVersion
            ) =>
        {
            // Help that was asked for is the answer, not a message.
            let _ = fault.print();
            ExitCode::SUCCESS
        }
        Err(fault) => {
            let json = line.iter().any(|word| word == "--json");
            Ended::used_wrongly(fault.to_string()).print(json)
        }
    }
}
