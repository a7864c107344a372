//! The vault against what it promises.

use super::*;
use proptest::prelude::*;

fn cheap() -> Kdf {
    Kdf {
        memory_kib: 64,
        passes: 1,
    }
}

fn named(number: u8, name: &str) -> User {
    User {
        id: UserId([number; 16]),
        name: name.to_owned(),
    }
}

/// Tries begin an hour apart: no wait.
fn hour(count: i64) -> DateTime<Utc> {
    DateTime::from_timestamp(1_800_000_000 + count * 3600, 0).unwrap()
}

/// A file of the first version, as it was written then.
pub(crate) fn shared(passphrase: &str, key: &[u8; 32], code: &str, kdf: &Kdf) -> serde_json::Value {
    serde_json::json!({
        "version": 1,
        "kdf": kdf,
        "passphrase": Wrapped::under_passphrase(kdf, passphrase, key, CONTEXT).unwrap(),
        "recovery": Wrapped::under_code(code, key, CONTEXT).unwrap(),
    })
}

#[test]
fn each_passphrase_opens_for_its_user_and_nothing_else_does() {
    let folder = tempfile::tempdir().unwrap();
    let (first, second) = (named(1, "古丽"), named(2, "王强"));
    let (mut vault, key, code) = Vault::create(&first, "correct horse", &cheap()).unwrap();
    vault.give(&second, "another horse", &key).unwrap();
    vault.save(folder.path()).unwrap();
    let vault = Vault::read(folder.path()).unwrap();
    let open =
        |account, passphrase, count| vault.open(folder.path(), account, passphrase, hour(count));
    for account in [
        Account::First,
        Account::Named("古丽"),
        Account::Named(" 古丽 "),
        Account::Known(first.id),
    ] {
        let opened = open(account, "correct horse", 0).unwrap();
        assert_eq!((*opened.key, opened.user), (*key, Some(first.id)));
    }
    let opened = open(Account::Named("王强"), "another horse", 0).unwrap();
    assert_eq!((*opened.key, opened.user), (*key, Some(second.id)));
    assert_eq!(
        open(Account::Named("王强"), "correct horse", 0)
            .unwrap_err()
            .code,
        "STORE_PASSPHRASE"
    );
    assert_eq!(
        open(Account::Named("王"), "another horse", 1)
            .unwrap_err()
            .code,
        "USER_NO_PASSPHRASE"
    );
    assert_eq!(
        vault.recovered("AAAA").unwrap_err().code,
        "STORE_RECOVERY_CODE"
    );
    assert_eq!(
        *vault
            .recovered(&code.to_lowercase().replace('-', " "))
            .unwrap(),
        *key
    );
}

#[test]
fn a_wrap_moved_to_another_user_opens_for_nobody() {
    let folder = tempfile::tempdir().unwrap();
    let (first, second) = (named(1, "古丽"), named(2, "王强"));
    let (mut vault, key, _) = Vault::create(&first, "correct horse", &cheap()).unwrap();
    vault.give(&second, "another horse", &key).unwrap();
    let (mine, theirs) = (
        vault.users[1].wrapped.clone(),
        vault.users[0].wrapped.clone(),
    );
    vault.users[0].wrapped = mine;
    vault.users[1].wrapped = theirs;
    for (account, passphrase) in [
        (Account::First, "another horse"),
        (Account::Known(second.id), "correct horse"),
    ] {
        assert_eq!(
            vault
                .open(folder.path(), account, passphrase, hour(0))
                .unwrap_err()
                .code,
            "STORE_PASSPHRASE"
        );
    }
}

#[test]
fn no_key_no_passphrase_and_no_name_stands_in_the_file() {
    let folder = tempfile::tempdir().unwrap();
    let (mut vault, key, code) =
        Vault::create(&named(1, "古丽娜"), "correct horse", &cheap()).unwrap();
    vault
        .give(&named(2, "王强"), "another horse", &key)
        .unwrap();
    vault.save(folder.path()).unwrap();
    let _ = vault.open(folder.path(), Account::First, "wrong horse", hour(0));
    for entry in std::fs::read_dir(folder.path()).unwrap() {
        let text = std::fs::read_to_string(entry.unwrap().path()).unwrap();
        let secrets = [
            hex(&*key),
            code.to_string(),
            "horse".to_owned(),
            "古丽".to_owned(),
            "王强".to_owned(),
        ];
        for secret in secrets {
            assert!(!text.contains(&secret), "{secret} in {text}");
        }
    }
}

