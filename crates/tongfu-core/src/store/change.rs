//! The write funnel: one officer's action becomes operations and their effect
//! in one transaction.

use super::difference::{Circumstances, entity_write, known_cuts, refuse_buried, split};
use super::erasure::{self, Marks};
use super::fold::{Changed, Folded, Fresh, Known};
use super::log::{self, ChainKey};
use super::registry::EntityKind;
use super::sealing::{self, Heading, Ready, Sealed, Sealing};
use super::write::{DELETED, EntityWrite};
use super::{RandomStock, Role, Store, bulk, fold};
use crate::base::EntityId;
use crate::security::accounts::Present;
use crate::security::{permissions, users};
use crate::{Error, ErrorKind, Result};
use chrono::{Datelike, NaiveDate};
use rusqlite::{Connection, TransactionBehavior};
use std::collections::{BTreeMap, BTreeSet, HashMap, HashSet};
use tongfu_package::operation::{ActionId, HybridClock, OpId, StreamName};
use tongfu_package::value::{Value, ValueWriter};

/// What a feature writes for one field, by column name; `None` clears it.
pub type FieldWrite<'a> = (&'a str, Option<Value>);

/// Encoded bytes of writes after which an operation is closed: well below the
/// 64 KiB that an operation may have.
pub(super) const OPERATION_FILL: usize = 40 * 1024;

/// Operations of an action from which a thread of its own seals them, and how
/// many it may be ahead.
const ASIDE: u32 = 4;
const AHEAD: usize = 4;

/// The body's version.
pub(super) const SCHEMA: u32 = 1;

/// What an action sets of one entity.
#[derive(Debug)]
struct Pending {
    kind: &'static EntityKind,
    entity: EntityId,
    set: Set,
}

#[derive(Debug)]
enum Set {
    Fields(BTreeMap<u16, Value>),
    /// Everything about an entity that the action made, packed from `place` on:
    /// a large import makes many.
    Packed {
        place: usize,
        size: usize,
    },
}

/// Collects what one officer's action changes. Nothing is visible in the
/// tables before the action is committed by [`Store::write`].
#[derive(Debug)]
pub struct Change<'store> {
    connection: &'store Connection,
    millis: u64,
    /// In the order in which entities were first written to.
    pending: Vec<Pending>,
    places: HashMap<Changed, usize>,
    /// Ids made by this action: nothing is known of them.
    made: HashSet<EntityId>,
    packed: ValueWriter,
    random: RandomStock,
    /// What this action cuts and writes anew, by entity.
    anew: HashMap<EntityId, Anew>,
}

#[derive(Debug, Default)]
struct Anew {
    cuts: Vec<OpId>,
    /// Fields that go into an operation of their own.
    apart: BTreeSet<u16>,
}

/// What an action did.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Written<R> {
    /// What the action returned.
    pub value: R,
    /// Operations written; 0 when nothing changed.
    pub operations: u32,
    /// Entities with a new state: kind key and id.
    pub changed: Vec<Changed>,
}

