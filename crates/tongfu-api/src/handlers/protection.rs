//! Protected cases: everybody's list, the report, the handler's desk.

use super::{count, date, id, sentence};
use crate::session::Session;
use crate::types::people::FieldProblem;
use crate::types::protection::{
    CaseClock, CaseContent, CaseDecide, CaseDraftKeep, CaseDraftOpen, CaseDraftRow, CaseEntry,
    CaseLate, CaseMessageRow, CaseOpened, CaseReceipt, CaseReport, CaseRow, CaseState,
    HandlerCreate, HandlerCreated, HandlerRestore, HandlerRetire, HandlerRow, HandlerUnlock,
    HoldQuestion, HoldRow, ProtectionDesk,
};
use crate::types::session::{Id, SavedFile, Severity, TodayItem};
use chrono::NaiveDate;
use tongfu_core::base::Problem;
use tongfu_core::protection::handler::{self, Unlocked};
use tongfu_core::protection::{
    self, Accused, CaseId, CaseLine, Clock, DraftId, EntryKind, HandlerKeyId, Hold, Late, Matter,
    Message, MessageId, Read, Report, Saved, rules,
};
use tongfu_core::security::vault::Kdf;
use tongfu_core::store::{Role, Store};
use tongfu_core::{Error, Result};

fn row(store: &Store, line: &CaseLine) -> CaseRow {
    let late = rules::late(
        line.state,
        line.answer_due,
        line.decision_due,
        store.today(),
    );
    CaseRow {
        id: line.id.to_string(),
        number: line.number.clone(),
        clock: match line.clock {
            Clock::Finding => CaseClock::Finding,
            Clock::Complaint => CaseClock::Complaint,
        },
        opened_on: line.opened_on.to_string(),
        answer_due: line.answer_due.to_string(),
        decision_due: line.decision_due.to_string(),
        state: match line.state {
            protection::CaseState::Opened => CaseState::Opened,
            protection::CaseState::InHand => CaseState::InHand,
            protection::CaseState::Decided => CaseState::Decided,
            protection::CaseState::Closed => CaseState::Closed,
        },
        late: late.map(|late| match late {
            Late::Answer => CaseLate::Answer,
            Late::Decision => CaseLate::Decision,
        }),
        own: line.office == Some(store.office().id),
        messages_waiting: line.messages_waiting,
        holds: line.holds,
    }
}

fn hold(hold: Hold) -> HoldRow {
    HoldRow {
        case_number: hold.case_number,
        employer: hold.employer,
        placed_on: hold.placed_on.to_string(),
        lifted_on: hold.lifted_on.map(|day| day.to_string()),
    }
}

fn message(message: Message) -> CaseMessageRow {
    CaseMessageRow {
        id: message.id.to_string(),
        case_number: message.case_number,
        text: message.text,
        written_on: message.written_on.to_string(),
        given_on: message.given_on.map(|day| day.to_string()),
    }
}

pub(super) fn problems(session: &Session, found: &[Problem]) -> Vec<FieldProblem> {
    found
        .iter()
        .map(|problem| FieldProblem {
            field: problem.field.unwrap_or_default().to_owned(),
            code: problem.code.to_owned(),
            message: sentence(session, problem),
            refuses: problem.refuses,
            fix: problem.fix.clone(),
        })
        .collect()
}

fn matters(clock: Clock) -> Vec<String> {
    Matter::ALL
        .iter()
        .filter(|matter| matter.clock() == clock)
        .map(|matter| matter.word().to_owned())
        .collect()
}

pub fn desk(session: &Session, (): ()) -> Result<ProtectionDesk> {
    let unlocked = session.handler_is_at_desk();
    session.with_store(|store| {
        let today = store.today();
        let user = store.user().clone();
        Ok(ProtectionDesk {
            cases: protection::cases(store)?
                .iter()
                .map(|line| row(store, line))
                .collect(),
            holds: protection::all_holds(store)?
                .into_iter()
                .map(hold)
                .collect(),
            messages: protection::messages(store)?
                .into_iter()
                .map(message)
                .collect(),
            drafts: protection::drafts(store)?
                .into_iter()
                .map(|draft| CaseDraftRow {
                    id: draft.id.to_string(),
                    kept_on: draft.kept_on.to_string(),
                })
                .collect(),
            handlers: handler::all(store)?
                .into_iter()
                .map(|key| HandlerRow {
                    id: key.id.to_string(),
                    in_force: key.holds_on(today),
                    name: key.name,
                    office_code: key.office_code,
                    valid_from: key.valid_from.to_string(),
                    valid_to: key.valid_to.map(|day| day.to_string()),
                })
                .collect(),
            handler: handler::has_key(store, &user)?,
            unlocked,
            findings: matters(Clock::Finding),
            complaints: matters(Clock::Complaint),
        })
    })
}

fn given(text: Option<String>) -> Option<String> {
    text.map(|text| text.trim().to_owned())
        .filter(|text| !text.is_empty())
}

