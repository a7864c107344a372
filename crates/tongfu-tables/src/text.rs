//! Small helpers on the text of cells.

/// Invisible characters that copying from web pages, PDF and WPS leaves behind.
fn is_invisible(c: char) -> bool {
    matches!(
        c,
        '\u{200b}'..='\u{200f}' | '\u{202a}'..='\u{202e}' | '\u{2060}' | '\u{feff}' | '\u{ad}'
    ) || (c.is_control() && !matches!(c, '\t' | '\n' | '\r'))
}

/// Full-width ASCII and the ideographic space as their half-width twins.
pub fn halfwidth(c: char) -> char {
    match c {
        '\u{ff01}'..='\u{ff5e}' => char::from_u32(c as u32 - 0xfee0).unwrap_or(c),
        '\u{3000}' | '\u{a0}' | '\u{2002}'..='\u{200a}' | '\u{202f}' => ' ',
        _ => c,
    }
}

/// The text without invisible characters and without outer blanks; inner
/// characters stay as written.
pub fn clean(text: &str) -> String {
    let blank = |c: char| c.is_whitespace() || c == '\u{3000}';
    if !text.chars().any(is_invisible) {
        return text.trim_matches(blank).to_owned();
    }
    let visible: String = text.chars().filter(|c| !is_invisible(*c)).collect();
    visible.trim_matches(blank).to_owned()
}

/// Whether [`clean`] leaves nothing.
pub(crate) fn is_blank(text: &str) -> bool {
    text.chars().all(|c| c.is_whitespace() || is_invisible(c))
}

/// Half-width, lower case, without any blank or invisible character.
pub fn compact(text: &str) -> String {
    let mut compacted = String::with_capacity(text.len());
    compacted.extend(compact_characters(text));
    compacted
}

/// The characters of [`compact`], one after the other.
pub(crate) fn compact_characters(text: &str) -> impl Iterator<Item = char> + '_ {
    text.chars()
        .filter(|c| !is_invisible(*c))
        .map(halfwidth)
        .filter(|c| !c.is_whitespace())
        .flat_map(Lower::of)
}

/// The lower-case form of a character; most have none but themselves.
enum Lower {
    Same(std::option::IntoIter<char>),
    Other(std::char::ToLowercase),
}

impl Lower {
    fn of(c: char) -> Self {
        // No Chinese character, digit or punctuation mark has two cases.
        if c.is_ascii() {
            Self::Same(Some(c.to_ascii_lowercase()).into_iter())
        } else if matches!(c, '\u{2e80}'..='\u{a63f}') {
            Self::Same(Some(c).into_iter())
        } else {
            Self::Other(c.to_lowercase())
        }
    }
}

impl Iterator for Lower {
    type Item = char;

    fn next(&mut self) -> Option<char> {
        match self {
            Self::Same(one) => one.next(),
            Self::Other(several) => several.next(),
        }
    }
}

/// The first `max` characters, with an ellipsis when cut.
pub fn cut(text: &str, max: usize) -> String {
    let mut out: String = text.chars().take(max).collect();
    if text.chars().nth(max).is_some() {
        out.push('…');
    }
    out
}

/// `A`, `B`, …, `AA` of a 0-based column.
pub fn column_letter(index: usize) -> String {
    let mut letters = Vec::new();
    let mut rest = index + 1;
    while rest > 0 {
        let digit = (rest - 1) % 26;
        letters.push(char::from(b'A' + u8::try_from(digit).unwrap_or(0)));
        rest = (rest - 1) / 26;
    }
    letters.iter().rev().collect()
}

/// A number as Excel holds it: whole numbers in full digits, 15 significant
/// digits at most (Excel has no more), no exponent below 10^21.
pub fn number_text(value: f64) -> String {
    if !value.is_finite() {
        return String::new();
    }
    // 15 significant digits is what Excel keeps and shows.
    let rounded: f64 = format!("{value:.14e}").parse().unwrap_or(value);
    if rounded.abs() >= 1e21 {
        return format!("{rounded:e}");
    }
    // `+ 0.0` turns a negative zero into zero.
    let text = format!("{}", rounded + 0.0);
    if text == "-0" { "0".to_owned() } else { text }
}

