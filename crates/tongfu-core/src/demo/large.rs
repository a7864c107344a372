//! A county of any size, for measuring: invented families with the likenesses
//! of real ones (brothers with one telephone, twins, village telephones,
//! birthdays on the first of January), and, where asked for, entries planted
//! as somebody's second one, of every kind that a desk should find.

use super::invent::with_check_digit;
use super::names;
use super::random::Sequence;
use crate::people::Field;
use crate::people::rules::sound;
use chrono::{Duration, NaiveDate};
use std::collections::BTreeSet;

/// Why an entry is somebody's second one.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Planted {
    /// The name with another dot, blank or width.
    Dot,
    /// A homophone in the name.
    Homophone,
    /// Two characters of the name swapped.
    Swapped,
    /// The telephone, under another birth date.
    Phone,
    /// Household and birth date, under another form of the name.
    HouseholdBirth,
}

impl Planted {
    /// Every kind.
    pub const ALL: [Self; 5] = [
        Self::Dot,
        Self::Homophone,
        Self::Swapped,
        Self::Phone,
        Self::HouseholdBirth,
    ];

    /// Stable name.
    pub const fn key(self) -> &'static str {
        match self {
            Self::Dot => "dot",
            Self::Homophone => "homophone",
            Self::Swapped => "swapped",
            Self::Phone => "phone",
            Self::HouseholdBirth => "household_birth",
        }
    }
}

/// An entry of the county.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Person {
    name: String,
    woman: bool,
    birth: NaiveDate,
    number: String,
    phone: String,
    township: &'static str,
    village: u32,
    household: String,
    category: &'static str,
    income_yuan: u32,
    education: &'static str,
    wish: &'static str,
    /// Index of the entry of which this is the second, and why.
    pub second_of: Option<(usize, Planted)>,
}

impl Person {
    /// The entry as typed into a form.
    pub fn fields(&self) -> Vec<(Field, String)> {
        FIELDS.into_iter().zip(self.cells()).collect()
    }

    /// The entry as a row under [`HEADINGS`].
    pub fn cells(&self) -> Vec<String> {
        vec![
            self.name.clone(),
            if self.woman { "女" } else { "男" }.to_owned(),
            self.number.clone(),
            self.birth.to_string(),
            self.education.to_owned(),
            self.phone.clone(),
            self.township.to_owned(),
            format!("{}村", self.village),
            self.household.clone(),
            self.category.to_owned(),
            self.income_yuan.to_string(),
            self.wish.to_owned(),
        ]
    }

    /// The document number.
    pub fn number(&self) -> &str {
        &self.number
    }
}

/// Headings of a roster of these entries.
pub const HEADINGS: [&str; 12] = [
    "姓名",
    "性别",
    "身份证号码",
    "出生日期",
    "文化程度",
    "联系电话",
    "乡镇",
    "村",
    "户编号",
    "人员类别",
    "家庭人均纯收入",
    "意向工种",
];

const FIELDS: [Field; 12] = [
    Field::Name,
    Field::Sex,
    Field::DocumentNumber,
    Field::BirthDate,
    Field::Education,
    Field::Phone,
    Field::Township,
    Field::Village,
    Field::HouseholdNumber,
    Field::Category,
    Field::IncomePerHead,
    Field::Wish1,
];

