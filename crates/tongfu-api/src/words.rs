//! Every word a person reads, from Fluent by code and language.
//!
//! A message's identifier is the stable code itself (`ID_CHECK`), its `.hint`
//! attribute says what to do next. Values are put in without bidi isolation
//! marks, because cells, ID numbers and file names are copied out of them.

use chrono::NaiveDate;
use fluent_bundle::concurrent::FluentBundle;
use fluent_bundle::{FluentArgs, FluentResource, FluentValue};
use std::collections::BTreeMap;
use std::sync::OnceLock;
use unic_langid::LanguageIdentifier;

mod embedded {
    include!(concat!(env!("OUT_DIR"), "/i18n.rs"));
}

/// The language a new session speaks.
pub const DEFAULT_LANGUAGE: &str = "zh-CN";

/// The languages that have every text.
pub const COMPLETE_LANGUAGES: &[&str] = &["zh-CN", "en"];

/// The languages a session may be set to. Uyghur is prepared: nobody who reads
/// it has reviewed its texts, and what it lacks is said in
/// [`DEFAULT_LANGUAGE`], message by message.
pub const LANGUAGES: &[&str] = &["zh-CN", "en", "ug"];

type Bundle = FluentBundle<FluentResource>;

fn bundles() -> &'static BTreeMap<&'static str, Bundle> {
    static BUNDLES: OnceLock<BTreeMap<&'static str, Bundle>> = OnceLock::new();
    BUNDLES.get_or_init(|| {
        let mut bundles: BTreeMap<&'static str, Bundle> = BTreeMap::new();
        for (language, _, text) in embedded::RESOURCES {
            let bundle = bundles.entry(language).or_insert_with(|| {
                let identifier: LanguageIdentifier = language.parse().unwrap_or_default();
                let mut bundle = FluentBundle::new_concurrent(vec![identifier]);
                bundle.set_use_isolating(false);
                bundle
            });
            // Faults of a resource are found by the tests below; at run time
            // its good messages still serve.
            let resource =
                FluentResource::try_new((*text).to_owned()).unwrap_or_else(|(good, _)| good);
            let _ = bundle.add_resource(resource);
        }
        bundles
    })
}

/// The language of [`LANGUAGES`] that `wanted` names, ignoring case and a
/// missing region (`zh`, `en-GB`).
pub fn language(wanted: &str) -> Option<&'static str> {
    let primary = |tag: &str| {
        tag.split(['-', '_'])
            .next()
            .unwrap_or_default()
            .to_ascii_lowercase()
    };
    LANGUAGES
        .iter()
        .find(|known| known.eq_ignore_ascii_case(wanted))
        .or_else(|| {
            LANGUAGES
                .iter()
                .find(|known| primary(known) == primary(wanted))
        })
        .copied()
}

/// A day `YYYY-MM-DD` as people write it; `None` when `text` is no day.
fn written_day(language: &str, text: &str) -> Option<String> {
    let day = NaiveDate::parse_from_str(text, "%Y-%m-%d")
        .ok()
        .filter(|_| text.len() == 10)?;
    let shape = match language {
        "zh-CN" => "%Y年%-m月%-d日",
        "ug" => "%Y-يىل %-m-ئاينىڭ %-d-كۈنى",
        _ => "%b %-d, %Y",
    };
    Some(day.format(shape).to_string())
}

/// Whole numbers become Fluent numbers so that plural forms work, days are
/// written out; whatever carries meaning in its digits (leading zeros, ID
/// numbers) stays text.
fn value<'a>(language: &str, text: &'a str) -> FluentValue<'a> {
    if let Some(day) = written_day(language, text) {
        return FluentValue::from(day);
    }
    let digits = text.strip_prefix('-').unwrap_or(text);
    let plain =
        !digits.is_empty() && digits.len() <= 9 && digits.bytes().all(|byte| byte.is_ascii_digit());
    match text.parse::<i64>() {
        Ok(number) if plain && (digits == "0" || !digits.starts_with('0')) => {
            FluentValue::from(number)
        }
        _ => FluentValue::from(text),
    }
}

