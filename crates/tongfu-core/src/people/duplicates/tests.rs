use super::super::{Entry, Field, canonical, lines, record, save};
use super::*;
use crate::base::PersonId;
use crate::people::{Saved, SearchIndex};
use crate::store::Store;
use crate::store::testing::county;
use proptest::prelude::*;
use std::collections::BTreeMap;

const TODAY: &str = "2026-11-20";

fn add(store: &mut Store, fields: &[(Field, &str)]) -> PersonId {
    let form = fields
        .iter()
        .fold(Entry::new(), |form, (field, text)| form.with(*field, text));
    match save(store, None, &form).unwrap() {
        Saved::Done { person, .. } => person,
        Saved::Refused(problems) => panic!("{problems:?}"),
    }
}

/// A number of somebody born on 7 March 1990, with its check digit.
fn number(serial: u32) -> String {
    let first = format!("65400419900307{serial:03}");
    let digit = crate::people::rules::check_character(first.as_bytes()).unwrap();
    format!("{first}{}", char::from(digit))
}

fn names_alike(one: &str, other: &str) -> NameLikeness {
    NameForm::of(one).compare(&NameForm::of(other))
}

#[test]
fn names_are_compared_as_people_write_them() {
    for (one, other, expected) in [
        ("买买提·艾力", "买买提艾力", NameLikeness::Same),
        ("买买提·艾力", "买买提・艾力", NameLikeness::Same),
        ("张建国", "张健国", NameLikeness::Sound),
        ("张建国", "张建國", NameLikeness::Sound),
        ("王小明", "王明小", NameLikeness::Swapped),
        ("买买提·艾力", "买合买提·艾力", NameLikeness::Near),
        ("买买提·艾力", "艾力·买买提", NameLikeness::Other),
        ("吐尔逊·依明", "图尔荪·依明", NameLikeness::Near),
        ("陈志强", "陈自强", NameLikeness::Near),
        ("张建国", "张建军", NameLikeness::Other),
        ("买买提·艾力", "肉孜·依明", NameLikeness::Other),
        ("", "", NameLikeness::Other),
    ] {
        assert_eq!(names_alike(one, other), expected, "{one} {other}");
        assert_eq!(names_alike(other, one), expected, "{other} {one}");
    }
}

#[test]
fn a_merge_puts_one_entry_in_front_and_undoing_it_loses_nothing() {
    let mut store = county(TODAY);
    let one = add(
        &mut store,
        &[
            (Field::Name, "张建国"),
            (Field::DocumentNumber, &number(1)),
            (Field::Phone, "19900000001"),
        ],
    );
    let other = add(
        &mut store,
        &[
            (Field::Name, "张健国"),
            (Field::DocumentNumber, &number(3)),
            (Field::Phone, "19900000001"),
            (Field::Employer, "某合作社"),
        ],
    );
    let found = suggestions(&store).unwrap();
    assert_eq!(found.len(), 1);
    assert_eq!(
        (found[0].one, found[0].other),
        (one.min(other), one.max(other))
    );
    let shown = pair(&store, other, one).unwrap();
    assert!(
        shown
            .fields
            .iter()
            .any(|field| field.field == Field::Name && field.differs)
    );
    assert!(
        shown
            .fields
            .iter()
            .any(|field| field.field == Field::Phone && !field.differs)
    );
    assert_eq!((shown.verdict, shown.one_person), (Verdict::Open, false));

    let mut index = SearchIndex::build(&store).unwrap();
    let written = decide(&mut store, one, other, Verdict::Same, "同一人,身份证换号").unwrap();
    index.refresh(&store, &written.changed).unwrap();
    let front = one.min(other);
    assert_eq!(canonical(&store, one.max(other)).unwrap(), front);
    assert!(suggestions(&store).unwrap().is_empty());
    let employer = record(&store, front).unwrap().unwrap();
    assert_eq!(employer.entries.len(), 2);
    assert!(
        employer
            .values
            .iter()
            .any(|shown| shown.field == Field::Employer),
        "what the other entry says is seen"
    );
    for (query, hits) in [("张健国", 1), ("张建国", 1), ("张", 1)] {
        let found = index.find(query, 10, 0);
        assert_eq!(found.total, hits, "{query}");
        assert_eq!(found.hits[0].person, front);
    }

    let written = decide(&mut store, other, one, Verdict::Open, "").unwrap();
    index.refresh(&store, &written.changed).unwrap();
    assert_eq!(canonical(&store, one).unwrap(), one);
    assert_eq!(canonical(&store, other).unwrap(), other);
    assert_eq!(index.find("张", 10, 0).total, 2);
    assert_eq!(suggestions(&store).unwrap().len(), 1);
    assert_eq!(lines(&store, &[one, other]).unwrap().len(), 2);
    // Nothing but the pair itself is left of the decision.
    let written = decide(&mut store, other, one, Verdict::Open, "").unwrap();
    assert_eq!(written.operations, 0);
}

