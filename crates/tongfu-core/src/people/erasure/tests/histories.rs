//! Random histories of three offices: whoever was erased is in no byte of any.

use super::*;
use crate::store::testing::{hand_over_operations, read_all};
use proptest::prelude::*;

#[derive(Debug, Clone)]
enum Step {
    Add {
        at: usize,
        who: usize,
        household: usize,
        head: usize,
    },
    Phone {
        at: usize,
        who: usize,
    },
    Head {
        at: usize,
        who: usize,
        head: usize,
    },
    Reveal {
        at: usize,
        who: usize,
    },
    Enrol {
        at: usize,
        who: usize,
        year: i32,
    },
    Request {
        at: usize,
        who: usize,
    },
    Withdraw {
        at: usize,
    },
    Years {
        years: i32,
    },
    Send {
        from: usize,
        to: usize,
    },
    Keep {
        at: usize,
    },
    SendKept {
        to: usize,
    },
}

fn step() -> impl Strategy<Value = Step> {
    let (at, who) = (0..2usize, 0..4usize);
    prop_oneof![
        4 => (at.clone(), who.clone(), 0..3usize, 0..4usize)
            .prop_map(|(at, who, household, head)| Step::Add { at, who, household, head }),
        1 => (at.clone(), who.clone()).prop_map(|(at, who)| Step::Phone { at, who }),
        1 => (at.clone(), who.clone(), 0..4usize).prop_map(|(at, who, head)| Step::Head { at, who, head }),
        1 => (at.clone(), who.clone()).prop_map(|(at, who)| Step::Reveal { at, who }),
        2 => (at.clone(), who.clone(), 2020..2026i32).prop_map(|(at, who, year)| Step::Enrol { at, who, year }),
        3 => (at.clone(), who).prop_map(|(at, who)| Step::Request { at, who }),
        1 => at.clone().prop_map(|at| Step::Withdraw { at }),
        1 => (1..8i32).prop_map(|years| Step::Years { years }),
        4 => (0..3usize, 0..3usize).prop_map(|(from, to)| Step::Send { from, to }),
        1 => at.prop_map(|at| Step::Keep { at }),
        1 => (0..3usize).prop_map(|to| Step::SendKept { to }),
    ]
}

fn entry_of(store: &Store, who: usize) -> Option<PersonId> {
    store
        .tables()
        .query_row(
            "SELECT min(id) FROM person WHERE document_number = ?1",
            [invented(who).number],
            |row| row.get(0),
        )
        .unwrap()
}

struct World {
    stores: Vec<Store>,
    kept: crate::store::testing::Held,
    year: i32,
    classes: u8,
}

fn follow(store: &mut Store) {
    follow_up(store).unwrap();
    store.settle().unwrap();
}

impl World {
    fn new() -> Self {
        let first = county("2026-11-20");
        let second =
            Store::in_memory(first.office().clone(), "阿依", environment("2026-11-20")).unwrap();
        let province = Store::in_memory(
            Office::founded(Role::Province, "650000", "新疆维吾尔自治区"),
            "审核",
            environment("2026-11-20"),
        )
        .unwrap();
        Self {
            stores: vec![first, second, province],
            kept: Vec::new(),
            year: 2026,
            classes: 0,
        }
    }

    fn send(&mut self, from: usize, to: usize) {
        let held = read_all(&self.stores[from]);
        hand_over_operations(&held, &mut self.stores[to]);
        follow(&mut self.stores[to]);
    }

