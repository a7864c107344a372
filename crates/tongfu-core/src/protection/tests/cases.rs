use super::*;
use crate::protection::rules;
use crate::store::testing::day;
use proptest::prelude::*;

#[test]
fn a_case_goes_to_the_handler_and_its_outcome_comes_back() {
    let (mut province, mut county, user) = offices();
    let case = opened(
        &mut county.store,
        &Report {
            accused: Accused {
                employer: Some("绿洲农场有限公司".to_owned()),
                office_code: None,
            },
            evidence: Some(("照片.jpg".to_owned(), vec![7; 700_000])),
            ..report(Matter::PassportKept, "护照被收走")
        },
    );
    assert!(case.number.starts_with("654004-2026-"));
    // 2026-11-20 is a Friday.
    assert_eq!(case.answer_due, day("2026-11-25"));
    assert_eq!(case.decision_due, day("2026-12-18"));
    carry(&mut county, &mut province, None);
    let key = province.unlock(&user);
    let read_back = read(&province.store, &key, case.id).unwrap();
    assert_eq!(read_back.matter, Matter::PassportKept);
    assert_eq!(read_back.words, "护照被收走");
    assert_eq!(
        read_back.accused.employer.as_deref(),
        Some("绿洲农场有限公司")
    );
    let evidence = read_back.evidence.unwrap();
    assert_eq!(
        (evidence.name.as_str(), evidence.bytes.len()),
        ("照片.jpg", 700_000)
    );

    add_entry(
        &mut province.store,
        &key,
        case.id,
        EntryKind::Answer,
        "已受理",
    )
    .unwrap();
    let refused = close(&mut province.store, &key, case.id).unwrap_err();
    assert_eq!(refused.code, "CASE_NOT_DECIDED");
    add_entry(
        &mut province.store,
        &key,
        case.id,
        EntryKind::Outcome,
        "责令归还",
    )
    .unwrap();
    let refused = close(&mut province.store, &key, case.id).unwrap_err();
    assert_eq!(refused.code, "CASE_NO_MESSAGE");
    let message = add_message(&mut province.store, &key, case.id, "护照已要求归还")
        .unwrap()
        .value;
    close(&mut province.store, &key, case.id).unwrap();
    assert_eq!(
        add_entry(
            &mut province.store,
            &key,
            case.id,
            EntryKind::Progress,
            "再说一句"
        )
        .unwrap_err()
        .code,
        "CASE_CLOSED"
    );
    let entries = read(&province.store, &key, case.id).unwrap().entries;
    let words: Vec<_> = entries.iter().map(|entry| entry.text.as_str()).collect();
    assert_eq!(words, ["已受理", "责令归还"]);

    carry(&mut province, &mut county, Some(COUNTY));
    let line = protection_case(&county.store, case.id);
    assert_eq!(line.state, CaseState::Closed);
    assert_eq!(line.messages_waiting, 1);
    let waiting = messages(&county.store).unwrap();
    assert_eq!(waiting[0].text, "护照已要求归还");
    message_given(&mut county.store, message).unwrap();
    assert_eq!(protection_case(&county.store, case.id).messages_waiting, 0);
}

fn protection_case(store: &Store, id: CaseId) -> CaseLine {
    crate::protection::case(store, id).unwrap()
}