/// Arabic value of a Chinese numeral below 100 (〇 一 … 十 … 九十九) or of ASCII
/// digits.
pub fn small_number(text: &str) -> Option<u32> {
    if text.is_empty() {
        return None;
    }
    if text.bytes().all(|b| b.is_ascii_digit()) {
        return text.parse().ok();
    }
    let digits: Vec<char> = text.chars().collect();
    match digits.as_slice() {
        ['十'] => Some(10),
        ['十', unit] => Some(10 + chinese_digit(*unit)?),
        [tens, '十'] => Some(chinese_digit(*tens)? * 10),
        [tens, '十', unit] => Some(chinese_digit(*tens)? * 10 + chinese_digit(*unit)?),
        _ if digits.len() <= 9 => digits.iter().try_fold(0u32, |sum, c| {
            sum.checked_mul(10)?.checked_add(chinese_digit(*c)?)
        }),
        _ => None,
    }
}

/// Value of one Chinese or ASCII digit.
pub fn chinese_digit(c: char) -> Option<u32> {
    Some(match c {
        '〇' | '零' | '○' | 'O' => 0,
        '一' | '壹' => 1,
        '二' | '贰' | '两' => 2,
        '三' | '叁' => 3,
        '四' | '肆' => 4,
        '五' | '伍' => 5,
        '六' | '陆' => 6,
        '七' | '柒' => 7,
        '八' | '捌' => 8,
        '九' | '玖' => 9,
        _ => return c.to_digit(10),
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn letters_follow_the_spreadsheet() {
        assert_eq!(column_letter(0), "A");
        assert_eq!(column_letter(25), "Z");
        assert_eq!(column_letter(26), "AA");
        assert_eq!(column_letter(701), "ZZ");
        assert_eq!(column_letter(702), "AAA");
    }

    #[test]
    fn numbers_keep_fifteen_digits_and_no_exponent() {
        assert_eq!(number_text(6.20622197411041e17), "620622197411041000");
        assert_eq!(number_text(654004199003071236.0), "654004199003071000");
        assert_eq!(number_text(13812345678.0), "13812345678");
        assert_eq!(number_text(620622780816746.0), "620622780816746");
        assert_eq!(number_text(9043.5), "9043.5");
        assert_eq!(number_text(0.1 + 0.2), "0.3");
        assert_eq!(number_text(-0.0), "0");
        assert_eq!(number_text(f64::NAN), "");
    }

    #[test]
    fn blanks_and_invisible_characters_go() {
        assert_eq!(clean("\u{feff} 马\u{200b}莲\u{3000}\t"), "马莲");
        assert_eq!(compact("姓 名\u{3000}(ABC)"), "姓名(abc)");
        assert_eq!(cut("甲乙丙丁", 2), "甲乙…");
        assert_eq!(cut("甲乙", 2), "甲乙");
    }

    #[test]
    fn chinese_numerals() {
        assert_eq!(small_number("十"), Some(10));
        assert_eq!(small_number("二十三"), Some(23));
        assert_eq!(small_number("二〇二六"), Some(2026));
        assert_eq!(small_number("12"), Some(12));
        assert_eq!(small_number("许多"), None);
        assert_eq!(small_number(""), None);
    }
}

#[cfg(test)]
mod case_tests {
    use super::*;

    #[test]
    fn characters_of_one_case_are_themselves() {
        for c in '\u{2e80}'..='\u{a63f}' {
            assert!(c.to_lowercase().eq([c]), "{c}");
        }
        assert_eq!(compact(" Ａb　Я\u{200b}İ中 "), "abяi\u{307}中");
    }
}
