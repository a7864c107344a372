//! Two-person approvals: one user asks, another decides, what was granted is
//! used once, by the one who asked, for what was asked, before it expires.
//!
//! A feature that demands one declares a [`Purpose`], lets the page ask, and
//! calls [`take`] with the purpose and the very scope it is about to act on.
//! Who decides may sit at the same laptop and type their own passphrase
//! ([`super::accounts::prove`]), or decide on another laptop; the request and
//! the decision travel like everything else.

mod rules;

#[cfg(test)]
mod tests;

pub use rules::{
    ApprovalState, Decision, ERASURE, EXPORT_UNMASKED, PAYMENT, PURPOSES, Purpose, purpose, state,
};

use super::accounts::Present;
use super::permissions;
use super::records::{APPROVAL_DECISION, APPROVAL_REQUEST, APPROVAL_USE};
use super::users;
use crate::base::{ApprovalId, EntityId, PersonId, UserId, derived_id};
use crate::store::{Store, Written, date_from_days, date_value};
use crate::{Error, ErrorKind, Result};
use chrono::{Days, NaiveDate};
use rusqlite::{OptionalExtension, Row, params};
use tongfu_package::value::Value;

/// What is asked for.
#[derive(Debug, Clone)]
pub struct Request<'a> {
    /// What kind of thing.
    pub purpose: &'static Purpose,
    /// What exactly, in words of the feature that will use it: only the same
    /// scope can be taken.
    pub scope: &'a str,
    /// Who receives it, or whom it concerns.
    pub for_whom: &'a str,
    /// Why.
    pub reason: &'a str,
    /// The person it concerns, where it is one.
    pub person: Option<PersonId>,
}

/// A request with what became of it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Approval {
    /// The request.
    pub id: ApprovalId,
    /// Word of its purpose; a newer version may know more.
    pub purpose: String,
    /// What exactly; empty once erased.
    pub scope: String,
    /// Who receives it, or whom it concerns.
    pub for_whom: String,
    /// Why.
    pub reason: String,
    /// Who asked.
    pub asked_by: UserId,
    /// When.
    pub asked_on: NaiveDate,
    /// The last day it can be decided and used.
    pub expires_on: NaiveDate,
    /// What was decided, by whom.
    pub decisions: Vec<Decision>,
    /// What became of it today.
    pub state: ApprovalState,
}

fn absent() -> Error {
    Error::absent("APPROVAL_ABSENT")
}

fn text(text: &str) -> Option<Value> {
    let text = text.trim();
    (!text.is_empty()).then(|| Value::Text(text.to_owned()))
}

fn id_value(id: EntityId) -> Option<Value> {
    Some(Value::Bytes(id.to_vec()))
}

/// Asks for an approval.
///
/// Errors: `REASON_MISSING`, `APPROVAL_FOR_WHOM_MISSING`, `ROLE_MAY_NOT`.
pub fn ask(store: &mut Store, request: &Request<'_>) -> Result<Written<ApprovalId>> {
    if request.reason.trim().is_empty() {
        return Err(Error::refused("REASON_MISSING"));
    }
    if request.for_whom.trim().is_empty() {
        return Err(Error::refused("APPROVAL_FOR_WHOM_MISSING"));
    }
    let role = users::standing(store.tables(), store.own(), store.user().id)?.role;
    if !request.purpose.askers.contains(&role) {
        return Err(permissions::role_may_not(role, "approval.ask"));
    }
    let (today, user) = (store.today(), store.user().id);
    let expires = today
        .checked_add_days(Days::new(request.purpose.days))
        .unwrap_or(today);
    store.write("approval.ask", today, |change| {
        let id = ApprovalId(change.new_id());
        change.set(
            &APPROVAL_REQUEST,
            id.0,
            &[
                ("purpose", text(request.purpose.word)),
                ("asked_by", id_value(user.0)),
                ("asked_on", Some(date_value(today))),
                ("expires_on", Some(date_value(expires))),
                (
                    "person",
                    request.person.and_then(|person| id_value(person.0)),
                ),
                ("scope", text(request.scope)),
                ("for_whom", text(request.for_whom)),
                ("reason", text(request.reason)),
            ],
        )?;
        Ok(id)
    })
}

