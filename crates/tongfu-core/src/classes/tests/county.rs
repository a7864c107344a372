//! The sample county: gaps, the calendar, moves and quotas.

use super::super::calendar::{Bar, bars, calendar};
use super::super::model::{Class, ClassState, Tone};
use super::super::rules::Limit;
use super::super::{board, ops, quota, store as queries};
use super::{add, class, county_on, date, import_bulletin, import_capacity, sample_county};
use crate::base::{BudgetId, ClassId, DemandLineId, Fen, IsoWeek};
use crate::demand;
use crate::store::Store;

fn week(text: &str) -> IsoWeek {
    text.parse().unwrap()
}

fn gaps(store: &Store) -> Vec<board::GapRow> {
    board::gaps(store, IsoWeek::of(store.today()), 60).unwrap()
}

fn cell(rows: &[board::GapRow], occupation: &str, region: &str, at: &str) -> (u32, u32, i64) {
    rows.iter()
        .find(|row| row.occupation == occupation && row.region == region && row.week == week(at))
        .map(|row| (row.demand, row.covered, row.gap))
        .unwrap()
}

fn line(store: &Store, region: &str, occupation: &str) -> DemandLineId {
    let lines = demand::effective_lines(store, store.today()).unwrap();
    lines
        .iter()
        .find(|line| {
            line.region == region && line.occupation == occupation && line.issuer == "霍尔果斯"
        })
        .unwrap()
        .id
}

/// A class of combine operators for North Kazakhstan, at the machinery yard.
fn harvesters(store: &Store, number: u8, start: &str) -> Class {
    let mut class = class(number, start);
    let capacity = queries::capacity(store.tables()).unwrap();
    let school = capacity
        .institutions
        .iter()
        .find(|one| one.sites.iter().any(|site| site.name == "农机实训场"))
        .unwrap();
    class.institution = Some(school.id);
    class.site = school
        .sites
        .iter()
        .find(|site| site.name == "农机实训场")
        .map(|site| site.id);
    class.targets = vec![line(store, "KZ-59", "OCC-HARV")];
    class
}

#[test]
fn the_harvest_is_short_and_graders_are_too_many() {
    let store = sample_county();
    let rows = gaps(&store);
    // The larger of both ports' figures: 170, 80, 144 and 87 combine operators.
    for (region, heads) in [("KZ-59", 170), ("KZ-39", 80), ("KZ-11", 144), ("KZ-63", 87)] {
        for at in ["2027-W36", "2027-W37", "2027-W38", "2027-W39"] {
            assert_eq!(
                cell(&rows, "OCC-HARV", region, at),
                (heads, 0, i64::from(heads)),
                "{region} {at}"
            );
        }
    }
    let harvest = rows
        .iter()
        .find(|row| {
            row.occupation == "OCC-HARV" && row.region == "KZ-59" && row.week == week("2027-W36")
        })
        .unwrap();
    // 6 September less 24 + 10 + 75 + 5 days.
    assert_eq!(harvest.last_safe_start, Some(date("2027-05-15")));
    assert!(harvest.disputed);

    // 45 graders are in class, about 41 will pass, 11 are wanted.
    assert_eq!(cell(&rows, "OCC-GRADE", "KZ-61", "2027-W37"), (11, 0, 11));
    assert_eq!(cell(&rows, "OCC-GRADE", "", "2027-W37"), (0, 41, -41));
    let first = rows
        .iter()
        .find(|row| row.occupation == "OCC-GRADE" && row.region.is_empty())
        .unwrap();
    // Ready on Tuesday 9 February: from the Monday after.
    assert_eq!(
        (first.week, first.last_safe_start),
        (week("2027-W07"), None)
    );
    assert!(board::unmet(&rows, "OCC-HARV") > 2_000);
    assert_eq!(board::unmet(&rows, "OCC-GRADE"), 0);
    // Nobody here teaches what no course names, so no start is safe.
    assert!(
        rows.iter()
            .all(|row| row.region.is_empty() || row.last_safe_start.is_some())
    );
}

#[test]
fn the_board_answers_the_same_about_a_week_whatever_span_is_asked() {
    let mut store = sample_county();
    let mut class = harvesters(&store, 1, "2027-03-08");
    class.seats = 200;
    add(&mut store, &class);
    let all = gaps(&store);
    let few = board::gaps(&store, week("2027-W40"), 2).unwrap();
    let same: Vec<_> = all
        .into_iter()
        .filter(|row| (week("2027-W40")..week("2027-W42")).contains(&row.week))
        .collect();
    assert_eq!(few, same);
    // 180 graduates for 170: ten are too many in every week of the window.
    assert_eq!(cell(&few, "OCC-HARV", "KZ-59", "2027-W41"), (13, 23, -10));
}

