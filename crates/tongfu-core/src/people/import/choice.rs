//! What wins when a row is about somebody on record. Pure.

use crate::people::model::Field;
use std::collections::BTreeMap;

/// Which of two values of a field stays.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Default)]
pub enum Wins {
    /// The file's; its blanks say nothing.
    #[default]
    File,
    /// The record's, and its blanks stay too.
    Record,
    /// The record's where it has one; the file fills the blanks.
    Fill,
}

impl Wins {
    /// Every answer.
    pub const ALL: [Self; 3] = [Self::File, Self::Record, Self::Fill];

    /// Stable name.
    pub const fn key(self) -> &'static str {
        match self {
            Self::File => "file",
            Self::Record => "record",
            Self::Fill => "fill",
        }
    }

    /// The answer of a stable name.
    pub fn from_key(key: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|wins| wins.key() == key)
    }
}

/// What wins, by field; the file where nothing is said.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct WinsOf(BTreeMap<Field, Wins>);

impl WinsOf {
    /// Says what wins for a field and for those that come from its column.
    pub fn set(&mut self, field: Field, wins: Wins) {
        self.0.insert(field, wins);
    }

    /// What wins for `field`.
    pub fn of(&self, field: Field) -> Wins {
        self.0
            .get(&field)
            .or_else(|| self.0.get(&column_of(field)?))
            .copied()
            .unwrap_or_default()
    }

    /// Whether the file may write `field`, of which the record holds a value or
    /// not.
    pub fn lets(&self, field: Field, on_record: bool) -> bool {
        match self.of(field) {
            Wins::File => true,
            Wins::Record => false,
            Wins::Fill => !on_record,
        }
    }

    /// What was said, by field.
    pub fn iter(&self) -> impl Iterator<Item = (Field, Wins)> {
        self.0.iter().map(|(field, wins)| (*field, *wins))
    }

    /// Whether nothing was said.
    pub fn is_empty(&self) -> bool {
        self.0.is_empty()
    }
}

/// The field whose column may fill this one too.
fn column_of(field: Field) -> Option<Field> {
    Some(match field {
        Field::DocumentType => Field::DocumentNumber,
        Field::CategoryWritten => Field::Category,
        Field::County | Field::Township | Field::Village => Field::Address,
        Field::LanguageZh | Field::LanguageKk | Field::LanguageRu | Field::LanguageOther => {
            Field::Languages
        }
        Field::Wish2 | Field::Wish3 | Field::WishWritten => Field::Wish1,
        _ => return None,
    })
}
