//! Erasure, retention, backups.

use clap::Subcommand;
use std::path::PathBuf;

#[derive(Debug, Subcommand)]
pub enum ErasureTask {
    /// Erases a person: what no duty keeps goes at once, the rest is locked.
    Erase {
        /// The person's id.
        id: String,
        /// Asks a second person to agree; why lies with the record and goes
        /// with it.
        #[arg(long, value_name = "TEXT", conflicts_with = "approval")]
        reason: Option<String>,
        /// Erases, on the granted request with this id.
        #[arg(long, value_name = "ID")]
        approval: Option<String>,
        /// Only say what would go and what would stay.
        #[arg(long)]
        dry_run: bool,
    },
    /// Erasure requests and erasures; takes one back.
    Erasures {
        /// Takes the locked request with this id back.
        #[arg(long, value_name = "ID")]
        withdraw: Option<String>,
    },
    /// Whose record may be erased when.
    Retention {
        /// Erase what is due.
        #[arg(long)]
        run: bool,
        #[arg(long, value_name = "N", default_value_t = 100)]
        limit: u32,
    },
}

#[derive(Debug, Subcommand)]
pub enum BackupTask {
    /// Makes a backup; in the store's own folder unless another is named.
    Backup {
        #[arg(long, value_name = "DIR")]
        to: Option<PathBuf>,
        /// Only list the backups there are.
        #[arg(long, conflicts_with = "to")]
        list: bool,
    },
    /// Puts a backup in the store's place.
    Restore {
        file: PathBuf,
        /// Only look into it.
        #[arg(long)]
        dry_run: bool,
    },
}
