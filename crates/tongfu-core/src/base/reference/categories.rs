//! Categories of people and households: official names and spoken ones.

use super::fold_name;
use super::table::Table;
use std::collections::HashMap;
use std::sync::LazyLock;

/// A category of people or households.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Category {
    /// Such as `JC1`.
    pub code: &'static str,
    /// Group as the table names it, such as `监测对象`.
    pub group: &'static str,
    pub name_zh: &'static str,
    pub name_en: &'static str,
    /// Who belongs to it.
    pub definition_zh: &'static str,
    /// Ceiling of income as the rule words it; empty when none is known.
    pub income_test: &'static str,
    pub source: &'static str,
    pub confidence: &'static str,
}

/// What a written category means.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum CategoryMatch {
    /// The category with this code.
    Known(&'static str),
    /// An ordinary household: no low-income category (一般农户).
    NotLowIncome,
    /// Several categories go by this word, a person must say which (监测户).
    MustAsk,
    /// A word that no table knows.
    Unknown,
}

/// All categories, in the table's order.
pub fn categories() -> &'static [Category] {
    &CATEGORIES
}

/// The category with `code`.
pub fn category(code: &str) -> Option<&'static Category> {
    CATEGORIES.iter().find(|category| category.code == code)
}

/// What the written category `text` means: official names, the words in their
/// brackets, and the spoken variants of `category_aliases.csv`.
pub fn category_by_name(text: &str) -> CategoryMatch {
    let folded = fold_name(text);
    let outer = folded.split('(').next().unwrap_or_default();
    CATEGORY_NAMES
        .get(&folded)
        .or_else(|| CATEGORY_NAMES.get(outer))
        .copied()
        .unwrap_or(CategoryMatch::Unknown)
}

static CATEGORIES: LazyLock<Vec<Category>> = LazyLock::new(|| {
    Table::read(include_str!(
        "../../../../../assets/reference/cn_person_categories.csv"
    ))
    .rows()
    .map(|row| Category {
        code: row.get("code"),
        group: row.get("group"),
        name_zh: row.get("name_zh"),
        name_en: row.get("name_en"),
        definition_zh: row.get("definition_zh"),
        income_test: row.get("income_test"),
        source: row.get("source"),
        confidence: row.get("confidence"),
    })
    .collect()
});

static CATEGORY_NAMES: LazyLock<HashMap<String, CategoryMatch>> = LazyLock::new(|| {
    let mut names = HashMap::new();
    for category in CATEGORIES.iter() {
        let known = CategoryMatch::Known(category.code);
        let name = fold_name(category.name_zh);
        let (outer, inner) = name.split_once('(').unwrap_or((&name, ""));
        names.insert(name.clone(), known);
        names.insert(outer.to_owned(), known);
        names.insert(fold_name(category.name_en), known);
        // `农村/城市` and the like qualify the name, they are no names.
        for word in inner
            .trim_end_matches(')')
            .split('、')
            .filter(|word| !word.is_empty() && !word.contains('/'))
        {
            names.insert(word.to_owned(), known);
        }
        names.insert(fold_name(category.code), known);
    }
    for row in Table::read(include_str!(
        "../../../../../assets/reference/category_aliases.csv"
    ))
    .rows()
    {
        let code = CATEGORIES
            .iter()
            .map(|category| category.code)
            .find(|code| *code == row.get("code"));
        let meaning = match code {
            Some(code) => CategoryMatch::Known(code),
            None if row.get("note").contains("not a low-income") => CategoryMatch::NotLowIncome,
            None => CategoryMatch::MustAsk,
        };
        names.insert(fold_name(row.get("alias")), meaning);
    }
    names
});

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn categories_by_spoken_name() {
        for (text, expected) in [
            ("低保户", CategoryMatch::Known("DB")),
            ("低保对象", CategoryMatch::Known("DB")),
            ("低保对象(农村)", CategoryMatch::Known("DB")),
            ("低保边缘家庭", CategoryMatch::Known("DBBY")),
            ("脱贫户", CategoryMatch::Known("TP")),
            ("脱贫人口", CategoryMatch::Known("TP")),
            ("建档立卡户", CategoryMatch::Known("TP")),
            ("脱贫不稳定户", CategoryMatch::Known("JC1")),
            ("边缘易致贫户", CategoryMatch::Known("JC2")),
            ("突发严重困难户", CategoryMatch::Known("JC3")),
            ("两后生", CategoryMatch::Known("LHS")),
            ("零就业家庭", CategoryMatch::Known("JYKN")),
            ("一般农户", CategoryMatch::NotLowIncome),
            ("监测户", CategoryMatch::MustAsk),
            ("农村", CategoryMatch::Unknown),
            ("富户", CategoryMatch::Unknown),
        ] {
            assert_eq!(category_by_name(text), expected, "{text}");
        }
    }
}
