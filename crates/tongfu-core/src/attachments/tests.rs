//! Documents of a person, certificates, modules.

use super::model::{DocumentKind, MediaType, NewCertificate, NewDocument, NewModule, Standard};
use super::records::{DOCUMENT, DOCUMENT_PART};
use super::rules::{self, LARGEST, PART};
use super::{Saved, add_document, certificates, documents, limit_bytes, modules};
use super::{read_document, remove_certificate, remove_document, save_certificate, save_module};
use crate::base::{EntityId, PersonId};
use crate::parameters::{self, NewParameter};
use crate::people::{self, Entry, Field};
use crate::store::Store;
use crate::store::testing::{county, day};
use proptest::prelude::*;
use std::collections::BTreeSet;

fn with_person() -> (Store, PersonId) {
    let mut store = county("2026-11-25");
    let form = Entry::new()
        .with(Field::Name, "阿依古丽·买买提")
        .with(Field::DocumentNumber, "654004199003071148");
    match people::save(&mut store, None, &form).unwrap() {
        people::Saved::Done { person, .. } => (store, person),
        people::Saved::Refused(problems) => panic!("{problems:?}"),
    }
}

fn jpeg(length: usize) -> Vec<u8> {
    let mut bytes = vec![0xff, 0xd8, 0xff, 0xe0];
    bytes.extend((0..length.saturating_sub(6)).map(|index| u8::try_from(index % 251).unwrap()));
    bytes.extend([0xff, 0xd9]);
    bytes
}

fn new<'a>(person: PersonId, kind: DocumentKind, bytes: &'a [u8]) -> NewDocument<'a> {
    NewDocument {
        person,
        kind,
        title: "一寸照片",
        date: Some(day("2026-11-20")),
        bytes,
    }
}

fn added(saved: Saved) -> EntityId {
    match saved {
        Saved::Done(written) => written.value,
        Saved::Refused(problems) => panic!("{problems:?}"),
    }
}

fn codes(saved: Saved) -> Vec<&'static str> {
    match saved {
        Saved::Done(_) => Vec::new(),
        Saved::Refused(problems) => problems.iter().map(|problem| problem.code).collect(),
    }
}

#[test]
fn a_document_comes_back_as_it_was_and_survives_a_rebuild() {
    let (mut store, person) = with_person();
    let bytes = jpeg(PART * 2 + 17);
    let id = added(add_document(&mut store, &new(person, DocumentKind::Photo, &bytes)).unwrap());
    let listed = documents(&store, person).unwrap();
    assert_eq!(listed.len(), 1);
    assert_eq!((listed[0].parts, listed[0].held), (3, 3));
    assert_eq!(listed[0].media, MediaType::Jpeg);
    assert_eq!(read_document(&store, id).unwrap().1, bytes);
    store.rebuild().unwrap();
    assert_eq!(read_document(&store, id).unwrap().1, bytes);
    assert!(store.check().unwrap().problems.is_empty());
}

#[test]
fn bytes_title_and_digest_lie_in_no_operation() {
    let (mut store, person) = with_person();
    let bytes = jpeg(PART + 5);
    added(add_document(&mut store, &new(person, DocumentKind::IdCopy, &bytes)).unwrap());
    let mut statement = store
        .tables()
        .prepare("SELECT bytes FROM operation")
        .unwrap();
    let operations: Vec<Vec<u8>> = statement
        .query_map([], |row| row.get(0))
        .unwrap()
        .collect::<rusqlite::Result<_>>()
        .unwrap();
    let has = |needle: &[u8]| {
        operations
            .iter()
            .any(|held| held.windows(needle.len()).any(|window| window == needle))
    };
    assert!(!has(&bytes[100..160]) && !has("一寸照片".as_bytes()));
    let size = operations.iter().map(Vec::len).max().unwrap();
    assert!(size < 64 * 1024, "{size}");
}

#[test]
fn what_need_not_be_kept_lies_apart_from_what_must() {
    let (mut store, person) = with_person();
    let bytes = jpeg(400);
    for (kind, column) in [
        (DocumentKind::Photo, "loose"),
        (DocumentKind::Other, "loose"),
        (DocumentKind::Consent, "kept"),
        (DocumentKind::IdCopy, "kept"),
    ] {
        let id = added(add_document(&mut store, &new(person, kind, &bytes)).unwrap());
        let found: i64 = store
            .tables()
            .query_row(
                &format!("SELECT count({column}) FROM document_part WHERE document = ?1"),
                [id],
                |row| row.get(0),
            )
            .unwrap();
        assert_eq!(found, 1, "{kind:?}");
    }
}

