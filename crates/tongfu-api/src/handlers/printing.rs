//! Documents on paper: what the core knows, put into words and pages.

use super::choice::language;
use super::{date, id};
use crate::session::Session;
use crate::types::choice::{FormPadPrint, FormPadPrinted, NoticeAsk, NoticeSheet, PrintPerson};
use crate::types::session::SavedFile;
use crate::words;
use chrono::{Datelike, NaiveDate, Weekday};
use tongfu_core::base::{ClassId, PersonId, reference};
use tongfu_core::choice::forms;
use tongfu_core::choice::texts::{self, Asks, Text};
use tongfu_core::choice::{Language, PadForm, rules};
use tongfu_core::classes::{self, matching};
use tongfu_core::store::Store;
use tongfu_core::{Error, ErrorKind, Result, parameters, people};
use tongfu_print::{
    BlankForms, ConsentSheet, Document, FormField, Notice, Phrase, Script, Second, SheetItem, Space,
};

mod record;

pub use record::own_record;

/// A paper is in Chinese first, whatever the screen speaks.
const CHINESE: &str = "zh-CN";

/// What a paper in `language` needs of the typesetter.
fn second(language: Language) -> Option<Second> {
    let language = rules::second(language)?;
    let (tag, script) = match language {
        Language::Uyghur => ("ug", Script::Arabic),
        Language::KazakhArabic => ("kk", Script::Arabic),
        Language::KazakhCyrillic => ("kk", Script::Cyrillic),
        Language::Russian => ("ru", Script::Cyrillic),
        Language::Chinese => return None,
    };
    Some(Second {
        language: tag,
        script,
        right_to_left: language.right_to_left(),
    })
}

/// The words of `code` in Chinese and in the paper's second language, where it
/// has them.
fn phrase(language: Language, code: &str, params: &[(&str, &str)]) -> Phrase {
    let zh = words::say(CHINESE, code, params.iter().copied());
    let tag = language.word();
    let other = if second(language).is_some() && words::has(tag, code) {
        words::say(tag, code, params.iter().copied())
    } else {
        String::new()
    };
    Phrase { zh, other }
}

fn only(text: impl Into<String>) -> Phrase {
    Phrase::new(text, "")
}

/// Said below a paper whose second language nobody has reviewed.
fn remark(language: Language) -> String {
    match second(language) {
        Some(_) => words::say(CHINESE, "print-unreviewed", []),
        None => String::new(),
    }
}

fn printed(document: &Document) -> Result<Vec<u8>> {
    tongfu_print::pdf(document).map_err(|refusal| {
        let params = refusal.params();
        let error = Error::new(ErrorKind::Failed, refusal.code()).because(refusal);
        params
            .into_iter()
            .fold(error, |error, (name, value)| error.with(name, value))
    })
}

/// Keeps a PDF under a name made of `code`.
fn keep(
    session: &Session,
    code: &str,
    params: &[(&str, &str)],
    bytes: &[u8],
) -> Result<Option<SavedFile>> {
    let name = words::say(session.language(), code, params.iter().copied());
    // What no file system takes in a name.
    let name: String = name
        .chars()
        .map(|c| {
            if matches!(c, '/' | '\\' | ':' | '*' | '?' | '"' | '<' | '>' | '|') {
                '_'
            } else {
                c
            }
        })
        .collect();
    let dialog = session.dialog_words("DIALOG_PRINT", &["pdf"]);
    session.save(&format!("{name}.pdf"), &dialog, bytes)
}

fn field(language: Language, code: &str, space: Space) -> FormField {
    FormField {
        label: phrase(language, code, &[]),
        space,
    }
}

fn chosen(language: Language, codes: &[&str]) -> Space {
    Space::Choices(
        codes
            .iter()
            .map(|code| phrase(language, code, &[]))
            .collect(),
    )
}