fn report(session: &Session, form: CaseReport) -> Result<Report> {
    let evidence = match &form.evidence {
        Some(token) => {
            let file = session.file(token)?;
            Some((file.name, file.bytes.to_vec()))
        }
        None => None,
    };
    Ok(Report {
        matter: Matter::from_word(&form.matter)
            .ok_or_else(|| Error::refused("CASE_MATTER").with("matter", &form.matter))?,
        person: form.person.as_deref().map(id).transpose()?,
        accused: Accused {
            employer: given(form.employer),
            office_code: given(form.office_code),
        },
        words: form.words,
        evidence,
    })
}

pub fn case_open(session: &Session, form: CaseReport) -> Result<CaseOpened> {
    let report = report(session, form)?;
    let saved = session.with_store(|store| protection::open(store, &report))?;
    Ok(match saved {
        Saved::Done(opened) => CaseOpened {
            receipt: Some(CaseReceipt {
                id: opened.id.to_string(),
                number: opened.number,
                answer_due: opened.answer_due.to_string(),
                decision_due: opened.decision_due.to_string(),
                holds: opened.holds,
            }),
            problems: Vec::new(),
        },
        Saved::Refused(reasons) => CaseOpened {
            receipt: None,
            problems: problems(session, &reasons),
        },
    })
}

pub fn draft_keep(session: &Session, wanted: CaseDraftKeep) -> Result<CaseDraftRow> {
    let report = report(session, wanted.report)?;
    session.with_store(|store| {
        let draft = protection::keep_draft(store, &report, &wanted.passphrase, &Kdf::default())?;
        Ok(CaseDraftRow {
            id: draft.to_string(),
            kept_on: store.today().to_string(),
        })
    })
}

pub fn draft_open(session: &Session, wanted: CaseDraftOpen) -> Result<CaseReport> {
    let draft: DraftId = id(&wanted.id)?;
    let report =
        session.with_store(|store| protection::open_draft(store, draft, &wanted.passphrase))?;
    Ok(CaseReport {
        matter: report.matter.word().to_owned(),
        person: report.person.map(|person| person.to_string()),
        employer: report.accused.employer,
        office_code: report.accused.office_code,
        words: report.words,
        evidence: report
            .evidence
            .map(|(name, bytes)| session.adopt_bytes(&name, bytes).token),
    })
}

pub fn draft_forget(session: &Session, wanted: Id) -> Result<()> {
    let draft: DraftId = id(&wanted.id)?;
    session.with_store(|store| protection::forget_draft(store, draft))
}

pub fn handler_create(session: &Session, wanted: HandlerCreate) -> Result<HandlerCreated> {
    let created = session.with_store(|store| {
        let user = store.user().clone();
        let office = given(wanted.office_code);
        handler::create(
            store,
            &user,
            &wanted.passphrase,
            office.as_deref(),
            &Kdf::default(),
        )
    })?;
    Ok(HandlerCreated {
        id: created.id.to_string(),
        paper: created.paper.to_string(),
    })
}

pub fn handler_restore(session: &Session, wanted: HandlerRestore) -> Result<()> {
    session.with_store(|store| {
        let user = store.user().clone();
        handler::restore(
            store,
            &user,
            &wanted.paper,
            &wanted.passphrase,
            &Kdf::default(),
        )?;
        Ok(())
    })
}

pub fn handler_retire(session: &Session, wanted: HandlerRetire) -> Result<()> {
    let key: HandlerKeyId = id(&wanted.id)?;
    let last = date(&wanted.last)?;
    session.with_store(|store| handler::retire(store, key, last))
}

pub fn handler_unlock(session: &Session, wanted: HandlerUnlock) -> Result<()> {
    let unlocked = session.with_store(|store| {
        let user = store.user().clone();
        handler::unlock(store, &user, &wanted.passphrase)
    })?;
    session.put_handler(Some(unlocked));
    Ok(())
}

pub fn handler_lock(session: &Session, (): ()) -> Result<()> {
    session.put_handler(None);
    Ok(())
}

fn content(store: &Store, read: Read) -> CaseContent {
    CaseContent {
        row: row(store, &read.line),
        matter: read.matter.word().to_owned(),
        person: read.person.map(|person| person.to_string()),
        person_name: read.person_name,
        employer: read.accused.employer,
        office_code: read.accused.office_code,
        words: read.words,
        evidence_bytes: read
            .evidence
            .as_ref()
            .map_or(0, |evidence| count(evidence.bytes.len())),
        evidence_name: read.evidence.map(|evidence| evidence.name),
        entries: read
            .entries
            .into_iter()
            .map(|entry| CaseEntry {
                kind: entry.kind.word().to_owned(),
                entered_on: entry.entered_on.to_string(),
                text: entry.text,
            })
            .collect(),
        messages: read.messages.into_iter().map(message).collect(),
    }
}

pub fn case_read(session: &Session, wanted: Id) -> Result<CaseContent> {
    let case: CaseId = id(&wanted.id)?;
    session.with_handler(|store, handler| {
        let read = protection::read(store, handler, case)?;
        Ok(content(store, read))
    })
}

