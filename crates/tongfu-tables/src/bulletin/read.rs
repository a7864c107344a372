//! Reads a bulletin: every line, with what is wrong with it.

use chrono::NaiveDate;

use super::amounts::{self, WageFault};
use super::heading::{Heading, clean_issuer};
use super::window::{self, Window, WindowFault, Years};
use super::{BulletinFile, BulletinLine, Problem, Quarter, SCHEMA, Severity};
use crate::TableError;
use crate::dates::{self, Edge, find_quarter};
use crate::grid::{Cell, Row, Sheet, Workbook};
use crate::header::{self, Column, Layout, Recognised};
use crate::lines::{Fill, Line, OtherSheet, Reading, Skip};
use crate::text::cut;

/// Reads the bulletin of a workbook.
///
/// Errors: `TABLE_COLUMNS_MISSING` with the keys `region`, `occupation`,
/// `headcount`, `start`. Everything else is a [`Problem`] of the result.
pub fn read(workbook: &Workbook) -> Result<BulletinFile, TableError> {
    match header::recognise(workbook, &SCHEMA) {
        Recognised::Found { best, others } => {
            let mut file = read_as(workbook, best);
            file.other_sheets = OtherSheet::all(workbook, &others);
            Ok(file)
        }
        Recognised::Missing { missing, seen } => Err(TableError::ColumnsMissing {
            file: workbook.file.clone(),
            missing,
            seen,
        }),
    }
}

/// Reads with a layout already known, e.g. with columns that a person assigned.
pub fn read_as(workbook: &Workbook, layout: Layout) -> BulletinFile {
    let mut file = BulletinFile {
        issuer: None,
        quarter: None,
        published: None,
        collected: None,
        lines: Vec::new(),
        problems: Vec::new(),
        skipped: Vec::new(),
        other_sheets: Vec::new(),
        encoding: workbook.encoding.clone(),
        layout,
    };
    let Some(sheet) = workbook.sheets.get(file.layout.sheet) else {
        return file;
    };
    let layout = file.layout.clone();
    let mut rows = Vec::new();
    for line in Reading::of(sheet, &layout, "", &["serial"]) {
        match line {
            Line::Row(row) => rows.push(row),
            Line::Skipped(skipped) => file.skipped.push(skipped),
        }
    }
    let reader = Reader {
        layout: &layout,
        fill: Fill::of(sheet),
    };
    let below: Vec<u32> = file
        .skipped
        .iter()
        .filter(|s| s.kind == Skip::Note)
        .map(|s| s.row)
        .collect();
    let heading = Heading::of(sheet, layout.header_first, &below);
    reader.read_heading(&heading, workbook, &rows, &mut file);
    let reference = file.collected.or(file.published).or_else(|| {
        let quarter = file.quarter?;
        NaiveDate::from_ymd_opt(quarter.year, u32::from(quarter.quarter) * 3 - 2, 1)
    });
    let units = reader.wage_units(&mut file.problems);
    for row in rows {
        let line = reader.read_line(row, reference, units, &mut file.problems);
        file.lines.push(line);
    }
    file.collected = heading
        .collected()
        .or_else(|| file.lines.iter().filter_map(|l| l.collected).max())
        .or(file.published);
    reader.check_file(sheet, &mut file);
    file
}

/// Unit of each wage column, `None` where it is another currency.
#[derive(Debug, Clone, Copy)]
struct WageUnits {
    low: Option<u32>,
    high: Option<u32>,
    both: Option<u32>,
}

struct Reader<'a> {
    layout: &'a Layout,
    fill: Fill<'a>,
}

impl<'a> Reader<'a> {
    fn column(&self, key: &str) -> Option<&Column> {
        self.layout.column(key)
    }

