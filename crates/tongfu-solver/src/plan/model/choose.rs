//! What the model contains: which classes can be held and may pay, which
//! demand lines are the same, who can still be placed when.

use std::collections::{BTreeMap, BTreeSet};

use super::{
    Choice, ClassColumn, Detail, MOST_COLUMNS, Model, Place, Pool, Slice, calendar_allows,
    entry_weeks, most_people, payers, place_of, position,
};
use crate::highs::Programme;
use crate::plan::PlanError;
use crate::plan::instance::{Container, Instance, Occupation, Pin, Venue};

/// Puts a model together.
pub(super) struct Builder<'i> {
    pub(super) instance: &'i Instance,
    pub(super) detail: Detail,
    pins: &'i [Pin],
    pub(super) model: Model,
    /// Per occupation the last week in which somebody can leave the pool.
    pub(super) last_leave: Vec<Option<u32>>,
    occupation_index: BTreeMap<&'i str, usize>,
    pub(super) places: Vec<Vec<usize>>,
}

impl<'i> Builder<'i> {
    pub(super) fn new(instance: &'i Instance, pins: &'i [Pin], detail: Detail) -> Self {
        let occupations = instance.occupations.len();
        Self {
            instance,
            detail,
            pins,
            model: Model {
                programme: Programme::default(),
                unit: 1.0,
                classes: Vec::new(),
                slices: Vec::new(),
                enrolled: vec![vec![None; occupations]; instance.groups.len()],
                pools: vec![None; occupations],
                signatures: Vec::new(),
                moves: Vec::new(),
                rows: Vec::new(),
                kinds: Vec::new(),
                implied: Vec::new(),
                index: BTreeMap::new(),
            },
            last_leave: vec![None; occupations],
            occupation_index: instance
                .occupations
                .iter()
                .enumerate()
                .map(|(index, o)| (o.id.as_str(), index))
                .collect(),
            places: Vec::new(),
        }
    }

    /// Merges demand lines that are the same but for region and id, and finds
    /// their entry weeks.
    pub(super) fn choose_slices(&mut self) {
        let mut same: BTreeMap<_, usize> = BTreeMap::new();
        for (index, d) in self.instance.demand.iter().enumerate() {
            if d.heads == 0 {
                continue;
            }
            let weeks = entry_weeks(self.instance, index);
            if weeks.is_empty() {
                continue;
            }
            let occupation = self.occupation_index[d.occupation.as_str()];
            let last = weeks.end - 1 - d.lead;
            let leave = &mut self.last_leave[occupation];
            *leave = Some(leave.map_or(last, |known| known.max(last)));
            let own = if self.detail == Detail::Full {
                index
            } else {
                0
            };
            let key = (
                occupation,
                (d.from, d.to, d.min_stay),
                (d.weekly_gain, d.lead),
                d.permit.as_deref(),
                own,
            );
            let slices = &mut self.model.slices;
            let at = *same.entry(key).or_insert_with(|| {
                slices.push(Slice {
                    occupation,
                    members: Vec::new(),
                    heads: 0.0,
                    to: d.to,
                    permit: d
                        .permit
                        .as_ref()
                        .and_then(|id| position(&self.instance.permits, |permit| &permit.id == id)),
                    options: weeks
                        .map(|week| Choice {
                            week,
                            leave: week - d.lead,
                            column: usize::MAX,
                        })
                        .collect(),
                });
                slices.len() - 1
            });
            slices[at].members.push(index);
            slices[at].heads += f64::from(d.heads);
        }
    }

    fn is_pinned(&self, occupation: &Occupation, place: Place, start: u32) -> bool {
        self.pins.iter().any(|pin| {
            pin.at_least > 0
                && pin.start == start
                && pin.occupation == occupation.id
                && place_of(self.instance, pin) == Some(place)
        })
    }

    /// Whether even the best use of a seat cannot pay for it. Only classes
    /// whose graduates come after the last departure are looked at: they can
    /// do no more than let somebody else's placement count for their group.
    fn never_pays(&self, occupation: usize, ready: u32, largest: u32) -> bool {
        let o = &self.instance.occupations[occupation];
        match self.last_leave[occupation] {
            None => true,
            Some(last) if ready <= last => false,
            Some(_) => {
                let need = self.instance.groups.iter().map(|g| g.need).max();
                let idle = self.instance.idle_cost as f64 * f64::from(self.instance.weeks - ready);
                let cost = o.seat_cost as f64 + o.class_cost as f64 / f64::from(largest.max(1));
                o.pass * (need.unwrap_or(0) as f64 - idle) <= self.instance.cost_weight * cost
            }
        }
    }

    fn venue_class(&self, o: &Occupation, v: &Venue) -> Option<(u32, u32)> {
        let mut most = v.rooms;
        if let Some(kind) = &o.workshop {
            most = most.min(v.workshops.get(kind).copied().unwrap_or(0));
        }
        if let Some(family) = &o.instructor {
            most = most.min(v.instructors.get(family).copied().unwrap_or(0));
        }
        Self::sized(o, most, v.beds, most_people(self.instance, &o.id))
    }

