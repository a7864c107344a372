//! Bulletins: the ports' files, supersession, what is refused.

use super::super::import::{ImportPlan, Reading};
use super::super::*;
use super::date;
use crate::base::reference;
use crate::store::{Environment, Office, Role, Store};
use chrono::{NaiveDate, TimeZone, Utc};
use std::path::PathBuf;
use std::sync::Arc;
use tongfu_tables::bulletin::BulletinFile;
use tongfu_tables::{Limits, bulletin, grid};

const HORGOS_Q3: &str = "bulletin-horgos-2026Q3.xlsx";
const HORGOS_Q4: &str = "bulletin-horgos-2026Q4.xlsx";
const ALASHANKOU_Q4: &str = "bulletin-alashankou-2026Q4.xlsx";

fn county_on(today: &str) -> Store {
    let environment = Environment {
        now: Arc::new(|| Utc.with_ymd_and_hms(2026, 11, 20, 2, 0, 0).unwrap()),
        today: Some(date(today)),
        machine: "machine-a".into(),
        app: "test".into(),
    };
    Store::in_memory(
        Office::founded(Role::County, "654004", "霍尔果斯市"),
        "古丽",
        environment,
    )
    .unwrap()
}

fn county() -> Store {
    county_on("2026-11-20")
}

fn fixture(name: &str) -> BulletinFile {
    let path = PathBuf::from(env!("CARGO_MANIFEST_DIR"))
        .join("../../tests/fixtures")
        .join(name);
    bulletin::read(&grid::read(&path, &Limits::default()).unwrap()).unwrap()
}

fn sample(name: &str) -> NewBulletin {
    let Reading { bulletin, problems } = read(&fixture(name), name);
    assert_eq!(problems, []);
    bulletin.unwrap()
}

fn import(store: &mut Store, name: &str) -> ImportPlan {
    let seen = preview(store, sample(name)).unwrap();
    let done = apply(store, sample(name)).unwrap();
    assert_eq!(seen, done);
    done
}

fn pairs(changes: &[LineChange]) -> Vec<(&str, &str, Option<u32>, Option<u32>)> {
    changes
        .iter()
        .map(|change| {
            (
                change.region.as_str(),
                change.occupation.as_str(),
                change.before,
                change.after,
            )
        })
        .collect()
}

#[test]
fn the_samples_are_taken_as_expected() {
    let path = PathBuf::from(env!("CARGO_MANIFEST_DIR")).join("../../tests/fixtures/expected.json");
    let expected: serde_json::Value =
        serde_json::from_slice(&std::fs::read(path).unwrap()).unwrap();
    for (name, quarter) in [
        (HORGOS_Q3, "2026Q3"),
        (HORGOS_Q4, "2026Q4"),
        (ALASHANKOU_Q4, "2026Q4"),
    ] {
        let done = import(&mut county(), name);
        assert_eq!(
            u64::from(done.lines),
            expected[name]["lines"].as_u64().unwrap(),
            "{name}"
        );
        assert_eq!(
            u64::from(done.headcount),
            expected[name]["headcount"].as_u64().unwrap(),
            "{name}"
        );
        assert_eq!(
            done.bulletin.issuer,
            expected[name]["port"].as_str().unwrap(),
            "{name}"
        );
        assert_eq!(done.bulletin.quarter.to_string(), quarter, "{name}");
        assert_eq!(
            (done.superseded, done.changes.added.len()),
            (0, usize::try_from(done.lines).unwrap()),
            "{name}"
        );
    }
}

#[test]
fn a_later_bulletin_supersedes_and_never_overwrites() {
    let mut store = county();
    let first = import(&mut store, HORGOS_Q3);
    let second = import(&mut store, HORGOS_Q4);
    assert_eq!(second.superseded, 17);
    assert_eq!(second.bulletin.collected, date("2026-11-16"));
    assert_eq!(
        pairs(&second.changes.added),
        [
            ("KZ-33", "OCC-IRRIG", None, Some(46)),
            ("KZ-61", "OCC-IRRIG", None, Some(29))
        ]
    );
    assert_eq!(
        pairs(&second.changes.withdrawn),
        [("KZ-33", "OCC-FORK", Some(10), None)]
    );
    // Fifteen headcounts changed; the cold stores of Turkestan want 34 as before.
    assert_eq!(second.changes.changed.len(), 15);
    assert!(pairs(&second.changes.changed).contains(&("KZ-59", "OCC-HARV", Some(144), Some(170))));
    assert!(
        !second
            .changes
            .changed
            .iter()
            .any(|change| change.region == "KZ-61" && change.occupation == "OCC-COLD")
    );

    let (old, lines) = bulletin(&store, first.id).unwrap();
    assert!(old.superseded);
    assert_eq!((old.lines, old.headcount, lines.len()), (17, 1347, 17));
    assert!(lines.iter().all(|line| line.superseded));
    let counting = effective_lines(&store, store.today()).unwrap();
    assert_eq!(counting.len(), 18);
    assert!(
        counting
            .iter()
            .all(|line| line.bulletin == second.id && !line.stale)
    );
    assert_eq!(
        (all_lines(&store).unwrap().len(), count(&store).unwrap()),
        (35, 2)
    );
    // Whoever named an old line means the new one; nobody means the fork lift
    // drivers any more.
    let succeeded: Vec<_> = counting.iter().flat_map(|line| &line.succeeds).collect();
    assert_eq!(succeeded.len(), 16);
    let heir = counting
        .iter()
        .find(|line| line.succeeds.contains(&lines[0].id))
        .unwrap();
    assert_eq!(
        (&heir.region, &heir.occupation),
        (&lines[0].region, &lines[0].occupation)
    );
}

