//! Every table of the database says whether and how it travels.

use super::source::code;
use crate::tree::TextFile;
use std::collections::BTreeSet;

const REGISTRY: &str = "crates/tongfu-core/src/store/registry.rs";

fn name(text: &str) -> String {
    text.trim_start_matches(['"', '\'', '`', '\\', ' '])
        .chars()
        .take_while(|c| c.is_ascii_alphanumeric() || *c == '_')
        .collect()
}

/// Tables that `text` creates by name. A name put together at run time comes
/// from the registry of kinds and needs no second declaration.
fn created(text: &str) -> BTreeSet<String> {
    let words: Vec<&str> = text.split_whitespace().collect();
    let mut found = BTreeSet::new();
    for (index, word) in words.iter().enumerate() {
        let upper = word.to_ascii_uppercase();
        let after = |offset: usize| words.get(index + offset).copied().unwrap_or_default();
        if !upper.ends_with("CREATE") {
            continue;
        }
        let mut next = 1;
        if after(next).eq_ignore_ascii_case("TEMP") || after(next).eq_ignore_ascii_case("TEMPORARY")
        {
            continue;
        }
        if after(next).eq_ignore_ascii_case("VIRTUAL") {
            next += 1;
        }
        if !after(next).eq_ignore_ascii_case("TABLE") {
            continue;
        }
        next += 1;
        if after(next).eq_ignore_ascii_case("IF") {
            next += 3;
        }
        let table = name(after(next));
        if !table.is_empty() && !after(next).starts_with('{') {
            found.insert(table);
        }
    }
    found
}

/// Tables that the registry and the kinds declare: `("name", Travel::…)` and
/// `table: "name"`.
fn declared(files: &[TextFile]) -> BTreeSet<String> {
    let mut found = BTreeSet::new();
    for file in files {
        let code = code(&file.text);
        found.extend(code.split("table: \"").skip(1).map(name));
        if file.path == REGISTRY {
            found.extend(
                code.split("(\"")
                    .skip(1)
                    .filter(|after| after.contains("Travel::"))
                    .map(name),
            );
        }
    }
    found
}

/// Findings on tables that nothing declares.
pub fn check(files: &[TextFile]) -> Vec<String> {
    let declared = declared(files);
    let mut findings = Vec::new();
    for file in files {
        let text = if file.path.ends_with(".rs") {
            code(&file.text)
        } else {
            sql(&file.text)
        };
        for table in created(&text)
            .into_iter()
            .filter(|table| !declared.contains(table))
        {
            findings.push(format!(
                "{}: table {table} does not say how it travels",
                file.path
            ));
        }
    }
    findings
}

/// SQL without its comments.
fn sql(text: &str) -> String {
    text.lines()
        .map(|line| line.split("--").next().unwrap_or_default())
        .collect::<Vec<_>>()
        .join("\n")
}

#[cfg(test)]
mod tests {
    use super::*;

    fn file(path: &str, text: &str) -> TextFile {
        TextFile {
            path: format!("crates/tongfu-core/src/{path}"),
            text: text.to_owned(),
        }
    }

    #[test]
    fn an_undeclared_table_is_found() {
        let registry = file(
            "store/registry.rs",
            "const O: &[T] = &[\n    (\"setting\", Travel::Local),\n];",
        );
        let kind = file(
            "people/records.rs",
            "EntityKind { key: 1, table: \"person\", fields: &[] }",
        );
        let good = file(
            "store/sql/001.sql",
            "CREATE TABLE setting (a);\n-- CREATE TABLE comment (a)\nCREATE TABLE IF NOT EXISTS person (b);",
        );
        assert_eq!(
            check(&[registry.clone(), kind.clone(), good]),
            Vec::<String>::new()
        );
        let bad = file(
            "store/sql/002.sql",
            "CREATE TABLE\n  stray (a); CREATE VIRTUAL TABLE lost USING fts5(a);",
        );
        assert_eq!(check(&[registry, kind, bad]).len(), 2);
    }
}