    fn container_class(&self, o: &Occupation, c: &Container) -> Option<(u32, u32)> {
        Self::sized(o, 1, c.seats, most_people(self.instance, &o.id))
    }

    /// Most classes at once and most seats of one; `None` if not even one fits.
    fn sized(o: &Occupation, most: u32, beds: u32, people: u64) -> Option<(u32, u32)> {
        let seats = beds.min(u32::try_from(people).unwrap_or(u32::MAX));
        let largest = o.max.min(seats);
        let most = seats.checked_div(o.min).map_or(most, |fit| most.min(fit));
        (most > 0 && largest >= o.min).then_some((most, largest))
    }

    /// Sites of a container the model needs: without pins none but where it
    /// stands; else the start, those pinned, and one for all the others.
    fn sites(&self, container: &Container) -> Vec<usize> {
        let start = position(&container.sites, |site| site == &container.start).unwrap_or(0);
        if self.detail == Detail::Full {
            return (0..container.sites.len()).collect();
        }
        let mut sites = BTreeSet::from([start]);
        let mut named = false;
        for pin in self.pins.iter().filter(|pin| pin.place == container.id) {
            named = true;
            sites.extend(position(&container.sites, |s| Some(s) == pin.site.as_ref()));
        }
        if named {
            sites.extend((0..container.sites.len()).find(|site| !sites.contains(site)));
        }
        sites.into_iter().collect()
    }

    pub(super) fn choose_classes(&mut self) {
        let instance = self.instance;
        let closed: BTreeSet<u32> = instance.closed_weeks.iter().copied().collect();
        self.places = instance.containers.iter().map(|c| self.sites(c)).collect();
        let mut offers: Vec<(usize, Place, u32, u32)> = Vec::new();
        for (venue, v) in instance.venues.iter().enumerate() {
            for id in &v.occupations {
                let occupation = self.occupation_index[id.as_str()];
                if let Some((most, largest)) =
                    self.venue_class(&instance.occupations[occupation], v)
                {
                    offers.push((occupation, Place::Venue(venue), most, largest));
                }
            }
        }
        for (container, c) in instance.containers.iter().enumerate() {
            for id in &c.occupations {
                let occupation = self.occupation_index[id.as_str()];
                if let Some((most, largest)) =
                    self.container_class(&instance.occupations[occupation], c)
                {
                    for &site in &self.places[container] {
                        let place = Place::Container { container, site };
                        offers.push((occupation, place, most, largest));
                    }
                }
            }
        }
        let mut signatures: BTreeMap<Vec<usize>, usize> = BTreeMap::new();
        for (occupation, place, most, largest) in offers {
            let o = &instance.occupations[occupation];
            for start in 0..instance.weeks {
                if !calendar_allows(instance.weeks, &closed, o, start) {
                    continue;
                }
                let ready = start + o.train + o.exam;
                let pinned = self.is_pinned(o, place, start);
                if !pinned
                    && self.detail == Detail::Reduced
                    && (largest == 0 || self.never_pays(occupation, ready, largest))
                {
                    continue;
                }
                let mobile = matches!(place, Place::Container { .. });
                let payers = payers(instance, o, start, mobile);
                let mut largest = largest;
                if payers.is_empty() && (o.class_cost > 0 || o.seat_cost > 0) {
                    // Nobody pays: at most a pinned class without seats is left.
                    if o.class_cost > 0 || o.min > 0 || !pinned {
                        continue;
                    }
                    largest = 0;
                }
                let signature = (!payers.is_empty()).then(|| {
                    let next = signatures.len();
                    *signatures.entry(payers).or_insert(next)
                });
                let index = self.model.classes.len();
                self.model.index.insert((occupation, place, start), index);
                self.model.classes.push(ClassColumn {
                    occupation,
                    place,
                    start,
                    ready,
                    classes: usize::MAX,
                    seats: usize::MAX,
                    most,
                    largest,
                    signature,
                });
            }
        }
        self.model.signatures = vec![Vec::new(); signatures.len()];
        for (payers, index) in signatures {
            self.model.signatures[index] = payers;
        }
        // Nobody leaves a pool before its first graduates are there.
        let mut first = vec![u32::MAX; instance.occupations.len()];
        for class in &self.model.classes {
            first[class.occupation] = first[class.occupation].min(class.ready);
        }
        for slice in &mut self.model.slices {
            let ready = first[slice.occupation];
            slice.options.retain(|choice| choice.leave >= ready);
        }
        self.model.slices.retain(|slice| !slice.options.is_empty());
        for (occupation, first) in first.into_iter().enumerate() {
            let last = match self.detail {
                Detail::Full => Some(instance.weeks - 1),
                Detail::Reduced => self.last_leave[occupation],
            };
            if let Some(last) = last.filter(|last| *last >= first) {
                self.model.pools[occupation] = Some(Pool {
                    first,
                    last,
                    column: usize::MAX,
                });
            }
        }
    }

    pub(super) fn count(&self) -> Result<(), PlanError> {
        let choices: usize = self.model.slices.iter().map(|s| s.options.len()).sum();
        let columns = 2 * self.model.classes.len() + choices;
        if columns > MOST_COLUMNS {
            return Err(PlanError::TooLarge { columns });
        }
        Ok(())
    }
}