/// Decides on a request, in the name of somebody who is present.
///
/// Errors: `APPROVAL_ABSENT`, `APPROVAL_OWN` for one's own request,
/// `APPROVAL_DECIDED`, `APPROVAL_EXPIRED`, `REASON_MISSING` for a no without a
/// word, `ROLE_MAY_NOT`.
pub fn decide(
    store: &mut Store,
    id: ApprovalId,
    decider: &Present,
    granted: bool,
    remark: &str,
) -> Result<Written<()>> {
    let approval = get(store, id)?;
    let by = decider.user().id;
    if by == approval.asked_by {
        return Err(Error::new(ErrorKind::Denied, "APPROVAL_OWN"));
    }
    let role = users::standing(store.tables(), store.own(), by)?.role;
    if !purpose(&approval.purpose).is_some_and(|known| known.deciders.contains(&role)) {
        return Err(permissions::role_may_not(role, "approval.decide"));
    }
    match approval.state {
        ApprovalState::Waiting => {}
        ApprovalState::Expired => return Err(expired(&approval)),
        ApprovalState::Granted | ApprovalState::Refused | ApprovalState::Used => {
            return Err(Error::refused("APPROVAL_DECIDED"));
        }
    }
    if !granted && remark.trim().is_empty() {
        return Err(Error::refused("REASON_MISSING"));
    }
    let person = person_of(store, id)?;
    let today = store.today();
    let decision = derived_id("approval decision", &[&id.0, &by.0]);
    store.write_as(decider, "approval.decide", today, |change| {
        change.set(
            &APPROVAL_DECISION,
            decision,
            &[
                ("request", id_value(id.0)),
                ("decided_by", id_value(by.0)),
                ("granted", Some(Value::Bool(granted))),
                ("decided_on", Some(date_value(today))),
                ("person", person.and_then(id_value)),
                ("remark", text(remark)),
            ],
        )
    })
}

fn expired(approval: &Approval) -> Error {
    Error::refused("APPROVAL_EXPIRED").with("date", approval.expires_on)
}

fn use_of(id: ApprovalId) -> EntityId {
    derived_id("approval use", &[&id.0])
}

/// Uses a granted request: once, by the one who asked, for its purpose and
/// scope. To be called before what it permits is done.
///
/// Errors: `APPROVAL_ABSENT`, `APPROVAL_PURPOSE`, `APPROVAL_SCOPE`,
/// `APPROVAL_NOT_YOURS`, `APPROVAL_WAITING`, `APPROVAL_REFUSED`,
/// `APPROVAL_USED`, `APPROVAL_EXPIRED`.
pub fn take(
    store: &mut Store,
    id: ApprovalId,
    purpose: &'static Purpose,
    scope: &str,
) -> Result<Written<()>> {
    let approval = get(store, id)?;
    if approval.purpose != purpose.word {
        return Err(Error::new(ErrorKind::Denied, "APPROVAL_PURPOSE"));
    }
    if approval.scope != scope.trim() {
        return Err(Error::new(ErrorKind::Denied, "APPROVAL_SCOPE"));
    }
    let user = store.user().id;
    if approval.asked_by != user {
        return Err(Error::new(ErrorKind::Denied, "APPROVAL_NOT_YOURS"));
    }
    match approval.state {
        ApprovalState::Granted => {}
        ApprovalState::Waiting => return Err(Error::new(ErrorKind::Denied, "APPROVAL_WAITING")),
        ApprovalState::Refused => return Err(Error::new(ErrorKind::Denied, "APPROVAL_REFUSED")),
        ApprovalState::Used => return Err(Error::new(ErrorKind::Denied, "APPROVAL_USED")),
        ApprovalState::Expired => return Err(expired(&approval)),
    }
    let today = store.today();
    store.write("approval.take", today, |change| {
        change.set(
            &APPROVAL_USE,
            use_of(id),
            &[
                ("request", id_value(id.0)),
                ("used_by", id_value(user.0)),
                ("used_on", Some(date_value(today))),
            ],
        )
    })
}

/// Gives a taken request back when nothing was done with it, such as when the
/// person cancelled before a file was written. To be called by the same
/// command that took it, and by nothing else.
///
/// Errors: `APPROVAL_ABSENT`, `APPROVAL_NOT_YOURS`.
pub fn give_back(store: &mut Store, id: ApprovalId) -> Result<Written<()>> {
    let approval = get(store, id)?;
    if approval.asked_by != store.user().id {
        return Err(Error::new(ErrorKind::Denied, "APPROVAL_NOT_YOURS"));
    }
    let today = store.today();
    store.write("approval.give_back", today, |change| {
        change.delete(&APPROVAL_USE, use_of(id))
    })
}

