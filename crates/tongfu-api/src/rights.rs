//! Who may use which command: one table beside the table of commands.
//!
//! What a command changes is asked again, verb by verb, by the write funnel
//! ([`tongfu_core::security::permissions`]); here stands what a role may read
//! and which commands it is not even offered. A new command is one line; one
//! without a line may be used by administrators and officers only, and a test
//! names it.

use crate::words;
use UserRole::{
    Administrator, Auditor, CaseHandler, Coordinator, Finance, Officer, Reporter, Reviewer,
};
use tongfu_core::Error;
use tongfu_core::security::model::{ROLES, UserRole};
use tongfu_core::security::permissions::UNLISTED;

/// What a command asks of the one who uses it.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Access {
    /// Needs nobody: before the store is open, or about the window itself.
    Free,
    /// The page asks by itself while something runs: says nothing of a person
    /// at the desk, so it neither keeps the store open nor locks it.
    Poll,
    /// About oneself: everybody who works.
    Own,
    /// Changes nothing.
    Read(&'static [UserRole]),
    /// Changes something.
    Change(&'static [UserRole]),
}

impl Access {
    /// Whether `role` may use it.
    pub fn permits(self, role: UserRole) -> bool {
        match self {
            Self::Free | Self::Poll | Self::Own => true,
            Self::Read(roles) | Self::Change(roles) => roles.contains(&role),
        }
    }
}

use Access::{Change, Free, Own, Poll, Read};

const ALL: &[UserRole] = ROLES;
/// Everybody who knows the trainees; a port reports demand only.
const PEOPLE: &[UserRole] = &[
    Officer,
    Coordinator,
    Finance,
    Administrator,
    Reviewer,
    CaseHandler,
    Auditor,
];
const DESK: &[UserRole] = &[Officer, Coordinator, Administrator];
/// Who may look at whole numbers, with a reason.
const REVEALING: &[UserRole] = &[Officer, Coordinator, Administrator, Reviewer, CaseHandler];
const CLASSES: &[UserRole] = &[Coordinator, Administrator];
const BULLETINS: &[UserRole] = &[Officer, Coordinator, Administrator, Reporter, Reviewer];
const CARRIERS: &[UserRole] = &[
    Officer,
    Coordinator,
    Finance,
    Administrator,
    Reporter,
    Reviewer,
    CaseHandler,
];
const DECIDERS: &[UserRole] = CARRIERS;
const ADMINISTRATOR: &[UserRole] = &[Administrator];
/// Who reads whole records: finance reads what it pays by, no passports.
const RECORDS: &[UserRole] = &[
    Officer,
    Coordinator,
    Administrator,
    Reviewer,
    CaseHandler,
    Auditor,
];
/// Who works on records, the province's reviewers included.
const KEEPERS: &[UserRole] = &[Officer, Coordinator, Administrator, Reviewer];
/// Who knows of people that are locked (domain.md §10: storage and audit).
const LOCKED: &[UserRole] = &[Administrator, Auditor];
const PARAMETERS: &[UserRole] = &[Administrator, Reviewer];
/// The desk of the protected cases, and nobody beside it.
const HANDLER: &[UserRole] = &[CaseHandler];
const CHECKS: &[UserRole] = &[Coordinator, Administrator, Reviewer, CaseHandler];
const ASKING: &[UserRole] = &[Officer, Coordinator, Administrator, Reviewer, CaseHandler];

/// Commands in the order of the table of commands.
pub const COMMANDS: &[(&str, Access)] = &[
    ("app_state", Free),
    ("store_create", Free),
    ("store_unlock", Free),
    ("store_lock", Free),
    ("store_info", Read(ALL)),
    ("user_add", Change(ADMINISTRATOR)),
    ("store_check", Read(ALL)),
    ("store_rebuild", Change(ADMINISTRATOR)),
    ("store_digest", Read(ALL)),
    ("set_language", Free),
    ("status_bar", Read(ALL)),
    ("today_list", Read(ALL)),
    ("choices", Free),
    ("pick_file", Free),
    ("opened_file", Free),
    ("people_find", Read(PEOPLE)),
    ("person_household", Read(PEOPLE)),
    ("person_history", Read(PEOPLE)),
    ("person_access", Read(PEOPLE)),
    ("person_reveal", Change(REVEALING)),
    ("access_log", Read(&[Administrator, Auditor])),
    ("access_log_save", Read(&[Administrator, Auditor])),
    ("documents_list", Read(PEOPLE)),
    ("document_add", Change(DESK)),
    ("document_content", Read(PEOPLE)),
    ("document_save", Read(PEOPLE)),
    ("document_remove", Change(DESK)),
    ("qualifications_list", Read(PEOPLE)),
    ("certificate_save", Change(DESK)),
    ("certificate_remove", Change(DESK)),
    ("module_save", Change(DESK)),
    ("module_remove", Change(DESK)),
    ("people_chosen", Read(PEOPLE)),
    ("people_choices", Read(PEOPLE)),
    ("people_filter_save", Own),
    ("people_filter_remove", Own),
    ("people_save_many", Change(DESK)),
    ("person_get", Read(PEOPLE)),
    ("person_check", Read(DESK)),
    ("person_save", Change(DESK)),
    ("person_delete", Change(DESK)),
    ("people_import_preview", Read(DESK)),
    ("people_import_apply", Change(DESK)),
    ("people_import_rejects", Read(DESK)),
    ("demand_import_preview", Read(BULLETINS)),
    ("demand_import_apply", Change(BULLETINS)),
    ("demand_bulletins", Read(ALL)),
    ("demand_bulletin", Read(ALL)),
    ("demand_gaps", Read(ALL)),
    ("peak_calendar", Read(ALL)),
    ("capacity_get", Read(ALL)),
    ("capacity_save", Change(CLASSES)),
    ("capacity_remove", Change(CLASSES)),
    ("capacity_import", Change(CLASSES)),
    ("plan_run", Change(CLASSES)),
    ("task_status", Poll),
    // Waits for nobody: the task that is to stop holds the store.
    ("task_cancel", Poll),
    ("plan_scenarios", Read(ALL)),
    ("plan_scenario", Read(ALL)),
    ("plan_accept", Change(CLASSES)),
    ("classes_list", Read(ALL)),
    ("class_get", Read(PEOPLE)),
    ("class_move", Change(CLASSES)),
    ("projects_list", Read(ALL)),
    ("applications_seed_demo", Change(CLASSES)),
    ("application_save", Change(DESK)),
    ("classes_match", Change(CLASSES)),
    ("match_runs", Read(PEOPLE)),
    ("match_run", Read(PEOPLE)),
    ("exchange_status", Read(ALL)),
    ("exchange_export", Change(CARRIERS)),
    ("exchange_export_for", Change(CARRIERS)),
    ("exchange_preview", Change(CARRIERS)),
    ("exchange_import", Change(CARRIERS)),
    ("device_request", Change(CARRIERS)),
    ("device_grant", Change(ADMINISTRATOR)),
    ("device_accept", Change(ADMINISTRATOR)),
    ("demo_load", Change(ADMINISTRATOR)),
    ("demo_remove", Change(ADMINISTRATOR)),
    ("accounts_list", Free),
    ("account_unlock", Free),
    ("store_recover", Free),
    ("account_switch", Own),
    ("session_who", Own),
    ("passphrase_change", Own),
    ("auto_lock_set", Change(ADMINISTRATOR)),
    ("users_list", Read(ALL)),
    ("user_create", Change(ADMINISTRATOR)),
    ("user_role_set", Change(ADMINISTRATOR)),
    ("user_suspend", Change(ADMINISTRATOR)),
    ("user_readmit", Change(ADMINISTRATOR)),
    ("user_passphrase", Change(ADMINISTRATOR)),
    ("approvals_list", Read(PEOPLE)),
    ("approval_decide", Change(DECIDERS)),
    (
        "people_export_ask",
        Change(&[Officer, Coordinator, Administrator, Reviewer]),
    ),
    (
        "people_export",
        Change(&[Officer, Coordinator, Administrator, Reviewer]),
    ),
    ("responsibilities", Read(ALL)),
    ("responsibility_assign", Change(CARRIERS)),
    ("hand_over", Change(ADMINISTRATOR)),
    ("hand_overs", Read(ALL)),
    ("hand_over_get", Read(PEOPLE)),
    ("hand_over_save", Read(PEOPLE)),
    ("duplicates_list", Read(RECORDS)),
    ("duplicates_pair", Read(RECORDS)),
    ("duplicates_decide", Change(KEEPERS)),
    ("eligibility_check", Read(PEOPLE)),
    ("eligibility_decide_anew", Change(DESK)),
    ("eligibility_open_evidence", Read(PEOPLE)),
    ("eligibility_recheck", Read(PEOPLE)),
    ("eligibility_recheck_read", Read(PEOPLE)),
    ("parameters_list", Read(ALL)),
    ("parameter_save", Change(PARAMETERS)),
    ("parameter_end", Change(PARAMETERS)),
    ("person_erasure_assess", Read(RECORDS)),
    ("person_erase_ask", Change(DESK)),
    ("person_erase", Change(DESK)),
    ("erasures_list", Read(LOCKED)),
    ("erasure_withdraw", Change(ADMINISTRATOR)),
    ("retention_list", Read(LOCKED)),
    ("retention_run", Change(ADMINISTRATOR)),
    ("backups_list", Read(ALL)),
    ("backup_make", Change(CARRIERS)),
    ("backup_forget", Change(ADMINISTRATOR)),
    // Where no store is open, the handler asks the role itself.
    ("restore_look", Change(ADMINISTRATOR)),
    ("restore_apply", Change(ADMINISTRATOR)),
    ("protection_desk", Read(ALL)),
    ("case_open", Change(CARRIERS)),
    ("case_draft_keep", Change(CARRIERS)),
    ("case_draft_open", Change(CARRIERS)),
    ("case_draft_forget", Change(CARRIERS)),
    ("handler_create", Change(HANDLER)),
    ("handler_restore", Change(HANDLER)),
    ("handler_retire", Change(&[Administrator, CaseHandler])),
    ("handler_unlock", Change(HANDLER)),
    ("handler_lock", Change(HANDLER)),
    ("case_read", Change(HANDLER)),
    ("case_evidence", Change(HANDLER)),
    ("case_decide", Change(HANDLER)),
    ("case_message_given", Change(ASKING)),
    ("holds_for", Read(ALL)),
    ("check_desk", Read(RECORDS)),
    ("check_start", Change(CHECKS)),
    ("check_close", Change(CHECKS)),
    ("check_draw", Change(CHECKS)),
    ("check_people", Read(RECORDS)),
    ("check_answer", Change(ASKING)),
    ("check_publish", Read(RECORDS)),
    ("check_verify", Read(ALL)),
    ("choice_person", Read(RECORDS)),
    ("choice_state", Change(DESK)),
    ("wishes_places", Read(RECORDS)),
    ("wishes_village", Read(RECORDS)),
    ("wishes_save", Change(DESK)),
    ("wishes_import", Change(DESK)),
    ("form_desk", Read(RECORDS)),
    ("form_pad_print", Change(DESK)),
    ("form_check", Read(DESK)),
    ("form_enter", Change(DESK)),
    ("form_settle", Change(DESK)),
    // Printing a record is a logged act.
    ("print_own_record", Change(KEEPERS)),
    ("print_consent_sheet", Change(KEEPERS)),
    ("notice_preview", Read(PEOPLE)),
    ("print_notice", Read(PEOPLE)),
    ("people_import_layout", Read(DESK)),
    ("people_import_prepare", Read(DESK)),
    ("people_import_summary", Read(DESK)),
    ("people_import_rows", Read(DESK)),
    ("people_import_commit", Change(DESK)),
    ("people_import_forget", Read(DESK)),
    ("people_imports", Read(RECORDS)),
    ("people_import_undo_preview", Read(DESK)),
    ("people_import_undo", Change(DESK)),
    ("draft_put", Own),
    ("draft_get", Own),
    ("drafts_list", Own),
    ("draft_drop", Own),
    ("preference_get", Own),
    ("preference_put", Own),
    ("entry_check", Read(DESK)),
    ("entry_suggest", Read(DESK)),
    ("entry_paste", Read(DESK)),
    ("entry_save", Change(DESK)),
    ("entry_saved", Read(DESK)),
];

/// What `command` asks for.
pub fn access(command: &str) -> Access {
    COMMANDS
        .iter()
        .find(|(known, _)| *known == command)
        .map_or(Change(UNLISTED), |(_, access)| *access)
}

/// The commands that `role` may not use.
pub fn may_not(role: UserRole) -> Vec<&'static str> {
    crate::commands::NAMES
        .iter()
        .copied()
        .filter(|name| !access(name).permits(role))
        .collect()
}

