//! Searching against a store in memory.

use super::*;
use crate::people::{Entry, Field, apply, delete, preview_entries, save};
use crate::store::{Environment, Office, Role};
use chrono::{NaiveDate, TimeZone, Utc};
use std::sync::Arc;

fn county() -> Store {
    let environment = Environment {
        now: Arc::new(|| Utc.with_ymd_and_hms(2026, 11, 20, 2, 0, 0).unwrap()),
        today: NaiveDate::from_ymd_opt(2026, 11, 20),
        machine: "machine-a".into(),
        app: "test".into(),
    };
    Store::in_memory(
        Office::founded(Role::County, "654004", "霍尔果斯市"),
        "古丽",
        environment,
    )
    .unwrap()
}

const PEOPLE: [(&str, &str, &str, &str); 6] = [
    (
        "买买提·阿卜杜拉",
        "654123197511176910",
        "19488766344",
        "霍尔果斯市莫乎尔牧场2村3组84号",
    ),
    (
        "阿依古丽·买买提",
        "654123199701191977",
        "13862773264",
        "霍尔果斯市伊车嘎善锡伯族乡11村3组64号",
    ),
    (
        "张三",
        "654004199003071236",
        "13812345678",
        "霍尔果斯市卡拉苏街道11村4组51号",
    ),
    (
        "张三丰",
        "65270119851231004X",
        "13900001234",
        "霍尔果斯市卡拉苏街道16村9组67号",
    ),
    (
        "单洋伟",
        "65412320040730450X",
        "13263478923",
        "霍尔果斯市伊车嘎善锡伯族乡6村5组4号",
    ),
    (
        "欧阳兰华",
        "62042119780815221X",
        "13800000000",
        "霍尔果斯市莫乎尔牧场14村3组58号",
    ),
];

fn filled() -> Store {
    let mut store = county();
    let entries = PEOPLE.iter().map(|(name, number, phone, address)| {
        Entry::new()
            .with(Field::Name, name)
            .with(Field::DocumentNumber, number)
            .with(Field::Phone, phone)
            .with(Field::Address, address)
            .with(
                Field::LatinName,
                if *name == "单洋伟" {
                    "DAN YANGWEI"
                } else {
                    ""
                },
            )
    });
    let plan = preview_entries(&store, entries).unwrap();
    assert_eq!(plan.tally().added, 6);
    apply(&mut store, &plan).unwrap();
    store
}

fn names(store: &Store, found: &Found) -> Vec<String> {
    found
        .hits
        .iter()
        .map(|hit| crate::people::name(store, hit.person).unwrap().unwrap())
        .collect()
}

fn look(store: &Store, query: &str) -> Vec<(String, MatchKind)> {
    let found = SearchIndex::build(store).unwrap().find(query, 50, 0);
    assert_eq!(found.total, found.hits.len());
    names(store, &found)
        .into_iter()
        .zip(found.hits.iter().map(|hit| hit.matched))
        .collect()
}

fn check(query: &str, expected: &[(&str, MatchKind)]) {
    let store = filled();
    let expected: Vec<(String, MatchKind)> = expected
        .iter()
        .map(|(name, kind)| ((*name).to_owned(), *kind))
        .collect();
    assert_eq!(look(&store, query), expected, "{query:?}");
}

#[test]
fn by_name_exact_before_beginning_before_within() {
    check(
        "张三",
        &[("张三", MatchKind::Name), ("张三丰", MatchKind::Name)],
    );
    check(
        "三",
        &[("张三", MatchKind::Name), ("张三丰", MatchKind::Name)],
    );
    check(
        "买买提",
        &[
            ("买买提·阿卜杜拉", MatchKind::Name),
            ("阿依古丽·买买提", MatchKind::Name),
        ],
    );
    check("没有", &[]);
}

#[test]
fn dots_blanks_and_width_do_not_matter() {
    for query in [
        "买买提·阿卜杜拉",
        "买买提•阿卜",
        "买买提．阿卜杜拉",
        "买买提‧阿卜杜拉",
        "买买提阿卜杜拉",
        "买买提 阿卜杜拉",
        " 买买提　阿卜 ",
    ] {
        check(query, &[("买买提·阿卜杜拉", MatchKind::Name)]);
    }
    check("ｄａｎ　ｙａｎｇ", &[("单洋伟", MatchKind::Name)]);
}

#[test]
fn by_pinyin_and_initials() {
    check(
        "zhangsan",
        &[("张三", MatchKind::Pinyin), ("张三丰", MatchKind::Pinyin)],
    );
    check("Zhang San F", &[("张三丰", MatchKind::Pinyin)]);
    check("shanyang", &[("单洋伟", MatchKind::Pinyin)]);
    check("danyangwei", &[("单洋伟", MatchKind::Name)]);
    check("lanhua", &[("欧阳兰华", MatchKind::Pinyin)]);
    check(
        "maimaiti",
        &[
            ("买买提·阿卜杜拉", MatchKind::Pinyin),
            ("阿依古丽·买买提", MatchKind::Pinyin),
        ],
    );
    check("oylh", &[("欧阳兰华", MatchKind::Initials)]);
    check(
        "zs",
        &[
            ("张三", MatchKind::Initials),
            ("张三丰", MatchKind::Initials),
        ],
    );
}

