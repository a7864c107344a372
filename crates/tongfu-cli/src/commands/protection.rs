//! `protection`.

use super::Answer;
use super::exchange::given;
use crate::arguments::Arguments;
use crate::desk::Desk;
use crate::output::Ended;
use crate::table::table;
use clap::{Args, Subcommand};
use serde_json::json;
use std::collections::BTreeMap;
use std::path::{Path, PathBuf};
use tongfu_api::types::people::{FieldProblem, ImportFile};
use tongfu_api::types::protection::{
    CaseDecide, CaseDraftKeep, CaseReport, CheckAnswer, CheckRound, CheckStart, HandlerCreate,
    HandlerRestore, HandlerUnlock, HoldQuestion, HoldRow,
};
use tongfu_api::types::session::Id;

/// The handler's own passphrase, apart from the store's.
const PASSPHRASE: &str = "TONGFU_HANDLER_PASSPHRASE";

#[derive(Debug, Subcommand)]
pub enum ProtectionTask {
    /// Makes the handler's key of the user who works, at the province.
    HandlerCreate {
        /// Whose people the handler must not judge; absent: this office.
        #[arg(long, value_name = "CODE")]
        office: Option<String>,
        #[command(flatten)]
        own: OwnPassphrase,
    },
    /// Takes a printed handler's key in.
    HandlerRestore {
        /// File whose first line is the printed key.
        #[arg(long, value_name = "FILE")]
        paper: PathBuf,
        #[command(flatten)]
        own: OwnPassphrase,
    },
    /// Records a finding or complaint, sealed to the province's handlers.
    CaseOpen(CaseOpen),
    /// Cases by number and clock.
    CaseList,
    /// Reads a case with the handler's key.
    CaseShow {
        /// Its number.
        case: String,
        /// Write the evidence here.
        #[arg(long, value_name = "FILE")]
        evidence: Option<PathBuf>,
        #[command(flatten)]
        own: OwnPassphrase,
    },
    /// Writes into a case, tells the person, holds, lifts, closes.
    CaseDecide(Decide),
    /// Holds, or those that stop new placements with an employer.
    HoldList {
        #[arg(long, value_name = "NAME")]
        employer: Option<String>,
    },
    /// Rounds of the voluntariness check.
    #[command(subcommand)]
    Draw(DrawTask),
    /// Repeats the draw of a published round; needs no store.
    DrawCheck { file: PathBuf },
}

/// Where the handler's or author's own passphrase comes from.
#[derive(Debug, Args)]
pub struct OwnPassphrase {
    /// File whose first line is the handler's own passphrase; else
    /// TONGFU_HANDLER_PASSPHRASE.
    #[arg(long, value_name = "FILE")]
    handler_passphrase_file: Option<PathBuf>,
}

#[derive(Debug, Args)]
pub struct CaseOpen {
    /// deposit, `unlawful_fee`, `passport_kept`, `visa_free_placement`,
    /// `other_finding`, `unpaid_wages`, `papers_held`, injury, coercion,
    /// `changed_contract`, `other_complaint`.
    #[arg(long, value_name = "WORD")]
    matter: String,
    /// The person's id, where they are on record.
    #[arg(long, value_name = "ID")]
    person: Option<String>,
    /// Employer or enterprise it is about.
    #[arg(long, value_name = "NAME")]
    employer: Option<String>,
    /// Division code of an office whose people are concerned.
    #[arg(long, value_name = "CODE")]
    office: Option<String>,
    /// What happened.
    #[arg(long, value_name = "TEXT")]
    text: String,
    #[arg(long, value_name = "FILE")]
    evidence: Option<PathBuf>,
    /// Keep it for its author under their own passphrase when no handler's key
    /// is known here.
    #[arg(long)]
    keep: bool,
    #[command(flatten)]
    own: OwnPassphrase,
}

#[derive(Debug, Args)]
pub struct Decide {
    /// Its number.
    case: String,
    /// answer, progress or outcome.
    #[arg(long, value_name = "WORD", default_value = "progress")]
    kind: String,
    #[arg(long, value_name = "TEXT")]
    text: Option<String>,
    /// What the person is told; the office prints it.
    #[arg(long, value_name = "TEXT")]
    message: Option<String>,
    /// Stop new placements with this employer everywhere, by name.
    #[arg(long, value_name = "NAME")]
    hold: Option<String>,
    /// Lift every hold of the case.
    #[arg(long)]
    lift_hold: bool,
    #[arg(long)]
    close: bool,
    #[command(flatten)]
    own: OwnPassphrase,
}

