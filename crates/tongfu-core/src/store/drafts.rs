//! Half-typed work: kept in the encrypted store at every pause, so that a
//! closed lid, a lock or a crash loses nothing.
//!
//! Invariants
//! - A draft belongs to the user who types it. Others learn that there is one
//!   and since when (domain.md §10: switching accounts locks the other's
//!   drafts), never what it says.
//! - A draft is no record: it lies in no log, travels nowhere and goes with
//!   [`discard`].

use super::Store;
use crate::base::UserId;
use crate::{Error, Result};
use chrono::{DateTime, Utc};
use rusqlite::{TransactionBehavior, params};
use std::collections::BTreeMap;

/// Longest name of a draft or of a part of it, in bytes.
const NAME: usize = 80;
/// Most that one user may keep in one draft, in bytes: well over ten thousand
/// lines of a village list.
const DRAFT: usize = 16 * 1024 * 1024;
/// Most drafts of one user.
const DRAFTS: usize = 500;
/// Most that the page may keep of how somebody likes a screen, in bytes.
const PREFERENCE: usize = 16 * 1024;

/// What somebody left half typed.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Draft {
    /// When it was kept last.
    pub updated: DateTime<Utc>,
    /// Its parts by name.
    pub parts: BTreeMap<String, String>,
}

/// That there is a draft.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct DraftLine {
    /// What it is a draft of; `None` for another user's, because the name may
    /// tell of a person.
    pub key: Option<String>,
    /// Who typed it.
    pub owner: UserId,
    /// When it was kept last.
    pub updated: DateTime<Utc>,
}

fn check_name(name: &str) -> Result<()> {
    if name.is_empty() || name.len() > NAME {
        return Err(Error::refused("DRAFT_NAME").with("name", name));
    }
    Ok(())
}

fn moment(millis: i64) -> DateTime<Utc> {
    DateTime::from_timestamp_millis(millis).unwrap_or_default()
}

/// Keeps parts of a draft of the user who works; a part without text goes.
/// Parts that are not named stay as they are. All of it or nothing.
///
/// Errors: `DRAFT_NAME`, `DRAFT_TOO_LARGE`, `DRAFTS_TOO_MANY`; what was kept
/// before stays.
pub fn put(store: &mut Store, key: &str, parts: &BTreeMap<String, Option<String>>) -> Result<()> {
    check_name(key)?;
    for part in parts.keys() {
        check_name(part)?;
    }
    let owner = store.user().id;
    let now = store.now().timestamp_millis();
    let transaction = store
        .connection_mut()
        .transaction_with_behavior(TransactionBehavior::Immediate)?;
    for (part, body) in parts {
        match body {
            Some(body) => transaction
                .prepare_cached(
                    "INSERT OR REPLACE INTO draft (owner, key, part, updated, body) VALUES (?1, ?2, ?3, ?4, ?5)",
                )?
                .execute(params![owner, key, part, now, body])?,
            None => transaction
                .prepare_cached("DELETE FROM draft WHERE owner = ?1 AND key = ?2 AND part = ?3")?
                .execute(params![owner, key, part])?,
        };
    }
    let bytes: i64 = transaction
        .prepare_cached(
            "SELECT coalesce(sum(octet_length(body)), 0) FROM draft WHERE owner = ?1 AND key = ?2",
        )?
        .query_row(params![owner, key], |row| row.get(0))?;
    if usize::try_from(bytes).unwrap_or(usize::MAX) > DRAFT {
        return Err(Error::refused("DRAFT_TOO_LARGE").with("megabytes", DRAFT / (1024 * 1024)));
    }
    let drafts: i64 = transaction
        .prepare_cached("SELECT count(DISTINCT key) FROM draft WHERE owner = ?1")?
        .query_row([owner], |row| row.get(0))?;
    if usize::try_from(drafts).unwrap_or(usize::MAX) > DRAFTS {
        return Err(Error::refused("DRAFTS_TOO_MANY").with("most", DRAFTS));
    }
    transaction.commit()?;
    Ok(())
}

