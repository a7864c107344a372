//! Accepting proposals: one action makes the projects and their classes.

use super::rules;
use super::scenario::{Proposal, Scenario};
use crate::base::{
    BudgetId, ClassId, DemandLineId, Fen, InstitutionId, ProjectId, ScenarioId, SiteId, WorkshopId,
    derived_id, reference,
};
use crate::classes::model::{Capacity, Class, ClassState, Timing};
use crate::classes::{self, ops as class_ops};
use crate::demand::{self, DemandLine};
use crate::projects::model::NewProject;
use crate::projects::ops as project_ops;
use crate::security::responsibility;
use crate::store::{Store, Written};
use crate::{Error, Result};
use chrono::Datelike;
use std::collections::{BTreeMap, BTreeSet};

/// What was accepted.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Accepted {
    /// Projects the classes belong to.
    pub projects: Vec<ProjectId>,
    /// Classes of the accepted proposals, those accepted before included.
    pub classes: Vec<ClassId>,
}

/// The id of class `index` of a proposal.
fn class_id(scenario: ScenarioId, proposal: &str, index: u32) -> ClassId {
    ClassId(derived_id(
        "planned-class",
        &[&scenario.0, proposal.as_bytes(), &index.to_be_bytes()],
    ))
}

/// The id of the project that holds a scenario's classes of one occupation and
/// year.
fn project_id(scenario: ScenarioId, occupation: &str, year: i32) -> ProjectId {
    ProjectId(derived_id(
        "planned-project",
        &[&scenario.0, occupation.as_bytes(), &year.to_be_bytes()],
    ))
}

/// Ids of the proposals of a scenario that were accepted.
pub fn accepted(store: &Store, scenario: &Scenario) -> Result<BTreeSet<String>> {
    let Ok(id) = scenario.id.parse() else {
        return Ok(BTreeSet::new());
    };
    let known: BTreeSet<ClassId> = classes::classes(store.tables())?
        .into_iter()
        .map(|class| class.id)
        .collect();
    Ok(scenario
        .proposals
        .iter()
        .filter(|proposal| known.contains(&class_id(id, &proposal.id, 0)))
        .map(|proposal| proposal.id.clone())
        .collect())
}

/// Makes projects and classes of `chosen` proposals (`None`: all) in one
/// action. Accepting again does nothing again. `stale_reason` is the recorded
/// override for demand lines that are stale.
///
/// Errors: `SCENARIO_ABSENT`; `PROPOSAL_ABSENT` (proposal); `SCENARIO_EMPTY`
/// without any proposal; `SCENARIO_OUTDATED` (occupation) when classes of a
/// chosen occupation were added after the run; `PROJECT_WITHOUT_GAP`
/// (occupation) for a proposal that serves no line that counts today;
/// `PROJECT_LINE_STALE` (occupation, issuer) without a reason.
pub fn accept(
    store: &mut Store,
    id: ScenarioId,
    chosen: Option<&[String]>,
    stale_reason: &str,
) -> Result<Written<Accepted>> {
    let scenario = super::read(store, id)?;
    let proposals = pick(&scenario, chosen)?;
    let known = classes::classes(store.tables())?;
    outdated(&scenario, id, &proposals, &known)?;
    let capacity = classes::store::capacity(store.tables())?;
    let today = store.today();
    let lines: BTreeMap<DemandLineId, DemandLine> = demand::effective_lines(store, today)?
        .into_iter()
        .map(|line| (line.id, line))
        .collect();
    let mut numbers = Numbers::new(&known);
    let mut projects: BTreeMap<ProjectId, NewProject> = BTreeMap::new();
    let mut new = Vec::new();
    let mut ids = Vec::new();
    for proposal in &proposals {
        let targets = targets(proposal, &lines);
        if let Some(line) = targets
            .iter()
            .filter_map(|target| lines.get(target))
            .find(|line| line.stale)
            && stale_reason.trim().is_empty()
        {
            return Err(Error::refused("PROJECT_LINE_STALE")
                .with("occupation", &proposal.occupation)
                .with("issuer", &line.issuer));
        }
        let year = proposal.start.year();
        let project = project_id(id, &proposal.occupation, year);
        let entry = projects.entry(project).or_insert_with(|| NewProject {
            id: project,
            name: numbers.project(&proposal.occupation, year),
            occupation: proposal.occupation.clone(),
            year,
            lines: Vec::new(),
            opened: today,
            reason: stale_reason.trim().to_owned(),
        });
        let is_new = |line: &&DemandLineId| !entry.lines.contains(*line);
        let added: Vec<DemandLineId> = targets.iter().filter(is_new).copied().collect();
        entry.lines.extend(added);
        if targets.is_empty() {
            return Err(
                Error::refused("PROJECT_WITHOUT_GAP").with("occupation", &proposal.occupation)
            );
        }
        for class in make(id, proposal, project, &targets, &capacity, &mut numbers) {
            ids.push(class.id);
            // What an officer changed about a class since stays.
            if !known.iter().any(|known| known.id == class.id) {
                new.push(class);
            }
        }
    }
    let accepted = Accepted {
        projects: projects.keys().copied().collect(),
        classes: ids,
    };
    let maker = store.user().id;
    store.write("plan.accept", today, |change| {
        for project in projects.values() {
            project_ops::open(change, project)?;
        }
        for class in &new {
            class_ops::write(change, class)?;
            responsibility::assign_new(change, responsibility::CLASS, class.id.0, maker, today)?;
        }
        Ok(accepted)
    })
}

