//! Pure decisions about demand: weekly curves, slices, what several issuers say
//! together, what a later bulletin does to an earlier one, staleness. Sources:
//! domain.md §3; planning.md, "From a county's data to an instance".

use super::model::{Bulletin, Changes, Curve, DemandLine, LineChange, Quarter, Window};
use crate::base::reference::fold_name;
use crate::base::{BulletinId, DemandLineId, IsoWeek};
use chrono::{Days, NaiveDate};
use std::collections::{BTreeMap, BTreeSet};

/// Days after the end of its quarter from which a bulletin is stale; a
/// parameter (domain.md §3).
pub const GRACE_DAYS: u32 = 21;

/// Whether a bulletin on `quarter` is stale on `today`: more than `grace` days
/// have passed since the quarter ended.
pub fn is_stale(quarter: Quarter, grace: u32, today: NaiveDate) -> bool {
    match quarter
        .last_day()
        .checked_add_days(Days::new(u64::from(grace)))
    {
        Some(last) => today > last,
        None => false,
    }
}

/// People needed on `date`: none on the first day of the window, rising in a
/// line to `headcount` on the first day of the peak, and back to none on the
/// last day; rounded up, because nobody hires a share of a person.
pub fn heads_on(window: Window, headcount: u32, date: NaiveDate) -> u32 {
    if date < window.start() || date > window.end() {
        return 0;
    }
    let (passed, whole) = if date < window.peak_start() {
        (
            (date - window.start()).num_days(),
            (window.peak_start() - window.start()).num_days(),
        )
    } else if date > window.peak_end() {
        (
            (window.end() - date).num_days(),
            (window.end() - window.peak_end()).num_days(),
        )
    } else {
        return headcount;
    };
    // Both ramps are at least a day long here, and `passed` < `whole`.
    let product = i64::from(headcount) * passed;
    u32::try_from(product.div_euclid(whole) + i64::from(product.rem_euclid(whole) != 0))
        .unwrap_or(headcount)
}

/// People needed in `week`: those of its Thursday (planning.md).
pub fn heads_in(window: Window, headcount: u32, week: IsoWeek) -> u32 {
    heads_on(window, headcount, week.thursday())
}

/// Whether the window asks for anybody in any week. One that holds no Thursday
/// would never be seen.
pub fn has_a_week(window: Window, headcount: u32) -> bool {
    let (first, last) = (IsoWeek::of(window.start()), IsoWeek::of(window.end()));
    if last.since(first) > 2 {
        // Three whole weeks hold a Thursday strictly inside the window.
        return headcount > 0;
    }
    (0..=last.since(first)).any(|offset| heads_in(window, headcount, first.plus(offset)) > 0)
}

/// `heads` people over all weeks of `[from, to)`, counted from the start of a
/// curve.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Slice {
    /// First week.
    pub from: u32,
    /// First week after it.
    pub to: u32,
    /// People, at least one.
    pub heads: u32,
}

/// Cuts a curve into horizontal slices, each as wide as the curve allows:
/// whoever begins at the left edge of a slice has work until its right edge.
/// The slices sum up to the curve, week by week; in order of `from`, `to`.
pub fn slices(curve: &[u32]) -> Vec<Slice> {
    // Levels begun and not yet ended: (first week, height), heights rising.
    let mut open: Vec<(u32, u32)> = Vec::new();
    let mut cut = Vec::new();
    for (week, value) in (0u32..).zip(curve.iter().copied().chain([0])) {
        let mut begun = week;
        while let Some((from, height)) = open.pop_if(|(_, height)| *height > value) {
            let below = open.last().map_or(0, |(_, height)| *height).max(value);
            cut.push(Slice {
                from,
                to: week,
                heads: height - below,
            });
            begun = from;
        }
        if value > open.last().map_or(0, |(_, height)| *height) {
            open.push((begun, value));
        }
    }
    cut.sort_unstable();
    cut
}

/// Name under which an issuer is known: 霍尔果斯 and 霍尔果斯口岸 are one.
pub fn issuer_key(issuer: &str) -> String {
    let folded = fold_name(issuer);
    folded
        .strip_suffix("口岸")
        .filter(|rest| !rest.is_empty())
        .map(str::to_owned)
        .unwrap_or(folded)
}

