//! Exchange: laptops are let in, packages leave and come, offices acknowledge.
//!
//! Owns: the keys in force, request/grant/acceptance of a laptop, export and
//! import of operation packages, acknowledgement, the quarantine.
//!
//! Invariants
//! - An export starts after what the destination acknowledged, so a lost stick
//!   heals on the next trip.
//! - An import is all or nothing: a package is decrypted, followed link by link
//!   and held to its authors' checkpoints before the first byte is written; a
//!   refused one leaves the database untouched.
//! - Operations count only under a checkpoint signed by their author, so no
//!   relay can invent another's past.
//!
//! Deliberately absent: transports, and anything that knows a path other than
//! the one it is given.

pub mod devices;
mod export;
mod import;
mod quarantine;
mod ring;
mod status;

#[cfg(test)]
mod tests;

pub use export::{Exported, export};
pub use import::{ImportState, Imported, import, preview};
pub use quarantine::{QuarantineNote, keep as quarantine, list as quarantined};
pub use status::{Exchanged, Status, StreamStatus, status, unacknowledged};

use crate::store::{Role, Store};
use tongfu_package::keys::{KeyRing, OfficeRole};
use tongfu_package::operation::{OfficeId, StreamName};

/// The province in a keyset, to which counties and ports send.
fn province(ring: &KeyRing) -> Option<OfficeId> {
    ring.keyset()
        .content()
        .offices
        .iter()
        .find(|office| office.role == OfficeRole::Province)
        .map(|office| office.office)
}

/// The streams this office and `other` share.
fn shared_streams(store: &Store, other: OfficeId) -> Vec<StreamName> {
    let own = store.office().id.0.into();
    match store.office().role {
        Role::Province if other != own => vec![StreamName::Public, StreamName::Office(other)],
        _ => vec![StreamName::Public, StreamName::Office(own)],
    }
}
