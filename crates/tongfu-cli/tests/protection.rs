//! Protected cases and the voluntariness check, through the program that
//! offices script: what each user of each office is told, and what is not.
#![allow(
    clippy::unwrap_used,
    reason = "a test says where it failed by panicking"
)]

use serde_json::Value;
use std::path::PathBuf;
use std::process::Command;

const WORDS: &str = "经理把护照锁在柜子里七七四一";
const EMPLOYER: &str = "无名农场三三零八";
const HANDLER: &str = "the handler's own words";

struct Office {
    folder: tempfile::TempDir,
    today: &'static str,
}

struct Answer {
    code: i32,
    text: String,
    json: Value,
}

impl Office {
    fn new(role: &str, code: &str, name: &str) -> Self {
        let office = Self {
            folder: tempfile::tempdir().unwrap(),
            today: "2026-11-20",
        };
        office.done(&[
            "store", "create", "--role", role, "--office", code, "--name", name,
        ]);
        office
    }

    fn file(&self, name: &str) -> String {
        self.folder.path().join(name).display().to_string()
    }

    fn ask_with(&self, handler: &str, arguments: &[&str]) -> Answer {
        let store: PathBuf = self.folder.path().join("store");
        let output = Command::new(env!("CARGO_BIN_EXE_tongfu"))
            .args(["--json", "--today", self.today, "--store"])
            .arg(store)
            .args(arguments)
            .env("TONGFU_PASSPHRASE", "a long enough passphrase")
            .env("TONGFU_NEW_PASSPHRASE", "a long enough passphrase")
            .env("TONGFU_HANDLER_PASSPHRASE", handler)
            .output()
            .unwrap();
        let text = String::from_utf8(output.stdout).unwrap();
        Answer {
            code: output.status.code().unwrap(),
            json: serde_json::from_str(&text).unwrap_or_else(|_| {
                panic!("{arguments:?}: {}", String::from_utf8_lossy(&output.stderr))
            }),
            text: format!("{text}{}", String::from_utf8_lossy(&output.stderr)),
        }
    }

    fn ask(&self, arguments: &[&str]) -> Answer {
        self.ask_with(HANDLER, arguments)
    }

    fn done(&self, arguments: &[&str]) -> Value {
        let answer = self.ask(arguments);
        assert_eq!(answer.code, 0, "{arguments:?}: {}", answer.text);
        answer.json
    }

    fn refused(&self, arguments: &[&str]) -> String {
        let answer = self.ask(arguments);
        assert_eq!(answer.code, 1, "{arguments:?}: {}", answer.text);
        let code = answer
            .json
            .pointer("/error/code")
            .or_else(|| answer.json.get("code"));
        code.and_then(Value::as_str).unwrap().to_owned()
    }
}

fn text<'a>(value: &'a Value, pointer: &str) -> &'a str {
    value
        .pointer(pointer)
        .and_then(Value::as_str)
        .unwrap_or_else(|| panic!("no {pointer} in {value}"))
}

fn carry(from: &Office, to: &Office) {
    let out = from.file("out");
    let exported = from.done(&["exchange", "export", "--out", &out]);
    to.done(&["exchange", "import", text(&exported, "/file")]);
}

fn offices() -> (Office, Office) {
    let province = Office::new("province", "650000", "新疆维吾尔自治区");
    let county = Office::new("county", "654004", "霍尔果斯市");
    let (request, grant) = (county.file("request"), county.file("grant"));
    county.done(&["device", "request", "--out", &request]);
    province.done(&["device", "grant", &request, "--out", &grant]);
    county.done(&["device", "accept", &grant]);
    (province, county)
}

