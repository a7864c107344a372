//! The record of one person: household, history, documents, certificates,
//! modules, and who looked at what is masked.

use super::boundary;
use super::people::FieldProblem;

boundary! {
    struct HouseholdMember {
        pub id: String,
        pub name: String,
        pub relationship: String,
        pub category: String,
        pub birth: Option<String>,
        pub age: Option<u32>,
        pub head: bool,
        /// The person whose record this is.
        pub this: bool,
    }
    struct HouseholdView {
        pub number: String,
        /// Net income per head and year, in fen.
        pub income_per_head: Option<i32>,
        pub income_year: Option<i32>,
        pub members: Vec<HouseholdMember>,
    }

    /// One write of one field, masked like the record.
    struct RecordChange {
        pub field: String,
        pub value: String,
        pub replaced: Vec<String>,
        pub who: String,
        pub when: String,
        /// When it happened, where that is another day than it was recorded.
        pub event_date: String,
        pub device: String,
        /// The action in words.
        pub action: String,
        pub current: bool,
    }

    struct PersonReveal { pub id: String, pub field: String, pub reason: String }
    /// A whole value; the page shows it for `seconds` and forgets it.
    struct Revealed { pub value: String, pub seconds: u32 }

    struct AccessQuery {
        pub person: Option<String>,
        /// Part of a name or reason.
        pub query: String,
        pub who: Option<String>,
        pub from: Option<String>,
        pub to: Option<String>,
        pub limit: u32,
        pub offset: u32,
    }
    struct AccessLine {
        pub person: String,
        pub name: String,
        pub field: String,
        pub field_name: String,
        pub reason: String,
        pub who: String,
        pub when: String,
        pub device: String,
    }
    struct AccessFound { pub total: u32, pub lines: Vec<AccessLine>, pub users: Vec<String> }

    struct DocumentLine {
        pub id: String,
        pub kind: String,
        pub title: String,
        pub date: Option<String>,
        pub media_type: String,
        pub size: u32,
        pub parts: u32,
        pub held: u32,
    }
    struct Documents { pub documents: Vec<DocumentLine>, pub used: u32, pub limit: u32 }
    struct DocumentAdd {
        pub person: String,
        pub token: String,
        pub kind: String,
        pub title: String,
        pub date: String,
    }
    struct DocumentContent { pub media_type: String, pub base64: String }

    struct CertificateLine {
        pub id: String,
        pub standard: String,
        pub occupation: String,
        pub occupation_name: String,
        pub occupation_written: String,
        pub level: String,
        /// Masked where the certificate carries the identity number.
        pub number: String,
        pub number_masked: bool,
        pub issuer: String,
        pub issued: Option<String>,
        pub valid_to: Option<String>,
        pub valid: bool,
        pub document: Option<String>,
    }
    struct ModuleLine {
        pub id: String,
        pub code: String,
        pub name: String,
        pub hours: Option<u32>,
        pub institution: String,
        pub completed: Option<String>,
    }
    struct Qualifications { pub certificates: Vec<CertificateLine>, pub modules: Vec<ModuleLine> }
    /// Texts as typed. Without `number` the number on record stays.
    struct CertificateSave {
        pub person: String,
        pub id: Option<String>,
        pub standard: String,
        pub occupation: String,
        pub occupation_written: String,
        pub level: String,
        pub number: Option<String>,
        pub issuer: String,
        pub issued: String,
        pub valid_to: String,
        pub document: Option<String>,
    }
    struct ModuleSave {
        pub person: String,
        pub id: Option<String>,
        pub code: String,
        pub name: String,
        pub hours: String,
        pub institution: String,
        pub completed: String,
    }
    /// What belongs to a person, by its id.
    struct OfPerson { pub person: String, pub id: String }
    /// Nothing was written when a problem refuses it.
    struct RecordSaved { pub id: Option<String>, pub problems: Vec<FieldProblem> }
}
