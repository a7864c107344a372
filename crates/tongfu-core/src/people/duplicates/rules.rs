//! How alike two entries are. Pure.
//!
//! Points, not probabilities: each kind of evidence weighs what it is worth in
//! a county's rosters, where every entry has a valid number, families share a
//! telephone and a household, and birthdays of five people fall on each day.

use super::super::model::{Field, Values};
use super::super::rules::{fold, is_han, readings};
use crate::base::HouseholdId;
use chrono::{Datelike, NaiveDate};

/// What two entries have in common.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Evidence {
    /// The document number.
    SameNumber,
    /// The name, dots and blanks aside.
    SameName,
    /// The sound of the name: homophones and variant characters.
    SameSound,
    /// The name with two neighbouring characters swapped.
    SwappedName,
    /// Another transliteration, or a dialect's sound.
    NearName,
    /// The number but for one digit, or two neighbouring ones swapped.
    NearNumber,
    /// The birth date.
    SameBirth,
    /// The bank card.
    SameCard,
    /// The telephone.
    SamePhone,
    /// The household.
    SameHousehold,
    /// Township and village.
    SamePlace,
}

impl Evidence {
    /// Stable name.
    pub const fn key(self) -> &'static str {
        match self {
            Self::SameNumber => "same_number",
            Self::NearNumber => "near_number",
            Self::SameName => "same_name",
            Self::SameSound => "same_sound",
            Self::SwappedName => "swapped_name",
            Self::NearName => "near_name",
            Self::SameBirth => "same_birth",
            Self::SameCard => "same_card",
            Self::SamePhone => "same_phone",
            Self::SameHousehold => "same_household",
            Self::SamePlace => "same_place",
        }
    }
}

/// Points from which two entries are shown to a person.
pub const SUGGESTED: i32 = 9;

/// How alike two names are.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum NameLikeness {
    /// Not.
    Other,
    /// Another transliteration, or a dialect's sound.
    Near,
    /// Two neighbouring characters are swapped. A father and a son called
    /// after the grandfather (艾力·买买提, 买买提·艾力) are not this.
    Swapped,
    /// Sounds the same.
    Sound,
    /// The same, dots and blanks aside.
    Same,
}

/// A name in the forms in which names are compared.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct NameForm {
    /// As [`fold`].
    folded: String,
    /// How it may sound.
    sounds: Vec<String>,
    /// How it sounds where z and zh, n and ng, l and n are one.
    dialect: String,
    /// Consonants of a transliterated name; empty for others.
    skeleton: String,
}

impl NameForm {
    /// The forms of `name`.
    pub fn of(name: &str) -> Self {
        let folded = fold(name);
        let readings = readings(name);
        let syllables: &[String] = readings.first().map_or(&[], |first| first.syllables());
        let transliterated =
            name.contains('·') || folded.chars().filter(|c| is_han(*c)).count() > 4;
        let skeleton = if transliterated {
            skeleton(syllables)
        } else {
            String::new()
        };
        Self {
            dialect: syllables.iter().map(|one| dialect(one)).collect(),
            sounds: readings.iter().map(|reading| reading.whole()).collect(),
            folded,
            skeleton,
        }
    }

    /// How alike two names are.
    pub fn compare(&self, other: &Self) -> NameLikeness {
        if self.folded.is_empty() || other.folded.is_empty() {
            NameLikeness::Other
        } else if self.folded == other.folded {
            NameLikeness::Same
        } else if self.sounds.iter().any(|sound| other.sounds.contains(sound)) {
            NameLikeness::Sound
        } else if neighbours_swapped(&self.folded, &other.folded) {
            NameLikeness::Swapped
        } else if self.dialect == other.dialect
            || (!self.skeleton.is_empty() && self.skeleton == other.skeleton)
        {
            NameLikeness::Near
        } else {
            NameLikeness::Other
        }
    }
}

