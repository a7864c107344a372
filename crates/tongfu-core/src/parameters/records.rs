//! How parameters travel.

use crate::store::registry::{EntityKind, Field, FieldType};

/// A parameter entered in the program.
pub static PARAMETER: EntityKind = EntityKind {
    key: 80,
    table: "parameter",
    fields: &[
        Field::new(1, "name", FieldType::Text),
        Field::new(2, "area", FieldType::Text),
        Field::new(3, "value", FieldType::Int),
        Field::new(4, "unit", FieldType::Text),
        Field::new(5, "valid_from", FieldType::Date),
        Field::new(6, "valid_to", FieldType::Date),
        Field::new(7, "source", FieldType::Text),
        Field::new(8, "confidence", FieldType::Text),
    ],
    extra_sql: "CREATE INDEX parameter_name ON parameter (name);",
    subject: None,
    derive: None,
};
