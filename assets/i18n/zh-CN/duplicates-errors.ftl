# 可能是同一个人的登记。

PERSON_ALIKE = 可能与已登记的“{ $name }”是同一个人。
    .hint = 请并排比较后再决定；现在保存不会合并任何人。
IDENTITY_ITSELF = 不能把一条登记与它自己比较。
    .hint = 请选择两条不同的登记。
IDENTITY_CERTAIN = 号码有效且相同、姓名也相同，两条登记就是同一个人，没有可撤销的决定。
    .hint = 如果确实是两个人，请选择“不是同一个人”。
EVIDENCE_SAME_NUMBER = 证件号码相同
EVIDENCE_NEAR_NUMBER = 证件号码只差一位
EVIDENCE_SAME_NAME = 姓名相同
EVIDENCE_SAME_SOUND = 姓名同音
EVIDENCE_SWAPPED_NAME = 姓名相邻两字颠倒
EVIDENCE_NEAR_NAME = 姓名译法或口音相近
EVIDENCE_SAME_BIRTH = 出生日期相同
EVIDENCE_SAME_CARD = 银行卡相同
EVIDENCE_SAME_PHONE = 电话相同
EVIDENCE_SAME_HOUSEHOLD = 同一户
EVIDENCE_SAME_PLACE = 同乡同村
CLI_COMMA = 、
CLI_PAIRS = 可能重复 { $total } 对。
CLI_EVIDENCE = 相同之处
CLI_FIELD = 字段
CLI_ONE = 第一条
CLI_OTHER = 第二条
CLI_ONE_PERSON = 两条登记是同一个人。
CLI_TWO_PEOPLE = 两条登记是两个人，或尚未决定。
CLI_ROSTER_WRITTEN = 花名册已写好：{ $rows } 行，其中 { $planted } 行是某人的第二条。
