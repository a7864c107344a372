//! An operation read and written without its body becoming values: what is
//! done a hundred thousand times in an import or a rebuild.

use super::{
    Action, FIELDS, Link, MAX_OPERATION_BYTES, Operation, PersonId, SectionClass, SectionSeal,
    start,
};
use crate::cbor::StrictDecoder;
use crate::error::FormatError;
use crate::value;
use std::ops::Range;

/// Everything of an operation that decides where it belongs; its form is
/// checked as [`Operation::decode`] checks it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Outline {
    /// Its place in its chain.
    pub link: Link,
    /// The group it belongs to.
    pub action: Action,
    /// Its kind.
    pub kind: u32,
    /// Where its body stands in its bytes.
    pub body: Range<usize>,
    /// Its seals, in ascending order.
    pub sections: Vec<SectionSeal>,
}

impl Outline {
    /// Reads one operation. Errors: those of [`Operation::decode`].
    pub fn read(bytes: &[u8]) -> Result<Self, FormatError> {
        let (mut decoder, fields, link) = start(bytes)?;
        decoder.array_exactly(2, "clock")?;
        decoder.u64("clock")?;
        decoder.u32("clock")?;
        decoder.i32("event_date")?;
        decoder.i64("recorded_at")?;
        decoder.array_of::<16>("actor")?;
        if decoder.is_null("on_behalf_of")? {
            decoder.null("on_behalf_of")?;
        } else {
            decoder.array_of::<16>("on_behalf_of")?;
        }
        let action = read_action(&mut decoder)?;
        let kind = decoder.u32("kind")?;
        decoder.u32("schema")?;
        decoder.str("app")?;
        let begin = decoder.position();
        value::skip(&mut decoder)?;
        let body = begin..decoder.position();
        let sections = read_seals(&mut decoder)?;
        for _ in FIELDS..fields {
            value::skip(&mut decoder)?;
        }
        decoder.end()?;
        Ok(Self {
            link,
            action,
            kind,
            body,
            sections,
        })
    }

    /// The seal for a person and class.
    pub fn seal(&self, person: PersonId, class: SectionClass) -> Option<&SectionSeal> {
        self.sections
            .binary_search_by_key(&(person, class), |seal| (seal.person, seal.class))
            .ok()
            .map(|at| &self.sections[at])
    }
}

pub(super) fn read_action(decoder: &mut StrictDecoder<'_>) -> Result<Action, FormatError> {
    decoder.array_exactly(3, "action")?;
    let action = Action {
        id: super::ActionId(decoder.array_of("action")?),
        index: decoder.u32("action")?,
        count: decoder.u32("action")?,
    };
    if action.index >= action.count {
        return Err(FormatError::Field { what: "action" });
    }
    Ok(action)
}

pub(super) fn read_seals(decoder: &mut StrictDecoder<'_>) -> Result<Vec<SectionSeal>, FormatError> {
    let mut sections: Vec<SectionSeal> = Vec::new();
    for _ in 0..decoder.array("sections")? {
        decoder.array_exactly(3, "sections")?;
        let section = SectionSeal {
            person: PersonId(decoder.array_of("sections")?),
            class: SectionClass::from_number(decoder.u8("sections")?),
            seal: decoder.array_of("sections")?,
        };
        if sections
            .last()
            .is_some_and(|last| (last.person, last.class) >= (section.person, section.class))
        {
            return Err(FormatError::NotDeterministic { what: "sections" });
        }
        sections.push(section);
    }
    Ok(sections)
}

impl Operation {
    /// The encoding with `body`, an encoded value, in place of
    /// [`body`](Self::body); held to the limits that every reader enforces.
    pub fn encode_around(&self, body: &[u8]) -> Result<Vec<u8>, FormatError> {
        if body.len() > MAX_OPERATION_BYTES {
            return Err(FormatError::TooLarge { what: "operation" });
        }
        let encoded = self.encode_with(|encoder| {
            encoder.raw(body);
        });
        Outline::read(&encoded)?;
        Ok(encoded)
    }
}
