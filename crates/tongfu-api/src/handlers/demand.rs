//! Demand: bulletins, the gap board, the peak calendar.

use super::{count, id, occupation_name, region_name, row_problem, table_error, workbook};
use crate::session::{ChosenFile, Session};
use crate::types::demand::{
    BulletinDetail, BulletinReport, BulletinSummary, CalendarQuery, CalendarRegion, CalendarRow,
    CalendarWeek, ClassBar, DemandLine, GapBoard, GapQuery, GapRow, LineChange, MoneyArrival,
    PeakCalendar, SlackTone,
};
use crate::types::people::ImportFile;
use crate::types::session::Id;
use chrono::NaiveDate;
use tongfu_core::base::{BulletinId, IsoWeek};
use tongfu_core::classes::{self, Tone, board, calendar};
use tongfu_core::demand::{self, ImportPlan, NewLine, Reading};
use tongfu_core::{Error, Result};

/// Weeks of the gap board where nobody asked for a span: a year and the season
/// after it.
const BOARD_WEEKS: i64 = 60;
/// Longest span that is answered at once.
const MOST_WEEKS: i64 = 260;

fn week(text: &str) -> Result<IsoWeek> {
    text.parse()
        .map_err(|()| Error::refused("WEEK_UNREADABLE").with("value", text))
}

pub(super) fn slack_tone(tone: Tone) -> SlackTone {
    match tone {
        Tone::Safe => SlackTone::Safe,
        Tone::Tight => SlackTone::Tight,
        Tone::Late => SlackTone::Late,
        Tone::Surplus => SlackTone::Surplus,
    }
}

pub(super) fn tone(slack_days: Option<i32>) -> SlackTone {
    slack_tone(classes::rules::tone(slack_days.map(i64::from)))
}

pub(super) fn days(slack: i64) -> i32 {
    i32::try_from(slack).unwrap_or(if slack < 0 { i32::MIN } else { i32::MAX })
}

fn read(session: &Session, file: &ChosenFile) -> Result<Reading> {
    let book = workbook(session, file)?;
    let bulletin =
        tongfu_tables::bulletin::read(&book).map_err(|refusal| table_error(session, &refusal))?;
    Ok(demand::read(&bulletin, &file.name))
}

pub fn import_preview(session: &Session, wanted: ImportFile) -> Result<BulletinReport> {
    let file = session.file(&wanted.token)?;
    let reading = read(session, &file)?;
    let plan = match reading.bulletin.clone() {
        Some(bulletin) => Some(session.with_store(|store| demand::preview(store, bulletin))?),
        None => None,
    };
    Ok(report(
        session,
        wanted.token,
        &reading,
        plan.as_ref(),
        false,
    ))
}

pub fn import_apply(session: &Session, wanted: ImportFile) -> Result<BulletinReport> {
    let file = session.file(&wanted.token)?;
    let reading = read(session, &file)?;
    let Some(bulletin) = reading.bulletin.clone() else {
        return Err(refused(session, &reading));
    };
    let plan = session.with_store(|store| demand::apply(store, bulletin))?;
    Ok(report(session, wanted.token, &reading, Some(&plan), true))
}

/// One refusal for a bulletin with faults: the first one said, all counted.
fn refused(session: &Session, reading: &Reading) -> Error {
    let refusing: Vec<_> = reading
        .problems
        .iter()
        .filter(|problem| problem.refuses)
        .collect();
    let rows = refusing
        .iter()
        .map(|problem| match problem.row {
            Some(row) => format!(
                "{row}: {} [{}]",
                super::sentence(session, problem),
                problem.code
            ),
            None => format!("{} [{}]", super::sentence(session, problem), problem.code),
        })
        .collect::<Vec<_>>()
        .join(" ");
    Error::refused("BULLETIN_REFUSED")
        .with("problems", refusing.len())
        .with("rows", rows)
}

fn changes(session: &Session, found: &[demand::LineChange]) -> Vec<LineChange> {
    found
        .iter()
        .map(|change| LineChange {
            region: region_name(session, &change.region),
            occupation: occupation_name(session, &change.occupation),
            before: change.before,
            after: change.after,
        })
        .collect()
}