#[test]
fn a_finding_stops_new_placements_until_the_handler_lifts_it() {
    let (mut province, mut county, user) = offices();
    let mut neighbour = Desk::new(Role::County, "652702", "阿拉山口市");
    grant(&mut province, &mut neighbour);
    let case = opened(
        &mut county.store,
        &Report {
            accused: Accused {
                employer: Some("ТОО «Жетісу Астық»".to_owned()),
                office_code: None,
            },
            ..report(Matter::Deposit, "每人收押金")
        },
    );
    assert!(case.holds);
    let stopped = holds(&county.store, "жетісу астық").unwrap();
    assert_eq!(stopped.len(), 1);
    assert_eq!(stopped[0].case_number, case.number);
    assert_eq!(stopped[0].employer, None, "the name is not shown");
    assert!(holds(&county.store, "Алматы Құс").unwrap().is_empty());
    // A complaint leaves that to the handler.
    let complaint = opened(
        &mut county.store,
        &Report {
            accused: Accused {
                employer: Some("Алматы Құс".to_owned()),
                office_code: None,
            },
            ..report(Matter::UnpaidWages, "欠薪两个月")
        },
    );
    assert!(!complaint.holds);
    carry(&mut county, &mut province, None);
    let key = province.unlock(&user);
    place_hold(&mut province.store, &key, case.id, "ТОО «Жетісу Астық»").unwrap();
    carry(&mut province, &mut neighbour, Some("652702"));
    let published = holds(&neighbour.store, "Жетісу Астық LLP").unwrap();
    assert_eq!(published[0].employer.as_deref(), Some("ТОО «Жетісу Астық»"));
    lift_hold(&mut province.store, &key, case.id).unwrap();
    carry(&mut province, &mut neighbour, Some("652702"));
    carry(&mut province, &mut county, Some(COUNTY));
    for store in [&county.store, &neighbour.store, &province.store] {
        assert!(holds(store, "Жетісу Астық").unwrap().is_empty());
    }
    assert_eq!(
        lift_hold(&mut province.store, &key, case.id)
            .unwrap_err()
            .code,
        "HOLD_ABSENT"
    );
}

#[test]
fn without_a_handler_nothing_is_written_and_the_author_keeps_the_report() {
    let mut county = Desk::new(Role::County, COUNTY, "霍尔果斯市");
    let before = county.store.digests(None).unwrap();
    let said = Report {
        evidence: Some(("a.jpg".to_owned(), vec![1, 2, 3])),
        ..report(Matter::Coercion, "被威胁不许离开")
    };
    assert_eq!(
        open(&mut county.store, &said).unwrap_err().code,
        "CASE_NO_HANDLER"
    );
    let draft = keep_draft(&mut county.store, &said, "my own words", &cheap()).unwrap();
    assert_eq!(county.store.digests(None).unwrap(), before);
    assert_eq!(drafts(&county.store).unwrap().len(), 1);
    assert_eq!(
        open_draft(&county.store, draft, "my own words").unwrap(),
        said
    );
    assert_eq!(
        open_draft(&county.store, draft, "other words")
            .unwrap_err()
            .code,
        "DRAFT_PASSPHRASE"
    );
    // Another user of the laptop does not see it, even with the words.
    county.user("巴特尔");
    county.work_as("巴特尔");
    assert!(drafts(&county.store).unwrap().is_empty());
    assert_eq!(
        open_draft(&county.store, draft, "my own words")
            .unwrap_err()
            .code,
        "DRAFT_ABSENT"
    );
    assert_eq!(
        forget_draft(&mut county.store, draft).unwrap_err().code,
        "DRAFT_ABSENT"
    );
    county.work_as("古丽");
    forget_draft(&mut county.store, draft).unwrap();
    assert!(drafts(&county.store).unwrap().is_empty());
}

#[test]
fn nobody_of_the_accused_office_handles_it() {
    let mut province = Desk::new(Role::Province, PROVINCE, "新疆维吾尔自治区");
    let own = province.handler("阿依", None);
    let about_province = Report {
        accused: Accused {
            employer: None,
            office_code: Some(PROVINCE.to_owned()),
        },
        ..report(Matter::Coercion, "省里的人施压")
    };
    assert_eq!(
        open(&mut province.store, &about_province).unwrap_err().code,
        "CASE_NO_IMPARTIAL_HANDLER"
    );
    let other = province.handler("波拉提", Some("650100"));
    let case = opened(&mut province.store, &about_province);
    let (own, other) = (province.unlock(&own), province.unlock(&other));
    assert_eq!(
        read(&province.store, &own, case.id).unwrap_err().code,
        "SEALED_NOT_FOR_US"
    );
    assert_eq!(
        read(&province.store, &other, case.id).unwrap().words,
        "省里的人施压"
    );
    // Nothing outside shows whose office it is: the recipients are as many.
    let about_nobody = opened(&mut province.store, &report(Matter::Coercion, "有人施压"));
    let recipients = |id: CaseId| -> usize {
        let sealed: Vec<u8> = province
            .store
            .tables()
            .query_row(
                "SELECT sealed FROM protected_case WHERE id = ?1",
                [id.0],
                |row| row.get(0),
            )
            .unwrap();
        memchr::memmem::find_iter(&sealed, b"-> X25519 ").count()
    };
    assert_eq!(recipients(case.id), 2);
    assert_eq!(recipients(about_nobody.id), 2);
}