fn format<'a>(
    language: &str,
    code: &str,
    attribute: Option<&str>,
    params: impl IntoIterator<Item = (&'a str, &'a str)>,
) -> Option<String> {
    let params: Vec<(&str, &str)> = params.into_iter().collect();
    for tried in [language, DEFAULT_LANGUAGE, "en"] {
        let Some(bundle) = bundles().get(tried) else {
            continue;
        };
        let Some(message) = bundle.get_message(code) else {
            continue;
        };
        let pattern = match attribute {
            Some(name) => message.get_attribute(name).map(|found| found.value()),
            None => message.value(),
        };
        if let Some(pattern) = pattern {
            // Days are written in the language of the sentence they stand in.
            let mut arguments = FluentArgs::new();
            for (name, text) in &params {
                arguments.set((*name).to_owned(), value(tried, text));
            }
            let mut faults = Vec::new();
            return Some(
                bundle
                    .format_pattern(pattern, Some(&arguments), &mut faults)
                    .into_owned(),
            );
        }
    }
    None
}

/// The sentence for `code` in `language`, filled with `params`; the code
/// itself when no language has words for it.
pub fn say<'a>(
    language: &str,
    code: &str,
    params: impl IntoIterator<Item = (&'a str, &'a str)>,
) -> String {
    format(language, code, None, params).unwrap_or_else(|| code.to_owned())
}

/// What to do next about `code`, where there is something.
pub fn hint<'a>(
    language: &str,
    code: &str,
    params: impl IntoIterator<Item = (&'a str, &'a str)>,
) -> Option<String> {
    format(language, code, Some("hint"), params)
}

/// Whether `language` itself has a sentence for `code`.
pub fn has(language: &str, code: &str) -> bool {
    bundles().get(language).is_some_and(|bundle| {
        bundle
            .get_message(code)
            .is_some_and(|m| m.value().is_some())
    })
}

/// Whether `language` itself has a hint for `code`.
pub fn has_hint(language: &str, code: &str) -> bool {
    bundles().get(language).is_some_and(|bundle| {
        bundle
            .get_message(code)
            .is_some_and(|m| m.get_attribute("hint").is_some())
    })
}

#[cfg(test)]
mod tests {
    use super::*;
    use std::collections::BTreeSet;
    use std::path::Path;

    #[test]
    fn every_resource_parses_and_no_message_is_written_twice() {
        let mut seen = BTreeSet::new();
        for (language, file, text) in embedded::RESOURCES {
            let resource = FluentResource::try_new((*text).to_owned());
            assert!(
                resource.is_ok(),
                "{language}/{file} has faults: {:?}",
                resource.err().map(|(_, faults)| faults)
            );
            for line in text.lines() {
                if let Some((identifier, _)) = line.split_once(" =")
                    && identifier.starts_with(|c: char| c.is_ascii_alphabetic())
                {
                    assert!(
                        seen.insert((*language, identifier)),
                        "{language}/{file}: {identifier} is written twice"
                    );
                }
            }
        }
        assert!(!seen.is_empty());
    }

    #[test]
    fn days_are_written_as_people_write_them() {
        assert_eq!(
            written_day("zh-CN", "2027-09-03").as_deref(),
            Some("2027年9月3日")
        );
        assert_eq!(
            written_day("en", "2027-09-03").as_deref(),
            Some("Sep 3, 2027")
        );
        assert_eq!(
            written_day("ug", "2027-09-03").as_deref(),
            Some("2027-يىل 9-ئاينىڭ 3-كۈنى")
        );
        for none in ["2027-9-3", "2027-13-01", "2027-W05", "654004"] {
            assert_eq!(written_day("zh-CN", none), None, "{none}");
        }
    }

    /// The identifiers of every message of a language.
    fn identifiers(wanted: &str) -> BTreeSet<String> {
        embedded::RESOURCES
            .iter()
            .filter(|(language, _, _)| *language == wanted)
            .flat_map(|(_, _, text)| text.lines())
            .filter_map(|line| {
                line.split_once(" =")
                    .map(|(identifier, _)| identifier.to_owned())
            })
            .filter(|identifier| identifier.starts_with(|c: char| c.is_ascii_alphabetic()))
            .collect()
    }

    #[test]
    fn both_languages_have_the_same_messages() {
        let (chinese, english) = (identifiers("zh-CN"), identifiers("en"));
        let missing: Vec<_> = chinese.symmetric_difference(&english).collect();
        assert!(missing.is_empty(), "in one language only: {missing:?}");
    }

