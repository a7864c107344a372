//! How reasons and facts stand in structured fields. Reading is lenient: what
//! another version wrote differently is left out.

use super::model::{Basis, Effect, Reason};
use crate::base::EntityId;
use crate::store::{date_from_days, date_value};
use chrono::NaiveDate;
use tongfu_package::value::Value;

fn text(text: &str) -> Value {
    Value::Text(text.to_owned())
}

fn items(value: &Value) -> &[Value] {
    value.as_array().unwrap_or_default()
}

fn owned(value: &Value) -> Option<String> {
    value.as_text().map(str::to_owned)
}

fn day(date: Option<NaiveDate>) -> Value {
    date.map_or(Value::Null, date_value)
}

fn read_day(value: &Value) -> Option<NaiveDate> {
    value.as_int().and_then(date_from_days)
}

/// An id as it stands in a field.
pub(super) fn id(id: EntityId) -> Value {
    Value::Bytes(id.to_vec())
}

/// Decodes a stored structured field; absent or damaged reads as nothing.
pub(super) fn stored(bytes: Option<&[u8]>) -> Value {
    bytes
        .and_then(|bytes| Value::decode(bytes).ok())
        .unwrap_or_default()
}

/// Names with their values.
pub(super) fn pairs<N: AsRef<str>>(list: &[(N, String)]) -> Value {
    Value::Array(
        list.iter()
            .map(|(name, value)| Value::Array(vec![text(name.as_ref()), text(value)]))
            .collect(),
    )
}

/// Reads [`pairs`].
pub(super) fn read_pairs(value: &Value) -> Vec<(String, String)> {
    items(value)
        .iter()
        .filter_map(|pair| match items(pair) {
            [name, value] => Some((owned(name)?, owned(value)?)),
            _ => None,
        })
        .collect()
}

fn basis(basis: &Basis) -> Value {
    Value::Array(vec![
        basis.id.map_or(Value::Null, id),
        text(&basis.name),
        text(&basis.area),
        Value::Int(basis.value),
        text(&basis.unit),
        day(basis.valid_from),
        day(basis.valid_to),
        text(&basis.source),
        text(&basis.confidence),
        Value::Bool(basis.estimate),
    ])
}

fn read_basis(value: &Value) -> Option<Basis> {
    let [
        id,
        name,
        area,
        number,
        unit,
        valid_from,
        valid_to,
        source,
        confidence,
        estimate,
    ] = items(value)
    else {
        return None;
    };
    Some(Basis {
        id: id.as_bytes().and_then(|bytes| bytes.try_into().ok()),
        name: owned(name)?,
        area: owned(area)?,
        value: number.as_int()?,
        unit: owned(unit)?,
        valid_from: read_day(valid_from),
        valid_to: read_day(valid_to),
        source: owned(source)?,
        confidence: owned(confidence)?,
        estimate: estimate.as_bool()?,
    })
}

/// Reasons in order.
pub(super) fn reasons(list: &[Reason]) -> Value {
    Value::Array(
        list.iter()
            .map(|reason| {
                Value::Array(vec![
                    text(&reason.code),
                    text(reason.effect.word()),
                    text(&reason.clause),
                    pairs(&reason.params),
                    Value::Array(reason.rests_on.iter().map(basis).collect()),
                    reason.field.as_deref().map_or(Value::Null, text),
                ])
            })
            .collect(),
    )
}

/// Reads [`reasons`].
pub(super) fn read_reasons(value: &Value) -> Vec<Reason> {
    items(value)
        .iter()
        .filter_map(|reason| {
            let [code, effect, clause, params, rests_on, field] = items(reason) else {
                return None;
            };
            Some(Reason {
                code: owned(code)?,
                effect: Effect::from_word(effect.as_text()?)?,
                clause: owned(clause)?,
                params: read_pairs(params),
                rests_on: items(rests_on).iter().filter_map(read_basis).collect(),
                field: owned(field),
            })
        })
        .collect()
}
