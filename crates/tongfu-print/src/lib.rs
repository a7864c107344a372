//! Documents on paper: typed values and templates in, PDF out.
//!
//! Invariants
//! - What a person typed is a value in a template, never source: it cannot
//!   become code of the typesetter.
//! - A document that a font of this machine cannot write is refused with the
//!   name of the script, before anything is printed.
//! - The same document gives the same bytes: no clock, no file, no chance.
//!
//! Deliberately absent: SQL, words (labels come with the document), rules of
//! the domain, seals and imitation headers.
#![cfg_attr(test, allow(clippy::unwrap_used))]

mod compile;
mod document;
mod error;
mod fonts;

#[cfg(test)]
mod tests;

pub use compile::pdf;
pub use document::{
    BlankForms, ConsentSheet, Document, FormField, Notice, OwnRecord, Phrase, Script, Second,
    Section, SheetItem, Space,
};
pub use error::PrintError;
pub use fonts::missing_scripts;