#[test]
fn a_line_of_another_season_takes_nobodys_place() {
    let mut store = county();
    import(&mut store, HORGOS_Q3);
    let mut next = sample(HORGOS_Q4);
    for line in &mut next.lines {
        let later = |date: NaiveDate| date + chrono::Duration::days(365);
        let window = line.window;
        line.window = Window::new(
            later(window.start()),
            later(window.peak_start()),
            later(window.peak_end()),
            later(window.end()),
        )
        .unwrap();
    }
    apply(&mut store, next).unwrap();
    assert!(
        effective_lines(&store, store.today())
            .unwrap()
            .iter()
            .all(|line| line.succeeds.is_empty())
    );
}

#[test]
fn an_older_bulletin_that_comes_later_supersedes_nothing() {
    let (mut in_order, mut late) = (county(), county());
    import(&mut in_order, HORGOS_Q3);
    import(&mut in_order, HORGOS_Q4);
    import(&mut late, HORGOS_Q4);
    let old = import(&mut late, HORGOS_Q3);
    assert!(old.outdated);
    assert_eq!((old.superseded, old.changes), (0, Changes::default()));
    assert_eq!(
        effective_lines(&late, late.today()).unwrap(),
        effective_lines(&in_order, in_order.today()).unwrap()
    );
    assert_eq!(bulletins(&late).unwrap(), bulletins(&in_order).unwrap());
}

#[test]
fn the_same_file_again_changes_nothing() {
    let mut store = county();
    let first = import(&mut store, HORGOS_Q4);
    let before = store.digests(None).unwrap();
    let again = import(&mut store, HORGOS_Q4);
    assert!(again.known && !first.known);
    assert_eq!(
        (again.id, again.lines, again.headcount, again.superseded),
        (first.id, 18, 1399, 0)
    );
    assert_eq!(again.changes, Changes::default());
    assert_eq!(store.digests(None).unwrap(), before);
    // Another laptop arrives at the same ids.
    assert_eq!(import(&mut county_on("2026-12-01"), HORGOS_Q4).id, first.id);
}

#[test]
fn a_corrected_bulletin_of_the_same_quarter_counts_from_its_later_collection() {
    let mut store = county();
    import(&mut store, HORGOS_Q4);
    let mut corrected = sample(HORGOS_Q4);
    corrected.collected = date("2026-11-19");
    corrected.lines[0].headcount = 171;
    let done = apply(&mut store, corrected).unwrap();
    assert_eq!(
        (done.superseded, pairs(&done.changes.changed)),
        (18, vec![("KZ-59", "OCC-HARV", Some(170), Some(171))])
    );
    assert_eq!(
        effective_lines(&store, store.today()).unwrap()[0].headcount,
        171
    );
}

#[test]
fn ports_stand_beside_each_other_and_a_person_chooses() {
    let mut store = county();
    import(&mut store, HORGOS_Q4);
    let other = import(&mut store, ALASHANKOU_Q4);
    assert_eq!(
        (
            other.superseded,
            effective_lines(&store, store.today()).unwrap().len()
        ),
        (0, 34)
    );
    let peak = |store: &Store| {
        let week = "2027-W37".parse().unwrap();
        let curve = curves(store, week, 1)
            .unwrap()
            .into_iter()
            .find(|curve| curve.region == "KZ-61" && curve.occupation == "OCC-GRADE");
        curve
            .map(|curve| (curve.heads[0], curve.disputed[0], curve.lines.len()))
            .unwrap()
    };
    assert_eq!(peak(&store), (11, true, 2));
    choose(
        &mut store,
        "KZ-61",
        "OCC-GRADE",
        Some("阿拉山口"),
        "电话核实",
    )
    .unwrap();
    assert_eq!(peak(&store), (7, false, 1));
    choose(&mut store, "KZ-61", "OCC-GRADE", None, "").unwrap();
    assert_eq!(peak(&store), (11, true, 2));
    let refused = |issuer, reason| {
        choose(&mut county(), "KZ-61", "OCC-GRADE", Some(issuer), reason)
            .unwrap_err()
            .code
    };
    assert_eq!(refused("阿拉山口", "电话核实"), "CHOICE_ISSUER_ABSENT");
    assert_eq!(refused("阿拉山口", " "), "CHOICE_REASON_MISSING");
}

