//! The real window, driven as an officer drives it: under a screen of its own,
//! through the WebDriver, in Chinese, from an empty store to a package that the
//! province takes.
//!
//! Every program it needs must be there; a missing one fails the test with its
//! name. `TONGFU_SCREENSHOTS=FOLDER` keeps a picture of every screen.
#![allow(clippy::unwrap_used)]

mod desk;

use desk::{Desk, Province, fixture};
use std::path::{Path, PathBuf};

const PASSPHRASE: &str = "一句自己记得住的话";
const COUNTY: (&str, &str) = ("654004", "霍尔果斯市");
/// After the collection of both bulletins, before their peaks.
const TODAY: &str = "2026-11-20";

#[tokio::test(flavor = "multi_thread")]
async fn a_county_does_its_whole_main_job_in_the_window() {
    let folder = tempfile::tempdir().unwrap();
    let county = folder.path().join("county");
    let mut desk = Desk::open(&county, TODAY).await;
    create(&desk).await;
    roster(&mut desk).await;
    bulletins(&mut desk).await;
    capacity(&mut desk).await;
    gaps(&desk).await;
    plan(&desk).await;
    matching(&desk, &county).await;
    exchange(&mut desk, folder.path()).await;
    desk.close().await;
}

/// The first page: a new county store.
async fn create(desk: &Desk) {
    desk.find("create-form").await;
    desk.shot("create").await;
    desk.fill("create-code", COUNTY.0).await;
    desk.fill("create-name", COUNTY.1).await;
    desk.fill("create-user", "古丽").await;
    desk.fill("create-passphrase", PASSPHRASE).await;
    desk.fill("create-passphrase-again", PASSPHRASE).await;
    desk.click("create-submit").await;
    desk.reads("recovery-code", |text| text.split('-').count() >= 8)
        .await;
    desk.shot("create-recovery").await;
    desk.click("recovery-kept").await;
    desk.find("page").await;
    desk.reads("office-name", |text| text.contains(COUNTY.1))
        .await;
    desk.reads("first-steps", |text| text.contains("导入学员花名册"))
        .await;
    desk.shot("today-empty").await;
}

/// A roster of WPS in GB18030: seen first, then taken, then found.
async fn roster(desk: &mut Desk) {
    desk.click("nav-people").await;
    desk.answer(&fixture("roster-gb18030.csv"));
    desk.click("empty-import").await;
    for (fate, count) in [
        ("rows", "120"),
        ("add", "115"),
        ("update", "0"),
        ("duplicate", "0"),
        ("reject", "5"),
        ("warnings", "0"),
    ] {
        assert_eq!(
            desk.text(&format!("import-{fate}")).await,
            count,
            "{fate} of the preview"
        );
    }
    desk.shot("people-preview").await;
    desk.click("import-pane-rejected").await;
    let rejected = desk.text("import-rejected").await;
    for reason in ["出生日期不存在", "校验位不对", "没有姓名"] {
        assert!(
            rejected.contains(reason),
            "{reason} is missing in: {rejected}"
        );
    }
    desk.click("import-apply").await;
    desk.reads("notices", |text| text.contains("新增 115 人"))
        .await;
    desk.click("import-close").await;
    desk.reads("people-count", |text| text.contains("115"))
        .await;
    desk.shot("people").await;

    // Pinyin initials of 沈晓永; he wishes to weld.
    desk.fill("people-search", "sxy").await;
    desk.reads("person-row", |text| text.contains("沈晓永"))
        .await;
    desk.click("person-row").await;
    desk.reads("record-wish_1", |text| text == "焊工").await;
    desk.shot("people-record").await;
    desk.click("record-back").await;
}

