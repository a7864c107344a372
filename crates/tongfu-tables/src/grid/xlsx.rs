//! Workbooks of Excel 2007 and later, read cell by cell.
//!
//! calamine's cell stream is used and not its ranges: a range is a rectangle
//! in memory, and two cells at opposite corners of a sheet would fill it.

use std::io::{Cursor, Read, Seek};
use std::sync::mpsc::{SyncSender, sync_channel};

use calamine::{Data, Reader, SheetType, SheetVisible, Xlsx, XlsxCellReader, XlsxError};

use super::{Budget, Cell, Refusal, Sheet, SheetBuilder};

pub(super) fn read(bytes: &[u8], budget: &mut Budget) -> Result<Vec<Sheet>, Refusal> {
    let mut workbook = Xlsx::new(Cursor::new(bytes)).map_err(refusal)?;
    let metadata = workbook.sheets_metadata().to_vec();
    let mut sheets = Vec::with_capacity(metadata.len());
    for found in metadata {
        if found.typ != SheetType::WorkSheet {
            continue;
        }
        let hidden = found.visible != SheetVisible::Visible;
        let mut builder = SheetBuilder::new(&found.name, hidden);
        match workbook.worksheet_cells_reader(&found.name) {
            // One thread reads the XML, another puts the cells into rows.
            Ok(cells) => std::thread::scope(|scope| {
                let (to, from) = sync_channel(4);
                let reading = scope.spawn(move || send_cells(cells, &to));
                for (row, column, cell) in from.into_iter().flatten() {
                    builder.put(budget, row, column, cell)?;
                }
                reading
                    .join()
                    .unwrap_or_else(|panic| std::panic::resume_unwind(panic))
                    .map_err(refusal)
            })?,
            // Dialog sheets and the like hold no cells.
            Err(XlsxError::NotAWorksheet(_)) => continue,
            Err(error) => return Err(refusal(error)),
        }
        let merges = workbook
            .merge_cells_by_sheet_name(&found.name)
            .unwrap_or_default();
        for area in merges {
            builder.merge(
                (area.start.0, area.end.0),
                (area.start.1 as usize, area.end.1 as usize),
            );
        }
        sheets.push(builder.finish(budget)?);
    }
    Ok(sheets)
}

/// Cells handed over at once.
const BATCH: usize = 4096;

/// Row and column, from 0, and what stands there.
type Placed = (u32, usize, Cell);

/// Sends every cell of a sheet; ends early when nobody takes them any more.
fn send_cells<R: Read + Seek>(
    mut cells: XlsxCellReader<'_, R>,
    to: &SyncSender<Vec<Placed>>,
) -> Result<(), XlsxError> {
    let mut batch = Vec::with_capacity(BATCH);
    loop {
        let cell = match cells.next_cell() {
            Ok(Some(cell)) => cell,
            Ok(None) => break,
            // #SPILL! and other errors that calamine has no name for: such a
            // cell holds nothing anyway.
            Err(XlsxError::CellError(_)) => continue,
            Err(error) => return Err(error),
        };
        let (row, column) = cell.get_position();
        let value = from_calamine(cell.get_value().clone().into());
        batch.push((row, column as usize, value));
        if batch.len() == BATCH {
            let full = std::mem::replace(&mut batch, Vec::with_capacity(BATCH));
            if to.send(full).is_err() {
                return Ok(());
            }
        }
    }
    let _ = to.send(batch);
    Ok(())
}

fn refusal(error: XlsxError) -> Refusal {
    match error {
        XlsxError::Password => Refusal::Encrypted,
        other => Refusal::damaged(other.to_string()),
    }
}

/// A value as calamine gives it.
pub(super) fn from_calamine(value: Data) -> Cell {
    match value {
        Data::Empty => Cell::Empty,
        Data::String(text) => Cell::from_text(text),
        Data::Int(value) => Cell::from_number(value as f64),
        Data::Float(value) => Cell::from_number(value),
        Data::Bool(value) => Cell::Bool(value),
        Data::DateTime(moment) => {
            // A time of day alone has no date, a duration has no calendar.
            if !moment.is_datetime() || moment.as_f64() < 1.0 {
                return Cell::from_number(moment.as_f64());
            }
            match moment.as_datetime() {
                Some(moment) => Cell::from_moment(moment),
                None => Cell::from_number(moment.as_f64()),
            }
        }
        Data::DateTimeIso(text) => Cell::from_iso(&text),
        Data::DurationIso(text) => Cell::from_text(text),
        Data::Error(error) => Cell::Error(error.to_string()),
    }
}
