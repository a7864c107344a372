//! Answers, forms and wishes in stores of one and two laptops.

mod forms;
mod rank;
mod wishes;

use super::model::{Answer, Guardian, Language, Manner, NewStatement};
use super::texts::{self, Asks};
use super::{Stated, may, may_apply, rules, standings, state};
use crate::base::PersonId;
use crate::people::{self, Entry, Field};
use crate::store::Store;
use crate::store::testing::{county, day};
use proptest::prelude::*;

const TODAY: &str = "2026-11-20";

fn store() -> Store {
    county(TODAY)
}

/// A valid number of somebody born on `born` (`YYYYMMDD`).
fn number(born: &str, serial: u32) -> String {
    let body = format!("654004{born}{serial:03}");
    let check = people::rules::check_character(body.as_bytes()).unwrap();
    format!("{body}{}", char::from(check))
}

fn add(store: &mut Store, name: &str, number: &str) -> PersonId {
    let form = Entry::new()
        .with(Field::Name, name)
        .with(Field::DocumentNumber, number);
    match people::save(store, None, &form).unwrap() {
        people::Saved::Done { person, .. } => person,
        people::Saved::Refused(reasons) => panic!("{reasons:?}"),
    }
}

fn adult(store: &mut Store) -> PersonId {
    add(store, "阿依古丽·买买提", &number("19900307", 123))
}

fn minor(store: &mut Store) -> PersonId {
    add(store, "巴合提", &number("20100915", 7))
}

fn said(person: PersonId, purpose: &str, answer: Answer, date: &str) -> NewStatement {
    NewStatement {
        person,
        purpose: purpose.to_owned(),
        answer,
        language: Language::Uyghur,
        said_on: day(date),
        manner: Manner::Signed,
        witness: String::new(),
        form_number: String::new(),
        scan: String::new(),
        guardian: None,
    }
}

fn done(store: &mut Store, new: &NewStatement) {
    match state(store, new).unwrap() {
        Stated::Done(..) => {}
        Stated::Refused(reasons) => panic!("{reasons:?}"),
    }
}

fn refused(store: &mut Store, new: &NewStatement) -> Vec<&'static str> {
    match state(store, new).unwrap() {
        Stated::Done(..) => Vec::new(),
        Stated::Refused(reasons) => reasons.iter().map(|reason| reason.code).collect(),
    }
}

#[test]
fn every_purpose_has_its_text_in_every_language_and_a_statute() {
    assert_eq!(texts::purposes().len(), 7);
    for purpose in texts::purposes() {
        assert!(purpose.basis.contains('《'), "{}", purpose.key);
        let version = purpose.version(day(TODAY)).unwrap();
        for language in Language::ALL {
            let text = version.text(*language).unwrap();
            assert!(!text.title.is_empty() && !text.body.is_empty() && !text.effect.is_empty());
        }
        assert!(version.reviewed(Language::Chinese) && !version.reviewed(Language::Uyghur));
        assert!(purpose.version(day("2025-12-31")).is_none());
    }
}

#[test]
fn what_was_said_last_counts_and_all_of_it_stays() {
    let mut store = store();
    let person = adult(&mut store);
    assert!(!may(&store, person, "contact").unwrap(), "nobody asked");
    done(
        &mut store,
        &said(person, "contact", Answer::Given, "2026-11-01"),
    );
    assert!(may(&store, person, "contact").unwrap());
    done(
        &mut store,
        &said(person, "contact", Answer::Withdrawn, "2026-11-10"),
    );
    assert!(!may(&store, person, "contact").unwrap());
    // Typed in later, said earlier: changes nothing.
    done(
        &mut store,
        &said(person, "contact", Answer::Given, "2026-11-05"),
    );
    assert!(!may(&store, person, "contact").unwrap());
    let standing = standings(&store, person)
        .unwrap()
        .into_iter()
        .find(|standing| standing.purpose == "contact")
        .unwrap();
    let days: Vec<String> = standing
        .history
        .iter()
        .map(|one| one.said_on.to_string())
        .collect();
    assert_eq!(days, ["2026-11-10", "2026-11-05", "2026-11-01"]);
    let last = standing.last.unwrap();
    assert_eq!(
        (last.version.as_str(), last.language),
        ("2026-11", Language::Uyghur)
    );
    assert!(may(&store, person, "no_such_purpose").is_err());
}

#[test]
fn a_notice_is_told_and_a_consent_is_asked() {
    let mut store = store();
    let person = adult(&mut store);
    assert_eq!(
        refused(&mut store, &said(person, "register", Answer::Given, TODAY)),
        ["CHOICE_NOTICE_ONLY"]
    );
    assert_eq!(
        refused(
            &mut store,
            &said(person, "contact", Answer::Informed, TODAY)
        ),
        ["CHOICE_ANSWER_MISSING"]
    );
    done(
        &mut store,
        &said(person, "register", Answer::Informed, TODAY),
    );
    assert_eq!(
        refused(
            &mut store,
            &said(person, "dowry", Answer::Given, "2026-11-21")
        ),
        ["CHOICE_DATE_FUTURE", "CHOICE_PURPOSE_UNKNOWN"]
    );
    assert_eq!(
        refused(
            &mut store,
            &said(person, "contact", Answer::Given, "2025-06-01")
        ),
        ["CHOICE_TEXT_ABSENT"],
        "no text was in force that day"
    );
}

