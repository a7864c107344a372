//! Bulletins, their lines and what follows from them.

use crate::base::reference::{Occupation, Region};
use crate::base::{BulletinId, DemandLineId, IsoWeek};
use chrono::{Datelike, NaiveDate};

/// A quarter of a calendar year, ordered in time.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Quarter {
    year: i32,
    number: u8,
}

impl Quarter {
    /// Quarter `number` (1–4) of `year`.
    pub fn new(year: i32, number: u8) -> Option<Self> {
        ((1..=4).contains(&number) && (1900..2200).contains(&year)).then_some(Self { year, number })
    }

    /// The quarter that holds `date`.
    pub fn of(date: NaiveDate) -> Option<Self> {
        Self::new(date.year(), u8::try_from(date.month0() / 3 + 1).ok()?)
    }

    /// Calendar year.
    pub fn year(self) -> i32 {
        self.year
    }

    /// 1–4.
    pub fn number(self) -> u8 {
        self.number
    }

    /// Its last day.
    pub fn last_day(self) -> NaiveDate {
        let (year, month) = if self.number == 4 {
            (self.year + 1, 1)
        } else {
            (self.year, u32::from(self.number) * 3 + 1)
        };
        NaiveDate::from_ymd_opt(year, month, 1)
            .and_then(|next| next.pred_opt())
            .unwrap_or(NaiveDate::MAX)
    }
}

impl std::fmt::Display for Quarter {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(f, "{:04}Q{}", self.year, self.number)
    }
}

impl std::str::FromStr for Quarter {
    type Err = ();

    /// Reads `2026Q4` and `2026-Q4`.
    fn from_str(text: &str) -> Result<Self, ()> {
        let (year, number) = text.trim().split_once(['Q', 'q']).ok_or(())?;
        let year = year.trim_end_matches('-').parse().map_err(|_| ())?;
        Self::new(year, number.parse().map_err(|_| ())?).ok_or(())
    }
}

/// When people are needed: nobody on the first day of `start`, all of them from
/// `peak_start` to `peak_end`, nobody after `end`. A window without a ramp has
/// its peak from start to end.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Window {
    start: NaiveDate,
    peak_start: NaiveDate,
    peak_end: NaiveDate,
    end: NaiveDate,
}

impl Window {
    /// `None` unless start ≤ peak start ≤ peak end ≤ end.
    pub fn new(
        start: NaiveDate,
        peak_start: NaiveDate,
        peak_end: NaiveDate,
        end: NaiveDate,
    ) -> Option<Self> {
        (start <= peak_start && peak_start <= peak_end && peak_end <= end).then_some(Self {
            start,
            peak_start,
            peak_end,
            end,
        })
    }

    /// All people on every day of it.
    pub fn flat(start: NaiveDate, end: NaiveDate) -> Option<Self> {
        Self::new(start, start, end, end)
    }

    /// First day.
    pub fn start(self) -> NaiveDate {
        self.start
    }

    /// First day with everybody.
    pub fn peak_start(self) -> NaiveDate {
        self.peak_start
    }

    /// Last day with everybody.
    pub fn peak_end(self) -> NaiveDate {
        self.peak_end
    }

    /// Last day.
    pub fn end(self) -> NaiveDate {
        self.end
    }
}

/// One row of a bulletin.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct NewLine {
    /// Region of Kazakhstan.
    pub region: &'static Region,
    /// Occupation.
    pub occupation: &'static Occupation,
    /// People at the peak, at least one.
    pub headcount: u32,
    /// When they are needed.
    pub window: Window,
    /// Tenge a month.
    pub wage_low: Option<u32>,
    /// Tenge a month.
    pub wage_high: Option<u32>,
    /// Language required, as written.
    pub language: String,
    /// Standard required, as written.
    pub standard: String,
    /// Permit category ([`super::rules::permit_code`]).
    pub permit: String,
    /// Employer, where one is named.
    pub employer: String,
    /// Where the figure comes from.
    pub source: String,
    /// Remarks.
    pub remarks: String,
    /// Day on which the line was collected, where it has its own.
    pub collected: Option<NaiveDate>,
    /// Row of the file, from 1; absent for a line typed in.
    pub file_row: Option<u32>,
}

