//! `people erase`, `people erasures`, `people retention`, `store backup`,
//! `store restore`.

use super::Answer;
use super::users::one_approval;
use crate::arguments::{Arguments, BackupTask, ErasureTask};
use crate::desk::Desk;
use crate::output::Ended;
use crate::table::table;
use serde_json::json;
use std::path::Path;
use tongfu_api::types::erasure::{
    BackupLine, BackupMake, ErasureAssessment, ErasureState, PersonErase, PersonEraseAsk,
    RestoreFrom, RetentionQuery,
};
use tongfu_api::types::session::Id;

pub fn run(desk: &Desk, task: &ErasureTask) -> Answer {
    match task {
        ErasureTask::Erase {
            id,
            reason,
            approval,
            dry_run,
        } => match approval {
            Some(approval) if !dry_run => erase(desk, id, approval),
            _ => ask(desk, id, reason.as_deref().unwrap_or_default(), *dry_run),
        },
        ErasureTask::Erasures { withdraw } => erasures(desk, withdraw.as_deref()),
        ErasureTask::Retention { run, limit } => retention(desk, *run, *limit),
    }
}

fn ask(desk: &Desk, id: &str, reason: &str, dry_run: bool) -> Answer {
    if dry_run {
        let id = Id { id: id.to_owned() };
        let assessment = desk.session.person_erasure_assess(id)?;
        let text = told(desk, &assessment);
        return Ok(Ended::done(assessment, text));
    }
    let asked = desk.session.person_erase_ask(PersonEraseAsk {
        id: id.to_owned(),
        reason: reason.to_owned(),
    })?;
    Ok(one_approval(desk, asked))
}

fn erase(desk: &Desk, id: &str, approval: &str) -> Answer {
    let done = desk.session.person_erase(PersonErase {
        id: id.to_owned(),
        approval: Some(approval.to_owned()),
    })?;
    let text = match &done.locked_until {
        Some(until) => desk.say("CLI_ERASURE_LOCKED", &[("until", until)]),
        None => desk.say("CLI_ERASED", &[]),
    };
    Ok(Ended::done(done, text))
}

fn told(desk: &Desk, assessment: &ErasureAssessment) -> String {
    match &assessment.kept_until {
        Some(until) => desk.say(
            "CLI_ERASURE_WOULD_LOCK",
            &[
                ("goes", &assessment.goes.len().to_string()),
                ("stays", &assessment.stays.len().to_string()),
                ("until", until),
            ],
        ),
        None => desk.say(
            "CLI_ERASURE_WOULD_GO",
            &[
                (
                    "fields",
                    &(assessment.goes.len() + assessment.stays.len()).to_string(),
                ),
                ("entries", &assessment.entries.to_string()),
            ],
        ),
    }
}

fn erasures(desk: &Desk, withdraw: Option<&str>) -> Answer {
    if let Some(id) = withdraw {
        desk.session.erasure_withdraw(Id { id: id.to_owned() })?;
    }
    let lines = desk.session.erasures_list(())?;
    let heading = desk.heading(&[
        "CLI_ID",
        "CLI_ERASURE_STATE",
        "CLI_ERASURE_REQUESTED",
        "CLI_ERASURE_UNTIL",
        "CLI_ERASURE_DONE",
    ]);
    let rows: Vec<Vec<String>> = lines
        .iter()
        .map(|line| {
            let state = match line.state {
                ErasureState::Locked => "CLI_STATE_LOCKED",
                ErasureState::Withdrawn => "CLI_STATE_WITHDRAWN",
                ErasureState::Erased => "CLI_STATE_ERASED",
            };
            vec![
                line.id.clone(),
                desk.say(state, &[]),
                line.requested_on.clone().unwrap_or_default(),
                line.kept_until.clone().unwrap_or_default(),
                line.erased_on.clone().unwrap_or_default(),
            ]
        })
        .collect();
    let text = table(&heading, &rows);
    Ok(Ended::done(json!({ "erasures": lines }), text))
}

fn retention(desk: &Desk, run: bool, limit: u32) -> Answer {
    let erased = if run {
        desk.session.retention_run(())?.erased
    } else {
        0
    };
    let list = desk.session.retention_list(RetentionQuery { limit })?;
    let heading = desk.heading(&["CLI_ID", "CLI_NAME", "CLI_ERASURE_UNTIL"]);
    let rows: Vec<Vec<String>> = list
        .lines
        .iter()
        .map(|line| vec![line.person.clone(), line.name.clone(), line.until.clone()])
        .collect();
    let mut text = table(&heading, &rows);
    text.push_str(&desk.say(
        "CLI_RETENTION",
        &[
            ("total", &list.total.to_string()),
            ("over", &list.over.to_string()),
            ("due", &list.due.to_string()),
            ("erased", &erased.to_string()),
        ],
    ));
    Ok(Ended::done(
        json!({ "lines": list.lines, "total": list.total, "over": list.over, "due": list.due, "erased": erased }),
        text,
    ))
}

pub fn run_backup(arguments: &Arguments, task: &BackupTask) -> Answer {
    match task {
        BackupTask::Backup { to, list } => backup(&Desk::open(arguments)?, to.as_deref(), *list),
        BackupTask::Restore { file, dry_run } => restore(arguments, file, *dry_run),
    }
}

fn backup(desk: &Desk, to: Option<&Path>, list: bool) -> Answer {
    if list {
        let backups = desk.session.backups_list(())?;
        let text = shown(desk, &backups);
        return Ok(Ended::done(json!({ "backups": backups }), text));
    }
    if let Some(folder) = to {
        desk.dialogs.write_to(folder);
    }
    let made = desk.session.backup_make(BackupMake {
        elsewhere: to.is_some(),
    })?;
    let place = made
        .as_ref()
        .map(|made| made.place.clone())
        .unwrap_or_default();
    let text = desk.say("CLI_BACKUP_MADE", &[("place", &place)]);
    Ok(Ended::done(made, text))
}

fn shown(desk: &Desk, backups: &[BackupLine]) -> String {
    let heading = desk.heading(&[
        "CLI_BACKUP_WHEN",
        "CLI_OPERATIONS",
        "CLI_BACKUP_PLACE",
        "CLI_BACKUP_OWES",
    ]);
    let rows: Vec<Vec<String>> = backups
        .iter()
        .map(|one| {
            vec![
                one.made.clone(),
                one.operations.to_string(),
                one.place.clone(),
                one.owes_since.clone().unwrap_or_default(),
            ]
        })
        .collect();
    table(&heading, &rows)
}

fn restore(arguments: &Arguments, file: &Path, dry_run: bool) -> Answer {
    let desk = Desk::new(arguments);
    let wanted = RestoreFrom {
        backup: None,
        token: Some(desk.file(file).token),
        user_name: arguments.user.clone(),
        passphrase: desk.passphrase(arguments)?,
    };
    if dry_run {
        let seen = desk.session.restore_look(wanted)?;
        let text = desk.say(
            "CLI_RESTORE_WOULD",
            &[
                ("office", &seen.office_name),
                ("operations", &seen.operations.to_string()),
                ("erasures", &seen.erasures.to_string()),
            ],
        );
        return Ok(Ended::done(seen, text));
    }
    let done = desk.session.restore_apply(wanted)?;
    let text = desk.say(
        "CLI_RESTORED",
        &[
            ("operations", &done.operations.to_string()),
            ("erasures", &done.erasures.to_string()),
            ("epoch", &done.epoch.to_string()),
        ],
    );
    Ok(Ended::done(done, text))
}
