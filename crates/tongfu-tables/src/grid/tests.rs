use std::io::Write;

use proptest::prelude::*;
use rust_xlsxwriter::{ExcelDateTime, Format as CellFormat, Formula};

use super::*;

fn open(bytes: &[u8], file: &str) -> Result<Workbook, TableError> {
    read_bytes(bytes, file, &Limits::default())
}

fn code(bytes: &[u8], file: &str) -> &'static str {
    open(bytes, file).map_or_else(|e| e.code(), |_| "read")
}

fn date(y: i32, m: u32, d: u32) -> NaiveDate {
    NaiveDate::from_ymd_opt(y, m, d).unwrap()
}

fn text(text: &str) -> Cell {
    Cell::Text(text.into())
}

/// A small workbook with everything that real ones have.
fn xlsx() -> Vec<u8> {
    let mut workbook = rust_xlsxwriter::Workbook::new();
    let centred = CellFormat::new();
    let sheet = workbook.add_worksheet();
    sheet.set_name("名单").unwrap();
    sheet.merge_range(1, 1, 1, 4, "花名册", &centred).unwrap();
    sheet.write_string(3, 1, "甲").unwrap();
    sheet.write_number(3, 2, 654_004_199_003_071_236.0).unwrap();
    for (row, pattern) in [(3, "yyyy-mm-dd"), (4, "yyyy\"年\"m\"月\"d\"日\";@")] {
        let format = CellFormat::new().set_num_format(pattern);
        let day = ExcelDateTime::from_ymd(2027, 8, 20).unwrap();
        sheet
            .write_datetime_with_format(row, 3, day, &format)
            .unwrap();
    }
    // 31 is the built-in Chinese long date: the file names no pattern for it.
    let builtin = CellFormat::new().set_num_format_index(31);
    sheet
        .write_number_with_format(5, 3, 46_619.0, &builtin)
        .unwrap();
    let with_time = CellFormat::new().set_num_format("yyyy-mm-dd hh:mm");
    sheet
        .write_number_with_format(6, 3, 46_619.5, &with_time)
        .unwrap();
    sheet.write_boolean(3, 4, true).unwrap();
    sheet.write_string(4, 4, "   ").unwrap();
    sheet
        .write_formula(5, 4, Formula::new("=1+1").set_result("2"))
        .unwrap();
    let hidden = workbook.add_worksheet();
    hidden.set_name("旧").unwrap().set_hidden(true);
    hidden.write_string(0, 0, "x").unwrap();
    workbook.save_to_buffer().unwrap()
}

fn zipped(parts: &[(&str, &str)]) -> Vec<u8> {
    let mut writer = zip::ZipWriter::new(std::io::Cursor::new(Vec::new()));
    for (name, content) in parts {
        writer
            .start_file(*name, zip::write::SimpleFileOptions::default())
            .unwrap();
        writer.write_all(content.as_bytes()).unwrap();
    }
    writer.finish().unwrap().into_inner()
}

fn ods(tables: &str) -> Vec<u8> {
    let content = format!(
        r#"<?xml version="1.0" encoding="UTF-8"?>
<office:document-content xmlns:office="o" xmlns:table="t" xmlns:text="x" xmlns:style="s">
<office:automatic-styles><style:style style:name="ta2"><style:table-properties table:display="false"/></style:style></office:automatic-styles>
<office:body><office:spreadsheet>{tables}</office:spreadsheet></office:body></office:document-content>"#
    );
    zipped(&[
        ("mimetype", "application/vnd.oasis.opendocument.spreadsheet"),
        ("content.xml", &content),
        ("META-INF/manifest.xml", "<manifest/>"),
    ])
}

