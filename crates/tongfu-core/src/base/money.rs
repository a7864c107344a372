//! Money is an integer number of minor units; nothing here ever rounds in
//! silence.

use serde::{Deserialize, Serialize};

/// Chinese fen.
#[derive(
    Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Default, Serialize, Deserialize,
)]
#[serde(transparent)]
pub struct Fen(pub i64);

impl Fen {
    /// From whole yuan; `None` when it does not fit.
    pub fn from_yuan(yuan: i64) -> Option<Self> {
        yuan.checked_mul(100).map(Self)
    }

    /// From yuan as written (`"1800"`, `"1800.5"`, `"1,800.50"`); `None` when
    /// it is no amount or has more than two decimals.
    pub fn parse_yuan(text: &str) -> Option<Self> {
        let text: String = text
            .trim()
            .chars()
            .filter(|c| !matches!(c, ',' | '\u{ff0c}'))
            .collect();
        let (negative, digits) = match text.strip_prefix('-') {
            Some(rest) => (true, rest),
            None => (false, text.as_str()),
        };
        let (whole, cents) = digits.split_once('.').unwrap_or((digits, ""));
        if whole.is_empty()
            || cents.len() > 2
            || !whole
                .chars()
                .chain(cents.chars())
                .all(|c| c.is_ascii_digit())
        {
            return None;
        }
        let yuan: i64 = whole.parse().ok()?;
        let cents: i64 = if cents.is_empty() {
            0
        } else {
            format!("{cents:0<2}").parse().ok()?
        };
        let fen = yuan.checked_mul(100)?.checked_add(cents)?;
        Some(Self(if negative { -fen } else { fen }))
    }

    /// Sum, `None` on overflow.
    pub fn checked_add(self, other: Self) -> Option<Self> {
        self.0.checked_add(other.0).map(Self)
    }
}
