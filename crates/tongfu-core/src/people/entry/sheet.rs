//! The rows of a sheet: checked one by one and against each other, saved
//! together.

use super::super::import::{self, Decision, Step, Tally, Watch};
use super::super::model::{Datum, Entry, Field, Sex, Values};
use super::super::ops::read_new;
use super::super::rules::fold;
use super::super::store::{self, household_id};
use super::suggest::short_name;
use crate::Result;
use crate::base::reference::{
    CategoryMatch, category, category_by_name, education_by_name, occupation_by_name,
};
use crate::base::{PersonId, Problem};
use crate::store::Store;
use crate::store::fold::Changed;
use chrono::NaiveDate;
use std::collections::{BTreeMap, BTreeSet, HashMap};

/// A row of the sheet, numbered in the order in which rows were begun; its
/// place in the sheet is the page's affair.
pub type RowId = u32;

/// A row as typed.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct SheetRow {
    /// Its number.
    pub id: RowId,
    /// Text by field.
    pub cells: BTreeMap<Field, String>,
}

impl SheetRow {
    fn entry(&self) -> Entry<'_> {
        let mut entry = Entry::new();
        for (field, text) in &self.cells {
            if !text.trim().is_empty() {
                entry.put(*field, text, false);
            }
        }
        entry
    }

    fn text(&self, field: Field) -> &str {
        self.cells.get(&field).map_or("", |text| text.trim())
    }

    /// Whether nothing is typed in it.
    pub fn is_blank(&self) -> bool {
        self.cells.values().all(|text| text.trim().is_empty())
    }
}

/// What saving would make of a row.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Fate {
    /// Nothing is typed in it.
    Blank,
    /// Somebody new.
    Added,
    /// Somebody on record of whom it says something new.
    Updated {
        /// The person.
        person: PersonId,
    },
    /// Somebody on record of whom it says nothing new.
    Unchanged {
        /// The person.
        person: PersonId,
    },
    /// The person of an earlier row.
    Twice,
    /// Something has to be mended first.
    Refused,
}

/// A row, looked at.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct RowCheck {
    /// The row.
    pub row: RowId,
    /// What saving would make of it.
    pub fate: Fate,
    /// What is wrong with it. [`Problem::row`] is another row that it is like.
    pub problems: Vec<Problem>,
    /// Cells as they are stored, where that may differ from what was typed;
    /// codes of fields that have words of their own.
    pub normal: Vec<(Field, String)>,
    /// What follows for cells that are blank.
    pub fills: Vec<(Field, String)>,
}

/// More rows than this that share something are looked at no further: a number
/// copied down a whole column needs one notice, not a thousand.
const PEERS: usize = 3;

/// What the sheet keeps of a row to hold others against it.
#[derive(Debug, Clone)]
struct Line {
    number: Option<String>,
    name: String,
    birth: Option<NaiveDate>,
    township: String,
    village: String,
    fate: Fate,
    problems: Vec<Problem>,
}

/// Everything typed so far, indexed by what rows may have in common. Holds
/// numbers and names in the clear: drop it when the store is locked.
#[derive(Debug, Clone, Default)]
pub struct Sheet {
    lines: BTreeMap<RowId, Line>,
    numbers: HashMap<String, BTreeSet<RowId>>,
    namesakes: HashMap<(String, NaiveDate), BTreeSet<RowId>>,
}

impl Sheet {
    /// Looks at rows that were typed, changed or `removed`. The answer holds
    /// each of them that is not removed, and the rows of whom something else
    /// is true now because of them.
    ///
    /// Codes beside those of a form, whose `PERSON_EXISTS` an update takes the
    /// place of: `ENTRY_TWICE`, `ENTRY_SAME_NUMBER`, `ENTRY_SAME_NAME` (with
    /// the other row), `ENTRY_UPDATES` (fields), `ENTRY_UNCHANGED`,
    /// `ENTRY_WISH_WRITTEN` (wish).
    pub fn check(
        &mut self,
        store: &Store,
        rows: &[SheetRow],
        removed: &[RowId],
    ) -> Result<Vec<RowCheck>> {
        self.check_watched(store, rows, removed, &Watch::default())
    }

