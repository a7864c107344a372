//! Measures the goals of planning and matching and prints a table:
//! `measure [--seeds N] INSTANCE.json…` (plans; further variants of each by
//! seed) or `measure --match`. HiGHS's own search is capped at 120 seconds a
//! plan, so be patient.

use std::process::ExitCode;
use std::time::Duration;

use tongfu_solver::plan::Instance;
use tongfu_solver::{bench, testing};

const CAP: Duration = Duration::from_secs(120);
const GAP: f64 = 0.005;

fn main() -> ExitCode {
    let mut seeds = 0;
    let mut files = Vec::new();
    let mut arguments = std::env::args().skip(1);
    while let Some(argument) = arguments.next() {
        match argument.as_str() {
            "--match" => {
                let m = bench::match_ratio(100_000, 4_000, 1, 5);
                println!("applications {} matching {:.3} s", m.entries, m.matching);
                println!("sorting {:.3} s ratio {:.2}", m.sorting, m.ratio);
                println!("with reading of ids and reasons {:.3} s", m.whole);
            }
            "--seeds" => seeds = arguments.next().and_then(|n| n.parse().ok()).unwrap_or(0),
            _ => files.push(argument),
        }
    }
    println!("seconds  gap %    MIP s    MIP gap %  ratio    what-if s  instance");
    for file in files {
        let read = std::fs::read(&file).map_err(|error| error.to_string());
        let parsed =
            read.and_then(|text| Instance::from_json(&text).map_err(|error| error.to_string()));
        let instance = match parsed {
            Ok(instance) => instance,
            Err(error) => {
                eprintln!("{file}: {error}");
                return ExitCode::FAILURE;
            }
        };
        for seed in 0..=seeds {
            let instance = testing::vary(&instance, seed);
            let measured = bench::plan_ratio(&instance, GAP, CAP)
                .and_then(|plan| Ok((plan, bench::what_if_seconds(&instance, GAP)?.1)));
            match measured {
                Ok((p, what_if)) => println!(
                    "{:7.2}  {:7.3}  {:7.2}  {:9.3}  {:7.4}  {what_if:9.3}  {file} {seed}",
                    p.ours,
                    100.0 * p.gap,
                    p.mip,
                    100.0 * p.mip_gap.unwrap_or(f64::INFINITY),
                    p.ratio,
                ),
                Err(error) => eprintln!("{file} {seed}: {error}"),
            }
        }
    }
    ExitCode::SUCCESS
}
