use super::super::model::Language;
use super::super::wishes::{
    NewSurvey, Surveyed, places, record_imported, record_survey, surveys, village,
};
use super::{adult, number, store};
use crate::base::PersonId;
use crate::people::model::{Willing, WishPart, Wishes};
use crate::people::{self, Entry, Field};
use crate::store::Store;
use crate::store::testing::day;
use proptest::prelude::*;

fn asked(person: PersonId, date: &str, wishes: &[&str], willing: Option<Willing>) -> NewSurvey {
    NewSurvey {
        person,
        round: "2027-春".to_owned(),
        asked_on: day(date),
        language: Language::KazakhArabic,
        asked_by: "古丽".to_owned(),
        wishes: Wishes {
            occupations: wishes.iter().map(|wish| (*wish).to_owned()).collect(),
            when: "冬天".to_owned(),
            place: String::new(),
            willing,
        },
        cleared: Vec::new(),
    }
}

fn done(store: &mut Store, new: &NewSurvey) {
    assert!(matches!(
        record_survey(store, new).unwrap(),
        Surveyed::Done(_)
    ));
}

fn people_counted(store: &Store) -> (u32, Vec<(String, u32)>) {
    let groups = people::interest(store, day("2026-11-20")).unwrap();
    let people = groups.iter().map(|group| group.people).sum();
    let interest = groups
        .into_iter()
        .flat_map(|group| group.interest)
        .collect();
    (people, interest)
}

#[test]
fn the_last_survey_counts_and_earlier_ones_stay() {
    let mut store = store();
    let person = adult(&mut store);
    done(
        &mut store,
        &asked(
            person,
            "2026-10-01",
            &["OCC-HARV", "OCC-TRAC"],
            Some(Willing::Yes),
        ),
    );
    assert_eq!(people_counted(&store).0, 1);
    done(
        &mut store,
        &asked(person, "2026-11-01", &["OCC-TRAC"], Some(Willing::Later)),
    );
    assert_eq!(
        people_counted(&store),
        (1, vec![("OCC-TRAC".to_owned(), 1)]),
        "one person is one seat, and what was wished before no longer counts"
    );
    // Found in a drawer: older than what is known.
    done(
        &mut store,
        &asked(person, "2026-09-01", &["OCC-HARV"], Some(Willing::No)),
    );
    assert_eq!(
        people_counted(&store),
        (1, vec![("OCC-TRAC".to_owned(), 1)])
    );
    let found = surveys(&store, person).unwrap();
    let days: Vec<String> = found.iter().map(|one| one.asked_on.to_string()).collect();
    assert_eq!(days, ["2026-11-01", "2026-10-01", "2026-09-01"]);
    assert_eq!(found[1].wishes.occupations, ["OCC-HARV", "OCC-TRAC"]);
    // "Not abroad" takes a person out of the plan, not off the record.
    done(
        &mut store,
        &asked(person, "2026-11-19", &["OCC-TRAC"], Some(Willing::No)),
    );
    assert_eq!(people_counted(&store).0, 0);
}

#[test]
fn what_no_table_knows_and_what_is_said_twice_is_refused() {
    let mut store = store();
    let person = adult(&mut store);
    let new = asked(
        person,
        "2026-11-21",
        &["OCC-HARV", "OCC-HARV", "OCC-NONE", "OCC-TRAC"],
        None,
    );
    let Surveyed::Refused(reasons) = record_survey(&mut store, &new).unwrap() else {
        panic!("taken");
    };
    let codes: Vec<&str> = reasons.iter().map(|reason| reason.code).collect();
    assert_eq!(
        codes,
        [
            "WISH_DATE_FUTURE",
            "WISH_TOO_MANY",
            "WISH_TWICE",
            "WISH_UNKNOWN"
        ]
    );
    assert!(surveys(&store, person).unwrap().is_empty());
    assert_eq!(people_counted(&store).0, 0);
}

#[test]
fn an_imported_round_is_dated_and_the_same_file_twice_is_one() {
    let mut store = store();
    let rows = [
        ("19900307", "甲", "OCC-HARV"),
        ("19910307", "乙", "OCC-TRAC"),
        ("19920307", "丙", ""),
    ];
    let numbers: Vec<String> = rows.iter().map(|(born, ..)| number(born, 1)).collect();
    let entries = || {
        rows.iter().zip(&numbers).map(|((_, name, wish), number)| {
            Entry::new()
                .with(Field::Name, name)
                .with(Field::DocumentNumber, number)
                .with(Field::Wish1, wish)
        })
    };
    for _ in 0..2 {
        let plan = people::preview_entries(&store, entries()).unwrap();
        people::apply(&mut store, &plan).unwrap();
        let plan = people::preview_entries(&store, entries()).unwrap();
        let written = record_imported(&mut store, &plan, "2026-秋", day("2026-11-02")).unwrap();
        assert_eq!(written.value, 2, "who said nothing was not surveyed");
    }
    for applicant in people::applicants(&store).unwrap() {
        let found = surveys(&store, applicant.person).unwrap();
        assert_eq!(found.len(), applicant.wishes.len());
        assert!(
            found
                .iter()
                .all(|one| one.imported && one.round == "2026-秋")
        );
    }
}

