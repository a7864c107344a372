//! A protected case in the browser: what it says is on screen for its handler
//! alone; to everybody else of the eight roles at most that it exists, and its
//! clock.
#![allow(clippy::unwrap_used)]

#[allow(dead_code, reason = "nothing is composed here")]
mod browser;
mod desk;

use browser::Browser;
use serde_json::{Value, json};
use std::path::{Path, PathBuf};

const PASSPHRASE: &str = "一句自己记得住的话";
const TODAY: &str = "2026-11-20";
const PERSON: &str = "沈晓永";

const WORDS: &str = "经理把护照锁在柜子里七七四一";
const EMPLOYER: &str = "无名农场三三零八";
const EVIDENCE: &str = "收据五五六二.txt";
const ENTRY: &str = "已约谈负责人九九一二";
/// What the case is about, by its code and in words.
const MATTER: [&str; 2] = ["passport_kept", "护照被他人保管"];

/// What is read of a case: the days of its clock.
const ANSWER_DUE: &str = "11月25日";
const DECISION_DUE: &str = "12月18日";

struct Office {
    store: PathBuf,
}

impl Office {
    fn create(folder: &Path, role: &str, code: &str, name: &str) -> Self {
        let office = Self {
            store: folder.join(role),
        };
        office.run(&[
            "store", "create", "--role", role, "--office", code, "--name", name,
        ]);
        office
    }

    fn run(&self, arguments: &[&str]) -> Value {
        let whole = [&["--today", TODAY][..], arguments].concat();
        desk::tongfu(&self.store, PASSPHRASE, &whole)
    }

    fn add(&self, users: &[(&str, &str)]) {
        for (name, role) in users {
            self.run(&["user", "add", name, "--role", role]);
        }
    }

    fn carry(&self, to: &Office, code: &str) {
        let out = self.store.with_extension("out").display().to_string();
        let written = self.run(&["exchange", "export", "--to", code, "--out", &out]);
        to.run(&["exchange", "import", written["file"].as_str().unwrap()]);
    }

    fn open(&self) -> Browser {
        let mut page = Browser::open(&desk::built("tongfu-loopback"), &self.store, TODAY);
        page.until(&there("[data-test=unlock-form]"));
        // How many answers the page still waits for.
        page.value(
            "(() => { window.waiting = 0; const before = window.fetch
               window.fetch = (...all) => { window.waiting += 1
                 return before(...all).finally(() => { window.waiting -= 1 }) } })()",
        );
        page
    }
}

/// The offices, each let in by the province, with users of all eight roles.
struct Offices {
    province: Office,
    county: Office,
    port: Office,
}

const COUNTY: &[(&str, &str)] = &[
    ("经办甲", "officer"),
    ("协调乙", "coordinator"),
    ("财务丙", "finance"),
    ("主管丁", "administrator"),
    ("审计戊", "auditor"),
];
const PROVINCE: &[(&str, &str)] = &[("审核己", "reviewer"), ("处理庚", "case_handler")];
const PORT: &[(&str, &str)] = &[("口岸辛", "reporter")];

fn offices(folder: &Path) -> Offices {
    let province = Office::create(folder, "province", "650000", "新疆维吾尔自治区");
    let county = Office::create(folder, "county", "654004", "霍尔果斯市");
    let port = Office::create(folder, "port", "654003", "霍尔果斯口岸");
    province.add(PROVINCE);
    county.add(COUNTY);
    port.add(PORT);
    province.run(&["--user", "处理庚", "protection", "handler-create"]);
    for (office, code) in [(&county, "654004"), (&port, "654003")] {
        let file = |kind: &str| office.store.with_extension(kind).display().to_string();
        let (request, grant) = (file("request"), file("grant"));
        office.run(&["device", "request", "--out", &request]);
        province.run(&["device", "grant", &request, "--out", &grant]);
        office.run(&["device", "accept", &grant]);
        province.carry(office, code);
    }
    let roster = desk::fixture("roster-gb18030.csv").display().to_string();
    county.run(&["people", "import", &roster]);
    Offices {
        province,
        county,
        port,
    }
}

fn there(css: &str) -> String {
    format!("!!document.querySelector({})", json!(css))
}

fn test(name: &str) -> String {
    format!("[data-test={name}]")
}

