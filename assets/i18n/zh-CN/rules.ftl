# 规则说的话：逐行问题、提示、规划与匹配的理由、今日事项、对话框、任务阶段。

## 身份证件与人员

ID_CHECK = 身份证号码 {$number} 的校验位不对，很可能抄错了一位。
    .hint = 请对照证件逐位核对。
ID_DATE = 身份证号码 {$number} 里的出生日期不存在或在未来。
    .hint = 请对照证件核对第 7 到 14 位。
ID_ROUNDED = 身份证号码 {$number} 已被表格软件当作数字四舍五入，末几位已丢失，无法恢复。
    .hint = 请把该列设为“文本”格式，对照证件重新录入。
ID_MISSING = 没有身份证号码。
    .hint = 请补录身份证号码。
NAME_MISSING = 没有姓名。
    .hint = 请补录姓名。
ID_SEX = 性别填的是“{$written}”，与身份证号码不符，已采用并提示。
    .hint = 可一键改为与号码一致。
ID_BIRTH = 出生日期填的是“{$written}”，身份证号码里是 {$by_number}，已采用并提示。
    .hint = 可一键改为与号码一致。
ID_15 = 15 位旧号码已换算为 18 位：{$number}。
    .hint = 请对照新证件确认。
ID_AREA_UNKNOWN = 身份证号码的地区代码 {$area} 不在代码表中，已采用。
    .hint = 区划有调整时会这样，请看一眼是否抄错。
CATEGORY_UNKNOWN = 不认识的人员类别“{$category}”，已采用原文。
    .hint = 请从今天有效的类别中选择：{$options}
VALUE_UNREAD = “{$field}”一项的“{$written}”读不懂，这一行已采用，但没有这一项。
    .hint = 请改成看得懂的写法，或在档案里补填。
PHONE_UNUSUAL = 电话号码的位数不常见，已采用。
    .hint = 请核对是否抄错。
BANK_CARD_CHECK = 社保卡银行账号的校验不通过，已采用。
    .hint = 请对照卡面核对。
PASSPORT_UNUSUAL = 护照号码的样子不常见，已采用。
    .hint = 请对照护照核对。

## 通报条目

LINE_REGION_UNKNOWN = 不认识的地区“{$text}”。
    .hint = 请写哈萨克斯坦的州或直辖市名称。
LINE_REGION_MISSING = 没有填写地区。
    .hint = 请补上哈萨克斯坦的州或直辖市。
LINE_OCCUPATION_UNKNOWN = 不认识的职业“{$text}”。
    .hint = 请对照职业表填写。
LINE_OCCUPATION_MISSING = 没有填写职业。
    .hint = 请补上紧缺职业。
LINE_HEADCOUNT = 需求人数“{$text}”不是正整数。
    .hint = 请填写人数。
LINE_DATE = 日期“{$text}”缺失或读不懂。
    .hint = 请写成 2027-03-01 或 2027年3月1日。
LINE_DATE_YEAR = 日期“{$text}”没有写年份。
    .hint = 请补上年份，跨年的用工期尤其需要。
LINE_ORDER = 结束早于开始，或高峰期不在用工期之内（{$text}），这一条不能采用。
    .hint = 请核对四个日期；跨年的用工期请写明年份。
LINE_SEASON_UNKNOWN = 季节日历里没有“{$text}”。
    .hint = 请写明起止日期。
LINE_YEAR_ASSUMED = “{$text}”没有年份，按最近的下一次理解。
    .hint = 请看一眼年份是否正确。
LINE_WAGE = 工资“{$text}”读不懂，或最高低于最低。
    .hint = 请写每月坚戈数，例如 250000–320000。
LINE_WAGE_MISSING = 没有填写工资。
    .hint = 没有工资就算不出增收，请向口岸询问。
LINE_WAGE_CURRENCY = 工资“{$text}”的币种不是坚戈，没有采用。
    .hint = 请换算成每月坚戈数。
