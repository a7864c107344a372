//! How answers, wishes and paper forms travel. Names are personal; that a
//! statement exists, of what purpose and when, is public and goes with the
//! person it speaks of.

use crate::store::registry::{EntityKind, Field, FieldType};
use tongfu_package::operation::SectionClass::{Contact, Statutory};

const fn text(key: u16, column: &'static str) -> Field {
    Field::new(key, column, FieldType::Text)
}

/// What a person said of one purpose on one day; never changed afterwards.
pub static CHOICE_STATEMENT: EntityKind = EntityKind {
    key: 20,
    table: "choice_statement",
    fields: &[
        Field::new(1, "person", FieldType::Id),
        text(2, "purpose"),
        text(3, "answer"),
        text(4, "version"),
        text(5, "language"),
        Field::new(6, "said_on", FieldType::Date),
        text(7, "manner"),
        text(8, "witness").personal(Statutory),
        text(9, "form_number"),
        text(10, "scan").personal(Statutory),
        text(11, "guardian_name").personal(Statutory),
        text(12, "guardian_relation").personal(Statutory),
    ],
    extra_sql: "CREATE INDEX choice_statement_person ON choice_statement (person);",
    subject: Some("person"),
    derive: None,
};

/// What a person wished for when somebody asked.
pub static WISH_SURVEY: EntityKind = EntityKind {
    key: 21,
    table: "wish_survey",
    fields: &[
        Field::new(1, "person", FieldType::Id),
        text(2, "round"),
        Field::new(3, "asked_on", FieldType::Date),
        text(4, "language"),
        text(5, "asked_by").personal(Contact),
        text(6, "wish_1").personal(Contact),
        text(7, "wish_2").personal(Contact),
        text(8, "wish_3").personal(Contact),
        text(9, "wish_when").personal(Contact),
        text(10, "wish_where").personal(Contact),
        text(11, "willing_abroad").personal(Contact),
        // typed or imported
        text(12, "source"),
    ],
    extra_sql: "CREATE INDEX wish_survey_person ON wish_survey (person);",
    subject: Some("person"),
    derive: None,
};

/// A pad of numbered blank forms that a laptop printed.
pub static FORM_PAD: EntityKind = EntityKind {
    key: 22,
    table: "form_pad",
    fields: &[
        text(1, "form"),
        text(2, "language"),
        // Office and laptop, eleven digits.
        text(3, "prefix"),
        Field::new(4, "first", FieldType::Int),
        Field::new(5, "count", FieldType::Int),
        Field::new(6, "printed_on", FieldType::Date),
        text(7, "version"),
    ],
    extra_sql: "CREATE INDEX form_pad_prefix ON form_pad (prefix);",
    subject: None,
    derive: None,
};

/// What became of one numbered form; its id follows from the number, so that a
/// number typed in on two laptops shows as a conflict.
pub static PAPER_FORM: EntityKind = EntityKind {
    key: 23,
    table: "paper_form",
    fields: &[
        text(1, "number"),
        text(2, "state").high_risk(),
        Field::new(3, "person", FieldType::Id).high_risk(),
        Field::new(4, "signed_on", FieldType::Date),
        text(5, "witness").personal(Statutory),
        Field::new(6, "settled_on", FieldType::Date),
        // returned: none; voided: spoiled or lost
        text(7, "cause"),
    ],
    extra_sql: "CREATE INDEX paper_form_person ON paper_form (person);",
    subject: Some("person"),
    derive: None,
};