#[test]
fn by_the_end_of_the_number_in_any_case() {
    for query in ["450X", "450x", "４５０ｘ", "0450X", "65412320040730450x"] {
        check(query, &[("单洋伟", MatchKind::Document)]);
    }
    check("6910", &[("买买提·阿卜杜拉", MatchKind::Document)]);
    check("50X", &[]);
    check("654123", &[]);
}

#[test]
fn by_phone_whole_end_or_part() {
    check("13812345678", &[("张三", MatchKind::Phone)]);
    check("5678", &[("张三", MatchKind::Phone)]);
    check("1380", &[("欧阳兰华", MatchKind::Phone)]);
    check("1236", &[("张三", MatchKind::Document)]);
    check(
        "1234",
        &[("张三丰", MatchKind::Phone), ("张三", MatchKind::Phone)],
    );
}

#[test]
fn by_township_and_village() {
    check(
        "莫乎尔",
        &[
            ("买买提·阿卜杜拉", MatchKind::Place),
            ("欧阳兰华", MatchKind::Place),
        ],
    );
    check("卡拉苏街道16村", &[("张三丰", MatchKind::Place)]);
    check(
        "mohuer",
        &[
            ("买买提·阿卜杜拉", MatchKind::Place),
            ("欧阳兰华", MatchKind::Place),
        ],
    );
}

#[test]
fn several_words_must_all_match() {
    check("张 16村", &[("张三丰", MatchKind::Place)]);
    check("zhang 1236", &[("张三", MatchKind::Pinyin)]);
    check("张 莫乎尔", &[]);
}

#[test]
fn a_blank_query_lists_everybody_in_pages() {
    let store = filled();
    let index = SearchIndex::build(&store).unwrap();
    let all = index.find("", 50, 0);
    assert_eq!((all.total, all.hits.len()), (6, 6));
    let mut paged = Vec::new();
    for page in 0..3 {
        let found = index.find(" ", 2, page * 2);
        assert_eq!(found.total, 6);
        paged.extend(found.hits);
    }
    assert_eq!(paged, all.hits);
    assert!(index.find("张", 0, 0).hits.is_empty());
    assert!(index.find("张", 5, 9).hits.is_empty());
    assert_eq!(index.find("·", 5, 0).total, 0);
}

#[test]
fn what_changed_is_found_as_if_built_anew() {
    let mut store = filled();
    let mut index = SearchIndex::build(&store).unwrap();
    let person = |store: &Store, name: &str| {
        SearchIndex::build(store).unwrap().find(name, 1, 0).hits[0].person
    };
    let zhang = person(&store, "张三");
    let ouyang = person(&store, "欧阳兰华");
    let changed = store
        .write("people.change", store.today(), |change| {
            change.set(
                &PERSON,
                zhang.0,
                &[(
                    "phone",
                    Some(tongfu_package::value::Value::Text("17700000000".into())),
                )],
            )
        })
        .unwrap()
        .changed;
    index.refresh(&store, &changed).unwrap();
    let changed = delete(&mut store, &[ouyang]).unwrap().changed;
    index.refresh(&store, &changed).unwrap();
    let form = Entry::new()
        .with(Field::Name, "阿里")
        .with(Field::DocumentNumber, "11010519491231002X");
    let crate::people::Saved::Done { written, .. } = save(&mut store, None, &form).unwrap() else {
        panic!("refused")
    };
    index.refresh(&store, &written.changed).unwrap();
    let anew = SearchIndex::build(&store).unwrap();
    for query in [
        "",
        "张",
        "zhang",
        "17700000000",
        "13812345678",
        "欧阳",
        "阿",
        "002x",
        "莫乎尔",
        "a",
    ] {
        assert_eq!(
            index.find(query, 50, 0),
            anew.find(query, 50, 0),
            "{query:?}"
        );
    }
    assert_eq!(index.len(), anew.len());
}

#[test]
fn entries_of_one_person_are_found_once() {
    let mut store = county();
    let text = |text: &str| Some(tongfu_package::value::Value::Text(text.into()));
    let mut add = |id: u8, index: Option<&mut SearchIndex>| {
        let fields = [
            ("name", text("张三")),
            ("document_number", text("654004199003071236")),
        ];
        let today = store.today();
        let changed = store
            .write("people.add", today, |change| {
                change.set(&PERSON, [id; 16], &fields)
            })
            .unwrap()
            .changed;
        if let Some(index) = index {
            index.refresh(&store, &changed).unwrap();
        }
        SearchIndex::build(&store).unwrap().find("张三", 9, 0)
    };
    let found = add(5, None);
    assert_eq!(found.hits[0].person, PersonId([5; 16]));
    let mut index = SearchIndex::default();
    let found = add(3, Some(&mut index));
    assert_eq!((found.total, found.hits[0].person), (1, PersonId([3; 16])));
    assert_eq!(index.find("张三", 9, 0), found);
    assert!(!index.is_empty());
}
