//! Capacity files, and capacity changed in the program.

use super::super::capacity::{CapacityReport, Item, import, remove, save};
use super::super::model::{Budget, ClassState, Course, Institution, Terms};
use super::super::store as queries;
use super::{add, class, county_on, date, fixture, import_capacity};
use crate::base::{CourseId, Fen};
use crate::store::Store;
use serde_json::{Value, json};

fn county() -> Store {
    county_on("2026-11-20")
}

fn sample() -> Value {
    serde_json::from_slice(&std::fs::read(fixture("capacity.json")).unwrap()).unwrap()
}

#[test]
fn the_sample_is_taken_whole() {
    let mut store = county();
    assert_eq!(
        import_capacity(&mut store),
        CapacityReport {
            institutions: 2,
            courses: 9,
            mobile_workshops: 2,
            permits: 2,
            budgets: 3,
            open_classes: 1
        }
    );
    let capacity = queries::capacity(store.tables()).unwrap();
    assert_eq!(
        capacity.terms,
        Terms {
            class_min: 10,
            class_max: 50,
            permit_lead_days: 75,
            travel_days: 5
        }
    );
    assert_eq!(
        capacity
            .budgets
            .iter()
            .map(|budget| budget.amount.0)
            .sum::<i64>(),
        238_000_000
    );
    let school = capacity
        .institutions
        .iter()
        .find(|one| one.licence == "PX26083974")
        .unwrap();
    assert_eq!((school.sites.len(), school.instructors.len()), (2, 5));
    assert_eq!(
        school
            .sites
            .iter()
            .map(|site| (site.seats, site.rooms, site.beds))
            .max(),
        Some((120, 3, None))
    );
    let course = capacity
        .courses
        .iter()
        .find(|course| course.occupation == "OCC-HARV")
        .unwrap();
    assert_eq!(
        (course.days, course.exam_days, course.pass_permille),
        (24, 10, 900)
    );
    assert_eq!(
        (course.class_cost, course.seat_cost),
        (Fen(3_000_000), Fen(180_000))
    );
    let workshop = capacity
        .workshops
        .iter()
        .find(|workshop| workshop.name == "MW-02")
        .unwrap();
    assert_eq!(
        (workshop.occupations.as_slice(), workshop.move_days),
        (
            ["OCC-AGMECH".to_owned(), "OCC-IRRIG".to_owned()].as_slice(),
            6
        )
    );
    let classes = queries::classes(store.tables()).unwrap();
    assert_eq!(classes.len(), 1);
    // It began on 9 November; nobody applies for it any more.
    assert_eq!(
        (classes[0].state, classes[0].enrolled, classes[0].seats),
        (ClassState::Running, 45, 45)
    );
    assert_eq!(classes[0].timing.ready(), date("2027-02-09"));
    assert!(classes[0].site.is_some());
}

#[test]
fn a_class_that_has_not_begun_is_open() {
    let mut store = county_on("2026-11-08");
    import_capacity(&mut store);
    assert_eq!(
        queries::classes(store.tables()).unwrap()[0].state,
        ClassState::Open
    );
}

#[test]
fn the_same_file_again_changes_nothing_and_a_newer_one_updates() {
    let mut store = county();
    let text = sample().to_string();
    assert!(import(&mut store, &text).unwrap().operations > 0);
    let before = queries::capacity(store.tables()).unwrap();
    assert_eq!(import(&mut store, &text).unwrap().operations, 0);
    assert_eq!(queries::capacity(store.tables()).unwrap(), before);

    let mut newer = sample();
    newer["institutions"][0]["sites"][0]["seats"] = json!(130);
    newer["institutions"][0]["instructors"]["焊工"] = json!(4);
    newer["permits"]["lead_time_days"] = json!(60);
    newer["budget"][2]["amount_yuan"] = json!(180000.5);
    import(&mut store, &newer.to_string()).unwrap();
    let after = queries::capacity(store.tables()).unwrap();
    let school = after
        .institutions
        .iter()
        .find(|one| one.licence == "PX26083974")
        .unwrap();
    assert_eq!(school.sites.iter().map(|site| site.seats).max(), Some(130));
    assert_eq!(
        school
            .instructors
            .iter()
            .find(|entry| entry.occupation == "OCC-WELD")
            .unwrap()
            .count,
        4
    );
    assert_eq!(
        (
            after.terms.permit_lead_days,
            after.institutions.len(),
            after.courses.len()
        ),
        (60, 2, 9)
    );
    assert_eq!(
        after
            .budgets
            .iter()
            .find(|budget| budget.source == "企业投入")
            .unwrap()
            .amount,
        Fen(18_000_050)
    );
    // The class was made under the terms of its day.
    assert_eq!(
        queries::classes(store.tables()).unwrap()[0]
            .timing
            .permit_days,
        75
    );
}

