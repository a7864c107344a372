//! Cuts that know the problem.
//!
//! The relaxation trains fractions of classes. But whoever leaves a pool in a
//! span of weeks was in it before, came back, or sat in a class that ended in
//! the span, and classes are whole and hold so many. With `b` heads to serve,
//! `δ` graduates of a full class, `f` the fractional part of `b/δ`, mixed
//! integer rounding (Nemhauser and Wolsey; Marchand and Wolsey's choice of
//! bounds to substitute) says
//!
//! `δ f Σ classes + seats of the others · pass + before + back + unserved ≥ δ f ⌈b/δ⌉`.
//!
//! `b` is either the heads of some slices of one occupation, or the capacity
//! of permits that several occupations share. A third family rounds the wishes
//! for one occupation: so many people fill so many whole classes.
//! All of them hold for every plan whatever the pins, so they are kept when
//! pins change.

use super::instance::Instance;
use super::model::{Model, Pool, most_people};

/// `terms ≥ bound` holds for every plan.
#[derive(Debug, Clone, PartialEq)]
pub(super) struct Cut {
    pub terms: Vec<(usize, f64)>,
    pub bound: f64,
}

/// Cuts taken per occupation and round; more only fatten the relaxation.
const PER_OCCUPATION: usize = 25;
/// Smallest violation, as a share of one class.
const VIOLATION: f64 = 1e-3;
/// Fractions nearer to a whole class than this give weak, ill-scaled cuts.
const FRACTION: f64 = 0.02;
/// Slices served less than this are not worth being counted in.
const SERVED: f64 = 0.05;

#[derive(Debug)]
struct Class {
    ready: u32,
    classes: usize,
    seats: usize,
    largest: f64,
}

#[derive(Debug)]
struct Share {
    heads: f64,
    permit: Option<usize>,
    options: Vec<(u32, usize)>,
}

/// What one occupation contributes, in the order of time.
#[derive(Debug)]
struct Family {
    pass: f64,
    pool: Pool,
    /// Seats of its largest class.
    largest: f64,
    people: f64,
    classes: Vec<Class>,
    shares: Vec<Share>,
    /// Week of return, column.
    returns: Vec<(u32, usize)>,
}

/// Finds violated cuts of one model.
#[derive(Debug)]
pub(super) struct Separator {
    families: Vec<Family>,
    return_share: f64,
    permits: Vec<f64>,
}

/// A span of weeks of one family with the point's values in it.
struct Span<'f> {
    family: &'f Family,
    from: u32,
    to: u32,
}

/// Coefficient of a class in units of the divisor: `⌊r⌋ + min(1, frac(r)/f)`.
fn rounded(ratio: f64, fraction: f64) -> f64 {
    let whole = (ratio + 1e-12).floor();
    whole + ((ratio - whole).max(0.0) / fraction).min(1.0)
}

impl Separator {
    pub fn new(instance: &Instance, model: &Model) -> Self {
        let mut families = Vec::new();
        for (occupation, o) in instance.occupations.iter().enumerate() {
            let Some(pool) = model.pools[occupation] else {
                continue;
            };
            let mut classes: Vec<Class> = model
                .classes
                .iter()
                .filter(|class| class.occupation == occupation)
                .map(|class| Class {
                    ready: class.ready,
                    classes: class.classes,
                    seats: class.seats,
                    largest: f64::from(class.largest),
                })
                .collect();
            classes.sort_by_key(|class| class.ready);
            let largest = classes
                .iter()
                .map(|class| class.largest)
                .fold(0.0, f64::max);
            if largest <= 0.0 || o.pass <= 0.0 {
                continue;
            }
            let own = || {
                model
                    .slices
                    .iter()
                    .filter(|slice| slice.occupation == occupation)
            };
            families.push(Family {
                pass: o.pass,
                pool,
                largest,
                people: most_people(instance, &o.id) as f64,
                classes,
                shares: own()
                    .map(|slice| Share {
                        heads: slice.heads,
                        permit: slice.permit,
                        options: slice
                            .options
                            .iter()
                            .map(|choice| (choice.leave, choice.column))
                            .collect(),
                    })
                    .collect(),
                returns: own()
                    .filter(|slice| slice.to <= pool.last)
                    .flat_map(|slice| slice.options.iter().map(|c| (slice.to, c.column)))
                    .collect(),
            });
        }
        Self {
            families,
            return_share: instance.return_share,
            permits: instance
                .permits
                .iter()
                .map(|permit| f64::from(permit.capacity))
                .collect(),
        }
    }

