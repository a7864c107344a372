//! Two ports' bulletins of the current quarter, made from the season calendar
//! and the published wages: what a season asks for, where and when is data;
//! only the headcounts are invented.

use super::random::Sequence;
use crate::base::reference::{self, Season};
use chrono::{Datelike, Duration, NaiveDate};

/// A port's bulletin.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Bulletin {
    /// Name of the port.
    pub issuer: &'static str,
    /// Calendar year of the quarter.
    pub year: i32,
    /// Quarter, 1–4.
    pub quarter: u32,
    /// Day on which it was collected.
    pub collected: NaiveDate,
    /// Its lines.
    pub lines: Vec<Line>,
}

/// A line of a bulletin.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Line {
    /// Region of Kazakhstan, ISO 3166-2.
    pub region: &'static str,
    /// Occupation.
    pub occupation: &'static str,
    /// People at the peak.
    pub headcount: u32,
    /// First day of work.
    pub start: NaiveDate,
    /// First day of the peak.
    pub peak_start: NaiveDate,
    /// Last day of the peak.
    pub peak_end: NaiveDate,
    /// Last day of work.
    pub end: NaiveDate,
    /// Tenge a month.
    pub wage_low: u32,
    /// Tenge a month.
    pub wage_high: u32,
    /// Language asked for.
    pub language: &'static str,
    /// Standard asked for.
    pub standard: &'static str,
    /// Permit category.
    pub permit: &'static str,
}

/// What a season of the calendar asks for: occupation, season, people (least
/// and most), and the wage in thousandths of the region's average.
struct Asked {
    occupation: &'static str,
    seasons: &'static [&'static str],
    heads: (u32, u32),
    wage_permille: u32,
    permit: &'static str,
}

/// A dozen graders and hundreds of combine operators: the county that trains
/// what it always trained misses the harvest.
const ASKED: &[Asked] = &[
    Asked {
        occupation: "OCC-HARV",
        seasons: &["S008", "S009", "S010", "S013"],
        heads: (70, 180),
        wage_permille: 1_300,
        permit: "4类",
    },
    Asked {
        occupation: "OCC-AGMECH",
        seasons: &["S051", "S052", "S054"],
        heads: (25, 50),
        wage_permille: 1_100,
        permit: "4类",
    },
    Asked {
        occupation: "OCC-COLD",
        seasons: &["S058", "S055"],
        heads: (20, 50),
        wage_permille: 1_400,
        permit: "4类",
    },
    Asked {
        occupation: "OCC-PICK",
        seasons: &["S029", "S030"],
        heads: (80, 190),
        wage_permille: 750,
        permit: "季节性",
    },
    Asked {
        occupation: "OCC-VEG",
        seasons: &["S043", "S046"],
        heads: (60, 110),
        wage_permille: 800,
        permit: "季节性",
    },
    Asked {
        occupation: "OCC-WELD",
        seasons: &["S049", "S050"],
        heads: (40, 80),
        wage_permille: 1_150,
        permit: "4类",
    },
    Asked {
        occupation: "OCC-IRRIG",
        seasons: &["S038", "S041"],
        heads: (20, 45),
        wage_permille: 1_200,
        permit: "4类",
    },
    Asked {
        occupation: "OCC-FORK",
        seasons: &["S059"],
        heads: (15, 30),
        wage_permille: 1_050,
        permit: "4类",
    },
    Asked {
        occupation: "OCC-GRADE",
        seasons: &["S035"],
        heads: (9, 12),
        wage_permille: 850,
        permit: "4类",
    },
];

/// Share of the people that each port asks for, in thousandths of the range.
const PORTS: &[(&str, u32, i64)] = &[("霍尔果斯(演示)", 1_000, 4), ("阿拉山口(演示)", 550, 8)];

const LANGUAGES: &[&str] = &["不限", "俄语初级", "哈语或俄语初级"];
const STANDARDS: &[&str] = &["不限", "哈方考核", "中国初级工+哈方考核"];

/// Average wage of a region, tenge a month, newest first; of the country where
/// the region has none.
fn average_wage(region: &str) -> u32 {
    let newest = |area: &str| {
        reference::kz_wages()
            .iter()
            .filter(|row| row.key == "wage.region" && row.area == area)
            .filter_map(|row| Some((row.valid_from, u32::try_from(row.whole()?).ok()?)))
            .max()
            .map(|(_, wage)| wage)
    };
    newest(region).or_else(|| newest("KZ")).unwrap_or_default()
}

/// The season's next window that begins late enough for somebody to be trained
/// for it: first day, peak, last day.
fn next_window(
    season: &Season,
    today: NaiveDate,
) -> Option<(NaiveDate, NaiveDate, NaiveDate, NaiveDate)> {
    (today.year()..=today.year() + 2).find_map(|year| {
        let (start, end) = season.in_year(year)?;
        if start < today + Duration::days(45) {
            return None;
        }
        // Where no peak is published, the third day after the start and before
        // the end bound it.
        let (peak_start, peak_end) = season
            .peak_in_year(year)
            .unwrap_or((start + Duration::days(3), end - Duration::days(3)));
        Some((start, peak_start.max(start), peak_end.min(end), end))
    })
}

/// The bulletins that lie on the desk `today`.
pub fn bulletins(today: NaiveDate) -> Vec<Bulletin> {
    PORTS
        .iter()
        .map(|(port, share, age)| {
            // Collected in the quarter it is named after.
            let quarter_start =
                NaiveDate::from_ymd_opt(today.year(), today.month0() / 3 * 3 + 1, 1)
                    .unwrap_or(today);
            let collected = (today - Duration::days(*age)).max(quarter_start);
            let mut chance = Sequence::new(super::invent::SEED ^ u64::from(*share));
            let mut lines = Vec::new();
            for asked in ASKED {
                for id in asked.seasons {
                    let heads = chance.between(asked.heads.0, asked.heads.1) * share / 1_000;
                    let language = chance.pick(LANGUAGES).copied().unwrap_or("不限");
                    let standard = chance.pick(STANDARDS).copied().unwrap_or("不限");
                    let spread = chance.between(6, 14) * 5_000;
                    let tilt = chance.between(920, 1_080);
                    let Some(season) = reference::seasons().iter().find(|season| season.id == *id)
                    else {
                        continue;
                    };
                    let Some((start, peak_start, peak_end, end)) = next_window(season, today)
                    else {
                        continue;
                    };
                    let wage = u64::from(average_wage(season.region))
                        * u64::from(asked.wage_permille)
                        * u64::from(tilt)
                        / 1_000_000;
                    let wage_low = u32::try_from(wage / 5_000 * 5_000).unwrap_or(u32::MAX);
                    lines.push(Line {
                        region: season.region,
                        occupation: asked.occupation,
                        headcount: heads.max(1),
                        start,
                        peak_start,
                        peak_end,
                        end,
                        wage_low,
                        wage_high: wage_low.saturating_add(spread),
                        language,
                        standard,
                        permit: asked.permit,
                    });
                }
            }
            Bulletin {
                issuer: port,
                year: today.year(),
                quarter: today.month0() / 3 + 1,
                collected,
                lines,
            }
        })
        .collect()
}