/// One slip of two neighbouring characters.
fn neighbours_swapped(one: &str, other: &str) -> bool {
    if one.len() != other.len() {
        return false;
    }
    let differing: Vec<(usize, (char, char))> = one
        .chars()
        .zip(other.chars())
        .enumerate()
        .filter(|(_, (a, b))| a != b)
        .take(3)
        .collect();
    match differing.as_slice() {
        [(first, (a, b)), (second, (c, d))] => second - first == 1 && a == d && b == c,
        _ => false,
    }
}

/// A syllable as people say it who do not tell z from zh, n from ng, l from n.
fn dialect(syllable: &str) -> String {
    let mut plain = syllable.to_owned();
    for (told, said) in [("zh", "z"), ("ch", "c"), ("sh", "s")] {
        if let Some(rest) = plain.strip_prefix(told) {
            plain = format!("{said}{rest}");
        }
    }
    if let Some(rest) = plain.strip_prefix('n') {
        plain = format!("l{rest}");
    }
    if let Some(rest) = plain.strip_suffix("ng") {
        plain = format!("{rest}n");
    }
    plain
}

/// The consonants of a transliterated name. Chinese characters render the
/// consonants of Uyghur and Kazakh names steadily, their vowels and `h` not:
/// 买买提 and 买合买提, 吐尔逊 and 图尔荪, 阿不都 and 阿卜杜.
fn skeleton(syllables: &[String]) -> String {
    let mut bones = String::new();
    for (index, syllable) in syllables.iter().enumerate() {
        let first = syllable.chars().next().unwrap_or_default();
        let bone = match first {
            _ if syllable == "er" => Some('r'),
            'b' | 'p' => Some('b'),
            'd' | 't' => Some('d'),
            'g' | 'k' => Some('g'),
            'j' | 'q' | 'z' | 'c' => Some('j'),
            'x' | 's' => Some('s'),
            'f' | 'w' => Some('w'),
            'h' => None,
            'a' | 'e' | 'o' | 'y' => (index == 0).then_some('a'),
            other => Some(other),
        };
        bones.extend(bone);
        if syllable.len() > 1 && (syllable.ends_with('n') || syllable.ends_with("ng")) {
            bones.push('n');
        }
    }
    bones
}

/// What is compared of an entry.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Traits {
    name: NameForm,
    number: Option<String>,
    birth: Option<NaiveDate>,
    sex: Option<String>,
    phone: Option<String>,
    card: Option<String>,
    household: Option<HouseholdId>,
    place: Option<(String, String)>,
}

impl Traits {
    /// What is compared of an entry's values.
    pub fn of(values: &Values, household: Option<HouseholdId>) -> Self {
        let text = |field| values.text(field).map(str::to_owned);
        Self {
            name: NameForm::of(values.text(Field::Name).unwrap_or_default()),
            number: text(Field::DocumentNumber),
            birth: values.date(Field::BirthDate),
            sex: text(Field::Sex),
            phone: text(Field::Phone),
            card: text(Field::BankCard),
            household,
            place: text(Field::Township).zip(text(Field::Village)),
        }
    }

    /// Things of which an entry with likeness shares one: the blocks in which
    /// pairs are looked for.
    pub(in super::super) fn blocks(&self) -> Vec<Block> {
        let mut blocks = Vec::new();
        blocks.extend(self.number.clone().map(Block::Number));
        blocks.extend(self.birth.map(Block::Birth));
        blocks.extend(self.phone.clone().map(Block::Phone));
        blocks.extend(self.card.clone().map(Block::Card));
        blocks.extend(self.household.map(Block::Household));
        if !self.name.folded.is_empty() {
            blocks.push(Block::Name(self.name.folded.clone()));
        }
        blocks
    }
}

/// A thing that entries may share.
#[derive(Debug, Clone, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub(in super::super) enum Block {
    Number(String),
    Birth(NaiveDate),
    Phone(String),
    Card(String),
    Household(HouseholdId),
    Name(String),
}

