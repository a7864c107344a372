//! Classes, projects, applications, matching.

use super::demand::{days, slack_tone};
use super::{count, date, id, occupation_name, region_name, sentence};
use crate::session::Session;
use crate::types::classes::{
    ApplicationSave, ClassDetail, ClassMove, ClassMoved, ClassPerson, ClassSummary, Cutoff,
    MatchClass, MatchRequest, MatchResult, MatchRun, ProjectSummary, Reserve, Seeded,
};
use crate::types::people::PersonApplication;
use crate::types::plan::{FundUse, ServedDemand};
use crate::types::session::Id;
use crate::words;
use std::collections::BTreeMap;
use tongfu_core::base::{ClassId, DemandLineId, IsoWeek, MatchRunId, PersonId};
use tongfu_core::classes::applications::{self, NewApplication, Saved};
use tongfu_core::classes::matching::{self, Reason, Run};
use tongfu_core::classes::{self, Capacity, Class, board, calendar, ops};
use tongfu_core::demand::{self, DemandLine};
use tongfu_core::store::Store;
use tongfu_core::{Error, ErrorKind, Result, people, projects};

/// What stands behind the lists: read once for all classes.
struct Known {
    capacity: Capacity,
    bars: BTreeMap<ClassId, calendar::Bar>,
    counts: BTreeMap<ClassId, matching::Counts>,
}

fn known(store: &Store) -> Result<Known> {
    Ok(Known {
        capacity: classes::store::capacity(store.tables())?,
        bars: calendar::bars(store)?,
        counts: matching::counts(store)?,
    })
}

impl Known {
    fn institution(&self, class: &Class) -> String {
        let found = self
            .capacity
            .institutions
            .iter()
            .find(|one| class.institution == Some(one.id));
        found.map(|one| one.name.clone()).unwrap_or_default()
    }

    fn place(&self, class: &Class) -> String {
        let sites = self.capacity.institutions.iter().flat_map(|one| &one.sites);
        let site = sites
            .into_iter()
            .find(|one| class.site == Some(one.id))
            .map(|one| one.name.clone());
        let workshop = || {
            self.capacity
                .workshops
                .iter()
                .find(|one| class.workshop == Some(one.id))
                .map(|one| one.name.clone())
        };
        site.or_else(workshop).unwrap_or_default()
    }

    fn source(&self, budget: tongfu_core::base::BudgetId) -> String {
        self.capacity
            .budgets
            .iter()
            .find(|one| one.id == budget)
            .map_or_else(|| budget.to_string(), |one| one.source.clone())
    }
}

fn summary(session: &Session, known: &Known, bar: &calendar::Bar) -> ClassSummary {
    let class = &bar.class;
    let counts = known.counts.get(&class.id).copied().unwrap_or_default();
    ClassSummary {
        id: class.id.to_string(),
        name: class.name.clone(),
        project: class.project.map(|project| project.to_string()),
        occupation: class.occupation.clone(),
        occupation_name: occupation_name(session, &class.occupation),
        level: class.level.clone(),
        institution: known.institution(class),
        site: known.place(class),
        state: class.state.word().to_owned(),
        seats: class.seats,
        min_size: class.min_size,
        enrolled: class.enrolled + counts.enrolled,
        applicants: counts.applicants,
        waitlist: counts.waitlist,
        start: class.timing.start.to_string(),
        certificate: class.timing.certificate().to_string(),
        ready: class.timing.ready().to_string(),
        window_opens: bar.window_opens.map(|day| day.to_string()),
        slack_days: bar.slack_days.map(days),
        tone: slack_tone(bar.tone),
        cost_fen: class.cost.0,
    }
}

pub fn list(session: &Session, (): ()) -> Result<Vec<ClassSummary>> {
    let known = session.with_store(|store| known(store))?;
    let mut bars: Vec<&calendar::Bar> = known.bars.values().collect();
    bars.sort_by(|a, b| {
        (a.class.timing.start, &a.class.name, a.class.id).cmp(&(
            b.class.timing.start,
            &b.class.name,
            b.class.id,
        ))
    });
    Ok(bars
        .into_iter()
        .map(|bar| summary(session, &known, bar))
        .collect())
}

fn served(
    session: &Session,
    lines: &BTreeMap<DemandLineId, DemandLine>,
    targets: &[DemandLineId],
) -> Vec<ServedDemand> {
    targets
        .iter()
        .filter_map(|target| lines.get(target))
        .map(|line| ServedDemand {
            region: line.region.clone(),
            region_name: region_name(session, &line.region),
            heads: line.headcount,
            first_week: IsoWeek::of(line.window.start()).to_string(),
        })
        .collect()
}

