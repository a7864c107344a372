//! The record of one person: household, history, revealing, the access log.

use super::people::written;
use super::{count, date, id, table_error};
use crate::session::Session;
use crate::types::record::{
    AccessFound, AccessLine, AccessQuery, HouseholdMember, HouseholdView, PersonReveal,
    RecordChange, Revealed,
};
use crate::types::session::{Id, SavedFile};
use crate::words;
use chrono::{DateTime, FixedOffset, SecondsFormat, Utc};
use tongfu_core::base::PersonId;
use tongfu_core::people::{self, Access, AccessFilter, Field};
use tongfu_core::{Error, Result};
use tongfu_tables::export::{self, ExportColumn, ExportTable, Value};

/// How long a revealed value stays on the screen.
const REVEALED_SECONDS: u32 = 30;

pub fn household(session: &Session, wanted: Id) -> Result<Option<HouseholdView>> {
    let person: PersonId = id(&wanted.id)?;
    let Some(home) = session.with_store(|store| people::home(store, person))? else {
        return Ok(None);
    };
    let number = |field| {
        home.values
            .int(field)
            .and_then(|value| value.try_into().ok())
    };
    Ok(Some(HouseholdView {
        number: home
            .values
            .text(Field::HouseholdNumber)
            .unwrap_or_default()
            .to_owned(),
        income_per_head: number(Field::IncomePerHead),
        income_year: number(Field::IncomeYear),
        members: home
            .members
            .into_iter()
            .map(|member| HouseholdMember {
                this: member.person == person,
                id: member.person.to_string(),
                name: member.name,
                relationship: member.relationship,
                category: member.category,
                birth: member.birth.map(|birth| birth.to_string()),
                age: member.age,
                head: member.head,
            })
            .collect(),
    }))
}

fn instant(moment: DateTime<Utc>) -> String {
    moment.to_rfc3339_opts(SecondsFormat::Secs, true)
}

/// The action that a verb of the log names, in words; the verb itself where
/// this version has none for it.
fn action(session: &Session, verb: &str) -> String {
    let code = format!("action-{}", verb.replace(['.', '_'], "-"));
    let said = words::say(session.language(), &code, []);
    if said == code { verb.to_owned() } else { said }
}

pub fn history(session: &Session, wanted: Id) -> Result<Vec<RecordChange>> {
    let person: PersonId = id(&wanted.id)?;
    let lines = session.with_store(|store| people::whole_history(store, person))?;
    Ok(lines
        .into_iter()
        .map(|line| RecordChange {
            field: line.field.key().to_owned(),
            value: line.value.as_ref().map(written).unwrap_or_default(),
            replaced: line.replaced.iter().map(written).collect(),
            who: line.who,
            when: instant(line.recorded_at),
            event_date: line.event_date.to_string(),
            device: line.device,
            action: action(session, &line.verb),
            current: line.current,
        })
        .collect())
}

pub fn reveal(session: &Session, wanted: PersonReveal) -> Result<Revealed> {
    let person: PersonId = id(&wanted.id)?;
    let field = Field::from_key(&wanted.field)
        .ok_or_else(|| Error::absent("FIELD_ABSENT").with("field", &wanted.field))?;
    let value = session.with_changes(|store| {
        people::reveal_shown(store, person, field, &wanted.reason)
            .map(|written| (written.value, written.changed))
    })?;
    Ok(Revealed {
        value,
        seconds: REVEALED_SECONDS,
    })
}

/// What was looked at, in words: a field, or what was printed or exported.
fn field_name(session: &Session, key: &str) -> String {
    for code in [
        format!("COLUMN_{key}"),
        format!("people-field-{}", key.replace('_', "-")),
        format!("access-of-{}", key.replace('_', "-")),
    ] {
        let said = words::say(session.language(), &code, []);
        if said != code {
            return said;
        }
    }
    key.to_owned()
}

