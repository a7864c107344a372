//! Loading and removing the demo county.

use super::{bulletins, capacity, invent};
use crate::base::{ClassId, EntityId, PersonId, reference};
use crate::classes::{self, applications, matching};
use crate::demand::{self, NewBulletin, NewLine, Quarter, Window};
use crate::people::records::HOUSEHOLD;
use crate::people::{self, Entry};
use crate::projects;
use crate::security::responsibility;
use crate::store::registry::{self, EntityKind};
use crate::store::{Role, Store};
use crate::{Error, ErrorKind, Result, planning};
use chrono::Datelike;
use serde::{Deserialize, Serialize};
use std::collections::{BTreeMap, BTreeSet};
use std::str::FromStr as _;

/// Setting that lists what the demo made on this laptop.
const SETTING: &str = "demo";

/// What the demo made.
#[derive(Debug, Default, Serialize, Deserialize)]
struct Made {
    /// Invented people: place in [`invent::people`] and id.
    people: Vec<(usize, String)>,
    /// Everything else: kind and id.
    entities: Vec<(u16, String)>,
}

/// Where loading stands.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Step {
    /// People are being written.
    People,
    /// Bulletins are being written.
    Bulletins,
    /// Capacity is being written.
    Capacity,
}

/// What was loaded.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub struct Loaded {
    /// People.
    pub people: u32,
    /// Bulletins.
    pub bulletins: u32,
    /// Demand lines.
    pub lines: u32,
    /// Institutions, sites, courses, budgets and so on.
    pub capacity: u32,
}

/// What was removed.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Removed {
    /// Entities removed.
    pub entities: u32,
    /// People.
    pub people: u32,
    /// People kept because somebody made another person of them.
    pub kept: Vec<PersonId>,
    /// Classes that were taught at an invented place.
    pub classes: u32,
}

fn hex(id: EntityId) -> String {
    PersonId(id).to_string()
}

fn id(text: &str) -> Option<EntityId> {
    PersonId::from_str(text).ok().map(|id| id.0)
}

fn count(length: usize) -> u32 {
    u32::try_from(length).unwrap_or(u32::MAX)
}

fn made(store: &Store) -> Result<Option<Made>> {
    match store.setting(SETTING)? {
        Some(text) => {
            let made = serde_json::from_str(&text)
                .map_err(|error| Error::new(ErrorKind::Failed, "DEMO_DAMAGED").because(error))?;
            Ok(Some(made))
        }
        None => Ok(None),
    }
}

fn keep(store: &mut Store, made: &Made) -> Result<()> {
    let text = serde_json::to_string(made)
        .map_err(|error| Error::new(ErrorKind::Failed, "DEMO_DAMAGED").because(error))?;
    store.set_setting(SETTING, Some(&text))
}

/// Whether the demo county is loaded on this laptop.
pub fn is_loaded(store: &Store) -> Result<bool> {
    Ok(store.setting(SETTING)?.is_some())
}

/// Loads the demo county. `progress` hears of each step before it begins. What
/// was made is listed after every step, so that a demo whose loading was cut
/// off can be removed.
///
/// Errors: `DEMO_LOADED`; `DEMO_COUNTY_ONLY` in a store that is no county's;
/// `DEMO_DATE` (today) where today lies outside the years 1900–2199.
pub fn load(store: &mut Store, progress: &mut dyn FnMut(Step)) -> Result<Loaded> {
    if is_loaded(store)? {
        return Err(Error::refused("DEMO_LOADED"));
    }
    if store.office().role != Role::County {
        return Err(Error::refused("DEMO_COUNTY_ONLY"));
    }
    if !(1900..2200).contains(&store.today().year()) {
        return Err(Error::refused("DEMO_DATE").with("today", store.today()));
    }
    let mut made = Made::default();
    let mut loaded = Loaded::default();
    progress(Step::People);
    loaded.people = load_people(store, &mut made)?;
    keep(store, &made)?;
    progress(Step::Bulletins);
    for bulletin in bulletins::bulletins(store.today()) {
        let Some(bulletin) = bulletin_of(&bulletin) else {
            continue;
        };
        let plan = demand::apply(store, bulletin)?;
        if !plan.known {
            loaded.bulletins += 1;
            loaded.lines += plan.lines;
            made.entities
                .push((demand::records::BULLETIN.key, hex(plan.id.0)));
            made.entities.extend((1..=plan.lines).map(|line| {
                (
                    demand::records::DEMAND_LINE.key,
                    hex(demand::import::line_id(plan.id, line).0),
                )
            }));
        }
    }
    keep(store, &made)?;
    progress(Step::Capacity);
    let file = without_existing(store, capacity::capacity(store.today()))?;
    let written = classes::capacity::import(store, &file.to_string())?;
    loaded.capacity = count(written.changed.len());
    made.entities.extend(
        written
            .changed
            .into_iter()
            .map(|(kind, id)| (kind, hex(id))),
    );
    keep(store, &made)?;
    Ok(loaded)
}