    /// Violated cuts at a point of the relaxation, in a fixed order.
    pub fn separate(&self, point: &[f64]) -> Vec<Cut> {
        let mut cuts = Vec::new();
        for family in &self.families {
            self.slice_cuts(family, point, &mut cuts);
            wish_cut(family, point, &mut cuts);
        }
        self.permit_cuts(point, &mut cuts);
        cuts
    }

    fn slice_cuts(&self, family: &Family, point: &[f64], cuts: &mut Vec<Cut>) {
        let weeks = family.pool.last as usize + 1;
        // Heads leaving per week: (share, heads), and people coming back.
        let mut leaving: Vec<Vec<(usize, f64)>> = vec![Vec::new(); weeks];
        for (share, s) in family.shares.iter().enumerate() {
            for &(week, column) in &s.options {
                if point[column] > 1e-9 {
                    leaving[week as usize].push((share, point[column]));
                }
            }
        }
        let mut back = vec![0.0; weeks];
        for &(week, column) in &family.returns {
            back[week as usize] += self.return_share * point[column];
        }
        let used: Vec<&Class> = family
            .classes
            .iter()
            .filter(|class| point[class.classes] > 1e-9 || point[class.seats] > 1e-9)
            .collect();
        let mut begins: Vec<u32> = used
            .iter()
            .flat_map(|class| [class.ready, class.ready + 1])
            .chain([family.pool.first])
            .filter(|week| *week <= family.pool.last)
            .collect();
        begins.sort_unstable();
        begins.dedup();

        let divisor = family.pass * family.largest;
        let mut found: Vec<(f64, Candidate)> = Vec::new();
        let mut served = vec![0.0; family.shares.len()];
        let mut order: Vec<(f64, usize)> = Vec::new();
        for &from in &begins {
            let before = from
                .checked_sub(1)
                .and_then(|week| family.pool.at(week))
                .map_or(0.0, |column| point[column]);
            served.fill(0.0);
            let mut touched: Vec<usize> = Vec::new();
            let mut returned = 0.0;
            for to in from..=family.pool.last {
                returned += back[to as usize];
                if leaving[to as usize].is_empty() {
                    continue;
                }
                for &(share, heads) in &leaving[to as usize] {
                    if served[share] == 0.0 {
                        touched.push(share);
                    }
                    served[share] += heads;
                }
                let inside: Vec<&&Class> = used
                    .iter()
                    .filter(|class| (from..=to).contains(&class.ready))
                    .collect();
                order.clear();
                order.extend(
                    touched
                        .iter()
                        .map(|&share| (1.0 - served[share] / family.shares[share].heads, share)),
                );
                order.retain(|(unserved, _)| *unserved < 1.0 - SERVED);
                order.sort_by(|a, b| a.0.total_cmp(&b.0).then(a.1.cmp(&b.1)));
                let mut best: Option<(f64, Candidate)> = None;
                let (mut heads, mut unserved) = (0.0, 0.0);
                for (count, &(_, share)) in order.iter().enumerate() {
                    heads += family.shares[share].heads;
                    unserved += (family.shares[share].heads - served[share]).max(0.0);
                    let parts = heads / divisor;
                    let fraction = parts - parts.floor();
                    if fraction < FRACTION {
                        continue;
                    }
                    let left: f64 = inside
                        .iter()
                        .map(|class| {
                            let ratio = class.largest / family.largest;
                            (divisor * fraction * rounded(ratio, fraction) * point[class.classes])
                                .min(family.pass * point[class.seats])
                        })
                        .sum();
                    let violation =
                        divisor * fraction * parts.ceil() - left - before - returned - unserved;
                    if violation > VIOLATION * divisor
                        && best.as_ref().is_none_or(|(known, _)| violation > *known)
                    {
                        best = Some((
                            violation,
                            Candidate {
                                from,
                                to,
                                heads,
                                shares: order[..=count].iter().map(|o| o.1).collect(),
                            },
                        ));
                    }
                }
                found.extend(best);
            }
        }
        found.sort_by(|a, b| {
            b.0.total_cmp(&a.0)
                .then(a.1.from.cmp(&b.1.from))
                .then(a.1.to.cmp(&b.1.to))
        });
        for (_, candidate) in found.into_iter().take(PER_OCCUPATION) {
            let span = Span {
                family,
                from: candidate.from,
                to: candidate.to,
            };
            let mut chosen = vec![false; family.shares.len()];
            for &share in &candidate.shares {
                chosen[share] = true;
            }
            cuts.extend(
                self.round(&[span], divisor, candidate.heads, point, |_, share| {
                    chosen[share]
                }),
            );
        }
    }

