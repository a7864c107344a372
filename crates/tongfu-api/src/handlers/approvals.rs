//! Approvals by a second person, and the list of people that one is needed
//! for.

use super::accounts::prove;
use super::{count, id, occupation_name, table_error};
use crate::session::Session;
use crate::types::accounts::{
    ApprovalDecide, ApprovalDecision, ApprovalItem, ApprovalState, Decider, PeopleExport,
    PeopleExportAsk,
};
use crate::types::session::SavedFile;
use crate::words;
use tongfu_core::Result;
use tongfu_core::base::reference;
use tongfu_core::base::{ApprovalId, UserId};
use tongfu_core::people::export::{self, EXPORTED, ExportedPerson, SCOPE_EVERYBODY};
use tongfu_core::people::model::ORDINARY;
use tongfu_core::people::{Datum, Field};
use tongfu_core::security::approvals::{self, Approval, EXPORT_UNMASKED, Request};
use tongfu_core::security::{accounts, users};
use tongfu_core::store::Store;
use tongfu_tables::export::{ExportColumn, ExportTable, Kind, Value, xlsx_bytes};

fn state(state: approvals::ApprovalState) -> ApprovalState {
    match state {
        approvals::ApprovalState::Waiting => ApprovalState::Waiting,
        approvals::ApprovalState::Granted => ApprovalState::Granted,
        approvals::ApprovalState::Refused => ApprovalState::Refused,
        approvals::ApprovalState::Used => ApprovalState::Used,
        approvals::ApprovalState::Expired => ApprovalState::Expired,
    }
}

fn item(store: &Store, approval: Approval, holders: &[UserId]) -> Result<ApprovalItem> {
    let tables = store.tables();
    let me = store.user().id;
    let waiting = approval.state == approvals::ApprovalState::Waiting;
    let able: Vec<_> = match approvals::purpose(&approval.purpose) {
        Some(purpose) if waiting => users::listed(tables, store.own())?
            .into_iter()
            .filter(|one| {
                !one.standing.suspended
                    && one.user.id != approval.asked_by
                    && purpose.deciders.contains(&one.standing.role)
            })
            .map(|one| one.user)
            .collect(),
        _ => Vec::new(),
    };
    Ok(ApprovalItem {
        id: approval.id.to_string(),
        mine: approval.asked_by == me,
        may_decide: able.iter().any(|user| user.id == me),
        deciders: able
            .into_iter()
            .filter(|user| user.id != me && holders.contains(&user.id))
            .map(|user| Decider {
                user: user.id.to_string(),
                name: user.name,
            })
            .collect(),
        asked_by: users::name(tables, &approval.asked_by.0)?,
        asked_on: approval.asked_on.to_string(),
        expires_on: approval.expires_on.to_string(),
        state: state(approval.state),
        decisions: approval
            .decisions
            .iter()
            .map(|decision| {
                Ok(ApprovalDecision {
                    by: users::name(tables, &decision.by.0)?,
                    granted: decision.granted,
                    on: decision.on.to_string(),
                    remark: decision.remark.clone(),
                })
            })
            .collect::<Result<_>>()?,
        purpose: approval.purpose,
        for_whom: approval.for_whom,
        reason: approval.reason,
    })
}

pub(super) fn one(store: &Store, approval: ApprovalId) -> Result<ApprovalItem> {
    let holders = accounts::holders(store)?;
    item(store, approvals::get(store, approval)?, &holders)
}

pub fn list(session: &Session, (): ()) -> Result<Vec<ApprovalItem>> {
    session.with_store(|store| {
        let holders = accounts::holders(store)?;
        approvals::list(store)?
            .into_iter()
            .map(|approval| item(store, approval, &holders))
            .collect()
    })
}

pub fn decide(session: &Session, wanted: ApprovalDecide) -> Result<ApprovalItem> {
    let approval: ApprovalId = id(&wanted.id)?;
    let proof = match &wanted.decider {
        Some(decider) => Some(prove(session, id(&decider.user)?, &decider.passphrase)?),
        None => None,
    };
    session.with_store(|store| {
        let decider = match proof {
            Some(proof) => accounts::admit(store, proof)?,
            None => accounts::present(store)?,
        };
        approvals::decide(store, approval, &decider, wanted.granted, &wanted.remark)?;
        one(store, approval)
    })
}

