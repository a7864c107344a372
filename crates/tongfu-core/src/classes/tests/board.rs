//! Who covers what.

use super::super::board::*;
use super::super::model::{Class, ClassState};
use super::{class, date};
use crate::base::{BulletinId, DemandLineId, IsoWeek};
use crate::demand::{Curve, DemandLine, Window, rules::curves};
use std::collections::BTreeMap;

const FROM: &str = "2027-W25";
const WEEKS: u32 = 20;

fn week(text: &str) -> IsoWeek {
    text.parse().unwrap()
}

/// A line for everybody from `start` to `end`.
fn line(number: u8, region: &str, heads: u32, start: &str, end: &str) -> DemandLine {
    DemandLine {
        id: DemandLineId([number; 16]),
        bulletin: BulletinId([0; 16]),
        issuer: "霍尔果斯".into(),
        region: region.into(),
        occupation: "OCC-HARV".into(),
        headcount: heads,
        window: Window::flat(date(start), date(end)).unwrap(),
        wage_low: None,
        wage_high: None,
        language: String::new(),
        standard: String::new(),
        permit: String::new(),
        employer: String::new(),
        source: String::new(),
        stale: false,
        superseded: false,
        succeeds: Vec::new(),
    }
}

/// 36 graduates, ready on 30 June 2027 (the Monday after begins week 27),
/// meant for `targets`.
fn supply(number: u8, targets: &[u8]) -> Supply {
    let mut class: Class = class(number, "2027-03-08");
    class.targets = targets
        .iter()
        .map(|number| DemandLineId([*number; 16]))
        .collect();
    Supply {
        class,
        graduates: 36,
    }
}

fn board(lines: &[DemandLine], supply: &[Supply]) -> Vec<GapRow> {
    let demand: Vec<Curve> = curves(lines.to_vec(), &BTreeMap::new(), week(FROM), WEEKS as usize);
    rows(lines, &demand, supply, week(FROM), WEEKS, &|_, _| None)
}

/// Demand, covered and gap of a region's week; `None` without a row.
fn cell(rows: &[GapRow], region: &str, at: &str) -> Option<(u32, u32, i64)> {
    let found: Vec<_> = rows
        .iter()
        .filter(|row| row.region == region && row.week == week(at))
        .collect();
    assert!(found.len() <= 1);
    found.first().map(|row| (row.demand, row.covered, row.gap))
}

#[test]
fn nobody_serves_before_they_are_ready() {
    let lines = [line(1, "KZ-59", 100, "2027-06-28", "2027-07-18")];
    let rows = board(&lines, &[supply(1, &[1])]);
    assert_eq!(cell(&rows, "KZ-59", "2027-W26"), Some((100, 0, 100)));
    assert_eq!(cell(&rows, "KZ-59", "2027-W27"), Some((100, 36, 64)));
    assert_eq!(cell(&rows, "KZ-59", "2027-W28"), Some((100, 36, 64)));
    assert_eq!(cell(&rows, "KZ-59", "2027-W29"), None);
    assert_eq!(unmet(&rows, "OCC-HARV"), 228);
}

#[test]
fn target_lines_are_served_in_their_order() {
    let lines = [
        line(1, "KZ-59", 20, "2027-07-05", "2027-07-18"),
        line(2, "KZ-39", 30, "2027-07-05", "2027-07-11"),
    ];
    let rows = board(&lines, &[supply(1, &[2, 1])]);
    assert_eq!(cell(&rows, "KZ-39", "2027-W27"), Some((30, 30, 0)));
    assert_eq!(cell(&rows, "KZ-59", "2027-W27"), Some((20, 6, 14)));
    // A week later the first line is over and all of the second can be served.
    assert_eq!(cell(&rows, "KZ-59", "2027-W28"), Some((20, 20, 0)));
    let rows = board(&lines, &[supply(1, &[1, 2])]);
    assert_eq!(cell(&rows, "KZ-59", "2027-W27"), Some((20, 20, 0)));
    assert_eq!(cell(&rows, "KZ-39", "2027-W27"), Some((30, 16, 14)));
}

#[test]
fn two_classes_never_cover_the_same_work() {
    let lines = [line(1, "KZ-59", 50, "2027-07-05", "2027-07-18")];
    let rows = board(&lines, &[supply(1, &[1]), supply(2, &[1])]);
    // 36 + 14 are wanted, 22 are not.
    assert_eq!(cell(&rows, "KZ-59", "2027-W27"), Some((50, 72, -22)));
    assert_eq!(unmet(&rows, "OCC-HARV"), 0);
}

#[test]
fn waiting_for_the_season_is_no_surplus() {
    // Nobody in week 27, half of them in week 28, all from week 29 on.
    let mut ramp = line(1, "KZ-59", 36, "2027-07-12", "2027-08-08");
    ramp.window = Window::new(
        date("2027-07-12"),
        date("2027-07-19"),
        date("2027-08-01"),
        date("2027-08-08"),
    )
    .unwrap();
    let rows = board(&[ramp], &[supply(1, &[1])]);
    assert_eq!(cell(&rows, "KZ-59", "2027-W27"), None);
    assert_eq!(cell(&rows, "KZ-59", "2027-W28"), Some((16, 16, 0)));
    assert_eq!(cell(&rows, "KZ-59", "2027-W29"), Some((36, 36, 0)));
    assert!(rows.iter().all(|row| row.gap == 0));
}

