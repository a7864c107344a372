//! Papers and free choice as a host drives them: what is typed comes out of the
//! PDF again, and nobody's number is used twice.
#![allow(clippy::unwrap_used)]

use std::collections::BTreeMap;
use std::path::{Path, PathBuf};
use std::process::Command;
use std::sync::Arc;
use tongfu_api::types::choice::{
    FormEnter, FormPadPrint, FormSettle, NoticeAsk, PrintPerson, StatementSave, VillagePlace,
    WishesSave,
};
use tongfu_api::types::people::PersonSave;
use tongfu_api::types::session::{Id, OfficeRole, StoreCreate, StoreUnlock};
use tongfu_api::{FixedDialogs, Session, SessionOptions};
use tongfu_core::base::{ClassId, Fen, PersonId};
use tongfu_core::classes::applications::{self, NewApplication};
use tongfu_core::classes::model::{Class, ClassState, Timing};
use tongfu_core::classes::{matching, ops};
use tongfu_core::store::{Environment, Store};

const PASSPHRASE: &str = "一句自己的话就够了 2026";
const TODAY: &str = "2026-11-25";

struct Desk {
    session: Session,
    dialogs: Arc<FixedDialogs>,
    folder: tempfile::TempDir,
}

impl Desk {
    fn open() -> Self {
        let folder = tempfile::tempdir().unwrap();
        let dialogs = Arc::new(FixedDialogs::default());
        let session = Session::new(SessionOptions {
            store: folder.path().join("store"),
            language: None,
            today: Some(TODAY.parse().unwrap()),
            opened: None,
            dialogs: Box::new(Arc::clone(&dialogs)),
        });
        session
            .store_create(StoreCreate {
                role: OfficeRole::County,
                office_code: "654004".into(),
                office_name: "霍尔果斯市".into(),
                user_name: "古丽".into(),
                passphrase: PASSPHRASE.into(),
            })
            .unwrap();
        Self {
            session,
            dialogs,
            folder,
        }
    }

    fn person(&self, name: &str, number: &str) -> String {
        let fields = BTreeMap::from([
            ("name".to_owned(), name.to_owned()),
            ("document_number".to_owned(), number.to_owned()),
            ("phone".to_owned(), "13812345678".to_owned()),
            ("township".to_owned(), "莫乎尔牧场".to_owned()),
            ("village".to_owned(), "开干村".to_owned()),
        ]);
        let saved = self
            .session
            .person_save(PersonSave { id: None, fields })
            .unwrap();
        saved.id.unwrap_or_else(|| panic!("{:?}", saved.problems))
    }

    fn out(&self, name: &str) -> PathBuf {
        let path = self.folder.path().join(name);
        self.dialogs.write_to(&path);
        path
    }

    /// What is done to the store by the program's other parts.
    fn behind<T>(&self, work: impl FnOnce(&mut Store) -> T) -> T {
        self.session.store_lock(()).unwrap();
        let environment = Environment {
            now: Arc::new(chrono::Utc::now),
            today: Some(TODAY.parse().unwrap()),
            machine: "test".into(),
            app: "test".into(),
        };
        let folder = self.folder.path().join("store");
        let mut store = Store::open(&folder, PASSPHRASE, None, environment).unwrap();
        let done = work(&mut store);
        drop(store);
        self.session
            .store_unlock(StoreUnlock {
                passphrase: PASSPHRASE.into(),
                user_name: None,
            })
            .unwrap();
        done
    }
}

/// Letters of a PDF without blanks.
fn letters(path: &Path) -> String {
    let read = Command::new("pdftotext")
        .args(["-layout", "-enc", "UTF-8"])
        .arg(path)
        .arg("-")
        .output()
        .expect("pdftotext is installed (poppler-utils)");
    assert!(read.status.success());
    String::from_utf8(read.stdout)
        .unwrap()
        .chars()
        .filter(|c| !c.is_whitespace())
        .collect()
}

fn statement(person: &str, answer: &str) -> StatementSave {
    StatementSave {
        person: person.to_owned(),
        purpose: "contact".into(),
        answer: answer.into(),
        language: "kk-Cyrl".into(),
        said_on: TODAY.into(),
        manner: "signed".into(),
        witness: String::new(),
        form_number: String::new(),
        scan: String::new(),
        guardian_name: String::new(),
        guardian_relation: String::new(),
    }
}

fn entry(number: &str, person: &str) -> FormEnter {
    FormEnter {
        number: number.to_owned(),
        person: person.to_owned(),
        signed_on: TODAY.into(),
        witness: "张伟".into(),
        classes: Vec::new(),
    }
}

fn pad(language: &str) -> FormPadPrint {
    FormPadPrint {
        form: "application".into(),
        language: language.into(),
        count: 3,
    }
}

