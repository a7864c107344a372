# 各处共用的词。

shared-arrow = →
shared-none = —
shared-comma = 、
shared-semicolon = ；
shared-close = 关闭
shared-cancel = 取消
shared-save = 保存
shared-stop = 停止
shared-copied = 已复制
shared-copy-details = 复制详情
shared-loading = 正在读取…
shared-reading = 正在读文件…
shared-nothing-changed-yet = 到此还没有改动任何内容。
shared-row = 行
shared-column = 列
shared-code = 代码
shared-problem = 问题
shared-problems = 有 {$count} 处问题
shared-people = {$count} 人
shared-percent = {$amount}%
shared-wan = {$amount} 万元
shared-yuan = {$amount} 元
shared-bytes = {$amount} 字节
shared-kibibytes = {$amount} KB
shared-mebibytes = {$amount} MB
shared-slack-none = 没有对应的用工期
shared-slack-late = 晚 {$days} 天
shared-slack-left = 余 {$days} 天
shared-tone-surplus = 过剩
shared-date-with-week = {$date}（第{$week}周）
shared-week = {$year}年第{$week}周（{$month}）
shared-quarter = {$year}年{ $quarter ->
    [1] 第一季度
    [2] 第二季度
    [3] 第三季度
   *[4] 第四季度
}
shared-task-starting = 正在开始…
shared-task-working = 正在进行…
shared-task-elapsed = 已用 {$seconds} 秒
shared-task-remaining = 已用 {$seconds} 秒，约还需 {$remaining} 秒
shared-date-example = 如 2026-12-7

## 页面自己的失败

failure-host-gone = 程序没有应答，可能已经退出。已保存的内容没有丢失；请重新打开程序。
failure-host-token = 这个窗口的使用凭证已失效。请关闭窗口，从图标重新打开程序。
failure-host-answer = 程序的应答读不懂（状态 {$status}）。请再试一次。
failure-page-failed = 页面出了差错：{$reason}。已保存的内容没有丢失。
failure-unknown = 操作没有完成（{$code}）。
