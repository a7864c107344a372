//! How classes and capacity travel.

use crate::store::registry::{EntityKind, Field, FieldType};

/// A training institution.
pub static INSTITUTION: EntityKind = EntityKind {
    key: 50,
    table: "institution",
    fields: &[
        Field::new(1, "name", FieldType::Text),
        Field::new(2, "licence", FieldType::Text),
    ],
    extra_sql: "",
    subject: None,
    derive: None,
};

/// A place where an institution teaches.
pub static SITE: EntityKind = EntityKind {
    key: 51,
    table: "site",
    fields: &[
        Field::new(1, "institution", FieldType::Id),
        Field::new(2, "name", FieldType::Text),
        Field::new(3, "seats", FieldType::Int),
        // Classes at a time.
        Field::new(4, "rooms", FieldType::Int),
        // Absent: as many as seats.
        Field::new(5, "beds", FieldType::Int),
    ],
    extra_sql: "CREATE INDEX site_institution ON site(institution);",
    subject: None,
    derive: None,
};

/// An institution's instructors of one occupation.
pub static INSTRUCTOR: EntityKind = EntityKind {
    key: 52,
    table: "instructor",
    fields: &[
        Field::new(1, "institution", FieldType::Id),
        Field::new(2, "occupation", FieldType::Text),
        Field::new(3, "count", FieldType::Int),
    ],
    extra_sql: "CREATE INDEX instructor_institution ON instructor(institution);",
    subject: None,
    derive: None,
};

/// What one occupation and level takes.
pub static COURSE: EntityKind = EntityKind {
    key: 53,
    table: "course",
    fields: &[
        Field::new(1, "occupation", FieldType::Text),
        Field::new(2, "level", FieldType::Text),
        Field::new(3, "hours", FieldType::Int),
        Field::new(4, "days", FieldType::Int),
        Field::new(5, "exam_days", FieldType::Int),
        // Thousandths.
        Field::new(6, "pass_permille", FieldType::Int),
        Field::new(7, "class_cost_fen", FieldType::Int),
        Field::new(8, "seat_cost_fen", FieldType::Int),
    ],
    extra_sql: "CREATE INDEX course_occupation ON course(occupation);",
    subject: None,
    derive: None,
};

/// A containerised training site that moves.
pub static MOBILE_WORKSHOP: EntityKind = EntityKind {
    key: 54,
    table: "mobile_workshop",
    fields: &[
        Field::new(1, "name", FieldType::Text),
        // Ids of occupations.
        Field::new(2, "occupations", FieldType::Structured),
        Field::new(3, "seats", FieldType::Int),
        Field::new(4, "move_days", FieldType::Int),
        // Division code.
        Field::new(5, "home", FieldType::Text),
    ],
    extra_sql: "",
    subject: None,
    derive: None,
};

/// Work permits of one category.
pub static PERMIT_POOL: EntityKind = EntityKind {
    key: 55,
    table: "permit_pool",
    fields: &[
        Field::new(1, "category", FieldType::Text),
        Field::new(2, "capacity", FieldType::Int),
    ],
    extra_sql: "",
    subject: None,
    derive: None,
};

/// Money of one source and year.
pub static BUDGET: EntityKind = EntityKind {
    key: 56,
    table: "budget",
    fields: &[
        Field::new(1, "source", FieldType::Text),
        Field::new(2, "year", FieldType::Int),
        Field::new(3, "amount_fen", FieldType::Int).high_risk(),
        Field::new(4, "apply_from", FieldType::Date),
        Field::new(5, "apply_to", FieldType::Date),
        Field::new(6, "released", FieldType::Date),
        Field::new(7, "settle_by", FieldType::Date),
    ],
    extra_sql: "",
    subject: None,
    derive: None,
};

/// The office's terms: one entity, whose id follows from the office's.
pub static TERMS: EntityKind = EntityKind {
    key: 57,
    table: "terms",
    fields: &[
        Field::new(1, "class_min", FieldType::Int),
        Field::new(2, "class_max", FieldType::Int),
        Field::new(3, "permit_lead_days", FieldType::Int),
        Field::new(4, "travel_days", FieldType::Int),
    ],
    extra_sql: "",
    subject: None,
    derive: None,
};

/// One Common Prosperity Experimental Class.
pub static CLASS: EntityKind = EntityKind {
    key: 60,
    table: "class",
    fields: &[
        Field::new(1, "name", FieldType::Text),
        Field::new(2, "project", FieldType::Id),
        Field::new(3, "occupation", FieldType::Text),
        Field::new(4, "level", FieldType::Text),
        Field::new(5, "institution", FieldType::Id),
        Field::new(6, "site", FieldType::Id),
        Field::new(7, "workshop", FieldType::Id),
        Field::new(8, "state", FieldType::Text).high_risk(),
        Field::new(9, "seats", FieldType::Int),
        Field::new(10, "min_size", FieldType::Int),
        Field::new(11, "max_size", FieldType::Int),
        // People taken in outside a matching run, such as before the program.
        Field::new(12, "enrolled", FieldType::Int),
        Field::new(13, "start", FieldType::Date),
        // The terms in force when the class was made, in days.
        Field::new(14, "training_days", FieldType::Int),
        Field::new(15, "exam_days", FieldType::Int),
        Field::new(16, "permit_days", FieldType::Int),
        Field::new(17, "travel_days", FieldType::Int),
        Field::new(18, "pass_permille", FieldType::Int),
        // Ids of demand lines, in order.
        Field::new(19, "targets", FieldType::Structured),
        // [[type, seats] …], in order.
        Field::new(20, "reserves", FieldType::Structured),
        // [[budget, fen] …]
        Field::new(21, "funding", FieldType::Structured),
        Field::new(22, "cost_fen", FieldType::Int),
        Field::new(23, "language", FieldType::Text),
    ],
    extra_sql: "CREATE INDEX class_start ON class(start); CREATE INDEX class_project ON class(project);",
    subject: None,
    derive: None,
};
