//! County, township and village out of an address as offices write it.

use crate::base::reference::{County, counties};
use std::collections::{BTreeSet, HashMap};
use std::sync::LazyLock;

/// The parts of an address that are understood; the rest stays in the text.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub struct Place<'a> {
    /// Six-digit code of the county.
    pub county: Option<&'static str>,
    /// Township, town, street office, ranch or farm.
    pub township: Option<&'a str>,
    /// Village or community.
    pub village: Option<&'a str>,
}

/// How every province, prefecture and county ends.
const DIVISION_ENDS: [char; 7] = ['省', '区', '市', '州', '盟', '县', '旗'];
const TOWNSHIP_ENDS: [&str; 13] = [
    "街道办事处",
    "街道",
    "乡",
    "镇",
    "牧场",
    "农场",
    "林场",
    "园艺场",
    "种羊场",
    "良种场",
    "苏木",
    "团场",
    "办事处",
];
const VILLAGE_ENDS: [&str; 8] = [
    "村民委员会",
    "村委会",
    "行政村",
    "村",
    "社区",
    "居委会",
    "嘎查",
    "连",
];

/// Reads an address such as 霍尔果斯市莫乎尔牧场2村3组84号. A county whose name
/// several provinces use is decided by the prefecture or province before it,
/// then by `home`, the code of the office.
pub fn read_address<'a>(text: &'a str, home: &str) -> Place<'a> {
    let mut rest = text.trim();
    let mut above: Vec<&str> = Vec::new();
    while let Some(found) = longest_prefix(rest, 11, |name| ABOVE.contains(name)) {
        above.push(found);
        rest = rest[found.len()..].trim_start();
    }
    let mut county = None;
    if let Some(found) = longest_prefix(rest, 16, |name| COUNTY_NAMES.contains_key(name)) {
        county = COUNTY_NAMES
            .get(found)
            .and_then(|candidates| choose(candidates, &above, home));
        rest = rest[found.len()..].trim_start();
    }
    let township = part(rest, &TOWNSHIP_ENDS);
    let rest = township.map_or(rest, |found| &rest[found.len()..]);
    Place {
        county,
        township: township.map(str::trim),
        village: part(rest, &VILLAGE_ENDS).map(str::trim),
    }
}

fn choose(candidates: &[&'static County], above: &[&str], home: &str) -> Option<&'static str> {
    let within = |county: &County| {
        above
            .iter()
            .all(|name| county.province == *name || county.prefecture == *name)
    };
    let mut fitting = candidates.iter().filter(|county| within(county));
    let first = fitting.next()?;
    if fitting.next().is_none() {
        return Some(first.code);
    }
    // Of the same province as the office, the county itself first.
    candidates
        .iter()
        .filter(|county| within(county))
        .max_by_key(|county| {
            county
                .code
                .bytes()
                .zip(home.bytes())
                .take_while(|(a, b)| a == b)
                .count()
        })
        .filter(|county| {
            home.get(..2)
                .is_some_and(|province| county.code.starts_with(province))
        })
        .map(|county| county.code)
}

/// The longest prefix of at most `longest` characters that ends like a
/// division and that `known` knows.
fn longest_prefix(text: &str, longest: usize, known: impl Fn(&str) -> bool) -> Option<&str> {
    let mut found = None;
    for (index, c) in text.char_indices().take(longest) {
        let prefix = &text[..index + c.len_utf8()];
        if DIVISION_ENDS.contains(&c) && known(prefix) {
            found = Some(prefix);
        }
    }
    found
}

/// The shortest beginning of `text` that ends with one of `ends` and has
/// something before it, within 20 characters.
fn part<'a>(text: &'a str, ends: &[&str]) -> Option<&'a str> {
    let mut boundaries = text.char_indices().map(|(index, _)| index).skip(1).take(20);
    boundaries.find_map(|index| {
        let end = ends.iter().find(|end| text[index..].starts_with(**end))?;
        Some(&text[..index + end.len()])
    })
}

static ABOVE: LazyLock<BTreeSet<&'static str>> = LazyLock::new(|| {
    counties()
        .iter()
        .flat_map(|county| [county.province, county.prefecture])
        .filter(|name| !name.is_empty())
        .collect()
});

static COUNTY_NAMES: LazyLock<HashMap<&'static str, Vec<&'static County>>> = LazyLock::new(|| {
    let mut names: HashMap<&str, Vec<&County>> = HashMap::new();
    for county in counties() {
        names.entry(county.name).or_default().push(county);
    }
    names
});

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn addresses_of_the_offices() {
        for (text, county, township, village) in [
            (
                "霍尔果斯市莫乎尔牧场2村3组84号",
                Some("654004"),
                Some("莫乎尔牧场"),
                Some("2村"),
            ),
            (
                "霍尔果斯市伊车嘎善锡伯族乡16村7组37号",
                Some("654004"),
                Some("伊车嘎善锡伯族乡"),
                Some("16村"),
            ),
            (
                "霍尔果斯市卡拉苏街道11村4组51号",
                Some("654004"),
                Some("卡拉苏街道"),
                Some("11村"),
            ),
            (
                "古浪县黄花滩镇15村7组96号",
                Some("620622"),
                Some("黄花滩镇"),
                Some("15村"),
            ),
            (
                "甘肃省武威市古浪县土门镇青石湾村三组",
                Some("620622"),
                Some("土门镇"),
                Some("青石湾村"),
            ),
            (
                "新疆维吾尔自治区伊犁哈萨克自治州霍尔果斯市亚欧路",
                Some("654004"),
                None,
                None,
            ),
            ("莫乎尔牧场", None, Some("莫乎尔牧场"), None),
            ("", None, None, None),
            ("村", None, None, None),
        ] {
            let place = read_address(text, "654004");
            assert_eq!(
                (place.county, place.township, place.village),
                (county, township, village),
                "{text}"
            );
        }
    }

    #[test]
    fn every_county_is_read_from_its_own_full_name() {
        for county in counties() {
            let known = county.prefecture.ends_with(DIVISION_ENDS);
            let prefecture = if known { county.prefecture } else { "" };
            let address = format!("{}{prefecture}{}某镇", county.province, county.name);
            assert_eq!(
                read_address(&address, "").county,
                Some(county.code),
                "{address}"
            );
        }
    }

    #[test]
    fn a_name_that_several_provinces_use_needs_more() {
        // 新城区 is in 呼和浩特 and in 西安.
        assert_eq!(read_address("新城区东街", "654004").county, None);
        assert_eq!(read_address("新城区东街", "610102").county, Some("610102"));
        assert_eq!(
            read_address("内蒙古自治区呼和浩特市新城区", "654004").county,
            Some("150102")
        );
    }
}
