//! What kind of file some bytes are.

/// What the first bytes say.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Kind {
    Zip,
    /// OLE compound file: old Excel, WPS, or an encrypted workbook.
    Compound,
    /// Known to be something else: a picture, a page description, an archive.
    Foreign,
    /// Perhaps text.
    Unknown,
}

const FOREIGN: &[&[u8]] = &[
    b"%PDF",
    b"\x89PNG",
    b"GIF8",
    b"\xff\xd8\xff",
    b"Rar!",
    b"7z\xbc\xaf",
    b"\x1f\x8b",
    b"{\\rtf",
    b"BM6",
    b"\x7fELF",
    b"MZ",
    b"SQLite format 3",
];

pub(super) fn kind(bytes: &[u8]) -> Kind {
    if bytes.starts_with(b"PK\x03\x04") || bytes.starts_with(b"PK\x05\x06") {
        Kind::Zip
    } else if bytes.starts_with(b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1") {
        Kind::Compound
    } else if FOREIGN.iter().any(|magic| bytes.starts_with(magic)) {
        Kind::Foreign
    } else {
        Kind::Unknown
    }
}

/// What decoded text is.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum TextKind {
    Html,
    /// XML Spreadsheet 2003, which Excel also calls `.xls`.
    Xml2003,
    /// OpenDocument in one flat XML file.
    FlatOds,
    /// XML, JSON or HTML without a table.
    Other,
    Delimited,
}

pub(super) fn text_kind(text: &str) -> TextKind {
    let head = text.trim_start();
    if !head.starts_with('<') {
        // JSON; a header may well begin with a bracket, but not like this.
        let mut signs = head.chars().filter(|c| !c.is_whitespace());
        return match (signs.next(), signs.next()) {
            (Some('{'), _) | (Some('['), Some('{' | '[' | '"' | ']')) => TextKind::Other,
            _ => TextKind::Delimited,
        };
    }
    let mut window: String = head.chars().take(64 << 10).collect();
    window.make_ascii_lowercase();
    if window.contains("urn:schemas-microsoft-com:office:spreadsheet")
        && (window.contains("<workbook") || window.contains("<ss:workbook"))
    {
        TextKind::Xml2003
    } else if window.contains("office:document") && window.contains("office:spreadsheet") {
        TextKind::FlatOds
    } else if window.contains("<table") || window.contains("<tr") {
        TextKind::Html
    } else {
        TextKind::Other
    }
}
