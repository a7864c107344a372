//! What a written row or form means, and what is wrong with it (domain.md §2).
//! Pure: today and the office's code are arguments.

mod address;
mod contact;
mod document;
mod group;
mod income;
mod name;
mod sound;

pub use address::{Place, read_address};
pub use contact::{contact_notices, normalise_phone};
pub use document::{
    DocumentNumber, Fault, check_character, mask_card, mask_number, mask_phone, normalise_number,
    read_number,
};
use group::MONITORED;
pub use group::{Group, group_of};
use income::read_income;
pub use name::{fold, is_han, normalise_name};
pub(crate) use sound::readings;
pub use sound::sound;

use super::model::{Datum, Entry, Field, Kept, ORDINARY, Sex, Values, WISHES, Willing};
use crate::base::Problem;
use crate::base::reference::{
    self, CategoryMatch, category_by_name, education_by_name, ethnic_group_by_name, is_known_area,
    occupation_by_name,
};
use chrono::{Datelike, NaiveDate};

/// What a reading depends on beside the text.
#[derive(Debug, Clone, Copy)]
pub struct Circumstances<'a> {
    /// Bounds birth dates.
    pub today: NaiveDate,
    /// Code of the office, for what an address leaves out.
    pub home: &'a str,
}

/// A row or form, read.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Reading {
    /// What it says, in the form in which it is stored.
    pub values: Values,
    /// What is wrong with it. When one of them refuses, the row is not taken.
    pub problems: Vec<Problem>,
}

impl Reading {
    /// The first problem that refuses the row.
    pub fn refusal(&self) -> Option<&Problem> {
        self.problems.iter().find(|problem| problem.refuses)
    }

    /// The problems with which the row is taken.
    pub fn notices(&self) -> impl Iterator<Item = &Problem> {
        self.problems.iter().filter(|problem| !problem.refuses)
    }
}

/// A full-width ASCII character as its half-width one; others as they are.
pub(crate) fn half_width(c: char) -> char {
    match c {
        '\u{ff01}'..='\u{ff5e}' => char::from_u32(c as u32 - 0xfee0).unwrap_or(c),
        c => c,
    }
}

/// Characters that no screen shows.
pub(crate) fn is_invisible(c: char) -> bool {
    matches!(c, '\u{ad}' | '\u{200b}'..='\u{200f}' | '\u{202a}'..='\u{202e}' | '\u{2060}'..='\u{2069}' | '\u{feff}' | '\u{fffc}')
        || c.is_control() && !c.is_whitespace()
}

/// White space or nothing to see.
pub(crate) fn is_blank(c: char) -> bool {
    c.is_whitespace() || is_invisible(c) || c == '\u{3164}'
}

/// Outer blanks and invisible characters removed, the rest as typed.
fn tidy(text: &str) -> String {
    text.trim_matches(is_blank)
        .chars()
        .filter(|c| !is_invisible(*c))
        .collect()
}

/// What stands between several answers in one cell.
const SEPARATORS: [char; 7] = ['、', ',', '\u{ff0c}', ';', '\u{ff1b}', '/', '\n'];

/// Half width, no blanks, lower case.
fn squeeze(text: &str) -> String {
    text.chars()
        .map(half_width)
        .filter(|c| !is_blank(*c))
        .flat_map(char::to_lowercase)
        .collect()
}

/// Words that say that there is nothing.
fn is_nothing(squeezed: &str) -> bool {
    matches!(
        squeezed,
        "" | "-" | "--" | "/" | "无" | "没有" | "暂无" | "不详" | "未知" | "none" | "n/a"
    )
}

/// Reads a whole row or form: every field present, and the number and the name
/// must be there.
pub fn read(entry: &Entry<'_>, circumstances: &Circumstances<'_>) -> Reading {
    let mut reading = Reading::default();
    read_name(entry, &mut reading);
    read_document(entry, circumstances, &mut reading);
    read_rest(entry, circumstances, &mut reading);
    reading
}

