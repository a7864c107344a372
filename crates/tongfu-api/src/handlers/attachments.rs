//! Documents, certificates and modules of a person.

use super::{count, date, id, occupation_name};
use crate::handlers::people::field_problem;
use crate::session::Session;
use crate::types::record::{
    CertificateLine, CertificateSave, DocumentAdd, DocumentContent, DocumentLine, Documents,
    ModuleLine, ModuleSave, OfPerson, Qualifications, RecordSaved,
};
use crate::types::session::{Id, SavedFile};
use chrono::NaiveDate;
use tongfu_core::attachments::{
    self, Certificate, DocumentKind, MediaType, Module, NewCertificate, NewDocument, NewModule,
    Saved, Standard,
};
use tongfu_core::base::{EntityId, PersonId, Problem};
use tongfu_core::people::rules::mask_number;
use tongfu_core::store::fold::Changed;
use tongfu_core::{Error, Result};

/// Standard base64 (RFC 4648 §4), for a page that shows a picture.
fn base64(bytes: &[u8]) -> String {
    const LETTERS: &[u8; 64] = b"ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/";
    let mut text = String::with_capacity(bytes.len().div_ceil(3) * 4);
    for chunk in bytes.chunks(3) {
        let byte = |index: usize| u32::from(chunk.get(index).copied().unwrap_or_default());
        let joined = byte(0) << 16 | byte(1) << 8 | byte(2);
        for place in 0..4 {
            if place > chunk.len() {
                text.push('=');
            } else {
                let index = joined >> (18 - 6 * place) & 63;
                text.push(char::from(
                    LETTERS[usize::try_from(index).unwrap_or_default()],
                ));
            }
        }
    }
    text
}

/// An entity's id of the boundary.
fn entity(text: &str) -> Result<EntityId> {
    id::<PersonId>(text).map(|id| id.0)
}

fn shown(entity: EntityId) -> String {
    PersonId(entity).to_string()
}

/// A day typed or left blank; a day that is none is a problem of the form.
fn day(field: &'static str, text: &str, problems: &mut Vec<Problem>) -> Option<NaiveDate> {
    if text.trim().is_empty() {
        return None;
    }
    match date(text.trim()) {
        Ok(day) => Some(day),
        Err(_) => {
            problems.push(
                Problem::refuse("DATE_UNREADABLE")
                    .on(field)
                    .with("value", text),
            );
            None
        }
    }
}

fn saved(session: &Session, problems: Vec<Problem>, id: Option<EntityId>) -> RecordSaved {
    RecordSaved {
        id: id.map(shown),
        problems: problems
            .iter()
            .map(|problem| field_problem(session, problem))
            .collect(),
    }
}

type Outcome = (std::result::Result<EntityId, Vec<Problem>>, Vec<Changed>);

fn outcome(saved: Saved) -> Outcome {
    match saved {
        Saved::Done(written) => (Ok(written.value), written.changed),
        Saved::Refused(problems) => (Err(problems), Vec::new()),
    }
}

/// Problems found while reading the form come first: the core is asked only
/// when there are none.
fn finish(
    session: &Session,
    problems: Vec<Problem>,
    work: impl FnOnce(&mut tongfu_core::store::Store) -> Result<Saved>,
) -> Result<RecordSaved> {
    if !problems.is_empty() {
        return Ok(saved(session, problems, None));
    }
    let done = session.with_changes(|store| work(store).map(outcome))?;
    Ok(match done {
        Ok(id) => saved(session, Vec::new(), Some(id)),
        Err(problems) => saved(session, problems, None),
    })
}

pub fn documents(session: &Session, wanted: Id) -> Result<Documents> {
    let person: PersonId = id(&wanted.id)?;
    let (found, limit) = session.with_store(|store| {
        Ok((
            attachments::documents(store, person)?,
            attachments::limit_bytes(store)?,
        ))
    })?;
    Ok(Documents {
        used: count(found.iter().map(|document| document.size).sum::<u64>()),
        limit: count(limit),
        documents: found
            .into_iter()
            .map(|document| DocumentLine {
                id: shown(document.id),
                kind: document.kind.word().to_owned(),
                title: document.title,
                date: document.date.map(|date| date.to_string()),
                media_type: document.media.word().to_owned(),
                size: count(document.size),
                parts: document.parts,
                held: document.held,
            })
            .collect(),
    })
}

