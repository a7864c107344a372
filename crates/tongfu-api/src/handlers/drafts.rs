//! Half-typed work, and how somebody likes a screen.

use crate::session::Session;
use crate::types::drafts::{
    DraftFound, DraftKey, DraftLine, DraftPut, PreferenceName, PreferencePut,
};
use chrono::SecondsFormat;
use tongfu_core::Result;
use tongfu_core::security::users;
use tongfu_core::store::drafts;

pub fn put(session: &Session, wanted: DraftPut) -> Result<()> {
    session.with_store(|store| drafts::put(store, &wanted.key, &wanted.parts))
}

pub fn get(session: &Session, wanted: DraftKey) -> Result<Option<DraftFound>> {
    let found = session.with_store(|store| drafts::get(store, &wanted.key))?;
    Ok(found.map(|draft| DraftFound {
        updated: draft.updated.to_rfc3339_opts(SecondsFormat::Secs, true),
        parts: draft.parts,
    }))
}

pub fn list(session: &Session, (): ()) -> Result<Vec<DraftLine>> {
    session.with_store(|store| {
        drafts::list(store)?
            .into_iter()
            .map(|line| {
                Ok(DraftLine {
                    own: line.key.is_some(),
                    key: line.key,
                    owner: users::name(store.tables(), &line.owner.0)?,
                    updated: line.updated.to_rfc3339_opts(SecondsFormat::Secs, true),
                })
            })
            .collect()
    })
}

pub fn drop_draft(session: &Session, wanted: DraftKey) -> Result<()> {
    session.with_store(|store| drafts::discard(store, &wanted.key))
}

pub fn preference(session: &Session, wanted: PreferenceName) -> Result<Option<String>> {
    session.with_store(|store| drafts::preference(store, &wanted.name))
}

pub fn set_preference(session: &Session, wanted: PreferencePut) -> Result<()> {
    session.with_store(|store| drafts::set_preference(store, &wanted.name, &wanted.value))
}