#[test]
fn the_calendar_shows_both() {
    let mut store = sample_county();
    let class = harvesters(&store, 1, "2027-03-08");
    add(&mut store, &class);
    let calendar = calendar(&store, week("2026-W47"), 60).unwrap();
    let row = |occupation: &str| {
        calendar
            .rows
            .iter()
            .find(|row| row.occupation == occupation)
            .unwrap()
    };
    let harvest = row("OCC-HARV");
    assert_eq!(
        (harvest.peak_heads, harvest.peak_start),
        (481, Some(date("2027-09-06")))
    );
    assert_eq!(harvest.regions.len(), 4);
    assert_eq!(
        (harvest.surplus, harvest.disputed, harvest.stale),
        (0, true, false)
    );
    // Its window opens on 20 August.
    assert_eq!(harvest.last_safe_start, Some(date("2027-04-28")));
    let at = |text: &str| usize::try_from(week(text).since(week("2026-W47"))).unwrap();
    assert_eq!(
        (
            harvest.demand[at("2027-W33")],
            harvest.demand[at("2027-W37")]
        ),
        (0, 481)
    );
    assert_eq!(
        (
            harvest.supply[at("2027-W26")],
            harvest.supply[at("2027-W27")]
        ),
        (0, 36)
    );
    let bar = &harvest.bars[0];
    assert_eq!(
        (bar.window_opens, bar.slack_days, bar.tone),
        (Some(date("2027-08-20")), Some(51), Tone::Safe)
    );

    let graders = row("OCC-GRADE");
    assert_eq!(
        (graders.peak_heads, graders.surplus, graders.unmet),
        (11, 30, 0)
    );
    assert_eq!(
        graders
            .bars
            .iter()
            .map(|bar| (bar.tone, bar.slack_days))
            .collect::<Vec<_>>(),
        [(Tone::Surplus, None)]
    );
    let arrivals: Vec<_> = calendar
        .money
        .iter()
        .map(|(day, _, amount)| (*day, amount.0))
        .collect();
    assert_eq!(
        arrivals,
        [
            (date("2026-12-15"), 18_000_000),
            (date("2027-04-20"), 160_000_000),
            (date("2027-05-15"), 60_000_000)
        ]
    );
    // The most wanted stand first.
    assert!(
        calendar
            .rows
            .is_sorted_by(|a, b| a.peak_heads >= b.peak_heads)
    );
}

#[test]
fn a_short_calendar_knows_the_season_beyond_it() {
    let mut store = sample_county();
    let class = harvesters(&store, 1, "2027-03-08");
    add(&mut store, &class);
    // In these weeks 36 are ready and nobody is wanted yet.
    let calendar = calendar(&store, week("2027-W27"), 5).unwrap();
    let harvest = calendar
        .rows
        .iter()
        .find(|row| row.occupation == "OCC-HARV")
        .unwrap();
    assert_eq!(
        (
            harvest.supply.as_slice(),
            harvest.peak_heads,
            harvest.surplus
        ),
        ([36; 5].as_slice(), 0, 0)
    );
}

#[test]
fn classes_are_covered_on_the_board_and_cancelled_ones_are_not() {
    let mut store = sample_county();
    let class = harvesters(&store, 1, "2027-03-08");
    add(&mut store, &class);
    assert_eq!(
        cell(&gaps(&store), "OCC-HARV", "KZ-59", "2027-W37"),
        (170, 36, 134)
    );
    ops::set_state(&mut store, class.id, ClassState::Cancelled).unwrap();
    assert_eq!(
        cell(&gaps(&store), "OCC-HARV", "KZ-59", "2027-W37"),
        (170, 0, 170)
    );
    let refused = ops::set_state(&mut store, class.id, ClassState::Open).unwrap_err();
    assert_eq!(
        (refused.code, refused.params[0].1.as_str()),
        ("CLASS_STATE", "cancelled")
    );
    assert_eq!(
        ops::set_state(&mut store, ClassId([99; 16]), ClassState::Open)
            .unwrap_err()
            .code,
        "CLASS_ABSENT"
    );
}

