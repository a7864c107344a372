//! Free choice: answers, wishes, paper forms.

use super::imports::told::rejection;
use super::people::field_problem;
use super::{count, date, hex, id, table_error, workbook};
use crate::session::Session;
use crate::types::choice::{
    ChoicePurpose, ChoiceSaved, ChoiceStatement, FormDesk, FormEnter, FormPad, FormSettle,
    PersonChoice, PersonForm, StatementSave, VillagePlace, Villager, WishSurvey, WishesImport,
    WishesImported, WishesSave,
};
use crate::types::session::Id;
use tongfu_core::base::{ClassId, PersonId, Problem};
use tongfu_core::choice::forms::{self, Entered, FormEntry};
use tongfu_core::choice::wishes::{self, NewSurvey, Surveyed};
use tongfu_core::choice::{
    self, Answer, FormState, Guardian, Language, Manner, NewStatement, Standing, Stated, texts,
};
use tongfu_core::classes::applications::{self, NewApplication, Saved};
use tongfu_core::people::model::{Willing, WishPart, Wishes};
use tongfu_core::people::{self, Datum, Field};
use tongfu_core::{Error, Result};
use tongfu_tables::roster;

/// A word of the boundary, or a refusal that names it.
fn word<T>(read: impl Fn(&str) -> Option<T>, text: &str) -> Result<T> {
    read(text).ok_or_else(|| Error::refused("CHOICE_WORD").with("word", text))
}

pub(super) fn language(tag: &str) -> Result<Language> {
    word(Language::from_word, tag)
}

fn saved(session: &Session, saved: bool, problems: &[Problem]) -> ChoiceSaved {
    ChoiceSaved {
        saved,
        problems: problems
            .iter()
            .map(|problem| field_problem(session, problem))
            .collect(),
        effect: None,
    }
}

pub fn person(session: &Session, wanted: Id) -> Result<PersonChoice> {
    let person: PersonId = id(&wanted.id)?;
    session.with_store(|store| {
        let today = store.today();
        let purposes = choice::standings(store, person)?
            .into_iter()
            .filter_map(|standing| purpose(standing, today))
            .collect();
        let birth = people::record(store, person)?.and_then(|record| {
            record
                .values
                .iter()
                .find(|shown| shown.field == Field::BirthDate)
                .and_then(|shown| match shown.value {
                    Datum::Date(date) => Some(date),
                    _ => None,
                })
        });
        Ok(PersonChoice {
            purposes,
            surveys: wishes::surveys(store, person)?
                .into_iter()
                .map(survey)
                .collect(),
            forms: forms::of_person(store, person)?
                .into_iter()
                .map(|form| PersonForm {
                    number: form.number.to_string(),
                    signed_on: form
                        .signed_on
                        .map(|day| day.to_string())
                        .unwrap_or_default(),
                    witness: form.witness,
                    conflicted: form.conflicted,
                })
                .collect(),
            minor: birth.is_some_and(|birth| choice::rules::under_age(birth, today)),
        })
    })
}

fn purpose(standing: Standing, today: chrono::NaiveDate) -> Option<ChoicePurpose> {
    let known = texts::purpose(standing.purpose)?;
    let version = known.version(today)?;
    let text = version.text(Language::Chinese)?;
    Some(ChoicePurpose {
        key: known.key.clone(),
        asks: known.asks.word().to_owned(),
        title: text.title.clone(),
        body: text.body.clone(),
        effect: text.effect.clone(),
        basis: known.basis.clone(),
        version: version.version.clone(),
        standing: standing.last.map(|last| last.answer.word().to_owned()),
        statements: standing
            .history
            .into_iter()
            .map(|one| ChoiceStatement {
                answer: one.answer.word().to_owned(),
                said_on: one.said_on.to_string(),
                language: one.language.word().to_owned(),
                version: one.version,
                manner: one.manner.word().to_owned(),
                witness: one.witness,
                form_number: one.form_number,
                scan: one.scan,
                guardian: one
                    .guardian
                    .map(|guardian| format!("{} ({})", guardian.name, guardian.relation))
                    .unwrap_or_default(),
            })
            .collect(),
    })
}

