//! Rules of domain.md §2 about a row or form.

use super::*;

const TODAY: (i32, u32, u32) = (2026, 11, 20);

fn circumstances() -> Circumstances<'static> {
    Circumstances {
        today: NaiveDate::from_ymd_opt(TODAY.0, TODAY.1, TODAY.2).unwrap(),
        home: "654004",
    }
}

fn whole() -> Entry<'static> {
    Entry::new()
        .with(Field::Name, "买买提·阿卜杜拉")
        .with(Field::DocumentNumber, "654004199003071236")
}

fn read_entry(entry: &Entry<'_>) -> Reading {
    read(entry, &circumstances())
}

fn codes(entry: &Entry<'_>) -> Vec<&'static str> {
    read_entry(entry)
        .problems
        .iter()
        .map(|problem| problem.code)
        .collect()
}

#[test]
fn a_number_and_a_name_are_enough() {
    let reading = read_entry(&whole());
    assert_eq!(reading.problems, []);
    assert_eq!(
        reading.values.text(Field::Sex),
        Some("1"),
        "follows from the number"
    );
    assert_eq!(
        reading.values.date(Field::BirthDate),
        NaiveDate::from_ymd_opt(1990, 3, 7)
    );
    assert_eq!(
        reading.values.text(Field::DocumentType),
        Some("resident_id")
    );
}

#[test]
fn every_reason_is_listed() {
    assert_eq!(codes(&Entry::new()), ["NAME_MISSING", "ID_MISSING"]);
    assert_eq!(
        codes(&Entry::new().with(Field::DocumentNumber, "654004199003071237")),
        ["NAME_MISSING", "ID_CHECK"]
    );
    assert_eq!(
        codes(&whole().with(Field::DocumentNumber, "654004199002301236")),
        ["ID_DATE"]
    );
    assert_eq!(
        codes(&whole().with(Field::DocumentNumber, "6.54004E+17")),
        ["ID_ROUNDED"]
    );
    let mut number = whole();
    number.put(Field::DocumentNumber, "654004199003071000", true);
    assert_eq!(codes(&number), ["ID_ROUNDED"]);
}

#[test]
fn sex_and_birth_date_must_agree_with_the_number() {
    let reading = read_entry(
        &whole()
            .with(Field::Sex, "女")
            .with(Field::BirthDate, "1990年3月8日"),
    );
    let found: Vec<_> = reading
        .problems
        .iter()
        .map(|problem| (problem.code, problem.refuses, problem.fix.as_deref()))
        .collect();
    assert_eq!(
        found,
        [
            ("ID_SEX", false, Some("1")),
            ("ID_BIRTH", false, Some("1990-03-07"))
        ]
    );
    assert_eq!(
        reading.values.text(Field::Sex),
        Some("2"),
        "as written, until somebody takes the fix"
    );
    assert_eq!(
        codes(
            &whole()
                .with(Field::Sex, "男")
                .with(Field::BirthDate, "1990/3/7")
        ),
        [""; 0]
    );
    for month in ["1990-03", "1990.3", "1990年3月", "199003"] {
        let reading = read_entry(&whole().with(Field::BirthDate, month));
        assert_eq!(reading.problems, [], "{month}: a column of months agrees");
        assert_eq!(
            reading.values.date(Field::BirthDate),
            NaiveDate::from_ymd_opt(1990, 3, 7)
        );
    }
    assert_eq!(
        codes(&whole().with(Field::BirthDate, "1990-04")),
        ["ID_BIRTH"]
    );
    assert_eq!(
        codes(
            &whole()
                .with(Field::Sex, "不详")
                .with(Field::BirthDate, "无")
        ),
        [""; 0]
    );
}

#[test]
fn an_unknown_area_is_a_notice_never_a_refusal() {
    let body = "999999199003071";
    let digits = format!("{body}23");
    let number = format!(
        "{digits}{}",
        char::from(check_character(digits.as_bytes()).unwrap())
    );
    let reading = read_entry(&whole().with(Field::DocumentNumber, &number));
    assert_eq!(
        reading
            .problems
            .iter()
            .map(|p| (p.code, p.refuses))
            .collect::<Vec<_>>(),
        [("ID_AREA_UNKNOWN", false)]
    );
    assert_eq!(
        reading.values.text(Field::DocumentNumber),
        Some(number.as_str())
    );
    // Horgos, abolished 霍城县, 靖远县, and a residence permit without an area.
    for known in [
        "654004199003071236",
        "654123197511176910",
        "62042119780815221X",
        "810000199001010019",
    ] {
        assert!(
            !codes(&whole().with(Field::DocumentNumber, known)).contains(&"ID_AREA_UNKNOWN"),
            "{known}"
        );
    }
}

#[test]
fn fifteen_digits_come_with_a_notice_and_the_number() {
    let reading = read_entry(&whole().with(Field::DocumentNumber, "620622780816746"));
    let notice = &reading.problems[0];
    assert_eq!((notice.code, notice.refuses), ("ID_15", false));
    assert_eq!(
        notice.fix.as_deref(),
        reading.values.text(Field::DocumentNumber)
    );
}

#[test]
fn categories() {
    let read_category = |text: &str| {
        let reading = read_entry(&whole().with(Field::Category, text));
        let problem = reading.problems.first().map(|problem| problem.code);
        (
            reading.values.text(Field::Category).map(str::to_owned),
            problem,
        )
    };
    assert_eq!(read_category("低保户"), (Some("DB".into()), None));
    assert_eq!(read_category("一般农户"), (Some(ORDINARY.into()), None));
    assert_eq!(read_category(ORDINARY), (Some(ORDINARY.into()), None));
    assert_eq!(read_category("监测户"), (None, Some("CATEGORY_UNKNOWN")));
    assert_eq!(
        read_category("五保户老张"),
        (None, Some("CATEGORY_UNKNOWN"))
    );
    assert_eq!(read_category(""), (None, None));
    let asked = read_entry(&whole().with(Field::Category, "监测户"));
    assert_eq!(
        asked.values.text(Field::CategoryWritten),
        Some("监测户"),
        "nothing is lost"
    );
    assert!(
        asked.problems[0]
            .params
            .contains(&("options", "JC1,JC2,JC3".into()))
    );
}

#[test]
fn groups_follow_categories() {
    for (category, group) in [
        (Some("JC1"), Group::Monitored),
        (Some("ZFFP2026"), Group::Monitored),
        (Some("TP"), Group::LowIncome),
        (Some("DBBY"), Group::LowIncome),
        (Some("NZY"), Group::Other),
        (Some(ORDINARY), Group::Other),
        (None, Group::Other),
    ] {
        assert_eq!(group_of(category), group, "{category:?}");
    }
}

#[test]
fn wishes_are_occupations_each_once_at_most_three() {
    let reading = read_entry(
        &whole()
            .with(Field::Wish1, "菜农/大田种植工")
            .with(Field::Wish2, "焊工、叉车司机,焊工")
            .with(Field::Wish3, "理货员、宇航员"),
    );
    let wish = |field| reading.values.text(field);
    assert_eq!(
        (wish(Field::Wish1), wish(Field::Wish2), wish(Field::Wish3)),
        (Some("OCC-VEG"), Some("OCC-WELD"), Some("OCC-FORK"))
    );
    assert_eq!(
        wish(Field::WishWritten),
        Some("宇航员、理货员"),
        "what has no place is kept as written"
    );
}

#[test]
fn the_rest_of_a_row() {
    let reading = read_entry(
        &whole()
            .with(Field::Phone, "+86 138-1234 5678")
            .with(Field::Address, " 霍尔果斯市莫乎尔牧场2村3组84号 ")
            .with(Field::Education, "大专")
            .with(Field::Ethnic, "维吾尔族")
            .with(Field::IncomePerHead, "9,043.5")
            .with(Field::HouseholdNumber, "6540045900991")
            .with(Field::HouseholdSize, "4人")
            .with(Field::WillingAbroad, "以后")
            .with(Field::Languages, "汉语(熟练)、哈语、维吾尔语"),
    );
    assert_eq!(reading.problems, []);
    let values = &reading.values;
    for (field, text) in [
        (Field::Phone, "13812345678"),
        (Field::Address, "霍尔果斯市莫乎尔牧场2村3组84号"),
        (Field::County, "654004"),
        (Field::Township, "莫乎尔牧场"),
        (Field::Village, "2村"),
        (Field::Education, "30"),
        (Field::Ethnic, "05"),
        (Field::HouseholdNumber, "6540045900991"),
        (Field::WillingAbroad, "later"),
        (Field::LanguageZh, "熟练"),
        (Field::LanguageKk, "会"),
        (Field::LanguageOther, "维吾尔语"),
    ] {
        assert_eq!(values.text(field), Some(text), "{field:?}");
    }
    assert_eq!(values.int(Field::IncomePerHead), Some(904_350));
    assert_eq!(values.int(Field::HouseholdSize), Some(4));
}

#[test]
fn blanks_say_nothing() {
    let reading = read_entry(
        &whole()
            .with(Field::Phone, "  ")
            .with(Field::IncomePerHead, "")
            .with(Field::HouseholdNumber, "无"),
    );
    for field in [Field::Phone, Field::IncomePerHead, Field::HouseholdNumber] {
        assert_eq!(reading.values.get(field), None, "{field:?}");
    }
}

#[test]
fn phones() {
    for (written, stored) in [
        ("１３８１２３４５６７８", "13812345678"),
        ("0086-13812345678", "13812345678"),
        ("0999-8123456", "0999-8123456"),
        ("+77011234567", "+77011234567"),
        ("找村长", "找村长"),
    ] {
        assert_eq!(normalise_phone(written), stored, "{written}");
    }
}

#[test]
fn dates() {
    let day = NaiveDate::from_ymd_opt(1990, 3, 7);
    for written in [
        "1990-03-07",
        "1990/3/7",
        "1990.3.7",
        "1990年3月7日",
        "19900307",
        " 1990-03-07 00:00:00",
        "１９９０－３－７",
    ] {
        assert_eq!(read_date(written), day, "{written}");
    }
    for written in ["", "1990", "1990-13-01", "90-3-7", "199003070", "三月七日"] {
        assert_eq!(read_date(written), None, "{written}");
    }
}

#[test]
fn contact_fields_are_noticed_at_the_form() {
    let notices = |field, text: &str| {
        let reading = read_entry(&whole().with(field, text));
        contact_notices(&reading.values)
            .into_iter()
            .map(|problem| (problem.code, problem.refuses))
            .collect::<Vec<_>>()
    };
    assert_eq!(notices(Field::Phone, "13812345678"), []);
    assert_eq!(notices(Field::Phone, "+77011234567"), []);
    assert_eq!(notices(Field::Phone, "12345"), [("PHONE_UNUSUAL", false)]);
    assert_eq!(notices(Field::BankCard, "6228480012345678903"), []);
    assert_eq!(
        notices(Field::BankCard, "6228480012345678904"),
        [("BANK_CARD_CHECK", false)]
    );
    assert_eq!(notices(Field::PassportNumber, "EJ1234567"), []);
    assert_eq!(notices(Field::PassportNumber, "E12345678"), []);
    assert_eq!(
        notices(Field::PassportNumber, "EI1234567"),
        [("PASSPORT_UNUSUAL", false)]
    );
    assert_eq!(
        notices(Field::PassportNumber, "Ж"),
        [("PASSPORT_UNUSUAL", false)]
    );
}

#[test]
fn one_person_is_the_same_valid_number_and_the_same_folded_name() {
    let key = |number, name| identity_key(Some(number), Some(name));
    assert_eq!(
        key("654004199003071236", "买买提•阿卜杜拉"),
        key("654004199003071236", "买买提·阿卜杜拉")
    );
    assert_ne!(
        key("654004199003071236", "买买提·阿卜杜拉"),
        key("654004199003071236", "买买提·肉孜")
    );
    assert_eq!(
        key("654004199003071237", "买买提"),
        None,
        "not a valid number"
    );
    assert_eq!(identity_key(None, Some("买买提")), None);
    assert_eq!(key("654004199003071236", "·"), None);
}

#[test]
fn households_belong_to_the_county_in_their_number() {
    assert_eq!(household_county("6206226179101", "654004"), "620622");
    assert_eq!(household_county("12", "654004"), "654004");
    assert_eq!(household_county("9999990000001", "654004"), "654004");
}

#[test]
fn a_blank_never_erases_and_only_differences_count() {
    let held = read_entry(
        &whole()
            .with(Field::Phone, "13812345678")
            .with(Field::Remarks, "旧"),
    )
    .values;
    let written = read_entry(
        &whole()
            .with(Field::Phone, "13900000000")
            .with(Field::Remarks, ""),
    )
    .values;
    assert_eq!(
        differences(&written, &held, Kept::Person),
        [(Field::Phone, Datum::Text("13900000000".into()))]
    );
    assert_eq!(differences(&held, &held, Kept::Person), []);
    let asked = read_entry(&whole().with(Field::Category, "监测户")).values;
    let decided = read_entry(&whole().with(Field::Category, "脱贫不稳定户")).values;
    assert_eq!(
        differences(&asked, &decided, Kept::Person),
        [],
        "a decided category is not asked for again"
    );
}

proptest::proptest! {
    #[test]
    fn no_text_makes_a_reading_panic(texts in proptest::collection::vec("\\PC{0,24}", Field::ALL.len()), was_number: bool) {
        let mut entry = Entry::new();
        for (field, text) in Field::ALL.iter().zip(&texts) {
            entry.put(*field, text, was_number);
        }
        let reading = read_entry(&entry);
        let _ = contact_notices(&reading.values);
        // Nothing that is stored is blank.
        proptest::prop_assert!(reading.values.iter().all(|(_, value)| value.text() != Some("")));
    }
}
