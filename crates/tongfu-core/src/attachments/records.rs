//! How documents, certificates and modules travel.
//!
//! What a certificate or module says of a person is personal, as is a
//! document's title and content.

use crate::store::registry::{EntityKind, Field, FieldType};
use tongfu_package::operation::SectionClass::{Contact, Statutory};

/// A document of a person.
pub static DOCUMENT: EntityKind = EntityKind {
    key: 46,
    table: "document",
    fields: &[
        Field::new(1, "person", FieldType::Id),
        Field::new(2, "kind", FieldType::Text),
        Field::new(3, "media_type", FieldType::Text),
        Field::new(4, "size", FieldType::Int),
        Field::new(5, "parts", FieldType::Int),
        Field::new(6, "title", FieldType::Text).personal(Statutory),
        Field::new(7, "date", FieldType::Date).personal(Statutory),
        Field::new(8, "sha256", FieldType::Bytes).personal(Statutory),
    ],
    extra_sql: "CREATE INDEX document_person ON document(person);",
    subject: Some("person"),
    derive: None,
};

/// Some bytes of a document: kept by statute, or such as can be purged at once.
pub static DOCUMENT_PART: EntityKind = EntityKind {
    key: 47,
    table: "document_part",
    fields: &[
        Field::new(1, "person", FieldType::Id),
        Field::new(2, "document", FieldType::Id),
        Field::new(3, "number", FieldType::Int),
        Field::new(4, "kept", FieldType::Bytes).personal(Statutory),
        Field::new(5, "loose", FieldType::Bytes).personal(Contact),
    ],
    extra_sql: "CREATE INDEX document_part_document ON document_part(document, number);",
    subject: Some("person"),
    derive: None,
};

/// A certificate that a person holds.
pub static CERTIFICATE: EntityKind = EntityKind {
    key: 48,
    table: "certificate",
    fields: &[
        Field::new(1, "person", FieldType::Id),
        Field::new(2, "document", FieldType::Id),
        Field::new(3, "standard", FieldType::Text).personal(Statutory),
        Field::new(4, "occupation", FieldType::Text).personal(Statutory),
        Field::new(5, "occupation_written", FieldType::Text).personal(Statutory),
        Field::new(6, "level", FieldType::Text).personal(Statutory),
        Field::new(7, "number", FieldType::Text).personal(Statutory),
        Field::new(8, "issuer", FieldType::Text).personal(Statutory),
        Field::new(9, "issued", FieldType::Date).personal(Statutory),
        Field::new(10, "valid_to", FieldType::Date).personal(Statutory),
    ],
    extra_sql: "CREATE INDEX certificate_person ON certificate(person);",
    subject: Some("person"),
    derive: None,
};

/// A module that a person completed earlier.
pub static COMPLETED_MODULE: EntityKind = EntityKind {
    key: 49,
    table: "completed_module",
    fields: &[
        Field::new(1, "person", FieldType::Id),
        Field::new(2, "code", FieldType::Text).personal(Statutory),
        Field::new(3, "name", FieldType::Text).personal(Statutory),
        Field::new(4, "hours", FieldType::Int).personal(Statutory),
        Field::new(5, "institution", FieldType::Text).personal(Statutory),
        Field::new(6, "completed", FieldType::Date).personal(Statutory),
    ],
    extra_sql: "CREATE INDEX completed_module_person ON completed_module(person);",
    subject: Some("person"),
    derive: None,
};
