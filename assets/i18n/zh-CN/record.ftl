# 学员档案。

record-back = 名单
record-parts = 档案的各部分
record-place = 第 {$at} 人，共 {$total} 人
record-previous = 上一人（←）
record-next = 下一人（→）
record-part-overview = 资料
record-part-eligibility = 资格
record-part-applications = 报名与录取
record-part-choice = 意愿与同意
record-part-documents = 材料
record-part-qualifications = 证书与模块
record-part-history = 修改历史
record-part-access = 查看记录
record-missing = 还没有填：{$fields}
record-conflicts-about = 几台电脑填了不同的内容。请核对后点“修改”，保存正确的一种。
record-household = 同户的人
record-household-none = 没有登记家庭。在“修改”里填写户编号，同一户的人会列在这里。
record-household-about = 点姓名打开家人的档案。收入按户登记，改一处，全户都改。
record-income = {$year} 年人均纯收入 {$amount}
record-income-undated = 人均纯收入 {$amount}（没有写年度）
record-income-unknown = 没有登记收入
record-relationship = 与户主关系
record-age = 年龄
record-head = 户主
record-result-placed = 已录取
record-result-waiting = 候补第 {$position} 位

## 查看被遮盖的号码

record-reveal = 查看
record-reveal-about = 查看{$name}的完整号码会留下记录：谁、什么时候、为什么。
record-reveal-reason = 查看的理由
record-reveal-left = {$seconds} 秒后遮盖
record-reveal-hide = 现在遮盖
record-reason-verify = 与证件核对
record-reason-pay = 发放补贴
record-reason-papers = 办理护照或许可
record-reason-correct = 更正登记错误
record-access-title = 查看记录
record-access-none = 还没有人查看过完整号码
record-access-about = 身份证、社保卡和护照号码平时都遮盖。谁点了“查看”，写了什么理由，都会列在这里，不能删改。
record-access-of = 看了谁
record-access-what = 看了什么
record-access-why = 理由
record-access-gone = 已不在名单中
record-access-erased = （已随个人信息清除）
record-access-search = 姓名或理由
record-access-everybody = 所有用户
record-access-from = 自
record-access-to = 至
record-access-count = 共 {$count} 次
record-access-save = 存为工作簿
record-access-saved = 已存为“{$file}”。
record-access-more = 再显示一些（还有 {$count} 次）

## 修改历史

record-history-field = 只看哪一项
record-history-all = 所有项目
record-history-search = 内容、用户、操作
record-history-count = 共 {$count} 次修改
record-history-none = 还没有修改历史
record-history-about = 每一项的每次修改都留在这里：改前、改后、谁、什么时候、在哪台电脑上。
record-when = 时间
record-field = 项目
record-was = 改前
record-now = 改后
record-action = 操作
record-who = 谁
record-laptop = 电脑
record-happened = 发生于 {$date}
record-none-found = 没有符合的记录。

## 材料

record-document-add = 加入材料…
record-document-rules = JPEG、PNG 图片或 PDF，每份不超过 2 MB；加密存放，随数据包上报。
record-document-used = 已用 {$used}，上限 {$limit}
record-document-file = 加入“{$file}”
record-document-put = 加入
record-document-none = 还没有材料
record-document-about = 照片、签了字的同意书、证件复印件、纸质表格扫描后放在这里。它们加密存放在本机，随数据包一起上报，并随本人信息一起清除。
record-document-title = 名称
record-document-kind = 类别
record-document-kind-photo = 照片
record-document-kind-consent = 同意书
record-document-kind-id-copy = 证件复印件
record-document-kind-certificate = 证书
record-document-kind-paper-form = 纸质表格
record-document-kind-other = 其他
record-document-date = 材料上的日期
record-document-size = 大小
record-document-incomplete = 还没有到齐（{$held}/{$parts}）
record-document-save = 存为文件
record-document-saved = 已存为“{$file}”。这个文件没有加密，用完请删除。
record-document-added = 已加入“{$title}”。
record-document-remove-title = 删除“{$title}”？
record-document-remove-text = 材料会从档案中去掉，删除这件事会留在历史里。
record-document-removed = 已删除“{$title}”。
record-remove = 删除
record-remove-title = 删除“{$name}”？
record-remove-text = 这一条会从档案中去掉，删除这件事会留在历史里。

## 证书与模块

record-certificates = 已有的证书
record-certificates-none = 没有登记证书。以前拿到的证书登记在这里，开班时可以免修、免考。
record-certificate-add = 登记证书
record-certificate-change = 修改证书
record-certificate-saved = 已保存证书。
record-standard = 标准
record-standard-cn = 中国
record-standard-kz = 哈萨克斯坦
record-standard-other = 其他
record-occupation = 职业
record-occupation-other = 列表里没有
record-occupation-written = 证书上写的职业
record-level = 等级
record-number = 证书编号
record-issuer = 发证机构
record-issued = 发证日期
record-valid-to = 有效期止（长期的留空）
record-valid-until = 有效期止
record-valid-always = 长期
record-expired = 已过期
record-scan = 扫描件
record-scan-none = 没有
record-modules = 以前学完的模块
record-modules-none = 没有登记模块。在别处学完的课程登记在这里，可以折抵学时。
record-module-add = 登记模块
record-module-change = 修改模块
record-module-saved = 已保存“{$name}”。
record-module-name = 模块名称
record-module-code = 代码
record-module-hours = 学时
record-module-institution = 培训机构
record-module-completed = 结业日期
