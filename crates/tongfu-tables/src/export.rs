//! Lists as xlsx and CSV, for people who open them in Excel and WPS.
//!
//! Numbers that are no quantities (IDs, phones, cards, household numbers) are
//! text cells, no text is ever a formula, and the same table gives the same
//! bytes: nothing of the clock goes into the file.

use std::path::Path;

use chrono::{Datelike, NaiveDate};
use rust_xlsxwriter::{
    DataValidation, DocProperties, ExcelDateTime, Format, FormatAlign, FormatBorder, Formula,
    Workbook, Worksheet, XlsxError,
};

use crate::TableError;
use crate::text::{column_letter, number_text};

/// What the cells of a column are.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Kind {
    /// Words, and numbers that are names.
    Text,
    /// Something one can add up, shown with so many decimals.
    Quantity {
        decimals: u8,
    },
    Date,
}

/// A column of a list.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ExportColumn {
    pub header: String,
    pub kind: Kind,
    /// The values that may be chosen from a list in Excel; empty for any.
    pub choices: Vec<String>,
}

impl ExportColumn {
    /// A column of text.
    pub fn text(header: impl Into<String>) -> Self {
        Self::of(header, Kind::Text)
    }

    /// A column of a kind, without choices.
    pub fn of(header: impl Into<String>, kind: Kind) -> Self {
        Self {
            header: header.into(),
            kind,
            choices: Vec::new(),
        }
    }
}

/// A value of a list.
#[derive(Debug, Clone, PartialEq)]
pub enum Value {
    Blank,
    Text(String),
    Number(f64),
    Date(NaiveDate),
}

/// A list to be written.
#[derive(Debug, Clone, PartialEq)]
pub struct ExportTable {
    pub sheet_name: String,
    /// A line over the header, merged over all columns.
    pub title: Option<String>,
    pub columns: Vec<ExportColumn>,
    pub rows: Vec<Vec<Value>>,
}

/// A cell of Excel holds no more.
const LONGEST_TEXT: usize = 32_767;
/// Rows below the last that choices are offered in, for lines typed later.
const CHOICES_BELOW: u32 = 500;
/// Excel keeps a list of choices inside the sheet only up to this length.
const LONGEST_CHOICES: usize = 255;

/// Writes a list as an xlsx file. Errors: `TABLE_WRITE`.
pub fn write_table(table: &ExportTable, out: &Path) -> Result<(), TableError> {
    let bytes = table_bytes(table).map_err(|e| not_written(out, &e))?;
    write_file(out, &bytes)
}

/// A list as the bytes of an xlsx file. Errors: `TABLE_WRITE` without a file.
pub fn xlsx_bytes(table: &ExportTable) -> Result<Vec<u8>, TableError> {
    table_bytes(table).map_err(|e| not_written(Path::new(""), &e))
}

/// Writes a list as CSV in UTF-8 with a byte order mark, which Excel needs to
/// read letters that GB18030 users' code page has not. Errors: `TABLE_WRITE`.
pub fn write_csv(table: &ExportTable, out: &Path) -> Result<(), TableError> {
    write_file(out, &csv_bytes(table)?)
}

/// A list as CSV: header and rows, no title, lines ended as Excel does. A text
/// that a spreadsheet would take for a formula gets an apostrophe before it.
pub fn csv_bytes(table: &ExportTable) -> Result<Vec<u8>, TableError> {
    let failed = |detail: String| TableError::Write {
        file: String::new(),
        detail,
    };
    let mut writer = csv::WriterBuilder::new()
        .terminator(csv::Terminator::CRLF)
        .flexible(true)
        .from_writer(b"\xef\xbb\xbf".to_vec());
    let header = table.columns.iter().map(|c| disarmed(&c.header));
    writer
        .write_record(header)
        .map_err(|e| failed(e.to_string()))?;
    for row in &table.rows {
        let fields = row.iter().map(|value| match value {
            Value::Blank => String::new(),
            Value::Text(text) => disarmed(text),
            Value::Number(value) => number_text(*value),
            Value::Date(date) => date.to_string(),
        });
        writer
            .write_record(fields)
            .map_err(|e| failed(e.to_string()))?;
    }
    writer.into_inner().map_err(|e| failed(e.to_string()))
}

/// A spreadsheet runs a CSV field that begins like a formula; plain signed
/// numbers (+7…) are none.
fn disarmed(text: &str) -> String {
    let starts = |c: char| text.starts_with(c);
    let signed_number = text.strip_prefix(['+', '-']).is_some_and(|rest| {
        !rest.is_empty() && rest.chars().all(|c| c.is_ascii_digit() || c == '.')
    });
    let live = starts('=')
        || starts('@')
        || starts('\t')
        || starts('\r')
        || ((starts('+') || starts('-')) && !signed_number);
    if live {
        format!("'{text}")
    } else {
        text.to_owned()
    }
}

