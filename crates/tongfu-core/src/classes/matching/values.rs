//! How lists, results and reasons stand in structured fields. Reading is
//! lenient: what another version wrote differently is left out.

use super::model::{Applicant, ClassOutcome, Cutoff, Offer, Reason, Weights};
use crate::base::{ClassId, EntityId, PersonId};
use std::collections::BTreeMap;
use tongfu_package::value::Value;

fn int(number: impl Into<i64>) -> Value {
    Value::Int(number.into())
}

fn text(text: &str) -> Value {
    Value::Text(text.to_owned())
}

/// An id as it stands in a field.
pub fn id(id: impl Into<EntityId>) -> Value {
    Value::Bytes(id.into().to_vec())
}

fn read_id(value: &Value) -> Option<EntityId> {
    value.as_bytes().and_then(|bytes| bytes.try_into().ok())
}

fn items(value: &Value) -> &[Value] {
    match value {
        Value::Array(items) => items,
        _ => &[],
    }
}

fn read_count(value: &Value) -> Option<u32> {
    value.as_int().and_then(|number| u32::try_from(number).ok())
}

/// Decodes a stored structured field; absent or damaged reads as nothing.
pub fn stored(bytes: Option<&[u8]>) -> Value {
    bytes
        .and_then(|bytes| Value::decode(bytes).ok())
        .unwrap_or_default()
}

/// Class ids in order.
pub fn classes(list: &[ClassId]) -> Value {
    Value::Array(list.iter().map(|class| id(class.0)).collect())
}

/// Reads [`classes`].
pub fn read_classes(value: &Value) -> Vec<ClassId> {
    items(value)
        .iter()
        .filter_map(read_id)
        .map(ClassId)
        .collect()
}

/// Classes with a number each: preferences with priorities, waitlists with
/// positions, marks.
pub fn numbered<N: Into<i64> + Copy>(list: &[(ClassId, N)]) -> Value {
    Value::Array(
        list.iter()
            .map(|(class, number)| Value::Array(vec![id(class.0), int(*number)]))
            .collect(),
    )
}

/// Reads [`numbered`].
pub fn read_numbered(value: &Value) -> Vec<(ClassId, i64)> {
    items(value)
        .iter()
        .filter_map(|pair| match items(pair) {
            [class, number] => Some((ClassId(read_id(class)?), number.as_int()?)),
            _ => None,
        })
        .collect()
}

/// Texts in order.
pub fn texts(list: &[String]) -> Value {
    Value::Array(list.iter().map(|entry| text(entry)).collect())
}

/// Reads [`texts`].
pub fn read_texts(value: &Value) -> Vec<String> {
    items(value)
        .iter()
        .filter_map(|entry| entry.as_text().map(str::to_owned))
        .collect()
}

/// The classes of a closed list.
pub fn offers(list: &[Offer]) -> Value {
    Value::Array(
        list.iter()
            .map(|offer| {
                let reserves = offer
                    .reserves
                    .iter()
                    .map(|(kind, seats)| Value::Array(vec![text(kind), int(*seats)]))
                    .collect();
                Value::Array(vec![
                    id(offer.class.0),
                    int(offer.seats),
                    int(offer.smallest),
                    Value::Array(reserves),
                ])
            })
            .collect(),
    )
}

/// Reads [`offers`].
pub fn read_offers(value: &Value) -> Vec<Offer> {
    items(value)
        .iter()
        .filter_map(|offer| {
            let [class, seats, smallest, reserves] = items(offer) else {
                return None;
            };
            Some(Offer {
                class: ClassId(read_id(class)?),
                seats: read_count(seats)?,
                smallest: read_count(smallest)?,
                reserves: items(reserves)
                    .iter()
                    .filter_map(|reserve| match items(reserve) {
                        [kind, seats] => Some((kind.as_text()?.to_owned(), read_count(seats)?)),
                        _ => None,
                    })
                    .collect(),
            })
        })
        .collect()
}