fn all_lines(store: &Store) -> Result<BTreeMap<DemandLineId, DemandLine>> {
    Ok(demand::all_lines(store)?
        .into_iter()
        .map(|line| (line.id, line))
        .collect())
}

/// Names and masked numbers of people in lists.
fn people_by_id(store: &Store, ids: &[PersonId]) -> Result<BTreeMap<PersonId, (String, String)>> {
    Ok(people::lines(store, ids)?
        .into_iter()
        .map(|line| (line.person, (line.name, line.number_masked)))
        .collect())
}

fn slot_name(session: &Session, slot: &str) -> String {
    let code = match slot {
        "open" => "MATCH_SLOT_OPEN",
        "monitored" => "MATCH_SLOT_MONITORED",
        "low_income" => "MATCH_SLOT_LOW_INCOME",
        "female" => "MATCH_SLOT_FEMALE",
        other => return other.to_owned(),
    };
    words::say(session.language(), code, [])
}

/// The sentences of all reasons, the result's own first.
fn said(session: &Session, names: &BTreeMap<ClassId, String>, reasons: &[Reason]) -> String {
    let sentences: Vec<String> = reasons
        .iter()
        .map(|reason| {
            let class = reason
                .class
                .and_then(|class| names.get(&class))
                .map_or("", String::as_str);
            let given = |wanted: &str| {
                reason
                    .params
                    .iter()
                    .find(|(name, _)| name == wanted)
                    .map(|(_, value)| value.as_str())
            };
            let slot = given("slot")
                .map(|slot| slot_name(session, slot))
                .unwrap_or_default();
            // A cutoff that covers few people is not told; the sentence says so.
            let tells_cutoff = matches!(reason.code.as_str(), "MATCH_CUTOFF" | "MATCH_LOTTERY");
            let code = if tells_cutoff && given("cutoff").is_none() {
                "MATCH_CUTOFF_WITHHELD"
            } else {
                reason.code.as_str()
            };
            let plain = reason
                .params
                .iter()
                .filter(|(name, _)| name != "slot" && name != "position");
            let params = plain
                .map(|(name, value)| (name.as_str(), value.as_str()))
                .chain([
                    ("class", class),
                    ("slot", slot.as_str()),
                    ("position", given("position").unwrap_or("none")),
                ]);
            words::say(session.language(), code, params)
        })
        .collect();
    sentences.join(" ")
}

pub fn get(session: &Session, wanted: Id) -> Result<ClassDetail> {
    let which: ClassId = id(&wanted.id)?;
    session.with_store(|store| {
        let known = known(store)?;
        let bar = known
            .bars
            .get(&which)
            .ok_or_else(|| Error::absent("CLASS_ABSENT").with("id", which))?;
        let lists = matching::class_people(store, which)?;
        let ids: Vec<PersonId> = lists
            .members
            .iter()
            .chain(&lists.waitlist)
            .chain(&lists.applicants)
            .map(|one| one.person)
            .collect();
        let names = people_by_id(store, &ids)?;
        let class_names: BTreeMap<ClassId, String> = known
            .bars
            .iter()
            .map(|(id, bar)| (*id, bar.class.name.clone()))
            .collect();
        let person = |one: &matching::ClassPerson| {
            let (name, id_masked) = names.get(&one.person).cloned().unwrap_or_default();
            ClassPerson {
                person: one.person.to_string(),
                name,
                id_masked,
                preference: one.preference,
                slot: one.slot.clone(),
                position: one.position,
                reason: said(session, &class_names, &one.reasons),
            }
        };
        Ok(ClassDetail {
            reserves: bar
                .class
                .reserves
                .iter()
                .map(|(kind, seats)| Reserve {
                    kind: kind.clone(),
                    seats: *seats,
                })
                .collect(),
            funding: bar
                .class
                .funding
                .iter()
                .map(|(budget, fen)| FundUse {
                    source: known.source(*budget),
                    fen: fen.0,
                })
                .collect(),
            serves: served(session, &all_lines(store)?, &bar.class.targets),
            binds: classes::quota::quota(store, which)?.map(|(limit, seats)| {
                words::say(
                    session.language(),
                    limit.code(),
                    [("seats", seats.to_string().as_str())],
                )
            }),
            members: lists.members.iter().map(person).collect(),
            waitlist: lists.waitlist.iter().map(person).collect(),
            applicants: lists.applicants.iter().map(person).collect(),
            cutoffs: lists.cutoffs.iter().map(cutoff).collect(),
            summary: summary(session, &known, bar),
        })
    })
}

