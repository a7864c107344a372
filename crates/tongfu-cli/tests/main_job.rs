//! The county's whole main job on the sample files, through the program that
//! offices script.
#![allow(
    clippy::unwrap_used,
    reason = "a test says where it failed by panicking"
)]

use serde_json::Value;
use std::path::{Path, PathBuf};
use std::process::Command;

const TODAY: &str = "2026-11-20";

struct Office {
    folder: tempfile::TempDir,
}

struct Answer {
    code: i32,
    json: Value,
}

fn fixtures() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("../../tests/fixtures")
}

fn sample(name: &str) -> String {
    fixtures().join(name).display().to_string()
}

fn tongfu(arguments: &[&str]) -> Answer {
    let output = Command::new(env!("CARGO_BIN_EXE_tongfu"))
        .args(["--json", "--today", TODAY])
        .args(arguments)
        .env("TONGFU_PASSPHRASE", "a long enough passphrase")
        .output()
        .unwrap();
    let text = String::from_utf8(output.stdout).unwrap();
    let json = serde_json::from_str(&text).unwrap_or_else(|_| {
        panic!(
            "{arguments:?} did not print one JSON object: {text:?} {}",
            String::from_utf8_lossy(&output.stderr)
        )
    });
    Answer {
        code: output.status.code().unwrap(),
        json,
    }
}

impl Office {
    fn new(role: &str, code: &str, name: &str) -> Self {
        let office = Self {
            folder: tempfile::tempdir().unwrap(),
        };
        office.done(&[
            "store", "create", "--role", role, "--office", code, "--name", name,
        ]);
        office
    }

    fn store(&self) -> PathBuf {
        self.folder.path().join("store")
    }

    fn file(&self, name: &str) -> String {
        self.folder.path().join(name).display().to_string()
    }

    fn ask(&self, arguments: &[&str]) -> Answer {
        let store = self.store().display().to_string();
        tongfu(&[&["--store", &store], arguments].concat())
    }

    fn done(&self, arguments: &[&str]) -> Value {
        let answer = self.ask(arguments);
        assert_eq!(answer.code, 0, "{arguments:?}: {}", answer.json);
        answer.json
    }

    fn refused(&self, arguments: &[&str]) -> String {
        let answer = self.ask(arguments);
        assert_eq!(answer.code, 1, "{arguments:?}: {}", answer.json);
        let code = answer.json["error"]["code"]
            .as_str()
            .or_else(|| answer.json["code"].as_str());
        code.unwrap_or_else(|| panic!("{arguments:?} has no code: {}", answer.json))
            .to_owned()
    }

    fn database(&self) -> Vec<u8> {
        std::fs::read(self.store().join("store.db")).unwrap()
    }
}

fn number(value: &Value) -> i64 {
    value
        .as_i64()
        .unwrap_or_else(|| panic!("no number: {value}"))
}

fn row_codes(list: &Value) -> Vec<(i64, String)> {
    list.as_array()
        .unwrap()
        .iter()
        .map(|row| {
            (
                number(&row["row"]),
                row["code"].as_str().unwrap().to_owned(),
            )
        })
        .collect()
}

fn expected_codes(list: &Value) -> Vec<(i64, String)> {
    list.as_array()
        .unwrap()
        .iter()
        .map(|row| (number(&row[0]), row[1].as_str().unwrap().to_owned()))
        .collect()
}

