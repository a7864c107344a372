//! The mechanism on plain numbers: ranks, seats, proposals.
//!
//! Every application becomes one number such that within a class the smaller
//! number is the better candidate. A class then keeps one heap per reserve and
//! one for the open seats, worst on top, and a proposal costs a few swaps
//! instead of a new choice over all members.

use std::collections::BinaryHeap;

use sha2::{Digest, Sha256};

/// The published tie-breaker: SHA-256 of `seed:id`; the smaller goes first.
pub(crate) fn lot(seed: &str, applicant: &str) -> [u8; 32] {
    let mut hasher = Sha256::new();
    hasher.update(seed.as_bytes());
    hasher.update(b":");
    hasher.update(applicant.as_bytes());
    hasher.finalize().into()
}

/// A matching problem in numbers.
#[derive(Debug, Clone, Default)]
pub(crate) struct Numbers {
    /// Where the applications of each applicant begin; one more at the end.
    pub first: Vec<u32>,
    /// Per application, best first within an applicant: the class.
    pub class: Vec<u32>,
    /// Per application: the priority.
    pub priority: Vec<i64>,
    /// Per applicant: the tie-breaker.
    pub lots: Vec<[u8; 32]>,
    /// Per applicant `words` words: the kinds of reserve, one bit each.
    pub kinds: Vec<u64>,
    pub words: usize,
    pub seats: Vec<u32>,
    pub min_size: Vec<u32>,
    /// Per class its reserves: kind and seats.
    pub reserves: Vec<Vec<(u32, u32)>>,
    /// Per class its place in the order of ids, for ties among closings.
    pub order: Vec<u32>,
}

/// Ranked applications: all of a class lie together, best first.
#[derive(Debug, Clone)]
pub(crate) struct Ranking {
    /// Per rank: the application.
    pub application: Vec<u32>,
    /// Per rank: the applicant.
    pub applicant: Vec<u32>,
    /// Per application: its rank.
    pub rank: Vec<u32>,
    /// Where the ranks of each class begin; one more at the end.
    pub first: Vec<u32>,
}

/// Sorts the applications of every class by priority and lot.
pub(crate) fn rank(numbers: &Numbers) -> Ranking {
    let applications = numbers.class.len();
    let applicants = numbers.lots.len();
    // One sort of the lots makes every later tie a comparison of two words.
    let mut drawn: Vec<(u64, u32)> = numbers
        .lots
        .iter()
        .enumerate()
        .map(|(applicant, lot)| (head(lot), applicant as u32))
        .collect();
    drawn.sort_unstable_by(|a, b| {
        a.0.cmp(&b.0)
            .then_with(|| numbers.lots[a.1 as usize].cmp(&numbers.lots[b.1 as usize]))
            .then(a.1.cmp(&b.1))
    });
    let mut turn = vec![0_u32; applicants];
    for (place, &(_, applicant)) in drawn.iter().enumerate() {
        turn[applicant as usize] = place as u32;
    }
    let classes = numbers.seats.len();
    let mut first = vec![0_u32; classes + 1];
    for &class in &numbers.class {
        first[class as usize + 1] += 1;
    }
    for class in 0..classes {
        first[class + 1] += first[class];
    }
    // Priority descending, then turn: one number, smaller is better, and no
    // two are equal within a class.
    let step = steps(&numbers.priority);
    let mut entries: Vec<(u64, u32)> = vec![(0, 0); applications];
    let mut next = first.clone();
    for (applicant, &turn) in turn.iter().enumerate() {
        for application in numbers.first[applicant]..numbers.first[applicant + 1] {
            let place = &mut next[numbers.class[application as usize] as usize];
            let key = u64::from(step(numbers.priority[application as usize])) << 32;
            entries[*place as usize] = (key | u64::from(turn), application);
            *place += 1;
        }
    }
    for class in 0..classes {
        entries[first[class] as usize..first[class + 1] as usize]
            .sort_unstable_by_key(|entry| entry.0);
    }
    let mut ranking = Ranking {
        application: Vec::with_capacity(applications),
        applicant: Vec::with_capacity(applications),
        rank: vec![0; applications],
        first,
    };
    for (rank, &(key, application)) in entries.iter().enumerate() {
        let turn = key as u32;
        ranking.application.push(application);
        ranking.applicant.push(drawn[turn as usize].1);
        ranking.rank[application as usize] = rank as u32;
    }
    ranking
}

/// How far a priority lies below the highest, in 32 bits: as a difference
/// where the range allows, else as a place among the priorities that occur.
fn steps(priorities: &[i64]) -> Box<dyn Fn(i64) -> u32 + '_> {
    let highest = priorities.iter().copied().max().unwrap_or(0);
    let lowest = priorities.iter().copied().min().unwrap_or(0);
    if highest.abs_diff(lowest) <= u64::from(u32::MAX) {
        return Box::new(move |priority| highest.abs_diff(priority) as u32);
    }
    let mut distinct = priorities.to_vec();
    distinct.sort_unstable_by(|a, b| b.cmp(a));
    distinct.dedup();
    Box::new(move |priority| distinct.partition_point(|other| *other > priority) as u32)
}

fn head(lot: &[u8; 32]) -> u64 {
    let mut bytes = [0; 8];
    bytes.copy_from_slice(&lot[..8]);
    u64::from_be_bytes(bytes)
}