const SURNAMES: &str = "王李张刘陈杨黄赵周吴徐孙马朱胡郭何高林罗郑梁谢宋唐许韩冯邓曹彭曾肖田董袁潘于蒋蔡余杜叶程苏魏吕丁任沈姚卢姜崔钟谭陆汪范金石廖贾夏韦付方白邹孟熊秦邱江尹薛闫段雷侯龙史陶黎贺顾毛郝龚邵万钱严覃武戴莫孔向汤";
const GIVEN: &str = "伟强军国刚杰永建志成栋明海平峰文斌龙超山芳娜秀敏静丽艳娟霞玉兰英桂梅莲燕琴晓雪红春华新民富贵福生荣德义忠孝仁礼智信祥瑞康宁安乐天云雨风雷电光辉煌灿星月辰阳东南西北中正大小长远高洁清美善良才学思源泉江河湖波浪涛林森松柏竹菊花草苗青翠金银铜铁宝珍珠琪瑶琳";
/// Characters that sound the same.
const HOMOPHONES: &[&str] = &[
    "伟玮炜纬",
    "军君钧均",
    "明鸣铭茗",
    "志智治致",
    "建健剑",
    "红虹洪宏",
    "丽莉俐",
    "芳方",
    "英瑛莹",
    "玉育钰",
    "平萍苹",
    "峰锋丰",
    "文雯",
    "国幗",
    "强墙",
    "海亥",
    "永勇泳",
    "成诚程",
    "静敬",
    "燕艳焰",
    "霞侠",
    "兰岚",
    "梅媚",
    "琴勤",
    "晓小",
    "雪血",
    "华桦",
    "新欣馨",
    "荣蓉",
    "德得",
    "义艺毅",
    "忠中",
    "仁人",
    "祥翔",
    "康糠",
    "安桉",
    "天添",
    "云芸",
    "江疆",
    "波玻",
];
/// What stands behind men's names.
const MEN_ENDINGS: &[&str] = &["", "", "江", "汗", "阿吉", "卡日", "别克", "提"];
/// What stands behind women's names.
const WOMEN_ENDINGS: &[&str] = &["", "", "汗", "姑", "罕", "古", "布维"];
const EDUCATION: [&str; 4] = ["小学", "初中", "高中", "大学专科"];
const CATEGORIES: [&str; 5] = [
    "一般农户",
    "脱贫户",
    "边缘易致贫户",
    "低保户",
    "突发严重困难户",
];
const WISHES: [&str; 6] = [
    "OCC-HARV",
    "OCC-PICK",
    "OCC-VEG",
    "OCC-GRADE",
    "OCC-WELD",
    "OCC-COLD",
];
/// Dots as other keyboards, fonts and converters write them.
const DOTS: [&str; 5] = ["•", "．", "・", " ", " · "];

/// `people` invented people from `seed`; where `planted`, one in a hundred has
/// a second entry at the end, the kinds in turn. Always the same.
pub fn county(people: usize, seed: u64, planted: bool) -> Vec<Person> {
    let mut chance = Sequence::new(seed);
    let mut numbers = BTreeSet::new();
    let mut found: Vec<Person> = Vec::with_capacity(people + people / 100);
    while found.len() < people {
        family(&mut chance, &mut numbers, &mut found, people);
    }
    if planted {
        for at in 0..people / 100 {
            let kind = Planted::ALL[at % Planted::ALL.len()];
            // Somebody whose name allows it, looked for from a place by lot.
            let from = chance.between(0, u32::try_from(people - 1).unwrap_or(0)) as usize;
            let second = (0..people).find_map(|step| {
                let index = (from + step) % people;
                second(&mut chance, &mut numbers, found.get(index)?, index, kind)
            });
            found.extend(second);
        }
    }
    found
}

fn one<T: Copy>(chance: &mut Sequence, items: &[T], otherwise: T) -> T {
    chance.pick(items).copied().unwrap_or(otherwise)
}

fn character(chance: &mut Sequence, text: &str) -> char {
    let count = u32::try_from(text.chars().count()).unwrap_or(1);
    let at = chance.between(0, count.saturating_sub(1)) as usize;
    text.chars().nth(at).unwrap_or('明')
}

/// A name as it is worn with a word of respect or affection, or without.
fn with_ending(chance: &mut Sequence, name: &str, endings: &[&str]) -> String {
    let ending = one(chance, endings, "");
    if name.ends_with(ending) {
        name.to_owned()
    } else {
        format!("{name}{ending}")
    }
}