fn import_rosters(county: &Office) {
    let expected: Value =
        serde_json::from_slice(&std::fs::read(fixtures().join("expected.json")).unwrap()).unwrap();
    for file in [
        "roster-gb18030.csv",
        "roster-wps.xlsx",
        "roster-old.xls",
        "roster-second-visit.csv",
    ] {
        let dry = county.done(&["people", "import", &sample(file), "--dry-run"]);
        let report = county.done(&["people", "import", &sample(file)]);
        let wanted = &expected[file];
        assert_eq!(report["rows"], wanted["rows"], "{file}");
        assert_eq!(
            row_codes(&report["rejected"]),
            expected_codes(&wanted["reject_rows"]),
            "{file}"
        );
        assert_eq!(
            row_codes(&report["warnings"]),
            expected_codes(&wanted["warn_rows"]),
            "{file}"
        );
        assert_eq!(report["duplicates"], wanted["duplicates_within"], "{file}");
        let fates: i64 = ["added", "updated", "unchanged", "duplicates"]
            .iter()
            .map(|fate| number(&report[fate]))
            .sum();
        assert_eq!(
            fates + row_codes(&report["rejected"]).len() as i64,
            number(&wanted["rows"]),
            "{file}"
        );
        for fate in ["added", "updated", "unchanged", "duplicates"] {
            assert_eq!(
                dry[fate], report[fate],
                "{file}: the preview foretells {fate}"
            );
        }
        let second = file == "roster-second-visit.csv";
        assert_eq!(
            number(&report["updated"]),
            if second { 30 } else { 0 },
            "{file}"
        );
        if second {
            assert_eq!(number(&report["added"]), 30);
        }
        let again = county.done(&["people", "import", &sample(file)]);
        assert_eq!(
            (number(&again["added"]), number(&again["updated"])),
            (0, 0),
            "{file} again"
        );
    }
}

fn import_demand(county: &Office) {
    let first = county.done(&["demand", "import", &sample("bulletin-horgos-2026Q3.xlsx")]);
    assert_eq!(
        (
            number(&first["lines"]),
            number(&first["headcount"]),
            number(&first["superseded"])
        ),
        (17, 1347, 0)
    );
    let second = county.done(&["demand", "import", &sample("bulletin-horgos-2026Q4.xlsx")]);
    assert_eq!(
        (
            number(&second["lines"]),
            number(&second["headcount"]),
            number(&second["superseded"])
        ),
        (18, 1399, 17)
    );
    let other = county.done(&[
        "demand",
        "import",
        &sample("bulletin-alashankou-2026Q4.xlsx"),
    ]);
    assert_eq!(
        (
            number(&other["lines"]),
            number(&other["headcount"]),
            number(&other["superseded"])
        ),
        (16, 697, 0)
    );
}

fn gaps_speak(county: &Office) {
    let board = county.done(&["demand", "gaps", "--from", "2026-W48", "--to", "2027-W47"]);
    let rows = board["rows"].as_array().unwrap();
    let of = |occupation: &str| {
        rows.iter()
            .filter(|row| row["occupation"] == occupation)
            .collect::<Vec<_>>()
    };
    let short = of("OCC-HARV")
        .iter()
        .map(|row| number(&row["gap"]))
        .max()
        .unwrap();
    assert!(short >= 170, "the combine operators' shortage: {short}");
    let graders = of("OCC-GRADE");
    let surplus = graders
        .iter()
        .filter(|row| row["region"] == "")
        .map(|row| number(&row["gap"]))
        .min()
        .unwrap();
    assert!(
        surplus <= -40,
        "the open class of 45 stands without a target: {surplus}"
    );
    assert!(
        graders
            .iter()
            .map(|row| number(&row["demand"]))
            .max()
            .unwrap()
            <= 12
    );
}

/// No proposal is ready after its window opens without saying so.
fn slack_is_honest(proposals: &Value) {
    for proposal in proposals.as_array().unwrap() {
        let day = |key: &str| {
            proposal[key]
                .as_str()
                .unwrap()
                .parse::<chrono::NaiveDate>()
                .unwrap()
        };
        let slack = (day("window_opens") - day("ready")).num_days();
        assert_eq!(number(&proposal["slack_days"]), slack, "{proposal}");
        assert_eq!(proposal["tone"] == "late", slack < 0, "{proposal}");
    }
}

fn enrol(province: &Office, county: &Office) {
    let (request, grant) = (county.file("request"), county.file("grant"));
    let asked = county.done(&["device", "request", "--out", &request]);
    let fingerprint = asked["fingerprint"].as_str().unwrap();
    assert_eq!(
        province.refused(&[
            "device",
            "grant",
            &request,
            "--out",
            &grant,
            "--fingerprint",
            "0000 0000 0000 0000 0000 0000"
        ]),
        "FINGERPRINT_DIFFERS"
    );
    let granted = province.done(&[
        "device",
        "grant",
        &request,
        "--out",
        &grant,
        "--fingerprint",
        fingerprint,
    ]);
    assert_eq!(granted["confirmed"], true);
    county.done(&["device", "accept", &grant]);
}

