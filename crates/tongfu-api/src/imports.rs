//! Files that are being imported: read and decided once, looked at page by
//! page, gone when the dialog closes or the store is locked.

use crate::session::Session;
use std::collections::BTreeMap;
use std::sync::{Arc, Mutex, PoisonError};
use tongfu_core::base::ImportId;
use tongfu_core::people::ImportPlan;
use tongfu_core::people::import::{Settled, WinsOf};
use tongfu_core::{Error, Result};
use tongfu_tables::Workbook;

/// A file whose rows are decided.
#[derive(Debug)]
pub(crate) struct Prepared {
    pub file_name: String,
    pub settled: Settled,
    /// Name, whether hidden, and lines of every sheet.
    pub sheets: Vec<(String, bool, usize)>,
    /// First value of each column, for the mapping.
    pub samples: Vec<String>,
    pub wins: WinsOf,
    pub plan: ImportPlan,
    /// Whether it was written, and the record of it.
    pub applied: bool,
    pub import: Option<ImportId>,
}

#[derive(Debug, Default)]
struct Open {
    /// Kept while the mapping is looked at; given up once the rows are read,
    /// so that a large file is not held twice.
    workbook: Option<Arc<Workbook>>,
    prepared: Option<Arc<Prepared>>,
}

/// The files being imported, by token.
#[derive(Debug, Default)]
pub(crate) struct Imports(Mutex<BTreeMap<String, Open>>);

impl Imports {
    fn with<T>(&self, work: impl FnOnce(&mut BTreeMap<String, Open>) -> T) -> T {
        work(&mut self.0.lock().unwrap_or_else(PoisonError::into_inner))
    }

    pub(crate) fn clear(&self) {
        self.with(BTreeMap::clear);
    }

    pub(crate) fn forget(&self, token: &str) {
        self.with(|open| open.remove(token));
    }

    pub(crate) fn keep_workbook(&self, token: &str, workbook: &Arc<Workbook>) {
        self.with(|open| {
            open.entry(token.to_owned()).or_default().workbook = Some(Arc::clone(workbook));
        });
    }

    pub(crate) fn workbook(&self, token: &str) -> Option<Arc<Workbook>> {
        self.with(|open| open.get(token)?.workbook.clone())
    }

    pub(crate) fn give_up_workbook(&self, token: &str) {
        self.with(|open| {
            if let Some(open) = open.get_mut(token) {
                open.workbook = None;
            }
        });
    }

    pub(crate) fn keep(&self, token: &str, prepared: Prepared) -> Arc<Prepared> {
        let prepared = Arc::new(prepared);
        self.with(|open| {
            open.entry(token.to_owned()).or_default().prepared = Some(Arc::clone(&prepared));
        });
        prepared
    }

    fn prepared(&self, token: &str) -> Option<Arc<Prepared>> {
        self.with(|open| open.get(token)?.prepared.clone())
    }

    /// Takes it out to change it; whoever looks meanwhile finds nothing.
    pub(crate) fn take(&self, token: &str) -> Option<Arc<Prepared>> {
        self.with(|open| open.get_mut(token)?.prepared.take())
    }
}

impl Session {
    /// The prepared import of a file.
    ///
    /// Errors: `IMPORT_NOT_PREPARED`.
    pub(crate) fn prepared(&self, token: &str) -> Result<Arc<Prepared>> {
        self.imports()
            .prepared(token)
            .ok_or_else(|| Error::absent("IMPORT_NOT_PREPARED"))
    }
}