    fn check_watched(
        &mut self,
        store: &Store,
        rows: &[SheetRow],
        removed: &[RowId],
        watch: &Watch<'_>,
    ) -> Result<Vec<RowCheck>> {
        let mut touched = BTreeSet::new();
        for id in removed {
            self.forget(*id, &mut touched);
        }
        let mut answers = Vec::with_capacity(rows.len());
        for (done, row) in rows.iter().enumerate() {
            watch.at(Step::Reading, done, rows.len())?;
            self.forget(row.id, &mut touched);
            let (line, normal, fills) = read(store, row)?;
            self.hold(row.id, line, &mut touched);
            answers.push((row.id, normal, fills));
        }
        let changed: BTreeSet<RowId> = rows.iter().map(|row| row.id).collect();
        let neighbours = touched
            .into_iter()
            .filter(|id| !changed.contains(id))
            .map(|id| (id, Vec::new(), Vec::new()));
        answers.extend(neighbours);
        Ok(answers
            .into_iter()
            .filter_map(|(id, normal, fills)| {
                let line = self.lines.get(&id)?;
                let (fate, problems) = self.judge(id, line);
                Some(RowCheck {
                    row: id,
                    fate,
                    problems,
                    normal,
                    fills,
                })
            })
            .collect())
    }

    /// Townships and villages typed in this sheet, by how often.
    pub(super) fn places(&self) -> BTreeMap<(&str, &str), u32> {
        let mut places = BTreeMap::new();
        for line in self.lines.values() {
            if !line.township.is_empty() || !line.village.is_empty() {
                *places
                    .entry((line.township.as_str(), line.village.as_str()))
                    .or_insert(0) += 1;
            }
        }
        places
    }

    fn forget(&mut self, id: RowId, touched: &mut BTreeSet<RowId>) {
        let Some(line) = self.lines.remove(&id) else {
            return;
        };
        if let Some(number) = line.number
            && let Some(peers) = self.numbers.get_mut(&number)
        {
            peers.remove(&id);
            touched.extend(peers.iter().copied());
        }
        if let Some(birth) = line.birth
            && let Some(peers) = self.namesakes.get_mut(&(line.name, birth))
        {
            peers.remove(&id);
            touched.extend(peers.iter().copied());
        }
    }

    fn hold(&mut self, id: RowId, line: Line, touched: &mut BTreeSet<RowId>) {
        if let Some(number) = &line.number {
            let peers = self.numbers.entry(number.clone()).or_default();
            touched.extend(peers.iter().copied());
            peers.insert(id);
        }
        if let Some(birth) = line.birth
            && !line.name.is_empty()
        {
            let peers = self
                .namesakes
                .entry((line.name.clone(), birth))
                .or_default();
            touched.extend(peers.iter().copied());
            peers.insert(id);
        }
        self.lines.insert(id, line);
    }

    /// A row beside the others: what becomes of it, and everything wrong.
    fn judge(&self, id: RowId, line: &Line) -> (Fate, Vec<Problem>) {
        let mut problems = line.problems.clone();
        let mut fate = line.fate.clone();
        let peers = line
            .number
            .as_ref()
            .and_then(|number| self.numbers.get(number));
        let named = |peer: &&RowId| {
            self.lines
                .get(*peer)
                .is_some_and(|other| other.name == line.name)
        };
        if let Some(peers) = peers {
            let others = || peers.iter().filter(|peer| **peer != id);
            if let Some(first) = others().find(named).filter(|first| **first < id) {
                problems.push(
                    Problem::refuse("ENTRY_TWICE")
                        .on(Field::DocumentNumber.key())
                        .at_row(*first),
                );
                if fate != Fate::Refused {
                    fate = Fate::Twice;
                }
            }
            let strangers = others().filter(|peer| !named(peer)).take(PEERS);
            problems.extend(strangers.map(|peer| {
                Problem::warn("ENTRY_SAME_NUMBER")
                    .on(Field::DocumentNumber.key())
                    .at_row(*peer)
            }));
        }
        let namesakes = line
            .birth
            .and_then(|birth| self.namesakes.get(&(line.name.clone(), birth)));
        if let Some(peers) = namesakes {
            let others = peers.iter().filter(|peer| {
                **peer != id
                    && self
                        .lines
                        .get(*peer)
                        .is_some_and(|other| other.number != line.number)
            });
            problems.extend(others.take(PEERS).map(|peer| {
                Problem::warn("ENTRY_SAME_NAME")
                    .on(Field::Name.key())
                    .at_row(*peer)
            }));
        }
        (fate, problems)
    }
}

