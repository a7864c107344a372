//! Forms, records, history, deletion.

use super::super::*;
use super::{add, ali, county, number, person_count};
use crate::base::PersonId;
use crate::store::Store;
use std::collections::BTreeSet;

fn saved(store: &mut Store, form: &Entry<'_>) -> PersonId {
    match save(store, None, form).unwrap() {
        Saved::Done { person, .. } => person,
        Saved::Refused(problems) => panic!("{problems:?}"),
    }
}

#[test]
fn forms_are_checked_by_the_same_rules() {
    let mut store = county();
    let form = ali()
        .with(Field::DocumentNumber, "654004199003071237")
        .with(Field::Name, "")
        .with(Field::IncomePerHead, "很多");
    let Saved::Refused(problems) = save(&mut store, None, &form).unwrap() else {
        panic!("taken")
    };
    let codes: Vec<&str> = problems.iter().map(|problem| problem.code).collect();
    assert_eq!(codes, ["NAME_MISSING", "ID_CHECK", "FIELD_UNREADABLE"]);
    assert_eq!(person_count(&store), 0);
    let person = saved(&mut store, &ali().with(Field::Phone, "12"));
    assert_eq!(
        check(&store, Some(person), &Entry::new().with(Field::Phone, "12")).unwrap()[0].code,
        "PHONE_UNUSUAL"
    );
    // A change is checked against what is on record.
    let problems = check(&store, Some(person), &Entry::new().with(Field::Sex, "女")).unwrap();
    assert_eq!(
        problems
            .iter()
            .map(|problem| problem.code)
            .collect::<Vec<_>>(),
        ["ID_SEX"]
    );
    let Saved::Refused(problems) = save(
        &mut store,
        Some(person),
        &Entry::new().with(Field::DocumentNumber, "1"),
    )
    .unwrap() else {
        panic!("taken")
    };
    assert_eq!(problems[0].code, "ID_CHECK");
    assert_eq!(
        save(&mut store, Some(PersonId([9; 16])), &ali())
            .unwrap_err()
            .code,
        "PERSON_ABSENT"
    );
}

#[test]
fn a_form_changes_what_it_holds_and_clears_what_it_leaves_blank() {
    let mut store = county();
    let person = saved(
        &mut store,
        &ali()
            .with(Field::Phone, "13812345678")
            .with(Field::Remarks, "旧")
            .with(Field::Wish1, "焊工"),
    );
    let form = Entry::new()
        .with(Field::Phone, "")
        .with(Field::Wish1, "叉车司机")
        .with(Field::Wish2, "焊工");
    let Saved::Done { written, .. } = save(&mut store, Some(person), &form).unwrap() else {
        panic!("refused")
    };
    assert_eq!(written.operations, 1);
    let record = record(&store, person).unwrap().unwrap();
    let text = |field| {
        record
            .values
            .iter()
            .find(|shown| shown.field == field)
            .and_then(|shown| shown.value.text().map(str::to_owned))
    };
    assert_eq!(text(Field::Phone), None);
    assert_eq!(text(Field::Remarks).as_deref(), Some("旧"));
    assert_eq!(text(Field::Name).as_deref(), Some("买买提·阿卜杜拉"));
    assert_eq!(
        (text(Field::Wish1).as_deref(), text(Field::Wish2).as_deref()),
        (Some("OCC-FORK"), Some("OCC-WELD"))
    );
    // Unchanged, written as recorded: no operation.
    let Saved::Done { written, .. } = save(
        &mut store,
        Some(person),
        &Entry::new().with(Field::Remarks, "旧"),
    )
    .unwrap() else {
        panic!("refused")
    };
    assert_eq!(written.operations, 0);
}

