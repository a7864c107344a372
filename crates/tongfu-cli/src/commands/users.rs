//! `user`, `approval` and `people export`.

use super::Answer;
use super::exchange::given;
use crate::arguments::{ApprovalTask, Arguments, UserTask};
use crate::desk::Desk;
use crate::output::Ended;
use crate::table::table;
use std::path::Path;
use tongfu_api::types::accounts::{
    ApprovalDecide, ApprovalItem, HandOverAsk, HandOverList, OfficeUsers, PassphraseChange,
    PeopleExport, PeopleExportAsk, StoreRecover, UserCreate, UserPassphrase, UserReadmit, UserRole,
    UserRoleSet,
};
use tongfu_api::types::session::{Id, OfficeRole};

pub fn run(arguments: &Arguments, task: &UserTask) -> Answer {
    if let UserTask::Recover {
        new_passphrase_file,
    } = task
    {
        return recover(arguments, new_passphrase_file.as_deref());
    }
    let desk = Desk::open(arguments)?;
    let session = &desk.session;
    match task {
        UserTask::Recover { .. } | UserTask::List => Ok(listed(&desk, session.users_list(())?)),
        UserTask::Add {
            name,
            role,
            new_passphrase_file,
        } => {
            let passphrase = new_passphrase(&desk, new_passphrase_file.as_deref())?;
            let role = match role {
                Some(role) => (*role).into(),
                None => usual_role(session.store_info(())?.role),
            };
            session.user_create(UserCreate {
                name: name.clone(),
                role,
                passphrase,
            })?;
            let info = session.store_info(())?;
            let text = desk.say("CLI_USERS", &[("users", &info.users.join(", "))]);
            Ok(Ended::done(info, text))
        }
        UserTask::Role { name, role } => {
            let user = user_id(&desk, name)?;
            let role = (*role).into();
            Ok(listed(
                &desk,
                session.user_role_set(UserRoleSet { user, role })?,
            ))
        }
        UserTask::Suspend { name } => {
            let id = user_id(&desk, name)?;
            Ok(listed(&desk, session.user_suspend(Id { id })?))
        }
        UserTask::Readmit {
            name,
            new_passphrase_file,
        } => {
            let passphrase = new_passphrase(&desk, new_passphrase_file.as_deref())?;
            let user = user_id(&desk, name)?;
            Ok(listed(
                &desk,
                session.user_readmit(UserReadmit { user, passphrase })?,
            ))
        }
        UserTask::Passphrase {
            name,
            new_passphrase_file,
        } => {
            let new = required(&desk, new_passphrase_file.as_deref())?;
            match name {
                Some(name) => {
                    let user = user_id(&desk, name)?;
                    session.user_passphrase(UserPassphrase {
                        user,
                        passphrase: new,
                    })?;
                }
                None => {
                    let old = desk.passphrase(arguments)?;
                    session.passphrase_change(PassphraseChange { old, new })?;
                }
            }
            Ok(listed(&desk, session.users_list(())?))
        }
        UserTask::HandOver { from, to, out } => {
            let done = session.hand_over(HandOverAsk {
                from: user_id(&desk, from)?,
                to: user_id(&desk, to)?,
            })?;
            if let Some(out) = out {
                desk.dialogs.write_to(out);
                let id = done.summary.id.clone();
                given(&desk, session.hand_over_save(Id { id })?)?;
            }
            Ok(handed_over(&desk, done))
        }
    }
}

/// The role that an office gives to whoever it says nothing of.
fn usual_role(office: OfficeRole) -> UserRole {
    match office {
        OfficeRole::County => UserRole::Officer,
        OfficeRole::Port => UserRole::Reporter,
        OfficeRole::Province => UserRole::Reviewer,
    }
}

/// The id of the user of that name.
fn user_id(desk: &Desk, name: &str) -> Result<String, Ended> {
    let users = desk.session.users_list(())?.users;
    match users.into_iter().find(|user| user.name == name.trim()) {
        Some(user) => Ok(user.user),
        None => Err(Ended::used_wrongly(
            desk.say("USER_UNKNOWN", &[("name", name)]),
        )),
    }
}

/// The new passphrase from its file or from the environment, if there is one.
fn new_passphrase(desk: &Desk, file: Option<&Path>) -> Result<Option<String>, Ended> {
    match file {
        Some(file) => desk.first_line(file).map(Some),
        None => Ok(std::env::var("TONGFU_NEW_PASSPHRASE").ok()),
    }
}

