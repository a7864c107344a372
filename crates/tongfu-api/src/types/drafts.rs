//! Half-typed work, and how somebody likes a screen.

use super::boundary;
use std::collections::BTreeMap;

boundary! {
    /// Parts of a draft to keep; a part that is null goes, the others stay.
    struct DraftPut { pub key: String, pub parts: BTreeMap<String, Option<String>> }
    struct DraftKey { pub key: String }
    struct DraftFound { pub updated: String, pub parts: BTreeMap<String, String> }
    /// That there is a draft; of another user's neither name nor text is told.
    struct DraftLine { pub key: Option<String>, pub owner: String, pub own: bool, pub updated: String }
    struct PreferenceName { pub name: String }
    struct PreferencePut { pub name: String, pub value: String }
}