#[test]
fn a_bulletin_is_stale_after_its_quarter_and_the_grace() {
    // The third quarter ends on 30 September; with 21 days of grace it is stale
    // from 22 October.
    for (today, stale) in [("2026-10-21", false), ("2026-10-22", true)] {
        let mut store = county_on(today);
        import(&mut store, HORGOS_Q3);
        assert_eq!(
            newest_bulletin(&store).unwrap().unwrap().stale,
            stale,
            "{today}"
        );
        assert!(
            effective_lines(&store, date(today))
                .unwrap()
                .iter()
                .all(|line| line.stale == stale),
            "{today}"
        );
    }
    let mut store = county_on("2026-10-22");
    import(&mut store, HORGOS_Q3);
    store.set_setting("demand.grace_days", Some("22")).unwrap();
    assert!(!newest_bulletin(&store).unwrap().unwrap().stale);
    assert_eq!(
        Quarter::new(2026, 4).unwrap().last_day(),
        date("2026-12-31")
    );
    assert!(!rules::is_stale(
        Quarter::new(2026, 4).unwrap(),
        21,
        date("2027-01-21")
    ));
    assert!(rules::is_stale(
        Quarter::new(2026, 4).unwrap(),
        21,
        date("2027-01-22")
    ));
}

#[test]
fn every_reason_is_listed_and_nothing_is_half_done() {
    let mut file = fixture(HORGOS_Q4);
    file.lines[1].region = "月球州".into();
    file.lines[4].occupation = "宇航员".into();
    file.lines[4].region = "火星".into();
    let Reading { bulletin, problems } = read(&file, "bad.xlsx");
    assert_eq!(bulletin, None);
    let listed: Vec<_> = problems
        .iter()
        .map(|problem| (problem.row, problem.code, problem.params[0].1.as_str()))
        .collect();
    assert_eq!(
        listed,
        [
            (Some(5), "LINE_REGION_UNKNOWN", "月球州"),
            (Some(8), "LINE_REGION_UNKNOWN", "火星"),
            (Some(8), "LINE_OCCUPATION_UNKNOWN", "宇航员"),
        ]
    );
    assert_eq!(problems[0].column.as_deref(), Some("B"));
}

fn typed(rows: &str) -> BulletinFile {
    let head = "霍尔果斯口岸2026年第四季度通报\n发布单位:霍尔果斯,季度:2026年第四季度,采集日期:2026-11-16\n\
                需求地区,职业(工种),需求人数,用工开始,高峰开始,高峰结束,用工结束,月薪下限(坚戈),月薪上限(坚戈),许可类别,季节编号\n";
    let text = format!("{head}{rows}");
    bulletin::read(&grid::read_bytes(text.as_bytes(), "bulletin.csv", &Limits::default()).unwrap())
        .unwrap()
}

#[test]
fn an_end_before_its_start_is_refused_with_its_row() {
    let file = typed(
        "北哈萨克斯坦州,焊工,3,2027-09-01,,,2027-08-01,1,2,4类,\n科斯塔奈州,焊工,3,2027-09-01,,,2027-09-30,1,2,4类,\n",
    );
    let Reading { bulletin, problems } = read(&file, "bad.csv");
    assert_eq!(bulletin, None);
    assert_eq!(
        problems
            .iter()
            .map(|problem| (problem.row, problem.code, problem.refuses))
            .collect::<Vec<_>>(),
        [(Some(4), "LINE_ORDER", true)]
    );
}

#[test]
fn lines_by_season_take_its_next_window() {
    let season = reference::seasons()
        .iter()
        .find(|season| season.id == "S058")
        .unwrap();
    let rows = "突厥斯坦州,制冷空调系统安装维修工,8,,,,,1,2,第四类,S058\n突厥斯坦州,焊工,8,,,,,1,2,四类,S999\n";
    let Reading { bulletin, problems } = read(&typed(rows), "season.csv");
    assert_eq!(bulletin, None);
    assert_eq!(
        problems
            .iter()
            .map(|problem| (problem.row, problem.code))
            .collect::<Vec<_>>(),
        [(Some(5), "LINE_SEASON_UNKNOWN")]
    );
    let Reading { bulletin, problems } = read(&typed(rows.lines().next().unwrap()), "season.csv");
    assert_eq!(problems, []);
    let line = bulletin.unwrap().lines.remove(0);
    let year = (2026..)
        .find(|year| season.in_year(*year).unwrap().0 >= date("2026-11-16"))
        .unwrap();
    assert_eq!(
        (line.window.start(), line.window.end()),
        season.in_year(year).unwrap()
    );
    assert_eq!(line.permit, "cat4");
}

