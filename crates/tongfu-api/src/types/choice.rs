//! Free choice: answers, wishes, paper forms, and what is printed.

use super::boundary;
use super::people::{FieldProblem, RowProblem};
use super::session::SavedFile;

boundary! {
    /// What a person was told and asked, what they wish for, their forms.
    struct PersonChoice {
        pub purposes: Vec<ChoicePurpose>,
        pub surveys: Vec<WishSurvey>,
        pub forms: Vec<PersonForm>,
        /// Under 18 today: a guardian agrees with them.
        pub minor: bool,
    }
    struct ChoicePurpose {
        pub key: String,
        /// `notice`, `consent` or `guardian`.
        pub asks: String,
        /// The Chinese text in force today.
        pub title: String,
        pub body: Vec<String>,
        /// What a refusal or withdrawal changes.
        pub effect: String,
        pub basis: String,
        pub version: String,
        /// The answer that counts; absent while nobody has asked.
        pub standing: Option<String>,
        pub statements: Vec<ChoiceStatement>,
    }
    struct ChoiceStatement {
        pub answer: String,
        pub said_on: String,
        pub language: String,
        pub version: String,
        pub manner: String,
        pub witness: String,
        pub form_number: String,
        pub scan: String,
        pub guardian: String,
    }
    struct StatementSave {
        pub person: String,
        pub purpose: String,
        pub answer: String,
        pub language: String,
        pub said_on: String,
        pub manner: String,
        pub witness: String,
        pub form_number: String,
        pub scan: String,
        pub guardian_name: String,
        pub guardian_relation: String,
    }
    /// What became of something typed in; nothing is saved while a problem
    /// refuses it.
    struct ChoiceSaved {
        pub saved: bool,
        pub problems: Vec<FieldProblem>,
        /// What is no longer done, after a refusal or withdrawal.
        pub effect: Option<String>,
    }

    struct WishSurvey {
        pub round: String,
        pub asked_on: String,
        pub language: String,
        pub asked_by: String,
        pub wishes: Vec<String>,
        pub when: String,
        pub place: String,
        pub willing: String,
        pub imported: bool,
    }
    struct WishesSave {
        pub person: String,
        pub round: String,
        pub asked_on: String,
        pub language: String,
        pub asked_by: String,
        /// Ids of occupations, the most wished first.
        pub wishes: Vec<String>,
        pub when: String,
        pub place: String,
        /// `yes`, `no`, `later` or empty.
        pub willing: String,
        /// What is left empty stays as it is stored, unless named here:
        /// `wishes`, `when`, `place`, `willing`.
        pub cleared: Vec<String>,
    }
    struct VillagePlace { pub township: String, pub village: String }
    struct Villager {
        pub person: String,
        pub name: String,
        pub id_masked: String,
        pub wishes: Vec<String>,
        pub when: String,
        pub place: String,
        pub willing: String,
        pub asked_on: Option<String>,
    }
    struct WishesImport { pub token: String, pub round: String, pub asked_on: String }
    struct WishesImported { pub rows: u32, pub surveys: u32, pub rejected: Vec<RowProblem> }

    struct PersonForm { pub number: String, pub signed_on: String, pub witness: String, pub conflicted: bool }
    struct FormDesk {
        pub pads: Vec<FormPad>,
        /// Numbers of which two laptops say different things.
        pub conflicts: Vec<String>,
        pub languages: Vec<String>,
        pub largest: u32,
    }
    struct FormPad {
        pub id: String,
        pub form: String,
        pub language: String,
        pub first: String,
        pub last: String,
        pub count: u32,
        pub printed_on: String,
        pub entered: u32,
        pub returned: u32,
        pub voided: u32,
        /// Numbers nobody has spoken of.
        pub out: Vec<String>,
        pub overdue: bool,
    }
    /// `form` is `application` or `consent`, `language` the second one.
    struct FormPadPrint { pub form: String, pub language: String, pub count: u32 }
    struct FormPadPrinted { pub saved: SavedFile, pub pad: String, pub first: String, pub last: String, pub count: u32 }
    /// A filled form; with classes it is the person's application.
    struct FormEnter {
        pub number: String,
        pub person: String,
        pub signed_on: String,
        pub witness: String,
        pub classes: Vec<String>,
    }
    /// `state` is `returned` or `voided`; `cause` `spoiled` or `lost`.
    struct FormSettle { pub number: String, pub state: String, pub cause: String }

    struct PrintPerson { pub person: String, pub language: String }
    /// Days absent: from today, as long as the parameter says.
    struct NoticeAsk { pub class_id: String, pub first: Option<String>, pub last: Option<String> }
    /// A public list exactly as it is printed.
    struct NoticeSheet {
        pub title: String,
        pub first: String,
        pub last: String,
        pub paragraphs: Vec<String>,
        pub columns: Vec<String>,
        pub rows: Vec<Vec<String>>,
        pub closing: Vec<String>,
    }
}