    /// Rounds the sum of some spans: the shares for which `chosen(span, share)`
    /// holds count as served out of `heads`.
    fn round(
        &self,
        spans: &[Span],
        divisor: f64,
        heads: f64,
        point: &[f64],
        chosen: impl Fn(usize, usize) -> bool,
    ) -> Option<Cut> {
        let parts = heads / divisor;
        let fraction = parts - parts.floor();
        if fraction < FRACTION {
            return None;
        }
        let mut terms: Vec<(usize, f64)> = Vec::new();
        for (index, span) in spans.iter().enumerate() {
            let family = span.family;
            for class in &family.classes {
                if !(span.from..=span.to).contains(&class.ready) {
                    continue;
                }
                let ratio = family.pass * class.largest / divisor;
                let whole = divisor * fraction * rounded(ratio, fraction);
                if whole * point[class.classes] <= family.pass * point[class.seats] + 1e-12 {
                    terms.push((class.classes, whole));
                } else {
                    terms.push((class.seats, family.pass));
                }
            }
            if let Some(before) = span.from.checked_sub(1) {
                terms.extend(family.pool.at(before).map(|column| (column, 1.0)));
            }
            for &(week, column) in &family.returns {
                if (span.from..=span.to).contains(&week) {
                    terms.push((column, self.return_share));
                }
            }
            for (share, s) in family.shares.iter().enumerate() {
                if chosen(index, share) {
                    for &(week, column) in &s.options {
                        if (span.from..=span.to).contains(&week) {
                            terms.push((column, -1.0));
                        }
                    }
                }
            }
        }
        Cut::new(terms, divisor * fraction * parts.ceil() - heads)
    }

    /// Permits that are nearly used up, alone and in pairs, served by whole
    /// classes of all the occupations that use them.
    fn permit_cuts(&self, point: &[f64], cuts: &mut Vec<Cut>) {
        let count = self.permits.len();
        let singles = (0..count).map(|permit| vec![permit]);
        let pairs = (0..count).flat_map(|a| (a + 1..count).map(move |b| vec![a, b]));
        for permits in singles.chain(pairs.take(64)) {
            let capacity: f64 = permits.iter().map(|permit| self.permits[*permit]).sum();
            let of = |share: &Share| share.permit.is_some_and(|p| permits.contains(&p));
            let mut spans: Vec<Span> = Vec::new();
            let mut served = 0.0;
            for family in &self.families {
                let weeks = family
                    .shares
                    .iter()
                    .filter(|share| of(share))
                    .flat_map(|share| &share.options)
                    .filter(|(_, column)| point[*column] > 1e-9)
                    .map(|(week, _)| *week);
                let (Some(first), Some(to)) = (weeks.clone().min(), weeks.max()) else {
                    continue;
                };
                let from = family.cheapest_begin(first, to, self.return_share, point);
                served += family
                    .shares
                    .iter()
                    .filter(|share| of(share))
                    .flat_map(|share| &share.options)
                    .filter(|(week, _)| (from..=to).contains(week))
                    .map(|(_, column)| point[*column])
                    .sum::<f64>();
                spans.push(Span { family, from, to });
            }
            if served < capacity * (1.0 - SERVED) {
                continue;
            }
            let mut divisors: Vec<f64> = spans
                .iter()
                .map(|span| span.family.pass * span.family.largest)
                .collect();
            divisors.sort_by(f64::total_cmp);
            divisors.dedup();
            for divisor in divisors {
                let cut = self.round(&spans, divisor, capacity, point, |span, share| {
                    of(&spans[span].family.shares[share])
                });
                cuts.extend(cut.filter(|cut| cut.violation(point) > VIOLATION * divisor));
            }
        }
    }
}