type Cells = Vec<(Field, String)>;

/// A row on its own.
fn read(store: &Store, row: &SheetRow) -> Result<(Line, Cells, Cells)> {
    let mut line = Line {
        number: None,
        name: String::new(),
        birth: None,
        township: row.text(Field::Township).to_owned(),
        village: row.text(Field::Village).to_owned(),
        fate: Fate::Blank,
        problems: Vec::new(),
    };
    if row.is_blank() {
        return Ok((line, Vec::new(), Vec::new()));
    }
    let entry = row.entry();
    let reading = read_new(store, &entry)?;
    let values = &reading.values;
    line.number = values.text(Field::DocumentNumber).map(str::to_owned);
    line.name = values.text(Field::Name).map(fold).unwrap_or_default();
    line.birth = values.date(Field::BirthDate);
    line.problems = reading.problems;
    line.problems
        .retain(|problem| problem.code != "PERSON_EXISTS");
    line.problems.extend(wishes_kept_as_written(row, values));
    line.fate = if line.problems.iter().any(|problem| problem.refuses) {
        Fate::Refused
    } else {
        let plan = import::preview_entries(store, [entry])?;
        match plan.rows.into_iter().next().map(|row| row.decision) {
            Some(Decision::Added) => Fate::Added,
            Some(Decision::Updated { person, fields }) => {
                line.problems.push(
                    Problem::warn("ENTRY_UPDATES")
                        .on(Field::DocumentNumber.key())
                        .with("fields", fields.len()),
                );
                Fate::Updated { person }
            }
            Some(Decision::Unchanged { person }) => {
                line.problems
                    .push(Problem::warn("ENTRY_UNCHANGED").on(Field::DocumentNumber.key()));
                Fate::Unchanged { person }
            }
            Some(Decision::Duplicate { .. } | Decision::Rejected) | None => Fate::Refused,
        }
    };
    let fills = fills(store, row, values)?;
    Ok((line, normal(row, values), fills))
}

const WISHES: [Field; 3] = [Field::Wish1, Field::Wish2, Field::Wish3];

/// A wish that no table knows is kept as written, which a person should see.
fn wishes_kept_as_written(row: &SheetRow, values: &Values) -> Option<Problem> {
    let written = values.text(Field::WishWritten)?;
    let field = WISHES.into_iter().find(|field| {
        let text = row.text(*field);
        !text.is_empty() && occupation_by_name(text).is_none()
    })?;
    Some(
        Problem::warn("ENTRY_WISH_WRITTEN")
            .on(field.key())
            .with("wish", written),
    )
}

/// Cells as they are stored, in the words of the reference.
fn normal(row: &SheetRow, values: &Values) -> Cells {
    let mut cells = Vec::new();
    for (field, typed) in &row.cells {
        let typed = typed.trim();
        if typed.is_empty() {
            continue;
        }
        let stored = match field {
            Field::Name
            | Field::LatinName
            | Field::DocumentNumber
            | Field::Phone
            | Field::HouseholdNumber
            | Field::Township
            | Field::Village
            | Field::Address
            | Field::Sex
            | Field::Remarks => values.text(*field).map(str::to_owned),
            Field::BirthDate => values.date(*field).map(|date| date.to_string()),
            Field::Education => education_by_name(typed).map(|one| one.name_zh.to_owned()),
            Field::Category => match category_by_name(typed) {
                CategoryMatch::Known(code) => category(code).map(|one| short_name(one).to_owned()),
                _ => None,
            },
            Field::Wish1 | Field::Wish2 | Field::Wish3 => {
                occupation_by_name(typed).map(|one| one.name_zh.to_owned())
            }
            _ => None,
        };
        cells.extend(stored.map(|stored| (*field, stored)));
    }
    cells
}

