//! One way to read the top of a sheet as a header.

use std::cmp::Reverse;
use std::collections::BTreeMap;

use super::words::{Index, normalise};
use super::{Column, Layout, SAMPLE_ROWS, one_line};
use crate::grid::{Cell, Merge, Row, Sheet, Workbook};
use crate::text::{clean, column_letter};

/// A column's best guess at one field.
#[derive(Debug, Clone, Copy)]
struct Guess {
    column: usize,
    field: usize,
    score: i32,
}

/// The header of one column.
#[derive(Debug, Clone)]
pub(super) struct Header {
    column: usize,
    /// As shown to people.
    pub(super) shown: String,
    /// Normalised forms, the most telling first, to compare with synonyms.
    forms: Vec<String>,
    /// For the fingerprint.
    key: String,
}

/// One way to read the top of a sheet.
pub(super) struct Candidate {
    pub(super) sheet: usize,
    /// A hidden sheet, or one that shows how to fill in the form.
    aside: bool,
    first_row: u32,
    last_row: u32,
    pub(super) headers: Vec<Header>,
    /// Column → field.
    assigned: BTreeMap<usize, usize>,
    dropped: Vec<usize>,
    pub(super) missing: Vec<&'static str>,
    needed_found: usize,
    pub(super) score: i64,
    pub(super) rows_below: usize,
    /// How many rows it is read from.
    depth: usize,
    keys: Vec<&'static str>,
}

/// Names of sheets that show how a form is filled in.
const EXAMPLES: &[&str] = &["示例", "样例", "范例", "样表", "填写说明", "填表说明"];

impl Candidate {
    /// A reading in which at least one column is known.
    pub(super) fn of(
        sheet: &Sheet,
        at: usize,
        first: usize,
        depth: usize,
        index: &Index,
    ) -> Option<Self> {
        Self::of_any(sheet, at, first, depth, index)
            .filter(|candidate| !candidate.assigned.is_empty())
    }

    /// A reading, whether or not a column is known: somebody says that the
    /// header stands there.
    pub(super) fn of_any(
        sheet: &Sheet,
        at: usize,
        first: usize,
        depth: usize,
        index: &Index,
    ) -> Option<Self> {
        let rows = sheet.rows.get(first..first + depth)?;
        let (top, bottom) = (rows.first()?, rows.last()?);
        if !top.filled().any(|(_, c)| matches!(c, Cell::Text(_))) {
            return None;
        }
        // Rows of one header follow one another.
        if usize::try_from(bottom.number - top.number).ok()? + 1 > depth + 1 {
            return None;
        }
        let headers = headers(sheet, rows);
        if headers.len() < 2 {
            return None;
        }
        let below = sheet.rows.get(first + depth..).unwrap_or(&[]);
        let schema = index.schema;
        let mut guesses: Vec<Guess> = Vec::new();
        let mut dropped = Vec::new();
        for header in &headers {
            let found = index.guesses(&header.forms);
            let best = found.iter().max_by_key(|(_, score)| *score);
            if let Some((field, _)) = best
                && schema.fields.get(*field).is_some_and(|f| !f.stored)
            {
                dropped.push(header.column);
                continue;
            }
            // A column that nobody filled gives way to one that is filled.
            let unused = !below
                .iter()
                .take(SAMPLE_ROWS)
                .any(|row| !row.cell(header.column).is_empty());
            guesses.extend(found.into_iter().map(|(field, score)| Guess {
                column: header.column,
                field,
                score: if unused { score - 400 } else { score },
            }));
        }
        guesses.sort_by_key(|g| (Reverse(g.score), g.column, g.field));
        let mut assigned: BTreeMap<usize, usize> = BTreeMap::new();
        let mut score = 0i64;
        for guess in guesses {
            let stored = schema.fields.get(guess.field).is_some_and(|f| f.stored);
            if stored
                && !assigned.contains_key(&guess.column)
                && !assigned.values().any(|f| *f == guess.field)
            {
                assigned.insert(guess.column, guess.field);
                score += 1_000 + i64::from(guess.score.max(0));
            }
        }
        score += 1_000 * i64::try_from(dropped.len()).unwrap_or(0);
        let has = |key: &&str| {
            assigned
                .values()
                .any(|f| schema.fields.get(*f).is_some_and(|f| f.key == *key))
        };
        let missing: Vec<&'static str> = schema
            .needed
            .iter()
            .filter(|group| !group.iter().any(has))
            .filter_map(|group| group.first().copied())
            .collect();
        Some(Self {
            sheet: at,
            aside: sheet.hidden || EXAMPLES.iter().any(|word| sheet.name.contains(word)),
            first_row: top.number,
            last_row: last_header_row(sheet, top, bottom, &assigned, below),
            needed_found: schema.needed.len() - missing.len(),
            missing,
            headers,
            assigned,
            dropped,
            score,
            rows_below: below.len(),
            depth,
            keys: schema.fields.iter().map(|f| f.key).collect(),
        })
    }

