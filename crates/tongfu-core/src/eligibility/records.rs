//! How decisions on eligibility travel.

use crate::store::registry::{EntityKind, Field, FieldType};
use tongfu_package::operation::SectionClass::Statutory;

/// A decision on a person's eligibility, frozen: nothing of it is ever written
/// again. A later one takes its place under an id of its own.
pub static ELIGIBILITY_DECISION: EntityKind = EntityKind {
    key: 40,
    table: "eligibility_decision",
    fields: &[
        Field::new(1, "person", FieldType::Id),
        Field::new(2, "application", FieldType::Id),
        Field::new(3, "decided_on", FieldType::Date),
        Field::new(4, "rule_version", FieldType::Int),
        Field::new(5, "area", FieldType::Text),
        Field::new(6, "supersedes", FieldType::Id),
        Field::new(7, "outcome", FieldType::Text).personal(Statutory),
        // [code, effect, clause, [[name, value] …], [parameter …], field] …
        Field::new(8, "reasons", FieldType::Structured).personal(Statutory),
        // [field, value] …
        Field::new(9, "facts", FieldType::Structured).personal(Statutory),
        Field::new(10, "why", FieldType::Text).personal(Statutory),
    ],
    extra_sql: "CREATE INDEX eligibility_decision_person ON eligibility_decision(person);",
    subject: Some("person"),
    derive: None,
};
