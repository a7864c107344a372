//! Every document through its template, read back with poppler.

use super::*;
use std::process::Command;

const UYGHUR: Second = Second {
    language: "ug",
    script: Script::Arabic,
    right_to_left: true,
};
const KAZAKH: Second = Second {
    language: "kk",
    script: Script::Cyrillic,
    right_to_left: false,
};

/// The text of a PDF as `pdftotext` reads it; the file is kept in the folder of
/// `TONGFU_PRINTED`, where somebody wants to look at it.
fn text_of(name: &str, bytes: &[u8]) -> String {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("printed.pdf");
    std::fs::write(&path, bytes).unwrap();
    if let Some(kept) = std::env::var_os("TONGFU_PRINTED") {
        std::fs::write(
            std::path::Path::new(&kept).join(format!("{name}.pdf")),
            bytes,
        )
        .unwrap();
    }
    let read = Command::new("pdftotext")
        .args(["-layout", "-enc", "UTF-8"])
        .arg(&path)
        .arg("-")
        .output()
        .expect("pdftotext is installed (poppler-utils)");
    assert!(read.status.success());
    String::from_utf8(read.stdout).unwrap()
}

/// Letters only: extraction puts blanks where the layout has gaps.
fn squeezed(text: &str) -> String {
    text.chars().filter(|c| !c.is_whitespace()).collect()
}

fn both(zh: &str, other: &str) -> Phrase {
    Phrase::new(zh, other)
}

fn forms(second: Option<Second>, other: &str) -> BlankForms {
    BlankForms {
        second,
        office: "霍尔果斯市人力资源和社会保障局".into(),
        title: both("职业技能培训报名表", other),
        number_label: both("表号", other),
        numbers: vec!["654004-48213-00001-5".into(), "654004-48213-00002-3".into()],
        fields: vec![
            FormField {
                label: both("姓名", other),
                space: Space::Line,
            },
            FormField {
                label: both("身份证号码", other),
                space: Space::Boxes(18),
            },
            FormField {
                label: both("电话", other),
                space: Space::Half,
            },
            FormField {
                label: both("村", other),
                space: Space::Half,
            },
            FormField {
                label: both("愿意出境务工", other),
                space: Space::Choices(vec![both("愿意", other), both("不愿意", other)]),
            },
        ],
        statements: vec![both("我自愿报名。", other)],
        signatures: vec![both("本人签字", other), both("见证人签字", other)],
        remark: "第二种文字的译文未经审校,以中文为准。".into(),
    }
}

fn record(name: &str, value: &str) -> OwnRecord {
    OwnRecord {
        second: Some(UYGHUR),
        office: "霍尔果斯市".into(),
        title: both("我的记录", "مېنىڭ خاتىرەم"),
        name: name.into(),
        intro: vec![both("以下是全部记录。", "تۆۋەندىكىسى بارلىق خاتىرە.")],
        sections: vec![
            Section {
                title: both("登记的内容", "تىزىملانغان مەزمۇن"),
                columns: Vec::new(),
                rows: vec![vec![both("姓名", "ئىسمى"), both(value, "")]],
                none: both("没有记录", "خاتىرە يوق"),
            },
            Section {
                title: both("谁看过", "كۆرگەنلەر"),
                columns: vec![both("日期", "چېسلا"), both("经办人", "كىم")],
                rows: vec![vec![both("2026-11-20", ""), both("古丽", "")]],
                none: both("没有记录", "خاتىرە يوق"),
            },
            Section {
                title: both("培训意愿", "ئارزۇسى"),
                columns: Vec::new(),
                rows: Vec::new(),
                none: both("没有记录", "خاتىرە يوق"),
            },
        ],
        closing: vec![both("可以随时要求更正。", "تۈزىتىشنى تەلەپ قىلالايسىز.")],
        remark: String::new(),
    }
}

#[test]
fn a_pad_has_a_page_and_a_number_for_every_form() {
    for (name, second, other) in [
        ("pad-zh", None, ""),
        ("pad-ug", Some(UYGHUR), "ئىسمى ۋە فامىلىسى"),
        ("pad-kk", Some(KAZAKH), "Аты-жөні және қолы"),
    ] {
        let bytes = pdf(&Document::BlankForms(forms(second, other))).unwrap();
        let text = text_of(name, &bytes);
        let pages: Vec<&str> = text
            .split('\u{c}')
            .filter(|page| !page.trim().is_empty())
            .collect();
        assert_eq!(pages.len(), 2, "{name}: {text}");
        assert!(
            pages[0].contains("654004-48213-00001-5"),
            "{name}: {}",
            pages[0]
        );
        assert!(pages[1].contains("654004-48213-00002-3"));
        assert!(!pages[0].contains("00002-3"));
        assert!(squeezed(pages[0]).contains("职业技能培训报名表"));
    }
}

