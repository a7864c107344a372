# 首次使用、口令、用户。

security-language = 语言
security-language-zh-cn = 中文
security-language-en = English
security-create-title = 创建数据仓
security-create-text = 数据只存在这台电脑上，整体加密。创建之后没有网络也能完成全部工作。
security-role = 单位类型
security-role-county-about = 学员、计划、开班
security-role-port-about = 每季度报送用工缺口
security-role-province-about = 接收各县数据并确认
security-office-code = 行政区划代码
security-office-code-example = 如 654004，也可输入地名
security-office-name = 单位名称
security-user = 您的姓名
security-user-optional = 用户（留空为创建人）
security-passphrase = 口令
security-passphrase-again = 再输一次口令
security-passphrases-differ = 两次输入的口令不一样
security-passphrase-about = 口令无法找回。请用一句自己记得住的话，写下来锁进保险柜。
security-with-demo = 同时载入演示县（虚构的 2,000 人、两个口岸的通报和产能，可一键移除）
security-store-place = 存放位置：{$place}
security-create = 创建
security-creating = 正在创建…
security-demo-loaded = 演示县已载入。
security-unlock-title = 输入口令
security-unlock = 打开
security-unlocking = 正在打开…
