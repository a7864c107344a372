//! Exchange: devices, packages, acknowledgement, quarantine.

use super::count;
use crate::session::{ChosenFile, Session};
use crate::types::exchange::{
    DeviceGrant, DeviceGranted, DeviceRequested, DeviceRow, ExchangeStatus, ExportFor, Exported,
    ImportPreviewPackage, Imported, PackageRecord, Quarantined, StreamStatus,
};
use crate::types::people::ImportFile;
use crate::words;
use chrono::SecondsFormat;
use std::path::PathBuf;
use tongfu_core::exchange::{self, devices};
use tongfu_core::store::Store;
use tongfu_core::{ErrorKind, Result};

/// A chosen file as a path: the core spools packages from the disk. What came
/// over the network of this machine lies in a private folder meanwhile; it is
/// sealed.
pub(super) struct OnDisk {
    pub path: PathBuf,
    _folder: Option<tempfile::TempDir>,
}

impl OnDisk {
    /// A file that lies where it lies.
    pub fn at(path: PathBuf) -> Self {
        Self {
            path,
            _folder: None,
        }
    }
}

pub(super) fn on_disk(file: &ChosenFile) -> Result<OnDisk> {
    if let Some(path) = &file.path {
        return Ok(OnDisk::at(path.clone()));
    }
    let folder = tempfile::Builder::new().prefix("tongfu-in-").tempdir()?;
    let path = folder.path().join(&file.name);
    std::fs::write(&path, &file.bytes)?;
    Ok(OnDisk {
        path,
        _folder: Some(folder),
    })
}

pub fn status(session: &Session, (): ()) -> Result<ExchangeStatus> {
    session.with_store(|store| described(store))
}

fn described(store: &Store) -> Result<ExchangeStatus> {
    let status = exchange::status(store)?;
    let moment = |incoming: bool| {
        let found = status
            .packages
            .iter()
            .find(|package| package.incoming == incoming);
        found.map(|package| package.moment.to_rfc3339_opts(SecondsFormat::Secs, true))
    };
    Ok(ExchangeStatus {
        granted: status.granted,
        unacknowledged: status.unacknowledged,
        last_export: moment(false),
        last_import: moment(true),
        keyset_version: count(status.keyset_version),
        streams: status
            .streams
            .iter()
            .map(|stream| StreamStatus {
                stream: stream.stream.clone(),
                operations: stream.operations,
                acknowledged: stream.acknowledged,
                digest: stream.digest.clone(),
            })
            .collect(),
        packages: status
            .packages
            .iter()
            .map(|package| PackageRecord {
                package: package.package.clone(),
                direction: if package.incoming { "in" } else { "out" }.to_owned(),
                office: package.office.clone(),
                operations: package.operations,
                state: package.state.clone(),
                when: package.moment.to_rfc3339_opts(SecondsFormat::Secs, true),
                file_name: package.file_name.clone(),
            })
            .collect(),
        devices: devices::known(store)?
            .iter()
            .map(|known| DeviceRow {
                device: known.public.device.to_string(),
                name: known.public.name.clone(),
                office: known.office.clone(),
                fingerprint: known.public.fingerprint().to_string(),
                state: if known.revoked { "revoked" } else { "granted" }.to_owned(),
                confirmed: known.confirmed,
            })
            .collect(),
        quarantine: exchange::quarantined(store)?
            .into_iter()
            .map(|note| Quarantined {
                file_name: note.file_name,
                code: note.code,
                message: note.sentence,
                when: note.when,
            })
            .collect(),
        conflicts: status.conflicts,
        waiting: status.waiting,
    })
}

pub fn export(session: &Session, (): ()) -> Result<Option<Exported>> {
    export_to(session, None)
}

pub fn export_for(session: &Session, wanted: ExportFor) -> Result<Option<Exported>> {
    export_to(session, Some(&wanted.office_code))
}

fn export_to(session: &Session, destination: Option<&str>) -> Result<Option<Exported>> {
    let dialog = session.dialog_words("DIALOG_EXPORT", &[]);
    // Asked before the store is held: a person may take their time.
    session.with_store(|store| devices::keys_in_force(store).map(|_| ()))?;
    let Some(folder) = session.dialogs().choose_folder(&dialog)? else {
        return Ok(None);
    };
    let exported = session.with_store(|store| exchange::export(store, &folder, destination))?;
    let file_name = exported
        .path
        .file_name()
        .unwrap_or_default()
        .to_string_lossy()
        .into_owned();
    Ok(Some(Exported {
        package: exported.package,
        file_name,
        operations: exported.operations,
        from_seq: exported.from_sequence,
        to_seq: exported.to_sequence,
        bytes: count(exported.bytes),
        download: session.dialogs().written(&exported.path)?,
    }))
}

