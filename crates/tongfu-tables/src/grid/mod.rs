//! Any office file as sheets, rows and cells.
//!
//! The kind is told by the content, never by the extension: offices rename
//! files, and systems write HTML or tab-separated text under `.xls`.

mod compound;
mod html;
mod ods;
mod sniff;
mod spreadsheet_ml;
mod text_file;
mod xls;
mod xlsx;
mod xml;
mod zip_guard;

use std::panic::{AssertUnwindSafe, catch_unwind};
use std::path::Path;

use chrono::{NaiveDate, NaiveDateTime};
use serde::Serialize;

use crate::{TableError, text};

/// Kind of a file, as found in its bytes.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize)]
#[serde(rename_all = "lowercase")]
pub enum Format {
    Xlsx,
    Xls,
    Ods,
    /// Delimited text; the delimiter is one of tab, comma, semicolon, bar.
    Text,
    /// An HTML page with a table, which old systems call `.xls`.
    Html,
    /// XML Spreadsheet 2003, which Excel also calls `.xls`.
    Xml,
}

/// Bounds that no file may pass. The defaults hold a list of 200,000 people.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Limits {
    /// Size of the file, in bytes.
    pub file_bytes: u64,
    /// Sum of the parts of a packed file after unpacking, in bytes.
    pub unpacked_bytes: u64,
    /// Non-blank rows of all sheets together.
    pub rows: u64,
    /// Non-blank cells of all sheets together.
    pub cells: u64,
    /// Columns of a sheet: a cell further right refuses the file.
    pub columns: u32,
    /// Text of all cells together, in bytes: a packed file can name one long
    /// text in a million cells.
    pub text_bytes: u64,
}

impl Default for Limits {
    fn default() -> Self {
        Self {
            file_bytes: 64 << 20,
            unpacked_bytes: 384 << 20,
            rows: 200_000,
            cells: 8_000_000,
            columns: 1_024,
            text_bytes: 256 << 20,
        }
    }
}

/// One cell, as typed: text is not trimmed, numbers are not formatted.
#[derive(Debug, Clone, PartialEq)]
pub enum Cell {
    Empty,
    Text(String),
    Number(f64),
    Date(NaiveDate),
    DateTime(NaiveDateTime),
    Bool(bool),
    /// An error value such as `#REF!`.
    Error(String),
}

/// A row that holds something. Blank rows are left out, so `number` jumps.
#[derive(Debug, Clone, PartialEq)]
pub struct Row {
    /// 1-based row of the sheet, or of the text file as a spreadsheet shows it
    /// (a quoted line break does not begin a row).
    pub number: u32,
    /// From column A on, without trailing blanks.
    pub cells: Vec<Cell>,
}

/// A merged area; rows are 1-based as [`Row::number`], columns 0-based.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Merge {
    pub first_row: u32,
    pub last_row: u32,
    pub first_column: usize,
    pub last_column: usize,
}

/// A sheet of a workbook; a text file is one sheet.
#[derive(Debug, Clone, PartialEq)]
pub struct Sheet {
    pub name: String,
    pub hidden: bool,
    /// In ascending order of `number`.
    pub rows: Vec<Row>,
    pub merges: Vec<Merge>,
}

/// A file read into memory.
#[derive(Debug, Clone, PartialEq)]
pub struct Workbook {
    /// File name without folders.
    pub file: String,
    pub format: Format,
    /// Of text: "utf-8", "gb18030", "utf-16le", "utf-16be".
    pub encoding: Option<String>,
    pub sheets: Vec<Sheet>,
}

impl Cell {
    /// Nothing typed. Blank text never becomes a cell, so this is exact.
    pub fn is_empty(&self) -> bool {
        *self == Self::Empty
    }

    /// The cell as people read it, without outer blanks: numbers in full
    /// digits, dates as `YYYY-MM-DD`, a time of midnight left out.
    pub fn text(&self) -> String {
        match self {
            Self::Empty => String::new(),
            Self::Text(text) => text::clean(text),
            Self::Number(value) => text::number_text(*value),
            Self::Date(date) => date.format("%Y-%m-%d").to_string(),
            Self::DateTime(moment) => moment.format("%Y-%m-%d %H:%M:%S").to_string(),
            Self::Bool(true) => "TRUE".to_owned(),
            Self::Bool(false) => "FALSE".to_owned(),
            Self::Error(error) => error.clone(),
        }
    }

