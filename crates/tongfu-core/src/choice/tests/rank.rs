//! Refusing, withdrawing and declining never lower anybody (domain.md §2).

use super::super::model::{Answer, Language, Manner, NewStatement, PadForm};
use super::super::texts::{self, Asks};
use super::super::{forms, state};
use super::number;
use crate::base::{ClassId, Fen, PersonId};
use crate::classes::applications::{self, NewApplication, Saved};
use crate::classes::matching;
use crate::classes::model::{Class, ClassState, Timing};
use crate::classes::ops as class_ops;
use crate::eligibility;
use crate::people::{self, Entry, Field};
use crate::store::Store;
use crate::store::testing::{county, day};
use proptest::prelude::*;

const TODAY: &str = "2026-11-24";
const PEOPLE: u32 = 9;
const CLASSES: [ClassId; 2] = [ClassId([1; 16]), ClassId([2; 16])];

fn class(id: ClassId, occupation: &str) -> Class {
    Class {
        id,
        name: format!("{occupation}班"),
        project: None,
        occupation: occupation.into(),
        level: "初级工".into(),
        institution: None,
        site: None,
        workshop: None,
        state: ClassState::Open,
        seats: 3,
        min_size: 1,
        max_size: 50,
        enrolled: 0,
        timing: Timing {
            start: day("2027-03-01"),
            training_days: 24,
            exam_days: 10,
            permit_days: 75,
            travel_days: 5,
        },
        pass_permille: 900,
        targets: Vec::new(),
        reserves: vec![("monitored".to_owned(), 1)],
        funding: Vec::new(),
        cost: Fen(0),
    }
}

fn apply(store: &mut Store, person: PersonId, form_number: &str) -> Saved {
    let new = NewApplication {
        person,
        classes: CLASSES.to_vec(),
        signed_on: day(TODAY),
        witness: "马主任".into(),
        form_number: form_number.to_owned(),
    };
    applications::save(store, &new).unwrap()
}

fn scene() -> (Store, Vec<PersonId>) {
    let mut store = county(TODAY);
    for (id, occupation) in CLASSES.into_iter().zip(["OCC-HARV", "OCC-TRAC"]) {
        let class = class(id, occupation);
        store
            .write("test", day(TODAY), |change| {
                class_ops::write(change, &class)
            })
            .unwrap();
    }
    let mut everybody = Vec::new();
    for index in 0..PEOPLE {
        let category = if index % 3 == 0 {
            "边缘易致贫户"
        } else {
            "一般农户"
        };
        let number = number("19900101", index);
        let name = format!("学员{index}");
        let form = Entry::new()
            .with(Field::Name, &name)
            .with(Field::DocumentNumber, &number)
            .with(Field::Category, category)
            .with(Field::Wish1, "OCC-HARV");
        let people::Saved::Done { person, .. } = people::save(&mut store, None, &form).unwrap()
        else {
            panic!("refused");
        };
        assert!(matches!(apply(&mut store, person, ""), Saved::Done(_)));
        everybody.push(person);
    }
    (store, everybody)
}

type Picked = (
    String,
    Vec<matching::Outcome>,
    Vec<people::GroupInterest>,
    Vec<String>,
);

/// Everything by which people are picked: the closed list with every priority
/// and type, the results under one lot, what the plan counts, and what the rule
/// of eligibility answers of everybody, with its facts and what was decided.
fn standing(store: &Store, everybody: &[PersonId]) -> Picked {
    let run = matching::preview(store).unwrap();
    let interest = people::interest(store, day(TODAY)).unwrap();
    let answers = everybody
        .iter()
        .map(|person| {
            let now = eligibility::verdict(store, *person, day(TODAY)).unwrap();
            let decided = eligibility::latest(store.tables(), *person).unwrap();
            let decided = decided.map(|one| (one.verdict, one.facts, one.rule_version));
            assert!(decided.is_some(), "an application froze an answer");
            format!("{now:?} {decided:?}")
        })
        .collect();
    (run.list_digest, run.results, interest, answers)
}

/// One thing that somebody does not want.
#[derive(Debug, Clone)]
enum Step {
    Says(usize, usize, Answer),
    WithdrawsApplicationAndAppliesAgain(usize),
    /// Somebody looks at them again after what they refused.
    IsDecidedAnew(usize),
}

