//! Dated parameter rows: rules of some year and place, wages, incomes, rates.
//! The program never computes with a number of this kind that stands in code.

use super::table::Table;
use chrono::{Datelike, NaiveDate};
use std::sync::LazyLock;

/// A value of some place and time, with its source.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Parameter {
    /// Name within its table, as the table spells it.
    pub key: &'static str,
    /// As written; empty when the source gives none.
    pub value: &'static str,
    /// Unit as written.
    pub unit: &'static str,
    /// Area: a place name, a Kazakh region's code, or empty for everywhere.
    pub area: &'static str,
    /// First day in force; `None` when not known.
    pub valid_from: Option<NaiveDate>,
    /// Last day in force; `None` when open or not known.
    pub valid_to: Option<NaiveDate>,
    /// Where it comes from.
    pub source: &'static str,
    /// `high`, `medium`, `low`, `estimate` … as the table says.
    pub confidence: &'static str,
    /// What else the table says about it.
    pub note: &'static str,
}

impl Parameter {
    /// Whether it is in force on `date`.
    pub fn in_force(&self, date: NaiveDate) -> bool {
        self.valid_from.is_none_or(|from| from <= date) && self.valid_to.is_none_or(|to| date <= to)
    }

    /// Whether it is an estimate, which is shown as one.
    pub fn is_estimate(&self) -> bool {
        self.confidence.contains("estimate") || self.confidence.contains("assumption")
    }

    /// The value as a whole number.
    pub fn whole(&self) -> Option<i64> {
        self.value.parse().ok()
    }
}

/// The row named `key` in force on `date`; of several, the one that came into
/// force last, then the one written first.
pub fn in_force<'p>(rows: &'p [Parameter], key: &str, date: NaiveDate) -> Option<&'p Parameter> {
    rows.iter()
        .filter(|row| row.key == key && row.in_force(date))
        .rev()
        .max_by_key(|row| row.valid_from)
}

/// An official or market rate of the tenge.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Rate {
    /// Day of the rate.
    pub date: NaiveDate,
    /// Tenge for one yuan, in thousandths (rounded half up).
    pub kzt_per_cny: i64,
    /// Where it comes from.
    pub source: &'static str,
    /// Money moves on official rates only; others are for display.
    pub official: bool,
}

/// The latest official rate on or before `date`.
pub fn exchange_rate(date: NaiveDate) -> Option<Rate> {
    RATES
        .iter()
        .rev()
        .find(|rate| rate.official && rate.date <= date)
        .copied()
}

/// The latest rate of any kind on or before `date`, for display only.
pub fn market_rate(date: NaiveDate) -> Option<Rate> {
    RATES.iter().rev().find(|rate| rate.date <= date).copied()
}

/// Rules about Kazakh work permits, quotas, fees and terms.
pub fn work_permit_parameters() -> &'static [Parameter] {
    &WORK_PERMITS
}

/// Rules about training hours, class sizes and subsidies, by area and year.
pub fn training_rules() -> &'static [Parameter] {
    &TRAINING
}

/// Average monthly wages in tenge: key `wage.region` by region, `wage.<sector>`
/// by sector; `area` is `KZ` or a region's code.
pub fn kz_wages() -> &'static [Parameter] {
    &KZ_WAGES
}

/// Kazakh parameters such as the monthly calculation index.
pub fn kz_parameters() -> &'static [Parameter] {
    &KZ_PARAMETERS
}

/// Chinese incomes per head and year by area (yuan).
pub fn cn_income() -> &'static [Parameter] {
    &CN_INCOME
}

/// Monitoring lines (yuan per head and year).
pub fn monitoring_lines() -> &'static [Parameter] {
    &MONITORING
}

/// Hundredths and so on are cut to thousandths, half up.
fn thousandths(text: &str) -> Option<i64> {
    let (whole, part) = text.split_once('.').unwrap_or((text, ""));
    if part.len() > 12 || !part.bytes().all(|byte| byte.is_ascii_digit()) {
        return None;
    }
    let digits = format!("{part:0<4}");
    let (kept, rest) = digits.split_at(3);
    let up = i64::from(rest.starts_with(['5', '6', '7', '8', '9']));
    whole
        .parse::<i64>()
        .ok()?
        .checked_mul(1000)?
        .checked_add(kept.parse::<i64>().ok()? + up)
}

/// The program's own parameters as shipped: a start that offices edit; `area`
/// is a division code.
pub fn parameter_defaults() -> Vec<Parameter> {
    Table::read(include_str!(
        "../../../../../assets/reference/parameters.csv"
    ))
    .rows()
    .map(|row| Parameter {
        key: row.get("name"),
        value: row.get("value"),
        unit: row.get("unit"),
        area: row.get("area"),
        valid_from: row.get("valid_from").parse().ok(),
        valid_to: row.get("valid_to").parse().ok(),
        source: row.get("source"),
        confidence: row.get("confidence"),
        note: "",
    })
    .collect()
}

