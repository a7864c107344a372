# 成批录入与草稿：程序说的话。

ENTRY_TWICE = 和前面录的一行是同一个人，只按那一行保存。
    .hint = 请把要补充的内容填到那一行，再删掉这一行。
ENTRY_SAME_NUMBER = 表里另一行用了同一个身份证号码，姓名不同。
    .hint = 请对照证件核对两行。
ENTRY_SAME_NAME = 表里另一行同名同生日，号码不同。
    .hint = 请看一眼是不是同一个人。
ENTRY_UPDATES = 这个人已在册，保存时更新 {$fields} 项。
    .hint = 空着的格不会抹掉原有内容。
ENTRY_UNCHANGED = 这个人已在册，这一行没有新内容。
    .hint = 可以照常保存，也可以删掉这一行。
ENTRY_WISH_WRITTEN = 职业表里没有“{$wish}”，按原文保留。
    .hint = 按 Alt+↓ 从职业表里选。
ENTRY_PASTE_TOO_LONG = 粘贴的内容有 {$rows} 行，一次最多 {$most} 行，什么也没有粘贴。
    .hint = 请分几次复制，或改用“导入花名册”。
DRAFT_NAME = 草稿的名称“{$name}”不能用，没有保存。
    .hint = 页面与程序的版本可能不一致，请重新启动。
DRAFT_TOO_LARGE = 草稿超过 {$megabytes} MB，最近的改动没有存下；以前存下的都在。
    .hint = 请先保存一部分行，再接着录。
DRAFTS_TOO_MANY = 没有保存的草稿已有 {$most} 份，这一份没有存下。
    .hint = 请先处理完以前的草稿。
PREFERENCE_TOO_LARGE = 页面的设置超过 {$kilobytes} KB，没有记住。
    .hint = 不影响录入的内容。
ENTRY_NOT_SAVED = 没有这张表刚保存的结果；存下的都在，表里的行也没有变。
    .hint = 请看学员名单，再接着录。
STAGE_ENTRY_CHECK = 正在核对各行
STAGE_ENTRY_WRITE = 正在写入各行
