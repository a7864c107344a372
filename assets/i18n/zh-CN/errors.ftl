# 拒绝与失败。标识即稳定代码，.hint 说明下一步怎么做。

## 存储

STORE_ABSENT = 这里还没有数据仓。
    .hint = 请先创建数据仓，或检查文件夹是否选对。
STORE_EXISTS = 这个文件夹里已经有一个数据仓，没有改动任何内容。
    .hint = 请打开它，或另选一个文件夹。
STORE_LOCKED = 数据仓已锁定。
    .hint = 请输入口令解锁。
STORE_PASSPHRASE = 口令不对。数据没有丢失。
    .hint = 请再试一次；已连续输错 {$failures} 次，每再错一次，下一次要等得更久。
STORE_RECOVERY_CODE = 恢复码不对。数据没有丢失。
    .hint = 请对照保险柜里的恢复单逐组核对。
STORE_BUSY = 数据仓正被另一个程序使用。
    .hint = 请先关闭另一个窗口或命令，再试一次。
STORE_NEWER = 这个数据仓由更新版本的程序写成（版本 {$version}），为避免损坏，本版本不打开它。
    .hint = 请安装新版本的程序。
STORE_DAMAGED = 数据仓的文件损坏，没有改动任何内容。
    .hint = 请停止使用这台电脑上的数据仓，从最近的备份恢复，并保留原文件夹。
STORE_DISK_FULL = 磁盘空间不足，这次操作没有生效。
    .hint = 请腾出空间后再试。
STORE_FAILED = 数据仓读写失败，这次操作没有生效。
    .hint = 请再试一次；仍然失败时请复制详情交给技术人员。
LOG_DAMAGED = 操作日志中有一条记录无法读取：{$reason}
    .hint = 没有改动任何内容；请运行“校验数据仓”。
OPERATION_ABSENT = 找不到这条操作记录。
    .hint = 它可能还没有随数据包到达。
FIELD_UNKNOWN = 程序内部不认识字段 {$table}.{$field}。
    .hint = 没有改动任何内容；请复制详情交给技术人员。
ACTION_TOO_LARGE = 一次操作包含的内容太多，没有生效。
    .hint = 请分成几次进行。
ENTRY_TOO_LARGE = 一条记录太大（{$bytes} 字节），没有保存。
    .hint = 请缩短备注等长文本。
RANDOM_FAILED = 操作系统没有给出随机数，无法制作密钥。
    .hint = 请重新启动电脑后再试。

## 办公室、用户、口令

PASSPHRASE_SHORT = 口令太短，至少要 {$minimum} 个字符。
    .hint = 可以用一句容易记住的话。
ROLE_UNKNOWN = 没有“{$role}”这种办公室角色。
    .hint = 可选：county（县）、port（口岸）、province（省）。
OFFICE_CODE = “{$code}”不是六位行政区划代码。
    .hint = 例如霍尔果斯市是 654004。
OFFICE_NAME_MISSING = 没有填写办公室名称。
    .hint = 请填写单位名称。
USER_NAME_MISSING = 没有填写姓名。
    .hint = 请填写使用者的姓名。
USER_EXISTS = 已经有名为“{$name}”的用户。
    .hint = 请换一个名字，或直接使用已有的用户。
USER_UNKNOWN = 没有名为“{$name}”的用户。
    .hint = 请检查名字，或先添加这个用户。
LANGUAGE_UNKNOWN = 没有“{$language}”这种语言。
    .hint = 可选：zh-CN、en。

## 命令与文件

COMMAND_UNKNOWN = 程序没有名为“{$command}”的命令。
    .hint = 页面与程序的版本可能不一致，请重新启动。
COMMAND_PARAMETERS = 命令“{$command}”的参数不对：{$reason}
    .hint = 页面与程序的版本可能不一致，请重新启动。
COMMAND_ANSWER = 命令“{$command}”的结果无法传出：{$reason}
    .hint = 操作本身已经完成；请刷新页面。
COMMAND_BROKE = 命令中断，没有得到结果。
    .hint = 未完成的改动不会生效；请再试一次。
ID_UNKNOWN = 找不到编号为“{$id}”的记录。
    .hint = 它可能已被删除，请刷新列表。
DATE_UNREADABLE = “{$value}”不是日期。
    .hint = 日期写作 2027-03-01。
WEEK_UNREADABLE = “{$value}”不是 ISO 周。
    .hint = 周写作 2027-W09，起始周不能晚于结束周。
