//! Real stores on disk: packages, backups, restores.

use super::*;
use crate::exchange;
use crate::security::vault::Kdf;
use crate::store::testing::open_backup;
use crate::store::{Environment, Founding};
use chrono::{TimeZone, Utc};
use std::path::{Path, PathBuf};
use std::sync::Arc;
use std::sync::atomic::{AtomicI64, Ordering};

pub(super) const PASSPHRASE: &str = "long enough";

/// A clock that never shows the same moment twice.
pub(super) fn clock() -> Environment {
    let second = Arc::new(AtomicI64::new(0));
    Environment {
        now: Arc::new(move || {
            Utc.with_ymd_and_hms(2026, 11, 20, 2, 0, 0).unwrap()
                + chrono::Duration::seconds(second.fetch_add(1, Ordering::Relaxed))
        }),
        today: Some(day("2026-11-20")),
        machine: "machine-a".into(),
        app: "test".into(),
    }
}

pub(super) struct Desk {
    folder: tempfile::TempDir,
    pub store: Store,
}

fn desk(role: Role, code: &str, name: &str) -> Desk {
    let folder = tempfile::tempdir().unwrap();
    let founding = Founding {
        office: Office::founded(role, code, name),
        user_name: "古丽",
        passphrase: PASSPHRASE,
        kdf: Kdf {
            memory_kib: 64,
            passes: 1,
        },
    };
    let store = Store::create(&folder.path().join("store"), &founding, clock())
        .unwrap()
        .store;
    Desk { folder, store }
}

impl Desk {
    fn place(&self) -> PathBuf {
        self.folder.path().join("store")
    }

    pub fn export(&mut self) -> PathBuf {
        let out = self.folder.path().join("out");
        exchange::export(&mut self.store, &out, None).unwrap().path
    }

    /// Closes the store, works on its folder, opens it again.
    pub fn closed<T>(self, work: impl FnOnce(&Path) -> T) -> (Self, T) {
        let place = self.place();
        let Self { folder, store } = self;
        drop(store);
        let answer = work(&place);
        let store = Store::open(&place, PASSPHRASE, None, clock()).unwrap();
        (Self { folder, store }, answer)
    }
}

pub(super) fn granted() -> (Desk, Desk) {
    let mut county = desk(Role::County, "654004", "霍尔果斯市");
    let mut province = desk(Role::Province, "650000", "新疆维吾尔自治区");
    let wanted = exchange::devices::request(&county.store).unwrap();
    let fingerprint = wanted.fingerprint().to_string();
    let grant =
        exchange::devices::grant(&mut province.store, wanted.as_bytes(), Some(&fingerprint))
            .unwrap();
    exchange::devices::accept(&mut county.store, &grant.file).unwrap();
    (county, province)
}

fn nothing() -> Vec<String> {
    Vec::new()
}

#[test]
fn a_package_made_before_imports_and_brings_nobody_back() {
    let (mut county, mut province) = granted();
    let gone = invented(0);
    let person = add(&mut county.store, &gone.entry("654004001", &gone.name));
    let before = county.export();
    let other_person = invented(1);
    let other = add(
        &mut county.store,
        &other_person.entry("654004001", &gone.name),
    );
    request(&mut county.store, person, "本人要求").unwrap();
    let after = county.export();
    assert_eq!(
        found(&pages(county.store.tables()), &gone.texts()),
        nothing()
    );

    // The province takes the erasure first and the older package then.
    exchange::import(&mut province.store, &after).unwrap();
    let late = exchange::import(&mut province.store, &before).unwrap();
    assert_eq!(late.applied, 0);
    assert_eq!(
        found(&pages(province.store.tables()), &gone.texts()),
        nothing()
    );
    assert_eq!(people::record(&province.store, person).unwrap(), None);
    assert!(shown(&household_of(&province.store, other), Field::IncomePerHead).is_some());

    // Another province takes them in the order they were made.
    let (mut second, mut elsewhere) = granted();
    let person = add(&mut second.store, &gone.entry("654004001", &gone.name));
    let before = second.export();
    exchange::import(&mut elsewhere.store, &before).unwrap();
    assert!(!found(&pages(elsewhere.store.tables()), &gone.texts()).is_empty());
    request(&mut second.store, person, "本人要求").unwrap();
    let after = second.export();
    exchange::import(&mut elsewhere.store, &after).unwrap();
    assert_eq!(
        found(&pages(elsewhere.store.tables()), &gone.texts()),
        nothing()
    );
    let stream = second.store.own_stream().to_string();
    assert_eq!(
        second.store.digests(Some(&stream)).unwrap(),
        elsewhere.store.digests(Some(&stream)).unwrap()
    );
    for store in [&mut county.store, &mut province.store, &mut elsewhere.store] {
        sound_and_rebuilt(store);
    }
}

