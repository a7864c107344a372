//! What is printed: every document with its labels, as plain values.

use typst::foundations::{Array, Dict, IntoValue, Str, Value};

/// A script that needs a font of its own.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Script {
    /// Chinese characters.
    Han,
    /// Latin and Cyrillic letters with those of Kazakh.
    Cyrillic,
    /// Arabic letters with those of Uyghur and Kazakh.
    Arabic,
}

impl Script {
    /// Families that write it, the preferred first: Noto as Debian packages
    /// it, then what Windows and Chinese desktops bring.
    pub const fn fonts(self) -> &'static [&'static str] {
        match self {
            Self::Han => &[
                "Noto Sans CJK SC",
                "Noto Sans SC",
                "Source Han Sans SC",
                "Microsoft YaHei",
                "SimHei",
                "WenQuanYi Micro Hei",
            ],
            Self::Cyrillic => &["Noto Sans", "Segoe UI", "Arial", "DejaVu Sans"],
            Self::Arabic => &[
                "Noto Sans Arabic",
                "Noto Naskh Arabic",
                "Microsoft Uighur",
                "Segoe UI",
                "DejaVu Sans",
            ],
        }
    }
}

/// A text in Chinese and, on a paper of two languages, in the second one.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Phrase {
    /// Chinese.
    pub zh: String,
    /// The second language; empty where there is none.
    pub other: String,
}

impl Phrase {
    /// A text in both languages.
    pub fn new(zh: impl Into<String>, other: impl Into<String>) -> Self {
        Self {
            zh: zh.into(),
            other: other.into(),
        }
    }
}

/// Where somebody writes.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Space {
    /// A line over the width.
    Line,
    /// Half a line; two of them stand beside each other.
    Half,
    /// One box for every character, such as of an ID number.
    Boxes(u8),
    /// Boxes to tick.
    Choices(Vec<Phrase>),
}

/// One question of a form.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct FormField {
    /// What is asked.
    pub label: Phrase,
    /// Where the answer goes.
    pub space: Space,
}

/// A pad: one page, with its own number, for every number.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct BlankForms {
    /// Second language; `None` for a pad in Chinese alone.
    pub second: Option<Second>,
    /// Office whose pad it is.
    pub office: String,
    /// Title of the form.
    pub title: Phrase,
    /// Label of the number.
    pub number_label: Phrase,
    /// The numbers as they are printed, one page each.
    pub numbers: Vec<String>,
    /// Questions.
    pub fields: Vec<FormField>,
    /// What the person declares, and what never follows from declining.
    pub statements: Vec<Phrase>,
    /// Labels of the places for signatures.
    pub signatures: Vec<Phrase>,
    /// Stands below where the translation is unreviewed; empty otherwise.
    pub remark: String,
}

/// The second language of a paper.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Second {
    /// Language for the typesetter, such as `ug`.
    pub language: &'static str,
    /// Its script.
    pub script: Script,
    /// Written from right to left.
    pub right_to_left: bool,
}

/// One purpose on a sheet.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct SheetItem {
    /// What it is about.
    pub title: Phrase,
    /// Paragraphs.
    pub body: Vec<Phrase>,
    /// What a refusal or withdrawal changes.
    pub effect: Phrase,
    /// The statute, in Chinese.
    pub basis: String,
    /// Boxes to tick; none on a notice.
    pub choices: Vec<Phrase>,
}

/// The sheet of notices and consents of one person.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ConsentSheet {
    pub second: Option<Second>,
    pub office: String,
    pub title: Phrase,
    /// Label and value of who it is for.
    pub person: Vec<(Phrase, String)>,
    pub items: Vec<SheetItem>,
    pub signatures: Vec<Phrase>,
    pub version: String,
    pub remark: String,
}

/// A part of somebody's own record.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Section {
    pub title: Phrase,
    /// Headings; a part of two columns without headings is a list of fields.
    pub columns: Vec<Phrase>,
    /// Rows: first cell a label where there are no headings.
    pub rows: Vec<Vec<Phrase>>,
    /// Said where there are no rows.
    pub none: Phrase,
}

/// Everything held about a person.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct OwnRecord {
    pub second: Option<Second>,
    pub office: String,
    pub title: Phrase,
    /// Whose it is.
    pub name: String,
    /// Day and office, what it is.
    pub intro: Vec<Phrase>,
    pub sections: Vec<Section>,
    /// How to have it corrected.
    pub closing: Vec<Phrase>,
    pub remark: String,
}

/// A public list: name, masked number, occupation, result; nothing else.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Notice {
    pub office: String,
    pub title: String,
    pub paragraphs: Vec<String>,
    pub columns: [String; 5],
    /// Number in the list, name, masked number, occupation, result.
    pub rows: Vec<[String; 5]>,
    pub closing: Vec<String>,
}

/// Anything that is printed.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Document {
    BlankForms(BlankForms),
    ConsentSheet(ConsentSheet),
    OwnRecord(OwnRecord),
    Notice(Notice),
}