    fn from_text(text: String) -> Self {
        if text::is_blank(&text) {
            Self::Empty
        } else {
            Self::Text(text)
        }
    }

    fn from_number(value: f64) -> Self {
        if value.is_finite() {
            Self::Number(value)
        } else {
            Self::Error("#NUM!".to_owned())
        }
    }

    fn from_moment(moment: NaiveDateTime) -> Self {
        if moment.time() == chrono::NaiveTime::MIN {
            Self::Date(moment.date())
        } else {
            Self::DateTime(moment)
        }
    }

    /// ISO 8601 date or date and time; other text stays text.
    fn from_iso(text: &str) -> Self {
        let moment = [
            "%Y-%m-%dT%H:%M:%S%.f",
            "%Y-%m-%dT%H:%M:%S%.fZ",
            "%Y-%m-%dT%H:%M",
        ]
        .iter()
        .find_map(|form| NaiveDateTime::parse_from_str(text, form).ok());
        if let Some(moment) = moment {
            Self::from_moment(moment)
        } else if let Ok(date) = NaiveDate::parse_from_str(text, "%Y-%m-%d") {
            Self::Date(date)
        } else {
            Self::from_text(text.to_owned())
        }
    }
}

impl Row {
    /// The cell of a 0-based column; `Empty` beyond the last.
    pub fn cell(&self, column: usize) -> &Cell {
        self.cells.get(column).unwrap_or(&Cell::Empty)
    }

    /// Cells that hold something, with their columns.
    pub fn filled(&self) -> impl Iterator<Item = (usize, &Cell)> {
        self.cells.iter().enumerate().filter(|(_, c)| !c.is_empty())
    }
}

impl Sheet {
    /// The row of that number, if it holds anything.
    pub fn row(&self, number: u32) -> Option<&Row> {
        let at = self.rows.binary_search_by_key(&number, |r| r.number).ok()?;
        self.rows.get(at)
    }

    /// The merged area that covers a cell.
    pub fn merge_at(&self, number: u32, column: usize) -> Option<&Merge> {
        self.merges.iter().find(|m| {
            (m.first_row..=m.last_row).contains(&number)
                && (m.first_column..=m.last_column).contains(&column)
        })
    }

    /// Width of the widest row.
    pub fn width(&self) -> usize {
        self.rows.iter().map(|r| r.cells.len()).max().unwrap_or(0)
    }
}

/// Reads a file from its place.
///
/// Errors: every code of [`TableError`] but `TABLE_COLUMNS_MISSING` and
/// `TABLE_WRITE`.
pub fn read(path: &Path, limits: &Limits) -> Result<Workbook, TableError> {
    let file = path
        .file_name()
        .map(|n| n.to_string_lossy().into_owned())
        .unwrap_or_default();
    let io = |error: std::io::Error| TableError::Io {
        file: file.clone(),
        detail: error.kind().to_string(),
    };
    let found = std::fs::metadata(path).map_err(io)?;
    if found.is_dir() {
        return Err(io(std::io::ErrorKind::IsADirectory.into()));
    }
    if found.len() > limits.file_bytes {
        return Err(Refusal::too_large("file_bytes", limits.file_bytes).of(&file));
    }
    let bytes = std::fs::read(path).map_err(io)?;
    read_bytes(&bytes, &file, limits)
}

/// Reads a file from memory; `file` is its name without folders.
pub fn read_bytes(bytes: &[u8], file: &str, limits: &Limits) -> Result<Workbook, TableError> {
    // The readers of workbooks are other people's code over hostile bytes.
    let outcome = catch_unwind(AssertUnwindSafe(|| recognise(bytes, file, limits)))
        .unwrap_or_else(|_| Err(Refusal::damaged("unreadable structure")));
    let workbook = outcome.map_err(|refusal| refusal.of(file))?;
    if workbook.sheets.iter().all(|s| s.rows.is_empty()) {
        return Err(Refusal::Empty.of(file));
    }
    Ok(workbook)
}

