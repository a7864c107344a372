//! Taking a package: everything is checked before anything is written.

use super::export::{acknowledged, hash_at};
use super::{devices, ring, shared_streams};
use crate::security::{accounts, device};
use crate::store::fold::{Changed, Folded};
use crate::store::log::{self, ChainKey, SectionTaker, Taken};
use crate::store::{Role, Store};
use crate::{Error, ErrorKind, Result};
use rusqlite::{Connection, OptionalExtension, Transaction, TransactionBehavior, params};
use std::cell::RefCell;
use std::collections::{BTreeMap, BTreeSet};
use std::path::Path;
use tongfu_package::keys::{DelegatedCertificate, KeyRing, Keyset, OfficeRole};
use tongfu_package::operation::{Hash32, OfficeId, Operation, StreamName};
use tongfu_package::package::{
    self, ChainAudit, Destination, Frame, Header, OpenKeys, Opened, PackageError, VectorEntry,
    known_sender,
};

/// What became of a package.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum ImportState {
    /// Its operations were taken.
    Applied,
    /// It came before; nothing was changed.
    Duplicate,
}

impl ImportState {
    /// The word on the command line.
    pub const fn word(self) -> &'static str {
        match self {
            Self::Applied => "applied",
            Self::Duplicate => "duplicate",
        }
    }
}

/// What a package brought.
#[derive(Debug, Clone)]
pub struct Imported {
    /// What became of it.
    pub state: ImportState,
    /// Its id.
    pub package: String,
    /// Name of the sending office.
    pub sender: String,
    /// Operations that were new.
    pub applied: u32,
    /// Operations of the package's chains that wait behind a gap.
    pub waiting: u32,
    /// Operations that were known already.
    pub duplicates: u32,
    /// High-risk fields that came to have several values, and forked chains.
    pub cases: u32,
    /// Operations of ours that the sender now acknowledges.
    pub acknowledged: u32,
    /// Entities with a new state.
    pub changed: Vec<Changed>,
}

impl From<PackageError> for Error {
    fn from(source: PackageError) -> Self {
        let kind = match source {
            PackageError::Io { .. } | PackageError::DiskFull => ErrorKind::Failed,
            _ => ErrorKind::Input,
        };
        Self {
            kind,
            code: source.code(),
            params: source.params(),
            source: Some(Box::new(source)),
        }
    }
}

/// Takes the package at `path`; on any error nothing was changed.
///
/// Errors: `PACKAGE_*`, `DEVICE_NOT_GRANTED`.
pub fn import(store: &mut Store, path: &Path) -> Result<Imported> {
    let imported = run(store, path, true)?;
    // Whoever was suspended elsewhere opens this laptop no more. What was taken
    // stays when this fails; the next unlock refuses them all the same.
    let _ = accounts::settle(store);
    Ok(imported)
}

/// What [`import`] would do; nothing is changed.
pub fn preview(store: &mut Store, path: &Path) -> Result<Imported> {
    run(store, path, false)
}

fn run(store: &mut Store, path: &Path, keep: bool) -> Result<Imported> {
    let ring = devices::keys_in_force(store)?;
    let checked = check(store, path, ring)?;
    if let Some(known) = known_package(store.tables(), &checked.header)? {
        return Ok(Imported {
            state: ImportState::Duplicate,
            package: checked.id(),
            sender: checked.sender_name,
            applied: 0,
            waiting: 0,
            duplicates: known,
            cases: 0,
            acknowledged: 0,
            changed: Vec::new(),
        });
    }
    let keys = device::keys(store.tables())?;
    let moment = store.now().timestamp_millis();
    let transaction = store
        .connection_mut()
        .transaction_with_behavior(TransactionBehavior::Immediate)?;
    let opened = open(
        path,
        &OpenKeys {
            devices: vec![keys],
            recovery: None,
        },
        &checked.ring,
    )?;
    if opened.header() != &checked.header {
        return Err(PackageError::Frames { what: "header" }.into());
    }
    let imported = apply(&transaction, opened, &checked, moment, path)?;
    if !keep {
        transaction.rollback()?;
        return Ok(imported);
    }
    transaction.commit()?;
    // The package is taken. What an erasure in it leaves to be done is noted in
    // the store and tried again whenever it is opened.
    let _ = crate::people::erasure::follow_up(store).and_then(|_| store.settle());
    Ok(imported)
}

/// A package that was followed to its end and found in order.
struct Checked {
    header: Header,
    /// The keys as they are with what the package brings.
    ring: KeyRing,
    /// Whether the package brought a newer keyset.
    newer_keyset: bool,
    /// Certificates of other laptops that the package brought.
    certificate: Option<DelegatedCertificate>,
    vector: Vec<VectorEntry>,
    sender_office: OfficeId,
    sender_name: String,
}

impl Checked {
    fn id(&self) -> String {
        self.header.draft.package.to_string()
    }
}