fn report(
    session: &Session,
    token: String,
    reading: &Reading,
    plan: Option<&ImportPlan>,
    applied: bool,
) -> BulletinReport {
    let bulletin = plan
        .map(|plan| &plan.bulletin)
        .or(reading.bulletin.as_ref());
    let listed = |which: fn(&demand::Changes) -> &Vec<demand::LineChange>| {
        plan.map(|plan| changes(session, which(&plan.changes)))
            .unwrap_or_default()
    };
    BulletinReport {
        token,
        applied,
        issuer: bulletin.map(|one| one.issuer.clone()).unwrap_or_default(),
        quarter: bulletin
            .map(|one| one.quarter.to_string())
            .unwrap_or_default(),
        collected: bulletin
            .map(|one| one.collected.to_string())
            .unwrap_or_default(),
        lines: plan.map_or(0, |plan| plan.lines),
        headcount: plan.map_or(0, |plan| plan.headcount),
        superseded: plan.map_or(0, |plan| plan.superseded),
        added: listed(|changes| &changes.added),
        withdrawn: listed(|changes| &changes.withdrawn),
        changed: listed(|changes| &changes.changed),
        problems: reading
            .problems
            .iter()
            .map(|problem| row_problem(session, problem))
            .collect(),
        preview: bulletin
            .map(|one| {
                one.lines
                    .iter()
                    .map(|line| new_line(session, line))
                    .collect()
            })
            .unwrap_or_default(),
    }
}

fn new_line(session: &Session, line: &NewLine) -> DemandLine {
    DemandLine {
        id: None,
        region: line.region.iso.to_owned(),
        region_name: region_name(session, line.region.iso),
        occupation: line.occupation.id.to_owned(),
        occupation_name: occupation_name(session, line.occupation.id),
        headcount: line.headcount,
        start: line.window.start().to_string(),
        peak_start: line.window.peak_start().to_string(),
        peak_end: line.window.peak_end().to_string(),
        end: line.window.end().to_string(),
        wage_low: line.wage_low,
        wage_high: line.wage_high,
        language: line.language.clone(),
        standard: line.standard.clone(),
        permit: line.permit.clone(),
        source: line.source.clone(),
        stale: false,
    }
}

fn known_line(session: &Session, line: &demand::DemandLine) -> DemandLine {
    DemandLine {
        id: Some(line.id.to_string()),
        region: line.region.clone(),
        region_name: region_name(session, &line.region),
        occupation: line.occupation.clone(),
        occupation_name: occupation_name(session, &line.occupation),
        headcount: line.headcount,
        start: line.window.start().to_string(),
        peak_start: line.window.peak_start().to_string(),
        peak_end: line.window.peak_end().to_string(),
        end: line.window.end().to_string(),
        wage_low: line.wage_low,
        wage_high: line.wage_high,
        language: line.language.clone(),
        standard: line.standard.clone(),
        permit: line.permit.clone(),
        source: line.source.clone(),
        stale: line.stale,
    }
}

fn summary(bulletin: &demand::Bulletin) -> BulletinSummary {
    BulletinSummary {
        id: bulletin.id.to_string(),
        issuer: bulletin.issuer.clone(),
        quarter: bulletin.quarter.to_string(),
        collected: bulletin.collected.to_string(),
        lines: bulletin.lines,
        headcount: bulletin.headcount,
        stale: bulletin.stale,
        superseded: bulletin.superseded,
    }
}

pub fn bulletins(session: &Session, (): ()) -> Result<Vec<BulletinSummary>> {
    let found = session.with_store(|store| demand::bulletins(store))?;
    Ok(found.iter().map(summary).collect())
}

pub fn bulletin(session: &Session, wanted: Id) -> Result<BulletinDetail> {
    let which: BulletinId = id(&wanted.id)?;
    let (bulletin, lines) = session.with_store(|store| demand::bulletin(store, which))?;
    Ok(BulletinDetail {
        summary: summary(&bulletin),
        lines: lines.iter().map(|line| known_line(session, line)).collect(),
    })
}