#[test]
fn a_case_is_told_to_the_handler_alone() {
    let (province, mut county) = offices();
    let evidence = county.file("evidence.jpg");
    let picture: Vec<u8> = (0..400_000u32).map(|byte| (byte % 251) as u8).collect();
    std::fs::write(&evidence, &picture).unwrap();
    let report = [
        "protection",
        "case-open",
        "--matter",
        "passport_kept",
        "--employer",
        EMPLOYER,
        "--text",
        WORDS,
        "--evidence",
        &evidence,
    ];
    // Before the province has a handler.
    assert_eq!(county.refused(&report), "CASE_NO_HANDLER");
    let kept = county.done(&[&report[..], &["--keep"]].concat());
    assert!(kept["draft"].is_string());
    assert_eq!(
        county.refused(&["protection", "handler-create"]),
        "ROLE_MAY_NOT"
    );
    // Nor does the province's administrator.
    assert_eq!(
        province.refused(&["protection", "handler-create"]),
        "ROLE_MAY_NOT"
    );

    province.done(&["user", "add", "阿依", "--role", "case_handler"]);
    let made = province.done(&["--user", "阿依", "protection", "handler-create"]);
    assert!(text(&made, "/paper").starts_with("AGE-SECRET-KEY-1"));
    carry(&province, &county);
    let receipt = county.done(&report);
    let number = text(&receipt, "/number").to_owned();
    assert_eq!(receipt["holds"], true);
    assert_eq!(receipt["answer_due"], "2026-11-25");

    // Everybody at the county, and everybody but the handler at the province,
    // is told that it exists and its clock.
    let (county_roles, province_roles) = (
        [
            "officer",
            "coordinator",
            "finance",
            "administrator",
            "auditor",
        ],
        ["reviewer", "finance", "administrator", "auditor"],
    );
    for (office, roles) in [(&county, &county_roles[..]), (&province, &province_roles)] {
        for role in roles {
            office.done(&["user", "add", role, "--role", role]);
        }
    }
    // A handler to whom nothing was sealed.
    province.done(&["user", "add", "case_handler", "--role", "case_handler"]);
    let told = |office: &Office, user: &str| {
        for command in [
            &["protection", "case-list"][..],
            &["protection", "hold-list"],
            &["store", "info"],
            &["exchange", "status"],
            &["store", "check"],
            &["approval", "list"],
        ] {
            let answer = office.ask(&[&["--user", user][..], command].concat());
            assert_eq!(answer.code, 0, "{}", answer.text);
            for secret in [WORDS, EMPLOYER, "passport_kept", "evidence.jpg"] {
                assert!(
                    !answer.text.contains(secret),
                    "{user} {command:?}: {secret}"
                );
            }
        }
        let listed = office.done(&["--user", user, "protection", "case-list"]);
        assert_eq!(text(&listed, "/cases/0/number"), number);
        assert_eq!(text(&listed, "/cases/0/decision_due"), "2026-12-18");
        let denied = office.refused(&["--user", user, "protection", "case-show", &number]);
        let expected = if user == "case_handler" {
            "HANDLER_KEY_ABSENT"
        } else {
            "ROLE_MAY_NOT"
        };
        assert_eq!(denied, expected, "{user}");
    };
    for role in county_roles {
        told(&county, role);
    }
    carry(&county, &province);
    for role in county_roles {
        told(&county, role);
    }
    for role in province_roles {
        told(&province, role);
    }
    told(&province, "case_handler");

    // The handler, with the right passphrase only.
    let show = ["--user", "阿依", "protection", "case-show", &number];
    let wrong = province.ask_with("not the passphrase", &show);
    assert_eq!(text(&wrong.json, "/error/code"), "HANDLER_PASSPHRASE");
    assert!(!wrong.text.contains(WORDS));
    let saved = province.file("saved.jpg");
    let read = province.done(&[&show[..], &["--evidence", &saved]].concat());
    assert_eq!(text(&read, "/words"), WORDS);
    assert_eq!(text(&read, "/employer"), EMPLOYER);
    assert_eq!(std::fs::read(&saved).unwrap(), picture);

    // A hold without a name answers for the name.
    let holds = county.done(&["protection", "hold-list", "--employer", EMPLOYER]);
    assert_eq!(text(&holds, "/holds/0/case_number"), number);

    let decide = ["--user", "阿依", "protection", "case-decide", &number];
    assert_eq!(
        province.refused(&[&decide[..], &["--text", "已联系", "--close"]].concat()),
        "CASE_NOT_DECIDED"
    );
    province.done(
        &[
            &decide[..],
            &[
                "--kind",
                "outcome",
                "--text",
                "责令归还",
                "--message",
                "护照三日内归还",
                "--lift-hold",
                "--close",
            ],
        ]
        .concat(),
    );
    let again = province.done(&show);
    assert_eq!(
        again["entries"].as_array().unwrap().len(),
        1,
        "the refused try wrote nothing"
    );
    carry(&province, &county);
    let listed = county.done(&["protection", "case-list"]);
    assert_eq!(text(&listed, "/cases/0/state"), "closed");
    assert_eq!(text(&listed, "/messages/0/text"), "护照三日内归还");
    let holds = county.done(&["protection", "hold-list", "--employer", EMPLOYER]);
    assert_eq!(holds["holds"].as_array().unwrap().len(), 0);

    // Whole files: the stores are encrypted, so what is searched here is that
    // nothing lies beside them in clear.
    county.today = "2026-12-21";
    for office in [&province, &county] {
        let mut folders = vec![office.folder.path().to_owned()];
        while let Some(folder) = folders.pop() {
            for entry in std::fs::read_dir(folder).unwrap() {
                let path = entry.unwrap().path();
                if path.is_dir() {
                    folders.push(path);
                } else if path
                    .file_name()
                    .is_some_and(|name| name != "evidence.jpg" && name != "saved.jpg")
                {
                    let bytes = std::fs::read(&path).unwrap();
                    let found = bytes
                        .windows(WORDS.len())
                        .any(|window| window == WORDS.as_bytes());
                    assert!(!found, "{}", path.display());
                }
            }
        }
        office.done(&["store", "check"]);
    }
}