fn step() -> impl Strategy<Value = Step> {
    let person = 0..PEOPLE as usize;
    prop_oneof![
        (
            person.clone(),
            0usize..7,
            prop::sample::select(vec![Answer::Given, Answer::Refused, Answer::Withdrawn])
        )
            .prop_map(|(person, purpose, answer)| Step::Says(person, purpose, answer)),
        person
            .clone()
            .prop_map(Step::WithdrawsApplicationAndAppliesAgain),
        person.prop_map(Step::IsDecidedAnew),
    ]
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(24))]
    #[test]
    fn no_history_of_refusals_and_withdrawals_moves_anybody(steps in prop::collection::vec(step(), 1..12)) {
        let (mut store, everybody) = scene();
        let before = standing(&store, &everybody);
        for step in steps {
            match step {
                Step::Says(person, purpose, answer) => {
                    let purpose = &texts::purposes()[purpose];
                    let answer = if purpose.asks == Asks::Notice { Answer::Informed } else { answer };
                    let _ = state(&mut store, &NewStatement {
                        person: everybody[person],
                        purpose: purpose.key.clone(),
                        answer,
                        language: Language::Chinese,
                        said_on: day(TODAY),
                        manner: Manner::Signed,
                        witness: String::new(),
                        form_number: String::new(),
                        scan: String::new(),
                        guardian: None,
                    }).unwrap();
                }
                Step::WithdrawsApplicationAndAppliesAgain(person) => {
                    applications::withdraw(&mut store, everybody[person]).unwrap();
                    let again = apply(&mut store, everybody[person], "");
                    prop_assert!(matches!(again, Saved::Done(_)));
                }
                Step::IsDecidedAnew(person) => {
                    eligibility::decide_anew(&mut store, everybody[person], "复核").unwrap();
                }
            }
        }
        prop_assert_eq!(standing(&store, &everybody), before);
    }
}

fn preferences(store: &Store, person: PersonId) -> Vec<Vec<u8>> {
    store
        .tables()
        .prepare("SELECT preferences FROM match_result WHERE person = ?1")
        .unwrap()
        .query_map([person], |row| row.get(0))
        .unwrap()
        .collect::<rusqlite::Result<_>>()
        .unwrap()
}

#[test]
fn who_gave_a_seat_back_stands_in_the_next_run_as_in_the_first() {
    let (mut store, _) = scene();
    let first = matching::match_and_publish(&mut store, || [7; 16], "马主任").unwrap();
    let seated = first
        .value
        .results
        .iter()
        .find(|result| result.class == Some(CLASSES[0]))
        .unwrap()
        .person;
    matching::decline(&mut store, seated, CLASSES[0]).unwrap();
    assert!(matches!(apply(&mut store, seated, ""), Saved::Done(_)));
    // Room for a second run, so that the class takes part in it again.
    let mut wider = crate::classes::class(store.tables(), CLASSES[0]).unwrap();
    wider.seats += 2;
    let mut other = crate::classes::class(store.tables(), CLASSES[1]).unwrap();
    other.seats += 2;
    store
        .write("test", day(TODAY), |change| {
            class_ops::write(change, &wider)?;
            class_ops::write(change, &other)
        })
        .unwrap();
    matching::close(&mut store).unwrap();
    let held = preferences(&store, seated);
    assert_eq!(held.len(), 2, "the person is in both lists");
    assert_eq!(held[0], held[1], "with the same priorities");
}

#[test]
fn an_application_on_a_numbered_form_enters_the_form_once() {
    let (mut store, everybody) = scene();
    let numbers = forms::print_pad(&mut store, PadForm::Application, Language::Chinese, 2)
        .unwrap()
        .value
        .numbers();
    let typed = numbers[0].to_string();
    assert!(matches!(
        apply(&mut store, everybody[0], &typed),
        Saved::Done(_)
    ));
    assert_eq!(forms::of_person(&store, everybody[0]).unwrap().len(), 1);
    let Saved::Refused(reasons) = apply(&mut store, everybody[1], &typed) else {
        panic!("one paper, two applications");
    };
    assert_eq!(reasons[0].code, "FORM_USED");
    let Saved::Refused(reasons) = apply(&mut store, everybody[1], "00017") else {
        panic!("a number without a check digit");
    };
    assert_eq!(reasons[0].code, "FORM_NUMBER_CHECK");
}