fn person_of(store: &Store, id: ApprovalId) -> Result<Option<EntityId>> {
    Ok(store
        .tables()
        .prepare_cached("SELECT person FROM approval_request WHERE id = ?1")?
        .query_row([id], |row| row.get(0))
        .optional()?
        .flatten())
}

/// The province holds its counties' requests too: an office decides its own.
const REQUESTS: &str = "SELECT r.id, r.purpose, r.asked_by, r.asked_on, r.expires_on, r.scope, r.for_whom, r.reason FROM approval_request r JOIN stream s ON s.id = r.stream WHERE r.asked_by IS NOT NULL AND s.name = ?1";

struct Found {
    id: ApprovalId,
    purpose: String,
    asked_by: UserId,
    asked_on: NaiveDate,
    expires_on: NaiveDate,
    scope: String,
    for_whom: String,
    reason: String,
}

fn found(row: &Row<'_>) -> rusqlite::Result<Found> {
    let text = |at: usize| -> rusqlite::Result<String> {
        Ok(row.get::<_, Option<String>>(at)?.unwrap_or_default())
    };
    let day = |at: usize| -> rusqlite::Result<NaiveDate> {
        Ok(date_from_days(row.get::<_, Option<i64>>(at)?.unwrap_or(0)).unwrap_or_default())
    };
    Ok(Found {
        id: row.get(0)?,
        purpose: text(1)?,
        asked_by: row.get(2)?,
        asked_on: day(3)?,
        expires_on: day(4)?,
        scope: text(5)?,
        for_whom: text(6)?,
        reason: text(7)?,
    })
}

fn whole(store: &Store, found: Found) -> Result<Approval> {
    let tables = store.tables();
    let decisions: Vec<Decision> = tables
        .prepare_cached(
            "SELECT decided_by, granted, decided_on, remark FROM approval_decision WHERE request = ?1 AND decided_by IS NOT NULL ORDER BY decided_on, id",
        )?
        .query_map([found.id], |row| {
            Ok(Decision {
                by: row.get(0)?,
                granted: row.get::<_, Option<bool>>(1)?.unwrap_or(false),
                on: date_from_days(row.get::<_, Option<i64>>(2)?.unwrap_or(0)).unwrap_or_default(),
                remark: row.get::<_, Option<String>>(3)?.unwrap_or_default(),
            })
        })?
        .collect::<rusqlite::Result<_>>()?;
    let used = tables
        .prepare_cached("SELECT 1 FROM approval_use WHERE id = ?1 AND request IS NOT NULL")?
        .exists([use_of(found.id)])?;
    let state = state(
        found.asked_by,
        found.expires_on,
        &decisions,
        used,
        store.today(),
    );
    Ok(Approval {
        id: found.id,
        purpose: found.purpose,
        scope: found.scope,
        for_whom: found.for_whom,
        reason: found.reason,
        asked_by: found.asked_by,
        asked_on: found.asked_on,
        expires_on: found.expires_on,
        decisions,
        state,
    })
}

/// One request of this office.
///
/// Errors: `APPROVAL_ABSENT`.
pub fn get(store: &Store, id: ApprovalId) -> Result<Approval> {
    let row = store
        .tables()
        .prepare_cached(&format!("{REQUESTS} AND r.id = ?2"))?
        .query_row(params![store.own_stream().to_string(), id], found)
        .optional()?
        .ok_or_else(absent)?;
    whole(store, row)
}

/// All requests of this office, the newest first.
pub fn list(store: &Store) -> Result<Vec<Approval>> {
    let rows: Vec<Found> = store
        .tables()
        .prepare_cached(&format!("{REQUESTS} ORDER BY r.asked_on DESC, r.id DESC"))?
        .query_map([store.own_stream().to_string()], found)?
        .collect::<rusqlite::Result<_>>()?;
    rows.into_iter().map(|row| whole(store, row)).collect()
}

/// Requests that wait and that `user` may decide: not their own.
pub fn waiting_for(store: &Store, user: UserId) -> Result<Vec<Approval>> {
    let role = users::standing(store.tables(), store.own(), user)?.role;
    Ok(list(store)?
        .into_iter()
        .filter(|approval| {
            approval.state == ApprovalState::Waiting
                && approval.asked_by != user
                && purpose(&approval.purpose).is_some_and(|known| known.deciders.contains(&role))
        })
        .collect())
}
