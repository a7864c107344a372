//! Who may open the store, who works in it, and what they may do: the vault
//! that wraps the database key for each user, this laptop's keys, the users
//! with their roles, what two people must agree on, who is responsible for
//! what.
//!
//! Invariants: the database key never leaves memory unwrapped; a passphrase is
//! never stored; a wrong one costs rising time and loses nothing; every action
//! of the write funnel is asked of [`permissions`]; nobody approves what they
//! asked for.

pub mod accounts;
pub mod approvals;
pub mod device;
pub mod model;
pub mod permissions;
pub mod records;
pub mod responsibility;
pub mod users;
pub mod vault;

#[cfg(test)]
pub(crate) mod testing;
#[cfg(test)]
mod tests;

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
