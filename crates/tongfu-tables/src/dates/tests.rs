use super::*;

fn day(y: i32, m: u32, d: u32) -> NaiveDate {
    NaiveDate::from_ymd_opt(y, m, d).unwrap()
}

#[test]
fn dates_as_people_write_them() {
    for text in [
        "2027-08-20",
        "2027/8/20",
        "2027.8.20",
        "2027年8月20日",
        " 2027 年 8 月 20 日 ",
        "\u{ff12}\u{ff10}\u{ff12}\u{ff17}年\u{ff18}月20号",
        "27年8月20日",
        "二〇二七年八月二十日",
        "20270820",
        "20.08.2027",
        "8/20/2027",
        "20/8/2027",
        "2027-08-20 00:00:00",
        "2027-08-20T00:00:00",
        "2027-8-20(周五)",
        "预计2027年8月20日左右",
    ] {
        assert_eq!(parse(text, Edge::First), Ok(day(2027, 8, 20)), "{text}");
    }
}

#[test]
fn months_thirds_and_weeks_have_two_edges() {
    for (text, first, last) in [
        ("2027年8月", day(2027, 8, 1), day(2027, 8, 31)),
        ("2028年2月份", day(2028, 2, 1), day(2028, 2, 29)),
        ("2027-08", day(2027, 8, 1), day(2027, 8, 31)),
        ("2027年8月上旬", day(2027, 8, 1), day(2027, 8, 10)),
        ("2027年8月中旬", day(2027, 8, 11), day(2027, 8, 20)),
        ("2027年8月下旬", day(2027, 8, 21), day(2027, 8, 31)),
        ("2027年12月底", day(2027, 12, 21), day(2027, 12, 31)),
        ("2027-W35", day(2027, 8, 30), day(2027, 9, 5)),
        ("2027年第35周", day(2027, 8, 30), day(2027, 9, 5)),
        ("2026-W53", day(2026, 12, 28), day(2027, 1, 3)),
    ] {
        assert_eq!(parse(text, Edge::First), Ok(first), "{text}");
        assert_eq!(parse(text, Edge::Last), Ok(last), "{text}");
    }
}

#[test]
fn no_year_is_said_and_nonsense_is_refused() {
    for text in ["8月20日", "8-20", "8月中旬", "第35周", "W35", "八月"] {
        assert_eq!(
            parse(text, Edge::First),
            Err(DateFault::YearMissing),
            "{text}"
        );
    }
    for text in [
        "",
        "全年",
        "2027年2月30日",
        "2027-13-01",
        "2027-W54",
        "2025-W53",
        "3/4/2027",
        "18位",
        "2027",
        "654004199003071236",
        "99999999999999999999",
    ] {
        assert_eq!(
            parse(text, Edge::First),
            Err(DateFault::Unreadable),
            "{text}"
        );
    }
}

#[test]
fn cells_of_every_kind() {
    let date = day(2027, 8, 20);
    assert_eq!(from_cell(&Cell::Date(date), Edge::Last), Ok(date));
    assert_eq!(from_cell(&Cell::Number(46_619.0), Edge::Last), Ok(date));
    assert_eq!(from_cell(&Cell::Number(20_270_820.0), Edge::Last), Ok(date));
    assert_eq!(
        from_cell(&Cell::Number(2027.8), Edge::Last),
        Err(DateFault::Unreadable)
    );
}

#[test]
fn quarters_in_titles() {
    for text in [
        "霍尔果斯口岸2026年第四季度哈萨克斯坦紧缺职业",
        "2026Q4",
        "2026年Q4",
        "Q4 2026",
        "二〇二六年四季度",
        "2026年4季度",
        "2026 年 第 4 季度 通报",
        "2026年度第四季度",
        "IV квартал 2026 г.",
        "4 квартал 2026",
        "2026年第Ⅳ季度",
        "紧缺职业通报(2026年第四季度)",
        "2026-Q4",
    ] {
        assert_eq!(find_quarter(text), Some((2026, 4)), "{text}");
    }
    for text in ["2026年", "第四季度", "2026年第五季度", "2026年11月4日"] {
        assert_eq!(find_quarter(text), None, "{text}");
    }
}

#[test]
fn dates_inside_text() {
    for text in [
        "发布单位:霍尔果斯    季度:2026年第四季度    发布日期:2026-11-16",
        "填报日期:2026年11月16日",
        "(二〇二六年十一月十六日印发)",
        "日期2026.11.16,共3页",
    ] {
        assert_eq!(find_date(text), Some(day(2026, 11, 16)), "{text}");
    }
    assert_eq!(find_date("2026年第四季度"), None);
}

#[test]
fn ranges_in_one_cell() {
    for (text, from, to) in [
        (
            "2027年8月20日至10月15日",
            day(2027, 8, 20),
            day(2027, 10, 15),
        ),
        (
            "2027-08-20 - 2027-10-15",
            day(2027, 8, 20),
            day(2027, 10, 15),
        ),
        ("2027-08-20—2027-10-15", day(2027, 8, 20), day(2027, 10, 15)),
        ("2027.8.20-2027.10.15", day(2027, 8, 20), day(2027, 10, 15)),
        ("2027年12月1日—3月10日", day(2027, 12, 1), day(2028, 3, 10)),
        ("2027年8月—10月", day(2027, 8, 1), day(2027, 10, 31)),
        ("2027-W35~2027-W42", day(2027, 8, 30), day(2027, 10, 24)),
        ("2027年35-42周", day(2027, 8, 30), day(2027, 10, 24)),
        ("2027年8-10月", day(2027, 8, 1), day(2027, 10, 31)),
        ("2027年第35周—第42周", day(2027, 8, 30), day(2027, 10, 24)),
    ] {
        let (left, right) = read_range(text).unwrap();
        assert_eq!(left.resolve(0, Edge::First), Some(from), "{text}");
        assert_eq!(right.resolve(0, Edge::Last), Some(to), "{text}");
    }
    let (left, right) = read_range("第35周—第42周").unwrap();
    assert_eq!((left.year, right.year), (None, None));
    assert_eq!(read_range("2027-08-20"), None);
    assert_eq!(read_range("全年"), None);
    assert_eq!(
        next_occurrence(left, day(2026, 11, 16), Edge::First),
        Some(day(2027, 8, 30))
    );
}
