//! From the values of the programme to a plan in the words of the format.

use std::collections::BTreeMap;

use super::flow::transport;
use super::instance::Instance;
use super::model::{Model, Place};
use super::solution::{Move, Placement, PlannedClass};

/// The parts of a plan that are decisions.
#[derive(Debug, Clone, PartialEq)]
pub(super) struct Draft {
    pub classes: Vec<PlannedClass>,
    pub moves: Vec<Move>,
    pub placements: Vec<Placement>,
}

/// Heads below this are a rounding error of the solver, not an expectation.
const NOBODY: f64 = 1e-7;

/// Expectations are written with nine digits.
const HEADS_DIGITS: f64 = 1e9;

/// Writes out a point of the model whose classes and seats are whole. `None`
/// if money or people do not suffice for it after all.
pub(super) fn draft(instance: &Instance, model: &Model, point: &[f64]) -> Option<Draft> {
    let chosen: Vec<(usize, u32, u32)> = model
        .classes
        .iter()
        .enumerate()
        .map(|(index, class)| {
            (
                index,
                point[class.classes].round() as u32,
                point[class.seats].round() as u32,
            )
        })
        .filter(|(_, classes, _)| *classes > 0)
        .collect();
    let enrolled = |group: usize, occupation: usize| {
        model.enrolled[group][occupation].map(|column| point[column].round() as i64)
    };
    let classes = fill(instance, model, &chosen, Some(&enrolled))
        .or_else(|| fill(instance, model, &chosen, None))?;
    Some(Draft {
        moves: moves(instance, model, &chosen),
        placements: placements(instance, model, point),
        classes,
    })
}

/// The plan that does what the pins ask for and nothing else: the fewest
/// classes with the fewest seats, nobody placed.
pub(super) fn least(instance: &Instance, model: &Model, limits: &[(f64, f64)]) -> Option<Draft> {
    let chosen: Vec<(usize, u32, u32)> = model
        .classes
        .iter()
        .enumerate()
        .map(|(index, class)| {
            let classes = limits[class.classes].0.round() as u32;
            let seats = classes * instance.occupations[class.occupation].min;
            (index, classes, seats)
        })
        .filter(|(_, classes, _)| *classes > 0)
        .collect();
    Some(Draft {
        classes: fill(instance, model, &chosen, None)?,
        moves: moves(instance, model, &chosen),
        placements: Vec::new(),
    })
}

type Enrolled<'e> = &'e dyn Fn(usize, usize) -> Option<i64>;

/// Settles who pays and who sits where, in whole fen and whole people.
fn fill(
    instance: &Instance,
    model: &Model,
    chosen: &[(usize, u32, u32)],
    enrolled: Option<Enrolled>,
) -> Option<Vec<PlannedClass>> {
    let occupations = instance.occupations.len();
    let mut seats = vec![0_i64; occupations];
    let mut cost = vec![0_i64; model.signatures.len()];
    let price = |index: usize, classes: u32, seats: u32| {
        let o = &instance.occupations[model.classes[index].occupation];
        o.class_cost * i64::from(classes) + o.seat_cost * i64::from(seats)
    };
    for &(index, classes, taken) in chosen {
        let class = &model.classes[index];
        seats[class.occupation] += i64::from(taken);
        match class.signature {
            Some(signature) => cost[signature] += price(index, classes, taken),
            None if price(index, classes, taken) > 0 => return None,
            None => {}
        }
    }
    let people: Vec<i64> = instance.groups.iter().map(|g| g.people.into()).collect();
    let mut sitting = transport(&seats, &people, |occupation, group| match enrolled {
        Some(enrolled) => enrolled(group, occupation).unwrap_or(0),
        None => {
            let id = &instance.occupations[occupation].id;
            instance.groups[group]
                .interest
                .get(id)
                .copied()
                .unwrap_or(0)
                .into()
        }
    })?;
    let amounts: Vec<i64> = instance.budgets.iter().map(|b| b.amount).collect();
    let mut paying = transport(&cost, &amounts, |signature, budget| {
        if model.signatures[signature].contains(&budget) {
            amounts[budget]
        } else {
            0
        }
    })?;
    let mut planned = Vec::with_capacity(chosen.len());
    for &(index, classes, taken) in chosen {
        let class = &model.classes[index];
        let groups = draw(&mut sitting[class.occupation], taken.into())
            .into_iter()
            .map(|(group, people)| (instance.groups[group].id.clone(), people as u32))
            .collect();
        let funding: BTreeMap<String, i64> = match class.signature {
            Some(signature) => draw(&mut paying[signature], price(index, classes, taken))
                .into_iter()
                .map(|(budget, fen)| (instance.budgets[budget].id.clone(), fen))
                .collect(),
            None => BTreeMap::new(),
        };
        let (place, site) = names(instance, class.place);
        planned.push(PlannedClass {
            occupation: instance.occupations[class.occupation].id.clone(),
            place,
            site,
            start: class.start,
            classes,
            seats: taken,
            funding,
            groups,
        });
    }
    planned.sort_by(|a, b| {
        (a.start, &a.place, &a.occupation).cmp(&(b.start, &b.place, &b.occupation))
    });
    Some(planned)
}

