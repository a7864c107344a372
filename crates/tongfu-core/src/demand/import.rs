//! Bulletins into demand lines: every line is read, every reason against one is
//! listed, and a bulletin with a line that can't be taken is refused whole.

use super::model::{Changes, DemandLine, NewBulletin, NewLine, Quarter, Window};
use super::records::{BULLETIN, DEMAND_LINE};
use super::rules::{self, Compared};
use super::store as tables;
use crate::base::{BulletinId, DemandLineId, Problem, derived_id, reference};
use crate::store::{Change, Store, date_value};
use crate::{Error, Result};
use chrono::{Datelike, NaiveDate};
use sha2::{Digest, Sha256};
use std::collections::BTreeMap;
use tongfu_package::value::Value;
use tongfu_tables::bulletin::{BulletinFile, BulletinLine, Severity};

/// Days after which a window is so long that a year was probably mistyped.
const LONG_WINDOW_DAYS: i64 = 400;

/// What a file says: the bulletin, unless something refuses it, and every
/// problem found.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Reading {
    /// Absent when a problem refuses it.
    pub bulletin: Option<NewBulletin>,
    /// All problems in the file's order; those that refuse and notices.
    pub problems: Vec<Problem>,
}

/// What importing a bulletin would do, or did.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ImportPlan {
    /// The bulletin.
    pub bulletin: NewBulletin,
    /// Its id.
    pub id: BulletinId,
    /// It is on record already: importing it again changes nothing.
    pub known: bool,
    /// A later bulletin of its issuer is on record: it is kept, and counts for
    /// nothing.
    pub outdated: bool,
    /// Lines.
    pub lines: u32,
    /// Sum of the headcounts.
    pub headcount: u32,
    /// Lines of the issuer that counted until now and no longer do.
    pub superseded: u32,
    /// Against the lines of the issuer that counted until now.
    pub changes: Changes,
}

/// Reads a bulletin out of a workbook.
///
/// Problems that refuse (`text` is the cell's text; more values in
/// brackets): `LINE_REGION_UNKNOWN`, `LINE_OCCUPATION_UNKNOWN`,
/// `LINE_SEASON_UNKNOWN`, and those of [`tongfu_tables::bulletin::Problem`] of
/// severity error. Notices: `LINE_WEEKLESS` (a window that holds no Thursday
/// asks for nobody in any week), `LINE_LONG` (`days`), `LINE_TWICE` (`of_row`),
/// and those of the reader.
pub fn read(file: &BulletinFile, file_name: &str) -> Reading {
    let mut problems: Vec<Problem> = file
        .problems
        .iter()
        .map(|found| {
            let refuses = found.severity == Severity::Error;
            let mut problem = if refuses {
                Problem::refuse(found.code)
            } else {
                Problem::warn(found.code)
            };
            problem.row = found.row;
            problem.column = found.column.clone();
            problem.with("text", &found.text)
        })
        .collect();
    let quarter = file
        .quarter
        .and_then(|quarter| Quarter::new(quarter.year, quarter.quarter));
    // Where nobody wrote when it was collected, the end of its quarter orders
    // it among its issuer's; today would differ between laptops.
    let collected = file
        .collected
        .or_else(|| quarter.map(Quarter::last_day))
        .unwrap_or_default();
    let mut lines = Vec::with_capacity(file.lines.len());
    let column = |key: &str| file.layout.column(key).map(|column| column.letter.clone());
    for written in &file.lines {
        lines.extend(line(written, collected, &column, &mut problems));
    }
    repeated(&lines, &mut problems);
    problems.sort_by_key(|problem| problem.row.unwrap_or(0));
    let refused = problems.iter().any(|problem| problem.refuses);
    let bulletin = match (&file.issuer, quarter) {
        (Some(issuer), Some(quarter)) if !refused => Some(NewBulletin {
            issuer: issuer.clone(),
            quarter,
            collected,
            published: file.published,
            file_name: file_name.to_owned(),
            lines,
        }),
        _ => None,
    };
    Reading { bulletin, problems }
}

