use super::*;
use crate::protection::rules::draw::{self as draws, List, Listed};
use proptest::prelude::*;
use std::collections::BTreeSet;

fn names(list: &[&str]) -> BTreeSet<String> {
    list.iter().map(|name| (*name).to_owned()).collect()
}

fn candidates(count: u8) -> Vec<Candidate> {
    (1..=count)
        .map(|index| Candidate {
            person: PersonId([index; 16]),
            // The first asker recruited every third person.
            chain: names(if index % 3 == 0 {
                &["李 明"]
            } else {
                &["别人"]
            }),
        })
        .collect()
}

fn askers() -> Vec<String> {
    vec!["李明、沙吾列， 李 明".to_owned()]
}

fn said(outcome: Outcome, answers: [&str; 4]) -> Answer {
    Answer {
        outcome,
        asker: 1,
        language: "kk".to_owned(),
        answers: answers.map(str::to_owned),
    }
}

#[test]
fn a_round_is_committed_closed_drawn_asked_and_counted() {
    let mut county = Desk::new(Role::County, COUNTY, "霍尔果斯市");
    let store = &mut county.store;
    let id = start_round(store, &askers()).unwrap().value;
    let before = rounds(store).unwrap().remove(0);
    assert_eq!(before.commitment.len(), 64);
    assert!(before.seed.is_empty() && before.permille == 100);
    assert_eq!(draw(store, id).unwrap_err().code, "DRAW_OPEN");
    assert_eq!(
        close_round(store, id, &[]).unwrap_err().code,
        "DRAW_LIST_EMPTY"
    );
    let people = candidates(41);
    let digest = close_round(store, id, &people).unwrap().value;
    assert_eq!(
        close_round(store, id, &people).unwrap_err().code,
        "DRAW_CLOSED"
    );
    assert_eq!(published(store, id).unwrap_err().code, "DRAW_OPEN");
    // 10 % of 41 people, rounded up.
    assert_eq!(draw(store, id).unwrap().value, 5);
    assert_eq!(draw(store, id).unwrap_err().code, "DRAW_DRAWN");
    let after = rounds(store).unwrap().remove(0);
    assert_eq!((after.digest.as_str(), after.listed), (digest.as_str(), 41));
    assert_eq!(draws::commitment(&after.seed), before.commitment);
    let kept: i64 = store
        .tables()
        .query_row("SELECT count(*) FROM check_seed", [], |row| row.get(0))
        .unwrap();
    assert_eq!(kept, 0);
    assert_eq!(check_draw(&published(store, id).unwrap()), Vec::new());

    let drawn: Vec<Member> = members(store, id)
        .unwrap()
        .into_iter()
        .filter(|member| member.asker.is_some())
        .collect();
    let ask = |store: &mut Store, member: &Member, chain: &[&str], answer: &Answer| {
        crate::protection::answer(store, id, member.person, &names(chain), answer)
    };
    let whole = said(Outcome::Reached, ["yes", "yes", "no", "not_yet"]);
    // Whoever recruited does not ask and does not type.
    let refused = ask(store, &drawn[0], &["沙吾列"], &whole).unwrap_err();
    assert_eq!(refused.code, "DRAW_ASKER_IN_CHAIN");
    let refused = ask(store, &drawn[0], &["古丽"], &whole).unwrap_err();
    assert_eq!(refused.code, "DRAW_TYPIST_IN_CHAIN");
    let not_drawn = members(store, id)
        .unwrap()
        .into_iter()
        .find(|member| member.asker.is_none())
        .unwrap();
    assert_eq!(
        ask(store, &not_drawn, &[], &whole).unwrap_err().code,
        "DRAW_NOT_DRAWN"
    );
    let problems = ask(
        store,
        &drawn[0],
        &[],
        &said(Outcome::Reached, ["yes", "not_yet", "", "no"]),
    )
    .unwrap();
    let fields: Vec<_> = problems
        .iter()
        .map(|problem| problem.field.unwrap())
        .collect();
    assert_eq!(fields, ["holds_passport", "can_leave"]);

    assert!(ask(store, &drawn[0], &[], &whole).unwrap().is_empty());
    let silent = said(Outcome::NotReached, ["", "", "", ""]);
    assert!(ask(store, &drawn[1], &[], &silent).unwrap().is_empty());
    let declined = said(Outcome::Declined, ["", "", "", ""]);
    assert!(ask(store, &drawn[2], &[], &declined).unwrap().is_empty());
    let counted = tally(store, id).unwrap();
    assert_eq!(
        (
            counted.drawn,
            counted.reached,
            counted.not_reached,
            counted.declined,
            counted.waiting
        ),
        (5, 1, 1, 1, 2)
    );
    assert_eq!(counted.response_permille(), Some(200));
    assert_eq!(
        counted.answers,
        [[1, 0, 0, 0], [1, 0, 0, 0], [0, 1, 0, 0], [0, 0, 0, 1]]
    );
    // Reached after all.
    assert!(ask(store, &drawn[1], &[], &whole).unwrap().is_empty());
    let counted = tally(store, id).unwrap();
    assert_eq!((counted.reached, counted.not_reached), (2, 0));
}