pub fn document_add(session: &Session, wanted: DocumentAdd) -> Result<RecordSaved> {
    let person: PersonId = id(&wanted.person)?;
    let file = session.file(&wanted.token)?;
    let kind = DocumentKind::from_word(&wanted.kind)
        .ok_or_else(|| Error::refused("DOCUMENT_KIND_UNKNOWN").with("kind", &wanted.kind))?;
    let mut problems = Vec::new();
    let date = day("date", &wanted.date, &mut problems);
    finish(session, problems, |store| {
        attachments::add_document(
            store,
            &NewDocument {
                person,
                kind,
                title: &wanted.title,
                date,
                bytes: &file.bytes,
            },
        )
    })
}

pub fn document_content(session: &Session, wanted: Id) -> Result<DocumentContent> {
    let id = entity(&wanted.id)?;
    let (document, bytes) = session.with_store(|store| attachments::read_document(store, id))?;
    if document.media == MediaType::Pdf {
        return Err(Error::refused("DOCUMENT_NOT_SHOWN"));
    }
    Ok(DocumentContent {
        media_type: document.media.word().to_owned(),
        base64: base64(&bytes),
    })
}

pub fn document_save(session: &Session, wanted: Id) -> Result<Option<SavedFile>> {
    let id = entity(&wanted.id)?;
    let (document, bytes) = session.with_store(|store| attachments::read_document(store, id))?;
    let extension: &'static [&'static str] = match document.media {
        MediaType::Jpeg => &["jpg"],
        MediaType::Png => &["png"],
        MediaType::Pdf => &["pdf"],
    };
    // A title may hold what a file name may not.
    let stem: String = document
        .title
        .chars()
        .map(|sign| {
            if sign.is_control() || "\\/:*?\"<>|".contains(sign) {
                '_'
            } else {
                sign
            }
        })
        .collect();
    let dialog = session.dialog_words("DIALOG_DOCUMENT_SAVE", extension);
    session.save(
        &format!("{stem}.{}", document.media.extension()),
        &dialog,
        &bytes,
    )
}

pub fn document_remove(session: &Session, wanted: Id) -> Result<()> {
    let id = entity(&wanted.id)?;
    session.with_changes(|store| {
        attachments::remove_document(store, id).map(|written| ((), written.changed))
    })
}

/// Many certificates carry the identity number as their own.
fn is_identity_number(number: &str) -> bool {
    let (digits, check) = number.split_at_checked(17).unwrap_or_default();
    digits.bytes().all(|byte| byte.is_ascii_digit())
        && check.len() == 1
        && check
            .bytes()
            .all(|byte| byte.is_ascii_digit() || byte == b'X' || byte == b'x')
}

fn certificate(session: &Session, held: Certificate) -> CertificateLine {
    let said = held.said.clone();
    let masked = is_identity_number(&said.number);
    CertificateLine {
        id: shown(held.id),
        valid: held.valid_on(session.today()),
        standard: said.standard.word().to_owned(),
        occupation_name: if said.occupation.is_empty() {
            said.occupation_written.clone()
        } else {
            occupation_name(session, &said.occupation)
        },
        occupation: said.occupation,
        occupation_written: said.occupation_written,
        level: said.level,
        number: if masked {
            mask_number(&said.number)
        } else {
            said.number
        },
        number_masked: masked,
        issuer: said.issuer,
        issued: said.issued.map(|date| date.to_string()),
        valid_to: said.valid_to.map(|date| date.to_string()),
        document: said.document.map(shown),
    }
}

fn module(held: Module) -> ModuleLine {
    ModuleLine {
        id: shown(held.id),
        code: held.said.code,
        name: held.said.name,
        hours: held.said.hours.and_then(|hours| hours.try_into().ok()),
        institution: held.said.institution,
        completed: held.said.completed.map(|date| date.to_string()),
    }
}