/// A valid number nobody has, for somebody born on `birth`.
fn number(
    chance: &mut Sequence,
    numbers: &mut BTreeSet<String>,
    area: &str,
    birth: NaiveDate,
    woman: bool,
) -> Option<String> {
    (0..400).find_map(|_| {
        let serial = chance.between(0, 499) * 2 + u32::from(!woman);
        let number = with_check_digit(&format!("{area}{}{serial:03}", birth.format("%Y%m%d")));
        numbers.insert(number.clone()).then_some(number)
    })
}

/// The number given out after `number` to somebody born on the same day.
fn next_number(number: &str, woman: bool, next_woman: bool) -> Option<String> {
    let serial: u32 = number.get(14..17)?.parse().ok()?;
    let next = serial + if woman == next_woman { 2 } else { 1 };
    (next < 1000).then(|| with_check_digit(&format!("{}{next:03}", &number[..14])))
}

fn birth(chance: &mut Sequence, from: i32, years: u32) -> NaiveDate {
    let first = NaiveDate::from_ymd_opt(from, 1, 1).unwrap_or(NaiveDate::MIN);
    if chance.chance(15) {
        // Registered late: the day was not known.
        let year = from + i32::try_from(chance.between(0, years - 1)).unwrap_or(0);
        return NaiveDate::from_ymd_opt(year, 1, 1).unwrap_or(first);
    }
    first + Duration::days(i64::from(chance.between(0, years * 365 - 1)))
}

fn family(
    chance: &mut Sequence,
    numbers: &mut BTreeSet<String>,
    found: &mut Vec<Person>,
    people: usize,
) {
    let (men, women) = match chance.between(0, 9) {
        0..=3 => (&[][..], &[][..]),
        4..=7 => (names::UYGHUR_MEN, names::UYGHUR_WOMEN),
        _ => (names::KAZAKH_MEN, names::KAZAKH_WOMEN),
    };
    let surname = character(chance, SURNAMES);
    let own = one(chance, men, "");
    let father = with_ending(chance, own, MEN_ENDINGS);
    let township = chance
        .weighted(names::TOWNSHIPS)
        .copied()
        .unwrap_or("莫乎尔牧场");
    let village = chance.between(1, 60);
    let household = format!("654004{:08}", 10_000_000 + found.len());
    let shared_phone = format!("1990{:07}", found.len() % 10_000_000);
    let category = one(chance, &CATEGORIES, "一般农户");
    let income_yuan = chance.between(3_000, 24_000);
    let members = chance.between(1, 6);
    let twins = chance.chance(6);
    let mut before: Option<NaiveDate> = None;
    let first = found.len();
    for member in 0..members {
        if found.len() >= people {
            return;
        }
        let woman = chance.chance(480);
        let born = match before {
            Some(twin) if twins && member + 1 == members => twin,
            _ if member < 2 => birth(chance, 1965, 25),
            _ => birth(chance, 1992, 17),
        };
        before = Some(born);
        let area = if chance.chance(200) {
            "654023"
        } else {
            "654004"
        };
        let after_twin = found[first..]
            .last()
            .filter(|twin| twin.birth == born && member > 0)
            .and_then(|twin| next_number(&twin.number, twin.woman, woman))
            .filter(|number| numbers.insert(number.clone()));
        let Some(number) = after_twin.or_else(|| number(chance, numbers, area, born, woman)) else {
            continue;
        };
        let name = if men.is_empty() {
            let mut name = String::from(surname);
            name.push(character(chance, GIVEN));
            if chance.chance(750) {
                name.push(character(chance, GIVEN));
            }
            name
        } else {
            let own = one(chance, if woman { women } else { men }, "");
            let endings = if woman { WOMEN_ENDINGS } else { MEN_ENDINGS };
            let of = if member < 2 {
                let of = one(chance, men, "");
                with_ending(chance, of, MEN_ENDINGS)
            } else {
                father.clone()
            };
            format!("{}·{of}", with_ending(chance, own, endings))
        };
        // No two of one family are called the same, to the eye or to the ear.
        let heard = sound(&name);
        if found[first..]
            .iter()
            .any(|other| sound(&other.name) == heard)
        {
            continue;
        }
        let phone = match chance.between(0, 99) {
            0..=1 => format!("1999900{:04}", village),
            2..=54 => shared_phone.clone(),
            _ => format!("1980{:07}", found.len() % 10_000_000),
        };
        found.push(Person {
            name,
            woman,
            birth: born,
            number,
            phone,
            township,
            village,
            household: household.clone(),
            category,
            income_yuan,
            education: one(chance, &EDUCATION, "初中"),
            wish: one(chance, &WISHES, "OCC-HARV"),
            second_of: None,
        });
    }
}

