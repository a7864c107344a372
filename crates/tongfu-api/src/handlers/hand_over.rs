//! Responsibility and handing it over, with the list to print.

use super::{id, table_error};
use crate::session::Session;
use crate::types::accounts::{
    HandOverAsk, HandOverItem, HandOverList, HandOverSummary, ResponsibilityAssign,
};
use crate::types::session::{Id, SavedFile};
use crate::words;
use std::collections::BTreeMap;
use tongfu_core::Result;
use tongfu_core::base::{ApplicationId, ClassId, HandOverId, PersonId, UserId};
use tongfu_core::classes::{self, applications};
use tongfu_core::people;
use tongfu_core::security::responsibility::{self, HandOver, Responsibility};
use tongfu_core::security::users;
use tongfu_core::store::Store;
use tongfu_tables::export::{ExportColumn, ExportTable, Kind, Value, xlsx_bytes};

/// Names of what people are responsible for.
struct Titles {
    classes: BTreeMap<ClassId, String>,
    applicants: BTreeMap<ApplicationId, PersonId>,
}

impl Titles {
    fn of(store: &Store) -> Result<Self> {
        Ok(Self {
            classes: classes::classes(store.tables())?
                .into_iter()
                .map(|class| (class.id, class.name))
                .collect(),
            applicants: applications::applications(store)?
                .into_iter()
                .map(|application| (application.id, application.person))
                .collect(),
        })
    }

    fn title(&self, store: &Store, one: &Responsibility) -> Result<String> {
        let person = |person| Ok(people::name(store, person)?.unwrap_or_default());
        match one.matter.as_str() {
            responsibility::CLASS => Ok(self
                .classes
                .get(&ClassId(one.thing))
                .cloned()
                .unwrap_or_default()),
            responsibility::APPLICATION => match self.applicants.get(&ApplicationId(one.thing)) {
                Some(applicant) => person(*applicant),
                None => Ok(String::new()),
            },
            responsibility::CONFLICT => person(PersonId(one.thing)),
            _ => Ok(String::new()),
        }
    }

    fn items(&self, store: &Store, things: &[Responsibility]) -> Result<Vec<HandOverItem>> {
        let mut items: Vec<HandOverItem> = things
            .iter()
            .map(|one| {
                Ok(HandOverItem {
                    matter: one.matter.clone(),
                    thing: uuid::Uuid::from_bytes(one.thing).to_string(),
                    title: self.title(store, one)?,
                    since: one.since.to_string(),
                })
            })
            .collect::<Result<_>>()?;
        // As people look things up: by name, the ids only where names are alike.
        items.sort_by(|a, b| (&a.matter, &a.title, &a.thing).cmp(&(&b.matter, &b.title, &b.thing)));
        Ok(items)
    }
}

fn summary(store: &Store, hand_over: &HandOver) -> Result<HandOverSummary> {
    Ok(HandOverSummary {
        id: hand_over.id.to_string(),
        giver: users::name(store.tables(), &hand_over.giver.0)?,
        taker: users::name(store.tables(), &hand_over.taker.0)?,
        given_on: hand_over.given_on.to_string(),
        items: hand_over.items,
    })
}

fn listed(store: &Store, wanted: HandOverId) -> Result<HandOverList> {
    let (hand_over, things) = responsibility::hand_over_list(store, wanted)?;
    Ok(HandOverList {
        summary: summary(store, &hand_over)?,
        office_name: store.office().name.clone(),
        items: Titles::of(store)?.items(store, &things)?,
    })
}

pub fn responsibilities(session: &Session, wanted: Id) -> Result<Vec<HandOverItem>> {
    let user: UserId = id(&wanted.id)?;
    session.with_store(|store| {
        let open = responsibility::open_of(store, user)?;
        Titles::of(store)?.items(store, &open)
    })
}

pub fn assign(session: &Session, wanted: ResponsibilityAssign) -> Result<()> {
    // Any id of 16 bytes; what it names is the matter's affair.
    let thing: UserId = id(&wanted.thing)?;
    let user: UserId = id(&wanted.user)?;
    session.with_store(|store| {
        responsibility::assign(store, &wanted.matter, thing.0, user).map(|_| ())
    })
}

pub fn hand_over(session: &Session, wanted: HandOverAsk) -> Result<HandOverList> {
    let (from, to): (UserId, UserId) = (id(&wanted.from)?, id(&wanted.to)?);
    session.with_store(|store| {
        let done = responsibility::hand_over(store, from, to)?.value;
        listed(store, done)
    })
}

pub fn all(session: &Session, (): ()) -> Result<Vec<HandOverSummary>> {
    session.with_store(|store| {
        responsibility::hand_overs(store)?
            .iter()
            .map(|hand_over| summary(store, hand_over))
            .collect()
    })
}

pub fn get(session: &Session, wanted: Id) -> Result<HandOverList> {
    let wanted = id(&wanted.id)?;
    session.with_store(|store| listed(store, wanted))
}

pub fn save(session: &Session, wanted: Id) -> Result<Option<SavedFile>> {
    let list = get(session, wanted)?;
    let say = |code: &str| words::say(session.language(), code, []);
    let matter = |matter: &str| {
        let code = format!("HAND_OVER_MATTER_{}", matter.to_ascii_uppercase());
        if words::has(session.language(), &code) {
            say(&code)
        } else {
            say("HAND_OVER_MATTER_OTHER")
        }
    };
    let names = [
        ("giver", list.summary.giver.as_str()),
        ("taker", list.summary.taker.as_str()),
        ("date", list.summary.given_on.as_str()),
        ("office", list.office_name.as_str()),
    ];
    let table = ExportTable {
        sheet_name: say("HAND_OVER_SHEET"),
        title: Some(words::say(session.language(), "HAND_OVER_TITLE", names)),
        columns: vec![
            ExportColumn::of(
                say("HAND_OVER_COLUMN_NUMBER"),
                Kind::Quantity { decimals: 0 },
            ),
            ExportColumn::text(say("HAND_OVER_COLUMN_MATTER")),
            ExportColumn::text(say("HAND_OVER_COLUMN_TITLE")),
            ExportColumn::of(say("HAND_OVER_COLUMN_SINCE"), Kind::Date),
        ],
        rows: (1u32..)
            .zip(&list.items)
            .map(|(number, item)| {
                vec![
                    Value::Number(f64::from(number)),
                    Value::Text(matter(&item.matter)),
                    Value::Text(item.title.clone()),
                    item.since.parse().map_or(Value::Blank, Value::Date),
                ]
            })
            .collect(),
    };
    let bytes = xlsx_bytes(&table).map_err(|refusal| table_error(session, &refusal))?;
    let name = words::say(session.language(), "HAND_OVER_FILE", names);
    let dialog = session.dialog_words("DIALOG_HAND_OVER", &["xlsx"]);
    session.save(&format!("{name}.xlsx"), &dialog, &bytes)
}
