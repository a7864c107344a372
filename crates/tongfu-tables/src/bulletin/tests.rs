use super::*;
use crate::Cell;
use crate::testing::{book, merge, one, sheet};

const TITLE: &str = "霍尔果斯口岸2026年第四季度哈萨克斯坦紧缺职业和薪资区间通报";
const UNIT: &str =
    "发布单位\u{ff1a}霍尔果斯    季度\u{ff1a}2026年第四季度    发布日期\u{ff1a}2026-11-16";
const HEADER: &[&str] = &[
    "序号",
    "需求地区",
    "职业(工种)",
    "需求人数",
    "用工开始",
    "高峰开始",
    "高峰结束",
    "用工结束",
    "月薪下限(坚戈)",
    "月薪上限(坚戈)",
];

fn day(y: i32, m: u32, d: u32) -> Option<NaiveDate> {
    NaiveDate::from_ymd_opt(y, m, d)
}

fn codes(file: &BulletinFile) -> Vec<(Option<u32>, &str, &'static str)> {
    file.problems
        .iter()
        .map(|p| (p.row, p.column.as_deref().unwrap_or(""), p.code))
        .collect()
}

/// A bulletin of the usual form with these lines.
fn usual(lines: &[&[&str]]) -> BulletinFile {
    let mut rows: Vec<&[&str]> = vec![&[TITLE], &[UNIT], HEADER];
    rows.extend_from_slice(lines);
    read(&one(&rows)).unwrap()
}

#[test]
fn a_clean_line() {
    let file = usual(&[&[
        "1",
        "北哈萨克斯坦州",
        "联合收割机驾驶员",
        "170",
        "2027-08-20",
        "2027-09-03",
        "2027-10-01",
        "2027-10-15",
        "390000",
        "450000",
    ]]);
    assert!(file.is_clean());
    assert_eq!(codes(&file), []);
    assert_eq!(file.issuer.as_deref(), Some("霍尔果斯"));
    assert_eq!(
        file.quarter,
        Some(Quarter {
            year: 2026,
            quarter: 4
        })
    );
    assert_eq!(
        (file.published, file.collected),
        (day(2026, 11, 16), day(2026, 11, 16))
    );
    assert_eq!(file.headcount(), 170);
    let line = &file.lines[0];
    assert_eq!((line.row, line.headcount), (4, Some(170)));
    assert_eq!(
        (line.start, line.end),
        (day(2027, 8, 20), day(2027, 10, 15))
    );
    assert_eq!(
        (line.peak_start, line.peak_end),
        (day(2027, 9, 3), day(2027, 10, 1))
    );
    assert_eq!(
        (line.wage_low, line.wage_high),
        (Some(390_000), Some(450_000))
    );
}

#[test]
fn every_defect_of_a_line_is_named_with_its_row_and_column() {
    let file = usual(&[
        &[
            "1",
            "",
            "焊工",
            "10",
            "2027-08-20",
            "",
            "",
            "2027-10-15",
            "1",
            "2",
        ],
        &[
            "2",
            "阿特劳州",
            "",
            "10",
            "2027-08-20",
            "",
            "",
            "2027-10-15",
            "1",
            "2",
        ],
        &[
            "3",
            "阿特劳州",
            "焊工",
            "若干",
            "2027-08-20",
            "",
            "",
            "2027-10-15",
            "1",
            "2",
        ],
        &[
            "4",
            "阿特劳州",
            "焊工",
            "10",
            "8月20日",
            "",
            "",
            "2027-10-15",
            "1",
            "2",
        ],
        &[
            "5",
            "阿特劳州",
            "焊工",
            "10",
            "2027-10-15",
            "",
            "",
            "2027-08-20",
            "1",
            "2",
        ],
        &[
            "6",
            "阿特劳州",
            "焊工",
            "10",
            "2027-02-30",
            "",
            "",
            "2027-08-20",
            "1",
            "2",
        ],
        &[
            "7",
            "阿特劳州",
            "焊工",
            "10",
            "2027-08-20",
            "2027-08-01",
            "",
            "2027-09-20",
            "1",
            "2",
        ],
        &[
            "8",
            "阿特劳州",
            "焊工",
            "10",
            "2027-08-20",
            "",
            "",
            "2027-09-20",
            "45万",
            "38万",
        ],
        &[
            "9",
            "阿特劳州",
            "焊工",
            "10",
            "2027-08-20",
            "",
            "",
            "2027-09-20",
            "高薪",
            "2",
        ],
        &[
            "10",
            "阿特劳州",
            "焊工",
            "10",
            "2027-08-20",
            "",
            "",
            "",
            "1",
            "2",
        ],
        &["11", "阿特劳州", "焊工", "10", "", "", "", "", "", ""],
        &[
            "12",
            "阿特劳州",
            "焊工",
            "10",
            "2027-08-20",
            "",
            "",
            "2027-09-20",
            "5000元",
            "",
        ],
    ]);
    assert_eq!(
        codes(&file),
        [
            (Some(4), "B", "LINE_REGION_MISSING"),
            (Some(5), "C", "LINE_OCCUPATION_MISSING"),
            (Some(6), "D", "LINE_HEADCOUNT"),
            (Some(7), "E", "LINE_DATE_YEAR"),
            (Some(8), "H", "LINE_ORDER"),
            (Some(9), "E", "LINE_DATE"),
            (Some(10), "H", "LINE_ORDER"),
            (Some(11), "I", "LINE_WAGE"),
            (Some(12), "I", "LINE_WAGE"),
            (Some(13), "H", "LINE_DATE"),
            (Some(14), "E", "LINE_DATE"),
            (Some(14), "H", "LINE_DATE"),
            (Some(14), "I", "LINE_WAGE_MISSING"),
            (Some(15), "I", "LINE_WAGE_CURRENCY"),
        ]
    );
    assert_eq!(file.lines.len(), 12, "a defective line is still a line");
    assert!(!file.is_clean());
}

