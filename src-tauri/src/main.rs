//! The desktop host: a window, native dialogs, the file association.
//!
//! Invariants: no rule of the domain stands here; the page can reach nothing
//! but the one command below; it never sees a path; no command runs on the
//! thread of the window.
#![cfg_attr(not(debug_assertions), windows_subsystem = "windows")]
#![cfg_attr(test, allow(clippy::unwrap_used))]

mod arguments;
mod demo;
mod dialogs;
mod window;

use arguments::Arguments;
use clap::Parser;
use serde_json::Value;
use std::path::Path;
use std::process::ExitCode;
use tauri::{Emitter, Manager, State};
use tongfu_api::types::session::{Failure, FileToken};
use tongfu_api::{Session, SessionOptions};

/// A fifth of the time of a large import went into the system's allocator.
#[global_allocator]
static ALLOCATOR: mimalloc::MiMalloc = mimalloc::MiMalloc;

/// Told to the page for each file that was dropped on the window, or opened
/// from the desktop while the program runs; carries a [`FileToken`].
const FILE_DROPPED: &str = "file-dropped";

struct Desk {
    session: Session,
}

/// Runs a command of the program on a thread that may wait.
#[tauri::command]
async fn call(desk: State<'_, Desk>, name: String, params: Value) -> Result<Value, Failure> {
    let session = desk.session.clone();
    let language = session.language();
    match tauri::async_runtime::spawn_blocking(move || session.call(&name, params)).await {
        Ok(answer) => answer,
        Err(_) => Err(tongfu_api::session::broke(language)),
    }
}

fn main() -> ExitCode {
    let arguments = Arguments::parse();
    let folder = arguments.store_folder();
    let session = Session::new(SessionOptions {
        store: folder.clone(),
        language: arguments.lang.clone(),
        today: arguments.today,
        opened: arguments.file.clone(),
        dialogs: Box::new(dialogs::Native),
    });
    if arguments.demo
        && let Err(failure) = demo::open(&session)
    {
        eprintln!("{}: {}", failure.code, failure.message);
        return ExitCode::FAILURE;
    }

    let mut builder = tauri::Builder::default();
    // A second window on the same store would only wait for the first; another
    // store is another desk.
    if arguments.is_default_store() {
        builder = builder.plugin(tauri_plugin_single_instance::init(|app, line, folder| {
            window::show(app);
            if let Ok(second) = Arguments::try_parse_from(line)
                && let Some(file) = second.file
            {
                let token = app
                    .state::<Desk>()
                    .session
                    .adopt_file(&Path::new(&folder).join(file));
                let _ = app.emit(FILE_DROPPED, token);
            }
        }));
    }
    let built = builder
        .manage(Desk { session })
        .invoke_handler(tauri::generate_handler![call])
        .setup(move |app| window::open(app.handle(), &folder).map_err(Into::into))
        .on_window_event(|changed, event| match event {
            tauri::WindowEvent::DragDrop(tauri::DragDropEvent::Drop { paths, .. }) => {
                let desk = changed.state::<Desk>();
                for path in paths.iter().filter(|path| path.is_file()) {
                    let token: FileToken = desk.session.adopt_file(path);
                    let _ = changed.emit(FILE_DROPPED, token);
                }
            }
            tauri::WindowEvent::CloseRequested { .. } => window::remember(changed),
            tauri::WindowEvent::Destroyed => {
                let _ = changed.state::<Desk>().session.store_lock(());
            }
            _ => {}
        })
        .run(tauri::generate_context!());
    match built {
        Ok(()) => ExitCode::SUCCESS,
        Err(fault) => {
            eprintln!("{fault}");
            ExitCode::FAILURE
        }
    }
}