#[test]
fn a_village_is_listed_with_what_everybody_wishes() {
    let mut store = store();
    for (name, born, place) in [
        ("甲", "19900307", "开干村"),
        ("乙", "19910307", "开干村"),
        ("丙", "19920307", "莫乎尔村"),
    ] {
        let number = number(born, 1);
        let address = Entry::new()
            .with(Field::Name, name)
            .with(Field::DocumentNumber, &number)
            .with(Field::Township, "莫乎尔牧场")
            .with(Field::Village, place);
        people::save(&mut store, None, &address).unwrap();
    }
    let known = places(&store).unwrap();
    assert_eq!(known.len(), 2);
    let (township, place) = &known[0];
    let before = village(&store, township, place).unwrap();
    let person = before[0].person;
    assert!(before.iter().all(|one| one.asked_on.is_none()));
    done(
        &mut store,
        &asked(person, "2026-11-01", &["OCC-HARV"], Some(Willing::Yes)),
    );
    let after = village(&store, township, place).unwrap();
    let changed = after.iter().find(|one| one.person == person).unwrap();
    assert_eq!(changed.occupations, ["OCC-HARV"]);
    assert_eq!(
        (changed.willing, changed.asked_on),
        (Some(Willing::Yes), Some(day("2026-11-01")))
    );
}

/// When, where, abroad, as the record says.
fn stored(store: &Store, person: PersonId) -> [String; 3] {
    let record = people::record(store, person).unwrap().unwrap();
    [Field::WishWhen, Field::WishWhere, Field::WillingAbroad].map(|field| {
        let shown = record.values.iter().find(|shown| shown.field == field);
        let text = shown.and_then(|shown| shown.value.text());
        text.unwrap_or_default().to_owned()
    })
}

#[test]
fn what_a_line_leaves_blank_stays_and_what_it_clears_goes() {
    let mut store = store();
    let person = adult(&mut store);
    let mut first = asked(
        person,
        "2026-10-01",
        &["OCC-HARV", "OCC-TRAC"],
        Some(Willing::Yes),
    );
    first.wishes.place = "县城".to_owned();
    done(&mut store, &first);
    assert_eq!(stored(&store, person), ["冬天", "县城", "yes"]);
    let interest = people_counted(&store);

    // Asked again about the time only.
    let mut second = asked(person, "2026-10-15", &[], None);
    second.wishes.when = "春天".to_owned();
    done(&mut store, &second);
    assert_eq!(stored(&store, person), ["春天", "县城", "yes"]);
    assert_eq!(people_counted(&store), interest);

    // Nothing but blanks changes nothing.
    let mut blank = asked(person, "2026-10-20", &[], None);
    blank.wishes = Wishes::default();
    done(&mut store, &blank);
    assert_eq!(stored(&store, person), ["春天", "县城", "yes"]);

    // Cleared on purpose; what is said beside it counts.
    blank.asked_on = day("2026-11-01");
    blank.wishes.place = "乌鲁木齐".to_owned();
    blank.cleared = vec![WishPart::When, WishPart::Place, WishPart::Willing];
    done(&mut store, &blank);
    assert_eq!(stored(&store, person), ["", "乌鲁木齐", ""]);
    assert_eq!(
        people_counted(&store),
        (
            1,
            vec![("OCC-HARV".to_owned(), 1), ("OCC-TRAC".to_owned(), 1)]
        ),
        "the occupations were left alone"
    );
    blank.cleared = vec![WishPart::Occupations];
    done(&mut store, &blank);
    assert!(people_counted(&store).1.is_empty());

    // An older sheet from a drawer is history: it clears nothing.
    blank.asked_on = day("2026-09-01");
    blank.cleared = vec![WishPart::Place];
    done(&mut store, &blank);
    assert_eq!(stored(&store, person), ["", "乌鲁木齐", ""]);
    assert_eq!(surveys(&store, person).unwrap().len(), 6);
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(24))]
    #[test]
    fn the_order_of_typing_never_decides_what_is_wished(
        days in prop::collection::btree_set(0u64..300, 1..6),
        order in any::<u64>(),
    ) {
        let mut store = store();
        let person = adult(&mut store);
        let mut rounds: Vec<(u64, &str)> = days
            .iter()
            .map(|day| (*day, if day % 2 == 0 { "OCC-HARV" } else { "OCC-TRAC" }))
            .collect();
        let last = rounds.last().unwrap().1;
        rounds.sort_by_key(|(day, _)| day.wrapping_mul(order | 1) % 307);
        for (days, wish) in &rounds {
            let mut new = asked(person, "2026-01-01", &[wish], Some(Willing::Yes));
            new.asked_on = new.asked_on + chrono::Days::new(*days);
            done(&mut store, &new);
        }
        prop_assert_eq!(people_counted(&store), (1, vec![(last.to_owned(), 1)]));
        prop_assert_eq!(surveys(&store, person).unwrap().len(), rounds.len());
    }
}
