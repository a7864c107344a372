//! Rosters of people who don't exist, the same from the same seed. Called as
//! the people of the demo county are.

use chrono::{Days, NaiveDate};
use std::collections::VecDeque;
use tongfu_core::demo::invent::{CATEGORIES, EDUCATION, GROUPS, TOWNSHIPS, name, with_check_digit};
use tongfu_core::demo::random::Sequence;

/// Seed of everything invented here.
pub const SEED: u64 = 20_261_125;

/// The columns of an invented roster.
pub const HEADER: [&str; 21] = [
    "序号",
    "姓名",
    "性别",
    "民族",
    "身份证号码",
    "出生日期",
    "文化程度",
    "户籍地址",
    "现住址",
    "联系电话",
    "人员类别",
    "家庭人均年收入(元)",
    "户编号",
    "户主姓名",
    "家庭人口数",
    "与户主关系",
    "培训工种",
    "等级",
    "是否愿意出国",
    "语言",
    "银行卡号",
];

const RELATIONS: &[&str] = &["配偶", "之子", "之女", "父亲", "母亲"];
const WISHES: &[&str] = &[
    "理货员",
    "电焊工",
    "叉车司机",
    "制冷空调系统安装维修工",
    "果蔬分拣工",
];
const LEVELS: &[&str] = &["初级工", "初级工", "中级工"];
const WILLING: &[&str] = &["愿意", "不愿意", "以后"];
const LANGUAGES: &[&str] = &[
    "汉语熟练",
    "汉语熟练、哈语初级",
    "汉语一般、俄语初级",
    "哈语熟练",
];

/// One of `items`, each as likely.
fn one(chance: &mut Sequence, items: &[&'static str]) -> &'static str {
    chance.pick(items).copied().unwrap_or_default()
}

/// One of `items` by its share.
fn by_share<T: Copy + Default>(chance: &mut Sequence, items: &[(T, u32)]) -> T {
    chance.weighted(items).copied().unwrap_or_default()
}

#[derive(Debug, Clone)]
struct Member {
    name: String,
    woman: bool,
    relation: &'static str,
}

/// People of one county after one another, household by household.
#[derive(Debug)]
pub struct Roster {
    chance: Sequence,
    number: u32,
    household: u32,
    head: String,
    size: u32,
    category: &'static str,
    income: u32,
    group: &'static str,
    place: String,
    waiting: VecDeque<Member>,
}

impl Roster {
    /// The people from number `first` on (from 0); every part has a seed of its
    /// own, so that parts differ.
    pub fn new(first: u32) -> Self {
        Self {
            chance: Sequence::new(SEED ^ (u64::from(first) << 32)),
            number: first,
            household: first,
            head: String::new(),
            size: 0,
            category: "",
            income: 0,
            group: "",
            place: String::new(),
            waiting: VecDeque::new(),
        }
    }

    fn settle(&mut self) {
        self.household += 1;
        let (code, group) = by_share(&mut self.chance, GROUPS);
        self.group = group;
        let registered = self.chance.between(1, 3);
        for place in 0..registered {
            let woman = self.chance.chance(500);
            let name = name(&mut self.chance, code, woman);
            let relation = if place == 0 {
                self.head.clone_from(&name);
                "户主"
            } else {
                one(&mut self.chance, RELATIONS)
            };
            self.waiting.push_back(Member {
                name,
                woman,
                relation,
            });
        }
        self.size = registered + self.chance.between(0, 2);
        self.category = by_share(&mut self.chance, CATEGORIES);
        self.income = self.chance.between(4_000, 15_999);
        let township = by_share(&mut self.chance, TOWNSHIPS);
        let (village, group, house) = (
            self.chance.between(1, 20),
            self.chance.between(1, 8),
            self.chance.between(1, 120),
        );
        self.place = format!("霍尔果斯市{township}{village}村{group}组{house}号");
    }

    /// A valid resident number that no other invented person has.
    fn document(&self, birth: NaiveDate, woman: bool) -> String {
        // 500 numbers a day and sex; the day follows from the number, so that
        // the same day comes back only with the next one of them.
        let turn = self.number / DAYS % 500;
        let body = format!(
            "65400{}{}{:03}",
            3 + self.number / (DAYS * 500) % 6,
            birth.format("%Y%m%d"),
            turn * 2 + u32::from(!woman)
        );
        with_check_digit(&body)
    }
}

/// Days from 1966 on on which invented people are born.
const DAYS: u32 = 14_600;

impl Iterator for Roster {
    type Item = [String; 21];

    fn next(&mut self) -> Option<Self::Item> {
        if self.waiting.is_empty() {
            self.settle();
        }
        let member = self.waiting.pop_front()?;
        // A prime step scatters the days.
        let day = u64::from(self.number) * 7_919 % u64::from(DAYS);
        let birth = NaiveDate::from_ymd_opt(1966, 1, 1)?.checked_add_days(Days::new(day))?;
        let document = self.document(birth, member.woman);
        self.number += 1;
        let residence = if self.chance.chance(250) {
            self.place.clone()
        } else {
            String::new()
        };
        Some([
            self.number.to_string(),
            member.name,
            if member.woman { "女" } else { "男" }.to_owned(),
            self.group.to_owned(),
            document,
            birth.format("%Y-%m-%d").to_string(),
            by_share(&mut self.chance, EDUCATION).to_owned(),
            self.place.clone(),
            residence,
            format!(
                "1{:010}",
                3_000_000_000 + self.chance.number() % 6_999_999_999
            ),
            self.category.to_owned(),
            self.income.to_string(),
            format!("654004{:07}", self.household),
            self.head.clone(),
            self.size.to_string(),
            member.relation.to_owned(),
            one(&mut self.chance, WISHES).to_owned(),
            one(&mut self.chance, LEVELS).to_owned(),
            one(&mut self.chance, WILLING).to_owned(),
            one(&mut self.chance, LANGUAGES).to_owned(),
            format!("62284800{:011}", self.chance.number() % 99_999_999_999),
        ])
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use std::collections::BTreeSet;

    #[test]
    fn the_same_people_every_time_and_no_number_twice() {
        let first: Vec<_> = Roster::new(0).take(40_000).collect();
        assert!(
            first
                .iter()
                .eq(Roster::new(0).take(40_000).collect::<Vec<_>>().iter())
        );
        let numbers: BTreeSet<&String> = first.iter().map(|row| &row[4]).collect();
        assert_eq!(numbers.len(), first.len());
        let today = NaiveDate::from_ymd_opt(2026, 11, 20).unwrap();
        for row in &first {
            assert!(tongfu_core::people::rules::read_number(&row[4], false, today).is_ok());
        }
    }
}
