//! Dependencies: where they come from, their licences, and those that have no
//! place in a program that works without a network. Needs no network itself.

use crate::tree::Tree;
use serde_json::Value;
use std::collections::{BTreeMap, BTreeSet};

/// Licences that may be combined with AGPL-3.0-or-later.
const LICENCES: &[&str] = &[
    "0BSD",
    "AGPL-3.0-or-later",
    "Apache-2.0",
    "BlueOak-1.0.0",
    "BSD-2-Clause",
    "BSD-3-Clause",
    "BSL-1.0",
    "CC0-1.0",
    "ISC",
    "MIT",
    "MIT-0",
    "MPL-2.0",
    "Unicode-3.0",
    "Unlicense",
    "WTFPL",
    "Zlib",
    "blessing",
];

/// Crates that must not come in, with the reason.
const BANNED: &[(&str, &str)] = &[
    ("tauri-plugin-fs", "the page never sees a path"),
    (
        "tauri-plugin-http",
        "the page reaches nothing but the program",
    ),
    ("tauri-plugin-shell", "the page starts no program"),
    (
        "tauri-plugin-updater",
        "updates come signed on a stick, not from a server",
    ),
    ("sentry", "nothing is reported to anybody"),
    ("reqwest", "no feature of this version speaks to a network"),
    (
        "native-tls",
        "no feature of this version speaks to a network",
    ),
    ("failure", "unmaintained; errors are made with thiserror"),
];

/// All findings on the dependencies of both languages.
pub fn run(tree: &Tree) -> Result<Vec<String>, String> {
    let mut findings = crates(&tree.metadata()?);
    let lock = tree.root().join("ui/package-lock.json");
    let text =
        std::fs::read_to_string(&lock).map_err(|fault| format!("ui/package-lock.json: {fault}"))?;
    let lock: Value =
        serde_json::from_str(&text).map_err(|fault| format!("ui/package-lock.json: {fault}"))?;
    findings.extend(page_packages(&lock));
    Ok(findings)
}

fn text<'a>(value: &'a Value, key: &str) -> &'a str {
    value.get(key).and_then(Value::as_str).unwrap_or_default()
}

fn list<'a>(value: &'a Value, key: &str) -> impl Iterator<Item = &'a Value> {
    value
        .get(key)
        .and_then(Value::as_array)
        .into_iter()
        .flatten()
}

/// Findings on the packages of `cargo metadata`.
fn crates(metadata: &Value) -> Vec<String> {
    let used: BTreeSet<&str> = metadata
        .get("resolve")
        .into_iter()
        .flat_map(|resolve| list(resolve, "nodes"))
        .map(|node| text(node, "id"))
        .collect();
    let own: BTreeSet<&str> = list(metadata, "workspace_members")
        .filter_map(Value::as_str)
        .collect();
    let mut linked: BTreeMap<&str, Vec<&str>> = BTreeMap::new();
    let mut findings = Vec::new();
    for package in list(metadata, "packages").filter(|package| used.contains(text(package, "id"))) {
        let (name, id) = (text(package, "name"), text(package, "id"));
        let licence = text(package, "license");
        if !allowed(licence) {
            findings.push(format!("{name}: licence {licence:?} is not on the list"));
        }
        if let Some((_, reason)) = BANNED.iter().find(|(banned, _)| *banned == name) {
            findings.push(format!("{name}: banned: {reason}"));
        }
        let source = text(package, "source");
        if !own.contains(id) && !source.starts_with("registry+") {
            findings.push(format!(
                "{name}: does not come from the registry but from {source:?}"
            ));
        }
        if !text(package, "links").is_empty() {
            linked.entry(text(package, "links")).or_default().push(name);
        }
    }
    for (library, packages) in linked
        .into_iter()
        .filter(|(_, packages)| packages.len() > 1)
    {
        findings.push(format!(
            "native library {library} comes in twice: {}",
            packages.join(", ")
        ));
    }
    findings
}