fn line(
    written: &BulletinLine,
    collected: NaiveDate,
    column: &dyn Fn(&str) -> Option<String>,
    problems: &mut Vec<Problem>,
) -> Option<NewLine> {
    let mut note = |problem: Problem, key: &str, text: &str| {
        let mut problem = problem.at_row(written.row).with("text", text);
        problem.column = column(key);
        problems.push(problem);
    };
    let region = reference::region_by_name(&written.region);
    if region.is_none() && !written.region.is_empty() {
        note(
            Problem::refuse("LINE_REGION_UNKNOWN").on("region"),
            "region",
            &written.region,
        );
    }
    let occupation = reference::occupation_by_name(&written.occupation);
    if occupation.is_none() && !written.occupation.is_empty() {
        note(
            Problem::refuse("LINE_OCCUPATION_UNKNOWN").on("occupation"),
            "occupation",
            &written.occupation,
        );
    }
    let window = match (&written.season, written.start) {
        (Some(season), None) => {
            let found = season_window(season, collected);
            if found.is_none() {
                note(
                    Problem::refuse("LINE_SEASON_UNKNOWN").on("start"),
                    "season",
                    season,
                );
            }
            found
        }
        _ => dated_window(written),
    };
    if let (Some(window), Some(headcount)) = (window, written.headcount) {
        let text = format!("{} – {}", window.start(), window.end());
        if !rules::has_a_week(window, headcount) {
            note(Problem::warn("LINE_WEEKLESS").on("start"), "start", &text);
        }
        let days = (window.end() - window.start()).num_days();
        if days > LONG_WINDOW_DAYS {
            note(
                Problem::warn("LINE_LONG").on("end").with("days", days),
                "end",
                &text,
            );
        }
    }
    let wage = |wage: Option<u64>| wage.and_then(|wage| u32::try_from(wage).ok());
    Some(NewLine {
        region: region?,
        occupation: occupation?,
        headcount: written.headcount?,
        window: window?,
        wage_low: wage(written.wage_low),
        wage_high: wage(written.wage_high),
        language: written.language.clone(),
        standard: written.standard.clone(),
        permit: rules::permit_code(&written.permit),
        employer: written.employer.clone(),
        source: written.source.clone(),
        remarks: written.remarks.clone(),
        collected: written.collected,
        file_row: Some(written.row),
    })
}

/// The window of a line with dates. A peak that isn't given is the whole
/// window; half a peak reaches to the window's edge.
fn dated_window(line: &BulletinLine) -> Option<Window> {
    let (start, end) = (line.start?, line.end?);
    let in_use = |date: NaiveDate| (1900..2200).contains(&date.year());
    let (peak_start, peak_end) = (
        line.peak_start.unwrap_or(start),
        line.peak_end.unwrap_or(end),
    );
    Window::new(start, peak_start, peak_end, end).filter(|_| in_use(start) && in_use(end))
}

/// The next window of a season of the calendar that begins on or after the day
/// of collection: a bulletin asks for people to come.
fn season_window(id: &str, collected: NaiveDate) -> Option<Window> {
    let id = id.trim();
    let season = reference::seasons()
        .iter()
        .find(|season| season.id.eq_ignore_ascii_case(id))?;
    (collected.year()..=collected.year() + 1).find_map(|year| {
        let (start, end) = season
            .in_year(year)
            .filter(|(start, _)| *start >= collected)?;
        match season.peak_in_year(year) {
            Some((peak_start, peak_end)) => {
                Window::new(start, peak_start.max(start), peak_end.min(end), end)
            }
            None => Window::flat(start, end),
        }
    })
}

