//! Document numbers: GB 11643 and what stands beside it (domain.md §2,
//! `formats.json`).

use super::super::model::{DocumentType, Sex};
use chrono::{Datelike, NaiveDate};

/// Weights of GB 11643 (powers of two modulo 11).
const WEIGHTS: [u32; 17] = [7, 9, 10, 5, 8, 4, 2, 1, 6, 3, 7, 9, 10, 5, 8, 4, 2];
/// Check characters by remainder.
const CHECKS: [u8; 11] = *b"10X98765432";
/// Digits that a spreadsheet keeps of a number.
const KEPT_DIGITS: usize = 15;
/// Nobody older than this is enrolled, so a year further back is a mistake.
const OLDEST: i32 = 120;

/// Why a number is refused.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Fault {
    /// There is none.
    Missing,
    /// A spreadsheet rounded it: the last digits are lost.
    Rounded,
    /// Its birth date is not in the calendar, in the future, or too long ago.
    Date,
    /// Its check digit, length or characters are wrong.
    Check,
}

impl Fault {
    /// The code of the refusal.
    pub const fn code(self) -> &'static str {
        match self {
            Self::Missing => "ID_MISSING",
            Self::Rounded => "ID_ROUNDED",
            Self::Date => "ID_DATE",
            Self::Check => "ID_CHECK",
        }
    }
}

/// A valid number and what it says.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct DocumentNumber {
    /// 18 characters, the last may be `X`.
    pub number: String,
    /// What carries it.
    pub document: DocumentType,
    /// Birth date.
    pub birth: NaiveDate,
    /// Sex.
    pub sex: Sex,
    /// It was written with 15 digits.
    pub converted: bool,
}

impl DocumentNumber {
    /// The six digits of the address where it was first issued.
    pub fn area(&self) -> &str {
        self.number.get(..6).unwrap_or_default()
    }
}

/// The plain form of a written number: half width, no blanks or invisible
/// characters, no apostrophe of a spreadsheet, `X` for every way to write it.
pub fn normalise_number(text: &str) -> String {
    let mut plain = String::with_capacity(18);
    for c in text.chars() {
        match super::half_width(c) {
            // Latin, Cyrillic and Greek letters, the roman ten, the times sign.
            'x' | 'X' | 'х' | 'Х' | 'χ' | 'Χ' | 'Ⅹ' | 'ⅹ' | '×' => plain.push('X'),
            '\'' | '’' | '‘' | '`' | '´' | 'ʼ' => {}
            c if super::is_blank(c) => {}
            c => plain.push(c),
        }
    }
    plain
}

/// The check character of 17 digits.
pub fn check_character(digits: &[u8]) -> Option<u8> {
    let digits: &[u8; 17] = digits.try_into().ok()?;
    let mut sum = 0;
    for (digit, weight) in digits.iter().zip(WEIGHTS) {
        if !digit.is_ascii_digit() {
            return None;
        }
        sum += u32::from(digit - b'0') * weight;
    }
    Some(CHECKS[(sum % 11) as usize])
}

/// A number of 16 digits or more that a spreadsheet held as a number: it keeps
/// 15 of them and fills up with zeros.
fn is_rounded(plain: &str) -> bool {
    let digits = plain.as_bytes();
    digits.len() > KEPT_DIGITS
        && digits.iter().all(u8::is_ascii_digit)
        && digits[KEPT_DIGITS..].iter().all(|digit| *digit == b'0')
}

/// `6.54004E+17` and the like.
fn is_scientific(plain: &str) -> bool {
    let Some((mantissa, exponent)) = plain.split_once(['e', 'E']) else {
        return false;
    };
    let exponent = exponent.strip_prefix('+').unwrap_or(exponent);
    let digits = |text: &str| !text.is_empty() && text.bytes().all(|byte| byte.is_ascii_digit());
    let (whole, part) = mantissa.split_once('.').unwrap_or((mantissa, "0"));
    digits(whole) && (digits(part) || part.is_empty()) && digits(exponent)
}

