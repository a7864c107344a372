//! Whole supplies to whole capacities over bounded arcs: who pays which
//! class, who sits in which.

use std::collections::VecDeque;

/// `result[i][j]` units from supply `i` to sink `j`, all supplies used up, or
/// `None` if they do not fit. `arc(i, j)` is the most that may go from `i` to
/// `j`. Earlier sinks are filled first; the answer depends on nothing else
/// than the arguments.
pub(super) fn transport(
    supplies: &[i64],
    sinks: &[i64],
    arc: impl Fn(usize, usize) -> i64,
) -> Option<Vec<Vec<i64>>> {
    let (m, n) = (supplies.len(), sinks.len());
    let mut flow = vec![vec![0_i64; n]; m];
    let mut used = vec![0_i64; n];
    for (origin, supply) in supplies.iter().enumerate() {
        let mut left = *supply;
        while left > 0 {
            let (path, amount) = augment(origin, left, &flow, &used, sinks, &arc)?;
            // The path alternates supplies and sinks, beginning at `origin`.
            for step in path.windows(2) {
                match (step[0], step[1]) {
                    (Node::Supply(i), Node::Sink(j)) => flow[i][j] += amount,
                    (Node::Sink(j), Node::Supply(i)) => flow[i][j] -= amount,
                    _ => {}
                }
            }
            if let Some(Node::Sink(last)) = path.last() {
                used[*last] += amount;
            }
            left -= amount;
        }
    }
    Some(flow)
}

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Node {
    Supply(usize),
    Sink(usize),
}

/// A shortest path to a sink with room, and how much fits along it.
fn augment(
    origin: usize,
    left: i64,
    flow: &[Vec<i64>],
    used: &[i64],
    sinks: &[i64],
    arc: &impl Fn(usize, usize) -> i64,
) -> Option<(Vec<Node>, i64)> {
    let (m, n) = (flow.len(), sinks.len());
    let mut from_supply: Vec<Option<usize>> = vec![None; n];
    let mut from_sink: Vec<Option<usize>> = vec![None; m];
    let mut seen = vec![false; m];
    seen[origin] = true;
    let mut queue = VecDeque::from([origin]);
    let mut end = None;
    'search: while let Some(i) = queue.pop_front() {
        for j in 0..n {
            if from_supply[j].is_some() || arc(i, j) <= flow[i][j] {
                continue;
            }
            from_supply[j] = Some(i);
            if used[j] < sinks[j] {
                end = Some(j);
                break 'search;
            }
            for other in 0..m {
                if !seen[other] && flow[other][j] > 0 {
                    seen[other] = true;
                    from_sink[other] = Some(j);
                    queue.push_back(other);
                }
            }
        }
    }
    let end = end?;
    let mut path = vec![Node::Sink(end)];
    let mut amount = left.min(sinks[end] - used[end]);
    let mut sink = end;
    while let Some(i) = from_supply[sink] {
        amount = amount.min(arc(i, sink) - flow[i][sink]);
        path.push(Node::Supply(i));
        if i == origin {
            break;
        }
        let back = from_sink[i]?;
        amount = amount.min(flow[i][back]);
        path.push(Node::Sink(back));
        sink = back;
    }
    path.reverse();
    Some((path, amount))
}

#[cfg(test)]
mod tests {
    use super::transport;
    use proptest::prelude::*;

    #[test]
    fn a_full_sink_is_emptied_for_a_supply_that_has_no_other() {
        let arcs = [[9, 9], [9, 0]];
        let flow = transport(&[5, 5], &[5, 5], |i, j| arcs[i][j]).unwrap();
        assert_eq!(flow, vec![vec![0, 5], vec![5, 0]]);
        assert_eq!(transport(&[5, 6], &[5, 9], |i, j| arcs[i][j]), None);
    }

    proptest! {
        /// Feasible exactly when no set of supplies exceeds what can take it
        /// (the cut condition, by brute force).
        #[test]
        fn flows_exist_exactly_when_no_cut_forbids_them(
            supplies in prop::collection::vec(0_i64..12, 1..4),
            sinks in prop::collection::vec(0_i64..12, 1..4),
            arcs in prop::collection::vec(0_i64..9, 16),
        ) {
            let (m, n) = (supplies.len(), sinks.len());
            let arc = |i: usize, j: usize| arcs[i * 4 + j];
            let mut fits = true;
            for set in 0..1_u32 << m {
                let supply: i64 = (0..m).filter(|i| set >> i & 1 == 1).map(|i| supplies[i]).sum();
                let taken: i64 = (0..n)
                    .map(|j| {
                        let arcs: i64 =
                            (0..m).filter(|i| set >> i & 1 == 1).map(|i| arc(i, j)).sum();
                        arcs.min(sinks[j])
                    })
                    .sum();
                fits &= supply <= taken;
            }
            let flow = transport(&supplies, &sinks, arc);
            prop_assert_eq!(flow.is_some(), fits);
            if let Some(flow) = flow {
                for i in 0..m {
                    prop_assert_eq!(flow[i].iter().sum::<i64>(), supplies[i]);
                    for (j, units) in flow[i].iter().enumerate() {
                        prop_assert!((0..=arc(i, j)).contains(units));
                    }
                }
                for (j, sink) in sinks.iter().enumerate() {
                    prop_assert!(flow.iter().map(|row| row[j]).sum::<i64>() <= *sink);
                }
            }
        }
    }
}
