//! Documents travel with packages.

use super::*;
use crate::attachments::{
    DocumentKind, NewDocument, Saved, add_document, documents, read_document, remove_document,
};
use crate::people::{self, Entry, Field};

#[test]
fn a_document_arrives_whole_and_goes_with_a_later_package() {
    let (mut county, mut province) = granted();
    let form = Entry::new()
        .with(Field::Name, "艾力·买买提")
        .with(Field::DocumentNumber, "654004199003071236");
    let people::Saved::Done { person, .. } = people::save(&mut county.store, None, &form).unwrap()
    else {
        panic!("the form was refused");
    };
    let mut bytes = vec![0xff, 0xd8, 0xff, 0xe0];
    bytes.extend((0..150_000u32).map(|index| index.to_le_bytes()[0]));
    bytes.extend([0xff, 0xd9]);
    let new = NewDocument {
        person,
        kind: DocumentKind::Consent,
        title: "同意书",
        date: None,
        bytes: &bytes,
    };
    let Saved::Done(added) = add_document(&mut county.store, &new).unwrap() else {
        panic!("the document was refused");
    };
    let package = county.export();
    let imported = import(&mut province.store, &package).unwrap();
    assert_eq!(imported.state, ImportState::Applied);
    let (document, held) = read_document(&province.store, added.value).unwrap();
    assert_eq!((document.title.as_str(), held), ("同意书", bytes));
    assert!(province.store.check().unwrap().problems.is_empty());

    remove_document(&mut county.store, added.value).unwrap();
    let package = county.export();
    import(&mut province.store, &package).unwrap();
    assert!(documents(&province.store, person).unwrap().is_empty());
}
