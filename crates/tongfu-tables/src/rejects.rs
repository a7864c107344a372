//! The workbook of rejected rows: the office's own form, with the reason in one
//! more column, to be corrected and imported again.

use std::collections::BTreeMap;
use std::path::Path;

use rust_xlsxwriter::XlsxError;

use crate::TableError;
use crate::export::{
    Kind, Styles, Value, col, cut_text, excel_width, new_workbook, not_written, sheet_name,
    shown_width, write_file,
};
use crate::grid::{Cell, Row, Sheet, Workbook};
use crate::header::Layout;
use crate::lines::Fill;

/// Fields whose numbers are quantities; every other number is written as text.
const QUANTITIES: &[&str] = &[
    "age",
    "income_per_head",
    "household_size",
    "headcount",
    "wage",
    "wage_low",
    "wage_high",
];

/// Writes the titles and the header of the original, and of its rows those in
/// `rejected` (row number, reason), with the reasons in a last column named
/// `reason_header`. Cells of columns that are never stored stay blank.
///
/// Errors: `TABLE_WRITE`.
pub fn write(
    original: &Workbook,
    layout: &Layout,
    rejected: &[(u32, String)],
    reason_header: &str,
    out: &Path,
) -> Result<(), TableError> {
    let bytes =
        build(original, layout, rejected, reason_header).map_err(|e| not_written(out, &e))?;
    write_file(out, &bytes)
}

/// The same as bytes. Errors: `TABLE_WRITE` without a file.
pub fn xlsx_bytes(
    original: &Workbook,
    layout: &Layout,
    rejected: &[(u32, String)],
    reason_header: &str,
) -> Result<Vec<u8>, TableError> {
    build(original, layout, rejected, reason_header).map_err(|e| not_written(Path::new(""), &e))
}

fn build(
    original: &Workbook,
    layout: &Layout,
    rejected: &[(u32, String)],
    reason_header: &str,
) -> Result<Vec<u8>, XlsxError> {
    // A row with several reasons stands once.
    let mut reasons: BTreeMap<u32, Vec<&str>> = BTreeMap::new();
    for (row, reason) in rejected {
        let of_row = reasons.entry(*row).or_default();
        if !of_row.contains(&reason.as_str()) {
            of_row.push(reason);
        }
    }
    let empty = Sheet {
        name: layout.sheet_name.clone(),
        hidden: false,
        rows: Vec::new(),
        merges: Vec::new(),
    };
    let source = original.sheets.get(layout.sheet).unwrap_or(&empty);
    let fill = Fill::of(source);
    let mut workbook = new_workbook()?;
    let styles = Styles::new();
    let sheet = workbook.add_worksheet();
    sheet.set_name(sheet_name(&source.name))?;
    let width = layout
        .columns
        .last()
        .map_or(0, |c| c.index + 1)
        .max(source.width());
    let mut widths = vec![0usize; width];

    // Titles and header keep their rows and merges.
    for row in source
        .rows
        .iter()
        .filter(|r| r.number <= layout.header_last)
    {
        let is_header = row.number >= layout.header_first;
        for (column, cell) in row.filled() {
            let style = if is_header {
                &styles.header
            } else {
                &styles.title
            };
            let text = cut_text(&cell.text());
            if is_header && let Some(width) = widths.get_mut(column) {
                *width = (*width).max(shown_width(&text));
            }
            sheet.write_string_with_format(row.number - 1, col(column), text, style)?;
        }
    }
    let mut used = Vec::new();
    for merge in source
        .merges
        .iter()
        .filter(|m| m.last_row <= layout.header_last)
    {
        // Overlapping areas occur in damaged files and are refused by Excel.
        let overlaps = used.iter().any(|other: &crate::Merge| {
            merge.first_row <= other.last_row
                && other.first_row <= merge.last_row
                && merge.first_column <= other.last_column
                && other.first_column <= merge.last_column
        });
        if overlaps || merge.last_column >= width.max(1) {
            continue;
        }
        used.push(*merge);
        let text = source
            .row(merge.first_row)
            .map(|r| r.cell(merge.first_column).text())
            .unwrap_or_default();
        let style = if merge.first_row >= layout.header_first {
            &styles.header
        } else {
            &styles.title
        };
        sheet.merge_range(
            merge.first_row - 1,
            col(merge.first_column),
            merge.last_row - 1,
            col(merge.last_column),
            &cut_text(&text),
            style,
        )?;
    }
    let reason_column = col(width);
    let header_row = layout.header_last.saturating_sub(1);
    sheet.write_string_with_format(header_row, reason_column, reason_header, &styles.header)?;

    let mut at = layout.header_last;
    let mut reason_width = shown_width(reason_header);
    for (number, of_row) in &reasons {
        if let Some(row) = source.row(*number) {
            for column in 0..width {
                let Some((value, kind)) = rewritten(row, column, layout, &fill) else {
                    continue;
                };
                let shown = styles.write(sheet, at, col(column), &value, kind)?;
                if let Some(width) = widths.get_mut(column) {
                    *width = (*width).max(shown);
                }
            }
        }
        let reason = cut_text(&of_row.join("\n"));
        reason_width = reason_width.max(shown_width(&reason));
        sheet.write_string_with_format(at, reason_column, &reason, &styles.reason)?;
        at += 1;
    }
    for (column, width) in widths.iter().enumerate() {
        sheet.set_column_width(col(column), excel_width(*width))?;
    }
    sheet.set_column_width(reason_column, excel_width(reason_width))?;
    sheet.set_freeze_panes(layout.header_last, 0)?;
    workbook.save_to_buffer()
}

/// A cell as it goes back: numbers that are no quantities as text.
fn rewritten<'a>(
    row: &'a Row,
    column: usize,
    layout: &Layout,
    fill: &Fill<'a>,
) -> Option<(Value, Kind)> {
    let known = layout.columns.iter().find(|c| c.index == column);
    if known.is_some_and(|c| c.dropped) {
        return None;
    }
    let quantity = known
        .and_then(|c| c.field)
        .is_some_and(|field| QUANTITIES.contains(&field));
    let value = match fill.value(row, column) {
        Cell::Empty => return None,
        Cell::Number(value) if quantity => {
            let decimals = if value.fract() == 0.0 { 0 } else { 2 };
            return Some((Value::Number(*value), Kind::Quantity { decimals }));
        }
        Cell::Date(date) => return Some((Value::Date(*date), Kind::Date)),
        other => Value::Text(other.text()),
    };
    Some((value, Kind::Text))
}