#[test]
fn a_file_of_the_first_version_opens_and_a_broken_one_says_so() {
    let folder = tempfile::tempdir().unwrap();
    let (key, code) = ([7; 32], "AAAA-BBBB");
    let path = folder.path().join(FILE);
    let write = |value: &serde_json::Value| std::fs::write(&path, value.to_string()).unwrap();
    let mut file = shared("correct horse", &key, code, &cheap());
    write(&file);
    let mut vault = Vault::read(folder.path()).unwrap();
    assert!(vault.is_shared());
    let opened = vault
        .open(
            folder.path(),
            Account::Named("王强"),
            "correct horse",
            hour(0),
        )
        .unwrap();
    assert_eq!((*opened.key, opened.user), (key, None));
    vault.part().unwrap();
    vault
        .give(&named(2, "王强"), "correct horse", &key)
        .unwrap();
    vault.save(folder.path()).unwrap();
    let vault = Vault::read(folder.path()).unwrap();
    assert!(!vault.is_shared());
    let opened = vault
        .open(
            folder.path(),
            Account::Named("王强"),
            "correct horse",
            hour(0),
        )
        .unwrap();
    assert_eq!(opened.user, Some(UserId([2; 16])));
    assert_eq!(*vault.recovered(code).unwrap(), key);
    file["version"] = 2.into();
    write(&file);
    assert_eq!(
        Vault::read(folder.path()).unwrap_err().code,
        "STORE_DAMAGED"
    );
    file["version"] = 3.into();
    write(&file);
    assert_eq!(Vault::read(folder.path()).unwrap_err().code, "STORE_NEWER");
}

#[test]
fn a_renamed_user_is_found_by_the_new_name_and_a_gone_one_not_at_all() {
    let folder = tempfile::tempdir().unwrap();
    let (mut vault, key, _) = Vault::create(&named(1, "古丽"), "correct horse", &cheap()).unwrap();
    vault
        .give(&named(2, "王强"), "another horse", &key)
        .unwrap();
    assert!(
        !vault
            .settle(|id| Ok(Some(if id.0[0] == 1 { "古丽" } else { "王强" }.to_owned())))
            .unwrap()
    );
    let changed = vault
        .settle(|id| Ok((id.0[0] == 1).then(|| "阿依古丽".to_owned())))
        .unwrap();
    assert!(changed && !vault.holds(UserId([2; 16])));
    let open = |name| {
        vault.open(
            folder.path(),
            Account::Named(name),
            "correct horse",
            hour(0),
        )
    };
    assert!(open("阿依古丽").is_ok() && open("古丽").is_err());
}

#[derive(Debug, Clone)]
enum Step {
    Give(u8, u8),
    TakeAway(u8),
}

fn steps() -> impl Strategy<Value = Vec<Step>> {
    let step = prop_oneof![
        3 => (0u8..4, 0u8..3).prop_map(|(user, word)| Step::Give(user, word)),
        1 => (0u8..4).prop_map(Step::TakeAway),
    ];
    proptest::collection::vec(step, 0..12)
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(24))]

    /// Whatever happened, exactly those who hold a passphrase open with it,
    /// with no other, and the printed code opens always.
    #[test]
    fn exactly_the_holders_open(steps in steps()) {
        let folder = tempfile::tempdir().unwrap();
        let word = |word: u8| format!("passphrase {word}");
        let user = |number: u8| named(number, &format!("用户{number}"));
        let (mut vault, key, code) = Vault::create(&user(0), &word(0), &cheap()).unwrap();
        let mut expected = std::collections::BTreeMap::from([(0u8, 0u8)]);
        for step in steps {
            match step {
                Step::Give(number, new) => {
                    vault.give(&user(number), &word(new), &key).unwrap();
                    expected.insert(number, new);
                }
                Step::TakeAway(number) => {
                    prop_assert_eq!(vault.take_away(user(number).id), expected.remove(&number).is_some());
                }
            }
            vault.save(folder.path()).unwrap();
            vault = Vault::read(folder.path()).unwrap();
        }
        let mut tries = 0;
        for number in 0..4 {
            for tried in 0..3 {
                tries += 1;
                let opened = vault.open(folder.path(), Account::Known(user(number).id), &word(tried), hour(tries));
                match opened {
                    Ok(opened) => {
                        prop_assert_eq!(expected.get(&number), Some(&tried));
                        prop_assert_eq!(*opened.key, *key);
                    }
                    Err(_) => prop_assert_ne!(expected.get(&number), Some(&tried)),
                }
            }
        }
        prop_assert_eq!(*vault.recovered(&code).unwrap(), *key);
    }
}
