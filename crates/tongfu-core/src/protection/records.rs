//! How protected cases, holds and voluntariness checks travel.
//!
//! Sealed fields hold `tongfu_package::sealed` texts. They lie in sections of
//! the class *restricted*, keyed by the entry itself.

use crate::store::registry::{EntityKind, Field, FieldType};
use tongfu_package::operation::SectionClass::{Contact, Restricted, Statutory};

const fn text(key: u16, column: &'static str) -> Field {
    Field::new(key, column, FieldType::Text)
}

/// The public half of a handler's key, published by the province.
pub static HANDLER_KEY: EntityKind = EntityKind {
    key: 70,
    table: "handler_key",
    fields: &[
        text(1, "name").personal(Contact),
        // Whose people the handler must not judge.
        text(2, "office_code"),
        Field::new(3, "public_key", FieldType::Bytes),
        Field::new(4, "valid_from", FieldType::Date),
        Field::new(5, "valid_to", FieldType::Date),
    ],
    extra_sql: "",
    subject: None,
    derive: None,
};

/// A case: outside the seal only that it exists and its clock.
pub static PROTECTED_CASE: EntityKind = EntityKind {
    key: 71,
    table: "protected_case",
    fields: &[
        text(1, "number"),
        text(2, "clock"),
        Field::new(3, "opened_on", FieldType::Date),
        Field::new(4, "answer_due", FieldType::Date),
        Field::new(5, "decision_due", FieldType::Date),
        text(6, "state").high_risk(),
        Field::new(7, "sealed", FieldType::Bytes).personal(Restricted),
    ],
    extra_sql: "CREATE INDEX protected_case_number ON protected_case (number);",
    subject: None,
    derive: None,
};

/// A part of a case's evidence.
pub static CASE_EVIDENCE: EntityKind = EntityKind {
    key: 72,
    table: "case_evidence",
    fields: &[
        Field::new(1, "case_id", FieldType::Id),
        // From 0.
        Field::new(2, "part", FieldType::Int),
        Field::new(3, "sealed", FieldType::Bytes).personal(Restricted),
    ],
    extra_sql: "CREATE INDEX case_evidence_case ON case_evidence (case_id);",
    subject: None,
    derive: None,
};

/// What a handler wrote into a case.
pub static CASE_ENTRY: EntityKind = EntityKind {
    key: 73,
    table: "case_entry",
    fields: &[
        Field::new(1, "case_id", FieldType::Id),
        text(2, "kind"),
        Field::new(3, "entered_on", FieldType::Date),
        Field::new(4, "sealed", FieldType::Bytes).personal(Restricted),
    ],
    extra_sql: "CREATE INDEX case_entry_case ON case_entry (case_id);",
    subject: None,
    derive: None,
};

/// What the person of a case is told; sealed to nobody.
pub static CASE_MESSAGE: EntityKind = EntityKind {
    key: 74,
    table: "case_message",
    fields: &[
        Field::new(1, "case_id", FieldType::Id),
        text(2, "text").personal(Statutory),
        Field::new(3, "written_on", FieldType::Date),
        Field::new(4, "given_on", FieldType::Date),
    ],
    extra_sql: "CREATE INDEX case_message_case ON case_message (case_id);",
    subject: None,
    derive: None,
};

/// New placements with an employer are stopped.
pub static HOLD: EntityKind = EntityKind {
    key: 75,
    table: "hold",
    fields: &[
        Field::new(1, "case_id", FieldType::Id),
        text(2, "case_number"),
        // Digest of the employer's name.
        Field::new(3, "mark", FieldType::Bytes).personal(Statutory),
        // The name, once the handler has made it public.
        text(4, "employer").personal(Statutory),
        Field::new(5, "placed_on", FieldType::Date),
        Field::new(6, "lifted_on", FieldType::Date),
    ],
    extra_sql: "",
    subject: None,
    derive: None,
};

/// A round of the voluntariness check.
pub static CHECK_ROUND: EntityKind = EntityKind {
    key: 76,
    table: "check_round",
    fields: &[
        Field::new(1, "committed_on", FieldType::Date),
        text(2, "commitment"),
        // Names in order.
        Field::new(3, "asker_names", FieldType::Structured).personal(Contact),
        Field::new(4, "askers", FieldType::Int),
        Field::new(5, "permille", FieldType::Int),
        Field::new(6, "closed_on", FieldType::Date),
        text(7, "digest"),
        Field::new(8, "listed", FieldType::Int),
        Field::new(9, "drawn_on", FieldType::Date),
        text(10, "seed"),
        Field::new(11, "drawn", FieldType::Int),
    ],
    extra_sql: "",
    subject: None,
    derive: None,
};

/// A person on a round's closed list.
pub static CHECK_MEMBER: EntityKind = EntityKind {
    key: 77,
    table: "check_member",
    fields: &[
        Field::new(1, "round", FieldType::Id),
        Field::new(2, "person", FieldType::Id),
        text(3, "mark"),
        // Places of the askers who recruited them.
        Field::new(4, "barred", FieldType::Structured),
        // Place of the asker drawn for them.
        Field::new(5, "asker", FieldType::Int),
    ],
    extra_sql: "CREATE INDEX check_member_round ON check_member (round);",
    subject: Some("person"),
    derive: None,
};

/// What a person answered.
pub static CHECK_ANSWER: EntityKind = EntityKind {
    key: 78,
    table: "check_answer",
    fields: &[
        Field::new(1, "round", FieldType::Id),
        Field::new(2, "person", FieldType::Id),
        Field::new(3, "asked_on", FieldType::Date),
        // reached, not_reached or declined
        text(4, "outcome"),
        Field::new(5, "asker", FieldType::Int),
        text(6, "language").personal(Contact),
        text(7, "own_choice").personal(Statutory),
        text(8, "holds_passport").personal(Statutory),
        text(9, "can_leave").personal(Statutory),
        text(10, "paid_as_agreed").personal(Statutory),
    ],
    extra_sql: "CREATE INDEX check_answer_round ON check_answer (round);",
    subject: Some("person"),
    derive: None,
};