#[test]
fn a_new_bulletin_leaves_classes_their_demand() {
    let mut store = county_on("2026-11-20");
    import_bulletin(&mut store, "bulletin-horgos-2026Q3.xlsx");
    import_capacity(&mut store);
    let class = harvesters(&store, 1, "2027-03-08");
    add(&mut store, &class);
    assert_eq!(
        cell(&gaps(&store), "OCC-HARV", "KZ-59", "2027-W37"),
        (144, 36, 108)
    );
    import_bulletin(&mut store, "bulletin-horgos-2026Q4.xlsx");
    assert_eq!(
        cell(&gaps(&store), "OCC-HARV", "KZ-59", "2027-W37"),
        (170, 36, 134)
    );
    let bar: Bar = bars(&store).unwrap().remove(&ClassId([1; 16])).unwrap();
    assert_eq!(
        (bar.window_opens, bar.slack_days),
        (Some(date("2027-08-20")), Some(51))
    );
}

#[test]
fn moving_a_class_is_answered_before_it_is_done() {
    let mut store = sample_county();
    let mut class = harvesters(&store, 1, "2027-03-08");
    let budget = queries::budgets(store.tables())
        .unwrap()
        .into_iter()
        .find(|budget| budget.source == "省级配套")
        .unwrap();
    class.funding = vec![(budget.id, Fen(100))];
    add(&mut store, &class);
    let before = store.digests(None).unwrap();
    let seen = ops::preview_move(&store, class.id, date("2027-05-10")).unwrap();
    let problems = |moved: &ops::Moved| {
        moved
            .problems
            .iter()
            .map(|problem| (problem.code, problem.refuses))
            .collect::<Vec<_>>()
    };
    // Ready on 1 September, twelve days after the window opens; the money
    // comes on 15 May.
    assert_eq!(
        problems(&seen),
        [("CLASS_LATE", false), ("CLASS_MONEY_LATE", false)]
    );
    assert_eq!(seen.problems[0].params, [("days", "12".to_owned())]);
    assert_eq!(
        (seen.before.timing.start, seen.after.timing.ready()),
        (date("2027-03-08"), date("2027-09-01"))
    );
    assert_eq!(store.digests(None).unwrap(), before);

    ops::move_class(&mut store, class.id, date("2027-03-15")).unwrap();
    assert_eq!(
        queries::class(store.tables(), class.id)
            .unwrap()
            .timing
            .start,
        date("2027-03-15")
    );
    let past = ops::move_class(&mut store, class.id, date("2026-11-19")).unwrap_err();
    assert_eq!(
        (past.code, past.params[0].1.as_str()),
        ("CLASS_START_PAST", "2026-11-19")
    );
    let graders = queries::classes(store.tables())
        .unwrap()
        .into_iter()
        .find(|class| class.occupation == "OCC-GRADE")
        .unwrap();
    assert_eq!(
        ops::move_class(&mut store, graders.id, date("2027-03-15"))
            .unwrap_err()
            .code,
        "CLASS_STARTED"
    );
}

#[test]
fn moving_onto_a_taken_room_or_instructor_is_noticed() {
    let mut store = sample_county();
    let class = harvesters(&store, 1, "2027-03-01");
    add(&mut store, &class);
    let class = harvesters(&store, 2, "2027-06-01");
    add(&mut store, &class);
    let codes = |store: &Store, start: &str| -> Vec<&'static str> {
        ops::preview_move(store, ClassId([2; 16]), date(start))
            .unwrap()
            .problems
            .iter()
            .map(|problem| problem.code)
            .collect()
    };
    // The yard has one room; the first class has it until 24 March.
    assert_eq!(codes(&store, "2027-03-24"), ["CLASS_ROOM"]);
    assert_eq!(codes(&store, "2027-03-25"), [] as [&str; 0]);
    // Three instructors: three more classes elsewhere in the school take them all.
    for number in 3..=5 {
        let mut elsewhere = harvesters(&store, number, "2027-04-01");
        elsewhere.site = None;
        add(&mut store, &elsewhere);
    }
    assert_eq!(codes(&store, "2027-04-10"), ["CLASS_INSTRUCTOR"]);
    // A mobile workshop brings its own.
    let workshop = queries::capacity(store.tables()).unwrap().workshops[0].id;
    for number in [6, 7] {
        let mut mobile = harvesters(&store, number, "2027-04-01");
        (mobile.site, mobile.institution, mobile.workshop) = (None, None, Some(workshop));
        if number == 7 {
            mobile.timing.start = date("2027-06-01");
        }
        add(&mut store, &mobile);
    }
    let mobile: Vec<_> = ops::preview_move(&store, ClassId([7; 16]), date("2027-04-20"))
        .unwrap()
        .problems;
    assert_eq!(
        mobile
            .iter()
            .map(|problem| problem.code)
            .collect::<Vec<_>>(),
        ["CLASS_WORKSHOP"]
    );
}