impl<'store> Change<'store> {
    /// The tables as they were before this action.
    pub fn tables(&self) -> &'store Connection {
        self.connection
    }

    /// Sets fields, by column name, of entity `id`. Fields whose sole current
    /// value is already that one are left out when the action is committed.
    ///
    /// Errors: `FIELD_UNKNOWN` for a column the kind does not have.
    pub fn set(
        &mut self,
        kind: &'static EntityKind,
        id: impl Into<EntityId>,
        fields: &[FieldWrite<'_>],
    ) -> Result<()> {
        self.put(kind, id, fields.iter().cloned())
    }

    /// As [`set`](Self::set), of values that nobody else needs.
    pub fn put<'a>(
        &mut self,
        kind: &'static EntityKind,
        id: impl Into<EntityId>,
        fields: impl IntoIterator<Item = FieldWrite<'a>>,
    ) -> Result<()> {
        let id = id.into();
        let keyed = fields
            .into_iter()
            .map(|(column, value)| {
                let field = kind.field(column).ok_or_else(|| {
                    Error::new(ErrorKind::Failed, "FIELD_UNKNOWN")
                        .with("table", kind.table)
                        .with("field", column)
                })?;
                Ok((field.key, value.unwrap_or(Value::Null)))
            })
            .collect::<Result<Vec<_>>>()?;
        self.put_keyed(kind, id, keyed)
    }

    /// As [`put`](Self::put), by the keys of the kind's fields.
    pub fn put_keyed(
        &mut self,
        kind: &'static EntityKind,
        id: EntityId,
        mut fields: Vec<(u16, Value)>,
    ) -> Result<()> {
        if self.made.contains(&id) && !self.places.contains_key(&(kind.key, id)) {
            // The last of several values of a field counts; of a new entity,
            // nothing says nothing.
            fields.reverse();
            fields.sort_by_key(|(key, _)| *key);
            fields.dedup_by_key(|(key, _)| *key);
            fields.retain(|(_, value)| *value != Value::Null);
            let values = fields
                .iter()
                .map(|(key, value)| sealing::public_size(kind, *key, value));
            let set = Set::Packed {
                place: self.packed.len(),
                size: values.sum::<usize>() + sealing::HEADS,
            };
            sealing::pack_fields(&mut self.packed, &fields);
            self.places.insert((kind.key, id), self.pending.len());
            self.pending.push(Pending {
                kind,
                entity: id,
                set,
            });
            return Ok(());
        }
        let entry = self.entry(kind, id)?;
        entry.extend(fields);
        // Writing to an entity revives it.
        if entry.get(&DELETED).is_some() {
            entry.insert(DELETED, Value::Null);
        }
        Ok(())
    }

    /// Marks the entity as deleted and clears its fields.
    pub fn delete(&mut self, kind: &'static EntityKind, id: impl Into<EntityId>) -> Result<()> {
        let entry = self.entry(kind, id.into())?;
        entry.clear();
        entry.extend(kind.fields.iter().map(|field| (field.key, Value::Null)));
        entry.insert(DELETED, Value::Bool(true));
        Ok(())
    }

    /// Makes what this action writes to the entity `id` survive the cut
    /// `cut`, which the same action marks: every field set is written anew,
    /// under a fresh salt. The fields `apart` go into an operation of their
    /// own, so that another cut of them leaves the others alone.
    pub fn write_anew(&mut self, id: impl Into<EntityId>, cut: EntityId, apart: &[u16]) {
        let entry = self.anew.entry(id.into()).or_default();
        entry.cuts.push(OpId(cut));
        entry.apart.extend(apart);
    }

    /// A fresh id, version 7, made offline.
    pub fn new_id(&mut self) -> EntityId {
        let id = super::fresh_id_from(self.millis, &mut self.random);
        self.made.insert(id);
        id
    }

    fn entry(
        &mut self,
        kind: &'static EntityKind,
        id: EntityId,
    ) -> Result<&mut BTreeMap<u16, Value>> {
        let pending = &mut self.pending;
        let place = *self.places.entry((kind.key, id)).or_insert_with(|| {
            pending.push(Pending {
                kind,
                entity: id,
                set: Set::Fields(BTreeMap::new()),
            });
            pending.len() - 1
        });
        let set = &mut self.pending[place].set;
        if let Set::Packed { place, .. } = set {
            *set = Set::Fields(sealing::unpack_fields(self.packed.as_slice(), *place)?);
        }
        match set {
            Set::Fields(fields) => Ok(fields),
            Set::Packed { .. } => Err(Error::new(ErrorKind::Failed, "STORE_DAMAGED")),
        }
    }

    /// The writes that change something, in the order they were made, and the
    /// entities of which nothing was known before.
    fn finish(self) -> Result<Finished> {
        drop(self.places);
        let mut ready = Vec::with_capacity(self.pending.len());
        let mut fresh = Fresh::new();
        let mut random = RandomStock::default();
        let packed = self.packed.finish();
        let marks = Marks::read(self.connection)?;
        for entity in self.anew.keys() {
            erasure::renew_salt(self.connection, entity)?;
        }
        for Pending { kind, entity, set } in self.pending {
            let own = self.anew.get(&entity);
            let fields = match set {
                Set::Fields(fields) => fields,
                // Nothing but what it says matters.
                Set::Packed { place, size } if own.is_none() && !marks.buried && !marks.cut => {
                    if packed.get(place) != Some(&sealing::NO_FIELDS) {
                        fresh.insert((kind.key, entity));
                        ready.push(Ready::Made {
                            kind,
                            entity,
                            place,
                            size,
                        });
                    }
                    continue;
                }
                Set::Packed { place, .. } => sealing::unpack_fields(&packed, place)?,
            };
            if marks.buried {
                refuse_buried(self.connection, kind, &entity, &fields)?;
            }
            let known = if self.made.contains(&entity) {
                Known::Nothing
            } else {
                fold::known(self.connection, kind, &entity)?
            };
            if known == Known::Nothing {
                fresh.insert((kind.key, entity));
            }
            let state = fold::load_known(self.connection, kind.key, &entity, known)?.state();
            let mut cuts = own.map(|own| own.cuts.clone()).unwrap_or_default();
            if marks.cut {
                let known = known_cuts(self.connection, kind, &entity, &fields, &state)?;
                cuts.extend(known.into_iter().map(|cut| OpId(cut.id)));
            }
            let circumstances = Circumstances {
                cuts,
                anew: own.is_some(),
            };
            let Some(write) = entity_write(kind, entity, fields, &state, &circumstances) else {
                continue;
            };
            let mut push = |write: EntityWrite| -> Result<()> {
                let salt = match write.classes().is_empty() {
                    true => None,
                    false => Some(person_salt(self.connection, &entity, &mut random)?),
                };
                ready.push(Ready::Write { write, salt });
                Ok(())
            };
            match own {
                Some(own) if !own.apart.is_empty() => {
                    split(write, &own.apart).try_for_each(&mut push)?;
                }
                _ => push(write)?,
            }
        }
        Ok(Finished {
            ready,
            packed,
            fresh,
        })
    }
}

