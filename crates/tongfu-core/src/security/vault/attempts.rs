//! Wrong passphrases: the next try waits longer each time, for each user on
//! their own, also across restarts.

use crate::Result;
use chrono::{DateTime, Utc};
use serde::{Deserialize, Serialize};
use std::collections::BTreeMap;
use std::path::Path;
use std::sync::{Mutex, MutexGuard, PoisonError};
use std::time::Duration;

const FILE: &str = "attempts";

/// Tries go one after the other: several at once must not share one wait.
static TRYING: Mutex<()> = Mutex::new(());

#[derive(Debug, Clone, Copy, Serialize, Deserialize)]
struct Wrong {
    /// Wrong passphrases since the last right one.
    failures: u32,
    /// When the last one was, in milliseconds since 1970.
    last: i64,
}

/// By the account's word in the vault.
#[derive(Debug, Default, Serialize, Deserialize)]
struct Attempts(BTreeMap<String, Wrong>);

fn read(folder: &Path) -> Attempts {
    // An unreadable file says nothing of anybody; the wait starts anew.
    std::fs::read(folder.join(FILE))
        .ok()
        .and_then(|bytes| serde_json::from_slice(&bytes).ok())
        .unwrap_or_default()
}

fn write(folder: &Path, attempts: &Attempts) -> Result<()> {
    let path = folder.join(FILE);
    if attempts.0.is_empty() {
        return match std::fs::remove_file(path) {
            Err(fault) if fault.kind() != std::io::ErrorKind::NotFound => Err(fault.into()),
            _ => Ok(()),
        };
    }
    std::fs::write(
        path,
        serde_json::to_vec(attempts).map_err(std::io::Error::from)?,
    )?;
    Ok(())
}

/// How long a try waits after `failures` wrong ones: doubling, at most 30 s.
pub(super) fn delay(failures: u32) -> Duration {
    if failures == 0 {
        return Duration::ZERO;
    }
    Duration::from_millis(250u64.saturating_mul(1 << (failures - 1).min(7)))
        .min(Duration::from_secs(30))
}

/// How long the next try of `account` waits at `now`. A clock that was set
/// back waits the whole time.
pub(super) fn waits(folder: &Path, account: &str, now: DateTime<Utc>) -> Duration {
    read(folder).0.get(account).map_or(Duration::ZERO, |wrong| {
        let passed = u64::try_from(now.timestamp_millis().saturating_sub(wrong.last)).unwrap_or(0);
        delay(wrong.failures).saturating_sub(Duration::from_millis(passed))
    })
}

/// Waits as long as it must; what it gives keeps other tries waiting.
pub(super) fn turn(folder: &Path, account: &str, now: DateTime<Utc>) -> MutexGuard<'static, ()> {
    let held = TRYING.lock().unwrap_or_else(PoisonError::into_inner);
    let wait = waits(folder, account, now);
    if !wait.is_zero() {
        std::thread::sleep(wait);
    }
    held
}

/// Counts a wrong passphrase; returns how many there were since the last right
/// one. `now` is when the try began: the wait counts from its end.
pub(super) fn wrong(folder: &Path, account: &str, now: DateTime<Utc>) -> Result<u32> {
    let waited = waits(folder, account, now);
    let mut attempts = read(folder);
    let failures = attempts
        .0
        .get(account)
        .map_or(0, |wrong| wrong.failures)
        .saturating_add(1);
    let last = now.timestamp_millis() + i64::try_from(waited.as_millis()).unwrap_or(0);
    attempts
        .0
        .insert(account.to_owned(), Wrong { failures, last });
    write(folder, &attempts)?;
    Ok(failures)
}

/// A right passphrase: nothing is counted any more.
pub(super) fn right(folder: &Path, account: &str) -> Result<()> {
    let mut attempts = read(folder);
    if attempts.0.remove(account).is_some() {
        write(folder, &attempts)?;
    }
    Ok(())
}

#[cfg(test)]
mod tests {
    use super::*;
    use chrono::TimeZone;

    #[test]
    fn the_delay_rises_and_is_bounded() {
        assert_eq!(delay(0), Duration::ZERO);
        assert!(delay(1) < delay(2) && delay(2) < delay(5));
        assert_eq!(delay(60), Duration::from_secs(30));
    }

    #[test]
    fn each_user_waits_for_their_own_tries_and_the_wait_passes() {
        let folder = tempfile::tempdir().unwrap();
        let at = |seconds: i64| Utc.timestamp_opt(1_800_000_000 + seconds, 0).unwrap();
        for expected in 1..=6 {
            assert_eq!(wrong(folder.path(), "a", at(0)).unwrap(), expected);
        }
        let whole = waits(folder.path(), "a", at(0));
        assert!(whole >= Duration::from_secs(8), "{whole:?}");
        assert_eq!(waits(folder.path(), "b", at(0)), Duration::ZERO);
        assert!(waits(folder.path(), "a", at(6)) < whole);
        assert_eq!(waits(folder.path(), "a", at(3600)), Duration::ZERO);
        // A clock set back does not shorten it.
        assert!(waits(folder.path(), "a", at(-3600)) >= delay(6));
        right(folder.path(), "a").unwrap();
        assert_eq!(waits(folder.path(), "a", at(0)), Duration::ZERO);
        assert!(!folder.path().join(FILE).exists());
    }
}