#[test]
fn a_handler_who_came_to_belong_to_the_accused_office_is_refused() {
    // Sealed to the key while the handler belonged elsewhere; the published
    // office changed since.
    let mut province = Desk::new(Role::Province, PROVINCE, "新疆维吾尔自治区");
    let user = province.handler("阿依", Some("650100"));
    let case = opened(
        &mut province.store,
        &Report {
            accused: Accused {
                employer: None,
                office_code: Some("654004".to_owned()),
            },
            ..report(Matter::Coercion, "县里的人施压")
        },
    );
    let id = handler::all(&province.store).unwrap()[0].id;
    let today = province.store.today();
    province
        .store
        .write_into(
            tongfu_package::operation::StreamName::Public,
            "protection.handler.move",
            today,
            |change| {
                change.set(
                    &records::HANDLER_KEY,
                    id.0,
                    &[(
                        "office_code",
                        Some(tongfu_package::value::Value::Text("654004".into())),
                    )],
                )
            },
        )
        .unwrap();
    let key = province.unlock(&user);
    assert_eq!(
        read(&province.store, &key, case.id).unwrap_err().code,
        "CASE_CONFLICT_OF_INTEREST"
    );
    assert_eq!(
        add_entry(
            &mut province.store,
            &key,
            case.id,
            EntryKind::Outcome,
            "无事"
        )
        .unwrap_err()
        .code,
        "CASE_CONFLICT_OF_INTEREST"
    );
    assert_eq!(
        lift_hold(&mut province.store, &key, case.id)
            .unwrap_err()
            .code,
        "CASE_CONFLICT_OF_INTEREST"
    );
}

#[test]
fn the_passphrase_and_the_paper_open_the_key_and_nothing_else() {
    let mut province = Desk::new(Role::Province, PROVINCE, "新疆维吾尔自治区");
    let user = province.user("阿依");
    let stranger = province.store.user().clone();
    let refused = handler::create(&mut province.store, &user, PASSPHRASE, None, &cheap());
    // An administrator makes no key that cases are sealed to.
    assert_eq!(refused.unwrap_err().code, "ROLE_MAY_NOT");
    province.work_as("阿依");
    let made = handler::create(&mut province.store, &user, PASSPHRASE, None, &cheap()).unwrap();
    let case = opened(&mut province.store, &report(Matter::Injury, "手受伤"));
    let refused = handler::unlock(&mut province.store, &user, "a wrong one").unwrap_err();
    assert_eq!(refused.code, "HANDLER_PASSPHRASE");
    assert_eq!(
        handler::unlock(&mut province.store, &stranger, PASSPHRASE)
            .unwrap_err()
            .code,
        "HANDLER_KEY_ABSENT"
    );
    // Rotation: the new key takes the new cases, the old one still opens the old.
    handler::create(&mut province.store, &user, PASSPHRASE, None, &cheap()).unwrap();
    let today = province.store.today();
    assert_eq!(handler::in_force(&province.store, today).unwrap().len(), 1);
    let newer = opened(&mut province.store, &report(Matter::Injury, "脚受伤"));
    let key = province.unlock(&user);
    assert_eq!(
        read(&province.store, &key, case.id).unwrap().words,
        "手受伤"
    );
    assert_eq!(
        read(&province.store, &key, newer.id).unwrap().words,
        "脚受伤"
    );
    // The paper opens on behalf of whoever takes over.
    let successor = province.user("波拉提");
    handler::restore(
        &mut province.store,
        &successor,
        &made.paper,
        "new words",
        &cheap(),
    )
    .unwrap();
    let key = handler::unlock(&mut province.store, &successor, "new words").unwrap();
    assert_eq!(
        read(&province.store, &key, case.id).unwrap().words,
        "手受伤"
    );
    assert_eq!(
        read(&province.store, &key, newer.id).unwrap_err().code,
        "SEALED_NOT_FOR_US"
    );
    assert_eq!(
        handler::restore(
            &mut province.store,
            &successor,
            "not a key",
            "new words",
            &cheap()
        )
        .unwrap_err()
        .code,
        "HANDLER_PAPER"
    );
    // A retired key takes no case; without another, nothing is recorded.
    let ids: Vec<_> = handler::in_force(&province.store, today).unwrap();
    for key in ids {
        handler::retire(&mut province.store, key.id, today.pred_opt().unwrap()).unwrap();
    }
    assert_eq!(
        open(&mut province.store, &report(Matter::Injury, "x"))
            .unwrap_err()
            .code,
        "CASE_NO_HANDLER"
    );
}