/// Two quarters of one port and one of the other; the newer supersedes.
async fn bulletins(desk: &mut Desk) {
    desk.click("nav-demand").await;
    desk.click("tab-demand-bulletins").await;
    let bulletins = [
        ("bulletin-horgos-2026Q3.xlsx", "霍尔果斯", "17", "1347", "0"),
        (
            "bulletin-horgos-2026Q4.xlsx",
            "霍尔果斯",
            "18",
            "1399",
            "17",
        ),
        (
            "bulletin-alashankou-2026Q4.xlsx",
            "阿拉山口",
            "16",
            "697",
            "0",
        ),
    ];
    for (file, issuer, lines, headcount, superseded) in bulletins {
        desk.answer(&fixture(file));
        desk.click("bulletin-import-open").await;
        assert_eq!(desk.text("bulletin-issuer").await, issuer, "{file}");
        assert_eq!(desk.text("bulletin-lines").await, lines, "{file}");
        assert_eq!(
            desk.text("bulletin-headcount").await.replace(',', ""),
            headcount,
            "{file}"
        );
        assert_eq!(desk.text("bulletin-superseded").await, superseded, "{file}");
        desk.shot("demand-bulletin-preview").await;
        desk.click("bulletin-apply").await;
        desk.gone("bulletin-apply").await;
    }
    desk.reads("bulletin-list", |text| {
        text.matches("霍尔果斯").count() == 2 && text.contains("阿拉山口")
    })
    .await;
    desk.shot("demand-bulletins").await;
}

async fn capacity(desk: &mut Desk) {
    desk.click("nav-settings").await;
    desk.click("settings-capacity").await;
    desk.answer(&fixture("capacity.json"));
    desk.click("capacity-import").await;
    desk.reads("capacity-table", |text| {
        text.contains("霍尔果斯市职业技术学校")
    })
    .await;
    desk.reads("capacity-kind-course", |text| text.contains('9'))
        .await;
    desk.shot("settings").await;
}

/// The surplus of fruit graders and the want of combine operators are seen.
async fn gaps(desk: &Desk) {
    desk.click("nav-demand").await;
    desk.click("tab-demand-gaps").await;
    desk.reads("gap-table", |text| {
        text.contains("联合收割机驾驶员") && text.contains("果蔬分级员")
    })
    .await;
    desk.shot("demand-gaps").await;
    desk.click("gap-over").await;
    desk.reads("gap-table", |text| {
        text.contains("果蔬分级员") && !text.contains("联合收割机驾驶员")
    })
    .await;
    desk.click("gap-short").await;
    desk.reads("gap-table", |text| text.contains("联合收割机驾驶员"))
        .await;

    desk.click("tab-demand").await;
    desk.reads("calendar", |text| text.contains("联合收割机驾驶员"))
        .await;
    desk.reads("attention-panel", |text| {
        text.contains("果蔬分级员") && text.contains("联合收割机驾驶员")
    })
    .await;
    desk.shot("demand-calendar").await;
    desk.click("form-table").await;
    desk.reads("calendar-table", |text| text.contains("果蔬分级员"))
        .await;
    desk.shot("demand-table").await;
    desk.click("form-picture").await;
}

/// Classes are proposed with a proven gap, accepted, and become projects.
async fn plan(desk: &Desk) {
    desk.click("nav-plan").await;
    desk.click("plan-run").await;
    let proven = desk.text("plan-gap-proven").await;
    let percent: f64 = proven.trim_end_matches('%').parse().unwrap();
    assert!(
        (0.0..=1.0).contains(&percent),
        "a gap of {proven} is no good plan"
    );
    let proposals = desk.texts("[data-kind=proposal]").await;
    assert!(!proposals.is_empty(), "nothing was proposed");
    for proposal in &proposals {
        assert!(proposal.contains('天'), "no slack is told: {proposal}");
    }
    desk.shot("plan").await;
    desk.click("plan-part-limits").await;
    desk.reads("binding-list", |text| text.contains("每多"))
        .await;
    desk.shot("plan-limits").await;
    desk.click("plan-part-proposals").await;
    desk.click("plan-accept").await;
    desk.click("ask-accept").await;
    desk.reads("notices", |text| {
        text.contains(&format!("已立 {} 个项目", proposals.len()))
    })
    .await;

    // On the picture every class is a bar from its start to its certificate.
    desk.click("nav-demand").await;
    desk.click("tab-demand").await;
    desk.find_css("[data-test=calendar] rect.body").await;
    let bars = desk.widths("[data-test=calendar] rect.body").await;
    assert!(
        bars.len() > proposals.len() && bars.iter().all(|width| *width > 5.0),
        "the bars are {bars:?} wide"
    );
    desk.shot("demand-calendar-classes").await;

    desk.click("nav-projects").await;
    desk.reads("project-table", |text| {
        text.matches("共同富裕实验班").count() == proposals.len()
    })
    .await;
    desk.shot("projects").await;
    desk.click("nav-classes").await;
    // The open class of the capacity stands beside what was accepted.
    desk.reads("class-table", |text| {
        text.contains("已计划") && text.contains("果蔬分级 3 班")
    })
    .await;
    desk.shot("classes").await;
}