#[test]
fn a_document_without_all_parts_says_so() {
    let (mut store, person) = with_person();
    let bytes = jpeg(PART * 2);
    let id = added(add_document(&mut store, &new(person, DocumentKind::Consent, &bytes)).unwrap());
    let part: EntityId = store
        .tables()
        .query_row(
            "SELECT id FROM document_part WHERE document = ?1 AND number = 1",
            [id],
            |row| row.get(0),
        )
        .unwrap();
    let today = store.today();
    store
        .write("attachments.remove", today, |change| {
            change.delete(&DOCUMENT_PART, part)
        })
        .unwrap();
    assert!(!documents(&store, person).unwrap()[0].complete());
    assert_eq!(
        read_document(&store, id).unwrap_err().code,
        "DOCUMENT_INCOMPLETE"
    );
}

#[test]
fn a_document_whose_bytes_are_others_is_not_shown() {
    let (mut store, person) = with_person();
    let id =
        added(add_document(&mut store, &new(person, DocumentKind::Consent, &jpeg(300))).unwrap());
    let today = store.today();
    store
        .write("attachments.add", today, |change| {
            let digest = tongfu_package::value::Value::Bytes(vec![0; 32]);
            change.set(&DOCUMENT, id, &[("sha256", Some(digest))])
        })
        .unwrap();
    assert_eq!(
        read_document(&store, id).unwrap_err().code,
        "DOCUMENT_DAMAGED"
    );
}

#[test]
fn removing_takes_the_parts_along() {
    let (mut store, person) = with_person();
    let id = added(
        add_document(
            &mut store,
            &new(person, DocumentKind::Photo, &jpeg(PART * 2)),
        )
        .unwrap(),
    );
    remove_document(&mut store, id).unwrap();
    assert!(documents(&store, person).unwrap().is_empty());
    let left: i64 = store
        .tables()
        .query_row("SELECT count(*) FROM document_part", [], |row| row.get(0))
        .unwrap();
    assert_eq!(left, 0);
    assert_eq!(
        remove_document(&mut store, id).unwrap_err().code,
        "DOCUMENT_ABSENT"
    );
}

#[test]
fn only_pictures_and_pdf_of_a_bearable_size_are_taken() {
    let (mut store, person) = with_person();
    let mut add = |bytes: &[u8]| {
        codes(add_document(&mut store, &new(person, DocumentKind::Other, bytes)).unwrap())
    };
    assert_eq!(add(b""), ["DOCUMENT_EMPTY"]);
    assert_eq!(
        add(b"MZ\x90\x00 a program named photo.jpg"),
        ["DOCUMENT_TYPE"]
    );
    assert_eq!(add(&jpeg(LARGEST + 1)), ["DOCUMENT_LARGE"]);
    assert_eq!(add(&jpeg(LARGEST)), [""; 0]);
    let mut titleless = new(person, DocumentKind::Other, b"%PDF-1.7 ... %%EOF");
    titleless.title = "  ";
    titleless.date = Some(day("2026-11-26"));
    assert_eq!(
        codes(add_document(&mut store, &titleless).unwrap()),
        ["DOCUMENT_TITLE_MISSING", "DATE_IN_FUTURE"]
    );
}

#[test]
fn how_much_one_person_may_have_is_a_parameter() {
    let (mut store, person) = with_person();
    assert_eq!(limit_bytes(&store).unwrap(), 20 * 1024 * 1024);
    parameters::set(
        &mut store,
        &NewParameter {
            name: "attachments.person.mebibytes".to_owned(),
            area: "654004".to_owned(),
            value: 1,
            unit: "MiB".to_owned(),
            valid_from: Some(day("2026-01-01")),
            valid_to: None,
            source: "本县规定".to_owned(),
            confidence: "high".to_owned(),
        },
    )
    .unwrap();
    let half = jpeg(600 * 1024);
    let mut add =
        || codes(add_document(&mut store, &new(person, DocumentKind::Other, &half)).unwrap());
    assert_eq!(add(), [""; 0]);
    assert_eq!(add(), ["DOCUMENTS_FULL"]);
}

