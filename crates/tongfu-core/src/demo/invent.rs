//! Two thousand people who don't exist. Names, numbers and addresses are put
//! together from common parts; the telephone numbers are of one block with
//! leading zeros that no operator assigns.

pub use super::names::TOWNSHIPS;

use super::names;
use super::random::Sequence;
use crate::people::Field;
use chrono::{Duration, NaiveDate};
use std::collections::BTreeSet;

/// How many people the demo county has.
pub const PEOPLE: u32 = 2_000;
/// Seed of everything invented for it.
pub const SEED: u64 = 654_004;

/// An invented person, as a roster would give them.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Invented {
    /// Name as registered.
    pub name: String,
    /// True for a woman.
    pub woman: bool,
    /// Code of GB/T 3304.
    pub ethnic: &'static str,
    /// Name of the ethnic group.
    pub ethnic_name: &'static str,
    /// Resident ID number with a valid check digit.
    pub document_number: String,
    /// Birth date in it.
    pub birth: NaiveDate,
    /// Name of the education level.
    pub education: &'static str,
    /// Township of Horgos.
    pub township: &'static str,
    /// Village, group and house in it.
    pub address: String,
    /// Telephone number.
    pub phone: String,
    /// Person category, in the words of rosters.
    pub category: &'static str,
    /// Net income per head of the household, yuan a year.
    pub income_yuan: Option<u32>,
    /// Number of the household.
    pub household: String,
    /// Occupations wished for, best first.
    pub wishes: Vec<&'static str>,
    /// Wishes to work abroad: `Some(true)`, `Some(false)`, or later.
    pub abroad: Option<bool>,
    /// Level of the course wished for.
    pub level: &'static str,
    /// Level of Russian, where there is some.
    pub language: Option<&'static str>,
}

/// What the members of a household share.
#[derive(Debug, Clone)]
struct Household {
    number: String,
    category: &'static str,
    income_yuan: Option<u32>,
    township: &'static str,
    address: String,
}

/// Code and name of ethnic groups, by their shares of the county's population,
/// in thousandths.
pub const GROUPS: &[((&str, &str), u32)] = &[
    (("01", "汉族"), 380),
    (("05", "维吾尔族"), 270),
    (("17", "哈萨克族"), 220),
    (("03", "回族"), 130),
];

/// Categories in the words of rosters, by their shares.
pub const CATEGORIES: &[(&str, u32)] = &[
    ("一般农户", 430),
    ("脱贫户", 240),
    ("脱贫不稳定户", 70),
    ("边缘易致贫户", 60),
    ("突发严重困难户", 30),
    ("低保户", 90),
    ("低保边缘家庭", 80),
];

/// Names of education levels, by their shares.
pub const EDUCATION: &[(&str, u32)] = &[
    ("小学", 180),
    ("初中", 420),
    ("高中", 170),
    ("中等职业教育", 150),
    ("大学专科", 80),
];

/// Wishes by occupation: what people here ask for is not what the season needs.
const WISHES: &[(&str, u32)] = &[
    ("OCC-HARV", 150),
    ("OCC-AGMECH", 110),
    ("OCC-PICK", 160),
    ("OCC-VEG", 120),
    ("OCC-GRADE", 130),
    ("OCC-WELD", 90),
    ("OCC-COLD", 60),
    ("OCC-FORK", 80),
    ("OCC-TALLY", 60),
    ("OCC-IRRIG", 40),
];