/// A second entry of `person` of this kind; `None` where the name does not
/// allow it.
fn second(
    chance: &mut Sequence,
    numbers: &mut BTreeSet<String>,
    person: &Person,
    index: usize,
    kind: Planted,
) -> Option<Person> {
    let mut copy = person.clone();
    copy.second_of = Some((index, kind));
    let elsewhere = |copy: &mut Person| copy.household = format!("654004{:08}", 50_000_000 + index);
    let other_phone = |copy: &mut Person| copy.phone = format!("1970{:07}", index % 10_000_000);
    match kind {
        Planted::Dot => {
            person.name.contains('·').then_some(())?;
            copy.name = person.name.replace('·', one(chance, &DOTS, "•"));
            other_phone(&mut copy);
            elsewhere(&mut copy);
        }
        Planted::Homophone => {
            copy.name = homophone(chance, &person.name)?;
            if chance.chance(500) {
                other_phone(&mut copy);
            } else {
                elsewhere(&mut copy);
            }
        }
        Planted::Swapped => {
            copy.name = swapped(&person.name)?;
            if chance.chance(500) {
                other_phone(&mut copy);
            } else {
                elsewhere(&mut copy);
            }
        }
        Planted::Phone => {
            let day = i64::from(chance.between(1, 27));
            copy.birth = person.birth + Duration::days(day);
            elsewhere(&mut copy);
            if chance.chance(300) {
                copy.name = homophone(chance, &person.name).unwrap_or(copy.name);
            }
        }
        Planted::HouseholdBirth => {
            copy.name = short_form(chance, &person.name);
            other_phone(&mut copy);
        }
    }
    copy.number = number(
        chance,
        numbers,
        person.number.get(..6)?,
        copy.birth,
        copy.woman,
    )?;
    Some(copy)
}

fn homophone(chance: &mut Sequence, name: &str) -> Option<String> {
    let characters: Vec<char> = name.chars().collect();
    let (at, group) = characters.iter().enumerate().skip(1).find_map(|(at, c)| {
        HOMOPHONES
            .iter()
            .find(|group| group.contains(*c))
            .map(|group| (at, *group))
    })?;
    let others: String = group.chars().filter(|c| *c != characters[at]).collect();
    let mut changed = characters;
    *changed.get_mut(at)? = character(chance, &others);
    Some(changed.into_iter().collect())
}

fn swapped(name: &str) -> Option<String> {
    let mut characters: Vec<char> = name.chars().collect();
    let last = characters.len().checked_sub(1)?;
    if last < 2 || name.contains('·') || characters[last] == characters[last - 1] {
        return None;
    }
    characters.swap(last - 1, last);
    Some(characters.into_iter().collect())
}

/// The own name without the father's, or with another given name: what people
/// are called at home.
fn short_form(chance: &mut Sequence, name: &str) -> String {
    match name.split_once('·') {
        Some((own, _)) => own.to_owned(),
        None => {
            let mut short: String = name.chars().take(1).collect();
            short.push(character(chance, GIVEN));
            short
        }
    }
}