fn click(page: &mut Browser, name: &str) {
    let css = test(name);
    page.until(&there(&css));
    page.value(&format!("document.querySelector({}).click()", json!(css)));
}

fn fill(page: &mut Browser, name: &str, text: &str) {
    let css = json!(test(name));
    page.until(&there(&test(name)));
    page.value(&format!("document.querySelector({css}).focus()"));
    page.text(text);
}

/// Waits until nothing is asked for any more and what came is drawn.
fn settle(page: &mut Browser) {
    page.until(
        "new Promise((done) => requestAnimationFrame(() => setTimeout(done, 30)))
           .then(() => window.waiting === 0)",
    );
    page.value("new Promise((done) => requestAnimationFrame(() => setTimeout(done, 30)))");
}

fn go(page: &mut Browser, address: &str) {
    page.value(&format!("location.hash = '#{address}'"));
    page.until(&format!("location.hash.startsWith('#{address}')"));
    settle(page);
}

fn sign_in(page: &mut Browser, name: &str) {
    let mark = name.chars().next().unwrap();
    let account = format!("[data-test=account][data-name^='{mark}']");
    page.until(&there(&account));
    page.value(&format!(
        "document.querySelector({}).click()",
        json!(account)
    ));
    // The field is emptied for the one chosen, then focused.
    settle(page);
    fill(page, "unlock-passphrase", PASSPHRASE);
    page.until("!document.querySelector('[data-test=unlock-submit]').disabled");
    click(page, "unlock-submit");
    page.until(&format!(
        "!document.querySelector('[data-test=unlock-form]') && (document.querySelector('[data-test=bar-user]')?.innerText ?? '').includes('{name}')"
    ));
    settle(page);
}

fn lock(page: &mut Browser) {
    click(page, "lock");
    page.until(&there("[data-test=unlock-form]"));
    settle(page);
}

/// Everything the page holds: text, hidden text, attributes, fields, addresses
/// and what the browser keeps for it.
fn held(page: &mut Browser) -> String {
    let held = page.value(
        "[document.body.innerText, document.documentElement.outerHTML, location.href,
          JSON.stringify({ ...sessionStorage }), JSON.stringify({ ...localStorage }),
          ...[...document.querySelectorAll('input, textarea, select')].map((one) => one.value)].join('\\n')",
    );
    held.as_str().unwrap().to_owned()
}

/// What of the case's content the page holds.
fn told(page: &mut Browser) -> Vec<&'static str> {
    let held = held(page);
    [WORDS, EMPLOYER, EVIDENCE, ENTRY, MATTER[0], MATTER[1]]
        .into_iter()
        .filter(|secret| held.contains(secret))
        .collect()
}

/// Visits every screen that could speak of the case or of its person.
fn look_everywhere(page: &mut Browser, who: &str, person: &str, faults: &mut Vec<String>) {
    let mut look = |page: &mut Browser, at: &str| {
        let told = told(page);
        if !told.is_empty() {
            faults.push(format!("{who} at {at}: {told:?}"));
        }
    };
    for address in [
        "/today",
        "/protection/cases",
        "/protection/holds",
        "/protection/check",
        "/exchange",
        "/settings",
        "/people",
    ] {
        go(page, address);
        look(page, address);
    }
    go(page, &format!("/people/{person}"));
    let parts = page.value(
        "[...document.querySelectorAll('[data-test^=person-part-]')].map((one) => one.dataset.test)",
    );
    for part in parts.as_array().unwrap() {
        let part = part.as_str().unwrap();
        click(page, part);
        settle(page);
        look(page, part);
    }
}

/// That the case exists, and its clock; nothing to open it by.
fn sees_the_clock(page: &mut Browser, who: &str, number: &str) {
    go(page, "/protection/cases");
    let row = page.value(&format!(
        "document.querySelector('[data-test=case-table] [data-number=\"{number}\"]')?.innerText ?? ''"
    ));
    let row = row.as_str().unwrap();
    for shown in [number, ANSWER_DUE, DECISION_DUE] {
        assert!(row.contains(shown), "{who}: {shown} is missing in: {row}");
    }
    assert_eq!(
        page.value(&there(&test("case-read"))),
        json!(false),
        "{who}"
    );
}