#[test]
fn an_erasure_reaches_every_backup_and_a_restore_brings_nobody_back() {
    let mut county = desk(Role::County, "654004", "霍尔果斯市");
    let (gone, stays) = (invented(0), invented(1));
    let person = add(&mut county.store, &gone.entry("654004001", &gone.name));
    let other = add(&mut county.store, &stays.entry("654004001", &gone.name));
    let near = county.store.backup(None).unwrap();
    let stick = tempfile::tempdir().unwrap();
    let far = county.store.backup(Some(stick.path())).unwrap();
    let unplugged = stick.path().join("elsewhere");
    let texts = gone.texts();
    assert!(found(&pages(&open_backup(&county.store, &near.path)), &texts).len() >= 6);
    // The stick is not plugged in when the erasure is done.
    let plugged = far.path.parent().unwrap().to_owned();
    std::fs::rename(&plugged, &unplugged).unwrap();
    // Somebody put a copy of the whole database aside by hand.
    let by_hand = std::fs::read(county.place().join("store.db")).unwrap();

    request(&mut county.store, person, "本人要求").unwrap();
    assert_eq!(found(&pages(county.store.tables()), &texts), nothing());
    assert_eq!(
        found(&pages(&open_backup(&county.store, &near.path)), &texts),
        nothing()
    );
    let listed = county.store.backups().unwrap();
    assert_eq!(listed.len(), 2);
    let owing: Vec<_> = listed
        .iter()
        .filter(|backup| backup.owes_since.is_some())
        .collect();
    assert_eq!(
        (owing.len(), owing[0].reachable, owing[0].owes_since),
        (1, false, Some(day("2026-11-20")))
    );
    // Plugged in again, the erasure is done there too.
    std::fs::rename(&unplugged, &plugged).unwrap();
    assert!(!found(&pages(&open_backup(&county.store, &far.path)), &texts).is_empty());
    county.store.settle().unwrap();
    assert_eq!(
        found(&pages(&open_backup(&county.store, &far.path)), &texts),
        nothing()
    );
    assert!(
        county
            .store
            .backups()
            .unwrap()
            .iter()
            .all(|backup| backup.owes_since.is_none())
    );

    // A database from before the erasure, put back by hand.
    let epoch = county.store.own().epoch;
    let (mut county, ()) =
        county.closed(|place| std::fs::write(place.join("store.db"), by_hand).unwrap());
    assert!(county.store.own().epoch > epoch);
    assert_eq!(found(&pages(county.store.tables()), &texts), nothing());
    assert_eq!(people::record(&county.store, person).unwrap(), None);
    assert!(people::record(&county.store, other).unwrap().is_some());
    sound_and_rebuilt(&mut county.store);
}

#[test]
fn a_restore_looks_first_erases_again_and_opens_a_new_epoch() {
    let mut county = desk(Role::County, "654004", "霍尔果斯市");
    let gone = invented(0);
    let person = add(&mut county.store, &gone.entry("654004001", &gone.name));
    let stick = tempfile::tempdir().unwrap();
    let backup = county.store.backup(Some(stick.path())).unwrap();
    let old = std::fs::read(&backup.path).unwrap();
    let later = add(&mut county.store, &invented(1).entry("", ""));
    request(&mut county.store, person, "本人要求").unwrap();
    let epoch = county.store.own().epoch;
    // A copy of the backup that no erasure could reach.
    let copied = tempfile::tempdir().unwrap();
    let copy = copied.path().join("copy.tongfu-backup");
    std::fs::write(&copy, old).unwrap();
    // The open store says how far it is itself.
    let looked = Store::look_into_backup(
        county.store.folder().unwrap(),
        &copy,
        crate::security::vault::Account::First,
        PASSPHRASE,
        (clock().now)(),
        Some(&county.store),
    )
    .unwrap();
    assert!(looked.operations_now.unwrap() > looked.operations);
    assert!(looked.erasures > 0);
    let (mut county, restored) = county.closed(|place| {
        assert_eq!(
            Store::look_into_backup(
                place,
                &copy,
                crate::security::vault::Account::First,
                "not the passphrase",
                (clock().now)(),
                None
            )
            .unwrap_err()
            .code,
            "STORE_PASSPHRASE"
        );
        let before = std::fs::read(&copy).unwrap();
        let contents = Store::look_into_backup(
            place,
            &copy,
            crate::security::vault::Account::First,
            PASSPHRASE,
            (clock().now)(),
            None,
        )
        .unwrap();
        assert_eq!(contents.office.code, "654004");
        assert!(contents.erasures > 0);
        assert!(contents.operations_now.unwrap() > contents.operations);
        assert_eq!(std::fs::read(&copy).unwrap(), before);
        Store::restore(
            place,
            &copy,
            crate::security::vault::Account::First,
            PASSPHRASE,
            &clock(),
        )
        .unwrap()
    });
    assert!(restored.erasures > 0);
    assert_eq!(
        (restored.epoch, county.store.own().epoch),
        (epoch + 1, epoch + 1)
    );
    assert_eq!(
        found(&pages(county.store.tables()), &gone.texts()),
        nothing()
    );
    assert_eq!(people::record(&county.store, person).unwrap(), None);
    // What was written after the backup lies in the database put aside.
    assert_eq!(people::record(&county.store, later).unwrap(), None);
    let aside = restored.replaced.unwrap();
    assert!(
        county
            .store
            .backups()
            .unwrap()
            .iter()
            .any(|backup| backup.path == aside)
    );
    let texts = invented(1).texts();
    assert!(!found(&pages(&open_backup(&county.store, &aside)), &texts).is_empty());
    add(&mut county.store, &invented(2).entry("", ""));
    sound_and_rebuilt(&mut county.store);

    // On another laptop, with nothing but what lies beside the backup.
    let fresh = tempfile::tempdir().unwrap();
    let place = fresh.path().join("store");
    Store::restore(
        &place,
        &backup.path,
        crate::security::vault::Account::First,
        PASSPHRASE,
        &clock(),
    )
    .unwrap();
    let store = Store::open(&place, PASSPHRASE, None, clock()).unwrap();
    assert_eq!(found(&pages(store.tables()), &gone.texts()), nothing());
    // One that is no backup, and one of another office.
    let broken = copied.path().join("broken.tongfu-backup");
    std::fs::write(&broken, b"nothing of the kind").unwrap();
    assert_eq!(
        Store::look_into_backup(
            &place,
            &broken,
            crate::security::vault::Account::First,
            PASSPHRASE,
            (clock().now)(),
            None
        )
        .unwrap_err()
        .code,
        "BACKUP_UNREADABLE"
    );
    assert_eq!(
        Store::look_into_backup(
            &place,
            &copied.path().join("none"),
            crate::security::vault::Account::First,
            PASSPHRASE,
            (clock().now)(),
            None
        )
        .unwrap_err()
        .code,
        "BACKUP_ABSENT"
    );
}

