//! How an import travels: field numbers of the log, never reused.

use crate::store::registry::{EntityKind, Field, FieldType};
use tongfu_package::operation::SectionClass::Statutory;

const fn count(key: u16, column: &'static str) -> Field {
    Field::new(key, column, FieldType::Int)
}

/// An import of a roster, written in the same action as what it brought: who,
/// when and on which laptop stand in the operation. Taken away when the whole
/// import is undone.
///
/// The name of the file lies in a section of its own, because offices name
/// files after people.
pub static ROSTER_IMPORT: EntityKind = EntityKind {
    key: 16,
    table: "roster_import",
    fields: &[
        Field::new(1, "file_name", FieldType::Text).personal(Statutory),
        Field::new(2, "day", FieldType::Date),
        Field::new(3, "layout", FieldType::Text),
        count(4, "row_count"),
        count(5, "added"),
        count(6, "updated"),
        count(7, "unchanged"),
        count(8, "duplicates"),
        count(9, "rejected"),
        // People undone so far, where others had to stay.
        count(10, "undone"),
    ],
    extra_sql: "",
    subject: None,
    derive: None,
};
