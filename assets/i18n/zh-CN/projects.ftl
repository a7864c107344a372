# 项目。

projects-title = 项目储备库
projects-about = 项目从缺口出发，班级归于项目。
projects-empty-title = 还没有项目
projects-empty-text = 采纳计划建议时会自动立项：每个项目都写明它要补的缺口。
projects-name = 项目
projects-occupation = 职业
projects-state = 状态
projects-classes = 班数
projects-seats = 座位
projects-cost = 费用
projects-lines = 要补的缺口
projects-state-draft = 草拟
projects-state-filed = 已备案
projects-state-running = 实施中
projects-state-conditions-supplemented = 条件已补齐
projects-state-approved = 已批复
projects-state-settled = 已结算
projects-state-lapsed = 已失效
projects-state-withdrawn = 已撤回
