//! The command line.

mod choice;
mod erasure;
mod people;
mod rules;
mod users;

pub use choice::{ChoiceTask, ConsentTask, PaperFor};
pub use erasure::{BackupTask, ErasureTask};
pub use people::{PairReason, PeopleTask, RosterArguments};
pub use rules::{EligibilityTask, ParametersTask};
pub use users::{ApprovalTask, UserTask};

use clap::{Args, Parser, Subcommand, ValueEnum};
use std::path::PathBuf;
use tongfu_api::NaiveDate;
use tongfu_api::types::session::OfficeRole;

/// Tongfu: classes that are ready before the work is there.
#[derive(Debug, Parser)]
#[command(name = "tongfu", version, propagate_version = true)]
pub struct Arguments {
    /// Folder of the store; absent: the user's data folder.
    #[arg(long, global = true, env = "TONGFU_STORE", value_name = "DIR")]
    pub store: Option<PathBuf>,
    /// Who works and whose passphrase is given; absent: the store's creator.
    #[arg(long, global = true, value_name = "NAME")]
    pub user: Option<String>,
    /// File whose first line is the passphrase; else TONGFU_PASSPHRASE.
    #[arg(long, global = true, value_name = "FILE")]
    pub passphrase_file: Option<PathBuf>,
    /// A day that stands for today.
    #[arg(long, global = true, value_name = "YYYY-MM-DD")]
    pub today: Option<NaiveDate>,
    /// Language of the sentences: zh-CN, en or ug.
    #[arg(long, global = true, value_name = "LANGUAGE", value_parser = known_language)]
    pub lang: Option<String>,
    /// Print one JSON object on standard output.
    #[arg(long, global = true)]
    pub json: bool,
    #[command(subcommand)]
    pub task: Task,
}

fn known_language(text: &str) -> Result<String, String> {
    tongfu_api::words::language(text)
        .map(str::to_owned)
        .ok_or_else(|| format!("one of {}", tongfu_api::words::LANGUAGES.join(", ")))
}

#[derive(Debug, Subcommand)]
pub enum Task {
    /// The store: create, look into, verify.
    #[command(subcommand)]
    Store(StoreTask),
    /// The people who work at this laptop.
    #[command(subcommand)]
    User(UserTask),
    /// Rosters and the search for people.
    #[command(subcommand)]
    People(PeopleTask),
    /// Bulletins and gaps.
    #[command(subcommand)]
    Demand(DemandTask),
    /// Institutions, courses, workshops, permits, budgets.
    #[command(subcommand)]
    Capacity(CapacityTask),
    /// The seasonal plan.
    #[command(subcommand)]
    Plan(PlanTask),
    /// Matching of applicants to seats, from a file.
    #[command(subcommand)]
    Match(MatchTask),
    /// Classes and their matching.
    #[command(subcommand)]
    Classes(ClassesTask),
    /// Applications for classes.
    #[command(subcommand)]
    Applications(ApplicationsTask),
    /// Letting laptops in.
    #[command(subcommand)]
    Device(DeviceTask),
    /// Packages to and from other offices.
    #[command(subcommand)]
    Exchange(ExchangeTask),
    /// The demonstration county.
    #[command(subcommand)]
    Demo(DemoTask),
    /// Who is eligible, and why.
    #[command(subcommand)]
    Eligibility(EligibilityTask),
    /// The numbers that come from a rule of some year and place.
    #[command(subcommand)]
    Parameters(ParametersTask),
    /// What a second person must agree to.
    #[command(subcommand)]
    Approval(ApprovalTask),
    /// Protected cases, holds, the voluntariness check.
    #[command(subcommand)]
    Protection(crate::commands::protection::ProtectionTask),
    /// Paper forms, consents, wishes.
    #[command(subcommand)]
    Choice(ChoiceTask),
}

#[derive(Debug, Subcommand)]
pub enum StoreTask {
    /// Makes the store of an office.
    Create {
        /// What the office does.
        #[arg(long)]
        role: Role,
        /// Division code of six digits.
        #[arg(long, value_name = "CODE")]
        office: String,
        /// Its name.
        #[arg(long, value_name = "NAME")]
        name: String,
    },
    /// What the store holds and who uses it.
    Info,
    /// Verifies chains, references and folds.
    Check,
    /// Makes every fold again from the log.
    Rebuild,
    /// The digests of the streams.
    Digest {
        /// Only this stream.
        #[arg(long, value_name = "S")]
        stream: Option<String>,
    },
    #[command(flatten)]
    Backup(BackupTask),
}

/// The role of an office as a word.
#[derive(Debug, Clone, Copy, ValueEnum)]
pub enum Role {
    County,
    Port,
    Province,
}

impl From<Role> for OfficeRole {
    fn from(role: Role) -> Self {
        match role {
            Role::County => Self::County,
            Role::Port => Self::Port,
            Role::Province => Self::Province,
        }
    }
}

