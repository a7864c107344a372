//! Entries that may be one person: found, shown side by side, decided.

use super::people::{hit_of, written};
use super::{count, id};
use crate::session::Session;
use crate::types::duplicates::{
    DuplicatePair, Duplicates, DuplicatesQuery, PairDecide, PairFieldView, PairOf, PairVerdict,
    PairView,
};
use crate::types::people::MatchKind;
use tongfu_core::Result;
use tongfu_core::base::PersonId;
use tongfu_core::people::duplicates::{self, Evidence, Pair, Verdict};
use tongfu_core::people::{self, PersonLine, Shown};
use tongfu_core::store::Store;

fn verdict(verdict: Verdict) -> PairVerdict {
    match verdict {
        Verdict::Open => PairVerdict::Open,
        Verdict::Same => PairVerdict::Same,
        Verdict::Different => PairVerdict::Different,
    }
}

fn keys(evidence: &[Evidence]) -> Vec<String> {
    evidence.iter().map(|one| one.key().to_owned()).collect()
}

pub fn list(session: &Session, page: DuplicatesQuery) -> Result<Duplicates> {
    session.with_store(|store| {
        let found = duplicates::suggestions(store)?;
        let pairs = found
            .iter()
            .skip(page.offset as usize)
            .take(page.limit as usize)
            .map(|pair| {
                let both = (pair.one, pair.other);
                listed(store, both, pair.points, &pair.evidence, Verdict::Open)
            })
            .collect::<Result<Vec<_>>>()?;
        let decided = duplicates::decided(store)?
            .into_iter()
            .map(|(one, other, verdict)| listed(store, (one, other), 0, &[], verdict))
            .collect::<Result<Vec<_>>>()?;
        Ok(Duplicates {
            total: count(found.len()),
            pairs: pairs.into_iter().flatten().collect(),
            decided: decided.into_iter().flatten().collect(),
        })
    })
}

/// A pair as a line of the list; `None` when an entry went meanwhile.
fn listed(
    store: &Store,
    (one, other): (PersonId, PersonId),
    points: i32,
    evidence: &[Evidence],
    decided: Verdict,
) -> Result<Option<DuplicatePair>> {
    let Ok(lines) = <[PersonLine; 2]>::try_from(people::lines(store, &[one, other])?) else {
        return Ok(None);
    };
    let [one, other] = lines.map(|line| hit_of(line, MatchKind::All));
    Ok(Some(DuplicatePair {
        one,
        other,
        points,
        evidence: keys(evidence),
        verdict: verdict(decided),
    }))
}

fn view(pair: &Pair) -> PairView {
    let text = |shown: &Option<Shown>| {
        shown
            .as_ref()
            .map(|shown| written(&shown.value))
            .unwrap_or_default()
    };
    PairView {
        one: pair.one.to_string(),
        other: pair.other.to_string(),
        fields: pair
            .fields
            .iter()
            .map(|field| PairFieldView {
                key: field.field.key().to_owned(),
                one: text(&field.one),
                other: text(&field.other),
                differs: field.differs,
            })
            .collect(),
        evidence: keys(&pair.evidence),
        verdict: verdict(pair.verdict),
        one_person: pair.one_person,
    }
}

pub fn pair(session: &Session, wanted: PairOf) -> Result<PairView> {
    let (one, other) = (id(&wanted.one)?, id(&wanted.other)?);
    session.with_store(|store| Ok(view(&duplicates::pair(store, one, other)?)))
}

pub fn decide(session: &Session, wanted: PairDecide) -> Result<PairView> {
    let (one, other) = (id(&wanted.one)?, id(&wanted.other)?);
    let verdict = match wanted.verdict {
        PairVerdict::Open => Verdict::Open,
        PairVerdict::Same => Verdict::Same,
        PairVerdict::Different => Verdict::Different,
    };
    session.with_changes(|store| {
        let written = duplicates::decide(store, one, other, verdict, &wanted.reason)?;
        let shown = view(&duplicates::pair(store, one, other)?);
        Ok((shown, written.changed))
    })
}