/// Findings on the packages of the page's lock file.
fn page_packages(lock: &Value) -> Vec<String> {
    let mut findings = Vec::new();
    for (path, package) in lock
        .get("packages")
        .and_then(Value::as_object)
        .into_iter()
        .flatten()
    {
        let name = path.rsplit("node_modules/").next().unwrap_or_default();
        // What only builds the page is not given to anybody.
        let shipped = !package.get("dev").and_then(Value::as_bool).unwrap_or(false);
        if !path.is_empty() && shipped && !allowed(text(package, "license")) {
            findings.push(format!(
                "{name}: licence {:?} is not on the list",
                text(package, "license")
            ));
        }
        if !text(package, "resolved").is_empty() {
            findings.push(format!("{name}: the lock file names a download address"));
        }
    }
    findings
}

/// Whether an SPDX expression can be met with the licences of the list. `/` is
/// the old way to write `OR`; an exception only ever adds permissions.
fn allowed(expression: &str) -> bool {
    let spaced = expression
        .replace('(', " ( ")
        .replace(')', " ) ")
        .replace('/', " OR ");
    let words: Vec<&str> = spaced.split_whitespace().collect();
    let mut position = 0;
    let met = alternatives(&words, &mut position);
    met && position == words.len()
}

fn alternatives(words: &[&str], position: &mut usize) -> bool {
    let mut met = conjunction(words, position);
    while words.get(*position) == Some(&"OR") {
        *position += 1;
        let other = conjunction(words, position);
        met = met || other;
    }
    met
}

fn conjunction(words: &[&str], position: &mut usize) -> bool {
    let mut met = licence(words, position);
    while words.get(*position) == Some(&"AND") {
        *position += 1;
        let other = licence(words, position);
        met = met && other;
    }
    met
}

fn licence(words: &[&str], position: &mut usize) -> bool {
    let Some(word) = words.get(*position) else {
        return false;
    };
    *position += 1;
    if *word == "(" {
        let met = alternatives(words, position);
        let closed = words.get(*position) == Some(&")");
        *position += 1;
        return met && closed;
    }
    if words.get(*position) == Some(&"WITH") {
        *position += 2;
    }
    LICENCES.contains(word)
}

#[cfg(test)]
mod tests {
    use super::*;
    use serde_json::json;

    #[test]
    fn the_dependencies_of_this_tree_pass() {
        let tree = Tree::open().unwrap();
        assert_eq!(crates(&tree.metadata().unwrap()), Vec::<String>::new());
    }

    #[test]
    fn licence_expressions_are_weighed() {
        for good in [
            "MIT",
            "MIT OR GPL-2.0-only",
            "MIT/Apache-2.0",
            "(MIT OR SSPL-1.0) AND BSD-3-Clause",
            "Apache-2.0 WITH LLVM-exception",
        ] {
            assert!(allowed(good), "{good}");
        }
        for bad in ["", "GPL-2.0-only", "MIT AND SSPL-1.0", "(MIT", "MIT)", "OR"] {
            assert!(!allowed(bad), "{bad}");
        }
    }

    #[test]
    fn a_banned_foreign_or_doubled_crate_is_found() {
        let package = |name: &str, source: Value, links: Value| json!({"id": name, "name": name, "license": "MIT", "source": source, "links": links});
        let metadata = json!({
            "workspace_members": ["ours"],
            "resolve": {"nodes": [{"id": "ours"}, {"id": "sentry"}, {"id": "forked"}, {"id": "a-sys"}, {"id": "b-sys"}]},
            "packages": [
                package("ours", Value::Null, Value::Null),
                package("sentry", json!("registry+r"), Value::Null),
                package("forked", json!("git+g"), Value::Null),
                package("a-sys", json!("registry+r"), json!("z")),
                package("b-sys", json!("registry+r"), json!("z")),
                package("not-used", json!("git+g"), Value::Null),
            ],
        });
        let found = crates(&metadata);
        assert_eq!(found.len(), 3, "{found:?}");
        assert!(
            found[0].contains("sentry")
                && found[1].contains("forked")
                && found[2].contains("a-sys, b-sys")
        );
    }

    #[test]
    fn the_page_ships_no_unlisted_licence_and_names_no_address() {
        let lock = json!({"packages": {
            "": {},
            "node_modules/good": {"license": "MIT"},
            "node_modules/bad": {"license": "SEE LICENSE"},
            "node_modules/tool": {"license": "CC-BY-4.0", "dev": true},
            "node_modules/addressed": {"license": "MIT", "resolved": "somewhere"},
        }});
        let found = page_packages(&lock);
        assert_eq!(found.len(), 2, "{found:?}");
    }
}
