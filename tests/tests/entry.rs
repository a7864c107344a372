//! Line entry as an officer does it: by keyboard alone, with a block from a
//! table program, through a power cut; and with an input method.
#![allow(clippy::unwrap_used)]

#[allow(dead_code, reason = "no file is chosen here")]
mod browser;
mod desk;
mod office;

use browser::Browser;
use desk::Desk;
use office::Office;
use serde_json::{Value, json};
use std::path::Path;

const PASSPHRASE: &str = "一句自己记得住的话";
const TODAY: &str = "2026-11-20";

/// Keys of the WebDriver standard.
const CONTROL: char = '\u{e009}';
const RELEASE: char = '\u{e000}';
const ENTER: &str = "\u{e007}";
const TAB: &str = "\u{e004}";

/// A valid number of somebody invented.
fn number(birth: &str, order: usize) -> String {
    let body = format!("654004{birth}{order:03}");
    let weights = [7, 9, 10, 5, 8, 4, 2, 1, 6, 3, 7, 9, 10, 5, 8, 4, 2];
    let sum: u32 = body
        .chars()
        .zip(weights)
        .map(|(digit, weight)| digit.to_digit(10).unwrap() * weight)
        .sum();
    let check = "10X98765432"
        .chars()
        .nth(usize::try_from(sum % 11).unwrap());
    format!("{body}{}", check.unwrap())
}

/// Invented people, as the three peoples of a border county are called.
const NAMES: [&str; 20] = [
    "沈晓永",
    "买买提·艾力",
    "阿依努尔·努尔别克",
    "欧阳建国",
    "古丽娜尔·巴合提",
    "热依汗·玉素甫",
    "叶尔兰·哈力木拉提",
    "马小兰",
    "吐尔逊·阿不都拉",
    "加娜尔·木拉提",
    "单志强",
    "帕提古丽·卡德尔",
    "巴合江·努尔兰",
    "尉迟明",
    "艾合买提·吐尔地",
    "玛依努尔·叶斯木",
    "曾秀英",
    "阿卜杜热西提·依明",
    "别克波拉提·赛力克",
    "赵红梅",
];

/// What stands in the remarks of the first three: a Latin, a Cyrillic and an
/// Arabic spelling.
const SPELLINGS: [&str; 3] = ["Shen Xiaoyong", "Мамет Әли", "ئاينۇر نۇربېك"];

fn store_of_a_county(store: &Path) {
    let create = ["store", "create", "--role", "county", "--office", "654004"];
    let named = ["--name", "霍尔果斯市"];
    desk::tongfu(store, PASSPHRASE, &[&create[..], &named[..]].concat());
}

async fn unlock_and_open_the_sheet(desk: &Desk) {
    desk.find("unlock-form").await;
    desk.fill("unlock-passphrase", PASSPHRASE).await;
    desk.press(ENTER).await;
    desk.find("page").await;
    desk.press(&format!("{CONTROL}k{RELEASE}")).await;
    desk.focused("palette-input").await;
    desk.press("cplr").await;
    desk.find("palette-item-line-entry").await;
    desk.press(ENTER).await;
    desk.find("entry-grid").await;
}

