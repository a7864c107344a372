//! What a person and a household are made of: fields, typed values, and the
//! small types that can't hold anything invalid.

use chrono::NaiveDate;

/// Sex as the document and GB/T 2261.1 know it.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Sex {
    /// 男
    Male,
    /// 女
    Female,
}

impl Sex {
    /// Code of GB/T 2261.1.
    pub const fn code(self) -> &'static str {
        match self {
            Self::Male => "1",
            Self::Female => "2",
        }
    }

    /// The sex with a code of GB/T 2261.1; unknown and unstated are `None`.
    pub fn from_code(code: &str) -> Option<Self> {
        match code {
            "1" => Some(Self::Male),
            "2" => Some(Self::Female),
            _ => None,
        }
    }
}

/// What kind of document carries the number.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum DocumentType {
    /// Resident identity card (GB 11643).
    ResidentId,
    /// Residence permit of a resident of Hong Kong, Macao or Taiwan.
    ResidencePermit,
}

impl DocumentType {
    /// The word in the record.
    pub const fn word(self) -> &'static str {
        match self {
            Self::ResidentId => "resident_id",
            Self::ResidencePermit => "residence_permit",
        }
    }
}

/// Whether a person is willing to work abroad. Not asked is a fourth answer:
/// no value.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Willing {
    /// Yes.
    Yes,
    /// No; never counted against the person.
    No,
    /// Later.
    Later,
}

impl Willing {
    /// The word in the record.
    pub const fn word(self) -> &'static str {
        match self {
            Self::Yes => "yes",
            Self::No => "no",
            Self::Later => "later",
        }
    }

    /// The answer with this word.
    pub fn from_word(word: &str) -> Option<Self> {
        [Self::Yes, Self::No, Self::Later]
            .into_iter()
            .find(|answer| answer.word() == word)
    }
}

/// What a person wishes to learn, as a survey asks (domain.md §2).
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Wishes {
    /// Ids of occupations, the most wished first; at most [`WISHES`].
    pub occupations: Vec<String>,
    /// When, as said.
    pub when: String,
    /// Where, as said.
    pub place: String,
    /// Whether to work abroad.
    pub willing: Option<Willing>,
}

/// A part of [`Wishes`], as one asks for it.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum WishPart {
    /// All occupations together.
    Occupations,
    /// When.
    When,
    /// Where.
    Place,
    /// Whether to work abroad.
    Willing,
}

impl WishPart {
    const ALL: [Self; 4] = [Self::Occupations, Self::When, Self::Place, Self::Willing];

    /// The word at the boundary.
    pub const fn word(self) -> &'static str {
        match self {
            Self::Occupations => "wishes",
            Self::When => "when",
            Self::Place => "place",
            Self::Willing => "willing",
        }
    }

    /// The part with this word.
    pub fn from_word(word: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|part| part.word() == word)
    }
}

impl Wishes {
    /// Whether something is said of `part`.
    pub fn says(&self, part: WishPart) -> bool {
        match part {
            WishPart::Occupations => !self.occupations.is_empty(),
            WishPart::When => !self.when.is_empty(),
            WishPart::Place => !self.place.is_empty(),
            WishPart::Willing => self.willing.is_some(),
        }
    }
}

/// Stands in the category field for an ordinary household (一般农户), which is
/// an answer, while no category means that nobody knows.
pub const ORDINARY: &str = "ordinary";

/// How many wishes a person has at most (domain.md §2).
pub const WISHES: usize = 3;

/// What a stored value is.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Datum {
    /// Text or a code.
    Text(String),
    /// A day.
    Date(NaiveDate),
    /// A whole number: fen, years, heads.
    Int(i64),
    /// Yes or no.
    Bool(bool),
}

impl Datum {
    /// The text of a text.
    pub fn text(&self) -> Option<&str> {
        match self {
            Self::Text(text) => Some(text),
            _ => None,
        }
    }
}

/// What a field holds.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Holds {
    /// Text or a code.
    Text,
    /// A day.
    Date,
    /// A whole number.
    Int,
    /// Yes or no.
    Bool,
}

/// Where a field is kept.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Kept {
    /// With the person.
    Person,
    /// With the household.
    Household,
    /// Nowhere: it is typed in and becomes other fields.
    Entry,
}