LINE_COLLECTED = 采集日期“{$text}”读不懂，按整份通报的日期计。
    .hint = 请核对采集日期。
BULLETIN_ISSUER_MISSING = 通报没有写明发布口岸。
    .hint = 请在标题或表头上方写明口岸名称。
BULLETIN_QUARTER_MISSING = 通报没有写明季度。
    .hint = 请在标题里写明，例如 2026年第四季度。
BULLETIN_QUARTER_CONFLICT = 通报里出现了不同的季度：{$text}
    .hint = 请确认是哪个季度。
BULLETIN_NO_LINES = 通报里没有任何条目。
    .hint = 请检查是否选对了文件或工作表。
BULLETIN_CURRENCY = 通报的币种写作“{$text}”。
    .hint = 请确认工资是每月坚戈数。
BULLETIN_DATE_MISSING = 通报没有写明日期，按今天计。
    .hint = 请核对采集日期。
BULLETIN_TOTAL = 写明的合计“{$text}”与各条之和不一致。
    .hint = 请与发布口岸核对。

## 规划：什么在限制

PLAN_BINDS_ROOMS = {$name}：{$from} 至 {$to} 每多一间教室，可多得 {$price} 元。
PLAN_BINDS_BEDS = {$name}：{$from} 至 {$to} 每多一个床位，可多得 {$price} 元。
PLAN_BINDS_WORKSHOPS = {$name}：{$from} 至 {$to} 每多一个“{$occupation}”实训工位，可多得 {$price} 元。
PLAN_BINDS_INSTRUCTORS = {$name}：{$from} 至 {$to} 每多一名“{$occupation}”教师，可多得 {$price} 元。
PLAN_BINDS_CONTAINERS = 移动工坊 {$name}：{$from} 至 {$to} 每多一个这样的工坊，可多得 {$price} 元。
PLAN_BINDS_BUDGET = 资金“{$name}”：每多 1 元，可多得 {$price} 元。
PLAN_BINDS_PERMITS = 劳务许可“{$name}”：每多一个名额，可多得 {$price} 元。
PLAN_BINDS_DEMAND = {$name}的“{$occupation}”需求：每多一人，可多得 {$price} 元。
PLAN_BINDS_PEOPLE = 愿意参加培训的人（{$name}）：每多一人，可多得 {$price} 元。
PLAN_BINDS_INTEREST = 愿意学“{$occupation}”的人（{$name}）：每多一人，可多得 {$price} 元。
PLAN_BINDS_OTHER = {$name}：每放宽一个单位，可多得 {$price} 元。

UNSERVED_TOO_LATE = {$region}的“{$occupation}”缺 {$heads} 人（{$from} 至 {$to}）：现在开班已经来不及。
UNSERVED_PERMITS = {$region}的“{$occupation}”缺 {$heads} 人（{$from} 至 {$to}）：劳务许可名额用完了。
UNSERVED_SEATS = {$region}的“{$occupation}”缺 {$heads} 人（{$from} 至 {$to}）：没有空的教室、床位或移动工坊。
UNSERVED_INSTRUCTORS = {$region}的“{$occupation}”缺 {$heads} 人（{$from} 至 {$to}）：没有空的教师。
UNSERVED_MONEY = {$region}的“{$occupation}”缺 {$heads} 人（{$from} 至 {$to}）：能用的资金不够。
UNSERVED_PEOPLE = {$region}的“{$occupation}”缺 {$heads} 人（{$from} 至 {$to}）：愿意参加的人不够。
UNSERVED_NOT_WORTH = {$region}的“{$occupation}”缺 {$heads} 人（{$from} 至 {$to}）：能培训，但花费大于收益。
UNSERVED_NO_COURSE = {$region}的“{$occupation}”缺 {$heads} 人（{$from} 至 {$to}）：本县没有这门课程。

## 匹配：每个人的理由

MATCH_FIRST_CHOICE = 录取到第一志愿。
MATCH_PLACED = 录取到第 {$preference} 志愿。
MATCH_NOT_PLACED = 未录取。
MATCH_CUTOFF = {$class}：{$slot}的分数线是 {$cutoff}，您是 {$own}{$position ->
        [none] 。
       *[other] ；候补第 {$position} 位。
    }