/// The span asked for; without one, a year from today.
fn span(session: &Session, wanted: &GapQuery) -> Result<(IsoWeek, u32)> {
    let from = if wanted.from.is_empty() {
        IsoWeek::of(session.today())
    } else {
        week(&wanted.from)?
    };
    let to = if wanted.to.is_empty() {
        from.plus(BOARD_WEEKS - 1)
    } else {
        week(&wanted.to)?
    };
    let weeks = to.since(from) + 1;
    if !(1..=MOST_WEEKS).contains(&weeks) {
        return Err(Error::refused("WEEK_UNREADABLE").with("value", format!("{from} – {to}")));
    }
    Ok((from, count(weeks)))
}

pub fn gaps(session: &Session, wanted: GapQuery) -> Result<GapBoard> {
    let (from, weeks) = span(session, &wanted)?;
    let rows = session.with_store(|store| board::gaps(store, from, weeks))?;
    Ok(GapBoard {
        rows: rows
            .into_iter()
            .map(|row| GapRow {
                region_name: if row.region.is_empty() {
                    String::new()
                } else {
                    region_name(session, &row.region)
                },
                region: row.region,
                occupation_name: occupation_name(session, &row.occupation),
                occupation: row.occupation,
                iso_week: row.week.to_string(),
                demand: row.demand,
                covered: row.covered,
                gap: days(row.gap),
                last_safe_start: row.last_safe_start.map(|day| day.to_string()),
                disputed: row.disputed,
            })
            .collect(),
    })
}

pub fn peak_calendar(session: &Session, wanted: CalendarQuery) -> Result<PeakCalendar> {
    let from = match wanted.from.parse::<IsoWeek>() {
        Ok(week) => week,
        Err(()) => IsoWeek::of(super::date(&wanted.from)?),
    };
    if !(1..=MOST_WEEKS).contains(&i64::from(wanted.weeks)) {
        return Err(Error::refused("PLAN_WEEKS").with("weeks", wanted.weeks));
    }
    let (found, stale) = session.with_store(|store| {
        let found = calendar::calendar(store, from, wanted.weeks)?;
        let lines = demand::effective_lines(store, store.today())?;
        let stale: std::collections::BTreeSet<String> = lines
            .into_iter()
            .filter(|line| line.stale)
            .map(|line| line.occupation)
            .collect();
        Ok((found, stale))
    })?;
    let rows = found
        .rows
        .into_iter()
        .map(|row| CalendarRow {
            occupation_name: occupation_name(session, &row.occupation),
            stale: stale.contains(&row.occupation),
            occupation: row.occupation,
            regions: row
                .regions
                .into_iter()
                .map(|(region, demand)| CalendarRegion {
                    region_name: region_name(session, &region),
                    region,
                    demand,
                })
                .collect(),
            demand: row.demand,
            supply: row.supply,
            peak_heads: row.peak_heads,
            peak_start: row.peak_start.map(|day| day.to_string()),
            surplus: row.surplus,
            unmet: row.unmet,
            last_safe_start: row.last_safe_start.map(|day| day.to_string()),
            bars: row.bars.iter().map(bar).collect(),
            disputed: row.disputed,
        })
        .collect();
    Ok(PeakCalendar {
        from: from.monday().to_string(),
        weeks: (0..i64::from(found.weeks))
            .map(|index| from.plus(index))
            .map(|week| CalendarWeek {
                iso_week: week.to_string(),
                monday: week.monday().to_string(),
            })
            .collect(),
        rows,
        money: found
            .money
            .into_iter()
            .map(|(date, source, fen): (NaiveDate, _, _)| MoneyArrival {
                date: date.to_string(),
                source,
                fen: fen.0,
            })
            .collect(),
        today: session.today().to_string(),
    })
}

fn bar(bar: &calendar::Bar) -> ClassBar {
    let class = &bar.class;
    ClassBar {
        id: class.id.to_string(),
        name: class.name.clone(),
        state: class.state.word().to_owned(),
        proposed: false,
        seats: class.seats,
        start: class.timing.start.to_string(),
        training_end: class.timing.training_end().to_string(),
        certificate: class.timing.certificate().to_string(),
        ready: class.timing.ready().to_string(),
        window_opens: bar.window_opens.map(|day| day.to_string()),
        slack_days: bar.slack_days.map(days),
        tone: slack_tone(bar.tone),
    }
}
