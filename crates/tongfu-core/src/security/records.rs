//! How users, approvals and responsibilities travel: field numbers of the
//! log, never reused.

use crate::store::registry::{EntityKind, Field, FieldType};
use tongfu_package::operation::SectionClass::Statutory;

const fn id(key: u16, column: &'static str) -> Field {
    Field::new(key, column, FieldType::Id)
}

const fn text(key: u16, column: &'static str) -> Field {
    Field::new(key, column, FieldType::Text)
}

const fn date(key: u16, column: &'static str) -> Field {
    Field::new(key, column, FieldType::Date)
}

/// A user of an office.
pub static OFFICE_USER: EntityKind = EntityKind {
    key: 1,
    table: "office_user",
    fields: &[
        text(1, "name"),
        text(2, "role").high_risk(),
        Field::new(3, "suspended", FieldType::Bool).high_risk(),
        // The day an administrator last gave them a passphrase: that somebody
        // else knew it for a while must be seen in the history.
        date(4, "passphrase_given"),
    ],
    extra_sql: "CREATE INDEX office_user_name ON office_user (name);",
    subject: None,
    derive: None,
};

/// A request that a second person must decide. For whom and why are personal.
pub static APPROVAL_REQUEST: EntityKind = EntityKind {
    key: 2,
    table: "approval_request",
    fields: &[
        text(1, "purpose"),
        id(2, "asked_by"),
        date(3, "asked_on"),
        date(4, "expires_on"),
        // The person it concerns, where it is one.
        id(5, "person"),
        text(6, "scope").personal(Statutory),
        text(7, "for_whom").personal(Statutory),
        text(8, "reason").personal(Statutory),
    ],
    extra_sql: "",
    subject: Some("person"),
    derive: None,
};

/// What one user decided on a request; the id follows from both.
pub static APPROVAL_DECISION: EntityKind = EntityKind {
    key: 3,
    table: "approval_decision",
    fields: &[
        id(1, "request"),
        id(2, "decided_by"),
        Field::new(3, "granted", FieldType::Bool).high_risk(),
        date(4, "decided_on"),
        id(5, "person"),
        text(6, "remark").personal(Statutory),
    ],
    extra_sql: "CREATE INDEX approval_decision_request ON approval_decision (request);",
    subject: Some("person"),
    derive: None,
};

/// That a granted request was used; the id follows from the request, so that
/// it is used once.
pub static APPROVAL_USE: EntityKind = EntityKind {
    key: 4,
    table: "approval_use",
    fields: &[id(1, "request"), id(2, "used_by"), date(3, "used_on")],
    extra_sql: "",
    subject: None,
    derive: None,
};

/// Which user is responsible for a thing; the id follows from the thing.
pub static RESPONSIBILITY: EntityKind = EntityKind {
    key: 5,
    table: "responsibility",
    fields: &[
        text(1, "matter"),
        id(2, "thing"),
        id(3, "holder"),
        date(4, "since"),
        Field::new(5, "done", FieldType::Bool),
    ],
    extra_sql: "CREATE INDEX responsibility_holder ON responsibility (holder);",
    subject: None,
    derive: None,
};

/// One user's work given to another.
pub static HAND_OVER: EntityKind = EntityKind {
    key: 6,
    table: "hand_over",
    fields: &[
        id(1, "giver"),
        id(2, "taker"),
        date(3, "given_on"),
        Field::new(4, "items", FieldType::Int),
    ],
    extra_sql: "",
    subject: None,
    derive: None,
};

/// One thing of a hand-over, so that its list can be printed again.
pub static HAND_OVER_ITEM: EntityKind = EntityKind {
    key: 7,
    table: "hand_over_item",
    fields: &[
        id(1, "hand_over"),
        text(2, "matter"),
        id(3, "thing"),
        date(4, "since"),
    ],
    extra_sql: "CREATE INDEX hand_over_item_of ON hand_over_item (hand_over);",
    subject: None,
    derive: None,
};
