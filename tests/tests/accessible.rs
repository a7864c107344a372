//! Every screen and the main dialogs, in Chinese and mirrored in Uyghur, seen
//! by axe: nothing serious is found.
#![allow(clippy::unwrap_used)]

#[allow(dead_code, reason = "no key is pressed and nothing composed here")]
mod browser;
mod desk;

use browser::Browser;
use serde_json::{Value, json};
use std::path::Path;

const PASSPHRASE: &str = "一句自己记得住的话";
const TODAY: &str = "2026-11-20";

/// A screen: its address, what is clicked on it one after the other, and what
/// must stand there before it is looked at.
type Screen = (&'static str, &'static [&'static str], &'static str);

const SCREENS: &[Screen] = &[
    ("/today", &[], "h1"),
    ("/today", &["palette-open"], "[data-test=palette-input]"),
    ("/today", &["bar-user"], "[role=dialog]"),
    ("/demand", &[], "[data-test=calendar]"),
    ("/demand", &["form-table"], "[data-test=calendar-table]"),
    ("/demand/gaps", &[], "[data-test=region-tiles]"),
    ("/demand/bulletins", &[], "h1"),
    ("/plan", &[], "h1"),
    ("/people", &[], "[data-test=person-row]"),
    ("/people", &["people-add"], "[data-test=person-save]"),
    (
        "/people",
        &["people-more", "people-export"],
        "[data-test=export-masked]",
    ),
    (
        "/people",
        &["people-more", "people-imports"],
        "[role=dialog]",
    ),
    (
        "/people",
        &["people-more", "people-recheck"],
        "[role=dialog]",
    ),
    ("/people", &["person-row"], "[data-test=person-fields]"),
    (
        "/people",
        &["person-row", "person-part-choice"],
        "[data-test=person-choice]",
    ),
    (
        "/people",
        &["person-row", "person-part-history"],
        "[data-test=person-history]",
    ),
    (
        "/people",
        &["person-row", "person-edit"],
        "[data-test=person-save]",
    ),
    (
        "/people",
        &["person-row", "person-erase"],
        "[data-test=erase-ask]",
    ),
    (
        "/people",
        &["person-row", "person-report"],
        "[data-test=report]",
    ),
    ("/people/duplicates", &[], "[data-test=duplicates-search]"),
    ("/people/entry", &[], "[data-test=entry-grid]"),
    (
        "/people/entry",
        &["entry-keys-open"],
        "[data-test=entry-keys]",
    ),
    ("/people/entry", &["entry-columns-open"], "[role=dialog]"),
    ("/classes", &[], "h1"),
    ("/projects", &[], "h1"),
    ("/forms", &[], "[data-test=pad-form]"),
    ("/forms", &["forms-part-entry"], "[data-test=form-entry]"),
    ("/forms", &["forms-part-survey"], "[data-test=survey-place]"),
    ("/protection", &[], "h1"),
    ("/protection/holds", &[], "[data-test=hold-ask]"),
    ("/protection/check", &[], "h1"),
    ("/exchange", &[], "h1"),
    ("/settings", &[], "[data-test=store-info]"),
    ("/settings/backup", &[], "h2"),
    ("/settings/retention", &[], "h2"),
    (
        "/settings/parameters",
        &["parameter-add"],
        "[data-test=parameter-save]",
    ),
    (
        "/settings/users",
        &["passphrase-own"],
        "[data-test=passphrase-save]",
    ),
];

fn axe() -> String {
    let path = Path::new(env!("CARGO_MANIFEST_DIR")).join("../ui/node_modules/axe-core/axe.min.js");
    std::fs::read_to_string(path).unwrap_or_else(|_| panic!("axe is not installed: make deps-test"))
}

fn there(css: &str) -> String {
    format!("!!document.querySelector({})", json!(css))
}

fn click(page: &mut Browser, test: &str) {
    let css = format!("[data-test={test}]");
    page.until(&there(&css));
    page.value(&format!("document.querySelector({}).click()", json!(css)));
}

/// What axe finds serious or worse on the page as it stands, one line each.
fn serious(page: &mut Browser) -> Vec<String> {
    let found = page.value(
        "new Promise((done) => setTimeout(done, 300))
           .then(() => axe.run(document, { resultTypes: ['violations'] }))
           .then((seen) => seen.violations
             .filter((one) => ['serious', 'critical'].includes(one.impact))
             .flatMap((one) => one.nodes.map((node) => `${one.id}: ${node.target.join(' ')}`)))",
    );
    let lines = found.as_array().expect("axe answers with a list");
    lines
        .iter()
        .map(|line| line.as_str().unwrap().to_owned())
        .collect()
}

/// Closes what stands open over the screen.
fn close_dialogs(page: &mut Browser) {
    while page.value(&there("[data-test=dialog-close]")) == json!(true) {
        page.value("document.querySelector('[data-test=dialog-close]').click()");
        page.value("new Promise((done) => setTimeout(done, 100))");
    }
}

fn look_at_everything(page: &mut Browser, language: &str, faults: &mut Vec<String>) {
    for (address, clicks, wanted) in SCREENS {
        page.value("location.hash = '#/projects'");
        page.until("location.hash === '#/projects'");
        page.until(&there("[data-test=page][data-route=projects]"));
        close_dialogs(page);
        page.value(&format!("location.hash = '#{address}'"));
        if *address != "/projects" {
            page.until("!document.querySelector('[data-test=page][data-route=projects]')");
        }
        for test in *clicks {
            click(page, test);
        }
        page.until(&there(wanted));
        let found = serious(page);
        let at = format!("{language} {address} {clicks:?}");
        faults.extend(found.into_iter().map(|fault| format!("{at}: {fault}")));
        close_dialogs(page);
    }
}

fn language(page: &mut Browser, code: &str) {
    page.value("location.hash = '#/settings/language'");
    click(page, &format!("language-{code}"));
    page.until(&format!("document.documentElement.lang === '{code}'"));
}

#[test]
fn axe_finds_nothing_serious_on_any_screen_in_chinese_and_in_uyghur() {
    let folder = tempfile::tempdir().unwrap();
    let store = folder.path().join("county");
    let create = ["store", "create", "--role", "county", "--office", "654004"];
    let named = ["--name", "霍尔果斯市"];
    desk::tongfu(&store, PASSPHRASE, &[&create[..], &named[..]].concat());
    desk::tongfu(&store, PASSPHRASE, &["--today", TODAY, "demo", "load"]);

    let mut page = Browser::open(&desk::built("tongfu-loopback"), &store, TODAY);
    page.send(
        "Emulation.setDeviceMetricsOverride",
        json!({"width": 1366, "height": 768, "deviceScaleFactor": 1, "mobile": false}),
    );
    page.until(&there("[data-test=unlock-form]"));
    page.value(&axe());
    assert_ne!(page.value("typeof axe"), Value::Null);
    let mut faults = serious(&mut page);
    page.value("document.querySelector('[data-test=unlock-passphrase]').focus()");
    page.text(PASSPHRASE);
    click(&mut page, "unlock-submit");
    page.until(&there("[data-test=page]"));

    look_at_everything(&mut page, "zh-CN", &mut faults);
    assert_eq!(page.value("document.documentElement.dir"), json!("ltr"));
    language(&mut page, "ug");
    assert_eq!(page.value("document.documentElement.dir"), json!("rtl"));
    page.until(&there("[data-test=unreviewed]"));
    look_at_everything(&mut page, "ug", &mut faults);
    assert!(faults.is_empty(), "{}", faults.join("\n"));

    // The calendar keeps the order of time.
    page.value("location.hash = '#/demand'");
    page.until(&there("[data-test=calendar]"));
    let direction = "getComputedStyle(document.querySelector('[data-test=calendar]')).direction";
    assert_eq!(page.value(direction), json!("ltr"));
}
