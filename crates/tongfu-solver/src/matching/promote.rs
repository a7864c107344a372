//! After a run: a seat becomes free, and the class chooses again.

use super::instance::{Class, OPEN};
use super::seats::{Seating, lot};
use super::solution::Slot;

/// A member of a class or of its waitlist, as the class sees it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Standing {
    /// Id of the applicant.
    pub id: String,
    pub priority: i64,
    /// Kinds of reserve the person may take a seat of.
    pub types: Vec<String>,
}

/// A seat and who has it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Seat {
    pub applicant: String,
    pub slot: Slot,
}

/// What a freed seat leads to.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Promotion {
    /// All members afterwards, best first. Nobody who was a member is missing.
    pub seats: Vec<Seat>,
    /// Ids of those who come from the waitlist, best first.
    pub promoted: Vec<String>,
}

/// The choice of a class among candidates: its reserves in their order, each
/// the best of its kind, then the open seats. Best first.
pub fn choose(class: &Class, candidates: &[Standing], lottery_seed: &str) -> Vec<Seat> {
    let mut order: Vec<(i64, [u8; 32], usize)> = candidates
        .iter()
        .enumerate()
        .map(|(index, standing)| (standing.priority, lot(lottery_seed, &standing.id), index))
        .collect();
    order.sort_by(|a, b| b.0.cmp(&a.0).then(a.1.cmp(&b.1)));
    let reserves: Vec<(u32, u32)> = class
        .reserves
        .iter()
        .enumerate()
        .map(|(index, reserve)| (index as u32, reserve.seats))
        .collect();
    let mut seating = Seating::default();
    for rank in 0..order.len() as u32 {
        seating.propose(rank, class.seats, &reserves, |rank, reserve| {
            let standing = &candidates[order[rank as usize].2];
            standing
                .types
                .contains(&class.reserves[reserve as usize].kind)
        });
    }
    let open = seating.open.iter().map(|rank| (*rank, OPEN));
    let reserved = seating
        .reserved
        .iter()
        .zip(&class.reserves)
        .flat_map(|(heap, reserve)| heap.iter().map(|rank| (*rank, reserve.kind.as_str())));
    let mut seats: Vec<(u32, &str)> = open.chain(reserved).collect();
    seats.sort_unstable();
    seats
        .into_iter()
        .map(|(rank, slot)| Seat {
            applicant: candidates[order[rank as usize].2].id.clone(),
            slot: slot.to_owned(),
        })
        .collect()
}

/// Repeats the choice of a class over its members and its waitlist, after
/// somebody left or seats were added. `waitlist` holds only people who are
/// still waiting; the caller leaves out who has found another seat.
pub fn promote(
    class: &Class,
    members: &[Standing],
    waitlist: &[Standing],
    lottery_seed: &str,
) -> Promotion {
    let candidates: Vec<Standing> = members.iter().chain(waitlist).cloned().collect();
    let seats = choose(class, &candidates, lottery_seed);
    let promoted = seats
        .iter()
        .filter(|seat| {
            waitlist
                .iter()
                .any(|standing| standing.id == seat.applicant)
        })
        .map(|seat| seat.applicant.clone())
        .collect();
    Promotion { seats, promoted }
}