/// Points by reason.
pub fn weights(weights: &Weights) -> Value {
    Value::Array(
        weights
            .entries()
            .iter()
            .map(|(name, points)| Value::Array(vec![text(name), int(*points)]))
            .collect(),
    )
}

/// Reads [`weights`].
pub fn read_weights(value: &Value) -> BTreeMap<String, i64> {
    items(value)
        .iter()
        .filter_map(|entry| match items(entry) {
            [name, points] => Some((name.as_text()?.to_owned(), points.as_int()?)),
            _ => None,
        })
        .collect()
}

/// What came of the classes.
pub fn outcomes(list: &[ClassOutcome]) -> Value {
    Value::Array(
        list.iter()
            .map(|outcome| {
                let cutoffs = outcome
                    .cutoffs
                    .iter()
                    .map(|cutoff| {
                        let priority = cutoff.priority.map_or(Value::Null, Value::Int);
                        Value::Array(vec![
                            text(&cutoff.slot),
                            int(cutoff.people),
                            priority,
                            Value::Bool(cutoff.withheld),
                        ])
                    })
                    .collect();
                Value::Array(vec![
                    id(outcome.class.0),
                    int(outcome.filled),
                    int(outcome.waiting),
                    Value::Array(cutoffs),
                ])
            })
            .collect(),
    )
}

/// Reads [`outcomes`]; seats and closing are known to the run.
pub fn read_outcomes(value: &Value, offers: &[Offer], closed: &[ClassId]) -> Vec<ClassOutcome> {
    items(value)
        .iter()
        .filter_map(|outcome| {
            let [class, filled, waiting, cutoffs] = items(outcome) else {
                return None;
            };
            let class = ClassId(read_id(class)?);
            let cutoffs = items(cutoffs)
                .iter()
                .filter_map(|cutoff| match items(cutoff) {
                    [slot, people, priority, withheld] => Some(Cutoff {
                        slot: slot.as_text()?.to_owned(),
                        people: read_count(people)?,
                        priority: priority.as_int(),
                        withheld: withheld.as_bool()?,
                    }),
                    _ => None,
                })
                .collect();
            Some(ClassOutcome {
                class,
                seats: offers
                    .iter()
                    .find(|offer| offer.class == class)
                    .map_or(0, |offer| offer.seats),
                filled: read_count(filled)?,
                waiting: read_count(waiting)?,
                cutoffs,
                closed: closed.contains(&class),
            })
        })
        .collect()
}

/// Reasons of one result.
pub fn reasons(list: &[Reason]) -> Value {
    Value::Array(
        list.iter()
            .map(|reason| {
                let class = reason.class.map_or(Value::Null, |class| id(class.0));
                let mut parts = vec![text(&reason.code), class];
                parts.extend(
                    reason
                        .params
                        .iter()
                        .map(|(name, value)| Value::Array(vec![text(name), text(value)])),
                );
                Value::Array(parts)
            })
            .collect(),
    )
}

/// Reads [`reasons`].
pub fn read_reasons(value: &Value) -> Vec<Reason> {
    items(value)
        .iter()
        .filter_map(|reason| {
            let [code, class, params @ ..] = items(reason) else {
                return None;
            };
            Some(Reason {
                code: code.as_text()?.to_owned(),
                class: read_id(class).map(ClassId),
                params: params
                    .iter()
                    .filter_map(|param| match items(param) {
                        [name, value] => {
                            Some((name.as_text()?.to_owned(), value.as_text()?.to_owned()))
                        }
                        _ => None,
                    })
                    .collect(),
            })
        })
        .collect()
}

/// An applicant of a closed list out of its stored parts.
pub fn read_applicant(person: EntityId, preferences: &Value, types: &Value) -> Applicant {
    Applicant {
        person: PersonId(person),
        preferences: read_numbered(preferences),
        types: read_texts(types),
    }
}
