//! Holds: new placements with an employer are stopped (domain.md §2).
//!
//! A *blind* hold lies in the stream of the office that recorded the finding
//! and carries a digest of the name; it answers a question about a name and
//! shows none. The handler may publish a hold by name, for every office, and
//! lifts both.

use super::cases::unsealed;
use super::handler::Unlocked;
use super::model::CaseId;
use super::records::HOLD;
use super::{rules, store as queries};
use crate::base::{EntityId, derived_id};
use crate::store::{Change, Store, date_from_days, date_value};
use crate::{Error, Result};
use chrono::NaiveDate;
use tongfu_package::operation::StreamName;
use tongfu_package::value::Value;

/// A hold: no details beyond these.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Hold {
    /// Number of the case it rests on.
    pub case_number: String,
    /// The employer, once the handler has made the name public.
    pub employer: Option<String>,
    /// Since when.
    pub placed_on: NaiveDate,
    /// Until when; `None` while it stands.
    pub lifted_on: Option<NaiveDate>,
    id: EntityId,
    mark: Vec<u8>,
}

impl Hold {
    /// Whether it stands and means `employer`.
    fn stops(&self, employer: &str) -> bool {
        self.lifted_on.is_none() && self.mark == rules::employer_mark(&self.id, employer)
    }
}

fn blind_id(case: CaseId) -> EntityId {
    derived_id("hold", &[&case.0])
}

fn published_id(case: CaseId) -> EntityId {
    derived_id("hold-published", &[&case.0])
}

fn set(
    change: &mut Change<'_>,
    id: EntityId,
    case: CaseId,
    number: &str,
    employer: &str,
    named: bool,
    today: NaiveDate,
) -> Result<()> {
    let mark = rules::employer_mark(&id, employer);
    change.set(
        &HOLD,
        id,
        &[
            ("case_id", Some(Value::Bytes(case.0.to_vec()))),
            ("case_number", Some(Value::Text(number.to_owned()))),
            ("mark", Some(Value::Bytes(mark.to_vec()))),
            (
                "employer",
                named.then(|| Value::Text(employer.trim().to_owned())),
            ),
            ("placed_on", Some(date_value(today))),
            ("lifted_on", None),
        ],
    )
}

/// Stops new placements with `employer` without naming them.
pub(super) fn place_blind(
    change: &mut Change<'_>,
    case: CaseId,
    number: &str,
    employer: &str,
    today: NaiveDate,
) -> Result<()> {
    set(change, blind_id(case), case, number, employer, false, today)
}

/// Publishes a hold on `employer` by name: it stops new placements in every
/// office until it is lifted.
///
/// Errors: those of [`super::read`], `HOLD_EMPLOYER_MISSING`.
pub fn place_hold(
    store: &mut Store,
    handler: &Unlocked,
    case: CaseId,
    employer: &str,
) -> Result<()> {
    if rules::employer_key(employer).is_empty() {
        return Err(Error::refused("HOLD_EMPLOYER_MISSING"));
    }
    unsealed(store, handler, case)?;
    let number = queries::case(store, case)?.number;
    let today = store.today();
    store.write_into(
        StreamName::Public,
        "protection.hold.place",
        today,
        |change| {
            set(
                change,
                published_id(case),
                case,
                &number,
                employer,
                true,
                today,
            )
        },
    )?;
    Ok(())
}

/// Lifts every hold of a case.
///
/// Errors: those of [`super::read`], `HOLD_ABSENT`.
pub fn lift_hold(store: &mut Store, handler: &Unlocked, case: CaseId) -> Result<()> {
    unsealed(store, handler, case)?;
    let standing: Vec<EntityId> = all_holds(store)?
        .into_iter()
        .filter(|hold| hold.lifted_on.is_none())
        .map(|hold| hold.id)
        .filter(|id| *id == blind_id(case) || *id == published_id(case))
        .collect();
    if standing.is_empty() {
        return Err(Error::absent("HOLD_ABSENT"));
    }
    let today = store.today();
    for id in standing {
        let stream = queries::stream_of(store.tables(), HOLD.table, &id)?;
        store.write_into(stream, "protection.hold.lift", today, |change| {
            change.set(&HOLD, id, &[("lifted_on", Some(date_value(today)))])
        })?;
    }
    Ok(())
}

/// Every hold this office knows, standing ones first.
pub fn all_holds(store: &Store) -> Result<Vec<Hold>> {
    let mut statement = store.tables().prepare_cached(
        "SELECT id, case_number, employer, placed_on, lifted_on, mark FROM hold
         ORDER BY lifted_on IS NOT NULL, placed_on DESC, case_number, id",
    )?;
    let found = statement
        .query_map([], |row| {
            let date = |index: usize| {
                Ok::<_, rusqlite::Error>(row.get::<_, Option<i64>>(index)?.and_then(date_from_days))
            };
            Ok(Hold {
                id: row.get(0)?,
                case_number: row.get::<_, Option<String>>(1)?.unwrap_or_default(),
                employer: row.get(2)?,
                placed_on: date(3)?.unwrap_or_default(),
                lifted_on: date(4)?,
                mark: row.get::<_, Option<Vec<u8>>>(5)?.unwrap_or_default(),
            })
        })?
        .collect::<rusqlite::Result<_>>()?;
    Ok(found)
}

/// The holds that stop a new placement with `employer`; none means that none is
/// known here.
pub fn holds(store: &Store, employer: &str) -> Result<Vec<Hold>> {
    Ok(all_holds(store)?
        .into_iter()
        .filter(|hold| hold.stops(employer))
        .collect())
}
