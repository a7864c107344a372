//! Stores of a province with handlers and of counties, with packages between.

mod cases;
mod rounds;
mod secrecy;

use super::handler::{self, Unlocked};
use super::*;
use crate::base::PersonId;
use crate::exchange::{self, devices};
use crate::people::{self, Entry as Form, Field};
use crate::security::model::UserRole;
use crate::security::vault::Kdf;
use crate::security::{testing, users};
use crate::store::testing::environment;
use crate::store::{Office, Role, Store, User};
use std::path::PathBuf;

pub(super) const TODAY: &str = "2026-11-20";
pub(super) const PROVINCE: &str = "650000";
pub(super) const COUNTY: &str = "654004";
pub(super) const PASSPHRASE: &str = "handler's own words";

pub(super) fn cheap() -> Kdf {
    Kdf {
        memory_kib: 64,
        passes: 1,
    }
}

pub(super) struct Desk {
    pub folder: tempfile::TempDir,
    pub store: Store,
}

impl Desk {
    pub fn new(role: Role, code: &str, name: &str) -> Self {
        Self::on(role, code, name, TODAY)
    }

    pub fn on(role: Role, code: &str, name: &str, today: &str) -> Self {
        Self {
            folder: tempfile::tempdir().unwrap(),
            store: Store::in_memory(
                Office::founded(role, code, name),
                "古丽",
                environment(today),
            )
            .unwrap(),
        }
    }

    pub fn export(&mut self, to: Option<&str>) -> PathBuf {
        exchange::export(&mut self.store, self.folder.path(), to)
            .unwrap()
            .path
    }

    /// A user of this office, made when new.
    pub fn user(&mut self, name: &str) -> User {
        self.user_of(name, UserRole::CaseHandler)
    }

    /// The same in a role.
    pub fn user_of(&mut self, name: &str, role: UserRole) -> User {
        let own = self.store.own().clone();
        users::by_name(self.store.tables(), &own, name)
            .unwrap_or_else(|_| testing::user(&mut self.store, name, role))
    }

    /// The user called `name` works from now on.
    pub fn work_as(&mut self, name: &str) {
        let user = self.user(name);
        testing::work_as(&mut self.store, &user);
    }

    /// A handler of the province, with a key.
    pub fn handler(&mut self, name: &str, office: Option<&str>) -> User {
        let user = self.user(name);
        let worker = self.store.user().clone();
        testing::work_as(&mut self.store, &user);
        handler::create(&mut self.store, &user, PASSPHRASE, office, &cheap()).unwrap();
        testing::work_as(&mut self.store, &worker);
        user
    }

    /// The handler sits down at their desk.
    pub fn unlock(&mut self, user: &User) -> Unlocked {
        testing::work_as(&mut self.store, user);
        handler::unlock(&mut self.store, user, PASSPHRASE).unwrap()
    }

    pub fn person(&mut self, name: &str, number: &str) -> PersonId {
        let form = Form::new()
            .with(Field::Name, name)
            .with(Field::DocumentNumber, number);
        match people::save(&mut self.store, None, &form).unwrap() {
            people::Saved::Done { person, .. } => person,
            people::Saved::Refused(problems) => panic!("{problems:?}"),
        }
    }
}

/// A province with the handler 阿依 and a county that has heard of her key.
pub(super) fn offices() -> (Desk, Desk, User) {
    let mut province = Desk::new(Role::Province, PROVINCE, "新疆维吾尔自治区");
    let handler = province.handler("阿依", None);
    let mut county = Desk::new(Role::County, COUNTY, "霍尔果斯市");
    grant(&mut province, &mut county);
    carry(&mut province, &mut county, Some(COUNTY));
    (province, county, handler)
}

pub(super) fn grant(province: &mut Desk, county: &mut Desk) {
    let request = devices::request(&county.store).unwrap();
    let grant = devices::grant(&mut province.store, request.as_bytes(), None).unwrap();
    devices::accept(&mut county.store, &grant.file).unwrap();
}

/// A package from one office to the other.
pub(super) fn carry(from: &mut Desk, to: &mut Desk, code: Option<&str>) {
    let package = from.export(code);
    exchange::import(&mut to.store, &package).unwrap();
}

pub(super) fn report(matter: Matter, words: &str) -> Report {
    Report {
        matter,
        person: None,
        accused: Accused::default(),
        words: words.to_owned(),
        evidence: None,
    }
}

pub(super) fn opened(store: &mut Store, report: &Report) -> Opened {
    match open(store, report).unwrap() {
        Saved::Done(opened) => opened,
        Saved::Refused(problems) => panic!("{problems:?}"),
    }
}