fn export(office: &Office, folder: &str) -> String {
    office.done(&["exchange", "export", "--out", &office.file(folder)])["file"]
        .as_str()
        .unwrap()
        .to_owned()
}

#[test]
fn the_main_job_on_the_sample_files() {
    let county = Office::new("county", "654004", "霍尔果斯市");
    let province = Office::new("province", "650000", "新疆维吾尔自治区");
    import_rosters(&county);
    import_demand(&county);
    county.done(&["capacity", "import", &sample("capacity.json")]);
    gaps_speak(&county);

    let plan = county.done(&["plan", "run", "--from", "2026-11-23", "--weeks", "52"]);
    assert!(!plan["proposals"].as_array().unwrap().is_empty());
    assert!(plan["gap"].as_f64().unwrap() <= 0.01, "{}", plan["gap"]);
    slack_is_honest(&plan["proposals"]);
    let accepted = county.done(&["plan", "accept"]);
    assert_eq!(
        accepted["classes"].as_array().unwrap().len(),
        plan["proposals"].as_array().unwrap().len()
    );
    let classes = county.done(&["classes", "list"])["classes"]
        .as_array()
        .unwrap()
        .len();
    county.done(&["plan", "accept"]);
    assert_eq!(
        county.done(&["classes", "list"])["classes"]
            .as_array()
            .unwrap()
            .len(),
        classes,
        "accepting twice is once"
    );
    county.done(&["applications", "seed-demo"]);
    let run = county.done(&["classes", "match", "--publish"]);
    assert!(number(&run["placed"]) > 0);
    for result in run["results"].as_array().unwrap() {
        let reasoned = result["preference"] == 1 || !result["reason"].as_str().unwrap().is_empty();
        assert!(
            reasoned,
            "everybody without their first choice has a reason: {result}"
        );
    }

    enrol(&province, &county);
    let package = export(&county, "out");
    let before = province.database();
    damaged_packages_change_nothing(&province, &package, &before);
    let imported = province.done(&["exchange", "import", &package]);
    assert_eq!(imported["state"], "applied");
    let stream = |office: &Office| {
        let digests = office.done(&["store", "digest"]);
        let streams = digests["streams"].as_array().unwrap().clone();
        streams
            .into_iter()
            .max_by_key(|stream| number(&stream["operations"]))
            .unwrap()
    };
    assert_eq!(
        stream(&county),
        stream(&province),
        "digest and fold digest agree"
    );
    let held = province.database();
    let again = province.done(&["exchange", "import", &package]);
    assert_eq!(
        (&again["state"], number(&again["applied"])),
        (&Value::from("duplicate"), 0)
    );
    assert_eq!(
        province.database(),
        held,
        "the same package again changes nothing"
    );
    assert!(number(&county.done(&["exchange", "status"])["unacknowledged"]) > 0);
    let answer = export(&province, "out");
    county.done(&["exchange", "import", &answer]);
    assert_eq!(
        number(&county.done(&["exchange", "status"])["unacknowledged"]),
        0
    );

    let digest = stream(&county);
    county.done(&["store", "rebuild"]);
    assert_eq!(stream(&county), digest, "rebuild reproduces the digest");
    assert_eq!(county.done(&["store", "check"])["sound"], true);
    nobody_stands_in_the_clear(&county);
    nobody_stands_in_the_clear(&province);
}

fn damaged_packages_change_nothing(province: &Office, package: &str, before: &[u8]) {
    let whole = std::fs::read(package).unwrap();
    let damaged = province.file("damaged.tongfu");
    let mut flipped = whole.clone();
    flipped[whole.len() / 2] ^= 4;
    let variants = [
        whole[..whole.len() / 3].to_vec(),
        whole[..whole.len() - 1].to_vec(),
        [whole.as_slice(), &[0]].concat(),
        flipped,
    ];
    for bytes in &variants {
        std::fs::write(&damaged, bytes).unwrap();
        let code = province.refused(&["exchange", "import", &damaged]);
        assert!(code.starts_with("PACKAGE_"), "{code}");
        assert_eq!(province.database(), before);
    }
    let kept: Vec<_> = std::fs::read_dir(province.store().join("quarantine"))
        .unwrap()
        .map(|entry| entry.unwrap().path())
        .filter(|path| {
            path.extension()
                .is_some_and(|extension| extension == "tongfu")
        })
        .collect();
    assert_eq!(kept.len(), variants.len());
    let stranger = Office::new("county", "652702", "阿拉山口市");
    let elsewhere = Office::new("province", "620000", "甘肃省");
    enrol(&elsewhere, &stranger);
    let forged = export(&stranger, "out");
    assert_eq!(
        province.refused(&["exchange", "import", &forged]),
        "PACKAGE_NOT_FOR_US"
    );
    assert_eq!(province.database(), before);
}

