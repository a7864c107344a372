//! One function per line of the command line's contract.

mod choice;
mod classes;
mod demand;
mod demo;
mod duplicates;
mod eligibility;
mod erasure;
mod exchange;
mod imports;
mod people;
mod plan;
pub mod protection;
mod record;
mod store;
mod users;

use crate::arguments::Arguments;
use crate::arguments::{
    ApplicationsTask, CapacityTask, ClassesTask, DemandTask, DemoTask, DeviceTask, ExchangeTask,
    MatchTask, PeopleTask, PlanTask, StoreTask, Task,
};
use crate::desk::Desk;
use crate::output::Ended;
use tongfu_api::types::duplicates::PairVerdict;

/// What a command gives: both arms are an end, the second one by a refusal.
type Answer = Result<Ended, Ended>;

/// Runs what the arguments ask for.
pub fn run(arguments: &Arguments) -> Ended {
    answer(arguments).unwrap_or_else(|refused| refused)
}

fn answer(arguments: &Arguments) -> Answer {
    let open = || Desk::open(arguments);
    match &arguments.task {
        Task::Store(task) => match task {
            StoreTask::Create { role, office, name } => {
                store::create(arguments, *role, office, name)
            }
            StoreTask::Info => store::info(&open()?),
            StoreTask::Check => store::check(&open()?),
            StoreTask::Rebuild => store::rebuild(&open()?),
            StoreTask::Digest { stream } => store::digest(&open()?, stream.as_deref()),
            StoreTask::Backup(task) => erasure::run_backup(arguments, task),
        },
        Task::User(task) => users::run(arguments, task),
        Task::Approval(task) => users::approval(&open()?, task),
        Task::People(task) => match task {
            PeopleTask::Import(wanted) => imports::import(&open()?, wanted),
            PeopleTask::Imports => imports::list(&open()?),
            PeopleTask::UndoImport { id, partial } => imports::undo(&open()?, id, *partial),
            PeopleTask::Duplicates { limit } => duplicates::list(&open()?, *limit),
            PeopleTask::Compare { one, other } => duplicates::compare(&open()?, one, other),
            PeopleTask::Merge(pair) => duplicates::decide(&open()?, pair, PairVerdict::Same),
            PeopleTask::TellApart(pair) => {
                duplicates::decide(&open()?, pair, PairVerdict::Different)
            }
            PeopleTask::Undecide(pair) => duplicates::decide(&open()?, pair, PairVerdict::Open),
            PeopleTask::Reveal { id, field, reason } => record::reveal(&open()?, id, field, reason),
            PeopleTask::AccessLog {
                person,
                who,
                from,
                to,
                out,
            } => record::access_log(
                &open()?,
                record::query(person, who, from, to),
                out.as_deref(),
            ),
            PeopleTask::Find { query, limit } => people::find(&open()?, query, *limit),
            PeopleTask::Export {
                out,
                unmasked,
                approval,
            } => users::export(&open()?, out, *unmasked, approval.as_deref()),
            PeopleTask::Erasure(task) => erasure::run(&open()?, task),
            PeopleTask::MyRecord(paper) => choice::my_record(&open()?, paper),
        },
        Task::Demand(task) => match task {
            DemandTask::Import { file } => demand::import(&open()?, file),
            DemandTask::Gaps { from, to } => demand::gaps(&open()?, from.as_deref(), to.as_deref()),
        },
        Task::Capacity(CapacityTask::Import { file }) => demand::capacity_import(&open()?, file),
        Task::Plan(task) => match task {
            PlanTask::Solve(wanted) => plan::solve(&Desk::new(arguments), wanted),
            PlanTask::Run { from, weeks, gap } => plan::run(&open()?, *from, *weeks, *gap),
            PlanTask::Accept { scenario } => plan::accept(&open()?, scenario.as_deref()),
        },
        Task::Match(MatchTask::Solve { instance, out }) => {
            plan::match_solve(&Desk::new(arguments), instance, out)
        }
        Task::Classes(task) => match task {
            ClassesTask::List => classes::list(&open()?),
            ClassesTask::Match { publish } => classes::run_match(&open()?, *publish),
            ClassesTask::Notice {
                class,
                first,
                last,
                out,
            } => choice::notice(&open()?, class, *first, *last, out),
        },
        Task::Applications(ApplicationsTask::SeedDemo) => classes::seed_demo(&open()?),
        Task::Device(task) => match task {
            DeviceTask::Request { out } => exchange::request(&open()?, out),
            DeviceTask::Grant {
                request,
                out,
                fingerprint,
            } => exchange::grant(&open()?, request, out, fingerprint.clone()),
            DeviceTask::Accept { grant } => exchange::accept(&open()?, grant),
        },
        Task::Exchange(task) => match task {
            ExchangeTask::Export { out, to } => exchange::export(&open()?, out, to.clone()),
            ExchangeTask::Import { file } => exchange::import(&open()?, file),
            ExchangeTask::Status => exchange::status(&open()?),
        },
        Task::Demo(task) => match task {
            DemoTask::Load => demo::load(&open()?),
            DemoTask::Run => demo::run(arguments),
            DemoTask::Roster {
                people,
                seed,
                planted,
                out,
            } => demo::roster(&Desk::new(arguments), *people, *seed, *planted, out),
        },
        Task::Eligibility(task) => eligibility::eligibility(&open()?, task),
        Task::Parameters(task) => eligibility::parameters(&open()?, task),
        Task::Protection(task) => protection::run(arguments, task),
        Task::Choice(task) => choice::run(&open()?, task),
    }
}

/// Fen as yuan with two decimals and thousands apart.
fn yuan(fen: i64) -> String {
    let whole = (fen.unsigned_abs() / 100).to_string();
    let mut grouped = String::new();
    for (index, digit) in whole.chars().enumerate() {
        if index > 0 && (whole.len() - index).is_multiple_of(3) {
            grouped.push(',');
        }
        grouped.push(digit);
    }
    format!(
        "{}{grouped}.{:02}",
        if fen < 0 { "-" } else { "" },
        fen.unsigned_abs() % 100
    )
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn money_is_grouped() {
        assert_eq!(yuan(123_456_789), "1,234,567.89");
        assert_eq!(yuan(-5), "-0.05");
        assert_eq!(yuan(i64::MIN), "-92,233,720,368,547,758.08");
    }
}
