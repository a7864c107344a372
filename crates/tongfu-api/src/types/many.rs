//! Lists of people: filters, and changes of many at once.

use super::boundary;
use super::people::PersonSave;

boundary! {
    /// By what people are chosen; null chooses nobody out, a blank text chooses
    /// those of whom nothing is said.
    #[derive(Default)]
    struct PeopleFilter {
        pub category: Option<String>,
        pub township: Option<String>,
        pub sex: Option<String>,
        pub age_from: Option<u32>,
        pub age_to: Option<u32>,
        pub wish: Option<String>,
        pub willing: Option<String>,
        pub phone: Option<bool>,
    }
    struct PeopleChosen { pub query: String, pub filter: PeopleFilter, pub limit: u32, pub offset: u32 }
    struct SavedFilter { pub name: String, pub filter: PeopleFilter }
    struct PeopleChoices {
        pub townships: Vec<String>,
        pub filters: Vec<SavedFilter>,
        /// Keys of the fields that may be set for many.
        pub fields: Vec<String>,
    }
    struct PeopleSaveMany { pub changes: Vec<PersonSave> }
    struct ManyRefused { pub id: String, pub name: String, pub message: String }
    struct PeopleSavedMany {
        pub saved: u32,
        /// Nothing was written when there are any.
        pub refused: Vec<ManyRefused>,
        /// Sent back as changes it takes back what was written.
        pub before: Vec<PersonSave>,
    }
}