#[test]
fn likenesses_are_shown_at_the_form() {
    let mut store = county();
    let first = saved(&mut store, &ali());
    let codes = |store: &Store, person, form: &Entry<'_>| -> Vec<(&'static str, bool)> {
        check(store, person, form)
            .unwrap()
            .iter()
            .map(|problem| (problem.code, problem.refuses))
            .collect()
    };
    assert_eq!(
        codes(&store, None, &ali().with(Field::Name, "买买提•阿卜杜拉")),
        [("PERSON_EXISTS", true)]
    );
    assert_eq!(
        codes(&store, None, &ali().with(Field::Name, "王五")),
        [("PERSON_SAME_NUMBER", false)]
    );
    assert_eq!(codes(&store, Some(first), &ali()), []);
    let twin = {
        let body = "65400419900307125";
        format!(
            "{body}{}",
            char::from(rules::check_character(body.as_bytes()).unwrap())
        )
    };
    assert_eq!(
        codes(&store, None, &ali().with(Field::DocumentNumber, &twin)),
        [("PERSON_SAME_NAME", false)]
    );
}

#[test]
fn masked_values_are_revealed_with_a_reason_only() {
    let mut store = county();
    let person = saved(
        &mut store,
        &ali().with(Field::BankCard, "6228480012345678903"),
    );
    let record = record(&store, person).unwrap().unwrap();
    let card = record
        .values
        .iter()
        .find(|shown| shown.field == Field::BankCard)
        .unwrap();
    assert!(card.masked);
    assert_eq!(card.value.text(), Some("***************8903"));
    assert_eq!(
        reveal(&mut store, person, Field::BankCard, " ")
            .unwrap_err()
            .code,
        "REASON_MISSING"
    );
    let written = reveal(&mut store, person, Field::BankCard, "发放补贴").unwrap();
    assert_eq!(
        (written.value.as_str(), written.operations),
        ("6228480012345678903", 1)
    );
    let logged: (PersonId, String, String) = store
        .tables()
        .query_row("SELECT person, field, reason FROM disclosure", [], |row| {
            Ok((row.get(0)?, row.get(1)?, row.get(2)?))
        })
        .unwrap();
    assert_eq!(logged, (person, "bank_card".into(), "发放补贴".into()));
}

#[test]
fn history_says_who_and_what_it_replaced_and_stays_masked() {
    let mut store = county();
    let person = saved(&mut store, &ali().with(Field::Phone, "13812345678"));
    save(
        &mut store,
        Some(person),
        &Entry::new().with(Field::Phone, "13900000000"),
    )
    .unwrap();
    let history = history(&store, person).unwrap();
    let now = history
        .iter()
        .find(|line| line.field == Field::Phone && line.current)
        .unwrap();
    assert_eq!(now.value, Some(Datum::Text("13900000000".into())));
    assert_eq!(now.replaced, [Datum::Text("13812345678".into())]);
    assert_eq!(
        (now.who.as_str(), now.verb.as_str()),
        ("古丽", "people.change")
    );
    let number = history
        .iter()
        .find(|line| line.field == Field::DocumentNumber)
        .unwrap();
    assert_eq!(number.value, Some(Datum::Text("654004********1236".into())));
}

#[test]
fn deleting_is_all_or_nothing() {
    let mut store = county();
    let person = saved(&mut store, &ali());
    assert_eq!(
        delete(&mut store, &[person, PersonId([9; 16])])
            .unwrap_err()
            .code,
        "PERSON_ABSENT"
    );
    assert_eq!(person_count(&store), 1);
    delete(&mut store, &[person]).unwrap();
    assert_eq!(person_count(&store), 0);
    assert!(record(&store, person).unwrap().is_none());
    // The same roster brings the person back.
    assert_eq!(add(&mut store, vec![ali()]).added, 1);
}

