//! Pads of numbered blank forms, and what became of every number
//! (domain.md §5, "Paper in the village").

use super::model::{FormNumber, FormState, Language, PadForm};
use super::ops::optional;
use super::records::{FORM_PAD, PAPER_FORM};
use super::store as tables;
use crate::base::{EntityId, PersonId, Problem, derived_id};
use crate::people;
use crate::store::{Change, Store, Written, date_value};
use crate::{Error, Result, parameters};
use chrono::NaiveDate;
use std::collections::BTreeMap;
use tongfu_package::value::Value;

/// Forms of one pad at most: what a printer takes in one go.
pub const LARGEST_PAD: u32 = 500;

/// A pad that a laptop printed.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Pad {
    pub id: EntityId,
    pub form: PadForm,
    /// Beside Chinese; Chinese where there is no second one.
    pub language: Language,
    /// Office and laptop.
    pub prefix: String,
    /// First serial.
    pub first: u32,
    pub count: u32,
    pub printed_on: NaiveDate,
}

impl Pad {
    /// Its numbers, in order.
    pub fn numbers(&self) -> Vec<FormNumber> {
        (self.first..self.first.saturating_add(self.count))
            .filter_map(|serial| FormNumber::new(&self.prefix, serial))
            .collect()
    }
}

/// What became of a number.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Form {
    pub id: EntityId,
    pub number: FormNumber,
    pub state: FormState,
    pub person: Option<PersonId>,
    pub signed_on: Option<NaiveDate>,
    pub witness: String,
    /// Day on which it was entered, returned or voided.
    pub settled_on: Option<NaiveDate>,
    /// Why it was voided.
    pub cause: String,
    /// Two laptops say different things of it.
    pub conflicted: bool,
}

/// What is typed in of a filled form.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct FormEntry {
    /// As typed.
    pub number: String,
    pub person: PersonId,
    pub signed_on: NaiveDate,
    pub witness: String,
}

/// The id of what is known of a number.
pub(super) fn id_of(number: &FormNumber) -> EntityId {
    derived_id("paper-form", &[number.digits().as_bytes()])
}

/// What the numbers of this laptop begin with. It follows from the laptop and
/// its life, so that a clone or a restored backup never prints a number twice;
/// where another laptop of the office came to the same five digits, the next
/// ones are taken.
///
/// Errors: `CHOICE_OFFICE_CODE`.
fn own_prefix(store: &Store, pads: &[(Pad, bool)]) -> Result<String> {
    let own = store.own();
    let digest = derived_id("form-laptop", &[&own.device.0, &own.epoch.to_be_bytes()]);
    let drawn = u32::from_be_bytes([digest[0], digest[1], digest[2], digest[3]]);
    for step in 0..FormNumber::LAPTOPS {
        let laptop = drawn.wrapping_add(step) % FormNumber::LAPTOPS;
        let prefix = FormNumber::prefix(&own.office.code, laptop)
            .ok_or_else(|| Error::refused("CHOICE_OFFICE_CODE").with("office", &own.office.code))?;
        if !pads.iter().any(|(pad, ours)| !ours && pad.prefix == prefix) {
            return Ok(prefix);
        }
    }
    Err(Error::refused("CHOICE_PAD_FULL"))
}

/// Whether this laptop, in this life, printed a pad.
fn printed_here(store: &Store, pad: &Pad) -> Result<bool> {
    let own = store.own();
    let history = store.history(&FORM_PAD, &pad.id)?;
    for line in history.iter().filter(|line| line.field == "prefix") {
        let operation = store.operation(&line.op)?;
        if operation.device == own.device && operation.epoch == own.epoch {
            return Ok(true);
        }
    }
    Ok(false)
}

/// Records a pad that is about to be printed; its numbers follow those of the
/// laptop's last one.
///
/// Errors: `CHOICE_PAD_COUNT`, `CHOICE_PAD_FULL`, `CHOICE_OFFICE_CODE`.
pub fn print_pad(
    store: &mut Store,
    form: PadForm,
    language: Language,
    count: u32,
) -> Result<Written<Pad>> {
    if count == 0 || count > LARGEST_PAD {
        return Err(Error::refused("CHOICE_PAD_COUNT")
            .with("count", count)
            .with("most", LARGEST_PAD));
    }
    let mut pads = Vec::new();
    for pad in tables::pads(store.tables())? {
        let ours = printed_here(store, &pad)?;
        pads.push((pad, ours));
    }
    let prefix = own_prefix(store, &pads)?;
    let first = pads
        .iter()
        .filter(|(pad, _)| pad.prefix == prefix)
        .map(|(pad, _)| pad.first.saturating_add(pad.count))
        .max()
        .unwrap_or(1);
    if first.saturating_add(count - 1) > FormNumber::LAST_SERIAL {
        return Err(Error::refused("CHOICE_PAD_FULL"));
    }
    let today = store.today();
    store.write("choice.pad.print", today, |change| {
        let pad = Pad {
            id: change.new_id(),
            form,
            language,
            prefix,
            first,
            count,
            printed_on: today,
        };
        change.set(
            &FORM_PAD,
            pad.id,
            &[
                ("form", optional(form.word())),
                ("language", optional(language.word())),
                ("prefix", optional(&pad.prefix)),
                ("first", Some(Value::Int(i64::from(first)))),
                ("count", Some(Value::Int(i64::from(count)))),
                ("printed_on", Some(date_value(today))),
            ],
        )?;
        Ok(pad)
    })
}

