//! Setting projects up.

use super::model::{NewProject, ProjectState};
use super::records::PROJECT;
use crate::Result;
use crate::base::DemandLineId;
use crate::store::{Change, date_value};
use tongfu_package::value::Value;

/// Sets a project up within an action, or adds lines to the one that stands
/// under the same id: what an officer changed about it meanwhile stays.
///
/// Errors: `PROJECT_WITHOUT_GAP`.
pub fn open(change: &mut Change<'_>, new: &NewProject) -> Result<()> {
    new.check()?;
    match super::store::read(change.tables(), new.id)? {
        Some(known) => {
            let mut lines: Vec<DemandLineId> = known.lines.clone();
            lines.extend(new.lines.iter().filter(|line| !known.lines.contains(line)));
            if lines != known.lines {
                let lines = lines
                    .iter()
                    .map(|line| Value::Bytes(line.0.to_vec()))
                    .collect();
                change.set(&PROJECT, new.id.0, &[("lines", Some(Value::Array(lines)))])?;
            }
        }
        None => {
            let lines = new
                .lines
                .iter()
                .map(|line| Value::Bytes(line.0.to_vec()))
                .collect();
            change.set(
                &PROJECT,
                new.id.0,
                &[
                    ("name", Some(Value::Text(new.name.clone()))),
                    ("occupation", Some(Value::Text(new.occupation.clone()))),
                    ("year", Some(Value::Int(i64::from(new.year)))),
                    (
                        "state",
                        Some(Value::Text(ProjectState::Draft.word().to_owned())),
                    ),
                    ("lines", Some(Value::Array(lines))),
                    ("opened", Some(date_value(new.opened))),
                    (
                        "reason",
                        (!new.reason.is_empty()).then(|| Value::Text(new.reason.clone())),
                    ),
                ],
            )?;
        }
    }
    Ok(())
}
