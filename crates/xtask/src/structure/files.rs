//! Rules on single files: purity, length, words that have no place.

use super::source::code;
use crate::tree::TextFile;

/// What decides and what cannot be invalid knows no database, file, clock or
/// chance.
const IMPURE: &[&str] = &[
    "rusqlite",
    "std::fs",
    "std::net",
    "std::process",
    "SystemTime",
    "Instant::now",
    "Utc::now",
    "Local::now",
    "getrandom",
    "rand::",
    "now_v7",
    "new_v4",
    "store::Store",
];

/// Findings on `model.rs` and `rules.rs` of the core.
pub fn pure(files: &[TextFile]) -> Vec<String> {
    let mut findings = Vec::new();
    for file in files {
        let name = file.path.rsplit('/').next().unwrap_or_default();
        let folder_of_rules = file.path.contains("/rules/") || file.path.contains("/model/");
        if !file.path.starts_with("crates/tongfu-core/src/")
            || !(name == "model.rs" || name == "rules.rs" || folder_of_rules)
        {
            continue;
        }
        let code = code(&file.text);
        for word in IMPURE.iter().filter(|word| code.contains(**word)) {
            findings.push(format!("{}: {word} in a file that must be pure", file.path));
        }
    }
    findings
}

/// A file above this asks to be split, so it fails; the goal is 600.
const LINES: usize = 750;

/// Source files, written by people.
pub fn has_length_limit(path: &str) -> bool {
    [".rs", ".ts", ".vue", ".css"]
        .iter()
        .any(|end| path.ends_with(end))
        && !path.ends_with("generated.ts")
}

/// Findings on the length of files.
pub fn long(files: &[TextFile]) -> Vec<String> {
    files
        .iter()
        .map(|file| (file, file.text.lines().count()))
        .filter(|(_, lines)| *lines > LINES)
        .map(|(file, lines)| format!("{}: {lines} lines, split it", file.path))
        .collect()
}

/// Places of one machine and addresses of registries. Written in two parts, so
/// that this file does not name them itself.
const FOREIGN: &[(&str, &str)] = &[
    ("/wo", "rk/"),
    ("/ro", "ot/"),
    ("/ho", "me/"),
    ("crates", ".io"),
    ("registry.", "npmjs"),
    ("py", "pi.org"),
    ("deb.", "debian.org"),
    ("npm", "mirror"),
];

/// Files that are written by tools and hold addresses by their nature.
const WRITTEN_BY_TOOLS: &[&str] = &["Cargo.lock", "LICENSE"];

/// Text files that people write.
pub fn may_be_searched(path: &str) -> bool {
    !WRITTEN_BY_TOOLS.contains(&path)
        && !path.starts_with("assets/reference/")
        && !path.starts_with("tests/fixtures/")
}

/// Findings on words that have no place in the project.
pub fn foreign_words(files: &[TextFile]) -> Vec<String> {
    let mut findings = Vec::new();
    for file in files {
        for (number, line) in file.text.lines().enumerate() {
            for (first, second) in FOREIGN {
                let word = format!("{first}{second}");
                if line.contains(&word) {
                    findings.push(format!("{}:{}: {word}", file.path, number + 1));
                }
            }
        }
    }
    findings
}

#[cfg(test)]
mod tests {
    use super::*;

    fn file(path: &str, text: &str) -> TextFile {
        TextFile {
            path: path.to_owned(),
            text: text.to_owned(),
        }
    }

    #[test]
    fn an_impure_rule_is_found() {
        let impure = file(
            "crates/tongfu-core/src/people/rules.rs",
            "let today = chrono::Utc::now();",
        );
        assert_eq!(pure(std::slice::from_ref(&impure)).len(), 1);
        let only_said = file(
            "crates/tongfu-core/src/people/rules.rs",
            "/// never Utc::now()\nfn a() {}",
        );
        assert!(pure(&[only_said]).is_empty());
        let elsewhere = TextFile {
            path: "crates/tongfu-core/src/people/ops.rs".to_owned(),
            ..impure
        };
        assert!(pure(&[elsewhere]).is_empty());
    }

    #[test]
    fn a_long_file_is_found() {
        assert_eq!(long(&[file("a.rs", &"x\n".repeat(LINES + 1))]).len(), 1);
        assert!(long(&[file("a.rs", &"x\n".repeat(LINES))]).is_empty());
        assert!(
            has_length_limit("ui/src/views/Demand.vue")
                && !has_length_limit("ui/src/backend/generated.ts")
        );
    }

    #[test]
    fn a_foreign_word_is_found_with_its_line() {
        let word = format!("{}{}", FOREIGN[0].0, FOREIGN[0].1);
        assert_eq!(
            foreign_words(&[file("README.md", &format!("a\n{word}x"))]),
            [format!("README.md:2: {word}")]
        );
        assert!(foreign_words(&[file("README.md", "a\nb")]).is_empty());
    }
}