/// Takes back a pad that was not printed after all. Its numbers are given to
/// the next one.
///
/// Errors: `CHOICE_PAD_ABSENT`; `CHOICE_PAD_USED` once a form of it is known.
pub fn cancel_pad(store: &mut Store, id: EntityId) -> Result<Written<()>> {
    let pad = tables::pads(store.tables())?
        .into_iter()
        .find(|pad| pad.id == id)
        .ok_or_else(|| Error::absent("CHOICE_PAD_ABSENT"))?;
    for number in pad.numbers() {
        if tables::form(store.tables(), &number)?.is_some() {
            return Err(Error::refused("CHOICE_PAD_USED").with("number", number));
        }
    }
    let today = store.today();
    store.write("choice.pad.cancel", today, |change| {
        change.delete(&FORM_PAD, id)
    })
}

/// A number as typed, and what stands against entering it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Checked {
    /// The number, where it is one.
    pub number: Option<FormNumber>,
    /// Refusals and notices.
    pub problems: Vec<Problem>,
}

/// What stands against entering a form for a person: `FORM_NUMBER_CHECK`
/// (number), `FORM_USED` (number, name, date, who), `FORM_VOIDED` (number,
/// date), `FORM_NOT_PRINTED` (number), `FORM_DATE_FUTURE` (date); the notices
/// `FORM_PAD_UNKNOWN` (number) for a pad of which nothing has arrived here yet
/// and `FORM_WAS_RETURNED`. A form that is entered for the same person already
/// is corrected.
pub fn check(store: &Store, entry: &FormEntry) -> Result<Checked> {
    let Some(number) = FormNumber::read(&entry.number) else {
        return Ok(Checked {
            number: None,
            problems: vec![
                Problem::refuse("FORM_NUMBER_CHECK")
                    .on("form_number")
                    .with("number", entry.number.trim()),
            ],
        });
    };
    let mut problems = Vec::new();
    if entry.signed_on > store.today() {
        problems.push(
            Problem::refuse("FORM_DATE_FUTURE")
                .on("signed_on")
                .with("date", entry.signed_on),
        );
    }
    let pads = tables::pads(store.tables())?;
    let printed = |pad: &Pad| {
        pad.prefix == number.laptop_prefix()
            && (pad.first..pad.first.saturating_add(pad.count)).contains(&number.serial())
    };
    if !pads.iter().any(printed) {
        let mut here = false;
        for pad in pads
            .iter()
            .filter(|pad| pad.prefix == number.laptop_prefix())
        {
            here |= printed_here(store, pad)?;
        }
        // This laptop knows all its own pads; another one's may be on the way.
        let problem = if here {
            Problem::refuse("FORM_NOT_PRINTED")
        } else {
            Problem::warn("FORM_PAD_UNKNOWN")
        };
        problems.push(problem.on("form_number").with("number", &number));
    }
    if let Some(form) = tables::form(store.tables(), &number)? {
        problems.extend(settled(store, entry, &form)?);
    }
    Ok(Checked {
        number: Some(number),
        problems,
    })
}

/// What an earlier word about a number means for entering it.
fn settled(store: &Store, entry: &FormEntry, form: &Form) -> Result<Option<Problem>> {
    let date = form
        .settled_on
        .map(|date| date.to_string())
        .unwrap_or_default();
    let problem = match form.state {
        FormState::Returned => Problem::warn("FORM_WAS_RETURNED"),
        FormState::Voided => Problem::refuse("FORM_VOIDED"),
        FormState::Entered => {
            let person = form.person.unwrap_or(entry.person);
            if people::canonical(store, person)? == people::canonical(store, entry.person)? {
                return Ok(None);
            }
            Problem::refuse("FORM_USED")
                .with("name", people::name(store, person)?.unwrap_or_default())
                .with("who", typed_by(store, form)?)
        }
    };
    Ok(Some(
        problem
            .on("form_number")
            .with("number", &form.number)
            .with("date", date),
    ))
}

/// Who said last what became of a number.
pub fn typed_by(store: &Store, form: &Form) -> Result<String> {
    Ok(store
        .history(&PAPER_FORM, &form.id)?
        .into_iter()
        .find(|line| line.field == "state" && line.current)
        .map(|line| line.who)
        .unwrap_or_default())
}

/// What became of an entry or of a word about a number.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Entered {
    /// It was written; notices beside it.
    Done(Written<FormNumber>, Vec<Problem>),
    /// Nothing was written; every reason.
    Refused(Vec<Problem>),
}

/// Enters a filled form.
pub fn enter(store: &mut Store, entry: &FormEntry) -> Result<Entered> {
    let checked = check(store, entry)?;
    let Some(number) = checked
        .number
        .filter(|_| !checked.problems.iter().any(|problem| problem.refuses))
    else {
        return Ok(Entered::Refused(checked.problems));
    };
    let written = store.write("choice.form.enter", entry.signed_on, |change| {
        enter_within(change, &number, entry)?;
        Ok(number)
    })?;
    Ok(Entered::Done(written, checked.problems))
}