/// The code of a permit category: `cat1`–`cat4` and `seasonal` for what
/// bulletins and capacity files write (4类, 第四类, 4-я категория, 季节性, …),
/// empty where none is needed or named, else the text as written.
pub fn permit_code(written: &str) -> String {
    let folded = fold_name(written);
    let none = [
        "",
        "-",
        "/",
        "无",
        "不限",
        "免",
        "免许可",
        "不需要",
        "无需",
        "没有",
        "none",
        "no",
        "нет",
        "нетребуется",
    ];
    if none.contains(&folded.as_str()) {
        return String::new();
    }
    if ["季节", "сезон", "season"]
        .iter()
        .any(|word| folded.contains(word))
    {
        return "seasonal".to_owned();
    }
    let number = folded
        .strip_prefix("category")
        .or_else(|| folded.strip_prefix("cat"))
        .or_else(|| {
            folded
                .strip_suffix("类")
                .map(|rest| rest.strip_prefix('第').unwrap_or(rest))
        })
        .or_else(|| folded.strip_prefix("类别"))
        .or_else(|| folded.strip_prefix("категория"))
        .or_else(|| folded.strip_suffix("категория"))
        .unwrap_or(&folded)
        .trim_matches(|c: char| matches!(c, '-' | '.' | ':' | 'я' | 'й'));
    match number {
        "1" | "一" | "i" => "cat1".to_owned(),
        "2" | "二" | "ii" => "cat2".to_owned(),
        "3" | "三" | "iii" => "cat3".to_owned(),
        "4" | "四" | "iv" => "cat4".to_owned(),
        _ => written.trim().to_owned(),
    }
}

/// The bulletins that count: of every issuer the latest by quarter, then day of
/// collection, then id. Whatever order they came in, the answer is the same.
pub fn effective<'b>(bulletins: impl IntoIterator<Item = &'b Bulletin>) -> BTreeSet<BulletinId> {
    let mut latest: BTreeMap<String, (Quarter, NaiveDate, BulletinId)> = BTreeMap::new();
    for bulletin in bulletins {
        let rank = (bulletin.quarter, bulletin.collected, bulletin.id);
        let held = latest.entry(issuer_key(&bulletin.issuer)).or_insert(rank);
        *held = (*held).max(rank);
    }
    latest.into_values().map(|(_, _, id)| id).collect()
}

/// The line that takes a superseded one's place for whoever names the old one:
/// of the lines that count for its region and occupation in the same season
/// (the windows share a day) one of its own issuer before another's, then the
/// one that shares most days with it, then the lowest id. `None` when nobody
/// asks for these people any more.
pub fn successor(old: &DemandLine, counting: &[DemandLine]) -> Option<DemandLineId> {
    let issuer = issuer_key(&old.issuer);
    counting
        .iter()
        .filter(|line| line.region == old.region && line.occupation == old.occupation)
        .filter_map(|line| {
            let (from, to) = (
                line.window.start().max(old.window.start()),
                line.window.end().min(old.window.end()),
            );
            let shared = (to - from).num_days();
            (shared >= 0).then(|| (issuer_key(&line.issuer) != issuer, -shared, line.id))
        })
        .min()
        .map(|(_, _, id)| id)
}

/// A line as quarter-on-quarter comparison sees it.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Compared<'l> {
    /// Region of Kazakhstan, ISO 3166-2.
    pub region: &'l str,
    /// Code of the occupation.
    pub occupation: &'l str,
    /// People at the peak.
    pub headcount: u32,
    /// When they are needed.
    pub window: Window,
}