#[test]
fn a_pad_is_printed_entered_once_and_its_lost_numbers_are_listed() {
    let desk = Desk::open();
    let person = desk.person("买买提·阿卜杜拉", "654004199003071236");
    // The dialog was cancelled: no number is used.
    assert!(desk.session.form_pad_print(pad("ug")).unwrap().is_none());
    assert!(desk.session.form_desk(()).unwrap().pads.is_empty());
    let path = desk.out("pad.pdf");
    let printed = desk.session.form_pad_print(pad("ug")).unwrap().unwrap();
    let text = letters(&path);
    assert!(text.contains(&printed.first) && text.contains(&printed.last));
    assert!(printed.first.contains("-00001-"), "{}", printed.first);
    let saved = desk
        .session
        .form_enter(entry(&printed.first, &person))
        .unwrap();
    assert!(saved.saved, "{:?}", saved.problems);
    let other = desk.person("加娜尔", "654004199501010049");
    let twice = desk
        .session
        .form_enter(entry(&printed.first, &other))
        .unwrap();
    assert!(!twice.saved);
    assert_eq!(twice.problems[0].code, "FORM_USED");
    assert!(
        twice.problems[0].message.contains("买买提·阿卜杜拉"),
        "{}",
        twice.problems[0].message
    );
    let lost = desk
        .session
        .form_settle(FormSettle {
            number: printed.last,
            state: "voided".into(),
            cause: "lost".into(),
        })
        .unwrap();
    assert!(lost.saved);
    let state = desk.session.form_desk(()).unwrap().pads.remove(0);
    assert_eq!((state.entered, state.voided, state.out.len()), (1, 1, 1));
}

#[test]
fn my_record_holds_what_was_said_and_who_printed_it() {
    let desk = Desk::open();
    let person = desk.person("努尔兰·叶尔肯别克", "654004199003071236");
    let given = desk
        .session
        .choice_state(statement(&person, "given"))
        .unwrap();
    assert!(
        given.saved && given.effect.is_none(),
        "{:?}",
        given.problems
    );
    let withdrawn = desk
        .session
        .choice_state(statement(&person, "withdrawn"))
        .unwrap();
    assert!(withdrawn.effect.unwrap().contains("不再打电话"));
    let saved = desk
        .session
        .wishes_save(WishesSave {
            person: person.clone(),
            round: "2027-春".into(),
            asked_on: TODAY.into(),
            language: "kk-Arab".into(),
            asked_by: "古丽".into(),
            wishes: vec!["OCC-HARV".into(), String::new(), "OCC-TRAC".into()],
            when: "冬天".into(),
            place: String::new(),
            willing: "later".into(),
            cleared: Vec::new(),
        })
        .unwrap();
    assert!(saved.saved, "{:?}", saved.problems);
    let place = VillagePlace {
        township: "莫乎尔牧场".into(),
        village: "开干村".into(),
    };
    assert_eq!(
        desk.session.wishes_places(()).unwrap(),
        std::slice::from_ref(&place)
    );
    let villagers = desk.session.wishes_village(place).unwrap();
    assert_eq!(villagers[0].wishes, ["OCC-HARV", "OCC-TRAC"]);
    let print = |language: &str| {
        let path = desk.out(&format!("{language}.pdf"));
        let wanted = PrintPerson {
            person: person.clone(),
            language: language.into(),
        };
        assert!(desk.session.print_own_record(wanted).unwrap().is_some());
        letters(&path)
    };
    let first = print("kk-Cyrl");
    assert!(first.contains("努尔兰·叶尔肯别克") && first.contains("Меніңжазбам"));
    assert!(first.contains("654004********1236") && !first.contains("654004199003071236"));
    assert!(first.contains("已撤回") && first.contains("2027-春"));
    assert!(!first.contains("打印整份记录"));
    assert!(
        print("zh-CN").contains("打印整份记录"),
        "who printed it stands in the next one"
    );
    print("ug");
    let sheet = desk.out("sheet.pdf");
    let wanted = PrintPerson {
        person: person.clone(),
        language: "ru".into(),
    };
    assert!(desk.session.print_consent_sheet(wanted).unwrap().is_some());
    let text = letters(&sheet);
    assert!(text.contains("Несогласен") && text.contains("个人信息保护法"));
    let choice = desk.session.choice_person(Id { id: person }).unwrap();
    assert_eq!(choice.surveys.len(), 1);
    let contact = choice
        .purposes
        .iter()
        .find(|one| one.key == "contact")
        .unwrap();
    assert_eq!(
        (contact.standing.as_deref(), contact.statements.len()),
        (Some("withdrawn"), 2)
    );
}