fn signatures(language: Language) -> Vec<Phrase> {
    [
        "print-sign-person",
        "print-sign-witness",
        "print-sign-guardian",
        "print-sign-reader",
    ]
    .iter()
    .map(|code| phrase(language, code, &[]))
    .collect()
}

fn blank_forms(
    store: &Store,
    form: PadForm,
    language: Language,
    numbers: Vec<String>,
) -> BlankForms {
    let mut fields = vec![
        field(language, "people-field-name", Space::Line),
        field(language, "people-field-document-number", Space::Boxes(18)),
        field(language, "people-field-phone", Space::Half),
        field(language, "people-field-village", Space::Half),
    ];
    let mut statements = Vec::new();
    let title = match form {
        PadForm::Application => {
            for code in [
                "people-field-wish-1",
                "people-field-wish-2",
                "people-field-wish-3",
            ] {
                fields.push(field(language, code, Space::Line));
            }
            fields.extend([
                field(language, "print-classes", Space::Line),
                field(language, "people-field-wish-when", Space::Half),
                field(language, "people-field-wish-where", Space::Half),
                field(
                    language,
                    "people-field-willing-abroad",
                    chosen(
                        language,
                        &[
                            "people-choice-willing-abroad-yes",
                            "people-choice-willing-abroad-no",
                            "people-choice-willing-abroad-later",
                        ],
                    ),
                ),
            ]);
            statements.push(phrase(language, "print-free-1", &[]));
            "print-application-title"
        }
        PadForm::Consent => {
            let today = store.today();
            let asked = texts::purposes()
                .iter()
                .filter(|purpose| purpose.asks != Asks::Notice);
            let mut newest = "";
            for purpose in asked {
                let Some(version) = purpose.version(today) else {
                    continue;
                };
                newest = newest.max(&version.version);
                let text = |language| version.text(language).map(|text: &Text| text.title.clone());
                fields.push(FormField {
                    label: Phrase {
                        zh: text(Language::Chinese).unwrap_or_default(),
                        other: rules::second(language).and_then(text).unwrap_or_default(),
                    },
                    space: chosen(language, &["print-yes", "print-no"]),
                });
            }
            statements.push(phrase(
                language,
                "print-consent-read",
                &[("version", newest)],
            ));
            "print-consent-title"
        }
    };
    statements.extend([
        phrase(language, "print-free-2", &[]),
        phrase(language, "print-free-3", &[]),
    ]);
    BlankForms {
        second: second(language),
        office: store.office().name.clone(),
        title: phrase(language, title, &[]),
        number_label: phrase(language, "print-number", &[]),
        numbers,
        fields,
        statements,
        signatures: signatures(language),
        remark: remark(language),
    }
}

pub fn pad(session: &Session, wanted: FormPadPrint) -> Result<Option<FormPadPrinted>> {
    let form = PadForm::from_word(&wanted.form)
        .ok_or_else(|| Error::refused("CHOICE_WORD").with("word", &wanted.form))?;
    let language = language(&wanted.language)?;
    let (pad, document) = session.with_store(|store| {
        let pad = forms::print_pad(store, form, language, wanted.count)?.value;
        let numbers = pad.numbers().iter().map(ToString::to_string).collect();
        let document = Document::BlankForms(blank_forms(store, form, language, numbers));
        Ok((pad, document))
    })?;
    let numbers = pad.numbers();
    let shown = |number: Option<&tongfu_core::choice::FormNumber>| {
        number.map(ToString::to_string).unwrap_or_default()
    };
    let (first, last) = (shown(numbers.first()), shown(numbers.last()));
    let kept = printed(&document).and_then(|bytes| {
        keep(
            session,
            "print-file-pad",
            &[("first", &first), ("last", &last)],
            &bytes,
        )
    });
    match kept {
        Ok(Some(saved)) => Ok(Some(FormPadPrinted {
            saved,
            pad: super::hex(&pad.id),
            first,
            last,
            count: pad.count,
        })),
        // Nothing lies on paper: the numbers are given to the next pad.
        nothing => {
            session.with_store(|store| forms::cancel_pad(store, pad.id))?;
            nothing.map(|_| None)
        }
    }
}