FILE_FAILED = 文件读写失败：{$reason}
    .hint = 请检查磁盘、U 盘是否插好，以及是否有权限。
FILE_UNREADABLE = 读不到文件“{$file}”。
    .hint = 请检查文件是否还在、U 盘是否已拔出。
FILE_TOKEN_UNKNOWN = 选择的文件已失效。
    .hint = 请重新选择文件。
TASK_UNKNOWN = 找不到这个任务。
    .hint = 程序可能已重新启动，请重新开始。
TASK_BROKE = 任务中断，没有得到结果。
    .hint = 未完成的改动不会生效；请再试一次。

## 表格文件

NOT_A_TABLE = “{$file}”不是表格文件，没有导入任何内容。
    .hint = 请选择 xlsx、xls、ods 或 csv 文件。
TABLE_ENCRYPTED = “{$file}”设有打开密码，没有导入任何内容。
    .hint = 请在 WPS 或 Excel 中取消密码，另存后再导入。
TABLE_ET = “{$file}”是 WPS 的 .et 文件，没有导入任何内容。
    .hint = 请在 WPS 中打开它，选择“另存为”，类型选“Excel 工作簿（*.xlsx）”，再导入新文件。
TABLE_TOO_LARGE = “{$file}”太大，没有导入任何内容（{$limit ->
        [file_bytes] 文件字节
        [unpacked_bytes] 展开后字节
        [rows] 行
        [cells] 单元格
        [columns] 列
       *[other] {$limit}
    }最多 {$max}）。
    .hint = 请拆成几个文件分别导入。
TABLE_DAMAGED = “{$file}”已损坏，没有导入任何内容：{$detail}
    .hint = 请在 WPS 或 Excel 中打开并另存为新的 xlsx 文件。
TABLE_EMPTY = “{$file}”里没有任何内容。
    .hint = 请检查是否选对了文件。
TABLE_IO = 读不到“{$file}”：{$detail}
    .hint = 请检查文件是否还在、是否正被别的程序占用。
TABLE_WRITE = 写不出“{$file}”：{$detail}
    .hint = 请检查文件夹是否有权限、文件是否正被打开。
TABLE_COLUMNS_MISSING = “{$file}”缺少需要的列：{$missing}。没有导入任何内容。
    .hint = 找到的表头是：{$seen}。请补上缺少的列名后再导入。

## 产能文件

CAPACITY_FORMAT = 产能文件“{$file}”的 {$path} 不对：{$reason}。没有导入任何内容。
    .hint = 请对照样例改正后再导入。

## 规划与匹配

PLAN_FORMAT = 规划实例不符合 tongfu-plan/1：{$path}（{$fault}）{$value}；另有 {$more} 处。
    .hint = 请改正这一处后再求解。
PLAN_PINS_CONTRADICT = 指定的班次互相矛盾，或与限制矛盾：{$pins}；限制：{$limits}
    .hint = 去掉其中任意一条就有可行方案。
PLAN_TOO_LARGE = 规划问题太大（{$columns} 列）。
    .hint = 请缩短周数或分批规划。
PLAN_SOLVER = 求解器没有给出结果（状态 {$status}）。
    .hint = 没有改动任何内容；请再试一次。
PLAN_UNSOUND = 求得的方案复核时违反了规则：{$rule}，没有采用。
    .hint = 请复制详情交给技术人员。
PLAN_WEEKS = 不能规划 {$weeks} 周。
    .hint = 请填写 1 到 156 周。
PLAN_NO_COURSE = 还没有任何课程，无法规划。
    .hint = 请先在产能中录入或导入课程。
PLAN_CANCELLED = 规划已取消，没有保存方案。
    .hint = 可以随时重新运行。
PIN_UNKNOWN = 指定的班次里有不认识的内容：{$what}
    .hint = 请重新选择职业和地点。
PIN_OUTSIDE = 指定的开班日期 {$start} 不在规划期内。
    .hint = 请改日期，或延长规划期。
SCENARIO_ABSENT = 找不到这个方案。
    .hint = 它可能已被删除，请刷新列表。
SCENARIO_NONE = 还没有任何规划方案。
    .hint = 请先运行规划。
MATCH_FORMAT = 匹配实例不符合 tongfu-match/1：{$path}（{$fault}）{$value}；另有 {$more} 处。
    .hint = 请改正这一处后再求解。

## 项目、班级、报名

PROJECT_ABSENT = 找不到这个项目。
    .hint = 它可能已被删除，请刷新列表。
PROJECT_WITHOUT_GAP = 项目必须至少对应一条缺口（职业：{$occupation}），没有立项。
    .hint = 请先选择需求条目。
