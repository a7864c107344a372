//! Files of other writers, read to the stored values (how they were made:
//! `tests/fixtures/tables/README.md`).

use super::*;
use crate::store::testing::county;
use std::path::PathBuf;
use tongfu_tables::{Limits, grid};

fn planned(name: &str) -> ImportPlan {
    let path = PathBuf::from(env!("CARGO_MANIFEST_DIR"))
        .join("../../tests/fixtures/tables")
        .join(name);
    let store = county("2026-11-20");
    let workbook = grid::read(&path, &Limits::default()).unwrap();
    let settled = settle(&workbook, &Choice::default(), &Layouts::new()).unwrap();
    assert_eq!(settled.missing, [""; 0], "{name}");
    let read = read(
        &workbook,
        &settled.layout,
        &circumstances(&store),
        &Watch::default(),
    )
    .unwrap();
    plan(&store, read, &WinsOf::default(), &Watch::default()).unwrap()
}

fn text(plan: &ImportPlan, index: usize, field: Field) -> &str {
    plan.text(index, field)
}

#[test]
fn one_list_reads_alike_from_every_writer() {
    for name in [
        "roster-openpyxl.xlsx",
        "roster-really-xlsx.xls",
        "roster-libreoffice.xlsx",
        "roster-libreoffice.xls",
        "roster-libreoffice.ods",
    ] {
        let plan = planned(name);
        let rows: Vec<u32> = plan.rows.iter().map(|row| row.row).collect();
        assert_eq!(rows, [8, 9, 10, 11], "{name}");
        let reasons: Vec<(u32, &str)> = plan
            .rejected
            .iter()
            .map(|row| (row.row, row.reasons[0].code))
            .collect();
        assert_eq!(
            reasons,
            [(11, "ID_ROUNDED")],
            "{name}: a number kept as a float has lost its tail"
        );
        assert_eq!(plan.warnings, [], "{name}");
        let column = |field| -> Vec<&str> { (0..3).map(|row| text(&plan, row, field)).collect() };
        assert_eq!(
            column(Field::Name),
            ["买买提·阿卜杜拉", "古丽努尔", "赵六"],
            "{name}"
        );
        assert_eq!(
            column(Field::DocumentNumber),
            [
                "654004199001051231",
                "654004198512312048",
                "654123197808153314"
            ],
            "{name}: an apostrophe and blanks within"
        );
        assert_eq!(
            column(Field::Phone),
            ["15091141707", "0999-6123456", "15123456789"],
            "{name}: a float, an area code, full-width digits"
        );
        assert_eq!(column(Field::Sex), ["1", "2", "1"], "{name}: 1, 2 and 男");
        let births: Vec<String> = (0..3)
            .map(|row| {
                let values = plan.values(row).unwrap();
                values.date(Field::BirthDate).unwrap().to_string()
            })
            .collect();
        assert_eq!(
            births,
            ["1990-01-05", "1985-12-31", "1978-08-15"],
            "{name}: a date, a text, a bare day number"
        );
        let values = plan.values(0).unwrap();
        assert_eq!(values.int(Field::IncomePerHead), Some(904_350), "{name}");
        assert!(
            values
                .text(Field::Category)
                .is_some_and(|code| !code.is_empty()),
            "{name}: 是 under 是否脱贫户"
        );
        assert_eq!(
            plan.values(1).unwrap().text(Field::Category),
            None,
            "{name}"
        );
        assert_eq!(
            column(Field::Remarks),
            ["", "", "说明"],
            "{name}: #N/A says nothing"
        );
        assert_eq!(text(&plan, 0, Field::HouseholdNumber), "6540045900991");
    }
}

#[test]
fn strict_workbooks_html_and_old_ones_read_too() {
    for name in [
        "roster-strict-wps.xlsx",
        "roster-html.xls",
        "roster-xlwt.xls",
    ] {
        let plan = planned(name);
        assert_eq!(plan.tally().added, 2, "{name}");
        assert_eq!(text(&plan, 0, Field::Name), "李四", "{name}");
        assert_eq!(
            text(&plan, 1, Field::DocumentNumber),
            "654004198512312048",
            "{name}"
        );
        assert_eq!(text(&plan, 0, Field::Phone), "13812345678", "{name}");
        assert_eq!(plan.warnings, [], "{name}");
    }
}

#[test]
fn a_header_is_found_in_any_of_the_first_rows() {
    for above in 0..8 {
        let mut csv = String::new();
        for title in 0..above {
            csv.push_str(&format!("某县花名册第{title}行说明,,\n"));
        }
        csv.push_str(
            " 姓 名 ,身份证\u{3000}号码,联系电话（手机）\n甲乙,654004199001051231,13812345678\n",
        );
        for delimiter in [",", ";", "\t"] {
            for mark in ["", "\u{feff}"] {
                let text = format!("{mark}{}", csv.replace(',', delimiter));
                let workbook =
                    grid::read_bytes(text.as_bytes(), "名单.csv", &Limits::default()).unwrap();
                let settled = settle(&workbook, &Choice::default(), &Layouts::new()).unwrap();
                assert_eq!(settled.layout.header_first, above + 1, "{delimiter:?}");
                assert_eq!(settled.missing, [""; 0]);
                assert_eq!(settled.layout.column("phone").unwrap().letter, "C");
            }
        }
    }
}