/// The officer reports from the person's record; the number of the case.
fn report(page: &mut Browser, folder: &Path, person: &str) -> String {
    let evidence = folder.join(EVIDENCE);
    std::fs::write(&evidence, "五百元").unwrap();
    go(page, &format!("/people/{person}"));
    click(page, "person-report");
    page.until(&there(&test("case-matter")));
    page.value(&format!(
        "(() => {{ const field = document.querySelector('[data-test=case-matter]')
           field.value = '{}'
           field.dispatchEvent(new Event('change', {{ bubbles: true }})) }})()",
        MATTER[0]
    ));
    fill(page, "case-employer", EMPLOYER);
    fill(page, "case-words", WORDS);
    page.choose(
        "document.querySelector('[data-test=case-attach]').click()",
        &evidence,
    );
    page.until(&format!(
        "document.querySelector('[data-test=case-report]').innerText.includes('{EVIDENCE}')"
    ));
    click(page, "case-send");
    page.until(&there(&test("case-receipt")));
    let number = page.value("document.querySelector('[data-test=case-receipt]').dataset.number");
    click(page, "case-close");
    number.as_str().unwrap().to_owned()
}

/// The handler opens the desk and the case, reads it and writes into it.
fn handle(page: &mut Browser, number: &str) {
    sees_the_clock(page, "the handler before the passphrase", number);
    fill(page, "handler-passphrase", PASSPHRASE);
    click(page, "handler-unlock");
    click(page, "case-read");
    page.until(&there(&test("case-content")));
    let content = page.value("document.querySelector('[data-test=case-content]').innerText");
    let content = content.as_str().unwrap();
    for shown in [PERSON, WORDS, EMPLOYER, EVIDENCE, MATTER[1]] {
        assert!(content.contains(shown), "{shown} is missing in: {content}");
    }
    fill(page, "entry-text", ENTRY);
    click(page, "case-decide");
    page.until(&format!(
        "(document.querySelector('[data-test=case-entries]')?.innerText ?? '').includes('{ENTRY}')"
    ));
    click(page, "dialog-close");
}

#[test]
fn what_a_case_says_is_on_screen_for_its_handler_alone() {
    let folder = tempfile::tempdir().unwrap();
    let Offices {
        province,
        county,
        port,
    } = offices(folder.path());
    let found = county.run(&["people", "find", PERSON]);
    let person = found["hits"][0]["id"].as_str().unwrap().to_owned();
    let mut faults = Vec::new();

    let mut page = county.open();
    let mut number = String::new();
    for (name, role) in COUNTY {
        sign_in(&mut page, name);
        if number.is_empty() {
            number = report(&mut page, folder.path(), &person);
        }
        look_everywhere(&mut page, role, &person, &mut faults);
        sees_the_clock(&mut page, role, &number);
        lock(&mut page);
    }
    drop(page);
    county.carry(&province, "650000");

    let mut page = province.open();
    for (name, role) in PROVINCE {
        sign_in(&mut page, name);
        look_everywhere(&mut page, role, &person, &mut faults);
        sees_the_clock(&mut page, role, &number);
        if *role == "case_handler" {
            handle(&mut page, &number);
        }
        lock(&mut page);
        let left = told(&mut page);
        assert!(left.is_empty(), "after {role} locked: {left:?}");
    }
    // Whoever works next on the same laptop finds neither the content nor an open desk.
    sign_in(&mut page, PROVINCE[0].0);
    look_everywhere(
        &mut page,
        "reviewer after the handler",
        &person,
        &mut faults,
    );
    sees_the_clock(&mut page, "reviewer after the handler", &number);
    drop(page);
    province.carry(&county, "654004");
    province.carry(&port, "654003");

    let mut page = port.open();
    sign_in(&mut page, PORT[0].0);
    look_everywhere(&mut page, PORT[0].1, &person, &mut faults);
    drop(page);

    // The answer is on its way: at the county still only the clock.
    let mut page = county.open();
    let (auditor, role) = COUNTY[4];
    sign_in(&mut page, auditor);
    look_everywhere(&mut page, role, &person, &mut faults);
    sees_the_clock(&mut page, role, &number);
    assert_eq!(page.value(&there(&test("report"))), json!(false));
    assert!(faults.is_empty(), "{}", faults.join("\n"));
}
