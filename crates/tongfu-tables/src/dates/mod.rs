//! Dates as people write them in lists: 2027年8月20日, 2027/8/20, 2027-W35,
//! 二〇二七年八月中旬, 20270820, an Excel date.

use chrono::{Datelike, Days, NaiveDate, Weekday};

use crate::grid::Cell;
use crate::text::{compact, small_number};

/// Which end of a span a date stands for, when only a month, a third of one
/// (旬) or a week is written.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Edge {
    /// Its first day.
    First,
    /// Its last day.
    Last,
}

/// Why a text is no date.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum DateFault {
    /// A day, month or week without its year (8月20日).
    YearMissing,
    /// Nothing that could be a date, or a day that no calendar has.
    Unreadable,
}

/// What a text says about a date before its year is certain.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Written {
    pub year: Option<i32>,
    pub span: Span,
}

/// How exact a written date is.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Span {
    Day {
        month: u32,
        day: u32,
    },
    /// A third of a month: 0 上旬, 1 中旬, 2 下旬.
    Third {
        month: u32,
        third: u32,
    },
    Month {
        month: u32,
    },
    /// An ISO week.
    Week {
        week: u32,
    },
}

impl Written {
    /// The day meant, with `year` for a text that has none. `None` if the
    /// calendar has no such day or week.
    pub fn resolve(self, year: i32, edge: Edge) -> Option<NaiveDate> {
        let year = self.year.unwrap_or(year);
        match self.span {
            Span::Day { month, day } => NaiveDate::from_ymd_opt(year, month, day),
            Span::Third { month, third } => match (edge, third) {
                (Edge::First, _) => NaiveDate::from_ymd_opt(year, month, 1 + third * 10),
                (Edge::Last, 0 | 1) => NaiveDate::from_ymd_opt(year, month, 10 + third * 10),
                (Edge::Last, _) => last_of_month(year, month),
            },
            Span::Month { month } => match edge {
                Edge::First => NaiveDate::from_ymd_opt(year, month, 1),
                Edge::Last => last_of_month(year, month),
            },
            Span::Week { week } => {
                let day = match edge {
                    Edge::First => Weekday::Mon,
                    Edge::Last => Weekday::Sun,
                };
                NaiveDate::from_isoywd_opt(year, week, day)
            }
        }
    }
}

fn last_of_month(year: i32, month: u32) -> Option<NaiveDate> {
    let (year, month) = if month == 12 {
        (year.checked_add(1)?, 1)
    } else {
        (year, month + 1)
    };
    NaiveDate::from_ymd_opt(year, month, 1)?.pred_opt()
}

/// The date that a text says.
pub fn parse(text: &str, edge: Edge) -> Result<NaiveDate, DateFault> {
    let written = read(text).ok_or(DateFault::Unreadable)?;
    match written.year {
        Some(year) => written.resolve(year, edge).ok_or(DateFault::Unreadable),
        None => Err(DateFault::YearMissing),
    }
}

/// The date that a cell holds: also a bare Excel day number (a date whose
/// format was lost) and `20270820` typed as a number.
pub fn from_cell(cell: &Cell, edge: Edge) -> Result<NaiveDate, DateFault> {
    match cell {
        Cell::Date(date) => Ok(*date),
        Cell::DateTime(moment) => Ok(moment.date()),
        Cell::Number(value) => from_number(*value).ok_or(DateFault::Unreadable),
        Cell::Text(text) => parse(text, edge),
        Cell::Empty | Cell::Bool(_) | Cell::Error(_) => Err(DateFault::Unreadable),
    }
}

fn from_number(value: f64) -> Option<NaiveDate> {
    if value.fract() != 0.0 {
        return None;
    }
    // Day numbers of 1927 to 2119; day 0 is 1899-12-30, which absorbs the
    // leap day of 1900 that Excel invented.
    if (10_000.0..80_000.0).contains(&value) {
        return NaiveDate::from_ymd_opt(1899, 12, 30)?.checked_add_days(Days::new(value as u64));
    }
    if (19_000_101.0..21_001_231.0).contains(&value) {
        return parse(&format!("{value:.0}"), Edge::First).ok();
    }
    None
}

/// No date or span of dates is written longer, in bytes.
const LONGEST_DATE: usize = 200;