#[test]
fn other_layouts_spans_units_and_merged_regions() {
    let mut s = sheet(
        "通报",
        &[
            &["", "阿拉山口2026年Q4紧缺职业通报"],
            &["", "采集日期", "", "2026年11月12日"],
            &[],
            &[
                "",
                "岗位",
                "地区",
                "用工时间",
                "高峰期",
                "薪资区间(万坚戈)",
                "人数",
            ],
            &[
                "",
                "焊工",
                "阿特劳州",
                "2027年9月1日至9月30日",
                "2027年9月中旬",
                "48-53",
                "约82人",
            ],
            &["", "管工", "", "2027年12月—3月", "", "面议", "1,200"],
            &["", "叉车司机", "杰特苏州", "第35周—第42周", "", "40", "10"],
            &["", "合计", "", "", "", "", "1292"],
            &["", "注:本通报由口岸采集。"],
        ],
    );
    s.merges = vec![merge((5, 6), (2, 2))];
    let file = read(&book(vec![s])).unwrap();
    assert_eq!(file.issuer.as_deref(), Some("阿拉山口"));
    assert_eq!(file.collected, day(2026, 11, 12));
    let [weld, pipe, fork] = file.lines.as_slice() else {
        panic!("{:?}", file.lines)
    };
    assert_eq!((weld.start, weld.end), (day(2027, 9, 1), day(2027, 9, 30)));
    assert_eq!(
        (weld.peak_start, weld.peak_end),
        (day(2027, 9, 11), day(2027, 9, 20))
    );
    assert_eq!(
        (weld.wage_low, weld.wage_high),
        (Some(480_000), Some(530_000))
    );
    assert_eq!(pipe.region, "阿特劳州");
    assert_eq!((pipe.start, pipe.end), (day(2027, 12, 1), day(2028, 3, 31)));
    assert_eq!(pipe.headcount, Some(1_200));
    assert_eq!(
        (fork.start, fork.end),
        (day(2027, 8, 30), day(2027, 10, 24))
    );
    assert_eq!(
        codes(&file),
        [
            (Some(6), "F", "LINE_WAGE_MISSING"),
            (Some(7), "D", "LINE_YEAR_ASSUMED"),
        ]
    );
    assert!(file.is_clean(), "warnings do not refuse a bulletin");
}

#[test]
fn two_header_rows_and_excel_dates() {
    let mut s = sheet(
        "通报",
        &[
            &["巴克图口岸二〇二六年四季度用工通报"],
            &["地区", "职业", "人数", "用工时间", "", "月薪(坚戈)", ""],
            &["", "", "", "开始", "结束", "最低", "最高"],
        ],
    );
    s.merges = vec![
        merge((1, 1), (0, 6)),
        merge((2, 3), (0, 0)),
        merge((2, 3), (1, 1)),
        merge((2, 3), (2, 2)),
        merge((2, 2), (3, 4)),
        merge((2, 2), (5, 6)),
    ];
    s.rows.push(crate::Row {
        number: 4,
        cells: vec![
            Cell::Text("阿拜州".into()),
            Cell::Text("焊工".into()),
            Cell::Number(12.0),
            Cell::Date(day(2027, 9, 1).unwrap()),
            Cell::Number(46_660.0),
            Cell::Number(380_000.0),
            Cell::Number(445_000.0),
        ],
    });
    let file = read(&book(vec![s])).unwrap();
    assert_eq!(file.issuer.as_deref(), Some("巴克图"));
    let line = &file.lines[0];
    assert_eq!((line.start, line.end), (day(2027, 9, 1), day(2027, 9, 30)));
    assert_eq!(
        (line.wage_low, line.wage_high),
        (Some(380_000), Some(445_000))
    );
    assert_eq!(codes(&file), [(None, "", "BULLETIN_DATE_MISSING")]);
}

