//! What the crate writes, it reads again; and nothing written is a formula.
#![allow(clippy::unwrap_used)]

use std::io::Read;
use std::path::PathBuf;

use chrono::NaiveDate;
use proptest::prelude::*;
use tongfu_tables::export::{self, ExportColumn, ExportTable, Kind, Value};
use tongfu_tables::roster::RosterField;
use tongfu_tables::{Cell, Limits, grid, rejects, roster};

fn sample(name: &str) -> grid::Workbook {
    let path = PathBuf::from(env!("CARGO_MANIFEST_DIR"))
        .join("../../tests/fixtures")
        .join(name);
    grid::read(&path, &Limits::default()).unwrap()
}

/// All XML of a workbook, to look for what must not be in it.
fn xml_of(bytes: &[u8]) -> String {
    let mut archive = zip::ZipArchive::new(std::io::Cursor::new(bytes)).unwrap();
    let mut all = String::new();
    for n in 0..archive.len() {
        let mut part = archive.by_index(n).unwrap();
        let mut content = Vec::new();
        part.read_to_end(&mut content).unwrap();
        all.push_str(&String::from_utf8_lossy(&content));
    }
    all
}

#[test]
fn rejected_rows_go_back_in_their_own_form() {
    for name in ["roster-wps.xlsx", "roster-gb18030.csv", "roster-old.xls"] {
        let original = sample(name);
        let before = roster::read(&original).unwrap();
        let rejected: Vec<(u32, String)> = before
            .rows
            .iter()
            .skip(40)
            .step_by(7)
            .take(5)
            .map(|r| (r.row, format!("原因{}", r.row)))
            .collect();
        let folder = tempfile::tempdir().unwrap();
        let out = folder.path().join("退回.xlsx");
        rejects::write(&original, &before.layout, &rejected, "退回原因", &out).unwrap();
        let workbook = grid::read(&out, &Limits::default()).unwrap();
        let after = roster::read(&workbook).unwrap();
        assert_eq!(after.rows.len(), rejected.len(), "{name}");
        assert_eq!(
            after.layout.header_last, before.layout.header_last,
            "{name}"
        );
        let reason = after.layout.columns.last().unwrap();
        assert_eq!((reason.header.as_str(), reason.field), ("退回原因", None));
        for (row, (number, text)) in after.rows.iter().zip(&rejected) {
            let original_row = before.rows.iter().find(|r| r.row == *number).unwrap();
            for (field, cell) in &original_row.cells {
                assert_eq!(row.text(*field), cell.text, "{name} {number} {field:?}");
            }
            let sheet = &workbook.sheets[0];
            assert_eq!(sheet.row(row.row).unwrap().cell(reason.index).text(), *text);
            // Numbers that are names are text now and can be corrected.
            assert!(
                row.get(RosterField::DocumentNumber)
                    .is_none_or(|c| !c.was_number)
            );
        }
        let bytes = std::fs::read(&out).unwrap();
        assert!(!xml_of(&bytes).contains("<f>"), "{name}");
        assert_eq!(
            std::fs::read_dir(folder.path()).unwrap().count(),
            1,
            "no partial file stays"
        );
    }
}

#[test]
fn a_row_rejected_for_two_reasons_stands_once() {
    let original = sample("roster-wps.xlsx");
    let layout = roster::read(&original).unwrap().layout;
    let rejected = [
        (44, "一".to_owned()),
        (56, "二".to_owned()),
        (44, "三".to_owned()),
    ];
    let bytes = rejects::xlsx_bytes(&original, &layout, &rejected, "原因").unwrap();
    let again = rejects::xlsx_bytes(&original, &layout, &rejected, "原因").unwrap();
    assert_eq!(bytes, again, "the same rows give the same bytes");
    let workbook = grid::read_bytes(&bytes, "r.xlsx", &Limits::default()).unwrap();
    let sheet = &workbook.sheets[0];
    let last = sheet.width() - 1;
    let reasons: Vec<String> = sheet
        .rows
        .iter()
        .skip(3)
        .map(|r| r.cell(last).text())
        .collect();
    assert_eq!(reasons, ["一\n三", "二"]);
    // Merged title and frozen header came along.
    assert_eq!(sheet.merges.len(), 1);
    assert!(xml_of(&bytes).contains("state=\"frozen\""));
}

#[test]
fn cells_never_stored_do_not_go_back() {
    let text = "姓名,身份证号码,政治面貌\n甲,,秘密\n";
    let original = grid::read_bytes(text.as_bytes(), "a.csv", &Limits::default()).unwrap();
    let layout = roster::read(&original).unwrap().layout;
    let bytes =
        rejects::xlsx_bytes(&original, &layout, &[(2, "缺号码".to_owned())], "原因").unwrap();
    let xml = xml_of(&bytes);
    assert!(xml.contains("政治面貌") && xml.contains("缺号码") && !xml.contains("秘密"));
}