    fn run(&mut self, step: &Step) {
        match *step {
            Step::Add {
                at,
                who,
                household,
                head,
            } => {
                if entry_of(&self.stores[at], who).is_some() {
                    return;
                }
                // A head is somebody of whom the officer knows.
                let head = if head == who || entry_of(&self.stores[at], head).is_some() {
                    head
                } else {
                    who
                };
                let (one, head) = (invented(who), invented(head));
                let number = format!("65400400{household}");
                add(&mut self.stores[at], &one.entry(&number, &head.name));
            }
            Step::Phone { at, who } => self.change(
                at,
                who,
                Field::Phone,
                &invented(who).phone.replacen("138", "139", 1),
            ),
            Step::Head { at, who, head } => {
                if entry_of(&self.stores[at], head).is_some() {
                    self.change(at, who, Field::HouseholdHead, &invented(head).name);
                }
            }
            Step::Reveal { at, who } => {
                if let Some(person) = entry_of(&self.stores[at], who) {
                    let reason = format!("核对{}", invented(who).name);
                    // The card may have gone with a lock.
                    let _ = people::reveal(&mut self.stores[at], person, Field::BankCard, &reason);
                }
            }
            Step::Enrol { at, who, year } => {
                if let Some(person) = entry_of(&self.stores[at], who) {
                    self.classes += 1;
                    enrol(
                        &mut self.stores[at],
                        person,
                        self.classes % 40 + 1,
                        &format!("{year}-03-01"),
                        30,
                    );
                }
            }
            Step::Request { at, who } => {
                if let Some(person) = entry_of(&self.stores[at], who) {
                    request(
                        &mut self.stores[at],
                        person,
                        &format!("{}要求", invented(who).name),
                    )
                    .unwrap();
                }
            }
            Step::Withdraw { at } => {
                let locked = erasures(&self.stores[at])
                    .unwrap()
                    .into_iter()
                    .find(|line| line.state == ErasureState::Locked);
                if let Some(line) = locked {
                    withdraw(&mut self.stores[at], line.id).unwrap();
                }
            }
            Step::Years { years } => {
                self.year += years;
                for store in &mut self.stores {
                    set_today(store, &format!("{}-11-20", self.year));
                }
                for store in &mut self.stores[..2] {
                    erase_due(store).unwrap();
                }
            }
            Step::Send { from, to } => {
                if from != to {
                    self.send(from, to);
                }
            }
            Step::Keep { at } => self.kept = read_all(&self.stores[at]),
            Step::SendKept { to } => {
                let held = std::mem::take(&mut self.kept);
                hand_over_operations(&held, &mut self.stores[to]);
                follow(&mut self.stores[to]);
                self.kept = held;
            }
        }
    }

    fn change(&mut self, at: usize, who: usize, field: Field, text: &str) {
        if let Some(person) = entry_of(&self.stores[at], who) {
            let form = Entry::new().with(field, text);
            people::save(&mut self.stores[at], Some(person), &form).unwrap();
        }
    }

    /// Everybody tells everybody until nothing is new.
    fn settle(&mut self) {
        for _ in 0..3 {
            for from in 0..3 {
                for to in 0..3 {
                    if from != to {
                        self.send(from, to);
                    }
                }
            }
        }
    }

    /// Whether anybody still keeps an entry of them, shown or locked.
    fn is_kept(&self, who: usize) -> bool {
        let name = invented(who).name;
        self.stores.iter().any(|store| {
            store
                .tables()
                .query_row(
                    "SELECT EXISTS (SELECT 1 FROM register WHERE kind = 10 AND instr(writes, CAST(?1 AS BLOB)) > 0)
                     OR EXISTS (SELECT 1 FROM person WHERE operation NOT NULL AND name = ?1)",
                    [&name],
                    |row| row.get(0),
                )
                .unwrap()
        })
    }
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 48, ..ProptestConfig::default() })]
    #[test]
    fn nobody_erased_is_in_any_byte(steps in proptest::collection::vec(step(), 1..40)) {
        let mut world = World::new();
        for step in &steps {
            world.run(step);
        }
        world.settle();
        for who in 0..4 {
            if world.is_kept(who) {
                continue;
            }
            for (at, store) in world.stores.iter().enumerate() {
                prop_assert_eq!(found(&pages(store.tables()), &invented(who).texts()), Vec::<String>::new(), "store {} still holds {}", at, who);
            }
        }
        let stream = world.stores[0].own_stream().to_string();
        let digests = world.stores[0].digests(Some(&stream)).unwrap();
        for store in &mut world.stores {
            let checked = store.check().unwrap();
            prop_assert_eq!(checked.problems, Vec::new());
            prop_assert_eq!(&store.digests(Some(&stream)).unwrap(), &digests);
        }
    }
}