#[test]
fn a_county_cannot_make_itself_a_handler() {
    let (mut province, mut county, user) = offices();
    let me = county.store.user().clone();
    assert_eq!(
        handler::create(&mut county.store, &me, PASSPHRASE, None, &cheap())
            .unwrap_err()
            .code,
        "HANDLER_PROVINCE_ONLY"
    );
    let today = county.store.today();
    let public = tongfu_package::operation::StreamName::Public;
    assert_eq!(
        county
            .store
            .write_into(public, "protection.handler.create", today, |_| Ok(()))
            .unwrap_err()
            .code,
        "STREAM_NOT_OURS"
    );
    // What a county writes over a published key in its own stream is not
    // believed, there or at the province.
    let known = handler::all(&county.store).unwrap();
    let forged = tongfu_package::sealed::ReaderKey::from_secret_bytes(&[9; 32]).public();
    county
        .store
        .write("protection.forged", today, |change| {
            change.set(
                &records::HANDLER_KEY,
                known[0].id.0,
                &[(
                    "public_key",
                    Some(tongfu_package::value::Value::Bytes(
                        forged.as_bytes().to_vec(),
                    )),
                )],
            )
        })
        .unwrap();
    assert_eq!(handler::all(&county.store).unwrap(), known);
    let case = opened(&mut county.store, &report(Matter::Coercion, "被迫"));
    carry(&mut county, &mut province, None);
    assert_eq!(handler::all(&province.store).unwrap(), known);
    let key = province.unlock(&user);
    assert_eq!(read(&province.store, &key, case.id).unwrap().words, "被迫");
}

#[test]
fn every_reason_against_a_report_is_named() {
    let (_, mut county, _) = offices();
    let wrong = Report {
        accused: Accused {
            employer: None,
            office_code: Some("六五".to_owned()),
        },
        evidence: Some(("x".to_owned(), vec![0; rules::EVIDENCE_MOST + 1])),
        ..report(Matter::Deposit, "  ")
    };
    let Saved::Refused(problems) = open(&mut county.store, &wrong).unwrap() else {
        panic!("taken");
    };
    let codes: Vec<_> = problems.iter().map(|problem| problem.code).collect();
    assert_eq!(
        codes,
        [
            "CASE_WORDS_MISSING",
            "CASE_EVIDENCE_LARGE",
            "CASE_OFFICE_CODE"
        ]
    );
    let absent = Report {
        person: Some(PersonId([1; 16])),
        ..report(Matter::Deposit, "x")
    };
    assert_eq!(
        open(&mut county.store, &absent).unwrap_err().code,
        "PERSON_ABSENT"
    );
}

#[test]
fn a_moved_text_is_refused() {
    let mut province = Desk::new(Role::Province, PROVINCE, "新疆维吾尔自治区");
    let user = province.handler("阿依", None);
    let one = opened(&mut province.store, &report(Matter::Injury, "甲"));
    let two = opened(&mut province.store, &report(Matter::Injury, "乙"));
    // Whoever can write the tables puts one case's words into the other.
    province
        .store
        .tables()
        .execute(
            "UPDATE protected_case SET sealed = (SELECT sealed FROM protected_case WHERE id = ?1) WHERE id = ?2",
            [one.id.0, two.id.0],
        )
        .unwrap();
    let key = province.unlock(&user);
    assert_eq!(
        read(&province.store, &key, two.id).unwrap_err().code,
        "SEALED_MOVED"
    );
}

