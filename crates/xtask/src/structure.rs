//! The rules of the structure (README, "Map of the code").

mod direction;
mod files;
mod ranks;
mod source;
mod tables;

use crate::tree::Tree;

/// All findings of all rules.
pub fn run(tree: &Tree) -> Result<Vec<String>, String> {
    let mut findings = direction::check(&tree.metadata()?);
    let rust = tree.texts(|path| path.ends_with(".rs"))?;
    findings.extend(ranks::check(&rust));
    findings.extend(files::pure(&rust));
    findings.extend(files::long(&tree.texts(files::has_length_limit)?));
    findings.extend(files::foreign_words(&tree.texts(files::may_be_searched)?));
    findings.extend(tables::check(
        &tree.texts(|path| path.starts_with("crates/tongfu-core/src/"))?,
    ));
    Ok(findings)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn this_tree_keeps_the_structure() {
        assert_eq!(run(&Tree::open().unwrap()), Ok(Vec::new()));
    }
}