/// What a text says about a date, without guessing its year.
pub fn read(text: &str) -> Option<Written> {
    if text.len() > LONGEST_DATE {
        return None;
    }
    let tokens = Tokens::of(&without_time(text));
    let numbers = tokens.numbers.as_slice();
    let pattern = tokens.pattern.as_str();
    let year = |n: Number| match n.digits {
        4 => i32::try_from(n.value)
            .ok()
            .filter(|y| (1900..2200).contains(y)),
        _ => None,
    };
    // 27年 is a year only where the word for year stands behind it.
    let short_year = |n: Number| match n.digits {
        2 => i32::try_from(n.value).ok().map(|y| 2000 + y),
        _ => year(n),
    };
    let month = |n: Number| (n.digits <= 2 && (1..=12).contains(&n.value)).then_some(n.value);
    let day = |n: Number| (n.digits <= 2 && (1..=31).contains(&n.value)).then_some(n.value);
    let week = |n: Number| (n.digits <= 2 && (1..=53).contains(&n.value)).then_some(n.value);
    let full = |y: Option<i32>, span: Span| {
        Some(Written {
            year: Some(y?),
            span,
        })
    };
    let bare = |span: Span| Some(Written { year: None, span });
    match (pattern, numbers) {
        ("N年N月N日" | "N年N月N号" | "N年N月N", [y, m, d]) => full(
            short_year(*y),
            Span::Day {
                month: month(*m)?,
                day: day(*d)?,
            },
        ),
        ("N-N-N" | "N/N/N" | "N.N.N" | "N、N、N", [a, b, c]) => {
            if let Some(y) = year(*a) {
                let (month, day) = (month(*b)?, day(*c)?);
                return full(Some(y), Span::Day { month, day });
            }
            // 20.08.2027 is the Russian form; with strokes the order is only
            // certain when one of the two can't be a month.
            let y = year(*c)?;
            let dotted = pattern == "N.N.N";
            let (d, m) = if dotted || (a.value > 12 && b.value <= 12) {
                (*a, *b)
            } else if b.value > 12 {
                (*b, *a)
            } else {
                return None;
            };
            let (month, day) = (month(m)?, day(d)?);
            full(Some(y), Span::Day { month, day })
        }
        ("N", [n]) if n.digits == 8 => {
            let (y, m, d) = (n.value / 10_000, n.value / 100 % 100, n.value % 100);
            let y = i32::try_from(y).ok().filter(|y| (1900..2200).contains(y));
            full(
                y,
                Span::Day {
                    month: Some(m).filter(|m| (1..=12).contains(m))?,
                    day: Some(d).filter(|d| (1..=31).contains(d))?,
                },
            )
        }
        ("N", [n]) if n.digits == 6 => {
            let (y, m) = (n.value / 100, n.value % 100);
            let y = i32::try_from(y).ok().filter(|y| (1900..2200).contains(y));
            let month = Some(m).filter(|m| (1..=12).contains(m))?;
            full(y, Span::Month { month })
        }
        ("N年N月" | "N年N月份", [y, m]) => {
            full(short_year(*y), Span::Month { month: month(*m)? })
        }
        ("N-N" | "N/N" | "N.N", [y, m]) if y.digits == 4 => {
            full(year(*y), Span::Month { month: month(*m)? })
        }
        ("N-wN" | "NwN" | "N年wN" | "N年第N周" | "N年N周" | "N第N周" | "N/wN", [y, w]) => {
            full(year(*y), Span::Week { week: week(*w)? })
        }
        ("wN" | "第N周" | "N周", [w]) => bare(Span::Week { week: week(*w)? }),
        ("N月N日" | "N月N号" | "N月N" | "N-N" | "N/N" | "N.N", [m, d]) => {
            let (month, day) = (month(*m)?, day(*d)?);
            bare(Span::Day { month, day })
        }
        ("N月" | "N月份", [m]) => bare(Span::Month { month: month(*m)? }),
        _ => {
            let (rest, third) = [
                ("上旬", 0),
                ("初", 0),
                ("中旬", 1),
                ("中", 1),
                ("下旬", 2),
                ("底", 2),
                ("末", 2),
            ]
            .iter()
            .find_map(|(word, third)| Some((pattern.strip_suffix(word)?, *third)))?;
            match (rest, numbers) {
                ("N年N月" | "N年N月份", [y, m]) => {
                    let month = month(*m)?;
                    full(short_year(*y), Span::Third { month, third })
                }
                ("N月" | "N月份", [m]) => {
                    let month = month(*m)?;
                    bare(Span::Third { month, third })
                }
                _ => None,
            }
        }
    }
}

/// `2027-08-20 00:00:00` and `2027-08-20T00:00` without their time.
fn without_time(text: &str) -> String {
    let clean = crate::text::clean(text);
    let is_time =
        |t: &str| t.contains(':') && t.chars().all(|c| c.is_ascii_digit() || ":.Z".contains(c));
    match clean.split_once([' ', 'T']) {
        Some((date, time)) if is_time(time.trim()) => date.to_owned(),
        _ => clean,
    }
}

#[derive(Debug, Clone, Copy)]
struct Number {
    value: u32,
    digits: usize,
}

