//! Reading XML leniently: any prefix, any nesting, entities resolved.

use quick_xml::Reader;
use quick_xml::events::{BytesStart, Event};

use super::Refusal;

/// A reader that does not insist on matching ends: office files edited by
/// scripts are often a little wrong.
pub(super) fn reader(text: &str) -> Reader<&[u8]> {
    let mut reader = Reader::from_str(text);
    let config = reader.config_mut();
    config.expand_empty_elements = true;
    config.allow_dangling_amp = true;
    config.check_end_names = false;
    config.allow_unmatched_ends = true;
    reader
}

pub(super) fn next<'a>(reader: &mut Reader<&'a [u8]>) -> Result<Event<'a>, Refusal> {
    reader
        .read_event()
        .map_err(|e| Refusal::damaged(e.to_string()))
}

/// The value of an attribute by its name without prefix.
pub(super) fn attribute(element: &BytesStart, name: &str) -> Option<String> {
    element
        .attributes()
        .with_checks(false)
        .flatten()
        .find(|a| a.key.local_name().into_inner() == name)
        .map(|a| match quick_xml::escape::unescape(&a.value) {
            Ok(value) => value.into_owned(),
            Err(_) => a.value.into_owned(),
        })
}

/// A positive whole number of an attribute, 1 if there is none.
pub(super) fn count(element: &BytesStart, name: &str) -> u32 {
    attribute(element, name)
        .and_then(|v| v.trim().parse().ok())
        .unwrap_or(1)
        .max(1)
}

/// Adds the text that an event carries, if any.
pub(super) fn push_text(event: &Event, out: &mut String) {
    match event {
        Event::Text(text) => out.push_str(&text.xml10_content()),
        Event::CData(text) => out.push_str(&text.xml10_content()),
        Event::GeneralRef(reference) => {
            if let Ok(Some(c)) = reference.resolve_char_ref() {
                out.push(c);
            } else if let Some(text) = quick_xml::escape::resolve_predefined_entity(reference) {
                out.push_str(text);
            }
        }
        _ => {}
    }
}

/// Reads past an element that has just begun, its content ignored.
pub(super) fn skip(reader: &mut Reader<&[u8]>, name: &str) -> Result<(), Refusal> {
    let mut depth = 1;
    loop {
        match next(reader)? {
            Event::Start(e) if e.name().into_inner() == name => depth += 1,
            Event::End(e) if e.name().into_inner() == name => {
                depth -= 1;
                if depth == 0 {
                    return Ok(());
                }
            }
            Event::Eof => return Ok(()),
            _ => {}
        }
    }
}
