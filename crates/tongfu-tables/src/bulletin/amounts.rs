//! Headcounts and wages as bulletins write them.

use crate::grid::Cell;
use crate::text::{compact, small_number};

/// No bulletin asks for more people in one line.
const MOST_PEOPLE: f64 = 1_000_000.0;
/// No month's wage in tenge is higher: above it stands another unit.
const HIGHEST_WAGE: f64 = 100_000_000.0;

/// A number of people: whole and positive.
pub(super) fn headcount(cell: &Cell) -> Option<u32> {
    let value = match cell {
        Cell::Number(value) => *value,
        Cell::Text(text) => {
            let mut text = compact(text);
            for word in ["约", "大约", "需求", "共"] {
                text = text.strip_prefix(word).unwrap_or(&text).to_owned();
            }
            for word in ["左右", "人", "名", "个", "человек", "чел.", "чел"] {
                text = text.strip_suffix(word).unwrap_or(&text).to_owned();
            }
            match small_number(&text) {
                Some(value) => f64::from(value),
                None => plain_number(&text)?,
            }
        }
        _ => return None,
    };
    if value.fract() != 0.0 || !(1.0..=MOST_PEOPLE).contains(&value) {
        return None;
    }
    Some(value as u32)
}

/// Why a wage can't be taken.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum WageFault {
    /// Nothing is said (面议, a dash).
    Missing,
    /// Another currency than tenge.
    Currency,
    Unreadable,
}

/// Unit that a column's header gives its numbers, e.g. 10,000 for 万坚戈.
/// `Err` if the header names another currency than tenge.
pub(super) fn header_unit(header: &str) -> Result<u32, WageFault> {
    let header = compact(header);
    if !is_tenge(&header) && names_other_currency(&header) {
        return Err(WageFault::Currency);
    }
    Ok(if header.contains('万') {
        10_000
    } else if header.contains('千') || header.contains("тыс") {
        1_000
    } else {
        1
    })
}

fn is_tenge(text: &str) -> bool {
    ["坚戈", "腾格", "kzt", "₸", "тенге", "тг", "теңге"]
        .iter()
        .any(|word| text.contains(word))
}

fn names_other_currency(text: &str) -> bool {
    [
        "元",
        "人民币",
        "rmb",
        "cny",
        "¥",
        "￥",
        "$",
        "usd",
        "美",
        "卢布",
        "руб",
        "rub",
        "€",
        "eur",
    ]
    .iter()
    .any(|word| text.contains(word))
}

/// Lowest and highest monthly wage in tenge that a cell states; a single
/// figure is both.
pub(super) fn wage(cell: &Cell, unit: u32) -> Result<(u64, u64), WageFault> {
    match cell {
        Cell::Empty => Err(WageFault::Missing),
        Cell::Number(value) => {
            let value = whole(value * f64::from(unit)).ok_or(WageFault::Unreadable)?;
            Ok((value, value))
        }
        Cell::Text(text) => wage_text(text, unit),
        _ => Err(WageFault::Unreadable),
    }
}

fn wage_text(text: &str, unit: u32) -> Result<(u64, u64), WageFault> {
    let mut text = compact(text);
    if ["面议", "待定", "不详", "-", "—", "——", "/", "无"].contains(&text.as_str()) {
        return Err(WageFault::Missing);
    }
    if !is_tenge(&text) && names_other_currency(&text) {
        return Err(WageFault::Currency);
    }
    for word in [
        "坚戈",
        "腾格",
        "kzt",
        "₸",
        "тенге",
        "теңге",
        "тг",
        "/мес",
        "вмесяц",
        "每月",
        "/月",
        "月薪",
        "月",
        "左右",
        "以上",
        "约",
        "от",
        "до",
    ] {
        // `до` parts two figures (от 380 до 445 тыс).
        let by = if word == "до" { "-" } else { "" };
        text = text.replace(word, by);
    }
    let text = text.trim_matches(['-', '.', ',', '/']);
    let parts: Vec<&str> = text
        .split(['-', '~', '—', '–', '至', '到', '−', '〜'])
        .filter(|p| !p.is_empty())
        .collect();
    let read = |part: &str, fallback: u32| -> Option<(f64, bool)> {
        let (digits, own) = strip_unit(part);
        let value = plain_number(digits)?;
        Some((value * f64::from(own.unwrap_or(fallback)), own.is_some()))
    };
    let (low, high) = match parts.as_slice() {
        [one] => {
            let (value, _) = read(one, unit).ok_or(WageFault::Unreadable)?;
            (value, value)
        }
        [low, high] => {
            // 38-44.5万: the unit stands once, at the end.
            let shared = strip_unit(high).1.unwrap_or(unit);
            let (low, _) = read(low, shared).ok_or(WageFault::Unreadable)?;
            let (high, _) = read(high, unit).ok_or(WageFault::Unreadable)?;
            (low, high)
        }
        _ => return Err(WageFault::Unreadable),
    };
    match (whole(low), whole(high)) {
        (Some(low), Some(high)) => Ok((low, high)),
        _ => Err(WageFault::Unreadable),
    }
}

