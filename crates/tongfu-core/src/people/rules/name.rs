//! Names: as registered, and folded for comparing.

/// Dots that stand between the parts of a name, as keyboards, fonts and
/// converters write them.
const DOTS: &[char] = &[
    '·', '•', '．', '‧', '・', '･', '∙', '⋅', '●', '。', '｡', '﹒', '.', '˙', 'ᐧ', '⸱', '▪', '◦',
    '\u{2024}', '\u{30fb}',
];

/// Whether `c` is written for the dot between the parts of a name.
pub fn is_dot(c: char) -> bool {
    DOTS.contains(&c)
}

/// The name as it is stored: half-width letters, `·` for every kind of dot, no
/// blanks between Chinese characters (张　三), single blanks between Latin
/// words. `None` when no letter is left.
pub fn normalise_name(text: &str) -> Option<String> {
    let mut name = String::with_capacity(text.len());
    let mut gap = false;
    for written in text.chars() {
        if super::is_invisible(written)
            || matches!(written, '\'' | '‘' | '’' | '`' | '＇') && name.is_empty()
        {
            continue;
        }
        // Before the width: a full-width full stop is a dot.
        let c = if is_dot(written) {
            '·'
        } else {
            super::half_width(written)
        };
        if super::is_blank(c) {
            gap = true;
            continue;
        }
        let last = name.chars().next_back();
        if c == '·' {
            if last.is_some_and(|last| last != '·') {
                name.push('·');
            }
        } else {
            let latin = |c: char| c.is_alphanumeric() && !is_han(c);
            if gap && last.is_some_and(latin) && latin(c) {
                name.push(' ');
            }
            name.push(c);
        }
        gap = false;
    }
    while name.ends_with('·') {
        name.pop();
    }
    name.chars().any(char::is_alphabetic).then_some(name)
}

/// The form in which two names are the same: letters and digits only, lower
/// case, so that dots, blanks and width do not matter.
pub fn fold(text: &str) -> String {
    let mut folded = String::with_capacity(text.len());
    for c in text.chars() {
        let c = super::half_width(c);
        if c.is_alphanumeric() && !is_dot(c) {
            folded.extend(c.to_lowercase());
        }
    }
    folded
}

/// Whether `c` is a Chinese character.
pub fn is_han(c: char) -> bool {
    matches!(c, '\u{3400}'..='\u{4dbf}' | '\u{4e00}'..='\u{9fff}' | '\u{f900}'..='\u{faff}' | '\u{20000}'..='\u{3ffff}' | '〇')
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn names_are_stored_as_registered() {
        for (written, stored) in [
            ("张三", "张三"),
            (" 张　三 ", "张三"),
            ("买买提•阿卜杜拉", "买买提·阿卜杜拉"),
            ("买买提．阿卜杜拉", "买买提·阿卜杜拉"),
            ("买买提‧阿卜杜拉", "买买提·阿卜杜拉"),
            ("买买提 · 阿卜杜拉", "买买提·阿卜杜拉"),
            ("买买提··阿卜杜拉·", "买买提·阿卜杜拉"),
            ("Ａｌｉ  Veli", "Ali Veli"),
            ("'王\u{200b}五", "王五"),
        ] {
            assert_eq!(
                normalise_name(written).as_deref(),
                Some(stored),
                "{written:?}"
            );
        }
        for nothing in ["", "  ", "·", "/", "123", "\u{200b}"] {
            assert_eq!(normalise_name(nothing), None, "{nothing:?}");
        }
    }

    #[test]
    fn folding_ignores_dots_blanks_width_and_case() {
        let folded = fold("买买提·阿卜杜拉");
        for dot in DOTS {
            assert_eq!(fold(&format!("买买提{dot}阿卜杜拉")), folded, "{dot:?}");
        }
        assert_eq!(fold("买买提 阿卜杜拉"), folded);
        assert_eq!(fold("ＡＬＩ veli"), "aliveli");
        assert_ne!(fold("买买提·阿卜杜"), folded);
    }
}
