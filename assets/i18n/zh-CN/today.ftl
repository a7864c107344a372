# 今日。

today-title = 今日
today-nothing = 今天没有需要处理的事。
today-open = 去处理
today-group-late = 必须处理 {$count} 件
today-group-tight = 尽快处理 {$count} 件
today-group-note = 留意 {$count} 件
today-first-title = 先做这几步
today-first-text = 每一步完成后，程序就能多回答一个问题。
today-done = 已完成
today-step-people = 导入学员花名册
today-step-people-about = Excel、WPS 导出的表格或 CSV 都可以，先预览再导入。
today-step-people-go = 去导入
today-step-bulletins = 导入口岸的预警通报
today-step-bulletins-about = 有了通报，才知道哈方什么时候缺什么人。
today-step-bulletins-go = 去导入
today-step-capacity = 登记培训能力
today-step-capacity-about = 学校、场地、教师、课程、移动工坊、许可名额和资金。
today-step-capacity-go = 去登记
today-step-classes = 运行计划，采纳开班方案
today-step-classes-about = 算出哪些班赶得上用工高峰。
today-step-classes-go = 去计划
today-demo-text = 想先看看样子？可以载入一个虚构的演示县，随时一键移除。
today-demo = 载入演示县