MATCH_LOTTERY = {$class}：{$slot}的分数线是 {$cutoff}，您同为 {$own}，由公开抽签决定{$position ->
        [none] 。
       *[other] ；候补第 {$position} 位。
    }
MATCH_CUTOFF_WITHHELD = {$class}：名额已满（录取人数少，分数线不公布）{$position ->
        [none] 。
       *[other] ；候补第 {$position} 位。
    }
MATCH_FULL = {$class}：没有可用的名额。
MATCH_CLOSED = {$class}：报名不足最低 {$smallest} 人，班级取消。
MATCH_NO_PREFERENCE = 没有填报可录取的班级。
MATCH_SLOT_OPEN = 普通名额

## 今日

TODAY_CLASS_LATE = {$class}：可到岗日 {$ready} 晚于用工期开始 {$window}，晚了 {$days} 天。
TODAY_CLASS_TIGHT = {$class}：可到岗日 {$ready} 距用工期开始只有 {$days} 天。
TODAY_LAST_START = {$occupation}（{$region}）：最晚开班日 {$date}，还剩 {$days} 天，仍缺 {$gap} 人。
TODAY_BULLETIN_STALE = {$issuer}的通报（{$quarter}）已过期，请导入新的一期。
TODAY_NO_BULLETIN = 还没有通报，请先导入口岸的缺口通报。
TODAY_NO_CAPACITY = 还没有产能，请录入学校、场地、教师和资金。
TODAY_NO_PEOPLE = 还没有学员，请导入花名册。
TODAY_UNACKNOWLEDGED = 有 {$operations} 条操作省级还没有确认，请导出数据包。
TODAY_CONFLICTS = 有 {$cases} 处两台电脑写得不一样，需要您来定。
TODAY_NOT_GRANTED = 这台电脑还没有得到省级授权，不能交换数据包。
TODAY_QUARANTINE = 隔离区里有 {$files} 个被拒收的数据包。
TODAY_PLAN_WAITING = 方案“{$scenario}”还没有接受。
TODAY_UNMATCHED = 有 {$applications} 份报名还没有匹配。
TODAY_DISPUTED = {$occupation}：两份通报说法不一，暂按较大的数。

## 对话框：标题与文件类型

REJECTS_REASON = 不能导入的原因
REJECTS_FILE = {$file}-退回

DIALOG_ROSTER = 选择花名册
    .hint = 花名册 (xlsx, xls, ods, csv)
DIALOG_BULLETIN = 选择缺口通报
    .hint = 通报 (xlsx, xls, ods, csv)
DIALOG_CAPACITY = 选择产能文件
    .hint = 产能文件 (json)
DIALOG_PACKAGE = 选择数据包
    .hint = 同富数据包 (tongfu)
DIALOG_REQUEST = 选择设备申请
    .hint = 设备申请 (tongfu-request)
DIALOG_GRANT = 选择授权文件
    .hint = 授权文件 (tongfu-grant)
DIALOG_REJECTS = 保存退回的行
    .hint = Excel 工作簿 (xlsx)
DIALOG_EXPORT = 选择存放数据包的文件夹
    .hint = 文件夹
DIALOG_REQUEST_SAVE = 保存设备申请
    .hint = 设备申请 (tongfu-request)
DIALOG_GRANT_SAVE = 保存授权文件
    .hint = 授权文件 (tongfu-grant)

## 任务阶段

STAGE_DERIVE = 正在读取本县数据
STAGE_RELAXATION = 正在求解线性松弛
STAGE_CUTS = 正在收紧上界
STAGE_DIVE = 正在取整
STAGE_NEIGHBOURHOOD = 正在搜索邻域
STAGE_SEARCH = 正在搜索整数方案
STAGE_SAVE = 正在保存

## 校验数据仓时的发现