/// Reads a written number. `was_number` says that the workbook held it as a
/// number; `today` bounds the birth date.
///
/// Of several faults the most telling one is named: a rounded number before an
/// impossible date before a wrong check digit.
pub fn read_number(
    written: &str,
    was_number: bool,
    today: NaiveDate,
) -> Result<DocumentNumber, Fault> {
    let mut plain = normalise_number(written);
    if !plain.bytes().any(|byte| byte.is_ascii_digit()) {
        return Err(Fault::Missing);
    }
    if is_scientific(&plain) {
        return Err(Fault::Rounded);
    }
    // A float written out by a script; the zeros say nothing.
    if let Some((whole, zeros)) = plain.split_once('.')
        && zeros.bytes().all(|byte| byte == b'0')
    {
        plain = whole.to_owned();
    }
    if was_number && plain.len() > KEPT_DIGITS {
        return Err(Fault::Rounded);
    }
    match plain.len() {
        15 => read_fifteen(&plain, today),
        18 => read_eighteen(&plain, today),
        20 | 22 => {
            // A disability certificate: the resident number, kind, degree and
            // the count of re-issues. Only the resident number is kept, for
            // the rest is health.
            let (Some(number), Some(rest)) = (plain.get(..18), plain.get(18..)) else {
                return Err(Fault::Check);
            };
            let rest = rest.as_bytes();
            if is_rounded(&plain) {
                return Err(Fault::Rounded);
            }
            let read = read_eighteen(number, today)?;
            let kind = (b'1'..=b'7').contains(&rest[0]) && (b'1'..=b'4').contains(&rest[1]);
            if kind && rest.iter().all(u8::is_ascii_alphanumeric) {
                Ok(read)
            } else {
                Err(Fault::Check)
            }
        }
        _ => Err(Fault::Check),
    }
}

/// First generation, until 1999: two digits of the year, no check digit. All
/// who bear one were born in 19xx.
fn read_fifteen(plain: &str, today: NaiveDate) -> Result<DocumentNumber, Fault> {
    if !plain.bytes().all(|byte| byte.is_ascii_digit()) {
        return Err(Fault::Check);
    }
    let mut number = format!("{}19{}", &plain[..6], &plain[6..]);
    let check = check_character(number.as_bytes()).ok_or(Fault::Check)?;
    number.push(char::from(check));
    let read = read_eighteen(&number, today)?;
    Ok(DocumentNumber {
        converted: true,
        ..read
    })
}

fn read_eighteen(plain: &str, today: NaiveDate) -> Result<DocumentNumber, Fault> {
    let bytes: &[u8; 18] = plain.as_bytes().try_into().map_err(|_| Fault::Check)?;
    let expected = check_character(&bytes[..17]).ok_or(Fault::Check)?;
    let holds = expected == bytes[17];
    if !holds && is_rounded(plain) {
        return Err(Fault::Rounded);
    }
    if bytes[0] == b'0' || !(bytes[17].is_ascii_digit() || bytes[17] == b'X') {
        return Err(Fault::Check);
    }
    let number = |range: std::ops::Range<usize>| {
        bytes[range]
            .iter()
            .fold(0u32, |sum, digit| sum * 10 + u32::from(digit - b'0'))
    };
    let year = i32::try_from(number(6..10)).map_err(|_| Fault::Date)?;
    let birth = NaiveDate::from_ymd_opt(year, number(10..12), number(12..14)).ok_or(Fault::Date)?;
    if birth > today || today.year() - year > OLDEST {
        return Err(Fault::Date);
    }
    if !holds {
        return Err(Fault::Check);
    }
    let document = match &plain[..6] {
        "810000" | "820000" | "830000" => DocumentType::ResidencePermit,
        _ => DocumentType::ResidentId,
    };
    let sex = if (bytes[16] - b'0') % 2 == 1 {
        Sex::Male
    } else {
        Sex::Female
    };
    Ok(DocumentNumber {
        number: plain.to_owned(),
        document,
        birth,
        sex,
        converted: false,
    })
}