fn strip_unit(part: &str) -> (&str, Option<u32>) {
    for (word, unit) in [
        ("万", 10_000),
        ("千", 1_000),
        ("тыс.", 1_000),
        ("тыс", 1_000),
        ("k", 1_000),
    ] {
        if let Some(rest) = part.strip_suffix(word) {
            return (rest, Some(unit));
        }
    }
    (part, None)
}

/// Digits with an optional decimal point and thousands separators.
fn plain_number(text: &str) -> Option<f64> {
    let mut groups = text.split([',', '\'', '’']);
    let first = groups.next()?;
    let mut digits = first.to_owned();
    let mut grouped = false;
    for group in groups {
        let whole_part = group.split('.').next().unwrap_or(group);
        if whole_part.len() != 3 || first.is_empty() || first.len() > 3 {
            return None;
        }
        digits.push_str(group);
        grouped = true;
    }
    let well_formed = digits.chars().all(|c| c.is_ascii_digit() || c == '.')
        && digits.starts_with(|c: char| c.is_ascii_digit())
        && digits.matches('.').count() <= 1
        && (!grouped || !digits.is_empty());
    well_formed.then(|| digits.parse().ok()).flatten()
}

fn whole(value: f64) -> Option<u64> {
    let rounded = value.round();
    ((value - rounded).abs() < 1e-4 && (1.0..=HIGHEST_WAGE).contains(&rounded))
        .then_some(rounded as u64)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn text(text: &str) -> Cell {
        Cell::Text(text.into())
    }

    #[test]
    fn headcounts() {
        for (cell, expected) in [
            (Cell::Number(144.0), Some(144)),
            (text("144人"), Some(144)),
            (text("约 1,200 名"), Some(1200)),
            (text("\u{ff11}\u{ff12}"), Some(12)),
            (text("二十"), Some(20)),
            (Cell::Number(0.0), None),
            (Cell::Number(12.5), None),
            (Cell::Number(-3.0), None),
            (text("50-60"), None),
            (text("若干"), None),
            (Cell::Empty, None),
        ] {
            assert_eq!(headcount(&cell), expected, "{cell:?}");
        }
    }

    #[test]
    fn wages() {
        for (written, unit, expected) in [
            ("380000", 1, Ok((380_000, 380_000))),
            ("38万", 1, Ok((380_000, 380_000))),
            ("380,000", 1, Ok((380_000, 380_000))),
            ("380 000 ₸", 1, Ok((380_000, 380_000))),
            ("380000-445000", 1, Ok((380_000, 445_000))),
            ("38-44.5万坚戈/月", 1, Ok((380_000, 445_000))),
            ("38万\u{ff5e}44.5万", 1, Ok((380_000, 445_000))),
            ("38—44.5", 10_000, Ok((380_000, 445_000))),
            ("380至445千坚戈", 1, Ok((380_000, 445_000))),
            ("от 380 до 445 тыс. тенге", 1, Ok((380_000, 445_000))),
            ("面议", 1, Err(WageFault::Missing)),
            ("5000元", 1, Err(WageFault::Currency)),
            ("1200美元", 1, Err(WageFault::Currency)),
            ("3,80,000", 1, Err(WageFault::Unreadable)),
            ("高薪", 1, Err(WageFault::Unreadable)),
            ("0", 1, Err(WageFault::Unreadable)),
        ] {
            assert_eq!(wage(&text(written), unit), expected, "{written}");
        }
        assert_eq!(wage(&Cell::Number(38.5), 10_000), Ok((385_000, 385_000)));
        assert_eq!(header_unit("月薪下限(坚戈)"), Ok(1));
        assert_eq!(header_unit("月薪(万坚戈)"), Ok(10_000));
        assert_eq!(header_unit("月薪(元)"), Err(WageFault::Currency));
    }
}