/// Takes `amount` out of the stocks from the front.
fn draw(stocks: &mut [i64], mut amount: i64) -> Vec<(usize, i64)> {
    let mut taken = Vec::new();
    for (index, stock) in stocks.iter_mut().enumerate() {
        let part = amount.min(*stock);
        if part > 0 {
            *stock -= part;
            amount -= part;
            taken.push((index, part));
        }
    }
    taken
}

/// Place and site of a class by name.
pub(super) fn names(instance: &Instance, place: Place) -> (String, Option<String>) {
    match place {
        Place::Venue(venue) => (instance.venues[venue].id.clone(), None),
        Place::Container { container, site } => {
            let c = &instance.containers[container];
            (c.id.clone(), Some(c.sites[site].clone()))
        }
    }
}

/// A container drives only for a class elsewhere, straight to it, and as late
/// as it can. The programme's own moves show that there is time for that.
fn moves(instance: &Instance, model: &Model, chosen: &[(usize, u32, u32)]) -> Vec<Move> {
    let mut moves = Vec::new();
    for (container, c) in instance.containers.iter().enumerate() {
        let mut stops: Vec<(u32, usize)> = chosen
            .iter()
            .filter_map(|&(index, _, _)| match model.classes[index].place {
                Place::Container {
                    container: own,
                    site,
                } if own == container => Some((model.classes[index].start, site)),
                _ => None,
            })
            .collect();
        stops.sort_unstable();
        let mut at = &c.start;
        for (start, site) in stops {
            let to = &c.sites[site];
            if to != at {
                moves.push(Move {
                    container: c.id.clone(),
                    from: at.clone(),
                    to: to.clone(),
                    depart: start.saturating_sub(c.move_weeks),
                });
                at = to;
            }
        }
    }
    moves
}

/// Heads of a slice are handed to its demand lines in their order.
fn placements(instance: &Instance, model: &Model, point: &[f64]) -> Vec<Placement> {
    let mut placements = Vec::new();
    for slice in &model.slices {
        let mut room = slice
            .members
            .iter()
            .copied()
            .map(|demand| (demand, f64::from(instance.demand[demand].heads)));
        let mut current = room.next();
        for choice in &slice.options {
            let mut heads = point[choice.column];
            while heads > NOBODY {
                let Some((demand, left)) = current.as_mut() else {
                    break;
                };
                let taken = heads.min(*left);
                if taken > NOBODY {
                    placements.push((*demand, choice.week, taken));
                }
                heads -= taken;
                *left -= taken;
                if *left <= NOBODY {
                    current = room.next();
                }
            }
        }
    }
    placements.sort_by_key(|&(demand, week, _)| (demand, week));
    placements
        .into_iter()
        .map(|(demand, week, heads)| Placement {
            demand: instance.demand[demand].id.clone(),
            week,
            heads: (heads * HEADS_DIGITS).round() / HEADS_DIGITS,
        })
        .collect()
}
