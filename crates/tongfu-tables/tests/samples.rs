//! Every sample of the project, read as the program reads it, against what
//! `expected.json` says of it.
#![allow(clippy::unwrap_used)]

use std::path::PathBuf;

use tongfu_tables::roster::{Roster, RosterField};
use tongfu_tables::{Format, Limits, Skip, bulletin, grid, roster};

fn fixture(name: &str) -> PathBuf {
    PathBuf::from(env!("CARGO_MANIFEST_DIR"))
        .join("../../tests/fixtures")
        .join(name)
}

fn expected() -> serde_json::Value {
    serde_json::from_slice(&std::fs::read(fixture("expected.json")).unwrap()).unwrap()
}

fn read_roster(name: &str) -> (Format, Roster) {
    let workbook = grid::read(&fixture(name), &Limits::default()).unwrap();
    (workbook.format, roster::read(&workbook).unwrap())
}

/// The rows of a sample that this crate can see to be defective: cells that are
/// blank, rounded, or numbers. The checks of the core see the others.
fn visible_defects(roster: &Roster) -> Vec<(u32, &'static str)> {
    let mut found = Vec::new();
    for row in &roster.rows {
        let id = row.get(RosterField::DocumentNumber);
        if row.text(RosterField::Name).is_empty() {
            found.push((row.row, "NAME_MISSING"));
        }
        match id {
            None => found.push((row.row, "ID_MISSING")),
            Some(id) if id.was_number || id.text.contains('E') => {
                found.push((row.row, "ID_ROUNDED"));
            }
            Some(_) => {}
        }
    }
    found
}

#[test]
fn rosters_give_the_expected_rows() {
    let expected = expected();
    for (name, format, encoding) in [
        ("roster-gb18030.csv", Format::Text, Some("gb18030")),
        ("roster-wps.xlsx", Format::Xlsx, None),
        ("roster-old.xls", Format::Xls, None),
        ("roster-second-visit.csv", Format::Text, Some("utf-8")),
    ] {
        let (found_format, roster) = read_roster(name);
        assert_eq!(found_format, format, "{name}");
        assert_eq!(roster.encoding.as_deref(), encoding, "{name}");
        let expected = &expected[name];
        assert_eq!(
            roster.rows.len() as u64,
            expected["rows"].as_u64().unwrap(),
            "{name}"
        );
        let wanted: Vec<(u64, &str)> = expected["reject_rows"]
            .as_array()
            .unwrap()
            .iter()
            .map(|r| (r[0].as_u64().unwrap(), r[1].as_str().unwrap()))
            .filter(|(_, code)| ["NAME_MISSING", "ID_MISSING", "ID_ROUNDED"].contains(code))
            .collect();
        let found: Vec<(u64, &str)> = visible_defects(&roster)
            .into_iter()
            .map(|(row, code)| (u64::from(row), code))
            .collect();
        assert_eq!(found, wanted, "{name}");
        let fields: Vec<&str> = roster
            .layout
            .columns
            .iter()
            .filter_map(|c| c.field)
            .collect();
        assert_eq!(
            fields,
            [
                "serial",
                "name",
                "sex",
                "ethnic",
                "document_number",
                "education",
                "address",
                "phone",
                "category",
                "income_per_head",
                "household_number",
                "occupation_wish",
                "level"
            ],
            "{name}"
        );
        assert!(roster.other_sheets.is_empty(), "{name}");
    }
}

#[test]
fn only_the_total_and_the_signatures_are_skipped() {
    let (_, wps) = read_roster("roster-wps.xlsx");
    let skipped: Vec<(u32, Skip)> = wps.skipped.iter().map(|s| (s.row, s.kind)).collect();
    assert_eq!(skipped, [(136, Skip::Total), (137, Skip::Note)]);
    for name in [
        "roster-gb18030.csv",
        "roster-old.xls",
        "roster-second-visit.csv",
    ] {
        assert!(read_roster(name).1.skipped.is_empty(), "{name}");
    }
}

#[test]
fn the_two_text_rosters_have_one_form() {
    let first = read_roster("roster-gb18030.csv").1.layout;
    let second = read_roster("roster-second-visit.csv").1.layout;
    let other = read_roster("roster-wps.xlsx").1.layout;
    assert_eq!(first.fingerprint, second.fingerprint);
    assert_ne!(first.fingerprint, other.fingerprint);
}

#[test]
fn bulletins_give_the_expected_lines() {
    let expected = expected();
    for name in [
        "bulletin-horgos-2026Q3.xlsx",
        "bulletin-horgos-2026Q4.xlsx",
        "bulletin-alashankou-2026Q4.xlsx",
    ] {
        let workbook = grid::read(&fixture(name), &Limits::default()).unwrap();
        let file = bulletin::read(&workbook).unwrap();
        let expected = &expected[name];
        assert_eq!(
            file.lines.len() as u64,
            expected["lines"].as_u64().unwrap(),
            "{name}"
        );
        assert_eq!(
            file.headcount(),
            expected["headcount"].as_u64().unwrap(),
            "{name}"
        );
        assert_eq!(file.issuer.as_deref(), expected["port"].as_str(), "{name}");
        let quarter = file.quarter.unwrap();
        let named = ["一", "二", "三", "四"][usize::from(quarter.quarter) - 1];
        assert_eq!(
            Some(format!("{}年第{named}季度", quarter.year).as_str()),
            expected["quarter"].as_str(),
            "{name}"
        );
        assert!(file.problems.is_empty(), "{name}: {:?}", file.problems);
        assert!(
            file.published.is_some() && file.collected == file.published,
            "{name}"
        );
        assert!(file.lines.iter().all(|l| {
            l.start.is_some()
                && l.peak_start.is_some()
                && l.peak_end.is_some()
                && l.end.is_some()
                && l.wage_low < l.wage_high
                && l.collected == file.collected
        }));
    }
}

