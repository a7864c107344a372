//! OpenDocument spreadsheets (ODF 1.2), packed or flat.
//!
//! Read here and not by calamine, which expands repeated rows and columns into
//! memory before anything can count them, and joins comments to the text of
//! their cells.

use std::collections::BTreeSet;

use quick_xml::Reader;
use quick_xml::events::{BytesStart, Event};

use super::xml::{attribute, count, next, push_text, reader, skip};
use super::{Budget, Cell, Refusal, Sheet, SheetBuilder};

/// Elements that may hold tables or text which are no cells of the sheet.
const ASIDE: &[&str] = &[
    "annotation",
    "shapes",
    "forms",
    "tracked-changes",
    "dde-links",
    "frame",
    "custom-shape",
];

pub(super) fn read(content: &str, budget: &mut Budget) -> Result<Vec<Sheet>, Refusal> {
    let mut xml = reader(content);
    let mut hidden_styles = BTreeSet::new();
    let mut style = String::new();
    let mut sheets = Vec::new();
    loop {
        match next(&mut xml)? {
            Event::Start(e) => match e.local_name().into_inner() {
                "style" => style = attribute(&e, "name").unwrap_or_default(),
                "table-properties" if attribute(&e, "display").as_deref() == Some("false") => {
                    hidden_styles.insert(style.clone());
                }
                "table" => {
                    let name = attribute(&e, "name").unwrap_or_default();
                    let hidden =
                        attribute(&e, "style-name").is_some_and(|s| hidden_styles.contains(&s));
                    let mut builder = SheetBuilder::new(&name, hidden);
                    table(&mut xml, &mut builder, budget)?;
                    sheets.push(builder.finish(budget)?);
                }
                other if ASIDE.contains(&other) => skip(&mut xml, e.name().into_inner())?,
                _ => {}
            },
            Event::Eof => return Ok(sheets),
            _ => {}
        }
    }
}

fn table(
    xml: &mut Reader<&[u8]>,
    sheet: &mut SheetBuilder,
    budget: &mut Budget,
) -> Result<(), Refusal> {
    let mut row = 0u32;
    loop {
        match next(xml)? {
            Event::Start(e) => match e.local_name().into_inner() {
                "table-row" => {
                    let repeats = count(&e, "number-rows-repeated");
                    read_row(xml, sheet, budget, row, repeats)?;
                    row = row.saturating_add(repeats);
                }
                other if ASIDE.contains(&other) => skip(xml, e.name().into_inner())?,
                _ => {}
            },
            Event::End(e) if e.local_name().into_inner() == "table" => return Ok(()),
            Event::Eof => return Err(Refusal::damaged("content.xml")),
            _ => {}
        }
    }
}

fn read_row(
    xml: &mut Reader<&[u8]>,
    sheet: &mut SheetBuilder,
    budget: &mut Budget,
    row: u32,
    repeats: u32,
) -> Result<(), Refusal> {
    let mut column = 0usize;
    loop {
        match next(xml)? {
            Event::Start(e) => match e.local_name().into_inner() {
                kind @ ("table-cell" | "covered-table-cell") => {
                    let across = count(&e, "number-columns-repeated") as usize;
                    let value = cell(xml, &e)?;
                    if kind == "table-cell" {
                        let down = count(&e, "number-rows-spanned") - 1;
                        let right = count(&e, "number-columns-spanned") as usize - 1;
                        sheet.merge(
                            (row, row.saturating_add(down)),
                            (column, column.saturating_add(right)),
                        );
                    }
                    if !value.is_empty() {
                        budget.column(column.saturating_add(across - 1))?;
                        for down in 0..repeats {
                            for right in 0..across {
                                sheet.put(
                                    budget,
                                    row.saturating_add(down),
                                    column + right,
                                    value.clone(),
                                )?;
                            }
                        }
                    }
                    column = column.saturating_add(across);
                }
                other if ASIDE.contains(&other) => skip(xml, e.name().into_inner())?,
                _ => {}
            },
            Event::End(e) if e.local_name().into_inner() == "table-row" => return Ok(()),
            Event::Eof => return Err(Refusal::damaged("content.xml")),
            _ => {}
        }
    }
}

/// The value of a cell: its typed value, else its paragraphs.
fn cell(xml: &mut Reader<&[u8]>, start: &BytesStart) -> Result<Cell, Refusal> {
    let own_name = start.name().into_inner();
    let mut text = String::new();
    let mut paragraphs = 0;
    let mut depth = 1;
    while depth > 0 {
        let event = next(xml)?;
        match &event {
            Event::Start(e) => match e.local_name().into_inner() {
                "p" | "h" => {
                    if paragraphs > 0 {
                        text.push('\n');
                    }
                    paragraphs += 1;
                }
                "s" => {
                    let blanks = attribute(e, "c").and_then(|v| v.parse().ok()).unwrap_or(1);
                    text.extend(std::iter::repeat_n(' ', blanks.min(1_000)));
                }
                "tab" => text.push('\t'),
                "line-break" => text.push('\n'),
                other if ASIDE.contains(&other) => skip(xml, e.name().into_inner())?,
                _ if e.name().into_inner() == own_name => depth += 1,
                _ => {}
            },
            Event::End(e) if e.name().into_inner() == own_name => depth -= 1,
            Event::Eof => return Err(Refusal::damaged("content.xml")),
            // Blanks between the elements of a cell are layout of the file.
            other if paragraphs > 0 => push_text(other, &mut text),
            _ => {}
        }
    }
    let number = || attribute(start, "value").and_then(|v| v.trim().parse::<f64>().ok());
    Ok(match attribute(start, "value-type").as_deref() {
        Some("float" | "percentage" | "currency") => match number() {
            Some(value) => Cell::from_number(value),
            None => Cell::from_text(text),
        },
        Some("date") => match attribute(start, "date-value") {
            Some(value) => Cell::from_iso(value.trim()),
            None => Cell::from_text(text),
        },
        Some("boolean") => match attribute(start, "boolean-value").as_deref() {
            Some("true") => Cell::Bool(true),
            Some("false") => Cell::Bool(false),
            _ => Cell::from_text(text),
        },
        Some("string") if text.is_empty() => {
            Cell::from_text(attribute(start, "string-value").unwrap_or_default())
        }
        _ => Cell::from_text(text),
    })
}