fn table_bytes(table: &ExportTable) -> Result<Vec<u8>, XlsxError> {
    let mut workbook = new_workbook()?;
    let styles = Styles::new();
    let sheet = workbook.add_worksheet();
    sheet.set_name(sheet_name(&table.sheet_name))?;
    let width = table.columns.len();
    let mut first = 0;
    if let Some(title) = &table.title {
        let title = cut_text(title);
        if width > 1 {
            sheet.merge_range(0, 0, 0, col(width - 1), &title, &styles.title)?;
        } else {
            sheet.write_string_with_format(0, 0, &title, &styles.title)?;
        }
        first = 1;
    }
    let mut widths: Vec<usize> = Vec::with_capacity(width);
    for (n, column) in table.columns.iter().enumerate() {
        sheet.write_string_with_format(first, col(n), cut_text(&column.header), &styles.header)?;
        widths.push(shown_width(&column.header));
    }
    for (n, row) in table.rows.iter().enumerate() {
        let at = first + 1 + u32::try_from(n).unwrap_or(u32::MAX - 1 - first);
        for (c, value) in row.iter().enumerate() {
            let kind = table.columns.get(c).map_or(Kind::Text, |c| c.kind);
            let shown = styles.write(sheet, at, col(c), value, kind)?;
            if let Some(width) = widths.get_mut(c) {
                *width = (*width).max(shown);
            }
        }
    }
    for (n, width) in widths.iter().enumerate() {
        sheet.set_column_width(col(n), excel_width(*width))?;
    }
    sheet.set_freeze_panes(first + 1, 0)?;
    sheet.set_repeat_rows(first, first)?;
    let last = first + u32::try_from(table.rows.len()).unwrap_or(0);
    let mut listed: Vec<(usize, Vec<String>)> = Vec::new();
    for (n, column) in table.columns.iter().enumerate() {
        if column.choices.is_empty() {
            continue;
        }
        let length: usize = column.choices.iter().map(|c| c.chars().count() + 1).sum();
        let parts = column.choices.iter().any(|c| c.contains(','));
        let validation = if length <= LONGEST_CHOICES && !parts {
            DataValidation::new().allow_list_strings(&column.choices)?
        } else {
            // Longer lists stand on a hidden sheet of their own.
            let letter = column_letter(listed.len());
            listed.push((n, column.choices.clone()));
            let rows = column.choices.len();
            DataValidation::new().allow_list_formula(Formula::new(format!(
                "={CHOICES_SHEET}!${letter}$1:${letter}${rows}"
            )))
        };
        sheet.add_data_validation(
            first + 1,
            col(n),
            last.saturating_add(CHOICES_BELOW).min(1_048_575),
            col(n),
            &validation,
        )?;
    }
    if !listed.is_empty() {
        let choices = workbook.add_worksheet();
        choices.set_name(CHOICES_SHEET)?;
        choices.set_hidden(true);
        for (n, (_, values)) in listed.iter().enumerate() {
            for (row, value) in values.iter().enumerate() {
                let row = u32::try_from(row).unwrap_or(0);
                choices.write_string_with_format(row, col(n), cut_text(value), &styles.text)?;
            }
        }
    }
    workbook.save_to_buffer()
}

const CHOICES_SHEET: &str = "_choices";

/// A workbook whose bytes depend on nothing but what is written into it.
pub(crate) fn new_workbook() -> Result<Workbook, XlsxError> {
    let mut workbook = Workbook::new();
    let moment = ExcelDateTime::from_ymd(2000, 1, 1)?;
    workbook.set_properties(&DocProperties::new().set_creation_datetime(&moment));
    Ok(workbook)
}

/// The formats of cells.
pub(crate) struct Styles {
    pub(crate) title: Format,
    pub(crate) header: Format,
    pub(crate) text: Format,
    pub(crate) reason: Format,
    date: Format,
}

impl Styles {
    pub(crate) fn new() -> Self {
        let bordered = || Format::new().set_border(FormatBorder::Thin);
        Self {
            title: Format::new()
                .set_bold()
                .set_font_size(14)
                .set_align(FormatAlign::Center)
                .set_num_format("@"),
            header: bordered()
                .set_bold()
                .set_align(FormatAlign::Center)
                .set_align(FormatAlign::VerticalCenter)
                .set_background_color(0x00E7_EEF7)
                .set_text_wrap()
                .set_num_format("@"),
            text: bordered().set_num_format("@"),
            reason: bordered()
                .set_num_format("@")
                .set_text_wrap()
                .set_font_color(0x00B0_2A1E),
            date: bordered().set_num_format("yyyy-mm-dd"),
        }
    }

