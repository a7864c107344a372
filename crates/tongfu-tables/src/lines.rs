//! Which lines below a header are rows, and what stands in their cells.

use std::borrow::Cow;
use std::collections::{BTreeMap, BTreeSet};

use serde::Serialize;

use crate::grid::{Cell, Row, Sheet, Workbook};
use crate::header::{Layout, normalise, reads_as};
use crate::text::{compact, compact_characters, cut};

/// Why a line below the header is no row.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize)]
#[serde(rename_all = "snake_case")]
pub enum Skip {
    /// Nothing but a serial number or values computed from blanks.
    Blank,
    /// The header again (page break), or hints on how to fill it in.
    Header,
    /// 合计, 小计, 共…人.
    Total,
    /// Notes, signatures, titles of sections, examples, 以下空白.
    Note,
}

/// A line that is no row.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct SkippedLine {
    pub row: u32,
    pub kind: Skip,
    /// What stands there, cut to 60 characters; empty for `Blank`.
    pub text: String,
}

/// Another sheet of the file that has all needed columns too and was not read.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct OtherSheet {
    pub sheet: usize,
    pub name: String,
    pub hidden: bool,
    /// Lines below its header that hold something.
    pub lines: usize,
}

impl OtherSheet {
    pub(crate) fn all(workbook: &Workbook, layouts: &[Layout]) -> Vec<Self> {
        layouts
            .iter()
            .filter_map(|layout| {
                let sheet = workbook.sheets.get(layout.sheet)?;
                Some(Self {
                    sheet: layout.sheet,
                    name: sheet.name.clone(),
                    hidden: sheet.hidden,
                    lines: sheet
                        .rows
                        .iter()
                        .filter(|r| r.number > layout.header_last)
                        .count(),
                })
            })
            .collect()
    }
}

/// A line below the header.
pub(crate) enum Line<'a> {
    Row(&'a Row),
    Skipped(SkippedLine),
}

/// The lines below a header, told apart.
pub(crate) struct Reading<'a> {
    /// Row and first column of areas merged over three columns or more.
    wide: BTreeSet<(u32, usize)>,
    rows: std::slice::Iter<'a, Row>,
    /// Column → normalised header, to know the header when it comes again.
    headers: Vec<(usize, String)>,
    /// Columns of fields that are stored or known.
    known: Vec<usize>,
    /// Column whose value makes a line a row, whatever its words.
    key: Option<usize>,
    /// Columns that may be filled in before there is anybody.
    hollow: Vec<usize>,
}

const TOTALS: &[&str] = &[
    "合计",
    "小计",
    "总计",
    "共计",
    "累计",
    "本页小计",
    "本页合计",
    "总人数",
    "合 计",
    "итого",
    "всего",
    "total",
];

const NOTES: &[&str] = &[
    "填表人",
    "填表单位",
    "填报人",
    "填报单位",
    "填表日期",
    "填报日期",
    "填表时间",
    "填报时间",
    "审核人",
    "审核单位",
    "审批人",
    "审核",
    "复核",
    "制表",
    "经办人",
    "经办",
    "负责人",
    "单位负责人",
    "主管领导",
    "分管领导",
    "主要领导",
    "联系人",
    "单位盖章",
    "单位(盖章)",
    "盖章",
    "(盖章)",
    "公章",
    "签字",
    "签名",
    "日期:",
    "备注",
    "附注",
    "注",
    "注意",
    "说明",
    "填表说明",
    "填写说明",
    "附:",
    "附件",
    "以下空白",
    "以下无正文",
    "此页无正文",
    "(以下空白)",
    "(此页无正文)",
    "空白",
    "示例",
    "样例",
    "例:",
    "例如",
    "例",
    "填写示例",
    "(示例)",
    "(例)",
    "资料来源",
    "数据来源",
    "发布单位",
    "联系电话:",
    "公示期",
    "监督电话",
    "投诉电话",
    "примечание",
    "источник",
    "note:",
    "notes:",
    "source:",
];

/// Hints that stand in cells under a header.
const HINTS: &[&str] = &[
    "必填",
    "选填",
    "必填项",
    "选填项",
    "非必填",
    "文本格式",
    "文本",
    "下拉选择",
    "下拉",
    "自动生成",
    "可不填",
    "必须填写",
    "数字",
    "日期格式",
];

