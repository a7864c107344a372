//! Our side of the rows that are about rosters and the log.

use crate::Outcome;
use crate::invent::{HEADER, Roster};
use crate::steps::Measured;
use chrono::{Datelike, NaiveDate, TimeZone, Utc};
use rusqlite::params;
use std::path::Path;
use std::sync::Arc;
use std::time::Instant;
use tongfu_core::people::import::{self, Watch};
use tongfu_core::people::records::PERSON;
use tongfu_core::people::{self, SearchIndex};
use tongfu_core::security::vault::Kdf;
use tongfu_core::store::log::{self, ChainHead, ChainKey};
use tongfu_core::store::write::{self, EntityWrite, Group};
use tongfu_core::store::{Environment, Founding, Office, Role, Store};
use tongfu_package::operation::{
    Action, ActionId, ActorId, HybridClock, OpId, Operation, PersonId, SectionSeal, seal_section,
};
use tongfu_package::value::{Value, ValueWriter};
use tongfu_tables::export::{self, ExportColumn, ExportTable};
use tongfu_tables::{Limits, grid};

const PASSPHRASE: &str = "measured and thrown away";

fn environment() -> Environment {
    Environment {
        now: Arc::new(|| {
            Utc.with_ymd_and_hms(2026, 11, 20, 2, 0, 0)
                .single()
                .unwrap_or_default()
        }),
        today: NaiveDate::from_ymd_opt(2026, 11, 20),
        machine: "measure".to_owned(),
        app: "measure".to_owned(),
    }
}

/// A new, empty store in `folder`, in place of one that stands there.
pub fn create(folder: &Path) -> Outcome<Store> {
    if folder.exists() {
        std::fs::remove_dir_all(folder)?;
    }
    let founding = Founding {
        office: Office::founded(Role::County, "654004", "霍尔果斯市"),
        user_name: "测量",
        passphrase: PASSPHRASE,
        // Unlocking is not what is measured.
        kdf: Kdf {
            memory_kib: 64,
            passes: 1,
        },
    };
    Ok(Store::create(folder, &founding, environment())?.store)
}

/// Opens the store in `folder`.
pub fn open(folder: &Path) -> Outcome<Store> {
    Ok(Store::open(folder, PASSPHRASE, None, environment())?)
}

/// The roster as text.
fn csv_text(first: u32, people: u32) -> String {
    let mut text = HEADER.join(",");
    text.push_str("\r\n");
    for row in Roster::new(first).take(people as usize) {
        text.push_str(&row.join(","));
        text.push_str("\r\n");
    }
    text
}

/// Writes the roster as a workbook, as UTF-8 and as GB18030.
pub fn write_rosters(folder: &Path, people: u32) -> Outcome<Measured> {
    let begun = Instant::now();
    let text = csv_text(0, people);
    std::fs::write(folder.join("roster-utf8.csv"), &text)?;
    let (encoded, _, bad) = encoding_rs::GB18030.encode(&text);
    if bad {
        return Err("the invented roster has characters that GB18030 lacks".into());
    }
    std::fs::write(folder.join("roster.csv"), encoded)?;
    let table = ExportTable {
        sheet_name: "花名册".to_owned(),
        title: None,
        columns: HEADER
            .iter()
            .map(|header| ExportColumn::text(*header))
            .collect(),
        rows: Roster::new(0)
            .take(people as usize)
            .map(|row| row.into_iter().map(export::Value::Text).collect())
            .collect(),
    };
    export::write_table(&table, &folder.join("roster.xlsx"))?;
    Ok(Measured {
        seconds: begun.elapsed().as_secs_f64(),
        ..Measured::default()
    })
}

