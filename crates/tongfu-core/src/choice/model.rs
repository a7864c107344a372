//! Languages, answers, statements and form numbers.

use crate::base::{EntityId, PersonId};
use chrono::NaiveDate;

macro_rules! words {
    ($(#[$meta:meta])* $name:ident { $($(#[$variant_meta:meta])* $variant:ident $word:literal,)* }) => {
        $(#[$meta])*
        #[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
        pub enum $name { $($(#[$variant_meta])* $variant,)* }

        impl $name {
            /// All of them.
            pub const ALL: &'static [Self] = &[$(Self::$variant,)*];

            /// The word in records and on the command line.
            pub const fn word(self) -> &'static str {
                match self { $(Self::$variant => $word,)* }
            }

            /// The one with this word.
            pub fn from_word(word: &str) -> Option<Self> {
                match word { $($word => Some(Self::$variant),)* _ => None }
            }
        }
    };
}

words! {
    /// A language that a paper is read in; the word is its BCP 47 tag.
    Language {
        /// 国家通用语言文字
        Chinese "zh-CN",
        /// Uyghur in Arabic letters.
        Uyghur "ug",
        /// Kazakh as written in China.
        KazakhArabic "kk-Arab",
        /// Kazakh as written in Kazakhstan.
        KazakhCyrillic "kk-Cyrl",
        /// Russian.
        Russian "ru",
    }
}

words! {
    /// What was answered.
    Answer {
        /// Told of what a statute obliges to; there is nothing to refuse.
        Informed "informed",
        /// Agreed.
        Given "given",
        /// Did not agree.
        Refused "refused",
        /// Took the agreement back.
        Withdrawn "withdrawn",
    }
}

words! {
    /// How it was answered.
    Manner {
        /// With a signature.
        Signed "signed",
        /// With a mark or fingerprint in front of a witness.
        Marked "marked",
        /// By word of mouth: enough to refuse or to withdraw.
        Spoken "spoken",
    }
}

words! {
    /// What a pad of blank forms is for.
    PadForm {
        /// Application for classes.
        Application "application",
        /// Consents, one question each.
        Consent "consent",
    }
}

words! {
    /// What became of a numbered form; one nobody spoke of is still out.
    FormState {
        /// Typed in.
        Entered "entered",
        /// Came back blank.
        Returned "returned",
        /// Spoiled or lost; never to be typed in.
        Voided "voided",
    }
}

impl Language {
    /// Whether it is written from right to left.
    pub const fn right_to_left(self) -> bool {
        matches!(self, Self::Uyghur | Self::KazakhArabic)
    }
}

/// Who agreed for somebody under age.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Guardian {
    pub name: String,
    /// To the person, as written.
    pub relation: String,
}

/// What is typed in of an answer.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct NewStatement {
    pub person: PersonId,
    /// Key of the purpose ([`super::texts`]).
    pub purpose: String,
    pub answer: Answer,
    /// The language it was read in.
    pub language: Language,
    /// The day on which it was said.
    pub said_on: NaiveDate,
    pub manner: Manner,
    /// Empty where there was none.
    pub witness: String,
    /// Number of the paper, empty where there was none.
    pub form_number: String,
    /// Where the scan is kept, empty where there is none.
    pub scan: String,
    pub guardian: Option<Guardian>,
}

/// An answer on record.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Statement {
    pub id: EntityId,
    pub person: PersonId,
    pub purpose: String,
    pub answer: Answer,
    /// Version of the text that was read.
    pub version: String,
    pub language: Language,
    pub said_on: NaiveDate,
    pub manner: Manner,
    pub witness: String,
    pub form_number: String,
    pub scan: String,
    pub guardian: Option<Guardian>,
}

/// What a person said of one purpose.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Standing {
    pub purpose: &'static str,
    /// What counts; `None` while nobody has asked.
    pub last: Option<Statement>,
    /// All, the latest first.
    pub history: Vec<Statement>,
}

/// Digits of an office's code.
const OFFICE: usize = 6;
/// Digits that stand for the laptop.
const LAPTOP: usize = 5;
/// Digits that count the laptop's forms.
const SERIAL: usize = 5;
/// Digits of a whole number.
const WHOLE: usize = OFFICE + LAPTOP + SERIAL + 1;

/// Number of a paper form: office code, laptop, serial, check digit of
/// GB/T 17710 (ISO 7064, MOD 11,10).
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct FormNumber(String);

impl FormNumber {
    /// How many laptops an office's numbers tell apart.
    pub const LAPTOPS: u32 = 100_000;
    /// The last serial of a laptop.
    pub const LAST_SERIAL: u32 = 99_999;

    /// What the numbers of one laptop begin with; `None` where the office's
    /// code is not six digits or the laptop's number is too large.
    pub fn prefix(office: &str, laptop: u32) -> Option<String> {
        let digits = office.len() == OFFICE && office.bytes().all(|byte| byte.is_ascii_digit());
        (digits && laptop < Self::LAPTOPS).then(|| format!("{office}{laptop:05}"))
    }

    /// The number of a laptop's form; serials count from 1.
    pub fn new(prefix: &str, serial: u32) -> Option<Self> {
        let fits = prefix.len() == OFFICE + LAPTOP && (1..=Self::LAST_SERIAL).contains(&serial);
        let body = format!("{prefix}{serial:05}");
        let check = check_digit(&body).filter(|_| fits)?;
        Some(Self(format!("{body}{check}")))
    }

    /// Reads what was typed: hyphens, blanks and full-width digits are taken;
    /// `None` when the length or the check digit is wrong.
    pub fn read(text: &str) -> Option<Self> {
        let digits: String = text
            .chars()
            .filter(|c| !c.is_whitespace() && !matches!(c, '-' | '－' | '–'))
            .map(|c| match c {
                '０'..='９' => char::from_u32(u32::from(c) - 0xFEE0).unwrap_or(c),
                other => other,
            })
            .collect();
        if digits.len() != WHOLE {
            return None;
        }
        let (body, check) = digits.split_at(WHOLE - 1);
        let expected = check_digit(body)?;
        (check.as_bytes() == [b'0' + expected]).then_some(Self(digits))
    }

    /// All digits, as they are stored.
    pub fn digits(&self) -> &str {
        &self.0
    }

    /// What all numbers of the laptop begin with.
    pub fn laptop_prefix(&self) -> &str {
        self.0.get(..OFFICE + LAPTOP).unwrap_or_default()
    }

    /// The serial.
    pub fn serial(&self) -> u32 {
        self.0
            .get(OFFICE + LAPTOP..WHOLE - 1)
            .and_then(|serial| serial.parse().ok())
            .unwrap_or_default()
    }
}

impl std::fmt::Display for FormNumber {
    /// In the groups in which it is printed.
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        let group = |from: usize, to: usize| self.0.get(from..to).unwrap_or_default();
        write!(
            f,
            "{}-{}-{}-{}",
            group(0, OFFICE),
            group(OFFICE, OFFICE + LAPTOP),
            group(OFFICE + LAPTOP, WHOLE - 1),
            group(WHOLE - 1, WHOLE)
        )
    }
}

/// Check digit of `digits` after ISO 7064, MOD 11,10: finds every single wrong
/// digit and almost every swap of neighbours. `None` unless all are digits.
fn check_digit(digits: &str) -> Option<u8> {
    let mut product = 10;
    for byte in digits.bytes() {
        if !byte.is_ascii_digit() {
            return None;
        }
        let sum = (product + (byte - b'0')) % 10;
        product = (if sum == 0 { 10 } else { sum }) * 2 % 11;
    }
    Some((11 - product) % 10)
}
