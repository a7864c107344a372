# 各页面共用的菜单与设置的分栏。

screens-more = 更多
screens-settings-store = 数据仓
screens-settings-users = 用户
screens-settings-capacity = 培训能力
screens-settings-parameters = 参数
screens-settings-backup = 备份
screens-settings-retention = 保管期限与删除
screens-settings-language = 语言
screens-language-text = 只改变界面的文字；已录入的内容和印出的表格不变。
screens-leave-title = 填写的内容还没有保存
screens-leave-text = 关闭后，刚才填写的内容不会保留。
screens-leave-stay = 继续填写
screens-leave-anyway = 不保存，关闭
screens-no-open-class = 还没有可以报名的班。在“计划”里排出的班开放报名以后，在这里登记本人的志愿。