/// The code of a role's name.
pub fn role_code(word: &str) -> String {
    format!("USER_ROLE_{}", word.to_ascii_uppercase())
}

/// The name of a verb or a command: its own, else that of its area, else a
/// general one.
fn deed(language: &str, name: &str) -> String {
    let upper = name.to_ascii_uppercase();
    let own = format!("VERB_{}", upper.replace('.', "_"));
    let area = format!(
        "VERB_AREA_{}",
        upper.split(['.', '_']).next().unwrap_or_default()
    );
    [own.as_str(), area.as_str()]
        .into_iter()
        .find(|code| words::has(language, code))
        .map_or_else(
            || words::say(language, "VERB_AREA_OTHER", []),
            |code| words::say(language, code, []),
        )
}

/// The values of an error, words for those that name a role or a deed.
pub fn in_words(language: &str, error: &Error) -> Vec<(&'static str, String)> {
    error
        .params
        .iter()
        .map(|(name, value)| {
            let said = match (error.code, *name) {
                ("ROLE_MAY_NOT" | "USER_ROLE_OFFICE", "role") => {
                    words::say(language, &role_code(value), [])
                }
                ("ROLE_MAY_NOT", "verb") => deed(language, value),
                _ => value.clone(),
            };
            (*name, said)
        })
        .collect()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::commands::NAMES;
    use crate::{FixedDialogs, Session, SessionOptions};
    use serde_json::{Value, json};
    use std::collections::BTreeSet;
    use tongfu_core::security::accounts;
    use tongfu_core::security::permissions::VERBS;
    use tongfu_core::security::vault::{Account, Kdf};
    use tongfu_core::store::{Founding, Office, Role, Store};

    #[test]
    fn every_command_has_a_line_in_the_order_of_the_table() {
        let listed: Vec<&str> = COMMANDS.iter().map(|(name, _)| *name).collect();
        let missing: Vec<_> = NAMES.iter().filter(|name| !listed.contains(name)).collect();
        assert!(
            missing.is_empty(),
            "commands without a line in rights.rs (only administrators and officers may use them): {missing:?}"
        );
        let gone: Vec<_> = listed.iter().filter(|name| !NAMES.contains(name)).collect();
        assert!(gone.is_empty(), "lines without a command: {gone:?}");
        let once: BTreeSet<_> = listed.iter().collect();
        assert_eq!(once.len(), listed.len());
    }

    #[test]
    fn an_auditor_reads_and_changes_nothing() {
        for (name, access) in COMMANDS {
            if let Change(roles) = access {
                assert!(!roles.contains(&Auditor), "{name}");
            }
            if let Change(roles) | Read(roles) = access {
                // The one desk that is not an administrator's.
                assert_eq!(roles.contains(&Administrator), *roles != HANDLER, "{name}");
            }
        }
        assert!(!access("no_such_command").permits(Auditor));
    }

    #[test]
    fn roles_and_deeds_have_words_in_every_language() {
        for language in words::COMPLETE_LANGUAGES {
            for role in ROLES {
                assert!(words::has(language, &role_code(role.word())), "{role:?}");
            }
            let general = words::say(language, "VERB_AREA_OTHER", []);
            let refusable = NAMES
                .iter()
                .filter(|name| ROLES.iter().any(|role| !access(name).permits(*role)));
            for name in refusable.chain(VERBS.iter().map(|(verb, _)| verb)) {
                assert_ne!(
                    deed(language, name),
                    general,
                    "{language}: no words for {name}: add VERB_AREA_… to accounts-errors.ftl"
                );
            }
        }
    }

    const WORD: &str = "long enough";

    fn session(folder: &std::path::Path, office: Role) -> Session {
        let session = Session::new(SessionOptions {
            store: folder.to_owned(),
            language: Some("zh-CN".into()),
            today: "2026-11-20".parse().ok(),
            opened: None,
            dialogs: Box::new(FixedDialogs::default()),
        });
        let founding = Founding {
            office: Office::founded(office, "654004", "霍尔果斯市"),
            user_name: "古丽",
            passphrase: WORD,
            kdf: Kdf {
                memory_kib: 64,
                passes: 1,
            },
        };
        let founded = Store::create(folder, &founding, session.environment()).unwrap();
        session.put_store(Some(founded.store));
        session
    }

    fn become_one(session: &Session, name: &str, role: UserRole) {
        session
            .with_store(|store| {
                if name != "古丽" {
                    accounts::add(store, name, role, Some(WORD))?;
                }
                let account = Account::Named(name);
                let proof = accounts::prove(session.folder(), account, WORD, store.now())?;
                let present = accounts::admit(store, proof)?;
                accounts::switch(store, present);
                Ok(())
            })
            .unwrap();
    }

    /// Each role of each kind of office against each command.
    #[test]
    fn exactly_the_listed_roles_are_let_in() {
        for office in [Role::County, Role::Port, Role::Province] {
            let folder = tempfile::tempdir().unwrap();
            let session = session(folder.path(), office);
            for role in UserRole::of_office(office) {
                become_one(&session, role.word(), *role);
                for name in NAMES {
                    let let_in = session.admit(name);
                    assert_eq!(
                        let_in.is_ok(),
                        access(name).permits(*role),
                        "{role:?} {name}"
                    );
                    if let Err(refusal) = let_in {
                        assert_eq!(refusal.code, "ROLE_MAY_NOT");
                    }
                }
                become_one(&session, "古丽", Administrator);
            }
        }
    }

    #[test]
    fn a_refusal_comes_before_the_parameters_and_in_words() {
        let folder = tempfile::tempdir().unwrap();
        let session = session(folder.path(), Role::County);
        become_one(&session, "审计", Auditor);
        let changing: Vec<_> = COMMANDS
            .iter()
            .filter(|(_, access)| matches!(access, Change(_)))
            .collect();
        assert!(changing.len() > 20);
        for (name, _) in changing {
            let failure = session.call(name, json!({ "nonsense": 1 })).unwrap_err();
            assert_eq!(failure.code, "ROLE_MAY_NOT", "{name}");
            assert!(failure.message.contains("审计员"), "{}", failure.message);
            assert!(!failure.message.contains(name), "{}", failure.message);
        }
        assert!(session.call("store_info", Value::Null).is_ok());
    }

    #[test]
    fn an_idle_session_is_locked_at_the_next_command_but_not_by_polling() {
        let folder = tempfile::tempdir().unwrap();
        let session = session(folder.path(), Role::County);
        let minutes = chrono::Duration::minutes;
        session.idle_for(minutes(9));
        assert!(session.call("status_bar", Value::Null).is_ok());
        session.idle_for(minutes(11));
        // A poll neither locks it nor keeps it open.
        let polled = session
            .call("task_status", json!({ "task": "x" }))
            .unwrap_err();
        assert_eq!(polled.code, "TASK_UNKNOWN");
        let refused = session.call("status_bar", Value::Null).unwrap_err();
        assert_eq!(refused.code, "STORE_LOCKED");
        assert_eq!(
            session.call("app_state", Value::Null).unwrap()["store"],
            "locked"
        );
        let accounts = session.call("accounts_list", Value::Null).unwrap();
        assert_eq!(accounts[0]["name"], "古丽");
        let user = accounts[0]["user"].clone();
        session
            .call(
                "account_unlock",
                json!({ "user": user, "passphrase": WORD }),
            )
            .unwrap();
        session
            .call("auto_lock_set", json!({ "minutes": 30 }))
            .unwrap();
        session.idle_for(minutes(29));
        assert!(session.call("status_bar", Value::Null).is_ok());
        assert_eq!(
            session
                .call("auto_lock_set", json!({ "minutes": 0 }))
                .unwrap_err()
                .code,
            "AUTO_LOCK_RANGE"
        );
    }

    #[test]
    fn a_second_person_decides_without_switching() {
        let folder = tempfile::tempdir().unwrap();
        let session = session(folder.path(), Role::County);
        become_one(&session, "李强", Coordinator);
        become_one(&session, "古丽", Administrator);
        become_one(&session, "王芳", Officer);
        let call = |name: &str, params: Value| session.call(name, params);
        let refused = call(
            "people_export",
            json!({ "unmasked": true, "approval": null }),
        );
        assert_eq!(refused.unwrap_err().code, "APPROVAL_NEEDED");
        let asked = call(
            "people_export_ask",
            json!({ "for_whom": "县人社局", "reason": "核对参保" }),
        )
        .unwrap();
        let id = asked["id"].clone();
        assert_eq!(
            (&asked["state"], &asked["may_decide"]),
            (&json!("waiting"), &json!(false))
        );
        let named: Vec<_> = asked["deciders"].as_array().unwrap().clone();
        let decider = named.iter().find(|one| one["name"] == "李强").unwrap();
        let decide = |user: &Value, passphrase: &str| {
            call(
                "approval_decide",
                json!({ "id": id, "granted": true, "remark": "",
                    "decider": { "user": user, "passphrase": passphrase } }),
            )
        };
        assert_eq!(
            decide(&decider["user"], "wrong one").unwrap_err().code,
            "STORE_PASSPHRASE"
        );
        let own = call("session_who", Value::Null).unwrap()["user"].clone();
        assert_eq!(decide(&own, WORD).unwrap_err().code, "APPROVAL_OWN");
        assert_eq!(decide(&decider["user"], WORD).unwrap()["state"], "granted");
        assert_eq!(call("session_who", Value::Null).unwrap()["name"], "王芳");
        // The host of this test cancels the dialog: the approval is not used up.
        let written = call("people_export", json!({ "unmasked": true, "approval": id })).unwrap();
        assert_eq!(written, Value::Null);
        let listed = call("approvals_list", Value::Null).unwrap();
        assert_eq!(listed[0]["state"], "granted");
    }
}
