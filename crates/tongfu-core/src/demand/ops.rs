//! Asking and deciding about demand.

use super::model::{Bulletin, Curve, DemandLine};
use super::records::{BULLETIN, DEMAND_CHOICE, DEMAND_LINE};
use super::{rules, store as tables};
use crate::base::{BulletinId, DemandLineId, EntityId, IsoWeek, derived_id, reference};
use crate::store::{Store, date_value};
use crate::{Error, Result};
use chrono::NaiveDate;
use std::collections::BTreeMap;
use tongfu_package::value::Value;

/// All bulletins, newest quarter first.
pub fn bulletins(store: &Store) -> Result<Vec<Bulletin>> {
    tables::bulletins(store.tables(), tables::grace(store)?, store.today())
}

/// How many bulletins are on record.
pub fn count(store: &Store) -> Result<u32> {
    Ok(store
        .tables()
        .prepare_cached("SELECT count(*) FROM bulletin")?
        .query_row([], |row| row.get(0))?)
}

/// The newest bulletin that counts, of any issuer, by day of collection.
pub fn newest_bulletin(store: &Store) -> Result<Option<Bulletin>> {
    let counting = bulletins(store)?
        .into_iter()
        .filter(|bulletin| !bulletin.superseded);
    Ok(counting.max_by_key(|bulletin| (bulletin.collected, bulletin.quarter, bulletin.id)))
}

/// A bulletin with its lines in the file's order.
///
/// Errors: `BULLETIN_ABSENT`.
pub fn bulletin(store: &Store, id: BulletinId) -> Result<(Bulletin, Vec<DemandLine>)> {
    let bulletin = bulletins(store)?
        .into_iter()
        .find(|bulletin| bulletin.id == id)
        .ok_or_else(|| Error::absent("BULLETIN_ABSENT").with("bulletin", id))?;
    let lines = tables::lines(store.tables(), std::slice::from_ref(&bulletin))?;
    Ok((bulletin, lines))
}

/// The lines that count on `today`: of every issuer those of its latest
/// bulletin, marked stale where that is past its quarter and the grace. In the
/// order of the bulletins (newest first) and of their files.
pub fn effective_lines(store: &Store, today: NaiveDate) -> Result<Vec<DemandLine>> {
    let bulletins = tables::bulletins(store.tables(), tables::grace(store)?, today)?;
    let (old, mut counting): (Vec<_>, Vec<_>) = tables::lines(store.tables(), &bulletins)?
        .into_iter()
        .partition(|line| line.superseded);
    let mut heirs: BTreeMap<DemandLineId, Vec<DemandLineId>> = BTreeMap::new();
    for line in &old {
        if let Some(heir) = rules::successor(line, &counting) {
            heirs.entry(heir).or_default().push(line.id);
        }
    }
    for line in &mut counting {
        line.succeeds = heirs.remove(&line.id).unwrap_or_default();
    }
    Ok(counting)
}

/// Every line on record, superseded ones too: classes may still name them.
pub fn all_lines(store: &Store) -> Result<Vec<DemandLine>> {
    let bulletins = bulletins(store)?;
    tables::lines(store.tables(), &bulletins)
}

/// People wanted per week by region and occupation over `weeks` weeks from
/// `from`, of the lines that count today; in order of region and occupation.
/// Curves without anybody in these weeks are kept: their lines lie elsewhere in
/// time.
pub fn curves(store: &Store, from: IsoWeek, weeks: usize) -> Result<Vec<Curve>> {
    Ok(rules::curves(
        effective_lines(store, store.today())?,
        &tables::choices(store.tables())?,
        from,
        weeks,
    ))
}

fn choice_id(region: &str, occupation: &str) -> EntityId {
    derived_id("demand-choice", &[region.as_bytes(), occupation.as_bytes()])
}

/// Chooses whose figures count for an occupation in a region where issuers
/// disagree; `None` takes the choice back.
///
/// Errors: `CHOICE_ISSUER_ABSENT` (region, occupation, issuer) when the issuer
/// has no line that counts there; `CHOICE_REASON_MISSING`.
pub fn choose(
    store: &mut Store,
    region: &str,
    occupation: &str,
    issuer: Option<&str>,
    reason: &str,
) -> Result<()> {
    let today = store.today();
    let id = choice_id(region, occupation);
    let Some(issuer) = issuer else {
        let known = store
            .tables()
            .prepare_cached("SELECT 1 FROM demand_choice WHERE id = ?1")?
            .exists([id])?;
        if known {
            store.write("demand.choose", today, |change| {
                change.delete(&DEMAND_CHOICE, id)
            })?;
        }
        return Ok(());
    };
    if reason.trim().is_empty() {
        return Err(Error::refused("CHOICE_REASON_MISSING"));
    }
    let named = effective_lines(store, today)?.into_iter().any(|line| {
        line.region == region
            && line.occupation == occupation
            && rules::issuer_key(&line.issuer) == rules::issuer_key(issuer)
    });
    if !named || reference::occupation(occupation).is_none() {
        return Err(Error::refused("CHOICE_ISSUER_ABSENT")
            .with("region", region)
            .with("occupation", occupation)
            .with("issuer", issuer));
    }
    let text = |text: &str| Some(Value::Text(text.trim().to_owned()));
    store.write("demand.choose", today, |change| {
        change.set(
            &DEMAND_CHOICE,
            id,
            &[
                ("region", text(region)),
                ("occupation", text(occupation)),
                ("issuer", text(issuer)),
                ("reason", text(reason)),
                ("chosen", Some(date_value(today))),
            ],
        )
    })?;
    Ok(())
}

/// Takes a bulletin back with all its lines: an import undone. The bulletin
/// before it counts again. Classes that name its lines keep naming them.
///
/// Errors: `BULLETIN_ABSENT`.
pub fn remove(store: &mut Store, id: BulletinId) -> Result<()> {
    if !tables::is_known(store.tables(), id)? {
        return Err(Error::absent("BULLETIN_ABSENT").with("bulletin", id));
    }
    let today = store.today();
    store.write("demand.remove", today, |change| {
        for line in tables::line_ids(change.tables(), id)? {
            change.delete(&DEMAND_LINE, line.0)?;
        }
        change.delete(&BULLETIN, id.0)
    })?;
    Ok(())
}