impl<'a> Reading<'a> {
    pub(crate) fn of(
        sheet: &'a Sheet,
        layout: &Layout,
        key: &str,
        hollow: &[&'static str],
    ) -> Self {
        let first = sheet
            .rows
            .partition_point(|r| r.number <= layout.header_last);
        Self {
            wide: sheet
                .merges
                .iter()
                .filter(|m| m.last_column >= m.first_column + 2)
                .map(|m| (m.first_row, m.first_column))
                .collect(),
            rows: sheet.rows.get(first..).unwrap_or(&[]).iter(),
            headers: layout
                .columns
                .iter()
                .map(|c| {
                    let own = c.header.rsplit('/').next().unwrap_or(&c.header);
                    (c.index, normalise(own).full)
                })
                .collect(),
            known: layout
                .columns
                .iter()
                .filter(|c| c.field.is_some())
                .map(|c| c.index)
                .collect(),
            key: layout.column(key).map(|c| c.index),
            hollow: hollow
                .iter()
                .filter_map(|key| layout.column(key))
                .map(|c| c.index)
                .collect(),
        }
    }

    /// Leaves only these of its rows.
    pub(crate) fn keep(&mut self, rows: impl std::slice::SliceIndex<[Row], Output = [Row]>) {
        self.rows = self.rows.as_slice().get(rows).unwrap_or_default().iter();
    }

    /// How many rows are left.
    pub(crate) fn left(&self) -> usize {
        self.rows.len()
    }

    fn verdict(&self, row: &Row) -> Option<Skip> {
        let written: Vec<(usize, Cow<'_, str>)> = row
            .filled()
            .filter(|(_, c)| !matches!(c, Cell::Error(_)))
            .map(|(column, cell)| match cell {
                Cell::Text(text) => (column, Cow::Borrowed(text.as_str())),
                other => (column, Cow::Owned(other.text())),
            })
            .filter(|(_, text)| compact_characters(text).next().is_some())
            .collect();
        if written
            .iter()
            .all(|(c, _)| self.hollow.contains(c) && !is_words(row.cell(*c)))
        {
            return Some(Skip::Blank);
        }
        let same = written
            .iter()
            .filter(|(column, text)| {
                self.headers
                    .iter()
                    .any(|(c, h)| c == column && reads_as(text, h))
            })
            .count();
        if same >= 2 && same * 2 >= written.len() {
            return Some(Skip::Header);
        }
        let hints = written.iter().filter(|(_, text)| is_hint(text)).count();
        if hints >= 2 && hints * 2 >= written.len() {
            return Some(Skip::Header);
        }
        let first = compact(&written.first()?.1);
        // A value in the key column is somebody's, unless the line is an example.
        let example = [
            "例",
            "示例",
            "样例",
            "填写示例",
            "(例)",
            "(示例)",
            "例:",
            "范例",
        ];
        if example.contains(&first.as_str()) {
            return Some(Skip::Note);
        }
        let has_key = self.key.is_some_and(|key| {
            written
                .iter()
                .any(|(c, t)| *c == key && has_digits(compact_characters(t)))
        });
        if has_key {
            return None;
        }
        let filled: Vec<(usize, String)> = written
            .iter()
            .map(|(column, text)| (*column, compact(text)))
            .collect();
        if TOTALS.iter().any(|w| first.starts_with(w))
            || filled.iter().any(|(_, t)| TOTALS.contains(&t.as_str()))
            || (filled.len() <= 3 && filled.iter().any(|(_, t)| counts_people(t)))
        {
            return Some(Skip::Total);
        }
        if NOTES.iter().any(|w| starts_as_note(&first, w)) {
            return Some(Skip::Note);
        }
        if filled.len() == 1 && self.is_section(row, filled.first().map_or(0, |(c, _)| *c)) {
            return Some(Skip::Note);
        }
        None
    }

    /// A line of one cell is a title or a note when it stands in no column of
    /// the list, in the serial column, over several columns, or is a sentence.
    fn is_section(&self, row: &Row, column: usize) -> bool {
        let wide = self.wide.contains(&(row.number, column));
        let text = row.cell(column).text();
        wide || !self.known.contains(&column)
            || self.hollow.contains(&column)
            || text.chars().count() > 30
            || text.contains(['。', ';', '\u{ff1b}', ':', '\u{ff1a}'])
    }
}

impl<'a> Iterator for Reading<'a> {
    type Item = Line<'a>;

    fn next(&mut self) -> Option<Self::Item> {
        let row = self.rows.next()?;
        Some(match self.verdict(row) {
            None => Line::Row(row),
            Some(kind) => Line::Skipped(SkippedLine {
                row: row.number,
                kind,
                text: match kind {
                    Skip::Blank => String::new(),
                    _ => shown(row),
                },
            }),
        })
    }
}

/// What stands in a line, for people.
fn shown(row: &Row) -> String {
    let texts: Vec<String> = row.filled().map(|(_, c)| c.text()).collect();
    cut(&texts.join(" "), 60)
}

fn is_words(cell: &Cell) -> bool {
    match cell {
        Cell::Text(text) => !text
            .chars()
            .all(|c| c.is_ascii_digit() || c.is_whitespace() || ".、-/年月日岁".contains(c)),
        _ => false,
    }
}

fn has_digits(text: impl Iterator<Item = char>) -> bool {
    text.filter(char::is_ascii_digit).count() >= 6
}

fn is_hint(text: &str) -> bool {
    compact_characters(text).next().is_some_and(|first| {
        HINTS
            .iter()
            .any(|hint| hint.starts_with(first) && compact_characters(text).eq(hint.chars()))
    })
}

/// 共125人, 共计 125 名, 本页20人.
fn counts_people(text: &str) -> bool {
    let Some(rest) = ["共", "本页", "计"]
        .iter()
        .find_map(|w| text.strip_prefix(w))
    else {
        return false;
    };
    let rest = rest.trim_start_matches(['计', ':']);
    let digits = rest.chars().take_while(char::is_ascii_digit).count();
    digits > 0
        && rest
            .chars()
            .nth(digits)
            .is_some_and(|c| matches!(c, '人' | '名' | '户' | '条' | '页'))
}

/// Whether a line begins as a note: the word alone, or the word followed by
/// something that is no part of a name.
fn starts_as_note(text: &str, word: &str) -> bool {
    let Some(rest) = text.strip_prefix(word) else {
        return false;
    };
    if word.ends_with(':') || word.ends_with(')') || word.chars().count() >= 4 {
        return true;
    }
    rest.chars().next().is_none_or(|c| {
        matches!(
            c,
            ':' | '(' | '_' | '、' | '.' | '。' | '-' | '—' | '[' | '1'..='9'
        )
    })
}

/// Vertically merged areas of one column, to give each of their rows the value
/// (a village written once for all its people).
pub(crate) struct Fill<'a> {
    sheet: &'a Sheet,
    /// Column → (first row, last row), ascending.
    down: BTreeMap<usize, Vec<(u32, u32)>>,
}

impl<'a> Fill<'a> {
    pub(crate) fn of(sheet: &'a Sheet) -> Self {
        let mut down: BTreeMap<usize, Vec<(u32, u32)>> = BTreeMap::new();
        for merge in &sheet.merges {
            if merge.first_column == merge.last_column && merge.first_row < merge.last_row {
                down.entry(merge.first_column)
                    .or_default()
                    .push((merge.first_row, merge.last_row));
            }
        }
        for areas in down.values_mut() {
            areas.sort_unstable();
        }
        Self { sheet, down }
    }

    /// The cell of a column in a row: its own, or that of the merged area which
    /// reaches down to it.
    pub(crate) fn value(&self, row: &'a Row, column: usize) -> &'a Cell {
        let own = row.cell(column);
        if !own.is_empty() {
            return own;
        }
        let area = self.down.get(&column).and_then(|areas| {
            let at = areas.partition_point(|(first, _)| *first < row.number);
            areas.get(at.checked_sub(1)?)
        });
        match area {
            Some((first, last)) if row.number <= *last => {
                self.sheet.row(*first).map_or(own, |r| r.cell(column))
            }
            _ => own,
        }
    }
}
