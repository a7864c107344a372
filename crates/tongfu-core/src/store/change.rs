//! The write funnel: one officer's action becomes operations and their effect
//! in one transaction.

use super::erasure::{self, Cut, Marks};
use super::fold::{Changed, Folded, Fresh, Known};
use super::log::{self, ChainHead, ChainKey};
use super::register::FieldState;
use super::registry::EntityKind;
use super::write::{self, DELETED, ENTITY_WRITE, EntityWrite, Group};
use super::{RandomStock, Role, Store, bulk, fold};
use crate::base::EntityId;
use crate::security::accounts::Present;
use crate::security::{permissions, users};
use crate::{Error, ErrorKind, Result};
use chrono::{Datelike, NaiveDate};
use rusqlite::{Connection, TransactionBehavior};
use std::collections::{BTreeMap, BTreeSet, HashMap, HashSet};
use tongfu_package::operation::{
    Action, ActionId, ActorId, HybridClock, OpId, Operation, PersonId, SectionSeal, StreamName,
    seal_section,
};
use tongfu_package::value::{Value, ValueWriter};

/// What a feature writes for one field, by column name; `None` clears it.
pub type FieldWrite<'a> = (&'a str, Option<Value>);

/// Encoded bytes of writes after which an operation is closed: well below the
/// 64 KiB that an operation may have.
const OPERATION_FILL: usize = 40 * 1024;

/// The body's version.
const SCHEMA: u32 = 1;

/// What an action sets of one entity.
#[derive(Debug)]
struct Pending {
    kind: &'static EntityKind,
    entity: EntityId,
    fields: BTreeMap<u16, Value>,
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

impl Change<'_> {
    /// The tables as they were before this action.
    pub fn tables(&self) -> &Connection {
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
        let entry = self.entry(kind, id);
        entry.extend(keyed);
        // Writing to an entity revives it.
        if entry.get(&DELETED).is_some() {
            entry.insert(DELETED, Value::Null);
        }
        Ok(())
    }

