//! Users of one store, each with their own passphrase, through the program
//! that offices script.
#![allow(
    clippy::unwrap_used,
    reason = "a test says where it failed by panicking"
)]

use serde_json::Value;
use std::path::{Path, PathBuf};
use std::process::Command;

const FIRST: &str = "a long enough passphrase";
const SECOND: &str = "another long passphrase";

struct Said {
    code: i32,
    json: Value,
}

impl Said {
    fn refusal(&self) -> &str {
        assert_eq!(self.code, 1, "{}", self.json);
        self.json.pointer("/error/code").unwrap().as_str().unwrap()
    }

    fn done(self) -> Value {
        assert_eq!(self.code, 0, "{}", self.json);
        self.json
    }
}

struct Office {
    folder: tempfile::TempDir,
}

impl Office {
    fn store(&self) -> PathBuf {
        self.folder.path().join("store")
    }

    /// Runs `line` as `user` with `passphrase`; `more` are further variables.
    fn run(&self, user: &str, passphrase: &str, line: &[&str], more: &[(&str, &str)]) -> Said {
        let mut command = Command::new(env!("CARGO_BIN_EXE_tongfu"));
        command
            .args(["--json", "--today", "2026-11-20", "--store"])
            .arg(self.store())
            .args(line)
            .env("TONGFU_PASSPHRASE", passphrase)
            .env_remove("TONGFU_NEW_PASSPHRASE");
        if !user.is_empty() {
            command.args(["--user", user]);
        }
        for (name, value) in more {
            command.env(name, value);
        }
        let output = command.output().unwrap();
        Said {
            code: output.status.code().unwrap(),
            json: serde_json::from_slice(&output.stdout).unwrap_or_else(|_| {
                panic!("{line:?}: {}", String::from_utf8_lossy(&output.stderr))
            }),
        }
    }
}

fn roster() -> String {
    Path::new(env!("CARGO_MANIFEST_DIR"))
        .join("../../tests/fixtures/roster-wps.xlsx")
        .display()
        .to_string()
}

#[test]
fn users_work_under_their_own_names_and_roles() {
    let office = Office {
        folder: tempfile::tempdir().unwrap(),
    };
    let create = [
        "store",
        "create",
        "--role",
        "county",
        "--office",
        "654004",
        "--name",
        "霍尔果斯市",
    ];
    let made = office.run("古丽", FIRST, &create, &[]).done();
    let code = made["recovery_code"].as_str().unwrap().to_owned();
    // As scripts did before: a user without a passphrase of their own.
    office.run("", FIRST, &["user", "add", "赵云"], &[]).done();
    assert_eq!(
        office.run("赵云", FIRST, &["store", "info"], &[]).refusal(),
        "USER_NO_PASSPHRASE"
    );
    let second = [("TONGFU_NEW_PASSPHRASE", SECOND)];
    for (name, role) in [("王强", "coordinator"), ("陈静", "auditor")] {
        let line = ["user", "add", name, "--role", role];
        office.run("", FIRST, &line, &second).done();
    }
    let file = roster();
    let import = ["people", "import", file.as_str()];
    assert_eq!(
        office.run("陈静", SECOND, &import, &[]).refusal(),
        "ROLE_MAY_NOT"
    );
    office.run("王强", SECOND, &import, &[]).done();
    assert_eq!(
        office.run("王强", FIRST, &import, &[]).refusal(),
        "STORE_PASSPHRASE"
    );
    assert_eq!(
        office
            .run("王强", SECOND, &["user", "add", "李"], &[])
            .refusal(),
        "ROLE_MAY_NOT"
    );

    // A list with whole numbers needs two people, once.
    let ask = [
        "approval",
        "export",
        "--for",
        "县人社局",
        "--reason",
        "核对参保",
    ];
    let asked = office.run("", FIRST, &ask, &[]).done();
    let id = asked["id"].as_str().unwrap();
    assert_eq!(
        office
            .run("", FIRST, &["approval", "grant", id], &[])
            .refusal(),
        "APPROVAL_OWN"
    );
    office
        .run("王强", SECOND, &["approval", "grant", id], &[])
        .done();
    let out = office.folder.path().join("people.xlsx");
    let out = out.display().to_string();
    let export = [
        "people",
        "export",
        "--out",
        &out,
        "--unmasked",
        "--approval",
        id,
    ];
    office.run("", FIRST, &export, &[]).done();
    assert!(Path::new(&out).exists());
    assert_eq!(
        office.run("", FIRST, &export, &[]).refusal(),
        "APPROVAL_USED"
    );

    // Suspended, reset, recovered.
    office
        .run("", FIRST, &["user", "suspend", "陈静"], &[])
        .done();
    assert_eq!(
        office
            .run("陈静", SECOND, &["store", "info"], &[])
            .refusal(),
        "USER_NO_PASSPHRASE"
    );
    office
        .run(
            "王强",
            SECOND,
            &["user", "passphrase"],
            &[("TONGFU_NEW_PASSPHRASE", "the third passphrase")],
        )
        .done();
    let list = ["user", "list"];
    office
        .run("王强", "the third passphrase", &list, &[])
        .done();
    let recovery = [
        ("TONGFU_RECOVERY_CODE", code.as_str()),
        ("TONGFU_NEW_PASSPHRASE", "the fourth passphrase"),
    ];
    office
        .run("", FIRST, &["user", "recover"], &recovery)
        .done();
    let users = office.run("", "the fourth passphrase", &list, &[]).done();
    let state = |name: &str| {
        let all = users["users"].as_array().unwrap();
        let one = all.iter().find(|user| user["name"] == name).unwrap();
        (
            one["role"].as_str().unwrap().to_owned(),
            one["suspended"].as_bool().unwrap(),
        )
    };
    assert_eq!(state("古丽"), ("administrator".to_owned(), false));
    assert_eq!(state("陈静"), ("auditor".to_owned(), true));
    assert_eq!(state("赵云"), ("officer".to_owned(), false));
}
