//! Erasure, retention, backup and restore, through the program that offices
//! script.
#![allow(
    clippy::unwrap_used,
    reason = "a test says where it failed by panicking"
)]

use serde_json::Value;
use std::path::{Path, PathBuf};
use std::process::Command;

struct Office {
    folder: tempfile::TempDir,
}

impl Office {
    fn ask(&self, arguments: &[&str]) -> (i32, Value) {
        let output = Command::new(env!("CARGO_BIN_EXE_tongfu"))
            .args(["--json", "--today", "2026-11-20", "--store"])
            .arg(self.folder.path().join("store"))
            .args(arguments)
            .env("TONGFU_PASSPHRASE", "a long enough passphrase")
            .env("TONGFU_NEW_PASSPHRASE", "a long enough passphrase")
            .output()
            .unwrap();
        let text = String::from_utf8(output.stdout).unwrap();
        let json = serde_json::from_str(&text).unwrap_or_else(|_| {
            panic!(
                "{arguments:?} did not print one JSON object: {text:?} {}",
                String::from_utf8_lossy(&output.stderr)
            )
        });
        (output.status.code().unwrap(), json)
    }

    fn done(&self, arguments: &[&str]) -> Value {
        let (code, json) = self.ask(arguments);
        assert_eq!(code, 0, "{arguments:?}: {json}");
        json
    }

    fn found(&self, name: &str) -> usize {
        self.done(&["people", "find", name])["hits"]
            .as_array()
            .unwrap()
            .iter()
            .filter(|hit| hit["name"] == name)
            .count()
    }
}

#[test]
fn somebody_erased_stays_away_after_a_restore() {
    let office = Office {
        folder: tempfile::tempdir().unwrap(),
    };
    office.done(&[
        "store",
        "create",
        "--role",
        "county",
        "--office",
        "654004",
        "--name",
        "霍尔果斯市",
    ]);
    let roster = Path::new(env!("CARGO_MANIFEST_DIR"))
        .join("../../tests/fixtures/roster-wps.xlsx")
        .display()
        .to_string();
    office.done(&["people", "import", &roster]);
    let hits = office.done(&["people", "find", "1", "--limit", "50"]);
    let one = hits["hits"].as_array().unwrap().iter().find(|hit| {
        // Somebody whose name nobody else has.
        office.found(hit["name"].as_str().unwrap()) == 1
    });
    let one = one.unwrap().clone();
    let (id, name) = (one["id"].as_str().unwrap(), one["name"].as_str().unwrap());

    let stick = office.folder.path().join("stick");
    let made = office.done(&["store", "backup", "--to", &stick.display().to_string()]);
    let place = PathBuf::from(made["place"].as_str().unwrap());
    let kept = office.folder.path().join("kept.tongfu-backup");
    std::fs::copy(&place, &kept).unwrap();
    let kept = kept.display().to_string();

    let would = office.done(&["people", "erase", id, "--dry-run"]);
    assert_eq!(would["kept_until"], Value::Null);
    assert_eq!(office.found(name), 1);
    let (code, refused) = office.ask(&["people", "erase", id]);
    assert_eq!(
        (code, &refused["error"]["code"]),
        (1, &Value::from("ERASURE_REASON_MISSING"))
    );
    let asked = office.done(&["people", "erase", id, "--reason", "本人要求"]);
    let approval = asked["id"].as_str().unwrap();
    let erase = ["people", "erase", id, "--approval", approval];
    let (code, refused) = office.ask(&erase);
    assert_eq!(
        (code, &refused["error"]["code"]),
        (1, &Value::from("APPROVAL_WAITING"))
    );
    let (_, refused) = office.ask(&["approval", "grant", approval]);
    assert_eq!(refused["error"]["code"], "APPROVAL_OWN");
    office.done(&["user", "add", "帕提古丽", "--role", "administrator"]);
    office.done(&["--user", "帕提古丽", "approval", "grant", approval]);
    assert_eq!(office.found(name), 1);
    let done = office.done(&erase);
    assert_eq!(done["locked_until"], Value::Null);
    assert_eq!(office.found(name), 0);
    let erasures = office.done(&["people", "erasures"]);
    assert_eq!(erasures["erasures"][0]["state"], "erased");
    assert_eq!(erasures["erasures"][0]["approved_by"], "帕提古丽");
    assert_eq!(office.done(&["people", "retention", "--run"])["erased"], 0);
    assert_eq!(office.done(&["store", "check"])["sound"], true);
    let backups = office.done(&["store", "backup", "--list"]);
    assert_eq!(backups["backups"][0]["owes_since"], Value::Null);

    // A copy that the erasure could not reach, and the one that it did.
    for file in [kept.as_str(), place.to_str().unwrap()] {
        let seen = office.done(&["store", "restore", file, "--dry-run"]);
        assert_eq!(seen["office_code"], "654004");
        assert_eq!(seen["erasures"].as_u64().unwrap() > 0, file == kept);
        let restored = office.done(&["store", "restore", file]);
        assert!(restored["epoch"].as_u64().unwrap() > 1);
        assert_eq!(office.found(name), 0, "{file}");
        assert_eq!(office.done(&["store", "check"])["sound"], true);
    }
    let (code, refused) = office.ask(&["store", "restore", "no-such-file"]);
    assert_eq!(code, 1, "{refused}");
}
