//! Who may do what: one table from the verbs of the write funnel to roles.
//!
//! [`crate::store::Store::write`] asks it for every action. A new verb is one
//! line here; a verb without a line may be used by administrators and officers
//! only, and a test names it.

use super::model::{Standing, UserRole};
use crate::{Error, ErrorKind, Result};
use UserRole::{Administrator, CaseHandler, Coordinator, Finance, Officer, Reporter, Reviewer};

/// The verb that makes an administrator again of whoever opened the store with
/// the printed code: the one thing a suspended user may do.
pub const RECOVER: &str = "user.recover";

/// What an unlisted verb asks for.
pub const UNLISTED: &[UserRole] = &[Administrator, Officer];

/// The people who know the trainees.
const DESK: &[UserRole] = &[Officer, Coordinator, Administrator];
/// The people who make classes.
const CLASSES: &[UserRole] = &[Coordinator, Administrator];
/// Whoever takes bulletins in.
const BULLETINS: &[UserRole] = &[Officer, Coordinator, Administrator, Reporter, Reviewer];
/// Everybody but the auditor.
const WORKING: &[UserRole] = &[
    Officer,
    Coordinator,
    Finance,
    Administrator,
    Reporter,
    Reviewer,
    CaseHandler,
];

/// The people who know the trainees, and the province's reviewers.
const RECORDS: &[UserRole] = &[Officer, Coordinator, Administrator, Reviewer];
/// The desk of the protected cases: nobody else makes a key that cases are
/// sealed to, an administrator least of all (exchange.md §6).
const HANDLER: &[UserRole] = &[CaseHandler];
/// Whoever runs a round of the voluntariness check.
const CHECKS: &[UserRole] = &[Coordinator, Administrator, Reviewer, CaseHandler];
/// Whoever asks the people drawn, and hands a message over to them.
const ASKING: &[UserRole] = &[Officer, Coordinator, Administrator, Reviewer, CaseHandler];
/// Whoever sets parameters; those of the province are its reviewers' to publish.
const PARAMETERS: &[UserRole] = &[Administrator, Reviewer];

/// Verbs and the roles that may use them, in alphabetical order.
pub const VERBS: &[(&str, &[UserRole])] = &[
    ("applications.save", DESK),
    ("applications.seed_demo", CLASSES),
    ("applications.test_marks", DESK),
    ("applications.withdraw", DESK),
    // Each purpose narrows asking and deciding further.
    ("approval.ask", WORKING),
    ("approval.decide", WORKING),
    ("approval.give_back", WORKING),
    ("approval.take", WORKING),
    ("attachments.add", DESK),
    ("attachments.certificate", DESK),
    ("attachments.certificate_remove", DESK),
    ("attachments.module", DESK),
    ("attachments.module_remove", DESK),
    ("attachments.remove", DESK),
    ("capacity.import", CLASSES),
    ("capacity.remove", CLASSES),
    ("capacity.save", CLASSES),
    ("choice.form.enter", DESK),
    ("choice.form.settle", DESK),
    ("choice.pad.cancel", DESK),
    ("choice.pad.print", DESK),
    ("choice.state", DESK),
    ("choice.wishes", DESK),
    ("choice.wishes.import", DESK),
    ("class.move", CLASSES),
    ("class.state", CLASSES),
    ("classes.decline", DESK),
    ("classes.match.close", CLASSES),
    ("classes.match.publish", CLASSES),
    ("demand.choose", BULLETINS),
    ("demand.import", BULLETINS),
    ("demand.remove", BULLETINS),
    ("demo.remove", DESK),
    ("eligibility.decide_anew", DESK),
    ("parameters.end", PARAMETERS),
    ("parameters.replace", PARAMETERS),
    ("parameters.set", PARAMETERS),
    ("people.add", DESK),
    ("people.change", DESK),
    ("people.change_many", DESK),
    ("people.delete", DESK),
    // An approval stands before it; a retention run carries out what was
    // approved.
    ("people.erase", DESK),
    // What an erasure elsewhere left to this laptop: whoever opens the store.
    ("people.erase_rest", WORKING),
    ("people.erasure_request", DESK),
    // Who is locked is shown to administrators and auditors only.
    ("people.erasure_withdraw", &[Administrator]),
    (
        "people.export",
        &[Officer, Coordinator, Administrator, Reviewer],
    ),
    ("people.import", DESK),
    ("people.merge", RECORDS),
    ("people.print", RECORDS),
    (
        "people.reveal",
        &[Officer, Coordinator, Administrator, Reviewer, CaseHandler],
    ),
    ("people.tell_apart", RECORDS),
    ("people.undecide", RECORDS),
    ("people.undo_import", DESK),
    ("plan.accept", CLASSES),
    // Everybody but the auditor may report.
    ("protection.case.close", HANDLER),
    ("protection.case.entry", HANDLER),
    ("protection.case.message", HANDLER),
    ("protection.case.open", WORKING),
    ("protection.check.answer", ASKING),
    ("protection.check.close", CHECKS),
    ("protection.check.commit", CHECKS),
    ("protection.check.draw", CHECKS),
    ("protection.handler.create", HANDLER),
    ("protection.handler.restore", HANDLER),
    // Whoever leaves may not be there to say so.
    ("protection.handler.retire", &[Administrator, CaseHandler]),
    ("protection.hold.lift", HANDLER),
    ("protection.hold.place", HANDLER),
    ("protection.message.given", ASKING),
    ("responsibility.assign", WORKING),
    ("responsibility.hand_over", &[Administrator]),
    ("user.add", &[Administrator]),
    ("user.passphrase", &[Administrator]),
    ("user.readmit", &[Administrator]),
    (
        RECOVER,
        &[
            Officer,
            Coordinator,
            Finance,
            Administrator,
            Reporter,
            Reviewer,
            CaseHandler,
            UserRole::Auditor,
        ],
    ),
    ("user.role", &[Administrator]),
    ("user.suspend", &[Administrator]),
];

