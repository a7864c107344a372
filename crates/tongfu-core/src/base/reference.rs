//! Reference data shipped with the program (`assets/reference`): regions,
//! occupations, categories, divisions, code lists, seasons, rates and dated
//! parameters. Compiled in, read once.
//!
//! Names are found after folding: full width becomes half width, white space
//! goes, brackets and slashes lose their variants, letters their case.

mod categories;
mod category_rules;
mod divisions;
mod parameters;
mod table;

pub use categories::{Category, CategoryMatch, categories, category, category_by_name};
pub use category_rules::{
    CategoryRule, Succession, category_rule, category_rules, succession, successions,
};
pub use divisions::{County, counties, county, is_known_area};
pub use parameters::{
    Parameter, Rate, Season, cn_income, exchange_rate, in_force, kz_parameters, kz_wages,
    market_rate, monitoring_lines, parameter_defaults, seasons, training_rules,
    work_permit_parameters,
};

use std::collections::HashMap;
use std::sync::LazyLock;
use table::Table;

/// A region of Kazakhstan.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Region {
    /// ISO 3166-2, such as `KZ-59`.
    pub iso: &'static str,
    pub name_zh: &'static str,
    pub name_en: &'static str,
    pub name_ru: &'static str,
    pub name_kk: &'static str,
    /// A city of republican significance, not an oblast.
    pub city: bool,
}

/// What permit a foreign worker of an occupation needs.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum PermitRoute {
    /// The list of seasonal occupations.
    Seasonal,
    /// Permits of category 4 (or 3) or an intra-company transfer.
    Category,
    /// The sources disagree or the occupation is on no list found.
    Unclear,
}

/// An occupation that classes train for.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Occupation {
    /// Such as `OCC-HARV`.
    pub id: &'static str,
    /// Such as `harvest_machinery`.
    pub family: &'static str,
    pub name_zh: &'static str,
    pub name_en: &'static str,
    pub name_ru: &'static str,
    pub name_kk: &'static str,
    /// ISCO-08 unit group.
    pub isco08: &'static str,
    /// On the list of seasonal occupations (draft of 2023).
    pub seasonal: bool,
    /// What permit it needs.
    pub permit_route: PermitRoute,
    /// What the source says about permits.
    pub permit_note: &'static str,
}

/// A border port.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Port {
    pub name_zh: &'static str,
    pub name_en: &'static str,
    pub county_code: &'static str,
    /// Code of the Kazakh region across the border.
    pub region: &'static str,
}

/// An entry of a national code list.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Code {
    pub code: &'static str,
    pub name_zh: &'static str,
    /// Short Chinese form or Latin name, where the list has one.
    pub short: &'static str,
}

/// Half-width, lower case, no white space, plain brackets, slashes and dashes:
/// the form in which names are compared.
pub fn fold_name(text: &str) -> String {
    let mut folded = String::with_capacity(text.len());
    for c in text.chars() {
        let c = match c {
            '\u{ff01}'..='\u{ff5e}' => char::from_u32(c as u32 - 0xfee0).unwrap_or(c),
            '〔' | '【' | '[' => '(',
            '〕' | '】' | ']' => ')',
            '∕' | '⁄' | '\\' => '/',
            '—' | '–' | '‐' => '-',
            c if c.is_whitespace()
                || matches!(c, '\u{200b}'..='\u{200f}' | '\u{2060}' | '\u{feff}') =>
            {
                continue;
            }
            c => c,
        };
        folded.extend(c.to_lowercase());
    }
    folded
}

/// All regions, by code.
pub fn regions() -> &'static [Region] {
    &REGIONS
}

/// The region with code `iso`.
pub fn region(iso: &str) -> Option<&'static Region> {
    REGIONS.iter().find(|region| region.iso == iso)
}

/// The region called `text` in Chinese, English, Russian or Kazakh, with or
/// without the word for region. A bare name that a region shares with its city
/// (阿拉木图) means the city.
pub fn region_by_name(text: &str) -> Option<&'static Region> {
    let folded = fold_name(text);
    REGION_NAMES
        .get(&folded)
        .or_else(|| REGION_NAMES.get(bare_region(&folded)))
        .map(|index| &REGIONS[*index])
}

