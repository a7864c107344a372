//! Rosters of people who don't exist, the same from the same seed.

use chrono::{Days, NaiveDate};
use std::collections::VecDeque;

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

/// SplitMix64 (Steele, Lea, Flood 2014).
#[derive(Debug, Clone)]
pub struct Chance(u64);

impl Chance {
    /// The sequence of `seed`.
    pub const fn new(seed: u64) -> Self {
        Self(seed)
    }

    fn number(&mut self) -> u64 {
        self.0 = self.0.wrapping_add(0x9E37_79B9_7F4A_7C15);
        let mut z = self.0;
        z = (z ^ (z >> 30)).wrapping_mul(0xBF58_476D_1CE4_E5B9);
        z = (z ^ (z >> 27)).wrapping_mul(0x94D0_49BB_1331_11EB);
        z ^ (z >> 31)
    }

    /// A number below `end`.
    pub fn below(&mut self, end: u64) -> u64 {
        self.number() % end.max(1)
    }

    fn pick<'a>(&mut self, items: &[&'a str]) -> &'a str {
        let at = usize::try_from(self.below(items.len() as u64)).unwrap_or(0);
        items.get(at).copied().unwrap_or_default()
    }
}

const SURNAMES: &[&str] = &[
    "王", "李", "张", "刘", "陈", "杨", "赵", "黄", "周", "吴", "徐", "孙", "胡", "朱", "高", "林",
    "何", "郭", "罗", "梁", "宋", "郑", "谢", "韩", "唐", "冯", "于", "董", "萧", "程", "曹", "袁",
    "邓", "许", "傅", "沈", "曾", "彭", "吕", "苏", "马", "白", "丁", "海", "哈", "金", "沙",
    "欧阳",
];
const GIVEN: &[&str] = &[
    "伟", "强", "军", "国", "刚", "杰", "永", "建", "志", "成", "栋", "明", "海", "平", "峰", "文",
    "斌", "龙", "超", "山", "芳", "娜", "秀", "敏", "静", "丽", "艳", "娟", "霞", "玉", "兰", "英",
    "桂", "梅", "莲", "燕", "琴", "晓", "雪", "红", "春", "德", "福", "贵", "华", "吉", "康", "宁",
];
const PARTS: &[&str] = &[
    "买买提",
    "艾尔肯",
    "吐尔逊",
    "阿卜杜拉",
    "玉素甫",
    "肉孜",
    "依明",
    "麦合木提江",
    "艾合买提",
    "阿卜杜热合曼",
    "赛买提",
    "图尔荪江",
    "亚森",
    "库尔班",
    "热合曼",
    "艾力",
    "木沙江",
    "伊力哈木",
    "茹仙古丽",
    "热依汗古丽",
    "帕提古丽",
    "阿依古丽",
    "古丽巴哈尔",
    "迪丽努尔",
    "祖丽菲娅",
    "巴合提",
    "叶尔兰",
    "努尔兰",
    "加尔肯",
    "哈力别克",
    "古丽娜尔",
    "阿依努尔",
];
const GROUPS: &[&str] = &["汉族", "维吾尔族", "哈萨克族", "回族"];
const EDUCATION: &[&str] = &["小学", "初中", "初中", "高中", "中等职业教育", "大学专科"];
const TOWNSHIPS: &[&str] = &[
    "莫乎尔牧场",
    "伊车嘎善锡伯族乡",
    "卡拉苏街道",
    "亚欧西路街道",
];
const CATEGORIES: &[&str] = &[
    "一般农户",
    "一般农户",
    "脱贫户",
    "脱贫不稳定户",
    "边缘易致贫户",
    "突发严重困难户",
    "低保户",
    "低保边缘家庭",
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

#[derive(Debug, Clone)]
struct Member {
    name: String,
    relation: &'static str,
}

/// People of one county after one another, household by household.
#[derive(Debug)]
pub struct Roster {
    chance: Chance,
    number: u32,
    household: u32,
    head: String,
    size: usize,
    category: &'static str,
    income: u64,
    place: String,
    waiting: VecDeque<Member>,
}

impl Roster {
    /// The people from number `first` on (from 0); every part has a seed of its
    /// own, so that parts differ.
    pub fn new(first: u32) -> Self {
        Self {
            chance: Chance::new(SEED ^ (u64::from(first) << 32)),
            number: first,
            household: first,
            head: String::new(),
            size: 0,
            category: "",
            income: 0,
            place: String::new(),
            waiting: VecDeque::new(),
        }
    }

    fn name(&mut self) -> String {
        if self.chance.below(100) < 45 {
            format!("{}·{}", self.chance.pick(PARTS), self.chance.pick(PARTS))
        } else {
            let mut name = format!("{}{}", self.chance.pick(SURNAMES), self.chance.pick(GIVEN));
            if self.chance.below(100) < 70 {
                name.push_str(self.chance.pick(GIVEN));
            }
            name
        }
    }

    fn settle(&mut self) {
        self.household += 1;
        let size = 1 + self.chance.below(3);
        self.head = self.name();
        self.waiting.push_back(Member {
            name: self.head.clone(),
            relation: "户主",
        });
        for _ in 1..size {
            let name = self.name();
            let relation = self.chance.pick(RELATIONS);
            self.waiting.push_back(Member { name, relation });
        }
        self.size = self.waiting.len() + usize::try_from(self.chance.below(3)).unwrap_or(0);
        self.category = self.chance.pick(CATEGORIES);
        self.income = 4_000 + self.chance.below(12_000);
        let township = self.chance.pick(TOWNSHIPS);
        let (village, group, house) = (
            1 + self.chance.below(20),
            1 + self.chance.below(8),
            1 + self.chance.below(120),
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
        let check = tongfu_core::people::rules::check_character(body.as_bytes()).unwrap_or(b'0');
        format!("{body}{}", char::from(check))
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
        let woman = self.chance.below(2) == 0;
        // A prime step scatters the days.
        let day = u64::from(self.number) * 7_919 % u64::from(DAYS);
        let birth = NaiveDate::from_ymd_opt(1966, 1, 1)?.checked_add_days(Days::new(day))?;
        let document = self.document(birth, woman);
        self.number += 1;
        let residence = if self.chance.below(4) == 0 {
            self.place.clone()
        } else {
            String::new()
        };
        Some([
            self.number.to_string(),
            member.name,
            if woman { "女" } else { "男" }.to_owned(),
            self.chance.pick(GROUPS).to_owned(),
            document,
            birth.format("%Y-%m-%d").to_string(),
            self.chance.pick(EDUCATION).to_owned(),
            self.place.clone(),
            residence,
            format!("1{:010}", 3_000_000_000 + self.chance.below(6_999_999_999)),
            self.category.to_owned(),
            self.income.to_string(),
            format!("654004{:07}", self.household),
            self.head.clone(),
            self.size.to_string(),
            member.relation.to_owned(),
            self.chance.pick(WISHES).to_owned(),
            self.chance.pick(LEVELS).to_owned(),
            self.chance.pick(WILLING).to_owned(),
            self.chance.pick(LANGUAGES).to_owned(),
            format!("62284800{:011}", self.chance.below(99_999_999_999)),
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
