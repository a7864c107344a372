//! What is synced: every entity kind with its fields, and how it travels.
//!
//! Kind and field keys are written into the log and are never reused. The
//! projected table of a kind has the kind's name and one column per field;
//! it is a fold and can be dropped and made again, so a kind changes only by
//! adding fields. All names here are constants of the program: received text
//! never becomes an SQL identifier.

use tongfu_package::operation::SectionClass;

/// What a field holds; also the column type of the projected table.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum FieldType {
    /// Text.
    Text,
    /// Whole number: counts, fen, thousandths.
    Int,
    /// Days since 1970-01-01, read and written as `chrono::NaiveDate`.
    Date,
    /// Yes or no.
    Bool,
    /// 16-byte id of another entity.
    Id,
    /// A structured value ([`tongfu_package::value::Value`]), stored encoded.
    Structured,
    /// Bytes.
    Bytes,
}

/// One field of an entity kind.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Field {
    /// Number in the log, from 1, never reused within the kind.
    pub key: u16,
    /// Column of the projected table.
    pub column: &'static str,
    /// What it holds.
    pub holds: FieldType,
    /// Personal fields lie beside the operation, in a section of this class.
    pub personal: Option<SectionClass>,
    /// High-risk fields need a person to decide a conflict (exchange.md §2).
    pub high_risk: bool,
    /// Names a person whom the entity speaks of beside the kind's
    /// [`subject`](EntityKind::subject).
    pub speaks_of: bool,
}

impl Field {
    /// A field of the public part.
    pub const fn new(key: u16, column: &'static str, holds: FieldType) -> Self {
        Self {
            key,
            column,
            holds,
            personal: None,
            high_risk: false,
            speaks_of: false,
        }
    }

    /// Puts the field into a personal section.
    #[must_use]
    pub const fn personal(mut self, class: SectionClass) -> Self {
        self.personal = Some(class);
        self
    }

    /// Marks the field as naming a further person whom the entity speaks of.
    #[must_use]
    pub const fn speaks_of(mut self) -> Self {
        self.speaks_of = true;
        self
    }

    /// Marks the field as high-risk.
    #[must_use]
    pub const fn high_risk(mut self) -> Self {
        self.high_risk = true;
        self
    }
}

/// One kind of synced entity.
#[derive(Debug)]
pub struct EntityKind {
    /// Number in the log, never reused.
    pub key: u16,
    /// Name of the projected table.
    pub table: &'static str,
    /// Its fields.
    pub fields: &'static [Field],
    /// Further SQL run once when the projected tables are made: indexes and
    /// derived tables that the `derive` hook keeps.
    pub extra_sql: &'static str,
    /// The column (an [`FieldType::Id`]) that names the person an entity speaks
    /// of, where that is not the entity itself: it is erased with them.
    pub subject: Option<&'static str>,
    /// Keeps derived tables after entities changed or went; must depend only
    /// on the projected state, never on the order of arrival.
    pub derive: Option<Derive>,
}

/// What follows from changed entities, of one kind and in order.
pub type Derive = fn(&rusqlite::Connection, &[crate::base::EntityId]) -> crate::Result<()>;

impl EntityKind {
    /// The field with `column`.
    pub fn field(&self, column: &str) -> Option<&'static Field> {
        self.fields.iter().find(|field| field.column == column)
    }

    /// The field with `key`.
    pub fn field_by_key(&self, key: u16) -> Option<&'static Field> {
        self.fields.iter().find(|field| field.key == key)
    }
}

/// How a table that is not a projected one relates to exchange.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Travel {
    /// The log itself and what travels with it.
    Log,
    /// Derived from the log; made again by `rebuild`.
    Fold,
    /// Stays on this laptop.
    Local,
}

/// Tables that are not projections of an entity kind, each with how it travels.
/// A table of the database that stands in neither list fails a test.
pub const OTHER_TABLES: &[(&str, Travel)] = &[
    ("meta", Travel::Local),
    ("setting", Travel::Local),
    ("stream", Travel::Local),
    ("operation", Travel::Log),
    ("section", Travel::Log),
    ("person_salt", Travel::Log),
    ("checkpoint", Travel::Log),
    ("tombstone", Travel::Log),
    ("chain", Travel::Log),
    ("fork", Travel::Local),
    ("acknowledged", Travel::Local),
    ("register", Travel::Fold),
    ("conflict", Travel::Fold),
    ("person_identity", Travel::Fold),
    ("identity_tie", Travel::Fold),
    ("package", Travel::Local),
    ("scenario", Travel::Local),
    ("section_cut", Travel::Log),
    ("locked_person", Travel::Fold),
    ("erasure_rest", Travel::Local),
    ("backup", Travel::Local),
    ("protection_key", Travel::Local),
    ("case_draft", Travel::Local),
    ("check_seed", Travel::Local),
    ("import_layout", Travel::Local),
    ("import_wins", Travel::Local),
    ("import_undone", Travel::Local),
    ("draft", Travel::Local),
];