#[tokio::test(flavor = "multi_thread")]
async fn twenty_people_by_keyboard_fifty_by_clipboard_and_a_power_cut_lose_nothing() {
    let folder = tempfile::tempdir().unwrap();
    let store = folder.path().join("county");
    store_of_a_county(&store);
    let desk = Desk::open(&store, TODAY).await;
    unlock_and_open_the_sheet(&desk).await;
    desk.focused("cell-0-name").await;
    desk.find("entry-teach").await;
    desk.shot("entry-empty").await;

    for (row, name) in NAMES.iter().enumerate() {
        desk.focused(&format!("cell-{row}-name")).await;
        desk.press(name).await;
        desk.press(ENTER).await;
        desk.focused(&format!("cell-{row}-document_number")).await;
        desk.press(&number("19900307", 11 + row)).await;
        // Birth date and sex come from the number.
        desk.has(&format!("cell-{row}-birth_date"), "value", "1990-03-07")
            .await;
        for _ in 0..3 {
            desk.press(TAB).await;
        }
        desk.focused(&format!("cell-{row}-phone")).await;
        desk.press(&format!("1380000{row:04}")).await;
        if let Some(spelling) = SPELLINGS.get(row) {
            for _ in 0..12 {
                desk.press(ENTER).await;
            }
            desk.focused(&format!("cell-{row}-remarks")).await;
            desk.press(spelling).await;
        }
        desk.press(&format!("{CONTROL}{ENTER}{RELEASE}")).await;
    }
    desk.has("entry-count", "data-sound", "20").await;

    // Fifty rows with their headings, as a table program copies them.
    let mut block = "序号\t姓名\t身份证号码\t联系电话\t户籍地址\r\n".to_owned();
    for row in 0..50 {
        block += &format!(
            "{}\t沙依拉·{}\t{}\t1390000{row:04}\t霍尔果斯市莫乎尔牧场2村\r\n",
            row + 1,
            NAMES[row % 20].chars().next().unwrap(),
            number("19850612", 11 + row),
        );
    }
    desk.focused("cell-20-name").await;
    desk.copy(&block);
    desk.press(&format!("{CONTROL}v{RELEASE}")).await;
    desk.has("entry-count", "data-rows", "70").await;
    desk.shot("entry-pasted").await;

    // In the middle of a row, the lights go out.
    desk.press(&format!("{CONTROL}\u{e010}{RELEASE}")).await;
    desk.press(&format!("{CONTROL}{ENTER}{RELEASE}")).await;
    desk.focused("cell-70-name").await;
    desk.press("努尔古丽·别克").await;
    desk.press(ENTER).await;
    let whole = number("19950505", 21);
    desk.press(&whole[..9]).await;
    desk.has("cell-70-document_number", "value", &whole[..9])
        .await;
    desk.has("entry-draft", "data-state", "kept").await;
    desk.shot("entry-in-mid-row").await;
    desk.kill();

    let desk = Desk::open(&store, TODAY).await;
    unlock_and_open_the_sheet(&desk).await;
    desk.focused("cell-70-document_number").await;
    desk.has("cell-70-document_number", "value", &whole[..9])
        .await;
    desk.has("cell-70-name", "value", "努尔古丽·别克").await;
    desk.has("entry-count", "data-rows", "71").await;
    desk.shot("entry-again").await;
    // The end of the text, then the rest of the number.
    desk.press("\u{e032}").await;
    desk.press(&whole[9..]).await;
    desk.has("cell-70-birth_date", "value", "1995-05-05").await;
    desk.press(&format!("{CONTROL}\u{e011}{RELEASE}")).await;
    for (row, spelling) in SPELLINGS.iter().enumerate() {
        desk.has(&format!("cell-{row}-name"), "value", NAMES[row])
            .await;
        desk.has(&format!("cell-{row}-remarks"), "value", spelling)
            .await;
    }

    desk.press(&format!("{CONTROL}s{RELEASE}")).await;
    desk.has("entry-saved", "data-added", "71").await;
    desk.shot("entry-saved").await;
    desk.click("nav-people").await;
    desk.has("people-count", "data-count", "71").await;
    for (query, name) in [
        ("sxy", "沈晓永"),
        ("maimaiti", "买买提·艾力"),
        ("ayne", "阿依努尔·努尔别克"),
        ("negl", "努尔古丽·别克"),
    ] {
        desk.fill("people-search", query).await;
        desk.reads("person-row", |text| text.contains(name)).await;
    }
    desk.close().await;
}

#[test]
fn while_an_input_method_composes_no_key_does_anything_else() {
    let folder = tempfile::tempdir().unwrap();
    let store = folder.path().join("county");
    store_of_a_county(&store);
    let mut page = Browser::open(&desk::built("tongfu-loopback"), &store, TODAY);
    page.until("document.querySelector('[data-test=unlock-passphrase]') !== null");
    page.value("document.querySelector('[data-test=unlock-passphrase]').focus()");
    page.text(PASSPHRASE);
    page.value("document.querySelector('[data-test=unlock-submit]').click()");
    page.until("document.querySelector('[data-test=page]') !== null");
    page.value("location.hash = '#/people/entry'");
    page.until("document.activeElement.dataset.test === 'cell-0-name'");

    let place = "document.activeElement.dataset.test";
    let text = "document.querySelector('[data-test=cell-0-name]').value";
    page.compose("shen");
    assert_eq!(page.value(text), json!("shen"));
    for (key, code, modifiers) in [
        ("Enter", 13, 0),
        ("Enter", 229, 0),
        ("ArrowDown", 40, 0),
        ("ArrowRight", 39, 0),
        ("Tab", 229, 0),
        ("Escape", 27, 0),
        ("d", 68, 2),
    ] {
        page.key(key, code, modifiers);
        page.compose("shen");
        assert_eq!(page.value(place), json!("cell-0-name"), "after {key}");
        assert_eq!(page.value(text), json!("shen"), "after {key}");
    }
    // Nothing half composed is judged or completed.
    assert_eq!(
        page.value("document.querySelectorAll('[data-test=entry-suggestions]').length"),
        json!(0)
    );
    page.text("沈晓永");
    page.until(&format!("{text} === '沈晓永'"));
    assert_eq!(page.value(place), json!("cell-0-name"));
    // Done composing, the same key goes on.
    page.key("Enter", 13, 0);
    page.until(&format!("{place} === 'cell-0-document_number'"));
    page.text(&number("19900307", 11));
    page.until("document.querySelector('[data-test=cell-0-birth_date]').value === '1990-03-07'");
}

