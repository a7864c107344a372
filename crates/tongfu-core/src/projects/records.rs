//! How projects travel.

use crate::store::registry::{EntityKind, Field, FieldType};

/// A project of the project repository.
pub static PROJECT: EntityKind = EntityKind {
    key: 90,
    table: "project",
    fields: &[
        Field::new(1, "name", FieldType::Text),
        Field::new(2, "occupation", FieldType::Text),
        Field::new(3, "year", FieldType::Int),
        Field::new(4, "state", FieldType::Text).high_risk(),
        // Ids of demand lines, in order.
        Field::new(5, "lines", FieldType::Structured),
        Field::new(6, "opened", FieldType::Date),
        Field::new(7, "reason", FieldType::Text),
    ],
    extra_sql: "",
    subject: None,
    derive: None,
};