#[test]
fn answers_lie_in_personal_sections_and_speak_of_the_person() {
    let mut county = Desk::new(Role::County, COUNTY, "霍尔果斯市");
    let store = &mut county.store;
    let id = start_round(store, &askers()).unwrap().value;
    close_round(store, id, &candidates(1)).unwrap();
    draw(store, id).unwrap();
    let answer = said(Outcome::Reached, ["unsure", "no", "no", "no"]);
    crate::protection::answer(store, id, PersonId([1; 16]), &BTreeSet::new(), &answer).unwrap();
    let public: i64 = store
        .tables()
        .query_row(
            "SELECT count(*) FROM operation WHERE instr(bytes, 'unsure') > 0 OR instr(bytes, '沙吾列') > 0",
            [],
            |row| row.get(0),
        )
        .unwrap();
    assert_eq!(public, 0);
    assert_eq!(records::CHECK_ANSWER.subject, Some("person"));
    assert_eq!(records::CHECK_MEMBER.subject, Some("person"));
}

#[test]
fn a_no_offers_a_case_of_its_matter() {
    let offered =
        |answers: [&str; 4]| crate::protection::rules::offered(&answers.map(str::to_owned));
    assert_eq!(offered(["yes", "yes", "yes", "not_yet"]), None);
    assert_eq!(offered(["unsure", "yes", "yes", "yes"]), None);
    assert_eq!(offered(["no", "no", "yes", "yes"]), Some(Matter::Coercion));
    assert_eq!(
        offered(["yes", "no", "yes", "no"]),
        Some(Matter::PassportKept)
    );
    assert_eq!(offered(["yes", "yes", "no", "yes"]), Some(Matter::Coercion));
    assert_eq!(
        offered(["yes", "yes", "yes", "no"]),
        Some(Matter::UnpaidWages)
    );
}

#[test]
fn a_list_changed_after_closing_is_found() {
    let mut county = Desk::new(Role::County, COUNTY, "霍尔果斯市");
    let store = &mut county.store;
    let id = start_round(store, &askers()).unwrap().value;
    close_round(store, id, &candidates(30)).unwrap();
    store
        .tables()
        .execute(
            "DELETE FROM check_member WHERE id = (SELECT min(id) FROM check_member)",
            [],
        )
        .unwrap();
    assert_eq!(draw(store, id).unwrap_err().code, "DRAW_DIGEST");
}

#[test]
fn people_whom_every_asker_recruited_are_counted_and_not_asked() {
    let mut county = Desk::new(Role::County, COUNTY, "霍尔果斯市");
    let store = &mut county.store;
    assert_eq!(
        start_round(store, &[" ".to_owned()]).unwrap_err().code,
        "DRAW_NO_ASKER"
    );
    let id = start_round(store, &["李明".to_owned()]).unwrap().value;
    let all: Vec<Candidate> = candidates(9)
        .into_iter()
        .map(|candidate| Candidate {
            chain: names(&["李明"]),
            ..candidate
        })
        .collect();
    close_round(store, id, &all).unwrap();
    assert_eq!(draw(store, id).unwrap().value, 0);
    let counted = tally(store, id).unwrap();
    assert_eq!((counted.drawn, counted.without_asker), (0, 1));
    assert_eq!(counted.response_permille(), None);
}