pub fn preview(session: &Session, wanted: ImportFile) -> Result<ImportPreviewPackage> {
    let file = on_disk(&session.file(&wanted.token)?)?;
    let seen = session.with_store(|store| exchange::preview(store, &file.path))?;
    Ok(ImportPreviewPackage {
        token: wanted.token,
        sender: seen.sender,
        new: seen.applied,
        known: seen.duplicates,
        waiting: seen.waiting,
        conflicts: seen.cases,
    })
}

/// A package that cannot be taken is an answer, not a failure: it is copied
/// into quarantine and the sentence says why.
pub fn import(session: &Session, wanted: ImportFile) -> Result<Imported> {
    let file = on_disk(&session.file(&wanted.token)?)?;
    let language = session.language();
    let mut erases = false;
    let answer = session.with_changes(|store| match exchange::import(store, &file.path) {
        Ok(imported) => {
            erases = imported
                .changed
                .iter()
                .any(|(kind, _)| tongfu_core::people::erasure::is_mark(*kind));
            Ok((
                Imported {
                    state: imported.state.word().to_owned(),
                    applied: imported.applied,
                    waiting: imported.waiting,
                    duplicates: imported.duplicates,
                    cases: imported.cases,
                    reason: None,
                    code: None,
                    sender: Some(imported.sender),
                },
                imported.changed,
            ))
        }
        Err(error) if error.kind == ErrorKind::Input => {
            let sentence = words::say(
                language,
                error.code,
                error
                    .params
                    .iter()
                    .map(|(name, value)| (*name, value.as_str())),
            );
            exchange::quarantine(store, &file.path, &error, &sentence)?;
            let refused = Imported {
                state: "quarantined".to_owned(),
                applied: 0,
                waiting: 0,
                duplicates: 0,
                cases: 0,
                reason: Some(sentence),
                code: Some(error.code.to_owned()),
                sender: None,
            };
            Ok((refused, Vec::new()))
        }
        Err(error) => Err(error),
    })?;
    if erases {
        session.forget_search();
    }
    Ok(answer)
}

pub fn device_request(session: &Session, (): ()) -> Result<Option<DeviceRequested>> {
    let (bytes, fingerprint, code) = session.with_store(|store| {
        let request = devices::request(store)?;
        let fingerprint = devices::own_public(store)?.fingerprint().to_string();
        Ok((
            request.as_bytes().to_vec(),
            fingerprint,
            store.office().code.clone(),
        ))
    })?;
    let dialog = session.dialog_words("DIALOG_REQUEST_SAVE", &["tongfu-request"]);
    let saved = session.save(&format!("{code}.tongfu-request"), &dialog, &bytes)?;
    Ok(saved.map(|saved| DeviceRequested {
        file_name: saved.name,
        fingerprint,
        download: saved.download,
    }))
}

pub fn device_grant(session: &Session, wanted: DeviceGrant) -> Result<Option<DeviceGranted>> {
    let file = session.file(&wanted.token)?;
    let fingerprint = wanted
        .fingerprint
        .as_deref()
        .map(str::trim)
        .filter(|text| !text.is_empty());
    let granted = session.with_store(|store| devices::grant(store, &file.bytes, fingerprint))?;
    let stem = file
        .name
        .rsplit_once('.')
        .map_or(file.name.as_str(), |(stem, _)| stem);
    let dialog = session.dialog_words("DIALOG_GRANT_SAVE", &["tongfu-grant"]);
    let saved = session.save(&format!("{stem}.tongfu-grant"), &dialog, &granted.file)?;
    Ok(saved.map(|saved| DeviceGranted {
        file_name: saved.name,
        device: granted.device.to_string(),
        office: granted.office,
        fingerprint: granted.fingerprint.to_string(),
        confirmed: granted.confirmed,
        download: saved.download,
    }))
}

pub fn device_accept(session: &Session, wanted: ImportFile) -> Result<ExchangeStatus> {
    let file = session.file(&wanted.token)?;
    session.with_store(|store| {
        devices::accept(store, &file.bytes)?;
        described(store)
    })
}
