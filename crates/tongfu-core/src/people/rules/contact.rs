//! Phones, bank cards, passports: written down as they are, noticed at the
//! form where they are unusual.

use super::super::model::{Field, Values};
use super::{half_width, is_blank, tidy};
use crate::base::Problem;

/// A mobile number in its eleven digits, without blanks, dashes and +86;
/// anything else as typed, only half width.
pub fn normalise_phone(written: &str) -> String {
    let half: String = tidy(written).chars().map(half_width).collect();
    let digits: String = half.chars().filter(char::is_ascii_digit).collect();
    let plain = half.chars().all(|c| {
        c.is_ascii_digit() || is_blank(c) || matches!(c, '-' | '+' | '(' | ')' | '—' | '–')
    });
    let mobile = [
        digits.as_str(),
        digits.strip_prefix("86").unwrap_or_default(),
        digits.strip_prefix("0086").unwrap_or_default(),
    ]
    .into_iter()
    .find(|number| is_mobile(number));
    match mobile {
        Some(mobile) if plain => mobile.to_owned(),
        _ => half,
    }
}

fn is_mobile(number: &str) -> bool {
    let bytes = number.as_bytes();
    bytes.len() == 11
        && bytes[0] == b'1'
        && (b'3'..=b'9').contains(&bytes[1])
        && bytes.iter().all(u8::is_ascii_digit)
}

/// Notices about contact fields, for a person at the form; a roster's rows are
/// taken without them, for landlines, passbooks and old passports are no
/// mistakes. `formats.json` says how sure each rule is.
pub fn contact_notices(values: &Values) -> Vec<Problem> {
    let mut notices = Vec::new();
    if let Some(phone) = values.text(Field::Phone)
        && !is_mobile(phone)
        && !is_kazakh_phone(phone)
    {
        notices.push(Problem::warn("PHONE_UNUSUAL").on(Field::Phone.key()));
    }
    if let Some(card) = values.text(Field::BankCard)
        && !((16..=19).contains(&card.len()) && luhn(card))
    {
        notices.push(Problem::warn("BANK_CARD_CHECK").on(Field::BankCard.key()));
    }
    if let Some(passport) = values.text(Field::PassportNumber)
        && !is_passport(passport)
    {
        notices.push(Problem::warn("PASSPORT_UNUSUAL").on(Field::PassportNumber.key()));
    }
    notices
}

fn is_kazakh_phone(phone: &str) -> bool {
    let digits = phone
        .strip_prefix("+7")
        .or_else(|| phone.strip_prefix('8'))
        .unwrap_or(phone);
    digits.len() == 10
        && digits.starts_with('7')
        && digits.bytes().all(|byte| byte.is_ascii_digit())
}

fn luhn(card: &str) -> bool {
    let digits = card
        .bytes()
        .rev()
        .map(|byte| byte.is_ascii_digit().then(|| u32::from(byte - b'0')));
    let mut sum = 0;
    for (place, digit) in digits.enumerate() {
        let Some(digit) = digit else { return false };
        sum += match (place % 2, digit * 2) {
            (0, _) => digit,
            (_, doubled) if doubled > 9 => doubled - 9,
            (_, doubled) => doubled,
        };
    }
    sum % 10 == 0
}

fn is_passport(passport: &str) -> bool {
    let digits = |text: &str, lengths: std::ops::RangeInclusive<usize>| {
        lengths.contains(&text.len()) && text.bytes().all(|byte| byte.is_ascii_digit())
    };
    let Some(rest) = passport.get(1..) else {
        return false;
    };
    match passport.as_bytes()[0] {
        b'E' => {
            let second = rest.bytes().next().unwrap_or_default();
            digits(rest, 8..=8)
                || second.is_ascii_uppercase()
                    && !matches!(second, b'I' | b'O')
                    && digits(&rest[1..], 7..=7)
        }
        b'G' => digits(rest, 8..=8),
        b'P' | b'D' | b'S' => digits(rest.strip_prefix('E').unwrap_or(rest), 7..=8),
        _ => false,
    }
}
