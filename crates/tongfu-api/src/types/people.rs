//! People: finding, the record, import.

use super::boundary;
use std::collections::BTreeMap;

boundary! {
    struct PeopleFind { pub query: String, pub limit: u32, pub offset: u32 }
    struct PeopleFound { pub total: u32, pub hits: Vec<PersonHit> }

    #[derive(Copy, Eq)]
    enum MatchKind { All, Name, Pinyin, Initials, IdTail, Phone, Place }

    struct PersonHit {
        pub id: String,
        pub name: String,
        pub id_masked: String,
        pub phone_masked: String,
        pub township: String,
        pub sex: String,
        pub category: String,
        pub wish: String,
        #[serde(rename = "match")]
        pub matched: MatchKind,
    }

    struct PersonRecord {
        pub id: String,
        pub name: String,
        pub fields: Vec<PersonField>,
        pub history: Vec<FieldChange>,
        pub applications: Vec<PersonApplication>,
        pub conflicts: Vec<FieldConflict>,
    }
    /// One field of a person; `value` is masked where the field is protected.
    struct PersonField { pub key: String, pub value: String, pub masked: bool, pub conflicted: bool }
    struct FieldChange {
        pub field: String,
        pub value: String,
        pub replaced: Option<String>,
        pub who: String,
        pub when: String,
        pub device: String,
    }
    struct FieldConflict { pub field: String, pub values: Vec<FieldChange> }
    struct PersonApplication {
        pub class_id: String,
        pub class_name: String,
        pub rank: u32,
        pub result: Option<String>,
    }

    /// Fields by key as typed; an absent key is left as it is.
    struct PersonSave { pub id: Option<String>, pub fields: BTreeMap<String, String> }
    struct PersonSaved { pub id: Option<String>, pub problems: Vec<FieldProblem> }
    struct FieldProblem {
        pub field: String,
        pub code: String,
        pub message: String,
        pub refuses: bool,
        /// A value that would mend it, offered as one click.
        pub fix: Option<String>,
    }

    struct ImportFile { pub token: String }
    /// What an import would do, or did.
    struct ImportReport {
        pub token: String,
        pub file_name: String,
        pub applied: bool,
        /// The record of an applied import, to undo it by.
        pub import: Option<String>,
        pub encoding: Option<String>,
        pub columns: BTreeMap<String, String>,
        pub unknown_columns: Vec<String>,
        pub dropped_columns: Vec<String>,
        pub rows: u32,
        pub added: u32,
        pub updated: u32,
        pub unchanged: u32,
        pub duplicates: u32,
        pub rejected: Vec<RowProblem>,
        pub warnings: Vec<RowProblem>,
        pub preview: Vec<PreviewRow>,
    }
    struct RowProblem { pub row: u32, pub column: Option<String>, pub code: String, pub message: String }
    #[derive(Copy, Eq)]
    enum RowFate { Add, Update, Unchanged, Duplicate, Reject }
    struct PreviewRow { pub row: u32, pub fate: RowFate, pub name: String, pub id_masked: String, pub changes: Vec<String> }
}
