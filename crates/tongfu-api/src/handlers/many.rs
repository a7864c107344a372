//! Lists of people: filters, and changes of many at once.

use super::people::{entry, hit_of, match_kind};
use super::{count, id, sentence};
use crate::session::Session;
use crate::types::many::{
    ManyRefused, PeopleChoices, PeopleChosen, PeopleFilter, PeopleSaveMany, PeopleSavedMany,
    SavedFilter,
};
use crate::types::people::{MatchKind, PeopleFound, PersonSave};
use crate::types::session::Id;
use tongfu_core::base::PersonId;
use tongfu_core::people::{self, Chosen, Entry, FOR_MANY, Hit, SavedMany};
use tongfu_core::store::Store;
use tongfu_core::{Error, Result};

/// More filters than a list of choices can show.
const MOST_FILTERS: usize = 50;

fn chosen(filter: PeopleFilter) -> Chosen {
    Chosen {
        category: filter.category,
        township: filter.township,
        sex: filter.sex,
        age_from: filter.age_from,
        age_to: filter.age_to,
        wish: filter.wish,
        willing: filter.willing,
        phone: filter.phone,
    }
}

pub fn find(session: &Session, wanted: PeopleChosen) -> Result<PeopleFound> {
    let everybody = wanted.query.trim().is_empty();
    let found = session.search_people(&wanted.query, usize::MAX, 0)?;
    let by = chosen(wanted.filter);
    session.with_store(|store| {
        let chosen = people::chosen(store, &by)?;
        let hits: Vec<Hit> = found
            .hits
            .into_iter()
            .filter(|hit| chosen.contains(&hit.person))
            .collect();
        let total = count(hits.len());
        let page = hits
            .into_iter()
            .skip(usize::try_from(wanted.offset).unwrap_or(usize::MAX))
            .take(usize::try_from(wanted.limit).unwrap_or(usize::MAX));
        let mut shown = Vec::new();
        for hit in page {
            let matched = if everybody {
                MatchKind::All
            } else {
                match_kind(hit.matched)
            };
            let lines = people::lines(store, &[hit.person])?;
            shown.extend(lines.into_iter().map(|line| hit_of(line, matched)));
        }
        Ok(PeopleFound { total, hits: shown })
    })
}

/// Filters belong to the user and stay on this laptop.
fn key(store: &Store) -> String {
    format!("people.filters.{}", store.user().id)
}

fn filters(store: &Store) -> Result<Vec<SavedFilter>> {
    let kept = store.setting(&key(store))?.unwrap_or_default();
    // What another version kept and this one cannot read filters nothing.
    Ok(serde_json::from_str(&kept).unwrap_or_default())
}

fn keep(store: &mut Store, filters: &[SavedFilter]) -> Result<()> {
    let text = serde_json::to_string(filters)
        .map_err(|fault| Error::refused("FILTER_NAME").because(fault))?;
    let key = key(store);
    store.set_setting(&key, Some(&text))
}

fn read_choices(store: &Store) -> Result<PeopleChoices> {
    Ok(PeopleChoices {
        townships: people::townships(store)?,
        filters: filters(store)?,
        fields: FOR_MANY
            .iter()
            .map(|field| field.key().to_owned())
            .collect(),
    })
}

pub fn choices(session: &Session, (): ()) -> Result<PeopleChoices> {
    session.with_store(|store| read_choices(store))
}

pub fn filter_save(session: &Session, wanted: SavedFilter) -> Result<PeopleChoices> {
    let name = wanted.name.trim().to_owned();
    session.with_store(|store| {
        let mut kept = filters(store)?;
        kept.retain(|filter| filter.name != name);
        if name.is_empty() || kept.len() >= MOST_FILTERS {
            return Err(Error::refused("FILTER_NAME").with("most", MOST_FILTERS));
        }
        kept.push(SavedFilter { name, ..wanted });
        kept.sort_by(|one, other| one.name.cmp(&other.name));
        keep(store, &kept)?;
        read_choices(store)
    })
}

pub fn filter_remove(session: &Session, wanted: Id) -> Result<PeopleChoices> {
    session.with_store(|store| {
        let mut kept = filters(store)?;
        kept.retain(|filter| filter.name != wanted.id);
        keep(store, &kept)?;
        read_choices(store)
    })
}

pub fn save(session: &Session, wanted: PeopleSaveMany) -> Result<PeopleSavedMany> {
    let forms = wanted
        .changes
        .iter()
        .map(|change| {
            let person: PersonId = id(change.id.as_deref().unwrap_or_default())?;
            Ok((person, entry(&change.fields)?))
        })
        .collect::<Result<Vec<(PersonId, Entry<'_>)>>>()?;
    let saved = session.with_changes(|store| {
        let saved = people::save_many(store, &forms)?;
        let changed = match &saved {
            SavedMany::Done { written, .. } => written.changed.clone(),
            SavedMany::Refused(_) => Vec::new(),
        };
        Ok((saved, changed))
    })?;
    match saved {
        SavedMany::Done { before, .. } => Ok(PeopleSavedMany {
            saved: count(before.len()),
            refused: Vec::new(),
            before: before
                .into_iter()
                .map(|(person, fields)| PersonSave {
                    id: Some(person.to_string()),
                    fields: fields
                        .into_iter()
                        .map(|(field, text)| (field.key().to_owned(), text))
                        .collect(),
                })
                .collect(),
        }),
        SavedMany::Refused(reasons) => {
            let refused = session.with_store(|store| {
                reasons
                    .iter()
                    .map(|(person, problem)| {
                        Ok(ManyRefused {
                            id: person.to_string(),
                            name: people::name(store, *person)?.unwrap_or_default(),
                            message: sentence(session, problem),
                        })
                    })
                    .collect::<Result<_>>()
            })?;
            Ok(PeopleSavedMany {
                saved: 0,
                refused,
                before: Vec::new(),
            })
        }
    }
}