static REGIONS: LazyLock<Vec<Region>> = LazyLock::new(|| {
    Table::read(include_str!("../../../../assets/reference/kz_regions.csv"))
        .rows()
        .map(|row| Region {
            iso: row.get("iso3166_2"),
            name_zh: row.get("name_zh"),
            name_en: row.get("name_en"),
            name_ru: row.get("name_ru"),
            name_kk: row.get("name_kk"),
            city: row.get("type") == "city",
        })
        .collect()
});

/// Without the word for region or city, in any of the four languages.
fn bare_region(folded: &str) -> &str {
    const AFTER: [&str; 11] = [
        "州",
        "市",
        "region",
        "oblast",
        "oblysy",
        "город",
        "область",
        "обл.",
        "облысы",
        "қаласы",
        "city",
    ];
    const BEFORE: [&str; 3] = ["область", "обл.", "г."];
    let mut bare = folded;
    for word in AFTER {
        bare = bare.strip_suffix(word).unwrap_or(bare);
    }
    for word in BEFORE {
        bare = bare.strip_prefix(word).unwrap_or(bare);
    }
    bare
}

static REGION_NAMES: LazyLock<HashMap<String, usize>> = LazyLock::new(|| {
    let mut names = HashMap::new();
    // Full names first, then bare ones, of cities before those of regions.
    for (index, region) in REGIONS.iter().enumerate() {
        for name in [
            region.iso,
            region.name_zh,
            region.name_en,
            region.name_ru,
            region.name_kk,
        ] {
            names.entry(fold_name(name)).or_insert(index);
        }
    }
    for city in [true, false] {
        for (index, region) in REGIONS
            .iter()
            .enumerate()
            .filter(|(_, region)| region.city == city)
        {
            for name in [
                region.name_zh,
                region.name_en,
                region.name_ru,
                region.name_kk,
            ] {
                names
                    .entry(bare_region(&fold_name(name)).to_owned())
                    .or_insert(index);
            }
        }
    }
    // The other usual Chinese spelling (SOURCES.md).
    if let Some(index) = REGIONS.iter().position(|region| region.iso == "KZ-61") {
        for name in ["图尔克斯坦州", "图尔克斯坦"] {
            names.insert(name.to_owned(), index);
        }
    }
    names
});

/// All occupations, in the table's order.
pub fn occupations() -> &'static [Occupation] {
    &OCCUPATIONS
}

/// The occupation with `id`.
pub fn occupation(id: &str) -> Option<&'static Occupation> {
    OCCUPATIONS.iter().find(|occupation| occupation.id == id)
}

/// The occupation called `text` in any of the four languages, whole or by a
/// part of its Chinese name before a bracket or beside a slash.
pub fn occupation_by_name(text: &str) -> Option<&'static Occupation> {
    OCCUPATION_NAMES
        .get(&fold_name(text))
        .map(|index| &OCCUPATIONS[*index])
}

static OCCUPATIONS: LazyLock<Vec<Occupation>> = LazyLock::new(|| {
    Table::read(include_str!("../../../../assets/reference/occupations.csv"))
        .rows()
        .map(|row| {
            let seasonal = row.get("on_kz_seasonal_list_2023_draft") == "1";
            let permit_note = row.get("permit_route_note");
            let permit_route = if seasonal {
                PermitRoute::Seasonal
            } else if permit_note.starts_with("category") {
                PermitRoute::Category
            } else {
                PermitRoute::Unclear
            };
            Occupation {
                id: row.get("occ_id"),
                family: row.get("family"),
                name_zh: row.get("name_zh"),
                name_en: row.get("name_en"),
                name_ru: row.get("name_ru"),
                name_kk: row.get("name_kk"),
                isco08: row.get("isco08"),
                seasonal,
                permit_route,
                permit_note,
            }
        })
        .collect()
});

static OCCUPATION_NAMES: LazyLock<HashMap<String, usize>> = LazyLock::new(|| {
    let mut names = HashMap::new();
    for (index, occupation) in OCCUPATIONS.iter().enumerate() {
        for name in [
            occupation.id,
            occupation.name_zh,
            occupation.name_en,
            occupation.name_ru,
            occupation.name_kk,
        ] {
            names.entry(fold_name(name)).or_insert(index);
        }
    }
    for (index, occupation) in OCCUPATIONS.iter().enumerate() {
        let name = fold_name(occupation.name_zh);
        let outer = name.split('(').next().unwrap_or_default();
        for part in outer.split('/') {
            names.entry(part.to_owned()).or_insert(index);
        }
    }
    names
});

/// Border ports.
pub fn ports() -> &'static [Port] {
    &PORTS
}