/// The draft `key` of the user who works; never another user's.
pub fn get(store: &Store, key: &str) -> Result<Option<Draft>> {
    let mut statement = store
        .tables()
        .prepare_cached("SELECT part, body, updated FROM draft WHERE owner = ?1 AND key = ?2")?;
    let mut rows = statement.query(params![store.user().id, key])?;
    let mut parts = BTreeMap::new();
    let mut updated = i64::MIN;
    while let Some(row) = rows.next()? {
        parts.insert(row.get(0)?, row.get(1)?);
        updated = updated.max(row.get(2)?);
    }
    Ok((!parts.is_empty()).then(|| Draft {
        updated: moment(updated),
        parts,
    }))
}

/// Every draft of this laptop, the latest first; whose and since when.
pub fn list(store: &Store) -> Result<Vec<DraftLine>> {
    let own = store.user().id;
    let mut statement = store.tables().prepare_cached(
        "SELECT owner, key, max(updated) AS latest FROM draft GROUP BY owner, key ORDER BY latest DESC, key",
    )?;
    let lines = statement
        .query_map([], |row| {
            let owner: UserId = row.get(0)?;
            let key: String = row.get(1)?;
            Ok(DraftLine {
                key: (owner == own).then_some(key),
                owner,
                updated: moment(row.get(2)?),
            })
        })?
        .collect::<rusqlite::Result<_>>()?;
    Ok(lines)
}

/// Forgets the draft `key` of the user who works, if there is one.
pub fn discard(store: &mut Store, key: &str) -> Result<()> {
    let owner = store.user().id;
    store
        .connection_mut()
        .prepare_cached("DELETE FROM draft WHERE owner = ?1 AND key = ?2")?
        .execute(params![owner, key])?;
    Ok(())
}

fn preference_key(store: &Store, name: &str) -> Result<String> {
    check_name(name)?;
    Ok(format!("page/{}/{name}", store.user().id))
}

/// How the user who works likes a screen: which columns, which way a key goes.
pub fn preference(store: &Store, name: &str) -> Result<Option<String>> {
    store.setting(&preference_key(store, name)?)
}

/// Keeps how the user who works likes a screen, on this laptop only.
///
/// Errors: `DRAFT_NAME`, `PREFERENCE_TOO_LARGE`.
pub fn set_preference(store: &mut Store, name: &str, value: &str) -> Result<()> {
    let key = preference_key(store, name)?;
    if value.len() > PREFERENCE {
        return Err(Error::refused("PREFERENCE_TOO_LARGE").with("kilobytes", PREFERENCE / 1024));
    }
    store.set_setting(&key, Some(value))
}

#[cfg(test)]
mod tests {
    use super::super::testing::{county, environment};
    use super::*;
    use crate::security::model::UserRole;
    use crate::security::testing;
    use crate::security::vault::Kdf;
    use crate::store::{Founding, Office, Role};

    fn parts(pairs: &[(&str, Option<&str>)]) -> BTreeMap<String, Option<String>> {
        pairs
            .iter()
            .map(|(part, body)| ((*part).to_owned(), body.map(str::to_owned)))
            .collect()
    }

    #[test]
    fn parts_are_replaced_kept_and_dropped_one_by_one() {
        let mut store = county("2026-11-20");
        let first = parts(&[("order", Some("1-3")), ("rows", Some("沈晓永"))]);
        put(&mut store, "entry", &first).unwrap();
        put(&mut store, "entry", &parts(&[("rows", Some("买买提"))])).unwrap();
        let held = get(&store, "entry").unwrap().unwrap();
        assert_eq!(held.parts["order"], "1-3");
        assert_eq!(held.parts["rows"], "买买提");
        put(&mut store, "entry", &parts(&[("rows", None)])).unwrap();
        assert_eq!(get(&store, "entry").unwrap().unwrap().parts.len(), 1);
        discard(&mut store, "entry").unwrap();
        assert_eq!(get(&store, "entry").unwrap(), None);
        assert!(list(&store).unwrap().is_empty());
    }

