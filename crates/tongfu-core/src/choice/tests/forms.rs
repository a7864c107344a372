use super::super::forms::{
    self, Entered, FormEntry, cancel_pad, check, enter, pad_states, print_pad, settle,
};
use super::super::model::{FormNumber, FormState, Language, PadForm};
use super::super::{Answer, Stated, state};
use super::{TODAY, add, adult, number, said, store};
use crate::base::PersonId;
use crate::choice::records::FORM_PAD;
use crate::store::testing::day;
use crate::store::{Office, Role, Store, date_value};
use proptest::prelude::*;

fn pad(store: &mut Store, count: u32) -> forms::Pad {
    print_pad(store, PadForm::Application, Language::Uyghur, count)
        .unwrap()
        .value
}

fn entry(number: &FormNumber, person: PersonId) -> FormEntry {
    FormEntry {
        number: number.to_string(),
        person,
        signed_on: day("2026-11-18"),
        witness: "张伟".to_owned(),
    }
}

fn codes(entered: Entered) -> Vec<&'static str> {
    match entered {
        Entered::Done(_, notices) => notices.iter().map(|notice| notice.code).collect(),
        Entered::Refused(reasons) => {
            assert!(reasons.iter().any(|reason| reason.refuses));
            reasons.iter().map(|reason| reason.code).collect()
        }
    }
}

#[test]
fn pads_follow_each_other_and_a_cancelled_one_gives_its_numbers_back() {
    let mut store = store();
    let first = pad(&mut store, 20);
    let second = pad(&mut store, 5);
    assert_eq!((first.first, second.first), (1, 21));
    assert_eq!(first.prefix, second.prefix);
    cancel_pad(&mut store, second.id).unwrap();
    assert_eq!(pad(&mut store, 3).first, 21);
    let person = adult(&mut store);
    codes(enter(&mut store, &entry(&first.numbers()[4], person)).unwrap());
    assert_eq!(
        cancel_pad(&mut store, first.id).unwrap_err().code,
        "CHOICE_PAD_USED"
    );
    for wrong in [0, forms::LARGEST_PAD + 1] {
        let refusal = print_pad(&mut store, PadForm::Consent, Language::Chinese, wrong);
        assert_eq!(refusal.unwrap_err().code, "CHOICE_PAD_COUNT");
    }
}

#[test]
fn an_office_without_a_division_code_prints_no_numbers() {
    let mut store = Store::in_memory(
        Office::founded(Role::County, "X", "某县"),
        "古丽",
        crate::store::testing::environment(TODAY),
    )
    .unwrap();
    let refusal = print_pad(&mut store, PadForm::Application, Language::Chinese, 1);
    assert_eq!(refusal.unwrap_err().code, "CHOICE_OFFICE_CODE");
}

#[test]
fn a_number_is_entered_once_and_the_refusal_says_where() {
    let mut store = store();
    let numbers = pad(&mut store, 10).numbers();
    let person = adult(&mut store);
    let other = add(&mut store, "加娜尔", &number("19950101", 4));
    assert!(codes(enter(&mut store, &entry(&numbers[0], person)).unwrap()).is_empty());
    assert!(
        codes(enter(&mut store, &entry(&numbers[0], person)).unwrap()).is_empty(),
        "the same paper of the same person is a correction"
    );
    let Entered::Refused(reasons) = enter(&mut store, &entry(&numbers[0], other)).unwrap() else {
        panic!("a number went to two people");
    };
    assert_eq!(reasons[0].code, "FORM_USED");
    let given = |name: &str| {
        reasons[0]
            .params
            .iter()
            .find(|(known, _)| *known == name)
            .unwrap()
            .1
            .clone()
    };
    assert_eq!(
        (given("name"), given("date"), given("who")),
        ("阿依古丽·买买提".into(), "2026-11-18".into(), "古丽".into())
    );
    assert_eq!(forms::of_person(&store, person).unwrap().len(), 1);
    assert!(forms::of_person(&store, other).unwrap().is_empty());
    assert_eq!(
        codes(settle(&mut store, numbers[0].digits(), FormState::Voided, "lost").unwrap()),
        ["FORM_USED"]
    );
}

