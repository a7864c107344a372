//! Administrative divisions of China: today's western counties, and every code
//! that a document number may begin with.

use super::table::Table;
use std::sync::LazyLock;

/// A county of the western provinces.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct County {
    /// Six digits.
    pub code: &'static str,
    pub name: &'static str,
    pub prefecture: &'static str,
    pub province: &'static str,
}

/// The counties of the western provinces, by code.
pub fn counties() -> &'static [County] {
    &COUNTIES
}

/// The county with `code`.
pub fn county(code: &str) -> Option<&'static County> {
    COUNTIES
        .binary_search_by_key(&code, |county| county.code)
        .ok()
        .map(|index| &COUNTIES[index])
}

/// Whether a document number may begin with these six digits as far as the
/// shipped lists know: any code in use since 1980, for a number keeps the code
/// of its first issue. What no list knows is worth a warning, never a refusal.
pub fn is_known_area(code: &str) -> bool {
    ISSUED_AREAS.binary_search(&code).is_ok() || county(code).is_some()
}

static COUNTIES: LazyLock<Vec<County>> = LazyLock::new(|| {
    let mut counties: Vec<County> = Table::read(include_str!(
        "../../../../../assets/reference/cn_west_counties.csv"
    ))
    .rows()
    .map(|row| County {
        code: row.get("code"),
        name: row.get("name"),
        prefecture: row.get("prefecture_name"),
        province: row.get("province_name"),
    })
    .collect();
    counties.sort_by_key(|county| county.code);
    counties
});

static ISSUED_AREAS: LazyLock<Vec<&'static str>> = LazyLock::new(|| {
    let issued = Table::read(include_str!(
        "../../../../../assets/reference/cn_issued_area_codes.csv"
    ));
    let changed = Table::read(include_str!(
        "../../../../../assets/reference/cn_division_changes.csv"
    ));
    let mut codes: Vec<&str> = issued
        .rows()
        .chain(changed.rows())
        .map(|row| row.get("code"))
        .filter(|code| !code.is_empty())
        .collect();
    codes.sort_unstable();
    codes.dedup();
    codes
});

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn areas() {
        // The last ones: abolished in 2001, new in 2024, abolished in 2025, in the east.
        for code in [
            "654004", "620622", "620421", "654123", "653228", "500105", "110105",
        ] {
            assert!(is_known_area(code), "{code}");
        }
        assert_eq!(
            county("654004").map(|county| (county.name, county.province)),
            Some(("霍尔果斯市", "新疆维吾尔自治区"))
        );
        assert!(!is_known_area("999999"));
        assert!(!is_known_area(""));
    }
}
