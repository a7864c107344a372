//! Workbooks written down in tests.

use crate::grid::{Cell, Format, Merge, Row, Sheet, Workbook};

/// A sheet of texts from row 1 on; empty texts are blank cells, blank rows are
/// left out.
pub(crate) fn sheet(name: &str, rows: &[&[&str]]) -> Sheet {
    let rows = rows
        .iter()
        .enumerate()
        .map(|(n, cells)| {
            let mut cells: Vec<Cell> = cells
                .iter()
                .map(|text| match *text {
                    "" => Cell::Empty,
                    text => Cell::Text(text.into()),
                })
                .collect();
            while cells.last().is_some_and(Cell::is_empty) {
                cells.pop();
            }
            Row {
                number: n as u32 + 1,
                cells,
            }
        })
        .filter(|row| !row.cells.is_empty())
        .collect();
    Sheet {
        name: name.to_owned(),
        hidden: false,
        rows,
        merges: Vec::new(),
    }
}

pub(crate) fn book(sheets: Vec<Sheet>) -> Workbook {
    Workbook {
        file: "test.xlsx".to_owned(),
        format: Format::Xlsx,
        encoding: None,
        sheets,
    }
}

/// A workbook of one sheet.
pub(crate) fn one(rows: &[&[&str]]) -> Workbook {
    book(vec![sheet("Sheet1", rows)])
}

/// 1-based rows, 0-based columns, both inclusive.
pub(crate) fn merge(rows: (u32, u32), columns: (usize, usize)) -> Merge {
    Merge {
        first_row: rows.0,
        last_row: rows.1,
        first_column: columns.0,
        last_column: columns.1,
    }
}