#[derive(Debug, Subcommand)]
pub enum DemandTask {
    /// Imports a bulletin.
    Import { file: PathBuf },
    /// The gap board; without weeks, a year from today.
    Gaps {
        #[arg(long, value_name = "WEEK", requires = "to")]
        from: Option<String>,
        #[arg(long, value_name = "WEEK", requires = "from")]
        to: Option<String>,
    },
}

#[derive(Debug, Subcommand)]
pub enum CapacityTask {
    /// Imports a capacity file.
    Import { file: PathBuf },
}

#[derive(Debug, Args)]
pub struct PlanSolve {
    /// An instance of the format tongfu-plan/1.
    pub instance: PathBuf,
    #[arg(long, value_name = "SOLUTION.json")]
    pub out: PathBuf,
    /// Proven gap that is good enough, a share of the objective.
    #[arg(long, default_value_t = 0.005, value_parser = share)]
    pub gap: f64,
    /// Seconds after which the best plan so far is taken.
    #[arg(long, value_name = "S", value_parser = seconds)]
    pub time_limit: Option<f64>,
}

fn share(text: &str) -> Result<f64, String> {
    text.parse::<f64>()
        .ok()
        .filter(|gap| (0.0..1.0).contains(gap))
        .ok_or_else(|| "a number from 0 to below 1".to_owned())
}

fn seconds(text: &str) -> Result<f64, String> {
    text.parse::<f64>()
        .ok()
        .filter(|time| *time > 0.0 && *time < 1e7)
        .ok_or_else(|| "a number of seconds above 0".to_owned())
}

#[derive(Debug, Subcommand)]
pub enum PlanTask {
    /// Solves an instance from a file; needs no store.
    Solve(PlanSolve),
    /// Plans from the county's own data.
    Run {
        /// First day of the plan.
        #[arg(long, value_name = "YYYY-MM-DD")]
        from: NaiveDate,
        #[arg(long, value_name = "N", value_parser = clap::value_parser!(u32).range(1..=260))]
        weeks: u32,
        /// Proven gap that is good enough, a share of the objective.
        #[arg(long, default_value_t = 0.005, value_parser = share)]
        gap: f64,
    },
    /// Makes projects and classes of a scenario; without one, of the newest.
    Accept {
        #[arg(long, value_name = "ID")]
        scenario: Option<String>,
    },
}

#[derive(Debug, Subcommand)]
pub enum MatchTask {
    /// Solves an instance of the format tongfu-match/1; needs no store.
    Solve {
        instance: PathBuf,
        #[arg(long, value_name = "SOLUTION.json")]
        out: PathBuf,
    },
}

#[derive(Debug, Subcommand)]
pub enum ClassesTask {
    /// All classes.
    List,
    /// Matches applications to seats.
    Match {
        /// Keep and publish the run; else it is a trial.
        #[arg(long)]
        publish: bool,
    },
    /// Prints the masked public list of a class.
    Notice {
        class: String,
        /// First day; absent: today.
        #[arg(long, value_name = "YYYY-MM-DD")]
        first: Option<NaiveDate>,
        /// Last day; absent: as long as the parameter says.
        #[arg(long, value_name = "YYYY-MM-DD")]
        last: Option<NaiveDate>,
        #[arg(long, value_name = "PDF")]
        out: PathBuf,
    },
}

#[derive(Debug, Subcommand)]
pub enum ApplicationsTask {
    /// Invents applications for the classes there are.
    SeedDemo,
}

#[derive(Debug, Subcommand)]
pub enum DeviceTask {
    /// Writes this laptop's request to be let in.
    Request {
        #[arg(long, value_name = "FILE")]
        out: PathBuf,
    },
    /// Lets a laptop in.
    Grant {
        request: PathBuf,
        #[arg(long, value_name = "FILE")]
        out: PathBuf,
        /// What the other person reads out; without it the grant is unconfirmed.
        #[arg(long, value_name = "HEX")]
        fingerprint: Option<String>,
    },
    /// Takes a grant in.
    Accept { grant: PathBuf },
}

#[derive(Debug, Subcommand)]
pub enum ExchangeTask {
    /// Writes a package.
    Export {
        #[arg(long, value_name = "DIR")]
        out: PathBuf,
        /// At the province: the office it is for, where several were granted.
        #[arg(long, value_name = "CODE")]
        to: Option<String>,
    },
    /// Imports a package.
    Import { file: PathBuf },
    /// What was sent, received, acknowledged, refused.
    Status,
}

#[derive(Debug, Subcommand)]
pub enum DemoTask {
    /// Loads the demonstration county into the store.
    Load,
    /// The whole main job in a temporary pair of stores.
    Run,
    /// Writes the roster of an invented county of any size; needs no store.
    Roster {
        #[arg(long, value_name = "N", default_value_t = 100_000)]
        people: u32,
        #[arg(long, value_name = "SEED", default_value_t = 1)]
        seed: u64,
        /// Adds second entries of one person in a hundred, and writes their
        /// pairs of numbers beside the roster (OUT.pairs.csv).
        #[arg(long)]
        planted: bool,
        /// A file that ends in .csv or .xlsx.
        #[arg(long, value_name = "OUT")]
        out: PathBuf,
    },
}