fn read_name(entry: &Entry<'_>, reading: &mut Reading) {
    match normalise_name(entry.text(Field::Name)) {
        Some(name) => reading.values.set(Field::Name, Datum::Text(name)),
        None => reading
            .problems
            .push(Problem::refuse("NAME_MISSING").on(Field::Name.key())),
    }
}

fn read_document(entry: &Entry<'_>, circumstances: &Circumstances<'_>, reading: &mut Reading) {
    let written = entry.get(Field::DocumentNumber);
    let found = match read_number(written.text, written.was_number, circumstances.today) {
        Ok(found) => found,
        Err(fault) => {
            let shown = mask_number(&normalise_number(written.text));
            reading.problems.push(
                Problem::refuse(fault.code())
                    .on(Field::DocumentNumber.key())
                    .with("number", shown),
            );
            // What else the row says is still read, for the list of problems.
            read_own_birth_and_sex(entry, None, reading);
            return;
        }
    };
    if found.converted {
        let notice = Problem::warn("ID_15")
            .on(Field::DocumentNumber.key())
            .with("number", mask_number(&found.number));
        reading.problems.push(notice.fix(found.number.clone()));
    }
    let foreign = matches!(found.document, super::model::DocumentType::ResidencePermit);
    if !foreign && !is_known_area(found.area()) {
        reading.problems.push(
            Problem::warn("ID_AREA_UNKNOWN")
                .on(Field::DocumentNumber.key())
                .with("area", found.area()),
        );
    }
    read_own_birth_and_sex(entry, Some(&found), reading);
    reading
        .values
        .set_text(Field::DocumentType, found.document.word());
    reading.values.set_text(Field::DocumentNumber, found.number);
}

/// The fields beside the number must agree with it; what is blank follows from
/// it. A field that disagrees is stored as written, with a fix on offer.
fn read_own_birth_and_sex(
    entry: &Entry<'_>,
    number: Option<&DocumentNumber>,
    reading: &mut Reading,
) {
    let written = entry.text(Field::Sex);
    let sex = read_sex(written);
    if let Some(number) = number
        && !is_nothing(&squeeze(written))
        && sex != Some(number.sex)
    {
        let notice = Problem::warn("ID_SEX")
            .on(Field::Sex.key())
            .with("written", written)
            .with("by_number", number.sex.code());
        reading.problems.push(notice.fix(number.sex.code()));
    }
    if let Some(sex) = sex.or(number.map(|number| number.sex)) {
        reading.values.set_text(Field::Sex, sex.code());
    }
    let written = entry.text(Field::BirthDate);
    let birth = read_date(written);
    if let Some(number) = number
        && !is_nothing(&squeeze(written))
        && birth != Some(number.birth)
        && read_month(written) != Some((number.birth.year(), number.birth.month()))
    {
        let notice = Problem::warn("ID_BIRTH")
            .on(Field::BirthDate.key())
            .with("written", written)
            .with("by_number", number.birth);
        reading.problems.push(notice.fix(number.birth.to_string()));
    }
    if let Some(birth) = birth.or(number.map(|number| number.birth)) {
        reading.values.set(Field::BirthDate, Datum::Date(birth));
    }
}

fn read_rest(entry: &Entry<'_>, circumstances: &Circumstances<'_>, reading: &mut Reading) {
    read_category(entry, reading);
    read_wishes(entry, &mut reading.values);
    read_languages(entry.text(Field::Languages), &mut reading.values);
    let address = tidy(entry.text(Field::Address));
    let place = read_address(&address, circumstances.home);
    for (field, found) in [
        (Field::County, place.county),
        (Field::Township, place.township),
        (Field::Village, place.village),
    ] {
        if let Some(found) = found {
            reading.values.set_text(field, found);
        }
    }
    for field in entry.fields() {
        let written = entry.text(field);
        if written.is_empty() {
            continue;
        }
        match read_plain(field, written) {
            Some(value) => reading.values.set(field, value),
            None if is_nothing(&squeeze(written)) => {}
            // The row is taken without the value, and says so.
            None if stands_alone(field) => reading.problems.push(
                Problem::warn(VALUE_UNREAD)
                    .on(field.key())
                    .with("field", field.key())
                    .with("written", written),
            ),
            None => {}
        }
    }
}

