//! "My record": everything held about a person, who saw it, how to have it
//! corrected (domain.md §2), in Chinese and in their language.

use super::{keep, only, phrase, printed, remark, second};
use crate::handlers::choice::language;
use crate::handlers::classes::applications_of;
use crate::handlers::id;
use crate::session::Session;
use crate::types::choice::PrintPerson;
use crate::types::session::SavedFile;
use crate::words;
use tongfu_core::base::{PersonId, reference};
use tongfu_core::choice::{self, Language, forms, texts, wishes};
use tongfu_core::people::{self, Datum, Field};
use tongfu_core::store::Store;
use tongfu_core::{Error, Result};
use tongfu_print::{Document, OwnRecord, Phrase, Section};

pub fn own_record(session: &Session, wanted: PrintPerson) -> Result<Option<SavedFile>> {
    let person: PersonId = id(&wanted.person)?;
    let language = language(&wanted.language)?;
    let record = session.with_store(|store| gather(store, person, language))?;
    let name = record.name.clone();
    let bytes = printed(&Document::OwnRecord(record))?;
    let saved = keep(session, "print-file-record", &[("name", &name)], &bytes)?;
    if saved.is_some() {
        session.with_store(|store| people::record_printing(store, person, language.word()))?;
    }
    Ok(saved)
}

/// One part of the paper in the making.
struct Part<'a> {
    language: Language,
    title: &'a str,
    columns: &'a [&'a str],
}

impl Part<'_> {
    fn with(&self, rows: Vec<Vec<Phrase>>) -> Section {
        let say = |code: &str| phrase(self.language, code, &[]);
        Section {
            title: say(self.title),
            columns: self.columns.iter().map(|code| say(code)).collect(),
            rows,
            none: say("print-none"),
        }
    }
}

fn gather(store: &Store, person: PersonId, language: Language) -> Result<OwnRecord> {
    let record = people::record(store, person)?.ok_or_else(|| Error::absent("PERSON_ABSENT"))?;
    let office = store.office().name.clone();
    let today = store.today().to_string();
    let part = |title, columns| Part {
        language,
        title,
        columns,
    };
    let fields = record
        .values
        .iter()
        .map(|shown| {
            vec![
                field_name(language, shown.field.key()),
                value(language, shown.field, &shown.value),
            ]
        })
        .collect();
    let seen = people::disclosures(store, &record.entries)?
        .into_iter()
        .map(|one| {
            let printed = one.field == people::PRINTED;
            vec![
                only(one.when.date_naive().to_string()),
                if printed {
                    phrase(language, "print-printed", &[])
                } else {
                    field_name(language, &one.field)
                },
                only(one.who),
                if printed {
                    language_name(language, &one.reason)
                } else {
                    only(one.reason)
                },
            ]
        })
        .collect();
    let mut changes = Vec::new();
    for entry in &record.entries {
        for line in people::history(store, *entry)? {
            changes.push(vec![
                only(line.recorded_at.date_naive().to_string()),
                field_name(language, line.field.key()),
                only(line.who),
            ]);
        }
    }
    let sections = vec![
        part("print-section-fields", &[]).with(fields),
        part(
            "print-section-statements",
            &[
                "print-column-date",
                "print-column-answer",
                "print-column-language",
                "print-column-version",
                "print-column-purpose",
            ],
        )
        .with(statements(store, person, language)?),
        part(
            "print-section-wishes",
            &[
                "print-column-date",
                "print-column-round",
                "print-column-wishes",
            ],
        )
        .with(surveys(store, person, language)?),
        part(
            "print-section-forms",
            &["print-column-date", "print-column-number"],
        )
        .with(
            forms::of_person(store, person)?
                .into_iter()
                .map(|form| {
                    let date = form.signed_on.map(|day| day.to_string());
                    vec![
                        only(date.unwrap_or_default()),
                        only(form.number.to_string()),
                    ]
                })
                .collect(),
        ),
        part(
            "print-section-applications",
            &[
                "print-column-rank",
                "print-column-class",
                "print-column-result",
            ],
        )
        .with(applications(store, person, language)?),
        part(
            "print-section-seen",
            &[
                "print-column-date",
                "print-column-field",
                "print-column-who",
                "print-column-reason",
            ],
        )
        .with(seen),
        part(
            "print-section-changes",
            &[
                "print-column-date",
                "print-column-field",
                "print-column-who",
            ],
        )
        .with(changes),
    ];
    let intro = |date: &str| {
        let params = [("office", office.as_str()), ("date", date)];
        phrase(language, "print-record-intro", &params)
    };
    Ok(OwnRecord {
        second: second(language),
        title: phrase(language, "print-record-title", &[]),
        name: people::name(store, person)?.unwrap_or_default(),
        intro: vec![
            Phrase {
                zh: intro(&today).zh,
                // Days are written out in Chinese and English only.
                other: intro(&today.replace('-', ".")).other,
            },
            phrase(language, "print-record-masked", &[]),
        ],
        sections,
        closing: vec![
            phrase(language, "print-correct-1", &[]),
            phrase(language, "print-correct-2", &[]),
        ],
        remark: remark(language),
        office,
    })
}