fn recognise(bytes: &[u8], file: &str, limits: &Limits) -> Result<Workbook, Refusal> {
    if bytes.is_empty() {
        return Err(Refusal::Empty);
    }
    if bytes.len() as u64 > limits.file_bytes {
        return Err(Refusal::too_large("file_bytes", limits.file_bytes));
    }
    let mut budget = Budget::new(limits);
    let (stem, extension) = match file.rsplit_once('.') {
        Some((stem, extension)) => (stem, extension.to_ascii_lowercase()),
        None => (file, String::new()),
    };
    let wps_name = matches!(extension.as_str(), "et" | "ett");
    let workbook = |format, encoding: Option<&str>, sheets| Workbook {
        file: file.to_owned(),
        format,
        encoding: encoding.map(str::to_owned),
        sheets,
    };
    match sniff::kind(bytes) {
        sniff::Kind::Zip => match zip_guard::survey(bytes, limits)? {
            zip_guard::Package::Xlsx => Ok(workbook(
                Format::Xlsx,
                None,
                xlsx::read(bytes, &mut budget)?,
            )),
            zip_guard::Package::Ods(content) => Ok(workbook(
                Format::Ods,
                None,
                ods::read(&content, &mut budget)?,
            )),
            zip_guard::Package::BinaryWorkbook => Err(Refusal::WpsBinary),
            zip_guard::Package::Other => Err(Refusal::NotATable),
        },
        sniff::Kind::Compound => {
            let compound = compound::Compound::open(bytes)?;
            if compound.has("EncryptedPackage") {
                Err(Refusal::Encrypted)
            } else if wps_name {
                Err(Refusal::WpsBinary)
            } else {
                Ok(workbook(
                    Format::Xls,
                    None,
                    xls::read(&compound, &mut budget)?,
                ))
            }
        }
        sniff::Kind::Foreign => Err(Refusal::NotATable),
        sniff::Kind::Unknown => {
            let Some((text, encoding)) = text_file::decode(bytes) else {
                return Err(if wps_name {
                    Refusal::WpsBinary
                } else {
                    Refusal::NotATable
                });
            };
            if text.trim().is_empty() {
                return Err(Refusal::Empty);
            }
            let encoding = Some(encoding);
            match sniff::text_kind(&text) {
                sniff::TextKind::Html => Ok(workbook(
                    Format::Html,
                    encoding,
                    html::read(&text, stem, &mut budget)?,
                )),
                sniff::TextKind::Xml2003 => Ok(workbook(
                    Format::Xml,
                    encoding,
                    spreadsheet_ml::read(&text, &mut budget)?,
                )),
                sniff::TextKind::FlatOds => {
                    Ok(workbook(Format::Ods, None, ods::read(&text, &mut budget)?))
                }
                sniff::TextKind::Other => Err(Refusal::NotATable),
                sniff::TextKind::Delimited => match text_file::read(&text, stem, &mut budget)? {
                    Some(sheet) => Ok(workbook(Format::Text, encoding, vec![sheet])),
                    None => Err(Refusal::NotATable),
                },
            }
        }
    }
}

/// A refusal before the name of the file is known.
#[derive(Debug, Clone, PartialEq, Eq)]
enum Refusal {
    NotATable,
    Encrypted,
    WpsBinary,
    TooLarge { limit: &'static str, max: u64 },
    Damaged { detail: String },
    Empty,
}

impl Refusal {
    fn damaged(detail: impl Into<String>) -> Self {
        Self::Damaged {
            detail: text::cut(&detail.into(), 120),
        }
    }

    fn too_large(limit: &'static str, max: u64) -> Self {
        Self::TooLarge { limit, max }
    }

    fn of(self, file: &str) -> TableError {
        let file = file.to_owned();
        match self {
            Self::NotATable => TableError::NotATable { file },
            Self::Encrypted => TableError::Encrypted { file },
            Self::WpsBinary => TableError::WpsBinary { file },
            Self::TooLarge { limit, max } => TableError::TooLarge { file, limit, max },
            Self::Damaged { detail } => TableError::Damaged { file, detail },
            Self::Empty => TableError::Empty { file },
        }
    }
}

/// What is left of the limits while a file is read.
struct Budget<'a> {
    limits: &'a Limits,
    rows: u64,
    cells: u64,
    text: u64,
}