#[test]
fn kazakh_and_uyghur_letters_are_written_and_not_replaced() {
    let kazakh = pdf(&Document::BlankForms(forms(
        Some(KAZAKH),
        "әғқңөұүһі ӘҒҚҢӨҰҮҺІ",
    )))
    .unwrap();
    assert!(squeezed(&text_of("kk-letters", &kazakh)).contains("әғқңөұүһіӘҒҚҢӨҰҮҺІ"));
    let own = pdf(&Document::OwnRecord(record("阿依古丽", "x"))).unwrap();
    let text = text_of("record-ug", &own);
    for letter in ['ې', 'ڭ', 'ە', 'ى', 'خ'] {
        assert!(text.contains(letter), "{letter}: {text}");
    }
}

#[test]
fn what_a_person_is_called_is_never_code() {
    let name = "#pagebreak() $x^2$ *b* _i_ \\ <l> @r [c] #panic(\"x\") 阿卜杜热合曼·买买提吐尔逊";
    let bytes = pdf(&Document::OwnRecord(record(name, name))).unwrap();
    let text = squeezed(&text_of("record-code", &bytes));
    let wanted = squeezed("#pagebreak() $x^2$ *b* _i_ \\ <l> @r [c] #panic(\"x\")");
    assert_eq!(text.matches(&wanted).count(), 2, "{text}");
    assert!(text.contains("阿卜杜热合曼·买买提吐尔逊"));
}

#[test]
fn a_public_list_shows_its_rows_and_prints_the_same_bytes_again() {
    let notice = Document::Notice(Notice {
        office: "霍尔果斯市".into(),
        title: "第一班拟录取人员名单公示".into(),
        paragraphs: vec!["公示时间:2026年11月25日至2026年12月1日。".into()],
        columns: ["序号", "姓名", "证件号码", "工种", "结果"].map(str::to_owned),
        rows: (1..=60)
            .map(|at| {
                [
                    at.to_string(),
                    format!("努尔兰·叶尔肯别克{at}"),
                    "654004********1236".into(),
                    "联合收割机操作工".into(),
                    "拟录取".into(),
                ]
            })
            .collect(),
        closing: vec!["有异议可以提出。".into()],
    });
    let bytes = pdf(&notice).unwrap();
    assert_eq!(bytes, pdf(&notice).unwrap());
    let text = squeezed(&text_of("notice", &bytes));
    assert!(text.contains("努尔兰·叶尔肯别克1") && text.contains("努尔兰·叶尔肯别克60"));
    assert_eq!(text.matches("654004********1236").count(), 60);
    assert!(
        text.matches("证件号码").count() >= 2,
        "the heading is on every page"
    );
}

#[test]
fn a_sheet_asks_only_where_there_is_something_to_refuse() {
    let item = |title: &str, choices: Vec<Phrase>| SheetItem {
        title: both(title, "Тақырып"),
        body: vec![both("正文。", "Мәтін.")],
        effect: both("撤回后不再使用。", "Қайтарып алса, пайдаланылмайды."),
        basis: "《中华人民共和国个人信息保护法》第十三条".into(),
        choices,
    };
    let sheet = Document::ConsentSheet(ConsentSheet {
        second: Some(KAZAKH),
        office: "霍尔果斯市".into(),
        title: both("告知和同意书", "Хабарлама және келісім"),
        person: vec![(both("姓名", "Аты-жөні"), "巴合提·努尔兰".into())],
        items: vec![
            item("登记", Vec::new()),
            item(
                "照片",
                vec![both("同意", "Келісемін"), both("不同意", "Келіспеймін")],
            ),
        ],
        signatures: vec![both("本人签字", "Қолы")],
        version: "文本版本 2026-11".into(),
        remark: String::new(),
    });
    let text = squeezed(&text_of("sheet-kk", &pdf(&sheet).unwrap()));
    assert!(text.contains("巴合提·努尔兰") && text.contains("2026-11"));
    assert_eq!(text.matches("Келіспеймін").count(), 1);
    assert!(text.contains("《中华人民共和国个人信息保护法》第十三条"));
}

#[test]
fn a_script_without_a_font_is_named_before_anything_is_printed() {
    assert!(missing_scripts(&[Script::Han, Script::Cyrillic, Script::Arabic]).is_empty());
    let refusal = PrintError::FontMissing(vec![Script::Arabic]);
    assert_eq!(refusal.code(), "PRINT_FONT_MISSING");
    assert_eq!(
        refusal.params(),
        [("scripts", "Noto Sans Arabic".to_owned())]
    );
    let ug = Document::BlankForms(forms(Some(UYGHUR), ""));
    assert_eq!(
        ug.scripts(),
        [Script::Han, Script::Cyrillic, Script::Arabic]
    );
}