fn open(path: &Path, keys: &OpenKeys, ring: &KeyRing) -> Result<Opened> {
    let refused: RefCell<Option<PackageError>> = RefCell::new(None);
    let opened = package::open(path, keys, &|header| match known_sender(ring, header) {
        Ok(key) => Some(key),
        Err(error) => {
            *refused.borrow_mut() = Some(error);
            None
        }
    });
    match (opened, refused.into_inner()) {
        (Err(PackageError::SenderUnknown { .. }), Some(error)) => Err(error.into()),
        (opened, _) => Ok(opened?),
    }
}

/// Follows the whole package without writing: links, authors, streams,
/// checkpoints, keyset.
fn check(store: &Store, path: &Path, mut ring: KeyRing) -> Result<Checked> {
    let keys = OpenKeys {
        devices: vec![device::keys(store.tables())?],
        recovery: None,
    };
    let header = package::inspect(path)?;
    let own = OfficeId(store.office().id.0);
    if let Destination::Office(office) = header.draft.destination
        && office != own
    {
        let known = ring
            .keyset()
            .office(office)
            .map_or_else(|| office.to_string(), |office| office.name.clone());
        return Err(PackageError::NotForUs { destination: known }.into());
    }
    let mut opened = open(path, &keys, &ring)?;
    if opened.header() != &header {
        return Err(PackageError::Frames { what: "header" }.into());
    }
    let certificate = header
        .draft
        .certificate
        .as_deref()
        .and_then(|bytes| DelegatedCertificate::decode(bytes).ok())
        .filter(|certificate| ring.check(certificate).is_ok());
    if let Some(certificate) = &certificate {
        ring.add(certificate.clone())?;
    }
    let sender_office = header.sender().office;
    let sender = ring
        .keyset()
        .office(sender_office)
        .ok_or(PackageError::SenderUnknown {
            device: header.sender().device,
            office: sender_office,
        })?;
    let (sender_role, sender_name) = (sender.role, sender.name.clone());
    let allowed = allowed_streams(store, sender_office, sender_role);
    let vector = opened.hello().vector.clone();
    let root = ring::root(store.tables())?;
    let mut newer_keyset = false;
    let mut audit = ChainAudit::new(&header)?;
    let mut ends: BTreeMap<_, (u64, Hash32)> = header
        .draft
        .ranges
        .iter()
        .map(|range| {
            (
                (range.stream, range.device, range.epoch),
                (range.last, range.after),
            )
        })
        .collect();
    for frame in opened.by_ref() {
        match frame? {
            Frame::Keyset(bytes) => {
                let Some(root) = &root else { continue };
                let keyset = Keyset::decode(&bytes, root)?;
                if keyset.replaces(ring.keyset())? {
                    let mut newer = KeyRing::new(keyset);
                    for bytes in ring::delegated(store.tables())? {
                        if let Ok(certificate) = DelegatedCertificate::decode(&bytes) {
                            let _ = newer.add(certificate);
                        }
                    }
                    ring = newer;
                    newer_keyset = true;
                }
            }
            Frame::Operation(bytes) => {
                let operation = Operation::decode(&bytes)?;
                audit.operation(&operation, Operation::hash(&bytes))?;
                if !allowed.contains(&operation.stream) || !may_write(&ring, &operation) {
                    return Err(PackageError::Frames { what: "stream" }.into());
                }
                if !ring.accepts(
                    operation.device,
                    operation.stream,
                    operation.epoch,
                    operation.sequence,
                ) {
                    return Err(Error::new(ErrorKind::Input, "PACKAGE_AUTHOR")
                        .with("device", operation.device));
                }
            }
            Frame::Checkpoint(checkpoint) => {
                let key = ring
                    .device(checkpoint.device)
                    .map(|certificate| certificate.public.ed25519)
                    .ok_or_else(|| {
                        Error::new(ErrorKind::Input, "PACKAGE_AUTHOR")
                            .with("device", checkpoint.device)
                    })?;
                checkpoint.verify(&key)?;
                let chain = (checkpoint.stream, checkpoint.device, checkpoint.epoch);
                if ends.get(&chain) == Some(&(checkpoint.sequence, checkpoint.hash)) {
                    ends.remove(&chain);
                }
            }
            Frame::Section(_) | Frame::Unknown { .. } => {}
        }
    }
    if opened.totals().is_none() {
        return Err(PackageError::Frames { what: "trailer" }.into());
    }
    audit.finish()?;
    if !ends.is_empty() {
        // Without its author's word a chain's end could be a relay's invention.
        return Err(Error::new(ErrorKind::Input, "PACKAGE_CHECKPOINT"));
    }
    Ok(Checked {
        header,
        ring,
        newer_keyset,
        certificate,
        vector,
        sender_office,
        sender_name,
    })
}

/// A county's package carries its own stream; the province's what it publishes
/// and our stream; a colleague's laptop our stream and what it relays.
fn allowed_streams(store: &Store, sender: OfficeId, role: OfficeRole) -> BTreeSet<StreamName> {
    if store.office().role == Role::Province && role != OfficeRole::Province {
        BTreeSet::from([StreamName::Office(sender)])
    } else {
        shared_streams(store, sender).into_iter().collect()
    }
}

