//! `tongfu-match-solution/1`: who sits where, and why not elsewhere.

use serde::{Deserialize, Serialize};

/// Which kind of seat somebody has: `open` or the type of a reserve.
pub type Slot = String;

/// The result of a run.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(tag = "format", rename = "tongfu-match-solution/1")]
pub struct Solution {
    /// In the order of the instance.
    pub applicants: Vec<Result>,
    /// Classes that take place, in the order of the instance.
    pub classes: Vec<ClassResult>,
    /// Classes with too few members, in the order in which they were closed.
    pub closed: Vec<String>,
}

/// What one applicant got.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Result {
    pub id: String,
    pub class: Option<String>,
    pub slot: Option<Slot>,
    /// Place of the class among the preferences, from 1.
    pub preference: Option<u32>,
    /// [`Result::reasons`] in one line of codes and numbers, for everyone who
    /// is not in the first choice.
    pub reason: Option<String>,
    /// Why not in each of the classes preferred to the result, best first.
    pub reasons: Vec<Reason>,
}

/// Why somebody is not in a class.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(rename_all = "SCREAMING_SNAKE_CASE")]
pub enum ReasonCode {
    /// The class does not take place: too few members.
    MatchClosed,
    /// The priority is below the cutoff.
    MatchCutoff,
    /// The priority is the cutoff, and the lot decided.
    MatchLottery,
    /// All seats went to better candidates, so few that no cutoff is shown.
    MatchFull,
    /// The person named no class at all.
    MatchNoPreference,
}

impl ReasonCode {
    /// Stable code, the key of the message.
    pub fn code(self) -> &'static str {
        match self {
            Self::MatchClosed => "MATCH_CLOSED",
            Self::MatchCutoff => "MATCH_CUTOFF",
            Self::MatchLottery => "MATCH_LOTTERY",
            Self::MatchFull => "MATCH_FULL",
            Self::MatchNoPreference => "MATCH_NO_PREFERENCE",
        }
    }
}

/// One reason; it names no other person and no other person's priority beyond
/// the published cutoff.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Reason {
    pub code: ReasonCode,
    pub class: Option<String>,
    /// The kind of seat the person came nearest to.
    pub slot: Option<Slot>,
    pub cutoff: Option<i64>,
    /// The person's own priority.
    pub own: Option<i64>,
    /// Place on the waitlist among those who may take that kind of seat, from 1.
    pub position: Option<u32>,
}

impl Reason {
    /// What the message of the code needs: `class`, `slot`, `cutoff`, `own`,
    /// `position`, each where there is one.
    pub fn params(&self) -> Vec<(&'static str, String)> {
        let mut params = Vec::new();
        params.extend(self.class.clone().map(|class| ("class", class)));
        params.extend(self.slot.clone().map(|slot| ("slot", slot)));
        params.extend(self.cutoff.map(|cutoff| ("cutoff", cutoff.to_string())));
        params.extend(self.own.map(|own| ("own", own.to_string())));
        params.extend(
            self.position
                .map(|position| ("position", position.to_string())),
        );
        params
    }

    /// Code and parameters in one line.
    pub(super) fn line(&self) -> String {
        let mut line = self.code.code().to_owned();
        for (name, value) in self.params() {
            line.push(' ');
            line.push_str(name);
            line.push('=');
            line.push_str(&value);
        }
        line
    }
}

/// What became of a class.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct ClassResult {
    pub id: String,
    /// One per reserve in its order, then that of the open seats.
    pub cutoffs: Vec<Cutoff>,
    /// Ids of those who prefer the class to their result, best first.
    pub waitlist: Vec<String>,
}

/// The lowest priority that got a kind of seat.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Cutoff {
    pub slot: Slot,
    /// Seats of the kind that are taken.
    pub taken: u32,
    /// Whether anybody who could have taken such a seat was refused.
    pub contested: bool,
    /// `None` if nobody was refused or fewer than five people are covered.
    pub priority: Option<i64>,
}
