//! Curves and slices.

use super::super::model::Window;
use super::super::rules::{Slice, curves, has_a_week, heads_in, heads_on, slices};
use super::{date, line, window};
use crate::base::IsoWeek;
use chrono::{Duration, NaiveDate};
use proptest::prelude::*;
use std::collections::BTreeMap;

fn week(text: &str) -> IsoWeek {
    text.parse().unwrap()
}

#[test]
fn ramps_are_straight_and_rounded_up() {
    let harvest = window("2027-08-20", "2027-09-03", "2027-10-01", "2027-10-15");
    for (day, heads) in [
        ("2027-08-19", 0),
        ("2027-08-20", 0),
        ("2027-08-21", 13),
        ("2027-08-27", 85),
        ("2027-09-02", 158),
        ("2027-09-03", 170),
        ("2027-10-01", 170),
        ("2027-10-08", 85),
        ("2027-10-14", 13),
        ("2027-10-15", 0),
        ("2027-10-16", 0),
    ] {
        assert_eq!(heads_on(harvest, 170, date(day)), heads, "{day}");
    }
}

#[test]
fn a_week_is_its_thursday() {
    let harvest = window("2027-08-20", "2027-09-03", "2027-10-01", "2027-10-15");
    // The window opens on the Friday of week 33, the Thursday before asks for
    // nobody; Thursday 26 August lies six days of fourteen up the ramp.
    for (iso, heads) in [
        ("2027-W33", 0),
        ("2027-W34", 73),
        ("2027-W35", 158),
        ("2027-W36", 170),
        ("2027-W39", 170),
        ("2027-W40", 98),
        ("2027-W41", 13),
        ("2027-W42", 0),
    ] {
        assert_eq!(heads_in(harvest, 170, week(iso)), heads, "{iso}");
    }
}

#[test]
fn windows_without_a_ramp_ask_for_everybody_at_once() {
    let flat = Window::flat(date("2027-03-01"), date("2027-03-14")).unwrap();
    assert_eq!(heads_on(flat, 9, date("2027-03-01")), 9);
    assert_eq!(heads_on(flat, 9, date("2027-03-14")), 9);
    assert_eq!(heads_on(flat, 9, date("2027-03-15")), 0);
    assert!(Window::flat(date("2027-03-02"), date("2027-03-01")).is_none());
    assert!(
        Window::new(
            date("2027-03-01"),
            date("2027-03-05"),
            date("2027-03-04"),
            date("2027-03-09")
        )
        .is_none()
    );
}

#[test]
fn a_window_without_a_thursday_is_noticed() {
    let short = Window::flat(date("2027-03-05"), date("2027-03-10")).unwrap();
    assert!(!has_a_week(short, 5));
    let day = Window::flat(date("2027-03-04"), date("2027-03-04")).unwrap();
    assert!(has_a_week(day, 5));
    assert!(!has_a_week(day, 0));
    // A ramp that is at nobody on its only Thursday.
    assert!(!has_a_week(
        window("2027-03-04", "2027-03-05", "2027-03-06", "2027-03-07"),
        5
    ));
}

#[test]
fn demand_goes_over_the_year_end_and_a_53rd_week() {
    // 2026 has 53 weeks, so the winter of 2026/27 passes 2026-W53.
    let cold = window("2026-12-01", "2026-12-26", "2027-02-14", "2027-03-10");
    let curve = &curves(
        vec![line(1, "霍尔果斯", 50, cold)],
        &BTreeMap::new(),
        week("2026-W49"),
        15,
    )[0];
    let by_week: Vec<(String, u32)> = (0..)
        .zip(&curve.heads)
        .map(|(offset, heads)| (curve.from.plus(offset).to_string(), *heads))
        .collect();
    assert_eq!(by_week[3], ("2026-W52".to_owned(), 46));
    assert_eq!(by_week[4], ("2026-W53".to_owned(), 50));
    assert_eq!(by_week[5], ("2027-W01".to_owned(), 50));
    assert_eq!(by_week[14], ("2027-W10".to_owned(), 0));
    // A year of 52 weeks: 2027-W52 is followed by 2028-W01.
    let next = window("2027-12-01", "2027-12-26", "2028-02-14", "2028-03-10");
    let curve = &curves(
        vec![line(1, "霍尔果斯", 50, next)],
        &BTreeMap::new(),
        week("2027-W52"),
        2,
    )[0];
    assert_eq!(
        (curve.from.plus(1).to_string(), curve.heads.clone()),
        ("2028-W01".to_owned(), vec![50, 50])
    );
}

#[test]
fn issuers_that_disagree_stand_at_the_larger_figure() {
    let spring = Window::flat(date("2027-03-01"), date("2027-03-28")).unwrap();
    let late = Window::flat(date("2027-03-15"), date("2027-04-04")).unwrap();
    let lines = vec![
        line(1, "霍尔果斯", 11, spring),
        line(2, "阿拉山口", 7, late),
    ];
    let curve = &curves(lines.clone(), &BTreeMap::new(), week("2027-W09"), 6)[0];
    assert_eq!(curve.heads, [11, 11, 11, 11, 7, 0]);
    // Where one of them says nothing, nobody disagrees.
    assert_eq!(curve.disputed, [false, false, true, true, false, false]);
    let agreed = vec![line(1, "霍尔果斯", 7, late), line(2, "阿拉山口", 7, late)];
    assert_eq!(
        curves(agreed, &BTreeMap::new(), week("2027-W11"), 1)[0].disputed,
        [false]
    );

    let pair = ("KZ-59".to_owned(), "OCC-HARV".to_owned());
    let chosen = BTreeMap::from([(pair.clone(), "阿拉山口口岸".to_owned())]);
    let curve = &curves(lines.clone(), &chosen, week("2027-W09"), 6)[0];
    assert_eq!(
        (curve.heads.as_slice(), curve.disputed.as_slice()),
        ([0, 0, 7, 7, 7, 0].as_slice(), [false; 6].as_slice())
    );
    // A choice of an issuer without a line there decides nothing.
    let absent = BTreeMap::from([(pair, "霍城".to_owned())]);
    assert_eq!(curves(lines, &absent, week("2027-W09"), 6)[0].heads[0], 11);
}