/// Writes the invented people whose numbers nobody on record has.
fn load_people(store: &mut Store, made: &mut Made) -> Result<u32> {
    let invented: Vec<Vec<(people::Field, String)>> = invent::people()
        .iter()
        .map(invent::Invented::fields)
        .collect();
    let entry = |index: &usize| {
        invented[*index]
            .iter()
            .fold(Entry::new(), |entry, (field, text)| {
                entry.with(*field, text)
            })
    };
    let all: Vec<usize> = (0..invented.len()).collect();
    let plan = people::preview_entries(store, all.iter().map(entry))?;
    let new: Vec<usize> = all
        .into_iter()
        .zip(&plan.rows)
        .filter(|(_, row)| matches!(row.decision, people::Decision::Added))
        .map(|(index, _)| index)
        .collect();
    let plan = people::preview_entries(store, new.iter().map(entry))?;
    let mut held = BTreeSet::new();
    for fields in new.iter().map(|index| &invented[*index]) {
        for (_, number) in fields
            .iter()
            .filter(|(field, _)| *field == people::Field::HouseholdNumber)
        {
            let id = people::household_id(number, &store.office().code);
            if !store.history(&HOUSEHOLD, &id.0)?.is_empty() {
                held.insert(id.0);
            }
        }
    }
    let written = people::apply(store, &plan)?;
    let added = people::changed_people(&written.changed);
    let names: BTreeMap<(String, Option<chrono::NaiveDate>, String), usize> = new
        .iter()
        .map(|index| (*index, &invented[*index]))
        .filter_map(|(index, fields)| {
            let text = |wanted| {
                fields
                    .iter()
                    .find(|(field, _)| *field == wanted)
                    .map(|(_, text)| text.clone())
            };
            let key = (
                text(people::Field::Name)?,
                text(people::Field::BirthDate)?.parse().ok(),
                people::rules::mask_number(&text(people::Field::DocumentNumber)?),
            );
            Some((key, index))
        })
        .collect();
    for line in people::lines(store, &added)? {
        let index = names
            .get(&(line.name, line.birth, line.number_masked))
            .copied()
            .unwrap_or(usize::MAX);
        made.people.push((index, line.person.to_string()));
    }
    made.entities.extend(
        written
            .changed
            .iter()
            .filter(|(kind, id)| *kind == HOUSEHOLD.key && !held.contains(id))
            .map(|(kind, id)| (*kind, hex(*id))),
    );
    Ok(count(added.len()))
}

fn bulletin_of(made: &bulletins::Bulletin) -> Option<NewBulletin> {
    Some(NewBulletin {
        issuer: made.issuer.to_owned(),
        quarter: Quarter::new(made.year, u8::try_from(made.quarter).ok()?)?,
        collected: made.collected,
        published: None,
        file_name: String::new(),
        lines: made
            .lines
            .iter()
            .filter_map(|line| {
                Some(NewLine {
                    region: reference::region(line.region)?,
                    occupation: reference::occupation(line.occupation)?,
                    headcount: line.headcount,
                    window: Window::new(line.start, line.peak_start, line.peak_end, line.end)?,
                    wage_low: Some(line.wage_low),
                    wage_high: Some(line.wage_high),
                    language: line.language.to_owned(),
                    standard: line.standard.to_owned(),
                    permit: demand::rules::permit_code(line.permit),
                    employer: String::new(),
                    source: made.issuer.to_owned(),
                    remarks: String::new(),
                    collected: None,
                    file_row: None,
                })
            })
            .collect(),
    })
}

