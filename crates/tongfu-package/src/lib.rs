//! The sealed record package of Tongfu: operations, frames, signatures, keysets.
//!
//! This crate owns what leaves a laptop as bytes: how one operation of the log
//! is encoded and hashed ([`operation`]), how an author vouches for a chain
//! ([`checkpoint`]), who may vouch for whom ([`keys`]) and the `.tongfu` file
//! that carries it all ([`package`]); beside them, short texts sealed to named
//! readers ([`sealed`]). `FORMAT.md` beside this crate is the
//! normative description; the golden vectors in `tests/golden` hold the code
//! to it and are never regenerated.
//!
//! Invariants:
//! - every structure has exactly one encoding (RFC 8949 §4.2.1, integers as map
//!   keys, no floats); bytes in any other form are refused, not repaired;
//! - nothing is handed out of a package before its hash and its signature were
//!   verified, and success is only reported after its trailer matched;
//! - memory is bounded whatever a file claims about itself;
//! - no input makes this crate panic.
//!
//! Deliberately absent: SQL, a clock, rules of the domain, and any randomness
//! but age's own.

#![cfg_attr(test, allow(clippy::unwrap_used))]

pub mod checkpoint;
pub mod error;
pub mod keys;
pub mod operation;
pub mod package;
pub mod sealed;
pub mod value;

mod cbor;
mod fields;
mod identifiers;

#[cfg(test)]
mod testing;

pub use error::FormatError;