/// Enters a checked form within an action that is about its content.
///
/// Errors: those of [`Change::set`].
pub fn enter_within(change: &mut Change<'_>, number: &FormNumber, entry: &FormEntry) -> Result<()> {
    change.set(
        &PAPER_FORM,
        id_of(number),
        &[
            ("number", optional(number.digits())),
            ("state", optional(FormState::Entered.word())),
            ("person", Some(Value::Bytes(entry.person.0.to_vec()))),
            ("signed_on", Some(date_value(entry.signed_on))),
            ("witness", optional(&entry.witness)),
            ("settled_on", Some(date_value(entry.signed_on))),
            ("cause", None),
        ],
    )
}

/// Why a form is void.
pub const CAUSES: [&str; 2] = ["spoiled", "lost"];

/// Says of a blank form that it came back or is void. `cause` is one of
/// [`CAUSES`] for a void one and empty otherwise.
///
/// Reasons: `FORM_NUMBER_CHECK`, `FORM_USED` (an entered form stays),
/// `FORM_CAUSE`.
pub fn settle(store: &mut Store, number: &str, state: FormState, cause: &str) -> Result<Entered> {
    let refuse = |problem: Problem| Ok(Entered::Refused(vec![problem.on("form_number")]));
    let Some(number) = FormNumber::read(number) else {
        return refuse(Problem::refuse("FORM_NUMBER_CHECK").with("number", number.trim()));
    };
    let known_cause = match state {
        FormState::Voided => CAUSES.contains(&cause),
        FormState::Returned => cause.is_empty(),
        FormState::Entered => false,
    };
    if !known_cause {
        return refuse(Problem::refuse("FORM_CAUSE").with("number", &number));
    }
    if let Some(form) = tables::form(store.tables(), &number)?
        && let (FormState::Entered, Some(person)) = (form.state, form.person)
    {
        let date = form
            .settled_on
            .map(|date| date.to_string())
            .unwrap_or_default();
        return refuse(
            Problem::refuse("FORM_USED")
                .with("number", &number)
                .with("name", people::name(store, person)?.unwrap_or_default())
                .with("date", date)
                .with("who", typed_by(store, &form)?),
        );
    }
    let today = store.today();
    let written = store.write("choice.form.settle", today, |change| {
        change.set(
            &PAPER_FORM,
            id_of(&number),
            &[
                ("number", optional(number.digits())),
                ("state", optional(state.word())),
                ("settled_on", Some(date_value(today))),
                ("cause", optional(cause)),
            ],
        )?;
        Ok(number)
    })?;
    Ok(Entered::Done(written, Vec::new()))
}

/// A pad with what became of its numbers.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct PadState {
    pub pad: Pad,
    pub entered: u32,
    pub returned: u32,
    pub voided: u32,
    /// Numbers of which nobody has said anything.
    pub out: Vec<FormNumber>,
    /// They are out for longer than the parameter allows: somebody must look.
    pub overdue: bool,
}

/// After how many days a form that is out is looked for.
const OVERDUE: &str = "forms.outstanding.days";

/// Every pad with its numbers, the newest first.
pub fn pad_states(store: &Store) -> Result<Vec<PadState>> {
    let known: BTreeMap<FormNumber, FormState> = tables::forms(store.tables())?
        .into_iter()
        .map(|form| (form.number, form.state))
        .collect();
    let today = store.today();
    let mut states = Vec::new();
    for pad in tables::pads(store.tables())? {
        let days = parameters::in_force(
            store.tables(),
            OVERDUE,
            &store.office().code,
            pad.printed_on,
        )?
        .map(|parameter| parameter.value);
        let age = today.signed_duration_since(pad.printed_on).num_days();
        let mut state = PadState {
            entered: 0,
            returned: 0,
            voided: 0,
            out: Vec::new(),
            overdue: false,
            pad,
        };
        for number in state.pad.numbers() {
            match known.get(&number) {
                Some(FormState::Entered) => state.entered += 1,
                Some(FormState::Returned) => state.returned += 1,
                Some(FormState::Voided) => state.voided += 1,
                None => state.out.push(number),
            }
        }
        state.overdue = !state.out.is_empty() && days.is_some_and(|days| age > days);
        states.push(state);
    }
    Ok(states)
}

/// Forms of which two laptops say different things, by number.
pub fn conflicts(store: &Store) -> Result<Vec<Form>> {
    let mut forms = tables::forms(store.tables())?;
    forms.retain(|form| form.conflicted);
    Ok(forms)
}

/// The forms entered for a person, by number.
///
/// Errors: `PERSON_ABSENT`.
pub fn of_person(store: &Store, person: PersonId) -> Result<Vec<Form>> {
    let entries = super::ops::record(store, person)?.entries;
    let mut forms = tables::forms(store.tables())?;
    forms.retain(|form| form.person.is_some_and(|person| entries.contains(&person)));
    Ok(forms)
}