/// What limits a planned class after `change`.
fn limit(
    store: &mut Store,
    number: u8,
    start: &str,
    change: impl FnOnce(&mut Class),
) -> Option<(Limit, u32)> {
    let mut class = harvesters(store, number, start);
    change(&mut class);
    add(store, &class);
    quota::quota(store, class.id).unwrap()
}

#[test]
fn what_limits_a_class_is_named() {
    let mut store = sample_county();
    // Before any money has arrived.
    assert_eq!(
        limit(&mut store, 1, "2026-12-01", |_| {}),
        Some((Limit::Budget, 0))
    );
    // The enterprises' 180,000 yuan: (180,000 − 30,000) ÷ 1,800.
    let wide = |class: &mut Class| (class.max_size, class.site) = (500, None);
    assert_eq!(
        limit(&mut store, 2, "2027-01-04", wide),
        Some((Limit::Budget, 83))
    );
    // The yard has 40 seats.
    assert_eq!(
        limit(&mut store, 3, "2027-02-15", |_| {}),
        Some((Limit::Seats, 40))
    );
    assert_eq!(
        limit(&mut store, 4, "2027-02-20", |_| {}),
        Some((Limit::Seats, 0))
    );
    assert_eq!(
        limit(&mut store, 5, "2027-04-26", |class| class.site = None),
        Some((Limit::Permits, 0))
    );
}

#[test]
fn permits_are_shared_by_the_classes_of_a_year() {
    let mut store = sample_county();
    // 140 permits of category 4, 36 of them for the first class.
    limit(&mut store, 1, "2027-02-15", |_| {});
    let wide = |class: &mut Class| (class.max_size, class.site) = (500, None);
    assert_eq!(
        limit(&mut store, 2, "2027-04-26", wide),
        Some((Limit::Permits, 104))
    );
    // A category without a pool has none.
    let pool = queries::capacity(store.tables())
        .unwrap()
        .permits
        .into_iter()
        .find(|pool| pool.category == "4类")
        .unwrap();
    super::capacity_file::remove(&mut store, "permit_pool", pool.id.0).unwrap();
    assert_eq!(
        quota::quota(&store, ClassId([2; 16])).unwrap(),
        Some((Limit::Permits, 0))
    );
}

#[test]
fn a_class_nobody_asked_for_has_no_seats() {
    let mut store = sample_county();
    assert_eq!(
        limit(&mut store, 1, "2027-04-26", |class| class.targets.clear()),
        Some((Limit::Gap, 0))
    );
    // Ready after the window closed.
    assert_eq!(
        limit(&mut store, 2, "2027-07-01", |_| {}),
        Some((Limit::Gap, 0))
    );
    // 170 wanted; two classes of 36 each are on the way already.
    let wide =
        |class: &mut Class| (class.max_size, class.site, class.institution) = (500, None, None);
    for number in [3, 4] {
        limit(&mut store, number, "2027-02-15", |_| {});
    }
    let pool = queries::capacity(store.tables())
        .unwrap()
        .permits
        .into_iter()
        .find(|pool| pool.category == "4类")
        .unwrap();
    super::capacity_file::save(
        &mut store,
        &super::capacity_file::Item::Permits(super::super::PermitPool {
            capacity: 900,
            ..pool
        }),
    )
    .unwrap();
    assert_eq!(
        limit(&mut store, 5, "2027-05-17", wide),
        Some((Limit::Gap, 170 - 36 - 36))
    );
}

#[test]
fn a_class_that_has_begun_has_no_quota() {
    let store = sample_county();
    let graders = queries::classes(store.tables()).unwrap().remove(0);
    assert_eq!(quota::quota(&store, graders.id).unwrap(), None);
    assert_eq!(
        quota::quota(&store, ClassId([99; 16])).unwrap_err().code,
        "CLASS_ABSENT"
    );
}

#[test]
fn a_class_travels_whole() {
    let mut store = sample_county();
    let mut class = harvesters(&store, 1, "2027-03-08");
    class.reserves = vec![("monitored".into(), 8), ("low_income".into(), 4)];
    class.funding = vec![
        (BudgetId([3; 16]), Fen(10_200_000)),
        (BudgetId([4; 16]), Fen(1)),
    ];
    class.cost = Fen(10_200_001);
    class.targets.push(line(&store, "KZ-39", "OCC-HARV"));
    add(&mut store, &class);
    store.rebuild().unwrap();
    assert_eq!(queries::class(store.tables(), class.id).unwrap(), class);
}