    /// Marks the entity as deleted and clears its fields.
    pub fn delete(&mut self, kind: &'static EntityKind, id: impl Into<EntityId>) -> Result<()> {
        let entry = self.entry(kind, id.into());
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

    fn entry(&mut self, kind: &'static EntityKind, id: EntityId) -> &mut BTreeMap<u16, Value> {
        let pending = &mut self.pending;
        let place = *self.places.entry((kind.key, id)).or_insert_with(|| {
            pending.push(Pending {
                kind,
                entity: id,
                fields: BTreeMap::new(),
            });
            pending.len() - 1
        });
        &mut self.pending[place].fields
    }

    /// The writes that change something, in the order they were made, and the
    /// entities of which nothing was known before.
    fn finish(self) -> Result<(Vec<EntityWrite>, Fresh)> {
        drop(self.places);
        let mut writes = Vec::with_capacity(self.pending.len());
        let mut fresh = Fresh::new();
        let marks = Marks::read(self.connection)?;
        for pending in self.pending {
            let Pending {
                kind,
                entity,
                fields,
            } = pending;
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
            let own = self.anew.get(&entity);
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
            match own {
                Some(own) if !own.apart.is_empty() => writes.extend(split(write, &own.apart)),
                _ => writes.push(write),
            }
        }
        for entity in self.anew.keys() {
            erasure::renew_salt(self.connection, entity)?;
        }
        Ok((writes, fresh))
    }
}

/// Errors: `ENTITY_ERASED` when the entity, or a person whom it is to speak of,
/// is buried.
fn refuse_buried(
    connection: &Connection,
    kind: &'static EntityKind,
    entity: &EntityId,
    fields: &BTreeMap<u16, Value>,
) -> Result<()> {
    let set = fields.iter().map(|(key, value)| (*key, value));
    let mut named = erasure::subjects(kind, set);
    named.insert(*entity);
    for id in named {
        if erasure::is_buried(connection, &id)? {
            return Err(Error::refused("ENTITY_ERASED"));
        }
    }
    Ok(())
}

/// Parts a write in two: without the fields `apart`, and with them alone.
fn split(write: EntityWrite, apart: &BTreeSet<u16>) -> impl Iterator<Item = EntityWrite> {
    let part = |wanted: bool| EntityWrite {
        kind: write.kind,
        entity: write.entity,
        groups: write
            .groups
            .iter()
            .filter_map(|group| {
                let mine = |key: &u16| apart.contains(key) == wanted;
                let fields: BTreeMap<u16, Value> = group
                    .fields
                    .iter()
                    .filter(|(key, _)| mine(key))
                    .map(|(key, value)| (*key, value.clone()))
                    .collect();
                let personal = group
                    .personal
                    .iter()
                    .map(|(class, keys)| {
                        (
                            *class,
                            keys.iter().copied().filter(mine).collect::<Vec<_>>(),
                        )
                    })
                    .filter(|(_, keys)| !keys.is_empty())
                    .collect();
                (!fields.is_empty()).then(|| Group {
                    prev: group.prev.clone(),
                    fields,
                    personal,
                })
            })
            .collect(),
    };
    [part(false), part(true)]
        .into_iter()
        .filter(|part| !part.groups.is_empty())
}

/// The cuts in force that reach an entity, whose subject may be set only now.
fn known_cuts(
    connection: &Connection,
    kind: &'static EntityKind,
    entity: &EntityId,
    fields: &BTreeMap<u16, Value>,
    state: &BTreeMap<u16, FieldState>,
) -> Result<Vec<Cut>> {
    let heads = state
        .iter()
        .flat_map(|(key, field)| field.heads.iter().map(|(_, value)| (*key, value)));
    let set = fields.iter().map(|(key, value)| (*key, value));
    let subjects = erasure::subjects(kind, heads.chain(set));
    erasure::cuts(connection, entity, &subjects)
}

/// What erasure means for a write.
struct Circumstances {
    /// Cuts that the write names, so that they leave it alone.
    cuts: Vec<OpId>,
    /// Write even what is already so.
    anew: bool,
}

/// Leaves out what is already so and groups the rest by what it replaces.
fn entity_write(
    kind: &'static EntityKind,
    entity: EntityId,
    mut fields: BTreeMap<u16, Value>,
    state: &BTreeMap<u16, FieldState>,
    circumstances: &Circumstances,
) -> Option<EntityWrite> {
    // A deleted entity that is written again takes its mark back.
    let marked = state
        .get(&DELETED)
        .is_some_and(|mark| mark.value() == &Value::Bool(true));
    if marked {
        fields.entry(DELETED).or_insert(Value::Null);
    }
    let mut groups: BTreeMap<Vec<OpId>, Group> = BTreeMap::new();
    for (key, value) in fields {
        let current = state.get(&key);
        let unchanged = match current {
            None => value == Value::Null,
            Some(field) => field.heads.len() == 1 && *field.value() == value,
        };
        if unchanged && !circumstances.anew {
            continue;
        }
        let mut prev: Vec<OpId> = current
            .map(|field| field.heads.iter().map(|(op, _)| *op).collect())
            .unwrap_or_default();
        if !circumstances.cuts.is_empty() {
            prev.extend(&circumstances.cuts);
            prev.sort_unstable();
            prev.dedup();
        }
        let group = groups.entry(prev).or_insert_with_key(|prev| Group {
            prev: prev.clone(),
            fields: BTreeMap::new(),
            personal: BTreeMap::new(),
        });
        if let Some(class) = kind.field_by_key(key).and_then(|field| field.personal) {
            group.personal.entry(class.number()).or_default().push(key);
        }
        group.fields.insert(key, value);
    }
    (!groups.is_empty()).then(|| EntityWrite {
        kind: kind.key,
        entity,
        groups: groups.into_values().collect(),
    })
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
            random: RandomStock::default(),
            anew: HashMap::new(),
        };
        let value = act(&mut change)?;
        let (writes, mut fresh) = change.finish()?;
        if writes.is_empty() {
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
        let packed = pack(writes)?;
        let action = ActionId(super::fresh_id(millis));
        let count = u32::try_from(packed.len()).map_err(|_| Error::refused("ACTION_TOO_LARGE"))?;
        let mut folded = Folded::default();
        let aside = bulk::set_aside(&transaction, &fresh)?;
        let mut random = RandomStock::default();
        for (index, Packed { writes, public }) in (0u32..).zip(packed) {
            let sections = write::sections(&writes);
            let seals = sections
                .iter()
                .map(|(person, class, bytes)| {
                    let salt = person_salt(&transaction, person, &mut random)?;
                    Ok(SectionSeal {
                        person: *person,
                        class: *class,
                        seal: seal_section(&salt, *person, *class, bytes),
                    })
                })
                .collect::<Result<Vec<_>>>()?;
            let operation = Operation {
                suite: tongfu_package::operation::SUITE,
                stream: author.stream,
                device: author.device,
                epoch: author.epoch,
                sequence: head.held + 1,
                previous: head.hash,
                clock: HybridClock {
                    millis: clock.millis,
                    counter: clock.counter.saturating_add(index),
                },
                event_date: event_date.num_days_from_ce() - UNIX_EPOCH_DAYS,
                recorded_at: moment.timestamp_millis(),
                actor: ActorId(author.user),
                on_behalf_of: None,
                action: Action {
                    id: action,
                    index,
                    count,
                },
                kind: ENTITY_WRITE,
                schema: SCHEMA,
                app: author.app.clone(),
                body: Value::Null,
                sections: seals,
            };
            let body = write::encode_body(verb, writes.len(), &public);
            let bytes = operation.encode_around(&body)?;
            let hash = Operation::hash(&bytes);
            let op = Operation::id(hash);
            let number = log::insert(&transaction, &key, operation.sequence, &op, &bytes)?;
            for (person, class, section) in &sections {
                log::insert_section(&transaction, number, &person.0, class.number(), section)?;
            }
            head = ChainHead {
                held: operation.sequence,
                hash,
                folded: operation.sequence,
            };
            // Operation by operation, so that a large action does not stand in
            // memory twice.
            let foldable = fold::Foldable {
                op,
                number,
                stream,
                writes,
            };
            fold::fold_own(&transaction, foldable, &mut fresh, &mut folded)?;
        }
        aside.restore(&transaction)?;
        // What follows, such as an erasure, sees the whole action.
        fold::derive(&transaction, &mut folded)?;
        log::set_head(&transaction, &key, &head)?;
        super::own::remember_epoch(&transaction, author.epoch)?;
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

/// The person's salt, made at the first write about them.
fn person_salt(
    connection: &Connection,
    person: &PersonId,
    random: &mut RandomStock,
) -> Result<[u8; 32]> {
    let mut salt = [0; 32];
    random.fill(&mut salt)?;
    let new = connection
        .prepare_cached("INSERT OR IGNORE INTO person_salt (person, salt) VALUES (?1, ?2)")?
        .execute(rusqlite::params![person.0, salt])?;
    if new > 0 {
        return Ok(salt);
    }
    log::salt(connection, &person.0)?.ok_or_else(|| Error::new(ErrorKind::Failed, "STORE_DAMAGED"))
}

/// The writes of one operation, and their public part encoded.
struct Packed {
    writes: Vec<EntityWrite>,
    public: Vec<u8>,
}

impl Packed {
    /// Whether its last write is to the same entity: an operation writes to an
    /// entity once.
    fn ends_with(&self, write: &EntityWrite) -> bool {
        self.writes
            .last()
            .is_some_and(|last| (last.kind, last.entity) == (write.kind, write.entity))
    }
}

/// Splits the writes into operations of at most [`OPERATION_FILL`] bytes.
fn pack(writes: Vec<EntityWrite>) -> Result<Vec<Packed>> {
    /// A seal in the encoding: person, class, 16 bytes and their heads.
    const SEAL: usize = 40;
    let mut packed: Vec<Packed> = Vec::new();
    let mut filled = 0;
    for write in writes {
        let mut writer = ValueWriter::new();
        write.encode_public(&mut writer);
        let public = writer.finish();
        let size = public.len() + write.classes().len() * SEAL;
        if size > tongfu_package::operation::MAX_OPERATION_BYTES - 4096 {
            return Err(Error::refused("ENTRY_TOO_LARGE").with("bytes", size));
        }
        match packed.last_mut() {
            Some(last) if filled + size <= OPERATION_FILL && !last.ends_with(&write) => {
                last.public.extend_from_slice(&public);
                last.writes.push(write);
                filled += size;
            }
            _ => {
                packed.push(Packed {
                    writes: vec![write],
                    public,
                });
                filled = size;
            }
        }
    }
    Ok(packed)
}
