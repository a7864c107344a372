use super::*;
use crate::roster::SCHEMA as ROSTER;
use crate::testing::{book, merge, one, sheet};

fn layout(workbook: &Workbook) -> Layout {
    match recognise(workbook, &ROSTER) {
        Recognised::Found { best, .. } => best,
        Recognised::Missing { missing, seen } => panic!("{missing:?} of {seen:?}"),
    }
}

/// Fields by letter, e.g. `B=name E=document_number`.
fn fields(layout: &Layout) -> String {
    layout
        .columns
        .iter()
        .filter_map(|c| Some(format!("{}={}", c.letter, c.field?)))
        .collect::<Vec<_>>()
        .join(" ")
}

#[test]
fn header_texts_lose_what_forms_add() {
    for (text, full, bare) in [
        ("姓 名", "姓名", "姓名"),
        ("*身份证号码", "身份证号码", "身份证号码"),
        ("联系电话\n(手机)", "联系电话手机", "联系电话"),
        (
            "家庭人均年收入\u{ff08}元\u{ff09}",
            "家庭人均年收入元",
            "家庭人均年收入",
        ),
        ("1.姓名", "姓名", "姓名"),
        ("3、性别", "性别", "性别"),
        ("18位身份证号", "18位身份证号", "18位身份证号"),
        ("(元)", "元", "元"),
        ("\u{ff30}hone", "phone", "phone"),
    ] {
        let found = normalise(text);
        assert_eq!(
            (found.full.as_str(), found.bare.as_str()),
            (full, bare),
            "{text}"
        );
    }
}

#[test]
fn titles_units_and_blank_rows_stand_before_the_header() {
    let workbook = one(&[
        &["", "某县职业技能培训学员花名册"],
        &[],
        &[
            "",
            "填报单位(盖章):某县人社局",
            "",
            "联系人:",
            "",
            "联系电话:",
        ],
        &[],
        &[
            "",
            "序号",
            "姓 名",
            "性别",
            "*公民身份号码",
            "手机号码(必填)",
            "备注",
        ],
        &["", "1", "甲", "男", "654004199003071236", "13812345678", ""],
    ]);
    let layout = layout(&workbook);
    assert_eq!((layout.header_first, layout.header_last), (5, 5));
    assert_eq!(
        fields(&layout),
        "B=serial C=name D=sex E=document_number F=phone G=remarks"
    );
}

#[test]
fn columns_come_in_any_order_and_unknown_ones_keep_their_names() {
    let workbook = one(&[
        &["手机", "居民身份证号", "鞋码", "学员姓名", "户口性质"],
        &["13812345678", "654004199003071236", "42", "甲", "农业"],
    ]);
    let layout = layout(&workbook);
    assert_eq!(fields(&layout), "A=phone B=document_number D=name");
    let unknown: Vec<&str> = layout
        .columns
        .iter()
        .filter(|c| c.field.is_none())
        .map(|c| c.header.as_str())
        .collect();
    assert_eq!(unknown, ["鞋码", "户口性质"]);
}

#[test]
fn two_header_rows_with_merged_parents() {
    let mut s = sheet(
        "名单",
        &[
            &["花名册"],
            &["序号", "基本信息", "", "", "户主信息", "", "联系方式"],
            &["", "姓名", "性别", "身份证号", "姓名", "身份证号", ""],
            &[
                "1",
                "甲",
                "男",
                "654004199003071236",
                "乙",
                "65270119851231004X",
                "13812345678",
            ],
        ],
    );
    s.merges = vec![
        merge((1, 1), (0, 6)),
        merge((2, 3), (0, 0)),
        merge((2, 2), (1, 3)),
        merge((2, 2), (4, 5)),
        merge((2, 3), (6, 6)),
    ];
    let layout = layout(&book(vec![s]));
    assert_eq!((layout.header_first, layout.header_last), (2, 3));
    assert_eq!(
        fields(&layout),
        "A=serial B=name C=sex D=document_number E=household_head G=phone"
    );
    assert_eq!(layout.columns[1].header, "基本信息/姓名");
}

