//! A word of a query.

use super::super::rules::fold;

/// Fewer digits than this are no search for a number or a phone.
const DIGITS: usize = 4;

/// A word of a query in the forms in which it is looked for.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Word {
    /// As names are folded.
    pub(super) folded: String,
    /// Latin letters, if it has nothing else.
    pub(super) letters: Option<String>,
    /// Digits, the last may be an X, if it has nothing else and enough.
    pub(super) number: Option<String>,
}

impl Word {
    pub(super) fn read(text: &str) -> Self {
        let folded = fold(text);
        let plain = folded.replace('ü', "v");
        let letters = (!plain.is_empty() && plain.bytes().all(|byte| byte.is_ascii_lowercase()))
            .then_some(plain);
        let digits = folded.strip_suffix('x').unwrap_or(&folded);
        let number = (folded.len() >= DIGITS
            && digits.len() + 1 >= DIGITS
            && digits.bytes().all(|byte| byte.is_ascii_digit()))
        .then(|| folded.to_uppercase());
        Self {
            folded,
            letters,
            number,
        }
    }
}