/// Takes one file into the store as the program does: read, preview, apply.
fn take_in(store: &mut Store, file: &Path, measured: &mut Measured) -> Outcome<u32> {
    let mut part = |name: &str, begun: Instant| {
        *measured.figures.entry(name.to_owned()).or_default() += begun.elapsed().as_secs_f64();
    };
    let begun = Instant::now();
    let workbook = grid::read(file, &Limits::default())?;
    part("grid_s", begun);
    let begun = Instant::now();
    let layouts = import::remembered(store)?;
    let settled = import::settle(&workbook, &import::Choice::default(), &layouts)?;
    let watch = Watch::default();
    let read = import::read(
        &workbook,
        &settled.layout,
        &import::circumstances(store),
        &watch,
    )?;
    drop(workbook);
    part("read_s", begun);
    let begun = Instant::now();
    let plan = import::plan(store, read, &settled.wins, &watch)?;
    part("plan_s", begun);
    let begun = Instant::now();
    let written = people::apply(store, &plan)?;
    part("apply_s", begun);
    let tally = written.value;
    if tally.added != tally.rows {
        return Err(format!("not every row was added: {tally:?}").into());
    }
    Ok(tally.added)
}

/// From the file to a store in which everybody can be searched for.
pub fn import(folder: &Path, name: &str) -> Outcome<Measured> {
    let place = folder.join("import");
    let mut store = create(&place)?;
    let mut measured = Measured::default();
    let begun = Instant::now();
    let people = take_in(&mut store, &folder.join(name), &mut measured)?;
    let indexing = Instant::now();
    let index = SearchIndex::build(&store)?;
    measured
        .figures
        .insert("index_s".to_owned(), indexing.elapsed().as_secs_f64());
    measured.seconds = begun.elapsed().as_secs_f64();
    if index.len() != people as usize {
        return Err("not everybody can be found".into());
    }
    let mut figure = |name: &str, value: u64| {
        measured.figures.insert(name.to_owned(), value as f64);
    };
    figure("people", people.into());
    figure(
        "store_bytes",
        std::fs::metadata(place.join("store.db"))?.len(),
    );
    figure(
        "csv_bytes",
        std::fs::metadata(folder.join("roster-utf8.csv"))?.len(),
    );
    Ok(measured)
}

/// People in one file, where there are more than one file may hold.
const FILE: u32 = 100_000;

/// Imports `people` people file after file; writing the files is not timed.
pub fn import_parts(folder: &Path, people: u32) -> Outcome<Measured> {
    let mut store = create(&folder.join("parts"))?;
    let mut measured = Measured::default();
    let file = folder.join("part.csv");
    let mut first = 0;
    while first < people {
        let count = FILE.min(people - first);
        std::fs::write(&file, csv_text(first, count))?;
        let begun = Instant::now();
        take_in(&mut store, &file, &mut measured)?;
        measured.seconds += begun.elapsed().as_secs_f64();
        first += count;
    }
    std::fs::remove_file(file)?;
    Ok(measured)
}

/// Operations that follow the import, for every person.
const EDITS: u32 = 10;

/// The fields that they change, one after the other.
const EDITED: [(u16, &str); 5] = [
    (14, "phone"),
    (38, "remarks"),
    (37, "employer"),
    (19, "residence"),
    (33, "wish_where"),
];