fn field_name(language: Language, key: &str) -> Phrase {
    let code = format!("people-field-{}", key.replace('_', "-"));
    phrase(language, &code, &[])
}

fn language_name(language: Language, tag: &str) -> Phrase {
    let code = format!("print-language-{}", tag.to_lowercase());
    phrase(language, &code, &[])
}

/// A value as people say it: codes by their names.
fn value(language: Language, field: Field, datum: &Datum) -> Phrase {
    let written = match datum {
        Datum::Text(text) => text.clone(),
        Datum::Date(day) => day.to_string(),
        Datum::Int(number) if field == Field::IncomePerHead => {
            format!("{}.{:02}", number / 100, (number % 100).abs())
        }
        Datum::Int(number) => number.to_string(),
        Datum::Bool(yes) => yes.to_string(),
    };
    let named = |codes: &'static [reference::Code]| {
        codes
            .iter()
            .find(|code| code.code == written)
            .map(|code| only(code.name_zh))
    };
    let known = match field {
        Field::Wish1 | Field::Wish2 | Field::Wish3 => Some(occupation(language, &written)),
        Field::Education => named(reference::education()),
        Field::Ethnic => named(reference::ethnic_groups()),
        Field::Category => reference::categories()
            .iter()
            .find(|category| category.code == written)
            .map(|category| only(category.name_zh)),
        Field::County => reference::county(&written).map(|county| only(county.name)),
        _ => None,
    };
    known.unwrap_or_else(|| {
        let key = field.key().replace('_', "-");
        let codes = [
            format!("people-choice-{key}-{written}"),
            format!("people-document-{}", written.replace('_', "-")),
        ];
        codes
            .iter()
            .find(|code| words::has(super::CHINESE, code))
            .map_or_else(|| only(written.clone()), |code| phrase(language, code, &[]))
    })
}

fn occupation(language: Language, id: &str) -> Phrase {
    let Some(known) = reference::occupation(id) else {
        return only(id);
    };
    let other = match language {
        Language::Russian => known.name_ru,
        Language::KazakhCyrillic => known.name_kk,
        _ => "",
    };
    Phrase::new(known.name_zh, other)
}

fn statements(store: &Store, person: PersonId, language: Language) -> Result<Vec<Vec<Phrase>>> {
    let mut rows = Vec::new();
    for standing in choice::standings(store, person)? {
        let purpose = texts::purpose(standing.purpose);
        for one in standing.history {
            let title = |language| {
                purpose
                    .and_then(|purpose| purpose.text(language, one.said_on))
                    .map(|text| text.title.clone())
                    .unwrap_or_default()
            };
            rows.push(vec![
                only(one.said_on.to_string()),
                phrase(
                    language,
                    &format!("print-answer-{}", one.answer.word()),
                    &[],
                ),
                language_name(language, one.language.word()),
                only(one.version.clone()),
                Phrase {
                    zh: title(Language::Chinese),
                    other: choice::rules::second(language)
                        .map(title)
                        .unwrap_or_default(),
                },
            ]);
        }
    }
    Ok(rows)
}

fn surveys(store: &Store, person: PersonId, language: Language) -> Result<Vec<Vec<Phrase>>> {
    Ok(wishes::surveys(store, person)?
        .into_iter()
        .map(|one| {
            let wished: Vec<Phrase> = one
                .wishes
                .occupations
                .iter()
                .map(|wish| occupation(language, wish))
                .collect();
            let joined = |part: fn(&Phrase) -> &str, between: &str| {
                wished.iter().map(part).collect::<Vec<_>>().join(between)
            };
            let other = joined(|phrase| &phrase.other, ", ");
            vec![
                only(one.asked_on.to_string()),
                only(one.round),
                Phrase {
                    zh: joined(|phrase| &phrase.zh, "、"),
                    other: if wished.iter().all(|one| !one.other.is_empty()) {
                        other
                    } else {
                        String::new()
                    },
                },
            ]
        })
        .collect())
}

fn applications(store: &Store, person: PersonId, language: Language) -> Result<Vec<Vec<Phrase>>> {
    Ok(applications_of(store, person)?
        .into_iter()
        .map(|one| {
            let result = match one.result.as_deref() {
                None => phrase(language, "print-undecided", &[]),
                Some(result) => match result.strip_prefix("waiting:") {
                    Some(position) => phrase(language, "print-waiting", &[("position", position)]),
                    None => phrase(language, "print-placed", &[]),
                },
            };
            vec![only(one.rank.to_string()), only(one.class_name), result]
        })
        .collect())
}