/// A text with each number replaced by `N`: `2027年8月` is `N年N月`.
struct Tokens {
    pattern: String,
    numbers: Vec<Number>,
}

impl Tokens {
    fn of(text: &str) -> Self {
        let mut compacted = compact(text);
        // 2027-08-20(周五)
        while let (Some(open), Some(close)) = (compacted.find('('), compacted.find(')')) {
            if close < open {
                break;
            }
            compacted.replace_range(open..=close, "");
        }
        let mut rest = compacted.as_str();
        for word in ["预计", "大约", "约", "自", "从", "拟"] {
            rest = rest.strip_prefix(word).unwrap_or(rest);
        }
        for word in [
            "左右", "开始", "结束", "以前", "之前", "起", "止", "前", "。",
        ] {
            rest = rest.strip_suffix(word).unwrap_or(rest);
        }
        let mut tokens = Self {
            pattern: String::new(),
            numbers: Vec::new(),
        };
        let mut run = String::new();
        for c in rest.chars().chain(['\0']) {
            let continues = if run.is_empty() {
                c.is_ascii_digit() || is_numeral(c)
            } else {
                run.chars().all(|r| r.is_ascii_digit()) == c.is_ascii_digit()
                    && (c.is_ascii_digit() || is_numeral(c))
            };
            if continues {
                run.push(c);
                continue;
            }
            tokens.push_number(&run);
            run.clear();
            if c.is_ascii_digit() || is_numeral(c) {
                run.push(c);
            } else if c != '\0' {
                tokens.pattern.push(match c {
                    '−' | '‐' | '‑' => '-',
                    '週' => '周',
                    other => other,
                });
            }
        }
        tokens
    }

    fn push_number(&mut self, run: &str) {
        if run.is_empty() {
            return;
        }
        let value = if run.len() > 9 && run.is_ascii() {
            None
        } else {
            small_number(run)
        };
        match value {
            Some(value) => {
                self.pattern.push('N');
                let digits = if run.is_ascii() {
                    run.len()
                } else if value > 99 {
                    4
                } else {
                    2
                };
                self.numbers.push(Number { value, digits });
            }
            None => self.pattern.push_str(run),
        }
    }
}

fn is_numeral(c: char) -> bool {
    matches!(
        c,
        '〇' | '零' | '○' | '一' | '二' | '三' | '四' | '五' | '六' | '七' | '八' | '九' | '十'
    )
}

/// A quarter of a year named anywhere in a text: (2026, 4) from 2026年第四季度,
/// 2026Q4, 二〇二六年四季度, IV квартал 2026.
pub fn find_quarter(text: &str) -> Option<(i32, u8)> {
    // Blanks part numbers (Q4 2026), brackets may hold the quarter itself.
    let mut parted = String::with_capacity(text.len());
    for c in text.chars().map(crate::text::halfwidth) {
        let after_digit = parted.ends_with(|p: char| p.is_ascii_digit());
        parted.push(match c {
            ' ' | '\t' | '\n' if after_digit => '-',
            '(' | ')' => '|',
            other => other,
        });
    }
    let roman = compact(&parted)
        .replace('ⅰ', "1")
        .replace('ⅱ', "2")
        .replace('ⅲ', "3")
        .replace('ⅳ', "4")
        .replace("iv季", "4季")
        .replace("iii季", "3季")
        .replace("ii季", "2季")
        .replace("i季", "1季")
        .replace("ivкв", "4кв")
        .replace("iiiкв", "3кв")
        .replace("iiкв", "2кв")
        .replace("iкв", "1кв");
    let tokens = Tokens::of(&roman);
    let year = |n: &Number| {
        i32::try_from(n.value)
            .ok()
            .filter(|y| n.digits == 4 && (1990..2200).contains(y))
    };
    let quarter = |n: &Number| {
        u8::try_from(n.value)
            .ok()
            .filter(|q| n.digits <= 2 && (1..=4).contains(q))
    };
    // Byte offsets of the numbers in the pattern, to look at what is around.
    let places: Vec<usize> = tokens
        .pattern
        .match_indices('N')
        .map(|(at, _)| at)
        .collect();
    if places.len() != tokens.numbers.len() {
        return None;
    }
    for (n, pair) in tokens.numbers.windows(2).enumerate() {
        let [first, second] = pair else { continue };
        let (Some(a), Some(b)) = (places.get(n), places.get(n + 1)) else {
            continue;
        };
        let between = tokens.pattern.get(a + 1..*b).unwrap_or("");
        let after = tokens.pattern.get(b + 1..).unwrap_or("");
        let before = tokens.pattern.get(..*a).unwrap_or("");
        if let (Some(y), Some(q)) = (year(first), quarter(second)) {
            let between = between.trim_start_matches('-');
            let named = matches!(between, "年" | "年第" | "年度第" | "年度" | "第" | "-" | "")
                && after.trim_start_matches('-').starts_with('季');
            let lettered = matches!(between, "q" | "年q" | "/q" | "年第q");
            if named || lettered {
                return Some((y, q));
            }
        }
        if let (Some(q), Some(y)) = (quarter(first), year(second)) {
            let lettered = before.ends_with('q') && matches!(between, "" | "-" | "/");
            let russian = matches!(
                between.trim_start_matches('-'),
                "квартал" | "кв." | "кв" | "йквартал" | "квартал-"
            );
            if lettered || russian {
                return Some((y, q));
            }
        }
    }
    None
}

