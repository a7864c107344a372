//! Pure decisions of matching: priorities, kinds of reserved seat, the list
//! that is closed, and the sentence everybody gets.

use super::model::{ClassOutcome, Cutoff, List, Offer, Outcome, Reason, Weights};
use crate::base::ClassId;
use crate::people::Sex;
use crate::people::rules::Group;
use chrono::NaiveDate;
use sha2::{Digest, Sha256};
use std::collections::BTreeMap;
use tongfu_solver::matching;

/// Types of reserved seat a person may take: the income-based group
/// (`monitored` or `low_income`) and `female` (domain.md §2: nothing else of a
/// person picks them).
pub fn types(group: Group, sex: Option<Sex>) -> Vec<String> {
    let mut types = Vec::new();
    if group.need_tier() > 0 {
        types.push(group.key().to_owned());
    }
    if sex == Some(Sex::Female) {
        types.push("female".to_owned());
    }
    types
}

/// Languages a person may be asked for.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum Language {
    /// Russian.
    Russian,
    /// Kazakh.
    Kazakh,
}

/// Languages a demand line names, any of which will do (`哈语或俄语初级`).
pub fn languages_asked(text: &str) -> Vec<Language> {
    let lower = text.to_lowercase();
    let mut asked = Vec::new();
    if lower.contains('俄') || lower.contains("russian") || lower.contains("русск") {
        asked.push(Language::Russian);
    }
    if lower.contains('哈')
        || lower.contains("kazakh")
        || lower.contains("казах")
        || lower.contains("қазақ")
    {
        asked.push(Language::Kazakh);
    }
    asked
}

/// What of a person and a class makes up a priority.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Standing<'a> {
    /// Group of the category, whose tier of need counts.
    pub group: Group,
    /// Marks of the entry test, 0–100, where there was one.
    pub test_marks: Option<i64>,
    /// Languages on record.
    pub speaks: &'a [Language],
    /// Languages the class's demand asks for.
    pub asked: &'a [Language],
}

/// Points of a person for a class, higher first.
pub fn priority(weights: &Weights, standing: &Standing<'_>) -> i64 {
    let test = standing.test_marks.unwrap_or(0).clamp(0, 100) * weights.entry_test / 100;
    let language = standing
        .asked
        .iter()
        .any(|asked| standing.speaks.contains(asked));
    weights.need_tier * i64::from(standing.group.need_tier())
        + test
        + if language { weights.language } else { 0 }
}

/// Whether somebody born on `birth` is of age on `date`: nobody under 18 is
/// placed abroad (domain.md §2).
pub fn of_age(birth: NaiveDate, date: NaiveDate) -> bool {
    date.years_since(birth).is_some_and(|years| years >= 18)
}

/// The number under which applicant `index` of a list is drawn.
pub fn number(index: usize) -> u32 {
    u32::try_from(index + 1).unwrap_or(u32::MAX)
}

fn key(number: u32) -> String {
    format!("{number:06}")
}

/// SHA-256 of a closed list, hexadecimal: classes with seats, smallest size and
/// reserves, applicants with number, preferences, priorities and types. Recorded
/// before the lot is drawn, it shows that nobody was added or moved afterwards.
pub fn list_digest(list: &List) -> String {
    let mut text = String::from("tongfu-match-list/1\n");
    for offer in &list.offers {
        text.push_str(&format!(
            "class {} {} {}",
            offer.class, offer.seats, offer.smallest
        ));
        for (kind, seats) in &offer.reserves {
            text.push_str(&format!(" {kind}={seats}"));
        }
        text.push('\n');
    }
    for (index, applicant) in list.applicants.iter().enumerate() {
        text.push_str(&format!("applicant {} {}", number(index), applicant.person));
        for (class, priority) in &applicant.preferences {
            text.push_str(&format!(" {class}={priority}"));
        }
        text.push_str(&format!(" [{}]\n", applicant.types.join(",")));
    }
    Sha256::digest(text.as_bytes())
        .iter()
        .map(|byte| format!("{byte:02x}"))
        .collect()
}

/// The list as a `tongfu-match/1` instance.
pub fn instance(list: &List, lottery_seed: &str) -> matching::Instance {
    matching::Instance {
        lottery_seed: lottery_seed.to_owned(),
        applicants: list
            .applicants
            .iter()
            .enumerate()
            .map(|(index, applicant)| matching::Applicant {
                id: key(number(index)),
                prefs: applicant
                    .preferences
                    .iter()
                    .map(|(class, _)| class.to_string())
                    .collect(),
                priority: applicant
                    .preferences
                    .iter()
                    .map(|(class, points)| (class.to_string(), *points))
                    .collect(),
                types: applicant.types.clone(),
            })
            .collect(),
        classes: list.offers.iter().map(class_of).collect(),
    }
}

/// A class of a closed list as the solver takes it.
pub fn class_of(offer: &Offer) -> matching::Class {
    matching::Class {
        id: offer.class.to_string(),
        seats: offer.seats,
        min_size: offer.smallest,
        reserves: offer
            .reserves
            .iter()
            .map(|(kind, seats)| matching::Reserve {
                kind: kind.clone(),
                seats: *seats,
            })
            .collect(),
    }
}