#[test]
fn clocks_count_working_days_and_stop() {
    let friday = day("2026-11-20");
    assert_eq!(rules::after_working_days(friday, 0), friday);
    assert_eq!(rules::after_working_days(friday, 1), day("2026-11-23"));
    assert_eq!(
        rules::after_working_days(day("2026-11-21"), 1),
        day("2026-11-23")
    );
    assert_eq!(rules::after_working_days(friday, 6), day("2026-11-30"));
    let (answer, decision) = (day("2026-11-25"), day("2026-12-18"));
    let late = |state, today: &str| rules::late(state, answer, decision, day(today));
    assert_eq!(late(CaseState::Opened, "2026-11-25"), None);
    assert_eq!(late(CaseState::Opened, "2026-11-26"), Some(Late::Answer));
    assert_eq!(late(CaseState::InHand, "2026-11-26"), None);
    assert_eq!(late(CaseState::InHand, "2026-12-19"), Some(Late::Decision));
    assert_eq!(late(CaseState::Decided, "2027-12-19"), None);
    let mut store = Desk::on(Role::Province, PROVINCE, "省", "2026-11-20");
    store.handler("阿依", None);
    opened(&mut store.store, &report(Matter::Injury, "x"));
    assert!(overdue(&store.store, day("2026-11-27")).unwrap().is_empty());
    let found = overdue(&store.store, day("2026-12-01")).unwrap();
    assert_eq!(found[0].1, Late::Answer);
}

#[test]
fn names_of_an_employer_are_recognised() {
    for (one, other) in [
        ("ТОО «Жетісу Астық»", "жетісу астық"),
        ("绿洲农场 有限责任公司", "绿洲农场"),
        ("Steppe Grain LLP", "steppe-grain llp"),
    ] {
        assert_eq!(rules::employer_key(one), rules::employer_key(other));
    }
    assert_ne!(
        rules::employer_key("绿洲农场"),
        rules::employer_key("绿地农场")
    );
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(12))]

    /// Of any handlers of any offices, exactly those outside the accused office
    /// read the case.
    #[test]
    fn exactly_the_impartial_handlers_read_it(
        offices in proptest::collection::vec(0usize..3, 1..5),
        accused in proptest::option::of(0usize..3),
    ) {
        let codes = ["650000", "650100", "654004"];
        let mut province = Desk::new(Role::Province, PROVINCE, "省");
        let users: Vec<_> = offices
            .iter()
            .enumerate()
            .map(|(index, office)| province.handler(&format!("h{index}"), Some(codes[*office])))
            .collect();
        let said = Report {
            accused: Accused { employer: None, office_code: accused.map(|place| codes[place].to_owned()) },
            ..report(Matter::Coercion, "话")
        };
        let expected: Vec<bool> = offices.iter().map(|office| Some(*office) != accused).collect();
        match open(&mut province.store, &said) {
            Ok(Saved::Done(case)) => {
                for (user, may) in users.iter().zip(&expected) {
                    let key = province.unlock(user);
                    prop_assert_eq!(read(&province.store, &key, case.id).is_ok(), *may);
                }
            }
            Ok(Saved::Refused(problems)) => prop_assert!(false, "{:?}", problems),
            Err(error) => {
                prop_assert_eq!(error.code, "CASE_NO_IMPARTIAL_HANDLER");
                prop_assert!(!expected.contains(&true));
            }
        }
    }

    #[test]
    fn working_days_never_end_on_a_weekend_and_never_go_back(offset in 0u64..4000, count in 1u32..90) {
        use chrono::{Datelike, Days};
        let start = day("2024-01-01").checked_add_days(Days::new(offset)).unwrap();
        let end = rules::after_working_days(start, count);
        prop_assert!(end.weekday().num_days_from_monday() < 5);
        let between = (1..=(end - start).num_days())
            .filter(|days| (start + chrono::Duration::days(*days)).weekday().num_days_from_monday() < 5)
            .count();
        prop_assert_eq!(between, usize::try_from(count).unwrap());
    }
}