pub fn export_ask(session: &Session, wanted: PeopleExportAsk) -> Result<ApprovalItem> {
    session.with_store(|store| {
        let request = Request {
            purpose: &EXPORT_UNMASKED,
            scope: SCOPE_EVERYBODY,
            for_whom: &wanted.for_whom,
            reason: &wanted.reason,
            person: None,
        };
        let asked = approvals::ask(store, &request)?.value;
        one(store, asked)
    })
}

/// The code of a column's heading.
fn heading(field: Field) -> String {
    format!("PEOPLE_EXPORT_{}", field.key().to_ascii_uppercase())
}

fn cell(session: &Session, field: Field, value: Option<&Datum>) -> Value {
    match (field, value) {
        (_, None) => Value::Blank,
        (_, Some(Datum::Date(date))) => Value::Date(*date),
        (Field::Sex, Some(Datum::Text(code))) => Value::Text(words::say(
            session.language(),
            &format!("PEOPLE_EXPORT_SEX_{code}"),
            [],
        )),
        (Field::Wish1, Some(Datum::Text(occupation))) => {
            Value::Text(occupation_name(session, occupation))
        }
        (Field::Category, Some(Datum::Text(code))) => Value::Text(category(session, code)),
        (_, Some(Datum::Text(text))) => Value::Text(text.clone()),
        (_, Some(Datum::Int(number))) => Value::Text(number.to_string()),
        (_, Some(Datum::Bool(yes))) => Value::Text(yes.to_string()),
    }
}

/// The name of a category, or the code of one that the table does not know.
fn category(session: &Session, code: &str) -> String {
    match reference::category(code) {
        Some(known) if session.language() == "zh-CN" => known.name_zh.to_owned(),
        Some(known) => known.name_en.to_owned(),
        None if code == ORDINARY => words::say(session.language(), "PEOPLE_EXPORT_ORDINARY", []),
        None => code.to_owned(),
    }
}

fn table(session: &Session, people: &[ExportedPerson]) -> ExportTable {
    let say = |code: &str| words::say(session.language(), code, []);
    ExportTable {
        sheet_name: say("PEOPLE_EXPORT_SHEET"),
        title: None,
        columns: EXPORTED
            .iter()
            .map(|field| {
                let kind = match field {
                    Field::BirthDate => Kind::Date,
                    _ => Kind::Text,
                };
                ExportColumn::of(say(&heading(*field)), kind)
            })
            .collect(),
        rows: people
            .iter()
            .map(|one| {
                EXPORTED
                    .iter()
                    .zip(&one.values)
                    .map(|(field, value)| cell(session, *field, value.as_ref()))
                    .collect()
            })
            .collect(),
    }
}

pub fn people_export(session: &Session, wanted: PeopleExport) -> Result<Option<SavedFile>> {
    let approval = wanted
        .approval
        .as_deref()
        .map(id::<ApprovalId>)
        .transpose()?;
    let people = session.with_store(|store| {
        if wanted.unmasked {
            export::unmasked(store, approval).map(|written| written.value)
        } else {
            export::masked(store)
        }
    })?;
    let saved = write(session, &people);
    if let (true, Some(approval), Ok(None) | Err(_)) = (wanted.unmasked, approval, &saved) {
        // Nothing left: the approval may be used another time.
        session.with_store(|store| approvals::give_back(store, approval))?;
    }
    saved
}

fn write(session: &Session, people: &[ExportedPerson]) -> Result<Option<SavedFile>> {
    let bytes =
        xlsx_bytes(&table(session, people)).map_err(|refusal| table_error(session, &refusal))?;
    let name = words::say(
        session.language(),
        "PEOPLE_EXPORT_FILE",
        [
            (
                "date",
                session.today().format("%Y%m%d").to_string().as_str(),
            ),
            ("people", count(people.len()).to_string().as_str()),
        ],
    );
    let dialog = session.dialog_words("DIALOG_PEOPLE_EXPORT", &["xlsx"]);
    session.save(&format!("{name}.xlsx"), &dialog, &bytes)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_column_and_sex_has_words() {
        for language in words::COMPLETE_LANGUAGES {
            for field in EXPORTED {
                assert!(words::has(language, &heading(*field)), "{}", field.key());
            }
            for code in ["1", "2"] {
                assert!(words::has(language, &format!("PEOPLE_EXPORT_SEX_{code}")));
            }
        }
    }
}