/// An applicant as a class of the list sees them; `None` without a preference
/// for it.
pub fn standing_of(list: &List, index: usize, class: ClassId) -> Option<matching::Standing> {
    let applicant = list.applicants.get(index)?;
    let (_, priority) = applicant
        .preferences
        .iter()
        .find(|(known, _)| *known == class)?;
    Some(matching::Standing {
        id: key(number(index)),
        priority: *priority,
        types: applicant.types.clone(),
    })
}

/// What came of a list: results in its order, classes by id, closed classes.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Decided {
    /// Results in the order of the list.
    pub results: Vec<Outcome>,
    /// What came of every class of the list.
    pub classes: Vec<ClassOutcome>,
    /// Classes closed for want of applicants, in order.
    pub closed: Vec<ClassId>,
}

/// Reads a solution of [`instance`] back into people and classes.
pub fn decided(list: &List, solution: &matching::Solution) -> Decided {
    let index: BTreeMap<String, usize> = (0..list.applicants.len())
        .map(|index| (key(number(index)), index))
        .collect();
    let closed: Vec<ClassId> = solution
        .closed
        .iter()
        .filter_map(|class| class.parse().ok())
        .collect();
    let mut waiting: BTreeMap<usize, Vec<(ClassId, u32)>> = BTreeMap::new();
    for class in &solution.classes {
        let Ok(id) = class.id.parse() else { continue };
        for (position, applicant) in (1..).zip(&class.waitlist) {
            if let Some(index) = index.get(applicant) {
                waiting.entry(*index).or_default().push((id, position));
            }
        }
    }
    let results: Vec<Outcome> = solution
        .applicants
        .iter()
        .filter_map(|result| {
            let index = *index.get(&result.id)?;
            let applicant = list.applicants.get(index)?;
            let class = result.class.as_deref().and_then(|class| class.parse().ok());
            let mut waiting = waiting.remove(&index).unwrap_or_default();
            waiting.sort_by_key(|(class, _)| {
                applicant
                    .preferences
                    .iter()
                    .position(|(known, _)| known == class)
            });
            let mut reasons = vec![heading(class, result)];
            reasons.extend(result.reasons.iter().map(|reason| refusal(list, reason)));
            Some(Outcome {
                person: applicant.person,
                number: number(index),
                class,
                slot: result.slot.clone(),
                preference: result.preference,
                waiting,
                reasons,
            })
        })
        .collect();
    let classes = list
        .offers
        .iter()
        .map(|offer| {
            let found = solution
                .classes
                .iter()
                .find(|class| class.id == offer.class.to_string());
            let filled = results
                .iter()
                .filter(|result| result.class == Some(offer.class))
                .count();
            ClassOutcome {
                class: offer.class,
                seats: offer.seats,
                filled: u32::try_from(filled).unwrap_or(u32::MAX),
                waiting: found.map_or(0, |class| {
                    u32::try_from(class.waitlist.len()).unwrap_or(u32::MAX)
                }),
                cutoffs: found
                    .map_or_else(Vec::new, |class| class.cutoffs.iter().map(cutoff).collect()),
                closed: closed.contains(&offer.class),
            }
        })
        .collect();
    Decided {
        results,
        classes,
        closed,
    }
}

fn cutoff(cutoff: &matching::Cutoff) -> Cutoff {
    Cutoff {
        slot: cutoff.slot.clone(),
        people: cutoff.taken,
        priority: cutoff.priority,
        withheld: cutoff.contested && cutoff.priority.is_none(),
    }
}

/// What somebody got, before the reasons against what they wished for more.
fn heading(class: Option<ClassId>, result: &matching::ApplicantResult) -> Reason {
    let code = match (class, result.preference) {
        (Some(_), Some(1)) => "MATCH_FIRST_CHOICE",
        (Some(_), _) => "MATCH_PLACED",
        (None, _) => "MATCH_NOT_PLACED",
    };
    let mut params = Vec::new();
    params.extend(result.slot.clone().map(|slot| ("slot".to_owned(), slot)));
    params.extend(
        result
            .preference
            .map(|rank| ("preference".to_owned(), rank.to_string())),
    );
    Reason {
        code: code.to_owned(),
        class,
        params,
    }
}

fn refusal(list: &List, reason: &matching::Reason) -> Reason {
    let class: Option<ClassId> = reason.class.as_deref().and_then(|class| class.parse().ok());
    let mut params: Vec<(String, String)> = reason
        .params()
        .into_iter()
        .filter(|(name, _)| *name != "class")
        .map(|(name, value)| (name.to_owned(), value))
        .collect();
    if reason.code == matching::ReasonCode::MatchClosed
        && let Some(offer) = list.offers.iter().find(|offer| Some(offer.class) == class)
    {
        params.push(("smallest".to_owned(), offer.smallest.to_string()));
    }
    Reason {
        code: reason.code.code().to_owned(),
        class,
        params,
    }
}