fn survey(one: wishes::Survey) -> WishSurvey {
    WishSurvey {
        round: one.round,
        asked_on: one.asked_on.to_string(),
        language: one.language.word().to_owned(),
        asked_by: one.asked_by,
        wishes: one.wishes.occupations,
        when: one.wishes.when,
        place: one.wishes.place,
        willing: one.wishes.willing.map_or("", Willing::word).to_owned(),
        imported: one.imported,
    }
}

pub fn state(session: &Session, wanted: StatementSave) -> Result<ChoiceSaved> {
    let guardian = Guardian {
        name: wanted.guardian_name,
        relation: wanted.guardian_relation,
    };
    let named = !guardian.name.trim().is_empty() || !guardian.relation.trim().is_empty();
    let new = NewStatement {
        person: id(&wanted.person)?,
        purpose: wanted.purpose,
        answer: word(Answer::from_word, &wanted.answer)?,
        language: language(&wanted.language)?,
        said_on: date(&wanted.said_on)?,
        manner: word(Manner::from_word, &wanted.manner)?,
        witness: wanted.witness,
        form_number: wanted.form_number,
        scan: wanted.scan,
        guardian: named.then_some(guardian),
    };
    let stated = session.with_store(|store| choice::state(store, &new))?;
    Ok(match stated {
        Stated::Refused(reasons) => saved(session, false, &reasons),
        Stated::Done(_, notices) => {
            let no_more = matches!(new.answer, Answer::Refused | Answer::Withdrawn);
            let effect = texts::purpose(&new.purpose)
                .and_then(|purpose| purpose.text(Language::Chinese, new.said_on))
                .map(|text| text.effect.clone());
            ChoiceSaved {
                effect: effect.filter(|_| no_more),
                ..saved(session, true, &notices)
            }
        }
    })
}

pub fn places(session: &Session, (): ()) -> Result<Vec<VillagePlace>> {
    session.with_store(|store| {
        Ok(wishes::places(store)?
            .into_iter()
            .map(|(township, village)| VillagePlace { township, village })
            .collect())
    })
}

pub fn village(session: &Session, wanted: VillagePlace) -> Result<Vec<Villager>> {
    session.with_store(|store| {
        Ok(wishes::village(store, &wanted.township, &wanted.village)?
            .into_iter()
            .map(|one| Villager {
                person: one.person.to_string(),
                name: one.name,
                id_masked: one.number_masked,
                wishes: one.occupations,
                when: one.when,
                place: one.place,
                willing: one.willing.map_or("", Willing::word).to_owned(),
                asked_on: one.asked_on.map(|day| day.to_string()),
            })
            .collect())
    })
}

pub fn wishes_save(session: &Session, wanted: WishesSave) -> Result<ChoiceSaved> {
    let willing = match wanted.willing.as_str() {
        "" => None,
        answer => Some(word(Willing::from_word, answer)?),
    };
    let new = NewSurvey {
        person: id(&wanted.person)?,
        round: wanted.round,
        asked_on: date(&wanted.asked_on)?,
        language: language(&wanted.language)?,
        asked_by: wanted.asked_by,
        wishes: Wishes {
            occupations: wanted
                .wishes
                .into_iter()
                .filter(|wish| !wish.is_empty())
                .collect(),
            when: wanted.when.trim().to_owned(),
            place: wanted.place.trim().to_owned(),
            willing,
        },
        cleared: wanted
            .cleared
            .iter()
            .map(|part| word(WishPart::from_word, part))
            .collect::<Result<_>>()?,
    };
    let surveyed = session.with_changes(|store| {
        let surveyed = wishes::record_survey(store, &new)?;
        let changed = match &surveyed {
            Surveyed::Done(written) => written.changed.clone(),
            Surveyed::Refused(_) => Vec::new(),
        };
        Ok((surveyed, changed))
    })?;
    Ok(match surveyed {
        Surveyed::Done(_) => saved(session, true, &[]),
        Surveyed::Refused(reasons) => saved(session, false, &reasons),
    })
}

