//! How bulletins and their lines travel. Nothing here is personal.

use crate::store::registry::{EntityKind, Field, FieldType};

/// A bulletin. Its id follows from issuer, quarter and content, so that two
/// laptops that import the same file hold one bulletin.
pub static BULLETIN: EntityKind = EntityKind {
    key: 30,
    table: "bulletin",
    fields: &[
        Field::new(1, "issuer", FieldType::Text),
        Field::new(2, "year", FieldType::Int),
        Field::new(3, "quarter", FieldType::Int),
        Field::new(4, "collected", FieldType::Date),
        Field::new(5, "published", FieldType::Date),
        // SHA-256 of the lines, in hexadecimal.
        Field::new(6, "content", FieldType::Text),
        Field::new(7, "imported", FieldType::Date),
        Field::new(8, "file_name", FieldType::Text),
    ],
    extra_sql: "",
    subject: None,
    derive: None,
};

/// A line of a bulletin. Lines never change; a later bulletin supersedes them.
pub static DEMAND_LINE: EntityKind = EntityKind {
    key: 31,
    table: "demand_line",
    fields: &[
        Field::new(1, "bulletin", FieldType::Id),
        // Place in the bulletin, from 1.
        Field::new(2, "ordinal", FieldType::Int),
        // ISO 3166-2.
        Field::new(3, "region", FieldType::Text),
        // Code of the occupation table.
        Field::new(4, "occupation", FieldType::Text),
        Field::new(5, "headcount", FieldType::Int),
        Field::new(6, "start", FieldType::Date),
        Field::new(7, "peak_start", FieldType::Date),
        Field::new(8, "peak_end", FieldType::Date),
        // Inclusive. `end` is a word of SQL.
        Field::new(9, "last_day", FieldType::Date),
        // Tenge a month.
        Field::new(10, "wage_low", FieldType::Int),
        Field::new(11, "wage_high", FieldType::Int),
        Field::new(12, "language", FieldType::Text),
        Field::new(13, "standard", FieldType::Text),
        // `cat1`–`cat4`, `seasonal`, empty where none is needed, or as written.
        Field::new(14, "permit", FieldType::Text),
        Field::new(15, "employer", FieldType::Text),
        Field::new(16, "source", FieldType::Text),
        Field::new(17, "remarks", FieldType::Text),
        Field::new(18, "collected", FieldType::Date),
        // Row of the file it came from.
        Field::new(19, "file_row", FieldType::Int),
    ],
    extra_sql: "CREATE INDEX demand_line_bulletin ON demand_line(bulletin);",
    subject: None,
    derive: None,
};

/// A person's choice between issuers that disagree; its id follows from region
/// and occupation.
pub static DEMAND_CHOICE: EntityKind = EntityKind {
    key: 32,
    table: "demand_choice",
    fields: &[
        Field::new(1, "region", FieldType::Text),
        Field::new(2, "occupation", FieldType::Text),
        Field::new(3, "issuer", FieldType::Text).high_risk(),
        Field::new(4, "reason", FieldType::Text),
        Field::new(5, "chosen", FieldType::Date),
    ],
    extra_sql: "",
    subject: None,
    derive: None,
};