    /// More is better: all needed columns, a visible sheet that is no example,
    /// something below, more columns known, more rows below. Of two readings of
    /// one header that know as much the shorter is right, because a title or a
    /// first person is no part of a header.
    pub(super) fn rank(&self) -> (usize, bool, bool, i64, usize, Reverse<usize>) {
        (
            self.needed_found,
            !self.aside,
            self.rows_below > 0,
            self.score,
            self.rows_below,
            Reverse(self.depth),
        )
    }

    /// Hash of the normalised headers, as [`Layout::fingerprint`].
    pub(super) fn fingerprint(&self) -> String {
        fingerprint(self.headers.iter().map(|h| h.key.as_str()))
    }

    pub(super) fn into_layout(self, workbook: &Workbook) -> Layout {
        let columns: Vec<Column> = self
            .headers
            .iter()
            .map(|header| Column {
                index: header.column,
                letter: column_letter(header.column),
                header: header.shown.clone(),
                field: self
                    .assigned
                    .get(&header.column)
                    .and_then(|f| self.keys.get(*f).copied()),
                dropped: self.dropped.contains(&header.column),
            })
            .collect();
        Layout {
            sheet: self.sheet,
            sheet_name: workbook
                .sheets
                .get(self.sheet)
                .map(|s| s.name.clone())
                .unwrap_or_default(),
            header_first: self.first_row,
            header_last: self.last_row,
            fingerprint: self.fingerprint(),
            columns,
        }
    }
}

/// The last row of the header: below what was read there may be rows that only
/// name parts of a parent (县, 乡, 村 under 地址).
fn last_header_row(
    sheet: &Sheet,
    top: &Row,
    bottom: &Row,
    assigned: &BTreeMap<usize, usize>,
    below: &[Row],
) -> u32 {
    let merged_to = sheet
        .merges
        .iter()
        .filter(|m| {
            (top.number..=bottom.number).contains(&m.first_row)
                && m.last_row > bottom.number
                && (m.first_column..=m.last_column).any(|c| assigned.contains_key(&c))
                && m.last_row - m.first_row < 4
        })
        .count();
    let Some(next) = below.first() else {
        return bottom.number;
    };
    if next.number != bottom.number + 1 {
        return bottom.number;
    }
    if merged_to * 2 > assigned.len() {
        return next.number;
    }
    // Without merges: a row whose few short words stand under one parent.
    let names_parts = next.filled().count() > 0
        && next.filled().all(|(column, cell)| {
            let text = cell.text();
            let under_parent = bottom.cell(column).is_empty()
                || bottom.cell(column + 1).is_empty() && column + 1 < bottom.cells.len();
            matches!(cell, Cell::Text(_))
                && under_parent
                && text.chars().count() <= 8
                && !text.chars().any(|c| c.is_numeric())
        });
    if names_parts && next.filled().count() >= 2 {
        next.number
    } else {
        bottom.number
    }
}