#[test]
fn a_forged_round_is_found() {
    let mut county = Desk::new(Role::County, COUNTY, "霍尔果斯市");
    let store = &mut county.store;
    let id = start_round(store, &askers()).unwrap().value;
    close_round(store, id, &candidates(40)).unwrap();
    draw(store, id).unwrap();
    let true_one = published(store, id).unwrap();
    let codes = |change: &dyn Fn(&mut Published)| -> Vec<&'static str> {
        let mut forged = true_one.clone();
        change(&mut forged);
        check_draw(&forged)
            .iter()
            .map(|problem| problem.code)
            .collect()
    };
    assert!(codes(&|_| ()).is_empty());
    assert!(codes(&|one| one.seed.push('0')).contains(&"DRAW_COMMITMENT"));
    assert_eq!(
        codes(&|one| one.members.swap(0, 1)),
        ["DRAW_ORDER", "DRAW_DIGEST", "DRAW_SAMPLE"]
    );
    assert!(codes(&|one| drop(one.members.pop())).contains(&"DRAW_DIGEST"));
    assert_eq!(
        codes(&|one| {
            let drawn = one.members.iter().position(|m| m.asker.is_some()).unwrap();
            one.members[drawn].asker = None;
        }),
        ["DRAW_SAMPLE"]
    );
    assert_eq!(
        codes(&|one| one.method = "other".to_owned()),
        ["DRAW_METHOD"]
    );
}

fn lists() -> impl Strategy<Value = List> {
    (
        1u32..=1000,
        1u32..4,
        proptest::collection::btree_map(
            "[0-9a-f]{8}",
            proptest::collection::btree_set(0u32..4, 0..4),
            1..60,
        ),
    )
        .prop_map(|(permille, askers, people)| List {
            permille,
            askers,
            people: people
                .into_iter()
                .map(|(mark, barred)| Listed { mark, barred })
                .collect(),
        })
}

proptest! {
    #[test]
    fn the_same_seed_and_list_give_the_same_sample(list in lists(), seed in "[0-9a-f]{16}") {
        prop_assert_eq!(draws::draw(&list, &seed), draws::draw(&list.clone(), &seed));
    }

    #[test]
    fn nobody_is_asked_by_whoever_recruited_them_and_the_share_is_kept(list in lists(), seed in "[0-9a-f]{16}") {
        let drawn = draws::draw(&list, &seed);
        let mut seen = BTreeSet::new();
        for one in &drawn {
            prop_assert!(one.asker < list.askers);
            prop_assert!(!list.people[one.person].barred.contains(&one.asker));
            prop_assert!(seen.insert(one.person));
        }
        let reachable = list
            .people
            .iter()
            .filter(|person| (0..list.askers).any(|asker| !person.barred.contains(&asker)))
            .count();
        let share = list.people.len() * list.permille as usize;
        let wanted = (share / 1000 + usize::from(!share.is_multiple_of(1000))).max(1);
        prop_assert_eq!(drawn.len(), wanted.min(reachable));
    }

    #[test]
    fn any_change_of_the_list_changes_the_digest(
        list in lists(),
        place in any::<prop::sample::Index>(),
        what in 0u8..5,
    ) {
        let mut other = list.clone();
        let at = place.index(other.people.len());
        match what {
            0 => drop(other.people.remove(at)),
            1 => other.people[at].mark.push('0'),
            2 => {
                let barred = &mut other.people[at].barred;
                if !barred.remove(&0) {
                    barred.insert(0);
                }
            }
            3 => other.permille += 1,
            _ => other.askers += 1,
        }
        prop_assert_ne!(draws::digest(&list), draws::digest(&other));
    }

    /// Nobody can be kept off the sample for good: over many seeds everybody
    /// who may be asked is drawn.
    #[test]
    fn everybody_can_be_drawn(count in 1usize..12) {
        let list = List {
            permille: 100,
            askers: 1,
            people: (0..count)
                .map(|index| Listed { mark: format!("{index:04}"), barred: BTreeSet::new() })
                .collect(),
        };
        let drawn: BTreeSet<usize> = (0..400)
            .flat_map(|seed| draws::draw(&list, &seed.to_string()))
            .map(|one| one.person)
            .collect();
        prop_assert_eq!(drawn.len(), count);
    }
}