/// What follows from the number, the address and the household for cells that
/// are blank: birth date and sex, township and village.
fn fills(store: &Store, row: &SheetRow, values: &Values) -> Result<Cells> {
    let mut cells = Vec::new();
    let blank = |field: Field| row.text(field).is_empty();
    if blank(Field::BirthDate)
        && let Some(birth) = values.date(Field::BirthDate)
    {
        cells.push((Field::BirthDate, birth.to_string()));
    }
    if blank(Field::Sex)
        && let Some(sex) = values.text(Field::Sex).and_then(Sex::from_code)
    {
        cells.push((Field::Sex, sex.code().to_owned()));
    }
    let household = match values.text(Field::HouseholdNumber) {
        Some(number) if blank(Field::Township) && blank(Field::Village) => {
            household_place(store, number)?
        }
        _ => Values::default(),
    };
    for field in [Field::Township, Field::Village] {
        if blank(field)
            && let Some(place) = values.text(field).or(household.text(field))
        {
            cells.push((field, place.to_owned()));
        }
    }
    Ok(cells)
}

/// Where the members of a household on record live, as far as all agree.
fn household_place(store: &Store, number: &str) -> Result<Values> {
    let id = household_id(number, &store.office().code);
    let members = store::members(store.tables(), id)?;
    let mut place = Values::default();
    for field in [Field::Township, Field::Village] {
        let told: BTreeSet<&str> = members
            .iter()
            .filter_map(|member| member.values.text(field))
            .collect();
        if let (1, Some(only)) = (told.len(), told.first()) {
            place.set(field, Datum::Text((*only).to_owned()));
        }
    }
    Ok(place)
}

/// What saving a sheet did.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct SheetSaved {
    /// How the saved rows were decided.
    pub tally: Tally,
    /// Rows that are on record now and leave the sheet.
    pub taken: Vec<RowId>,
    /// Rows that stay, with every reason.
    pub kept: Vec<RowCheck>,
    /// What was written.
    pub changed: Vec<Changed>,
}

/// Saves every sound row as one action, by the decisions of an import; the
/// others stay in the sheet with their reasons.
///
/// Errors: `IMPORT_STALE`; nothing is written then.
pub fn save(store: &mut Store, rows: &[SheetRow]) -> Result<SheetSaved> {
    save_watched(store, rows, &Watch::default())
}

/// [`save`] with progress, which can be stopped up to the commit: then the
/// store is what it was.
///
/// Errors: `IMPORT_STALE`, `TASK_STOPPED`.
pub fn save_watched(store: &mut Store, rows: &[SheetRow], watch: &Watch<'_>) -> Result<SheetSaved> {
    // In the order in which they were begun: the first of one person counts.
    let mut rows: Vec<&SheetRow> = rows.iter().filter(|row| !row.is_blank()).collect();
    rows.sort_by_key(|row| row.id);
    rows.dedup_by_key(|row| row.id);
    let whole: Vec<SheetRow> = rows.iter().map(|row| (*row).clone()).collect();
    let checks = Sheet::default().check_watched(store, &whole, &[], watch)?;
    let (kept, sound): (Vec<RowCheck>, Vec<RowCheck>) = checks
        .into_iter()
        .partition(|check| matches!(check.fate, Fate::Refused | Fate::Twice));
    let taken: Vec<RowId> = sound.iter().map(|check| check.row).collect();
    let wanted: BTreeSet<RowId> = taken.iter().copied().collect();
    if taken.is_empty() {
        return Ok(SheetSaved {
            tally: Tally::default(),
            taken,
            kept,
            changed: Vec::new(),
        });
    }
    watch.at(Step::Deciding, 0, taken.len())?;
    let entries = rows
        .iter()
        .filter(|row| wanted.contains(&row.id))
        .map(|row| row.entry());
    let plan = import::preview_entries(store, entries)?;
    let written = import::apply_watched(store, &plan, watch)?;
    Ok(SheetSaved {
        tally: written.value.tally,
        taken,
        kept,
        changed: written.changed,
    })
}