pub fn qualifications(session: &Session, wanted: Id) -> Result<Qualifications> {
    let person: PersonId = id(&wanted.id)?;
    let (certificates, modules) = session.with_store(|store| {
        Ok((
            attachments::certificates(store, person)?,
            attachments::modules(store, person)?,
        ))
    })?;
    Ok(Qualifications {
        certificates: certificates
            .into_iter()
            .map(|held| certificate(session, held))
            .collect(),
        modules: modules.into_iter().map(module).collect(),
    })
}

pub fn certificate_save(session: &Session, wanted: CertificateSave) -> Result<RecordSaved> {
    let person: PersonId = id(&wanted.person)?;
    let changed = wanted.id.as_deref().map(entity).transpose()?;
    let document = wanted.document.as_deref().map(entity).transpose()?;
    let standard = Standard::from_word(&wanted.standard)
        .ok_or_else(|| Error::refused("STANDARD_UNKNOWN").with("standard", &wanted.standard))?;
    let mut problems = Vec::new();
    let issued = day("issued", &wanted.issued, &mut problems);
    let valid_to = day("valid_to", &wanted.valid_to, &mut problems);
    finish(session, problems, |store| {
        // A masked number is not typed again: the one on record stays.
        let number = match (wanted.number, changed) {
            (Some(number), _) => number,
            (None, Some(id)) => attachments::certificates(store, person)?
                .into_iter()
                .find(|held| held.id == id)
                .map(|held| held.said.number)
                .unwrap_or_default(),
            (None, None) => String::new(),
        };
        let new = NewCertificate {
            standard,
            occupation: wanted.occupation,
            occupation_written: wanted.occupation_written,
            level: wanted.level,
            number,
            issuer: wanted.issuer,
            issued,
            valid_to,
            document,
        };
        attachments::save_certificate(store, person, changed, &new)
    })
}

pub fn certificate_remove(session: &Session, wanted: OfPerson) -> Result<()> {
    let (person, id) = (id::<PersonId>(&wanted.person)?, entity(&wanted.id)?);
    session.with_changes(|store| {
        attachments::remove_certificate(store, person, id).map(|written| ((), written.changed))
    })
}

pub fn module_save(session: &Session, wanted: ModuleSave) -> Result<RecordSaved> {
    let person: PersonId = id(&wanted.person)?;
    let changed = wanted.id.as_deref().map(entity).transpose()?;
    let mut problems = Vec::new();
    let completed = day("completed", &wanted.completed, &mut problems);
    let new = NewModule {
        code: wanted.code,
        name: wanted.name,
        hours: wanted.hours.trim().parse().ok(),
        institution: wanted.institution,
        completed,
    };
    finish(session, problems, |store| {
        attachments::save_module(store, person, changed, &new)
    })
}

pub fn module_remove(session: &Session, wanted: OfPerson) -> Result<()> {
    let (person, id) = (id::<PersonId>(&wanted.person)?, entity(&wanted.id)?);
    session.with_changes(|store| {
        attachments::remove_module(store, person, id).map(|written| ((), written.changed))
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn base64_is_that_of_the_standard() {
        // RFC 4648 §10.
        for (plain, coded) in [
            ("", ""),
            ("f", "Zg=="),
            ("fo", "Zm8="),
            ("foo", "Zm9v"),
            ("foob", "Zm9vYg=="),
            ("fooba", "Zm9vYmE="),
            ("foobar", "Zm9vYmFy"),
        ] {
            assert_eq!(base64(plain.as_bytes()), coded);
        }
        assert_eq!(base64(&[0xff, 0xfb, 0xbf]), "//u/");
    }

    #[test]
    fn identity_numbers_are_recognised_on_certificates() {
        assert!(is_identity_number("654004199003071236"));
        assert!(is_identity_number("65400419900307123x"));
        for other in [
            "",
            "2540040012345",
            "65400419900307123Y",
            "职业654004199003071",
        ] {
            assert!(!is_identity_number(other), "{other}");
        }
    }
}
