//! Who may open the store and who works in it: the vault that wraps the
//! database key, this laptop's keys, the users.
//!
//! Invariants: the database key never leaves memory unwrapped; a passphrase is
//! never stored; a wrong one costs rising time and loses nothing.

pub mod device;
pub mod records;
pub mod users;
pub mod vault;

use crate::{Error, Result};

/// Shortest passphrase a store takes, in characters.
pub const PASSPHRASE_MINIMUM: usize = 6;

/// Refuses a passphrase that is too short.
///
/// Errors: `PASSPHRASE_SHORT`.
pub fn check_passphrase(passphrase: &str) -> Result<()> {
    if passphrase.chars().count() < PASSPHRASE_MINIMUM {
        return Err(Error::refused("PASSPHRASE_SHORT").with("minimum", PASSPHRASE_MINIMUM));
    }
    Ok(())
}
