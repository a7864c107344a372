//! Reports that could not be sealed yet: no handler's key has come from the
//! province. They wait in this laptop's own table, never in the log, wrapped by
//! a passphrase that their author types: others who work at the laptop, and
//! whoever holds the store's key, cannot read them.

use super::content::Content;
use super::model::{DraftId, Report};
use super::rules;
use super::wrap::Wrapped;
use crate::security::vault::Kdf;
use crate::store::{Store, date_from_days, days};
use crate::{Error, ErrorKind, Result};
use chrono::NaiveDate;
use rusqlite::{OptionalExtension, params};
use tongfu_package::value::Value;

/// A draft of the user who works.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Draft {
    /// The draft.
    pub id: DraftId,
    /// When it was kept.
    pub kept_on: NaiveDate,
}

const PLACE: &[u8] = b"tongfu case draft v1";

/// Keeps a report under a passphrase of its author's.
///
/// Errors: `PASSPHRASE_SHORT`, the first problem of the report.
pub fn keep_draft(
    store: &mut Store,
    report: &Report,
    passphrase: &str,
    kdf: &Kdf,
) -> Result<DraftId> {
    crate::security::check_passphrase(passphrase)?;
    if let Some(problem) = rules::problems(report).into_iter().next() {
        return Err(problem
            .params
            .into_iter()
            .fold(Error::refused(problem.code), |error, (name, value)| {
                error.with(name, value)
            }));
    }
    let mut parts = vec![Value::Bytes(
        Content::of(report, String::new()).encode().to_vec(),
    )];
    if let Some((_, bytes)) = &report.evidence {
        parts.push(Value::Bytes(bytes.clone()));
    }
    let plain = zeroize::Zeroizing::new(Value::Array(parts).encode());
    let wrapped = Wrapped::seal(passphrase, kdf, PLACE, &plain)?;
    let id = DraftId(store.new_id());
    let (author, today) = (store.user().id, store.today());
    store
        .connection_mut()
        .prepare_cached(
            "INSERT INTO case_draft (id, author, kept_on, memory_kib, passes, salt, nonce, wrapped)
             VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8)",
        )?
        .execute(params![
            id.0,
            author,
            days(today),
            wrapped.kdf.memory_kib,
            wrapped.kdf.passes,
            wrapped.salt,
            wrapped.nonce,
            wrapped.bytes
        ])?;
    Ok(id)
}

/// Drafts of the user who works, the newest first.
pub fn drafts(store: &Store) -> Result<Vec<Draft>> {
    let mut statement = store
        .tables()
        .prepare_cached("SELECT id, kept_on FROM case_draft WHERE author = ?1 ORDER BY id DESC")?;
    let found = statement
        .query_map([store.user().id], |row| {
            Ok(Draft {
                id: DraftId(row.get(0)?),
                kept_on: date_from_days(row.get(1)?).unwrap_or_default(),
            })
        })?
        .collect::<rusqlite::Result<_>>()?;
    Ok(found)
}

/// The report of a draft.
///
/// Errors: `DRAFT_ABSENT` (also for another author's), `DRAFT_PASSPHRASE`.
pub fn open_draft(store: &Store, id: DraftId, passphrase: &str) -> Result<Report> {
    let wrapped = store
        .tables()
        .prepare_cached(
            "SELECT memory_kib, passes, salt, nonce, wrapped FROM case_draft
             WHERE id = ?1 AND author = ?2",
        )?
        .query_row(params![id.0, store.user().id], |row| Wrapped::read(row, 0))
        .optional()?
        .ok_or_else(|| Error::absent("DRAFT_ABSENT"))?;
    let plain = wrapped
        .open(passphrase, PLACE)?
        .ok_or_else(|| Error::new(ErrorKind::Denied, "DRAFT_PASSPHRASE"))?;
    let damaged = || Error::new(ErrorKind::Failed, "STORE_DAMAGED").with("file", "protection");
    let Value::Array(parts) = Value::decode(&plain)? else {
        return Err(damaged());
    };
    let content = parts
        .first()
        .and_then(Value::as_bytes)
        .ok_or_else(damaged)
        .and_then(Content::decode)?;
    let evidence = parts.get(1).and_then(Value::as_bytes).map(<[u8]>::to_vec);
    Ok(Report {
        matter: content.matter,
        person: content.person,
        accused: content.accused,
        words: content.words,
        evidence: content.evidence_name.zip(evidence),
    })
}

/// Throws a draft of the user who works away.
///
/// Errors: `DRAFT_ABSENT`.
pub fn forget_draft(store: &mut Store, id: DraftId) -> Result<()> {
    let author = store.user().id;
    let gone = store
        .connection_mut()
        .prepare_cached("DELETE FROM case_draft WHERE id = ?1 AND author = ?2")?
        .execute(params![id.0, author])?;
    if gone == 0 {
        return Err(Error::absent("DRAFT_ABSENT"));
    }
    Ok(())
}
