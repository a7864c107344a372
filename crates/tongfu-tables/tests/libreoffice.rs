//! LibreOffice opens the workbook of rejected rows as the office would.
//!
//! `make deps-test` installs LibreOffice; without it the test fails.
//! `round_trip.rs` reads the same workbook with our own reader.

#![allow(clippy::unwrap_used)]

use std::path::{Path, PathBuf};
use std::process::Command;
use tongfu_tables::{Limits, grid, rejects, roster};

fn fixture(name: &str) -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR"))
        .join("../../tests/fixtures")
        .join(name)
}

#[test]
fn rejected_rows_open_with_the_original_columns_and_a_reason() {
    // One workbook and one text file: both come back as workbooks.
    for (name, row, number, title) in [
        (
            "tables/roster-openpyxl.xlsx",
            9,
            "654004198512312048",
            "附件2",
        ),
        (
            "roster-gb18030.csv",
            36,
            "",
            "霍尔果斯市共同富裕实验班报名花名册",
        ),
    ] {
        let original = grid::read(&fixture(name), &Limits::default()).unwrap();
        let layout = roster::read(&original).unwrap().layout;
        let folder = tempfile::tempdir().unwrap();
        let out = folder.path().join("rejected.xlsx");
        let rejected = [(row, "号码不对".to_owned())];
        rejects::write(&original, &layout, &rejected, "不能导入的原因", &out).unwrap();
        let ended = Command::new("soffice")
            .arg(format!(
                "-env:UserInstallation=file://{}/profile",
                folder.path().display()
            ))
            .args([
                "--headless",
                "--convert-to",
                "csv:Text - txt - csv (StarCalc):44,34,76",
            ])
            .arg("--outdir")
            .arg(folder.path())
            .arg(&out)
            .output()
            .unwrap_or_else(|fault| {
                panic!("LibreOffice (soffice) is not installed: make deps-test ({fault})")
            });
        assert!(ended.status.success(), "{name}: {ended:?}");
        let opened = std::fs::read(folder.path().join("rejected.csv")).unwrap();
        let opened = grid::read_bytes(&opened, "rejected.csv", &Limits::default()).unwrap();
        let sheet = &opened.sheets[0];
        let texts = |number: u32| -> Vec<String> {
            let row = sheet.row(number).unwrap();
            row.cells.iter().map(|cell| cell.text()).collect()
        };
        assert_eq!(texts(1)[0], title, "{name}");
        let header = texts(layout.header_last);
        let reason = layout.columns.last().unwrap().index + 1;
        let again = roster::read(&opened).unwrap().layout;
        let headers = |layout: &tongfu_tables::header::Layout| -> Vec<Option<&str>> {
            layout.columns.iter().map(|column| column.field).collect()
        };
        assert_eq!(
            headers(&again)[..layout.columns.len()],
            headers(&layout)[..],
            "{name}: the original columns"
        );
        let first = sheet.row(layout.header_first).unwrap().cell(reason).text();
        assert!(
            header
                .get(reason)
                .is_some_and(|text| text == "不能导入的原因")
                || first == "不能导入的原因",
            "{name}"
        );
        let row = texts(layout.header_last + 1);
        assert_eq!(row[reason], "号码不对", "{name}");
        if !number.is_empty() {
            assert!(row.contains(&number.to_owned()), "{name}: {row:?}");
        }
    }
}
