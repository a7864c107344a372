//! Changing many people at once, and choosing whom.

use super::super::{Chosen, Datum, Entry, Field, SavedMany, chosen, record, save, save_many};
use super::super::{Saved, townships};
use crate::base::PersonId;
use crate::store::Store;
use crate::store::testing::county;
use proptest::prelude::*;
use std::collections::BTreeSet;

/// Invented people by their numbers: a man of 2008, a woman of 1990.
const NUMBERS: [&str; 2] = ["654004200811260015", "654004199003070022"];

fn checked(number: &str) -> String {
    const WEIGHTS: [u32; 17] = [7, 9, 10, 5, 8, 4, 2, 1, 6, 3, 7, 9, 10, 5, 8, 4, 2];
    let body = &number[..17];
    let sum: u32 = body
        .chars()
        .zip(WEIGHTS)
        .map(|(digit, weight)| digit.to_digit(10).unwrap() * weight)
        .sum();
    let check = "10X98765432"
        .chars()
        .nth(usize::try_from(sum % 11).unwrap());
    format!("{body}{}", check.unwrap())
}

fn two(store: &mut Store) -> [PersonId; 2] {
    ["艾力·买买提", "古丽·玉素甫"]
        .iter()
        .zip(NUMBERS)
        .map(|(name, number)| {
            let number = checked(number);
            let form = Entry::new()
                .with(Field::Name, name)
                .with(Field::DocumentNumber, &number)
                .with(Field::Township, "莫乎尔牧场")
                .with(Field::Remarks, name);
            match save(store, None, &form).unwrap() {
                Saved::Done { person, .. } => person,
                Saved::Refused(problems) => panic!("{problems:?}"),
            }
        })
        .collect::<Vec<_>>()
        .try_into()
        .unwrap()
}

fn value(store: &Store, person: PersonId, field: Field) -> Option<Datum> {
    let record = record(store, person).unwrap().unwrap();
    let shown = record.values.into_iter().find(|shown| shown.field == field);
    shown.map(|shown| shown.value)
}

fn forms<'a>(people: &[PersonId], field: Field, text: &'a str) -> Vec<(PersonId, Entry<'a>)> {
    people
        .iter()
        .map(|person| (*person, Entry::new().with(field, text)))
        .collect()
}

#[test]
fn many_are_changed_in_one_action_and_it_can_be_taken_back() {
    let mut store = county("2026-11-25");
    let people = two(&mut store);
    let saved = save_many(&mut store, &forms(&people, Field::Remarks, "秋收后联系")).unwrap();
    let SavedMany::Done { written, before } = saved else {
        panic!("{saved:?}");
    };
    assert_eq!(written.operations, 1);
    for person in people {
        let now = value(&store, person, Field::Remarks);
        assert_eq!(now, Some(Datum::Text("秋收后联系".into())));
    }
    let back: Vec<(PersonId, Entry<'_>)> = before
        .iter()
        .map(|(person, fields)| {
            let form = fields
                .iter()
                .fold(Entry::new(), |form, (field, text)| form.with(*field, text));
            (*person, form)
        })
        .collect();
    save_many(&mut store, &back).unwrap();
    let again = people.map(|person| value(&store, person, Field::Remarks));
    assert_eq!(
        again,
        ["艾力·买买提", "古丽·玉素甫"].map(|text| Some(Datum::Text(text.into())))
    );
}

#[test]
fn one_refusal_stops_all() {
    let mut store = county("2026-11-25");
    let people = two(&mut store);
    let mut wanted = forms(&people, Field::Education, "初中");
    wanted[1].1 = Entry::new().with(Field::Education, "没有这种学历");
    let saved = save_many(&mut store, &wanted).unwrap();
    let SavedMany::Refused(reasons) = saved else {
        panic!("{saved:?}");
    };
    assert_eq!((reasons.len(), reasons[0].0), (1, people[1]));
    assert_eq!(reasons[0].1.code, "FIELD_UNREADABLE");
    assert_eq!(value(&store, people[0], Field::Education), None);
}

#[test]
fn what_is_a_persons_own_is_not_set_for_many() {
    let mut store = county("2026-11-25");
    let people = two(&mut store);
    for (field, text) in [
        (Field::WillingAbroad, "yes"),
        (Field::Wish1, "焊工"),
        (Field::Name, "同名"),
        (Field::BankCard, "6228480012345678903"),
        (Field::IncomePerHead, "1"),
    ] {
        let refused = save_many(&mut store, &forms(&people, field, text)).unwrap_err();
        assert_eq!(refused.code, "FIELD_NOT_FOR_MANY", "{field:?}");
    }
}

#[test]
fn people_are_chosen_by_what_is_recorded() {
    let mut store = county("2026-11-25");
    let [man, woman] = two(&mut store);
    let phone = Entry::new().with(Field::Phone, "13812345678");
    save(&mut store, Some(man), &phone).unwrap();
    assert_eq!(townships(&store).unwrap(), ["莫乎尔牧场"]);
    let found = |by: &Chosen| chosen(&store, by).unwrap();
    let all = Chosen::default;
    let both = BTreeSet::from([man, woman]);
    assert_eq!(found(&all()), both);
    let text = |text: &str| Some(text.to_owned());
    let cases = [
        (
            Chosen {
                sex: text("1"),
                ..all()
            },
            vec![man],
        ),
        (
            Chosen {
                phone: Some(false),
                ..all()
            },
            vec![woman],
        ),
        (
            Chosen {
                phone: Some(true),
                ..all()
            },
            vec![man],
        ),
        (
            Chosen {
                category: text(""),
                ..all()
            },
            vec![man, woman],
        ),
        (
            Chosen {
                category: text("ordinary"),
                ..all()
            },
            vec![],
        ),
        (
            Chosen {
                willing: text(""),
                ..all()
            },
            vec![man, woman],
        ),
        (
            Chosen {
                willing: text("yes"),
                ..all()
            },
            vec![],
        ),
        (
            Chosen {
                township: text("别处"),
                ..all()
            },
            vec![],
        ),
        // He is 18 on the 26th of November 2026, one day later.
        (
            Chosen {
                age_from: Some(18),
                ..all()
            },
            vec![woman],
        ),
        (
            Chosen {
                age_to: Some(17),
                ..all()
            },
            vec![man],
        ),
    ];
    for (by, wanted) in cases {
        assert_eq!(found(&by), wanted.into_iter().collect(), "{by:?}");
    }
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(40))]
    #[test]
    fn the_ages_chosen_are_those_shown(from in 10u32..60, span in 0u32..40) {
        let mut store = county("2026-11-25");
        let people = two(&mut store);
        let to = from + span;
        let by = Chosen { age_from: Some(from), age_to: Some(to), ..Chosen::default() };
        let found = chosen(&store, &by).unwrap();
        for person in people {
            let age = record(&store, person).unwrap().unwrap().age.unwrap();
            prop_assert_eq!(found.contains(&person), (from..=to).contains(&age));
        }
    }
}