#[derive(Debug, Subcommand)]
pub enum DrawTask {
    /// Commits to a seed; the askers stand outside the recruiting chain.
    Start {
        #[arg(long = "asker", value_name = "NAME", required = true)]
        askers: Vec<String>,
    },
    /// All rounds with their counts.
    List,
    /// Closes the list of a round.
    Close { round: String },
    /// Draws a closed round.
    Run { round: String },
    /// Whom to ask, by whom.
    People { round: String },
    /// Records what came of asking somebody.
    Answer {
        round: String,
        person: String,
        /// reached, `not_reached` or declined.
        #[arg(long, value_name = "WORD")]
        outcome: String,
        /// Place of the asker, from 0.
        #[arg(long, value_name = "N", default_value_t = 0)]
        asker: u32,
        #[arg(long, value_name = "CODE", default_value = "zh")]
        language: String,
        /// The four answers in order: yes, no, unsure, `not_yet`.
        #[arg(long, value_name = "A,B,C,D", value_delimiter = ',')]
        answers: Vec<String>,
    },
    /// Writes a drawn round for anybody to check.
    Publish {
        round: String,
        #[arg(long, value_name = "FILE")]
        out: PathBuf,
    },
}

/// Runs one of them.
pub fn run(arguments: &Arguments, task: &ProtectionTask) -> Answer {
    let open = || Desk::open(arguments);
    match task {
        ProtectionTask::HandlerCreate { office, own } => {
            handler_create(&open()?, office.clone(), own)
        }
        ProtectionTask::HandlerRestore { paper, own } => handler_restore(&open()?, paper, own),
        ProtectionTask::CaseOpen(wanted) => case_open(&open()?, wanted),
        ProtectionTask::CaseList => case_list(&open()?),
        ProtectionTask::CaseShow {
            case,
            evidence,
            own,
        } => case_show(&open()?, case, evidence.as_deref(), own),
        ProtectionTask::CaseDecide(wanted) => case_decide(&open()?, wanted),
        ProtectionTask::HoldList { employer } => hold_list(&open()?, employer.as_deref()),
        ProtectionTask::Draw(task) => draw(&open()?, task),
        ProtectionTask::DrawCheck { file } => draw_check(&Desk::new(arguments), file),
    }
}

fn own_passphrase(desk: &Desk, own: &OwnPassphrase) -> Result<String, Ended> {
    match &own.handler_passphrase_file {
        Some(file) => first_line(desk, file),
        None => std::env::var(PASSPHRASE)
            .map_err(|_| Ended::used_wrongly(desk.say("CLI_HANDLER_PASSPHRASE_MISSING", &[]))),
    }
}

fn first_line(desk: &Desk, file: &Path) -> Result<String, Ended> {
    let text = std::fs::read_to_string(file).map_err(|fault| {
        Ended::used_wrongly(desk.say(
            "CLI_PASSPHRASE_FILE",
            &[
                ("file", &file.display().to_string()),
                ("reason", &fault.to_string()),
            ],
        ))
    })?;
    Ok(text.lines().next().unwrap_or_default().to_owned())
}

/// The end of a form that was refused: one object with every reason.
fn refused(found: &[FieldProblem]) -> Ended {
    let sentences: Vec<String> = found
        .iter()
        .map(|one| format!("{} [{}]", one.message, one.code))
        .collect();
    let code = found.first().map(|one| one.code.clone());
    Ended::done(json!({ "code": code, "problems": found }), String::new())
        .refused(sentences.join("\n"))
}

fn handler_create(desk: &Desk, office_code: Option<String>, own: &OwnPassphrase) -> Answer {
    let created = desk.session.handler_create(HandlerCreate {
        passphrase: own_passphrase(desk, own)?,
        office_code,
    })?;
    let text = desk.say("CLI_HANDLER_CREATED", &[("paper", &created.paper)]);
    Ok(Ended::done(created, text))
}

fn handler_restore(desk: &Desk, paper: &Path, own: &OwnPassphrase) -> Answer {
    desk.session.handler_restore(HandlerRestore {
        paper: first_line(desk, paper)?,
        passphrase: own_passphrase(desk, own)?,
    })?;
    Ok(Ended::done(
        json!({ "restored": true }),
        desk.say("CLI_HANDLER_RESTORED", &[]),
    ))
}

