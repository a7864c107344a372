//! `device` and `exchange`.

use super::Answer;
use crate::desk::Desk;
use crate::output::Ended;
use crate::table::table;
use serde_json::json;
use std::path::Path;
use tongfu_api::types::exchange::{DeviceGrant, ExportFor};
use tongfu_api::types::people::ImportFile;

/// What a command answers when a dialog was cancelled, which nobody can do
/// here: the target was given.
pub fn given<T>(desk: &Desk, answer: Option<T>) -> Result<T, Ended> {
    answer.ok_or_else(|| Ended::used_wrongly(desk.say("CLI_NO_TARGET", &[])))
}

pub fn request(desk: &Desk, out: &Path) -> Answer {
    desk.dialogs.write_to(out);
    let requested = given(desk, desk.session.device_request(())?)?;
    let text = desk.say(
        "CLI_REQUESTED",
        &[
            ("file", &out.display().to_string()),
            ("fingerprint", &requested.fingerprint),
        ],
    );
    Ok(Ended::done(requested, text))
}

pub fn grant(desk: &Desk, request: &Path, out: &Path, fingerprint: Option<String>) -> Answer {
    desk.dialogs.write_to(out);
    let token = desk.file(request).token;
    let granted = given(
        desk,
        desk.session
            .device_grant(DeviceGrant { token, fingerprint })?,
    )?;
    let code = if granted.confirmed {
        "CLI_GRANTED"
    } else {
        "CLI_GRANTED_UNCONFIRMED"
    };
    let text = desk.say(
        code,
        &[
            ("file", &out.display().to_string()),
            ("office", &granted.office),
            ("fingerprint", &granted.fingerprint),
        ],
    );
    Ok(Ended::done(granted, text))
}

pub fn accept(desk: &Desk, grant: &Path) -> Answer {
    let status = desk.session.device_accept(ImportFile {
        token: desk.file(grant).token,
    })?;
    let text = desk.say(
        "CLI_ACCEPTED",
        &[("keyset", &status.keyset_version.to_string())],
    );
    Ok(Ended::done(status, text))
}

pub fn export(desk: &Desk, out: &Path, to: Option<String>) -> Answer {
    desk.dialogs.write_to(out);
    let answer = match to {
        Some(office_code) => desk
            .session
            .exchange_export_for(ExportFor { office_code })?,
        None => desk.session.exchange_export(())?,
    };
    let exported = given(desk, answer)?;
    let path = out.join(&exported.file_name);
    let text = desk.say(
        "CLI_EXPORTED",
        &[
            ("file", &path.display().to_string()),
            ("operations", &exported.operations.to_string()),
        ],
    );
    let object = json!({
        "package": exported.package,
        "file": path,
        "operations": exported.operations,
        "from_seq": exported.from_seq,
        "to_seq": exported.to_seq,
        "bytes": exported.bytes,
    });
    Ok(Ended::done(object, text))
}

pub fn import(desk: &Desk, file: &Path) -> Answer {
    let imported = desk.session.exchange_import(ImportFile {
        token: desk.file(file).token,
    })?;
    if let Some(code) = &imported.code {
        let message = format!("{} [{code}]", imported.reason.clone().unwrap_or_default());
        return Ok(Ended::done(imported, String::new()).refused(message));
    }
    let text = desk.say(
        "CLI_PACKAGE_IMPORTED",
        &[
            ("applied", &imported.applied.to_string()),
            ("waiting", &imported.waiting.to_string()),
            ("duplicates", &imported.duplicates.to_string()),
            ("cases", &imported.cases.to_string()),
        ],
    );
    Ok(Ended::done(imported, text))
}

pub fn status(desk: &Desk) -> Answer {
    let status = desk.session.exchange_status(())?;
    let mut text = desk.say(
        "CLI_UNACKNOWLEDGED",
        &[("operations", &status.unacknowledged.to_string())],
    );
    text.push('\n');
    let heading = desk.heading(&[
        "CLI_STREAM",
        "CLI_OPERATIONS",
        "CLI_ACKNOWLEDGED",
        "CLI_DIGEST",
    ]);
    let rows: Vec<Vec<String>> = status
        .streams
        .iter()
        .map(|one| {
            vec![
                one.stream.clone(),
                one.operations.to_string(),
                one.acknowledged.to_string(),
                one.digest.clone(),
            ]
        })
        .collect();
    text.push_str(&table(&heading, &rows));
    let heading = desk.heading(&["CLI_DEVICE", "CLI_OFFICE", "CLI_STATE", "CLI_FINGERPRINT"]);
    let rows: Vec<Vec<String>> = status
        .devices
        .iter()
        .map(|one| {
            vec![
                one.device.clone(),
                one.office.clone(),
                one.state.clone(),
                one.fingerprint.clone(),
            ]
        })
        .collect();
    text.push('\n');
    text.push_str(&table(&heading, &rows));
    for file in &status.quarantine {
        text.push_str(&format!(
            "{} {}: {}\n",
            file.file_name, file.code, file.message
        ));
    }
    Ok(Ended::done(status, text))
}
