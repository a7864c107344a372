//! The rows of a file as they were read, packed: a row takes a few hundred
//! bytes here, and ten times that as values of their own.

use crate::base::Problem;
use crate::people::model::{Datum, Field};
use crate::people::rules::Reading;
use chrono::{Datelike, NaiveDate};

/// Readings by the row they come from, in the file's order.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub(super) struct Readings {
    /// The values of one row after the other.
    bytes: Vec<u8>,
    /// Row of the file, and where its values end.
    rows: Vec<(u32, usize)>,
    /// Problems by place, for the rows that have any.
    problems: Vec<(usize, Vec<Problem>)>,
}

/// How a value is packed, after the byte of its field.
const DATE: u8 = 0;
const INT: u8 = 1;
const NO: u8 = 2;
const YES: u8 = 3;
/// A text: its length in a byte, or in four after [`LONG`].
const TEXT: u8 = 4;
const LONG: u8 = 5;

impl Readings {
    pub(super) fn push(&mut self, row: u32, reading: Reading) {
        for (field, datum) in reading.values.iter() {
            self.bytes.push(field as u8);
            match datum {
                Datum::Date(date) => {
                    self.bytes.push(DATE);
                    self.bytes
                        .extend_from_slice(&date.num_days_from_ce().to_le_bytes());
                }
                Datum::Int(number) => {
                    self.bytes.push(INT);
                    self.bytes.extend_from_slice(&number.to_le_bytes());
                }
                Datum::Bool(yes) => self.bytes.push(if *yes { YES } else { NO }),
                Datum::Text(text) => {
                    if let Ok(length) = u8::try_from(text.len()) {
                        self.bytes.extend_from_slice(&[TEXT, length]);
                    } else {
                        // No cell is longer than four bytes can say.
                        let length = u32::try_from(text.len()).unwrap_or(u32::MAX);
                        self.bytes.push(LONG);
                        self.bytes.extend_from_slice(&length.to_le_bytes());
                    }
                    self.bytes.extend_from_slice(text.as_bytes());
                }
            }
        }
        if !reading.problems.is_empty() {
            self.problems.push((self.rows.len(), reading.problems));
        }
        self.rows.push((row, self.bytes.len()));
    }

    /// Puts the rows of `others` behind its own.
    pub(super) fn append(&mut self, others: Self) {
        let (rows, bytes) = (self.rows.len(), self.bytes.len());
        self.bytes.extend_from_slice(&others.bytes);
        self.rows
            .extend(others.rows.iter().map(|(row, end)| (*row, end + bytes)));
        self.problems.extend(
            others
                .problems
                .into_iter()
                .map(|(place, problems)| (place + rows, problems)),
        );
    }

    pub(super) fn len(&self) -> usize {
        self.rows.len()
    }

    /// The row and the reading at `place`.
    pub(super) fn get(&self, place: usize) -> Option<(u32, Reading)> {
        let (row, _) = self.rows.get(place)?;
        let values = Packed(self.packed(place))
            .map(|(field, datum)| {
                let datum = match datum {
                    Bare::Text(text) => Datum::Text(text.to_owned()),
                    Bare::Date(date) => Datum::Date(date),
                    Bare::Int(number) => Datum::Int(number),
                    Bare::Bool(yes) => Datum::Bool(yes),
                };
                (field, datum)
            })
            .collect();
        let problems = self
            .problems
            .binary_search_by_key(&place, |(of, _)| *of)
            .ok()
            .and_then(|at| self.problems.get(at))
            .map(|(_, problems)| problems.clone())
            .unwrap_or_default();
        Some((*row, Reading { values, problems }))
    }

    /// The text of a field at `place`.
    pub(super) fn text(&self, place: usize, wanted: Field) -> Option<&str> {
        Packed(self.packed(place)).find_map(|(field, datum)| match datum {
            Bare::Text(text) if field == wanted => Some(text),
            _ => None,
        })
    }

