//! The draw of a voluntariness check, so that anybody can repeat it.
//!
//! Method `tongfu-check/1`. The seed is random and only its SHA-256 is
//! published; then the list is closed and its digest published; then the seed
//! is. Everybody on the list has a mark (a digest of round and person, no
//! name). The lot of a person is SHA-256 of `seed:digest:mark`, lower case
//! hexadecimal; the smallest lots come first. From that order people are taken
//! who have an asker outside their recruiting chain, until the share is
//! reached, rounded up and at least one; each goes to the asker allowed for
//! them who has the fewest so far, the first named of several.

use crate::base::Problem;
use sha2::{Digest, Sha256};
use std::collections::BTreeSet;

/// Name of the method.
pub const METHOD: &str = "tongfu-check/1";

/// A person on a closed list.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Listed {
    /// Hexadecimal digest of round and person.
    pub mark: String,
    /// Askers, by place, who recruited them: from 0.
    pub barred: BTreeSet<u32>,
}

/// A closed list in the order of its marks.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct List {
    /// Share to be asked, in thousandths.
    pub permille: u32,
    /// How many askers there are.
    pub askers: u32,
    /// Everybody.
    pub people: Vec<Listed>,
}

/// A person drawn: place on the list and the asker's place.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Drawn {
    /// From 0.
    pub person: usize,
    /// From 0.
    pub asker: u32,
}

fn hex(bytes: &[u8]) -> String {
    bytes.iter().map(|byte| format!("{byte:02x}")).collect()
}

/// SHA-256 of a seed, as it is published before the list is closed.
pub fn commitment(seed: &str) -> String {
    hex(&Sha256::digest(
        format!("tongfu-check-seed/1\n{seed}").as_bytes(),
    ))
}

/// A person's mark in a round.
pub fn mark(round: &[u8; 16], person: &[u8; 16]) -> String {
    let mut hasher = Sha256::new();
    hasher.update(b"tongfu check mark v1\0");
    hasher.update(round);
    hasher.update(person);
    hex(&hasher.finalize()[..16])
}

/// SHA-256 of a closed list, hexadecimal.
pub fn digest(list: &List) -> String {
    let mut text = format!(
        "{METHOD}\nshare {}\naskers {}\n",
        list.permille, list.askers
    );
    for person in &list.people {
        text.push_str(&person.mark);
        for place in &person.barred {
            text.push_str(&format!(" {place}"));
        }
        text.push('\n');
    }
    hex(&Sha256::digest(text.as_bytes()))
}

/// How many of `people` the share asks for: rounded up, at least one of any.
pub fn wanted(people: usize, permille: u32) -> usize {
    let share = people
        .saturating_mul(usize::try_from(permille).unwrap_or(usize::MAX))
        .div_ceil(1000);
    share.max(1).min(people)
}

/// The people drawn, in the order they were drawn.
pub fn draw(list: &List, seed: &str) -> Vec<Drawn> {
    let digest = digest(list);
    let mut order: Vec<(String, usize)> = list
        .people
        .iter()
        .enumerate()
        .map(|(place, person)| {
            let lot = Sha256::digest(format!("{seed}:{digest}:{}", person.mark).as_bytes());
            (hex(&lot), place)
        })
        .collect();
    order.sort_unstable();
    let mut load: Vec<usize> = vec![0; usize::try_from(list.askers).unwrap_or(0)];
    let mut drawn = Vec::new();
    for (_, place) in order {
        if drawn.len() == wanted(list.people.len(), list.permille) {
            break;
        }
        let barred = &list.people[place].barred;
        let free = (0..list.askers)
            .filter(|asker| !barred.contains(asker))
            .min_by_key(|asker| {
                usize::try_from(*asker)
                    .ok()
                    .and_then(|at| load.get(at).copied())
                    .unwrap_or(usize::MAX)
            });
        let Some(asker) = free else { continue };
        if let Some(load) = usize::try_from(asker).ok().and_then(|at| load.get_mut(at)) {
            *load += 1;
        }
        drawn.push(Drawn {
            person: place,
            asker,
        });
    }
    drawn
}

/// A person in a published round.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct PublishedMember {
    /// Their mark.
    pub mark: String,
    /// Askers, by place, who may not ask them.
    pub barred: Vec<u32>,
    /// The asker who was drawn for them.
    pub asker: Option<u32>,
}

/// A round as anybody can check it: no names, no ids.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Published {
    pub method: String,
    pub commitment: String,
    pub permille: u32,
    pub askers: u32,
    pub digest: String,
    pub seed: String,
    pub members: Vec<PublishedMember>,
}

/// Everything in a published round that does not hold: `DRAW_METHOD` (method),
/// `DRAW_COMMITMENT`, `DRAW_ORDER`, `DRAW_DIGEST`, `DRAW_SAMPLE`.
pub fn check(published: &Published) -> Vec<Problem> {
    let mut problems = Vec::new();
    if published.method != METHOD {
        problems.push(Problem::refuse("DRAW_METHOD").with("method", &published.method));
        return problems;
    }
    if commitment(&published.seed) != published.commitment {
        problems.push(Problem::refuse("DRAW_COMMITMENT"));
    }
    let list = List {
        permille: published.permille,
        askers: published.askers,
        people: published
            .members
            .iter()
            .map(|member| Listed {
                mark: member.mark.clone(),
                barred: member.barred.iter().copied().collect(),
            })
            .collect(),
    };
    // In order, and everybody once: no name twice on the list.
    if !list.people.windows(2).all(|two| two[0].mark < two[1].mark) {
        problems.push(Problem::refuse("DRAW_ORDER"));
    }
    if digest(&list) != published.digest {
        problems.push(Problem::refuse("DRAW_DIGEST"));
    }
    let mut expected = vec![None; list.people.len()];
    for one in draw(&list, &published.seed) {
        expected[one.person] = Some(one.asker);
    }
    if published
        .members
        .iter()
        .map(|member| member.asker)
        .ne(expected)
    {
        problems.push(Problem::refuse("DRAW_SAMPLE"));
    }
    problems
}