/// A value that no field can hold: the row is taken without it.
pub const VALUE_UNREAD: &str = "VALUE_UNREAD";

/// Whether a field is read by itself and into something else than text.
fn stands_alone(field: Field) -> bool {
    matches!(
        field,
        Field::Education
            | Field::Ethnic
            | Field::County
            | Field::Herder
            | Field::WillingAbroad
            | Field::IncomePerHead
            | Field::IncomeYear
            | Field::HouseholdSize
            | Field::PassportExpiry
            | Field::HouseholdFrom
            | Field::HouseholdTo
    )
}

/// Fields that stand alone; `None` for those read elsewhere and for what can't
/// be read.
fn read_plain(field: Field, written: &str) -> Option<Datum> {
    let text = |text: String| (!text.is_empty()).then_some(Datum::Text(text));
    match field {
        Field::Name
        | Field::DocumentType
        | Field::DocumentNumber
        | Field::BirthDate
        | Field::Sex
        | Field::Category
        | Field::CategoryWritten
        | Field::Wish1
        | Field::Wish2
        | Field::Wish3
        | Field::WishWritten
        | Field::Languages => None,
        Field::Education => {
            education_by_name(written).map(|code| Datum::Text(code.code.to_owned()))
        }
        Field::Ethnic => ethnic_code(written).map(|code| Datum::Text(code.to_owned())),
        Field::County => text(county_code(written)?.to_owned()),
        Field::Herder => read_yes(written).map(Datum::Bool),
        Field::WillingAbroad => {
            read_willing(written).map(|willing| Datum::Text(willing.word().to_owned()))
        }
        Field::Phone => text(normalise_phone(written)),
        Field::BankCard => text(squeeze(written).to_uppercase()),
        Field::PassportNumber => text(squeeze(written).to_uppercase()),
        Field::HouseholdNumber => text(squeeze(written).to_uppercase())
            .filter(|number| number.text().is_some_and(|t| !is_nothing(t))),
        Field::IncomePerHead => read_income(written).map(|income| Datum::Int(income.0)),
        Field::IncomeYear => squeeze(written)
            .trim_end_matches('年')
            .parse()
            .ok()
            .filter(|year| (1990..2200).contains(year))
            .map(Datum::Int),
        Field::HouseholdSize => squeeze(written)
            .trim_end_matches(['人', '口'])
            .parse()
            .ok()
            .filter(|size| (1..100).contains(size))
            .map(Datum::Int),
        Field::PassportExpiry | Field::HouseholdFrom | Field::HouseholdTo => {
            read_date(written).map(Datum::Date)
        }
        Field::LatinName
        | Field::Relationship
        | Field::Address
        | Field::Township
        | Field::Village
        | Field::Residence
        | Field::LanguageZh
        | Field::LanguageKk
        | Field::LanguageRu
        | Field::LanguageOther
        | Field::WishLevel
        | Field::WishWhen
        | Field::WishWhere
        | Field::Experience
        | Field::Certificates
        | Field::Employer
        | Field::Remarks
        | Field::HouseholdHead
        | Field::IncomeSource
        | Field::IncomeEvidence => text(tidy(written)),
    }
}

fn read_category(entry: &Entry<'_>, reading: &mut Reading) {
    let written = tidy(entry.text(Field::Category));
    if is_nothing(&squeeze(&written)) {
        return;
    }
    if written == ORDINARY {
        reading.values.set_text(Field::Category, ORDINARY);
        return;
    }
    let options = match category_by_name(&written) {
        CategoryMatch::Known(code) => {
            reading.values.set_text(Field::Category, code);
            return;
        }
        CategoryMatch::NotLowIncome => {
            reading.values.set_text(Field::Category, ORDINARY);
            return;
        }
        // 监测户: one of the group that the word names.
        CategoryMatch::MustAsk => reference::categories()
            .iter()
            .filter(|category| category.group == MONITORED)
            .map(|category| category.code)
            .collect::<Vec<_>>()
            .join(","),
        CategoryMatch::Unknown => String::new(),
    };
    let notice = Problem::warn("CATEGORY_UNKNOWN")
        .on(Field::Category.key())
        .with("category", &written)
        .with("options", options);
    reading.problems.push(notice);
    reading.values.set_text(Field::CategoryWritten, written);
}