/// The roles that may use `verb`.
pub fn roles(verb: &str) -> &'static [UserRole] {
    VERBS
        .iter()
        .find(|(known, _)| *known == verb)
        .map_or(UNLISTED, |(_, roles)| roles)
}

/// Whether `role` may use `verb`.
pub fn may(role: UserRole, verb: &str) -> bool {
    roles(verb).contains(&role)
}

/// Refuses what a user may not do.
///
/// Errors: `USER_SUSPENDED`, `ROLE_MAY_NOT` (role, verb).
pub fn require(standing: Standing, verb: &str) -> Result<()> {
    if standing.suspended && verb != RECOVER {
        return Err(Error::new(ErrorKind::Denied, "USER_SUSPENDED"));
    }
    if may(standing.role, verb) {
        return Ok(());
    }
    Err(role_may_not(standing.role, verb))
}

/// The refusal of `what` to a role.
pub fn role_may_not(role: UserRole, what: &str) -> Error {
    Error::new(ErrorKind::Denied, "ROLE_MAY_NOT")
        .with("role", role.word())
        .with("verb", what)
}

/// Matters of a person's record that not every role reads.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Matter {
    /// Passport number and expiry.
    Passport,
    /// Bank card.
    BankCard,
}

/// Whether `role` may see `matter` of a person, even masked. Finance pays and
/// needs the card, not the passport; an auditor sees that payments were right.
pub fn sees(role: UserRole, matter: Matter) -> bool {
    match matter {
        Matter::Passport => role != Finance,
        Matter::BankCard => role != Reporter,
    }
}

#[cfg(test)]
mod tests {
    use super::super::model::ROLES;
    use super::*;
    use crate::store::testing::county;
    use std::collections::BTreeSet;
    use std::path::Path;

    fn sources(folder: &Path, found: &mut Vec<String>) {
        for entry in std::fs::read_dir(folder).unwrap() {
            let path = entry.unwrap().path();
            let name = path.file_name().unwrap().to_string_lossy().into_owned();
            if path.is_dir() {
                if name != "tests" {
                    sources(&path, found);
                }
            } else if name.ends_with(".rs") && !name.ends_with("tests.rs") {
                found.push(std::fs::read_to_string(&path).unwrap());
            }
        }
    }

    fn is_verb(text: &str) -> bool {
        text.contains('.')
            && text
                .chars()
                .all(|c| c.is_ascii_lowercase() || c == '_' || c == '.')
    }

