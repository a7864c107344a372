//! How people and households travel: field numbers of the log, never reused.
//!
//! Every field is personal and lies beside the operation: what statute obliges
//! an office to keep of a trainee, and contact and sensitive data, which can
//! be purged at once. Political, religious, marital and pregnancy data have no
//! field.

use super::duplicates::identity;
use crate::store::registry::{EntityKind, Field, FieldType};
use tongfu_package::operation::SectionClass::{Contact, Statutory};

const fn text(key: u16, column: &'static str) -> Field {
    Field::new(key, column, FieldType::Text)
}

/// A person.
pub static PERSON: EntityKind = EntityKind {
    key: 10,
    table: "person",
    fields: &[
        text(1, "name").personal(Statutory).high_risk(),
        text(2, "latin_name").personal(Statutory),
        text(3, "document_type").personal(Statutory),
        text(4, "document_number").personal(Statutory).high_risk(),
        Field::new(5, "birth_date", FieldType::Date).personal(Statutory),
        text(6, "sex").personal(Statutory),
        text(7, "ethnic").personal(Contact),
        text(8, "education").personal(Statutory),
        text(9, "category").personal(Statutory).high_risk(),
        text(10, "category_written").personal(Statutory),
        Field::new(11, "herder", FieldType::Bool).personal(Statutory),
        Field::new(12, "household", FieldType::Id).personal(Statutory),
        text(13, "relationship").personal(Statutory),
        text(14, "phone").personal(Contact),
        text(15, "address").personal(Contact),
        text(16, "county").personal(Contact),
        text(17, "township").personal(Contact),
        text(18, "village").personal(Contact),
        text(19, "residence").personal(Contact),
        text(20, "bank_card").personal(Contact),
        text(21, "language_zh").personal(Contact),
        text(22, "language_kk").personal(Contact),
        text(23, "language_ru").personal(Contact),
        text(24, "language_other").personal(Contact),
        text(25, "passport_number").personal(Contact),
        Field::new(26, "passport_expiry", FieldType::Date).personal(Contact),
        text(27, "wish_1").personal(Contact),
        text(28, "wish_2").personal(Contact),
        text(29, "wish_3").personal(Contact),
        text(30, "wish_written").personal(Contact),
        text(31, "wish_level").personal(Contact),
        text(32, "wish_when").personal(Contact),
        text(33, "wish_where").personal(Contact),
        text(34, "willing_abroad").personal(Contact),
        text(35, "experience").personal(Contact),
        text(36, "certificates").personal(Contact),
        text(37, "employer").personal(Contact),
        text(38, "remarks").personal(Contact),
    ],
    extra_sql: include_str!("sql/person_extra.sql"),
    subject: None,
    derive: Some(identity::derive_of_people),
};

/// A household: what its members share. Its id follows from its county and
/// number, so that two laptops write to the same one.
pub static HOUSEHOLD: EntityKind = EntityKind {
    key: 11,
    table: "household",
    fields: &[
        text(1, "county").personal(Statutory),
        text(2, "household_number").personal(Statutory),
        text(3, "household_head").personal(Statutory),
        Field::new(4, "household_size", FieldType::Int).personal(Statutory),
        Field::new(5, "income_per_head", FieldType::Int)
            .personal(Statutory)
            .high_risk(),
        Field::new(6, "income_year", FieldType::Int).personal(Statutory),
        text(7, "income_source").personal(Statutory),
        text(8, "income_evidence").personal(Statutory),
        Field::new(9, "valid_from", FieldType::Date).personal(Statutory),
        Field::new(10, "valid_to", FieldType::Date).personal(Statutory),
    ],
    extra_sql: "",
    subject: None,
    derive: None,
};

/// That somebody looked at a masked value, and why. Who, when and on which
/// laptop stand in the operation.
pub static DISCLOSURE: EntityKind = EntityKind {
    key: 12,
    table: "disclosure",
    fields: &[
        Field::new(1, "person", FieldType::Id),
        text(2, "field"),
        // Free words about a person: erased with them.
        text(3, "reason").personal(Statutory),
    ],
    extra_sql: "CREATE INDEX disclosure_person ON disclosure (person);",
    subject: Some("person"),
    derive: None,
};

/// What somebody decided of two entries: one person, or two. Its id follows
/// from the pair, the lower id first.
pub static IDENTITY_DECISION: EntityKind = EntityKind {
    key: 18,
    table: "identity_decision",
    fields: &[
        Field::new(1, "one", FieldType::Id),
        // Whoever of the two is erased takes the reason along.
        Field::new(2, "other", FieldType::Id).speaks_of(),
        // `same` or `different`; nothing when the decision was taken back.
        text(3, "verdict").high_risk(),
        text(4, "reason").personal(Contact),
    ],
    extra_sql: include_str!("sql/identity_decision_extra.sql"),
    subject: Some("one"),
    derive: Some(identity::derive_of_decisions),
};