/// Up to three occupations, each once, in the order written. A cell may name
/// several.
fn read_wishes(entry: &Entry<'_>, values: &mut Values) {
    let mut wishes: Vec<&'static str> = Vec::new();
    let mut unknown: Vec<String> = Vec::new();
    for field in [Field::Wish1, Field::Wish2, Field::Wish3, Field::WishWritten] {
        let written = tidy(entry.text(field));
        let mut take = |part: &str| match occupation_by_name(part) {
            Some(occupation) if wishes.contains(&occupation.id) => {}
            Some(occupation) => wishes.push(occupation.id),
            None if is_nothing(&squeeze(part)) => {}
            None => unknown.push(part.trim().to_owned()),
        };
        if occupation_by_name(&written).is_some() {
            take(&written);
        } else {
            written.split(SEPARATORS).for_each(&mut take);
        }
    }
    for (field, wish) in [Field::Wish1, Field::Wish2, Field::Wish3]
        .into_iter()
        .zip(&wishes)
    {
        values.set_text(field, *wish);
    }
    let beyond = wishes
        .iter()
        .skip(WISHES)
        .filter_map(|id| reference::occupation(id))
        .map(|occupation| occupation.name_zh.to_owned());
    unknown.extend(beyond);
    values.set_text(Field::WishWritten, unknown.join("、"));
}

/// Languages as a list with levels (汉语熟练、哈语初级) into a field each; a
/// language without a level is written down as spoken.
fn read_languages(written: &str, values: &mut Values) {
    for part in written
        .split(SEPARATORS)
        .map(tidy)
        .filter(|part| !part.is_empty())
    {
        let folded = part.to_lowercase();
        let names: [(&[&str], Field); 3] = [
            (
                &[
                    "汉语",
                    "国语",
                    "普通话",
                    "国家通用语言",
                    "中文",
                    "汉",
                    "chinese",
                ],
                Field::LanguageZh,
            ),
            (
                &["哈萨克语", "哈语", "哈萨克", "哈", "kazakh", "қазақ"],
                Field::LanguageKk,
            ),
            (
                &["俄语", "俄文", "俄罗斯语", "俄", "russian", "русск"],
                Field::LanguageRu,
            ),
        ];
        let found = names.iter().find_map(|(words, field)| {
            words
                .iter()
                .find(|word| folded.starts_with(**word))
                .map(|word| (*field, *word))
        });
        match found {
            Some((field, word)) => {
                let level = folded[word.len()..].trim_matches(|c: char| !c.is_alphanumeric());
                values.set_text(field, if level.is_empty() { "会" } else { level });
            }
            None => {
                let held = values
                    .text(Field::LanguageOther)
                    .map(|held| format!("{held}、"))
                    .unwrap_or_default();
                values.set_text(Field::LanguageOther, format!("{held}{part}"));
            }
        }
    }
}

/// 男, 女, M, F, codes of GB/T 2261.1, in four languages.
pub fn read_sex(written: &str) -> Option<Sex> {
    match squeeze(written).as_str() {
        "男" | "男性" | "1" | "m" | "male" | "муж" | "мужской" | "м" | "ер" => {
            Some(Sex::Male)
        }
        "女" | "女性" | "2" | "f" | "female" | "жен" | "женский" | "ж" | "әйел" => {
            Some(Sex::Female)
        }
        _ => None,
    }
}

