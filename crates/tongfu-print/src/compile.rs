//! A document through its template into PDF.

use crate::document::{Document, Script};
use crate::error::PrintError;
use crate::fonts;
use std::sync::LazyLock;
use typst::diag::{FileError, FileResult};
use typst::foundations::{Bytes, Datetime, Dict, Duration, IntoValue, Smart, Str, Value};
use typst::syntax::{FileId, RootedPath, Source, VirtualPath, VirtualRoot};
use typst::text::{Font, FontBook};
use typst::utils::LazyHash;
use typst::{Library, LibraryExt, World};
use typst_layout::PagedDocument;
use typst_pdf::PdfOptions;

/// Templates by file name; the first is read by the others.
const TEMPLATES: &[(&str, &str)] = &[
    (
        "base.typ",
        include_str!("../../../assets/templates/base.typ"),
    ),
    (
        "blank-forms.typ",
        include_str!("../../../assets/templates/blank-forms.typ"),
    ),
    (
        "consent-sheet.typ",
        include_str!("../../../assets/templates/consent-sheet.typ"),
    ),
    (
        "own-record.typ",
        include_str!("../../../assets/templates/own-record.typ"),
    ),
    (
        "notice.typ",
        include_str!("../../../assets/templates/notice.typ"),
    ),
];

static SOURCES: LazyLock<Vec<(&'static str, Source)>> = LazyLock::new(|| {
    TEMPLATES
        .iter()
        .filter_map(|(name, text)| Some((*name, Source::new(file(name)?, (*text).to_owned()))))
        .collect()
});

fn file(name: &str) -> Option<FileId> {
    let path = VirtualPath::new(name).ok()?;
    Some(RootedPath::new(VirtualRoot::Project, path).intern())
}

/// What the typesetter may see: the templates, the document, the fonts. No
/// disk, no network, no day.
struct Paper {
    library: LazyHash<Library>,
    main: FileId,
}

impl World for Paper {
    fn library(&self) -> &LazyHash<Library> {
        &self.library
    }

    fn book(&self) -> &LazyHash<FontBook> {
        fonts::store().book()
    }

    fn main(&self) -> FileId {
        self.main
    }

    fn source(&self, id: FileId) -> FileResult<Source> {
        SOURCES
            .iter()
            .find(|(_, source)| source.id() == id)
            .map(|(_, source)| source.clone())
            .ok_or(FileError::AccessDenied)
    }

    fn file(&self, _: FileId) -> FileResult<Bytes> {
        Err(FileError::AccessDenied)
    }

    fn font(&self, index: usize) -> Option<Font> {
        fonts::store().font(index)
    }

    fn today(&self, _: Option<Duration>) -> Option<Datetime> {
        None
    }
}

/// The document as PDF. The first call finds the machine's fonts, which takes a
/// second or two.
///
/// Errors: [`PrintError`].
pub fn pdf(document: &Document) -> Result<Vec<u8>, PrintError> {
    let scripts = document.scripts();
    let missing = fonts::missing_scripts(&scripts);
    if !missing.is_empty() {
        return Err(PrintError::FontMissing(missing));
    }
    let template = |reason: &str| PrintError::Template(reason.to_owned());
    let main = file(document.template()).ok_or_else(|| template("no such template"))?;
    let paper = Paper {
        library: LazyHash::new(Library::builder().with_inputs(inputs(document)).build()),
        main,
    };
    let first = |faults: &[typst::diag::SourceDiagnostic]| {
        template(faults.first().map_or("", |fault| fault.message.as_str()))
    };
    let laid_out: PagedDocument = typst::compile(&paper)
        .output
        .map_err(|faults| first(&faults))?;
    let options = PdfOptions {
        ident: Smart::Custom(document.template().to_owned()),
        creator: Smart::Custom(Some("Tongfu".to_owned())),
        ..PdfOptions::default()
    };
    let bytes = typst_pdf::pdf(&laid_out, &options).map_err(|faults| first(&faults))?;
    // What was remembered of this document's layout holds names.
    typst::comemo::evict(0);
    Ok(bytes)
}

fn inputs(document: &Document) -> Dict {
    let family =
        |script| fonts::family(script).map_or(Value::None, |family| Str::from(family).into_value());
    let entries = [
        ("doc", document.value()),
        ("han", family(Script::Han)),
        ("cyrillic", family(Script::Cyrillic)),
        ("arabic", family(Script::Arabic)),
    ];
    entries
        .into_iter()
        .map(|(key, value)| (Str::from(key), value))
        .collect()
}
