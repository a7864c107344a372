//! How users travel.

use crate::store::registry::{EntityKind, Field, FieldType};

/// A user of an office.
pub static OFFICE_USER: EntityKind = EntityKind {
    key: 1,
    table: "office_user",
    fields: &[Field::new(1, "name", FieldType::Text)],
    extra_sql: "CREATE INDEX office_user_name ON office_user (name);",
    subject: None,
    derive: None,
};
