//! Paper forms, answers, wishes.

use clap::{Args, Subcommand};
use std::path::PathBuf;
use tongfu_api::NaiveDate;

/// A paper for one person.
#[derive(Debug, Args)]
pub struct PaperFor {
    /// Id of the person.
    pub person: String,
    /// The paper's second language: ug, kk-Arab, kk-Cyrl, ru; zh-CN for none.
    #[arg(long = "in", value_name = "LANGUAGE", default_value = "zh-CN")]
    pub language: String,
    #[arg(long, value_name = "PDF")]
    pub out: PathBuf,
}

#[derive(Debug, Subcommand)]
pub enum ChoiceTask {
    /// Prints a pad of numbered blank forms.
    Pad {
        #[arg(long, value_name = "N")]
        count: u32,
        /// application or consent.
        #[arg(long, default_value = "application")]
        form: String,
        /// The second language: ug, kk-Arab, kk-Cyrl, ru; zh-CN for none.
        #[arg(long = "in", value_name = "LANGUAGE", default_value = "zh-CN")]
        language: String,
        #[arg(long, value_name = "PDF")]
        out: PathBuf,
    },
    /// Pads and the numbers that are still out.
    Pads,
    /// Types in a filled form.
    Enter {
        number: String,
        #[arg(long, value_name = "ID")]
        person: String,
        /// Day of signature; absent: today.
        #[arg(long, value_name = "YYYY-MM-DD")]
        signed: Option<NaiveDate>,
        #[arg(long, value_name = "NAME", default_value = "")]
        witness: String,
        /// Class applied for; several in the order wished.
        #[arg(long = "class", value_name = "ID")]
        classes: Vec<String>,
    },
    /// Says of a blank form that it came back, or is void (spoiled, lost).
    Settle {
        number: String,
        #[arg(long, value_name = "CAUSE")]
        void: Option<String>,
    },
    /// Records an answer: informed, given, refused, withdrawn.
    Consent(ConsentTask),
    /// Prints the notices and consents for a person.
    Sheet(PaperFor),
    /// Imports a roster as one round of the survey of wishes.
    Wishes {
        file: PathBuf,
        #[arg(long, value_name = "NAME", default_value = "")]
        round: String,
        /// Day of the survey; absent: today.
        #[arg(long, value_name = "YYYY-MM-DD")]
        asked: Option<NaiveDate>,
    },
}

#[derive(Debug, Args)]
pub struct ConsentTask {
    /// Id of the person.
    pub person: String,
    /// Key of the purpose, such as contact.
    #[arg(long)]
    pub purpose: String,
    #[arg(long)]
    pub answer: String,
    /// Language it was read in.
    #[arg(long = "in", value_name = "LANGUAGE", default_value = "zh-CN")]
    pub language: String,
    /// Day on which it was said; absent: today.
    #[arg(long, value_name = "YYYY-MM-DD")]
    pub said: Option<NaiveDate>,
    /// signed, marked or spoken.
    #[arg(long, default_value = "signed")]
    pub manner: String,
    #[arg(long, value_name = "NAME", default_value = "")]
    pub witness: String,
    #[arg(long, value_name = "NUMBER", default_value = "")]
    pub form: String,
    #[arg(long, value_name = "NAME", default_value = "")]
    pub guardian: String,
    /// The guardian's relation to the person.
    #[arg(long, value_name = "TEXT", default_value = "")]
    pub relation: String,
}