/// Applications are written by the command line while the window is locked,
/// which leaves the store to it; matched and published in the window.
async fn matching(desk: &Desk, county: &Path) {
    desk.click("lock").await;
    desk.find("unlock-form").await;
    desk.shot("locked").await;
    let made = desk::tongfu(
        county,
        PASSPHRASE,
        &["--today", TODAY, "applications", "seed-demo"],
    );
    let applicants = made["applications"].as_u64().unwrap();
    assert!(applicants > 0, "{made}");
    desk.fill("unlock-passphrase", "不是这一句").await;
    desk.click("unlock-submit").await;
    desk.reads("unlock-form", |text| text.contains("口令不对"))
        .await;
    desk.fill("unlock-passphrase", PASSPHRASE).await;
    desk.click("unlock-submit").await;

    desk.click("nav-classes").await;
    desk.click("match-open").await;
    assert_eq!(desk.number("match-applicants").await, applicants);
    let placed = desk.number("match-placed").await;
    assert!(
        placed > 0 && placed <= applicants,
        "{placed} of {applicants} were placed"
    );
    desk.reads("match-result", |text| !text.is_empty()).await;
    desk.shot("classes-match").await;
    desk.click("match-publish").await;
    desk.click("ask-publish").await;
    desk.reads("notices", |text| text.contains(&placed.to_string()))
        .await;
    desk.shot("classes-published").await;
    desk.click("match-close").await;
    desk.click("[data-test=class-row] button").await;
    desk.find("class-record").await;
    desk.shot("classes-record").await;
}

/// A device is let in by the province, a package goes there and its
/// acknowledgement comes back.
async fn exchange(desk: &mut Desk, folder: &Path) {
    let province = Province::create(&folder.join("province"), PASSPHRASE, TODAY);
    let stick = folder.join("stick");
    std::fs::create_dir(&stick).unwrap();

    desk.click("nav-exchange").await;
    desk.find("not-granted").await;
    desk.shot("exchange").await;
    let request = stick.join("county-request.json");
    desk.answer(&request);
    desk.click("device-request").await;
    let spoken: String = desk
        .text("requested-fingerprint")
        .await
        .split_whitespace()
        .collect();
    let grant = stick.join("county-grant.json");
    let granted = province.run(&[
        "device",
        "grant",
        path(&request),
        "--out",
        path(&grant),
        "--fingerprint",
        &spoken,
    ]);
    assert_eq!(granted["confirmed"], true, "{granted}");
    desk.answer(&grant);
    desk.click("device-accept").await;
    desk.find_css("[data-test=device-granted][data-granted=true]")
        .await;
    desk.shot("exchange-granted").await;

    let unacknowledged = desk.number("unacknowledged").await;
    assert!(unacknowledged > 0);
    // The officer chooses a folder; the program names the package.
    let out = folder.join("out");
    desk.answer(&out);
    desk.click("exchange-export").await;
    desk.find("exported").await;
    desk.shot("exchange-exported").await;
    let imported = province.run(&["exchange", "import", path(&only_file(&out))]);
    assert_eq!(imported["state"], "applied", "{imported}");
    assert!(
        imported["applied"].as_u64().unwrap() >= unacknowledged,
        "{imported}"
    );
    let found = province.run(&["people", "find", "沈晓永"]);
    assert_eq!(found["hits"].as_array().map(Vec::len), Some(1), "{found}");

    let back = folder.join("back");
    province.run(&["exchange", "export", "--out", path(&back)]);
    desk.answer(&only_file(&back));
    desk.click("exchange-import").await;
    desk.find("package-new").await;
    desk.click("package-apply").await;
    desk.find_css("[data-test=package-result][data-state=applied]")
        .await;
    desk.click("package-close").await;
    desk.reads("unacknowledged", |text| text == "0").await;
    desk.shot("exchange-acknowledged").await;
}

fn path(path: &Path) -> &str {
    path.to_str().unwrap()
}

fn only_file(folder: &Path) -> PathBuf {
    let mut files: Vec<PathBuf> = std::fs::read_dir(folder)
        .unwrap()
        .map(|entry| entry.unwrap().path())
        .collect();
    assert_eq!(files.len(), 1, "{files:?}");
    files.remove(0)
}
