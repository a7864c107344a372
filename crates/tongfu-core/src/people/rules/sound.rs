//! How a name sounds: pinyin without tones, with the readings that a surname
//! or an ambiguous character may have.

use super::is_han;
use pinyin::{ToPinyin, ToPinyinMulti};

/// Most readings kept of one name.
const READINGS: usize = 4;

/// Surnames that are read otherwise than the character alone.
const SURNAMES: &[(char, &str)] = &[
    ('单', "shan"),
    ('曾', "zeng"),
    ('解', "xie"),
    ('仇', "qiu"),
    ('查', "zha"),
    ('区', "ou"),
    ('盖', "ge"),
    ('朴', "piao"),
    ('翟', "zhai"),
    ('覃', "qin"),
    ('冼', "xian"),
    ('缪', "miao"),
    ('乐', "yue"),
    ('种', "chong"),
    ('繁', "po"),
    ('秘', "bi"),
    ('员', "yun"),
    ('燕', "yan"),
    ('任', "ren"),
    ('宁', "ning"),
    ('纪', "ji"),
    ('折', "she"),
    ('召', "shao"),
    ('华', "hua"),
    ('葛', "ge"),
    ('牟', "mu"),
    ('车', "che"),
    ('石', "shi"),
    ('沈', "shen"),
    ('尹', "yin"),
    ('干', "gan"),
    ('隗', "wei"),
];

/// Surnames of two characters, with their readings where these are special.
const DOUBLE_SURNAMES: &[(&str, &[&str])] = &[
    ("欧阳", &[]),
    ("上官", &[]),
    ("司马", &[]),
    ("诸葛", &[]),
    ("皇甫", &[]),
    ("慕容", &[]),
    ("东方", &[]),
    ("公孙", &[]),
    ("令狐", &["ling", "hu"]),
    ("夏侯", &[]),
    ("宇文", &[]),
    ("司徒", &[]),
    ("长孙", &["zhang", "sun"]),
    ("尉迟", &["yu", "chi"]),
    ("万俟", &["mo", "qi"]),
    ("澹台", &["tan", "tai"]),
];

/// Characters of transliterated names whose first reading in dictionaries is
/// another one.
const TRANSLITERATED: &[(char, &str)] = &[('卜', "bu"), ('什', "shi")];

/// One reading of a name: its syllables, and where a part of it begins.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Sound {
    syllables: Vec<String>,
    /// Indices of syllables at which somebody may begin to type: the given
    /// name, and what stands after a dot.
    parts: Vec<usize>,
}

impl Sound {
    /// Its syllables, in order.
    pub(crate) fn syllables(&self) -> &[String] {
        &self.syllables
    }

    /// All syllables in one word.
    pub(crate) fn whole(&self) -> String {
        self.syllables.concat()
    }

    /// What sounds from the beginning of each later part on.
    pub(crate) fn parts(&self) -> impl Iterator<Item = String> {
        self.parts
            .iter()
            .map(|part| self.syllables[*part..].concat())
    }

    /// The first letters.
    pub(crate) fn initials(&self) -> String {
        self.syllables
            .iter()
            .filter_map(|syllable| syllable.chars().next())
            .collect()
    }
}

/// How a name usually sounds, in one word: what two spellings of a name in
/// different characters have in common.
pub fn sound(name: &str) -> String {
    readings(name).first().map(Sound::whole).unwrap_or_default()
}