/// A day as offices write it: `1990-03-07`, `1990/3/7`, `1990.3.7`,
/// `1990年3月7日`, `19900307`, with or without a time after it.
pub fn read_date(written: &str) -> Option<NaiveDate> {
    let text: String = written
        .trim_matches(is_blank)
        .chars()
        .map(half_width)
        .collect();
    let day = text.split([' ', 'T']).next().unwrap_or_default();
    let parts: Vec<&str> = day
        .split(|c: char| !c.is_ascii_digit())
        .filter(|part| !part.is_empty())
        .collect();
    let (year, month, day) = match parts.as_slice() {
        [whole] if whole.len() == 8 && whole.len() == day.len() => {
            (&whole[..4], &whole[4..6], &whole[6..])
        }
        [year, month, day] if year.len() == 4 => (*year, *month, *day),
        _ => return None,
    };
    NaiveDate::from_ymd_opt(year.parse().ok()?, month.parse().ok()?, day.parse().ok()?)
}

/// A month as columns 出生年月 hold it: `1990-03`, `1990.3`, `1990年3月`,
/// `199003`.
fn read_month(written: &str) -> Option<(i32, u32)> {
    let text: String = written
        .trim_matches(is_blank)
        .chars()
        .map(half_width)
        .collect();
    let parts: Vec<&str> = text
        .split(|c: char| !c.is_ascii_digit())
        .filter(|part| !part.is_empty())
        .collect();
    let (year, month) = match parts.as_slice() {
        [whole] if whole.len() == 6 && whole.len() == text.len() => (&whole[..4], &whole[4..]),
        [year, month] if year.len() == 4 => (*year, *month),
        _ => return None,
    };
    Some((year.parse().ok()?, month.parse().ok()?))
}

fn read_yes(written: &str) -> Option<bool> {
    match squeeze(written).as_str() {
        "是" | "有" | "1" | "yes" | "y" | "true" | "牧户" | "√" | "да" => Some(true),
        "否" | "不是" | "无" | "0" | "no" | "n" | "false" | "нет" => Some(false),
        _ => None,
    }
}

fn read_willing(written: &str) -> Option<Willing> {
    match squeeze(written).as_str() {
        "是" | "愿意" | "愿" | "可以" | "yes" | "y" | "1" | "√" | "да" => {
            Some(Willing::Yes)
        }
        "否" | "不愿意" | "不愿" | "不" | "no" | "n" | "0" | "нет" => Some(Willing::No),
        "以后" | "以后再说" | "待定" | "再说" | "考虑" | "later" | "позже" => {
            Some(Willing::Later)
        }
        _ => None,
    }
}

fn ethnic_code(written: &str) -> Option<&'static str> {
    let named = ethnic_group_by_name(written).map(|code| code.code);
    named.or_else(|| {
        reference::ethnic_groups()
            .iter()
            .map(|code| code.code)
            .find(|code| *code == written)
    })
}

fn county_code(written: &str) -> Option<&str> {
    let squeezed = written.trim_matches(is_blank);
    if squeezed.len() == 6 && squeezed.bytes().all(|byte| byte.is_ascii_digit()) {
        return Some(squeezed);
    }
    read_address(squeezed, "").county
}

/// What makes two entries one person without anybody deciding: the same valid
/// number and the same folded name (domain.md §2). `None` when one is missing.
pub fn identity_key(number: Option<&str>, name: Option<&str>) -> Option<String> {
    let (number, name) = (number?, fold(name?));
    let valid = number.len() == 18
        && check_character(&number.as_bytes()[..17]).map(char::from) == number.chars().last();
    (valid && !name.is_empty()).then(|| format!("{number}|{name}"))
}

/// The county that a household's number belongs to: its first six digits where
/// they are a known area, the office's own otherwise.
pub fn household_county<'a>(number: &'a str, home: &'a str) -> &'a str {
    match number.get(..6) {
        Some(area) if number.len() > 8 && is_known_area(area) => area,
        _ => home,
    }
}

/// What `written` changes in `held`: values it brings and that differ. What it
/// leaves blank is never erased.
pub fn differences(written: &Values, held: &Values, place: Kept) -> Vec<(Field, Datum)> {
    written
        .kept(place)
        .filter(|(field, value)| held.get(*field) != Some(*value))
        // Of the same meaning: a known category beside the word that it replaced.
        .filter(|(field, _)| {
            !(*field == Field::CategoryWritten && held.get(Field::Category).is_some())
        })
        .map(|(field, value)| (field, value.clone()))
        .collect()
}

#[cfg(test)]
mod tests;