    /// Verbs that `source` writes with, outside its tests.
    fn written(source: &str) -> BTreeSet<String> {
        let body = source
            .split("#[cfg(test)]\nmod tests {")
            .next()
            .unwrap_or_default();
        let first_literal = |text: &str| {
            let literal = text.trim_start().strip_prefix('"')?;
            Some(literal.split('"').next()?.to_owned())
        };
        let direct = body.split("write(").skip(1).filter_map(first_literal);
        let as_another = ["write_as(", "write_into("]
            .into_iter()
            .flat_map(|call| body.split(call).skip(1))
            .filter_map(|after| first_literal(after.split_once(',')?.1));
        // `let verb = if … { "a.b" } else { "a.c" };`
        let chosen = body
            .split("let verb =")
            .skip(1)
            .filter(|_| body.contains("write(verb"))
            .flat_map(|after| {
                let statement = after.split(';').next().unwrap_or_default();
                statement.split('"').skip(1).step_by(2).map(str::to_owned)
            });
        direct
            .chain(as_another)
            .chain(chosen)
            .filter(|verb| is_verb(verb))
            .collect()
    }

    #[test]
    fn every_verb_that_is_written_has_a_line() {
        let crates = Path::new(&std::env::var_os("CARGO_MANIFEST_DIR").unwrap()).join("..");
        let mut texts = Vec::new();
        for name in ["tongfu-core", "tongfu-api"] {
            sources(&crates.join(name).join("src"), &mut texts);
        }
        let used: BTreeSet<String> = texts.iter().flat_map(|text| written(text)).collect();
        for known in [
            "people.import",
            "people.change",
            "approval.decide",
            "protection.case.close",
        ] {
            assert!(used.contains(known), "{known} is not found in {used:?}");
        }
        let missing: Vec<_> = used
            .iter()
            .filter(|verb| !VERBS.iter().any(|(known, _)| known == verb))
            .collect();
        assert!(
            missing.is_empty(),
            "verbs without a line in security/permissions.rs (only administrators and officers may use them): {missing:?}"
        );
        let all = texts.concat();
        let idle: Vec<_> = VERBS
            .iter()
            .filter(|(verb, _)| all.matches(&format!("\"{verb}\"")).count() < 2 && *verb != RECOVER)
            .collect();
        assert!(idle.is_empty(), "verbs that nothing writes with: {idle:?}");
    }

    #[test]
    fn the_table_is_in_order_and_no_verb_stands_twice() {
        assert!(VERBS.windows(2).all(|pair| pair[0].0 < pair[1].0));
    }

    #[test]
    fn an_auditor_changes_nothing_and_only_administrators_manage_users() {
        for (verb, roles) in VERBS {
            if *verb != RECOVER {
                assert!(!roles.contains(&UserRole::Auditor), "{verb}");
            }
            if verb.starts_with("user.") && *verb != RECOVER {
                assert_eq!(*roles, &[Administrator], "{verb}");
            }
            // The one desk that is not an administrator's.
            assert_eq!(roles.contains(&Administrator), *roles != HANDLER, "{verb}");
        }
        for (verb, roles) in VERBS {
            let sealed = [
                "protection.case.",
                "protection.hold.",
                "protection.handler.",
            ];
            if sealed.iter().any(|area| verb.starts_with(area)) {
                let open = ["protection.case.open", "protection.handler.retire"];
                assert_eq!(*roles == HANDLER, !open.contains(verb), "{verb}");
            }
        }
        assert!(!UNLISTED.contains(&UserRole::Auditor));
    }

    /// Each role against each verb through the funnel itself.
    #[test]
    fn the_funnel_lets_exactly_the_listed_roles_write() {
        let mut store = county("2026-11-20");
        let today = store.today();
        for role in ROLES {
            let user = super::super::testing::user(&mut store, role.word(), *role);
            store.act_as(user);
            for (verb, roles) in VERBS.iter().chain([&("unlisted.verb", UNLISTED)]) {
                let outcome = store.write(verb, today, |_| Ok(()));
                match outcome {
                    Ok(_) => assert!(roles.contains(role), "{role:?} used {verb}"),
                    Err(error) => {
                        assert_eq!(error.code, "ROLE_MAY_NOT");
                        assert!(!roles.contains(role), "{role:?} could not use {verb}");
                    }
                }
            }
            let creator = super::super::users::by_id(store.tables(), store.own().creator).unwrap();
            store.act_as(creator);
        }
    }

    #[test]
    fn finance_sees_no_passport() {
        assert!(!sees(Finance, Matter::Passport));
        assert!(sees(Finance, Matter::BankCard) && sees(Officer, Matter::Passport));
    }
}