#[test]
fn seasons_years_and_weeks_in_columns() {
    let file = read(&one(&[
        &[
            "霍尔果斯口岸2026年第四季度用工需求通报",
            "发布日期:2026-11-16",
        ],
        &[
            "地区",
            "职业",
            "人数",
            "年份",
            "开始周",
            "结束周",
            "季节编号",
        ],
        &["阿特劳州", "焊工", "10", "2027", "第48周", "第10周", ""],
        &["阿特劳州", "管工", "10", "", "2027-W35", "2027-W42", ""],
        &["北哈州", "收割", "10", "", "", "", "S001"],
    ]))
    .unwrap();
    let starts: Vec<_> = file.lines.iter().map(|l| (l.start, l.end)).collect();
    assert_eq!(
        starts,
        [
            (day(2027, 11, 29), day(2028, 3, 12)),
            (day(2027, 8, 30), day(2027, 10, 24)),
            (None, None),
        ]
    );
    assert_eq!(file.lines[2].season.as_deref(), Some("S001"));
    assert!(file.is_clean(), "{:?}", file.problems);
}

#[test]
fn a_bulletin_of_a_kazakh_service_in_russian() {
    let file = read(&one(&[
        &["Потребность в работниках, IV квартал 2026 г."],
        &[
            "Регион",
            "Профессия",
            "Количество",
            "Начало",
            "Окончание",
            "Зарплата, тенге",
            "Источник",
        ],
        &[
            "Алматинская область",
            "Сварщик",
            "15 чел.",
            "01.09.2027",
            "30.09.2027",
            "от 380 до 445 тыс.",
            "ЦЗН",
        ],
    ]))
    .unwrap();
    assert_eq!(
        file.quarter,
        Some(Quarter {
            year: 2026,
            quarter: 4
        })
    );
    let line = &file.lines[0];
    assert_eq!((line.headcount, line.start), (Some(15), day(2027, 9, 1)));
    assert_eq!(
        (line.wage_low, line.wage_high),
        (Some(380_000), Some(445_000))
    );
    assert!(codes(&file).contains(&(None, "", "BULLETIN_ISSUER_MISSING")));
}

#[test]
fn what_the_file_as_a_whole_lacks() {
    let file = read(&one(&[
        &["地区", "职业", "人数", "开始", "结束", "月薪(元)"],
        &["阿特劳州", "焊工", "10", "2027-09-01", "2027-09-30", "5000"],
        &["合计", "", "12"],
    ]))
    .unwrap();
    assert_eq!(
        codes(&file),
        [
            (None, "F", "BULLETIN_CURRENCY"),
            (None, "", "BULLETIN_ISSUER_MISSING"),
            (None, "", "BULLETIN_QUARTER_MISSING"),
            (None, "", "BULLETIN_DATE_MISSING"),
            (Some(3), "C", "BULLETIN_TOTAL"),
        ]
    );
    assert_eq!(file.lines[0].wage_low, None);
    let error = read(&one(&[&["地区", "职业"], &["阿特劳州", "焊工"]])).unwrap_err();
    assert_eq!(error.code(), "TABLE_COLUMNS_MISSING");
    assert!(
        error
            .params()
            .contains(&("missing", "headcount,start".to_owned()))
    );
}

#[test]
fn two_quarters_in_one_file_are_a_conflict() {
    let file = read(&one(&[
        &[TITLE],
        &["发布单位:霍尔果斯", "季度:2026年第三季度"],
        &["地区", "职业", "人数", "开始", "结束"],
        &["阿特劳州", "焊工", "10", "2027-09-01", "2027-09-30"],
    ]))
    .unwrap();
    assert_eq!(file.quarter.map(|q| q.quarter), Some(4));
    assert!(codes(&file).contains(&(None, "", "BULLETIN_QUARTER_CONFLICT")));
}