#[test]
fn told_apart_is_not_suggested_again_and_wins_over_number_and_name() {
    let mut store = county(TODAY);
    let one = add(
        &mut store,
        &[(Field::Name, "王芳"), (Field::DocumentNumber, &number(21))],
    );
    let other = add(
        &mut store,
        &[(Field::Name, "王芳"), (Field::DocumentNumber, &number(43))],
    );
    assert_eq!(suggestions(&store).unwrap().len(), 1);
    decide(&mut store, one, other, Verdict::Different, "两人").unwrap();
    assert!(suggestions(&store).unwrap().is_empty());
    assert_eq!(decided(&store).unwrap().len(), 1);
    let alike = alike_to(
        &store,
        Some(one),
        &[(Field::Name, "王芳"), (Field::DocumentNumber, &number(21))]
            .into_iter()
            .map(|(field, text)| (field, crate::people::Datum::Text(text.to_owned())))
            .collect(),
        None,
    )
    .unwrap();
    assert!(alike.is_empty(), "{alike:?}");
}

#[test]
fn what_cannot_be_decided_is_refused() {
    let mut store = county(TODAY);
    let one = add(
        &mut store,
        &[(Field::Name, "王芳"), (Field::DocumentNumber, &number(21))],
    );
    let absent = PersonId([7; 16]);
    for (other, verdict, code) in [
        (one, Verdict::Same, "IDENTITY_ITSELF"),
        (absent, Verdict::Same, "PERSON_ABSENT"),
    ] {
        assert_eq!(
            decide(&mut store, one, other, verdict, "")
                .unwrap_err()
                .code,
            code
        );
    }
    assert_eq!(pair(&store, one, one).unwrap_err().code, "IDENTITY_ITSELF");
}

#[test]
fn twins_are_two() {
    let mut store = county(TODAY);
    for (name, serial) in [("张晓明", 11), ("张晓亮", 13), ("张晓光", 31)] {
        add(
            &mut store,
            &[
                (Field::Name, name),
                (Field::DocumentNumber, &number(serial)),
                (Field::HouseholdNumber, "6540040000001"),
                (Field::Phone, "19900000001"),
            ],
        );
    }
    // The third was registered another time: that is worth a look.
    let found = suggestions(&store).unwrap();
    assert_eq!(found.len(), 2, "{found:?}");
}

/// One step of a history of identities.
#[derive(Debug, Clone)]
enum Step {
    /// Entries, numbers and names taken from small sets, so that some are one,
    /// set in one action.
    Set(Vec<(usize, u32, usize)>),
    Gone(usize),
    Decide(usize, usize, u8),
}

fn steps() -> impl Strategy<Value = Vec<Step>> {
    let step = prop_oneof![
        4 => proptest::collection::vec((0usize..7, 0u32..3, 0usize..2), 1..4).prop_map(Step::Set),
        1 => (0usize..7).prop_map(Step::Gone),
        4 => (0usize..7, 0usize..7, 0u8..3).prop_map(|(one, other, verdict)| Step::Decide(one, other, verdict)),
    ];
    proptest::collection::vec(step, 1..24)
}

const ORACLE_NAMES: [&str; 2] = ["王芳", "李强"];

