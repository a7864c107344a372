//! What stands inside the seal, and who it is sealed to.

use super::handler::{HandlerKey, Unlocked};
use super::model::{Accused, CaseId, Matter, Report};
use super::rules;
use crate::base::{EntityId, PersonId};
use crate::{Error, ErrorKind, Result};
use std::collections::BTreeMap;
use tongfu_package::keys::X25519Public;
use tongfu_package::sealed::{self, ReaderKey, SealError};
use tongfu_package::value::Value;
use zeroize::Zeroizing;

/// Bytes of evidence in one part.
pub(super) const PART: usize = 256 * 1024;

/// A case as it is sealed.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Content {
    pub matter: Matter,
    pub person: Option<PersonId>,
    pub person_name: String,
    pub accused: Accused,
    pub words: String,
    pub evidence_name: Option<String>,
    pub evidence_parts: u32,
}

/// The place of a sealed text: which case, what of it, which part.
pub(super) fn place(case: CaseId, what: &str, part: u32) -> Vec<u8> {
    let mut place = b"tongfu case v1\0".to_vec();
    place.extend_from_slice(&case.0);
    place.extend_from_slice(what.as_bytes());
    place.push(0);
    place.extend_from_slice(&part.to_be_bytes());
    place
}

/// The words of the place of an entry.
pub(super) fn entry_place(case: CaseId, entry: &EntityId) -> Vec<u8> {
    let mut place = place(case, "entry", 0);
    place.extend_from_slice(entry);
    place
}

pub(super) fn sealed_error(error: SealError) -> Error {
    let kind = match error {
        SealError::NotForUs => ErrorKind::Denied,
        SealError::NoReader | SealError::TooLarge => ErrorKind::Refused,
        SealError::Altered | SealError::Moved => ErrorKind::Input,
    };
    Error::new(kind, error.code())
}

/// The recipients of a case about `accused`: every handler outside the accused
/// office, and for each of the others a key that nobody holds, so that the
/// number of recipients does not show whose office is accused.
///
/// Errors: `CASE_NO_HANDLER`, `CASE_NO_IMPARTIAL_HANDLER`.
pub(super) fn readers(keys: &[HandlerKey], accused: &Accused) -> Result<Vec<X25519Public>> {
    if keys.is_empty() {
        return Err(Error::refused("CASE_NO_HANDLER"));
    }
    let office = accused.office_code.as_deref();
    let impartial = |key: &HandlerKey| rules::impartial(&key.office_code, office);
    if !keys.iter().any(impartial) {
        return Err(Error::refused("CASE_NO_IMPARTIAL_HANDLER"));
    }
    keys.iter()
        .map(|key| {
            if impartial(key) {
                return Ok(key.public);
            }
            let mut nobody = Zeroizing::new([0; 32]);
            crate::store::random(nobody.as_mut())?;
            Ok(ReaderKey::from_secret_bytes(&nobody).public())
        })
        .collect()
}

pub(super) fn seal(readers: &[X25519Public], place: &[u8], content: &[u8]) -> Result<Value> {
    sealed::seal(readers, place, content)
        .map(Value::Bytes)
        .map_err(sealed_error)
}

/// Opens with whichever of the handler's keys it was sealed to.
pub(super) fn open(handler: &Unlocked, place: &[u8], bytes: &[u8]) -> Result<Zeroizing<Vec<u8>>> {
    let mut refusal = SealError::NotForUs;
    for key in handler.keys() {
        match sealed::open(key, place, bytes) {
            Ok(content) => return Ok(content),
            Err(SealError::NotForUs) => {}
            Err(other) => refusal = other,
        }
    }
    Err(sealed_error(refusal))
}

fn text(text: &str) -> Value {
    Value::Text(text.to_owned())
}

fn optional(text: Option<&String>) -> Value {
    text.map_or(Value::Null, |text| Value::Text(text.clone()))
}

impl Content {
    /// What a report holds; `person_name` is the person's on that day.
    pub fn of(report: &Report, person_name: String) -> Self {
        let trimmed = |text: &Option<String>| {
            text.as_deref()
                .map(str::trim)
                .filter(|text| !text.is_empty())
                .map(str::to_owned)
        };
        let parts = report
            .evidence
            .as_ref()
            .map_or(0, |(_, bytes)| bytes.len().div_ceil(PART));
        Self {
            matter: report.matter,
            person: report.person,
            person_name,
            accused: Accused {
                employer: trimmed(&report.accused.employer),
                office_code: trimmed(&report.accused.office_code),
            },
            words: report.words.trim().to_owned(),
            evidence_name: report.evidence.as_ref().map(|(name, _)| name.clone()),
            evidence_parts: u32::try_from(parts).unwrap_or(u32::MAX),
        }
    }

    pub fn encode(&self) -> Zeroizing<Vec<u8>> {
        let person = self
            .person
            .map_or(Value::Null, |person| Value::Bytes(person.0.to_vec()));
        let fields = BTreeMap::from([
            (1, text(self.matter.word())),
            (2, person),
            (3, text(&self.person_name)),
            (4, optional(self.accused.employer.as_ref())),
            (5, optional(self.accused.office_code.as_ref())),
            (6, text(&self.words)),
            (7, optional(self.evidence_name.as_ref())),
            (8, Value::Int(i64::from(self.evidence_parts))),
        ]);
        Zeroizing::new(Value::Map(fields).encode())
    }

    /// Errors: `SEALED_ALTERED`.
    pub fn decode(bytes: &[u8]) -> Result<Self> {
        let altered = || sealed_error(SealError::Altered);
        let Value::Map(fields) = Value::decode(bytes)? else {
            return Err(altered());
        };
        let words = |key: i64| fields.get(&key).and_then(Value::as_text).map(str::to_owned);
        let matter = words(1).ok_or_else(altered)?;
        Ok(Self {
            // A matter of a newer version is shown as another finding.
            matter: Matter::from_word(&matter).unwrap_or(Matter::OtherFinding),
            person: fields
                .get(&2)
                .and_then(Value::as_bytes)
                .and_then(|bytes| bytes.try_into().ok())
                .map(PersonId),
            person_name: words(3).unwrap_or_default(),
            accused: Accused {
                employer: words(4),
                office_code: words(5),
            },
            words: words(6).ok_or_else(altered)?,
            evidence_name: words(7),
            evidence_parts: fields
                .get(&8)
                .and_then(Value::as_int)
                .and_then(|parts| u32::try_from(parts).ok())
                .unwrap_or(0),
        })
    }
}
