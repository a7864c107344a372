//! Who is eligible, and the parameters by which that is decided.

use clap::{Args, Subcommand};
use tongfu_api::NaiveDate;

#[derive(Debug, Subcommand)]
pub enum EligibilityTask {
    /// One person: the answer, every reason, what was decided.
    Check {
        /// Id, or words that find one person only.
        person: String,
        /// Day for which it is asked; absent: today.
        #[arg(long, value_name = "YYYY-MM-DD")]
        date: Option<NaiveDate>,
    },
    /// Everybody whose answer is otherwise than decided, or than before a
    /// parameter. Changes nothing.
    Recheck {
        /// Day for which it is asked; absent: today, or the parameter's first day.
        #[arg(long, value_name = "YYYY-MM-DD")]
        date: Option<NaiveDate>,
        /// Compare with the time before this parameter.
        #[arg(long, value_name = "ID")]
        since_parameter: Option<String>,
    },
}

#[derive(Debug, Subcommand)]
pub enum ParametersTask {
    /// All parameters, entered and shipped.
    List {
        /// Part of a name, source or area.
        #[arg(long, default_value = "")]
        query: String,
        /// Day for which their state is told; absent: today.
        #[arg(long, value_name = "YYYY-MM-DD")]
        date: Option<NaiveDate>,
    },
    /// Adds one, or puts it in the place of another.
    Set(ParameterNew),
    /// Ends an entered one.
    End {
        id: String,
        /// Its last day.
        #[arg(long, value_name = "YYYY-MM-DD")]
        last: NaiveDate,
    },
}

/// A new parameter.
#[derive(Debug, Args)]
pub struct ParameterNew {
    /// Such as income.dibao.fen.
    pub name: String,
    /// Yuan where the unit is fen.
    #[arg(allow_negative_numbers = true)]
    pub value: String,
    #[arg(long)]
    pub unit: String,
    /// Division code of six digits; absent: everywhere.
    #[arg(long, default_value = "")]
    pub area: String,
    /// First day in force.
    #[arg(long, value_name = "YYYY-MM-DD")]
    pub from: Option<NaiveDate>,
    /// Last day in force.
    #[arg(long, value_name = "YYYY-MM-DD")]
    pub to: Option<NaiveDate>,
    /// Document or authority.
    #[arg(long)]
    pub source: String,
    /// high, medium, low, estimate or assumption.
    #[arg(long)]
    pub confidence: String,
    /// An entered parameter that ends on the day before.
    #[arg(long, value_name = "ID")]
    pub replaces: Option<String>,
}
