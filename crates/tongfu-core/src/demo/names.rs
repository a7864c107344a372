//! Parts of the invented people's names. Any likeness is chance: parts are
//! common and are put together by number.

/// Han surnames.
pub const HAN_SURNAMES: &[&str] = &[
    "王", "李", "张", "刘", "陈", "杨", "赵", "黄", "周", "吴", "徐", "孙", "胡", "朱", "高", "林",
    "何", "郭", "罗", "梁", "宋", "郑", "谢", "韩", "唐", "冯", "于", "董", "萧", "程", "曹", "袁",
    "邓", "许", "傅", "沈", "曾", "彭", "吕", "苏", "欧阳",
];

/// Hui surnames.
pub const HUI_SURNAMES: &[&str] = &[
    "马", "白", "丁", "海", "哈", "金", "沙", "纳", "穆", "虎", "杨", "李", "冶", "撒",
];

/// Characters of given names, mostly of men.
pub const GIVEN_MEN: &[&str] = &[
    "伟", "强", "军", "国", "刚", "杰", "永", "建", "志", "成", "栋", "明", "海", "平", "峰", "文",
    "斌", "龙", "超", "山",
];

/// Characters of given names, mostly of women.
pub const GIVEN_WOMEN: &[&str] = &[
    "芳", "娜", "秀", "敏", "静", "丽", "艳", "娟", "霞", "玉", "兰", "英", "桂", "梅", "莲", "燕",
    "琴", "晓", "雪", "红",
];

/// Uyghur names of men; also used as the father's name.
pub const UYGHUR_MEN: &[&str] = &[
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
];

/// Uyghur names of women.
pub const UYGHUR_WOMEN: &[&str] = &[
    "茹仙古丽",
    "热依汗古丽",
    "帕提古丽",
    "阿依古丽",
    "古丽巴哈尔",
    "迪丽努尔",
    "祖丽菲娅",
    "米日古丽",
    "热孜万古丽",
    "阿米娜",
    "古丽仙",
    "巴哈尔古丽",
];

/// Kazakh names of men; also used as the father's name.
pub const KAZAKH_MEN: &[&str] = &[
    "巴合提",
    "叶力森",
    "木拉提",
    "努尔兰",
    "居马汗",
    "赛力克",
    "阿合江",
    "叶尔波",
    "哈山",
    "胡安德克",
    "别克",
    "达吾列提",
    "阿斯哈尔",
    "托列根",
    "叶尔肯",
    "马合沙提",
];

/// Kazakh names of women.
pub const KAZAKH_WOMEN: &[&str] = &[
    "古丽娜尔",
    "加娜尔",
    "巴合提古丽",
    "阿依努尔",
    "沙吾列",
    "古丽江",
    "玛依拉",
    "哈丽恰木",
    "努尔古丽",
    "阿娜尔古丽",
    "叶尔克古丽",
    "迪娜",
];

/// Townships of Horgos.
pub const TOWNSHIPS: &[(&str, u32)] = &[
    ("莫乎尔牧场", 40),
    ("卡拉苏街道", 34),
    ("伊车嘎善锡伯族乡", 26),
];
