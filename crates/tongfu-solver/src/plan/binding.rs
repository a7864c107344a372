//! Prices of the limits that bind, from the duals of the relaxation, and the
//! classes each of them holds back.

use std::collections::BTreeMap;

use super::assemble::names;
use super::instance::Instance;
use super::model::{ClassColumn, Model, Place, Row};
use super::solution::{Binding, HeldBack, LimitKind, PlannedClass, What};

/// Prices below one fen per unit are rounding errors.
const LEAST_PRICE: f64 = 1.0;
/// A fen of budget brings fractions of a fen: six digits.
const PRICE_DIGITS: f64 = 1e6;
/// Classes named per limit.
const MOST_CLASSES: usize = 12;

/// A limit without its weeks.
type Key = (LimitKind, String, Option<String>);

/// All limits with a price, by kind and falling price.
pub(super) fn binding(
    instance: &Instance,
    model: &Model,
    limits: &[(f64, f64)],
    duals: &[f64],
    planned: &[PlannedClass],
) -> Vec<Binding> {
    let worth = Worth::new(instance, model, limits, duals, planned);
    let mut bindings = weekly(instance, model, duals, &worth);
    bindings.extend(lasting(instance, model, duals, &worth));
    bindings.extend(wishes(instance, model, &worth));
    for binding in &mut bindings {
        binding.price = (binding.price * PRICE_DIGITS).round() / PRICE_DIGITS;
    }
    bindings.retain(|binding| binding.price > 0.0);
    bindings.sort_by(|a, b| {
        a.kind
            .cmp(&b.kind)
            .then(b.price.total_cmp(&a.price))
            .then(a.what.cmp(&b.what))
    });
    bindings
}

/// What a full class of each kind is worth at present prices, in fen; zero or
/// less, or the prices would have let it in.
struct Worth<'m> {
    instance: &'m Instance,
    model: &'m Model,
    unit: f64,
    reduced: Vec<f64>,
    value: Vec<f64>,
    /// Whether the plan has room for one more of the kind.
    open: Vec<bool>,
}

impl<'m> Worth<'m> {
    fn new(
        instance: &'m Instance,
        model: &'m Model,
        limits: &[(f64, f64)],
        duals: &[f64],
        planned: &[PlannedClass],
    ) -> Self {
        let mut reduced = model.programme.cost.clone();
        for (row, &dual) in duals.iter().enumerate().take(model.programme.rows()) {
            if dual != 0.0 {
                for (column, value) in model.programme.terms(row) {
                    reduced[column] -= dual * value;
                }
            }
        }
        let mut held: BTreeMap<(String, String, Option<String>, u32), u32> = BTreeMap::new();
        for class in planned {
            let key = (
                class.occupation.clone(),
                class.place.clone(),
                class.site.clone(),
                class.start,
            );
            held.insert(key, class.classes);
        }
        let value = model
            .classes
            .iter()
            .map(|class| {
                let full = f64::from(class.largest);
                (reduced[class.classes] + full * reduced[class.seats]) * model.unit
            })
            .collect();
        let open = model
            .classes
            .iter()
            .map(|class| {
                let (place, site) = names(instance, class.place);
                let occupation = instance.occupations[class.occupation].id.clone();
                let planned = held
                    .get(&(occupation, place, site, class.start))
                    .copied()
                    .unwrap_or(0);
                f64::from(planned) < limits[class.classes].1
            })
            .collect();
        Self {
            instance,
            model,
            unit: model.unit,
            reduced,
            value,
            open,
        }
    }

    /// The kinds of class that would pay if the limit cost nothing: `relief`
    /// is what a full class of the kind pays for it, in fen.
    fn held_back(&self, relief: impl Fn(&ClassColumn) -> f64) -> Vec<HeldBack> {
        let mut found: Vec<(f64, usize)> = self
            .model
            .classes
            .iter()
            .enumerate()
            .filter(|(index, _)| self.open[*index])
            .filter_map(|(index, class)| {
                let relief = relief(class);
                let value = self.value[index] + relief;
                (relief > 0.0 && value > LEAST_PRICE).then_some((value, index))
            })
            .collect();
        found.sort_by(|a, b| b.0.total_cmp(&a.0).then(a.1.cmp(&b.1)));
        found
            .into_iter()
            .take(MOST_CLASSES)
            .map(|(_, index)| {
                let class = &self.model.classes[index];
                let (place, site) = names(self.instance, class.place);
                HeldBack {
                    occupation: self.instance.occupations[class.occupation].id.clone(),
                    place,
                    site,
                    start: class.start,
                }
            })
            .collect()
    }
}