static RATES: LazyLock<Vec<Rate>> = LazyLock::new(|| {
    let mut rates: Vec<Rate> = Table::read(include_str!(
        "../../../../../assets/reference/fx_cny_kzt.csv"
    ))
    .rows()
    .filter_map(|row| {
        Some(Rate {
            date: row.get("date").parse().ok()?,
            kzt_per_cny: thousandths(row.get("kzt_per_cny"))?,
            source: row.get("source"),
            official: row.get("kind") == "official",
        })
    })
    .collect();
    rates.sort_by_key(|rate| rate.date);
    rates
});

/// First and last day of a written period: `2026`, `2025-08`, `2026-01-02`,
/// `2025-Q1`, `2025-9M`, `2025-H1`, `2023-2025`, `2019前`. What can't be read
/// is open.
fn period(text: &str) -> (Option<NaiveDate>, Option<NaiveDate>) {
    let text = text.trim();
    if let Ok(date) = text.parse::<NaiveDate>() {
        return (Some(date), Some(date));
    }
    let year = text.get(..4).and_then(|year| year.parse::<i32>().ok());
    let Some(year) = year else {
        return (None, None);
    };
    let rest = text.get(4..).unwrap_or_default();
    let months = |first: u32, last: u32| {
        let from = NaiveDate::from_ymd_opt(year, first, 1);
        let to = if last == 12 {
            NaiveDate::from_ymd_opt(year + 1, 1, 1)
        } else {
            NaiveDate::from_ymd_opt(year, last + 1, 1)
        };
        (from, to.and_then(|day| day.pred_opt()))
    };
    match rest {
        "" => months(1, 12),
        "前" => (None, NaiveDate::from_ymd_opt(year - 1, 12, 31)),
        "-Q1" => months(1, 3),
        "-Q2" => months(4, 6),
        "-Q3" => months(7, 9),
        "-Q4" => months(10, 12),
        "-H1" => months(1, 6),
        "-H2" => months(7, 12),
        "-9M" => months(1, 9),
        _ => match rest
            .strip_prefix('-')
            .map(|part| (part.len(), part.parse::<i32>()))
        {
            Some((2, Ok(month))) if (1..=12).contains(&month) => months(month as u32, month as u32),
            Some((4, Ok(last))) => (
                NaiveDate::from_ymd_opt(year, 1, 1),
                NaiveDate::from_ymd_opt(last, 12, 31),
            ),
            _ => (None, None),
        },
    }
}

static WORK_PERMITS: LazyLock<Vec<Parameter>> = LazyLock::new(|| {
    Table::read(include_str!(
        "../../../../../assets/reference/work_permit_parameters.csv"
    ))
    .rows()
    .map(|row| Parameter {
        key: row.get("key"),
        value: row.get("value"),
        unit: row.get("unit"),
        area: "KZ",
        valid_from: period(row.get("valid_from")).0,
        valid_to: period(row.get("valid_to")).1,
        source: row.get("source"),
        confidence: row.get("confidence"),
        note: row.get("description"),
    })
    .collect()
});

static TRAINING: LazyLock<Vec<Parameter>> = LazyLock::new(|| {
    Table::read(include_str!(
        "../../../../../assets/reference/training_rules.csv"
    ))
    .rows()
    .map(|row| {
        let (from, to) = period(row.get("year"));
        // A single year is the year of the rule, which stays in force; only
        // a written span or `before` has an end.
        let ends = row.get("year").len() > 4;
        Parameter {
            key: row.get("rule"),
            value: row.get("value"),
            unit: row.get("unit"),
            area: row.get("area"),
            valid_from: from,
            valid_to: to.filter(|_| ends),
            source: row.get("source"),
            confidence: row.get("confidence"),
            note: row.get("note"),
        }
    })
    .collect()
});