#[test]
fn odd_lines_are_taken_with_a_notice() {
    let rows = "突厥斯坦州,焊工,8,2027-03-05,,,2027-03-10,1,2,,\n突厥斯坦州,焊工,8,2027-03-05,,,2027-03-10,1,2,,\n\
                科斯塔奈州,焊工,2,2027-03-05,,,2028-09-10,1,2,,\n";
    let Reading { bulletin, problems } = read(&typed(rows), "odd.csv");
    assert_eq!(
        problems
            .iter()
            .map(|problem| (problem.row.unwrap(), problem.code))
            .collect::<Vec<_>>(),
        [
            (4, "LINE_WEEKLESS"),
            (5, "LINE_WEEKLESS"),
            (5, "LINE_TWICE"),
            (6, "LINE_LONG")
        ]
    );
    assert_eq!(bulletin.unwrap().lines.len(), 3);
}

#[test]
fn permits_by_any_word() {
    for (written, code) in [
        ("4类", "cat4"),
        ("第四类", "cat4"),
        ("四类", "cat4"),
        ("3 类", "cat3"),
        ("４类", "cat4"),
        ("4-я категория", "cat4"),
        ("категория 2", "cat2"),
        ("Category 1", "cat1"),
        ("cat4", "cat4"),
        ("季节性", "seasonal"),
        ("季节工许可", "seasonal"),
        ("seasonal", "seasonal"),
        ("сезонный", "seasonal"),
        ("", ""),
        ("不需要", ""),
        ("-", ""),
        ("企业内部调动", "企业内部调动"),
    ] {
        assert_eq!(rules::permit_code(written), code, "{written}");
        assert_eq!(
            rules::permit_code(&rules::permit_code(written)),
            code,
            "{written}"
        );
    }
}

#[test]
fn removing_a_bulletin_brings_the_one_before_back() {
    let mut store = county();
    let first = import(&mut store, HORGOS_Q3);
    let second = import(&mut store, HORGOS_Q4);
    remove(&mut store, second.id).unwrap();
    assert_eq!(
        remove(&mut store, second.id).unwrap_err().code,
        "BULLETIN_ABSENT"
    );
    assert_eq!(
        bulletin(&store, second.id).unwrap_err().code,
        "BULLETIN_ABSENT"
    );
    assert!(
        effective_lines(&store, store.today())
            .unwrap()
            .iter()
            .all(|line| line.bulletin == first.id)
    );
    // And importing it again brings it back whole.
    assert_eq!(import(&mut store, HORGOS_Q4).superseded, 17);
    assert_eq!(effective_lines(&store, store.today()).unwrap().len(), 18);
}

#[test]
fn bulletins_survive_a_rebuild() {
    let mut store = county();
    import(&mut store, HORGOS_Q3);
    import(&mut store, ALASHANKOU_Q4);
    let (before, bulletins_before) = (all_lines(&store).unwrap(), bulletins(&store).unwrap());
    store.rebuild().unwrap();
    assert_eq!(
        (all_lines(&store).unwrap(), bulletins(&store).unwrap()),
        (before, bulletins_before)
    );
}

#[test]
fn an_empty_bulletin_is_refused() {
    let mut empty = sample(HORGOS_Q4);
    empty.lines.clear();
    assert_eq!(
        apply(&mut county(), empty).unwrap_err().code,
        "BULLETIN_NO_LINES"
    );
    let mut nobody = sample(HORGOS_Q4);
    nobody.issuer = " ".into();
    assert_eq!(
        apply(&mut county(), nobody).unwrap_err().code,
        "BULLETIN_ISSUER_MISSING"
    );
}

#[test]
fn quarters_go_both_ways() {
    let quarter: Quarter = "2026Q4".parse().unwrap();
    assert_eq!(
        (quarter.to_string(), quarter.year(), quarter.number()),
        ("2026Q4".to_owned(), 2026, 4)
    );
    assert_eq!(
        Quarter::of(NaiveDate::from_ymd_opt(2026, 9, 30).unwrap()),
        Quarter::new(2026, 3)
    );
    assert!("2026Q5".parse::<Quarter>().is_err());
    assert!(
        Quarter::new(2026, 3) < Quarter::new(2026, 4)
            && Quarter::new(2026, 4) < Quarter::new(2027, 1)
    );
}