/// The readings of a name, the most usual first; at least one unless the name
/// has no letters.
pub(crate) fn readings(name: &str) -> Vec<Sound> {
    let characters: Vec<char> = name.chars().collect();
    let special = double_surname(name);
    let mut alternatives: Vec<Vec<String>> = Vec::new();
    let mut parts = Vec::new();
    let mut latin = String::new();
    let mut dotted = false;
    for (index, c) in characters.iter().enumerate() {
        if !is_han(*c) && c.is_alphanumeric() {
            latin.extend(c.to_lowercase());
            continue;
        }
        flush(&mut latin, &mut alternatives, &mut parts, &mut dotted);
        if !is_han(*c) {
            dotted = true;
            continue;
        }
        if dotted {
            parts.push(alternatives.len());
            dotted = false;
        }
        let mut sounds = sounds(*c);
        if let Some(sound) = special.as_ref().and_then(|sounds| sounds.get(index)) {
            sounds = vec![(*sound).to_owned()];
        } else if index == 0
            && let Some((_, sound)) = SURNAMES.iter().find(|(surname, _)| surname == c)
        {
            sounds.retain(|other| other != sound);
            sounds.insert(0, (*sound).to_owned());
        }
        alternatives.push(sounds);
    }
    flush(&mut latin, &mut alternatives, &mut parts, &mut dotted);
    // A Chinese name: surname and given name.
    if parts.is_empty() && characters.len() <= 4 && characters.iter().all(|c| is_han(*c)) {
        let surname = if DOUBLE_SURNAMES
            .iter()
            .any(|(double, _)| name.starts_with(double))
        {
            2
        } else {
            1
        };
        if surname < alternatives.len() {
            parts.push(surname);
        }
    }
    parts.retain(|part| *part > 0 && *part < alternatives.len());
    let Some(first): Option<Vec<String>> = alternatives
        .iter()
        .map(|sounds| sounds.first().cloned())
        .collect()
    else {
        return Vec::new();
    };
    if first.is_empty() {
        return Vec::new();
    }
    let mut readings = vec![Sound {
        syllables: first.clone(),
        parts: parts.clone(),
    }];
    for (index, sounds) in alternatives.iter().enumerate() {
        for sound in sounds.iter().skip(1) {
            if readings.len() < READINGS {
                let mut syllables = first.clone();
                syllables[index].clone_from(sound);
                readings.push(Sound {
                    syllables,
                    parts: parts.clone(),
                });
            }
        }
    }
    readings
}

fn flush(
    latin: &mut String,
    alternatives: &mut Vec<Vec<String>>,
    parts: &mut Vec<usize>,
    dotted: &mut bool,
) {
    if !latin.is_empty() {
        if *dotted {
            parts.push(alternatives.len());
            *dotted = false;
        }
        alternatives.push(vec![std::mem::take(latin)]);
    }
}

fn double_surname(name: &str) -> Option<&'static [&'static str]> {
    DOUBLE_SURNAMES
        .iter()
        .find(|(double, sounds)| name.starts_with(double) && !sounds.is_empty())
        .map(|(_, sounds)| *sounds)
}

/// Most readings looked at of one character: what dictionaries list behind the
/// second one is not how people are called.
const SOUNDS: usize = 2;

/// The usual readings of one character without tones, each once; the character
/// itself where none is known.
fn sounds(c: char) -> Vec<String> {
    let mut found: Vec<String> = Vec::new();
    let mut take = |plain: &str| {
        let plain = plain.replace('ü', "v");
        if !found.contains(&plain) {
            found.push(plain);
        }
    };
    if let Some((_, usual)) = TRANSLITERATED.iter().find(|(written, _)| *written == c) {
        take(usual);
    }
    if let Some(usual) = c.to_pinyin() {
        take(usual.plain());
    }
    if let Some(all) = c.to_pinyin_multi() {
        all.into_iter().for_each(|reading| take(reading.plain()));
    }
    if found.is_empty() {
        found.push(c.to_string());
    }
    found.truncate(SOUNDS);
    found
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn names_sound() {
        for (name, expected, initials) in [
            ("张三", "zhangsan", "zs"),
            ("单洋伟", "shanyangwei", "syw"),
            ("曾明", "zengming", "zm"),
            ("尉迟恭", "yuchigong", "ycg"),
            ("吕勇", "lvyong", "ly"),
            ("Ali Veli", "aliveli", "av"),
        ] {
            assert_eq!(super::sound(name), expected);
            assert_eq!(readings(name)[0].initials(), initials);
        }
        assert_eq!(super::sound("买买提·阿卜杜拉"), "maimaitiabudula");
        assert!(readings("").is_empty());
        assert!(readings("·").is_empty());
    }

    #[test]
    fn ambiguous_characters_have_several_readings() {
        let all: Vec<String> = readings("单乐").iter().map(Sound::whole).collect();
        assert!(
            all.contains(&"shanle".to_owned())
                && all.contains(&"danle".to_owned())
                && all.contains(&"shanyue".to_owned()),
            "{all:?}"
        );
        assert!(all.len() <= READINGS);
    }

    #[test]
    fn later_parts_are_found_too() {
        let parts = |name: &str| readings(name)[0].parts().collect::<Vec<_>>();
        assert_eq!(parts("张晓永"), ["xiaoyong"]);
        assert_eq!(parts("欧阳兰华"), ["lanhua"]);
        assert_eq!(parts("买买提·阿卜杜拉"), ["abudula"]);
        assert_eq!(parts("Ali Veli"), ["veli"]);
    }
}
