//! Erasure, retention, backups.

use super::{approvals, count, hex, id};
use crate::session::Session;
use crate::types::accounts::ApprovalItem;
use crate::types::erasure::{
    BackupLine, BackupMake, ErasureAssessment, ErasureDone, ErasureLine, ErasureState, PersonErase,
    PersonEraseAsk, RestoreDone, RestoreFrom, RestorePreview, RetentionDuty, RetentionLine,
    RetentionList, RetentionQuery, RetentionRun,
};
use crate::types::session::Id;
use chrono::{Days, SecondsFormat};
use std::path::{Path, PathBuf};
use tongfu_core::base::{ApprovalId, PersonId, derived_id};
use tongfu_core::people::Field;
use tongfu_core::people::erasure::{self, Outcome};
use tongfu_core::security::users;
use tongfu_core::security::vault::Account;
use tongfu_core::store::{Backup, BackupContents, Store};
use tongfu_core::{Error, Result, parameters};

fn duty(duty: &erasure::Duty) -> RetentionDuty {
    RetentionDuty {
        code: duty.code.clone(),
        last_event: duty.last_event.to_string(),
        years: duty.years,
        until: duty.until.to_string(),
    }
}

fn entity(text: &str) -> Result<[u8; 16]> {
    id::<PersonId>(text).map(|id| id.0)
}

pub fn assess(session: &Session, wanted: Id) -> Result<ErasureAssessment> {
    let person: PersonId = id(&wanted.id)?;
    let (found, approval) = session.with_store(|store| {
        let found = erasure::assess(store, person)?;
        let approval = match erasure::asked(store, &found)? {
            Some(asked) => Some(approvals::one(store, asked.id)?),
            None => None,
        };
        Ok((found, approval))
    })?;
    let keys = |fields: &[Field]| fields.iter().map(|field| field.key().to_owned()).collect();
    Ok(ErasureAssessment {
        person: found.person.to_string(),
        entries: count(found.entries.len()),
        goes: keys(&found.contact),
        stays: keys(&found.statutory),
        households: found.households,
        duties: found.duties.iter().map(duty).collect(),
        kept_until: found.kept_until.map(|day| day.to_string()),
        approval,
    })
}

pub fn ask(session: &Session, wanted: PersonEraseAsk) -> Result<ApprovalItem> {
    let person: PersonId = id(&wanted.id)?;
    session.with_store(|store| {
        let asked = erasure::ask(store, person, &wanted.reason)?.value;
        approvals::one(store, asked)
    })
}

pub fn erase(session: &Session, wanted: PersonErase) -> Result<ErasureDone> {
    let person: PersonId = id(&wanted.id)?;
    let approval = wanted
        .approval
        .as_deref()
        .map(id::<ApprovalId>)
        .transpose()?;
    let outcome = session.with_store(|store| erasure::request(store, person, approval))?;
    session.forget_search();
    Ok(match outcome {
        Outcome::Erased => ErasureDone {
            locked_until: None,
            request: None,
        },
        Outcome::Locked { request, until } => ErasureDone {
            locked_until: Some(until.to_string()),
            request: Some(PersonId(request).to_string()),
        },
    })
}

pub fn list(session: &Session, (): ()) -> Result<Vec<ErasureLine>> {
    let lines = session.with_store(|store| {
        erasure::erasures(store)?
            .into_iter()
            .map(|line| {
                let by = line.approved_by;
                let by = by.map(|by| users::name(store.tables(), &by)).transpose()?;
                Ok((line, by))
            })
            .collect::<Result<Vec<_>>>()
    })?;
    Ok(lines
        .into_iter()
        .map(|(line, approved_by)| ErasureLine {
            approved_by,
            id: PersonId(line.id).to_string(),
            person: line.person.to_string(),
            state: match line.state {
                erasure::ErasureState::Locked => ErasureState::Locked,
                erasure::ErasureState::Withdrawn => ErasureState::Withdrawn,
                erasure::ErasureState::Erased => ErasureState::Erased,
            },
            requested_on: line.requested_on.map(|day| day.to_string()),
            kept_until: line.kept_until.map(|day| day.to_string()),
            erased_on: line.erased_on.map(|day| day.to_string()),
            duties: line.duties.iter().map(duty).collect(),
            reason: line.reason.clone(),
            same_as: line.same_as.map(|person| person.to_string()),
        })
        .collect())
}

pub fn withdraw(session: &Session, wanted: Id) -> Result<()> {
    let request = entity(&wanted.id)?;
    session.with_store(|store| erasure::withdraw(store, request))?;
    session.forget_search();
    Ok(())
}

pub fn retention(session: &Session, wanted: RetentionQuery) -> Result<RetentionList> {
    let lines = session.with_store(|store| erasure::retention(store))?;
    let limit = usize::try_from(wanted.limit).unwrap_or(usize::MAX);
    let of = |wanted: &dyn Fn(&erasure::RetentionLine) -> bool| {
        count(lines.iter().filter(|line| wanted(line)).count())
    };
    Ok(RetentionList {
        total: count(lines.len()),
        over: of(&|line| line.over),
        due: of(&|line| line.over && line.requested),
        lines: lines
            .iter()
            .take(limit)
            .map(|line| RetentionLine {
                person: line.person.to_string(),
                name: line.name.clone(),
                until: line.until.to_string(),
                over: line.over,
                requested: line.requested,
            })
            .collect(),
    })
}

pub fn retention_run(session: &Session, (): ()) -> Result<RetentionRun> {
    let erased = session.with_store(erasure::erase_due)?;
    session.forget_search();
    Ok(RetentionRun { erased })
}