/// A log of an import and ten edits of everybody, each an operation of its own
/// with a personal section, in an order that jumps between people.
pub fn make_log(folder: &Path, people: u32) -> Outcome<Measured> {
    let mut store = create(&folder.join("log"))?;
    let file = folder.join("part.csv");
    std::fs::write(&file, csv_text(0, people))?;
    let begun = Instant::now();
    take_in(&mut store, &file, &mut Measured::default())?;
    std::fs::remove_file(file)?;
    let tables = store.tables();
    let mut ids = tables.prepare("SELECT id FROM person ORDER BY id")?;
    let ids: Vec<[u8; 16]> = ids
        .query_map([], |row| row.get(0))?
        .collect::<Result<_, _>>()?;
    tables.execute_batch("BEGIN IMMEDIATE")?;
    let stream = log::stream_number(tables, &store.own_stream())?;
    let key = ChainKey {
        stream,
        device: store.own().device,
        epoch: store.own().epoch,
    };
    let mut head = log::head(tables, &key)?;
    let actor = ActorId(store.user().id.0);
    // The last write of each edited field of each person: the import's at first.
    let mut last: Vec<[Option<OpId>; EDITED.len()]> = vec![[None; EDITED.len()]; ids.len()];
    for (id, last) in ids.iter().zip(&mut last) {
        let known = tongfu_core::store::fold::load(tables, PERSON.key, id)?;
        let state = known.state();
        for ((field, _), last) in EDITED.iter().zip(last) {
            *last = state
                .get(field)
                .and_then(|field| field.heads.first())
                .map(|head| head.0);
        }
    }
    let count = ids.len();
    for turn in 0..EDITS as usize {
        let which = turn % EDITED.len();
        let Some((field, _)) = EDITED.get(which).copied() else {
            continue;
        };
        for step in 0..count {
            let at = step * 7_919 % count;
            let (Some(id), Some(last)) = (ids.get(at), last.get_mut(at)) else {
                continue;
            };
            let prev = last.get(which).copied().flatten();
            let write = EntityWrite {
                kind: PERSON.key,
                entity: *id,
                groups: vec![Group {
                    prev: prev.into_iter().collect(),
                    fields: [(field, Value::Text(format!("第{turn}次，第{step}人")))].into(),
                    personal: [(1, vec![field])].into(),
                }],
            };
            let writes = [write];
            let sections = write::sections(&writes);
            let salt = log::salt(tables, id)?.ok_or("a person without a salt")?;
            let operation = Operation {
                suite: tongfu_package::operation::SUITE,
                stream: store.own_stream(),
                device: key.device,
                epoch: key.epoch,
                sequence: head.held + 1,
                previous: head.hash,
                clock: HybridClock {
                    millis: 1_795_140_000_000,
                    counter: u32::try_from(head.held).unwrap_or(u32::MAX),
                },
                event_date: NaiveDate::from_ymd_opt(2026, 11, 20)
                    .unwrap_or_default()
                    .num_days_from_ce()
                    - 719_163,
                recorded_at: 1_795_140_000_000,
                actor,
                on_behalf_of: None,
                action: Action {
                    id: ActionId(action(head.held)),
                    index: 0,
                    count: 1,
                },
                kind: write::ENTITY_WRITE,
                schema: 1,
                app: "measure".to_owned(),
                body: Value::Null,
                sections: sections
                    .iter()
                    .map(|(person, class, bytes)| SectionSeal {
                        person: *person,
                        class: *class,
                        seal: seal_section(&salt, *person, *class, bytes),
                    })
                    .collect(),
            };
            let mut public = ValueWriter::new();
            writes[0].encode_public(&mut public);
            let body = write::encode_body("people.change", 1, &public.finish());
            let bytes = operation.encode_around(&body)?;
            let hash = Operation::hash(&bytes);
            let op = Operation::id(hash);
            let number = log::insert(tables, &key, operation.sequence, &op, &bytes)?;
            for (PersonId(person), class, section) in &sections {
                log::insert_section(tables, number, person, class.number(), section)?;
            }
            if let Some(last) = last.get_mut(which) {
                *last = Some(op);
            }
            head = ChainHead {
                held: operation.sequence,
                hash,
                folded: head.folded,
            };
        }
    }
    log::set_head(tables, &key, &head)?;
    tables.execute_batch("COMMIT")?;
    Ok(Measured {
        seconds: begun.elapsed().as_secs_f64(),
        ..Measured::default()
    })
}

/// Ids of actions only need to differ.
fn action(number: u64) -> [u8; 16] {
    let mut id = [0x5a; 16];
    id[8..].copy_from_slice(&number.to_be_bytes());
    id
}

/// Drops every fold of that log and makes it again.
pub fn rebuild(folder: &Path) -> Outcome<Measured> {
    let mut store = open(&folder.join("log"))?;
    let operations: i64 =
        store
            .tables()
            .query_row("SELECT count(*) FROM operation", params![], |row| {
                row.get(0)
            })?;
    let begun = Instant::now();
    store.rebuild()?;
    let seconds = begun.elapsed().as_secs_f64();
    let edited: i64 = store.tables().query_row(
        "SELECT count(*) FROM person WHERE remarks LIKE '第%'",
        params![],
        |row| row.get(0),
    )?;
    let mut measured = Measured {
        seconds,
        ..Measured::default()
    };
    measured
        .figures
        .insert("operations".to_owned(), operations as f64);
    measured.figures.insert("edited".to_owned(), edited as f64);
    Ok(measured)
}