fn refusal(change: impl FnOnce(&mut Value)) -> (&'static str, Vec<(&'static str, String)>) {
    let mut file = sample();
    change(&mut file);
    let mut store = county();
    let before = store.digests(None).unwrap();
    let error = import(&mut store, &file.to_string()).unwrap_err();
    // Nothing half done.
    assert_eq!(store.digests(None).unwrap(), before);
    (error.code, error.params)
}

#[test]
fn what_a_file_gets_wrong_is_named() {
    let named = |name: &str, path: &str| vec![("name", name.to_owned()), ("path", path.to_owned())];
    assert_eq!(
        refusal(|file| file["courses"][3]["occupation"] = json!("宇航员")),
        (
            "CAPACITY_OCCUPATION",
            named("宇航员", "courses[3].occupation")
        )
    );
    assert_eq!(
        refusal(|file| file["institutions"][1]["instructors"]["驯兽师"] = json!(1)),
        (
            "CAPACITY_OCCUPATION",
            named("驯兽师", "institutions[1].instructors")
        )
    );
    assert_eq!(
        refusal(|file| file["mobile_workshops"][0]["occupations"][1] = json!("宇航员")),
        (
            "CAPACITY_OCCUPATION",
            named("宇航员", "mobile_workshops[0].occupations")
        )
    );
    assert_eq!(
        refusal(|file| file["open_classes"][0]["institution"] = json!("不存在的学校")),
        (
            "CAPACITY_INSTITUTION",
            named("不存在的学校", "open_classes[0]")
        )
    );
    assert_eq!(
        refusal(|file| file["open_classes"][0]["site"] = json!("地下室")),
        ("CAPACITY_SITE", named("地下室", "open_classes[0]"))
    );
    assert_eq!(
        refusal(|file| file["open_classes"][0]["level"] = json!("高级工")),
        ("CAPACITY_COURSE", named("果蔬分级员", "open_classes[0]"))
    );
    assert_eq!(
        refusal(|file| file["open_classes"][0]["start"] = json!("+20261-11-09")).1[0].1,
        "open_classes[0].start"
    );
    assert_eq!(
        refusal(|file| file["courses"][0]["days"] = json!(0)).1[0].1,
        "courses[0].days"
    );
    assert_eq!(
        refusal(|file| file["class_size"]["min"] = json!(51)).0,
        "CAPACITY_FORMAT"
    );
    assert_eq!(
        refusal(|file| file["budget"][0]["released"] = json!("2028-01-01")).0,
        "BUDGET_DATES"
    );
    assert_eq!(
        refusal(|file| file["budget"][0]["amount_yuan"] = json!(-1)).0,
        "CAPACITY_FORMAT"
    );
    assert_eq!(
        refusal(|file| file["budget"][0]["amount_yuan"] = json!(1.005)).0,
        "CAPACITY_FORMAT"
    );
    assert_eq!(
        refusal(|file| file["budget"][0]["apply_from"] = json!("2027年")).0,
        "CAPACITY_FORMAT"
    );
    assert_eq!(refusal(|file| *file = json!([1, 2])).0, "CAPACITY_FORMAT");
    let (code, params) = refusal(|file| file["courses"] = json!("九门"));
    assert_eq!(
        (code, params[0].0, params[1].0),
        ("CAPACITY_FORMAT", "path", "reason")
    );
    assert_eq!(
        import(&mut county(), "{").unwrap_err().code,
        "CAPACITY_FORMAT"
    );
}

#[test]
fn a_file_with_classes_alone_rests_on_what_is_on_record() {
    let mut store = county();
    import_capacity(&mut store);
    let class = json!({
        "name": "焊工 1 班", "occupation": "焊工", "level": "初级工", "institution": "霍尔果斯市职业技术学校",
        "site": "校本部", "start": "2027-03-01", "seats": 20,
    });
    import(&mut store, &json!({ "open_classes": [class] }).to_string()).unwrap();
    let classes = queries::classes(store.tables()).unwrap();
    assert_eq!(
        (classes.len(), classes[1].state, classes[1].cost),
        (2, ClassState::Open, Fen(8_400_000))
    );
}