static KZ_WAGES: LazyLock<Vec<Parameter>> = LazyLock::new(|| {
    let regions = Table::read(include_str!(
        "../../../../../assets/reference/kz_wages_region.csv"
    ));
    let sectors = Table::read(include_str!(
        "../../../../../assets/reference/kz_wages_sector.csv"
    ));
    let by_region = regions.rows().map(|row| {
        let (valid_from, valid_to) = period(row.get("period"));
        Parameter {
            key: "wage.region",
            value: row.get("avg_monthly_nominal_kzt"),
            unit: "KZT/month",
            area: row.get("region_iso"),
            valid_from,
            valid_to,
            source: row.get("source"),
            confidence: row.get("confidence"),
            note: row.get("coverage"),
        }
    });
    let by_sector = sectors.rows().map(|row| {
        let (valid_from, valid_to) = period(row.get("period"));
        let key: &'static str =
            Box::leak(format!("wage.{}", row.get("sector_en")).into_boxed_str());
        Parameter {
            key,
            value: row.get("avg_monthly_nominal_kzt"),
            unit: "KZT/month",
            area: row.get("region_iso"),
            valid_from,
            valid_to,
            source: row.get("source"),
            confidence: row.get("confidence"),
            note: row.get("note"),
        }
    });
    by_region.chain(by_sector).collect()
});

static KZ_PARAMETERS: LazyLock<Vec<Parameter>> = LazyLock::new(|| {
    Table::read(include_str!(
        "../../../../../assets/reference/kz_parameters.csv"
    ))
    .rows()
    .map(|row| Parameter {
        key: row.get("parameter"),
        value: row.get("value"),
        unit: row.get("unit"),
        area: "KZ",
        valid_from: period(row.get("valid_from")).0,
        valid_to: period(row.get("valid_to")).1,
        source: row.get("source"),
        confidence: "high",
        note: "",
    })
    .collect()
});

static CN_INCOME: LazyLock<Vec<Parameter>> = LazyLock::new(|| {
    Table::read(include_str!(
        "../../../../../assets/reference/cn_income.csv"
    ))
    .rows()
    .map(|row| {
        let (valid_from, valid_to) = period(row.get("year"));
        Parameter {
            key: row.get("indicator"),
            value: row.get("value_cny"),
            unit: "CNY",
            area: row.get("area"),
            valid_from,
            valid_to,
            source: row.get("source"),
            confidence: row.get("confidence"),
            note: row.get("population"),
        }
    })
    .collect()
});

static MONITORING: LazyLock<Vec<Parameter>> = LazyLock::new(|| {
    Table::read(include_str!(
        "../../../../../assets/reference/cn_monitoring_lines.csv"
    ))
    .rows()
    .map(|row| {
        let (valid_from, valid_to) = period(row.get("year"));
        Parameter {
            key: row.get("line_name"),
            value: row.get("value_cny_per_person_year"),
            unit: "CNY",
            area: row.get("area"),
            valid_from,
            valid_to,
            source: row.get("source"),
            confidence: row.get("confidence"),
            note: row.get("note"),
        }
    })
    .collect()
});

/// A season of the calendar: when a kind of work peaks in a region.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Season {
    /// Such as `S008`.
    pub id: &'static str,
    /// Family of occupations ([`super::Occupation::family`]).
    pub family: &'static str,
    /// What is done, Chinese.
    pub activity_zh: &'static str,
    /// What is done, English.
    pub activity_en: &'static str,
    /// Code of the Kazakh region.
    pub region: &'static str,
    /// First day (month, day) of the season.
    pub start: (u32, u32),
    /// Last day; before `start` when the season wraps over the year end.
    pub end: (u32, u32),
    /// First and last day of the peak, where one is known.
    pub peak: Option<((u32, u32), (u32, u32))>,
    /// What it rests on.
    pub evidence: &'static str,
    /// Where that is from.
    pub source: &'static str,
    /// `high`, `medium`, `low`.
    pub confidence: &'static str,
    /// Shown as an estimate.
    pub is_estimate: bool,
}

impl Season {
    /// First and last day of the season that starts in `year`; the end lies in
    /// the next year when the season wraps.
    pub fn in_year(&self, year: i32) -> Option<(NaiveDate, NaiveDate)> {
        span(year, self.start, self.end)
    }

    /// First and last day of the peak of the season that starts in `year`.
    pub fn peak_in_year(&self, year: i32) -> Option<(NaiveDate, NaiveDate)> {
        let (from, to) = self.peak?;
        let year = if from < self.start { year + 1 } else { year };
        span(year, from, to)
    }
}

fn day(year: i32, (month, day): (u32, u32)) -> Option<NaiveDate> {
    // 29 February exists in leap years only; the last day of the month stands in.
    NaiveDate::from_ymd_opt(year, month, day)
        .or_else(|| NaiveDate::from_ymd_opt(year, month, day.checked_sub(1)?))
}

fn span(year: i32, from: (u32, u32), to: (u32, u32)) -> Option<(NaiveDate, NaiveDate)> {
    let start = day(year, from)?;
    let end = day(
        if to < from {
            start.year() + 1
        } else {
            start.year()
        },
        to,
    )?;
    Some((start, end))
}