/// Notices lines that say the same as an earlier one: both count.
fn repeated(lines: &[NewLine], problems: &mut Vec<Problem>) {
    let mut first: BTreeMap<(&str, &str, Window, u32, &str), Option<u32>> = BTreeMap::new();
    for line in lines {
        let key = (
            line.region.iso,
            line.occupation.id,
            line.window,
            line.headcount,
            line.employer.as_str(),
        );
        match first.get(&key) {
            Some(row) => {
                let mut problem = Problem::warn("LINE_TWICE")
                    .on("region")
                    .with("of_row", row.unwrap_or(0));
                problem.row = line.file_row;
                problems.push(problem);
            }
            None => {
                first.insert(key, line.file_row);
            }
        }
    }
}

/// SHA-256 of what the bulletin says, in hexadecimal. The file's layout, its
/// name and the day of publication are no part of it.
fn content(bulletin: &NewBulletin) -> String {
    let mut hasher = Sha256::new();
    hasher.update(b"tongfu/bulletin/1\0");
    hasher.update(bulletin.collected.to_string().as_bytes());
    for line in &bulletin.lines {
        let window = [
            line.window.start(),
            line.window.peak_start(),
            line.window.peak_end(),
            line.window.end(),
        ];
        let number =
            |number: Option<u32>| number.map(|number| number.to_string()).unwrap_or_default();
        let mut fields = vec![
            line.region.iso.to_owned(),
            line.occupation.id.to_owned(),
            line.headcount.to_string(),
        ];
        fields.extend(window.iter().map(ToString::to_string));
        fields.extend([number(line.wage_low), number(line.wage_high)]);
        fields.extend(
            [
                &line.language,
                &line.standard,
                &line.permit,
                &line.employer,
                &line.source,
                &line.remarks,
            ]
            .map(Clone::clone),
        );
        hasher.update((fields.len() as u64).to_be_bytes());
        for field in fields {
            hasher.update((field.len() as u64).to_be_bytes());
            hasher.update(field.as_bytes());
        }
    }
    hasher
        .finalize()
        .iter()
        .map(|byte| format!("{byte:02x}"))
        .collect()
}

/// Id of a bulletin: the same for everybody who holds the same one.
pub fn bulletin_id(bulletin: &NewBulletin) -> BulletinId {
    let quarter = bulletin.quarter.to_string();
    let parts = [
        rules::issuer_key(&bulletin.issuer),
        quarter,
        content(bulletin),
    ];
    BulletinId(derived_id(
        "bulletin",
        &parts.each_ref().map(|part| part.as_bytes()),
    ))
}

/// Id of a bulletin's line by its place, from 1.
pub fn line_id(bulletin: BulletinId, ordinal: u32) -> DemandLineId {
    DemandLineId(derived_id(
        "demand-line",
        &[&bulletin.0, &ordinal.to_be_bytes()],
    ))
}

/// What importing `bulletin` would do; writes nothing.
///
/// Errors: `BULLETIN_NO_LINES`, `BULLETIN_ISSUER_MISSING`.
pub fn preview(store: &Store, bulletin: NewBulletin) -> Result<ImportPlan> {
    plan(store.tables(), bulletin)
}

fn plan(connection: &rusqlite::Connection, bulletin: NewBulletin) -> Result<ImportPlan> {
    if bulletin.lines.is_empty() {
        return Err(Error::refused("BULLETIN_NO_LINES"));
    }
    if bulletin.issuer.trim().is_empty() {
        return Err(Error::refused("BULLETIN_ISSUER_MISSING"));
    }
    let id = bulletin_id(&bulletin);
    let known = tables::is_known(connection, id)?;
    let issuer = rules::issuer_key(&bulletin.issuer);
    // Staleness plays no part here: any grace and day do.
    let counting: Vec<_> = tables::bulletins(connection, rules::GRACE_DAYS, bulletin.collected)?
        .into_iter()
        .filter(|other| !other.superseded && rules::issuer_key(&other.issuer) == issuer)
        .collect();
    let rank = (bulletin.quarter, bulletin.collected, id);
    let outdated = counting
        .iter()
        .any(|other| (other.quarter, other.collected, other.id) > rank);
    let before = if known || outdated {
        Vec::new()
    } else {
        tables::lines(connection, &counting)?
    };
    let lines = u32::try_from(bulletin.lines.len()).unwrap_or(u32::MAX);
    let changes = if known || outdated {
        Changes::default()
    } else {
        rules::changes(
            before.iter().map(compared),
            bulletin.lines.iter().map(compared_new),
        )
    };
    Ok(ImportPlan {
        id,
        known,
        outdated,
        lines,
        headcount: bulletin
            .lines
            .iter()
            .fold(0, |sum: u32, line| sum.saturating_add(line.headcount)),
        superseded: u32::try_from(before.len()).unwrap_or(u32::MAX),
        changes,
        bulletin,
    })
}

