//! The purposes a person is told of or asked about, with their dated texts in
//! every language. A text that somebody has read is never edited: a new version
//! stands beside it.

use super::model::Language;
use chrono::NaiveDate;
use serde::Deserialize;
use std::collections::BTreeMap;
use std::sync::LazyLock;

/// What a purpose wants of a person.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Asks {
    /// A statute obliges: the person is told.
    Notice,
    /// The person agrees or not.
    Consent,
    /// The guardian of somebody under age agrees or not.
    Guardian,
}

impl Asks {
    /// The word at the boundary.
    pub const fn word(self) -> &'static str {
        match self {
            Self::Notice => "notice",
            Self::Consent => "consent",
            Self::Guardian => "guardian",
        }
    }
}

/// A text as a person reads it.
#[derive(Debug, Clone, PartialEq, Eq, Deserialize)]
pub struct Text {
    /// What it is about.
    pub title: String,
    /// Paragraphs.
    pub body: Vec<String>,
    /// What is no longer done after a refusal or withdrawal.
    pub effect: String,
}

/// All texts of one version.
#[derive(Debug, Clone, PartialEq, Eq, Deserialize)]
pub struct Version {
    /// Its name in statements.
    pub version: String,
    /// First day on which it is read.
    pub from: NaiveDate,
    /// Tags of the languages whose text somebody has reviewed.
    reviewed: Vec<String>,
    texts: BTreeMap<String, Text>,
}

impl Version {
    /// The text in `language`.
    pub fn text(&self, language: Language) -> Option<&Text> {
        self.texts.get(language.word())
    }

    /// Whether somebody has reviewed the text in `language`; others are printed
    /// with a line that says that the Chinese text counts.
    pub fn reviewed(&self, language: Language) -> bool {
        self.reviewed.iter().any(|tag| tag == language.word())
    }
}

/// One purpose.
#[derive(Debug, Clone, PartialEq, Eq, Deserialize)]
pub struct Purpose {
    /// Its key in statements.
    pub key: String,
    /// Whether it tells or asks.
    pub asks: Asks,
    /// The statute it rests on.
    pub basis: String,
    versions: Vec<Version>,
}

impl Purpose {
    /// The version that is read on `date`.
    pub fn version(&self, date: NaiveDate) -> Option<&Version> {
        self.versions
            .iter()
            .filter(|version| version.from <= date)
            .max_by_key(|version| version.from)
    }

    /// The text that is read on `date` in `language`.
    pub fn text(&self, language: Language, date: NaiveDate) -> Option<&Text> {
        self.version(date)?.text(language)
    }
}

static PURPOSES: LazyLock<Vec<Purpose>> = LazyLock::new(|| {
    // Read whole by a test; what a person installed cannot differ from it.
    serde_json::from_str(include_str!("../../../../assets/choice/purposes.json"))
        .unwrap_or_default()
});

/// Every purpose, notices first, in the order of a sheet.
pub fn purposes() -> &'static [Purpose] {
    &PURPOSES
}

/// The purpose with this key.
pub fn purpose(key: &str) -> Option<&'static Purpose> {
    PURPOSES.iter().find(|purpose| purpose.key == key)
}