#[test]
fn two_header_rows_of_a_text_file_have_no_merges() {
    let workbook = one(&[
        &["序号", "姓名", "身份证号码", "户籍", "", "", "电话"],
        &["", "", "", "县", "乡镇", "村", ""],
        &[
            "1",
            "甲",
            "654004199003071236",
            "霍尔果斯市",
            "某乡",
            "某村",
            "13812345678",
        ],
    ]);
    let layout = layout(&workbook);
    assert_eq!((layout.header_first, layout.header_last), (1, 2));
    assert!(
        fields(&layout).contains("D=county E=township F=village"),
        "{}",
        fields(&layout)
    );
}

#[test]
fn parts_of_an_address_that_nobody_knows_are_still_header() {
    let mut s = sheet(
        "名单",
        &[
            &["序号", "姓名", "身份证号码", "鞋", "", "电话"],
            &["", "", "", "左", "右", ""],
            &["1", "甲", "654004199003071236", "42", "43", "13812345678"],
        ],
    );
    s.merges = vec![
        merge((1, 2), (0, 0)),
        merge((1, 2), (1, 1)),
        merge((1, 2), (2, 2)),
        merge((1, 1), (3, 4)),
        merge((1, 2), (5, 5)),
    ];
    let layout = layout(&book(vec![s]));
    assert_eq!((layout.header_first, layout.header_last), (1, 2));
}

#[test]
fn the_list_is_found_behind_notes_and_hidden_copies() {
    let notes = sheet(
        "填表说明",
        &[
            &["字段", "说明"],
            &["姓名", "按身份证填写"],
            &["身份证号码", "18位文本"],
        ],
    );
    let people: &[&[&str]] = &[
        &["姓名", "身份证号码", "电话"],
        &["甲", "654004199003071236", "13812345678"],
    ];
    let mut hidden = sheet("旧名单", people);
    hidden.hidden = true;
    let list = sheet("名单", people);
    let workbook = book(vec![notes, hidden, list]);
    match recognise(&workbook, &ROSTER) {
        Recognised::Found { best, others } => {
            assert_eq!(best.sheet_name, "名单");
            let names: Vec<&str> = others.iter().map(|l| l.sheet_name.as_str()).collect();
            assert_eq!(names, ["旧名单"]);
        }
        Recognised::Missing { .. } => panic!("not found"),
    }
}

#[test]
fn an_empty_form_or_an_example_gives_way_to_the_list() {
    let head: &[&str] = &["姓名", "身份证号码", "电话"];
    let person: &[&str] = &["甲", "654004199003071236", "13812345678"];
    let more: &[&str] = &["姓名", "身份证号码", "电话", "民族", "性别"];
    for first in [
        sheet("模板", &[more]),
        sheet("示例", &[head, person, person, person]),
        sheet("Sheet1", &[head, person]),
    ] {
        let list = sheet("名单", &[&["标题"], head, person, person]);
        assert_eq!(layout(&book(vec![first, list])).sheet_name, "名单");
    }
    let only = book(vec![sheet("示例", &[head, person])]);
    assert_eq!(layout(&only).sheet_name, "示例");
}

#[test]
fn what_must_not_be_stored_is_named_and_dropped() {
    let workbook = one(&[
        &[
            "姓名",
            "身份证号码",
            "政治面貌",
            "婚姻状况",
            "是否党员",
            "宗教信仰",
            "健康状况",
            "是否怀孕",
            "残疾等级",
        ],
        &[
            "甲",
            "654004199003071236",
            "x",
            "x",
            "x",
            "x",
            "x",
            "x",
            "x",
        ],
    ]);
    let layout = layout(&workbook);
    let dropped: Vec<&str> = layout.dropped().map(|c| c.letter.as_str()).collect();
    assert_eq!(dropped, ["C", "D", "E", "F", "G", "H", "I"]);
    assert!(
        layout
            .columns
            .iter()
            .all(|c| !c.dropped || c.field.is_none())
    );
}

#[test]
fn of_two_columns_for_one_field_the_filled_one_counts() {
    let workbook = one(&[
        &["姓名", "18位身份证号", "身份证号"],
        &["甲", "", "654004199003071236"],
        &["乙", "", "65270119851231004X"],
    ]);
    assert_eq!(fields(&layout(&workbook)), "A=name C=document_number");
}

#[test]
fn somebody_elses_columns_are_not_the_persons() {
    let workbook = one(&[
        &[
            "户主姓名",
            "姓名",
            "紧急联系人电话",
            "电话",
            "身份证号",
            "监护人身份证号码",
            "单位名称",
        ],
        &[
            "乙",
            "甲",
            "13900000000",
            "13812345678",
            "654004199003071236",
            "65270119851231004X",
            "某厂",
        ],
    ]);
    assert_eq!(
        fields(&layout(&workbook)),
        "A=household_head B=name D=phone E=document_number G=employer"
    );
}

