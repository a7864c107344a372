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

/// Looks at the page as it stands, in Chinese and mirrored; `at` names it.
fn look(page: &mut Browser, at: &str, faults: &mut Vec<String>) {
    let language = page.value("document.documentElement.lang");
    let language = language.as_str().unwrap().to_owned();
    let found = serious(page);
    faults.extend(
        found
            .into_iter()
            .map(|fault| format!("{language} {at}: {fault}")),
    );
}

fn fill(page: &mut Browser, test: &str, text: &str) {
    let css = json!(format!("[data-test={test}]"));
    page.until(&there(&format!("[data-test={test}]")));
    page.value(&format!("document.querySelector({css}).focus()"));
    page.text(text);
}

/// One command of the program, as the page would call it.
fn call(page: &mut Browser, command: &str, params: &Value) -> Value {
    page.value(&format!(
        "fetch('/api/call/{command}', {{ method: 'POST', body: JSON.stringify({params}), headers: {{
           'content-type': 'application/json', 'x-tongfu-token': sessionStorage.getItem('tongfu-token') }} }})
           .then((answer) => answer.json())"
    ))
}

fn open(store: &Path, form: &str) -> Browser {
    let mut page = Browser::open(&desk::built("tongfu-loopback"), store, TODAY);
    page.send(
        "Emulation.setDeviceMetricsOverride",
        json!({"width": 1366, "height": 768, "deviceScaleFactor": 1, "mobile": false}),
    );
    page.until(&there(&format!("[data-test={form}]")));
    page.value(&axe());
    assert_ne!(page.value("typeof axe"), Value::Null);
    page
}

fn unlock(page: &mut Browser) {
    fill(page, "unlock-passphrase", PASSPHRASE);
    click(page, "unlock-submit");
    page.until(&there("[data-test=page]"));
}

/// The preview of a roster, pane by pane.
fn look_at_the_import(page: &mut Browser, faults: &mut Vec<String>) {
    page.value("location.hash = '#/people'");
    page.until(&there("[data-test=people-import]"));
    page.choose(
        "document.querySelector('[data-test=people-import]').click()",
        &desk::fixture("roster-wps.xlsx"),
    );
    page.until(&there("[data-test=import-preview] [data-fate]"));
    for pane in ["rows", "rejected", "risk", "skipped", "columns"] {
        click(page, &format!("import-pane-{pane}"));
        look(page, &format!("import-pane-{pane}"), faults);
    }
    close_dialogs(page);
}

/// What goes to the successor of somebody who has something open.
fn look_at_the_hand_over(page: &mut Browser, faults: &mut Vec<String>) {
    page.value("location.hash = '#/settings/users'");
    click(page, "user-hand-over");
    page.until(&there("[data-test=hand-over-items]"));
    look(page, "hand-over", faults);
    close_dialogs(page);
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
    let demo = ["--today", TODAY, "demo", "load"];
    desk::tongfu(&store, PASSPHRASE, &demo);
    let second = ["user", "add", "古丽", "--role", "officer"];
    desk::tongfu(&store, PASSPHRASE, &second);

    let mut faults = Vec::new();
    let mut page = open(&store, "unlock-form");
    look(&mut page, "unlock", &mut faults);
    unlock(&mut page);
    let users = call(&mut page, "users_list", &Value::Null);
    let person = call(
        &mut page,
        "people_find",
        &json!({"query": "", "limit": 1, "offset": 0}),
    );
    call(
        &mut page,
        "responsibility_assign",
        &json!({"matter": "application", "thing": person["hits"][0]["id"], "user": users["users"][0]["user"]}),
    );

    look_at_everything(&mut page, "zh-CN", &mut faults);
    look_at_the_import(&mut page, &mut faults);
    look_at_the_hand_over(&mut page, &mut faults);
    assert_eq!(page.value("document.documentElement.dir"), json!("ltr"));
    language(&mut page, "ug");
    assert_eq!(page.value("document.documentElement.dir"), json!("rtl"));
    page.until(&there("[data-test=unreviewed]"));
    look_at_everything(&mut page, "ug", &mut faults);
    look_at_the_import(&mut page, &mut faults);
    look_at_the_hand_over(&mut page, &mut faults);
    assert!(faults.is_empty(), "{}", faults.join("\n"));

    // The calendar keeps the order of time.
    page.value("location.hash = '#/demand'");
    page.until(&there("[data-test=calendar]"));
    let direction = "getComputedStyle(document.querySelector('[data-test=calendar]')).direction";
    assert_eq!(page.value(direction), json!("ltr"));
}

#[test]
fn axe_finds_nothing_serious_on_the_first_run() {
    let folder = tempfile::tempdir().unwrap();
    let mut faults = Vec::new();
    let mut page = open(&folder.path().join("county"), "create-form");
    click(&mut page, "language-ug");
    page.until("document.documentElement.lang === 'ug'");
    look(&mut page, "first run", &mut faults);
    click(&mut page, "language-zh-CN");
    page.until("document.documentElement.lang === 'zh-CN'");
    for (field, text) in [
        ("create-code", "654004"),
        ("create-name", "霍尔果斯市"),
        ("create-user", "古丽"),
        ("create-passphrase", PASSPHRASE),
        ("create-passphrase-again", "另一句话"),
    ] {
        fill(&mut page, field, text);
    }
    look(&mut page, "first run, passphrases that differ", &mut faults);
    page.value("document.querySelector('[data-test=create-passphrase-again]').select()");
    page.text(PASSPHRASE);
    page.until("!document.querySelector('[data-test=create-submit]').disabled");
    click(&mut page, "create-submit");
    page.until(&there("[data-test=recovery-code]"));
    look(&mut page, "recovery sheet", &mut faults);
    click(&mut page, "recovery-kept");
    page.until(&there("[data-test=page]"));
    look(&mut page, "empty desk", &mut faults);
    assert!(faults.is_empty(), "{}", faults.join("\n"));
}

#[test]
fn axe_finds_nothing_serious_in_a_case() {
    let folder = tempfile::tempdir().unwrap();
    let province = desk::Province::create(&folder.path().join("province"), PASSPHRASE, TODAY);
    province.run(&["user", "add", "处理人", "--role", "case_handler"]);
    province.run(&["--user", "处理人", "protection", "handler-create"]);
    let case = ["protection", "case-open", "--matter", "deposit"];
    let about = ["--employer", "示例农场", "--text", "收了三千元押金"];
    province.run(&[&case[..], &about[..]].concat());

    let mut faults = Vec::new();
    let mut page = open(&folder.path().join("province"), "unlock-form");
    let handler = "[data-test=account][data-name^='处']";
    page.until(&there(handler));
    page.value(&format!(
        "document.querySelector({}).click()",
        json!(handler)
    ));
    // The field is emptied for the one chosen.
    page.value("new Promise((done) => setTimeout(done, 100))");
    unlock(&mut page);
    for (at, code) in ["zh-CN", "ug"].into_iter().enumerate() {
        language(&mut page, code);
        page.value("location.hash = '#/protection'");
        if at == 0 {
            page.until(&there("[data-test=handler-passphrase]"));
            look(&mut page, "handler's desk, closed", &mut faults);
            fill(&mut page, "handler-passphrase", PASSPHRASE);
            click(&mut page, "handler-unlock");
        }
        page.until(&there("[data-test=case-read]"));
        look(&mut page, "handler's desk", &mut faults);
        click(&mut page, "case-read");
        page.until(&there("[data-test=case-content]"));
        look(&mut page, "case", &mut faults);
        close_dialogs(&mut page);
    }
    assert!(faults.is_empty(), "{}", faults.join("\n"));
}