#[test]
fn a_workbook_keeps_rows_columns_merges_dates_and_hidden_sheets() {
    // The extension says nothing.
    let workbook = open(&xlsx(), "名单.csv").unwrap();
    assert_eq!(workbook.format, Format::Xlsx);
    let [list, old] = workbook.sheets.as_slice() else {
        panic!()
    };
    assert_eq!((list.name.as_str(), list.hidden), ("名单", false));
    assert_eq!((old.name.as_str(), old.hidden), ("旧", true));
    let numbers: Vec<u32> = list.rows.iter().map(|r| r.number).collect();
    assert_eq!(numbers, [2, 4, 5, 6, 7]);
    assert_eq!(
        list.merges,
        [Merge {
            first_row: 2,
            last_row: 2,
            first_column: 1,
            last_column: 4
        }]
    );
    assert_eq!(*list.rows[0].cell(0), Cell::Empty);
    assert_eq!(*list.rows[0].cell(1), text("花名册"));
    assert_eq!(list.rows[1].cell(2).text(), "654004199003071000");
    for row in 1..=3 {
        assert_eq!(*list.rows[row].cell(3), Cell::Date(date(2027, 8, 20)));
    }
    assert_eq!(
        *list.rows[4].cell(3),
        Cell::DateTime(date(2027, 8, 20).and_hms_opt(12, 0, 0).unwrap())
    );
    assert_eq!(*list.rows[1].cell(4), Cell::Bool(true));
    assert_eq!(*list.rows[2].cell(4), Cell::Empty, "blanks are no text");
    assert_eq!(list.rows[3].cell(4).text(), "2");
}

