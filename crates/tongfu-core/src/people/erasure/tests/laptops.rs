//! What several laptops write beside each other.

use super::*;
use crate::store::testing::{hand_over_operations, read_all};

#[test]
fn what_was_written_beside_an_erasure_goes_wherever_it_arrives() {
    // Two laptops of a county and the province; the second laptop has not heard
    // of the erasure when it writes.
    let mut first = county("2026-11-20");
    let mut second =
        Store::in_memory(first.office().clone(), "阿依", environment("2026-11-20")).unwrap();
    let mut province = Store::in_memory(
        Office::founded(Role::Province, "650000", "新疆维吾尔自治区"),
        "审核",
        environment("2026-11-20"),
    )
    .unwrap();
    let (gone, stays) = (invented(0), invented(1));
    let person = add(&mut first, &gone.entry("654004001", &gone.name));
    let other = add(&mut first, &stays.entry("654004001", &gone.name));
    hand_over(&first, &mut second);
    let form = Entry::new().with(Field::Phone, "13811112222");
    people::save(&mut second, Some(person), &form).unwrap();
    // A household that the first laptop has never seen names the person.
    let third = invented(2);
    let neighbour = add(&mut second, &third.entry("654004777", &gone.name));
    people::reveal(&mut second, person, Field::BankCard, "核对").unwrap();
    enrol(&mut second, person, 3, "2027-03-01", 30);
    let late = read_all(&second);

    request(&mut first, person, "本人要求").unwrap();
    let mut texts = gone.texts();
    texts.push("13811112222".to_owned());
    // The province hears of the erasure first, the late package comes after it.
    hand_over(&first, &mut province);
    assert_eq!(
        request(&mut province, other, "本人要求").unwrap_err().code,
        "ERASURE_AT_COUNTY"
    );
    hand_over_operations(&late, &mut province);
    hand_over_operations(&late, &mut first);
    hand_over(&first, &mut second);
    for table in ["enrolment", "application", "disclosure"] {
        assert_eq!(rows(&first, table), 0, "{table}");
        assert_eq!(rows(&second, table), 0, "{table}");
    }
    // Only the laptop that still knew the name can find the other household.
    assert_eq!(follow_up(&mut second).unwrap(), 1);
    assert_eq!(follow_up(&mut second).unwrap(), 0);
    hand_over(&second, &mut first);
    hand_over(&second, &mut province);
    for store in [&mut first, &mut second, &mut province] {
        store.settle().unwrap();
        assert_eq!(found(&pages(store.tables()), &texts), Vec::<String>::new());
        assert!(people::record(store, person).unwrap().is_none());
        let record = household_of(store, neighbour);
        assert_eq!(shown(&record, Field::HouseholdHead), None);
        assert!(shown(&record, Field::IncomePerHead).is_some());
        assert!(shown(&household_of(store, other), Field::IncomePerHead).is_some());
        sound_and_rebuilt(store);
    }
    let digests = first
        .digests(Some(&first.own_stream().to_string()))
        .unwrap();
    for store in [&second, &province] {
        assert_eq!(
            store
                .digests(Some(&first.own_stream().to_string()))
                .unwrap(),
            digests
        );
    }
}

#[test]
fn two_laptops_that_erase_two_of_one_household_keep_what_is_left() {
    let mut first = county("2026-11-20");
    let mut second =
        Store::in_memory(first.office().clone(), "阿依", environment("2026-11-20")).unwrap();
    let people_of: Vec<Invented> = (0..3).map(invented).collect();
    let ids: Vec<PersonId> = people_of
        .iter()
        .map(|one| add(&mut first, &one.entry("654004001", &people_of[0].name)))
        .collect();
    // The head was somebody else for a while.
    let form = Entry::new().with(Field::HouseholdHead, &people_of[1].name);
    people::save(&mut first, Some(ids[2]), &form).unwrap();
    hand_over(&first, &mut second);
    request(&mut first, ids[0], "本人要求").unwrap();
    request(&mut second, ids[1], "本人要求").unwrap();
    hand_over(&first, &mut second);
    hand_over(&second, &mut first);
    for store in [&mut first, &mut second] {
        store.settle().unwrap();
        for gone in &people_of[..2] {
            assert_eq!(
                found(&pages(store.tables()), &gone.texts()),
                Vec::<String>::new()
            );
        }
        let record = household_of(store, ids[2]);
        assert!(shown(&record, Field::IncomePerHead).is_some());
        assert_eq!(
            shown(&record, Field::HouseholdSize).as_deref(),
            Some("Int(3)")
        );
        sound_and_rebuilt(store);
    }
    assert_eq!(first.digests(None).unwrap(), second.digests(None).unwrap());
}

#[test]
fn contact_data_written_beside_a_lock_goes_and_what_comes_after_stays() {
    let mut first = county("2026-11-20");
    let mut second =
        Store::in_memory(first.office().clone(), "阿依", environment("2026-11-20")).unwrap();
    let gone = invented(0);
    let person = add(&mut first, &gone.entry("", ""));
    enrol(&mut first, person, 1, "2026-03-01", 30);
    hand_over(&first, &mut second);
    let beside = Entry::new().with(Field::Phone, "13811112222");
    people::save(&mut second, Some(person), &beside).unwrap();
    let late = read_all(&second);
    let Outcome::Locked { request: id, .. } = request(&mut first, person, "本人要求").unwrap()
    else {
        panic!("a trainee's file must be kept");
    };
    withdraw(&mut first, id).unwrap();
    let after = Entry::new().with(Field::Phone, "13833334444");
    people::save(&mut first, Some(person), &after).unwrap();
    hand_over_operations(&late, &mut first);
    hand_over(&first, &mut second);
    for store in [&mut first, &mut second] {
        store.settle().unwrap();
        assert_eq!(
            found(&pages(store.tables()), &["13811112222".to_owned()]),
            Vec::<String>::new()
        );
        assert_eq!(
            shown(&household_of(store, person), Field::Phone).as_deref(),
            Some("Text(\"13833334444\")")
        );
        sound_and_rebuilt(store);
    }
    assert_eq!(first.digests(None).unwrap(), second.digests(None).unwrap());
}

#[test]
fn every_entry_that_is_the_person_goes() {
    let mut store = county("2026-11-20");
    let mut laptop =
        Store::in_memory(store.office().clone(), "阿依", environment("2026-11-20")).unwrap();
    let gone = invented(0);
    let one = add(&mut store, &gone.entry("", ""));
    let other = add(&mut laptop, &gone.entry("654004001", &gone.name));
    hand_over(&laptop, &mut store);
    assert_eq!(
        people::canonical(&store, one).unwrap(),
        people::canonical(&store, other).unwrap()
    );
    request(&mut store, other, "本人要求").unwrap();
    assert_eq!(
        found(&pages(store.tables()), &gone.texts()),
        Vec::<String>::new()
    );
    assert_eq!(erasures(&store).unwrap().len(), 2);
    hand_over(&store, &mut laptop);
    laptop.settle().unwrap();
    assert_eq!(
        found(&pages(laptop.tables()), &gone.texts()),
        Vec::<String>::new()
    );
    sound_and_rebuilt(&mut laptop);
}