/// Only the province writes into the public stream; into an office's stream
/// that office's devices and the province.
fn may_write(ring: &KeyRing, operation: &Operation) -> bool {
    let Some(author) = ring.device(operation.device) else {
        return false;
    };
    let keyset = ring.keyset();
    let of_province = keyset
        .office(author.public.office)
        .is_some_and(|office| office.role == OfficeRole::Province);
    match operation.stream {
        StreamName::Public | StreamName::Restricted(_) => of_province,
        StreamName::Office(office) => of_province || author.public.office == office,
    }
}

/// How many operations the package brought when it came before.
fn known_package(connection: &Connection, header: &Header) -> Result<Option<u32>> {
    Ok(connection
        .prepare_cached("SELECT operations FROM package WHERE id = ?1 AND direction = 'in'")?
        .query_row([header.draft.package.0], |row| row.get(0))
        .optional()?)
}

fn apply(
    transaction: &Transaction<'_>,
    mut opened: Opened,
    checked: &Checked,
    moment: i64,
    path: &Path,
) -> Result<Imported> {
    if checked.newer_keyset
        && let Some(root) = ring::root(transaction)?
    {
        ring::save(transaction, &checked.ring, &root)?;
    }
    if let Some(certificate) = &checked.certificate {
        ring::add_delegated(transaction, std::slice::from_ref(certificate))?;
    }
    let mut taken = Taken::default();
    let mut sections = SectionTaker::default();
    let mut touched: BTreeSet<ChainKey> = BTreeSet::new();
    for frame in opened.by_ref() {
        match frame? {
            Frame::Operation(bytes) => {
                touched.insert(log::take(transaction, &bytes, &mut taken)?);
            }
            Frame::Section(section) => sections.take(transaction, &section)?,
            Frame::Checkpoint(checkpoint) => log::take_checkpoint(transaction, &checkpoint)?,
            Frame::Keyset(_) | Frame::Unknown { .. } => {}
        }
    }
    if opened.totals().is_none() {
        return Err(PackageError::Frames { what: "trailer" }.into());
    }
    let mut folded = Folded::default();
    for key in &touched {
        log::advance(transaction, key, &mut folded)?;
    }
    let newly_acknowledged = acknowledge(transaction, checked.sender_office, &checked.vector)?;
    let operations = taken.stored + taken.known;
    transaction.execute(
        "INSERT INTO package (id, direction, office, operations, state, moment, file_name) VALUES (?1, 'in', ?2, ?3, 'applied', ?4, ?5)",
        params![
            checked.header.draft.package.0,
            checked.sender_office.0,
            operations,
            moment,
            path.file_name().map(|name| name.to_string_lossy().into_owned()).unwrap_or_default()
        ],
    )?;
    Ok(Imported {
        state: ImportState::Applied,
        package: checked.id(),
        sender: checked.sender_name.clone(),
        applied: taken.stored,
        waiting: waiting(transaction, &touched)?,
        duplicates: taken.known,
        cases: folded.cases + taken.forks,
        acknowledged: newly_acknowledged,
        changed: folded.changed.into_iter().collect(),
    })
}

/// Operations behind a gap of the given chains.
fn waiting(connection: &Connection, chains: &BTreeSet<ChainKey>) -> Result<u32> {
    let mut waiting = 0;
    for key in chains {
        let held = log::head(connection, key)?.held;
        waiting += connection
            .prepare_cached("SELECT count(*) FROM operation WHERE stream = ?1 AND device = ?2 AND epoch = ?3 AND sequence > ?4")?
            .query_row(params![key.stream, key.device.0, key.epoch, held.cast_signed()], |row| row.get::<_, u32>(0))?;
    }
    Ok(waiting)
}

/// Keeps what the sender says it holds. A claim about an operation we hold
/// with another hash is no acknowledgement: one of us holds a fork.
fn acknowledge(connection: &Connection, office: OfficeId, vector: &[VectorEntry]) -> Result<u32> {
    let mut newly = 0;
    for entry in vector {
        let stream = log::stream_number(connection, &entry.stream)?;
        let key = ChainKey {
            stream,
            device: entry.device,
            epoch: entry.epoch,
        };
        let held = log::head(connection, &key)?.held;
        let before = acknowledged(connection, office, &key)?;
        if entry.sequence <= before
            || entry.sequence > held
            || hash_at(connection, &key, entry.sequence)? != entry.hash
        {
            continue;
        }
        connection
            .prepare_cached("INSERT OR REPLACE INTO acknowledged (office, stream, device, epoch, sequence) VALUES (?1, ?2, ?3, ?4, ?5)")?
            .execute(params![office.0, key.stream, key.device.0, key.epoch, entry.sequence.cast_signed()])?;
        newly += u32::try_from(entry.sequence - before).unwrap_or(u32::MAX);
    }
    Ok(newly)
}