fn class() -> Class {
    Class {
        id: ClassId([1; 16]),
        name: "联合收割机第一班".into(),
        project: None,
        occupation: "OCC-HARV".into(),
        level: "初级工".into(),
        institution: None,
        site: None,
        workshop: None,
        state: ClassState::Open,
        seats: 1,
        min_size: 1,
        max_size: 50,
        enrolled: 0,
        timing: Timing {
            start: "2027-03-01".parse().unwrap(),
            training_days: 24,
            exam_days: 10,
            permit_days: 75,
            travel_days: 5,
        },
        pass_permille: 900,
        targets: Vec::new(),
        reserves: Vec::new(),
        funding: Vec::new(),
        cost: Fen(0),
    }
}

#[test]
fn a_public_list_is_masked_dated_and_previewed_as_it_is_printed() {
    let desk = Desk::open();
    let people: Vec<String> = [
        ("巴合提", "654004199003071236"),
        ("阿依古丽·买买提", "654004199501010049"),
    ]
    .into_iter()
    .map(|(name, number)| desk.person(name, number))
    .collect();
    let class = class();
    let ask = |first: Option<&str>, last: Option<&str>| NoticeAsk {
        class_id: class.id.to_string(),
        first: first.map(str::to_owned),
        last: last.map(str::to_owned),
    };
    desk.behind(|store| {
        let today = store.today();
        store
            .write("class.test", today, |change| ops::write(change, &class))
            .unwrap();
    });
    assert_eq!(
        desk.session
            .notice_preview(ask(None, None))
            .unwrap_err()
            .code,
        "NOTICE_NOBODY"
    );
    desk.behind(|store| {
        for person in &people {
            let new = NewApplication {
                person: person.parse::<PersonId>().unwrap(),
                classes: vec![class.id],
                signed_on: store.today(),
                witness: String::new(),
                form_number: String::new(),
            };
            assert!(matches!(
                applications::save(store, &new).unwrap(),
                applications::Saved::Done(_)
            ));
        }
        matching::match_and_publish(store, || [3; 16], "马主任").unwrap();
    });
    let sheet = desk.session.notice_preview(ask(None, None)).unwrap();
    assert_eq!(
        (sheet.first.as_str(), sheet.last.as_str()),
        (TODAY, "2026-12-01")
    );
    assert_eq!(sheet.rows.len(), 2);
    assert_eq!(sheet.rows[1][4], "候补第1位");
    let path = desk.out("notice.pdf");
    desk.session.print_notice(ask(None, None)).unwrap().unwrap();
    let text = letters(&path);
    for cell in sheet.rows.iter().flatten().chain(&sheet.columns) {
        assert!(text.contains(cell.as_str()), "{cell} is not on the paper");
    }
    assert!(text.contains("654004********1236") && !text.contains("199003071236"));
    assert!(!text.contains("13812345678") && !text.contains("138****5678"));
    let wrong = desk
        .session
        .print_notice(ask(Some("2026-12-02"), Some("2026-12-01")));
    assert_eq!(wrong.unwrap_err().code, "NOTICE_DATES");
}

#[test]
fn a_line_of_the_survey_leaves_alone_what_it_leaves_blank_and_clears_what_it_names() {
    let desk = Desk::open();
    let person = desk.person("努尔兰·叶尔肯别克", "654004199003071236");
    let mut line = WishesSave {
        person,
        round: "2027-春".into(),
        asked_on: TODAY.into(),
        language: "kk-Arab".into(),
        asked_by: "古丽".into(),
        wishes: vec!["OCC-HARV".into(), "OCC-TRAC".into()],
        when: "冬天".into(),
        place: String::new(),
        willing: "later".into(),
        cleared: Vec::new(),
    };
    let told = || {
        let place = VillagePlace {
            township: "莫乎尔牧场".into(),
            village: "开干村".into(),
        };
        let one = desk.session.wishes_village(place).unwrap().remove(0);
        (one.wishes.len(), one.when, one.place, one.willing)
    };
    let is = |wishes, when: &str, place: &str, willing: &str| {
        (
            wishes,
            when.to_owned(),
            place.to_owned(),
            willing.to_owned(),
        )
    };
    assert!(desk.session.wishes_save(line.clone()).unwrap().saved);
    assert_eq!(told(), is(2, "冬天", "", "later"));
    (line.wishes, line.when, line.willing) = Default::default();
    line.place = " 县城 ".into();
    assert!(desk.session.wishes_save(line.clone()).unwrap().saved);
    assert_eq!(told(), is(2, "冬天", "县城", "later"));
    line.place.clear();
    line.cleared = vec!["willing".into(), "when".into()];
    assert!(desk.session.wishes_save(line.clone()).unwrap().saved);
    assert_eq!(told(), is(2, "", "县城", ""));
    line.cleared = vec!["nonsense".into()];
    let refused = desk.session.wishes_save(line).unwrap_err();
    assert_eq!(refused.code, "CHOICE_WORD");
}