#[test]
fn supply_without_a_target_stands_without_a_region() {
    let lines = [line(1, "KZ-59", 10, "2027-07-05", "2027-07-18")];
    let rows = board(&lines, &[supply(1, &[])]);
    assert_eq!(cell(&rows, "KZ-59", "2027-W27"), Some((10, 0, 10)));
    assert_eq!(cell(&rows, "", "2027-W26"), None);
    assert_eq!(cell(&rows, "", "2027-W27"), Some((0, 36, -36)));
    assert_eq!(cell(&rows, "", "2027-W44"), Some((0, 36, -36)));
    // They would do for it, so nobody is missing.
    assert_eq!(unmet(&rows, "OCC-HARV"), 0);
}

#[test]
fn a_class_for_a_superseded_line_means_its_heir() {
    let mut new = line(2, "KZ-59", 40, "2027-07-05", "2027-07-18");
    new.succeeds = vec![DemandLineId([1; 16])];
    let lines = [new];
    let supply = [supply(1, &[1])];
    assert_eq!(
        cell(&board(&lines, &supply), "KZ-59", "2027-W27"),
        Some((40, 36, 4))
    );
    assert_eq!(
        Targets::new(&lines).window_opens(&supply[0].class),
        Some(date("2027-07-05"))
    );
    // Named by both its ids it is one line.
    let mut both = class(1, "2027-03-08");
    both.targets = vec![DemandLineId([1; 16]), DemandLineId([2; 16])];
    assert_eq!(Targets::new(&lines).of(&both).len(), 1);
}

#[test]
fn a_class_for_a_withdrawn_line_has_no_target() {
    let lines = [line(2, "KZ-59", 40, "2027-07-05", "2027-07-18")];
    let mut withdrawn = supply(1, &[9]);
    assert_eq!(
        cell(
            &board(&lines, std::slice::from_ref(&withdrawn)),
            "",
            "2027-W27"
        ),
        Some((0, 36, -36))
    );
    // Of a class closed long ago nobody waits any more.
    withdrawn.class.state = ClassState::Closed;
    assert_eq!(cell(&board(&lines, &[withdrawn]), "", "2027-W27"), None);
}

#[test]
fn a_line_of_another_occupation_is_no_target() {
    let mut other = line(1, "KZ-59", 40, "2027-07-05", "2027-07-18");
    other.occupation = "OCC-WELD".into();
    let rows = board(&[other], &[supply(1, &[1])]);
    assert_eq!(cell(&rows, "KZ-59", "2027-W27"), Some((40, 0, 40)));
    assert_eq!(cell(&rows, "", "2027-W27"), Some((0, 36, -36)));
}

#[test]
fn the_board_does_not_depend_on_the_order_of_classes() {
    let lines = [
        line(1, "KZ-59", 50, "2027-07-05", "2027-07-18"),
        line(2, "KZ-39", 30, "2027-07-05", "2027-07-11"),
    ];
    let make = || [supply(1, &[1]), supply(2, &[1, 2]), supply(3, &[])];
    let mut turned = make();
    turned.reverse();
    assert_eq!(board(&lines, &make()), board(&lines, &turned));
}

#[test]
fn the_horizon_holds_every_line_within_reach() {
    let lines = [
        line(1, "KZ-59", 50, "2027-07-05", "2027-07-18"),
        line(2, "KZ-39", 30, "2199-07-05", "2199-07-11"),
    ];
    let (first, weeks) = horizon(&lines[..1], week("2027-W30"), 4);
    assert_eq!((first, weeks), (week("2027-W27"), 7));
    let (first, weeks) = horizon(&lines, week("2027-W30"), 4);
    assert_eq!((first, weeks), (week("2027-W27"), 3 + 4 + 156));
    assert_eq!(horizon(&[], week("2027-W30"), 4), (week("2027-W30"), 4));
}

#[test]
fn a_whole_country_over_two_years_is_answered_at_once() {
    let occupations: Vec<&str> = crate::base::reference::occupations()
        .iter()
        .map(|occupation| occupation.id)
        .collect();
    let mut lines = Vec::new();
    for (index, region) in crate::base::reference::regions().iter().enumerate() {
        for (number, occupation) in occupations.iter().enumerate() {
            let mut one = line(0, region.iso, 30, "2027-01-04", "2028-12-31");
            let id = u16::try_from(index * occupations.len() + number)
                .unwrap()
                .to_be_bytes();
            one.id.0[..2].copy_from_slice(&id);
            one.occupation = (*occupation).to_owned();
            lines.push(one);
        }
    }
    let classes: Vec<Supply> = (0..200u8)
        .map(|number| {
            let mut supply = supply(number, &[]);
            supply.class.targets = lines
                .iter()
                .filter(|line| line.occupation == "OCC-HARV")
                .map(|line| line.id)
                .collect();
            supply
        })
        .collect();
    let demand = curves(lines.clone(), &BTreeMap::new(), week("2027-W01"), 104);
    let found = rows(
        &lines,
        &demand,
        &classes,
        week("2027-W01"),
        104,
        &|_, opens| Some(opens),
    );
    assert_eq!(found.len(), 20 * 26 * 104);
}