/// The capacity file without what the county has stated itself.
fn without_existing(store: &Store, mut file: serde_json::Value) -> Result<serde_json::Value> {
    let own = classes::store::capacity(store.tables())?;
    let course = |entry: &serde_json::Value| {
        let occupation = entry["occupation"]
            .as_str()
            .and_then(reference::occupation_by_name);
        own.courses.iter().any(|course| {
            Some(course.occupation.as_str()) == occupation.map(|o| o.id)
                && Some(course.level.as_str()) == entry["level"].as_str()
        })
    };
    let budget = |entry: &serde_json::Value| {
        own.budgets.iter().any(|budget| {
            Some(budget.source.as_str()) == entry["source"].as_str()
                && Some(i64::from(budget.year)) == entry["year"].as_i64()
        })
    };
    if let Some(classes) = file["open_classes"].as_array_mut() {
        // Its course would have to be the file's.
        classes.retain(|entry| !course(entry));
    }
    if let Some(courses) = file["courses"].as_array_mut() {
        courses.retain(|entry| !course(entry));
    }
    if let Some(budgets) = file["budget"].as_array_mut() {
        budgets.retain(|entry| !budget(entry));
    }
    if let Some(pools) = file["permits"]["capacity"].as_object_mut() {
        pools.retain(|category, _| {
            let code = demand::rules::permit_code(category);
            !own.permits
                .iter()
                .any(|pool| demand::rules::permit_code(&pool.category) == code)
        });
    }
    let stated = !own.courses.is_empty() || !own.institutions.is_empty();
    if stated {
        file["class_size"] =
            serde_json::json!({"min": own.terms.class_min, "max": own.terms.class_max});
        file["permits"]["lead_time_days"] = own.terms.permit_lead_days.into();
        file["permits"]["travel_days"] = own.terms.travel_days.into();
    }
    Ok(file)
}

/// Removes the demo county in one action.
///
/// Errors: `DEMO_ABSENT` when none is loaded on this laptop.
pub fn remove(store: &mut Store) -> Result<Removed> {
    let made = made(store)?.ok_or_else(|| Error::absent("DEMO_ABSENT"))?;
    let (people, kept) = invented_still(store, &made)?;
    let mut gone: BTreeSet<(u16, EntityId)> = made
        .entities
        .iter()
        .filter_map(|(kind, text)| Some((*kind, id(text)?)))
        .collect();
    if !kept.is_empty() {
        // Somebody who stays keeps their household.
        gone.retain(|(kind, _)| *kind != HOUSEHOLD.key);
    }
    let classes: Vec<classes::Class> = classes::classes(store.tables())?
        .into_iter()
        .filter(|class| {
            let places = [
                (
                    &classes::records::INSTITUTION,
                    class.institution.map(|id| id.0),
                ),
                (&classes::records::SITE, class.site.map(|id| id.0)),
                (
                    &classes::records::MOBILE_WORKSHOP,
                    class.workshop.map(|id| id.0),
                ),
            ];
            let at = |(kind, id): &(&EntityKind, Option<EntityId>)| {
                id.is_some_and(|id| gone.contains(&(kind.key, id)))
            };
            gone.contains(&(classes::records::CLASS.key, class.id.0)) || places.iter().any(at)
        })
        .collect();
    let class_ids: BTreeSet<ClassId> = classes.iter().map(|class| class.id).collect();
    gone.extend(
        class_ids
            .iter()
            .map(|class| (classes::records::CLASS.key, class.0)),
    );
    gone.extend(
        people
            .iter()
            .map(|person| (people::records::PERSON.key, person.0)),
    );
    gone.extend(matching::traces(store, &people, &class_ids)?);
    gone.extend(crate::eligibility::traces(store.tables(), &people)?);
    gone.extend(crate::attachments::traces(store.tables(), &people)?);
    let shortened = applications_without(store, &people, &class_ids, &mut gone)?;
    gone.extend(empty_projects(store, &class_ids)?);
    let things: BTreeSet<EntityId> = gone.iter().map(|(_, id)| *id).collect();
    gone.extend(responsibility::traces(store, &things)?);
    let today = store.today();
    let written = store.write("demo.remove", today, |change| {
        for (application, classes) in &shortened {
            applications::set_classes(change, *application, classes)?;
        }
        for (kind, id) in &gone {
            if let Some(kind) = registry::kind(*kind) {
                change.delete(kind, *id)?;
            }
        }
        Ok(())
    })?;
    forget_scenarios(store, &gone)?;
    store.set_setting(SETTING, None)?;
    Ok(Removed {
        entities: count(written.changed.len()),
        people: count(people.len()),
        kept,
        classes: count(class_ids.len()),
    })
}

