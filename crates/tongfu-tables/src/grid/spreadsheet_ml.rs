//! XML Spreadsheet 2003: what Excel 2003 saved as XML, and what government
//! systems still export under `.xls`.

use quick_xml::Reader;
use quick_xml::events::{BytesStart, Event};

use super::xml::{attribute, next, push_text, reader};
use super::{Budget, Cell, Refusal, Sheet, SheetBuilder};

pub(super) fn read(text: &str, budget: &mut Budget) -> Result<Vec<Sheet>, Refusal> {
    let mut xml = reader(text);
    let mut sheets: Vec<Sheet> = Vec::new();
    let mut current: Option<SheetBuilder> = None;
    let (mut row, mut column) = (0u32, 0usize);
    loop {
        match next(&mut xml)? {
            Event::Start(e) => match e.local_name().into_inner() {
                "Worksheet" => {
                    let name = attribute(&e, "Name").unwrap_or_default();
                    current = Some(SheetBuilder::new(&name, false));
                    row = 0;
                }
                // The visibility stands in the options after the table.
                "Visible" => {
                    let mut value = String::new();
                    push_text(&next(&mut xml)?, &mut value);
                    if let Some(sheet) = current.as_mut() {
                        sheet.sheet.hidden = value.trim().starts_with("SheetHidden")
                            || value.trim().starts_with("SheetVeryHidden");
                    }
                }
                "Row" => {
                    if let Some(index) = position(&e) {
                        row = index;
                    }
                    column = 0;
                }
                "Cell" => {
                    if let Some(index) = position(&e) {
                        column = usize::try_from(index).unwrap_or(usize::MAX);
                    }
                    let right = span(&e, "MergeAcross");
                    let down = span(&e, "MergeDown");
                    let value = cell(&mut xml)?;
                    if let Some(sheet) = current.as_mut() {
                        sheet.merge(
                            (row, row.saturating_add(down)),
                            (column, column.saturating_add(right as usize)),
                        );
                        sheet.put(budget, row, column, value)?;
                    }
                    column = column.saturating_add(1 + right as usize);
                }
                _ => {}
            },
            Event::End(e) => match e.local_name().into_inner() {
                "Row" => row = row.saturating_add(1),
                "Worksheet" => {
                    if let Some(sheet) = current.take() {
                        sheets.push(sheet.finish(budget)?);
                    }
                }
                _ => {}
            },
            Event::Eof => {
                return if current.is_some() {
                    Err(Refusal::damaged("Worksheet"))
                } else {
                    Ok(sheets)
                };
            }
            _ => {}
        }
    }
}

/// 0-based position that an `Index` attribute names.
fn position(element: &BytesStart) -> Option<u32> {
    attribute(element, "Index")?
        .parse::<u32>()
        .ok()?
        .checked_sub(1)
}

fn span(element: &BytesStart, name: &str) -> u32 {
    attribute(element, name)
        .and_then(|v| v.parse().ok())
        .unwrap_or(0)
}

fn cell(xml: &mut Reader<&[u8]>) -> Result<Cell, Refusal> {
    let mut kind = String::new();
    let mut text = String::new();
    let mut inside = false;
    loop {
        let event = next(xml)?;
        match &event {
            Event::Start(e) if e.local_name().into_inner() == "Data" && !inside => {
                kind = attribute(e, "Type").unwrap_or_default();
                inside = true;
            }
            Event::End(e) => match e.local_name().into_inner() {
                "Data" => inside = false,
                "Cell" => break,
                _ => {}
            },
            Event::Eof => return Err(Refusal::damaged("Cell")),
            other if inside && kind != "Comment" => push_text(other, &mut text),
            _ => {}
        }
    }
    Ok(match kind.as_str() {
        "Number" => match text.trim().parse::<f64>() {
            Ok(value) => Cell::from_number(value),
            Err(_) => Cell::from_text(text),
        },
        "DateTime" => Cell::from_iso(text.trim()),
        "Boolean" => Cell::Bool(text.trim() == "1"),
        "Error" => Cell::Error(text.trim().into()),
        _ => Cell::from_text(text),
    })
}