fn school(store: &Store) -> Institution {
    let capacity = queries::capacity(store.tables()).unwrap();
    capacity
        .institutions
        .into_iter()
        .find(|one| one.name == "丝路技能培训学校")
        .unwrap()
}

#[test]
fn capacity_is_changed_in_the_program() {
    let mut store = county();
    import_capacity(&mut store);
    let mut school = school(&store);
    school.name = "丝路技工学校".into();
    let gone = school.instructors.pop().unwrap();
    save(&mut store, &Item::Institution(school.clone())).unwrap();
    let capacity = queries::capacity(store.tables()).unwrap();
    assert!(capacity.institutions.contains(&school));
    assert!(
        capacity
            .institutions
            .iter()
            .flat_map(|one| &one.instructors)
            .all(|entry| entry.id != gone.id)
    );

    let refused = |item| save(&mut county(), &item).unwrap_err().code;
    let course = Course {
        id: CourseId([7; 16]),
        occupation: "OCC-HARV".into(),
        level: "中级工".into(),
        hours: 200,
        days: 30,
        exam_days: 10,
        pass_permille: 850,
        class_cost: Fen(0),
        seat_cost: Fen(0),
    };
    save(&mut store, &Item::Course(course.clone())).unwrap();
    assert!(queries::courses(store.tables()).unwrap().contains(&course));
    assert_eq!(
        refused(Item::Course(Course {
            days: 0,
            ..course.clone()
        })),
        "CAPACITY_DAYS"
    );
    assert_eq!(
        refused(Item::Course(Course {
            pass_permille: 1001,
            ..course.clone()
        })),
        "CAPACITY_DAYS"
    );
    assert_eq!(
        refused(Item::Course(Course {
            level: " ".into(),
            ..course.clone()
        })),
        "CAPACITY_NAME_MISSING"
    );
    assert_eq!(
        refused(Item::Course(Course {
            occupation: "OCC-SPACE".into(),
            ..course
        })),
        "CAPACITY_OCCUPATION"
    );
    assert_eq!(
        refused(Item::Terms(Terms {
            class_min: 51,
            ..Terms::default()
        })),
        "CAPACITY_SIZE"
    );
    let budget = capacity.budgets[0].clone();
    assert_eq!(
        refused(Item::Budget(Budget {
            settle_by: date("2026-01-01"),
            ..budget.clone()
        })),
        "BUDGET_DATES"
    );
    assert_eq!(
        refused(Item::Budget(Budget {
            amount: Fen(-1),
            ..budget
        })),
        "BUDGET_AMOUNT"
    );
}

#[test]
fn what_a_class_uses_is_not_removed() {
    let mut store = county();
    import_capacity(&mut store);
    let busy = school(&store);
    let refused = remove(&mut store, "institution", busy.id.0).unwrap_err();
    assert_eq!(
        (refused.code, refused.params),
        ("CAPACITY_IN_USE", vec![("classes", "1".to_owned())])
    );
    let emptied = Institution {
        sites: Vec::new(),
        ..busy.clone()
    };
    assert_eq!(
        save(&mut store, &Item::Institution(emptied))
            .unwrap_err()
            .code,
        "CAPACITY_IN_USE"
    );
    let budget = queries::budgets(store.tables()).unwrap().remove(0);
    let mut paid = class(1, "2027-06-01");
    paid.funding = vec![(budget.id, Fen(100))];
    add(&mut store, &paid);
    assert_eq!(
        remove(&mut store, "budget", budget.id.0).unwrap_err().code,
        "CAPACITY_IN_USE"
    );

    let other = queries::capacity(store.tables())
        .unwrap()
        .institutions
        .into_iter()
        .find(|one| one.id != busy.id)
        .unwrap();
    remove(&mut store, "institution", other.id.0).unwrap();
    assert_eq!(
        remove(&mut store, "institution", other.id.0)
            .unwrap_err()
            .code,
        "CAPACITY_ABSENT"
    );
    assert_eq!(
        remove(&mut store, "person", other.id.0).unwrap_err().code,
        "CAPACITY_KIND"
    );
    let orphans = |table| -> u32 {
        let sql = format!("SELECT count(*) FROM {table} WHERE institution = ?1");
        store
            .tables()
            .query_row(&sql, [other.id], |row| row.get(0))
            .unwrap()
    };
    assert_eq!((orphans("site"), orphans("instructor")), (0, 0));
}