pub fn consent_sheet(session: &Session, wanted: PrintPerson) -> Result<Option<SavedFile>> {
    let person: PersonId = id(&wanted.person)?;
    let language = language(&wanted.language)?;
    let (name, sheet) = session.with_store(|store| {
        let line = people::lines(store, &[person])?
            .pop()
            .ok_or_else(|| Error::absent("PERSON_ABSENT"))?;
        let today = store.today();
        let minor = line
            .birth
            .is_none_or(|birth| rules::under_age(birth, today));
        let mut newest = "";
        let mut items = Vec::new();
        for purpose in texts::purposes() {
            let Some(version) = purpose.version(today) else {
                continue;
            };
            if purpose.asks == Asks::Guardian && !minor {
                continue;
            }
            newest = newest.max(&version.version);
            let zh = version.text(Language::Chinese);
            let other = rules::second(language).and_then(|language| version.text(language));
            let part = |part: fn(&Text) -> String| Phrase {
                zh: zh.map(part).unwrap_or_default(),
                other: other.map(part).unwrap_or_default(),
            };
            items.push(SheetItem {
                title: part(|text| text.title.clone()),
                body: vec![part(|text| text.body.join(" "))],
                effect: part(|text| text.effect.clone()),
                basis: purpose.basis.clone(),
                choices: match purpose.asks {
                    Asks::Notice => Vec::new(),
                    Asks::Consent | Asks::Guardian => vec![
                        phrase(language, "print-yes", &[]),
                        phrase(language, "print-no", &[]),
                    ],
                },
            });
        }
        let sheet = ConsentSheet {
            second: second(language),
            office: store.office().name.clone(),
            title: phrase(language, "print-sheet-title", &[]),
            person: vec![
                (
                    phrase(language, "people-field-name", &[]),
                    line.name.clone(),
                ),
                (
                    phrase(language, "people-field-document-number", &[]),
                    line.number_masked,
                ),
            ],
            items,
            signatures: signatures(language),
            version: words::say(CHINESE, "print-version", [("version", newest)]),
            remark: remark(language),
        };
        Ok((line.name, sheet))
    })?;
    let bytes = printed(&Document::ConsentSheet(sheet))?;
    keep(session, "print-file-sheet", &[("name", &name)], &bytes)
}

/// How long a public list stays up.
const NOTICE_DAYS: &str = "public_notice.working_days";

/// The last of `days` days from Monday to Friday, `first` counting as one of
/// them. Holidays are not known here: the last day can be set by hand.
fn last_working_day(first: NaiveDate, days: i64) -> NaiveDate {
    let works = |day: NaiveDate| !matches!(day.weekday(), Weekday::Sat | Weekday::Sun);
    first
        .iter_days()
        .filter(|day| works(*day))
        .nth(usize::try_from(days - 1).unwrap_or(0))
        .unwrap_or(first)
}