/// What two entries have in common and what it is worth; `None` below
/// [`SUGGESTED`].
pub fn compare(one: &Traits, other: &Traits) -> Option<(i32, Vec<Evidence>)> {
    fn same<T: PartialEq>(a: Option<&T>, b: Option<&T>) -> bool {
        a.is_some() && a == b
    }
    let mut points = 0;
    let mut evidence = Vec::new();
    let mut found = |kind, worth| {
        evidence.push(kind);
        points += worth;
    };
    let same_number = same(one.number.as_ref(), other.number.as_ref());
    let same_birth = same(one.birth.as_ref(), other.birth.as_ref());
    let name = one.name.compare(&other.name);
    if same_number {
        found(Evidence::SameNumber, 9);
    }
    match name {
        NameLikeness::Same => found(Evidence::SameName, 5),
        NameLikeness::Sound => found(Evidence::SameSound, 4),
        NameLikeness::Swapped => found(Evidence::SwappedName, 4),
        NameLikeness::Near => found(Evidence::NearName, 3),
        NameLikeness::Other => {}
    }
    // A household, a telephone and a village are shared by a family: they say
    // something of a pair only beside the name or the birth date.
    if name == NameLikeness::Other && !same_birth && !same_number {
        return None;
    }
    if let (NameLikeness::Other, false, Some(a), Some(b)) =
        (name, same_number, &one.number, &other.number)
        && registered_together(a, b)
    {
        return None;
    }
    if same_birth {
        found(Evidence::SameBirth, 4);
    }
    if name != NameLikeness::Other
        && !same_number
        && let (Some(a), Some(b)) = (&one.number, &other.number)
        && near_number(a, b)
    {
        // With the same birth date numbers of one office are alike by
        // themselves; a slip within the birth date is rare by chance.
        found(Evidence::NearNumber, if same_birth { 1 } else { 4 });
    }
    if same(one.card.as_ref(), other.card.as_ref()) {
        found(Evidence::SameCard, 6);
    }
    if same(one.phone.as_ref(), other.phone.as_ref()) {
        found(Evidence::SamePhone, 5);
    }
    if same(one.household.as_ref(), other.household.as_ref()) {
        found(Evidence::SameHousehold, 5);
    }
    if same(one.place.as_ref(), other.place.as_ref()) {
        found(Evidence::SamePlace, 1);
    }
    if name == NameLikeness::Near && !same_birth {
        // Brothers are called alike and born years apart.
        points -= 1 + i32::from(apart(one.birth, other.birth));
    }
    let unlike_names = matches!(name, NameLikeness::Near | NameLikeness::Other);
    if one.sex.is_some() && other.sex.is_some() && one.sex != other.sex && unlike_names {
        points -= 4;
    }
    evidence.sort_unstable();
    (points >= SUGGESTED).then_some((points, evidence))
}

/// Born in different years.
fn apart(one: Option<NaiveDate>, other: Option<NaiveDate>) -> bool {
    one.zip(other)
        .is_some_and(|(one, other)| one.year() != other.year())
}

/// Numbers of twins: registered in one office on one day one after the other,
/// the serial rising by one, or by two where both are of one sex (GB 11643).
fn registered_together(one: &str, other: &str) -> bool {
    let serial = |number: &str| number.get(14..17)?.parse::<i32>().ok();
    one.get(..14)
        .is_some_and(|head| other.get(..14) == Some(head))
        && serial(one)
            .zip(serial(other))
            .is_some_and(|(one, other)| (1..=2).contains(&(one - other).abs()))
}

/// One digit differs, or two neighbours are swapped; the check digit follows
/// from the others and says nothing.
fn near_number(one: &str, other: &str) -> bool {
    let body = |number: &str| number.as_bytes().get(..17).map(<[u8]>::to_vec);
    let (Some(one), Some(other)) = (body(one), body(other)) else {
        return false;
    };
    let differing: Vec<usize> = (0..17).filter(|at| one[*at] != other[*at]).collect();
    match differing.as_slice() {
        [_] => true,
        [first, second] => {
            second - first == 1 && one[*first] == other[*second] && one[*second] == other[*first]
        }
        _ => false,
    }
}
