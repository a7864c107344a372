//! Writing classes.

use super::board::Targets;
use super::model::{Class, ClassState};
use super::records::CLASS;
use super::{quota, rules, store as queries};
use crate::base::{ClassId, Problem};
use crate::demand;
use crate::security::responsibility;
use crate::store::registry::EntityKind;
use crate::store::{Change, Store, Written, date_value};
use crate::{Error, Result};
use chrono::NaiveDate;
use tongfu_package::value::Value;

fn bytes(id: [u8; 16]) -> Option<Value> {
    Some(Value::Bytes(id.to_vec()))
}

fn int(value: impl Into<i64>) -> Option<Value> {
    Some(Value::Int(value.into()))
}

fn text(value: &str) -> Option<Value> {
    (!value.is_empty()).then(|| Value::Text(value.to_owned()))
}

/// Writes a class into an action; what is so already is left out.
pub fn write(change: &mut Change<'_>, class: &Class) -> Result<()> {
    change.set(
        &CLASS,
        class.id.0,
        &[
            ("name", text(&class.name)),
            ("project", class.project.and_then(|id| bytes(id.0))),
            ("occupation", text(&class.occupation)),
            ("level", text(&class.level)),
            ("institution", class.institution.and_then(|id| bytes(id.0))),
            ("site", class.site.and_then(|id| bytes(id.0))),
            ("workshop", class.workshop.and_then(|id| bytes(id.0))),
            ("state", text(class.state.word())),
            ("seats", int(class.seats)),
            ("min_size", int(class.min_size)),
            ("max_size", int(class.max_size)),
            ("enrolled", int(class.enrolled)),
            ("start", Some(date_value(class.timing.start))),
            ("training_days", int(class.timing.training_days)),
            ("exam_days", int(class.timing.exam_days)),
            ("permit_days", int(class.timing.permit_days)),
            ("travel_days", int(class.timing.travel_days)),
            ("pass_permille", int(class.pass_permille)),
            (
                "targets",
                Some(Value::Array(
                    class
                        .targets
                        .iter()
                        .map(|id| Value::Bytes(id.0.to_vec()))
                        .collect(),
                )),
            ),
            (
                "reserves",
                Some(Value::Array(
                    class
                        .reserves
                        .iter()
                        .map(|(kind, seats)| {
                            Value::Array(vec![
                                Value::Text(kind.clone()),
                                Value::Int((*seats).into()),
                            ])
                        })
                        .collect(),
                )),
            ),
            (
                "funding",
                Some(Value::Array(
                    class
                        .funding
                        .iter()
                        .map(|(budget, fen)| {
                            Value::Array(vec![Value::Bytes(budget.0.to_vec()), Value::Int(fen.0)])
                        })
                        .collect(),
                )),
            ),
            ("cost_fen", int(class.cost.0)),
        ],
    )
}

/// Removes an entity of any kind within an action.
pub(super) fn remove(
    change: &mut Change<'_>,
    kind: &'static EntityKind,
    id: [u8; 16],
) -> Result<()> {
    change.delete(kind, id)
}

/// What moving a class would mean.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Moved {
    /// The class as it is.
    pub before: Class,
    /// The class as it would be.
    pub after: Class,
    /// What refuses it: `CLASS_STARTED` (start), `CLASS_START_PAST` (start,
    /// today). What should be known: `CLASS_LATE` (days), `CLASS_MONEY_LATE`
    /// (source, released), `CLASS_ROOM`, `CLASS_INSTRUCTOR`, `CLASS_WORKSHOP`
    /// where other classes have what it needs in those days.
    pub problems: Vec<Problem>,
}

/// What moving a class to `start` would mean; nothing is changed.
///
/// Errors: `CLASS_ABSENT`.
pub fn preview_move(store: &Store, id: ClassId, start: NaiveDate) -> Result<Moved> {
    let before = queries::class(store.tables(), id)?;
    let mut after = before.clone();
    after.timing.start = start;
    let mut problems = Vec::new();
    if before.state >= ClassState::Running || before.timing.start <= store.today() {
        problems.push(Problem::refuse("CLASS_STARTED").with("start", before.timing.start));
    }
    if start < store.today() {
        problems.push(
            Problem::refuse("CLASS_START_PAST")
                .with("start", start)
                .with("today", store.today()),
        );
    }
    let lines = demand::effective_lines(store, store.today())?;
    if let Some(opens) = Targets::new(&lines).window_opens(&after) {
        let slack = rules::slack_days(after.timing.ready(), opens);
        if slack < 0 {
            problems.push(Problem::warn("CLASS_LATE").with("days", -slack));
        }
    }
    for budget in queries::budgets(store.tables())? {
        if after
            .funding
            .iter()
            .any(|(id, fen)| *id == budget.id && fen.0 > 0)
            && start < budget.released
        {
            problems.push(
                Problem::warn("CLASS_MONEY_LATE")
                    .with("source", &budget.source)
                    .with("released", budget.released),
            );
        }
    }
    let others = queries::classes(store.tables())?;
    problems.extend(
        quota::occupied(&queries::capacity(store.tables())?, &others, &after)
            .into_iter()
            .map(Problem::warn),
    );
    Ok(Moved {
        before,
        after,
        problems,
    })
}

/// Moves a class to `start`.
///
/// Errors: `CLASS_ABSENT`, `CLASS_STARTED`, `CLASS_START_PAST`.
pub fn move_class(store: &mut Store, id: ClassId, start: NaiveDate) -> Result<Written<Moved>> {
    let moved = preview_move(store, id, start)?;
    if let Some(problem) = moved.problems.iter().find(|problem| problem.refuses) {
        return Err(problem
            .params
            .iter()
            .fold(Error::refused(problem.code), |error, (name, value)| {
                error.with(name, value)
            }));
    }
    let today = store.today();
    store.write("class.move", today, |change| {
        write(change, &moved.after)?;
        Ok(moved)
    })
}

/// Brings a class into another state.
///
/// Errors: `CLASS_ABSENT`, `CLASS_STATE` (from, to).
pub fn set_state(store: &mut Store, id: ClassId, to: ClassState) -> Result<Written<()>> {
    let mut class = queries::class(store.tables(), id)?;
    if !rules::may_become(class.state, to) {
        return Err(Error::refused("CLASS_STATE")
            .with("from", class.state.word())
            .with("to", to.word()));
    }
    class.state = to;
    let today = store.today();
    store.write("class.state", today, |change| {
        if matches!(to, ClassState::Closed | ClassState::Cancelled) {
            responsibility::close(change, responsibility::CLASS, id.0)?;
        }
        write(change, &class)
    })
}