fn public_list(
    session: &Session,
    wanted: &NoticeAsk,
) -> Result<(String, NaiveDate, NaiveDate, Notice)> {
    let which: ClassId = id(&wanted.class_id)?;
    session.with_store(|store| {
        let class = classes::class(store.tables(), which)?;
        let lists = matching::class_people(store, which)?;
        if lists.run.is_none() || lists.members.is_empty() {
            return Err(Error::refused("NOTICE_NOBODY").with("class", &class.name));
        }
        let given = |text: &Option<String>| text.as_deref().map(date).transpose();
        let first = given(&wanted.first)?.unwrap_or_else(|| store.today());
        let last = match given(&wanted.last)? {
            Some(last) => last,
            None => {
                let days =
                    parameters::in_force(store.tables(), NOTICE_DAYS, &store.office().code, first)?;
                let days = days.ok_or_else(|| Error::refused("NOTICE_DAYS_UNKNOWN"))?;
                last_working_day(first, days.value)
            }
        };
        if last < first {
            return Err(Error::refused("NOTICE_DATES")
                .with("first", first)
                .with("last", last));
        }
        let say =
            |code: &str, params: &[(&str, &str)]| words::say(CHINESE, code, params.iter().copied());
        let occupation = reference::occupation(&class.occupation)
            .map_or(class.occupation.as_str(), |known| known.name_zh);
        let mut rows = Vec::new();
        let placed = lists.members.iter().map(|one| (one.person, None));
        let waiting = lists.waitlist.iter().map(|one| (one.person, one.position));
        for (person, position) in placed.chain(waiting) {
            let Some(line) = people::lines(store, &[person])?.pop() else {
                continue;
            };
            let result = match position {
                None => say("print-notice-admitted", &[]),
                Some(position) => say("print-waiting", &[("position", &position.to_string())]),
            };
            rows.push([
                (rows.len() + 1).to_string(),
                line.name,
                line.number_masked,
                occupation.to_owned(),
                result,
            ]);
        }
        let days = [
            first.to_string(),
            last.to_string(),
            class.timing.start.to_string(),
        ];
        let notice = Notice {
            office: store.office().name.clone(),
            title: say("print-notice-title", &[("class", &class.name)]),
            paragraphs: vec![
                say(
                    "print-notice-what",
                    &[
                        ("class", &class.name),
                        ("occupation", occupation),
                        ("start", &days[2]),
                    ],
                ),
                say(
                    "print-notice-days",
                    &[("first", &days[0]), ("last", &days[1])],
                ),
            ],
            columns: [
                "print-notice-column-number",
                "print-notice-column-name",
                "print-notice-column-document",
                "print-notice-column-occupation",
                "print-notice-column-result",
            ]
            .map(|code| say(code, &[])),
            rows,
            closing: vec![
                say("print-notice-only", &[]),
                say("print-notice-object", &[]),
            ],
        };
        Ok((class.name, first, last, notice))
    })
}

pub fn notice_preview(session: &Session, wanted: NoticeAsk) -> Result<NoticeSheet> {
    let (_, first, last, notice) = public_list(session, &wanted)?;
    Ok(NoticeSheet {
        title: notice.title,
        first: first.to_string(),
        last: last.to_string(),
        paragraphs: notice.paragraphs,
        columns: notice.columns.into(),
        rows: notice.rows.into_iter().map(Vec::from).collect(),
        closing: notice.closing,
    })
}

pub fn notice(session: &Session, wanted: NoticeAsk) -> Result<Option<SavedFile>> {
    let (class, _, _, notice) = public_list(session, &wanted)?;
    let bytes = printed(&Document::Notice(notice))?;
    keep(session, "print-file-notice", &[("class", &class)], &bytes)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_public_list_stays_up_for_whole_working_days() {
        let day = |text: &str| text.parse::<NaiveDate>().unwrap();
        // 25 November 2026 is a Wednesday.
        assert_eq!(last_working_day(day("2026-11-25"), 1), day("2026-11-25"));
        assert_eq!(last_working_day(day("2026-11-25"), 5), day("2026-12-01"));
        // From a Saturday on, the week begins on Monday.
        assert_eq!(last_working_day(day("2026-11-28"), 5), day("2026-12-04"));
    }

    #[test]
    fn every_language_of_a_paper_has_its_own_words() {
        for language in Language::ALL
            .iter()
            .filter(|one| rules::second(**one).is_some())
        {
            for code in [
                "print-application-title",
                "print-free-2",
                "print-record-title",
                "print-correct-1",
                "print-yes",
                "people-field-name",
            ] {
                let said = phrase(*language, code, &[]);
                assert!(
                    !said.other.is_empty() && said.other != said.zh,
                    "{code} {language:?}"
                );
            }
        }
        assert_eq!(phrase(Language::Chinese, "print-yes", &[]).other, "");
    }
}