/// The invented people who still are the ones that were invented, and those
/// whom somebody made another person of.
fn invented_still(store: &Store, made: &Made) -> Result<(BTreeSet<PersonId>, Vec<PersonId>)> {
    let invented = invent::people();
    let places: BTreeMap<PersonId, usize> = made
        .people
        .iter()
        .filter_map(|(index, text)| Some((PersonId(id(text)?), *index)))
        .collect();
    let ids: Vec<PersonId> = places.keys().copied().collect();
    let (mut still, mut kept) = (BTreeSet::new(), Vec::new());
    for line in people::lines(store, &ids)? {
        let same = places
            .get(&line.person)
            .and_then(|index| invented.get(*index))
            .is_some_and(|person| {
                person.name == line.name
                    && people::rules::mask_number(&person.document_number) == line.number_masked
            });
        if same {
            still.insert(line.person);
        } else {
            kept.push(line.person);
        }
    }
    Ok((still, kept))
}

/// Applications that lose their person or all their classes go; those that
/// lose some classes are returned with what is left.
fn applications_without(
    store: &Store,
    people: &BTreeSet<PersonId>,
    classes: &BTreeSet<ClassId>,
    gone: &mut BTreeSet<(u16, EntityId)>,
) -> Result<Vec<(crate::base::ApplicationId, Vec<ClassId>)>> {
    let mut shortened = Vec::new();
    for application in applications::applications(store)? {
        let left: Vec<ClassId> = application
            .classes
            .iter()
            .filter(|class| !classes.contains(class))
            .copied()
            .collect();
        if people.contains(&application.person)
            || (left.is_empty() && !application.classes.is_empty())
        {
            gone.insert((classes::records_matching::APPLICATION.key, application.id.0));
        } else if left.len() < application.classes.len() {
            shortened.push((application.id, left));
        }
    }
    Ok(shortened)
}

/// Projects that had classes and are left with none.
fn empty_projects(store: &Store, gone: &BTreeSet<ClassId>) -> Result<Vec<(u16, EntityId)>> {
    let mut classes_of: BTreeMap<crate::base::ProjectId, (usize, usize)> = BTreeMap::new();
    for class in classes::classes(store.tables())? {
        if let Some(project) = class.project {
            let counts = classes_of.entry(project).or_default();
            counts.0 += 1;
            counts.1 += usize::from(gone.contains(&class.id));
        }
    }
    Ok(classes_of
        .into_iter()
        .filter(|(_, (all, going))| all == going)
        .map(|(project, _)| (projects::records::PROJECT.key, project.0))
        .collect())
}

/// Scenarios that plan at invented places can't be accepted any more.
fn forget_scenarios(store: &mut Store, gone: &BTreeSet<(u16, EntityId)>) -> Result<()> {
    let places: BTreeSet<String> = gone
        .iter()
        .filter(|(kind, _)| {
            *kind == classes::records::SITE.key || *kind == classes::records::MOBILE_WORKSHOP.key
        })
        .map(|(_, id)| hex(*id))
        .collect();
    for summary in planning::list(store)? {
        let Ok(id) = summary.id.parse() else { continue };
        let scenario = planning::read(store, id)?;
        if scenario
            .proposals
            .iter()
            .any(|proposal| places.contains(&proposal.place))
        {
            planning::forget(store, id)?;
        }
    }
    Ok(())
}