pub fn wishes_import(session: &Session, wanted: WishesImport) -> Result<WishesImported> {
    let asked_on = date(&wanted.asked_on)?;
    let file = session.file(&wanted.token)?;
    let roster = roster::read(&workbook(session, &file)?)
        .map_err(|refusal| table_error(session, &refusal))?;
    session.with_changes(|store| {
        let plan = people::preview(store, &roster)?;
        let mut changed = people::apply(store, &plan)?.changed;
        let rejected = plan
            .rejected
            .iter()
            .filter_map(|rejected| rejection(session, rejected))
            .collect();
        // Asked again, every row that was taken names its person.
        let plan = people::preview(store, &roster)?;
        let written = wishes::record_imported(store, &plan, &wanted.round, asked_on)?;
        changed.extend(written.changed);
        let imported = WishesImported {
            rows: plan.tally().rows,
            surveys: written.value,
            rejected,
        };
        Ok((imported, changed))
    })
}

pub fn desk(session: &Session, (): ()) -> Result<FormDesk> {
    session.with_store(|store| {
        let pads = forms::pad_states(store)?
            .into_iter()
            .map(|state| {
                let numbers = state.pad.numbers();
                let shown = |number: Option<&choice::FormNumber>| {
                    number.map(ToString::to_string).unwrap_or_default()
                };
                FormPad {
                    id: hex(&state.pad.id),
                    form: state.pad.form.word().to_owned(),
                    language: state.pad.language.word().to_owned(),
                    first: shown(numbers.first()),
                    last: shown(numbers.last()),
                    count: state.pad.count,
                    printed_on: state.pad.printed_on.to_string(),
                    entered: state.entered,
                    returned: state.returned,
                    voided: state.voided,
                    out: state.out.iter().map(ToString::to_string).collect(),
                    overdue: state.overdue,
                }
            })
            .collect();
        Ok(FormDesk {
            pads,
            conflicts: forms::conflicts(store)?
                .iter()
                .map(|form| form.number.to_string())
                .collect(),
            languages: Language::ALL
                .iter()
                .map(|language| language.word().to_owned())
                .collect(),
            largest: count(forms::LARGEST_PAD),
        })
    })
}

fn entry(wanted: &FormEnter) -> Result<FormEntry> {
    Ok(FormEntry {
        number: wanted.number.clone(),
        person: id(&wanted.person)?,
        signed_on: date(&wanted.signed_on)?,
        witness: wanted.witness.clone(),
    })
}

fn class_ids(wanted: &FormEnter) -> Result<Vec<ClassId>> {
    wanted.classes.iter().map(|class| id(class)).collect()
}

pub fn form_check(session: &Session, wanted: FormEnter) -> Result<ChoiceSaved> {
    let entry = entry(&wanted)?;
    let classes = class_ids(&wanted)?;
    let problems = session.with_store(|store| {
        let mut problems = forms::check(store, &entry)?.problems;
        if !classes.is_empty() {
            let person = people::canonical(store, entry.person)?;
            problems.extend(applications::check(store, person, &classes)?);
        }
        Ok(problems)
    })?;
    Ok(saved(session, false, &problems))
}

pub fn form_enter(session: &Session, wanted: FormEnter) -> Result<ChoiceSaved> {
    let entry = entry(&wanted)?;
    let classes = class_ids(&wanted)?;
    if classes.is_empty() {
        let entered = session.with_store(|store| forms::enter(store, &entry))?;
        return Ok(match entered {
            Entered::Done(_, notices) => saved(session, true, &notices),
            Entered::Refused(reasons) => saved(session, false, &reasons),
        });
    }
    let new = NewApplication {
        person: entry.person,
        classes,
        signed_on: entry.signed_on,
        witness: entry.witness,
        form_number: entry.number,
    };
    Ok(
        match session.with_store(|store| applications::save(store, &new))? {
            Saved::Done(_) => saved(session, true, &[]),
            Saved::Refused(reasons) => saved(session, false, &reasons),
        },
    )
}

pub fn form_settle(session: &Session, wanted: FormSettle) -> Result<ChoiceSaved> {
    let state = word(FormState::from_word, &wanted.state)?;
    let entered =
        session.with_store(|store| forms::settle(store, &wanted.number, state, &wanted.cause))?;
    Ok(match entered {
        Entered::Done(_, notices) => saved(session, true, &notices),
        Entered::Refused(reasons) => saved(session, false, &reasons),
    })
}