#[test]
fn open_document_with_repeats_spans_and_comments() {
    let bytes = ods(r#"<table:table table:name="名单">
<table:table-row table:number-rows-repeated="2"><table:table-cell table:number-columns-repeated="16384"/></table:table-row>
<table:table-row><table:table-cell/><table:table-cell table:number-columns-spanned="2" table:number-rows-spanned="2" office:value-type="string"><text:p>姓<text:s text:c="2"/>名</text:p><text:p>&#39;x&amp;</text:p></table:table-cell><table:covered-table-cell/><table:table-cell office:value-type="float" office:value="6.54004199003071E+17"><office:annotation><text:p>批注</text:p></office:annotation><text:p>6.54E+17</text:p></table:table-cell></table:table-row>
<table:table-row table:number-rows-repeated="2"><table:table-cell table:number-columns-repeated="2" office:value-type="date" office:date-value="2027-08-20"><text:p>20.08.27</text:p></table:table-cell><table:table-cell office:value-type="boolean" office:boolean-value="true"/></table:table-row>
<table:table-row table:number-rows-repeated="1048000"><table:table-cell table:number-columns-repeated="16384"/></table:table-row>
</table:table><table:table table:name="旧" table:style-name="ta2"><table:table-row><table:table-cell office:value-type="string" office:string-value="y"/></table:table-row></table:table>"#);
    let workbook = open(&bytes, "a.ods").unwrap();
    assert_eq!(workbook.format, Format::Ods);
    let [list, old] = workbook.sheets.as_slice() else {
        panic!()
    };
    assert!(old.hidden && !list.hidden);
    assert_eq!(*old.rows[0].cell(0), text("y"));
    let numbers: Vec<u32> = list.rows.iter().map(|r| r.number).collect();
    assert_eq!(numbers, [3, 4, 5]);
    assert_eq!(*list.rows[0].cell(1), text("姓  名\n'x&"));
    assert_eq!(list.rows[0].cell(3).text(), "654004199003071000");
    assert_eq!(*list.rows[2].cell(1), Cell::Date(date(2027, 8, 20)));
    assert_eq!(*list.rows[2].cell(2), Cell::Bool(true));
    assert_eq!(list.merge_at(4, 2), list.merges.first());
}

#[test]
fn pages_and_xml_under_the_name_of_a_workbook() {
    let page = "<html><head><meta charset=gb2312><style>td{}</style></head><body>\
        <table><tr><td colspan=3>花名册</td></tr></table>\
        <TABLE border=1><tr><th>姓名<th>身份证号</th><th rowspan=2>备注</tr>\
        <tr><td>甲&nbsp;</td><td style='mso-number-format:\"\\@\"'>654004199003071236</td></tr>\
        <!-- <tr><td>不见</td></tr> --><tr><td>乙&#183;丙<br>丁</td><td></td></tr></TABLE></body></html>";
    let (bytes, _, _) = encoding_rs::GB18030.encode(page);
    let workbook = open(&bytes, "a.xls").unwrap();
    assert_eq!(workbook.format, Format::Html);
    assert_eq!(workbook.encoding.as_deref(), Some("gb18030"));
    let rows = &workbook.sheets[0].rows;
    let numbers: Vec<u32> = rows.iter().map(|r| r.number).collect();
    assert_eq!(numbers, [1, 2, 3, 4]);
    assert_eq!(rows[1].cell(2).text(), "备注");
    assert_eq!(rows[2].cell(0).text(), "甲");
    assert_eq!(rows[2].cell(1).text(), "654004199003071236");
    assert_eq!(rows[3].cell(0).text(), "乙·丙\n丁");

    let xml = r#"<?xml version="1.0"?><?mso-application progid="Excel.Sheet"?>
<Workbook xmlns="urn:schemas-microsoft-com:office:spreadsheet" xmlns:ss="urn:schemas-microsoft-com:office:spreadsheet">
<Worksheet ss:Name="名单"><Table><Row ss:Index="3"><Cell ss:MergeAcross="1"><Data ss:Type="String">姓名</Data></Cell><Cell><Data ss:Type="Number">12</Data></Cell></Row>
<Row><Cell ss:Index="2"><Data ss:Type="DateTime">2027-08-20T00:00:00.000</Data></Cell></Row></Table>
<WorksheetOptions><Visible>SheetHidden</Visible></WorksheetOptions></Worksheet></Workbook>"#;
    let workbook = open(xml.as_bytes(), "b.xls").unwrap();
    assert_eq!(workbook.format, Format::Xml);
    let sheet = &workbook.sheets[0];
    assert!(sheet.hidden);
    assert_eq!(sheet.rows[0].number, 3);
    assert_eq!(*sheet.rows[0].cell(2), Cell::Number(12.0));
    assert_eq!(*sheet.rows[1].cell(1), Cell::Date(date(2027, 8, 20)));
    assert_eq!(sheet.merges.len(), 1);
}

#[test]
fn what_is_no_table_is_said_so() {
    for (bytes, file, expected) in [
        (&b""[..], "a.xlsx", "TABLE_EMPTY"),
        (b"  \r\n \n", "a.csv", "TABLE_EMPTY"),
        (b",,,\n,,,\n", "a.csv", "TABLE_EMPTY"),
        (b"%PDF-1.7 a,b,c\n", "a.xlsx", "NOT_A_TABLE"),
        (b"\x89PNG\r\n\x1a\n\0\0", "a.xlsx", "NOT_A_TABLE"),
        (b"a letter, and no more than this", "a.docx", "read"),
        (
            b"a letter without any delimiter\nat all",
            "a.txt",
            "NOT_A_TABLE",
        ),
        (b"{\"a\": 1, \"b\": 2}", "a.json", "NOT_A_TABLE"),
        (b"<html><body>a,b</body></html>", "a.xls", "NOT_A_TABLE"),
        (b"\x00\x01\x02\x03\xff\xfe\x80", "a.xls", "NOT_A_TABLE"),
        (b"\x00\x01\x02\x03\xff\xfe\x80", "a.et", "TABLE_ET"),
        (b"PK\x03\x04 cut", "a.xlsx", "TABLE_DAMAGED"),
        (
            b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1 cut",
            "a.xls",
            "TABLE_DAMAGED",
        ),
    ] {
        assert_eq!(code(bytes, file), expected, "{file} {bytes:?}");
    }
    let letter = zipped(&[
        ("[Content_Types].xml", "<Types/>"),
        ("word/document.xml", "<w/>"),
    ]);
    assert_eq!(code(&letter, "a.xlsx"), "NOT_A_TABLE");
    let binary = zipped(&[
        ("[Content_Types].xml", "<Types/>"),
        ("xl/workbook.bin", "x"),
    ]);
    assert_eq!(code(&binary, "a.xlsb"), "TABLE_ET");
    let blank = {
        let mut workbook = rust_xlsxwriter::Workbook::new();
        workbook.add_worksheet();
        workbook.save_to_buffer().unwrap()
    };
    assert_eq!(code(&blank, "a.xlsx"), "TABLE_EMPTY");
}

#[test]
fn passwords_and_wps_binaries_are_told_apart() {
    // A compound file whose one stream is called something else.
    let named = |name: &str| {
        let mut file = compound::wrap_workbook(&vec![0u8; 5000]);
        let units: Vec<u8> = "Workbook"
            .encode_utf16()
            .flat_map(u16::to_le_bytes)
            .collect();
        let at = file.windows(units.len()).position(|w| w == units).unwrap();
        file[at..at + 64].fill(0);
        let units: Vec<u8> = name.encode_utf16().flat_map(u16::to_le_bytes).collect();
        file[at..at + units.len()].copy_from_slice(&units);
        file
    };
    assert_eq!(
        code(&named("EncryptedPackage"), "a.xlsx"),
        "TABLE_ENCRYPTED"
    );
    assert_eq!(code(&named("EncryptedPackage"), "a.et"), "TABLE_ENCRYPTED");
    assert_eq!(code(&named("WordDocument"), "a.xls"), "NOT_A_TABLE");
    assert_eq!(code(&named("Workbook"), "a.et"), "TABLE_ET");
    // FILEPASS after the beginning of the workbook (BIFF8 globals).
    let mut stream = vec![0x09, 0x08, 0x10, 0x00, 0x00, 0x06, 0x05, 0x00];
    stream.extend([0u8; 12]);
    stream.extend([0x2f, 0x00, 0x06, 0x00, 0, 0, 1, 2, 3, 4]);
    assert_eq!(
        code(&compound::wrap_workbook(&stream), "a.xls"),
        "TABLE_ENCRYPTED"
    );
    let sealed = zipped(&[
        ("mimetype", "application/vnd.oasis.opendocument.spreadsheet"),
        ("content.xml", "garbage"),
        (
            "META-INF/manifest.xml",
            "<m><manifest:encryption-data/></m>",
        ),
    ]);
    assert_eq!(code(&sealed, "a.ods"), "TABLE_ENCRYPTED");
}

#[test]
fn what_unpacks_or_repeats_without_end_is_too_large() {
    let mut limits = Limits {
        unpacked_bytes: 1 << 20,
        ..Limits::default()
    };
    let bomb = zipped(&[
        ("xl/workbook.xml", "<workbook/>"),
        ("xl/worksheets/sheet1.xml", &" ".repeat(4 << 20)),
    ]);
    assert!(bomb.len() < 20_000);
    let refused = |bytes: &[u8], limits: &Limits| match read_bytes(bytes, "a", limits) {
        Err(TableError::TooLarge { limit, .. }) => limit,
        other => panic!("{other:?}"),
    };
    assert_eq!(refused(&bomb, &limits), "unpacked_bytes");
    limits = Limits::default();
    let repeats = ods(
        r#"<table:table table:name="a"><table:table-row table:number-rows-repeated="1000000000"><table:table-cell table:number-columns-repeated="1000" office:value-type="float" office:value="1"/></table:table-row></table:table>"#,
    );
    assert_eq!(refused(&repeats, &limits), "cells");
    let wide = ods(
        r#"<table:table table:name="a"><table:table-row><table:table-cell table:number-columns-repeated="16384" office:value-type="float" office:value="1"/></table:table-row></table:table>"#,
    );
    assert_eq!(refused(&wide, &limits), "columns");
    let many = "a,b\n".repeat(200_001);
    assert_eq!(refused(many.as_bytes(), &limits), "rows");
    limits.file_bytes = 10;
    assert_eq!(refused(b"a,b\nc,d\ne,f\n", &limits), "file_bytes");
    // A table of strings that claims more of them than it can hold.
    let liar = zipped(&[
        ("xl/workbook.xml", "<workbook/>"),
        (
            "xl/sharedStrings.xml",
            "<sst uniqueCount=\"4000000000\"></sst>",
        ),
    ]);
    assert_eq!(code(&liar, "a.xlsx"), "TABLE_DAMAGED");
}

/// A workbook of bare XML parts, for what no writer writes.
fn bare_xlsx(sheet: &str, strings: &str) -> Vec<u8> {
    zipped(&[
        ("[Content_Types].xml", "<Types/>"),
        (
            "_rels/.rels",
            r#"<Relationships><Relationship Id="r1" Type="http://x/relationships/officeDocument" Target="xl/workbook.xml"/></Relationships>"#,
        ),
        (
            "xl/workbook.xml",
            r#"<workbook xmlns:r="http://schemas.openxmlformats.org/officeDocument/2006/relationships"><sheets><sheet name="a" sheetId="1" r:id="r1"/></sheets></workbook>"#,
        ),
        (
            "xl/_rels/workbook.xml.rels",
            r#"<Relationships><Relationship Id="r1" Type="http://x/relationships/worksheet" Target="worksheets/sheet1.xml"/></Relationships>"#,
        ),
        ("xl/sharedStrings.xml", strings),
        ("xl/worksheets/sheet1.xml", sheet),
    ])
}

/// A workbook of BIFF8 records: one sheet, its cells naming shared strings.
fn bare_xls(strings: &[&str], cells: &[(u16, u16, u32)]) -> Vec<u8> {
    fn record(kind: u16, data: &[u8], out: &mut Vec<u8>) {
        out.extend(kind.to_le_bytes());
        out.extend((data.len() as u16).to_le_bytes());
        out.extend(data);
    }
    let bof = |kind: u16| {
        let mut data = vec![0u8; 16];
        data[..2].copy_from_slice(&0x0600u16.to_le_bytes());
        data[2..4].copy_from_slice(&kind.to_le_bytes());
        data
    };
    let mut table = Vec::new();
    table.extend((strings.len() as u32).to_le_bytes());
    table.extend((strings.len() as u32).to_le_bytes());
    for text in strings {
        let units: Vec<u16> = text.encode_utf16().collect();
        table.extend((units.len() as u16).to_le_bytes());
        table.push(1);
        table.extend(units.iter().flat_map(|u| u.to_le_bytes()));
    }
    let mut sheet = Vec::new();
    record(0x0809, &bof(0x10), &mut sheet);
    // Dimensions that claim two thousand million rows.
    let mut dimensions = vec![0u8; 14];
    dimensions[4..8].copy_from_slice(&0x7fff_ffffu32.to_le_bytes());
    dimensions[10..12].copy_from_slice(&256u16.to_le_bytes());
    record(0x0200, &dimensions, &mut sheet);
    for (row, column, string) in cells {
        let mut data = Vec::new();
        data.extend(row.to_le_bytes());
        data.extend(column.to_le_bytes());
        data.extend(0u16.to_le_bytes());
        data.extend(string.to_le_bytes());
        record(0x00fd, &data, &mut sheet);
    }
    record(0x000a, &[], &mut sheet);
    let mut stream = Vec::new();
    record(0x0809, &bof(0x05), &mut stream);
    let at = stream.len() + 4;
    record(0x0085, &[0, 0, 0, 0, 0, 0, 1, 0, b'a'], &mut stream);
    let mut pieces = table.chunks(8_224);
    record(0x00fc, pieces.next().unwrap(), &mut stream);
    for piece in pieces {
        // The pieces here only ever cut inside wide characters' strings.
        let continued: Vec<u8> = [1].into_iter().chain(piece.iter().copied()).collect();
        record(0x003c, &continued, &mut stream);
    }
    record(0x000a, &[], &mut stream);
    let start = (stream.len() as u32).to_le_bytes();
    stream[at..at + 4].copy_from_slice(&start);
    stream.extend(sheet);
    compound::wrap_workbook(&stream)
}

#[test]
fn records_of_an_old_workbook() {
    let file = bare_xls(&["姓名", "甲"], &[(0, 0, 0), (1, 0, 1), (65_535, 255, 1)]);
    let workbook = open(&file, "a.xls").unwrap();
    assert_eq!(workbook.format, Format::Xls);
    let rows = &workbook.sheets[0].rows;
    assert_eq!(rows[0].cell(0).text(), "姓名");
    assert_eq!(
        (rows[2].number, rows[2].cell(255).text()),
        (65_536, "甲".to_owned())
    );
}

#[test]
fn one_long_text_named_in_many_cells_is_too_large() {
    let long = "长".repeat(30_000);
    let limits = Limits {
        text_bytes: 1 << 20,
        ..Limits::default()
    };
    let refused = |bytes: &[u8]| match read_bytes(bytes, "a", &limits) {
        Err(TableError::TooLarge { limit, .. }) => limit,
        other => panic!("{:?}", other.map(|w| w.format)),
    };
    let cells: Vec<(u16, u16, u32)> = (0..20).map(|row| (row, 0, 1)).collect();
    assert_eq!(refused(&bare_xls(&["短", &long], &cells)), "text_bytes");
    let short: Vec<(u16, u16, u32)> = (0..20).map(|row| (row, 0, 0)).collect();
    assert!(read_bytes(&bare_xls(&["短", &long], &short), "a", &limits).is_ok());
    let cells: String = (1..=20)
        .map(|row| format!("<row r=\"{row}\"><c r=\"A{row}\" t=\"s\"><v>0</v></c></row>"))
        .collect();
    let sheet = format!("<worksheet><sheetData>{cells}</sheetData></worksheet>");
    let strings = format!("<sst><si><t>{long}</t></si></sst>");
    assert_eq!(refused(&bare_xlsx(&sheet, &strings)), "text_bytes");
    let repeated = format!(
        "<table:table table:name=\"a\"><table:table-row table:number-rows-repeated=\"20\"><table:table-cell office:value-type=\"string\"><text:p>{long}</text:p></table:table-cell></table:table-row></table:table>"
    );
    assert_eq!(refused(&ods(&repeated)), "text_bytes");
}

#[test]
fn error_values_of_newer_excel_do_not_damage_a_sheet() {
    let sheet = r#"<worksheet><sheetData><row r="2"><c r="B2" t="e"><v>#SPILL!</v></c><c r="C2" t="e"><v>#REF!</v></c><c r="D2"><v>7</v></c></row><row><c><v>8</v></c></row></sheetData></worksheet>"#;
    let workbook = open(&bare_xlsx(sheet, "<sst/>"), "a.xlsx").unwrap();
    let rows = &workbook.sheets[0].rows;
    assert_eq!(*rows[0].cell(1), Cell::Empty);
    assert_eq!(*rows[0].cell(2), Cell::Error("#REF!".into()));
    assert_eq!(*rows[0].cell(3), Cell::Number(7.0));
    // Cells without a reference follow one another.
    assert_eq!((rows[1].number, rows[1].cell(0)), (3, &Cell::Number(8.0)));
}

#[test]
fn two_cells_at_opposite_corners_cost_nothing() {
    let mut workbook = rust_xlsxwriter::Workbook::new();
    let sheet = workbook.add_worksheet();
    sheet.write_string(0, 0, "a").unwrap();
    sheet.write_string(1_048_575, 1_000, "b").unwrap();
    let bytes = workbook.save_to_buffer().unwrap();
    let workbook = open(&bytes, "a.xlsx").unwrap();
    assert_eq!(workbook.sheets[0].rows.len(), 2);
    assert_eq!(workbook.sheets[0].rows[1].number, 1_048_576);
}

#[test]
fn a_place_that_holds_no_file_is_said_so() {
    let folder = tempfile::tempdir().unwrap();
    let limits = Limits::default();
    for path in [folder.path().join("none.xlsx"), folder.path().to_owned()] {
        let error = read(&path, &limits).unwrap_err();
        assert_eq!(error.code(), "TABLE_IO");
        // A message never shows where on the machine a file lies.
        let shown = format!("{:?}", error.params());
        assert!(!shown.contains(folder.path().parent().unwrap().to_str().unwrap()));
    }
    let path = folder.path().join("名单.csv");
    std::fs::write(&path, "姓名,电话\n甲,1\n").unwrap();
    let workbook = read(&path, &limits).unwrap();
    assert_eq!(
        (workbook.file.as_str(), workbook.sheets[0].name.as_str()),
        ("名单.csv", "名单")
    );
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(400))]

    #[test]
    fn any_bytes_are_read_or_refused(
        head in prop::sample::select(vec![
            &b""[..], b"PK\x03\x04", b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1", b"\xef\xbb\xbf", b"\xff\xfe",
            b"<html><table>", b"<?xml version=\"1.0\"?><Workbook xmlns=\"urn:schemas-microsoft-com:office:spreadsheet\">",
            b"<office:document><office:spreadsheet>", b"sep=;\n\"",
        ]),
        tail in prop::collection::vec(any::<u8>(), 0..800),
    ) {
        let mut bytes = head.to_vec();
        bytes.extend(tail);
        let _ = open(&bytes, "a.xls");
    }

    #[test]
    fn any_text_of_cells_comes_back(
        rows in prop::collection::vec(prop::collection::vec("[a-z甲乙丙\",;\\t\n \u{ff0c}]{0,6}", 2..5), 1..6)
    ) {
        let mut writer = csv::WriterBuilder::new().flexible(true).from_writer(Vec::new());
        // A first line that leaves no doubt about the delimiter.
        for _ in 0..40 {
            writer.write_record(["h1", "h2", "h3", "h4", "h5", "h6", "h7", "h8", "h9"]).unwrap();
        }
        for row in &rows {
            writer.write_record(row).unwrap();
        }
        let bytes = writer.into_inner().unwrap();
        let sheet = &open(&bytes, "a.csv").unwrap().sheets[0];
        for (n, row) in rows.iter().enumerate() {
            let read = sheet.row(n as u32 + 41);
            for (column, value) in row.iter().enumerate() {
                let cell = read.map_or(&Cell::Empty, |r| r.cell(column));
                match cell {
                    Cell::Empty => prop_assert!(value.trim().is_empty()),
                    Cell::Text(text) => prop_assert_eq!(text, value),
                    other => prop_assert!(false, "{:?}", other),
                }
            }
        }
    }
}
