//! Matching applicants to class seats: applicant-proposing deferred acceptance
//! with reserves that revert to open seats (Hafalir, Yenmez and Yildirim 2013;
//! Kominers and Sönmez 2016), and a closing rule for minimum sizes.
//!
//! Stable, the same input gives the same bytes, and every refusal has a reason
//! made of published numbers. Without minimum sizes nobody gains by stating
//! other preferences than their own; with them that cannot be claimed.
//!
//! Absent on purpose: where priorities come from (parameters of the office),
//! and decisions by hand (they stay outside a run and survive it).

mod instance;
mod promote;
pub(crate) mod seats;
mod solution;

#[cfg(test)]
mod tests;

use std::collections::{BTreeMap, HashMap};

pub use instance::{Applicant, Class, Instance, MATCH_FORMAT, OPEN, Reserve};
pub use promote::{Promotion, Seat, Standing, choose, promote};
pub use solution::{
    ClassResult, Cutoff, Reason, ReasonCode, Result as ApplicantResult, Slot, Solution,
};

use crate::format::FormatFault;
use seats::{Numbers, Outcome, Ranking, accept, lot, rank};

/// A cutoff that covers fewer people would tell about single persons.
pub const FEWEST_COVERED: u32 = 5;

/// Why there is no matching.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum MatchError {
    /// The instance violates `tongfu-match/1`: every fault found, never empty.
    #[error("the instance violates tongfu-match/1: {}", .0.first().map(ToString::to_string).unwrap_or_default())]
    Format(Vec<FormatFault>),
}

impl MatchError {
    /// Stable code of the refusal.
    pub fn code(&self) -> &'static str {
        match self {
            Self::Format(_) => "MATCH_FORMAT",
        }
    }

    /// `path`, `fault` (a word of [`crate::FaultKind::word`]), `value`, `more`
    /// (further faults).
    pub fn params(&self) -> Vec<(&'static str, String)> {
        let Self::Format(faults) = self;
        let first = faults.first();
        vec![
            ("path", first.map_or_else(String::new, |f| f.path.clone())),
            ("fault", first.map_or("", |f| f.kind.word()).to_owned()),
            ("value", first.map_or_else(String::new, |f| f.value.clone())),
            ("more", faults.len().saturating_sub(1).to_string()),
        ]
    }
}

/// Runs the mechanism.
///
/// # Errors
/// [`MatchError::Format`] if the instance violates its format.
pub fn solve(instance: &Instance) -> Result<Solution, MatchError> {
    instance.validate()?;
    let numbers = number(instance);
    let ranking = rank(&numbers);
    let outcome = accept(&numbers, &ranking);
    Ok(Report::new(instance, &numbers, &ranking, &outcome).solution())
}

/// Replaces ids by numbers.
pub(crate) fn number(instance: &Instance) -> Numbers {
    let class_index: HashMap<&str, u32> = instance
        .classes
        .iter()
        .enumerate()
        .map(|(index, class)| (class.id.as_str(), index as u32))
        .collect();
    let mut kinds: BTreeMap<&str, u32> = BTreeMap::new();
    for reserve in instance.classes.iter().flat_map(|class| &class.reserves) {
        let next = kinds.len() as u32;
        kinds.entry(&reserve.kind).or_insert(next);
    }
    let words = kinds.len().div_ceil(64).max(1);
    let mut numbers = Numbers {
        words,
        ..Numbers::default()
    };
    for applicant in &instance.applicants {
        numbers.first.push(numbers.class.len() as u32);
        for class in &applicant.prefs {
            if let (Some(index), Some(priority)) = (
                class_index.get(class.as_str()),
                applicant.priority.get(class),
            ) {
                numbers.class.push(*index);
                numbers.priority.push(*priority);
            }
        }
        numbers
            .lots
            .push(lot(&instance.lottery_seed, &applicant.id));
        let mut bits = vec![0_u64; words];
        for kind in applicant
            .types
            .iter()
            .filter_map(|kind| kinds.get(kind.as_str()))
        {
            bits[*kind as usize / 64] |= 1 << (kind % 64);
        }
        numbers.kinds.extend(bits);
    }
    numbers.first.push(numbers.class.len() as u32);
    for class in &instance.classes {
        numbers.seats.push(class.seats);
        numbers.min_size.push(class.min_size);
        numbers.reserves.push(
            class
                .reserves
                .iter()
                .map(|reserve| (kinds[reserve.kind.as_str()], reserve.seats))
                .collect(),
        );
    }
    let mut by_id: Vec<u32> = (0..instance.classes.len() as u32).collect();
    by_id.sort_by_key(|class| &instance.classes[*class as usize].id);
    numbers.order = vec![0; by_id.len()];
    for (place, class) in by_id.into_iter().enumerate() {
        numbers.order[class as usize] = place as u32;
    }
    numbers
}

