//! Opens the installed browser as a window of its own.

use std::process::{Command, Stdio};

/// Browsers that know an application mode, most likely first; then whatever
/// the desktop opens addresses with.
#[cfg(not(target_os = "windows"))]
const BROWSERS: &[(&str, bool)] = &[
    ("chromium", true),
    ("chromium-browser", true),
    ("google-chrome", true),
    ("microsoft-edge", true),
    ("browser360-cn", true),
    ("uos-browser", true),
    ("qaxbrowser-safe", true),
    ("xdg-open", false),
    ("open", false),
];

#[cfg(target_os = "windows")]
const BROWSERS: &[(&str, bool)] = &[
    ("msedge.exe", true),
    ("chrome.exe", true),
    ("explorer.exe", false),
];

/// Whether some browser could be started on `address`.
pub fn open(address: &str) -> bool {
    BROWSERS.iter().any(|(program, application_mode)| {
        let mut command = Command::new(program);
        if *application_mode {
            command
                .arg(format!("--app={address}"))
                .arg("--window-size=1366,768");
        } else {
            command.arg(address);
        }
        command
            .stdin(Stdio::null())
            .stdout(Stdio::null())
            .stderr(Stdio::null())
            .spawn()
            .is_ok()
    })
}