    pub(super) fn iter(&self) -> impl Iterator<Item = (u32, Reading)> + '_ {
        (0..self.len()).filter_map(|place| self.get(place))
    }

    fn packed(&self, place: usize) -> &[u8] {
        let from = match place.checked_sub(1) {
            Some(before) => self.rows.get(before).map_or(0, |(_, end)| *end),
            None => 0,
        };
        self.rows
            .get(place)
            .and_then(|(_, end)| self.bytes.get(from..*end))
            .unwrap_or_default()
    }
}

impl FromIterator<(u32, Reading)> for Readings {
    fn from_iter<I: IntoIterator<Item = (u32, Reading)>>(pairs: I) -> Self {
        let mut readings = Self::default();
        for (row, reading) in pairs {
            readings.push(row, reading);
        }
        readings
    }
}

/// A value that owns nothing.
enum Bare<'b> {
    Text(&'b str),
    Date(NaiveDate),
    Int(i64),
    Bool(bool),
}

/// The values of one row.
struct Packed<'b>(&'b [u8]);

impl<'b> Packed<'b> {
    fn take(&mut self, count: usize) -> Option<&'b [u8]> {
        let (taken, rest) = self.0.split_at_checked(count)?;
        self.0 = rest;
        Some(taken)
    }

    fn array<const N: usize>(&mut self) -> Option<[u8; N]> {
        self.take(N)?.try_into().ok()
    }
}

impl<'b> Iterator for Packed<'b> {
    type Item = (Field, Bare<'b>);

    fn next(&mut self) -> Option<Self::Item> {
        let [field, how] = self.array()?;
        let field = Field::ALL.get(usize::from(field))?;
        let datum = match how {
            DATE => {
                let days = i32::from_le_bytes(self.array()?);
                Bare::Date(NaiveDate::from_num_days_from_ce_opt(days)?)
            }
            INT => Bare::Int(i64::from_le_bytes(self.array()?)),
            NO | YES => Bare::Bool(how == YES),
            _ => {
                let length = if how == TEXT {
                    let [length] = self.array()?;
                    usize::from(length)
                } else {
                    usize::try_from(u32::from_le_bytes(self.array()?)).ok()?
                };
                Bare::Text(std::str::from_utf8(self.take(length)?).ok()?)
            }
        };
        Some((*field, datum))
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    fn datum() -> impl Strategy<Value = Datum> {
        prop_oneof![
            "\\PC{0,20}".prop_map(Datum::Text),
            (200usize..70_000).prop_map(|length| Datum::Text("字".repeat(length))),
            (-800_000i32..800_000)
                .prop_map(|days| Datum::Date(NaiveDate::from_num_days_from_ce_opt(days).unwrap())),
            any::<i64>().prop_map(Datum::Int),
            any::<bool>().prop_map(Datum::Bool),
        ]
    }

    fn reading() -> impl Strategy<Value = Reading> {
        let values = prop::collection::vec((0..Field::ALL.len(), datum()), 0..12);
        (
            values,
            prop::collection::vec(Just(Problem::warn("ID_15")), 0..2),
        )
            .prop_map(|(values, problems)| Reading {
                values: values
                    .into_iter()
                    .map(|(at, datum)| (Field::ALL[at], datum))
                    .collect(),
                problems,
            })
    }

    proptest! {
        #![proptest_config(ProptestConfig::with_cases(64))]
        #[test]
        fn what_is_packed_comes_out_as_it_was(
            one in prop::collection::vec((any::<u32>(), reading()), 0..6),
            other in prop::collection::vec((any::<u32>(), reading()), 0..6),
        ) {
            let mut packed: Readings = one.iter().cloned().collect();
            packed.append(other.iter().cloned().collect());
            let all: Vec<_> = one.into_iter().chain(other).collect();
            prop_assert_eq!(packed.iter().collect::<Vec<_>>(), all.clone());
            for (place, (_, reading)) in all.iter().enumerate() {
                for field in Field::ALL {
                    prop_assert_eq!(packed.text(place, *field), reading.values.text(*field));
                }
            }
            prop_assert_eq!(packed.get(all.len()), None);
        }
    }
}