fn pick<'s>(scenario: &'s Scenario, chosen: Option<&[String]>) -> Result<Vec<&'s Proposal>> {
    let picked: Vec<&Proposal> = match chosen {
        None => scenario.proposals.iter().collect(),
        Some(chosen) => chosen
            .iter()
            .collect::<BTreeSet<_>>()
            .into_iter()
            .map(|wanted| {
                let found = scenario
                    .proposals
                    .iter()
                    .find(|proposal| proposal.id == *wanted);
                found.ok_or_else(|| Error::absent("PROPOSAL_ABSENT").with("proposal", wanted))
            })
            .collect::<Result<_>>()?,
    };
    if picked.is_empty() {
        Err(Error::refused("SCENARIO_EMPTY"))
    } else {
        Ok(picked)
    }
}

/// Refuses a scenario that knows nothing of classes added since: the demand
/// they cover would be covered twice.
fn outdated(
    scenario: &Scenario,
    id: ScenarioId,
    proposals: &[&Proposal],
    known: &[Class],
) -> Result<()> {
    let basis: BTreeSet<&str> = scenario
        .basis
        .iter()
        .map(|(class, _)| class.as_str())
        .collect();
    let own: BTreeSet<ClassId> = scenario
        .proposals
        .iter()
        .flat_map(|proposal| (0..proposal.classes).map(|index| class_id(id, &proposal.id, index)))
        .collect();
    let added = known.iter().find(|class| {
        class.state != ClassState::Cancelled
            && !own.contains(&class.id)
            && !basis.contains(class.id.to_string().as_str())
            && proposals
                .iter()
                .any(|proposal| proposal.occupation == class.occupation)
    });
    match added {
        Some(class) => Err(Error::refused("SCENARIO_OUTDATED")
            .with("occupation", &class.occupation)
            .with("class", &class.name)),
        None => Ok(()),
    }
}

/// Lines of a proposal that still count, in its order.
fn targets(proposal: &Proposal, lines: &BTreeMap<DemandLineId, DemandLine>) -> Vec<DemandLineId> {
    proposal
        .lines
        .iter()
        .filter_map(|line| line.parse().ok())
        .filter(|line| lines.contains_key(line))
        .collect()
}