/// What an action comes to.
struct Finished {
    ready: Vec<Ready>,
    /// Fields of the entities that the action made.
    packed: Vec<u8>,
    /// Entities of which nothing was known before.
    fresh: Fresh,
}

impl Store {
    /// The only way to change a synced table: runs `act`, writes what it set
    /// as one action's operations into the office's stream and folds them, in
    /// one transaction. `verb` names the action in the history, such as
    /// `people.import`; `event_date` is when it happened.
    ///
    /// Errors: `ROLE_MAY_NOT`, `USER_SUSPENDED`; whatever `act` returns;
    /// nothing is changed then.
    pub fn write<R>(
        &mut self,
        verb: &'static str,
        event_date: NaiveDate,
        act: impl FnOnce(&mut Change<'_>) -> Result<R>,
    ) -> Result<Written<R>> {
        self.write_into(self.own_stream(), verb, event_date, act)
    }

    /// As [`Store::write`], into another stream: the province publishes into
    /// `public` and answers in an office's own stream. Everybody else writes
    /// into their office's stream only, as importers hold them to.
    ///
    /// Errors: `STREAM_NOT_OURS`; whatever `act` returns.
    pub fn write_into<R>(
        &mut self,
        into: StreamName,
        verb: &'static str,
        event_date: NaiveDate,
        act: impl FnOnce(&mut Change<'_>) -> Result<R>,
    ) -> Result<Written<R>> {
        let restricted = matches!(into, StreamName::Restricted(_));
        if into != self.own_stream() && (self.office().role != Role::Province || restricted) {
            return Err(Error::refused("STREAM_NOT_OURS").with("stream", into));
        }
        let moment = self.now();
        let millis = u64::try_from(moment.timestamp_millis()).unwrap_or(0);
        let mut author = self.author();
        author.stream = into;
        let clock = self.clock_after(millis);
        let transaction = self
            .connection
            .transaction_with_behavior(TransactionBehavior::Immediate)?;
        let standing = users::standing(&transaction, &self.own, self.user.id)?;
        permissions::require(standing, verb)?;
        let mut change = Change {
            connection: &transaction,
            millis,
            pending: Vec::new(),
            places: HashMap::new(),
            made: HashSet::new(),
            packed: ValueWriter::new(),
            random: RandomStock::default(),
            anew: HashMap::new(),
        };
        let value = act(&mut change)?;
        let Finished {
            ready,
            packed,
            mut fresh,
        } = change.finish()?;
        if ready.is_empty() {
            // Everything was so already: no operation. What the action wrote
            // into this laptop's own tables stays.
            transaction.commit()?;
            return Ok(Written {
                value,
                operations: 0,
                changed: Vec::new(),
            });
        }
        let stream = log::stream_number(&transaction, &author.stream)?;
        let key = ChainKey {
            stream,
            device: author.device,
            epoch: author.epoch,
        };
        let mut head = log::head(&transaction, &key)?;
        let portions = sealing::portions(&ready)?;
        let count =
            u32::try_from(portions.len()).map_err(|_| Error::refused("ACTION_TOO_LARGE"))?;
        let heading = Heading {
            verb,
            action: ActionId(super::fresh_id(millis)),
            count,
            clock,
            event_date: event_date.num_days_from_ce() - UNIX_EPOCH_DAYS,
            recorded_at: moment.timestamp_millis(),
            author,
        };
        let sealing = Sealing {
            heading: &heading,
            packed: &packed,
            salts: sealing::known_salts(&ready),
            ready: ready.into_iter(),
            portions: portions.into_iter(),
            index: 0,
            head,
            random: RandomStock::default(),
        };
        let mut folded = Folded::default();
        let aside = bulk::set_aside(&transaction, &fresh)?;
        // Operation by operation, so that a large action does not stand in
        // memory twice.
        let mut take = |sealed: Sealed| {
            head = sealed.head;
            let number = log::insert(&transaction, &key, head.held, &sealed.op, &sealed.bytes)?;
            for (entity, salt) in &sealed.salts {
                log::insert_salt(&transaction, entity, salt)?;
            }
            for (person, class, section) in &sealed.sections {
                log::insert_section(&transaction, number, &person.0, class.number(), section)?;
            }
            let foldable = fold::Foldable {
                op: sealed.op,
                number,
                stream,
                writes: sealed.writes,
            };
            fold::fold_own(&transaction, foldable, &mut fresh, &mut folded)
        };
        let done = if count < ASIDE {
            let mut sealing = sealing;
            sealing.try_for_each(|sealed| take(sealed?))
        } else {
            std::thread::scope(|scope| {
                let (to, from) = std::sync::mpsc::sync_channel(AHEAD);
                scope.spawn(move || {
                    for sealed in sealing {
                        // Nobody listens any more when the database refused one.
                        if to.send(sealed).is_err() {
                            return;
                        }
                    }
                });
                from.into_iter().try_for_each(|sealed| take(sealed?))
            })
        };
        aside.restore(&transaction, done)?;
        // What follows, such as an erasure, sees the whole action.
        fold::derive(&transaction, &mut folded)?;
        log::set_head(&transaction, &key, &head)?;
        super::own::remember_epoch(&transaction, key.epoch)?;
        transaction.commit()?;
        self.clock = HybridClock {
            millis: clock.millis,
            counter: clock.counter.saturating_add(count),
        };
        self.raise_mark()?;
        Ok(Written {
            value,
            operations: count,
            changed: folded.changed.into_iter().collect(),
        })
    }
}

impl Store {
    /// The same, done by another user who is present: the operations name them
    /// as the author, whoever works stays.
    ///
    /// Errors: those of [`Store::write`], asked of that user.
    pub fn write_as<R>(
        &mut self,
        author: &Present,
        verb: &'static str,
        event_date: NaiveDate,
        act: impl FnOnce(&mut Change<'_>) -> Result<R>,
    ) -> Result<Written<R>> {
        let worker = std::mem::replace(&mut self.user, author.user().clone());
        let written = self.write(verb, event_date, act);
        self.user = worker;
        written
    }
}

/// Days of the proleptic calendar before 1970-01-01.
const UNIX_EPOCH_DAYS: i32 = 719_163;

/// The salt of an entity's sections, made at the first write of one.
fn person_salt(
    connection: &Connection,
    entity: &EntityId,
    random: &mut RandomStock,
) -> Result<[u8; 32]> {
    if let Some(salt) = log::salt(connection, entity)? {
        return Ok(salt);
    }
    let mut salt = [0; 32];
    random.fill(&mut salt)?;
    log::insert_salt(connection, entity, &salt)?;
    Ok(salt)
}
