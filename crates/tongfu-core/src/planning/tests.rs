//! What the planner's rules promise, on small cases and on whatever proptest
//! thinks of.

use super::rules::*;
use chrono::NaiveDate;
use proptest::prelude::*;

fn date(text: &str) -> NaiveDate {
    text.parse().unwrap()
}

#[test]
fn durations_round_up_and_windows_inward() {
    assert_eq!([0, 1, 7, 8, 24, 80].map(weeks_up), [0, 1, 1, 2, 4, 12]);
    let start = first_monday(date("2026-11-24"));
    assert_eq!(start, date("2026-11-30"), "a week that has begun cannot be planned");
    assert_eq!(first_monday(date("2026-11-23")), date("2026-11-23"));
    assert_eq!(week_of(start, date("2026-12-06")), 0);
    assert_eq!(week_of(start, date("2026-11-29")), -1);
    // Money released on Tuesday 20 April 2027 can be spent from Monday 26 April.
    assert_eq!(week_start(start, first_whole_week_after(start, date("2027-04-20")) as u32), date("2027-04-26"));
    assert_eq!(week_start(start, first_whole_week_after(start, date("2027-04-19")) as u32), date("2027-04-26"));
}

#[test]
fn nobody_trains_over_the_spring_festival() {
    let start = date("2026-11-30");
    let closed = closed_weeks(start, 60, &super::model::Parameters::default().spring_festivals);
    // 2027-02-06: eve on Friday 5 February, sixth day on Friday 12 February;
    // 2028-01-26 is beyond the 60 weeks' end on 2028-01-23, its eve too.
    let days: Vec<NaiveDate> = closed.iter().map(|week| week_start(start, *week)).collect();
    assert_eq!(days, [date("2027-02-01"), date("2027-02-08")]);
}

#[test]
fn a_week_belongs_to_the_year_of_its_thursday() {
    let years = years(date("2026-12-28"), 60);
    assert_eq!(years, [(2026, 0, 1), (2027, 1, 53), (2028, 53, 60)]);
}

#[test]
fn gain_is_the_wage_abroad_less_the_one_at_home() {
    // 420,000 tenge at 61.31 are 6,850.43 yuan; less 1,379.16 yuan, times 7/30.
    assert_eq!(weekly_gain(390_000, 450_000, 61_310, 137_916), Some(127_662));
    assert_eq!(weekly_gain(390_000, 450_000, 0, 137_916), None);
    assert!(weekly_gain(60_000, 60_000, 61_310, 137_916).unwrap() < 0);
}

#[test]
fn instructors_are_at_one_site_at_a_time() {
    assert_eq!(share_instructors(3, &[3, 1]), [2, 1]);
    assert_eq!(share_instructors(1, &[3, 1]), [1, 0]);
    assert_eq!(share_instructors(2, &[3, 1]), [1, 1]);
    assert_eq!(share_instructors(9, &[3, 1]), [3, 1], "no more than there are rooms");
    assert_eq!(share_instructors(2, &[]), [0; 0]);
}

#[test]
fn those_who_wait_longest_go_first_and_come_back() {
    let batch = |class, week, people| Batch { class, week, people };
    let start = |leave, to, people| Start { leave, to, people };
    let parts = attribute(&[batch(0, 2, 10.0), batch(1, 4, 10.0)], &[start(4, 9, 12.0), start(9, 12, 12.0)], 0.5, 20);
    let of = |class: usize, index: usize, again: bool| -> f64 {
        parts.iter().filter(|p| p.class == class && p.start == index && p.again == again).map(|p| p.people).sum()
    };
    assert_eq!((of(0, 0, false), of(1, 0, false)), (10.0, 2.0));
    assert_eq!(of(1, 1, false), 8.0, "the rest of the second class");
    assert_eq!((of(0, 1, true), of(1, 1, true)), (4.0, 0.0), "half of those who came home, as far as needed");
}

proptest! {
    #[test]
    fn nothing_is_lost_when_shared_out(held in proptest::collection::vec(0u32..500, 0..8), amount in 0u32..3000) {
        let mut left = held.clone();
        take_in_proportion(&mut left, amount);
        let (before, after): (u32, u32) = (held.iter().sum(), left.iter().sum());
        prop_assert_eq!(before - after, amount.min(before));
        prop_assert!(held.iter().zip(&left).all(|(held, left)| left <= held));
    }

    #[test]
    fn amounts_and_seats_split_to_the_last_fen(amount in 0i64..10_000_000_000, seats in 1u32..300, classes in 1u32..9) {
        let split = split_seats(seats, classes);
        prop_assert_eq!(split.iter().sum::<u32>(), seats);
        prop_assert!(split.iter().max().unwrap() - split.iter().min().unwrap() <= 1);
        prop_assert_eq!(split_amount(amount, &split).iter().sum::<i64>(), amount);
    }

    #[test]
    fn instructors_are_never_made_up(count in 0u32..12, rooms in proptest::collection::vec(0u32..5, 0..5)) {
        let given = share_instructors(count, &rooms);
        prop_assert_eq!(given.iter().sum::<u32>(), count.min(rooms.iter().sum()));
        prop_assert!(given.iter().zip(&rooms).all(|(given, rooms)| given <= rooms));
    }

    #[test]
    fn nobody_is_placed_twice(
        batches in proptest::collection::vec((0usize..4, 0u32..20, 0.0f64..30.0), 0..6),
        starts in proptest::collection::vec((0u32..20, 1u32..10, 0.0f64..30.0), 0..8),
    ) {
        let batches: Vec<Batch> = batches.into_iter().map(|(class, week, people)| Batch { class, week, people }).collect();
        let starts: Vec<Start> = starts.into_iter().map(|(leave, stay, people)| Start { leave, to: leave + stay, people }).collect();
        let parts = attribute(&batches, &starts, 0.9, 40);
        let first: f64 = parts.iter().filter(|part| !part.again).map(|part| part.people).sum();
        prop_assert!(first <= batches.iter().map(|batch| batch.people).sum::<f64>() + 1e-6);
        for (index, start) in starts.iter().enumerate() {
            let placed: f64 = parts.iter().filter(|part| part.start == index).map(|part| part.people).sum();
            prop_assert!(placed <= start.people + 1e-6);
        }
    }
}