/// The first date written anywhere in a text, e.g. in 发布日期:2026-11-16.
pub fn find_date(text: &str) -> Option<NaiveDate> {
    let chars: Vec<char> = crate::text::clean(text).chars().collect();
    let is_part = |c: char| {
        c.is_ascii_digit()
            || is_numeral(crate::text::halfwidth(c))
            || matches!(
                crate::text::halfwidth(c),
                '年' | '月' | '日' | '-' | '/' | '.' | ' '
            )
            || crate::text::halfwidth(c).is_ascii_digit()
    };
    for start in 0..chars.len() {
        let begins = chars
            .get(start)
            .is_some_and(|c| crate::text::halfwidth(*c).is_ascii_digit() || is_numeral(*c));
        let fresh = start == 0
            || chars
                .get(start - 1)
                .is_some_and(|c| !is_part(*c) || *c == ' ');
        if !begins || !fresh {
            continue;
        }
        let run: String = chars
            .iter()
            .skip(start)
            .take(24)
            .take_while(|c| is_part(**c))
            .collect();
        // The longest beginning of the run that is a whole date.
        let mut end = run.len();
        while end > 0 {
            if run.is_char_boundary(end)
                && let Some(Written {
                    year: Some(year),
                    span: span @ Span::Day { .. },
                }) = run.get(..end).and_then(read)
                && let Some(date) = (Written {
                    year: Some(year),
                    span,
                })
                .resolve(year, Edge::First)
            {
                return Some(date);
            }
            end -= 1;
        }
    }
    None
}

/// The two ends of a span written in one cell: 2027年8月20日至10月15日,
/// 2027-W35—2027-W42, 第35周—第42周. `None` if it is no span of two dates.
pub fn read_range(text: &str) -> Option<(Written, Written)> {
    let clean = crate::text::clean(text);
    if clean.len() > LONGEST_DATE {
        return None;
    }
    for (at, c) in clean.char_indices() {
        let strong = matches!(
            c,
            '至' | '到' | '~' | '\u{ff5e}' | '—' | '–' | '―' | '→' | '〜'
        );
        // A hyphen also joins the parts of a date, and a stroke those of 8/20.
        let weak = matches!(c, '-' | '\u{ff0d}' | '−' | '/');
        if !strong && !weak {
            continue;
        }
        let left = clean.get(..at)?;
        let right = clean
            .get(at..)?
            .trim_start_matches(|x: char| x == c || x == '—' || x.is_whitespace());
        // 35-42周, 2027年8—10月: the unit is written once, at the end.
        let completed = read(left).or_else(|| match read(right)?.span {
            Span::Week { .. } => read(&format!("{left}周")),
            Span::Month { .. } => read(&format!("{left}月")),
            Span::Day { .. } | Span::Third { .. } => None,
        });
        if let (Some(mut left), Some(mut right)) = (completed, read(right)) {
            // 8月20日 alone on the left takes the year of the right.
            if left.year.is_none() {
                left.year = right.year;
            }
            if right.year.is_none()
                && let Some(year) = left.year
            {
                right.year = Some(year_not_before(right, left, year));
            }
            return Some((left, right));
        }
    }
    None
}

/// The year of the right end of a span: that of the left, or the next one when
/// the span passes the year's end (2027年12月1日—3月10日).
fn year_not_before(right: Written, left: Written, year: i32) -> i32 {
    match (
        left.resolve(year, Edge::First),
        right.resolve(year, Edge::Last),
    ) {
        (Some(from), Some(to)) if to < from => year.saturating_add(1),
        _ => year,
    }
}

/// The first occurrence of a date without year that does not lie before
/// `after`.
pub fn next_occurrence(written: Written, after: NaiveDate, edge: Edge) -> Option<NaiveDate> {
    (after.year() - 1..after.year() + 3)
        .filter_map(|year| written.resolve(year, edge))
        .find(|date| *date >= after)
}

#[cfg(test)]
mod tests;