    #[test]
    fn a_draft_is_its_owners_alone() {
        let mut store = county("2026-11-20");
        put(
            &mut store,
            "person/new",
            &parts(&[("form", Some("沈晓永"))]),
        )
        .unwrap();
        let owner = store.user().id;
        let (first, other) = {
            let other = testing::user(&mut store, "努尔", UserRole::Officer);
            (store.user().clone(), other)
        };
        testing::work_as(&mut store, &other);
        assert_eq!(get(&store, "person/new").unwrap(), None);
        let lines = list(&store).unwrap();
        assert_eq!((lines.len(), lines[0].owner), (1, owner));
        assert_eq!(lines[0].key, None, "the name may tell of a person");
        discard(&mut store, "person/new").unwrap();
        put(&mut store, "person/new", &parts(&[("form", Some("别人"))])).unwrap();
        set_preference(&mut store, "entry", "right").unwrap();
        testing::work_as(&mut store, &first);
        let held = get(&store, "person/new").unwrap().unwrap();
        assert_eq!(held.parts["form"], "沈晓永", "neither dropped nor replaced");
        assert_eq!(preference(&store, "entry").unwrap(), None);
    }

    #[test]
    fn drafts_write_no_operations_and_outlive_the_folds() {
        let mut store = county("2026-11-20");
        let before = store.digests(None).unwrap();
        put(&mut store, "entry", &parts(&[("rows", Some("沈晓永"))])).unwrap();
        assert_eq!(store.digests(None).unwrap(), before);
        store.rebuild().unwrap();
        assert!(get(&store, "entry").unwrap().is_some());
    }

    #[test]
    fn a_draft_is_still_there_when_the_store_is_opened_again() {
        let folder = tempfile::tempdir().unwrap();
        let founding = Founding {
            office: Office::founded(Role::County, "654004", "霍尔果斯市"),
            user_name: "古丽",
            passphrase: "一句自己记得住的话",
            kdf: Kdf {
                memory_kib: 64,
                passes: 1,
            },
        };
        let mut store = Store::create(folder.path(), &founding, environment("2026-11-20"))
            .unwrap()
            .store;
        put(&mut store, "entry", &parts(&[("rows", Some("沈晓永"))])).unwrap();
        drop(store);
        let bytes = std::fs::read(folder.path().join("store.db")).unwrap();
        let wanted = "沈晓永".as_bytes();
        assert!(!bytes.windows(wanted.len()).any(|found| found == wanted));
        let store = Store::open(
            folder.path(),
            founding.passphrase,
            None,
            environment("2026-11-20"),
        )
        .unwrap();
        assert_eq!(
            get(&store, "entry").unwrap().unwrap().parts["rows"],
            "沈晓永"
        );
    }

    #[test]
    fn what_is_too_large_is_refused_and_nothing_is_lost() {
        let mut store = county("2026-11-20");
        put(&mut store, "entry", &parts(&[("a", Some("有"))])).unwrap();
        let long = "x".repeat(DRAFT);
        let refused = put(
            &mut store,
            "entry",
            &parts(&[("a", None), ("b", Some(&long))]),
        );
        assert!(refused.is_ok(), "exactly as much as there may be");
        let refused = put(&mut store, "entry", &parts(&[("a", Some("y"))]));
        assert_eq!(refused.unwrap_err().code, "DRAFT_TOO_LARGE");
        assert_eq!(get(&store, "entry").unwrap().unwrap().parts.len(), 1);
        discard(&mut store, "entry").unwrap();
        for at in 0..DRAFTS {
            put(&mut store, &format!("d{at}"), &parts(&[("a", Some(""))])).unwrap();
        }
        let refused = put(&mut store, "more", &parts(&[("a", Some(""))]));
        assert_eq!(refused.unwrap_err().code, "DRAFTS_TOO_MANY");
        for name in ["", &"n".repeat(NAME + 1)] {
            let refused = put(&mut store, name, &parts(&[("a", Some(""))]));
            assert_eq!(refused.unwrap_err().code, "DRAFT_NAME");
        }
        let refused = set_preference(&mut store, "entry", &"x".repeat(PREFERENCE + 1));
        assert_eq!(refused.unwrap_err().code, "PREFERENCE_TOO_LARGE");
    }
}