/// A byte scan of the store finds no name and no number of the rosters.
fn nobody_stands_in_the_clear(office: &Office) {
    let roster = std::fs::read_to_string(fixtures().join("roster-second-visit.csv")).unwrap();
    let secrets: Vec<&str> = roster
        .lines()
        .skip(1)
        .flat_map(|line| {
            let mut cells = line.split(',');
            [cells.nth(1), cells.nth(2)]
        })
        .flatten()
        .filter(|secret| secret.chars().count() > 2)
        .collect();
    assert!(secrets.len() > 80);
    let mut folders = vec![office.store()];
    while let Some(folder) = folders.pop() {
        for entry in std::fs::read_dir(folder).unwrap() {
            let path = entry.unwrap().path();
            if path.is_dir() {
                folders.push(path);
                continue;
            }
            let bytes = std::fs::read(&path).unwrap();
            for secret in &secrets {
                let found = bytes
                    .windows(secret.len())
                    .any(|window| window == secret.as_bytes());
                assert!(!found, "{} holds {secret}", path.display());
            }
        }
    }
}

#[test]
fn bad_input_is_refused_with_its_code() {
    let county = Office::new("county", "654004", "霍尔果斯市");
    let before = county.database();
    let write = |name: &str, bytes: &[u8]| {
        let path = county.file(name);
        std::fs::write(&path, bytes).unwrap();
        path
    };
    let picture = write("picture.xlsx", b"\x89PNG\r\n\x1a\n\0\0\0\rIHDR");
    assert_eq!(
        county.refused(&["people", "import", &picture]),
        "NOT_A_TABLE"
    );
    let columns = write("columns.csv", "甲,乙\n1,2\n".as_bytes());
    assert_eq!(
        county.refused(&["people", "import", &columns]),
        "TABLE_COLUMNS_MISSING"
    );
    assert_eq!(
        county.refused(&["people", "import", &county.file("absent.xlsx")]),
        "FILE_UNREADABLE"
    );
    let capacity = write(
        "capacity.json",
        br#"{"courses": [{"occupation": "astronaut"}]}"#,
    );
    assert_eq!(
        county.refused(&["capacity", "import", &capacity]),
        "CAPACITY_FORMAT"
    );
    let package = write("package.tongfu", b"not a package");
    assert_eq!(
        county.refused(&["exchange", "import", &package]),
        "DEVICE_NOT_GRANTED"
    );
    assert_eq!(
        county.refused(&["exchange", "export", "--out", &county.file("out")]),
        "DEVICE_NOT_GRANTED"
    );
    assert_eq!(
        county.refused(&[
            "store", "create", "--role", "county", "--office", "654004", "--name", "x"
        ]),
        "STORE_EXISTS"
    );
    let instance = write("plan.json", br#"{"format": "tongfu-plan/1", "weeks": -1}"#);
    let out = county.file("solution.json");
    assert_eq!(
        tongfu(&["plan", "solve", &instance, "--out", &out]).json["error"]["code"],
        "PLAN_FORMAT"
    );
    assert_eq!(county.database(), before, "nothing half done");
    let wrong = Command::new(env!("CARGO_BIN_EXE_tongfu"))
        .args([
            "--json",
            "--store",
            &county.store().display().to_string(),
            "store",
            "info",
        ])
        .env("TONGFU_PASSPHRASE", "not the passphrase")
        .output()
        .unwrap();
    assert_eq!(wrong.status.code(), Some(1));
    let refusal: Value = serde_json::from_slice(&wrong.stdout).unwrap();
    assert_eq!(refusal["error"]["code"], "STORE_PASSPHRASE");
    let misused = Command::new(env!("CARGO_BIN_EXE_tongfu"))
        .args(["people", "fly"])
        .output()
        .unwrap();
    assert_eq!(misused.status.code(), Some(2));
}
