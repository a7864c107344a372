//! Columns and rows of the programme, constraint by constraint.

use std::collections::BTreeMap;

use super::choose::Builder;
use super::{Detail, Place, Row, most_people, position};
use crate::plan::instance::Container;

fn kind_index(kinds: &mut Vec<String>, name: &str) -> usize {
    position(kinds, |kind| kind == name).unwrap_or_else(|| {
        kinds.push(name.to_owned());
        kinds.len() - 1
    })
}

impl Builder<'_> {
    fn column(&mut self, fen: f64, upper: f64, implied: f64, integer: bool) -> usize {
        self.model.implied.push(implied);
        let cost = fen / self.model.unit;
        self.model.programme.column(cost, 0.0, upper, integer)
    }

    fn row(&mut self, kind: Row, terms: &[(usize, f64)], lower: f64, upper: f64) {
        if !terms.is_empty() {
            self.model.programme.row(terms, lower, upper);
            self.model.rows.push(kind);
        }
    }

    /// Weeks an unplaced graduate is waited for after the pool's last column.
    fn tail(&self, occupation: usize, week: u32) -> f64 {
        match self.model.pools[occupation] {
            Some(pool) if week <= pool.last => 0.0,
            _ => f64::from(self.instance.weeks.saturating_sub(week)),
        }
    }

    pub(super) fn columns(&mut self) {
        let instance = self.instance;
        // A round unit keeps the largest coefficients near 100, where the
        // solver's tolerances mean what they should.
        let largest = instance
            .demand
            .iter()
            .map(|d| d.weekly_gain as f64 * f64::from(d.to - d.from))
            .chain(instance.occupations.iter().map(|o| o.class_cost as f64))
            .fold(1.0_f64, f64::max);
        self.model.unit = 10.0_f64.powf((largest / 100.0).log10().round()).max(1.0);
        let idle = instance.idle_cost as f64;
        let weight = instance.cost_weight;
        for index in 0..self.model.classes.len() {
            let class = self.model.classes[index].clone();
            let o = &instance.occupations[class.occupation];
            let people = most_people(instance, &o.id) as f64;
            let beds = match class.place {
                Place::Venue(venue) => instance.venues[venue].beds,
                Place::Container { container, .. } => instance.containers[container].seats,
            };
            let seats = (f64::from(class.largest) * f64::from(class.most))
                .min(f64::from(beds))
                .min(people);
            let most = f64::from(class.most);
            let waiting = idle * o.pass * self.tail(class.occupation, class.ready);
            let classes = self.column(-weight * o.class_cost as f64, most, most, true);
            let column = self.column(-weight * o.seat_cost as f64 - waiting, seats, seats, true);
            self.model.classes[index].classes = classes;
            self.model.classes[index].seats = column;
            self.row(
                Row::Largest,
                &[(column, 1.0), (classes, -f64::from(class.largest))],
                f64::NEG_INFINITY,
                0.0,
            );
            if o.min > 0 {
                self.row(
                    Row::Smallest,
                    &[(column, 1.0), (classes, -f64::from(o.min))],
                    0.0,
                    f64::INFINITY,
                );
            }
        }
        for index in 0..self.model.slices.len() {
            let slice = self.model.slices[index].clone();
            let gain = instance.demand[slice.members[0]].weekly_gain as f64;
            let waiting = idle * instance.return_share * self.tail(slice.occupation, slice.to);
            for (at, choice) in slice.options.iter().enumerate() {
                let fen = gain * f64::from(slice.to - choice.week) - waiting;
                let column = self.column(fen, f64::INFINITY, slice.heads, false);
                self.model.slices[index].options[at].column = column;
            }
            let terms: Vec<_> = self.model.slices[index]
                .options
                .iter()
                .map(|choice| (choice.column, 1.0))
                .collect();
            self.row(Row::Demand(index), &terms, f64::NEG_INFINITY, slice.heads);
        }
        for occupation in 0..self.model.pools.len() {
            let Some(mut pool) = self.model.pools[occupation] else {
                continue;
            };
            let o = &instance.occupations[occupation];
            let most = most_people(instance, &o.id) as f64;
            pool.column = self.model.programme.columns();
            for week in pool.first..=pool.last {
                let weeks = if week == pool.last {
                    f64::from(instance.weeks - week)
                } else {
                    1.0
                };
                self.column(-idle * weeks, f64::INFINITY, most, false);
            }
            self.model.pools[occupation] = Some(pool);
        }
    }

    pub(super) fn capacity_rows(&mut self) {
        let instance = self.instance;
        let mut rows: BTreeMap<Row, Vec<(usize, f64)>> = BTreeMap::new();
        for class in &self.model.classes {
            let Place::Venue(venue) = class.place else {
                continue;
            };
            let o = &instance.occupations[class.occupation];
            for week in class.start..class.start + o.train {
                let mut add = |row, column| rows.entry(row).or_default().push((column, 1.0));
                add(Row::Rooms { venue, week }, class.classes);
                add(Row::Beds { venue, week }, class.seats);
                if let Some(name) = &o.workshop {
                    let kind = kind_index(&mut self.model.kinds, name);
                    add(Row::Workshops { venue, kind, week }, class.classes);
                }
                if let Some(name) = &o.instructor {
                    let kind = kind_index(&mut self.model.kinds, name);
                    add(Row::Instructors { venue, kind, week }, class.classes);
                }
            }
        }
        let reduced = self.detail == Detail::Reduced;
        let largest = self.largest_by_venue();
        for (row, terms) in rows {
            let kinds = &self.model.kinds;
            let limit = match row {
                Row::Rooms { venue, .. } => instance.venues[venue].rooms,
                Row::Beds { venue, .. } => instance.venues[venue].beds,
                Row::Workshops { venue, kind, .. } => *instance.venues[venue]
                    .workshops
                    .get(&kinds[kind])
                    .unwrap_or(&0),
                Row::Instructors { venue, kind, .. } => *instance.venues[venue]
                    .instructors
                    .get(&kinds[kind])
                    .unwrap_or(&0),
                _ => continue,
            };
            // Rooms already say what these rows would.
            let implied = match row {
                Row::Beds { venue, .. } => {
                    u64::from(largest[venue]) * u64::from(instance.venues[venue].rooms)
                        <= u64::from(limit)
                }
                Row::Workshops { venue, .. } | Row::Instructors { venue, .. } => {
                    instance.venues[venue].rooms <= limit
                }
                _ => false,
            };
            if !(reduced && implied) {
                self.row(row, &terms, f64::NEG_INFINITY, f64::from(limit));
            }
        }
    }

    fn largest_by_venue(&self) -> Vec<u32> {
        let mut largest = vec![0; self.instance.venues.len()];
        for class in &self.model.classes {
            if let Place::Venue(venue) = class.place {
                largest[venue] = largest[venue].max(class.largest);
            }
        }
        largest
    }

    pub(super) fn container_rows(&mut self) {
        let instance = self.instance;
        for (container, c) in instance.containers.iter().enumerate() {
            let mut running: BTreeMap<(usize, u32), Vec<(usize, f64)>> = BTreeMap::new();
            for class in &self.model.classes {
                let Place::Container {
                    container: own,
                    site,
                } = class.place
                else {
                    continue;
                };
                if own == container {
                    let train = instance.occupations[class.occupation].train;
                    for week in class.start..class.start + train {
                        running
                            .entry((site, week))
                            .or_default()
                            .push((class.classes, 1.0));
                    }
                }
            }
            if running.is_empty() {
                continue;
            }
            let sites = self.places[container].clone();
            if sites.len() <= 1 {
                for ((_, week), terms) in running {
                    self.row(
                        Row::Container { container, week },
                        &terms,
                        f64::NEG_INFINITY,
                        1.0,
                    );
                }
                continue;
            }
            self.network(container, c, &sites, running);
        }
    }

    /// A container as a unit of flow through sites and weeks: it stays or it
    /// moves, and teaches only where it stays.
    fn network(
        &mut self,
        container: usize,
        c: &Container,
        sites: &[usize],
        mut running: BTreeMap<(usize, u32), Vec<(usize, f64)>>,
    ) {
        let weeks = self.instance.weeks;
        let start = position(&c.sites, |site| site == &c.start).unwrap_or(0);
        let mut balance: BTreeMap<(usize, u32), Vec<(usize, f64)>> = BTreeMap::new();
        for week in 0..weeks {
            for &site in sites {
                let stay = self.column(0.0, 1.0, 1.0, false);
                balance.entry((site, week)).or_default().push((stay, -1.0));
                if week + 1 < weeks {
                    balance
                        .entry((site, week + 1))
                        .or_default()
                        .push((stay, 1.0));
                }
                if let Some(mut terms) = running.remove(&(site, week)) {
                    terms.push((stay, -1.0));
                    self.row(
                        Row::Container { container, week },
                        &terms,
                        f64::NEG_INFINITY,
                        0.0,
                    );
                }
            }
            if week + c.move_weeks >= weeks {
                continue;
            }
            for &from in sites {
                for &to in sites.iter().filter(|to| **to != from) {
                    let column = self.column(-(c.move_cost as f64), 1.0, 1.0, true);
                    self.model.moves.push(column);
                    balance
                        .entry((from, week))
                        .or_default()
                        .push((column, -1.0));
                    balance
                        .entry((to, week + c.move_weeks))
                        .or_default()
                        .push((column, 1.0));
                }
            }
        }
        for ((site, week), terms) in balance {
            let supply = if site == start && week == 0 {
                -1.0
            } else {
                0.0
            };
            self.row(Row::Position, &terms, supply, supply);
        }
    }

    pub(super) fn money_rows(&mut self) {
        let instance = self.instance;
        let unit = self.model.unit;
        let mut cost: Vec<Vec<(usize, f64)>> = vec![Vec::new(); self.model.signatures.len()];
        for class in &self.model.classes {
            if let Some(signature) = class.signature {
                let o = &instance.occupations[class.occupation];
                cost[signature].push((class.classes, o.class_cost as f64 / unit));
                cost[signature].push((class.seats, o.seat_cost as f64 / unit));
            }
        }
        let mut paid: Vec<Vec<(usize, f64)>> = vec![Vec::new(); instance.budgets.len()];
        for (signature, mut terms) in cost.into_iter().enumerate() {
            if terms.iter().all(|term| term.1 == 0.0) {
                continue;
            }
            for budget in self.model.signatures[signature].clone() {
                let amount = instance.budgets[budget].amount as f64 / unit;
                let column = self.column(0.0, f64::INFINITY, amount, false);
                terms.push((column, -1.0));
                paid[budget].push((column, 1.0));
            }
            self.row(Row::Cost, &terms, 0.0, 0.0);
        }
        for (budget, terms) in paid.into_iter().enumerate() {
            let amount = instance.budgets[budget].amount as f64 / unit;
            self.row(Row::Budget(budget), &terms, f64::NEG_INFINITY, amount);
        }
    }

    pub(super) fn people_rows(&mut self) {
        let instance = self.instance;
        let mut by_group: Vec<Vec<(usize, f64)>> = vec![Vec::new(); instance.groups.len()];
        for (occupation, o) in instance.occupations.iter().enumerate() {
            let mut seats: Vec<(usize, f64)> = self
                .model
                .classes
                .iter()
                .filter(|class| class.occupation == occupation)
                .map(|class| (class.seats, 1.0))
                .collect();
            if seats.is_empty() {
                continue;
            }
            let mut work: Vec<(usize, f64)> = self
                .model
                .slices
                .iter()
                .filter(|slice| slice.occupation == occupation)
                .flat_map(|slice| slice.options.iter().map(|choice| (choice.column, -1.0)))
                .collect();
            let mut earns = false;
            for (group, g) in instance.groups.iter().enumerate() {
                let wished = g.interest.get(&o.id).copied().unwrap_or(0);
                let most = f64::from(wished.min(g.people));
                if most == 0.0 {
                    continue;
                }
                // The row of the group's people bounds it too; kept apart, each
                // of the two limits has its own price.
                let column = self.column(0.0, f64::from(wished), most, true);
                self.model.enrolled[group][occupation] = Some(column);
                seats.push((column, -1.0));
                by_group[group].push((column, 1.0));
                if g.need > 0 && !work.is_empty() && o.pass > 0.0 {
                    let earned = self.column(g.need as f64, f64::INFINITY, o.pass * most, false);
                    work.push((earned, 1.0));
                    earns = true;
                    self.row(
                        Row::Earned,
                        &[(earned, 1.0), (column, -o.pass)],
                        f64::NEG_INFINITY,
                        0.0,
                    );
                }
            }
            self.row(Row::Seats(occupation), &seats, 0.0, 0.0);
            if earns {
                self.row(Row::Work(occupation), &work, f64::NEG_INFINITY, 0.0);
            }
        }
        for (group, terms) in by_group.into_iter().enumerate() {
            let people = f64::from(instance.groups[group].people);
            self.row(Row::People(group), &terms, f64::NEG_INFINITY, people);
        }
    }

    pub(super) fn pool_rows(&mut self) {
        let instance = self.instance;
        let mut balance: BTreeMap<(usize, u32), Vec<(usize, f64)>> = BTreeMap::new();
        for (occupation, pool) in self.model.pools.iter().enumerate() {
            let Some(pool) = pool else { continue };
            for week in pool.first..=pool.last {
                let terms = balance.entry((occupation, week)).or_default();
                let column = pool.column + (week - pool.first) as usize;
                terms.push((column, 1.0));
                if week > pool.first {
                    terms.push((column - 1, -1.0));
                }
            }
        }
        let mut add = |occupation: usize, week: u32, column: usize, coefficient: f64| {
            if let Some(terms) = balance.get_mut(&(occupation, week)) {
                terms.push((column, coefficient));
            }
        };
        for class in &self.model.classes {
            let pass = instance.occupations[class.occupation].pass;
            add(class.occupation, class.ready, class.seats, -pass);
        }
        let mut permits: Vec<Vec<(usize, f64)>> = vec![Vec::new(); instance.permits.len()];
        for slice in &self.model.slices {
            for choice in &slice.options {
                add(slice.occupation, choice.leave, choice.column, 1.0);
                if slice.to < instance.weeks {
                    add(
                        slice.occupation,
                        slice.to,
                        choice.column,
                        -instance.return_share,
                    );
                }
                if let Some(permit) = slice.permit {
                    permits[permit].push((choice.column, 1.0));
                }
            }
        }
        for (_, terms) in balance {
            self.row(Row::Pool, &terms, 0.0, 0.0);
        }
        for (permit, terms) in permits.into_iter().enumerate() {
            let capacity = f64::from(instance.permits[permit].capacity);
            self.row(Row::Permit(permit), &terms, f64::NEG_INFINITY, capacity);
        }
    }
}