/// Every synced kind of every feature: the one place that lists them.
static KINDS: &[&EntityKind] = &[
    &crate::security::records::OFFICE_USER,
    &crate::parameters::records::PARAMETER,
    &crate::people::records::PERSON,
    &crate::people::records::HOUSEHOLD,
    &crate::people::records::DISCLOSURE,
    &crate::people::records::IDENTITY_DECISION,
    &crate::demand::records::BULLETIN,
    &crate::demand::records::DEMAND_LINE,
    &crate::demand::records::DEMAND_CHOICE,
    &crate::classes::records::INSTITUTION,
    &crate::classes::records::SITE,
    &crate::classes::records::INSTRUCTOR,
    &crate::classes::records::COURSE,
    &crate::classes::records::MOBILE_WORKSHOP,
    &crate::classes::records::PERMIT_POOL,
    &crate::classes::records::BUDGET,
    &crate::classes::records::TERMS,
    &crate::classes::records::CLASS,
    &crate::classes::records_matching::APPLICATION,
    &crate::classes::records_matching::MATCH_RUN,
    &crate::classes::records_matching::MATCH_RESULT,
    &crate::classes::records_matching::ENROLMENT,
    &crate::projects::records::PROJECT,
    &crate::eligibility::records::ELIGIBILITY_DECISION,
    &crate::attachments::records::DOCUMENT,
    &crate::attachments::records::DOCUMENT_PART,
    &crate::attachments::records::CERTIFICATE,
    &crate::attachments::records::COMPLETED_MODULE,
    &crate::security::records::APPROVAL_REQUEST,
    &crate::security::records::APPROVAL_DECISION,
    &crate::security::records::APPROVAL_USE,
    &crate::security::records::RESPONSIBILITY,
    &crate::security::records::HAND_OVER,
    &crate::security::records::HAND_OVER_ITEM,
    &crate::people::erasure::records::ERASURE_REQUEST,
    &crate::people::erasure::records::ERASED_PERSON,
    &crate::people::erasure::records::ERASED_SECTION,
    &crate::protection::records::HANDLER_KEY,
    &crate::protection::records::PROTECTED_CASE,
    &crate::protection::records::CASE_EVIDENCE,
    &crate::protection::records::CASE_ENTRY,
    &crate::protection::records::CASE_MESSAGE,
    &crate::protection::records::HOLD,
    &crate::protection::records::CHECK_ROUND,
    &crate::protection::records::CHECK_MEMBER,
    &crate::protection::records::CHECK_ANSWER,
    &crate::choice::records::CHOICE_STATEMENT,
    &crate::choice::records::WISH_SURVEY,
    &crate::choice::records::FORM_PAD,
    &crate::choice::records::PAPER_FORM,
    &crate::people::import::records::ROSTER_IMPORT,
];

/// What obliges an office to keep a person's record for a time after an event
/// (domain.md §10).
#[derive(Debug)]
pub struct RetentionDuty {
    /// Names the duty in sentences.
    pub code: &'static str,
    /// The parameter that holds the years.
    pub parameter: &'static str,
    /// The last event of the person from which the years count; `None` when
    /// there is none and with it no duty.
    pub last_event: fn(
        &rusqlite::Connection,
        &crate::base::EntityId,
    ) -> crate::Result<Option<chrono::NaiveDate>>,
}

/// Every retention duty of every feature. A feature that keeps money entries or
/// files of people adds its own line.
static RETENTION: &[&RetentionDuty] = &[&crate::classes::retention::TRAINING];

/// Every retention duty this version knows.
pub fn retention() -> &'static [&'static RetentionDuty] {
    RETENTION
}

/// Runs before an entity is buried, while its register can still be read: what
/// this laptop keeps of a person outside the log goes too. Answers the entities
/// that are buried with it beside those whose subject it is.
pub(super) fn before_burial(
    connection: &rusqlite::Connection,
    entity: &crate::base::EntityId,
) -> crate::Result<Vec<crate::base::EntityId>> {
    crate::people::erasure::records::before_burial(connection, entity)
}

/// Every synced kind this version knows.
pub fn kinds() -> &'static [&'static EntityKind] {
    KINDS
}

/// The kind numbered `key`, if this version knows it.
pub fn kind(key: u16) -> Option<&'static EntityKind> {
    KINDS.iter().copied().find(|kind| kind.key == key)
}