fn cutoff(of: &matching::Cutoff) -> Cutoff {
    Cutoff {
        slot: of.slot.clone(),
        priority: of.priority,
        withheld: of.withheld,
    }
}

/// Weeks over which moving a class is answered.
const MOVE_WEEKS: u32 = 80;

/// Person-weeks of an occupation that nobody covers, with `class` as given.
fn unmet(store: &Store, class: &Class) -> Result<u32> {
    let from = IsoWeek::of(store.today());
    let lines = demand::effective_lines(store, store.today())?;
    let curves = demand::curves(
        store,
        from,
        usize::try_from(MOVE_WEEKS).unwrap_or(usize::MAX),
    )?;
    let mut supply = board::supply(store)?;
    for one in supply.iter_mut().filter(|one| one.class.id == class.id) {
        one.class.timing = class.timing;
    }
    let rows = board::rows(&lines, &curves, &supply, from, MOVE_WEEKS, &|_, _| None);
    let missing: i64 = rows
        .iter()
        .filter(|row| row.occupation == class.occupation && row.gap > 0)
        .map(|row| row.gap)
        .sum();
    Ok(count(missing))
}

pub fn move_class(session: &Session, wanted: ClassMove) -> Result<ClassMoved> {
    let which: ClassId = id(&wanted.id)?;
    let start = date(&wanted.start)?;
    session.with_store(|store| {
        let lines = demand::effective_lines(store, store.today())?;
        let targets = board::Targets::new(&lines);
        let seen = ops::preview_move(store, which, start)?;
        let (unmet_before, unmet_after) = (unmet(store, &seen.before)?, unmet(store, &seen.after)?);
        if !wanted.dry_run {
            ops::move_class(store, which, start)?;
        }
        let known = known(store)?;
        Ok(ClassMoved {
            before: summary(session, &known, &calendar::bar(seen.before, &targets)),
            after: summary(session, &known, &calendar::bar(seen.after, &targets)),
            unmet_before,
            unmet_after,
            problems: seen
                .problems
                .iter()
                .map(|problem| sentence(session, problem))
                .collect(),
        })
    })
}

pub fn projects(session: &Session, (): ()) -> Result<Vec<ProjectSummary>> {
    session.with_store(|store| {
        let lines = all_lines(store)?;
        let all = classes::classes(store.tables())?;
        Ok(projects::projects(store)?
            .into_iter()
            .map(|project| {
                let own: Vec<&Class> = all
                    .iter()
                    .filter(|class| class.project == Some(project.id))
                    .collect();
                ProjectSummary {
                    id: project.id.to_string(),
                    occupation_name: occupation_name(session, &project.occupation),
                    classes: count(own.len()),
                    seats: own.iter().map(|class| class.seats).sum(),
                    cost_fen: own.iter().map(|class| class.cost.0).sum(),
                    state: project.state.word().to_owned(),
                    lines: served(session, &lines, &project.lines),
                    name: project.name,
                }
            })
            .collect())
    })
}

pub fn seed_demo(session: &Session, (): ()) -> Result<Seeded> {
    let seeded = session.with_store(applications::seed_demo)?.value;
    Ok(Seeded {
        applications: seeded.applications,
        people: seeded.people,
    })
}

pub fn application_save(session: &Session, wanted: ApplicationSave) -> Result<()> {
    let new_classes: Vec<ClassId> = wanted
        .classes
        .iter()
        .map(|class| id(class))
        .collect::<Result<_>>()?;
    let person: PersonId = id(&wanted.person)?;
    session.with_store(|store| {
        let new = NewApplication {
            person,
            classes: new_classes,
            signed_on: store.today(),
            witness: String::new(),
            form_number: String::new(),
        };
        match applications::save(store, &new)? {
            Saved::Done(_) => Ok(()),
            Saved::Refused(reasons) => Err(first_refusal(session, &reasons)),
        }
    })
}

/// The first reason as the refusal, all of them in its values.
fn first_refusal(session: &Session, reasons: &[tongfu_core::base::Problem]) -> Error {
    let Some(first) = reasons.first() else {
        return Error::refused("APPLICATION_EMPTY");
    };
    let all: Vec<String> = reasons
        .iter()
        .map(|reason| super::eligibility::refusal(session, reason))
        .collect();
    first
        .params
        .iter()
        .fold(Error::refused(first.code), |error, (name, value)| {
            error.with(name, value)
        })
        .with("reasons", all.join(" "))
}