macro_rules! fields {
    ($($(#[$meta:meta])* $variant:ident $key:literal $kept:ident $holds:ident,)*) => {
        /// A field of a person or household, as typed in and as stored.
        #[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
        pub enum Field {
            $($(#[$meta])* $variant,)*
        }

        impl Field {
            /// Every field, in the order of a form.
            pub const ALL: &'static [Self] = &[$(Self::$variant,)*];

            /// The stable name: column of the record and key in forms.
            pub const fn key(self) -> &'static str {
                match self { $(Self::$variant => $key,)* }
            }

            /// Where it is kept.
            pub const fn kept(self) -> Kept {
                match self { $(Self::$variant => Kept::$kept,)* }
            }

            /// What it holds.
            pub const fn holds(self) -> Holds {
                match self { $(Self::$variant => Holds::$holds,)* }
            }

            /// The field with this key.
            pub fn from_key(key: &str) -> Option<Self> {
                match key { $($key => Some(Self::$variant),)* _ => None }
            }
        }
    };
}

fields! {
    /// Chinese name as registered, with `·` between its parts.
    Name "name" Person Text,
    /// Latin name as in the passport.
    LatinName "latin_name" Person Text,
    /// [`DocumentType::word`]; follows from the number.
    DocumentType "document_type" Person Text,
    /// 18 characters.
    DocumentNumber "document_number" Person Text,
    BirthDate "birth_date" Person Date,
    /// [`Sex::code`].
    Sex "sex" Person Text,
    /// Code of GB/T 3304. Optional, self-declared; serves aggregate outcome
    /// figures only and is never an input to eligibility, ranking or matching.
    Ethnic "ethnic" Person Text,
    /// Code of GB/T 4658.
    Education "education" Person Text,
    /// Code of the category list, or [`ORDINARY`].
    Category "category" Person Text,
    /// A category that no table knows, as written, until a person says.
    CategoryWritten "category_written" Person Text,
    /// Herder household (牧户), an attribute beside the category.
    Herder "herder" Person Bool,
    /// To the head of the household.
    Relationship "relationship" Person Text,
    Phone "phone" Person Text,
    /// Registered address as written.
    Address "address" Person Text,
    /// Six-digit code.
    County "county" Person Text,
    Township "township" Person Text,
    Village "village" Person Text,
    /// Where the person lives, if elsewhere.
    Residence "residence" Person Text,
    /// Account of the social-security card.
    BankCard "bank_card" Person Text,
    /// Typed in only: becomes the fields of the single languages.
    Languages "languages" Entry Text,
    LanguageZh "language_zh" Person Text,
    LanguageKk "language_kk" Person Text,
    LanguageRu "language_ru" Person Text,
    LanguageOther "language_other" Person Text,
    PassportNumber "passport_number" Person Text,
    PassportExpiry "passport_expiry" Person Date,
    /// Occupation wished for most; an occupation id.
    Wish1 "wish_1" Person Text,
    Wish2 "wish_2" Person Text,
    Wish3 "wish_3" Person Text,
    /// Wishes for occupations that no table knows, as written.
    WishWritten "wish_written" Person Text,
    WishLevel "wish_level" Person Text,
    WishWhen "wish_when" Person Text,
    WishWhere "wish_where" Person Text,
    /// [`Willing::word`].
    WillingAbroad "willing_abroad" Person Text,
    Experience "experience" Person Text,
    Certificates "certificates" Person Text,
    Employer "employer" Person Text,
    Remarks "remarks" Person Text,
    HouseholdNumber "household_number" Household Text,
    HouseholdHead "household_head" Household Text,
    HouseholdSize "household_size" Household Int,
    /// Net income per head and year, in fen.
    IncomePerHead "income_per_head" Household Int,
    /// The year of that income.
    IncomeYear "income_year" Household Int,
    IncomeSource "income_source" Household Text,
    IncomeEvidence "income_evidence" Household Text,
    /// From and to when what is said of the household holds.
    HouseholdFrom "valid_from" Household Date,
    HouseholdTo "valid_to" Household Date,
}

/// Values by field, each at most once, in the order of [`Field`].
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Values(Vec<(Field, Datum)>);

impl Values {
    /// The value of `field`.
    pub fn get(&self, field: Field) -> Option<&Datum> {
        self.0
            .binary_search_by_key(&field, |(held, _)| *held)
            .ok()
            .map(|index| &self.0[index].1)
    }

    /// The text of a text field.
    pub fn text(&self, field: Field) -> Option<&str> {
        self.get(field).and_then(Datum::text)
    }

    /// The day of a date field.
    pub fn date(&self, field: Field) -> Option<NaiveDate> {
        match self.get(field) {
            Some(Datum::Date(date)) => Some(*date),
            _ => None,
        }
    }

    /// The number of a number field.
    pub fn int(&self, field: Field) -> Option<i64> {
        match self.get(field) {
            Some(Datum::Int(number)) => Some(*number),
            _ => None,
        }
    }

    /// Sets the value of `field`.
    pub fn set(&mut self, field: Field, value: Datum) {
        match self.0.binary_search_by_key(&field, |(held, _)| *held) {
            Ok(index) => self.0[index].1 = value,
            Err(index) => self.0.insert(index, (field, value)),
        }
    }

    /// Sets a text, unless it is blank.
    pub fn set_text(&mut self, field: Field, text: impl Into<String>) {
        let text = text.into();
        if !text.is_empty() {
            self.set(field, Datum::Text(text));
        }
    }

    /// Takes the value of `field` away.
    pub fn clear(&mut self, field: Field) {
        if let Ok(index) = self.0.binary_search_by_key(&field, |(held, _)| *held) {
            self.0.remove(index);
        }
    }

    /// All values, in the order of [`Field`].
    pub fn iter(&self) -> impl Iterator<Item = (Field, &Datum)> {
        self.0.iter().map(|(field, value)| (*field, value))
    }

    /// The values kept in `place`.
    pub fn kept(&self, place: Kept) -> impl Iterator<Item = (Field, &Datum)> {
        self.iter().filter(move |(field, _)| field.kept() == place)
    }

    /// Whether there is none.
    pub fn is_empty(&self) -> bool {
        self.0.is_empty()
    }
}

impl IntoIterator for Values {
    type Item = (Field, Datum);
    type IntoIter = std::vec::IntoIter<(Field, Datum)>;

    fn into_iter(self) -> Self::IntoIter {
        self.0.into_iter()
    }
}

impl FromIterator<(Field, Datum)> for Values {
    fn from_iter<I: IntoIterator<Item = (Field, Datum)>>(pairs: I) -> Self {
        let mut values = Self::default();
        for (field, value) in pairs {
            values.set(field, value);
        }
        values
    }
}

/// What was typed in or stood in a row: text by field, nothing checked yet.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Entry<'a>(Vec<(Field, Written<'a>)>);

/// A cell as written.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub struct Written<'a> {
    /// Its text.
    pub text: &'a str,
    /// The workbook holds it as a number, so that long ones are rounded.
    pub was_number: bool,
}

impl<'a> Entry<'a> {
    /// Nothing.
    pub fn new() -> Self {
        Self::default()
    }

    /// Adds what is written in a field.
    pub fn put(&mut self, field: Field, text: &'a str, was_number: bool) {
        let written = Written { text, was_number };
        match self.0.iter_mut().find(|(held, _)| *held == field) {
            Some((_, held)) => *held = written,
            None => self.0.push((field, written)),
        }
    }

    /// Adds typed text.
    #[must_use]
    pub fn with(mut self, field: Field, text: &'a str) -> Self {
        self.put(field, text, false);
        self
    }

    /// What is written in `field`; blank when nothing is.
    pub fn get(&self, field: Field) -> Written<'a> {
        self.0
            .iter()
            .find(|(held, _)| *held == field)
            .map(|(_, written)| *written)
            .unwrap_or_default()
    }

    /// The text of `field`, outer blanks removed.
    pub fn text(&self, field: Field) -> &'a str {
        self.get(field).text.trim()
    }

    /// The fields written, blank ones included: a form clears with them.
    pub fn fields(&self) -> impl Iterator<Item = Field> {
        self.0.iter().map(|(field, _)| *field)
    }
}