CLASS_ABSENT = 找不到这个班级。
    .hint = 它可能已被删除，请刷新列表。
PERSON_ABSENT = 找不到这个人。
    .hint = 记录可能已被删除，请刷新列表。
BULLETIN_REFUSED = 通报里有 {$problems} 处问题，没有导入任何内容。{$rows}
    .hint = 请按列出的行号改正后再导入。
BULLETIN_ABSENT = 找不到这份通报。
    .hint = 请刷新列表。

## 数据包

PACKAGE_NOT_ONE = 这不是同富数据包。没有改动任何内容，文件已放入隔离区。
    .hint = 请检查是否选对了文件（扩展名 .tongfu）。
PACKAGE_CUT = 数据包不完整：应有 {$expected} 字节，只有 {$found} 字节。没有改动任何内容，文件已放入隔离区。
    .hint = 请重新复制一次，复制完成后再拔出 U 盘。
PACKAGE_ALTERED = 数据包被改动过（{$part ->
        [magic] 文件头标记
        [header] 包头
        [payload] 内容
        [trailing] 文件末尾
       *[other] {$part}
    }）。没有改动任何内容，文件已放入隔离区。
    .hint = 请向发送方重新要一份。
PACKAGE_SIGNATURE = 数据包的签名不对，不能确认是谁发的。没有改动任何内容，文件已放入隔离区。
    .hint = 请勿使用这个文件，并告知发送方。
PACKAGE_SENDER_UNKNOWN = 不认识这个数据包的发送设备（{$device}）。没有改动任何内容，文件已放入隔离区。
    .hint = 如果是新电脑，请先由省级授权。
PACKAGE_SENDER_REVOKED = 发送设备（{$device}）已被撤销。没有改动任何内容，文件已放入隔离区。
    .hint = 请与省级联系。
PACKAGE_NOT_FOR_US = 这个数据包是发给别的办公室的。没有改动任何内容，文件已放入隔离区。
    .hint = 请把它交给收件单位。
PACKAGE_TOO_NEW = 这个数据包来自更新版本的程序（需要 {$needed}，本机支持 {$supported}）。没有改动任何内容。
    .hint = 请先升级程序，再导入。
PACKAGE_FRAMES = 数据包的内容自相矛盾（{$what}）。没有改动任何内容，文件已放入隔离区。
    .hint = 请向发送方重新要一份。
PACKAGE_TOO_LARGE = 数据包超出格式允许的大小（{$what}）。没有改动任何内容。
    .hint = 请联系发送方，分几次导出。
PACKAGE_NO_RECIPIENT = 没有可以接收的设备，没有导出。
    .hint = 请先完成设备授权。
PACKAGE_EXISTS = 同名的数据包文件已经存在，没有覆盖。
    .hint = 请换一个文件夹。
PACKAGE_DISK_FULL = 目标磁盘空间不足，没有导出。
    .hint = 请腾出空间或换一个 U 盘。
PACKAGE_IO = 数据包读写失败：{$detail}
    .hint = 请检查 U 盘是否插好，再试一次。
PACKAGE_CHAIN = 数据包里第 {$sequence} 条操作与已有的记录接不上。没有改动任何内容，文件已放入隔离区。
    .hint = 可能有一台电脑被复制过；请与发送方核对。
FORMAT_MALFORMED = 数据格式不对：{$what}
    .hint = 没有改动任何内容；请向发送方重新要一份。
FORMAT_NOT_DETERMINISTIC = 数据没有按规定的方式编码：{$what}
    .hint = 没有改动任何内容；请向发送方重新要一份。
FORMAT_FORBIDDEN = 数据里有格式不允许的内容：{$what}
    .hint = 没有改动任何内容；请向发送方重新要一份。
FORMAT_TRAILING = 数据末尾多出 {$extra} 字节。
    .hint = 没有改动任何内容；请向发送方重新要一份。
FORMAT_TOO_LARGE = 数据超出格式允许的大小：{$what}
    .hint = 没有改动任何内容；请联系发送方。
FORMAT_FIELD = 数据缺少字段或取值不对：{$what}
    .hint = 没有改动任何内容；请向发送方重新要一份。
FORMAT_TOO_NEW = 数据来自更新版本的程序：{$what} {$found}
    .hint = 请先升级程序。
FORMAT_SIGNATURE = 签名不对：{$what}
    .hint = 请勿使用这个文件，并告知发送方。
