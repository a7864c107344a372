//! Workbooks of Excel 97–2003 (BIFF5 and BIFF8).
//!
//! calamine parses the records; before it does, this module walks over them,
//! so that encryption is named, and no record can ask for more memory than the
//! file is worth.

use std::io::Cursor;

use calamine::{Reader, SheetType, SheetVisible, Xls, XlsError};

use super::compound::{Compound, wrap_workbook};
use super::xlsx::from_calamine;
use super::{Budget, Limits, Refusal, Sheet, SheetBuilder};

// Record types, MS-XLS 2.3.
const BOF: u16 = 0x0809;
const FILE_PASS: u16 = 0x002f;
const DIMENSIONS: u16 = 0x0200;
const BOUND_SHEET: u16 = 0x0085;
const MUL_RK: u16 = 0x00bd;
const SST: u16 = 0x00fc;
const CONTINUE: u16 = 0x003c;
const LABEL_SST: u16 = 0x00fd;
/// Number, Label, RString, BoolErr, Rk, LabelSst, Formula: each begins with
/// its row and column.
const CELLS: [u16; 7] = [0x0203, 0x0204, 0x00d6, 0x0205, 0x027e, 0x00fd, 0x0006];
/// calamine holds a sheet as the rectangle its cells span: one stray cell in
/// the last corner of a sheet is borne, several such sheets are not.
const WHOLE_SHEET: u64 = 65_536 * 256;
/// More sheets than any real workbook has.
const MOST_SHEETS: usize = 512;

pub(super) fn read(compound: &Compound, budget: &mut Budget) -> Result<Vec<Sheet>, Refusal> {
    let Some(stream) = compound
        .stream("Workbook")
        .or_else(|| compound.stream("Book"))
    else {
        return Err(Refusal::NotATable);
    };
    let mut stream = stream?;
    tame(&mut stream, budget.limits)?;
    let file = wrap_workbook(&stream);
    drop(stream);
    let mut workbook = Xls::new(Cursor::new(file.as_slice())).map_err(|error| match error {
        XlsError::Password => Refusal::Encrypted,
        other => Refusal::damaged(other.to_string()),
    })?;
    let metadata = workbook.sheets_metadata().to_vec();
    let mut sheets = Vec::with_capacity(metadata.len());
    for found in metadata {
        if found.typ != SheetType::WorkSheet {
            continue;
        }
        let hidden = found.visible != SheetVisible::Visible;
        let mut builder = SheetBuilder::new(&found.name, hidden);
        let range = workbook
            .worksheet_range(&found.name)
            .map_err(|e| Refusal::damaged(e.to_string()))?;
        let (first_row, first_column) = range.start().unwrap_or((0, 0));
        for (row, column, value) in range.used_cells() {
            let row = first_row.saturating_add(u32::try_from(row).unwrap_or(u32::MAX));
            let value = from_calamine(value.clone());
            builder.put(budget, row, first_column as usize + column, value)?;
        }
        for area in workbook
            .merge_cells_by_sheet_name(&found.name)
            .unwrap_or_default()
        {
            builder.merge(
                (area.start.0, area.end.0),
                (area.start.1 as usize, area.end.1 as usize),
            );
        }
        sheets.push(builder.finish(budget)?);
    }
    Ok(sheets)
}

fn u16_at(bytes: &[u8], at: usize) -> Option<u16> {
    Some(u16::from_le_bytes(bytes.get(at..at + 2)?.try_into().ok()?))
}