#[test]
fn a_round_is_drawn_and_checked_by_anybody() {
    let county = Office::new("county", "654004", "霍尔果斯市");
    county.done(&["demo", "load"]);
    county.done(&["user", "add", "沙吾列"]);
    let start = [
        "protection",
        "draw",
        "start",
        "--asker",
        "沙吾列",
        "--asker",
        "玛依拉",
    ];
    let round = text(&county.done(&start), "/id").to_owned();
    let empty = county.refused(&["protection", "draw", "close", &round]);
    assert_eq!(empty, "DRAW_LIST_EMPTY");
    county.done(&[
        "plan",
        "run",
        "--from",
        "2027-01-04",
        "--weeks",
        "40",
        "--gap",
        "0.2",
    ]);
    county.done(&["plan", "accept"]);
    county.done(&["applications", "seed-demo"]);
    county.done(&["protection", "draw", "close", &round]);
    assert_eq!(
        county.refused(&[
            "protection",
            "draw",
            "publish",
            &round,
            "--out",
            &county.file("early.json")
        ]),
        "DRAW_OPEN"
    );
    let drawn = county.done(&["protection", "draw", "run", &round]);
    let (listed, sample) = (
        drawn["listed"].as_u64().unwrap(),
        drawn["drawn"].as_u64().unwrap(),
    );
    assert!(listed > 0);
    assert_eq!(sample, listed.div_ceil(10));
    let people = county.done(&["protection", "draw", "people", &round]);
    assert_eq!(people["people"].as_array().unwrap().len() as u64, sample);
    let person = text(&people, "/people/0/person").to_owned();
    let asker = people["people"][0]["asker"].to_string();
    let answer = [
        "protection",
        "draw",
        "answer",
        &round,
        &person,
        "--outcome",
        "reached",
        "--asker",
        &asker,
        "--language",
        "kk",
        "--answers",
        "yes,no,yes,not_yet",
    ];
    // Whoever made the records does not type.
    assert_eq!(county.refused(&answer), "DRAW_TYPIST_IN_CHAIN");
    let answered = county.done(&[&["--user", "沙吾列"][..], &answer].concat());
    assert_eq!(text(&answered, "/offer"), "passport_kept");
    let rounds = county.done(&["protection", "draw", "list"]);
    assert_eq!(rounds["rounds"][0]["reached"], 1);
    assert_eq!(rounds["rounds"][0]["answers"]["holds_passport"]["no"], 1);

    let file = county.file("round.json");
    county.done(&["protection", "draw", "publish", &round, "--out", &file]);
    // Anybody, without a store.
    let stranger = Office {
        folder: tempfile::tempdir().unwrap(),
        today: "2026-11-20",
    };
    let verified = stranger.done(&["protection", "draw-check", &file]);
    assert_eq!(verified["drawn"].as_u64(), Some(sample));
    let published = std::fs::read_to_string(&file).unwrap();
    assert!(!published.contains(&person), "no ids in what is published");
    let mut forged: Value = serde_json::from_str(&published).unwrap();
    let seed = text(&forged, "/seed").replace(['a', '1'], "0");
    forged["seed"] = Value::String(seed);
    let other = stranger.file("forged.json");
    std::fs::write(&other, forged.to_string()).unwrap();
    assert_eq!(
        stranger.refused(&["protection", "draw-check", &other]),
        "DRAW_COMMITMENT"
    );
    std::fs::write(&other, "{}").unwrap();
    assert_eq!(
        stranger.refused(&["protection", "draw-check", &other]),
        "DRAW_FILE"
    );
}