CHECK_FOLD = 流 {$stream} 的折叠表与日志不一致。
    .hint = 运行“重建”可以从日志恢复。
CHECK_FILE = 文件有问题：{$detail}
    .hint = 请从最近的备份恢复。
CHECK_CHAIN = 设备 {$device} 的第 {$sequence} 条操作接不上。
    .hint = 请与省级核对。
CHECK_SEAL = 操作 {$operation} 的个人信息与封签不符。
    .hint = 请从最近的备份恢复。

## 表单与报名的问题

PERSON_EXISTS = 这个人已经在册。
    .hint = 请打开已有的记录。
PERSON_SAME_NUMBER = 这个号码已登记在另一个姓名下。
    .hint = 请对照证件核对。
PERSON_SAME_NAME = 已有同名同生日的人。
    .hint = 请看一眼是否同一个人。
APPLICATION_EMPTY = 没有选择班级。
    .hint = 请至少选择一个班级。
APPLICATION_PERSON_ABSENT = 找不到报名的人。
    .hint = 请先录入学员。
APPLICATION_TWICE = 同一个班级选了两次。
    .hint = 请去掉重复的一个。
APPLICATION_CLASS_ABSENT = 选择的班级不存在。
    .hint = 请刷新班级列表。
APPLICATION_CLASS_NOT_OPEN = 这个班级不接受报名。
    .hint = 请选择正在报名的班级。
APPLICATION_UNDER_AGE = 到开班日 {$start} 还未满 18 周岁，不能报名出境就业的班级。
    .hint = 未成年人只能在监护人同意下参加培训。
APPLICATION_AGE_UNKNOWN = 不知道出生日期，无法确认是否年满 18 周岁。
    .hint = 请先补录身份证号码。

## 需求分组

GROUP_MONITORED = 监测对象
GROUP_LOW_INCOME = 低收入
GROUP_OTHER = 其他

## 移动班级

CLASS_LATE = 可到岗日晚于用工期开始 {$days} 天。
CLASS_MONEY_LATE = 资金“{$source}”要到 {$released} 才到账，晚于开班。

## 通报条目的提示

LINE_WEEKLESS = 用工期“{$text}”里没有一个星期四，任何一周都不计人数。
    .hint = 请核对起止日期。
LINE_LONG = 用工期长达 {$days} 天，年份可能写错。
    .hint = 请核对年份。
LINE_TWICE = 与第 {$of_row} 行的地区、职业和日期相同。
    .hint = 请确认不是重复填报。

## 预留名额的种类

MATCH_SLOT_MONITORED = 监测对象预留名额
MATCH_SLOT_LOW_INCOME = 低收入预留名额
MATCH_SLOT_FEMALE = 女性预留名额

## 演示县的载入

STAGE_DEMO_PEOPLE = 正在录入演示学员
STAGE_DEMO_BULLETINS = 正在录入演示通报
STAGE_DEMO_CAPACITY = 正在录入演示产能

## 列名

COLUMN_name = 姓名
COLUMN_document_number = 身份证号码
COLUMN_region = 地区
COLUMN_occupation = 职业
COLUMN_headcount = 需求人数
COLUMN_start = 开始日期
COLUMN_end = 结束日期

## 班级的限制

QUOTA_GAP = 受缺口限制，最多 {$seats} 人。
QUOTA_PERMITS = 受劳务许可限制，最多 {$seats} 人。
QUOTA_SEATS = 受场地座位和教室限制，最多 {$seats} 人。
QUOTA_INSTRUCTORS = 受教师限制，最多 {$seats} 人。
QUOTA_BUDGET = 受资金限制，最多 {$seats} 人。
QUOTA_CONTAINER = 受移动工坊座位限制，最多 {$seats} 人。
QUOTA_CLASS_SIZE = 受班额上限限制，最多 {$seats} 人。
CLASS_INSTRUCTOR = 那些天没有空的教师。
CLASS_ROOM = 那些天没有空的教室或座位。
CLASS_WORKSHOP = 那些天移动工坊在别处使用。
