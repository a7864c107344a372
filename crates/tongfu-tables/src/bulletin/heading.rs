//! What stands around the table of a bulletin: issuer, quarter, dates.

use chrono::NaiveDate;

use super::Quarter;
use crate::dates::{self, Edge, find_date, find_quarter};
use crate::grid::{Cell, Sheet};
use crate::text::{clean, halfwidth};

const ISSUER_LABELS: &[&str] = &[
    "发布单位",
    "发布机构",
    "发布口岸",
    "填报单位",
    "填报口岸",
    "报送单位",
    "报送口岸",
    "编制单位",
    "口岸",
    "issuer",
    "Издатель",
];
const PUBLISHED_LABELS: &[&str] = &[
    "发布日期",
    "发布时间",
    "通报日期",
    "印发日期",
    "填报日期",
    "编制日期",
    "报送日期",
    "日期",
];
const COLLECTED_LABELS: &[&str] = &[
    "采集日期",
    "采集时间",
    "信息采集日期",
    "收集日期",
    "调查日期",
    "数据截止",
    "统计截止",
];
/// Words that end an issuer's name in a title.
const TITLE_WORDS: &[&str] = &["哈萨克斯坦", "紧缺", "预警", "通报", "用工", "关于", "季度"];

/// The cells above and below the table, in reading order.
pub(super) struct Heading<'a> {
    lines: Vec<Vec<&'a Cell>>,
}

impl<'a> Heading<'a> {
    /// Rows above the header, then `below`: lines that are no demand.
    pub(super) fn of(sheet: &'a Sheet, header_first: u32, below: &[u32]) -> Self {
        let above = sheet.rows.iter().filter(|r| r.number < header_first);
        let after = below.iter().filter_map(|number| sheet.row(*number));
        Self {
            lines: above
                .chain(after)
                .map(|row| row.filled().map(|(_, cell)| cell).collect())
                .collect(),
        }
    }

    /// Quarters named, without repetitions.
    pub(super) fn quarters(&self) -> Vec<Quarter> {
        let mut found = Vec::new();
        for cell in self.lines.iter().flatten() {
            if let Some((year, quarter)) = find_quarter(&shown(cell)) {
                let quarter = Quarter { year, quarter };
                if !found.contains(&quarter) {
                    found.push(quarter);
                }
            }
        }
        found
    }

    pub(super) fn issuer(&self) -> Option<String> {
        self.labelled(ISSUER_LABELS)
            .and_then(|value| match value {
                Value::Text(text) => issuer_name(&text),
                Value::Date(_) => None,
            })
            .or_else(|| self.issuer_in_title())
    }

    pub(super) fn published(&self) -> Option<NaiveDate> {
        self.date_at(PUBLISHED_LABELS).or_else(|| {
            // A signature is often a bare date under the table.
            self.lines
                .iter()
                .filter(|line| line.len() == 1)
                .flatten()
                .find_map(|cell| dates::from_cell(cell, Edge::First).ok())
        })
    }

    pub(super) fn collected(&self) -> Option<NaiveDate> {
        self.date_at(COLLECTED_LABELS)
    }

    fn date_at(&self, labels: &[&str]) -> Option<NaiveDate> {
        match self.labelled(labels)? {
            Value::Date(date) => Some(date),
            Value::Text(text) => find_date(&text),
        }
    }

    /// What stands behind a label: in its own cell, or in the next one.
    fn labelled(&self, labels: &[&str]) -> Option<Value> {
        for line in &self.lines {
            for (at, cell) in line.iter().enumerate() {
                let text = shown(cell);
                let Some(rest) = labels.iter().find_map(|label| after_label(&text, label)) else {
                    continue;
                };
                if !rest.is_empty() {
                    return Some(Value::Text(rest.to_owned()));
                }
                if let Some(next) = line.get(at + 1) {
                    return Some(match dates::from_cell(next, Edge::First) {
                        Ok(date) => Value::Date(date),
                        Err(_) => Value::Text(next.text()),
                    });
                }
            }
        }
        None
    }

    /// 霍尔果斯口岸2026年第四季度…通报, 阿拉木图州就业中心2026年…
    fn issuer_in_title(&self) -> Option<String> {
        for cell in self.lines.iter().flatten() {
            let text = shown(cell);
            if !TITLE_WORDS.iter().any(|word| text.contains(word)) {
                continue;
            }
            let before_year: String = text
                .chars()
                .take_while(|c| !c.is_ascii_digit() && !matches!(c, '〇' | '○' | '(' | ':'))
                .collect();
            let before_year = before_year.trim_end_matches('二');
            if let Some(name) = issuer_name(before_year) {
                return Some(name);
            }
        }
        None
    }
}

/// The beginning of a cell in half-width characters: titles are short, and
/// what is long is a note.
fn shown(cell: &Cell) -> String {
    clean(&cell.text())
        .chars()
        .take(400)
        .map(halfwidth)
        .collect()
}

enum Value {
    Text(String),
    Date(NaiveDate),
}

/// The rest of a cell behind a label and its colon, up to the next label.
fn after_label<'t>(text: &'t str, label: &str) -> Option<&'t str> {
    let at = text.find(label)?;
    let rest = text.get(at + label.len()..)?.trim_start();
    // Without a colon the word is part of a sentence, unless it stands alone.
    let rest = match rest.strip_prefix(':') {
        Some(rest) => rest.trim_start(),
        None if rest.is_empty() => rest,
        None => return None,
    };
    let end = [
        rest.find("  "),
        rest.find('\t'),
        rest.find(';'),
        rest.find('\n'),
    ]
    .into_iter()
    .flatten()
    .min()
    .unwrap_or(rest.len());
    // Labels follow one another with one blank too: 霍尔果斯 季度:2026…
    let piece = rest.get(..end)?.trim();
    Some(match piece.find(':') {
        Some(colon) => {
            let head = piece.get(..colon)?;
            head.rsplit_once(' ').map_or("", |(value, _)| value.trim())
        }
        None => piece,
    })
}

/// A port's name without 口岸 and what follows it; other issuers as written.
fn issuer_name(text: &str) -> Option<String> {
    let text = clean(text);
    let text = text.strip_prefix("关于").unwrap_or(&text);
    let name = match text.find("口岸") {
        Some(at) => text.get(..at).unwrap_or(""),
        None => text,
    };
    let mut name = name.trim().to_owned();
    for word in ["海关", "人民政府"] {
        name = name.strip_suffix(word).map(str::to_owned).unwrap_or(name);
    }
    for word in TITLE_WORDS {
        if let Some(at) = name.find(word) {
            name.truncate(at);
        }
    }
    let name = name.trim_matches(|c: char| c.is_whitespace() || "、,.:-—".contains(c));
    let length = name.chars().count();
    ((2..=30).contains(&length)).then(|| name.to_owned())
}

/// The name of an issuer as a column or a person states it.
pub(super) fn clean_issuer(text: &str) -> Option<String> {
    issuer_name(text)
}