/// Sizes in bytes, as UTF-8 at worst, of the shared strings (SST with its
/// CONTINUE records): a short record can name a long string any number of times.
fn string_lengths(stream: &[u8]) -> Vec<u64> {
    let mut pieces: Vec<&[u8]> = Vec::new();
    let mut at = 0;
    while let (Some(kind), Some(size)) = (u16_at(stream, at), u16_at(stream, at + 2)) {
        let Some(data) = stream.get(at + 4..at + 4 + usize::from(size)) else {
            break;
        };
        match kind {
            SST if pieces.is_empty() => pieces.push(data.get(8..).unwrap_or_default()),
            CONTINUE if !pieces.is_empty() => pieces.push(data),
            _ if !pieces.is_empty() => break,
            0x000a => break,
            _ => {}
        }
        at += 4 + usize::from(size);
    }
    let mut lengths = Vec::new();
    let mut pieces = pieces.into_iter();
    let mut rest: &[u8] = pieces.next().unwrap_or_default();
    loop {
        if rest.is_empty() {
            match pieces.next() {
                Some(piece) => rest = piece,
                None => return lengths,
            }
            continue;
        }
        let (Some(count), Some(flags)) = (u16_at(rest, 0), rest.get(2).copied()) else {
            return lengths;
        };
        lengths.push(u64::from(count) * 3);
        let mut head = 3;
        let mut tail = 0usize;
        if flags & 0x08 != 0 {
            tail += usize::from(u16_at(rest, head).unwrap_or(0)) * 4;
            head += 2;
        }
        if flags & 0x04 != 0 {
            let low = usize::from(u16_at(rest, head).unwrap_or(0));
            let high = usize::from(u16_at(rest, head + 2).unwrap_or(0));
            tail += low | high << 16;
            head += 4;
        }
        rest = rest.get(head..).unwrap_or_default();
        let mut characters = usize::from(count);
        let mut wide = flags & 1 != 0;
        loop {
            let width = if wide { 2 } else { 1 };
            let here = characters.min(rest.len() / width);
            characters -= here;
            rest = rest.get(here * width..).unwrap_or_default();
            if characters == 0 {
                break;
            }
            // A string that goes on in the next record begins with its width.
            let Some(piece) = pieces.next() else {
                return lengths;
            };
            wide = piece.first().is_some_and(|flags| flags & 1 != 0);
            rest = piece.get(1..).unwrap_or_default();
        }
        while tail > rest.len() {
            tail -= rest.len();
            match pieces.next() {
                Some(piece) => rest = piece,
                None => return lengths,
            }
        }
        rest = rest.get(tail..).unwrap_or_default();
    }
}

/// Refuses what is encrypted or too wide; blanks the declared dimensions,
/// which calamine would reserve memory for.
fn tame(stream: &mut [u8], limits: &Limits) -> Result<(), Refusal> {
    let most_cells = limits.cells.max(WHOLE_SHEET);
    let lengths = string_lengths(stream);
    let mut text = 0u64;
    let mut starts = vec![0];
    let mut area = 0u64;
    let mut n = 0;
    while let Some(start) = starts.get(n).copied() {
        let is_globals = n == 0;
        n += 1;
        let mut at = start;
        let mut depth = 0usize;
        // Corners of the rectangle that the cells of this sheet span.
        let (mut rows, mut columns) = ((u16::MAX, 0u16), (u16::MAX, 0u16));
        while let (Some(kind), Some(size)) = (u16_at(stream, at), u16_at(stream, at + 2)) {
            let data = at + 4;
            let end = data + usize::from(size);
            if end > stream.len() {
                break;
            }
            match kind {
                BOF => depth += 1,
                0x000a => {
                    depth = depth.saturating_sub(1);
                    if depth == 0 {
                        break;
                    }
                }
                FILE_PASS => return Err(Refusal::Encrypted),
                DIMENSIONS => {
                    if let Some(declared) = stream.get_mut(data..end) {
                        declared.fill(0);
                    }
                }
                BOUND_SHEET if is_globals => {
                    let low = u16_at(stream, data).unwrap_or(0);
                    let high = u16_at(stream, data + 2).unwrap_or(0);
                    starts.push(usize::from(low) | usize::from(high) << 16);
                    if starts.len() > MOST_SHEETS {
                        return Err(Refusal::too_large("sheets", MOST_SHEETS as u64));
                    }
                }
                _ if CELLS.contains(&kind) || kind == MUL_RK => {
                    if let (Some(row), Some(column)) =
                        (u16_at(stream, data), u16_at(stream, data + 2))
                    {
                        let last = if kind == MUL_RK && size >= 2 {
                            u16_at(stream, end - 2).unwrap_or(column)
                        } else {
                            column
                        };
                        if kind == LABEL_SST {
                            let low = u16_at(stream, data + 6).map_or(0, usize::from);
                            let high = u16_at(stream, data + 8).map_or(0, usize::from);
                            text += lengths.get(low | high << 16).copied().unwrap_or(0);
                            if text > limits.text_bytes {
                                return Err(Refusal::too_large("text_bytes", limits.text_bytes));
                            }
                        }
                        rows = (rows.0.min(row), rows.1.max(row));
                        columns = (columns.0.min(column), columns.1.max(column).max(last));
                    }
                }
                _ => {}
            }
            at = end;
        }
        if rows.0 <= rows.1 && columns.0 <= columns.1 {
            area += (u64::from(rows.1 - rows.0) + 1) * (u64::from(columns.1 - columns.0) + 1);
            if area > most_cells {
                return Err(Refusal::too_large("cells", most_cells));
            }
        }
    }
    Ok(())
}
