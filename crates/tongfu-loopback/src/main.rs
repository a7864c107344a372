//! The browser host: the same commands and the same page, served to the
//! installed browser from 127.0.0.1, for desktops without a usable web view.
//!
//! Invariants: it listens on the loopback address only, on a port that the
//! system picks; every command needs the token of this start; requests from
//! another origin or under another host name are refused; it ends when nobody
//! uses it any more.
#![cfg_attr(test, allow(clippy::unwrap_used))]

mod access;
mod browser;
mod downloads;
mod page;
mod server;

use clap::Parser;
use std::path::PathBuf;
use std::process::ExitCode;
use std::sync::Arc;
use std::time::Duration;
use tongfu_api::{Session, SessionOptions};

/// A fifth of the time of a large import went into the system's allocator.
#[global_allocator]
static ALLOCATOR: mimalloc::MiMalloc = mimalloc::MiMalloc;

/// The Tongfu desk in the installed browser.
#[derive(Debug, Parser)]
#[command(name = "tongfu-loopback", version)]
struct Arguments {
    /// Folder of the store; absent: the user's data folder.
    #[arg(long, env = "TONGFU_STORE")]
    store: Option<PathBuf>,
    /// Language of the sentences: zh-CN, en or ug; absent: the one chosen last.
    #[arg(long)]
    lang: Option<String>,
    /// A day that stands for today, YYYY-MM-DD.
    #[arg(long)]
    today: Option<tongfu_api::NaiveDate>,
    /// Print the address instead of opening a window.
    #[arg(long)]
    no_open: bool,
    /// Ends after so many minutes without a request.
    #[arg(long, default_value_t = 30)]
    idle_minutes: u64,
    /// A .tongfu file to import once the store is open.
    file: Option<PathBuf>,
}

#[tokio::main]
async fn main() -> ExitCode {
    let arguments = Arguments::parse();
    match serve(arguments).await {
        Ok(()) => ExitCode::SUCCESS,
        Err(fault) => {
            eprintln!("{fault}");
            ExitCode::FAILURE
        }
    }
}

async fn serve(arguments: Arguments) -> std::io::Result<()> {
    let downloads = Arc::new(downloads::Downloads::new()?);
    let session = Session::new(SessionOptions {
        store: arguments.store.unwrap_or_else(tongfu_api::default_store),
        language: arguments.lang,
        today: arguments.today,
        opened: arguments.file,
        dialogs: Box::new(Arc::clone(&downloads)),
    });
    let listener = tokio::net::TcpListener::bind((std::net::Ipv4Addr::LOCALHOST, 0)).await?;
    let port = listener.local_addr()?.port();
    let access = Arc::new(access::Access::new(port)?);
    let address = format!("http://127.0.0.1:{port}/#token={}", access.launch_token());
    println!("{address}");
    if !arguments.no_open && !browser::open(&address) {
        eprintln!(
            "{}",
            tongfu_api::words::say(session.language(), "LOOPBACK_NO_BROWSER", [])
        );
    }
    let activity = Arc::new(server::Activity::new(Duration::from_secs(
        arguments.idle_minutes.max(1) * 60,
    )));
    let router = server::router(session.clone(), access, downloads, Arc::clone(&activity));
    axum::serve(listener, router)
        .with_graceful_shutdown(async move { activity.ended().await })
        .await?;
    // Dropping the keys does not wait for the process to be torn down.
    let _ = session.store_lock(());
    Ok(())
}
