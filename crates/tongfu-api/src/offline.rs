//! Instances from files, solved without a store: for scripts, measurement, and
//! anybody who wants to check an answer.

use crate::host::write_file;
use crate::session::failure;
use crate::types::session::Failure;
use serde::Serialize;
use std::ops::ControlFlow;
use std::path::Path;
use std::time::{Duration, Instant};
use tongfu_core::{Error, ErrorKind};
use tongfu_solver::{matching, plan};

/// What became of a planning instance.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct PlanSolved {
    /// How the search ended: `optimal`, `gap_reached`, `node_limit`, `time_limit`.
    pub status: String,
    /// Value of the plan.
    pub objective_fen: i64,
    /// Proven bound of any plan's value.
    pub bound_fen: i64,
    /// `(bound − objective) / max(1, |objective|)`.
    pub gap: f64,
    pub classes: u32,
    pub seats: u32,
    /// Wall time of the search.
    pub seconds: f64,
}

/// What became of a matching instance.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct MatchSolved {
    pub applicants: u32,
    pub placed: u32,
    pub first_choice: u32,
    /// Classes closed below their smallest size.
    pub closed: u32,
}

/// A roster of an invented county.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct RosterWritten {
    pub rows: u32,
    /// Rows that are somebody's second one.
    pub planted: u32,
}

/// Writes the roster of an invented county to `out` (`.csv` or `.xlsx`), and
/// beside it the pairs of numbers that are one person (`OUT.pairs.csv`).
///
/// Errors: `FILE_FAILED`, `TABLE_WRITE`.
pub fn demo_roster(
    language: &str,
    people: usize,
    seed: u64,
    planted: bool,
    out: &Path,
) -> Result<RosterWritten, Failure> {
    write_roster(people, seed, planted, out).map_err(|error| failure(language, &error))
}

fn write_roster(
    people: usize,
    seed: u64,
    planted: bool,
    out: &Path,
) -> Result<RosterWritten, Error> {
    use tongfu_tables::export::{ExportColumn, ExportTable, Value, csv_bytes, xlsx_bytes};
    let county = tongfu_core::demo::large::county(people, seed, planted);
    let written = |refusal: tongfu_tables::TableError| {
        Error::new(ErrorKind::Failed, refusal.code()).because(refusal)
    };
    // The headings of rosters, whatever language the program speaks.
    let columns = tongfu_core::demo::large::HEADINGS;
    let rows: Vec<Vec<Value>> = county
        .iter()
        .map(|person| person.cells().into_iter().map(Value::Text).collect())
        .collect();
    let table = ExportTable {
        sheet_name: "花名册".to_owned(),
        title: None,
        columns: columns.iter().copied().map(ExportColumn::text).collect(),
        rows,
    };
    let bytes = if out.extension().is_some_and(|extension| extension == "xlsx") {
        xlsx_bytes(&table)
    } else {
        csv_bytes(&table)
    };
    write_file(out, &bytes.map_err(written)?)?;
    let pairs: Vec<Vec<Value>> = county
        .iter()
        .filter_map(|person| {
            let (of, kind) = person.second_of?;
            let texts = [county.get(of)?.number(), person.number(), kind.key()];
            Some(texts.map(|text| Value::Text(text.to_owned())).into())
        })
        .collect();
    let count = |number: usize| u32::try_from(number).unwrap_or(u32::MAX);
    let planted_rows = count(pairs.len());
    if planted {
        let table = ExportTable {
            sheet_name: String::new(),
            title: None,
            columns: ["one", "other", "kind"].map(ExportColumn::text).into(),
            rows: pairs,
        };
        let name = out.file_name().unwrap_or_default().to_string_lossy();
        let beside = out.with_file_name(format!("{name}.pairs.csv"));
        write_file(&beside, &csv_bytes(&table).map_err(written)?)?;
    }
    Ok(RosterWritten {
        rows: count(county.len()),
        planted: planted_rows,
    })
}

/// A refusal of the command line itself, in `language`.
pub fn refusal(language: &str, code: &'static str) -> Failure {
    failure(language, &Error::refused(code))
}

fn read(path: &Path) -> Result<Vec<u8>, Error> {
    let name = path.file_name().unwrap_or_default().to_string_lossy();
    std::fs::read(path).map_err(|fault| {
        Error::new(ErrorKind::Input, "FILE_UNREADABLE")
            .with("file", name)
            .because(fault)
    })
}

fn write(path: &Path, text: &str) -> Result<(), Error> {
    write_file(path, text.as_bytes())?;
    Ok(())
}

/// Solves the `tongfu-plan/1` instance in `instance` and writes the solution
/// to `out`. `gap` is the proven gap that is good enough, a share.
///
/// Errors: `FILE_UNREADABLE`, `FILE_FAILED`, `PLAN_*`.
pub fn plan_solve(
    language: &str,
    instance: &Path,
    out: &Path,
    gap: f64,
    time_limit: Option<Duration>,
) -> Result<PlanSolved, Failure> {
    solve_plan(instance, out, gap, time_limit).map_err(|error| failure(language, &error))
}