/// Turns the numbers back into words and finds the reasons.
struct Report<'r> {
    instance: &'r Instance,
    numbers: &'r Numbers,
    ranking: &'r Ranking,
    outcome: &'r Outcome,
    /// Per applicant: the application that was accepted, and the slot: the
    /// number of the reserve, or the number of reserves for an open seat.
    held: Vec<Option<(u32, usize)>>,
    closed: Vec<bool>,
}

impl<'r> Report<'r> {
    fn new(
        instance: &'r Instance,
        numbers: &'r Numbers,
        ranking: &'r Ranking,
        outcome: &'r Outcome,
    ) -> Self {
        let mut held = vec![None; instance.applicants.len()];
        for (class, seating) in outcome.seatings.iter().enumerate() {
            let open = numbers.reserves[class].len();
            let reserved = seating.reserved.iter().enumerate();
            for (slot, heap) in reserved.chain([(open, &seating.open)]) {
                for &rank in heap {
                    let applicant = ranking.applicant[rank as usize] as usize;
                    held[applicant] = Some((ranking.application[rank as usize], slot));
                }
            }
        }
        let mut closed = vec![false; instance.classes.len()];
        for &class in &outcome.closed {
            closed[class as usize] = true;
        }
        Self {
            instance,
            numbers,
            ranking,
            outcome,
            held,
            closed,
        }
    }

    fn slot(&self, class: usize, slot: usize) -> Slot {
        self.instance.classes[class]
            .reserves
            .get(slot)
            .map_or_else(|| OPEN.to_owned(), |reserve| reserve.kind.clone())
    }

    /// Whether an applicant may take a kind of seat of a class.
    fn may_take(&self, applicant: usize, class: usize, slot: usize) -> bool {
        self.numbers.reserves[class]
            .get(slot)
            .is_none_or(|&(kind, _)| {
                let word = self.numbers.kinds[applicant * self.numbers.words + kind as usize / 64];
                word >> (kind % 64) & 1 == 1
            })
    }

    /// Ranks of those refused by a class, best first: they applied and sit in
    /// a class they like less, or in none.
    fn refused(&self, class: usize) -> Vec<u32> {
        (self.ranking.first[class]..self.ranking.first[class + 1])
            .filter(|&rank| {
                let applicant = self.ranking.applicant[rank as usize] as usize;
                let application = self.ranking.application[rank as usize];
                self.held[applicant].is_none_or(|(held, _)| application < held)
            })
            .collect()
    }

    fn solution(&self) -> Solution {
        let mut reasons: Vec<Vec<(u32, Reason)>> = vec![Vec::new(); self.instance.applicants.len()];
        let mut classes = Vec::new();
        for (class, c) in self.instance.classes.iter().enumerate() {
            let refused = self.refused(class);
            if self.closed[class] {
                for rank in refused {
                    self.note(
                        &mut reasons,
                        rank,
                        Reason {
                            code: ReasonCode::MatchClosed,
                            class: Some(c.id.clone()),
                            slot: None,
                            cutoff: None,
                            own: None,
                            position: None,
                        },
                    );
                }
                continue;
            }
            let cutoffs = self.cutoffs(class, &refused);
            self.refusals(class, &refused, &cutoffs, &mut reasons);
            classes.push(ClassResult {
                id: c.id.clone(),
                cutoffs: cutoffs.into_iter().map(|(cutoff, _)| cutoff).collect(),
                waitlist: refused
                    .iter()
                    .map(|rank| {
                        let applicant = self.ranking.applicant[*rank as usize] as usize;
                        self.instance.applicants[applicant].id.clone()
                    })
                    .collect(),
            });
        }
        let applicants = reasons
            .into_iter()
            .enumerate()
            .map(|(applicant, reasons)| self.result(applicant, reasons))
            .collect();
        Solution {
            applicants,
            classes,
            closed: self
                .outcome
                .closed
                .iter()
                .map(|class| self.instance.classes[*class as usize].id.clone())
                .collect(),
        }
    }