/// The season calendar.
pub fn seasons() -> &'static [Season] {
    &SEASONS
}

fn month_day(text: &str) -> Option<(u32, u32)> {
    let (month, day) = text.split_once('-')?;
    Some((month.parse().ok()?, day.parse().ok()?))
}

static SEASONS: LazyLock<Vec<Season>> = LazyLock::new(|| {
    Table::read(include_str!(
        "../../../../../assets/reference/season_calendar.csv"
    ))
    .rows()
    .filter_map(|row| {
        Some(Season {
            id: row.get("season_id"),
            family: row.get("occ_family"),
            activity_zh: row.get("activity_zh"),
            activity_en: row.get("activity_en"),
            region: row.get("region_iso"),
            start: month_day(row.get("start_md"))?,
            end: month_day(row.get("end_md"))?,
            peak: month_day(row.get("peak_start_md")).zip(month_day(row.get("peak_end_md"))),
            evidence: row.get("evidence"),
            source: row.get("source"),
            confidence: row.get("confidence"),
            is_estimate: row.get("is_estimate") == "1",
        })
    })
    .collect()
});

#[cfg(test)]
mod tests {
    use super::*;

    fn date(text: &str) -> NaiveDate {
        text.parse().unwrap()
    }

    #[test]
    fn money_moves_on_official_rates_only() {
        let rate = exchange_rate(date("2026-11-24")).unwrap();
        assert_eq!(
            (rate.date, rate.kzt_per_cny, rate.official),
            (date("2024-04-24"), 61_310, true)
        );
        assert_eq!(exchange_rate(date("2024-04-23")), None);
        let shown = market_rate(date("2026-11-24")).unwrap();
        assert!(!shown.official);
        assert_eq!(shown.kzt_per_cny, 65_779, "65.7794 in thousandths");
        assert_eq!(thousandths("61.9015"), Some(61_902));
        assert_eq!(thousandths("61"), Some(61_000));
        assert_eq!(thousandths("6x"), None);
    }

    #[test]
    fn parameters_are_dated() {
        let quota = |day: &str| {
            in_force(work_permit_parameters(), "quota.cat4", date(day)).map(|row| row.value)
        };
        assert_eq!(quota("2026-11-24"), Some("3131"));
        assert_eq!(quota("2025-06-01"), Some("1161"));
        assert_eq!(quota("2027-06-01"), None, "no quota published yet");
        let lead = in_force(
            work_permit_parameters(),
            "planning.lead_time_days",
            date("2026-11-24"),
        )
        .unwrap();
        assert_eq!(lead.whole(), Some(75));
        assert!(lead.is_estimate());
        let raised = in_force(
            work_permit_parameters(),
            "quota.total_pct",
            date("2025-08-31"),
        )
        .unwrap();
        assert_eq!(
            raised.value, "0.2",
            "2025-08 as an end is the month's last day"
        );
    }

    #[test]
    fn periods() {
        assert_eq!(
            period("2025-Q3"),
            (Some(date("2025-07-01")), Some(date("2025-09-30")))
        );
        assert_eq!(
            period("2025-9M"),
            (Some(date("2025-01-01")), Some(date("2025-09-30")))
        );
        assert_eq!(
            period("2023-2025"),
            (Some(date("2023-01-01")), Some(date("2025-12-31")))
        );
        assert_eq!(period("2019前"), (None, Some(date("2018-12-31"))));
        assert_eq!(period(""), (None, None));
        assert_eq!(period("unknown"), (None, None));
    }

    #[test]
    fn seasons_wrap_over_the_year_end() {
        assert_eq!(seasons().len(), 60);
        let cold = seasons().iter().find(|season| season.id == "S058").unwrap();
        assert_eq!(
            cold.in_year(2026),
            Some((date("2026-12-01"), date("2027-03-10")))
        );
        assert_eq!(
            cold.peak_in_year(2026),
            Some((date("2027-01-01"), date("2027-02-28")))
        );
        let grain = seasons().iter().find(|season| season.id == "S008").unwrap();
        assert_eq!(
            grain.in_year(2027),
            Some((date("2027-08-20"), date("2027-10-15")))
        );
    }

    #[test]
    fn every_table_is_whole() {
        for rows in [
            work_permit_parameters(),
            training_rules(),
            kz_wages(),
            kz_parameters(),
            cn_income(),
            monitoring_lines(),
        ] {
            assert!(!rows.is_empty());
            assert!(
                rows.iter()
                    .all(|row| !row.key.is_empty() && (!row.source.is_empty())),
                "{rows:?}"
            );
        }
        assert_eq!(RATES.len(), 34);
        assert_eq!(kz_wages().len(), 31 + 10);
    }
}
