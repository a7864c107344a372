//! Documents, certificates and modules of a person.

use crate::base::{EntityId, PersonId};
use chrono::NaiveDate;

macro_rules! words {
    ($($(#[$meta:meta])* $name:ident { $($(#[$each:meta])* $variant:ident $word:literal,)* })*) => {$(
        $(#[$meta])*
        #[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
        pub enum $name {
            $($(#[$each])* $variant,)*
        }

        impl $name {
            /// All of them, in the order of a list.
            pub const ALL: &'static [Self] = &[$(Self::$variant,)*];

            /// The word in the record.
            pub const fn word(self) -> &'static str {
                match self { $(Self::$variant => $word,)* }
            }

            /// The one with this word.
            pub fn from_word(word: &str) -> Option<Self> {
                match word { $($word => Some(Self::$variant),)* _ => None }
            }
        }
    )*};
}

words! {
    /// What a document is.
    DocumentKind {
        /// Photograph of the person.
        Photo "photo",
        /// Consent, signed or marked, scanned.
        Consent "consent",
        /// Copy of the identity document.
        IdCopy "id_copy",
        /// Scan of a certificate.
        Certificate "certificate",
        /// A numbered paper form.
        PaperForm "paper_form",
        /// Anything else.
        Other "other",
    }

    /// How a document is encoded, found out from its content.
    MediaType {
        Jpeg "image/jpeg",
        Png "image/png",
        Pdf "application/pdf",
    }

    /// Whose standard a certificate attests.
    Standard {
        /// A Chinese certificate.
        Chinese "cn",
        /// A Kazakh assessment.
        Kazakh "kz",
        /// Another country's or an enterprise's.
        Other "other",
    }
}

impl DocumentKind {
    /// Whether statute obliges the office to keep it with the training file;
    /// what it does not can be purged at once.
    pub const fn kept_by_statute(self) -> bool {
        !matches!(self, Self::Photo | Self::Other)
    }
}

impl MediaType {
    /// The ending of a file of this sort.
    pub const fn extension(self) -> &'static str {
        match self {
            Self::Jpeg => "jpg",
            Self::Png => "png",
            Self::Pdf => "pdf",
        }
    }
}

/// A document to be added.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct NewDocument<'a> {
    pub person: PersonId,
    pub kind: DocumentKind,
    /// What it is called in the list.
    pub title: &'a str,
    /// The date on it; absent: unknown.
    pub date: Option<NaiveDate>,
    pub bytes: &'a [u8],
}

/// A document on record, without its bytes.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Document {
    pub id: EntityId,
    pub person: PersonId,
    pub kind: DocumentKind,
    pub title: String,
    pub date: Option<NaiveDate>,
    pub media: MediaType,
    /// Bytes of the whole.
    pub size: u64,
    /// Parts of which it consists.
    pub parts: u32,
    /// Parts that are held.
    pub held: u32,
}

impl Document {
    /// Whether every part is held.
    pub const fn complete(&self) -> bool {
        self.held == self.parts
    }
}

/// A certificate as typed in.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct NewCertificate {
    pub standard: Standard,
    /// Id of the occupation, or empty.
    pub occupation: String,
    /// The occupation as the certificate says it, where no table knows it.
    pub occupation_written: String,
    pub level: String,
    pub number: String,
    pub issuer: String,
    pub issued: Option<NaiveDate>,
    /// Last day; absent: without end.
    pub valid_to: Option<NaiveDate>,
    /// The scan.
    pub document: Option<EntityId>,
}

/// A certificate that a person holds.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Certificate {
    pub id: EntityId,
    pub person: PersonId,
    pub said: NewCertificate,
}

impl Certificate {
    /// Whether it can be relied on that day.
    pub fn valid_on(&self, date: NaiveDate) -> bool {
        self.said.issued.is_none_or(|issued| issued <= date)
            && self.said.valid_to.is_none_or(|last| date <= last)
    }
}

/// A module completed elsewhere or earlier, as typed in.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct NewModule {
    /// Code in the course's catalogue, or empty.
    pub code: String,
    pub name: String,
    pub hours: Option<i64>,
    pub institution: String,
    pub completed: Option<NaiveDate>,
}

/// A module that a person completed.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Module {
    pub id: EntityId,
    pub person: PersonId,
    pub said: NewModule,
}