fn compared(line: &DemandLine) -> Compared<'_> {
    Compared {
        region: &line.region,
        occupation: &line.occupation,
        headcount: line.headcount,
        window: line.window,
    }
}

fn compared_new(line: &NewLine) -> Compared<'_> {
    Compared {
        region: line.region.iso,
        occupation: line.occupation.id,
        headcount: line.headcount,
        window: line.window,
    }
}

/// Records a bulletin as one action. The value says what it did, decided again
/// on the tables of the action's own transaction.
///
/// Errors: those of [`preview`].
pub fn apply(store: &mut Store, bulletin: NewBulletin) -> Result<ImportPlan> {
    let today = store.today();
    let written = store.write("demand.import", today, |change| {
        let plan = plan(change.tables(), bulletin)?;
        record(change, &plan, today)?;
        Ok(plan)
    })?;
    Ok(written.value)
}

/// Sets a bulletin and its lines within an action.
fn record(change: &mut Change<'_>, plan: &ImportPlan, today: NaiveDate) -> Result<()> {
    if plan.known {
        return Ok(());
    }
    let text = |text: &str| (!text.is_empty()).then(|| Value::Text(text.to_owned()));
    let number = |number: u32| Some(Value::Int(i64::from(number)));
    let bulletin = &plan.bulletin;
    change.set(
        &BULLETIN,
        plan.id.0,
        &[
            ("issuer", text(bulletin.issuer.trim())),
            ("year", Some(Value::Int(i64::from(bulletin.quarter.year())))),
            ("quarter", number(u32::from(bulletin.quarter.number()))),
            ("collected", Some(date_value(bulletin.collected))),
            ("published", bulletin.published.map(date_value)),
            ("content", Some(Value::Text(content(bulletin)))),
            ("imported", Some(date_value(today))),
            ("file_name", text(&bulletin.file_name)),
        ],
    )?;
    for (ordinal, line) in (1u32..).zip(&bulletin.lines) {
        change.set(
            &DEMAND_LINE,
            line_id(plan.id, ordinal).0,
            &[
                ("bulletin", Some(Value::Bytes(plan.id.0.to_vec()))),
                ("ordinal", number(ordinal)),
                ("region", text(line.region.iso)),
                ("occupation", text(line.occupation.id)),
                ("headcount", number(line.headcount)),
                ("start", Some(date_value(line.window.start()))),
                ("peak_start", Some(date_value(line.window.peak_start()))),
                ("peak_end", Some(date_value(line.window.peak_end()))),
                ("last_day", Some(date_value(line.window.end()))),
                ("wage_low", line.wage_low.and_then(number)),
                ("wage_high", line.wage_high.and_then(number)),
                ("language", text(&line.language)),
                ("standard", text(&line.standard)),
                ("permit", text(&line.permit)),
                ("employer", text(&line.employer)),
                ("source", text(&line.source)),
                ("remarks", text(&line.remarks)),
                ("collected", line.collected.map(date_value)),
                ("file_row", line.file_row.and_then(number)),
            ],
        )?;
    }
    Ok(())
}
