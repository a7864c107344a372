//! The rows of the goals, each with its peer. A new row is one entry of
//! [`ROWS`] and a function that makes its figures from steps.

use crate::steps::{Measured, spawn};
use crate::{Outcome, peers};
use serde::Serialize;
use std::fmt::Write as _;
use std::path::PathBuf;

/// What a run of the measurement works with.
#[derive(Debug)]
pub struct Bench {
    /// Where the files lie.
    pub folder: PathBuf,
    /// People in the rosters.
    pub people: u32,
    /// An interpreter that knows openpyxl.
    pub python: Option<PathBuf>,
}

/// A row of the goals.
#[derive(Debug)]
pub struct Row {
    /// Its number there, or a name.
    pub number: &'static str,
    /// What is done.
    pub work: &'static str,
    /// Measured only when it is asked for by number.
    pub on_demand: bool,
    /// Measures it.
    pub run: fn(&Bench, &Row) -> Outcome<Vec<Figure>>,
}

/// One line of the table.
#[derive(Debug, Clone, Serialize)]
pub struct Figure {
    /// Number of the row.
    pub row: String,
    /// What was done.
    pub work: String,
    /// What our side needed, with its unit.
    pub ours: String,
    /// What the peer needed.
    pub peer: String,
    /// Ours ÷ peer, or the figure itself where there is no peer.
    pub ratio: f64,
    /// What the ratio must not exceed; none where growth is only shown.
    pub goal: Option<f64>,
    /// Peak of memory of our side in MB.
    pub rss_mb: u64,
    /// Parts of it.
    pub parts: std::collections::BTreeMap<String, f64>,
}

/// Every row that is measured. Rows that are not here are not listed.
pub const ROWS: &[Row] = &[
    Row {
        number: "5",
        work: "roster xlsx → store, searchable ÷ openpyxl reading it",
        on_demand: false,
        run: xlsx,
    },
    Row {
        number: "6",
        work: "roster GB18030 CSV → store, searchable ÷ plain inserts of the rows",
        on_demand: false,
        run: csv,
    },
    Row {
        number: "7",
        work: "person search over ten times the people ÷ streaming the same bytes",
        on_demand: false,
        run: search,
    },
    Row {
        number: "11",
        work: "rebuild of a log of ten operations a person ÷ plain inserts of the log",
        on_demand: false,
        run: rebuild,
    },
    Row {
        number: "14",
        work: "store ÷ UTF-8 CSV, bytes a person after one import",
        on_demand: false,
        run: size,
    },
    Row {
        number: "duplicates",
        work: "a form checked for somebody on record, 95th percentile in ms",
        on_demand: false,
        run: duplicates,
    },
    Row {
        number: "growth",
        work: "import and search at 1 %, 10 %, 100 % and 1000 % of the people",
        on_demand: true,
        run: growth,
    },
    // Further rows (1–4, 8–10, 12, 13) come here:
    // a step in `steps.rs`, a function below, one entry.
];

fn ratio(row: &Row, ours: &Measured, peer: &Measured, goal: f64) -> Figure {
    Figure {
        row: row.number.to_owned(),
        work: row.work.to_owned(),
        ours: format!("{:.2} s", ours.seconds),
        peer: format!("{:.2} s", peer.seconds),
        ratio: ours.seconds / peer.seconds,
        goal: Some(goal),
        rss_mb: ours.rss_kib / 1024,
        parts: ours.figures.clone(),
    }
}

impl Bench {
    fn step(&self, name: &str) -> Outcome<Measured> {
        spawn(name, &self.folder, self.people)
    }

    fn rosters(&self) -> Outcome<()> {
        if !self.folder.join("roster.csv").exists() {
            self.step("rosters")?;
        }
        Ok(())
    }
}

fn xlsx(bench: &Bench, row: &Row) -> Outcome<Vec<Figure>> {
    bench.rosters()?;
    let python = bench
        .python
        .as_ref()
        .ok_or("row 5 needs --python; cargo xtask bench gives it")?;
    let ours = bench.step("import-xlsx")?;
    let peer = peers::openpyxl(python, &bench.folder.join("roster.xlsx"))?;
    Ok(vec![ratio(row, &ours, &peer, 0.25)])
}

fn csv(bench: &Bench, row: &Row) -> Outcome<Vec<Figure>> {
    bench.rosters()?;
    let ours = bench.step("import-csv")?;
    let peer = bench.step("plain-insert")?;
    Ok(vec![ratio(row, &ours, &peer, 3.0)])
}