#[test]
fn missing_columns_are_named_with_what_was_seen() {
    let workbook = one(&[
        &["某表"],
        &["序号", "姓名", "性别", "电话"],
        &["1", "甲", "男", "138"],
    ]);
    assert_eq!(
        recognise(&workbook, &ROSTER),
        Recognised::Missing {
            missing: vec!["document_number"],
            seen: ["序号", "姓名", "性别", "电话"].map(str::to_owned).to_vec(),
        }
    );
    let workbook = one(&[&["a", "b"], &["1", "2"]]);
    match recognise(&workbook, &ROSTER) {
        Recognised::Missing { missing, seen } => {
            assert_eq!(missing, ["name", "document_number"]);
            assert_eq!(seen, ["a", "b"]);
        }
        Recognised::Found { .. } => panic!("found"),
    }
}

#[test]
fn the_fingerprint_is_of_the_form_only() {
    let head: &[&str] = &["序号", "姓名", "身份证号码"];
    let a = one(&[&["甲乡花名册"], head, &["1", "甲", "654004199003071236"]]);
    let b = one(&[
        &["乙乡花名册"],
        &[],
        &["序 号", "姓名", "*身份证号码"],
        &["1", "乙", "65270119851231004X"],
    ]);
    let c = one(&[
        &["姓名", "序号", "身份证号码"],
        &["甲", "1", "654004199003071236"],
    ]);
    assert_eq!(layout(&a).fingerprint, layout(&b).fingerprint);
    assert_ne!(layout(&a).fingerprint, layout(&c).fingerprint);
    assert_eq!(layout(&a).fingerprint.len(), 16);
}

#[test]
fn a_person_can_reassign_columns_but_not_those_never_stored() {
    let workbook = one(&[
        &["姓名", "身份证号码", "绰号", "政治面貌"],
        &["甲", "654004199003071236", "阿甲", "x"],
    ]);
    let mut layout = layout(&workbook);
    layout.assign(2, Some("name"));
    layout.assign(3, Some("remarks"));
    assert_eq!(fields(&layout), "B=document_number C=name");
}

#[test]
fn the_columns_of_published_forms() {
    // roster_templates.json: T1, T3 and the proposal P1.
    for (header, expected) in [
        (
            "序号 姓名 性别 学历 年龄 身份证号码 联系电话 户口所在地 户口性质 就业安排承诺单位",
            "A=serial B=name C=sex D=education E=age F=document_number G=phone H=address J=employer",
        ),
        (
            "序号 身份证号码 姓名 民族 文化程度 婚姻状况 政治面貌 专业职称或技术等级 户口性质 户籍省份 \
             户籍市县 现住地址 邮政编码 联系电话 就业前所属群体 就业形式 合同状态 合同类型 \
             合同始期(年-月-日) 合同终期(年-月-日) 月收入(元) 合同终止原因 工种(岗位)",
            "A=serial B=document_number C=name D=ethnic E=education K=county L=residence \
             N=phone O=category W=occupation_wish",
        ),
        (
            "序号 姓名 性别 民族 身份证号码 出生日期 年龄 文化程度 户籍地址 现住地址 联系电话 人员类别 \
             户编号 与户主关系 培训工种 等级 班级编号 开班日期 结业日期 总课时 实到课时 出勤率 理论成绩 \
             实操成绩 证书名称 证书编号 发证日期 社会保障卡(银行)账号 补贴标准(元) 就业去向 备注",
            "A=serial B=name C=sex D=ethnic E=document_number F=birth_date G=age H=education I=address \
             J=residence K=phone L=category M=household_number N=relationship O=occupation_wish \
             P=level AB=bank_card AE=remarks",
        ),
    ] {
        let header: Vec<&str> = header.split_whitespace().collect();
        let data: Vec<String> = header.iter().map(|_| "x".to_owned()).collect();
        let data: Vec<&str> = data.iter().map(String::as_str).collect();
        let expected: Vec<&str> = expected.split_whitespace().collect();
        assert_eq!(fields(&layout(&one(&[&header, &data]))), expected.join(" "));
    }
}
