# 成批录入。

entry-title = 成批录入
entry-open = 成批录入
entry-state = 状态
entry-count = 已录 {$rows} 行，{$sound} 行可保存，{$refused} 行要先改
entry-draft-kept = 草稿已存
entry-draft-waiting = 正在存草稿…
entry-draft-failed = ✕ 草稿没有存下
entry-undo = 撤销
entry-redo = 重做
entry-direction = 回车往哪走
entry-direction-right = 回车向右
entry-direction-down = 回车向下
entry-columns = 选列
entry-columns-about = 勾选要录的列，用箭头调整先后；会记住。姓名和身份证号码总在表里。
entry-columns-more = 还可以加
entry-columns-start = 恢复原样
entry-column-up = {$field}往前移
entry-column-down = {$field}往后移
entry-save = 保存 {$sound} 行
entry-saving = 正在保存…
entry-stopped = 已停止保存，一行也没有存；表里的内容都在，可以再次保存。
entry-saved = 已保存：新增 {$added} 人，更新 {$updated} 人，没有变化 {$unchanged} 人；还有 {$kept} 行留在表里等修改。
entry-to-people = 去看学员名单
entry-discard = 清空
entry-discard-title = 清空整张表？
entry-discard-text = 表里 {$rows} 行没有保存的内容会被删掉，不能撤销。已保存的学员不受影响。
entry-others = {$who}在这台电脑上也有没保存的录入，只有本人能看到内容。
entry-and = 、
entry-empty-title = 一行一个人，边录边查，随时自动存草稿
entry-empty-text = 从第一行的姓名开始敲；填了身份证号码，出生日期和性别自动填好。也可以从 Excel 或 WPS 复制一块（带不带表头都行）直接粘贴。
entry-teach-next = 下一格
entry-teach-paste = 粘贴一块
entry-teach-suggest = 选词，拼音首字母也行
entry-teach-above = 照抄上一行
entry-teach-keys = 全部按键
entry-suggestions = 可选的词
entry-uses = {$count} 人
entry-of-row = → 第 {$row} 行
entry-pasted = 已粘贴 {$rows} 行。{$dropped ->
    [0] {""}
   *[other] 有 {$dropped} 列超出表的右边，没有粘贴。
}
entry-pasted-headings = 按表头粘贴 {$rows} 行。{$dropped ->
    [0] {""}
   *[other] 有 {$dropped} 列没认出，没有粘贴。
}
entry-problems = 要看的地方
entry-problems-all = 全部
entry-problems-refused = 要先改
entry-no-problems = 没有问题。
entry-where = 第 {$row} 行 {$field}
entry-mark-blank = 空行
entry-mark-add = 保存时新增
entry-mark-update = 保存时更新
entry-mark-unchanged = 已在册，没有变化
entry-mark-twice = 和另一行是同一个人
entry-mark-refused = 要先改
entry-mark-look = 可以保存，请看一眼
entry-mark-unfinished = 还没录完

## 按键

entry-keys = 按键
entry-keys-about = 正在用输入法打字时，任何键都只归输入法。
entry-keys-move = 移动
entry-keys-type = 填写
entry-keys-rows = 整行与整块
entry-key-next = 下一格
entry-key-back = 回到上一格
entry-key-line = 下一行的开头
entry-key-tab = 右边一格、左边一格
entry-key-arrows = 移动；左右要在文字的边上
entry-key-ends = 开头、末尾
entry-key-page = 翻一页
entry-key-problem = 下一处问题
entry-key-suggest = 打开可选的词
entry-key-escape = 关闭可选的词
entry-key-fix = 采用给出的改法
entry-key-edit = 光标到文字末尾
entry-key-above = 照抄上一行
entry-key-undo = 撤销、重做
entry-key-save = 保存
entry-key-insert = 在上面插入一行
entry-key-delete = 删除这一行
entry-key-block = 选一块
entry-key-all = 选中整张表（按两次）
entry-key-copy = 复制、剪切、粘贴一块
entry-key-empty = 清空选中的一块
entry-key-out = 离开表格到按钮，再按回来
