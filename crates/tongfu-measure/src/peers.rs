//! The peers: other people's programs, and plain SQLite without encryption,
//! log or checks.

use crate::steps::Measured;
use crate::{Outcome, ours};
use rusqlite::types::Value;
use rusqlite::{Connection, params_from_iter};
use std::path::Path;
use std::process::{Command, Stdio};
use std::time::Instant;

/// Reads every cell of the first sheet and does nothing with it.
const OPENPYXL: &str = "
import sys, time
from openpyxl import load_workbook
begun = time.perf_counter()
rows = 0
for row in load_workbook(sys.argv[1], read_only=True).worksheets[0].iter_rows(values_only=True):
    rows += 1
print(time.perf_counter() - begun, rows)
";

/// openpyxl merely reading a workbook, in its fastest way.
pub fn openpyxl(python: &Path, workbook: &Path) -> Outcome<Measured> {
    let output = Command::new(python)
        .args(["-c", OPENPYXL])
        .arg(workbook)
        .stdin(Stdio::null())
        .stderr(Stdio::inherit())
        .output()?;
    let printed = String::from_utf8(output.stdout)?;
    let (seconds, rows) = printed
        .trim()
        .split_once(' ')
        .ok_or("openpyxl said nothing")?;
    let mut measured = Measured {
        seconds: seconds.parse()?,
        ..Measured::default()
    };
    measured.figures.insert("rows".to_owned(), rows.parse()?);
    eprintln!("  openpyxl: {:.2} s", measured.seconds);
    Ok(measured)
}

/// A plain database as SQLite makes it, with as much memory as ours has.
fn plain(path: &Path) -> Outcome<Connection> {
    for end in ["", "-journal"] {
        let mut name = path.as_os_str().to_owned();
        name.push(end);
        let _ = std::fs::remove_file(name);
    }
    let connection = Connection::open(path)?;
    connection.execute_batch("PRAGMA cache_size = -65536; PRAGMA synchronous = FULL;")?;
    Ok(connection)
}

/// The tables `names` of `from`, empty, with their indexes, made in `to`.
fn copy_schema(from: &Connection, to: &Connection, names: &[&str]) -> Outcome<()> {
    for name in names {
        let mut statement = from.prepare(
            "SELECT sql FROM sqlite_schema WHERE tbl_name = ?1 AND sql IS NOT NULL ORDER BY type DESC",
        )?;
        let all: Vec<String> = statement
            .query_map([name], |row| row.get(0))?
            .collect::<rusqlite::Result<_>>()?;
        for sql in all {
            to.execute_batch(&sql)?;
        }
    }
    Ok(())
}

/// Rows read before they are inserted, and only the inserting is timed.
const CHUNK: usize = 20_000;

/// Inserts every row of `table`, in the order of `order`; returns the seconds
/// that the inserts took.
fn copy_rows(from: &Connection, to: &Connection, table: &str, order: &str) -> Outcome<f64> {
    let mut select = from.prepare(&format!("SELECT * FROM {table} ORDER BY {order}"))?;
    let columns = select.column_count();
    let marks = vec!["?"; columns].join(", ");
    let mut insert = to.prepare(&format!("INSERT INTO {table} VALUES ({marks})"))?;
    let mut rows = select.query([])?;
    let mut seconds = 0.0;
    loop {
        let mut chunk: Vec<Vec<Value>> = Vec::with_capacity(CHUNK);
        while chunk.len() < CHUNK
            && let Some(row) = rows.next()?
        {
            chunk.push(
                (0..columns)
                    .map(|at| row.get(at))
                    .collect::<Result<_, _>>()?,
            );
        }
        if chunk.is_empty() {
            return Ok(seconds);
        }
        let begun = Instant::now();
        for row in &chunk {
            insert.execute(params_from_iter(row))?;
        }
        seconds += begun.elapsed().as_secs_f64();
    }
}

/// The rows that the import made, into plain tables with the same indexes.
pub fn insert_rows(folder: &Path) -> Outcome<Measured> {
    let store = ours::open(&folder.join("import"))?;
    let plain = plain(&folder.join("plain.db"))?;
    let tables = ["person", "household"];
    copy_schema(store.tables(), &plain, &tables)?;
    plain.execute_batch("BEGIN IMMEDIATE")?;
    let mut seconds = 0.0;
    for table in tables {
        seconds += copy_rows(store.tables(), &plain, table, "id")?;
    }
    let begun = Instant::now();
    plain.execute_batch("COMMIT")?;
    seconds += begun.elapsed().as_secs_f64();
    Ok(Measured {
        seconds,
        ..Measured::default()
    })
}

/// The operations and sections of the log, into plain tables with the same
/// indexes.
pub fn insert_log(folder: &Path) -> Outcome<Measured> {
    let store = ours::open(&folder.join("log"))?;
    let plain = plain(&folder.join("plain-log.db"))?;
    copy_schema(store.tables(), &plain, &["stream", "operation", "section"])?;
    plain.execute_batch("BEGIN IMMEDIATE")?;
    copy_rows(store.tables(), &plain, "stream", "id")?;
    let mut seconds = copy_rows(store.tables(), &plain, "operation", "id")?;
    seconds += copy_rows(store.tables(), &plain, "section", "1, 2, 3")?;
    let begun = Instant::now();
    plain.execute_batch("COMMIT")?;
    seconds += begun.elapsed().as_secs_f64();
    Ok(Measured {
        seconds,
        ..Measured::default()
    })
}