    #[test]
    fn what_a_prepared_language_lacks_is_said_in_chinese_and_never_as_a_code() {
        assert_eq!(say("ug", "people-field-name", []), "ئىسمى");
        let (chinese, uyghur) = (identifiers(DEFAULT_LANGUAGE), identifiers("ug"));
        let strange: Vec<_> = uyghur.difference(&chinese).collect();
        assert!(strange.is_empty(), "nobody says these: {strange:?}");
        assert!(chinese.len() > uyghur.len(), "the test looks at something");
        for code in chinese.difference(&uyghur) {
            assert_eq!(
                say("ug", code, []),
                say(DEFAULT_LANGUAGE, code, []),
                "{code}"
            );
        }
        let day = [("date", "2027-09-03")];
        assert_eq!(
            say("ug", "CHOICE_DATE_FUTURE", day),
            say(DEFAULT_LANGUAGE, "CHOICE_DATE_FUTURE", day)
        );
    }

    /// Words in capitals that are names of the system or of serde.
    const NO_CODES: &[&str] = &["OUT_DIR", "XDG_DATA_HOME", "SCREAMING_SNAKE_CASE"];

    /// Codes named in `source` outside its tests.
    fn codes(source: &str) -> BTreeSet<String> {
        let body = source.split("#[cfg(test)]").next().unwrap_or_default();
        body.split('"')
            .skip(1)
            .step_by(2)
            .filter(|literal| {
                literal.contains('_')
                    && literal.starts_with(|c: char| c.is_ascii_uppercase())
                    && !literal.ends_with('_')
                    && literal
                        .chars()
                        .all(|c| c.is_ascii_uppercase() || c.is_ascii_digit() || c == '_')
            })
            .filter(|literal| {
                !literal.starts_with("TONGFU_")
                    && !literal.starts_with("CARGO_")
                    && !NO_CODES.contains(literal)
            })
            .map(str::to_owned)
            .collect()
    }

    fn sources(folder: &Path, found: &mut Vec<std::path::PathBuf>) {
        for entry in std::fs::read_dir(folder).unwrap() {
            let path = entry.unwrap().path();
            let name = path.file_name().unwrap().to_string_lossy().into_owned();
            if path.is_dir() {
                if name != "tests" {
                    sources(&path, found);
                }
            } else if name.ends_with(".rs") && !name.ends_with("tests.rs") {
                found.push(path);
            }
        }
    }

    #[test]
    fn every_code_has_a_sentence_in_both_languages() {
        let crates = Path::new(&std::env::var_os("CARGO_MANIFEST_DIR").unwrap()).join("..");
        let mut files = Vec::new();
        for name in [
            "tongfu-api",
            "tongfu-core",
            "tongfu-package",
            "tongfu-print",
            "tongfu-solver",
            "tongfu-tables",
            "tongfu-cli",
            "tongfu-loopback",
        ] {
            sources(&crates.join(name).join("src"), &mut files);
        }
        let mut missing = Vec::new();
        for file in files {
            for code in codes(&std::fs::read_to_string(&file).unwrap()) {
                for language in COMPLETE_LANGUAGES {
                    if !has(language, &code) {
                        missing.push(format!(
                            "{language} {code} ({})",
                            file.file_name().unwrap().to_string_lossy()
                        ));
                    }
                }
            }
        }
        assert!(missing.is_empty(), "without words:\n{}", missing.join("\n"));
    }

    #[test]
    fn the_search_for_codes_finds_them() {
        let found = codes(
            "Error::refused(\"STORE_EXISTS\") \"sql\" \"TONGFU_STORE\"\n#[cfg(test)] \"NOT_COUNTED\"",
        );
        assert_eq!(found.into_iter().collect::<Vec<_>>(), ["STORE_EXISTS"]);
    }

    #[test]
    fn values_are_put_in_without_isolation_marks() {
        let said = say("en", "FILE_FAILED", [("reason", "654004198001010011")]);
        assert!(
            said.contains("654004198001010011") && !said.contains('\u{2068}'),
            "{said}"
        );
        assert_eq!(say("en", "NO_SUCH_CODE_AT_ALL", []), "NO_SUCH_CODE_AT_ALL");
    }

    #[test]
    fn languages_are_recognised_without_a_region() {
        assert_eq!(language("ZH"), Some("zh-CN"));
        assert_eq!(language("en-GB"), Some("en"));
        assert_eq!(language("ug-CN"), Some("ug"));
        assert_eq!(language("fr"), None);
    }
}