    fn cell(&self, row: &'a Row, key: &str) -> &'a Cell {
        match self.column(key) {
            Some(column) => self.fill.value(row, column.index),
            None => &Cell::Empty,
        }
    }

    fn text(&self, row: &'a Row, key: &str) -> String {
        match self.cell(row, key) {
            Cell::Error(_) => String::new(),
            cell => cell.text(),
        }
    }

    fn problem(
        &self,
        row: Option<&Row>,
        key: &str,
        code: &'static str,
        severity: Severity,
        text: &str,
    ) -> Problem {
        Problem {
            row: row.map(|r| r.number),
            column: self.column(key).map(|c| c.letter.clone()),
            code,
            severity,
            text: cut(text, 60),
        }
    }

    fn read_heading(
        &self,
        heading: &Heading,
        workbook: &Workbook,
        rows: &[&'a Row],
        file: &mut BulletinFile,
    ) {
        let mut quarters: Vec<Quarter> = heading.quarters();
        for row in rows {
            if let Some((year, quarter)) = find_quarter(&self.text(row, "quarter")) {
                quarters.push(Quarter { year, quarter });
            }
        }
        if quarters.is_empty() {
            let names = [file.layout.sheet_name.as_str(), workbook.file.as_str()];
            quarters.extend(
                names
                    .into_iter()
                    .filter_map(find_quarter)
                    .map(|(year, quarter)| Quarter { year, quarter }),
            );
        }
        file.quarter = quarters.first().copied();
        if let Some(other) = quarters.iter().find(|q| Some(**q) != file.quarter) {
            let text = format!("{}Q{}", other.year, other.quarter);
            file.problems.push(self.problem(
                None,
                "quarter",
                "BULLETIN_QUARTER_CONFLICT",
                Severity::Warning,
                &text,
            ));
        }
        file.issuer = heading.issuer().or_else(|| {
            rows.iter()
                .find_map(|row| clean_issuer(&self.text(row, "issuer")))
        });
        file.published = heading.published();
        file.collected = heading.collected();
    }

    fn wage_units(&self, problems: &mut Vec<Problem>) -> WageUnits {
        let mut unit = |key: &str| {
            let column = self.column(key)?;
            match amounts::header_unit(&column.header) {
                Ok(unit) => Some(unit),
                Err(_) => {
                    problems.push(self.problem(
                        None,
                        key,
                        "BULLETIN_CURRENCY",
                        Severity::Warning,
                        &column.header,
                    ));
                    None
                }
            }
        };
        WageUnits {
            low: unit("wage_low"),
            high: unit("wage_high"),
            both: unit("wage"),
        }
    }

    fn read_line(
        &self,
        row: &'a Row,
        reference: Option<NaiveDate>,
        units: WageUnits,
        problems: &mut Vec<Problem>,
    ) -> BulletinLine {
        let region = self.text(row, "region");
        let occupation = self.text(row, "occupation");
        for (key, value, code) in [
            ("region", &region, "LINE_REGION_MISSING"),
            ("occupation", &occupation, "LINE_OCCUPATION_MISSING"),
        ] {
            if value.is_empty() {
                problems.push(self.problem(Some(row), key, code, Severity::Error, ""));
            }
        }
        let headcount = amounts::headcount(self.cell(row, "headcount"));
        if headcount.is_none() {
            let text = self.text(row, "headcount");
            problems.push(self.problem(
                Some(row),
                "headcount",
                "LINE_HEADCOUNT",
                Severity::Error,
                &text,
            ));
        }
        let season = Some(self.text(row, "season")).filter(|s| !s.is_empty());
        let window = self.read_window(row, reference, season.is_some(), problems);
        let (wage_low, wage_high) = self.read_wages(row, units, problems);
        let collected = match self.cell(row, "collected") {
            Cell::Empty | Cell::Error(_) => None,
            cell => {
                let date = dates::from_cell(cell, Edge::First).ok();
                if date.is_none() {
                    problems.push(self.problem(
                        Some(row),
                        "collected",
                        "LINE_COLLECTED",
                        Severity::Warning,
                        &cell.text(),
                    ));
                }
                date
            }
        };
        BulletinLine {
            row: row.number,
            region,
            occupation,
            headcount,
            start: window.start,
            peak_start: window.peak_start,
            peak_end: window.peak_end,
            end: window.end,
            season,
            wage_low,
            wage_high,
            language: self.text(row, "language"),
            standard: self.text(row, "standard"),
            permit: self.text(row, "permit"),
            employer: self.text(row, "employer"),
            source: self.text(row, "source"),
            remarks: self.text(row, "remarks"),
            collected,
        }
    }

    fn read_window(
        &self,
        row: &'a Row,
        reference: Option<NaiveDate>,
        has_season: bool,
        problems: &mut Vec<Problem>,
    ) -> Window {
        let years = Years {
            stated: self
                .text(row, "year")
                .trim_end_matches('年')
                .parse()
                .ok()
                .filter(|y| (1900..2200).contains(y)),
            reference,
        };
        let mut faulty = false;
        let mut note = |key: &str, fault: Option<WindowFault>, cell: &Cell| {
            let (code, severity) = match fault {
                None => return,
                Some(WindowFault::Unreadable) => ("LINE_DATE", Severity::Error),
                Some(WindowFault::YearMissing) => ("LINE_DATE_YEAR", Severity::Error),
                Some(WindowFault::YearAssumed) => ("LINE_YEAR_ASSUMED", Severity::Warning),
            };
            faulty |= severity == Severity::Error;
            problems.push(self.problem(Some(row), key, code, severity, &cell.text()));
        };
        let mut window = Window::default();
        for (key, from, to) in [
            ("window", &mut window.start, &mut window.end),
            ("peak", &mut window.peak_start, &mut window.peak_end),
        ] {
            let cell = self.cell(row, key);
            if !cell.is_empty() {
                let (first, last, fault) = window::span(cell, years);
                (*from, *to) = (first, last);
                note(key, fault, cell);
            }
        }
        // In order of time, so that each week without year follows the one
        // before it.
        let mut earlier = None;
        for (key, edge, slot) in [
            ("start", Edge::First, &mut window.start),
            ("peak_start", Edge::First, &mut window.peak_start),
            ("peak_end", Edge::Last, &mut window.peak_end),
            ("end", Edge::Last, &mut window.end),
        ] {
            let cell = self.cell(row, key);
            if !cell.is_empty() {
                let (date, fault) = window::day(cell, edge, years, earlier);
                *slot = date;
                note(key, fault, cell);
            }
            earlier = slot.or(earlier);
        }
        if !faulty {
            // A peak alone is the whole window.
            window.start = window.start.or(window.peak_start);
            window.end = window.end.or(window.peak_end);
            for (key, date) in [("start", window.start), ("end", window.end)] {
                if date.is_none() && !has_season {
                    problems.push(self.problem(Some(row), key, "LINE_DATE", Severity::Error, ""));
                }
            }
        }
        if !window.in_order() {
            let text = [window.start, window.peak_start, window.peak_end, window.end]
                .into_iter()
                .flatten()
                .map(|d| d.to_string())
                .collect::<Vec<_>>()
                .join(" → ");
            let key = if self.column("end").is_some() {
                "end"
            } else {
                "window"
            };
            problems.push(self.problem(Some(row), key, "LINE_ORDER", Severity::Error, &text));
        }
        window
    }

    fn read_wages(
        &self,
        row: &'a Row,
        units: WageUnits,
        problems: &mut Vec<Problem>,
    ) -> (Option<u64>, Option<u64>) {
        let mut low = None;
        let mut high = None;
        let mut silent = true;
        for (key, unit) in [
            ("wage", units.both),
            ("wage_low", units.low),
            ("wage_high", units.high),
        ] {
            let Some(unit) = unit else {
                // Another currency in the header is named once for the file.
                silent &= self.column(key).is_none();
                continue;
            };
            let cell = self.cell(row, key);
            let (code, severity) = match amounts::wage(cell, unit) {
                Ok((from, to)) => {
                    silent = false;
                    match key {
                        "wage_low" => low = Some(from),
                        "wage_high" => high = Some(to),
                        _ => (low, high) = (Some(from), Some(to)),
                    }
                    continue;
                }
                Err(WageFault::Missing) => continue,
                Err(WageFault::Currency) => ("LINE_WAGE_CURRENCY", Severity::Warning),
                Err(WageFault::Unreadable) => ("LINE_WAGE", Severity::Error),
            };
            silent = false;
            problems.push(self.problem(Some(row), key, code, severity, &cell.text()));
        }
        let key = ["wage_low", "wage"]
            .into_iter()
            .find(|k| self.column(k).is_some())
            .unwrap_or("wage_low");
        if silent {
            problems.push(self.problem(Some(row), key, "LINE_WAGE_MISSING", Severity::Warning, ""));
        }
        if let (Some(from), Some(to)) = (low, high)
            && from > to
        {
            let text = format!("{from} > {to}");
            problems.push(self.problem(Some(row), key, "LINE_WAGE", Severity::Error, &text));
        }
        (low, high)
    }

    fn check_file(&self, sheet: &Sheet, file: &mut BulletinFile) {
        let mut missing = |absent: bool, code: &'static str, severity: Severity| {
            if absent {
                file.problems
                    .push(self.problem(None, "", code, severity, ""));
            }
        };
        missing(
            file.issuer.is_none(),
            "BULLETIN_ISSUER_MISSING",
            Severity::Error,
        );
        missing(
            file.quarter.is_none(),
            "BULLETIN_QUARTER_MISSING",
            Severity::Error,
        );
        missing(
            file.collected.is_none(),
            "BULLETIN_DATE_MISSING",
            Severity::Warning,
        );
        missing(file.lines.is_empty(), "BULLETIN_NO_LINES", Severity::Error);
        let totals = file.skipped.iter().filter(|s| s.kind == Skip::Total);
        let written: Vec<(u32, u64)> = totals
            .filter_map(|s| {
                let row = sheet.row(s.row)?;
                let column = self.column("headcount")?;
                Some((
                    s.row,
                    u64::from(amounts::headcount(row.cell(column.index))?),
                ))
            })
            .collect();
        // With several totals each is of a part; only a single one is checked.
        if let [(row, total)] = written.as_slice()
            && *total != file.headcount()
        {
            let mut problem = self.problem(
                None,
                "headcount",
                "BULLETIN_TOTAL",
                Severity::Warning,
                &format!("{total} ≠ {}", file.headcount()),
            );
            problem.row = Some(*row);
            file.problems.push(problem);
        }
    }
}
