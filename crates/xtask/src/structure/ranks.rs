//! Features of the core have ranks and use only lower ones.

use super::source::code;
use crate::tree::TextFile;
use std::collections::{BTreeMap, BTreeSet};

const ROOT: &str = "crates/tongfu-core/src/";

/// Features by rank.
const RANKS: &[(&str, u8)] = &[
    ("base", 0),
    ("error", 0),
    ("store", 1),
    ("security", 1),
    ("parameters", 2),
    ("people", 3),
    ("attachments", 4),
    ("choice", 4),
    ("demand", 4),
    ("eligibility", 4),
    ("protection", 4),
    ("classes", 5),
    ("projects", 5),
    ("planning", 6),
    ("placement", 6),
    ("finance", 7),
    ("indicators", 8),
    ("reports", 8),
    ("exchange", 8),
    ("demo", 9),
];

/// Uses upward that are meant, with the reason.
const EXCEPTIONS: &[(&str, &str, &str)] = &[
    (
        "store/registry.rs",
        "*",
        "the one list of every synced kind",
    ),
    (
        "security/",
        "store",
        "the keys of a store are made while it is",
    ),
    (
        "store/",
        "security",
        "the keys of a store are made while it is",
    ),
];

fn rank(feature: &str) -> Option<u8> {
    RANKS
        .iter()
        .find(|(known, _)| *known == feature)
        .map(|(_, rank)| *rank)
}

/// The features that `code` names as `crate::feature` or in a `crate::{…}`.
fn uses(code: &str) -> BTreeSet<String> {
    let mut found = BTreeSet::new();
    for after in code.split("crate::").skip(1) {
        if let Some(group) = after.strip_prefix('{') {
            let mut depth = 0_i32;
            let mut item = String::new();
            for character in group.chars() {
                match character {
                    '{' => depth += 1,
                    '}' if depth == 0 => break,
                    '}' => depth -= 1,
                    ',' if depth == 0 => found.extend(first_name(&std::mem::take(&mut item))),
                    other if depth == 0 => item.push(other),
                    _ => {}
                }
            }
            found.extend(first_name(&item));
        } else {
            found.extend(first_name(after));
        }
    }
    found
}

/// The leading lower-case name: a module, not a type of the crate's root.
fn first_name(text: &str) -> Option<String> {
    let name: String = text
        .trim_start()
        .chars()
        .take_while(|c| c.is_ascii_lowercase() || *c == '_' || c.is_ascii_digit())
        .collect();
    let rest = text.trim_start().get(name.len()..).unwrap_or_default();
    let is_module = rest.starts_with("::")
        || rest.trim_start().is_empty()
        || rest.starts_with([',', ';', '}', ' ']);
    (!name.is_empty() && is_module).then_some(name)
}

fn excepted(file: &str, used: &str) -> bool {
    EXCEPTIONS
        .iter()
        .any(|(place, to, _)| file.starts_with(place) && (*to == "*" || *to == used))
}

/// Findings on the uses between features.
pub fn check(files: &[TextFile]) -> Vec<String> {
    let mut findings = Vec::new();
    let mut edges: BTreeMap<String, BTreeSet<String>> = BTreeMap::new();
    for file in files {
        let Some(place) = file.path.strip_prefix(ROOT) else {
            continue;
        };
        let Some(feature) = place
            .split('/')
            .next()
            .map(|first| first.trim_end_matches(".rs"))
        else {
            continue;
        };
        if feature == "lib" {
            continue;
        }
        let Some(own) = rank(feature) else {
            findings.push(format!("{}: the feature {feature} has no rank", file.path));
            continue;
        };
        // A feature's tests may set the scene with any other.
        if place.ends_with("/tests.rs") || place.contains("/tests/") {
            continue;
        }
        for used in uses(&code(&file.text)) {
            let Some(other) = rank(&used) else { continue };
            if used == feature || excepted(place, &used) {
                continue;
            }
            if other > own {
                findings.push(format!(
                    "{}: {feature} (rank {own}) uses {used} (rank {other})",
                    file.path
                ));
            } else if other == own {
                edges.entry(feature.to_owned()).or_default().insert(used);
            }
        }
    }
    for (feature, others) in &edges {
        for other in others.iter().filter(|other| {
            edges.get(*other).is_some_and(|back| back.contains(feature)) && feature < other
        }) {
            findings.push(format!("{feature} and {other} use each other"));
        }
    }
    findings
}

#[cfg(test)]
mod tests {
    use super::*;

    fn file(path: &str, text: &str) -> TextFile {
        TextFile {
            path: format!("{ROOT}{path}"),
            text: text.to_owned(),
        }
    }

    #[test]
    fn a_use_upward_is_found_wherever_it_stands() {
        for text in [
            "use crate::planning::derive;",
            "use crate::{base, planning::derive};",
            "fn a() { crate::planning::run() }",
        ] {
            let found = check(&[file("people/ops.rs", text)]);
            assert_eq!(found.len(), 1, "{text}: {found:?}");
        }
        assert!(check(&[file("planning/ops.rs", "use crate::people::model::Person;")]).is_empty());
        assert!(
            check(&[file(
                "people/ops.rs",
                "// crate::planning\nuse crate::{Error, Result};"
            )])
            .is_empty()
        );
    }

    #[test]
    fn equals_may_not_use_each_other() {
        let one = file("classes/ops.rs", "use crate::projects::model;");
        let back = file("projects/ops.rs", "use crate::classes::model;");
        assert!(check(std::slice::from_ref(&one)).is_empty());
        assert_eq!(check(&[one, back]).len(), 1);
    }

    #[test]
    fn a_feature_without_a_rank_is_found_and_the_registry_is_excepted() {
        assert_eq!(check(&[file("vouchers/ops.rs", "")]).len(), 1);
        assert!(check(&[file("store/registry.rs", "crate::planning::records::X")]).is_empty());
        assert_eq!(
            check(&[file("store/fold.rs", "crate::planning::records::X")]).len(),
            1
        );
    }
}