impl Document {
    /// File of its template.
    pub(crate) const fn template(&self) -> &'static str {
        match self {
            Self::BlankForms(_) => "blank-forms.typ",
            Self::ConsentSheet(_) => "consent-sheet.typ",
            Self::OwnRecord(_) => "own-record.typ",
            Self::Notice(_) => "notice.typ",
        }
    }

    fn second(&self) -> Option<Second> {
        match self {
            Self::BlankForms(forms) => forms.second,
            Self::ConsentSheet(sheet) => sheet.second,
            Self::OwnRecord(record) => record.second,
            Self::Notice(_) => None,
        }
    }

    /// Scripts it is written in; every document may hold names in Latin or
    /// Cyrillic letters.
    pub fn scripts(&self) -> Vec<Script> {
        let mut scripts = vec![Script::Han, Script::Cyrillic];
        scripts.extend(self.second().map(|second| second.script));
        scripts.sort_unstable();
        scripts.dedup();
        scripts
    }

    /// The document as the template reads it.
    pub(crate) fn value(&self) -> Value {
        let mut dict = match self {
            Self::BlankForms(forms) => record([
                ("office", text(&forms.office)),
                ("title", phrase(&forms.title)),
                ("number-label", phrase(&forms.number_label)),
                ("numbers", list(&forms.numbers, |one| text(one))),
                ("fields", list(&forms.fields, field)),
                ("statements", list(&forms.statements, phrase)),
                ("signatures", list(&forms.signatures, phrase)),
                ("remark", text(&forms.remark)),
            ]),
            Self::ConsentSheet(sheet) => record([
                ("office", text(&sheet.office)),
                ("title", phrase(&sheet.title)),
                (
                    "person",
                    list(&sheet.person, |(label, value)| {
                        record([("label", phrase(label)), ("value", text(value))]).into_value()
                    }),
                ),
                ("items", list(&sheet.items, item)),
                ("signatures", list(&sheet.signatures, phrase)),
                ("version", text(&sheet.version)),
                ("remark", text(&sheet.remark)),
            ]),
            Self::OwnRecord(own) => record([
                ("office", text(&own.office)),
                ("title", phrase(&own.title)),
                ("name", text(&own.name)),
                ("intro", list(&own.intro, phrase)),
                ("sections", list(&own.sections, section)),
                ("closing", list(&own.closing, phrase)),
                ("remark", text(&own.remark)),
            ]),
            Self::Notice(notice) => record([
                ("office", text(&notice.office)),
                ("title", text(&notice.title)),
                ("paragraphs", list(&notice.paragraphs, |one| text(one))),
                ("columns", list(&notice.columns, |one| text(one))),
                (
                    "rows",
                    list(&notice.rows, |row| list(row, |cell| text(cell))),
                ),
                ("closing", list(&notice.closing, |one| text(one))),
            ]),
        };
        dict.insert(
            Str::from("second"),
            self.second().map_or(Value::None, second),
        );
        dict.into_value()
    }
}

fn record<const N: usize>(entries: [(&str, Value); N]) -> Dict {
    entries
        .into_iter()
        .map(|(key, value)| (Str::from(key), value))
        .collect()
}

fn text(text: &str) -> Value {
    Str::from(text).into_value()
}

fn list<T>(items: &[T], value: impl Fn(&T) -> Value) -> Value {
    items.iter().map(value).collect::<Array>().into_value()
}

fn phrase(phrase: &Phrase) -> Value {
    record([("zh", text(&phrase.zh)), ("other", text(&phrase.other))]).into_value()
}

fn second(second: Second) -> Value {
    record([
        ("language", text(second.language)),
        ("rtl", second.right_to_left.into_value()),
        ("arabic", (second.script == Script::Arabic).into_value()),
    ])
    .into_value()
}

fn field(field: &FormField) -> Value {
    let (kind, boxes, choices) = match &field.space {
        Space::Line => ("line", 0, Vec::new()),
        Space::Half => ("half", 0, Vec::new()),
        Space::Boxes(count) => ("boxes", i64::from(*count), Vec::new()),
        Space::Choices(choices) => ("choices", 0, choices.clone()),
    };
    record([
        ("label", phrase(&field.label)),
        ("kind", text(kind)),
        ("boxes", boxes.into_value()),
        ("choices", list(&choices, phrase)),
    ])
    .into_value()
}

fn item(item: &SheetItem) -> Value {
    record([
        ("title", phrase(&item.title)),
        ("body", list(&item.body, phrase)),
        ("effect", phrase(&item.effect)),
        ("basis", text(&item.basis)),
        ("choices", list(&item.choices, phrase)),
    ])
    .into_value()
}

fn section(section: &Section) -> Value {
    record([
        ("title", phrase(&section.title)),
        ("columns", list(&section.columns, phrase)),
        ("rows", list(&section.rows, |row| list(row, phrase))),
        ("none", phrase(&section.none)),
    ])
    .into_value()
}