/// A name as people of a group (code of GB/T 3304) are called.
pub fn name(chance: &mut Sequence, ethnic: &str, woman: bool) -> String {
    let one =
        |chance: &mut Sequence, items: &[&'static str]| chance.pick(items).copied().unwrap_or("");
    let with_father = |chance: &mut Sequence, men: &[&'static str], women: &[&'static str]| {
        let own = one(chance, if woman { women } else { men });
        format!("{own}·{}", one(chance, men))
    };
    match ethnic {
        "05" => with_father(chance, names::UYGHUR_MEN, names::UYGHUR_WOMEN),
        "17" => with_father(chance, names::KAZAKH_MEN, names::KAZAKH_WOMEN),
        _ => {
            let surnames = if ethnic == "03" {
                names::HUI_SURNAMES
            } else {
                names::HAN_SURNAMES
            };
            let given = if woman {
                names::GIVEN_WOMEN
            } else {
                names::GIVEN_MEN
            };
            let mut text = one(chance, surnames).to_owned();
            text.push_str(one(chance, given));
            if chance.chance(720) {
                text.push_str(one(chance, given));
            }
            text
        }
    }
}

/// The number whose first 17 digits these are, with its check digit (GB 11643):
/// weights 2^(17-i) modulo 11.
pub fn with_check_digit(first: &str) -> String {
    let sum: u32 = first
        .bytes()
        .enumerate()
        .map(|(index, digit)| {
            u32::from(digit.wrapping_sub(b'0')) * ((1u32 << (17 - index.min(17))) % 11)
        })
        .sum();
    let digit = b"10X98765432"[(sum % 11) as usize];
    format!("{first}{}", char::from(digit))
}

/// The people of the demo county: always the same, so that what the demo made
/// can be told from what an officer made of it.
pub fn people() -> Vec<Invented> {
    let mut chance = Sequence::new(SEED);
    let mut numbers = BTreeSet::new();
    let mut found: Vec<Invented> = Vec::with_capacity(PEOPLE as usize);
    let youngest = NaiveDate::from_ymd_opt(2010, 1, 1).unwrap_or(NaiveDate::MIN);
    let mut household: Option<(Household, u32)> = None;
    while found.len() < PEOPLE as usize {
        let Some((ethnic, ethnic_name)) = chance.weighted(GROUPS).copied() else {
            break;
        };
        let woman = chance.chance(470);
        // The youngest come of age in 2028: one rule is that nobody under 18
        // goes abroad.
        let birth = youngest - Duration::days(i64::from(chance.between(0, 37 * 365)));
        let code = if chance.chance(300) {
            "654023"
        } else {
            "654004"
        };
        let serial = chance.between(0, 499) * 2 + u32::from(!woman);
        let document_number =
            with_check_digit(&format!("{code}{}{serial:03}", birth.format("%Y%m%d")));
        let full_name = name(&mut chance, ethnic, woman);
        // Some households have more than one member on record.
        let shared = household.take().filter(|_| chance.chance(280));
        let (home, left) = match shared {
            Some(shared) => shared,
            None => {
                let category = chance.weighted(CATEGORIES).copied().unwrap_or("一般农户");
                let (low, high) = match category {
                    "低保户" => (3_000, 6_500),
                    "脱贫不稳定户" | "边缘易致贫户" => (5_500, 8_200),
                    "低保边缘家庭" => (6_500, 9_500),
                    "突发严重困难户" => (4_000, 16_000),
                    "脱贫户" => (8_000, 16_000),
                    _ => (9_000, 24_000),
                };
                let income = chance.chance(930).then(|| chance.between(low, high));
                let township = chance
                    .weighted(names::TOWNSHIPS)
                    .copied()
                    .unwrap_or("莫乎尔牧场");
                let address = format!(
                    "{}村{}组{}号",
                    chance.between(1, 18),
                    chance.between(1, 9),
                    chance.between(1, 120)
                );
                let number = format!("654004{:07}", 9_000_000 + found.len());
                (
                    Household {
                        number,
                        category,
                        income_yuan: income,
                        township,
                        address,
                    },
                    2,
                )
            }
        };
        let mut wishes: Vec<&'static str> = Vec::new();
        let wanted = if chance.chance(80) {
            0
        } else {
            chance.between(1, 3)
        };
        while wishes.len() < wanted as usize {
            let Some(wish) = chance.weighted(WISHES).copied() else {
                break;
            };
            if !wishes.contains(&wish) {
                wishes.push(wish);
            }
        }
        let education = chance.weighted(EDUCATION).copied().unwrap_or("初中");
        let abroad = if chance.chance(760) {
            Some(true)
        } else {
            chance.chance(500).then_some(false)
        };
        let level = if chance.chance(150) {
            "中级工"
        } else {
            "初级工"
        };
        let language = chance.chance(120).then_some("初级");
        if !numbers.insert(document_number.clone()) {
            continue;
        }
        let phone = format!("1990000{:04}", found.len() % 10_000);
        household = (left > 0).then(|| (home.clone(), left - 1));
        found.push(Invented {
            name: full_name,
            woman,
            ethnic,
            ethnic_name,
            document_number,
            birth,
            education,
            township: home.township,
            address: home.address,
            phone,
            category: home.category,
            income_yuan: home.income_yuan,
            household: home.number,
            wishes,
            abroad,
            level,
            language,
        });
    }
    found
}

impl Invented {
    /// The person as typed into a form.
    pub fn fields(&self) -> Vec<(Field, String)> {
        let mut fields = vec![
            (Field::Name, self.name.clone()),
            (Field::Sex, if self.woman { "女" } else { "男" }.to_owned()),
            (Field::Ethnic, self.ethnic_name.to_owned()),
            (Field::DocumentNumber, self.document_number.clone()),
            (Field::BirthDate, self.birth.to_string()),
            (Field::Education, self.education.to_owned()),
            (
                Field::Address,
                format!("霍尔果斯市{}{}", self.township, self.address),
            ),
            (Field::Phone, self.phone.clone()),
            (Field::Category, self.category.to_owned()),
            (Field::HouseholdNumber, self.household.clone()),
            (Field::WishLevel, self.level.to_owned()),
        ];
        if let Some(income) = self.income_yuan {
            fields.push((Field::IncomePerHead, income.to_string()));
        }
        let willing = match self.abroad {
            Some(true) => "是",
            Some(false) => "否",
            None => "以后",
        };
        fields.push((Field::WillingAbroad, willing.to_owned()));
        for (field, wish) in [Field::Wish1, Field::Wish2, Field::Wish3]
            .into_iter()
            .zip(&self.wishes)
        {
            fields.push((field, (*wish).to_owned()));
        }
        if let Some(language) = self.language {
            fields.push((Field::LanguageRu, language.to_owned()));
        }
        fields
    }
}