fn search(bench: &Bench, row: &Row) -> Outcome<Vec<Figure>> {
    let ours = spawn("search", &bench.folder, bench.people * 10)?;
    let parts = ours.figures.clone();
    let line = |what: &str, ours_name: &str, goal: Option<f64>| Figure {
        row: row.number.to_owned(),
        work: format!("{}: {what}", row.work),
        ours: format!("{:.2} ms", ours.figure(ours_name)),
        peer: format!("{:.2} ms", ours.figure("stream_ms")),
        ratio: ours.figure(ours_name) / ours.figure("stream_ms"),
        goal,
        rss_mb: ours.rss_kib / 1024,
        parts: parts.clone(),
    };
    let mut figures = vec![line("mean", "mean_ms", Some(3.0))];
    figures.push(Figure {
        work: "person search, 99th percentile in ms".to_owned(),
        peer: "–".to_owned(),
        ratio: ours.figure("p99_ms"),
        goal: Some(16.0),
        ..line("p99", "p99_ms", None)
    });
    Ok(figures)
}

fn rebuild(bench: &Bench, row: &Row) -> Outcome<Vec<Figure>> {
    bench.step("log")?;
    let ours = bench.step("rebuild")?;
    let peer = bench.step("plain-log")?;
    Ok(vec![
        ratio(row, &ours, &peer, 4.0),
        Figure {
            work: "memory of that rebuild in MB".to_owned(),
            ratio: ours.rss_kib as f64 / 1024.0,
            goal: Some(300.0),
            peer: "–".to_owned(),
            ..ratio(row, &ours, &peer, 0.0)
        },
    ])
}

fn size(bench: &Bench, row: &Row) -> Outcome<Vec<Figure>> {
    bench.rosters()?;
    let ours = bench.step("import-csv")?;
    let people = ours.figure("people");
    let (store, csv) = (
        ours.figure("store_bytes") / people,
        ours.figure("csv_bytes") / people,
    );
    Ok(vec![Figure {
        row: row.number.to_owned(),
        work: row.work.to_owned(),
        ours: format!("{store:.0} B"),
        peer: format!("{csv:.0} B"),
        ratio: store / csv,
        goal: Some(6.0),
        rss_mb: ours.rss_kib / 1024,
        parts: ours.figures.clone(),
    }])
}

fn duplicates(bench: &Bench, row: &Row) -> Outcome<Vec<Figure>> {
    let ours = bench.step("duplicates")?;
    let figure = |work: &str, name: &str, unit: &str, goal: f64| Figure {
        row: row.number.to_owned(),
        work: work.to_owned(),
        ours: format!("{:.3}{unit}", ours.figure(name)),
        peer: "–".to_owned(),
        ratio: ours.figure(name),
        goal: Some(goal),
        rss_mb: ours.rss_kib / 1024,
        parts: ours.figures.clone(),
    };
    Ok(vec![
        figure(row.work, "p95_ms", " ms", 50.0),
        // These two are to be reached from below.
        figure("planted pairs found, share (at least)", "recall", "", 0.98),
        figure(
            "pairs found that are right, share (at least)",
            "precision",
            "",
            0.9,
        ),
    ])
}

fn growth(bench: &Bench, row: &Row) -> Outcome<Vec<Figure>> {
    let mut figures = Vec::new();
    for people in [
        bench.people / 100,
        bench.people / 10,
        bench.people,
        bench.people * 10,
    ] {
        let mut line = |what: &str, measured: &Measured, micros: f64| {
            figures.push(Figure {
                row: row.number.to_owned(),
                work: format!("{what}, {people} people, µs a person"),
                ours: format!("{:.3} s", measured.seconds),
                peer: "–".to_owned(),
                ratio: micros,
                goal: None,
                rss_mb: measured.rss_kib / 1024,
                parts: measured.figures.clone(),
            });
        };
        let import = spawn("import-parts", &bench.folder, people)?;
        line("import", &import, import.seconds * 1e6 / f64::from(people));
        let search = spawn("search", &bench.folder, people)?;
        line(
            "search",
            &search,
            search.figure("mean_ms") * 1e3 / f64::from(people),
        );
        let list = search.figure("list_ms");
        line("list", &search, list * 1e3 / f64::from(people));
    }
    Ok(figures)
}

/// The figures as a table.
pub fn table(figures: &[Figure]) -> String {
    let mut text = String::from(
        "row | ours | peer | ratio | goal | RSS MB | work\n--- | ---: | ---: | ---: | ---: | ---: | ---\n",
    );
    for figure in figures {
        let goal = figure
            .goal
            .map_or("–".to_owned(), |goal| format!("≤ {goal}"));
        let _ = writeln!(
            text,
            "{} | {} | {} | {:.2} | {goal} | {} | {}",
            figure.row, figure.ours, figure.peer, figure.ratio, figure.rss_mb, figure.work
        );
    }
    text
}