/// A person's ranked classes with what came of each.
pub(super) fn applications_of(store: &Store, person: PersonId) -> Result<Vec<PersonApplication>> {
    let Some(application) = applications::of_person(store, person)? else {
        return Ok(Vec::new());
    };
    let all = classes::classes(store.tables())?;
    let name = |wanted: ClassId| {
        all.iter()
            .find(|class| class.id == wanted)
            .map(|class| class.name.clone())
            .unwrap_or_default()
    };
    application
        .classes
        .iter()
        .zip(1u32..)
        .map(|(class, rank)| {
            let lists = matching::class_people(store, *class)?;
            let placed = lists.members.iter().any(|one| one.person == person);
            let waiting = lists
                .waitlist
                .iter()
                .find(|one| one.person == person)
                .and_then(|one| one.position);
            let result = if placed {
                Some("placed".to_owned())
            } else {
                waiting.map(|position| format!("waiting:{position}"))
            };
            Ok(PersonApplication {
                class_id: class.to_string(),
                class_name: name(*class),
                rank,
                result,
            })
        })
        .collect()
}

pub fn run_match(session: &Session, wanted: MatchRequest) -> Result<MatchRun> {
    session.with_store(|store| {
        let run = if wanted.publish {
            // Drawn by the machine after the list is closed; an office that
            // draws in public enters its own.
            let mut drawn = Ok(());
            let written = matching::match_and_publish(
                store,
                || {
                    let mut entropy = [0u8; 16];
                    drawn = getrandom::fill(&mut entropy);
                    entropy
                },
                "",
            )?;
            drawn.map_err(|_| Error::new(ErrorKind::Failed, "RANDOM_FAILED"))?;
            written.value
        } else {
            matching::preview(store)?
        };
        described(session, store, &run, true)
    })
}

pub fn match_runs(session: &Session, (): ()) -> Result<Vec<MatchRun>> {
    session.with_store(|store| {
        matching::runs(store)?
            .iter()
            .map(|run| described(session, store, run, false))
            .collect()
    })
}

pub fn match_run(session: &Session, wanted: Id) -> Result<MatchRun> {
    let which: MatchRunId = id(&wanted.id)?;
    session.with_store(|store| {
        let run = matching::run(store, which)?;
        described(session, store, &run, true)
    })
}

fn described(session: &Session, store: &Store, run: &Run, whole: bool) -> Result<MatchRun> {
    let names: BTreeMap<ClassId, String> = classes::classes(store.tables())?
        .into_iter()
        .map(|class| (class.id, class.name))
        .collect();
    let name = |class: ClassId| {
        names
            .get(&class)
            .cloned()
            .unwrap_or_else(|| class.to_string())
    };
    let ids: Vec<PersonId> = if whole {
        run.results.iter().map(|one| one.person).collect()
    } else {
        Vec::new()
    };
    let known = people_by_id(store, &ids)?;
    let results = if whole { run.results.as_slice() } else { &[] };
    Ok(MatchRun {
        id: run.id.map(|id| id.to_string()),
        published: run.published_on.is_some(),
        created: run.published_on.unwrap_or(run.closed_on).to_string(),
        instance_digest: run.list_digest.clone(),
        lottery_seed: run.lottery_seed.clone(),
        applicants: run.applicants,
        placed: run.placed,
        first_choice: run.first_choice,
        closed: run.closed.iter().map(|class| name(*class)).collect(),
        results: results
            .iter()
            .map(|one| {
                let (person_name, id_masked) = known.get(&one.person).cloned().unwrap_or_default();
                MatchResult {
                    person: one.person.to_string(),
                    name: person_name,
                    id_masked,
                    class_id: one.class.map(|class| class.to_string()),
                    class_name: one.class.map(name),
                    slot: one.slot.clone(),
                    preference: one.preference,
                    reason: said(session, &names, &one.reasons),
                }
            })
            .collect(),
        classes: run
            .classes
            .iter()
            .map(|one| MatchClass {
                class_id: one.class.to_string(),
                class_name: name(one.class),
                seats: one.seats,
                filled: one.filled,
                waitlist: one.waiting,
                cutoffs: one.cutoffs.iter().map(cutoff).collect(),
                closed: one.closed,
            })
            .collect(),
    })
}