#[test]
fn the_content_says_what_a_file_is() {
    assert_eq!(rules::media_type(&jpeg(64)), Some(MediaType::Jpeg));
    assert_eq!(
        rules::media_type(b"%PDF-1.4\n%%EOF\n"),
        Some(MediaType::Pdf)
    );
    let png = b"\x89PNG\r\n\x1a\n\0\0\0\rIHDR____IEND\xae\x42\x60\x82";
    assert_eq!(rules::media_type(png), Some(MediaType::Png));
    assert_eq!(rules::media_type(&png[..24]), None, "cut short");
    assert_eq!(rules::media_type(b"%PDF-1.4 cut short"), None);
    assert_eq!(rules::media_type(b"<svg onload='x()'/>"), None);
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(24))]
    #[test]
    fn any_size_comes_back_whole(length in 6usize..(3 * PART + 9)) {
        let (mut store, person) = with_person();
        let bytes = jpeg(length);
        let id = added(add_document(&mut store, &new(person, DocumentKind::PaperForm, &bytes)).unwrap());
        prop_assert_eq!(read_document(&store, id).unwrap().1, bytes);
    }
}

fn certificate() -> NewCertificate {
    NewCertificate {
        standard: Standard::Chinese,
        occupation: String::new(),
        occupation_written: "焊工".to_owned(),
        level: "五级".to_owned(),
        number: "2540040012345".to_owned(),
        issuer: "伊犁州职业技能鉴定中心".to_owned(),
        issued: Some(day("2024-06-01")),
        valid_to: Some(day("2026-12-31")),
        document: None,
    }
}

#[test]
fn certificates_are_kept_changed_and_removed() {
    let (mut store, person) = with_person();
    let id = added(save_certificate(&mut store, person, None, &certificate()).unwrap());
    let mut better = certificate();
    better.level = "四级".to_owned();
    assert_eq!(
        added(save_certificate(&mut store, person, Some(id), &better).unwrap()),
        id
    );
    let held = certificates(&store, person).unwrap();
    assert_eq!((held.len(), held[0].said.level.as_str()), (1, "四级"));
    assert!(held[0].valid_on(day("2026-12-31")) && !held[0].valid_on(day("2027-01-01")));
    assert!(!held[0].valid_on(day("2024-05-31")));
    let other = [9; 16];
    assert_eq!(
        remove_certificate(&mut store, person, other)
            .unwrap_err()
            .code,
        "HELD_CERTIFICATE_ABSENT"
    );
    remove_certificate(&mut store, person, id).unwrap();
    assert!(certificates(&store, person).unwrap().is_empty());
}

#[test]
fn a_certificate_says_what_it_is_for_and_since_when() {
    let (mut store, person) = with_person();
    let mut bare = certificate();
    bare.occupation_written.clear();
    bare.issued = None;
    assert_eq!(
        codes(save_certificate(&mut store, person, None, &bare).unwrap()),
        [
            "HELD_CERTIFICATE_OCCUPATION_MISSING",
            "HELD_CERTIFICATE_ISSUED_MISSING"
        ]
    );
    let mut reversed = certificate();
    reversed.valid_to = Some(day("2024-05-31"));
    assert_eq!(
        codes(save_certificate(&mut store, person, None, &reversed).unwrap()),
        ["HELD_CERTIFICATE_DATES"]
    );
    let mut strange = certificate();
    strange.document = Some([7; 16]);
    assert_eq!(
        save_certificate(&mut store, person, None, &strange)
            .unwrap_err()
            .code,
        "DOCUMENT_ABSENT"
    );
}

#[test]
fn modules_have_a_name_and_hours() {
    let (mut store, person) = with_person();
    let mut module = NewModule {
        code: "M2".to_owned(),
        name: "手工电弧焊".to_owned(),
        hours: Some(0),
        institution: "霍尔果斯市技工学校".to_owned(),
        completed: Some(day("2025-03-01")),
    };
    assert_eq!(
        codes(save_module(&mut store, person, None, &module).unwrap()),
        ["MODULE_HOURS"]
    );
    module.hours = Some(80);
    added(save_module(&mut store, person, None, &module).unwrap());
    assert_eq!(modules(&store, person).unwrap()[0].said, module);
    let traces = super::traces(store.tables(), &BTreeSet::from([person])).unwrap();
    assert_eq!(traces.len(), 1);
}