struct Candidate {
    from: u32,
    to: u32,
    heads: f64,
    shares: Vec<usize>,
}

impl Family {
    /// The begin of a span ending at `to` from which the fewest people flow
    /// into it; the latest of several.
    fn cheapest_begin(&self, first: u32, to: u32, return_share: f64, point: &[f64]) -> u32 {
        let mut best = (f64::INFINITY, self.pool.first);
        for from in self.pool.first..=first.max(self.pool.first) {
            let before = from
                .checked_sub(1)
                .and_then(|week| self.pool.at(week))
                .map_or(0.0, |column| point[column]);
            let trained: f64 = self
                .classes
                .iter()
                .filter(|class| (from..=to).contains(&class.ready))
                .map(|class| self.pass * point[class.seats])
                .sum();
            let back: f64 = self
                .returns
                .iter()
                .filter(|(week, _)| (from..=to).contains(week))
                .map(|(_, column)| return_share * point[*column])
                .sum();
            let flow = before + trained + back;
            if flow <= best.0 + 1e-9 {
                best = (flow, from);
            }
        }
        best.1
    }
}

/// `Σ classes − (free seats)/(l (1−f)) ≤ ⌊people/l⌋` for one occupation.
fn wish_cut(family: &Family, point: &[f64], cuts: &mut Vec<Cut>) {
    let parts = family.people / family.largest;
    let fraction = parts - parts.floor();
    if !(FRACTION..=1.0 - FRACTION).contains(&fraction) {
        return;
    }
    let slope = 1.0 / (family.largest * (1.0 - fraction));
    let mut terms = Vec::new();
    for class in &family.classes {
        let ratio = class.largest / family.largest;
        let whole = (ratio + 1e-12).floor();
        let floor = whole + ((ratio - whole - fraction) / (1.0 - fraction)).max(0.0);
        let classes = floor - class.largest * slope;
        if classes * point[class.classes] + slope * point[class.seats] > 0.0 {
            terms.push((class.classes, -classes));
            terms.push((class.seats, -slope));
        }
    }
    let cut = Cut::new(terms, -parts.floor());
    cuts.extend(cut.filter(|cut| cut.violation(point) > VIOLATION));
}

impl Cut {
    /// Sums equal columns and loosens the bound by a rounding error.
    fn new(mut terms: Vec<(usize, f64)>, bound: f64) -> Option<Self> {
        terms.sort_by_key(|term| term.0);
        terms.dedup_by(|later, earlier| {
            let same = later.0 == earlier.0;
            if same {
                earlier.1 += later.1;
            }
            same
        });
        terms.retain(|term| term.1.abs() > 1e-12);
        (!terms.is_empty()).then(|| Self {
            terms,
            bound: bound - 1e-9 * (1.0 + bound.abs()),
        })
    }

    /// How far a point is on the wrong side.
    pub fn violation(&self, point: &[f64]) -> f64 {
        let left: f64 = self
            .terms
            .iter()
            .map(|&(column, coefficient)| coefficient * point[column])
            .sum();
        self.bound - left
    }
}
