//! The household, the whole history and the access log of one person.

use super::super::{
    AccessFilter, Entry, Field, access, delete, entries, home, reveal, reveal_shown, save,
    whole_history,
};
use super::super::{Saved, duplicates};
use crate::base::PersonId;
use crate::security::{self, model::UserRole};
use crate::store::Store;
use crate::store::testing::{county, day};

fn number(birth: &str, order: &str) -> String {
    const WEIGHTS: [u32; 17] = [7, 9, 10, 5, 8, 4, 2, 1, 6, 3, 7, 9, 10, 5, 8, 4, 2];
    let body = format!("654004{birth}{order}");
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

fn put(store: &mut Store, person: Option<PersonId>, form: &Entry<'_>) -> PersonId {
    match save(store, person, form).unwrap() {
        Saved::Done { person, .. } => person,
        Saved::Refused(problems) => panic!("{problems:?}"),
    }
}

/// A mother who is the head of the household, and her son.
fn family(store: &mut Store) -> (PersonId, PersonId) {
    let (hers, his) = (number("19700102", "002"), number("19990304", "011"));
    let head = Entry::new()
        .with(Field::Name, "帕提古丽·买买提")
        .with(Field::DocumentNumber, &hers)
        .with(Field::HouseholdNumber, "6540040011")
        .with(Field::HouseholdHead, "帕提古丽·买买提")
        .with(Field::IncomePerHead, "6200")
        .with(Field::Relationship, "户主");
    let son = Entry::new()
        .with(Field::Name, "艾力·吐尔逊")
        .with(Field::DocumentNumber, &his)
        .with(Field::HouseholdNumber, "6540040011")
        .with(Field::BankCard, "6228480012345678903")
        .with(Field::Relationship, "长子");
    (put(store, None, &head), put(store, None, &son))
}

#[test]
fn a_household_names_each_member_once_the_head_first() {
    let mut store = county("2026-11-25");
    let (mother, son) = family(&mut store);
    let home = home(&store, son).unwrap().unwrap();
    let named: Vec<_> = home
        .members
        .iter()
        .map(|member| {
            (
                member.person,
                member.relationship.as_str(),
                member.head,
                member.age,
            )
        })
        .collect();
    assert_eq!(
        named,
        [
            (mother, "户主", true, Some(56)),
            (son, "长子", false, Some(27))
        ]
    );
    assert_eq!(home.values.int(Field::IncomePerHead), Some(620_000));
}

#[test]
fn two_entries_of_one_person_are_one_member_and_share_history_and_access() {
    let mut store = county("2026-11-25");
    let (_, son) = family(&mut store);
    let other = number("19990304", "038");
    let again = put(
        &mut store,
        None,
        &Entry::new()
            .with(Field::Name, "艾力江·吐尔逊")
            .with(Field::DocumentNumber, &other)
            .with(Field::HouseholdNumber, "6540040011"),
    );
    assert_eq!(home(&store, son).unwrap().unwrap().members.len(), 3);
    duplicates::decide(&mut store, son, again, duplicates::Verdict::Same, "同一人").unwrap();
    let home = home(&store, again).unwrap().unwrap();
    assert_eq!(home.members.len(), 2);
    assert!(home.members.iter().any(|member| member.person == again));
    assert_eq!(entries(&store, again).unwrap().len(), 2);

    // The card stands under the first entry only; the record of the second
    // shows it and may reveal it.
    let shown = reveal_shown(&mut store, again, Field::BankCard, "核对补贴账号").unwrap();
    assert_eq!(shown.value, "6228480012345678903");
    for of in [son, again] {
        let filter = AccessFilter {
            person: Some(of),
            ..AccessFilter::default()
        };
        assert_eq!(access(&store, &filter).unwrap().len(), 1, "{of}");
    }
    let names = whole_history(&store, again)
        .unwrap()
        .into_iter()
        .filter(|line| line.field == Field::Name)
        .count();
    assert_eq!(names, 2);
}

#[test]
fn the_whole_history_holds_the_household_too_and_stays_masked() {
    let mut store = county("2026-11-25");
    let (mother, son) = family(&mut store);
    let richer = Entry::new()
        .with(Field::HouseholdNumber, "6540040011")
        .with(Field::IncomePerHead, "7100");
    put(&mut store, Some(mother), &richer);
    let history = whole_history(&store, son).unwrap();
    let incomes: Vec<_> = history
        .iter()
        .filter(|line| line.field == Field::IncomePerHead)
        .collect();
    assert_eq!(incomes.len(), 2);
    let now = incomes.iter().find(|line| line.current).unwrap();
    assert_eq!((now.replaced.len(), now.who.as_str()), (1, "古丽"));
    assert!(
        history
            .windows(2)
            .all(|pair| pair[0].recorded_at >= pair[1].recorded_at)
    );
    let card = history
        .iter()
        .find(|line| line.field == Field::BankCard)
        .and_then(|line| line.value.as_ref()?.text());
    assert_eq!(card, Some("***************8903"));
}

#[test]
fn the_access_log_says_who_looked_at_what_and_why() {
    let mut store = county("2026-11-25");
    let (mother, son) = family(&mut store);
    reveal(&mut store, mother, Field::DocumentNumber, "办理护照").unwrap();
    let aishan = security::testing::user(&mut store, "艾山", UserRole::Officer);
    security::testing::work_as(&mut store, &aishan);
    reveal(&mut store, son, Field::BankCard, "发放补贴").unwrap();
    let found = |filter: AccessFilter| -> Vec<String> {
        let mut found: Vec<String> = access(&store, &filter)
            .unwrap()
            .into_iter()
            .map(|access| format!("{} {}", access.who, access.field))
            .collect();
        found.sort();
        found
    };
    let (hers, his) = ("古丽 document_number", "艾山 bank_card");
    let all = AccessFilter::default;
    let text = |text: &str| AccessFilter {
        text: text.to_owned(),
        ..all()
    };
    let of_son = AccessFilter {
        person: Some(son),
        ..all()
    };
    let by_guli = AccessFilter {
        who: Some("古丽".to_owned()),
        ..all()
    };
    let from_tomorrow = AccessFilter {
        from: Some(day("2026-11-26")),
        ..all()
    };
    let to_today = AccessFilter {
        to: Some(day("2026-11-25")),
        ..all()
    };
    assert_eq!(found(all()), [hers, his]);
    assert_eq!(found(of_son), [his]);
    assert_eq!(found(by_guli), [hers]);
    assert_eq!(found(text("补贴")), [his]);
    assert_eq!(found(text("帕提")), [hers]);
    assert_eq!(found(from_tomorrow), [""; 0]);
    assert_eq!(found(to_today), [hers, his]);
}

#[test]
fn what_was_looked_at_stays_known_when_the_person_is_deleted() {
    let mut store = county("2026-11-25");
    let (_, son) = family(&mut store);
    reveal(&mut store, son, Field::BankCard, "发放补贴").unwrap();
    delete(&mut store, &[son]).unwrap();
    let left = access(&store, &AccessFilter::default()).unwrap();
    assert_eq!((left.len(), left[0].name.as_str()), (1, ""));
    assert_eq!(
        reveal_shown(&mut store, son, Field::BankCard, "再看")
            .unwrap_err()
            .code,
        "PERSON_ABSENT"
    );
}