#[test]
fn a_mark_needs_a_witness_and_word_of_mouth_only_refuses() {
    let mut store = store();
    let person = adult(&mut store);
    let mut new = said(person, "photo", Answer::Given, TODAY);
    new.manner = Manner::Marked;
    assert_eq!(refused(&mut store, &new), ["CHOICE_WITNESS_MISSING"]);
    new.witness = "张伟".to_owned();
    done(&mut store, &new);
    new.manner = Manner::Spoken;
    assert_eq!(refused(&mut store, &new), ["CHOICE_SPOKEN"]);
    new.answer = Answer::Withdrawn;
    new.witness.clear();
    done(&mut store, &new);
}

#[test]
fn a_minor_needs_a_guardian_to_agree_and_nobody_to_refuse() {
    let mut store = store();
    let person = minor(&mut store);
    let mut new = said(person, "guardian", Answer::Given, TODAY);
    assert_eq!(refused(&mut store, &new), ["CHOICE_GUARDIAN_MISSING"]);
    done(&mut store, &said(person, "contact", Answer::Refused, TODAY));
    let start = day("2027-03-01");
    let codes = |store: &Store, abroad| -> Vec<&'static str> {
        may_apply(store, person, start, abroad)
            .unwrap()
            .iter()
            .map(|problem| problem.code)
            .collect()
    };
    assert_eq!(codes(&store, true), ["APPLICATION_UNDER_AGE"]);
    assert_eq!(codes(&store, false), ["APPLICATION_GUARDIAN_MISSING"]);
    new.guardian = Some(Guardian {
        name: "马秀英".to_owned(),
        relation: "母亲".to_owned(),
    });
    done(&mut store, &new);
    assert_eq!(
        codes(&store, true),
        ["APPLICATION_UNDER_AGE"],
        "never abroad"
    );
    assert!(codes(&store, false).is_empty());
    new.answer = Answer::Withdrawn;
    done(&mut store, &new);
    assert_eq!(codes(&store, false), ["APPLICATION_GUARDIAN_MISSING"]);
    let grown = adult(&mut store);
    assert!(may_apply(&store, grown, start, true).unwrap().is_empty());
    new.person = grown;
    new.answer = Answer::Given;
    assert_eq!(refused(&mut store, &new), ["CHOICE_GUARDIAN_ADULT"]);
}

#[test]
fn the_day_somebody_turns_eighteen_is_of_age() {
    let birth = day("2008-11-20");
    assert!(rules::under_age(birth, day("2026-11-19")));
    assert!(!rules::under_age(birth, day("2026-11-20")));
    // Born on 29 February: of age on 1 March.
    assert!(rules::under_age(day("2008-02-29"), day("2026-02-28")));
    assert!(!rules::under_age(day("2008-02-29"), day("2026-03-01")));
}

#[test]
fn names_of_witnesses_and_guardians_lie_in_sections_that_can_be_purged() {
    use super::records::{CHOICE_STATEMENT, PAPER_FORM, WISH_SURVEY};
    for (kind, columns) in [
        (
            &CHOICE_STATEMENT,
            &["witness", "scan", "guardian_name", "guardian_relation"][..],
        ),
        (&PAPER_FORM, &["witness"][..]),
        (
            &WISH_SURVEY,
            &[
                "asked_by",
                "wish_1",
                "wish_2",
                "wish_3",
                "wish_when",
                "wish_where",
                "willing_abroad",
            ][..],
        ),
    ] {
        assert_eq!(kind.subject, Some("person"));
        for column in columns {
            assert!(kind.field(column).unwrap().personal.is_some(), "{column}");
        }
    }
}

prop_compose! {
    fn statement()(
        purpose in prop::sample::select(vec!["register", "contact", "photo", "guardian", "none"]),
        answer in prop::sample::select(Answer::ALL.to_vec()),
        manner in prop::sample::select(Manner::ALL.to_vec()),
        witness in "[张王]?",
        days in 0u64..400,
    ) -> NewStatement {
        let mut new = said(PersonId([1; 16]), purpose, answer, "2025-11-20");
        new.said_on = new.said_on + chrono::Days::new(days);
        new.manner = manner;
        new.witness = witness;
        new
    }
}

proptest! {
    #[test]
    fn nothing_but_a_wrong_purpose_or_date_stops_a_refusal(new in statement(), born in 1_950i32..2_020) {
        let birth = chrono::NaiveDate::from_ymd_opt(born, 6, 1);
        let purpose = texts::purpose(&new.purpose);
        let problems = rules::problems(&new, purpose, birth, day(TODAY));
        if matches!(new.answer, Answer::Refused | Answer::Withdrawn)
            && new.said_on <= day(TODAY)
            && purpose.is_some_and(|purpose| purpose.asks != Asks::Notice)
        {
            prop_assert!(problems.is_empty(), "{problems:?}");
        }
        if new.answer == Answer::Given && born > 2_010 {
            prop_assert!(!problems.is_empty(), "a minor agreed alone");
        }
    }
}