/// The header texts of the columns, from one to three rows.
fn headers(sheet: &Sheet, rows: &[Row]) -> Vec<Header> {
    let width = rows.iter().map(|r| r.cells.len()).max().unwrap_or(0);
    let mut merged_width = width;
    for merge in &sheet.merges {
        if rows.iter().any(|r| r.number == merge.first_row) {
            merged_width = merged_width.max((merge.last_column + 1).min(width + 64));
        }
    }
    // Only the areas that touch these rows: a sheet may have thousands.
    let merges: Vec<&Merge> = sheet
        .merges
        .iter()
        .filter(|m| {
            rows.iter()
                .any(|r| (m.first_row..=m.last_row).contains(&r.number))
        })
        .collect();
    let mut headers = Vec::new();
    for column in 0..merged_width {
        let mut parts: Vec<String> = Vec::new();
        for (level, row) in rows.iter().enumerate() {
            let is_last = level + 1 == rows.len();
            let text = level_text(&merges, rows, level, row, column, is_last);
            if !text.is_empty() && parts.last() != Some(&text) {
                parts.push(text);
            }
        }
        if parts.is_empty() {
            continue;
        }
        let own = parts.last().cloned().unwrap_or_default();
        let shown = parts.join("/");
        let (own_form, all_form) = (normalise(&own), normalise(&parts.concat()));
        let mut forms = Vec::new();
        // A child under a parent may mean something else (户主 / 姓名), so the
        // whole is compared first and the child alone only if its parent does
        // not speak of somebody else; `guesses` sees the parent in the whole.
        for form in [&all_form.full, &all_form.bare] {
            if !forms.contains(form) {
                forms.push(form.clone());
            }
        }
        if parts.len() > 1 {
            let parent = normalise(&parts[..parts.len() - 1].concat()).full;
            if !SOMEBODY_ELSE.iter().any(|word| parent.contains(word)) {
                for form in [&own_form.full, &own_form.bare] {
                    if !forms.contains(form) {
                        forms.push(form.clone());
                    }
                }
            }
            let trimmed = parent
                .trim_end_matches("基本情况")
                .trim_end_matches("情况")
                .trim_end_matches("信息")
                .to_owned()
                + &own_form.bare;
            if !forms.contains(&trimmed) {
                forms.push(trimmed);
            }
        }
        headers.push(Header {
            column,
            shown,
            key: all_form.full,
            forms,
        });
    }
    headers
}

/// Parents whose children are about another person or about an office.
const SOMEBODY_ELSE: &[&str] = &[
    "户主",
    "配偶",
    "监护",
    "家长",
    "父亲",
    "母亲",
    "子女",
    "紧急联系",
    "联系人",
    "担保",
    "法人",
    "负责人",
    "责任人",
    "帮扶",
    "机构",
    "学校",
    "企业",
    "教师",
    "单位",
];

/// The text of one header row over a column: its own cell, or the merged area
/// that covers it, or (above the last row) the parent to its left.
fn level_text(
    merges: &[&Merge],
    rows: &[Row],
    level: usize,
    row: &Row,
    column: usize,
    is_last: bool,
) -> String {
    let own = header_text(row, column);
    if !own.is_empty() {
        return own;
    }
    let covers = |column: usize| {
        merges.iter().find(|m| {
            (m.first_row..=m.last_row).contains(&row.number)
                && (m.first_column..=m.last_column).contains(&column)
        })
    };
    if let Some(merge) = covers(column) {
        let source = rows.iter().find(|r| r.number == merge.first_row);
        return source.map_or_else(String::new, |r| header_text(r, merge.first_column));
    }
    if is_last {
        return String::new();
    }
    // Text files keep no merges: a parent is written over its first child.
    let Some(last) = rows.last() else {
        return String::new();
    };
    let mut left = column;
    while left > 0 && !last.cell(left).is_empty() {
        left -= 1;
        let text = header_text(row, left);
        if !text.is_empty() {
            let covered = covers(left).is_some();
            let parent_has_child = !last.cell(left).is_empty();
            let blank_above = rows
                .iter()
                .take(level)
                .all(|upper| upper.cell(column).is_empty());
            return if !covered && parent_has_child && blank_above {
                text
            } else {
                String::new()
            };
        }
    }
    String::new()
}

fn header_text(row: &Row, column: usize) -> String {
    match row.cell(column) {
        Cell::Text(text) => one_line(&clean(text)),
        other => other.text(),
    }
}

/// FNV-1a of the headers: stable over versions and platforms.
fn fingerprint<'a>(headers: impl Iterator<Item = &'a str>) -> String {
    let mut hash: u64 = 0xcbf2_9ce4_8422_2325;
    for header in headers {
        for byte in header.bytes().chain([0x1f]) {
            hash = (hash ^ u64::from(byte)).wrapping_mul(0x0100_0000_01b3);
        }
    }
    format!("{hash:016x}")
}