/// What a session does by itself whenever a store was opened: what an erasure
/// elsewhere left to this laptop, and the backup that is due. Neither may keep
/// anybody from working; both are tried again.
pub(super) fn after_unlock(store: &mut Store) {
    let _ = erasure::follow_up(store);
    let _ = store.backup_when_due(false);
}

/// The same before a store is closed.
pub(super) fn before_lock(session: &Session) {
    let _ = session.with_store(|store| store.backup_when_due(true));
}

/// The parameter that says how long a backup may owe an erasure.
const BACKUP_DAYS: &str = "erasure.backup.days";

fn backup_id(backup: &Backup) -> String {
    hex(&derived_id(
        "backup",
        &[backup.path.to_string_lossy().as_bytes()],
    ))
}

fn line(store: &Store, backup: &Backup) -> Result<BackupLine> {
    let owes_until = match backup.owes_since {
        Some(since) => {
            let days =
                parameters::in_force(store.tables(), BACKUP_DAYS, &store.office().code, since)?;
            days.and_then(|days| u64::try_from(days.value).ok())
                .and_then(|days| since.checked_add_days(Days::new(days)))
        }
        None => None,
    };
    Ok(BackupLine {
        id: backup_id(backup),
        place: backup.path.display().to_string(),
        made: backup.made.to_rfc3339_opts(SecondsFormat::Secs, true),
        operations: backup.operations,
        bytes: backup.bytes,
        reachable: backup.reachable,
        owes_since: backup.owes_since.map(|day| day.to_string()),
        overdue: owes_until.is_some_and(|until| until < store.today()),
        owes_until: owes_until.map(|day| day.to_string()),
    })
}

/// Looking at the list is when a stick that was plugged in again is reached.
pub fn backups(session: &Session, (): ()) -> Result<Vec<BackupLine>> {
    session.with_store(|store| {
        store.settle()?;
        let found = store.backups()?;
        found.iter().map(|backup| line(store, backup)).collect()
    })
}

pub fn backup_make(session: &Session, wanted: BackupMake) -> Result<Option<BackupLine>> {
    let folder = if wanted.elsewhere {
        let dialog = session.dialog_words("DIALOG_BACKUP_FOLDER", &[]);
        match session.dialogs().choose_folder(&dialog)? {
            Some(folder) => Some(folder),
            None => return Ok(None),
        }
    } else {
        None
    };
    session.with_store(|store| {
        let made = store.backup(folder.as_deref())?;
        line(store, &made).map(Some)
    })
}

fn listed(session: &Session, wanted: &str) -> Result<PathBuf> {
    session.with_store(|store| {
        store
            .backups()?
            .into_iter()
            .find(|backup| backup_id(backup) == wanted)
            .map(|backup| backup.path)
            .ok_or_else(|| Error::absent("BACKUP_ABSENT"))
    })
}

pub fn backup_forget(session: &Session, wanted: Id) -> Result<Vec<BackupLine>> {
    let path = listed(session, &wanted.id)?;
    session.with_store(|store| store.forget_backup(&path))?;
    backups(session, ())
}

/// The backup that is meant; what came over this machine's own network lies in
/// a private folder meanwhile, sealed as it is.
fn source(session: &Session, wanted: &RestoreFrom) -> Result<super::exchange::OnDisk> {
    match (&wanted.backup, &wanted.token) {
        (Some(backup), _) => Ok(super::exchange::OnDisk::at(listed(session, backup)?)),
        (None, Some(token)) => super::exchange::on_disk(&session.file(token)?),
        (None, None) => Err(Error::absent("BACKUP_ABSENT")),
    }
}

/// Whose passphrase is given: the named user's, else that of the one who works,
/// else the creator's.
fn account<'w>(session: &Session, wanted: &'w RestoreFrom) -> Account<'w> {
    match wanted.user_name.as_deref().map(str::trim) {
        Some(name) if !name.is_empty() => Account::Named(name),
        _ => session
            .with_store(|store| Ok(Account::Known(store.user().id)))
            .unwrap_or(Account::First),
    }
}

fn look(session: &Session, file: &Path, wanted: &RestoreFrom) -> Result<BackupContents> {
    let now = (session.environment().now)();
    let account = account(session, wanted);
    let look = |open: Option<&Store>| {
        let folder = session.folder();
        Store::look_into_backup(folder, file, account, &wanted.passphrase, now, open)
    };
    // Locked, or none yet: the database is read by itself.
    session
        .with_store(|store| Ok(look(Some(store))))
        .unwrap_or_else(|_| look(None))
}

pub fn restore_look(session: &Session, wanted: RestoreFrom) -> Result<RestorePreview> {
    let source = source(session, &wanted)?;
    let contents = look(session, &source.path, &wanted)?;
    Ok(RestorePreview {
        office_name: contents.office.name,
        office_code: contents.office.code,
        newest: contents
            .newest
            .map(|moment| moment.to_rfc3339_opts(SecondsFormat::Secs, true)),
        operations: contents.operations,
        operations_now: contents.operations_now,
        erasures: contents.erasures,
    })
}

/// The store is closed by it and must be unlocked again.
pub fn restore(session: &Session, wanted: RestoreFrom) -> Result<RestoreDone> {
    let source = source(session, &wanted)?;
    // Looked into before the store is closed: a wrong passphrase or file leaves
    // the person where they were.
    look(session, &source.path, &wanted)?;
    let account = account(session, &wanted);
    session.put_store(None);
    let restored = Store::restore(
        session.folder(),
        &source.path,
        account,
        &wanted.passphrase,
        &session.environment(),
    )?;
    Ok(RestoreDone {
        operations: restored.operations,
        erasures: restored.erasures,
        epoch: restored.epoch,
    })
}