#[test]
fn wrong_numbers_are_told_apart() {
    let mut store = store();
    let numbers = pad(&mut store, 10).numbers();
    let person = adult(&mut store);
    let ask = |store: &Store, number: &str| -> Vec<(&'static str, bool)> {
        let asked = FormEntry {
            number: number.to_owned(),
            ..entry(&numbers[0], person)
        };
        check(store, &asked)
            .unwrap()
            .problems
            .iter()
            .map(|problem| (problem.code, problem.refuses))
            .collect()
    };
    assert!(ask(&store, numbers[3].digits()).is_empty());
    let beyond = FormNumber::new(numbers[0].laptop_prefix(), 11).unwrap();
    assert_eq!(ask(&store, beyond.digits()), [("FORM_NOT_PRINTED", true)]);
    let elsewhere = FormNumber::new("65400412345", 3).unwrap();
    assert_eq!(
        ask(&store, elsewhere.digits()),
        [("FORM_PAD_UNKNOWN", false)],
        "the pad of another laptop is fine"
    );
    assert_eq!(ask(&store, "654004"), [("FORM_NUMBER_CHECK", true)]);
    settle(
        &mut store,
        numbers[1].digits(),
        FormState::Voided,
        "spoiled",
    )
    .unwrap();
    settle(&mut store, numbers[2].digits(), FormState::Returned, "").unwrap();
    assert_eq!(ask(&store, numbers[1].digits()), [("FORM_VOIDED", true)]);
    assert_eq!(
        ask(&store, numbers[2].digits()),
        [("FORM_WAS_RETURNED", false)]
    );
    assert_eq!(
        codes(settle(&mut store, numbers[4].digits(), FormState::Voided, "dog").unwrap()),
        ["FORM_CAUSE"]
    );
    let mut late = entry(&numbers[5], person);
    late.signed_on = day("2026-11-21");
    assert_eq!(
        codes(enter(&mut store, &late).unwrap()),
        ["FORM_DATE_FUTURE"]
    );
}

#[test]
fn numbers_nobody_spoke_of_are_listed_and_become_overdue() {
    let mut store = store();
    let pad = pad(&mut store, 4);
    let numbers = pad.numbers();
    let person = adult(&mut store);
    enter(&mut store, &entry(&numbers[0], person)).unwrap();
    settle(&mut store, numbers[1].digits(), FormState::Returned, "").unwrap();
    settle(&mut store, numbers[2].digits(), FormState::Voided, "lost").unwrap();
    let state = pad_states(&store).unwrap().remove(0);
    assert_eq!((state.entered, state.returned, state.voided), (1, 1, 1));
    assert_eq!(state.out, [numbers[3].clone()]);
    assert!(!state.overdue);
    let printed = |store: &mut Store, date: &str| {
        let fields = [("printed_on", Some(date_value(day(date))))];
        store
            .write("test", day(date), |change| {
                change.set(&FORM_PAD, pad.id, &fields)
            })
            .unwrap();
        pad_states(store).unwrap()[0].overdue
    };
    assert!(
        !printed(&mut store, "2026-10-21"),
        "thirty days are allowed"
    );
    assert!(printed(&mut store, "2026-10-20"));
    settle(&mut store, numbers[3].digits(), FormState::Voided, "lost").unwrap();
    assert!(!pad_states(&store).unwrap()[0].overdue, "nothing is out");
}

#[test]
fn an_answer_on_a_numbered_sheet_uses_the_number() {
    let mut store = store();
    let numbers = pad(&mut store, 2).numbers();
    let person = adult(&mut store);
    let other = add(&mut store, "加娜尔", &number("19950101", 4));
    let mut new = said(person, "contact", Answer::Given, TODAY);
    new.form_number = numbers[0].to_string();
    assert!(matches!(state(&mut store, &new).unwrap(), Stated::Done(..)));
    new.person = other;
    let Stated::Refused(reasons) = state(&mut store, &new).unwrap() else {
        panic!("one sheet, two people");
    };
    assert_eq!(reasons[0].code, "FORM_USED");
}

proptest! {
    #[test]
    fn a_form_number_is_read_as_it_is_printed_and_never_with_a_wrong_digit(
        laptop in 0u32..FormNumber::LAPTOPS,
        serial in 1u32..=FormNumber::LAST_SERIAL,
        place in 0usize..17,
        wrong in 0u8..10,
    ) {
        let prefix = FormNumber::prefix("654004", laptop).unwrap();
        let number = FormNumber::new(&prefix, serial).unwrap();
        prop_assert_eq!(FormNumber::read(&number.to_string()), Some(number.clone()));
        prop_assert_eq!(number.serial(), serial);
        let wide: String = number.digits().chars().map(|c| char::from_u32(u32::from(c) + 0xFEE0).unwrap()).collect();
        prop_assert_eq!(FormNumber::read(&wide), Some(number.clone()));
        let mut digits = number.digits().as_bytes().to_vec();
        if digits[place] != b'0' + wrong {
            digits[place] = b'0' + wrong;
            prop_assert_eq!(FormNumber::read(std::str::from_utf8(&digits).unwrap()), None);
        }
    }

    #[test]
    fn pads_of_one_laptop_never_share_a_number(counts in prop::collection::vec(1u32..40, 1..6)) {
        let mut store = store();
        let mut seen = std::collections::BTreeSet::new();
        for count in counts {
            for number in pad(&mut store, count).numbers() {
                prop_assert!(seen.insert(number));
            }
        }
    }
}

#[test]
fn whatever_is_typed_as_a_number_is_read_or_refused() {
    for text in [
        "",
        "一二三",
        "65400412345000011２",
        "----------------- ",
        "12345678901234567é",
    ] {
        let _ = FormNumber::read(text);
    }
    assert_eq!(FormNumber::prefix("65400", 1), None);
    assert_eq!(FormNumber::new("65400412345", 0), None);
    assert_eq!(FormNumber::new("65400412345", 100_000), None);
}
