//! The survey of wishes (培训意愿): who wished for what when they were asked.
//! What was said last is written into the person's own fields, from which
//! planning takes its interest (domain.md §2); the rest stays as history.

use super::model::Language;
use super::ops::{optional, record};
use super::records::WISH_SURVEY;
use super::store as tables;
use crate::Result;
use crate::base::{EntityId, PersonId, Problem, derived_id, reference};
use crate::people::import::{Decision, ImportPlan};
use crate::people::model::{WISHES, Willing, WishPart, Wishes};
use crate::people::{self, Field, Values};
use crate::store::{Change, Store, Written, date_value, days};
use chrono::NaiveDate;
use std::collections::BTreeSet;
use tongfu_package::value::Value;

/// The word of an imported survey.
pub(super) const IMPORTED: &str = "imported";
const TYPED: &str = "typed";

/// What is typed in.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct NewSurvey {
    pub person: PersonId,
    /// Name of the round, such as `2027-春`; may be empty.
    pub round: String,
    pub asked_on: NaiveDate,
    pub language: Language,
    /// Who asked.
    pub asked_by: String,
    /// What was said; a part left blank was not asked for.
    pub wishes: Wishes,
    /// Parts of which the person no longer says anything: what earlier surveys
    /// put into their record is taken away, where nothing is said instead.
    pub cleared: Vec<WishPart>,
}

/// A survey on record.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Survey {
    pub id: EntityId,
    pub person: PersonId,
    pub round: String,
    pub asked_on: NaiveDate,
    pub language: Language,
    pub asked_by: String,
    pub wishes: Wishes,
    /// It came out of a file.
    pub imported: bool,
}

/// What became of a survey.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Surveyed {
    /// It was recorded.
    Done(Written<EntityId>),
    /// Nothing was recorded; every reason.
    Refused(Vec<Problem>),
}

/// `WISH_DATE_FUTURE` (date), `WISH_TOO_MANY` (most), `WISH_TWICE`
/// (occupation), `WISH_UNKNOWN` (occupation).
fn problems(new: &NewSurvey, today: NaiveDate) -> Vec<Problem> {
    let mut problems = Vec::new();
    if new.asked_on > today {
        problems.push(
            Problem::refuse("WISH_DATE_FUTURE")
                .on("asked_on")
                .with("date", new.asked_on),
        );
    }
    if new.wishes.occupations.len() > WISHES {
        problems.push(
            Problem::refuse("WISH_TOO_MANY")
                .on("wish_1")
                .with("most", WISHES),
        );
    }
    let mut seen = BTreeSet::new();
    for wish in &new.wishes.occupations {
        if reference::occupation(wish).is_none() {
            problems.push(
                Problem::refuse("WISH_UNKNOWN")
                    .on("wish_1")
                    .with("occupation", wish),
            );
        } else if !seen.insert(wish) {
            problems.push(
                Problem::refuse("WISH_TWICE")
                    .on("wish_1")
                    .with("occupation", wish),
            );
        }
    }
    problems
}

/// Records a survey. Where nothing later is known of the person it becomes
/// what their record says they wish for, part by part: a part that is left
/// blank stays what an earlier visit stored, unless it is cleared.
///
/// Errors: `PERSON_ABSENT`.
pub fn record_survey(store: &mut Store, new: &NewSurvey) -> Result<Surveyed> {
    let entries = record(store, new.person)?.entries;
    let problems = problems(new, store.today());
    if !problems.is_empty() {
        return Ok(Surveyed::Refused(problems));
    }
    let counts = counts(store, &entries, new.asked_on)?;
    let written = store.write("choice.wishes", new.asked_on, |change| {
        let id = change.new_id();
        set(change, id, new, TYPED)?;
        if counts {
            for entry in &entries {
                people::set_wishes(change, *entry, &new.wishes, &new.cleared)?;
            }
        }
        Ok(id)
    })?;
    Ok(Surveyed::Done(written))
}

/// Whether a survey of `asked_on` counts: none was asked on a later day.
fn counts(store: &Store, entries: &[PersonId], asked_on: NaiveDate) -> Result<bool> {
    Ok(tables::surveys(store.tables(), entries)?
        .first()
        .is_none_or(|last| last.asked_on <= asked_on))
}

fn set(change: &mut Change<'_>, id: EntityId, new: &NewSurvey, source: &str) -> Result<()> {
    let wish = |place: usize| {
        new.wishes
            .occupations
            .get(place)
            .and_then(|wish| optional(wish))
    };
    change.set(
        &WISH_SURVEY,
        id,
        &[
            ("person", Some(Value::Bytes(new.person.0.to_vec()))),
            ("round", optional(&new.round)),
            ("asked_on", Some(date_value(new.asked_on))),
            ("language", optional(new.language.word())),
            ("asked_by", optional(&new.asked_by)),
            ("wish_1", wish(0)),
            ("wish_2", wish(1)),
            ("wish_3", wish(2)),
            ("wish_when", optional(&new.wishes.when)),
            ("wish_where", optional(&new.wishes.place)),
            (
                "willing_abroad",
                new.wishes
                    .willing
                    .and_then(|willing| optional(willing.word())),
            ),
            ("source", optional(source)),
        ],
    )
}