/// A bulletin to be recorded.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct NewBulletin {
    /// Port, ports jointly, employment service or employer.
    pub issuer: String,
    /// Quarter it reports on.
    pub quarter: Quarter,
    /// Day on which it was collected.
    pub collected: NaiveDate,
    /// Day on which it was published, where it is known.
    pub published: Option<NaiveDate>,
    /// Name of its file; empty when typed in.
    pub file_name: String,
    /// Its lines, in the file's order.
    pub lines: Vec<NewLine>,
}

/// A bulletin on record.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Bulletin {
    /// Its id.
    pub id: BulletinId,
    /// Who issued it.
    pub issuer: String,
    /// Quarter it reports on.
    pub quarter: Quarter,
    /// Day on which it was collected.
    pub collected: NaiveDate,
    /// Day on which it was published, where it is known.
    pub published: Option<NaiveDate>,
    /// Lines.
    pub lines: u32,
    /// Sum of the lines' headcounts.
    pub headcount: u32,
    /// Older than its quarter and the grace ([`super::rules::is_stale`]).
    pub stale: bool,
    /// A later bulletin of the same issuer counts in its place.
    pub superseded: bool,
}

/// A demand line on record.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct DemandLine {
    /// Its id.
    pub id: DemandLineId,
    /// The bulletin it stands in.
    pub bulletin: BulletinId,
    /// Who issued that bulletin.
    pub issuer: String,
    /// Region of Kazakhstan, ISO 3166-2.
    pub region: String,
    /// Code of the occupation.
    pub occupation: String,
    /// People at the peak.
    pub headcount: u32,
    /// When they are needed.
    pub window: Window,
    /// Tenge a month.
    pub wage_low: Option<u32>,
    /// Tenge a month.
    pub wage_high: Option<u32>,
    /// Language required, as written.
    pub language: String,
    /// Standard required, as written.
    pub standard: String,
    /// Permit category: `cat1`–`cat4`, `seasonal`, empty where none is needed or
    /// named, or as written.
    pub permit: String,
    /// Employer, where one is named.
    pub employer: String,
    /// Where the figure comes from.
    pub source: String,
    /// Its bulletin is older than its quarter and the grace.
    pub stale: bool,
    /// A later bulletin of the same issuer counts in its place.
    pub superseded: bool,
    /// Superseded lines whose place it takes ([`super::rules::successor`]), so
    /// that a class meant for one of them is meant for this line now. Filled
    /// for lines that count.
    pub succeeds: Vec<DemandLineId>,
}

/// People wanted per week in one region and occupation.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Curve {
    /// Region of Kazakhstan, ISO 3166-2.
    pub region: String,
    /// Code of the occupation.
    pub occupation: String,
    /// First week.
    pub from: IsoWeek,
    /// People per week from `from` on: the largest figure among issuers, or the
    /// chosen issuer's.
    pub heads: Vec<u32>,
    /// Whether issuers name different figures for the week and nobody chose.
    pub disputed: Vec<bool>,
    /// The lines it is made of, by start and id, of all issuers that count.
    pub lines: Vec<DemandLine>,
}

impl Curve {
    /// Whether a line of it is stale.
    pub fn is_stale(&self) -> bool {
        self.lines.iter().any(|line| line.stale)
    }
}

/// What a bulletin changed about one occupation in one region.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord)]
pub struct LineChange {
    /// Region of Kazakhstan, ISO 3166-2.
    pub region: String,
    /// Code of the occupation.
    pub occupation: String,
    /// People wanted by the issuer's bulletin before; `None`: it had no line.
    pub before: Option<u32>,
    /// People wanted now; `None`: it has no line any more.
    pub after: Option<u32>,
}

/// Quarter on quarter, by region and occupation.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Changes {
    /// New in this bulletin.
    pub added: Vec<LineChange>,
    /// No longer in it.
    pub withdrawn: Vec<LineChange>,
    /// In both, with another headcount or other dates.
    pub changed: Vec<LineChange>,
}
