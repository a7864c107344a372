//! How applications, matching runs and enrolments travel.

use crate::store::registry::{EntityKind, Field, FieldType};
use tongfu_package::operation::SectionClass::Statutory;

/// A person's application: classes in the order they are wished for. One per
/// person; its id follows from the person's.
pub static APPLICATION: EntityKind = EntityKind {
    key: 61,
    table: "application",
    fields: &[
        Field::new(1, "person", FieldType::Id),
        // Ids of classes, best first.
        Field::new(2, "classes", FieldType::Structured),
        Field::new(3, "signed_on", FieldType::Date),
        // Never written any more: a name in the public part stays for ever.
        Field::new(4, "witness", FieldType::Text),
        Field::new(5, "form_number", FieldType::Text),
        Field::new(6, "state", FieldType::Text),
        // Marks of the entry test by class: [class, 0–100].
        Field::new(7, "test_marks", FieldType::Structured),
        Field::new(8, "witness_name", FieldType::Text).personal(Statutory),
    ],
    extra_sql: "CREATE INDEX application_person ON application(person);",
    subject: Some("person"),
    derive: None,
};

/// A matching run: closed with a list and its digest, published with the lot
/// drawn afterwards. Nothing of it changes after publication.
pub static MATCH_RUN: EntityKind = EntityKind {
    key: 62,
    table: "match_run",
    fields: &[
        Field::new(1, "closed_on", FieldType::Date),
        // SHA-256 of the list closed, in hexadecimal.
        Field::new(2, "list_digest", FieldType::Text),
        Field::new(3, "applicants", FieldType::Int),
        // [class, seats, smallest, [[type, seats] …]] …
        Field::new(4, "classes", FieldType::Structured),
        // [name, points] …
        Field::new(5, "weights", FieldType::Structured),
        Field::new(6, "lottery_seed", FieldType::Text),
        // Never written any more, as above.
        Field::new(7, "witnesses", FieldType::Text),
        Field::new(8, "published_on", FieldType::Date),
        Field::new(9, "placed", FieldType::Int),
        Field::new(10, "first_choice", FieldType::Int),
        // Ids of classes that closed for want of applicants, in order.
        Field::new(11, "closed_classes", FieldType::Structured),
        // [class, filled, waiting, [[slot, people, cutoff, withheld]…]] …
        Field::new(12, "outcome", FieldType::Structured),
        Field::new(13, "witness_names", FieldType::Text).personal(Statutory),
    ],
    extra_sql: "",
    subject: None,
    derive: None,
};

/// One applicant of a run: what the run knew of them, and what came of it.
pub static MATCH_RESULT: EntityKind = EntityKind {
    key: 63,
    table: "match_result",
    fields: &[
        Field::new(1, "run", FieldType::Id),
        Field::new(2, "person", FieldType::Id),
        // Number issued at closing.
        Field::new(3, "number", FieldType::Int),
        // [class, priority] …, best first.
        Field::new(4, "preferences", FieldType::Structured),
        // Types of reserved seats the person may take.
        Field::new(5, "types", FieldType::Structured),
        Field::new(6, "class", FieldType::Id),
        Field::new(7, "slot", FieldType::Text),
        // Rank of the class got among the preferences, from 1.
        Field::new(8, "preference", FieldType::Int),
        // [class, position] …
        Field::new(9, "waiting", FieldType::Structured),
        // [code, class, [name, value]…] …
        Field::new(10, "reasons", FieldType::Structured),
    ],
    extra_sql: "CREATE INDEX match_result_run ON match_result(run); CREATE INDEX match_result_person ON match_result(person);",
    subject: Some("person"),
    derive: None,
};

/// A person's place in a class; its id follows from both, so that twice is
/// once. What happens after a run is published stands here.
pub static ENROLMENT: EntityKind = EntityKind {
    key: 64,
    table: "enrolment",
    fields: &[
        Field::new(1, "person", FieldType::Id),
        Field::new(2, "class", FieldType::Id),
        Field::new(3, "run", FieldType::Id),
        Field::new(4, "slot", FieldType::Text),
        // admitted, promoted or declined
        Field::new(5, "state", FieldType::Text).high_risk(),
    ],
    extra_sql: "CREATE INDEX enrolment_class ON enrolment(class); CREATE INDEX enrolment_person ON enrolment(person);",
    subject: Some("person"),
    derive: None,
};