fn list() -> ExportTable {
    let mut choice = ExportColumn::text("等级");
    choice.choices = vec!["初级工".to_owned(), "中级工".to_owned()];
    let mut long = ExportColumn::text("工种");
    long.choices = (0..60).map(|n| format!("很长的工种名称第{n}号")).collect();
    ExportTable {
        sheet_name: "名单[2026]/一".to_owned(),
        title: Some("培训学员花名册".to_owned()),
        columns: vec![
            ExportColumn::text("姓名"),
            ExportColumn::text("身份证号码"),
            ExportColumn::of("补贴(元)", Kind::Quantity { decimals: 2 }),
            ExportColumn::of("开班日期", Kind::Date),
            choice,
            long,
        ],
        rows: vec![
            vec![
                Value::Text("=HYPERLINK(\"x\")".to_owned()),
                Value::Text("654004199003071236".to_owned()),
                Value::Number(1_234.5),
                Value::Date(NaiveDate::from_ymd_opt(2027, 3, 1).unwrap()),
                Value::Text("初级工".to_owned()),
                Value::Blank,
            ],
            vec![
                Value::Text("@甲".to_owned()),
                Value::Number(654_004.0),
                Value::Blank,
                Value::Blank,
                Value::Text("+77011234567".to_owned()),
                Value::Text("-1+1".to_owned()),
            ],
        ],
    }
}

#[test]
fn a_list_as_workbook() {
    let folder = tempfile::tempdir().unwrap();
    let out = folder.path().join("名单.xlsx");
    export::write_table(&list(), &out).unwrap();
    assert_eq!(
        std::fs::read(&out).unwrap(),
        export::xlsx_bytes(&list()).unwrap()
    );
    let workbook = grid::read(&out, &Limits::default()).unwrap();
    let sheet = &workbook.sheets[0];
    assert_eq!(sheet.name, "名单2026一");
    assert!(workbook.sheets[1].hidden, "the list of choices");
    assert_eq!(sheet.rows[0].cell(0).text(), "培训学员花名册");
    let row = &sheet.rows[2];
    assert_eq!(*row.cell(0), Cell::Text("=HYPERLINK(\"x\")".into()));
    assert_eq!(*row.cell(1), Cell::Text("654004199003071236".into()));
    assert_eq!(*row.cell(2), Cell::Number(1_234.5));
    assert_eq!(
        *row.cell(3),
        Cell::Date(NaiveDate::from_ymd_opt(2027, 3, 1).unwrap())
    );
    // A number in a column of words is a name.
    assert_eq!(*sheet.rows[3].cell(1), Cell::Text("654004".into()));
    let xml = xml_of(&std::fs::read(&out).unwrap());
    assert!(!xml.contains("<f>"));
    assert!(xml.contains("state=\"frozen\""));
    assert_eq!(xml.matches("<dataValidation ").count(), 2);
}

#[test]
fn a_list_as_csv() {
    let bytes = export::csv_bytes(&list()).unwrap();
    assert!(bytes.starts_with(b"\xef\xbb\xbf"));
    let text = String::from_utf8(bytes.clone()).unwrap();
    let lines: Vec<&str> = text.trim_start_matches('\u{feff}').split("\r\n").collect();
    assert_eq!(lines[0], "姓名,身份证号码,补贴(元),开班日期,等级,工种");
    assert_eq!(
        lines[1],
        "\"'=HYPERLINK(\"\"x\"\")\",654004199003071236,1234.5,2027-03-01,初级工,"
    );
    assert_eq!(lines[2], "'@甲,654004,,,+77011234567,'-1+1");
    let workbook = grid::read_bytes(&bytes, "a.csv", &Limits::default()).unwrap();
    assert_eq!(
        workbook.sheets[0].rows[1].cell(1).text(),
        "654004199003071236"
    );
}

#[test]
fn a_place_that_cannot_be_written_is_said_so() {
    let folder = tempfile::tempdir().unwrap();
    let error = export::write_csv(&list(), &folder.path().join("none/a.csv")).unwrap_err();
    assert_eq!(error.code(), "TABLE_WRITE");
    assert!(error.params().contains(&("file", "a.csv".to_owned())));
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(60))]

    #[test]
    fn texts_come_back_as_written(
        rows in prop::collection::vec(prop::collection::vec("[ -~甲乙\u{4e00}-\u{4e20}·=+@]{0,12}", 3), 1..8)
    ) {
        let table = ExportTable {
            sheet_name: "a".to_owned(),
            title: None,
            columns: ["一", "二", "三"].map(ExportColumn::text).to_vec(),
            rows: rows
                .iter()
                .map(|r| r.iter().map(|t| Value::Text(t.clone())).collect())
                .collect(),
        };
        let bytes = export::xlsx_bytes(&table).unwrap();
        let workbook = grid::read_bytes(&bytes, "a.xlsx", &Limits::default()).unwrap();
        for (n, row) in rows.iter().enumerate() {
            for (column, text) in row.iter().enumerate() {
                let read = workbook.sheets[0].row(n as u32 + 2).map_or(&Cell::Empty, |r| r.cell(column));
                match read {
                    Cell::Text(read) => prop_assert_eq!(read, text),
                    Cell::Empty => prop_assert!(text.trim().is_empty()),
                    other => prop_assert!(false, "{:?}", other),
                }
            }
        }
    }
}