fn case_open(desk: &Desk, wanted: &CaseOpen) -> Answer {
    let report = CaseReport {
        matter: wanted.matter.clone(),
        person: wanted.person.clone(),
        employer: wanted.employer.clone(),
        office_code: wanted.office.clone(),
        words: wanted.text.clone(),
        evidence: wanted.evidence.as_deref().map(|file| desk.file(file).token),
    };
    let opened = match desk.session.case_open(report.clone()) {
        Err(failure) if wanted.keep && failure.code == "CASE_NO_HANDLER" => {
            let draft = desk.session.case_draft_keep(CaseDraftKeep {
                report,
                passphrase: own_passphrase(desk, &wanted.own)?,
            })?;
            let text = desk.say("CLI_CASE_KEPT", &[]);
            return Ok(Ended::done(json!({ "draft": draft.id }), text));
        }
        answer => answer?,
    };
    let Some(receipt) = opened.receipt else {
        return Ok(refused(&opened.problems));
    };
    let text = desk.say(
        "CLI_CASE_OPENED",
        &[
            ("number", &receipt.number),
            ("answer", &receipt.answer_due),
            ("decision", &receipt.decision_due),
        ],
    );
    Ok(Ended::done(receipt, text))
}

fn word(value: impl serde::Serialize) -> String {
    serde_json::to_value(value)
        .ok()
        .and_then(|value| value.as_str().map(str::to_owned))
        .unwrap_or_default()
}

fn case_list(desk: &Desk) -> Answer {
    let shown = desk.session.protection_desk(())?;
    let heading = desk.heading(&[
        "CLI_CASE_NUMBER",
        "CLI_CASE_CLOCK",
        "CLI_STATE",
        "CLI_CASE_OPENED_ON",
        "CLI_CASE_ANSWER_DUE",
        "CLI_CASE_DECISION_DUE",
    ]);
    let rows: Vec<Vec<String>> = shown
        .cases
        .iter()
        .map(|case| {
            vec![
                case.number.clone(),
                word(case.clock),
                word(case.state),
                case.opened_on.clone(),
                case.answer_due.clone(),
                case.decision_due.clone(),
            ]
        })
        .collect();
    let text = table(&heading, &rows);
    Ok(Ended::done(
        json!({ "cases": shown.cases, "messages": shown.messages, "drafts": shown.drafts, "handlers": shown.handlers }),
        text,
    ))
}

/// The id of the case with this number; an id stands for itself.
fn case_id(desk: &Desk, number: &str) -> Result<Id, Ended> {
    let found = desk
        .session
        .protection_desk(())?
        .cases
        .into_iter()
        .find(|case| case.number.eq_ignore_ascii_case(number))
        .map_or_else(|| number.to_owned(), |case| case.id);
    Ok(Id { id: found })
}

fn unlock(desk: &Desk, own: &OwnPassphrase) -> Result<(), Ended> {
    desk.session.handler_unlock(HandlerUnlock {
        passphrase: own_passphrase(desk, own)?,
    })?;
    Ok(())
}

fn case_show(desk: &Desk, case: &str, evidence: Option<&Path>, own: &OwnPassphrase) -> Answer {
    let id = case_id(desk, case)?;
    unlock(desk, own)?;
    let read = desk.session.case_read(id.clone())?;
    if let Some(path) = evidence {
        desk.dialogs.write_to(path);
        given(desk, desk.session.case_evidence(id)?)?;
    }
    let mut text = format!(
        "{} {} {}\n{}\n",
        read.row.number,
        read.matter,
        read.employer
            .as_deref()
            .or(read.office_code.as_deref())
            .unwrap_or_default(),
        read.words
    );
    for entry in &read.entries {
        text.push_str(&format!(
            "{} {}: {}\n",
            entry.entered_on, entry.kind, entry.text
        ));
    }
    Ok(Ended::done(read, text))
}

fn case_decide(desk: &Desk, wanted: &Decide) -> Answer {
    let Id { id } = case_id(desk, &wanted.case)?;
    unlock(desk, &wanted.own)?;
    let read = desk.session.case_decide(CaseDecide {
        id,
        kind: wanted.kind.clone(),
        text: wanted.text.clone(),
        message: wanted.message.clone(),
        hold: wanted.hold.clone(),
        lift_hold: wanted.lift_hold,
        close: wanted.close,
    })?;
    let text = desk.say(
        "CLI_CASE_WRITTEN",
        &[
            ("number", &read.row.number),
            ("state", &word(read.row.state)),
        ],
    );
    Ok(Ended::done(json!({ "row": read.row }), text))
}