/// The classes of a proposal: seats split evenly, each class's cost met from
/// the proposal's money in order, to the fen.
fn make(
    scenario: ScenarioId,
    proposal: &Proposal,
    project: ProjectId,
    targets: &[DemandLineId],
    capacity: &Capacity,
    numbers: &mut Numbers,
) -> Vec<Class> {
    let course = capacity
        .courses
        .iter()
        .find(|course| course.occupation == proposal.occupation && course.level == proposal.level);
    let days = |from: chrono::NaiveDate, to: chrono::NaiveDate| {
        u32::try_from((to - from).num_days().max(0)).unwrap_or(0)
    };
    let training_days = days(proposal.start, proposal.training_end) + 1;
    let certificate_days = days(proposal.start, proposal.certificate);
    // Permit and travel stand apart in a class; together they are what the plan
    // counted between certificate and work.
    let travel_days = capacity
        .terms
        .travel_days
        .min(days(proposal.certificate, proposal.ready));
    let timing = Timing {
        start: proposal.start,
        training_days,
        exam_days: certificate_days.saturating_sub(training_days),
        permit_days: days(proposal.certificate, proposal.ready) - travel_days,
        travel_days,
    };
    let site: Option<SiteId> = proposal.place.parse().ok().filter(|_| !proposal.mobile);
    let workshop: Option<WorkshopId> = proposal.place.parse().ok().filter(|_| proposal.mobile);
    let institution: Option<InstitutionId> =
        site.and_then(|site| super::store::institution_of(capacity, site));
    let mut money: Vec<(BudgetId, i64)> = proposal
        .funding
        .iter()
        .filter_map(|part| Some((part.budget.parse().ok()?, part.fen)))
        .collect();
    let seats = rules::split_seats(proposal.seats, proposal.classes);
    let costs = class_costs(
        proposal,
        &seats,
        course.map_or(0, |course| course.class_cost.0),
    );
    seats
        .into_iter()
        .zip(costs)
        .zip(0..)
        .map(|((seats, cost), index)| Class {
            id: class_id(scenario, &proposal.id, index),
            name: numbers.class(&proposal.occupation, proposal.start.year()),
            project: Some(project),
            occupation: proposal.occupation.clone(),
            level: proposal.level.clone(),
            institution,
            site,
            workshop,
            state: ClassState::Planned,
            seats,
            min_size: proposal.min_size.min(seats),
            max_size: proposal.max_size,
            enrolled: 0,
            timing,
            pass_permille: course
                .map_or(classes::rules::PASS_PERMILLE, |course| course.pass_permille),
            targets: targets.to_vec(),
            reserves: Vec::new(),
            funding: draw(&mut money, cost),
            cost: Fen(cost),
        })
        .collect()
}

/// Cost of each class: its own fixed cost and its share of the seats' cost.
/// Their sum is the proposal's.
fn class_costs(proposal: &Proposal, seats: &[u32], class_cost: i64) -> Vec<i64> {
    let classes = i64::try_from(seats.len()).unwrap_or(i64::MAX);
    let fixed = class_cost.min(proposal.cost_fen / classes.max(1));
    let variable = rules::split_amount(proposal.cost_fen - fixed * classes, seats);
    variable.into_iter().map(|part| fixed + part).collect()
}

/// Takes `cost` from the money in order.
fn draw(money: &mut [(BudgetId, i64)], mut cost: i64) -> Vec<(BudgetId, Fen)> {
    let mut parts = Vec::new();
    for (budget, left) in money {
        let part = cost.min(*left);
        if part > 0 {
            *left -= part;
            cost -= part;
            parts.push((*budget, Fen(part)));
        }
    }
    parts
}

/// Names of new projects and classes: year, occupation and a running number.
/// Names are data of the county, in its language; an officer can change them.
struct Numbers {
    taken: BTreeSet<String>,
}

impl Numbers {
    fn new(known: &[Class]) -> Self {
        Self {
            taken: known.iter().map(|class| class.name.clone()).collect(),
        }
    }

    fn project(&self, occupation: &str, year: i32) -> String {
        format!("{year}年{}共同富裕实验班", name(occupation))
    }

    fn class(&mut self, occupation: &str, year: i32) -> String {
        let stem = format!("{year}年{}", name(occupation));
        let free = (1..=u32::MAX)
            .map(|number| format!("{stem}第{number}班"))
            .find(|name| !self.taken.contains(name));
        let name = free.unwrap_or(stem);
        self.taken.insert(name.clone());
        name
    }
}

fn name(occupation: &str) -> &str {
    reference::occupation(occupation).map_or(occupation, |found| found.name_zh)
}