FORMAT_SEAL = 个人信息与操作记录的封签不符。
    .hint = 没有改动任何内容；请向发送方重新要一份。

## 设备与密钥

KEY_FILE_NOT_ONE = 这不是设备申请或授权文件。
    .hint = 请检查是否选对了文件。
KEY_FILE_SIGNATURE = 文件的签名不对：{$what}
    .hint = 请勿使用这个文件，并请对方重新生成。
KEY_FILE_TOO_NEW = 文件来自更新版本的程序：{$what} {$found}
    .hint = 请先升级程序。
KEY_FILE_ALTERED = 文件已损坏或被改动。
    .hint = 请对方重新生成。
KEYSET_OTHER_ROOT = 这份密钥表由另一个省级根密钥签发，没有采用。
    .hint = 请确认是否来自本省。
KEYSET_ROLLBACK = 密钥表版本 {$found} 比现有的 {$known} 旧，没有采用。
    .hint = 请向省级索取最新的授权文件。
KEYSET_FORK = 版本 {$version} 的密钥表有两份不同的内容，没有采用。
    .hint = 请立即告知省级。
KEYSET_INCONSISTENT = 密钥表自相矛盾：{$what}
    .hint = 请向省级重新索取。
GRANT_OTHER_DEVICE = 这份授权是给另一台设备的（{$device}）。
    .hint = 请在提出申请的那台电脑上接受它。
GRANT_GRANTER = 签发授权的设备（{$device}）没有授权的资格。
    .hint = 请由省级或本单位管理员签发。
CERTIFICATE_ISSUER = 设备 {$device} 不能为办公室 {$office} 签发证书。
    .hint = 请由省级或本单位管理员签发。
FINGERPRINT_DIFFERS = 指纹不一致，没有授权。应为 {$expected}。
    .hint = 请通过电话与对方逐组核对指纹；不一致说明文件可能被调换。
DEVICE_KNOWN = 设备 {$device} 已用另一把密钥登记过。
    .hint = 请确认是否是同一台电脑；必要时先撤销旧的登记。
DEVICE_REVOKED = 设备 {$device} 已被撤销。
    .hint = 请与省级联系。
DEVICE_NOT_GRANTED = 这台电脑还没有得到授权，不能交换数据包。
    .hint = 请先生成设备申请，交省级授权，再接受授权文件。
OFFICE_ROLE = 办公室 {$office} 已用另一种角色登记。
    .hint = 请与省级核对。

## 演示数据

DEMO_ABSENT = 没有演示数据可以移除。
    .hint = 没有改动任何内容。

## 浏览器方式

LOOPBACK_HOST = 请求的主机名不对，已拒绝。
    .hint = 请从程序窗口打开页面。
LOOPBACK_ORIGIN = 请求来自别的网页，已拒绝。
    .hint = 请从程序窗口打开页面。
LOOPBACK_KEY = 访问凭证无效或已过期。
    .hint = 请关闭页面，重新启动程序。
LOOPBACK_NO_BROWSER = 没有找到可用的浏览器。
    .hint = 请把上面的地址复制到浏览器中打开。

## 名单导入、表单、报名

IMPORT_STALE = 预览之后第 {$row} 行的情况已经改变，没有导入任何内容。
    .hint = 请重新预览后再导入。
FIELD_UNREADABLE = “{$field}”一项填写的内容读不懂。
    .hint = 请按提示的格式填写。
FIELD_ABSENT = 这一项没有内容。
    .hint = 没有可以显示的内容。
REASON_MISSING = 没有填写理由。
    .hint = 查看完整号码需要写明理由，并会留下记录。
APPLICATION_ABSENT = 这个人没有报名。
    .hint = 请先录入报名。
TEST_MARKS_RANGE = 测试成绩 {$marks} 不在 0 到 100 之间。
    .hint = 请核对成绩。
SCENARIO_DAMAGED = 这个方案的记录已损坏，读不出来。
    .hint = 请重新运行规划。
DESTINATION_UNKNOWN = 没有授权过代码为“{$code}”的办公室。
    .hint = 请先授权它的电脑。
DESTINATION_NEEDED = 已授权多个办公室，请指明数据包发给谁。
    .hint = 命令行用 --to 加办公室代码。

## 产能

BUDGET_AMOUNT = 金额不能是负数。
    .hint = 请核对金额。
BUDGET_DATES = 资金的日期前后矛盾：申请截止早于开始，或到账晚于决算。
    .hint = 请核对四个日期。