fn required(desk: &Desk, file: Option<&Path>) -> Result<String, Ended> {
    new_passphrase(desk, file)?
        .ok_or_else(|| Ended::used_wrongly(desk.say("CLI_NEW_PASSPHRASE_MISSING", &[])))
}

fn recover(arguments: &Arguments, file: Option<&Path>) -> Answer {
    let desk = Desk::new(arguments);
    let code = std::env::var("TONGFU_RECOVERY_CODE")
        .map_err(|_| Ended::used_wrongly(desk.say("CLI_RECOVERY_CODE_MISSING", &[])))?;
    let passphrase = required(&desk, file)?;
    let info = desk
        .session
        .store_recover(StoreRecover { code, passphrase })?;
    let text = desk.say("CLI_RECOVERED", &[("name", &info.user_name)]);
    Ok(Ended::done(info, text))
}

fn word<T: serde::Serialize>(value: &T) -> String {
    serde_json::to_value(value)
        .ok()
        .and_then(|value| value.as_str().map(str::to_owned))
        .unwrap_or_default()
}

fn role_name(desk: &Desk, role: UserRole) -> String {
    desk.say(&tongfu_api::rights::role_code(&word(&role)), &[])
}

fn listed(desk: &Desk, users: OfficeUsers) -> Ended {
    let heading = desk.heading(&["CLI_USER", "CLI_ROLE", "CLI_STATE", "CLI_OPEN_THINGS"]);
    let rows: Vec<Vec<String>> = users
        .users
        .iter()
        .map(|user| {
            let state = if user.suspended {
                "CLI_USER_SUSPENDED"
            } else if user.passphrase_here {
                "CLI_USER_HERE"
            } else {
                "CLI_USER_NOT_HERE"
            };
            vec![
                user.name.clone(),
                role_name(desk, user.role),
                desk.say(state, &[]),
                user.open_things.to_string(),
            ]
        })
        .collect();
    let text = table(&heading, &rows);
    Ended::done(users, text)
}

fn handed_over(desk: &Desk, done: HandOverList) -> Ended {
    let items = done.summary.items.to_string();
    let text = desk.say(
        "CLI_HANDED_OVER",
        &[
            ("giver", &done.summary.giver),
            ("taker", &done.summary.taker),
            ("items", &items),
        ],
    );
    Ended::done(done, text)
}

pub fn approval(desk: &Desk, task: &ApprovalTask) -> Answer {
    let session = &desk.session;
    let decide = |id: &str, granted: bool, remark: &str| {
        session.approval_decide(ApprovalDecide {
            id: id.to_owned(),
            granted,
            remark: remark.to_owned(),
            decider: None,
        })
    };
    let one = |item: ApprovalItem| one_approval(desk, item);
    match task {
        ApprovalTask::Export { for_whom, reason } => {
            Ok(one(session.people_export_ask(PeopleExportAsk {
                for_whom: for_whom.clone(),
                reason: reason.clone(),
            })?))
        }
        ApprovalTask::List => {
            let items = session.approvals_list(())?;
            let text = shown(desk, &items);
            Ok(Ended::done(serde_json::json!({ "approvals": items }), text))
        }
        ApprovalTask::Grant { id, remark } => Ok(one(decide(id, true, remark)?)),
        ApprovalTask::Refuse { id, reason } => Ok(one(decide(id, false, reason)?)),
    }
}

/// One request, as it is printed.
pub fn one_approval(desk: &Desk, item: ApprovalItem) -> Ended {
    let text = shown(desk, std::slice::from_ref(&item));
    Ended::done(item, text)
}

fn shown(desk: &Desk, items: &[ApprovalItem]) -> String {
    let heading = desk.heading(&["CLI_APPROVAL", "CLI_STATE", "CLI_ASKED_BY", "CLI_FOR_WHOM"]);
    let rows: Vec<Vec<String>> = items
        .iter()
        .map(|item| {
            let state = format!("CLI_APPROVAL_{}", word(&item.state).to_ascii_uppercase());
            vec![
                item.id.clone(),
                desk.say(&state, &[]),
                item.asked_by.clone(),
                item.for_whom.clone(),
            ]
        })
        .collect();
    table(&heading, &rows)
}

pub fn export(desk: &Desk, out: &Path, unmasked: bool, approval: Option<&str>) -> Answer {
    desk.dialogs.write_to(out);
    let saved = desk.session.people_export(PeopleExport {
        unmasked,
        approval: approval.map(str::to_owned),
    })?;
    let saved = given(desk, saved)?;
    let text = desk.say(
        "CLI_PEOPLE_EXPORTED",
        &[("file", &out.display().to_string())],
    );
    Ok(Ended::done(saved, text))
}
