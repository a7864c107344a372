//! Header texts compared with the synonyms of the fields.

use std::collections::BTreeMap;

use super::Schema;
use crate::text::{compact, compact_characters};

/// A header text in the forms in which it is compared.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Normalised {
    /// Without blanks, marks and brackets; what stands in brackets is kept.
    pub full: String,
    /// The same without what stands in brackets.
    pub bare: String,
}

/// A header text without what forms add to it: full-width letters, blanks and
/// line breaks, asterisks of mandatory fields, numbering, brackets.
pub fn normalise(text: &str) -> Normalised {
    let compacted = compact(text);
    let mut full = String::new();
    let mut bare = String::new();
    let mut depth = 0usize;
    for c in compacted.chars() {
        match c {
            '(' | '[' | '{' | '【' | '〔' | '《' | '<' => depth += 1,
            ')' | ']' | '}' | '】' | '〕' | '》' | '>' => depth = depth.saturating_sub(1),
            c if is_decoration(c) => {}
            other => {
                full.push(other);
                if depth == 0 {
                    bare.push(other);
                }
            }
        }
    }
    // 1.姓名, 3、身份证号 lose their numbering; 18位身份证号 keeps its 18, which
    // a synonym or a qualifier takes care of.
    let numbering: String = compacted.chars().take_while(char::is_ascii_digit).collect();
    if !numbering.is_empty()
        && compacted[numbering.len()..].starts_with(['.', '、', ')'])
        && full.len() > numbering.len()
    {
        for form in [&mut full, &mut bare] {
            if let Some(rest) = form.strip_prefix(numbering.as_str()) {
                *form = rest.to_owned();
            }
        }
    }
    if bare.is_empty() {
        bare.clone_from(&full);
    }
    Normalised { full, bare }
}

/// Whether the full normalised form of `text` is `full`; most texts are told
/// apart by their first character.
pub fn reads_as(text: &str, full: &str) -> bool {
    let mut characters = compact_characters(text).skip_while(char::is_ascii_digit);
    if compact_characters(text)
        .next()
        .is_some_and(|c| c.is_ascii_digit())
        && matches!(characters.next(), Some('.' | '、' | ')'))
    {
        // It may be numbered.
        return normalise(text).full == full;
    }
    compact_characters(text)
        .filter(|c| !is_bracket(*c) && !is_decoration(*c))
        .eq(full.chars())
}

fn is_bracket(c: char) -> bool {
    matches!(
        c,
        '(' | '[' | '{' | '【' | '〔' | '《' | '<' | ')' | ']' | '}' | '】' | '〕' | '》' | '>'
    )
}

fn is_decoration(c: char) -> bool {
    matches!(
        c,
        '*' | '★'
            | '☆'
            | '※'
            | '#'
            | ':'
            | ';'
            | '"'
            | '\''
            | '“'
            | '”'
            | '‘'
            | '’'
            | '/'
            | '、'
            | ','
            | '.'
            | '。'
            | '·'
            | '-'
            | '_'
            | '—'
            | '!'
            | '?'
            | '|'
            | '\\'
    )
}

/// Synonyms by their normalised text.
pub(super) struct Index<'a> {
    pub(super) schema: &'a Schema,
    /// Normalised synonym → field and rank.
    exact: BTreeMap<String, (usize, i32)>,
    /// Words looked for anywhere (`~`).
    anywhere: Vec<(String, usize)>,
}

impl<'a> Index<'a> {
    pub(super) fn of(schema: &'a Schema) -> Self {
        let mut index = Self {
            schema,
            exact: BTreeMap::new(),
            anywhere: Vec::new(),
        };
        for (field, definition) in schema.fields.iter().enumerate() {
            for (rank, synonym) in definition.synonyms.iter().enumerate() {
                let rank = i32::try_from(rank).unwrap_or(i32::MAX);
                if let Some(word) = synonym.strip_prefix('~') {
                    index.anywhere.push((normalise(word).full, field));
                    continue;
                }
                let text = normalise(synonym).full;
                index.exact.entry(text).or_insert((field, rank));
            }
        }
        index
    }

    /// Scores of one header text for the fields it may be.
    pub(super) fn guesses(&self, forms: &[String]) -> Vec<(usize, i32)> {
        const EXACT: i32 = 1000;
        const QUALIFIED: i32 = 800;
        const AT_END: i32 = 500;
        let mut found: BTreeMap<usize, i32> = BTreeMap::new();
        let mut note = |field: usize, score: i32| {
            let best = found.entry(field).or_insert(score);
            *best = (*best).max(score);
        };
        for form in forms {
            let about_others: Vec<&str> = self
                .schema
                .others
                .iter()
                .copied()
                .filter(|word| form.contains(word))
                .collect();
            for (word, field) in &self.anywhere {
                if form.contains(word.as_str()) {
                    note(*field, EXACT + 100);
                }
            }
            if let Some((field, rank)) = self.exact.get(form.as_str()) {
                note(*field, EXACT - rank);
            }
            if about_others.is_empty() {
                let stripped = self.without_qualifiers(form);
                if stripped != form
                    && let Some((field, rank)) = self.exact.get(stripped)
                {
                    note(*field, QUALIFIED - rank);
                }
            }
            // A sentence is no header, and a value of digits neither.
            let length = form.chars().count();
            if length > 24 || !form.chars().any(char::is_alphabetic) {
                continue;
            }
            // 按身份证填写 is an instruction: only at an end is it a name.
            let cuts = form.char_indices().map(|(at, _)| at).skip(1);
            for (n, at) in cuts.enumerate() {
                let (head, tail) = form.split_at(at);
                for (end, size) in [(head, n + 1), (tail, length - n - 1)] {
                    let extra = length - size;
                    if size < 3 || extra > 8 {
                        continue;
                    }
                    if let Some((field, rank)) = self.exact.get(end)
                        && about_others.iter().all(|word| end.contains(word))
                    {
                        let extra = i32::try_from(extra).unwrap_or(0);
                        note(*field, AT_END - rank - extra * 10);
                    }
                }
            }
        }
        found.into_iter().collect()
    }

    fn without_qualifiers<'t>(&self, form: &'t str) -> &'t str {
        let mut rest = form;
        let mut changed = true;
        while changed {
            changed = false;
            for word in self.schema.qualifiers {
                for shorter in [rest.strip_prefix(word), rest.strip_suffix(word)] {
                    if let Some(shorter) = shorter
                        && !shorter.is_empty()
                    {
                        rest = shorter;
                        changed = true;
                    }
                }
            }
        }
        rest
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    proptest! {
        /// Told apart early or late, the answer is that of the normalised form.
        #[test]
        fn a_header_is_known_without_writing_it_down(
            text in "[ 0-9.、)(（）Ａa姓名*：-]{0,8}",
            other in "[ 0-9.、)(（）Ａa姓名*：-]{0,8}",
        ) {
            let full = normalise(&other).full;
            prop_assert_eq!(reads_as(&text, &full), normalise(&text).full == full);
            prop_assert!(reads_as(&other, &full));
        }
    }
}
