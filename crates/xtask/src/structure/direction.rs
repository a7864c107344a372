//! Hosts → api → core → {package, solver, tables}, never back.

use serde_json::Value;

/// Crate, and the crates of the workspace it may use. Tests may use all.
const MAY_USE: &[(&str, &[&str])] = &[
    ("tongfu-package", &[]),
    ("tongfu-print", &[]),
    ("tongfu-solver", &[]),
    ("tongfu-tables", &[]),
    (
        "tongfu-core",
        &["tongfu-package", "tongfu-solver", "tongfu-tables"],
    ),
    (
        "tongfu-api",
        &[
            "tongfu-core",
            "tongfu-package",
            "tongfu-print",
            "tongfu-solver",
            "tongfu-tables",
        ],
    ),
    ("tongfu-cli", &["tongfu-api"]),
    ("tongfu-loopback", &["tongfu-api"]),
    ("tongfu-desktop", &["tongfu-api"]),
    (
        "tongfu-measure",
        &["tongfu-core", "tongfu-package", "tongfu-tables"],
    ),
    ("xtask", &[]),
    (
        "tongfu-tests",
        &[
            "tongfu-api",
            "tongfu-core",
            "tongfu-package",
            "tongfu-solver",
            "tongfu-tables",
        ],
    ),
];

/// Crates below the hosts must not know any of these.
const HOST_CRATES: &[&str] = &["tauri", "rfd", "axum", "clap"];

fn names<'a>(value: &'a Value, key: &str) -> impl Iterator<Item = &'a Value> {
    value
        .get(key)
        .and_then(Value::as_array)
        .into_iter()
        .flatten()
}

/// Findings on the workspace's own edges in `cargo metadata`.
pub fn check(metadata: &Value) -> Vec<String> {
    let members: Vec<&str> = names(metadata, "workspace_members")
        .filter_map(Value::as_str)
        .collect();
    let mut findings = Vec::new();
    for package in names(metadata, "packages") {
        let text = |key: &str| package.get(key).and_then(Value::as_str).unwrap_or_default();
        if !members.contains(&text("id")) {
            continue;
        }
        let name = text("name");
        let Some((_, allowed)) = MAY_USE.iter().find(|(known, _)| *known == name) else {
            findings.push(format!(
                "{name}: a new crate needs its place in the direction of dependencies"
            ));
            continue;
        };
        let below_hosts = [
            "tongfu-package",
            "tongfu-print",
            "tongfu-solver",
            "tongfu-tables",
            "tongfu-core",
            "tongfu-api",
        ]
        .contains(&name);
        for dependency in names(package, "dependencies") {
            let used = dependency
                .get("name")
                .and_then(Value::as_str)
                .unwrap_or_default();
            let for_tests = dependency.get("kind").and_then(Value::as_str) == Some("dev");
            let ours = MAY_USE.iter().any(|(known, _)| *known == used);
            if ours && !for_tests && !allowed.contains(&used) {
                findings.push(format!("{name} must not use {used}"));
            }
            if below_hosts && HOST_CRATES.contains(&used) {
                findings.push(format!("{name} must not know a host: {used}"));
            }
        }
    }
    findings
}

#[cfg(test)]
mod tests {
    use super::*;
    use serde_json::json;

    fn workspace(name: &str, uses: &str, kind: Value) -> Value {
        json!({
            "workspace_members": [name],
            "packages": [{"id": name, "name": name, "dependencies": [{"name": uses, "kind": kind}]}],
        })
    }

    #[test]
    fn an_edge_backwards_is_found() {
        assert!(check(&workspace("tongfu-core", "tongfu-solver", Value::Null)).is_empty());
        assert_eq!(
            check(&workspace("tongfu-core", "tongfu-api", Value::Null)).len(),
            1
        );
        assert_eq!(
            check(&workspace("tongfu-cli", "tongfu-core", Value::Null)).len(),
            1
        );
        assert!(check(&workspace("tongfu-package", "tongfu-core", json!("dev"))).is_empty());
    }

    #[test]
    fn a_host_below_the_hosts_and_an_unplaced_crate_are_found() {
        assert_eq!(
            check(&workspace("tongfu-api", "tauri", Value::Null)).len(),
            1
        );
        assert_eq!(
            check(&workspace("tongfu-new", "serde", Value::Null)).len(),
            1
        );
    }
}
