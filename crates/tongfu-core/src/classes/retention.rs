//! What obliges an office to keep the record of a trainee.

use crate::Result;
use crate::base::EntityId;
use crate::store::date_from_days;
use crate::store::registry::RetentionDuty;
use chrono::NaiveDate;
use rusqlite::Connection;

/// Training files: counted from the end of the last class in which the person
/// had a place.
pub static TRAINING: RetentionDuty = RetentionDuty {
    code: "training",
    parameter: "retention.training.years",
    last_event: last_class_end,
};

fn last_class_end(connection: &Connection, person: &EntityId) -> Result<Option<NaiveDate>> {
    let day: Option<i64> = connection
        .prepare_cached(
            "SELECT max(c.start + coalesce(c.training_days, 0) + coalesce(c.exam_days, 0))
             FROM enrolment e JOIN class c ON c.id = e.class
             WHERE e.person = ?1 AND e.state IN ('admitted', 'promoted')",
        )?
        .query_row([person], |row| row.get(0))?;
    Ok(day.and_then(date_from_days))
}