static PORTS: LazyLock<Vec<Port>> = LazyLock::new(|| {
    Table::read(include_str!(
        "../../../../assets/reference/border_ports.csv"
    ))
    .rows()
    .map(|row| Port {
        name_zh: row.get("port_zh"),
        name_en: row.get("port_en"),
        county_code: row.get("cn_county_code"),
        region: row.get("kz_region_iso"),
    })
    .collect()
});

fn codes(text: &'static str, short: Option<&str>) -> Vec<Code> {
    Table::read(text)
        .rows()
        .map(|row| Code {
            code: row.get("code"),
            name_zh: row.get("name_zh"),
            short: short.map(|column| row.get(column)).unwrap_or_default(),
        })
        .collect()
}

static EDUCATION: LazyLock<Vec<Code>> = LazyLock::new(|| {
    codes(
        include_str!("../../../../assets/reference/codes_education_gbt4658.csv"),
        Some("short_form"),
    )
});
static ETHNIC: LazyLock<Vec<Code>> = LazyLock::new(|| {
    codes(
        include_str!("../../../../assets/reference/codes_ethnic_gbt3304.csv"),
        Some("roman"),
    )
});
static SEXES: LazyLock<Vec<Code>> = LazyLock::new(|| {
    codes(
        include_str!("../../../../assets/reference/codes_gender_gbt2261_1.csv"),
        None,
    )
});

/// Education, GB/T 4658.
pub fn education() -> &'static [Code] {
    &EDUCATION
}

/// Ethnic groups, GB/T 3304.
pub fn ethnic_groups() -> &'static [Code] {
    &ETHNIC
}

/// Sexes, GB/T 2261.1.
pub fn sexes() -> &'static [Code] {
    &SEXES
}

/// The education called `text`: the list's names, its short forms (which mean
/// the group, `大专` → 30), and usual variants.
pub fn education_by_name(text: &str) -> Option<&'static Code> {
    let folded = fold_name(text);
    EDUCATION_NAMES.get(&folded).map(|index| &EDUCATION[*index])
}

static EDUCATION_NAMES: LazyLock<HashMap<String, usize>> = LazyLock::new(|| {
    let mut names = HashMap::new();
    for (index, code) in EDUCATION.iter().enumerate() {
        names.entry(fold_name(code.name_zh)).or_insert(index);
        names.entry(code.code.to_owned()).or_insert(index);
        // The first entry of each short form is the group.
        for short in code.short.split('/') {
            names.entry(fold_name(short)).or_insert(index);
        }
    }
    let spoken = [
        ("30", &["专科", "大学专科", "高职"][..]),
        ("20", &["大学", "本科及以上"][..]),
        (
            "40",
            &["职高", "技校", "职业高中", "技工学校", "中等专科"][..],
        ),
        ("60", &["普通高中", "高级中学"][..]),
        ("70", &["初级中学", "普通初中"][..]),
        ("80", &["小学及以下"][..]),
        ("10", &["硕士", "博士"][..]),
        ("90", &["文盲", "半文盲", "无"][..]),
    ];
    for (code, words) in spoken {
        if let Some(index) = EDUCATION.iter().position(|entry| entry.code == code) {
            for word in words {
                names.entry((*word).to_owned()).or_insert(index);
            }
        }
    }
    names
});

/// The ethnic group called `text`, with or without 族, or by its Latin name.
pub fn ethnic_group_by_name(text: &str) -> Option<&'static Code> {
    let folded = fold_name(text);
    let bare = folded.strip_suffix('族').unwrap_or(&folded);
    let found = [folded.as_str(), bare]
        .into_iter()
        .filter_map(|name| ETHNIC_NAMES.get(name))
        .min();
    found.map(|index| &ETHNIC[*index])
}