/// Every survey of a person, the one that counts first.
///
/// Errors: `PERSON_ABSENT`.
pub fn surveys(store: &Store, person: PersonId) -> Result<Vec<Survey>> {
    tables::surveys(store.tables(), &record(store, person)?.entries)
}

/// Records the wishes in an imported roster as surveys of one round and day.
/// `plan` is what the roster says of the tables after it was imported, so that
/// every row taken names its person. The same file twice is one survey.
pub fn record_imported(
    store: &mut Store,
    plan: &ImportPlan,
    round: &str,
    asked_on: NaiveDate,
) -> Result<Written<u32>> {
    let mut new = Vec::new();
    for (index, row) in plan.rows.iter().enumerate() {
        let person = match &row.decision {
            Decision::Unchanged { person } | Decision::Updated { person, .. } => *person,
            _ => continue,
        };
        let Some(wishes) = plan.values(index).as_ref().and_then(said) else {
            continue;
        };
        new.push(NewSurvey {
            person,
            round: round.trim().to_owned(),
            asked_on,
            language: Language::Chinese,
            asked_by: String::new(),
            wishes,
            cleared: Vec::new(),
        });
    }
    store.write("choice.wishes.import", asked_on, |change| {
        for survey in &new {
            let day = days(asked_on).to_be_bytes();
            let id = derived_id(
                "wish-import",
                &[&survey.person.0, survey.round.as_bytes(), &day],
            );
            set(change, id, survey, IMPORTED)?;
        }
        Ok(u32::try_from(new.len()).unwrap_or(u32::MAX))
    })
}

/// The wishes in a row; `None` where it says nothing of them.
fn said(values: &Values) -> Option<Wishes> {
    let text = |field| values.text(field).unwrap_or_default().to_owned();
    let wishes = Wishes {
        occupations: [Field::Wish1, Field::Wish2, Field::Wish3]
            .into_iter()
            .filter_map(|field| values.text(field).map(str::to_owned))
            .collect(),
        when: text(Field::WishWhen),
        place: text(Field::WishWhere),
        willing: values
            .text(Field::WillingAbroad)
            .and_then(Willing::from_word),
    };
    (wishes != Wishes::default()).then_some(wishes)
}

/// Somebody in the list of a village.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Villager {
    pub person: PersonId,
    pub name: String,
    pub number_masked: String,
    pub village: String,
    /// What the record says now.
    pub occupations: Vec<String>,
    pub when: String,
    pub place: String,
    pub willing: Option<Willing>,
    /// Day of the survey that counts.
    pub asked_on: Option<NaiveDate>,
}

/// Townships on record with their villages, in order.
pub fn places(store: &Store) -> Result<Vec<(String, String)>> {
    let mut found = BTreeSet::new();
    let everybody: Vec<PersonId> = people::applicants(store)?
        .into_iter()
        .map(|applicant| applicant.person)
        .collect();
    for line in people::lines(store, &everybody)? {
        found.insert((line.township, line.village));
    }
    Ok(found.into_iter().collect())
}

/// Everybody of a village, each once, by name.
pub fn village(store: &Store, township: &str, village: &str) -> Result<Vec<Villager>> {
    let mut found = Vec::new();
    let of_township: Vec<people::Applicant> = people::applicants(store)?
        .into_iter()
        .filter(|applicant| applicant.township.as_deref().unwrap_or_default() == township)
        .collect();
    let ids: Vec<PersonId> = of_township
        .iter()
        .map(|applicant| applicant.person)
        .collect();
    for (line, applicant) in people::lines(store, &ids)?.into_iter().zip(of_township) {
        if line.village != village || line.person != applicant.person {
            continue;
        }
        let held = record(store, line.person)?;
        let text = |field: Field| {
            let shown = held.values.iter().find(|shown| shown.field == field);
            let text = shown.and_then(|shown| shown.value.text());
            text.unwrap_or_default().to_owned()
        };
        let last = tables::surveys(store.tables(), &held.entries)?
            .into_iter()
            .next();
        found.push(Villager {
            person: line.person,
            name: line.name,
            number_masked: line.number_masked,
            village: line.village,
            occupations: applicant.wishes,
            when: text(Field::WishWhen),
            place: text(Field::WishWhere),
            willing: applicant
                .willing_abroad
                .as_deref()
                .and_then(Willing::from_word),
            asked_on: last.map(|survey| survey.asked_on),
        });
    }
    found.sort_by(|a, b| (&a.name, a.person).cmp(&(&b.name, b.person)));
    Ok(found)
}