#[test]
fn who_may_be_one_person_is_suggested_side_by_side() {
    let mut store = county();
    let numbers: Vec<String> = (1..5).map(|n| number(n * 1000 + n)).collect();
    let person = |name, number, phone| {
        Entry::new()
            .with(Field::Name, name)
            .with(Field::DocumentNumber, number)
            .with(Field::Phone, phone)
    };
    let twin = {
        let body = "65400419900307125";
        format!(
            "{body}{}",
            char::from(rules::check_character(body.as_bytes()).unwrap())
        )
    };
    add(
        &mut store,
        vec![
            ali(),
            // The same number, the same name and birth date, the same sound and phone.
            ali().with(Field::Name, "肉孜·依明"),
            ali().with(Field::DocumentNumber, &twin),
            person("热依汗", &numbers[0], "13812345678"),
            person("热依罕", &numbers[1], "13812345678"),
            // The phone alone is no likeness: a village office has one for all.
            person("王五", &numbers[2], "13812345678"),
        ],
    );
    let names: Vec<(duplicates::Evidence, BTreeSet<String>)> = duplicates::suggestions(&store)
        .unwrap()
        .into_iter()
        .map(|found| {
            (
                found.evidence[0],
                [found.one, found.other]
                    .map(|id| name(&store, id).unwrap().unwrap())
                    .into(),
            )
        })
        .collect();
    let pair = |one: &str, other: &str| BTreeSet::from([one.to_owned(), other.to_owned()]);
    assert_eq!(
        names,
        [
            (
                duplicates::Evidence::SameNumber,
                pair("买买提·阿卜杜拉", "肉孜·依明")
            ),
            (
                duplicates::Evidence::SameName,
                pair("买买提·阿卜杜拉", "买买提·阿卜杜拉")
            ),
            (duplicates::Evidence::SameSound, pair("热依汗", "热依罕")),
        ]
    );
}

#[test]
fn what_is_said_of_a_household_needs_its_number() {
    let mut store = county();
    let form = Entry::new()
        .with(Field::Name, "阿依古丽")
        .with(Field::DocumentNumber, "654004199001010018")
        .with(Field::IncomePerHead, "6200");
    let Saved::Refused(problems) = save(&mut store, None, &form).unwrap() else {
        panic!("lost in silence");
    };
    assert_eq!(problems[0].code, "HOUSEHOLD_NUMBER_MISSING");
    let whole = form.with(Field::HouseholdNumber, "654004001");
    let Saved::Done { person, .. } = save(&mut store, None, &whole).unwrap() else {
        panic!("refused");
    };
    let later = Entry::new().with(Field::IncomePerHead, "7000");
    assert!(matches!(
        save(&mut store, Some(person), &later).unwrap(),
        Saved::Done { .. }
    ));
}

#[test]
fn changing_one_wish_leaves_the_others() {
    let mut store = county();
    let person = saved(
        &mut store,
        &ali()
            .with(Field::Wish1, "OCC-HARV")
            .with(Field::Wish2, "OCC-TRAC")
            .with(Field::WishWritten, "养蜂"),
    );
    let wishes = |store: &Store| -> Vec<Datum> {
        let record = record(store, person).unwrap().unwrap();
        record
            .values
            .into_iter()
            .filter(|shown| {
                [Field::Wish1, Field::Wish2, Field::Wish3, Field::WishWritten]
                    .contains(&shown.field)
            })
            .map(|shown| shown.value)
            .collect()
    };
    let change = |store: &mut Store, field, text| {
        save(store, Some(person), &Entry::new().with(field, text)).unwrap();
    };
    let texts = |all: &[&str]| -> Vec<Datum> {
        all.iter().map(|text| Datum::Text((*text).into())).collect()
    };
    change(&mut store, Field::Wish1, "OCC-COTT");
    assert_eq!(wishes(&store), texts(&["OCC-COTT", "OCC-TRAC", "养蜂"]));
    // The second moves up when the first is taken back.
    change(&mut store, Field::Wish1, "");
    assert_eq!(wishes(&store), texts(&["OCC-TRAC", "养蜂"]));
    change(&mut store, Field::WishWritten, "");
    assert_eq!(wishes(&store), texts(&["OCC-TRAC"]));
}