pub fn case_evidence(session: &Session, wanted: Id) -> Result<Option<SavedFile>> {
    let case: CaseId = id(&wanted.id)?;
    let evidence = session
        .with_handler(|store, handler| protection::read(store, handler, case))?
        .evidence
        .ok_or_else(|| Error::absent("CASE_NO_EVIDENCE"))?;
    let words = session.dialog_words("DIALOG_EVIDENCE_SAVE", &[]);
    session.save(&evidence.name, &words, &evidence.bytes)
}

pub fn case_decide(session: &Session, wanted: CaseDecide) -> Result<CaseContent> {
    let case: CaseId = id(&wanted.id)?;
    let kind = EntryKind::from_word(&wanted.kind)
        .ok_or_else(|| Error::refused("CASE_ENTRY_KIND").with("kind", &wanted.kind))?;
    session.with_handler(|store, handler| {
        decide(store, handler, case, kind, &wanted)?;
        let read = protection::read(store, handler, case)?;
        Ok(content(store, read))
    })
}

fn decide(
    store: &mut Store,
    handler: &Unlocked,
    case: CaseId,
    kind: EntryKind,
    wanted: &CaseDecide,
) -> Result<()> {
    if wanted.close {
        // Said before anything is written, so that a second try adds nothing twice.
        let read = protection::read(store, handler, case)?;
        let number = read.line.number;
        let decides = kind == EntryKind::Outcome && given(wanted.text.clone()).is_some();
        if !decides && read.line.state < protection::CaseState::Decided {
            return Err(Error::refused("CASE_NOT_DECIDED").with("number", number));
        }
        if given(wanted.message.clone()).is_none() && read.messages.is_empty() {
            return Err(Error::refused("CASE_NO_MESSAGE").with("number", number));
        }
    }
    if let Some(text) = given(wanted.text.clone()) {
        protection::add_entry(store, handler, case, kind, &text)?;
    }
    if let Some(text) = given(wanted.message.clone()) {
        protection::add_message(store, handler, case, &text)?;
    }
    if let Some(employer) = given(wanted.hold.clone()) {
        protection::place_hold(store, handler, case, &employer)?;
    }
    if wanted.lift_hold {
        protection::lift_hold(store, handler, case)?;
    }
    if wanted.close {
        protection::close(store, handler, case)?;
    }
    Ok(())
}

pub fn message_given(session: &Session, wanted: Id) -> Result<()> {
    let message: MessageId = id(&wanted.id)?;
    session.with_store(|store| protection::message_given(store, message).map(|_| ()))
}

pub fn holds_for(session: &Session, question: HoldQuestion) -> Result<Vec<HoldRow>> {
    session.with_store(|store| {
        Ok(protection::holds(store, &question.employer)?
            .into_iter()
            .map(hold)
            .collect())
    })
}

/// Today's matters of this feature: dates that passed, messages to hand over,
/// drafts that can be sealed now, checks that wait.
pub fn today(store: &Store, items: &mut Vec<TodayItem>) -> Result<()> {
    let item = |code: &str, severity: Severity, params: &[(&str, String)]| TodayItem {
        code: code.to_owned(),
        severity,
        params: params
            .iter()
            .map(|(name, value)| ((*name).to_owned(), value.clone()))
            .collect(),
        target: "protection".to_owned(),
    };
    let today: NaiveDate = store.today();
    for (case, late) in protection::overdue(store, today)? {
        let (code, due) = match late {
            Late::Answer => ("TODAY_CASE_ANSWER_LATE", case.answer_due),
            Late::Decision => ("TODAY_CASE_DECISION_LATE", case.decision_due),
        };
        // The office that recorded it can only remind; the province must act.
        let severity = match store.office().role {
            Role::Province => Severity::Late,
            Role::County | Role::Port => Severity::Tight,
        };
        let params = [("number", case.number), ("due", due.to_string())];
        items.push(item(code, severity, &params));
    }
    let waiting = protection::messages(store)?
        .iter()
        .filter(|message| message.given_on.is_none())
        .count();
    if waiting > 0 && store.office().role != Role::Province {
        let params = [("messages", waiting.to_string())];
        items.push(item("TODAY_CASE_MESSAGES", Severity::Tight, &params));
    }
    let drafts = protection::drafts(store)?.len();
    if drafts > 0 && !handler::in_force(store, today)?.is_empty() {
        let params = [("drafts", drafts.to_string())];
        items.push(item("TODAY_CASE_DRAFTS", Severity::Tight, &params));
    }
    let mut to_ask = 0;
    for round in protection::rounds(store)? {
        if round.drawn_on.is_some() {
            to_ask += protection::tally(store, round.id)?.waiting;
        }
    }
    if to_ask > 0 {
        let params = [("people", to_ask.to_string())];
        items.push(item("TODAY_CHECK_WAITING", Severity::Note, &params));
    }
    Ok(())
}
