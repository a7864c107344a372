//! What may be attached, and what is wrong with what was typed.

use super::model::{MediaType, NewCertificate, NewModule};
use crate::base::Problem;
use chrono::NaiveDate;

/// Largest document, in bytes: a scanned page at 200 dpi takes a third of it.
pub const LARGEST: usize = 2 * 1024 * 1024;

/// Bytes of one part: an operation's section must stay well below 64 KiB.
pub const PART: usize = 48 * 1024;

/// How far from the ends of a PDF its marks may stand (ISO 32000-1, annex H).
const PDF_MARGIN: usize = 1024;

fn holds(bytes: &[u8], mark: &[u8]) -> bool {
    bytes.windows(mark.len()).any(|window| window == mark)
}

/// The sort of a file by its content: beginning and end must both be there, so
/// that a file cut short by a full stick is not taken.
pub fn media_type(bytes: &[u8]) -> Option<MediaType> {
    let last = |count: usize| &bytes[bytes.len().saturating_sub(count)..];
    if bytes.starts_with(&[0xff, 0xd8, 0xff]) {
        // Cameras put data of their own behind the end of the picture.
        return holds(bytes, &[0xff, 0xd9]).then_some(MediaType::Jpeg);
    }
    if bytes.starts_with(b"\x89PNG\r\n\x1a\n") {
        return (bytes.get(12..16) == Some(b"IHDR") && holds(last(64), b"IEND\xaeB`\x82"))
            .then_some(MediaType::Png);
    }
    let first = &bytes[..bytes.len().min(PDF_MARGIN)];
    (holds(first, b"%PDF-") && holds(last(PDF_MARGIN), b"%%EOF")).then_some(MediaType::Pdf)
}

/// Everything wrong with a document: `DOCUMENT_EMPTY`, `DOCUMENT_LARGE`
/// (bytes, limit), `DOCUMENT_TYPE`, `DOCUMENT_TITLE_MISSING`,
/// `DATE_IN_FUTURE`, `DOCUMENTS_FULL` (used, limit). `used` is what the person's
/// documents take already, `limit` what they may.
pub fn document_problems(
    title: &str,
    date: Option<NaiveDate>,
    bytes: &[u8],
    used: u64,
    limit: u64,
    today: NaiveDate,
) -> Vec<Problem> {
    let mut problems = Vec::new();
    if title.trim().is_empty() {
        problems.push(Problem::refuse("DOCUMENT_TITLE_MISSING").on("title"));
    }
    problems.extend(in_future("date", date, today));
    if bytes.is_empty() {
        problems.push(Problem::refuse("DOCUMENT_EMPTY").on("file"));
    } else if bytes.len() > LARGEST {
        problems.push(
            Problem::refuse("DOCUMENT_LARGE")
                .on("file")
                .with("kibibytes", bytes.len().div_ceil(1024))
                .with("limit", LARGEST / 1024 / 1024),
        );
    } else if media_type(bytes).is_none() {
        problems.push(Problem::refuse("DOCUMENT_TYPE").on("file"));
    }
    let wanted = u64::try_from(bytes.len()).unwrap_or(u64::MAX);
    if used.saturating_add(wanted) > limit {
        problems.push(
            Problem::refuse("DOCUMENTS_FULL")
                .on("file")
                .with("used", used.div_ceil(1024))
                .with("limit", limit / 1024),
        );
    }
    problems
}

fn in_future(field: &'static str, date: Option<NaiveDate>, today: NaiveDate) -> Option<Problem> {
    date.filter(|date| *date > today).map(|date| {
        Problem::refuse("DATE_IN_FUTURE")
            .on(field)
            .with("date", date)
    })
}

/// Everything wrong with a certificate: `HELD_CERTIFICATE_OCCUPATION_MISSING`,
/// `HELD_CERTIFICATE_ISSUED_MISSING`, `HELD_CERTIFICATE_DATES`, `DATE_IN_FUTURE`.
pub fn certificate_problems(new: &NewCertificate, today: NaiveDate) -> Vec<Problem> {
    let mut problems = Vec::new();
    if new.occupation.trim().is_empty() && new.occupation_written.trim().is_empty() {
        problems.push(Problem::refuse("HELD_CERTIFICATE_OCCUPATION_MISSING").on("occupation"));
    }
    if new.issued.is_none() {
        problems.push(Problem::refuse("HELD_CERTIFICATE_ISSUED_MISSING").on("issued"));
    }
    problems.extend(in_future("issued", new.issued, today));
    if let (Some(issued), Some(last)) = (new.issued, new.valid_to)
        && last < issued
    {
        problems.push(
            Problem::refuse("HELD_CERTIFICATE_DATES")
                .on("valid_to")
                .with("issued", issued)
                .with("last", last),
        );
    }
    problems
}

/// More hours than a module has: a year of eight-hour days.
const MOST_HOURS: i64 = 2_000;

/// Everything wrong with a module: `MODULE_NAME_MISSING`, `MODULE_HOURS`,
/// `DATE_IN_FUTURE`.
pub fn module_problems(new: &NewModule, today: NaiveDate) -> Vec<Problem> {
    let mut problems = Vec::new();
    if new.name.trim().is_empty() {
        problems.push(Problem::refuse("MODULE_NAME_MISSING").on("name"));
    }
    if !new
        .hours
        .is_some_and(|hours| (1..=MOST_HOURS).contains(&hours))
    {
        problems.push(
            Problem::refuse("MODULE_HOURS")
                .on("hours")
                .with("most", MOST_HOURS),
        );
    }
    problems.extend(in_future("completed", new.completed, today));
    problems
}
