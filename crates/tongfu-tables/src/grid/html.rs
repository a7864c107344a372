//! Pages with a table, which old systems export under the name of a workbook.
//!
//! A page is one sheet, as Excel opens it: its tables follow one another.

use super::{Budget, Cell, Refusal, Sheet, SheetBuilder};

/// A tag: its lower-case name with `/` for an end, and its attributes.
struct Tag<'a> {
    name: String,
    attributes: &'a str,
}

pub(super) fn read(text: &str, name: &str, budget: &mut Budget) -> Result<Vec<Sheet>, Refusal> {
    let mut sheet = SheetBuilder::new(name, false);
    // Cells of earlier rows that reach down: column → rows still covered.
    let mut covered: std::collections::BTreeMap<usize, u32> = std::collections::BTreeMap::new();
    let (mut row, mut column) = (0u32, 0usize);
    let mut in_row = false;
    let mut open: Option<(usize, String)> = None;
    let mut rest = text;
    while let Some(at) = rest.find('<') {
        let (before, after) = rest.split_at(at);
        if let Some((_, content)) = open.as_mut() {
            push_collapsed(before, content);
        }
        if let Some(comment) = after.strip_prefix("<!--") {
            rest = comment.split_once("-->").map_or("", |(_, r)| r);
            continue;
        }
        let Some((tag, next)) = tag(after) else {
            break;
        };
        rest = next;
        match tag.name.as_str() {
            "script" | "style" | "head" => {
                rest = after_content(rest, &tag.name);
            }
            "br" | "p" | "/p" | "div" => {
                if let Some((_, content)) = open.as_mut()
                    && !content.is_empty()
                    && !content.ends_with('\n')
                {
                    content.push('\n');
                }
            }
            "tr" | "/tr" | "/table" => {
                close(&mut sheet, budget, row, open.take())?;
                if in_row {
                    row = row.saturating_add(1);
                    covered.retain(|_, rows| {
                        *rows -= 1;
                        *rows > 0
                    });
                }
                in_row = tag.name == "tr";
                column = 0;
                if tag.name == "/table" {
                    covered.clear();
                }
            }
            "td" | "th" => {
                close(&mut sheet, budget, row, open.take())?;
                in_row = true;
                while covered.contains_key(&column) {
                    column += 1;
                }
                let across = span(tag.attributes, "colspan");
                let down = span(tag.attributes, "rowspan");
                let last = column.saturating_add(across - 1);
                budget.column(last)?;
                let below = u32::try_from(down - 1).unwrap_or(0);
                sheet.merge((row, row.saturating_add(below)), (column, last));
                if down > 1 {
                    for covers in column..=last {
                        covered.insert(covers, u32::try_from(down).unwrap_or(1));
                    }
                }
                open = Some((column, String::new()));
                column = last + 1;
            }
            "/td" | "/th" => close(&mut sheet, budget, row, open.take())?,
            _ => {}
        }
    }
    close(&mut sheet, budget, row, open.take())?;
    Ok(vec![sheet.finish(budget)?])
}

fn close(
    sheet: &mut SheetBuilder,
    budget: &mut Budget,
    row: u32,
    open: Option<(usize, String)>,
) -> Result<(), Refusal> {
    match open {
        Some((column, content)) => sheet.put(budget, row, column, Cell::from_text(content)),
        None => Ok(()),
    }
}

/// What follows the content of an element that is not shown.
fn after_content<'a>(text: &'a str, name: &str) -> &'a str {
    let mut rest = text;
    while let Some(at) = rest.find("</") {
        rest = rest.get(at..).unwrap_or("");
        let ends = rest
            .get(2..2 + name.len())
            .is_some_and(|found| found.eq_ignore_ascii_case(name));
        if ends {
            return rest;
        }
        rest = rest.get(2..).unwrap_or("");
    }
    ""
}

/// The tag that `text` begins with, and what follows it.
fn tag(text: &str) -> Option<(Tag<'_>, &str)> {
    let inside = text.strip_prefix('<')?;
    let mut quote = None;
    let end = inside.find(|c| match (quote, c) {
        (None, '"' | '\'') => {
            quote = Some(c);
            false
        }
        (Some(q), c) if q == c => {
            quote = None;
            false
        }
        (None, '>') => true,
        _ => false,
    });
    // An open quote would swallow the page: then the first `>` ends the tag.
    let end = end.or_else(|| inside.find('>'))?;
    let (body, rest) = inside.split_at(end);
    let split = body
        .char_indices()
        .skip(1)
        .find(|(_, c)| c.is_whitespace() || *c == '/')
        .map_or(body.len(), |(at, _)| at);
    let (name, attributes) = body.split_at(split);
    Some((
        Tag {
            name: name.to_ascii_lowercase(),
            attributes,
        },
        rest.strip_prefix('>').unwrap_or(rest),
    ))
}

fn span(attributes: &str, name: &str) -> usize {
    let lower = attributes.to_ascii_lowercase();
    lower
        .split_once(name)
        .map(|(_, rest)| rest.trim_start_matches(['=', '"', '\'', ' ']))
        .and_then(|rest| {
            let digits: String = rest.chars().take_while(char::is_ascii_digit).collect();
            digits.parse::<usize>().ok()
        })
        .unwrap_or(1)
        .clamp(1, 1_000)
}

/// Adds text with its blanks collapsed and its entities resolved, as a browser
/// shows it.
fn push_collapsed(raw: &str, out: &mut String) {
    let mut rest = raw;
    while let Some(c) = rest.chars().next() {
        if c == '&'
            && let Some((entity, after)) = rest.get(1..).and_then(|r| r.split_once(';'))
            && entity.len() <= 8
            && let Some(resolved) = resolve(entity)
        {
            out.push(resolved);
            rest = after;
            continue;
        }
        if c.is_ascii_whitespace() {
            if !out.is_empty() && !out.ends_with([' ', '\n']) {
                out.push(' ');
            }
        } else {
            out.push(c);
        }
        rest = rest.get(c.len_utf8()..).unwrap_or("");
    }
}

fn resolve(entity: &str) -> Option<char> {
    if let Some(number) = entity.strip_prefix('#') {
        let code = match number.strip_prefix(['x', 'X']) {
            Some(hex) => u32::from_str_radix(hex, 16).ok()?,
            None => number.parse().ok()?,
        };
        return char::from_u32(code);
    }
    Some(match entity {
        "nbsp" => '\u{a0}',
        "lt" => '<',
        "gt" => '>',
        "amp" => '&',
        "quot" => '"',
        "apos" => '\'',
        "middot" => '·',
        _ => return None,
    })
}