fn filter(wanted: &AccessQuery) -> Result<AccessFilter> {
    let day = |text: &Option<String>| {
        text.as_deref()
            .filter(|text| !text.trim().is_empty())
            .map(date)
            .transpose()
    };
    Ok(AccessFilter {
        person: wanted.person.as_deref().map(id).transpose()?,
        text: wanted.query.clone(),
        who: wanted.who.clone().filter(|who| !who.is_empty()),
        from: day(&wanted.from)?,
        to: day(&wanted.to)?,
    })
}

fn line(session: &Session, access: Access) -> AccessLine {
    AccessLine {
        person: access.person.to_string(),
        name: access.name,
        field_name: field_name(session, &access.field),
        field: access.field,
        reason: access.reason,
        who: access.who,
        when: instant(access.recorded_at),
        device: access.device,
    }
}

pub fn person_access(session: &Session, wanted: Id) -> Result<AccessFound> {
    access_log(
        session,
        AccessQuery {
            person: Some(wanted.id),
            query: String::new(),
            who: None,
            from: None,
            to: None,
            limit: u32::MAX,
            offset: 0,
        },
    )
}

pub fn access_log(session: &Session, wanted: AccessQuery) -> Result<AccessFound> {
    let wanted_here = filter(&wanted)?;
    let (found, users) = session.with_store(|store| {
        let everybody = AccessFilter {
            who: None,
            ..wanted_here.clone()
        };
        let all = people::access(store, &everybody)?;
        let mut users: Vec<String> = all.iter().map(|access| access.who.clone()).collect();
        users.sort();
        users.dedup();
        let found: Vec<Access> = match &wanted_here.who {
            Some(who) => all.into_iter().filter(|one| one.who == *who).collect(),
            None => all,
        };
        Ok((found, users))
    })?;
    let (offset, limit) = (
        usize::try_from(wanted.offset).unwrap_or(usize::MAX),
        usize::try_from(wanted.limit).unwrap_or(usize::MAX),
    );
    Ok(AccessFound {
        total: count(found.len()),
        lines: found
            .into_iter()
            .skip(offset)
            .take(limit)
            .map(|access| line(session, access))
            .collect(),
        users,
    })
}

/// A moment as a clock in China shows it.
fn china(moment: DateTime<Utc>) -> String {
    const EAST: i32 = 8 * 3600;
    FixedOffset::east_opt(EAST)
        .map(|zone| {
            moment
                .with_timezone(&zone)
                .format("%Y-%m-%d %H:%M:%S")
                .to_string()
        })
        .unwrap_or_default()
}

pub fn access_log_save(session: &Session, wanted: AccessQuery) -> Result<Option<SavedFile>> {
    let wanted = filter(&wanted)?;
    let found = session.with_store(|store| people::access(store, &wanted))?;
    let say = |code: &str| words::say(session.language(), code, []);
    let columns = [
        "ACCESS_WHEN",
        "ACCESS_WHO",
        "ACCESS_PERSON",
        "ACCESS_FIELD",
        "ACCESS_REASON",
        "ACCESS_DEVICE",
    ];
    let table = ExportTable {
        sheet_name: say("ACCESS_LOG"),
        title: Some(say("ACCESS_LOG")),
        columns: columns
            .iter()
            .map(|code| ExportColumn::text(say(code)))
            .collect(),
        rows: found
            .into_iter()
            .map(|access| {
                let field = field_name(session, &access.field);
                [
                    china(access.recorded_at),
                    access.who,
                    access.name,
                    field,
                    access.reason,
                    access.device,
                ]
                .into_iter()
                .map(Value::Text)
                .collect()
            })
            .collect(),
    };
    let bytes = export::xlsx_bytes(&table).map_err(|refusal| table_error(session, &refusal))?;
    let dialog = session.dialog_words("DIALOG_ACCESS_LOG", &["xlsx"]);
    session.save(&format!("{}.xlsx", say("ACCESS_LOG")), &dialog, &bytes)
}
