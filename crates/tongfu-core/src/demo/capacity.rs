//! What the demo county can teach and pay: in the form of a capacity file, with
//! dates around `today`.

use chrono::{Datelike, Duration, NaiveDate};
use serde_json::{Value, json};

/// Name of the class that trains what is hardly wanted.
pub const OPEN_CLASS: &str = "果蔬分级 3 班(演示)";

/// Occupation, hours, days, days of exam, yuan per class, yuan per seat.
const COURSES: &[(&str, u32, u32, u32, u32, u32)] = &[
    ("联合收割机驾驶员", 160, 24, 10, 30_000, 1_800),
    ("农机修理工", 200, 29, 10, 24_000, 1_600),
    ("制冷空调系统安装维修工", 240, 35, 10, 28_000, 2_000),
    ("果蔬采摘工", 40, 6, 3, 6_000, 400),
    ("菜农/大田种植工", 63, 9, 5, 8_000, 500),
    ("焊工", 300, 43, 12, 36_000, 2_400),
    ("叉车司机", 100, 15, 7, 18_000, 1_200),
    ("果蔬分级员", 60, 9, 3, 7_000, 500),
    ("滴灌技术员(光伏滴灌)", 120, 18, 8, 22_000, 1_500),
];

/// First year whose money can still pay a class: its settlement lies at least
/// 150 days ahead.
fn budget_year(today: NaiveDate) -> i32 {
    let settles = NaiveDate::from_ymd_opt(today.year(), 12, 10).unwrap_or(today);
    if settles - today >= Duration::days(150) {
        today.year()
    } else {
        today.year() + 1
    }
}

/// The capacity file of the demo county.
pub fn capacity(today: NaiveDate) -> Value {
    let year = budget_year(today);
    let soon = today + Duration::days(21);
    let courses: Vec<Value> = COURSES
        .iter()
        .map(|(occupation, hours, days, exam_days, per_class, per_seat)| {
            json!({
                "occupation": occupation, "level": "初级工", "hours": hours, "days": days, "exam_days": exam_days,
                "cost_per_class": per_class, "cost_per_seat": per_seat,
            })
        })
        .collect();
    json!({
        "county": "654004",
        "county_name": "霍尔果斯市",
        "as_of": today.to_string(),
        "institutions": [
            {
                "name": "霍尔果斯市职业技术学校(演示)",
                "licence": "YS26000001",
                "sites": [
                    {"name": "校本部", "seats": 160, "rooms": 4},
                    {"name": "农机实训场", "seats": 80, "rooms": 2},
                ],
                "instructors": {
                    "联合收割机驾驶员": 4, "农机修理工": 3, "焊工": 2, "叉车司机": 1, "滴灌技术员(光伏滴灌)": 1,
                },
            },
            {
                "name": "丝路技能培训学校(演示)",
                "licence": "YS26000002",
                "sites": [{"name": "冷链实训室", "seats": 60, "rooms": 2}],
                "instructors": {
                    "制冷空调系统安装维修工": 2, "果蔬采摘工": 3, "菜农/大田种植工": 2, "果蔬分级员": 2,
                },
            },
        ],
        "mobile_workshops": [
            {"id": "YS-01", "occupations": ["焊工", "制冷空调系统安装维修工"], "seats": 16, "move_days": 4, "home": "654004"},
            {"id": "YS-02", "occupations": ["农机修理工", "滴灌技术员(光伏滴灌)"], "seats": 16, "move_days": 6, "home": "654004"},
        ],
        "courses": courses,
        "permits": {"lead_time_days": 75, "travel_days": 5, "capacity": {"4类": 840, "季节性": 640}},
        "budget": [
            {
                "source": "中央就业补助资金", "year": year, "amount_yuan": 4_800_000,
                "apply_from": format!("{year}-01-05"), "apply_to": format!("{year}-03-31"),
                "released": format!("{year}-04-20"), "settle_by": format!("{year}-12-10"),
            },
            {
                "source": "省级配套", "year": year, "amount_yuan": 1_800_000,
                "apply_from": format!("{year}-02-01"), "apply_to": format!("{year}-04-30"),
                "released": format!("{year}-05-15"), "settle_by": format!("{year}-12-10"),
            },
            {
                "source": "企业投入", "year": year, "amount_yuan": 1_200_000,
                "apply_from": (today - Duration::days(10)).to_string(), "apply_to": format!("{year}-10-31"),
                "released": soon.to_string(), "settle_by": format!("{year}-12-31"),
            },
        ],
        "class_size": {"min": 10, "max": 50},
        "open_classes": [
            {
                "name": OPEN_CLASS, "occupation": "果蔬分级员", "level": "初级工",
                "institution": "丝路技能培训学校(演示)",
                "start": (today - Duration::days(11)).to_string(), "seats": 45, "enrolled": 45,
            },
        ],
    })
}
