//! What belongs to a person's record beside its fields: documents (photo,
//! scanned consent, papers), certificates held and modules completed before.
//!
//! Owns the tables `document`, `document_part`, `certificate` and
//! `completed_module`.
//!
//! Invariants
//! - A document is a JPEG, PNG or PDF by its content, whatever its name says.
//! - Its bytes lie in parts small enough for an operation's section and travel
//!   with packages; it is shown only when all parts are there and their digest
//!   is the one it was added with.
//! - Documents, parts, certificates and modules name the person they speak of
//!   and are erased with them. Nothing about a person stands in a public field
//!   but of what kind a document is and how large.
//! - How much a person's documents may take is a parameter.
//!
//! Deliberately absent: pictures changed by the program; certificates that
//! classes issue (classes).

pub mod model;
mod ops;
pub mod records;
pub mod rules;
mod store;

#[cfg(test)]
mod tests;

pub use model::{
    Certificate, Document, DocumentKind, MediaType, Module, NewCertificate, NewDocument, NewModule,
    Standard,
};
pub use ops::{
    Saved, add_document, documents, limit_bytes, read_document, remove_certificate,
    remove_document, remove_module, save_certificate, save_module,
};
pub use store::{certificates, modules, traces};
