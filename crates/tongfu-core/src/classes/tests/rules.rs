//! Ready in time, tones, graduates, states, quotas.

use super::super::model::{ClassState, Course, Terms, Tone};
use super::super::rules::*;
use super::{class, date};
use crate::base::{CourseId, Fen, IsoWeek};
use chrono::{Days, Duration, NaiveDate};
use proptest::prelude::*;

fn course(days: u32, exam_days: u32) -> Course {
    Course {
        id: CourseId([1; 16]),
        occupation: "OCC-HARV".into(),
        level: "初级工".into(),
        hours: 160,
        days,
        exam_days,
        pass_permille: 900,
        class_cost: Fen(0),
        seat_cost: Fen(0),
    }
}

#[test]
fn ready_is_the_sum_of_its_terms() {
    let class = class(1, "2027-03-08");
    assert_eq!(class.timing.training_end(), date("2027-03-31"));
    assert_eq!(class.timing.certificate(), date("2027-04-11"));
    // 8 March + 24 + 10 + 75 + 5 days.
    assert_eq!(class.timing.ready(), date("2027-06-30"));
    let terms = Terms {
        permit_lead_days: 75,
        travel_days: 5,
        ..Terms::default()
    };
    assert_eq!(
        timing(&course(24, 10), &terms, date("2027-03-08")),
        class.timing
    );
    // Each term moves the ready date by its days.
    for (days, exam, permit, travel) in [
        (25, 10, 75, 5),
        (24, 11, 75, 5),
        (24, 10, 76, 5),
        (24, 10, 75, 6),
    ] {
        let terms = Terms {
            permit_lead_days: permit,
            travel_days: travel,
            ..Terms::default()
        };
        assert_eq!(
            timing(&course(days, exam), &terms, date("2027-03-08")).ready(),
            date("2027-07-01")
        );
    }
}

#[test]
fn slack_says_how_close_it_is() {
    for (ready, days, expected) in [
        ("2027-06-26", 14, Tone::Safe),
        ("2027-06-27", 13, Tone::Tight),
        ("2027-07-10", 0, Tone::Tight),
        ("2027-07-11", -1, Tone::Late),
    ] {
        let slack = slack_days(date(ready), date("2027-07-10"));
        assert_eq!((slack, tone(Some(slack))), (days, expected), "{ready}");
    }
    assert_eq!(tone(None), Tone::Surplus);
}

#[test]
fn a_week_is_served_by_those_ready_on_its_monday() {
    let week: IsoWeek = "2027-W27".parse().unwrap();
    assert!(serves(date("2027-07-05"), week));
    assert!(!serves(date("2027-07-06"), week));
}

#[test]
fn the_last_safe_start_is_the_shortest_courses() {
    let terms = Terms::default();
    let courses = [course(29, 10), course(24, 10)];
    assert_eq!(
        last_safe_start(courses.iter(), &terms, date("2027-08-23")),
        Some(date("2027-05-01"))
    );
    assert_eq!(
        last_safe_start(courses[..1].iter(), &terms, date("2027-08-23")),
        Some(date("2027-04-26"))
    );
    assert_eq!(last_safe_start([].iter(), &terms, date("2027-08-23")), None);
}

#[test]
fn graduates_are_those_expected_to_pass() {
    let mut class = class(1, "2027-03-08");
    assert_eq!(expected_graduates(&class, 0), 36);
    // Somebody in it changes nothing while seats can still fill.
    assert_eq!(expected_graduates(&class, 12), 36);
    for state in [
        ClassState::Running,
        ClassState::Examined,
        ClassState::Closed,
    ] {
        class.state = state;
        class.enrolled = 10;
        assert_eq!(expected_graduates(&class, 12), 20, "{state:?}");
    }
    class.state = ClassState::Cancelled;
    assert_eq!(expected_graduates(&class, 12), 0);
    class.state = ClassState::Running;
    (class.enrolled, class.pass_permille) = (u32::MAX, 5_000);
    assert_eq!(expected_graduates(&class, 12), u32::MAX);
}

#[test]
fn a_class_goes_one_step_at_a_time() {
    use ClassState::*;
    let all = [Planned, Filed, Open, Running, Examined, Closed, Cancelled];
    let allowed: Vec<(ClassState, ClassState)> = all
        .into_iter()
        .flat_map(|from| all.map(|to| (from, to)))
        .filter(|(from, to)| may_become(*from, *to))
        .collect();
    assert_eq!(
        allowed,
        [
            (Planned, Filed),
            (Planned, Cancelled),
            (Filed, Open),
            (Filed, Cancelled),
            (Open, Running),
            (Open, Cancelled),
            (Running, Examined),
            (Running, Cancelled),
            (Examined, Closed),
        ]
    );
    for state in all {
        assert_eq!(ClassState::from_word(state.word()), state);
        assert_eq!(state.takes_applications(), state < Running, "{state:?}");
    }
}

#[test]
fn the_smallest_limit_binds_and_is_named() {
    let limits = [
        (Limit::Gap, 40),
        (Limit::Permits, 30),
        (Limit::Seats, 50),
        (Limit::Instructors, 60),
        (Limit::Budget, 35),
    ];
    assert_eq!(quota(limits), Some((Limit::Permits, 30)));
    assert_eq!(
        quota([(Limit::Budget, 30), (Limit::Permits, 30)]),
        Some((Limit::Permits, 30))
    );
    assert_eq!(quota([]), None);
}

proptest! {
    /// A class that starts on the last safe day serves the week; a day later it
    /// does not.
    #[test]
    fn the_last_safe_start_is_safe_and_last(days in 1u32..200, exam in 0u32..40, lead in 0u32..200, travel in 0u32..30, offset in 0i64..600) {
        let terms = Terms { permit_lead_days: lead, travel_days: travel, ..Terms::default() };
        let week = IsoWeek::of(NaiveDate::from_ymd_opt(2026, 11, 20).unwrap() + Duration::days(offset));
        let course = course(days, exam);
        let last = last_safe_start([&course].into_iter(), &terms, week.monday()).unwrap();
        prop_assert!(serves(timing(&course, &terms, last).ready(), week));
        prop_assert!(!serves(timing(&course, &terms, last + Days::new(1)).ready(), week));
    }
}