/// Who sits where in one class; numbers are ranks, the largest is the worst.
#[derive(Debug, Clone, Default)]
pub(crate) struct Seating {
    pub reserved: Vec<BinaryHeap<u32>>,
    pub open: BinaryHeap<u32>,
    taken: u32,
}

impl Seating {
    pub fn taken(&self) -> u32 {
        self.taken
    }

    /// Lets a candidate in and returns who has to go: nobody while there is
    /// room, else the candidate or a member.
    ///
    /// Equal to choosing anew among members and candidate: reserves in their
    /// order, each the best of its kind; whoever a reserve displaces goes on to
    /// the next; the open seats are what the reserves leave.
    pub fn propose(
        &mut self,
        mut candidate: u32,
        seats: u32,
        reserves: &[(u32, u32)],
        of_kind: impl Fn(u32, u32) -> bool,
    ) -> Option<u32> {
        if self.reserved.len() < reserves.len() {
            self.reserved.resize_with(reserves.len(), BinaryHeap::new);
        }
        for (heap, &(kind, kept)) in self.reserved.iter_mut().zip(reserves) {
            if kept == 0 || !of_kind(candidate, kind) {
                continue;
            }
            if (heap.len() as u32) < kept {
                heap.push(candidate);
                self.taken += 1;
                return if self.taken > seats {
                    self.evict()
                } else {
                    None
                };
            }
            if let Some(mut worst) = heap.peek_mut()
                && candidate < *worst
            {
                std::mem::swap(&mut candidate, &mut *worst);
            }
        }
        if self.taken < seats {
            self.open.push(candidate);
            self.taken += 1;
            return None;
        }
        if let Some(mut worst) = self.open.peek_mut()
            && candidate < *worst
        {
            std::mem::swap(&mut candidate, &mut *worst);
        }
        Some(candidate)
    }

    /// The last seat in the order of filling is the one that is missing.
    fn evict(&mut self) -> Option<u32> {
        self.taken -= 1;
        if self.open.is_empty() {
            self.reserved.iter_mut().rev().find_map(BinaryHeap::pop)
        } else {
            self.open.pop()
        }
    }

    /// Empties the class.
    pub fn close(&mut self) -> Vec<u32> {
        self.taken = 0;
        let mut members: Vec<u32> = self.open.drain().collect();
        for heap in &mut self.reserved {
            members.extend(heap.drain());
        }
        members.sort_unstable();
        members
    }
}

/// What deferred acceptance ends with.
#[derive(Debug, Clone)]
pub(crate) struct Outcome {
    pub seatings: Vec<Seating>,
    /// Classes closed for too few members, in the order of closing.
    pub closed: Vec<u32>,
}

/// Deferred acceptance with the closing rule.
///
/// After a closing its members go on proposing where they stopped. That ends
/// as a new run without the class would: the order in which proposals are
/// made and refused does not matter, so its refusals may as well come late.
pub(crate) fn accept(numbers: &Numbers, ranking: &Ranking) -> Outcome {
    let classes = numbers.seats.len();
    let mut open = vec![true; classes];
    let mut seatings = vec![Seating::default(); classes];
    let mut next = numbers.first.clone();
    let mut closed = Vec::new();
    let of_kind = |rank: u32, kind: u32| {
        let applicant = ranking.applicant[rank as usize] as usize;
        let word = numbers.kinds[applicant * numbers.words + kind as usize / 64];
        word >> (kind % 64) & 1 == 1
    };
    let applicants = numbers.lots.len();
    let mut waiting: Vec<u32> = (0..applicants as u32).rev().collect();
    loop {
        while let Some(applicant) = waiting.pop() {
            let end = numbers.first[applicant as usize + 1];
            let place = &mut next[applicant as usize];
            while *place < end {
                let application = *place as usize;
                let class = numbers.class[application] as usize;
                if !open[class] {
                    *place += 1;
                    continue;
                }
                let refused = seatings[class].propose(
                    ranking.rank[application],
                    numbers.seats[class],
                    &numbers.reserves[class],
                    of_kind,
                );
                if let Some(refused) = refused {
                    let refused = ranking.applicant[refused as usize];
                    if refused == applicant {
                        *place += 1;
                        continue;
                    }
                    next[refused as usize] += 1;
                    waiting.push(refused);
                }
                break;
            }
        }
        let smallest = (0..classes)
            .filter(|&class| open[class] && seatings[class].taken() < numbers.min_size[class])
            .min_by(|&a, &b| {
                let share = |class: usize| {
                    let seats = u64::from(numbers.seats[class]);
                    let taken = u64::from(seatings[class].taken());
                    if seats == 0 { (0, 1) } else { (taken, seats) }
                };
                let ((p, q), (r, s)) = (share(a), share(b));
                (p * s)
                    .cmp(&(r * q))
                    .then(numbers.order[a].cmp(&numbers.order[b]))
            });
        let Some(class) = smallest else { break };
        open[class] = false;
        closed.push(class as u32);
        for rank in seatings[class].close().into_iter().rev() {
            let applicant = ranking.applicant[rank as usize];
            next[applicant as usize] += 1;
            waiting.push(applicant);
        }
    }
    Outcome { seatings, closed }
}
