//! The gate and the generators.
//!
//! `cargo xtask check` is the one gate: structure, formatting, bindings,
//! dependency audit, page, clippy, tests. Every rule of the structure is a
//! function over text that answers with findings, so that its test can show
//! that it fails on a bad input.
#![cfg_attr(test, allow(clippy::unwrap_used))]

mod audit;
mod bench;
mod bindings;
mod check;
mod structure;
mod tree;

use clap::{Parser, Subcommand};
use std::process::ExitCode;

/// Tasks of the workspace.
#[derive(Debug, Parser)]
#[command(name = "cargo xtask")]
struct Arguments {
    #[command(subcommand)]
    task: Task,
}

#[derive(Debug, Subcommand)]
enum Task {
    /// The one gate.
    Check,
    /// Writes the page's typed client from the table of commands.
    Bindings {
        /// Only says whether it is up to date.
        #[arg(long)]
        check: bool,
    },
    /// The rules of the structure alone.
    Structure,
    /// Licences, banned and unwanted dependencies.
    Audit,
    /// Measures the program against its peers.
    Bench(bench::Wanted),
}

fn main() -> ExitCode {
    let arguments = Arguments::parse();
    let tree = match tree::Tree::open() {
        Ok(tree) => tree,
        Err(fault) => {
            eprintln!("{fault}");
            return ExitCode::FAILURE;
        }
    };
    let findings = match arguments.task {
        Task::Check => return check::run(&tree),
        Task::Bindings { check } => bindings::run(&tree, check),
        Task::Structure => structure::run(&tree),
        Task::Audit => audit::run(&tree),
        Task::Bench(wanted) => return bench::run(&tree, &wanted),
    };
    report(findings)
}

/// Prints findings; fails when there is one.
fn report(findings: Result<Vec<String>, String>) -> ExitCode {
    match findings {
        Ok(findings) if findings.is_empty() => ExitCode::SUCCESS,
        Ok(findings) => {
            for finding in findings {
                eprintln!("{finding}");
            }
            ExitCode::FAILURE
        }
        Err(fault) => {
            eprintln!("{fault}");
            ExitCode::FAILURE
        }
    }
}