fn hold_list(desk: &Desk, employer: Option<&str>) -> Answer {
    let holds: Vec<HoldRow> = match employer {
        Some(employer) => desk.session.holds_for(HoldQuestion {
            employer: employer.to_owned(),
        })?,
        None => desk.session.protection_desk(())?.holds,
    };
    let heading = desk.heading(&[
        "CLI_CASE_NUMBER",
        "CLI_HOLD_EMPLOYER",
        "CLI_HOLD_PLACED",
        "CLI_HOLD_LIFTED",
    ]);
    let rows: Vec<Vec<String>> = holds
        .iter()
        .map(|hold| {
            vec![
                hold.case_number.clone(),
                hold.employer
                    .clone()
                    .unwrap_or_else(|| desk.say("CLI_HOLD_UNNAMED", &[])),
                hold.placed_on.clone(),
                hold.lifted_on.clone().unwrap_or_default(),
            ]
        })
        .collect();
    let text = table(&heading, &rows);
    Ok(Ended::done(json!({ "holds": holds }), text))
}

fn told(desk: &Desk, round: &CheckRound) -> String {
    desk.say(
        "CLI_CHECK_ROUND",
        &[
            ("round", &round.id),
            ("listed", &round.listed.to_string()),
            ("drawn", &round.drawn.to_string()),
            ("reached", &round.reached.to_string()),
            ("not_reached", &round.not_reached.to_string()),
            ("declined", &round.declined.to_string()),
            ("waiting", &round.waiting.to_string()),
        ],
    )
}

fn draw(desk: &Desk, task: &DrawTask) -> Answer {
    let session = &desk.session;
    let named = |round: &String| Id { id: round.clone() };
    let one = |round: CheckRound| {
        let text = told(desk, &round);
        Ok(Ended::done(round, text))
    };
    match task {
        DrawTask::Start { askers } => one(session.check_start(CheckStart {
            askers: askers.clone(),
        })?),
        DrawTask::List => {
            let shown = session.check_desk(())?;
            let lines: Vec<String> = shown.rounds.iter().map(|round| told(desk, round)).collect();
            Ok(Ended::done(
                json!({ "rounds": shown.rounds }),
                lines.join("\n"),
            ))
        }
        DrawTask::Close { round } => one(session.check_close(named(round))?),
        DrawTask::Run { round } => one(session.check_draw(named(round))?),
        DrawTask::People { round } => {
            let people = session.check_people(named(round))?;
            let heading = desk.heading(&["CLI_NAME", "CLI_PHONE", "CLI_CHECK_ASKER", "CLI_STATE"]);
            let rows: Vec<Vec<String>> = people
                .iter()
                .map(|one| {
                    vec![
                        one.name.clone(),
                        one.phone_masked.clone(),
                        one.asker_name.clone(),
                        one.outcome.clone().unwrap_or_default(),
                    ]
                })
                .collect();
            let text = table(&heading, &rows);
            Ok(Ended::done(json!({ "people": people }), text))
        }
        DrawTask::Answer {
            round,
            person,
            outcome,
            asker,
            language,
            answers,
        } => {
            let questions = session.check_desk(())?.choices.questions;
            let answered = session.check_answer(CheckAnswer {
                round: round.clone(),
                person: person.clone(),
                outcome: outcome.clone(),
                asker: *asker,
                language: language.clone(),
                answers: questions
                    .into_iter()
                    .zip(answers.iter().cloned())
                    .collect::<BTreeMap<_, _>>(),
            })?;
            if !answered.problems.is_empty() {
                return Ok(refused(&answered.problems));
            }
            let text = match &answered.offer {
                Some(_) => desk.say("CLI_CHECK_OFFER", &[]),
                None => desk.say("CLI_CHECK_ANSWERED", &[]),
            };
            Ok(Ended::done(json!({ "offer": answered.offer }), text))
        }
        DrawTask::Publish { round, out } => {
            desk.dialogs.write_to(out);
            let saved = given(desk, session.check_publish(named(round))?)?;
            let text = desk.say(
                "CLI_CHECK_PUBLISHED",
                &[("file", &out.display().to_string())],
            );
            Ok(Ended::done(saved, text))
        }
    }
}

fn draw_check(desk: &Desk, file: &Path) -> Answer {
    let verified = desk.session.check_verify(ImportFile {
        token: desk.file(file).token,
    })?;
    if !verified.holds {
        return Ok(refused(&verified.problems));
    }
    let text = desk.say(
        "CLI_CHECK_HOLDS",
        &[
            ("listed", &verified.listed.to_string()),
            ("drawn", &verified.drawn.to_string()),
        ],
    );
    Ok(Ended::done(verified, text))
}