/// Limits of single weeks; neighbouring weeks of one thing become one entry.
fn weekly(instance: &Instance, model: &Model, duals: &[f64], worth: &Worth) -> Vec<Binding> {
    let mut prices: BTreeMap<Key, BTreeMap<u32, f64>> = BTreeMap::new();
    for (row, dual) in model.rows.iter().zip(duals) {
        let fen = dual * model.unit;
        let venue = |venue: usize| instance.venues[venue].id.clone();
        let kind = |kind: usize| Some(model.kinds[kind].clone());
        let (key, week) = match *row {
            Row::Rooms { venue: v, week } => ((LimitKind::Rooms, venue(v), None), week),
            Row::Beds { venue: v, week } => ((LimitKind::Beds, venue(v), None), week),
            Row::Workshops {
                venue: v,
                kind: k,
                week,
            } => ((LimitKind::Workshops, venue(v), kind(k)), week),
            Row::Instructors {
                venue: v,
                kind: k,
                week,
            } => ((LimitKind::Instructors, venue(v), kind(k)), week),
            Row::Container { container, week } => {
                let id = instance.containers[container].id.clone();
                ((LimitKind::Containers, id, None), week)
            }
            _ => continue,
        };
        if fen >= LEAST_PRICE {
            *prices.entry(key).or_default().entry(week).or_default() += fen;
        }
    }
    let mut bindings = Vec::new();
    for ((kind, id, resource), weeks) in prices {
        let mut spans: Vec<(u32, u32)> = Vec::new();
        for &week in weeks.keys() {
            match spans.last_mut() {
                Some(span) if span.1 == week => span.1 = week + 1,
                _ => spans.push((week, week + 1)),
            }
        }
        for (from, to) in spans {
            let relief = |class: &ClassColumn| {
                let o = &instance.occupations[class.occupation];
                let place = match class.place {
                    Place::Venue(venue) => &instance.venues[venue].id,
                    Place::Container { container, .. } => &instance.containers[container].id,
                };
                let uses = match kind {
                    LimitKind::Workshops => o.workshop == resource,
                    LimitKind::Instructors => o.instructor == resource,
                    _ => true,
                };
                if *place != id || !uses {
                    return 0.0;
                }
                let units = if kind == LimitKind::Beds {
                    f64::from(class.largest)
                } else {
                    1.0
                };
                let runs = class.start.max(from)..(class.start + o.train).min(to);
                runs.filter_map(|week| weeks.get(&week)).sum::<f64>() * units
            };
            bindings.push(Binding {
                kind,
                what: What {
                    id: id.clone(),
                    resource: resource.clone(),
                    from: Some(from),
                    to: Some(to),
                },
                price: (from..to).filter_map(|week| weeks.get(&week)).sum(),
                classes: worth.held_back(relief),
            });
        }
    }
    bindings
}

/// Limits over the whole horizon: money, permits, demand, people.
fn lasting(instance: &Instance, model: &Model, duals: &[f64], worth: &Worth) -> Vec<Binding> {
    let mut bindings = Vec::new();
    let graduates = |class: &ClassColumn| {
        instance.occupations[class.occupation].pass * f64::from(class.largest)
    };
    for (row, dual) in model.rows.iter().zip(duals) {
        let fen = dual * model.unit;
        let mut add = |kind, id: &str, weeks: Option<(u32, u32)>, price, classes| {
            bindings.push(Binding {
                kind,
                what: What {
                    id: id.to_owned(),
                    resource: None,
                    from: weeks.map(|weeks| weeks.0),
                    to: weeks.map(|weeks| weeks.1),
                },
                price,
                classes,
            });
        };
        match *row {
            // Per fen of budget the money is already a share.
            Row::Budget(budget) if *dual > 1e-9 => {
                let b = &instance.budgets[budget];
                let classes = worth.held_back(|class| {
                    let o = &instance.occupations[class.occupation];
                    let pays = class
                        .signature
                        .is_some_and(|s| model.signatures[s].contains(&budget));
                    let seats = f64::from(class.largest) * o.seat_cost as f64;
                    if pays {
                        dual * (o.class_cost as f64 + seats)
                    } else {
                        0.0
                    }
                });
                add(LimitKind::Budget, &b.id, None, *dual, classes);
            }
            Row::Permit(permit) if fen >= LEAST_PRICE => {
                let p = &instance.permits[permit];
                let classes = worth.held_back(|class| {
                    let used = model.slices.iter().any(|slice| {
                        slice.occupation == class.occupation
                            && slice.permit == Some(permit)
                            && slice.options.iter().any(|c| c.leave >= class.ready)
                    });
                    if used { fen * graduates(class) } else { 0.0 }
                });
                add(
                    LimitKind::Permits,
                    &p.id,
                    Some((p.from, p.to)),
                    fen,
                    classes,
                );
            }
            Row::Demand(slice) if fen >= LEAST_PRICE => {
                let slice = &model.slices[slice];
                let last = slice.options.last().map_or(0, |choice| choice.leave);
                let classes = worth.held_back(|class| {
                    if class.occupation == slice.occupation && class.ready <= last {
                        fen * graduates(class)
                    } else {
                        0.0
                    }
                });
                for &demand in &slice.members {
                    let d = &instance.demand[demand];
                    let weeks = Some((d.from, d.to));
                    add(LimitKind::Demand, &d.id, weeks, fen, classes.clone());
                }
            }
            Row::People(group) if fen >= LEAST_PRICE => {
                let g = &instance.groups[group];
                let classes = worth.held_back(|class| {
                    if model.enrolled[group][class.occupation].is_some() {
                        fen * f64::from(class.largest)
                    } else {
                        0.0
                    }
                });
                add(LimitKind::People, &g.id, None, fen, classes);
            }
            _ => {}
        }
    }
    bindings
}

/// Wishes are bounds of columns, so their price is the reduced cost.
fn wishes(instance: &Instance, model: &Model, worth: &Worth) -> Vec<Binding> {
    let mut bindings = Vec::new();
    for (group, columns) in model.enrolled.iter().enumerate() {
        for (occupation, column) in columns.iter().enumerate() {
            let Some(column) = *column else { continue };
            let fen = worth.reduced[column] * worth.unit;
            let g = &instance.groups[group];
            let id = &instance.occupations[occupation].id;
            if fen < LEAST_PRICE {
                continue;
            }
            bindings.push(Binding {
                kind: LimitKind::Interest,
                what: What {
                    id: g.id.clone(),
                    resource: Some(id.clone()),
                    from: None,
                    to: None,
                },
                price: fen,
                classes: worth.held_back(|class| {
                    if class.occupation == occupation {
                        fen * f64::from(class.largest)
                    } else {
                        0.0
                    }
                }),
            });
        }
    }
    bindings
}