    fn note(&self, reasons: &mut [Vec<(u32, Reason)>], rank: u32, reason: Reason) {
        let applicant = self.ranking.applicant[rank as usize] as usize;
        let application = self.ranking.application[rank as usize];
        reasons[applicant].push((application, reason));
    }

    /// The cutoffs of a class with the worst rank each covers.
    fn cutoffs(&self, class: usize, refused: &[u32]) -> Vec<(Cutoff, Option<u32>)> {
        let seating = &self.outcome.seatings[class];
        let slots = self.numbers.reserves[class].len();
        (0..=slots)
            .map(|slot| {
                let members = if slot == slots {
                    Some(&seating.open)
                } else {
                    seating.reserved.get(slot)
                };
                let taken = members.map_or(0, |heap| heap.len() as u32);
                let worst = members.and_then(|heap| heap.peek().copied());
                let contested = refused.iter().any(|rank| {
                    let applicant = self.ranking.applicant[*rank as usize] as usize;
                    self.may_take(applicant, class, slot)
                });
                let priority = worst
                    .filter(|_| contested && taken >= FEWEST_COVERED)
                    .map(|rank| self.priority(rank));
                let cutoff = Cutoff {
                    slot: self.slot(class, slot),
                    taken,
                    contested,
                    priority,
                };
                (cutoff, worst)
            })
            .collect()
    }

    fn priority(&self, rank: u32) -> i64 {
        self.numbers.priority[self.ranking.application[rank as usize] as usize]
    }

    /// One reason for everyone a class refused: the kind of seat whose worst
    /// member they came nearest to, among the kinds with a cutoff to show.
    fn refusals(
        &self,
        class: usize,
        refused: &[u32],
        cutoffs: &[(Cutoff, Option<u32>)],
        reasons: &mut [Vec<(u32, Reason)>],
    ) {
        let mut positions = vec![0_u32; cutoffs.len()];
        let open = cutoffs.len() - 1;
        for &rank in refused {
            let applicant = self.ranking.applicant[rank as usize] as usize;
            let mut nearest: Option<(u32, usize)> = None;
            for (slot, (cutoff, worst)) in cutoffs.iter().enumerate() {
                if !self.may_take(applicant, class, slot) {
                    continue;
                }
                positions[slot] += 1;
                if let (Some(worst), Some(_)) = (worst, cutoff.priority)
                    && nearest.is_none_or(|(known, _)| *worst > known)
                {
                    nearest = Some((*worst, slot));
                }
            }
            let own = self.priority(rank);
            let slot = nearest.map_or(open, |(_, slot)| slot);
            let cutoff = cutoffs[slot].0.priority;
            let code = match cutoff {
                None => ReasonCode::MatchFull,
                Some(cutoff) if cutoff == own => ReasonCode::MatchLottery,
                Some(_) => ReasonCode::MatchCutoff,
            };
            self.note(
                reasons,
                rank,
                Reason {
                    code,
                    class: Some(self.instance.classes[class].id.clone()),
                    slot: Some(self.slot(class, slot)),
                    cutoff,
                    own: Some(own),
                    position: Some(positions[slot]),
                },
            );
        }
    }

    fn result(&self, applicant: usize, mut reasons: Vec<(u32, Reason)>) -> ApplicantResult {
        reasons.sort_by_key(|(application, _)| *application);
        let mut reasons: Vec<Reason> = reasons.into_iter().map(|(_, reason)| reason).collect();
        let a = &self.instance.applicants[applicant];
        if a.prefs.is_empty() {
            reasons.push(Reason {
                code: ReasonCode::MatchNoPreference,
                class: None,
                slot: None,
                cutoff: None,
                own: None,
                position: None,
            });
        }
        let lines: Vec<String> = reasons.iter().map(Reason::line).collect();
        let held = self.held[applicant];
        let class = held.map(|(application, _)| self.numbers.class[application as usize] as usize);
        ApplicantResult {
            id: a.id.clone(),
            class: class.map(|class| self.instance.classes[class].id.clone()),
            slot: class
                .zip(held)
                .map(|(class, (_, slot))| self.slot(class, slot)),
            preference: held
                .map(|(application, _)| application - self.numbers.first[applicant] + 1),
            reason: (!lines.is_empty()).then(|| lines.join("; ")),
            reasons,
        }
    }
}

impl Solution {
    /// The solution as JSON text of its format.
    pub fn to_json(&self) -> String {
        serde_json::to_string(self).unwrap_or_default()
    }
}