/// A number as it may be shown: address and last four.
pub fn mask_number(number: &str) -> String {
    mask(number, 6, 4)
}

/// A phone number as it may be shown.
pub fn mask_phone(phone: &str) -> String {
    mask(phone, 3, 4)
}

/// A bank card or passport as it may be shown: the last four.
pub fn mask_card(card: &str) -> String {
    mask(card, 0, 4)
}

/// Keeps `first` and `last` characters; everything else, and anything too
/// short to keep so much of, becomes stars.
fn mask(text: &str, first: usize, last: usize) -> String {
    let length = text.chars().count();
    let short = length < first + last + 4;
    text.chars()
        .enumerate()
        .map(|(index, c)| {
            if !short && (index < first || index >= length - last) {
                c
            } else {
                '*'
            }
        })
        .collect()
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    fn today() -> NaiveDate {
        NaiveDate::from_ymd_opt(2026, 11, 20).unwrap()
    }

    fn read(text: &str) -> Result<DocumentNumber, Fault> {
        read_number(text, false, today())
    }

    #[test]
    fn valid_numbers_and_what_they_say() {
        for (text, birth, sex) in [
            ("654004199003071236", "1990-03-07", Sex::Male),
            ("65270119851231004X", "1985-12-31", Sex::Female),
            ("62042119780815221X", "1978-08-15", Sex::Male),
            ("11010519491231002X", "1949-12-31", Sex::Female),
        ] {
            let found = read(text).unwrap();
            assert_eq!(
                (
                    found.number.as_str(),
                    found.birth.to_string().as_str(),
                    found.sex
                ),
                (text, birth, sex)
            );
            assert_eq!(found.document, DocumentType::ResidentId);
        }
        for text in ["810000199001010019", "830000198802290021"] {
            assert_eq!(
                read(text).unwrap().document,
                DocumentType::ResidencePermit,
                "{text}"
            );
        }
    }

    #[test]
    fn every_way_to_write_a_number() {
        let plain = "65270119851231004X";
        for text in [
            "65270119851231004x",
            "６５２７０１１９８５１２３１００４Ｘ",
            "652701 19851231 004X",
            "'65270119851231004X",
            "\u{feff}652701\u{a0}19851231\u{200b}004х",
            "\t652701　19851231　004×",
        ] {
            assert_eq!(
                read(text).map(|found| found.number),
                Ok(plain.to_owned()),
                "{text:?}"
            );
        }
    }

    #[test]
    fn fifteen_digits_are_converted() {
        let found = read("620622780816746").unwrap();
        assert!(found.converted);
        assert_eq!(&found.number[..17], "62062219780816746");
        assert_eq!(read(&found.number).unwrap().number, found.number);
        assert_eq!(read("620622781316746"), Err(Fault::Date));
    }

    #[test]
    fn faults() {
        for (text, fault) in [
            ("", Fault::Missing),
            ("  ", Fault::Missing),
            ("无", Fault::Missing),
            ("6.54004E+17", Fault::Rounded),
            ("6.54004e17", Fault::Rounded),
            ("６.５４００４Ｅ＋１７", Fault::Rounded),
            ("654004199003071000", Fault::Rounded),
            ("6540041990030710", Fault::Check),
            ("654004199003070000", Fault::Rounded),
            ("654004199013071236", Fault::Date),
            ("654004199002301236", Fault::Date),
            ("654004202703071236", Fault::Date),
            ("654004189003071236", Fault::Date),
            ("654004199003071237", Fault::Check),
            ("65400419900307123", Fault::Check),
            ("65400419900307123A", Fault::Check),
            ("6540041990030712366", Fault::Check),
            ("护照E12345678", Fault::Check),
        ] {
            assert_eq!(read(text).map(|found| found.number), Err(fault), "{text:?}");
        }
        assert_eq!(
            read_number("620622197211170900", true, today()),
            Err(Fault::Rounded)
        );
        assert_eq!(
            read_number("620622780816746", true, today()).map(|found| found.converted),
            Ok(true),
            "15 digits are kept"
        );
        // A number that ends in 000 and whose check digit holds is a number.
        assert!(
            (0..10_000)
                .map(|n| format!("6540041990{:04}{:03}0", 101 + n % 900, 100))
                .any(|text| read(&text).is_ok())
        );
    }

    #[test]
    fn the_birth_date_lies_between_the_oldest_and_today() {
        let born_today = "65400420261120001";
        let number = format!(
            "{born_today}{}",
            char::from(check_character(born_today.as_bytes()).unwrap())
        );
        assert!(read(&number).is_ok());
        assert_eq!(
            read_number(&number, false, today().pred_opt().unwrap()),
            Err(Fault::Date)
        );
    }

    #[test]
    fn disability_certificates_give_the_resident_number() {
        for text in [
            "65400419900307123643",
            "6540041990030712364301",
            "65400419900307123643B1",
        ] {
            assert_eq!(
                read(text).map(|found| found.number),
                Ok("654004199003071236".into()),
                "{text}"
            );
        }
        for text in [
            "65400419900307123683",
            "65400419900307123645",
            "65400419900307123743",
            "654004199003071236431",
        ] {
            assert_eq!(read(text), Err(Fault::Check), "{text}");
        }
    }

    #[test]
    fn masks() {
        assert_eq!(mask_number("654004199003071236"), "654004********1236");
        assert_eq!(mask_phone("13812345678"), "138****5678");
        assert_eq!(mask_card("6228480012345678903"), "***************8903");
        assert_eq!(mask_phone("12345"), "*****");
        assert_eq!(mask_number(""), "");
    }

    prop_compose! {
        fn number()(area in 110_000u32..659_010, day in 0i64..32_000, sequence in 0u32..1000) -> String {
            let birth = NaiveDate::from_ymd_opt(1930, 1, 1).unwrap() + chrono::Duration::days(day);
            let body = format!("{area}{}{sequence:03}", birth.format("%Y%m%d"));
            let check = check_character(body.as_bytes()).unwrap();
            format!("{body}{}", char::from(check))
        }
    }

    proptest! {
        #[test]
        fn every_number_with_its_check_digit_is_read(number in number()) {
            prop_assert_eq!(read(&number).map(|found| found.number), Ok(number));
        }

        /// GB 11643 is MOD 11-2 of ISO 7064: it promises to catch every single
        /// substitution and every swap of neighbours.
        #[test]
        fn single_changes_and_swaps_are_caught(number in number()) {
            let bytes = number.as_bytes();
            for place in 0..18 {
                for other in *b"0123456789X" {
                    if other != bytes[place] {
                        let mut changed = bytes.to_vec();
                        changed[place] = other;
                        prop_assert!(read(std::str::from_utf8(&changed).unwrap()).is_err());
                    }
                }
            }
            for place in 0..17 {
                if bytes[place] != bytes[place + 1] {
                    let mut swapped = bytes.to_vec();
                    swapped.swap(place, place + 1);
                    prop_assert!(read(std::str::from_utf8(&swapped).unwrap()).is_err());
                }
            }
        }

        #[test]
        fn what_a_spreadsheet_rounds_is_called_rounded_or_still_valid(number in number()) {
            prop_assume!(number.bytes().all(|byte| byte.is_ascii_digit()));
            let rounded = format!("{}000", &number[..15]);
            match read(&rounded) {
                Ok(found) => prop_assert_eq!(found.number, rounded),
                Err(fault) => prop_assert_eq!(fault, Fault::Rounded),
            }
        }

        #[test]
        fn no_text_makes_it_panic(text in "\\PC{0,40}", was_number: bool) {
            let _ = read_number(&text, was_number, today());
            let _ = mask_number(&text);
        }
    }
}