CAPACITY_COURSE = 在办班级的职业“{$name}”（{$path}）没有对应的课程。没有导入任何内容。
    .hint = 请在文件的课程里补上这一职业。
CAPACITY_OCCUPATION = 不认识的职业“{$name}”（{$path}）。没有导入任何内容。
    .hint = 请对照职业表改正。
CAPACITY_INSTITUTION = 在办班级写的机构“{$name}”不在文件里。没有导入任何内容。
    .hint = 请在文件的机构里补上它。
CAPACITY_DAYS = 课程天数必须大于零，通过率不能超过 100%。
    .hint = 请核对天数和通过率。
CAPACITY_IN_USE = 还有 {$classes} 个未结束的班级在使用它，没有删除。
    .hint = 请先调整这些班级。
CAPACITY_KIND = 没有“{$kind}”这种产能。
    .hint = 请刷新页面。
CAPACITY_NAME_MISSING = 没有填写名称。
    .hint = 请填写名称。
CAPACITY_SIZE = 最小班额必须大于零，且不超过最大班额。
    .hint = 请核对班额。

## 需求、方案、班级、匹配

CHOICE_ISSUER_ABSENT = “{$issuer}”在这里没有有效的条目。
    .hint = 请刷新后重新选择。
CHOICE_REASON_MISSING = 没有填写选择的理由。
    .hint = 请写明为什么以这份通报为准。
PLAN_PARAMETERS = 规划参数的设置已损坏，读不出来。
    .hint = 请在设置中重新保存规划参数。
PROPOSAL_ABSENT = 方案里没有编号为 {$proposal} 的班次。
    .hint = 请刷新后重新选择。
SCENARIO_EMPTY = 方案里没有可以接受的班次。
    .hint = 请放宽条件后重新规划。
SCENARIO_OUTDATED = 规划之后，职业 {$occupation} 又增加了班级“{$class}”，没有接受。
    .hint = 请重新运行规划。
PROJECT_LINE_STALE = 职业 {$occupation} 所依据的通报（{$issuer}）已过期，没有立项。
    .hint = 请先导入新的通报。
CLASS_STARTED = 班级已于 {$start} 开班，不能再改日期。
    .hint = 已开班的班级只能如实记录。
CLASS_STATE = 班级不能从“{$from}”变为“{$to}”。
    .hint = 请刷新后查看班级状态。
ENROLMENT_ABSENT = 这个人在这个班里没有座位。
    .hint = 请刷新名单。
MATCH_NO_APPLICANTS = 没有可以匹配的报名。
    .hint = 请先录入报名。
MATCH_RUN_ABSENT = 找不到这次匹配。
    .hint = 请刷新列表。
MATCH_PUBLISHED = 这次匹配已经公布，不能再改。
    .hint = 公布之后的变化通过候补递补。
MATCH_SEED_MISSING = 没有公开抽签的种子。
    .hint = 请在见证人面前抽签并录入。
MATCH_LIST_CHANGED = 名单与登记的摘要不一致，没有公布。
    .hint = 请重新关闭名单。
DEMO_LOADED = 演示县已经载入。
    .hint = 可以先移除演示数据，再重新载入。
DEMO_COUNTY_ONLY = 演示数据只能载入县的数据仓。
    .hint = 请用县的角色创建一个新的数据仓。
DEMO_DAMAGED = 演示数据的清单已损坏，没有改动任何内容。
    .hint = 请另建一个数据仓来演示。

PLAN_FROM = 不能从 {$from} 开始规划。
    .hint = 请核对年份。
DESTINATION_NONE = 还没有授权任何办公室，没有可以发送的对象。
    .hint = 请先授权县里的电脑。
PACKAGE_AUTHOR = 数据包里有不认识的设备（{$device}）写的操作。没有改动任何内容，文件已放入隔离区。
    .hint = 请先取得最新的授权文件，再导入。
PACKAGE_CHECKPOINT = 数据包里的操作没有作者的签章。没有改动任何内容，文件已放入隔离区。
    .hint = 请向发送方重新要一份。
CLASS_START_PAST = 开班日 {$start} 已经过去（今天是 {$today}）。
    .hint = 请选择今天或以后的日期。
CAPACITY_ABSENT = 找不到这条产能记录。
    .hint = 它可能已被删除，请刷新。
CAPACITY_SITE = 在办班级写的场地“{$name}”（{$path}）不在这个机构里。没有导入任何内容。
    .hint = 请在文件的机构里补上这个场地。
DEMO_DATE = 今天的日期 {$today} 不合理，没有载入演示县。
    .hint = 请校正电脑的日期。