/// The first of each name, with and without 族, and of each short form.
static ETHNIC_NAMES: LazyLock<HashMap<String, usize>> = LazyLock::new(|| {
    let mut names = HashMap::new();
    for (index, code) in ETHNIC.iter().enumerate() {
        names.entry(code.name_zh.to_owned()).or_insert(index);
        if let Some(bare) = code.name_zh.strip_suffix('族') {
            names.entry(bare.to_owned()).or_insert(index);
        }
        names.entry(code.short.to_lowercase()).or_insert(index);
    }
    names
});

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_table_is_whole() {
        for text in [
            include_str!("../../../../assets/reference/kz_regions.csv"),
            include_str!("../../../../assets/reference/occupations.csv"),
            include_str!("../../../../assets/reference/cn_person_categories.csv"),
            include_str!("../../../../assets/reference/category_aliases.csv"),
            include_str!("../../../../assets/reference/cn_west_counties.csv"),
            include_str!("../../../../assets/reference/cn_division_changes.csv"),
            include_str!("../../../../assets/reference/cn_issued_area_codes.csv"),
            include_str!("../../../../assets/reference/border_ports.csv"),
            include_str!("../../../../assets/reference/codes_education_gbt4658.csv"),
            include_str!("../../../../assets/reference/codes_ethnic_gbt3304.csv"),
        ] {
            assert!(
                Table::read(text).is_rectangular(),
                "{}",
                &text[..60.min(text.len())]
            );
        }
        assert_eq!(
            (regions().len(), occupations().len(), categories().len()),
            (20, 26, 15)
        );
        assert_eq!(
            (
                counties().len(),
                ethnic_groups().len(),
                ports().len(),
                sexes().len()
            ),
            (1095, 56, 7, 4)
        );
    }

    #[test]
    fn regions_by_any_name() {
        for (text, iso) in [
            ("北哈萨克斯坦州", "KZ-59"),
            ("北哈萨克斯坦", "KZ-59"),
            (" 北哈 萨克斯坦州 ", "KZ-59"),
            ("North Kazakhstan Region", "KZ-59"),
            ("north kazakhstan", "KZ-59"),
            ("Северо-Казахстанская область", "KZ-59"),
            ("северо-казахстанская обл.", "KZ-59"),
            ("Солтүстік Қазақстан облысы", "KZ-59"),
            ("область Жетісу", "KZ-33"),
            ("杰特苏州", "KZ-33"),
            ("阿拉木图州", "KZ-19"),
            ("阿拉木图市", "KZ-75"),
            ("阿拉木图", "KZ-75"),
            ("Almaty Region", "KZ-19"),
            ("г. Алматы", "KZ-75"),
            ("图尔克斯坦州", "KZ-61"),
            ("kz-61", "KZ-61"),
        ] {
            assert_eq!(
                region_by_name(text).map(|region| region.iso),
                Some(iso),
                "{text}"
            );
        }
        assert_eq!(region_by_name("月球州"), None);
        assert_eq!(region_by_name(""), None);
    }

    #[test]
    fn occupations_by_any_name() {
        for occupation in occupations() {
            for name in [
                occupation.name_zh,
                occupation.name_en,
                occupation.name_ru,
                occupation.name_kk,
            ] {
                assert!(occupation_by_name(name).is_some(), "{name}");
            }
            assert_eq!(occupation_by_name(occupation.name_zh), Some(occupation));
        }
        for (text, id) in [
            ("滴灌技术员（光伏滴灌）", "OCC-IRRIG"),
            ("滴灌技术员", "OCC-IRRIG"),
            ("菜农／大田种植工", "OCC-VEG"),
            ("大田种植工", "OCC-VEG"),
            (" 联合收割机 驾驶员", "OCC-HARV"),
        ] {
            assert_eq!(
                occupation_by_name(text).map(|occupation| occupation.id),
                Some(id),
                "{text}"
            );
        }
        assert_eq!(occupation_by_name("宇航员"), None);
        assert_eq!(
            occupation("OCC-PICK").map(|found| found.permit_route),
            Some(PermitRoute::Seasonal)
        );
        assert_eq!(
            occupation("OCC-WELD").map(|found| found.permit_route),
            Some(PermitRoute::Category)
        );
        assert_eq!(
            occupation("OCC-LOAD").map(|found| found.permit_route),
            Some(PermitRoute::Unclear)
        );
    }

    #[test]
    fn code_lists_by_name() {
        for (text, code) in [
            ("初中", "70"),
            ("高中", "60"),
            ("中等职业教育", "40"),
            ("大学专科", "30"),
            ("大专", "30"),
            ("小学", "80"),
            ("本科", "20"),
            ("大学本科毕业", "21"),
        ] {
            assert_eq!(
                education_by_name(text).map(|found| found.code),
                Some(code),
                "{text}"
            );
        }
        assert_eq!(education_by_name("火星"), None);
        assert_eq!(
            ethnic_group_by_name("哈萨克").map(|found| found.code),
            Some("17")
        );
        assert_eq!(
            ethnic_group_by_name("维吾尔族").map(|found| found.code),
            Some("05")
        );
    }
}