    /// Writes a value and returns its width in half-width characters.
    pub(crate) fn write(
        &self,
        sheet: &mut Worksheet,
        row: u32,
        column: u16,
        value: &Value,
        kind: Kind,
    ) -> Result<usize, XlsxError> {
        match (value, kind) {
            (Value::Blank, _) => {
                sheet.write_blank(row, column, &self.text)?;
                Ok(0)
            }
            (Value::Number(value), Kind::Quantity { decimals }) => {
                let pattern = match decimals {
                    0 => "#,##0".to_owned(),
                    n => format!("#,##0.{}", "0".repeat(usize::from(n.min(8)))),
                };
                let format = Format::new()
                    .set_border(FormatBorder::Thin)
                    .set_num_format(pattern);
                sheet.write_number_with_format(row, column, *value, &format)?;
                Ok(number_text(*value).len() + 4)
            }
            (Value::Date(date), _) => {
                match excel_date(*date) {
                    Some(date) => {
                        sheet.write_datetime_with_format(row, column, date, &self.date)?
                    }
                    None => {
                        sheet.write_string_with_format(row, column, date.to_string(), &self.text)?
                    }
                };
                Ok(10)
            }
            (value, _) => {
                let text = match value {
                    Value::Number(value) => number_text(*value),
                    Value::Text(text) => cut_text(text),
                    Value::Blank | Value::Date(_) => String::new(),
                };
                sheet.write_string_with_format(row, column, &text, &self.text)?;
                Ok(shown_width(&text))
            }
        }
    }
}

fn excel_date(date: NaiveDate) -> Option<ExcelDateTime> {
    let year = u16::try_from(date.year()).ok()?;
    let month = u8::try_from(date.month()).ok()?;
    let day = u8::try_from(date.day()).ok()?;
    ExcelDateTime::from_ymd(year, month, day).ok()
}

pub(crate) fn col(n: usize) -> u16 {
    u16::try_from(n).unwrap_or(u16::MAX)
}

pub(crate) fn cut_text(text: &str) -> String {
    text.chars().take(LONGEST_TEXT).collect()
}

/// Width in half-width characters: a Chinese character counts two.
pub(crate) fn shown_width(text: &str) -> usize {
    let width = |line: &str| -> usize {
        line.chars()
            .map(|c| if (c as u32) < 0x1100 { 1 } else { 2 })
            .sum()
    };
    text.lines().map(width).max().unwrap_or(0)
}

pub(crate) fn excel_width(shown: usize) -> f64 {
    // Wide enough to read, narrow enough to leave room for the others.
    u16::try_from(shown.clamp(6, 48)).map_or(48.0, f64::from) + 2.0
}

/// A name that Excel accepts for a sheet.
pub(crate) fn sheet_name(name: &str) -> String {
    let name: String = name
        .chars()
        .filter(|c| !matches!(c, '[' | ']' | ':' | '*' | '?' | '/' | '\\' | '\0'..='\x1f'))
        .take(31)
        .collect();
    let name = name.trim_matches(|c: char| c == '\'' || c.is_whitespace());
    if name.is_empty() {
        "Sheet1".to_owned()
    } else {
        name.to_owned()
    }
}

pub(crate) fn not_written(out: &Path, error: &XlsxError) -> TableError {
    TableError::Write {
        file: file_name(out),
        detail: error.to_string(),
    }
}

/// Writes all or nothing: a file half written would pass for a whole one.
pub(crate) fn write_file(out: &Path, bytes: &[u8]) -> Result<(), TableError> {
    let failed = |error: std::io::Error| TableError::Write {
        file: file_name(out),
        detail: error.kind().to_string(),
    };
    let mut partial = out.as_os_str().to_owned();
    partial.push(".part");
    let partial = Path::new(&partial);
    std::fs::write(partial, bytes)
        .and_then(|()| std::fs::rename(partial, out))
        .map_err(|error| {
            // Nothing half written stays behind; its own failure says no more.
            let _ = std::fs::remove_file(partial);
            failed(error)
        })
}

fn file_name(path: &Path) -> String {
    path.file_name()
        .map(|n| n.to_string_lossy().into_owned())
        .unwrap_or_default()
}