#[test]
fn a_list_of_the_wrong_kind_names_its_missing_columns() {
    let people = grid::read(&fixture("roster-wps.xlsx"), &Limits::default()).unwrap();
    let demand = grid::read(&fixture("bulletin-horgos-2026Q4.xlsx"), &Limits::default()).unwrap();
    let error = bulletin::read(&people).unwrap_err();
    assert_eq!(error.code(), "TABLE_COLUMNS_MISSING");
    let error = roster::read(&demand).unwrap_err();
    assert!(
        error
            .params()
            .contains(&("missing", "name,document_number".to_owned()))
    );
}

/// Invented files of other writers (openpyxl, xlwt, odfpy) in other layouts:
/// format, encoding, rows, first and last row number, how many lines skipped.
#[test]
fn rosters_of_other_writers_and_layouts() {
    type Expected = (
        &'static str,
        Format,
        Option<&'static str>,
        usize,
        (u32, u32),
        usize,
    );
    let cases: [Expected; 6] = [
        (
            "roster-pages-and-totals.xlsx",
            Format::Xlsx,
            None,
            30,
            (6, 41),
            7,
        ),
        (
            "roster-two-header-rows.xlsx",
            Format::Xlsx,
            None,
            10,
            (4, 13),
            1,
        ),
        ("roster-dates.xls", Format::Xls, None, 20, (4, 23), 0),
        ("roster.ods", Format::Ods, None, 8, (2, 9), 0),
        (
            "roster-utf16-semicolon.csv",
            Format::Text,
            Some("utf-16le"),
            2,
            (2, 3),
            0,
        ),
        (
            "roster-guarded-tabs.csv",
            Format::Text,
            Some("utf-8"),
            2,
            (2, 3),
            0,
        ),
    ];
    for (name, format, encoding, rows, ends, skipped) in cases {
        let (found, roster) = read_roster(&format!("tables/{name}"));
        assert_eq!(found, format, "{name}");
        assert_eq!(roster.encoding.as_deref(), encoding, "{name}");
        assert_eq!(roster.rows.len(), rows, "{name}");
        let numbers = (roster.rows[0].row, roster.rows[rows - 1].row);
        assert_eq!(numbers, ends, "{name}");
        assert_eq!(roster.skipped.len(), skipped, "{name}");
        for row in &roster.rows {
            assert!(!row.text(RosterField::Name).is_empty(), "{name}");
            let id = row.get(RosterField::DocumentNumber).unwrap();
            assert_eq!(id.text.len(), 18, "{name} {id:?}");
        }
    }
}

#[test]
fn typed_dates_and_numbers_of_other_writers() {
    let (_, dates) = read_roster("tables/roster-dates.xls");
    let births: Vec<&str> = dates
        .rows
        .iter()
        .map(|r| r.text(RosterField::BirthDate))
        .collect();
    assert_eq!((births[0], births[19]), ("1980-01-01", "1980-01-20"));
    let numbers: Vec<u32> = dates
        .rows
        .iter()
        .filter(|r| {
            r.get(RosterField::DocumentNumber)
                .is_some_and(|c| c.was_number)
        })
        .map(|r| r.row)
        .collect();
    assert_eq!(numbers, [8], "the one ID typed as a number");
    let (_, pages) = read_roster("tables/roster-pages-and-totals.xlsx");
    let first = &pages.rows[0];
    assert_eq!(first.text(RosterField::BirthDate), "1980-01-01");
    assert!(first.get(RosterField::Phone).unwrap().was_number);
    let dropped: Vec<&str> = pages.layout.dropped().map(|c| c.header.as_str()).collect();
    assert_eq!(dropped, ["婚姻状况", "政治面貌"]);
}

#[test]
fn a_bulletin_of_another_layout() {
    let path = fixture("tables/bulletin-other-layout.xlsx");
    let workbook = grid::read(&path, &Limits::default()).unwrap();
    let file = bulletin::read(&workbook).unwrap();
    assert_eq!(file.issuer.as_deref(), Some("霍尔果斯"));
    let quarter = file.quarter.unwrap();
    assert_eq!((quarter.year, quarter.quarter), (2027, 1));
    assert_eq!(file.headcount(), 85);
    let wages: Vec<_> = file
        .lines
        .iter()
        .map(|l| (l.wage_low, l.wage_high))
        .collect();
    assert_eq!(wages[0], (Some(670_000), Some(740_000)));
    assert_eq!(wages[1], (Some(640_000), Some(690_000)));
    let problems: Vec<(Option<u32>, &str)> =
        file.problems.iter().map(|p| (p.row, p.code)).collect();
    assert_eq!(problems, [(Some(8), "LINE_ORDER")]);
}
