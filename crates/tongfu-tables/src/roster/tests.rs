use super::*;
use crate::testing::{book, merge, one, sheet};

fn rows(roster: &Roster) -> Vec<(u32, &str)> {
    roster
        .rows
        .iter()
        .map(|r| (r.row, r.text(RosterField::Name)))
        .collect()
}

fn skipped(roster: &Roster) -> Vec<(u32, Skip)> {
    roster.skipped.iter().map(|s| (s.row, s.kind)).collect()
}

#[test]
fn keys_are_unique_and_each_field_has_its_columns() {
    let keys: std::collections::BTreeSet<&str> = RosterField::ALL.iter().map(|f| f.key()).collect();
    assert_eq!(keys.len(), RosterField::ALL.len());
    for field in RosterField::ALL {
        assert_eq!(RosterField::from_key(field.key()), Some(field));
        assert!(
            SCHEMA.fields.iter().any(|f| f.key == field.key()),
            "{field:?}"
        );
    }
    assert_eq!(RosterField::from_key("political"), None);
}

#[test]
fn lines_that_are_nobody_are_skipped_and_named() {
    let id = "654004199003071236";
    let workbook = one(&[
        &["某县花名册"],
        &["序号", "姓名", "性别", "身份证号码", "手机号码"],
        &["例", "张三", "男", "654004199003071236", "13800000000"],
        &["", "必填", "选填", "文本格式", ""],
        &["一、甲乡"],
        &["1", "甲", "男", id, "13812345678"],
        &[],
        &["2", "乙", "女", "", ""],
        &["小计", "2人"],
        &["某县花名册"],
        &["序号", "姓 名", "性别", "身份证号码", "手机号码"],
        &["3", "", "男", id, ""],
        &["", "", "", "", "13812345679"],
        &["4", "丙"],
        &["5"],
        &["", "以下空白"],
        &["合计", "", "", "4", ""],
        &["共4人"],
        &["备注\u{ff1a}身份证号码须为文本格式"],
        &["填表人:丁", "", "审核人:戊", "", "填报日期:2026年11月20日"],
    ]);
    let roster = read(&workbook).unwrap();
    assert_eq!(
        rows(&roster),
        [(6, "甲"), (8, "乙"), (12, ""), (13, ""), (14, "丙")]
    );
    assert_eq!(
        skipped(&roster),
        [
            (3, Skip::Note),
            (4, Skip::Header),
            (5, Skip::Note),
            (9, Skip::Total),
            (10, Skip::Note),
            (11, Skip::Header),
            (15, Skip::Blank),
            (16, Skip::Note),
            (17, Skip::Total),
            (18, Skip::Total),
            (19, Skip::Note),
            (20, Skip::Note),
        ]
    );
    assert_eq!(roster.skipped[2].text, "一、甲乡");
}

#[test]
fn people_whose_names_look_like_words_stay_people() {
    let id = "654004199003071236";
    let workbook = one(&[
        &["姓名", "身份证号码", "电话"],
        &["合计", id, "1"],
        &["注册", "", "13812345678"],
        &["例子", id, ""],
        &["共青", id, ""],
        &["计划", "", "13812345678"],
    ]);
    let roster = read(&workbook).unwrap();
    assert_eq!(roster.rows.len(), 5, "{:?}", roster.skipped);
}

#[test]
fn numbers_say_that_they_were_numbers() {
    let mut s = sheet(
        "a",
        &[&["姓名", "身份证号码", "手机号", "出生日期", "人均纯收入(元)"]],
    );
    s.rows.push(crate::Row {
        number: 2,
        cells: vec![
            Cell::Text(" 甲\u{3000}".into()),
            Cell::Number(6.20622197411041e17),
            Cell::Number(13_812_345_678.0),
            Cell::Date(chrono::NaiveDate::from_ymd_opt(1974, 11, 4).unwrap()),
            Cell::Number(9_043.5),
        ],
    });
    s.rows.push(crate::Row {
        number: 3,
        cells: vec![
            Cell::Text("乙".into()),
            Cell::Text("6.20622E+17".into()),
            Cell::Text("'13812345678".into()),
            Cell::Number(27_337.0),
            Cell::Error("#REF!".into()),
        ],
    });
    let roster = read(&book(vec![s])).unwrap();
    let cell = |n: usize, field| {
        roster.rows[n]
            .get(field)
            .map(|c| (c.text.as_str(), c.was_number))
    };
    assert_eq!(cell(0, RosterField::Name), Some(("甲", false)));
    assert_eq!(
        cell(0, RosterField::DocumentNumber),
        Some(("620622197411041000", true))
    );
    assert_eq!(cell(0, RosterField::Phone), Some(("13812345678", true)));
    assert_eq!(cell(0, RosterField::BirthDate), Some(("1974-11-04", false)));
    assert_eq!(cell(0, RosterField::IncomePerHead), Some(("9043.5", true)));
    assert_eq!(
        cell(1, RosterField::DocumentNumber),
        Some(("6.20622E+17", false))
    );
    assert_eq!(cell(1, RosterField::Phone), Some(("13812345678", false)));
    assert_eq!(cell(1, RosterField::BirthDate), Some(("1974-11-04", true)));
    assert_eq!(cell(1, RosterField::IncomePerHead), None);
}

#[test]
fn a_household_written_once_counts_for_all_its_people() {
    let mut s = sheet(
        "a",
        &[
            &["户编号", "户籍地址", "姓名", "身份证号码"],
            &["6540045900991", "某村1组", "甲", "654004199003071236"],
            &["", "", "乙", "65270119851231004X"],
            &["6540045900992", "某村2组", "丙", "62042119780815221X"],
        ],
    );
    s.merges = vec![merge((2, 3), (0, 0)), merge((2, 3), (1, 1))];
    let roster = read(&book(vec![s])).unwrap();
    let households: Vec<&str> = roster
        .rows
        .iter()
        .map(|r| r.text(RosterField::HouseholdNumber))
        .collect();
    assert_eq!(
        households,
        ["6540045900991", "6540045900991", "6540045900992"]
    );
    assert_eq!(roster.rows[1].text(RosterField::Address), "某村1组");
}

#[test]
fn cells_of_dropped_columns_are_not_read() {
    let workbook = one(&[
        &["姓名", "身份证号码", "政治面貌", "健康状况"],
        &["甲", "654004199003071236", "秘密甲", "秘密乙"],
    ]);
    let roster = read(&workbook).unwrap();
    assert_eq!(roster.layout.dropped().count(), 2);
    assert!(!format!("{:?}", roster.rows).contains("秘密"));
}

#[test]
fn other_lists_of_the_file_are_named() {
    let people: &[&[&str]] = &[&["姓名", "身份证号码"], &["甲", "654004199003071236"]];
    let roster = read(&book(vec![sheet("一村", people), sheet("二村", people)])).unwrap();
    assert_eq!(roster.layout.sheet_name, "一村");
    assert_eq!(
        roster.other_sheets,
        [OtherSheet {
            sheet: 1,
            name: "二村".to_owned(),
            hidden: false,
            lines: 1
        }]
    );
}

#[test]
fn a_list_without_numbers_is_refused() {
    let error = read(&one(&[&["姓名", "性别"], &["甲", "男"]])).unwrap_err();
    assert_eq!(error.code(), "TABLE_COLUMNS_MISSING");
    assert!(
        error
            .params()
            .contains(&("missing", "document_number".to_owned()))
    );
    assert!(error.params().contains(&("seen", "姓名、性别".to_owned())));
}