fn plan_error(refusal: plan::PlanError) -> Error {
    let params = refusal.params();
    let error = Error::new(ErrorKind::Input, refusal.code()).because(refusal);
    params
        .into_iter()
        .fold(error, |error, (name, value)| error.with(name, value))
}

fn solve_plan(
    path: &Path,
    out: &Path,
    gap: f64,
    time_limit: Option<Duration>,
) -> Result<PlanSolved, Error> {
    let instance = plan::Instance::from_json(&read(path)?).map_err(plan_error)?;
    let options = plan::Options {
        gap,
        time_limit,
        ..plan::Options::default()
    };
    let started = Instant::now();
    let solution =
        plan::solve(&instance, &options, &mut |_| ControlFlow::Continue(())).map_err(plan_error)?;
    let seconds = started.elapsed().as_secs_f64();
    write(out, &solution.to_json())?;
    let status = serde_json::to_value(solution.status)
        .ok()
        .and_then(|value| value.as_str().map(str::to_owned));
    Ok(PlanSolved {
        status: status.unwrap_or_default(),
        // Fen are whole in every plan; only bounds have fractions.
        objective_fen: solution.objective.round() as i64,
        bound_fen: solution.bound.ceil() as i64,
        gap: solution.gap,
        classes: solution.classes.iter().map(|class| class.classes).sum(),
        seats: solution.classes.iter().map(|class| class.seats).sum(),
        seconds,
    })
}

/// Solves the `tongfu-match/1` instance in `instance` and writes the solution
/// to `out`.
///
/// Errors: `FILE_UNREADABLE`, `FILE_FAILED`, `MATCH_FORMAT`.
pub fn match_solve(language: &str, instance: &Path, out: &Path) -> Result<MatchSolved, Failure> {
    solve_match(instance, out).map_err(|error| failure(language, &error))
}

fn match_error(refusal: matching::MatchError) -> Error {
    let params = refusal.params();
    let error = Error::new(ErrorKind::Input, refusal.code()).because(refusal);
    params
        .into_iter()
        .fold(error, |error, (name, value)| error.with(name, value))
}

fn solve_match(path: &Path, out: &Path) -> Result<MatchSolved, Error> {
    let instance = matching::Instance::from_json(&read(path)?).map_err(match_error)?;
    let solution = matching::solve(&instance).map_err(match_error)?;
    write(out, &solution.to_json())?;
    let count = |number: usize| u32::try_from(number).unwrap_or(u32::MAX);
    Ok(MatchSolved {
        applicants: count(solution.applicants.len()),
        placed: count(
            solution
                .applicants
                .iter()
                .filter(|one| one.class.is_some())
                .count(),
        ),
        first_choice: count(
            solution
                .applicants
                .iter()
                .filter(|one| one.preference == Some(1))
                .count(),
        ),
        closed: count(solution.closed.len()),
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    fn folder_with(name: &str, text: &str) -> (tempfile::TempDir, std::path::PathBuf) {
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join(name);
        std::fs::write(&path, text).unwrap();
        (folder, path)
    }

    #[test]
    fn an_instance_without_demand_has_the_empty_plan() {
        let text = r#"{"format":"tongfu-plan/1","weeks":4,"closed_weeks":[],"cost_weight":1,"idle_cost":1,"return_share":0,
            "occupations":[],"venues":[],"containers":[],"budgets":[],"groups":[],"demand":[],"permits":[],"pins":[]}"#;
        let (folder, path) = folder_with("i.json", text);
        let out = folder.path().join("s.json");
        let solved = plan_solve("en", &path, &out, 0.005, None).unwrap();
        assert_eq!(
            (solved.classes, solved.seats, solved.objective_fen),
            (0, 0, 0)
        );
        assert!(
            std::fs::read_to_string(&out)
                .unwrap()
                .contains("tongfu-plan-solution/1")
        );
    }

    #[test]
    fn a_violated_format_is_refused_with_its_place_and_writes_nothing() {
        let (folder, path) = folder_with("i.json", "{\"weeks\":-1}");
        let out = folder.path().join("s.json");
        let failure = plan_solve("en", &path, &out, 0.005, None).unwrap_err();
        assert_eq!(failure.code, "PLAN_FORMAT");
        assert!(!failure.params.get("path").unwrap().is_empty());
        assert_eq!(
            match_solve("en", &path, &out).unwrap_err().code,
            "MATCH_FORMAT"
        );
        assert!(!out.exists());
        assert_eq!(
            plan_solve("en", &folder.path().join("none"), &out, 0.1, None)
                .unwrap_err()
                .code,
            "FILE_UNREADABLE"
        );
    }
}