#[test]
fn backups_rotate_and_are_made_when_due() {
    let mut county = desk(Role::County, "654004", "霍尔果斯市");
    county.store.set_setting("backup.keep", Some("2")).unwrap();
    for _ in 0..4 {
        county.store.backup(None).unwrap();
    }
    assert_eq!(county.store.backups().unwrap().len(), 2);
    let files = std::fs::read_dir(county.place().join("backups"))
        .unwrap()
        .count();
    // Two backups, the vault, the list of erasures.
    assert_eq!(files, 4);
    assert_eq!(county.store.backup_when_due(true).unwrap(), None);
    add(&mut county.store, &invented(0).entry("", ""));
    assert_eq!(county.store.backup_when_due(true).unwrap(), None);
    set_today(&mut county.store, "2026-11-21");
    assert!(county.store.backup_when_due(false).unwrap().is_some());
    // Nothing changed since.
    set_today(&mut county.store, "2026-12-21");
    assert_eq!(county.store.backup_when_due(true).unwrap(), None);
    let newest = county.store.backups().unwrap().remove(0).path;
    assert_eq!(
        county.store.forget_backup(&newest).unwrap_err().code,
        "BACKUP_STILL_THERE"
    );
    std::fs::remove_file(&newest).unwrap();
    county.store.forget_backup(&newest).unwrap();
    assert_eq!(
        county.store.forget_backup(&newest).unwrap_err().code,
        "BACKUP_ABSENT"
    );
}

#[test]
fn only_an_administrator_puts_a_backup_back() {
    use crate::security::accounts;
    use crate::security::vault::Account;
    let mut county = desk(Role::County, "654004", "霍尔果斯市");
    let officer = accounts::add(
        &mut county.store,
        "努尔",
        UserRole::Officer,
        Some(PASSPHRASE),
    );
    officer.unwrap();
    let backup = county.store.backup(None).unwrap().path;
    let (mut county, ()) = county.closed(|place| {
        let account = Account::Named("努尔");
        let looked =
            Store::look_into_backup(place, &backup, account, PASSPHRASE, (clock().now)(), None);
        assert_eq!(looked.unwrap_err().code, "ROLE_MAY_NOT");
        let before = std::fs::read(place.join("store.db")).unwrap();
        let restored = Store::restore(place, &backup, account, PASSPHRASE, &clock());
        assert_eq!(restored.unwrap_err().code, "ROLE_MAY_NOT");
        assert_eq!(std::fs::read(place.join("store.db")).unwrap(), before);
    });
    // Made an administrator since: what counts is what they are now.
    let own = county.store.own().clone();
    let officer = users::by_name(county.store.tables(), &own, "努尔").unwrap();
    accounts::set_role(&mut county.store, officer.id, UserRole::Administrator).unwrap();
    let (_, restored) = county.closed(|place| {
        let account = Account::Named("努尔");
        Store::restore(place, &backup, account, PASSPHRASE, &clock()).unwrap()
    });
    assert!(restored.replaced.is_some());
}