impl<'a> Budget<'a> {
    fn new(limits: &'a Limits) -> Self {
        Self {
            limits,
            rows: 0,
            cells: 0,
            text: 0,
        }
    }

    /// Counts the text of a cell that is about to be kept.
    fn text(&mut self, cell: &Cell) -> Result<(), Refusal> {
        if let Cell::Text(text) | Cell::Error(text) = cell {
            self.text += text.len() as u64;
        }
        if self.text > self.limits.text_bytes {
            return Err(Refusal::too_large("text_bytes", self.limits.text_bytes));
        }
        Ok(())
    }

    /// Counts a row that is about to be kept.
    fn row(&mut self, cells: &[Cell]) -> Result<(), Refusal> {
        self.rows += 1;
        if self.rows > self.limits.rows {
            return Err(Refusal::too_large("rows", self.limits.rows));
        }
        if cells.len() > self.limits.columns as usize {
            return Err(Refusal::too_large("columns", self.limits.columns.into()));
        }
        // Blanks between cells are kept too, so they count.
        self.cells += cells.len() as u64;
        if self.cells > self.limits.cells {
            return Err(Refusal::too_large("cells", self.limits.cells));
        }
        Ok(())
    }

    fn column(&self, column: usize) -> Result<(), Refusal> {
        if column >= self.limits.columns as usize {
            return Err(Refusal::too_large("columns", self.limits.columns.into()));
        }
        Ok(())
    }
}

/// Collects the cells of a sheet in any order, within the budget.
struct SheetBuilder {
    sheet: Sheet,
    rows: std::collections::BTreeMap<u32, Vec<Cell>>,
    cells: u64,
}

/// More merged areas than any real form has; the rest is of no use to a reader.
const MOST_MERGES: usize = 20_000;

impl SheetBuilder {
    fn new(name: &str, hidden: bool) -> Self {
        Self {
            sheet: Sheet {
                name: name.to_owned(),
                hidden,
                rows: Vec::new(),
                merges: Vec::new(),
            },
            rows: std::collections::BTreeMap::new(),
            cells: 0,
        }
    }

    /// Puts a cell at a 0-based row and column; blanks cost nothing.
    fn put(
        &mut self,
        budget: &mut Budget,
        row: u32,
        column: usize,
        cell: Cell,
    ) -> Result<(), Refusal> {
        if cell.is_empty() {
            return Ok(());
        }
        budget.column(column)?;
        budget.text(&cell)?;
        let cells = self.rows.entry(row).or_default();
        if cells.len() <= column {
            self.cells += (column + 1 - cells.len()) as u64;
            cells.resize(column + 1, Cell::Empty);
        }
        if let Some(slot) = cells.get_mut(column) {
            *slot = cell;
        }
        if budget.cells + self.cells > budget.limits.cells {
            return Err(Refusal::too_large("cells", budget.limits.cells));
        }
        if budget.rows + self.rows.len() as u64 > budget.limits.rows {
            return Err(Refusal::too_large("rows", budget.limits.rows));
        }
        Ok(())
    }

    /// Adds a merged area of 0-based rows and columns; single cells are none.
    fn merge(&mut self, rows: (u32, u32), columns: (usize, usize)) {
        if (rows.0 < rows.1 || columns.0 < columns.1)
            && rows.0 <= rows.1
            && columns.0 <= columns.1
            && self.sheet.merges.len() < MOST_MERGES
        {
            self.sheet.merges.push(Merge {
                first_row: rows.0.saturating_add(1),
                last_row: rows.1.saturating_add(1),
                first_column: columns.0,
                last_column: columns.1,
            });
        }
    }

    fn finish(mut self, budget: &mut Budget) -> Result<Sheet, Refusal> {
        for (row, cells) in self.rows {
            budget.row(&cells)?;
            self.sheet.rows.push(Row {
                number: row.saturating_add(1),
                cells,
            });
        }
        Ok(self.sheet)
    }
}

#[cfg(test)]
mod tests;