/// What a bulletin changes against the one before it of the same issuer, by
/// region and occupation. Several lines of one pair count together. A pair is
/// changed when its headcount or its dates are others.
pub fn changes<'l>(
    before: impl IntoIterator<Item = Compared<'l>>,
    after: impl IntoIterator<Item = Compared<'l>>,
) -> Changes {
    type Pairs<'l> = BTreeMap<(&'l str, &'l str), (u32, Vec<Window>)>;
    fn pairs<'l>(lines: impl IntoIterator<Item = Compared<'l>>) -> Pairs<'l> {
        let mut pairs = Pairs::new();
        for line in lines {
            let entry = pairs.entry((line.region, line.occupation)).or_default();
            entry.0 = entry.0.saturating_add(line.headcount);
            entry.1.push(line.window);
        }
        for (_, windows) in pairs.values_mut() {
            windows.sort_unstable();
        }
        pairs
    }
    let (before, after) = (pairs(before), pairs(after));
    let change =
        |(region, occupation): (&str, &str), before: Option<u32>, after: Option<u32>| LineChange {
            region: region.to_owned(),
            occupation: occupation.to_owned(),
            before,
            after,
        };
    let mut found = Changes::default();
    for (pair, now) in &after {
        match before.get(pair) {
            None => found.added.push(change(*pair, None, Some(now.0))),
            Some(then) if then != now => {
                found.changed.push(change(*pair, Some(then.0), Some(now.0)))
            }
            Some(_) => {}
        }
    }
    for (pair, then) in before.iter().filter(|(pair, _)| !after.contains_key(*pair)) {
        found.withdrawn.push(change(*pair, Some(then.0), None));
    }
    found
}

/// Puts the lines that count together into curves by region and occupation over
/// `weeks` weeks from `from`. Within an issuer lines add up; among issuers the
/// largest figure of a week counts and the week is disputed where two of them
/// name different figures (planning.md). An issuer that says nothing about a
/// week disagrees with nobody. Where a person chose an issuer (`choices` by
/// region and occupation), only its lines count, as long as it has one.
pub fn curves(
    lines: Vec<DemandLine>,
    choices: &BTreeMap<(String, String), String>,
    from: IsoWeek,
    weeks: usize,
) -> Vec<Curve> {
    let mut grouped: BTreeMap<(String, String), Vec<DemandLine>> = BTreeMap::new();
    for line in lines {
        grouped
            .entry((line.region.clone(), line.occupation.clone()))
            .or_default()
            .push(line);
    }
    let mut curves = Vec::with_capacity(grouped.len());
    for (pair, mut lines) in grouped {
        if let Some(chosen) = choices.get(&pair).map(|issuer| issuer_key(issuer))
            && lines.iter().any(|line| issuer_key(&line.issuer) == chosen)
        {
            lines.retain(|line| issuer_key(&line.issuer) == chosen);
        }
        lines.sort_by_key(|line| (line.window.start(), line.id));
        let mut issuers: BTreeMap<String, Vec<u32>> = BTreeMap::new();
        for line in &lines {
            let heads = issuers
                .entry(issuer_key(&line.issuer))
                .or_insert_with(|| vec![0; weeks]);
            add(heads, line, from);
        }
        let mut heads = vec![0u32; weeks];
        let mut disputed = vec![false; weeks];
        for named in issuers.values() {
            for ((most, differs), value) in heads.iter_mut().zip(&mut disputed).zip(named) {
                *differs |= *most > 0 && *value > 0 && *most != *value;
                *most = (*most).max(*value);
            }
        }
        let (region, occupation) = pair;
        curves.push(Curve {
            region,
            occupation,
            from,
            heads,
            disputed,
            lines,
        });
    }
    curves
}

/// Adds a line's people to `heads`, which begins with the week `from`.
fn add(heads: &mut [u32], line: &DemandLine, from: IsoWeek) {
    let monday = from.monday();
    let first = (line.window.start() - monday)
        .num_days()
        .div_euclid(7)
        .max(0);
    let last = (line.window.end() - monday).num_days().div_euclid(7);
    let Ok(mut index) = usize::try_from(first) else {
        return;
    };
    let mut thursday = monday + chrono::Duration::days(first * 7 + 3);
    while let Some(value) = heads
        .get_mut(index)
        .filter(|_| i64::try_from(index).is_ok_and(|index| index <= last))
    {
        *value = value.saturating_add(heads_on(line.window, line.headcount, thursday));
        thursday += chrono::Duration::days(7);
        index += 1;
    }
}