#[cfg(test)]
mod tests {
    use super::*;
    use clap::CommandFactory;

    #[test]
    fn the_command_line_is_consistent() {
        Arguments::command().debug_assert();
    }

    #[test]
    fn every_line_of_the_contract_is_understood() {
        let lines = [
            "store create --role county --office 654004 --name N",
            "store info",
            "store check",
            "store rebuild",
            "store digest --stream public",
            "people import F.xlsx --dry-run --rejects R.xlsx",
            "people find Q --limit 3",
            "people import F --map phone=F --map -=G --wins phone=fill --header-row 3 --sheet 2",
            "people imports",
            "people undo-import X --partial",
            "demand import F",
            "demand gaps --from 2027-W01 --to 2027-W20",
            "capacity import F",
            "plan solve I.json --out S.json --gap 0.005 --time-limit 30",
            "plan run --from 2027-01-04 --weeks 52",
            "plan accept --scenario X",
            "match solve I.json --out S.json",
            "classes list",
            "applications seed-demo",
            "classes match --publish",
            "device request --out F",
            "device grant R --out F --fingerprint AB",
            "device accept G",
            "exchange export --out D",
            "exchange import F",
            "exchange status",
            "demo load",
            "demo run",
            "eligibility check Q --date 2026-12-01",
            "eligibility recheck --date 2026-12-01 --since-parameter ID",
            "parameters list --query Q",
            "parameters set N 6000 --unit fen --source S --confidence high --area 654004 --from 2026-01-01 --to 2026-12-31 --replaces ID",
            "parameters end ID --last 2026-12-31",
            "user add N",
            "user add N --role case_handler --new-passphrase-file F",
            "user list",
            "user role N --role coordinator",
            "user suspend N",
            "user readmit N",
            "user passphrase",
            "user passphrase N --new-passphrase-file F",
            "user recover",
            "user hand-over --from A --to B --out F.xlsx",
            "approval export --for W --reason R",
            "approval list",
            "approval grant I",
            "approval refuse I --reason R",
            "people export --out F.xlsx --unmasked --approval I",
            "people erase ID --reason R",
            "people erasures --withdraw ID",
            "people retention --run",
            "store backup --to D",
            "store backup --list",
            "store restore F --dry-run",
            "protection handler-create --office 650100",
            "protection case-open --matter deposit --employer E --text T --evidence F",
            "protection case-list",
            "protection case-show 654004-2026-ABCDEF",
            "protection case-decide N --kind outcome --text T --message M --close",
            "protection hold-list --employer E",
            "protection draw start --asker A --asker B",
            "protection draw-check F.json",
            "choice pad --count 20 --form consent --in ug --out F.pdf",
            "choice pads",
            "choice enter 1 --person P --signed 2026-11-18 --witness W --class C --class D",
            "choice settle 1 --void lost",
            "choice consent P --purpose contact --answer given --in ug --manner marked --witness W",
            "choice sheet P --in ru --out F.pdf",
            "choice wishes F.xlsx --round R --asked 2026-11-01",
            "people my-record P --in kk-Cyrl --out F.pdf",
            "classes notice C --first 2026-11-25 --last 2026-12-01 --out F.pdf",
        ];
        for line in lines {
            let words = [
                "tongfu",
                "--store",
                "d",
                "--user",
                "u",
                "--today",
                "2026-11-20",
                "--lang",
                "en",
                "--json",
            ];
            let all = words.into_iter().chain(line.split(' '));
            assert!(Arguments::try_parse_from(all).is_ok(), "{line}");
            let after = ["tongfu"]
                .into_iter()
                .chain(line.split(' '))
                .chain(["--store", "d", "--json"]);
            assert!(
                Arguments::try_parse_from(after).is_ok(),
                "{line} with the global ones last"
            );
        }
    }

    #[test]
    fn wrong_use_is_found() {
        for line in [
            "",
            "eligibility check",
            "parameters set income.dibao.fen 6000 --unit fen",
            "parameters end ID",
            "store",
            "store create --role town --office 1 --name N",
            "plan run --weeks 0 --from 2027-01-04",
            "plan solve I.json",
            "--lang fr store info",
            "--today 2026-13-01 store info",
            "plan solve I --out O --gap 2",
            "demand gaps --from 2027-W01",
        ] {
            assert!(
                Arguments::try_parse_from(
                    ["tongfu"]
                        .into_iter()
                        .chain(line.split(' ').filter(|w| !w.is_empty()))
                )
                .is_err(),
                "{line}"
            );
        }
    }
}