#[test]
fn lines_of_one_issuer_add_up() {
    let spring = Window::flat(date("2027-03-01"), date("2027-03-07")).unwrap();
    let lines = vec![
        line(1, "霍尔果斯", 11, spring),
        line(2, "霍尔果斯口岸", 7, spring),
        line(3, "阿拉山口", 17, spring),
    ];
    let curve = &curves(lines, &BTreeMap::new(), week("2027-W09"), 1)[0];
    assert_eq!((curve.heads[0], curve.disputed[0]), (18, true));
}

#[test]
fn slices_of_a_curve() {
    assert_eq!(
        slices(&[0, 2, 5, 5, 1, 0, 3]),
        [
            Slice {
                from: 1,
                to: 4,
                heads: 1
            },
            Slice {
                from: 1,
                to: 5,
                heads: 1
            },
            Slice {
                from: 2,
                to: 4,
                heads: 3
            },
            Slice {
                from: 6,
                to: 7,
                heads: 3
            },
        ]
    );
    assert_eq!(slices(&[]), []);
    assert_eq!(slices(&[0, 0]), []);
}

fn total(slices: &[Slice], weeks: usize) -> Vec<u32> {
    let mut sum = vec![0; weeks];
    for slice in slices {
        for week in &mut sum[slice.from as usize..slice.to as usize] {
            *week += slice.heads;
        }
    }
    sum
}

fn some_window() -> impl Strategy<Value = Window> {
    let first = NaiveDate::from_ymd_opt(2026, 9, 1).unwrap();
    (0i64..900, 0i64..90, 0i64..120, 0i64..90).prop_map(move |(start, rise, peak, fall)| {
        let start = first + Duration::days(start);
        let (peak_start, peak_end) = (
            start + Duration::days(rise),
            start + Duration::days(rise + peak),
        );
        Window::new(start, peak_start, peak_end, peak_end + Duration::days(fall)).unwrap()
    })
}

proptest! {
    #[test]
    fn slices_give_the_curve_back(curve in prop::collection::vec(0u32..400, 0..120)) {
        let cut = slices(&curve);
        prop_assert_eq!(total(&cut, curve.len()), curve);
        prop_assert!(cut.is_sorted());
        for slice in &cut {
            prop_assert!(slice.heads > 0 && slice.from < slice.to);
        }
    }

    #[test]
    fn slices_of_demand_give_it_back(windows in prop::collection::vec((some_window(), 1u32..300, 0usize..3), 1..8)) {
        let issuers = ["霍尔果斯", "阿拉山口", "雇主"];
        let lines = (1u8..).zip(&windows).map(|(number, (window, heads, issuer))| line(number, issuers[*issuer], *heads, *window)).collect();
        for curve in curves(lines, &BTreeMap::new(), week("2026-W36"), 200) {
            prop_assert_eq!(total(&slices(&curve.heads), 200), curve.heads);
        }
    }

    /// A slice is as wide as it can be: beyond either edge the curve lies below
    /// the slice's top, so nobody in it is sent home earlier than need be.
    #[test]
    fn slices_are_as_wide_as_the_curve_allows(curve in prop::collection::vec(0u32..9, 1..40)) {
        for slice in slices(&curve) {
            let (from, to) = (slice.from as usize, slice.to as usize);
            let inside = curve[from..to].iter().min().copied().unwrap();
            prop_assert!(from == 0 || curve[from - 1] < inside);
            prop_assert!(to == curve.len() || curve[to] < inside);
        }
    }

    #[test]
    fn demand_never_exceeds_its_headcount_nor_leaves_its_window(window in some_window(), heads in 0u32..5_000, day in -40i64..1_300) {
        let day = NaiveDate::from_ymd_opt(2026, 9, 1).unwrap() + Duration::days(day);
        let value = heads_on(window, heads, day);
        prop_assert!(value <= heads);
        if day < window.start() || day > window.end() {
            prop_assert_eq!(value, 0);
        }
        if (window.peak_start()..=window.peak_end()).contains(&day) {
            prop_assert_eq!(value, heads);
        }
        // It only rises before the peak and only falls after it.
        let next = heads_on(window, heads, day + Duration::days(1));
        if day < window.peak_start() {
            prop_assert!(next >= value);
        } else if day >= window.peak_end() {
            prop_assert!(next <= value);
        }
    }

    #[test]
    fn a_curve_is_the_sum_of_its_weeks(window in some_window(), heads in 1u32..500, offset in -60i64..120) {
        let from = week("2026-W36").plus(offset);
        let curve = &curves(vec![line(1, "霍尔果斯", heads, window)], &BTreeMap::new(), from, 90)[0];
        for (index, value) in (0..).zip(&curve.heads) {
            prop_assert_eq!(*value, heads_in(window, heads, from.plus(index)));
        }
        let somewhere = (0..400).any(|index| heads_in(window, heads, week("2026-W30").plus(index)) > 0);
        prop_assert_eq!(has_a_week(window, heads), somewhere);
    }
}