proptest! {
    #![proptest_config(ProptestConfig::with_cases(96))]
    /// Who is one person is the closure of the ties, computed here the plain
    /// way, after every step and after folding everything anew; and a search
    /// index that followed every step finds whom a new one finds.
    #[test]
    fn identities_are_the_closure_of_the_ties(history in steps()) {
        use super::super::records::PERSON;
        use tongfu_package::value::Value;
        let mut store = county(TODAY);
        let ids: Vec<PersonId> = (1u8..8).map(|byte| PersonId([byte; 16])).collect();
        let mut there: BTreeMap<usize, (u32, usize)> = BTreeMap::new();
        let mut verdicts: BTreeMap<(usize, usize), bool> = BTreeMap::new();
        let mut index = SearchIndex::build(&store).unwrap();
        for step in history {
            match step {
                Step::Set(entries) => {
                    let day = store.today();
                    let written = store.write("people.change", day, |change| {
                        entries.iter().try_for_each(|(who, serial, name)| change.set(&PERSON, ids[*who].0, &[
                            ("name", Some(Value::Text(ORACLE_NAMES[*name].to_owned()))),
                            ("document_number", Some(Value::Text(number(*serial)))),
                        ]))
                    }).unwrap();
                    index.refresh(&store, &written.changed).unwrap();
                    there.extend(entries.into_iter().map(|(who, serial, name)| (who, (serial, name))));
                }
                Step::Gone(who) => if there.remove(&who).is_some() {
                    let day = store.today();
                    let written = store.write("people.delete", day, |change| change.delete(&PERSON, ids[who].0)).unwrap();
                    index.refresh(&store, &written.changed).unwrap();
                },
                Step::Decide(one, other, verdict) => {
                    if one == other || !there.contains_key(&one) || !there.contains_key(&other) { continue }
                    let pair = (one.min(other), one.max(other));
                    let (wanted, word) = match verdict {
                        0 => (Verdict::Same, Some(true)),
                        1 => (Verdict::Different, Some(false)),
                        _ => (Verdict::Open, None),
                    };
                    match decide(&mut store, ids[one], ids[other], wanted, "") {
                        Ok(written) => {
                            index.refresh(&store, &written.changed).unwrap();
                            match word {
                                Some(same) => verdicts.insert(pair, same),
                                None => verdicts.remove(&pair),
                            };
                        }
                        Err(error) => prop_assert_eq!(error.code, "IDENTITY_CERTAIN"),
                    }
                }
            }
            let expected = closure(&there, &verdicts);
            let anew = SearchIndex::build(&store).unwrap();
            for query in ["", ORACLE_NAMES[0], ORACLE_NAMES[1], &number(0), &number(1)] {
                prop_assert_eq!(index.find(query, 9, 0), anew.find(query, 9, 0), "{}", query);
            }
            for (who, front) in &expected {
                prop_assert_eq!(canonical(&store, ids[*who]).unwrap(), ids[*front]);
            }
        }
        let before = store.digests(None).unwrap();
        store.rebuild().unwrap();
        prop_assert_eq!(before, store.digests(None).unwrap());
        for (who, front) in closure(&there, &verdicts) {
            prop_assert_eq!(canonical(&store, ids[who]).unwrap(), ids[front]);
        }
        // No row of anybody who is gone or alone.
        let left: i64 = store.tables().query_row("SELECT count(*) FROM person_identity WHERE id NOT IN (SELECT id FROM person) OR (SELECT count(*) FROM person_identity AS other WHERE other.canonical = person_identity.canonical) < 2", [], |row| row.get(0)).unwrap();
        prop_assert_eq!(left, 0);
    }
}

/// The lowest entry of each one's class, by colouring until nothing changes.
fn closure(
    there: &BTreeMap<usize, (u32, usize)>,
    verdicts: &BTreeMap<(usize, usize), bool>,
) -> BTreeMap<usize, usize> {
    let mut front: BTreeMap<usize, usize> = there.keys().map(|who| (*who, *who)).collect();
    loop {
        let mut changed = false;
        for (one, a) in there {
            for (other, b) in there {
                let tied = one != other
                    && verdicts
                        .get(&(*one.min(other), *one.max(other)))
                        .copied()
                        .unwrap_or(a == b);
                let lowest = front[one].min(front[other]);
                if tied && (front[one], front[other]) != (lowest, lowest) {
                    front.insert(*one, lowest);
                    front.insert(*other, lowest);
                    changed = true;
                }
            }
        }
        if !changed {
            return front;
        }
    }
}