#[test]
fn a_lock_drops_the_sheet_from_memory_and_keeps_the_draft() {
    let folder = tempfile::tempdir().unwrap();
    let store = folder.path().join("county");
    store_of_a_county(&store);
    let office = Office::at(&store, TODAY);
    let unlock = json!({"passphrase": PASSPHRASE, "user_name": null});
    office.call("store_unlock", unlock.clone());
    let row =
        json!({"id": 1, "cells": {"name": "沈 晓永", "document_number": number("19900307", 11)}});
    let ask = |first: bool| json!({"sheet": 7, "first": first, "rows": [row], "removed": []});
    // The program knows nothing of a sheet that was not begun.
    let checked = office.call("entry_check", ask(false));
    assert_eq!(checked, json!({"known": false, "rows": []}));
    let checked = office.call("entry_check", ask(true));
    assert_eq!(checked["rows"][0]["fate"], "add", "{checked}");
    let fills = &checked["rows"][0]["fills"];
    assert_eq!(fills["sex"], "男", "in words: {checked}");
    assert_eq!(fills["birth_date"], "1990-03-07");
    assert_eq!(checked["rows"][0]["normal"], json!({"name": "沈晓永"}));

    let kept = json!({"key": "entry", "parts": {"rows-0": "[]", "head": null}});
    office.call("draft_put", kept);
    office.call("store_lock", Value::Null);
    for (command, params) in [
        ("entry_check", ask(false)),
        ("entry_paste", json!({"text": "a\tb", "fields": ["name"]})),
        ("draft_get", json!({"key": "entry"})),
    ] {
        let refused = office.refused(command, params);
        assert_eq!(refused, "STORE_LOCKED", "{command}");
    }
    office.call("store_unlock", unlock);
    assert_eq!(office.call("entry_check", ask(false))["known"], false);
    let found = office.call("draft_get", json!({"key": "entry"}));
    assert_eq!(found["parts"], json!({"rows-0": "[]"}));

    let rows = vec![row];
    office.done(&office.call("entry_save", json!({"sheet": 7, "rows": rows})));
    let saved = office.call("entry_saved", json!({"sheet": 7}));
    assert_eq!((&saved["added"], &saved["taken"]), (&json!(1), &json!([1])));
    let found = office.call(
        "people_find",
        json!({"query": "sxy", "limit": 5, "offset": 0}),
    );
    assert_eq!(found["total"], 1, "the search knows who was saved");
}

#[test]
fn saving_a_long_sheet_says_how_far_it_is_and_can_be_stopped() {
    let folder = tempfile::tempdir().unwrap();
    let store = folder.path().join("county");
    store_of_a_county(&store);
    let office = Office::at(&store, TODAY);
    office.call(
        "store_unlock",
        json!({"passphrase": PASSPHRASE, "user_name": null}),
    );
    let rows: Vec<Value> = (1..=1500)
        .map(|id| {
            let born = format!("{}{:02}{:02}", 1970 + id % 30, 1 + id / 28 % 12, 1 + id % 28);
            json!({"id": id, "cells": {"name": format!("甲乙{id}"), "document_number": number(&born, id % 1000)}})
        })
        .collect();
    let operations = || office.call("store_digest", Value::Null);
    let before = operations();
    // The task holds the store by then; the wish to stop does not wait for it.
    let mut asked = false;
    let save = || office.call("entry_save", json!({"sheet": 7, "rows": rows}));
    let ended = office.ended(&save(), |status| {
        if !asked && status["permille"].as_u64() > Some(0) {
            let stopping = office.call("task_cancel", json!({"task": status["task"]}));
            asked = stopping["state"] == "running";
        }
    });
    assert!(asked, "{ended}");
    assert_eq!(ended["state"], "cancelled", "{ended}");
    assert_eq!(operations(), before);
    let refused = office.refused("entry_saved", json!({"sheet": 7}));
    assert_eq!(refused, "ENTRY_NOT_SAVED");

    let mut stages = std::collections::BTreeSet::new();
    let ended = office.ended(&save(), |status| {
        stages.insert(status["stage"].to_string());
    });
    assert_eq!(ended["state"], "done", "{ended}");
    assert!(stages.len() > 1, "{stages:?}");
    let saved = office.call("entry_saved", json!({"sheet": 7}));
    assert_eq!(saved["added"], 1500, "{}", saved["kept"]);
}
