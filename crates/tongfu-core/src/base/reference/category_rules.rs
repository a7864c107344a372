//! What a category asks of income, and which category of today one that ended
//! is read as. Dated tables: the categories changed at the end of 2025.

use super::table::Table;
use chrono::NaiveDate;
use std::sync::LazyLock;

/// What one category asks, within its validity.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct CategoryRule {
    /// Code of the category list.
    pub code: &'static str,
    /// First day on which the category exists; `None` when it always did.
    pub valid_from: Option<NaiveDate>,
    /// Last day; `None` when open.
    pub valid_to: Option<NaiveDate>,
    /// Name of the parameter that holds the income line; `None` without a
    /// ceiling.
    pub line: Option<&'static str>,
    /// Name of the parameter (permille) by which the line is multiplied.
    pub times: Option<&'static str>,
    /// The clause in Chinese.
    pub clause_zh: &'static str,
    pub source: &'static str,
    pub confidence: &'static str,
}

/// Which category one that ended is read as.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Succession {
    pub code: &'static str,
    pub successor: &'static str,
    /// First day on which the successor is read.
    pub from: NaiveDate,
    /// Whether the successor's income line applies; a category that had no
    /// ceiling keeps none.
    pub line_applies: bool,
    pub source: &'static str,
    pub confidence: &'static str,
}

fn filled(text: &'static str) -> Option<&'static str> {
    (!text.is_empty()).then_some(text)
}

static RULES: LazyLock<Vec<CategoryRule>> = LazyLock::new(|| {
    Table::read(include_str!(
        "../../../../../assets/reference/category_rules.csv"
    ))
    .rows()
    .map(|row| CategoryRule {
        code: row.get("code"),
        valid_from: row.get("valid_from").parse().ok(),
        valid_to: row.get("valid_to").parse().ok(),
        line: filled(row.get("line")),
        times: filled(row.get("times")),
        clause_zh: row.get("clause_zh"),
        source: row.get("source"),
        confidence: row.get("confidence"),
    })
    .collect()
});

static SUCCESSIONS: LazyLock<Vec<Succession>> = LazyLock::new(|| {
    Table::read(include_str!(
        "../../../../../assets/reference/category_succession.csv"
    ))
    .rows()
    .filter_map(|row| {
        Some(Succession {
            code: row.get("code"),
            successor: row.get("successor"),
            from: row.get("from").parse().ok()?,
            line_applies: row.get("line") != "none",
            source: row.get("source"),
            confidence: row.get("confidence"),
        })
    })
    .collect()
});

/// What every category asks.
pub fn category_rules() -> &'static [CategoryRule] {
    &RULES
}

/// The dated table of categories that ended.
pub fn successions() -> &'static [Succession] {
    &SUCCESSIONS
}

/// What the category `code` asks on `date`; `None` when it does not exist then.
pub fn category_rule(code: &str, date: NaiveDate) -> Option<&'static CategoryRule> {
    RULES.iter().find(|rule| {
        rule.code == code
            && rule.valid_from.is_none_or(|from| from <= date)
            && rule.valid_to.is_none_or(|to| date <= to)
    })
}

/// What the category `code` is read as on `date`, if it has ended.
pub fn succession(code: &str, date: NaiveDate) -> Option<&'static Succession> {
    SUCCESSIONS
        .iter()
        .filter(|entry| entry.code == code && entry.from <= date)
        .max_by_key(|entry| entry.from)
}

#[cfg(test)]
mod tests {
    use super::super::categories;
    use super::*;

    #[test]
    fn every_category_has_a_rule_and_every_end_a_successor() {
        for category in categories() {
            let rules: Vec<_> = RULES
                .iter()
                .filter(|rule| rule.code == category.code)
                .collect();
            assert_eq!(rules.len(), 1, "{}", category.code);
            assert_eq!(
                rules[0].line.is_some(),
                category.income_test.starts_with('<') || category.code == "ZFFP2026",
                "{}: the line and the published income test",
                category.code
            );
            if let Some(last) = rules[0].valid_to {
                let next = succession(category.code, last.succ_opt().unwrap()).unwrap();
                assert!(category_rule(next.successor, next.from).is_some());
                assert!(succession(category.code, last).is_none());
            }
        }
        assert_eq!((RULES.len(), SUCCESSIONS.len()), (15, 4));
    }
}
