//! The list of people as it leaves the program. Numbers are masked unless two
//! people agreed that they are not (domain.md §10); then every person of the
//! list is recorded as disclosed.

use super::model::{Datum, Field};
use super::records::DISCLOSURE;
use super::rules::{mask_number, mask_phone};
use super::store;
use crate::base::{ApprovalId, PersonId};
use crate::security::approvals::{self, EXPORT_UNMASKED};
use crate::store::{Store, Written};
use crate::{Error, Result};
use tongfu_package::value::Value;

/// The columns of the list, in order.
pub const EXPORTED: &[Field] = &[
    Field::Name,
    Field::DocumentNumber,
    Field::Sex,
    Field::BirthDate,
    Field::Phone,
    Field::Township,
    Field::Village,
    Field::Category,
    Field::Wish1,
];

/// What an approval for an unmasked list must have been asked for.
pub const SCOPE_EVERYBODY: &str = "people:all";

/// One person of the list: a value for each of [`EXPORTED`].
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ExportedPerson {
    /// The person.
    pub person: PersonId,
    /// Values in the order of [`EXPORTED`].
    pub values: Vec<Option<Datum>>,
}

fn rows(store: &Store, masked: bool) -> Result<Vec<ExportedPerson>> {
    let mut found = Vec::new();
    store::everybody(store.tables(), |held| {
        if store::canonical(store.tables(), held.id)? != held.id {
            return Ok(());
        }
        let values = EXPORTED
            .iter()
            .map(|field| {
                let value = held.values.get(*field)?;
                Some(match (field, value) {
                    (Field::DocumentNumber, Datum::Text(number)) if masked => {
                        Datum::Text(mask_number(number))
                    }
                    (Field::Phone, Datum::Text(phone)) if masked => Datum::Text(mask_phone(phone)),
                    (_, value) => value.clone(),
                })
            })
            .collect();
        found.push(ExportedPerson {
            person: held.id,
            values,
        });
        Ok(())
    })?;
    Ok(found)
}

/// Everybody, each once, with masked numbers.
pub fn masked(store: &Store) -> Result<Vec<ExportedPerson>> {
    rows(store, true)
}

/// Everybody, each once, with whole numbers: takes the approval, and records
/// for every person that their numbers left and on which approval.
///
/// Errors: `APPROVAL_NEEDED` without an approval, those of
/// [`approvals::take`], `ROLE_MAY_NOT`. Nothing is given then.
pub fn unmasked(
    store: &mut Store,
    approval: Option<ApprovalId>,
) -> Result<Written<Vec<ExportedPerson>>> {
    let approval =
        approval.ok_or_else(|| Error::new(crate::ErrorKind::Denied, "APPROVAL_NEEDED"))?;
    approvals::take(store, approval, &EXPORT_UNMASKED, SCOPE_EVERYBODY)?;
    let people = rows(store, false)?;
    let today = store.today();
    store.write("people.export", today, |change| {
        for one in &people {
            let id = change.new_id();
            change.set(
                &DISCLOSURE,
                id,
                &[
                    ("person", Some(Value::Bytes(one.person.0.to_vec()))),
                    ("field", Some(Value::Text("export".to_owned()))),
                    ("reason", Some(Value::Text(format!("approval {approval}")))),
                ],
            )?;
        }
        Ok(people)
    })
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::people::model::Entry;
    use crate::people::{Saved, save};
    use crate::security::accounts::Present;
    use crate::security::approvals::Request;
    use crate::security::model::UserRole;
    use crate::security::testing::user;
    use crate::store::testing::county;

    const NUMBER: &str = "654004199003070014";

    fn with_one() -> Store {
        let mut store = county("2026-11-20");
        let number = valid(NUMBER);
        let mut entry = Entry::new();
        entry.put(Field::Name, "买买提", false);
        entry.put(Field::DocumentNumber, &number, false);
        entry.put(Field::Phone, "13800000001", false);
        let saved = save(&mut store, None, &entry).unwrap();
        assert!(matches!(saved, Saved::Done { .. }), "{saved:?}");
        store
    }

    /// The number with the right check digit.
    fn valid(number: &str) -> String {
        let weights = [7, 9, 10, 5, 8, 4, 2, 1, 6, 3, 7, 9, 10, 5, 8, 4, 2];
        let sum: u32 = number
            .chars()
            .zip(weights)
            .map(|(digit, weight)| digit.to_digit(10).unwrap() * weight)
            .sum();
        let check = "10X98765432".chars().nth((sum % 11) as usize).unwrap();
        format!("{}{check}", &number[..17])
    }

    fn text(row: &ExportedPerson, field: Field) -> String {
        let at = EXPORTED.iter().position(|known| *known == field).unwrap();
        match &row.values[at] {
            Some(Datum::Text(text)) => text.clone(),
            other => panic!("{other:?}"),
        }
    }

    #[test]
    fn numbers_are_masked_without_asking_and_whole_only_with_an_approval() {
        let mut store = with_one();
        let whole = valid(NUMBER);
        let rows = masked(&store).unwrap();
        assert_ne!(text(&rows[0], Field::DocumentNumber), whole);
        assert!(text(&rows[0], Field::Phone).contains('*'));
        assert_eq!(
            unmasked(&mut store, None).unwrap_err().code,
            "APPROVAL_NEEDED"
        );
        let request = Request {
            purpose: &EXPORT_UNMASKED,
            scope: SCOPE_EVERYBODY,
            for_whom: "县人社局",
            reason: "核对参保",
            person: None,
        };
        let id = approvals::ask(&mut store, &request).unwrap().value;
        assert_eq!(
            unmasked(&mut store, Some(id)).unwrap_err().code,
            "APPROVAL_WAITING"
        );
        let other = user(&mut store, "乙", UserRole::Coordinator);
        approvals::decide(&mut store, id, &Present::assumed(other), true, "").unwrap();
        let rows = unmasked(&mut store, Some(id)).unwrap().value;
        assert_eq!(text(&rows[0], Field::DocumentNumber), whole);
        let disclosed: (Vec<u8>, String) = store
            .tables()
            .query_row("SELECT person, reason FROM disclosure", [], |row| {
                Ok((row.get(0)?, row.get(1)?))
            })
            .unwrap();
        assert_eq!(disclosed.0, rows[0].person.0);
        assert_eq!(disclosed.1, format!("approval {id}"));
        assert_eq!(
            unmasked(&mut store, Some(id)).unwrap_err().code,
            "APPROVAL_USED"
        );
    }
}
